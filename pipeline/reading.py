"""Reading documents, in this process or in a pool of others.

A pool shields the run from its documents: each has a time limit, a worker that a document crashes
is replaced, and workers are replaced every so often so that memory stays flat.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.forkserver import ensure_running, set_forkserver_preload
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessPool

from pipeline.archive import Archive, ArchiveError

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
    bytes are missing or damaged, ``reader_error`` where reading them met a defect of this program.
    """
    start = time.perf_counter()
    from extractors.extract import extract
    from extractors.readers import sniff
    from extractors.readers.errors import ReadError
    from extractors.readers.outside import keep_in

    sniffed: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    try:
        data = Archive(root).get(digest)
        sniffed = sniff(data, name)
        with keep_in(root.parent / "cache"):
            parts = _put_apart(data, name, Archive(root))
            extraction = extract(data, name=name, media_type=media_type)
    except ReadError as error:
        return Reading(None, sniffed, time.perf_counter() - start, error.code, error.message, parts)
    except ArchiveError as error:
        return Reading(None, sniffed, time.perf_counter() - start, "archive", str(error))
    except Exception as error:  # one document's surprise must not stop the others
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
_PRELOADED = ["extractors.extract", "extractors.readers.pdf", "extractors.readers.html", "extractors.status_text"]
Work = Callable[[Path, str, str, str | None], Reading]


def start_server() -> None:
    """Start the server if it does not run yet; it imports on its own, and what is forked from it waits for that."""
    set_forkserver_preload(_PRELOADED)
    ensure_running()


class Readers:
    """A pool of processes that read; a context manager.

    ``submit`` never blocks and its future always gives a :class:`Reading`: one that runs into the
    time limit has the code ``timeout``, one that ends its process ``reader_crashed``. ``work`` is
    what the processes do.
    """

    def __init__(self, settings: Settings, jobs: int | None = None, *, work: Work = read) -> None:
        self.jobs = jobs or settings.jobs
        self._seconds = settings.document_seconds
        self._root = settings.archive.root
        self._work = work
        start_server()
        context = multiprocessing.get_context("forkserver")
        self._pool = ProcessPool(self.jobs, max_tasks=settings.worker_documents, context=context)

    def submit(self, digest: str, name: str, media_type: str | None) -> Future[Reading]:
        """Read a document of the archive in one of the processes."""
        out: Future[Reading] = Future()
        out.set_running_or_notify_cancel()
        start = time.perf_counter()

        def settle(task: Future[Reading]) -> None:
            seconds = time.perf_counter() - start
            try:
                out.set_result(task.result())
            except TimeoutError:
                said = f"reading took longer than {self._seconds:g} s; raise document_seconds to wait longer"
                out.set_result(Reading(None, None, seconds, "timeout", said))
            except ProcessExpired as error:
                said = f"the process that read it ended with exit code {error.exitcode}"
                out.set_result(Reading(None, None, seconds, "reader_crashed", said))
            except BaseException as error:  # the pool's own failure reaches who waits
                out.set_exception(error)

        task = self._pool.schedule(self._work, args=[self._root, digest, name, media_type], timeout=self._seconds)
        task.add_done_callback(settle)
        return out

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()
