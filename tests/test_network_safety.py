"""What a fetch may reach, and servers that misbehave: each ends as a document or a code, in time."""

from __future__ import annotations

import ipaddress
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.misbehaviour import ANSWERS, ROBOTS, bomb, misbehaving
from benchmarks.pages import commitment_page
from benchmarks.site import ALLOWED, LOOPBACK, Site, running
from pipeline._fetch.faults import FetchErrorCode
from pipeline._fetch.guard import is_literal_special, is_special
from pipeline._fetch.state import FetchState
from pipeline.addresses import has_password, masked, masked_text, without_password
from pipeline.archive import Archive, ArchiveError
from pipeline.discover import NoSuchSourceError, Passed, RefusedFileError, TooLargeError, discover, read_file
from pipeline.fetch import Fetched, Fetcher, FetchPolicy, Missed, Target
from pipeline.ingest import ingest_many
from pipeline.nightly import run_night
from pipeline.offers import find_offers
from pipeline.settings import Settings
from pipeline.sources import SourcesError, load_sources

QUICK = FetchPolicy(
    host_interval=0,
    host_failures=1000,
    backoff=0.01,
    connect_timeout=1,
    read_timeout=0.4,
    total_timeout=1,
    attempts=1,
    allow_addresses=LOOPBACK,
    workers=16,
    host_concurrency=16,
    retry_after_cap=1_000_000_000_000,
    host_seconds=5,
)
CODES = set(get_args(FetchErrorCode))


def fetched(home: Path, *targets: str | Target, **changes: Any) -> dict[str, Fetched | Missed]:
    with (
        FetchState(home / "fetch.sqlite") as state,
        Fetcher(QUICK.model_copy(update=changes), Archive(home / "archive"), state, max_bytes=2_000_000) as fetcher,
    ):
        return {result.url: result for result in fetcher.fetch(targets)}


def code_of(result: Fetched | Missed) -> str:
    return result.code if isinstance(result, Missed) else result.outcome


@pytest.fixture(autouse=True, scope="module")
def bombs() -> None:
    """Made once, before anybody waits for them."""
    for coding in ("gzip", "deflate", "br"):
        bomb(coding)


def test_no_way_to_misbehave_costs_a_night(tmp_path: Path) -> None:
    """All of them in one run beside a document that is in order: each has its code, in time, in little memory."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with misbehaving() as bad, running() as site:
        good = site.serve("/plan", commitment_page(1))
        addresses = {name: f"{bad}/{name}" for name in ANSWERS if not name.startswith("retry-after")}
        results = fetched(tmp_path, *addresses.values(), good, total_timeout=10, host_seconds=600)
    took, grown = time.monotonic() - begun, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    codes = {name: code_of(results[url]) for name, url in addresses.items()}
    assert len(ANSWERS) + len(ROBOTS) >= 60
    assert code_of(results[good]) == "new"
    assert set(codes.values()) <= CODES | {"new"}
    assert {name for name, code in codes.items() if code == "fetch_error"} == set()
    assert took < 90
    assert grown < 300
    told = {
        "drip-headers": "too_slow",
        "early-hints": "too_slow",
        "continue": "too_slow",
        "drip-body": "too_slow",
        "flood-body": "too_large",
        "bomb-gzip": "too_large",
        "bomb-deflate": "too_large",
        "bomb-twice": "too_large",
        "bomb-br": "unread_coding",
        "coding-zstd": "unread_coding",
        "codings": "unread_coding",
        "coding-wrong": "truncated",
        "coding-unknown": "new",
        "location-file": "bad_redirect",
        "location-password": "bad_redirect",
        "location-self": "redirect_loop",
        "whole": "new",
    }
    assert {name: code for name, code in codes.items() if name in told} == told


@pytest.mark.parametrize("name", [*ANSWERS])
def test_each_ends_as_a_document_or_a_code(name: str, tmp_path: Path) -> None:
    with misbehaving() as bad:
        begun = time.monotonic()
        (result,) = fetched(tmp_path, f"{bad}/{name}").values()
    assert code_of(result) in CODES - {"fetch_error", "archive"} | {"new"}
    assert time.monotonic() - begun < 10
    assert "planted-secret" not in str(result)


@pytest.mark.parametrize("name", [*ROBOTS])
def test_each_robots_txt_ends_too(name: str, tmp_path: Path) -> None:
    with misbehaving(ROBOTS[name]) as bad:
        begun = time.monotonic()
        results = fetched(tmp_path, f"{bad}/document", f"{bad}/whole")
    assert {code_of(result) for result in results.values()} <= CODES - {"fetch_error"} | {"new"}
    assert time.monotonic() - begun < 10
    assert "planted-secret" not in str(results)


def test_a_crawl_delay_without_end_defers_and_holds_up_nobody(tmp_path: Path, site: Site) -> None:
    good = site.serve("/plan", commitment_page(1))
    with misbehaving(ROBOTS["delay-for-ever"]) as bad:
        results = fetched(tmp_path, f"{bad}/document", f"{bad}/whole", good)
    assert code_of(results[good]) == "new"
    assert {code_of(results[f"{bad}/{name}"]) for name in ("document", "whole")} == {"deferred"}


def test_a_night_has_an_end(tmp_path: Path) -> None:
    with misbehaving() as bad, misbehaving() as worse:
        urls = [f"{host}/silent?{n}" for host in (bad, worse) for n in range(20)]
        begun = time.monotonic()
        results = fetched(tmp_path, *urls, workers=1, read_timeout=0.2, night_seconds=0.5)
    assert time.monotonic() - begun < 5
    assert "deferred" in {code_of(result) for result in results.values()}


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


# --- whom a request may reach -------------------------------------------------------------------


SPECIAL = (
    "127.0.0.1 127.255.0.3 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 "
    "100.100.100.200 168.63.129.16 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.2.3 "
    "240.0.0.1 255.255.255.255 192.88.99.1 ::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 fe80::1 fe80::1%eth0 "
    "fec0::1 fc00::1 fd00::1 ff02::1 2001:db8::1 2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b:1::1 2001::1 100::1 3fff::1 "
    "5f00::1"
).split()
PUBLIC = "8.8.8.8 1.1.1.1 172.32.0.1 192.169.0.1 2606:4700::1 2a00:1450:4009::1 ::ffff:8.8.8.8 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", SPECIAL)
def test_special_addresses_are_told(address: str) -> None:
    assert is_special(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_told(address: str) -> None:
    assert not is_special(address)


SPELLINGS = (
    "http://{} http://127.1:{port} http://2130706433:{port} http://0x7f000001:{port} http://0177.0.0.1:{port} "
    "http://localhost:{port} http://LOCALHOST:{port} http://[::ffff:127.0.0.1]:{port} http://0:{port}"
)


def test_this_machine_is_refused_in_every_spelling_unless_named(tmp_path: Path, site: Site) -> None:
    site.serve("/plan", commitment_page(1))
    port = site.url.rpartition(":")[2]
    urls = [s.format(f"127.0.0.1:{port}", port=port) + "/plan" for s in SPELLINGS.split()]
    refused = fetched(tmp_path, *urls, allow_addresses=())
    codes = [code_of(result) for result in refused.values()]
    assert set(codes) <= {"private_address", "bad_address"}
    assert codes.count("bad_address") <= 1  # an octal spelling is no address to the client
    assert not site.requests
    assert "fetch.allow_addresses" in str(refused[urls[0]])
    (named,) = fetched(tmp_path, urls[0]).values()
    assert code_of(named) == "new"


def resolving(monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[str]]) -> None:
    """Let names have addresses; the last of each stays."""
    real = socket.getaddrinfo

    def fake(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        left = answers.get(host)
        return real(left.pop(0) if left and len(left) > 1 else left[0] if left else host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", fake)


def test_the_address_connected_to_decides_not_the_one_asked_before(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name whose second answer is this machine (DNS rebinding) is refused the second time."""
    port = site.url.rpartition(":")[2]
    for path in ("/robots.txt", "/plan"):
        site.answer(path, lambda h: h.send(200, commitment_page(1), Connection="close"))
    resolving(monkeypatch, {"turning.example": ["127.0.0.5", "127.0.0.1"]})
    (result,) = fetched(tmp_path, f"http://turning.example:{port}/plan", allow_addresses=(LOOPBACK[1],)).values()
    assert code_of(result) == "private_address"
    assert not site.requests


def test_robots_sitemaps_lists_and_links_are_guarded_alike(tmp_path: Path, site: Site) -> None:
    site.fallback = lambda handler: handler.send(200, b'<a href="/a.pdf">x</a>', Content_Type="text/html")
    (tmp_path / "sources.yml").write_text(
        "sources:\n"
        f"  - {{id: a, kind: page, url: '{site.url}/p', links: pdf}}\n"
        f"  - {{id: b, kind: sitemap, url: '{site.url}/s', links: pdf}}\n"
        f"  - {{id: c, kind: index, url: '{site.url}/i', field: x}}\n"
        f"  - {{id: d, kind: listing, url: '{site.url}/l', links: pdf}}\n"
    )
    with (
        FetchState(tmp_path / "fetch.sqlite") as state,
        Fetcher(QUICK.model_copy(update={"allow_addresses": ()}), Archive(tmp_path), state, max_bytes=99) as fetcher,
    ):
        found = find_offers(load_sources(tmp_path / "sources.yml"), fetcher, state, Archive(tmp_path))
    assert [offers.code for offers in found] == ["private_address"] * 4
    assert not site.requests


def test_a_redirect_from_the_public_internet_leads_into_no_network_that_is_named(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """127.0.0.2 stands for a public address here."""
    monkeypatch.setattr("pipeline._fetch.guard.is_special", lambda address: address != "127.0.0.2")
    port = site.url.rpartition(":")[2]
    site.serve("/inside", commitment_page(1))
    there = site.answer("/there", lambda h: h.send(302, Location=f"{site.url}/inside"))
    with running() as public:
        resolving(monkeypatch, {"public.example": ["127.0.0.2"]})
        monkeypatch.setattr("benchmarks.site.Handler.log_message", lambda *_: None)
        inner = fetched(tmp_path, there)
        assert public
    assert code_of(inner[there]) == "new"
    outer = f"http://public.example:{port}/there"
    (result,) = _from_all_interfaces(tmp_path, site, outer).values()
    assert code_of(result) == "private_address"


def _from_all_interfaces(home: Path, site: Site, url: str) -> dict[str, Fetched | Missed]:
    """Fetch over a second door on 127.0.0.2 that passes on to the site."""
    port = int(site.url.rpartition(":")[2])
    with socket.create_server(("127.0.0.2", port)) as door:
        import threading

        def serve() -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with line:
                    asked = line.recv(65_536)
                    body = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    if b"robots.txt" not in asked:
                        there = f"{site.url}/inside".encode()
                        body = (
                            b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
                            + there
                            + b"\r\n\r\n"
                        )
                    line.sendall(body)

        threading.Thread(target=serve, daemon=True).start()
        try:
            return fetched(home, url)
        finally:
            door.shutdown(socket.SHUT_RDWR)


def test_behind_a_proxy_what_is_special_as_it_stands_is_refused(tmp_path: Path) -> None:
    for url in ("http://127.1/a", "http://localhost/a", "http://169.254.169.254/a", "http://[::1]/a"):
        assert is_literal_special(url)
        (result,) = fetched(tmp_path, url, proxy="http://127.0.0.1:9").values()
        assert code_of(result) == "private_address"
    assert not is_literal_special("https://example.org/a")


def test_a_resolver_that_hangs_is_on_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    begun = time.monotonic()
    (result,) = fetched(tmp_path, "http://slow.example/a").values()
    assert code_of(result) in ("host_down", "timeout", "robots_unreachable", "too_slow")
    assert time.monotonic() - begun < 4


# --- what breaks in a worker --------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [RuntimeError("surprise"), MemoryError(), RecursionError(), ArchiveError("disk full")]
)
def test_a_surprise_in_a_worker_is_a_failed_fetch(
    error: Exception, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [site.serve(f"/{n}", commitment_page(n)) for n in range(4)]
    real = Archive.put

    def put(self: Archive, data: bytes) -> str:
        if data == commitment_page(2):
            raise error
        return real(self, data)

    monkeypatch.setattr(Archive, "put", put)
    results = fetched(tmp_path, *urls)
    assert sorted(code_of(r) for r in results.values()) == sorted(
        ["new", "new", "new", "archive" if isinstance(error, ArchiveError) else "fetch_error"]
    )


def test_a_state_that_cannot_be_written_fails_fetches_not_the_night(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FetchState, "seen", full)
    (result,) = fetched(tmp_path, site.serve("/plan", commitment_page(1))).values()
    assert code_of(result) == "fetch_error"


# --- files ----------------------------------------------------------------------------------------


def test_only_regular_files_inside_the_folders_are_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "a.pdf").write_bytes(b"a")
    (outside / "b.pdf").write_bytes(b"b")
    (inside / "link.pdf").symlink_to(outside / "b.pdf")
    (inside / "own.pdf").symlink_to(inside / "a.pdf")
    (inside / "up").symlink_to(outside)
    import os

    os.mkfifo(inside / "pipe.pdf")
    assert read_file(inside / "a.pdf", 10, [inside]) == b"a"
    assert read_file(inside / "own.pdf", 10, [inside]) == b"a"
    for name in ("link.pdf", "up/b.pdf", "../out/b.pdf", "pipe.pdf"):
        with pytest.raises(RefusedFileError):
            read_file(inside / name, 10, [inside])
    with pytest.raises(RefusedFileError):
        read_file(Path("/dev/zero"), 10)
    with pytest.raises(TooLargeError):
        read_file(inside / "a.pdf", 0)
    found = {f.path.name: isinstance(f, Passed) for f in discover([inside]) if f.path}
    assert found["link.pdf"]
    assert not found["own.pdf"]


def test_a_list_names_files_only_where_the_operator_wrote_it(tmp_path: Path, site: Site) -> None:
    secret = tmp_path / "secret.html"
    secret.write_bytes(commitment_page(1))
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "plan.html").write_bytes(commitment_page(2))
    (tmp_path / "here" / "list.csv").write_text(f"x\nplan.html\n{secret.as_uri()}\n")
    (tmp_path / "here" / "good.csv").write_text("x\nplan.html\n")
    site.serve("/list.csv", f"x\n{secret.as_uri()}\n".encode(), "text/csv")
    (tmp_path / "sources.yml").write_text(
        "sources:\n  - {id: a, kind: index, path: here/list.csv, field: x}\n"
        "  - {id: b, kind: index, path: here/good.csv, field: x}\n"
        "  - {id: c, kind: index, path: here/list.csv, field: x, folders: .}\n"
        f"  - {{id: d, kind: index, url: '{site.url}/list.csv', field: x}}\n"
    )
    with (
        FetchState(tmp_path / "fetch.sqlite") as state,
        Fetcher(QUICK, Archive(tmp_path), state, max_bytes=9999) as fetcher,
    ):
        found = find_offers(load_sources(tmp_path / "sources.yml"), fetcher, state, Archive(tmp_path))
    assert [(offers.code, len(offers.documents)) for offers in found] == [
        ("bad_list", 0),
        (None, 1),
        (None, 2),
        ("bad_list", 0),
    ]


# --- secrets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/a?token=planted-secret", "token"),
        ("https://example.org/a?x=1&access_token=planted-secret#p", "access_token"),
        ("https://example.org/a?X-Amz-Signature=planted-secret&y=2", "X-Amz-Signature"),
        ("https://example.org/a?key=planted-secret-planted-secret", "key"),
        ("https://example.org/a;jsessionid=planted-secret?x=1", "jsessionid"),
        ("https://example.org/a?user%5Bpassword%5D=planted-secret", "password"),
        ("https://example.org/a?x=1&client_secret=planted-secret", "client_secret"),
        ("https://example.org/a#id_token=planted-secret&x=1", "id_token"),
        ("https://example.org/a?next=https%3A%2F%2Fb.example%2F%3Ftoken%3Dplanted-secret", "b.example"),
        ("https://example.org/a?next=https%3A%2F%2Fu%3Aplanted-secret%40b.example%2F", "b.example"),
        ("https://u:planted-secret@example.org/a", "example.org"),
    ],
)
def test_secrets_of_addresses_are_masked(url: str, name: str) -> None:
    safe = masked(url)
    assert "planted" not in safe
    assert name in safe
    assert masked(safe) == safe
    assert "planted" not in masked_text(f"it said {url}, and no more")


_NAMES = st.sampled_from(
    "token Access-Token api_key X-Amz-Signature sid client_secret user[password] auth.token".split()
)
_PLAIN = st.text("abcxyz019-._~%20", min_size=1, max_size=8)
_PAIRS = st.lists(st.tuples(_PLAIN, _PLAIN).map("=".join), max_size=3)


@given(
    _PAIRS,
    _NAMES,
    st.text("ABCDEFGHJKLMN", min_size=8, max_size=40),
    _PAIRS,
    st.sampled_from("?#"),
    st.sampled_from("&;"),
)
def test_a_secret_is_masked_wherever_it_stands(
    before: list[str], name: str, secret: str, after: list[str], mark: str, sign: str
) -> None:
    safe = masked(f"https://example.org/a{mark}" + sign.join([*before, f"{name}={secret}", *after]))
    assert secret not in safe
    assert masked(safe) == safe
    assert all(pair in safe for pair in [*before, *after] if pair.partition("=")[0] not in ("sid",))


@given(st.text(max_size=200))
def test_any_text_is_masked_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)
    assert masked_text(masked_text(text)) == masked_text(text)


@given(st.ip_addresses(v=4))
def test_an_address_is_what_the_one_inside_it_is(inner: ipaddress.IPv4Address) -> None:
    """However an IPv4 address is written, mapped or translated, it is special where it is so by itself."""
    said = is_special(str(inner))
    number = int(inner)
    assert is_special(f"::ffff:{inner}") is said
    assert is_special(f"0:0:0:0:0:ffff:{number >> 16:x}:{number & 0xFFFF:x}") is said
    assert is_special(f"64:ff9b::{inner}") is said
    assert is_special(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1") or not said
    assert is_special(f"::{inner}")
    for spelling in (str(number), hex(number), f"0{number:o}", ".".join(f"0x{byte:x}" for byte in inner.packed)):
        assert is_literal_special(f"http://{spelling}/a") is said


def test_what_is_no_secret_stays_and_two_tokens_stay_two() -> None:
    for url in ("https://example.org/a?id=7&page=2", "https://example.org/?key=plan-2020", "https://example.org/x@y"):
        assert masked(url) == url
        assert not has_password(url)
    assert masked("https://e.org/?token=aaaa") != masked("https://e.org/?token=bbbb")
    assert without_password("https://u:p@e.org/a@b") == "https://e.org/a@b"


def test_an_address_with_a_password_is_refused_with_advice(tmp_path: Path) -> None:
    url = "https://user:planted-secret@example.org/a.pdf"
    with pytest.raises(NoSuchSourceError, match="netrc") as refused:
        list(discover([url]))
    assert "planted-secret" not in str(refused.value)
    (tmp_path / "sources.yml").write_text(f"sources:\n  - {{id: a, kind: document, url: '{url}'}}\n")
    with pytest.raises(SourcesError, match="netrc") as wrong:
        load_sources(tmp_path / "sources.yml")
    assert "planted-secret" not in str(wrong.value)
    (result,) = fetched(tmp_path, url).values()
    assert code_of(result) == "password_in_address"
    assert "planted-secret" not in str(result)


def test_a_user_and_password_come_from_netrc(tmp_path: Path, site: Site) -> None:
    url = site.serve("/plan", commitment_page(1))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password planted-secret\ndefault login a password b\n")
    fetched(tmp_path, url, netrc=tmp_path / "netrc")
    assert site.asked("/plan")[0].headers["authorization"].startswith("Basic ")


def test_a_planted_secret_is_found_in_nothing_that_is_kept_or_published(
    tmp_path: Path, site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    """Token and password in sources, links, redirects and lists; searched for in every file but the private state."""
    site.fallback = lambda handler: handler.document(commitment_page(1))
    site.serve("/all", b'<a href="/c/1?token=planted-secret">x</a><a href="/c/2?sid=planted-secret">y</a>')
    host = site.url.removeprefix("http://")
    site.serve("/more", f'<a href="http://me:planted-secret@{host}/c/3">x</a>'.encode())
    site.answer("/c/1?token=planted-secret", lambda h: h.send(302, Location="/c/9?signature=planted-secret"))
    site.answer("/c/2?sid=planted-secret", lambda h: h.send(404))
    home = tmp_path / "home"
    home.mkdir()
    (home / "sources.yml").write_text(
        f"sources:\n  - {{id: a, kind: page, url: '{site.url}/all', links: '/c/'}}\n"
        f"  - {{id: b, kind: page, url: '{site.url}/more', links: '/c/'}}\n"
        f"  - {{id: c, kind: page, url: '{site.url}/none?token=planted-secret', links: '/d/'}}\n"
    )
    settings = Settings(home=home, fetch=QUICK.model_copy(update={"host_failures": 3}))
    run = run_night(settings)
    assert run.counts["read_ok"] + run.counts.get("read_partial", 0) == 2
    ingest_many([f"{site.url}/c/5?api_key=planted-secret"], settings)
    from warehouse.export import export

    export(settings.warehouse, tmp_path / "out")
    said = capfd.readouterr()
    assert "planted-secret" not in said.out + said.err
    lists = {p for p in home.rglob("*") if p.is_file() and b'<a href="' in p.read_bytes()[:20]}  # the pages themselves
    for path in [*home.rglob("*"), *(tmp_path / "out").rglob("*")]:
        if path.is_file() and path.name not in ("sources.yml",) and "fetch.sqlite" not in path.name:
            assert path in lists or b"planted-secret" not in path.read_bytes(), path


def test_the_setting_can_be_given_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPROMISO_FETCH__ALLOW_ADDRESSES", ALLOWED)
    assert [str(network) for network in Settings().fetch.allow_addresses] == ["127.0.0.0/8"]
