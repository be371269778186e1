"""What the name of a public office says in English or Spanish (``offices.yml``): its kind and its portfolio.

Names come as the folded words that tell institutions apart (no function words, no country). Within one
country an English and a Spanish name are one office where both are read to the end, mean the same and
nothing else there does; whatever is less sure is a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import babel.languages

from pipeline.shipped import shipped

Words = Sequence[str]
_LIKE = {"ministry": "secretariat"}  # what a ministry is called where there are none: "Secretaría de Salud"


@dataclass(frozen=True, slots=True)
class Office:
    """A name read to its end: its language, its kind (``name``: it is listed whole) and what it is about."""

    language: str
    kind: str
    about: frozenset[str]
    spelling: str


@cache
def _tables() -> dict[str, Any]:
    return dict(shipped("offices.yml"))


@cache
def _phrases(table: str, language: str) -> dict[tuple[str, ...], str]:
    """Return what the phrases of a language mean."""
    return {tuple(p.split()): name for name, entry in _tables()[table].items() for p in entry[language]}


def office(words: Words) -> Office | None:
    """Return what a name says; None where any of its words is not listed."""
    spelled = tuple(_tables()["spelled"].get(word, word) for word in words)
    for language in ("en", "es"):
        if spelled in _phrases("names", language):
            name = _phrases("names", language)[spelled]
            return Office(language, "name", frozenset([name]), " ".join(spelled))
        kind = _phrases("kinds", language).get(spelled[:1])
        about = _portfolios(spelled[1:], language) if kind else None
        if kind and about:
            return Office(language, kind, about, " ".join(spelled))
    return None


def _portfolios(words: Words, language: str) -> frozenset[str] | None:
    """Cut words into listed phrases, the longest first; None where one is not listed."""
    phrases, found, at = _phrases("portfolios", language), set(), 0
    while at < len(words):
        for end in range(len(words), at, -1):
            if tuple(words[at:end]) in phrases:
                found.add(phrases[tuple(words[at:end])])
                at = end
                break
        else:
            return None
    return frozenset(found)


def tail(words: Words) -> str | None:
    """Return what follows the word that opens a ministry's name, closed up: "hacienda" of "Ministerio de Hacienda"."""
    opens = any(tuple(words[:1]) in _phrases("kinds", language) for language in ("en", "es"))
    return "".join(words[1:]) or None if opens else None


def own_language(country: str) -> str:
    """Return English where it is official, else Spanish: the language of names that are no translations."""
    return "en" if "en" in babel.languages.get_official_languages(country, de_facto=True) else "es"


def twins(country: str, names: Mapping[str, Words]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return which keys mean the office of another key, in the country's own language, and pairs in doubt."""
    own = own_language(country)
    groups: dict[tuple[str, frozenset[str]], dict[str, dict[str, list[str]]]] = defaultdict(
        lambda: {"en": defaultdict(list), "es": defaultdict(list)}
    )
    for key, words in sorted(names.items()):
        read = office(words)
        if read:
            groups[read.kind, read.about][read.language][read.spelling].append(key)
    for kind, about in list(groups):
        like = groups.get((_LIKE.get(kind, ""), about))
        group = groups[kind, about]
        for language in ("en", "es"):
            if like and not group[language]:  # "Ministry of Health" and "Secretaría de Salud"
                group[language] = like[language]
    joined: dict[str, str] = {}
    doubts: list[tuple[str, str]] = []
    for group in groups.values():
        keys = {language: [k for spelled in group[language].values() for k in spelled] for language in group}
        if not keys["en"] or not keys["es"]:
            continue
        if len(group["en"]) == 1 and len(group["es"]) == 1:
            first = keys[own][0]
            joined |= {key: first for key in (*keys["en"], *keys["es"]) if key != first}
        else:
            doubts += [(a, b) for a in keys["en"] for b in keys["es"]]
    return joined, doubts


def one_each(acronyms: Mapping[str, Iterable[str]], names: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Return pairs of an English and a Spanish name that open with the same kind of word and state one acronym."""
    pairs = []
    for keys in acronyms.values():
        sides: dict[str, list[tuple[str, str]]] = {"en": [], "es": []}
        for key in sorted(keys):
            for language, side in sides.items():
                kind = _phrases("kinds", language).get(tuple(names.get(key, ())[:1]))
                if kind:
                    side.append((kind, key))
        if len(sides["en"]) == len(sides["es"]) == 1 and len(set(keys)) == 2 and sides["en"][0][0] == sides["es"][0][0]:
            pairs.append((sides["en"][0][1], sides["es"][0][1]))
    return pairs
