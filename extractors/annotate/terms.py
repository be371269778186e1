"""Sentences that say nothing but when something is due: "It ends in June 2021.", "Runs from May 2019 to July 2020."."""

from __future__ import annotations

import re

from extractors.annotate.dates import dates, period, says_by
from extractors.annotate.labels import role_of
from extractors.annotate.vocabulary import word_set, words_of
from extractors.records import Date

_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n")
_ROLES = frozenset({"start", "end", "dates"})
MOST_WORDS = 6  # words before the date of such a sentence


def terms(
    text: str, language: str | None = None, *, day_first: bool | None = None
) -> tuple[tuple[Date | None, Date | None], ...]:
    """Return start and end (None: not said) of each sentence of a text that says nothing but a term."""
    found = (_term(s, language, day_first) for s in _SENTENCE.split(text))
    return tuple(term for term in found if term is not None)


def _term(sentence: str, language: str | None, day_first: bool | None) -> tuple[Date | None, Date | None] | None:
    found = dates(sentence, language, day_first=day_first)
    if not found or any(c.isalnum() for c in sentence[found[-1].end :]) or any(f.ambiguous for f in found):
        return None
    said = period(sentence, language, day_first=day_first)
    both = said.is_range and (len(found) == 1 or said.joined)
    role = _asked(sentence[: said.spans[0][0]])
    if role is None or (len(found) > 1 and not both):
        return None
    if both:
        return said.first, said.last
    if role == "dates":
        return (None, said.last) if says_by(sentence, found[0].start) else None
    return (said.first, None) if role == "start" else (None, said.last)


def _asked(words: str) -> str | None:
    """Return the role of the words before a date without the small ones around them: "It ends in", "El plazo es"."""
    shown = words_of(words)
    if not 0 < len(shown) <= MOST_WORDS:
        return None
    ends = word_set("stated.yml", "around_term")
    for first in range(len(shown)):
        for last in range(len(shown), first, -1):
            role = role_of(" ".join(shown[first:last]))
            if role is not None and role.name in _ROLES and role.score >= 1:
                return role.name
            if shown[last - 1] not in ends:
                break
        if shown[first] not in ends:
            return None
    return None


__all__ = ["terms"]
