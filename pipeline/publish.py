"""The last step of every run: what was read goes into the warehouse, in one piece."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.archive import sha256
from pipeline.corrections import read_corrections
from pipeline.institutions import RULES, namer, read_institutions
from pipeline.link import linker, read_decisions, rendition_decisions
from pipeline.settings import Settings
from warehouse import schema
from warehouse.links import Linker
from warehouse.load import LoadReport, Runs, load
from warehouse.model import Document, Fetch

_LOG = logging.getLogger(__name__)


def links_digest(settings: Settings) -> str:
    """Return the digest of what decides links and names besides the documents: rules, terms, decisions."""
    rules = Path(linker.__code__.co_filename)
    names = ("same.py", "titles.py", "stated.py", "terms.yml", "institutions.yml", *RULES)
    files = [rules, *(rules.with_name(name) for name in names), settings.links, settings.institutions]
    return sha256(b"\0".join(file.read_bytes() if file.exists() else b"" for file in files))


def prepare(settings: Settings) -> None:
    """Make what a load will need whatever the documents say: there is time for it while the first one is read."""
    if not settings.warehouse.exists():
        schema.blank()


def check_decisions(settings: Settings) -> None:
    """Read what people decided, so that a mistake there is told before documents are read.

    Raises CorrectionsError, LinkDecisionsError or InstitutionsError.
    """
    read_corrections(settings.corrections)
    read_decisions(settings.links)
    read_institutions(settings.institutions)


def publish(
    settings: Settings,
    documents: Iterable[Document] = (),
    *,
    runs: Runs = (),
    fetches: Sequence[Fetch] = (),
    seen: Mapping[str, dt.datetime] | None = None,
) -> LoadReport:
    """Load documents, recompute what links commitments, and publish; see :func:`warehouse.load.load`."""
    find = linker(settings.links)
    report = load(
        settings.warehouse,
        documents,
        runs=runs,
        fetches=fetches,
        seen=seen,
        links=Linker(lambda db, countries: find(db, countries=countries), links_digest(settings)),
        decisions=rendition_decisions(settings.links),
        institutions=namer(settings.institutions),
    )
    for said in report.carried_over:
        _LOG.warning(said)
    return report
