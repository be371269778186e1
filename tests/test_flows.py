"""The flows, under a real Prefect server that all these tests share. Logic is tested without them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterName,
)
from prefect.client.schemas.objects import ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule
from prefect.client.schemas.sorting import FlowRunSort, TaskRunSort
from prefect.settings import get_current_settings

from benchmarks.pages import commitment_page, listing
from benchmarks.site import ALLOWED, Site, running
from flows.document import NotReadError, ingest_document
from flows.nightly import NoSuccessError, nightly
from flows.publish import publish
from flows.serve import deployments
from pipeline.nightly import Night
from pipeline.settings import Settings
from pipeline.spool import read_document
from tests.test_printed import ELSEWHERE_AT_NIGHT, installed, printed, run
from warehouse import query

FAST = {
    "COMPROMISO_FETCH__HOST_INTERVAL": "0",
    "COMPROMISO_FETCH__BACKOFF": "0.01",
    "COMPROMISO_FETCH__ATTEMPTS": "2",
    "COMPROMISO_FETCH__ALLOW_ADDRESSES": ALLOWED,
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_harness: None) -> Path:
    for name, value in FAST.items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    with running() as site:
        text = f"sources:\n  - {{id: pages, kind: page, url: '{site.url}/all', links: '/c/'}}\n"
        (home / "sources.yml").write_text(text)
        offer(site, 3)
        yield site


def offer(site: Site, count: int, version: int = 0) -> None:
    for number in range(count):
        site.serve(f"/c/{number}", commitment_page(number, version))
    site.serve("/all", listing([f"/c/{number}" for number in range(count)]))


def column(home: Path, sql: str) -> list[Any]:
    return [next(iter(row.values())) for row in query.rows(home / "warehouse.duckdb", sql)]


def reads(home: Path, expected: int) -> int:
    """How many tasks named read the server knows of all nights of a home; it learns of them a little later."""
    nights = FlowRunFilter(name=FlowRunFilterName(any_=[f"nightly {home}"]))
    found = 0
    for _ in range(40):
        with get_client(sync_client=True) as client:
            runs = client.read_task_runs(flow_run_filter=nights, sort=TaskRunSort.NAME_ASC, limit=200)
        found = sum(run.name.startswith("read ") for run in runs)
        if found >= expected:
            break
        time.sleep(0.25)
    return found


def artifact(key: str) -> str:
    """The latest artifact under a key."""
    wanted = {"artifacts": {"key": {"any_": [key]}}, "sort": "UPDATED_DESC", "limit": 1}
    (found,) = httpx.post(f"{get_current_settings().api.url}/artifacts/filter", json=wanted).json()
    return str(found["data"])


def test_a_night_under_prefect_and_a_second_one_with_nothing_changed(home: Path, site: Site) -> None:
    first = nightly(str(home))
    assert first["status"] == "finished"
    assert first["counts"]["read_ok"] == 3
    assert column(home, "SELECT count(DISTINCT document_id) FROM core.assessments") == [3]
    assert reads(home, 3) == 3
    site.answer("/c/1", lambda handler: handler.send(404))
    second = nightly(str(home))
    assert second["counts"]["unchanged"] == 2
    assert second["counts"]["missed"] == 1
    assert reads(home, 3) == 3
    assert column(home, "SELECT status FROM meta.runs") == ["finished", "finished"]
    assert "documents unchanged | 2" in artifact("nightly-summary")
    assert "not_found" in artifact("nightly-summary")
    assert "not to be had" in artifact("nightly-documents")


def test_a_night_that_is_no_success_has_failed_for_prefect_and_is_published(home: Path, site: Site) -> None:
    for number in range(2):
        site.answer(f"/c/{number}", lambda handler: handler.send(500))
    with pytest.raises(NoSuccessError, match="2 of 3 documents could not be had") as caught:
        nightly(str(home))
    assert caught.value.run.counts["read_ok"] == 1
    assert column(home, "SELECT status FROM meta.runs") == ["failed"]
    assert column(home, "SELECT count(*) FROM core.documents") == [1]
    with get_client(sync_client=True) as client:
        wanted = FlowRunFilter(name=FlowRunFilterName(any_=[f"nightly {home}"]))
        (run,) = client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.ID_DESC, limit=9)
    assert run.state is not None
    assert run.state.is_failed()
    assert "2 of 3 documents could not be had" in str(run.state.message)
    assert "2 of 3 documents could not be had" in artifact("nightly-summary")


def test_one_document_by_hand_is_what_rerun_does(home: Path, site: Site) -> None:
    url = f"{site.url}/c/2"
    first = ingest_document(url, home=str(home))
    assert first["status"] == "ok"
    offer(site, 3, version=1)
    kept = ingest_document("/c/2", home=str(home))
    assert kept["status"] == "ok"
    assert column(home, "SELECT count(*) FROM meta.versions") == [1]
    ingest_document(url, refetch=True, home=str(home))
    assert column(home, "SELECT count(*) FROM meta.versions") == [2]
    assert column(home, "SELECT kind FROM meta.runs") == ["rerun"] * 3
    with pytest.raises(NotReadError, match="no document fits"):
        ingest_document("nothing like it", home=str(home))
    with pytest.raises(NotReadError, match="not_found"):
        ingest_document(f"{site.url}/missing", home=str(home))


def test_publish_takes_what_an_interrupted_night_read_and_asks_nobody(home: Path, site: Site) -> None:
    with Night(Settings(home=home)) as night:
        night.discover()
        window = night.fetch()
        assert window is not None
        for job in window.jobs:
            read_document(job, night.settings)
    site.requests.clear()
    run = publish(str(home))
    assert run["counts"]["read_ok"] == 3
    assert not site.requests
    assert column(home, "SELECT count(*) FROM core.documents") == [3]
    assert column(home, "SELECT count(*) FROM meta.fetches WHERE outcome = 'new'") == [4]


def test_documents_are_read_on_a_dask_cluster(home: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("prefect_dask")
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        monkeypatch.setenv("COMPROMISO_TASK_RUNNER", "dask")
        monkeypatch.setenv("COMPROMISO_DASK_ADDRESS", cluster.scheduler_address)
        with distributed.Client(cluster) as client:
            run = nightly(str(home))
            done = client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.task_prefixes))
    assert run["counts"]["read_ok"] == 3
    assert done > 0
    assert column(home, "SELECT count(DISTINCT document_id) FROM core.assessments") == [3]


@pytest.mark.parametrize(
    "line", [pytest.param(line, id=line[-40:]) for _, line in printed() if ELSEWHERE_AT_NIGHT.match(line)]
)
def test_a_night_that_is_printed_uses_the_server_that_is_named(line: str, home: Path) -> None:
    """The lines of cron and systemd; test_printed.py runs one that starts a server of its own."""
    installed(home / "srv" / "compromiso")
    data = home / "srv" / "compromiso" / "data"
    (data / "in").mkdir(parents=True)
    (data / "in" / "page.html").write_bytes(commitment_page(1))
    (data / "sources.yml").write_text("sources:\n  - {id: files, kind: folder, path: in}\n")
    ran = run(home, line, PREFECT_API_URL=str(get_current_settings().api.url))
    assert ran.returncode == 0, f"{line}\n{ran.stdout}{ran.stderr}"
    assert "Traceback" not in ran.stderr
    assert column(data, "SELECT status FROM meta.runs") == ["finished"]
    with get_client(sync_client=True) as client:
        wanted = FlowRunFilter(name=FlowRunFilterName(any_=[f"nightly {data}"]))
        (night,) = client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.ID_DESC, limit=9)
    assert night.state is not None
    assert night.state.is_completed()


def test_deployments_follow_the_settings_and_never_overlap(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, cron="30 2 * * 1-5", timezone="America/Santiago")
    night, document, publishing = deployments(settings)
    (schedule,) = night.schedules or []
    assert isinstance(schedule.schedule, CronSchedule)
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("30 2 * * 1-5", "America/Santiago")
    for deployment in (night, publishing):
        assert deployment.concurrency_limit == 1
        assert deployment.concurrency_options is not None
        assert deployment.concurrency_options.collision_strategy == ConcurrencyLimitStrategy.CANCEL_NEW
    assert not document.schedules
    assert {d.parameters["home"] for d in (night, document, publishing)} == {str(tmp_path)}
    assert night.entrypoint == "flows.nightly.nightly"


def test_nothing_is_reported_to_anybody() -> None:
    code = (
        "import flows, prefect\n"
        "from prefect.settings import get_current_settings\n"
        "from prefect._internal.analytics.enabled import is_telemetry_enabled\n"
        "print(get_current_settings().server.analytics_enabled, is_telemetry_enabled())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
