"""The words by which documents tell what they are: ``classes.yml`` and ``gate.yml``, compiled once.

All words are compared folded (:func:`extractors.words.fold`) and as whole words; a star at the end of a phrase ends the
beginning of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from extractors.wordlists import data, spellings
from extractors.words import fold

_WORD = re.compile(r"\w")
_TOKEN = re.compile(r"\w+")


@lru_cache(maxsize=16384)
def tokens(folded: str) -> frozenset[str]:
    """Return the words of a folded text."""
    return frozenset(_TOKEN.findall(folded))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases to be found in folded words, the longest first where they overlap.

    ``pattern`` finds them; it is tried only where one of ``keys`` is among the words, or one of ``parts`` occurs.
    """

    expression: re.Pattern[str]
    keys: frozenset[str]
    parts: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """The expression, to be part of another."""
        return self.expression.pattern

    def possible(self, folded: str) -> bool:
        """Whether any of the phrases can occur in the words."""
        return not self.keys.isdisjoint(tokens(folded)) or any(part in folded for part in self.parts)

    def search(self, folded: str) -> re.Match[str] | None:
        """Return the first phrase that occurs."""
        return self.expression.search(folded) if self.possible(folded) else None

    def match(self, folded: str, at: int = 0) -> re.Match[str] | None:
        """Return the phrase that stands at a place."""
        return self.expression.match(folded, at) if self.possible(folded) else None

    def fullmatch(self, folded: str) -> re.Match[str] | None:
        """Return the phrase that the words are."""
        return self.expression.fullmatch(folded) if self.possible(folded) else None

    def finditer(self, folded: str) -> Iterator[re.Match[str]]:
        """Return all phrases that occur."""
        return self.expression.finditer(folded) if self.possible(folded) else iter(())


@dataclass(frozen=True, slots=True)
class GateCue:
    """A sign of a kind of document that is no report.

    ``weight`` in points; ``places`` where it counts (:mod:`extractors.classify.passages`, "any" for all);
    ``where`` says how much of the line it must be: "any", "start", "label" (the line or what stands before its colon)
    or "whole".
    """

    kind: str
    name: str
    weight: float
    places: frozenset[str]
    where: str
    pattern: Phrases

    def found(self, folded: str) -> str | None:
        """Return the words of the cue that stand in a folded line, or None."""
        if self.where == "any":
            m = self.pattern.search(folded)
        elif self.where == "start":
            m = self.pattern.match(folded)
        elif self.where == "label":
            m = self.pattern.fullmatch(folded.partition(":")[0].strip(" .0123456789"))
        else:
            m = self.pattern.fullmatch(folded)
        return m.group() if m else None


def _whole_words(word: str) -> str:
    word, _, but = word.partition(" !")  # "plan de gobierno !abierto": not where this word follows
    end = word.endswith("*")
    body = word[:-1] if end else word
    before = r"(?<!\w)" if _WORD.match(body[:1]) else ""
    after = r"(?!\w)" if not end and _WORD.match(body[-1:]) else ""
    return before + re.escape(body) + after + (rf"(?!\s+{re.escape(but)}(?!\w))" if but else "")


def compiled(words: list[str]) -> Phrases:
    """Return phrases as one that finds any of them."""
    listed = sorted({fold(w) for w in words}, key=lambda w: (-len(w), w))
    keys: set[str] = set()
    parts: list[str] = []
    for phrase in listed:
        said = phrase.partition(" !")[0]
        whole = _TOKEN.findall(said[:-1] if said.endswith("*") else said)
        if phrase.endswith("*"):
            parts.append(whole.pop())
        elif whole:
            keys.add(max(whole, key=len))
        else:
            parts.append(phrase)
    return Phrases(re.compile(_either(listed)), frozenset(keys), tuple(parts))


def _either(listed: list[str]) -> str:
    plain = all(_WORD.match(w[:1]) and _WORD.match(w[-1:]) and " !" not in w for w in listed)
    if plain:  # one look around for all is faster
        return r"(?:(?<!\w)(?:" + "|".join(map(re.escape, listed)) + r")(?!\w))"
    return "(?:" + "|".join(map(_whole_words, listed)) + ")"


@cache
def words(*path: str) -> tuple[str, ...]:
    """Return the folded phrases of an entry of ``classes.yml`` in both languages."""
    entry: Any = data("classes.yml")
    for key in path:
        entry = entry[key]
    return tuple(fold(word) for _, word in spellings(entry))


@cache
def pattern(*path: str) -> Phrases:
    """Return the pattern of an entry of ``classes.yml``: ``pattern("authors", "irm")``."""
    return compiled(list(words(*path)))


@cache
def type_facts(name: str) -> dict[str, str]:
    """Return what a name of documents implies: ``assessor``, ``phase``, ``by_irm`` and the like."""
    entry = data("classes.yml")["types"][name]
    return {key: value for key, value in entry.items() if isinstance(value, str)}


@cache
def type_names() -> frozenset[str]:
    """Return the names of documents in ``classes.yml``."""
    return frozenset(data("classes.yml")["types"])


@cache
def _types() -> tuple[Phrases, dict[str, str]]:
    named = {word: name for name in data("classes.yml")["types"] for word in words("types", name)}
    return compiled(list(named)), named


def types_in(folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield the names of documents in folded words as ``(type, start, end)``, the longest where they overlap."""
    finder, named = _types()
    for m in finder.finditer(folded):
        yield named[m.group()], m.start(), m.end()


@cache
def other_names() -> Phrases:
    """Return the pattern of what titles of documents say that are no reports: "minutes of", "launches", "call for"."""
    entry = data("gate.yml")
    named = [cue for cues in entry.values() for cue in cues.values() if "title" in cue["places"].split()]
    return compiled([word for cue in named if cue["where"] != "label" for _, word in spellings(cue)])


@cache
def gate_cues() -> tuple[GateCue, ...]:
    """Return all cues of ``gate.yml``."""
    out = []
    for kind, cues in data("gate.yml").items():
        for name, cue in cues.items():
            found = compiled([word for _, word in spellings(cue)])
            places = frozenset(cue["places"].split())
            out.append(GateCue(kind, name, float(cue["weight"]), places, cue["where"], found))
    return tuple(out)
