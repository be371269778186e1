"""The PDF reader where words are broken: in narrow cells without a hyphen, and at a page break."""

from __future__ import annotations

from extractors.readers.pdf import read
from tests.pdf_drawing import Page, document


def _words(data: bytes) -> list[list[str]]:
    (table,) = read(data).tables
    return [[str(c.text) for c in row if c] for row in table.grid()]


def test_a_word_that_a_narrow_cell_broke_is_whole_where_the_document_knows_it() -> None:
    def page(p: Page) -> None:
        p.lines(60, 60, ["The harbourmaster and the keepers of the gauges met in spring."], 10)
        xs, ys = [60.0, 124.0, 300.0], [100.0, 140.0, 180.0, 220.0]
        p.grid(xs, ys)
        for y, lines in ((100, ["Harbourmast", "er"]), (140, ["Weatherman", "to come"]), (180, ["Lockkeeperi", "nnn"])):
            p.lines(63, y + 12, lines, 10.5, 12)
            p.text(130, y + 12, "reads the gauge", 10)

    assert [row[0] for row in _words(document(page))] == ["Harbourmaster", "Weatherman to come", "Lockkeeperi nnn"]


def test_a_row_cut_in_the_middle_of_a_date_is_one() -> None:
    xs = [60.0, 130.0, 300.0, 420.0]
    rows = [
        ("01-02-2020", "Pier read", "Keeper"),
        ("03-02-2020", "Lock read", "Keeper"),
        ("04-02-", "Mill and ford", "Keeper"),
    ]

    def first(p: Page) -> None:
        p.grid(xs, [700.0, 730.0, 760.0, 790.0])
        for i, row in enumerate(rows):
            p.row(xs, 700 + 30 * i, row)

    def second(p: Page) -> None:
        p.grid(xs, [60.0, 90.0, 120.0])
        p.row(xs, 60, ("2020", "River read", ""))
        p.row(xs, 90, ("05-02-2020", "Weir read", "Keeper"))

    assert [row[0] for row in _words(document(first, second))] == [
        "01-02-2020",
        "03-02-2020",
        "04-02-2020",
        "05-02-2020",
    ]


def test_a_sentence_that_breaks_off_at_an_open_word_goes_on_with_a_capital_on_the_next_page() -> None:
    def first(p: Page) -> None:
        p.lines(60, 780, ["The keepers of the gauges met in spring with the masters of the harbour and of the"], 10)

    def second(p: Page) -> None:
        p.lines(60, 60, ["Ministry of Waters, and they wrote down what the river had done."], 10)

    (paragraph,) = read(document(first, second)).blocks
    assert str(paragraph).endswith("and of the Ministry of Waters, and they wrote down what the river had done.")
