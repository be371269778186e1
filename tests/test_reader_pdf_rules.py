"""The PDF reader on tables drawn with few lines: rules between rows only, shaded rows, rows of several lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from extractors.layout import Table
from extractors.readers._pdf.bands import Band, boundaries, make_band
from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document

BOLD = "Helvetica-Bold"


def words(table: Table) -> list[list[str]]:
    return [[str(cell.text) if cell else "" for cell in row] for row in table.grid()]


def test_a_rule_that_leaves_out_the_first_column_makes_a_merged_cell() -> None:
    xs = (60, 150, 400)
    rows = [
        ("Harbour", "Gauge at the pier", "Keeper A"),
        ("", "Gauge at the lock", "Keeper B"),
        ("", "Gauge at the weir", "Keeper B"),
        ("Upper river", "Gauge at the mill", "Keeper C"),
        ("", "Gauge at the ford", "Keeper D"),
        ("", "Gauge at the spring", "Keeper D"),
    ]

    def page(p: Page) -> None:
        p.rule(60, 100, 540, 100)
        p.row(xs, 100, ("Reach", "Gauge", "Reader"), BOLD)
        for i, row in enumerate(rows):
            y = 120 + 20 * i
            p.rule(60 if row[0] else 147, y, 540, y)
            p.row(xs, y, row)
        p.rule(60, 240, 540, 240)

    (table,) = read(document(page)).tables
    assert words(table)[1:] == [[rows[i - i % 3][0], *row[1:]] for i, row in enumerate(rows)]
    assert [cell.row_span for cell in table.cells if cell.col == 0] == [1, 3, 3]


def shaded(rows: list[tuple[str, str, list[str]]], top: float, shade: int) -> tuple[Callable[[Page], None], float]:
    """Return a drawer of rows with an outer frame drawn piece by piece; each second row is shaded."""
    heights = [12.0 * len(lines) + 8 for _, _, lines in rows]

    def page(p: Page) -> None:
        y = top
        for i, ((number, name, lines), height) in enumerate(zip(rows, heights, strict=True)):
            if i % 2 == shade:
                for x0, x1 in ((60, 150), (150, 300), (300, 540)):
                    p.box(x0, y, x1, y + height, "#f2f2f2")
            p.rule(60, y, 60, y + height)
            p.rule(540, y, 540, y + height)
            p.text(63, y + 14, number, 9)
            p.text(153, y + 14, name, 9)
            p.lines(303, y + 14, lines, 9)
            y += height

    return page, top + sum(heights)


def test_a_white_row_at_the_end_of_shaded_ones_reaches_to_the_end_of_the_frame() -> None:
    rows = [
        (f"Gauge {n}", f"Keeper {n}", ["The gauge was read at dawn", "and at dusk", "by the keeper."]) for n in "ABCDE"
    ]
    first, _ = shaded(rows[:3], 600, 1)
    second, _ = shaded(rows[3:], 60, 0)
    (table,) = read(document(first, second)).tables
    assert words(table) == [[a, b, " ".join(lines)] for a, b, lines in rows]


def test_the_stroke_above_the_notes_is_no_row_of_the_table_right_above_it() -> None:
    xs = (60, 150, 400)

    def page(p: Page) -> None:
        for i, row in enumerate([("Reach", "Gauge", "Reader"), ("Upper", "Mill", "A"), ("Lower", "Pier", "B")]):
            p.row(xs, 680 + 20 * i, row, BOLD if not i else "Helvetica")
        p.grid((*xs, 540), (680, 700, 720, 740))
        p.rule(66, 743.6, 190, 743.6)
        p.text(66, 756, "1", 5)
        p.text(70, 760, "Count of the harbour master.", 8)

    layout = read(document(page))
    (table,) = layout.tables
    assert words(table) == [["Reach", "Gauge", "Reader"], ["Upper", "Mill", "A"], ["Lower", "Pier", "B"]]
    assert [b.kind for b in layout.blocks] == ["footnote"]


def test_notes_below_a_table_are_notes_though_they_have_most_letters_of_the_page() -> None:
    xs = (60, 150, 400)

    def page(p: Page) -> None:
        p.text(60, 640, "Gauges were counted in spring.", 11)
        for i, row in enumerate([("Reach", "Gauge", "Reader"), ("Upper", "Mill", "A"), ("Lower", "Pier", "B")]):
            p.row(xs, 660 + 20 * i, row, BOLD if not i else "Helvetica")
        p.grid((*xs, 540), (660, 680, 700, 720))
        p.rule(60, 740, 204, 740)
        p.text(60, 754, "Count of the harbour master, who walked the whole of the river from mill to pier.", 8)

    def text(p: Page) -> None:
        p.lines(60, 100, ["The river runs from the mill to the pier, and gauges stand at both its ends."] * 9, 11, 13)

    assert read(document(text, page)).blocks[-1].kind == "footnote"


def test_a_caption_between_two_rules_is_no_row_of_the_table_on_the_page_before() -> None:
    """The rule below the running head and the top of the next table have the width of the table before."""
    four, three = (60, 150, 300, 400), (60, 250, 420)

    def first(p: Page) -> None:
        p.text(60, 50, "Yearbook of rivers", 9)
        p.rule(60, 56, 540, 56)
        for i, row in enumerate([("Reach", "Day", "Gauge", "Reader"), ("Upper", "Monday", "Mill", "Keeper A")]):
            p.row(four, 700 + 20 * i, row, BOLD if not i else "Helvetica")
        p.grid((*four, 540), (700, 720, 740))

    def second(p: Page) -> None:
        p.text(60, 50, "Yearbook of rivers", 9)
        p.rule(60, 56, 540, 56)
        begins = 300 - p.canvas.stringWidth("Table 4:", BOLD, 10.5) - 1.5  # no word stands across a wall
        p.text(begins, 90, "Table 4: Gauges here", 10.5, BOLD)
        rows = [
            ("River and all its waters", "Length", "Source"),
            ("Aller", "215 km", "Hill"),
            ("Oker", "128 km", "Moor"),
        ]
        for i, row in enumerate(rows):
            p.row(three, 100 + 20 * i, row, BOLD if not i else "Helvetica")
        p.grid((*three, 540), (100, 120, 140, 160))

    tables = read(document(first, second)).tables
    assert [str(t.caption or "") for t in tables] == ["", "Table 4: Gauges here"]
    assert [t.n_rows for t in tables] == [2, 3]


def test_a_group_of_rows_goes_on_over_the_page_break() -> None:
    xs = (60, 150, 400)
    head = ("Reach", "Gauge", "Reader")

    def part(rows: list[tuple[str, str, str]], top: float) -> Callable[[Page], None]:
        def page(p: Page) -> None:
            p.row(xs, top, head, BOLD)
            bottom = top + 20 * (len(rows) + 1)
            for x in (*xs, 540):
                p.rule(x, top, x, bottom)
            p.rule(60, top, 540, top)
            for i, row in enumerate(rows):
                y = top + 20 * (i + 1)
                p.rule(60 if row[0] or not i else 150, y, 540, y)
                p.row(xs, y, row)
            p.rule(60, bottom, 540, bottom)

        return page

    above = [
        ("Harbour", "Pier", "Anna"),
        ("", "Lock", "Boris"),
        ("River", "Mill", "Carla"),
        ("", "Ford", "Dario"),
    ]
    below = [("", "Spring", "Elena"), ("", "Bridge", "Fabio")]
    (table,) = read(document(part(above, 600), part(below, 60))).tables
    assert words(table)[3:] == [["River", *row[1:]] for row in (*above[2:], *below)]
    assert [cell.row_span for cell in table.cells if cell.col == 0] == [1, 2, 4]


def test_a_row_the_break_cuts_between_a_number_and_its_title_is_joined() -> None:
    xs = (60, 200, 400)

    def part(rows: list[tuple[str, str, str]], top: float) -> Callable[[Page], None]:
        def page(p: Page) -> None:
            p.grid((*xs, 540), [top + 20 * i for i in range(len(rows) + 1)])
            for i, row in enumerate(rows):
                p.row(xs, top + 20 * i, row)

        return page

    above = [("Gauge 1: Pier", "Read each day", "Keep the hut dry"), ("Gauge 2:", "Read each week by the", "Move it")]
    below = [("Mill race", "keeper of the mill", "upstream"), ("Gauge 3: Ford", "Not read", "Find a keeper")]
    (table,) = read(document(part(above, 700), part(below, 60))).tables
    assert words(table) == [
        list(above[0]),
        ["Gauge 2: Mill race", "Read each week by the keeper of the mill", "Move it upstream"],
        list(below[1]),
    ]


def test_rows_that_begin_small_everywhere_are_not_joined() -> None:
    xs = (60, 200, 400)

    def part(rows: list[tuple[str, str, str]], top: float) -> Callable[[Page], None]:
        def page(p: Page) -> None:
            p.grid((*xs, 540), [top + 20 * i for i in range(len(rows) + 1)])
            for i, row in enumerate(rows):
                p.row(xs, top + 20 * i, row)

        return page

    rows = [(f"Gauge {i}", "read each day", "in use") for i in range(1, 6)]
    (table,) = read(document(part(rows[:3], 700), part(rows[3:], 60))).tables
    assert words(table) == [list(row) for row in rows]


def test_white_names_left_of_shaded_columns_are_columns_of_the_table() -> None:
    names = ["Gauge at the pier and at the lock", "Gauge at the mill", "Gauge at the ford", "Gauge at the weir"]
    xs = [200.0 + 40 * k for k in range(9)]

    def page(p: Page) -> None:
        y = 100
        p.text(60, y + 13, "No.", 9, BOLD)
        p.text(90, y + 13, "Gauge", 9, BOLD)
        for i, name in enumerate(["", *names]):
            for k, (x0, x1) in enumerate(pairwise(xs)):
                p.box(x0, y, x1, y + 30, "#dce8f5" if k < 4 else "#f5e8dc")
                p.text(x0 + 3, y + 13, "x" if name and k == i else "" if name else f"C{k}", 8, BOLD)
            if name:
                p.text(60, y + 13, str(i), 9)
                p.lines(90, y + 13, [name[:17].strip(), name[17:].strip()], 9, 11)
            y += 30
        p.text(60, 290, "The keepers wrote these lines below the table.", 10)

    (table,) = read(document(page)).tables
    rows = words(table)
    assert [row[:2] for row in rows] == [["No.", "Gauge"], *([str(i), n] for i, n in enumerate(names, 1))]
    assert table.n_cols == 10


def test_two_tables_wall_to_wall_stay_apart() -> None:
    def part(p: Page, xs: tuple[float, ...], top: float, rows: Sequence[tuple[str, ...]]) -> None:
        for i, row in enumerate(rows):
            y = top + 20 * i
            for x0, x1 in pairwise(xs):
                p.rule(x0, y, x1, y)
                p.rule(x0, y + 20, x1, y + 20)
            for x in xs:
                p.rule(x, y, x, y + 20)
            p.row(xs, y, row)

    first = [("No.", "Gauge", "Keeper"), ("1", "Pier", "Anna"), ("2", "Mill", "Boris")]
    second = [("When it was read", "Each day"), ("Who may see it", "Whoever asks"), ("Where it is", "Customs house")]

    def page(p: Page) -> None:
        part(p, (60, 110, 350, 540), 100, first)
        part(p, (60, 270, 540), 160.9, second)

    one, two = read(document(page)).tables
    assert words(one) == [list(row) for row in first]
    assert words(two) == [list(row) for row in second]


def test_a_white_row_with_the_name_of_an_area_is_a_row_of_the_shaded_matrix() -> None:
    xs = [160.0 + 40 * k for k in range(10)]
    rows = ["", "Pier", "Lock", None, "Mill", "Ford"]

    def page(p: Page) -> None:
        for i, name in enumerate(rows):
            y = 100 + 26.0 * i
            if name is None:
                p.text(60, y + 13, "Upper river", 9, BOLD)
                continue
            p.text(60, y + 13, name or "Gauge", 9)
            for k, (x0, x1) in enumerate(pairwise(xs)):
                p.box(x0, y, x1, y + 26, "#dce8f5" if k < 4 else "#f5e8dc")
                p.text(x0 + 3, y + 13, ("x" if k == i else "") if name else f"C{k}", 8)

    (table,) = read(document(page)).tables
    assert [row[0] for row in words(table)] == ["Gauge", "Pier", "Lock", "Upper river", "Mill", "Ford"]
    (area,) = [cell for cell in table.cells if str(cell.text) == "Upper river"]
    assert area.col_span == table.n_cols == 10


def test_a_box_between_two_rules_has_its_rows_though_a_ruled_table_of_its_width_stands_below() -> None:
    xs = (60, 300, 420)
    lines = [("Readings", "9 (4)", "7 (3)"), ("Floods", "2 (1)", "1 (1)"), ("Droughts", "3 (1)", "2 (1)")]

    def page(p: Page) -> None:
        for y in (100, 155, *(400 + 20 * i for i in range(6))):
            for x0, x1 in pairwise((*xs, 540)):
                p.rule(x0, y, x1, y)
        for i, row in enumerate([("Gauge", "Spring", "Autumn"), *lines]):
            p.row(xs, 96 + 13 * i, row, BOLD if not i else "Helvetica")
        p.lines(
            60,
            200,
            ["The keepers met each spring, and they wrote down what the river had done in the years before."] * 9,
        )
        for i in range(5):
            p.row(xs, 400 + 20 * i, (f"Gauge {i}", f"{i} m", f"{2 * i} m"))

    box, _ = read(document(page)).tables
    assert words(box) == [["Gauge", "Spring", "Autumn"], *(list(row) for row in lines)]


def test_a_thin_row_that_only_a_colour_marks_is_a_row() -> None:
    def page(p: Page) -> None:
        xs, ys = [72.0, 180.0, 260.0, 340.0, 420.0], [100.0, 118.0, 136.0, 140.5, 160.0]
        p.grid(xs, ys)
        p.box(340.5, 136.3, 419.5, 140.2, fill="#7f3f3f")
        for top, cells in ((100, "abcd"), (118, "efgh"), (140.5, "ijkl")):
            for x, word in zip(xs, cells, strict=False):
                p.text(x + 4, top + 13, word * 4)

    (table,) = read(document(page)).tables
    assert [[str(c.text) if c else "" for c in row] for row in table.grid()][2] == ["", "", "", ""]
    assert [c.fill for c in table.cells if c.row == 2] == [None, None, None, "#7f3f3f"]


def test_cells_that_touch_or_overlap_part_no_columns() -> None:
    def band(*spans: tuple[float, float]) -> Band:
        made = make_band(0.0, 10.0, [])
        made.spans = list(spans)
        return made

    assert boundaries([band((0, 50), (50.5, 90)), band((0, 60), (55, 90))]) == []
    (column,) = boundaries([band((0, 40), (60, 90)), band((0, 50), (50.5, 90))])
    assert 40 <= column[0] <= 60


def test_long_cells_side_by_side_between_two_rules_are_one_row() -> None:
    xs = (60, 220, 380)
    cells = [
        ["The keepers of the", "Harbour read it and", "wrote the level down", "in the harbour book."],
        ["In spring the river", "came over the wall. In", "May the book of 2020", "was lost in the flood."],
        ["The masters will buy", "a new book and keep it", "in the tower. The", "Lock has one, too."],
    ]

    def page(p: Page) -> None:
        for y in (100, 122, 180):
            for x0, x1 in pairwise((*xs, 540)):
                p.rule(x0, y, x1, y)
        p.row(xs, 100, ("What was done", "What came between", "What comes next"), BOLD)
        for x, lines in zip(xs, cells, strict=True):
            p.lines(x + 3, 134, lines, 9, 12)

    (table,) = read(document(page)).tables
    assert words(table)[1] == [" ".join(lines) for lines in cells]
    assert (table.n_rows, table.header_rows) == (2, 1)


def test_walls_that_are_drawn_stand_for_the_gaps_between_turned_heads() -> None:
    """Turned heads at the left of shaded columns leave gaps whose middles are no walls of their own."""
    xs = [150 + 24 * k for k in range(9)]
    rows = [(200, "1. Read the gauges"), (245, "2. Lend the lamps"), (275, "3. Ring the bells")]

    def page(p: Page) -> None:
        for top, bottom in ((100, 185), (200, 230), (245, 275), (275, 305)):
            for k, (x0, x1) in enumerate(pairwise(xs)):
                p.box(x0, top, x1, bottom, fill=("#d6e3bc", "#fbd4b4")[k // 4])
        for y in (100, 185, 200, 230, 245, 275, 305):
            for x0, x1 in pairwise([60, *xs]):
                p.rule(x0, y, x1, y)
        p.text(64, 112, "Promise", 8, "Helvetica-Bold")
        for k, x in enumerate(xs[:-1]):
            p.upward(x + 9, 180, f"Head number {k + 1}", 7)
        for y, area in ((185, "Upper river"), (230, "Lower river")):
            p.text(64, y + 11, area, 8, "Helvetica-Bold")
        for k, (y, words) in enumerate(rows):
            p.text(64, y + 11, words, 8)
            for at in (k, 4 + k):
                p.text(xs[at] + 4, y + 11, "X", 8)

    (table,) = read(document(page)).tables
    assert table.n_cols == 9
    grid = [[str(c.text) if c else "" for c in row] for row in table.grid()]
    assert grid[0] == ["Promise", *(f"Head number {k}" for k in range(1, 9))]
    assert set(grid[1]) == {"Upper river"}
    assert set(grid[3]) == {"Lower river"}
    assert [[k for k, cell in enumerate(row) if cell == "X"] for row in (grid[2], *grid[4:])] == [
        [1, 5],
        [2, 6],
        [3, 7],
    ]


@pytest.mark.parametrize("fill", ["", "#d6e3bc"])
def test_cells_that_stand_apart_are_cells_of_one_table(fill: str) -> None:
    """With cell spacing each cell has a box of its own, and one that spans columns reaches over the gaps."""
    xs, gap = (60, 180, 300, 420), 4.5

    def page(p: Page) -> None:
        for r, row in enumerate([("Promise", "State", "Year"), ("Upper river",), ("Gauges", "Done", "2019")]):
            y = 100 + 22 * r
            for k, words in enumerate(row):
                right = xs[k + 1] if len(row) > 1 else xs[-1]
                p.box(xs[k], y, right - gap, y + 22 - gap, fill=fill, stroke=not fill)
                p.text(xs[k] + 4, y + 12, words, 9, "Helvetica-Bold" if r < 2 else "Helvetica")

    (table,) = read(document(page)).tables
    assert [[str(c.text) if c else "" for c in row] for row in table.grid()] == [
        ["Promise", "State", "Year"],
        ["Upper river"] * 3,
        ["Gauges", "Done", "2019"],
    ]


def test_two_tables_one_below_the_other_stay_apart() -> None:
    def page(p: Page) -> None:
        for top, words in ((100, ("Promise", "State")), (146, ("Lamp", "Year"))):
            p.grid((60, 180, 300), (top, top + 20, top + 40))
            for y in (top, top + 20):
                p.row((60, 180), y, words)

    assert [table.n_rows for table in read(document(page)).tables] == [2, 2]
