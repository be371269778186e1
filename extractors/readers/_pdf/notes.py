"""Titles and notes within the frame of a table: they belong to it but are no rows."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from extractors.readers._pdf.geometry import Grid
from extractors.readers._pdf.page import Token
from extractors.wordlists import LANGUAGES, data

MAX_TITLE = 60
"""Words: a title has no more."""

_Words = dict[int, list[Token]]


@cache
def _openings(*names: str) -> re.Pattern[str]:
    """Return what finds the words of lists at the start of a text."""
    words = {word for name in names for language in LANGUAGES for word in data("reading.yml")[name][language]}
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b", re.IGNORECASE)


def is_caption(text: str) -> bool:
    """Whether a text begins as the caption of a table or picture does: a word for it and a number."""
    found = _openings("table_caption", "figure_caption").match(text)
    return found is not None and any(c.isdigit() for c in text[found.end() : found.end() + 6])


def is_note(text: str) -> bool:
    """Whether a text begins as the notes below a table do."""
    return _openings("table_note").match(text) is not None


def without_notes(grid: Grid, words: _Words, outside: list[Token]) -> tuple[Grid, _Words]:
    """Return a grid and its words without the rows over all columns that are title or notes: these go ``outside``."""
    while len(grid.at) > 2 and len(grid.xs) > 2:
        first, last = _whole(grid, 0), _whole(grid, len(grid.at) - 1)
        if first is not None and len(words.get(first, ())) <= MAX_TITLE and is_caption(_text(words, first)):
            outside += words.get(first, [])
            grid, words = _without(grid, words, 0)
        elif last is not None and is_note(_text(words, last)):
            outside += words.get(last, [])
            grid, words = _without(grid, words, len(grid.at) - 1)
        else:
            break
    return grid, words


def _whole(grid: Grid, row: int) -> int | None:
    """Return the cell that is a whole row, or None."""
    k = grid.at[row][0]
    cell = grid.cells[k]
    return k if cell.row_span == 1 and cell.col_span == len(grid.xs) - 1 else None


def _text(words: _Words, cell: int) -> str:
    return " ".join(t.text for t in words.get(cell, ())[:8])


def _without(grid: Grid, words: _Words, row: int) -> tuple[Grid, _Words]:
    """Return a grid and its words without a row that is one cell."""
    gone = grid.at[row][0]
    kept = [k for k in range(len(grid.cells)) if k != gone]
    new = {k: i for i, k in enumerate(kept)}
    cells = [grid.cells[k] for k in kept]
    if row == 0:
        cells = [replace(cell, row=cell.row - 1) for cell in cells]
    at = [[new[k] for k in line] for r, line in enumerate(grid.at) if r != row]
    ys = grid.ys[1:] if row == 0 else grid.ys[:-1]
    found = {new[k]: some for k, some in words.items() if k in new}
    return replace(grid, cells=cells, at=at, ys=ys), found | {k: v for k, v in words.items() if k < 0}
