"""Sheets of an Excel workbook as tables, the numbers as the sheet prints them."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from extractors.layout import Block, Layout, Place, Problem, Table, Text
from extractors.readers._grid import Grid, RawCell, expand, finish, take_title
from extractors.readers.csv import counts_columns, header_rows_of
from extractors.readers.errors import ReadError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_UNPACKED = 400 * 2**20
_MAX_PARTS = 10_000  # files in an archive
_MAX_CELLS = 1_000_000  # of a sheet, blank ones between others included
_MAX_MERGED = 300_000  # cells below merged ranges: each becomes an object of its own
_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_NO_SHEETS = ("sharedStrings.xml", "styles.xml", "theme1.xml")  # the large parts that are none
_CHUNK = 1 << 20


_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError),
    *(OSError, ValueError, EOFError, NotImplementedError, RuntimeError),
)


def check_archive(data: bytes) -> None:
    """Refuse an Office file that is damaged, has very many parts or unpacks to more than 400 MiB.

    What reads the parts takes no more bytes of one than the archive says here.

    Raises:
        ReadError: ``corrupt`` or ``too_large``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            parts = len(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError("corrupt", f"The Office file is damaged: {error}") from error
    if size > _MAX_UNPACKED:
        raise ReadError("too_large", f"The Office file unpacks to {size // 2**20} MiB; at most 400 are read")
    if parts > _MAX_PARTS:
        raise ReadError("too_large", f"The Office file has {parts} parts; at most {_MAX_PARTS} are read")


def _check_sheets(data: bytes) -> None:
    """Refuse a workbook with more cells, or with larger merged ranges, than are read, before objects are made of them.

    Raises:
        ReadError: ``too_large``, or ``corrupt`` for a part that cannot be unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.endswith(".xml") and not name.endswith(_NO_SHEETS):
                    with archive.open(name) as part:
                        _check_sheet(part, name)
    except _DAMAGE as error:
        raise ReadError("corrupt", f"The workbook is damaged: {error}") from error


def _check_sheet(part: IO[bytes], name: str) -> None:
    cells = merged = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cells, merged
        tag = tag.rpartition(":")[2]
        if tag == "c":
            cells += 1
        elif tag == "mergeCell" and (area := _AREA.fullmatch(attributes.get("ref", ""))):
            rows = abs(int(area[4]) - int(area[2])) + 1
            merged += rows * (abs(_column(area[3]) - _column(area[1])) + 1)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk)
        if cells > _MAX_CELLS or merged > _MAX_MERGED:
            what = f"{_MAX_MERGED} merged cells" if merged > _MAX_MERGED else f"{_MAX_CELLS} cells"
            raise ReadError("too_large", f"The sheet {name} has more than {what}")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def read_workbook(data: bytes) -> Layout:
    """Read the sheets of an .xlsx workbook, hidden ones too (with a problem that says so)."""
    import openpyxl

    check_archive(data)
    _check_sheets(data)
    layout = Layout(_MEDIA_TYPE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except MemoryError:
        raise
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
    last_row, last_col = _last(sheet)
    if last_row * last_col > _MAX_CELLS:
        raise ReadError("too_large", f"The sheet {sheet.title!r} has more than {_MAX_CELLS} cells")
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        row, col = area.min_row or 1, area.min_col or 1
        rows, cols = (area.max_row or row) - row + 1, (area.max_col or col) - col + 1
        spans[row, col] = rows, cols
        covered |= {(r, c) for r in range(row, row + rows) for c in range(col, col + cols)} - {(row, col)}
    lines = []
    for row in sheet.iter_rows(max_row=last_row, max_col=last_col):
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


def _last(sheet: Worksheet) -> tuple[int, int]:
    """Return the last row and column that hold words, a colour or a merged cell: formats alone reach far beyond."""
    rows, cols = 1, 1
    for (row, col), cell in sheet._cells.items():
        if cell.value is not None or (cell.has_style and cell.fill.fill_type == "solid"):
            rows, cols = max(rows, row), max(cols, col)
    for area in sheet.merged_cells.ranges:
        if sheet.cell(area.min_row or 1, area.min_col or 1).value is not None:
            rows, cols = max(rows, area.max_row or 1), max(cols, area.max_col or 1)
    return rows, cols


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
