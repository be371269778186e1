"""``runs``: what runs did, and what became of each attempt to fetch."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer

from pipeline.console import RUN, CommandError, JsonOption, load_settings, print_json, print_table, say, warehouse_of

_RUNS = "SELECT * FROM meta.runs ORDER BY started_at DESC LIMIT ?"
_RUN = "SELECT * FROM meta.runs WHERE starts_with(run_id, ?) ORDER BY started_at DESC"
_TROUBLES = """
SELECT url, error, count(*) AS attempts, max(status_code) AS status, max(attempted_at) AS last_attempt,
       bool_or(content_sha256 IS NOT NULL) AS had_in_the_end
FROM (SELECT *, max(content_sha256) OVER (PARTITION BY url) AS got FROM meta.fetches WHERE run_id = ?)
WHERE error IS NOT NULL GROUP BY url, error ORDER BY url, error
"""
_FETCHES = "SELECT outcome, error, count(*) AS attempts FROM meta.fetches WHERE run_id = ? GROUP BY ALL ORDER BY ALL"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=RUN)(runs)


def runs(
    ctx: typer.Context,
    run: Annotated[str | None, typer.Argument(metavar="RUN", help="A run's id, or its beginning.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many runs to list.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """List the latest runs, or show one with its counts and the fetches that failed."""
    from pipeline.health import pending_runs
    from warehouse import query

    settings = load_settings(ctx)
    pending = [one.model_dump() for one in pending_runs(settings)]  # those that broke off before they were published
    warehouse = settings.warehouse if pending else warehouse_of(settings)
    there = warehouse.exists()
    if run is None:
        rows = [*pending, *(query.rows(warehouse, _RUNS, [limit]) if there else ())]
        found = sorted(map(_told, rows), key=lambda row: row["started_at"], reverse=True)[:limit]
        if as_json:
            print_json(found)
        else:
            print_table([_short(row) for row in found], empty="no runs")
        return
    published = query.rows(warehouse, _RUN, [run]) if there else []
    fitting = [_told(row) for row in [*published, *(one for one in pending if one["run_id"].startswith(run))]]
    if len(fitting) != 1:
        raise CommandError(f"{len(fitting)} runs begin with {run!r}; 'compromiso runs' lists them", 2)
    (one,) = fitting
    fetches = query.rows(warehouse, _FETCHES, [one["run_id"]]) if there else []
    troubles = query.rows(warehouse, _TROUBLES, [one["run_id"]]) if there else []
    if as_json:
        print_json(one | {"fetches": fetches, "troubles": troubles})
        return
    print_table([_short(one)])
    print_table([{"what": key, "how_many": value} for key, value in one["counts"].items()], title="Counts")
    print_table(fetches, title="Attempts to fetch", empty="none")
    if troubles:
        print_table(troubles, title="What did not work at once")
    if one["message"]:
        say(one["message"])


def _told(row: dict[str, Any]) -> dict[str, Any]:
    counts = row["counts"]
    times = {
        key: row[key].astimezone(dt.UTC).replace(tzinfo=None) if row[key] and row[key].tzinfo else row[key]
        for key in ("started_at", "finished_at")
    }
    return row | times | {"counts": json.loads(counts) if isinstance(counts, str) else counts or {}}


def _short(row: dict[str, Any]) -> dict[str, Any]:
    counts = row["counts"]
    took = (row["finished_at"] - row["started_at"]).total_seconds() if row["finished_at"] else None
    read = sum(counts.get(key, 0) for key in ("read_ok", "read_partial", "ok", "partial"))
    failed = sum(counts.get(key, 0) for key in ("read_failed", "failed", "missed", "still_failed"))
    return {
        "run": row["run_id"],
        "kind": row["kind"],
        "status": row["status"],
        "started": f"{row['started_at']:%Y-%m-%d %H:%M}",
        "took": None if took is None else f"{took:.0f} s",
        "read": read,
        "same": counts.get("unchanged", counts.get("skipped", 0)),
        "failed": failed,
        "new_issues": counts.get("issues_new"),
    }
