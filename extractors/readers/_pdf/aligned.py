"""Columns that only the alignment of words shows: tables ruled along their rows, boxes, tables without rules.

A boundary between columns is a strip that stays white; it counts where enough rows have words on
both sides of it. Rows are given by rules where there are any, else by lines and their distances.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.readers._pdf.geometry import SNAP, Grid, make_grid
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Box, Fill, Rule, Token

LINE_GAP = 0.95
"""In a row of one line, words further apart than this many font sizes are in two cells."""

ROW_GAP = 0.45
"""In a row of several lines a strip this many font sizes wide that stays white parts two cells."""

_CAPTION = re.compile(r"(?:tabla|table|cuadro|gr[aá]fico|chart|figure|figura)\s", re.IGNORECASE)

MIN_CELL = 5.0
"""Places nearer to each other than this (points) are one."""

_Interval = tuple[float, float]


@dataclass(slots=True)
class Band:
    """A row of a table between two heights: its words and the stretches of the x axis they take."""

    top: float
    bottom: float
    tokens: list[Token]
    spans: list[_Interval]
    lines: int

    @property
    def gaps(self) -> list[_Interval]:
        """The white strips between its cells."""
        return [(a[1], b[0]) for a, b in pairwise(self.spans)]


def make_band(top: float, bottom: float, tokens: list[Token], signs: Sequence[Box] = ()) -> Band:
    """Measure which stretches of a row hold words or signs."""
    drawn = [(s[0], s[2]) for s in signs if top < (s[1] + s[3]) / 2 < bottom]
    if not tokens and not drawn:
        return Band(top, bottom, [], [], 0)
    lines = len(upright_rows(tokens)) if tokens else 1
    size = median(t.size for t in tokens) if tokens else 10.0
    limit = max((LINE_GAP if lines == 1 else ROW_GAP) * size, 3.0)
    spans: list[_Interval] = []
    for start, end in sorted([(t.x0, t.x1) for t in tokens] + drawn):
        if spans and start - spans[-1][1] < limit:
            if end > spans[-1][1]:
                spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return Band(top, bottom, tokens, spans, lines)


def boundaries(bands: Sequence[Band]) -> list[tuple[float, int]]:
    """Return where columns part, from left to right, each with the number of rows that show it.

    The fewest upright lines are drawn that go through every white strip between cells.
    """
    gaps = sorted(((b, a, i) for i, band in enumerate(bands) for a, b in band.gaps))
    out: list[tuple[float, int]] = []
    rest = gaps
    while rest:
        at = rest[0][0]
        hit = [g for g in rest if g[1] < at - 1.5 and g[0] >= at]
        low = max((g[1] for g in hit), default=at - 3)
        out.append((max(at - 3.0, (low + at) / 2), len({g[2] for g in hit})))
        rest = [g for g in rest if g[1] >= at - 1.5]
    return out


def _crosses(band: Band, at: float) -> bool:
    return any(t.x0 < at - 1 and t.x1 > at + 1 for t in band.tokens)


def _parts(band: Band, at: float) -> bool:
    """Whether a band has words on both sides of a boundary that lies in one of its gaps."""
    return any(a - 1 <= at <= b + 1 for a, b in band.gaps)


def _walls(bands: Sequence[Band], groups: Sequence[int], lines: Sequence[tuple[float, int]]) -> list[Rule]:
    """Return the walls between columns, row by row.

    A boundary that most rows show stands in every row no word crosses. One that few rows show
    stands in these rows, in rows of the same group, and in rows below them that have no first cell.
    """
    strong = {at for at, support in lines if support >= 0.4 * len(bands)}
    first = lines[0][0] if lines else 0.0
    out: list[Rule] = []
    shown: dict[float, set[int]] = {at: set() for at, _ in lines}
    for at, _ in lines:
        for i, band in enumerate(bands):
            if _parts(band, at):
                shown[at].add(groups[i])
    bold = [_is_title(band, first) for band in bands]
    titles = {i for i, yes in enumerate(bold) if yes} if sum(bold) < 0.5 * len(bands) else set()
    for at, _ in lines:
        before = False
        for i, band in enumerate(bands):
            if i in titles:
                before = False
                continue
            headless = bool(band.spans) and band.spans[0][0] > first
            wall = not _crosses(band, at) and (
                at in strong or groups[i] in shown[at] or (before and (headless or not band.spans))
            )
            if wall:
                out.append(Rule(True, at, band.top, band.bottom))
            before = wall
    return out


def _is_title(band: Band, first: float) -> bool:
    """Whether a row is a bold line alone, the title of the rows below."""
    return len(band.spans) == 1 and band.spans[0][0] < first and all(t.font.bold for t in band.tokens)


def is_prose(band: Band, left: float, right: float, size: float) -> bool:
    """Whether a band holds running text, a heading or a caption, not a row of cells.

    ``size`` is the usual font size of the rows.
    """
    if not band.tokens:
        return False
    words = " ".join(t.text for t in band.tokens[:4])
    if _CAPTION.match(words) or min(t.size for t in band.tokens) > 1.08 * size:
        return True
    high = band.bottom - band.top - (band.tokens[-1].bottom - band.tokens[0].top)
    if len(band.spans) == 1 and high > 2.6 * size:
        return True
    wide = band.spans[-1][1] - band.spans[0][0] > 0.6 * (right - left)
    return band.lines > 1 and len(band.spans) == 1 and wide


@dataclass(slots=True)
class Region:
    """What is known of the place of a table ruled along its rows.

    ``levels`` are its rules, joined; ``pieces`` the same as drawn, cell by cell in many producers;
    ``walls`` upright edges in part of it; ``signs`` drawings and images that stand for words.
    """

    x0: float
    x1: float
    levels: Sequence[Rule]
    pieces: Sequence[Rule]
    walls: Sequence[Rule]
    tokens: Sequence[Token]
    signs: Sequence[Box]
    fills: Sequence[Fill]

    def joints(self, at: float) -> list[tuple[float, frozenset[int]]]:
        """Return the distinct heights of the rules drawn at a height and where the pieces of each join."""
        found: dict[float, set[int]] = {}
        for piece in self.pieces:
            if abs(piece.at - at) > SNAP or piece.end < self.x0 or piece.start > self.x1:
                continue
            height = next((h for h in found if abs(h - piece.at) < 0.4), piece.at)
            ends = found.setdefault(height, set())
            ends |= {round(x) for x in (piece.start, piece.end) if self.x0 + MIN_CELL < x < self.x1 - MIN_CELL}
        return [(height, frozenset(found[height])) for height in sorted(found)]


def ruled_rows(region: Region) -> list[Grid]:
    """Return the grids of a stack of level rules with the same ends."""
    x0, x1 = region.x0, region.x1
    whole_width = [r for r in region.levels if r.start <= x0 + SNAP and r.end >= x1 - SNAP]
    partial = [r for r in region.levels if r not in whole_width]
    full = sorted({r.at for r in whole_width})
    inside = [t for t in region.tokens if x0 - 2 <= (t.x0 + t.x1) / 2 <= x1 + 2 and not t.angle]
    usual = median(t.size for t in inside) if inside else 0.0
    blocks: list[list[tuple[int, Band]]] = [[]]
    for i, (top, bottom) in enumerate(pairwise(full)):
        some = [t for t in inside if top < (t.top + t.bottom) / 2 < bottom]
        whole = make_band(top, bottom, some, region.signs)
        if not whole.spans or is_prose(whole, x0, x1, usual):
            blocks.append([])
            continue
        if blocks[-1] and _is_double(region, top):
            blocks.append([])
        for band in _cut(whole, [r for r in partial if top + SNAP < r.at < bottom - SNAP], region.signs):
            blocks[-1].append((i, band))
    grids = []
    for block in blocks:
        if len(block) >= 2:
            grid = _aligned(block, region, partial)
            if grid is not None:
                grids.append(grid)
    return grids


def _is_double(region: Region, at: float) -> bool:
    """Whether two tables meet at a height: two rules, the pieces of which join at different places."""
    joints = region.joints(at)
    return len(joints) > 1 and joints[0][1] != joints[-1][1]


def _cut(band: Band, partial: Sequence[Rule], signs: Sequence[Box]) -> list[Band]:
    """Cut a row at rules that leave out its first cells; these belong to each part."""
    cuts = sorted({r.at for r in partial})
    if not cuts:
        return [band]
    start = min(r.start for r in partial)
    key = [t for t in band.tokens if (t.x0 + t.x1) / 2 < start]
    rest = [t for t in band.tokens if (t.x0 + t.x1) / 2 >= start]
    out = []
    for top, bottom in pairwise([band.top, *cuts, band.bottom]):
        some = [t for t in rest if top < (t.top + t.bottom) / 2 < bottom]
        part = make_band(top, bottom, some, signs)
        if key:
            part.spans.insert(0, (min(t.x0 for t in key), max(t.x1 for t in key)))
        out.append(part)
    return out


def _aligned(block: Sequence[tuple[int, Band]], region: Region, partial: Sequence[Rule]) -> Grid | None:
    bands = [band for _, band in block]
    x0, x1 = region.x0, region.x1
    top, bottom = bands[0].top, bands[-1].bottom
    drawn = [w for w in region.walls if top - 1 < w.start < bottom]
    known = _distinct([w.at for w in drawn])
    joined = _joined(bands, region)
    known += [at for at in joined if all(abs(at - k) > MIN_CELL for k in known)]
    shown = boundaries(bands)
    lines = [(at, n) for at, n in shown if n >= 2 and not any(_same_gap(at, k, bands) for k in known)]
    lines += [(at, sum(_parts(band, at) for band in bands)) for at in known]
    if not lines:
        return None
    lines.sort()
    walls = [w for w in _walls(bands, [i for i, _ in block], lines) if _may_stand(w, joined)]
    walls += [Rule(True, x, top, bottom) for x in (x0, x1)]
    walls += drawn
    heights = sorted({y for band in bands for y in (band.top, band.bottom)})
    partials = {r.at: r for r in partial}
    levels = [Rule(False, y, max(partials[y].start, x0) if y in partials else x0, x1) for y in heights]
    grid = make_grid(walls, levels, region.fills)
    if grid is not None:
        grid.ruled = False
    return grid


def _distinct(values: Sequence[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > SNAP:
            out.append(value)
    return out


def _joined(bands: Sequence[Band], region: Region) -> dict[float, set[tuple[float, float]]]:
    """Return where the pieces of the rules join, with the rows whose both rules join there.

    A place at which every rule joins tells of a column but of no cell: it is given with no rows.
    """
    heights = {y: {x for _, ends in region.joints(y) for x in ends} for b in bands for y in (b.top, b.bottom)}
    places = _distinct([float(x) for ends in heights.values() for x in ends])
    out: dict[float, set[tuple[float, float]]] = {}
    for at in places:
        has = {y: any(abs(x - at) <= SNAP for x in ends) for y, ends in heights.items()}
        if sum(has.values()) < 2:
            continue
        rows = {(b.top, b.bottom) for b in bands if has[b.top] and has[b.bottom]}
        out[at] = set() if len(rows) == len(bands) else rows
    return out


def _may_stand(wall: Rule, joined: dict[float, set[tuple[float, float]]]) -> bool:
    """Whether the pieces of the rules above and below allow a wall."""
    rows = joined.get(wall.at)
    return not rows or (wall.start, wall.end) in rows


def _same_gap(at: float, other: float, bands: Sequence[Band]) -> bool:
    """Whether two boundaries lie in the same white strips."""
    both = sum(any(a - 1 <= min(at, other) and max(at, other) <= b + 1 for a, b in band.gaps) for band in bands)
    return both > 0 and both >= 0.5 * sum(_parts(band, at) for band in bands)


def boxed(box: Box, tokens: Sequence[Token], fills: Sequence[Fill]) -> Grid | None:
    """Return the grid of a framed box whose lines stand in columns, or None for running text."""
    x0, top, x1, bottom = box
    rows = upright_rows([t for t in tokens if not t.angle])
    if len(rows) < 3:
        return None
    bands = line_bands(rows, top, bottom)
    lines = [(at, n) for at, n in boundaries(bands) if n >= 2]
    split = [band for band in bands if any(_parts(band, at) for at, _ in lines)]
    if not lines or len(split) < 3 or len(split) < 0.34 * len(bands):
        return None
    if any(n < 0.5 * len(split) for _, n in lines):
        lines = [(at, n) for at, n in lines if n >= 0.5 * len(split)]
    if not lines or not _short_cells(split, lines):
        return None
    return rows_grid(bands, x0, x1, lines, fills)


def _short_cells(bands: Sequence[Band], lines: Sequence[tuple[float, int]]) -> bool:
    """Whether what stands right of the first boundary is short, as values are."""
    at = lines[0][0]
    lengths = [sum(len(t.text) + 1 for t in band.tokens if t.x0 >= at - 1) / max(band.lines, 1) for band in bands]
    return median(lengths) <= 30


def line_bands(rows: Sequence[Sequence[Token]], top: float, bottom: float) -> list[Band]:
    """Return the rows that lines make: each line one, but a line that goes on with the one above.

    It goes on where lines come closer than rows do, or where it begins small and alone.
    """
    tops = [min(t.top for t in row) for row in rows]
    ends = [max(t.bottom for t in row) for row in rows]
    steps = [b - a for a, b in pairwise(ends)]
    size = median(t.size for row in rows for t in row)
    close = [step for step in steps if step <= 1.35 * size]
    far = [step for step in steps if step > 1.35 * size]
    spaced = bool(far) and bool(close) and min(far) > 1.2 * max(close)
    groups: list[list[int]] = [[0]]
    for i in range(1, len(rows)):
        start = next((c for t in rows[i] for c in t.text if c.isalnum()), "")
        alone = len(make_band(tops[i], ends[i], list(rows[i])).spans) == 1
        near = steps[i - 1] <= 1.35 * size
        if (near and spaced) or (near and alone and start.islower()):
            groups[-1].append(i)
        else:
            groups.append([i])
    out = []
    for k, group in enumerate(groups):
        high = top if k == 0 else (ends[group[0] - 1] + tops[group[0]]) / 2
        low = bottom if k == len(groups) - 1 else (ends[group[-1]] + tops[group[-1] + 1]) / 2
        out.append(make_band(high, low, [t for i in group for t in rows[i]]))
    return out


def rows_grid(
    bands: Sequence[Band], x0: float, x1: float, lines: Sequence[tuple[float, int]], fills: Sequence[Fill]
) -> Grid | None:
    """Return the grid of bands and boundaries."""
    walls = _walls(bands, range(len(bands)), lines)
    top, bottom = bands[0].top, bands[-1].bottom
    walls += [Rule(True, x, top, bottom) for x in (x0, x1)]
    levels = [Rule(False, y, x0, x1) for y in [top, *(band.bottom for band in bands)]]
    grid = make_grid(walls, levels, fills)
    if grid is not None:
        grid.ruled = False
    return grid
