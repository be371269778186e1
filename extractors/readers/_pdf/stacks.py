"""Small labels side by side, each above its value: the head of a card or of a form without lines.

Read line by line the labels run together, and the values below them, too; so each label with what stands below it is
read as a box of its own. Labels are in smaller letters than values, or in those of another font: larger or
bold ones head the columns of a table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.readers._pdf.geometry import SNAP
from extractors.readers._pdf.lines import Segment
from extractors.readers._pdf.order import Row
from extractors.readers._pdf.page import Box, PageContent
from extractors.readers._pdf.timeline import crossed

SMALLER = 0.93
"""Labels are smaller than their values by this factor or more."""

LABEL_LENGTH = 48
"""No label is longer (characters)."""

HANGING = 1.2
"""The second line of an item of a list stands in by so many letters."""

FIGURE = 2
"""Words of a figure with its unit."""

NEAR = 0.9
"""A value stands no further below its label than this many of its font sizes, line below line."""

PARAGRAPH = 2.0
"""What stands further below than the lines of the values from each other, by this factor, is a paragraph of its own."""

FIRST = 1.4
"""The first line stands no further below the labels than this."""

BIG, CAPTION_LINES = 1.6, 2
"""A big figure is larger than the usual letters of its page by this factor; below it stand no more lines."""

_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\s?%")

LINES = 6
"""Below a label stand no more lines than these."""


def stacks(rows: Sequence[Row], content: PageContent) -> list[Box]:
    """Return the boxes of labels with the values below them, where several stand side by side in the rows of a page."""
    found: dict[tuple[object, float], list[list[Box]]] = defaultdict(list)
    for at, row in enumerate(rows):
        if _are_labels(row):
            found[row[0].tokens[0].font, round(_size(row[0]), 1)].append(_band(row, rows[at + 1 :], content))
    return [box for bands in found.values() if all(bands) for band in bands for box in band]


def big_figures(rows: Sequence[Row], content: PageContent) -> list[Box]:
    """Return the boxes of big percentages with the small words below them that say of what, beside other text.

    A slide or card shows how far things are in its corner: "60%", and below it "delivered".
    """
    segments = [s for row in rows for s in row]
    usual = sorted(_size(s) for s in segments)[len(segments) // 2] if segments else 0.0
    out: list[Box] = []
    for figure in segments:
        words = " ".join(t.text for t in figure.tokens)
        if _size(figure) < BIG * usual or not _PERCENT.fullmatch(words):
            continue
        below = [s for s in segments if _is_caption(s, figure)]
        beside = any(s.x1 < figure.x0 and s.bottom > figure.top and s.top < figure.bottom for s in segments)
        box = _around([figure, *below])
        if beside and 0 < len(below) <= CAPTION_LINES and not crossed(box, content):
            out.append(box)
    return out


def _is_caption(segment: Segment, figure: Segment) -> bool:
    """Whether small words stand right below a figure, and no wider than a little more than it."""
    wide = 0.5 * (figure.x1 - figure.x0)
    near = -0.4 * _size(figure) < segment.top - figure.bottom < 0.6 * _size(figure) and segment.top > figure.top
    within = segment.x0 >= figure.x0 - wide and segment.x1 <= figure.x1 + wide
    return segment is not figure and near and within and _size(segment) < 0.6 * _size(figure)


def _around(segments: Sequence[Segment]) -> Box:
    return (
        min(s.x0 for s in segments) - 1.0,
        min(s.top for s in segments) - 1.0,
        max(s.x1 for s in segments) + 1.0,
        max(s.bottom for s in segments) + 1.0,
    )


def _are_labels(row: Row) -> bool:
    """Whether a row is two labels or more in one kind of letters."""
    if len(row) < 2 or any(s.tokens[0].font != row[0].tokens[0].font for s in row):
        return False
    size = _size(row[0])
    words = [" ".join(t.text for t in s.tokens) for s in row]
    alike = all(abs(t.size - size) < 0.3 for s in row for t in s.tokens)
    return alike and all(w[:1].isupper() or w[:1] == "¿" for w in words) and all(
        2 < len(w) <= LABEL_LENGTH and any(c.isalpha() for c in w) for w in words
    )  # fmt: skip


def _band(labels: Row, below: Sequence[Row], content: PageContent) -> list[Box]:
    """Return the boxes of one row of labels; empty where what stands below is not set as their values are."""
    edges = [s.x0 for s in labels]
    step = min(b - a for a, b in pairwise(edges))
    ends = [*edges[1:], min(edges[-1] + max(step, labels[-1].x1 - labels[-1].x0) * 1.6, content.width)]
    foot = [s.bottom for s in labels]
    filled, reach, lead, size = [False] * len(labels), labels[-1].x1, 0.0, 0.0
    for segments in _values(labels, below[:LINES], edges[0], ends[-1]):
        fits = [(_column(s, edges, ends), s) for s in segments]
        room = NEAR if any(filled) else FIRST
        near = all(k is not None and s.top - foot[k] <= room * _size(s) for k, s in fits)
        if not near or not all(_differ(labels[0], s) for s in segments):
            apart = min(s.top for s in segments) - max(foot)
            other = all(filled) and abs(_size(segments[0]) - size) > (1 - SMALLER) * size
            if apart <= NEAR * _size(segments[0]) and not other and not 0 < PARAGRAPH * lead < apart:
                return []  # the words go on in another way
            break
        if any(_parts(content, foot[k], s) for k, s in fits if k is not None):
            return []  # a rule below the heads of a table
        lead = max(lead, min(s.top for s in segments) - max(foot)) if any(filled) else lead
        for k, segment in fits:
            if k is not None:
                foot[k], filled[k], size = segment.bottom, True, _size(segment)
                reach = max(reach, segment.x1)
    if sum(filled) < 2:
        return []
    wide = max(reach, min(edges[-1] + step, content.width))
    for end in (wide, reach):
        ends[-1] = end + 2.0
        boxes = [
            (x0 - 1.0, s.top - 1.0, x1 - 1.0, bottom + 1.0)
            for s, x0, x1, bottom in zip(labels, edges, ends, foot, strict=True)
        ]
        if not any(crossed(box, content) for box in boxes):
            return boxes
    return []


def _values(labels: Row, below: Sequence[Row], left: float, right: float) -> Iterator[list[Segment]]:
    """Yield what stands below the labels row by row, up to the next row of labels."""
    for row in below:
        own = [s for s in row if left - 2 * SNAP < s.x0 < right]
        if own and own[0].tokens[0].font == labels[0].tokens[0].font and _size(own[0]) <= _size(labels[0]) + 0.3:
            return
        if own:
            yield own


def _column(segment: Segment, edges: Sequence[float], ends: Sequence[float]) -> int | None:
    """Return the column of a label in which a segment begins; in the last one a figure may stand behind a bar."""
    hanging = HANGING * _size(segment)
    k = next((i for i, x in enumerate(edges) if -2 * SNAP <= segment.x0 - x <= max(2 * SNAP, hanging)), None)
    if k is None and segment.x0 > edges[-1] and len(segment.tokens) <= FIGURE:
        k = len(edges) - 1
    return k if k is not None and segment.x1 <= ends[k] + SNAP else None


def _differ(label: Segment, value: Segment) -> bool:
    """Whether a value is set in other letters than its label: larger ones, or of another font.

    Bold ones as large as what stands below them head the columns of a table.
    """
    other = value.tokens[0].font != label.tokens[0].font and not label.tokens[0].font.bold
    return _size(value) * SMALLER >= _size(label) or (other and _size(value) >= SMALLER * _size(label))


def _parts(content: PageContent, foot: float, segment: Segment) -> bool:
    """Whether a level rule stands between a label and its value."""
    return any(
        not r.upright and foot - 1 <= r.at <= segment.top + 1 and r.start < segment.x1 and r.end > segment.x0
        for r in content.rules
    )


def _size(segment: Segment) -> float:
    return segment.tokens[0].size
