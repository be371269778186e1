"""Read the published warehouse: connections that never block a load, rows, and named questions.

Named questions are ``named/*.sql``: ``-- title:`` and ``-- título:``, one ``-- param NAME: meaning``
line for each parameter, then the query, in which ``$NAME`` is null where it was not given. A question
with ``-- needs: NAME, NAME`` is not answered without one of these.
"""

from __future__ import annotations

import contextlib
import functools
import re
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    import pyarrow as pa

NAMED = Path(__file__).parent / "named"
Params = Sequence[Any] | Mapping[str, Any] | None
_ELSEWHERE = {
    "Could not set lock": (
        "another program has it open for writing: close it there, or open it read-only there (duckdb -readonly FILE)"
    ),
    "Permission denied": "this account may not read it",
    "Too many open files": "this process has too many files open",
}


class UnreadableError(Exception):
    """A published file that cannot be opened; the message says why and what to do.

    ``damaged``: it is no warehouse, or not any more. Else the file may be sound: it is in use, or forbidden.
    """

    def __init__(self, path: Path, error: duckdb.Error) -> None:
        said = " ".join(str(error).split())
        why = next((why for words, why in _ELSEWHERE.items() if words in said), None)
        self.damaged = why is None
        super().__init__(
            f"{path} cannot be opened: {why}"
            if why
            else f"{path} cannot be read as a warehouse ({said[:200]}); 'compromiso rebuild' moves it aside and makes "
            "it anew from the archive"
        )


@dataclass(frozen=True)
class Named:
    """A named question: its titles, what its parameters mean, its query, and of which parameters it needs one."""

    name: str
    title: str
    title_es: str
    params: dict[str, str]
    sql: str
    needs: tuple[str, ...] = ()

    def lacks(self, params: Collection[str]) -> str:
        """Return what to say where none of the parameters that it needs is among those given; else nothing."""
        if not self.needs or set(self.needs) & set(params):
            return ""
        known = " or ".join(f"{name} ({self.params[name]})" for name in self.needs)
        return f"{self.name} needs {known}"


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only.

    The file is attached to a database in memory: a process that holds an older file open sees the
    newest one with its next connection. (``duckdb.connect(path)`` would hand out the older one
    again for as long as any connection to it is open.) Raises FileNotFoundError where there is no
    warehouse yet, UnreadableError where the file cannot be opened.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no warehouse at {path}")
    db = duckdb.connect()
    attach(db, path, "warehouse")
    db.execute("USE warehouse")
    return db


def confine(db: duckdb.DuckDBPyConnection, *, megabytes: int = 4000) -> None:
    """Take from a connection, for good, all but the database: files, network, extensions, settings; limit its memory.

    For queries that somebody else wrote.
    """
    db.execute(f"SET memory_limit = '{int(megabytes)}MB'")
    db.execute("SET max_temp_directory_size = '0GB'")
    db.execute("SET allow_community_extensions = false")
    db.execute("SET autoinstall_known_extensions = false")
    db.execute("SET autoload_known_extensions = false")
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")


class QueryError(Exception):
    """A query that is not run, or not to its end; the message says why."""


def select(path: Path, sql: str, *, seconds: float, most_rows: int, megabytes: int = 4000) -> pa.Table | None:
    """Run one statement of somebody's on the published warehouse, within limits; None where it returns no rows.

    It reaches nothing but the warehouse. Raises QueryError for more than one statement, more time or more rows, and
    duckdb.Error where DuckDB refuses it.
    """
    import pyarrow as pa

    with contextlib.closing(connect(path)) as db:
        confine(db, megabytes=megabytes)
        statements = db.extract_statements(sql)
        if len(statements) != 1:
            raise QueryError(f"{len(statements)} statements; give one")
        timer = threading.Timer(seconds, db.interrupt)
        timer.start()
        try:
            found = db.sql(sql)
            if found is None:
                return None
            batches, count = [], 0
            reader = found.to_arrow_reader(50_000)
            for batch in reader:
                batches.append(batch)
                count += batch.num_rows
                if count > most_rows:
                    raise QueryError(f"more than {most_rows} rows; add a LIMIT, or 'compromiso export' writes all")
            return pa.Table.from_batches(batches, reader.schema)
        except (duckdb.InterruptException, pa.ArrowException) as error:
            if isinstance(error, duckdb.InterruptException) or not timer.is_alive():
                raise QueryError(f"took longer than {seconds:g} s") from error
            raise QueryError(" ".join(str(error).split())) from error
        finally:
            timer.cancel()


def attach(db: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach the published file read-only under a name. Raises UnreadableError where it cannot be opened."""
    target = str(path).replace("'", "''")
    try:
        db.execute(f"ATTACH '{target}' AS {name} (READ_ONLY)")
    except duckdb.Error as error:
        raise UnreadableError(path, error) from error


def read_through(path: Path) -> None:
    """Read every value of every table, so that damage anywhere in the file is met.

    Raises UnreadableError where the file cannot be opened, duckdb.Error where a part of it cannot be read.
    """
    with contextlib.closing(connect(path)) as db:
        tables = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'warehouse'"
        for schema, table in db.execute(tables).fetchall():
            db.execute(f'SELECT max(hash(t)) FROM "{schema}"."{table}" AS t').fetchall()


def fetch(db: duckdb.DuckDBPyConnection, sql: str, params: Params = None) -> list[dict[str, Any]]:
    """Run a query on an open connection and return its rows."""
    cursor = db.execute(sql, params)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def rows(path: Path, sql: str, params: Params = None) -> list[dict[str, Any]]:
    """Run one query on the published warehouse and return its rows."""
    with contextlib.closing(connect(path)) as db:
        return fetch(db, sql, params)


@functools.cache
def named() -> dict[str, Named]:
    """Return the named questions by name."""
    found = {}
    for path in sorted(NAMED.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        head = dict(re.findall(r"^-- (title|título): (.+)$", text, re.MULTILINE))
        params = dict(re.findall(r"^-- param (\w+): (.+)$", text, re.MULTILINE))
        used = set(re.findall(r"\$(\w+)", text))
        if head.keys() != {"title", "título"} or used != params.keys():
            raise ValueError(f"{path.name}: needs title, título, and a param line for each of {sorted(used)}")
        needs = re.search(r"^-- needs: (.+)$", text, re.MULTILINE)
        needed = tuple(needs[1].split(", ")) if needs else ()
        found[path.stem] = Named(path.stem, head["title"], head["título"], params, text, needed)
    return found


def ask(path: Path, name: str, **params: Any) -> list[dict[str, Any]]:
    """Answer a named question; parameters that are not given do not restrict it.

    Raises KeyError for a question that there is not, TypeError for a parameter that it does not have or needs.
    """
    question = named()[name]
    unknown = params.keys() - question.params.keys()
    if unknown:
        raise TypeError(f"{name} has no parameter {', '.join(sorted(unknown))}; it has {', '.join(question.params)}")
    given = [name for name, value in params.items() if value is not None]
    if lacking := question.lacks(given):
        raise TypeError(lacking)
    with contextlib.closing(connect(path)) as db:
        confine(db)
        return fetch(db, question.sql, dict.fromkeys(question.params) | params)
