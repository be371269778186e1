"""One cell of a row under the head of its column: what it says, by words, marks, signs or colour.

In go a row, a column and a cell; out come claims in the ledger.
"""

from __future__ import annotations

import re

from extractors.annotate.colours import Legend, colour_of
from extractors.annotate.labels import dimension_of, labels_in, role_of
from extractors.annotate.names import is_body
from extractors.annotate.statuses import COLOUR_ALONE
from extractors.annotate.values import read_value, value_named
from extractors.claims.endings import is_status
from extractors.claims.ledger import Ledger
from extractors.claims.model import BLANK, LEARNED_LABEL, MERGED_CELL, TITLE_RUNS_ON, Claim
from extractors.claims.options import option_of, options_in
from extractors.claims.roles import BY_VALUE, MILESTONE_ROLES, STATUS_ROLES, base, kind_of
from extractors.claims.rows import beside, distinct, is_passed_over
from extractors.claims.spans import in_cell
from extractors.document import Cell, Mark
from extractors.segment.stream import Column, Item

LABELS_IN_CELL = 2  # labels with values that make a cell a small form
LONGEST_BODY = 90  # characters of the name of a body below a title
EDGES = " •·-–\n"

_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


class Cells:
    """Reads the cells of rows."""

    def __init__(self, legend: Legend, ledger: Ledger) -> None:
        self._legend = legend
        self._ledger = ledger
        self._merged: set[tuple[int, int]] = set()  # sections with the cells over several of their columns

    def read(self, subject: int, milestone: str | None, item: Item, column: Column, cell: Cell) -> None:
        """Claim a cell under its column's role; a mark says the option that heads its column."""
        role, words = column.role, column.words
        if is_passed_over(item, role, cell):
            return
        bare = role is None or (milestone is not None and role in MILESTONE_ROLES)  # the head of the words beside it
        if bare and self._legend.sign(str(cell)):
            role = "completion"  # a sign that the key explains needs no head
        asked = base(role)
        if asked in STATUS_ROLES and len(labels_in(str(cell), cell.runs)) >= LABELS_IN_CELL:
            self._ledger.take(item)
            self.labelled(subject, item, cell, 0)  # several answers with their labels are no status
            return
        span = in_cell(item, cell)
        mark = next((m for m in cell.marks if m.selects), None)
        head = words[-1] if words else ""
        shown = self._shown(cell) if asked in STATUS_ROLES and not option_of(asked, head) else None
        if shown is not None:
            said, rule, doubts = shown
            sign = mark or Mark("filled", cell.place)
            claim = Claim(subject, milestone, role or "", span, rule, said, sign, beside(item, cell).text, doubts)
            self._ledger.take(item, claim)
        elif mark is not None and options_in(cell, asked, words):
            self._ledger.take(item, Claim(subject, milestone, role or "", span, "row"))
        elif mark is not None:
            first = item.cells[0].text if item.cells and item.cells[0] is not None else cell.text
            said = head if dimension_of(asked) else " / ".join(words)
            self._ledger.take(item, Claim(subject, milestone, role or "option", span, "row.mark", said, mark, first))
        elif str(cell) and role:
            self._ledger.take(item)
            self._worded(subject, milestone, item, role, words, cell)

    def _worded(
        self, subject: int, milestone: str | None, item: Item, role: str, words: tuple[str, ...], cell: Cell
    ) -> None:
        """Claim the words of a cell; those in brackets name who helps where the column's head says so."""
        span = in_cell(item, cell)
        split = _partners_at(words, str(cell)) if role == "lead" else None
        if split is not None:
            begin, end = split
            helpers = in_cell(item, cell, begin + 1, end)
            self._ledger.claims.append(Claim(subject, milestone, "support", helpers, "row"))
            span = in_cell(item, cell, 0, begin)
        own = next((c for c in item.columns if c.col == cell.col), None)
        doubts = (LEARNED_LABEL,) if own is not None and own.learned else ()
        phase = own.phase if own is not None else None
        value = value_named(words[-1]) if role == BY_VALUE and words else None
        if value is None or read_value(role, str(cell)).codes:
            claim = Claim(subject, milestone, role, span, "row", phase=phase, doubts=doubts, ogp_value=value)
            self._ledger.claims.append(claim)

    def shows_colour(self, cell: Cell) -> bool:
        """Whether a cell says something by its colour or sign alone, as the document explains it."""
        return self._explained(cell) is not None

    def _explained(self, cell: Cell) -> str | None:
        """Return what the legend of the document says of a cell that shows nothing but a colour."""
        words = str(cell)
        return self._legend.sign(words) or self._legend.named(words) or self._legend.meaning(colour_of(cell))

    def _shown(self, cell: Cell) -> tuple[str, str, tuple[str, ...]] | None:
        """Return what a cell says by its colour or sign, by which rule, and doubts: by the key, or the order of all."""
        said = self._explained(cell)
        if said is not None:
            return said, "row.colour", self._legend.doubts(str(cell))
        step = self._legend.step(cell)
        return (step, "row.light", (COLOUR_ALONE,)) if step is not None else None

    def labelled(self, subject: int, item: Item, cell: Cell, start: int) -> None:
        """Read the labels with their values that a cell holds behind ``start``, and a body before the first of them."""
        words = str(cell)
        found = [f for f in labels_in(words, cell.runs) if f.start >= start]
        found = [f for f in found if words[f.value_start : f.value_end].strip()]
        if len(found) < (1 if start else LABELS_IN_CELL):  # behind a title one will do
            return
        before = words[start : found[0].start].strip(EDGES)
        if start and 0 < len(before) <= LONGEST_BODY and is_body(before):
            at = words.find(before, start)
            span = in_cell(item, cell, at, at + len(before))
            self._ledger.claims.append(Claim(subject, None, "lead", span, "row"))
        for f in found:
            end = f.value_start + len(words[f.value_start : f.value_end].rstrip(EDGES))
            span = in_cell(item, cell, f.value_start, end)
            self._ledger.claims.append(Claim(subject, None, f.role.name, span, "row"))

    def badges(self, subject: int, item: Item, title: Cell | None) -> None:
        """Read the cells beside a title that are no more than a status or a percentage: "75 % de avance"."""
        for cell in distinct(item.cells):
            if cell is not title and is_status(str(cell)):
                self._ledger.claims.append(Claim(subject, None, "status", in_cell(item, cell), "chip"))

    def over_several(self, subject: int, item: Item, column: Column, cell: Cell, title: int | None) -> bool:
        """Whether a cell lies over columns that ask for different things, so that nobody can tell whose words it holds.

        They are claimed as words of none, once. A title that lies over the columns before its own says nothing there.
        """
        over = {kind_of(c.role) for c in item.columns if cell.col <= c.col < cell.col + cell.col_span and c.role}
        titled = title is not None and cell is item.cells[title]
        if cell.col_span == 1 or not str(cell) or len(over) < 2:
            return False
        if not titled or column.col > (title or 0):
            code = TITLE_RUNS_ON if titled else MERGED_CELL
            if (subject, id(cell)) not in self._merged:
                self._merged.add((subject, id(cell)))
                self._ledger.claims.append(Claim(subject, None, "none", in_cell(item, cell), "row", doubts=(code,)))
        return True

    def left_blank(self, subject: int, item: Item, column: Column, cell: Cell) -> None:
        """Claim that a column of statuses says nothing of a commitment, or no more than by a colour nobody explains."""
        asks = column.role in ("completion", "percent") and not column.learned
        if not asks or column.role is None or str(cell) or cell.marks:
            return
        if option_of(column.role, column.words[-1] if column.words else "") or self._shown(cell) is not None:
            return
        others = {c.fill for c in item.cells if c is not None and c is not cell}
        doubts = (COLOUR_ALONE,) if colour_of(cell) is not None and cell.fill not in others else ()
        first = beside(item, cell).text
        self._ledger.claims.append(
            Claim(subject, None, column.role, in_cell(item, cell), BLANK, "", None, first, doubts)
        )


def _partners_at(head: tuple[str, ...], words: str) -> tuple[int, int] | None:
    """Return where brackets hold those who help, as the head of the column says: "Lead (partners)"."""
    asked = _BRACKETS.search(head[-1]) if head else None
    role = role_of(asked.group(1)) if asked else None
    found = _BRACKETS.search(words)
    if found is None or role is None or role.name not in ("support", "civil_society", "other_actors"):
        return None
    if found.group(1)[:1].islower():
        return None  # "(with the Bureau)" is said of bodies anywhere, and read with their names
    return found.start(), found.end(1)


__all__ = ["Cells"]
