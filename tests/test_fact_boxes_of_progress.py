"""Progress reports that number commitments in a cell beside the title, above a box of cells with several lines each."""

from __future__ import annotations

from extractors.extract import extract
from extractors.records import Extraction
from tests.pdf_drawing import Page, document

COMMITMENTS = (
    ("2.1", "Register of quarries", "", "Ministry of Mines", "Geological Survey", "Medium", "Substantial"),
    ("2.2", "Track 88 answered within a week", "★", "Bureau of Statistics", "Ministry of Works", "High", "Complete"),
    ("2.4", "Tariffs of the water boards", "", "Water Commission", "Association of Water Boards", "Low", "Limited"),
    ("3.1", "Minutes of the harbour council", "★", "Port Authority", "Chamber of Shipping", "High", "Complete"),
)  # fmt: skip
ANSWERS = ("Lead institution: {}", "Supporting institutions: {}", "Period: May 2013 - June 2014")


def _fiche(page: Page, y: float, one: tuple[str, ...]) -> float:
    number, title, star, lead, support, specific, done = one
    page.box(60, y, 100, y + 24, fill="#7a1f3d")
    page.box(100, y, 535, y + 24, fill="#f3e3e8")
    page.text(66, y + 17, number, 14, "Helvetica-Bold", "#ffffff")
    page.text(106, y + 17, title, 12, "Helvetica-Bold")
    if star:
        page.text(500, y + 17, "★", 12, "ZapfDingbats")
    page.text(70, y + 40, "The text of the plan says little more of it than this line does.", 10, "Times-Italic")
    page.grid((60, 300, 535), (y + 50, y + 108, y + 126))
    page.text(66, y + 62, "Who answers for it", 9, "Helvetica-Bold")
    page.lines(66, y + 73, [a.format(w) for a, w in zip(ANSWERS, (lead, support, ""), strict=True)], 9, 11)
    page.text(306, y + 62, "How specific it is", 9, "Helvetica-Bold")
    page.lines(306, y + 73, [f"Specificity: {specific}", "OGP values: Access to information"], 9, 11)
    page.row((63, 303), y + 108, ("Potential impact: Moderate", f"Level of completion: {done}"))
    page.text(60, y + 146, "What happened", 10, "Helvetica-Bold")
    page.text(60, y + 160, "The first lists were put on the site of the office, as two of its users told us.")
    return y + 185


def _first(page: Page) -> None:
    page.text(60, 120, "Independent Reporting Mechanism:", 22, "Helvetica-Bold")
    page.text(60, 150, "Trinidad and Tobago Progress Report 2013-2014", 22, "Helvetica-Bold")


def _second(page: Page) -> None:
    page.text(60, 60, "II. Implementation of commitments", 16, "Helvetica-Bold")
    y = 80.0
    for one in COMMITMENTS[:3]:
        y = _fiche(page, y, one)


def _third(page: Page) -> None:
    _fiche(page, 60, COMMITMENTS[3])
    page.text(60, 300, "III. Conclusions", 16, "Helvetica-Bold")
    page.text(60, 320, "The plan was written in a hurry.")


def report() -> Extraction:
    return extract(document(_first, _second, _third), name="report.pdf")


def test_a_number_in_a_cell_of_its_own_is_that_of_the_title_beside_it() -> None:
    named = [(m.number, m.title) for m in report().mentions]
    assert named == [(number, title) for number, title, *_ in COMMITMENTS]


def test_lines_of_a_cell_that_begin_with_labels_are_fields() -> None:
    made = report()
    assert [(m.lead_institution, m.support_institutions) for m in made.mentions] == [
        (lead, [support]) for _, _, _, lead, support, *_ in COMMITMENTS
    ]
    assert {(str(m.starts_on), str(m.ends_on)) for m in made.mentions} == {
        (str(made.mentions[0].starts_on), str(made.mentions[0].ends_on))
    }
    assert made.mentions[0].starts_on is not None
    rated = {(a.mention, a.dimension): a.code for a in made.assessments if a.code}
    for mention, (*_, specific, done) in zip(made.mentions, COMMITMENTS, strict=True):
        assert rated[mention.key, "specificity"] == specific.lower()
        assert rated[mention.key, "completion"] == done.lower()
        assert rated[mention.key, "relevance"] == "yes"


def test_a_star_beside_such_a_title_rates_the_commitment() -> None:
    made = report()
    stars = {a.mention for a in made.assessments if a.dimension == "starred" and a.code == "yes"}
    assert [m.number for m in made.mentions if m.key in stars] == [n for n, _, star, *_ in COMMITMENTS if star]
