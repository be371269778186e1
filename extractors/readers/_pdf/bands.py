"""Rows of words between two heights, and the white strips that part their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.readers._pdf.lines import turned_rows, upright_rows
from extractors.readers._pdf.page import Box, Token

LINE_GAP = 0.95
"""In a row of one line, words further apart than this many font sizes are in two cells."""

ROW_GAP = 0.45
"""In a row of several lines a strip this many font sizes wide that stays white parts two cells."""

SPACED = 0.2
"""Rows stand apart where at least this share of the steps between lines is wider than the others."""

_CAPTION = re.compile(r"(?:tabla|table|cuadro|gr[aá]fico|chart|figure|figura)\s", re.IGNORECASE)

MARKER = re.compile(r"(?:[a-zA-Z]|\d{1,2}|[ivx]{1,4})[.)]|[\u2022\u25aa\u25cf\u00b7\u2013-]")

Interval = tuple[float, float]


@dataclass(slots=True)
class Band:
    """A row of a table between two heights: its words and the stretches of the x axis they take.

    ``turned`` tells that its words are set along the y axis, as heads of narrow columns are.
    """

    top: float
    bottom: float
    tokens: list[Token]
    spans: list[Interval]
    lines: int
    turned: bool = False

    @property
    def gaps(self) -> list[Interval]:
        """The white strips between its cells."""
        return [(a[1], b[0]) for a, b in pairwise(self.spans)]

    def crosses(self, at: float) -> bool:
        """Whether a word stands across an upright line."""
        return any(t.x0 < at - 1 and t.x1 > at + 1 for t in self.tokens)

    def parts(self, at: float) -> bool:
        """Whether an upright line goes through a gap between two cells."""
        return any(a - 1 <= at <= b + 1 for a, b in self.gaps)


def make_band(top: float, bottom: float, tokens: list[Token], signs: Sequence[Box] = (), gap: float = LINE_GAP) -> Band:
    """Measure which stretches of a row hold words or signs."""
    taken = [(s[0], s[2]) for s in signs if top < (s[1] + s[3]) / 2 < bottom]
    if not tokens and not taken:
        return Band(top, bottom, [], [], 0)
    level = [t for t in tokens if not t.angle]
    turned = [t for t in tokens if t.angle in (90, 270)]
    lines = len(upright_rows(level)) if level else 1
    size = median(t.size for t in tokens) if tokens else 10.0
    limit = max((gap if lines == 1 and not turned else ROW_GAP) * size, 3.0)
    taken += [(t.x0, t.x1) for t in level]
    heads = turned_rows(turned, turned[0].angle) if turned else []
    taken += [(min(t.x0 for t in head), max(t.x1 for t in head)) for head in heads]
    spans: list[Interval] = []
    for start, end in sorted(taken):
        if spans and start - spans[-1][1] < limit:
            if end > spans[-1][1]:
                spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return Band(top, bottom, tokens, _without_markers(spans, level), lines, len(heads) >= 3)


def _without_markers(spans: list[Interval], tokens: Sequence[Token]) -> list[Interval]:
    """Join a column of list markers with the words it belongs to."""
    out: list[Interval] = []
    for i, (start, end) in enumerate(spans):
        words = [t.text for t in tokens if start <= (t.x0 + t.x1) / 2 <= end] if i + 1 < len(spans) else []
        if words and all(MARKER.fullmatch(word) for word in words) and spans[i + 1][0] - end < 30:
            spans[i + 1] = (start, spans[i + 1][1])
        else:
            out.append((start, end))
    return out


def _goes_on(row: Sequence[Token], band: Band) -> bool:
    """Whether each cell of a line begins with a small letter."""
    starts = [next((c for t in row if t.x0 >= x0 - 0.5 for c in t.text if c.isalnum()), "") for x0, _ in band.spans]
    return bool(starts) and all(c.islower() for c in starts)


def is_bold(row: Sequence[Token]) -> bool:
    """Whether a line is bold; raised note numbers do not count."""
    size = max(t.size for t in row)
    return all(t.font.bold for t in row if t.size > 0.85 * size)


def split_head(band: Band, signs: Sequence[Box] = ()) -> list[Band]:
    """Cut a band after its first lines where these are bold column heads and the rest is not."""
    level = [t for t in band.tokens if not t.angle]
    if band.turned or band.lines < 2 or len(band.spans) < 2 or all(t.font.bold for t in level):
        return [band]
    rows = upright_rows(level)
    bold = [is_bold(row) for row in rows]
    count = bold.index(False) if False in bold else 0
    if not count:
        return [band]
    head = [t for row in rows[:count] for t in row]
    at = (max(t.bottom for t in head) + min(t.top for t in rows[count])) / 2
    first = make_band(band.top, at, head, signs)
    if len(first.spans) < 2 or len(first.spans) < len(band.spans):
        return [band]
    return [first, make_band(at, band.bottom, [t for row in rows[count:] for t in row], signs)]


def boundaries(bands: Sequence[Band]) -> list[tuple[float, int]]:
    """Return where columns part, from left to right, each with the number of rows that show it.

    The fewest upright lines are drawn that go through every white strip between cells. A strip too narrow for a
    line (cells that touch or overlap) parts nothing.
    """
    rest = sorted((b, a, i) for i, band in enumerate(bands) for a, b in band.gaps if a < b - 1.5)
    out: list[tuple[float, int]] = []
    while rest:
        at = rest[0][0]
        hit = [g for g in rest if g[1] < at - 1.5]
        low = max((g[1] for g in hit), default=at - 3)
        out.append((max(at - 3.0, (low + at) / 2), len({g[2] for g in hit})))
        rest = [g for g in rest if g[1] >= at - 1.5]
    return out


def size_around(rows: Sequence[Band], at: int) -> float:
    """Return the usual font size of the two rows above and below, for tables of one page may differ in it."""
    near = [
        median(t.size for t in row.tokens) for row in (*rows[max(at - 2, 0) : at], *rows[at + 1 : at + 3]) if row.tokens
    ]
    return median(near) if near else 0.0


def is_prose(band: Band, left: float, right: float, size: float) -> bool:
    """Whether a band holds running text, a heading or a caption, not a row of cells.

    ``size`` is the usual font size of the rows.
    """
    if not band.tokens or band.turned:
        return False
    words = " ".join(t.text for t in band.tokens[:4])
    if _CAPTION.match(words) or min(t.size for t in band.tokens) > 1.08 * size:
        return True
    high = band.bottom - band.top - (max(t.bottom for t in band.tokens) - min(t.top for t in band.tokens))
    if len(band.spans) == 1 and high > 2.6 * size:
        return True
    wide = band.spans[-1][1] - band.spans[0][0] > 0.6 * (right - left)
    return band.lines > 1 and len(band.spans) == 1 and wide


def line_bands(
    rows: Sequence[Sequence[Token]], top: float, bottom: float, signs: Sequence[Box] = (), gap: float = LINE_GAP
) -> list[Band]:
    """Return the rows that lines make: each line one, but a line that goes on with the one above.

    It goes on where lines come closer than rows do, or where all its cells begin small.
    """
    tops = [min(t.top for t in row) for row in rows]
    ends = [max(t.bottom for t in row) for row in rows]
    steps = [b - a for a, b in pairwise(ends)]
    size = median(t.size for row in rows for t in row)
    low = min((step for step in steps if step > 0.5 * size), default=0.0)
    tight = low <= 1.6 * size
    spaced = tight and sum(step > 1.2 * low for step in steps) >= SPACED * len(steps)
    groups: list[list[int]] = [[0]] if rows else []
    for i in range(1, len(rows)):
        near = tight and steps[i - 1] <= 1.15 * low
        if near and (spaced or _goes_on(rows[i], make_band(tops[i], ends[i], list(rows[i]), (), gap))):
            groups[-1].append(i)
        else:
            groups.append([i])
    out = []
    for k, group in enumerate(groups):
        high = top if k == 0 else (ends[group[0] - 1] + tops[group[0]]) / 2
        low = bottom if k == len(groups) - 1 else (ends[group[-1]] + tops[group[-1] + 1]) / 2
        out.append(make_band(high, low, [t for i in group for t in rows[i]], signs, gap))
    return out
