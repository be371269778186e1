"""Percentages in figures and words: "65,8%", "ninety percent", "cien por ciento", "0.92" in a column of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.annotate.numbers import number_at
from extractors.annotate.vocabulary import Token, phrase_table, tokens_of

INEXACT = "inexact_percent"
"""Doubt: a range or bound ("50-75%", ">50%") is no number."""
FRACTION = "fraction_as_percent"
"""Doubt: a bare 0.92 may be 92 of 100, or less than one."""
SHARE = "share_of_something"
"""Doubt: "30% of the budget" is no progress."""

_FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,4})?(?![\d]|[.,]\d)")
_RANGE = re.compile(r"[-–—/]\s*$")
_BOUND = re.compile(r"[<>≥≤~±+]\s*$")


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage at ``text[start:end]``; ``value`` is None where it is no number, ``doubts`` say why."""

    value: float | None
    start: int
    end: int
    doubts: tuple[str, ...] = ()


def percentages(text: str) -> tuple[Percentage, ...]:
    """Return what is printed as percentages, in order, in figures or words; shares above 100 are none."""
    tokens = tokens_of(text)
    words = [t.word for t in tokens]
    signs = phrase_table("reading.yml", "percent")
    out: list[Percentage] = []
    at = 0
    while at < len(tokens):
        sign = signs.longest(words, at)
        if sign:
            found = _before(text, tokens, words, at, tokens[sign[0] - 1].end)
            if found:
                first = at
                while first and tokens[first - 1].start >= found.start:
                    first -= 1
                out.append(_weighed(text, words, found, first, sign[0]))
        at = sign[0] if sign else at + 1
    return tuple(out)


def _before(text: str, tokens: Sequence[Token], words: list[str], at: int, end: int) -> Percentage | None:
    """Return the number before a sign of percent."""
    low = max(0, tokens[at].start - 14)
    stretch = text[low : tokens[at].start]
    figure = next(reversed(list(_FIGURE.finditer(stretch))), None)
    if figure and not stretch[figure.end() :].strip():
        value = float(figure.group().replace(",", "."))
        return Percentage(value, low + figure.start(), end) if value <= 100 else None
    for first in range(max(0, at - 4), at):
        number = number_at(words, first)
        if number and number.end == at:
            value = float(number.value)
            return Percentage(value, tokens[first].start, end) if value <= 100 else None
    return None


def _weighed(text: str, words: list[str], one: Percentage, first: int, after: int) -> Percentage:
    """Doubt a percentage by the words around it, from the word ``first`` to the word ``after``."""
    before = text[max(0, one.start - 20) : one.start]
    doubts: list[str] = []
    about = phrase_table("reading.yml", "about")
    bound = any(end == first for at in range(max(0, first - 3), first) for end, _ in about.at(words, at))
    ranged = _RANGE.search(before) and re.search(r"[\d%]\s*[-–—/]\s*$", before)
    joined = first > 1 and words[first - 1] in _and() and words[first - 2].isdigit()
    if bound or ranged or joined or _BOUND.search(before):
        doubts.append(INEXACT)
    share = phrase_table("reading.yml", "share").longest(words, after)
    if share and not _measures(words, share[0]):
        doubts.append(SHARE)
    return Percentage(None if doubts else one.value, one.start, one.end, tuple(doubts))


@cache
def _and() -> frozenset[str]:
    return frozenset(w for phrase in phrase_table("reading.yml", "and").whole for w in phrase) | {"a", "to"}


def _measures(words: Sequence[str], at: int) -> bool:
    if at >= len(words):
        return True
    table = phrase_table("reading.yml", "measures")
    return any(table.longest(words, i) for i in range(at, min(at + 2, len(words))))


def bare_percentage(text: str) -> Percentage | None:
    """Return the percentage that a bare number is in a column or behind a label of percentages."""
    m = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d{1,17})?)\s*", text)
    if not m:
        return None
    printed = m.group(1).replace(",", ".")
    value = float(printed)
    if value > 100:
        return None
    place = m.span(1)
    if 0 < value <= 1:
        return Percentage(round(value * 100, 4), *place, (FRACTION,))
    return Percentage(round(value, 4), *place)
