"""A column of numbers that nothing but white space parts from the titles beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extractors.readers._pdf.geometry import Grid, GridCell
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Token

STRIP = 2.0
"""The white strip between numbers and titles is at least this wide (points), and titles begin within it."""

_PIECE = re.compile(r"[A-Z]{0,3}\d{0,3}(?:\.\d{0,3})*", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Z]{0,3}\d{1,3}(?:\.\d{1,3})*\.?", re.IGNORECASE)
_HEAD = re.compile(r"(?:n\s*+(?:[o°ºr]\s*+)?o?|num|núm|number|número|#)\s*+\.?", re.IGNORECASE)
_Words = dict[int, list[Token]]


def with_numbers(grid: Grid, words: _Words, edges: Sequence[Sequence[float]] = ()) -> tuple[Grid, _Words]:
    """Return a grid and its words with the numbers in its first column in a column of their own.

    They stand apart where a heading or a number that is too long for its column ("1.1" above ".1")
    says so, or where a table before did: ``edges`` are the edges of the columns of tables before.
    """
    first = sorted({row[0] for row in grid.at})
    cells = {k: words.get(k, []) for k in first if words.get(k)}
    at = _edge(list(cells.values()))
    if at is None or not grid.xs[0] < at < grid.xs[1] - STRIP:
        return grid, words
    known = any(abs(x - at) < STRIP and abs(xs[0] - grid.xs[0]) < STRIP for xs in edges for x in xs[1:2])
    split: dict[int, tuple[list[Token], list[Token]]] = {}
    broken = headed = False
    for k, tokens in cells.items():
        left = [t for t in tokens if (t.x0 + t.x1) / 2 < at]
        right = [t for t in tokens if (t.x0 + t.x1) / 2 >= at]
        printed = [t.text for t in left]
        if not left or _NUMBER.fullmatch("".join(printed)):
            broken = broken or (len(upright_rows(left)) > 1 if left else False)
            split[k] = (left, right)
        elif right and _HEAD.fullmatch(" ".join(printed)):
            headed = True
            split[k] = (left, right)
        elif grid.cells[k].row > 0 and grid.cells[k].col_span == 1:
            return grid, words
    return _parted(grid, words, at, split) if broken or headed or known else (grid, words)


def _edge(cells: Sequence[Sequence[Token]]) -> float | None:
    """Return where the titles begin: behind the number at the left edge of a line, and of the lines without one."""
    level = [t for tokens in cells for t in tokens if not t.angle]
    if not level:
        return None
    left = min(t.x0 for t in level)
    starts: Counter[float] = Counter()
    ends: list[float] = []
    others: list[float] = []
    for tokens in cells:
        for line in upright_rows([t for t in tokens if not t.angle]):
            line.sort(key=lambda t: t.x0)
            pieces = [t for t in line[:1] if t.x0 - left < STRIP and _PIECE.fullmatch(t.text) and not t.text.isalpha()]
            if pieces and len(line) > 1:
                starts[round(line[1].x0, 1)] += 1
                ends.append(line[0].x1)
            elif not pieces and line[0].x0 - left >= STRIP:
                others.append(line[0].x0)
    if not starts:
        return None
    at = starts.most_common(1)[0][0]
    if any(abs(x - at) > STRIP for x in (*starts, *others)) or max(ends) > at - STRIP:
        return None
    return at - STRIP / 2


def _parted(
    grid: Grid, words: _Words, at: float, split: dict[int, tuple[list[Token], list[Token]]]
) -> tuple[Grid, _Words]:
    """Return the grid with one more edge; cells of the first column that are not parted span both columns."""
    xs = [grid.xs[0], at, *grid.xs[1:]]
    cells = [replace(c, col=c.col + 1) if c.col else replace(c, col_span=c.col_span + 1) for c in grid.cells]
    rows = [[row[0], *row] for row in grid.at]
    found = dict(words)
    for k in sorted({row[0] for row in grid.at}):
        old = grid.cells[k]
        if old.col_span > 1 or (k not in split and words.get(k)):
            continue
        x0, top, x1, bottom = old.box
        cells[k] = GridCell(old.row, 0, old.row_span, 1, (x0, top, at, bottom), old.fill)
        cells.append(GridCell(old.row, 1, old.row_span, 1, (at, top, x1, bottom), old.fill))
        for row in range(old.row, old.row + old.row_span):
            rows[row][1] = len(cells) - 1
        left, right = split.get(k, ([], []))
        found[k], found[len(cells) - 1] = left, right
    return replace(grid, xs=xs, cells=cells, at=rows), {k: tokens for k, tokens in found.items() if tokens}
