"""Cells that stand apart: each has a box of its own, with an even gap to the next one ("cell spacing")."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.readers._pdf.geometry import MIN_SIDE, SNAP
from extractors.readers._pdf.page import Box, Fill, PageContent, Rule

MAX_GAP = 9.0
"""Cells stand no further apart than this (points); nearer than ``SNAP`` their edges are one anyway."""

MAX_TOUCHING = 0.2
"""Where a larger share of edges begins just where others end, cells stand wall to wall."""

EVEN = 1.0
"""Gaps across and down a table differ by no more than this (points)."""


class _Gap(NamedTuple):
    """Where a gap begins and ends, and at which heights along it cells first and last stand on both sides."""

    start: float
    end: float
    first: float = 0.0
    last: float = 0.0


def close_gaps(content: PageContent) -> None:
    """Move the edges of cells that stand apart to the middle of the gaps between them.

    The gaps are those of cell spacing where rules or fills stop and go on at them both across and down, equally wide.
    """
    spans = {(start, end) for upright, _, start, end in content.rules if not upright}
    spans |= {(x0, x1) for x0, _, x1, _, _ in content.fills}
    starts, stops = {round(start) for start, _ in spans}, {round(stop) for _, stop in spans}
    if len(starts & stops) > MAX_TOUCHING * len(starts):
        return
    xs = {round(at) for upright, at, _, _ in content.rules if upright}
    xs |= {round(x) for span in spans for x in span}
    begin, ends = _far_ends(spans, xs)
    if not begin:
        return
    fills = [f for f in content.fills if f.bottom - f.top >= MIN_SIDE and f.x1 - f.x0 >= MIN_SIDE]
    levels = [(at, a, b) for upright, at, a, b in content.rules if not upright and (a in begin or b in ends)]
    levels += [(y, f.x0, f.x1) for f in fills if f.x0 in begin or f.x1 in ends for y in (f.top, f.bottom)]
    across = [gap for gap in _gaps(levels) if _is_open(gap, xs)]
    if not across:
        return
    ys = {round(at) for upright, at, _, _ in content.rules if not upright}
    ys |= {round(y) for f in fills for y in (f.top, f.bottom)}
    uprights = [(at, a, b) for upright, at, a, b in content.rules if upright]
    uprights += [(x, f.top, f.bottom) for f in fills for x in (f.x0, f.x1)]
    down = [gap for gap in _gaps(uprights) if _is_open(gap, ys)]
    across, down = _met(across, down), _met(down, across)
    if not across or not down:
        return
    top, bottom = min(gap.first for gap in across), max(gap.last for gap in across)
    left, right = min(gap.first for gap in down), max(gap.last for gap in down)
    x_at, y_at = _Closed(across), _Closed(down)

    def moved(box: Box) -> Box:
        x0, y0, x1, y1 = box
        if left - 1 < (x0 + x1) / 2 < right + 1 and top - 1 < (y0 + y1) / 2 < bottom + 1:
            return x_at[x0], y_at[y0], x_at[x1], y_at[y1]
        return box

    for i, (upright, at, start, end) in enumerate(content.rules):
        x0, y0, x1, y1 = moved((at, start, at, end) if upright else (start, at, end, at))
        content.rules[i] = Rule(True, x0, y0, y1) if upright else Rule(False, y0, x0, x1)
    content.fills = [Fill(*moved(fill[:4]), fill.color) for fill in content.fills]
    content.frames = [moved(frame) for frame in content.frames]


class _Closed(dict[float, float]):
    """Coordinates after the gaps are closed: those beside a gap are in the middle of it."""

    def __init__(self, gaps: Sequence[_Gap]) -> None:
        super().__init__()
        self._gaps = gaps

    def __missing__(self, at: float) -> float:
        near = (gap for gap in self._gaps if gap.start - 1 <= at <= gap.end + 1)
        self[at] = next(((gap.start + gap.end) / 2 for gap in near), at)
        return self[at]


def _far_ends(spans: set[tuple[float, float]], xs: set[int]) -> tuple[set[float], set[float]]:
    """Return where level edges begin as far behind the end of one as cells may stand apart, and those ends."""
    starts = sorted({start for start, _ in spans})
    begin: set[float] = set()
    ends: set[float] = set()
    for end in {end for _, end in spans}:
        for start in starts[bisect_right(starts, end + SNAP) : bisect_right(starts, end + MAX_GAP)]:
            if _is_open(_Gap(end, start), xs):
                begin.add(start)
                ends.add(end)
    return begin, ends


def _is_open(gap: _Gap, edges: set[int]) -> bool:
    """Whether an edge stands on both sides of a gap, and none in it."""
    sides = all(not edges.isdisjoint((round(x) - 1, round(x), round(x) + 1)) for x in (gap.start, gap.end))
    return sides and edges.isdisjoint(range(round(gap.start) + 2, round(gap.end) - 1))


def _gaps(edges: Iterable[tuple[float, float, float]]) -> list[_Gap]:
    """Return the gaps at which edges in one line stop and go on."""
    lines: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for at, start, end in edges:
        lines[round(at)].append((start, end, at))
    found: dict[tuple[int, int], _Gap] = {}
    for pieces in lines.values():
        pieces.sort()
        for (_, end, at), (start, _, _) in pairwise(pieces):
            if SNAP < start - end <= MAX_GAP:
                key = round(end), round(start)
                known = found.get(key, _Gap(end, start, at, at))
                found[key] = known._replace(first=min(known.first, at), last=max(known.last, at))
    return list(found.values())


def _met(gaps: Sequence[_Gap], others: Sequence[_Gap]) -> list[_Gap]:
    """Return the gaps that are as wide as one of the others, which crosses them."""
    return [
        gap
        for gap in gaps
        if any(
            abs((other.end - other.start) - (gap.end - gap.start)) <= EVEN
            and gap.first <= (other.start + other.end) / 2 <= gap.last
            for other in others
        )
    ]
