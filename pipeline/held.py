"""Documents that are at hand, one or all of them, as sources to read again from the archive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.addresses import masked
from pipeline.discover import Source, discover

if TYPE_CHECKING:
    from pipeline.settings import Settings

_HELD = """
SELECT document_id, source_uri, name, title, media_type, fetched_at, last(v.content_sha256 ORDER BY v.ordinal) AS latest
FROM core.documents JOIN meta.versions v USING (document_id) GROUP BY ALL ORDER BY source_uri
"""


class NotOneDocumentError(Exception):
    """Words that fit no document of the warehouse, or several; the message lists these."""


def find_document(settings: Settings, wanted: str, *, refetch: bool = False) -> Source:
    """Return the one document that an id, an address or part of a name or title fits.

    Its bytes are those in the archive, or with ``refetch`` those that it has now where it came from. Raises
    NotOneDocumentError.
    """
    from warehouse import query

    held = query.rows(settings.warehouse, _HELD) if settings.warehouse.exists() else []
    exact = [d for d in held if wanted in (d["document_id"], d["source_uri"], d["name"])]
    folded = wanted.casefold()
    fitting = exact or [
        d
        for d in held
        if d["document_id"].startswith(folded)
        or any(folded in (d[key] or "").casefold() for key in ("name", "source_uri", "title"))
    ]
    if not fitting:
        raise NotOneDocumentError(f"no document fits {wanted!r}; 'compromiso documents' lists them")
    if len(fitting) > 1:
        listed = "; ".join(f"{d['document_id']} {d['name']}" for d in fitting[:8])
        more = f"; and {len(fitting) - 8} more" if len(fitting) > 8 else ""
        raise NotOneDocumentError(f"{len(fitting)} documents fit {wanted!r}, name one by its id: {listed}{more}")
    source = _held(fitting[0])
    if not refetch:
        return source
    return next(s for s in discover([_asked(source.uri, settings)]) if isinstance(s, Source))


def _asked(uri: str, settings: Settings) -> str:
    """Return the address that was asked for a document, whose published one may hide a token."""
    if masked(uri) != uri or "masked-" not in uri:
        return uri
    from pipeline.fetch import FetchState

    with FetchState(settings.home / "fetch.sqlite") as state:
        return next((url for url in state.addresses() if masked(url) == uri), uri)


def all_sources(settings: Settings) -> tuple[list[Source], Path | None]:
    """Return every document at hand with its newest bytes in the archive, and a file that was moved aside.

    The warehouse says which documents there are. Where there is none, the notes of the archive do; one
    that is damaged anywhere is first moved aside, never deleted. Raises UnreadableError where it only
    cannot be opened now: it is open elsewhere for writing, or forbidden.
    """
    import duckdb

    from warehouse import query

    path = settings.warehouse
    if path.exists():
        try:
            query.read_through(path)
            return [_held(row) for row in query.rows(path, _HELD)], None
        except query.UnreadableError as error:
            if not error.damaged:
                raise
        except duckdb.Error:
            pass
        return _noted(settings), _moved_aside(path)
    return _noted(settings), None


def _held(row: dict[str, Any]) -> Source:
    at = row["fetched_at"] and row["fetched_at"].replace(tzinfo=dt.UTC)
    return Source(row["source_uri"], row["name"], sha256=row["latest"], media_type=row["media_type"], fetched_at=at)


def _noted(settings: Settings) -> list[Source]:
    newest: dict[str, tuple[str, Source]] = {}
    for digest, note in settings.archive.noted():
        fetched = dt.datetime.fromisoformat(note["at"])
        source = Source(note["uri"], note["name"], sha256=digest, media_type=note["media_type"], fetched_at=fetched)
        if source.uri not in newest or newest[source.uri][0] < note["at"]:
            newest[source.uri] = (note["at"], source)
    return [source for _, (_, source) in sorted(newest.items())]


def _moved_aside(path: Path) -> Path:
    """Move the file aside, and with it the log of changes (.wal) that belongs to it."""
    n = 1
    while (aside := path.with_name(f"{path.name}.unreadable-{n}")).exists():
        n += 1
    log = path.with_name(f"{path.name}.wal")
    if log.exists():
        log.replace(aside.with_name(f"{aside.name}.wal"))
    return path.replace(aside)
