"""Reading order: columns, and what stands beside a column of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from extractors.readers._pdf.beside import independent
from extractors.readers._pdf.lines import Segment, column_edges, segments_of, upright_rows
from extractors.readers._pdf.page import Box, Token

MIN_GUTTER = 9.0
"""Columns stand at least this far apart (points)."""

MIN_ROWS = 3
"""Fewer lines side by side than this are no columns."""

MIN_COLUMN = 0.13
"""A column takes at least this share of the page width."""

FAR_OFF = 4.0
"""One or two words this many font sizes behind a text are no part of it."""

LABELS = 0.6
"""Where this share of the lines of a side ends with a colon, it is a column of labels."""

FLUSH = 2.5
"""Lines that are set flush right end no further apart (points), and begin further apart than twice this."""

LABEL_LENGTH = 40
"""No label set before its value is longer (characters)."""

OVER_TABLE = 2.0
"""The line that names a table stands no further above it (em)."""

STACKED = 4
"""Labels above their values change the face of the lines at least this often."""

TITLE = 1.25
"""Titles of cards are larger than most of what stands in them by this factor."""

MIN_LINK = 25
"""A word that reaches over a gutter has at least this many letters."""

_LABELLED = re.compile(r"\W*[^\W\d][^:?]{2,60}[:?]\s+\S")

Row = list[Segment]


@dataclass(slots=True)
class Flow:
    """Lines of one column from top to bottom; ``floats`` stand at their place among them (row index, float)."""

    rows: list[Row] = field(default_factory=list)
    right: float = 0.0
    column: bool = False
    floats: list[int] = field(default_factory=list)


def _extent(row: Row) -> tuple[float, float]:
    return min(s.top for s in row), max(s.bottom for s in row)


def _gaps(row: Row, floats: Sequence[Box]) -> list[tuple[float, float]]:
    """Return the gaps of a row wide enough for a gutter, what stands beside it counted in."""
    top, bottom = _extent(row)
    middle = (top + bottom) / 2
    spans = sorted([(s.x0, s.x1) for s in row] + [(f[0], f[2]) for f in floats if f[1] <= middle <= f[3]])
    out = []
    reach = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - reach >= MIN_GUTTER:
            out.append((reach, x0))
        reach = max(reach, x1)
    return out


def _gutter(rows: Sequence[Row], floats: Sequence[Box]) -> float | None:
    """Return the x that lies in the gaps of most rows, or None if too few agree."""
    gaps = [gap for row in rows for gap in _gaps(row, floats)]
    if len(gaps) < MIN_ROWS:
        return None
    edges = sorted([(a, 0) for a, _ in gaps] + [(b, 1) for _, b in gaps])
    best = count = 0
    at = 0.0
    for i, (x, closing) in enumerate(edges):
        if closing:
            count -= 1
            continue
        count += 1
        if count > best:
            best = count
            at = (x + edges[i + 1][0]) / 2
    return at if best >= MIN_ROWS else None


def _parted(rows: Sequence[Row], at: float, boxes: Iterable[Box]) -> tuple[list[Row], float]:
    """Return the lines with those cut that reach over the gutter, and its place right before the column on the right.

    Two columns may nearly touch, as large headings side by side do. The cut is before a word that begins where that
    column does, behind a gap wider than the others.
    """
    right = [s.x0 for row in rows for s in row if s.x0 >= at and not s.tokens[0].text.isdigit()]
    edges = [x for x, n in Counter(map(round, right)).items() if n >= MIN_ROWS]
    if not edges:
        return list(rows), at
    out: list[Row] = []
    for row in rows:
        parts: Row = []
        for segment in row:
            if not segment.x0 < at < segment.x1:
                parts.append(segment)
            elif _juts(segment.tokens[0], at):
                first, rest = _segment(segment.tokens[:1]), segment.tokens[1:]
                parts += [replace(first, x1=at), *([_segment(rest)] if rest else [])]
            else:
                k = _break(segment, edges)
                parts += [_segment(segment.tokens[:k]), _segment(segment.tokens[k:])] if k else [segment]
        out.append(parts)
    limit = min([*right, *(box[0] for box in boxes if box[0] >= at)])
    return out, max(at, limit - 1.5)


def _juts(token: Token, at: float) -> bool:
    """Whether a word that no line of its column could hold, as a link may be, reaches over the gutter."""
    return token.x1 > at and len(token.text) >= MIN_LINK


def _break(segment: Segment, edges: Sequence[float]) -> int:
    """Return the index of the word that begins a column at one of its edges, or 0."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(segment.tokens)]
    for k, gap in enumerate(gaps, 1):
        wide = gap >= 0.6 * segment.tokens[k].size and gap >= 1.8 * median(gaps)
        if wide and any(abs(segment.tokens[k].x0 - edge) <= 1.5 for edge in edges):
            return k
    return 0


def _segment(tokens: list[Token]) -> Segment:
    return Segment(
        tokens, tokens[0].x0, min(t.top for t in tokens), max(t.x1 for t in tokens), max(t.bottom for t in tokens)
    )


def _is_column(side: Sequence[Row], boxes: Sequence[Box], width: float, other: Sequence[Row]) -> bool:
    """Whether one side of a gutter is a column: enough lines, most of them filled, or something tall.

    Beside running text lines may be more uneven: labels and values of a box.
    """
    if any(f[3] - f[1] > 30 and f[2] - f[0] > MIN_COLUMN * width for f in boxes):
        return True
    if len(side) < MIN_ROWS:
        return False
    lengths = [max(s.x1 for s in row) - min(s.x0 for s in row) for row in side]
    ends = lengths[:-1]  # the last line of a text is as long as its words are
    even = 0.55 if len(other) < MIN_ROWS or not _is_even(other) else 0.3
    return max(lengths) >= MIN_COLUMN * width and median(ends) > even * max(lengths)


def _are_lists(left: list[Row], right: list[Row], width: float) -> bool:
    """Whether two sides are columns though most of their lines are short: lists of labels and values under headings.

    The lines of each stand at other heights than those of the other, or both have labels with their values: cells of
    one table share their heights, and labels stand on its left.
    """
    if min(len(left), len(right)) < 2 * MIN_ROWS or any(_widest(side) < MIN_COLUMN * width for side in (left, right)):
        return False
    labelled = [sum(bool(_LABELLED.match(_words(row))) for row in side) for side in (left, right)]
    return independent(left, right) or min(labelled) >= max(MIN_ROWS, 0.3 * min(len(left), len(right)))


def _are_labels(side: Sequence[Row]) -> bool:
    """Whether most lines of a side are short words with a colon: labels, their values stand on the other side."""
    ends = [_words(row).rstrip() for row in side]
    return len(ends) > 1 and sum(len(w) < 60 and w.endswith(":") for w in ends) > LABELS * len(ends)


def _are_set_before(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether short lines are set flush right before the lines of a side, each as high as one: labels, then values.

    Titles above them have nothing beside them.
    """
    labels = [r for r in left if any(abs(r[-1].bottom - s.bottom) < 0.5 * s.size for row in right for s in row)]
    if len(labels) < MIN_ROWS or 2 * len(labels) < len(left):
        return False
    ends, starts = [row[-1].x1 for row in labels], [row[0].x0 for row in labels]
    flush = max(ends) - min(ends) <= FLUSH and max(starts) - min(starts) > 2 * FLUSH
    return flush and all(len(w) <= LABEL_LENGTH and not any(c.isdigit() for c in w) for w in map(_words, labels))


def _are_stacked(side: Sequence[Row]) -> bool:
    """Whether the lines of a side change between two faces again and again: labels, each above its value."""
    faces = [_face(row) for row in side]
    changes = [b for a, b in pairwise(faces) if a != b]
    labels = [_words(row) for row, face in zip(side, faces, strict=True) if face == faces[0]]
    worded = sum(not any(c.isdigit() for c in words) for words in labels) >= 0.8 * len(labels)
    return len(changes) >= STACKED and len(set(faces)) <= 3 and changes.count(faces[0]) >= 2 and worded


def holds_stacks(tokens: Sequence[Token]) -> bool:
    """Whether words stand in two columns of labels, each above its value: what holds them is a card and no cell."""
    lines = upright_rows([t for t in tokens if not t.angle])
    if len(lines) <= STACKED:
        return False
    edges = column_edges(lines)
    rows = [segments_of(line, edges) for line in lines]
    at = _gutter(rows, [])
    if at is None:
        return False
    left, right = ([[s for s in row if (s.x0 < at) == first] for row in rows] for first in (True, False))
    return all(_are_stacked([row for row in side if row]) for side in (left, right))


def _face(row: Row) -> tuple[float, bool]:
    token = row[0].tokens[0]
    return round(token.size * 2, 0) / 2, token.font.bold


def _are_cells(left: list[Row], right: list[Row], width: float) -> bool:
    """Whether two sides are labels and values rather than columns: mostly level, and one of them is short words."""
    narrow = min(median(max(s.x1 for s in row) - min(s.x0 for s in row) for row in side) for side in (left, right))
    text = any(_is_even(side) and _widest(side) > 2 * MIN_COLUMN * width for side in (left, right))
    return narrow < MIN_COLUMN * width and not text and not independent(left, right)


def _widest(side: Sequence[Row]) -> float:
    return max(max(s.x1 for s in row) - min(s.x0 for s in row) for row in side)


def _words(row: Row) -> str:
    return " ".join(t.text for s in row for t in s.tokens)


def _is_even(side: Sequence[Row]) -> bool:
    """Whether the lines of a side are of one length, as those of running text are."""
    lengths = [max(s.x1 for s in row) - min(s.x0 for s in row) for row in side]
    return median(lengths) > 0.8 * max(lengths) and all(len(row) == 1 for row in side)


def reading_order(rows: list[Row], floats: dict[int, Box], width: float, depth: int = 0) -> list[Flow]:
    """Return the columns of a page in reading order.

    ``floats`` are the boxes of tables by number. A flow holds either rows or one float. What stands
    beside running text is given before it, so that the text is not cut.
    """
    at = _gutter(rows, list(floats.values())) if depth < 3 else None
    if at is None:
        return _stacked(rows, floats)
    rows, at = _parted(rows, at, floats.values())
    out: list[Flow] = []
    band: list[Row] = []
    pending = dict(floats)
    crossing = {k: f for k, f in floats.items() if f[0] < at < f[2]}
    for k in crossing:
        del pending[k]
    plain: list[Row] = []

    def close_plain() -> None:
        nonlocal plain
        if plain:
            out.extend(_stacked(plain, {}))
        plain = []

    def close_band(limit: float, below: float | None) -> None:
        nonlocal band, plain
        beside = {k: f for k, f in pending.items() if f[1] < limit}
        for k in beside:
            del pending[k]
        lead = _lead(band, beside.values(), at)
        plain += band[:lead]
        end = _tail(band, at, below)
        band, tail = band[lead:end], band[max(lead, end) :]
        columns = _columns(band, beside, at, width, depth)
        if columns is None:
            if beside:
                close_plain()
                out.extend(_stacked(band, beside))
            else:
                plain += band
        else:
            close_plain()
            out.extend(columns)
        plain += tail
        band = []

    blockers = sorted(crossing.items(), key=lambda item: item[1][1])
    for row in rows:
        top, _ = _extent(row)
        while blockers and blockers[0][1][1] < top:
            k, f = blockers.pop(0)
            close_band(f[1], f[1])
            close_plain()
            out.append(Flow(floats=[k]))
        if any(s.x0 < at < s.x1 for s in row):
            close_band(top, None)
            plain.append(row)
        else:
            band.append(row)
    close_band(float("inf"), blockers[0][1][1] if blockers else None)
    close_plain()
    out.extend(Flow(floats=[k]) for k, _ in blockers)
    return out


def _lead(band: Sequence[Row], beside: Iterable[Box], at: float) -> int:
    """Return how many lines at the top of a band stand above what is beside it, set off from the text there.

    Titles and bylines do, before a text with a box at its side begins.
    """
    top = min((f[1] for f in beside), default=0.0)
    lead = 0
    for i, (row, below) in enumerate(pairwise(band), 1):
        if _extent(row)[1] > top or row[0].x0 >= at or len(row) > 1:
            break
        size, next_size = row[0].tokens[0].size, below[0].tokens[0].size
        if abs(size - next_size) > 0.1 * size or below[0].bottom - row[0].bottom > 1.9 * size:
            lead = i
    return lead


def _tail(band: Sequence[Row], at: float, below: float | None) -> int:
    """Return where in a band the heading of what follows below both columns begins; its length where there is none.

    Such a heading is larger than the text above it and stands lower than all of the column on the right. Right above a
    table over both columns (``below``, its top) a line in other letters than the text above it is one, too.
    """
    floor = max((s.bottom for row in band for s in row if s.x1 > at), default=0.0)
    end = len(band)
    while end > 0 and floor and _extent(band[end - 1])[0] > floor and len(band[end - 1]) == 1:
        end -= 1
    for k in range(end, len(band)):
        if k and band[k][0].tokens[0].size > 1.1 * band[k - 1][0].tokens[0].size:
            return k
    if below is not None and 0 < end < len(band):
        last, before = band[-1][0], band[-2][-1]
        near = below - last.bottom <= OVER_TABLE * last.tokens[0].size
        if near and last.tokens[0].font != before.tokens[0].font:
            return len(band) - 1
    return len(band)


def _columns(band: list[Row], beside: dict[int, Box], at: float, width: float, depth: int) -> list[Flow] | None:
    """Return the two sides of a band, or None if they are not columns; card by card where it holds several."""
    cards = _cards(band, at) if not beside else []
    if cards:
        parts = ((head, _columns(body, {}, at, width, depth) or _stacked(body, {})) for head, body in cards)
        return [flow for head, flows in parts for flow in (*_stacked(head, {}), *flows)]
    left = [[s for s in row if s.x1 <= at] for row in band]
    right = [[s for s in row if s.x0 >= at] for row in band]
    left, right = (sorted((r for r in side if r), key=lambda r: _extent(r)[0]) for side in (left, right))
    left_boxes = {k: f for k, f in beside.items() if f[2] <= at}
    right_boxes = {k: f for k, f in beside.items() if f[0] >= at}
    columns = _is_column(left, list(left_boxes.values()), width, right) and _is_column(
        right, list(right_boxes.values()), width, left
    )
    if columns and not (left_boxes or right_boxes):
        columns = not _are_cells(left, right, width)
    below: list[Row] = []
    if _are_stacked(left) and _are_stacked(right):
        columns = True
        left, below = _cut_below(left, right)
    if _are_labels(left) or _are_set_before(left, right) or (not columns and not _are_lists(left, right, width)):
        return None
    sides = [(left, left_boxes), (right, right_boxes)]
    if len(right) < MIN_ROWS and right_boxes:
        sides.reverse()
    out: list[Flow] = []
    for rows, boxes in sides:
        out += reading_order(rows, boxes, width, depth + 1)
    for flow in out:
        flow.column = True
    return [*out, *_stacked(below, {})]


def _cut_below(left: list[Row], right: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Part the lines on the left from those that stand below all on the right, behind a gap: the text after a grid."""
    floor = max(_extent(row)[1] for row in right)
    for k in range(1, len(left)):
        top, before = _extent(left[k])[0], _extent(left[k - 1])[1]
        if top > floor and top - before > left[k][0].tokens[0].size:
            return left[:k], left[k:]
    return left, []


def _cards(band: Sequence[Row], at: float) -> list[tuple[list[Row], list[Row]]]:
    """Part a band into cards, each a title over two columns of labels above values; empty where it holds none.

    A title is larger than most, and nothing stands at its right.
    """
    sizes = [row[0].tokens[0].size for row in band]
    if len(band) < 2 * STACKED:
        return []
    usual = median(sizes)
    heads = [
        size > TITLE * usual and all(s.x0 < at for s in row) and not _level(row, band, at)
        for row, size in zip(band, sizes, strict=True)
    ]
    out: list[tuple[list[Row], list[Row]]] = [([], [])]
    for row, is_head in zip(band, heads, strict=True):
        if is_head and out[-1][1]:
            out.append(([row], []))
        else:
            out[-1][0 if is_head else 1].append(row)
    sides = [[[s for s in row if (s.x0 < at) == left] for row in body] for _, body in out for left in (True, False)]
    stacks = [_are_stacked([row for row in side if row]) for side in sides]
    return out if len(out) > 1 and sum(stacks) > len(stacks) / 2 else []


def _level(row: Row, band: Sequence[Row], at: float) -> bool:
    """Whether anything stands at the right of a row, as high as it is."""
    top, bottom = _extent(row)
    return any(s.x0 >= at and s.top < bottom and s.bottom > top for other in band for s in other)


def _reach(row: Row) -> float:
    """Return where the text of a row ends; what stands far off at the other edge is none of it."""
    end = row[0].x1
    for segment in row[1:]:
        if segment.x0 - end > FAR_OFF * segment.tokens[0].size and len(segment.tokens) < 3:
            break
        end = max(end, segment.x1)
    return end


def _stacked(rows: Sequence[Row], floats: dict[int, Box]) -> list[Flow]:
    """Return rows and floats from top to bottom."""
    out: list[Flow] = []
    waiting = sorted(floats.items(), key=lambda item: item[1][1])
    flow = Flow()
    for row in rows:
        top, bottom = _extent(row)
        while waiting and waiting[0][1][1] < (top + bottom) / 2:
            if flow.rows:
                out.append(flow)
            out.append(Flow(floats=[waiting.pop(0)[0]]))
            flow = Flow()
        flow.rows.append(row)
    if flow.rows:
        out.append(flow)
    out.extend(Flow(floats=[k]) for k, _ in waiting)
    for part in out:
        ends = sorted(_reach(row) for row in part.rows)
        part.right = ends[-1] if ends else 0.0
    return out
