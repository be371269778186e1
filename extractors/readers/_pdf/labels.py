"""First columns of shaded tables: white cells without rules leave the names of the rows outside of the grid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers._pdf.bands import boundaries, make_band
from extractors.readers._pdf.geometry import SNAP, Grid, GridCell
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Rule, Token

MIN_COLUMNS = 4
"""Grids of fewer columns are taken as they are."""

NAMED = 0.7
"""At least this share of the rows has words on the left."""

MAX_HEAD = 3
"""A head has no more rows."""

_Interval = tuple[float, float]


def with_labels(
    grid: Grid, tokens: Sequence[Token], rules: Sequence[Rule], edges: Sequence[float] = (), *, last: bool = False
) -> Grid:
    """Return a grid with the columns of words to its left that fit in its rows.

    ``tokens`` are the words outside of grids, ``edges`` the columns of the last table of the page before where
    nothing stands above this one, ``last`` whether nothing stands below. A grid with a rule at its left edge is whole.
    """
    left, top, _, bottom = grid.box
    if len(grid.xs) <= (2 if last else MIN_COLUMNS) or not any(cell.fill for cell in grid.cells):
        return grid
    if any(r.upright and abs(r.at - left) <= SNAP and r.start < bottom and r.end > top for r in rules):
        return grid
    near = [t for t in tokens if not t.angle and t.x1 <= left + SNAP and top - 1 < (t.top + t.bottom) / 2 < bottom + 1]
    stops = [0, *(r for r in range(1, len(grid.at)) if _is_whole(grid, r)), len(grid.at)]
    spans = [(grid.ys[a], grid.ys[b]) for a, b in pairwise(stops)]
    if _goes_on(grid, edges) and all(t.x0 > edges[0] - SNAP for t in near):
        return _widened(grid, stops, [edges[0]])
    unnamed = _head_rows(near, spans)
    stops, spans = [0, *stops[unnamed:]], [(spans[0][0], spans[unnamed - 1][1]), *spans[unnamed:]]
    if last and _is_head(grid, near, spans[0]):
        return _widened(grid, [0, len(grid.at)], [min(t.x0 for t in near) - 2])
    if len(grid.xs) <= MIN_COLUMNS or not _fits(near, spans):
        return grid
    bands = [make_band(a, b, [t for t in near if a < (t.top + t.bottom) / 2 < b]) for a, b in spans]
    split = sum(bool(band.spans) for band in bands)
    parts = [at for at, n in boundaries(bands) if n >= 0.5 * split and not any(band.crosses(at) for band in bands[1:])]
    starts = [min((t.x0 for t in near if t.x0 >= at - 1), default=at) - 2 for at in parts]
    return _widened(grid, stops, [min(t.x0 for t in near) - 2, *starts])


def _widened(grid: Grid, stops: Sequence[int], edges: Sequence[float]) -> Grid:
    """Return a grid with columns that begin at ``edges`` before it, their cells from each of the rows ``stops`` on."""
    n = len(edges)
    cells = [
        GridCell(a, k, b - a, 1, (x0, grid.ys[a], x1, grid.ys[b]))
        for a, b in pairwise(stops)
        for k, (x0, x1) in enumerate(pairwise([*edges, grid.xs[0]]))
    ]
    names = len(cells)
    for cell in grid.cells:
        cell.col += n
    rows = [i for i, (a, b) in enumerate(pairwise(stops)) for _ in range(a, b)]
    at = [[rows[r] * n + k for k in range(n)] + [i + names for i in row] for r, row in enumerate(grid.at)]
    return Grid([*edges, *grid.xs], grid.ys, cells + grid.cells, at, grid.ruled)


def _goes_on(grid: Grid, edges: Sequence[float]) -> bool:
    """Whether a grid has the columns of the table before but for the first: those of the one are among the other's."""
    few, many = sorted([list(edges[1:]), grid.xs], key=len)
    if len(few) < 3 or len(many) <= MIN_COLUMNS or abs(few[0] - many[0]) > SNAP or abs(few[-1] - many[-1]) > SNAP:
        return False
    return all(any(abs(x - y) <= SNAP for y in many) for x in few)


def _is_head(grid: Grid, tokens: Sequence[Token], first: _Interval) -> bool:
    """Whether a shaded grid is no more than the head of a table, and bold words beside it head its first column."""
    bold = bool(tokens) and all(t.font.bold and first[0] - 1 < (t.top + t.bottom) / 2 < first[1] + 1 for t in tokens)
    return bold and len(grid.at) <= MAX_HEAD and all(cell.fill for cell in grid.cells)


def _is_whole(grid: Grid, row: int) -> bool:
    """Whether no cell spans over the line above a row."""
    return not any(a == b for a, b in zip(grid.at[row - 1], grid.at[row], strict=True))


def _head_rows(tokens: Sequence[Token], spans: Sequence[_Interval]) -> int:
    """Return how many rows the first name heads: a head has rows of options, which have no name, below its first."""
    for n, (top, bottom) in enumerate(spans[1:], 1):
        if any(top < (t.top + t.bottom) / 2 < bottom for t in tokens):
            return n if n <= MAX_HEAD else 1
    return 1


def _fits(tokens: Sequence[Token], spans: Sequence[_Interval]) -> bool:
    """Whether words name the rows: most rows have some, and few lines stand across the end of a row."""
    if not tokens or len(spans) < 2:
        return False
    named = sum(any(a < (t.top + t.bottom) / 2 < b for t in tokens) for a, b in spans[1:])
    lines = upright_rows(tokens)
    across = sum(any(row[0].top + 2 < b < row[0].bottom - 2 for _, b in spans) for row in lines)
    return named >= NAMED * (len(spans) - 1) and across <= 0.1 * len(lines)
