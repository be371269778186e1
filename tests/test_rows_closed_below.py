"""Lists of steps below the two columns of a card: each row is closed by a rule below it, and none is above them."""

from __future__ import annotations

import pytest

from extractors.layout import Block, Table, Text
from extractors.readers import pdf
from extractors.segment.candidates import Candidate
from extractors.segment.outline import Span
from extractors.segment.series import rows_of_fiches
from tests.pdf_drawing import Page, document

ROWS = [
    ("a", "Lista de oficinas", "marzo de 2031"),
    ("b", "Puertas abiertas en diez", "junio de 2031"),
    ("c", "Informe de cierre", "enero de 2032"),
]


def _draw(page: Page, rows: list[tuple[str, str, str]]) -> None:
    page.text(60, 70, "Oficinas que abren sus puertas", 16, "Helvetica-Bold")
    for x, label, lines in (
        (60.0, "Por qué", ["Nadie sabe qué hay en las oficinas,", "y pocos preguntan."]),
        (60.0, "Qué haremos", ["Abrir las oficinas un día cada mes,", "y decir qué se muestra allí", "en las salas."]),
        (330.0, "Responsable", ["Ministerio de Obras"]),
        (330.0, "Con quién", ["Cámara de Comercio; Foro Joven"]),
    ):  # fmt: skip
        y = 100.0 if label in ("Por qué", "Responsable") else 142.0
        page.text(x, y, label, 8, "Helvetica-Bold", "#1f5c7a")
        page.lines(x, y + 12, lines, 9, 12)
    page.text(60, 196, "Pasos", 8, "Helvetica-Bold", "#1f5c7a")
    y = 200.0
    for cells in rows:
        for x, words in zip((64.0, 90.0, 440.0), cells, strict=True):
            page.text(x, y + 12, words, 9)
        y += 17
        page.rule(60, y, 535, y, 0.4)
    page.text(60, y + 40, "Lo que sigue después de la lista es texto corriente de la página.", 9)


@pytest.mark.parametrize("count", [2, 3])
def test_the_row_above_the_first_rule_belongs_to_the_rows_below(count: int) -> None:
    elements = pdf.read(document(lambda page: _draw(page, ROWS[:count]))).elements
    (table,) = [e for e in elements if isinstance(e, Table)]
    assert [tuple(str(c.text) if c else "" for c in row) for row in table.grid()] == ROWS[:count]
    at = elements.index(table)
    before = elements[at - 1]
    assert isinstance(before, Block)
    assert str(before.text) == "Pasos"


def test_text_above_a_first_rule_is_no_row() -> None:
    def draw(page: Page) -> None:
        page.text(60, 95, "La tabla siguiente dice cuándo se abre cada una de las oficinas de la ciudad este año.", 9)
        y = 100.0
        page.rule(60, y, 535, y, 0.4)
        for cells in ROWS:
            for x, words in zip((64.0, 90.0, 440.0), cells, strict=True):
                page.text(x, y + 12, words, 9)
            y += 17
            page.rule(60, y, 535, y, 0.4)

    (table,) = [e for e in pdf.read(document(draw)).elements if isinstance(e, Table)]
    assert table.n_rows == len(ROWS)


def test_rows_numbered_below_a_heading_with_fields_are_parts_of_it() -> None:
    def candidate(item: int, number: str, look: str) -> Candidate:
        return Candidate(item, Span(Text([])), number, number, "digits", None, (look,), ())

    found = [
        candidate(0, "1", "heading"),
        candidate(4, "1.1", "row"),
        candidate(5, "1.2", "row"),
        candidate(6, "2", "heading"),
        candidate(7, "2.1", "row"),
        candidate(8, "3.1", "row"),
    ]
    assert rows_of_fiches(found, frozenset({0})) == {4, 5}  # no fields stand behind the second: it is a theme
    assert rows_of_fiches(found, frozenset({0, 6})) == {4, 5, 7}
