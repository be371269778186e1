"""Backends: a file's bytes to a :class:`~extractors.document.Document`, without judgement."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module

from extractors.backends import html, markdown, text
from extractors.backends.adapter import from_layout
from extractors.document import Document
from extractors.readers._lines import decode
from extractors.readers._texttables import tabbed
from extractors.readers.errors import ReadError
from extractors.readers.prepared import KINDS, Prepared, prepared

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = frozenset({"text/csv", "text/html"})
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
FEW_ROWS = 5  # lines with tabs that are no table yet
_MOST_INSIDE = 2  # files in each other
_BACKENDS: dict[str, Callable[[bytes], Document]] = {
    "text/markdown": markdown.read,
    "text/plain": text.read,
}
_READERS = {
    "application/pdf": "pdf",
    "text/markdown": "text",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "csv",
    _WORD: "docx",
}
MEDIA_TYPES = _PAGES | frozenset(_BACKENDS) | frozenset(_READERS) | KINDS
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


def read(data: bytes, *, name: str | None = None, media_type: str | None = None) -> Document:
    """Return the document that the bytes hold.

    ``name`` is the file name or address, ``media_type`` what the sender said: clues where the bytes leave it open.

    Raises:
        ReadError: the file cannot be read; its ``code`` says why (``unsupported_type``, ``empty_file``, ...).
    """
    return _read(_MOST_INSIDE, data, name, media_type)


def _read(inside: int, data: bytes, name: str | None = None, media_type: str | None = None) -> Document:
    """Return the document that the bytes hold; of the files in it, those that are at most ``inside`` deep."""
    _check(data)
    file = prepared(data, name)
    stated, _, parameters = (media_type or "").partition(";")
    kind = file.media_type
    if kind == "text/plain" and stated.strip().lower() in _TEXTS:
        kind = stated.strip().lower()  # what the bytes leave open, the sender says
    if kind in _PAGES:
        charset = _CHARSET.search(parameters)
        document = html.read(file.data, charset[1] if charset else None)
    elif kind in _BACKENDS and not (kind == "text/markdown" and _is_tabbed(file.data)):
        document = _BACKENDS[kind](file.data)
    else:
        document = _laid_out(kind, file, inside)
    return replace(document, problems=(*document.problems, *file.problems))


def _check(data: bytes) -> None:
    """Raise ReadError for a file that holds nothing, or that a password shuts: before anything is made of it."""
    if not data.strip(b"\x00 \t\r\n\f\v"):
        raise ReadError("empty_file", "The file is empty: it holds no words")
    if data.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError("encrypted", "The Office file is encrypted: save it without a password")


def _is_tabbed(data: bytes) -> bool:
    """Whether a text with marks of Markdown has tables of rows parted by tabs, which Markdown does not know."""
    lines = decode(data, []).split("\n")
    return sum(tabbed(line) for line in lines) > FEW_ROWS


def _laid_out(kind: str, file: Prepared, inside: int) -> Document:
    """Return the document that a reader lays out."""
    if kind not in _READERS:
        said = _UNREAD.get(kind) or f"{_ADVICE} (it looks like {kind})"
        raise ReadError("unsupported_type", f"The file is {said}")
    reader = import_module(f"extractors.readers.{_READERS[kind]}")
    if kind == _WORD:
        return from_layout(reader.read(file.data, partial(_read, inside - 1) if inside else None))
    return from_layout(reader.read(file.data))
