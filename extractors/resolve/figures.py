"""Key figures into facts: which number is of which phase, what a share counts, what a word says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from extractors.annotate.figures import FOOTNOTE, TOKEN, is_share, value_end
from extractors.annotate.headings import leading
from extractors.builder import Builder
from extractors.claims.counted import ALONE
from extractors.claims.counted import RULE as LABELLED
from extractors.claims.figures import FigureClaim
from extractors.records import Fact, Identity, Phase
from extractors.resolve.facts import of_other_plan
from extractors.segment.outline import Span
from extractors.spot import Spot, cut
from extractors.values import count, percent
from extractors.words import fold

QUOTED = 60  # characters of a value that an issue quotes
COMPLETION = "completion_"
DIFFERS = "count_differs"
HIGH = ("complete", "substantial")
LIST = 5  # commitments that make a list likely to be the whole one
MOST = 0.6  # share of the listed commitments that have a status, for its numbers to be compared
_OF_ALL = re.compile(r"(?<=\d)\s*(?:of|out of|de)\s+\d{1,4}(?![\d.,]*\s?%)", re.I)
_MAKING = re.compile(r"\b(?:development|desarrollo|diseno|co-?creation|cocreacion)\b")
_IMPLEMENTING = re.compile(r"\b(?:implementation|implementacion)\b")


def put_figures(build: Builder, claims: Iterable[FigureClaim]) -> None:
    """Put the key figures of a document; a count by its label alone where no box of known labels says it."""
    labelled: dict[str, list[FigureClaim]] = defaultdict(list)
    claims = tuple(claims)
    phased = {id(c.span.table) for c in claims if c.phase is not None}  # a column a phase: the box's heads say more
    tallied = {id(t) for c in claims if c.rule == LABELLED and (t := c.span.table) is not None} - phased
    tallied = set() if build.identity.assessor == "irm" else tallied  # its own boxes have shares beside the numbers
    claims = tuple(c for c in claims if c.rule not in (LABELLED, ALONE) or id(c.span.table) not in phased)
    listed = f"{len(build.mentions())}"
    for claim in claims:
        counts = claim.metric.unit == "commitments" and claim.metric.metric.startswith(
            (COMPLETION, "commitments_total")
        )
        if claim.rule in (LABELLED, ALONE) and _of_another(claim, build.identity):
            continue
        if claim.rule == LABELLED or (claim.rule == ALONE and str(claim.span) == listed):
            labelled[claim.metric.metric].append(claim)
        elif claim.rule != ALONE and not (counts and id(claim.span.table) in tallied):
            put_figure(build, claim)
    for metric, found in labelled.items():
        if not build.facts_of(metric):
            put_figure(build, found[0])
            if len({str(claim.span) for claim in found}) > 1:
                _doubt(build.facts_of(metric))


def _of_another(claim: FigureClaim, identity: Identity) -> bool:
    """Whether the heading, caption or head of a count names another plan: "Results of the first plan"."""
    table = claim.span.table
    head = [str(c) for c in table.grid[0] if c is not None] if table is not None else []
    caption = str(table.caption) if table is not None and table.caption else ""
    words = [*claim.span.section[-1:], caption, *head]
    return any(of_other_plan(text, identity) for text in words if text)


def _doubt(facts: Iterable[Fact]) -> None:
    for fact in facts:
        if DIFFERS not in fact.doubts:
            fact.flagged, fact.doubts = True, [*fact.doubts, DIFFERS]


def put_figure(build: Builder, claim: FigureClaim) -> None:
    """Put a key figure as facts; what is no number or no known word becomes an issue."""
    metric, spot = claim.metric, _spot(claim.span, claim)
    if claim.cut_off:
        said = f"a second number of commitments ends the box: its label may be cut off: {spot.words()!r}"
        build.issue(spot, claim.rule, "label_cut_off", "warning", said)
    elif claim.said is not None:
        build.fact(metric.metric, spot, claim.rule, text=claim.said, unit=metric.unit, phase=claim.phase)
    elif metric.values:
        _put_word(build, claim, spot)
    else:
        _put_numbers(build, claim, spot)


def _spot(span: Span, claim: FigureClaim) -> Spot:
    table: Any = span.table  # the road's tables and cells have what a spot asks of them
    cell: Any = span.cell
    return Spot(span.text, span.start, span.end, span.section, table, cell, claim.mark, claim.beside)


def _put_numbers(build: Builder, claim: FigureClaim, spot: Spot) -> None:
    metric, words = claim.metric, spot.words()
    bare = words
    for aside in (FOOTNOTE, _OF_ALL):  # "4 of 12" is four
        bare = aside.sub(lambda m: " " * len(m.group()), bare)
    tokens = list(TOKEN.finditer(bare))
    end = value_end(words)
    if not tokens:
        said = f"{claim.label}: no number in {words[:QUOTED]!r}"
        build.issue(spot, claim.rule, "unknown_word", "warning", said)
        return
    if end <= tokens[0].start():
        said = f"{claim.label}: a sentence where a number belongs: {words[:QUOTED]!r}"
        build.issue(spot, claim.rule, "unclear_value", "warning", said)
        return
    tokens = [t for t in tokens if t.start() < end]
    if len(tokens) == 2 and not claim.both and is_share(words):
        tokens = tokens[:1]  # "9/13": nine of thirteen, where the box does not count twice
    two = len(tokens) == 2 and claim.phase is None and not claim.spread
    if two and not claim.both and build.identity.phase != "end_of_term":
        said = f"{claim.label}: two values and no phases: {words[:QUOTED]}"
        build.issue(spot, claim.rule, "two_values", "warning", said)
        tokens, two = tokens[:1], False
    phase = claim.phase
    if phase is None and not two:
        dated = metric.metric.startswith(COMPLETION) or metric.metric == "commitments_starred"
        if dated and build.identity.doc_type == "irm_end_of_term_report":
            # Such a report gives two numbers; which of them this one is cannot be told.
            said = f"{claim.label}: midterm or end of term? {words[:QUOTED]}"
            build.issue(spot, claim.rule, "unclear_phase", "warning", said)
            return
    if phase is None and not claim.both and metric.metric.startswith(COMPLETION) and build.identity.phase != "design":
        phase = build.identity.phase  # one column: the completion that the report is about
    phases: tuple[Phase | None, ...] = ("midterm", "end_of_term") if two else (phase,) * len(tokens)
    for token, of in zip(tokens, phases, strict=True):
        _put_number(build, claim, cut(spot, token.end(), token.start()), of)


def _put_number(build: Builder, claim: FigureClaim, spot: Spot, phase: Phase | None) -> None:
    metric, words = claim.metric, spot.words()
    share = percent(words)
    found = count(words) if metric.unit != "percent" else None
    if found and found.share is not None and metric.metric == "commitments_total":
        said = f"a share of all commitments is no total: {words[:QUOTED]}"
        build.issue(spot, claim.rule, "label_cut_off", "warning", said)
    elif found:
        build.fact(metric.metric, spot, claim.rule, number=found.value, unit=metric.unit, phase=phase)
        if found.share is not None:
            build.fact(metric.metric, spot, claim.rule, number=found.share, unit="percent", phase=phase)
    elif share:
        build.fact(metric.metric, spot, claim.rule, number=share.value, unit="percent", phase=phase)
    elif metric.unit != "percent":
        build.fact(metric.metric, spot, claim.rule, text="N/A", unit=metric.unit, phase=phase)


def _put_word(build: Builder, claim: FigureClaim, spot: Spot) -> None:
    metric, words = claim.metric, spot.words()
    phase = claim.phase or _moment(claim.label)
    lead = leading(build.lexicon, metric.values or "", words, None)
    if lead:
        code = {"yes": "no", "no": "yes"}[lead[0].code] if metric.opposite else lead[0].code
        build.fact(metric.metric, cut(spot, lead[1]), claim.rule, text=code, unit=metric.unit, phase=phase)
    elif build.lexicon.missing(words):
        build.fact(metric.metric, spot, claim.rule, text="N/A", unit=metric.unit, phase=phase)
    else:
        said = f"{claim.label}: no vocabulary entry for {words[:QUOTED]!r}"
        build.issue(spot, claim.rule, "unknown_word", "warning", said)


def _moment(label: str) -> Phase | None:
    """Return the phase that a label about influence names: the plan's making or its implementation."""
    words = fold(label)
    if _MAKING.search(words):
        return "design"
    return "end_of_term" if _IMPLEMENTING.search(words) else None


def doubt_counts(build: Builder) -> None:
    """Doubt numbers of commitments that differ from how many the document itself lists, or gives a status.

    Statuses are compared where most of the listed commitments have one of that phase.
    """
    listed = {m.key for m in build.mentions()}
    rated: dict[str | None, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for a in build.assessments_of():
        if a.dimension == "completion" and a.milestone is None and a.code:
            rated[a.phase][a.code].add(a.mention)
            if a.code in HIGH:
                rated[a.phase]["high"].add(a.mention)
    for fact in build.facts_of():
        state = fact.metric.removeprefix(COMPLETION)
        of_phase = rated.get(fact.phase, {})
        enough = len(set().union(*of_phase.values())) > MOST * len(listed) if of_phase else False
        if fact.metric == "commitments_total":
            fewer = fact.number is not None and fact.number < len(listed)
            expected = len(listed) if fewer or len(listed) >= LIST else None  # pages may list some of a plan's
        else:
            expected = len(of_phase.get(state, ())) if state != fact.metric and enough else None
        if expected is None or fact.unit != "commitments" or fact.number in (None, expected):
            continue
        _doubt([fact])
