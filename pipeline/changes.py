"""What a document states now that it did not state before, and the other way round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from warehouse import query

_HISTORY = """
SELECT commitment_id, mention_key, field, milestone, ogp_value, phase, old_value, new_value, old_quote, new_quote,
       changed_at, changed_by
FROM meta.history WHERE document_id = ? ORDER BY changed_at DESC, commitment_id, mention_key, field, milestone, phase
"""
_VERSIONS = """
SELECT ordinal, content_sha256, status, counted, loaded_at, changed_by
FROM meta.versions WHERE document_id = ? ORDER BY ordinal
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that was added, removed or changed; the quotes are the words behind the old and the new one."""

    change: Literal["added", "removed", "changed"]
    about: str
    field: str
    old: str | None
    new: str | None
    old_quote: str | None
    new_quote: str | None
    changed_at: dt.datetime
    changed_by: str


def differences(warehouse: Path, document_id: str, *, every: bool = False) -> list[Difference]:
    """Return what the last change of a document changed, or ``every`` change ever, newest first."""
    rows = query.rows(warehouse, _HISTORY, [document_id])
    last = rows[0]["changed_at"] if rows else None
    return [_difference(row) for row in rows if every or row["changed_at"] == last]


def versions(warehouse: Path, document_id: str) -> list[dict[str, Any]]:
    """Return the versions of a document that were loaded or tried, oldest first."""
    return query.rows(warehouse, _VERSIONS, [document_id])


def _difference(row: dict[str, Any]) -> Difference:
    old, new = row["old_value"], row["new_value"]
    commitment = row["commitment_id"] or row["mention_key"] or "document"
    parts = [commitment, row["milestone"] and f"milestone {row['milestone']}", row["ogp_value"], row["phase"]]
    return Difference(
        change="added" if old is None else "removed" if new is None else "changed",
        about=" ".join(str(part) for part in parts if part),
        field=row["field"],
        old=old,
        new=new,
        old_quote=row["old_quote"],
        new_quote=row["new_quote"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )
