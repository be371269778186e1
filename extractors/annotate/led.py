"""Sentences that say who leads a commitment and who helps: "The Ministry of Water takes the lead, supported by ...".

The verbs are data (``extractors/vocabulary/stated.yml``). What stands where a name belongs and is no body's name is
none, and a sentence that names another commitment says nothing of this one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.annotate.names import is_body
from extractors.annotate.openings import opening
from extractors.annotate.vocabulary import phrase_table, tokens_of, word_set

LONGEST = 140
"""Characters of a name, or of a list of those who help."""

SMALL = 4
"""Letters of a word that a name need not write with a capital: "de", "para", "with"."""

FRAME = 3
"""Words behind a name that make a frame."""

OFTEN, MOST = 3, 0.6
"""Commitments, and share of them, in which a frame recurs."""

_SENTENCE = re.compile(r"[.;!?](?=\s|$)|\n")
_SHORT = re.compile(r"\s*\([^\W\d_a-z][\w.-]{1,9}\)")  # the acronym of a name behind it
_AND = re.compile(r"[ ,]+(?:and|y|e)$")
_PART_OF_SENTENCE = re.compile(r"[^;]+")
_BETWEEN_NAMES = re.compile(r",\s+|\s+(?:and|y|e)\s+")
_STOP = re.compile(r",(?=\s+[^\W\d_A-ZÁÉÍÓÚÑ])|[;:.()]|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Led:
    """Who leads, ``text[start:end]``, and the words that name who helps (empty without any)."""

    lead: str
    start: int
    end: int
    support: str = ""


def led_alone(text: str) -> Led | None:
    """Return who leads by words that say nothing else: "Implemented by the Ministry of Water" below a title."""
    words = text.strip(" .:;,()[]–—-\n")
    found = led(text) if len(words) <= LONGEST else None
    if found is None or phrase_table("stated.yml", "led_by").longest([t.word for t in tokens_of(words)], 0) is None:
        return None
    behind = text[found.end :].strip(" .:;,()[]–—-\n")
    return found if not behind or found.support else None


Frame = tuple[str, ...]
"""The words behind a name at the head of a sentence: "holds the pen"."""


def led(text: str, frames: Container[Frame] = ()) -> Led | None:
    """Return who leads by the first sentence that says so, and who helps by that sentence or the next one.

    ``frames`` say it in this document, too (:func:`recurring`). None where no sentence does, or the words in the place
    of the name are no name of a body.
    """
    found: Led | None = None
    at = 0
    for end in [*(m.end() for m in _SENTENCE.finditer(text)), len(text)]:
        sentence = text[at:end]
        if found is None:
            found = _led_in(sentence, at) or _framed(sentence, at, frames)
        elif not found.support:
            return Led(found.lead, found.start, found.end, _helped(sentence) or _helping(sentence))
        at = end
    return found


def recurring(texts: Sequence[Sequence[str]]) -> frozenset[Frame]:
    """Return the frames with which the texts of most commitments begin a sentence about one body each.

    Who writes "The Ministry of Water holds the pen" of each commitment, with other bodies, says who leads.
    """
    bodies: dict[Frame, list[str]] = defaultdict(list)
    for some in texts:
        own: dict[Frame, str] = {}
        for text in some:
            ends = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
            heads = [_head(text[a:b]) for a, b in pairwise(ends)]
            own |= {h.frame: h.name for h in heads if h is not None and is_body(h.name) and h.frame not in own}
        for frame, name in own.items():
            bodies[frame].append(name)
    least = max(OFTEN, MOST * len(texts))
    return frozenset(f for f, names in bodies.items() if len(names) >= least and len(set(names)) > 1)


@dataclass(frozen=True, slots=True)
class _Head:
    """A body at the head of a sentence: its name, where it stands, the words behind it and where they begin."""

    name: str
    start: int
    end: int
    frame: Frame


def _head(sentence: str) -> _Head | None:
    tokens = tokens_of(sentence)
    small = word_set("reading.yml", "small") | word_set("stated.yml", "articles")
    k = 1 if len(tokens) > 1 and tokens[0].word in word_set("stated.yml", "articles") else 0
    first = k
    while k < len(tokens) and (sentence[tokens[k].start].isupper() or (k > first and tokens[k].word in small)):
        k += 1
    last = k
    while last > first and tokens[last - 1].word in small:
        last -= 1
    frame = tuple(t.word for t in tokens[last : last + FRAME])
    if last == first or len(frame) < FRAME:
        return None
    start, end = tokens[first].start, tokens[last - 1].end
    end += sentence[end : end + 1] == ")"
    name = sentence[start:end]
    return _Head(name, start, end, frame) if len(name) <= LONGEST else None


def _framed(sentence: str, at: int, frames: Container[Frame]) -> Led | None:
    head = _head(sentence)
    if head is None or head.frame not in frames or not (is_body(head.name) or _is_proper(head.name)):
        return None
    return Led(head.name, at + head.start, at + head.end, _helped(sentence[head.end :]))


def _led_in(sentence: str, at: int) -> Led | None:
    tokens = tokens_of(sentence)
    words = [t.word for t in tokens]
    for _, end, _ in phrase_table("stated.yml", "led_by").all(words):
        start = tokens[end].start if end < len(tokens) else len(sentence)
        stop = _end_of_name(sentence, start)
        short = _SHORT.match(sentence, stop)
        stop = short.end() if short else stop
        beside = _beside(sentence, start, stop)
        stop, behind = beside or (stop, None)
        if name := _name(sentence, start, stop):
            helped = _helped(sentence[stop:]) if behind is None else _listed(sentence[behind:])
            return Led(name[0], at + name[1], at + name[2], helped)
    for first, end, _ in phrase_table("stated.yml", "leads").all(words):
        if first and (name := _name(sentence, 0, tokens[first].start)):
            rest = sentence[tokens[end - 1].end :]
            return Led(name[0], at + name[1], at + name[2], _helped(rest) or _helping(rest))
    return None


def _end_of_name(text: str, start: int) -> int:
    """Return where a name ends: before a helper's phrase, a verb, or a sign that no name has."""
    tokens = [t for t in tokens_of(text) if t.start >= start]
    words = [t.word for t in tokens]
    ends = [tokens[first].start for first, _, _ in phrase_table("stated.yml", "helped_by").all(words) if first]
    ends += [m.start() for m in [_STOP.search(text, start)] if m]
    ends += [t.start for t in tokens if t.word in word_set("stated.yml", "ends_name")]
    return min(ends, default=len(text))


def _beside(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Return where a name ends before "with" and another body, and where that one begins; None where none does.

    The other has an article or a name of several words: "Office for Cooperation with NGOs" is one.
    """
    articles = word_set("stated.yml", "articles")
    for token in tokens_of(text):
        if not start < token.start < stop or token.word not in word_set("stated.yml", "with_alone"):
            continue
        behind = text[token.end : stop].split()[:2]
        named = (
            len(behind) > 1 and behind[1][:1].isupper() and (behind[0].casefold() in articles or behind[0].istitle())
        )
        if named and is_body(text[start : token.start]):
            return token.start, token.end
    return None


def _listed(text: str) -> str:
    """Return the names at the head of a text, up to a verb or the end of the sentence."""
    ends = [t.start for t in tokens_of(text) if t.word in word_set("stated.yml", "ends_name")]
    words = text[: min(ends, default=len(text))].strip(" ,;:.")
    return words if 0 < len(words) <= LONGEST else ""


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


def _helping(text: str) -> str:
    """Return the names that a sentence, or the part of one behind a semicolon, begins with before it says that they
    help: "The Tenders Board and the Traders' Forum will take part"."""
    for part in _PART_OF_SENTENCE.findall(text):
        tokens = tokens_of(part)
        found = next(iter(phrase_table("stated.yml", "helps").all([t.word for t in tokens])), None)
        words = part[: tokens[found[0]].start].strip(" ,:.") if found else ""
        bodies = [w for w in _BETWEEN_NAMES.split(words) if w]
        if 0 < len(words) <= LONGEST and any(is_body(w) for w in bodies):
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
    verbs = {t.word for t in tokens_of(words)} & word_set("stated.yml", "ends_name")
    if not plain or verbs or (found is not None and found.unit is not None and found.number):
        return None
    return words, start + lead, start + lead + len(words)


def _is_proper(words: str) -> bool:
    """Whether words are a proper name: two or more, each but the small ones with a capital."""
    parts = words.split()
    return len(parts) > 1 and all(p[:1].isupper() or len(p) <= SMALL for p in parts) and "," not in words
