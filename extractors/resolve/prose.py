"""What sentences say of commitments, their milestones and the plan: statuses, percentages, counts.

Only what is stated is recorded (:mod:`extractors.status_text`): not what was planned, denied or is about another plan.
A status of a commitment that a field, column or mark gives is not looked for in sentences again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractors.builder import Builder
from extractors.claims.model import Claim
from extractors.segment.stream import Item
from extractors.spot import Spot
from extractors.status_text import Statement, read_statements

SPOKEN = frozenset({"text", "evidence", "reasons", "results"})
"""Roles of prose about a commitment as it is now; plans and problems are told elsewhere."""

RULE = "sentence"
FROM_SENTENCE = "from_sentence"
ROUNDED = 0.5
"""Points by which two percentages of one thing may differ: 57.1% and 57.14% are one."""


def put_prose(build: Builder, items: Sequence[Item], keys: Sequence[str], claims: Sequence[Claim]) -> None:
    """Put what sentences state: in the prose of each commitment, of one that they name, and of the plan."""
    if build.identity.doc_type == "action_plan":
        return  # a plan's sentences tell of what was before it
    rated = {
        a.mention for a in build.assessments_of() if a.dimension == "completion" and a.milestone is None and a.code
    }
    own: dict[tuple[int, int], str] = {}
    for claim in claims:
        if claim.milestone is None and claim.role in SPOKEN and claim.option is None:
            span = claim.span
            own[id(span.text), span.start] = keys[claim.subject]
            spot = Spot(span.text, span.start, span.end, span.section, span.table, span.cell)  # type: ignore[arg-type]
            for said in _read(build, spot):
                _say(build, said, spot, keys[claim.subject], rated)
    for item in items:
        if item.kind not in ("para", "full", "field") or not str(item):
            continue
        spot = Spot(item.text, item.start, item.end, item.section, item.table, item.cell)  # type: ignore[arg-type]
        about = own.get((id(item.text), item.start))
        for said in _read(build, spot):
            if said.stated and said.subject == "plan":
                _of_plan(build, said, spot)
            elif said.stated and said.kind in ("completion", "percent"):
                for key in _named(build, said, spot):
                    if key != about:
                        _one(build, said, spot, key, rated)


def _read(build: Builder, spot: Spot) -> list[Statement]:
    words = str(spot.text)[spot.start : spot.end]
    return read_statements(words, build.identity.language, build.lexicon)


def _place(said: Statement, spot: Spot) -> Spot:
    return Spot(spot.text, spot.start + said.start, spot.start + said.end, spot.section, spot.table, spot.cell)


def _say(build: Builder, said: Statement, spot: Spot, key: str, rated: set[str]) -> None:
    """Put a statement in the prose of a commitment, where it is about this one."""
    number = build.get(key).number
    if not said.stated or said.subject == "plan" or any(n != number for n in said.commitments):
        return
    if said.kind in ("milestones_total", "tally"):
        metric = "milestone_tally" if said.kind == "tally" else said.kind
        build.fact(metric, _place(said, spot), "count.tally", number=said.number, text=said.state, unit="milestones",
                   mention=key, phase=said.phase or build.identity.phase)  # fmt: skip
    else:
        _one(build, said, spot, key, rated)


def _one(build: Builder, said: Statement, spot: Spot, key: str, rated: set[str]) -> None:
    """Put a status or percentage of a commitment, or of the milestones that the sentence names."""
    value: dict[str, Any] = {"phase": said.phase}
    if said.kind == "percent":
        value |= {"number": said.number, "scale": "percent"}
    elif said.kind == "completion" and said.code is not None:
        value |= {"code": said.code.code, "scale": said.code.scale}
    else:
        return
    raw = str(spot.text)[spot.start + said.value_start : spot.start + said.value_end]
    for milestone in said.milestones if said.subject == "milestone" else (None,):
        if milestone is None and said.kind == "completion" and key in rated:
            continue
        if milestone is not None:
            build.milestone(key, milestone, _place(said, spot), RULE)
        dimension: Any = "completion" if said.kind == "completion" else "completion_percent"
        own = {"mention": key, "dimension": dimension, "milestone": milestone}
        known = [a.number for a in build.assessments_of(key) if {k: getattr(a, k) for k in own} == own]
        differs = said.number is not None and any(n is not None and abs(n - said.number) > ROUNDED for n in known)
        unsure = differs or said.subject == "implicit"  # whose progress it is, only the place of the sentence says
        build.assess(key, dimension, _place(said, spot), RULE, raw=raw, milestone=milestone, flagged=unsure, **value)


def _named(build: Builder, said: Statement, spot: Spot) -> list[str]:
    """Return the commitments that a sentence names by their number, or by that of a milestone ("milestone 3.2").

    A commitment that no list holds is known by its number alone, and doubted.
    """
    if said.subject == "milestone" and not said.commitments:
        numbers = {n.rpartition(".")[0] for n in said.milestones}
        return [key for n in numbers if n and (key := build.by_number(n)) is not None] if len(numbers) == 1 else []
    return [build.by_number(n) or _unlisted(build, n, _place(said, spot)) for n in sorted(set(said.commitments)) if n]


def _unlisted(build: Builder, number: str, place: Spot) -> str:
    key = build.mention(place, RULE, number=number)
    mention = build.get(key)
    mention.flagged = True
    mention.doubts.append(FROM_SENTENCE)
    build.issue(place, RULE, FROM_SENTENCE, "warning", f"commitment {number} is named in a sentence alone")
    return key


def _of_plan(build: Builder, said: Statement, spot: Spot) -> None:
    """Put what a sentence says of the plan as a whole; a sentence about a plan of another number is left out."""
    if said.plan_number and build.identity.plan_number and said.plan_number != build.identity.plan_number:
        return
    if said.kind == "percent":
        build.fact("overall_percent", _place(said, spot), RULE, number=said.number, unit="percent",
                   phase=build.identity.phase)  # fmt: skip
    elif said.kind == "milestones_total":
        build.fact(said.kind, _place(said, spot), RULE, number=said.number, unit="milestones")


__all__ = ["put_prose"]
