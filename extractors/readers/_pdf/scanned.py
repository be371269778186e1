"""Pages that are pictures, whole or in part: their words and rules, recognized, in the place of the drawn ones.

A page is recognized where images cover more than half of it outside of its drawn words, where its words are drawn
invisibly over an image (a text layer that some program added), or where its font does not say which letters it
draws. An image on a page of drawn words is recognized where it holds a ruled table.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as raw
from rapidfuzz import fuzz

from extractors.readers import recognise
from extractors.readers._pdf.page import Box, Fill, Font, PageContent, Rule, Token
from extractors.readers.errors import ReadError
from extractors.readers.outside import more_room
from extractors.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

SCANNED = 0.5
"""Share of a page, outside of its drawn words, above which images make it a scan."""

COARSE = 18.0
"""Pixels of a scan that its usual font size takes (10 points at 130 an inch), below which all its words are doubted."""

MOST_DRAWN = 300
"""Characters that are drawn on a scan: stamps, signatures, numbers of pages. A page with more has its pictures
looked at one by one."""

MOST_PICTURES = 6
"""Pictures looked at on one page."""

PICTURE = 0.12
"""Share of a page from which an image on it is looked at for a table."""

UNREADABLE = 0.3
"""Share of characters without a known letter above which a page is recognized."""

_COLUMNS, _ROWS = 24, 32  # a page in patches, to measure what images and words cover
_FONTS = {bold: Font("recognized bold" if bold else "recognized", bold, "") for bold in (False, True)}
_LEAST_WORDS = 8  # of a picture that is worth being named


@dataclass(slots=True)
class Found:
    """What recognition made of a page: whether its words are recognized, where they may be wrong, what stays unread."""

    recognized: bool = False
    doubtful: list[Box] = field(default_factory=list)
    unread: list[Box] = field(default_factory=list)
    pictures: int = 0
    bare: bool = False
    hidden_layer: bool = False


def complete(page: raw.FPDF_PAGE, content: PageContent) -> Found:
    """Put recognized words and rules into a page that needs them; the page is open.

    Without the programs for it nothing is recognized: the page is then said to be ``bare``, or its hidden words to
    be doubtful throughout.
    """
    found = Found()
    hidden = _invisible(content) if content.images and content.tokens else []
    layered = len(hidden) * 2 > len(content.tokens) and _share(content.images, [], content) > SCANNED
    drawn = [t for t in content.tokens if id(t) not in {id(h) for h in hidden}] if layered else content.tokens
    whole = (
        layered
        or (
            sum(len(t.text) for t in drawn) <= MOST_DRAWN
            and _share(content.images, [] if layered else drawn, content) > SCANNED
        )
        or (content.unreadable > UNREADABLE and content.characters > 40)
    )
    if whole:
        if recognise.missing():
            found.hidden_layer = found.recognized = layered
            found.bare = not layered and content.unreadable <= UNREADABLE
            if layered:
                found.doubtful.append((0.0, 0.0, content.width, content.height))
            return found
        read = _tried(page, content)
        if read is None:
            found.bare = True
            return found
        if not read.words and not content.tokens:
            found.bare = True
            return found
        kept = [] if content.unreadable > UNREADABLE else drawn
        if len(drawn) > 40 and len(read.words) < _LEAST_WORDS:
            return found  # a photograph behind the words of a page
        _replace(content, read, kept, found)
        sizes = sorted(word.size for word in read.words)
        if sizes and sizes[len(sizes) // 2] / 72 * _resolution(page) < COARSE:
            found.doubtful.append((0.0, 0.0, content.width, content.height))
        if layered:
            found.doubtful += _differing(content.tokens, hidden)
        return found
    large = [box for box in content.images if _area(box) >= PICTURE * content.width * content.height]
    for box in large[:MOST_PICTURES]:
        _picture(page, content, box, found)
    return found


def _resolution(page: raw.FPDF_PAGE) -> float:
    """Return the pixels an inch of the largest image of a page; 300 where it has none that tells."""
    best = 0.0, 300.0
    for index in range(min(raw.FPDFPage_CountObjects(page), 200)):
        thing = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_IMAGE:
            continue
        wide, high = ctypes.c_uint(), ctypes.c_uint()
        sides = [ctypes.c_float() for _ in range(4)]
        if not raw.FPDFImageObj_GetImagePixelSize(thing, wide, high) or not raw.FPDFPageObj_GetBounds(thing, *sides):
            continue
        width, height = sides[2].value - sides[0].value, sides[3].value - sides[1].value
        if width > 0 and height > 0 and width * height > best[0]:
            best = width * height, 72 * max(wide.value, high.value) / max(width, height)
    return best[1]


def _tried(page: raw.FPDF_PAGE, content: PageContent, box: Box | None = None) -> recognise.Page | None:
    """Return what is recognized on a page or in a box of it; None where that takes too long or fails: a page of
    noise must not cost the document."""
    try:
        return recognise.recognise(*_drawn(page, content, box))
    except ReadError:
        return None


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _invisible(content: PageContent) -> list[Token]:
    """Return the words that are drawn with neither fill nor outline."""
    known: dict[int, bool] = {}
    for token in content.tokens:
        if token.source not in known:
            handle = ctypes.cast(ctypes.c_void_p(token.source), raw.FPDF_PAGEOBJECT)
            known[token.source] = bool(token.source) and raw.FPDFTextObj_GetTextRenderMode(handle) == _INVISIBLE
    return [t for t in content.tokens if known[t.source]]


_INVISIBLE = 3


def _share(images: Sequence[Box], words: Sequence[Token], content: PageContent) -> float:
    """Return the share of a page that images cover and words do not."""
    if not images or content.width <= 0 or content.height <= 0:
        return 0.0
    step = content.width / _COLUMNS, content.height / _ROWS
    taken = {(int((t.x0 + t.x1) / 2 / step[0]), int((t.top + t.bottom) / 2 / step[1])) for t in words}
    covered = 0
    for column in range(_COLUMNS):
        for row in range(_ROWS):
            x, y = (column + 0.5) * step[0], (row + 0.5) * step[1]
            if (column, row) not in taken and any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in images):
                covered += 1
    return covered / (_COLUMNS * _ROWS)


def _drawn(page: raw.FPDF_PAGE, content: PageContent, box: Box | None = None) -> tuple[Any, float]:
    """Return the raster of a page, or of a box of it, in blue, green and red, and its pixels a point."""
    more_room()
    import numpy as np

    from extractors.readers.raster import DPI

    left, top, right, bottom = box or (0.0, 0.0, content.width, content.height)
    scale = DPI / 72
    scale = min(scale, (recognise.MOST_PIXELS / max((right - left) * (bottom - top), 1.0)) ** 0.5)
    width, height = max(int((right - left) * scale), 1), max(int((bottom - top) * scale), 1)
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGR, None, 0)
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        size = int(content.width * scale), int(content.height * scale)
        raw.FPDF_RenderPageBitmap(bitmap, page, -int(left * scale), -int(top * scale), *size, 0, 0)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        buffer = ctypes.cast(raw.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * (stride * height)))
        rows = np.frombuffer(buffer.contents, np.uint8).reshape(height, stride)
        return rows[:, : width * 3].reshape(height, width, 3).copy(), scale
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _replace(content: PageContent, read: recognise.Page, kept: Sequence[Token], found: Found) -> None:
    """Make the recognized words and rules those of the page, beside the drawn words that are kept."""
    if read.turned:
        content.width, content.height = read.width, read.height
        kept = []
    tokens = [_token(w) for w in read.words]
    content.tokens = [*kept, *(t for t in tokens if not any(_covers(k, t) for k in kept))]
    content.rules += _rules(read)
    content.fills += [Fill(*box, colour) for box, colour in read.fills]
    content.characters = sum(len(t.text) for t in content.tokens)
    content.unreadable = 0.0
    known = content.color_of
    content.color_of = lambda source: known(source) if source else ""
    found.recognized = True
    found.doubtful += read.doubtful
    found.unread += read.unread
    found.doubtful += [_row_of(box, content.rules) for box in read.unread]


def _rules(read: recognise.Page, dx: float = 0.0, dy: float = 0.0) -> Iterator[Rule]:
    for at, start, end in read.across:
        yield Rule(False, at + dy, start + dx, end + dx)
    for at, start, end in read.upright:
        yield Rule(True, at + dx, start + dy, end + dy)


def _token(word: recognise.Recognized, dx: float = 0.0, dy: float = 0.0) -> Token:
    x0, top, x1, bottom = word.x0 + dx, word.top + dy, word.x1 + dx, word.bottom + dy
    return Token(x0, top, x1, bottom, word.text, round(word.size * 4) / 4, _FONTS[word.bold], 0, 0)


def _covers(drawn: Token, other: Token) -> bool:
    middle = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
    return drawn.x0 <= middle[0] <= drawn.x1 and drawn.top <= middle[1] <= drawn.bottom


def _row_of(box: Box, rules: Sequence[Rule]) -> Box:
    """Return the row of a table that ink stands in, or its own box where it stands in none."""
    middle, centre = (box[1] + box[3]) / 2, (box[0] + box[2]) / 2
    across = [r for r in rules if not r.upright and r.start <= centre <= r.end]
    above = max((r for r in across if r.at <= middle), key=lambda r: r.at, default=None)
    below = min((r for r in across if r.at > middle), key=lambda r: r.at, default=None)
    if above is None or below is None or below.at - above.at > 200:
        return box
    return min(above.start, below.start), above.at, max(above.end, below.end), below.at


def _differing(own: Sequence[Token], layer: Sequence[Token]) -> list[Box]:
    """Return the places where the words of a page and those of its hidden layer differ."""
    lines: dict[int, list[Token]] = {}
    for token in layer:
        for stripe in range(int(token.top // 8), int(token.bottom // 8) + 1):
            lines.setdefault(stripe, []).append(token)
    out = []
    for token in own:
        near = {id(o): o for s in range(int(token.top // 8), int(token.bottom // 8) + 1) for o in lines.get(s, ())}
        beside = sorted((o for o in near.values() if _shares(token, o)), key=lambda o: o.x0)
        words = fold("".join(o.text for o in beside))
        mine = fold(token.text)
        if words and mine not in words and (any(c.isdigit() for c in mine) or fuzz.ratio(mine, words) < 70):
            out.append((token.x0, token.top, token.x1, token.bottom))
    return out


def _shares(one: Token, two: Token) -> bool:
    width = min(one.x1, two.x1) - max(one.x0, two.x0)
    height = min(one.bottom, two.bottom) - max(one.top, two.top)
    least = min(one.x1 - one.x0, two.x1 - two.x0), min(one.bottom - one.top, two.bottom - two.top)
    return width > 0.3 * least[0] and height > 0.3 * least[1]


def _picture(page: raw.FPDF_PAGE, content: PageContent, box: Box, found: Found) -> None:
    """Recognize an image on a page of drawn words: its words and rules are the page's where it holds a table."""
    inside = [t for t in content.tokens if box[0] <= (t.x0 + t.x1) / 2 <= box[2] and box[1] <= t.top <= box[3]]
    if len(inside) > _LEAST_WORDS:
        return  # a picture behind words
    if recognise.missing():
        return
    left, top = max(box[0], 0.0), max(box[1], 0.0)
    clipped = left, top, min(box[2], content.width), min(box[3], content.height)
    if not recognise.holds_table(_drawn(page, content, clipped)[0]):
        return
    read = _tried(page, content, clipped)
    if read is None or len(read.words) < _LEAST_WORDS:
        found.pictures += read is None
        return
    content.tokens += [_token(w, left, top) for w in read.words]
    content.rules += _rules(read, left, top)
    content.fills += [Fill(b[0] + left, b[1] + top, b[2] + left, b[3] + top, colour) for b, colour in read.fills]
    content.characters = sum(len(t.text) for t in content.tokens)
    known = content.color_of
    content.color_of = lambda source: known(source) if source else ""
    found.recognized = True
    moved = [(b[0] + left, b[1] + top, b[2] + left, b[3] + top) for b in (*read.doubtful, *read.unread)]
    found.doubtful += moved[: len(read.doubtful)] + [_row_of(b, content.rules) for b in moved[len(read.doubtful) :]]
    found.unread += moved[len(read.doubtful) :]
