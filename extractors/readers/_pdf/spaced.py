"""Cells that stand apart: each has a box of its own, with an even gap to the next one ("cell spacing")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.readers._pdf.geometry import MIN_SIDE, SNAP
from extractors.readers._pdf.page import Fill, PageContent, Rule

MAX_GAP = 9.0
"""Cells stand no further apart than this (points); nearer than ``SNAP`` their edges are one anyway."""

EVEN = 1.0
"""Gaps across and down a table differ by no more than this (points)."""

_Gap = tuple[float, float, float, float]
"""Where a gap begins and ends, and between which places along it there are cells on both sides."""


def close_gaps(content: PageContent) -> None:
    """Move the edges of cells that stand apart to the middle of the gaps between them.

    The gaps are those of cell spacing where rules or fills stop and go on at them both across and down, equally wide.
    """
    if len(content.rules) + len(content.fills) < 4:
        return
    fills = [f for f in content.fills if f.bottom - f.top >= MIN_SIDE and f.x1 - f.x0 >= MIN_SIDE]
    levels = [(at, a, b) for upright, at, a, b in content.rules if not upright]
    levels += [(y, f.x0, f.x1) for f in fills for y in (f.top, f.bottom)]
    across = _gaps(levels)
    if not across:
        return
    uprights = [(at, a, b) for upright, at, a, b in content.rules if upright]
    uprights += [(x, f.top, f.bottom) for f in fills for x in (f.x0, f.x1)]
    down = _gaps(uprights)
    across, down = _met(across, uprights, down), _met(down, levels, across)
    if not across or not down:
        return
    content.rules = [
        Rule(
            r.upright,
            _closed(r.at, (r.start, r.end), across if r.upright else down),
            *(_closed(x, (r.at, r.at), down if r.upright else across) for x in (r.start, r.end)),
        )
        for r in content.rules
    ]
    content.fills = [Fill(*_box((f.x0, f.top, f.x1, f.bottom), across, down), f.color) for f in content.fills]
    content.frames = [_box(frame, across, down) for frame in content.frames]


def _gaps(edges: Iterable[tuple[float, float, float]]) -> list[_Gap]:
    """Return the gaps at which edges in one line stop and go on, with the heights of the first and last that do."""
    lines: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for at, start, end in edges:
        lines[round(at)].append((start, end, at))
    found: dict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
    for pieces in lines.values():
        if len(pieces) > 1:
            pieces.sort()
            for (_, end, at), (start, _, _) in pairwise(pieces):
                if SNAP < start - end <= MAX_GAP:
                    found[round(end), round(start)].append((end, start, at))
    return [(some[0][0], some[0][1], min(s[2] for s in some), max(s[2] for s in some)) for some in found.values()]


def _met(gaps: Sequence[_Gap], edges: Sequence[tuple[float, float, float]], others: Sequence[_Gap]) -> list[_Gap]:
    """Return the gaps with an edge on both sides that are as wide as one of the others, which crosses them."""
    out = []
    for gap in gaps:
        a, b, first, last = gap
        like = any(abs((d - c) - (b - a)) <= EVEN and first <= (c + d) / 2 <= last for c, d, _, _ in others)
        if like and all(any(abs(at - x) <= 1 and e > first - 1 and s < last + 1 for at, s, e in edges) for x in (a, b)):
            out.append(gap)
    return out


def _closed(at: float, along: tuple[float, float], gaps: Sequence[_Gap]) -> float:
    """Return a coordinate, or the middle of the gap beside which it stands."""
    for a, b, first, last in gaps:
        if a - 1 <= at <= b + 1 and along[1] > first - 1 and along[0] < last + 1:
            return (a + b) / 2
    return at


def _box(
    box: tuple[float, float, float, float], across: Sequence[_Gap], down: Sequence[_Gap]
) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = box
    return (
        _closed(x0, (top, bottom), across),
        _closed(top, (x0, x1), down),
        _closed(x1, (top, bottom), across),
        _closed(bottom, (x0, x1), down),
    )
