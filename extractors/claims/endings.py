"""What stands at the end of a milestone's words and is not its own: its status or percentage, and its dates.

:func:`parted` takes the place of a milestone and returns that of its words alone, and its values with their roles:
"Guide published. 80% complete", "Guide published, 80% (due in June 2024)".
"""

from __future__ import annotations

import re

from extractors.annotate.dates import dates
from extractors.annotate.statuses import FREE_WORDS, TWO_CODES
from extractors.annotate.values import read_value
from extractors.claims.spans import part
from extractors.segment.outline import Span

LONGEST_STATUS = 40  # characters of a status behind other words
REMARK = 90  # characters of a sentence that tells how far a milestone is
Values = list[tuple[str, Span]]

_BEFORE_VALUE = re.compile(r"[.:;(\[]\s*|\s[–—-]\s+")
_BEFORE_STEP = re.compile(r",\s+")  # "Guide published, 80%": before a value and nothing else
_TERM_BEHIND = re.compile(r"[(\[][^()\[\]]{4,60}[)\]][.;,]?\s*$")
_DAY_AT_END = re.compile(r"(?<=\s)\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\s*[.·|,;]?\s*$")
_TERM_WITHIN = re.compile(r"[(\[][^()\[\]]{4,60}[)\]][.;,:]?\s+")


def parted(span: Span) -> tuple[Span, Values]:
    """Part a milestone from the status or percentage at its end, and from the dates in brackets behind that."""
    told = _status_behind_term(span)
    if told is not None:
        return told
    words = str(span)
    term = _TERM_BEHIND.search(words)
    if term is not None and dates(term[0]) and not dates(words[: term.start()]):
        text, value = _status_at_end(part(span, 0, term.start()))
        if value is not None:
            return text, [("status", value), ("end", part(span, term.start()))]
    text, value = _status_at_end(span)
    if value is None:
        return text, []
    rest, day = _day_at_end(text)  # "Guide published 31/03/2024 · done"
    if day is not None:
        return rest, [("status", value), ("end", day)]
    before, other = _status_at_end(text)  # "Guide - completed (100%)"
    if other is None or str(value).rstrip().endswith("%") == str(other).rstrip().endswith("%"):
        return text, [("status", value)]
    return before, [("status", other), ("status", value)]


def is_status(words: str) -> bool:
    """Whether a few words say a status or percentage."""
    reading = read_value("completion", words) if 0 < len(words) <= LONGEST_STATUS else None
    return reading is not None and (bool(reading.codes) or reading.percent is not None)


def _status_behind_term(span: Span) -> tuple[Span, Values] | None:
    """Part a milestone from its dates in brackets and the sentence behind them that begins with its status.

    "Guide published (due in June 2024). Done two weeks early."
    """
    words = str(span)
    term = _TERM_WITHIN.search(words)
    tail = words[term.end() :] if term is not None and dates(term[0]) else ""
    if term is None or not 0 < len(tail) <= REMARK:
        return None
    reading = read_value("completion", tail)
    if {*reading.doubts} - {FREE_WORDS} or not reading.codes or reading.codes[0].start:
        return None
    text = part(span, 0, len(words[: term.start()].rstrip()))
    return text, [("status", part(span, term.end())), ("end", part(span, term.start(), term.end()))]


def _day_at_end(span: Span) -> tuple[Span, Span | None]:
    """Part words from the day, in figures, at their end; None where there is none."""
    words = str(span)
    found = _DAY_AT_END.search(words)
    if found is None or not dates(found[0]):
        return span, None
    return part(span, 0, len(words[: found.start()].rstrip(" ,;·|–—-"))), part(span, found.start(), found.end())


def _status_at_end(span: Span) -> tuple[Span, Span | None]:
    """Part words from the status or percentage at their end; None where there is none."""
    words = str(span)
    bare = words.rstrip(" .;,")
    at = max((m.end() for m in _BEFORE_VALUE.finditer(bare)), default=0)
    comma = max((m.end() for m in _BEFORE_STEP.finditer(bare)), default=0)
    dated = dates(words)
    if dated and words[dated[-1].end :].strip(" .;,)"):
        at = max(at, dated[-1].end)  # "Prototype tested due 31 May 2025 Completed"
    at = max(at, comma)
    tail = words[at:].strip(" .()[]")
    if not at or not is_status(tail):
        return span, None
    reading = read_value("completion", tail)
    unsure = {*reading.doubts} - ({TWO_CODES} if reading.is_whole else set())  # "..., by July 2020: partial"
    if unsure:
        return span, None
    rest = tail
    for _, start, end in sorted(reading.spans, key=lambda s: s[1], reverse=True):
        rest = rest[:start] + rest[end:]
    if len(rest.split()) > (0 if at == comma else 2):
        return span, None
    begin = words.index(tail, at)
    return part(span, 0, len(words[:at].rstrip(" ([:;,–—-"))), part(span, begin, begin + len(tail))


__all__ = ["LONGEST_STATUS", "Values", "is_status", "parted"]
