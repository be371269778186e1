"""Trackers whose statuses are signs that a key explains, and columns whose heads no list of words knows."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Extraction

SIGNS = """# Kenya: Fifth National Action Plan 2023–2027 — where we stand

Kept by the secretariat. **Key** ✅ done · ⏳ under way · ⛔ not started

The first plan (2012–2013) ended with 12 commitments.

## Cluster A · Public money

### ✅ 1. Budget hearings in every ward

Steered by **National Treasury**; together with Ward Voices.

| Task | Gate | State of it |
|:--|--:|:-:|
| a) Calendar of hearings | 31 March 2024 | ✅ |
| b) Minutes on line | 30 June 2024 | ✅ |

### ⏳ 2. Contracts of roads on a map

Steered by **Kenya Roads Board**.

| Task | Gate | State of it |
|:--|--:|:-:|
| a) Data of ten counties | 30 Sept 2024 | ⏳ |
| b) Map on line | 31 Dec 2024 | ⛔ |

## Cluster B · Justice

### ⛔ 1. Court lists by telephone

Steered by **Judiciary of Kenya**.

| Task | Gate | State of it |
|:--|--:|:-:|
| a) Contract signed | 31 May 2025 | ⛔ |
| b) Line in ten courts | 30 Nov 2025 | ⛔ |
"""


def read(words: str, name: str = "tracker.md") -> Extraction:
    return extract(words.encode(), name=name)


def test_signs_before_titles_and_in_columns_say_what_the_key_says() -> None:
    result = read(SIGNS)
    assert result.identity.doc_type == "tracker"
    assert [(m.title, m.lead_institution) for m in result.mentions] == [
        ("Budget hearings in every ward", "National Treasury"),
        ("Contracts of roads on a map", "Kenya Roads Board"),
        ("Court lists by telephone", "Judiciary of Kenya"),
    ]
    keys = [m.key for m in result.mentions]
    states = {(keys.index(a.mention), a.milestone): a.code for a in result.assessments if a.dimension == "completion"}
    assert states == {
        (0, None): "complete",
        (0, "a"): "complete",
        (0, "b"): "complete",
        (1, None): "in_progress",
        (1, "a"): "in_progress",
        (1, "b"): "not_started",
        (2, None): "not_started",
        (2, "a"): "not_started",
        (2, "b"): "not_started",
    }
    assert not [f for f in result.facts if f.metric == "commitments_total" and f.number == 12]


def test_a_column_of_days_below_an_unknown_head_is_a_doubted_term() -> None:
    result = read(SIGNS)
    ends = [str(m.ends_on and m.ends_on.value) for m in result.milestones]
    assert ends == ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31", "2025-05-31", "2025-11-30"]
    assert all("learned_label" in m.doubts for m in result.milestones)


def test_an_unknown_column_of_days_before_each_end_is_the_start() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{t}</td><td>Ministry of Water</td><td>{a}</td><td>{b}</td></tr>"
        for n, t, a, b in (
            (1, "Publish the map of wells", "01/03/2023", "31/12/2023"),
            (2, "Hold meetings at rivers", "15/01/2024", "30/06/2024"),
            (3, "Audit the pumps of dams", "01/02/2024", "30/11/2024"),
        )
    )
    head = "".join(f"<th>{h}</th>" for h in ("No.", "Commitment", "Lead", "Green light", "Deadline"))
    title = "<h1>Open Government Action Plan of Malawi 2023-2025</h1>"
    result = read(f"<html><body>{title}<table><tr>{head}</tr>{rows}</table></body></html>", "plan.html")
    assert [str(m.starts_on and m.starts_on.value) for m in result.mentions] == [
        "2023-03-01",
        "2024-01-15",
        "2024-02-01",
    ]
    assert all("learned_label" in m.doubts for m in result.mentions)


OF_PANAMA = "Informe de autoevaluación: Plan de Acción de Gobierno Abierto de Panamá 2021-2023"
BOXES = f"""<html><head><title>{OF_PANAMA}</title></head><body><h1>{OF_PANAMA}</h1>
<h2>Estado de los compromisos</h2><table>
<tr><th>N°</th><th>Compromiso</th><th>Responsable</th>{{heads}}</tr>{{rows}}</table></body></html>"""
PROMISES = (
    "Archivo de actas abierto",
    "Mapa de acueductos rurales",
    "Consultas en lengua ngäbe",
    "Compras en un visor",
)
STEPS = {"Completo": "complete", "Sustancial": "substantial", "Limitado": "limited", "No iniciado": "not_started"}


def ticked(number: int, step: str, *, one_cell: bool) -> str:
    boxes = [f"{'☒' if step == s else '☐'}" for s in STEPS]
    cells = "<br>".join(f"{b} {s}" for b, s in zip(boxes, STEPS, strict=True)) if one_cell else "</td><td>".join(boxes)
    title = PROMISES[number]
    return f"<tr><td>{number + 1}</td><td>{title}</td><td>Autoridad de Transparencia</td><td>{cells}</td></tr>"


@pytest.mark.parametrize("one_cell", [True, False], ids=["in one cell", "in cells of their own"])
def test_boxes_of_a_scale_are_read_where_they_are_ticked(one_cell: bool) -> None:
    heads = "<th>Estado</th>" if one_cell else "".join(f"<th>{s}</th>" for s in STEPS)
    rows = "".join(ticked(k, step, one_cell=one_cell) for k, step in enumerate(STEPS))
    result = read(BOXES.format(heads=heads, rows=rows), "autoevaluacion.html")
    said = [a.code for a in result.assessments if a.dimension == "completion"]
    assert said == list(STEPS.values())


def test_ticks_below_heads_that_are_no_scale_say_nothing_of_completion() -> None:
    rows = "".join(
        f"<tr><td>{k + 1}</td><td>{t}</td><td>Autoridad</td><td>{'☒☐'[k % 2]}</td><td>{'☐☒'[k % 2]}</td></tr>"
        for k, t in enumerate(PROMISES)
    )
    result = read(BOXES.format(heads="<th>Nuevo</th><th>En curso</th>", rows=rows), "autoevaluacion.html")
    assert len(result.mentions) == len(PROMISES)
    assert not [a for a in result.assessments if a.dimension == "completion" and a.code]


def test_the_overview_behind_the_last_commitment_is_read_to_its_last_row() -> None:
    parts = "".join(
        f"<h2>Compromiso {k}: {t}</h2><p>Institución responsable: Autoridad de Transparencia</p><p>Véase el cuadro.</p>"
        for k, t in enumerate(PROMISES, 1)
    )
    rows = "".join(
        f"<tr><td>{k}</td><td>{t}</td><td>{10 * k}%</td><td>{s}</td></tr>"
        for k, (t, s) in enumerate(zip(PROMISES, STEPS, strict=True), 1)
    )
    page = (
        BOXES.partition("<h2>")[0]
        + parts
        + (f"<table><tr><th>N°</th><th>Compromiso</th><th>Avance</th><th>Estado</th></tr>{rows}</table></body></html>")
    )
    result = read(page, "autoevaluacion.html")
    assert len(result.mentions) == len(PROMISES)
    said = [(a.dimension, a.code or a.number) for a in result.assessments if a.mention == result.mentions[-1].key]
    assert sorted(said) == [("completion", "not_started"), ("completion_percent", 40)]
