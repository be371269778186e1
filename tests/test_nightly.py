"""Nightly runs without Prefect: what is asked, what is read, what is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.pages import commitment_page, listing
from benchmarks.site import LOOPBACK, Site, running
from pipeline._fetch.state import StateError
from pipeline.fetch import FetchPolicy, FetchState
from pipeline.nightly import Night, NightUnderWayError, run_night
from pipeline.settings import Settings
from pipeline.spool import read_document
from warehouse import query
from warehouse.model import Run

FAST = FetchPolicy(
    host_interval=0, backoff=0.01, connect_timeout=1, read_timeout=1, attempts=2, allow_addresses=LOOPBACK
)


class Home:
    """A home whose one source is a page of the site."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.settings = Settings(home=folder / "home", fetch=FAST)
        self.settings.home.mkdir()
        (self.settings.home / "sources.yml").write_text(
            f"sources:\n  - {{id: pages, kind: page, url: '{site.url}/all', links: '/c/', itself: false}}\n"
        )

    def offer(self, **versions: int) -> None:
        """Let the site offer pages by number, each in some version."""
        for number, version in versions.items():
            self.site.serve(f"/c/{number[1:]}", commitment_page(int(number[1:]), version))
        self.site.serve("/all", listing([f"/c/{number[1:]}" for number in versions]))

    def night(self) -> Run:
        self.site.requests.clear()
        return run_night(self.settings)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return query.rows(self.settings.warehouse, sql)

    def column(self, sql: str) -> list[Any]:
        return [next(iter(row.values())) for row in self.rows(sql)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with running() as site:
        yield Home(tmp_path, site)


def test_the_first_night_reads_everything_and_the_next_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.offer(c1=0, c2=0, c3=0)
    first = home.night()
    assert first.status == "finished"
    assert first.counts["changed_by_source"] == 3
    assert first.counts["read_ok"] == 3
    assert home.column("SELECT count(DISTINCT document_id) FROM core.assessments") == [3]
    monkeypatch.setattr("pipeline.spool.ingest", None)  # whoever reads a document now, fails
    before = home.rows("SELECT * EXCLUDE (last_seen_at) FROM core.documents ORDER BY ALL")
    second = home.night()
    assert second.counts["unchanged"] == 3
    assert "changed_by_source" not in second.counts
    assert [len(home.site.asked(f"/c/{n}")) for n in (1, 2, 3)] == [1, 1, 1]
    assert all("if-none-match" in r.headers for r in home.site.requests if r.path != "/robots.txt")
    assert home.rows("SELECT * EXCLUDE (last_seen_at) FROM core.documents ORDER BY ALL") == before
    assert home.column("SELECT count(*) FROM core.documents WHERE last_seen_at > fetched_at") == [3]
    assert home.column("SELECT status FROM meta.runs ORDER BY started_at") == ["finished", "finished"]


def test_only_what_changed_is_read_again_and_its_differences_are_kept(home: Home) -> None:
    home.offer(c1=0, c2=0, c3=0)
    home.night()
    home.offer(c1=0, c2=1, c3=0)
    run = home.night()
    assert (run.counts["unchanged"], run.counts["changed_by_source"]) == (2, 1)
    changes = home.rows("SELECT field, old_value, new_value, old_quote, new_quote, changed_by FROM meta.history")
    completion = [c for c in changes if c["field"] == "completion"]
    assert [(c["old_value"], c["new_value"], c["changed_by"]) for c in completion] == [
        ("substantial", "complete", "source")
    ]
    assert "Substantial" in completion[0]["old_quote"]
    assert "Complete" in completion[0]["new_quote"]
    assert home.column("SELECT count(*) FROM meta.versions") == [4]


def test_other_templates_read_everything_again_from_the_archive(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.offer(c1=0, c2=0)
    home.night()
    monkeypatch.setattr("extractors.extract.digest", lambda: "another vocabulary")
    home.site.answer("/c/2", lambda handler: handler.send(503))
    run = home.night()
    assert run.counts["changed_by_code"] == 2
    assert run.counts["missed"] == 1
    assert {r.headers.get("if-none-match") for r in home.site.asked("/c/1")} != {None}
    assert home.night().counts.get("changed_by_code", 0) == 0


def test_a_document_that_vanished_stays_and_tells_when_it_was_last_seen(home: Home) -> None:
    home.offer(c1=0, c2=0)
    home.night()
    seen = home.column("SELECT last_seen_at FROM core.documents ORDER BY source_uri")
    home.offer(c1=0)
    del home.site.routes["/c/2"]
    run = home.night()
    assert run.counts["withdrawn"] == 1
    after = home.column("SELECT last_seen_at FROM core.documents ORDER BY source_uri")
    assert after[0] > seen[0]
    assert after[1] == seen[1]
    assert home.column("SELECT count(DISTINCT document_id) FROM core.assessments") == [2]


def test_one_bad_document_never_stops_the_rest_and_the_next_night_heals_it(home: Home) -> None:
    home.offer(c1=0, c2=0, c3=0)
    home.site.answer("/c/2", lambda handler: handler.send(500))
    first = home.night()
    assert first.status == "finished"
    assert first.counts["missed"] == 1
    errors = home.rows("SELECT url, outcome, error, attempt FROM meta.fetches WHERE error IS NOT NULL ORDER BY attempt")
    assert [(e["url"].rpartition("/")[2], e["error"], e["attempt"]) for e in errors] == [
        ("2", "server_error", 1),
        ("2", "server_error", 2),
    ]
    assert home.column("SELECT count(*) FROM core.documents") == [2]
    home.offer(c1=0, c2=0, c3=0)
    assert home.night().counts["unchanged"] == 2
    assert home.column("SELECT count(*) FROM core.documents") == [3]


def test_a_good_document_whose_newer_version_cannot_be_read_is_not_read_every_night(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.offer(c1=0)
    home.night()
    stated = home.rows("SELECT * FROM core.assessments ORDER BY ALL")
    home.site.serve("/c/1", b"%PDF-1.7 broken off", "application/pdf")
    assert home.night().counts["read_failed"] == 1
    assert home.rows("SELECT * FROM core.assessments ORDER BY ALL") == stated
    monkeypatch.setattr("pipeline.spool.ingest", None)  # whoever reads a document now, fails
    assert home.night().counts["unchanged"] == 1
    assert home.column("SELECT code FROM open_issues WHERE severity = 'error' AND code <> 'newer_version_failed'")


def test_a_source_that_fails_is_told_and_the_others_are_read(home: Home) -> None:
    home.offer(c1=0)
    folder = home.settings.home / "in"
    folder.mkdir()
    (folder / "seven.html").write_bytes(commitment_page(7))
    with (home.settings.home / "sources.yml").open("a") as file:
        file.write("  - {id: files, kind: folder, path: in}\n")
    home.site.answer("/all", lambda handler: handler.send(500))
    run = home.night()
    assert run.counts["sources_failed"] == 1
    assert run.message is not None
    assert "pages" in run.message
    assert home.column("SELECT name FROM core.documents") == ["seven.html"]
    assert home.night().counts["unchanged"] == 1


def test_two_nights_never_overlap(home: Home) -> None:
    home.offer(c1=0)
    with Night(home.settings), pytest.raises(NightUnderWayError):
        run_night(home.settings)
    assert home.night().status == "finished"


def test_a_night_that_was_cut_short_leaves_its_work_to_the_next(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.offer(c1=0, c2=0)

    def cut_short() -> None:
        with Night(home.settings) as night:
            night.discover()
            window = night.fetch()
            assert window is not None
            for job in window.jobs:
                night.note(read_document(job, home.settings))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_short()
    assert not home.settings.warehouse.exists()
    monkeypatch.setattr("pipeline.spool.ingest", None)  # what was read is not read again
    run = home.night()
    assert run.status == "finished"
    assert home.column("SELECT status FROM meta.runs ORDER BY started_at") == ["failed", "finished"]
    assert home.column("SELECT count(*) FROM core.documents") == [2]
    assert home.column("SELECT count(DISTINCT run_id) FROM meta.fetches") == [2]
    assert not (home.settings.home / "spool").exists()


def test_a_run_that_was_killed_has_its_row(home: Home) -> None:
    home.offer(c1=0)
    with FetchState(home.settings.home / "fetch.sqlite") as state:
        state.keep_run(Night(home.settings).run("running"))
    home.night()
    assert home.column("SELECT status FROM meta.runs ORDER BY started_at") == ["interrupted", "finished"]


def test_records_that_a_power_cut_left_half_written_are_read_again(home: Home) -> None:
    home.offer(c1=0)
    with Night(home.settings) as night:
        night.discover()
        window = night.fetch()
        assert window is not None
        (read,) = [read_document(job, home.settings) for job in window.jobs]
    assert read.spool is not None
    Path(read.spool).write_bytes(b"")
    run = home.night()
    assert run.counts["read_ok"] == 1
    assert home.column("SELECT count(*) > 0 FROM core.assessments") == [True]


def test_a_list_damaged_in_the_archive_does_not_stop_the_night(home: Home) -> None:
    home.offer(c1=0)
    home.night()
    with FetchState(home.settings.home / "fetch.sqlite") as state:
        page = state.page(f"{home.site.url}/all")
    assert page is not None
    place = home.settings.archive.path(page.sha256)
    place.chmod(0o644)
    place.write_bytes(b"damaged")
    assert home.night().counts["offered"] == 1


def test_a_night_that_cannot_begin_does_not_keep_the_next_out(home: Home) -> None:
    state = home.settings.home / "fetch.sqlite"
    state.write_bytes(b"no database at all" * 100)
    night = Night(home.settings)
    with pytest.raises(StateError, match="move it away"), night:
        pass
    state.unlink()
    home.offer(c1=0)
    assert home.night().status == "finished"
