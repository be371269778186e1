"""The grid rows of an assessment table joined into blocks, one a subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.claims.ratings.columns import Plan, cells_of
from extractors.layout import Cell, Table, Text, distinct


@dataclass(slots=True)
class Rows:
    """The grid rows of one subject, with its title cells."""

    rows: range
    titles: list[Cell] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of the title."""
        return " ".join(str(c.text) for c in self.titles if c.text)

    @property
    def beside(self) -> Text:
        """The words to quote for a mark that has none."""
        return next((c.text for c in reversed(self.titles) if c.text), Text())


def rows_of(table: Table, plan: Plan) -> list[Rows]:
    """Join grid rows that belong to one subject: under one title cell, or without a title of their own."""
    out: list[Rows] = []
    for r in range(plan.header_rows, table.n_rows):
        own = distinct([plan.grid[r][col] for col in plan.titles])
        titles = [c for c in own if c.row >= plan.header_rows]
        if out and _continues(plan, out[-1], titles, r):
            last = out[-1]
            last.rows = range(last.rows.start, r + 1)
            last.titles += [c for c in titles if c.text and all(c is not t for t in last.titles)]
        else:
            out.append(Rows(range(r, r + 1), titles))
    return out


def _continues(plan: Plan, above: Rows, titles: Sequence[Cell], row: int) -> bool:
    if any(c is t for c in titles for t in above.titles):
        return True
    if any(c.text for c in titles):
        return False
    # No words of its own: a further half row, unless it fills what the block has filled already.
    return not _clash(plan, above.rows, range(row, row + 1))


def _clash(plan: Plan, above: range, below: range) -> bool:
    """Whether two stretches of rows both answer a group that has one answer."""
    for group in plan.groups:
        if group.stacked or not group.single or (group.dimension == "completion" and not group.phase):
            continue
        first = [c for c in cells_of(plan.grid, above, group.columns) if c.marked]
        second = [c for c in cells_of(plan.grid, below, group.columns) if c.marked and all(c is not f for f in first)]
        if first and second:
            return True
    return False
