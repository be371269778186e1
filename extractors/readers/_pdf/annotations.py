"""What stands on a page but not in its text: filled fields of forms, boxes ticked in them, and notes typed onto it."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as raw

from extractors.readers._pdf import calls
from extractors.readers._pdf.page import NO_FONT, Box, PageContent, Token, View

MAX_ANNOTATIONS = 2000
"""Annotations read of one page."""

LETTER = 0.5
"""What a letter takes of a line, in font sizes: the fonts of fields are not looked up."""

_SIZE = re.compile(r"([\d.]+)\s+Tf")
_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_TICKED, _BLANK = "\u2612", "\u2610"


def read_annotations(page: raw.FPDF_PAGE, view: View, content: PageContent) -> None:
    """Add the words of filled fields and typed notes to ``content``, and for each box of a form one ticked or blank."""
    for i in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        with _annotation(page, i) as found:
            if not found or raw.FPDFAnnot_GetFlags(found) & _HIDDEN:
                continue
            rect = calls.Rect()
            kind = raw.FPDFAnnot_GetSubtype(found)
            if kind not in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT) or not raw.FPDFAnnot_GetRect(found, rect):
                continue
            box = view.shower()(rect.left, rect.bottom, rect.right, rect.top)
            content.tokens += _words(*_content(found, kind), box)


@contextmanager
def _annotation(page: raw.FPDF_PAGE, index: int) -> Iterator[Any]:
    """Open an annotation and close it again."""
    found = raw.FPDFPage_GetAnnot(page, index)
    try:
        yield found
    finally:
        if found:
            raw.FPDFPage_CloseAnnot(found)


def _content(annotation: Any, kind: int) -> tuple[str, float]:
    """Return what an annotation shows and its font size; 0 where that is not said."""
    size = _SIZE.search(_string(annotation, b"DA"))
    points = float(size[1]) if size else 0.0
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(annotation, b"Contents"), points
    if _string(annotation, b"FT") == "Btn":
        state = _string(annotation, b"AS")
        return (_TICKED if state not in ("", "Off") else _BLANK) if state else "", points
    return _string(annotation, b"V"), points


def _string(annotation: Any, key: bytes) -> str:
    """Return a string or name of an annotation; empty where it has none."""
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < length < 1 << 20:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace").replace("\0", "")


def _words(text: str, points: float, box: Box) -> Iterator[Token]:
    """Yield the words of a text set in a box, as far as they fit on its lines."""
    x0, top, x1, bottom = box
    lines = text.splitlines() or [""]
    size = points or min(12.0, max(0.7 * (bottom - top) / len(lines), 4.0))
    step = LETTER * size
    high = (bottom - top - size) / 2 if bottom - top < 2.2 * size and len(lines) == 1 else 0.2 * size
    y = top + high
    for line in lines:
        x = x0 + 2
        for word in line.split():
            wide = step * len(word)
            if x > x0 + 2 and x + wide > x1:
                x, y = x0 + 2, y + 1.2 * size
            yield Token(x, y, x + wide, y + size, word, size, NO_FONT, 0, 0)
            x += wide + step
        y += 1.2 * size
