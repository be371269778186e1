"""Options in cells of their own, each behind a box: one is ticked, the others are empty."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Extraction

STEPS = ("No iniciado", "Limitado", "Sustancial", "Completo")
TITLES = ("Catastro de minas", "Audiencias sobre el agua", "Padrón de proveedores")


def report(ticked: tuple[int | None, ...], empty: str, full: str) -> Extraction:
    forms = "".join(
        f"<table><tr><td colspan=4><b>Nombre y número del compromiso</b></td></tr>"
        f"<tr><td colspan=4>{n}. {title}</td></tr>"
        f"<tr><td colspan=4><b>Institución responsable</b></td></tr><tr><td colspan=4>Ministerio de Minas</td></tr>"
        f"<tr><td colspan=4><b>Nivel de cumplimiento</b></td></tr><tr>"
        + "".join(f"<td>{full if i == at else empty} {step}</td>" for i, step in enumerate(STEPS))
        + "</tr><tr><td colspan=4><b>Resultados</b></td></tr><tr><td colspan=4>Se hizo una parte.</td></tr></table>"
        for n, (title, at) in enumerate(zip(TITLES, ticked, strict=True), 1)
    )
    head = "<h1>Informe de autoevaluación de medio término del Plan de Acción 2017-2019 de Honduras</h1>"
    return extract(f"<html lang=es><body>{head}{forms}</body></html>".encode(), name="report.html")


@pytest.mark.parametrize(("empty", "full"), [("☐", "☒"), ("□", "☑")])
def test_the_ticked_box_decides(empty: str, full: str) -> None:
    made = report((2, 0, 3), empty, full)
    done = {a.mention: a.code for a in made.assessments if a.dimension == "completion"}
    assert [done.get(m.key) for m in made.mentions] == ["substantial", "not_started", "complete"]


def test_no_ticked_box_is_no_answer() -> None:
    made = report((1, None, 3), "☐", "☒")
    done = {a.mention: a.code for a in made.assessments if a.dimension == "completion"}
    assert [done.get(m.key) for m in made.mentions] == ["limited", None, "complete"]
