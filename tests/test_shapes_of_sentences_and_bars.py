"""Leads that sentences follow, terms in sentences, bars of options, rows of labels: each in a few dresses."""

from __future__ import annotations

import pytest

from extractors.annotate.led import led
from extractors.annotate.names import name_end, names
from extractors.annotate.terms import terms
from extractors.extract import extract
from extractors.records import Extraction
from tests.pages import day, read
from tests.pdf_drawing import Page, document

ENGLISH = "<h1>Kenya: Mid-term Self-assessment of the National Action Plan 2018-2020</h1>"
SPANISH = "<h1>Uruguay: Informe de Autoevaluación de Medio Término del Plan de Acción 2018-2020</h1>"
WELLS = ("Publish the well map", "Hold river meetings", "Audit the dams")
POZOS = ("Publicar el mapa de pozos", "Celebrar reuniones de cuenca", "Auditar las represas")


def leads_followed_by_sentences(top: str, titles: tuple[str, ...], behind: str) -> Extraction:
    return read(top + "".join(f"<p><b>{n}) {title}.</b> {behind}</p>" for n, title in enumerate(titles, 1)))


def test_a_lead_ends_where_sentences_begin() -> None:
    english = leads_followed_by_sentences(
        ENGLISH, WELLS, "In charge: Ministry of Water. Due in June 2020. The Ministry hired two people in May 2019."
    )
    spanish = leads_followed_by_sentences(
        SPANISH, POZOS, "A cargo de: Ministerio de Ambiente (MA), junto con Red de Cuencas. Vence en marzo de 2020. "
        "El Ministerio contrató a dos personas en mayo de 2019.",
    )  # fmt: skip
    assert [(m.lead_institution, day(m.ends_on)) for m in english.mentions] == [("Ministry of Water", "2020-06-01")] * 3
    assert [(m.lead_institution, m.support_institutions, day(m.ends_on)) for m in spanish.mentions] == [
        ("Ministerio de Ambiente (MA)", ["Red de Cuencas"], "2020-03-01")
    ] * 3


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Ministry of Health. It opened two desks.", "Ministry of Health."),
        ("Agencia de Aguas (ADA). Vence en mayo.", "Agencia de Aguas (ADA)."),
        ("Ministry of Int. Affairs and the Bureau of Roads.", None),
        ("Ministry of Health. National Bureau of Statistics.", None),
        ("Ministry of Health", None),
    ],
)
def test_stops_in_names_and_behind_them(words: str, kept: str | None) -> None:
    end = name_end(words)
    assert (words[:end].strip() if end else None) == kept


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("It ends in June 2021.", "None", "2021-06-01"),
        ("Two desks are open. The deadline is 3 May 2020.", "None", "2020-05-03"),
        ("Runs from May 2019 to July 2020.", "2019-05-01", "2020-07-01"),
        ("El plazo es julio de 2020. Hay dos mesas.", "None", "2020-07-01"),
        ("El compromiso termina en mayo de 2020.", "None", "2020-05-01"),
    ],
)
def test_sentences_of_a_term_alone(words: str, first: str, last: str) -> None:
    assert [(day(a), day(b)) for a, b in terms(words)] == [(first, last)]


@pytest.mark.parametrize(
    "words", ["The map was published in June 2021.", "It ends in tears.", "In June 2021 the term of the board ends."]
)
def test_other_sentences_state_no_term(words: str) -> None:
    assert terms(words) == ()


@pytest.mark.parametrize(
    ("words", "lead", "support"),
    [
        ("Led by the Water Board with the Dam Service and Basin Network.", "Water Board",
         "the Dam Service and Basin Network"),
        ("Led by the Ministry of Finance with Open Wells Kenya.", "Ministry of Finance", "Open Wells Kenya"),
        ("Liderado por el Ministerio de Salud con la Caja y el Colectivo Sano.", "Ministerio de Salud",
         "la Caja y el Colectivo Sano"),
        ("Led by the Office for Cooperation with NGOs.", "Office for Cooperation with NGOs", ""),
    ],
)  # fmt: skip
def test_with_parts_who_leads_from_who_helps(words: str, lead: str, support: str) -> None:
    found = led(words)
    assert found is not None
    assert (found.lead, found.support) == (lead, support)


def test_one_body_of_two_places_is_one() -> None:
    for words in ("Traditional authorities of Nkhata and Kasungu", "Comunidades de Alajuela y Cartago"):
        assert [n.text for n in names(words, any_kind=True)[0]] == [words]


@pytest.mark.parametrize("label", ["Progress of the plan (simple mean)", "Mean of all"])
def test_a_row_that_sums_up_numbered_ones_is_no_commitment(label: str) -> None:
    rows = "".join(
        f"<tr><td>Water</td><td>{n}. {title}</td><td>Limited</td><td>{n}0 %</td></tr>"
        for n, title in enumerate((*WELLS, "Count the pumps"), 1)
    )
    head = "<tr><th>Theme</th><th>Commitment</th><th>Status</th><th>Progress</th></tr>"
    last = f"<tr><td colspan=3>{label}</td><td>25 %</td></tr>"
    assert [m.number for m in read(f"{ENGLISH}<table>{head}{rows}{last}</table>").mentions] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("top", "key", "names", "label"),
    [
        (ENGLISH, "Green: complete. Light green: substantial. Yellow: limited. Red: not started.",
         ("Light green", "Green", "Red"), "Status"),
        (SPANISH, "Verde oscuro: completo. Verde: sustancial. Amarillo: limitado. Rojo: no iniciado.",
         ("Verde", "Verde oscuro", "Rojo"), "Cumplimiento"),
    ],
)  # fmt: skip
def test_shades_of_a_colour_are_told_apart(top: str, key: str, names: tuple[str, ...], label: str) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>{WELLS[n - 1]}</td><td>{c}</td></tr>" for n, c in enumerate(names, 1))
    head = f"<tr><th>No.</th><th>{'Commitment' if top is ENGLISH else 'Compromiso'}</th><th>{label}</th></tr>"
    result = read(f"{top}<table>{head}{rows}</table><p>{key}</p>")
    assert [a.code for a in result.assessments] == ["substantial", "complete", "not_started"]


@pytest.mark.parametrize(
    ("top", "place", "photo", "value"),
    [
        (ENGLISH, "Nairobi, May 2019", "Photo: workshop of 3 March 2019", "2019-05-01"),
        (SPANISH, "Montevideo, noviembre de 2019", "Foto: taller del 8 de mayo de 2019.", "2019-11-01"),
    ],
)
def test_the_day_of_a_photo_is_none_of_the_document(top: str, place: str, photo: str, value: str) -> None:
    titles = WELLS if top is ENGLISH else POZOS
    word = "Commitment" if top is ENGLISH else "Compromiso"
    body = "".join(f"<h2>{word} {n}: {t}</h2><p>Status: Limited</p>" for n, t in enumerate(titles, 1))
    assert day(read(f"{top}<p>{place}</p><p>{photo}</p>{body}").identity.published_on) == value


@pytest.mark.parametrize(
    ("labels", "top", "word"),
    [
        (("Who is in charge", "Working with", "When we start", "When it finishes"),
         "<h1>Kenya: National Action Plan 2018-2020</h1>", "Commitment"),
        (("Institución responsable", "Con el apoyo de", "Inicio", "Vence"),
         "<h1>Uruguay: Plan de Acción Nacional 2018-2020</h1>", "Compromiso"),
    ],
)  # fmt: skip
def test_rows_of_labels_above_rows_of_values(labels: tuple[str, ...], top: str, word: str) -> None:
    forms = "".join(
        f"<table><tr><th colspan=2>{word} {n}: {title}</th></tr>"
        f"<tr><th>{labels[0]}</th><th>{labels[1]}</th></tr>"
        f"<tr><td>Ministerio de Ambiente</td><td>Red de Cuencas {n}</td></tr>"
        f"<tr><th>{labels[2]}</th><th>{labels[3]}</th></tr><tr><td>05/2018</td><td>07/2020</td></tr></table>"
        for n, title in enumerate(WELLS, 1)
    )
    result = read(top + forms)
    assert [(m.lead_institution, day(m.starts_on), day(m.ends_on)) for m in result.mentions] == [
        ("Ministerio de Ambiente", "2018-05-01", "2020-07-01")
    ] * 3


LEVELS = ("Not started", "Limited", "Substantial", "Completed")


def bar(lit: int, style: str, sign: str) -> str:
    cells = "".join(f"<td{style if k == lit else ''}>{sign if k == lit else ''}{s}</td>" for k, s in enumerate(LEVELS))
    return f"<table><tr>{cells}</tr></table>"


@pytest.mark.parametrize(("style", "sign"), [("", "✔ "), (" style='background:#0038a8'", "")])
def test_a_bar_of_options_rates_its_commitment(style: str, sign: str) -> None:
    body = "".join(
        f"<h2>Commitment {n}: {title}</h2>{bar(n, style, sign)}<p>Work went on.</p>" for n, title in enumerate(WELLS, 1)
    )
    result = read(ENGLISH + body)
    assert [a.code for a in result.assessments] == ["limited", "substantial", "complete"]


def test_a_bar_above_a_timetable_is_a_table_of_its_own() -> None:
    def draw(page: Page) -> None:
        page.text(
            50, 60, "Kenya: End-of-term Self-assessment of the National Action Plan 2018-2020", 14, "Helvetica-Bold"
        )
        for n, title in enumerate(WELLS[:2], 1):
            top = 100 + 250 * (n - 1)
            page.text(50, top, f"Commitment {n}: {title}", 13, "Helvetica-Bold")
            for k, level in enumerate(LEVELS):
                lit = k == n
                page.box(50 + 120 * k, top + 20, 170 + 120 * k, top + 36, fill="#0038a8" if lit else "", stroke=True)
                page.text(60 + 120 * k, top + 32, level, 9, color="#ffffff" if lit else "#888888")
            page.text(54, top + 52, "Milestone", 9, "Helvetica-Bold")
            page.text(400, top + 52, "Due", 9, "Helvetica-Bold")
            for k, words in enumerate(("Rules agreed with all the counties", "Site open", "Training of the clerks")):
                page.rule(50, top + 58 + 20 * k, 530, top + 58 + 20 * k)
                page.text(54, top + 71 + 20 * k, words, 9)
                page.text(400, top + 71 + 20 * k, f"May 20{18 + k}", 9)
            page.rule(50, top + 118, 530, top + 118)

    result = extract(document(draw), name="report.pdf")
    assert [a.code for a in result.assessments if a.milestone is None] == ["limited", "substantial"]
    assert [str(m.text) for m in result.milestones][:2] == ["Rules agreed with all the counties", "Site open"]
    assert [day(m.ends_on) for m in result.milestones][:3] == ["2018-05-01", "2019-05-01", "2020-05-01"]


@pytest.mark.parametrize("gap", [14, 16])
def test_lines_that_stand_off_are_names_of_their_own(gap: int) -> None:
    def draw(page: Page) -> None:
        page.text(50, 50, "Kenya: National Action Plan 2018-2020", 16, "Helvetica-Bold")
        for n, title in enumerate(WELLS, 1):
            top = 80 + 200 * (n - 1)
            page.text(50, top, f"Commitment {n}: {title}", 13, "Helvetica-Bold")
            page.grid((50, 200, 402), (top + 10, top + 50, top + 90))
            page.text(54, top + 24, "Description", 10, "Helvetica-Bold")
            page.lines(204, top + 24, ["The county puts its papers on a site that", "all may read without a fee."])
            page.text(54, top + 64, "Supporting institutions", 10, "Helvetica-Bold")
            page.lines(204, top + 64, ["Ministry of Information and Digitalization", "Kenya Water Forum of Traders"],
                       pitch=gap)  # fmt: skip

    result = extract(document(draw), name="plan.pdf")
    assert [m.support_institutions for m in result.mentions] == [
        ["Ministry of Information and Digitalization", "Kenya Water Forum of Traders"]
    ] * 3
