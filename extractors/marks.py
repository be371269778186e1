"""The signs that select an option in a form or matrix, by glyph.

Fonts such as Wingdings keep their glyphs in the private use area (U+F0xx), and a converter that
loses the font leaves the Latin letter of the same code ("ü" for a check mark). Both are listed.
"""

from __future__ import annotations

import re

from extractors.layout import Mark, MarkKind, Place, Text

_GLYPHS: dict[MarkKind, str] = {
    "x": "xX×✕✖✗✘☒☓⊠⨯❌🗙Хх"
    "\uf0fb\uf0fd\uf078"  # Wingdings cross, boxed cross, crossed box
    "\uf04f\uf053\uf054",  # Wingdings 2
    "check": "✓✔☑✅🗸🗹√"
    "\uf0fc\uf0fe"  # Wingdings check, boxed check
    "\uf050\uf052",  # Wingdings 2
    "filled": "■●◼⬛▪◾⚫⬤◉⦿▣🔘\uf06e\uf0a7\uf06c",
    "empty": "□☐○◯◻⬜▢▫◽⚪❏❐❑❒\uf0a8\uf06f\uf071\uf072\uf0a1\uf0a3",
    "star": "★☆✪⭐✯✰🌟\uf0ab",
}

MARKS: dict[str, MarkKind] = {glyph: kind for kind, glyphs in _GLYPHS.items() for glyph in glyphs}
"""Kind of mark by its single character; letters count only where they stand alone in a cell."""

# Wingdings read without its font: the letter with the same code, only where it stands alone.
_LOST_FONT: dict[str, MarkKind] = {"ü": "check", "þ": "check", "û": "x", "ý": "x", "¨": "empty"}

# Signs that mean the same beside words ("☒ Yes ☐ No"); bullets such as ■ and ● do not.
_BESIDE_WORDS = frozenset(g for g in "☑☒☐✅❌\uf0fe\uf0fd\uf0a8\uf06f★☆✪⭐✯✰🌟\uf0ab")

_ASCII_BOX = re.compile(r"[\[(]\s?([xX✓✔])?\s?[\])]")
_TOKEN = re.compile(r"[\[(]\s?[xX✓✔]?\s?[\])]|\S")
_VARIATION_SELECTORS = re.compile("[\ufe0e\ufe0f]")


def _kind(token: str) -> MarkKind | None:
    if box := _ASCII_BOX.fullmatch(token):
        return MARKS[box[1]] if box[1] else "empty"
    return MARKS.get(token) or _LOST_FONT.get(token)


def marks_of(text: Text, place: Place) -> tuple[Mark, ...]:
    """Return the marks in a cell's words, each with its place (``place`` where the words have none).

    A cell of marks alone gives them all, letters and ASCII boxes ("x", "[x]", "( )") included. Beside other
    words only check boxes and stars count, for "■" and "●" may be bullets and "x" a word.
    """
    words = str(text)
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(words) if not _VARIATION_SELECTORS.fullmatch(m[0])]
    kinds = [_kind(token) for _, _, token in tokens]
    alone = bool(tokens) and all(kinds)
    if alone and len(tokens) > 1 and any(t.isalpha() for _, _, t in tokens) and " " not in words:
        alone = False  # "xx" is a word
    found = []
    for (start, end, token), kind in zip(tokens, kinds, strict=True):
        if kind and (alone or token in _BESIDE_WORDS):
            where = text.quote(start, end)[1]
            found.append(Mark(kind, where if where != Place() else place, token))
    return tuple(found)


def astray(mark: Mark, column: Place) -> bool:
    """Whether a mark stands on or beyond the left or right edge of its column, so that it may belong to the next.

    Where ``column`` is the box of one cell, a mark above or below it is astray, too.
    """
    p = mark.place
    if p.page != column.page or not (p.has_box and column.has_box):
        return False
    return _inside(p.x0, p.x1, column.x0, column.x1) < 0.75 or _inside(p.top, p.bottom, column.top, column.bottom) < 0.3


def _inside(low: float | None, high: float | None, least: float | None, most: float | None) -> float:
    """Return the share of a stretch that lies within another; of the shorter one, where it is longer."""
    if low is None or high is None or least is None or most is None:
        return 1.0
    shorter = min(high - low, most - least)
    return (min(high, most) - max(low, least)) / shorter if shorter > 0 else 1.0
