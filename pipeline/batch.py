"""Documents on their way into the warehouse: gathered, loaded in one go, noted as a run."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extractors.records import Extraction, Identity, Issue
from pipeline.outcome import Outcome
from pipeline.settings import Settings
from warehouse.model import Document, Fetch, Run

if TYPE_CHECKING:
    from warehouse.load import Runs

REFUSED = "load_refused"
_LOG = logging.getLogger(__name__)


def load_or_refuse(
    settings: Settings,
    documents: Collection[Document],
    runs: Runs = (),
    fetches: Sequence[Fetch] = (),
    seen: Mapping[str, dt.datetime] | None = None,
) -> dict[str, str]:
    """Publish documents; return those that the warehouse refused: their id and what is wrong.

    A document whose rows break a check of the warehouse does not keep the others out: it is loaded
    as failed, with the issue ``load_refused``.

    Raises ``warehouse.load.LoadError`` where no single document is at fault, ``warehouse.load.StoppedError``
    where the engine or the disk gives out, the engine twice; the published file is then as it was.
    """
    from pipeline.publish import publish
    from warehouse.load import LoadError

    try:
        _publish(settings, documents, runs=runs, fetches=fetches, seen=seen)
    except LoadError as error:
        refused = dict.fromkeys(error.document_ids, str(error)[:500])
        if not refused.keys() & {d.document_id for d in documents}:
            raise
    else:
        return {}
    rest = (_refused(d, refused[d.document_id]) if d.document_id in refused else d for d in documents)
    publish(settings, rest, runs=runs, fetches=fetches, seen=seen)
    return refused


def _publish(settings: Settings, documents: Collection[Document], **noted: Any) -> None:
    """Publish, once more where the database engine stopped with an internal error."""
    from pipeline.publish import publish
    from warehouse.load import StoppedError

    try:
        publish(settings, documents, **noted)
    except StoppedError as error:
        if not error.internal:
            raise
        _LOG.warning("trying once more: %s", error)
        publish(settings, documents, **noted)


def _refused(document: Document, why: str) -> Document:
    issue = Issue(code=REFUSED, severity="error", message=f"its records break a check of the warehouse: {why}")
    nothing = Extraction(identity=Identity(title=document.extraction.identity.title), issues=[issue])
    return document.model_copy(update={"extraction": nothing, "status": "failed"})


@dataclass
class Batch:
    """Gathers outcomes and loads them when they are many, so that memory stays flat.

    ``kind`` names the run in ``meta.runs``. ``refused`` says by their place among the sources which
    documents the warehouse refused, and why.
    """

    settings: Settings
    kind: str
    refused: dict[int, str] = field(default_factory=dict)
    _run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    _started_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    _counts: Counter[str] = field(default_factory=Counter)
    _waiting: list[tuple[int, Outcome]] = field(default_factory=list)
    _records: int = 0
    _loaded: bool = False

    def add(self, index: int, outcome: Outcome) -> None:
        """Take the outcome of a source; load what has gathered when it is much."""
        self._counts[outcome.status] += 1
        if outcome.document is None and not outcome.fetches:
            return
        self._waiting.append((index, outcome))
        if outcome.document is not None:
            self._records += _records(outcome.document.extraction)
        if len(self._waiting) >= self.settings.batch_documents or self._records >= self.settings.batch_records:
            self._load("running")

    def finish(self, stopped: BaseException | None = None) -> None:
        """Load the rest and note the end of the run, or what stopped it; nothing where there was nothing to load."""
        if not (self._waiting or self._loaded):
            return
        if stopped is None:
            self._load("finished")
        elif isinstance(stopped, KeyboardInterrupt):
            self._load("interrupted", "it was stopped by hand")
        else:
            self._load("failed", " ".join(f"{type(stopped).__name__}: {stopped}".split())[:500])

    def _load(self, status: str, message: str | None = None) -> None:
        run = Run(
            run_id=self._run_id,
            kind=self.kind,
            started_at=self._started_at,
            finished_at=None if status == "running" else dt.datetime.now(dt.UTC),
            counts=dict(self._counts),
            status=status,
            message=message,
        )
        places = {o.document.document_id: index for index, o in self._waiting if o.document}
        documents = [o.document for _, o in self._waiting if o.document]
        fetches = [f for _, o in self._waiting for f in o.fetches]
        refused = load_or_refuse(self.settings, documents, [run], fetches)
        self.refused |= {places[key]: why for key, why in refused.items() if key in places}
        self._waiting, self._records, self._loaded = [], 0, True


def _records(extraction: Extraction) -> int:
    cells = sum(len(table.cells) for table in extraction.tables)
    return len(extraction.mentions) + len(extraction.assessments) + len(extraction.facts) + cells
