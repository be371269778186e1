"""Forms, cards and schedules as ministries draw them, each kind as a small document of other words."""

from __future__ import annotations

import pytest

from extractors.annotate.names import names
from extractors.classify.plan import numbers_in, years_in
from extractors.extract import extract
from extractors.resolve.resolve import milestone_dates
from tests.pages import day, read
from tests.pdf_drawing import HEIGHT, Page, document

TITLES = ("Publish the well map", "Hold river meetings", "Audit the dams")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office")
PLAN = "<h1>Kenya: National Action Plan 2018-2020</h1><h2>Commitments</h2>"


def test_a_schedule_in_an_annex_completes_milestones_that_are_named_by_number() -> None:
    body = "".join(
        f"<h2>1.{n} {title}</h2><p>Responsible: {office}</p><h3>Milestones</h3>"
        f"<ul><li>Milestone 1: Rules of {title}</li><li>Milestone 2: Report on {title}</li></ul>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    rows = "".join(
        f"<tr><td>1.{n}</td><td>Milestone {m}</td><td>{what} {title}</td><td>March 2019</td><td>{month} 2020</td></tr>"
        for n, title in enumerate(TITLES, 1)
        for m, what, month in ((1, "Rules of", "May"), (2, "Report on", "June"))
    )
    head = "<tr><th>Commitment</th><th>Milestone</th><th>Description</th><th>Starts</th><th>Ends</th></tr>"
    result = read(PLAN + body + f"<h1>Annex. Timetable</h1><table>{head}{rows}</table>")
    stones = [(m.milestone, day(m.starts_on), day(m.ends_on)) for m in result.milestones]
    assert stones == [("1", "2019-03-01", "2020-05-01"), ("2", "2019-03-01", "2020-06-01")] * 3


def test_a_form_whose_labels_nobody_knows_is_told_by_its_values() -> None:
    forms = "".join(
        f"<h3>Commitment {n}: {title}</h3><table>"
        f"<tr><td>Desk of first resort</td><td>{office}</td></tr>"
        f"<tr><td>Hands that join</td><td>Ministry of Roads; Basin Agency {n}</td></tr>"
        f"<tr><td>Why now</td><td>Wells are known to few of those who drink from them.</td></tr></table>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read(PLAN + forms)
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert [m.support_institutions for m in result.mentions] == [
        ["Ministry of Roads", f"Basin Agency {n}"] for n in (1, 2, 3)
    ]
    assert all("learned_label" in m.doubts for m in result.mentions)


def test_bold_words_that_nobody_knows_end_the_value_before_them() -> None:
    told = "".join(
        f"<p><b>Commitment {n}. {title}.</b> Few know of it.</p>"
        f"<p><b>Responsible.</b> The {office}, which names a contact. <b>Who walks along.</b> Basin Agency {n}.</p>"
        f"<p><b>How we shall see it.</b> a) by 30 June 2019, the rules of {title} are in force; "
        f"b) by 31 May 2020, ten towns follow them.</p>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read(PLAN + told)
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert [m.support_institutions for m in result.mentions] == [[f"Basin Agency {n}"] for n in (1, 2, 3)]
    assert [(m.milestone, day(m.ends_on)) for m in result.milestones] == [("a", "2019-06-30"), ("b", "2020-05-31")] * 3


def test_a_title_row_with_its_number_and_a_band_of_status_open_a_form() -> None:
    forms = "".join(
        f"<table><tr><td><b>{n}</b></td><td colspan=3><b>{title}</b></td></tr>"
        f"<tr><td colspan=2>LIMITED</td><td colspan=2>Overall progress: {n}0%</td></tr>"
        f"<tr><td>Lead institution</td><td colspan=3>{office}</td></tr>"
        f"<tr><td><b>Milestone</b></td><td><b>Description</b></td><td><b>Status</b></td><td><b>%</b></td></tr>"
        f"<tr><td>{n}.1</td><td>Rules of the {title}</td><td>Completed</td><td>100%</td></tr>"
        f"<tr><td>{n}.2</td><td>Report on the {title}</td><td>Not started</td><td>0%</td></tr></table>"
        for n, title, office in zip(("I", "II", "III"), TITLES, OFFICES, strict=True)
    )
    forms = forms.replace("I0%", "10%").replace("I10%", "20%").replace("II10%", "30%")
    result = read("<h1>Kenya: Mid-term Self-assessment of the National Action Plan 2018-2020</h1>" + forms)
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == list(
        zip(("I", "II", "III"), TITLES, OFFICES, strict=True)
    )
    own = {(a.mention.rpartition("|")[2], a.milestone, a.code) for a in result.assessments if a.code}
    assert ("II", None, "limited") in own
    assert ("III", "III.2", "not_started") in own


def test_a_sheet_of_steps_names_commitments_by_the_first_part_of_its_numbers() -> None:
    first = "".join(
        f"<tr><td>A{n}</td><td>{title}</td><td>{office}</td></tr>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    second = "".join(
        f"<tr><td>A{n}.{m}</td><td>{what} {title}</td><td>05/2019</td><td>0{m}/2020</td></tr>"
        for n, title in enumerate(TITLES, 1)
        for m, what in ((1, "Rules of"), (2, "Report on"))
    )
    result = read(
        PLAN
        + f"<table><tr><th>Code</th><th>Commitment</th><th>Lead institution</th></tr>{first}</table>"
        + "<h2>2. Detail of milestones</h2>"
        + f"<table><tr><th>Milestone</th><th>Description</th><th>Start</th><th>End</th></tr>{second}</table>"
    )
    stones = [(m.mention.rpartition("|")[2], m.milestone, day(m.ends_on)) for m in result.milestones]
    assert stones == [(f"A{n}", f"A{n}.{m}", f"2020-0{m}-01") for n in (1, 2, 3) for m in (1, 2)]


def test_columns_of_two_phases_are_of_two_phases() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{title}</td><td>Limited</td><td>Completed</td></tr>" for n, title in enumerate(TITLES, 1)
    )
    head = (
        "<thead><tr><th rowspan=2>No.</th><th rowspan=2>Commitment</th><th colspan=2>Level of completion</th></tr>"
        "<tr><th>Mid-term</th><th>End of term</th></tr></thead>"
    )
    result = read(
        "<h1>Kenya: End-of-term Self-assessment of the National Action Plan 2018-2020</h1>"
        f"<table>{head}<tbody>{rows}</tbody></table>"
    )
    said = {(a.phase, a.code, a.flagged) for a in result.assessments}
    assert said == {("midterm", "limited", False), ("end_of_term", "complete", False)}


def test_a_list_of_tags_with_statuses_is_one_of_milestones() -> None:
    body = "".join(
        f"<h3>Commitment {n}. {title}</h3><p>Lead institution: {office}</p><p>It went well.</p>"
        "<ul><li><b>M1</b> Rules in force (completed)</li><li><b>M2</b> Ten towns follow them (not started)</li></ul>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read("<h1>Kenya: Mid-term Self-assessment of the National Action Plan 2018-2020</h1>" + body)
    assert [(m.milestone, m.text) for m in result.milestones] == [
        ("M1", "Rules in force"),
        ("M2", "Ten towns follow them"),
    ] * 3


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ministry of Roads / Chancellery of the Assembly", ["Ministry of Roads", "Chancellery of the Assembly"]),
        (
            "Association of Rivers and Towns / Statistics Office",
            ["Association of Rivers and Towns", "Statistics Office"],
        ),
        ("Transparency / Integrity Unit", ["Transparency / Integrity Unit"]),
        ("El Ministerio de Obras, que nombrará un enlace", ["Ministerio de Obras"]),
    ],
)
def test_names_beside_a_stroke_or_before_what_is_said_of_them(words: str, expected: list[str]) -> None:
    assert [n.text for n in names(words)[0]] == expected


@pytest.mark.parametrize(
    ("words", "text", "end"),
    [
        ("Dec 2022 Guide published", "Guide published", "2022-12-01"),
        ("By 30 June 2020, the portal opens", "By 30 June 2020, the portal opens", "2020-06-30"),
        ("2022 census published", "2022 census published", "None"),
    ],
)
def test_the_term_of_a_milestone_may_stand_ahead(words: str, text: str, end: str) -> None:
    found = milestone_dates(words, "en")
    assert (found[0], day(found[2])) == (text, end)


def test_a_plan_of_open_government_is_no_plan_of_a_government() -> None:
    words = "v plan de gobierno abierto 2022-2025"
    assert [n for n, _, _ in numbers_in(words)] == [5]
    assert [(y.first, y.last) for y in years_in(words)] == [(2022, 2025)]


def card(page: Page, x: float, y: float, n: int) -> None:
    """Draw a card with round corners: title, numeral in its corner, labels, steps behind dates in chips."""
    page.canvas.roundRect(x, HEIGHT - y - 170, 230, 170, 12)
    page.text(x + 14, y + 22, CARDS[n - 1], 11, "Helvetica-Bold", "#0b3a66")
    page.text(x + 14, y + 36, "for all who ask", 11, "Helvetica-Bold", "#0b3a66")
    page.text(x + 190, y + 31, f"0{n}", 24, "Helvetica-Bold", "#c6d9ec")
    page.text(x + 14, y + 60, "Who leads?", 7, "Helvetica-Bold", "#0072ce")
    page.text(x + 14, y + 73, f"Ministry of Water {n}", 9)
    page.text(x + 14, y + 92, "Steps", 7, "Helvetica-Bold", "#0072ce")
    for k, (date, words) in enumerate((("Dec 2023", "Rules in force"), ("May 2024", "Ten towns follow them"))):
        page.box(x + 14, y + 98 + 14 * k, x + 62, y + 110 + 14 * k, fill="#e4eef8")
        page.text(x + 18, y + 107 + 14 * k, date, 7)
        page.text(x + 70, y + 107 + 14 * k, words, 9)


CARDS = ("Publish every well", "Open the court rolls", "Fund village radios", "Map island clinics")


def test_cards_with_round_corners_in_two_columns_are_read_one_after_another() -> None:
    def cover(page: Page) -> None:
        page.text(50, 200, "Kenya: National Action Plan 2023-2025", 30, "Helvetica-Bold")
        page.text(50, 260, "The plan has four commitments.", 11)

    def cards(page: Page) -> None:
        for half, head in enumerate(("Clean water", "Fair news")):
            page.text(40, 60 + 230 * half, head, 16, "Helvetica-Bold")
            for side in (0, 1):
                card(page, 40 + 255 * side, 80 + 230 * half, 1 + side + 2 * half)

    result = extract(document(cover, cards), name="plan.pdf")
    assert [(m.number, m.title, m.area, m.lead_institution) for m in result.mentions] == [
        (str(n), f"{CARDS[n - 1]} for all who ask", "Clean water" if n < 3 else "Fair news", f"Ministry of Water {n}")
        for n in (1, 2, 3, 4)
    ]
    stones = [(m.text, day(m.ends_on)) for m in result.milestones]
    assert stones == [("Rules in force", "2023-12-01"), ("Ten towns follow them", "2024-05-01")] * 4
