"""Tables on their side that lost their columns, as text taken from a PDF: a row is a line, its values side by side.

"1.3 Open portal 2.4 Transparency portal", then "Specificity Low Low": the line of titles says how many records there
are, and a line is a row of them where it begins with a known label and holds one code of its scale for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.annotate.labels import dimension_of, role_of
from extractors.annotate.vocabulary import code_table, words_of
from extractors.document import Block, Table
from extractors.document import Element as Part

FEWEST = 2  # titles in a line, and rows below them
LONGEST_TITLE = 60  # characters
LABEL_WORDS = 4
LONGEST_ROW = 24  # words
FARTHEST = 40  # blocks below the line of titles
_NUMBERED = re.compile(r"(?<!\S)#?\d{1,2}\.\d{1,2}\.?\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of values: the role and end of its label, and where the value of each record begins and ends."""

    block: Block
    role: str
    label_end: int
    values: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Flattened:
    """The titles of the records in a line, the rows below it, and the lines between these that are none."""

    block: Block
    titles: tuple[tuple[int, int], ...]
    rows: tuple[Row, ...]
    others: tuple[Block, ...]
    size: int


def flattened(elements: Sequence[Part], at: int) -> Flattened | None:
    """Return the table whose line of titles stands at a place; None where there is none."""
    first = elements[at]
    titles = _titles(str(first.text)) if isinstance(first, Block) else ()
    if not isinstance(first, Block) or not titles:
        return None
    found: list[tuple[int, Row]] = []
    for i in range(at + 1, min(at + FARTHEST, len(elements))):
        block = elements[i]
        if isinstance(block, Table) or block.kind == "heading":
            break
        row = _row(block, len(titles))
        if row is not None:
            found.append((i, row))
    if len(found) < FEWEST:
        return None
    last = found[-1][0]
    rows = {i for i, _ in found}
    others = tuple(e for i, e in enumerate(elements[at + 1 : last], at + 1) if i not in rows and isinstance(e, Block))
    return Flattened(first, titles, tuple(row for _, row in found), others, last - at + 1)


def _titles(words: str) -> tuple[tuple[int, int], ...]:
    """Return where the numbered titles of a line begin and end; empty unless it holds several and nothing else."""
    starts = [m.start() for m in _NUMBERED.finditer(words)]
    if len(starts) < FEWEST or starts[0] or len(words) > LONGEST_TITLE * len(starts):
        return ()
    return tuple(pairwise([*starts, len(words)]))


def _row(block: Block, count: int) -> Row | None:
    """Return a line as a row of so many values; None where it is none."""
    words = str(block.text)
    tokens = [(m.start(), m.end()) for m in re.finditer(r"\S+", words)]
    if not 1 < len(tokens) <= LONGEST_ROW:
        return None
    for n in range(min(LABEL_WORDS, len(tokens) - 1), 0, -1):
        end = tokens[n - 1][1]
        role = role_of(words[:end])
        dimension = dimension_of(role.base) if role is not None else None
        values = _values(words, tokens[n:], count, dimension) if dimension else None
        if role is not None and values:
            return Row(block, role.name, end, values)
    return None


def _values(
    words: str, tokens: Sequence[tuple[int, int]], count: int, dimension: str
) -> tuple[tuple[int, int], ...] | None:
    """Return tokens parted into so many stretches, each a word of the scale as a whole; None where they do not part."""
    if not count:
        return None if tokens else ()
    for n in range(1, len(tokens) - count + 2):
        start, end = tokens[0][0], tokens[n - 1][1]
        if code_table(dimension).get(words_of(words[start:end])) is not None:
            rest = _values(words, tokens[n:], count - 1, dimension)
            if rest is not None:
                return ((start, end), *rest)
    return None


__all__ = ["Flattened", "Row", "flattened"]
