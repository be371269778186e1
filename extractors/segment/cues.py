"""Word lists of the outline: which part a heading opens, how titles begin. The words are in ``outline.yml``."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extractors.wordlists import data, spellings
from extractors.words import fold

_DOTS = re.compile(r"(?:\.\s?){5,}|…{2,}|_{5,}|(?:·\s?){5,}")
_NUMBERING = re.compile(r"^[\W\d_]*(?:[ivx]{1,4}[.)]\s+|[a-h][.)]\s+)?[\W\d_]*")


@cache
def _words(key: str) -> tuple[frozenset[str], tuple[str, ...]]:
    listed = [fold(w) for _, w in spellings(data("outline.yml")[key])]
    return frozenset(w for w in listed if not w.endswith("*")), tuple(w[:-1] for w in listed if w.endswith("*"))


def _has(words: str, key: str) -> bool:
    whole, stems = _words(key)
    padded = f" {words} "
    return any(f" {w} " in padded for w in whole) or any(f" {s}" in padded for s in stems)


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Return folded words without numbering and punctuation at the start, other punctuation as spaces."""
    return " ".join(re.sub(r"[^\w\s-]", " ", _NUMBERING.sub("", fold(text))).split())


@lru_cache(maxsize=16384)
def says(text: str, key: str) -> bool:
    """Whether a heading or title holds a phrase of the list ``key``."""
    return _has(plain(text), key)


@lru_cache(maxsize=16384)
def begins(text: str, key: str) -> bool:
    """Whether a heading or title begins with a phrase of the list ``key``."""
    words = plain(text) + " "
    whole, stems = _words(key)
    first = words.split(" ", 1)[0]
    return (
        first in whole
        or any(first.startswith(s) for s in stems)
        or any(" " in w and words.startswith(w + " ") for w in whole)
    )


def is_contents_line(text: str) -> bool:
    """Whether a line is one of a table of contents by its dot leaders."""
    return bool(_DOTS.search(text))
