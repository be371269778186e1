"""Registers, matrices and boxes in which nothing is called by a known name: their cells, signs and days tell it."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from extractors.annotate.dated import closed_by_days, day_by_day
from extractors.annotate.names import names
from extractors.annotate.openings import opening, title_end
from extractors.annotate.roles import role_of
from extractors.extract import extract
from extractors.readers._pdf.chars import FontBook
from extractors.readers._pdf.page import Font, Token
from extractors.records import Extraction
from tests.pages import day, read

PLEDGES = ("Registro abierto de becas", "Rutas escolares en un mapa", "Compras de semillas a la vista")
DESKS = ("Ministerio de Educación", "Secretaría de Transporte", "Ministerio de Agricultura")
STEPS = (
    ("Reglamento aprobado", "Portal en línea"),
    ("Rutas medidas", "Mapa publicado"),
    ("Catálogo", "Primer informe"),
)
PLAN_ES = "<h1>Plan de Acción de Gobierno Abierto de Honduras 2022-2024</h1>"
PLAN_EN = "<h1>Kenya: National Action Plan 2018-2020</h1><h2>Commitments</h2>"
REPORT_EN = "<h1>Kenya: Mid-term Self-assessment of the Open Government Action Plan 2018-2020</h1>"
PROMISES = ("Publish the well map", "Hold river meetings", "Audit the dams", "Open the court archive")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office", "Judicial Council")


def cells(*words: str, tag: str = "td", span: int = 1) -> str:
    rows = f' rowspan="{span}"' if span > 1 else ""
    return "".join(f"<{tag}{rows}>{word}</{tag}>" for word in words)


def register(head: str, *, bold: bool) -> str:
    rows = ""
    for n, (title, desk, steps) in enumerate(zip(PLEDGES, DESKS, STEPS, strict=True), 1):
        name = f"<b>{title}</b> Que nadie tenga que preguntar." if bold else title
        rows += f"<tr>{cells(str(n), name, desk, span=2)}{cells(steps[0], '03/2023')}</tr>"
        rows += f"<tr>{cells(steps[1], '06/2024')}</tr>"
    heads = f"<tr>{cells('N.º', head, 'A cargo de', 'Hitos', 'Mes', tag='th')}</tr>"
    return f"{PLAN_ES}<table>{heads}{rows}</table>"


@pytest.mark.parametrize("head", ["Lo que nos toca", "Descripción", "Nuestra palabra"])
@pytest.mark.parametrize("bold", [False, True], ids=["plain", "with words of the aim"])
def test_the_column_of_names_is_told_by_its_cells(head: str, bold: bool) -> None:
    result = read(register(head, bold=bold))
    assert [(m.title, m.lead_institution) for m in result.mentions] == list(zip(PLEDGES, DESKS, strict=True))
    assert [m.text for m in result.milestones] == [step for steps in STEPS for step in steps]
    assert all("learned_label" in m.doubts for m in result.mentions)  # its cells alone tell what the column is


def workbook(*sheets: list[list[object]]) -> Extraction:
    book = openpyxl.Workbook()
    for k, rows in enumerate(sheets):
        sheet = book.worksheets[0] if k == 0 else book.create_sheet(f"Hoja {k}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return extract(out.getvalue(), name="matriz.xlsx")


def test_a_share_beside_each_number_is_of_the_whole_and_one_beside_each_step_of_the_step() -> None:
    rows: list[list[object]] = [["Cód.", "Lo que nos toca", "Encargado", "Vamos por", "Hitos", "Hasta", "Avance"]]
    for n, (title, desk, steps) in enumerate(zip(PLEDGES, DESKS, STEPS, strict=True), 1):
        rows.append([f"C-0{n}", title, desk, f"{40 + n}%", steps[0], "2023-03-31", "80%"])
        rows.append([None, None, None, None, steps[1], "2024-06-30", f"{n}%"])
    result = workbook(
        [["Matriz de seguimiento del Plan de Acción de Gobierno Abierto de Honduras 2022-2024"], [], *rows]
    )
    shares = [(a.milestone, a.number) for a in result.assessments if a.dimension == "completion_percent"]
    assert shares == [share for n in (1, 2, 3) for share in ((None, 40.0 + n), ("1", 80.0), ("2", float(n)))]


def test_a_key_of_signs_in_the_rows_of_a_sheet_is_read() -> None:
    key: list[list[object]] = [
        ["Clave"],
        [None, "◆", "Terminada"],
        [None, "◇", "En ejecución"],
        [None, "▽", "Sin iniciar"],
    ]
    rows: list[list[object]] = [["N.º", "Compromiso", "Responsable", "Luz"]]
    rows += [[str(n), t, d, s] for n, (t, d, s) in enumerate(zip(PLEDGES, DESKS, "◆◇▽", strict=True), 1)]
    result = workbook([["Seguimiento del Plan de Acción de Gobierno Abierto de Honduras 2022-2024"], *rows], key)
    assert [a.code for a in result.assessments if a.dimension == "completion"] == [
        "complete",
        "in_progress",
        "not_started",
    ]


def test_a_scale_of_which_no_box_is_ticked_states_nothing() -> None:
    scale = ("Not started", "Limited", "Substantial", "Completed")
    body = ""
    for n, (title, office) in enumerate(zip(PROMISES, OFFICES, strict=True), 1):
        boxes = cells(*(f"{'☒' if k == n else '☐'} {step}" for k, step in enumerate(scale)))
        body += (
            f"<h2>Commitment {n}: {title}</h2><table><tr>{cells('Lead')}<td colspan='4'>{office}</td></tr>"
            f"<tr>{cells('Completion level')}{boxes}</tr>"
            f"<tr>{cells('Results so far')}<td colspan='4'>Two meetings.</td>"
            "</tr></table>"
        )
    result = read(REPORT_EN + body)
    assert [a.code for a in result.assessments if a.dimension == "completion"] == [
        "limited",
        "substantial",
        "complete",
        None,
    ]


def test_days_below_a_label_are_steps_and_a_badge_is_no_label() -> None:
    states = ("Delivered", "Moving", "Waiting to begin", "Delivered")
    body = "".join(
        f"<h3>{title}</h3><p>{state}</p><p>It will be there for all to see.</p><h4>At the helm</h4><p>{office}</p>"
        f"<h4>The road ahead</h4><ol><li>31 March 2019 Rules for promise {n}<p>Delivered</p></li>"
        f"<li>30 June 2020 Portal for promise {n}<p>{state}</p></li></ol>"
        for n, (title, office, state) in enumerate(zip(PROMISES, OFFICES, states, strict=True), 1)
    )
    result = read(PLAN_EN + body)
    assert [(m.title, m.lead_institution) for m in result.mentions] == list(zip(PROMISES, OFFICES, strict=True))
    assert [day(m.ends_on) for m in result.milestones] == ["2019-03-31", "2020-06-30"] * len(PROMISES)
    whole = [a.code for a in result.assessments if a.dimension == "completion" and a.milestone is None]
    assert whole == ["complete", "in_progress", "not_started", "complete"]


@pytest.mark.parametrize("words", ["The reform as a whole", "La medida en su conjunto", "All in all"])
def test_a_row_of_the_whole_is_no_step(words: str) -> None:
    role = role_of(words)
    assert role is not None
    assert role.name == "total"


def test_words_over_all_steps_of_a_scale_are_no_milestone() -> None:
    heads = cells("", "Not started", "Limited", "Substantial", "Completed", tag="th")
    body = ""
    for n, (title, office) in enumerate(zip(PROMISES, OFFICES, strict=True), 1):
        body += (
            f"<table><tr><td colspan='5'>PROMISE {n} {title}</td></tr>"
            f"<tr>{cells('Led by')}<td colspan='4'>{office}</td></tr>"
            f"<tr>{heads}</tr><tr>{cells('The promise as a whole', '', '✔', '', '')}</tr>"
            f"<tr>{cells(f'{n}.1 Rules', '', '', '', '✔')}</tr><tr>{cells(f'{n}.2 Portal', '✔', '', '', '')}</tr>"
            f"<tr>{cells('In a nutshell')}<td colspan='4'>The rules are out, the portal waits.</td></tr></table>"
        )
    result = read(REPORT_EN + body)
    done = [(a.milestone, a.code) for a in result.assessments if a.dimension == "completion"]
    assert done[:3] == [(None, "limited"), ("1.1", "complete"), ("1.2", "not_started")]
    assert len(result.milestones) == 2 * len(PROMISES)


@pytest.mark.parametrize(
    "words", ["2.º trimestre 2021 Diseño con usuarios", "1.er semestre de 2022: informe", "3rd quarter of 2022 Report"]
)
def test_the_part_of_a_year_is_no_number(words: str) -> None:
    assert opening(words) is None


@pytest.mark.parametrize("words", ["1.º Datos abiertos", "2. Quarterly report on schools"])
def test_a_number_before_other_words_is_one_still(words: str) -> None:
    found = opening(words)
    assert found is not None
    assert found.number == words[0]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("March 2021 Survey May 2022 Report", ["March 2021 Survey ", "May 2022 Report"]),
        (
            "2.º trimestre 2021 Borrador 4.º trimestre 2021 Aprobación",
            ["2.º trimestre 2021 Borrador ", "4.º trimestre 2021 Aprobación"],
        ),
        ("March 2021 to May 2022 Report", []),
        ("Survey by March 2021, report by May 2022", []),
    ],
)
def test_steps_that_days_lead_are_parted(words: str, parts: list[str]) -> None:
    assert [words[a:b] for a, b in day_by_day(words)] == parts


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Open courts Under way 60%", "Open courts"),
        ("Obras con su contrato: En ejecución (45,5 %)", "Obras con su contrato"),
        ("Cut waiting times by 60%", None),
        ("Complete 100%", None),
    ],
)
def test_a_title_ends_before_its_state_and_share(words: str, title: str | None) -> None:
    end = title_end(words, ())
    assert (words[:end] if end is not None else None) == title


def test_a_column_of_delays_is_told_by_its_cells() -> None:
    rows = "".join(
        f"<tr>{cells(str(n), title, office, state, late)}</tr>"
        for n, (title, office, state, late) in enumerate(
            zip(PROMISES, OFFICES, ("Completed", "Limited", "Not started", "Limited"),
                ("on schedule", "behind", "behind", "on schedule"), strict=True), 1)
    )  # fmt: skip
    heads = cells("No.", "Commitment", "Lead", "Status", "Against the clock", tag="th")
    result = read(f"{REPORT_EN}<table><tr>{heads}</tr>{rows}</table>")
    late = [a.code for a in result.assessments if a.dimension == "schedule"]
    assert late == ["on_schedule", "behind", "behind", "on_schedule"]


@pytest.mark.parametrize("imprint", ["Government of Georgia · Tbilisi, October 2024", "Tbilisi, 4 October 2024"])
def test_where_a_report_was_issued_is_no_local_member(imprint: str) -> None:
    title = "<h1>Progress Report on the Open Government Action Plan of Georgia 2023–2025</h1>"
    body = "".join(
        f"<h2>Commitment {n}: {title}</h2><p><b>Lead institution:</b> {office}</p>"
        for n, (title, office) in enumerate(zip(PROMISES, OFFICES, strict=True), 1)
    )
    result = read(f"{title}<p>{imprint}</p>{body}")
    assert (result.identity.country_code, result.identity.locality) == ("GE", None)


def test_two_cells_about_one_thing_are_a_box() -> None:
    document = docx.Document()
    document.add_heading("Informe de autoevaluación de medio término de Honduras 2022-2024", 0)
    for n, (title, desk, steps) in enumerate(zip(PLEDGES, DESKS, STEPS, strict=True), 2):
        side, body = document.add_table(1, 2).rows[0].cells
        side.paragraphs[0].add_run(str(n)).bold = True
        side.add_paragraph("En curso")
        side.add_paragraph(f"{20 + n} %")
        body.paragraphs[0].add_run(title).bold = True
        body.add_paragraph(f"A cargo de: {desk}")
        body.add_paragraph("Metas")
        body.add_paragraph(f"a) {steps[0]} (hasta el 30/04/2023)")
        body.add_paragraph(f"b) {steps[1]} (hasta el 15/12/2023)")
        body.add_paragraph("Nota de la oficina: faltan acuerdos.")
        document.add_paragraph("")
    out = io.BytesIO()
    document.save(out)
    result = extract(out.getvalue(), name="informe.docx")
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        (str(n), title, desk) for n, (title, desk) in enumerate(zip(PLEDGES, DESKS, strict=True), 2)
    ]
    assert [m.text for m in result.milestones] == [step for steps in STEPS for step in steps]
    assert [a.number for a in result.assessments if a.dimension == "completion_percent"] == [22.0, 23.0, 24.0]


def test_small_capitals_of_two_sizes_have_the_case_that_is_seen() -> None:
    fonts, small = FontBook(), Font("DejaVu-Serif-Small-Caps", False, "")
    plain = Font("DejaVu-Serif", False, "")
    fonts._known = {1: small, 2: plain}
    made = [("s", 15.0, small), ("ustaiN", 12.0, small), ("oN", 12.0, small), ("MoN", 12.0, plain)]
    tokens = [Token(0.0, 0.0, 1.0, 1.0, words, size, font, 0, 0) for words, size, font in made]
    fonts.set_small_capitals(tokens)
    assert [(t.text, t.size) for t in tokens] == [("S", 15.0), ("ustain", 15.0), ("on", 15.0), ("MoN", 12.0)]


def test_rows_below_a_heading_of_their_number_rate_what_the_heading_names() -> None:
    steps = ("None", "Minor", "Moderate", "Transformative")
    names = "<th rowspan='2'>Commitment overview</th><th colspan='4'>Potential impact</th>"
    heads = f"<tr>{names}</tr><tr>{cells(*steps, tag='th')}</tr>"
    body = "".join(
        f"<h2>{n} | {title}</h2><p><b>Lead institution:</b> {office}</p>"
        f"<table>{heads}<tr>{cells(f'{n}. {title[:9]}…', '', '', 'X', '')}</tr></table>"
        f"<p>Much was done in the first year.</p>"
        for n, (title, office) in enumerate(zip(PROMISES, OFFICES, strict=True), 1)
    )
    result = read(f"<h1>Independent Reporting Mechanism: Kenya Progress Report 2013–2014</h1>{body}")
    assert [(m.title, m.lead_institution) for m in result.mentions] == list(zip(PROMISES, OFFICES, strict=True))
    rated = [(a.milestone, a.code) for a in result.assessments if a.dimension == "potential_impact"]
    assert rated == [(None, "moderate")] * len(PROMISES)


@pytest.mark.parametrize("phases", [("Midterm", "End of term"), ("Medio término", "Fin de término")])
def test_columns_of_phases_alone_hold_statuses(phases: tuple[str, str]) -> None:
    body = "".join(
        f"<h2>Commitment {n}: {title}</h2><p><b>Lead institution:</b> {office}</p>"
        f"<table><tr>{cells('', *phases, tag='th')}</tr>"
        f"<tr>{cells(f'{n}.1. Rules', 'Limited', 'Completed')}</tr>"
        f"<tr>{cells(f'{n}.2. Portal', 'Not started', 'Limited')}</tr></table>"
        for n, (title, office) in enumerate(zip(PROMISES, OFFICES, strict=True), 1)
    )
    result = read(f"<h1>Independent Reporting Mechanism: Kenya End-of-Term Report 2016–2018</h1>{body}")
    said = [(a.milestone, a.phase, a.code) for a in result.assessments if a.dimension == "completion"]
    assert said[:4] == [
        ("1.1", "midterm", "limited"), ("1.1", "end_of_term", "complete"),
        ("1.2", "midterm", "not_started"), ("1.2", "end_of_term", "limited"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "bodies"),
    [
        ("The answer lies with one: the Audit Office. It is helped by the press.", ["Audit Office"]),
        ("Una sola entidad responde: Ministerio de Salud. La acompaña Fundación Vida.", ["Ministerio de Salud"]),
        ("Ministerio de Salud: Dirección de Datos", ["Ministerio de Salud: Dirección de Datos"]),
        ("Ministry of Finance. Department of Budget", ["Ministry of Finance. Department of Budget"]),
    ],
)
def test_a_sentence_that_announces_a_body_is_no_part_of_its_name(words: str, bodies: list[str]) -> None:
    assert [n.text for n in names(words)[0]] == bodies


def test_headings_before_and_behind_those_with_fields_are_no_commitments() -> None:
    body = "".join(
        f"<h2>{title}</h2><p>It matters to many.</p><h3>Who leads</h3><p>{office}</p>"
        for title, office in zip(PROMISES, OFFICES, strict=True)
    )
    words = "<p>We thank the two hundred people who wrote to us.</p>"
    result = read(
        f"<h1>Kenya: National Action Plan 2018-2020</h1><h2>Opening words</h2>{words}{body}<h2>What follows</h2>{words}"
    )
    assert [m.title for m in result.mentions] == list(PROMISES)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Survey (May 2019) Report (Aug 2020)", ["Survey (May 2019)", "Report (Aug 2020)"]),
        ("Convenio firmado (mar-2019); Boletín (ago-2019).", ["Convenio firmado (mar-2019)", "Boletín (ago-2019)"]),
        ("Report on the law (May 2019) and its rules (June 2020)", []),
        ("One step (May 2019)", []),
    ],
)
def test_steps_that_their_days_close_are_parted(words: str, parts: list[str]) -> None:
    assert [words[a:b] for a, b in closed_by_days(words)] == parts


def test_steps_on_a_sheet_of_their_own_may_write_their_commitment_with_zeros() -> None:
    register: list[list[object]] = [["Código", "Compromiso", "Responsable"]]
    steps: list[list[object]] = [["Compromiso", "Código", "Acción", "Inicio", "Fin"]]
    for n, (title, desk, names_of) in enumerate(zip(PLEDGES, DESKS, STEPS, strict=True), 1):
        register.append([f"C0{n}", title, desk])
        for k, step in enumerate(names_of, 1):
            steps.append([f"C0{n}" if k == 1 else None, f"C0{n}-{k}", step, "2023-02-01", f"202{3 + k % 2}-06-30"])
    result = workbook(
        [["Seguimiento del Plan de Acción de Gobierno Abierto de Honduras 2022-2024"], [], *register], steps
    )
    assert [m.title for m in result.mentions] == list(PLEDGES)
    assert [m.text for m in result.milestones] == [step for names_of in STEPS for step in names_of]
    assert [day(m.ends_on) for m in result.milestones][:2] == ["2024-06-30", "2023-06-30"]


def test_a_share_beside_several_steps_is_of_their_commitment() -> None:
    heads = cells("N.º", "Compromiso", "A cargo de", "Metas y fecha pactada", "Avance", tag="th")
    rows = "".join(
        f"<tr>{cells(str(n), title, desk, f'{a} (mar-2019) {b} (ago-2020)', f'{n}0%')}</tr>"
        for n, (title, desk, (a, b)) in enumerate(zip(PLEDGES, DESKS, STEPS, strict=True), 1)
    )
    title = "<h1>Balance final del Plan de Acción de Gobierno Abierto de Honduras 2018-2020</h1>"
    result = read(f"{title}<table><tr>{heads}</tr>{rows}</table>")
    assert result.identity.doc_type == "self_assessment"
    assert len(result.milestones) == 2 * len(PLEDGES)
    assert [(a.milestone, a.number) for a in result.assessments] == [(None, 10.0), (None, 20.0), (None, 30.0)]
