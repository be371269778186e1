"""Cards, fiches and slides as designers draw them: heads below text, labels above columns, numerals, figures, bars."""

from __future__ import annotations

from collections.abc import Callable

from extractors.extract import extract
from extractors.readers.pdf import read as read_pdf
from extractors.records import Extraction
from tests.pages import day
from tests.pdf_drawing import Page, document

TITLES = ("Put each school budget on the wall", "Let patients see what is in stock", "Answer complaints at one desk")
OFFICES = ("Ministry of Education", "Ministry of Health", "Office of the Mayor")
BOLD, ITALIC = "Helvetica-Bold", "Helvetica-Oblique"
STEPS = (("Rules drawn up", "31/05/2019", "Done"), ("Rules in force", "30/06/2020", "Under way"))


def report(
    *pages: Callable[[Page], None], title: str = "Midterm Self-assessment of the Open Government Action Plan"
) -> Extraction:
    """Read a cover and pages."""

    def cover(page: Page) -> None:
        page.text(50, 200, "Kenya", 22, BOLD)
        page.text(50, 230, f"{title} 2018-2020", 16, BOLD)
        page.text(50, 280, "Three promises stand on the next pages, none of them first.", 11)

    return extract(document(cover, *pages), name="report.pdf")


def _table(page: Page, top: float, left: float = 60.0, right: float = 520.0) -> None:
    """Draw heads in bold without a rule above, and two rows with rules below and between."""
    for x, words in zip((left + 4, left + 240, left + 330), ("Piece of work", "Wanted for", "Now"), strict=True):
        page.text(x, top + 12, words, 9, BOLD)
    page.rule(left, top + 17, right, top + 17)
    for k, cells in enumerate(STEPS):
        for x, words in zip((left + 4, left + 240, left + 330), cells, strict=True):
            page.text(x, top + 30 + 18 * k, words, 9)
        page.rule(left, top + 35 + 18 * k, right, top + 35 + 18 * k)


def fiche(page: Page, n: int) -> None:
    """Draw a strip with a numeral beside a title of one or two lines, labels in italics over columns, text, a table."""
    page.box(60, 80, 520, 130, fill="#faf3e6")
    page.rule(60, 80, 520, 80)
    page.text(68, 92, "COMMITMENT", 8, BOLD)
    page.text(90, 116, str(n + 1), 20, BOLD)
    lines = [TITLES[n]] if n else ["Put each school budget", "on the wall"]
    for k, line in enumerate(lines):
        page.text(140, (111 if n else 104) + 16 * k, line, 13, BOLD)
    for x, label, values in (
        (64.0, "In charge", (OFFICES[n],)),
        (210.0, "Helped by", ("Parents Forum", "Open Data Circle")),
        (350.0, "Distance covered", ()),
    ):
        page.text(x, 148, label, 8.5, ITALIC, "#8a1538")
        for k, value in enumerate(values):
            page.text(x, 166 + 11 * k, value, 8.6)
    page.box(350, 159, 350 + 1.2 * 30 * (n + 1), 167, fill="#8a1538")
    page.text(480, 166, f"{30 * (n + 1)} %", 8.6, BOLD)
    page.text(
        66, 205, "The rules were written with those who keep them, and a part of the desks is open by now to all", 10
    )
    page.text(
        66, 218, "who come, as the offices in each of the towns have told the secretariat in the month of May.", 10
    )
    _table(page, 230)


def test_fiches_with_numerals_labels_over_columns_and_heads_below_text() -> None:
    result = report(*(lambda page, n=n: fiche(page, n) for n in range(3)))
    assert [(m.number, m.title) for m in result.mentions] == [
        ("1", "Put each school budget on the wall"), ("2", TITLES[1]), ("3", TITLES[2]),
    ]  # fmt: skip
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert [m.support_institutions for m in result.mentions] == [["Parents Forum", "Open Data Circle"]] * 3
    shares = [a.number for a in result.assessments if a.dimension == "completion_percent"]
    assert shares == [30, 60, 90]
    steps = [(m.text, day(m.ends_on)) for m in result.milestones if m.mention == result.mentions[1].key]
    assert steps == [("Rules drawn up", "2019-05-31"), ("Rules in force", "2020-06-30")]
    assert [a.code for a in result.assessments if a.milestone and a.dimension == "completion"] == [
        "complete", "in_progress",
    ] * 3  # fmt: skip


def card(page: Page, top: float, n: int) -> None:
    """Draw a framed card: title and number on a strip, labels above values on the left, a ruled table on the right."""
    bottom = top + 150
    for x in (45.0, 550.0):
        page.rule(x, top, x, bottom)
    for y in (top, bottom):
        page.rule(45, y, 550, y)
    page.box(45.5, top + 0.5, 549.5, top + 34, fill="#dde7e1")
    page.text(55, top + 22, TITLES[n], 13, BOLD)
    page.text(520, top + 22, f"1.{n + 1}", 10, BOLD)
    for y, label, value in (
        (50, "THE GAP", "Few know of it."),
        (80, "ANSWERS FOR IT", OFFICES[n]),
        (110, "PARTNERS", "Parents Forum; Open Data Circle"),
    ):
        page.text(55, top + y, label, 7, BOLD, "#666666")
        page.text(55, top + y + 12, value, 9)
    xs = (300.0, 316.0, 440.0, 490.0, 540.0)
    ys = tuple(top + 48 + 16 * k for k in range(4))
    page.grid(xs, ys)
    rows = [("", "The path", "Opens", "Closes"), ("a", "Rules drawn", "Jan 2019", "May 2019"),
            ("b", "Rules in force", "Jun 2019", "Jun 2020")]  # fmt: skip
    for k, row in enumerate(rows):
        page.row(xs, ys[k] - 1, row, BOLD if not k else "Helvetica")


def test_framed_cards_with_a_table_beside_text_are_read_one_by_one() -> None:
    def cards(page: Page) -> None:
        page.text(45, 60, "What we promise", 16, BOLD)
        for n in range(3):
            card(page, 90 + 190 * n, n)

    result = report(cards, title="Open Government Action Plan")
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        (f"1.{n + 1}", TITLES[n], OFFICES[n]) for n in range(3)
    ]
    own = [m for m in result.milestones if m.mention == result.mentions[2].key]
    assert [(m.milestone, m.text, day(m.starts_on), day(m.ends_on)) for m in own] == [
        ("a", "Rules drawn", "2019-01-01", "2019-05-01"), ("b", "Rules in force", "2019-06-01", "2020-06-01"),
    ]  # fmt: skip


def slide(page: Page, n: int) -> None:
    """Draw a slide: the number above the title, a big figure with its word in the corner, labels, a foot."""
    page.text(50, 60, f"COMMITMENT {n + 1}", 11, BOLD, "#c8102e")
    page.text(50, 84, TITLES[n], 20, BOLD)
    page.text(480, 90, f"{(20, 60, 100)[n]}%", 36, BOLD)
    page.text(496, 106, "delivered", 9)
    page.text(50, 120, "Responsible for delivery:", 10, BOLD)
    page.text(200, 120, OFFICES[n], 10)
    page.text(50, 150, f"The desks of group {n} have met and told the committee what they saw.", 10)
    page.text(50, 800, "Open Government Secretariat", 8)
    page.text(520, 800, str(n + 2), 8)


def test_slides_keep_their_numbers_and_big_figures_stand_by_their_titles() -> None:
    result = report(*(lambda page, n=n: slide(page, n) for n in range(3)))
    assert [(m.number, m.title) for m in result.mentions] == [(str(n + 1), TITLES[n]) for n in range(3)]
    shares = {a.mention: a.number for a in result.assessments if a.dimension == "completion_percent"}
    assert list(shares.values()) == [20, 60, 100]
    assert not [a for a in result.assessments if a.dimension == "completion" and not a.flagged]


def chapter(page: Page, n: int) -> None:
    """Draw a page whose head has the report's name at one edge and the chapter's at the other, and a picture's line."""
    page.text(50, 40, "Open and Together", 8)
    page.text(460, 40, ("Schools", "Clinics", "Town halls")[n], 8)
    page.text(50, 90, f"{n + 1}. {TITLES[n]}", 16, BOLD)
    page.text(50, 112, f"Led by: {OFFICES[n]}", 10)
    page.text(50, 140, "Milestones", 11, BOLD)
    for k, words in enumerate((f"Rules of town {n} drawn up by May 2019", f"Town {n} keeps them by June 2020")):
        page.text(62, 158 + 16 * k, f"• {words}", 11)
    page.box(50, 210, 540, 380, fill="#c9c9c9")
    page.text(50, 392, f"Picture: an evening in town {n + 1}, spring 2018", 7.5)


def test_heads_with_a_chapter_at_one_edge_and_lines_below_pictures_are_no_milestones() -> None:
    result = report(*(lambda page, n=n: chapter(page, n) for n in range(3)), title="Open Government Action Plan")
    assert [m.title for m in result.mentions] == list(TITLES)
    assert [str(m.text).split(" by ")[0] for m in result.milestones] == [
        words for n in range(3) for words in (f"Rules of town {n} drawn up", f"Town {n} keeps them")
    ]


def test_a_bar_at_the_side_of_list_items_does_not_touch_the_box_above_them() -> None:
    def draw(page: Page) -> None:
        page.text(50, 60, "What we promise", 16, BOLD)
        for k in range(5):
            page.text(50, 100 + 14 * k, "Residents see a decision when it has been taken", 11)
        page.box(360, 90, 540, 160, fill="#eef4f8")
        page.text(370, 108, "Action owner", 8, BOLD)
        page.text(370, 122, "Ministry of Education", 9)
        page.text(370, 140, "Runs from", 8, BOLD)
        page.text(370, 154, "May 2019 to June 2020", 9)
        for k in range(2):
            path = page.canvas.beginPath()
            for left in (50.0, 52.0):  # a border is painted as a rectangle with another as its hole
                path.rect(left, 842 - (180 + 22 * k), 540 - left, 18)
            page.canvas.setFillColorRGB(0.9, 0.5, 0.1)
            page.canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
            page.text(62, 175 + 22 * k, f"Step number {k} of those that follow", 11)

    lines = [str(e.text) for e in read_pdf(document(draw)).elements if hasattr(e, "text")]
    owner = next(k for k, words in enumerate(lines) if words.startswith("Action owner"))
    assert any("Ministry of Education" in words for words in lines[owner : owner + 2])
