"""Shapes of published documents that the fixtures do not draw: authored words in the layouts governments use."""

from __future__ import annotations

from extractors.extract import extract
from extractors.records import Extraction


def read(words: str, name: str = "document.md") -> Extraction:
    return extract(words.encode(), name=name)


def said(result: Extraction) -> list[tuple[str | None, str | None, str, str | None]]:
    numbers = {m.key: m.number for m in result.mentions}
    return [(numbers[a.mention], a.milestone, a.dimension, a.code) for a in result.assessments]


SUMMARY = """
# Ghana: Mid-term Self-assessment of the Open Government Action Plan 2017-2019

## Summary of commitments

| Commitment | Status as of June 30, 2018 |
|---|---|
| 1: Publish the well map | On schedule |
| 2: Open the court archive | Behind schedule |
| 3: Fund community radio | Completed |
| 4: Train the councils | Awaiting rain |
"""


def test_a_status_may_say_whether_a_thing_is_in_time() -> None:
    result = read(SUMMARY)
    assert said(result) == [
        ("1", None, "schedule", "on_schedule"),
        ("2", None, "schedule", "behind"),
        ("3", None, "completion", "complete"),
        ("4", None, "completion", None),
    ]
    assert [a.flagged for a in result.assessments] == [False, False, False, True]
    assert "unknown_word" in {i.code for i in result.issues}


UPDATE = """<html><head><title>x</title></head><body>
<h1>2018-20 Open Government Action Plan for Kenya: December 2019 Commitment Progress Updates</h1>
<h2>Commitment 1: Well map</h2>
<table>
<tr><td>Commitment</td><td>We will draw a map of all wells and keep it up to date on a public site.</td></tr>
<tr><td>Lead department(s)</td><td>Ministry of Water</td></tr>
<tr><td>Timeline</td><td>May 2018 to April 2020</td></tr>
<tr><td>Overall commitment status</td><td>On track</td></tr>
<tr><td>Overall progress against commitment</td><td>Half of the counties are drawn.</td></tr>
</table>
<p>Progress against milestones</p>
<table><tr><th>Milestone</th><th>Status</th><th>Progress</th></tr>
<tr><td>1. Survey the north</td><td>Completed</td><td>Ended in March.</td></tr>
<tr><td>2. Survey the south</td><td>Delayed</td><td>Rain.</td></tr></table>
<h2>Commitment 2: Court archive</h2>
<table>
<tr><td>Commitment</td><td>We will open the archive of rulings to everybody who asks.</td></tr>
<tr><td>Lead department(s)</td><td>The Judiciary</td></tr>
<tr><td>Overall commitment status</td><td>Completed</td></tr>
</table></body></html>"""


def test_a_row_called_commitment_below_its_heading_is_its_text() -> None:
    result = read(UPDATE, "update.html")
    assert (result.identity.doc_type, result.identity.plan_start, result.identity.plan_end) == ("tracker", 2018, 2020)
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        ("1", "Well map", "Ministry of Water"),
        ("2", "Court archive", "The Judiciary"),
    ]
    assert [str(m.description)[:12] for m in result.mentions] == ["We will draw", "We will open"]
    assert said(result) == [
        ("1", None, "schedule", "on_schedule"),
        ("1", "1", "completion", "complete"),
        ("1", "2", "schedule", "behind"),
        ("2", None, "completion", "complete"),
    ]


PLAIN = """2018-20 Open Government Action Plan for Kenya: Commitment Progress Updates

Commitment 1: Well map

Lead department(s)

Ministry of Water

Timeline May 2018 to April 2020
Overall commitment status On track
Overall progress against commitment Half of the counties are drawn and the others follow.

Commitment 2: Court archive

Institution responsible Ministry of Justice
Level of completion Limited
"""


def test_labels_without_a_colon_on_the_lines_of_a_copied_form() -> None:
    result = read(PLAIN, "update.txt")
    assert [(m.number, m.lead_institution) for m in result.mentions] == [
        ("1", "Ministry of Water"),
        ("2", "Ministry of Justice"),
    ]
    assert result.mentions[0].ends_on is not None
    assert said(result) == [("1", None, "schedule", "on_schedule"), ("2", None, "completion", "limited")]


def test_what_a_government_leaves_pending_is_not_for_the_irm_to_review() -> None:
    result = read(SUMMARY.replace("Awaiting rain", "Pending"))
    assert "not_reviewed" not in {a.null_reason for a in result.assessments}
    assert [a.flagged for a in result.assessments if a.raw == "Pending"] == [True]  # whatever it is taken for


def test_a_draft_for_consultation_is_a_draft() -> None:
    title = "# Ghana: Mid-term Self-assessment of the Open Government Action Plan 2017-2019"
    assert read(SUMMARY).identity.version_status == "final"
    assert read(SUMMARY.replace(title, f"{title}: Draft for Consultation")).identity.version_status == "draft"


OVERVIEW = """Ghana Mid-Term Report 2016-2018

The Independent Reporting Mechanism (IRM) reviewed the first year of Ghana's second action plan.

{header}

4. Map of Wells and Pumps

Nobody had published where the pumps stand.
{yes}
10. Archive of Rulings (✪)

Rulings lay in the cellar of the court before.
{no}
* Commitment is evaluated by the IRM as specific, relevant, and has a transformative potential impact

5. The OGP Secretariat drafted the commitments.
"""


def test_an_overview_whose_cells_stand_below_one_another() -> None:
    words = OVERVIEW.format(header="Commitment\n\nOverview\n\nWell-Designed? *", yes="\nYes\n", no="\nNo\n")
    result = read(words, "page.txt")
    assert [(m.number, m.title, m.description) for m in result.mentions] == [
        ("4", "Map of Wells and Pumps", "Nobody had published where the pumps stand."),
        ("10", "Archive of Rulings", "Rulings lay in the cellar of the court before."),
    ]
    assert [f.text for f in result.facts if f.metric == "well_designed"] == ["yes", "no"]
    assert [a.dimension for a in result.assessments] == ["starred"]


def test_an_overview_whose_answers_are_drawn() -> None:
    result = read(OVERVIEW.format(header="Well-Designed? *", yes="", no=""), "page.txt")
    assert [m.number for m in result.mentions] == ["4", "10"]
    assert not [f for f in result.facts if f.metric == "well_designed"]


COPIED = """II Plan de Acción Nacional de Gobierno Abierto de Ecuador 2016-2018

Compromiso 8

Mapa de pozos y bombas

Secretaría / Ministerio Responsable Subsecretaría de Aguas
Status quo o problema que se quiere resolver Falta de un registro de los pozos que usa la población rural.
Objetivo principal Publicar el registro de los pozos en un formato que todos puedan usar.
Breve descripción del compromiso
(140 caracteres máx.)
Se dibujará un mapa con los pozos de cada parroquia.
"""


def test_a_form_copied_without_rules_or_colons() -> None:
    (mention,) = read(COPIED, "plan.txt").mentions
    assert (mention.number, mention.title) == ("8", "Mapa de pozos y bombas")
    assert mention.lead_institution == "Subsecretaría de Aguas"
    assert str(mention.problem).startswith("Falta de un registro")
    assert str(mention.objective).startswith("Publicar el registro")
    assert mention.description == "Se dibujará un mapa con los pozos de cada parroquia."


def test_a_list_of_reports_is_none_of_them() -> None:
    titles = ("Ghana Design Report 2019-2021", "Kenya Results Report 2019-2022", "Peru Design Report 2019-2021")
    page = "IRM Reports\n\n" + "\n\n".join(
        f"{t}\n\nIn 2021, the Independent Reporting Mechanism (IRM) published it." for t in titles
    )
    assert read(page, "page.txt").identity.doc_type == "unknown"
    one = f"{titles[0]}\n\nIn 2021, the Independent Reporting Mechanism (IRM) published it. See also {titles[1]}."
    assert read(one, "page.txt").identity.doc_type == "irm_design_report"


def test_a_text_that_tells_of_several_plans_is_not_sure_whose_years_it_names() -> None:
    body = (
        "Preface to the Open Government Action Plan\n\nGhana joined in 2011 and carried out its first action plan, "
        "which covered the period 2013-2014. The first action plan was reviewed. Now Ghana has a second action plan."
    )
    result = read(body, "plan.txt")
    assert result.identity.plan_number is None
    assert "unknown_plan" in {i.code for i in result.issues}
    sure = read(body.replace("Action Plan\n", "Action Plan 2016-2017\n"), "plan.txt")
    assert (sure.identity.plan_start, sure.identity.plan_end) == (2016, 2017)
    assert not {"uncertain_plan", "unknown_plan"} & {i.code for i in sure.issues}


def test_the_title_of_a_text_is_the_line_that_says_what_it_is() -> None:
    page = (
        "Policy paper\n\nKenya Action Plan 2016-18: End-of-term self-assessment report\n\nPublished 14 October 2018\n"
    )
    assert read(page, "page.txt").identity.title == "Kenya Action Plan 2016-18: End-of-term self-assessment report"


def test_a_preface_or_a_label_is_no_theme() -> None:
    page = """# Ghana National Action Plan 2016-18 Mid-term self-assessment

## Foreword by the Minister

We are glad.

## Commitment 1: Well map

Lead agency: Ministry of Water

## Status

| Milestone | Timeframe | Status |
|---|---|---|
| Survey the north | Oct 2016 - Dec 2016 | Complete |

## Commitment 2: Court archive

Overall status: On track, some milestones late
"""
    result = read(page)
    assert [m.area for m in result.mentions] == [None, None]
    assert said(result) == [("1", "1", "completion", "complete"), ("2", None, "schedule", "on_schedule")]


HANDBOOK = """<html><body><h1>Kenya Open Government National Action Plan 2023-2027</h1><h2>Commitments</h2>
<table>
<tr><td>Country</td><td>Kenya</td></tr>
<tr><td>Number and Name of the Commitment</td><td>1. Wells of the Counties</td></tr>
<tr><td>Brief Description of the Commitment</td><td>Publish where the wells are.</td></tr>
<tr><td>Commitment Lead</td><td>Ministry of Water</td></tr>
<tr><td>Supporting Stakeholders</td><td>Government</td><td>Council of Governors</td></tr>
<tr><td></td><td>Civil Society</td><td>Network of Well Keepers</td></tr>
<tr><td></td><td>Other Actors (Parliament, Private Sector etc)</td><td>Chamber of Drillers</td></tr>
<tr><td>Period Covered</td><td>December 2023 - June 2027</td></tr>
<tr><td colspan="3">Problem Definition</td></tr>
<tr><td colspan="3">1. What problem does the commitment aim to address?<br/>Nobody knows where wells are.</td></tr>
<tr><td colspan="3">2. What are the causes of the problem?<br/>No shared register exists.</td></tr>
<tr><td colspan="3">Commitment Description</td></tr>
<tr><td colspan="3">1. What has been done so far to solve the problem?<br/>A pilot was run.</td></tr>
<tr><td colspan="3">2. What solution are you proposing?<br/>A map.</td></tr>
<tr><td>Milestones</td><td>Expected Outputs</td><td>Expected Completion Date</td></tr>
<tr><td>Draw the north</td><td>Map sheets</td><td>June 2024</td></tr>
<tr><td>Draw the south</td><td>Map sheets</td><td>December 2025</td></tr>
</table></body></html>"""


def test_the_form_of_the_handbook_of_2022() -> None:
    result = read(HANDBOOK, "plan.html")
    (mention,) = result.mentions
    assert (mention.number, mention.title, mention.lead_institution) == (
        "1",
        "Wells of the Counties",
        "Ministry of Water",
    )
    assert mention.support_institutions == ["Council of Governors", "Network of Well Keepers", "Chamber of Drillers"]
    assert mention.problem == "Nobody knows where wells are."
    assert mention.description == "Publish where the wells are."
    assert [(m.text, str(m.ends_on.value) if m.ends_on else None) for m in result.milestones] == [
        ("Draw the north", "2024-06-01"),
        ("Draw the south", "2025-12-01"),
    ]


ANNEX = """<html><body><h1>Independent Reporting Mechanism</h1><h1>Results Report: Ghana 2021-2023</h1>
<h2>Annex I. Commitment Data</h2><table>
<tr><td colspan="2">Commitment 1: Well map</td></tr>
<tr><td>• Verifiable: Yes<br>• Does it have an open government lens? Yes<br>• Potential for results: Modest</td>
<td>• Completion: Limited<br>• Early results: No Notable Results</td></tr>
<tr><td colspan="2">Commitment 2: Court archive</td></tr>
<tr><td>• Verifiable: Yes<br>• Does it have an open government lens? No<br>• Potential for results: Unclear</td>
<td>• Completion: Complete<br>• Early results: Significant Results</td></tr></table></body></html>"""


def test_lists_of_values_below_a_title_row() -> None:
    result = read(ANNEX, "report.html")
    assert said(result) == [
        ("1", None, "verifiability", "yes"),
        ("1", None, "relevance", "yes"),
        ("1", None, "potential_for_results", "modest"),
        ("1", None, "completion", "limited"),
        ("1", None, "early_results", "no_notable_results"),
        ("2", None, "verifiability", "yes"),
        ("2", None, "relevance", "no"),
        ("2", None, "potential_for_results", "unclear"),
        ("2", None, "completion", "complete"),
        ("2", None, "early_results", "significant"),
    ]


AVANCE = """# Informe de avance del Plan de Acción Nacional de Gobierno Abierto 2017-2019

Gobierno de Panamá. Este informe presenta los avances a diciembre de 2018.

## Compromiso 1: Mapa de pozos

Institución responsable: Ministerio de Aguas

Estado de avance: En proceso
"""


def test_a_governments_report_on_progress_is_not_the_irms() -> None:
    result = read(AVANCE)
    assert (result.identity.doc_type, result.identity.assessor) == ("tracker", "government")
    assert {a.assessor for a in result.assessments} == {"government"}
    irm = read(AVANCE.replace("Gobierno de Panamá", "El Mecanismo de Revisión Independiente (MRI) evalúa a Panamá"))
    assert (irm.identity.doc_type, irm.identity.assessor) == ("irm_progress_report", "irm")


ACTIONS = """# Ireland National Action Plan 2016-2018: Mid-Term Self-Assessment Report

## {word} 1: Map of wells

**Lead implementing agency:** Department of Water

**Completion level:** Substantial

## {word} 2: Archive of rulings

**Lead implementing agency:** Courts Service

**Completion level:** Limited
"""


def test_a_plan_may_call_its_commitments_actions() -> None:
    result = read(ACTIONS.format(word="Action"))
    assert [(m.number, m.title) for m in result.mentions] == [("1", "Map of wells"), ("2", "Archive of rulings")]
    assert said(result) == [("1", None, "completion", "substantial"), ("2", None, "completion", "limited")]


def test_actions_below_commitments_are_none() -> None:
    page = ACTIONS.format(word="### Action").replace("## ### ", "### ") + "\n## Commitment 1: Water for all\n\nText.\n"
    assert [m.title for m in read(page).mentions] == ["Water for all"]


def test_a_page_of_ogps_site_is_the_irms_though_it_does_not_say_so() -> None:
    page = "Ghana Mid-Term Report 2016-2018 (Year 1)\n\nCountry : Ghana\nDates Under Review : July 2016 - June 2017\n"
    result = read(page, "page.txt")
    assert (result.identity.doc_type, result.identity.assessor) == ("irm_midterm_report", "irm")


DAYS = """# Kenya Open Government National Action Plan 2018 to 2020 progress summary: 31 January 2020

Commitment | Milestone reference | Milestone | 30/04/2019 | 31/01/2020 | 30/09/2019 |
---|---|---|---|---|---|
Well map | 1.01 | Survey the north | Completed | Completed | Completed |
Well map | 1.02 | Survey the south | Behind schedule | Limited | Behind schedule |
Court archive | 2.01 | Open the cellar | On track | Behind schedule | On track |
"""


def test_of_columns_headed_by_days_the_latest_says_how_things_stand() -> None:
    result = read(DAYS)
    titles = {m.key: m.title for m in result.mentions}
    assert [(titles[a.mention], a.milestone, a.dimension, a.code) for a in result.assessments] == [
        ("Well map", "1.01", "completion", "complete"),
        ("Well map", "1.02", "completion", "limited"),
        ("Court archive", "2.01", "schedule", "behind"),
    ]
    assert [m.number for m in result.mentions] == [None, None]
