"""Cells that say something by their colour alone, where a legend of the document says what the colours mean."""

from __future__ import annotations

from itertools import pairwise

from extractors.layout import Cell, Layout, Line, Problem, Table, Text, distinct

_LONGEST = 60  # characters of what a colour means
_FEWEST = 2  # colours of a legend


def say_colours(layout: Layout) -> None:
    """Give coloured cells without words those that the legend has beside their colour; a problem says how many.

    A legend is a table of at most three columns in which coloured cells without words have words beside them. A
    colour with two meanings has none.
    """
    meanings: dict[str, str | None] = {}
    legends: set[int] = set()
    for table in layout.tables:
        entries = _entries(table)
        if len(entries) >= _FEWEST:
            legends.add(id(table))
            for fill, words in entries:
                meanings[fill] = words if meanings.get(fill, words) == words else None
    if len(meanings) < _FEWEST:
        return
    told = sum(_tell(table, meanings) for table in layout.tables if id(table) not in legends)
    if told:
        said = f"{told} cells say by their colour alone what the legend says it means"
        layout.problems.append(Problem("colour_alone", said))


def _entries(table: Table) -> list[tuple[str, str]]:
    if table.n_cols > 3:
        return []
    out = []
    for row in table.grid():
        for cell, beside in pairwise(distinct(row)):
            words = str(beside.text)
            if (
                cell.fill
                and not cell.text
                and not cell.marks
                and 0 < len(words) <= _LONGEST
                and beside.fill != cell.fill
            ):
                out.append((cell.fill, words))
    return out


def _tell(table: Table, meanings: dict[str, str | None]) -> int:
    told: set[int] = set()
    for row in table.grid()[table.header_rows :]:
        cells = distinct(row)
        for cell in [c for c in cells if _is_bare(c, cells)]:
            if words := meanings.get(cell.fill or ""):
                cell.text = Text((Line(words, cell.place),))
                told.add(id(cell))
    return len(told)


def _is_bare(cell: Cell, row: list[Cell]) -> bool:
    """Whether a cell has a colour and nothing else, in a row that has words in other colours, or none."""
    if cell.text or cell.marks or cell.fill is None:
        return False
    return all(other.fill != cell.fill or not (other.text or other.marks) for other in row) and any(
        other.text and other.fill != cell.fill for other in row
    )
