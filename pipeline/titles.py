"""How alike titles are, in one language or across English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from extractors.words import fold
from pipeline.shipped import shipped

_STOP = frozenset(
    "a al and as at by con de del el en entre for from in into its la las lo los of on or para por que se su "
    "sus the their through to un una up out off y with mediante sobre".split()
)
_ENDINGS = (
    ("ciones", "tion"),
    ("cion", "tion"),
    ("tions", "tion"),
    ("siones", "sion"),
    ("dades", "ty"),
    ("dad", "ty"),
    ("ities", "ty"),
    ("encia", "ency"),
    ("ancia", "ancy"),
    ("ence", "ency"),
    ("ance", "ancy"),
)
_SPELLED = 0.75  # below this, spelling says nothing
_ROWS = 256  # titles compared at a time with all others, so that memory stays small


@cache
def _terms() -> dict[str, str]:
    data = shipped("terms.yml")
    return {fold(str(word)): str(concept) for concept, words in data.items() for word in [concept, *words]}


@cache
def _stems() -> dict[str, str]:
    """The terms by the stems of their words, where one stem has one meaning."""
    found: dict[str, set[str]] = {}
    for word, meaning in _terms().items():
        found.setdefault(_stem(word), set()).add(meaning)
    return {stem: meanings.pop() for stem, meanings in found.items() if len(meanings) == 1}


@cache
def generic() -> frozenset[str]:
    """Return the concepts that titles of any two commitments may share (``generic.yml``)."""
    return frozenset(concept(fold(str(word))) for words in shipped("generic.yml").values() for word in words)


@cache
def concept(word: str) -> str:
    """Return what a folded word means in either language: a term, or the stem that cognates share."""
    if word in _terms():
        return _terms()[word]
    stem = _stem(word)
    return _stems().get(stem, stem)


def _stem(word: str) -> str:
    for ending, common in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)] + common
            break
    word = word.rstrip("s")
    if len(word) > 5:
        word = word.rstrip("aeoy")
    return word[:7]


@cache
def concepts(title: str) -> frozenset[str]:
    """Return the concepts of a title, without numbers and function words."""
    words = re.findall(r"[^\W\d_]{2,}", fold(title))
    return frozenset(concept(w) for w in words if w not in _STOP)


@cache
def head(title: str) -> frozenset[str]:
    """Return the concepts of the first half of a title that are not generic: what it is about, not how or where."""
    words = dict.fromkeys(concept(w) for w in re.findall(r"[^\W\d_]{2,}", fold(title)) if w not in _STOP)
    ordered = list(words)
    about = [w for w in ordered if w not in generic()]
    first = set(ordered[: max(4, (len(ordered) + 1) // 2)])
    return frozenset(w for w in about[: max(2, (len(about) + 1) // 2)] if w in first or w == about[0])


@cache
def similarity(a: str, b: str) -> float:
    """Return how alike two titles are, 0..1: the better of spelling and shared concepts."""
    x, y = concepts(a), concepts(b)
    if not x or not y:
        return 0.0
    shared = len(x & y)
    dice = 2 * shared / (len(x) + len(y))
    contained = shared / min(len(x), len(y)) if min(len(x), len(y)) >= 3 else 0.0
    spelled = fuzz.token_sort_ratio(fold(a), fold(b)) / 100
    return max(spelled if spelled > _SPELLED else 0.0, dice, 0.85 * contained)


def alike(left: Sequence[str], right: Sequence[str], at_least: float) -> Iterator[tuple[int, int, float]]:
    """Yield the places of all titles that are :func:`similarity` alike by ``at_least`` or more, and how much.

    Titles compared among themselves (``left is right``) come once a pair, the earlier one first.
    """
    if not left or not right:
        return
    words = {word: place for place, word in enumerate(sorted({w for t in (*left, *right) for w in concepts(t)}))}
    sides = []
    for titles in (left, right):
        held = np.zeros((len(titles), len(words)), dtype=np.float32)
        for row, title in enumerate(titles):
            held[row, [words[w] for w in concepts(title)]] = 1
        sides.append((held, held.sum(axis=1, dtype=np.float64), [fold(t) for t in titles]))
    (held_a, sizes_a, folded_a), (held_b, sizes_b, folded_b) = sides
    for start in range(0, len(left), _ROWS):
        rows = slice(start, start + _ROWS)
        shared = (held_a[rows] @ held_b.T).astype(np.float64)
        sizes = sizes_a[rows, None]
        smaller = np.minimum(sizes, sizes_b)
        with np.errstate(divide="ignore", invalid="ignore"):
            dice = 2 * shared / (sizes + sizes_b)
            contained = np.where(smaller >= 3, 0.85 * (shared / smaller), 0.0)
        spelled = cdist(
            folded_a[rows], folded_b, scorer=fuzz.token_sort_ratio, score_cutoff=_SPELLED * 100, dtype=np.float64
        )
        spelled /= 100
        best = np.maximum(np.maximum(dice, contained), np.where(spelled > _SPELLED, spelled, 0.0))
        best[smaller == 0] = 0.0
        if left is right:
            best = np.triu(best, start)
        for i, j in np.argwhere(best >= at_least):
            yield start + int(i), int(j), float(best[i, j])
