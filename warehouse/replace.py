"""Replace the rows of documents inside an open transaction, keeping what was there before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import duckdb
from pydantic import BaseModel, Field

from extractors.records import Issue
from warehouse import derive, history, schema
from warehouse.model import Document
from warehouse.query import fetch
from warehouse.rows import Row, Rows, digest, document_rows, rows_digest, utc
from warehouse.sound import sound

_STATEMENTS = ("core.mentions", "core.assessments", "core.facts", "core.recommendations")
FAILED_CODE = "newer_version_failed"


class LoadReport(BaseModel):
    """What a load did, by document id.

    ``loaded``: rows replaced. ``unchanged``: same records, nothing written. ``kept``: the new
    version failed and the older rows stay. ``rejected``: what was wrong with records that were left
    out (see :func:`warehouse.sound.sound`). ``warnings``: findings of checks that do not stop a load.
    ``carried_over``: what an older release's file lacked. ``published``: whether the file was replaced.
    """

    loaded: list[str] = Field(default_factory=list)
    unchanged: list[str] = Field(default_factory=list)
    kept: list[str] = Field(default_factory=list)
    rejected: dict[str, list[str]] = Field(default_factory=dict)
    removed: list[str] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    carried_over: list[str] = Field(default_factory=list)
    published: bool = False


class Replacer:
    """Replaces documents chunk by chunk and notes in the report what became of each."""

    def __init__(self, db: duckdb.DuckDBPyConnection, report: LoadReport) -> None:
        self.db = db
        self.report = report
        self.written = False

    def replace(self, documents: Sequence[Document]) -> None:
        """Replace these documents (each once); unchanged ones and failures over good rows stay."""
        documents = [self._sound(document) for document in documents]
        before = _Before(self.db, [document.document_id for document in documents])
        out: Rows = defaultdict(list)
        replaced: list[str] = []
        for document in documents:
            rows = document_rows(document)
            key = (document.record_key, rows_digest(rows))
            own = document.document_id
            if before.is_current(own, *key):
                self._seen(document, before.documents[own])
                self.report.unchanged.append(own)
            elif before.has_statements(own) and not _worth(document, rows):
                self._keep(document, before, out, key)
            else:
                replaced.append(own)
                self._supersede(document, rows, before, out, key)
                self.report.loaded.append(own)
        self._delete(replaced)
        for table in schema.tables():
            if out.get(table):
                schema.insert(self.db, table, out[table])
                self.written = True

    def remove(self, document_ids: Sequence[str], moment: dt.datetime) -> None:
        """Delete documents; their versions stay, closed at ``moment``, and their values go to the history."""
        before = _Before(self.db, document_ids)
        gone = list(before.documents)
        for own in gone:
            changes = history.changes(own, before.statements(own), {}, moment, "source")
            schema.insert(self.db, "meta.history", changes)
            self._close(own, moment)
        self._delete(gone)
        self.report.removed += gone
        self.written |= bool(gone)

    def _sound(self, document: Document) -> Document:
        fit, wrong = sound(document)
        if wrong:
            self.report.rejected[document.document_id] = wrong
        return fit

    def _seen(self, document: Document, old: Row) -> None:
        seen = utc(document.last_seen_at)
        if seen is not None and (old["last_seen_at"] is None or seen > old["last_seen_at"]):
            update = "UPDATE core.documents SET last_seen_at = ? WHERE document_id = ?"
            self.db.execute(update, [seen, document.document_id])
            self.written = True

    def _keep(self, document: Document, before: _Before, out: Rows, key: tuple[str, str]) -> None:
        """Keep the older rows: the new version is noted as a version, its issues as issues."""
        own = document.document_id
        self._seen(document, before.documents[own])
        if before.is_latest(own, *key):
            self.report.unchanged.append(own)
            return
        update = "UPDATE core.documents SET status = 'partial' WHERE document_id = ?"
        self.db.execute(update, [own])
        current = before.documents[own]["content_sha256"]
        stale = "DELETE FROM meta.issues WHERE document_id = ? AND (content_sha256 <> ? OR code = ?)"
        self.db.execute(stale, [own, current, FAILED_CODE])
        codes = sorted({i.code for i in document.extraction.issues if i.severity == "error"})
        why = ", ".join(codes) or document.status
        message = f"A newer version (sha256 {document.content_sha256[:12]}) was not read: {why}. The older rows stay."
        issue = Issue(code=FAILED_CODE, severity="error", message=message)
        kept = {(r["code"], r["message"]) for r in before.issues[own] if r["content_sha256"] == current}
        for i in (issue, *document.extraction.issues):
            if (i.code, i.message) not in kept:
                row = {"issue_id": digest(own, i.code, i.message), "document_id": own, "evidence_id": None}
                row |= {"code": i.code, "severity": i.severity, "message": i.message}
                row |= {"content_sha256": document.content_sha256}
                out["meta.issues"].append(before.first_seen(row, document))
                kept.add((i.code, i.message))
        out["meta.versions"].append(before.version(document, key, counted=False))
        self.report.kept.append(own)

    def _supersede(self, document: Document, rows: Rows, before: _Before, out: Rows, key: tuple[str, str]) -> None:
        own = document.document_id
        rows["meta.issues"] = [before.first_seen(row, document) for row in rows.get("meta.issues", [])]
        for table, new in rows.items():
            out[table] += new
        version = before.version(document, key, counted=True)
        out["meta.versions"].append(version)
        if before.versions[own]:
            self._close(own, version["loaded_at"])
            new_statements = history.statements(own, rows)
            out["meta.history"] += history.changes(
                own, before.statements(own), new_statements, version["loaded_at"], version["changed_by"]
            )

    def _close(self, document_id: str, moment: dt.datetime) -> None:
        update = (
            "UPDATE meta.versions SET superseded_at = ? WHERE document_id = ? AND counted AND superseded_at IS NULL"
        )
        self.db.execute(update, [moment, document_id])

    def _delete(self, document_ids: Sequence[str]) -> None:
        if not document_ids:
            return
        derive.touch(self.db, document_ids)
        for table in schema.tables().values():
            if table.by_document:
                where = "document_id IN (SELECT unnest(?::VARCHAR[]))"
                self.db.execute(f"DELETE FROM {table.full_name} WHERE {where}", [list(document_ids)])
        where = "document_id_b IN (SELECT unnest(?::VARCHAR[]))"
        self.db.execute(f"DELETE FROM meta.contradictions_found WHERE {where}", [list(document_ids)])


def _worth(document: Document, rows: Rows) -> bool:
    """Whether a version may take the place of one that states something."""
    return document.status == "ok" or (document.status == "partial" and any(rows.get(table) for table in _STATEMENTS))


class _Before:
    """What the warehouse holds of some documents before they are replaced."""

    def __init__(self, db: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
        self.db = db
        self.ids = list(document_ids)
        self.documents = {row["document_id"]: row for row in self._rows("core.documents")}
        self.issues: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows("meta.issues"):
            self.issues[row["document_id"]].append(row)
        self.versions: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self._rows("meta.versions"), key=lambda row: int(row["ordinal"])):
            self.versions[row["document_id"]].append(row)
        self._tables: dict[str, Rows] | None = None

    def _rows(self, table: str) -> list[Row]:
        where = "document_id IN (SELECT unnest(?::VARCHAR[]))"
        return fetch(self.db, f"SELECT * FROM {table} WHERE {where}", [self.ids]) if self.ids else []

    def _of(self, document_id: str) -> Rows:
        """The document's statements; read for all documents of the chunk at the first call."""
        if self._tables is None:
            self._tables = defaultdict(lambda: defaultdict(list))
            for table in (*history.READ, "core.recommendations"):
                for row in self._rows(table) if self.documents else ():
                    self._tables[row["document_id"]][table].append(row)
        return self._tables[document_id]

    def statements(self, document_id: str) -> dict[str, history.Statement]:
        """What the document states now."""
        return history.statements(document_id, self._of(document_id))

    def has_statements(self, document_id: str) -> bool:
        """Whether there are rows that a failure must not take away."""
        return document_id in self.documents and any(self._of(document_id).get(table) for table in _STATEMENTS)

    def is_current(self, document_id: str, record_key: str, rows_key: str) -> bool:
        """Whether these are the records that count, with no failed attempt since."""
        return self.is_latest(document_id, record_key, rows_key) and bool(self.versions[document_id][-1]["counted"])

    def is_latest(self, document_id: str, record_key: str, rows_key: str) -> bool:
        """Whether these are the records that were tried last."""
        if document_id not in self.documents or not self.versions[document_id]:
            return False
        last = self.versions[document_id][-1]
        return bool(last["record_key"] == record_key and last["rows_digest"] == rows_key)

    def first_seen(self, row: Row, document: Document) -> Row:
        """Return an issue's row with the moment at which it was first met."""
        known = [r["first_seen"] for r in self.issues[document.document_id] if r["issue_id"] == row["issue_id"]]
        return row | {"first_seen": min([*known, utc(document.ingested_at)])}

    def version(self, document: Document, key: tuple[str, str], *, counted: bool) -> Row:
        """Return the row of ``meta.versions`` for a version that is loaded or tried."""
        own = document.document_id
        ordinal = len(self.versions[own]) + 1
        counting = [v for v in self.versions[own] if v["counted"]]
        changed_by = None
        if counting:
            changed_by = "source" if counting[-1]["content_sha256"] != document.content_sha256 else "code"
        return {
            "version_id": digest(own, ordinal),
            "document_id": own,
            "ordinal": ordinal,
            "content_sha256": document.content_sha256,
            "record_key": key[0],
            "rows_digest": key[1],
            "status": document.status,
            "counted": counted,
            "loaded_at": utc(document.ingested_at),
            "superseded_at": None,
            "changed_by": changed_by,
        }
