"""What commitments are about: topics that documents print, that OGP's dataset flags, and that the words show.

The three are kept apart by ``origin``. ``printed``: a tag or heading of the document. ``dataset``: a flag column of
OGP's dataset; the cell is the evidence. ``derived``: words of ``topics.yml`` in title and text; the words are kept. A
derived topic that only few words show is flagged. Pure: no database, no clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from extractors.records import Evidence, Extraction, Mention, TableRecord
from warehouse import schema

_TEXT = 4000  # characters of a commitment's text that are looked at
_YES = frozenset({"1", "yes", "x", "true", "1.0"})
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))  # they stand inside words
_SDG = re.compile(r"(?:sdg|ods|sustainable development goal|objetivo de desarrollo sostenible)s? (\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a commitment: scheme and stable code, where it comes from, what shows it and where that stands."""

    scheme: str
    topic: str
    origin: str
    rule: str
    evidence: Evidence
    words: tuple[str, ...] = ()
    flagged: bool = False


def plain(text: str) -> str:
    """Return the words of a text without case, accents and marks, one blank between them."""
    parted = unicodedata.normalize("NFKD", text.translate(_UNSEEN))
    bare = "".join(c for c in parted if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


@cache
def _printed() -> dict[str, str]:
    """The topics by the words under which documents print them."""
    return {plain(name): topic for topic, entry in schema.topics().items() for name in entry["printed"]}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that show a topic: those after the first, whether the last may go on, whether they are enough alone."""

    rest: str
    open_end: bool
    topic: str
    strong: bool
    name: str


@cache
def _phrases() -> tuple[dict[str, list[Phrase]], dict[str, list[Phrase]], tuple[int, ...]]:
    """The phrases of all topics by their first word, by the beginning of their only word, and how long these are."""
    whole: dict[str, list[Phrase]] = defaultdict(list)
    begins: dict[str, list[Phrase]] = defaultdict(list)
    for topic, entry in schema.topics().items():
        for strong, words in ((False, entry["words"]), (True, entry.get("plain", []))):
            for name in map(str, words):
                first, _, rest = plain(name).partition(" ")
                phrase = Phrase(rest, name.endswith("*"), topic, strong, plain(name))
                (begins if phrase.open_end and not rest else whole)[first].append(phrase)
    return dict(whole), dict(begins), tuple(sorted({len(b) for b in begins}))


@dataclass(slots=True)
class Shown:
    """What shows a topic in a text: the phrases that were met, the words as they stand, whether one is enough alone."""

    names: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    strong: bool = False


def found(text: str) -> dict[str, Shown]:
    """Return by topic what shows it in a text."""
    words = plain(text).split()
    whole, begins, lengths = _phrases()
    out: dict[str, Shown] = defaultdict(Shown)

    def met(phrase: Phrase, said: str) -> None:
        shown = out[phrase.topic]
        shown.names.add(phrase.name)
        shown.words.add(said)
        shown.strong |= phrase.strong

    for at, word in enumerate(words):
        behind = " ".join(words[at + 1 : at + 6]) + " "
        for phrase in whole.get(word, ()):
            if not phrase.rest or behind.startswith(phrase.rest if phrase.open_end else f"{phrase.rest} "):
                met(phrase, f"{word} {phrase.rest}".strip())
        for length in lengths:
            for phrase in begins.get(word[:length], ()) if length <= len(word) else ():
                met(phrase, word)
    return dict(out)


_NOTHING = Shown()
_SURE: dict[str, Callable[[Shown, Shown], bool]] = {  # from which trace on a topic is without doubt: title, text
    "any": lambda title, text: True,  # noqa: ARG005
    "title": lambda title, text: bool(title.names),  # noqa: ARG005
    "strong_title": lambda title, text: title.strong,  # noqa: ARG005
    "title_text": lambda title, text: bool(title.names and text.names),
    "title_two": lambda title, text: bool(title.names) and len(text.names) > 1,
    "title_three": lambda title, text: bool(title.names) and len(text.names) + (title.strong or text.strong) > 2,
    "title_strong_text": lambda title, text: bool(title.names) and text.strong,
    "both_strong": lambda title, text: title.strong and text.strong,
    "four": lambda title, text: len(text.names) > 3,  # noqa: ARG005
}


def derived(mention: Mention) -> Iterator[Topic]:
    """Yield the topics that the words of a commitment show.

    A word in the title, or two in the text, show a topic; from which trace on it is without doubt says each topic
    (``sure`` in topics.yml; measured: docs/topics.md). One word in the text alone shows nothing.
    """
    title = found(mention.title or "")
    text = found(" ".join(x for x in (mention.description, mention.objective, mention.problem) if x)[:_TEXT])
    for topic in sorted({*title, *text}):
        above, below = title.get(topic, _NOTHING), text.get(topic, _NOTHING)
        if not above.names and len(below.names) < 2:
            continue
        words = tuple(sorted({*above.words, *below.words}))
        level = schema.topics()[topic].get("sure")
        sure = level is not None and _SURE[level](above, below)
        yield Topic("ogp_policy_area", topic, "derived", "topics.words", mention.evidence, words, not sure)


def printed(mention: Mention) -> Iterator[Topic]:
    """Yield the topics that a document prints for a commitment: its tags, and the heading that it stands under."""
    for rule, names in (("topics.tag", mention.policy_areas), ("topics.area", [mention.area] if mention.area else [])):
        for name in names:
            said = plain(name)
            goal = _SDG.search(said)
            if goal:
                yield Topic("sdg", f"sdg_{int(goal[1])}", "printed", rule, mention.evidence, (name,))
            elif said in _printed():
                yield Topic("ogp_policy_area", _printed()[said], "printed", rule, mention.evidence, (name,))
            elif said:
                code = "_".join(said.split())[:60]
                yield Topic("printed_theme", code, "printed", rule, mention.evidence, (name,))


def flagged(mention: Mention, flags: dict[int, dict[int, list[tuple[str, Evidence]]]]) -> Iterator[Topic]:
    """Yield the topics that the flag columns of OGP's dataset state for the row of a commitment."""
    place = mention.evidence
    if place.table is None or place.row is None:
        return
    for topic, evidence in flags.get(place.table, {}).get(place.row, []):
        at = evidence.model_copy(update={"locator": place.locator, "page": place.page})
        yield Topic("ogp_policy_area", topic, "dataset", "topics.flag", at)


def flags_of(table: TableRecord) -> dict[int, list[tuple[str, Evidence]]]:
    """Return by row the topics whose column says yes there, each with the cell as its evidence."""
    columns: dict[int, tuple[str, str]] = {}
    for cell in table.cells:
        topic = _printed().get(plain(cell.text)) if cell.is_header else None
        if topic:
            columns[cell.col] = (topic, cell.text)
    out: dict[int, list[tuple[str, Evidence]]] = defaultdict(list)
    for cell in table.cells if len(columns) > 5 else ():
        if cell.is_header or cell.col not in columns or plain(cell.text) not in _YES:
            continue
        topic, heading = columns[cell.col]
        evidence = Evidence(
            page=cell.page,
            x0=cell.x0,
            top=cell.top,
            x1=cell.x1,
            bottom=cell.bottom,
            section=heading,
            quote=cell.text,
            table=table.ordinal,
            row=cell.row,
            col=cell.col,
            rule="topics.flag",
        )
        out[cell.row].append((topic, evidence))
    return out


def topics_of(records: Extraction) -> Iterator[tuple[Mention, Topic]]:
    """Yield the topics of all commitments of a document, each scheme, topic and origin once a commitment."""
    dataset = records.identity.doc_type == "ogp_dataset"
    flags = {t.ordinal: flags_of(t) for t in records.tables} if dataset else {}
    for mention in records.mentions:
        seen = set()
        for topic in (*printed(mention), *flagged(mention, flags), *derived(mention)):
            key = (topic.scheme, topic.topic, topic.origin)
            if key not in seen:
                seen.add(key)
                yield mention, topic


def measure(rows: Sequence[tuple[set[str], set[str]]]) -> dict[str, Any]:
    """Return precision and recall of topics given (second) against those that are right (first)."""
    right = sum(len(want & got) for want, got in rows)
    given, wanted = (sum(len(row[side]) for row in rows) for side in (1, 0))
    return {"precision": right / given if given else 1.0, "recall": right / wanted if wanted else 1.0, "wanted": wanted}
