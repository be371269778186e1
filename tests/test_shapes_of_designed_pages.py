"""What designers and plain writers do to plans, as small documents: numerals, side boxes, timelines, long promises."""

from __future__ import annotations

import pytest

from extractors.annotate.led import led
from extractors.extract import extract
from extractors.records import Date, Extraction
from tests.pdf_drawing import Page, document

PLAN = "Kenya: National Action Plan 2023-2025"
SHORT = ("Publish the wells", "Open the courts", "Fund the radios", "Map the clinics")
STEPS = (("Mar 2023", "Survey done"), ("Nov 2023", "List online"), ("Jun 2025", "Review"))
LONG = (
    "Publish every well that the county",
    "Open the archive of the high court",
    "Fund the radios of forty villages",
    "Map the clinics of all the islands",
)


def day(date: Date | None) -> str:
    return str(date.value) if date is not None else ""


def designed(page: Page, number: int) -> None:
    """Draw a commitment as a designer does: overline, title, decorative numeral, facts at the side, a timeline."""
    page.text(50, 60, "CLEAN WATER" if number < 3 else "FAIR COURTS", 8, "Helvetica-Bold")
    page.text(50, 85, LONG[number - 1], 22, "Helvetica-Bold")
    page.text(50, 111, "Holds In Its Books", 22, "Helvetica-Bold")
    page.text(380, 112, f"0{number}", 130, "Helvetica-Bold", "#dddddd")
    page.text(50, 190, "Description", 11, "Helvetica-Bold")
    page.lines(50, 210, ["The county keeps a paper list today and", "answers a letter within four months."])
    for k, (label, value) in enumerate(
        (("Lead", "Ministry of Water"), ("Support", "Basin Network"), ("Period", "Jan 2023 - Jun 2025"))
    ):
        top = 180 + 50 * k
        page.box(380, top, 530, top + 38, fill="#f4f1ea")
        page.text(390, top + 15, label, 8, "Helvetica-Bold")
        page.text(390, top + 28, value, 10)
    page.text(50, 380, "Milestones", 11, "Helvetica-Bold")
    for k, (date, words) in enumerate(
        (("Mar 2023", "Survey done"), ("Nov 2023", "List online"), ("Jun 2025", "Review"))
    ):
        page.text(50 + 150 * k, 410, date, 10, "Helvetica-Bold", "#0a6e4e")
        page.text(50 + 150 * k, 423, words, 10)
    page.text(50, 800, "Kenya open government", 7)


@pytest.fixture(scope="module")
def plan() -> Extraction:
    def cover(page: Page) -> None:
        page.text(50, 200, PLAN, 30, "Helvetica-Bold")
        page.text(50, 260, "The plan has four commitments.", 11)

    pages = [cover, *(lambda page, n=n: designed(page, n) for n in range(1, 5))]
    return extract(document(*pages), name="plan.pdf")


def test_a_decorative_numeral_numbers_the_title_below(plan: Extraction) -> None:
    assert [(m.number, m.title) for m in plan.mentions] == [
        (str(n), f"{title} Holds In Its Books") for n, title in enumerate(LONG, 1)
    ]


def test_an_overline_is_the_theme(plan: Extraction) -> None:
    assert [m.area for m in plan.mentions] == ["CLEAN WATER", "CLEAN WATER", "FAIR COURTS", "FAIR COURTS"]


def test_boxes_of_two_lines_at_the_side_are_fields(plan: Extraction) -> None:
    assert {m.lead_institution for m in plan.mentions} == {"Ministry of Water"}
    assert {(day(m.starts_on)[:7], day(m.ends_on)[:7]) for m in plan.mentions} == {("2023-01", "2025-06")}


def test_dates_on_a_line_head_the_milestones_below_them(plan: Extraction) -> None:
    first = [m for m in plan.milestones if m.mention == plan.milestones[0].mention]
    assert [(m.text, day(m.ends_on)[:7]) for m in first] == [
        ("Survey done", "2023-03"),
        ("List online", "2023-11"),
        ("Review", "2025-06"),
    ]
    assert len(plan.milestones) == 12


def page_of(html: str) -> Extraction:
    return extract(f"<html><body><h1>{PLAN}</h1>{html}</body></html>".encode(), name="plan.html")


def test_a_promise_below_its_number_may_be_long_or_a_heading() -> None:
    long = "The government will " + ", ".join(f"publish the list of wells of county {n}" for n in range(12)) + "."
    result = page_of(
        "<h2>Commitment 1</h2><p>Publish the wells.</p><h3>Lead</h3><p>Ministry of Water</p>"
        f"<h2>Commitment 2</h2><p>{long}</p><h3>Lead</h3><p>Ministry of Justice</p>"
        "<h2>Commitment 3</h2><h3>Fund the radios</h3><h3>Lead</h3><p>Ministry of Information</p>"
        "<h2>Commitment 4</h2><p>Map the clinics.</p><h3>Lead</h3><p>Ministry of Health</p>"
    )
    assert [m.number for m in result.mentions] == ["1", "2", "3", "4"]
    assert [m.lead_institution for m in result.mentions][2] == "Ministry of Information"


def test_a_list_below_a_timetable_is_of_milestones_headed_by_their_year() -> None:
    result = page_of(
        "".join(
            f"<h2>Commitment {n}: {title}</h2><h3>Timescales</h3><p>The ministry will:</p><p>2023</p>"
            "<ul><li>survey the counties</li><li>name an officer</li></ul><p>2024</p><ul><li>publish the list</li></ul>"
            for n, title in enumerate(SHORT, 1)
        )
    )
    mine = [m for m in result.milestones if m.mention == result.milestones[0].mention]
    assert [(m.text, day(m.ends_on)[:4]) for m in mine] == [
        ("survey the counties", "2023"),
        ("name an officer", "2023"),
        ("publish the list", "2024"),
    ]


def test_a_line_above_the_head_of_a_table_is_no_head() -> None:
    rows = [
        f"{PLAN}: progress sheet;;;;;",
        "Strategy unit. State of play 15.11.2023;;;;;Next update: March 2024",
        "No;Commitment;In charge;From;Until;Progress, %",
        *(f"{n};{title};Ministry of Water;01.09.2023;30.06.2024;{n * 20}" for n, title in enumerate(SHORT, 1)),
    ]
    result = extract("\n".join(rows).encode(), name="sheet.csv")
    assert [(m.number, m.title) for m in result.mentions] == [(str(n), t) for n, t in enumerate(SHORT, 1)]
    assert {m.lead_institution for m in result.mentions} == {"Ministry of Water"}


def rows(*lines: str) -> str:
    return "".join("<tr>" + "".join(f"<td>{c}</td>" for c in line.split("|")) + "</tr>" for line in lines)


def test_full_rows_over_actions_are_the_commitments() -> None:
    head = "<tr><th>Commitment / action</th><th>Responsible institution</th><th>Completed by</th></tr>"
    bands = "".join(
        f"<tr><td colspan=3><b>{title}</b></td></tr>" + rows("Survey done|Ministry of Water|31 March 2023")
        for title in SHORT
    )
    result = page_of(f"<h2>Commitments</h2><table>{head}{bands}</table>")
    assert [m.title for m in result.mentions] == list(SHORT)
    assert [m.text for m in result.milestones] == ["Survey done"] * 4


def test_a_badge_between_number_and_title_is_no_title() -> None:
    cards = "".join(
        f"<div class=card><p>Commitment {n}</p><p>Ongoing</p><h3>{title}</h3><p>{n * 20}% done</p>"
        "<h2>Actions (2)</h2><ul><li>Survey Mar 2023 Completed</li><li>List online Nov 2024 Not started</li></ul></div>"
        for n, title in enumerate(SHORT, 1)
    )
    result = page_of(cards)
    assert [(m.number, m.title) for m in result.mentions] == [(str(n), t) for n, t in enumerate(SHORT, 1)]
    assert len(result.milestones) == 8


LEGEND = "<p>C Completed, L Limited, N Not started</p>"


def test_letters_state_what_the_legend_says() -> None:
    head = "<tr><th>No.</th><th>Commitment</th><th>Lead agency (partners)</th><th colspan=2>Activity</th><th>Start</th>"
    head += "<th>End</th><th>Status</th></tr>"
    body = "".join(
        f"<tr><td rowspan=2>{n}</td><td rowspan=2>{title} {letter}</td>"
        "<td rowspan=2>Ministry of Water (Basin Network)</td>"
        f"<td>{n}a</td><td>Survey of the county</td><td>Mar 2023</td><td>Nov 2023</td><td>C</td></tr>"
        f"<tr><td>{n}b</td><td>List on line</td><td>Mar 2023</td><td>Nov 2024</td><td>N</td></tr>"
        for (n, title), letter in zip(enumerate(SHORT, 1), "CLLN", strict=True)
    )
    result = page_of(f"{LEGEND}<table>{head}{body}</table>")
    assert [m.title for m in result.mentions] == list(SHORT)
    assert {m.lead_institution for m in result.mentions} == {"Ministry of Water"}
    assert {tuple(m.support_institutions) for m in result.mentions} == {("Basin Network",)}
    assert {(m.milestone, m.text) for m in result.milestones if m.mention == result.milestones[0].mention} == {
        ("1a", "Survey of the county"),
        ("1b", "List on line"),
    }
    states = [a.code for a in result.assessments if a.dimension == "completion" and a.milestone is None]
    assert states == ["complete", "limited", "limited", "not_started"]
    assert [a.code for a in result.assessments if a.milestone is not None][:2] == ["complete", "not_started"]


def test_labels_beside_their_values_are_no_head() -> None:
    forms = "".join(
        f"<table><tr><td colspan=4>Pledge {n}: {title}</td></tr>"
        + rows(
            "Led by|Ministry of Water|With|Basin Network",
            "Runs from|1 March 2023 to 30 June 2024|Budget|none",
        )
        + "</table>"
        for n, title in enumerate(SHORT, 1)
    )
    result = page_of(forms)
    assert {m.lead_institution for m in result.mentions} == {"Ministry of Water"}
    assert {day(m.ends_on) for m in result.mentions} == {"2024-06-30"}


def test_the_whole_list_of_an_annex_beats_the_chapters_about_some() -> None:
    chapters = "".join(
        f"<h3>Commitment {n}: {short}</h3><p>Completion: Limited</p><p>The ministry has begun.</p>"
        for n, short in ((2, "Courts"), (4, "Clinics"))
    )
    annex = "".join(
        f"<h4>{n}. {title}</h4><p>Lead: Ministry of Water</p><p>Completion: Limited</p>"
        for n, title in enumerate((*SHORT, "Weigh the catch of the lake", "Count the trees"), 1)
    )
    report = "<h1>Kenya: End-of-term Self-assessment of the National Action Plan 2018-2020</h1>"
    body = f"{report}<h2>Lessons</h2>{chapters}<h2>Annex: overview of all six commitments</h2>{annex}"
    result = extract(f"<html><body>{body}</body></html>".encode(), name="report.html")
    assert [m.number for m in result.mentions] == ["1", "2", "3", "4", "5", "6"]


def test_an_open_government_plan_is_no_plan_of_government() -> None:
    html = "<h1>Seguimiento del IV Plan de Gobierno Abierto de España 2020-2024</h1><p>III Plan (2017-2019)</p>"
    cards = "".join(f"<h3>Compromiso {n}. {t}</h3><p>En curso</p>" for n, t in enumerate(SHORT, 1))
    identity = extract(f"<html><body>{html}{cards}</body></html>".encode(), name="p.html").identity
    assert (identity.plan_start, identity.plan_end, identity.plan_number) == (2020, 2024, 4)


@pytest.mark.parametrize(
    ("words", "lead", "support"),
    [
        ("The Ministry of Water takes the lead, supported by the Basin Network and Lake Watch.", "Ministry of Water",
         "the Basin Network and Lake Watch"),
        ("The work is led by the State Chancellery; it runs from May 2023 to June 2024.", "State Chancellery", ""),
        ("Lo asumió la Superintendencia de Aguas, con el apoyo de la Red de Cuencas. Queda el tablero.",
         "Superintendencia de Aguas", "la Red de Cuencas"),
        ("Está en cabeza del Instituto Geográfico Nacional y contó con la Agencia de Tierras.",
         "Instituto Geográfico Nacional", "la Agencia de Tierras"),
        ("La entidad líder es Compras Públicas, acompañada por el Ministerio de Salud.", "Compras Públicas",
         "el Ministerio de Salud"),
    ],
)  # fmt: skip
def test_sentences_say_who_leads_and_who_helps(words: str, lead: str, support: str) -> None:
    found = led(words)
    assert found is not None
    assert (found.lead, found.support) == (lead, support)
    assert words[found.start : found.end] == lead


@pytest.mark.parametrize(
    "words", ["This leads to shorter queues.", "Commitment 3 leads the list.", "It is led by hope."]
)
def test_other_sentences_name_no_lead(words: str) -> None:
    assert led(words) is None


def test_a_lead_from_a_sentence_is_doubted() -> None:
    items = "".join(
        f"<h2>Commitment {n}: {t}</h2><p>The Ministry of Water takes the lead.</p>" for n, t in enumerate(SHORT)
    )
    result = page_of(items)
    assert {m.lead_institution for m in result.mentions} == {"Ministry of Water"}
    assert all("from_sentence" in m.doubts for m in result.mentions)
