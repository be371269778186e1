"""What makes a table a form of commitments, and the titles of the forms in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.builder import Spot
from extractors.layout import Cell, Table, distinct
from extractors.lexicon import Lexicon
from extractors.parts.subjects import Named, take_apart

_FORM_KEYS = frozenset(
    "lead support other_actors problem objective description relevance ambition completion milestones start end dates "
    "contact challenge how_contribute next_steps percent reasons".split()
)


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a form: what it names and where."""

    named: Named
    spot: Spot
    row: int


def is_form(table: Table, lexicon: Lexicon) -> bool:
    """Whether rows start with labels of a commitment: two different ones at least."""
    keys: list[str] = []
    for row in table.grid():
        cells = [c for c in distinct(row) if c.text]
        if not cells:
            continue
        key = label_of(cells[0], lexicon)
        # A header of labels alone is the head of a table of rows, not a form.
        if key and not (len(cells) > 2 and all(label_of(c, lexicon) for c in cells)):
            keys.append(key)
    return len(set(keys) & _FORM_KEYS) >= 2 and len(keys) >= 0.3 * max(table.n_rows, 1)


def label_of(cell: Cell, lexicon: Lexicon) -> str | None:
    """Return the label that a cell is, or begins with."""
    words = str(cell.text)
    key = lexicon.label(words, fuzzy=True) if len(words) < 120 else None
    if key:
        return key
    found = lexicon.split_label(words)
    return found[0] if found else None


def titles_of(table: Table, lexicon: Lexicon) -> list[Title]:
    """Return the titles of the forms in a table."""
    out: list[Title] = []
    number: tuple[str, Cell] | None = None
    labels_since = 1
    waiting = False
    for r, row in enumerate(table.grid()):
        cells = [c for c in distinct(row) if c.text and c.row == r]
        if not cells:
            continue
        title = _title_row(table, cells, r, lexicon) if labels_since and not waiting else None
        key = label_of(cells[0], lexicon)
        waiting = key is not None and len(cells) == 1
        if title is None and key in ("number", "number_title"):
            value = _value_of(table, cells, lexicon)
            if value is not None and key == "number":
                number = (take_apart(value.words()).number or value.words().strip(" ."), cells[-1])
                continue
            if value is not None and lexicon.label(value.words(), fuzzy=True):
                labels_since += 1  # "Commitment description", over several rows of labels, heads these
                continue
            if value is not None and not (value.words()[:1].islower() and number is None):  # the rest of a cut row
                title = _titled(value, number, r)
        if title is not None:
            out.append(title)
            number, labels_since = None, 0
        elif key:
            labels_since += 1
    return out


def _title_row(table: Table, cells: Sequence[Cell], row: int, lexicon: Lexicon) -> Title | None:
    words = str(cells[0].text)
    if len(words) > 400 or lexicon.label(words):
        return None
    named = take_apart(words)
    if named.kind is None and "?" in words:
        return None  # "1. What problem does the commitment aim to address?" is the form's own question
    if len(cells) == 1:
        full = cells[0].col_span >= table.n_cols - 1 or cells[0].col == 0
        if full and named.number and named.title and (named.kind == "commitment" or named.stopped):
            return Title(named, Spot.within(table, cells[0]), row)
        return None
    if row == 0 and named.number and named.stopped and named.title and not any(label_of(c, lexicon) for c in cells):
        title = " ".join([named.title, *(str(c.text).strip() for c in cells[1:])])  # a title cut at a false column
        return Title(replace(named, title=title), Spot.within(table, cells[0]), row)
    if len(cells) == 2 and named.kind == "commitment" and named.number and not named.title:
        return Title(replace(named, title=str(cells[1].text).strip()), Spot.within(table, cells[1]), row)
    return None


def _value_of(table: Table, cells: Sequence[Cell], lexicon: Lexicon) -> Spot | None:
    if len(cells) > 1:
        return Spot.within(table, cells[1])
    split = lexicon.split_label(str(cells[0].text))
    return Spot.within(table, cells[0], split[1]) if split and str(cells[0].text)[split[1] :].strip() else None


def _titled(value: Spot, number: tuple[str, Cell] | None, row: int) -> Title:
    named = take_apart(value.words())
    if number and not named.number:
        named = replace(named, number=number[0], title=value.words().strip())
    return Title(named, value, row)
