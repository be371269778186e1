"""When a night is no success, what stays listed as broken, and who is told: over real nights on loopback."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner

from benchmarks.pages import commitment_page, listing
from benchmarks.site import ALLOWED, LOOPBACK, Site, running
from flows.cli import app
from pipeline import health, notify
from pipeline.fetch import FetchPolicy, FetchState
from pipeline.logs import configure
from pipeline.nightly import Night, run_night
from pipeline.policies import HealthPolicy, LogPolicy, NotifyPolicy
from pipeline.settings import Settings
from tests.conftest import ROOT
from warehouse.model import Run

FAST = FetchPolicy(
    host_interval=0, backoff=0.01, connect_timeout=1, read_timeout=1, attempts=1, allow_addresses=LOOPBACK
)
WITHOUT_WORDS = b"<!doctype html><html><head><title>A page</title></head><body></body></html>"


class Home:
    """A home whose sources are two pages of the site, /a and /b."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.path = folder
        (folder / "sources.yml").write_text(
            "sources:\n"
            f"  - {{id: a, kind: page, url: '{site.url}/a', links: '/c/'}}\n"
            f"  - {{id: b, kind: page, url: '{site.url}/b', links: '/d/'}}\n"
        )
        self.offer()

    def offer(self) -> None:
        for number in range(3):
            self.site.serve(f"/c/{number}", commitment_page(number))
            self.site.serve(f"/d/{number}", commitment_page(50 + number))
        self.site.serve("/a", listing([f"/c/{number}" for number in range(3)]))
        self.site.serve("/b", listing([f"/d/{number}" for number in range(3)]))

    def settings(self, **options: Any) -> Settings:
        return Settings(**{"home": self.path, "fetch": FAST, **options})

    def night(self, **options: Any) -> Run:
        return run_night(self.settings(**options))

    def look(self, **options: Any) -> health.Health:
        return health.health(self.settings(**options))

    def fail(self, *paths: str) -> None:
        for path in paths:
            self.site.answer(path, lambda handler: handler.send(500))

    def fail_documents(self) -> None:
        self.fail(*[path for path in self.site.routes if path not in ("/a", "/b")])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with running() as site:
        yield Home(tmp_path, site)


def test_all_is_well_after_a_good_night_and_nothing_is_before_the_first(home: Home) -> None:
    assert home.look().reasons == ["there was no night yet: 'compromiso nightly' runs one"]
    home.night()
    found = home.look()
    assert found.healthy
    assert found.documents == {"ok": 6}
    assert found.last_night == found.last_good
    assert not found.broken
    assert not found.at_work


def test_a_night_in_which_nothing_could_be_fetched_is_no_success(home: Home) -> None:
    home.night()
    home.fail_documents()
    run = home.night()
    assert run.status == "failed"
    assert run.message == "nothing could be fetched: none of 6 documents could be had"
    found = home.look()
    assert not found.healthy
    assert run.message in found.reasons[0]
    assert found.last_good is not None
    assert found.last_good.run_id != run.run_id


def test_so_many_sources_may_fail_and_no_more(home: Home) -> None:
    home.night()
    home.fail("/a")
    assert home.night().status == "finished"
    run = home.night(health=HealthPolicy(failed_sources=0.25))
    assert run.status == "failed"
    assert run.message is not None
    assert run.message.startswith("1 of 2 sources could not be asked (health.failed_sources allows 25%); a: ")
    home.fail("/b")
    run = home.night(health=HealthPolicy(failed_sources=1))
    assert run.message is not None
    assert run.message.startswith("none of 2 sources could be asked")


def test_so_many_documents_may_be_missed_and_no_more(home: Home) -> None:
    home.fail("/c/1", "/c/2", "/d/1", "/d/2")
    run = home.night()
    assert run.status == "failed"
    assert run.message == "4 of 6 documents could not be had (health.missed_documents allows 50%)"
    assert home.look().documents == {"ok": 2}
    home.offer()
    assert home.night().status == "finished"


def test_what_is_left_for_the_next_night_is_not_missed() -> None:
    counts = {"sources": 1, "offered": 10, "web": 10, "missed": 9, "web_missed": 9, "deferred": 9}
    assert health.shortcomings(counts, HealthPolicy()) == []
    assert health.shortcomings(counts | {"missed": 10, "web_missed": 10, "deferred": 10}, HealthPolicy())


def test_a_good_night_grows_too_old(home: Home) -> None:
    home.night()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=40)
    (reason,) = health.health(home.settings(), later).reasons
    assert reason == "the last good night ended 40 hours ago (health.max_age_hours is 36)"
    assert health.health(home.settings(health=HealthPolicy(max_age_hours=41)), later).healthy


def test_a_night_that_was_killed_is_told_and_one_at_work_is_not(home: Home) -> None:
    home.night()
    with Night(home.settings()):
        assert home.look().at_work
        assert home.look().healthy
    with FetchState(home.path / "fetch.sqlite") as state:
        (run,) = state.runs()
        state.keep_run(run.model_copy(update={"status": "running", "finished_at": None}))
    (reason,) = home.look().reasons
    assert "was interrupted: it was killed" in reason


def test_a_night_that_broke_off_is_listed_before_the_next_one(home: Home) -> None:
    home.night()
    (home.path / "corrections.yml").write_text("nothing: that is known\n")
    with pytest.raises(Exception, match="corrections"):
        home.night()
    (reason,) = home.look().reasons
    assert "was no success: CorrectionsError" in reason
    listed = CliRunner().invoke(app, ["--home", str(home.path), "runs", "--json"])
    assert [run["status"] for run in json.loads(listed.stdout)] == ["failed", "finished"]


def test_what_was_broken_and_is_unchanged_is_broken_still_and_since_when(home: Home) -> None:
    home.night()
    home.site.serve("/c/1", WITHOUT_WORDS)
    home.site.answer("/d/2", lambda handler: handler.send(404))
    home.fail("/a")
    first = home.night()
    assert first.counts["read_failed"] == 1
    begun = {(one.kind, one.what): one.since for one in home.look().broken}
    assert {(kind, what.rpartition("/")[2]) for kind, what in begun} == {
        ("source", "a"),
        ("fetch", "2"),
        ("read", "1"),
    }
    second = home.night()
    assert second.counts["unchanged"] == 5
    assert second.counts["still_failed"] == 1
    now = home.look().broken
    assert {(one.kind, one.what): one.since for one in now} == begun
    assert {one.nights for one in now if one.kind != "read"} == {2}
    assert home.look().healthy
    home.offer()
    third = home.night()
    assert third.counts["still_failed"] == 0
    assert not home.look().broken


def test_a_list_that_suddenly_names_nothing_is_not_believed(home: Home) -> None:
    home.night()
    home.site.serve("/a", b"<!doctype html><html><body><p>We will be back soon.</p></body></html>")
    run = home.night()
    assert run.message == "a: it offers nothing, and offered 3 documents the time before"
    assert run.counts["offered"] == 6
    assert run.counts["withdrawn"] == 0
    (one,) = home.look().broken
    assert (one.kind, one.what, one.code) == ("source", "a", "nothing_offered")


@pytest.mark.parametrize("way", ["command", "webhook"])
def test_failure_and_recovery_are_told(home: Home, way: str, httpserver: HTTPServer) -> None:
    told = home.path / "told.jsonl"
    script = home.path / "tell me.py"
    script.write_text(
        "import json, os, sys\n"
        "said = json.load(sys.stdin)\n"
        "assert said['event'] == os.environ['COMPROMISO_EVENT'] and said['text'] == os.environ['COMPROMISO_TEXT']\n"
        f"open({str(told)!r}, 'a').write(json.dumps(said) + '\\n')\n"
    )
    httpserver.expect_request("/hook", method="POST").respond_with_data("")
    policy = (
        NotifyPolicy(command=shlex.join([sys.executable, str(script)]))
        if way == "command"
        else NotifyPolicy(webhook=httpserver.url_for("/hook"))
    )

    def events() -> list[dict[str, Any]]:
        if way == "webhook":
            return [request.get_json() for request, _ in httpserver.log]
        return [json.loads(line) for line in told.read_text().splitlines()] if told.exists() else []

    home.night(notify=policy)
    assert events() == []
    home.fail_documents()
    home.night(notify=policy)
    home.night(notify=policy)
    assert [event["event"] for event in events()] == ["failure", "failure"]
    last = events()[-1]
    assert "the night was no success: nothing could be fetched" in last["text"]
    assert last["run"]["status"] == "failed"
    assert {(one["kind"], one["nights"]) for one in last["broken"]} == {("fetch", 2)}
    home.offer()
    home.night(notify=policy)
    home.night(notify=policy)
    assert [event["event"] for event in events()] == ["failure", "failure", "recovery"]
    (home.path / "corrections.yml").write_text("nothing: that is known\n")
    with pytest.raises(Exception, match="corrections"):
        home.night(notify=policy)
    assert events()[-1]["event"] == "failure"
    assert "CorrectionsError" in events()[-1]["text"]


@pytest.mark.parametrize(
    "command", ["no-such-program", f"{shlex.quote(sys.executable)} -c 'import time; time.sleep(9)'", "false"]
)
def test_a_way_that_fails_is_logged_and_stops_nothing(
    home: Home, httpserver: HTTPServer, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    httpserver.expect_request("/hook").respond_with_data("", status=503)
    home.fail("/a", "/b")
    policy = NotifyPolicy(command=command, webhook=httpserver.url_for("/hook"), seconds=0.5)
    assert home.night(notify=policy).status == "failed"
    said = [record.getMessage() for record in caplog.records if record.name == notify.__name__]
    assert len(said) == 2
    assert said[1] == "nobody could be told: notify.webhook: it answered 503"


def test_a_test_message_tries_the_ways(home: Home, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> Any:
        return CliRunner().invoke(app, ["--home", str(home.path), "notify"])

    assert run().exit_code == 2
    httpserver.expect_oneshot_request("/hook", method="POST").respond_with_data("")
    monkeypatch.setenv("COMPROMISO_NOTIFY__WEBHOOK", httpserver.url_for("/hook"))
    assert run().exit_code == 0
    assert httpserver.log[0][0].get_json()["event"] == "test"
    assert run().exit_code == 1


def test_probes_get_json_and_an_exit_status(home: Home) -> None:
    def probe(*options: str) -> tuple[int, Any]:
        ran = CliRunner().invoke(app, ["--home", str(home.path), "health", *options])
        return ran.exit_code, json.loads(ran.stdout) if "--json" in options else ran.stdout

    code, said = probe("--json")
    assert (code, said["healthy"], said["last_night"]) == (1, False, None)
    home.site.serve("/c/1", WITHOUT_WORDS)
    home.night()
    code, said = probe("--json")
    assert (code, said["healthy"], said["reasons"]) == (0, True, [])
    assert said["documents"] == {"failed": 1, "ok": 5}
    assert said["broken"][0]["kind"] == "read"
    assert said["age_hours"] < 1
    code, text = probe()
    assert "some things are broken" in text
    assert "/c/1" in text
    home.path.joinpath("warehouse.duckdb").write_bytes(b"no warehouse" * 1000)
    code, said = probe("--json")
    assert code == 1
    assert any("cannot be read as a warehouse" in reason for reason in said["reasons"])


def test_metrics_are_what_the_node_exporter_reads(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "collector" / "compromiso.prom"
    home.fail("/c/1")
    home.night(health=HealthPolicy(metrics=file))
    lines = file.read_text().splitlines()
    samples = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert all(
        re.fullmatch(r"compromiso_[a-z_]+(\{[a-z]+=\"[a-z_]+\"\})? [-0-9.e+]+", f"{k} {v}") for k, v in samples.items()
    )
    assert samples["compromiso_healthy"] == "1"
    assert samples["compromiso_night_success"] == "1"
    assert samples['compromiso_night_documents{state="missed"}'] == "1"
    assert samples['compromiso_documents{status="ok"}'] == "5"
    assert samples['compromiso_broken{kind="fetch"}'] == "1"
    assert abs(float(samples["compromiso_night_ended_timestamp_seconds"]) - dt.datetime.now(dt.UTC).timestamp()) < 60
    named = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(named) == len(set(named))
    home.fail_documents()
    home.night(health=HealthPolicy(metrics=file))
    assert "compromiso_night_success 0" in file.read_text().splitlines()
    assert [path.name for path in file.parent.iterdir()] == ["compromiso.prom"]
    again = CliRunner().invoke(app, ["--home", str(home.path), "health", "--metrics", str(tmp_path / "by-hand.prom")])
    assert again.exit_code == 1
    assert (tmp_path / "by-hand.prom").exists()


class TestLogs:
    @pytest.fixture(autouse=True)
    def after(self) -> Iterator[None]:
        yield
        configure(LogPolicy())

    def test_lines_of_json_say_what_happened(self, home: Home) -> None:
        file = home.path / "logs" / "night.jsonl"
        configure(LogPolicy(format="json", file=file))
        home.fail("/a", "/c/1")
        home.site.serve("/d/1", WITHOUT_WORDS)
        home.night()
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        assert all({"at", "level", "logger", "message"} <= line.keys() for line in lines)
        assert {line["logger"].split(".")[0] for line in lines} == {"pipeline"}
        by_code = {line["code"]: line for line in lines if line.get("code")}
        assert by_code["server_error"]["level"] == "warning"
        assert by_code["server_error"]["source"] == "a"
        assert [line["level"] for line in lines if line.get("status") == "failed"] == ["warning"]
        assert lines[-1]["message"].startswith("nightly is a success")
        assert lines[-1]["counts"]["offered"] == 3

    def test_a_site_that_fails_is_some_lines_not_one_a_document(self, home: Home) -> None:
        file = home.path / "logs" / "night.jsonl"
        configure(LogPolicy(format="json", file=file))
        paths = [f"/c/{number}" for number in range(12)]
        home.site.serve("/a", listing(paths))
        home.fail(*paths)
        home.night()
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        missed = [line for line in lines if line.get("document") and line.get("code") == "server_error"]
        assert Counter(line["level"] for line in missed) == {"warning": 3, "info": 9}
        assert "further ones of this site" in missed[2]["message"]

    def test_the_level_holds_for_the_screen_and_another_for_the_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        log = logging.getLogger("pipeline.nightly")
        configure(LogPolicy(level="error", file=tmp_path / "log", file_level="debug"))
        log.debug("small")
        log.error("great")
        logging.getLogger("some.library").info("chatter")
        assert [line[25:] for line in (tmp_path / "log").read_text().splitlines()] == ["DEBUG   small", "ERROR   great"]
        assert capsys.readouterr().err.endswith("ERROR   great\n")
        (tmp_path / "log").rename(tmp_path / "log.1")
        log.error("after logrotate")
        assert (tmp_path / "log").read_text().endswith("after logrotate\n")

    def test_a_file_that_cannot_be_written_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COMPROMISO_LOG__FILE", str(tmp_path))
        ran = CliRunner().invoke(app, ["--home", str(tmp_path), "runs"])
        assert ran.exit_code == 2
        assert "the log file cannot be written" in ran.output


def test_a_night_prints_nothing_that_libraries_say_at_their_end(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPROMISO_FETCH__ALLOW_ADDRESSES", ALLOWED)
    code = "from flows.cli import main; main()"
    command = [sys.executable, "-c", code, "--home", str(home.path), "nightly", "--plain", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0
    assert ran.stderr == ""
    assert json.loads(ran.stdout)["status"] == "finished"
