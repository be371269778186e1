"""Read the published warehouse: connections that never block a load, rows as dictionaries."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

Params = Sequence[Any] | Mapping[str, Any] | None


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only.

    The file is attached to a database in memory: a process that holds an older file open sees the
    newest one with its next connection. (``duckdb.connect(path)`` would hand out the older one
    again for as long as any connection to it is open.) Raises FileNotFoundError where there is no
    warehouse yet.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no warehouse at {path}")
    db = duckdb.connect()
    target = str(path).replace("'", "''")
    db.execute(f"ATTACH '{target}' AS warehouse (READ_ONLY)")
    db.execute("USE warehouse")
    return db


def fetch(db: duckdb.DuckDBPyConnection, sql: str, params: Params = None) -> list[dict[str, Any]]:
    """Run a query on an open connection and return its rows."""
    cursor = db.execute(sql, params)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def rows(path: Path, sql: str, params: Params = None) -> list[dict[str, Any]]:
    """Run one query on the published warehouse and return its rows."""
    with contextlib.closing(connect(path)) as db:
        return fetch(db, sql, params)
