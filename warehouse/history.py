"""What changed between two versions of a document: values by what they are about, and their differences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from warehouse.rows import Row, Rows, digest

READ = ("core.mentions", "core.assessments", "core.milestones", "core.facts", "core.evidence")
_MENTION_FIELDS = ("title", "number", "lead_institution", "starts_on", "ends_on")
_ABOUT = ("record", "mention_key", "field", "milestone", "ogp_value", "phase", "assessor")


@dataclass
class Statement:
    """All values that a document states about one thing, with the words behind the first."""

    about: dict[str, Any]
    commitment_id: str | None
    quote: str | None
    values: set[str] = field(default_factory=set)

    @property
    def value(self) -> str:
        """The values in order, joined by `` | ``."""
        return " | ".join(sorted(self.values))


def written(code: object, number: object, null_reason: object) -> str:
    """Return a value as text: a code, a number without needless zeros, or the reason in brackets."""
    if number is not None:
        return f"{number:.10g}"
    return str(code) if code is not None else f"[{null_reason}]"


def statements(document_id: str, rows: Rows) -> dict[str, Statement]:
    """Return a document's statements by statement key; ``rows`` holds at least :data:`READ`."""
    quotes = {e["evidence_id"]: e["quote"] for e in rows.get("core.evidence", [])}
    keys = {m["mention_id"]: m["mention_key"] for m in rows.get("core.mentions", [])}
    found: dict[str, Statement] = {}

    def note(record: str, row: Row, name: str, value: str) -> None:
        about = {"record": record, "mention_key": keys.get(row["mention_id"]), "field": name}
        about |= {column: row.get(column) for column in _ABOUT[3:]}
        key = digest(document_id, *about.values())
        statement = found.setdefault(key, Statement(about, row["commitment_id"], quotes.get(row["evidence_id"])))
        statement.values.add(value)

    for row in rows.get("core.mentions", []):
        for name in _MENTION_FIELDS:
            if row[name] is not None:
                note("mention", row, name, str(row[name]))
    for row in rows.get("core.assessments", []):
        note("assessment", row, row["dimension"], written(row["code"], row["number"], row["null_reason"]))
    for row in rows.get("core.milestones", []):
        note("milestone", row, "text", row["text"] or "")
    for row in rows.get("core.facts", []):
        unit = f" {row['unit']}" if row["unit"] == "percent" else ""
        note("fact", row, row["metric"] + unit, row["text"] if row["number"] is None else f"{row['number']:.10g}")
    return found


def changes(
    document_id: str, old: dict[str, Statement], new: dict[str, Statement], changed_at: dt.datetime, changed_by: str
) -> list[Row]:
    """Return the rows of ``meta.history``: statements that came, went or have another value."""
    rows = []
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before and after and before.value == after.value:
            continue
        known = after or before
        assert known is not None  # noqa: S101 - the key is of one of the two
        rows.append(
            known.about
            | {
                "history_id": digest(key, changed_at, before and before.value, after and after.value),
                "document_id": document_id,
                "statement_key": key,
                "commitment_id": known.commitment_id,
                "old_value": before.value if before else None,
                "new_value": after.value if after else None,
                "old_quote": before.quote if before else None,
                "new_quote": after.quote if after else None,
                "changed_at": changed_at,
                "changed_by": changed_by,
            }
        )
    return rows
