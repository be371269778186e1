"""Forgetting bookkeeping that has grown old, as far as an operator wants that."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from pipeline.policies import KeepPolicy

# What stays however old it is: the last good night, and of each address the last attempt and the last
# good one, for what is asked of the warehouse (coverage, last seen) leans on these.
_FORGET = {
    "fetches_days": """
DELETE FROM meta.fetches WHERE attempted_at < $before AND fetch_id NOT IN (
    SELECT arg_max(fetch_id, attempted_at) FROM meta.fetches GROUP BY url
    UNION SELECT arg_max(fetch_id, attempted_at) FROM meta.fetches WHERE content_sha256 IS NOT NULL GROUP BY url)
""",
    "runs_days": """
DELETE FROM meta.runs WHERE started_at < $before AND run_id <> coalesce(
    (SELECT arg_max(run_id, started_at) FROM meta.runs WHERE kind = 'nightly' AND status = 'finished'), '')
""",
    "history_days": "DELETE FROM meta.history WHERE changed_at < $before",
}


def forget(db: duckdb.DuckDBPyConnection, policy: KeepPolicy, now: dt.datetime) -> dict[str, int]:
    """Delete what is older than the policy keeps, in the transaction that is open; return how many rows of what.

    Nothing is deleted of which the policy names no days. ``meta.versions`` stays: a document is told by
    it from one that was never read.
    """
    gone = {}
    for name, sql in _FORGET.items():
        days = getattr(policy, name)
        if days is None:
            continue
        before = (now - dt.timedelta(days=days)).astimezone(dt.UTC).replace(tzinfo=None)
        deleted = db.execute(sql, {"before": before}).fetchone()
        gone[name.removesuffix("_days")] = int(deleted[0]) if deleted else 0
    return gone
