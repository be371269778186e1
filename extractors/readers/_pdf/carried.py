"""The last rows of a table, alone at the top of the next page.

Two rules or a frame around one row tell no columns; those of the table that ended the page before do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extractors.readers._cellkind import is_caption
from extractors.readers._pdf.bands import Band, line_bands, make_band
from extractors.readers._pdf.geometry import SNAP, Edges, Grid, make_grid
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Fill, Rule, Token

SHIFT = 60.0
"""Mirrored margins move a table sideways by no more than this (points)."""

HEAD_LINES = 2
"""Lines that a running head has at most."""


def carried_rows(edges: Edges, tokens: Sequence[Token], fills: Sequence[Fill], xs: Sequence[float]) -> Grid | None:
    """Return the grid of rows that go on below the top of a page, or None where there are none.

    ``edges`` are the merged rules of the page, ``xs`` the columns of the last table of the page before. The rows stand
    between rules as wide as that table; no word stands across one of its walls, and two columns or more have words.
    """
    uprights, levels = edges
    wide = [r for r in levels if abs((r.end - r.start) - (xs[-1] - xs[0])) <= 2 * SNAP and abs(r.start - xs[0]) < SHIFT]
    if not wide or len(xs) < 3:
        return None
    x0, x1 = wide[0].start, wide[0].end
    heights = sorted(r.at for r in wide if abs(r.start - x0) <= SNAP)
    beside = [u for u in uprights if min(abs(u.at - x0), abs(u.at - x1)) <= SNAP]
    sides = [u.start for u in beside if u.start < heights[0] < u.end + SNAP]
    if len(sides) >= 2 and heights[0] - max(sides) > SNAP:
        heights.insert(0, max(sides))  # the frame has no upper rule behind a page break
    if len(heights) < 2 or len(upright_rows([t for t in tokens if t.bottom < heights[0] + 1])) > HEAD_LINES:
        return None
    columns = [x + x0 - xs[0] for x in xs[1:-1]]
    rows = _rows(heights, [t for t in tokens if not t.angle and x0 - 2 <= t.x0 and t.x1 <= x1 + 2], columns)
    if not rows:
        return None
    top, bottom = rows[0].top, rows[-1].bottom
    walls = [Rule(True, x, top, bottom) for x in (x0, *columns, x1)]
    whole = [Rule(False, y, x0, x1) for y in (top, *(row.bottom for row in rows))]
    inner = [r for r in levels if top + SNAP < r.at < bottom - SNAP and abs(r.end - x1) <= SNAP]
    parts = [r for r in inner if any(abs(r.start - x) <= SNAP for x in columns)]  # they leave out a merged first cell
    grid = make_grid(walls, [*whole, *parts], fills)
    if grid is not None:
        grid.ruled = False
    return grid


def _rows(heights: Sequence[float], tokens: Sequence[Token], columns: Sequence[float]) -> list[Band]:
    """Return the rows between rules from the first on, as long as their words keep to the columns: no caption."""
    out: list[Band] = []
    for top, bottom in pairwise(heights):
        some = [t for t in tokens if top < (t.top + t.bottom) / 2 < bottom]
        band = make_band(top, bottom, some)
        filled = {bisect_right(columns, (t.x0 + t.x1) / 2) for t in some}
        said = " ".join(t.text for t in sorted(some, key=lambda t: (round(t.top), t.x0)))
        if len(filled) < 2 or any(band.crosses(at) for at in columns) or is_caption(said):
            break
        out += _parted(top, bottom, some, columns[0]) if len(heights) == 2 else [band]
    return out


def _parted(top: float, bottom: float, tokens: Sequence[Token], wall: float) -> list[Band]:
    """Return the rows of a frame without rules inside: each begins with a number, or they are one."""
    bands = line_bands(upright_rows(tokens), top, bottom)
    keys = [next((t.text for t in band.tokens if t.x0 < wall), "") for band in bands]
    if all(key[:1].isdigit() for key in keys):
        return bands
    return [make_band(top, bottom, list(tokens))]
