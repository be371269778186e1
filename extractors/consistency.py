"""What one document's statements say of each other: where they cannot all be right, they are flagged.

A reading goes wrong in ways no part can see alone: a lost heading puts one commitment's values below another's
title, a misread number gives two commitments one name. What a careful reader would notice is checked here, once
the whole document is read. Nothing is changed or left out; doubtful assessments are flagged and an issue says why.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.builder import Builder
from extractors.claims.model import UNNAMED
from extractors.claims.ratings.subjects import goes_on, take_apart
from extractors.records import Assessment, Evidence, Mention, OgpValue
from extractors.segment.kinds import ENDS
from extractors.words import fold

_RULE = "consistency"
_LONGEST = 400  # characters of a title in a table
_BEGINNING = 20  # characters: a shorter title ("Open data") may be a name that others begin with
_TITLE = 12  # characters: shorter titles ("Portal") may well stand twice

Subject = tuple[object, ...]


def review(build: Builder) -> None:
    """Flag the statements of a document that contradict each other or seem to be another commitment's."""
    lists = _lists(build.assessments_of())
    _disagreeing(build, lists)
    _outvoted(build)
    _against_share(build)
    _overrun(build, lists)
    _misnumbered(build)
    _foreign(build, lists)
    _out_of_row(build)
    _running_on(build)
    _cut_titles(build)
    _retitled(build)
    _over_gap(build, lists)
    _out_of_order(build)
    _without_number(build)


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
        own = [a for a in build.assessments_of() if a.evidence.table == table]
        twice: set[tuple[str, str | None]] = set()
        for group in _groups(a for a in own if _value(a) or a.null_reason == "unrecognized"):
            torn = len({_place(a) for a in group}) > 1  # a value cut in two leaves words that nobody knows
            values = {_value(a) for a in group if torn or _value(a)}
            twice |= {(group[0].mention, group[0].milestone)} if torn else set()
            if len(values) > 1 and not all(a.flagged for a in group):
                message = f"{group[0].dimension}: two values of one commitment or milestone in one table"
                _doubt(build, group, "rows_disagree", message)
        for subject in sorted(twice, key=str):
            _unlike(build, [a for a in own if (a.mention, a.milestone) == subject and a.dimension == "relevance"])


def _outvoted(build: Builder) -> None:
    """Flag a rating from which two others of the same subject and phase differ that were read in two other ways.

    Two that differ may be two statements of the document; against two that agree the third is more likely misread.
    """
    groups: dict[tuple[object, ...], list[Assessment]] = defaultdict(list)
    for a in build.assessments_of():
        if a.code is not None:
            groups[a.mention, a.milestone, a.dimension, a.ogp_value, a.phase, a.assessor, a.scale].append(a)
    for group in groups.values():
        rules: dict[str, set[str]] = defaultdict(set)
        for a in group:
            rules[str(a.code)].add(a.evidence.rule)
        agreed = [code for code, some in rules.items() if len(some) > 1]
        if len(agreed) == 1:
            for a in group:
                if a.code != agreed[0] and len(rules[str(a.code)]) == 1 and not a.flagged:
                    message = f"{a.dimension}: {a.code}, where the document says {agreed[0]} twice"
                    _doubt(build, [a], "outvoted", message)


def _against_share(build: Builder) -> None:
    """Flag a step at either end of the scale beside a percentage that is at neither: "complete" and 60 %.

    Where no label asks for them, one may be said of something else: "60% delivered", printed as two things.
    """
    groups: dict[tuple[object, ...], dict[str, list[Assessment]]] = defaultdict(lambda: defaultdict(list))
    for a in build.assessments_of():
        if a.dimension in ("completion", "completion_percent"):
            groups[a.mention, a.milestone, a.phase, a.assessor][a.dimension].append(a)
    for said in groups.values():
        shares = [a for a in said["completion_percent"] if a.number is not None]
        for step in said["completion"]:
            wrong = [a for a in shares if ENDS.get(step.code or "", a.number) != a.number]
            bare = any(a.evidence.rule.endswith(".chip") for a in (step, *wrong))
            if bare and wrong and len(wrong) == len(shares):
                _doubt(build, [step, *wrong], "status_against_percent", f"{step.code} beside {wrong[0].number:g} %")


def _unlike(build: Builder, relevant: Sequence[Assessment]) -> None:
    """Flag the OGP values of two rows taken for one where they differ: several may hold, but the same in both."""
    rows: dict[tuple[object, ...], set[OgpValue | None]] = defaultdict(set)
    for a in relevant:
        rows[_place(a)].add(a.ogp_value)
    if len({frozenset(values) for values in rows.values()}) > 1:
        _doubt(build, relevant, "rows_disagree", "relevance: rows of one table name other values of one commitment")


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
            strange = [n for n in counted if m.number and _is_foreign(n, m.number, [*counted, *texts])]
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


def _out_of_row(build: Builder) -> None:
    """Flag milestones of one table whose numbers do not rise, and what is said of the commitment among them.

    A milestone's number that was lost or came apart leaves a row that is counted, or taken for the commitment's own.
    """
    for m in build.mentions():
        rows: dict[int | None, dict[int, Assessment]] = defaultdict(dict)
        for i, a in enumerate(build.assessments_of(m.key)):
            if not a.evidence.rule.endswith("sentence"):
                rows[a.evidence.table].setdefault(i if a.evidence.row is None else a.evidence.row, a)
        for table, by_row in rows.items():
            named = [by_row[r].milestone for r in sorted(by_row)]
            counted = [_count(n) for n in named if n is not None]
            late = named[0] is not None and None in named and by_row[max(by_row)].evidence.rule.endswith(UNNAMED)
            falling = None not in counted and any(b < a for a, b in pairwise(c for c in counted if c is not None))
            if late or falling:
                some = [a for a in build.assessments_of(m.key) if a.evidence.table == table]
                message = "the milestones of a table are not in a row: one has lost its number or its words"
                _doubt(build, some, "milestones_out_of_row", message)


def _count(number: str) -> tuple[int, ...] | None:
    printed = number.partition("#")[0]  # "1#2" is printed as 1 a second time
    return tuple(int(n) for n in printed.split(".")) if re.fullmatch(r"\d+(\.\d+)*", printed) else None


def _cut_titles(build: Builder) -> None:
    """Flag a title that goes on elsewhere in the middle of its sentence: its end may be lost at a page break."""
    begun: dict[str, list[tuple[Mention, str]]] = defaultdict(list)
    for m in build.mentions():
        if m.title and len(m.title) >= _BEGINNING:
            begun[fold(m.title)[:_BEGINNING]].append((m, m.title))
    headings = [str(block.text) for block in build.layout.blocks if block.kind == "heading"]
    cells = [str(cell.text) for table in build.layout.tables for cell in table.cells if len(cell.text) < _LONGEST]
    for words in dict.fromkeys(headings + cells):
        title = take_apart(words).title or words
        for m, short in begun.get(fold(title)[:_BEGINNING], ()):
            start, rest = title[: len(short)], title[len(short) :]
            if rest[:1] == " " and rest[1:2].islower() and fold(start) == fold(short):
                message = f"the title goes on elsewhere in the document: {title[:200]!r}"
                build.issue(m.evidence, _RULE, "conflicting_title", "warning", message)


def _retitled(build: Builder) -> None:
    """Flag a commitment alone under a number that another one of its area has: no list that counts anew."""
    groups: dict[int | None, list[Mention]] = defaultdict(list)
    for m in build.mentions():
        groups[m.group].append(m)
    for alone in [own[0] for group, own in groups.items() if group and group > 1 and len(own) == 1]:
        others = [m for m in build.mentions() if m.number == alone.number and m.plan_id == alone.plan_id]
        first = next((m for m in others if m is not alone and m.area == alone.area), None)
        if alone.number and first is not None and not _begin_alike(first, alone):
            message = f"{alone.number} is {(first.title or '')[:80]!r} and {(alone.title or '')[:80]!r}"
            build.issue(alone.evidence, _RULE, "conflicting_title", "warning", message)
            for m in (first, alone):
                _doubt(build, build.assessments_of(m.key))


def _begin_alike(one: Mention, two: Mention) -> bool:
    short, long = sorted((fold(one.title or ""), fold(two.title or "")), key=len)
    return long.startswith(short)


def _running_on(build: Builder) -> None:
    """Flag what is said of a commitment or milestone whose words go on with the next number: two rows became one."""
    for m in build.mentions():
        texts: list[tuple[str | None, str | None, str | None, Evidence]] = [(None, m.number, m.title, m.evidence)]
        texts += [(s.milestone, s.milestone, s.text, s.evidence) for s in build.milestones_of(m.key)]
        for milestone, number, words, evidence in texts:
            if number and words and goes_on(number, words):
                message = f"the words of {number} go on with another number: {words[:120]!r}"
                build.issue(evidence, _RULE, "title_runs_on", "warning", message)
                own = build.assessments_of(m.key)
                _doubt(build, [a for a in own if milestone is None or a.milestone == milestone])

    used = {a.evidence.table for a in build.assessments_of()}
    for table in [t for t in build.layout.tables if t.ordinal in used]:
        for cell in table.cells:
            named = take_apart(str(cell.text)) if len(cell.text) < _LONGEST else None
            title = named is not None and (cell.col == 0 or named.kind == "commitment")
            if named and title and goes_on(named.number or "", str(cell.text)):
                own = [
                    a for a in build.assessments_of() if (a.evidence.table, a.evidence.row) == (table.ordinal, cell.row)
                ]
                message = f"the words of a row go on with another number: {str(cell.text)[:120]!r}"
                _doubt(build, own, "title_runs_on", message)


def _over_gap(build: Builder, lists: frozenset[int]) -> None:
    """Flag what a section says behind a page that could not be read: another heading may have stood there."""
    if not {p.code for p in build.layout.problems} & {"page_damaged", "no_text_layer"}:
        return
    read = {line.place.page for text in build.layout.texts() for line in text.lines}
    for m in build.mentions():
        start = m.evidence.page
        behind = [
            a
            for a in build.assessments_of(m.key)
            if a.evidence.table not in lists
            and start is not None
            and any(page not in read for page in range(start, a.evidence.page or 0))
        ]
        message = f"pages between the heading of commitment {m.number} and what is said of it could not be read"
        _doubt(build, behind, "section_over_gap", message)


def _out_of_order(build: Builder) -> None:
    """Flag sections where the numbers of headings, else in a row, show that one was lost or misread.

    Only where all but one are in a row: reports on some commitments of a plan count with many gaps, and those by
    theme in an order of their own.
    """
    headed = [m for m in build.mentions() if m.evidence.table is None and (m.number or "").isdecimal()]
    if 2 * sum(bool(build.assessments_of(m.key)) for m in headed) < len(headed):
        return  # a page about one commitment that lists the others
    for group in {m.group for m in headed}:
        own = [m for m in headed if m.group == group]
        for m in _astray(own, [int(m.number or 0) for m in own]):
            message = f"the heading of commitment {m.number} is out of order, or one beside it is missing"
            build.issue(m.evidence, _RULE, "number_out_of_order", "warning", message)
            _doubt(build, build.assessments_of(m.key))


def _astray(own: Sequence[Mention], numbers: list[int]) -> list[Mention]:
    steps = [b - a for a, b in pairwise(numbers)]
    odd = [i for i, step in enumerate(steps) if step != 1]
    if len(numbers) < 4 or not odd:
        return []
    if len(odd) == 1 and steps[odd[0]] == 2:
        return [own[odd[0]]]  # what follows it may belong to the number left out
    if len(odd) == 2 and odd[1] == odd[0] + 1 and steps[odd[0]] + steps[odd[1]] == 2:
        return [own[odd[1]]]  # one was misread
    return []


def _without_number(build: Builder) -> None:
    """Flag the one commitment without a number among many with one, and the one before it: a row that was cut."""
    mentions = [m for m in build.mentions() if m.plan_id == build.identity.plan_id and not m.ogp_id]
    bare = [i for i, m in enumerate(mentions) if not m.number]
    if len(bare) == 1 and len(mentions) > 3:
        m = mentions[bare[0]]
        message = f"the only commitment without a number may be a part of another: {(m.title or '')[:100]!r}"
        build.issue(m.evidence, _RULE, "row_without_number", "warning", message)
        for near in mentions[max(bare[0] - 1, 0) : bare[0] + 1]:
            _doubt(build, build.assessments_of(near.key))
