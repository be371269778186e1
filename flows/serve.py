"""Deployments: the nightly run on its schedule, and the buttons of Prefect's UI."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import prefect
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings
from prefect.types.entrypoint import EntrypointType

from flows.document import ingest_document
from flows.nightly import nightly
from flows.publish import publish
from pipeline.settings import Settings


class NoServerError(Exception):
    """Prefect's server did not start."""


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Return the nightly run, the rerun of one document, and publishing, for a home.

    The nightly run never overlaps itself: a run that falls into another one is cancelled.
    """
    home = str(settings.home.absolute())
    one = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    by_module = EntrypointType.MODULE_PATH
    return [
        RunnerDeployment.from_flow(
            nightly,
            "nightly",
            schedule=Cron(settings.cron, timezone=settings.timezone),
            concurrency_limit=one,
            parameters={"home": home},
            entrypoint_type=by_module,
        ),
        RunnerDeployment.from_flow(ingest_document, "document", parameters={"home": home}, entrypoint_type=by_module),
        RunnerDeployment.from_flow(
            publish, "publish", concurrency_limit=one, parameters={"home": home}, entrypoint_type=by_module
        ),
    ]


def serve(settings: Settings, port: int = 4200) -> None:
    """Keep the deployments until interrupted.

    A Prefect server that is configured (PREFECT_API_URL) is used; else one is started here, on this
    machine only, with its UI at ``port``. Raises NoServerError.
    """
    configured = get_current_settings().api.url
    with _server(port) if not configured else _nothing():
        prefect.serve(*deployments(settings), limit=2, pause_on_shutdown=False)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _server(port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    url = f"http://127.0.0.1:{port}/api"
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own interpreter
    try:
        _wait(server, url)
        os.environ["PREFECT_API_URL"] = url  # for the processes of the runs
        with temporary_settings({PREFECT_API_URL: url}):
            yield
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(server: subprocess.Popen[bytes], url: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise NoServerError(f"Prefect's server ended with exit code {server.returncode}; is its port taken?")
        try:
            if httpx.get(f"{url}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    raise NoServerError(f"Prefect's server did not answer at {url} within {seconds:g} s")
