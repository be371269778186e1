"""One request: its answer streamed within limits, and what had come kept when it breaks off."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

import httpx
from filelock import FileLock, Timeout

from pipeline._fetch.faults import Fault, of_exception
from pipeline._fetch.guard import came_from_public, clock
from pipeline.addresses import masked

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNPACKED_AT_ONCE = 1 << 20
_UNPACKED = frozenset({"gzip", "x-gzip", "deflate"})
_CODINGS = _UNPACKED | {"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip"}
_PART_FROM = 256 * 1024  # smaller bodies are faster fetched again than continued


@dataclass(slots=True)
class Answer:
    """The answer to one request.

    ``data`` is None unless the status is 200 or 206; a body continued from a part is whole.
    ``redirect`` is where a redirect leads, as the header says it. ``bounded``: the answer said where its body ends;
    else it ended with the connection, and nobody can tell whether that broke. ``public``: it came from a public
    address.
    """

    status: int
    headers: httpx.Headers
    data: bytes | None = None
    redirect: str | None = None
    bounded: bool = True
    public: bool = False


@dataclass(frozen=True, slots=True)
class _Marks:
    """What tells whether the rest of a body belongs to what came before."""

    url: str
    etag: str | None
    last_modified: str | None
    total: int

    @property
    def if_range(self) -> str:
        return self.etag or self.last_modified or ""


class Part:
    """The first bytes of a body whose transfer broke off, beside the archive, by document.

    Bytes are appended as they come, so that a killed run's part is continued by the next. Only one
    process at a time keeps the part of a document; another one fetches without.
    """

    def __init__(self, folder: Path, document: str) -> None:
        self.marks: _Marks | None = None
        self.size = 0
        self._path = folder / f"{hashlib.sha256(document.encode()).hexdigest()[:32]}.part"
        self._notes = self._path.with_suffix(".json")
        self._lock = FileLock(self._path.with_suffix(".lock"), blocking=False)
        self._file: BinaryIO | None = None

    def find(self, url: str) -> None:
        """Look for a part of what the address offers, left by an earlier attempt."""
        self.marks, self.size = None, 0
        if not self._notes.exists() or not self._acquire():
            return
        with contextlib.suppress(OSError, ValueError, TypeError):
            marks = _Marks(**json.loads(self._notes.read_text("utf-8")))
            size = self._path.stat().st_size
            if marks.url == masked(url) and 0 < size < marks.total:
                self.marks, self.size = marks, size

    def begin(self, marks: _Marks) -> None:
        """Start a new part."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._acquire():
            self.drop()
            self._notes.write_text(json.dumps(asdict(marks)), "utf-8")
            self._file = self._path.open("wb")

    def resume(self) -> bytes:
        """Return what there is; what follows is appended."""
        data = self._path.read_bytes()
        self._file = self._path.open("ab")
        return data

    def write(self, chunk: bytes) -> None:
        """Append, where a part is kept at all."""
        if self._file:
            self._file.write(chunk)

    def close(self) -> None:
        """End writing; the part stays."""
        if self._file:
            self._file.close()
            self._file = None
        self._lock.release()

    def drop(self) -> None:
        """Forget the part, if it is this process that keeps it."""
        if self._file:
            self._file.close()
            self._file = None
        if self._lock.is_locked:
            self._path.unlink(missing_ok=True)
            self._notes.unlink(missing_ok=True)
        self.marks, self.size = None, 0

    def _acquire(self) -> bool:
        if not self._lock.is_locked:
            with contextlib.suppress(Timeout):
                self._lock.acquire()
        return self._lock.is_locked


def ask(
    client: httpx.Client, url: str, conditions: dict[str, str], part: Part, seconds: float, max_bytes: int
) -> Answer:
    """Make one request; continue the part if there is one, else send the ``conditions``.

    All of it, from the host's name to the last byte, has so many ``seconds``. Raises Fault where no whole answer comes
    within the limits.
    """
    with clock.limit(seconds):
        return _ask(client, url, conditions, part, max_bytes)


def _ask(client: httpx.Client, url: str, conditions: dict[str, str], part: Part, max_bytes: int) -> Answer:
    part.find(url)
    headers = conditions
    if part.marks:
        headers = {"Range": f"bytes={part.size}-", "If-Range": part.marks.if_range}
    answered = False
    try:
        with client.stream("GET", url, headers=headers) as response:
            answered = True
            if response.status_code in REDIRECTS and "location" in response.headers:
                there, public = response.headers["location"], came_from_public(response)
                return Answer(response.status_code, response.headers, redirect=there, public=public)
            if response.status_code == 416:
                part.drop()
                raise Fault("truncated", "what is left of the body cannot be asked for", retry=True)
            if response.status_code not in (200, 206):
                return Answer(response.status_code, response.headers)
            data = _body(response, part, max_bytes)
            part.drop()
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, UnicodeError) as error:
        raise of_exception(error, answered=answered) from error
    except Fault as fault:
        if fault.code == "too_large":
            part.drop()
        raise
    finally:
        part.close()
    bounded = "content-length" in response.headers or "transfer-encoding" in response.headers
    return Answer(response.status_code, response.headers, data, bounded=bounded)


def _body(response: httpx.Response, part: Part, max_bytes: int) -> bytes:
    body = bytearray()
    if response.status_code == 206:
        body += _continued(response, part)
    else:
        _open_part(response, part)
    if (length := _number(response.headers.get("content-length"))) and len(body) + length > max_bytes:
        raise Fault("too_large", f"{len(body) + length} bytes; the limit is {max_bytes}")
    for chunk in unpacked(response):
        body += chunk
        if len(body) > max_bytes:
            raise Fault("too_large", f"more than {max_bytes} bytes")
        part.write(chunk)
        clock.wait(None)
    if response.status_code == 206 and part.marks and len(body) != part.marks.total:
        part.drop()
        raise Fault("truncated", "the rest of the body has another length than announced", retry=True)
    return bytes(body)


def unpacked(response: httpx.Response) -> Iterator[bytes]:
    """Yield the body as the document's bytes, never more than a megabyte at a time.

    No coding is asked for; gzip and deflate are undone all the same, one or two on top of each other, and known by
    their end. Other codings that exist raise Fault ``unread_coding``: httpx would unpack them without a limit, and take
    what there is of a packed body that was cut for the whole. A word that is no coding is a server's mistake.
    """
    said = response.headers.get("content-encoding", "").lower().split(",")
    codings = [coding.strip() for coding in said if coding.strip() in _CODINGS]
    if len(codings) > 2 or not all(coding in _UNPACKED for coding in codings):
        raise Fault("unread_coding", f"the body is packed as {', '.join(codings)[:100]}, which nobody asked for")
    body: Iterator[bytes] = response.iter_raw()
    for coding in reversed(codings):
        body = _inflated(body, coding)
    return body


def _inflated(body: Iterator[bytes], coding: str) -> Iterator[bytes]:
    unpacker = None
    try:
        for packed in body:
            while packed:
                if unpacker is None or unpacker.eof:
                    if unpacker and packed[:2] != b"\x1f\x8b":  # no further member: padding
                        break
                    bare = coding == "deflate" and packed[0] & 0x0F != 8  # some send deflate without zlib's header
                    unpacker = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
                yield unpacker.decompress(packed, _UNPACKED_AT_ONCE)
                packed = unpacker.unconsumed_tail or unpacker.unused_data
        if unpacker:
            yield unpacker.flush()
    except zlib.error as error:
        raise Fault("truncated", f"the packed body cannot be unpacked: {error}", retry=True) from error
    if unpacker is None or not unpacker.eof:
        raise Fault("truncated", "the packed body ends before its end", retry=True)


def _continued(response: httpx.Response, part: Part) -> bytes:
    """Return what the part holds, once the answer is known to go on from there."""
    span = re.fullmatch(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)", response.headers.get("content-range", "").strip())
    marks = part.marks
    fits = marks is not None and span is not None and int(span[1]) == part.size
    fits = fits and span is not None and marks is not None and span[3] in ("*", str(marks.total))
    if not fits or marks is None or response.headers.get("etag", marks.etag) != marks.etag:
        part.drop()
        raise Fault("truncated", "the server went on from another place than asked for", retry=True)
    return part.resume()


def _open_part(response: httpx.Response, part: Part) -> None:
    """Keep the body as it comes, where the server can continue it later."""
    headers = response.headers
    total = _number(headers.get("content-length"))
    etag = headers.get("etag")
    strong = etag if etag and not etag.startswith("W/") else None
    modified = headers.get("last-modified")
    if not strong and not (modified and _settled(modified, headers.get("date"))):
        modified = None
    can = headers.get("accept-ranges", "").lower() == "bytes" and "content-encoding" not in headers
    if can and total and total >= _PART_FROM and (strong or modified):
        part.begin(_Marks(masked(str(response.url)), strong, modified, total))
    else:
        part.drop()


def _settled(modified: str, date: str | None) -> bool:
    """Whether a Last-Modified is old enough to tell versions apart (RFC 9110, 8.8.2.2)."""
    try:
        now = parsedate_to_datetime(date) if date else dt.datetime.now(dt.UTC)
        return (now - parsedate_to_datetime(modified)).total_seconds() >= 60
    except (ValueError, TypeError, OverflowError):
        return False


def _number(text: str | None) -> int | None:
    return int(text) if text and len(text) < 16 and text.isdecimal() else None
