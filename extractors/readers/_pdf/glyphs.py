"""Characters that are signs: check marks, boxes, stars, bullets, and what is no letter at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.layout import MarkKind
from extractors.readers._pdf.page import Token

LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}

_SIGNS: dict[MarkKind, str] = {
    "x": "\u2612\u2613\u2715\u2716\u2717\u2718\u274c\u274e\u00d7\uf0fb\uf0fd\uf078\uf051\uf04f",
    "check": "\u2611\u2713\u2714\u2705\uf0fc\uf0fe\uf050\uf052",
    "filled": "\u25a0\u25cf\u25c9\u2b24\u25fc\u25fe\u2b1b\u26ab\uf06e\uf06c\uf0a4",
    "empty": "\u2610\u25a1\u25cb\u25fb\u25fd\u2b1c\u26aa\u2751\u2752\uf0a8\uf06f\uf071\uf0a1\uf0a3",
    "star": "\u2605\u2606\u272a\u2729\u2730\u2b50\u2726\u235f\uf0ab\uf0ac\uf0aa\uf0b5",
}

SIGN_KINDS: dict[str, MarkKind] = {sign: kind for kind, signs in _SIGNS.items() for sign in signs}
MARK_CHARACTERS = "".join(re.escape(sign) for sign in SIGN_KINDS if sign != "\u00d7")
"""The signs as the inside of a regular expression's character class."""

# Letters of pictorial fonts whose encoding was read as Latin-1 (Wingdings' own code page).
_LETTER_SIGNS: dict[str, dict[str, MarkKind]] = {
    "wingdings": {
        "\u00fc": "check",
        "\u00fe": "check",
        "\u00fb": "x",
        "\u00fd": "x",
        "\u00a8": "empty",
        "o": "empty",
        "q": "empty",
        "n": "filled",
        "l": "filled",
        "\u00ab": "star",
    },
    "wingdings2": {
        "P": "check",
        "R": "check",
        "O": "x",
        "Q": "x",
        "S": "x",
        "T": "x",
        "\u00a3": "empty",
        "\u00a2": "filled",
        "\u00ea": "star",
    },
    "webdings": {"a": "check", "r": "x", "c": "empty", "g": "filled"},
    "zapfdingbats": {"3": "check", "4": "check", "8": "x", "6": "x", "n": "filled", "o": "empty", "H": "star"},
}
_PRIVATE_SIGNS = {
    "wingdings2": {chr(0xF000 + ord(letter)): kind for letter, kind in _LETTER_SIGNS["wingdings2"].items()},
    "webdings": {chr(0xF000 + ord(letter)): kind for letter, kind in _LETTER_SIGNS["webdings"].items()},
}

BULLETS = "\u2022\u2023\u2043\u204c\u204d\u2219\u25aa\u25ab\u25b8\u25ba\u25e6\u27a2\u00b7\uf0b7\uf0a7\uf0d8\uf02d\uf076"
"""Signs that begin list items."""

_KNOWN = frozenset(SIGN_KINDS) | frozenset(BULLETS)

_PICTORIAL = {
    "wingdings2": "wingdings2",
    "wingdings3": "wingdings3",
    "wingdings": "wingdings",
    "webdings": "webdings",
    "dingbats": "zapfdingbats",
    "symbol": "symbol",
}


def symbol_family(name: str) -> str:
    """Return the pictorial family a font name stands for, or an empty string."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    if "segoe" in plain or "unicode" in plain:
        return ""
    return next((family for key, family in _PICTORIAL.items() if key in plain), "")


def sign_kind(token: Token) -> MarkKind | None:
    """Return what a word is a sign of, if it is a single sign (a lone x counts as a cross)."""
    text = token.text
    if len(text) != 1:
        return None
    family = token.font.symbols
    if family:
        found = _PRIVATE_SIGNS.get(family, {}).get(text) or _LETTER_SIGNS.get(family, {}).get(text)
        if found:
            return found
    if text in "xX\u00d7":
        return "x"
    return SIGN_KINDS.get(text)


def unreadable_share(tokens: Sequence[Token]) -> float:
    """Return the share of characters without a known letter.

    Private-use characters count unless they are signs; so do control characters, and letters of a
    font without a mapping, which show as words of punctuation.
    """
    total = bad = odd = 0
    for token in tokens:
        text = token.text
        total += len(text)
        if text.isalnum():
            continue
        if not text.isascii() or not text.isprintable():
            bad += sum(c == "\ufffd" or c < " " or ("\ue000" <= c <= "\uf8ff" and c not in _KNOWN) for c in text)
        if len(text) > 2 and _is_cipher(text):
            odd += len(text)
    if total < 40:
        return bad / total if total else 0.0
    return max(bad, odd) / total


def _is_cipher(word: str) -> bool:
    """Whether a word is mostly punctuation of several kinds (leaders and rules are of one kind)."""
    marks = [c for c in word if not c.isalnum()]
    return len(marks) * 2 > len(word) and len(set(marks)) > 2
