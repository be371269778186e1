"""The last step of every run: what was read goes into the warehouse, in one piece."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from pipeline.link import linker
from pipeline.settings import Settings
from warehouse.load import LoadReport, Runs, load
from warehouse.model import Document, Fetch


def publish(
    settings: Settings,
    documents: Iterable[Document] = (),
    *,
    runs: Runs = (),
    fetches: Sequence[Fetch] = (),
    seen: Mapping[str, dt.datetime] | None = None,
) -> LoadReport:
    """Load documents, recompute what links commitments, and publish; see :func:`warehouse.load.load`."""
    return load(settings.warehouse, documents, runs=runs, fetches=fetches, seen=seen, links=linker(settings.links))
