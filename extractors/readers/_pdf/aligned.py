"""Tables the columns of which only the alignment of words shows.

They are ruled along their rows, shaded row by row, framed, or without any drawing. A boundary
between columns is a strip that stays white; it counts where enough rows have words on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.readers._pdf.bands import Band, boundaries, is_prose, line_bands, make_band, size_around, split_head
from extractors.readers._pdf.geometry import SNAP, Grid, make_grid
from extractors.readers._pdf.lines import Segment, upright_rows
from extractors.readers._pdf.page import Box, Fill, Rule, Token
from extractors.readers._pdf.walls import support, walls

MIN_CELL = 5.0
"""Places nearer to each other than this (points) are one."""

WIDE_GAP = 1.5
"""Without any drawing, words further apart than this many font sizes are in two cells."""

HEADED = 0.6
"""Heads name at least this share of the columns below them."""

TITLE = 1.2
"""A title is larger than the heads of a table below it by this factor."""

WRAPPED = 0.4
"""Lines of cells that hold sentences begin with a small letter at least in this share."""

_VALUE = re.compile(r"[\W\d]*\d[\W\d]*|[\W_]+|n\.?/?[ad]\.?|yes|no|s[ií]|[xX]", re.IGNORECASE)


class Joints(NamedTuple):
    """Where the pieces of the rules at one height meet, and where they start or end."""

    height: float
    met: frozenset[int]
    ends: frozenset[int]


@dataclass(slots=True)
class Region:
    """What is known of the place of a table ruled along its rows.

    ``levels`` are its rules, joined; ``pieces`` the same as drawn, cell by cell in many producers
    (none: the rows are known from fills);
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
    known: dict[float, list[Joints]] = field(default_factory=dict)

    def joints(self, at: float) -> list[Joints]:
        """Return the distinct heights of the rules drawn at a height, each with where its pieces join."""
        if at not in self.known:
            self.known[at] = self._joints(at)
        return self.known[at]

    def _joints(self, at: float) -> list[Joints]:
        found: dict[float, list[Rule]] = {}
        for piece in self.pieces:
            if abs(piece.at - at) <= SNAP and piece.end >= self.x0 and piece.start <= self.x1:
                height = next((h for h in found if abs(h - piece.at) < 0.4), piece.at)
                found.setdefault(height, []).append(piece)
        out = []
        for height, pieces in sorted(found.items()):
            starts = {round(p.start) for p in pieces if self.x0 + MIN_CELL < p.start < self.x1 - MIN_CELL}
            ends = {round(p.end) for p in pieces if self.x0 + MIN_CELL < p.end < self.x1 - MIN_CELL}
            met = {x for x in starts if any(abs(x - end) <= 2 for end in ends)}
            out.append(Joints(height, frozenset(met), frozenset(starts | ends)))
        return out


def ruled_rows(region: Region) -> list[Grid]:
    """Return the grids of a stack of level rules with the same ends."""
    x0, x1 = region.x0, region.x1
    whole_width = [r for r in region.levels if r.start <= x0 + SNAP and r.end >= x1 - SNAP]
    partial = [r for r in region.levels if r not in whole_width]
    full = sorted({r.at for r in whole_width})
    inside = [t for t in region.tokens if x0 - 2 <= (t.x0 + t.x1) / 2 <= x1 + 2 and t.angle in (0, 90, 270)]
    usual = median(t.size for t in inside) if inside else 0.0
    rows = [
        make_band(a, b, [t for t in inside if a < (t.top + t.bottom) / 2 < b], region.signs) for a, b in pairwise(full)
    ]
    apart = [
        not (row.spans or _is_coloured(row, region)) or is_prose(row, x0, x1, max(usual, size_around(rows, i)))
        for i, row in enumerate(rows)
    ]
    heads = [_head_below_text(row, _following(rows, apart, i)) for i, row in enumerate(rows)]
    blocks: list[list[tuple[int, Band]]] = [[]]
    for i, whole in enumerate(rows):
        top, bottom, some = whole.top, whole.bottom, whole.tokens
        head = heads[i]
        if apart[i] or head is not None:
            blocks.append([] if head is None else [(i * 1000, head)])
            continue
        bare = bool(region.pieces) and (len(full) <= 3 or (_neighbours(apart, i) == 1 and _lists_values(some)))
        if blocks[-1] and is_double(region, top):
            blocks.append([])
        inner = [r for r in partial if top + SNAP < r.at < bottom - SNAP]
        headed = not blocks[-1] or all(t.font.bold for t in blocks[-1][0][1].tokens)
        if bare and headed and not inner and whole.lines > 2 and not whole.turned and not _wraps(some):
            for k, band in enumerate(line_bands(upright_rows(some), top, bottom, region.signs)):
                blocks[-1].append((i * 1000 + k, band))
            continue
        parts = _cut(whole, inner, region.signs) if inner else split_head(whole, region.signs)
        for k, band in enumerate(parts):
            blocks[-1].append((i * 1000 + (0 if inner else k), band))
    grids = []
    for block in blocks:
        if len(block) >= 2:
            grid = _aligned(block, region, partial)
            if grid is not None:
                grids.append(grid)
    return grids


def _following(rows: Sequence[Band], apart: Sequence[bool], i: int) -> Sequence[Band]:
    """Return the rows of the table below a row."""
    end = next((k for k in range(i + 1, len(rows)) if apart[k]), len(rows))
    return rows[i + 1 : end]


def _head_below_text(row: Band, below: Sequence[Band]) -> Band | None:
    """Return the bold heads of the columns of a table that stand above its first rule, below text of its own.

    The text reaches over the columns of the rows below, or has a title in larger letters; the heads, its last line,
    keep to them.
    """
    lines = upright_rows([t for t in row.tokens if not t.angle])
    walls = [at for at, _ in boundaries(below)]
    if len(lines) < 2 or row.turned or not walls:
        return None
    last = lines[-1]
    at = (max(t.bottom for t in lines[-2]) + min(t.top for t in last)) / 2
    head = make_band(at, row.bottom, last)
    text = make_band(row.top, at, [t for line in lines[:-1] for t in line])
    plain = not all(t.font.bold for b in below for t in b.tokens)
    if len(head.spans) < max(2, HEADED * (len(walls) + 1)) or not all(t.font.bold for t in last) or not plain:
        return None
    titled = max(t.size for t in text.tokens) > TITLE * max(t.size for t in last)
    return head if not any(map(head.crosses, walls)) and (titled or any(map(text.crosses, walls))) else None


def _is_coloured(row: Band, region: Region) -> bool:
    """Whether a colour fills a cell of a row, but not all of it."""
    return any(
        abs(f.top - row.top) <= 1 and abs(f.bottom - row.bottom) <= 1 and f.x1 - f.x0 < 0.9 * (region.x1 - region.x0)
        for f in region.fills
        if f.x0 >= region.x0 - SNAP and f.x1 <= region.x1 + SNAP and f.color != "#ffffff"
    )


def _neighbours(apart: Sequence[bool], at: int) -> int:
    """Return how many rows stand together around a row, itself counted."""
    first = next((k + 1 for k in range(at, -1, -1) if apart[k]), 0)
    return next((k for k in range(at, len(apart)) if apart[k]), len(apart)) - first


def _lists_values(tokens: Sequence[Token]) -> bool:
    """Whether most lines between two rules end with a number in a cell of its own, as in a box of counts."""
    bands = [make_band(0, 0, row) for row in upright_rows([t for t in tokens if not t.angle])]
    split = [band for band in bands if len(band.spans) > 1]
    values = [
        band
        for band in split
        if _VALUE.fullmatch("".join(t.text for t in band.tokens if t.x0 >= band.spans[-1][0] - 0.5))
    ]
    return len(values) >= 3 and len(values) >= 0.7 * len(split) and len(split) >= 0.5 * len(bands)


def _wraps(tokens: Sequence[Token]) -> bool:
    """Whether lines between two rules are those of long cells side by side: many begin within a sentence."""
    rows = upright_rows([t for t in tokens if not t.angle])
    starts = [
        t for row in rows for a, t in zip([None, *row], row, strict=False) if a is None or t.x0 - a.x1 > 0.6 * t.size
    ]
    small = sum(t.text[:1].islower() for t in starts)
    return len(rows) > 3 and small >= WRAPPED * len(starts)


def is_double(region: Region, at: float) -> bool:
    """Whether two tables meet at a height: two rules, the pieces of which join at different places."""
    joints = region.joints(at)
    return len(joints) > 1 and joints[0].met != joints[-1].met


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
    joined = _joined(bands, region)
    shown = [w.at for w in drawn]
    heads = [gap for band in bands if band.turned for gap in band.gaps]
    free = [(a + b) / 2 for a, b in heads if not any(a - 1 <= at <= b + 1 for at in shown)]
    known = _distinct(shown + free)
    known += [at for at in joined if all(abs(at - k) > MIN_CELL for k in known)]
    parted = [(at, n if n > 1 else support(at, bands)) for at, n in boundaries(bands)]
    lines = [(at, n) for at, n in parted if n >= 2 and not any(_same_gap(at, k, bands) for k in known)]
    lines += [(at, sum(band.parts(at) for band in bands)) for at in known]
    if not lines:
        return None
    lines.sort()
    standing = [w for w in walls(bands, [i for i, _ in block], lines) if _may_stand(w, joined)]
    standing += [Rule(True, x, top, bottom) for x in (x0, x1)]
    standing += drawn
    heights = sorted({y for band in bands for y in (band.top, band.bottom)})
    partials = {r.at: r for r in partial}
    levels = [Rule(False, y, max(partials[y].start, x0) if y in partials else x0, x1) for y in heights]
    grid = make_grid(standing, levels, region.fills)
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
    joints = {y: region.joints(y) for b in bands for y in (b.top, b.bottom)}
    heights = {y: {x for joint in some for x in joint.ends} for y, some in joints.items()}
    places = _distinct([float(x) for some in joints.values() for joint in some for x in joint.met])
    out: dict[float, set[tuple[float, float]]] = {}
    for at in places:
        has = {y: any(abs(x - at) <= SNAP for x in ends) for y, ends in heights.items()}
        if sum(has.values()) < 2:
            continue
        rows = {
            (b.top, b.bottom)
            for b in bands
            if has[b.bottom] and (has[b.top] or (b is bands[0] and not joints[b.top]))  # nothing is drawn above a head
        }
        out[at] = set() if len(rows) == len(bands) else rows
    return out


def _may_stand(wall: Rule, joined: dict[float, set[tuple[float, float]]]) -> bool:
    """Whether the pieces of the rules above and below allow a wall."""
    rows = joined.get(wall.at)
    return not rows or (wall.start, wall.end) in rows


def _same_gap(at: float, other: float, bands: Sequence[Band]) -> bool:
    """Whether two boundaries lie in the same white strips."""
    both = sum(any(a - 1 <= min(at, other) and max(at, other) <= b + 1 for a, b in band.gaps) for band in bands)
    return both > 0 and both >= 0.5 * sum(band.parts(at) for band in bands)


def rows_grid(
    bands: Sequence[Band], x0: float, x1: float, lines: Sequence[tuple[float, int]], fills: Sequence[Fill]
) -> Grid | None:
    """Return the grid of bands and boundaries."""
    top, bottom = bands[0].top, bands[-1].bottom
    standing = walls(bands, range(len(bands)), lines)
    standing += [Rule(True, x, top, bottom) for x in (x0, x1)]
    levels = [Rule(False, y, x0, x1) for y in [top, *(band.bottom for band in bands)]]
    grid = make_grid(standing, levels, fills)
    if grid is not None:
        grid.ruled = False
    return grid


def borderless(rows: Sequence[Sequence[Segment]]) -> list[tuple[int, int, Grid]]:
    """Return the tables without any drawing among the lines of a column: first line, end, grid.

    At least three lines in a row have short words in columns, under a bold head or with values on
    the right. Tables of contents (page numbers that rise) and prose in columns are none.
    """
    out = []
    for start, end in _runs(rows):
        run = [[t for segment in row for t in segment.tokens] for row in rows[start:end]]
        top = min(t.top for t in run[0]) - 1
        bottom = max(t.bottom for t in run[-1]) + 1
        bands = line_bands(run, top, bottom, (), WIDE_GAP)
        split = [band for band in bands if len(band.spans) > 1]
        lines = [(at, n) for at, n in boundaries(split) if n >= max(3, 0.3 * len(split))]
        if len(split) < 3 or not lines or len(split) < 0.5 * len(bands):
            continue
        if any(band.crosses(at) for band in split for at, _ in lines) or not _is_tabular(bands, split, lines):
            continue
        x0 = min(band.spans[0][0] for band in bands) - 2
        x1 = max(band.spans[-1][1] for band in bands) + 2
        grid = rows_grid(bands, x0, x1, lines, ())
        if grid is not None:
            out.append((start, end, grid))
    return out


def _runs(rows: Sequence[Sequence[Segment]]) -> list[tuple[int, int]]:
    """Return stretches of lines that may be a table: lines of several cells, single short ones among them.

    A bold line alone right above is its title.
    """
    several = [len(row) > 1 for row in rows]
    if sum(several) < 3:
        return []
    out: list[tuple[int, int]] = []
    start = -1
    for i, row in enumerate(rows):
        size = row[0].tokens[0].size
        near = i > 0 and row[0].bottom - rows[i - 1][0].bottom <= 3.2 * size
        short = several[i] or row[0].x1 - row[0].x0 < 26 * size
        if start >= 0 and not (near and short):
            out.append((start, i))
            start = -1
        if start < 0 and several[i]:
            title = near and i > 0 and not several[i - 1] and all(t.font.bold for t in rows[i - 1][0].tokens)
            start = i - 1 if title and abs(rows[i - 1][0].tokens[0].size - size) < 0.6 else i
    if start >= 0:
        out.append((start, len(rows)))
    trimmed = []
    for first, end in out:
        while end > first and not several[end - 1]:
            end -= 1
        while end < len(rows) and not several[end] and end > first and _ends_cell(rows[end], rows[end - 1]):
            end += 1
        if sum(several[first:end]) >= 3:
            trimmed.append((first, end))
    return trimmed


def _ends_cell(row: Sequence[Segment], above: Sequence[Segment]) -> bool:
    """Whether a line alone goes on with the first cell of the line right above it."""
    near = row[0].bottom - above[0].bottom <= 1.4 * row[0].size and abs(row[0].x0 - above[0].x0) < 2
    return near and row[0].tokens[0].text[:1].islower() and row[0].x1 <= above[-1].x0


def _is_tabular(bands: Sequence[Band], split: Sequence[Band], lines: Sequence[tuple[float, int]]) -> bool:
    """Whether lines in columns are a table by what they hold."""
    at = lines[0][0]
    lefts = [" ".join(t.text for t in band.tokens if t.x0 < at) for band in split]
    rights = [" ".join(t.text for t in band.tokens if t.x0 >= at - 1) for band in split]
    if median(map(len, lefts)) > 70 or median(map(len, rights)) > 40 * len(lines):
        return False
    numbers = [int(n) for r in rights for n in r.split() if n.isdecimal() and len(n) < 10]
    if len(numbers) >= 0.8 * len(rights) and numbers == sorted(numbers) and numbers[-1] > len(numbers):
        return False  # page numbers
    if any("...." in left.replace(" ", "") for left in lefts):
        return False
    if not _keeps_edges(split, lines):
        return False
    head = all(t.font.bold for t in split[0].tokens) and not all(t.font.bold for b in split[1:] for t in b.tokens)
    values = sum(bool(_VALUE.fullmatch(r) or _VALUE.fullmatch(r.split()[-1])) for r in rights if r)
    first = next(i for i, band in enumerate(bands) if band is split[0])
    return (head and first <= 1) or values >= 0.7 * len(rights) or _are_labelled(bands, at)


def _are_labelled(bands: Sequence[Band], at: float) -> bool:
    """Whether all that stands left of a boundary is bold, or ends as labels do, and nothing on the right."""
    sides = [([t for t in b.tokens if t.x0 < at], [t for t in b.tokens if t.x0 >= at]) for b in bands]
    left, right = [a for a, _ in sides if a], [b for _, b in sides if b]
    for is_label in (lambda some: all(t.font.bold for t in some), lambda some: some[-1].text.endswith((":", "?"))):
        if len(right) >= 3 and all(map(is_label, left)) and not any(map(is_label, right)):
            return True
    return False


def _keeps_edges(split: Sequence[Band], lines: Sequence[tuple[float, int]]) -> bool:
    """Whether the cells right of each boundary share a left edge, a right edge or a middle."""
    for at, _ in lines:
        spans = [span for band in split for span in band.spans if span[0] >= at - 1]
        firsts = [min((s for s in band.spans if s[0] >= at - 1), default=None) for band in split]
        cells = [cell for cell in firsts if cell is not None]
        if not spans or len(cells) < 3:
            return False
        kinds = ([c[0] for c in cells], [c[1] for c in cells], [(c[0] + c[1]) / 2 for c in cells])
        if not any(sum(abs(v - median(values)) <= 3 for v in values) >= 0.75 * len(values) for values in kinds):
            return False
    return True
