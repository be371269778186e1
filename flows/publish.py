"""The flow that brings the warehouse up to date without the web."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.at_work import at_work, settings_for
from flows.nightly import collect, report, submit
from flows.nightly import publish as publish_read
from pipeline.nightly import Night


@flow(name="publish", flow_run_name="publish {home}", log_prints=False)
def publish(home: str | None = None) -> dict[str, Any]:
    """Read again what templates, vocabulary or corrections changed, take what an interrupted run read, publish.

    Documents come from the archive; nothing is fetched. Returns the run's row.
    """
    with at_work(Night(settings_for(home), kind="publish")) as (night, runner):
        for waiting in night.waiting():
            night.note(waiting)
        collect(night, submit(runner, night.stale(), night))
        run = publish_read(night.run_id)
        report(run, night)
    return run.model_dump(mode="json")
