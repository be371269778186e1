"""Plans told in paragraphs: labels run into their words, steps in one sentence, labels beside several rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

import docx
import pytest

from extractors.annotate.dated import dated_clauses
from extractors.annotate.names import names
from extractors.annotate.partners import with_others
from extractors.annotate.stated import joined, overall_rate
from extractors.annotate.values import read_value
from extractors.extract import extract
from extractors.records import Extraction
from tests.pages import day
from tests.pdf_drawing import Page, document

TITLES = ("Publish the well map", "Hold river meetings", "Audit the dams")
BODIES = ("Ministry of Water", "Rivers Agency", "National Audit Office")
FRIENDS = ("Friends of Lakes", "Basin Watch", "Union of Fishers")
TITULOS = ("Mapa abierto de pozos", "Mesas de cuenca", "Auditoría de presas")
ENTES = ("Ministerio del Agua", "Agencia de Cuencas", "Contraloría General")

Parts = Sequence[tuple[str, str]]


def _page(parts: Sequence[tuple[str, Parts]], title: str, dress: Callable[[str], str]) -> Extraction:
    body = "".join(
        f"<h2>{n}. {head}</h2>" + "".join(f"<p>{dress(label)} {words}</p>" for label, words in told)
        for n, (head, told) in enumerate(parts, 1)
    )
    html = f"<html><title>{title}</title><body><h1>{title}</h1>{body}</body></html>"
    return extract(html.encode(), name="plan.html")


@pytest.mark.parametrize(
    "dress",
    [
        lambda s: f"{s}.",
        lambda s: f"<i>{s}.</i>",
        lambda s: f"<i>{s}</i>",
        lambda s: f"<span style='color:#a03020'>{s}:</span>",
        lambda s: f"[{s}]",
        lambda s: f"{s} →",
    ],
    ids=["plain", "italic", "no stop", "coloured", "brackets", "arrow"],
)
def test_labels_of_any_letters_are_told_by_what_stands_behind_them(dress: Callable[[str], str]) -> None:
    told = [
        (
            title,
            [
                ("Whose desk it lands on", f"{body}, together with {friend}."),
                ("The road there", f"Rules of {title} by 31 May 2019; first report out by 30 June 2020."),
                ("The itch", "Few know which wells are dry, and nobody tells them when."),
            ],
        )
        for title, body, friend in zip(TITLES, BODIES, FRIENDS, strict=True)
    ]
    result = _page(told, "Kenya: National Action Plan 2018-2020", dress)
    assert [m.lead_institution for m in result.mentions] == list(BODIES)
    assert [m.support_institutions for m in result.mentions] == [[friend] for friend in FRIENDS]
    assert all("learned_label" in m.doubts for m in result.mentions)
    assert [day(m.ends_on) for m in result.milestones] == ["2019-05-31", "2020-06-30"] * 3
    assert str(result.milestones[1].text).startswith("first report out")


def test_labels_run_in_before_a_dash_in_spanish_markdown() -> None:
    parts = "\n\n".join(
        f"## Compromiso {n}. {titulo}\n\nA quién toca – {ente} (con Red de Vecinos y Cámara de Pozos).\n\n"
        f"Qué se verá – Norma {n} publicada a más tardar en mayo de 2021; sistema en línea en junio de 2022."
        for n, (titulo, ente) in enumerate(zip(TITULOS, ENTES, strict=True), 1)
    )
    text = f"# Plan de Acción de Gobierno Abierto de Honduras 2020-2022\n\n{parts}\n"
    result = extract(text.encode(), name="plan.md")
    assert [m.lead_institution for m in result.mentions] == list(ENTES)
    assert [m.support_institutions for m in result.mentions] == [["Red de Vecinos", "Cámara de Pozos"]] * 3
    assert [day(m.ends_on) for m in result.milestones] == ["2021-05-01", "2022-06-01"] * 3


def test_first_sentences_that_recur_before_prose_are_no_labels() -> None:
    told = [
        (title, [("What comes next", f"The {body} will publish {title} in the gazette.")])
        for title, body in zip(TITLES, BODIES, strict=True)
    ]
    result = _page(told, "Kenya: National Action Plan 2018-2020", lambda s: f"{s}.")
    assert [m.support_institutions for m in result.mentions] == [[], [], []]
    assert not any("learned_label" in m.doubts for m in result.mentions)


def test_a_sentence_before_bold_dates_is_no_label_as_a_whole() -> None:
    done = ("Map made", "Talks held", "Audit done")
    told = "".join(
        f"<h2>{n}. {title}</h2><p>Led by: {body}</p>"
        f"<p>What we shall see. {what} <b>by 31 May 2019</b>; report out <b>by June 2020</b>.</p>"
        for n, (title, body, what) in enumerate(zip(TITLES, BODIES, done, strict=True), 1)
    )
    html = f"<html><body><h1>Kenya: National Action Plan 2018-2020</h1>{told}</body></html>"
    result = extract(html.encode(), name="plan.html")
    assert [day(m.ends_on) for m in result.milestones] == ["2019-05-31", "2020-06-01"] * 3


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (
            "Guide out by May 2020; first course held by 30 June 2021.",
            ["Guide out by May 2020", "first course held by 30 June 2021"],
        ),
        (
            "Guide out by May 2020, the first course by June 2021 and the report by July 2021.",
            ["Guide out by May 2020", "the first course by June 2021", "the report by July 2021"],
        ),
        (
            "The 2020 budget on line (June 2020); a hearing in all towns (May 2021)",
            ["The 2020 budget on line (June 2020)", "a hearing in all towns (May 2021)"],
        ),
        (
            "Norma expedida en mayo de 2020; visor en línea en junio de 2021",
            ["Norma expedida en mayo de 2020", "visor en línea en junio de 2021"],
        ),
        ("Sixty courts on line by 31 October 2020.", ["Sixty courts on line by 31 October 2020"]),
        ("Guide out by May 2020; courses follow", []),
        ("By May 2020", []),
        ("Nothing is dated here", []),
    ],
)
def test_steps_of_one_sentence(words: str, parts: list[str]) -> None:
    assert [words[a:b] for a, b in dated_clauses(words)] == parts


@pytest.mark.parametrize(
    ("words", "lead", "others"),
    [
        (
            "Ministry of Health (with Basin Watch and Rivers Agency).",
            "Ministry of Health",
            "Basin Watch and Rivers Agency",
        ),
        ("Ministry of Health, together with Kapatid Kalikasan.", "Ministry of Health", "Kapatid Kalikasan."),
        ("Office for Cooperation with NGOs", "Office for Cooperation with NGOs", ""),
    ],
)
def test_a_lead_and_those_with_it(words: str, lead: str, others: str) -> None:
    assert with_others(words) == (lead, others)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "Council for Rivers and National Initiative for Clean Water",
            ["Council for Rivers", "National Initiative for Clean Water"],
        ),
        ("Madres y Familiares, Museo de la Memoria", ["Madres y Familiares", "Museo de la Memoria"]),
        ("Friends and Neighbours; Basin Watch", ["Friends and Neighbours", "Basin Watch"]),
    ],
)
def test_names_of_groups(words: str, found: list[str]) -> None:
    assert [n.text for n in names(words, any_kind=True)[0]] == found


@pytest.mark.parametrize(
    ("words", "percent"),
    [
        ("late; 25 per cent of the work is done", 25.0),
        ("a tiempo: se hizo el 60 % de lo previsto", 60.0),
        ("late; 25 per cent of the budget is spent", None),
    ],
)
def test_a_share_of_the_work_is_progress(words: str, percent: float | None) -> None:
    reading = read_value("completion", words)
    assert reading.percent == percent
    assert not any(c.code == "complete" for c in reading.codes)


@pytest.mark.parametrize(
    ("words", "number", "doubts"),
    [
        ("By June 45% of the plan has been carried out.", 45.0, ()),
        ("In our view about 45% of the plan has been carried out.", 45.0, ("inexact_percent",)),
        ("A la fecha se ha ejecutado el 38 % del plan.", 38.0, ()),
        ("Se cumplió el 40 % de los compromisos del plan.", None, ()),
        ("30% of the plan remains to be completed.", None, ()),
    ],
)
def test_what_is_done_of_the_plan(words: str, number: float | None, doubts: tuple[str, ...]) -> None:
    found = overall_rate(words)
    assert (found and found.number) == number
    assert (found.doubts if found else ()) == doubts


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("VISTO: la participación de la República en la Alianza para el Gobierno Abierto desde 2012;", 2012),
        ("Considering its membership of the Open Government Partnership since April 2013", 2013),
        ("Uruguay's participation in OGP since 2012", 2012),
        ("the participation of civil society in OGP since 2015", None),
        ("nuestra participación en el foro de 2016", None),
    ],
)
def test_joining_told_by_a_noun(words: str, year: int | None) -> None:
    found = joined(words, ("uruguay",))
    assert (found and found.number) == year


def test_a_cover_that_calls_itself_a_report_below_the_name_of_the_plan() -> None:
    body = "".join(
        f"<h2>{n}. {title}</h2><p>Responsible: {body}</p><p>Status: delayed</p>"
        for n, (title, body) in enumerate(zip(TITLES, BODIES, strict=True), 1)
    )
    head = (
        "<h1>Ghana: Second National Action Plan 2015-2017</h1><p>Half-way self-assessment report, Accra, May 2016</p>"
    )
    result = extract(f"<html><body>{head}<h1>Commitments</h1>{body}</body></html>".encode(), name="report.html")
    assert (result.identity.doc_type, result.identity.phase) == ("self_assessment", "midterm")


def test_bold_beginnings_of_bullets_in_word_need_no_stop() -> None:
    book = docx.Document()
    book.add_heading("Kenya: National Action Plan 2018-2020", 1)
    for n, (title, body, friend) in enumerate(zip(TITLES, BODIES, FRIENDS, strict=True), 1):
        book.add_heading(f"Commitment {n}. {title}", 2)
        told = {
            "On whose desk ": f"{body} (with {friend}).",
            "By 31 March 2019: ": f"Rules of {title}.",
            "The itch ": "Few know which wells are dry.",
        }
        for label, words in told.items():
            line = book.add_paragraph(style="List Bullet")
            line.add_run(label).bold = True
            line.add_run(words)
    held = BytesIO()
    book.save(held)
    result = extract(held.getvalue(), name="plan.docx")
    assert [m.lead_institution for m in result.mentions] == list(BODIES)
    assert [m.support_institutions for m in result.mentions] == [[friend] for friend in FRIENDS]
    assert not any(m.ends_on for m in result.mentions)  # the day is that of a step


@pytest.mark.parametrize("step", [18, 26])
def test_labels_in_the_middle_of_their_rows_stand_for_all_of_them(step: int) -> None:
    counts = (("north", 2), ("south", 3), ("east", 1), ("west", 2))
    rows = [[f"{what} of {place}" for what in ("Survey", "Map", "Talks")[:n]] for place, n in counts]

    def draw(p: Page) -> None:
        p.text(60, 60, "National Action Plan of Kenya 2018-2020", 18, "Helvetica-Bold")
        y = 100
        for n, (place, _) in enumerate(counts, 1):
            p.text(60, y, f"W.{n}. Wells of the {place}", 13, "Helvetica-Bold")
            p.text(60, y + 20, f"Responsible: {BODIES[n % 3]}", 10)
            y += 50
        y += 10
        p.text(60, y, "Annex. Terms", 13, "Helvetica-Bold")
        y += 24
        p.rule(60, y - 14, 520, y - 14)
        for x, head in zip((60, 130, 400), ("Ref.", "Product", "Due"), strict=True):
            p.text(x, y, head, 10, "Helvetica-Bold")
        p.rule(60, y + 5, 520, y + 5)
        month = 0
        for n, steps in enumerate(rows, 1):
            p.text(60, y + step * (1 + (len(steps) - 1) / 2), f"W.{n}", 10)
            for words in steps:
                y += step
                month += 1
                p.text(130, y, words, 10)
                p.text(400, y, f"{month:02}/2019", 10)
        p.rule(60, y + 8, 520, y + 8)

    result = extract(document(draw), name="plan.pdf")
    assert [(m.mention.rpartition("|")[2], m.text, day(m.ends_on)) for m in result.milestones] == [
        (f"W.{n}", words, f"2019-{month:02}-01")
        for month, (n, words) in enumerate(((n, w) for n, steps in enumerate(rows, 1) for w in steps), 1)
    ]
