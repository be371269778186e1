"""Cards as wide as the page, as designers of plans draw them: zones one below the other, each with its columns."""

from __future__ import annotations

from extractors.extract import extract
from tests.pdf_drawing import Page, document

TITLES = ("Put each school budget on the wall", "Let patients see what is in stock", "Answer complaints at one desk")
THEMES = ("Access to information", "Public accountability", "Access to information")
OFFICES = ("Ministry of Education", "Ministry of Health", "Office of the Mayor")
BOLD = "Helvetica-Bold"


def card(page: Page, top: float, n: int) -> None:
    """Draw a card: title and tag on a strip, two columns of text, bodies in chips on a strip, steps in boxes."""
    left, right = 45.0, 550.0
    page.box(left, top, right, top + 200, fill="#17768f")
    page.box(left + 1, top + 1, right - 1, top + 199, fill="#ffffff")
    page.box(left, top, right, top + 34, fill="#17768f")
    page.text(left + 10, top + 21, TITLES[n], 14, BOLD, "#ffffff")
    page.box(430, top + 9, 540, top + 25, fill="#ffd166")
    page.text(438, top + 20, THEMES[n], 8, BOLD)
    for x, head, lines in (
        (55.0, "NOW", ("Few know what the rooms are", "for, and nobody has asked them.")),
        (300.0, "BY 2020", ("All who pass by can read it,", "in two languages.")),
    ):
        page.text(x, top + 48, head, 8, BOLD, "#e4572e")
        for k, line in enumerate(lines):
            page.text(x, top + 62 + 12 * k, line, 9)
    page.box(left, top + 90, right, top + 140, fill="#eef5f7")
    for y, label, bodies in (
        (104, "Responsible", [OFFICES[n]]),
        (124, "Partners", ["Parents Forum", "Open Data Circle"]),
    ):
        page.text(55, top + y + 6, label, 8, BOLD)
        x = 110.0
        for body in bodies:
            page.box(x, top + y - 5, x + 130, top + y + 11, fill="#ffffff")
            page.text(x + 8, top + y + 6, body, 8)
            x += 140
    for k, (date, words) in enumerate(
        (("Oct 2018 – Jan 2019", f"Design {n} tested"), ("Feb 2019 – Sep 2020", f"Rule {n} in force"))
    ):
        page.box(52 + 240 * k, top + 148, 280 + 240 * k, top + 188, fill="#fdf0e9")
        page.text(60 + 240 * k, top + 162, date, 7, BOLD, "#e4572e")
        page.text(60 + 240 * k, top + 176, words, 8)


def test_wide_cards_are_read_zone_by_zone() -> None:
    def cover(page: Page) -> None:
        page.text(50, 200, "Kenya: Open Government Action Plan 2018-2020", 22, BOLD)
        page.text(50, 260, "Three promises stand on the next page, none of them first.", 11)

    def cards(page: Page) -> None:
        page.text(45, 60, "What we promise", 16, BOLD)
        for n in range(3):
            card(page, 80 + 220 * n, n)

    result = extract(document(cover, cards), name="plan.pdf")
    assert [(m.title, m.area, m.lead_institution) for m in result.mentions] == list(
        zip(TITLES, THEMES, OFFICES, strict=True)
    )
    assert [m.support_institutions for m in result.mentions] == [["Parents Forum", "Open Data Circle"]] * 3
    stones = [
        (m.text, str(m.starts_on and m.starts_on.value), str(m.ends_on and m.ends_on.value)) for m in result.milestones
    ]
    assert stones == [
        stone
        for n in range(3)
        for stone in (
            (f"Design {n} tested", "2018-10-01", "2019-01-01"),
            (f"Rule {n} in force", "2019-02-01", "2020-09-01"),
        )
    ]


def test_a_number_below_its_title_says_how_many_there_are() -> None:
    slides = "".join(
        f"<h2>{title}</h2><p style='font-size:9pt'>COMMITMENT {n} OF 3</p><p>Responsible: {office}</p>"
        f"<p>Problem: Few of those who ask get an answer.</p>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    cover = "<title>Plan</title><h1>Kenya: Open Government Action Plan 2018-2020</h1><h2>Who we are</h2><p>We.</p>"
    page = f"{cover}{slides}<h2>How to follow</h2><p>Ask us.</p>"
    result = extract(page.encode(), name="plan.html")
    assert [(m.number, m.title) for m in result.mentions] == [(str(n), t) for n, t in enumerate(TITLES, 1)]


def test_forms_headed_by_a_word_with_its_number_ask_in_words_of_their_own() -> None:
    levels = ("Limited", "Complete", "Substantial")
    forms = "".join(
        f"<table><tr><th colspan=2>Fiche {n}</th><th colspan=2>{title}</th></tr>"
        f"<tr><td colspan=2>Desk of first resort</td><td colspan=2>{office}</td></tr>"
        f"<tr><td colspan=2>Our season</td><td colspan=2>March 2018 to June 202{n}</td></tr>"
        f"<tr><td colspan=2>Our weather</td><td colspan=2>"
        + " ".join(f"{'☒' if level == levels[n - 1] else '☐'} {level}" for level in levels)
        + f"</td></tr><tr><th>Milestone</th><th>What</th><th>Due</th><th>Level</th></tr>"
        f"<tr><td>{n}.1</td><td>Rules of {office}</td><td>May 2019</td><td>Complete</td></tr></table>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    page = f"<title>Report</title><h1>Kenya: Midterm self-assessment of the action plan 2018-2020</h1>{forms}"
    result = extract(page.encode(), name="report.html")
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        (str(n), title, office) for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    ]
    assert [str(m.ends_on and m.ends_on.value) for m in result.mentions] == [f"202{n}-06-01" for n in (1, 2, 3)]
    stated = [a.code for a in result.assessments if a.dimension == "completion" and a.milestone is None]
    assert stated == ["limited", "complete", "substantial"]
    assert all(a.flagged for a in result.assessments if a.milestone is None and a.dimension == "completion")
