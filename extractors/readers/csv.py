"""The reader of tables as files: CSV (any common delimiter and encoding) and Excel workbooks.

A CSV file is one table; the place of a cell is its row's first line (``L12``). A workbook is a table a sheet,
each under a heading with the sheet's name; the place of a cell is ``Sheet!A12``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors._collection import without_collection
from extractors.layout import Cell, Layout, Line, Place, Table, Text, assign_sections
from extractors.marks import marks_of
from extractors.readers._cellkind import kind_of
from extractors.readers._delimited import numbered_rows, rows_of
from extractors.readers._lines import decode
from extractors.readers.errors import ReadError

_DELIMITERS = ",;\t|"
_PROBE = 40
_MAX_CELLS = 2_000_000  # blank ones that fill short rows included
_MAX_COLUMNS = 16_384  # as in a sheet
_STRAY_QUOTE = re.compile(r'[,;\t|]"|"[,;\t|]')


def read(data: bytes) -> Layout:
    """Read a CSV file or an Excel workbook (.xlsx).

    Raises:
        ReadError: ``empty_file`` where there is no filled cell, ``corrupt`` or ``encrypted`` for a workbook that
            cannot be opened, ``too_large`` for one that unpacks to more than is safe.
    """
    if data[:2] == b"PK":
        from extractors.readers._xlsx import read_workbook  # openpyxl is slow to import

        layout = read_workbook(data)
    else:
        layout = _read_csv(data)
    if not layout.tables:
        raise ReadError("empty_file", "The file is empty: no cell is filled")
    assign_sections(layout.elements)
    return layout


def _read_csv(data: bytes) -> Layout:
    layout = Layout("text/csv")
    text = decode(data, layout.problems).lstrip("\ufeff")
    named = text[:6].lower().startswith("sep=") and text[4:5]
    rows = [
        (first, [" ".join(field.split()) for field in fields])
        for first, _, fields in numbered_rows(text, named or delimiter_of(text))
        if any(field.strip() for field in fields)
    ]
    if named:
        rows = rows[1:]
    caption: list[Line] = []
    width = max((len(fields) for _, fields in rows[:_PROBE]), default=0)
    while len(rows) > 1 and width > 2 and sum(map(bool, rows[0][1])) == 1 and sum(map(bool, rows[1][1])) != 1:
        number, fields = rows.pop(0)
        caption.append(Line(next(filter(None, fields)), Place(locator=f"L{number}")))
    width = max((len(fields) for _, fields in rows), default=0)
    if width * len(rows) > _MAX_CELLS or width > _MAX_COLUMNS:
        raise ReadError(
            "too_large",
            f"The table has {len(rows)} rows of up to {width} cells; {_MAX_CELLS} are read, {_MAX_COLUMNS} a row",
        )
    if rows:
        places = [Place(locator=f"L{number}") for number, _ in rows]
        layout.elements.append(table_of([fields for _, fields in rows], places, Text(caption)))
    return layout


def delimiter_of(text: str) -> str:
    """Return the delimiter whose first rows are most alike in their number of fields and then widest; a quote
    beside another delimiter inside a field tells a wrong one."""

    def fit(delimiter: str) -> tuple[float, int]:
        rows = [row for row in rows_of(text[:200_000], delimiter, _PROBE) if row]
        width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        if width < 2:
            return 0.0, 0
        whole = sum(not any(_STRAY_QUOTE.search(field) for field in row) for row in rows)
        return count * whole / len(rows) ** 2, width

    return max(_DELIMITERS, key=fit)


def header_rows_of(rows: Sequence[Sequence[str]]) -> int:
    """Return how many of the first rows name the columns: none, one, or two where column numbers or groups stand
    above the names."""
    if len(rows) < 2 or not any(rows[0]):
        return 0
    first = rows[0]
    if counts_columns(first):
        return 2 if len(rows) > 2 and _names(rows[1]) else 0
    if not _names(first):
        return 0
    blanks = sum(not field for field in first)
    grouped = blanks * 3 >= len(first) and sum(not field for field in rows[1]) < blanks
    return 2 if grouped and len(rows) > 2 and _names(rows[1]) and not _names(rows[2]) else 1


def counts_columns(fields: Sequence[str]) -> bool:
    """Whether a row does nothing but number the columns, from 0 or 1."""
    numbers = [field for field in fields if field]
    if len(numbers) < 3 or not all(f.isdecimal() and len(f) < 10 for f in numbers):
        return False
    return [int(f) for f in numbers] in (list(range(len(numbers))), list(range(1, len(numbers) + 1)))


def _names(fields: Sequence[str]) -> bool:
    filled = [field for field in fields if field]
    return bool(filled) and all(kind_of(f) in ("text", "date", "range") and len(f) <= 200 for f in filled)


def table_of(rows: Sequence[Sequence[str]], places: Sequence[Place], caption: Text) -> Table:
    """Make the table of a CSV file; short rows are filled with blank cells."""
    width = max(map(len, rows))
    header = header_rows_of(rows)
    blank = Text()
    unmarked: set[str] = set()  # most words come again: look for marks in them once
    cells: list[Cell] = []
    with without_collection():
        for r, (fields, place) in enumerate(zip(rows, places, strict=True)):
            for c in range(width):
                words = fields[c] if c < len(fields) else ""
                if not words:
                    cells.append(Cell(r, c, blank, 1, 1, r < header))
                    continue
                text = Text((Line(words, place),))
                marks = () if words in unmarked else marks_of(text, place)
                if not marks:
                    unmarked.add(words)
                cells.append(Cell(r, c, text, 1, 1, r < header, place, None, marks))
    return Table(cells, len(rows), width, header, caption)
