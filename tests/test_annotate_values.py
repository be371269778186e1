"""Words and a role in, what they state out: the table of the one parser of values."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotate.dates import day_first
from extractors.annotate.values import Reading, count_stated, read_value
from extractors.records import Date

_DIGITS = {"day": 10, "month": 7, "quarter": 7, "year": 4}


def _date(date: Date | None) -> str:
    if date is None:
        return "none"
    printed = date.value.isoformat()[: _DIGITS[date.precision]]
    return f"{date.value.year}-Q{date.value.month // 3 + 1}" if date.precision == "quarter" else printed


def said(reading: Reading) -> str:
    """Return what a reading states, in one line: codes, percentage, dates, names, reason, doubts."""
    parts = [
        c.code if c.dimension in (reading.role, "completion") else f"{c.dimension} {c.code}" for c in reading.codes
    ]
    parts += [f"{reading.percent:g}%"] if reading.percent is not None else []
    if reading.start or reading.end:
        parts += [f"{_date(reading.start)}..{_date(reading.end)}"]
    parts += [f"as of {_date(reading.as_of)}"] if reading.as_of else []
    parts += [f"[{n.text}]" for n in reading.names]
    parts += [f"null {reading.null_reason}"] if reading.null_reason else []
    return " ".join(parts + [f"!{d}" for d in reading.doubts])


STATUSES = [
    # one word of a scale, alone or among dates, percentages and remarks
    ("Limited (45%)", "limited 45%"),
    ("45 % - limitado", "limited 45%"),
    ("Sustancial 75%", "substantial 75%"),
    ("c. Limited", "limited"),
    ("d) Completed", "complete"),
    ("NOT STARTED", "not_started"),
    ("Complete", "complete"),
    ("Cumplido", "complete"),
    ("190 municipalities out of 350 -> ongoing", "in_progress"),
    ("in progress - test version", "in_progress"),
    ("Ongoing. The ministry will complete it", "in_progress"),
    ("not started yet, waits for new members", "not_started"),
    ("abandoned - decision of the committee", "withdrawn"),
    ("Completed by the ministry in May", "complete"),
    ("completed 15/01/2024", "complete as of 2024-01-15"),
    ("done (June 23)", "complete as of 2023-06"),
    ("substantially complete (as of June 2017)", "substantial as of 2017-06"),
    ("Limited Limited", "limited"),
    # words outside the IRM's scale
    ("delivered", "complete"),
    ("culminado", "complete"),
    ("ongoing", "in_progress"),
    ("en ejecución", "in_progress"),
    ("En trámite", "in_progress"),
    ("En curso", "in_progress"),
    ("sin avance", "not_started"),
    ("por iniciar", "not_started"),
    ("LATE!! see remarks", "schedule behind"),
    ("On track", "schedule on_schedule"),
    ("behind schedule", "schedule behind"),
    ("con retraso", "schedule behind"),
    ("In progress, delayed", "in_progress schedule behind"),
    ("Verde", "substantial_or_complete"),
    ("No empezado o con retrasos importantes", "not_started_or_delayed"),
    # two codes fit
    ("suspendido", "withdrawn !two_codes"),
    ("Pendiente", "not_started !two_codes"),
    ("Nothing to report", "not_started !two_codes"),
    ("Sin novedad", "not_started !two_codes"),
    ("Complete; ongoing", "complete in_progress !two_codes"),
    ("Se cumplió parcialmente", "limited !two_codes"),
    ("Meta cumplida en un 80%", "complete 80% !status_against_percent"),
    ("Not started (10%)", "not_started 10% !status_against_percent"),
    ("Trasladado al VI Plan", "withdrawn !two_codes"),
    # negated, planned, or the measure of a percentage
    ("not completed", "in_progress !two_codes"),
    ("no se ha completado", "in_progress !two_codes"),
    ("has not been completed", "in_progress !two_codes"),
    ("has not started", "not_started"),
    ("a target to be completed in 2016", "null unrecognized !unrecognized_value"),
    ("60% complete", "60%"),
    ("38% of the milestones were completed", "38%"),
    ("The portal was completed in 2019 and is used by 300 institutions in the country", "null unrecognized"),
    # among other words: doubted
    ("Limited evidence was found", "limited !status_in_free_words"),
    # no status
    ("N/A", "null not_applicable"),
    ("NA", "null not_applicable"),
    ("n.a.", "null not_applicable"),
    ("No aplica", "null not_applicable"),
    ("-", "null blank_in_source"),
    ("–", "null blank_in_source"),
    ("", "null blank_in_source"),
    ("TBC", "null no_data"),
    ("TBD", "null no_data"),
    ("por definir", "null no_data"),
    ("s/d", "null no_data"),
    ("N/S", "null no_data"),
    ("gibberish", "null unrecognized !unrecognized_value"),
    ("92", "92% !bare_number"),
]


@pytest.mark.parametrize(("text", "expected"), STATUSES)
def test_statuses(text: str, expected: str) -> None:
    assert said(read_value("completion", text, assessor="government")) == expected


def test_what_is_pending_waits_for_the_mechanism_in_its_own_reports() -> None:
    assert said(read_value("completion", "Pending", assessor="irm")) == "null not_reviewed"


PERCENTS = [
    ("92", "92%"),
    ("0.92", "92% !fraction_as_percent"),
    ("0,5", "50% !fraction_as_percent"),
    ("100", "100%"),
    ("0", "0%"),
    ("65,8%", "65.8%"),
    ("57.14 %", "57.14%"),
    ("cien por ciento", "100%"),
    ("ninety percent", "90%"),
    ("setenta y cinco por ciento", "75%"),
    ("twenty-five per cent", "25%"),
    ("45 % - limitado", "limited 45%"),
    ("80% de avance", "80%"),
    ("60% complete", "60%"),
    ("complete, 80%", "complete 80% !status_against_percent"),
    (">50%", "null unrecognized !inexact_percent"),
    ("50-75%", "null unrecognized !inexact_percent"),
    ("50% - 75%", "null unrecognized !several_percentages"),
    ("más de 50%", "null unrecognized !inexact_percent"),
    ("75% of the budget", "null unrecognized !share_of_something"),
    ("250%", "null unrecognized !unrecognized_value"),
    ("N/A", "null not_applicable"),
    ("9 of 12", "null unrecognized !unrecognized_value"),
]


@pytest.mark.parametrize(("text", "expected"), PERCENTS)
def test_percentages(text: str, expected: str) -> None:
    assert said(read_value("percent", text)) == expected


PERIODS = [
    ("2016-2018", "2016..2018"),
    ("2016-18", "2016..2018"),
    ("July 2016 - June 2017", "2016-07..2017-06"),
    ("septiembre 2016 / junio 2018", "2016-09..2018-06"),
    ("Setiembre de 2018 a junio de 2020", "2018-09..2020-06"),
    ("mar 2022 → dic 2023", "2022-03..2023-12"),
    ("marzo 2023 → noviembre 2023", "2023-03..2023-11"),
    ("julio a diciembre de 2021", "2021-07..2021-12"),
    ("September–December 2016", "2016-09..2016-12"),
    ("Ene-Dic 2020", "2020-01..2020-12"),
    ("1-15 March 2020", "2020-03-01..2020-03-15"),
    ("1 September – 31 December 2016", "2016-09-01..2016-12-31"),
    ("del 1 de enero al 30 de junio de 2021", "2021-01-01..2021-06-30"),
    ("Q1–Q3 2021", "2021-Q1..2021-Q3"),
    ("primer semestre 2021", "2021-01..2021-06"),
    ("2nd half of 2015", "2015-07..2015-12"),
    ("by 30 September 2016", "none..2016-09-30"),
    ("hasta diciembre de 2020", "none..2020-12"),
    ("from May 2019", "2019-05..none"),
    ("June 2017", "none..2017-06 !one_date_for_period"),
    ("ongoing", "null not_applicable"),
    ("permanente", "null not_applicable"),
    ("TBD", "null no_data"),
]


@pytest.mark.parametrize(("text", "expected"), PERIODS)
def test_periods(text: str, expected: str) -> None:
    assert said(read_value("dates", text, language="en")) == expected


ENDS = [
    ("Q3 2021", "2021-Q3"),
    ("T4 2022", "2022-Q4"),
    ("III trimestre 2020", "2020-Q3"),
    ("4to trimestre de 2023", "2023-Q4"),
    ("dic-22", "2022-12"),
    ("Dec 22", "2022-12"),
    ("15-dic-22", "2022-12-15"),
    ("01.07.2014", "2014-07-01"),
    ("30/06/2023", "2023-06-30"),
    ("30/06/23", "2023-06-30"),
    ("2021-02-01 00:00:00", "2021-02-01"),
    ("Octubre 22 del 2021", "2021-10-22"),
    ("June 30th, 2017", "2017-06-30"),
    ("09/2016", "2016-09"),
    ("by 30 September 2016", "2016-09-30"),
    ("end of 2014", "2014"),
    ("primer semestre 2021", "2021-06"),
    ("2nd half of 2015", "2015-12"),
    ("03/04/2022", "2022 !ambiguous_date"),
]


@pytest.mark.parametrize(("text", "expected"), ENDS)
def test_ends(text: str, expected: str) -> None:
    assert said(read_value("end", text, language="en")) == f"none..{expected}"
    assert said(read_value("milestone_end", text, language="en")) == f"none..{expected}"


def test_a_document_shows_how_it_writes_its_dates() -> None:
    assert day_first(["since 03/04/2022", "until 30/06/2022"]) is True
    assert day_first(["03/31/2022", "03/04/2022"]) is False
    assert day_first(["30/06/2022", "06/30/2022"]) is None
    assert day_first(["03/04/2022", "Law 27/2014", "12/16 (75%)"]) is None


def test_a_period_behind_the_label_of_one_date_says_both_ends_and_is_doubted() -> None:
    assert said(read_value("end", "2016-2018")) == "2016..2018 !period_for_date"
    assert said(read_value("end", "from 1 June 2017 to 30 June 2019")) == "2017-06-01..2019-06-30"
    assert said(read_value("end", "Dec 2021 (extended to June 2022)")) == "none..2022-06 !period_for_date"
    assert said(read_value("start", "2016-2018")) == "2016..none !period_for_date"


def test_spanish_and_documents_that_are_known_to_write_the_day_first_are_not_ambiguous() -> None:
    assert said(read_value("start", "03/04/2022", language="es")) == "2022-04-03..none"
    assert said(read_value("start", "03/04/2022", language="en", day_first=True)) == "2022-04-03..none"
    assert said(read_value("start", "03/04/2022", language="en", day_first=False)) == "2022-03-04..none"


NAMES = [
    ("Ministry of Industry, Mines and Energy", ["Ministry of Industry, Mines and Energy"]),
    ("Ministerio de Cultura y Deportes", ["Ministerio de Cultura y Deportes"]),
    ("Ministry of Health and Public Assistance", ["Ministry of Health and Public Assistance"]),
    ("Land Transport and Safety Authority", ["Land Transport and Safety Authority"]),
    ("State Law Office – Business Registration Service", ["State Law Office – Business Registration Service"]),
    ("INTRANT, Observatorio de Movilidad Caribe", ["INTRANT", "Observatorio de Movilidad Caribe"]),
    ("Ministry of Finance and Ministry of Health", ["Ministry of Finance", "Ministry of Health"]),
    (
        "Secretaría de la Función Pública (SFP); INAI; INEGI",
        ["Secretaría de la Función Pública (SFP)", "INAI", "INEGI"],
    ),
    ("Ministry of Justice (MoJ, lead), Ministry of ICT", ["Ministry of Justice (MoJ, lead)", "Ministry of ICT"]),
    ("Ministry of Justice\nMinistry of Interior", ["Ministry of Justice", "Ministry of Interior"]),
    ("1. Ministry of Health 2. Ministry of Education", ["Ministry of Health", "Ministry of Education"]),
    ("Fundación Ciudadanía y Desarrollo", ["Fundación Ciudadanía y Desarrollo"]),
    ("Intendencias de Canelones y Rocha", ["Intendencias de Canelones y Rocha"]),
    ("Association of Local and Regional Governments", ["Association of Local and Regional Governments"]),
    ("Ministerio de Interior y Policía (MIP)", ["Ministerio de Interior y Policía (MIP)"]),
    ("Office for Cooperation with NGOs", ["Office for Cooperation with NGOs"]),
    ("Ministry of Finance; by September 2012", ["Ministry of Finance"]),
    ("Foro Vecinal Oeste mar 2022 → dic 2023", ["Foro Vecinal Oeste"]),
    ("Ministerio de Salud e Instituto de Acueductos", ["Ministerio de Salud", "Instituto de Acueductos"]),
    ("ODNI, DOJ, and other agencies", ["ODNI", "DOJ"]),
    ("State Chancellery", ["State Chancellery"]),
    ("All ministries", []),
    ("Juan Pérez, jperez@gob.example", []),
    ("Ing. Ana López, Directora", []),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names_of_bodies(text: str, expected: list[str]) -> None:
    reading = read_value("lead", text)
    assert [n.text for n in reading.names] == expected
    assert all(text[n.start : n.end] == n.text for n in reading.names)
    assert reading.doubts == ()


@pytest.mark.parametrize("text", ["None", "Ninguna", "N/A", "No aplica", "No"])
def test_nobody(text: str) -> None:
    assert said(read_value("support", text)) == "null not_applicable"


def test_organizations_of_civil_society_need_no_word_for_a_body() -> None:
    reading = read_value("civil_society", "Fundar, Artículo 19 y GESOC")
    assert [n.text for n in reading.names] == ["Fundar", "Artículo 19", "GESOC"]


@pytest.mark.parametrize(
    ("role", "text", "expected"),
    [
        ("specificity", "None", "none"),
        ("potential_impact", "c. Moderate", "moderate"),
        ("verifiability", "Sí", "yes"),
        ("early_results", "Marginal", "marginal"),
        ("carried_over", "Yes", "yes"),
        ("schedule", "Delayed", "behind"),
        ("relevance", "Clear", "yes"),
        ("ogp_values", "Transparencia; Participación", "ogp_value access_to_information ogp_value civic_participation"),
        ("potential_impact", "", "null blank_in_source"),
        ("verifiability", "Yes / No", "null unrecognized !unrecognized_value"),
        ("early_results", "Moderate Thirty-eight of 50 communes voted.", "moderate !status_in_free_words"),
        ("early_results", "N/A Withdrawn by letter of 14 March 2022.", "null not_applicable"),
        ("early_results", "Significant", "major !ambiguous_scale"),
        ("carried_over", "El IV Plan de Acción de Chile no incorpora este compromiso.", "no"),
        ("carried_over", "The commitment is carried forward in the third plan.", "yes"),
        ("schedule", "3", "null unrecognized !unrecognized_value"),
    ],
)
def test_other_scales(role: str, text: str, expected: str) -> None:
    assert said(read_value(role, text)) == expected


def test_the_scale_of_early_results_decides_what_significant_is() -> None:
    codes = [read_value("early_results", "Significant", scale=scale).code for scale in ("diog", "early_results")]
    assert [c.code for c in codes if c] == ["major", "significant"]


def test_money_is_no_progress() -> None:
    assert said(read_value("budget", "75%")) == ""
    assert said(read_value("budget_percent", "75%")) == "75%"
    assert read_value("budget_percent", "75%").role == "budget_percent"


COUNTS = [
    ("The plan contains 36 commitments.", [(36, "commitment", True, None)]),
    ("El plan está compuesto por diecisiete (17) compromisos", [(17, "commitment", True, None)]),
    ("the five commitments are", [(5, "commitment", True, None)]),
    ("siete compromisos", [(7, "commitment", False, None)]),
    ("el IV plan contiene treinta y seis compromisos", [(36, "commitment", True, None)]),
    ("a total of 17 new open government commitments", [(17, "commitment", True, None)]),
    ("Nine of twelve commitments are complete", [(12, "commitment", False, 9)]),
    ("twenty-four out of the twenty-six initiatives", [(26, "measure", False, 24)]),
    ("15 de los 19 compromisos", [(19, "commitment", False, 15)]),
    ("El Plan incluye 20 compromisos y 72 metas", [(20, "commitment", True, None), (72, "milestone", True, None)]),
    ("en 2016 commitments", []),
    ("is found in one commitment", []),
    ("in a two-year action plan", []),
    ("with published minutes; (2) commitments that", []),
    ("contents . . . . 7 Commitment 3", []),
    ("Participaron 11 provincias con compromisos", []),
    ("The plan included five FOIA commitments", [(5, "commitment", False, None)]),
    ("3.5 commitments", []),
    ("Commitment 3", []),
    ("In 12 months the commitments", []),
]


@pytest.mark.parametrize(("text", "expected"), COUNTS)
def test_counts_of_commitments(text: str, expected: list[tuple[int, str, bool, int | None]]) -> None:
    assert [(c.number, c.unit, c.sure, c.part) for c in count_stated(text)] == expected


def test_counts_of_another_plan_are_marked() -> None:
    assert [c.other_plan for c in count_stated("The previous plan contained 12 commitments")] == [True]


ROLES = ["completion", "percent", "dates", "end", "lead", "civil_society", "relevance", "early_results", "description"]
PIECES = [
    "not",
    "completed",
    "limited",
    "45%",
    "2016",
    "June",
    " - ",
    ", ",
    "and",
    "Ministry of",
    "Health",
    "(",
    ")",
    "no",
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(ROLES), st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
)
def test_every_stretch_lies_within_the_value(role: str, text: str) -> None:
    reading = read_value(role, text)
    stretches = [(c.start, c.end) for c in reading.codes] + [(n.start, n.end) for n in reading.names]
    for start, end in [*stretches, *((a, b) for _, a, b in reading.spans)]:
        assert 0 <= start < end <= len(text)
    assert reading.percent is None or 0 <= reading.percent <= 100
    assert not (reading.null_reason and (reading.codes or reading.names))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([t for t, _ in STATUSES]), st.sampled_from([" {} ", "{}.", "«{}»", "\n{}"]))
def test_what_stands_around_a_status_changes_nothing(text: str, frame: str) -> None:
    bare, framed = read_value("completion", text), read_value("completion", frame.format(text))
    assert [(c.code, text[c.start : c.end]) for c in bare.codes] == [
        (c.code, frame.format(text)[c.start : c.end]) for c in framed.codes
    ]


@pytest.mark.parametrize(
    "text", ["not " * 4000, "1-" * 6000, "Ministry, " * 2000, "(" * 8000, "2016 - " * 2500, ", " * 8000, "x" * 20000]
)
@pytest.mark.parametrize("role", ["completion", "dates", "lead", "percent"])
def test_time_grows_with_the_text(role: str, text: str) -> None:
    begun = time.perf_counter()
    read_value(role, text)
    assert time.perf_counter() - begun < 8
