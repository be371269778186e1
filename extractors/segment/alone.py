"""The outline of a page about one commitment: one section, from its title to the list of the country's other ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz

from extractors.annotate.openings import opening
from extractors.annotate.vocabulary import phrase_table, words_of
from extractors.segment.catalogue import Listed
from extractors.segment.outline import Outline, Section, Span
from extractors.segment.stream import TITLE_ROLES, Item
from extractors.words import fold

ID = re.compile(r"\b[A-Z]{2}\d{4}\b")
"""A commitment's id on the site of OGP: the country's code and a number of four digits."""

_BEHIND = re.compile(r"\s*\([A-Z]{2}\d{4}\)\s*$")
_NUMBER = re.compile(r"[A-Z]{0,2}\d{1,3}(?:\.\d{1,2})?[a-z]?")
SAME_TITLE = 90.0  # percent of letters that two printings of the title share
OTHERS = 2  # commitments of other ids that are a list
NEAR = 6  # items in which they stand
PLACES = (0, -1, 1, -2)  # items from the title to that with the id
PAIR = 2
MANY = 99  # commitments of a plan
MOST = 0.8  # share of the commitments of a list that have an id
ABOVE = 2  # items above the title among which its number stands
HEAD = 3  # items between the heading of that list and the first of them


def alone(items: Sequence[Item], title: str | None, listed: Sequence[Listed] = ()) -> Outline:
    """Return the outline of a page about one commitment, whose title is known; empty where it is not found.

    ``listed`` are the country's commitments that the page lists below it.
    """
    first = next((i for i in items if i.kind in ("para", "full") and _is_title(i, title)), None)
    if first is None:
        return Outline()
    behind = _BEHIND.search(str(first.text))
    span = Span(first.text, first.start, behind.start() if behind else first.end, first.section, first.table)
    own = _ids(items, [first.index])[0]
    lists = [entry.first for entry in listed if entry.first > first.index]
    last = _heading_above(items, lists[0], first.index) if lists else _others(items, first.index, own)
    above = items[max(first.index - ABOVE, 0) : first.index]
    number = _number(items[first.index : last], str(span)) or _of_several(above)
    section = Section(number, span, None, first.index, last, ogp_id=own)
    again = named_again(items, section) if section.number is None else None
    section = replace(section, number=again[0]) if again else section
    return Outline((section,), reasons=(("one commitment", 1.0),))


def with_ids(items: Sequence[Item], found: Outline) -> Outline:
    """Return the outline of a page of OGP's site with the ids that it gives its commitments."""
    ids = _ids(items, [s.first for s in found.sections])
    sections = (replace(s, ogp_id=ogp_id) for s, ogp_id in zip(found.sections, ids, strict=True))
    return replace(found, sections=tuple(sections))


def _ids(items: Sequence[Item], titles: Sequence[int]) -> tuple[str | None, ...]:
    """Return the ids that OGP's site gives the commitments opened at ``titles``: in the title, right above or below.

    They stand at the same place for nearly all of them, or there are none.
    """
    for offset in PLACES:
        near = [items[at + offset] if 0 <= at + offset < len(items) else None for at in titles]
        found = [ID.findall(str(i.text)) if i is not None else [] for i in near]
        ids = [f[0] if len(f) == 1 else None for f in found]
        known = [i for i in ids if i]
        if known and len(known) == len(set(known)) and len(known) >= MOST * len(ids):
            return tuple(ids)
    return (None,) * len(titles)


def _is_title(item: Item, title: str | None) -> bool:
    words = _BEHIND.sub("", str(item))
    return bool(title) and fuzz.ratio(fold(words), fold(title or "")) >= SAME_TITLE


def _others(items: Sequence[Item], title: int, own: str | None) -> int:
    """Return where the list of other commitments begins: several ids near each other, with the heading above them."""
    foreign = {i.index: set(ID.findall(str(i.text))) - {own} for i in items[title + 1 :]}
    for at, ids in foreign.items():
        near = set().union(*(foreign[k] for k in range(at, min(at + NEAR, len(items)))))
        if ids and len(near) >= OTHERS:
            return _heading_above(items, at, title)
    return len(items)


def _heading_above(items: Sequence[Item], at: int, title: int) -> int:
    """Return the heading of the list that begins at ``at``; ``at`` where none stands right above."""
    heads = (i.index for i in reversed(items[max(at - HEAD, title + 1) : at]) if i.level or i.open)
    return next(heads, at)


def named_again(items: Sequence[Item], section: Section) -> tuple[str, Span] | None:
    """Return number and title by which the plan names the commitment of a page: right below a heading or label, else
    the only one that a line of the page names so.

    The page may have the title in another language: "Compromiso 3: Mapa en línea del presupuesto".
    """
    elsewhere: dict[str, Span] = {}
    for above, item in pairwise(items[section.first : section.last]):
        found = opening(str(item)) if item.kind == "para" else None
        named = found is not None and found.unit == "commitment" and not found.runs_on
        if found and named and found.number and found.title_start < len(str(item)):
            title = Span(item.text, item.start + found.title_start, item.end, item.section, item.table)
            if above.level or above.open:
                return found.printed or found.number, title
            elsewhere.setdefault(found.printed or found.number, title)
    return next(iter(elsewhere.items())) if len(elsewhere) == 1 else None


def _number(items: Sequence[Item], title: str) -> str | None:
    """Return the commitment's number in its plan: the value of a label, or what stands before its title elsewhere."""
    for at, item in enumerate(items):
        if item.kind != "field":
            continue
        value = str(items[at + 1]) if item.open and at + 1 < len(items) else str(item)
        if item.role == "number" and _NUMBER.fullmatch(value.strip(" .")):
            return value.strip(" .")
    for item in items[1:]:
        words = str(item).lstrip("«\"'“ ")
        found = opening(words) if item.kind == "para" or item.role in TITLE_ROLES else None
        named = words[found.title_start : found.title_start + len(title)] if found and found.number else ""
        if found and fuzz.ratio(fold(named), fold(title)) >= SAME_TITLE:
            return found.printed
    return None


def _of_several(items: Sequence[Item]) -> str | None:
    """Return the number of a commitment that a line above its title counts among the others: "7 of 9"."""
    for item in items:
        words = words_of(str(item))
        between = tuple(words[1:-1])
        numbers = [int(w[:3]) for w in (*words[:1], *words[-1:]) if w.isdecimal()]
        if between in phrase_table("reading.yml", "out_of").whole and len(numbers) == PAIR:
            return words[0] if 0 < numbers[0] <= numbers[1] <= MANY else None
    return None


__all__ = ["alone", "named_again", "with_ids"]
