"""Sheets of an Excel workbook as tables, the numbers as the sheet prints them."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from openpyxl.styles.colors import COLOR_INDEX

from extractors.layout import Block, Layout, Place, Problem, Table, Text
from extractors.readers import office
from extractors.readers._cellkind import is_caption
from extractors.readers._grid import Grid, RawCell, expand, finish, take_title
from extractors.readers._legend import say_colours
from extractors.readers._theme import sheet_colour, theme_colours
from extractors.readers.csv import counts_columns, header_rows_of
from extractors.readers.errors import ReadError

if TYPE_CHECKING:
    from openpyxl import Workbook
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
_MOST_HEADS = 15  # rows of titles and notes above a table


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
    """Read the sheets of an .xlsx workbook, hidden ones too (with a problem that says so).

    Formulas that were never worked out are worked out in a copy, where LibreOffice is at hand; else their words are
    the formula itself.
    """
    check_archive(data)
    _check_sheets(data)
    layout = Layout(_MEDIA_TYPE)
    unsolved = _unsolved(data)
    if unsolved:
        data, unsolved = _worked_out(data, unsolved, layout.problems)
    book = _opened(data)
    properties = book.properties
    for key, value in (("title", properties.title), ("author", properties.creator)):
        if value:
            layout.metadata[key] = str(value)
    theme = theme_colours(book.loaded_theme)
    for number, sheet in enumerate(book.worksheets, 1):
        found = _Sheet(sheet, theme, unsolved.get(number, {}))
        elements = found.read()
        if not elements:
            continue
        layout.problems += found.hidden()
        layout.elements.append(Block("heading", Text.of(sheet.title, Place(locator=f"{sheet.title}!A1")), 1))
        layout.elements += elements
    say_colours(layout)
    return layout


def _opened(data: bytes) -> Workbook:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
    except MemoryError:
        raise
    except Exception as error:  # openpyxl raises whatever its XML parser meets
        raise ReadError("corrupt", f"The workbook cannot be opened: {error}") from error


_UNSOLVED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_Unsolved = dict[int, dict[str, str]]


def _unsolved(data: bytes) -> _Unsolved:
    """Return the formulas without a value: by the number of the sheet, its file's, and the cell's name."""
    out: _Unsolved = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            sheet = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if sheet is None:
                continue
            found = _UNSOLVED.findall(archive.read(name))
            if found:
                out[int(sheet[1])] = {
                    cell.decode(): "=" + html.unescape(formula.decode("utf-8", "replace")) for cell, formula in found
                }
    return out


def _worked_out(data: bytes, unsolved: _Unsolved, problems: list[Problem]) -> tuple[bytes, _Unsolved]:
    """Return a copy in which LibreOffice worked the formulas out, or the same bytes and what they lack."""
    count = sum(map(len, unsolved.values()))
    try:
        copy = office.convert(data, "xlsx", "xlsx")
    except ReadError as error:
        said = f"{count} formulas have no stored value ({error.message}): open the file, save it, ingest the copy"
        problems.append(Problem("formula_without_value", said))
        return data, unsolved
    check_archive(copy)
    _check_sheets(copy)
    left = _unsolved(copy)
    problems.append(Problem("formula_worked_out", f"{count} formulas had no stored value: they were worked out here"))
    return copy, left


class _Sheet:
    """A sheet as headings and a table: the rows above the one that names the columns are headings."""

    def __init__(self, sheet: Worksheet, theme: dict[str, str], unsolved: dict[str, str]) -> None:
        self.sheet = sheet
        self.theme = theme
        self.unsolved = unsolved
        self.struck: list[str] = []

    def hidden(self) -> Iterator[Problem]:
        """Yield what the sheet does not show; it was read all the same."""
        sheet = self.sheet
        if sheet.sheet_state != "visible":
            yield Problem("hidden_sheet", f"The sheet {sheet.title!r} is hidden; it was read")
        rows = sorted(n for n, row in sheet.row_dimensions.items() if row.hidden and n <= sheet.max_row)
        columns = sorted(name for name, column in sheet.column_dimensions.items() if column.hidden)
        if self.struck:
            some = ", ".join(self.struck[:12]) + (", ..." if len(self.struck) > 12 else "")
            yield Problem(
                "struck_words", f"The sheet {sheet.title!r} has struck-out words ({some}); they were left out"
            )
        for what, names in (("rows", [str(n) for n in rows]), ("columns", columns)):
            if names:
                some = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
                said = f"The sheet {sheet.title!r} hides {len(names)} {what} ({some}); they were read"
                yield Problem("hidden_cells", said)

    def read(self) -> list[Block | Table]:
        """Return the tables of the sheet, which two blank rows part, each below its headings."""
        sheet = self.sheet
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
        for line in sheet.iter_rows(max_row=last_row, max_col=last_col):
            at = [(cell, (cell.row or 1, cell.column or 1)) for cell in line]
            lines.append([self.raw(cell, *spans.get(where, (1, 1))) for cell, where in at if where not in covered])
        stacked = any(rows > 1 for rows, _ in spans.values())
        return [element for part in _parted(lines) for element in self.part(part, stacked=stacked)]

    def part(self, lines: Sequence[Sequence[RawCell]], *, stacked: bool) -> Iterator[Block | Table]:
        """Yield the headings of a stretch of rows and its table."""
        heads = _heads(lines)
        grid = Grid(expand(lines[len(heads) :]), spans=stacked)
        above = [line for line in heads if _filled(line)]
        if above and grid.rows and len(_filled(above[-1])) == 1 and is_caption(_filled(above[-1])[0].words):
            grid.caption = _filled(above.pop())[0].text
        yield from _letterhead(above)
        if not grid.rows:
            return
        take_title(grid)
        first = [[cell.words for cell in row] for row in grid.rows[:3]]
        if len(first) == 3 and counts_columns(first[0]) and header_rows_of(first) == 2:
            grid.header, grid.certain = 2, True
        yield finish(grid)

    def raw(self, cell: Cell | MergedCell, rows: int, cols: int) -> RawCell:
        """Return a cell: its words as the sheet prints them without struck ones, its fill."""
        place = Place(locator=f"{self.sheet.title}!{cell.coordinate}")
        value = cell.value
        struck = bool(cell.font and cell.font.strike)
        whole = printed(value, cell.number_format or "General")
        words = "" if struck else whole
        if isinstance(value, list):  # stretches in different fonts
            words = "".join(_unstruck(part, struck=struck) for part in value)
        if words != whole:
            self.struck.append(str(cell.coordinate))
        if value is None and cell.coordinate in self.unsolved:
            words = self.unsolved[cell.coordinate]
        bold = bool(cell.font and cell.font.b)
        paras = [Text.of(line, place, bold=bold) for line in words.split("\n") if line.strip()]
        return RawCell(paras, rows, cols, fill=self.fill(cell), place=place)

    def fill(self, cell: Cell | MergedCell) -> str | None:
        """Return the colour of a cell as "#rrggbb"."""
        fill = cell.fill
        if fill is None or fill.fill_type != "solid":
            return None
        colour = fill.fgColor
        if colour.type == "rgb" and isinstance(colour.rgb, str):
            return "#" + colour.rgb[-6:].lower()
        if colour.type == "theme":
            return sheet_colour(self.theme, colour.theme, colour.tint or 0.0)
        if colour.type == "indexed" and 0 <= colour.indexed < len(COLOR_INDEX):
            return "#" + str(COLOR_INDEX[colour.indexed])[-6:].lower()
        return None


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


def _parted(lines: Sequence[Sequence[RawCell]]) -> Iterator[Sequence[Sequence[RawCell]]]:
    """Yield the stretches of rows that two blank rows part."""
    start = blank = 0
    for k, line in enumerate(lines):
        if any(not cell.blank or cell.fill or cell.row_span > 1 for cell in line):
            if blank >= 2 and k > blank:
                yield lines[start : k - blank]
                start = k
            blank = 0
        else:
            blank += 1
    yield lines[start:]


def _filled(line: Sequence[RawCell]) -> list[RawCell]:
    return [cell for cell in line if not cell.blank]


def _heads(lines: Sequence[Sequence[RawCell]]) -> Sequence[Sequence[RawCell]]:
    """Return the rows above the one that names columns.

    Each has one filled cell, or none, and the other three or more; or each has a few, a blank row follows them, and the
    other has twice as many: a letterhead whose right side says who and when.
    """
    heads: Sequence[Sequence[RawCell]] = []
    most = 0
    for k, line in enumerate(lines[:_MOST_HEADS]):
        filled = len(_filled(line))
        if most < 2 or (filled >= 2 * most and not _filled(lines[k - 1])):
            heads = lines[:k] if filled >= 3 else heads
        most = max(most, filled)
    return heads if all(not c.fill or len(c.words) > 2 for row in heads for c in _filled(row)) else []


def _letterhead(rows: Sequence[Sequence[RawCell]]) -> Iterator[Block | Table]:
    """Yield the rows above a table: those that fill the same cells as a table of their own, the words of the others.

    The first words are a heading.
    """
    groups = groupby((row for row in rows if _filled(row)), key=_columns)
    first = True
    for columns, group in groups:
        alike = list(group)
        if len(columns) > 1 and len(alike) > 1 and columns == tuple(range(columns[0], columns[0] + len(columns))):
            yield finish(Grid(expand([_filled(row) for row in alike])))
            continue
        for cell in (cell for row in alike for cell in _filled(row)):
            yield Block("heading", cell.text, 2) if first else Block("paragraph", cell.text)
            first = False


def _columns(row: Sequence[RawCell]) -> tuple[int, ...]:
    return tuple(k for k, cell in enumerate(row) if not cell.blank)


def printed(value: object, number_format: str) -> str:
    """Return a value as its sheet prints it: 0.92 in the format "0%" is "92%"; never rounder than it is stored."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    return str(value)


def _unstruck(part: object, *, struck: bool) -> str:
    font = getattr(part, "font", None)
    if font is None:
        return "" if struck else str(part)
    return "" if font.strike else str(getattr(part, "text", ""))


def _number(value: float, number_format: str) -> str:
    """Return a number in its format: signs of percent (also quoted ones) and the decimals that the format asks for."""
    section = number_format.split(";")[0 if value >= 0 or ";" not in number_format else 1]
    section = re.sub(r"\[[^\]]*\]|_.|\*.", "", section)
    quoted = "".join(a or b for a, b in re.findall(r'"([^"]*)"|\\(.)', section))
    bare = re.sub(r'"[^"]*"|\\.', "", section)
    share = "%" in bare
    exact = value * 100 if share else value
    if isinstance(value, float):
        exact = float(f"{exact:.10g}")  # 0.07 * 100 is 7, what is stored as 11.666666666666666 is 11.66666667
    asked = re.search(r"\.(0*)", bare)
    least = len(asked[1]) if asked else 0
    words = f"{exact:.{least}f}"
    if float(words) != exact:
        words = format(exact, ".10g")
        words = words if "e" not in words else repr(value)
    sign = "%" if share or "%" in quoted else ""
    return words + sign
