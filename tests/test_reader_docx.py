"""Word documents, made here with python-docx."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from extractors import backends
from extractors.document import Table as Grid
from extractors.extract import extract
from extractors.layout import Block, Layout, Table
from extractors.readers import ReadError
from extractors.readers.docx import read


def _read(document: Any) -> Layout:
    out = io.BytesIO()
    document.save(out)
    return read(out.getvalue())


def _grid(table: Table) -> list[list[str]]:
    return [[str(cell.text) if cell else "" for cell in row] for row in table.grid()]


def _fill(table: Any, rows: list[list[str]]) -> None:
    for r, row in enumerate(rows):
        for c, words in enumerate(row):
            if words:
                table.cell(r, c).text = words


def _symbol(cell: Any, code: str) -> None:
    sign = OxmlElement("w:sym")
    sign.set(qn("w:font"), "Wingdings")
    sign.set(qn("w:char"), code)
    cell.paragraphs[0].add_run()._r.append(sign)


def test_blocks_lists_and_running_heads() -> None:
    document = docx.Document()
    document.core_properties.title = "The report"
    document.sections[0].header.paragraphs[0].text = "Draft: do not cite"
    document.add_heading("Report", 0)
    document.add_heading("Part one", 1)
    paragraph = document.add_paragraph("Words of a ")
    paragraph.add_run("paragraph").bold = True
    paragraph.add_run("\nand more.")
    paragraph.add_run("hidden").font.hidden = True
    for words in ("One", "Two"):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("Point", style="List Bullet")
    document.add_paragraph().add_run("A bold line alone").bold = True
    document.add_paragraph("Table 1: Nothing below")
    layout = _read(document)
    assert [(b.kind, b.level, b.marker, str(b), b.text.place.locator) for b in layout.blocks] == [
        ("heading", 1, "", "Report", "p[1]"),
        ("heading", 1, "", "Part one", "p[2]"),
        ("paragraph", 0, "", "Words of a paragraph and more.", "p[3]"),
        ("item", 1, "1.", "One", "p[4]"),
        ("item", 1, "2.", "Two", "p[5]"),
        ("item", 1, "•", "Point", "p[6]"),
        ("heading", 2, "", "A bold line alone", "p[7]"),
        ("caption", 0, "", "Table 1: Nothing below", "p[8]"),
    ]
    assert [str(t) for t in layout.running] == ["Draft: do not cite", "hidden"]
    assert layout.metadata["title"] == "The report"


def test_a_matrix_with_merged_cells_and_symbols() -> None:
    document = docx.Document()
    document.add_paragraph("Table 2: Overview")
    table = document.add_table(5, 4)
    _fill(
        table,
        [["Title", "Completion"], ["", "None", "Some", "All"], ["Water", "", "x"], ["Roads"], ["Ports", "☐", "", "☒"]],
    )
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 3))
    _symbol(table.cell(3, 1), "F0FC")
    table.cell(2, 2)._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FFFF00"/>'))
    layout = _read(document)
    found = layout.tables[0]
    assert (found.header_rows, str(found.caption)) == (2, "Table 2: Overview")
    assert found.header() == [("Title",), ("Completion", "None"), ("Completion", "Some"), ("Completion", "All")]
    assert [[bool(c and c.marked) for c in row] for row in found.body()] == [
        [False, False, True, False],
        [False, True, False, False],
        [False, False, False, True],
    ]
    cell = found.body()[0][2]
    assert cell is not None
    assert (cell.fill, cell.place.locator) == ("#ffff00", "tbl[1]/r[3]/c[3]")


def test_cells_merged_over_body_rows() -> None:
    document = docx.Document()
    table = document.add_table(4, 3)
    _fill(table, [["Area", "Title", "Office"], ["Water", "Wells", "A"], ["", "Rivers", "B"], ["Roads", "Bridges", ""]])
    table.cell(1, 0).merge(table.cell(2, 0))
    layout = _read(document)
    assert _grid(layout.tables[0])[1:] == [["Water", "Wells", "A"], ["Water", "Rivers", "B"], ["Roads", "Bridges", ""]]


def test_check_boxes_content_controls_and_nested_tables() -> None:
    document = docx.Document()
    control = (
        f'<w:sdt {nsdecls("w")} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox>'
        '<w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
    )
    field = (
        f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>'
        "</w:checkBox></w:ffData></w:fldChar></w:r>"
    )
    table = document.add_table(2, 2)
    _fill(table, [["Limited", "Complete"]])
    table.cell(1, 0).paragraphs[0]._p.append(parse_xml(control))
    table.cell(1, 1).paragraphs[0]._p.append(parse_xml(field))
    inner = table.cell(1, 1).add_table(2, 2)
    _fill(inner, [["Year", "Meetings"], ["2020", "4"]])
    layout = _read(document)
    outer, nested = layout.tables
    assert [c.marked for c in outer.cells if c.row == 1] == [True, True]
    assert _grid(nested) == [["Year", "Meetings"], ["2020", "4"]]
    assert nested.grid()[1][1].place.locator == "tbl[1]/r[2]/c[2]/tbl[1]/r[2]/c[2]"  # type: ignore[union-attr]


def test_deleted_words_are_out_and_inserted_ones_in() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Kept ")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>gone </w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>new</w:t></w:r></w:ins>"))
    assert [str(e) for e in _read(document).elements if isinstance(e, Block)] == ["Kept new"]


def test_a_table_continued_after_its_header_is_repeated() -> None:
    document = docx.Document()
    document.add_paragraph("Table 1: Progress")
    rows = [["N°", "Title", "Share"], ["1", "Water", "50%"]]
    for row in (["1", "Water", "50%"], ["2", "Roads", "60%"]):
        _fill(document.add_table(2, 3), [rows[0], row])
        document.add_paragraph("")
    assert [_grid(t) for t in _read(document).tables] == [[*rows, ["2", "Roads", "60%"]]]


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_document_cut_short_is_corrupt(cut: float) -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(ReadError) as error:
        read(out.getvalue()[: int(len(out.getvalue()) * cut)])
    assert error.value.code == "corrupt"


def test_an_empty_document_holds_no_words() -> None:
    with pytest.raises(ReadError) as error:
        _read(docx.Document())
    assert error.value.code == "no_text"


def _with_chunk(data: bytes, kind: str = "text/html", words: str = "") -> bytes:
    """Return a document that holds a file where its first paragraph stands."""
    document = docx.Document()
    package = document.part.package
    part = Part(PackURI("/word/chunk1.bin"), kind, data, package)
    chunk = OxmlElement("w:altChunk")
    chunk.set(qn("r:id"), document.part.relate_to(part, RELATIONSHIP_TYPE.A_F_CHUNK))
    document.add_paragraph(words)._p.addnext(chunk)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "facts",
    [
        "<dl><dt>Lead institution</dt><dd>Ministry of Water</dd><dt>Completion:</dt><dd>Limited</dd></dl>",
        "<div>Lead institution: Ministry of Water<br>Completion: Limited</div>",
        "<div><div>Lead institution:</div><div>Ministry of Water</div></div><p>Completion: Limited</p>",
        "<section><p class='field__label'>Lead institution</p><p>Ministry of Water</p></section>"
        "<div><div class=label>Completion</div><div>Limited</div></div>",
    ],
)
def test_labels_and_values_of_an_inserted_page_are_read_as_on_the_page(facts: str) -> None:
    page = (
        "<html><body><h1>Self-assessment report of the action plan 2018-2020 of Chile</h1>"
        f"<h2>Commitment 1: Open water registers</h2>{facts}"
        f"<h2>Commitment 2: Land titles online</h2>{facts}</body></html>"
    )
    for data in (page.encode(), _with_chunk(page.encode())):
        found = extract(data)
        assert [(m.number, m.title) for m in found.mentions] == [
            ("1", "Open water registers"), ("2", "Land titles online")
        ]  # fmt: skip
        assert [m.lead_institution for m in found.mentions] == ["Ministry of Water"] * 2
        assert [(a.dimension, a.code) for a in found.assessments] == [("completion", "limited")] * 2


def test_tables_of_an_inserted_page_that_a_converter_cut_are_one() -> None:
    head = "<tr><th>Commitment</th><th>Reasons</th><th>Steps</th></tr>"
    row = "<tr><td>Commitment {}: x</td><td>The register is open to all who come.</td><td>{}</td></tr>"
    page = (
        f"<table>{head}{row.format(1, 'More of it will be shown to the')}</table>"
        f"<p>public in May.</p><table><thead>{row.format(2, 'None.').replace('td>', 'th>')}</thead></table>"
        f"<table>{head}{row.format(3, 'None.')}</table>"
    )
    (table,) = backends.read(_with_chunk(page.encode(), words="Table 3: Progress")).elements
    assert isinstance(table, Grid)
    assert str(table.caption) == "Table 3: Progress"
    assert [str(row[2]) for row in table.grid] == [
        "Steps", "More of it will be shown to the public in May.", "None.", "None."
    ]  # fmt: skip
    assert {c.place.locator for c in table.cells if c.row == 1} == {
        f"p[1]//html/body/table[1]/tr[2]/td[{n}]" for n in (1, 2, 3)
    }


def test_files_inside_files_are_read_to_a_depth_and_else_reported() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    data = _with_chunk(b"<p>Too deep</p>", words="Second")
    data = _with_chunk(data, kind, "First")
    found = backends.read(_with_chunk(data, kind, "Outer"))
    assert [str(e) for e in found.blocks] == ["Outer", "First", "Second"]
    assert [str(e) for e in backends.read(data).blocks] == ["First", "Second", "Too deep"]
    alone = read(data)
    assert [str(b) for b in alone.blocks] == ["First"]
    assert [p.code for p in alone.problems] == ["picture_not_read"]
