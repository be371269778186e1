"""Readers: the bytes of one medium into a layout. What a file is, its bytes decide, not its name."""

from __future__ import annotations

import re
from importlib import import_module

from extractors.layout import Layout
from extractors.readers.errors import ReadError
from extractors.readers.prepared import KINDS, Prepared, prepared
from extractors.readers.sniff import sniff

__all__ = ["MEDIA_TYPES", "ReadError", "check", "prepared", "read", "read_prepared", "sniff"]

_READERS = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "text",
    "text/plain": "text",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
MEDIA_TYPES = frozenset(_READERS) | KINDS
"""What can be read, some of it with programs that may be missing."""

_UNREAD = {
    "application/x-ole-storage": "of an old kind of Office: save it as .docx, .xlsx or PDF",
    "application/vnd.ms-outlook": "an Outlook message (.msg): save it as .eml or PDF",
    "application/vnd.apple.iwork": "of Apple's Pages, Numbers or Keynote: export it as PDF, .docx or .xlsx",
    "application/x-7z-compressed": "a 7-Zip archive: unpack it and name the folder, or make it a .zip",
    "application/vnd.rar": "a RAR archive: unpack it and name the folder, or make it a .zip",
    "application/postscript": "PostScript: make it a PDF (ps2pdf)",
    "image/vnd.djvu": "DjVu: make it a PDF (ddjvu -format=pdf)",
    "application/xml": "XML of no known kind: save what it says as HTML, CSV or PDF",
    "application/zip": "an archive without a document",
}
_ADVICE = "of no kind that is known here: save it as PDF, HTML, .docx, .xlsx, CSV or text"


def read(data: bytes, *, name: str | None = None, media_type: str | None = None) -> Layout:
    """Read a document.

    ``name`` (a file name or URI) and ``media_type`` (what a server said) are hints: they settle only what the bytes
    leave open, as between CSV and plain text.

    Raises:
        ReadError: the file cannot be read; its ``code`` says why (``unsupported_type``, ``empty_file``, ...).
    """
    check(data)
    return read_prepared(prepared(data, name), media_type=media_type)


def check(data: bytes) -> None:
    """Raise ReadError for a file that holds nothing, or that a password shuts: before anything is made of it."""
    if not data.strip(b"\x00 \t\r\n\f\v"):
        raise ReadError("empty_file", "The file is empty: it holds no words")
    if data.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError("encrypted", "The Office file is encrypted: save it without a password")


def read_prepared(file: Prepared, *, media_type: str | None = None) -> Layout:
    """Read a file of a kind that a reader knows; see :func:`read`."""
    found, data = file.media_type, file.data
    if (
        found == "text/plain"
        and media_type
        and media_type.partition(";")[0].strip().lower() in ("text/csv", "text/html")
    ):
        found = media_type.partition(";")[0].strip().lower()
    reader = _READERS.get(found)
    if reader is None:
        said = _UNREAD.get(found) or f"{_ADVICE} (it looks like {found})"
        raise ReadError("unsupported_type", f"The file is {said}")
    module = import_module(f"extractors.readers.{reader}")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", media_type or "", re.I)
    layout: Layout = module.read(data, charset[1]) if reader == "html" and charset else module.read(data)
    layout.problems += file.problems
    return layout
