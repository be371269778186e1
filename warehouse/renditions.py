"""Which documents are one report: in several media, at several addresses, as draft and final, in two languages.

One document of a group is counted; the others name it in ``duplicate_of``, and ``meta.renditions``
says why. Groups follow from all documents together, whatever the order in which they came: a load
makes anew those groups that its documents touch.

Documents are compared only where plan, type and assessor are the same, and never grouped where their
titles name other years, their phases differ, or they were published more than a year apart. Then

- ``same_bytes``: the same file;
- ``same_content``: one language, and what both state (values, titles) agrees;
- ``earlier_draft``: a draft whose final version holds what it holds;
- ``translation``: another language, and the values agree. It is one statement by one assessor, so its
  values are not counted again; its titles and texts are (``title_es`` beside ``title_en``).

What is alike but not enough is ``doubtful``: both are counted and the pair is listed for a person,
whose decision (:class:`warehouse.model.RenditionDecision`) has the last word.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import duckdb

from warehouse import schema
from warehouse.model import RenditionDecision
from warehouse.query import fetch
from warehouse.same_report import Edition, Relation, Verdict, compare, conflict

Row = dict[str, Any]
_BATCH = 200  # documents whose statements are held in memory at once
_FOLD = r"trim(regexp_replace(strip_accents(lower({})), '[^a-z0-9]+', ' ', 'g'))"
# Documents of one block may be one report; those without a block only where the bytes are the same.
_BLOCKS = f"""
    SELECT
        document_id,
        content_sha256,
        CASE
            WHEN doc_type IS NULL OR doc_type = 'unknown' THEN NULL
            WHEN doc_type = 'ogp_dataset' THEN doc_type
            WHEN plan_id IS NOT NULL THEN concat_ws('|', plan_id, doc_type, assessor)
            WHEN length(title) > 12 THEN concat_ws('|', {_FOLD.format("title")}, doc_type, assessor)
        END AS block
    FROM core.documents WHERE status IN ('ok', 'partial')
"""
_EDITIONS = """
    SELECT
        document_id, name, source_uri, content_sha256, media_type, doc_type, language, title, country_code, plan_start,
        plan_end, phase, version_status, published_on, status, plan_id
    FROM core.documents WHERE document_id IN (SELECT unnest(?::VARCHAR[]))
"""
_SUBJECT = f"coalesce({{0}}.commitment_id, {_FOLD.format('{0}.title')})"
_VALUES = f"""
    SELECT
        a.document_id,
        concat_ws('|', {_SUBJECT.format("m")}, a.milestone, a.dimension, a.ogp_value, a.phase) AS key,
        {_SUBJECT.format("m")} AS subject,
        list(DISTINCT coalesce(a.code, round(a.number, 6)::VARCHAR)) AS said
    FROM core.assessments AS a
    JOIN core.mentions AS m ON m.mention_id = a.mention_id
    WHERE a.document_id IN (SELECT unnest(?::VARCHAR[])) AND (a.code IS NOT NULL OR a.number IS NOT NULL)
    GROUP BY ALL
    UNION ALL
    SELECT
        f.document_id,
        concat_ws('|', 'fact', f.metric, f.phase, f.unit, f.plan_id),
        NULL,
        list(DISTINCT coalesce(round(f.number, 6)::VARCHAR, f.text))
    FROM core.facts AS f
    WHERE f.document_id IN (SELECT unnest(?::VARCHAR[])) AND f.mention_id IS NULL
        AND (f.number IS NOT NULL OR f.text IN ('yes', 'no'))
    GROUP BY ALL
"""
_TITLES = f"""
    SELECT
        m.document_id,
        {_SUBJECT.format("m")} AS subject,
        list(DISTINCT {_FOLD.format("m.title")}) FILTER (m.title IS NOT NULL) AS titles
    FROM core.mentions AS m
    WHERE m.document_id IN (SELECT unnest(?::VARCHAR[])) AND {_SUBJECT.format("m")} IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT document_id, 'recommendation ' || {_FOLD.format("text")}, [number]
    FROM core.recommendations WHERE document_id IN (SELECT unnest(?::VARCHAR[]))
"""


def begin(db: duckdb.DuckDBPyConnection) -> None:
    """Remember which documents may be one report before a load; call it first in the transaction."""
    db.execute(f"CREATE OR REPLACE TEMP TABLE blocks_before AS {_BLOCKS}")


def refresh(
    db: duckdb.DuckDBPyConnection,
    changed: Sequence[str],
    decisions: Sequence[RenditionDecision] = (),
    *,
    everything: bool = False,
) -> bool:
    """Group anew the documents that share a block or bytes with those that came, went or ``changed``.

    Return whether any group is other than before.
    """
    blocks = db.execute(_BLOCKS).fetchall()
    hand = _named(db, decisions)
    clusters = _clusters(blocks, [(d.document_a, d.document_b) for d in hand])
    if everything:
        affected = [own for own, _, _ in blocks]
    else:
        affected = _affected(db, blocks, clusters, {*changed, *(x for d in hand for x in (d.document_a, d.document_b))})
    members: dict[str, list[str]] = defaultdict(list)
    for own in affected:
        members[clusters[own]].append(own)
    found: list[Row] = []
    for several in _batches([cluster for cluster in members.values() if len(cluster) > 1]):
        ids = [own for cluster in several for own in cluster]
        known = {row["document_id"]: Edition(**row) for row in fetch(db, _EDITIONS, [ids])}
        _fill(db, known)
        for cluster in several:
            found += _group([known[own] for own in cluster], hand)
    return _replace(db, affected, found, everything=everything)


def _named(db: duckdb.DuckDBPyConnection, decisions: Sequence[RenditionDecision]) -> list[RenditionDecision]:
    """The decisions about documents that are here, with the ids of their documents."""
    if not decisions:
        return []
    ids = dict(db.execute("SELECT source_uri, document_id FROM core.documents").fetchall())
    here = set(ids.values())
    named = [
        d.model_copy(
            update={
                "document_a": ids.get(d.document_a, d.document_a),
                "document_b": ids.get(d.document_b, d.document_b),
            }
        )
        for d in decisions
    ]
    return [d for d in named if {d.document_a, d.document_b} <= here]


def _clusters(blocks: Iterable[tuple[str, str, str | None]], joined: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each document the first of those that it may be one report with, over any number of steps."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    rows = list(blocks)
    here = {own for own, _, _ in rows}
    for own, sha, block in rows:
        for key in (f"sha {sha}", f"block {block}" if block else None):
            if key:
                parent[root(key)] = root(own)
    for a, b in joined:
        if {a, b} <= here:
            parent[root(a)] = root(b)
    return {own: root(own) for own in here}


def _affected(
    db: duckdb.DuckDBPyConnection,
    blocks: Sequence[tuple[str, str, str | None]],
    clusters: dict[str, str],
    changed: set[str],
) -> list[str]:
    """The documents whose groups may be other than before."""
    before = {own: (sha, block) for own, sha, block in db.execute("FROM blocks_before").fetchall()}
    now = {own: (sha, block) for own, sha, block in blocks}
    moved = changed | {own for own in before.keys() | now.keys() if before.get(own) != now.get(own)}
    by_hand = "SELECT document_id, rendition_of FROM meta.renditions WHERE decided_by <> 'rule'"
    moved |= {x for pair in db.execute(by_hand).fetchall() for x in pair}
    keys = {key for own in moved for place in (before.get(own), now.get(own)) if place for key in place if key}
    touched = {clusters[own] for own, place in now.items() if own in moved or keys & set(place)}
    return sorted(own for own in now if clusters[own] in touched)


def _batches(clusters: list[list[str]]) -> Iterator[list[list[str]]]:
    """Split into batches of about as many documents as are held in memory at once."""
    batch: list[list[str]] = []
    for cluster in clusters:
        batch.append(cluster)
        if sum(map(len, batch)) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _fill(db: duckdb.DuckDBPyConnection, known: dict[str, Edition]) -> None:
    """Read what the documents state."""
    ids = list(known)
    if not ids:
        return
    for own, key, subject, said in db.execute(_VALUES, [ids, ids]).fetchall():
        known[own].values[key] = frozenset(said)
        if subject:
            known[own].weight[subject] = known[own].weight.get(subject, 0) + 1
    for own, subject, titles in db.execute(_TITLES, [ids, ids]).fetchall():
        known[own].titles[subject] = frozenset(titles or ())


@dataclasses.dataclass
class _Report:
    """One report: by language its editions, the one that counts first."""

    languages: dict[str | None, list[Edition]]

    @property
    def editions(self) -> list[Edition]:
        return [e for group in self.languages.values() for e in group]

    @property
    def counted(self) -> Edition:
        """Final before draft, richer before poorer; of two that are about as rich the country's own language."""
        leaders = [group[0] for group in self.languages.values()]
        finals = [e for e in leaders if e.final] or leaders
        enough = 0.9 * max(e.richness for e in finals)
        return min((e for e in finals if e.richness >= enough), key=lambda e: (not e.official, e.order))


def _group(cluster: list[Edition], decisions: Sequence[RenditionDecision]) -> list[Row]:
    """Return the rows of ``meta.renditions`` for documents of which some may be one report."""
    words = {frozenset((d.document_a, d.document_b)): d for d in decisions}
    verdicts: dict[str, Verdict] = {}
    doubtful: list[Row] = []
    one_language: list[_Report] = []
    for edition in sorted(cluster, key=lambda e: e.order):
        same = [r for r in one_language if edition.language in r.languages]
        report = _home([edition], edition, same, words, doubtful, verdicts)
        if report:
            report.languages[edition.language].append(edition)
        else:
            one_language.append(_Report({edition.language: [edition]}))
    reports: list[_Report] = []
    for own in one_language:
        (language,) = own.languages
        others = [r for r in reports if language not in r.languages]
        report = _home(own.editions, own.editions[0], others, words, doubtful, verdicts)
        if report:
            report.languages |= own.languages
        else:
            reports.append(own)
    rows = [row for report in reports for row in _rows(report, verdicts)]
    return rows + [d for d in doubtful if not _together(reports, d)]


def _home(
    group: list[Edition],
    edition: Edition,
    reports: list[_Report],
    words: dict[frozenset[str], RenditionDecision],
    doubtful: list[Row],
    verdicts: dict[str, Verdict],
) -> _Report | None:
    """Return the one report that an edition (with its group) belongs to; note what is doubtful."""
    fits: list[tuple[_Report, Verdict]] = []
    for report in reports:
        verdict = _verdict(group, edition, report, words)
        if verdict.relation == "doubtful":
            doubtful.append(_row(edition, report.counted, verdict))
        elif verdict.relation:
            fits.append((report, verdict))
    if not fits:
        return None
    # It repeats one of them, whichever: the likest, and of two as like the first in order.
    report, verdict = max(fits, key=lambda f: (f[1].decided_by != "rule", f[1].relation == "same_bytes", f[1].score))
    verdicts[edition.document_id] = verdict
    return report


def _verdict(
    group: list[Edition], edition: Edition, report: _Report, words: dict[frozenset[str], RenditionDecision]
) -> Verdict:
    leader = report.counted
    said = [words.get(frozenset((a.document_id, b.document_id))) for a in group for b in report.editions]
    for word in filter(None, said):
        if word.decision == "reject":
            return Verdict(None, 0.0, word.reason, word.author)
    for word in filter(None, said):
        relation: Relation = "translation" if edition.language not in report.languages else "same_content"
        return Verdict(relation, 1.0, word.reason, word.author)
    if edition.content_sha256 != leader.content_sha256 and any(conflict(a, b) for a in group for b in report.editions):
        return Verdict(None)
    return compare(edition, leader)


def _rows(report: _Report, verdicts: dict[str, Verdict]) -> list[Row]:
    """Each edition names the one of its language that it repeats; of those the others name the one that counts."""
    rows = []
    for group in report.languages.values():
        for edition in group[1:]:
            rows.append(_row(edition, group[0], verdicts[edition.document_id]))
        if group[0] is not report.counted:
            # The verdict was given to the one of the two that came later in order: its words may name the wrong one.
            verdict = verdicts.get(group[0].document_id) or verdicts[report.counted.document_id]
            if verdict.decided_by == "rule":
                again = compare(group[0], report.counted)
                verdict = again if again.relation == verdict.relation else verdict
            rows.append(_row(group[0], report.counted, verdict))
    return rows


def _together(reports: list[_Report], row: Row) -> bool:
    """Whether what was doubtful was settled in another way."""
    pair = {row["document_id"], row["rendition_of"]}
    return any(pair <= {e.document_id for e in report.editions} for report in reports)


def _row(edition: Edition, leader: Edition, verdict: Verdict) -> Row:
    return {
        "document_id": edition.document_id,
        "rendition_of": leader.document_id,
        "relation": verdict.relation,
        "score": round(verdict.score, 3),
        "reason": verdict.reason,
        "decided_by": verdict.decided_by,
    }


def _replace(db: duckdb.DuckDBPyConnection, affected: Sequence[str], rows: list[Row], *, everything: bool) -> bool:
    """Replace the rows of the affected documents and of those that are gone; return whether anything differs."""
    own = "document_id IN (SELECT unnest(?::VARCHAR[])) OR document_id NOT IN (SELECT document_id FROM core.documents)"
    where, given = ("true", []) if everything else (own, [list(affected)])
    columns = schema.tables()["meta.renditions"].column_names
    before = db.execute(f"SELECT {', '.join(columns)} FROM meta.renditions WHERE {where}", given).fetchall()
    if sorted(before) == sorted(tuple(r[c] for c in columns) for r in rows):
        return False
    db.execute(f"DELETE FROM meta.renditions WHERE {where}", given)
    schema.insert(db, "meta.renditions", sorted(rows, key=lambda r: (r["document_id"], r["rendition_of"])))
    db.execute(
        f"""
        UPDATE core.documents AS d SET duplicate_of = r.rendition_of
        FROM (
            SELECT document_id, any_value(rendition_of) FILTER (relation <> 'doubtful') AS rendition_of
            FROM core.documents LEFT JOIN meta.renditions USING (document_id) WHERE {where} GROUP BY document_id
        ) AS r
        WHERE r.document_id = d.document_id AND d.duplicate_of IS DISTINCT FROM r.rendition_of
    """,
        given,
    )
    return True
