"""Cells with spans laid out as a grid in which every position is covered by one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.document import Cell
from extractors.layout import Problem

MAX_SPAN = 1000  # HTML's own limit
_MAX_POSITIONS = 500_000
_FREE_POSITIONS, _EACH_COVERS = 100_000, 100  # beyond these, cells cover on average no more


def lay_out(rows: Sequence[Sequence[Cell]], problems: list[Problem]) -> tuple[tuple[Cell, ...], int, int]:
    """Place the cells of each row, left to right, in the positions that spans from above leave free.

    Args:
        rows: The cells as the medium has them; a ``row_span`` of 0 goes to the last row.
        problems: Gets ``spans_ignored`` where the spans would make a table of more than 500,000 positions.

    Returns:
        The cells with their positions, blank ones put where none stands; the number of rows and of columns. Columns
        in which no cell begins are no columns, and rows without cells of their own at the end are none.
    """
    placed, width = _place(rows)
    cells = sum(map(len, rows))
    if len(rows) * width > min(_MAX_POSITIONS, _FREE_POSITIONS + _EACH_COVERS * cells):
        problems.append(Problem("spans_ignored", "The spans of a table make it too large: they are not followed"))
        placed, width = _place([[replace(c, row_span=1, col_span=1) for c in row] for row in rows])
        if len(rows) * width > _MAX_POSITIONS:
            width = max(_MAX_POSITIONS // len(rows), 1)
            placed = [c for c in placed if c.col < width]
    starts = sorted({c.col for c in placed})
    column = {old: new for new, old in enumerate(starts)}
    at_or_after = _next_start(starts, width)
    height = len(rows)
    covered = [bytearray(len(starts)) for _ in range(height)]
    out = []
    for cell in placed:
        col = column[cell.col]
        end = at_or_after[min(cell.col + cell.col_span, width)]
        cell = replace(cell, col=col, col_span=end - col)
        for r in range(cell.row, cell.row + cell.row_span):
            for c in range(col, end):
                covered[r][c] = 1
        out.append(cell)
    blanks = [Cell(r, c) for r, row in enumerate(covered) for c, taken in enumerate(row) if not taken]
    return tuple(sorted((*out, *blanks), key=lambda c: (c.row, c.col))), height, len(starts)


def _next_start(starts: Sequence[int], width: int) -> list[int]:
    """For each old column how many columns that hold the start of a cell stand before it."""
    out, seen = [], 0
    begins = set(starts)
    for old in range(width + 1):
        out.append(seen)
        seen += old in begins
    return out


def _place(rows: Sequence[Sequence[Cell]]) -> tuple[list[Cell], int]:
    until: list[int] = []  # for each column the first row that is free
    out: list[Cell] = []
    for r, row in enumerate(rows):
        col = 0
        for cell in row:
            while col < len(until) and until[col] > r:
                col += 1
            rest = len(rows) - r
            deep = min(cell.row_span or rest, rest)
            wide = max(min(cell.col_span, MAX_SPAN), 1)
            for c in range(col, col + wide):  # a span that runs into a cell from above ends before it
                if c < len(until) and until[c] > r:
                    wide = c - col
                    break
            until.extend([0] * (col + wide - len(until)))
            until[col : col + wide] = [r + deep] * wide
            out.append(replace(cell, row=r, col=col, row_span=deep, col_span=wide))
            col += wide
            if len(until) * len(rows) > 4 * _MAX_POSITIONS:
                return out, len(until)
    return out, len(until)
