"""What colours say: legends of a document, and the names of colours.

A legend is words behind coloured signs, status words on coloured cells or beside them, or a sentence ("green =
complete; yellow = in progress"). A colour that stands for two different statuses means none.
"""

from __future__ import annotations

import colorsys
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from extractors.annotate.values import read_value
from extractors.annotate.vocabulary import Phrases
from extractors.document import Cell, Document, Table
from extractors.wordlists import data, spellings

LONGEST = 60
"""Characters of the meaning of a colour; longer words are prose."""

NEAR = 40
"""Two colours whose parts (0 to 255) differ by no more than this are one, printed twice."""

_SAYS = re.compile(r"\s*(?:=|:|–|—|-|→)\s*")
_ENDS = re.compile(r"[;,.|\n]|$")


@cache
def _names() -> Phrases[str]:
    held = data("reading.yml")["colours"]
    return Phrases((word, name) for name, entry in held.items() for _, word in spellings(entry))


def name_of(colour: str) -> str | None:
    """Return the name ("red", "yellow", "green", "blue", "grey") of a colour ``#rrggbb``, None for white and black."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if not 0.12 < lightness < 0.92:
        return None
    if saturation < 0.15:
        return "grey"
    degrees = hue * 360
    limits = ((15, "red"), (42, "orange"), (70, "yellow"), (170, "green"), (260, "blue"), (330, "purple"), (361, "red"))
    return next(name for limit, name in limits if degrees < limit)


class Legend:
    """The meanings of the colours of one document, in its own words."""

    def __init__(self, document: Document) -> None:
        """Collect what the document says of its colours."""
        shown: dict[str, set[str]] = defaultdict(set)
        for colour, words in _shown(document):
            shown[colour].add(words)
        self._by_colour = {colour: _one(words) for colour, words in shown.items()}
        named: dict[str, set[str]] = defaultdict(set)
        for text in document.texts():
            for name, words in _said(str(text)):
                named[name].add(words)
        self._by_name = {name: _one(words) for name, words in named.items()} if len(named) > 1 else {}

    def meaning(self, colour: str | None) -> str | None:
        """Return the words that a colour ``#rrggbb`` stands for, None where the document does not say."""
        if colour is None:
            return None
        if colour in self._by_colour:
            return self._by_colour[colour]
        near = [c for c in self._by_colour if _distance(c, colour) <= NEAR]
        if near:
            return self._by_colour[min(near, key=lambda c: _distance(c, colour))]
        name = name_of(colour)
        alike = {"orange": "yellow", "yellow": "orange"}.get(name or "")
        return self._by_name.get(name or "") or self._by_name.get(alike or "")


def _distance(one: str, two: str) -> int:
    return max(abs(int(one[i : i + 2], 16) - int(two[i : i + 2], 16)) for i in (1, 3, 5))


def _one(words: set[str]) -> str | None:
    """Return one of several wordings where all state the same."""
    stated = {tuple(sorted(c.code for c in read_value("completion", w).codes)) for w in words}
    return min(words, key=len) if len(stated) == 1 else None


def _states(words: str) -> bool:
    return 0 < len(words) <= LONGEST and bool(read_value("completion", words).codes)


def _shown(document: Document) -> Iterator[tuple[str, str]]:
    """Yield colours with the status words behind a sign, on a cell or beside one."""
    for colour, text in document.legend:
        if _states(str(text)):
            yield colour, str(text)
    for table in document.tables:
        yield from _in_table(table)


def _in_table(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.grid:
        cells = list({id(c): c for c in row if c is not None}.values())
        plain = {c.fill for c in cells}
        for cell in cells:
            if cell.fill and len(plain) > 1 and name_of(cell.fill) and _states(str(cell)):
                yield cell.fill, str(cell)
        for cell, beside in pairwise(cells):
            colour = colour_of(cell)
            if colour and colour != beside.fill and _states(str(beside)):
                yield colour, str(beside)


def colour_of(cell: Cell) -> str | None:
    """Return the colour of a cell without words: that of its one sign, else its own; None for white and black."""
    if str(cell).strip() and not cell.marks:
        return None
    if len(cell.marks) > 1:
        return None
    colour = cell.marks[0].colour if cell.marks else cell.fill
    return colour if colour and name_of(colour) else None


def _said(text: str) -> Iterator[tuple[str, str]]:
    """Yield names of colours with the status words that a sentence gives them."""
    found = list(_names_in(text))
    for name, end in found:
        says = _SAYS.match(text, end)
        if says is None:
            continue
        stop = _ENDS.search(text, says.end())
        words = text[says.end() : stop.start() if stop else len(text)].strip()
        if _states(words):
            yield name, words


def _names_in(text: str) -> Iterator[tuple[str, int]]:
    for word in re.finditer(r"[^\W\d_]{3,}", text):
        name = _names().get((word.group().casefold(),))
        if name:
            yield name, word.end()
