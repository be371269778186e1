"""What commitments are about: topics that documents print, that OGP's dataset flags, and that the words show.

The three are kept apart by ``origin``. ``printed``: a tag or heading of the document. ``dataset``: a flag column of
OGP's dataset; the cell is the evidence. ``derived``: words of ``topics.yml`` in title and text make it likely
(``topic_words.py``); the words are kept, and what is less likely is flagged. Pure: no database, no clock.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractors.records import Evidence, Extraction, Mention, TableRecord
from warehouse import schema
from warehouse.topic_words import Looked, found, plain

_TEXT = 4000  # characters of a commitment's text that are looked at
_YES = frozenset({"1", "yes", "x", "true", "1.0"})
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


@cache
def _printed() -> dict[str, str]:
    """The topics by the words under which documents print them."""
    return {plain(name): topic for topic, entry in schema.topics().items() for name in entry["printed"]}


def looked(mention: Mention) -> Looked:
    """Return what the words of a commitment show: of its title, text, heading and lead institution.

    Where nothing but a title is known, it is the text, too: words were weighed in commitments that have both.
    """
    text = " ".join(x for x in (mention.description, mention.objective, mention.problem) if x)[:_TEXT]
    title = found(mention.title or "")
    shown = found(text) if text else title
    return Looked(title, shown, found(mention.area or ""), found(mention.lead_institution or ""))


def derived(mention: Mention) -> Iterator[Topic]:
    """Yield the topics that the words of a commitment make likely enough to be worth a row.

    Those that are not likely enough to be without doubt are flagged. Both bounds are in topic_weights.yml and measured
    (docs/topics.md). Without a word of title or text there is no topic: the words are its evidence.
    """
    bounds = schema.topic_weights()
    found_ = looked(mention)
    for topic in found_.topics():
        likelihood = found_.likelihood(topic)
        if likelihood >= bounds["shown"]:
            said = {word for part in (found_.title, found_.text) if topic in part for word in part[topic].said}
            doubtful = likelihood < bounds["sure"]
            yield Topic(
                "ogp_policy_area", topic, "derived", "topics.words", mention.evidence, tuple(sorted(said)), doubtful
            )


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
