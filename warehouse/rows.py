"""One document's records as rows of the base tables. Pure: no database, no clock."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Container, Iterable
from typing import Any

from extractors.records import Assessment, Date, Evidence, Fact, Mention, Milestone, Recommendation, Record
from warehouse.model import Document, Fetch, Link, Run
from warehouse.topics import Topic, topics_of

Row = dict[str, Any]
Rows = dict[str, list[Row]]
_EVIDENCE_OWN = {"table"}  # becomes table_id


def digest(*parts: object) -> str:
    """Return an id made of its parts: 16 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(json.dumps(parts, default=str, ensure_ascii=False).encode()).hexdigest()[:16]


def utc(moment: dt.datetime | None) -> dt.datetime | None:
    """Return the moment in UTC without a zone, as the warehouse keeps times."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


class _Builder:
    """Collects the rows of one document; equal rows collapse, different rows never share an id."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.id = document.document_id
        self.rows: dict[str, dict[str, Row]] = {}
        self.mentions: dict[str, Row] = {}

    def add(self, table: str, key: str, row: Row) -> Row:
        """Add a row under an id made from what it is about; a second, different one gets its own."""
        kept = self.rows.setdefault(table, {})
        n, wanted = 1, str(row[key])
        while row[key] in kept and _content(kept[row[key]]) != _content(row):
            n += 1
            row[key] = digest(wanted, n)
        return kept.setdefault(row[key], row)

    def evidence(self, place: Evidence | None) -> str | None:
        """Add the evidence and return its id."""
        if place is None:
            return None
        fields = place.model_dump(exclude=_EVIDENCE_OWN)
        table_id = self.table_id(place.table) if place.table is not None else None
        row = {
            "evidence_id": digest(self.id, table_id, *fields.values()),
            "document_id": self.id,
            "table_id": table_id,
        }
        return str(self.add("core.evidence", "evidence_id", row | fields)["evidence_id"])

    def place(self, place: Evidence) -> Row:
        """Add the evidence and return the columns that point to it."""
        table = self.table_id(place.table) if place.table is not None else None
        return {"evidence_id": self.evidence(place), "page": place.page, "table_from": table}

    def table_id(self, ordinal: int) -> str:
        """The id of a table of this document."""
        return f"{self.id}-{ordinal}"

    def subject(self, key: str | None) -> Row:
        """The columns that say which commitment a record is about."""
        mention = self.mentions.get(key) if key is not None else None
        if mention is None:
            return {"mention_id": None, "commitment_id": None}
        return {"mention_id": mention["mention_id"], "commitment_id": mention["commitment_id"]}


def _content(row: Row) -> Row:
    """The row without its place in the order of reading: a statement read twice is one statement."""
    return {name: value for name, value in row.items() if name != "ordinal"}


def _fields(record: Record, *leave: str) -> Row:
    """The record's own fields, dates as a date and its precision."""
    row: Row = {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name in leave or name == "evidence":
            continue
        if name.endswith("_on") or name == "as_of":
            row[name] = value.value if isinstance(value, Date) else None
            row[f"{name}_precision"] = value.precision if isinstance(value, Date) else None
        else:
            row[name] = value
    return row


def _document_row(document: Document) -> Row:
    identity = document.extraction.identity
    row = document.model_dump(exclude={"extraction"}) | _fields(identity)
    for name in ("fetched_at", "ingested_at", "last_seen_at"):
        row[name] = utc(row[name])
    return row | {
        "document_id": document.document_id,
        "duplicate_of": None,  # settled with all documents in view: warehouse.renditions
        "plan_id": identity.plan_id,
        "pages": document.extraction.pages,
    }


def _mention(build: _Builder, ordinal: int, mention: Mention) -> None:
    row: Row = {
        "ordinal": ordinal,
        "mention_id": digest(build.id, "mention", mention.key),
        "document_id": build.id,
        "mention_key": mention.key,
        "commitment_id": mention.commitment_id,
    }
    row |= build.place(mention.evidence) | _fields(mention, "key")
    build.mentions[mention.key] = build.add("core.mentions", "mention_id", row)


def _assessment(build: _Builder, ordinal: int, a: Assessment, plan: str | None) -> None:
    place = build.place(a.evidence)
    key = (build.id, a.mention, a.milestone, a.dimension, a.ogp_value, a.phase, a.assessor, place["evidence_id"])
    row: Row = {"assessment_id": digest(*key), "document_id": build.id, "plan_id": plan, "ordinal": ordinal}
    row |= place | _fields(a, "mention") | build.subject(a.mention)
    row["assessor"] = a.assessor or build.document.extraction.identity.assessor
    build.add("core.assessments", "assessment_id", row)


def _milestone(build: _Builder, ordinal: int, m: Milestone) -> None:
    evidence = build.evidence(m.evidence)
    row: Row = {"milestone_id": digest(build.id, m.mention, m.milestone, evidence), "document_id": build.id}
    row |= {"evidence_id": evidence, "ordinal": ordinal} | _fields(m, "mention") | build.subject(m.mention)
    build.add("core.milestones", "milestone_id", row)


def _fact(build: _Builder, ordinal: int, f: Fact, plan: str | None) -> None:
    place = build.place(f.evidence)
    key = (build.id, f.mention, f.metric, f.phase, f.unit, place["evidence_id"])
    row: Row = {"fact_id": digest(*key), "document_id": build.id, "ordinal": ordinal}
    row |= place | _fields(f, "mention") | build.subject(f.mention)
    row["plan_id"] = f.plan_id or plan
    build.add("core.facts", "fact_id", row)


def _recommendation(build: _Builder, r: Recommendation, plan: str | None) -> None:
    evidence = build.evidence(r.evidence)
    row: Row = {"recommendation_id": digest(build.id, r.kind, r.mention, r.number, evidence), "document_id": build.id}
    row |= {"evidence_id": evidence} | _fields(r, "mention") | build.subject(r.mention)
    row["plan_id"] = r.plan_id or plan
    del row["commitment_id"]
    build.add("core.recommendations", "recommendation_id", row)


def _topic(build: _Builder, mention: Mention, topic: Topic) -> Row:
    return build.subject(mention.key) | {
        "document_id": build.id,
        "scheme": topic.scheme,
        "topic": topic.topic,
        "origin": topic.origin,
        "words": list(topic.words),
        "rule": topic.rule,
        "flagged": topic.flagged,
        "doubts": ["few_words"] if topic.flagged else [],
        "evidence_id": build.evidence(topic.evidence),
    }


def document_rows(document: Document) -> Rows:
    """Return the document's rows by table, in the order in which the document states them.

    A fact or recommendation that names no plan belongs to its commitment's plan, else to the plan
    of the document; an assessment that names no assessor has the document's. ``meta.issues`` rows
    come without ``first_seen``.
    """
    build = _Builder(document)
    records = document.extraction
    for ordinal, mention in enumerate(records.mentions, 1):
        _mention(build, ordinal, mention)
    plans = {m.key: m.plan_id for m in records.mentions}
    for ordinal, assessment in enumerate(records.assessments, 1):
        _assessment(build, ordinal, assessment, plans.get(assessment.mention))
    for ordinal, milestone in enumerate(records.milestones, 1):
        _milestone(build, ordinal, milestone)
    for ordinal, fact in enumerate(records.facts, 1):
        _fact(build, ordinal, fact, plans.get(fact.mention or "") or records.identity.plan_id)
    for recommendation in records.recommendations:
        _recommendation(build, recommendation, plans.get(recommendation.mention or "") or records.identity.plan_id)
    topics = [_topic(build, mention, topic) for mention, topic in topics_of(records)]
    tables, cells = [], []
    for table in records.tables:
        own = {"table_id": build.table_id(table.ordinal), "document_id": build.id}
        tables.append(own | _fields(table, "cells"))
        cells += [own | _fields(cell) for cell in table.cells]
    for issue in records.issues:
        row = {"issue_id": digest(build.id, issue.code, issue.message), "document_id": build.id}
        row |= _fields(issue) | {
            "evidence_id": build.evidence(issue.evidence),
            "content_sha256": document.content_sha256,
        }
        build.rows.setdefault("meta.issues", {})[row["issue_id"]] = row
    hits = [{"document_id": build.id, "entry": e, "hits": n} for e, n in sorted(records.vocabulary_hits.items())]
    rows = {table: list(kept.values()) for table, kept in build.rows.items()}
    return rows | {
        "core.documents": [_document_row(document)],
        "core.topics": topics,
        "core.tables": tables,
        "core.cells": cells,
        "meta.vocabulary_hits": hits,
    }


def rows_digest(rows: Rows) -> str:
    """Return a digest of all that a document states; times of reading do not count."""
    timeless = ("fetched_at", "ingested_at", "last_seen_at", "name")
    body = {table: rows[table] for table in sorted(rows) if table != "core.documents"}
    documents = [{k: v for k, v in row.items() if k not in timeless} for row in rows["core.documents"]]
    return digest(body, documents)


def run_row(run: Run) -> Row:
    """Return the row of ``meta.runs``."""
    row = run.model_dump()
    row["started_at"], row["finished_at"] = utc(run.started_at), utc(run.finished_at)
    row["counts"] = json.dumps(run.counts, sort_keys=True, default=str)
    return row


def fetch_row(fetch: Fetch) -> Row:
    """Return the row of ``meta.fetches``."""
    row = fetch.model_dump()
    row["attempted_at"] = utc(fetch.attempted_at)
    return row | {"fetch_id": digest(fetch.url, row["attempted_at"], fetch.attempt, fetch.final_url)}


def link_row(link: Link) -> Row:
    """Return the row of ``meta.links``; there is one per pair and kind."""
    row = link.model_dump()
    row["evidence"] = json.dumps(link.evidence, sort_keys=True, default=str, ensure_ascii=False)
    return row | {"link_id": digest(link.commitment_id_a, link.commitment_id_b, link.kind)}


_BY_TITLE = re.compile(r"-t[0-9a-f]{8}$")
_BY_OGP_ID = re.compile(r"-[A-Z]{2}\d{4}$")


def _plainness(commitment_id: str) -> tuple[bool, bool, int, int, str]:
    by_title, by_ogp_id = _BY_TITLE.search(commitment_id), _BY_OGP_ID.search(commitment_id)
    return (bool(by_title), bool(by_ogp_id), commitment_id.count("."), len(commitment_id), commitment_id)


def same_as(pairs: Iterable[tuple[str, str]], mentioned: Container[str]) -> list[Row]:
    """Return the id under which the views count each commitment, from the pairs that are the same.

    Of the joined ids those that documents mention come first (a decision may name others), then a printed
    number before an OGP id and that before a title's digest, then the one with the fewest section parts (a
    sequential number before one that restarts per section), then the first in the order of plan and number.
    """
    parent: dict[str, str] = {}

    def root(item: str) -> str:
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = item = parent[parent[item]]
        return item

    for a, b in pairs:
        parent[root(a)] = root(b)
    groups: dict[str, list[str]] = {}
    for item in parent:
        groups.setdefault(root(item), []).append(item)
    rows = []
    for members in groups.values():
        first = min(members, key=lambda m: (m not in mentioned, _plainness(m)))
        rows += [{"commitment_id": m, "canonical_id": first} for m in sorted(members)]
    return sorted(rows, key=lambda row: str(row["commitment_id"]))
