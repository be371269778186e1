"""Readers: the bytes of one medium into a layout. What a file is, its bytes decide, not its name."""

from __future__ import annotations

import re
from importlib import import_module

from extractors.layout import Layout
from extractors.readers.errors import ReadError
from extractors.readers.sniff import sniff

__all__ = ["MEDIA_TYPES", "ReadError", "read", "sniff"]

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
MEDIA_TYPES = frozenset(_READERS)  # what can be read
_NAMES = {
    "application/x-ole-storage": "a legacy Office file (.doc, .xls): save it as .docx, .xlsx or PDF",
    "application/zip": "a ZIP archive that is neither .docx nor .xlsx",
    "application/octet-stream": "no document that is known here",
}


def read(data: bytes, *, name: str | None = None, media_type: str | None = None) -> Layout:
    """Read a document.

    ``name`` (a file name or URI) and ``media_type`` (what a server said) are hints: they settle only what the bytes
    leave open, as between CSV and plain text.

    Raises:
        ReadError: the file cannot be read; its ``code`` says why (``unsupported_type``, ``empty_file``, ...).
    """
    if not data.strip(b"\x00 \t\r\n\f\v"):
        raise ReadError("empty_file", "The file is empty: it holds no words")
    found = sniff(data, name)
    if found == "application/x-ole-storage" and "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError("encrypted", "The Office file is encrypted: save it without a password")
    if (
        found == "text/plain"
        and media_type
        and media_type.partition(";")[0].strip().lower() in ("text/csv", "text/html")
    ):
        found = media_type.partition(";")[0].strip().lower()
    reader = _READERS.get(found)
    if reader is None:
        raise ReadError(
            "unsupported_type", f"The file is {_NAMES.get(found, 'of the type ' + found)}; it cannot be read"
        )
    module = import_module(f"extractors.readers.{reader}")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", media_type or "", re.I)
    layout: Layout = module.read(data, charset[1]) if reader == "html" and charset else module.read(data)
    return layout
