"""Rows of titles in shaded matrices: a white row that holds the name of an area parts the grid in two."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from extractors.readers._pdf.geometry import SNAP, Grid, GridCell
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Token

MIN_COLUMNS = 8
"""Only matrices of this many columns are joined: two forms of one kind stand apart."""

MAX_GAP = 4.0
"""A row of a title is no higher than this many font sizes."""


def join_at_titles(grids: Sequence[Grid], tokens: Sequence[Token], free: Sequence[Token]) -> list[Grid]:
    """Return the grids with those made one that no more than a line of words parts.

    ``tokens`` are the words of the page, ``free`` those outside of grids.
    """
    out: list[Grid] = []
    for grid in sorted(grids, key=lambda g: g.ys[0]):
        above = out[-1] if out else None
        if above is not None and _are_alike(above, grid) and _title_between(above, grid, tokens, free):
            out[-1] = _joined(above, grid)
        else:
            out.append(grid)
    return out


def _are_alike(above: Grid, below: Grid) -> bool:
    """Whether two grids have the same columns, and many."""
    if len(above.xs) <= MIN_COLUMNS or len(above.xs) != len(below.xs):
        return False
    return all(abs(a - b) <= SNAP for a, b in zip(above.xs, below.xs, strict=True))


def _title_between(above: Grid, below: Grid, tokens: Sequence[Token], free: Sequence[Token]) -> bool:
    """Whether one line in the letters of the rows stands between two grids, the lower without a head of its own."""
    top, bottom = above.ys[-1], below.ys[0]
    between = [t for t in free if top - 1 < (t.top + t.bottom) / 2 < bottom + 1]
    x0, y0, x1, y1 = below.box
    inside = [t for t in tokens if x0 <= t.x0 <= x1 and y0 < (t.top + t.bottom) / 2 < y1]
    if not between or not inside or any(t.angle for t in (*between, *inside)):
        return False
    size = median(t.size for t in inside)
    if bottom - top > MAX_GAP * size or max(t.size for t in between) > 1.15 * size:
        return False
    return len(upright_rows(between)) == 1 and all(x0 - SNAP <= t.x0 and t.x1 <= x1 + SNAP for t in between)


def _joined(above: Grid, below: Grid) -> Grid:
    """Return one grid with a row from edge to edge between the parts."""
    down, first = len(above.at) + 1, len(above.cells) + 1
    columns = len(above.xs) - 1
    title = GridCell(len(above.at), 0, 1, columns, (above.xs[0], above.ys[-1], above.xs[-1], below.ys[0]))
    cells = [GridCell(c.row + down, c.col, c.row_span, c.col_span, c.box, c.fill) for c in below.cells]
    at = [*above.at, [first - 1] * columns, *([i + first for i in row] for row in below.at)]
    return Grid(above.xs, [*above.ys, *below.ys], [*above.cells, title, *cells], at, above.ruled and below.ruled)
