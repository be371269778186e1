"""Whether two titles name one commitment under short and long forms; both are compared folded."""

from __future__ import annotations

from rapidfuzz import fuzz

ALIKE = 60.0
"""Percent of letters that two titles of one number share."""

SHORT_FORM = 85.0
"""Percent of the words of a short form that the whole title has, too."""

SHORTEST = 8
"""Letters; shorter titles are in too many others."""

STEM = 4
"""First letters of a word that tell it from others."""


def is_short(one: str, two: str) -> bool:
    """Whether one folded title is a short form of the other: nearly all of its words, and few of the other's."""
    return min(len(one), len(two)) > SHORTEST and fuzz.token_set_ratio(one, two) >= SHORT_FORM


def shortened(one: str, two: str) -> bool:
    """Whether two folded titles of one number name the same: nearly alike, or one a short form of the other."""
    return fuzz.ratio(one, two) >= ALIKE or is_short(one, two)


def share_word(one: str, two: str) -> bool:
    """Whether a word of one folded title, or its stem, stands in the other."""
    a, b = ({w[:STEM] for w in words.split() if len(w) >= STEM} for words in (one, two))
    return bool(a & b)


__all__ = ["is_short", "share_word", "shortened"]
