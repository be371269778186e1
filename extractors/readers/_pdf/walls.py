"""Which walls stand between columns, row by row, where they are not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers._pdf.bands import Band
from extractors.readers._pdf.page import Rule

STRONG = 0.4
"""A boundary that this share of the rows shows stands in every row."""


def walls(bands: Sequence[Band], groups: Sequence[int], lines: Sequence[tuple[float, int]]) -> list[Rule]:
    """Return the walls at boundaries, row by row; ``groups`` number the rows that belong together.

    A boundary that many rows show stands in every row no word crosses. One that few rows show stands
    in these rows, in rows of the same group, and in rows below them that have no first cell. Rows
    above turned column heads hold the heads of groups of columns.
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
        before = False
        for i, band in enumerate(bands):
            if i in titles:
                before = False
                continue
            if i in heads:
                wall = at in heads[i]
            else:
                headless = not band.spans or band.spans[0][0] > first
                stands = at in strong or groups[i] in shown or (before and headless)
                wall = stands and not band.crosses(at)
            if wall:
                out.append(Rule(True, at, band.top, band.bottom))
            before = wall
    return out


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
