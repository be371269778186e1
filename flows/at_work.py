"""What is at work in this process, by run: tasks get a run's id, never the thing itself.

It stands apart from the flows because Prefect sends these, with all that they refer to, to other
processes; what has threads and connections cannot be sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from prefect.task_runners import TaskRunner

from flows.runners import task_runner
from pipeline.logs import configure, configured
from pipeline.nightly import Night
from pipeline.reading import Readers
from pipeline.settings import Settings

_nights: dict[str, Night] = {}
_readers: dict[str, Readers] = {}


@contextmanager
def at_work(night: Night) -> Iterator[tuple[Night, TaskRunner[Any]]]:
    """Begin a night and what reads its documents, and let tasks find both by the run's id."""
    logging.getLogger("prefect.task_runs").setLevel(logging.WARNING)  # a line a document is for failures
    if not configured():  # a run of a deployment: Prefect prints what there is to print
        configure(night.settings.log, screen=False)
    with night, ExitStack() as stack:
        _nights[night.run_id] = night
        stack.callback(_nights.pop, night.run_id)
        if night.settings.task_runner == "thread":
            _readers[night.run_id] = stack.enter_context(Readers(night.settings, many=True))
            stack.callback(_readers.pop, night.run_id)
        yield night, stack.enter_context(task_runner(night.settings))


def night_of(run_id: str) -> Night:
    """Return the night at work under an id."""
    return _nights[run_id]


def readers_of(run_id: str) -> Readers | None:
    """Return the readers of a run; None where documents are read in other processes than this one."""
    return _readers.get(run_id)


def settings_for(home: str | None) -> Settings:
    """Return the settings, for a home if one is named."""
    return Settings(home=Path(home)) if home else Settings()
