"""A row of a table: a commitment, one of its milestones, or more about either.

In go the index of a section and a row; out come claims in the ledger. What a row is by itself is asked of
:mod:`extractors.claims.rows`, which columns are those of milestones of :mod:`extractors.claims.columns`; its cells are
read by :mod:`extractors.claims.cells`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace

from extractors.annotate.colours import Legend
from extractors.annotate.dated import closed_by_days
from extractors.annotate.openings import opening
from extractors.annotate.roles import phases
from extractors.annotate.values import value_named
from extractors.annotate.vocabulary import words_of
from extractors.claims.cells import Cells
from extractors.claims.columns import Cols, MilestoneColumns, names_milestone
from extractors.claims.enumerations import lettered_below, numbered, parts_of
from extractors.claims.ledger import Ledger
from extractors.claims.model import UNNAMED, Claim
from extractors.claims.options import CONFLICTING_MARKS, bar_of
from extractors.claims.roles import (
    BODY_ROLES,
    BY_VALUE,
    DATE_ROLES,
    KEY_ROLES,
    MILESTONE_ROLES,
    STATUS_ROLES,
    WHOLE_ROLES,
    base,
    of_milestone,
)
from extractors.claims.rows import (
    cells_of,
    distinct,
    is_remark,
    is_sum,
    is_titled,
    is_told_below,
    is_total,
    is_whole,
    number_of,
    own,
    rows_of,
    text_of,
    ticks_scale,
    wordiest,
)
from extractors.claims.spans import in_cell
from extractors.document import Cell
from extractors.segment.candidates import title_column
from extractors.segment.outline import Outline
from extractors.segment.stream import Column, Item
from extractors.words import fold

OF_WHOLE = BODY_ROLES | DATE_ROLES | STATUS_ROLES | {"area", "policy_areas"}
"""Roles of labels above values that a row of nothing else says of a commitment."""

_Asks = Callable[[Column, Cell], bool]


class RowClaims:
    """Reads the rows of the tables of one document."""

    def __init__(self, items: Sequence[Item], outline: Outline, legend: Legend, ledger: Ledger) -> None:
        self._items = items
        self._sections = outline.sections
        self._cells = Cells(legend, ledger)
        self._columns = MilestoneColumns(items)
        self._ledger = ledger

    def opening(self, index: int, item: Item) -> None:
        """Read the row that opens a commitment: its own columns, and those of its first milestone."""
        section = self._sections[index]
        col = title_column(item)
        if not item.columns:
            self._cells.badges(index, item, section.title.cell)
        below = self._columns.of(item)
        if not names_milestone(item, below):
            below = frozenset()  # a row of the commitment alone, those of its milestones follow
        further = [r for r in rows_of(self._items[section.first : section.last], item) if r is not item]
        for column, cell in cells_of(item):
            if column.col == col:
                self._cells.labelled(index, item, cell, section.title.end or len(str(cell)))
                continue
            if column.role in (None, "description", "reasons", "results"):
                self._cells.labelled(index, item, cell, 0)
            said = cell if str(cell) or cell.marks else _merged_below(further, column) or cell
            if column.col in below and not _shared(self._rows_of(index, item), column):
                continue
            if self._cells.over_several(index, item, column, said, col):
                continue
            self._cells.read(index, None, item, column, said)
            if not below and not further:
                self._cells.left_blank(index, item, column, said)
        if below:
            self.milestone(index, item, below)

    def read(self, index: int, item: Item, context: str | None) -> None:
        """Read a row inside a section; ``context`` is the role of the label without a value above it."""
        if is_total(item):
            self._overall(index, item)
            return
        if self._by_value(index, item):
            return
        bar = bar_of(index, item) if not item.columns else None
        if bar is not None:
            self._ledger.take(item, bar)
            return
        named = self._named(item)
        index = index if named is None else named
        below_its_opening = id(item.table) in self._opening_tables(index)
        if named is not None and not below_its_opening:
            self.overview(index, item)
        elif item.columns and below_its_opening:
            self._below_opening(index, item)
        elif item.columns:
            self._of_own_table(index, item, context)
        elif context in MILESTONE_ROLES:
            self.milestone(index, item, range(len(item.cells)))
        elif context:  # a label of its own that is not known beside a value
            value = next((c for c in item.cells[1:] if c is not None and c is not item.cells[0] and str(c)), None)
            if value is not None:
                self._ledger.take(item, Claim(index, None, context, in_cell(item, value), "label.below"))

    def overview(self, index: int, item: Item) -> None:
        """Read a row that names a commitment by its title: what it says of it, or of a milestone that it names, too."""
        col = title_column(item)
        self._ledger.take(item)
        named = frozenset(c.col for c in item.columns if c.role in MILESTONE_ROLES or of_milestone(c.role))
        if named and names_milestone(item, named):
            self.milestone(index, item, _all(item) - {col})
        else:
            self._read(index, None, item, lambda c, _: c.col != col and c.role not in MILESTONE_ROLES)

    def milestone(self, index: int, item: Item, cols: Container[int]) -> None:
        """Read a row that names a milestone in some columns, with what they say of it."""
        text = text_of(item, cols)
        if text is None:
            if ticks_scale(item):
                self._ticked(index, item)
            else:
                self._unnamed(index, item, cols)
            return
        if is_remark(item, text) or is_told_below(item, text):
            self._ledger.take(item, Claim(index, None, "text", in_cell(item, text), "row"))
            return
        phase = phases().get(words_of(str(text)))
        if phase is not None:
            self._at_phase(index, item, text, phase)
            return
        if self._list_in_cell(index, item, text):
            self._read(
                index,
                None,
                item,  # one term or share beside several milestones is the commitment's
                lambda c, cell: (
                    c.col in cols and c.role in (*DATE_ROLES, "percent") and cell is not text and own(item, c.col)
                ),
            )
            return
        if len(item.columns) > 2 and sum(own(item, c.col) for c in item.columns) < 2:
            return  # one cell alone below a header of several is a note
        if self._rates_whole(index, item, text) or self._is_of_commitment(index, item, cols, text):
            return
        self._ledger.take(item)
        found = numbered(opening(str(text), text.runs))
        number, start = number_of(item, cols, text), 0
        lettered = lettered_below(self._sections[index].number, str(text))
        if number is None and lettered is not None:
            number, start = lettered
        elif found and found.number and found.title_start < len(str(text)):
            number, start = number or found.printed, found.title_start
        key = self._ledger.milestone(index, number, in_cell(item, text, start), "row")
        self._read(
            index,
            key,
            item,
            lambda c, cell: (
                cell is not text
                and c.col in cols
                and (own(item, c.col) or (cell.row == item.row and self._cells.shows_colour(cell)))
            ),
        )

    def _at_phase(self, index: int, item: Item, text: Cell, phase: str) -> None:
        """Read a row that a phase names and no milestone: how far the commitment was at "End of term"."""
        self._ledger.take(item)
        before = len(self._ledger.claims)
        self._read(index, None, item, lambda _, cell: cell is not text)
        own = self._ledger.claims[before:]
        self._ledger.claims[before:] = [replace(claim, phase=phase) for claim in own]

    def _read(self, index: int, milestone: str | None, item: Item, asks: _Asks) -> None:
        """Read the cells of a row of which this holds."""
        for column, cell in cells_of(item):
            if asks(column, cell):
                self._cells.read(index, milestone, item, column, cell)

    def _rows_of(self, index: int, item: Item) -> list[Item]:
        section = self._sections[index]
        return rows_of(self._items[section.first : section.last], item)

    def _opening_tables(self, index: int) -> set[int]:
        """Return the tables with a row that opens a commitment, in its own list or another one."""
        section = self._sections[index]
        openings = [self._items[at] for at in (section.first, *(first for first, _ in section.elsewhere))]
        return {id(i.table) for i in openings if i.kind == "row"}

    def _below_opening(self, index: int, item: Item) -> None:
        """Read a further row of the table in which a row opens the commitment."""
        below = self._columns.of(item)
        col = title_column(item)
        if below:
            self.milestone(index, item, below)
        elif col is not None and own(item, col):
            self.milestone(index, item, _all(item))
        else:
            self._read(index, None, item, lambda c, cell: cell.row == item.row and c.col != col)

    def _of_own_table(self, index: int, item: Item, context: str | None) -> None:
        """Read a row of a table that stands in a section: of milestones, or about the commitment alone."""
        roles = {c.role for c in item.columns}
        named = roles & set(MILESTONE_ROLES) or any(map(of_milestone, roles)) or context in MILESTONE_ROLES
        worded = roles & {"title", "number_title", "description", "objective"} and roles & (DATE_ROLES | STATUS_ROLES)
        dated = roles & DATE_ROLES and wordiest(item, [c.col for c in item.columns if c.role is None])
        if named or worded or dated:
            self.milestone(index, item, _all(item))
        elif ("lead" in roles and not roles & KEY_ROLES) or (roles <= OF_WHOLE and self._is_alone(item)):
            # a row of the commitment alone: who leads it, with whom, from when to when
            self._read(index, None, item, lambda _, cell: cell.row == item.row)

    def _is_alone(self, item: Item) -> bool:
        """Whether no other row stands below the same heads: labels above the values of one commitment."""
        beside = (self._items[k] for k in (item.index - 1, item.index + 1) if 0 <= k < len(self._items))
        return not any(r.columns == item.columns for r in rows_of(beside, item))

    def _by_value(self, index: int, item: Item) -> bool:
        """Read a row headed by a value of the partnership, with a mark below a step: "Civic participation | | X |"."""
        first = item.cells[0] if item.columns else None
        value = value_named(str(first)) if first is not None else None
        ticked = [(c.words[-1], cell) for c, cell in cells_of(item) if c.role == BY_VALUE and cell.marked]
        if value is None or first is None or not ticked:
            return False
        doubts = (CONFLICTING_MARKS,) if len(ticked) > 1 else ()
        step, cell = ticked[0]
        mark = next(m for m in cell.marks if m.selects)
        span = in_cell(item, cell)
        claim = Claim(index, None, BY_VALUE, span, "row.mark", step, mark, first.text, doubts, ogp_value=value)
        self._ledger.take(item, claim)
        return True

    def _overall(self, index: int, item: Item) -> None:
        """Read a row that rates the commitment as a whole: marks beside those of its milestones, or its total."""
        printed = item.column("number")
        whole = printed is not None and str(printed).strip(" .") == self._sections[index].number
        self._read(
            index,
            None,
            item,
            lambda c, cell: (
                bool(c.role) and cell.row == item.row and (cell.marked or (whole and base(c.role) in STATUS_ROLES))
            ),
        )

    def _named(self, item: Item) -> int | None:
        """Return the commitment that a row names in its column of titles, where rows of several are mixed."""
        col = next((c.col for c in item.columns if c.role in ("number_title", "title")), None)
        if col is None or not own(item, col):
            return None
        words = str(item.cells[col])
        found = opening(words)
        said = {fold(words), fold(words[found.title_start :] if found and found.number else words)}
        titles = ((i, section.title) for i, section in enumerate(self._sections))
        return next((i for i, title in titles if said & {fold(str(title)), fold(str(title.text))}), None)

    def _list_in_cell(self, index: int, item: Item, cell: Cell) -> bool:
        """Read a cell that lists the milestones of its row, with the dates and status of each; False for no list."""
        words = str(cell)
        parts = parts_of(words) or [("", a, b) for a, b in closed_by_days(words)]
        for number, start, end in parts:
            self._ledger.valued(index, number, in_cell(item, cell, start, end), "sentence")
        if parts:
            self._ledger.take(item)
        return bool(parts)

    def _ticked(self, index: int, item: Item) -> None:
        """Read the boxes of a scale that are of the commitment itself, above those of its milestones."""
        boxes = [(c, box) for c, box in cells_of(item) if c.role and box.marks]
        ticked = [(c, box) for c, box in boxes if box.marked]
        for column, box in ticked or boxes[:1]:
            self._cells.read(index, None, item, column, box)

    def _unnamed(self, index: int, item: Item, cols: Container[int]) -> None:
        """Claim the status in a row among those of milestones that names none: whose it is nobody can tell."""
        above = self._items[item.index - 1]
        named = any(c.col in cols and c.role in MILESTONE_ROLES and own(above, c.col) for c in item.columns)
        alike = above.kind == "row" and above.table is item.table and above.columns == item.columns
        if not alike or not named or above.index not in self._ledger.used or is_titled(item):
            return
        for column, cell in cells_of(item):
            if base(column.role) in STATUS_ROLES and own(item, column.col) and str(cell):
                claim = Claim(index, None, column.role or "", in_cell(item, cell), UNNAMED, doubts=(UNNAMED,))
                self._ledger.claims.append(claim)

    def _rates_whole(self, index: int, item: Item, text: Cell) -> bool:
        """Read a row of a remark, and the commitment's own status behind its label ("Completion of the commitment")."""
        cells = [c for c in distinct(item.cells) if c.row == item.row and str(c)]
        labels = [c for c in cells if c is not text and is_whole(str(c))]
        if len(labels) != 1:
            return False
        self._ledger.take(item, Claim(index, None, "text", in_cell(item, text), "row"))
        label = labels[0]
        self._read(index, None, item, lambda c, cell: cell.col > label.col and base(c.role) in STATUS_ROLES)
        return True

    def _is_of_commitment(self, index: int, item: Item, cols: Container[int], text: Cell) -> bool:
        """Read the row of the commitment as a whole, below its milestones; whether it is that, or of another one."""
        found = numbered(opening(str(text), text.runs))
        other = found is not None and bool(found.number) and found.unit == "commitment"
        if not other and not is_sum(str(text)):
            return False
        bare = found is not None and found.title_start >= len(str(text))
        if not other or (bare and found is not None and found.number == self._sections[index].number):
            self._read(index, None, item, lambda c, cell: cell is not text and c.col in cols and own(item, c.col))
        return True


def _all(item: Item) -> Cols:
    return frozenset(c.col for c in item.columns)


def _shared(rows: Sequence[Item], column: Column) -> bool:
    """Whether a column beside the milestones says one thing in all rows of a commitment: it is the commitment's."""
    words = {str(c) for r in rows if (c := r.at(column.col)) is not None and str(c)}
    return column.role in WHOLE_ROLES and len(words) == 1 and len(rows) > 1


def _merged_below(rows: Sequence[Item], column: Column) -> Cell | None:
    """Return the one cell that stands beside all further rows of a commitment: it is the commitment's, too."""
    cells = distinct(r.at(column.col) for r in rows) if column.role in WHOLE_ROLES | DATE_ROLES else []
    return cells[0] if len(cells) == 1 and cells[0].row_span >= len(rows) and str(cells[0]) else None


__all__ = ["RowClaims"]
