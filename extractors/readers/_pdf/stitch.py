"""Parts of tables on single pages to logical tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.layout import Cell, Text
from extractors.readers._pdf.blocks import fold
from extractors.readers._pdf.tables import PageTable

EDGE = 3.5
"""Column edges of parts of one table differ by no more than this (points)."""

_END = (".", "!", "?", ":", ";")


def same_columns(first: PageTable, second: PageTable) -> bool:
    """Whether two parts have the same column edges, or one those of the other and more between.

    A part may be shifted as a whole (mirrored margins).
    """
    shift = second.xs[0] - first.xs[0]
    if abs(second.xs[-1] - shift - first.xs[-1]) > EDGE or abs(shift) > 60:
        return False
    few, many = sorted([first.xs, [x - shift for x in second.xs]], key=len)
    return all(any(abs(x - y) <= EDGE for y in many) for x in few)


def _spread(part: PageTable, xs: Sequence[float]) -> list[Cell]:
    """Return the cells of a part on a finer set of columns."""
    shift = part.xs[0] - xs[0]
    at = [min(range(len(xs)), key=lambda k: abs(xs[k] - (x - shift))) for x in part.xs]
    return [
        replace(cell, col=at[cell.col], col_span=at[cell.col + cell.col_span] - at[cell.col]) for cell in part.cells
    ]


def _row_words(part: PageTable, row: int) -> list[str]:
    return [fold(str(cell.text)) for cell in part.rows()[row] if cell.row == row]


def repeated_rows(first: PageTable, second: PageTable) -> int:
    """Return how many rows at the top of the second part repeat those of the first."""
    limit = min(first.header_rows or 1, first.n_rows, second.n_rows)
    if first.header_rows == 0 and (first.n_cols < 2 or first.n_rows < 2):
        return 0
    mine, yours = first.rows(), second.rows()
    for r in range(limit):
        a = [fold(str(c.text)) for c in mine[r]]
        b = [fold(str(c.text)) for c in yours[r]]
        if a != b or not any(a) or sum(map(bool, a)) < min(2, len(a)):
            return 0
    return limit


def starts_anew(first: PageTable, second: PageTable) -> bool:
    """Whether the second part begins with a title row of its own, so that it is another table."""
    top = [c for c in second.rows()[0] if c.row == 0]
    if len(top) != 1 or top[0].col_span != second.n_cols or second.n_cols < 2 or not top[0].text:
        return False
    titles = [row[0] for row in first.rows() if len(row) == 1 and row[0].col_span == first.n_cols and row[0].text]
    if titles and titles[0].row == 0:
        return True
    if titles:
        return False
    return top[0].text.bold or top[0].fill is not None


def continues(first: PageTable, second: PageTable) -> bool:
    """Whether the second part, first on the next page, goes on where the first ended."""
    if not same_columns(first, second):
        return False
    if starts_anew(first, second):
        return False
    if repeated_rows(first, second):
        return True
    return not _has_other_header(first, second)


def _has_other_header(first: PageTable, second: PageTable) -> bool:
    """Whether the second part has a header of its own that differs."""
    if not second.header_rows or not first.header_rows:
        return False
    if second.turned and first.turned:
        return True
    row = second.rows()[0]
    head = first.rows()[0]
    looks = {(c.text.bold, c.fill) for c in head if c.text}
    mine = {(c.text.bold, c.fill) for c in row if c.text}
    body = {(c.text.bold, c.fill) for r in first.rows()[first.header_rows :] for c in r if c.text}
    return mine == looks and not mine & body


def _lead(row: Sequence[Cell]) -> Cell | None:
    return row[0] if row else None


def _logical_row(part: PageTable, *, last: bool, skip: int) -> range:
    """Return the grid rows bound together by the first cell at the end or start of a part."""
    rows = part.rows()
    cell = rows[-1][0] if last else rows[skip][0]
    return range(max(cell.row, skip), cell.row + cell.row_span)


def is_cut(first: PageTable, second: PageTable, skip: int) -> bool:
    """Whether the page break cut a row: the last row of one part and the first of the next are one.

    Evidence is a key cell that is empty on one side only, though elsewhere it never is, or words
    that go on in the middle of a sentence.
    """
    if skip >= second.n_rows or first.n_rows <= first.header_rows:
        return False
    above, below = first.rows()[-1], second.rows()[skip]
    if len(above) < 2 or len(below) < 2:
        return False
    key_above, key_below = above[0], below[0]
    others = [
        row[0]
        for part, start in ((first, first.header_rows), (second, skip + 1))
        for row in part.rows()[start:]
        if row and row[0] is not key_above and row[0] is not key_below
    ]
    empties = sum(1 for cell in others if not cell.text)
    usual = len(others) < 2 or empties <= 0.15 * len(others)
    if bool(key_above.text) != bool(key_below.text):
        if any(c.text for c in below) and any(c.text or c.marks for c in above):
            return usual or _goes_on(above, below)
        return False
    if not key_above.text:
        return _goes_on(above, below)
    return _goes_on(above, below) and _unfinished(key_above, key_below)


def _unfinished(above: Cell, below: Cell) -> bool:
    start = next((c for c in str(below.text) if c.isalnum()), "")
    return not str(above.text).endswith(_END) and start.islower()


def _goes_on(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether words of a cell go on in the cell below it in the middle of a sentence."""
    by_col = {c.col: c for c in above}
    return any(c.text and c.col in by_col and by_col[c.col].text and _unfinished(by_col[c.col], c) for c in below)


def glue(first: PageTable, second: PageTable) -> PageTable:
    """Return one table from two parts; repeated header rows go, a cut row is joined."""
    skip = repeated_rows(first, second)
    cut = is_cut(first, second, skip)
    shift = second.xs[0] - first.xs[0]
    xs = first.xs if len(first.xs) >= len(second.xs) else [x - shift for x in second.xs]
    upper = _spread(first, xs)
    lower = [c for c in _spread(second, [x + shift for x in xs]) if c.row + c.row_span > skip]
    start = first.n_rows - skip
    lower = [replace(c, row=max(c.row, skip) + start, row_span=c.row + c.row_span - max(c.row, skip)) for c in lower]
    n_rows = first.n_rows + second.n_rows - skip
    cells = upper + lower
    if cut:
        cells, n_rows = _join_cut(upper, lower, first.n_rows, n_rows)
    ys = [float(i) for i in range(n_rows + 1)]
    return replace(first, xs=list(xs), ys=ys, cells=cells, turned=first.turned, end=second.end)


def _join_cut(upper: list[Cell], lower: list[Cell], break_row: int, n_rows: int) -> tuple[list[Cell], int]:
    """Join the row above the break with the row below it.

    Where both sides have one grid row they become one row. Where a side has stacked half rows, the
    cells that span the whole row on both sides are joined over all of its grid rows, and the half
    rows stay as they are.
    """
    last = [c for c in upper if c.row + c.row_span == break_row]
    first = [c for c in lower if c.row == break_row]
    upper_rows = max(c.row_span for c in last)
    lower_rows = max(c.row_span for c in first)
    columns_above = {(c.col, c.col_span): c for c in last if c.row_span == upper_rows}
    columns_below = {(c.col, c.col_span): c for c in first if c.row_span == lower_rows}
    halves = _has_halves(upper, break_row)
    if not halves and upper_rows == 1 and lower_rows == 1 and len(columns_above) == len(columns_below):
        joined = {id(c) for c in first}
        out = list(upper)
        for col, above in columns_above.items():
            below = columns_below.get(col)
            if below is None:
                return upper + lower, n_rows
            out[out.index(above)] = _joined(above, below, 1)
        moved = [replace(c, row=c.row - 1) for c in lower if id(c) not in joined]
        return out + moved, n_rows - 1
    option = halves
    out, gone = [], set()
    for cell in upper:
        col = (cell.col, cell.col_span)
        below = columns_below.get(col)
        if cell is columns_above.get(col) and below is not None and cell.col not in option:
            gone.add(id(below))
            out.append(_joined(cell, below, cell.row_span + below.row_span))
        else:
            out.append(cell)
    return out + [c for c in lower if id(c) not in gone], n_rows


def _has_halves(upper: Sequence[Cell], break_row: int) -> set[int]:
    """Return the columns that hold stacked half rows in most rows of the table."""
    keys = [c for c in upper if c.col == 0 and c.row + c.row_span < break_row and not c.is_header]
    counts: dict[int, int] = {}
    for key in keys:
        end = key.row + key.row_span
        inside = {c.col for c in upper if key.row <= c.row and c.row + c.row_span <= end and c.row_span < key.row_span}
        for col in inside:
            counts[col] = counts.get(col, 0) + 1
    return {col for col, n in counts.items() if n >= 0.5 * len(keys)}


def _joined(above: Cell, below: Cell, row_span: int) -> Cell:
    return replace(
        above,
        text=Text(above.text.lines + below.text.lines),
        row_span=row_span,
        marks=above.marks + below.marks,
        fill=above.fill or below.fill,
        place=above.place if above.text or not below.text else below.place,
    )
