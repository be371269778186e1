"""The words of a page, from PDFium's text layer."""

from __future__ import annotations

import ctypes
import functools
import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.readers._pdf import calls
from extractors.readers._pdf.glyphs import LIGATURES, MARK_CHARACTERS, symbol_family, unreadable_share
from extractors.readers._pdf.page import NO_FONT, Font, PageContent, Token, View

_HYPHENS = "\x02\ufffe"  # what PDFium writes for a hyphen at a line end
_IGNORED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_CAPITALS = re.compile(r"[A-ZÀ-Ý]{3,}")
_WORD = re.compile(rf"[{MARK_CHARACTERS}]|[^\s{_HYPHENS}{MARK_CHARACTERS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_BOLD = re.compile(r"bold|black|heavy|demi(?!light)|negrita|[-,]bd\b", re.IGNORECASE)
_SMALL_CAPS = re.compile(r"small.?caps", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
LEAST_SMALL, MOST_SMALL = 0.65, 0.9
"""Small capitals are so large beside the large ones of their font."""


ASCENT, DESCENT = 0.78, 0.22
"""What a word takes above and below its baseline, in font sizes."""

MIN_SPACE = 0.11
"""Words between which a space is printed stand no nearer to each other than this many font sizes."""

LETTER_SPACE = 0.06
"""Letters that stand further apart than this many font sizes are spaced out."""

SPACED_OUT = 1.7
"""A gap so many times as wide as others between spaced letters is still none between words."""

SPACED_LINE = 40
"""So many characters to both sides are searched for a word that shows how letters are spaced."""

MISSED_SPACE = 0.12
"""A gap wider than this many font sizes inside a word may be a space."""


class FontBook:
    """Fonts of one document, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[int, Font] = {}
        self._name = ctypes.create_string_buffer(256)

    def of(self, text_object: int) -> Font:
        """Return the font of a text object."""
        handle = calls.text_font(text_object)
        if not handle:
            return NO_FONT
        font = self._known.get(handle)
        if font is None:
            font = self._known[handle] = self._read(handle)
        return font

    def set_small_capitals(self, tokens: list[Token]) -> None:
        """Give the words of a font of small capitals the case that the sizes of their letters show, and one size.

        Programs that set them as capitals of two sizes (Pango: "Serif-Small-Caps") map one glyph to one letter of
        either case, so that the text layer holds "sustaiN cErtificatioN".
        """
        if not any(_SMALL_CAPS.search(font.name) for font in self._known.values()):
            return
        sizes: dict[Font, set[float]] = {}
        for token in tokens:
            sizes.setdefault(token.font, set()).add(token.size)
        for at, token in enumerate(tokens):
            if _SMALL_CAPS.search(token.font.name):
                large = [size for size in sizes[token.font] if LEAST_SMALL * size < token.size < MOST_SMALL * size]
                words = token.text.lower() if large else token.text.upper()
                tokens[at] = token._replace(text=words, size=max(large, default=token.size))

    def _read(self, handle: int) -> Font:
        length = calls.font_name(handle, ctypes.addressof(self._name), 256)
        name = self._name.raw[: max(min(length, 256) - 1, 0)].decode("utf-8", "replace")
        if len(name) > 7 and name[6] == "+":
            name = name[7:]
        bold = (
            bool(_BOLD.search(name)) or calls.font_weight(handle) >= 600 or bool(calls.font_flags(handle) & _FORCE_BOLD)
        )
        return Font(name, bold, symbol_family(name))


def _units(text_page: ctypes.c_void_p, count: int) -> str:
    """Return the text with exactly one character a PDFium character index."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = calls.get_text(text_page, 0, count, calls.pointer(buffer))
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
        return "".join(map(chr, buffer[:count]))
    units = (calls.get_unicode(text_page, i) for i in range(count))
    return "".join(chr(u) if 0 < u < 0x110000 else "\ufffd" for u in units)


class Style(NamedTuple):
    """Font, size and displayed reading direction of a text object."""

    font: Font
    size: float
    angle: int


_token = functools.partial(tuple.__new__, Token)  # a third of the time of calling the class, for each word
_style = functools.partial(tuple.__new__, Style)


class _Reader:
    """Reads the words of one open page.

    A word's height is given by its baseline and size, not by its letters, so that words of one line
    stand level.
    """

    def __init__(self, text_page: ctypes.c_void_p, fonts: FontBook, view: View) -> None:
        self.text_page = text_page
        self.fonts = fonts
        self.view = view
        self.turn = view.rotation
        self.show = view.shower()
        self.rect = calls.Rect()
        self.at = calls.pointer(self.rect)
        matrix = calls.Matrix()
        self.matrix_at = calls.pointer(matrix)
        self.numbers = memoryview(matrix).cast("B").cast("f")
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.x_at, self.y_at = calls.pointer(self.x), calls.pointer(self.y)
        self.sides = [ctypes.c_double() for _ in range(4)]
        self.side_at = [calls.pointer(side) for side in self.sides]
        self.styles: dict[int, Style] = {}
        self.checked = self.errors = 0
        self.glue = False  # whether the word just yielded goes on the one before it

    def style(self, source: int, index: int) -> Style:
        """Return the style of the text object that a character belongs to."""
        found = self.styles.get(source)
        if found is None:
            size, angle = calls.font_size(self.text_page, index), 0
            if calls.char_matrix(self.text_page, index, self.matrix_at):
                a, b, c, d, _, _ = map(float, self.numbers.tolist())
                size *= math.hypot(c, d)
                if not math.isfinite(a + b + size):  # a damaged matrix
                    a, b, size = 1, 0, 0.0
                if b or a < 0 or self.turn:
                    angle = round(math.degrees(math.atan2(b, a)) - self.turn) % 360
            font = self.fonts.of(source) if source else NO_FONT
            found = self.styles[source] = _style((font, size, angle))
        return found

    def words(self, text: str) -> Iterator[Token]:
        """Yield the words of a page's text, cut where their look changes.

        One loop with few calls, for every word of every document passes here.
        """
        page, x_at, y_at, at, rect = self.text_page, self.x_at, self.y_at, self.at, self.rect
        x_of, y_of, styles, turn, (left, _, _, top, _) = self.x, self.y, self.styles, self.turn, self.view
        text_object, char_origin, loose_box = calls.text_object, calls.char_origin, calls.loose_box
        before, base, letters = math.inf, 0.0, 0  # where the word before ends, its baseline and length
        for found in _WORD.finditer(text):
            start, end = found.span()
            last = end - 1
            self.checked += 1
            self.glue = False
            if self.checked % 8 == 0:
                self.errors += calls.map_error(page, start) == 1
            source = text_object(page, start) or 0
            font, size, angle = styles.get(source) or self.style(source, start)
            if angle or turn:
                yield from self.turned(found[0], start, end, source)
                continue
            char_origin(page, start, x_at, y_at)
            x, y = x_of.value, y_of.value
            near = -size < x - before < MIN_SPACE * size and y == base
            if near and text[start - 1].isspace() and calls.is_generated(page, start - 1) == 0:
                x = before + MIN_SPACE * size  # a space is printed, however narrow
            single = letters == 1 or last == start
            self.glue = single and 0 < x - before < size / 2 and y == base
            self.glue = self.glue and self.spaced_out(text, start, size, x - before)
            if last > start:
                other = text_object(page, last) or 0
                if other != source:
                    spaces = self.spaces(found[0], start, size)
                    if spaces or self.differs(other, last, size, x, y):
                        yield from self.pieces(found[0], start, end, spaces)
                        continue
            loose_box(page, last, at)
            right = rect.right
            if right < x:
                right = x
            before, base, letters = right, y, letters + end - start if self.glue else end - start
            high, low = top - (y + ASCENT * size), top - (y - DESCENT * size)
            yield _token((x - left, high, right - left, low, found[0], size, font, 0, source))

    def spaced_out(self, text: str, start: int, size: float, apart: float) -> bool:
        """Whether PDFium parted capitals that are only spaced out: ``apart`` is no more than in a word beside them."""
        at = start - 1
        if at < 1 or text[at] != " " or not (text[at - 1].isupper() and text[start].isupper()):
            return False
        low = max(text.rfind("\n", 0, start) + 1, start - SPACED_LINE)
        stop = text.find("\n", start)
        line = text[low : min(start + SPACED_LINE, len(text) if stop < 0 else stop)]
        word = next((m for m in _CAPITALS.finditer(line)), None)
        inner = self.gap(low + word.start() + 1) if word else 0.0
        return inner > LETTER_SPACE * size and apart < SPACED_OUT * inner

    def differs(self, source: int, index: int, size: float, x: float, y: float) -> bool:
        """Whether a character has another size or baseline than one before it, or stands left of it."""
        other = self.styles.get(source) or self.style(source, index)
        calls.char_origin(self.text_page, index, self.x_at, self.y_at)
        limit = 0.12 * size
        return abs(other.size - size) > limit or abs(self.y.value - y) > limit or self.x.value < x - limit

    def spaces(self, text: str, start: int, size: float) -> list[int]:
        """Return where a word of several text objects holds a space that PDFium did not see.

        One stands between objects, not between digits, and is at least twice as wide as any other gap.
        """
        page = self.text_page
        sources = [calls.text_object(page, i) for i in range(start, start + len(text))]
        wide = [
            start + i
            for i in range(1, len(text))
            if sources[i] != sources[i - 1]
            and text[i].isalpha()
            and (text[i - 1].isalpha() or text[i - 1] in ",;:")
            and self.gap(start + i) > MISSED_SPACE * size
        ]
        if not wide or len(wide) == len(text) - 1:  # letters spaced out
            return []
        least = min(self.gap(i) for i in wide)
        others = (self.gap(i) for i in range(start + 1, start + len(text)) if i not in wide)
        return wide if all(gap < 0.5 * least for gap in others) else []

    def gap(self, index: int) -> float:
        """Return how far a character stands from the one before it."""
        calls.loose_box(self.text_page, index - 1, self.at)
        calls.char_origin(self.text_page, index, self.x_at, self.y_at)
        return float(self.x.value - self.rect.right)

    def pieces(self, text: str, start: int, end: int, spaces: Sequence[int]) -> list[Token]:
        """Cut a run of characters at spaces and wherever size or baseline changes."""
        page = self.text_page
        cuts = [start]
        for i in range(start + 1, end):
            before = calls.text_object(page, i - 1) or 0
            source = calls.text_object(page, i) or 0
            if source == before:
                continue
            if i in spaces:
                cuts.append(i)
                continue
            size = (self.styles.get(before) or self.style(before, i - 1)).size
            calls.char_origin(page, i - 1, self.x_at, self.y_at)
            if self.differs(source, i, size, self.x.value, self.y.value):
                cuts.append(i)
        if len(cuts) == 1:  # each step is small, the whole is not
            cuts = list(range(start, end))
        return [
            token
            for a, b in zip(cuts, [*cuts[1:], end], strict=True)
            for token in self.turned(text[a - start : b - start], a, b, calls.text_object(page, a) or 0)
        ]

    def turned(self, text: str, start: int, end: int, source: int) -> list[Token]:
        """Box a word of any direction, on a page turned in any way."""
        font, size, angle = self.styles.get(source) or self.style(source, start)
        page, show = self.text_page, self.show
        calls.char_origin(page, start, self.x_at, self.y_at)
        ox, oy, _, _ = show(self.x.value, self.y.value, self.x.value, self.y.value)
        left = bottom = math.inf
        right = top = -math.inf
        for i in range(start, end) if angle % 90 else {start, end - 1}:
            if calls.tight_box(page, i, *self.side_at):
                a, b, c, d = (side.value for side in self.sides)
                left, right, bottom, top = min(left, a), max(right, b), min(bottom, c), max(top, d)
        if left > right:
            return []
        x0, y0, x1, y1 = show(left, bottom, right, top)
        up, down = ASCENT * size, DESCENT * size
        if angle == 0:
            x0, y0, y1 = min(ox, x1), oy - up, oy + down
        elif angle == 90:
            x0, x1, y1 = ox - up, ox + down, max(oy, y0)
        elif angle == 270:
            x0, x1, y0 = ox - down, ox + up, min(oy, y1)
        elif angle == 180:
            x1, y0, y1 = max(ox, x0), oy - down, oy + up
        return [Token(x0, y0, x1, y1, text, size, font, angle, source)]


def read_tokens(text_page: ctypes.c_void_p, fonts: FontBook, view: View, content: PageContent) -> None:
    """Read the words of an open text page into ``content``, in drawing order."""
    count = calls.count_chars(text_page)
    if count <= 0:
        return
    text = _units(text_page, count)
    plain = text.isascii() and not any(hyphen in text for hyphen in _HYPHENS)
    reader = _Reader(text_page, fonts, view)
    width, height = content.width, content.height
    out = content.tokens
    characters = 0
    for token in reader.words(text):
        x0, top, x1, bottom, words, _, _, _, _ = token
        if x1 <= 0 or bottom <= 0 or x0 + x1 >= 2 * width or top + bottom >= 2 * height:
            continue
        if not plain and not (words.isascii() and words[-1] != "\x02"):
            shown = _readable(words)
            if not shown:
                continue
            if shown is not words:
                token = token._replace(text=shown)
        if reader.glue and out:
            last = out[-1]
            out[-1] = last._replace(x1=x1, text=last.text + token.text)
        else:
            out.append(token)
        characters += len(words)
    fonts.set_small_capitals(out)
    content.characters = characters
    content.unreadable = max(unreadable_share(out), reader.errors / max(reader.checked // 8, 1))


def _readable(words: str) -> str:
    """Return a word with its ligatures taken apart, invisible characters dropped and a plain hyphen."""
    if words[-1] in _HYPHENS:
        words = words[:-1] + "-"
    return words if words.isascii() else words.translate(LIGATURES).translate(_IGNORED)
