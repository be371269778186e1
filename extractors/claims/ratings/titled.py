"""Tables of labels and values with the commitment's title in a row of its own above them.

Annexes print one for each commitment, or one long table with all of them: the title over all columns, below it
"Verifiable | Yes" and "Completion | Limited", or two cells that hold a list each ("Verifiable: Yes", ...).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import get_args

from extractors.builder import Builder, Spot
from extractors.claims.ratings.factbox import read_row
from extractors.claims.ratings.fields import Fields, labels_in
from extractors.claims.ratings.subjects import Named, take_apart
from extractors.layout import Block, Cell, Element, Table, distinct
from extractors.lexicon import Lexicon
from extractors.records import Dimension

RULE = "titled_form"
_CODED = frozenset(get_args(Dimension))
_LONGEST_LIST = 600
_LEAST = 2
"""Rows with a label of an assessment that a table of this kind has at least."""


def is_titled(table: Table, lexicon: Lexicon) -> bool:
    """Whether title rows of commitments head the labels of a table, and none of its labels stands above the first."""
    grid = table.grid()
    titles = [r for r, row in enumerate(grid) if _title(row)]
    if not titles or table.n_cols > 3 or any(c.marked for c in table.cells):
        return False
    labelled = [r for r, row in enumerate(grid) if r not in titles for _ in _labels(row, lexicon)]
    return len(labelled) >= _LEAST and labelled[0] > titles[0]


def goes_on_with_others(table: Table, lexicon: Lexicon) -> bool:
    """Whether a table below a commitment's heading holds those of the next ones, too, each below its title row.

    So a reader joins tables of one shape where the headings between them are as wide as they.
    """
    grid = table.grid()
    titles = [r for r, row in enumerate(grid) if (named := _title(row)) and named.kind == "commitment"]
    if not titles or table.n_cols > 3 or any(c.marked for c in table.cells) or not _labels(grid[0], lexicon):
        return False
    return all(_labels(row, lexicon) for r in titles for row in grid[r + 1 : r + 2])


def cut_from_title(elements: Sequence[Element], titled: Sequence[Table], lexicon: Lexicon) -> dict[int, Block]:
    """Return the lines that are titles of tables among ``titled`` ones, by the position of the table.

    A page break leaves the title row alone: it reads as a numbered line, and the labels as a table without a title.
    """
    out: dict[int, Block] = {}
    for at, (before, table) in enumerate(pairwise(elements), 1):
        if (
            not titled
            or not isinstance(table, Table)
            or not isinstance(before, Block)
            or table.n_cols != titled[0].n_cols
        ):
            continue
        rows = table.grid()
        if any(table is t for t in titled) or any(c.marked for c in table.cells) or not _labels(rows[0], lexicon):
            continue
        named = _named(before)
        if sum(len(_labels(row, lexicon)) for row in rows) >= _LEAST and named.number and named.title:
            out[at] = before
    return out


def _named(block: Block) -> Named:
    return take_apart(f"{block.marker} {block}" if block.marker else str(block))


def read_titled(table: Table, build: Builder, results_scale: str | None = None, title: Block | None = None) -> None:
    """Record the commitments of the title rows and the values below each; ``title`` stands above the table."""
    fields: Fields | None = None
    seen: set[str] = set()
    if title is not None:
        above = _named(title)
        key = build.mention(Spot.of(title), RULE, number=above.number, title=above.title or None)
        fields = Fields(build, key, RULE, None, results_scale)
    for row in table.grid():
        named = _title(row)
        if named is not None:
            cell = next(c for c in row if c is not None)
            spot = Spot.within(table, cell, named.at if named.title else 0)
            key = build.mention(spot, RULE, number=named.number, title=named.title or None)
            if named.starred:
                build.assess(key, "starred", spot, RULE, raw="★", code="yes", scale="starred")
            fields, seen = Fields(build, key, RULE, None, results_scale), set()
        elif fields is not None:
            labels = _labels(row, build.lexicon)
            for label in seen & labels:
                first = next(c for c in row if c is not None and c.text)
                message = f"{label}: a second value of one commitment; the title of another may be missing"
                build.issue(Spot.within(table, first), RULE, "repeated_label", "warning", message)
                fields.flagged = True
            seen |= labels
            read_row(table, row, fields)
            fields.flagged = False


def _title(row: Sequence[Cell | None]) -> Named | None:
    """Return what a row of one cell over all columns names, if that is a commitment."""
    cells = distinct(row)
    if len(cells) != 1 or len(row) < 2 or not cells[0].text or len(str(cells[0].text)) > 400:
        return None
    named = take_apart(str(cells[0].text))
    if named.leftover or not named.number or named.numbers:
        return None
    opens = named.kind == "commitment" or (named.kind is None and named.stopped and bool(named.title))
    return named if opens else None


def _labels(row: Sequence[Cell | None], lexicon: Lexicon) -> set[str]:
    """Return the labels of assessments with which a row begins, or those of the lists in its cells."""
    cells = [c for c in distinct(row) if c.text]
    first = lexicon.dimension(str(cells[0].text)) if cells else None
    if first:
        return {first}
    lists = [labels_in(str(c.text), lexicon) for c in cells if len(str(c.text)) < _LONGEST_LIST]
    return {item.key for items in lists if items and items[0].label_start <= 3 for item in items if item.key in _CODED}
