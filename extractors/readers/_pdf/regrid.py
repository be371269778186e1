"""Pieces of one table that the page shows apart: a head above rows that were found alone, bands of shaded rows.

Tables without rules are found where rows stand out: behind a head that is set in another way, between two shadings, or
beside a row that runs close. Here what fits into the columns of the table above it is made part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.layout import Cell, Mark, Place, Text
from extractors.readers._pdf.blocks import Draft
from extractors.readers._pdf.glyphs import SIGN_KINDS
from extractors.readers._pdf.lines import PrintedLine
from extractors.readers._pdf.tables import PageTable
from extractors.text import Line, Word

NEAR = 2.6
"""A head or row stands no further from its table than this many font sizes."""

GAP = 0.45
"""Words of two columns are at least this many font sizes apart."""

WIDE = 1.5
"""Spaces from so many font sizes on part the heads of columns, whatever is below them."""

SLACK = 3.0
"""Words may begin this far (points) before their column does."""

HEADED = 0.6
"""Share of the columns, and at least three, that a head names."""

MOST_BETWEEN = 12
"""Loose lines between two pieces of a table."""

Piece = Draft | PageTable


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a document with heads and rows put into the tables that they belong to."""
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, PageTable):
            before = next((p for p in out[-1:] if isinstance(p, Draft)), None)
            if before is not None and _lacks_head(piece, before) and _take_head(before, piece):
                if not before.lines:
                    out.pop()
            elif _take_rows(out, piece):
                continue
        out.append(piece)
    for piece in out:
        if isinstance(piece, PageTable):
            _join_titles(piece)
            _join_below_wide_heads(piece)
            if piece.header_rows == 1:
                _part_repeated_head(piece)
    return out


def _lacks_head(table: PageTable, above: Draft) -> bool:
    """Whether a table has no head, or one that looks as its rows do below a line that does not."""
    if table.header_rows != 1 or table.n_rows < 2:
        return not table.header_rows
    first, second = table.rows()[0], table.rows()[1]
    plain = not any(c.text.bold for c in first if c.text) and {c.fill for c in first} == {c.fill for c in second}
    return plain and above.lines[-1].bold


def take_title(line: PrintedLine, table: PageTable) -> bool:
    """Make the one line above a list of labels and values in its box the first row, over both columns, if it fits."""
    if table.n_cols != 2 or line.line.place.page != table.page or line.box[1] > table.ys[0]:
        return False
    first = replace(_cell(0, 0, [line.line], table), col_span=2)
    table.cells = [first, *(replace(c, row=c.row + 1) for c in table.cells)]
    table.ys = [line.box[1], *table.ys]
    table.turned = {r + 1 for r in table.turned}
    return True


def _cut(line: Line, xs: Sequence[float]) -> dict[int, Line] | None:
    """Return a line cut at columns, by column; None where words reach over a boundary or stand close at one."""
    if not line.words:
        return None
    parts: dict[int, list[int]] = {}
    for i, word in enumerate(line.words):
        col = next((c for c in range(len(xs) - 1) if word.x0 < xs[c + 1] - SLACK), None)
        if col is None or word.x0 < xs[0] - SLACK or (word.x1 > xs[col + 1] + SLACK and col < len(xs) - 2):
            return None
        if i and col not in parts and word.x0 - line.words[i - 1].x1 < GAP * line.size:
            return None
        parts.setdefault(col, []).append(i)
    return {col: _part(line, at) for col, at in parts.items()}


def _segments(line: Line, xs: Sequence[float]) -> dict[int, Line] | None:
    """Return a line cut at its wide spaces, by the column in which each part begins; None where two begin in one."""
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(line.words), 1) if b.x0 - a.x1 >= WIDE * line.size)]
    parts: dict[int, Line] = {}
    for first, end in pairwise([*starts, len(line.words)]):
        x0 = line.words[first].x0 if first < end else xs[0] - 2 * SLACK
        col = next((c for c in range(len(xs) - 1) if xs[c] - SLACK <= x0 < xs[c + 1] - SLACK), None)
        if col is None or col in parts:
            return None
        parts[col] = _part(line, range(first, end))
    return parts


def _part(line: Line, at: Sequence[int]) -> Line:
    first, last = line.words[at[0]], line.words[at[-1]]
    end = line.words[at[-1] + 1].offset if at[-1] + 1 < len(line.words) else len(line.text)
    words = tuple(Word(w.offset - first.offset, w.x0, w.x1) for w in line.words[at[0] : at[-1] + 1])
    place = replace(line.place, x0=first.x0, x1=last.x1)
    return Line(line.text[first.offset : end].rstrip(), place, line.size, line.bold, words)


def _take_head(draft: Draft, table: PageTable) -> bool:
    """Make the line right above a table its head, where it names most of its columns."""
    line = draft.lines[-1]
    if line.line.place.page != table.page or not 0 <= table.ys[0] - line.box[3] + 2 <= NEAR * line.size:
        return False
    parts = _cut(line.line, table.xs) or _segments(line.line, table.xs)
    values = table.n_cols > 2 and parts is not None and set(parts) == set(range(1, table.n_cols))
    if parts is None or (len(parts) < max(3, HEADED * table.n_cols) and not values):
        return False
    if any(not any(c.isalpha() for c in p.text) and p.text not in ("%", "#") for p in parts.values()):
        return False
    below = [c.text for c in table.cells if c.row == 0 and c.text]
    if line.bold == all(t.bold for t in below) and len(draft.lines) > 1:
        return False  # a line of a paragraph in the letters of the rows
    table.cells = [replace(c, row=c.row + 1) for c in table.cells]
    table.cells += [_cell(0, col, [parts[col]] if col in parts else [], table) for col in range(table.n_cols)]
    table.ys = [line.box[1], *table.ys]
    table.turned = {r + 1 for r in table.turned}
    table.header_rows = 1
    draft.lines = draft.lines[:-1]
    return True


def _take_rows(out: list[Piece], table: PageTable) -> bool:
    """Put a table, and loose lines before it, into the headed table above, where all fit into its columns."""
    at = next((i for i in range(len(out) - 1, -1, -1) if isinstance(out[i], PageTable)), None)
    above = out[at] if at is not None else None
    if at is None or not isinstance(above, PageTable) or not above.header_rows or table.header_rows:
        return False
    loose = [line for piece in out[at + 1 :] if isinstance(piece, Draft) for line in piece.lines]
    follows = table.page - above.end[0] == 1 and not loose
    if not (above.end[0] == table.page or follows) or above.n_cols < 3 or len(loose) > MOST_BETWEEN:
        return False
    rows = [(line.box[1], line.box[3], [line.line], _marks(line)) for line in loose]
    floor = table.ys[0] if follows else above.end[1]
    fitted: list[tuple[float, dict[int, list[Line]], list[Mark]]] = []
    for top, foot, lines, marks in [*rows, *_rows_of(table)]:
        size = max((ln.size for ln in lines), default=10.0)
        cells: dict[int, list[Line]] = {}
        for part in [_cut(line, above.xs) for line in lines]:
            if part is None:
                return False
            for col, words in part.items():
                cells.setdefault(col, []).append(words)
        if top - floor > NEAR * size:
            return False
        if fitted and foot < floor + 0.5 * (foot - top):  # the rest of the row above
            for col, words_of in cells.items():
                fitted[-1][1].setdefault(col, []).extend(words_of)
            fitted[-1][2].extend(marks)
            continue
        floor = foot
        fitted.append((foot, cells, marks))
    if sum(len(cells) > 1 for _, cells, _ in fitted) * 2 < len(fitted):
        return False
    for foot, cells, marks in fitted:
        _append(above, foot, cells, marks)
    del out[at + 1 :]
    return True


def _by_row(table: PageTable, first: int) -> list[tuple[int, list[Cell]]]:
    """Return the cells of each row from the ``first`` on, as they are now."""
    rows: dict[int, list[Cell]] = {row: [] for row in range(first, table.n_rows)}
    for cell in table.cells:
        if cell.row in rows:
            rows[cell.row].append(cell)
    return list(rows.items())


def _part_repeated_head(table: PageTable) -> None:
    """Part a row in which the head stands again below a title: the title stays, over the whole row."""
    head = {c.col: str(c.text) for c in table.cells if c.row == 0 and c.text}
    for row, cells in _by_row(table, 1):
        again = [c for c in cells if head.get(c.col) and str(c.text).endswith(head[c.col])]
        if len(again) < max(3, HEADED * len(head)) or any(c.row_span > 1 for c in cells):
            continue
        rest = [ln for c in cells for ln in c.text.lines if ln.text not in head.values()]
        if not rest:
            title = _cell(row, 0, [], table)
        else:
            lines = sorted(rest, key=lambda ln: ln.place.x0 or 0.0)
            title = _cell(row, 0, [_joined_line(lines)], table)
        others = [c for c in table.cells if c.row != row]
        table.cells = [*others, replace(title, col_span=table.n_cols)]


def _join_titles(table: PageTable) -> None:
    """Join the words of a row that a column only cuts: one line with no gap wider than between words."""
    for row, cells in _by_row(table, table.header_rows):
        cells.sort(key=lambda c: c.col)
        held = [c for c in cells if c.text or c.marks]
        if len(held) < 2 or len(cells) < 3 or any(c.row_span > 1 or c.marks or len(c.text.lines) != 1 for c in held):
            continue
        lines = [c.text.lines[0] for c in held]
        close = all(
            abs((a.place.bottom or 0.0) - (b.place.bottom or 0.0)) < 0.4 * a.size
            and -1.0 < (b.place.x0 or 0.0) - (a.place.x1 or 0.0) < GAP * max(a.size, b.size)
            for a, b in pairwise(lines)
        )
        if close and all(line.words for line in lines):
            title = _cell(row, 0, [_joined_line(lines)], table)
            fill = cells[0].fill
            table.cells = [c for c in table.cells if c.row != row]
            table.cells.append(replace(title, col_span=table.n_cols, fill=fill))


def _join_below_wide_heads(table: PageTable) -> None:
    """Join words below one cell of the head that a column of other rows only cuts: "County | budget documents".

    They stand on one line no further apart than words, and the latter do not begin where their column does.
    """
    heads = [c for c in table.cells if c.row + c.row_span == table.header_rows and c.col_span > 1 and c.text]
    for head in heads:
        cols = range(head.col, head.col + head.col_span)
        inside = [c for c in table.cells if c.row >= table.header_rows and c.col in cols and c.col_span == 1 and c.text]
        starts = Counter(_start(c) for c in inside)
        wide = {_start(c)[2:] for c in table.cells if c.row >= table.header_rows and c.col == head.col
                and c.col_span > 1 and c.text}  # fmt: skip
        for right in [c for c in inside if c.col > head.col]:
            left = next((c for c in inside if c.row == right.row and c.col == right.col - 1), None)
            usual = starts[_start(right)] > 1 and _start(right)[2:] not in wide
            if left is None or usual or left.row_span != right.row_span or left.marks or right.marks:
                continue
            pairs = [(_beside(line, left.text.lines), line) for line in right.text.lines]
            if all(a is not None for a, _ in pairs):
                joined = {id(a): _joined_line([a, b]) for a, b in pairs if a is not None}
                lines = [joined.get(id(line), line) for line in left.text.lines]
                whole = replace(left, col_span=2, text=Text(lines))
                table.cells = [whole if c is left else c for c in table.cells if c is not right]


def _start(cell: Cell) -> tuple[int, float, float, bool]:
    """Return where the words of a cell begin, and how they are set."""
    line = cell.text.lines[0]
    return cell.col, round(line.place.x0 or 0.0, 0), round(line.size, 1), line.bold


def _beside(line: Line, others: Sequence[Line]) -> Line | None:
    """Return the line that ends right before another one, as words of one line do."""
    for other in others:
        level = abs((other.place.bottom or 0.0) - (line.place.bottom or 0.0)) < 0.4 * line.size
        if level and -1.0 < (line.place.x0 or 0.0) - (other.place.x1 or 0.0) < GAP * line.size:
            return other
    return None


def _joined_line(lines: Sequence[Line]) -> Line:
    """Return the lines of neighbouring cells as the one line that they were."""
    text, words = "", []
    for line in lines:
        shift = len(text) + 1 if text else 0
        text = f"{text} {line.text}" if text else line.text
        words += [Word(w.offset + shift, w.x0, w.x1) for w in line.words]
    place = replace(lines[0].place, x1=lines[-1].place.x1)
    return Line(text, place, lines[0].size, lines[0].bold, tuple(words))


def _rows_of(table: PageTable) -> Iterator[tuple[float, float, list[Line], list[Mark]]]:
    for r in range(table.n_rows):
        cells = [c for c in table.cells if c.row == r]
        lines = [ln for c in cells for ln in c.text.lines]
        yield table.ys[r], table.ys[r + 1], lines, [m for c in cells for m in c.marks]


def _marks(line: PrintedLine) -> list[Mark]:
    place = line.line.place.page
    return [
        Mark(SIGN_KINDS[t.text], Place(place, t.x0, t.top, t.x1, t.bottom), t.text)
        for t in line.tokens
        if t.text in SIGN_KINDS
    ]


def _append(table: PageTable, foot: float, cells: dict[int, list[Line]], marks: Sequence[Mark]) -> None:
    """Add a row to a table; words alone in one column that the row above has, too, go on with it."""
    row = table.n_rows
    placed: dict[int, list[Mark]] = {}
    for mark in marks:
        x = ((mark.place.x0 or 0.0) + (mark.place.x1 or 0.0)) / 2
        col = next((c for c in range(table.n_cols) if x < table.xs[c + 1]), table.n_cols - 1)
        placed.setdefault(col, []).append(mark)
    goes_on = len(cells) == 1 and 0 not in cells and not placed
    above = next((c for c in table.cells if c.row + c.row_span == row and goes_on and c.col in cells), None)
    if above is not None and above.text:
        longer = replace(above, text=Text([*above.text.lines, *cells[above.col]]))
        table.cells = [longer if c is above else c for c in table.cells]
        table.ys = [*table.ys[:-1], foot]
    else:
        table.cells += [_cell(row, col, cells.get(col, []), table, placed.get(col, ())) for col in range(table.n_cols)]
        table.ys = [*table.ys, foot]
    table.end = (table.end[0], foot)


def _cell(row: int, col: int, lines: Sequence[Line], table: PageTable, marks: Sequence[Mark] = ()) -> Cell:
    x0, x1 = table.xs[col], table.xs[col + 1]
    top = min((ln.place.top or 0.0 for ln in lines), default=0.0)
    bottom = max((ln.place.bottom or 0.0 for ln in lines), default=0.0)
    place = Place(table.page, round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
    return Cell(row, col, Text(list(lines)), place=place, is_header=False, marks=tuple(marks))
