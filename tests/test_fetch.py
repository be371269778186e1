"""Fetching, against a real server on loopback."""

from __future__ import annotations

import datetime as dt
import email.utils
import gzip
import itertools
import json
import socket
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.site import LOOPBACK, Handler, Route, Site, running
from pipeline._fetch.state import StateError
from pipeline.archive import Archive
from pipeline.fetch import Fetched, Fetcher, FetchError, FetchPolicy, FetchState, Missed, Target, fetch_one
from pipeline.settings import Settings

PAGE = b"<!doctype html><html><head><title>Plan</title></head><body><p>Eleven commitments.</p></body></html>"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + b"% padding of a report\n" * 30_000 + b"trailer\n%%EOF\n"
FAST = FetchPolicy(
    host_interval=0,
    backoff=0.01,
    backoff_cap=0.05,
    connect_timeout=1,
    read_timeout=0.4,
    total_timeout=2,
    attempts=3,
    allow_addresses=LOOPBACK,
)


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


class Web:
    """A fetcher's world: an archive and a state that outlive one run."""

    def __init__(self, home: Path) -> None:
        self.archive = Archive(home / "archive")
        self.state = FetchState(home / "fetch.sqlite")

    def run(self, *targets: Target | str, max_bytes: int = 10_000_000, **changes: Any) -> dict[str, Fetched | Missed]:
        policy = FAST.model_copy(update=changes)
        with Fetcher(policy, self.archive, self.state, max_bytes=max_bytes, journal=True, run_id="r") as fetcher:
            return {result.url: result for result in fetcher.fetch(targets)}

    def one(self, target: Target | str, **options: Any) -> Fetched | Missed:
        (result,) = self.run(target, **options).values()
        return result


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    web = Web(tmp_path)
    yield web
    web.state.close()


def trail(result: Fetched | Missed) -> list[str]:
    """What became of each attempt, robots.txt left out."""
    return [f.error or f.outcome for f in result.fetches if not f.url.endswith("/robots.txt")]


def test_a_document_is_archived_and_its_second_fetch_transfers_nothing(site: Site, web: Web) -> None:
    url = site.serve("/plan", PAGE)
    first, second = web.one(url), web.one(url)
    assert isinstance(first, Fetched)
    assert isinstance(second, Fetched)
    assert (first.outcome, second.outcome) == ("new", "not_modified")
    assert web.archive.get(first.sha256) == PAGE
    assert second.sha256 == first.sha256
    assert second.media_type == first.media_type == "text/html"
    assert "if-none-match" not in site.asked("/plan")[0].headers
    assert "if-none-match" in site.asked("/plan")[1].headers
    assert second.fetches[-1].status_code == 304
    page = web.state.page(url)
    assert page is not None
    assert page.first_seen_at == page.changed_at == first.seen_at
    assert page.last_seen_at == second.seen_at


def test_the_bytes_have_the_last_word_on_what_changed(site: Site, web: Web) -> None:
    url = site.answer("/plan", lambda h: h.send(200, PAGE, ETag='"1"'), lambda h: h.send(200, PAGE, ETag='"2"'))
    assert trail(web.one(url)) == ["new"]
    second = web.one(url)
    assert isinstance(second, Fetched)
    assert second.outcome == "same"
    assert len(site.asked("/plan")) == 2


def test_last_modified_is_a_validator_too_and_force_sends_none(site: Site, web: Web) -> None:
    when = "Tue, 01 Mar 2022 10:00:00 GMT"
    url = site.answer("/plan", lambda h: h.send(200, PAGE, Last_Modified=when))
    web.one(url)
    web.one(url)
    web.one(Target(url, conditional=False))
    first, second, third = site.asked("/plan")
    assert second.headers["if-modified-since"] == when
    assert "if-modified-since" not in first.headers.keys() | third.headers.keys()


def test_bytes_that_left_the_archive_are_fetched_again(site: Site, web: Web) -> None:
    url = site.serve("/plan", PAGE)
    first = web.one(url)
    assert isinstance(first, Fetched)
    web.archive.path(first.sha256).unlink()
    assert trail(web.one(url)) == ["new"]
    assert first.sha256 in web.archive


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(site: Site, web: Web, status: int) -> None:
    url = site.answer("/plan", lambda h: h.send(status), lambda h: h.document(PAGE))
    result = web.one(url)
    assert isinstance(result, Fetched)
    assert trail(result) == ["rate_limited" if status == 429 else "server_error", "new"]
    assert [f.attempt for f in result.fetches if f.status_code != 404] == [1, 2]


@pytest.mark.parametrize(
    ("status", "code"), [(404, "not_found"), (403, "forbidden"), (410, "gone"), (401, "forbidden"), (418, "http_error")]
)
def test_what_will_not_pass_is_asked_once(site: Site, web: Web, status: int, code: str) -> None:
    result = web.one(site.answer("/plan", lambda h: h.send(status)))
    assert isinstance(result, Missed)
    assert result.code == code
    assert len(site.asked("/plan")) == 1


def test_a_vanished_document_stays_and_is_marked(site: Site, web: Web) -> None:
    url = site.answer("/plan", lambda h: h.document(PAGE), lambda h: h.send(404), lambda h: h.document(PAGE))
    first = web.one(url)
    assert isinstance(first, Fetched)
    assert isinstance(web.one(url), Missed)
    page = web.state.page(url)
    assert page is not None
    assert page.gone_since is not None
    assert page.last_seen_at == first.seen_at
    assert web.archive.get(page.sha256) == PAGE
    web.one(url)
    back = web.state.page(url)
    assert back is not None
    assert back.gone_since is None


def test_retry_after_in_seconds_and_as_a_date_is_honoured(site: Site, web: Web) -> None:
    def later(handler: Handler) -> None:
        when = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
        handler.send(503, Retry_After=email.utils.format_datetime(when, usegmt=True))

    one = site.answer("/one", lambda h: h.send(429, Retry_After="1"), lambda h: h.document(PAGE))
    two = site.answer("/two", later, lambda h: h.document(PAGE))
    for path, url in (("/one", one), ("/two", two)):
        result = web.one(url)
        assert isinstance(result, Fetched)
        assert any(f.retry_after for f in result.fetches)
        first, second = site.asked(path)
        assert second.at - first.at >= 0.95


def test_a_host_that_asks_for_a_long_wait_is_left_alone_until_the_next_run(site: Site, web: Web) -> None:
    url = site.answer("/one", lambda h: h.send(429, Retry_After="86400"))
    others = [site.serve(f"/{i}", PAGE) for i in range(5)]
    results = web.run(url, *others, host_concurrency=1)
    assert isinstance(results[url], Missed)
    assert {trail(results[o])[-1] for o in others} == {"deferred"}
    assert len(site.requests) == 2  # robots.txt and the one that was refused


def test_timeouts_are_tried_again_and_have_their_rows(site: Site, web: Web) -> None:
    def sleeps(handler: Handler) -> None:
        import time

        time.sleep(0.8)
        handler.close_connection = True

    result = web.one(site.answer("/plan", sleeps, lambda h: h.document(PAGE)))
    assert trail(result) == ["timeout", "new"]
    assert isinstance(web.one(site.answer("/dead", sleeps)), Missed)


def test_a_server_that_drips_is_cut_off(site: Site, web: Web) -> None:
    def drip(handler: Handler) -> None:
        import time

        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    result = web.one(site.answer("/slow", drip), total_timeout=0.3, attempts=1)
    assert isinstance(result, Missed)
    assert result.code == "too_slow"


def test_a_body_that_breaks_off_is_never_kept(site: Site, web: Web) -> None:
    def broken(handler: Handler) -> None:
        handler.send(200, PAGE[:40], length=len(PAGE))

    result = web.one(site.answer("/plan", broken, lambda h: h.document(PAGE)))
    assert isinstance(result, Fetched)
    assert trail(result) == ["truncated", "new"]
    assert web.archive.get(result.sha256) == PAGE
    lost = web.one(site.answer("/lost", broken))
    assert isinstance(lost, Missed)
    assert lost.code == "truncated"
    assert web.state.page(lost.url) is None


def ranged(body: bytes, etag: str, breaks_at: int | None = None) -> Route:
    """A route that can continue a body, and breaks off once where told."""

    def route(handler: Handler) -> None:
        wanted = handler.headers.get("Range")

        def send(status: int, part: bytes, length: int | None = None, span: str = "bytes */*") -> None:
            handler.send(status, part, length=length, Accept_Ranges="bytes", ETag=etag, Content_Range=span)

        if wanted and handler.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").split("-")[0])
            rest = body[start:]
            send(206, rest, span=f"bytes {start}-{len(body) - 1}/{len(body)}")
        elif breaks_at:
            send(200, body[:breaks_at], len(body))
        else:
            send(200, body)

    return route


def test_a_transfer_goes_on_where_it_broke_off_even_in_the_next_run(site: Site, web: Web) -> None:
    url = site.answer("/report.pdf", ranged(PDF, '"a"', 400_000))
    first = web.one(url, attempts=1)
    assert isinstance(first, Missed)
    second = web.one(url)
    assert isinstance(second, Fetched)
    assert web.archive.get(second.sha256) == PDF
    assert site.asked("/report.pdf")[-1].headers["range"] == "bytes=400000-"
    assert not list((web.archive.root / ".partial").glob("*.part"))


def test_a_document_that_changed_meanwhile_is_not_glued_together(site: Site, web: Web) -> None:
    newer = PDF.replace(b"padding", b"PADDING")
    routes = ranged(PDF, '"a"', 400_000), ranged(newer, '"b"')
    result = web.one(site.answer("/report.pdf", *routes))
    assert isinstance(result, Fetched)
    assert web.archive.get(result.sha256) == newer


def test_a_server_that_goes_on_from_the_wrong_place_is_not_believed(site: Site, web: Web) -> None:
    def wrong(handler: Handler) -> None:
        span = f"bytes 100-{len(PDF) - 1}/{len(PDF)}"
        handler.send(206, PDF[100:], Content_Range=span, Accept_Ranges="bytes", ETag='"a"')

    routes = ranged(PDF, '"a"', 400_000), wrong, ranged(PDF, '"a"')
    result = web.one(site.answer("/report.pdf", *routes))
    assert isinstance(result, Fetched)
    assert web.archive.get(result.sha256) == PDF
    assert trail(result) == ["truncated", "truncated", "new"]


def test_sizes_are_limited_whether_announced_or_not(site: Site, web: Web) -> None:
    def unannounced(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.0"
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(PDF)
        handler.hang_up()

    for url in (site.serve("/told", PDF), site.answer("/untold", unannounced)):
        result = web.one(url, max_bytes=100_000)
        assert isinstance(result, Missed)
        assert result.code == "too_large"
        assert trail(result) == ["too_large"]


def test_redirects_are_followed_and_recorded(site: Site, web: Web) -> None:
    site.serve("/there", PAGE)
    site.answer("/between", lambda h: h.send(302, Location="there"))
    url = site.answer("/here", lambda h: h.send(301, Location="/between#top"))
    result = web.one(url)
    assert isinstance(result, Fetched)
    assert result.final_url == f"{site.url}/there"
    assert result.fetches[-1].redirects == [f"{site.url}/between", f"{site.url}/there"]
    assert result.fetches[-1].attempt == 1
    web.one(url)
    assert "if-none-match" not in site.asked("/here")[-1].headers
    assert "if-none-match" in site.asked("/there")[-1].headers


def test_redirect_loops_and_chains_end(site: Site, web: Web) -> None:
    site.answer("/b", lambda h: h.send(302, Location="/a"))
    loop = web.one(site.answer("/a", lambda h: h.send(302, Location="/b")))
    site.fallback = lambda h: h.send(302, Location=f"{h.path}x") if h.path != "/robots.txt" else h.send(404)
    chain = web.one(f"{site.url}/x")
    mail = web.one(site.answer("/mail", lambda h: h.send(302, Location="ftp://example.org/x")))
    assert [r.code for r in (loop, chain, mail) if isinstance(r, Missed)] == [
        "redirect_loop",
        "too_many_redirects",
        "bad_redirect",
    ]


def test_a_redirect_back_that_sets_a_cookie_is_no_loop(site: Site, web: Web) -> None:
    def wall(handler: Handler) -> None:
        if "seen=1" in (handler.headers.get("Cookie") or ""):
            handler.document(PAGE)
        else:
            handler.send(302, Location="/plan", Set_Cookie="seen=1")

    assert isinstance(web.one(site.answer("/plan", wall)), Fetched)


def test_a_page_in_the_place_of_a_document_is_not_that_document(site: Site, web: Web) -> None:
    named = web.one(site.serve("/report.pdf", PAGE, "application/pdf"))
    assert isinstance(named, Missed)
    assert named.code == "wrong_type"
    was = site.answer(
        "/download?id=7", lambda h: h.document(PDF, "application/pdf"), lambda h: h.document(PAGE, "application/pdf")
    )
    good = web.one(was)
    assert isinstance(good, Fetched)
    assert good.media_type == "application/pdf"
    later = web.one(was)
    assert isinstance(later, Missed)
    page = web.state.page(was)
    assert page is not None
    assert page.sha256 == good.sha256


def test_bytes_decide_what_a_document_is_not_its_label(site: Site, web: Web) -> None:
    result = web.one(site.serve("/report.php", PDF, "text/html"))
    assert isinstance(result, Fetched)
    assert result.media_type == "application/pdf"
    program = web.one(site.serve("/report2.pdf", b"\x7fELF\x02\x01\x01" + bytes(2000), "application/pdf"))
    assert isinstance(program, Missed)
    assert program.code == "wrong_type"


def test_an_empty_body_is_tried_again(site: Site, web: Web) -> None:
    result = web.one(site.answer("/plan", lambda h: h.send(200, b" \n"), lambda h: h.document(PAGE)))
    assert trail(result) == ["empty", "new"]


def test_robots_txt_is_obeyed_and_read_once_a_run(site: Site, web: Web) -> None:
    site.serve("/robots.txt", b"User-agent: *\nDisallow: /private/\nAllow: /private/open/", "text/plain")
    urls = [site.serve(path, PAGE) for path in ("/plan", "/private/x", "/private/open/y")]
    plan, closed, opened = web.run(*urls).values()
    results = {r.url: r for r in (plan, closed, opened)}
    assert isinstance(results[urls[0]], Fetched)
    assert isinstance(results[urls[2]], Fetched)
    refused = results[urls[1]]
    assert isinstance(refused, Missed)
    assert refused.code == "robots_disallowed"
    assert not site.asked("/private/x")
    assert len(site.asked("/robots.txt")) == 1


def test_robots_txt_holds_for_where_a_redirect_leads(site: Site, web: Web) -> None:
    site.serve("/robots.txt", b"User-agent: compromiso\nDisallow: /private", "text/plain")
    result = web.one(site.answer("/plan", lambda h: h.send(302, Location="/private")))
    assert isinstance(result, Missed)
    assert result.code == "robots_disallowed"
    assert not site.asked("/private")


def test_rules_that_cannot_be_read_forbid_everything_unless_they_were_read_before(site: Site, web: Web) -> None:
    url = site.serve("/plan", PAGE)
    site.answer("/robots.txt", lambda h: h.send(500))
    result = web.one(url)
    assert isinstance(result, Missed)
    assert result.code == "robots_unreachable"
    assert len(site.asked("/robots.txt")) == 3
    site.serve("/robots.txt", b"User-agent: *\nDisallow: /closed", "text/plain")
    assert isinstance(web.one(url), Fetched)
    site.answer("/robots.txt", lambda h: h.send(503))
    assert isinstance(web.one(url), Fetched)
    closed = web.one(site.serve("/closed", PAGE))
    assert isinstance(closed, Missed)
    assert closed.code == "robots_disallowed"


def test_crawl_delay_sets_the_pace(site: Site, web: Web) -> None:
    site.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 0.3", "text/plain")
    web.run(*[site.serve(f"/{i}", PAGE) for i in range(4)], host_concurrency=4)
    times = [r.at for r in site.requests]
    assert all(b - a >= 0.28 for a, b in itertools.pairwise(times))


def test_a_host_is_asked_no_more_than_agreed_at_the_same_time(site: Site, web: Web) -> None:
    import threading
    import time

    now = 0
    most = 0
    lock = threading.Lock()

    def counted(handler: Handler) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.03)
        with lock:
            now -= 1
        handler.document(PAGE + handler.path.encode())

    urls = [site.answer(f"/{i}", counted) for i in range(12)]
    assert all(isinstance(r, Fetched) for r in web.run(*urls, host_concurrency=3, workers=8).values())
    assert most == 3


def test_a_slow_host_does_not_hold_up_the_others(site: Site, web: Web) -> None:
    with running() as other:
        slow = [other.serve(f"/{i}", PAGE) for i in range(3)]
        other.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 0.5", "text/plain")
        quick = [site.serve(f"/{i}", PAGE) for i in range(20)]
        order = list(web.run(*slow, *quick, workers=2))
    assert set(order[:20]) >= set(quick[:15])
    assert order[-1] in slow


def test_a_host_that_is_down_is_given_up_with_a_row_each(site: Site, web: Web) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    dead = [f"http://127.0.0.1:{port}/{i}" for i in range(10)]
    alive = site.serve("/plan", PAGE)
    results = web.run(*dead, alive)
    assert isinstance(results[alive], Fetched)
    for url in dead:
        result = results[url]
        assert isinstance(result, Missed)
        assert result.code == "host_down"
        assert result.fetches[-1].url == url
    tried = [f for f in web.state.attempts()[0] if f.error == "connection_failed"]
    assert 1 <= len(tried) <= 3


def test_a_host_that_goes_down_during_the_run_is_noticed(web: Web) -> None:
    with running() as site:
        site.fallback = lambda h: h.send(404) if h.path == "/robots.txt" else h.hang_up()
        results = web.run(*[f"{site.url}/{i}" for i in range(30)], host_concurrency=1)
        asked = len(site.requests)
    codes = [r.code for r in results.values() if isinstance(r, Missed)]
    assert set(codes) == {"connection_failed", "host_down"}
    assert asked == 1 + 3


def test_a_host_gets_no_more_than_its_time(site: Site, web: Web) -> None:
    urls = [site.serve(f"/{i}", PAGE) for i in range(10)]
    results = web.run(*urls, host_interval=0.1, host_seconds=0.35)
    deferred = [r for r in results.values() if isinstance(r, Missed)]
    assert {r.code for r in deferred} == {"deferred"}
    assert 4 <= len(deferred) <= 8
    again = web.run(*urls)
    assert all(isinstance(r, Fetched) for r in again.values())


def test_no_web_address_is_an_outcome_not_a_crash(web: Web) -> None:
    for url in ("ftp://example.org/a", "http:///nowhere", "http://[::bad/", "no address"):
        result = web.one(url)
        assert isinstance(result, Missed)
        assert result.code == "bad_address", url


def test_every_attempt_is_journaled_with_the_run_until_it_is_published(site: Site, web: Web) -> None:
    site.serve("/robots.txt", b"", "text/plain")
    web.one(site.answer("/plan", lambda h: h.send(500), lambda h: h.document(PAGE)))
    fetches, mark = web.state.attempts()
    assert [(f.url.removeprefix(site.url), f.outcome, f.attempt, f.run_id) for f in fetches] == [
        ("/robots.txt", "robots", 1, "r"),
        ("/plan", "failed", 1, "r"),
        ("/plan", "new", 2, "r"),
    ]
    web.state.published(mark, [])
    assert web.state.attempts() == ([], 0)


def test_who_asks_is_said_honestly(site: Site, web: Web) -> None:
    web.one(site.serve("/plan", PAGE), contact="data@example.org")
    agents = {r.headers["user-agent"] for r in site.requests}
    assert len(agents) == 1
    (agent,) = agents
    assert agent.startswith("compromiso/")
    assert "data@example.org" in agent


def test_fetch_one_gives_the_bytes_or_says_why_not(site: Site, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, fetch=FAST)
    url = site.serve("/plan", PAGE)
    for _ in range(2):
        fetched = fetch_one(url, settings)
        assert fetched.data == PAGE
        assert fetched.fetches[-1].url == url
    with pytest.raises(FetchError) as caught:
        fetch_one(f"{site.url}/missing", settings)
    assert caught.value.code == "not_found"
    assert caught.value.fetches[-1].status_code == 404
    json.dumps(caught.value.message)


def test_bytes_damaged_in_the_archive_are_transferred_again(site: Site, tmp_path: Path) -> None:
    site.serve("/plan", PAGE)
    settings = Settings(home=tmp_path / "home", fetch=FAST)
    url = f"{site.url}/plan"
    place = settings.archive.path(fetch_one(url, settings).sha256)
    place.chmod(0o644)
    place.write_bytes(b"damaged")
    assert fetch_one(url, settings).data == PAGE
    assert place.read_bytes() == PAGE


def test_a_damaged_state_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "fetch.sqlite"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StateError, match=r"fetch.sqlite: file is not a database; move it away"):
        FetchState(path)


RAW = zlib.compress(PAGE)[2:-4]


@pytest.mark.parametrize(
    ("coding", "packed", "whole"),
    [
        ("gzip", gzip.compress(PAGE), True),
        ("gzip", gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]), True),
        ("gzip", gzip.compress(PAGE) + bytes(8), True),
        ("deflate", zlib.compress(PAGE), True),
        ("deflate", RAW, True),
        ("gzip", gzip.compress(PAGE)[:-12], False),
        ("gzip", gzip.compress(PAGE)[:-1], False),
        ("deflate", zlib.compress(PAGE)[:-1], False),
        ("gzip", PAGE, False),
        ("gzip", b"", False),
    ],
    ids=["gzip", "members", "padded", "deflate", "bare", "cut", "cut-by-one", "deflate-cut", "not-packed", "nothing"],
)
def test_a_packed_body_is_taken_only_as_a_whole(web: Web, site: Site, coding: str, packed: bytes, whole: bool) -> None:
    """A server that packs as it sends says no length: a body that broke off was taken for a new version."""
    url = site.answer("/plan", lambda handler: handler.send(200, packed, Content_Encoding=coding))
    result = web.one(url)
    if whole:
        assert isinstance(result, Fetched)
        assert web.archive.get(result.sha256) == PAGE
    else:
        assert isinstance(result, Missed)
        assert result.code == "truncated"


def test_a_packed_bomb_is_too_large(web: Web, site: Site) -> None:
    bomb = gzip.compress(bytes(40_000_000))
    url = site.answer("/plan", lambda handler: handler.send(200, bomb, Content_Encoding="gzip"))
    result = web.one(url, max_bytes=1_000_000)
    assert isinstance(result, Missed)
    assert result.code == "too_large"


def test_a_body_without_a_length_may_have_been_cut_and_is_asked_for_whole_the_next_time(web: Web, site: Site) -> None:
    def until_closed(handler: Handler) -> None:
        body = PAGE[:40] if len(site.asked("/plan")) == 1 else PAGE
        handler.wfile.write(b'HTTP/1.0 200 OK\r\nETag: "one"\r\n\r\n' + body)
        handler.close_connection = True

    url = site.answer("/plan", until_closed)
    first, second = web.one(url), web.one(url)
    assert isinstance(first, Fetched)
    assert isinstance(second, Fetched)
    assert "if-none-match" not in site.asked("/plan")[1].headers
    assert (second.outcome, web.archive.get(second.sha256)) == ("new", PAGE)


def test_a_validator_that_cannot_be_sent_back_is_left_out(web: Web, site: Site) -> None:
    url = site.answer("/plan", lambda handler: handler.send(200, PAGE, ETag='"caf\xe9\x01"'))
    assert [result.outcome for result in (web.one(url), web.one(url)) if isinstance(result, Fetched)] == ["new", "same"]
