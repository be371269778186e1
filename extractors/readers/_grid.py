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
from extractors.readers._cellkind import (
    is_caption,
    is_data_row,
    is_header_of_years,
    is_ordinal,
    is_short,
    kind_of,
    leading_ordinal,
)
from extractors.readers.errors import ReadError
from extractors.words import fold

_MAX_SPAN = 1000  # HTML's own limit
_MAX_POSITIONS = 2_000_000
_FREE_POSITIONS, _EACH_COVERS = 100_000, 100  # beyond these, cells cover on average no more
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
    container: tuple[str, ...] = ()

    @property
    def n_cols(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0


def expand(rows: Sequence[Sequence[RawCell]]) -> Rows:
    """Lay cells out by their spans: short rows are filled with blank cells; a column that no row tells from
    its neighbour, a row that is the one above, and rows and last columns that hold nothing are left out. Spans that
    cover an absurd area do not count.

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
    out = [row for r, row in enumerate(out) if not r or any(a is not b for a, b in zip(row, out[r - 1], strict=True))]
    while out and out[0] and all(row[-1].blank and not row[-1].fill for row in out):
        for row in out:
            row.pop()
    return out


def _place(rows: Sequence[Sequence[RawCell]]) -> list[dict[int, RawCell]] | None:
    """Return for each row the cell at each column; None where the spans cover more than is sane."""
    taken: list[dict[int, RawCell]] = [{} for _ in rows]
    positions = 0
    most = min(_MAX_POSITIONS, _FREE_POSITIONS + _EACH_COVERS * sum(map(len, rows)))
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
                if positions > most:
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
    if len(rows) < 2:
        return 0, 0
    if grid.n_cols < 2:
        return (1, 1) if grid.header and _heads_list(rows, grid.caption) else (0, 0)
    if title_of(rows[0]) or (grid.header and stands_alone(rows[0])):
        below, _ = header_rows(Grid(rows[1:], caption=grid.caption))
        return below + 1, 2
    if not _may_be_header(rows[0], rows[1:]):
        return 0, 0
    if grid.n_cols == 2 and not grid.caption and _label_and_value(rows, forced=bool(grid.header)):
        return 0, 0
    n = next((k + 1 for k in (3, 2, 1) if k + 1 < len(rows) and _names_groups(rows[: k + 1])), 1)
    if n == 1 and not _names_columns(rows[0], rows[1:]):
        return 0, 0
    return n, 2 if _contrast(rows[n - 1], rows[n:]) else 1


def _heads_list(rows: Rows, caption: Text) -> bool:
    """Whether the first row of a list of one column heads it: the caption has its words, or only it is a label."""
    words = rows[0][0].words
    if fold(words) in fold(str(caption)):
        return True
    return not is_data_row([words]) and is_short(words) and all(is_data_row([row[0].words]) for row in rows[1:])


def stands_alone(row: list[RawCell]) -> bool:
    return not row[0].blank and all(cell.blank for cell in row[1:])


def title_of(row: list[RawCell]) -> Text | None:
    """Return the words of a row that are one cell over all columns (or the same words in each of them)."""
    if len(row) < 2 or row[0].blank:
        return None
    words = row[0].words
    alone = all(cell is row[0] or (cell.words == words and len(words) > 3) for cell in row[1:])
    return row[0].text if alone and kind_of(words) == "text" else None


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


def _names_columns(row: list[RawCell], body: Rows) -> bool:
    """Whether a row names columns: the rows of a form are a label and one value, merged over the other columns or
    with blanks in them."""
    own = list(_unique(row))
    if len(row) > 2 and len(own) == 2 and row[-1] is row[1]:
        return False
    unnamed = [c for c in range(1, len(row)) if row[c].blank]
    empty = sum(all(line[c].blank for c in unnamed) for line in body) if unnamed else 0
    return sum(not cell.blank for cell in own) > 1 and empty * 2 < len(body)


def _label_and_value(rows: Rows, *, forced: bool) -> bool:
    """Whether a two-column table without caption lists labels and their values, header none.

    ``forced``: its medium has no table without header, so that its values must differ in kind to tell.
    """
    mixed = len({kind_of(row[1].words) for row in rows[1:] if not row[1].blank} - {"null"}) > 1
    if not mixed and (forced or _contrast(rows[0], rows[1:], bold_only=True)):
        return False
    kinds = [kind_of(row[1].words) for row in rows[1:] if not row[1].blank]
    labels = [row[0].words for row in rows[1:]]
    if kinds and all(k in ("number", "percent", "mark") for k in kinds):
        return len(rows) < 3 and not all(kind_of(label) == "number" for label in labels)
    first = [label.split()[0] for label in labels if label]
    if len(first) > 1 and len(set(first)) == 1:
        return False
    return not all(kind_of(label) in ("number", "range", "date") for label in labels)


def _names_groups(head: Rows) -> bool:
    """Whether the last of these rows names the columns that the first one groups: a group is a merged cell, the
    same words over several columns, or words with blanks to their right."""
    first, last = head[0], head[-1]
    grouped = {c for c in range(1, len(first)) if first[c].blank}
    grouped |= {
        c for c in range(1, len(first)) for d in (c - 1, c + 1) if 0 < d < len(first) and _same(first[c], first[d])
    }
    if not grouped:
        return False
    for row in head[1:]:
        own = [cell for cell, above in zip(row, first, strict=True) if cell is not above and not cell.blank]
        if not (row[0] is first[0] or row[0].blank or first[0].blank or _same(row[0], first[0])):
            return False
        if any(cell.marks or kind_of(cell.words) != "text" or not is_short(cell.words) for cell in own):
            return False
    return all(not last[c].blank and last[c] is not first[c] for c in grouped)


def _same(cell: RawCell, other: RawCell) -> bool:
    return not cell.blank and (cell is other or cell.words == other.words)


def merge_header(rows: Rows, header: int) -> None:
    """Merge what a header of several rows spells out cell by cell: repeated words, blanks under a name or right of
    the name of a group."""
    for r in range(header):
        row = rows[r]
        for c, cell in enumerate(row):
            below = rows[r + 1][c] if r + 1 < header else None
            named = below is not None and not below.blank
            left = row[c - 1] if c else None
            if left and named and cell is not left and (_same(cell, left) or (cell.blank and c > 1 and not r)):
                row[c] = left
            elif r and cell.blank and not cell.fill and _reaches_down(rows[r - 1], row, c):
                row[c] = rows[r - 1][c]


def _reaches_down(above: list[RawCell], row: list[RawCell], col: int) -> bool:
    """Whether a name may reach down into the blank below it: a title over several columns only where all are blank."""
    return all(row[k].blank or row[k] is above[col] for k, cell in enumerate(above) if cell is above[col])


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


def take_title(grid: Grid) -> None:
    """Make a first row over all columns the caption, where it is one and the table has none."""
    title = title_of(grid.rows[0]) if len(grid.rows) > 1 and not grid.caption else None
    if title and is_caption(str(title)):
        grid.caption = title
        grid.rows = grid.rows[1:]
        grid.header = max(grid.header - 1, 0)
        grid.certain = grid.certain and grid.header > 0


def finish(grid: Grid) -> Table:
    """Make the table: header found, merged cells filled, marks read."""
    header, _ = header_rows(grid)
    rows = grid.rows
    if header > 1:
        merge_header(rows, header)
    if header and (stands_alone(rows[0]) or title_of(rows[0])):
        rows[0] = [rows[0][0]] * grid.n_cols
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
    return Table(list(cells.values()), len(rows), grid.n_cols, header, grid.caption, container=grid.container)
