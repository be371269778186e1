"""Sheets of an Excel workbook as tables, the numbers as the sheet prints them."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING

from extractors.layout import Block, Layout, Place, Problem, Table, Text
from extractors.readers._grid import Grid, RawCell, expand, finish, take_title
from extractors.readers.csv import counts_columns, header_rows_of
from extractors.readers.errors import ReadError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_UNPACKED = 400 * 2**20
_MAX_CELLS = 3_000_000


def check_archive(data: bytes) -> None:
    """Refuse an Office file that is damaged or unpacks to more than 400 MiB.

    Raises:
        ReadError: ``corrupt`` or ``too_large``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError("corrupt", f"The Office file is damaged: {error}") from error
    if size > _MAX_UNPACKED:
        raise ReadError("too_large", f"The Office file unpacks to {size // 2**20} MiB; at most 400 are read")


def read_workbook(data: bytes) -> Layout:
    """Read the sheets of an .xlsx workbook, hidden ones too (with a problem that says so)."""
    import openpyxl

    check_archive(data)
    layout = Layout(_MEDIA_TYPE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl raises whatever its XML parser meets
        raise ReadError("corrupt", f"The workbook cannot be opened: {error}") from error
    properties = book.properties
    for key, value in (("title", properties.title), ("author", properties.creator)):
        if value:
            layout.metadata[key] = str(value)
    for sheet in book.worksheets:
        table = _table(sheet)
        if table is None:
            continue
        if sheet.sheet_state != "visible":
            layout.problems.append(Problem("hidden_sheet", f"The sheet {sheet.title!r} is hidden; it was read"))
        layout.elements.append(Block("heading", Text.of(sheet.title, Place(locator=f"{sheet.title}!A1")), 1))
        layout.elements.append(table)
    return layout


def _table(sheet: Worksheet) -> Table | None:
    if sheet.max_row * sheet.max_column > _MAX_CELLS:
        raise ReadError("too_large", f"The sheet {sheet.title!r} has more than {_MAX_CELLS} cells")
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        row, col = area.min_row or 1, area.min_col or 1
        rows, cols = (area.max_row or row) - row + 1, (area.max_col or col) - col + 1
        spans[row, col] = rows, cols
        covered |= {(r, c) for r in range(row, row + rows) for c in range(col, col + cols)} - {(row, col)}
    lines = []
    for row in sheet.iter_rows():
        line = []
        for cell in row:
            at = (cell.row or 1, cell.column or 1)
            if at not in covered:
                line.append(_raw(cell, *spans.get(at, (1, 1)), sheet.title))
        lines.append(line)
    grid = Grid(expand(lines), spans=any(rows > 1 for rows, _ in spans.values()))
    if not grid.rows:
        return None
    take_title(grid)
    first = [[cell.words for cell in row] for row in grid.rows[:3]]
    if len(first) == 3 and counts_columns(first[0]) and header_rows_of(first) == 2:
        grid.header, grid.certain = 2, True
    return finish(grid)


def _raw(cell: Cell | MergedCell, rows: int, cols: int, title: str) -> RawCell:
    place = Place(locator=f"{title}!{cell.coordinate}")
    words = printed(cell.value, cell.number_format or "General")
    paras = [Text.of(line, place, bold=bool(cell.font and cell.font.b)) for line in words.split("\n") if line.strip()]
    fill = cell.fill
    colour = None
    if fill is not None and fill.fill_type == "solid" and isinstance(fill.fgColor.rgb, str):
        colour = "#" + fill.fgColor.rgb[-6:].lower()
    return RawCell(paras, rows, cols, fill=colour, place=place)


def printed(value: object, number_format: str) -> str:
    """Return a value as its sheet prints it: 0.92 in the format "0%" is "92%"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        decimals = re.search(r"\.(0+)", number_format)
        if "%" in number_format:
            return f"{value * 100:.{len(decimals[1]) if decimals else 0}f}%"
        if decimals and isinstance(value, float):
            return f"{value:.{len(decimals[1])}f}"
        return str(int(value)) if float(value).is_integer() else repr(value)
    return str(value)
