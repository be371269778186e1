"""What one document's statements say of each other: where they cannot all be right, they are flagged.

A reading goes wrong in ways no part can see alone: a lost heading puts one commitment's values below another's
title, a misread number gives two commitments one name. What a careful reader would notice is checked here, once
the whole document is read. Nothing is changed or left out; doubtful assessments are flagged and an issue says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from extractors.builder import Builder
from extractors.records import Assessment
from extractors.words import fold

_RULE = "consistency"
_TITLE = 12  # characters: shorter titles ("Portal") may well stand twice
Subject = tuple[object, ...]


def review(build: Builder) -> None:
    """Flag the statements of a document that contradict each other or seem to be another commitment's."""
    lists = _lists(build.assessments_of())
    _disagreeing(build, lists)
    _overrun(build, lists)
    _misnumbered(build)
    _foreign(build, lists)


def _doubt(
    build: Builder, statements: Sequence[Assessment], code: str = "", message: str = "", at: Assessment | None = None
) -> None:
    """Flag assessments that may be wrong; with ``code`` an issue says why, at one of them."""
    if code and statements:
        build.issue((at or statements[-1]).evidence, _RULE, code, "warning", message)
    for statement in statements:
        statement.flagged = True


def _lists(statements: Iterable[Assessment]) -> frozenset[int]:
    """Return the ordinals of tables that speak of several commitments, such as an overview."""
    owners: dict[int, set[str]] = defaultdict(set)
    for a in statements:
        if a.evidence.table is not None:
            owners[a.evidence.table].add(a.mention)
    return frozenset(table for table, keys in owners.items() if len(keys) > 1)


def _value(a: Assessment) -> tuple[str | None, float | None] | None:
    return (a.code, a.number) if a.code is not None or a.number is not None else None


def _subject(a: Assessment) -> Subject:
    return (a.mention, a.milestone, a.dimension, a.ogp_value, a.phase, a.assessor, a.evidence.rule)


def _groups(statements: Iterable[Assessment]) -> list[list[Assessment]]:
    """Gather what one rule read of one subject, in the order of reading."""
    out: dict[Subject, list[Assessment]] = defaultdict(list)
    for a in statements:
        out[_subject(a)].append(a)
    return list(out.values())


def _disagreeing(build: Builder, lists: frozenset[int]) -> None:
    """Flag two values of one subject in one table: two rows were taken for the same.

    An overview and a section that disagree are two statements of the document, listed as contradictions.
    """
    for table in lists:
        for group in _groups(a for a in build.assessments_of() if a.evidence.table == table and _value(a)):
            values = {_value(a) for a in group}
            if len(values) > 1 and not all(a.flagged for a in group):
                message = f"{group[0].dimension}: two values of one commitment or milestone in one table"
                _doubt(build, group, "rows_disagree", message)


def _overrun(build: Builder, lists: frozenset[int]) -> None:
    """Flag what a section says of its commitment where it says the same twice.

    A box or label that comes again is the next commitment's whose heading was lost; which of the two a value
    belongs to cannot be told.
    """
    sections: dict[str, list[Assessment]] = defaultdict(list)
    for a in build.assessments_of():
        if a.evidence.table not in lists:
            sections[a.mention].append(a)
    for mention, statements in sections.items():
        again = next((g for g in _groups(statements) if len({_place(a) for a in g}) > 1), None)
        if again is not None:
            words = again[0].dimension if _same(again) else f"{again[0].dimension} with another value"
            message = f"{words} comes twice in one section; the heading of another commitment may be missing"
            _doubt(build, statements, "repeated_label", message, at=again[1])
            _doubt(build, [a for a in build.assessments_of(mention) if a not in statements and a.milestone])


def _place(a: Assessment) -> tuple[object, ...]:
    """Where a statement stands; a row of a table is one place."""
    e = a.evidence
    return (e.table, e.row) if e.table is not None else (e.page, e.top, e.x0, e.locator)


def _same(group: Sequence[Assessment]) -> bool:
    return len({_value(a) for a in group}) == 1


def _misnumbered(build: Builder) -> None:
    """Flag commitments whose number was misread: their title stands with another one as well."""
    titled: dict[tuple[str | None, int | None, str], set[str]] = defaultdict(set)
    for m in build.mentions():
        if m.title and m.number and len(m.title) > _TITLE:
            titled[m.plan_id, m.group, fold(m.title)].add(m.key)
    doubtful = set(build.misnumbered).union(*(keys for keys in titled.values() if len(keys) > 1))
    for m in build.mentions():
        if m.key in doubtful:
            message = f"the number {m.number} and the title {(m.title or '')[:80]!r} do not go together everywhere"
            build.issue(m.evidence, _RULE, "conflicting_number", "warning", message)
            _doubt(build, build.assessments_of(m.key))


def _foreign(build: Builder, lists: frozenset[int]) -> None:
    """Flag what a section says of its commitment where a table in it counts another one's milestones.

    "4", "4.1", "4.2" below the heading of commitment 3 are commitment 4, whose heading was lost.
    """
    for m in build.mentions():
        own = [a for a in build.assessments_of(m.key) if a.evidence.table not in lists]
        texts = {s.milestone: s.text or "" for s in build.milestones_of(m.key)}
        tables: dict[int | None, list[str]] = defaultdict(list)
        for a in own:
            if a.milestone and a.milestone not in tables[a.evidence.table]:
                tables[a.evidence.table].append(a.milestone)
        for table, numbers in tables.items():
            counted = [n for n in numbers if table is not None or "." in n]  # a sentence may speak of "milestone 3"
            strange = [n for n in counted if m.number and _is_foreign(n, m.number, counted)]
            strange += [n for n in numbers if n != m.number and _alike(texts.get(n, ""), m.title or "")]
            if strange:
                message = (
                    f"milestone {strange[0]} stands in the section of commitment {m.number}; a heading may be lost"
                )
                _doubt(build, own, "foreign_milestone", message, next(a for a in own if a.milestone == strange[0]))
                break


def _is_foreign(milestone: str, number: str, others: Sequence[str]) -> bool:
    """Whether a milestone's number is another commitment's: neither below this one's nor in a row of its own."""
    if not milestone.replace(".", "").isdigit() or milestone.startswith(f"{number}."):
        return False
    head, dot, last = milestone.rpartition(".")
    before = f"{head}{dot}{int(last) - 1}"
    return int(last) > 1 and before not in others and head != number


def _alike(text: str, title: str) -> bool:
    return len(title) > _TITLE and fold(text).rstrip(".") == fold(title).rstrip(".")
