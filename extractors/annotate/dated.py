"""Steps that one text names, each with its date: in a sentence ("Guide printed by May 2024; course by June 2024"),
led by the dates ("May 2021 Survey May 2022 Report") or closed by them ("Survey (May 2021) Report (May 2022)").
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.annotate.dates import dates, says_by
from extractors.annotate.vocabulary import phrase_table, words_of

FEWEST_CLOSED = 2
"""Steps of a list that their days close."""

FEWEST = 2
"""Words of a step beside its date."""

_SIGN = re.compile(r";\s*")
_CLOSES = re.compile(r"\s*[)\]]?\s*[.,;]?\s*")
_EDGES = " \t\n.,;"
_LED = re.compile(r"[\s:.–—-]*([^\W\d_])[^\W\d_]")
_IN_BRACKETS = re.compile(r"\(([^()]{4,30})\)")


def dated_clauses(words: str) -> list[tuple[int, int]]:
    """Return where the steps of a sentence stand, from one on; empty where a part of it has no date or no words.

    Semicolons part them, or, where there are none, the dates that end them.
    """
    found = dates(words)
    if not found:
        return []
    cuts = [m.end() for m in _SIGN.finditer(words)]
    ends = [d.end for d in found if d.first.precision != "year" or says_by(words, d.start)]
    cuts = cuts or [_CLOSES.match(words, end).end() for end in ends]  # type: ignore[union-attr]
    bounds = sorted({0, *cuts, len(words)})
    parts = [_trimmed(words, a, b) for a, b in pairwise(bounds)]
    parts = [(a, b) for a, b in parts if a < b]
    return parts if all(_is_step(words[a:b]) for a, b in parts) else []


def day_by_day(words: str) -> list[tuple[int, int]]:
    """Return the parts of "May 2021 Survey May 2022 Report", each led by a date of one kind; none for less than two."""
    found = dates(words)
    starts = [d.start for d in found]
    led = bool(found) and starts[0] == 0 and all((m := _LED.match(words, d.end)) and m[1].isupper() for d in found)
    if len(found) < 2 or not led or len({(d.first.precision, d.last.precision) for d in found}) > 1:
        return []
    return list(zip(starts, [*starts[1:], len(words)], strict=True))


def closed_by_days(words: str) -> list[tuple[int, int]]:
    """Return the parts of "Survey (May 2019) Report (Aug 2020)", each closed by its day in brackets; none for fewer
    than two."""
    found = [m for m in _IN_BRACKETS.finditer(words) if len(d := dates(m[1])) == 1 and d[0].end >= len(m[1].rstrip())]
    if len(found) < FEWEST_CLOSED or words[found[-1].end() :].strip(_EDGES):
        return []
    parts = [_trimmed(words, a, b) for a, b in pairwise([0, *(m.end() for m in found)])]
    return parts if all(words[a].isupper() for a, _ in parts) else []


def _trimmed(words: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a part without the signs around it and the "and" before it."""
    while start < end and words[start] in _EDGES:
        start += 1
    first, _, rest = words[start:end].partition(" ")
    if rest and phrase_table("reading.yml", "and").get(words_of(first)) is not None:
        start += len(first) + 1
    while end > start and words[end - 1] in _EDGES:
        end -= 1
    return start, end


def _is_step(words: str) -> bool:
    """Whether words name one step and one date, which stands at their end, in brackets there, or behind "by"."""
    found = dates(words)
    if not found or any(d.first.precision != "year" for d in found[:-1]):
        return False  # a year may belong to the words: "The 2020 budget on line by June 2021"
    date = found[-1]
    beside = words_of(words[: date.start]) + words_of(words[date.end :])
    closes = not words[date.end :].strip(" .)]")
    return len(beside) >= FEWEST and date.start > 0 and (closes or says_by(words, date.start))


__all__ = ["closed_by_days", "dated_clauses", "day_by_day"]
