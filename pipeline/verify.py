"""Whether a home is whole: the archive against its hashes, the warehouse against its schema, checks and evidence."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.archive import ArchiveError
from pipeline.doctor import Check

if TYPE_CHECKING:
    from pipeline.archive import Archive
    from pipeline.settings import Settings

_SHOWN = 3  # things named of each kind that is wrong
_VERSIONS = "SELECT DISTINCT content_sha256 AS digest FROM meta.versions"
_STAMP = "SELECT value FROM meta.settings WHERE name = 'schema_digest'"


def verify(settings: Settings, *, quick: bool = False) -> Iterator[Check]:
    """Yield what was looked at in a home and how it stands; nothing is changed.

    The archive is read byte by byte, every value of the warehouse once, and the quote of every value is
    looked up in its document. ``quick`` leaves the last out.
    """
    yield from _archive(settings.archive)
    yield from _decisions(settings)
    if not settings.warehouse.exists():
        yield Check("warehouse", "missing", f"{settings.warehouse} does not exist", "compromiso ingest, or rebuild")
        return
    readable = _readable(settings)
    yield readable
    if readable.state == "problem":
        return
    yield _schema(settings)
    yield from _bytes_of_versions(settings)
    yield from _checks(settings)
    if not quick:
        yield from _evidence(settings)


def _archive(archive: Archive) -> Iterator[Check]:
    """Yield whether every file of the archive has the sha256 that it is named after."""
    damaged, strange, files, size = [], [], 0, 0
    for place in sorted(archive.root.glob("??/*")):
        if place.suffix == ".jsonl" or place.name.startswith("."):
            continue
        if not re.fullmatch(r"[0-9a-f]{64}", place.name):
            strange.append(place.name)
            continue
        files += 1
        try:
            size += len(archive.get(place.name))
        except ArchiveError:
            damaged.append(place.name[:12])
        except OSError as error:
            damaged.append(f"{place.name[:12]} ({error.strerror})")
    yield Check("archive", "ok", f"{files} files, {size / 1e6:.1f} MB, every one has the sha256 that it is named after")
    if damaged:
        advice = "restore them from a backup, or ingest the documents again"
        yield Check("archive, damaged", "problem", _named(damaged, files), advice)
    if strange:
        yield Check("archive, strangers", "notice", _named(strange), "nothing here needs them")


def _decisions(settings: Settings) -> Iterator[Check]:
    """Yield whether the files of what people decided can be read."""
    from pipeline.publish import check_decisions

    there = [path.name for path in settings.decisions if path.exists()]
    try:
        check_decisions(settings)
    except Exception as error:
        yield Check("decisions", "problem", " ".join(str(error).split())[:400], "mend the file")
        return
    yield Check("decisions", "ok", ", ".join(there) or "none")


def _readable(settings: Settings) -> Check:
    from warehouse import query

    try:
        query.read_through(settings.warehouse)
    except Exception as error:
        said = " ".join(str(error).split())[:400]
        return Check("warehouse", "problem", said, "restore a backup, or compromiso rebuild where it is damaged")
    size = settings.warehouse.stat().st_size / 1e6
    return Check("warehouse", "ok", f"every value can be read; {size:.1f} MB")


def _schema(settings: Settings) -> Check:
    from warehouse import query, schema

    (row,) = query.rows(settings.warehouse, _STAMP) or [{"value": None}]
    if row["value"] == schema.digest():
        return Check("schema", "ok", str(row["value"]))
    said = f"the file has {row['value']}, this program {schema.digest()}"
    return Check("schema", "stale", said, "the next load writes the file afresh")


def _bytes_of_versions(settings: Settings) -> Iterator[Check]:
    """Yield whether the archive holds the bytes of every version of every document."""
    from warehouse import query

    digests = [row["digest"] for row in query.rows(settings.warehouse, _VERSIONS)]
    lost = [digest[:12] for digest in digests if digest not in settings.archive]
    if lost:
        advice = "restore them from a backup, or ingest the documents again"
        yield Check("versions", "problem", f"not in the archive: {_named(lost, len(digests))}", advice)
    else:
        yield Check("versions", "ok", f"the archive holds the bytes of all {len(digests)}")


def _checks(settings: Settings) -> Iterator[Check]:
    from warehouse import query
    from warehouse.check import find

    with contextlib.closing(query.connect(settings.warehouse)) as db:
        findings = find(db)
    for finding in findings:
        state = "problem" if finding.severity == "error" else "notice"
        yield Check(f"check {finding.check}", state, finding.describe()[:400], "compromiso rebuild")  # type: ignore[arg-type]
    if not any(finding.severity == "error" for finding in findings):
        yield Check("checks", "ok", "no row that must not be there")


def _evidence(settings: Settings) -> Iterator[Check]:
    from pipeline.witness import look_up

    found = look_up(settings.warehouse, settings.archive)
    if found.misplaced:
        said = f"of {found.looked_up} quotes not where they should be: {_named(found.misplaced)}"
        yield Check("evidence", "problem", said[:800], "compromiso rebuild; else report it")
    else:
        yield Check("evidence", "ok", f"all {found.looked_up} quotes stand where they are said to")
    if found.unheard:
        yield Check("evidence, documents not opened", "problem", _named(found.unheard), "see archive above")


def _named(things: Iterable[str], of: int | None = None) -> str:
    """Return how many there are and the first few."""
    listed = list(things)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return f"{len(listed)}{f' of {of}' if of is not None else ''}: {', '.join(listed[:_SHOWN])}{more}"
