"""Words that a narrow column broke without a hyphen: "Parlament" over "o" in a cell.

Some programs break a word that does not fit anywhere. Elsewhere in the document the word stands whole, while its
pieces are no words; and the line above reaches to the wall of its cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.layout import Block, Cell, Element, Line, Table, Text
from extractors.text import SOFT_HYPHEN

ROOM = 1.6
"""A line that leaves less room than this before the wall of its cell (font sizes) may have been broken in a word."""

_LETTERS = frozenset("aeiouyáéíó")
"""Letters that are words of their own."""

_WORD = re.compile(r"[^\W_]+")
_LAST = re.compile(r"[^\W_]{2,}$")
_FIRST = re.compile(r"[^\W_]+")


def mend_words(elements: Sequence[Element]) -> None:
    """Join the pieces of broken words in the cells of tables; the text of the cells is replaced."""
    cells = [c for e in elements if isinstance(e, Table) for c in e.cells if len(c.text.lines) > 1]
    if not any(_broken(cell) for cell in cells):
        return
    known = _words(elements)
    for cell in cells:
        lines = list(cell.text.lines)
        for i in _broken(cell):
            if _is_word(lines[i], lines[i + 1], known):
                lines[i] = replace(lines[i], text=lines[i].text + SOFT_HYPHEN)
        if lines != list(cell.text.lines):
            cell.text = Text(lines)


def _broken(cell: Cell) -> list[int]:
    """Return the lines of a cell that may end within a word: full, without a stop, and the next goes on."""
    wall = cell.place.x1
    out = []
    for i, (line, below) in enumerate(pairwise(cell.text.lines)):
        full = wall is not None and line.place.x1 is not None and wall - line.place.x1 < ROOM * line.size
        first = below.text[:1]
        if full and _LAST.search(line.text) and (first.isalnum() and (first.islower() or _alike(line.text, first))):
            out.append(i)
    return out


def _alike(text: str, first: str) -> bool:
    """Whether words all in capitals, or in figures, go on as such."""
    last = text.split()[-1]
    return last.isupper() if first.isalpha() else last.isdigit()


def _is_word(line: Line, below: Line, known: Counter[str]) -> bool:
    """Whether the pieces make a word of the document, and one of them alone is none."""
    upper, lower = _LAST.search(line.text), _FIRST.match(below.text)
    if upper is None or lower is None:
        return False
    if upper.group().isdigit() and (line.text != upper.group() or below.text != lower.group()):
        return False
    a, b = upper.group().casefold(), lower.group().casefold()
    letter = len(b) == 1 and b not in _LETTERS
    return known[a + b] > 0 and (letter or not (known[a] and known[b]))


def _words(elements: Iterable[Element]) -> Counter[str]:
    """Count the words of a document, those at the ends of lines in cells left out: they may be pieces."""
    known: Counter[str] = Counter()
    for element in elements:
        if isinstance(element, Block):
            known.update(w.casefold() for w in _WORD.findall(str(element)))
            continue
        for cell in element.cells:
            last = len(cell.text.lines) - 1
            for i, line in enumerate(cell.text.lines):
                words = [w.casefold() for w in _WORD.findall(line.text)]
                known.update(words[(1 if i else 0) : (len(words) - 1 if i < last else None)])
    return known
