"""Forms whose questions recur in words that no list knows, and lines of facts, read by what recurs."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from extractors.annotate.labels import header_role
from extractors.annotate.openings import opening
from extractors.annotate.partners import with_others
from extractors.annotate.values import read_value
from extractors.extract import extract
from extractors.records import Extraction
from tests.pages import day, read

TITLES = ("Wells on one map", "Meetings by the river", "Dams that are audited", "Rain told by radio")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office", "Meteorological Institute")
HELPERS = ("Well Keepers Union", "Fishers Association", "Dam Watch", "Radio Farmers League")
STATES = ("Done", "Under way", "Not started", "Done")
CODES = ("complete", "in_progress", "not_started", "complete")


def word(rows_of: list[list[tuple[str, ...]]], title: str) -> Extraction:
    """Read a Word document of one table for each commitment; each row gives its cells, over as many columns."""
    made = Document()
    made.add_heading(title, 0)
    made.add_paragraph("The Government reports on its Open Government Partnership action plan of 2019 to 2021.")
    for rows in rows_of:
        table = made.add_table(rows=len(rows), cols=max(map(len, rows)))
        for r, cells in enumerate(rows):
            for c, words in enumerate(cells):
                table.cell(r, c).text = words
            if len(cells) < len(table.columns):
                table.cell(r, len(cells) - 1).merge(table.cell(r, len(table.columns) - 1))
        made.add_paragraph("")
    out = BytesIO()
    made.save(out)
    return extract(out.getvalue(), name="report.docx")


def forms(head: tuple[str, str, str], title: str) -> Extraction:
    """Read four forms with a table of stones below ``head`` in each."""
    return word(
        [
            [
                (f"Commitment {n}: {TITLES[n - 1]}",),
                ("Answerable", OFFICES[n - 1], ""),
                head,
                (f"Rules for place {n}", f"March 20{19 + n % 2}", STATES[n - 1]),
                (f"Report on place {n}", f"June 20{20 + n % 2}", "Under way"),
            ]
            for n in (1, 2, 3, 4)
        ],
        title,
    )


@pytest.mark.parametrize("head", [("Stone", "Wanted for", "Now"), ("Leg of the way", "Awaited", "Seen"),
                                  ("Stage", "Promised for", "Hoy")])  # fmt: skip
def test_heads_that_recur_in_forms_head_steps_whatever_they_are_called(head: tuple[str, str, str]) -> None:
    result = forms(head, "Kenya: End-of-term Self-assessment of the Open Government Action Plan 2019-2021")
    assert [(m.title, m.lead_institution) for m in result.mentions] == list(zip(TITLES, OFFICES, strict=True))
    first = [m for m in result.milestones if m.mention == result.mentions[0].key]
    assert [(m.text, day(m.ends_on)) for m in first] == [
        ("Rules for place 1", "2020-03-01"), ("Report on place 1", "2021-06-01"),
    ]  # fmt: skip
    rated = [a.code for a in result.assessments if a.milestone and a.dimension == "completion"]
    assert rated == [code for own in CODES for code in (own, "in_progress")]


def test_an_account_that_no_name_tells_is_told_by_the_states_of_its_commitments() -> None:
    named = forms(("Stone", "Wanted for", "Now"), "What became of Kenya's Open Government Action Plan 2019-2021")
    assert named.identity.doc_type in ("self_assessment", "tracker")
    assert any(i.code == "uncertain_type" for i in named.issues)
    plan = word(
        [[(f"Commitment {n}: {t}",), ("Answerable", OFFICES[n - 1])] for n, t in enumerate(TITLES, 1)],
        "What is in Kenya's Open Government Action Plan 2019-2021",
    )
    assert plan.identity.doc_type not in ("self_assessment", "tracker")


def test_a_sentence_that_recurs_with_another_percentage_says_how_far_each_is() -> None:
    body = "".join(
        f"<h3>Commitment {n}: {title}</h3><p>By our own reckoning {share}% is behind us</p>"
        f"<p><b>Answerable:</b> {office}</p><p>The work goes on in {n} basins.</p>"
        for n, (title, office, share) in enumerate(zip(TITLES, OFFICES, (10, 45, 80, 100), strict=True), 1)
    )
    result = read("<h1>Kenya: Self-assessment of the Open Government Action Plan 2019-2021</h1>" + body)
    shares = [a for a in result.assessments if a.dimension == "completion_percent"]
    assert [a.number for a in shares] == [10, 45, 80, 100]
    assert all(a.flagged for a in shares)


def test_facts_between_bars_are_read_one_by_one() -> None:
    body = "".join(
        f"<h2>{title}</h2><p><b>Commitment {n}</b> | Led by {office} | Timeframe: May 2019 to June 20{19 + n}<br>"
        f"Working with {helper}</p><h3>We will</h3>"
        f"<ul><li>ask keepers of place {n} by 31 July 2019</li>"
        f"<li>open the book of place {n} by 30 May 20{19 + n}</li></ul>"
        for n, (title, office, helper) in enumerate(zip(TITLES, OFFICES, HELPERS, strict=True), 1)
    )
    result = read("<h1>Kenya: Open Government Action Plan 2019-2023</h1>" + body)
    said = [(m.number, m.title, m.lead_institution, m.support_institutions, day(m.starts_on)) for m in result.mentions]
    assert said == [
        (str(n), title, office, [helper], "2019-05-01")
        for n, (title, office, helper) in enumerate(zip(TITLES, OFFICES, HELPERS, strict=True), 1)
    ]
    steps = [(m.text, day(m.ends_on)) for m in result.milestones if m.mention == result.mentions[1].key]
    assert [end for _, end in steps] == ["2019-07-31", "2021-05-30"]


def test_the_fields_in_the_card_of_a_step_are_of_that_step() -> None:
    body = "".join(
        f"<section><h3>{n}. {title}</h3><h4>Milestones</h4><ul>"
        f"<li><span>Rules of place {n}</span><p>Due: 30 June 20{20 + n}</p><p>Done</p></li>"
        f"<li><span>Report of place {n}</span><p>Due: 31 May 20{21 + n}</p><p>Not started</p></li></ul></section>"
        for n, title in enumerate(TITLES, 1)
    )
    result = read("<h1>Kenya: progress of the Open Government Action Plan 2019-2023</h1>" + body)
    own = [m for m in result.milestones if m.mention == result.mentions[2].key]
    assert [(m.text, day(m.ends_on)) for m in own] == [
        ("Rules of place 3", "2023-06-30"), ("Report of place 3", "2024-05-31"),
    ]  # fmt: skip
    assert [a.code for a in result.assessments if a.mention == result.mentions[2].key and a.milestone] == [
        "complete", "not_started",
    ]  # fmt: skip


def test_the_shorthand_of_fonts_makes_words_bold() -> None:
    from extractors.backends.css import declarations

    assert declarations("font: italic 700 14px/1.4 Arial") == {
        "font-weight": "700", "font-style": "italic", "font-size": "14px",
    }  # fmt: skip
    assert declarations("font: inherit") == {}


def test_letters_beside_the_words_of_steps_number_them() -> None:
    rows = "\n".join(
        f"{n},{title},{office},,Whole commitment,2019-05-01,Under way\n"
        + "\n".join(f",,,{mark},{what} of place {n},2020-0{k + 1}-30,{state}" for k, (mark, what, state) in enumerate(
            (("a", "Rules", "Done"), ("b", "Report", "Not started"))
        ))
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )  # fmt: skip
    sheet = "Kenya: tracker of the Open Government Action Plan 2019-2021\n\n"
    sheet += "No.,Commitment,Lead,Activity,Description of activity,To,Status\n" + rows
    result = extract(sheet.encode(), name="tracker.csv")
    own = [m for m in result.milestones if m.mention == result.mentions[0].key]
    assert [(m.milestone, m.text) for m in own] == [("a", "Rules of place 1"), ("b", "Report of place 1")]


@pytest.mark.parametrize(
    ("words", "code"),
    [("carried out in small part", "limited"), ("cumplido en gran parte", "substantial"), ("half completed", "limited"),
     ("implementado en su mayor parte", "substantial"), ("delivered to a large extent", "substantial"),
     ("mostly delivered", "substantial"), ("achieved to some extent", "limited"), ("casi terminada", "substantial"),
     ("☐ done ☒ done in part ☐ not done", "limited"), ("realizado parcialmente", "limited")],
)  # fmt: skip
def test_what_is_done_by_degrees_is_not_complete(words: str, code: str) -> None:
    assert [c.code for c in read_value("completion", words).codes] == [code]


@pytest.mark.parametrize("words", ["fully carried out", "completed", "cumplido en su totalidad", "done in May 2019"])
def test_what_is_done_is_complete(words: str) -> None:
    assert [c.code for c in read_value("completion", words).codes] == ["complete"]


@pytest.mark.parametrize(
    ("head", "role"),
    [("Done?", "completion"), ("¿Hecho?", "completion"), ("Delivered (yes/no)", "completion"),
     ("% realizado", "percent"),
     ("Percentage completed", "percent"), ("Delivered", None)],
)  # fmt: skip
def test_heads_that_ask_by_a_word_for_done(head: str, role: str | None) -> None:
    found = header_role([head])
    assert (found.name if found else None) == role


@pytest.mark.parametrize(
    ("words", "parts"),
    [("Ministry of Health with National Audit Office", ("Ministry of Health", "National Audit Office")),
     ("Ministerio de Salud con la Contraloría General", ("Ministerio de Salud", "la Contraloría General")),
     ("Office for Cooperation with Civil Society Organizations",
      ("Office for Cooperation with Civil Society Organizations", "")),
     ("Ministry for Relations with Parliament", ("Ministry for Relations with Parliament", "")),
     ("Ministry of Roads and Communications with Gdansk City Council",
      ("Ministry of Roads and Communications", "Gdansk City Council"))],
)  # fmt: skip
def test_a_lead_is_parted_from_whom_it_works_with(words: str, parts: tuple[str, str]) -> None:
    assert with_others(words) == parts


@pytest.mark.parametrize("words", ["Compromiso 4 del plan.", "Commitment 4 of the action plan", "Commitment 4 of 9"])
def test_a_number_in_the_plan_is_all_of_its_line(words: str) -> None:
    found = opening(words)
    assert found is not None
    assert found.number == "4"
    assert found.title_start >= len(words.rstrip("."))


def test_the_number_of_the_plan_stands_below_titles_above_numbered_paragraphs() -> None:
    body = "".join(
        f"<h3>{title}</h3><p style='font-size:11px'><i>Commitment {n} of the plan.</i></p><p>Led by: {office}</p>"
        f"<ol start={n}><li>In place {n} the keepers met and wrote down what they know of it.</li></ol>"
        f"<ul><li><b>Milestone 1.</b> Rules of place {n} (due in May 20{19 + n}). Done two weeks early.</li></ul>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read("<h1>Kenya: Midterm Self-assessment of the Open Government Action Plan 2019-2023</h1>" + body)
    assert [(m.number, m.title) for m in result.mentions] == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    own = [(m.text, day(m.ends_on)) for m in result.milestones]
    assert own[1] == ("Rules of place 2", "2021-05-01")
    assert {a.code for a in result.assessments if a.milestone} == {"complete"}
