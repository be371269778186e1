"""Fetching documents from the web: politely, within limits, every attempt on record.

:func:`fetch_one` gets one document, :class:`Fetcher` many. Only this layer tries again: nothing
above it repeats a request. The bytes of a document decide what it is and whether it changed;
validators (ETag, Last-Modified) only save transfers.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline._fetch.engine import Fetcher
from pipeline._fetch.faults import FetchErrorCode
from pipeline._fetch.policy import FetchPolicy
from pipeline._fetch.results import Fetched, Missed, Target
from pipeline._fetch.state import FetchState
from pipeline.archive import Archive, ArchiveError
from pipeline.settings import Settings
from warehouse.model import Fetch

__all__ = ["FetchError", "FetchPolicy", "FetchState", "Fetched", "Fetcher", "Missed", "Target", "fetch_one"]


class FetchError(Exception):
    """A document that could not be fetched: ``code`` is stable (docs/issues.md); ``fetches`` are the attempts."""

    def __init__(self, code: FetchErrorCode, message: str, fetches: Iterable[Fetch] = ()) -> None:
        super().__init__(message)
        self.code: FetchErrorCode = code
        self.message = message
        self.fetches = list(fetches)


def fetch_one(url: str, settings: Settings, *, conditional: bool = True) -> Fetched:
    """Fetch one document, its bytes included.

    Calls in one process share each host's pace and robots.txt. Bytes that are damaged in the archive
    are transferred again. Raises FetchError.
    """
    hour = int(time.monotonic() // 3600)  # a process that lives long reads robots.txt again
    fetcher = _shared(settings.home, settings.archive.root, settings.fetch, settings.max_bytes, hour)
    (result,) = fetcher.fetch([Target(url, conditional)])
    if isinstance(result, Missed):
        raise FetchError(result.code, result.message, result.fetches)
    try:
        return replace(result, data=settings.archive.get(result.sha256))
    except ArchiveError:
        if not conditional:
            raise
        return fetch_one(url, settings, conditional=False)  # the same as last time, but that is damaged


@functools.lru_cache(maxsize=2)
def _shared(home: Path, archive: Path, policy: FetchPolicy, max_bytes: int, hour: int) -> Fetcher:  # noqa: ARG001
    return Fetcher(policy, Archive(archive), FetchState(home / "fetch.sqlite"), max_bytes=max_bytes)
