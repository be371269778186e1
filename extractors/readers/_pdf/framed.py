"""Tables of which no more than a frame is drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractors.readers._pdf.aligned import rows_grid
from extractors.readers._pdf.bands import Band, boundaries, line_bands, make_band
from extractors.readers._pdf.geometry import Grid
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Box, Fill, Token

HEAD_LINES = 4
"""Column heads have at most this many lines."""

MIN_HEADS = 3
"""Fewer bold words apart in a frame than this are no heads of columns."""


def boxed(box: Box, tokens: Sequence[Token], fills: Sequence[Fill]) -> Grid | None:
    """Return the grid of a framed box whose lines stand in columns, or None for running text."""
    x0, top, x1, bottom = box
    rows = upright_rows([t for t in tokens if not t.angle])
    if len(rows) < 3:
        return None
    bands = line_bands(rows, top, bottom)
    lines = [(at, n) for at, n in boundaries(bands) if n >= 2]
    split = [band for band in bands if any(band.parts(at) for at, _ in lines)]
    if len(split) < 3 or len(split) < 0.34 * len(bands):
        return None
    lines = [(at, n) for at, n in lines if n >= 0.5 * len(split)]
    if not lines or not _short_cells(split, lines):
        return None
    return rows_grid(bands, x0, x1, lines, fills)


def headed(box: Box, tokens: Sequence[Token], fills: Sequence[Fill]) -> Grid | None:
    """Return the grid of a framed box under bold column heads, or None where its words keep to no columns.

    Cells may hold prose: each column begins where its head does, and no word stands across.
    """
    x0, top, x1, bottom = box
    rows = upright_rows([t for t in tokens if not t.angle])
    count = next((i for i, row in enumerate(rows) if not _is_bold(row)), 0)
    if not count or count == len(rows):
        return None
    at = (max(t.bottom for t in rows[count - 1]) + min(t.top for t in rows[count])) / 2
    head = make_band(top, at, [t for row in rows[:count] for t in row])
    columns = [start - 2.0 for start, _ in head.spans[1:]]
    body = rows[count:]
    filled = [len({bisect_right(columns, t.x0) for t in row}) for row in body]
    if len(columns) < 2 or any(t.x0 < x < t.x1 for row in body for t in row for x in columns):
        return None
    if filled[0] <= len(columns) / 2 or sum(n > 1 for n in filled) < 0.5 * len(body):
        return None
    bands = _prose_rows(body, at, bottom, columns)
    return rows_grid([head, *bands], x0, x1, [(x, len(bands) + 1) for x in columns], fills)


def head_alone(box: Box, tokens: Sequence[Token], fills: Sequence[Fill]) -> Grid | None:
    """Return the one row of a frame that holds bold column heads alone: its table goes on upon the next page.

    Three heads or more, each line with some of them; walls stand as far before the heads as the frame before the first.
    """
    x0, top, x1, bottom = box
    rows = upright_rows([t for t in tokens if not t.angle])
    if not rows or len(rows) > HEAD_LINES or not all(_is_bold(row) for row in rows):
        return None
    size = max(t.size for row in rows for t in row)
    head = make_band(top, bottom, [t for row in rows for t in row if t.size > 0.85 * size])  # no raised notes
    if len(head.spans) < MIN_HEADS:
        return None
    before = head.spans[0][0] - x0
    return rows_grid([head], x0, x1, [(start - before, 1) for start, _ in head.spans[1:]], fills)


def _prose_rows(rows: Sequence[list[Token]], top: float, bottom: float, columns: Sequence[float]) -> list[Band]:
    """Return the rows of cells that hold prose: they are further apart than the lines in them.

    Where all lines are as far apart they are one row if words go on small, else a row each.
    """
    ends = [max(t.bottom for t in row) for row in rows]
    steps = [b - a for a, b in pairwise(ends)]
    limit = 1.25 * min((step for step in steps if step > 0.5 * rows[0][0].size), default=0.0)
    starts = [i for i, step in enumerate(steps, 1) if step > limit]
    if not starts and not any(_begins_small(row, x) for row in rows[1:] for x in columns):
        starts = list(range(1, len(rows)))
    cuts = [top, *((ends[i - 1] + min(t.top for t in rows[i])) / 2 for i in starts), bottom]
    parts = pairwise([0, *starts, len(rows)])
    return [
        make_band(a, b, [t for row in rows[i:j] for t in row])
        for (a, b), (i, j) in zip(pairwise(cuts), parts, strict=True)
    ]


def _is_bold(row: Sequence[Token]) -> bool:
    """Whether a line is bold, raised note numbers aside."""
    size = max(t.size for t in row)
    return all(t.font.bold for t in row if t.size > 0.85 * size)


def _begins_small(row: Sequence[Token], x: float) -> bool:
    """Whether the words of a line right of a wall begin with a small letter."""
    return next((t.text[0].islower() for t in row if t.x0 >= x), False)


def _short_cells(bands: Sequence[Band], lines: Sequence[tuple[float, int]]) -> bool:
    """Whether what stands right of the first boundary is short, as values are."""
    at = lines[0][0]
    lengths = [sum(len(t.text) + 1 for t in band.tokens if t.x0 >= at - 1) / max(band.lines, 1) for band in bands]
    return median(lengths) <= 30
