"""What was read before: counts and a hash a document, so that a change tells which documents it moves.

``benchmarks/unseen.json`` holds no word of any document: documents have a line each, by origin and name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from extractors.records import Extraction

FROZEN = Path(__file__).with_name("unseen.json")
COUNTS = ("items", "right", "wrong", "silent", "doubted", "stated")
Entry = dict[str, Any]  # "hash", and each of COUNTS
Entries = Mapping[str, Entry]
Move = Literal["worse", "better", "changed", "new", "gone"]
_STATED = ("identity", "mentions", "assessments", "milestones", "facts", "recommendations")
_HOW = frozenset({"evidence", "template", "template_version", "reasons"})  # how something was read, not what


def fingerprint(extraction: Extraction) -> str:
    """Return a hash of all that a document states, and of its doubts.

    It is the same whatever rule read it, where, and in which order, and whatever else records could say but do not.
    """
    whole = extraction.model_dump(mode="json", include=set(_STATED))
    stated = {kind: sorted(map(_canonical, _listed(whole[kind]))) for kind in _STATED}
    return hashlib.sha256(_canonical(stated).encode()).hexdigest()[:16]


def _listed(records: Any) -> list[dict[str, Any]]:
    """Return records without what is empty, and without what says how they were read."""
    return [
        {k: v for k, v in record.items() if k not in _HOW and v is not None and v is not False and v != []}
        for record in (records if isinstance(records, list) else [records])
    ]


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(path: Path = FROZEN) -> dict[str, Entry]:
    """Return the documents of a file; none where it is absent."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def write(entries: Entries, path: Path = FROZEN) -> None:
    """Write documents in order of their names, a line each."""
    lines = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(entries[name])}" for name in sorted(entries)]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def moved(before: Entries, now: Entries) -> list[tuple[Move, str, str]]:
    """Return how each document moved, the worse ones first: the move, its name and what changed in words.

    Worse: fewer right, or more wrong or silent, whatever else got better. Changed: the same counts of these,
    but other records or doubts.
    """
    out = []
    for name in before.keys() | now.keys():
        old, new = before.get(name), now.get(name)
        if old is None or new is None:
            out.append(_appeared(name, old, new))
        elif old != new:
            out.append((_direction(old, new), name, _difference(old, new)))
    order: Sequence[Move] = ("worse", "better", "changed", "new", "gone")
    return sorted(out, key=lambda move: (order.index(move[0]), move[1]))


def _appeared(name: str, old: Entry | None, new: Entry | None) -> tuple[Move, str, str]:
    held = new or old or {}
    return "new" if new else "gone", name, f"right {held['right']} of {held['items']}, wrong {held['wrong']}"


def _direction(old: Entry, new: Entry) -> Move:
    gains = [new["right"] - old["right"], old["wrong"] - new["wrong"], old["silent"] - new["silent"]]
    if min(gains) < 0:
        return "worse"
    return "better" if max(gains) > 0 else "changed"


def _difference(old: Entry, new: Entry) -> str:
    counts = [f"{key} {old[key]} -> {new[key]}" for key in COUNTS if old[key] != new[key]]
    return ", ".join(counts) or "other records, the same counts"
