"""Rows of one table that speak of one subject and disagree: one of them speaks of something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from extractors.builder import Builder
from extractors.layout import Table
from extractors.parts.answers import Subject
from extractors.parts.blocks import Rows
from extractors.records import Assessment

_Key = tuple[Subject, str, str | None]


def flag_disagreements(build: Builder, table: Table, rows: Sequence[tuple[Rows, Subject]]) -> None:
    """Flag what two rows of a table state differently of one commitment or milestone in one phase.

    A matrix has one row a subject. Where it seems to have two, the title of one was not understood,
    and nothing tells which: all they state of that dimension is flagged, with the issue ``rows_disagree``.
    """
    owners = {row: (i, subject) for i, (block, subject) in enumerate(rows) for row in block.rows}
    if len({s for _, s in owners.values()}) == len(rows):
        return
    said: dict[_Key, dict[int, list[Assessment]]] = defaultdict(lambda: defaultdict(list))
    for mention in {s.mention for _, s in rows}:
        for a in build.assessments_of(mention):
            row = a.evidence.row if a.evidence.table == table.ordinal else None
            block, subject = owners.get(row, (-1, None)) if row is not None else (-1, None)
            if subject is not None and (a.code or a.number is not None) and subject.milestone == a.milestone:
                said[subject, a.dimension, a.phase][block].append(a)
    for (_, dimension, _), by_block in said.items():
        stated = [{(a.ogp_value, a.code, a.number) for a in some} for some in by_block.values()]
        if all(s == stated[0] for s in stated):
            continue
        for a in [a for some in by_block.values() for a in some]:
            a.flagged = True
        words = ", ".join(sorted({a.raw or a.code or "" for some in by_block.values() for a in some}))
        first = next(iter(by_block.values()))[0]
        message = f"{dimension}: rows of one table say {words} of one commitment or milestone"
        build.issue(first.evidence, first.evidence.rule, "rows_disagree", "warning", message[:240])
