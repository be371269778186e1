"""Timelines: dates side by side, each with the words below it, or one below the other, each with the words beside it.

Designers draw milestones along a line from left to right. Read line by line, the dates run together, and the words
below them, too; so each date with what stands below it is read as a box of its own. Beside a label, or behind
marks, dates and steps stand in columns that are none of the page: each date and its step are one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.readers._pdf.boxes import holds_middle
from extractors.readers._pdf.geometry import SNAP
from extractors.readers._pdf.lines import Segment, segments_of, upright_rows
from extractors.readers._pdf.order import Row
from extractors.readers._pdf.page import Box, PageContent, Token
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

ALIGNED = 2.5
"""Dates one below the other, and the steps beside them, begin no further apart (points)."""

SPACE = 0.4
"""A label, or a mark, stands further before a date (em) than its words from each other."""

COLUMN = 0.9
"""Words stand further behind a date (em) than this where both are in columns."""

STEP_GAP = 12.0
"""A step stands no further behind its date than this many font sizes: further off it is another column."""

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


def with_steps(rows: Sequence[Row]) -> list[Row]:
    """Return rows, a date and its step made one piece where such lines stand together behind marks or a label.

    Other lists of dates are left as they are: what parts their columns is told by what all of them hold.
    """
    out: list[Row] = []
    at = 0
    while at < len(rows):
        dated, end = _dated_run(rows, at)
        led = len(dated) >= DATES and _is_led(rows, dated, at, end)
        for i in range(at, end):
            if led and i in dated:
                out.append([*rows[i][:-2], _one([*rows[i][-2:]])])
            else:
                out.append(list(rows[i]))
        at = end
    return out


def _dated_run(rows: Sequence[Row], at: int) -> tuple[dict[int, int], int]:
    """Return which of the lines from one on are dates with steps, each with the word its date begins at, and their end.

    Lines in which no more than a step goes on stand among them.
    """
    dated: dict[int, int] = {}
    date = step = foot = 0.0
    for i in range(at, len(rows)):
        row = rows[i]
        k = _date_word(row)
        begin = row[-2].tokens[k].x0 if k is not None else 0.0
        near = not dated or row[-1].top - foot <= LEADING * row[-1].tokens[0].size
        if near and k is not None and (not dated or max(abs(begin - date), abs(row[-1].x0 - step)) <= ALIGNED):
            date, step = (date, step) if dated else (begin, row[-1].x0)
            dated[i] = k
        elif not near or not dated or len(row) > 1 or abs(row[0].x0 - step) > ALIGNED:
            return dated, max(i, at + 1)
        foot = row[-1].bottom
    return dated, len(rows)


def _date_word(row: Row) -> int | None:
    """Return the word at which the date begins, where nothing but the words of a step follows it in a line.

    A label or a mark may stand right before the date.
    """
    if len(row) < 2 or _is_date(row[-1]) or not _LETTERS.search(" ".join(t.text for t in row[-1].tokens)):
        return None
    if row[-1].x0 - row[-2].x1 > STEP_GAP * row[-1].tokens[0].size:
        return None
    words = row[-2].tokens
    begins = (k for k in range(len(words)) if not k or words[k].x0 - words[k - 1].x1 > SPACE * words[k].size)
    return next((k for k in begins if not _is_mark(words[k].text) and _is_date(_one([row[-2]], k))), None)


def _is_led(rows: Sequence[Row], dated: dict[int, int], at: int, end: int) -> bool:
    """Whether marks stand before most dates of a run, or a label at the left of them."""
    before = [[t for s in rows[i][:-2] for t in s.tokens] + rows[i][-2].tokens[:k] for i, k in dated.items()]
    marked = sum(bool(words) and _is_mark(words[-1].text) for words in before)
    edge = min(rows[i][-2].tokens[k].x0 for i, k in dated.items())
    top, bottom = rows[at][-1].top, rows[end - 1][-1].bottom
    near = (s for row in rows[max(at - 1, 0) : end + 1] for s in row if s.top < bottom and s.bottom > top)
    return 2 * marked > len(dated) or any(map(bool, before)) or any(s.x1 < edge for s in near)


def begins_dated(tokens: Sequence[Token]) -> bool:
    """Whether a line begins with a date that stands as far from the words behind it as in a column of its own."""
    far = [k for k in range(1, len(tokens)) if tokens[k].x0 - tokens[k - 1].x1 > COLUMN * tokens[k].size]
    return len(far) == 1 and _says_date([t.text for t in tokens[: far[0]]])


def _is_mark(text: str) -> bool:
    return not any(c.isalnum() for c in text)


def _one(segments: Sequence[Segment], skip: int = 0) -> Segment:
    """Return neighbouring pieces of a line as one, without the first words."""
    tokens = [t for s in segments for t in s.tokens][skip:]
    top, bottom = min(t.top for t in tokens), max(t.bottom for t in tokens)
    return Segment(tokens, tokens[0].x0, top, max(t.x1 for t in tokens), bottom)


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
    return segment is not None and _says_date([t.text for t in segment.tokens])


def _says_date(words: Sequence[str]) -> bool:
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
