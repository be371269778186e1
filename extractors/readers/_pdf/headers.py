"""Which rows of a table are its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.layout import Cell
from extractors.readers._pdf.blocks import caption_of
from extractors.readers._pdf.tables import PageTable

MAX_HEADER_ROWS = 6

_VALUE = re.compile(r"[\d.,%()\s/-]+")


def _full_width(row: Sequence[Cell], n_cols: int) -> bool:
    return len(row) == 1 and row[0].col_span == n_cols and n_cols > 1


def _worded(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.text]


def _all_bold(row: Sequence[Cell]) -> bool:
    worded = _worded(row)
    return bool(worded) and all(cell.text.bold for cell in worded)


def _is_value(cell: Cell) -> bool:
    text = str(cell.text)
    return bool(cell.marks) or not text or bool(_VALUE.fullmatch(text))


def find_header_rows(table: PageTable) -> int:
    """Return how many rows are the header; 0 where nothing tells.

    In order: turned words, spans that bind rows to a header row, a look of its own (bold, fill),
    words over columns of values or marks, names over three or more columns.
    """
    rows = table.rows()
    if not rows or table.n_rows < 2:
        return 0
    top = [r for r in table.turned if r < MAX_HEADER_ROWS]
    if top:
        return max(top) + 1
    count = 0
    while count < min(MAX_HEADER_ROWS, table.n_rows - 1) and _is_header(rows, count, table):
        count += 1
        count = max(count, _bound(rows, count, table))
    return min(count, table.n_rows - 1)


def take_title_row(table: PageTable) -> None:
    """Make a first row that holds nothing but the table's caption its caption."""
    rows = table.rows()
    if table.n_rows < 3 or not _full_width(rows[0], table.n_cols) or not caption_of(str(rows[0][0].text)):
        return
    table.caption = rows[0][0].text
    table.cells = [replace(cell, row=cell.row - 1) for cell in table.cells if cell.row > 0]
    table.ys = table.ys[1:]
    table.turned = {r - 1 for r in table.turned}


def widen_title_row(table: PageTable) -> None:
    """Let a bold title over a list of labels and values reach over both columns."""
    rows = table.rows()
    if table.n_cols != 2 or table.n_rows < 3 or len(rows[0]) != 2 or rows[0][1].text or rows[0][1].marks:
        return
    title, rest = rows[0][0], [row[0] for row in rows[1:]]
    if title.row_span == 1 and title.text and title.text.bold and sum(c.text.bold for c in rest) < 0.5 * len(rest):
        wide = replace(title, col_span=2)
        table.cells = [wide if c is title else c for c in table.cells if c is not rows[0][1]]


def _bound(rows: list[list[Cell]], count: int, table: PageTable) -> int:
    """Return where the header ends that cells of its rows reach down to, or group heads call for."""
    head = [cell for cell in rows[count - 1] if not _full_width(rows[count - 1], table.n_cols)]
    end = max([cell.row + cell.row_span for cell in head if cell.row_span > 1 and cell.row_span <= 3], default=count)
    if end >= table.n_rows:
        return count
    return end


def _is_header(rows: list[list[Cell]], at: int, table: PageTable) -> bool:
    row = rows[at]
    worded = _worded(row)
    if not worded or any(mark.kind != "star" for cell in row for mark in cell.marks):
        return False
    if _full_width(row, table.n_cols):
        return at == 0 and (row[0].text.bold or _own_fill(rows, at))
    if at and not _full_width(rows[at - 1], table.n_cols):
        return _is_second_level(rows, at, table) or _goes_on(rows, at)
    below = rows[at + 1 :]
    if table.n_cols == 1:
        return at == 0 and _all_bold(row) and not any(_all_bold(r) for r in below)
    if len(worded) == 1 and table.n_cols > 2:
        return False
    if _all_bold(row) and len(worded) > 1 and not all(_all_bold(r) for r in below if _worded(r)):
        return True
    if len(worded) > 1 and _own_fill(rows, at) and _names(row):
        return True
    if at:
        return False
    return _names(row) and (_over_values(rows) or (table.n_cols >= 3 and len(worded) >= table.n_cols - 1))


def _names(row: Sequence[Cell]) -> bool:
    """Whether the cells hold short words, as column heads do."""
    worded = _worded(row)
    return bool(worded) and all(len(str(c.text)) <= 90 and not _VALUE.fullmatch(str(c.text)) for c in worded)


def _is_second_level(rows: list[list[Cell]], at: int, table: PageTable) -> bool:
    """Whether a row names the parts of group heads in the row above.

    What is no part of a group must reach down from above, or the row above leave it blank; else
    both rows must share a look that no row below has.
    """
    above, row = rows[at - 1], rows[at]
    groups = [c for c in above if 1 < c.col_span < table.n_cols and c.text]
    if not groups or not _names(row):
        return False
    own = [c for c in row if c.row == at]
    parts = [c for c in own if any(g.col <= c.col < g.col + g.col_span for g in groups)]
    rest = [c for c in own if c not in parts]
    blank = {c.col for c in above if not c.text}
    if len(parts) <= len(groups) or not any(c.text for c in parts):
        return False
    if all(c.col in blank for c in rest) and all(c.text for c in parts):
        return True
    look = {(c.text.bold, c.fill) for c in above if c.text}
    same = {(c.text.bold, c.fill) for c in own if c.text}
    under = {(c.text.bold, c.fill) for r in rows[at + 1 :] for c in r if c.text}
    return same <= look and not same & under


def _goes_on(rows: list[list[Cell]], at: int) -> bool:
    """Whether a row holds the last lines of some heads above: bold and coloured as they are, and no row below."""
    above, row = rows[at - 1], [c for c in rows[at] if c.row == at]
    if len(row) != len(above) or not row or row[0].text or not _all_bold(row) or not _all_bold(above):
        return False
    if not all(a.text and a.col_span == c.col_span == 1 for a, c in zip(above, row, strict=True)):
        return False
    fills = {c.fill for c in (*above, *row)}
    return len(fills) == 1 and not any(_all_bold(r) and {c.fill for c in r} == fills for r in rows[at + 1 :])


def _own_fill(rows: list[list[Cell]], at: int) -> bool:
    """Whether a row is coloured all through in a way that the rows below are not."""
    fills = {cell.fill for cell in rows[at]}
    if None in fills:
        return False
    below = [row for row in rows[at + 1 :] if row and row[0] not in rows[at]]
    if not below:
        return False
    same = sum({cell.fill for cell in row} == fills for row in below)
    return same <= 0.34 * len(below)


def _over_values(rows: list[list[Cell]]) -> bool:
    """Whether the first row names columns of values or marks."""
    below = rows[1:]
    if len(below) < 2:
        return False
    for cell in rows[0]:
        if cell.col == 0 or not cell.text or cell.col_span > 1:
            continue
        column = [c for row in below for c in row if c.col == cell.col and c.col_span == 1]
        values = [c for c in column if _is_value(c)]
        if len(column) >= 2 and len(values) >= 0.8 * len(column) and any(c.text or c.marks for c in values):
            return True
    return False
