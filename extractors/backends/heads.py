"""Which rows of a table name its columns, in media that say so with less than pages of paper show.

A table of Markdown has always a header, one of a web page may have none though its first rows are bold; titles stand in
a row over all columns; groups of columns are spelled out cell by cell. The words of the rows below decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.document import Cell, Table
from extractors.readers._grid import Grid, RawCell, header_rows, merge_header, stands_alone, take_title


def with_head(table: Table, *, certain: bool) -> Table:
    """Return a table with the header rows that its words show, groups of columns merged, and its title as caption.

    ``certain``: the medium states the header that ``table`` has, and does not only force one.
    """
    own: dict[int, Cell] = {}
    raw: dict[int, RawCell] = {}
    for cell in table.cells:
        made = RawCell([cell.text] if cell.text else [], marks=cell.marks, fill=cell.fill, place=cell.place)
        raw[id(cell)], own[id(made)] = made, cell
    rows = [[raw[id(c)] if c is not None else RawCell() for c in row] for row in table.grid]
    grid = Grid(rows, table.header_rows, certain and table.header_rows > 0, table.caption)
    take_title(grid)
    header, _ = header_rows(grid)
    untouched = len(grid.rows) == table.n_rows
    spread = bool(header) and stands_alone(grid.rows[0])  # a title over all columns
    if header > 1:
        merge_header(grid.rows, header)
    if spread:
        grid.rows[0] = [grid.rows[0][0]] * grid.n_cols
    if untouched and not spread and header == table.header_rows < 2:
        return table
    return replace(
        table,
        cells=tuple(_cells(grid.rows, own, header)),
        n_rows=len(grid.rows),
        header_rows=header,
        caption=grid.caption,
    )


def _cells(rows: Sequence[Sequence[RawCell]], own: dict[int, Cell], header: int) -> list[Cell]:
    """Return the cells of a grid in their places; ``own`` gives those that were read by the parts of the grid."""
    out: dict[int, Cell] = {}
    for r, row in enumerate(rows):
        for c, part in enumerate(row):
            known = out.get(id(part))
            if known is None:
                cell = own.get(id(part), Cell(r, c))
                out[id(part)] = replace(cell, row=r, col=c, row_span=1, col_span=1, is_header=r < header)
            else:
                down, right = max(known.row_span, r - known.row + 1), max(known.col_span, c - known.col + 1)
                out[id(part)] = replace(known, row_span=down, col_span=right)
    return list(out.values())
