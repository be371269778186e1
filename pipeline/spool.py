"""Records that were read and wait to be loaded: one file a document, so that memory stays flat.

A run that is killed leaves them to the next one, which takes them as they are.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Collection, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pydantic import ValidationError

from pipeline.discover import Source, address
from pipeline.ingest import corrections_of, ingest, record_key
from pipeline.settings import Settings
from warehouse.model import Document, document_id

if TYPE_CHECKING:
    from pipeline.reading import Readers


_ALONE = threading.Lock()  # what reads PDF serves one thread of a process at a time


@dataclass(frozen=True, slots=True)
class Read:
    """How reading one document ended. ``spool`` is the file with its records, where there are any.

    ``changed_by``: ``source`` (other bytes, or a new document) or ``code`` (other rules or
    vocabulary over the same bytes).
    """

    uri: str
    name: str
    status: str
    changed_by: str = "source"
    code: str | None = None
    message: str | None = None
    summary: str = ""
    seconds: float = 0.0
    spool: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read, and why."""

    source: Source
    changed_by: str


class Spooled(Collection[Document]):
    """The records in the spool as documents, read one at a time."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths

    def __iter__(self) -> Iterator[Document]:
        return (Document.model_validate_json(path.read_bytes()) for path in self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def __contains__(self, item: object) -> bool:
        return any(document == item for document in self)


def spooled(path: Path) -> Document | None:
    """Return the document whose records a spool file holds; None where it is not there, or not whole (a power cut)."""
    try:
        return Document.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def archived(uri: str, digest: str, media_type: str | None = None, fetched_at: dt.datetime | None = None) -> Source:
    """Return the source of a document whose bytes are in the archive."""
    name = unquote(Path(uri).name) if uri.startswith("file:") else address(uri).name
    return Source(uri, name, sha256=digest, media_type=media_type, fetched_at=fetched_at)


def key_of(source: Source, settings: Settings) -> str:
    """Return the key of the records that this program makes of an archived document."""
    assert source.sha256 is not None  # noqa: S101 - jobs are made of archived bytes
    return record_key(source.sha256, corrections_of(source, settings), keep_personal=settings.keep_personal)


def read_document(job: Job, settings: Settings, readers: Readers | None = None) -> Read:
    """Read one document of the archive and put its records into the spool; never raises for what it holds.

    Records that an interrupted run left in the spool are taken as they are.
    """
    source = job.source
    spool = settings.home / "spool" / f"{document_id(source.uri)}-{key_of(source, settings)}.json"
    document = spooled(spool)
    if document is not None:
        return Read(source.uri, source.name, document.status, job.changed_by, spool=str(spool))
    with nullcontext() if readers else _ALONE:
        outcome = ingest(source, settings, force=True, readers=readers)
    if outcome.document is not None:
        spool.parent.mkdir(parents=True, exist_ok=True)
        beside = spool.with_name(f".{spool.name}.{os.getpid()}")
        beside.write_text(outcome.document.model_dump_json(), "utf-8")
        beside.replace(spool)
    return Read(
        source.uri,
        source.name,
        outcome.status,
        job.changed_by,
        outcome.code,
        outcome.message,
        outcome.summary,
        round(outcome.seconds, 3),
        str(spool) if outcome.document is not None else None,
    )
