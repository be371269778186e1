"""Cards between thin rules: a narrow side column with a numeral, and a wide body with a title."""

from __future__ import annotations

from extractors.layout import Block, Table
from extractors.readers import pdf
from tests.pdf_drawing import Page, document

LEFT, RIGHT = 60.0, 535.0


def _blocks(data: bytes) -> list[str]:
    return [str(e.text) for e in pdf.read(data).elements if isinstance(e, Block)]


def _card(page: Page, y: float, number: str, title: str, share: str, *, side: float, body: float) -> float:
    """Draw what stands below a rule: numeral, share, bar and state at the side; title, label and steps beside it."""
    page.rule(LEFT, y, RIGHT, y, 0.4)
    page.text(side, y + 26, number, 20, "Times-Bold", "#7a1f5c")
    page.text(side, y + 42, share, 9, "Helvetica-Bold")
    page.box(side - 6, y + 47, side + 54, y + 51, fill="#cccccc")
    page.text(side, y + 63, "Under way", 7)
    page.text(body, y + 18, title, 12, "Helvetica-Bold")
    page.text(body, y + 34, "Lead: Office of Records", 7)
    page.text(body, y + 50, "Staff were trained, and the office opened its doors in May.", 9)
    page.text(body, y + 66, "Step A: rules agreed (May 2031)", 8, "Helvetica-Oblique")
    page.text(body, y + 78, "Step B: doors opened (June 2032)", 8, "Helvetica-Oblique")
    return y + 96


def test_side_and_body_of_cards_between_rules_are_read_each_by_itself() -> None:
    for side, body in ((70.0, 150.0), (470.0, 62.0)):  # the side column on the left, and on the right

        def draw(page: Page, side: float = side, body: float = body) -> None:
            page.text(LEFT, 60, "What was promised", 16, "Helvetica-Bold")
            y = _card(page, 90, "1", "Records for everybody", "80 %", side=side, body=body)
            y = _card(page, y, "2", "Doors that stand open", "35 %", side=side, body=body)
            page.text(LEFT, y + 22, "Second part: what the towns promise", 13, "Times-Bold")
            y = _card(page, y + 36, "3", "Towns that publish", "50 %", side=side, body=body)
            _card(page, y, "4", "Maps of all streets", "10 %", side=side, body=body)

        layout = pdf.read(document(draw))
        blocks = _blocks(document(draw))
        assert not [e for e in layout.elements if isinstance(e, Table)]
        at = blocks.index("2")
        assert blocks[at : at + 4] == ["2", "Doors that stand open", "35 %", "Under way"]
        assert "Lead: Office of Records" in blocks[at + 4 : at + 8]
        assert "Staff were trained, and the office opened its doors in May." in blocks[at + 4 : at + 8]
        heading = blocks.index("Second part: what the towns promise")
        assert at < heading < blocks.index("3") < blocks.index("4")


def test_rows_of_a_ruled_table_with_numbers_stay_rows() -> None:
    def draw(page: Page) -> None:
        y = 90.0
        page.rule(LEFT, y, RIGHT, y)
        page.text(LEFT + 4, y + 12, "No.", 9, "Helvetica-Bold")
        page.text(150, y + 12, "What is promised", 9, "Helvetica-Bold")
        y += 18
        for number in range(1, 6):
            page.rule(LEFT, y, RIGHT, y)
            page.text(LEFT + 4, y + 12, str(number), 9)
            page.lines(150, y + 12, ["Records for everybody", "who asks for them in", "one of the offices"], 9, 11)
            y += 42
        page.rule(LEFT, y, RIGHT, y)

    (table,) = [e for e in pdf.read(document(draw)).elements if isinstance(e, Table)]
    assert table.n_rows == 6
