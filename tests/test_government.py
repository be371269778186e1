"""Governments' documents as a whole: narrative reports, trackers, action plans, and what is not theirs."""

from __future__ import annotations

from extractors.extract import extract
from extractors.records import Extraction


def read(markdown: str) -> Extraction:
    return extract(markdown.encode(), name="document.md")


def said(result: Extraction, dimension: str) -> list[tuple[str | None, str | None, str | float | None]]:
    numbers = {m.key: m.number for m in result.mentions}
    return [
        (numbers[a.mention], a.milestone, a.code if dimension == "completion" else a.number)
        for a in result.assessments
        if a.dimension == dimension
    ]


NARRATIVE = """
# Peru: Mid-term Self-Assessment Report of the Open Government Action Plan 2018-2020

## Contents

Commitment 1: Map of wells .......... 4

Commitment 2: Archive .......... 6

## 1. Introduction

The plan contains 3 commitments and the previous plan reached 80% of completion.

## 2. Implementation of commitments

### Commitment 1: Map of wells

The ministry trained 40% of the councils. The commitment has been substantially completed.

### Commitment 2: Archive of rulings

The court expects to complete the commitment next year. 100% of the rooms were painted.

### Commitment 3: Community radio

Milestone 2 is complete. Of the four milestones, one is complete and three have not started.

## 3. Conclusions

Commitment 2 was proposed by civil society. The commitment to openness is complete.
"""


def test_narrative_reports_state_only_what_they_say() -> None:
    result = read(NARRATIVE)
    assert (result.identity.doc_type, result.identity.phase, result.identity.country_code) == (
        "self_assessment",
        "midterm",
        "PE",
    )
    assert [(m.number, m.title) for m in result.mentions] == [
        ("1", "Map of wells"),
        ("2", "Archive of rulings"),
        ("3", "Community radio"),
    ]
    assert said(result, "completion") == [("1", None, "substantial"), ("3", "2", "complete")]
    assert said(result, "completion_percent") == []
    assert [m.proposed_by for m in result.mentions] == [None, "civil_society", None]
    facts = [(f.metric, f.number, f.text) for f in result.facts]
    assert ("commitments_total", 3, None) in facts
    assert ("milestones_total", 4, None) in facts
    assert ("milestone_tally", 1, "complete") in facts
    assert ("milestone_tally", 3, "not_started") in facts
    assert not [f for f in result.facts if f.metric == "overall_percent"]


TRACKER = """
# Perú: Tercer informe de seguimiento del Plan de Acción de Gobierno Abierto 2018-2020

El Plan de Acción presenta un avance total de 61,5%.

- Compromisos finalizados 100%: 1
- Entre 25% y 49% de avance: 2
- Menos de 25% de avance: 0

## Avance por compromiso

- Compromiso 1. Mapa de pozos: 75%
    - Hito 1.1: Encuesta de usuarios (100%)
    - Hito 1.2: Portal de datos: 50%
- Compromiso 2. Archivo de sentencias: 48%

El compromiso 3 registra un 20% de avance. Se espera que el compromiso 2 alcance un 90% de avance.
"""


def test_trackers_in_lines_and_sentences() -> None:
    result = read(TRACKER)
    assert (result.identity.doc_type, result.identity.plan_start) == ("tracker", 2018)
    assert [(m.number, m.title) for m in result.mentions] == [
        ("1", "Mapa de pozos"),
        ("2", "Archivo de sentencias"),
        ("3", None),
    ]
    assert sorted(said(result, "completion_percent"), key=str) == [
        ("1", "1.1", 100),
        ("1", "1.2", 50),
        ("1", None, 75),
        ("2", None, 48),
        ("3", None, 20),
    ]
    assert [(f.metric, f.number) for f in result.facts if f.metric == "overall_percent"] == [("overall_percent", 61.5)]
    assert [(f.number, f.text) for f in result.facts if f.metric == "percent_band"] == [
        (1, "100%"),
        (2, "25-49%"),
        (0, "<25%"),
    ]


PLAN = {
    "en": """
# Peru: Open Government National Action Plan 2018-2020

## Commitments

### 2.9 Map of wells

**Lead institution:** Ministry of Water

**Start date:** July 2018

**End date:** May 2020

**Milestones:**

1. Survey of users (December 2018)
2. Data portal (May 2020)

### 2.10 Archive of rulings

**Lead institution:** Supreme Court

**Problem:** Nobody finds the rulings.
""",
    "es": """
# Perú: Plan de Acción Nacional de Gobierno Abierto 2018-2020

## Compromisos

### 2.9 Mapa de pozos

**Institución responsable:** Ministerio de Agua

**Fecha de inicio:** julio 2018

**Fecha de término:** mayo 2020

**Hitos:**

1. Encuesta de usuarios (diciembre 2018)
2. Portal de datos (mayo 2020)

### 2.10 Archivo de sentencias

**Institución responsable:** Corte Suprema

**Problema:** Nadie halla las sentencias.
""",
}


def test_twins_of_one_plan_give_the_same_commitments() -> None:
    english, spanish = read(PLAN["en"]), read(PLAN["es"])
    for result in (english, spanish):
        assert (result.identity.doc_type, result.identity.plan_id, result.identity.phase) == (
            "action_plan",
            "PE-2018",
            None,
        )
        assert result.assessments == []
    assert [m.commitment_id for m in english.mentions] == ["PE-2018-2.9", "PE-2018-2.10"]
    assert [m.commitment_id for m in spanish.mentions] == ["PE-2018-2.9", "PE-2018-2.10"]
    dates = [(str(m.starts_on.value), str(m.ends_on.value)) for m in english.mentions if m.starts_on and m.ends_on]
    assert dates == [("2018-07-01", "2020-05-01")]
    for result in (english, spanish):
        assert [(m.milestone, str(m.ends_on.value)) for m in result.milestones if m.ends_on] == [
            ("1", "2018-12-01"),
            ("2", "2020-05-01"),
        ]
    assert spanish.mentions[1].problem == "Nadie halla las sentencias."


def test_a_recommendation_to_the_government_is_not_its_own() -> None:
    result = read("""
# Perú: Informe de Autoevaluación del Plan de Acción de Gobierno Abierto 2018-2020

## Uso de las recomendaciones del Mecanismo de Revisión Independiente

### Recomendación 1: Ampliar el foro

El foro se amplió.

## Recomendaciones

- Reservar un presupuesto
- Medir el uso de los portales
""")
    assert [r.text for r in result.recommendations] == ["Reservar un presupuesto", "Medir el uso de los portales"]


def test_others_reports_about_a_self_assessment_are_not_one() -> None:
    result = read("""
# Independent Reporting Mechanism (IRM): Peru Progress Report 2018-2019

## I. Background

The IRM reviews the plan of 2018-2020.

## V. Self-assessment

The government published its self-assessment report in September 2019.
""")
    assert result.identity.doc_type == "irm_progress_report"
    result = read("""
# Peru: Self-Assessment Report of the Open Government Action Plan 2018-2020

## Use of the recommendations of the Independent Reporting Mechanism

The IRM progress report recommended a wider forum.
""")
    assert result.identity.doc_type == "self_assessment"


def test_a_document_without_commitments_says_so() -> None:
    result = read("# Peru: Self-Assessment Report of the Open Government Action Plan 2018-2020\n\nThe forum met.\n")
    assert result.mentions == []
    assert [i.code for i in result.issues if i.code == "no_commitments"]


def test_titles_that_open_their_paragraph() -> None:
    result = read(
        "# Bolivia: Final Self-Assessment Report of the Action Plan 2014-2016\n\n"
        "Commitment 1. Law on access to information. The law was passed and its offices work in nine cities.\n\n"
        "Commitment 2. Water councils in each basin. Four of nine councils met in public.\n"
    )
    assert [(m.number, m.title) for m in result.mentions] == [
        ("1", "Law on access to information"),
        ("2", "Water councils in each basin"),
    ]
    assert (result.mentions[1].description or "").startswith("Four of nine")
    alone = read(
        "# Bolivia: Final Self-Assessment Report of the Action Plan 2014-2016\n\n"
        "Commitment 2. as everybody knows was late. The ministry said why.\n"
    )
    assert not alone.mentions


def test_a_page_about_one_theme_of_a_plan_counts_below_its_number() -> None:
    page = (
        "Cuarto Plan de Acción Nacional de Gobierno Abierto de Uruguay 2018-2020: informe de autoevaluación\n\n"
        "4. Riego y caminos\n\n4.1 Registro de pozos\n"
        "Fecha de inicio y término del compromiso (setiembre de 2018 a junio de 2020)\n"
        "¿Cuál es la problemática que el compromiso aborda?Nadie sabe cuántos pozos hay en cada cuenca del país.\n"
        "¿Cuál es el compromiso?Publicar un registro de pozos con su caudal y su dueño, cada mes.\n"
    )
    result = extract(page.encode(), name="pagina.txt")
    assert [(m.number, m.title) for m in result.mentions] == [("4.1", "Registro de pozos")]
    assert (result.mentions[0].problem or "").startswith("Nadie sabe")
    assert (result.mentions[0].description or "").startswith("Publicar un registro")


def test_sentences_about_numbered_milestones_name_their_commitment() -> None:
    result = read(
        "# Panamá: Tercer informe de seguimiento del Plan de Acción de Gobierno Abierto 2017-2019\n\n"
        "El plan de acción alcanza un 62,5% de avance a la fecha de este informe.\n\n"
        "El compromiso 1, Mapa de pozos, registra un avance de 75%. El hito 1.1 se completó y el hito 1.2 tiene un "
        "avance de 50%. El hito 9.1 tiene un avance de 10%.\n\n"
        "El compromiso 2 presenta un 50% de cumplimiento; su hito 2.1 no se ha iniciado.\n"
    )
    assert said(result, "completion_percent") == [("1", None, 75), ("1", "1.2", 50), ("2", None, 50)]
    assert said(result, "completion") == [("1", "1.1", "complete"), ("2", "2.1", "not_started")]
    assert [m.milestone for m in result.milestones] == ["1.1", "1.2", "2.1"]
    assert [(f.metric, f.number) for f in result.facts] == [("overall_percent", 62.5)]


def test_a_milestones_line_may_say_status_and_percentage() -> None:
    result = read(
        "# Commitment tracker: Philippines Open Government Action Plan 2019-2021\n\n"
        "## Commitment 1: Local councils\n\n- Milestone 1: Guidelines - Completed (100%)\n"
        "- Milestone 2: Training of councils - Limited: 20%\n- Milestone 3: Survey, 5 towns (0%)\n"
    )
    assert [(m.milestone, m.text) for m in result.milestones] == [
        ("1", "Guidelines"),
        ("2", "Training of councils"),
        ("3", "Survey, 5 towns"),
    ]
    assert said(result, "completion") == [("1", "1", "complete"), ("1", "2", "limited")]
    assert said(result, "completion_percent") == [("1", "1", 100), ("1", "2", 20), ("1", "3", 0)]


def test_a_plans_table_lists_milestones_in_a_cell() -> None:
    result = read(
        "# Kenya National Action Plan 2012-2013\n\n## Commitments\n\n"
        "| Commitment | Lead institution | Milestones | Timeline |\n|---|---|---|---|\n"
        "| 1. Court calendars | Judiciary | 1.1 Format agreed; 1.2 Calendar on line | July 2012 - June 2013 |\n"
        "| 2. Budget in plain words | National Treasury | 2.1 Guide printed | January 2013 - May 2013 |\n"
    )
    assert [(m.number, m.lead_institution) for m in result.mentions] == [("1", "Judiciary"), ("2", "National Treasury")]
    assert [(m.milestone, m.text) for m in result.milestones] == [
        ("1.1", "Format agreed"),
        ("1.2", "Calendar on line"),
        ("2.1", "Guide printed"),
    ]
    assert [m.ends_on and m.ends_on.value.isoformat() for m in result.mentions] == ["2013-06-01", None]
