"""Tables with one commitment or milestone a row, in the dress that self-assessments and trackers give them."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Extraction

TITLES = {
    "self_en": "Peru: Self-Assessment Report, Open Government Action Plan 2018-2020",
    "self_es": "Perú: Informe de Autoevaluación del Plan de Acción de Gobierno Abierto 2018-2020",
    "tracker_es": "Perú: Informe de seguimiento del Plan de Acción de Gobierno Abierto 2018-2020",
}


def read(body: str, title: str = "self_en") -> Extraction:
    return extract(f"<html><body><h1>{TITLES[title]}</h1>{body}</body></html>".encode(), name="table.html")


def table(head: str, *rows: str, caption: str = "") -> str:
    cells = "".join(f"<th>{h}</th>" for h in head.split("|"))
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row.split("|")) + "</tr>" for row in rows)
    return f"<table><caption>{caption}</caption><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def said(result: Extraction, dimension: str) -> list[tuple[str | None, str | None, str | float | None]]:
    numbers = {m.key: m.number for m in result.mentions}
    return [
        (numbers[a.mention], a.milestone, a.code if dimension == "completion" else a.number)
        for a in result.assessments
        if a.dimension == dimension
    ]


def test_words_of_the_colour_scale_stay_on_it() -> None:
    result = read(
        table(
            "Compromiso|Evaluación del avance|Evidencias|Próximos pasos",
            "Compromiso 1: Mapa de pozos|Completo o avance sustancial|El compromiso alcanzó un 92,5% de avance.|Seguir",
            "Compromiso 2: Archivo|Avance limitado|Según el panel, el compromiso tiene un 40% de cumplimiento.|"
            "Se espera un 100% de avance.",
            "Compromiso 3: Radio|No empezado o con retrasos importantes|Sin novedades.|",
        ),
        "self_es",
    )
    completion = [a for a in result.assessments if a.dimension == "completion"]
    assert [(a.code, a.scale) for a in completion] == [
        ("substantial_or_complete", "government_colour"),
        ("limited", "government_colour"),
        ("not_started_or_delayed", "government_colour"),
    ]
    assert said(result, "completion_percent") == [("1", None, 92.5), ("2", None, 40)]
    assert [a.raw for a in result.assessments if a.dimension == "completion_percent"] == ["92,5%", "40%"]


def test_status_in_prose_is_left_to_the_status_column() -> None:
    result = read(
        table(
            "Commitment|Completion|Reasons", "1. Map of wells|Limited|The commitment is complete but for the training."
        )
    )
    assert said(result, "completion") == [("1", None, "limited")]


def test_without_a_status_column_sentences_state_it() -> None:
    result = read(
        table(
            "Commitment|Lead institution|Results",
            "Commitment 1: Wells|Ministry of Water|The commitment was substantially completed. Milestone 2 is at 50%.",
            "Commitment 2: Archive|National Archive|The ministry expects to complete the work next year.",
        )
    )
    assert said(result, "completion") == [("1", None, "substantial")]
    assert said(result, "completion_percent") == [("1", "2", 50)]


def test_a_total_row_is_a_fact_and_no_commitment() -> None:
    result = read(
        table(
            "No.|Title|Progress", "1|Map of wells|50%", "2|Archive|100%", "|TOTAL|75%", caption="Progress by commitment"
        )
    )
    assert [m.number for m in result.mentions] == ["1", "2"]
    assert [(f.metric, f.number, f.mention) for f in result.facts] == [("overall_percent", 75, None)]


@pytest.mark.parametrize(
    "head", ["Mesa|Fecha|Participantes", "Grupo|Tema", "Año|Cantidad de reuniones", "Title|Date|Place"]
)
def test_working_tables_make_no_commitments(head: str) -> None:
    rows = ["|".join(f"{n} dato {c}" for c in head.split("|")) for n in range(1, 5)]
    result = read(table(head, *rows, caption="Mesas realizadas"), "self_es")
    assert result.mentions == []


def test_area_over_rows_institutions_and_values() -> None:
    body = """<table><tr><th>Área</th><th>Título y número del compromiso</th><th>Institución responsable</th>
      <th>Valores de gobierno abierto</th></tr>
      <tr><td rowspan="2">Justicia</td><td>Compromiso N° 1: Sentencias claras</td><td>Corte Suprema</td>
        <td>Transparencia y rendición de cuentas</td></tr>
      <tr><td>Compromiso N° 2: Audiencias</td><td>Defensoría</td><td>Participación, cuidar testigos</td></tr></table>"""
    result = read(body, "self_es")
    assert [(m.number, m.title, m.area, m.lead_institution, m.ogp_values) for m in result.mentions] == [
        ("1", "Sentencias claras", "Justicia", "Corte Suprema", ["access_to_information", "public_accountability"]),
        ("2", "Audiencias", "Justicia", "Defensoría", ["civic_participation", "other"]),
    ]
    assert result.assessments == []  # relevance is the IRM's to judge


def test_area_as_a_row_of_its_own() -> None:
    body = """<table><tr><th>N°</th><th>Compromiso</th><th>% de avance</th></tr>
      <tr><td colspan="3">Justicia abierta</td></tr><tr><td>1</td><td>Sentencias claras</td><td>30</td></tr>
      <tr><td colspan="3">Parlamento abierto</td></tr><tr><td>2</td><td>Audiencias</td><td>45,5</td></tr></table>"""
    result = read(body, "tracker_es")
    assert [(m.number, m.area) for m in result.mentions] == [("1", "Justicia abierta"), ("2", "Parlamento abierto")]
    assert said(result, "completion_percent") == [("1", None, 30), ("2", None, 45.5)]


def test_milestones_below_their_commitment() -> None:
    body = """<table><tr><th>Compromiso</th><th>Hito</th><th>Fecha de término</th><th>Avance</th><th>Estado</th></tr>
      <tr><td rowspan="2">1. Mapa</td><td>1.1 Encuesta</td><td>junio 2019</td><td>100%</td><td>Completo</td></tr>
      <tr><td>1.2 Portal</td><td>mayo 2020</td><td>25%</td><td>Limitado</td></tr>
      <tr><td>2. Archivo</td><td>2.1 Inventario</td><td>mayo 2020</td><td>0%</td><td>No iniciado</td></tr></table>"""
    result = read(body, "tracker_es")
    assert said(result, "completion_percent") == [("1", "1.1", 100), ("1", "1.2", 25), ("2", "2.1", 0)]
    assert said(result, "completion") == [
        ("1", "1.1", "complete"),
        ("1", "1.2", "limited"),
        ("2", "2.1", "not_started"),
    ]
    assert [(m.milestone, m.text, str(m.ends_on.value)) for m in result.milestones if m.ends_on] == [
        ("1.1", "Encuesta", "2019-06-01"),
        ("1.2", "Portal", "2020-05-01"),
        ("2.1", "Inventario", "2020-05-01"),
    ]


def test_a_percentage_over_all_rows_of_a_commitment_is_its_own() -> None:
    body = """<table><tr><th>Compromiso</th><th>Hito</th><th>Avance del hito</th><th>Avance del compromiso</th></tr>
      <tr><td rowspan="2">1. Mapa de pozos</td><td>1.1 Encuesta</td><td>100%</td><td rowspan="2">60%</td></tr>
      <tr><td>1.2 Portal</td><td>20%</td></tr></table>"""
    result = read(body, "tracker_es")
    assert sorted(said(result, "completion_percent"), key=str) == [("1", "1.1", 100), ("1", "1.2", 20), ("1", None, 60)]


def test_rows_numbered_below_a_commitment_are_milestones_but_2_10_is_a_commitment() -> None:
    result = read(
        table("N°|Compromiso|Avance", "1|Mapa de pozos|60%", "1.1|Encuesta|100%", "1.2|Portal|20%"), "tracker_es"
    )
    assert [m.number for m in result.mentions] == ["1"]
    assert said(result, "completion_percent") == [("1", None, 60), ("1", "1.1", 100), ("1", "1.2", 20)]
    result = read(table("N°|Compromiso|Avance", "2.1|Mapa de pozos|60%", "2.10|Archivo|20%"), "tracker_es")
    assert [m.number for m in result.mentions] == ["2.1", "2.10"]


def test_two_statements_in_a_cell_blank_and_unknown_words() -> None:
    result = read(
        table(
            "Commitment|Status of implementation",
            "Commitment 1: Wells|Limited (45%)",
            "Commitment 2: Archive|",
            "Commitment 3: Radio|N/A",
            "Commitment 4: Theatre|Somewhat upward",
        )
    )
    assert said(result, "completion_percent") == [("1", None, 45)]
    completion = {
        m.number: a
        for m in result.mentions
        for a in result.assessments
        if a.mention == m.key and a.dimension == "completion"
    }
    assert completion["1"].code == "limited"
    assert completion["2"].null_reason == "blank_in_source"
    assert completion["3"].null_reason == "not_applicable"
    assert completion["4"].code is None
    assert completion["4"].flagged
    assert [i.code for i in result.issues if i.code == "unknown_word"]


def test_phases_in_the_header_and_the_header_printed_again() -> None:
    body = """<table><tr><th rowspan="2">Commitment</th><th colspan="2">Completion</th></tr>
      <tr><th>Midterm</th><th>End of term</th></tr>
      <tr><td>Commitment 1: Wells</td><td>Limited</td><td>Substantial</td></tr>
      <tr><td>Commitment 2: Archive</td><td>Not started</td><td>Complete</td></tr></table>"""
    result = read(body)
    numbers = {m.key: m.number for m in result.mentions}
    assert [(numbers[a.mention], a.phase, a.code) for a in result.assessments] == [
        ("1", "midterm", "limited"),
        ("1", "end_of_term", "substantial"),
        ("2", "midterm", "not_started"),
        ("2", "end_of_term", "complete"),
    ]
    again = table(
        "Commitment|Completion", "Commitment 1: Wells|Limited", "Commitment|Completion", "Commitment 2: Radio|Complete"
    )
    assert [m.number for m in read(again).mentions] == ["1", "2"]


def test_another_title_under_a_known_number_is_an_issue() -> None:
    body = table("N°|Compromiso|Institución responsable", "1|Mapa de pozos|Ministerio de Agua") + table(
        "N°|Compromiso|Avance", "1|Radio comunitaria rural|40%"
    )
    assert [i.code for i in read(body, "tracker_es").issues if i.code == "conflicting_title"]


def test_an_area_printed_in_the_first_row_of_its_group_holds_for_the_rows_below() -> None:
    result = read(
        table(
            "Title and number of the commitment|Area|Responsible institution",
            "Commitment 1: Archive of rulings|Justice|Supreme Court",
            "Commitment 2: Plain rulings||Supreme Court",
            "Commitment 3: Open sessions|Parliament|Congress",
            "Commitment 4: Register of lobbies||Congress",
        )
    )
    assert [m.area for m in result.mentions] == ["Justice", "Justice", "Parliament", "Parliament"]
    assert [i.code for i in result.issues].count("area_from_above") == 1


def test_rows_of_milestones_that_a_page_break_cut_from_their_header_are_read() -> None:
    """The header alone, a row read as a line, a row read as a table: three pieces of one table."""
    section = "<h2>Compromiso 1: Mapa de pozos</h2><p>El avance del compromiso es de 42%.</p>"
    head = "<table><tr><td>Hito</td><td>Fecha de término</td><td>% de avance</td></tr></table>"
    line = "<ol><li>Acuerdo con los municipios mayo 2020 45%</li></ol>"
    rest = "<table><tr><td>2. Encuesta de usuarios</td><td>mayo 2020</td><td>80%</td></tr></table>"
    result = read(section + head + line + rest, "tracker_es")
    assert sorted(said(result, "completion_percent"), key=str) == [("1", "1", 45), ("1", "2", 80), ("1", None, 42)]
    assert [(m.milestone, m.text, m.ends_on and m.ends_on.value.isoformat()) for m in result.milestones] == [
        ("1", "Acuerdo con los municipios", "2020-05-01"),
        ("2", "Encuesta de usuarios", "2020-05-01"),
    ]


def test_a_date_in_a_milestones_sentence_stays_in_it_and_one_behind_it_is_its_end() -> None:
    items = "<ul><li>Hito 1: Encuesta de usuarios en mayo de 2020 (30%)</li><li>Hito 2: Portal, marzo 2020</li></ul>"
    result = read("<h2>Compromiso 1: Mapa de pozos</h2>" + items, "tracker_es")
    assert [(m.milestone, m.text, m.ends_on and m.ends_on.value.isoformat()) for m in result.milestones] == [
        ("1", "Encuesta de usuarios en mayo de 2020", None),
        ("2", "Portal", "2020-03-01"),
    ]


OVERVIEW = "Area|Title and number of the commitment|Responsible institution|Progress"


def test_a_title_that_spans_the_area_leaves_the_area_to_the_row_above() -> None:
    row = '<tr><td colspan="2">Commitment 2: Plain rulings</td><td>Supreme Court</td><td>40%</td></tr></tbody>'
    body = table(OVERVIEW, "Justice|Commitment 1: Archive of rulings|Supreme Court|20%").replace("</tbody>", row)
    result = read(body)
    assert [(m.title, m.area) for m in result.mentions] == [
        ("Archive of rulings", "Justice"),
        ("Plain rulings", "Justice"),
    ]
    assert "area_from_above" in {i.code for i in result.issues}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('<td>Justice</td><td colspan="2">Commitment 2: Plain rulings Supreme Court</td><td>40%</td>', "title_runs_on"),
        ('<td>Justice</td><td>Commitment 2: Plain rulings</td><td colspan="2">Supreme Court 40%</td>', "merged_cell"),
    ],
)
def test_a_cell_under_two_columns_gives_neither_its_value_in_silence(row: str, code: str) -> None:
    body = table(OVERVIEW, "Justice|Commitment 1: Archive of rulings|Supreme Court|20%")
    result = read(body.replace("</tbody>", f"<tr>{row}</tr></tbody>"))
    second = next(m for m in result.mentions if m.number == "2")
    assert second.lead_institution is None
    assert code in {i.code for i in result.issues}


def test_milestones_that_ran_together_on_one_line_each_keep_their_percentage() -> None:
    line = "<p>Hito 1. Encuesta de usuarios (75%) Hito 2. Informe de lecciones (100%)</p>"
    result = read("<h2>Compromiso 1: Mapa de pozos</h2>" + line, "tracker_es")
    assert said(result, "completion_percent") == [("1", "1", 75), ("1", "2", 100)]
    assert [(m.milestone, m.text) for m in result.milestones] == [
        ("1", "Encuesta de usuarios"),
        ("2", "Informe de lecciones"),
    ]


@pytest.mark.parametrize("head", ["Estado situacional", "Estado actual", "Situación actual", "Estado general"])
def test_words_that_make_no_other_column_of_a_status(head: str) -> None:
    result = read(
        table(f"N°|Compromiso|{head}|Avance global", "1|Mapa de pozos|Culminado|100%", "2|Archivo|En proceso|45%"),
        "self_es",
    )
    assert said(result, "completion") == [("1", None, "complete"), ("2", None, "in_progress")]
    assert said(result, "completion_percent") == [("1", None, 100), ("2", None, 45)]
    assert not any(a.flagged for a in result.assessments)


def test_a_heading_nobody_knows_above_statuses_is_read_flagged() -> None:
    result = read(
        table("No.|Commitment|View of the office", "1|Wells|Complete", "2|Roads|Not started", "3|Schools|Limited")
    )
    assert said(result, "completion") == [("1", None, "complete"), ("2", None, "not_started"), ("3", None, "limited")]
    assert all(a.flagged for a in result.assessments)
    assert "learned_label" in {i.code for i in result.issues}


def test_a_heading_nobody_knows_is_left_where_another_column_holds_the_status() -> None:
    result = read(table("No.|Commitment|Status|Before", "1|Wells|Complete|Limited", "2|Roads|Not started|Not started"))
    assert said(result, "completion") == [("1", None, "complete"), ("2", None, "not_started")]
    assert not any(a.flagged for a in result.assessments)


GREEN, RED = 'style="background:#00b050"', 'style="background:#ff0000"'
COLOURED = (
    "<table><tr><th>N°</th><th>Compromiso</th><th>Estado</th></tr>"
    f"<tr><td>1</td><td>Mapa de pozos</td><td {GREEN}></td></tr>"
    f"<tr><td>2</td><td>Archivo</td><td {RED}></td></tr>"
    "<tr><td>3</td><td>Radio</td><td></td></tr></table>"
)


def test_a_legend_says_what_colours_alone_mean() -> None:
    legend = f"<table><tr><td {GREEN}></td><td>Completo</td><td {RED}></td><td>No iniciado</td></tr></table>"
    result = read(legend + COLOURED, "tracker_es")
    assert [(a.code, a.null_reason, a.flagged) for a in result.assessments] == [
        ("complete", None, False),
        ("not_started", None, False),
        (None, "blank_in_source", False),
    ]


def test_a_colour_without_a_legend_is_no_blank() -> None:
    result = read(COLOURED, "tracker_es")
    assert [(a.code, a.null_reason, a.flagged) for a in result.assessments] == [
        (None, "unrecognized", True),
        (None, "unrecognized", True),
        (None, "blank_in_source", False),
    ]


def test_a_colour_that_stands_for_two_statuses_means_none() -> None:
    legend = f"<table><tr><td {GREEN}></td><td>Completo</td><td {GREEN}></td><td>Limitado</td></tr></table>"
    result = read(legend + COLOURED, "tracker_es")
    assert {a.code for a in result.assessments} == {None}


def test_options_in_the_first_column_are_options_where_a_mark_stands_below() -> None:
    body = (
        "<h2>Commitment 1: Wells</h2><table><tr><th colspan='3'>Level of completion</th></tr>"
        "<tr><td>Not started</td><td>Limited</td><td>Complete</td></tr><tr><td></td><td>✓</td><td></td></tr></table>"
        "<p>Next steps: carry on.</p>"
    )
    assert said(read(body), "completion") == [("1", None, "limited")]


def test_of_statuses_headed_by_dates_the_latest_is_read() -> None:
    head = "Commitment|Lead institution|Status June 2017|Status December 2017|Planned status 2018"
    result = read(
        table(head, "1. Wells|Water|Limited|Complete|Complete", "2. Roads|Works|Not started|Limited|Complete")
    )
    assert said(result, "completion") == [("1", None, "complete"), ("2", None, "limited")]
    assert not any(a.flagged for a in result.assessments)


def test_what_the_irm_or_a_plan_says_in_a_column_is_not_the_governments() -> None:
    head = "N°|Compromiso|Evaluación del MRI|Cumplimiento previsto"
    result = read(table(head, "1|Mapa de pozos|Limitado|Completo", "2|Archivo|Sustancial|Completo"), "self_es")
    assert not [a for a in result.assessments if a.dimension == "completion" and not a.flagged]
    assert "learned_label" in {i.code for i in result.issues}
