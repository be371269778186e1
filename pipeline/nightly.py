"""One night: what is offered is asked for, what changed is read, and all of it is published at once.

:class:`Night` holds the steps; :func:`run_night` takes them one after another in plain Python, and the
flows take the same ones under Prefect. A night that is killed loses nothing: bytes are in the
archive, attempts in the state, records that were read in the spool, and the warehouse is replaced
by a rename at the very end. How it ended is judged (:mod:`pipeline.health`), and where an operator
has set that, told (:mod:`pipeline.notify`).
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from pipeline import health, notify
from pipeline.addresses import masked
from pipeline.archive import ArchiveError, sha256
from pipeline.batch import REFUSED, load_or_refuse
from pipeline.discover import Source, TooLargeError, read_file
from pipeline.fetch import Fetched, Fetcher, FetchState, Missed
from pipeline.ingest import Known, known_documents
from pipeline.offers import Offers, find_offers, folders_of, path_of
from pipeline.publish import check_decisions, links_digest
from pipeline.retention import forget
from pipeline.settings import Settings
from pipeline.sources import load_sources, sources_file
from pipeline.spool import Job, Read, Spooled, archived, key_of, read_document, spooled
from warehouse.load import load
from warehouse.model import Run, document_id

if TYPE_CHECKING:
    import duckdb

_LOG = logging.getLogger(__name__)
_PATIENCE = 2.0  # seconds to wait for the lock: whoever asks whether a night is at work holds it for a moment
_SAME_CODE = "same_answer"
_SAME = 3  # documents of one site that changed to the same bytes in one night: an error page, not a document
_LOUD = 3  # documents of one site missed for one reason that are warned of one by one
_QUIET = "; further ones of this site are logged as info, and counted by 'compromiso health'"
_MOST_TOLD = 50  # things broken that a notice lists
_TOLD = "told"  # the name of the note that says whether the last night was told as a failure


class NightUnderWayError(Exception):
    """Another run has the home: two never overlap."""


@dataclass(slots=True)
class Window:
    """Some documents that were asked for: which must be read, how many need not, which were not to be had."""

    jobs: list[Job] = field(default_factory=list)
    unchanged: int = 0
    missed: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many documents this settles."""
        return len(self.jobs) + self.unchanged + len(self.missed)


@dataclass(slots=True)
class Night:
    """One run over all sources; a context manager that keeps others out of the home meanwhile.

    ``missed`` are documents that were not to be had, ``still`` those that could not be read some night
    before and are the same today: address, code and message. ``broken`` is all that was found broken,
    with the day on which it began, once the run is published.

    Raises NightUnderWayError where another one is at work, SourcesError where the sources are wrong.
    """

    settings: Settings
    kind: str = "nightly"
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    started_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    counts: Counter[str] = field(default_factory=Counter)
    offers: list[Offers] = field(default_factory=list)
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    still: list[tuple[str, str, str]] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    broken: list[health.Broken] = field(default_factory=list)
    _seen: dict[str, dt.datetime] = field(default_factory=dict)
    _changed: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _known: dict[str, Known] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    _results: Iterator[Fetched | Missed] | None = None
    _lock: FileLock | None = None
    _state: FetchState | None = None
    _fetcher: Fetcher | None = None

    def __enter__(self) -> Self:
        self.settings.home.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def _open(self) -> None:
        self._lock = FileLock(self.settings.home / "nightly.lock", timeout=_PATIENCE)
        try:
            self._lock.acquire()
        except Timeout:
            raise NightUnderWayError(f"another run is at work in {self.settings.home}; it is left alone") from None
        self._state = FetchState(self.settings.home / "fetch.sqlite")
        for run in self._state.runs():
            if run.status == "running":
                self._state.keep_run(run.model_copy(update={"status": "interrupted", "message": "it was killed"}))
                _LOG.warning("the run before was interrupted", extra={"run": run.run_id})
        self._state.keep_run(self.run("running"))
        _LOG.info("%s begins", self.kind, extra={"run": self.run_id, "home": str(self.settings.home)})
        policy = self.settings.fetch
        self._fetcher = Fetcher(
            policy,
            self.settings.archive,
            self._state,
            max_bytes=self.settings.max_bytes,
            journal=True,
            run_id=self.run_id,
        )
        self._known = known_documents(self.settings.warehouse)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._fetcher:
                self._fetcher.close()
            if error is not None and not isinstance(error, NightUnderWayError):
                self._ended_badly(error)
            if self._state:
                self._state.close()
        finally:
            if self._lock:
                self._lock.release()

    def _ended_badly(self, error: BaseException) -> None:
        """Note and tell that an error has ended the run."""
        run = self.run("failed", " ".join(f"{type(error).__name__}: {error}".split())[:500])
        if self._state:
            self._state.keep_run(run)
        self._end(run)

    def _end(self, run: Run) -> None:
        """Log and tell how the run ended, and write its metrics; what goes wrong there ends nothing."""
        good = run.status == health.GOOD
        _LOG.log(
            logging.INFO if good else logging.ERROR,
            "%s %s%s",
            run.kind,
            "is a success" if good else "is no success",
            f": {run.message}" if run.message else "",
            extra={"run": run.run_id, "counts": run.counts, "status": run.status},
        )
        if self.kind != "nightly":
            return
        bad_before = self._state is not None and self._state.note(_TOLD) == "failure"
        if not good or bad_before:
            event: notify.Event = "recovery" if good else "failure"
            text = run.message or ", ".join(f"{key} {value}" for key, value in run.counts.items())
            broken = [asdict(one) for one in self.broken[:_MOST_TOLD]]
            told = notify.notice(
                event, str(self.settings.home.absolute()), text, run=run.model_dump(mode="json"), broken=broken
            )
            notify.tell(self.settings.notify, told)
            if self._state:
                self._state.keep_note(_TOLD, event)
        if self.settings.health.metrics:
            try:
                health.write_metrics(health.health(self.settings), self.settings.health.metrics)
            except OSError as problem:
                _LOG.error("the metrics could not be written: %s", problem)

    @property
    def fetcher(self) -> Fetcher:
        """What asks the web; there is one while the context lasts."""
        assert self._fetcher is not None  # noqa: S101
        return self._fetcher

    @property
    def state(self) -> FetchState:
        """What is remembered of the web; there is one while the context lasts."""
        assert self._state is not None  # noqa: S101
        return self._state

    def run(self, status: str, message: str | None = None) -> Run:
        """Return this run as a row of ``meta.runs``, as far as it has come."""
        now = None if status == "running" else dt.datetime.now(dt.UTC)
        return Run(
            run_id=self.run_id,
            kind=self.kind,
            started_at=self.started_at,
            finished_at=now,
            counts=dict(sorted(self.counts.items())),
            status=status,
            message=message,
        )

    def discover(self) -> int:
        """Ask the sources what they offer; return how many documents that is.

        What people decided is read first: a mistake there is told before anything is fetched.
        """
        sources = load_sources(sources_file(self.settings.sources, self.settings.home))
        check_decisions(self.settings)
        self.offers = find_offers(sources, self.fetcher, self.state, self.settings.archive)
        offered = list(dict.fromkeys(itertools.chain.from_iterable(offers.documents for offers in self.offers)))
        files = [uri for uri in offered if uri.startswith("file:")]
        web = [uri for uri in offered if not uri.startswith("file:")]
        folders = [folder for offers in self.offers for folder in folders_of(offers.source)]
        self._results = itertools.chain(self._files(files, folders), self.fetcher.fetch(web))
        for offers in self.offers:
            if offers.problem:
                said = {"source": offers.source.id, "code": offers.code, "run": self.run_id}
                _LOG.warning("source %s could not be asked: %s", offers.source.id, offers.problem, extra=said)
        self.counts.update(
            web=len(web),
            sources=len(self.offers),
            sources_failed=sum(offers.problem is not None for offers in self.offers),
            offered=len(offered),
            withdrawn=sum(len(offers.withdrawn) for offers in self.offers),
        )
        return len(offered)

    def fetch(self, most: int = 200, seconds: float = 10.0) -> Window | None:
        """Wait for the next documents asked for: at most so many, or what came in so many seconds.

        None when all have been settled. Requests go on in the background between calls.
        """
        if self._results is None:
            return None
        window = Window()
        until = time.monotonic() + seconds
        for result in self._results:
            self._settle(result, window)
            if window.size >= most or time.monotonic() > until:
                break
        if not window.size:
            self._results = None
            return None
        told = Counter((urlsplit(uri).netloc, code) for uri, code, _ in self.missed)
        self.missed += window.missed
        self.counts.update(unchanged=window.unchanged, missed=len(window.missed))
        for uri, code, message in window.missed:
            self.counts["web_missed"] += not uri.startswith("file:")
            self.counts["deferred"] += code == health.POSTPONED
            site = (urlsplit(uri).netloc, code)
            told[site] += 1
            loud = code not in (health.POSTPONED, "host_down") and told[site] <= _LOUD
            _LOG.log(
                logging.WARNING if loud else logging.INFO,
                "%s could not be had: %s: %s%s",
                *(uri, code, message, _QUIET if loud and told[site] == _LOUD else ""),
                extra={"document": uri, "code": code, "run": self.run_id},
            )
        self._count(window.jobs)
        return window

    def stale(self) -> list[Job]:
        """Return the documents that other code or another vocabulary has read, and no source gave tonight.

        They are read again from the archive: what the web does not offer any more, what could not be
        had tonight, and what was once read by hand.
        """
        left = [(archived(uri, known.content_sha256), known) for uri, known in self._known.items()]
        jobs = [
            Job(source, "code")
            for source, known in left
            if source.uri not in self._done and known.record_key != self._key(source)
        ]
        self._count(jobs)
        return jobs

    def waiting(self) -> list[Read]:
        """Return what an interrupted run read and did not load, as far as it is up to date."""
        found = []
        for path in sorted((self.settings.home / "spool").glob("*.json")):
            document = spooled(path)
            if document is None:
                continue
            source = archived(document.source_uri, document.content_sha256)
            if document.record_key == self._key(source):
                self._done.add(document.source_uri)
                found.append(Read(source.uri, source.name, document.status, spool=str(path)))
        return found

    def note(self, read: Read) -> None:
        """Take how reading a document ended."""
        self.reads.append(read)
        self.counts[f"read_{read.status}"] += 1
        said = {"document": read.uri, "status": read.status, "code": read.code, "run": self.run_id}
        level = logging.WARNING if read.status == "failed" else logging.INFO
        why = f": {read.code}: {read.message}" if read.code else ""
        _LOG.log(level, "%s: %s%s", read.name, read.status, why, extra=said)

    def publish(self) -> Run:
        """Load what was read and publish; return the run with its counts.

        Its status is ``finished``, or ``failed`` where too little of the night came about
        (:func:`pipeline.health.shortcomings`): what was had is published all the same.
        """
        self._disbelieve()
        attempts, mark = self.state.attempts()
        earlier = [run for run in self.state.runs() if run.run_id != self.run_id]
        self.counts["requests"] = sum(fetch.run_id == self.run_id and fetch.outcome != "skipped" for fetch in attempts)
        tried = {read.uri for read in self.reads} | {uri for uri, *_ in self.missed}
        self.still = [
            (uri, known.code, known.message or "")
            for uri, known in self._known.items()
            if known.code and uri not in tried
        ]
        self.counts["still_failed"] = len(self.still)
        finished: list[Run] = []

        def runs(db: duckdb.DuckDBPyConnection) -> list[Run]:
            self.counts.update(_brought(db, self.started_at, [document_id(read.uri) for read in self.reads]))
            self.counts["seconds"] = round((dt.datetime.now(dt.UTC) - self.started_at).total_seconds())
            reasons = health.shortcomings(self.counts, self.settings.health) if self.kind == "nightly" else []
            finished[:] = [self.run("failed" if reasons else health.GOOD, self._message(reasons))]
            forget(db, self.settings.keep, self.started_at)
            return [*earlier, *finished]

        documents = Spooled([Path(read.spool) for read in self.reads if read.spool])
        links = links_digest(self.settings)
        refused: dict[str, str] = {}
        if documents or links != self.state.note("links"):
            refused = load_or_refuse(self.settings, documents, runs, attempts, self._seen)
            self.state.keep_note("links", links)
        else:  # nothing that links could follow from is other than last time
            load(self.settings.warehouse, runs=runs, fetches=attempts, seen=self._seen)
        self.reads = [_after(read, refused.get(document_id(read.uri))) for read in self.reads]
        self.state.published(mark, [run.run_id for run in [*earlier, *finished]])
        shutil.rmtree(self.settings.home / "spool", ignore_errors=True)  # loaded, or out of date
        if self.kind == "nightly":
            self.broken = health.remember(self.state, self._broken())
        self._end(finished[0])
        return finished[0]

    def _disbelieve(self) -> None:
        """Take documents that answered "200 OK" with one and the same page for documents that were not to be had.

        What they stated before stays: an error page must not take the place of what a report says.
        """
        for (site, _), uris in self._changed.items():
            if len(uris) < _SAME:
                continue
            said = f"{len(uris)} documents of {site} had different contents and have the same tonight: an error page"
            self.missed += [(uri, _SAME_CODE, said) for uri in uris]
            self.counts.update(missed=len(uris), web_missed=len(uris), changed_by_source=-len(uris))
            for read in [read for read in self.reads if read.uri in uris]:
                self.reads.remove(read)
                self.counts[f"read_{read.status}"] -= 1
            _LOG.warning("%s; what was read of them stays", said, extra={"code": _SAME_CODE, "run": self.run_id})

    def _broken(self) -> Iterator[health.Broken]:
        """Yield the sources that could not be asked and the documents that could not be had."""
        now = self.started_at.isoformat(timespec="seconds")
        for offers in self.offers:
            if offers.problem:
                code = offers.code or "bad_list"
                yield health.Broken("source", offers.source.id, code, offers.problem, now)
        for uri, code, message in self.missed:
            if code != health.POSTPONED:
                yield health.Broken("fetch", uri, code, message, now)

    def _files(self, uris: Iterable[str], folders: Sequence[Path]) -> Iterator[Fetched | Missed]:
        """Yield the files of watched folders and local lists as if they had been fetched; none from elsewhere."""
        for uri in uris:
            try:
                data = read_file(path_of(uri), self.settings.max_bytes, folders)
            except TooLargeError as error:
                yield Missed(uri, "too_large", str(error))
                continue
            except (OSError, ValueError, RuntimeError) as error:  # a loop of links is a RuntimeError
                yield Missed(uri, "not_found", f"cannot be opened: {getattr(error, 'strerror', None) or error}")
                continue
            known = self._known.get(uri)
            digest = sha256(data)
            try:
                if known is None or known.content_sha256 != digest or digest not in self.settings.archive:
                    self.settings.archive.put(data)
            except ArchiveError as error:
                yield Missed(uri, "archive", str(error))
                continue
            yield Fetched(uri, uri, "new", digest, "", dt.datetime.now(dt.UTC))

    def _settle(self, result: Fetched | Missed, window: Window) -> None:
        """Decide whether a document must be read: only where its bytes or what reads them changed."""
        if isinstance(result, Missed):
            window.missed.append((masked(result.url), result.code, result.message))
            return
        uri = masked(result.url)
        self._done.add(uri)
        known = self._known.get(uri)
        source = archived(uri, result.sha256, result.media_type or None, result.seen_at)
        if known is None or known.content_sha256 != result.sha256:
            if known is not None and not result.url.startswith("file:"):
                parts = urlsplit(result.url)
                self._changed.setdefault((f"{parts.scheme}://{parts.netloc}", result.sha256), []).append(result.url)
            window.jobs.append(Job(source, "source"))
        elif known.record_key != self._key(source):
            window.jobs.append(Job(source, "code"))
        else:
            self._seen[uri] = result.seen_at
            window.unchanged += 1

    def _key(self, source: Source) -> str:
        return key_of(source, self.settings)

    def _count(self, jobs: list[Job]) -> None:
        for job in jobs:
            self.counts[f"changed_by_{job.changed_by}"] += 1

    def _message(self, reasons: list[str]) -> str | None:
        troubles = [f"{offers.source.id}: {offers.problem}" for offers in self.offers if offers.problem]
        return "; ".join([*reasons, *troubles])[:1000] or None


def _after(read: Read, refused: str | None) -> Read:
    return replace(read, status="failed", code=REFUSED, message=refused) if refused else read


def run_night(settings: Settings, progress: Callable[[str], None] | None = None) -> Run:
    """Run one night in this process and its readers, without Prefect; ``progress`` gets a line now and then."""
    from pipeline.reading import Readers

    def say(line: str) -> None:
        if progress:
            progress(line)

    with (
        Night(settings) as night,
        Readers(settings, many=True) as readers,
        ThreadPoolExecutor(readers.jobs * 2) as pool,
    ):
        say(f"{night.discover()} documents offered by {len(night.offers)} sources")
        pending: list[Future[Read]] = []
        while window := night.fetch():
            say(f"{window.unchanged} unchanged, {len(window.jobs)} to read, {len(window.missed)} not to be had")
            pending += [pool.submit(read_document, job, settings, readers) for job in window.jobs]
        pending += [pool.submit(read_document, job, settings, readers) for job in night.stale()]
        for future in as_completed(pending):
            read = future.result()
            night.note(read)
            say(f"{read.status}: {read.name}" + (f" ({read.code}: {read.message})" if read.code else ""))
        return night.publish()


def _brought(db: duckdb.DuckDBPyConnection, since: dt.datetime, document_ids: list[str]) -> dict[str, Any]:
    """Count what a run brought into the warehouse: issues first met, contradictions there are."""
    moment = since.astimezone(dt.UTC).replace(tzinfo=None)
    issues = db.execute(
        "SELECT count(*) FROM meta.issues WHERE first_seen >= ? AND document_id IN (SELECT unnest(?::VARCHAR[]))",
        [moment, document_ids],
    ).fetchone()
    contradictions = db.execute("SELECT count(*) FROM main.contradictions").fetchone()
    return {"issues_new": issues[0] if issues else 0, "contradictions": contradictions[0] if contradictions else 0}
