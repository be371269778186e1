"""Lists in a text: where each of their parts begins and ends, and the number before it.

"(1) Survey; (2) Report", "Milestone 1. Survey (75%) Milestone 2. Report (100%)", "• Survey • Report": words go in, the
parts come out as (number as printed, start, end); nothing where the words are no list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.annotate.openings import Opening, opening

Part = tuple[str, int, int]

_NUMBERINGS = (
    re.compile(r"(?<![\w.])\(?(?P<last>\d{1,2}|[a-h])\)\s+(?=\S)"),
    re.compile(r"(?<![\w.,/-])(?P<last>\d{1,2})\.\s+(?=[^\W\d_])"),
    re.compile(r"(?<![\w.,/-])(?P<all>(?:[A-Z]{0,2}\d{1,2}|[A-Z]{1,2})[.-](?P<last>\d{1,2}))[.):]?\s+(?=[^\W\d_])"),
    re.compile(r"(?<![\w.,/-])(?P<all>[A-Z]{1,2}(?P<last>\d{1,2}))[.):]?\s+(?=[^\W\d_])"),
)  # "(1)", "1.", "1.2" or "C1.2" or "A-2", "M1"; what is before the last figure is the same for all
_BULLET = re.compile(r"(?:^|(?<=\s))[•·▪●◦‣■□➤►▸▶➢→–-]\s+(?=\S)")


def parts_of(words: str) -> list[Part]:
    """Return the parts of a text that is a list, numbered or of bullets."""
    return enumerated(words) or bulleted(words)


def enumerated(words: str) -> list[Part]:
    """Return the parts of "(1) ...; (2) ..." in a paragraph: number, start and end; empty for fewer than two."""
    for pattern in _NUMBERINGS:
        found = list(pattern.finditer(words))
        if len(found) >= 2 and _counts_up(found):
            return _between(words, found)
    return []


def bulleted(words: str) -> list[Part]:
    """Return the parts of a text that is a list of bullets: no number, start and end; empty for fewer than two."""
    found = list(_BULLET.finditer(words))
    return _between(words, found) if len(found) >= 2 and found[0].start() == 0 else []


def run_together(words: str, first: Opening) -> list[Part]:
    """Return the parts of a line in which the word of its opening comes again, each time with the next number.

    "Milestone 1. Survey (75%) Milestone 2. Report (100%)": number as printed, start and end of what follows it.
    """
    again = re.compile(rf"(?<=[.;:,)%\]|])\s+(?={re.escape(first.word)}\W{{0,4}}\d)", re.IGNORECASE)
    starts = [0, *(m.end() for m in again.finditer(words, first.title_start))]
    found = [opening(words[a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True)]
    lasts = [int(f.number.rpartition(".")[2]) for f in found if f and f.number and f.number[-1].isdigit()]
    if len(starts) < 2 or lasts != list(range(lasts[0] if lasts else 0, (lasts[0] if lasts else 0) + len(starts))):
        return []
    ends = [*(len(words[:s].rstrip(" ;,|")) for s in starts[1:]), len(words)]
    return [(f.printed, s + f.title_start, e) for f, s, e in zip(found, starts, ends, strict=True) if f]


def lettered_below(number: str | None, words: str) -> tuple[str, int] | None:
    """Return the number that words begin with where it is one below a commitment's ("3a Rules" of 3), and its end."""
    own = re.escape((number or "").strip(" .").lstrip("0"))
    found = re.match(rf"(0*{own}[a-z])[.):]?\s+(?=\S)", words) if own and own[-1:].isdigit() else None
    return (found[1], found.end()) if found else None


def numbered(found: Opening | None) -> Opening | None:
    """Return how the words of a milestone begin; "First version of the site" has an ordinal and no number."""
    return None if found is not None and found.shape == "word" and found.runs_on else found


def _counts_up(found: Sequence[re.Match[str]]) -> bool:
    """Whether numbers count from one (letters from a) without a gap, with the same before them."""
    lasts = [m["last"].lstrip("0") or "0" for m in found]
    heads = {m["all"][: m.start("last") - m.start("all")] if "all" in m.re.groupindex else "" for m in found}
    in_order = lasts == [str(n + 1) for n in range(len(found))] or lasts[0] == "a"
    return in_order and len(heads) == 1


def _between(words: str, found: Sequence[re.Match[str]]) -> list[Part]:
    """Return what stands behind each sign up to the next one, with the number that the sign holds."""
    stops = [m.end() + len(words[m.end() : n.start()].rstrip(" ;,.y")) for m, n in pairwise(found)]
    named = [m.groupdict() for m in found]
    numbers = [g.get("all") or g.get("last") or "" for g in named]
    return [(n, m.end(), stop) for n, m, stop in zip(numbers, found, [*stops, len(words)], strict=True)]


__all__ = ["Part", "bulleted", "enumerated", "lettered_below", "numbered", "parts_of", "run_together"]
