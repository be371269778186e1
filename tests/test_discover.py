"""What sources offer, asked of a real server on loopback."""

from __future__ import annotations

import functools
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.site import LOOPBACK, Site, running
from pipeline import offers as offers_module
from pipeline.archive import Archive
from pipeline.fetch import Fetched, Fetcher, FetchPolicy, FetchState
from pipeline.offers import Offers, find_offers
from pipeline.sources import load_sources

FAST = FetchPolicy(
    host_interval=0, backoff=0.01, connect_timeout=1, read_timeout=1, attempts=2, allow_addresses=LOOPBACK
)


class Nights:
    """Asks sources night after night."""

    def __init__(self, home: Path, site: Site) -> None:
        self.home = home
        self.site = site
        self.archive = Archive(home / "archive")
        self.state = FetchState(home / "fetch.sqlite")

    def fetcher(self) -> Fetcher:
        return Fetcher(FAST, self.archive, self.state, max_bytes=1_000_000)

    def ask(self, text: str) -> list[Offers]:
        path = self.home / "sources.yml"
        path.write_text("sources:\n" + text.replace("SITE", self.site.url), "utf-8")
        with self.fetcher() as fetcher:
            return find_offers(load_sources(path), fetcher, self.state, self.archive)

    def one(self, text: str) -> Offers:
        (offers,) = self.ask(text)
        return offers

    def paths(self, text: str) -> list[str]:
        offers = self.one(text)
        assert offers.problem is None
        return [uri.removeprefix(self.site.url) for uri in offers.documents]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    with running() as site:
        nights = Nights(tmp_path, site)
        yield nights
        nights.state.close()


def links(*hrefs: str, head: str = "") -> bytes:
    body = "".join(f'<li><a href="{href}">a report</a>' for href in hrefs)
    return f"<!doctype html><html><head>{head}</head><body><ul>{body}</ul></body></html>".encode()


PAGE = "  - {id: s, kind: page, url: SITE/page, links: '\\.pdf$'"


def test_links_of_a_page_that_match_are_its_documents(nights: Nights) -> None:
    hrefs = ["/a.pdf", "b.pdf#page=3", "b.pdf", "/about", "mailto:x@example.org", "c d.pdf", "https://other.org/z.pdf"]
    nights.site.serve("/page", links(*hrefs))
    assert nights.paths(PAGE + "}\n") == ["/a.pdf", "/b.pdf", "/c%20d.pdf"]
    assert nights.paths(PAGE + ", exclude: '/b', itself: true}\n") == ["/page", "/a.pdf", "/c%20d.pdf"]
    assert nights.paths(PAGE + ", hosts: [other.org]}\n")[-1] == "https://other.org/z.pdf"


def test_base_and_pages_one_level_down(nights: Nights) -> None:
    nights.site.serve("/page", links("one", "two", "gone", head='<base href="/reports/">'))
    nights.site.serve("/reports/one", links("1.pdf"))
    nights.site.serve("/reports/two", links("2.pdf", "/page"))
    assert nights.paths(PAGE + ", follow: /reports/}\n") == ["/reports/1.pdf", "/reports/2.pdf"]


def test_a_page_that_is_a_list_and_a_document_is_asked_for_once_a_night(nights: Nights) -> None:
    nights.site.serve("/page", links("a.pdf"))
    path = nights.home / "sources.yml"
    path.write_text(f"sources:\n{PAGE}, itself: true}}\n".replace("SITE", nights.site.url))
    with nights.fetcher() as fetcher:
        find_offers(load_sources(path), fetcher, nights.state, nights.archive)
        (result,) = fetcher.fetch([f"{nights.site.url}/page"])
    assert isinstance(result, Fetched)
    assert len(nights.site.asked("/page")) == 1


def test_a_listing_counts_its_pages_until_one_is_missing_or_repeats(nights: Nights) -> None:
    text = "  - {id: s, kind: listing, url: 'SITE/list/{page}', links: '\\.pdf$'}\n"
    nights.site.serve("/list/1", links("a.pdf", "b.pdf"))
    nights.site.serve("/list/2", links("c.pdf"))
    assert nights.paths(text) == ["/list/a.pdf", "/list/b.pdf", "/list/c.pdf"]
    nights.site.serve("/list/3", links("a.pdf"))
    nights.site.serve("/list/4", links("never.pdf"))
    assert nights.paths(text) == ["/list/a.pdf", "/list/b.pdf", "/list/c.pdf"]


def test_a_listing_follows_what_its_pages_call_next(nights: Nights) -> None:
    nights.site.serve("/list", links("a.pdf", head='<link rel="next" href="/list?p=2">'))
    nights.site.serve(
        "/list?p=2", links("b.pdf").replace(b"</ul>", b'</ul><a rel="nofollow next" href="/list?p=3">more</a>')
    )
    nights.site.serve("/list?p=3", links("c.pdf", head='<link rel="next" href="/list?p=3">'))
    text = "  - {id: s, kind: listing, url: SITE/list, links: '\\.pdf$'"
    assert nights.paths(text + "}\n") == ["/a.pdf", "/b.pdf", "/c.pdf"]
    assert nights.paths(text + ", pages: 2}\n") == ["/a.pdf", "/b.pdf"]


def test_sitemaps_in_xml_text_and_gzip(nights: Nights) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    site = nights.site
    maps = "".join(f"<sitemap><loc>{site.url}/{name}</loc></sitemap>" for name in ("one.xml", "two.xml.gz", "gone.xml"))
    site.serve("/sitemap.xml", f'<?xml version="1.0"?><sitemapindex {space}>{maps}</sitemapindex>'.encode())
    site.serve(
        "/one.xml",
        f"<urlset {space}><url><loc> {site.url}/a.pdf </loc></url><url><loc>{site.url}/b</loc></url></urlset>".encode(),
    )
    site.serve("/two.xml.gz", gzip.compress(f"{site.url}/c.pdf\n{site.url}/d\n".encode()))
    text = "  - {id: s, kind: sitemap, url: SITE/sitemap.xml, links: '\\.pdf$'}\n"
    assert nights.paths(text) == ["/a.pdf", "/c.pdf"]


def test_index_files_in_csv_and_json_on_the_web_and_here(nights: Nights) -> None:
    rows = 'name;address\r\nA;a.pdf\r\n"B; b";/b.pdf\r\nC;\r\n'
    nights.site.serve("/index/list.csv", rows.encode("utf-8-sig"), "text/csv")
    text = "  - {id: s, kind: index, url: SITE/index/list.csv, field: address}\n"
    assert nights.paths(text) == ["/index/a.pdf", "/b.pdf"]
    entries = {"data": {"reports": [{"file": {"url": "https://example.org/1.pdf"}}, {"file": {}}]}}
    (nights.home / "list.json").write_text(json.dumps(entries))
    text = "  - {id: s, kind: index, path: list.json, items: data.reports, field: file.url}\n"
    assert nights.paths(text) == ["https://example.org/1.pdf"]
    wrong = nights.one("  - {id: s, kind: index, path: list.json, items: data.reports, field: link}\n")
    assert wrong.code == "bad_list"
    assert "'link'" in str(wrong.problem)


def test_a_folder_is_watched(nights: Nights) -> None:
    folder = nights.home / "in" / "deep"
    folder.mkdir(parents=True)
    for name in ("a.pdf", "b.html", "c.png", ".hidden.pdf", "draft-d.pdf"):
        (folder / name).write_bytes(b"x")
    offers = nights.one("  - {id: s, kind: folder, path: in, exclude: draft}\n")
    assert offers.documents == [(folder / name).as_uri() for name in ("a.pdf", "b.html", "c.png")]


def test_a_source_that_fails_keeps_what_it_offered_and_stops_no_other(nights: Nights) -> None:
    text = PAGE + "}\n  - {id: t, kind: page, url: SITE/other, links: '\\.pdf$'}\n"
    nights.site.serve("/page", links("a.pdf", "b.pdf"))
    nights.site.serve("/other", links("c.pdf"))
    nights.ask(text)
    nights.site.answer("/page", lambda h: h.send(500))
    failing, fine = nights.ask(text)
    assert failing.code == "server_error"
    assert [uri[-5:] for uri in failing.documents] == ["a.pdf", "b.pdf"]
    assert not failing.withdrawn
    assert fine.problem is None
    nights.site.serve("/page", links("b.pdf", "n.pdf"))
    healed, _ = nights.ask(text)
    assert [uri[-5:] for uri in healed.documents] == ["b.pdf", "n.pdf"]
    assert [uri[-5:] for uri in healed.withdrawn] == ["a.pdf"]


def test_a_missing_page_below_does_not_withdraw_its_documents(nights: Nights) -> None:
    nights.site.serve("/page", links("/r/one", "/r/two"))
    nights.site.serve("/r/one", links("1.pdf"))
    nights.site.serve("/r/two", links("2.pdf"))
    text = PAGE + ", follow: /r/}\n"
    assert len(nights.one(text).documents) == 2
    nights.site.answer("/r/two", lambda h: h.send(503))
    nights.site.serve("/r/one", links("1.pdf", "new.pdf"))
    offers = nights.one(text)
    assert offers.code == "server_error"
    assert sorted(uri.rpartition("/")[2] for uri in offers.documents) == ["1.pdf", "2.pdf", "new.pdf"]


def test_more_documents_than_agreed_are_cut_and_said(nights: Nights) -> None:
    nights.site.serve("/page", links(*(f"{i}.pdf" for i in range(9))))
    offers = nights.one(PAGE + ", max_documents: 4}\n")
    assert len(offers.documents) == 4
    assert offers.cut


def test_lists_are_conditional_requests_too(nights: Nights) -> None:
    nights.site.serve("/page", links("a.pdf"))
    for _ in range(2):
        assert nights.paths(PAGE + "}\n") == ["/a.pdf"]
    assert "if-none-match" in nights.site.asked("/page")[-1].headers


def test_hostile_lists_are_a_problem_not_a_crash(nights: Nights) -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
        + b"b" * 1000
        + b'"><!ENTITY c "'
        + b"&a;" * 100
        + b'">]><urlset><url><loc>&c;</loc></url></urlset>'
    )
    nights.site.serve("/sitemap.xml", bomb)
    nights.site.serve("/cut.xml.gz", gzip.compress(b"http://example.org/a\n" * 1000)[:40])
    for name in ("sitemap.xml", "cut.xml.gz"):
        offers = nights.one(f"  - {{id: s-{name[:3]}, kind: sitemap, url: SITE/{name}}}\n")
        assert offers.problem is not None or offers.documents == []


def test_a_large_list_is_looked_at_in_a_process_with_limits(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes a hundred times its size, or minutes, does not take them of the night's own process."""
    nights.site.serve("/page", links("/a.pdf") + b"<a href=x>" * 50_000)
    nights.site.serve("/map", b"<urlset>" + b"<loc>x</loc>" * 50_000 + b"</urlset>", "text/xml")
    nights.site.serve("/index", b"[" * 500_000, "application/json")
    text = (
        f"{PAGE}}}\n  - {{id: map, kind: sitemap, url: SITE/map, links: pdf}}\n"
        "  - {id: index, kind: index, url: SITE/index, field: url}\n"
    )
    monkeypatch.setattr("pipeline.offers._HERE", 10_000)
    for name in ("_links", "_read_sitemap", "_entries"):
        monkeypatch.setattr(f"pipeline.offers.{name}", _elsewhere(name))
    page, sitemap, index = nights.ask(text)
    assert page.documents == [f"{nights.site.url}/a.pdf"]
    assert (sitemap.code, sitemap.documents) == (None, [])
    assert index.code == "bad_list"
    monkeypatch.setattr("pipeline.reading.Teller.list_seconds", 0.01)
    slow = nights.ask(text)
    assert [offers.code for offers in slow] == ["bad_list"] * 3
    assert "more time or memory" in str(slow[0].problem)


def _elsewhere(name: str) -> Any:
    """Return what does as a function of the lists does, but in the process that the tests run in."""
    here, real = os.getpid(), getattr(offers_module, name)

    @functools.wraps(real)
    def work(*args: Any) -> Any:
        assert os.getpid() != here
        return real(*args)

    return work
