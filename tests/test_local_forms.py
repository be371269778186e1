"""Local versions of OGP's form, heads of milestones with their date, scales below their question, names of themes."""

from __future__ import annotations

import pytest

from extractors.annotate.dates import period
from extractors.annotate.labels import header_role
from extractors.annotate.names import calls_kind, names
from extractors.extract import extract
from extractors.readers.pdf import read as read_pdf
from tests.pages import day, read
from tests.pdf_drawing import Page, document

PLAN = "<h1>Kenya: Open Government Partnership National Action Plan 2020-2022</h1>"
PLAN_ES = "<h1>Plan de Acción de Gobierno Abierto de Honduras 2024-2026</h1>"
REPORT = "<h1>Kenya: Mid-term Self-assessment of the National Action Plan 2020-2022</h1>"
TITLES = ("Publish the well map", "Hold river meetings", "Audit the dams")


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2020.03 – 2021.06", "2020-03-01", "2021-06-01"),
        ("2020.03.15", "2020-03-15", "2020-03-15"),
        ("It cost 2020.03 million in all, by the books of the mill.", "None", "None"),
    ],
)
def test_months_are_written_behind_their_year_and_a_point(words: str, first: str, last: str) -> None:
    found = period(words)
    assert (day(found.first), day(found.last)) == (first, last)


@pytest.mark.parametrize("head", ["Checkable step (milestone)", "Verifiable activity", "Actividad verificable (hito)"])
def test_what_can_be_verified_is_a_milestone(head: str) -> None:
    found = header_role((head,))
    assert found is not None
    assert found.name == "milestone"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Bodies of the state", True),
        ("Empresas y gremios", True),
        ("Ministry of Water", False),
        ("Open Courts Council", False),
        ("Plan 2020", False),
    ],
)
def test_words_before_a_colon_call_a_kind_of_bodies(words: str, kind: bool) -> None:
    assert calls_kind(words) is kind


def test_other_bodies_may_belong_to_a_name() -> None:
    whole = "Independent Water Rights and Other Land Claims Commission"
    assert [n.text for n in names(whole, any_kind=True)[0]] == [whole]
    assert [n.text for n in names("Ministry of Water and other agencies", any_kind=True)[0]] == ["Ministry of Water"]


def form(number: int, title: str, steps: int) -> str:
    rows = "".join(
        f"<tr><td colspan=2>{k}. Step {k} of the {title.split()[-1]}</td><td>New</td><td>2020.0{k}.01</td>"
        f"<td>2021.0{k}.28</td></tr>"
        for k in range(1, steps + 1)
    )
    wide = "".join(
        f"<tr><td>{label}</td><td colspan=4>{value}</td></tr>"
        for label, value in (
            ("Term", "2020.03 – 2021.06"),
            ("Implementing body in charge", "Ministry of Water"),
            ("What will be different?", "Whoever lives near the river knows more."),
        )
    )
    others = "<tr><td>Other participants</td><td colspan=4>Offices of the crown: Land Board; Mill Council</td></tr>"
    return (
        f"<table><tr><td colspan=5>Commitment {number}. {title}</td></tr>{wide}"
        "<tr><td colspan=2>Verifiable step (milestone)</td><td>New or ongoing</td><td>Begins</td><td>Ends</td></tr>"
        f"{rows}{others}</table>"
    )


def test_a_form_with_more_steps_than_labels_is_a_form() -> None:
    result = read(PLAN + "".join(form(n, t, 3 + 2 * n) for n, t in enumerate(TITLES, 1)))
    assert [(m.lead_institution, day(m.starts_on), day(m.ends_on)) for m in result.mentions] == [
        ("Ministry of Water", "2020-03-01", "2021-06-01")
    ] * 3
    assert [m.support_institutions for m in result.mentions] == [["Land Board", "Mill Council"]] * 3
    assert [len([s for s in result.milestones if s.mention == m.key]) for m in result.mentions] == [5, 7, 9]
    assert {day(s.starts_on)[:4] + day(s.ends_on)[:4] for s in result.milestones} == {"20202021"}


@pytest.mark.parametrize(("sign", "apart"), [(" · ", False), (" – ", False), ("", True)])
def test_a_milestone_has_its_date_beside_its_number_above_its_words(sign: str, apart: bool) -> None:
    def head(n: int, k: int) -> str:
        date = f"junio de 202{3 + k}"
        return f"<h4>Hito {n}.{k}</h4><p>{date}</p>" if apart else f"<h4>Hito {n}.{k}{sign}{date}</h4>"

    cards = "".join(
        f"<h3>Compromiso {n}: {t}</h3><h4>¿Cuándo?</h4><p>De: enero de 2024</p><p>A: mayo de 2026</p>"
        "<h4>¿Quién lidera?</h4><p>Ministerio de Aguas</p>"
        + "".join(f"{head(n, k)}<p>Hoja {'AB'[k - 1]} del mapa de pozos</p>" for k in (1, 2))
        for n, t in ((1, "Publicar el mapa de pozos"), (2, "Abrir las reuniones del río"), (3, "Auditar las presas"))
    )
    result = read(PLAN_ES + cards)
    assert [(day(m.starts_on), day(m.ends_on)) for m in result.mentions] == [("2024-01-01", "2026-05-01")] * 3
    assert [(m.milestone, m.text, day(m.ends_on)) for m in result.milestones[:2]] == [
        ("1.1", "Hoja A del mapa de pozos", "2024-06-01"),
        ("1.2", "Hoja B del mapa de pozos", "2025-06-01"),
    ]
    assert len(result.milestones) == 6


@pytest.mark.parametrize(("ticked", "code"), [(2, "substantial"), (0, "not_started"), (None, None)])
def test_boxes_stand_below_the_steps_of_a_scale_below_its_question(ticked: int | None, code: str | None) -> None:
    boxes = "".join(f"<td>{'☒' if k == ticked else '☐'}</td>" for k in range(4))
    forms = "".join(
        f"<table><tr><td colspan=4>{n}. {t}</td></tr><tr><td colspan=4>Lead institution</td></tr>"
        "<tr><td colspan=4>Ministry of Water</td></tr><tr><td colspan=4>Level of completion</td></tr>"
        "<tr><td>Not started</td><td>Limited</td><td>Substantial</td><td>Complete</td></tr>"
        f"<tr>{boxes}</tr><tr><td colspan=4>Results</td></tr><tr><td colspan=4>The map was drawn.</td></tr></table>"
        for n, t in enumerate(TITLES, 1)
    )
    result = read(REPORT + "<h2>Commitments</h2>" + forms)
    said = [a.code for a in result.assessments if a.dimension == "completion" and a.code]
    assert said == ([code] * 3 if code else [])


def test_themes_are_called_what_their_list_calls_them() -> None:
    themes = ("Open water", "Open courts")
    rows = "".join(f"<tr><td>{t}</td><td>{n}</td></tr>" for n, t in enumerate(themes, 1))
    listed = f"<table><tr><th>Thematic area</th><th>Proposals</th></tr>{rows}</table>"
    parts = "".join(
        f"<h2>Thematic Area {'AB'[k]}: {t}</h2>"
        + "".join(f"<h3>Commitment {n}: {TITLES[n - 1]}</h3><p>Lead: Ministry of Water</p>" for n in own)
        for k, (t, own) in enumerate(zip(themes, ((1, 2), (3,)), strict=True))
    )
    assert [m.area for m in read(PLAN + listed + parts).mentions] == ["Open water", "Open water", "Open courts"]
    assert read(PLAN + parts).mentions[0].area == "Thematic Area A: Open water"


def test_counts_of_what_is_done_are_no_shares() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{t}</td><td>{of}</td><td>{done}</td><td>{status}</td></tr>"
        for n, t, of, done, status in (
            (1, TITLES[0], 3, 1, "Limited"),
            (2, TITLES[1], 3, 3, "Complete"),
            (3, TITLES[2], 2, 0, "Limited"),
        )
    )
    head = "<tr><th>No.</th><th>Commitment</th><th>Milestones</th><th>Completed</th><th>Status</th></tr>"
    result = read(f"{REPORT}<table>{head}{rows}</table>")
    assert [a.code for a in result.assessments if a.dimension == "completion"] == ["limited", "complete", "limited"]
    assert not [a for a in result.assessments if a.dimension == "completion_percent"]


def test_time_may_be_asked_for_as_a_schedule() -> None:
    parts = "".join(
        f"<h3>Action {n}. {t}</h3><p><b>In charge:</b> Ministry of Water. <b>Time:</b> July 2020 – May 2022.</p>"
        for n, t in enumerate(TITLES, 1)
    )
    assert {(day(m.starts_on), day(m.ends_on)) for m in read(PLAN + parts).mentions} == {("2020-07-01", "2022-05-01")}


def test_a_title_goes_on_in_lines_without_a_size_of_letters() -> None:
    page = "<h2>Third Action Plan</h2><h2>Kenya 2016-2018</h2><p>Final self-assessment of the Government</p><p>May</p>"
    identity = extract(f"<html><body>{page}</body></html>".encode(), name="plan.html").identity
    assert identity.title == "Third Action Plan Kenya 2016-2018 Final self-assessment of the Government"


def test_a_strip_of_colour_makes_no_cell_of_the_box_at_the_side() -> None:
    def page(p: Page) -> None:
        p.box(45, 100, 175, 300, fill="#f2f2ee")
        p.box(45, 100, 175, 108, fill="#00695c")
        p.lines(55, 130, ["WHO LEADS?", "Ministry of Water", "WITH WHOM?", "Land Board"], 8, 16)
        p.text(200, 110, "Publish the well map", 15, "Helvetica-Bold")
        p.lines(200, 135, ["Whoever drills a well near the river has to say how deep it is, and", "no one asks."], 9)

    words = [str(b.text) for b in read_pdf(document(page)).blocks]
    assert [w.split()[0] for w in words] == ["Publish", "WHO", "Whoever"]


def test_a_full_line_goes_on_with_a_dash() -> None:
    def page(p: Page) -> None:
        full = "In charge: the Ministry of Water, with the Land Board and those who live there. Time: July 2020"
        p.lines(60, 100, [full, "– June 2022, and no longer than that, whatever the weather."], 10, 13)
        p.lines(60, 160, ["Steps", "– Draw the map of the wells", "– Print it"], 10, 13)
        p.lines(60, 240, ["The river was watched for a year by people who live on its banks and by those who do."] * 4)

    blocks = read_pdf(document(page)).blocks
    assert any("July 2020 – June 2022" in str(b.text) for b in blocks)
    assert [str(b.text) for b in blocks if b.marker] == ["Draw the map of the wells", "Print it"]
