"""Tables of text, HTML and word-processor documents, shaped alike: the same rows give the same logical table.

A reader makes a :class:`Grid` of what stands between two other elements; :func:`expand` lays its cells out by
their spans. ``_stitch`` joins the grids that a page break parted. :func:`finish` finds the header, fills a merged
first column and makes the :class:`Table`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.layout import NOWHERE, Cell, Mark, Place, Table, Text
from extractors.marks import marks_of
from extractors.readers._cellkind import is_data_row, is_header_of_years, is_ordinal, is_short, kind_of, leading_ordinal
from extractors.readers.errors import ReadError

_MAX_SPAN = 1000  # HTML's own limit
_MAX_POSITIONS = 2_000_000
SAMPLE = 40
"""Rows that are looked at to tell what a column holds."""


@dataclass(slots=True, eq=False)
class RawCell:
    """A cell as its medium has it: the words by paragraph, the spans, the marks that are no words."""

    paras: list[Text] = field(default_factory=list)
    row_span: int = 1
    col_span: int = 1
    th: bool = False
    fill: str | None = None
    marks: tuple[Mark, ...] = ()
    place: Place = NOWHERE

    @property
    def text(self) -> Text:
        """All the words of the cell."""
        return Text(line for para in self.paras for line in para.lines)

    @property
    def words(self) -> str:
        """All the words of the cell as a string."""
        return str(self.text)

    @property
    def blank(self) -> bool:
        """Whether the cell holds neither words nor marks."""
        return not any(self.paras) and not self.marks


Rows = list[list[RawCell]]


@dataclass(slots=True, eq=False)
class Grid:
    """Rows of equal length; a cell that spans stands at each position it covers.

    ``header`` rows are the header if the medium says so; ``certain`` tells a true statement (``<th>``) from
    one the syntax forces (a Markdown table has always a header). ``spans`` says that the medium can merge
    cells over rows and did: then an empty cell is empty.
    """

    rows: Rows
    header: int = 0
    certain: bool = False
    caption: Text = field(default_factory=Text)
    spans: bool = False

    @property
    def n_cols(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0


def expand(rows: Sequence[Sequence[RawCell]]) -> Rows:
    """Lay cells out by their spans: short rows are filled with blank cells, a column that no row tells from
    its neighbour and rows and last columns that hold nothing are left out. Spans that cover an absurd area do not
    count.

    Raises:
        ReadError: ``too_large`` for more than two million positions.
    """
    taken = _place(rows)
    if taken is None:
        taken = _place([[replace(cell, row_span=1, col_span=1) for cell in row] for row in rows])
    if taken is None:
        raise ReadError("too_large", f"A table has more than {_MAX_POSITIONS} cells")
    columns = sorted({c for line in taken for c in line})
    kept: list[int] = []
    for c in columns:
        if kept and all(line.get(c) is line.get(kept[-1]) for line in taken):
            continue
        kept.append(c)
    out = [[line.get(c) or RawCell() for c in kept] for line in taken]
    out = [row for row in out if not all(cell.blank and not cell.fill for cell in row)]
    while out and out[0] and all(row[-1].blank and not row[-1].fill for row in out):
        for row in out:
            row.pop()
    return out


def _place(rows: Sequence[Sequence[RawCell]]) -> list[dict[int, RawCell]] | None:
    """Return for each row the cell at each column; None where the spans cover more than is sane."""
    taken: list[dict[int, RawCell]] = [{} for _ in rows]
    positions = 0
    for r, row in enumerate(rows):
        col = 0
        for cell in row:
            while col in taken[r]:
                col += 1
            last = r + min(cell.row_span or len(rows), len(rows) - r)
            for c in range(col, col + min(max(cell.col_span, 1), _MAX_SPAN)):
                if c in taken[r]:
                    break
                for line in taken[r:last]:
                    line.setdefault(c, cell)
                positions += last - r
                if positions > _MAX_POSITIONS:
                    return None
            col += 1
    width = len({c for line in taken for c in line})
    return taken if width * len(rows) <= _MAX_POSITIONS else None


def even_out(rows: list[list[RawCell]]) -> list[list[RawCell]]:
    """Give rows one cell short a column for the ordinal that stands apart in the others.

    Where a list number is a column in some rows ("2 | Open data") and part of the title in others ("1 Open
    budget"), the number is split off; a header over both becomes a merged cell.
    """
    width = max(map(len, rows), default=0)
    long = [row for row in rows if len(row) == width]
    short = [row for row in rows if len(row) == width - 1]
    if not short or width < 3 or not all(is_ordinal(row[0].words) for row in long):
        return rows
    body = [row for row in short if leading_ordinal(row[0].words)]
    if len(short) - len(body) > 1 or (len(short) > len(body) and short[0] is not rows[0]):
        return rows
    out = []
    for row in rows:
        if len(row) != width - 1:
            out.append(row)
        elif cut := leading_ordinal(row[0].words):
            text = row[0].text
            number, title = RawCell([text.slice(0, cut)]), RawCell([text.slice(cut)])
            out.append([number, title, *row[1:]])
        else:
            row[0].col_span += 1
            out.append([row[0], row[0], *row[1:]])
    return out


def header_rows(grid: Grid) -> tuple[int, int]:
    """Return how many rows are the header, and how sure that is: 0 none, 1 by its words only, 2 sure."""
    if grid.certain and grid.header:
        return min(grid.header, len(grid.rows)), 2
    rows = grid.rows[:SAMPLE]
    if len(rows) < 2 or grid.n_cols < 2:
        return 0, 0
    if _whole_width(rows[0]):
        below, sure = header_rows(Grid(rows[1:], caption=grid.caption))
        return (below + 1, sure) if below else (0, 0)
    if not _may_be_header(rows[0], rows[1:]):
        return 0, 0
    if grid.n_cols == 2 and not grid.caption and not grid.header and _label_and_value(rows):
        return 0, 0
    n = 1
    while n < min(3, len(rows) - 1) and _needs_second_row(rows[:n], rows[n], rows[n + 1 :]):
        n += 1
    return n, 2 if _contrast(rows[n - 1], rows[n:]) else 1


def _whole_width(row: list[RawCell]) -> bool:
    return len(row) > 1 and all(cell is row[0] for cell in row) and not row[0].blank


def _may_be_header(row: list[RawCell], body: Rows) -> bool:
    words = [cell.words for cell in _unique(row)]
    if not any(words) or any(cell.marks for cell in row):
        return False
    if is_header_of_years(words) and not any(is_header_of_years([c.words for c in r]) for r in body):
        return True
    return not is_data_row(words)


def _unique(row: list[RawCell]) -> Iterator[RawCell]:
    last = None
    for cell in row:
        if cell is not last:
            yield cell
        last = cell


def _label_and_value(rows: Rows) -> bool:
    """Whether a two-column table without caption lists labels and their values, header none."""
    if _contrast(rows[0], rows[1:], bold_only=True) and not _mixed(rows[1:]):
        return False
    kinds = [kind_of(row[1].words) for row in rows[1:] if not row[1].blank]
    labels = [row[0].words for row in rows[1:]]
    if kinds and all(k in ("number", "percent", "mark") for k in kinds):
        return len(rows) < 3 and not all(kind_of(label) == "number" for label in labels)
    first = [label.split()[0] for label in labels if label]
    if len(first) > 1 and len(set(first)) == 1:
        return False
    return not all(kind_of(label) in ("number", "range", "date") for label in labels)


def _mixed(body: Rows) -> bool:
    kinds = {kind_of(row[1].words) for row in body if not row[1].blank}
    return len(kinds - {"null"}) > 1


def _needs_second_row(above: Rows, row: list[RawCell], below: Rows) -> bool:
    """Whether a row goes on a header whose cells are merged over, or blank above, the columns it names."""
    last = above[-1]
    grouped = len(list(_unique(last))) < len(last) or any(cell.blank for cell in last[1:])
    if not grouped or not below or is_data_row([cell.words for cell in _unique(row)]):
        return False
    if any(cell.marks for cell in row) or (row[0].blank and last[0].blank):
        return False
    named = [i for i in range(len(row)) if row[i] is not last[i] and not row[i].blank]
    covered = [i for i in range(len(row)) if last[i].blank or last.count(last[i]) > 1]
    own_label = not row[0].blank and row[0] is not last[0] and not last[0].blank
    return bool(named) and not own_label and set(covered) <= set(named) and all(is_short(row[i].words) for i in named)


def _contrast(head: list[RawCell], body: Rows, *, bold_only: bool = False) -> bool:
    """Whether the body differs from the row above it in kind: bold words above plain ones, words above
    numbers, marks or sentences."""
    heads = [cell.text for cell in head if not cell.blank]
    plain = [cell for row in body for cell in row if not cell.blank and not cell.text.bold]
    cells = sum(not cell.blank for row in body for cell in row)
    if heads and all(text.bold for text in heads) and len(plain) * 2 > cells:
        return True
    if bold_only:
        return False
    for col, cell in enumerate(head):
        kinds = [kind_of(row[col].words) for row in body if not row[col].blank]
        typed = sum(kind not in ("text", "null") for kind in kinds)
        if kinds and kind_of(cell.words) == "text" and typed * 10 >= len(kinds) * 6:
            return True
    return False


def _merge_first_column(rows: Rows, header: int) -> None:
    """Let a category that is printed once, on the first row of its group, span the rows below it.

    Only the first column, only over rows that are else full, and only where the filled cells are words, no
    ordinals: a blank anywhere else is a blank.
    """
    body = rows[header:]
    if len(body) < 3 or len(rows[0]) < 3 or body[0][0].blank:
        return
    filled = [row[0].words for row in body if not row[0].blank]
    full = [not any(cell.blank for cell in row[1:]) for row in body]
    blank_under = [i for i, row in enumerate(body) if row[0].blank and full[i]]
    if not blank_under or len(blank_under) * 2 < len(filled):
        return
    if any(not is_short(words) or kind_of(words) != "text" for words in filled):
        return
    above: RawCell | None = None
    for i, row in enumerate(body):
        if not row[0].blank:
            above = row[0] if full[i] else None
        elif above and full[i]:
            row[0] = above
        else:
            above = None


def finish(grid: Grid) -> Table:
    """Make the table: header found, merged first column filled, marks read."""
    header, _ = header_rows(grid)
    rows = grid.rows
    if not grid.spans:
        _merge_first_column(rows, header)
    cells: dict[int, Cell] = {}
    for r, row in enumerate(rows):
        for c, raw in enumerate(row):
            cell = cells.get(id(raw))
            if cell is None:
                text = raw.text
                place = raw.place if raw.place != NOWHERE else text.place
                marks = (*raw.marks, *marks_of(text, place))
                cells[id(raw)] = Cell(r, c, text, 1, 1, r < header, place, raw.fill, marks)
            else:
                cell.row_span = max(cell.row_span, r - cell.row + 1)
                cell.col_span = max(cell.col_span, c - cell.col + 1)
    return Table(list(cells.values()), len(rows), grid.n_cols, header, grid.caption)
