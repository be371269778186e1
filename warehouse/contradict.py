"""Find contradictions when documents are loaded: ``views/contradictions/*.sql``, one query per kind.

The queries read temporary tables that hold the changed documents only (``changed_documents``,
``changed_mentions``, ``changed_milestones``, ``changed_facts``, ``changed_statements``, and
``changed_values``: each value that a document states about one thing, once, with its best evidence),
so that finding them costs as much as what changed. ``across_documents`` reads ``shared_values``: the
values of all documents about the commitments of the changed ones. Whether a document counts (a draft
may be superseded later) is for the view to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

QUERIES = Path(__file__).parent / "views" / "contradictions"
_ACROSS = "across_documents"
_COLUMNS = (
    "kind, severity, about, document_id, document_id_b, plan_id, mention_id, milestone, phase, "
    "statement_a, statement_b, evidence_id_a, evidence_id_b"
)
# A value's decimals are those printed: 57,1% has one. Its ranks are those that the code can mean.
_VALUES = r"""
    SELECT
        v.*,
        k.rank_low,
        k.rank_high,
        greatest(
            length(regexp_extract(v.best.raw, '^\D*\d+[.,](\d{1,3})\D*$', 1)),
            length(regexp_extract(v.number::DECIMAL(18, 6)::VARCHAR, '\.(\d*?)0*$', 1))
        ) AS decimals
    FROM (
        SELECT
            document_id, mention_id, commitment_id, plan_id, milestone, dimension, ogp_value, phase, assessor,
            coalesce(scale, '') AS scale, code, number, coalesce(code, format('{:g}%', number)) AS value,
            bool_and(flagged) AS flagged, list(DISTINCT coalesce(table_from, '')) AS places,
            max_by({'evidence_id': evidence_id, 'raw': raw}, weight) AS best
        FROM STATEMENTS
        WHERE code IS NOT NULL OR number IS NOT NULL
        GROUP BY ALL
    ) AS v
    LEFT JOIN meta.codes AS k ON k.dimension = v.dimension AND k.code = v.code
"""
_SHARED = """
    SELECT s.*
    FROM meta.all_statements AS s
    SEMI JOIN (
        SELECT coalesce(a.canonical_id, m.commitment_id) AS commitment_id
        FROM changed_mentions AS m LEFT JOIN meta.same_as AS a ON a.commitment_id = m.commitment_id
    ) AS m ON m.commitment_id = s.commitment_id
    WHERE s.milestone IS NULL AND s.phase IS NOT NULL AND s.assessor IN ('irm', 'government')
"""


def refresh(db: duckdb.DuckDBPyConnection, document_ids: Sequence[str] | None, *, relinked: bool) -> None:
    """Find anew what these documents contradict (None: all documents); call it inside the load's transaction.

    ``relinked``: links between commitments changed, so that any two documents may have come to speak
    of the same commitment: contradictions across documents are then all found anew.
    """
    everything = document_ids is None
    db.execute("CREATE OR REPLACE TEMP TABLE refreshed (document_id VARCHAR)")
    if everything:
        db.execute("INSERT INTO refreshed SELECT document_id FROM core.documents")
    elif document_ids:
        db.execute("INSERT INTO refreshed SELECT DISTINCT unnest(?::VARCHAR[])", [list(document_ids)])
    if everything or document_ids:
        _prepare(db)
        db.execute(f"DELETE FROM meta.contradictions_found WHERE {_touches('refreshed')}")
        for path in sorted(QUERIES.glob("*.sql")):
            if path.stem != _ACROSS:
                _find(db, path, "true")
        if not relinked:
            _share(db, "changed")
            _find(db, QUERIES / f"{_ACROSS}.sql", _touches("refreshed"))
    if relinked:
        db.execute("DELETE FROM meta.contradictions_found WHERE kind = ?", [_ACROSS])
        _share(db, "all")
        _find(db, QUERIES / f"{_ACROSS}.sql", "true")


def _touches(documents: str) -> str:
    within = f"IN (SELECT document_id FROM {documents})"
    return f"(document_id {within} OR document_id_b {within})"


def _prepare(db: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the changed documents."""
    for table in ("documents", "mentions", "milestones", "facts"):
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE changed_{table} AS FROM core.{table} SEMI JOIN refreshed USING (document_id)"
        )
    statements = "FROM meta.all_statements SEMI JOIN refreshed USING (document_id)"
    db.execute(f"CREATE OR REPLACE TEMP TABLE changed_statements AS {statements}")
    db.execute(f"CREATE OR REPLACE TEMP TABLE changed_values AS {_VALUES.replace('STATEMENTS', 'changed_statements')}")


def _share(db: duckdb.DuckDBPyConnection, which: str) -> None:
    """Make ``shared_values``: of the commitments of the changed documents, or of all."""
    if which == "all":
        db.execute("CREATE OR REPLACE TEMP TABLE changed_mentions AS FROM core.mentions")
    db.execute(f"CREATE OR REPLACE TEMP TABLE shared_statements AS {_SHARED}")
    db.execute(f"CREATE OR REPLACE TEMP TABLE shared_values AS {_VALUES.replace('STATEMENTS', 'shared_statements')}")


def _find(db: duckdb.DuckDBPyConnection, path: Path, where: str) -> None:
    query = path.read_text(encoding="utf-8").strip().rstrip(";")
    parts = ", ".join(f"coalesce({c.strip()}, '')" for c in _COLUMNS.split(","))
    db.execute(f"""
        INSERT INTO meta.contradictions_found BY NAME
        SELECT DISTINCT left(sha256(concat_ws('|', {parts})), 16) AS contradiction_id, {_COLUMNS}
        FROM ({query}) AS found WHERE {where} ORDER BY contradiction_id
    """)
