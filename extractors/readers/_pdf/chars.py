"""The words of a page, from PDFium's text layer."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator

from extractors.readers._pdf import calls
from extractors.readers._pdf.glyphs import LIGATURES, MARK_CHARACTERS, symbol_family, unreadable_share
from extractors.readers._pdf.page import NO_FONT, Font, PageContent, Token, View

_HYPHENS = "\x02\ufffe"  # what PDFium writes for a hyphen at a line end
_IGNORED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_WORD = re.compile(rf"[{MARK_CHARACTERS}]|[^\s{_HYPHENS}{MARK_CHARACTERS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_BOLD = re.compile(r"bold|black|heavy|demi(?!light)|negrita|[-,]bd\b", re.IGNORECASE)
_FORCE_BOLD = 1 << 18


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

    def _read(self, handle: int) -> Font:
        length = calls.font_name(handle, ctypes.addressof(self._name), 256)
        name = self._name.raw[: max(min(length, 256) - 1, 0)].decode("utf-8", "replace")
        if len(name) > 7 and name[6] == "+":
            name = name[7:]
        bold = (
            bool(_BOLD.search(name)) or calls.font_weight(handle) >= 600 or bool(calls.font_flags(handle) & _FORCE_BOLD)
        )
        return Font(name, bold, symbol_family(name))


def _units(text_page: int, count: int) -> str:
    """Return the text with exactly one character a PDFium character index."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = calls.get_text(text_page, 0, count, ctypes.addressof(buffer))
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
        return "".join(map(chr, buffer[:count]))
    units = (calls.get_unicode(text_page, i) for i in range(count))
    return "".join(chr(u) if 0 < u < 0x110000 else "\ufffd" for u in units)


class _Reader:
    """Reads the words of one open page."""

    def __init__(self, text_page: int, fonts: FontBook, view: View) -> None:
        self.text_page = text_page
        self.fonts = fonts
        self.turn = view.rotation
        self.show = view.shower()
        self.width, self.height = view.size
        self.rect = calls.Rect()
        self.at = ctypes.addressof(self.rect)
        self.sides = [ctypes.c_double() for _ in range(4)]
        self.side_at = [ctypes.addressof(side) for side in self.sides]
        self.styles: dict[int, tuple[Font, int]] = {}

    def style(self, source: int, index: int) -> tuple[Font, int]:
        """Return font and displayed reading direction of a text object."""
        found = self.styles.get(source)
        if found is None:
            degrees = math.degrees(calls.char_angle(self.text_page, index)) if source else 0.0
            angle = round(-degrees - self.turn) % 360
            font = self.fonts.of(source) if source else NO_FONT
            found = self.styles[source] = (font, angle)
        return found

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """Return the word between two character indices, cut where its look changes."""
        page, rect, at = self.text_page, self.rect, self.at
        source = calls.text_object(page, start) or 0
        style = self.styles.get(source)
        font, angle = style if style is not None else self.style(source, start)
        if angle or self.turn:
            return list(self.turned(text, start, end, source))
        calls.loose_box(page, start, at)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        last = end - 1
        if last > start:
            calls.loose_box(page, last, at)
            if (calls.text_object(page, last) or 0) != source and self.differs(left, bottom, top):
                return list(self.pieces(text, start, end))
            right = rect.right
        x0, y0, x1, y1 = self.show(left, bottom, right, top)
        return [Token(x0, y0, x1, y1, text, top - bottom, font, 0, source)]

    def differs(self, left: float, bottom: float, top: float) -> bool:
        """Whether the last box read belongs to another size, line or far away."""
        rect, size = self.rect, top - bottom
        return bool(
            abs(rect.top - rect.bottom - size) > 0.12 * size
            or abs(rect.bottom - bottom) > 0.12 * size
            or rect.right < left
        )

    def pieces(self, text: str, start: int, end: int) -> Iterator[Token]:
        """Cut a run of characters wherever size or baseline changes."""
        cuts = [start]
        previous: tuple[float, float, float] | None = None
        for i in range(start, end):
            calls.loose_box(self.text_page, i, self.at)
            if previous is not None and self.differs(*previous):
                cuts.append(i)
            previous = (self.rect.left, self.rect.bottom, self.rect.top)
        for a, b in zip(cuts, [*cuts[1:], end], strict=True):
            calls.loose_box(self.text_page, a, self.at)
            left, bottom, right, top = self.rect.left, self.rect.bottom, self.rect.right, self.rect.top
            if b - 1 > a:
                calls.loose_box(self.text_page, b - 1, self.at)
                right = self.rect.right
            source = calls.text_object(self.text_page, a) or 0
            font, _ = self.style(source, a)
            box = self.show(left, bottom, right, top)
            yield Token(*box, text[a - start : b - start], top - bottom, font, 0, source)

    def turned(self, text: str, start: int, end: int, source: int) -> Iterator[Token]:
        """Box a word that is not set along the x axis of the page's own coordinates."""
        font, angle = self.style(source, start)
        left = bottom = math.inf
        right = top = -math.inf
        for i in range(start, end) if angle % 90 else {start, end - 1}:
            if calls.tight_box(self.text_page, i, *self.side_at):
                a, b, c, d = (side.value for side in self.sides)
                left, right, bottom, top = min(left, a), max(right, b), min(bottom, c), max(top, d)
        if left > right:
            return
        box = self.show(left, bottom, right, top)
        across = box[3] - box[1] if angle in (0, 180) else box[2] - box[0]
        yield Token(*box, text, across, font, angle, source)


def read_tokens(text_page: int, fonts: FontBook, view: View, content: PageContent) -> None:
    """Read the words of an open text page into ``content``, in drawing order."""
    count = calls.count_chars(text_page)
    if count <= 0:
        return
    text = _units(text_page, count)
    reader = _Reader(text_page, fonts, view)
    width, height = content.width, content.height
    tokens = content.tokens
    errors = checked = 0
    for found in _WORD.finditer(text):
        start, end = found.span()
        for token in reader.tokens(found.group(), start, end):
            if (
                token.x1 <= 0
                or token.bottom <= 0
                or (token.x0 + token.x1) / 2 >= width
                or (token.top + token.bottom) / 2 >= height
            ):
                continue
            words = token.text
            if not words.isascii():
                words = words.translate(LIGATURES).translate(_IGNORED)
            if words[-1:] in _HYPHENS:
                words = words[:-1] + "-"
            if words and words is not token.text:
                token = token._replace(text=words)
            if words:
                tokens.append(token)
        checked += 1
        if checked % 8 == 0:
            errors += calls.map_error(text_page, start) == 1
    content.characters = sum(len(token.text) for token in tokens)
    content.unreadable = max(unreadable_share(tokens), errors / max(checked // 8, 1))
