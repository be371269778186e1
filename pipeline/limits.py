"""What a process that looks at strangers' documents may take, and how long it lives: no longer than its parent."""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import select
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

_LEAST, _MOST = 768, 2048  # megabytes; the default of one reader lies between
_SHARE, _EACH = 4, 1000  # a document may take a quarter of the limit, and so many bytes more for each of its own
_FIRST = 8  # but a PDF an eighth, until a page of it is drawn as a picture: only that takes much at once
_confined: list[int] = []  # address space of this process before its first document, and its limit beyond


def default_megabytes(jobs: int) -> int:
    """Return how much memory one of so many readers may take: together six tenths of what there is for this process."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    there = pages * size
    for place in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            there = min(there, int(Path(place).read_text()))
    return max(_LEAST, min(_MOST, there * 6 // 10 // (jobs * 1_000_000)))


def confine(megabytes: int, parent: Connection) -> None:
    """Limit this process: so much address space more than it has now, no core file, an end when the parent ends.

    ``parent`` is the reading end of a pipe whose writing end only the parent holds. When that closes, however the
    parent ended, the kernel sends SIGIO, whose default is to end a process: also in the middle of a pattern or of C
    code.
    A document that wants more memory gets a MemoryError; a library that takes no such answer ends the process.
    """
    handle = parent.fileno()
    with contextlib.suppress(OSError):  # an opening of our own: who gets the signal is kept by opening, not by process
        handle = os.open(f"/proc/self/fd/{handle}", os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(handle, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(handle, fcntl.F_SETFL, fcntl.fcntl(handle, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([handle], [], [], 0)[0]:  # it had ended already
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # where the kernel must end a process, it is this one
        Path("/proc/self/oom_score_adj").write_text("1000")
    with contextlib.suppress(OSError, ValueError):
        now = _taken()
        limit = now + megabytes * 1_000_000
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or hard > limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        _confined[:] = [now, megabytes * 1_000_000]


def allow(data: bytes) -> None:
    """Let a confined process take for a document what such a one may need: less for a small one.

    A few kilobytes that grow to gigabytes are no report, and end sooner so. Elsewhere this does nothing.
    """
    share = _FIRST if data[:1024].lstrip().startswith(b"%PDF") else _SHARE
    _limit(lambda most: most // share + _EACH * len(data))


def allow_pictures() -> None:
    """Let a confined process take all that a reader may: to recognize the smallest page takes OpenCV as a whole."""
    _limit(lambda most: most)


def _taken() -> int:
    """Return the address space that this process has, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _limit(wanted_of: Callable[[int], int]) -> None:
    if _confined:
        start, most = _confined
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        # What documents before left behind, as libraries and room for threads, is no part of what this one takes.
        wanted = max(start, _taken()) + min(most, wanted_of(most))
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
