"""What a site allows: robots.txt as RFC 9309 reads it."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from pipeline._fetch.faults import RETRY_STATUS, UNREACHED, Fault, of_exception, of_status
from pipeline._fetch.guard import Clients, came_from_public, clock
from pipeline._fetch.policy import PRODUCT, FetchPolicy, backoff
from pipeline._fetch.transfer import unpacked
from pipeline.addresses import has_password, masked
from warehouse.model import Fetch

_MAX_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB are read, the rest is ignored
_MAX_REDIRECTS = 5  # RFC 9309, 2.3.1.2


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site for this program.

    ``interval`` is the least time in seconds between two requests (Crawl-delay, Request-rate), 0
    where none is asked for. ``unreachable``: the rules could not be read, so nothing is allowed.
    """

    parsed: Protego | None = None
    unreachable: bool = False
    interval: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether the address may be fetched."""
        if self.unreachable:
            return False
        try:
            return self.parsed is None or bool(self.parsed.can_fetch(url, PRODUCT))
        except Exception:  # rules or an address that break the parser
            return False


def rules_of(text: str) -> Rules:
    """Return the rules that a robots.txt states for this program; one that breaks its parser forbids everything."""
    try:
        parsed = Protego.parse(text)
        rate = parsed.request_rate(PRODUCT)
        paced = min(rate.seconds, 10**9) / rate.requests if rate and rate.requests else 0.0
        delay = parsed.crawl_delay(PRODUCT) or 0.0
    except Exception:  # what a stranger wrote is no reason to stop, and none to take it for permission
        return Rules(unreachable=True)
    return Rules(parsed, interval=max(delay if math.isfinite(delay) else 0.0, paced))


def read(
    clients: Clients,
    site: str,
    policy: FetchPolicy,
    kept: str | None,
    record: Callable[[Fetch], None],
    *,
    public: bool = False,
) -> tuple[Rules, str | None]:
    """Fetch and read a site's robots.txt (``site``: scheme, host and port; ``public``: only on the public internet).

    No such file (any 4xx but 429) allows everything. A server that cannot say (5xx, 429, no whole
    answer) leaves the copy of an earlier run (``kept``) in force, or, without one, forbids
    everything. All attempts together have the time of one (``total_timeout``). Each goes to ``record``. Returns the
    rules and the text, if one was read.

    Raises Fault where no connection comes about, or may come about.
    """
    with clock.limit(policy.total_timeout):
        return _read(clients, site, policy, kept, record, public)


def _read(
    clients: Clients, site: str, policy: FetchPolicy, kept: str | None, record: Callable[[Fetch], None], public: bool
) -> tuple[Rules, str | None]:
    url = f"{site}/robots.txt"
    for attempt in range(1, policy.attempts + 1):
        fetch = Fetch(url=url, attempted_at=dt.datetime.now(dt.UTC), attempt=attempt, outcome="failed")
        begun = time.monotonic()
        try:
            status, text, fetch.redirects = _get(clients, url, public)
            fault = of_status(status, None) if status in RETRY_STATUS else None
            fetch.status_code, fetch.bytes = status, len(text)
        except Fault as error:
            fault = error
        fetch.seconds = round(time.monotonic() - begun, 3)
        fetch.error = fault.code if fault else None
        fetch.outcome = "failed" if fault else "robots"
        record(fetch)
        if fault is None:
            return (rules_of(text), text) if 200 <= status < 300 else (Rules(), None)
        if not fault.retry or attempt == policy.attempts:
            break
        pause = backoff(policy, attempt)
        if clock.ends is not None and time.monotonic() + pause > clock.ends:
            break
        time.sleep(pause)
    if fault is not None and fault.code in (*UNREACHED, "private_address"):
        raise fault
    return (rules_of(kept) if kept is not None else Rules(unreachable=True)), None


def _get(clients: Clients, url: str, public: bool) -> tuple[int, str, list[str]]:
    """Return status, text and redirects; more than five redirects count as no such file (RFC 9309)."""
    redirects: list[str] = []
    while len(redirects) <= _MAX_REDIRECTS:
        answered = False
        body = bytearray()
        try:
            with clients.of(public).stream("GET", url) as response:
                answered, public = True, public or came_from_public(response)
                if response.has_redirect_location:
                    url = str(response.url.join(response.headers["location"]))
                    if has_password(url):
                        raise Fault("bad_redirect", "robots.txt leads to an address with a password")
                    redirects.append(masked(url))
                    continue
                for chunk in unpacked(response):
                    body += chunk
                    if len(body) >= _MAX_BYTES:
                        break
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise of_exception(error, answered=answered) from error
        return response.status_code, bytes(body[:_MAX_BYTES]).decode("utf-8-sig", "replace"), redirects
    return 404, "", redirects
