"""CSV files and Excel workbooks."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from extractors.layout import Table
from extractors.readers import ReadError
from extractors.readers.csv import read


def _grid(table: Table) -> list[list[str]]:
    return [[str(cell.text) if cell else "" for cell in row] for row in table.grid()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    rows = [["Country", "Title", "Status"], ["Perú", "One, two; three", "Limitado"], ["Chile", 'A "word"', ""]]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    table = read(out.getvalue().encode(encoding)).tables[0]
    assert _grid(table) == rows
    assert table.header_rows == 1


def test_places_are_the_first_lines_of_rows() -> None:
    layout = read(b'id,text,state\r\n1,"two\r\nlines, here",x\r\n\r\n2,short\r\n')
    table = layout.tables[0]
    assert _grid(table) == [["id", "text", "state"], ["1", "two lines, here", "x"], ["2", "short", ""]]
    assert [row[0].place.locator for row in table.grid() if row[0]] == ["L1", "L2", "L5"]
    state = table.grid()[1][2]
    assert state is not None
    assert state.marked


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("0,1,2\nCountry,Number,Title\nChile,1,Open\nPeru,2,Open\n", 2),
        ("Value,,Impact,\nInfo,Part,None,Some\n1,0,1,0\n0,1,1,1\n", 2),
        ("Country,Number,Title\nChile,1,Open\n", 1),
        ("1,2,3\n4,5,6\n", 0),
        ("Chile,10-08-2020,92%\nPeru,11-08-2020,90%\n", 0),
    ],
)
def test_header_rows(text: str, header: int) -> None:
    assert read(text.encode()).tables[0].header_rows == header


def test_a_title_above_the_columns_is_the_caption() -> None:
    table = read("Tracker of May,,\nN°,Title,Progress\n1,Water,50%\n".encode()).tables[0]
    assert str(table.caption) == "Tracker of May"
    assert _grid(table)[0] == ["N°", "Title", "Progress"]


_field = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)


@given(st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(_field, min_size=n, max_size=n), min_size=2, max_size=8)))
def test_rows_come_back(rows: list[list[str]]) -> None:
    rows = [[f"x{field}" for field in row] for row in rows]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    assert _grid(read(out.getvalue().encode()).tables[0]) == rows


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Avance"
    for row in (
        ["N°", "Estado", None, "Avance"],
        [None, "Limitado", "Completo", None],
        [1, None, "x", 0.923],
        [2, "x", None, 1],
    ):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("D1:D2")
    sheet["D3"].number_format = sheet["D4"].number_format = "0.0%"
    sheet["B4"].fill = PatternFill("solid", fgColor="FFFF0000")
    hidden = book.create_sheet("Notas")
    hidden.append(["Nota", "Fecha"])
    hidden.append(["Una", dt.date(2021, 5, 3)])
    hidden.sheet_state = "hidden"
    book.create_sheet("Vacía")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook() -> None:
    layout = read(_workbook())
    assert [str(b) for b in layout.blocks] == ["Avance", "Notas"]
    assert [p.code for p in layout.problems] == ["hidden_sheet"]
    first, second = layout.tables
    assert first.section == ("Avance",)
    assert first.header() == [("N°",), ("Estado", "Limitado"), ("Estado", "Completo"), ("Avance",)]
    assert [row[3:] for row in _grid(first)[2:]] == [["92.3%"], ["100.0%"]]
    cell = first.grid()[3][1]
    assert cell is not None
    assert (cell.place.locator, cell.fill, cell.marked) == ("Avance!B4", "#ff0000", True)
    assert _grid(second) == [["Nota", "Fecha"], ["Una", "2021-05-03"]]


@pytest.mark.parametrize(("data", "code"), [(b"PK\x03\x04 cut", "corrupt"), (b",,\n,,\n", "empty_file")])
def test_what_cannot_be_read(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data)
    assert error.value.code == code


def test_a_workbook_cut_short_is_corrupt() -> None:
    data = _workbook()
    with pytest.raises(ReadError) as error:
        read(data[: len(data) // 2])
    assert error.value.code == "corrupt"


def test_corpus_dataset(corpus: Path) -> None:
    table = read(next((corpus / "documents").glob("*.csv")).read_bytes()).tables[0]
    assert (table.n_rows - table.header_rows, table.n_cols, table.header_rows) == (1927, 108, 2)
    assert table.header()[5] == ("5", "Commitment Title")
