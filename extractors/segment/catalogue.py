"""The list of a member's commitments on OGP's site: a title each, with id, first year of the plan and policy areas.

The line of an id stands below its title or behind it: "Open books / BO0021, 2021, Fiscal Openness".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.annotate.vocabulary import phrase_table, tokens_of
from extractors.segment.outline import Span
from extractors.segment.stream import Item

_LINE = re.compile(r"(?:^|(?<=\s))(?P<id>[A-Z]{2}\d{4})\s*,\s*(?P<year>20\d\d)\s*(?:,\s*(?P<areas>.+))?$")
_BETWEEN = " —–-·|("  # signs between a title and what is said of it
_PLACE = re.compile(r"\d{1,3}[.)]\s+(?=[^\W\d])")
_SHORTEST = 4  # characters of a title
_NO_ID = re.compile(r"(?!.*\b[A-Z]{2}\d{4}\b)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """A commitment of the list: where it begins (an item of the stream), its title, id, year and policy areas;
    ``star`` are the words that call it starred."""

    first: int
    title: Span
    ogp_id: str
    year: int
    areas: tuple[str, ...]
    star: Span | None = None


def catalogue(items: Sequence[Item]) -> tuple[Listed, ...]:
    """Return the commitments that a page lists by their ids, in its order."""
    out: list[Listed] = []
    title: Item | None = None
    for item in items:
        words = str(item.text) if item.kind != "row" and item.text is not None else ""
        line = _LINE.search(words)
        above, title = title, item if len(words) >= _SHORTEST and _NO_ID.match(words) else None
        holder, end = (item, line.start()) if line and line.start() else (above, None)
        if line and holder is not None:
            out.append(_listed(holder, end, line))
    return tuple(out)


def _listed(holder: Item, end: int | None, line: re.Match[str]) -> Listed:
    """Return the commitment whose title ends at ``end``, without its place in the list and the word for its star."""
    words = str(holder.text)[:end].rstrip(_BETWEEN)
    place = _PLACE.match(words)  # where in the list, not which commitment
    lead = place.end() if place else 0
    tokens = tokens_of(words[lead:])
    hit = phrase_table("phrases.yml", "starred_commitment").longest([t.word for t in tokens], 0)
    start = lead + tokens[hit[0]].start if hit and hit[0] < len(tokens) else lead
    star = Span(holder.text, lead, start, holder.section) if start > lead else None
    areas = tuple(a.strip() for a in (line["areas"] or "").split(",") if a.strip())
    title = Span(holder.text, start, len(words), holder.section, holder.table)
    return Listed(holder.index, title, line["id"], int(line["year"]), areas, star)


__all__ = ["Listed", "catalogue"]
