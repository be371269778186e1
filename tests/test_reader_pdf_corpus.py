"""The PDF reader on the real documents, where they are at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractors.layout import Layout, Table
from extractors.readers.pdf import read


@pytest.fixture(scope="module")
def end_of_term(corpus: Path) -> Layout:
    return read((corpus / "documents" / "co-2015-irm-end-of-term.pdf").read_bytes())


@pytest.fixture(scope="module")
def forms(corpus: Path) -> Layout:
    return read((corpus / "documents" / "us-2013-self-assessment-end-of-term.pdf").read_bytes())


def _overview(layout: Layout) -> Table:
    (table,) = [t for t in layout.tables if t.pages == (10, 13)]
    return table


def test_the_overview_is_one_table_over_four_pages(end_of_term: Layout) -> None:
    table = _overview(end_of_term)
    assert (table.n_cols, table.header_rows, table.n_rows) == (22, 3, 63)
    numbers = [re.sub(r"^\W+", "", str(c.text)) for c in table.cells if c.col == 0 and not c.is_header]
    assert len(numbers) == 30
    assert all(number[0].isdigit() for number in numbers)
    assert all(c.row_span == 2 for c in table.cells if c.col == 0 and not c.is_header)
    assert all(len(head) == 2 for head in table.header()[1:15])


def test_each_half_row_of_the_overview_has_one_mark(end_of_term: Layout) -> None:
    table = _overview(end_of_term)
    for row in table.body():
        halves = {cell.col for cell in row[13:17] if cell and cell.marked}
        assert len(halves) == 1


def test_the_row_cut_by_the_page_break_is_whole(end_of_term: Layout) -> None:
    table = _overview(end_of_term)
    (cell,) = [c for c in table.cells if str(c.text).startswith("10.2")]
    assert cell.row_span == 2
    marks = [c for c in table.cells if c.row in (cell.row, cell.row + 1) and c.marked]
    assert {m.place.page for c in marks for m in c.marks} == {11, 12}
    assert len(marks) == 6


def test_each_commitment_has_its_fact_box(end_of_term: Layout) -> None:
    boxes = [t for t in end_of_term.tables if t.n_cols == 22 and t is not _overview(end_of_term)]
    assert len(boxes) == 30
    assert all((t.n_rows, t.header_rows) == (5, 3) for t in boxes)
    assert len({t.section[-1] for t in boxes}) == 30


def test_status_lines_and_notes_stand_apart(end_of_term: Layout) -> None:
    lines = [str(b.text) for b in end_of_term.blocks if re.match(r"(?:Medio|Fin de) término: \w+", str(b.text))]
    assert len(lines) >= 45
    assert all(len(line) < 60 for line in lines)
    notes = [b for b in end_of_term.blocks if b.kind == "footnote"]
    assert len(notes) > 60
    assert all(b.marker.isdigit() for b in notes[:20])


def test_each_form_is_one_table(forms: Layout) -> None:
    assert len(forms.tables) == 26
    for table in forms.tables:
        assert (table.n_rows, table.n_cols, table.header_rows) == (12, 5, 1)
        labels = [row[0] for row in table.body() if row[0]]
        assert all(label.text for label in labels)
    marked = [t for t in forms.tables if any(c.marked for c in t.cells)]
    assert marked
    assert len({t.section[-1] for t in forms.tables}) == 3


def test_running_heads_are_gone(forms: Layout) -> None:
    assert not any(str(b.text) in ("DRAFT", "7") for b in forms.blocks)
    assert sum(str(t) == "DRAFT" for t in forms.running) >= 30
