"""Which walls stand between columns, row by row, where they are not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers._pdf.bands import Band
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Rule

STRONG = 0.4
"""A boundary that this share of the rows shows stands in every row."""

EVEN = 1.0
"""Cells of one column begin no further apart than this (points)."""

APART = 0.4
"""Words of two cells in one line are this many font sizes apart."""


def walls(bands: Sequence[Band], groups: Sequence[int], lines: Sequence[tuple[float, int]]) -> list[Rule]:
    """Return the walls at boundaries, row by row; ``groups`` number the rows that belong together.

    A boundary that many rows show stands in every row no word crosses. One that few rows show stands
    in these rows, in rows of the same group, in rows below them that have no first cell, and in rows
    the words of which begin, behind a gap, just where they do in these. Rows above turned column heads
    hold the heads of groups of columns.
    """
    if not lines:
        return []
    turned = next((i for i, band in enumerate(bands) if band.turned), -1)
    strong = {at for at, support in lines if support >= STRONG * len(bands)}
    if turned >= 0:
        strong |= {at for at, _ in lines if bands[turned].parts(at)}
    first = lines[0][0]
    titles = _titles(bands, first)
    heads = {i: _group_edges(bands[i], [at for at, _ in lines]) for i in range(turned)}
    out: list[Rule] = []
    for at, _ in lines:
        shown = {groups[i] for i, band in enumerate(bands) if band.parts(at)}
        edge = _left_edge(at, bands)
        before = False
        for i, band in enumerate(bands):
            if i in titles:
                before = False
                continue
            if i in heads:
                wall = at in heads[i]
            else:
                headless = not band.spans or band.spans[0][0] > first
                stands = at in strong or groups[i] in shown or (before and headless) or _begins_at(edge, band)
                wall = stands and not band.crosses(at)
            if wall:
                out.append(Rule(True, at, band.top, band.bottom))
            before = wall
    return out


def support(at: float, bands: Sequence[Band]) -> int:
    """Return how many rows show a boundary, those counted whose words begin where they do in one that has a gap.

    No more than one where most rows do not: words of prose stand anywhere.
    """
    edge = _left_edge(at, bands)
    count = sum(band.parts(at) or _begins_at(edge, band) for band in bands)
    return count if count > 0.6 * len(bands) else 1


def _left_edge(at: float, bands: Sequence[Band]) -> float | None:
    """Return where the cells right of a boundary begin, if the rows that show it agree."""
    right = [[t.x0 for t in band.tokens if t.x0 >= at - 1] for band in bands if band.parts(at)]
    starts = [min(some) for some in right if some]
    return starts[0] if starts and max(starts) - min(starts) <= EVEN else None


def _begins_at(edge: float | None, band: Band) -> bool:
    """Whether words begin at an edge, and no line of the row has a mere space there."""
    if edge is None or band.turned:
        return False
    begins = False
    for line in upright_rows([t for t in band.tokens if not t.angle]):
        left = [t for t in line if t.x0 < edge - EVEN]
        right = [t for t in line if t.x0 >= edge - EVEN]
        if left and right and right[0].x0 - left[-1].x1 < APART * right[0].size:
            return False
        begins = begins or bool(right and abs(right[0].x0 - edge) <= EVEN)
    return begins


def _titles(bands: Sequence[Band], first: float) -> set[int]:
    """Return the rows that are a bold line alone, titles of the rows below, unless most rows are."""
    out = {
        i
        for i, band in enumerate(bands)
        if len(band.spans) == 1 and band.spans[0][0] < first and band.tokens and all(t.font.bold for t in band.tokens)
    }
    return out if len(out) < 0.5 * len(bands) else set()


def _group_edges(band: Band, lines: Sequence[float]) -> set[float]:
    """Return the boundaries at which groups of columns begin, by the heads above them.

    Heads stand at the left of their columns, or in the middle of them.
    """
    columns = list(pairwise([*lines, lines[-1] + 1000.0]))
    starts = [span for span in band.spans if span[0] >= lines[0] - 2]
    if not starts:
        return {lines[0]}
    narrow = min((b - a for a, b in columns[:-1]), default=10.0)
    left = [min(lines, key=lambda at: abs(at - span[0])) for span in starts]
    if all(abs(at - span[0]) <= max(0.45 * narrow, 6.0) for at, span in zip(left, starts, strict=True)):
        return {lines[0], *left}
    edges = {lines[0]}
    for (a0, a1), (b0, b1) in pairwise(starts):
        middle = ((a0 + a1) / 2 + (b0 + b1) / 2) / 2
        edges.add(min(lines, key=lambda at: abs(at - middle)))
    return edges
