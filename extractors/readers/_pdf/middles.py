"""Rows of a table whose labels stand in the middle of the rows that they are for.

A label over two rows stands between them, on no line of theirs. What is level across the other columns tells the rows,
and each label the middle of its own: from the top down there is one way in which they can stand for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from extractors.readers._pdf.geometry import Grid, GridCell
from extractors.readers._pdf.page import Token
from extractors.readers._pdf.unparted import lines_of

FEWEST = 4
"""Rows of such a table, its head among them."""

COLUMNS = 2
"""So many columns beside that of the labels are level with each other."""

LEVEL = 0.35
"""What is level, or in the middle, differs by no more than this share of the font size."""

STRIP = 1.0
"""Font sizes by which labels stand apart from the words beside them."""

LOOSE = 1.45
"""Lines of one cell are nearer to each other than this many font sizes."""

_Words = dict[int, list[Token]]
_Line = list[Token]


def with_middles(grid: Grid, words: _Words) -> tuple[Grid, _Words]:
    """Return a grid and its words with a row for each line, the labels over as many rows as are theirs.

    A table in which these do not agree is returned as it is. The first rows, that name the columns, may be left out,
    and the labels may share their column with the words beside them, on whose lines they do not stand.
    """
    for table, held in filter(None, ((grid, words), _apart(grid, words))):
        for first in range(min(2, len(grid.ys) - 1)):
            found = _parted(table, held, first)
            if found is not None:
                return found
    return grid, words


def _apart(grid: Grid, words: _Words) -> tuple[Grid, _Words] | None:
    """Return a grid whose first column is parted at its first white strip; None where it has none."""
    own = {k for k, cell in enumerate(grid.cells) if cell.col == 0 and cell.col_span == 1}
    tokens = sorted((t for k in own for t in words.get(k, ())), key=lambda t: t.x0)
    ends = accumulate((t.x1 for t in tokens), max)
    strips = ((end, t.x0) for end, t in zip(ends, tokens[1:], strict=False) if t.x0 - end >= STRIP * t.size)
    strip = next(strips, None)
    if strip is None:
        return None
    wall = sum(strip) / 2
    xs = [grid.xs[0], wall, *grid.xs[1:]]
    cells: list[GridCell] = []
    found: _Words = {}
    at = [[-1] * (len(xs) - 1) for _ in grid.at]
    for k, cell in enumerate(grid.cells):
        parts = [(0, 1), (1, 2)] if k in own else [(cell.col and cell.col + 1, cell.col + cell.col_span + 1)]
        for a, b in parts:
            held = [t for t in words.get(k, ()) if k not in own or (t.x0 < wall) == (a == 0)]
            for r in range(cell.row, cell.row + cell.row_span):
                at[r][a:b] = [len(cells)] * (b - a)
            found |= {len(cells): held} if held else {}
            box = (xs[a], cell.box[1], xs[b], cell.box[3])
            cells.append(GridCell(cell.row, a, cell.row_span, b - a, box, cell.fill))
    return replace(grid, xs=xs, cells=cells, at=at, words=None if grid.words is None else found), found


def _parted(grid: Grid, words: _Words, first: int) -> tuple[Grid, _Words] | None:
    n = len(grid.xs) - 1
    indices = {k for row in grid.at[first:] for k in row}
    if n <= COLUMNS or any(grid.cells[k].row_span > 1 or grid.cells[k].col_span > 1 for k in indices):
        return None
    columns = [lines_of([t for k in indices if grid.cells[k].col == col for t in words.get(k, ())]) for col in range(n)]
    labels, others = columns[0], columns[1:]
    if not labels or not all(len(lines) == len(others[0]) >= FEWEST for lines in others):
        return None
    size = others[0][0][0].size
    levels = [_middle(line) for line in others[0]]
    near = LEVEL * size
    level = all(abs(_middle(line) - y) <= near for lines in others for line, y in zip(lines, levels, strict=True))
    loose = all(b - a >= LOOSE * size for a, b in pairwise(levels))
    begun = any(all(not line[0].text[:1].islower() for line in lines) for lines in others)
    groups = _groups([_middle(line) for line in labels], levels, near) if level and loose and begun else []
    return _made(grid, words, first, columns, groups) if groups else None


def _groups(labels: Sequence[float], levels: Sequence[float], near: float) -> list[tuple[int, int]]:
    """Return the rows (first, end) of each label; none unless each is in the middle of its own, one between two."""
    out: list[tuple[int, int]] = []
    start = 0
    for label in labels:
        middles = ((levels[start] + levels[last]) / 2 for last in range(start, len(levels)))
        last = next((start + k for k, y in enumerate(middles) if abs(y - label) <= near), None)
        if last is None:
            return []
        out.append((start, last + 1))
        start = last + 1
    between = any(min(abs(label - y) for y in levels) > near for label in labels)
    return out if between and start == len(levels) else []


def _made(
    grid: Grid, words: _Words, first: int, columns: Sequence[Sequence[_Line]], groups: Sequence[tuple[int, int]]
) -> tuple[Grid, _Words]:
    """Return the grid of the rows before ``first`` as they are, and below them one for each line."""
    labels, others = columns[0], columns[1:]
    rows = [[t for lines in others for t in lines[i]] for i in range(len(others[0]))]
    cuts = [(max(t.bottom for t in a) + min(t.top for t in b)) / 2 for a, b in pairwise(rows)]
    ys = [*grid.ys[: first + 1], *cuts, grid.ys[-1]]
    cells: list[GridCell] = []
    found: _Words = {}
    at = [[-1] * (len(grid.xs) - 1) for _ in range(len(ys) - 1)]

    def add(row: int, col: int, span: int, wide: int, tokens: Sequence[Token], fill: str | None) -> None:
        box = (grid.xs[col], ys[row], grid.xs[col + wide], ys[row + span])
        for r in range(row, row + span):
            at[r][col : col + wide] = [len(cells)] * wide
        if tokens:
            found[len(cells)] = list(tokens)
        cells.append(GridCell(row, col, span, wide, box, fill))

    for k, cell in enumerate(grid.cells):
        if cell.row < first:
            add(cell.row, cell.col, cell.row_span, cell.col_span, words.get(k, ()), cell.fill)
    for (start, end), label in zip(groups, labels, strict=True):
        add(first + start, 0, end - start, 1, label, _fill(grid, label))
    for col, lines in enumerate(others, 1):
        for i, line in enumerate(lines):
            add(first + i, col, 1, 1, line, _fill(grid, line))
    return replace(grid, ys=ys, cells=cells, at=at, words=None if grid.words is None else found), found


def _fill(grid: Grid, line: _Line) -> str | None:
    """Return the colour of the cell in which a line stood."""
    k = grid.find((line[0].x0 + line[0].x1) / 2, _middle(line))
    return grid.cells[k].fill if k >= 0 else None


def _middle(line: _Line) -> float:
    return (min(t.top for t in line) + max(t.bottom for t in line)) / 2


__all__ = ["with_middles"]
