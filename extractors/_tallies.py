"""Counts of milestones by state: "de los ocho hitos, dos se completaron y cuatro tienen 0%".

A tally is read only where the words beside the count are milestones or stand for them, and where
one state stands in the same segment of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from extractors._clauses import Clause

TallyKind = Literal["tally", "milestones_total", "commitments_total"]

# Roles: see extractors._clauses. H milestones, c/n counts, G commitments, L plan, u "contains".
_TOTALS = [
    re.compile(r"(?<![Pn])f{1,3}(?P<n>[cn])W{0,2}H(?!e)"),  # "de los ocho hitos", "of the eight planned milestones"
    re.compile(r"[cn]f(?P<n>[cn])W{0,2}H"),  # "four of six milestones"
    re.compile(r"[uh]f{0,2}W?f{0,2}(?P<n>[cn])W{0,2}H"),  # "consta de un total de ocho hitos"
]
_COMMITMENT_TOTALS = [
    re.compile(r"L[^GCKH;]*?u(?:[fA]|(?<=f)W|(?<=[fA])W)*(?P<n>[cn])(?P<adjectives>W{0,3})G"),
]
_PLAIN_ADJECTIVES = frozenset("open government national ambitious specific concrete total nuevos new".split())
_STANDS_FOR = frozenset("ellos ellas estos estas them these those which".split())
_STATE = re.compile(r"[SDBmP]")
_REMAINING = re.compile(r"f(?:Ke|eK)")
_STATES = {"complete", "substantial", "limited", "not_started", "in_progress"}


def read(clause: Clause) -> Iterator[tuple[TallyKind, dict[str, Any]]]:
    """Yield kind and fields of each count in the sentence: totals first, then tallies."""
    roles = clause.roles
    totals: set[int] = set()
    kinds: dict[TallyKind, list[re.Pattern[str]]] = {
        "milestones_total": _TOTALS,
        "commitments_total": _COMMITMENT_TOTALS,
    }
    for kind, patterns in kinds.items():
        for pattern in patterns:
            for m in pattern.finditer(roles):
                at = m.start("n")
                if at in totals or not _is_count(clause, at):
                    continue
                if kind == "commitments_total" and not _plain(clause, m):
                    continue
                if kind == "milestones_total" and pattern is _TOTALS[0] and not _of_all(clause, m.start()):
                    continue
                totals.add(at)
                fields: dict[str, Any] = {"number": clause.parts[at].value, "first": m.start(), "last": m.end() - 1}
                if "L" in roles[:at] and "C" not in roles[:at]:
                    fields["subject"] = "plan"
                if kind == "commitments_total":
                    plan = clause.read_subject(m.start())
                    fields |= {"subject": "plan", "plan_number": plan.plan_number}
                    fields["past"] = "w" in roles[m.start() : at] or "t" in roles
                yield kind, {**fields, "value": at}
    if "H" not in roles and not (clause.before and clause.before.kind == "milestone"):
        return
    yield from _tallies(clause, totals)


def _tallies(clause: Clause, totals: set[int]) -> Iterator[tuple[TallyKind, dict[str, Any]]]:
    counts = [
        i
        for i in range(len(clause.parts))
        if i not in totals and clause.roles[i] in "cn" and _is_count(clause, i) and _counts_milestones(clause, i)
    ]
    # "el hito restante", "the remaining milestone": one more, where others were counted.
    ones = [m.start() + m.group().index("K") for m in _REMAINING.finditer(clause.roles)] if counts else []
    counts = sorted({*counts, *ones})
    for position, at in enumerate(counts):
        first = _segment_start(clause.roles, at, counts[position - 1] + 1 if position else 0)
        last = _segment_end(clause.roles, at, counts[position + 1] if position + 1 < len(counts) else None)
        state = _state(clause, first, last)
        if state is not None:
            word, begin, end = state
            yield (
                "tally",
                {
                    "number": 1.0 if at in ones else clause.parts[at].value,
                    "state": word,
                    "subject": "milestone",
                    "first": min(begin, at),
                    "last": max(end, at),
                    "value": at,
                    "hedged": "E" in clause.roles[first:last] or "x" in clause.roles[first:last],
                    "past": "w" in clause.roles[first:last] or "t" in clause.roles,
                },
            )


def _is_count(clause: Clause, at: int) -> bool:
    part = clause.parts[at]
    if part.value is None or part.value > 60 or "/" in (clause.text(at - 1), clause.text(at + 1)):
        return False
    if part.text in ("un", "una", "ninguno", "ninguna", "ningun", "none") or clause.text(at - 1) in ("cada", "each"):
        return False
    # "hito 3", "n° 3", "1 y 2" after a noun are numbers, not counts.
    return not re.search(r"[CGKH]o?(?:n[,y]{1,2})*$|o$", clause.roles[:at])


def _of_all(clause: Clause, first: int) -> bool:
    """Whether "de los ocho", "of the eight" counts all there are: "the other two" does not."""
    return clause.parts[first].text in ("de", "of")


def _plain(clause: Clause, m: re.Match[str]) -> bool:
    words = {p.text for p in clause.parts[m.start("adjectives") : m.end("adjectives")]}
    return words <= _PLAIN_ADJECTIVES


def _counts_milestones(clause: Clause, at: int) -> bool:
    """Whether what follows the count is milestones, a word that stands for them, or a verb."""
    following = clause.roles[at + 1 :]
    texts = [p.text for p in clause.parts[at + 1 : at + 4]]
    if re.match(r"[ea]{0,2}(?:H|K)", following) or re.match(r"f{1,2}[cn]?W{0,2}H", following):
        return True
    if texts and texts[0] in ("de", "of") and _STANDS_FOR & set(texts[1:3]):
        return True
    known = "H" in clause.roles[:at] or (clause.before is not None and clause.before.kind == "milestone")
    if re.match(r"e?a?N?[ihrDBmwS]|a?q", following):
        return known
    # "se logró avance en cuatro": a word at the end of the clause.
    return known and clause.roles[at] == "c" and bool(re.match(r"$|[,.;)]", following))


def _segment_start(roles: str, at: int, floor: int) -> int:
    """The segment of a count starts at the comma, conjunction or total before it."""
    cut = max(roles.rfind(c, floor, at) for c in ",;yb")
    return max(cut + 1, floor)


def _segment_end(roles: str, at: int, following: int | None) -> int:
    end = following if following is not None else len(roles)
    for i in range(at + 1, end):
        if roles[i] == "y" and re.match(r"f?e?[KH]", roles[i + 1 :]) and _STATE.search(roles[at:i]):
            return i
        if roles[i] in ";b" or (roles[i] == "," and _STATE.search(roles[at:i])):
            return i
        if roles[i] == "," and following is None and _STATE.search(roles[:at]) and i == at + 1:
            return i
    if following is not None:
        cut = max(roles.rfind(c, at, end) for c in ",;yb")
        return cut if cut > at else end
    return end


def _state(clause: Clause, first: int, last: int) -> tuple[str, int, int] | None:
    """Return the one state in a segment with the parts it spans; None where there is none or two."""
    found: list[tuple[str, int, int]] = []
    covered = -1
    for i in range(first, last):
        part, role = clause.parts[i], clause.roles[i]
        if role not in "SDBmPhr" or i <= covered:
            continue
        if role == "P":
            verb = re.search(r"[DSr][fax]{0,3}$", clause.roles[first:i])
            found.append((f"{part.value:g}%", first + verb.start() if verb else i, i))
        elif role == "D" and re.match(r"[fax]{0,3}P", clause.roles[i + 1 : last]):
            continue  # "se cumplieron al 100%"
        elif role == "m" or re.match(r"[hr]f?M(?!A?f{0,2}[SWP]|:)", clause.roles[i:last]):
            found.append(("progress", i, i))
        elif role == "S" and re.match(r"[fax]{0,3}P", clause.roles[i + 1 : last]):
            continue
        elif part.code is not None and part.code.code in _STATES:
            if role == "S" and part.code.code == "complete" and "P" in clause.roles[first:last]:
                continue  # "100% completed"
            found.append((part.code.code, i, i))
        covered = i
    if len({word for word, _, _ in found}) != 1:
        return None
    negations = [i for i in range(first, last) if clause.roles[i] == "N"]
    return None if negations else found[0]
