"""What a run did, for people: a table of documents and a page of Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.nightly import Night
from warehouse import query
from warehouse.model import Run, document_id

_MOST = 20  # lines of each list on the page
_ISSUES = """
SELECT d.name, i.code, i.message FROM meta.issues i JOIN core.documents d USING (document_id)
WHERE i.document_id IN (SELECT unnest(?::VARCHAR[])) AND i.severity <> 'info' AND i.first_seen >= ? ORDER BY ALL
"""
_CONTRADICTIONS = """
SELECT kind, subject, statement_a, statement_b FROM main.contradictions
WHERE document_id_a IN (SELECT unnest(?::VARCHAR[])) AND severity = 'error' ORDER BY ALL
"""
_COUNTS = {
    "sources": "sources asked",
    "sources_failed": "sources that could not be asked",
    "offered": "documents offered",
    "withdrawn": "documents offered no longer",
    "requests": "requests made",
    "unchanged": "documents unchanged",
    "still_failed": "documents not readable, as before",
    "missed": "documents not to be had",
    "deferred": "of these, left for the next night",
    "changed_by_source": "documents new or changed",
    "changed_by_code": "documents read again (rules or vocabulary changed)",
    "read_ok": "read",
    "read_partial": "read in part",
    "read_failed": "failed",
    "issues_new": "new issues",
    "contradictions": "contradictions in the warehouse",
    "seconds": "seconds",
}


def counts(run: Run) -> list[tuple[str, int]]:
    """Return what a run counted, in words and in order, zeros left out."""
    return [(said, int(run.counts[key])) for key, said in _COUNTS.items() if run.counts.get(key)]


def table(night: Night, most: int = 500) -> list[dict[str, Any]]:
    """Return a row for each document that was read, not to be had, or not readable as before: troubles first, at
    most so many."""
    troubles = (("not to be had", night.missed), ("failed before", night.still))
    rows = [
        {"document": uri, "status": status, "why": code, "message": message, "changed_by": None, "read": None}
        for status, documents in troubles
        for uri, code, message in documents
    ]
    for read in sorted(night.reads, key=lambda read: (read.status == "ok", read.uri)):
        row = {"document": read.uri, "status": read.status, "why": read.code, "message": read.message}
        rows.append(row | {"changed_by": read.changed_by, "read": read.summary})
    return rows[:most]


def markdown(run: Run, night: Night) -> str:
    """Return the page about a finished run."""
    lines = [f"# {run.kind} {run.run_id}: {run.status}", "", f"Started {run.started_at:%Y-%m-%d %H:%M} UTC.", ""]
    if run.message:
        lines += [_cell(run.message), ""]
    lines += ["| | |", "|---|---:|", *(f"| {said} | {number:,} |" for said, number in counts(run))]
    troubles = [f"{_cell(o.source.id)}: {_cell(o.problem)}" for o in night.offers if o.problem]
    troubles += [
        f"{_cell(o.source.id)}: more documents than max_documents; the rest was left out" for o in night.offers if o.cut
    ]
    lines += _section("Sources in trouble", troubles)
    lines += _section("Not to be had", [f"{_cell(uri)}: {code}: {_cell(said)}" for uri, code, said in night.missed])
    failed = [(_cell(r.name), r.status, _cell(r.code), _cell(r.message)) for r in night.reads if r.status != "ok"]
    lines += _section("Not read as they should be", [": ".join(entry) for entry in failed])
    still = [f"{_cell(uri)}: {code}: {_cell(said)}" for uri, code, said in night.still]
    lines += _section("Not readable before, and the same today", still)
    ids = [document_id(read.uri) for read in night.reads]
    if ids:
        issues = _rows(night, _ISSUES, [ids, run.started_at.replace(tzinfo=None)])
        lines += _section("New issues", [f"{_cell(i['name'])}: {i['code']}: {_cell(i['message'])}" for i in issues])
        found = [{key: _cell(value) for key, value in row.items()} for row in _rows(night, _CONTRADICTIONS, [ids])]
        said = [f"{c['subject']} ({c['kind']}): {c['statement_a']} / {c['statement_b']}" for c in found]
        lines += _section("Contradictions in what was read", said)
    return "\n".join(lines) + "\n"


def _rows(night: Night, sql: str, params: Sequence[Any]) -> list[dict[str, Any]]:
    return query.rows(night.settings.warehouse, sql, params)


def _section(title: str, entries: list[str]) -> list[str]:
    if not entries:
        return []
    more = [f"- and {len(entries) - _MOST} more"] if len(entries) > _MOST else []
    return ["", f"## {title} ({len(entries)})", "", *(f"- {entry}" for entry in entries[:_MOST]), *more]


def _cell(text: object) -> str:
    """Return words of documents and servers so that they are words in Markdown, too."""
    said = " ".join(str(text if text is not None else "").split())[:300]
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in said)
