"""Boxes without any drawing beside running text.

A box of labels and values that floats beside a text has lines of its own: they stand at other
heights than those of the text, while the cells of one table share theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractors.readers._pdf.bands import MARKER
from extractors.readers._pdf.lines import Segment, segments_of, upright_rows
from extractors.readers._pdf.page import Box, Token

MIN_LINES = 6
"""A box has at least this many lines, and so has the text beside it."""

GUTTER = 8.0
"""A strip this wide (points) stays white between a box and the text."""

LEVEL = 1.0
"""Lines the heights of which differ by less than this (points) are level."""

APART = 0.6
"""In a box and the text beside it at most this share of the lines is level."""

MIN_TEXT = 8.0
"""Lines of running text are longer than this many font sizes; values of a box are shorter."""

MOST_WORK = 1_000_000
"""Words times edges: a page that has more is none that was laid out for people (most have under 20,000)."""

Rows = list[list[Segment]]


def side_boxes(rows: Sequence[list[Token]]) -> list[Box]:
    """Return the outlines of what may be boxes of labels and values beside running text."""
    if len(rows) < 2 * MIN_LINES:
        return []
    found: list[Box] = []
    edges = _left_edges(rows)
    if len(edges) * sum(map(len, rows)) > MOST_WORK:
        return []
    for at in edges:
        for run in _white_runs(rows, at):
            left = _side([[t for t in row if t.x1 < at] for row in run])
            right = _side([[t for t in row if t.x0 > at - 1] for row in run])
            left, right = _abreast(left, right)
            if min(len(left), len(right)) < MIN_LINES or not independent(left, right):
                continue
            for mine, other in ((right, left), (left, right)):
                box = _box(mine) if _is_text(other) and not _is_text(mine) else None
                if box is not None:
                    found.append(box)
    out: list[Box] = []
    for box in sorted(found, key=lambda b: (b[0] - b[2]) * (b[3] - b[1])):  # a part of a box looks like one, too
        if not any(_overlap(box, b) for b in out):
            out.append(box)
    return out


def _left_edges(rows: Sequence[Sequence[Token]]) -> list[float]:
    """Return the left edges behind a gap that several lines share; those of list items are none."""
    edges: Counter[int] = Counter()
    items: Counter[int] = Counter()
    for row in rows:
        reach = row[0].x1
        for before, token in pairwise(row):
            if token.x0 - reach >= GUTTER:
                (items if MARKER.fullmatch(before.text) else edges)[round(token.x0)] += 1
            reach = max(reach, token.x1)
    near = {x: sum(items[x + k] for k in (-1, 0, 1)) for x in edges}
    return [float(x) for x in sorted(edges) if near[x] < 2 and sum(edges[x + k] for k in (-1, 0, 1)) >= 3]


def _white_runs(rows: Sequence[list[Token]], at: float) -> list[list[list[Token]]]:
    """Return the stretches of lines that leave the strip before an edge white."""
    out: list[list[list[Token]]] = [[]]
    for row in rows:
        if any(t.x0 < at - 1.5 and t.x1 > at - GUTTER for t in row):
            out.append([])
        else:
            out[-1].append(row)
    return [run for run in out if len(run) >= MIN_LINES]


def _side(rows: Sequence[list[Token]]) -> Rows:
    """Return the lines of one side: those of the other side had bound some of them together."""
    return [segments_of(row) for row in upright_rows([t for row in rows for t in row])]


def _abreast(left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Return the lines of both sides that have lines of the other side beside them."""
    if not left or not right:
        return [], []
    top = max(left[0][0].top, right[0][0].top)
    bottom = min(max(s.bottom for s in left[-1]), max(s.bottom for s in right[-1]))

    def cut(rows: Rows) -> Rows:
        return [row for row in rows if row[0].bottom > top and row[0].top < bottom]

    return cut(left), cut(right)


def independent(left: Rows, right: Rows) -> bool:
    """Whether few lines of the side that has fewer are level with one of the other side."""
    few, many = sorted((left, right), key=len)
    heights = [_base(row) for row in many]
    level = sum(any(abs(_base(row) - y) < LEVEL for y in heights) for row in few)
    return level <= APART * len(few)


def _base(row: Sequence[Segment]) -> float:
    return median(s.bottom for s in row)


def _is_text(rows: Rows) -> bool:
    """Whether lines are running text: one piece each, long, most of one length, and none wholly beside the others.

    What stands beside them is the last or first column of the box.
    """
    whole = [row for row in rows if len(row) == 1]
    if len(whole) < 0.85 * len(rows):
        return False
    begin, end = median(row[0].x0 for row in whole), median(row[0].x1 for row in whole)
    if sum(row[0].x1 < begin - GUTTER or row[-1].x0 > end + GUTTER for row in rows) > 2:
        return False
    lengths = [row[0].x1 - row[0].x0 for row in whole]
    return median(lengths) > max(0.7 * max(lengths), MIN_TEXT * median(row[0].size for row in whole))


def _is_marked(row: Sequence[Segment]) -> bool:
    """Whether a line begins with the marker of a list, which is no cell."""
    return len(row[0].tokens) == 1 and MARKER.fullmatch(row[0].tokens[0].text) is not None


def _box(rows: Rows) -> Box | None:
    """Return the outline of lines of which some have several cells; larger lines at its ends are headings."""
    split = [row for row in rows if len(row) > (2 if _is_marked(row) else 1)]
    if len(split) < 3:
        return None
    usual = median(row[0].tokens[0].size for row in rows)
    left = min(row[0].x0 for row in split)
    mine = [i for i, row in enumerate(rows) if row[0].tokens[0].size < 1.25 * usual and row[0].x0 > left - 3]
    some = rows[mine[0] : mine[-1] + 1]
    x0, x1 = min(row[0].x0 for row in some), max(row[-1].x1 for row in some)
    return x0 - 2, min(s.top for s in some[0]) - 1, x1 + 2, max(s.bottom for row in some for s in row) + 1


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
