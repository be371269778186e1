"""Reading documents, in this process or in a pool of others.

A pool shields the run from its documents: each has a time limit and each worker a memory limit, a worker that a
document crashes is replaced, workers are replaced every so often so that memory stays flat, and none outlives the run.
Also what a file is, is told there: nothing of a document is looked at in the process that runs the night.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.forkserver import ensure_running, set_forkserver_preload
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pebble import ProcessExpired, ProcessPool

from pipeline.archive import Archive, ArchiveError
from pipeline.limits import allow, allow_pictures, confine, default_megabytes

if TYPE_CHECKING:
    from extractors.records import Extraction
    from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one document gave: its records, or the code and message of why there are none."""

    extraction: Extraction | None
    media_type: str | None
    seconds: float
    code: str | None = None
    message: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    """Of an archive or mail: path and digest of its other documents, whose bytes are in the archive now."""


def read(root: Path, digest: str, name: str, media_type: str | None) -> Reading:
    """Read a document from the archive at ``root``; never raises for what the document holds.

    ``media_type`` is what its sender said. Codes: those of ``ReadError``, ``archive`` where the
    bytes are missing or damaged, ``out_of_memory`` where it wanted more than there is, ``reader_error`` where
    reading them met a defect of this program.
    """
    start = time.perf_counter()
    from extractors.extract import extract
    from extractors.readers import sniff
    from extractors.readers.errors import ReadError
    from extractors.readers.outside import keep_in, with_room

    sniffed: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    try:
        data = Archive(root).get(digest)
        allow(data)
        sniffed = sniff(data, name)
        with keep_in(root.parent / "cache"), with_room(allow_pictures):
            parts = _put_apart(data, name, Archive(root))
            extraction = extract(data, name=name, media_type=media_type)
    except ReadError as error:
        return Reading(None, sniffed, time.perf_counter() - start, error.code, error.message, parts)
    except ArchiveError as error:
        return Reading(None, sniffed, time.perf_counter() - start, "archive", str(error))
    except MemoryError:
        return Reading(None, sniffed, time.perf_counter() - start, "out_of_memory", TOO_MUCH)
    except Exception as error:  # one document's surprise must not stop the others
        if isinstance(error, ImportError) and "failed to map segment" in str(error):  # a library, for want of memory
            return Reading(None, sniffed, time.perf_counter() - start, "out_of_memory", TOO_MUCH)
        if isinstance(error, RecursionError):
            return Reading(None, sniffed, time.perf_counter() - start, "too_large", TOO_DEEP)
        if isinstance(error, ValueError) and "integer string conversion" in str(error):  # Python's own limit
            return Reading(None, sniffed, time.perf_counter() - start, "too_large", NO_NUMBER)
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = f" in {Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return Reading(None, sniffed, time.perf_counter() - start, "reader_error", said + place)
    return Reading(extraction, sniffed, time.perf_counter() - start, parts=parts)


def _put_apart(data: bytes, name: str, archive: Archive) -> tuple[tuple[str, str], ...]:
    """Put the documents of an archive or mail, but for its main one, into the archive of bytes."""
    from extractors.readers import prepared

    return tuple((part.name, archive.put(part.data)) for part in prepared(data, name).beside)


# What every reader needs, imported once in the server: the process that the others are forked from.
_PRELOADED = ["extractors.extract", "extractors.readers.pdf", "extractors.backends.html", "spacy"]
_WARM = "pipeline.warm"  # and what the first document costs, where there are many
Work = Callable[[Path, str, str, str | None], Reading]
TOO_MUCH = "reading it takes more memory than a reader may have; raise reader_megabytes to allow more"

TOO_DEEP = "its parts stand in each other deeper than is read"
NO_NUMBER = "a number in it has thousands of digits: no report has such a one"


def _packed(work: Work, root: Path, digest: str, name: str, media_type: str | None) -> bytes:
    """Return what some work gives as bytes to be sent: that takes memory, too."""
    begun = time.perf_counter()
    try:
        return pickle.dumps(work(root, digest, name, media_type))
    except MemoryError:
        return pickle.dumps(Reading(None, None, time.perf_counter() - begun, "out_of_memory", TOO_MUCH))


def start_server(*, many: bool = False) -> None:
    """Start the server if it does not run yet; it imports on its own, and what is forked from it waits for that.

    ``many``: many documents are to be read, so that it pays to have every reader begin as after its first one.
    """
    set_forkserver_preload([*_PRELOADED, _WARM] if many else _PRELOADED)
    ensure_running()


class Readers:
    """A pool of processes that read; a context manager.

    ``submit`` never blocks and its future always gives a :class:`Reading`: one that runs into the
    time limit has the code ``timeout``, one that wants more memory than the limit ``out_of_memory``, one that ends its
    process ``reader_crashed``. ``work`` is what the processes do, ``many`` whether they will read many documents.
    They are started for the first one.
    """

    def __init__(self, settings: Settings, jobs: int | None = None, *, work: Work = read, many: bool = False) -> None:
        self.jobs = jobs or settings.jobs
        self._seconds = settings.document_seconds
        self._root = settings.archive.root
        self._work = work
        self._limits = self.jobs, settings.worker_documents, settings.reader_limit(self.jobs)
        self._many = many
        self._pool: _Pool | None = None
        self._broken: list[_Pool] = []
        self._lock = threading.Lock()

    def submit(self, digest: str, name: str, media_type: str | None) -> Future[Reading]:
        """Read a document of the archive in one of the processes."""
        out: Future[Reading] = Future()
        out.set_running_or_notify_cancel()
        self._read([self._root, digest, name, media_type], out, again=True)
        return out

    def _read(self, what: list[Any], out: Future[Reading], *, again: bool) -> None:
        """Let a process read, and settle ``out``; ``again``: a pool that broke meanwhile is replaced, once."""
        start = time.perf_counter()
        pool = self.start()

        def settle(task: Future[bytes]) -> None:
            seconds = time.perf_counter() - start
            try:
                out.set_result(pickle.loads(task.result()))  # noqa: S301 - from a process of our own
            except BrokenProcessPool as error:  # a process ended between two documents, and took the pool with it
                if again:
                    self._replace(pool)
                    self._read(what, out, again=False)
                else:
                    out.set_result(Reading(None, None, seconds, "reader_crashed", str(error)))
            except TimeoutError:
                said = f"reading took longer than {self._seconds:g} s; raise document_seconds to wait longer"
                out.set_result(Reading(None, None, seconds, "timeout", said))
            except ProcessExpired as error:
                said = f"the process that read it ended with exit code {error.exitcode}"
                if error.exitcode and error.exitcode < 0:  # a signal: some libraries end so for want of memory
                    said += "; it may have wanted more memory than reader_megabytes"
                out.set_result(Reading(None, None, seconds, "reader_crashed", said))
            except BaseException as error:  # the pool's own failure reaches who waits
                out.set_exception(error)

        try:
            task = pool.submit(_packed, [self._work, *what], self._seconds)
        except RuntimeError as error:  # it broke already
            task = Future()
            task.set_exception(BrokenProcessPool(str(error)))
        task.add_done_callback(settle)

    def start(self) -> _Pool:
        """Start the processes, if they do not run yet, and return them; the first document does so, too."""
        with self._lock:
            if self._pool is None:
                start_server(many=self._many)
                self._pool = _Pool(*self._limits)
            return self._pool

    def _replace(self, broken: _Pool) -> None:
        with self._lock:
            if self._pool is broken:
                self._broken.append(broken)
                self._pool = _Pool(*self._limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.end(at_once=kind is not None)
        for pool in self._broken:
            pool.end(at_once=True)


class Teller:
    """Tells what files are, and looks at lists, in a process of its own that is started for the first one."""

    seconds = 20.0  # more than enough for the slowest machine
    list_seconds = 60.0
    _HEAD = 65_537  # of anything but these, telling looks at the beginning alone
    _WHOLE = (b"PK", b"\xd0\xcf\x11\xe0")  # archives, and old Office files: their lists of parts may stand anywhere

    def __init__(self, *, many: bool = False) -> None:
        self._many = many  # many documents are to be read after it: one server serves both
        self._pool: _Pool | None = None
        self._lock = threading.Lock()

    def tell(self, data: bytes, name: str) -> str | None:
        """Return the media type of a file from its bytes, or None where that took too long or too much memory."""
        whole = data.startswith(self._WHOLE)
        try:
            return str(self._submit(_tell, [data if whole else data[: self._HEAD], name], self.seconds).result())
        except (TimeoutError, ProcessExpired, MemoryError):
            return None

    def look(self, work: Callable[..., Any], *args: Any) -> Any:
        """Do some work on a list in the process, and return what it gives or raise what it raises.

        Raises MemoryError where it takes more time or memory than a list may.
        """
        try:
            return self._submit(work, [*args], self.list_seconds).result()
        except (TimeoutError, ProcessExpired) as error:
            raise MemoryError from error

    def _submit(self, work: Callable[..., Any], args: list[Any], seconds: float) -> Future[Any]:
        with self._lock:
            if self._pool is None:
                start_server(many=self._many)
                self._pool = _Pool(1, 1000, default_megabytes(1))
            pool = self._pool
        return pool.submit(work, args, seconds)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.end(at_once=True)


def _tell(data: bytes, name: str) -> str:
    from extractors.readers import sniff

    return sniff(data, name)


class _Pool:
    """Processes with limits, which end with this one; the server is started before them."""

    def __init__(self, jobs: int, tasks: int, megabytes: int) -> None:
        reading, self._alive = multiprocessing.Pipe(duplex=False)  # only this process holds the writing end
        self._pool = ProcessPool(
            jobs,
            max_tasks=tasks,
            initializer=confine,
            initargs=[megabytes, reading],
            context=multiprocessing.get_context("forkserver"),
        )

    def submit(self, work: Callable[..., Any], args: list[Any], seconds: float) -> Future[Any]:
        """Let one of the processes do some work in so many seconds."""
        return self._pool.schedule(work, args=args, timeout=seconds)

    def end(self, *, at_once: bool) -> None:
        """Wait for what is under way, or break it off, and end the processes."""
        if at_once:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()
        self._alive.close()
