"""The nightly flow: the steps of :class:`pipeline.nightly.Night` as tasks, one task per document that is read.

Unchanged documents are settled in windows, not one task each. Nothing here tries again: fetching
has its own retries, and reading the same bytes twice gives the same records.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner

from flows.at_work import at_work, night_of, readers_of, settings_for
from pipeline.discover import Source
from pipeline.health import GOOD
from pipeline.nightly import Night
from pipeline.settings import Settings
from pipeline.spool import Job, Read, read_document
from pipeline.summary import counts, markdown, table
from warehouse.model import Run


class NoSuccessError(Exception):
    """A night that came to its end and is no success; ``run`` is its row. What was had is published all the same."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.message or run.status)
        self.run = run


@flow(name="nightly", flow_run_name="nightly {home}", log_prints=False)
def nightly(home: str | None = None) -> dict[str, Any]:
    """Ask all sources, read what changed, publish; return the run's row.

    ``home``: the folder of archive and warehouse; none: as the settings say. Raises NoSuccessError where too
    little of it came about, so that Prefect shows the run as failed.
    """
    settings = settings_for(home)
    with at_work(Night(settings)) as (night, runner):
        discover(night.run_id)
        pending: list[Pending] = []
        while jobs := fetch(night.run_id):
            pending += submit(runner, jobs, night)
        pending += submit(runner, night.stale(), night)
        collect(night, pending)
        run = publish(night.run_id)
        report(run, night)
    if run.status != GOOD:
        raise NoSuccessError(run)
    return run.model_dump(mode="json")


@task(name="discover", cache_policy=NO_CACHE, persist_result=False)
def discover(run_id: str) -> int:
    """Ask the sources what they offer."""
    night = night_of(run_id)
    offered = night.discover()
    get_run_logger().info("%d documents offered by %d sources", offered, len(night.offers))
    return offered


@task(name="fetch", cache_policy=NO_CACHE, persist_result=False)
def fetch(run_id: str) -> list[Job] | None:
    """Settle the next window of documents; return those that must be read, None when all are settled.

    Windows without such documents are passed over here.
    """
    night = night_of(run_id)
    while window := night.fetch():
        if window.jobs:
            return window.jobs
    return None


@task(name="read", task_run_name="read {name}", tags={"compromiso-read"}, cache_policy=NO_CACHE, persist_result=False)
def read(
    uri: str,
    name: str,
    sha256: str,
    media_type: str | None,
    fetched_at: dt.datetime | None,
    changed_by: str,
    run_id: str,
    settings: dict[str, Any],
) -> Read:
    """Read one document from the archive; its records go to the spool, how it ended comes back."""
    source = Source(uri, name, sha256=sha256, media_type=media_type, fetched_at=fetched_at)
    return read_document(Job(source, changed_by), Settings(**settings), readers_of(run_id))


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(run_id: str) -> Run:
    """Load what was read and put the new warehouse in the place of the old one."""
    return night_of(run_id).publish()


Pending = tuple[Job, PrefectFuture[Read]]


def submit(runner: TaskRunner[Any], jobs: list[Job], night: Night) -> list[Pending]:
    """Submit documents for reading, one task each."""
    settings = night.settings.model_dump(mode="json")
    return [
        (
            job,
            runner.submit(
                read,
                {
                    "uri": job.source.uri,
                    "name": job.source.name,
                    "sha256": job.source.sha256,
                    "media_type": job.source.media_type,
                    "fetched_at": job.source.fetched_at,
                    "changed_by": job.changed_by,
                    "run_id": night.run_id,
                    "settings": settings,
                },
            ),
        )
        for job in jobs
    ]


def collect(night: Night, pending: list[Pending]) -> None:
    """Wait for the documents and note how each ended; a worker that died is a document that failed."""
    log = get_run_logger()
    for job, future in pending:
        ended: Any = future.result(raise_on_failure=False)
        if not isinstance(ended, Read):
            said = str(ended)[:300]
            ended = Read(job.source.uri, job.source.name, "failed", job.changed_by, "worker_lost", said)
        night.note(ended)
        if ended.code:
            log.warning("%s: %s: %s: %s", ended.name, ended.status, ended.code, ended.message)


def report(run: Run, night: Night) -> None:
    """Leave the run's summary as artifacts under fixed keys, so that each has a history."""
    create_markdown_artifact(markdown(run, night), key=f"{run.kind}-summary", description="What the run did")
    create_table_artifact(table(night), key=f"{run.kind}-documents", description="Documents read or not to be had")
    get_run_logger().info("%s", ", ".join(f"{number} {said}" for said, number in counts(run)))
