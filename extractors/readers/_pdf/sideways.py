"""Pages that are read sideways: most of their words are set along the y axis, as wide tables on upright pages are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from extractors.layout import Block, Cell, Element, Line, Mark, Place, Text
from extractors.readers._pdf.page import Box, Fill, PageContent, Rule, Shape

SIDEWAYS = 0.8
"""A page is read sideways where at least this share of its letters is set so."""

MIN_LETTERS = 40
"""Fewer letters than this tell nothing."""


class Turn(NamedTuple):
    """How a page is turned to be read: the direction of its words, and its size as displayed."""

    angle: int
    width: float
    height: float

    def read(self, box: Box) -> Box:
        """Return a displayed box as it stands on the page when that is read."""
        x0, top, x1, bottom = box
        if self.angle == 90:
            return self.height - bottom, x0, self.height - top, x1
        return top, self.width - x1, bottom, self.width - x0

    def shown(self, box: Box) -> Box:
        """Return a box of the page as it is read as it is displayed."""
        x0, top, x1, bottom = box
        if self.angle == 90:
            return top, self.height - x1, bottom, self.height - x0
        return self.width - bottom, x0, self.width - top, x1


def turn_of(content: PageContent) -> Turn | None:
    """Return how a page has to be turned to be read, or None where it stands upright."""
    letters: Counter[int] = Counter()
    for token in content.tokens:
        letters[token.angle] += len(token.text)
    angle = max((90, 270), key=lambda a: letters[a])
    if letters[angle] < max(MIN_LETTERS, SIDEWAYS * sum(letters.values())):
        return None
    return Turn(angle, content.width, content.height)


def turned(content: PageContent, turn: Turn) -> PageContent:
    """Return a page as it is read."""
    tokens = []
    for t in content.tokens:
        x0, top, x1, bottom = turn.read(t[:4])
        angle = (t.angle - turn.angle) % 360
        tokens.append(t._replace(x0=x0, top=top, x1=x1, bottom=bottom, angle=angle))
    rules = []
    for upright, at, start, end in content.rules:
        x0, top, x1, bottom = turn.read((at, start, at, end) if upright else (start, at, end, at))
        rules.append(Rule(False, top, x0, x1) if upright else Rule(True, x0, top, bottom))
    return replace(
        content,
        width=content.height,
        height=content.width,
        tokens=tokens,
        rules=rules,
        fills=[Fill(*turn.read(f[:4]), f.color) for f in content.fills],
        shapes=[Shape(*turn.read(s[:4]), s.kind) for s in content.shapes],
        images=[turn.read(box) for box in content.images],
        frames=[turn.read(box) for box in content.frames],
    )


def show(elements: Iterable[Element], turns: Mapping[int, Turn]) -> None:
    """Put the places of what was read on turned pages (``turns``, by page number) back to where it is displayed."""
    for element in elements:
        if isinstance(element, Block):
            element.text = shown_text(element.text, turns)
            continue
        element.caption = shown_text(element.caption, turns)
        element.cells = [_shown_cell(cell, turns) for cell in element.cells]


def shown_text(text: Text, turns: Mapping[int, Turn]) -> Text:
    """Return a text with its places as displayed."""
    if not any(line.place.page in turns for line in text.lines):
        return text
    return Text([_shown_line(line, turns) for line in text.lines])


def _shown_line(line: Line, turns: Mapping[int, Turn]) -> Line:
    """Return a line with its place as displayed; where its words stand along the page's side is not kept."""
    if line.place.page not in turns:
        return line
    return replace(line, place=_shown(line.place, turns), words=())


def _shown_cell(cell: Cell, turns: Mapping[int, Turn]) -> Cell:
    marks = tuple(Mark(m.kind, _shown(m.place, turns), m.glyph) for m in cell.marks)
    return replace(cell, text=shown_text(cell.text, turns), place=_shown(cell.place, turns), marks=marks)


def _shown(place: Place, turns: Mapping[int, Turn]) -> Place:
    turn = turns.get(place.page or 0)
    if turn is None or place.x0 is None or place.top is None or place.x1 is None or place.bottom is None:
        return place
    x0, top, x1, bottom = turn.shown((place.x0, place.top, place.x1, place.bottom))
    return Place(place.page, round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2), place.locator)
