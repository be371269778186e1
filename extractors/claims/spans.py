"""Places of words: of a cell of a row, and of a part of what a place holds."""

from __future__ import annotations

from dataclasses import replace

from extractors.document import Cell
from extractors.segment.outline import Span
from extractors.segment.stream import Item


def in_cell(item: Item, cell: Cell, start: int = 0, end: int | None = None) -> Span:
    """Return the words of a cell of a row, or those between two offsets."""
    return Span(cell.text, start, end, item.section, item.table, cell)


def part(span: Span, start: int, end: int | None = None) -> Span:
    """Return the part of a span between two offsets into its words (``str(span)``)."""
    raw = str(span.text)[span.start : span.end]
    first = span.start + len(raw) - len(raw.lstrip())
    return replace(span, start=first + start, end=span.end if end is None else first + end)


__all__ = ["in_cell", "part"]
