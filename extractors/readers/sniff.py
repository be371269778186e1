"""What a file is, by its bytes. Servers send HTML error pages for PDFs, and people rename files."""

from __future__ import annotations

import codecs
import io
import re
import zipfile

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"%!PS", "application/postscript"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PARTS = (
    ("word/document.xml", _OFFICE + "wordprocessingml.document"),
    ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/presentation.xml", _OFFICE + "presentationml.presentation"),
)
_HTML = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+<(?:!doctype\s+html|html\b|head\b|body\b|title\b|meta\b|table\b|div\b|script\b|"
    r"article\b|section\b|main\b|h[1-6]\b|p\b|link\b|style\b|span\b|ul\b|ol\b|center\b|font\b)",
    re.I | re.S,
)
_XHTML = re.compile(r"\s*<\?xml.*?<(?:!doctype\s+html|html)\b", re.I | re.S)
_CLOSED_TAG = re.compile(r"</(?:html|body|div|table|p|h[1-6]|ul|td)>", re.I)
_MARKDOWN = re.compile(
    r"^#{1,6}[ \t]++\S|^[ \t]*+(?:\|[ \t]*+)?:?-{3,}+:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)++(?:\|[ \t]*+)?$"
    r"|\*\*\S[^*\n]{0,500}\*\*|\[[^\]\n]{1,300}\]\(https?://",
    re.M,
)
_CSV_ROWS = 20


def sniff(data: bytes, name: str | None = None) -> str:
    """Return the media type of a file from its bytes; ``name`` decides only between kinds of plain text.

    A type that no reader handles is named too; ``application/octet-stream`` is what nothing is known of.
    """
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:4] == b"PK\x03\x04":
        return _zipped(data)
    text = _start_as_text(data)
    if text is None:
        return "application/octet-stream"
    return _text_type(text, (name or "").lower().partition("?")[0], len(data) > len(text.encode("utf-8", "replace")))


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "application/zip"
    for part, media_type in _PARTS:
        if part in names:
            return media_type
    return "application/vnd.oasis.opendocument" if "content.xml" in names and "mimetype" in names else "application/zip"


def _start_as_text(data: bytes) -> str | None:
    """The first characters of a file, or None where its bytes are no text."""
    head = data[:65536]
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(bom):
            return head[: len(head) // 4 * 4 if "32" in encoding or "16" in encoding else None].decode(
                encoding, "replace"
            )
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    if b"\0" in head or odd * 50 > len(head):
        return None
    return head.decode("utf-8", "replace")


def _text_type(text: str, name: str, cut: bool) -> str:
    start = text[:20000].lstrip("\ufeff")
    if _XHTML.match(start):
        return "application/xhtml+xml"
    if _HTML.match(start) and (
        cut or _CLOSED_TAG.search(text) or re.match(r"\s*<(?:!doctype|html|\?xml)", start, re.I)
    ):
        return "text/html"
    if re.match(r"\s*<\?xml", start):
        return "application/xml"
    if _is_csv(text, cut) or (name.endswith((".csv", ".tsv")) and any(c in start for c in ",;\t")):
        return "text/csv"
    if name.endswith((".md", ".markdown")) or len(_MARKDOWN.findall(start)) >= 3:
        return "text/markdown"
    return "text/plain"


def _is_csv(text: str, cut: bool) -> bool:
    """Whether the first rows have the same number of fields, at least three, by commas or semicolons."""
    from extractors.readers._delimited import rows_of  # the CSV reader's own splitting

    for delimiter in ",;":
        rows = rows_of(text, delimiter, _CSV_ROWS + 1)
        rows = rows[:_CSV_ROWS] if len(rows) > _CSV_ROWS or not cut else rows[:-1]
        filled = [row for row in rows if any(field.strip() for field in row)]
        if len(filled) < 2 or len(filled) < len(rows):
            continue
        if len(filled[0]) >= 3 and all(len(row) == len(filled[0]) for row in filled) and not _is_prose(filled):
            return True
    return False


def _is_prose(rows: list[list[str]]) -> bool:
    """Whether the "fields" are clauses of sentences: they start with a blank."""
    fields = [field for row in rows for field in row[1:] if field]
    return sum(field.startswith(" ") for field in fields) * 2 > len(fields)
