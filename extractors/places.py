"""Where a document is from: names of countries and of OGP Local members, in both languages."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from extractors.lexicon import locales
from extractors.words import fold

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


@cache
def country_names(code: str) -> tuple[str, ...]:
    """Return the folded names of a country in both languages, the longest first."""
    return tuple(sorted((n for n, c in _country_names().items() if c == code), key=len, reverse=True))


def country_code(name: str) -> tuple[str, str | None] | None:
    """Return the ISO 3166-1 code, and the OGP Local slug if any, of a name that is only that."""
    words = fold(name).strip(" .,")
    for slug, entry in locales()["localities"].items():
        if words in {fold(n) for n in entry["names"]}:
            return entry["country"], slug
    code = _country_names().get(words)
    return (code, None) if code else None


def place_slug(name: str) -> str:
    """Return a local member's name as plan ids have it: "Peñalolén" is "penalolen", "Escocia" is "scotland"."""
    return _slugs().get(fold(name)) or re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


@cache
def _slugs() -> dict[str, str]:
    return {fold(name): slug for slug, entry in locales()["localities"].items() for name in entry["names"]}
