"""Find contradictions when documents are loaded: ``views/contradictions/*.sql``, one query per kind.

The queries read temporary tables that hold the changed documents only (``changed_documents``,
``changed_mentions``, ``changed_milestones``, ``changed_facts``, ``changed_statements``, and
``changed_values``: each value that a document states about one thing, once, with its best evidence),
so that finding them costs as much as what changed. ``across_documents`` and ``government_vs_irm`` read
``shared_values``: the values of all documents about the commitments that the load affects.
``facts_across_documents`` and ``other_number`` set the changed documents beside all others about their plans. Whether a
document counts (a draft may be superseded later) is for the view to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

QUERIES = Path(__file__).parent / "views" / "contradictions"
_ACROSS = ("across_documents", "government_vs_irm")
_PLANWIDE = ("facts_across_documents", "other_number")
_COLUMNS = (
    "kind, severity, about, document_id, document_id_b, plan_id, mention_id, milestone, phase, "
    "statement_a, statement_b, evidence_id_a, evidence_id_b"
)
# A value's decimals are those printed: 57,1% has one. Its ranks are those that the code can mean.
_VALUES = r"""
    SELECT
        v.* REPLACE (
            CASE WHEN v.scale = '' AND v.dimension IN ('early_results', 'potential_impact')
                THEN coalesce(k.scale, '') ELSE v.scale END AS scale
        ),
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
            max_by({'evidence_id': evidence_id, 'raw': raw}, weight) AS best,
            max(weight) AS weight
        FROM STATEMENTS
        WHERE code IS NOT NULL OR number IS NOT NULL
        GROUP BY ALL
    ) AS v
    LEFT JOIN meta.codes AS k ON k.dimension = v.dimension AND k.code = v.code
"""
_SHARED = """(
    FROM affected_statements
    WHERE milestone IS NULL AND phase IS NOT NULL AND assessor IN ('irm', 'government')
)"""


def refresh(db: duckdb.DuckDBPyConnection) -> None:
    """Find anew what each document of ``changed`` says against itself (see :func:`warehouse.derive.of_documents`)."""
    for table in ("documents", "mentions", "milestones", "facts"):
        rows = f"FROM core.{table} SEMI JOIN changed USING (document_id)"
        db.execute(f"CREATE OR REPLACE TEMP TABLE changed_{table} AS {rows}")
    statements = "FROM meta.all_statements SEMI JOIN changed USING (document_id)"
    db.execute(f"CREATE OR REPLACE TEMP TABLE changed_statements AS {statements}")
    db.execute(f"CREATE OR REPLACE TEMP TABLE changed_values AS {_VALUES.replace('STATEMENTS', 'changed_statements')}")
    ours = "document_id IN (FROM changed) OR (list_contains(?::VARCHAR[], kind) AND document_id_b IN (FROM changed))"
    db.execute(f"DELETE FROM meta.contradictions_found WHERE {ours}", [list(_PLANWIDE)])
    _find(db, [path for path in sorted(QUERIES.glob("*.sql")) if path.stem not in _ACROSS])


def refresh_across(db: duckdb.DuckDBPyConnection) -> None:
    """Find anew what documents say against each other about the affected commitments (see derive)."""
    db.execute(f"CREATE OR REPLACE TEMP TABLE shared_values AS {_VALUES.replace('STATEMENTS', _SHARED)}")
    affected = "list_contains(?::VARCHAR[], kind) AND mention_id IN (SELECT mention_id FROM affected_mentions)"
    db.execute(f"DELETE FROM meta.contradictions_found WHERE {affected}", [list(_ACROSS)])
    _find(db, [QUERIES / f"{kind}.sql" for kind in _ACROSS])


def _find(db: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
    """Run the queries and keep what they find with the words behind both statements."""
    parts = ", ".join(f"coalesce({c.strip()}, '')" for c in _COLUMNS.split(","))
    found = f"left(sha256(concat_ws('|', {parts})), 16) AS contradiction_id, {_COLUMNS}"
    queries = [path.read_text(encoding="utf-8").strip().rstrip(";") for path in paths]
    for n, query in enumerate(queries):
        into = "INSERT INTO found_now" if n else "CREATE OR REPLACE TEMP TABLE found_now AS"
        db.execute(f"{into} SELECT DISTINCT {found} FROM ({query}) AS found")
    db.execute("""
        CREATE OR REPLACE TEMP TABLE words_now AS
        SELECT evidence_id, page, quote
        FROM core.evidence
        SEMI JOIN (SELECT document_id FROM found_now UNION SELECT document_id_b FROM found_now) USING (document_id)
    """)
    db.execute("""
        INSERT INTO meta.contradictions_found BY NAME
        SELECT f.*, a.page AS page_a, a.quote AS quote_a, b.page AS page_b, b.quote AS quote_b
        FROM found_now AS f
        LEFT JOIN words_now AS a ON a.evidence_id = f.evidence_id_a
        LEFT JOIN words_now AS b ON b.evidence_id = f.evidence_id_b
        ORDER BY f.contradiction_id
    """)
