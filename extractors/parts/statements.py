"""What sentences, cells and lines say of one commitment's progress, into records.

A percentage and a code beside it ("Limited (45%)") are two assessments of the same words; sentences
go through :mod:`extractors.status_text`. Only what is stated is recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractors.annotate.options import chosen
from extractors.builder import Builder, Spot
from extractors.lexicon import Code, Lexicon, bare
from extractors.parts.fields import cut, leading
from extractors.records import Phase
from extractors.status_text import Statement, read_statements
from extractors.values import percent, percents

Hint = Literal["completion", "completion_percent"]
_AROUND_PERCENT = re.compile(r"^[\s(:;,/–—-]+|[\s):;,/–—-]+$")
_LONGEST_VALUE = 60


@dataclass(slots=True)
class Progress:
    """Writes what a document says of the progress of one commitment or (``milestone``) its part.

    ``statuses``: whether sentences may state a status; false where a column or field of its own
    does. ``implicit``: whether a sentence that names no subject speaks of this commitment.
    """

    build: Builder
    mention: str
    rule: str
    milestone: str | None = None
    phase: Phase | None = None
    scale: str | None = None
    statuses: bool = True
    implicit: bool = True

    def value(self, spot: Spot, hint: Hint, label: Spot | None = None) -> bool:
        """Read a short value: a percentage, a status, or both; True where something was recorded.

        Long text is read as sentences. A blank value is recorded as blank, ``label`` for evidence.
        """
        words = spot.words()
        ticked = chosen(words)
        if ticked is not None and len(ticked) == 1:
            start, end = ticked[0]
            spot = cut(spot, end - (len(words[start:end]) - len(words[start:end].rstrip())), start)
            words = spot.words()
        if not words:
            if label is not None and label.quote()[0]:
                self._assess(hint, label, raw="", null=True)
            return label is not None
        found = percents(words)
        if len(found) == 1:
            where = found[0]
            self.percent(cut(spot, where.end, where.start), where.value)
            rest = _AROUND_PERCENT.sub("", words[: where.start] + " " + words[where.end :])
            code = _leading(self.build.lexicon, rest, self.scale) if rest else None
            if code:
                self.status(spot, rest[: code[1]])
            return True
        if not found and hint == "completion_percent":
            number = percent(words)
            if number:
                self.percent(cut(spot, number.end, number.start), number.value)
                return True
        code = _leading(self.build.lexicon, words, self.scale)
        if code and not found:
            self.status(cut(spot, code[1]), words[: code[1]])
            return True
        if len(words) > _LONGEST_VALUE:
            return self.sentences(spot)
        self._assess(hint, spot)
        return True

    def status(self, spot: Spot, words: str) -> None:
        """Record a status word printed at a spot: how complete, or whether in time ("On track")."""
        code = self.build.lexicon.code("completion", words, self.scale)
        timely = _in_time(self.build.lexicon, words) if code is None else None
        if timely is not None:
            self.build.assess(
                self.mention, "schedule", spot, self.rule, raw=words, code=timely[0].code, scale=timely[0].scale,
                phase=self.phase, milestone=self.milestone,
            )  # fmt: skip
            return
        if code is None:
            self._assess("completion", spot, raw=words)
            return
        # "Avance limitado" stands on both scales; beside the composite words it is the colour's.
        scale = self.scale if self.scale and code.code == "limited" else code.scale
        self.build.assess(
            self.mention,
            "completion",
            spot,
            self.rule,
            raw=words,
            code=code.code,
            scale=scale,
            phase=self.phase,
            milestone=self.milestone,
        )

    def percent(self, spot: Spot, number: float, milestone: str | None = None, phase: Phase | None = None) -> None:
        """Record a percentage printed at a spot."""
        self.build.assess(
            self.mention,
            "completion_percent",
            spot,
            self.rule,
            raw=spot.words(),
            scale="percent",
            number=number,
            phase=phase or self.phase,
            milestone=milestone or self.milestone,
        )

    def _assess(self, hint: Hint, spot: Spot, raw: str | None = None, *, null: bool = False) -> None:
        self.build.assess(
            self.mention,
            hint,
            spot,
            self.rule,
            raw=raw,
            null_reason="blank_in_source" if null else None,
            phase=self.phase,
            milestone=self.milestone,
        )

    # Sentences

    def sentences(self, spot: Spot) -> bool:
        """Read a paragraph; True where it states something about this commitment."""
        words = str(spot.text)[spot.start : spot.end]
        said = False
        for statement in read_statements(words, self.build.identity.language, self.build.lexicon):
            said |= self.say(statement, spot)
        return said

    def say(self, said: Statement, spot: Spot) -> bool:
        """Record one statement of the paragraph at ``spot``; True where it is about this commitment."""
        if not said.stated or said.subject == "plan" or not self._mine(said):
            return False
        whole = Spot(spot.text, spot.start + said.start, spot.start + said.end, spot.section, spot.table, spot.cell)
        if said.kind in ("milestones_total", "tally"):
            metric = "milestone_tally" if said.kind == "tally" else "milestones_total"
            self.build.fact(
                metric,
                whole,
                f"{self.rule}.tally",
                number=said.number,
                text=said.state,
                unit="milestones",
                mention=self.mention,
                phase=said.phase or self.phase,
            )
            return True
        milestones = said.milestones if said.subject == "milestone" else (None,)
        for milestone in milestones:
            self._one(said, whole, milestone)
        return bool(milestones)

    def _one(self, said: Statement, whole: Spot, milestone: str | None) -> None:
        raw = str(whole.text)[whole.start + said.value_start - said.start : whole.start + said.value_end - said.start]
        if said.kind == "percent" and said.number is not None:
            self.build.assess(
                self.mention,
                "completion_percent",
                whole,
                f"{self.rule}.sentence",
                raw=raw,
                scale="percent",
                number=said.number,
                phase=said.phase or self.phase,
                milestone=milestone or self.milestone,
            )
        elif said.kind == "completion" and said.code is not None and (self.statuses or milestone):
            self.build.assess(
                self.mention,
                "completion",
                whole,
                f"{self.rule}.sentence",
                raw=raw,
                code=said.code.code,
                scale=said.code.scale,
                phase=said.phase or self.phase,
                milestone=milestone or self.milestone,
            )

    def _mine(self, said: Statement) -> bool:
        number = self.build.get(self.mention).number
        if any(n != number for n in said.commitments):
            return False
        return self.implicit or said.subject != "implicit"


def is_status(words: str, lexicon: Lexicon) -> bool:
    """Whether short words are a status, a percentage or a word for none ("N/A")."""
    if not words or len(words) > _LONGEST_VALUE:
        return False
    return bool(percents(words) or _leading(lexicon, words, None) or lexicon.missing(words))


def is_whole_status(words: str, lexicon: Lexicon) -> bool:
    """Whether words are a known status and nothing else ("Limited", "On track")."""
    found = _leading(lexicon, words, None)
    return found is not None and found[1] == len(words)


def _leading(lexicon: Lexicon, words: str, scale: str | None) -> tuple[Code, int] | None:
    return leading(lexicon, "completion", words, scale) or _in_time(lexicon, words)


def _in_time(lexicon: Lexicon, words: str) -> tuple[Code, int] | None:
    """Return the code of words that say whether a thing is in time; "yes" and "no" answer any question."""
    found = leading(lexicon, "schedule", words, None)
    return found if found and lexicon.code("yes_no", words[: found[1]]) is None else None


def ogp_values(words: str, lexicon: Lexicon) -> list[str]:
    """Return the OGP values that a list names; ``other`` stands for a value of the government's own.

    "Transparencia, rendición de cuentas y participación" gives three; connecting words count for
    nothing.
    """
    out: list[str] = []
    rest, position = "", 0
    for found in lexicon.find("ogp_value", words):
        out.append(found.code.code)
        rest += words[position : found.start] + ","
        position = found.end
    rest += words[position:]
    pieces = [bare(p) for p in re.split(r"[,;/•·\n]|\s(?:y|e|and|&)\s", f" {rest} ")]
    if any(len(p) > 3 for p in pieces) and (out or len(words) < 120):
        out.append("other")
    return list(dict.fromkeys(out))


def plan_facts(build: Builder, spot: Spot, rule: str) -> None:
    """Record what a paragraph says of the plan as a whole: its percentage, how many commitments it has.

    A sentence about a plan of another number is left out.
    """
    words = str(spot.text)[spot.start : spot.end]
    for said in read_statements(words, build.identity.language, build.lexicon):
        if said.subject != "plan" or not said.stated:
            continue
        if said.plan_number and build.identity.plan_number and said.plan_number != build.identity.plan_number:
            continue
        where = Spot(spot.text, spot.start + said.start, spot.start + said.end, spot.section, spot.table, spot.cell)
        if said.kind == "percent":
            build.fact("overall_percent", where, rule, number=said.number, unit="percent", phase=build.identity.phase)
        elif said.kind in ("commitments_total", "milestones_total"):
            unit = said.kind.partition("_")[0]
            build.fact(said.kind, where, rule, number=said.number, unit=unit)
