"""Tables of plain text whose cells stand one a line, as word processors save them.

Nothing but the order of the lines is left of such a table: the cells of a row below each other, a blank line for an
empty cell and one behind the table. What shows the width is a column that counts (1, 2, 3; "Commitment 1", "Commitment
2") or holds nothing but dates: its cells recur at one distance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.readers._cellkind import ends_sentence, is_caption, kind_of
from extractors.readers._lines import BULLET, Source
from extractors.words import fold

MOST_COLUMNS = 12
_LONGEST_ROW = 4  # times the usual row: cells may hold paragraphs
_FEWEST = 3  # rows that make a distance a rule
_MOST_LINES = 4000
_LONGEST_HEAD = 80  # characters
_COUNTED = re.compile(r"(?P<unit>\D{0,30}?)(?P<number>\d{1,4})(?![\d.,]*\d)")


@dataclass(frozen=True, slots=True)
class Stack:
    """A table of cells one a line.

    ``rows`` are the lines of each cell, row by row, all of one length; ``header`` counts the rows of column names;
    ``end`` is the index of the line behind it. ``open_rows`` are the rows of which it is not
    shown which line belongs to which cell: those with more lines than cells, the surplus in the last one, and names of
    columns that are fewer than these, all in the first.
    """

    rows: list[list[list[Source]]]
    header: int
    end: int
    open_rows: list[int]


def stack(lines: Sequence[Source], at: int) -> Stack | None:
    """Return the table that begins at a line, which stands below a caption; None where nothing shows its columns."""
    if at >= len(lines) or lines[at].blank:
        return None
    stop = at
    while stop < min(len(lines), at + _MOST_LINES) and not is_caption(lines[stop].raw.strip()):
        stop += 1
    best: list[int] = []
    for first in range(at, min(at + 2 * MOST_COLUMNS, stop)):
        found = _series(lines, first, stop)
        if len(found) > len(best):
            best = found
    return _cut(lines, at, stop, best) if len(best) >= _FEWEST else None


def cycle(lines: Sequence[Source], at: int) -> Stack | None:
    """Return the table that the lines from one up to the next blank make, a cell a line; None where they make none.

    Its names and rows come round at one distance: "Milestone / Start / End", "Rules heard / March 2023 / May 2023", ...
    At least one column holds nothing but dates, figures or percentages, and its name is none.
    """
    end = _up_to_blank(lines, at, min(len(lines), at + _MOST_LINES))
    group = lines[at:end]
    kinds = [_value_kind(s.raw) for s in group]
    for width in range(2, MOST_COLUMNS):
        rows = [kinds[k : k + width] for k in range(0, len(group), width)]
        names, body = rows[0], rows[1:]
        if len(group) % width or len(body) < 2:
            continue
        valued = [len({row[c] for row in body}) == 1 and body[0][c] != "" for c in range(width)]
        worded = [all(row[c] == "" for row in body) for c in range(width)]
        if any(names) or not any(valued) or not worded[0] or not all(map(_is_head, group[:width])):
            continue
        if all(v or w for v, w in zip(valued, worded, strict=True)):
            return Stack([[[s] for s in group[k : k + width]] for k in range(0, len(group), width)], 1, end, [])
    return None


def _value_kind(raw: str) -> str:
    """Return what kind of value a cell holds: a date, a figure; empty for words."""
    kind = kind_of(raw.strip())
    return kind if kind in ("date", "number", "percent") else ""


def _series(lines: Sequence[Source], first: int, stop: int) -> list[int]:
    """Return the lines that go on counting from one, or that hold dates as it does."""
    unit = _counter(lines[first].raw)
    if unit is None:
        return []
    out = [first]
    step = 0
    for k in range(first + 1, stop):
        if step and k - out[-1] > _LONGEST_ROW * step:
            break
        if k - out[-1] < 2 or (not step and k - out[-1] > MOST_COLUMNS):
            continue
        here = _counter(lines[k].raw)
        if here is None or here[0] != unit[0] or (unit[1] is not None and here[1] != unit[1] + len(out)):
            continue
        if unit[1] is None and step and k - out[-1] < step:
            continue
        out.append(k)
        step = Counter(b - a for a, b in pairwise(out)).most_common(1)[0][0]
    return out


def _counter(raw: str) -> tuple[str, int | None] | None:
    """Return what a cell counts and its number; a date has none. None for other words."""
    words = raw.strip()
    if not words or BULLET.match(raw):
        return None
    if kind_of(words) == "date" and not words.isdigit():
        return "date", None
    match = _COUNTED.match(words)
    return (fold(match["unit"]).strip(" .:°º"), int(match["number"])) if match else None


def _cut(lines: Sequence[Source], at: int, stop: int, anchors: list[int]) -> Stack | None:
    """Return the rows, given the lines of the counting column."""
    gaps = [b - a for a, b in pairwise(anchors)]
    width = Counter(gaps).most_common(1)[0][0]
    if not 2 <= width <= MOST_COLUMNS or gaps.count(width) * 2 < len(gaps) or min(gaps) < width:
        return None
    before = anchors[0] - at
    column = _column(lines, before, anchors[-1], width)
    heads = before - column
    if column < 0 or heads > width or not all(_is_head(s) for s in lines[at : at + heads]):
        return None
    rows = []
    open_rows = []
    if heads:  # which of fewer names stands over two columns is not shown: no column has one
        named = [[s] for s in lines[at : at + heads]]
        rows.append(named if heads == width else [list(lines[at : at + heads]), *([] for _ in range(width - 1))])
        open_rows += [0] if heads < width else []
    starts = [a - column for a in anchors]
    for a, b in pairwise(starts):
        if b - a > width:
            open_rows.append(len(rows))
        rows.append(_row(lines[a:b], width))
    end = min(starts[-1] + width, stop)
    rows.append(_row(lines[starts[-1] : end], width))
    more = _up_to_blank(lines, end, stop)
    if 0 < more - end <= width and not any(ends_sentence(s.raw) or BULLET.match(s.raw) for s in lines[end:more]):
        rows.append(_padded([[s] for s in lines[end:more]], width))  # totals, below what is counted
        end = more
    filled = [sum(bool(cell) for cell in row) for row in rows]
    return Stack(rows, int(heads > 0), end, open_rows) if max(filled) > 1 else None


def _column(lines: Sequence[Source], before: int, last: int, width: int) -> int:
    """Return which column counts, from 0; below 0 where it cannot be told.

    With names for all columns it is what is left of the lines before; with fewer of them, or none, the blank line
    behind the table tells how many cells stand behind the last that counts.
    """
    if before >= width:
        return before - width
    behind = _up_to_blank(lines, last + 1, len(lines)) - last - 1
    return 0 if not before or behind >= width - 1 else before if behind >= width - 1 - before else -1


def _up_to_blank(lines: Sequence[Source], start: int, stop: int) -> int:
    while start < stop and not lines[start].blank:
        start += 1
    return start


def _is_head(source: Source) -> bool:
    words = source.raw.strip()
    return len(words) <= _LONGEST_HEAD and not ends_sentence(words) and not BULLET.match(source.raw)


def _row(lines: Sequence[Source], width: int) -> list[list[Source]]:
    cells = [[s] for s in lines[:width]]
    cells[-1] += lines[width:]
    return _padded([[s for s in cell if not s.blank] for cell in cells], width)


def _padded(cells: list[list[Source]], width: int) -> list[list[Source]]:
    """Return a row with blank cells before its last one, where some are left out that others cover."""
    missing = width - len(cells)
    return [*cells[:-1], *([] for _ in range(missing)), *cells[-1:]] if missing else cells
