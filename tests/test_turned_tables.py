"""Tables on their side: a commitment a column, what is said of it down the rows."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from extractors.extract import extract
from extractors.records import Extraction

HEAD = "<h1>Fourth Open Government Action Plan of Ghana 2021-2023: progress</h1>"


def page(*rows: str, head: str = HEAD) -> Extraction:
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row.split("|")) + "</tr>" for row in rows)
    return extract(f"<html><body>{head}<table>{body}</table></body></html>".encode(), name="plan.html")


def test_each_column_is_a_commitment() -> None:
    result = page(
        "No.|1|2|3",
        "Title|Map of public wells|Court lists on line|Budget week in schools",
        "Led by|Ministry of Water|Judicial Service|Ministry of Education",
        "Start|01/03/2021|01/06/2021|15/01/2022",
        "End|31/12/2022|30/06/2023|30/11/2022",
        "Milestone 1|Survey of wells|Lists of ten courts|Teaching kit",
        "due|30/06/2021|31/12/2021|31/03/2022",
        "% milestone|100%|40%|0%",
        "Progress|85%|30%|0%",
    )
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        ("1", "Map of public wells", "Ministry of Water"),
        ("2", "Court lists on line", "Judicial Service"),
        ("3", "Budget week in schools", "Ministry of Education"),
    ]
    assert [str(m.ends_on and m.ends_on.value) for m in result.mentions] == ["2022-12-31", "2023-06-30", "2022-11-30"]
    assert [(m.milestone, m.text, str(m.ends_on and m.ends_on.value)) for m in result.milestones] == [
        ("1", "Survey of wells", "2021-06-30"),
        ("1", "Lists of ten courts", "2021-12-31"),
        ("1", "Teaching kit", "2022-03-31"),
    ]
    shares = {(a.mention.rpartition("|")[2], a.milestone): a.number for a in result.assessments}
    assert shares["2", None] == 30
    assert shares["2", "1"] == 40


def test_titles_stand_at_the_top_without_a_label() -> None:
    result = page(
        "|Compromiso 1. Mapa de pozos|Compromiso 2. Listas de audiencias",
        "¿Quién lo lidera?|Ministerio del Agua|Corte Suprema",
        "Inicio|marzo de 2021|junio de 2021",
        "Término|diciembre de 2022|junio de 2023",
        "Estado|Completo|Limitado",
        head="<h1>Avance del cuarto plan de acción de gobierno abierto de Paraguay 2021-2023</h1>",
    )
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        ("1", "Mapa de pozos", "Ministerio del Agua"),
        ("2", "Listas de audiencias", "Corte Suprema"),
    ]
    assert [a.code for a in result.assessments if a.dimension == "completion"] == ["complete", "limited"]


def test_rows_stay_rows_below_a_header_that_repeats_labels() -> None:
    result = page(
        "Commitment|Lead|Start|End",
        "Map of public wells|Ministry of Water|01/03/2021|31/12/2022",
        "Court lists on line|Judicial Service|01/06/2021|30/06/2023",
        "Budget week in schools|Ministry of Education|15/01/2022|30/11/2022",
    )
    assert [m.title for m in result.mentions] == [
        "Map of public wells",
        "Court lists on line",
        "Budget week in schools",
    ]


@pytest.mark.parametrize("colours", [("70AD47", "70AD47", "C00000"), ("70AD47", "70AD47", "70AD47")])
def test_lights_of_one_colour_side_by_side_say_what_the_key_says(colours: tuple[str, ...]) -> None:
    book = openpyxl.Workbook()
    key = book.create_sheet("Key", 0)
    key.append(["Ghana: Fourth Open Government Action Plan 2021-2023, progress"])
    for row, (colour, words) in enumerate((("70AD47", "complete"), ("C00000", "not started")), 3):
        key.cell(row, 1).fill = PatternFill("solid", fgColor=colour)
        key.cell(row, 2, words)
    sheet = book.create_sheet("Plan")
    for cells in (
        ("Title", "Map of public wells", "Court lists on line", "Budget week in schools"),
        ("Led by", "Ministry of Water", "Judicial Service", "Ministry of Education"),
        ("End", "31/12/2022", "30/06/2023", "30/11/2022"),
        ("Status",),
    ):
        sheet.append(cells)
    for col, colour in enumerate(colours, 2):
        sheet.cell(4, col).fill = PatternFill("solid", fgColor=colour)
    out = io.BytesIO()
    book.save(out)
    result = extract(out.getvalue(), name="plan.xlsx")
    codes = {"70AD47": "complete", "C00000": "not_started"}
    assert [a.code for a in result.assessments] == [codes[c] for c in colours]
