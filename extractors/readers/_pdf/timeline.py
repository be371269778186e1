"""Timelines: dates side by side, each with the words below it that it belongs to.

Designers draw milestones along a line from left to right. Read line by line, the dates run together, and the words
below them, too; so each date with what stands below it is read as a box of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.readers._pdf.boxes import holds_middle
from extractors.readers._pdf.geometry import SNAP
from extractors.readers._pdf.lines import Segment, segments_of, upright_rows
from extractors.readers._pdf.order import Row
from extractors.readers._pdf.page import Box, PageContent
from extractors.values import months
from extractors.words import fold

DATES = 2
"""A timeline has at least so many dates."""

DATE_LENGTH = 24
"""No date is longer (characters)."""

LEADING = 1.9
"""The lines below a date follow each other within this many font sizes."""

LINES = 8
"""Below a date stand no more lines than these."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b|['’]\d\d\b|\b\d{1,2}[/.]\d{2,4}\b")
_LETTERS = re.compile(r"[^\W\d_]{3}")


def timelines(rows: Sequence[Row], content: PageContent) -> list[Box]:
    """Return the boxes of the dates of all timelines of a page with their words. ``rows`` are those of the page."""
    out: list[Box] = []
    for at, row in enumerate(rows):
        for heads in _dates(row):
            columns = _columns(heads, rows[at + 1 :], content.width)
            if columns and not any(crossed(box, content) for box in columns):
                out += columns
    return out


def rows_outside(content: PageContent, boxes: Sequence[Box]) -> list[Row]:
    """Return the level rows of a page, in pieces, of words that stand in none of the boxes."""
    tokens = [t for t in content.tokens if t.angle == 0 and not any(holds_middle(b, t[:4]) for b in boxes)]
    return [segments_of(row) for row in upright_rows(tokens)] if tokens else []


def _dates(row: Row) -> Iterator[list[Segment]]:
    """Yield the stretches of neighbouring dates of one style in a row."""
    run: list[Segment] = []
    for segment in (*row, None):
        first = segment.tokens[0] if segment is not None else None
        alike = bool(run) and first is not None and first.font == run[0].tokens[0].font and _is_date(segment)
        if segment is not None and (alike or (not run and _is_date(segment))):
            run.append(segment)
            continue
        if len(run) >= DATES:
            yield run
        run = [segment] if segment is not None and _is_date(segment) else []


def _is_date(segment: Segment | None) -> bool:
    words = [t.text for t in segment.tokens] if segment is not None else []
    letters = [fold(w).strip(".,:") for w in words if _LETTERS.search(w)]
    line = " ".join(words)
    named = all(any(name.startswith(w) for name in months()) for w in letters)
    return len(line) <= DATE_LENGTH and named and _YEAR.search(line) is not None


def _columns(heads: Sequence[Segment], below: Sequence[Row], width: float) -> list[Box]:
    """Return the boxes of dates with the lines below; none where no words stand below most of them."""
    size = heads[0].tokens[0].size
    edges = [h.x0 for h in heads]
    step = min(b - a for a, b in pairwise(edges))
    ends = [*edges[1:], min(edges[-1] + max(step, heads[-1].x1 - heads[-1].x0) * 1.3, width)]
    foot = [h.bottom for h in heads]
    worded = [False] * len(heads)
    for row in below[:LINES]:
        own = [s for s in row if s.x0 > edges[0] - SNAP and s.x0 < ends[-1]]
        if not own:
            continue
        for segment in own:
            k = next((i for i, x in enumerate(edges) if abs(segment.x0 - x) <= 2 * SNAP), None)
            if k is None or segment.top - foot[k] > LEADING * size or segment.x1 > ends[k] + SNAP:
                return _boxes(heads, edges, ends, foot) if all(worded) else []
            foot[k] = segment.bottom
            worded[k] |= _LETTERS.search("".join(t.text for t in segment.tokens)) is not None and not _is_date(segment)
    return _boxes(heads, edges, ends, foot) if all(worded) else []


def _boxes(heads: Sequence[Segment], edges: Sequence[float], ends: Sequence[float], foot: Sequence[float]) -> list[Box]:
    return [
        (x0 - 1.0, head.top - 1.0, x1 - 1.0, bottom + 1.0)
        for head, x0, x1, bottom in zip(heads, edges, ends, foot, strict=True)
    ]


def crossed(box: Box, content: PageContent) -> bool:
    """Whether an upright rule stands in or beside a box: it is a cell of a table."""
    return any(
        r.upright and box[0] - 6 <= r.at <= box[2] + 6 and r.start < box[3] and r.end > box[1] for r in content.rules
    )
