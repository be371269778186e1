"""The PDF reader on boxes of labels and values that stand beside running text."""

from __future__ import annotations

import pytest

from extractors.layout import Block, Layout
from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document

FACTS = [
    ("Gauges", "14", ""),
    ("State of the gauges", "", ""),
    ("Working", "8 (57%)", "9 (64%)"),
    ("Broken", "4 (29%)", "5 (36%)"),
    ("Lost", "2 (14%)", "0 (0%)"),
    ("Kept by the harbour", "", ""),
    ("Read each day", "7 (50%)", ""),
    ("Read each week", "3 (21%)", ""),
    ("Moved to the mill", "2 (14%)", ""),
]
PROSE = [
    "The river was watched for a year by people",
    "who live on its banks and who wrote down each",
    "day how high it stood. Their books were kept",
    "in the old customs house, where they may be",
    "read by whoever asks for them in the morning.",
    "The second year began with a flood that took",
    "two of the gauges away; both were found again",
    "far below the weir and put back by the keeper",
    "of the lock, who wrote a report on the matter",
    "that the council read aloud at its first talk.",
]


def page_with_box(x: float, text: float, *, framed: bool) -> bytes:
    """Return a page: a title of two lines, a paragraph, and a box beside it, the lines of which stand elsewhere."""

    def page(p: Page) -> None:
        p.text(60, 60, "A year of the river and of all the people who", 18)
        p.text(60, 82, "watched it", 18)
        p.text(60, 110, "Anna Weir, keeper", 10)
        p.lines(text, 140, PROSE, 10, 14)
        p.text(60, 300, "After the flood the council asked for a second book, kept by the school near the bridge.", 10)
        for k, head in enumerate(("First year", "Second year")):
            p.text(x + 110 + 60 * k, 142, head, 8, "Helvetica-Bold")
        for i, row in enumerate(FACTS):
            for k, words in enumerate(row):
                p.text(x + (0, 110, 170)[k], 158 + 11 * i, words, 8)
        if framed:
            p.box(x - 4, 130, x + 225, 255, stroke=True)

    return document(page)


def facts(layout: Layout) -> list[tuple[str, str]]:
    (table,) = layout.tables
    return [(str(row[0].text), str(row[1].text)) for row in table.grid() if row[0] and row[1]]


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize(("box", "text"), [(310.0, 60.0), (60.0, 310.0)])
def test_a_box_beside_text_is_a_table_and_the_text_stays_whole(box: float, text: float, framed: bool) -> None:
    layout = read(page_with_box(box, text, framed=framed))
    read_facts = facts(layout)
    for label, value, _ in FACTS:
        if value:
            assert (label, value) in read_facts
    prose = [str(e.text) for e in layout.elements if isinstance(e, Block)]
    assert " ".join(PROSE) in prose
    assert "A year of the river and of all the people who watched it" in prose


def test_two_columns_of_text_are_no_box() -> None:
    def page(p: Page) -> None:
        p.lines(60, 100, PROSE, 9, 13)
        p.lines(320, 104, PROSE[::-1], 9, 15)

    assert not read(document(page)).tables


def test_headings_that_nearly_touch_do_not_join_two_columns_of_labels() -> None:
    def column(p: Page, x: float, y: float, first: int) -> None:
        for i in range(3):
            top = y + 90 * i
            p.text(x, top, f"Gauge {first + i} of the long upper river, kept in", 11.5, "Helvetica-Bold")
            p.text(x, top + 13, "the old tower", 11.5, "Helvetica-Bold")
            for k, words in enumerate(("Shore: dry", "Is it measured? Yes", "Level: high")):
                p.text(x, top + 30 + 14 * k, words, 10)

    def page(p: Page) -> None:
        p.text(60, 60, "Almanac of the gauges along the upper and the lower river, with their keepers", 12)
        column(p, 60, 100, 1)
        column(p, 318, 100, 4)

    said = [str(b) for b in read(document(page)).blocks]
    titles = [words for words in said if words.startswith("Gauge")]
    assert titles == [f"Gauge {n} of the long upper river, kept in the old tower" for n in range(1, 7)]
    assert said[2:5] == ["Shore: dry", "Is it measured? Yes", "Level: high"]


def test_the_markers_of_a_list_in_the_right_column_are_no_column_of_cells() -> None:
    text = [
        "The keepers of the gauges met each spring",
        "and wrote down what the river had done in",
        "the years before they came to the tower.",
    ]

    def page(p: Page) -> None:
        p.lines(60, 100, text * 6, 10, 13)
        for i in range(8):
            p.text(312, 106 + 27 * i, "•", 10)
            p.text(330, 106 + 27 * i, f"Gauge {i} is read at noon", 10)
            p.text(330, 119 + 27 * i, "by its keeper", 10)

    assert not read(document(page)).tables


def test_bold_labels_beside_their_values_are_a_table_without_any_line() -> None:
    rows = [("Is the gauge", "Yes"), ("read?", ""), ("Level", "High"), ("Shore", "Dry")]

    def page(p: Page) -> None:
        p.lines(60, 80, ["The keepers met each spring and wrote down what the river had done in the years."], 10)
        for i, (label, value) in enumerate(rows):
            p.text(60, 120 + 13 * i, label, 10, "Helvetica-Bold")
            p.text(200, 120 + 13 * i, value, 10)

    (table,) = read(document(page)).tables
    assert [[str(c.text) for c in row if c] for row in table.grid()] == [
        ["Is the gauge read?", "Yes"],
        ["Level", "High"],
        ["Shore", "Dry"],
    ]


def test_the_last_column_of_a_box_with_few_values_belongs_to_it() -> None:
    """Between the column and the text the strip is as white as between the columns."""
    some = [("Gauges", "7", ""), ("State of the gauges", "", ""), ("Working", "1", "0"), ("Broken", "4", "2")]
    some += [("Lost", "2", "3"), ("Found", "0", "2"), ("Kept by the harbour", "", ""), ("Read each day", "6", "")]
    some += [("Read each week", "1", ""), ("Read at all", "2", "5"), ("Read twice", "0", "0"), ("By whom", "", "")]
    some += [("By the keeper", "0", ""), ("By his son", "1", ""), ("What became of them", "", ""), ("Moved", "5", "")]

    def page(p: Page) -> None:
        for i in range(4):
            p.text(60, 60 + 14 * i, "The river was watched for a year by people who live on its banks.")
        p.lines(310, 140, [*PROSE, *PROSE], 10, 13.4)
        for i, row in enumerate([("", "First", "The last"), ("", "year", "year"), *some]):
            for x, words in zip((70, 205, 260), row, strict=True):
                p.text(x, 143 + 11.2 * i, words, 7.5)

    (table,) = read(document(page)).tables
    assert table.n_cols == 3
    assert [str(row[2].text) for row in table.grid() if row[2] and row[2].text][-6:] == ["0", "2", "3", "2", "5", "0"]


def test_values_of_one_length_are_no_text_beside_the_box() -> None:
    """Labels beside even values look like a box beside a text, too: that of the text and the labels."""
    values = [("Member since:", "2012"), ("Gauges:", "4"), ("State:", ""), ("Working:", "0% (0)")]
    values += [("Moved to the mill:", "0% (0)"), ("Broken:", "50% (2)"), ("Lost:", "50% (2)")]

    def page(p: Page) -> None:
        p.lines(64, 119, PROSE[:2], 10.5, 14.5)
        p.lines(64, 153.4, PROSE[2:8], 10.5, 14.5)
        p.text(331, 116.6, "At a glance", 8.5, "Helvetica-Bold")
        for i, (label, value) in enumerate(values):
            p.text(331, 128.2 + 11.6 * i, label, 8.5)
            p.text(462, 128.2 + 11.6 * i, value, 8.5)

    read_facts = facts(read(document(page)))
    assert [fact for fact in values if fact[1]] == [fact for fact in read_facts if fact[1] and fact in values]


def test_a_link_too_long_for_its_column_does_not_cut_the_one_beside_it() -> None:
    link = "https://river.example.org/books/of/the/keepers/2019/spring-and-summer"

    def page(p: Page) -> None:
        p.lines(60, 100, [*PROSE[:6], link, *PROSE[6:]], 10, 14)
        p.lines(310, 100, [f"{n}. Read the gauge at the ford" for n in range(1, 13)], 10, 13.2)

    texts = [str(block.text) for block in read(document(page)).blocks]
    assert texts[0].startswith(PROSE[0])
    assert texts[-12:] == ["Read the gauge at the ford"] * 12
    assert any(link in text for text in texts[:-12])
