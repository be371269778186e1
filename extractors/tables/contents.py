"""Tables of contents: titles with the pages on which they stand; they hold no records, whatever the medium."""

from __future__ import annotations

from itertools import pairwise

from extractors.document import Table
from extractors.tables.headers import filled

FEWEST = 3  # rows
LONGEST_PAGE = 3  # digits


def is_contents(table: Table) -> bool:
    """Whether a table has no head and two columns: titles, and whole numbers that rise down the table."""
    rows = [filled(row) for row in table.grid]
    if len(rows) < FEWEST or table.n_cols != 2 or any(len(row) != 2 for row in rows):
        return False
    pages = [str(page).strip() for _, page in rows]
    if not all(p.isdecimal() and len(p) <= LONGEST_PAGE for p in pages):
        return False
    rises = all(int(a) <= int(b) for a, b in pairwise(pages)) and int(pages[0]) < int(pages[-1])
    return rises and all(any(c.isalpha() for c in str(title)) for title, _ in rows)


__all__ = ["is_contents"]
