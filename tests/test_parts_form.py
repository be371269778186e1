"""Forms of one commitment: labels and values in all the arrangements that governments use."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.extract import extract
from extractors.records import Extraction
from tests.pdf_drawing import Page, document

TITLES = {
    "en": "Peru: End-of-Term Self-Assessment Report, Open Government Action Plan 2018-2020",
    "es": "Perú: Informe de Autoevaluación de Fin de Término, Plan de Acción de Gobierno Abierto 2018-2020",
}
TITLE_ROW = '<tr><td colspan="5"><b>{title}</b></td></tr>'
LEAD = '<tr><td>Lead implementing agency</td><td colspan="4">Ministry of Water</td></tr>'
OBJECTIVE = '<tr><td>Main objective</td><td colspan="4">Show who uses which well.</td></tr>'


def read(body: str, language: str = "en") -> Extraction:
    html = f"<html><body><h1>{TITLES[language]}</h1><h2>Report</h2>{body}</body></html>"
    return extract(html.encode(), name="form.html")


def table(*rows: str) -> str:
    return "<table>" + "".join(rows) + "</table>"


def said(result: Extraction, dimension: str = "completion") -> list[tuple[str | None, str | None, str | None]]:
    numbers = {m.key: m.number for m in result.mentions}
    return [
        (numbers[a.mention], a.milestone, a.code or a.null_reason)
        for a in result.assessments
        if a.dimension == dimension
    ]


OPTIONS = "<tr><td>Completion level</td><td>Not started</td><td>Limited</td><td>Substantial</td><td>Completed</td></tr>"


def form(*completion: str, title: str = "1. Map of wells") -> str:
    return table(TITLE_ROW.format(title=title), LEAD, OBJECTIVE, *completion)


def test_a_mark_under_an_option_speaks_of_the_commitment() -> None:
    result = read(form(OPTIONS, "<tr><td></td><td></td><td></td><td>X</td><td></td></tr>"))
    assert said(result) == [("1", None, "substantial")]
    (mention,) = result.mentions
    assert (mention.title, mention.lead_institution, mention.objective) == (
        "Map of wells",
        "Ministry of Water",
        "Show who uses which well.",
    )
    assert {a.phase for a in result.assessments} == {"end_of_term"}


def test_a_check_mark_without_its_font_marks_the_option_it_stands_under() -> None:
    xs = [72.0, 200.0, 290.0, 380.0, 470.0, 560.0]

    def page(p: Page) -> None:
        for y, words, font in ((72, TITLES["en"], "Helvetica-Bold"), (120, "1. Map of wells", "Helvetica-Bold")):
            p.row([72], y, (words,), font)
        p.grid([xs[0], xs[-1]], [120, 140])
        p.grid([xs[0], xs[1], xs[-1]], [140, 160])
        p.row(xs, 140, ("Lead implementing agency", "Ministry of Water"))
        p.grid(xs, [160, 180, 200])
        p.row(xs, 160, ("Completion level", "Not started", "Limited", "Substantial", "Completed"))
        p.row(xs, 180, ("", "", "\u00fc"))

    result = extract(document(page), name="form.pdf")
    assert said(result) == [("1", None, "limited")]
    assert not [i for i in result.issues if i.code == "unread_option"]


def test_letters_under_an_option_speak_of_milestones() -> None:
    description = (
        '<tr><td>Brief description</td><td colspan="4"><ol type="a"><li>Survey the wells.</li><li>Publish the map.</li>'
        "<li>Train the councils.</li></ol></td></tr>"
    )
    answers = "<tr><td></td><td>c</td><td></td><td></td><td>a, b</td></tr>"
    result = read(form(description, OPTIONS, answers))
    assert sorted(said(result)) == [("1", "a", "complete"), ("1", "b", "complete"), ("1", "c", "not_started")]
    assert [(m.milestone, m.text) for m in result.milestones] == [
        ("a", "Survey the wells."),
        ("b", "Publish the map."),
        ("c", "Train the councils."),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        '<tr><td>Completion level</td><td colspan="4">☐ Not started ☐ Limited ☒ Substantial ☐ Completed</td></tr>',
        '<tr><td>Completion</td><td colspan="4">Not started [ ] Limited [ ] Substantial [x] Completed [ ]</td></tr>',
        "<tr><td>Level</td><td>☐ Not started</td><td>☐ Limited</td><td>☑ Substantial</td><td>☐ Completed</td></tr>",
        '<tr><td>Completion level</td><td colspan="4">Substantial</td></tr>',
    ],
)
def test_check_boxes_and_words(answer: str) -> None:
    assert said(read(form(answer))) == [("1", None, "substantial")]


def test_options_and_their_boxes_in_cells_of_their_own() -> None:
    cells = "".join(
        f"<td>{word}</td><td>{box}</td>" for word, box in [("Not started", "☐"), ("Limited", "☒"), ("Completed", "☐")]
    )
    rows = [
        '<tr><td colspan="7">Commitment 4: Map of wells</td></tr>',
        '<tr><td>Lead institution</td><td colspan="6">Ministry of Water</td></tr>',
        f"<tr><td>Completion</td>{cells}</tr>",
    ]
    assert said(read(table(*rows))) == [("4", None, "limited")]


def test_one_box_between_two_options_is_not_guessed() -> None:
    answer = '<tr><td>Completion level</td><td colspan="4">Not started Limited ☒ Substantial Completed</td></tr>'
    result = read(form(answer))
    assert all(a.code is None and a.flagged for a in result.assessments)
    assert result.issues


def test_two_marks_conflict_and_none_is_blank() -> None:
    result = read(form(OPTIONS, "<tr><td></td><td>X</td><td></td><td>X</td><td></td></tr>"))
    assert said(result) == [("1", None, "conflicting_marks")]
    assert result.assessments[0].flagged
    result = read(form(OPTIONS, "<tr><td></td><td></td><td></td><td></td><td></td></tr>"))
    assert said(result) == [("1", None, "blank_in_source")]


def test_words_that_are_neither_marks_nor_letters_are_an_issue() -> None:
    result = read(form(OPTIONS, "<tr><td></td><td></td><td>see the annex</td><td></td><td></td></tr>"))
    assert [i.code for i in result.issues if i.code == "unread_option"]
    assert not [a for a in result.assessments if a.code]


def test_spanish_form_with_question_labels_and_milestone_table() -> None:
    rows = [
        '<tr><td colspan="3">Compromiso 2. Archivo abierto de la policía</td></tr>',
        '<tr><td>Institución o actor responsable de la implementación</td><td colspan="2">Policía Nacional</td></tr>',
        '<tr><td>¿Cuál es la problemática que el compromiso aborda?</td><td colspan="2">Nadie las halla.</td></tr>',
        '<tr><td>¿Cuál es el compromiso?</td><td colspan="2">Publicar las actas.</td></tr>',
        '<tr><td>Fecha de inicio y término del compromiso</td><td colspan="2">agosto de 2018 - mayo de 2020</td></tr>',
        "<tr><td>Hitos</td><td>Fecha de inicio</td><td>Fecha de término</td></tr>",
        "<tr><td>1. Inventario de actas</td><td>agosto 2018</td><td>diciembre 2018</td></tr>",
        "<tr><td>2. Portal de actas</td><td>enero 2019</td><td>mayo 2020</td></tr>",
        '<tr><td>Nivel de cumplimiento</td><td colspan="2">Cumplimiento sustancial</td></tr>',
    ]
    result = read(table(*rows), "es")
    (mention,) = result.mentions
    assert (mention.number, mention.problem, mention.description) == (
        "2",
        "Nadie las halla.",
        "Publicar las actas.",
    )
    assert mention.starts_on is not None
    assert mention.ends_on is not None
    assert (str(mention.starts_on.value), str(mention.ends_on.value)) == ("2018-08-01", "2020-05-01")
    assert [(m.milestone, m.text, str(m.ends_on.value) if m.ends_on else None) for m in result.milestones] == [
        ("1", "Inventario de actas", "2018-12-01"),
        ("2", "Portal de actas", "2020-05-01"),
    ]
    assert said(result) == [("2", None, "substantial")]


def test_milestones_by_options_inside_a_form() -> None:
    rows = [
        '<tr><td colspan="5">Commitment 3: Open archive</td></tr>',
        '<tr><td>Lead institution</td><td colspan="4">National Archive</td></tr>',
        '<tr><td>Main objective</td><td colspan="4">Open it.</td></tr>',
        "<tr><td>Milestones</td><td>Not started</td><td>Limited</td><td>Substantial</td><td>Completed</td></tr>",
        "<tr><td>3.1 Inventory</td><td></td><td></td><td></td><td>✓</td></tr>",
        "<tr><td>3.2 Reading room</td><td></td><td>✓</td><td></td><td></td></tr>",
        '<tr><td>Next steps</td><td colspan="4">The commitment will be completed.</td></tr>',
    ]
    result = read(table(*rows))
    assert said(result) == [("3", "3.1", "complete"), ("3", "3.2", "limited")]
    assert [m.milestone for m in result.milestones] == ["3.1", "3.2"]


def test_label_above_value_and_two_pairs_in_a_row() -> None:
    rows = [
        '<tr><td colspan="4">5. Register of wells</td></tr>',
        '<tr><td colspan="4">Main objective</td></tr>',
        '<tr><td colspan="4">Show who drills.</td></tr>',
        '<tr><td colspan="4">Lead implementing agency</td></tr>',
        '<tr><td colspan="4">Ministry of Water</td></tr>',
        "<tr><td>Start date</td><td>July 2018</td><td>End date</td><td>May 2020</td></tr>",
    ]
    (mention,) = read(table(*rows)).mentions
    assert (mention.objective, mention.lead_institution) == ("Show who drills.", "Ministry of Water")
    assert mention.starts_on is not None
    assert mention.ends_on is not None
    assert (str(mention.starts_on.value), str(mention.ends_on.value)) == ("2018-07-01", "2020-05-01")


def test_numbers_that_start_again_in_every_section_get_the_sections_ordinal() -> None:
    body = "".join(
        f"<h3>{area}</h3>" + "".join(form(title=f"{n}. {title}") for n, title in enumerate(titles, 1))
        for area, titles in [
            ("Public integrity", ["Lobby register", "Asset map"]),
            ("Public money", ["Budget game", "Road audit"]),
        ]
    )
    result = read(body)
    assert [(m.group, m.number, m.title, m.area) for m in result.mentions] == [
        (1, "1", "Lobby register", "Public integrity"),
        (1, "2", "Asset map", "Public integrity"),
        (2, "1", "Budget game", "Public money"),
        (2, "2", "Road audit", "Public money"),
    ]


def test_a_number_used_twice_merges_nothing() -> None:
    body = form(title="1. Lobby register") + form(title="2. Asset map") + form(title="2. Road audit")
    result = read(body)
    assert [(m.number, m.title) for m in result.mentions] == [
        ("1", "Lobby register"),
        ("2", "Asset map"),
        ("2", "Road audit"),
    ]
    assert [m.flagged for m in result.mentions] == [False, True, True]
    assert [i.code for i in result.issues if i.code == "number_twice"]


def test_a_form_of_lines_without_a_table() -> None:
    body = """
      <h2>Commitment 7: Open river data</h2>
      <p><b>Lead institution:</b> Ministry of Water</p>
      <p><b>Status quo or problem:</b> Nobody knows the levels.</p>
      <p><b>Milestones:</b></p>
      <ul><li>Sensors installed: 100%</li><li>Map published: 40%</li></ul>
      <p><b>Completion level:</b> ☐ Not started ☒ Limited ☐ Substantial ☐ Completed</p>
      <p><b>Next steps:</b> The commitment will be completed next year.</p>
    """
    result = read(body)
    assert said(result) == [("7", None, "limited")]
    assert [(a.milestone, a.number) for a in result.assessments if a.dimension == "completion_percent"] == [
        ("1", 100),
        ("2", 40),
    ]
    assert result.mentions[0].problem == "Nobody knows the levels."


def test_sentences_beside_a_form_state_no_status() -> None:
    end = '<tr><td>End date</td><td colspan="4">This commitment is complete.</td></tr>'
    words = "The commitment is complete. It reached 90% of progress."
    results = f'<tr><td>Description of results</td><td colspan="4">{words}</td></tr>'
    result = read(form(OPTIONS, "<tr><td></td><td></td><td></td><td>X</td><td></td></tr>", results, end))
    assert said(result) == [("1", None, "substantial")]
    assert [a.number for a in result.assessments if a.dimension == "completion_percent"] == [90]
    assert result.mentions[0].ends_on is None


FORM_ROWS = (
    ("Lead implementing agency", "Ministry of Water"),
    ("Other actors involved", "Rivers Union"),
    ("Main objective", "Show who uses which well."),
)
OPTION_WORDS = ("Not started", "Limited", "Substantial", "Complete")
OPTION_EDGES = (200.0, 290.0, 380.0, 470.0, 560.0)


def broken_form(answers: Callable[[Page], None]) -> bytes:
    """A form ruled along its rows; a page break parts the options from the answers, 70 to 90 points down."""
    left, right = 72.0, OPTION_EDGES[-1]

    def rules(p: Page, *ys: float) -> None:
        for y in ys:
            p.rule(left, y, right, y)

    def first(p: Page) -> None:
        p.row([left], 72, (TITLES["en"],), "Helvetica-Bold")
        p.row([left], 600, ("1. Map of wells",), "Helvetica-Bold")
        rules(p, 640, 660, 680, 700, 720)
        for i, words in enumerate(FORM_ROWS):
            p.row((left, 200.0), 640 + 20 * i, words)
        p.row((left, *OPTION_EDGES), 700, ("Completion level", *OPTION_WORDS))

    def second(p: Page) -> None:
        rules(p, 70, 90, 110, 130)
        answers(p)
        p.row((left, 200.0), 90, ("Next steps", "Measure the wells again."))
        p.row((left, 200.0), 110, ("End date", "May 2020"))

    return document(first, second)


@pytest.mark.parametrize(("column", "code"), enumerate(("not_started", "limited", "substantial", "complete")))
def test_a_mark_behind_a_page_break_stands_under_its_option_and_not_beside_the_last(column: int, code: str) -> None:
    result = extract(broken_form(lambda p: p.row((OPTION_EDGES[column] + 30,), 70, ("X",))), name="form.pdf")
    assert said(result) == [("1", None, code)]


def test_letters_behind_a_page_break_stand_under_their_options() -> None:
    result = extract(broken_form(lambda p: p.row(OPTION_EDGES[1:3], 70, ("b", "a, c"))), name="form.pdf")
    assert sorted(said(result)) == [("1", "a", "substantial"), ("1", "b", "limited"), ("1", "c", "substantial")]


@pytest.mark.parametrize(("column", "code"), enumerate(("not_started", "limited", "substantial", "complete")))
def test_a_coloured_cell_behind_a_page_break_answers(column: int, code: str) -> None:
    edges = OPTION_EDGES[column : column + 2]
    result = extract(broken_form(lambda p: p.box(edges[0], 70, edges[1], 90, fill="#7f3f3f")), name="form.pdf")
    assert said(result) == [("1", None, code)]


def test_a_sign_on_a_line_below_the_options_of_one_cell_is_not_taken_for_the_last() -> None:
    cell = "Not started Limited Substantial Complete<br>X"
    result = read(form(f'<tr><td>Completion level</td><td colspan="4">{cell}</td></tr>'))
    assert not [a for a in result.assessments if a.code and not a.flagged]
    assert "options_not_apart" in {i.code for i in result.issues}


def test_two_statuses_of_one_commitment_in_a_form_are_both_kept_and_flagged() -> None:
    rows = (
        '<tr><td>Completion level</td><td colspan="4">Limited</td></tr>',
        '<tr><td>Next steps</td><td colspan="4">Measure the wells again.</td></tr>',
        '<tr><td>Completion level</td><td colspan="4">Complete</td></tr>',
    )
    result = read(form(*rows))
    assert sorted((a.code, a.flagged) for a in result.assessments) == [("complete", True), ("limited", True)]
    assert "conflicting_values" in {i.code for i in result.issues}


def test_labels_over_rows_of_labels_title_nothing_and_milestone_status_heads_milestones() -> None:
    result = read(
        table(
            TITLE_ROW.format(title="2. Map of wells"),
            '<tr><td colspan="5">1 September 2018 – 30 June 2020</td></tr>',
            LEAD,
            '<tr><td rowspan="2">Commitment description</td><td>What is the public problem?</td>'
            '<td colspan="3">Nobody knows the wells.</td></tr>',
            '<tr><td>What is the commitment?</td><td colspan="3">A map.</td></tr>',
            OPTIONS.replace("Limited", "Limited X"),
            '<tr><td colspan="2">Milestone status</td><td>Start date</td><td>End date</td>'
            "<td>Completion level</td></tr>",
            '<tr><td colspan="2">2.1 Ask the towns</td><td>May 2019</td><td>June 2019</td><td>Completed</td></tr>',
        )
    )
    (mention,) = result.mentions
    assert (mention.number, mention.title, mention.problem) == ("2", "Map of wells", "Nobody knows the wells.")
    assert mention.starts_on
    assert mention.ends_on
    assert (mention.starts_on.value.isoformat(), mention.ends_on.value.isoformat()) == ("2018-09-01", "2020-06-30")
    assert set(said(result)) == {("2", None, "limited"), ("2", "2.1", "complete")}
    assert [(m.milestone, m.text) for m in result.milestones] == [("2.1", "Ask the towns")]


def test_a_number_above_a_form_and_its_title_within_are_one_commitment() -> None:
    forms = "".join(
        f"<h2>Commitment {n}</h2>"
        + table(f"<tr><td>Number and name of the commitment</td><td>{n}. {t}</td></tr>", LEAD, OBJECTIVE)
        for n, t in (("1", "Wells"), ("2", "Roads"), ("3", "Schools"))
    )
    result = read(forms)
    assert [(m.number, m.title) for m in result.mentions] == [("1", "Wells"), ("2", "Roads"), ("3", "Schools")]
    assert not [i for i in result.issues if i.code in ("number_twice", "conflicting_number")]


def test_whose_institutions_may_stand_behind_the_label() -> None:
    rows = "<tr><td>Supporting stakeholders: Government</td><td>Reserve Bank</td></tr>"
    (mention,) = read(table(TITLE_ROW.format(title="1. Map of wells"), LEAD, OBJECTIVE, rows)).mentions
    assert mention.support_institutions == ["Reserve Bank"]
