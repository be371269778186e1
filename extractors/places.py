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
def country_table() -> dict[str, str]:
    """Return the ISO 3166-1 codes of countries by their folded names in both languages, other spellings among them."""
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
    return tuple(sorted((n for n, c in country_table().items() if c == code), key=len, reverse=True))


def country_code(name: str) -> tuple[str, str | None] | None:
    """Return the ISO 3166-1 code, and the OGP Local slug if any, of a name that is only that."""
    words = fold(name).strip(" .,")
    known = local_members().get(words)
    if known:
        return known
    code = country_table().get(words)
    return (code, None) if code else None


@cache
def local_members() -> dict[str, tuple[str, str]]:
    """Return country and slug of the members of OGP Local by their folded names."""
    return {
        fold(name): (entry["country"], slug)
        for slug, entry in locales()["localities"].items()
        for name in entry["names"]
    }


def place_slug(name: str) -> str:
    """Return a local member's name as plan ids have it: "Peñalolén" is "penalolen", "Escocia" is "scotland"."""
    known = local_members().get(fold(name))
    return known[1] if known else re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
