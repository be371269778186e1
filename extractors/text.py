"""Words that know where they stand: places, printed lines, and texts that keep both when joined or cut.

Coordinates are points (1/72 inch) from the top left corner of the page as displayed; pages count
from 1.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

SOFT_HYPHEN = "\u00ad"
_COMPOUND = re.compile(r"\W?[^\W\d_]{2,}-(?:of|to|in|on|by|the|and|de|en|a|y)", re.I)  # "end-of" has more hyphens
_LAST = re.compile(r"(?:up|down|off|term|based)(?!\w)")  # "follow-up", "mid-term": no syllables of one word
_HYPHENS = "-\u2010\u2011" + SOFT_HYPHEN


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand. A PDF place has a page and a box, any other a ``locator``.

    ``locator`` is an element path for HTML (``/html/body/p[3]``) and ``L12`` or ``L12-L14`` for
    text, counted from 1.
    """

    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    locator: str | None = None

    @property
    def has_box(self) -> bool:
        """Whether the place is a box on a page."""
        return self.x0 is not None


NOWHERE = Place()


def union(places: Iterable[Place]) -> Place:
    """Return the smallest place that holds the given ones.

    Only places on the page of the first one count: a box cannot span pages. Locators of text lines
    become a range, other locators keep the first.
    """
    some = [p for p in places if p != NOWHERE]
    if not some:
        return NOWHERE
    first = some[0]
    boxes = [p for p in some if p.page == first.page and p.has_box]
    if boxes:
        return Place(
            first.page,
            min(p.x0 for p in boxes if p.x0 is not None),
            min(p.top for p in boxes if p.top is not None),
            max(p.x1 for p in boxes if p.x1 is not None),
            max(p.bottom for p in boxes if p.bottom is not None),
            first.locator,
        )
    locators = [p.locator for p in some if p.locator]
    numbers = [int(n) for loc in locators for n in re.findall(r"^L(\d+)|-L(\d+)$", loc) for n in n if n]
    if numbers:
        low, high = min(numbers), max(numbers)
        return Place(first.page, locator=f"L{low}" if low == high else f"L{low}-L{high}")
    return first


class Word(NamedTuple):
    """A word's place in its line: character offset and horizontal extent in points."""

    offset: int
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: words as printed with white space folded, and where they stand.

    ``words`` lets a quote be boxed to the word; readers without coordinates leave it empty.
    ``size`` is the font size in points, 0 where unknown; ``bold`` whether all of it is bold. ``looks`` says where
    the look changes inside the line: (offset, bold, underlined) from each offset on; empty where it does not.
    """

    text: str
    place: Place = NOWHERE
    size: float = 0.0
    bold: bool = False
    words: tuple[Word, ...] = ()
    looks: tuple[tuple[int, bool, bool], ...] = ()

    def box(self, start: int, end: int) -> Place:
        """Return the place of ``text[start:end]``, narrowed to the words it touches."""
        if not self.words or not self.place.has_box:
            return self.place
        offsets = [w.offset for w in self.words]
        first = max(bisect_right(offsets, start) - 1, 0)
        last = max(bisect_right(offsets, max(end - 1, start)) - 1, first)
        p = self.place
        x0 = min(w.x0 for w in self.words[first : last + 1])
        x1 = max(w.x1 for w in self.words[first : last + 1])
        return Place(p.page, x0, p.top, x1, p.bottom, p.locator)


def _joint(left: str, right: str) -> tuple[int, str]:
    """Return how many characters to drop from the end of ``left`` and what to put between."""
    if left.endswith(SOFT_HYPHEN):
        return 1, ""
    if len(left) > 1 and left[-1] in _HYPHENS and left[-2].isalpha() and right[:1].islower():
        word = left[:-1].rpartition(" ")[2]
        return (0, "") if _COMPOUND.fullmatch(word) or _LAST.match(right) else (1, "")
    if len(left) > 1 and left[-1] in _HYPHENS and left[-2].isalnum() and right[:1].isalnum():
        return 0, ""
    if len(left) > 1 and left[-1] == "\u2013" and left[-2].isdigit() and right[:1].isdigit():
        return 0, ""
    if left.endswith("/"):
        return 0, ""
    return 0, " "


class Text:
    """Words of a block or cell, line by line, readable as one string that keeps its places.

    Lines are joined by a space; a hyphen at a line end before a small letter is dropped, before a
    capital or digit it stays and the parts join ("Ciclo-" + "Inclusiva").
    """

    __slots__ = ("__dict__", "lines")

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines: tuple[Line, ...] = tuple(line for line in lines if line.text)

    @classmethod
    def of(cls, text: str, place: Place = NOWHERE, *, bold: bool = False) -> Text:
        """Return a one-line text."""
        return cls([Line(" ".join(text.split()), place, bold=bold)])

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        parts: list[str] = []
        starts: list[int] = []
        length = 0
        for i, line in enumerate(self.lines):
            starts.append(length)
            text = line.text
            if i + 1 < len(self.lines):
                drop, between = _joint(text, self.lines[i + 1].text)
                text = text[: len(text) - drop] + between
            parts.append(text)
            length += len(text)
        return "".join(parts), starts

    def __str__(self) -> str:
        return self._joined[0]

    def __bool__(self) -> bool:
        return bool(self.lines)

    def __len__(self) -> int:
        return len(self._joined[0])

    def __add__(self, other: Text) -> Text:
        return Text(self.lines + other.lines)

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(self.lines)

    @property
    def place(self) -> Place:
        """The place of the whole text (of its part on the first page)."""
        return union(line.place for line in self.lines)

    @property
    def page(self) -> int | None:
        """The page on which the text starts."""
        return self.lines[0].place.page if self.lines else None

    @property
    def bold(self) -> bool:
        """Whether all of the text is bold."""
        return bool(self.lines) and all(line.bold for line in self.lines)

    @property
    def size(self) -> float:
        """The largest font size in the text, in points; 0 where unknown."""
        return max((line.size for line in self.lines), default=0.0)

    def quote(self, start: int = 0, end: int | None = None) -> tuple[str, Place]:
        """Return the words between two offsets of ``str(self)`` and their place.

        A stretch that runs over a page break is cut at the break: the quote and its box are on one
        page.
        """
        text, starts = self._joined
        end = len(text) if end is None else min(end, len(text))
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        if start >= end:
            return "", NOWHERE
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, end - 1) - 1, first)
        page = self.lines[first].place.page
        places = []
        cut = end
        for i in range(first, last + 1):
            line = self.lines[i]
            if line.place.page != page:
                cut = starts[i]
                break
            a = max(start - starts[i], 0)
            b = min(end - starts[i], len(line.text))
            places.append(line.box(a, b))
        return text[start:cut].strip(), union(places)

    def by_lines(self) -> tuple[Text, ...]:
        """Return the lines as texts of their own, blank ones left out."""
        text, starts = self._joined
        if not starts:
            return ()
        parts = (self.slice(a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True))
        return tuple(part for part in parts if str(part).strip())

    def slice(self, start: int, end: int | None = None) -> Text:
        """Return the part between two offsets as a text of its own, places kept."""
        text, starts = self._joined
        end = len(text) if end is None else end
        out = []
        for line, at in zip(self.lines, starts, strict=True):
            a, b = max(start - at, 0), min(end - at, len(line.text))
            if a >= b:
                continue
            piece = line.text[a:b]
            lead = len(piece) - len(piece.lstrip())
            words = tuple(
                Word(max(w.offset - a - lead, 0), w.x0, w.x1)
                for w, nxt in zip(line.words, [*[w.offset for w in line.words[1:]], len(line.text) + 1], strict=False)
                if w.offset < b and nxt > a + lead
            )
            shifted = {max(at - a - lead, 0): (bold, under) for at, bold, under in line.looks if at < b}
            looks = tuple((at, *look) for at, look in shifted.items())  # of those before the piece the last counts
            out.append(Line(piece.strip(), line.box(a, b), line.size, line.bold, words, looks))
        return Text(out)
