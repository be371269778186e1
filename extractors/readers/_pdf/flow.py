"""One page in reading order: tables, columns, lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.readers._pdf.aligned import borderless
from extractors.readers._pdf.boxes import meet, parted, text_boxes, with_boxes
from extractors.readers._pdf.cards import wide_cards
from extractors.readers._pdf.legend import legend
from extractors.readers._pdf.lines import (
    PrintedLine,
    Segment,
    column_edges,
    printed_line,
    segments_of,
    turned_rows,
    upright_rows,
)
from extractors.readers._pdf.order import Flow, Row, reading_order
from extractors.readers._pdf.page import Box, PageContent, Token
from extractors.readers._pdf.regrid import take_title
from extractors.readers._pdf.ruled_cards import ruled_cards
from extractors.readers._pdf.running import FlowItem, PageFlow
from extractors.readers._pdf.stacks import big_figures, stacks
from extractors.readers._pdf.tables import PageTable, grid_table, page_tables
from extractors.readers._pdf.timeline import rows_outside, timelines, with_steps

FAR = 3.0
"""Words this many font sizes apart and of another size are lines of their own."""

FAR_IN_BOX = 2.0
"""The same in a box, where the last words of a line stand at its other edge: a date, a status."""

SIGN = 4
"""A piece of fewer letters marks or numbers what stands behind it."""

OTHER_SIZE = 1.2
"""Sizes that differ by this factor are those of different things."""


def page_flow(content: PageContent, before: PageFlow | None = None) -> PageFlow:
    """Return a page's tables and lines in reading order; ``before`` is the page before."""
    cards = wide_cards(content)
    cards += [c for c in ruled_cards(content) if not any(meet(c[0], other) for other, _ in cards)]
    if not cards:
        return _boxed_flow(content, before)
    cards.sort(key=lambda c: c[0][1])
    boxes = [card for card, _ in cards]
    rest, inner = parted(content, boxes)
    flow = _boxed_flow(rest, before)
    flow.boxes = sorted((*flow.boxes, *boxes), key=lambda b: (b[1], b[0]))
    own = [
        [_boxed_flow(zone) for zone in parted(part, zones)[1]] for (_, zones), part in zip(cards, inner, strict=True)
    ]
    return _with_flows(flow, boxes, own)


def _boxed_flow(content: PageContent, before: PageFlow | None = None) -> PageFlow:
    """Return what stands on a page, or in a part of one, in reading order: boxes by themselves, then all else."""
    boxes = text_boxes(content)
    rows = rows_outside(content, boxes)
    dated = timelines(rows, content)
    stacked = [b for b in stacks(rows, content) if not any(meet(b, other) for other in dated)]
    figures = [b for b in big_figures(rows, content) if not any(meet(b, other) for other in (*dated, *stacked))]
    boxes = sorted((*boxes, *dated, *stacked, *figures), key=lambda b: (b[1], b[0]))
    if not boxes:
        return _flow(content, before)
    rest, inner = parted(content, boxes)
    flow = _flow(rest, before)
    flow.boxes = list(boxes)
    flows = [_flow(part, None, boxed=True) for part in inner]
    for box, own in zip(boxes, flows, strict=True):
        own.items = _with_title(own.items)
        for item in own.items if box in stacked else ():
            item.right = max(item.right, box[2] - 1.0)  # a line that leaves room ends a name of a list
    return _with_flows(flow, boxes, [[own] for own in flows])


def _with_flows(flow: PageFlow, boxes: Sequence[Box], inner: Sequence[Sequence[PageFlow]]) -> PageFlow:
    """Put what stands in boxes to its place among the items of a page."""
    for own in (one for flows in inner for one in flows):
        for item in own.items:
            item.column = True
        flow.turned += own.turned
        flow.legend += own.legend
    items = [[item for one in flows for item in one.items] for flows in inner]
    flow.items = with_boxes(flow.items, list(zip(boxes, items, strict=True)))
    return flow


def _with_title(items: list[FlowItem]) -> list[FlowItem]:
    """Return what a box holds, its title as a row of the list of labels and values that is all else in it."""
    if len(items) != 2 or len(items[0].lines) != 1 or items[1].table is None:
        return items
    return items[1:] if take_title(items[0].lines[0], items[1].table) else items


def _flow(content: PageContent, before: PageFlow | None, *, boxed: bool = False) -> PageFlow:
    """Return tables and lines of a page, or of one box on it, in reading order."""
    tables, outside = page_tables(content, before.tables, before.ending()) if before else page_tables(content)
    level = [t for t in outside if t.angle in (0, 180)]
    lines = upright_rows(level) if level else []
    edges = column_edges(lines)
    rows = with_steps([segments_of(row, edges) for row in lines])
    flow = PageFlow(content.number, content.width, content.height)
    flow.turned = _turned(outside, content.number) if len(level) < len(outside) else []
    flow.items = _ordered(rows, tables, content, boxed=boxed)
    flow.legend = legend(content, level)
    flow.note_rule = _note_rule(content, tables, rows)
    return flow


def _ordered(
    rows: list[Row], tables: Sequence[PageTable], content: PageContent, *, boxed: bool = False
) -> list[FlowItem]:
    floats = {k: table.box for k, table in enumerate(tables)}
    items: list[FlowItem] = []
    for part in reading_order(rows, floats, content.width):
        items += [FlowItem(table=tables[k]) for k in part.floats]
        done = 0
        for start, end, grid in borderless(part.rows):
            items += _text(part, part.rows[done:start], content, boxed=boxed)
            tokens = [t for row in part.rows[start:end] for segment in row for t in segment.tokens]
            items.append(FlowItem(table=grid_table(grid, tokens, content)))
            done = end
        items += _text(part, part.rows[done:], content, boxed=boxed)
    return items


def _text(part: Flow, rows: Sequence[Row], content: PageContent, *, boxed: bool = False) -> list[FlowItem]:
    """Return lines of a column as an item of the page's flow."""
    lines: list[PrintedLine] = []
    for row in rows:
        pieces = [made for piece in _apart(row, boxed=boxed) if (made := _line(piece, content)) is not None]
        lines += [replace(made, aside=i > 0) for i, made in enumerate(pieces)]
    return [FlowItem(lines, right=part.right, column=part.column)] if lines else []


def _apart(row: Row, *, boxed: bool = False) -> list[Row]:
    """Return a row cut where words of another size stand far off: a title and the label at the other edge.

    In a box whatever stands at the other edge is something else: a status, a figure.
    """
    out: list[Row] = [row[:1]]
    for before, segment in pairwise(row):
        sizes = max(before.tokens[-1].size, 0.1), max(segment.tokens[0].size, 0.1)
        far = segment.x0 - before.x1 > (FAR_IN_BOX if boxed else FAR) * max(sizes)
        other = max(sizes) > OTHER_SIZE * min(sizes)
        sign = sum(len(t.text) for t in before.tokens) < SIGN  # the mark or number of what follows
        if far and (other or (boxed and segment is row[-1] and not sign)):
            out.append([segment])
        else:
            out[-1].append(segment)
    return [part for part in out if part]


def _line(row: Sequence[Segment], content: PageContent) -> PrintedLine | None:
    tokens = row[0].tokens if len(row) == 1 else [t for segment in row for t in segment.tokens]
    return printed_line(tokens, content.number, leading=True, color_of=content.color_of)


def _turned(tokens: Sequence[Token], number: int) -> list[PrintedLine]:
    """Return the lines of words set along the page's side, and of watermarks."""
    out = []
    for angle in sorted({t.angle for t in tokens} - {0, 180}):
        some = [t for t in tokens if t.angle == angle]
        rows = turned_rows(some, angle) if angle in (90, 270) else [some]
        out += [made for row in rows if (made := printed_line(row, number)) is not None]
    return out


def _size(segment: Segment) -> float:
    return round(segment.tokens[0].size, 1)


def _usual(segments: Iterable[Segment]) -> float:
    """Return the size of type of most letters, 0 without any."""
    sizes: Counter[float] = Counter()
    for s in segments:
        sizes[_size(s)] += sum(len(t.text) for t in s.tokens)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _note_rule(content: PageContent, tables: Sequence[PageTable], rows: Sequence[Row]) -> float | None:
    """Return the height of the short rule above the notes of a page, if there is one."""
    best: float | None = None
    for upright, at, start, end in content.rules:
        if upright or not 40 <= end - start <= 0.45 * content.width or at < 0.3 * content.height:
            continue
        if any(t.xs[0] - 3 <= start and end <= t.xs[-1] + 3 and t.ys[0] - 3 <= at <= t.ys[-1] + 3 for t in tables):
            continue
        if any(s.top < at < s.bottom + 2.5 and s.x0 < end and s.x1 > start for row in rows for s in row):
            continue  # underlines words
        if any(not r.upright and abs(r.at - at) <= 1 and (r.start > start or r.end < start - 2) for r in content.rules):
            continue  # the first piece of a longer rule, drawn cell by cell, or one of several above columns
        if any(r.upright and min(abs(r.at - start), abs(r.at - end)) <= 2 and r.start - 2 <= at <= r.end + 2
               for r in content.rules):  # fmt: skip
            continue  # the side of a box
        below = [s for row in rows for s in row if s.top > at - 1]
        body = _usual(s for row in rows for s in row if s.bottom < at)
        if body and any(s.x0 < end and s.x1 > start and _size(s) >= body for s in below):
            continue  # text goes on below it
        if not below or abs(min(s.x0 for s in below) - start) > 30:
            continue
        best = at if best is None else max(best, at)
    return best
