"""A server on loopback that misbehaves in some seventy ways, one a path or a port; tests fetch from it.

:data:`ANSWERS` are what it answers to a request for a document, each written byte by byte. :data:`ROBOTS` are what it
answers to a request for robots.txt, where the document itself is in order.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import gzip
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PAGE = b"<!doctype html><html><head><title>Plan</title></head><body><p>Eleven commitments.</p></body></html>"
BOMB = 100_000_000  # bytes that a bomb unpacks to
_BROTLI = "&;S2__$L73u|OdA{-6K<|L{)$#9;w|?)^Xi|Nr5i0EojP0Nwk4{{R2OKLHSj1pvDD|NQ^|hkpVf4hsNu@Bi~3ydM7qKpYkT=wjCc"
Answer = Callable[[socket.socket], None]


def ok(body: bytes = PAGE, *headers: str, status: str = "200 OK", length: int | None = None) -> Answer:
    """Return what answers with a whole response; ``length`` announces another length than the body has."""

    def answer(line: socket.socket) -> None:
        said = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
        said += ["Connection: close", *headers]
        line.sendall("\r\n".join([*said, "", ""]).encode("latin-1") + body)

    return answer


def raw(*parts: bytes) -> Answer:
    """Return what sends bytes as they are, and hangs up."""

    def answer(line: socket.socket) -> None:
        for part in parts:
            line.sendall(part)

    return answer


def drip(start: bytes, bit: bytes, pause: float = 0.05) -> Answer:
    """Return what sends a beginning and then the same few bytes for ever."""

    def answer(line: socket.socket) -> None:
        line.sendall(start)
        for _ in range(4000):
            line.sendall(bit)
            time.sleep(pause)

    return answer


def flood(start: bytes, bit: bytes) -> Answer:
    """Return what sends a beginning and then the same bytes for ever, as fast as they are taken."""
    return drip(start, bit * 1000, 0.0)


def silent(seconds: float = 30) -> Answer:
    """Return what says nothing for long."""
    return lambda line: time.sleep(seconds) if line else None


def reset(line: socket.socket) -> None:
    """End the connection with a reset."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def redirect(where: str, status: str = "302 Found") -> Answer:
    """Return what leads elsewhere."""
    return ok(b"", f"Location: {where}", status=status)


def packed(coding: str, body: bytes) -> Answer:
    """Return what answers with a packed body."""
    return ok(body, f"Content-Encoding: {coding}")


@functools.cache
def bomb(coding: str) -> bytes:
    """Return a body that unpacks to :data:`BOMB` bytes."""
    if coding == "br":
        return base64.b85decode(_BROTLI)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    blank = bytes(1_000_000)
    return b"".join(packer.compress(blank) for _ in range(BOMB // len(blank))) + packer.flush()


_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
ANSWERS: dict[str, Answer] = {
    "whole": ok(),
    "closes-at-once": raw(),
    "reset": reset,
    "silent": silent(),
    "noise": raw(bytes(range(256)) * 40),
    "no-http": raw(b"220 mail.example.org ESMTP\r\n"),
    "http-0.9": raw(PAGE),
    "http-9": raw(b"HTTP/9.9 200 OK\r\n\r\n" + PAGE),
    "tls-alert": raw(b"\x15\x03\x01\x00\x02\x02\x28"),
    "half-a-status": raw(b"HTTP/1."),
    "status-of-words": raw(b"HTTP/1.1 two hundred\r\n\r\n"),
    "status-0": ok(status="000 Nothing"),
    "status-99": ok(status="99 Early"),
    "status-999": ok(status="999 Denied"),
    "status-418": ok(status="418 Teapot"),
    "status-500": ok(status="500 Broken"),
    "status-101": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"),
    "long-status-line": flood(b"HTTP/1.1 200 ", b"O"),
    "long-header": flood(_OK + b"X: ", b"x"),
    "many-headers": flood(_OK, b"X-Y: z\r\n"),
    "drip-headers": drip(_OK + b"X: ", b"x"),
    "early-hints": drip(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0.01),
    "continue": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
    "control-in-header": ok(PAGE, "X-Name: a\x00b\x1b[31m"),
    "header-without-colon": raw(_OK + b"no colon here\r\n\r\n" + PAGE),
    "folded-header": raw(_OK + b"X: a\r\n b\r\nContent-Length: 4\r\n\r\nwhat"),
    "length-negative": raw(_OK + b"Content-Length: -5\r\n\r\n" + PAGE),
    "length-of-words": raw(_OK + b"Content-Length: many\r\n\r\n" + PAGE),
    "length-of-digits": raw(_OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n" + PAGE),
    "length-huge": ok(length=10**15),
    "length-two": raw(_OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n" + PAGE),
    "length-and-chunked": raw(_CHUNKED[:-2] + b"Content-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    "too-short": ok(length=len(PAGE) + 100),
    "too-long": ok(PAGE * 3, length=len(PAGE)),
    "chunk-broken": raw(_CHUNKED + b"5\r\nhel"),
    "chunk-of-words": raw(_CHUNKED + b"zz\r\nhello\r\n"),
    "chunk-huge": raw(_CHUNKED + b"f" * 16 + b"\r\nhello\r\n"),
    "chunk-extension": flood(_CHUNKED + b"5;", b"x"),
    "chunk-trailers": flood(_CHUNKED + b"0\r\n", b"X: y\r\n"),
    "drip-body": drip(_OK + b"Content-Length: 100000\r\n\r\n", b"x"),
    "flood-body": flood(_OK + b"\r\n", b"<p>x"),
    "flood-chunks": flood(_CHUNKED, b"5\r\nhello\r\n"),
    "no-body": ok(b""),
    "blank-body": ok(b" \n" * 1000),
    "bomb-gzip": lambda line: packed("gzip", bomb("gzip"))(line),
    "bomb-deflate": lambda line: packed("deflate", bomb("deflate"))(line),
    "bomb-br": lambda line: packed("br", bomb("br"))(line),
    "bomb-twice": lambda line: packed("gzip, gzip", gzip.compress(bomb("gzip")))(line),
    "codings": packed(", ".join(["gzip"] * 200), PAGE),
    "coding-wrong": packed("gzip", PAGE),
    "coding-unknown": packed("none", PAGE),
    "coding-zstd": packed("zstd", PAGE),
    "members": packed("gzip", gzip.compress(b"") * 5000),
    "location-bad": redirect("http://[::1"),
    "location-blank": redirect(""),
    "location-port": redirect("http://a.example:99999/"),
    "location-long": redirect("/" + "x" * 60_000),
    "location-file": redirect("file:///etc/hostname"),
    "location-script": redirect("javascript:alert(1)"),
    "location-password": redirect("http://user:planted-secret@example.org/"),
    "location-self": redirect("/location-self"),
    "location-idna": redirect("http://xn--" + "a" * 200 + ".example/"),
    "location-drip": drip(b"HTTP/1.1 302 Found\r\nLocation: /", b"x"),
    "cookies": ok(PAGE, *[f"Set-Cookie: c{n}={'v' * 50}; Path=/" for n in range(800)]),
    "etag-long": ok(PAGE, 'ETag: "' + "e" * 50_000 + '"'),
    "dates": ok(PAGE, "Last-Modified: Mon, 99 Foo 99999999999999999999 99:99:99 GMT", "Date: soon"),
    "retry-after-long": ok(b"", "Retry-After: " + "9" * 4000, status="429 Slow"),
    "retry-after-date": ok(b"", "Retry-After: Sun, 01 Jan 99999999999 00:00:00 GMT", status="503 Busy"),
    "retry-after-words": ok(b"", "Retry-After: later", status="503 Busy"),
    "range-unasked": ok(PAGE, "Content-Range: bytes 5-9/10", status="206 Partial"),
    "range-wrong": ok(PAGE, "Content-Range: bytes x-y/z", status="206 Partial"),
    "range-none": ok(b"", status="416 Range"),
    "not-modified-unasked": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "redirect-without-location": ok(b"", status="302 Found"),
    "charset": ok(PAGE, "Content-Type: text/html; charset=" + "x" * 30_000),
}
ROBOTS: dict[str, Answer] = {
    "drip": drip(_OK + b"Content-Length: 100000\r\n\r\n", b"#"),
    "hints": drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.01),
    "flood": flood(_OK + b"\r\n", b"Disallow: /x*y*z\n"),
    "bomb": lambda line: packed("gzip", bomb("gzip"))(line),
    "delay-for-ever": ok(b"User-agent: *\nCrawl-delay: 1e300\n"),
    "delay-no-number": ok(b"User-agent: *\nCrawl-delay: nan\nCrawl-delay: -5\n"),
    "rate-for-ever": ok(b"User-agent: *\nRequest-rate: 1/" + b"9" * 4000 + b"\n"),
    "stars": ok(b"User-agent: *\nDisallow: /" + b"*a" * 5000 + b"b$\n"),
    "bytes": ok(bytes(range(256)) * 100),
    "loop": redirect("/robots.txt"),
    "file": redirect("file:///etc/hostname"),
    "password": redirect("http://user:planted-secret@example.org/robots.txt"),
    "silent": silent(),
    "reset": reset,
}


@contextmanager
def misbehaving(robots: Answer | None = None) -> Iterator[str]:
    """Serve all answers on a port of loopback while the block runs; yield its address.

    ``robots`` answers for robots.txt; without it there is none. ``/document`` is in order.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        ended = threading.Event()

        def accept() -> None:
            while not ended.is_set():
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=[line], daemon=True).start()

        def serve(line: socket.socket) -> None:
            with contextlib.suppress(OSError, IndexError), line:
                asked = b""
                while b"\r\n\r\n" not in asked:
                    asked += line.recv(65_536) or b"\r\n\r\n"
                name = asked.split(b" ", 2)[1].decode("latin-1").strip("/").partition("?")[0]
                missing = ok(b"", status="404 Not Found")
                answer = (robots or missing) if name == "robots.txt" else ANSWERS.get(name, missing)
                (ok() if name == "document" else answer)(line)

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            ended.set()
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
