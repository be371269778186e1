"""The milestones below "Milestones:" in a commitment's section, one a line, item or enumeration."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.builder import Builder, Spot
from extractors.claims.ratings.fields import cut
from extractors.claims.ratings.subjects import take_apart
from extractors.layout import Block
from extractors.records import Date
from extractors.values import dates

_DUE = re.compile(
    r"(?<![\w/])(?P<month>0?[1-9]|1[0-2])\s?[/:]\s?(?P<year>\d{2})(?:\s*(?:y|and|,)\s*\d{1,2}/\d{2})*(?:\s*:\s*|\s+(?=[A-Z\u00c0-\u00dc]))"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One milestone's words: its printed number if any, where it stands, and its due date."""

    number: str | None
    spot: Spot
    text: str
    due: Date | None = None


def read_milestones(build: Builder, mention: str, lines: Sequence[tuple[Block, Spot]], rule: str) -> None:
    """Record the milestones of the given lines.

    A milestone without a printed number gets its place in the list; a line that starts in the
    middle of a sentence belongs to the one before.
    """
    pieces: list[_Piece] = []
    for block, spot in lines:
        for piece in _pieces(build, block, spot):
            last = pieces[-1] if pieces else None
            if last is not None and piece.number is None and piece.due is None and piece.text[:1].islower():
                pieces[-1] = _Piece(last.number, last.spot, f"{last.text} {piece.text}", last.due)
            else:
                pieces.append(piece)
    for place, piece in enumerate(pieces, 1):
        due = piece.due or _due_in(piece.text, build.identity.language)
        build.milestone(mention, piece.number or str(place), piece.spot, rule, text=piece.text, ends_on=due)


def _pieces(build: Builder, block: Block, spot: Spot) -> Iterator[_Piece]:
    words = spot.words()
    marker = block.marker.strip(".() ")
    if marker and marker.isalnum() and spot.start == 0:
        yield _Piece(marker, spot, words, None)
        return
    dated = list(_DUE.finditer(words))
    if dated and dated[0].start() == 0:
        for m, stop in _stretches(dated, len(words)):
            yield _Piece(None, cut(spot, stop, m.start()), words[m.end() : stop].strip(), _due(build, m))
        return
    named = take_apart(words)
    if named.number and (named.kind == "milestone" or named.stopped or "." in named.number):
        yield _Piece(named.number, spot, named.title or words)
        return
    if words:
        yield _Piece(None, spot, words)


def _stretches(found: Sequence[re.Match[str]], end: int) -> Iterator[tuple[re.Match[str], int]]:
    for i, m in enumerate(found):
        yield m, found[i + 1].start() if i + 1 < len(found) else end


def _due(build: Builder, m: re.Match[str]) -> Date | None:
    """Return "12/15" as December 2015, where that lies in the plan's years."""
    year, start = 2000 + int(m["year"]), build.identity.plan_start
    if start is None or not start - 1 <= year <= start + 5:
        return None
    return Date(value=dt.date(year, int(m["month"]), 1), precision="month")


def _due_in(words: str, language: str | None) -> Date | None:
    """Return the date that closes a milestone's words in parentheses ("... (June 2016)")."""
    m = re.search(r"\(([^()]*)\)\s*\.?$", words)
    found = dates(m.group(1), language) if m else []
    return found[-1].date if found and not found[-1].ambiguous and found[-1].date.precision != "year" else None
