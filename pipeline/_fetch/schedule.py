"""Who may ask next: requests in order, spread over hosts, at each host's pace.

Workers take jobs; a job that must wait (for its host's pace, for a retry, for Retry-After) holds no
worker. A host is a scheme, a name and a port.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pipeline._fetch.faults import FetchErrorCode
from pipeline._fetch.policy import FetchPolicy
from pipeline._fetch.robots import Rules

J = TypeVar("J")


@dataclass(slots=True)
class Host:
    """One host in one run. Only a worker that holds one of its jobs, and the schedule, change it.

    ``rules`` None: robots.txt was not read yet; until then one request at a time. ``down`` says why
    nothing more is asked of it in this run. ``failures``: connections that failed in a row.
    """

    site: str
    interval: float
    rules: Rules | None = None
    down: FetchErrorCode | None = None
    failures: int = 0
    answered: bool = False
    active: int = 0
    next_start: float = 0.0
    first_start: float | None = None


@dataclass(slots=True)
class _Lane(Generic[J]):
    host: Host
    waiting: list[tuple[float, int, J]] = field(default_factory=list)


class Schedule(Generic[J]):
    """The jobs of a run, by host. All methods may be called from any thread."""

    def __init__(self, policy: FetchPolicy) -> None:
        self._policy = policy
        self._lanes: dict[str, _Lane[J]] = {}
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._active = 0
        self._closed = False
        self._ends = time.monotonic() + policy.night_seconds

    def put(self, site: str, job: J, wait: float = 0.0, *, first: bool = False) -> None:
        """Add a job that may start ``wait`` seconds from now; ``first``: before all that wait for their host."""
        with self._changed:
            lane = self._lanes.get(site)
            if lane is None:
                lane = self._lanes[site] = _Lane(Host(site, self._policy.host_interval))
            place = next(self._order)
            ready = time.monotonic() + wait if wait else 0.0
            heapq.heappush(lane.waiting, (ready, -place if first else place, job))
            self._changed.notify()

    def pause(self, host: Host, seconds: float) -> None:
        """Start nothing at a host for some seconds."""
        with self._changed:
            host.next_start = max(host.next_start, time.monotonic() + seconds)

    def take(self) -> tuple[Host, J] | None:
        """Wait for a job that may start, and return it with its host; None when all are done.

        Every job taken must be given back with :meth:`done`.
        """
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                wait: float | None = None
                for lane in self._lanes.values():
                    ready = self._ready_at(lane)
                    if ready is None:
                        continue
                    if ready <= now:
                        return self._start(lane, now)
                    wait = min(wait, ready - now) if wait is not None else ready - now
                if wait is None and not self._active:
                    self._changed.notify_all()
                    return None
                self._changed.wait(wait)
            return None

    def done(self, host: Host) -> None:
        """Say that the request of a job taken is over."""
        with self._changed:
            host.active -= 1
            self._active -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let every worker end at its next :meth:`take`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _ready_at(self, lane: _Lane[J]) -> float | None:
        host = lane.host
        if not lane.waiting:
            return None
        if host.down:
            return 0.0
        if host.active >= (self._policy.host_concurrency if host.rules else 1):
            return None
        ready = max(host.next_start, lane.waiting[0][0])
        if ready > min(self._ends, (host.first_start or time.monotonic()) + self._policy.host_seconds):
            host.down = "deferred"  # its turn would come when its time is over: that is not waited for
            return 0.0
        return ready

    def _start(self, lane: _Lane[J], now: float) -> tuple[Host, J]:
        host = lane.host
        _, _, job = heapq.heappop(lane.waiting)
        host.active += 1
        self._active += 1
        host.next_start = now + host.interval
        host.first_start = host.first_start or now
        if not host.down and (now - host.first_start > self._policy.host_seconds or now > self._ends):
            host.down = "deferred"
        return host, job
