"""The way of a document: discover -> archive -> read -> identify -> extract -> load.

:func:`ingest` walks it for one document, from its source to its records; :func:`ingest_many` for
many, in a pool of processes, and loads what they state. Command line, flows and tests call these.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.addresses import masked
from pipeline.archive import ArchiveError, sha256
from pipeline.batch import REFUSED, Batch
from pipeline.corrections import Correction, apply, read_corrections
from pipeline.corrections import digest as corrections_digest
from pipeline.discover import Passed, Source, TooLargeError, address, discover, is_address, local, read_file
from pipeline.outcome import Outcome, settle
from pipeline.reading import Readers, Reading, read
from pipeline.settings import Settings
from warehouse.model import Fetch

if TYPE_CHECKING:
    from pipeline.fetch import Fetched

PASSING = frozenset({"timeout", "out_of_memory", "reader_crashed", "reader_error", "archive"})
PATIENCE = dt.timedelta(days=3)  # so long after the first attempt such a failure is tried again
_MANY = 20  # documents from which on it pays to have readers begin as after their first one
_LATEST = """
SELECT d.source_uri, v.content_sha256, v.record_key, v.loaded_at, v.status = 'failed' AS failed,
       CASE WHEN failed THEN i.code END AS code, CASE WHEN failed THEN i.message END AS message
FROM core.documents d JOIN meta.versions v USING (document_id)
LEFT JOIN meta.issues i ON i.document_id = v.document_id AND i.content_sha256 = v.content_sha256
     AND i.severity = 'error'
QUALIFY row_number() OVER (
    PARTITION BY d.document_id ORDER BY v.ordinal DESC, i.code = 'newer_version_failed', i.code, i.message
) = 1
"""
Progress = Callable[[Outcome, int, int], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse holds of a document: enough to tell whether it must be read again.

    ``code`` and ``message`` say why it could not be read; None where it could.
    """

    content_sha256: str
    record_key: str
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """A document whose bytes are in the archive, to be read."""

    source: Source
    digest: str
    size: int
    key: str
    corrections: tuple[Correction, ...]
    fetches: tuple[Fetch, ...]
    keep_personal: bool = False

    def submit(self, readers: Readers) -> Future[Reading]:
        return readers.submit(self.digest, self.source.name, self.source.media_type)

    def settle(self, reading: Reading) -> Outcome:
        if reading.extraction is not None:
            apply(reading.extraction, self.corrections)
            if not self.keep_personal:
                from pipeline.personal import mask

                reading = replace(reading, extraction=mask(reading.extraction))
        return settle(self.source, self.digest, self.size, self.key, reading, self.fetches)


def record_key(content_sha256: str, corrections: Sequence[Correction] = (), *, keep_personal: bool = False) -> str:
    """Return the digest of all that makes a document's records: bytes, code, vocabulary, corrections, masking.

    And which outside programs there are: where one is installed, what needed it is read again.
    """
    from extractors.extract import digest
    from extractors.readers.outside import installed

    kept = ":personal" if keep_personal else ""
    made_by = f"{digest()}:{corrections_digest(corrections)}:{installed()}{kept}"
    return sha256(f"{content_sha256}:{made_by}".encode())[:16]


def corrections_of(source: Source, settings: Settings) -> list[Correction]:
    """Return what reviewers corrected in a document. Raises CorrectionsError for a file that is wrong."""
    file = settings.corrections
    if not file.exists():
        return []
    return [c for c in _read_corrections(file, file.stat().st_mtime_ns) if c.about(source.uri, source.name)]


@functools.lru_cache(maxsize=2)
def _read_corrections(file: Path, changed: int) -> list[Correction]:  # noqa: ARG001 - read again when it changed
    return read_corrections(file)


def ingest(
    source: Source | str | Path,
    settings: Settings,
    *,
    known: Known | None = None,
    force: bool = False,
    readers: Readers | None = None,
) -> Outcome:
    """Take one document from its source to its records; load nothing.

    It is read in this process, or in one of ``readers``, which shield this one from it.

    ``known`` is what the warehouse holds of it: where the bytes and all that reads them are the
    same, the outcome is ``skipped`` with the code ``unchanged`` (or ``failed`` as it was before),
    unless ``force``. A source that cannot be had and a document that cannot be read are outcomes, not exceptions.
    """
    if not isinstance(source, Source):
        source = address(source) if isinstance(source, str) and is_address(source) else local(Path(source))
    ready = _prepare(source, settings, known, force)
    if isinstance(ready, Outcome):
        return ready
    if readers:
        return ready.settle(ready.submit(readers).result())
    return ready.settle(read(settings.archive.root, ready.digest, ready.source.name, ready.source.media_type))


def ingest_many(
    sources: Iterable[Source | str | Path],
    settings: Settings,
    *,
    jobs: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
    kind: str = "ingest",
) -> list[Outcome]:
    """Ingest documents, load them and return how each ended, in the order of the sources.

    Strings and paths are files, folders or addresses. ``progress`` is called after each document
    with its outcome, how many are done and how many there are. Documents are loaded in batches, so
    memory does not grow with their number; the outcomes returned carry no records. ``kind`` names
    the run in ``meta.runs``. Nothing to load: the warehouse is not touched.

    Raises NoSuchSourceError for a name that is nothing, CorrectionsError, LinkDecisionsError and
    InstitutionsError for decision files that are wrong, and LoadError where the warehouse as a
    whole would break a check.
    """
    found = list(_found(sources))
    if any(file.exists() for file in settings.decisions):
        from pipeline.publish import check_decisions

        check_decisions(settings)
    known = {} if force else known_documents(settings.warehouse)
    batch = Batch(settings, kind)
    done: dict[int, Outcome] = {}
    try:
        for index, outcome in _walk(found, settings, known, jobs, force):
            done[index] = replace(outcome, document=None)
            batch.add(index, outcome)
            if progress:
                progress(outcome, len(done), len(found))
    except BaseException as error:
        batch.finish(error)  # what has been read is not lost
        raise
    batch.finish()
    for index, why in batch.refused.items():
        done[index] = replace(done[index], status="failed", code=REFUSED, message=why)
    return [done[i] for i in sorted(done)]


def known_documents(warehouse: Path) -> dict[str, Known]:
    """Return by source URI the latest version that the warehouse holds or tried; empty where there is none yet.

    Failures that may not come again (time limits, crashes) are left out for three days: those are tried again.
    """
    if not warehouse.exists():
        return {}
    from warehouse import query

    patient = dt.datetime.now(dt.UTC).replace(tzinfo=None) - PATIENCE
    return {
        r["source_uri"]: Known(r["content_sha256"], r["record_key"], r["code"], r["message"])
        for r in query.rows(warehouse, _LATEST)
        if not r["failed"] or r["code"] not in PASSING or r["loaded_at"] < patient
    }


def _found(names: Iterable[Source | str | Path]) -> Iterator[Source | Passed]:
    plain: list[str | Path] = []
    for name in names:
        if isinstance(name, Source):
            yield name
        else:
            plain.append(name)
    yield from discover(plain)


def _walk(
    found: list[Source | Passed], settings: Settings, known: dict[str, Known], jobs: int | None, force: bool
) -> Iterator[tuple[int, Outcome]]:
    """Yield the outcome of each source with its place in the list, as they end.

    The documents that an archive or mail turns out to hold join the list.
    """
    waiting: dict[Future[Reading], tuple[int, _Ready]] = {}
    named = {masked(source.uri) for source in found if isinstance(source, Source)}

    def collect(enough: int) -> Iterator[tuple[int, Outcome]]:
        while len(waiting) > enough:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                index, ready = waiting.pop(future)
                reading = future.result()
                for part in _parts(ready.source, reading):
                    if part.uri not in named:
                        named.add(part.uri)
                        found.append(part)
                yield index, ready.settle(reading)

    with ExitStack() as stack:
        readers: Readers | None = None  # processes are started for the first document that must be read
        index = -1
        while index + 1 < len(found) or waiting:
            if index + 1 == len(found):
                yield from collect(len(waiting) - 1)
                continue
            index += 1
            source = found[index]
            if isinstance(source, Passed):
                said = "a link that leads out of the folder is not followed; name the file itself"
                yield index, Outcome(local(source.path), "skipped", "link_out", said)
                continue
            ready = _prepare(source, settings, known.get(masked(source.uri)), force)
            if isinstance(ready, Outcome):
                yield index, ready
                continue
            if readers is None:
                readers = stack.enter_context(Readers(settings, jobs, many=len(found) >= _MANY))
                readers.start()
                from pipeline.publish import prepare  # while the readers' server starts, too

                prepare(settings)
            waiting[ready.submit(readers)] = (index, ready)
            yield from collect(readers.jobs * 2)


def _parts(source: Source, reading: Reading) -> Iterator[Source]:
    """Yield the documents beside the main one of an archive or mail, each under the container's address.

    Archives inside it have been opened, too: a part is not opened again.
    """
    if source.sha256 and "#" in source.uri:
        return
    for path, digest in reading.parts:
        name = path.rpartition("/")[2] or path
        yield Source(f"{source.uri}#{quote(path)}", name, sha256=digest, fetched_at=source.fetched_at)


def _prepare(source: Source, settings: Settings, known: Known | None, force: bool) -> _Ready | Outcome:
    """Bring the bytes of a document into the archive; an outcome where that is the end of it.

    A file is looked at before it is read. From here on a document has its address as it may be published.
    """
    fetches: tuple[Fetch, ...] = ()
    try:
        if source.path:
            digest = settings.archive.put(read_file(source.path, settings.max_bytes))
        elif source.sha256:
            digest = source.sha256
        else:
            fetched = _fetch(source, settings)
            if isinstance(fetched, Outcome):
                return fetched
            digest, fetches = fetched.sha256, tuple(fetched.fetches)
            source = replace(source, uri=masked(source.uri), media_type=fetched.media_type, fetched_at=fetched.seen_at)
        size = settings.archive.size(digest)
    except ArchiveError as error:
        return Outcome(source, "failed", "archive", str(error), fetches=fetches)
    except TooLargeError as error:
        return Outcome(source, "failed", "too_large", f"{error} (max_megabytes = {settings.max_megabytes:g})")
    except OSError as error:
        return Outcome(source, "failed", "unreadable_source", f"cannot be opened: {error.strerror or error}")
    corrections = tuple(corrections_of(source, settings))
    key = record_key(digest, corrections, keep_personal=settings.keep_personal)
    if not force and known and (known.content_sha256, known.record_key) == (digest, key):
        if known.code:
            return Outcome(source, "failed", known.code, known.message, fetches=fetches)
        return Outcome(source, "skipped", "unchanged", "same bytes, read by the same program", fetches=fetches)
    try:
        settings.archive.note(digest, source.uri, name=source.name, media_type=source.media_type, at=_moment(source))
    except ArchiveError as error:
        return Outcome(source, "failed", "archive", str(error), fetches=fetches)
    ready = _Ready(source, digest, size, key, corrections, fetches, settings.keep_personal)
    if size > settings.max_bytes:
        said = f"{size / 1e6:.0f} MB is more than max_megabytes = {settings.max_megabytes:g}"
        return ready.settle(Reading(None, None, 0.0, "too_large", said))
    return ready


def _moment(source: Source) -> str:
    """When these bytes were the document's: when they were fetched, else now."""
    return (source.fetched_at or dt.datetime.now(dt.UTC)).isoformat()


def _fetch(source: Source, settings: Settings) -> Fetched | Outcome:
    from pipeline.fetch import FetchError, fetch_one

    try:
        return fetch_one(source.uri, settings)
    except FetchError as error:
        source = replace(source, uri=masked(source.uri))
        return Outcome(source, "failed", error.code, error.message, fetches=tuple(error.fetches))
