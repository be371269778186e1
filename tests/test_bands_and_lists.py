"""Commitments headed by a band of a number and a title, their lists of steps with signs, and dates behind labels."""

from __future__ import annotations

import pytest

from extractors.annotate.counts import tallies
from extractors.annotate.values import read_value
from extractors.extract import extract
from extractors.records import Extraction

OF_FIJI = "Open Government Partnership – National Action Plan of Fiji 2023–2025"
BUREAUS = ("Ministry of Water", "Ministry of Lands", "Bureau of Statistics", "Ministry of Health")
PROMISES = ("Tariffs anyone can check", "Leases on one map", "A census in open files", "Clinics with open shelves")
METAS = ("Actas de cabildo abiertas", "Obras con su contrato", "Becas con criterios públicos", "Agua con aforo abierto")


def read(body: str, title: str = OF_FIJI, name: str = "plan.html") -> Extraction:
    return extract(f"<html><title>{title}</title><body><h1>{title}</h1>{body}</body></html>".encode(), name=name)


def steps(number: int, state: str = "") -> str:
    rows = "".join(
        f"<tr><td>{number}{letter}</td><td>{words} of promise {number}</td>{state}<td>{month} 2024</td></tr>"
        for letter, words, month in (("a", "First draft", "March"), ("b", "Public test", "October"))
    )
    head = "<th>State</th>" if state else ""
    return f"<p><b>Timetable</b></p><table><tr><th></th><th>Step</th>{head}<th>Ready by</th></tr>{rows}</table>"


def band(number: int, title: str, *, word: str, behind: bool) -> str:
    cells = [f"<td>{word} {number}</td>", f"<td><b>{title}</b></td>"]
    return f"<table><tr>{''.join(cells[::-1] if behind else cells)}</tr></table>"


@pytest.mark.parametrize(("word", "behind"), [("PROMISE", False), ("Commitment", True), ("No.", False)])
def test_a_band_of_number_and_title_heads_what_follows(word: str, behind: bool) -> None:
    body = "<h2>What we promise</h2>" + "".join(
        f"{band(k, title, word=word, behind=behind)}<p><b>Who answers for it.</b> {bureau}.</p>{steps(k)}"
        for k, (title, bureau) in enumerate(zip(PROMISES, BUREAUS, strict=True), 1)
    )
    result = read(body)
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        (str(k), title, bureau) for k, (title, bureau) in enumerate(zip(PROMISES, BUREAUS, strict=True), 1)
    ]
    assert not any(m.area for m in result.mentions)  # "Timetable" stands above the next band, and is no theme
    assert len(result.milestones) == 2 * len(PROMISES)


def test_a_label_of_words_whose_value_is_a_date_tells_the_end() -> None:
    body = "".join(
        f"<h2>Compromiso {k}: {title}</h2><p><b>Institución a cargo:</b> Secretaría de Obras</p>"
        f"<p><b>Meta final:</b> 30 de junio de 202{4 + k % 2}</p>"
        for k, title in enumerate(METAS, 1)
    )
    result = read(body, "Plan de Acción de Gobierno Abierto de Honduras 2023-2025")
    assert [str(m.ends_on.value) for m in result.mentions if m.ends_on] == ["2025-06-30", "2024-06-30"] * 2
    assert not result.milestones


def test_the_date_of_one_numbered_goal_is_not_that_of_the_commitment() -> None:
    body = "".join(
        f"<h2>Compromiso {k}: {title}</h2><p><b>Institución a cargo:</b> Secretaría de Obras</p>"
        "<p><b>Hito 1:</b> 30 de junio de 2024</p><p><b>Hito 2:</b> 31 de marzo de 2025</p>"
        for k, title in enumerate(METAS, 1)
    )
    result = read(body, "Plan de Acción de Gobierno Abierto de Honduras 2023-2025")
    assert len(result.mentions) == len(METAS)
    assert not [m for m in result.mentions if m.ends_on]


SIGNED = """# Informe final de autoevaluación del plan de acción de gobierno abierto de Bolivia 2020-2022

Signos: ✔ cumplido ◐ en proceso ✖ no iniciado

{parts}
"""


def test_steps_behind_signs_are_milestones_with_the_state_that_the_key_says() -> None:
    parts = "\n\n".join(
        f"## {number}. {title}\n\n**A cargo:** Ministerio de Obras | **Con:** Fundación Ríos\n\n"
        f"Calificación propia: limitado\n\n✔ Acuerdo sobre {k} (previsto: junio de 2021)\n\n"
        f"{sign} Piloto de {k} (previsto: marzo de 2022)"
        for k, (number, title, sign) in enumerate(zip(("I", "II", "III", "IV"), METAS, "◐✖✔◐", strict=True), 1)
    )
    result = read_md(SIGNED.format(parts=parts))
    assert [m.support_institutions for m in result.mentions] == [["Fundación Ríos"]] * 4
    states = [(a.milestone, a.code) for a in result.assessments if a.dimension == "completion"]
    second = ["in_progress", "not_started", "complete", "in_progress"]
    assert [code for milestone, code in states if milestone == "2"] == second
    assert [code for milestone, code in states if milestone == "1"] == ["complete"] * 4
    assert [code for milestone, code in states if milestone is None] == ["limited"] * 4
    assert [m.text for m in result.milestones][:2] == ["Acuerdo sobre 1", "Piloto de 1"]


def read_md(words: str) -> Extraction:
    return extract(words.encode(), name="informe.md")


def test_a_list_of_contents_ends_where_the_commitments_begin() -> None:
    parts = "".join(
        f"<h3>{k} {title}</h3><dl><dt>In charge</dt><dd>{bureau}</dd><dt>Runs</dt>"
        f"<dd>May 2023 to June 2025</dd></dl>{steps(k, '<td>Done</td>').replace(f'{k}a', f'{k}(a)')}"
        for k, (title, bureau) in enumerate(zip(PROMISES, BUREAUS, strict=True), 1)
    )
    contents = "".join(f'<li><a href="#c{k}">{title}</a></li>' for k, title in enumerate(PROMISES, 1))
    title = "Mid-term self-assessment of the National Action Plan of Fiji 2023–2025"
    result = read(f"<h2>On this page</h2><ol>{contents}</ol><h2>The commitments</h2>{parts}", title)
    assert [m.lead_institution for m in result.mentions] == list(BUREAUS)
    assert [m.milestone for m in result.milestones][:2] == ["1(a)", "1b"]


def test_a_numeral_above_a_title_is_no_theme() -> None:
    numerals = ("I", "II", "III", "IV")
    body = "".join(
        f"<h2>{number}</h2><h3>{title}</h3><p><b>Responsable:</b> Secretaría de Obras</p>"
        for number, title in zip(numerals, METAS, strict=True)
    )
    result = read(body, "Plan de Acción de Gobierno Abierto de Honduras 2023-2025")
    assert [(m.number, m.area) for m in result.mentions] == [(number, None) for number in numerals]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Ministerio de Vivienda, Construcción y Saneamiento", 1),
        ("Ministry of Trade, Industry and Tourism", 1),
        ("Ministerio de Salud, Colegio Médico y Hospital de Quito", 3),
    ],
)
def test_the_fields_of_a_ministry_are_no_bodies(words: str, named: int) -> None:
    assert len(read_value("civil_society", words).names) == named


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("One of the six commitments was completed, two were substantially and three partly fulfilled.", [1, 2, 3]),
        (
            "Dos de los cinco compromisos se cumplieron por completo, dos están en proceso y uno no se inició.",
            [2, 2, 1],
        ),
        ("De los seis compromisos, dos quedaron completos, tres con avance sustancial y uno no iniciado.", [2, 3, 1]),
        ("Three of the four commitments are complete and two have not begun.", []),  # more than there are
    ],
)
def test_some_of_all_are_counted_and_not_all(words: str, counted: list[int]) -> None:
    assert [t.number for t in tallies(words)] == counted


FORM = """<table><tr><td colspan="5">{number}. {title}</td></tr>
<tr><td>Lead implementing agency</td><td colspan="4">Ministry of Lands</td></tr>
<tr><td>Level of completion</td><td>Not started</td><td>Limited</td><td>Substantial</td><td>Completed</td></tr>
<tr><td></td><td></td><td></td><td>X</td><td></td></tr>
<tr><td>Description of the results</td><td colspan="4">The first offices work with it.</td></tr>
<tr><td colspan="5">Milestone status</td></tr>
<tr><td>{number}.1 Draft of the rules</td><td></td><td></td><td></td><td>X</td></tr>
<tr><td>{number}.2 Rules in force</td><td></td><td>X</td><td></td><td></td></tr></table>"""


def test_steps_are_ticked_below_the_scale_of_their_commitment() -> None:
    body = "".join(FORM.format(number=k, title=title) for k, title in enumerate(PROMISES, 1))
    result = read(body, "Mid-term self-assessment of the National Action Plan of Fiji 2023–2025")
    states = [(a.milestone, a.code) for a in result.assessments if a.dimension == "completion"]
    assert states == [
        each
        for k in range(1, len(PROMISES) + 1)
        for each in ((None, "substantial"), (f"{k}.1", "complete"), (f"{k}.2", "limited"))
    ]


def test_the_days_beside_steps_are_when_they_are_due() -> None:
    body = "".join(
        f"<h2>{k}. {title}</h2><p>Estado: <b>Cumplido</b> Avance: <b>100%</b></p><p><b>Responsable:</b> Alcaldía</p>"
        "<table><tr><th>Hitos</th><th>Fecha</th><th>Estado</th></tr>"
        "<tr><td>Hito 1: Bases</td><td>junio de 2021</td><td>Cumplido</td></tr>"
        "<tr><td>Hito 2: Registro 2015-2020</td><td>marzo de 2022</td><td>En proceso</td></tr></table>"
        for k, title in enumerate(METAS, 1)
    )
    result = read(body, "Informe de autoevaluación final del Plan de Acción Local de Gobierno Abierto 2021-2022")
    assert [str(m.ends_on.value)[:7] for m in result.milestones if m.ends_on] == ["2021-06", "2022-03"] * len(METAS)
    assert all("learned_label" in m.doubts for m in result.milestones)  # they may be the days when they were done
    own = [a for a in result.assessments if a.milestone is None]
    assert [a.code or a.number for a in own] == ["complete", 100] * len(METAS)


def test_the_label_of_a_status_names_its_phase() -> None:
    body = "".join(
        f"<h2>{k}. {title}</h2><table><tr><td>Institución responsable</td><td>Ministerio de Obras</td></tr>"
        "<tr><td>Cumplimiento a medio término</td><td>Limitado</td></tr>"
        "<tr><td>Cumplimiento a fin de término</td><td>Sustancial</td></tr></table>"
        for k, title in enumerate(METAS, 1)
    )
    title = "Mecanismo de Revisión Independiente: Honduras, informe de fin de término 2016-2018"
    result = read(body, title, "informe.html")
    said = [(a.phase, a.code) for a in result.assessments if a.dimension == "completion"]
    assert said == [("midterm", "limited"), ("end_of_term", "substantial")] * len(METAS)


def test_each_value_of_the_partnership_has_its_own_early_results() -> None:
    body = "".join(
        f"<h2>{k}. {title}</h2><p><b>Institución responsable:</b> Ministerio de Obras</p>"
        "<table><tr><th>¿Abrió el gobierno?</th><th>Empeoró</th><th>No cambió</th>"
        "<th>Marginal</th><th>Significativo</th></tr>"
        "<tr><td>Acceso a la información</td><td></td><td></td><td></td><td>X</td></tr>"
        "<tr><td>Participación cívica</td><td></td><td>X</td><td></td><td></td></tr>"
        "<tr><td>Rendición de cuentas</td><td></td><td></td><td></td><td></td></tr></table>"
        f"<p><b>¿Continúa?</b> {'Sí. Pasa al tercer plan.' if k % 2 else 'No.'}</p>"
        for k, title in enumerate(METAS, 1)
    )
    title = "Mecanismo de Revisión Independiente: Honduras, informe de fin de término 2016-2018"
    result = read(body, title, "informe.html")
    said = [(a.ogp_value, a.code) for a in result.assessments if a.dimension == "early_results" and a.code]
    assert said == [("access_to_information", "major"), ("civic_participation", "did_not_change")] * len(METAS)
    assert [a.code for a in result.assessments if a.dimension == "carried_over"] == ["yes", "no"] * 2


def test_two_ticks_for_one_value_are_no_answer() -> None:
    body = "".join(
        f"<h2>{k}. {title}</h2><p><b>Institución responsable:</b> Ministerio de Obras</p>"
        "<table><tr><th>¿Abrió el gobierno?</th><th>Empeoró</th><th>No cambió</th><th>Marginal</th></tr>"
        "<tr><td>Acceso a la información</td><td></td><td>X</td><td>X</td></tr>"
        "<tr><td>Participación cívica</td><td></td><td>X</td><td></td></tr></table>"
        for k, title in enumerate(METAS, 1)
    )
    title = "Mecanismo de Revisión Independiente: Honduras, informe de fin de término 2016-2018"
    result = read(body, title, "informe.html")
    said = [(a.ogp_value, a.code) for a in result.assessments if a.dimension == "early_results" and a.code]
    assert said == [("civic_participation", "did_not_change")] * len(METAS)
    assert [i.code for i in result.issues].count("conflicting_marks") == len(METAS)


def test_a_lead_behind_a_comma_has_its_helpers_apart() -> None:
    body = "".join(
        f"<h2>{k}. {title}</h2><p><b>Lead:</b> Ministry of Lands, with Bureau of Maps</p><p><b>Ends:</b> June 2025</p>"
        for k, title in enumerate(PROMISES, 1)
    )
    result = read(body)
    assert {(m.lead_institution, *m.support_institutions) for m in result.mentions} == {
        ("Ministry of Lands", "Bureau of Maps")
    }


def test_rows_below_that_of_the_whole_are_its_steps() -> None:
    body = "".join(
        f"<h3>{k}. {title}</h3><p><b>Institución responsable:</b> Secretaría de Obras</p>"
        "<table><tr><th>Vista general del compromiso</th><th>Nivel de cumplimiento</th><th>Puntualidad</th></tr>"
        f"<tr><td>{k}. General</td><td>Limitado</td><td>Atrasado</td></tr>"
        f"<tr><td>{k}.1 Sistema de {k} habilitado</td><td>Completo</td><td>A tiempo</td></tr>"
        f"<tr><td>{k}.2 Informes de {k} publicados</td><td>No iniciado</td><td>Atrasado</td></tr></table>"
        for k, title in enumerate(METAS, 1)
    )
    title = "Mecanismo de Revisión Independiente: Honduras, informe de avance 2014-2015"
    result = read(f"<h2>Compromisos</h2>{body}", title, "informe.html")
    assert [m.title for m in result.mentions] == list(METAS)
    done = [(a.milestone, a.code) for a in result.assessments if a.dimension == "completion"]
    assert done[:3] == [(None, "limited"), ("1.1", "complete"), ("1.2", "not_started")]


def test_the_groups_of_other_actors_are_no_bodies() -> None:
    form = """<table><tr><td>Lead implementing agency</td><td colspan="2">Ministry of Lands</td></tr>
<tr><td rowspan="2">Other actors involved</td><td>Government ministries, departments, agencies</td><td>{0}</td></tr>
<tr><td>Civil society, private sector, multilaterals</td><td>Pacific Maps Forum</td></tr></table>"""
    body = "".join(
        f"<h2>Commitment {k}</h2><h3>{k}. {title}</h3>{form.format(bureau)}"
        for k, (title, bureau) in enumerate(zip(PROMISES, BUREAUS, strict=True), 1)
    )
    result = read(body)
    assert [m.title for m in result.mentions] == list(PROMISES)
    assert [m.support_institutions for m in result.mentions][2] == ["Bureau of Statistics", "Pacific Maps Forum"]


def test_the_label_of_a_group_is_no_part_of_a_name() -> None:
    body = "".join(
        f"<h2>Compromiso {k}: {title}</h2><p><b>Institución responsable:</b> Secretaría de Obras</p>"
        "<p><b>Actores de apoyo:</b> Gobierno: Ministerio de Salud Pública</p>"
        for k, title in enumerate(METAS, 1)
    )
    result = read(body, "Plan de Acción de Gobierno Abierto de Honduras 2023-2025")
    assert {tuple(m.support_institutions) for m in result.mentions} == {("Ministerio de Salud Pública",)}
