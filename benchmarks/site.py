"""A web site on loopback whose every answer can be told to fail."""

from __future__ import annotations

import hashlib
import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
"""What fetching must be allowed to reach the site, as the setting ``fetch.allow_addresses``."""
ALLOWED = '["127.0.0.0/8"]'  # the same, for COMPROMISO_FETCH__ALLOW_ADDRESSES


@dataclass(slots=True)
class Request:
    """A request as the site got it."""

    path: str
    headers: dict[str, str]
    at: float


class Handler(BaseHTTPRequestHandler):
    """Looks up who answers a path."""

    protocol_version = "HTTP/1.1"
    site: Site
    status: int = 0

    def do_GET(self) -> None:
        """Answer."""
        self.site.requests.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic()))
        route = self.site.routes.get(self.path) or self.site.fallback
        route(self)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    def send(self, status: int = 200, body: bytes = b"", /, *, length: int | None = None, **headers: str) -> None:
        """Send a whole answer; ``length`` announces another length than the body has, and then hangs up."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None and length != len(body):
            self.hang_up()

    def hang_up(self) -> None:
        """Close the connection."""
        self.wfile.flush()
        self.close_connection = True

    def document(self, body: bytes, media_type: str = "text/html; charset=utf-8") -> None:
        """Send a body with a validator, or 304 where the client has it."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self.send(304, ETag=etag)
        else:
            self.send(200, body, Content_Type=media_type, ETag=etag)


Route = Callable[[Handler], None]


@dataclass
class Site:
    """Routes by path and the requests that came. ``fallback`` answers all other paths."""

    routes: dict[str, Route] = field(default_factory=dict)
    fallback: Route = field(default=lambda handler: handler.send(404, b"nothing here"))
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    def serve(self, path: str, body: bytes, media_type: str = "text/html; charset=utf-8") -> str:
        """Offer a document and return its address."""
        self.routes[path] = lambda handler: handler.document(body, media_type)
        return self.url + path

    def answer(self, path: str, *answers: Route) -> str:
        """Answer a path by turns, the last one for ever; return its address."""
        left = list(answers)
        lock = threading.Lock()

        def route(handler: Handler) -> None:
            with lock:
                one = left.pop(0) if len(left) > 1 else left[0]
            one(handler)

        self.routes[path] = route
        return self.url + path

    def asked(self, path: str) -> list[Request]:
        """Return the requests for one path."""
        return [request for request in self.requests if request.path == path]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the trade."""


@contextmanager
def running(site: Site | None = None, port: int = 0) -> Iterator[Site]:
    """Serve a site on loopback while the block runs."""
    site = site or Site()
    server = _Server(("127.0.0.1", port), type("SiteHandler", (Handler,), {"site": site}))
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
