"""Names of bodies in a field: a list is divided only where both sides are names.

"Ministry of Industry, Mines and Energy" is one, "INTRANT, Observatorio de Movilidad Caribe" are two. People, e-mail
addresses and "all ministries" are no names of bodies. Heads of names and dividers are data
(``vocabulary/reading.yml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.annotate.vocabulary import phrase_table, tokens_of, words_of

UNSURE = "uncertain_names"
"""Doubt: whether a comma or "and" divides two names or stands in one."""
PERSON = "person_or_body"
"""Doubt: the words name no body that is known; they may name a person."""

_HARD = re.compile(r"[\n;|•·●▪◦]|(?<=[\w)])\s+(?=\d{1,2}[.)]\s+[^\W\d])")
_ACRONYM = re.compile(r"(?:[A-ZÁÉÍÓÚÑ]{2,}[\w.-]*|[A-Z][a-z]{0,3}[A-Z]{1,}[\w.-]*)")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\+?\(?\d[\d\s().-]{6,}\d")
_LEAD = re.compile(r"(?:[\s\-–—•*>,.:]|\(?(?:\d{1,2}|[a-h])[.)]\s)+")
_TRAIL = " \t\n.;,:–—-/&"
_MOST_WORDS_OF_PERSON = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A body's name, ``text[start:end]`` of the field."""

    text: str
    start: int
    end: int


def names(text: str, *, any_kind: bool = False) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    """Return the names that a field lists, and doubts.

    ``any_kind``: the field is for organizations of any kind (civil society), whose names need no head to be known.
    """
    out: list[Name] = []
    doubts: list[str] = []
    pieces = [p for start, end in _hard_parts(text) for p in _soft_parts(text, start, end, doubts, any_kind=any_kind)]
    for start, end in pieces:
        name = _trimmed(text, start, end)
        if name and not _nobody(name.text):
            out.append(name)
    bodies = [n for n in out if is_body(n.text)]
    if not any_kind and len(bodies) != len(out):
        unknown = [n for n in out if n not in bodies]
        out = [n for n in out if n in bodies or not _is_person(n.text)]
        if any(_like_person(n.text) for n in unknown):
            doubts.append(PERSON)
    return tuple(out), tuple(dict.fromkeys(doubts))


def _depths(text: str) -> list[int]:
    depth, out = 0, []
    for c in text:
        depth += c in "(["
        out.append(depth)
        depth -= c in ")]" and depth > 0
    return out if depth == 0 else [0] * len(text)  # a bracket that is never closed holds nothing


def _hard_parts(text: str) -> Iterator[tuple[int, int]]:
    depths = _depths(text)
    at = 0
    for m in _HARD.finditer(text):
        if m.start() < len(depths) and depths[m.start()]:
            continue
        yield at, m.start()
        at = m.end()
    yield at, len(text)


@cache
def _dividers() -> re.Pattern[str]:
    words = sorted((" ".join(w) for w in phrase_table("reading.yml", "name_divider").whole), key=len, reverse=True)
    worded = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)
    return re.compile(rf"\s*,\s*(?:(?:{worded})\s+)?|\s+(?:{worded})\s+|\s*/\s*", re.IGNORECASE)


def _soft_parts(text: str, start: int, end: int, doubts: list[str], *, any_kind: bool) -> list[tuple[int, int]]:
    """Divide a stretch at its commas, strokes and words for "and" as far as names stand on both sides."""
    depths = _depths(text)
    cuts = [m for m in _dividers().finditer(text, start, end) if not depths[m.start()] and m.start() > start]
    bounds = [start, *[m.end() for m in cuts], end]
    stops = [*[m.start() for m in cuts], end]
    out: list[tuple[int, int]] = []
    at = start
    for i, m in enumerate(cuts):
        left, right = text[at : stops[i]], text[bounds[i + 1] : stops[i + 1]]
        rest = text[bounds[i + 1] : end]
        comma = "," in m.group()
        divides, sure = _divides(left, right, rest, comma=comma, stroke="/" in m.group(), any_kind=any_kind)
        if divides:
            out.append((at, stops[i]))
            at = bounds[i + 1]
        if not sure:
            doubts.append(UNSURE)
    return [*out, (at, end)]


def _divides(left: str, right: str, rest: str, *, comma: bool, stroke: bool, any_kind: bool) -> tuple[bool, bool]:
    """Return whether two names stand beside a divider, and whether that is sure."""
    if not right.strip() or not left.strip():
        return True, True
    left_known = is_body(left)
    if _begins_body(right) or _nobody(right) or _ADDRESS.match(right.strip()):
        return left_known or any_kind or comma, True
    capital = right.lstrip(" (¿")[:1].isupper()
    if not capital or stroke:
        return False, True
    if comma and not _goes_on(left):
        return True, left_known or any_kind
    if any_kind and not _goes_on(left):
        return True, comma
    if comma and left_known and len(words_of(right)) > 1 and not _and_later(rest):
        return True, False
    return False, True


@cache
def _and() -> frozenset[str]:
    return frozenset(w[0] for w in phrase_table("reading.yml", "and").whole if len(w) == 1)


def _and_later(rest: str) -> bool:
    return any(w in _and() for w in words_of(rest))


def _goes_on(left: str) -> bool:
    """Whether a name may hold a comma: "Ministry of Trade, Industry ...": a head and "of", no bracket at its end."""
    if left.rstrip().endswith(")"):
        return False
    words = words_of(left)
    joiners = phrase_table("reading.yml", "name_joiners")
    heads = phrase_table("reading.yml", "body_heads")
    return any(heads.longest(words, i) for i in range(len(words))) and any((w,) in joiners.whole for w in words)


def _begins_body(words: str) -> bool:
    """Whether words begin as a body's name: with a head, an acronym, or capitals up to a head."""
    stripped = words.strip(" (,")
    if _ACRONYM.match(stripped):
        return True
    if not stripped[:1].isupper():
        tokens = tokens_of(stripped)
        small = {w for phrase in phrase_table("reading.yml", "small").whole for w in phrase}
        if not tokens or tokens[0].word not in small or len(tokens) < 2:
            return False
        stripped = stripped[tokens[1].start :]
        if not stripped[:1].isupper():
            return False
    shown = words_of(stripped)
    heads = phrase_table("reading.yml", "body_heads")
    joiners = phrase_table("reading.yml", "name_joiners")
    for i in range(min(5, len(shown))):
        if heads.longest(shown, i):
            return True
        if (shown[i],) in joiners.whole or shown[i] in _and():
            return False
    return False


def is_body(words: str) -> bool:
    """Whether words hold what names of bodies hold: a head ("Ministry", "Agencia") or an acronym."""
    shown = words_of(words)
    heads = phrase_table("reading.yml", "body_heads")
    if any(heads.longest(shown, i) for i in range(len(shown))):
        return True
    return any(_ACRONYM.fullmatch(w.strip("().,;:")) for w in words.split())


def _nobody(words: str) -> bool:
    table = phrase_table("reading.yml", "no_body", "nobody", "not_applicable", "unknown_yet")
    return table.get(words_of(words)) is not None or not words_of(words)


def _is_person(words: str) -> bool:
    shown = words_of(words)
    return bool(shown) and (shown[0],) in phrase_table("reading.yml", "first_names").whole and _like_person(words)


def _like_person(words: str) -> bool:
    shown = words.split()
    capitals = [w for w in shown if w[:1].isupper()]
    return 2 <= len(shown) <= _MOST_WORDS_OF_PERSON and len(capitals) == len(shown) and not any(map(str.isdigit, words))


def _trimmed(text: str, start: int, end: int) -> Name | None:
    """Return a name without list marks, addresses and what follows a person's title; None for no name."""
    address = _ADDRESS.search(text, start, end)
    if address:
        if not is_body(text[start : address.start()]):
            return None
        end = address.start()
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    while end > start and text[end - 1] in _TRAIL:
        end -= 1
    shown = words_of(text[start:end])
    persons = phrase_table("reading.yml", "persons")
    posts = phrase_table("reading.yml", "posts")
    if not shown or persons.longest(shown, 0) or (posts.longest(shown, 0) and not is_body(text[start:end])):
        return None
    return Name(text[start:end], start, end)
