"""Where a document is from: names of countries and of OGP Local members, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from extractors.lexicon import locales
from extractors.words import fold

if TYPE_CHECKING:
    from extractors.identify import Clues

# OGP Local names its members' plans alike: "Action plan - Place, Country, 2021 - 2024".
_LOCAL_PLAN = re.compile(
    r"(?:\baction plan|\bplan de accion)\s*[-:]\s*(?P<place>[^,\d]{3,60}),\s*(?P<country>[^,\d]{3,40}),\s*20\d\d"
)
_HOST = re.compile(r"\.(?:gov|gob|gub|gouv|go)\.(?P<country>[a-z]{2})(?![\w-])", re.IGNORECASE)  # of a government
OGP_ID = re.compile(r"\b([A-Z]{2})(\d{4})\b")
_NOT_ISO = {"UK": "GB"}


def country_of(letters: str) -> str:
    """Return the ISO 3166-1 code for the letters of an OGP id or of a host: both say UK for GB."""
    return _NOT_ISO.get(letters.upper(), letters.upper())


@cache
def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("en", "es"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB", "RE", "IR"):
                names[fold(name)] = code
    for code, aliases in locales()["aliases"].items():
        for alias in aliases:
            names[fold(alias)] = code
    return names


_WORDS_TOO = frozenset(["usa"])  # "la evaluación usa": folded, a name is also a verb


@cache
def _place_pattern() -> re.Pattern[str]:
    names = {*_country_names(), *(fold(n) for entry in locales()["localities"].values() for n in entry["names"])}
    names -= _WORDS_TOO
    return re.compile(r"(?<![\w])(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")(?![\w])")


@cache
def country_names(code: str) -> tuple[str, ...]:
    """Return the folded names of a country in both languages, the longest first."""
    return tuple(sorted((n for n, c in _country_names().items() if c == code), key=len, reverse=True))


def _places(text: str) -> Counter[tuple[str, str | None]]:
    local = {
        fold(name): (entry["country"], slug)
        for slug, entry in locales()["localities"].items()
        for name in entry["names"]
    }
    found: Counter[tuple[str, str | None]] = Counter()
    for m in _place_pattern().finditer(text):
        found[local.get(m.group()) or (_country_names()[m.group()], None)] += 1
    return found


def countries_in(words: str) -> set[str]:
    """Return the countries that words name, local members by theirs."""
    return {country for country, _ in _places(fold(words))}


def country_code(name: str) -> tuple[str, str | None] | None:
    """Return the ISO 3166-1 code, and the OGP Local slug if any, of a name that is only that."""
    words = fold(name).strip(" .,")
    for slug, entry in locales()["localities"].items():
        if words in {fold(n) for n in entry["names"]}:
            return entry["country"], slug
    code = _country_names().get(words)
    return (code, None) if code else None


def find_place(clues: Clues) -> tuple[str | None, str | None, bool]:
    """Return country, OGP Local member if any, and whether the choice is certain.

    Names near the top and in titles weigh most; then OGP ids (two letters of the country), then
    how often a name occurs and whose government's hosts are linked. A tie is not certain.
    """
    weights: Counter[tuple[str, str | None]] = Counter()
    for position, line in enumerate(clues.title_lines):
        for place, n in _places(line).items():
            weights[place] += n * max(60 - 4 * position, 6)
    for place, n in _places(clues.folded).items():
        weights[place] += min(n, 40)
    for country, weight in _codes(clues).items():
        weights[country, None] += weight
    stated = _stated_local(clues)
    if stated:
        return *stated, True
    if not weights:
        return None, None, True
    ranked = weights.most_common()
    (country, local), top = ranked[0]
    if local is None:  # a local member's report names its country often
        for (other, slug), weight in ranked[1:]:
            if slug and other == country and weight > 0.5 * top:
                local = slug
                break
    rivals = [w for (other, _), w in ranked[1:] if other != country]
    return country, local, not rivals or top > 1.2 * rivals[0]


def _codes(clues: Clues) -> Counter[str]:
    """Return the weight of each country by its letters in OGP ids and in the hosts of its government."""
    texts = [str(text) for text in clues.layout.texts()]
    ids = Counter(country_of(m.group(1)) for words in texts for m in OGP_ID.finditer(words))
    hosts = Counter(country_of(m["country"]) for words in texts for m in _HOST.finditer(words))
    found = Counter({country: min(3 * n, 60) for country, n in ids.items()})
    found.update({country: min(2 * n, 10) for country, n in hosts.items()})
    known = set(_country_names().values())
    return Counter({country: weight for country, weight in found.items() if country in known})


def _stated_local(clues: Clues) -> tuple[str, str | None] | None:
    """Return country and local member of a plan named "Action plan - Place, Country, years", if one is."""
    for line in clues.title_lines[:12]:
        m = _LOCAL_PLAN.search(line)
        country = country_code(m["country"]) if m else None
        if m and country:
            known = country_code(m["place"])
            if known and known[0] == country[0] and known[1]:
                return known
            return country[0], re.sub(r"[^a-z0-9]+", "-", m["place"].strip()).strip("-")
    return None
