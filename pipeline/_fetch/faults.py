"""What can go wrong with a fetch: one stable code each, and whether another try is worth it."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from email.utils import parsedate_to_datetime
from typing import Literal

import httpx

FetchErrorCode = Literal[
    "bad_address",
    "private_address",
    "password_in_address",
    "unread_coding",
    "fetch_error",
    "archive",
    "connection_failed",
    "unknown_host",
    "tls_failed",
    "timeout",
    "too_slow",
    "truncated",
    "too_large",
    "empty",
    "wrong_type",
    "not_found",
    "gone",
    "forbidden",
    "rate_limited",
    "server_error",
    "http_error",
    "redirect_loop",
    "too_many_redirects",
    "bad_redirect",
    "robots_disallowed",
    "robots_unreachable",
    "host_down",
    "deferred",
]

# A server may answer these differently in a moment; 404, 403 and 410 it will not.
RETRY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
UNREACHED: frozenset[FetchErrorCode] = frozenset({"connection_failed", "unknown_host", "tls_failed"})
"""Faults of a host that nothing was sent to: no connection came about."""


class Fault(Exception):  # noqa: N818 - it is one attempt's, and not always an error
    """One failed attempt. ``wait`` is what the server asked for (Retry-After), in seconds."""

    def __init__(self, code: FetchErrorCode, message: str, *, retry: bool = False, wait: float | None = None) -> None:
        super().__init__(message)
        self.code: FetchErrorCode = code
        self.message = message
        self.retry = retry
        self.wait = wait


def of_status(status: int, retry_after: str | None) -> Fault:
    """Return the fault that an HTTP status means."""
    code: FetchErrorCode = "http_error"
    if status in (401, 403, 451):
        code = "forbidden"
    elif status == 404:
        code = "not_found"
    elif status == 410:
        code = "gone"
    elif status == 429:
        code = "rate_limited"
    elif status >= 500:
        code = "server_error"
    wait = seconds_of(retry_after) if status in (429, 503) else None
    return Fault(code, f"the server answered {status}", retry=status in RETRY_STATUS, wait=wait)


def of_exception(error: Exception, *, answered: bool) -> Fault:
    """Return the fault behind an exception of httpx; ``answered``: the headers had come already."""
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Fault("bad_address", str(error))
    if isinstance(error, UnicodeError):  # httpx looks where a redirect leads before anybody asks it to
        return Fault("bad_redirect", f"redirected to what is no host's name: {error}")
    if isinstance(error, httpx.TimeoutException):
        return Fault("timeout", f"no answer in time ({type(error).__name__})", retry=True)
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Fault("tls_failed", f"the certificate is not valid: {error}")
    if answered:
        return Fault("truncated", f"the body broke off: {error}", retry=True)
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return Fault("unknown_host", f"the host's name has no address: {cause}", retry=True)
    return Fault("connection_failed", str(error) or type(error).__name__, retry=True)


def seconds_of(retry_after: str | None) -> float | None:
    """Return the wait that a Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3).

    None where the header is absent or no such thing; a date that has passed is 0.
    """
    text = (retry_after or "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
