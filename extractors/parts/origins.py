"""Who proposed which commitment, where a sentence names both ("commitment 4 was put forward by academia")."""

from __future__ import annotations

import re

from extractors._roles import sentences
from extractors.builder import Builder, Spot
from extractors.words import fold_with_offsets

_VERB = re.compile(
    r"\b(?:impuls|propuest|propuso|proponen|plante|surgi|origin|present|promovi|propos|put forward|initiated"
    r"|suggested|submitted)"
)
_NEGATED = re.compile(r"\b(?:no|not|never|ninguno|none)\b")
_FROM = re.compile(r"(?:desde|por|by|from|de parte de|a iniciativa de)\s+(?:el|la|los|las|the)?\s*$")
_NUMBERED = re.compile(r"\b(?:compromisos?|commitments?)\s+(?:n\W{0,2}\s*)?(\d+(?:\.\d+)*)")
_MORE = re.compile(r"\s*(?:,|y|and|&)\s*(\d+(?:\.\d+)*)(?!\s*%)")
_QUOTED = re.compile(r"\"[^\"]*\"")


def read_origins(build: Builder, spot: Spot) -> None:
    """Fill ``proposed_by`` of the commitments that a sentence of one proposer names by number."""
    text = str(spot.text)[spot.start : spot.end]
    for start, end in sentences(text):
        words = _QUOTED.sub(lambda m: " " * len(m.group()), fold_with_offsets(text[start:end]).text)
        if not _VERB.search(words) or _NEGATED.search(words):
            continue
        found = build.lexicon.find("proposed_by", words)
        sources = {f.code.code for f in found if _FROM.search(words[: f.start])}
        numbers = _numbers(words)
        if len(sources) != 1 or not numbers:
            continue
        for number in numbers:
            key = build.by_number(number)
            if key:
                build.fill(key, proposed_by=next(iter(sources)))


def _numbers(words: str) -> list[str]:
    out = []
    for m in _NUMBERED.finditer(words):
        out.append(m[1])
        at = m.end()
        while more := _MORE.match(words, at):
            out.append(more[1])
            at = more.end()
    return out
