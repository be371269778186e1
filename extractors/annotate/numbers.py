"""Whole numbers in words, of both languages: "twenty-four", "diecisiete", "treinta y seis", "one hundred and five"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.annotate.vocabulary import phrase_table
from extractors.wordlists import data, spellings
from extractors.words import fold


@dataclass(frozen=True, slots=True)
class Number:
    """A number that the words from the one asked for up to ``end`` (exclusive) say."""

    value: int
    end: int


def _by_place(*keys: str) -> dict[str, int]:
    out: dict[str, int] = {}
    for key in keys:
        for language in ("en", "es"):
            words = [fold(w) for lang, w in spellings(data("reading.yml")[key]) if lang == language]
            out.update({w: n for n, w in enumerate(words) if w != "-"})
    return out


@cache
def cardinals() -> dict[str, int]:
    """Return the words of the numbers to thirty, folded."""
    return _by_place("cardinals", "cardinals_other", "cardinals_feminine")


@cache
def tens() -> dict[str, int]:
    """Return the words of the tens from twenty, folded."""
    return {word: 10 * n for word, n in _by_place("tens").items()}


def number_at(words: Sequence[str], first: int) -> Number | None:
    """Return the number that begins at a word, in figures (up to four) or in words, if any."""
    if first >= len(words):
        return None
    word = words[first]
    if word.isdecimal() and len(word) <= 4:
        return Number(int(word), first + 1)
    hundred = phrase_table("reading.yml", "hundred").longest(words, first)
    if hundred:
        below = _below_hundred(words, _past_and(words, hundred[0]))
        return Number(100 + below.value, below.end) if below else Number(100, hundred[0])
    return _below_hundred(words, first)


def _past_and(words: Sequence[str], at: int) -> int:
    return at + 1 if at < len(words) and (words[at],) in phrase_table("reading.yml", "and").whole else at


def _below_hundred(words: Sequence[str], first: int) -> Number | None:
    if first >= len(words):
        return None
    word = words[first]
    ten = tens().get(word)
    if ten and ten < 100:
        after = _past_and(words, first + 1)
        one = cardinals().get(words[after], 0) if after < len(words) else 0
        if 0 < one < 10:
            return Number(ten + one, after + 1)
        return Number(ten, first + 1)
    value = cardinals().get(word)
    return Number(value, first + 1) if value is not None else None
