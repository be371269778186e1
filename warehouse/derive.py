"""Tables that combine documents, kept up to date by a load: ``derived/*.sql``, one query per table.

A load changes what few commitments look like. Those it may change are collected while it goes on
(``affected``: of documents replaced or removed, of documents that count from now on or no longer,
of links that came or went), and their rows alone are made anew. The queries read ``affected_mentions``
and ``affected_statements``: those of the affected commitments in all documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

QUERIES = Path(__file__).parent / "derived"


def begin(db: duckdb.DuckDBPyConnection) -> None:
    """Remember how things stand before a load; call it first in the transaction."""
    db.execute("CREATE OR REPLACE TEMP TABLE affected (commitment_id VARCHAR)")
    db.execute("CREATE OR REPLACE TEMP TABLE use_before AS SELECT document_id, why FROM meta.document_use")
    db.execute("CREATE OR REPLACE TEMP TABLE same_before AS FROM meta.same_as")


def touch(db: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
    """Note the commitments of these documents as affected; call it before their rows go and after they come."""
    if document_ids:
        where = "document_id IN (SELECT unnest(?::VARCHAR[]))"
        db.execute(
            f"INSERT INTO affected SELECT DISTINCT commitment_id FROM core.mentions WHERE {where}", [document_ids]
        )


def countries(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the countries of the commitments touched so far, and of documents that began or ceased to count."""
    found = db.execute("""
        SELECT DISTINCT split_part(commitment_id, '-', 1)
        FROM (
            FROM affected
            UNION ALL
            SELECT m.commitment_id
            FROM meta.document_use AS u
            JOIN use_before AS b ON b.document_id = u.document_id AND b.why <> u.why
            JOIN core.mentions AS m ON m.document_id = u.document_id
        )
        WHERE commitment_id IS NOT NULL
        ORDER BY ALL
    """).fetchall()
    return [country for (country,) in found]


def affect(db: duckdb.DuckDBPyConnection, *, everything: bool) -> bool:
    """Settle which commitments are affected and gather what is stated about them; return whether any are.

    Makes ``affected_ids``, ``affected_mentions``, ``affected_statements`` and ``affected_evidence`` (of
    documents with statements about completion). ``everything``: take all.
    """
    if everything:
        db.execute("INSERT INTO affected SELECT DISTINCT commitment_id FROM core.mentions")
    else:
        db.execute("""
            INSERT INTO affected
            SELECT m.commitment_id
            FROM meta.document_use AS u
            JOIN use_before AS b ON b.document_id = u.document_id AND b.why <> u.why
            JOIN core.mentions AS m ON m.document_id = u.document_id
            UNION
            SELECT unnest([coalesce(a.canonical_id, b.commitment_id), coalesce(b.canonical_id, a.commitment_id)])
            FROM meta.same_as AS a
            FULL JOIN same_before AS b ON b.commitment_id = a.commitment_id
            WHERE a.canonical_id IS DISTINCT FROM b.canonical_id OR a.plan_id IS DISTINCT FROM b.plan_id
        """)
    db.execute("""
        CREATE OR REPLACE TEMP TABLE affected_ids AS
        SELECT DISTINCT coalesce(s.canonical_id, a.commitment_id) AS commitment_id
        FROM affected AS a
        LEFT JOIN meta.same_as AS s ON s.commitment_id = a.commitment_id
        WHERE a.commitment_id IS NOT NULL
    """)
    if not db.execute("SELECT count(*) FROM affected_ids").fetchall()[0][0]:
        return False
    db.execute("""
        CREATE OR REPLACE TEMP TABLE affected_mentions AS
        SELECT
            m.* REPLACE (coalesce(s.plan_id, m.plan_id) AS plan_id),
            coalesce(s.canonical_id, m.commitment_id) AS canonical_id
        FROM core.mentions AS m
        LEFT JOIN meta.same_as AS s ON s.commitment_id = m.commitment_id
        SEMI JOIN affected_ids AS i ON i.commitment_id = coalesce(s.canonical_id, m.commitment_id)
    """)
    db.execute("""
        CREATE OR REPLACE TEMP TABLE affected_statements AS
        FROM meta.all_statements SEMI JOIN affected_ids USING (commitment_id)
    """)
    db.execute("""
        CREATE OR REPLACE TEMP TABLE affected_evidence AS
        SELECT evidence_id, page, locator, quote
        FROM core.evidence
        SEMI JOIN (SELECT document_id FROM affected_statements WHERE dimension LIKE 'completion%') USING (document_id)
    """)
    return True


def refresh(db: duckdb.DuckDBPyConnection) -> None:
    """Make the rows of the affected commitments anew."""
    for path in sorted(QUERIES.glob("*.sql")):
        table = f"meta.{path.stem}"
        gone = "SELECT commitment_id FROM affected UNION SELECT commitment_id FROM affected_ids"
        db.execute(f"DELETE FROM {table} WHERE commitment_id IN ({gone})")
        query = path.read_text(encoding="utf-8").strip().rstrip(";")
        db.execute(f"INSERT INTO {table} BY NAME SELECT * FROM ({query}) ORDER BY ALL")
