"""Merged cells of a first column in which nothing is drawn: where its words stand parts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.readers._pdf.geometry import SNAP, Grid, GridCell
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import PageContent, Token

LEVEL = 3.0
"""Words no further apart in height than this (points) stand in one line."""

_Words = dict[int, list[Token]]


def regrouped(grid: Grid, words: _Words, content: PageContent) -> tuple[Grid, _Words]:
    """Return a grid and its words with the first column parted anew between the rules drawn in it.

    Rows shaded by turns leave the names of groups of rows without walls: each name begins at the row
    with the first line of which it is level, and goes on to the next name.
    """
    for first, end in _runs(grid, words, content):
        old = {grid.at[row][0] for row in range(first, end)}
        if len(old) == end - first or any(grid.cells[k].col_span > 1 for k in old):
            continue
        names = list(_names([t for k in old for t in words.get(k, [])]))
        rows = [_row_of(name, grid, words) for name in names]
        if len(names) < 2 or None in rows or len(set(rows)) < len(rows) or not _all_in(rows, first, end):
            continue
        grid, words = _parted(
            grid, words, old, dict(zip((r for r in rows if r is not None), names, strict=True)), (first, end)
        )
    return grid, words


def _all_in(rows: Sequence[int | None], first: int, end: int) -> bool:
    return all(row is not None and first <= row < end for row in rows)


def _runs(grid: Grid, words: _Words, content: PageContent) -> Iterator[tuple[int, int]]:
    """Yield the stretches of rows, a bold head left out, between which nothing is drawn in the first column."""
    x0, x1 = grid.xs[:2]
    edges = [(r.at, r.start, r.end) for r in content.rules if not r.upright]
    edges += [(y, f.x0, f.x1) for f in content.fills for y in (f.top, f.bottom)]
    edges = [edge for edge in edges if edge[1] < x1 and edge[2] > x0]
    head = [t for k in set(grid.at[0]) for t in words.get(k, [])]
    first = int(bool(head) and all(t.font.bold for t in head))
    for row in range(first + 1, len(grid.at) + 1):
        y = grid.ys[row]
        drawn = sum(max(min(end, x1) - max(start, x0), 0.0) for at, start, end in edges if abs(at - y) <= SNAP)
        if row == len(grid.at) or drawn > 0.5 * (x1 - x0):
            if row - first > 1:
                yield first, row
            first = row


def _names(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the words of each name: lines further apart than the lines of one begin another."""
    lines = upright_rows([t for t in tokens if not t.angle])
    name: list[Token] = []
    for line in lines:
        top = min(t.top for t in line)
        if name and top - max(t.bottom for t in name) > 0.8 * line[0].size:
            yield name
            name = []
        name = [*name, *line]
    if name:
        yield name


def _row_of(name: Sequence[Token], grid: Grid, words: _Words) -> int | None:
    """Return the row the first line of which is level with a name."""
    top = min(t.top for t in name)
    for row in range(len(grid.at)):
        beside = [t.top for k in set(grid.at[row][1:]) if grid.cells[k].row == row for t in words.get(k, [])]
        if beside and abs(min(beside) - top) <= LEVEL:
            return row
    return None


def _parted(
    grid: Grid, words: _Words, old: set[int], names: dict[int, list[Token]], run: tuple[int, int]
) -> tuple[Grid, _Words]:
    """Return the grid with a cell for each name, from its row to the next name."""
    first, end = run
    kept = [k for k in range(len(grid.cells)) if k not in old]
    new = {k: i for i, k in enumerate(kept)}
    cells = [grid.cells[k] for k in kept]
    found = {new[k]: tokens for k, tokens in words.items() if k in new}
    found |= {k: tokens for k, tokens in words.items() if k < 0}
    at = [[new.get(k, -1) for k in row] for row in grid.at]
    starts = sorted({first, *names})
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        for row in range(start, stop):
            at[row][0] = len(cells)
        if start in names:
            found[len(cells)] = names[start]
        cells.append(GridCell(start, 0, stop - start, 1, (grid.xs[0], grid.ys[start], grid.xs[1], grid.ys[stop])))
    return replace(grid, cells=cells, at=at), found
