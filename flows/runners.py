"""Where documents are read: threads over a pool of processes, processes, or a Dask cluster."""

from __future__ import annotations

from typing import Any

from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from pipeline.settings import Settings


class NoDaskError(Exception):
    """The setting asks for Dask, and it is not installed."""


def task_runner(settings: Settings) -> TaskRunner[Any]:
    """Return the task runner that the settings name.

    Dask workers read one document at a time: start them with one thread each. Archive and spool
    must be on a file system that they share. Raises NoDaskError.
    """
    if settings.task_runner == "process":
        return ProcessPoolTaskRunner(max_workers=settings.jobs)
    if settings.task_runner == "thread":
        return ThreadPoolTaskRunner(max_workers=settings.jobs * 2)
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError as error:
        raise NoDaskError("task_runner = dask needs a package more: pip install prefect-dask") from error
    if settings.dask_address:
        return DaskTaskRunner(address=settings.dask_address)  # type: ignore[no-any-return]
    local = {"n_workers": settings.jobs, "threads_per_worker": 1, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=local)  # type: ignore[no-any-return]
