"""What is remembered of the web between runs: one SQLite file in the home.

It holds the validators of each address (for conditional requests), the last robots.txt of each
site, and the attempts and runs that the warehouse has not got yet. Every call is one transaction,
so that a killed run loses nothing it had finished; rows for the warehouse are forgotten only after
they were published.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Self

from warehouse.model import Fetch, Run

_SCHEMA = """
create table if not exists pages (
    url text primary key, final_url text not null, sha256 text not null, media_type text not null,
    etag text, last_modified text, first_seen_at text not null, last_seen_at text not null,
    changed_at text not null, gone_since text
) without rowid;
create table if not exists attempts (id integer primary key, fetch text not null);
create table if not exists robots (site text primary key, body text not null, fetched_at text not null) without rowid;
create table if not exists offers (source text primary key, uris text not null) without rowid;
create table if not exists notes (name text primary key, value text not null) without rowid;
create table if not exists runs (run_id text primary key, run text not null) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Page:
    """The last good answer of an address. Times are UTC; ``gone_since``: it answered 404 or 410 since."""

    url: str
    final_url: str
    sha256: str
    media_type: str
    etag: str | None
    last_modified: str | None
    first_seen_at: dt.datetime
    last_seen_at: dt.datetime
    changed_at: dt.datetime
    gone_since: dt.datetime | None = None


_ADVICE = {
    sqlite3.SQLITE_NOTADB: "move it away: one night then transfers everything again",
    sqlite3.SQLITE_CORRUPT: "move it away: one night then transfers everything again",
    sqlite3.SQLITE_FULL: "make room, then run the same again",
    sqlite3.SQLITE_IOERR: "make room where the disk is full, then run the same again",
    sqlite3.SQLITE_BUSY: "another run holds it; run the same again when that has ended",
}


class StateError(Exception):
    """The file of what is remembered cannot be read or written; the message says why and what to do."""

    def __init__(self, path: Path, error: sqlite3.Error) -> None:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest details
        advice = _ADVICE.get(code, "see whether this account may read and write it")
        super().__init__(f"{path}: {error}; {advice}")


_COLUMNS = tuple(field.name for field in fields(Page))


class FetchState:
    """The file of what is remembered. Threads may share one; processes may open the same file.

    All of it raises StateError where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._path = path
        with self._telling():
            self._db = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=normal")
            self._db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def page(self, url: str) -> Page | None:
        """Return the last good answer of an address."""
        rows = self._all("select * from pages where url = ?", (url,))
        return _page(rows[0]) if rows else None

    def addresses(self) -> list[str]:
        """Return every address that has answered, newest first."""
        return [str(row["url"]) for row in self._all("select url from pages order by last_seen_at desc")]

    def seen(self, page: Page) -> None:
        """Remember a good answer; the first one's ``first_seen_at`` stays."""
        values = [getattr(page, name) for name in _COLUMNS]
        texts = tuple(value.isoformat() if isinstance(value, dt.datetime) else value for value in values)
        later = ", ".join(f"{name}=excluded.{name}" for name in _COLUMNS if name not in ("url", "first_seen_at"))
        self._run(
            (
                f"insert into pages ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))}) "
                f"on conflict (url) do update set {later}",
                texts,
            )
        )

    def gone(self, url: str, when: dt.datetime) -> None:
        """Remember that an address does not offer its document any more; the first such time stays."""
        self._run(("update pages set gone_since = coalesce(gone_since, ?) where url = ?", (when.isoformat(), url)))

    def attempted(self, fetch: Fetch) -> None:
        """Keep an attempt for the warehouse."""
        self._run(("insert into attempts (fetch) values (?)", (fetch.model_dump_json(exclude_none=True),)))

    def attempts(self) -> tuple[list[Fetch], int]:
        """Return the attempts that the warehouse has not got, and the mark to forget them by."""
        rows = self._all("select id, fetch from attempts order by id")
        return [Fetch.model_validate_json(row["fetch"]) for row in rows], rows[-1]["id"] if rows else 0

    def robots(self, site: str) -> tuple[str, dt.datetime] | None:
        """Return the last robots.txt read from a site, and when."""
        rows = self._all("select body, fetched_at from robots where site = ?", (site,))
        return (rows[0]["body"], dt.datetime.fromisoformat(rows[0]["fetched_at"])) if rows else None

    def keep_robots(self, site: str, body: str, when: dt.datetime) -> None:
        """Remember a site's robots.txt."""
        self._run(("insert or replace into robots values (?,?,?)", (site, body, when.isoformat())))

    def offers(self, source: str) -> list[str]:
        """Return what a source offered when it was last asked with success."""
        rows = self._all("select uris from offers where source = ?", (source,))
        return [str(uri) for uri in json.loads(rows[0]["uris"])] if rows else []

    def keep_offers(self, source: str, uris: Sequence[str]) -> None:
        """Remember what a source offers."""
        self._run(("insert or replace into offers values (?,?)", (source, json.dumps(list(uris)))))

    def note(self, name: str) -> str | None:
        """Return what was noted under a name."""
        rows = self._all("select value from notes where name = ?", (name,))
        return str(rows[0]["value"]) if rows else None

    def keep_note(self, name: str, value: str) -> None:
        """Note something under a name."""
        self._run(("insert or replace into notes values (?,?)", (name, value)))

    def keep_run(self, run: Run) -> None:
        """Keep a run for the warehouse, as far as it has come."""
        self._run(("insert or replace into runs values (?,?)", (run.run_id, run.model_dump_json())))

    def runs(self) -> list[Run]:
        """Return the runs that the warehouse has not got, oldest first."""
        runs = [Run.model_validate_json(row["run"]) for row in self._all("select run from runs")]
        return sorted(runs, key=lambda run: run.started_at)

    def published(self, attempts_mark: int, runs: Iterable[str]) -> None:
        """Forget what the warehouse has got: attempts up to the mark, and runs."""
        self._run(
            ("delete from attempts where id <= ?", (attempts_mark,)),
            ("delete from runs where run_id in (select value from json_each(?))", (json.dumps(list(runs)),)),
        )

    def _all(self, sql: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        with self._lock, self._telling():
            return self._db.execute(sql, values).fetchall()

    def _run(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        """Run statements in one transaction."""
        with self._lock, self._telling():
            self._db.execute("begin immediate")
            try:
                for sql, values in statements:
                    self._db.execute(sql, values)
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("rollback")
                raise

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StateError(self._path, error) from error


def _page(row: sqlite3.Row) -> Page:
    values = dict(row)
    for name in ("first_seen_at", "last_seen_at", "changed_at", "gone_since"):
        values[name] = dt.datetime.fromisoformat(values[name]) if values[name] else None
    return Page(**values)
