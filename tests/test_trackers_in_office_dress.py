"""Trackers as offices keep them: letterheads above sheets, keys of letters, heads that no list knows, page heads."""

from __future__ import annotations

import io

import openpyxl
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle

from extractors import backends
from extractors.extract import extract
from extractors.records import Extraction

PLEDGES = ("Publish the map of wells", "Hold hearings at rivers", "Audit the pumps of dams", "Open the water accounts")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office", "Treasury Department")
STATES = ("Complete", "In progress", "Not started", "In progress")
SHARES = ("100%", "45%", "0%", "20%")
NAME = "Tracker of the Fourth Open Government Action Plan 2021-2023"


def sheet(*rows: list[object]) -> Extraction:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return extract(out.getvalue(), name="tracker.xlsx")


def page(rows: list[tuple[str, ...]], *, above: str = "", below: str = "") -> Extraction:
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    words = f"<h1>{NAME}, Ghana</h1>{above}<table>{cells}</table>{below}"
    return extract(f"<html><body>{words}</body></html>".encode(), name="tracker.html")


HEAD: list[object] = ["No.", "Commitment", "Lead agency", "Start", "End", "Progress", "Status"]
ROWS: list[list[object]] = [
    [f"G-{k:02}", title, office, "2021-09-01", "2023-06-30", share, state]
    for k, (title, office, share, state) in enumerate(zip(PLEDGES, OFFICES, SHARES, STATES, strict=True), 1)
]


@pytest.mark.parametrize(
    "above",
    [
        [["Republic of Ghana", None, None, None, None, "OGP desk"], [NAME, None, None, None, None, "Page 1"]],
        [["Ghana", None, NAME, None, None, None, "Version of 3 March 2022"]],
        [["Country", "Ghana"], ["Plan", "Fourth Open Government Action Plan 2021-2023"], ["Document", "Tracker"]],
    ],
    ids=["two sides", "three parts", "labels"],
)
def test_rows_of_a_letterhead_are_no_head_of_the_table(above: list[list[object]]) -> None:
    result = sheet(*above, [], HEAD, *ROWS)
    identity = result.identity
    assert (identity.doc_type, identity.country_code, identity.plan_start) == ("tracker", "GH", 2021)
    assert [(m.title, m.lead_institution) for m in result.mentions] == list(zip(PLEDGES, OFFICES, strict=True))


def test_groups_above_the_names_of_columns_are_no_letterhead() -> None:
    result = sheet([NAME + ", Ghana"], ["Promise", None, None, "Term", None, "State"], HEAD, *ROWS)
    assert [m.title for m in result.mentions] == list(PLEDGES)
    assert [str(m.ends_on and m.ends_on.value) for m in result.mentions] == ["2023-06-30"] * 4


def test_noughts_behind_a_hyphen_belong_to_the_code() -> None:
    assert [m.number for m in sheet([NAME + ", Ghana"], HEAD, *ROWS).mentions] == ["G-01", "G-02", "G-03", "G-04"]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Version of 3 March 2022", "2022-03-03"),
        ("Versión del 15 de marzo de 2022", "2022-03-15"),
        ("Revised on 15 March 2022", "2022-03-15"),
        ("Version of the plan of March 2022 for comment", "None"),
    ],
)
def test_a_version_is_dated_by_the_day_right_behind_it(line: str, day: str) -> None:
    found = sheet([NAME + ", Ghana", None, None, None, None, line], [], HEAD, *ROWS).identity.published_on
    assert str(found and found.value) == day


@pytest.mark.parametrize("head", ["Score at this reading", "Lectura", "Done"])
def test_percentages_that_agree_with_the_statuses_beside_them_are_progress(head: str) -> None:
    rows = [(str(k), *row) for k, row in enumerate(zip(PLEDGES, OFFICES, SHARES, STATES, strict=True), 1)]
    result = page([("No.", "Commitment", "Lead agency", head, "Status"), *rows])
    found = [a for a in result.assessments if a.dimension == "completion_percent"]
    assert [a.number for a in found] == [100, 45, 0, 20]
    assert all(a.flagged for a in found) or head == "Done"
    assert not any(m.ends_on for m in result.mentions)


def test_percentages_that_differ_from_the_statuses_are_none() -> None:
    rows = [(str(k), *row) for k, row in enumerate(zip(PLEDGES, OFFICES, SHARES[::-1], STATES, strict=True), 1)]
    result = page([("No.", "Commitment", "Lead agency", "Tranche", "Status"), *rows])
    assert not [a for a in result.assessments if a.dimension == "completion_percent"]


def test_an_unknown_column_of_bodies_is_who_leads_and_doubted() -> None:
    rows = [(str(k), *row) for k, row in enumerate(zip(PLEDGES, OFFICES, STATES, strict=True), 1)]
    result = page([("No.", "Commitment", "Torch bearer", "Status"), *rows])
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert all("learned_label" in m.doubts for m in result.mentions)


KEY_EN = "<p>Key to the letters: V = complete; W = as planned; Y = running late; Z = not begun.</p>"
KEY_ES = (
    "<table><tr><td>V</td><td>Completo</td></tr><tr><td>W</td><td>En plazo</td></tr>"
    "<tr><td>Y</td><td>Con atraso</td></tr><tr><td>Z</td><td>No iniciado</td></tr></table>"
)


@pytest.mark.parametrize("key", [KEY_EN, KEY_ES], ids=["sentence", "table"])
def test_letters_say_what_their_key_says(key: str) -> None:
    rows = [(str(k), *row) for k, row in enumerate(zip(PLEDGES, OFFICES, "VWYZ", strict=True), 1)]
    result = page([("No.", "Commitment", "Lead agency", "Flag"), *rows], above=key)
    said = [(a.dimension, a.code) for a in result.assessments]
    assert said == [
        ("completion", "complete"),
        ("schedule", "on_schedule"),
        ("schedule", "behind"),
        ("completion", "not_started"),
    ]


def test_two_letters_are_no_key() -> None:
    rows = [(str(k), *row) for k, row in enumerate(zip(PLEDGES, OFFICES, "VWVW", strict=True), 1)]
    above = "<p>V = complete; W = not begun.</p>"
    assert not page([("No.", "Commitment", "Lead agency", "Flag"), *rows], above=above).assessments


def printed(*lefts: str) -> bytes:
    """Return a tracker over two pages; ``lefts`` are the words at the left of the pages' heads."""
    plain = getSampleStyleSheet()["Normal"]

    def head(canvas: Canvas, doc: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(40, 805, lefts[min(doc.page, len(lefts)) - 1])
        canvas.setFont("Helvetica", 7)
        canvas.drawRightString(555, 803, "Ghana 2021-2023 | April 2022")

    rows: list[list[object]] = [["Code", "Commitment and steps", "Lead agency", "Deadline", "Progress"]]
    for k in range(1, 13):
        title = Paragraph(f"<b>{PLEDGES[k % 4]} of district {k}</b>", plain)
        rows.append([f"W{k}", title, OFFICES[k % 4], "30/06/2023", "40%"])
        rows += [["", f"({x}) Step {x} of it", "", "31/12/2022", "10%"] for x in "ab"]
    table = Table(rows, colWidths=[45, 210, 130, 65, 60], rowHeights=24, repeatRows=1)
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)]
    table.setStyle(TableStyle([*grid, ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")]))
    out = io.BytesIO()
    book = BaseDocTemplate(out, pagesize=A4)
    book.addPageTemplates(PageTemplate(frames=[Frame(36, 50, 523, 730)], onPage=head))
    book.build([table])
    return out.getvalue()


@pytest.mark.parametrize("lefts", [("OGP Plan Tracker", "OGP Desk of Ghana"), ("OGP Plan Tracker", "How we stand")])
def test_the_other_side_of_a_running_head_does_not_cut_a_table(lefts: tuple[str, str]) -> None:
    assert [t.n_rows for t in backends.read(printed(*lefts), name="tracker.pdf").tables] == [37]
    result = extract(printed(*lefts), name="tracker.pdf")
    assert [m.number for m in result.mentions] == [f"W{k}" for k in range(1, 13)]
    assert not {m.area for m in result.mentions} & set(lefts)
    assert all(sum(s.mention == m.key for s in result.milestones) == 2 for m in result.mentions)
