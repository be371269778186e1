"""Sentences that say who leads a commitment and who helps: "The Ministry of Water takes the lead, supported by ...".

The verbs are data (``extractors/vocabulary/stated.yml``). What stands where a name belongs and is no body's name is
none, and a sentence that names another commitment says nothing of this one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.annotate.names import is_body
from extractors.annotate.openings import opening
from extractors.annotate.vocabulary import phrase_table, tokens_of, word_set

LONGEST = 140
"""Characters of a name, or of a list of those who help."""

SMALL = 4
"""Letters of a word that a name need not write with a capital: "de", "para", "with"."""

_SENTENCE = re.compile(r"[.;!?](?=\s|$)|\n")
_AND = re.compile(r"[ ,]+(?:and|y|e)$")
_STOP = re.compile(r",(?=\s+[^\W\d_A-ZÁÉÍÓÚÑ])|[;:.()]|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Led:
    """Who leads, ``text[start:end]``, and the words that name who helps (empty without any)."""

    lead: str
    start: int
    end: int
    support: str = ""


def led(text: str) -> Led | None:
    """Return who leads by the first sentence that says so, and who helps by that sentence or the next one.

    None where no sentence does, or the words in the place of the name are no name of a body.
    """
    found: Led | None = None
    at = 0
    for end in [*(m.end() for m in _SENTENCE.finditer(text)), len(text)]:
        sentence = text[at:end]
        if found is None:
            found = _led_in(sentence, at)
        elif not found.support:
            return Led(found.lead, found.start, found.end, _helped(sentence))
        at = end
    return found


def _led_in(sentence: str, at: int) -> Led | None:
    tokens = tokens_of(sentence)
    words = [t.word for t in tokens]
    for _, end, _ in phrase_table("stated.yml", "led_by").all(words):
        start = tokens[end].start if end < len(tokens) else len(sentence)
        stop = _end_of_name(sentence, start)
        if name := _name(sentence, start, stop):
            return Led(name[0], at + name[1], at + name[2], _helped(sentence[stop:]))
    for first, end, _ in phrase_table("stated.yml", "leads").all(words):
        if first and (name := _name(sentence, 0, tokens[first].start)):
            rest = sentence[tokens[end - 1].end :]
            return Led(name[0], at + name[1], at + name[2], _helped(rest))
    return None


def _end_of_name(text: str, start: int) -> int:
    """Return where a name ends: before a helper's phrase, a verb, or a sign that no name has."""
    tokens = [t for t in tokens_of(text) if t.start >= start]
    words = [t.word for t in tokens]
    ends = [tokens[first].start for first, _, _ in phrase_table("stated.yml", "helped_by").all(words) if first]
    ends += [m.start() for m in [_STOP.search(text, start)] if m]
    ends += [t.start for t in tokens if t.word in word_set("stated.yml", "ends_name")]
    return min(ends, default=len(text))


def _helped(text: str) -> str:
    """Return the words behind the first phrase that names helpers."""
    tokens = tokens_of(text)
    for _, end, _ in phrase_table("stated.yml", "helped_by").all([t.word for t in tokens]):
        if end >= len(tokens):
            continue
        start = tokens[end].start
        verbs = [t.start for t in tokens[end:] if t.word in word_set("stated.yml", "ends_name")]
        words = text[start : min([*verbs, len(text)])].strip(" ,;:.")
        if 0 < len(words) <= LONGEST:
            return words
    return ""


def _name(text: str, start: int, stop: int) -> tuple[str, int, int] | None:
    """Return the name between two places without its article, with its place; None for words that are no body's."""
    words = text[start:stop]
    lead = len(words) - len(words.lstrip(" ,:"))
    words = _AND.sub("", words.strip(" ,:."))
    first, _, rest = words.partition(" ")
    if first.casefold() in word_set("stated.yml", "articles") and rest:
        lead += len(first) + 1
        words = rest
    plain = 0 < len(words) <= LONGEST and words[:1].isupper() and (is_body(words) or _is_proper(words))
    found = opening(words)
    if not plain or (found is not None and found.unit is not None and found.number):
        return None
    return words, start + lead, start + lead + len(words)


def _is_proper(words: str) -> bool:
    """Whether words are a proper name: two or more, each but the small ones with a capital."""
    parts = words.split()
    return len(parts) > 1 and all(p[:1].isupper() or len(p) <= SMALL for p in parts) and "," not in words
