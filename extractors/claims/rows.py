"""What a row of a table is by itself: whose words stand in its cells, and which of them name a milestone.

Questions about one row (or two, one below the other), answered from its cells and the roles of its columns alone.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from extractors.annotate.labels import dimension_of, role_of
from extractors.annotate.openings import opening, unit_in
from extractors.annotate.stated import says_average, says_plan
from extractors.annotate.values import read_value
from extractors.claims.options import option_of
from extractors.claims.roles import DATE_ROLES, EVIDENCE_ROLES, KEY_ROLES, MILESTONE_ROLES, STATUS_ROLES, base
from extractors.document import Cell
from extractors.segment.stream import Column, Item

TOTAL_LENGTH = 60  # characters of the label of a total row
MATRIX = 4  # columns of ratings; a table with more has one for each option
FEWEST_LETTERS = 3  # of a cell that names a milestone in a column without a role
NAMING = (frozenset(MILESTONE_ROLES), frozenset({"description", "title", "number_title", "objective"}),
          frozenset(EVIDENCE_ROLES))  # fmt: skip
"""Roles of the columns that name a milestone, those of the first set before those of the others."""
_LETTERS = re.compile(r"[^\W\d_]{2}")


def rows_of(items: Iterable[Item], item: Item) -> list[Item]:
    """Return the rows among items that stand in the table of another."""
    return [i for i in items if i.kind == "row" and i.table is item.table]


def cells_of(item: Item) -> Iterator[tuple[Column, Cell]]:
    """Yield the cells of a row below the heads of its columns, each with its column."""
    for column in item.columns:
        cell = item.at(column.col)
        if cell is not None:
            yield column, cell


def distinct(cells: Iterable[Cell | None]) -> list[Cell]:
    """Return cells once each, though one may lie over several columns."""
    return list({id(c): c for c in cells if c is not None}.values())


def own(item: Item, col: int) -> bool:
    """Whether a row has words or marks of its own in a column: not those of a cell that spans from above."""
    cell = item.at(col)
    return cell is not None and cell.row == item.row and bool(str(cell) or cell.marks)


def repeats(before: Item, item: Item, col: int) -> bool:
    """Whether a row says in a column what the row above it says."""
    above, cell = str(before.at(col) or ""), str(item.at(col) or "")
    return bool(cell) and above == cell


def differs(before: Item, item: Item, col: int) -> bool:
    """Whether a row has words of its own in a column that the row above it does not say."""
    return own(item, col) and not repeats(before, item, col)


def beside(item: Item, cell: Cell) -> Cell:
    """Return the first cell of a row that holds words: those beside a mark or a colour."""
    return next((c for c in item.cells if c is not None and str(c)), cell)


def is_total(item: Item) -> bool:
    """Whether a row sums up the others ("TOTAL", "Avance general del plan"): its first words say so."""
    words = next((str(c) for c in item.cells if c is not None and has_letter(str(c))), "")
    if not 0 < len(words) <= TOTAL_LENGTH:
        return False
    found = (role_of(words), role_of(words.split()[0]))
    return any(r is not None and r.name == "total" for r in found) or (says_average(words) and says_plan(words))


def is_sum(words: str) -> bool:
    """Whether words say that what stands beside them is of the commitment as a whole: "Total of the commitment"."""
    role = role_of(words)
    return role is not None and role.name == "total"


def is_whole(words: str) -> bool:
    """Whether words ask for the status of a commitment, or call it their sum: "Completion of the commitment"."""
    role = role_of(words) if len(words) <= TOTAL_LENGTH else None
    asks = role is not None and role.name in STATUS_ROLES and unit_in(words) in ("commitment", "measure")
    return asks or is_sum(words)


def is_titled(item: Item) -> bool:
    """Whether a row has a title or number of its own."""
    return any(c.role in KEY_ROLES and own(item, c.col) for c in item.columns)


def is_passed_over(item: Item, role: str | None, cell: Cell) -> bool:
    """Whether a cell is the open box of an option, where another option of its question is ticked."""
    ticked = any(c.role == role and box.marked for c, box in cells_of(item))
    return bool(cell.marks) and not cell.marked and ticked


def ticks_scale(item: Item) -> bool:
    """Whether a row holds nothing but the boxes of one scale ("Completion level | Not started | Limited | ...")."""
    asked = {c.words[0] for c in item.columns if len(c.words) > 1}
    cells = [c for c in item.cells if c is not None and c.row == item.row]
    bare = not any(ch.isalnum() for c in cells if not c.marks for ch in str(c))
    return len(asked) == 1 and any(c.marks for c in cells) and bare


def all_options(role: str, cells: Iterable[Cell]) -> bool:
    """Whether cells are several steps that a dimension is answered with, one a cell."""
    steps = distinct(cells)
    return len(steps) > 1 and all(option_of(base(role), str(c)) for c in steps)


def text_of(item: Item, cols: Container[int]) -> Cell | None:
    """Return the cell of a row that names a milestone, of those in some columns; None where none does."""
    bare: list[Cell] = []
    for roles in NAMING:
        named = [c for column, c in cells_of(item) if column.col in cols and column.role in roles]
        lettered = [c for c in named if c.row == item.row and _LETTERS.search(str(c))]
        text = next(filter(_says_more, lettered), None)
        if text is not None:
            return text
        bare += lettered
    return wordiest(item, cols) or _misnamed(item, cols) or next(iter(bare), None)


def is_remark(item: Item, cell: Cell) -> bool:
    """Whether one cell lies over the columns of dates and statuses of a row: a remark in the place of milestones."""
    over = {c.role for c in item.columns if cell.col < c.col < cell.col + cell.col_span}
    return bool(over & STATUS_ROLES) and bool(over & DATE_ROLES)


def is_told_below(item: Item, cell: Cell) -> bool:
    """Whether one cell of prose lies over all steps of a scale: words beside a label ("In short"), and no milestone."""
    steps = [c for c in item.columns if c.role in STATUS_ROLES and c.col > cell.col]
    over = distinct(item.at(c.col) for c in steps)
    alone = len(steps) > 1 and len(over) == 1 and not over[0].marks
    return alone and not read_value("completion", str(over[0])).codes


def number_of(item: Item, cols: Container[int], text: Cell) -> str | None:
    """Return the number of the milestone in a row: that of its own column, or of a column before its words."""
    cells = [(c, cell) for c, cell in cells_of(item) if c.col in cols]
    numbers = [str(cell) for c, cell in cells if c.role in ("milestone_number", "number") and own(item, c.col)]
    number = next((n for n in reversed(numbers) if n), None)
    before = next((cell for c, cell in cells if c.col < text.col and c.role in MILESTONE_ROLES), None)
    if number is not None or before is None or not any(c.isdigit() for c in str(before)):
        return number
    found = opening(str(before), before.runs)
    return found.printed if found is not None and found.unit == "milestone" and found.number else str(before)


def is_worded(rows: Sequence[Item], col: int) -> bool:
    """Whether a column holds words: one of numbers alone counts milestones and names none."""
    return any(has_letter(str(c)) for r in rows if (c := r.at(col)) is not None)


def has_letter(words: str) -> bool:
    """Whether words have a letter among their signs."""
    return any(ch.isalpha() for ch in words)


def _letters(cell: Cell) -> int:
    return sum(ch.isalpha() for ch in str(cell))


def wordiest(item: Item, cols: Container[int]) -> Cell | None:
    """Return the cell of a row with most letters, of those whose column has no role of its own."""
    if sum(dimension_of(base(c.role)) is not None for c in item.columns) > MATRIX:
        return None  # what stands in a matrix of options are ratings
    named = {c.col for c in item.columns if c.role}
    cells = [c for i, c in enumerate(item.cells) if i in cols and i not in named and c is not None]
    best = max((c for c in cells if c.row == item.row), key=_letters, default=None)
    return best if best is not None and _letters(best) >= FEWEST_LETTERS else None


def _says_more(cell: Cell) -> bool:
    """Whether the words of a cell are more than a number with the word for it ("Milestone 2")."""
    found = opening(str(cell), cell.runs)
    return found is None or found.number is None or found.title_start < len(str(cell))


def _misnamed(item: Item, cols: Container[int]) -> Cell | None:
    """Return the words of a column that is headed as the status of milestones but names them."""
    for column, cell in cells_of(item):
        named = column.col in cols and column.role == "milestone_status" and own(item, column.col)
        if named and not read_value("completion", str(cell)).codes:
            return cell
    return None
