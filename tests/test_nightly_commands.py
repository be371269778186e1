"""The commands around nightly runs, as a person and a script use them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from benchmarks.pages import commitment_page, listing
from benchmarks.site import ALLOWED, Site, running
from flows.cli import app
from pipeline.sources import SHIPPED


class Terminal:
    """The command line over one home, and the site that its source asks."""

    def __init__(self, home: Path, site: Site) -> None:
        self.home = home
        self.site = site

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["--home", str(self.home), *arguments], terminal_width=160)

    def json(self, *arguments: str, code: int = 0) -> Any:
        result = self.run(*arguments, "--json")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    def offer(self, *pages: tuple[int, int]) -> None:
        for number, version in pages:
            self.site.serve(f"/c/{number}", commitment_page(number, version))
        self.site.serve("/all", listing([f"/c/{number}" for number, _ in pages]))


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("COMPROMISO_FETCH__HOST_INTERVAL", "0")
    monkeypatch.setenv("COMPROMISO_FETCH__ATTEMPTS", "1")
    monkeypatch.setenv("COMPROMISO_FETCH__ALLOW_ADDRESSES", ALLOWED)
    with running() as site:
        (tmp_path / "sources.yml").write_text(
            f"sources:\n  - {{id: pages, kind: page, url: '{site.url}/all', links: '/c/'}}\n"
        )
        yield Terminal(tmp_path, site)


def test_a_night_its_run_and_the_differences(terminal: Terminal) -> None:
    terminal.offer((1, 0), (2, 0))
    first = terminal.json("nightly", "--plain")
    assert first["counts"]["read_ok"] == 2
    terminal.offer((1, 0), (2, 1), (3, 0))
    terminal.site.answer("/c/3", lambda handler: handler.send(403))
    shown = terminal.run("nightly", "--plain")
    assert shown.exit_code == 0
    assert "documents not to be had" in shown.output

    runs = terminal.json("runs")
    assert [run["kind"] for run in runs] == ["nightly", "nightly"]
    one = terminal.json("runs", runs[0]["run_id"][:8])
    assert [trouble["error"] for trouble in one["troubles"]] == ["forbidden"]
    assert "finished" in terminal.run("runs").output
    assert "forbidden" in terminal.run("runs", runs[0]["run_id"]).output
    assert terminal.run("runs", "nothing").exit_code == 2

    changes = terminal.json("diff", f"{terminal.site.url}/c/2")["differences"]
    (completion,) = [change for change in changes if change["field"] == "completion"]
    assert (completion["change"], completion["old"], completion["new"]) == ("changed", "substantial", "complete")
    assert "Substantial" in completion["old_quote"]
    assert "Complete" in completion["new_quote"]
    assert "its publisher changed it" in terminal.run("diff", f"{terminal.site.url}/c/2").output
    assert "there is one version" in terminal.run("diff", f"{terminal.site.url}/c/1").output


def test_a_night_in_which_no_source_answers_fails(terminal: Terminal) -> None:
    terminal.site.answer("/all", lambda handler: handler.send(500))
    result = terminal.run("nightly", "--plain")
    assert result.exit_code == 1
    assert "server_error" in result.output or "500" in result.output


def test_sources_that_are_wrong_are_told_before_anything_runs(terminal: Terminal) -> None:
    (terminal.home / "sources.yml").write_text("sources:\n  - id: a\n    kind: pages\n")
    for command in (["nightly", "--plain"], ["serve"], ["sources", "check"], ["sources", "list"]):
        result = terminal.run(*command)
        assert result.exit_code == 2, command
        assert "sources.yml:3: sources[0].kind: must be one of" in result.output
    assert not terminal.site.requests


def test_check_asks_each_source_and_a_document_and_says_what_it_finds(terminal: Terminal) -> None:
    terminal.offer((1, 0), (2, 0))
    with (terminal.home / "sources.yml").open("a") as file:
        file.write(f"  - {{id: empty, kind: page, url: '{terminal.site.url}/all', links: nothing-like-it}}\n")
        file.write(f"  - {{id: missing, kind: sitemap, url: '{terminal.site.url}/sitemap.xml'}}\n")
        file.write(f"  - {{id: lost, kind: document, url: '{terminal.site.url}/lost.pdf'}}\n")
    rows = {row["source"]: row for row in terminal.json("sources", "check", code=1)}
    assert (rows["pages"]["offers"], rows["pages"]["problem"]) == (2, None)
    assert {name: str(row["problem"]).partition(":")[0] for name, row in rows.items() if name != "pages"} == {
        "empty": "nothing_offered",
        "missing": "not_found",
        "lost": "not_found",
    }
    assert len(terminal.site.asked("/c/1")) == 1
    assert not terminal.site.asked("/c/2")
    assert not (terminal.home / "warehouse.duckdb").exists()
    assert terminal.run("sources", "check", "pages").exit_code == 0
    assert terminal.run("sources", "check", "no-such").exit_code == 2


def test_an_own_list_starts_from_the_one_shipped(terminal: Terminal) -> None:
    assert terminal.run("sources", "init").exit_code == 1
    (terminal.home / "sources.yml").unlink()
    assert terminal.run("sources", "init").exit_code == 0
    assert (terminal.home / "sources.yml").read_bytes() == SHIPPED.read_bytes()
    listed = terminal.json("sources", "list")
    assert listed["file"] == str(terminal.home / "sources.yml")
    assert len(listed["sources"]) >= 8
