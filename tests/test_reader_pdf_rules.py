"""The PDF reader on tables drawn with few lines: rules between rows only, shaded rows, rows of several lines."""

from __future__ import annotations

from extractors.layout import Table
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
