"""Labels above and beside values, each kind as a small document of other words."""

from __future__ import annotations

import pytest

from extractors.annotate.labels import labels_in
from extractors.annotate.names import names
from extractors.extract import extract
from extractors.records import Extraction
from tests.pages import day

TITLES = ("Publish the well map", "Hold river meetings", "Audit the dams")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office")
TITLE = "<h1>Kenya: End-of-term Self-assessment of the Open Government Action Plan 2018-2020</h1>"


def read(html: str) -> Extraction:
    page = f"<html><head><title>Report</title></head><body>{html}</body></html>"
    return extract(page.encode(), name="report.html")


def test_labels_above_values_are_told_by_dates_statuses_and_steps() -> None:
    states = ("☒ Limited ☐ Substantial ☐ Completed", "☐ Limited ☒ Substantial ☐ Completed",
              "☐ Limited ☐ Substantial ☒ Completed")  # fmt: skip
    body = "".join(
        f"<h2>Commitment {n}: {title}</h2>"
        f"<p><b>Desk of first resort</b></p><p>{office}</p>"
        f"<p><b>Between these days</b></p><p>March 2019 – May 20{19 + n}</p>"
        f"<p><b>As it now stands</b></p><p>{state}</p>"
        f"<p><b>Stones on the road</b></p>"
        f"<p>(a) Rules for {title}; planned for June 2019: done.</p>"
        f"<p>(b) Report on {title}; foreseen for July 20{19 + n}: under way.</p>"
        f"<p><b>What we say of it</b></p><p>It went as it went in the {n} basins.</p>"
        for n, (title, office, state) in enumerate(zip(TITLES, OFFICES, states, strict=True), 1)
    )
    result = read(TITLE + "<h1>Commitments</h1>" + body)
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert [(day(m.starts_on), day(m.ends_on)) for m in result.mentions] == [
        ("2019-03-01", f"20{19 + n}-05-01") for n in (1, 2, 3)
    ]
    rated = [(a.milestone, a.code) for a in result.assessments if a.dimension == "completion"]
    assert [code for milestone, code in rated if milestone is None] == ["limited", "substantial", "complete"]
    assert [pair for pair in rated if pair[0]] == [("a", "complete"), ("b", "in_progress")] * 3
    assert [day(m.ends_on) for m in result.milestones if m.milestone == "a"] == ["2019-06-01"] * 3


@pytest.mark.parametrize(
    "words",
    ["The map opened; planned for June 2020: done.", "El mapa se abrió, plazo junio de 2020: cumplido.",
     "Staff were trained; due May 2021: completed."],
)  # fmt: skip
def test_a_term_with_its_date_is_no_label(words: str) -> None:
    assert labels_in(words) == ()


def test_a_body_in_brackets_ends_a_title_whatever_follows() -> None:
    items = "".join(
        f"<li>Commitment {n}. {title} ({office}){more} — verifiable: yes; relevance: yes</li>"
        for n, (title, office, more) in enumerate(
            zip(TITLES, ("Ministry of Water", "Commissioner for Rivers", "Audit Office"), ("", " [clustered]", ""),
                strict=True), 1)
    )  # fmt: skip
    result = read(f"{TITLE}<h2>Commitments</h2><ul>{items}</ul>")
    assert [m.title for m in result.mentions] == list(TITLES)
    assert [m.lead_institution for m in result.mentions] == [
        "Ministry of Water",
        "Commissioner for Rivers",
        "Audit Office",
    ]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("with the National Business Centre", "National Business Centre"),
        ("junto con la Red de Agua", "Red de Agua"),
        ("With Me Association", "With Me Association"),
    ],
)
def test_with_is_no_part_of_a_name(words: str, name: str) -> None:
    assert [n.text for n in names(words)[0]] == [name]


@pytest.mark.parametrize(
    ("sentences", "number"),
    [
        ("Kenya’s fourth action plan has nine commitments. We ask that the Assembly join the fifth plan.", 4),
        ("The second action plan ran for two years. The third plan takes up three of its ideas. It is long.", 2),
    ],
)  # fmt: skip
def test_the_plan_of_a_report_is_numbered_first(sentences: str, number: int) -> None:
    filler = " In the districts people met in halls, schools and markets, and said what they had seen of it so far." * 2
    paragraphs = "".join(f"<p>{s}.{filler}</p>" for s in sentences.split(". "))
    forms = "".join(f"<h3>Commitment {n}: {t}</h3><p>Lead: {o}</p><p>Goes on? Passed to the third plan.</p>"
                    for n, (t, o) in enumerate(zip(TITLES, OFFICES, strict=True), 1))  # fmt: skip
    title = "<h1>Kenya: Open Government End-of-term Self-assessment 2018-2020</h1>"
    assert read(f"{title}{paragraphs}<h2>Commitments</h2>{forms}").identity.plan_number == number


@pytest.mark.parametrize("mark", ["➤ ", "▸ ", "• "])
@pytest.mark.parametrize("cell", ["th", "td"])
def test_one_table_of_forms_whose_title_rows_have_a_badge(mark: str, cell: str) -> None:
    forms = "".join(
        f"<tr><{cell} colspan='2'><b>Commitment {n} {title}</b></{cell}><{cell}><b>{30 * n}% done</b></{cell}></tr>"
        f"<tr><td><b>What we want</b></td><td colspan='2'>More people know of it {n} times over.</td></tr>"
        f"<tr><td><b>In whose hands</b></td><td colspan='2'>{office}</td></tr>"
        f"<tr><td><b>From when to when</b></td><td colspan='2'>from May 2018 to June 20{18 + n}</td></tr>"
        f"<tr><td><b>Milestones</b></td><td colspan='2'>{mark}Rules of it (by May 2019): completed "
        f"{mark}Report on it (by June 2020): not started</td></tr>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read(f"{TITLE}<h1>Commitments</h1><table>{forms}</table>")
    assert [m.title for m in result.mentions] == list(TITLES)
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert [day(m.ends_on) for m in result.mentions] == [f"20{18 + n}-06-01" for n in (1, 2, 3)]
    assert [a.number for a in result.assessments if a.number is not None] == [30, 60, 90]
    assert [(m.text, day(m.ends_on)) for m in result.milestones] == [
        ("Rules of it", "2019-05-01"), ("Report on it", "2020-06-01")
    ] * 3  # fmt: skip


@pytest.mark.parametrize(("title", "end"), [("2015–16", 2017), ("2015-2016", 2017), ("2015-2017", 2017)])
def test_a_progress_report_names_itself_by_the_first_year_of_its_plan(title: str, end: int) -> None:
    forms = "".join(f"<h2>Commitment {n}: {t}</h2><p>Lead: {o}</p><p>Specificity: High</p>"
                    for n, (t, o) in enumerate(zip(TITLES, OFFICES, strict=True), 1))  # fmt: skip
    top = (
        f"<p>Independent Reporting Mechanism (IRM)</p><h1>Kenya: IRM Progress Report {title}</h1>"
        "<p>Second open government action plan 2015–2017, first year</p>"
    )
    found = read(f"{top}<h1>Commitments</h1>{forms}").identity
    assert (found.doc_type, found.plan_start, found.plan_end) == ("irm_progress_report", 2015, end)
