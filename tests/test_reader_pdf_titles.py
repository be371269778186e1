"""The PDF reader where a coloured row with a title opens a form whose rules are drawn cell by cell."""

from __future__ import annotations

from extractors.layout import Table
from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document

BOLD = "Helvetica-Bold"
ROWS = [("Keeper", "Harbour office"), ("Aim", "To warn boats of fog"), ("Deadline", "May"), ("Next", "A second bell")]


def _form(p: Page, y: float, title: str) -> float:
    """Draw a form: a coloured title over both columns, a coloured column of labels, a rule below each cell."""
    p.box(60, y, 520, y + 18, fill="#bcd4ee")
    p.text(63, y + 13, title, 8, BOLD)
    for x0, x1 in ((60, 180), (180, 520)):
        p.rule(x0, y, x1, y)
    for label, value in ROWS:
        y += 18
        p.box(60, y, 180, y + 18, fill="#dce8f6")
        p.text(63, y + 13, label, 8)
        p.text(183, y + 13, value, 8)
        for x0, x1 in ((60, 180), (180, 520)):
            p.rule(x0, y, x1, y)
    for x0, x1 in ((60, 180), (180, 520)):
        p.rule(x0, y + 18, x1, y + 18)
    return y + 18


def _page(p: Page) -> None:
    p.lines(60, 60, ["The harbour lists what it plans to do about fog, and who keeps which bell."] * 3, 10, 13)
    y = _form(p, 420, "1. Ring the bell at the pier")
    _form(p, y + 12, "2. Paint the lamp at the weir")


def test_the_title_belongs_to_its_form() -> None:
    layout = read(document(_page))
    tables = [e for e in layout.elements if isinstance(e, Table)]
    assert [str(t.cells[0].text) for t in tables] == [
        "1. Ring the bell at the pier",
        "2. Paint the lamp at the weir",
    ]
    assert [t.n_rows for t in tables] == [5, 5]


def test_a_border_drawn_cell_by_cell_is_no_rule_above_notes() -> None:
    def page(p: Page) -> None:
        p.lines(60, 60, ["The harbour lists what it plans to do about fog, and who keeps which bell."] * 3, 10, 13)
        for x0, x1 in ((60, 180), (180, 520)):
            p.rule(x0, 420, x1, 420)
        p.text(63, 433, "1. Ring the bell at the pier", 8, BOLD)

    assert "footnote" not in [b.kind for b in read(document(page)).blocks]
