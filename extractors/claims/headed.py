"""Rows of milestones outside their commitments: below a row "Commitment 3", or numbered below one ("3.2")."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from extractors.annotate.openings import opening
from extractors.segment.outline import Outline
from extractors.segment.stream import Item


def headed_rows(items: Sequence[Item], outline: Outline, used: Container[int]) -> Iterator[tuple[int, Item]]:
    """Yield the rows of tables of milestones that name their commitment by its number, with the section's index."""
    numbers = {s.number.strip(" ."): i for i, s in enumerate(outline.sections) if s.number}
    if len(numbers) < len(outline.sections):
        return  # numbers that are used twice name no commitment
    inside = {i for s in outline.sections for i in range(s.first, s.last)}
    subject, table = None, None
    for item in items:
        if item.table is not table:
            subject, table = None, item.table
        if item.kind == "full":
            found = opening(str(item), item.runs)
            subject = numbers.get(found.number or "") if found is not None and found.unit == "commitment" else None
            continue
        named = any(c.role in ("milestone", "milestones") for c in item.columns)
        if item.kind != "row" or not named or item.index in inside or item.index in used:
            continue
        number = item.column("number", "milestone_number")
        own = numbers.get(str(number).strip(" .").rpartition(".")[0]) if number is not None else None
        owner = own if own is not None else subject
        if owner is not None:
            yield owner, item
