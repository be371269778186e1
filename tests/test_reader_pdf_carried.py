"""The PDF reader where a page break leaves little: one row of a table, or a line of a list that looks like a foot."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document

BOLD = "Helvetica-Bold"
XS = (60, 220, 320, 430)
ROWS = [
    (["1. Gauge at the pier", "with a keeper"], ["Dry"], ["High"], ["Calm"]),
    (["2. Gauge at the lock", "with a lamp"], ["Wet"], ["Low"], ["Rough"]),
    (["3. Gauge at the weir", "with a bell"], ["Dry"], ["Very", "low"], ["Calm"]),
]


def _row(p: Page, y: float, cells: tuple[list[str], ...]) -> None:
    for x, lines in zip(XS, cells, strict=True):
        p.lines(x + 3, y + 12, lines, 9, 11)


def _first(p: Page) -> None:
    p.text(250, 40, "River almanac", 8)
    p.row(XS, 660, ("Gauge", "Shore", "Level", "Water"), BOLD)
    for i, cells in enumerate(ROWS):
        _row(p, 682 + 30 * i, cells)
    for y in (660, 682, 712, 742, 772):
        for x0, x1 in pairwise((*XS, 520)):
            p.rule(x0, y, x1, y)


def _between_rules(p: Page) -> None:
    for y in (80, 110):
        p.rule(60, y, 520, y)


def _in_open_frame(p: Page) -> None:
    p.rule(60, 80, 60, 110)
    p.rule(520, 80, 520, 110)
    p.rule(60, 110, 520, 110)


@pytest.mark.parametrize("dress", [_between_rules, _in_open_frame])
def test_a_row_alone_behind_a_page_break_goes_on_with_its_table(dress: Callable[[Page], None]) -> None:
    def second(p: Page) -> None:
        p.text(250, 40, "River almanac", 8)
        dress(p)
        _row(p, 80, (["4. Gauge at the mill", "with a rope"], ["Wet"], ["Very", "high"], ["Calm"]))

    (table,) = read(document(_first, second)).tables
    last = [str(c.text) for c in table.body()[-1] if c]
    assert last == ["4. Gauge at the mill with a rope", "Wet", "Very high", "Calm"]
    assert table.pages == (1, 2)


def test_words_across_the_columns_of_the_table_before_are_no_row_of_it() -> None:
    def second(p: Page) -> None:
        _between_rules(p)
        p.lines(63, 92, ["The keepers of the four gauges met each spring and wrote down the level"], 9)

    layout = read(document(_first, second))
    assert [t.pages for t in layout.tables] == [(1, 1)]
    assert any("met each spring" in str(text) for text in layout.texts())


@pytest.mark.parametrize("count", [1, 2])
def test_bold_heads_part_the_prose_in_a_frame_that_a_page_break_left_open(count: int) -> None:
    prose = ["The keeper reads it", "each morning at six", "and keeps a book."]

    def page(p: Page) -> None:
        p.rule(60, 690, 520, 690)
        for x in (60, 520):
            p.rule(x, 690, x, 785)
        p.row(XS, 690, ("Gauge", "Shore", "Level", "Water"), BOLD)
        for i in range(count):
            for x, lines in zip(XS, ([f"{i + 1}. Gauge at the", "pier"], prose, ["Very high"], prose), strict=True):
                p.lines(x + 3, 717 + 42 * i, lines, 8, 11)

    (table,) = read(document(page)).tables
    assert [str(c.text) for c in table.grid()[0] if c] == ["Gauge", "Shore", "Level", "Water"]
    said = " ".join(prose)
    rows = [[str(c.text) for c in row if c] for row in table.body()]
    assert rows == [[f"{i + 1}. Gauge at the pier", said, "Very high", said] for i in range(count)]


def test_a_labelled_line_at_the_foot_of_two_pages_is_no_foot_where_lists_have_its_label() -> None:
    def page(first: int) -> Callable[[Page], None]:
        def draw(p: Page) -> None:
            for i in range(4):
                y = 560 + 60 * i
                p.text(60, y, f"Gauge {first + i}", 11, BOLD)
                p.text(60, y + 18, "Shore: dry", 10)
                p.text(60, y + 36, "Level: high", 10)
            p.text(280, 815, f"Almanac, sheet {first // 4}", 8)

        return draw

    layout = read(document(page(4), page(8)))
    said = [str(text) for text in layout.texts()]
    assert said.count("Level: high") == 8
    assert [str(r) for r in layout.running] == ["Almanac, sheet 1", "Almanac, sheet 2"]


def test_rows_behind_the_break_keep_the_first_cell_that_spans_them() -> None:
    """A rule that leaves out the first column parts the rows below a merged cell."""

    def second(p: Page) -> None:
        for y in (80, 140):
            for x0, x1 in pairwise((*XS, 520)):
                p.rule(x0, y, x1, y)
        p.rule(XS[1], 110, 520, 110)
        _row(p, 80, (["4. Gauges at the mill"], ["Wet"], ["High"], ["Calm"]))
        _row(p, 110, ([], ["Dry"], ["Low"], ["Rough"]))

    (table,) = read(document(_first, second)).tables
    assert [[str(c.text) for c in row if c] for row in table.body()[-2:]] == [
        ["4. Gauges at the mill", "Wet", "High", "Calm"],
        ["4. Gauges at the mill", "Dry", "Low", "Rough"],
    ]
