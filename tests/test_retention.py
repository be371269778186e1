"""Bookkeeping that has grown old is forgotten where an operator wants that, and nothing else is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from benchmarks.pages import commitment_page
from pipeline.ingest import ingest_many
from pipeline.nightly import Night
from pipeline.policies import KeepPolicy
from pipeline.settings import Settings
from warehouse import query
from warehouse.load import load
from warehouse.model import Fetch, Run

NOW = dt.datetime.now(dt.UTC)


def ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def home(folder: Path, keep: KeepPolicy) -> Settings:
    """A home with a document of two versions, attempts of three days, and good and failed nights of old."""
    settings = Settings(home=folder, keep=keep)
    page = folder / "page.html"
    for version in (0, 1):
        page.write_bytes(commitment_page(1, version))
        ingest_many([page], settings)
    (folder / "sources.yml").write_text(f"sources:\n  - {{id: none, kind: folder, path: '{folder}/in'}}\n")
    (folder / "in").mkdir()
    outcomes = {50: "new", 40: "not_modified", 30: "failed", 1: "failed"}
    attempts = [
        Fetch(
            url="http://site.example/1",
            attempted_at=ago(days),
            outcome=outcome,
            content_sha256=None if outcome == "failed" else "0" * 64,
            error="server_error" if outcome == "failed" else None,
        )
        for days, outcome in outcomes.items()
    ]
    nights = [
        Run(run_id=f"{status}-{days}", kind="nightly", started_at=ago(days), finished_at=ago(days), status=status)
        for days, status in ((60, "finished"), (50, "finished"), (40, "failed"), (1, "failed"))
    ]
    load(settings.warehouse, fetches=attempts, runs=nights)
    return settings


def night(settings: Settings) -> None:
    with Night(settings) as one:
        one.discover()
        one.publish()


def count(settings: Settings, table: str) -> int:
    return int(query.rows(settings.warehouse, f"SELECT count(*) AS n FROM {table}")[0]["n"])


def test_nothing_is_forgotten_unless_that_is_set(tmp_path: Path) -> None:
    settings = home(tmp_path, KeepPolicy())
    before = {table: count(settings, table) for table in ("meta.fetches", "meta.history", "meta.runs")}
    night(settings)
    assert count(settings, "meta.fetches") == before["meta.fetches"] == 4
    assert count(settings, "meta.history") == before["meta.history"] > 0
    assert count(settings, "meta.runs") == before["meta.runs"] + 1


def test_what_is_old_is_forgotten_but_for_what_others_lean_on(tmp_path: Path) -> None:
    settings = home(tmp_path, KeepPolicy(fetches_days=10, runs_days=10, history_days=10))
    night(settings)
    left = query.rows(settings.warehouse, "SELECT outcome FROM meta.fetches ORDER BY attempted_at")
    assert [row["outcome"] for row in left] == ["not_modified", "failed"]
    nights = query.rows(settings.warehouse, "SELECT run_id FROM meta.runs WHERE kind = 'nightly' ORDER BY started_at")
    assert [row["run_id"] for row in nights][:2] == ["finished-50", "failed-1"]
    assert count(settings, "meta.history") > 0
    assert count(settings, "meta.versions") == 2


def test_older_values_are_forgotten(tmp_path: Path) -> None:
    settings = home(tmp_path, KeepPolicy(history_days=10))
    with Night(settings) as one:
        one.started_at = NOW + dt.timedelta(days=20)
        one.discover()
        one.publish()
    assert count(settings, "meta.history") == 0
    assert count(settings, "meta.versions") == 2
