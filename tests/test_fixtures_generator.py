"""The fixture generator: committed files are what it makes, repeatable, and the documents say what they should."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
import pytest

from extractors.records import Assessment, Evidence, Extraction, Fact, Identity, Mention
from fixtures.compare import compare
from fixtures.generator import docx as docx_writer
from fixtures.generator import html, office, pdf, text
from fixtures.generator.build import all_cases, files, render, stale
from fixtures.generator.case import Producer, Truth
from fixtures.generator.families.common import counted
from fixtures.generator.model import (
    Cell,
    Document,
    Glyph,
    Heading,
    Items,
    Look,
    Para,
    Style,
    Table,
    plain,
    row,
    runs,
)
from fixtures.generator.random_reports import FAMILIES, draw
from fixtures.measure import jobs


def _words(data: bytes) -> list[str]:
    """Return the text of each page."""
    file = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in file]
    finally:
        file.close()


def _document(*body: object, **style: object) -> Document:
    return Document("Title", "en", list(body), "Author", Style(**style))  # type: ignore[arg-type]


def test_committed_files_are_what_the_generator_makes() -> None:
    assert stale() == []


def test_every_file_of_the_fixture_folders_belongs_to_a_case() -> None:
    made = {path for case in all_cases() for path, _, _ in files(case)}
    for path in {p.parent for p in made}:
        for file in path.iterdir():
            known = file in made or file.name.endswith(".expected.json") or file.suffix in (".csv", ".xlsx")
            assert known, f"no case makes {file.name}"


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_seed_always_gives_the_same_report(family: str) -> None:
    one, other = draw(family, "es", 11), draw(family, "es", 11)
    assert one.truth == other.truth
    for medium in one.media:
        assert render(one, medium) == render(other, medium)
    assert draw(family, "es", 12).truth != one.truth


@pytest.mark.parametrize("family", sorted(FAMILIES))
@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_is_drawn_stands_in_the_document(family: str, lang: str) -> None:
    for seed in range(3):
        case = draw(family, lang, seed)  # type: ignore[arg-type]
        shown = " ".join(text.render(case.document, markdown=False).decode().split())
        for mention in case.truth.mentions:
            assert mention["title"] in shown
        for milestone in case.truth.milestones:
            assert milestone["text"] in shown
        assert all(0 <= s["mention"] < len(case.truth.mentions) for s in case.truth.assessments)


def test_markup() -> None:
    words = "a **b __c__** [d](http://x) {star}^[note]"
    assert [r.text for r in runs(words)] == ["a ", "b ", "c", " ", "d", " ", "", ""]
    assert [r.bold for r in runs(words)][:4] == [False, True, True, False]
    assert plain(words) == "a b c d ★"


def test_a_table_that_does_not_fit_its_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves places empty"):
        list(Table([row("a", "b"), row("c")]).placed())
    with pytest.raises(ValueError, match="does not fit"):
        list(Table([row("a", "b"), [Cell("c", col_span=3)]]).placed())


def test_a_sign_without_a_font_is_refused() -> None:
    with pytest.raises(ValueError, match=r"U\+4E2D"):
        pdf.render(_document(Para("中")))


@pytest.mark.parametrize(
    ("glyph", "code"), [("x", "x"), ("X", "X"), ("check", "✓"), ("heavy", "✔"), ("private", "\uf0fc")]
)
def test_marks_are_characters_in_the_pdf(glyph: Glyph, code: str) -> None:
    table = Table([row("", "", ""), [Cell("one"), Cell(mark="off"), Cell(mark="on")]])
    page = "".join(_words(pdf.render(_document(table, glyph=glyph))))
    assert page.count(code) == 1


@pytest.mark.parametrize("glyph", ["draw-x", "draw-check", "image", "fill", "boxes"])
def test_marks_without_characters_are_drawn(glyph: Glyph) -> None:
    def page(*marks: str | None) -> tuple[int, int]:
        cells = [Cell("one"), *(Cell(mark=m) for m in marks)]  # type: ignore[arg-type]
        data = pdf.render(_document(Table([row("", "", ""), cells], look=Look(rules="none")), glyph=glyph))
        with pdfplumber.open(io.BytesIO(data)) as file:
            p = file.pages[0]
            return len(p.curves) + len(p.lines) + len(p.images) + len(p.rects), len(p.chars)

    drawn, characters = page("on", "off")
    blank, same = page(None, None)
    assert characters == same
    assert drawn > blank


def test_a_row_cut_by_a_page_break_keeps_its_words() -> None:
    long = " ".join(f"word{i}" for i in range(1200))
    table = Table([row("A", "B"), row("short", long), row("last", "row")], look=Look(repeat_header=True))
    pages = _words(pdf.render(_document(Heading("Start", 1), table)))
    assert len(pages) > 1
    assert re.findall(r"word\d+", " ".join(pages)) == long.split()
    assert all(re.match(r"(?:Start\s+)?A\s+B\s", p) for p in pages)  # the header again on each page


def test_forced_breaks_cut_cells_that_span_rows() -> None:
    rows = [row("head", "1", "2")]
    for i in range(3):
        rows += [[Cell(f"label {i}", row_span=2), *row(f"u{i}", "")], row("", f"d{i}")]
    table = Table(rows, breaks=(4,), look=Look(repeat_header=False))
    first, second = _words(pdf.render(_document(table)))
    assert "u1" in first
    assert "d1" in second
    assert "head" not in second
    assert (first + second).count("label 1") == 1


def test_footnotes_stand_at_the_foot_of_their_page() -> None:
    body = [Para(f"Paragraph {i}.^[Note {i}.] " + "More words. " * 240) for i in range(4)]
    pages = _words(pdf.render(_document(*body)))
    assert len(pages) > 1
    for i in range(4):
        (page,) = [p for p in pages if f"Paragraph {i}." in p]
        assert f"Note {i}." in page
    with pytest.raises(ValueError, match="need more room"):
        pdf.render(_document(Para("".join(f"x^[{'long note ' * 60}]" for _ in range(4)))))


def test_html_keeps_spans_and_marks() -> None:
    table = Table(
        [[Cell("a", row_span=2), Cell("b", col_span=2)], row("c", "d"), [Cell("e"), Cell(mark="on"), Cell()]], 2
    )
    page = html.render(_document(table)).decode()
    assert '<th rowspan="2">a</th><th colspan="2">b</th>' in page
    assert ">x</td>" in page
    image = html.render(_document(table, glyph="image")).decode()
    assert 'alt="x"' in image


def test_text_shows_a_cell_once_and_a_spanning_head_over_each_column() -> None:
    table = Table([[Cell("g", col_span=2)], row("a", "b"), [Cell("r", row_span=2), Cell("1")], row("2")], 2)
    assert text.render(_document(table), markdown=False).decode() == "g\tg\na\tb\nr\t1\n\t2\n"
    assert text.render(_document(Items(["x", "y"], "a."))).decode() == "a. x\nb. y\n"


def test_docx_is_repeatable_and_whole() -> None:
    case = draw("self_assessment_form", "en", 3)
    data = docx_writer.render(case.document)
    assert data == docx_writer.render(case.document)
    words = "\n".join(c.text for t in docx.Document(io.BytesIO(data)).tables for r in t.rows for c in r.cells)
    assert all(m["title"] in words or m["title"] for m in case.truth.mentions)


def test_clocks_are_taken_out_of_foreign_pdfs() -> None:
    data = b"<</CreationDate(D:20261122031500+00'00')>> trailer <</ID [<0A1B> <0A1B>] /DocChecksum /" + b"A" * 32
    done = office.without_clock(data)
    assert len(done) == len(data)
    assert done == office.without_clock(data.replace(b"0A1B", b"FFFF").replace(b"20261122", b"20251101"))


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(office.MissingProgramError, match="libreoffice is not installed"):
        office.render([_document(Para("x"))], "libreoffice")


@pytest.mark.parametrize("producer", ["libreoffice", "chromium"])
def test_other_producers_print_the_same_words(producer: Producer) -> None:
    try:
        office.program(producer)
    except office.MissingProgramError as error:
        pytest.skip(str(error))
    case = draw("tracker", "es", 2, producer)
    (data,) = office.render([case.document], producer)
    shown = " ".join(" ".join(_words(data)).split())
    for mention in case.truth.mentions:
        assert mention["title"].split()[0] in shown
    assert office.without_clock(data) == data


def test_counts_as_boxes_print_them() -> None:
    assert [counted(9, 12, form) for form in ("plain", "count", "percent")] == ["9", "9 (75%)", "75% (9)"]


def test_jobs_are_spread_over_families_languages_and_producers() -> None:
    found = jobs(200, 1, list(FAMILIES), ["reportlab", "chromium"], ["pdf"])
    assert {j.family for j in found} == set(FAMILIES)
    assert {(j.lang, j.producer) for j in found} >= {("en", "chromium"), ("es", "reportlab")}
    assert len({j.seed for j in found}) == 200


def _extraction(**fields: object) -> Extraction:
    return Extraction(identity=Identity(doc_type="tracker", language="en"), **fields)


def _evidence() -> Evidence:
    return Evidence(quote="q", rule="r", page=1)


def test_comparison_counts_found_missed_and_wrong() -> None:
    truth = Truth({"doc_type": "tracker", "language": "es"})
    i = truth.mention("1", "Open the well map")
    truth.says(i, "completion", "limited", phase="midterm")
    truth.says(i, "completion_percent", None, number=40.0)
    truth.fact("overall_percent", 40)
    mention = Mention(key="a", number="1", title="Open the well map", evidence=_evidence())
    stray = Mention(key="b", number="2", title="Another", evidence=_evidence())
    right = Assessment(mention="a", dimension="completion", code="limited", phase="midterm", evidence=_evidence())
    wrong = Assessment(mention="a", dimension="completion", code="complete", flagged=True, evidence=_evidence())
    fact = Fact(metric="overall_percent", number=41, evidence=_evidence())
    out = compare(truth, _extraction(mentions=[mention, stray], assessments=[right, wrong], facts=[fact]))
    assert (out.drawn["assessments"], out.found["assessments"]) == (2, 1)
    assert (out.drawn["facts"], out.found["facts"]) == (1, 0)
    assert [flagged for _, flagged in out.wrong] == [False, True, False]  # stray commitment, wrong level, wrong fact
    assert out.identity == [("language", "es", "en", False)]
    assert not out.identity_flagged
