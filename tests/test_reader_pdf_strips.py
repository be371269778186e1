"""Rows of tables that a page break left alone, closed by two rules, by one or by none."""

from __future__ import annotations

from collections.abc import Callable

from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document
from tests.test_reader_pdf_tables import words

BOLD = "Helvetica-Bold"
XS = (72.0, 200.0, 420.0)
ROWS = [("Gauge", "Upper pier"), ("Keeper", "River authority"), ("State", "In repair"), ("Next", "Paint the scale")]
FOUR = (72.0, 200.0, 310.0, 420.0)
END = 530.0
LEFT = [
    "The board met twice in the year and",
    "heard of the gauges by the river; it",
    "was told of the lamps, of the bells",
    "and of the lock.",
]
RIGHT = [
    "It will meet again in spring and",
    "write of what it then has heard,",
    "of the ferry and of the mill, and",
    "what came of them.",
]


def ruled(p: Page, *ys: float) -> None:
    for y in ys:
        p.rule(XS[0], y, END, y)


def rows(p: Page, top: float, *cells: tuple[str, ...]) -> None:
    for i, row in enumerate(cells):
        p.row(FOUR if len(row) > 2 else XS, top + 20 * i, row)


def test_a_title_row_between_two_rules_at_the_foot_begins_the_table_of_the_next_page() -> None:
    def first(p: Page) -> None:
        ruled(p, *(600 + 20 * i for i in range(5)), 700, 720)
        rows(p, 600, *ROWS)
        rows(p, 700, ("Gauge", "Lower lock"))

    def second(p: Page) -> None:
        ruled(p, *(60 + 20 * i for i in range(4)))
        rows(p, 60, *ROWS[1:])

    one, two = read(document(first, second)).tables
    assert words(one) == [list(row) for row in ROWS]
    assert words(two) == [["Gauge", "Lower lock"], *(list(row) for row in ROWS[1:])]


def test_the_tail_of_a_cut_row_and_the_row_below_it_go_on_behind_the_break() -> None:
    heads = ("Gauge", "Spring", "Autumn", "Winter")

    def first(p: Page) -> None:
        ruled(p, 700, 720, 740)
        p.row(FOUR, 700, heads, BOLD)
        rows(p, 720, ("1. The pier above the", "3 m", "4 m", "2 m"))
        p.text(300, 800, "1")

    def second(p: Page) -> None:
        ruled(p, 60, 80, 100)
        rows(p, 60, ("upper lock", "", "", ""), ("2. The mill", "1 m", "2 m", "1 m"))
        ruled(p, *(300 + 20 * i for i in range(4)))
        rows(p, 300, *ROWS[1:])

    table, _ = read(document(first, second)).tables
    assert words(table)[0] == list(heads)
    assert words(table)[-1] == ["2. The mill", "1 m", "2 m", "1 m"]
    assert " ".join(row[0] for row in words(table)[1:-1]) == "1. The pier above the upper lock"


def test_rows_left_open_at_foot_and_head_are_one_row() -> None:
    def first(p: Page) -> None:
        p.text(300, 40, "River yearbook")
        ruled(p, 640, 660, 680, 700, 720)
        rows(p, 640, ("Gauge", "Spring", "Autumn"), ("Pier", "1 m", "2 m"), *ROWS[1:3])
        rows(p, 720, ("Notes", "The keepers read the", "scale by hand on"))
        p.text(300, 800, "1")

    def second(p: Page) -> None:
        p.text(300, 40, "River yearbook")
        rows(p, 50, ("", "gauge each day", "feast days too"))
        ruled(p, 70, 90, 110, 130)
        rows(p, 70, *ROWS[1:])

    (table,) = read(document(first, second)).tables
    assert ["Notes", "The keepers read the gauge each day", "scale by hand on feast days too"] in words(table)


def test_lines_of_prose_below_a_table_are_no_row() -> None:
    def page(p: Page) -> None:
        ruled(p, 640, 660, 680, 700, 720)
        rows(p, 640, *ROWS)
        p.text(
            72,
            733,
            "The keepers wrote down what the river had done in the years before, and they did so each spring.",
            9,
        )

    layout = read(document(page))
    (table,) = layout.tables
    assert words(table) == [list(row) for row in ROWS]
    assert any("keepers wrote" in str(block.text) for block in layout.blocks)


def small_above(size: float) -> Callable[[Page], None]:
    def page(p: Page) -> None:
        ruled(p, *(100 + 14 * i for i in range(12)))
        for i in range(11):
            for x, word in zip(FOUR, (f"Gauge {i}", "1 m", "2 m", "3 m"), strict=True):
                p.text(x + 3, 110 + 14 * i, word, size)
        p.lines(72, 300, ["The keepers met each spring, and they wrote down what the river had done."] * 3)
        for y in (400, 420, 440, 460):
            for x0, x1 in zip(FOUR, (*FOUR[1:], END), strict=True):
                p.rule(x0, y, x1, y)
        rows(p, 400, ("Lock", "Spring", "Autumn", "Winter"), ("Upper", "1", "2", "3"), ("Lower", "4", "5", "6"))

    return page


def test_a_table_in_larger_letters_than_another_of_its_width_is_a_table() -> None:
    _, table = read(document(small_above(6.5))).tables
    assert words(table) == [["Lock", "Spring", "Autumn", "Winter"], ["Upper", "1", "2", "3"], ["Lower", "4", "5", "6"]]


def test_cells_that_begin_below_each_other_have_a_wall_though_few_rows_show_a_gap() -> None:
    def page(p: Page) -> None:
        ruled(p, 100, 120, 140, 160, 180)
        p.row(FOUR, 100, ("Gauge", "Read", "Mended", "State"), BOLD)
        for i, state in enumerate(("Good", "Poor", "Lost")):
            p.row(FOUR, 120 + 20 * i, (f"Pier {i}", "May 2013", "", state))
            day = "30 September, spring"
            p.text(417 - p.canvas.stringWidth(day, "Helvetica", 9), 133 + 20 * i, day, 9)

    (table,) = read(document(page)).tables
    assert [row[-1] for row in words(table)] == ["State", "Good", "Poor", "Lost"]


def test_letters_alone_in_cells_far_apart_are_no_spaced_out_word() -> None:
    def page(p: Page) -> None:
        ruled(p, 100, 120, 140, 160)
        rows(p, 100, ROWS[0])
        for x, letter in zip((210, 290, 370, 450), "cbad", strict=True):
            p.text(x, 133, letter, 9)
        rows(p, 140, ROWS[1])

    (table,) = read(document(page)).tables
    assert "cbad" not in [word for row in words(table) for word in row]


def test_the_end_of_one_cell_above_the_first_rule_goes_on_in_its_cell() -> None:
    def first(p: Page) -> None:
        ruled(p, 660, 680, 700, 720)
        rows(p, 660, ROWS[0], ROWS[1], ("State", "The scale was repaired in"))

    def second(p: Page) -> None:
        p.text(203, 62, "autumn and painted by", 9)
        p.text(203, 73, "the keepers", 9)
        ruled(p, 86, 106, 126, 146)
        rows(p, 86, ROWS[3], ("Depth", "3 m"), ("Width", "9 m"))

    (table,) = read(document(first, second)).tables
    assert words(table)[2] == ["State", "The scale was repaired in autumn and painted by the keepers"]
    assert words(table)[3] == list(ROWS[3])


def test_a_sign_alone_above_the_first_rule_is_the_answer_below_its_head() -> None:
    def first(p: Page) -> None:
        ruled(p, 660, 680, 700, 720)
        rows(
            p,
            660,
            ("Gauge", "Spring", "Autumn", "Winter"),
            ("Pier", "1 m", "2 m", "3 m"),
            ("Flood", "May", "June", "July"),
        )

    def second(p: Page) -> None:
        p.box(357, 66, 363, 72, fill="#000000")
        ruled(p, 80, 100, 120, 140)
        rows(p, 80, *ROWS[1:])

    table = read(document(first, second)).tables[-1]
    marked = [cell for cell in table.cells if cell.marked]
    assert [cell.col for cell in marked] == [2]


def test_a_paragraph_above_a_table_of_the_same_width_is_no_row() -> None:
    def first(p: Page) -> None:
        ruled(p, 660, 680, 700, 720)
        rows(p, 660, *ROWS[:3])

    def second(p: Page) -> None:
        p.text(72, 62, "The mill", 9)
        ruled(p, 72, 92, 112, 132)
        rows(p, 72, ROWS[3], ("Depth", "3 m"), ("Width", "9 m"))

    layout = read(document(first, second))
    assert any(str(block.text) == "The mill" for block in layout.blocks)


def test_column_heads_alone_in_a_frame_at_the_foot_head_the_rows_of_the_next_page() -> None:
    body = [("Pier", "1 m", "2 m", "Good"), ("Mill", "2 m", "3 m", "Poor"), ("Lock", "4 m", "4 m", "Lost")]

    def frame(p: Page, top: float, bottom: float) -> None:
        p.rule(XS[0], top, XS[0], bottom)
        p.rule(END, top, END, bottom)

    def first(p: Page) -> None:
        p.lines(72, 600, ["The keepers met each spring, and they wrote down what the river had done."] * 3)
        p.rule(XS[0], 720, END, 720)
        frame(p, 720, 742)
        p.row(FOUR, 720, ("Gauge", "Spring", "Autumn", "State"), BOLD)
        p.text(300, 800, "1")

    def second(p: Page) -> None:
        frame(p, 60, 120)
        p.rule(XS[0], 120, END, 120)
        for i, row in enumerate(body):
            if i % 2:
                for x0, x1 in zip(FOUR, (*FOUR[1:], END), strict=True):
                    p.box(x0, 60 + 20 * i, x1, 80 + 20 * i, fill="#f2f2f2")
            p.row(FOUR, 60 + 20 * i, row)

    (table,) = read(document(first, second)).tables
    assert words(table)[0] == ["Gauge", "Spring", "Autumn", "State"]
    assert words(table)[1:] == [list(row) for row in body]


def test_two_columns_of_text_between_two_tables_are_no_row_of_either() -> None:
    """One of the columns begins at a wall of the table above, and both tables are as wide as the text."""
    above, below = (60, 150, 290, 420, 520), (60, 100, 360, 520)

    def page(p: Page) -> None:
        p.grid(above, (60, 80, 100, 120))
        for y in (60, 80, 100):
            p.row(above, y, ("Gauge", "State", "Story", "Plans"))
        p.lines(60, 140, LEFT, 10, 12)
        p.lines(292, 140, RIGHT, 10, 12)
        p.grid(below, (200, 220, 240, 260))
        for y in (200, 220, 240):
            p.row(below, y, ("No.", "Name", "Share"))

    layout = read(document(page))
    assert [table.n_cols for table in layout.tables] == [4, 3]
    assert [str(block.text) for block in layout.blocks] == [" ".join(LEFT), " ".join(RIGHT)]
