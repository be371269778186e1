"""Load documents into the published warehouse: copy, replace, check, rename.

Readers of the published file never wait and never see half a load; loads queue on a lock beside it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import logging
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock, Timeout

from warehouse import contradict, derive, renditions, schema
from warehouse.carry import CarryOverError, carry_over
from warehouse.check import Finding, find
from warehouse.links import Links, replace_links, replace_same
from warehouse.model import Document, Fetch, InstitutionNames, RenditionDecision, Run
from warehouse.query import attach
from warehouse.replace import LoadReport, Replacer
from warehouse.rows import fetch_row, run_row, utc

__all__ = ["CarryOverError", "LoadError", "LoadReport", "StoppedError", "held", "load"]

_LOG = logging.getLogger(__name__)
_SILENT, _PATIENCE = 2.0, 1800.0  # seconds to wait for another load: before that is said, and in all

Institutions = Callable[[duckdb.DuckDBPyConnection, Collection[str] | None], InstitutionNames | None]
Runs = Sequence[Run] | Callable[[duckdb.DuckDBPyConnection], Sequence[Run]]
_CHUNK = 64  # documents whose rows are held in memory at once
_FOLLOWED = 500  # documents that are looked at together for what follows from each
_COMMITTED = 4  # chunks after which the copy is committed: what is not yet committed is held in memory


class LoadError(Exception):
    """A load that was not published: a check found rows that must not be there.

    ``findings`` holds them; ``document_ids`` names the documents at fault.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        self.document_ids = sorted({str(r["document_id"]) for f in findings for r in f.rows if r.get("document_id")})
        super().__init__("; ".join(f.describe() for f in findings))


class StoppedError(Exception):
    """A load that the database engine or the disk stopped; the published file is as it was before.

    ``internal``: a defect of the engine, so that the same load may well go through when tried again.
    """

    def __init__(self, error: duckdb.Error | OSError) -> None:
        self.internal = isinstance(error, duckdb.InternalException)
        said = str(error).split("\n\nStack Trace")[0].strip()
        super().__init__(
            f"the load stopped, the published warehouse is as it was before; {said}; "
            "make room where the disk is full, then run the same again"
        )


def load(
    path: Path,
    documents: Iterable[Document] = (),
    *,
    runs: Runs = (),
    fetches: Sequence[Fetch] = (),
    seen: Mapping[str, dt.datetime] | None = None,
    links: Links | None = None,
    decisions: Sequence[RenditionDecision] = (),
    institutions: Institutions | None = None,
    remove: Sequence[str] = (),
) -> LoadReport:
    """Replace the rows of exactly these documents in a copy of the file and publish it as a whole, or not at all.

    Which documents are one report is settled anew (:mod:`warehouse.renditions`); ``decisions`` are
    people's words on that. ``links`` is asked once the documents are in, and what it returns replaces
    ``meta.links`` (a :class:`warehouse.links.Linker` only for countries that the load touches).
    ``institutions`` likewise gives what the names of institutions mean, in the countries touched (None: in all).
    ``runs`` may be a function, too, called last of all, so that a run can count what it brought.
    ``seen`` says by source URI when documents were last offered that were not read again. ``remove``
    takes document ids; their versions and history stay. A document whose records equal those in the
    warehouse changes nothing but when it was last seen; where nothing at all changes the file is left
    alone. Documents are read one chunk at a time, so a generator keeps memory flat.

    Raises LoadError where a check of severity error finds rows, StoppedError where the engine or the disk gives
    out, CarryOverError where the published file does not fit, :class:`warehouse.query.UnreadableError` where it is
    no warehouse or open elsewhere for writing; it is then as before.
    """
    path = Path(path).resolve()  # a link to a file elsewhere stays one: the file is replaced where it is
    path.parent.mkdir(parents=True, exist_ok=True)
    report = LoadReport()
    with held(path), _beside(path) as temporary, _stoppable():
        stale = _prepare(path, temporary, report)
        with contextlib.closing(duckdb.connect(str(temporary))) as db:
            db.begin()
            derive.begin(db)
            renditions.begin(db)
            replacer = Replacer(db, report)
            replacer.remove(remove, dt.datetime.now(dt.UTC).replace(tzinfo=None))
            for number, chunk in enumerate(_chunks(documents), 1):
                replacer.replace(chunk)
                if number % _COMMITTED == 0:
                    db.commit()
                    db.begin()
            _note_seen(db, seen or {})
            changed = replacer.written or stale or bool(runs or fetches or seen)
            _upsert(db, "meta.fetches", [fetch_row(fetch) for fetch in fetches])
            changed |= renditions.refresh(db, report.loaded + report.kept, decisions, everything=stale)
            derive.touch(db, report.loaded)
            touched = derive.countries(db)
            changed |= institutions is not None and _replace_names(db, institutions(db, None if stale else touched))
            relinked = replace_links(db, links, touched) if links is not None else None
            new_links = relinked is not None and relinked.changed
            replace_same(db, touched, relinked, everything=stale or new_links)
            changed |= new_links
            if changed:
                _follow(db, report.loaded, everything=stale)
            findings = find(db, report.loaded + report.kept + report.removed) if changed else []
            errors = [f for f in findings if f.severity == "error"]
            if errors:
                raise LoadError(errors)
            report.warnings = [f.describe() for f in findings]
            _upsert(db, "meta.runs", [run_row(run) for run in (runs(db) if callable(runs) else runs)])
            db.commit()
            if changed:
                db.execute("CHECKPOINT")  # closing does it, too, but says nothing of a disk that is full
        if changed:
            report.carried_over += _publish(temporary, path)
            report.published = True
    return report


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep other loads from a published file while the block runs; who must wait for one is told so after two seconds.

    Raises StoppedError where another one holds it for half an hour.
    """
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=_SILENT)
    except Timeout:
        _LOG.warning("another process is loading into %s; waiting for it, at most %.0f s", path, _PATIENCE)
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout:
            error = TimeoutError(f"another process has held {path}.lock for {_PATIENCE:.0f} s")
            raise StoppedError(error) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise StoppedError(error) from error


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; remove it, and what killed loads left, at the end."""

    def clean() -> None:
        for left in path.parent.glob(f".{path.name}.*"):
            left.unlink(missing_ok=True)

    clean()  # the lock is ours: whatever is there belongs to a load that died
    try:
        yield path.with_name(f".{path.name}.{os.getpid()}")
    finally:
        clean()


def _prepare(path: Path, temporary: Path, report: LoadReport) -> bool:
    """Make the copy to load into; return whether it differs from the published file.

    A file of another schema, or half empty from deletions, is written afresh (see :mod:`warehouse.carry`).
    """
    if not path.exists():
        schema.create(temporary)
        return True
    if _fit(path):
        shutil.copyfile(path, temporary)
        return False
    schema.create(temporary)
    with contextlib.closing(duckdb.connect(str(temporary))) as db:
        report.carried_over = carry_over(db, path)
    return True


def _fit(path: Path) -> bool:
    """Whether the file has today's schema and is not mostly free blocks."""
    with contextlib.closing(duckdb.connect()) as db:
        attach(db, path, "old")
        try:
            stamp = db.execute("SELECT value FROM old.meta.settings WHERE name = 'schema_digest'").fetchone()
        except duckdb.CatalogException:
            return False
        size = db.execute("SELECT total_blocks, free_blocks FROM pragma_database_size() WHERE database_name = 'old'")
        total, free = size.fetchone() or (0, 0)
        return stamp == (schema.digest(),) and (total < 64 or free * 2 < total)


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Split into chunks in which no document occurs twice: of two versions the later one counts."""
    iterator = iter(documents)
    while batch := list(itertools.islice(iterator, _CHUNK)):
        chunk: dict[str, Document] = {}
        for document in batch:
            if document.document_id in chunk:
                yield list(chunk.values())
                chunk = {}
            chunk[document.document_id] = document
        yield list(chunk.values())


def _upsert(db: duckdb.DuckDBPyConnection, full_name: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows, replacing those of the same key."""
    (key,) = schema.tables()[full_name].key
    unique = {row[key]: row for row in rows}
    db.execute(f"DELETE FROM {full_name} WHERE list_contains(?, {key})", [list(unique)])
    schema.insert(db, full_name, list(unique.values()))


def _note_seen(db: duckdb.DuckDBPyConnection, seen: Mapping[str, dt.datetime]) -> None:
    """Set when documents were last offered, never back to an earlier time."""
    if seen:
        db.execute(
            "UPDATE core.documents SET last_seen_at = s.at "
            "FROM (SELECT unnest(?::VARCHAR[]) AS uri, unnest(?::TIMESTAMP[]) AS at) AS s "
            "WHERE source_uri = s.uri AND coalesce(last_seen_at < s.at, true)",
            [list(seen), [utc(at) for at in seen.values()]],
        )


def _follow(db: duckdb.DuckDBPyConnection, loaded: Sequence[str], *, everything: bool) -> None:
    """Bring up to date what follows from the documents and links."""
    if everything:
        loaded = [own for (own,) in db.execute("SELECT document_id FROM core.documents").fetchall()]
    for start in range(0, len(loaded), _FOLLOWED):
        if start:
            db.commit()
            db.begin()
        derive.of_documents(db, loaded[start : start + _FOLLOWED])
        contradict.refresh(db)
    for _ in derive.affected(db, everything=everything):
        contradict.refresh_across(db)
        derive.refresh(db)


def _replace_names(db: duckdb.DuckDBPyConnection, found: InstitutionNames | None) -> bool:
    """Replace what the names of institutions mean in the countries that changed; return whether any did."""
    if found is None:
        return False
    for table, rows in (("meta.institution_names", found.names), ("meta.institution_doubts", found.doubts)):
        where = "true" if found.everything else "list_contains(?::VARCHAR[], country_code)"
        db.execute(f"DELETE FROM {table} WHERE {where}", [] if found.everything else [found.countries])
        schema.insert(db, table, [row.model_dump() for row in rows])
    _upsert(db, "meta.settings", [{"name": "institutions_digest", "value": found.digest}])
    return True


def _publish(temporary: Path, path: Path) -> list[str]:
    """Put the file in place so that it survives a power cut; return what a person should know.

    A log of changes (.wal) that a program other than this one left beside the published file is
    about that file: DuckDB would apply it to the rows of the new one.
    """
    said = []
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    log = path.with_name(f"{path.name}.wal")
    if log.exists():
        said.append(f"another program had changed {path} and did not close it; that change ({log.name}) is dropped")
        log.unlink()
    os.replace(temporary, path)  # noqa: PTH105 - the atomic one
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return said
