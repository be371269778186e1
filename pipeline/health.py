"""Whether nights do what they should: when one is no success, what is broken and since when, for people and probes.

What is broken has two halves. Documents that could not be read are asked of the warehouse, so a
rerun by hand takes them off the list at once. Sources that could not be asked and documents that
could not be had are known to the nights alone: each leaves its list in the state (``fetch.sqlite``),
and what stood in the list before keeps the day on which it began.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from pipeline._fetch.state import FetchState
    from pipeline.policies import HealthPolicy
    from pipeline.settings import Settings
    from warehouse.model import Run

POSTPONED = "deferred"  # the code of what waits for the next night by the program's own choice
GOOD = "finished"  # the status of a run that is a success
_BROKEN = "broken"  # the name of the note that holds the list
_LATEST_RUNS = """
SELECT run_id, kind, status, message, started_at, finished_at, counts FROM meta.runs WHERE kind = 'nightly'
ORDER BY started_at DESC LIMIT 1
"""
_LAST_GOOD = """
SELECT run_id, kind, status, message, started_at, finished_at, counts FROM meta.runs
WHERE kind = 'nightly' AND status = 'finished' ORDER BY finished_at DESC LIMIT 1
"""
_UNREAD = """
SELECT d.source_uri AS what, coalesce(i.code, 'unknown') AS code, coalesce(i.message, '') AS message,
       v.loaded_at AS since
FROM core.documents d JOIN meta.versions v USING (document_id)
LEFT JOIN meta.issues i ON i.document_id = v.document_id AND i.content_sha256 = v.content_sha256
     AND i.severity = 'error'
QUALIFY row_number() OVER (
    PARTITION BY d.document_id ORDER BY v.ordinal DESC, i.code = 'newer_version_failed', i.code, i.message
) = 1 AND v.status = 'failed'
ORDER BY what
"""
_STATUSES = "SELECT status, count(*) AS documents FROM core.documents GROUP BY ALL"


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is not as it should be: a ``source`` that could not be asked, a document that could not be
    had (``fetch``) or read (``read``); ``since`` when (UTC, ISO 8601), and for how many ``nights`` (0: not counted).
    """

    kind: Literal["source", "fetch", "read"]
    what: str
    code: str
    message: str
    since: str
    nights: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """The answer to "is all well?"; ``reasons`` why not, empty where it is."""

    checked_at: dt.datetime
    reasons: list[str]
    at_work: bool
    last_night: Run | None
    last_good: Run | None
    documents: dict[str, int] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    warehouse_bytes: int = 0

    @property
    def healthy(self) -> bool:
        """Whether there is no reason for alarm; single documents that are broken are none."""
        return not self.reasons

    @property
    def age_hours(self) -> float | None:
        """How long ago the last good night ended, in hours."""
        ended = _ended(self.last_good)
        return round((self.checked_at - ended).total_seconds() / 3600, 2) if ended else None

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "healthy": self.healthy,
            "reasons": self.reasons,
            "checked_at": self.checked_at.isoformat(timespec="seconds"),
            "at_work": self.at_work,
            "age_hours": self.age_hours,
            "last_night": self.last_night and self.last_night.model_dump(mode="json"),
            "last_good_night": self.last_good and self.last_good.model_dump(mode="json"),
            "documents": self.documents,
            "broken": [asdict(one) for one in self.broken],
        }


def shortcomings(counts: Mapping[str, int], policy: HealthPolicy) -> list[str]:
    """Return why a night with these counts is no success, in words; nothing where it is one.

    ``sources``, ``sources_failed``: asked and failed. ``offered``, ``missed``, ``deferred``: documents; what is
    deferred was missed by the program's own choice and is no failure. ``web``, ``web_missed``: those of
    the web alone.
    """
    sources, failed = counts.get("sources", 0), counts.get("sources_failed", 0)
    offered, missed = counts.get("offered", 0), counts.get("missed", 0) - counts.get("deferred", 0)
    web = counts.get("web", 0)
    found = []
    if sources and failed == sources:
        found.append(f"none of {sources} sources could be asked" if sources > 1 else "the source could not be asked")
    elif _beyond(failed, sources, policy.failed_sources):
        allowed = f"health.failed_sources allows {policy.failed_sources:.0%}"
        found.append(f"{failed} of {sources} sources could not be asked ({allowed})")
    if web and counts.get("web_missed", 0) == web:
        found.append(f"nothing could be fetched: none of {web} documents could be had")
    elif _beyond(missed, offered, policy.missed_documents):
        allowed = f"health.missed_documents allows {policy.missed_documents:.0%}"
        found.append(f"{missed} of {offered} documents could not be had ({allowed})")
    if sources and not offered and not found:
        found.append("no source offered any document")
    return found


def _beyond(part: int, whole: int, share: float) -> bool:
    return whole > 0 and part / whole > share


def remember(state: FetchState, found: Iterable[Broken]) -> list[Broken]:
    """Keep what a night found broken, with the day on which each thing began; return it so."""
    before = {(one.kind, one.what): one for one in remembered(state)}
    listed = []
    for one in found:
        known = before.get((one.kind, one.what))
        listed.append(replace(one, since=known.since if known else one.since, nights=known.nights + 1 if known else 1))
    state.keep_note(_BROKEN, json.dumps([asdict(one) for one in listed]))
    return listed


def remembered(state: FetchState) -> list[Broken]:
    """Return what the last night found broken."""
    return [Broken(**one) for one in json.loads(state.note(_BROKEN) or "[]")]


def health(settings: Settings, now: dt.datetime | None = None) -> Health:
    """Look at the runs, the state and the warehouse of a home; nothing is changed and nobody is asked."""
    now = now or dt.datetime.now(dt.UTC)
    policy, reasons = settings.health, list[str]()
    at_work = _at_work(settings.home)
    runs, broken = _pending(settings, reasons)
    documents: dict[str, int] = {}
    if settings.warehouse.exists():
        try:
            held, documents, unread = _held(settings)
            runs += held
            broken += unread
        except Exception as error:
            reasons.append(" ".join(str(error).split())[:400])
    nights = sorted((run for run in runs if run.kind == "nightly"), key=lambda run: _utc(run.started_at))
    last = nights[-1] if nights else None
    if last is not None and last.status == "running" and not at_work:
        last = last.model_copy(update={"status": "interrupted", "message": "it was killed"})
    good = [run for run in nights if run.status == GOOD and run.finished_at]
    last_good = max(good, key=lambda run: _utc(run.finished_at or run.started_at), default=None)
    reasons += _reasons(last, last_good, policy, now)
    unread_share = documents.get("failed", 0) / max(sum(documents.values()), 1)
    if unread_share > policy.failed_documents:
        reasons.append(f"{documents['failed']} of {sum(documents.values())} documents could not be read")
    size = settings.warehouse.stat().st_size if settings.warehouse.exists() else 0
    return Health(now, reasons, at_work, last, last_good, documents, broken, size)


def _reasons(last: Run | None, good: Run | None, policy: HealthPolicy, now: dt.datetime) -> list[str]:
    if last is None:
        return ["there was no night yet: 'compromiso nightly' runs one"]
    reasons = []
    if last.status not in (GOOD, "running"):
        reasons.append(f"the night of {_utc(last.started_at):%Y-%m-%d %H:%M} UTC {_how(last)}")
    ended = _ended(good)
    if ended is None:
        reasons.append("no night has been a success yet")
    elif (hours := (now - ended).total_seconds() / 3600) > policy.max_age_hours:
        allowed = f"health.max_age_hours is {policy.max_age_hours:g}"
        reasons.append(f"the last good night ended {hours:.0f} hours ago ({allowed})")
    return reasons


def _how(run: Run) -> str:
    said = {"failed": "was no success", "interrupted": "was interrupted"}.get(run.status, f"ended as {run.status}")
    return f"{said}: {run.message}" if run.message else said


def _at_work(home: Path) -> bool:
    """Whether a night is under way: its lock is held. A night waits a moment for a lock that is tried here."""
    lock = home / "nightly.lock"
    if not lock.exists():
        return False
    try:
        with FileLock(lock, blocking=False):
            return False
    except Timeout:
        return True
    except OSError:  # this account may not write there: whoever is at work cannot be told
        return False


def pending_runs(settings: Settings) -> list[Run]:
    """Return the runs that the warehouse has not got: one that is under way, those that an error or a kill ended."""
    at_work = _at_work(settings.home)
    runs, _ = _pending(settings, [])
    latest = max((run.started_at for run in runs), default=None)
    killed = {"status": "interrupted", "message": "it was killed"}
    return [
        run.model_copy(update=killed) if run.status == "running" and not (at_work and run.started_at == latest) else run
        for run in runs
    ]


def _pending(settings: Settings, reasons: list[str]) -> tuple[list[Run], list[Broken]]:
    """Return the runs that the warehouse has not got, and what the last night found broken."""
    from pipeline._fetch.state import FetchState, StateError

    path = settings.home / "fetch.sqlite"
    if not path.exists():
        return [], []
    try:
        with FetchState(path) as state:
            return state.runs(), remembered(state)
    except StateError as error:
        reasons.append(str(error))
        return [], []


def _held(settings: Settings) -> tuple[list[Run], dict[str, int], list[Broken]]:
    """Return the last night and the last good one that the warehouse knows, its documents, those not read."""
    import contextlib

    from warehouse import query
    from warehouse.model import Run

    with contextlib.closing(query.connect(settings.warehouse)) as db:
        rows = {row["run_id"]: row for sql in (_LATEST_RUNS, _LAST_GOOD) for row in query.fetch(db, sql)}
        documents = {row["status"]: row["documents"] for row in query.fetch(db, _STATUSES)}
        unread = [
            Broken("read", row["what"], row["code"], row["message"], _utc(row["since"]).isoformat(timespec="seconds"))
            for row in query.fetch(db, _UNREAD)
        ]
    runs = [Run(**row | {"counts": json.loads(row["counts"] or "{}")}) for row in rows.values()]
    return runs, documents, unread


def _ended(run: Run | None) -> dt.datetime | None:
    return _utc(run.finished_at) if run and run.finished_at else None


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def metrics(found: Health) -> str:
    """Return it in the text format of Prometheus, as the node exporter's textfile collector reads it."""
    night = found.last_night
    ended, good = _ended(night), _ended(found.last_good)
    started = _utc(night.started_at) if night else None
    counts = night.counts if night else {}
    lines: list[str] = []

    def gauge(name: str, meaning: str, values: Mapping[str, float | None]) -> None:
        kept = {labels: value for labels, value in values.items() if value is not None}
        if kept:
            lines.append(f"# HELP compromiso_{name} {meaning}")
            lines.append(f"# TYPE compromiso_{name} gauge")
            lines.extend(f"compromiso_{name}{labels} {value:.10g}" for labels, value in kept.items())

    def by(label: str, values: Mapping[str, int]) -> dict[str, float | None]:
        return {f'{{{label}="{key}"}}': value for key, value in sorted(values.items())}

    gauge("healthy", "1 where there is no reason for alarm.", {"": float(found.healthy)})
    gauge(
        "night_success", "1 where the last night was a success.", {"": float(night.status == GOOD) if night else None}
    )
    gauge(
        "night_started_timestamp_seconds", "When the last night began.", {"": started.timestamp() if started else None}
    )
    gauge("night_ended_timestamp_seconds", "When the last night ended.", {"": ended.timestamp() if ended else None})
    gauge("night_good_timestamp_seconds", "When the last good night ended.", {"": good.timestamp() if good else None})
    seconds = (ended - started).total_seconds() if ended and started else None
    gauge("night_seconds", "How long the last night took.", {"": seconds})
    asked = {name: counts.get(f"sources{suffix}", 0) for name, suffix in (("asked", ""), ("failed", "_failed"))}
    gauge("night_sources", "Sources of the last night.", by("state", asked) if night else {})
    named = ("offered", "unchanged", "missed", "deferred", "read_ok", "read_partial", "read_failed", "still_failed")
    gauge(
        "night_documents",
        "Documents of the last night.",
        by("state", {n: counts.get(n, 0) for n in named}) if night else {},
    )
    gauge("night_requests", "Requests of the last night.", {"": counts.get("requests", 0) if night else None})
    gauge("documents", "Documents in the warehouse.", by("status", found.documents))
    kinds = {kind: sum(one.kind == kind for one in found.broken) for kind in ("source", "fetch", "read")}
    gauge("broken", "What is broken: sources, documents not to be had, documents not read.", by("kind", kinds))
    gauge("warehouse_bytes", "Size of the published file.", {"": found.warehouse_bytes})
    return "\n".join(lines) + "\n"


def write_metrics(found: Health, path: Path) -> None:
    """Write the metrics in one piece, so that whoever collects them never reads half of them. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")  # the collector reads *.prom alone
    beside.write_text(metrics(found), "utf-8")
    beside.chmod(0o644)
    beside.replace(path)
