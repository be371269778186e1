"""What a document tells of itself: labels by their values, heads by their columns, sentences by their recurrence."""

from __future__ import annotations

import pytest

from extractors.annotate.counts import tallies
from extractors.annotate.led import led, recurring
from extractors.annotate.names import names
from extractors.annotate.values import read_value
from extractors.claims.enumerations import enumerated
from extractors.extract import extract
from tests.pages import day, read
from tests.pdf_drawing import Page, document

TITLES = ("Publish the well map", "Hold river meetings", "Audit the dams", "Open the court archive")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office", "Judicial Council")
STATES = ("Completed", "Not started", "Limited", "Completed")
CODES = ["complete", "not_started", "limited", "complete"]
REPORT = "<h1>Kenya: Mid-term Self-assessment of the Open Government Action Plan 2018-2020</h1>"
PLAN = "<h1>Kenya: National Action Plan 2018-2020</h1><h2>Commitments</h2>"


def row(*cells: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{c}</{tag}>" for c in cells) + "</tr>"


def test_questions_that_nobody_knows_are_told_by_their_answers() -> None:
    told = "".join(
        f"<p><b>Commitment {n} | {title}</b></p><h3>What pinches</h3><p>Few who drink know of it.</p>"
        f"<h3>On whose desk</h3><p>{office}</p><h3>Clock</h3><p>From March 2018 to June 202{n}</p>"
        f"<h3>Where the needle points, May 2019</h3><p>{state}. The team met twice and wrote to the towns.</p>"
        f"<table>{row('Milestone', 'Pencilled in', 'Reading of the team', tag='th')}"
        f"{row(f'{n}a Rules written', 'May 2018', 'Completed')}{row(f'{n}b Ten towns', 'May 2020', state)}</table>"
        for n, (title, office, state) in enumerate(zip(TITLES, OFFICES, STATES, strict=True), 1)
    )
    result = read(REPORT + told)
    assert [(m.number, m.title) for m in result.mentions] == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    terms = [(day(m.starts_on), day(m.ends_on)) for m in result.mentions]
    assert terms == [("2018-03-01", f"202{n}-06-01") for n in range(1, 5)]
    own = [a.code for a in result.assessments if a.milestone is None and a.dimension == "completion"]
    assert own == CODES
    stones = {(m.milestone, m.text, day(m.ends_on)) for m in result.milestones}
    assert {("3a", "Rules written", "2018-05-01"), ("3b", "Ten towns", "2020-05-01")} <= stones
    steps = {a.milestone: a for a in result.assessments if a.milestone is not None}
    assert steps["2b"].code == "not_started"
    assert all(a.flagged for a in steps.values())  # no list of words knows the head of the column


FRAMED = [
    ["Wells are few.", "The Ministry of Water keeps the lamp lit, together with the Basin Agency."],
    ["The Rivers Agency keeps the lamp lit, together with Boats for All. Boats are old."],
    ["The Treasury keeps the lamp lit."],
    ["The Judicial Council keeps the lamp lit; nobody else asked for it."],
]


def test_a_sentence_that_recurs_with_other_bodies_says_who_leads() -> None:
    frames = recurring(FRAMED)
    assert frames == {("keeps", "the", "lamp")}
    found = [led(text, frames) for text in ("The Ministry of Water keeps the lamp lit.", FRAMED[1][0])]
    assert [(f.lead, f.support) for f in found if f] == [
        ("Ministry of Water", ""),
        ("Rivers Agency", "Boats for All"),
    ]
    assert led("The Mint of Rome keeps the lamp lit.", ()) is None
    assert not recurring(FRAMED[:2] + [["The Ministry of Water keeps the lamp lit."]] * 2 + [["Nothing."]] * 3)


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("The Ministry of Energy will answer for this undertaking.", "Ministry of Energy"),
        ("El Ministerio de Cultura (MICULTURA) respondera por su avance.", "Ministerio de Cultura (MICULTURA)"),
        ("Está a cargo del Ministerio de Salud (MINSAL), con apoyo de la Red Salud.", "Ministerio de Salud (MINSAL)"),
    ],
)
def test_a_name_keeps_its_acronym_in_a_sentence(words: str, lead: str) -> None:
    found = led(words)
    assert found is not None
    assert found.lead == lead


@pytest.mark.parametrize("marks", [("i", "ii", "iii"), ("a", "b", "c")])
def test_lists_by_letters_and_small_numerals_are_the_milestones(marks: tuple[str, ...]) -> None:
    told = "".join(
        f"<h3>{n}. {title}</h3><p>The {office} will see to it, with the towns.</p>"
        + "".join(f"<p>({m}) write part {m} of the rules, by May 2019;</p>" for m in marks[: 3 if n > 1 else 2])
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read(PLAN + told)
    assert len(result.mentions) == 4
    assert [m.milestone for m in result.milestones] == [*marks[:2], *marks * 3]
    assert {day(m.ends_on) for m in result.milestones} == {"2019-05-01"}


def test_lines_that_begin_with_a_date_are_steps() -> None:
    told = "".join(
        f"<h3>{title}</h3><p>Responsible: {office}</p><p>The way</p>"
        f"<p>May 2018: First draft of the rules.</p><p>June 2019 – Ten towns follow them.</p>"
        for title, office in zip(TITLES, OFFICES, strict=True)
    )
    result = read(PLAN + told)
    assert [(m.text, day(m.ends_on)) for m in result.milestones][:2] == [
        ("First draft of the rules.", "2018-05-01"),
        ("Ten towns follow them.", "2019-06-01"),
    ]
    assert len(result.milestones) == 8


def test_progress_stands_before_the_date_in_brackets() -> None:
    told = "".join(
        f"<p><b>{n}. {title}.</b> It is led by the {office}, supported by the Basin Agency, and goes on well since May "
        f"in all the towns that were asked.</p><p>Progress: 4{n}%</p>"
        f"<p>Milestones: a) Rules, 100 % (due in May 2018); b) Ten towns, 3{n} % (due in June 2020).</p>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read(REPORT + told)
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    steps = [(a.milestone, a.number) for a in result.assessments if a.milestone]
    assert steps[:4] == [("a", 100.0), ("b", 31.0), ("a", 100.0), ("b", 32.0)]
    assert [(m.text, day(m.ends_on)) for m in result.milestones][:2] == [
        ("Rules", "2018-05-01"),
        ("Ten towns", "2020-06-01"),
    ]


def test_titles_between_rows_leave_the_head_of_the_table_and_a_row_rates_the_whole() -> None:
    body = row("No.", "Commitment / milestone", "Due", "Progress", "Status", tag="th")
    for n, (title, office, state) in enumerate(zip(TITLES, OFFICES, STATES, strict=True), 1):
        if n in (1, 3):
            body += f'<tr><td colspan="5">{"CLEAN WATER" if n == 1 else "FAIR COURTS"}</td></tr>'
        body += f'<tr><td>{n}</td><td colspan="4"><b>{title}</b><br><i>Responsible: {office}</i></td></tr>'
        body += row(f"{n}.1", "Rules written", "31/05/2018", "100%", "Completed")
        body += row("", "The rules were late.", "Completion of the commitment", f"4{n}%", state)
    short = "".join(row(str(n), w, f"4{n}%") for n, w in enumerate(("Wells", "Rivers", "Dams", "Courts"), 1))
    summary = f"<h2>Summary</h2><table>{row('No.', 'Topic', 'Progress', tag='th')}{short}</table>"
    result = read(REPORT + f"<table>{body}</table>" + summary)
    assert [(m.title, m.area, m.lead_institution) for m in result.mentions] == [
        (t, "CLEAN WATER" if k < 2 else "FAIR COURTS", o) for k, (t, o) in enumerate(zip(TITLES, OFFICES, strict=True))
    ]
    assert [m.milestone for m in result.milestones] == ["1.1", "2.1", "3.1", "4.1"]
    own = [(a.code or a.number) for a in result.assessments if a.milestone is None]
    assert own == [41.0, "complete", 42.0, "not_started", 43.0, "limited", 44.0, "complete"]


def test_a_label_with_its_value_above_the_head_is_no_head() -> None:
    tables = "".join(
        f'<table><tr><td colspan="5">Commitment {n} – {title}</td></tr>'
        f'<tr><th>Led by</th><td colspan="4">{office}</td></tr>'
        f'<tr><th>With</th><td colspan="4">Ministry of Trade, Industry and Mines; Basin Watch</td></tr>'
        f"{row('Ref', 'Activity', 'Begin', 'Finish', 'Done', tag='th')}"
        f"{row(f'{n}.1', 'Rules written', '2018-05-01', '2018-09-30', '100')}"
        f"{row(f'{n}.2', 'Ten towns', '2019-05-01', '2020-05-31', '45')}</table>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read(REPORT + tables)
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert result.mentions[0].support_institutions == ["Ministry of Trade, Industry and Mines", "Basin Watch"]
    assert [(a.milestone, a.number) for a in result.assessments][:2] == [("1.1", 100.0), ("1.2", 45.0)]


@pytest.mark.parametrize(
    ("words", "bodies"),
    [
        ("Ministry of Finance and Transparency Club", ["Ministry of Finance", "Transparency Club"]),
        ("Ministerio Público y Grupo Mujeres de Xela", ["Ministerio Público", "Grupo Mujeres de Xela"]),
        ("Oil Fields and Mines Authority; Steppe Watch", ["Oil Fields and Mines Authority", "Steppe Watch"]),
        (
            "Ministry of Trade, Industry and Mines; Basin Watch",
            ["Ministry of Trade, Industry and Mines", "Basin Watch"],
        ),
        ("Ministerio de Salud y Acción Social", ["Ministerio de Salud y Acción Social"]),
        ("Ministry of Women and Youth Affairs", ["Ministry of Women and Youth Affairs"]),
    ],
)
def test_groups_of_citizens_end_the_name_before_them(words: str, bodies: list[str]) -> None:
    found, _ = names(words, any_kind=True)
    assert [n.text for n in found] == bodies


def test_bars_in_boxes_are_no_table_and_a_head_over_columns_runs() -> None:
    def draw(page: Page, first: int) -> None:
        page.text(50, 40, "Mid-term report 2018-2020", 8)
        page.text(430, 40, "Kenya Open Government Office", 8)
        for column, x in enumerate((50.0, 310.0)):
            y = 80.0
            for k in range(2):
                n = first + 2 * column + k
                page.text(x, y, f"{n}. {TITLES[(n - 1) % 4]} of county {n}", 11, "Helvetica-Bold")
                page.text(x, y + 18, STATES[(n - 1) % 4], 10)
                page.box(x, y + 30, x + 230, y + 40, stroke=True)
                page.box(x, y + 30, x + 90 + 20 * k, y + 40, fill="#9cc9f0")
                for year in range(3):
                    page.text(x + 5 + 80 * year, y + 38, str(2018 + year), 6)
                page.text(x, y + 60, f"Lead: {OFFICES[(n - 1) % 4]}", 10)
                page.lines(
                    x, y + 80, ["The people of the county were asked twice", "and most of them answered in time."]
                )
                y += 160

    def cover(page: Page) -> None:
        page.text(50, 200, "Kenya: Mid-term Self-assessment", 24, "Helvetica-Bold")
        page.text(50, 240, "National Action Plan 2018-2020, eight commitments", 14)

    result = extract(document(cover, lambda p: draw(p, 1), lambda p: draw(p, 5)), name="report.pdf")
    assert [m.number for m in result.mentions] == [str(n) for n in range(1, 9)]
    assert [m.lead_institution for m in result.mentions] == list(OFFICES) * 2
    assert [a.code for a in result.assessments if a.dimension == "completion"] == CODES * 2


def test_lights_say_what_the_document_calls_them_and_coloured_bands_are_themes() -> None:
    body = row("No.", "Step", "Deadline", "How it shines", tag="th")
    for n, (title, state) in enumerate(zip(TITLES, ("GREEN", "AMBER", "RED", "GREEN"), strict=True), 1):
        if n in (1, 3):
            theme = "CLEAN WATER" if n == 1 else "FAIR COURTS"
            body += f'<tr><td colspan="4" style="background-color:#ffd700">{theme}</td></tr>'
        body += f'<tr><td colspan="4" style="background-color:#d9e5f3">Commitment {n}. {title}</td></tr>'
        body += row(f"{n}.1", "Rules written", "31/05/2018", "GREEN") + row(f"{n}.2", "Ten towns", "31/05/2020", state)
    key = "<p>GREEN – the step has been completed; AMBER – it is being carried out; RED – it has not begun</p>"
    short = "".join(row(str(n), f"4{n}") for n in range(1, 5))
    summary = f"<h2>Summary</h2><table>{row('Commitment', 'Average progress', tag='th')}{short}</table>"
    result = read(REPORT + key + f"<table>{body}</table>" + summary)
    assert [(m.title, m.area) for m in result.mentions] == [
        (t, "CLEAN WATER" if k < 2 else "FAIR COURTS") for k, t in enumerate(TITLES)
    ]
    codes = {(a.mention.rpartition("|")[2], a.milestone): a.code for a in result.assessments if a.milestone}
    assert [codes[str(n), f"{n}.2"] for n in range(1, 5)] == ["complete", "in_progress", "not_started", "complete"]
    assert [a.number for a in result.assessments if not a.milestone] == [41.0, 42.0, 43.0, 44.0]


def test_labels_in_other_letters_beside_their_values_make_a_form() -> None:
    def draw(page: Page, first: int) -> None:
        y = 80.0
        for n in (first, first + 1):
            page.text(50, y, f"Commitment {n}: {TITLES[n - 1]}", 13, "Helvetica-Bold")
            for k, (label, value) in enumerate(
                (
                    ("Lead ministry or agency", OFFICES[n - 1]),
                    ("Other actors", "Basin Forum; Coast Club"),
                    ("Start and end", "May 2018 - June 2020"),
                )
            ):
                page.text(50, y + 22 + 13 * k, label, 9, color="#777777")
                page.text(190, y + 22 + 13 * k, value, 9)
            page.lines(50, y + 80, ["The people of the county were asked twice about the matter in hand,", "and told."])
            y += 160

    def cover(page: Page) -> None:
        page.text(50, 200, "Kenya: National Action Plan 2018-2020", 24, "Helvetica-Bold")
        page.text(50, 240, "The plan has four commitments.", 14)

    result = extract(document(cover, lambda p: draw(p, 1), lambda p: draw(p, 3)), name="plan.pdf")
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert {tuple(m.support_institutions) for m in result.mentions} == {("Basin Forum", "Coast Club")}
    assert {(day(m.starts_on), day(m.ends_on)) for m in result.mentions} == {("2018-05-01", "2020-06-01")}


def test_a_box_that_is_not_ticked_states_nothing() -> None:
    assert read_value("completion", "☐ Completed").codes == ()
    assert read_value("completion", "☒ Completed").codes
    assert read_value("completion", "☐ Limited ☒ Completed").codes[0].code == "complete"


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("The plan has six commitments. One is complete, two are limited, three have not begun.", [1, 2, 3]),
        ("Of its six promises one is complete, two are limited and three have not begun.", [1, 2, 3]),
    ],
)
def test_the_sentence_before_says_what_is_counted(words: str, counts: list[int]) -> None:
    assert [t.number for t in tallies(words)] == counts


def test_an_annual_report_on_a_plan_is_the_governments_own() -> None:
    told = "".join(
        f"<h3>{n}. {title}</h3><p>Lead: {office}</p><p>Completion: {state}</p>"
        for n, (title, office, state) in enumerate(zip(TITLES, OFFICES, STATES, strict=True), 1)
    )
    page = "<h1>Annual report 2019</h1><h2>Implementation of Kenya's action plan 2018-2020</h2><p>Ministry of Water</p>"
    assert read(page + told).identity.doc_type == "self_assessment"


def test_lists_in_a_paragraph_still_need_two_parts() -> None:
    assert enumerated("a) Rules written, 0% (due in May 2018).") == []
