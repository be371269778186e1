"""Carry the rows of a file that an older release wrote over into one of today's schema.

Nothing is lost: rows are copied column by column. A column that the older file lacks is null where it
may be; where it may not, it is filled (``fill`` in tables.yml, else the type's neutral value), and the
documents are marked to be read again from the archive: by the next night, the next ``ingest`` that
meets them, or ``compromiso rebuild``. What is derived is not copied but made anew.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse import query, schema

UNREAD = "older-schema"  # a record key that no program makes: the document is read again
_NEUTRAL = {
    "VARCHAR": "''",
    "VARCHAR[]": "[]",
    "JSON": "'null'",
    "INTEGER": "0",
    "BIGINT": "0",
    "DOUBLE": "0.0",
    "BOOLEAN": "false",
    "DATE": "DATE '1970-01-01'",
    "TIMESTAMP": "TIMESTAMP '1970-01-01'",
}
_ANEW = frozenset({"meta.codes", "meta.countries", "meta.settings"})


class CarryOverError(Exception):
    """The published file cannot be read as a warehouse; it is left as it is."""

    def __init__(self, path: Path, why: object) -> None:
        said = " ".join(str(why).split())[:200]
        super().__init__(
            f"{path} cannot be carried over ({said}); it is left as it is. "
            "'compromiso rebuild' moves it aside and makes the warehouse anew from the archive"
        )


def carry_over(db: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Copy all rows of the published file into the empty warehouse that ``db`` has open.

    Returns what a person should know: which columns the older file did not have. Raises
    CarryOverError where a table does not fit, UnreadableError where the file cannot be opened.
    """
    query.attach(db, path, "old")
    lacking: list[str] = []
    try:
        for table in schema.tables().values():
            if table.full_name not in _ANEW and not table.derived:
                lacking += _copy(db, table)
        if lacking:
            db.execute("UPDATE core.documents SET record_key = ?", [UNREAD])
            latest = "SELECT document_id, max(ordinal) FROM meta.versions GROUP BY document_id"
            db.execute(f"UPDATE meta.versions SET record_key = ? WHERE (document_id, ordinal) IN ({latest})", [UNREAD])
    except duckdb.Error as error:
        raise CarryOverError(path, error) from error
    if not lacking:
        return []
    return [
        f"{path} was written by an older release, without {', '.join(lacking)}: all rows are kept, and these columns "
        "are filled in as their documents are read again ('compromiso rebuild', or the next night)"
    ]


def _copy(db: duckdb.DuckDBPyConnection, table: schema.Table) -> list[str]:
    """Copy one table; return the columns of documents' rows that the old file does not have."""
    columns = (
        "SELECT column_name FROM duckdb_columns() WHERE database_name = 'old' AND schema_name = ? AND table_name = ?"
    )
    known = {name for (name,) in db.execute(columns, [table.schema, table.name]).fetchall()}
    if not known:
        return [table.full_name] if table.by_document and table.schema == "core" else []
    taken = [column for column in table.columns if column.name in known or column.required]
    names = ", ".join(f'"{column.name}"' for column in taken)
    values = ", ".join(_value(column, column.name in known) for column in taken)
    db.execute(f"INSERT INTO {table.full_name} ({names}) SELECT {values} FROM old.{table.full_name}")
    lacking = [f"{table.full_name}.{c.name}" for c in table.columns if c.name not in known]
    return lacking if table.by_document else []


def _value(column: schema.Column, known: bool) -> str:
    """What a column of the new table gets: the old one's value, else what stands in for it."""
    if not column.required:
        return f'"{column.name}"'
    stand_in = column.fill or _NEUTRAL[column.type]
    return f'coalesce("{column.name}", {stand_in})' if known else stand_in
