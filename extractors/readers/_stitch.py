"""From what a reader found in reading order to the elements of a layout: captions joined to their tables, tables
and paragraphs that a page break parted joined again.

A table that goes on after a page break has no header there (or has it again), its first row may begin with the
tails of the cells above, and the tail of a cut cell may stand as a paragraph of its own between the two parts.
What such a tail belongs to is decided by which cell breaks off; where that stays open nothing is moved and a
problem is reported.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.layout import NOWHERE, Block, Element, Line, Problem, Text, assign_sections
from extractors.readers._cellkind import ends_sentence, is_open, kind_of, starts_small
from extractors.readers._grid import SAMPLE, Grid, Rows, even_out, finish, header_rows, take_title, title_of
from extractors.words import fold

Part = Block | Grid


def assemble(parts: Sequence[Part], problems: list[Problem]) -> list[Element]:
    """Return the elements of a layout, sections assigned; what could not be joined is added to ``problems``."""
    queue = _attach_captions(parts)
    out: list[Element] = []
    i = 0
    while i < len(queue):
        part = queue[i]
        i += 1
        if isinstance(part, Grid):
            take_title(part)
            between, i = _absorb(part, queue, i, problems)
            if part.rows:
                out.append(finish(part))
            out.extend(between)
        else:
            out.append(part)
    out = _rejoin(out)
    assign_sections(out)
    return out


def _attach_captions(parts: Sequence[Part]) -> list[Part]:
    out: list[Part] = []
    for i, part in enumerate(parts):
        if isinstance(part, Block) and part.kind == "caption":
            rest = (p for p in parts[i + 1 :] if not (isinstance(p, Block) and p.kind == "footnote"))
            following = next(rest, None)
            if isinstance(following, Grid) and not following.caption:
                following.caption = part.text
                continue
        out.append(part)
    return out


def _absorb(grid: Grid, queue: list[Part], i: int, problems: list[Problem]) -> tuple[list[Block], int]:
    """Take the parts from ``i`` on that go on the table; return the blocks met on the way and where it ends."""
    kept: list[Block] = []
    while True:
        between: list[Block] = []
        tail: Block | None = None
        j = i
        while j < len(queue):
            block = queue[j]
            if isinstance(block, Grid) or (block.kind != "footnote" and (tail or block.kind != "paragraph")):
                break
            if block.kind == "paragraph":
                tail = block
            else:
                between.append(block)
            j += 1
        more = queue[j] if j < len(queue) else None
        if isinstance(more, Grid) and _continues(grid, more, tail):
            if tail and not _place_tail(grid, more, tail):
                problems.append(
                    Problem("unplaced_tail", f"Whose cell goes on is open: {_start(tail)}", tail.text.place)
                )
                between.append(tail)
            kept.extend(between)
            _join(grid, more, problems)
            i = j + 1
            continue
        return kept, _last_tail(grid, queue, i, kept)


def _last_tail(grid: Grid, queue: list[Part], i: int, kept: list[Block]) -> int:
    """Place the tail of the last cell, which footnotes may part from it; return where to go on."""
    j = i
    while j < len(queue):
        block = queue[j]
        if isinstance(block, Block) and block.kind == "footnote":
            j += 1
            continue
        tail = isinstance(block, Block) and block.kind == "paragraph" and starts_small(str(block))
        if tail and isinstance(block, Block) and _place_tail(grid, None, block):
            kept.extend(b for b in queue[i:j] if isinstance(b, Block))
            return j + 1
        break
    return i


def _start(block: Block) -> str:
    return str(block)[:60]


def _continues(grid: Grid, more: Grid, tail: Block | None) -> bool:
    """Whether a table goes on in the next one.

    It must have a header or caption, and the next one neither, or the same header again. A form that follows
    another of its kind starts with the same label or with a title over all columns.
    """
    if more.caption or not grid.rows or not more.rows:
        return False
    wide = more.n_cols == grid.n_cols + 1 and len(even_out(_simple(grid) + _simple(more))[0]) == more.n_cols
    if more.n_cols != grid.n_cols and not wide:
        return False
    header, _ = header_rows(grid)
    if not (grid.caption or header):
        return False
    again = bool(header) and not wide and _same_header(grid.rows[:header], more.rows)
    if not again and not wide:
        labels = [rows[0][0].words for rows in (grid.rows[header:], more.rows) if rows]
        if header_rows(more)[1] == 2 or not _same_kinds(grid.rows[header:][-SAMPLE:], more.rows[:SAMPLE]):
            return False
        if title_of(more.rows[0]) or (len(labels) > 1 and labels[0] == labels[1] and kind_of(labels[0]) == "text"):
            return False
    return tail is None or starts_small(str(tail)) or len(_unfinished(grid, more)) == 1


def _simple(grid: Grid) -> Rows:
    """The rows as their own cells, a merged one once."""
    return [[cell for k, cell in enumerate(row) if not k or cell is not row[k - 1]] for row in grid.rows]


def _same_header(header: Rows, rows: Rows) -> bool:
    def words(some: Rows) -> list[list[str]]:
        return [[fold(cell.words) for cell in row] for row in some]

    return words(header) == words(rows[: len(header)])


def _same_kinds(rows: Rows, more: Rows) -> bool:
    """Whether columns of numbers or dates stay so in the next part."""
    if not rows:
        return True
    for col in range(len(rows[0])):
        here = [kind_of(row[col].words) for row in rows if not row[col].blank]
        there = [kind_of(row[col].words) for row in more if not row[col].blank]
        typed = [k for k in here if k != "text"]
        if len(here) > 1 and len(typed) * 10 >= len(here) * 8 and there and all(k == "text" for k in there):
            return False
    return True


def _join(grid: Grid, more: Grid, problems: list[Problem]) -> None:
    header, _ = header_rows(grid)
    rows = more.rows
    if header and more.n_cols == grid.n_cols and _same_header(grid.rows[:header], rows):
        rows = rows[header:]
    if more.n_cols != grid.n_cols:
        grid.rows = even_out(_simple(grid) + _simple(more))
    else:
        if rows and len(grid.rows) > header:
            rows = _give_back_tails(grid, rows, problems)
        grid.rows.extend(rows)
    grid.spans = grid.spans or more.spans


def _sentence_columns(rows: Rows) -> set[int]:
    """The columns whose cells end with a full stop, by more than half of the filled ones."""
    out = set()
    for col in range(len(rows[0]) if rows else 0):
        filled = [row[col].words for row in rows if not row[col].blank]
        if sum(map(ends_sentence, filled)) * 2 >= len(filled) > 0:
            out.add(col)
    return out


def _unfinished(grid: Grid, more: Grid | None) -> list[int]:
    """The columns of the last row whose cell breaks off: on an open word, else without a full stop where the
    column's cells have one."""
    header, _ = header_rows(grid)
    body = grid.rows[max(header, len(grid.rows) - SAMPLE) :]
    if not body:
        return []
    last = body[-1]
    filled = [c for c in range(len(last)) if last[c].words and kind_of(last[c].words) == "text"]
    opened = [c for c in filled if is_open(last[c].words)]
    if len(opened) == 1:
        return opened
    others = body[:-1] + (more.rows[:SAMPLE] if more and more.n_cols == grid.n_cols else [])
    columns = _sentence_columns(others)
    if opened:
        return [c for c in opened if c in columns] or opened
    return [c for c in filled if c in columns and not ends_sentence(last[c].words)]


def _place_tail(grid: Grid, more: Grid | None, tail: Block) -> bool:
    """Give a paragraph to the cell of the last row that it goes on, if there is exactly one."""
    columns = _unfinished(grid, more)
    if len(columns) != 1:
        return False
    grid.rows[-1][columns[0]].paras.append(tail.text)
    return True


def _give_back_tails(grid: Grid, rows: Rows, problems: list[Problem]) -> Rows:
    """Give the row above what the first row of a continued part holds of it; return the rows left."""
    above, first = grid.rows[-1], rows[0]
    columns = _sentence_columns(grid.rows[-SAMPLE:-1] + rows[1:SAMPLE])
    taken = []
    for col, (upper, lower) in enumerate(zip(above, first, strict=True)):
        if upper.blank or lower.blank or kind_of(upper.words) != "text" or lower.row_span > 1:
            continue
        opened = is_open(upper.words)
        unended = opened or (col in columns and not ends_sentence(upper.words))
        small = starts_small(str(lower.paras[0]))
        if not unended or not (small or len(lower.paras) > 1):
            continue
        if small or opened:
            taken.append(col)
        else:
            where = lower.paras[0].place
            problems.append(
                Problem("possible_row_bleed", f"May go on the row above: {str(lower.paras[0])[:60]}", where)
            )
    whole_row = (
        first[0].blank
        and taken
        and all(cell.blank or (c in taken and len(cell.paras) == 1) for c, cell in enumerate(first))
    )
    for col in taken:
        above[col].paras.append(first[col].paras.pop(0))
        if first[col].place != NOWHERE and not first[col].paras:
            first[col].place = NOWHERE
    return rows[1:] if whole_row else rows


def _rejoin(elements: list[Element]) -> list[Element]:
    """Join a paragraph that breaks off with the one that goes on with a small letter, over the footnotes of a
    page that stand between."""
    out: list[Element] = []
    body: Block | None = None  # the last block, footnotes apart, with its words as they grow
    lines: list[Line] = []
    for element in elements:
        if isinstance(element, Block) and element.kind == "footnote":
            out.append(element)
            continue
        if body and isinstance(element, Block) and element.kind == "paragraph" and _goes_on(lines, element.text):
            lines.extend(element.text.lines)
            continue
        _settle(body, lines)
        out.append(element)
        body = element if isinstance(element, Block) and element.kind in ("paragraph", "item") else None
        lines = list(body.text.lines) if body else []
    _settle(body, lines)
    return out


def _settle(block: Block | None, lines: list[Line]) -> None:
    if block and len(lines) > len(block.text.lines):
        block.text = Text(lines)


def _goes_on(before: list[Line], after: Text) -> bool:
    """Whether a paragraph that no full stop, colon or bracket ends goes on in the next: in a small letter, or
    after an article or preposition in any."""
    last = before[-1].text
    if not (last[-1].isalnum() or last[-1] in ",-–%’'"):
        return False
    length = sum(len(line.text) + 1 for line in before[-8:])
    if starts_small(after.lines[0].text):
        return length >= 40 or is_open(last)
    return length >= 80 and (last[-1].isalpha() or last[-1] == ",") and is_open(last)
