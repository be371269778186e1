"""Rows of a drawn table that hold several rows of values: where colour or a rule groups them, lines tell them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from babel.dates import get_month_names

from extractors.readers._pdf.geometry import Grid, GridCell
from extractors.readers._pdf.page import Token

COLUMNS = 2
"""So many columns must hold one value a line, level with each other."""

LEVEL = 0.35
"""Words of one line stand no further apart in height than this many font sizes."""

_NUMBER = re.compile(r"[–—-]|[\d.,]{1,7}\s?%?")
_YEAR = re.compile(r"(?:19|20)\d\d")

_Words = dict[int, list[Token]]


def with_rows(grid: Grid, words: _Words) -> tuple[Grid, _Words]:
    """Return a grid and its words with the rows parted at lines on which several columns state one value each.

    Words of the other columns go to the line that they stand on, further lines to the one above them. A row in which a
    text begins above the first value, or that shares a cell with another row below, stays whole.
    """
    cuts = {row: lines for row in range(len(grid.ys) - 1) if len(lines := _value_lines(grid, words, row)) > 1}
    if not cuts:
        return grid, words
    ys: list[float] = [grid.ys[0]]
    first: list[int] = []  # of each old row the place of its first new one
    for row, bottom in enumerate(grid.ys[1:]):
        first.append(len(ys) - 1)
        ys += [(a[1] + b[0]) / 2 for a, b in pairwise(cuts.get(row, ()))]
        ys.append(bottom)
    first.append(len(ys) - 1)
    cells: list[GridCell] = []
    at = [[-1] * len(grid.at[0]) for _ in range(len(ys) - 1)]
    found: _Words = {}
    for k, cell in enumerate(grid.cells):
        tokens = words.get(k, [])
        start, stop = first[cell.row], first[cell.row + cell.row_span]
        whole = cell.row_span > 1 or cell.row not in cuts
        for row in (start,) if whole else range(start, stop):
            span = stop - start if whole else 1
            x0, _, x1, _ = cell.box
            index = len(cells)
            cells.append(GridCell(row, cell.col, span, cell.col_span, (x0, ys[row], x1, ys[row + span]), cell.fill))
            for r in range(row, row + span):
                at[r][cell.col : cell.col + cell.col_span] = [index] * cell.col_span
            top, bottom = ys[row], ys[row + span]
            own = [t for t in tokens if top <= (t.top + t.bottom) / 2 < bottom] if not whole else tokens
            if own:
                found[index] = own
    return replace(grid, ys=ys, cells=cells, at=at), found


def _value_lines(grid: Grid, words: _Words, row: int) -> list[tuple[float, float]]:
    """Return the lines (top, bottom) of a row on which several columns state values; none where they do not agree."""
    indices = sorted(set(grid.at[row]), key=lambda k: grid.cells[k].col)
    if any(words.get(k) and (grid.cells[k].row_span > 1 and grid.cells[k].row != row) for k in indices):
        return []
    own = {k: lines_of(words.get(k, ())) for k in indices if grid.cells[k].row_span == 1}
    columns = [lines for lines in own.values() if len(lines) > 1 and _is_list(lines)]
    if len(columns) < COLUMNS:
        return []
    tops = [_top(line) for line in columns[0]]
    size = columns[0][0][0].size
    for lines in columns[1:]:
        if len(lines) != len(tops) or any(abs(_top(a) - b) > LEVEL * size for a, b in zip(lines, tops, strict=True)):
            return []
    if any(lines and _top(lines[0]) < tops[0] - LEVEL * size for lines in own.values()):
        return []
    texts = [lines for lines in own.values() if len(lines) > 1 and lines not in columns]
    if not texts or any(not _begins(lines, tops, size) for lines in texts):
        return []
    every = [[t for lines in own.values() for line in lines for t in line if abs(t.top - top) < size] for top in tops]
    return [(min(t.top for t in some), max(t.bottom for t in some)) for some in every]


def _begins(lines: Sequence[Sequence[Token]], tops: Sequence[float], size: float) -> bool:
    """Whether a text has a line beside each value, which begins anew."""
    level = [line for top in tops for line in lines if abs(_top(line) - top) <= LEVEL * size]
    return len(level) == len(tops) and all(not line[0].text[:1].islower() for line in level)


def lines_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return words as lines from the top down, each from left to right; what is level is one line."""
    out: list[list[Token]] = []
    for t in sorted(tokens, key=lambda t: (t.top, t.x0)):
        if out and abs(t.top - out[-1][0].top) <= LEVEL * max(t.size, 1.0):
            out[-1].append(t)
        else:
            out.append([t])
    return [sorted(line, key=lambda t: t.x0) for line in out]


def _top(line: Sequence[Token]) -> float:
    return min(t.top for t in line)


def _is_list(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether each line is a value of one kind: a number, or a whole date."""
    kinds = {_kind([t.text for t in line]) for line in lines}
    return len(kinds) == 1 and None not in kinds


def _kind(words: Sequence[str]) -> str | None:
    if len(words) <= 2 and _NUMBER.fullmatch("".join(words)):
        return "year" if _YEAR.fullmatch("".join(words)) else "number"
    dated = [w for w in words if w.strip(".,").casefold() in _months() or re.search(r"\d", w)]
    return "date" if len(dated) == len(words) and any(_YEAR.search(w) for w in words) else None


@cache
def _months() -> frozenset[str]:
    names = (get_month_names(width, locale=lang) for width in ("wide", "abbreviated") for lang in ("en", "es"))
    return frozenset(name.strip(".").casefold() for some in names for name in some.values())
