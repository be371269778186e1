"""Tables on their side: each column is a record, the first cell of each row says what stands in it.

A form with one column of values beside its labels is none: it is read row by row as it stands.
"""

from __future__ import annotations

from collections.abc import Callable

from extractors.annotate.openings import opening
from extractors.document import Cell, Table
from extractors.tables.headers import filled

TITLES = frozenset({"title", "number_title"})
OF_RECORDS = frozenset(
    {"lead", "support", "civil_society", "start", "end", "dates", "milestones", "milestone", "objective", "problem"}
)
"""Roles of labels of which a table of commitments on its side has one."""

KNOWN = 3
"""Different roles that the labels of its rows have, and rows with words of their own in two of its columns."""

LONGEST_LABEL = 60
"""Characters of a label."""


def turned(table: Table, role: Callable[[str], str | None], among: range | None = None) -> tuple[int, tuple[int, ...]]:
    """Return the row of titles of a table on its side and the columns of its records; (0, ()) for any other table.

    ``role`` returns the role of words that are a known label, None for others; ``among`` are the rows that are
    looked at.
    """
    among = among or range(table.n_rows)
    rows = [r for r in among if _label(table, r) and len(filled(table.grid[r])) > 1]
    roles = {r: found for r in rows if (found := role(_label(table, r)))}
    known = set(roles.values())
    if len(known) < KNOWN or not known & OF_RECORDS:
        return 0, ()
    title = _titles(table, roles, range(among.start, min(roles)))
    if title is None:
        return 0, ()
    cols = tuple(c for c in range(1, table.n_cols) if _is_title(table.grid[title][c], c, role))
    own = [[cell for c in cols if (cell := _own(table, r, c)) is not None] for r in roles]
    labels = sum(role(str(cell)) is not None for cells in own for cell in cells)
    full = sum(len(cells) > 1 for cells in own) >= KNOWN
    fits = full and len(cols) > 1 and not labels and len(cols) == len({str(table.grid[title][c]) for c in cols})
    return (title, cols) if fits else (0, ())


def _titles(table: Table, roles: dict[int, str], over: range) -> int | None:
    """Return the row that names the records: one of numbered titles ``over`` all labels, else the one whose label asks
    for titles, else any above the labels."""
    above = [r for r in over if not _label(table, r) and len(filled(table.grid[r])) > 1]
    own = [str(c) for c in filled(table.grid[above[-1]]) if c.row == above[-1]] if above else []
    if own and all((found := opening(words)) and found.number for words in own):
        return above[-1]
    named = [r for r, name in roles.items() if name in TITLES]
    return named[0] if named else above[-1] if above else None


def _label(table: Table, row: int) -> str:
    cell = table.grid[row][0]
    words = str(cell) if cell is not None and cell.row == row and cell.col_span == 1 else ""
    return words if len(words) <= LONGEST_LABEL else ""


def _own(table: Table, row: int, col: int) -> Cell | None:
    cell = table.grid[row][col]
    return cell if cell is not None and (cell.row, cell.col, cell.col_span) == (row, col, 1) and str(cell) else None


def _is_title(cell: Cell | None, col: int, role: Callable[[str], str | None]) -> bool:
    words = str(cell) if cell is not None and (cell.col, cell.col_span) == (col, 1) else ""
    return len(words.split()) > 1 and sum(c.isalpha() for c in words) * 2 > len(words) and role(words) is None


__all__ = ["turned"]
