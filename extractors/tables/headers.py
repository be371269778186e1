"""Which rows head the columns of a table: one decider for all media.

A header row holds short labels, most of them known or set off by their look, over rows that hold values. A second row
belongs to the header where the first one groups columns (a cell over several, or blanks beside a group) and it names
what is in the groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.annotate.openings import numeral
from extractors.document import Cell, Table

_VALUE = re.compile(r"[\d\s.,:/%()\-–—$€£]+|\d{1,3}(?:[.,]\d+)?\s?%.*")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class TableSettings:
    """Thresholds of the header decision.

    ``label_length`` in characters (the longest question of OGP's template has some 110), ``question_length``
    that of a survey's question over a wide table, ``rows`` the most header rows
    looked for, ``known`` the share of a row's cells that must be known labels, ``few`` the share that is enough where
    the medium or the look says that the row is a header, ``above`` the title rows that may stand above it.
    """

    label_length: int = 120
    question_length: int = 400
    rows: int = 3
    known: float = 0.5
    few: float = 0.25
    above: int = 6


SETTINGS = TableSettings()


def filled(row: Sequence[Cell | None]) -> list[Cell]:
    """Return the cells of a grid row that hold words or marks, once each."""
    return list({id(c): c for c in row if c is not None and (str(c) or c.marks)}.values())


def header_rows(table: Table, is_label: Callable[[str], bool], settings: TableSettings = SETTINGS) -> int:
    """Return how many rows at the top head the columns, title rows above them included; 0 for none.

    ``is_label`` tells whether words are a known label of a column.
    """
    first = _first(table, is_label, settings)
    if first is None:
        return 0
    last = first
    for r in range(first + 1, min(first + settings.rows, table.n_rows - 1)):
        if not _continues(table, r, is_label, settings):
            break
        last = r
    spans = [c for r in range(first, last + 1) for c in filled(table.grid[r]) if c.row_span > 1]
    last = max([last, *(c.row + c.row_span - 1 for c in spans if c.row + c.row_span <= first + settings.rows)])
    return min(last + 1, table.n_rows - 1)


def _first(table: Table, is_label: Callable[[str], bool], settings: TableSettings) -> int | None:
    for r in range(min(settings.above, table.n_rows - 1)):
        cells = filled(table.grid[r])
        if len(cells) < 2:
            continue  # a title row
        if is_numbered_title(cells, table):
            return None  # a form follows
        if _heads(table, r, cells, is_label, settings):
            return _fuller(table, r, cells, is_label, settings)
        if len(cells) * 2 > table.n_cols:
            return None  # a full row of values: what follows is the body
    return None


def is_numbered_title(cells: Sequence[Cell], table: Table) -> bool:
    """Whether the filled cells of a row are a number alone and, over all further columns, the title that it numbers."""
    if len(cells) != 2 or cells[1].col_span < 2 or cells[1].col + cells[1].col_span < table.n_cols:
        return False
    return numeral(str(cells[0]).strip(" .")) is not None and any(c.isalpha() for c in str(cells[1]))


def _fuller(
    table: Table, r: int, cells: Sequence[Cell], is_label: Callable[[str], bool], settings: TableSettings
) -> int:
    """Return the header row below a line of some words that only looks like one: an author, a date, a remark."""
    if len(cells) * 2 > table.n_cols or any(c.col_span > 1 for c in cells):
        return r
    known = sum(is_label(str(c)) for c in cells)
    for below in range(r + 1, min(settings.above, table.n_rows - 1)):
        others = filled(table.grid[below])
        if len(others) * 2 > table.n_cols:
            more = sum(is_label(str(c)) for c in others) > max(known, 1)
            return below if more and _heads(table, below, others, is_label, settings) else r
    return r


def _heads(
    table: Table, r: int, cells: Sequence[Cell], is_label: Callable[[str], bool], settings: TableSettings
) -> bool:
    known = sum(is_label(str(c)) for c in cells)
    longest = settings.question_length if known >= 3 and len(cells) * 2 > table.n_cols else settings.label_length
    if any(len(str(c)) > longest for c in cells):
        return False
    if _is_form_row(table, r, cells, is_label):
        return False
    dated = sum(_is_date_over_words(table, r, c) for c in cells)
    values = sum(bool(str(c)) and _VALUE.fullmatch(str(c)) is not None for c in cells) - dated
    if values * 2 > len(cells):
        return False
    share = settings.known if longest == settings.label_length else settings.few
    if known >= 2 and known >= share * (len(cells) - dated):
        return True
    marked = r < table.header_rows and all(c.is_header for c in cells)
    return (marked or looks_apart(table, r, cells)) and values == 0 and (known >= settings.few * len(cells) or marked)


def _is_date_over_words(table: Table, r: int, cell: Cell) -> bool:
    """Whether a date stands over words without a digit: it heads a column of what was so at that date."""
    below = table.grid[r + 1][cell.col] if r + 1 < table.n_rows else None
    words = str(below) if below is not None else ""
    return bool(_DATE.fullmatch(str(cell).strip())) and bool(words) and not any(c.isdigit() for c in words)


def _is_form_row(table: Table, r: int, cells: Sequence[Cell], is_label: Callable[[str], bool]) -> bool:
    """Whether labels stand beside their values ("Led by | Ministry | With | Bureau"), in the next row, too."""
    if len(cells) % 2 or any(is_label(str(c)) for c in cells[1::2]) or not all(is_label(str(c)) for c in cells[::2]):
        return False
    below = filled(table.grid[r + 1]) if r + 1 < table.n_rows else []
    return bool(below) and is_label(str(below[0])) and len(below) > 1


def looks_apart(table: Table, r: int, cells: Sequence[Cell]) -> bool:
    """Whether a row is bold or filled as a whole and the next one is not."""
    below = filled(table.grid[r + 1]) if r + 1 < table.n_rows else []
    bold = all(c.text.bold or any(run.style.bold for run in c.runs) for c in cells)
    fills = {c.fill for c in cells}
    bold_below = bool(below) and all(c.text.bold or any(run.style.bold for run in c.runs) for c in below)
    return (bold and not bold_below) or (len(fills) == 1 and None not in fills and fills != {c.fill for c in below})


def _continues(table: Table, r: int, is_label: Callable[[str], bool], settings: TableSettings) -> bool:
    """Whether a row goes on with the header above it: it names parts of its groups and holds no values."""
    above = table.grid[r - 1]
    own = [c for c in filled(table.grid[r]) if c.row == r]
    if not own or any(len(str(c)) > settings.label_length or _VALUE.fullmatch(str(c)) for c in own):
        return False
    grouped = {c.col + k for c in filled(above) if c.col_span > 1 for k in range(c.col_span)}
    open_cols = {i for i, c in enumerate(above) if c is None or not (str(c) or c.marks)}
    groups = grouped | open_cols | {i - 1 for i in open_cols}
    inside = [c for c in own if c.col in groups]
    known = sum(is_label(str(c)) for c in own)
    if len(inside) < len(own):
        return known >= 2 and known == len(own)
    return (
        known >= 2
        or (bool(grouped) and known >= settings.known * len(own))
        or (bool(grouped) and all(c.is_header for c in own))
    )
