"""Words to printed lines."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from extractors.layout import Line, Place, Word
from extractors.readers._pdf.glyphs import SIGN_KINDS
from extractors.readers._pdf.page import Box, Token

SPACE = 0.1
"""Words nearer to each other than this share of the font size are one word."""

UNEVEN = 1.3
"""Words the heights of which differ by more than this factor are on one line only where they stand level or touch."""

NUMERAL = 1.8
"""Words taller by this factor than those beside them stand by themselves, unless they touch."""

FIGURE, CORNER = 2.5, 1.9
"""Figures taller by this factor stand by themselves even where they touch: a decorative numeral behind a title; by the
second one, where they are not level with it, in the corner of its box."""

LEVEL = 0.35
"""Such words stand level where their lower edges differ by no more than this share of the smaller height."""

NEAR = 0.5
"""They touch where they are no further apart than this share of the font size."""

MAX_SPACED = 1.6
"""Lone letters further apart than this many font sizes are no spaced-out word but stand in cells of their own."""

COLUMN_GAP = 1.6
"""A gap wider than this many font sizes parts two pieces of a line."""

NARROW_GUTTER = 0.75
"""The gutter of two columns of running text is wider than this many font sizes."""

NARROW_LINES = 8
"""At least as many lines show a gutter narrower than ``COLUMN_GAP``."""

NARROW_WORDS = 3
"""Lines of running text have at least as many words on either side of it."""

_NOTE = re.compile(r"[\d,*†‡\[\]]{1,7}$")
_CLOSING = ".,;:)]?!»”’"
_RAISED = "\u00b9\u00b2\u00b3" + "".join(map(chr, range(0x2070, 0x207A)))
_SUPERSCRIPTS = re.compile(rf"(?<=[^\s\d])[{_RAISED}]+$")
_UNIT = re.compile(r"(?:^|[\s\d])[kcm]?m$")


_LEFT = itemgetter(0)
_word = functools.partial(tuple.__new__, Word)  # a third of the time of calling the class, for each word

_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]+")


@functools.lru_cache(maxsize=4096)
def masked(text: str) -> str:
    """Return words folded, with a sign for their numbers: running heads and folios differ in these alone."""
    words = _DIGITS.sub("#", text.casefold())
    return "#" if _ROMAN.fullmatch(words) else " ".join(words.split())


def fold(text: str) -> str:
    """Return words in small letters without signs, to compare them with those of an outline or of another page."""
    return re.sub(r"\W+", " ", text.casefold()).strip()


@dataclass(slots=True)
class Segment:
    """Words that stand together on one line."""

    tokens: list[Token]
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def size(self) -> float:
        """Height of the tallest word, in points."""
        return self.bottom - self.top


@dataclass(slots=True)
class PrintedLine:
    """A line with what later decisions need: its style and a note number that began it.

    ``color`` is empty where the line has more than one; ``base`` is where its letters stand; ``aside`` says that it
    stands behind another on one height, as a text of its own.
    """

    line: Line
    box: Box
    size: float
    bold: bool
    color: str = ""
    note: str = ""
    base: float = 0.0
    tokens: Sequence[Token] = field(default_factory=list)
    aside: bool = False

    @property
    def text(self) -> str:
        """The words."""
        return self.line.text


def upright_rows(tokens: Iterable[Token]) -> list[list[Token]]:
    """Group level words into rows from top to bottom, each from left to right."""
    runs: list[list[Token]] = []
    run: list[Token] = []
    base = edge = math.inf
    for token in tokens:
        x0, _, x1, bottom, _, size, _, _, _ = token
        if -0.6 < bottom - base < 0.6 and x0 >= edge:
            run.append(token)
        else:
            run = [token]
            runs.append(run)
        base, edge = bottom, x1 - 0.5 * size
    if len(runs) < 2:
        return runs
    runs.sort(key=lambda run: run[0].top + run[0].bottom)
    rows: list[list[Token]] = []
    extents: list[tuple[float, float]] = []
    alone = [run for run in runs if len(run) == 1 and len(run[0].text) < 4 and _is_beside_two(run[0], runs)]
    for run in runs:
        top, bottom = run[0].top, run[0].bottom
        for k in range(len(rows) - 1, max(len(rows) - 4, -1), -1):
            low, high = extents[k]
            if alone and (run in alone or rows[k] in alone):
                continue
            overlap = (bottom if bottom < high else high) - (top if top > low else low)
            least = min(bottom - top, high - low)
            factor = max(bottom - top, high - low) / max(least, 0.1)
            if overlap > 0.55 * least and _on_one_line(rows[k], run, factor, bottom - high):
                rows[k] += run
                if bottom - top > high - low:
                    extents[k] = top, bottom
                break
        else:
            rows.append(run)
            extents.append((top, bottom))
    heights = sorted(foot - head for head, foot in extents)
    usual = heights[(len(heights) - 1) // 2]
    if heights[-1] > NUMERAL * usual:  # a numeral comes before the lines beside it
        order = sorted(range(len(rows)), key=lambda k: extents[k][0] + 0.5 * min(usual, extents[k][1] - extents[k][0]))
        rows = [rows[k] for k in order]
    for row in rows:
        row.sort(key=_LEFT)
    return rows


def _is_beside_two(numeral: Token, runs: Sequence[Sequence[Token]]) -> bool:
    """Whether a number, larger than what is beside it, stands between two lines that begin at one place: a title's."""
    if not any(c.isdigit() for c in numeral.text):
        return False
    high = numeral.bottom - numeral.top
    lines = [
        first
        for first, *_ in runs
        if first.x0 > numeral.x1
        and high >= UNEVEN * (first.bottom - first.top)
        and min(first.bottom, numeral.bottom) - max(first.top, numeral.top) > 0.4 * (first.bottom - first.top)
    ]
    return len(lines) == 2 and abs(lines[0].x0 - lines[1].x0) < 1 and lines[0].bottom <= lines[1].top + 1


def _on_one_line(row: Sequence[Token], run: Sequence[Token], factor: float, step: float) -> bool:
    """Whether words that overlap in height are on one line; ``factor`` parts their heights, ``step`` their feet.

    A numeral far taller than the lines beside it is no part of any of them.
    """
    if factor < UNEVEN:
        return True
    least = min(run[0].bottom - run[0].top, row[0].bottom - row[0].top)
    tall = FIGURE if abs(step) <= LEVEL * least else CORNER
    if factor >= tall and any(t.text.isdigit() for t in (*row, *run) if t.bottom - t.top >= tall * least):
        return False
    return (factor < NUMERAL and abs(step) <= LEVEL * least) or _adjoins(row, run)


def _adjoins(row: Sequence[Token], run: Sequence[Token]) -> bool:
    """Whether words of a run stand right beside some of a row: a raised note, a smaller word."""
    reach = NEAR * min(run[0].size, row[0].size)
    return any(-reach < a.x0 - b.x1 < reach or -reach < b.x0 - a.x1 < reach for a in (run[0], run[-1]) for b in row)


def turned_rows(tokens: Sequence[Token], angle: int) -> list[list[Token]]:
    """Group words set along the y axis into lines, each in reading order."""
    rows: list[list[Token]] = []
    ordered = sorted(tokens, key=lambda t: t.x1 if angle == 90 else -t.x0)
    for token in ordered:
        if rows:
            other = rows[-1][-1]
            overlap = min(token.x1, other.x1) - max(token.x0, other.x0)
            if overlap > 0.5 * min(token.x1 - token.x0, other.x1 - other.x0):
                rows[-1].append(token)
                continue
        rows.append([token])
    for row in rows:
        row.sort(key=lambda t: -t.bottom if angle == 90 else t.top)
    return rows


def column_edges(rows: Sequence[Sequence[Token]]) -> list[float]:
    """Return where the right one of two columns of running text begins that stand nearer than a gap parts words.

    Many lines have a word there behind a gap wider than a space, none a word across, and words enough on both sides.
    """
    if len(rows) < NARROW_LINES:
        return []
    starts: Counter[int] = Counter()
    for row in rows:
        for before, token in pairwise(row):
            if NARROW_GUTTER * token.size < token.x0 - before.x1 <= COLUMN_GAP * token.size:
                starts[round(token.x0)] += 1
    out: list[float] = []
    for edge, _ in starts.most_common(3):
        if starts[edge] + starts[edge - 1] + starts[edge + 1] < NARROW_LINES or out:
            break
        near = [row for row in rows if row[0].x0 < edge - 30 and row[-1].x1 > edge + 30]
        across = sum(any(t.x0 < edge - 2 and t.x1 > edge - 2 for t in row) for row in near)
        sides = [(sum(t.x1 < edge for t in row), sum(t.x0 > edge - 2 for t in row)) for row in near]
        text = sum(min(left, right) >= NARROW_WORDS for left, right in sides)
        if near and across <= 0.1 * len(near) and text >= 0.6 * len(near):
            out.append(float(edge))
    return out


def segments_of(row: Sequence[Token], edges: Sequence[float] = ()) -> list[Segment]:
    """Cut a row where a gap is too wide for a word space, or where a column begins (``edges``)."""
    out: list[Segment] = []
    last = 0.0
    for token in row:
        x0, top, x1, bottom, _, size, _, _, _ = token
        if out:
            seg = out[-1]
            begins = edges and x0 - seg.x1 > NARROW_GUTTER * size and any(abs(x0 - edge) < 1.6 for edge in edges)
            if x0 - seg.x1 <= COLUMN_GAP * (size if size > last else last) and not begins:
                seg.tokens.append(token)
                if x1 > seg.x1:
                    seg.x1 = x1
                if top < seg.top:
                    seg.top = top
                if bottom > seg.bottom:
                    seg.bottom = bottom
                last = size
                continue
        out.append(Segment([token], x0, top, x1, bottom))
        last = size
    return out


def _without_doubles(row: Sequence[Token]) -> list[Token]:
    """Drop words printed twice at the same place (bold by overprinting, shadows)."""
    if len({token.text for token in row}) == len(row):
        return list(row)
    out: list[Token] = []
    for token in row:
        for other in out[-2:]:
            if token.text == other.text:
                limit = 0.13 * token.size
                if abs(token.x0 - other.x0) < limit and abs(token.bottom - other.bottom) < limit:
                    break
        else:
            out.append(token)
    return out


def _rejoined(row: list[Token]) -> list[Token]:
    """Join letters that were spaced out: four or more lone letters with even gaps make words.

    Two capitals that stand closer by their shapes ("PA") are two of these letters.
    """
    if sum([len(t.text) == 1 for t in row]) < 4:
        return row
    singles = [len(t.text) == 1 and t.text.isalpha() for t in row]
    if sum(singles) < 4:
        return row
    out: list[Token] = []
    i = 0
    while i < len(row):
        j = i
        while j < len(row) and (singles[j] or _is_pair(row[j].text) or (j > i and len(row[j].text) == 1)):
            j += 1
        if sum(len(t.text) == 1 for t in row[i:j]) < 4:
            out += row[i : max(j, i + 1)]
            i = max(j, i + 1)
            continue
        letters = row[i:j]
        gaps = [b.x0 - a.x1 for a, b in pairwise(letters)]
        usual = sorted(gaps)[len(gaps) // 2]
        if usual > MAX_SPACED * letters[0].size:
            out += letters
            i = j
            continue
        limit = max(usual * 1.6, usual + 0.12 * letters[0].size)
        word = letters[0]
        for gap, letter in zip(gaps, letters[1:], strict=True):
            if gap > limit:
                out.append(word)
                word = letter
            else:
                word = word._replace(
                    text=word.text + letter.text,
                    x1=letter.x1,
                    top=min(word.top, letter.top),
                    bottom=max(word.bottom, letter.bottom),
                )
        out.append(word)
        i = j
    return out


def _is_pair(text: str) -> bool:
    return len(text) == 2 and text.isalpha() and text.isupper()


def _split_notes(row: list[Token], *, leading: bool) -> tuple[list[Token], str]:
    """Take raised note numbers out of a row; one that begins it is returned if ``leading``."""
    size = row[0].size
    for token in row:
        if token.size != size:
            break
    else:
        return row, ""
    weight: dict[float, int] = {}
    for token in row:
        key = round(token.size, 1)
        weight[key] = weight.get(key, 0) + len(token.text)
    if len(weight) == 1:
        return row, ""
    main = max(weight, key=lambda k: (weight[k], k))
    base = max(t.bottom for t in row if abs(t.size - main) < 0.1)
    middle = base - 0.5 * main
    out: list[Token] = []
    note = ""
    dropped = False
    for i, token in enumerate(row):
        raised = token.size < 0.85 * main and token.bottom < base - 0.2 * main and token.top < middle
        if raised and _NOTE.match(token.text):
            if i == 0 and leading and len(row) > 1:
                note = token.text
                continue
            if out and not _UNIT.search(out[-1].text):
                dropped = True
                continue
        if dropped and token.text[0] in _CLOSING:
            token = token._replace(x0=min(token.x0, out[-1].x1))
        dropped = False
        out.append(token)
    return (out or row), note


def printed_line(
    row: Sequence[Token], page: int, *, leading: bool = False, color_of: Callable[[int], str] | None = None
) -> PrintedLine | None:
    """Make a line of level words in order; None where nothing is left of them.

    With ``leading`` a raised number at the start is taken for the number of a note.
    """
    words = _rejoined(_without_doubles(row))
    words, note = _split_notes(words, leading=leading)
    if not words:
        return None
    line = make_line(words, page)
    first = words[0]
    base = next((t.bottom for t in words if abs(t.size - line.size) < 0.3), first.bottom)
    box = (line.place.x0 or 0.0, line.place.top or 0.0, line.place.x1 or 0.0, line.place.bottom or 0.0)
    color = color_of(first.source) if color_of else ""
    if color and words[-1].source != first.source and color_of and color_of(words[-1].source) != color:
        color = ""
    return PrintedLine(line, box, line.size, line.bold, color, note, base, words)


def _gap(last: Token, token: Token) -> float:
    """Return the space between two words of a line, along the direction they are read in."""
    if token.angle == 90:
        return last.top - token.bottom
    if token.angle == 270:
        return token.top - last.bottom
    return token.x0 - last.x1


def _joins(last: Token, token: Token) -> bool:
    """Whether two neighbours are parts of one word."""
    if token.angle:
        return token.angle == last.angle and _gap(last, token) <= 0.12 * max(token.size, last.size)
    if token.x0 - last.x1 > SPACE * min(token.size, last.size):
        return False
    if last.text in SIGN_KINDS and token.text[:1].isalnum():
        return False
    return abs(token.bottom - last.bottom) < last.size


def make_line(words: Sequence[Token], page: int) -> Line:
    """Join words in reading order into a line with the place of each."""
    parts: list[str] = []
    offsets: list[Word] = []
    looks: list[tuple[int, bool, bool]] = []
    length = -1
    last = words[0]
    face = words[0].font
    for token in words:
        x0, _, x1, _, text, size, font, angle, _ = token
        if text[-1] in _RAISED and not _UNIT.search(text.rstrip("\u00b2\u00b3")):
            text = _SUPERSCRIPTS.sub("", text)
        apart = not angle and x0 - last.x1 > SPACE * (size if size < last.size else last.size)
        if apart or not parts or not _joins(last, token):
            length += 1
            parts.append(text)
            offsets.append(_word((length, x0, x1)))
            if font is not face and font[1:] != face[1:] and not font.symbols:
                looks = looks or [(0, face.bold, face.underline)]
                looks.append((length, font.bold, font.underline))
                face = font
        else:
            parts[-1] += text
            offset, left, right = offsets[-1]
            offsets[-1] = _word((offset, left, x1 if x1 > right else right))
        length += len(text)
        last = token
    x0, top, x1, bottom, size, bold = _extent(words)
    place = Place(page, round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
    if not looks and face.underline:
        looks = [(0, face.bold, True)]
    return Line(" ".join(parts), place, size, bold, tuple(offsets) if not words[0].angle else (), tuple(looks))


def _extent(words: Sequence[Token]) -> tuple[float, float, float, float, float, bool]:
    """Return the box of words, the size of most of their letters and whether all are bold."""
    x0, top, x1, bottom, _, size, font, *_ = words[0]
    bold = font.bold
    even = True
    for left, high, right, low, _, height, face, _, _ in words:
        if left < x0:
            x0 = left
        if right > x1:
            x1 = right
        if high < top:
            top = high
        if low > bottom:
            bottom = low
        if height != size and abs(height - size) > 0.1:
            even = False
        if face is not font and not face.symbols:
            bold = bold and face.bold if not font.symbols else face.bold
            font = face
    if not even:
        weight: dict[float, int] = {}
        for token in words:
            key = round(token.size, 1)
            weight[key] = weight.get(key, 0) + len(token.text)
        size = max(weight, key=lambda k: (weight[k], k))
    return x0, top, x1, bottom, round(size, 1), bold


def cell_lines(tokens: Sequence[Token], page: int) -> list[Line]:
    """Return the lines of a cell: level words first, then turned ones."""
    level = [t for t in tokens if t.angle in (0, 180)]
    out: list[Line] = []
    if level:
        for row in upright_rows(level):
            made = printed_line(row, page)
            if made is not None:
                out.append(made.line)
    if len(level) < len(tokens):
        for angle in (90, 270):
            turned = [t for t in tokens if t.angle == angle]
            if turned:
                out += [make_line(row, page) for row in turned_rows(_without_doubles(turned), angle)]
        odd = [t for t in tokens if t.angle % 90]
        if odd:
            out.append(make_line(odd, page))
    return out
