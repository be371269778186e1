"""The PDF reader on tables that the alignment of words shows, and on pages where it shows none.

Each page is drawn after one on which tools of others, or this reader, once failed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from extractors.layout import Layout
from extractors.readers.pdf import read
from tests.pdf_drawing import HEIGHT, WIDTH, Page, document

PROSE = [
    "The harbour board met in spring and heard how many boats had come in since the year before,",
    "which of them had paid their dues, and what the board meant to do about the others. It found",
    "that the light on the north pier had been out for eleven nights and asked the keeper why.",
    "No answer had come by the end of June, so that the matter was left over to the next meeting.",
]
HEAD = ["Harbour", "Boats", "Late", "Dues"]
BODY = [
    ["Aldport", "112", "7", "58.3"],
    ["Birk", "9", "4", "44.4"],
    ["Corran", "1,015", "11", "73.3"],
    ["Dunmore Bay", "8", "2", "25.0"],
    ["Ebb", "20", "16", "80.0"],
]
LEFT, ENDS = 90.0, (260.0, 340.0, 420.0)


def cells(layout: Layout, n: int = 0) -> list[list[str]]:
    return [[str(cell.text) if cell else "" for cell in row] for row in layout.tables[n].grid()]


def values(p: Page, y: float, row: Sequence[str], size: float = 9, font: str = "Helvetica") -> None:
    """Write a label at the left and values that end at one place each."""
    p.text(LEFT, y, row[0], size, font)
    for x, words in zip(ENDS, row[1:], strict=True):
        p.canvas.setFont(font, size)
        p.canvas.drawRightString(x, HEIGHT - y, words)


def body(p: Page, y: float, rows: Sequence[Sequence[str]] = BODY, pitch: float = 13) -> float:
    for row in rows:
        values(p, y, row)
        y += pitch
    return y


def test_values_that_end_together_are_a_table_without_any_drawing() -> None:
    def page(p: Page) -> None:
        y = p.lines(60, 60, PROSE) + 20
        values(p, y, HEAD)
        y = body(p, y + 16)
        p.lines(60, y + 30, PROSE)

    layout = read(document(page))
    assert [len(layout.tables), cells(layout)] == [1, [HEAD, *BODY]]
    assert "The harbour board met" in str(layout.blocks[0])


def test_rows_between_two_rules_do_not_run_together() -> None:
    """Three rules, above, below the head and at the end, and heads no bolder than the rest."""

    def page(p: Page) -> None:
        y = p.lines(60, 60, PROSE) + 20
        values(p, y, HEAD)
        for at in (y - 12, y + 5, y + 86):
            p.rule(80, at, 430, at)
        body(p, y + 18)

    assert cells(read(document(page))) == [HEAD, *BODY]


def test_a_body_without_walls_stands_in_the_columns_of_its_walled_head() -> None:
    xs = (80, 190, 270, 350, 430)

    def page(p: Page) -> None:
        p.box(xs[0], 100, xs[-1], 122, "#f6923c")
        for x in xs:
            p.rule(x, 100, x, 122)
        values(p, 114, HEAD, font="Helvetica-Bold")
        for at in range(122, 230, 18):
            p.rule(xs[0], at, xs[-1], at)
        body(p, 134, pitch=18)

    assert cells(read(document(page))) == [HEAD, *BODY]


def test_heads_bind_the_columns_over_a_rule_or_in_the_middle_of_which_they_stand() -> None:
    rows = [
        ["Aldport", "12", "7.1", "14", "8.3"],
        ["Birk", "9", "4.4", "8", "3.9"],
        ["Corran", "15", "11.0", "16", "9.2"],
    ]
    ends = (240, 300, 360, 420)

    def page(p: Page, ruled: bool) -> None:
        p.canvas.setFont("Helvetica", 9)
        for middle, words in ((255, "Last year"), (375, "This year")):
            p.canvas.drawCentredString(middle, HEIGHT - 112, words)
            if ruled:
                p.rule(middle - 45, 116, middle + 50, 116)
        for x, words in zip(ends, ("Boats", "Share", "Boats", "Share"), strict=True):
            p.canvas.drawRightString(x, HEIGHT - 126, words)
        p.text(LEFT, 126, "Harbour", 9)
        if ruled:
            for at in (100, 131, 176):
                p.rule(80, at, 430, at)
        for i, row in enumerate(rows):
            p.text(LEFT, 142 + 14 * i, row[0], 9)
            for x, words in zip(ends, row[1:], strict=True):
                p.canvas.drawRightString(x, HEIGHT - 142 - 14 * i, words)

    for ruled in (True, False):
        got = cells(read(document(lambda p, r=ruled: page(p, r))))  # type: ignore[misc]
        assert got[0] == ["Harbour", "Last year", "Last year", "This year", "This year"]
        assert got[1:] == [["Harbour", "Boats", "Share", "Boats", "Share"], *rows]


def test_labels_over_two_lines_are_one_and_titles_of_groups_are_not() -> None:
    lines: list[tuple[float, list[str]]] = [
        (0, ["Harbours of the north"]),
        (8, ["Aldport", "12", "7", "58.3"]),
        (8, ["Birk and all the piers"]),
        (16, ["beyond the long bridge", "9", "4", "44.4"]),
        (0, ["Harbours of the south"]),
        (8, ["Corran", "15", "11", "73.3"]),
        (8, ["Ebb", "20", "16", "80.0"]),
    ]

    def page(p: Page) -> None:
        values(p, 100, HEAD)
        y = 116.0
        for indent, row in lines:
            p.text(LEFT + indent, y, row[0], 9)
            p.canvas.setFont("Helvetica", 9)
            for x, words in zip(ENDS, row[1:], strict=False):
                p.canvas.drawRightString(x - 20, HEIGHT - y, words)
            y += 11

    got = cells(read(document(page)))
    assert [row[0] for row in got[1:]] == [
        "Harbours of the north",
        "Aldport",
        "Birk and all the piers beyond the long bridge",
        "Harbours of the south",
        "Corran",
        "Ebb",
    ]
    assert got[3][1:] == ["9", "4", "44.4"]


def test_rows_shaded_by_turns_hold_what_wraps_in_them() -> None:
    """Cells stand at the foot of their rows, so that the first line of one may be alone."""
    heads = ["Number", "Boat", "Keeper", "Pier", "Since"]
    xs = (60, 110, 220, 340, 450)
    rows: list[list[str | list[str]]] = [
        ["4410", "Heron", "Old Ferry Company", ["North Pier"], "2014/12/03"],
        ["4411", "Heron", "Old Ferry Company", ["South Pier at the", "Lamp"], "2014/12/16"],
        ["8203", "Gull", "Sand and Gravel", ["North Pier"], "2014/09/14"],
        ["5094", "Gull", "Sand and Gravel", ["Long Bridge by the", "Mill"], "2014/08/19"],
        ["5096", "Tern", "Sisters Ltd", ["North Pier"], "2014/08/19"],
        ["4029", "Tern", "Sisters Ltd", ["South Pier"], "2014/10/22"],
    ]

    def page(p: Page) -> None:
        for x, words in zip(xs, heads, strict=True):
            p.text(x, 80, words, 8)
        y = 84.0
        for i, row in enumerate(rows):
            high = 10.6 * len(row[3])
            if i % 2 == 0:
                p.box(50, y, 540, y + high, "#00ffff")
            for x, cell in zip(xs, row, strict=True):
                for k, line in enumerate([cell] if isinstance(cell, str) else cell[::-1]):
                    p.text(x, y + high - 2.5 - 10.6 * k, line, 8)
            y += high

    got = cells(read(document(page)))
    assert got == [heads, *[[c if isinstance(c, str) else " ".join(c) for c in row] for row in rows]]


def test_titles_and_notes_in_the_frame_of_a_table_are_no_rows() -> None:
    xs, ys = (60, 240, 330, 420), (100, 118, 136, 154, 172)

    def page(p: Page) -> None:
        p.lines(60, 70, PROSE[:1])
        for y in (*ys, 190):
            p.rule(xs[0], y, xs[-1], y)
        for x in (xs[0], xs[-1]):
            p.rule(x, ys[0], x, 190)
        for x in xs[1:-1]:
            p.rule(x, ys[1], x, ys[-1])
        p.row(xs, ys[0], ["Exhibit 7. Boats and dues by harbour"], "Helvetica-Bold")
        for row, y in zip(([HEAD[0], *HEAD[2:]], *([r[0], *r[2:]] for r in BODY[:2])), ys[1:], strict=False):
            p.row(xs, y, row)
        p.row(xs, ys[-1], ["Source: returns of the harbour board, counted in June."])

    layout = read(document(page))
    assert cells(layout) == [["Harbour", "Late", "Dues"], ["Aldport", "7", "58.3"], ["Birk", "4", "44.4"]]
    assert "Source: returns" in " ".join(str(block) for block in layout.blocks)


def test_dots_lead_to_values_and_are_no_words_of_the_label() -> None:
    def page(p: Page) -> None:
        p.text(90, 100, "Share", 10, "Courier")
        for k, words in enumerate(("1.0", "1.1", "1.2")):
            p.text(270 + 60 * k, 100, words, 10, "Courier")
        for i in range(6):
            p.text(90, 118 + 12 * i, f"0.{9 - i}5 " + "." * 18, 10, "Courier")
            for k in range(3):
                p.text(270 + 60 * k, 118 + 12 * i, str(800 - 41 * i + 80 * k), 10, "Courier")

    got = cells(read(document(page)))
    assert [row[0] for row in got] == ["Share", "0.95", "0.85", "0.75", "0.65", "0.55", "0.45"]
    assert got[2] == ["0.85", "759", "839", "919"]


def test_a_list_of_contents_is_no_table() -> None:
    def page(p: Page) -> None:
        for i, title in enumerate(("Harbours", "Piers and lamps", "Boats", "Dues", "Keepers", "Notes")):
            p.text(90, 100 + 14 * i, f"{i + 1}. {title} " + "." * (60 - len(title)), 10)
            p.canvas.drawRightString(480, HEIGHT - 100 - 14 * i, str(3 + 4 * i))

    assert not read(document(page)).tables


def test_short_rules_over_subtotals_leave_the_labels_in_their_rows() -> None:
    rows = [*BODY[:3], ["Subtotal, paid", "1,136", "22", "58.7"], *BODY[3:], ["All harbours", "1,164", "40", "56.2"]]

    def page(p: Page) -> None:
        values(p, 100, HEAD)
        p.rule(80, 104, 430, 104)
        body(p, 118, rows)
        for y in (118 + 13 * 3 - 9, 118 + 13 * 6 - 9):
            for x in ENDS:
                p.rule(x - 34, y, x + 1, y)
        p.rule(80, 118 + 13 * 7 - 6, 430, 118 + 13 * 7 - 6)

    assert cells(read(document(page))) == [HEAD, *rows]


def test_rows_in_one_box_are_rows() -> None:
    heads = ["Paper", "Posted", "Payee", "Reason", "Sum"]
    rows = [
        [f"DH{20190000 + i}", f"05/0{i}/2019", "BANK OF THE PORT", "LAMP OIL", f"{400 + 13 * i}.07"]
        for i in range(1, 8)
    ]
    xs = (60, 140, 220, 350, 450)

    def page(p: Page) -> None:
        p.grid((55, 500), (88, 104, 210))
        for x in xs[1:]:
            p.rule(x - 6, 88, x - 6, 104)
        for x, words in zip(xs, heads, strict=True):
            p.text(x, 99, words, 8)
        for i, row in enumerate(rows):
            for x, words in zip(xs, row, strict=True):
                p.text(x, 116 + 12 * i, words, 8)

    assert cells(read(document(page))) == [heads, *rows]


def test_a_table_drawn_sideways_is_read_as_it_is_turned() -> None:
    rows = [["No.", "Promise", "Keeper"], ["1", "Free maps", "Harbour board"], ["2", "Bus data", "Ferry office"]]

    def page(p: Page) -> None:
        xs, ys = (180, 200, 220, 240), (300, 420, 560, 600)
        p.grid(xs, ys)
        for i, row in enumerate(rows):
            for k, words in enumerate(row):
                p.canvas.saveState()
                p.canvas.translate(xs[i] + 13, HEIGHT - ys[3 - k] + 4)
                p.canvas.rotate(90)
                p.canvas.setFont("Helvetica", 8)
                p.canvas.drawString(0, 0, words)
                p.canvas.restoreState()

    layout = read(document(page))
    assert cells(layout) == rows
    place = layout.tables[0].grid()[1][1].text.lines[0].place  # type: ignore[union-attr]
    assert place.x0 is not None
    assert place.bottom is not None
    assert 200 <= place.x0 <= 220  # as displayed
    assert 420 <= place.bottom <= 560


def test_a_frame_of_the_page_does_not_swallow_the_table_in_it() -> None:
    xs, ys = (60, 180, 400), (250, 268, 286, 304)
    rows = [["Item", "Words"], ["Dues", "What a boat pays"], ["Lamp", "What it burns"]]

    def page(p: Page) -> None:
        p.rule(0, 40, WIDTH, 40)
        p.rule(0, 800, WIDTH, 800)
        p.rule(540, 40, 540, 800)
        p.box(540, 120, WIDTH, 180, "#008bb1")
        p.lines(60, 80, PROSE, 9)
        p.grid(xs, ys)
        for row, y in zip(rows, ys, strict=False):
            p.row(xs, y, row)
        p.lines(60, 340, PROSE, 9)

    layout = read(document(page))
    assert [len(layout.tables), cells(layout)] == [1, rows]


def test_the_colour_of_a_page_and_its_columns_are_no_table() -> None:
    def page(p: Page) -> None:
        p.box(0, 0, WIDTH, HEIGHT, "#ccd3ec")
        for x in (60, 320):
            y = 80.0
            for i in range(5):
                p.text(x, y, f"{i + 1}. Does your harbour light its piers?", 9, "Helvetica-Bold")
                y = p.lines(x + 8, y + 12, ["Yes, all of them", "No, but it means to", "No"], 8, 11) + 14

    assert not read(document(page)).tables


def test_the_labels_of_a_chart_are_no_table() -> None:
    heights = ((40, 61, 22), (58, 70, 30), (81, 90, 64), (35, 44, 52))

    def page(p: Page) -> None:
        p.lines(60, 60, PROSE)
        p.text(110, 150, "Figure 2: Boats by harbour and year", 9, "Helvetica-Bold")
        for i in range(6):
            p.rule(110, 290 - 22 * i, 430, 290 - 22 * i)
            p.canvas.drawRightString(104, HEIGHT - 293 + 22 * i, str(20 * i))
        for k, group in enumerate(heights):
            for j, high in enumerate(group):
                x = 122 + 78 * k + 19 * j
                p.box(x, 290 - high, x + 19, 290, ("#1a4d99", "#80b3e6", "#e6801a")[j], stroke=True)
                p.text(x + 3, 287 - high, str(high), 7)
            p.text(130 + 78 * k, 302, BODY[k][0], 8)
        p.lines(60, 340, PROSE)

    assert not read(document(page)).tables


@pytest.mark.parametrize("gutter", [11.0, 24.0])
def test_two_columns_of_text_are_read_one_after_the_other_and_are_no_table(gutter: float) -> None:
    words = " ".join(PROSE).split()

    def page(p: Page) -> None:
        wide = 237.0
        for x in (60.0, 60 + wide + gutter):
            line: list[str] = []
            y = 80.0
            for word in words * 2:
                if p.canvas.stringWidth(" ".join([*line, word]), "Helvetica", 10) > wide:
                    room = wide - sum(p.canvas.stringWidth(w, "Helvetica", 10) for w in line)
                    at = x
                    for one in line:
                        p.text(at, y, one)
                        at += p.canvas.stringWidth(one, "Helvetica", 10) + room / (len(line) - 1)
                    line = []
                    y += 12
                line.append(word)

    layout = read(document(page))
    assert not layout.tables
    text = " ".join(str(block) for block in layout.blocks)
    assert text.count("since the year before, which of them had paid") == 4


def test_two_columns_of_text_with_years_in_them_are_no_table() -> None:
    def page(p: Page) -> None:
        for x in (60, 320):
            y = 80.0
            for i in range(14):
                p.text(x, y, f"In {1990 + i} the board counted {20 + i} boats, {3 + i} fewer", 9)
                y += 11

    assert not read(document(page)).tables


def test_narrow_spaces_part_words() -> None:
    words = "one of the goals of the board is the openness of the dues of boats"

    def page(p: Page) -> None:
        line = p.canvas.beginText(72, HEIGHT - 100)
        line.setFont("Helvetica", 10)
        line.setWordSpace(-2.0)
        line.textOut(words)
        p.canvas.drawText(line)

    assert [str(block) for block in read(document(page)).blocks] == [words]


def test_a_page_of_many_strokes_is_read_in_time() -> None:
    def page(p: Page) -> None:
        p.grid((60, 120, 180), (60, 80, 100))
        for x, y, words in ((63, 73, "Boat"), (123, 73, "Pier"), (63, 93, "Heron"), (123, 93, "North")):
            p.text(x, y, words, 9)
        for i in range(9000):
            x, y = 60 + 4 * (i % 100), 150 + 6 * (i // 100)
            p.rule(x, y, x + 4, y + (4 if i % 2 else -4))

    started = time.process_time()
    assert cells(read(document(page))) == [["Boat", "Pier"], ["Heron", "North"]]
    assert time.process_time() - started < 5


def test_bookmarks_that_lead_back_to_one_before_end() -> None:
    def page(p: Page) -> None:
        p.canvas.bookmarkPage("a")
        for title in ("Harbours", "Piers", "Boats"):
            p.canvas.addOutlineEntry(title, "a", 0)
        p.text(60, 80, "Harbours and piers", 14)

    data = document(page)
    first = data.index(b"/Next ")
    last = data.rindex(b"/Prev ")
    target = data[first + 6 : data.index(b" 0 R", first)]
    circle = data[: last + 1] + b"Next " + data[last + 6 :]
    assert target in circle
    assert read(circle).blocks
