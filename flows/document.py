"""The flow that reads one document: what ``compromiso rerun`` and ``ingest`` do, with a button in Prefect's UI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.at_work import settings_for
from pipeline.discover import Source, is_address
from pipeline.held import NotOneDocumentError, find_document
from pipeline.ingest import ingest_many


class NotReadError(Exception):
    """A document that could not be read; the message says why."""


@flow(name="ingest-document", flow_run_name="{document}", log_prints=False)
def ingest_document(
    document: str, force: bool = True, refetch: bool = False, home: str | None = None
) -> dict[str, Any]:
    """Read one document and load it; return how it ended.

    ``document``: its id, its address or a part of its name; a web address or a file that is not in
    the warehouse yet is read for the first time. ``force``: also where nothing changed. ``refetch``:
    from where it came from, instead of from the archive. ``home``: none: as the settings say.

    Raises NotReadError where it failed, so that the run shows it.
    """
    ended = read_and_load(document, force, refetch, home)
    rows = "\n".join(f"| {key} | {str(value).replace('|', '/')} |" for key, value in ended.items() if value is not None)
    create_markdown_artifact(f"| | |\n|---|---|\n{rows}\n", key="document", description="How reading a document ended")
    if ended["status"] == "failed":
        raise NotReadError(f"{ended['name']}: {ended['code']}: {ended['message']}")
    return ended


@task(name="read and load", cache_policy=NO_CACHE, persist_result=False)
def read_and_load(document: str, force: bool, refetch: bool, home: str | None) -> dict[str, Any]:
    """Walk one document all the way."""
    settings = settings_for(home)
    source: Source | str
    try:
        source = find_document(settings, document, refetch=refetch)
    except NotOneDocumentError as error:
        if not (is_address(document) or Path(document).is_file()):
            raise NotReadError(str(error)) from error
        source = document
    (outcome,) = ingest_many([source], settings, force=force, kind="rerun")
    get_run_logger().info("%s: %s %s", outcome.source.name, outcome.status, outcome.summary or outcome.message or "")
    return outcome.as_dict()
