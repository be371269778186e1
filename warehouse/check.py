"""Checks on the tables: ``checks/*.sql``, each a query that returns the rows that must not be there.

The first line says how grave that is and what it means: ``-- error: duplicate ids``. A query reads
the temporary table ``checked`` (document_id) to look only at the documents that a load touched.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from warehouse import schema
from warehouse.query import connect

CHECKS = Path(__file__).parent / "checks"
_SHOWN = 20  # rows kept of a finding


@dataclass(frozen=True)
class Finding:
    """A check that found rows (at most 20 are kept)."""

    check: str
    severity: Literal["error", "warning"]
    meaning: str
    rows: tuple[dict[str, Any], ...]

    def describe(self) -> str:
        """Return the check, what it means and its first rows, on one line."""
        shown = ", ".join(str({k: v for k, v in row.items() if v is not None}) for row in self.rows[:3])
        return f"{self.check} ({self.meaning}): {shown}"


def find(db: duckdb.DuckDBPyConnection, document_ids: Sequence[str] | None = None) -> list[Finding]:
    """Run all checks on these documents (None: all) and return those that found something."""
    db.execute("CREATE OR REPLACE TEMP TABLE checked (document_id VARCHAR)")
    if document_ids is None:
        named = [table.full_name for table in schema.tables().values() if table.by_document]
        every = " UNION ".join(f"SELECT document_id FROM {name}" for name in named)
        db.execute(f"INSERT INTO checked {every}")
    elif document_ids:
        db.execute("INSERT INTO checked SELECT DISTINCT unnest(?::VARCHAR[])", [list(document_ids)])
    found = []
    for path in sorted(CHECKS.glob("*.sql")):
        query = path.read_text(encoding="utf-8")
        head = re.match(r"-- (error|warning): (.+)", query)
        if head is None:
            raise ValueError(f"{path.name}: the first line must be '-- error: MEANING' or '-- warning: MEANING'")
        cursor = db.execute(query)
        names = [column[0] for column in cursor.description or ()]
        rows = tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchmany(_SHOWN))
        if rows:
            severity: Literal["error", "warning"] = "error" if head[1] == "error" else "warning"
            found.append(Finding(path.stem, severity, head[2], rows))
    db.execute("DROP TABLE checked")
    return found


def check(path: Path) -> list[Finding]:
    """Run all checks on a published warehouse."""
    with contextlib.closing(connect(path)) as db:
        return find(db)
