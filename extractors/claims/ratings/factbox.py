"""A commitment's fact box as a form: labels in one cell, values in the next ("Answerability | Lead | Ministry").

Tables without lines between columns come with cells joined: "Answerability Lead institution", or label
and value in one. The words still tell: a cell may end in a label, or open with one and its code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from extractors.builder import Spot
from extractors.claims.ratings.fields import Fields, Labelled, labels_in, leading
from extractors.layout import Cell, Table, Text, distinct
from extractors.lexicon import Lexicon
from extractors.records import Dimension

_CODED = frozenset(get_args(Dimension))
_MOST_WORDS = 5


def read_form(table: Table, fields: Fields) -> None:
    """Record the labelled values of a table."""
    for row in table.grid():
        read_row(table, row, fields)


def read_row(table: Table, row: Sequence[Cell | None], fields: Fields) -> None:
    """Record the labelled values of one grid row."""
    lexicon = fields.build.lexicon
    label: Spot | None = None
    key: str | None = None
    # Text tables print a label across all columns as one with blanks beside it.
    heading = table.n_cols > 2 and sum(c is not None and bool(c.text) for c in row) == 1
    for cell in distinct(row):
        words = str(cell.text)
        value = Spot.within(table, cell) if words else Spot(Text())
        if key in _CODED and label and words and leading(lexicon, key or "", words, fields.results_scale):
            fields.read(key or "", value, label)  # "Media: ..." is a level before it is a label
            key = None
            continue
        inside = labels_in(words, lexicon) if len(words) < 2000 else []
        named = lexicon.label(words) if words else None
        last = _label_at_end(words, lexicon) if not named else None
        if named and not inside[1:]:
            label, key = value, named
        elif inside and inside[0].label_start <= 3:
            for item in inside:
                end = min(item.end, last[1]) if last and item is inside[-1] else item.end
                caption = Spot.within(table, cell, item.label_start, item.label_end)
                fields.read(item.key, Spot.within(table, cell, item.start, end), caption, item.phase)
            key, label = (last[0], Spot.within(table, cell, last[1])) if last else (None, None)
        elif last:
            key, label = last[0], Spot.within(table, cell, last[1])
        elif key and label is not None:
            if words or not heading:
                fields.read(key, value, label)
            key = None
        else:
            _read_joined(table, cell, words, fields)


def _label_at_end(words: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """Return the label that the last words of a cell are, and where it starts: after another label."""
    starts = [m.start() for m in re.finditer(r"(?<=\s)[¿A-ZÁÉÍÓÚ]", words)]
    for start in starts[-_MOST_WORDS:]:
        key = lexicon.label(words[start:])
        if key and len(words) - start > 3:
            return key, start
    return None


def _read_joined(table: Table, cell: Cell, words: str, fields: Fields) -> None:
    """Read label and value that stand in one cell without a colon between: "Specificity High: ..."."""
    found = joined_label(words, fields.build.lexicon, fields.results_scale, whole=False)
    if found:
        caption = Spot.within(table, cell, 0, found.label_end)
        fields.read(found.key, Spot.within(table, cell, found.start), caption)


def joined_label(words: str, lexicon: Lexicon, scale: str | None, *, whole: bool = True) -> Labelled | None:
    """Return the label of an assessment with which words begin and its code right behind: "Completion Limited".

    With ``whole`` nothing may follow the code.
    """
    ends = [m.start() for m in re.finditer(r"\s+(?=[A-ZÁÉÍÓÚ])", words[:80])]
    for end in reversed(ends):
        dimension = lexicon.dimension(words[:end])
        value = words[end:].strip()
        lead = leading(lexicon, dimension, value, scale) if dimension else None
        if dimension and lead and (lead[1] == len(value) or not whole):
            return Labelled(dimension, 0, end, end + 1, len(words))
    return _value_before(words, lexicon, scale)


def _value_before(words: str, lexicon: Lexicon, scale: str | None) -> Labelled | None:
    """Return the label of an assessment that stands behind its code, as signs with words for them have it."""
    for m in re.finditer(r"(?<=\w)\s+(?=[A-ZÁÉÍÓÚ])", words[:80]):
        dimension = lexicon.dimension(words[m.end() :])
        if dimension and lexicon.code(dimension, words[: m.start()], scale):
            return Labelled(dimension, m.end(), len(words), 0, m.start())
    return None
