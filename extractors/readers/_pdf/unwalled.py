"""Rows of a ruled table that lost their walls: every other row may be drawn without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.readers._pdf.geometry import Grid, GridCell
from extractors.readers._pdf.page import Token

MOST_OF_ROW = 0.6
"""A cell over more than this share of the columns may be a row without walls."""

FILLED = 0.5
"""More than this share of the columns, and at least three, hold words in such a row."""

GAP = 0.6
"""Words of two columns are this many font sizes apart."""

_Words = dict[int, list[Token]]


def with_walls(grid: Grid, words: _Words) -> tuple[Grid, _Words]:
    """Return a grid and its words with the walls that other rows have put into cells over most of a row.

    They are where no word crosses them and words stand in most columns: a title of one text stays whole.
    """
    columns = len(grid.xs) - 1
    wide = [
        k
        for k, cell in enumerate(grid.cells)
        if cell.row_span == 1 and cell.col_span > max(MOST_OF_ROW * columns, 2) and _parts(grid, cell, words.get(k, ()))
    ]
    if not wide or len(wide) > len(grid.at) / 2 + 1:
        return grid, words
    cells, at, found = list(grid.cells), [list(row) for row in grid.at], dict(words)
    for k in wide:
        cell = cells[k]
        tokens = found.pop(k)
        for i, col in enumerate(range(cell.col, cell.col + cell.col_span)):
            x0, x1 = grid.xs[col], grid.xs[col + 1]
            one = GridCell(cell.row, col, 1, 1, (x0, cell.box[1], x1, cell.box[3]), cell.fill)
            index = k if i == 0 else len(cells)
            if i == 0:
                cells[k] = one
            else:
                cells.append(one)
            at[cell.row][col] = index
            own = [t for t in tokens if x0 <= (t.x0 + t.x1) / 2 < x1 or (col == cell.col and t.x0 < x0)]
            if own:
                found[index] = own
    return replace(grid, cells=cells, at=at), found


def _parts(grid: Grid, cell: GridCell, tokens: Sequence[Token]) -> bool:
    """Whether words stand in most columns of a cell, apart from each other at the walls of other rows."""
    if any(t.angle for t in tokens):
        return False
    inner = grid.xs[cell.col + 1 : cell.col + cell.col_span]
    if any(t.x0 < x - 1 and t.x1 > x + 1 for t in tokens for x in inner):
        return False
    edges = [grid.xs[cell.col], *inner, grid.xs[cell.col + cell.col_span]]
    held = [[t for t in tokens if a <= (t.x0 + t.x1) / 2 < b] for a, b in pairwise(edges)]
    full = [tokens for tokens in held if tokens]
    if len(full) < 3 or len(full) <= FILLED * len(held):
        return False
    return all(
        min(t.x0 for t in right) - max(t.x1 for t in left) >= GAP * right[0].size for left, right in pairwise(full)
    )
