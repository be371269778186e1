"""Folding words for comparison, keeping the way back to the words as printed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SAME = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u00ad": "",
        "\u200b": "",
        "\ufeff": "",
        "\ufffc": "",
        "º": "°",
    }
)


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    char = char.translate(_SAME)
    if char.isspace():
        return " "
    return "".join(c for c in unicodedata.normalize("NFKD", char).casefold() if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded words; ``offsets[i]`` is where the i-th folded character stands in the original."""

    text: str
    offsets: tuple[int, ...]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that ``text[start:end]`` came from."""
        if start >= end:
            return (self.offsets[start] if start < len(self.offsets) else 0,) * 2
        return self.offsets[start], self.offsets[end - 1] + 1


@lru_cache(maxsize=4096)
def fold_with_offsets(text: str) -> Folded:
    """Fold case, accents, ligatures, dashes, quotes and white space, and remember the offsets."""
    out: list[str] = []
    offsets: list[int] = []
    for i, char in enumerate(text):
        for c in _fold_char(char):
            if c == " " and (not out or out[-1] == " "):
                continue
            out.append(c)
            offsets.append(i)
    while out and out[-1] == " ":
        out.pop()
        offsets.pop()
    return Folded("".join(out), tuple(offsets))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the words folded for comparison: "Revisión – MRI" and "revision - mri" are the same."""
    return " ".join("".join(map(_fold_char, text)).split())


_SMALL = frozenset(
    "the a an of to in on for with that are is were by and or de la el los las un una al del con que son a en para por "
    "e y o su number numero cantidad total commitments commitment compromisos compromiso ogp aga alianza".split()
)
_ENDING = re.compile(r"(?<=\w{4})(?:es|as|os|s|e|a|o)$")


def signature(text: str) -> frozenset[str]:
    """Return the stems of the words that tell in a label: without small words, plurals and gender.

    "Claramente relevantes a un valor de la AGA" and "claramente relevante a los valores OGP" have the same.
    """
    return frozenset(_ENDING.sub("", w) for w in re.findall(r"\w+", fold(text)) if w not in _SMALL)
