"""From claims to records: what the words of each claim mean, and what becomes of two claims on one thing.

Claims are read by role (:func:`extractors.annotate.values.read_value`) and put into the collector. Where two claims on
one field differ the first in the order of precedence is kept and doubted; assessments are all kept, each with its
place, and doubted where they differ at one phase. Nothing is merged silently.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from rapidfuzz import fuzz

from extractors.annotate.counts import StatedCount
from extractors.annotate.dates import dates, day_first, period, says_by
from extractors.annotate.labels import role_of
from extractors.annotate.led import Frame, led, recurring
from extractors.annotate.names import calls_kind, is_body
from extractors.annotate.openings import opening, title_end
from extractors.annotate.partners import with_others
from extractors.annotate.statuses import COLOUR_ALONE
from extractors.annotate.terms import terms
from extractors.annotate.values import Reading, named_values, read_value
from extractors.annotate.vocabulary import code_table, word_set
from extractors.builder import Builder
from extractors.claims.figures import FigureClaim
from extractors.claims.findings import NO_FINDINGS, Findings, keys_of
from extractors.claims.model import BLANK, LEARNED_LABEL, MERGED_CELL, TITLE_RUNS_ON, Claim
from extractors.claims.options import CONFLICTING_MARKS, NOT_APART, NOT_MARKED, UNREAD_OPTION
from extractors.claims.ratings.subjects import likeness
from extractors.claims.roles import base
from extractors.claims.walk import Claims
from extractors.records import Date, Extraction, Identity, Mention
from extractors.resolve.bands import put_bands
from extractors.resolve.facts import put_facts
from extractors.resolve.figures import doubt_counts, put_figures
from extractors.resolve.findings import Rated, choose_milestones, put_ratings, put_rest
from extractors.resolve.lists import SUPPORT, listed, parted, pitch
from extractors.resolve.origins import put_origins
from extractors.resolve.prose import put_prose
from extractors.resolve.recommended import put_recommendations
from extractors.resolve.tables import table_record
from extractors.segment.kinds import STATES, TERMS
from extractors.segment.outline import Outline, Section, Span
from extractors.segment.stream import Item
from extractors.spot import Spot
from extractors.words import fold

PRECEDENCE = ("field", "label.below", "row", "options", "chip", "list", "text", BLANK)
FIELD_OF = {
    "lead": "lead_institution",
    "problem": "problem",
    "objective": "objective",
    "description": "description",
    "proposed_by": "proposed_by",
}
DIMENSIONS = frozenset(
    "completion early_results potential_impact potential_for_results specificity verifiability relevance schedule "
    "starred carried_over".split()
)
VALUE_ROLES = frozenset({"relevance", "ogp_values"})
UNDECIDED: dict[str, tuple[str | None, str]] = {
    NOT_MARKED: (NOT_MARKED, "no option is marked"),
    CONFLICTING_MARKS: (CONFLICTING_MARKS, "more than one option is marked"),
    NOT_APART: ("unrecognized", "options and signs run into one another"),
    UNREAD_OPTION: (None, "neither a mark nor milestones"),
}
"""Doubts of a question whose options give no answer: why there is no value (None: another place may say), and words."""
SAME_COMMITMENT = 60  # percent of letters that titles of one commitment share
LONGEST_WORD = 45  # characters of a status that is not known; longer words are prose and state none
SAME_TITLE = 88  # percent of letters that a milestone's words share with the title that they repeat
LONGEST = 4000  # characters of a description
OFTEN = 0.5  # share of the commitments with a sentence that says their term


@dataclass(frozen=True, slots=True)
class Resolved:
    """What resolving needs beside claims: stream, outline, stated counts and key figures of the document."""

    items: tuple[Item, ...]
    outline: Outline
    claims: Claims
    counts: tuple[tuple[Item, StatedCount], ...]
    figures: tuple[FigureClaim, ...] = ()
    findings: Findings = NO_FINDINGS


def spot_of(span: Span, claim: Claim | None = None) -> Spot:
    """Return the place of a span as the collector takes it."""
    mark, beside = (claim.mark, claim.beside) if claim else (None, None)
    table: Any = span.table  # the road's tables and cells have what a spot asks of them
    cell: Any = span.cell if span.table is not None else None  # a line may be a row, too
    return Spot(span.text, span.start, span.end, span.section, table, cell, mark, beside)


class Collector(Builder):
    """The record collector of the road: that of the old one, with the road's tables."""

    def finish(self) -> Extraction:
        """Return all that was collected, with every table of the document cell by cell."""
        tables = self.layout.tables
        document_tables, self.layout = tables, _without_tables(self.layout)
        done = super().finish()
        done.tables = [table_record(t, self._used.get(t.ordinal, [])) for t in document_tables]  # type: ignore[arg-type]
        return done


def _without_tables(document: Any) -> Any:
    from dataclasses import replace

    return replace(document, elements=())


def resolve(identity: Identity, found: Resolved, build: Collector) -> None:
    """Put the records of a document into the collector."""
    language = identity.language
    keys = keys_of(build, found.outline)
    led = {c.subject for c in found.claims.claims if base(c.role) == "lead"}
    for index, (key, section) in enumerate(zip(keys, found.outline.sections, strict=True)):
        if section.area is not None and (index in led or not _leads(section.area)):
            build.fill(key, area=_clean_area(str(section.area)))
            if section.area.table is not None and _is_above(section.area, found.items[section.first]):
                said = f"table {section.area.table.ordinal}: rows without an area were given the one above them"
                build.issue(None, "resolve", "area_from_above", "warning", said)
    work = _Work(build, identity, language, keys, found)
    work.doubt_numbers()
    work.rated = put_ratings(build, found.findings)
    work.milestones()
    for claim in sorted(found.claims.claims, key=_precedence):
        if not (found.findings.asked and claim.rule == "chip"):  # an answer of the form stands below its question
            work.claim(claim)
    put_rest(build, found.findings)
    work.close()
    put_figures(build, found.figures)
    doubt_counts(build)
    reports = identity.doc_type != "unknown" or bool(found.outline.sections)  # else nothing says what is counted
    if identity.assessor != "irm":
        if reports:
            put_prose(build, found.items, keys, found.claims.claims)
            put_bands(build, found.items)
        put_origins(build, found.items)
        put_recommendations(build, found.items)
    if reports:
        put_facts(build, found.items, found.outline, found.counts)


def _is_above(span: Span, item: Item) -> bool:
    """Whether a cell stands in a row above that of an item and does not reach down to it."""
    cell = span.cell
    same = cell is not None and item.table is span.table and item.row is not None
    return same and cell is not None and cell.row + cell.row_span <= (item.row or 0)


def _precedence(claim: Claim) -> tuple[int, int]:
    rule = claim.rule if claim.rule in PRECEDENCE else "row"
    return claim.subject, PRECEDENCE.index(rule)


def _is_unfinished(title: str) -> bool:
    """Whether the last word of a title asks for more: "The government will", "Portal de datos de"."""
    last = title.split()[-1].strip(" .:;,") if title.split() else ""
    return last.islower() and fold(last) in word_set("reading.yml", "small") | word_set("reading.yml", "unfinished")


def _clean_area(words: str) -> str:
    return " ".join(words.split()).strip(" :")


class _Work:
    def __init__(
        self, build: Collector, identity: Identity, language: str | None, keys: Sequence[str], found: Resolved
    ) -> None:
        self.build, self.identity, self.language, self.keys, self.found = build, identity, language, keys, found
        self.day_first = _writes_day_first(found.items, identity.country_code)
        self._texts: dict[str, list[Claim]] = defaultdict(list)
        self._pitches: dict[int, float | None] = {}  # distances of lines, by table
        self._stated: dict[tuple[str, str | None, str], list[Any]] = defaultdict(list)
        self._names: dict[str, str] = {}
        self.rated: frozenset[Rated] = frozenset()
        self._wholes: set[tuple[str, str]] = set()  # rows that are no milestones, but the commitment itself
        self._listed = choose_milestones(build, found.findings, keys, found.claims.milestones)

    def _read(self, role: str, words: str) -> Reading:
        return read_value(
            role, words, language=self.language, assessor=self.identity.assessor, day_first=self.day_first
        )

    def milestones(self) -> None:
        """Put the milestones, with dates that stand in brackets at their end."""
        for m in self.found.claims.milestones:
            words = str(m.text)
            if self._repeats(m.subject, words):
                self._wholes.add((self.keys[m.subject], m.key))
                continue
            if self.keys[m.subject] in self._listed:
                continue
            if not words.strip():
                continue  # a marker whose words were lost: there is nothing to quote
            text, start, end = milestone_dates(words, self.language, self.day_first)
            self.build.milestone(
                self.keys[m.subject],
                m.key,
                spot_of(m.text),
                f"milestone.{m.rule}",
                text=text,
                starts_on=start,
                ends_on=end,
            )

    def _repeats(self, subject: int, words: str) -> bool:
        """Whether a row of a report's ratings names the commitment as a whole, and no milestone."""
        title = self.found.outline.sections[subject].title
        return self.found.findings is not NO_FINDINGS and fuzz.ratio(fold(words), fold(str(title))) >= SAME_TITLE

    def claim(self, claim: Claim) -> None:
        """Put one claim."""
        key = self.keys[claim.subject]
        mention = self.build.get(key)
        words = claim.option if claim.option is not None else str(claim.span)
        role = self._role_of(claim, words)
        if self._doubted(claim, mention, role, words):
            return
        if claim.milestone is not None and (key, claim.milestone) in self._wholes:
            claim = replace(claim, milestone=None)
        if claim.milestone is not None and key in self._listed:
            return
        if claim.milestone is not None:
            self._of_milestone(claim, key, role, words)
        elif role in FIELD_OF:
            if role == "lead" and claim.rule == "row" and claim.option is None:
                words = self._lead_in_row(claim, mention)
            self._field(claim, mention, role, words)
        elif role in SUPPORT:
            self._support(mention, words if claim.option is not None else self._listed_in(claim.span))
        elif role in ("start", "end", "dates"):
            self._dates(mention, role, words)
            codes = self._read("schedule", words).codes if not dates(words) else ()
            if any(c.dimension == "schedule" for c in codes):
                self._assess(claim, key, None, "schedule", words)  # "Calendar: behind"
        elif role == "policy_areas" or (role == "area" and not mention.area):
            self._area(mention, role, words)
        elif role == "text":
            self._texts[key].append(claim)
        else:
            self._assess(claim, key, None, role, words)

    def _role_of(self, claim: Claim, words: str) -> str:
        """Return what a claim says: dates that answer a schedule are those of its subject, "Time: July to May 2018"; a
        result that is a status and no more is one, "Result: largely completed"."""
        role = base(claim.role)
        if role == "results" and len(words) <= LONGEST_WORD:
            reading = self._read("completion", words)
            role = "status" if reading.codes and reading.is_whole else role  # "Result: largely completed"
        dated = role == "schedule" and dates(words) and not self._read(role, words).codes
        return "dates" if dated else role

    def _area(self, mention: Mention, role: str, words: str) -> None:
        if role == "policy_areas":
            mention.policy_areas += [area for part in words.split(",") if (area := part.strip(" ."))]
        else:
            mention.area = _clean_area(words) if self._read("area", words).null_reason is None else None

    def _doubted(self, claim: Claim, mention: Mention, role: str, words: str) -> bool:
        """Say why a claim is doubted; whether it is a cell that may say several things, so that it says none."""
        if LEARNED_LABEL in claim.doubts:
            self._doubt_learned(claim, mention, role, words)
        code = next((c for c in (MERGED_CELL, TITLE_RUNS_ON) if c in claim.doubts), None)
        if code is not None:
            self._doubt(mention, code, spot_of(claim.span), f"one cell under several columns: {words[:80]!r}")
        return code is not None

    def _doubt_learned(self, claim: Claim, mention: Mention, role: str, words: str) -> None:
        """Doubt what stands behind a label that was learned; the doubt stands on its status or milestone, if any."""
        said = f"{words[:60]} as {role}"
        if role in STATES or (claim.milestone is not None and role in TERMS):
            self.build.issue(spot_of(claim.span), "resolve", LEARNED_LABEL, "warning", said)
        else:
            self._doubt(mention, LEARNED_LABEL, spot_of(claim.span), said)

    def _of_milestone(self, claim: Claim, key: str, role: str, words: str) -> None:
        if role in ("start", "end", "dates"):
            reading = self._read(role, words)
            record = next((m for m in self.build.milestones_of(key) if m.milestone == claim.milestone), None)
            if record is not None:
                start, end = _ends(role, reading)
                record.starts_on = start or record.starts_on
                record.ends_on = end or record.ends_on
                if LEARNED_LABEL in claim.doubts:
                    record.flagged, record.doubts = True, [*dict.fromkeys([*record.doubts, LEARNED_LABEL])]
        elif role in ("completion", "percent", "status", "schedule", "option"):
            self._assess(claim, key, claim.milestone, "completion" if role == "option" else role, words)

    def _field(self, claim: Claim, mention: Mention, role: str, words: str) -> None:
        name = FIELD_OF[role]
        if role == "proposed_by":
            proposer = self.build.lexicon.code(role, words)
            self.build.fill(mention.key, proposed_by=proposer.code if proposer else None)
            return
        if role != "lead":
            known = getattr(mention, name)
            if known is None:
                setattr(mention, name, words[:LONGEST])
                self._names[f"{mention.key}/{name}"] = claim.rule
            elif self._names.get(f"{mention.key}/{name}") == claim.rule == "label.below" and words not in known:
                setattr(mention, name, f"{known} {words}"[:LONGEST])
            return
        words, others = with_others(words)
        if others:
            self._support(mention, others)
        reading = self._read("lead", words)
        if not reading.names:
            return
        bodies = _hard_apart(words, reading)
        first = bodies[0]
        if mention.ends_on is None and claim.rule == "field":  # "Responsible: Ministry of Finance; by June 2023"
            behind = [
                d for d in dates(words, self.language, day_first=self.day_first) if d.start >= reading.names[-1].end
            ]
            mention.ends_on = next((d.last for d in behind if says_by(words, d.start)), None)
        if mention.lead_institution is None:
            mention.lead_institution = first
            mention.support_institutions += bodies[1:]
        elif fuzz.token_set_ratio(fold(mention.lead_institution), fold(first)) < 80 and claim.rule != "label.below":
            self._doubt(mention, "conflicting_lead", spot_of(claim.span), f"{mention.lead_institution} and {first}")

    def _lead_in_row(self, claim: Claim, mention: Mention) -> str:
        """Return the words of the lead in a cell: those set off by their style, where the bodies with it are plain."""
        span = claim.span
        end = title_end(str(span.text), span.cell.runs) if span.cell is not None and span.start == 0 else None
        if end is None or not any(is_body(part) for part in (str(span.text)[:end], str(span.text)[end:].strip())):
            return self._listed_in(span)
        self._support(mention, self._listed_in(replace(span, start=end)))
        return str(span.text)[:end]

    def _listed_in(self, span: Span) -> str:
        """Return the words of a span as a list of names, by the lines of its table."""
        if span.table is None:
            return listed(span)
        key = id(span.table)
        if key not in self._pitches:
            self._pitches[key] = pitch(span.table)
        return listed(span, self._pitches[key])

    def _support(self, mention: Mention, words: str) -> None:
        known = {fold(n) for n in [*mention.support_institutions, mention.lead_institution or ""]}
        for name in self._read("civil_society", parted(words)).names:
            body = _without_group(name.text)
            if fold(body) not in known:
                known.add(fold(body))
                mention.support_institutions.append(body)

    def _dates(self, mention: Mention, role: str, words: str) -> None:
        start, end = _ends(role, self._read(role, words))
        mention.starts_on = mention.starts_on or start
        mention.ends_on = mention.ends_on or end

    def _assess(self, claim: Claim, key: str, milestone: str | None, role: str, words: str) -> None:
        doubt = next((d for d in claim.doubts if d in UNDECIDED), None)
        if doubt is not None:
            self._undecided(claim, key, milestone, role, doubt)
        elif not self._aims(key, role, words):
            self._assess_as_said(claim, key, milestone, role, words)

    def _aims(self, key: str, role: str, words: str) -> bool:
        """Fill the values that a government says it aims at, which is no assessment; whether the words say no more."""
        if self.identity.assessor == "irm" or base(role) not in VALUE_ROLES:
            return False
        values = named_values(words)
        if values:
            self.build.fill(key, ogp_values=values)
        return not any(code.dimension in DIMENSIONS for code in self._read(role, words).codes)

    def _assess_as_said(self, claim: Claim, key: str, milestone: str | None, role: str, words: str) -> None:
        reading = self._read("completion" if role == "status" else role, words)
        spot = spot_of(claim.span, claim)
        rule = f"{role}.{claim.rule}"
        flagged = bool(reading.doubts or claim.doubts)
        stated = False
        if COLOUR_ALONE in claim.doubts and claim.rule == BLANK:
            reading = replace(reading, null_reason="unrecognized")
            self.build.issue(spot, rule, COLOUR_ALONE, "warning", "a status is said by a colour that nothing explains")
        elif COLOUR_ALONE in claim.doubts:
            words = str(claim.span).strip() or (claim.span.cell.fill if claim.span.cell else None) or words
            said = f"a status is said by the colour {words} alone: read by the order of all colours"
            self.build.issue(spot, rule, COLOUR_ALONE, "warning", said)
        for code in reading.codes:
            if code.dimension == "ogp_value" and base(role) in VALUE_ROLES:
                stated = True
                self._put(claim, key, milestone, spot, rule, "relevance", words, flagged, code="yes", scale="relevance",
                          ogp_value=code.code)  # fmt: skip
                continue
            if code.dimension not in DIMENSIONS:
                continue
            stated = True
            of_value = {"ogp_value": claim.ogp_value} if claim.ogp_value else {}
            self._put(claim, key, milestone, spot, rule, code.dimension, words, flagged, code=code.code,
                      scale=code.scale, **of_value)  # fmt: skip
        if reading.percent is not None and role in ("percent", "completion", "status"):
            stated = True
            self._put(
                claim,
                key,
                milestone,
                spot,
                rule,
                "completion_percent",
                words,
                flagged,
                number=reading.percent,
                scale="percent",
            )
        if stated or role == "status":
            return
        if role in DIMENSIONS or role == "percent":
            dimension = "completion_percent" if role == "percent" else role
            reason = reading.null_reason or "unrecognized"
            if reason == "unrecognized" and (len(words) > LONGEST_WORD or (key, milestone, dimension) in self.rated):
                return
            self._put(claim, key, milestone, spot, rule, dimension, words, reason == "unrecognized", null_reason=reason)
            if reason == "unrecognized" and claim.rule != BLANK:
                self.build.issue(
                    spot, rule, "unknown_word", "warning", f"{dimension}: no vocabulary entry for {words[:120]!r}"
                )

    def _undecided(self, claim: Claim, key: str, milestone: str | None, role: str, doubt: str) -> None:
        """Put the question of a form whose options are ticked so that none is the answer, and why."""
        spot, rule, words = spot_of(claim.span, claim), f"{role}.{claim.rule}", claim.option or str(claim.span)
        words = "" if doubt == NOT_MARKED else words
        reason = UNDECIDED[doubt][0]
        if reason is not None and role in DIMENSIONS:
            self._put(claim, key, milestone, spot, rule, role, words, flagged=True, null_reason=reason)
        if doubt != NOT_MARKED:
            self.build.issue(spot, rule, doubt, "warning", f"{UNDECIDED[doubt][1]}: {words[:80]}")

    def _put(self, claim: Claim, key: str, milestone: str | None, spot: Spot, rule: str, dimension: str, words: str,
             flagged: bool, **value: Any) -> None:  # fmt: skip
        if (key, milestone, dimension) in self.rated:
            return
        unsure = flagged or len(words) > LONGEST_WORD
        if unsure and dimension == "completion_percent" and (key, milestone, "completion") in self.rated:
            return  # a bare number beside a rating, or one in its prose: that of a footnote, or of something else
        identity = (value.get("code"), value.get("number"), value.get("null_reason"))
        if not spot.quote()[0]:  # a drawn mark with no words in its row: the commitment's own words stand for it
            spot = spot_of(self.found.outline.sections[claim.subject].title)
        known = self._stated[key, milestone, f"{dimension}{value.get('ogp_value') or ''}{claim.phase or ''}"]
        same = [a for a in known if (a.code, a.number, a.null_reason) == identity]
        if same and dimension in ("completion", "completion_percent"):
            return
        if value.get("null_reason") and (known or self._stated[key, milestone, "schedule"]):
            return
        of: Any = dimension
        phase: Any = claim.phase
        record = self.build.assess(
            key, of, spot, rule, raw=words[:500], milestone=milestone, flagged=flagged, phase=phase, **value
        )
        others = [a for a in known if (a.code or a.number is not None) and (a.code, a.number) != identity[:2]]
        if others and not value.get("null_reason"):
            for a in [*others, record]:
                a.flagged = True
            self.build.issue(
                spot, rule, "conflicting_values", "warning", f"{dimension}: {others[0].raw} and {words[:80]}"
            )
        known.append(record)

    def doubt_numbers(self) -> None:
        """Doubt commitments of one number and theme whose titles differ: in one group, or one right after the other."""
        seen: dict[tuple[int | None, str | None, str], tuple[str, Section]] = {}
        last: tuple[str, Section] | None = None
        for key, section in zip(self.keys, self.found.outline.sections, strict=True):
            place = section.number, str(section.area)
            first = seen.get((section.group, *place)) if section.number else None
            for twice, other in (one for one in (first, last) if one is not None and section.number):
                alike = likeness(str(other.title), str(section.title)) >= SAME_COMMITMENT
                if not alike and (other.number, str(other.area)) == place:
                    self._doubt_twice(twice, other)
                    self._doubt_twice(key, section)
            last = key, section
            seen.setdefault((section.group, *place), last)

    def _doubt_twice(self, key: str, section: Section) -> None:
        said = f"another commitment has the number {section.number} too"
        self.build.misnumbered.add(key)
        self._doubt(self.build.get(key), "number_twice", spot_of(section.title), said)

    def _doubt(self, mention: Mention, code: str, spot: Spot, message: str) -> None:
        mention.flagged = True
        if code not in mention.doubts:
            mention.doubts.append(code)
        self.build.issue(spot, "resolve", code, "warning", message)

    @staticmethod
    def _doubt_kind(mention: Mention) -> None:
        """Doubt a commitment of a document whose type is not known."""
        mention.flagged = True
        mention.doubts.append("unknown_type")

    def close(self) -> None:
        """Fill descriptions from plain text, and doubt what the outline doubts."""
        frames = recurring([[str(c.span) for c in self._texts[key]] for key in self.keys if key in self._texts])
        self._terms()
        for key, claims in self._texts.items():
            mention = self.build.get(key)
            if mention.lead_institution is None:
                self._led(mention, claims, frames)
            if mention.description is None:
                mention.description = " ".join(str(c.span) for c in claims)[:LONGEST] or None
        self._on_one_scale()
        if self.build.doubtful:
            for key in self.keys:
                self._doubt_kind(self.build.get(key))
        outline = self.found.outline
        for key, section in zip(self.keys, outline.sections, strict=True):
            mention = self.build.get(key)
            if mention.lead_institution is None and section.area is not None and _leads(section.area):
                body = self._read("lead", str(section.area)).names  # a report by ministry: its heading leads
                mention.lead_institution = body[0].text if body else None
        for key, section in zip(self.keys, outline.sections, strict=True):
            if _is_unfinished(str(section.title)):
                said = f"the title ends in the middle: {str(section.title)[-80:]!r}"
                self._doubt(self.build.get(key), "title_unfinished", spot_of(section.title), said)
            for code in (*section.doubts, *outline.doubts):
                self._doubt(self.build.get(key), code, spot_of(section.title), f"{str(section.title)[:80]}")

    def _terms(self) -> None:
        """Fill the terms of commitments that a sentence of nothing else says; doubted where most have none."""
        found: dict[str, tuple[tuple[Date | None, Date | None], Span]] = {}
        for key, claims in self._texts.items():
            said = {
                term: c.span for c in claims for term in terms(str(c.span), self.language, day_first=self.day_first)
            }
            if len(said) == 1:
                found[key] = next(iter(said.items()))
        often = 1 < len(found) >= OFTEN * len(self.keys)
        for key, ((start, end), span) in found.items():
            mention = self.build.get(key)
            if mention.starts_on is None and mention.ends_on is None:
                mention.starts_on, mention.ends_on = start, end
                if not often:
                    self._doubt(mention, "from_sentence", spot_of(span), str(span)[:80])

    def _on_one_scale(self) -> None:
        """Put the statuses of a table on the scale of those beside them that have one of their own: that of colours."""
        of = {id(a): a.evidence.table for a in self.build.assessments_of() if a.dimension == "completion" and a.code}
        rated = [a for a in self.build.assessments_of() if of.get(id(a)) is not None]
        own = {of[id(a)]: a.scale for a in rated if a.scale != "completion"}
        for a in rated:
            scale = own.get(of[id(a)])
            if scale is not None and a.code in _codes_of(scale):
                a.scale = scale

    def _led(self, mention: Mention, claims: Sequence[Claim], frames: frozenset[Frame]) -> None:
        """Fill who leads and who helps from a sentence, where no label asks for it; a doubt says so."""
        for claim in claims:
            found = led(str(claim.span), frames)
            if found is None:
                continue
            mention.lead_institution = found.lead
            if found.support and not mention.support_institutions:
                self._support(mention, found.support)
            term = period(str(claim.span), self.language, day_first=self.day_first)
            if mention.starts_on is None and mention.ends_on is None and term.is_range and term.joined:
                mention.starts_on, mention.ends_on = term.first, term.last
            self._doubt(mention, "from_sentence", spot_of(claim.span), found.lead)
            return


@cache
def _codes_of(scale: str) -> frozenset[str]:
    """Return the codes of completion that a scale has."""
    words = code_table("completion").whole.values()
    return frozenset(c.code for word in words for c in word.codes if c.scale == scale)


MONTH_FIRST = frozenset({"US", "PH"})
"""Countries whose English writes the month before the day."""


def _writes_day_first(items: Sequence[Item], country: str | None) -> bool | None:
    """Return whether a document writes the day before the month: by its own dates, else by the habit of its country."""
    held = (c for i in items for c in (i.cells if i.kind == "row" else (i.text,)) if c is not None)
    found = day_first(map(str, {id(c): c for c in held}.values()))  # many fields may stand in one text
    return found if found is not None or country is None else country not in MONTH_FIRST


def _without_group(name: str) -> str:
    """Return a body without the label of its group: "Government: Ministry of Health"."""
    group, _, body = name.partition(":")
    asked = role_of(group) if body.strip() else None
    labelled = asked is not None and asked.name in SUPPORT
    return body.strip() if labelled or (body.strip() and calls_kind(group)) else name


def _hard_apart(words: str, reading: Reading) -> list[str]:
    """Return the bodies of a lead: what only commas and "and" part may be one body and its unit, and stays one name."""
    out = [reading.names[0].text]
    last = reading.names[0]
    for name in reading.names[1:]:
        between = words[last.end : name.start]
        if any(c in between for c in ";\n|/•") or " - " in between:
            out.append(name.text)
        else:
            out[-1] = words[words.find(out[-1]) : name.end]
        last = name
    return out


def _leads(area: Span) -> bool:
    """Whether a heading above commitments names the body that leads them, not their theme."""
    words = str(area)
    found = opening(words)
    return (found is None or found.unit is None) and is_body(words[found.title_start :] if found else words)


def _ends(role: str, reading: Reading) -> tuple[Any, Any]:
    """Return start and end as a role states them: one date under "start" is the start."""
    if role == "start" and not (reading.start and reading.end):
        return reading.start or reading.end, None
    return reading.start, reading.end


_DATES_BEHIND = re.compile(r"(?::|\s[–—-]|,|;)\s+(?P<dates>[^:;]{4,45})$")
_JOINTS = re.compile(r"[\s–—\-→/,.]+|(?:to|until|a|al|hasta|from|de|del|desde|and|y)\b", re.IGNORECASE)


def _covers(words: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether words are nothing but dates and what joins them."""
    left = list(words)
    for start, end in spans:
        left[start:end] = " " * (end - start)
    return not _JOINTS.sub("", "".join(left)).strip()


def milestone_dates(
    words: str, language: str | None, day_first: bool | None = None
) -> tuple[str, Date | None, Date | None]:
    """Return a milestone's words without the dates in brackets at their end, its start and its end.

    Dates count in brackets at the end ("(June 2017)", "(meta: T4 2022)"), and behind a word that sets a term ("by 30
    September 2022"). Others are dates of something else.
    """
    bare = words.rstrip(" .;,–—-")
    opens = max(bare.rfind("("), bare.rfind("["))
    if opens > 0 and bare.endswith((")", "]")):
        found = period(bare[opens + 1 : -1], language, day_first=day_first)
        if found.first or found.last:
            one = found.last or found.first
            return bare[:opens].rstrip(" -–—,;:"), found.first if found.is_range else None, one
    ending = dates(bare, language, day_first=day_first)
    if len(ending) > 1 and ending[-1].end == len(bare) and ending[-2].start:
        last = period(bare[ending[-2].start :], language, day_first=day_first)
        if last.joined and last.first:  # "Rules agreed Mar. 2024 – Jul. 2024"
            return bare[: ending[-2].start].rstrip(" -–—,;:"), last.first, last.last
    behind = _DATES_BEHIND.search(bare)
    if behind and behind.start():
        found = period(bare[behind.start("dates") :], language, day_first=day_first)
        spans = list(found.spans)
        if found.first and _covers(bare[behind.start("dates") :], spans):
            one = found.last or found.first
            return bare[: behind.start()].rstrip(" -–—,;:"), found.first if found.is_range else None, one
    ahead = _date_ahead(words, language, day_first)
    if ahead is not None:
        return ahead
    terms = [d for d in dates(words, language, day_first=day_first) if says_by(words, d.start)]
    if terms:
        return words, None, terms[0].last
    return words, None, None


def _date_ahead(
    words: str, language: str | None, day_first: bool | None
) -> tuple[str, Date | None, Date | None] | None:
    """Return the words behind a month or day that they begin with ("Dec 2022 Guide published"), and that date."""
    first = next(iter(dates(words, language, day_first=day_first)), None)
    if first is None or first.start or first.last.precision == "year":
        return None
    rest = words[first.end :].lstrip(" .:–—-|")
    return (rest, None, first.last) if rest[:1].isupper() or rest[:1].isdigit() else None
