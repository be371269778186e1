"""Charts: drawings with an axis. Their labels stand in rows and columns, and are no tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.readers._pdf.page import Box, Fill, PageContent, Rule, Token
from extractors.readers._pdf.settings import SETTINGS, TableSettings


def chart_boxes(content: PageContent, settings: TableSettings = SETTINGS) -> list[Box]:
    """Return the outlines of the charts of a page, their labels included.

    A chart has lines with a number at the end of most of them, even ticks along an axis, or bars of one width
    that stand on one line and differ in height.
    """
    if len(content.rules) < settings.chart_marks:
        return []
    found = [*_scaled(content, settings), *_ticked(content.rules, settings), *_bars(content, settings)]
    return _merged([_framed(_labelled(box, content.tokens), content.fills) for box in found])


def _even(values: Sequence[float], settings: TableSettings) -> bool:
    """Whether values that rise do so by one step, of which a few may be left out."""
    steps = [b - a for a, b in pairwise(values)]
    least = min(steps)
    if least <= settings.snap:
        return False
    off = [abs(step - round(step / least) * least) for step in steps]
    return max(off) <= settings.chart_even * least + 0.7 and max(steps) < 2.5 * least


def _scaled(content: PageContent, settings: TableSettings) -> Iterator[Box]:
    """Yield the outlines of equally long lines, evenly apart, at most of which a number stands beyond their end."""
    alike: dict[tuple[bool, int, int], set[float]] = defaultdict(set)
    for upright, at, start, end in content.rules:
        alike[upright, round(start / 2), round(end / 2)].add(round(at, 1))
    numbers = [t for t in content.tokens if not t.angle and any(c.isdigit() for c in t.text)]
    for (upright, start, end), places in alike.items():
        heights = _apart(sorted(places), settings)
        if len(heights) < 3 or not _even(heights, settings):
            continue
        low, high = 2.0 * start, 2.0 * end
        named = sum(any(_names(t, at, low, high, upright) for t in numbers) for at in heights)
        if named >= 0.6 * len(heights):
            yield (heights[0], low, heights[-1], high) if upright else (low, heights[0], high, heights[-1])


def _apart(places: Sequence[float], settings: TableSettings) -> list[float]:
    out: list[float] = []
    for at in places:
        if not out or at - out[-1] > settings.snap:
            out.append(at)
    return out


def _names(token: Token, at: float, low: float, high: float, upright: bool) -> bool:
    """Whether a number stands beyond the end of a line, in the middle of its height."""
    if upright:
        return abs((token.x0 + token.x1) / 2 - at) <= 4 and (0 <= token.top - high <= 14)
    level = abs((token.top + token.bottom) / 2 - at) <= 0.4 * token.size
    return level and (-1 <= low - token.x1 <= 16 or -1 <= token.x0 - high <= 16)


def _ticked(rules: Sequence[Rule], settings: TableSettings) -> Iterator[Box]:
    """Yield the outlines of axes with short even ticks."""
    ticks: dict[tuple[bool, int, int], set[float]] = defaultdict(set)
    for upright, at, start, end in rules:
        if 1.0 <= end - start <= settings.chart_tick:
            ticks[upright, round(start), round(end)].add(round(at, 1))
    for (upright, start, _), places in ticks.items():
        along = _apart(sorted(places), settings)
        if len(along) < 4 or not _even(along, settings):
            continue
        if max(b - a for a, b in pairwise(along)) > 1.5 * min(b - a for a, b in pairwise(along)):
            continue
        axes = [r for r in rules if r.upright != upright and abs(r.at - start) <= settings.chart_tick + 1]
        axes = [r for r in axes if r.start <= along[0] + 2 and r.end >= along[-1] - 2]
        across = [
            r for r in rules if r.upright == upright and r.start - 8 <= start <= r.end + 8 and r.end - r.start > 40
        ]
        if axes and across:
            reach = max(across, key=lambda r: r.end - r.start)
            box = (along[0], reach.start, along[-1], reach.end)
            yield box if upright else (box[1], box[0], box[3], box[2])


def _bars(content: PageContent, settings: TableSettings) -> Iterator[Box]:
    """Yield the outlines of coloured bars of one width that stand on one line, at heights of their own."""
    stand: dict[tuple[int, int], list[Fill]] = defaultdict(list)
    for f in content.fills:
        if f.color != "#ffffff" and 2 < f.x1 - f.x0 < 80 and f.bottom - f.top > 2:
            stand[round(f.bottom), round(f.x1 - f.x0)].append(f)
    scales: list[tuple[float, float]] | None = None
    for some in stand.values():
        tallest: dict[int, Fill] = {}
        for f in sorted(some, key=lambda f: -f.top):
            tallest[round(f.x0)] = f
        bars = list(tallest.values())
        if len(bars) < 4 or len({round(f.top / 2) for f in bars}) < 3:
            continue
        top, bottom = min(f.top for f in bars), max(f.bottom for f in bars)
        scales = list(_scales(content.tokens, settings)) if scales is None else scales
        if any(low < bottom and high > top for high, low in scales) and _are_bare(bars, content.tokens):
            yield min(f.x0 for f in bars), top, max(f.x1 for f in bars), bottom


def _are_bare(bars: Sequence[Fill], tokens: Sequence[Token]) -> bool:
    """Whether no more words stand in bars than there are bars."""
    inside = (
        any(f.x0 < (t.x0 + t.x1) / 2 < f.x1 and f.top < t.top and t.bottom < f.bottom for f in bars) for t in tokens
    )
    return sum(inside) <= len(bars)


def _scales(tokens: Sequence[Token], settings: TableSettings) -> Iterator[tuple[float, float]]:
    """Yield the upper and lower end of each column of numbers that fall by one step, evenly apart."""
    columns: dict[int, list[Token]] = defaultdict(list)
    for t in tokens:
        if not t.angle and number(t.text) is not None:
            columns[round(t.x1 / 3)].append(t)
    for some in columns.values():
        some.sort(key=lambda t: t.top)
        values = [n for t in some if (n := number(t.text)) is not None]
        if len(some) >= 3 and _even([t.top for t in some], settings) and is_scale(values):
            yield some[0].top, some[-1].bottom


def number(text: str) -> float | None:
    """Return a number, or None where a word is none."""
    try:
        return float(text.replace(",", "").rstrip("%"))
    except ValueError:
        return None


def is_scale(values: Sequence[float]) -> bool:
    """Whether numbers fall by one step."""
    steps = [a - b for a, b in pairwise(values)]
    return bool(steps) and min(steps) > 0 and max(steps) - min(steps) <= 0.02 * max(steps)


def _labelled(box: Box, tokens: Sequence[Token]) -> Box:
    """Return the outline of a chart with the labels of its axes."""
    x0, top, x1, bottom = box
    left = [t.x0 for t in tokens if top - 8 < (t.top + t.bottom) / 2 < bottom + 8 and 0 <= x0 - t.x1 <= 24]
    right = [t.x1 for t in tokens if top - 8 < (t.top + t.bottom) / 2 < bottom + 8 and 0 <= t.x0 - x1 <= 24]
    below = [t.bottom for t in tokens if x0 - 8 < (t.x0 + t.x1) / 2 < x1 + 8 and -2 <= t.top - bottom <= 14]
    return min([x0, *left]), top - 8, max([x1, *right]), max([bottom, *below])


def _framed(box: Box, fills: Sequence[Fill]) -> Box:
    """Return the outline of the coloured ground on which a chart stands, where it is not much larger."""
    x0, top, x1, bottom = box
    size = (x1 - x0) * (bottom - top)
    around = [
        f[:4]
        for f in fills
        if f.x0 <= x0 + 4
        and f.x1 >= x1 - 4
        and f.top <= top + 12
        and f.bottom >= bottom - 4
        and (f.x1 - f.x0) * (f.bottom - f.top) < 2.5 * size
    ]
    return max(around, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]), default=box)


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes, those that overlap as one."""
    out: list[Box] = []
    for box in boxes:
        while True:
            other = next((b for b in out if b[0] < box[2] and box[0] < b[2] and b[1] < box[3] and box[1] < b[3]), None)
            if other is None:
                break
            out.remove(other)
            box = (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))
        out.append(box)
    return out


def covered(box: Box, charts: Sequence[Box]) -> float:
    """Return the share of a box that lies in charts."""
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
    inside = sum(
        max(min(box[2], c[2]) - max(box[0], c[0]), 0.0) * max(min(box[3], c[3]) - max(box[1], c[1]), 0.0)
        for c in charts
    )
    return inside / area
