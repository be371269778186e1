"""Who proposed which commitment, where a sentence names both ("commitment 4 was put forward by academia")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors._roles import sentences
from extractors.annotate.vocabulary import word_set
from extractors.builder import Builder
from extractors.lexicon import phrases
from extractors.segment.stream import Item
from extractors.words import fold_with_offsets

_PROPOSES = re.compile(phrases("proposes"))
_NEGATED = re.compile(phrases("not_proposed"))
_ARTICLE = "|".join(re.escape(word) for word in sorted(word_set("stated.yml", "articles")))
_FROM = re.compile(rf"{phrases('from_whom')}\s+(?:(?:{_ARTICLE})\s+)?$")
_NUMBERED = re.compile(r"\b(?:compromisos?|commitments?)\s+(?:n\W{0,2}\s*)?(\d+(?:\.\d+)*)")
_MORE = re.compile(r"\s*(?:,|y|and|&)\s*(\d+(?:\.\d+)*)(?!\s*%)")
_QUOTED = re.compile(r"\"[^\"]*\"")


def put_origins(build: Builder, items: Sequence[Item]) -> None:
    """Fill ``proposed_by`` of the commitments that a sentence of one proposer names by number."""
    for item in items:
        words = str(item) if item.kind in ("para", "full", "field") else ""
        for start, end in sentences(words) if words else ():
            _read(build, _QUOTED.sub(lambda m: " " * len(m.group()), fold_with_offsets(words[start:end]).text))


def _read(build: Builder, words: str) -> None:
    if not _PROPOSES.search(words) or _NEGATED.search(words):
        return
    found = build.lexicon.find("proposed_by", words)
    proposers = {f.code.code for f in found if _FROM.search(words[: f.start])}
    if len(proposers) == 1:
        for number in _numbers(words):
            key = build.by_number(number)
            if key:
                build.fill(key, proposed_by=next(iter(proposers)))


def _numbers(words: str) -> list[str]:
    out = []
    for m in _NUMBERED.finditer(words):
        out.append(m[1])
        at = m.end()
        while more := _MORE.match(words, at):
            out.append(more[1])
            at = more.end()
    return out


__all__ = ["put_origins"]
