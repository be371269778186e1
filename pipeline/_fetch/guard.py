"""Whom a request may reach, decided on the address that is connected to, and how long one may take in all.

A name is resolved here, and what is connected to is the number that was looked at: neither another spelling of an
address nor a name whose answer changes leads past it. Documents, redirects, robots.txt, sitemaps and lists all go
through the one transport.
"""

from __future__ import annotations

import ipaddress
import netrc
import queue
import socket
import ssl
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpcore
import httpx

from pipeline._fetch.faults import Fault
from pipeline._fetch.policy import FetchPolicy

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What IANA's registries of special-purpose addresses list, beside what ``is_global`` knows in every Python version:
# private, shared, loopback, link-local, documentation, benchmarking, relays, multicast, reserved, site-local.
_SPECIAL: tuple[Network, ...] = tuple(
    map(
        ipaddress.ip_network,
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
        "192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 "
        "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        "::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 "
        "fe80::/10 fec0::/10 ff00::/8".split(),
    )
)
_MOST_COOKIES = 300
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_special(address: str) -> bool:
    """Whether an address, as a number, is none of the public internet.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, NAT64) is what that one is, too. Raises ValueError for
    what is no number.
    """
    number = ipaddress.ip_address(address.partition("%")[0])
    return any(_special(each) for each in _meant(number))


def _special(number: _Address) -> bool:
    named = any(number in network for network in _SPECIAL if network.version == number.version)
    return named or not number.is_global or number.is_multicast


def _meant(number: _Address) -> list[_Address]:
    """Return an address and the IPv4 address in it; a mapped address is nothing but that."""
    if isinstance(number, ipaddress.IPv4Address):
        return [number]
    if number.ipv4_mapped:
        return [number.ipv4_mapped]
    inner: list[_Address] = [number]
    if number.sixtofour:
        inner.append(number.sixtofour)
    if number in _NAT64:
        return [ipaddress.IPv4Address(number.packed[-4:])]
    return inner


def is_literal_special(url: str) -> bool:
    """Whether an address names a special one by number, or this machine; for where a proxy does the connecting."""
    host = httpx.URL(url).host
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return is_special(host)
    except ValueError:
        pass
    try:
        return is_special(socket.inet_ntoa(socket.inet_aton(host)))  # 127.1, 0x7f000001, 2130706433
    except OSError:
        return False


class Clock(threading.local):
    """The time that the requests of this thread may take; what is read, written or connected looks at it."""

    ends: float | None = None

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Give the requests of the block so many seconds together, or what is left of a limit around it."""
        before = self.ends
        ends = time.monotonic() + seconds
        self.ends = ends if before is None else min(before, ends)
        try:
            yield
        finally:
            self.ends = before

    def wait(self, timeout: float | None) -> float | None:
        """Return how long the next step may wait. Raises Fault ``too_slow`` where no time is left."""
        if self.ends is None:
            return timeout
        left = self.ends - time.monotonic()
        if left <= 0:
            raise self.over()
        return left if timeout is None else min(timeout, left)

    @contextmanager
    def step(self, timeout: float | None) -> Iterator[float | None]:
        """Yield how long a step may wait; a time-out is ``too_slow`` where it is the whole that took too long."""
        try:
            yield self.wait(timeout)
        except httpcore.TimeoutException:
            if self.ends is not None and time.monotonic() >= self.ends:
                raise self.over() from None
            raise

    def over(self) -> Fault:
        """Return the fault of a request that is not whole in its time."""
        return Fault("too_slow", "the answer is not whole in the time of an attempt (fetch.total_timeout)", retry=True)


clock = Clock()


class _Stream(httpcore.NetworkStream):
    """A connection on the clock."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with clock.step(timeout) as wait:
            return self._inner.read(max_bytes, wait)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with clock.step(timeout) as wait:
            self._inner.write(buffer, wait)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with clock.step(timeout) as wait:
            return _Stream(self._inner.start_tls(ssl_context, server_hostname, wait))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to public addresses, and to those named."""

    def __init__(self, named: Sequence[Network]) -> None:
        self._named = named
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        with clock.step(timeout) as wait:
            found = _resolved(host, port, wait)
        allowed = [address for address in found if self._may(address)]
        if not allowed:
            raise Fault(
                "private_address",
                f"{host} is {found[0]}, which is no public address; the setting fetch.allow_addresses can name it",
            )
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in allowed[:4]:
            try:
                with clock.step(timeout) as wait:
                    return _Stream(self._inner.connect_tcp(address, port, wait, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = failed or error
        assert failed is not None  # noqa: S101 - there was an address, and it did not connect
        raise failed

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)

    def _may(self, address: str) -> bool:
        if not is_special(address):
            return True
        number = _meant(ipaddress.ip_address(address.partition("%")[0]))[0]
        return any(number in network for network in self._named if network.version == number.version)


def _resolved(host: str, port: int, timeout: float | None) -> list[str]:
    """Return the addresses of a host, as numbers. The resolver knows no time limit, so a thread waits for it."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put([str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except Exception as error:
            answers.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        found = answers.get(timeout=timeout)
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time") from None
    if isinstance(found, UnicodeError):
        raise Fault("bad_address", f"no name of a host: {host[:100]!r}") from found
    if isinstance(found, Exception):
        raise httpcore.ConnectError(str(found)) from found
    if not found:
        raise httpcore.ConnectError(f"{host} has no address")
    return list(dict.fromkeys(found))


class Transport(httpx.HTTPTransport):
    """The transport of all requests: guarded, on the clock.

    ``named`` are the special addresses that may be reached all the same. With a ``proxy``, that is what is connected
    to, and it decides where a name leads; addresses that are special as they stand are refused here all the same.
    """

    def __init__(self, limits: httpx.Limits, named: Sequence[Network] = (), proxy: str | None = None) -> None:
        super().__init__(limits=limits, proxy=proxy, trust_env=True)
        self._proxied = proxy is not None
        if not proxy:
            self._pool._network_backend = _Backend(named)
        else:
            everything = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
            self._pool._network_backend = _Backend(everything)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        if self._proxied and is_literal_special(str(request.url)):
            raise Fault("private_address", f"{request.url.host} is no public address")
        return super().handle_request(request)


class Clients:
    """The two clients of a run: one that may ask the special addresses named in the settings, one for public ones only.

    What began at a public address goes on with the second: no stranger's redirect leads into a network that the
    operator opened for sources of its own. ``close`` ends both.
    """

    def __init__(self, policy: FetchPolicy) -> None:
        limits = httpx.Limits(max_connections=policy.workers, max_keepalive_connections=policy.workers)
        auth = Netrc(policy.netrc) if policy.netrc else None

        def client(named: Sequence[Network]) -> httpx.Client:
            return httpx.Client(
                # bytes as kept: validators and ranges then speak of the same body
                headers={"User-Agent": policy.user_agent, "Accept": "*/*", "Accept-Encoding": "identity"},
                timeout=httpx.Timeout(policy.read_timeout, connect=policy.connect_timeout, pool=None),
                transport=Transport(limits, named, policy.proxy),
                auth=auth,
                trust_env=False,
            )

        self._any = client(tuple(policy.allow_addresses))
        self._public = client(())

    def of(self, public: bool) -> httpx.Client:
        """Return the client to go on with; ``public``: what came before was on the public internet."""
        client = self._public if public else self._any
        if len(client.cookies.jar) > _MOST_COOKIES:  # somebody fills it
            client.cookies.clear()
        return client

    def close(self) -> None:
        """End all connections."""
        self._any.close()
        self._public.close()


def came_from_public(response: httpx.Response) -> bool:
    """Whether a response came from a public address."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    return peer is not None and not is_special(str(peer[0]))


class Netrc(httpx.Auth):
    """Users and passwords from a netrc file, for the hosts that it names; over TLS or to this machine only.

    An entry ``default`` is not used: it would tell every host. Raises OSError and ``netrc.NetrcParseError``.
    """

    def __init__(self, path: Path) -> None:
        self._hosts = netrc.netrc(str(path)).hosts

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        host = request.url.host
        entry = self._hosts.get(host) if host != "default" else None
        if entry and (request.url.scheme == "https" or host in ("127.0.0.1", "::1", "localhost")):
            basic = httpx.BasicAuth(entry[0] or "", entry[2] or "")
            yield from basic.auth_flow(request)
        else:
            yield request
