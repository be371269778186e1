"""The words of ``extractors/vocabulary/*.yml`` as tables of tokens: how a printed phrase is looked up.

Phrases are compared token by token (see :func:`tokens_of`), so that case, accents, punctuation, dashes and white
space make no difference. :class:`Phrases` finds the longest phrase that begins at a token, which takes time in
proportion to the text however many phrases there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from extractors.lexicon import Code
from extractors.wordlists import data, spellings
from extractors.words import Folded, fold_with_offsets

T = TypeVar("T")

# "(s)", "(es)", "/as": endings in brackets or behind a stroke say that a label serves for one and for many.
_EITHER = re.compile(
    r"(?<=\w)\s?\((?:e?s|ies|nes|as|os)\)|(?<=\w)\([ao]\)|(?<=\w{3})/(?:e?s|as?|os?)(?![\w])"
)  # "Lead(s)", "encargado(a)", not the item "(a)" of a list
_TOKEN = re.compile(r"[^\W_]+°?|[%#&]")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, ``%``, ``#`` or ``&`` and the stretch ``text[start:end]`` it was printed at."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text: words, numbers and the signs % # &, folded; all else only divides."""
    folded: Folded = fold_with_offsets(text)
    plain = _EITHER.sub(lambda m: " " * len(m.group()), folded.text)
    return tuple(Token(m.group(), *folded.back(m.start(), m.end())) for m in _TOKEN.finditer(plain))


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text alone."""
    return tuple(t.word for t in tokens_of(text))


class Phrases(Generic[T]):
    """A table of phrases; each leads to a value."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Take phrases as printed in the vocabulary; of one that is listed twice the first counts."""
        self.whole: dict[tuple[str, ...], T] = {}
        self._starts: dict[tuple[str, ...], bool] = {}
        for phrase, value in entries:
            words = words_of(phrase)
            if words:
                self.whole.setdefault(words, value)
                for n in range(1, len(words)):
                    self._starts.setdefault(words[:n], True)

    def get(self, words: Sequence[str]) -> T | None:
        """Return the value of the phrase that these words are as a whole, if any."""
        return self.whole.get(tuple(words))

    def at(self, words: Sequence[str], first: int) -> Iterator[tuple[int, T]]:
        """Yield ``(end, value)`` for each phrase that begins at the word ``first``, the longest first."""
        found: list[tuple[int, T]] = []
        end = first + 1
        while end <= len(words):
            part = tuple(words[first:end])
            value = self.whole.get(part)
            if value is not None:
                found.append((end, value))
            if part not in self._starts:
                break
            end += 1
        yield from reversed(found)

    def longest(self, words: Sequence[str], first: int) -> tuple[int, T] | None:
        """Return ``(end, value)`` of the longest phrase that begins at the word ``first``, if any."""
        return next(self.at(words, first), None)

    def all(self, words: Sequence[str]) -> list[tuple[int, int, T]]:
        """Return ``(first, end, value)`` of all phrases from left to right, the longest of those that overlap."""
        out = []
        at = 0
        while at < len(words):
            hit = self.longest(words, at)
            if hit:
                out.append((at, *hit))
            at = hit[0] if hit else at + 1
        return out


def listed(name: str, key: str) -> list[str]:
    """Return the phrases of an entry of a vocabulary file, both languages."""
    return [word for _, word in spellings(data(name)[key])]


@cache
def word_set(name: str, key: str) -> frozenset[str]:
    """Return the single words of an entry, folded."""
    return frozenset(words_of(w)[0] for w in listed(name, key) if words_of(w))


@cache
def phrase_table(name: str, *keys: str) -> Phrases[str]:
    """Return the phrases of these entries of a file (of all without ``keys``), each with the entry's key."""
    return Phrases((word, key) for key in keys or data(name) for _, word in spellings(data(name)[key]))


@dataclass(frozen=True, slots=True)
class CodeWord:
    """What a phrase says on the scales it belongs to.

    ``doubtful``: another code fits it as well. ``alone``: it counts only where nothing else stands beside it.
    ``in_words``: it counts among other words too, being long or one of the scale's own.
    """

    codes: tuple[Code, ...]
    doubtful: bool = False
    alone: bool = False
    in_words: bool = True


def _groups(dimension: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    # What is said alone in a cell or behind a label is listed apart from what is said in sentences.
    for name in ("statuses.yml", "codes.yml"):
        for key, group in data(name).items():
            if group.get("dimension", key) in (dimension, f"{dimension}_value"):
                yield name, key, group


@cache
def _yes_and_no() -> frozenset[tuple[str, ...]]:
    held = data("codes.yml")["yes_no"]["codes"]
    return frozenset(words_of(word) for entry in held.values() for _, word in spellings(entry))


@cache
def code_table(dimension: str) -> Phrases[CodeWord]:
    """Return the words of a dimension (``completion``, ``schedule``, ``early_results`` ...) with their codes."""
    found: dict[tuple[str, ...], CodeWord] = {}
    spelled: dict[tuple[str, ...], str] = {}
    for file, key, group in _groups(dimension):
        for name, entry in group["codes"].items():
            rank = int(entry["rank"]) if "rank" in entry else None
            scale = entry.get("scale", group["scale"])
            for language, phrase in spellings(entry):
                code = Code(dimension, entry.get("code", name), scale, rank, f"{key}/{name}/{phrase}", language)
                words = words_of(phrase)
                known = found.get(words)
                if known is None:
                    alone = "alone" in entry or (dimension != "yes_no" and words in _yes_and_no())
                    of_scale = file == "codes.yml" and not key.endswith("_value") and scale == group["scale"]
                    own = of_scale or len(words) > 1
                    found[words] = CodeWord((code,), "doubtful" in entry, alone, own and not alone)
                    spelled[words] = phrase
                elif not any(c.scale == scale for c in known.codes):
                    found[words] = replace(known, codes=(*known.codes, code))
    return Phrases((spelled[words], value) for words, value in found.items())
