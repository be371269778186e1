"""Which columns of a register of commitments speak of milestones.

In goes a row of the register, out come the positions of the columns: those of the group headed by milestones, or those
from the milestone's own column on that have values in rows without a title, too.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise

from extractors.claims.enumerations import parts_of
from extractors.claims.roles import DATE_ROLES, MILESTONE_ROLES, NAMING_ROLES, STATUS_ROLES, of_milestone
from extractors.claims.rows import differs, has_letter, is_total, is_worded, own, repeats, rows_of
from extractors.segment.candidates import title_column
from extractors.segment.stream import Item

FINER = 0.5  # share of the rows below a title in which a column of theirs has a cell of its own
Cols = frozenset[int]


class MilestoneColumns:
    """The columns of milestones in the tables of one document."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._known: dict[int, Cols] = {}

    def of(self, item: Item) -> Cols:
        """Return the columns of milestones in the table of a row."""
        if item.table is None:
            return frozenset()
        key = id(item.table)
        if key not in self._known:
            self._known[key] = _columns(item, rows_of(self._items, item))
        return self._known[key]


def names_milestone(item: Item, cols: Container[int]) -> bool:
    """Whether a row holds words in one of the columns that name milestones, or there is no such column."""
    texts = [c.col for c in item.columns if c.col in cols and c.role in (*MILESTONE_ROLES, *NAMING_ROLES)]
    if texts and all(item.lies_over(c) for c in texts):
        return False
    return not texts or any(own(item, c) and has_letter(str(item.at(c))) for c in texts)


def _columns(item: Item, rows: Sequence[Item]) -> Cols:
    alike = [r for r in rows if r.columns == item.columns]
    named = frozenset(
        c.col for c in item.columns if (c.role in MILESTONE_ROLES and is_worded(rows, c.col)) or of_milestone(c.role)
    )
    return named | _from(item, alike, min(named)) if named else _finer(item, alike, rows)


def _from(item: Item, rows: Sequence[Item], start: int) -> Cols:
    """Return the columns of milestones from the first one that a header gives them on."""
    title = title_column(item)
    behind = [c for c in item.columns if c.col >= start]
    below = [r for r in rows if (title is None or not own(r, title)) and any(own(r, c.col) for c in behind)]
    if below:
        return frozenset(c.col for c in behind if any(own(r, c.col) for r in below))
    again = [(a, b) for a, b in pairwise(rows) if title is not None and own(b, title) and repeats(a, b, title)]
    if again:  # the title is printed again beside each of its milestones
        return frozenset(c.col for c in behind if any(differs(a, b, c.col) for a, b in again))
    if any(of_milestone(c.role) for c in item.columns):
        return frozenset()  # the header says which are the milestones'
    if _lists(rows, start):
        return frozenset({start})  # each cell lists the milestones of its row: what is beside is the commitment's
    return frozenset(c.col for c in behind if c.role not in ("note", "total", "evidence"))


def _finer(item: Item, rows: Sequence[Item], table: Sequence[Item]) -> Cols:
    """Return the columns that have cells of their own in the rows below a title that stands for several rows.

    Where one of them holds words and no column's label says whose they are, these rows are its milestones.
    """
    title = title_column(item)
    below = [(a, b) for a, b in pairwise(rows) if title is not None and _goes_on(a, b, title)]
    finer = [c for c in item.columns if sum(differs(a, b, c.col) for a, b in below) > FINER * len(below)]
    named = any(c.role in NAMING_ROLES and is_worded(table, c.col) for c in finer)
    dated = any(c.role in STATUS_ROLES | DATE_ROLES for c in finer)
    return frozenset(c.col for c in finer) if named and dated else frozenset()


def _goes_on(before: Item, item: Item, title: int) -> bool:
    """Whether a row goes on with the title of the row above it: by a cell over both, left blank, or repeated."""
    return (not own(item, title) or repeats(before, item, title)) and not is_total(item)


def _lists(rows: Sequence[Item], col: int) -> bool:
    """Whether most cells of a column that say anything are lists."""
    cells = [str(c) for r in rows if (c := r.at(col)) is not None and str(c)]
    return sum(bool(parts_of(c)) for c in cells) * 2 > len(cells)


__all__ = ["Cols", "MilestoneColumns", "names_milestone"]
