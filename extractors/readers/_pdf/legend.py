"""Legends: coloured signs outside tables with the words that say what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.layout import Text
from extractors.readers._pdf.glyphs import sign_kind
from extractors.readers._pdf.lines import make_line
from extractors.readers._pdf.page import Box, PageContent, Token

MAX_SIGN = 16.0
"""A sign of a legend is no larger than this many points each way."""

NEAR = 1.6
"""Its words begin within this many font sizes of it, and go on as close to each other."""

MOST_WORDS = 6
"""Words behind a sign; more are running text."""

_PLAIN = 30  # steps of red, green and blue between which a colour is grey, black or white


def legend(content: PageContent, outside: Sequence[Token]) -> list[tuple[str, Text]]:
    """Return the words right behind each coloured sign of a page, with the colour; ``outside`` are its words outside
    of tables."""
    signs = list(_signs(content, outside))
    out = []
    for box, color in signs:
        words = _behind(box, [b for b, _ in signs], outside)
        if words:
            out.append((color, Text([make_line(words, content.number)])))
    return out


def is_colour(color: str) -> bool:
    """Whether ``#rrggbb`` is neither white nor black; grey is a colour of legends."""
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)] if len(color) == 7 else []
    return bool(parts) and max(parts) > _PLAIN and min(parts) < 255 - _PLAIN


def _signs(content: PageContent, outside: Sequence[Token]) -> Iterator[tuple[Box, str]]:
    drawn: list[tuple[Box, str]] = [(shape[:4], shape.color) for shape in content.shapes]
    drawn += [(fill[:4], fill.color) for fill in content.fills]
    for box, color in drawn:
        small = 3 <= box[2] - box[0] <= MAX_SIGN and 3 <= box[3] - box[1] <= MAX_SIGN
        if small and is_colour(color):
            yield box, color
    for token in outside:
        color = content.color_of(token.source) if sign_kind(token) == "filled" else ""
        if is_colour(color):
            yield token[:4], color


def _behind(sign: Box, signs: Sequence[Box], tokens: Sequence[Token]) -> list[Token]:
    """Return the words on the line of a sign that begin right behind it, up to the next sign."""
    middle = (sign[1] + sign[3]) / 2
    limit = min((b[0] for b in signs if b[0] > sign[2] and b[1] < middle < b[3]), default=float("inf"))
    line = sorted(t for t in tokens if not t.angle and t.top < middle < t.bottom and sign[2] - 1 <= t.x0 < limit)
    out: list[Token] = []
    edge = sign[2]
    for token in line:
        if token.x0 - edge > NEAR * token.size:
            break
        out.append(token)
        edge = token.x1
    return out if len(out) <= MOST_WORDS else []
