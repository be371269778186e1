"""Statements about progress in sentences: how complete what is, by whose words, and how sure.

Rules over roles (:mod:`extractors._roles`), no model: a statement is read only where its subject, a
commitment, a milestone or the plan, stands in the same clause. A status of a milestone is never
taken for the commitment's; a percentage of anything else ("30% of requests", "100% virtual") is no
progress; what is negated, expected, about the past or about another plan is marked, and
:attr:`Statement.stated` is false for it. Better nothing than a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from extractors import _tallies
from extractors._clauses import OTHER, Clause, Frame, Subject
from extractors._roles import parts_of, sentences
from extractors.language import language_of
from extractors.lexicon import Code, Lexicon
from extractors.records import Phase
from extractors.words import fold

StatementKind = Literal["completion", "percent", "tally", "milestones_total", "commitments_total"]
SubjectKind = Literal["commitment", "milestone", "plan", "implicit", "other"]

_TRIGGER = re.compile(
    r"%|por ciento|per ?cent|compromiso|commitment|hito|milestone|meta|activi|complet|cumpl|limit|sustanc|substan|inici"
    r"|empez|comenz|start|begun|begin|finish|finaliz|conclu|termin|progres|avance|withdr|retirad|fulfill|proceso|curso"
    r"|ongoing|underway|implement|cancel|descart|partial|parcial"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says about progress. Offsets count in the text that was read.

    ``kind``: ``completion`` (``code``), ``percent`` (``number``), ``tally`` (``number`` milestones of
    which ``state`` holds: complete, substantial, limited, not_started, progress, or a percentage such
    as ``75%``), ``milestones_total`` or ``commitments_total`` (``number``).

    ``start`` to ``end`` runs from the subject to the value, ``value_start`` to ``value_end`` is the
    value itself. ``commitments``, ``milestones`` hold printed numbers where named; ``subject`` is
    ``implicit`` where the sentence names none but speaks of nothing else: the reader of the
    paragraph knows whose progress it is.
    """

    kind: StatementKind
    start: int
    end: int
    value_start: int
    value_end: int
    subject: SubjectKind = "implicit"
    commitments: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    plan_number: int | None = None
    code: Code | None = None
    number: float | None = None
    state: str | None = None
    phase: Phase | None = None
    negated: bool = False
    hedged: bool = False
    past: bool = False
    other_plan: bool = False

    @property
    def stated(self) -> bool:
        """Whether the sentence states it as it is now: not negated, hedged, past or elsewhere."""
        return self.subject != "other" and not (self.negated or self.hedged or self.past or self.other_plan)


def read_statements(text: str, language: str | None, lexicon: Lexicon) -> list[Statement]:
    """Return the statements of a paragraph in order, those not ``stated`` included.

    ``language`` is used where the words do not decide; a text in neither English nor Spanish gives
    nothing.
    """
    if language not in ("en", "es", None):
        return []
    clear = language_of(text)
    found = _read(text, clear or language or "en", lexicon)
    if found or clear:
        return found
    return _read(text, "en" if language == "es" else "es", lexicon)


def _read(text: str, language: str, lexicon: Lexicon) -> list[Statement]:
    out: list[Statement] = []
    last: Subject | None = None
    for start, end in sentences(text):
        sentence = text[start:end]
        if not _TRIGGER.search(fold(sentence)):
            last = OTHER
            continue
        clause = Clause(parts_of(sentence, language), sentence, last)
        found = [_of_frame(clause, frame) for frame in clause.frames()]
        tallies = [_of_tally(clause, kind, fields) for kind, fields in _tallies.read(clause)]
        # What is counted ("two milestones are complete") is no statement about one thing.
        found = [s for s in found if not any(_inside(s, t) for t in tallies)]
        for statement in [*found, *tallies]:
            if statement.code:
                lexicon.hits[statement.code.entry] += 1
            out.append(
                replace(
                    statement,
                    start=statement.start + start,
                    end=statement.end + start,
                    value_start=statement.value_start + start,
                    value_end=statement.value_end + start,
                )
            )
        last = clause.topic() or last
    return sorted(out, key=lambda s: (s.start, s.value_start))


def _of_frame(clause: Clause, frame: Frame) -> Statement:
    first = min(frame.first, frame.subject.first) if frame.subject.first else frame.first
    if frame.subject.kind in ("commitment", "milestone", "plan"):
        first = min(frame.first, frame.subject.first)
    value = clause.parts[frame.value]
    return Statement(
        "completion" if frame.code else "percent",
        clause.parts[first].start,
        clause.parts[frame.last].end,
        value.start,
        value.end,
        frame.subject.kind,
        frame.subject.commitments,
        frame.subject.milestones,
        frame.subject.plan_number,
        frame.code,
        frame.number,
        phase=clause.phase(),
        negated=clause.negated(frame),
        hedged=clause.hedged(frame),
        past=clause.past(frame),
        other_plan=clause.other_plan(first, frame.last),
    )


def _of_tally(clause: Clause, kind: StatementKind, fields: dict[str, Any]) -> Statement:
    first_part, last_part = fields.pop("first"), fields.pop("last")
    first, last = clause.parts[first_part], clause.parts[last_part]
    value = clause.parts[fields.pop("value")]
    fields.setdefault("subject", "commitment")
    return Statement(
        kind,
        first.start,
        last.end,
        value.start,
        value.end,
        phase=clause.phase(),
        other_plan=clause.other_plan(first_part, last_part),
        **fields,
    )


def _inside(statement: Statement, tally: Statement) -> bool:
    return tally.start <= statement.value_start < tally.end
