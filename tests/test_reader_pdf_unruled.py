"""The PDF reader on tables without rules, the cells of which hold sentences over several lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from extractors.layout import Layout
from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document

XS = (60, 110, 280, 400)
HEADS = ("Reach", "What was promised", "Who keeps it", "State")
PITCH = 10.5
ROWS: list[tuple[list[str], ...]] = [
    (
        ["Upper", "river"],
        ["A gauge at each of the", "three fords, read by the", "school"],
        ["The ferry office"],
        ["In order"],
    ),
    (
        [],
        ["A book of levels that", "anybody may read"],
        ["The council of the", "lower town"],
        ["Begun, with", "two of four", "volumes"],
    ),
    (["Mouth"], ["A lamp on the pier"], ["The harbour"], ["Not begun"]),
]
PROSE = ["The board of the river met twice in the year and heard what had been done", "along its banks since spring."]


def table(p: Page, y: float, rows: Sequence[Sequence[list[str]]], gap: float = 4.0) -> float:
    """Write rows of cells one below the other, set apart by ``gap``, and return the height below them."""
    for row in rows:
        for x, lines in zip(XS, row, strict=True):
            p.lines(x, y, lines, 9, PITCH)
        y += max(map(len, row)) * PITCH + gap
    return y


def heads(p: Page, y: float, words: Sequence[str] = HEADS) -> float:
    for x, word in zip(XS, words, strict=False):
        p.text(x, y, word, 9, "Helvetica-Bold")
    return y + PITCH + 4


def cells(layout: Layout, n: int = 0) -> list[list[str]]:
    return [[str(cell.text) if cell else "" for cell in row] for row in layout.tables[n].grid()]


def joined(rows: Sequence[Sequence[list[str]]]) -> list[list[str]]:
    return [[" ".join(lines) for lines in row] for row in rows]


def test_rows_further_apart_than_their_lines_under_bold_heads_are_a_table() -> None:
    def page(p: Page) -> None:
        p.lines(60, 60, PROSE)
        y = table(p, heads(p, 110), ROWS)
        p.lines(60, y + 14, PROSE)

    layout = read(document(page))
    assert cells(layout) == [list(HEADS), *joined(ROWS)]
    assert layout.tables[0].header_rows == 1
    assert [str(b.text) for b in layout.blocks] == [" ".join(PROSE)] * 2


def test_a_shaded_head_alone_heads_the_rows_below_it() -> None:
    def page(p: Page) -> None:
        edges = [x - 4 for x in (*XS, 520)]
        for x0, x1 in pairwise(edges):
            p.box(x0, 99, x1, 114, fill="#d9e2f3")
        y = table(p, heads(p, 110), ROWS)
        p.lines(60, y + 14, PROSE)

    layout = read(document(page))
    assert cells(layout) == [list(HEADS), *joined(ROWS)]
    assert layout.tables[0].header_rows == 1


def test_rows_without_heads_that_begin_together_are_a_table() -> None:
    rows = [([f"{day:02d}-03-", "2021"], *row[1:]) for day, row in enumerate(ROWS * 2, 4)]

    def page(p: Page) -> None:
        p.lines(60, 60, PROSE)
        table(p, 110, rows)

    assert cells(read(document(page))) == joined([([row[0][0] + row[0][1]], *row[1:]) for row in rows])


def test_the_table_goes_on_upon_the_next_page_with_the_end_of_the_row_that_the_break_cut() -> None:
    def first(p: Page) -> None:
        p.lines(60, 60, PROSE)
        y = table(p, heads(p, 680), ROWS)
        table(p, y, [(["Weir"], ["A gate of iron"], ["The mill"], ["Late, for want of", "iron"])])

    def second(p: Page) -> None:
        y = p.lines(XS[3], 60, ["and of smiths in", "the lower town"], 9, PITCH) + 4
        y = table(p, y, [(["Lock"], ["A bell that is rung", "at high water"], ["The keeper"], ["In order"])])
        p.lines(60, y + 14, PROSE)

    layout = read(document(first, second))
    (only,) = layout.tables
    assert cells(layout)[4:] == [
        ["Weir", "A gate of iron", "The mill", "Late, for want of iron and of smiths in the lower town"],
        ["Lock", "A bell that is rung at high water", "The keeper", "In order"],
    ]
    assert only.n_rows == 6


def test_text_on_the_next_page_is_no_row_of_the_table_before() -> None:
    def first(p: Page) -> None:
        p.lines(60, 60, PROSE)
        table(p, heads(p, 700), ROWS)

    def second(p: Page) -> None:
        p.lines(60, 60, [*PROSE, "Spring", "Summer"])

    layout = read(document(first, second))
    assert cells(layout) == [list(HEADS), *joined(ROWS)]


def test_rows_no_further_apart_than_their_lines_are_told_by_their_numbers() -> None:
    rows = [([f"{n}."], *row[1:]) for n, row in enumerate(ROWS, 1)]

    def page(p: Page) -> None:
        table(p, heads(p, 110) - 4, rows, gap=0)

    layout = read(document(page))
    assert cells(layout) == [list(HEADS), *joined(rows)]


@pytest.mark.parametrize("gap", [0.0, 5.0])
def test_columns_of_text_under_bold_headings_are_no_table(gap: float) -> None:
    """Their paragraphs end at heights of their own."""

    def page(p: Page) -> None:
        heads(p, 110, ("Spring", "", "Summer", "Autumn"))
        for k, lengths in enumerate(((4, 3, 6), (3, 5, 5), (6, 4, 3))):
            y = 124.0
            for n in lengths:
                lines = ["The river rose again,", *["and so the story of the ford"] * (n - 1)]
                y = p.lines((60, 280, 400)[k], y, lines, 9, PITCH) + gap

    assert not read(document(page)).tables
