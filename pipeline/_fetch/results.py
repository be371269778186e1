"""How a fetch ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from pipeline._fetch.faults import FetchErrorCode
from warehouse.model import Fetch


@dataclass(frozen=True, slots=True)
class Target:
    """An address to fetch.

    Not ``conditional``: transferred even where nothing changed. Not ``document``: whatever its
    bytes are, they are taken (a list of documents, a sitemap).
    """

    url: str
    conditional: bool = True
    document: bool = True


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that is there.

    ``outcome``: ``new`` bytes, ``same`` bytes as last time, or ``not_modified`` (the server said so
    and sent none). Its bytes are in the archive under ``sha256``; ``data`` holds them where they
    were asked for. ``seen_at`` is when (UTC), ``fetches`` the attempts, the good one last.
    """

    url: str
    final_url: str
    outcome: Literal["new", "same", "not_modified"]
    sha256: str
    media_type: str
    seen_at: dt.datetime
    data: bytes = b""
    fetches: list[Fetch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Missed:
    """A document that could not be had in this run, and why."""

    url: str
    code: FetchErrorCode
    message: str
    fetches: list[Fetch] = field(default_factory=list)
