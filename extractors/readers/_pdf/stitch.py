"""Parts of tables on single pages to logical tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.layout import Cell, Text
from extractors.readers._pdf.lines import fold
from extractors.readers._pdf.tables import PageTable

EDGE = 3.5
"""Column edges of parts of one table differ by no more than this (points)."""

_END = (".", "!", "?", ":", ";")
_NUMBERED = re.compile(r"\s*(\d{1,2})[.)]\s")


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
    if part.xs == xs:
        return part.cells
    shift = part.xs[0] - xs[0]
    at = [min(range(len(xs)), key=lambda k: abs(xs[k] - (x - shift))) for x in part.xs]
    return [
        replace(cell, col=at[cell.col], col_span=at[cell.col + cell.col_span] - at[cell.col]) for cell in part.cells
    ]


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
    return not (_has_other_header(first, second) or _breaks_columns(first, second) or _begins_again(first, second))


def _has_other_header(first: PageTable, second: PageTable) -> bool:
    """Whether the second part has a header of its own, set off by its look, that the first has not."""
    if not second.header_rows or first.header_rows >= first.n_rows:
        return False
    if second.turned:
        beginning = first.n_rows <= 3 and not first.turned and not any(c.marks for c in first.cells)
        return not beginning  # the break may run through the header
    looks = {(c.text.bold, c.fill) for c in second.rows()[0] if c.text}
    rest = [c for row in second.rows()[second.header_rows :] for c in row if c.text]
    body = [c for row in first.rows()[first.header_rows :] for c in row if c.text]
    return bool(looks) and not any((c.text.bold, c.fill) in looks for c in (*rest, *body))


def _breaks_columns(first: PageTable, second: PageTable) -> bool:
    """Whether cells of the second part run across what the header of the first names as columns."""
    if not first.header_rows:
        return False
    heads = [c for c in first.rows()[first.header_rows - 1] if c.text]
    edges = [first.xs[c.col] for c in heads if c.col > 0]
    shift = second.xs[0] - first.xs[0]
    rows = [row for row in second.rows() if any(c.text for c in row)]
    if len(edges) < 2 or not rows:
        return False
    broken = 0
    for row in rows:
        spans = [(second.xs[c.col] - shift, second.xs[c.col + c.col_span] - shift) for c in row if c.text]
        crossed = sum(any(a + EDGE < x < b - EDGE for a, b in spans) for x in edges)
        broken += crossed >= max(2, 0.5 * len(edges))
    return broken > 0.5 * len(rows)


def _begins_again(first: PageTable, second: PageTable) -> bool:
    """Whether the second part has the labels with which the first began: another copy of one form."""
    mine, yours = _labels(first), _labels(second)
    return len(mine) > 3 and len(yours) > 1 and mine[:2] == yours[:2] and mine[0] != mine[1]


def _labels(part: PageTable) -> list[str]:
    """Return the words of the first cells from the top, folded."""
    if part.header_rows:
        return []
    return [fold(str(row[0].text)) for row in part.rows() if row and row[0].text and row[0].col_span < part.n_cols]


def is_cut(first: PageTable, second: PageTable, skip: int) -> bool:
    """Whether the page break cut a row: the last row of one part and the first of the next are one.

    Evidence is a key cell that is empty on one side only, though elsewhere it never is, or words
    that go on in the middle of a sentence. Where the first column names groups of rows, the second
    is the key.
    """
    if skip >= second.n_rows or first.n_rows <= first.header_rows:
        return False
    above, below = first.rows()[-1], second.rows()[skip]
    if len(above) < 2 or len(below) < 2:
        return False
    bodies = ((first, first.header_rows), (second, skip))
    if goes_on_with_group(first, second, skip):
        above, below = above[1:], below[1:]
    key_above, key_below = above[0], below[0]
    others = [
        cell
        for part, start in bodies
        for cell in part.cells
        if cell.col == key_above.col and cell.row >= start and cell is not key_above and cell is not key_below
    ]
    empties = sum(1 for cell in others if not cell.text)
    usual = len(others) < 2 or empties <= 0.15 * len(others)
    small = _small_columns(bodies, (above, below))
    if bool(key_above.text) != bool(key_below.text) and _is_next_of_group(first, second, (above, below)):
        return False
    if bool(key_above.text) != bool(key_below.text):
        if any(c.text for c in below) and any(c.text or c.marks for c in above):
            return usual or bool(_going_on(above, below, small))
        return False
    going = _going_on(above, below, small)
    if any(_is_parted(str(a.text), b) for a in above for b in below if a.col == b.col):
        return True
    if _is_next(str(key_above.text), str(key_below.text)) and any(c.text for c in below if c is not key_below):
        return False
    if not key_above.text:
        return bool(going)
    if str(key_above.text).endswith(":") or key_above.col in going:
        return bool(going)
    return len(going) >= 2


def goes_on_with_group(first: PageTable, second: PageTable, skip: int) -> bool:
    """Whether a merged first cell, the name of a group of rows, goes on behind the break without its words.

    Where the second column is merged as well, a row has stacked halves, and the first cell is its own.
    """
    above, below = first.rows()[-1], second.rows()[skip]
    keys = [c for c in first.cells if c.col == 0 and c.row >= first.header_rows]
    keys += [c for c in second.cells if c.col == 0 and c.row > skip]
    groups = sum(c.row_span > 1 and c.col_span < first.n_cols for c in keys)
    beside = [c for c in first.cells if c.col == 1 and c.row >= first.header_rows]
    if sum(c.row_span > 1 for c in beside) >= 0.5 * len(beside):
        return False
    own = [c for c in below if c.row == skip]
    return (
        groups >= 0.5 * len(keys)
        and groups > 0
        and len(above) > 2
        and len(own) > 2
        and bool(above[0].text)
        and above[0].col_span == own[0].col_span == 1
        and not own[0].text
        and not own[0].marks
    )


def _is_next_of_group(first: PageTable, second: PageTable, edge: tuple[Sequence[Cell], Sequence[Cell]]) -> bool:
    """Whether a row below the break is the next one beside a merged name, in a form that merges some of its names.

    Of a row that was cut, only cells of many lines go on: not all, and not with a capital.
    """
    merged = [c for part in (first, second) for c in part.cells if c.col == 0 and c.row_span > 1 and c.text]
    if not any(c.text and c.row_span == 1 and c.col == 1 for part in (first, second) for c in part.cells) or not merged:
        return False
    said = [{c.col: c for c in row if c.col and c.text and not c.marks} for row in edge]
    starts = [next((x for x in str(c.text) if x.isalnum()), "") for c in said[1].values()]
    return len(said[1]) > 1 and said[0].keys() == said[1].keys() and not any(x.islower() for x in starts)


def _small_columns(bodies: Sequence[tuple[PageTable, int]], edge: tuple[Sequence[Cell], Sequence[Cell]]) -> set[int]:
    """Return the columns the words of which begin small elsewhere too."""
    counts: dict[int, list[bool]] = {}
    at_edge = {id(c) for row in edge for c in row}
    for part, start in bodies:
        for cell in part.cells:
            if cell.row >= start and cell.text and id(cell) not in at_edge:
                counts.setdefault(cell.col, []).append(_starts_small(cell))
    return {col for col, small in counts.items() if sum(small) > 0.34 * len(small)}


def _starts_small(cell: Cell) -> bool:
    """Whether the words of a cell, if it has any but signs, begin with a small letter."""
    words = str(cell.text)
    return len(words) > 3 and not cell.marks and next((c for c in words if c.isalnum()), "").islower()


def _going_on(above: Sequence[Cell], below: Sequence[Cell], small: set[int]) -> set[int]:
    """Return the columns in which words go on below in the middle of a sentence."""
    by_col = {c.col: str(c.text) for c in above if c.text}
    return {
        c.col
        for c in below
        if c.text and c.col in by_col and c.col not in small and not by_col[c.col].endswith(_END) and _starts_small(c)
    }


def _is_next(above: str, below: str) -> bool:
    """Whether a row below the break bears the number after that of the row above: "2. Workshops" after "1. Decree"."""
    numbers = [_NUMBERED.match(words) for words in (above, below)]
    first, second = (int(m[1]) if m else None for m in numbers)
    return first is not None and second == first + 1


def _is_parted(above: str, below: Cell) -> bool:
    """Whether words end in the middle of a date or number that the cell below goes on: "28-" over "08-2020"."""
    return above[-1:] in "-/" and above[-2:-1].isdigit() and str(below.text)[:1].isdigit()


def _without_stub(part: PageTable) -> PageTable:
    """Drop a last row that holds nothing: what was to stand there went to the next page."""
    last = part.n_rows - 1
    row = [c for c in part.cells if c.row + c.row_span > last]
    if last < 1 or any(c.row < last or c.text or c.marks for c in row):
        return part
    return replace(part, cells=[c for c in part.cells if c.row < last], ys=part.ys[:-1])


def _without_head_stub(part: PageTable, at: int) -> PageTable:
    """Drop a first row below the header that holds no words, no signs and no single cell with a colour of its own."""
    row = [c for c in part.cells if c.row <= at < c.row + c.row_span]
    if part.n_rows < at + 2 or any(c.text or c.marks or c.row_span > 1 for c in row):
        return part
    fills = [c.fill for c in row if c.col > 0]
    if len(set(fills)) == 2 and any(fill is not None and fills.count(fill) == 1 for fill in fills):
        return part
    cells = [replace(c, row=c.row - 1) if c.row > at else c for c in part.cells if c not in row]
    return replace(part, cells=cells, ys=part.ys[:at] + part.ys[at + 1 :])


def glue(first: PageTable, second: PageTable) -> PageTable:
    """Return one table from two parts; repeated header rows go, a cut row is joined."""
    first = _without_stub(first)
    skip = repeated_rows(first, second)
    second = _without_head_stub(second, skip)
    cut = is_cut(first, second, skip)
    shift = second.xs[0] - first.xs[0]
    xs = first.xs if len(first.xs) >= len(second.xs) else [x - shift for x in second.xs]
    upper = _spread(first, xs)
    start = first.n_rows - skip
    lower = [
        replace(c, row=max(c.row, skip) + start, row_span=c.row + c.row_span - max(c.row, skip))
        for c in _spread(second, [x + shift for x in xs])
        if c.row + c.row_span > skip
    ]
    n_rows = first.n_rows + second.n_rows - skip
    cells = upper + lower
    if cut:
        cells = _join_cut(upper, lower, first.n_rows)
        n_rows = max(c.row + c.row_span for c in cells)
    elif skip < second.n_rows and goes_on_with_group(first, second, skip):
        cells = _with_group(upper, lower, first.n_rows)
    start -= first.n_rows + second.n_rows - skip - n_rows
    return replace(
        first,
        xs=list(xs),
        ys=[float(i) for i in range(n_rows + 1)],
        cells=cells,
        turned=first.turned | {r + start for r in second.turned if r >= skip},
        end=second.end,
    )


def _with_group(upper: list[Cell], lower: list[Cell], break_row: int) -> list[Cell]:
    """Let the last cell of the first column span the blank one below the break."""
    above = next(c for c in upper if c.col == 0 and c.row + c.row_span == break_row)
    below = next(c for c in lower if c.col == 0 and c.row == break_row)
    joined = _joined(above, below, overlap=0)
    return [joined if c is above else c for c in upper] + [c for c in lower if c is not below]


def _join_cut(upper: list[Cell], lower: list[Cell], break_row: int) -> list[Cell]:
    """Join the row above the break with the row below it.

    Where the row has stacked half rows, of which one stands on each page, the cells that span all
    of it are joined over both and the half rows stay. Else both are one grid row.
    """
    last = {(c.col, c.col_span): c for c in upper if c.row + c.row_span == break_row}
    first = {(c.col, c.col_span): c for c in lower if c.row == break_row}
    halves = _half_columns(upper, lower, last, first, break_row)
    pairs = {id(above): (above, first[at]) for at, above in last.items() if at in first and above.col not in halves}
    gone = {id(below) for _, below in pairs.values()}
    if halves or len(pairs) < len(last) or len(pairs) < len(first):
        joined = [_joined(*pairs[id(c)], overlap=0) if id(c) in pairs else c for c in upper]
        return joined + [c for c in lower if id(c) not in gone]
    joined = [_joined(*pairs[id(c)], overlap=1) if id(c) in pairs else c for c in upper]
    return joined + [replace(c, row=c.row - 1) for c in lower if id(c) not in gone]


_Edge = dict[tuple[int, int], Cell]


def _half_columns(upper: Sequence[Cell], lower: Sequence[Cell], last: _Edge, first: _Edge, break_row: int) -> set[int]:
    """Return the columns in which the cut row has one half row on each page.

    Answers alone below words, the label of which went to the next page, are a half row of their own.
    Other rows of the table tell; where there are none, marks on both sides of the break in cells of
    one colour do, for a mark is never cut.
    """
    options = [c for c in last.values() if c.col > 0 and c.text]
    answers = [c for c in first.values() if c.col > 0]
    labels = [bool(c.text) for c in (*last.values(), *first.values()) if c.col == 0]
    said = [c for c in answers if c.text or c.marks]
    if labels == [False, True] and len(options) > 1 and said and all(map(_is_answer, said)):
        return {c.col for c in (*options, *answers)}
    keys = [c for c in upper if c.col == 0 and c.row + c.row_span < break_row and not c.is_header]
    end_of_first = max((c.row + c.row_span for c in first.values()), default=break_row)
    keys += [c for c in lower if c.col == 0 and c.row >= end_of_first]
    counts: dict[int, int] = {}
    for key in keys:
        end = key.row + key.row_span
        inside = {
            c.col
            for c in (*upper, *lower)
            if key.row <= c.row and c.row + c.row_span <= end and c.row_span < key.row_span
        }
        for col in inside:
            counts[col] = counts.get(col, 0) + 1
    if keys:
        found = {col for col, n in counts.items() if n >= 0.5 * len(keys)}
        cut = [c for c in (*last.values(), *first.values()) if c.col in found]
        return found if all(c.marks or not c.text for c in cut) else set()
    marked = [c for c in first.values() if c.marked]
    fills = {c.fill for c in marked} if any(c.marked for c in last.values()) else set()
    same = {c.col for c in first.values() if c.fill in fills and c.fill is not None}
    return same if any(c.marked and c.col in same for c in last.values()) else set()


def _is_answer(cell: Cell) -> bool:
    """Whether a cell holds no more than signs or the letters of milestones ("a, b")."""
    return bool(cell.marks) or all(len(word) <= 2 for word in fold(str(cell.text)).replace(",", " ").split())


def _joined(above: Cell, below: Cell, overlap: int) -> Cell:
    return replace(
        above,
        text=Text(above.text.lines + below.text.lines),
        row_span=above.row_span + below.row_span - overlap,
        marks=above.marks + below.marks,
        fill=above.fill or below.fill,
        place=above.place if above.text or not below.text else below.place,
    )
