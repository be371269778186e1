"""Backends: a file's bytes to a :class:`~extractors.document.Document`, without judgement."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from extractors.backends import html, markdown, text
from extractors.backends.adapter import from_layout
from extractors.document import Document
from extractors.readers import check, prepared, read_prepared
from extractors.readers._lines import decode
from extractors.readers._texttables import tabbed

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = frozenset({"text/csv", "text/html"})
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
FEW_ROWS = 5  # lines with tabs that are no table yet
_BACKENDS: dict[str, Callable[[bytes], Document]] = {
    "text/markdown": markdown.read,
    "text/plain": text.read,
}


def _is_tabbed(data: bytes) -> bool:
    """Whether a text with marks of Markdown has tables of rows parted by tabs, which Markdown does not know."""
    lines = decode(data, []).split("\n")
    return sum(tabbed(line) for line in lines) > FEW_ROWS


def read(data: bytes, *, name: str | None = None, media_type: str | None = None) -> Document:
    """Return the document that the bytes hold.

    ``name`` is the file name or address, ``media_type`` what the sender said: clues where the bytes leave it open.
    Raises :class:`extractors.readers.errors.ReadError` for a file that cannot be read.
    """
    check(data)
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
        return from_layout(read_prepared(file, media_type=media_type))
    return replace(document, problems=(*document.problems, *file.problems))
