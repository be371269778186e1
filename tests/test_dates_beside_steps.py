"""Dates one below the other with their steps beside them, as the value of a label: each line stays together."""

from __future__ import annotations

import pytest

from extractors.layout import Block, Table
from extractors.readers import pdf
from tests.pdf_drawing import Page, document

FACTS = (("QUIÉN RESPONDE", "Oficina del Registro"), ("QUIÉN AYUDA", "Foro de Barrios"))
STEPS = (("15/03/2031", "Mapa de las oficinas terminado"), ("30/09/2031", "Puertas abiertas en diez barrios"))
MORE = (("junio de 2032", "Informe anual publicado"), ("enero de 2033", "Cierre con los barrios"))


def _promise(page: Page, y: float, title: str, steps: tuple[tuple[str, str], ...], mark: str, small: float) -> float:
    """Draw a title, and labels set against a wall with their values beside it, the last of them dates and steps."""
    page.text(60, y, title, 14, "Times-Bold")
    y += 20
    page.rule(180, y - 8, 180, y + 16 * (len(FACTS) + len(steps)), 0.8)
    for label, words in FACTS:
        page.text(172 - page.canvas.stringWidth(label, "Helvetica-Bold", 7), y, label, 7, "Helvetica-Bold")
        page.text(188, y, words, 9)
        y += 16
    page.text(172 - page.canvas.stringWidth("PASOS", "Helvetica-Bold", 7), y, "PASOS", 7, "Helvetica-Bold")
    for date, words in steps:
        if mark:
            page.text(188, y, mark, small)
        page.text(200, y, date, small, "Helvetica-Bold")
        page.text(300, y, words, 9)
        y += 13
    return y + 26


@pytest.mark.parametrize(("mark", "small"), [("•", 8.0), ("", 8.0), ("", 9.0)])
def test_each_step_keeps_its_date(mark: str, small: float) -> None:
    def draw(page: Page) -> None:
        y = _promise(page, 80, "Registros que todos encuentran", STEPS, mark, small)
        y = _promise(page, y, "Barrios que preguntan", MORE, mark, small)
        _promise(page, y, "Cuentas que se leen", (*STEPS, *MORE), mark, small)

    elements = pdf.read(document(draw)).elements
    lines = [str(e.text) for e in elements if isinstance(e, Block)]
    text = "\n".join([*lines, *(str(c.text) for e in elements if isinstance(e, Table) for c in e.cells)])
    for date, words in (*STEPS, *MORE):
        assert text.count(f"{date} {words}") == 2
