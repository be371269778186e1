"""What the stages of reading write into: records with evidence, merged per commitment, nothing twice.

A template hands over *where* it read (a :class:`Spot`) and *what* the words mean; the builder makes
the evidence, normalizes words through the lexicon, merges what one document says of one commitment
in several places, and turns what it cannot understand into issues.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from extractors._mentions import Mentions
from extractors.layout import Layout
from extractors.lexicon import Lexicon, phrases
from extractors.records import (
    Assessment,
    Date,
    Dimension,
    Evidence,
    Extraction,
    Fact,
    Identity,
    Issue,
    Mention,
    Milestone,
    NullReason,
    OgpValue,
    Phase,
    Recommendation,
    Severity,
)
from extractors.spot import Spot, table_record
from extractors.values import percent
from extractors.words import fold

__all__ = ["Builder", "Spot"]
_NULL_REASONS = frozenset(get_args(NullReason))
_NOT_OF_SCALE = re.compile(phrases("result_off_scale"))


class Builder:
    """Collects the records of one document. All methods take the spot first.

    With ``doubtful`` every assessment is flagged: the document's family is not known. ``misnumbered`` are keys of
    commitments whose number and title contradict each other.
    """

    doubtful = False

    def __init__(self, layout: Layout, identity: Identity, lexicon: Lexicon) -> None:
        self.layout = layout
        self.identity = identity
        self.lexicon = lexicon
        self._mentions = Mentions(identity)
        self._assessments: dict[tuple[Any, ...], Assessment] = {}
        self._milestones: dict[tuple[str, str], Milestone] = {}
        self._said_of: dict[str, list[Assessment]] = {}  # the same, by commitment
        self._parts_of: dict[str, list[Milestone]] = {}
        self._facts: dict[tuple[Any, ...], Fact] = {}
        self._recommendations: list[Recommendation] = []
        self._issues: dict[tuple[Any, ...], Issue] = {}
        self._used: dict[int, list[str]] = {}
        self.misnumbered: set[str] = set()
        self._ocr = {p.number for p in layout.pages if p.ocr}

    # Evidence

    def evidence(self, spot: Spot, rule: str) -> Evidence:
        """Return the evidence of a spot; ``rule`` names what read it (``matrix``, ``form.label``).

        Raises ValueError for a spot without words: there is no value without a quote.
        """
        quote, place = spot.quote()
        if not quote:
            raise ValueError(f"{rule}: nothing to quote")
        if spot.table is not None and rule not in self._used.setdefault(spot.table.ordinal, []):
            self._used[spot.table.ordinal].append(rule)
        return Evidence(
            page=place.page,
            x0=place.x0,
            top=place.top,
            x1=place.x1,
            bottom=place.bottom,
            locator=place.locator,
            section=" > ".join(spot.section) or None,
            quote=quote,
            table=spot.table.ordinal if spot.table else None,
            row=spot.cell.row if spot.cell else None,
            col=spot.cell.col if spot.cell else None,
            rule=rule,
            ocr=place.page in self._ocr,
        )

    # Commitments

    def mention(
        self,
        spot: Spot,
        rule: str,
        *,
        number: str | None = None,
        title: str | None = None,
        plan: str | None = None,
        group: int | None = None,
        row: int | None = None,
        **fields: Any,
    ) -> str:
        """Record that the document speaks of a commitment, and return its key.

        ``plan`` is a plan id; the document's own plan unless given. Known by OGP id, else by number
        (in its plan and group), else by title: a later mention fills what earlier ones left
        open and changes nothing. ``row`` is for sources with exactly one row a commitment, where
        nothing is merged. ``fields`` are those of :class:`Mention`.
        """
        return self._mentions.put(lambda: self.evidence(spot, rule), number, title, plan, group, row, fields)

    def fill(self, key: str, **fields: Any) -> None:
        """Set fields of a mention that are still open; lists are filled once."""
        self._mentions.fill(key, fields)

    def get(self, key: str) -> Mention:
        """Return the mention with this key."""
        return self._mentions.by_key[key]

    def mentions(self) -> list[Mention]:
        """Return all mentions so far, in the order of reading."""
        return list(self._mentions.by_key.values())

    def by_number(self, number: str, *, group: int | None = None) -> str | None:
        """Return the key of the plan's commitment with this printed number, if it is known."""
        return self._mentions.find(self.identity.plan_id, number, group, None, None)

    # Statements

    def assess(
        self,
        mention: str,
        dimension: Dimension,
        spot: Spot,
        rule: str,
        *,
        raw: str | None = None,
        code: str | None = None,
        scale: str | None = None,
        number: float | None = None,
        null_reason: NullReason | None = None,
        phase: Phase | None = None,
        ogp_value: OgpValue | None = None,
        milestone: str | None = None,
        flagged: bool = False,
    ) -> Assessment:
        """Record a statement about a commitment or (``milestone``) one of its milestones.

        Give ``code`` or ``number`` where the layout decides (a marked column); else the words are
        looked up. Words that no vocabulary entry knows become a flagged assessment without code and
        the issue ``unknown_word``; "N/A", "NR" and blank get their null reason. ``phase``
        defaults to the document's.
        """
        raw = raw if raw is not None else spot.words()
        if code is None and number is None and null_reason is None:
            code, scale, number, null_reason = self._read(dimension, raw, scale)
            if null_reason == "unrecognized":
                flagged = True
                self.issue(spot, rule, "unknown_word", "warning", f"{dimension}: no vocabulary entry for {raw[:120]!r}")
        if dimension == "early_results" and code and _NOT_OF_SCALE.search(fold(raw)):
            flagged = True
            message = f"{raw[:60]!r} is no step of the scale; it may also mean that nothing was assessed"
            self.issue(spot, rule, "off_scale", "warning", message)
        evidence = self.evidence(spot, rule)
        record = Assessment(
            mention=mention,
            milestone=milestone,
            dimension=dimension,
            ogp_value=ogp_value,
            phase=phase or self.identity.phase,
            scale=scale,
            code=code,
            number=number,
            raw=raw or None,
            null_reason=null_reason,
            assessor=self.identity.assessor,
            flagged=flagged or self.doubtful,
            evidence=evidence,
        )
        identity = (
            *(mention, milestone, dimension, ogp_value, record.phase, code, number, null_reason, record.assessor),
            *(evidence.page, evidence.top, evidence.x0, evidence.locator, evidence.table, evidence.row, evidence.col),
        )
        return self._put(identity, record)

    def _read(
        self, dimension: str, raw: str, scale: str | None
    ) -> tuple[str | None, str | None, float | None, NullReason | None]:
        if dimension == "completion_percent":
            found = percent(raw)
            if found:
                return None, "percent", found.value, None
        else:
            code = self.lexicon.code(dimension, raw, scale)
            if code:
                return code.code, code.scale, None, None
        missing = self.lexicon.missing(raw, irm=self.identity.assessor == "irm")
        if missing in _NULL_REASONS:
            return None, None, None, missing  # type: ignore[return-value]
        return None, None, None, "unrecognized"

    def milestone(
        self,
        mention: str,
        milestone: str,
        spot: Spot,
        rule: str,
        *,
        text: str | None = None,
        starts_on: Date | None = None,
        ends_on: Date | None = None,
    ) -> None:
        """Record a milestone by its printed number or letter; a second record fills open fields."""
        known = self._milestones.get((mention, milestone))
        if known is None:
            made = Milestone(
                mention=mention,
                milestone=milestone,
                text=text,
                starts_on=starts_on,
                ends_on=ends_on,
                evidence=self.evidence(spot, rule),
            )
            self._put_milestone(made)
            return
        known.text = known.text or text
        known.starts_on = known.starts_on or starts_on
        known.ends_on = known.ends_on or ends_on

    def _put(self, identity: tuple[Any, ...], record: Assessment) -> Assessment:
        """Keep an assessment, and return it or the one that was kept as the same before."""
        if identity not in self._assessments:
            self._assessments[identity] = record
            self._said_of.setdefault(record.mention, []).append(record)
        return self._assessments[identity]

    def _put_milestone(self, record: Milestone) -> None:
        if (record.mention, record.milestone) not in self._milestones:
            self._milestones[record.mention, record.milestone] = record
            self._parts_of.setdefault(record.mention, []).append(record)

    def milestones_of(self, mention: str) -> list[Milestone]:
        """Return the milestones recorded for a commitment."""
        return list(self._parts_of.get(mention, ()))

    def assessments_of(self, mention: str | None = None) -> list[Assessment]:
        """Return the assessments recorded for a commitment, or all, in the order of reading."""
        return list(self._assessments.values() if mention is None else self._said_of.get(mention, ()))

    def fact(
        self,
        metric: str,
        spot: Spot,
        rule: str,
        *,
        number: float | None = None,
        text: str | None = None,
        unit: str | None = None,
        phase: Phase | None = None,
        mention: str | None = None,
    ) -> None:
        """Record a number or statement about the plan, the document or (``mention``) a commitment."""
        evidence = self.evidence(spot, rule)
        identity = (metric, mention, phase, number, unit, text, evidence.page, evidence.top, evidence.locator)
        self._facts.setdefault(
            identity,
            Fact(
                metric=metric,
                plan_id=self.identity.plan_id,
                mention=mention,
                phase=phase,
                number=number,
                unit=unit,
                text=text,
                evidence=evidence,
            ),
        )

    def facts_of(self, metric: str | None = None) -> list[Fact]:
        """Return the facts of a metric so far, or all."""
        return [f for f in self._facts.values() if metric in (None, f.metric)]

    def recommendation(
        self,
        kind: str,
        spot: Spot,
        rule: str,
        *,
        number: str | None = None,
        text: str | None = None,
        mention: str | None = None,
    ) -> None:
        """Record a recommendation (``key`` or ``commitment``)."""
        record = Recommendation.model_validate(
            {
                "kind": kind,
                "plan_id": self.identity.plan_id,
                "mention": mention,
                "number": number,
                "text": text or spot.words(),
                "evidence": self.evidence(spot, rule),
            }
        )
        if all(fold(record.text) != fold(known.text) or known.mention != mention for known in self._recommendations):
            self._recommendations.append(record)

    def take(self, record: Mention | Assessment | Milestone | Fact | Recommendation | Issue) -> None:
        """Put a record that was made for the same document and the same commitments."""
        at = record.evidence
        place = (at.page, at.top, at.x0, at.locator, at.table, at.row, at.col) if at else None
        if isinstance(record, Mention):
            self._mentions.by_key.setdefault(record.key, record)
        elif isinstance(record, Assessment):
            said = (record.ogp_value, record.phase, record.code, record.number, record.null_reason, record.assessor)
            subject = (record.mention, record.milestone, record.dimension)
            self._put((*subject, *said, *(place or ())), record)
        elif isinstance(record, Milestone):
            self._put_milestone(record)
        elif isinstance(record, Fact):
            self._facts.setdefault((record.metric, record.mention, record.phase, place), record)
        elif isinstance(record, Recommendation):
            self._recommendations.append(record)
        else:
            self._issues.setdefault((record.code, record.message, place), record)

    def note_use(self, table: int, rules: Sequence[str]) -> None:
        """Note that rules took values from a table, which is known by its ordinal."""
        known = self._used.setdefault(table, [])
        known += [rule for rule in rules if rule not in known]

    def issue(self, spot: Spot | Evidence | None, rule: str, code: str, severity: Severity, message: str) -> None:
        """Record something a person should know; the same message at the same place once."""
        evidence = spot if isinstance(spot, Evidence) else None
        if isinstance(spot, Spot) and spot.quote()[0]:
            evidence = self.evidence(spot, rule)
        place = (evidence.page, evidence.top, evidence.locator) if evidence else None
        self._issues.setdefault(
            (code, message, place), Issue(code=code, severity=severity, message=message, evidence=evidence)
        )

    def finish(self) -> Extraction:
        """Return all that was collected, with every table of the document cell by cell."""
        for problem in self.layout.problems:
            self.issue(None, "reader", problem.code, "warning", problem.message)
        return Extraction(
            identity=self.identity,
            pages=len(self.layout.pages) or None,
            mentions=self.mentions(),
            assessments=list(self._assessments.values()),
            milestones=list(self._milestones.values()),
            facts=list(self._facts.values()),
            recommendations=self._recommendations,
            tables=[table_record(table, self._used.get(table.ordinal, [])) for table in self.layout.tables],
            issues=list(self._issues.values()),
            vocabulary_hits=dict(self.lexicon.hits),
        )
