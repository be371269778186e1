"""The PDF reader where a table has rules between its rows alone, and page breaks cut rows of many lines."""

from __future__ import annotations

from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document

XS = (60, 150, 260, 390)
RIGHT = 520


def _rule(p: Page, y: float) -> None:
    p.rule(XS[0], y, RIGHT, y)


def _cell(p: Page, col: int, y: float, first: int, last: int, word: str) -> float:
    """Write lines of a cell, each named by its number, and return the height below them."""
    lines = [f"{word if n > 1 else word.title()} line {n} of the" for n in range(first, last + 1)]
    return p.lines(XS[col] + 2, y + 10, lines, 9, 11)


def _first(p: Page) -> None:
    p.lines(60, 60, ["The river board tells the story of each gauge in its own words."] * 3, 10, 13)
    _rule(p, 440)
    p.row(XS, 440, ("Gauge", "State", "Story", "Plans"), "Helvetica-Bold")
    for y, words in (
        (460, ("0. The ford", "In order", "A tale", "None")),
        (480, ("00. The sluice", "Dry", "No tale", "Rain")),
    ):
        _rule(p, y)
        p.row(XS, y, words)
    _rule(p, 520)
    p.lines(62, 530, ["1. The pier"], 9, 11)
    p.lines(XS[1] + 2, 530, ["In order"], 9, 11)
    _cell(p, 2, 520, 1, 4, "pier")
    _cell(p, 3, 520, 1, 3, "lamp")
    _rule(p, 570)
    p.lines(62, 580, ["2. The lock"], 9, 11)
    p.lines(XS[1] + 2, 580, ["Out of order"], 9, 11)
    _cell(p, 2, 570, 1, 18, "lock")
    _cell(p, 3, 570, 1, 18, "gate")


def _second(p: Page) -> None:
    """One rule alone on the page: the end of a row above it, the start of the next below."""
    _cell(p, 2, 60, 19, 30, "lock")
    _cell(p, 3, 60, 19, 32, "gate")
    _rule(p, 220)
    p.lines(62, 230, ["3. The weir"], 9, 11)
    p.lines(XS[1] + 2, 230, ["In order"], 9, 11)
    _cell(p, 2, 220, 1, 48, "weir")
    _cell(p, 3, 220, 1, 48, "bell")


def _third(p: Page) -> None:
    _cell(p, 2, 60, 49, 63, "weir")
    _cell(p, 3, 60, 49, 55, "bell")
    _rule(p, 232)
    p.lines(60, 270, ["The board meets again in spring, when the ice on the river has gone and"] * 3, 10, 13)


def test_rows_cut_by_page_breaks_are_one_row_each() -> None:
    (table,) = read(document(_first, _second, _third)).tables
    rows = [[str(c.text) if c else "" for c in row] for row in table.body()]
    assert [row[0] for row in rows] == ["0. The ford", "00. The sluice", "1. The pier", "2. The lock", "3. The weir"]
    assert [row[1] for row in rows[2:]] == ["In order", "Out of order", "In order"]
    assert [(row[2][:11], row[2][-14:]) for row in rows[3:]] == [
        ("Lock line 1", "line 30 of the"),
        ("Weir line 1", "line 63 of the"),
    ]
    assert [(row[3][:11], row[3][-14:]) for row in rows[3:]] == [
        ("Gate line 1", "line 32 of the"),
        ("Bell line 1", "line 55 of the"),
    ]
    assert table.pages == (1, 3)
