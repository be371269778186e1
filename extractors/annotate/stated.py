"""Sentences that say when the country joined OGP, and how far the whole plan has come.

"Honduras participa en la Alianza desde 2011", "Overall progress stands at 52%". The words are data
(``extractors/vocabulary/stated.yml``). What a sentence says of another plan or another moment is none of this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.annotate.dates import months
from extractors.annotate.percents import INEXACT, percentages
from extractors.annotate.roles import phases
from extractors.annotate.vocabulary import Phrases, Token, phrase_table, tokens_of, word_set

ROUNDED = 1.0
"""Percent by which a sum may differ from its parts as they are printed."""

FIRST_YEAR = 2011
"""OGP was founded in September 2011."""

LAST_YEAR = 2040
_MOST_BETWEEN = 14  # words between the verb and the year: "joined the Open Government Partnership in late April 2012"
_NAMED = 8  # words of a country's name behind "the participation of"
_REACH = 6  # words between "overall progress" and the percentage: "of the plan stands at"
_OF_PLAN = 5  # words behind a percentage that name the plan: "of our second action plan"
_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d+)?")
_SENTENCE = re.compile(r"[.;!?](?=\s|$)|\n|\s[·|•]\s")


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that a sentence states at ``text[start:end]``."""

    number: float
    start: int
    end: int
    doubts: tuple[str, ...] = ()


@cache
def _table(*keys: str) -> Phrases[str]:
    return phrase_table("stated.yml", *keys)


def joined(text: str, countries: Sequence[str] = ()) -> Stated | None:
    """Return the year in which a text says that the country joined OGP.

    ``countries`` are the country's names, folded; a sentence with another subject ("the municipality joined") states
    nothing. A line that begins with the verb ("Member since 2011") needs no subject.
    """
    for first, last in _sentences(text):
        tokens = tokens_of(text[first:last])
        words = [t.word for t in tokens]
        for at, end, _ in _table("joined").all(words):
            year = _year_behind(words, end)
            if year is not None and _is_country(words[:at], countries):
                token = tokens[year]
                return Stated(float(token.word), first + tokens[at].start, first + token.end)
        admitted = _admitted(words, countries) or _joining(words, countries)
        if admitted:
            at, year = admitted
            return Stated(float(words[year]), first + tokens[at].start, first + tokens[year].end)
    return None


def _admitted(words: Sequence[str], countries: Sequence[str]) -> tuple[int, int] | None:
    """Return the places of the verb and the year of "the partnership admitted the country in 2011"."""
    for at, end, _ in _table("admitted").all(words):
        if not set(words[:at]) & word_set("stated.yml", "partnership"):
            continue
        for since in range(end + 1, min(end + _MOST_BETWEEN, len(words))):
            year = _year_behind(words, since)
            if year is not None and _is_country(words[end:since], countries):
                return at, year
    return None


def _joining(words: Sequence[str], countries: Sequence[str]) -> tuple[int, int] | None:
    """Return the places of the noun and the year of "the participation of the Republic in the Partnership since 2011".

    The country stands before the noun or behind it, or the noun has "its" or "our" before it.
    """
    for at, end, _ in _table("joining").all(words):
        before = words[max(at - 2, 0) : at]
        ours = bool(before) and (_is_country(before, countries) or before[-1] in word_set("stated.yml", "own"))
        for since in range(end, min(end + _NAMED, len(words))):
            year = _year_behind(words, since)
            named = _is_country(words[end:since], countries) if since > end else ours
            if year is not None and named and set(words[since:year]) & word_set("stated.yml", "partnership"):
                return at, year
    return None


def _year_behind(words: Sequence[str], at: int) -> int | None:
    """Return the place of the year behind "joined ... in", with nothing between but OGP's name and a month."""
    stop = min(at + _MOST_BETWEEN, len(words))
    timed = False
    while at < stop:
        if timed and words[at].isdigit():
            return at if FIRST_YEAR <= int(words[at]) <= LAST_YEAR else None
        since = _table("since").longest(words, at)
        if since and (since[0] < stop and _of_time(words[since[0]])):
            at, timed = since[0], True
            continue
        if timed and _of_time(words[at]):
            at += 1
            continue
        what = _table("joined_what").longest(words, at)
        if what is None or timed:
            return None
        at = what[0]
    return None


def _of_time(word: str) -> bool:
    return word.isdigit() or word in months() or word in word_set("stated.yml", "time_of_year")


def _is_country(before: Sequence[str], countries: Sequence[str]) -> bool:
    said = f" {' '.join(before)} "  # whole words: Niger is not Nigeria
    if not before or any(f" {name} " in said for name in countries):
        return True
    return any(w in word_set("stated.yml", "country") for w in before[-3:])


def overall_rate(text: str) -> Stated | None:
    """Return the percentage that a text gives as the progress of the whole plan; None where it gives two."""
    found = []
    for first, last in _sentences(text):
        words_before: list[Token] = list(tokens_of(text[first:last]))
        words = [t.word for t in words_before]
        if phrase_table("reading.yml", "other_plan").all(words):
            continue
        found += _shares_done(text, first, last, words)
        for at, end, _ in _table("average").all(words):
            if phases().all(words[:at]):
                continue  # "At midterm the average was ..."
            start = first + words_before[end - 1].end
            rate = next(iter(percentages(text[start:last])), None)
            if rate is None or rate.value is None or INEXACT in rate.doubts:
                continue
            between = [t.word for t in tokens_of(text[start : start + rate.start])]
            if len(between) <= _REACH and not set(between) & word_set("stated.yml", "average_of"):
                found.append(Stated(rate.value, first + words_before[at].start, start + rate.end))
    return found[0] if len({f.number for f in found}) == 1 else None


def _shares_done(text: str, first: int, last: int, words: Sequence[str]) -> list[Stated]:
    """Return the percentages of a sentence that are done of the plan: "45% of the plan has been carried out"."""
    if not _table("carried_out").all(words) or _table("undone").all(words):
        return []
    out = []
    for rate in percentages(text[first:last]):
        behind = [t.word for t in tokens_of(text[first + rate.end : last])[:_OF_PLAN]]
        of_plan = any(w in word_set("stated.yml", "plan") for w in behind[1:])
        of_plan = of_plan and not set(behind) & word_set("stated.yml", "average_of")
        shown = _FIGURE.search(text[first + rate.start : first + rate.end])
        if shown and of_plan and phrase_table("reading.yml", "share").longest(behind, 0):
            number = float(shown.group().replace(",", "."))
            inexact = (INEXACT,) if INEXACT in rate.doubts else ()
            out.append(Stated(number, first + rate.start, first + rate.end, inexact))
    return out


def is_sum(total: float, parts: Sequence[float]) -> bool:
    """Whether a percentage adds up those above it: "Total: 100%" below shares is no progress."""
    return len(parts) > 1 and abs(sum(parts) - total) <= ROUNDED


def says_average(label: str) -> bool:
    """Whether a label names the progress of the whole ("Avance global", "Average of the plan")."""
    return bool(_table("average").all([t.word for t in tokens_of(label)]))


def opens_average(label: str) -> bool:
    """Whether a label begins with words for the progress of the whole ("Avance del plan (promedio simple)")."""
    return _table("average").longest([t.word for t in tokens_of(label)], 0) is not None


def says_plan(label: str) -> bool:
    """Whether a label names the plan as what it speaks of ("Total del plan")."""
    return any(t.word in word_set("stated.yml", "plan") for t in tokens_of(label))


def says_part(label: str) -> bool:
    """Whether a label begins with a word for the total of a part ("Subtotal commitment 3")."""
    return _table("part_total").longest([t.word for t in tokens_of(label)], 0) is not None


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [m.end() for m in _SENTENCE.finditer(text)]
    return [(a, b) for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if text[a:b].strip()]
