"""The PDF reader on tables: rules, fills, alignment, spans, marks, and tables over page breaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import pairwise

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.layout import Table
from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document

XS = [72.0, 150.0, 300.0, 420.0]
HEAD = ("No.", "Gauge", "Reader")
ROWS = [(str(i), f"Gauge at pier {name}", f"Keeper {name}") for i, name in enumerate("ABCDEFGH", 1)]


def words(table: Table) -> list[list[str]]:
    return [[str(cell.text) if cell else "" for cell in row] for row in table.grid()]


def ruled(rows: Sequence[Sequence[str]], *, top: float, head: bool) -> Callable[[Page], None]:
    """Return a page with a ruled table, its first row bold if it is a head."""

    def page(p: Page) -> None:
        ys = [top + 20 * i for i in range(len(rows) + 1)]
        p.grid(XS, ys)
        for i, (y, cells) in enumerate(zip(ys, rows, strict=False)):
            p.row(XS, y, cells, "Helvetica-Bold" if head and i == 0 else "Helvetica")

    return page


def test_a_ruled_table_is_what_pdfplumber_reads() -> None:
    data = document(ruled([HEAD, *ROWS], top=100, head=True))
    (table,) = read(data).tables
    with pdfplumber.open(BytesIO(data)) as other:
        assert words(table) == other.pages[0].extract_tables()[0]
    assert table.header_rows == 1
    assert [cell.is_header for cell in table.cells if cell.row < 2] == [True] * 3 + [False] * 3
    place = table.cells[0].place
    assert (place.x0, place.top, place.x1, place.bottom) == (72, 100, 150, 120)


@pytest.mark.parametrize("repeated", [False, True])
@settings(max_examples=12, deadline=None)
@given(at=st.integers(1, len(ROWS) - 1))
def test_a_table_over_a_page_break_is_one_table(repeated: bool, at: int) -> None:
    whole = [HEAD, *ROWS]
    above, below = whole[: at + 1], [HEAD] * repeated + whole[at + 1 :]
    data = document(ruled(above, top=500, head=True), ruled(below, top=72, head=repeated))
    (table,) = read(data).tables
    assert words(table) == [list(row) for row in whole]
    assert (table.header_rows, table.pages) == (1, (1, 2))


def test_a_row_with_the_next_number_behind_a_page_break_is_a_row_of_its_own() -> None:
    rows = [("1. Decree signed", "junio 2014", "agosto 2015"), ("2. Workshops", "junio 2014", "agosto 2016")]
    data = document(
        ruled([("Milestone", "Start", "End"), rows[0]], top=500, head=True), ruled(rows[1:], top=72, head=False)
    )
    (table,) = read(data).tables
    assert words(table)[1:] == [list(row) for row in rows]


def test_a_row_cut_by_the_page_break_is_joined_and_keeps_its_pages() -> None:
    def first(p: Page) -> None:
        p.grid(XS, [700, 720, 740, 760])
        p.row(XS, 700, HEAD, "Helvetica-Bold")
        p.row(XS, 720, ROWS[0])
        p.row(XS, 740, ("2", "Gauge below the", "Keeper B"))

    def second(p: Page) -> None:
        p.grid(XS, [72, 92, 112])
        p.row(XS, 72, ("", "old stone bridge", ""))
        p.row(XS, 92, ROWS[2])

    (table,) = read(document(first, second)).tables
    assert words(table)[2] == ["2", "Gauge below the old stone bridge", "Keeper B"]
    assert len(table.body()) == 3
    cell = table.grid()[2][1]
    assert cell is not None
    assert [line.place.page for line in cell.text.lines] == [1, 2]


def test_forms_that_follow_each_other_stay_apart() -> None:
    def form(p: Page, top: float, title: str) -> None:
        p.grid([72, 300], [top, top + 20])
        p.text(75, top + 13, title, 9, "Helvetica-Bold")
        p.grid([72, 150, 300], [top + 20, top + 40, top + 60])
        p.row([72, 150], top + 20, ("Lead", "Office of Rivers"))
        p.row([72, 150], top + 40, ("Ends", "2020"))

    def first(p: Page) -> None:
        form(p, 600, "1. Gauges")

    def second(p: Page) -> None:
        form(p, 72, "2. Scales")
        form(p, 150, "3. Seals")

    tables = read(document(first, second)).tables
    assert [words(t)[0][0] for t in tables] == ["1. Gauges", "2. Scales", "3. Seals"]
    assert [t.n_rows for t in tables] == [3, 3, 3]


def test_a_title_row_alone_at_the_end_of_a_page_begins_the_table_of_the_next() -> None:
    def title(p: Page, top: float, name: str) -> None:
        p.box(72, top, 300, top + 20, fill="#d9e2f3", stroke=True)
        p.text(75, top + 13, name, 9, "Helvetica-Bold")

    def rows(p: Page, top: float) -> None:
        p.grid([72, 150, 300], [top, top + 20, top + 40])
        p.row([72, 150], top, ("Lead", "Office of Rivers"))
        p.row([72, 150], top + 20, ("Ends", "2020"))

    def first(p: Page) -> None:
        title(p, 680, "1. Gauges")
        rows(p, 700)
        title(p, 752, "2. Scales")
        p.text(290, 815, "1", 9)

    tables = read(document(first, lambda p: rows(p, 72))).tables
    assert [words(t)[0][0] for t in tables] == ["1. Gauges", "2. Scales"]
    assert words(tables[1])[1:] == [["Lead", "Office of Rivers"], ["Ends", "2020"]]


def test_marks_below_options_stay_apart_where_the_label_went_to_the_next_page() -> None:
    xs = [72, 150, 230, 310, 390, 470]

    def first(p: Page) -> None:
        p.grid([72, 150, 470], [700, 720, 740])
        p.row(xs, 700, ("Lead", "Office of Rivers"))
        p.row(xs, 720, ("Aim", "To read the gauges"))
        p.grid(xs, [740, 760])
        p.row(xs, 740, ("", "None", "Some", "Most", "All"))

    def second(p: Page) -> None:
        p.grid(xs, [72, 92])
        p.row(xs, 72, ("Level", "", "", "X"))
        p.grid([72, 150, 470], [92, 112])
        p.row(xs, 92, ("Ends", "2020"))

    (table,) = read(document(first, second)).tables
    assert [row[1:] for row in words(table)[2:4]] == [["None", "Some", "Most", "All"], ["", "", "X", ""]]
    assert {row[0] for row in words(table)[2:4]} == {"Level"}


@pytest.mark.parametrize("last", [2, 3])
def test_names_of_groups_in_a_column_without_walls_begin_with_their_rows(last: int) -> None:
    xs, ys = [72, 150, 300, 420], [100 + 20 * i for i in range(7)]

    def page(p: Page) -> None:
        for top in ys[2:-1:2]:
            p.box(150, top, 420, top + 20, fill="#f2f2f2")
        p.box(72, 100, 420, 220, stroke=True)
        p.row(xs, 100, HEAD, "Helvetica-Bold")
        for i, top in enumerate(ys[1:-1]):
            p.row(xs[1:], top, (f"Gauge {i}", "Keeper"))
        p.text(75, 133, "North", 9, "Helvetica-Bold")
        p.text(75, 133 + 20 * last, "South", 9, "Helvetica-Bold")

    (table,) = read(document(page)).tables
    assert [row[0] for row in words(table)[1:]] == ["North"] * last + ["South"] * (5 - last)


def test_a_head_over_two_rows_of_one_look_is_one_head() -> None:
    xs = [72, 150, 300, 420]

    def page(p: Page) -> None:
        for x0, x1 in pairwise(xs):
            p.box(x0, 100, x1, 140, fill="#1f3864")
        p.grid(xs, [100, 120, 140, 160, 180, 200])
        for top, cells in ((100, ("Gauge", "Evidence that", "Reading")), (120, ("", "supports it", ""))):
            for x, cell in zip(xs, cells, strict=False):
                p.text(x + 3, top + 13, cell, 9, "Helvetica-Bold", "#ffffff")
        for top, name in ((140, "A"), (160, "B"), (180, "C")):
            p.row(xs, top, (f"Pier {name}", "the keeper's book", "two feet"))

    (table,) = read(document(page)).tables
    assert table.header_rows == 2
    assert table.header()[1] == ("Evidence that", "supports it")


def test_spans_come_from_the_rules() -> None:
    def page(p: Page) -> None:
        p.box(72, 100, 420, 160, stroke=True)
        p.rule(150, 100, 150, 160)
        p.rule(150, 120, 420, 120)
        p.rule(300, 120, 300, 160)
        p.rule(150, 140, 420, 140)
        p.text(75, 130, "North", 9)
        p.text(153, 113, "Readings of the year", 9)
        for x, y, cell in ((150, 120, "Spring"), (300, 120, "Autumn"), (150, 140, "12"), (300, 140, "15")):
            p.row([x], y, (cell,))

    (table,) = read(document(page)).tables
    spans = {str(c.text): (c.row, c.col, c.row_span, c.col_span) for c in table.cells}
    assert spans["North"] == (0, 0, 3, 1)
    assert spans["Readings of the year"] == (0, 1, 1, 2)
    assert spans["15"] == (2, 2, 1, 1)


OPTIONS = ("Never", "Rarely", "Often", "Daily")


def matrix(mark: Callable[[Page, float, float], None], *, rules: bool) -> Callable[[Page], None]:
    """Return a page with a matrix: turned heads under a group head, two rows, a mark each."""
    xs = [72.0, 200.0, *(200.0 + 30 * i for i in range(1, 5))]
    ys = [100.0, 120.0, 180.0, 205.0, 230.0]

    def page(p: Page) -> None:
        if rules:
            p.rule(72, 100, xs[-1], 100)
            p.rule(200, 120, xs[-1], 120)
            for y in ys[2:]:
                p.rule(72, y, xs[-1], y)
            for x in (72.0, 200.0, xs[-1]):
                p.rule(x, 100, x, ys[-1])
            for x in xs[2:-1]:
                p.rule(x, 120, x, ys[-1])
        else:
            p.box(72, 100, 199.5, 179.5, fill="#d0d8e0")
            p.box(200, 100, xs[-1] - 0.5, 119.5, fill="#c0e0c0")
            for top, bottom in ((120, 180), (180, 205), (205, 230)):
                if top > 120:
                    p.box(72, top, 199.5, bottom - 0.5, fill="#e8e8e8")
                for x in xs[1:-1]:
                    p.box(x, top, x + 29.5, bottom - 0.5, fill="#e0f0e0")
        p.text(75, 150, "Gauge", 9, "Helvetica-Bold")
        p.text(203, 113, "How often it is read", 8, "Helvetica-Bold")
        for x, name in zip(xs[1:], OPTIONS, strict=False):
            p.upward(x + 18, 177, name)
        p.text(75, 195, "1. Pier", 9)
        p.text(75, 220, "2. Bridge", 9)
        mark(p, xs[3] + 15, 192)
        mark(p, xs[1] + 15, 217)

    return page


def glyph(p: Page, x: float, y: float) -> None:
    p.text(x - 3, y + 3, "x", 8)


def check(p: Page, x: float, y: float) -> None:
    p.text(x - 3, y + 3, "4", 8, "ZapfDingbats")


def cross(p: Page, x: float, y: float) -> None:
    p.rule(x - 4, y - 4, x + 4, y + 4, 1)
    p.rule(x - 4, y + 4, x + 4, y - 4, 1)


def square(p: Page, x: float, y: float) -> None:
    p.box(x - 4, y - 4, x + 4, y + 4, fill="#202020")


def disc(p: Page, x: float, y: float) -> None:
    """Draw a disc in sixteen arcs, as browsers do where it is small."""
    arc = math.pi / 8
    reach = 4 / 3 * math.tan(arc / 4)
    path = p.canvas.beginPath()
    path.moveTo(x + 4, 842 - y)
    for i in range(16):
        a, b = i * arc, (i + 1) * arc
        path.curveTo(
            *(x + 4 * (math.cos(a) - reach * math.sin(a)), 842 - y + 4 * (math.sin(a) + reach * math.cos(a))),
            *(x + 4 * (math.cos(b) + reach * math.sin(b)), 842 - y + 4 * (math.sin(b) - reach * math.cos(b))),
            *(x + 4 * math.cos(b), 842 - y + 4 * math.sin(b)),
        )
    path.close()
    p.canvas.drawPath(path, stroke=0, fill=1)


def picture(p: Page, x: float, y: float) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    p.canvas.drawImage(ImageReader(Image.new("RGB", (8, 8), (10, 90, 10))), x - 5, 842 - y - 5, 10, 10)


@pytest.mark.parametrize("rules", [True, False], ids=["rules", "fills"])
@pytest.mark.parametrize("mark", [glyph, check, cross, square, disc, picture])
def test_marks_of_a_matrix_stand_in_their_columns(mark: Callable[[Page, float, float], None], rules: bool) -> None:
    (table,) = read(document(matrix(mark, rules=rules))).tables
    assert (table.n_rows, table.n_cols, table.header_rows) == (4, 5, 2)
    assert table.header() == [("Gauge",), *(("How often it is read", option) for option in OPTIONS)]
    marked = [[cell.col for cell in row if cell and cell.marked] for row in table.body()]
    assert marked == [[3], [1]]
    assert [str(row[0].text) for row in table.body() if row[0]] == ["1. Pier", "2. Bridge"]


def test_a_turned_head_of_three_lines_that_runs_over_both_walls_stays_in_its_column() -> None:
    def page(p: Page) -> None:
        p.grid([72, 200, 215.5, 231, 246.5], [100, 180, 205, 230, 255])
        p.text(75, 150, "Gauge", 9)
        for x, words in (
            (208, "Never"),
            (215, "Read at dawn and"),
            (223.5, "read again at"),
            (232, "dusk"),
            (239, "Daily"),
        ):
            p.upward(x, 177, words, 7)
        for i, name in enumerate(("Pier", "Lock", "Mill")):
            p.text(75, 195 + 25 * i, name, 9)
            p.text(205 + 15.5 * i, 195 + 25 * i, "x", 8)

    (table,) = read(document(page)).tables
    assert table.header()[1:3] == [("Never",), ("Read at dawn and read again at dusk",)]


@pytest.mark.parametrize("first", ["Never", "Not in this year"])
def test_lines_of_turned_heads_that_stand_evenly_belong_where_their_heads_stand_alike(first: str) -> None:
    """The last head runs into the column before it and out of the table, its lines as far apart as columns are half."""

    def page(p: Page) -> None:
        p.grid([72, 200, 217, 234, 251], [100, 200, 225, 250, 275])
        p.text(75, 150, "Gauge", 9)
        for x, bottom, words in (
            (211, 170, first),
            (228, 175, "Weekly"),
            (236.5, 197, "Read at dawn by those"),
            (245, 197, "of the lower lock and"),
            (253.5, 197, "read again"),
        ):
            p.upward(x, bottom, words, 7)
        for i, name in enumerate(("Pier", "Lock", "Mill")):
            p.text(75, 215 + 25 * i, name, 9)
            p.text(205 + 17 * i, 215 + 25 * i, "x", 8)

    layout = read(document(page))
    (table,) = layout.tables
    assert table.header()[1:] == [(first,), ("Weekly",), ("Read at dawn by those of the lower lock and read again",)]
    assert not layout.running


@pytest.mark.parametrize("second", ["and read again", "Read again"])
def test_a_turned_head_whose_second_line_runs_into_the_next_column(second: str) -> None:
    """Heads are held by their first line; the next head stands nearer to the second line than lines of one head do."""

    def page(p: Page) -> None:
        p.grid([72, 200, 216, 232, 248], [100, 200, 225, 250, 275])
        p.text(75, 150, "Gauge", 9)
        for x, words in ((211, "Never"), (227, "Read at dawn"), (236.3, second), (243, "Daily")):
            p.upward(x, 197, words, 6.5)
        for i, name in enumerate(("Pier", "Lock", "Mill")):
            p.text(75, 215 + 25 * i, name, 9)
            p.text(205 + 16 * i, 215 + 25 * i, "x", 8)

    (table,) = read(document(page)).tables
    assert table.header()[1:] == [("Never",), (f"Read at dawn {second}",), ("Daily",)]


def test_boxes_to_tick_tell_empty_from_filled() -> None:
    def page(p: Page) -> None:
        p.grid(XS, [100, 120, 140])
        p.row(XS, 100, ("Read", "Never", "Daily"))
        p.row(XS, 120, ("Pier",))
        p.box(215, 125, 224, 134, stroke=True)
        p.box(350, 125, 359, 134, stroke=True)
        p.rule(351, 126, 358, 133, 1)
        p.rule(351, 133, 358, 126, 1)

    (table,) = read(document(page)).tables
    kinds = {cell.col: [m.kind for m in cell.marks] for cell in table.cells if cell.marks}
    assert kinds == {1: ["empty"], 2: ["x"]}


def test_tables_ruled_along_their_rows_have_columns() -> None:
    def page(p: Page) -> None:
        ys = [100.0 + 20 * i for i in range(5)]
        for y in ys:
            p.rule(72, y, 420, y)
        for i, (y, cells) in enumerate(zip(ys, [HEAD, *ROWS[:3]], strict=False)):
            p.row(XS, y, cells, "Helvetica-Bold" if i == 0 else "Helvetica")

    (table,) = read(document(page)).tables
    assert words(table) == [list(HEAD), *map(list, ROWS[:3])]
    assert table.header_rows == 1


def test_rows_shaded_by_turns_have_columns() -> None:
    def page(p: Page) -> None:
        for i, cells in enumerate([HEAD, *ROWS[:5]]):
            y = 100.0 + 20 * i
            if i % 2 == 0:
                for a, b in pairwise(XS):
                    p.box(a, y, b, y + 20, fill="#203050" if i == 0 else "#eeeeee")
            p.row(XS, y, cells, "Helvetica-Bold" if i == 0 else "Helvetica")

    (table,) = read(document(page)).tables
    assert words(table)[:5] == [list(HEAD), *map(list, ROWS[:4])]


@pytest.mark.parametrize("framed", [True, False])
def test_a_box_of_labels_and_values_is_a_table(framed: bool) -> None:
    rows = [("Member since", "2011"), ("Gauges", "14"), ("Read daily", "9 (64%)"), ("Scales", "3 (21%)")]

    def page(p: Page) -> None:
        p.lines(72, 80, ["The yearbook counts what is read at the river."])
        if framed:
            p.box(72, 100, 300, 190, stroke=True)
        for i, (label, value) in enumerate(rows):
            p.text(78, 118 + 20 * i, label, 9)
            p.text(230, 118 + 20 * i, value, 9)

    (table,) = read(document(page)).tables
    assert words(table) == [list(row) for row in rows]


def test_a_table_of_contents_is_no_table() -> None:
    def page(p: Page) -> None:
        for i, (title, number) in enumerate((("Rivers", 3), ("Markets", 7), ("Ports", 12), ("Notes", 15))):
            p.text(72, 100 + 16 * i, title, 10)
            p.text(500, 100 + 16 * i, str(number), 10)

    assert read(document(page)).tables == []


def test_a_row_without_a_rule_at_the_page_edge_is_kept() -> None:
    def page(p: Page) -> None:
        for x in XS:
            p.rule(x, 700, x, 770)
        for y in (700, 720, 740):
            p.rule(72, y, 420, y)
        for i, cells in enumerate([HEAD, *ROWS[:2]]):
            p.row(XS, 700 + 20 * i, cells, "Helvetica-Bold" if i == 0 else "Helvetica")

    (table,) = read(document(page)).tables
    assert words(table) == [list(HEAD), list(ROWS[0]), list(ROWS[1])]


def test_a_caption_in_the_first_row_is_the_caption() -> None:
    def page(p: Page) -> None:
        p.grid([72, 420], [100, 120])
        p.text(75, 113, "Tabla 2: Medidores del puerto", 9)
        p.grid(XS, [120, 140, 160, 180])
        p.row(XS, 120, HEAD, "Helvetica-Bold")
        p.row(XS, 140, ROWS[0])
        p.row(XS, 160, ROWS[1])

    (table,) = read(document(page)).tables
    assert str(table.caption) == "Tabla 2: Medidores del puerto"
    assert words(table)[0] == list(HEAD)
    assert table.header_rows == 1


def test_numbers_that_only_white_space_parts_from_titles_have_a_column() -> None:
    titles = ["Open the registers", "Train two hundred", "Publish the minutes"]

    def page(p: Page) -> None:
        ys = [100.0 + 30 * i for i in range(6)]
        p.grid([72, 200, 260, 320], ys)
        p.row([72, 200, 260], ys[0], ["", "Yes", "No"], "Helvetica-Bold")
        p.text(74, ys[0] + 12, "No.", font="Helvetica-Bold")
        p.text(96, ys[0] + 12, "Commitment", font="Helvetica-Bold")
        for i, (y, title) in enumerate(zip(ys[1:-1], [*titles, "in every region"], strict=True)):
            p.text(96, y + 12, title)
            p.text(96, y + 24, "of the country")
            for at, piece in enumerate(["1.1", f".{i + 1}"] if i < 3 else ["1.2"]):
                p.text(74, y + 12 + 12 * at, piece)
            p.text(204, y + 12, "x")

    (table,) = read(document(page)).tables
    assert [[w[0].replace(" ", ""), w[1]] for w in words(table)] == [
        ["No.", "Commitment"],
        *([f"1.1.{i}", f"{title} of the country"] for i, title in enumerate(titles, 1)),
        ["1.2", "in every region of the country"],
    ]
    assert table.n_cols == 4


def test_titles_that_begin_with_their_numbers_keep_them() -> None:
    def page(p: Page) -> None:
        ys = [100.0 + 30 * i for i in range(5)]
        p.grid([72, 200, 260], ys)
        p.row([72, 200], ys[0], ["Commitment", "Status"], "Helvetica-Bold")
        for i, y in enumerate(ys[1:-1], 1):
            p.text(74, y + 12, f"{i}. Open the registers")
            p.text(74, y + 24, "of the country")
            p.text(204, y + 12, "Limited")

    (table,) = read(document(page)).tables
    assert [row[0] for row in words(table)[1:]] == [f"{i}. Open the registers of the country" for i in (1, 2, 3)]


STATES = ("Low", "Middle", "High", "Bad", "Fair", "Good")
STATE_XS = [150.0 + 20 * i for i in range(7)]


def shaded(p: Page, y: float, high: float) -> None:
    """Draw a row of two groups of three options, each group in its colour."""
    for i, (a, b) in enumerate(pairwise(STATE_XS)):
        p.box(a, y, b, y + high, fill="#d6e3bc" if i < 3 else "#b8cce4")


def shaded_options(p: Page, y: float) -> None:
    shaded(p, y, 60)
    for x, words in zip(STATE_XS, STATES, strict=False):
        p.upward(x + 12, y + 56, words)


@pytest.mark.parametrize("name", ["", "Pier"])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_shaded_matrix_cut_in_its_head_keeps_its_white_first_column(name: str, cut: int) -> None:
    """The head's name and the rows' names stand on white, without a rule; the page ends in the head."""

    def first(p: Page) -> None:
        for i in range(6):
            p.text(72, 100 + 14 * i, "The gauges were read by the keepers of the lock at dawn.")
        for x0, x1, fill, words in ((150, 210, "#d6e3bc", "Depth"), (210, 270, "#b8cce4", "State")):
            p.box(x0, 700, x1, 720, fill=fill)
            p.text(x0 + 2, 712, words, 8, "Helvetica-Bold")
        p.text(74, 712, "Gauge", 8, "Helvetica-Bold")
        if cut == 2:
            shaded_options(p, 720)

    def second(p: Page) -> None:
        y = 132 if cut == 1 else 72
        if cut == 1:
            shaded_options(p, 72)
        shaded(p, y, 25)
        for x, words in ((74.0, name), (STATE_XS[2] + 5, "x"), (STATE_XS[4] + 5, "x")):
            p.text(x, y + 15, words, 8)
        p.text(72, y + 60, "The keepers of the lock wrote down what they read.")

    (table,) = read(document(first, second)).tables
    assert table.header() == [
        ("Gauge",),
        *((group, o) for group, o in zip(["Depth"] * 3 + ["State"] * 3, STATES, strict=True)),
    ]
    assert words(table)[-1] == [name, "", "", "x", "", "x", ""]


@pytest.mark.parametrize("named", [0, 1])
def test_rows_beside_one_name_stay_rows_where_the_page_breaks_between_them(named: int) -> None:
    """The merged name stands on either side of the break; the rows beside it are short and whole."""

    def form(p: Page, y: float, rows: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        for name, pairs in rows:
            p.box(72, y, 150, y + 20 * len(pairs), stroke=True)
            p.text(75, y + 13, name, 9)
            for i, (label, value) in enumerate(pairs):
                for x0, x1, cell in ((150, 260, label), (260, 420, value)):
                    p.box(x0, y + 20 * i, x1, y + 20 * i + 20, stroke=True)
                    p.text(x0 + 3, y + 20 * i + 13, cell, 9)
            y += 20 * len(pairs)

    names = ["", ""]
    names[named] = "Care"
    place = ("Place", [("River", "Stony brook"), ("Bank", "Left")])
    above = [place, ("Depth", [("Level", "High")]), (names[0], [("Keeper", "Anna Weir")])]
    below = [(names[1], [("Helper", "School of the lower town"), ("Reached", "Yes")]), ("Gauge", [("State", "Good")])]
    (table,) = read(document(lambda p: form(p, 700, above), lambda p: form(p, 60, below))).tables
    said = {str(row[1].text): str(row[2].text) for row in table.grid() if row[1] and row[2]}
    assert said["Keeper"] == "Anna Weir"
    assert said["Helper"] == "School of the lower town"
