"""The vocabulary's files as they are, and the lists of words that are looked up one by one.

``extractors/vocabulary/*.yml`` hold all words, in English and Spanish; :mod:`extractors.lexicon` makes codes, labels
and metrics of them.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

from extractors.words import fold

LANGUAGES = ("en", "es")
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml, where PyYAML has it, is ten times as fast


@cache
def data(name: str) -> dict[str, Any]:
    """Return what a vocabulary file holds, all of it strings."""
    text = resources.files("extractors").joinpath("vocabulary", name).read_text(encoding="utf-8")
    held: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - makes strings only
    return held


def spellings(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the words of an entry, each with its language."""
    return [(language, word) for language in LANGUAGES for word in entry.get(language) or ()]


@cache
def prose_words(language: str) -> list[tuple[str, list[str], str | None]]:
    """Return the roles of ``prose.yml`` with their words in a language and the code some imply."""
    return [
        (role, [fold(w) for w in entry.get(language) or ()], entry.get("code"))
        for role, entry in data("prose.yml").items()
    ]


@cache
def institution_words(language: str) -> dict[str, frozenset[str]]:
    """Return ``heads`` and ``joiners`` of institutions' names in a language, folded."""
    return {kind: frozenset(fold(w) for w in entry[language]) for kind, entry in data("institutions.yml").items()}
