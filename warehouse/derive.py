"""Tables that follow from others, kept up to date by a load: one query per table.

``derived/documents/*.sql`` hold rows that follow from one document; ``derived/*.sql`` combine documents.
A load changes what few commitments look like. Those it may change are collected while it goes on
(``affected``: of documents replaced or removed, of documents that count from now on or no longer,
of links that came or went), and their rows alone are made anew. The queries read ``affected_mentions``
and ``affected_statements``: those of the affected commitments in all documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from warehouse import schema

QUERIES = Path(__file__).parent / "derived"
_BATCH = 2000  # commitments that are looked at together: what is gathered about them is held in memory


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


def of_documents(db: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
    """Make anew the rows that follow from each of these documents alone; ``changed`` then holds their ids."""
    db.execute(
        "CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT unnest(?::VARCHAR[]) AS document_id",
        [list(document_ids)],
    )
    for path in sorted((QUERIES / "documents").glob("*.sql")):
        db.execute(f"DELETE FROM meta.{path.stem} WHERE document_id IN (FROM changed)")
        db.execute(f"INSERT INTO meta.{path.stem} BY NAME {_query(path)}")


def affected(db: duckdb.DuckDBPyConnection, *, everything: bool) -> Iterator[None]:
    """Settle which commitments are affected and gather what is stated about them, batch by batch.

    At each step ``affected_ids``, ``affected_mentions``, ``affected_statements`` and ``affected_evidence`` (of
    documents with statements about completion) are those of some commitments, and the rows of the derived
    tables about all affected ones are gone. ``everything``: take all. Each batch is committed before the next.
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
            SELECT unnest([a.canonical_id, a.commitment_id, b.canonical_id, b.commitment_id])
            FROM meta.same_as AS a
            FULL JOIN same_before AS b ON b.mention_id = a.mention_id
            WHERE a.canonical_id IS DISTINCT FROM b.canonical_id OR a.plan_id IS DISTINCT FROM b.plan_id
        """)
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE affected_all AS
        SELECT commitment_id, (row_number() OVER (ORDER BY commitment_id) - 1) // {_BATCH} AS batch
        FROM (
            SELECT commitment_id FROM affected WHERE commitment_id IS NOT NULL
            UNION
            SELECT s.canonical_id FROM meta.same_as AS s SEMI JOIN affected AS a ON a.commitment_id = s.commitment_id
        )
    """)
    batches = [batch for (batch,) in db.execute("SELECT DISTINCT batch FROM affected_all ORDER BY batch").fetchall()]
    if batches:
        _clear(db)
    for n, batch in enumerate(batches):
        if n:
            db.commit()
            db.begin()
        _gather(db, batch)
        yield


def _clear(db: duckdb.DuckDBPyConnection) -> None:
    for path in QUERIES.glob("*.sql"):
        gone = "SELECT commitment_id FROM affected UNION SELECT commitment_id FROM affected_all"
        db.execute(f"DELETE FROM meta.{path.stem} WHERE commitment_id IN ({gone})")


def _gather(db: duckdb.DuckDBPyConnection, batch: int) -> None:
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE affected_ids AS
        SELECT commitment_id FROM affected_all WHERE batch = {batch:d}
    """)
    phrases = ", ".join(f"'{phrase}'" for phrase in sorted(schema.nobody()))
    db.execute(f"""
        CREATE OR REPLACE TEMP TABLE affected_mentions AS
        SELECT
            m.* REPLACE (coalesce(s.plan_id, m.plan_id) AS plan_id),
            coalesce(s.canonical_id, m.commitment_id) AS canonical_id,
            trim(regexp_replace(strip_accents(lower(m.lead_institution)), '[^a-z0-9]+', ' ', 'g')) IN ({phrases})
                AS leads_nobody
        FROM core.mentions AS m
        LEFT JOIN meta.same_as AS s ON s.mention_id = m.mention_id
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


def refresh(db: duckdb.DuckDBPyConnection) -> None:
    """Make the rows of the gathered commitments anew."""
    for path in sorted(QUERIES.glob("*.sql")):
        db.execute(f"INSERT INTO meta.{path.stem} BY NAME SELECT * FROM ({_query(path)}) ORDER BY ALL")


def _query(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip().rstrip(";")
