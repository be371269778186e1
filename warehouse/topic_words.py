"""How likely the words of a commitment make each topic: a sum of weights, all of them data.

``topics.yml`` holds the words, ``topic_weights.yml`` what they weigh: ``benchmarks/topics.py`` learns that from flags
that people set. The sum for a topic is over the signs below, which are the same for all topics (a word in the title,
several in the text, how much of all that is shown this topic is, ...), and over the words that were met. Pure: no
database, no clock.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from warehouse import schema

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))  # they stand inside words
SIGNS = (
    "title",  # a word of the topic stands in the title
    "title_more",  # more than one does
    "text",  # how often words of the topic stand in the text (logarithm)
    "both",  # title and text have one
    "title_hint",  # a hint stands in the title
    "text_hint",  # a hint stands in the text
    "title_share",  # of all that words of topics are met in the title, the share of this topic
    "text_share",  # the same of the text
    "title_others",  # how many other topics the title shows, in thirds, five at most
    "text_others",  # how many other topics the text shows, in tenths, fifteen at most
    "area",  # the heading that the commitment stands under has a word of the topic
    "institution",  # the institution that leads it has one
    "base",  # always
)


def plain(text: str) -> str:
    """Return the words of a text without case, accents and marks, one blank between them."""
    parted = unicodedata.normalize("NFKD", text.translate(_UNSEEN))
    bare = "".join(c for c in parted if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase of a topic: what stands after its first word, its topic, whether it is only a hint, its name."""

    rest: tuple[tuple[str, bool], ...]
    topic: str
    hint: bool
    name: str

    def follows(self, words: Sequence[str]) -> bool:
        """Whether the words after the first are those of the phrase; a word may go on where the phrase says so."""
        if len(words) < len(self.rest):
            return False
        pairs = zip(self.rest, words, strict=False)
        return all(said.startswith(word) if open_end else said == word for (word, open_end), said in pairs)


@cache
def _phrases() -> tuple[dict[str, list[Phrase]], dict[str, list[Phrase]], tuple[int, ...]]:
    """The phrases of all topics by their whole first word, by the beginning of it, and the lengths of these."""
    whole: dict[str, list[Phrase]] = defaultdict(list)
    begins: dict[str, list[Phrase]] = defaultdict(list)
    for topic, entry in schema.topics().items():
        for hint, names in ((False, entry["words"]), (True, entry["hints"])):
            for name in names:
                words = [(plain(word), word.endswith("*")) for word in name.split()]
                (first, open_end), rest = words[0], tuple(words[1:])
                (begins if open_end else whole)[first].append(Phrase(rest, topic, hint, name))
    return dict(whole), dict(begins), tuple(sorted({len(b) for b in begins}))


@dataclass(slots=True)
class Shown:
    """What shows a topic in a text: its phrases and how often each was met, its hints, the words as they stand."""

    words: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    hints: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)


def found(text: str) -> dict[str, Shown]:
    """Return by topic what shows it, or hints at it, in a text."""
    words = plain(text).split()
    whole, begins, lengths = _phrases()
    out: dict[str, Shown] = defaultdict(Shown)
    for at, word in enumerate(words):
        for phrase in _begun(word, whole, begins, lengths):
            if not phrase.follows(words[at + 1 : at + 1 + len(phrase.rest)]):
                continue
            shown = out[phrase.topic]
            if phrase.hint:
                shown.hints.add(phrase.name)
            else:
                shown.words[phrase.name] += 1
                shown.said.add(" ".join(words[at : at + 1 + len(phrase.rest)]))
    return dict(out)


def _begun(
    word: str, whole: Mapping[str, list[Phrase]], begins: Mapping[str, list[Phrase]], lengths: tuple[int, ...]
) -> Iterator[Phrase]:
    """Yield the phrases whose first word this is."""
    yield from whole.get(word, ())
    for length in lengths:
        if length > len(word):
            return
        yield from begins.get(word[:length], ())


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in the parts of a commitment, by topic."""

    title: dict[str, Shown]
    text: dict[str, Shown]
    area: dict[str, Shown]
    institution: dict[str, Shown]

    def topics(self) -> list[str]:
        """The topics that a word of title or text shows."""
        return sorted(topic for topic in {*self.title, *self.text} if self.names(topic) != ([], []))

    def names(self, topic: str) -> tuple[list[str], list[str]]:
        """The phrases and hints of a topic that were met in the title, and in the text."""
        title, text = (_of(side, topic) for side in (self.title, self.text))
        if not title.words and not text.words:
            return [], []
        return [*title.words, *sorted(title.hints)], [*text.words, *sorted(text.hints)]

    def signs(self, topic: str) -> tuple[float, ...]:
        """The values of ``SIGNS`` for a topic."""
        title, text = _of(self.title, topic), _of(self.text, topic)
        return (
            bool(title.words),
            len(title.words) > 1,
            math.log1p(sum(text.words.values())),
            bool(title.words and text.words),
            bool(title.hints),
            bool(text.hints),
            _share(self.title, topic),
            _share(self.text, topic),
            min(_others(self.title, topic), 5) / 3,
            min(_others(self.text, topic), 15) / 10,
            bool(_of(self.area, topic).words),
            bool(_of(self.institution, topic).words),
            1.0,
        )

    def likelihood(self, topic: str, weights: Mapping[str, Any] | None = None) -> float:
        """Return how likely it is, from 0 to 1, that a person would flag the topic.

        ``weights``: by topic, as ``topic_weights.yml`` has them under ``topics``; of the file if none are given.
        """
        learnt = schema.topic_weights()["topics"] if weights is None else weights
        entry = learnt.get(topic) or learnt["any"]  # a topic that no dataset has flags of
        words = entry.get("words", {})
        total = sum(entry["signs"][name] * sign for name, sign in zip(SIGNS, self.signs(topic), strict=True))
        for side, names in enumerate(self.names(topic)):
            total += sum(words[name][side] for name in names if name in words)
        return 1 / (1 + math.exp(-total))


_NOTHING = Shown()


def _of(part: Mapping[str, Shown], topic: str) -> Shown:
    return part.get(topic, _NOTHING)


def _share(part: Mapping[str, Shown], topic: str) -> float:
    met = sum(_of(part, topic).words.values())
    return met / sum(sum(shown.words.values()) for shown in part.values()) if met else 0.0


def _others(part: Mapping[str, Shown], topic: str) -> int:
    return sum(1 for other, shown in part.items() if shown.words and other != topic)
