"""What a document is: language, country, plan, type, draft or final, by auction over the templates.

Clues are gathered once; every template bids on them (:meth:`Template.score`) and the highest bid
wins. The reasons are kept. What cannot be decided is an issue, never a default.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from extractors._cover import author_of, is_draft, published_on, title_of
from extractors.language import document_language
from extractors.layout import Block, Layout, Table
from extractors.lexicon import Lexicon
from extractors.places import find_place
from extractors.records import DocType, Identity
from extractors.templates import FALLBACK, Template, all_templates
from extractors.values import PLAN_ORDINALS
from extractors.words import fold

_YEARS = re.compile(r"(?<!\d)(20[0-4]\d)\s?(?:-|/|a|to|al|through|until|hasta)\s?(20[0-4]\d|\d\d)(?!\d)")
_PLAN_WORD = re.compile(r"\b(plan|nap|pan|paga|report|informe|revision|review|reporte|assessment|autoevaluacion)\b")
_YEARLY = ("irm_progress_report", "irm_midterm_report", "self_assessment")
_PLAN_NUMBER = re.compile(
    r"\b(?:(\d)(?:st|nd|rd|th|°|o|er|ro|do|to|mo|vo)\.?|(" + "|".join(PLAN_ORDINALS) + r"))\s+"
    r"(?:national\s+|open\s+government\s+|nacional\s+)*(?:action\s+plan\b|plan\s+de\s+accion\b|nap\b|plan\b)"
)


@dataclass(slots=True)
class Clues:
    """What identification looks at, gathered once.

    ``title_lines`` are the first lines and headings (folded), ``sentences`` those of them that are prose,
    ``types`` the document types whose phrases occur, weighted by how near the top and how title-like;
    ``labels`` and ``columns`` count known field labels ("Lead institution: ...") and known column headings;
    ``folded`` is the whole text, folded.
    """

    layout: Layout
    lexicon: Lexicon
    title_lines: list[str] = field(default_factory=list)
    sentences: set[str] = field(default_factory=set)
    types: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    metrics: Counter[str] = field(default_factory=Counter)
    sections: Counter[str] = field(default_factory=Counter)
    folded: str = ""
    language: str | None = None
    name: str | None = None

    @property
    def best_type(self) -> str | None:
        """The document type with the most weight."""
        return self.types.most_common(1)[0][0] if self.types else None


def gather(layout: Layout, lexicon: Lexicon, name: str | None = None) -> Clues:
    """Return the clues of a document. ``name`` is its file name or address, a weak clue."""
    clues = Clues(layout, lexicon, name=name)
    clues.folded = fold("\n".join(str(text) for text in layout.texts()))
    clues.language = document_language(clues.folded)
    lines: list[str] = [fold(layout.metadata.get("title", ""))]
    for position, element in enumerate(layout.elements):
        if isinstance(element, Block):
            words = fold(str(element.text))
            is_title = element.kind == "heading" or len(words) < 140
            if (position < 25 and is_title) or (element.kind == "heading" and len(lines) < 60):
                lines.append(words)
                if element.kind != "heading" and str(element.text).rstrip().endswith("."):
                    clues.sentences.add(words)
            section = lexicon.section(words)
            if section:
                clues.sections[section] += 1
            split = lexicon.split_label(str(element.text))
            if split:
                clues.labels[split[0]] += 1
            metric = lexicon.metric(re.split(r"[:?]", words)[0])
            if metric:
                clues.metrics[metric.metric] += 1
        else:
            _gather_table(element, clues)
    clues.title_lines = [line for line in lines if line]
    _weigh_types(clues)
    return clues


def _gather_table(table: Table, clues: Clues) -> None:
    for path in table.header():
        for words in path:
            label = clues.lexicon.label(words)
            if label:
                clues.columns[label] += 1
    for row in table.grid():
        first = row[0] if row else None
        words = str(first.text) if first else ""
        if 0 < len(words) < 120:
            label = clues.lexicon.label(words)
            if label:
                clues.labels[label] += 1
            metric = clues.lexicon.metric(words)
            if metric:
                clues.metrics[metric.metric] += 1


def _weigh_types(clues: Clues) -> None:
    for place, line in enumerate(clues.title_lines):
        for doc_type, start, _ in clues.lexicon.doc_types(line):
            weight = max(10 - place, 1) * (2.0 if start == 0 or len(line) < 90 else 1.0)
            if doc_type == "action_plan":  # every report names the plan it is about
                weight *= 0.35
            clues.types[doc_type] += int(10 * weight)


def find_plan(clues: Clues) -> tuple[int | None, int | None, int | None, bool]:
    """Return first year, last year and number of the plan, and whether the years are certain.

    A pair of years beside a word for plan or report weighs by its nearness to the top and by how
    often it occurs; a pair beside "plan" weighs more than one beside "report", since progress
    reports are named after the years they cover: the report of 2014-2015 is about a plan from 2014 on,
    and how long that is stays open. Under a title that names the years of a plan, the sentences near the top
    weigh no more than the rest of the text: they often tell which earlier plan a commitment continues.
    """
    weights: Counter[tuple[int, int]] = Counter()
    planned: set[tuple[int, int]] = set()  # those beside a word for plan
    titled: set[tuple[int, int]] = set()
    titles = [(line, max(40 - 2 * i, 4)) for i, line in enumerate(clues.title_lines)]
    if any(_names_plan(line, m) for line, _ in titles if line not in clues.sentences for m in _YEARS.finditer(line)):
        titles = [(line, weight) for line, weight in titles if line not in clues.sentences]
    for text, weight in [*titles, (clues.folded, 1)]:
        for m in _YEARS.finditer(text):
            first, last = int(m.group(1)), int(m.group(2))
            last = last if last > 100 else first // 100 * 100 + last
            if not 0 < last - first <= 4:
                continue
            words = _near(text, m)
            of_plan = _names_plan(text, m)
            if words and text is not clues.folded:
                titled.add((first, last))
            if words:
                weights[first, last] += weight * (3 if of_plan else 1)
            if of_plan:
                planned.add((first, last))
    numbers: Counter[int] = Counter()
    head = 0
    for text, weight in [*((line, 10) for line in clues.title_lines), (clues.folded, 1)]:
        for m in _PLAN_NUMBER.finditer(text):
            numbers[int(m.group(1)) if m.group(1) else PLAN_ORDINALS[m.group(2)]] += weight
            head += weight > 1
    # A report also tells of earlier plans: where two are named as often, none is this one for certain.
    ordinals = numbers.most_common(2)
    number = ordinals[0][0] if ordinals and (len(ordinals) == 1 or ordinals[0][1] > ordinals[1][1]) else None
    several = len(ordinals) > 1 and not head  # a text about several plans, none of them in its title
    number = None if several else number
    if not weights:
        return *_single_year(clues), number, True
    ranked = weights.most_common(2)
    (first, last), top = ranked[0]
    if last - first == 1 and (first, last) not in planned and clues.best_type in _YEARLY:
        return first, None, number, False  # the year that the report covers, not the years of the plan
    sure = len(ranked) == 1 or top > 1.15 * ranked[1][1] or ranked[1][0][0] == first
    return first, last, number, sure and not (several and (first, last) not in titled)


def _near(text: str, years: re.Match[str]) -> list[str]:
    """The words for a plan or report beside a pair of years."""
    beside = text[max(years.start() - 70, 0) : years.start()] + " " + text[years.end() : years.end() + 45]
    return _PLAN_WORD.findall(beside)


def _names_plan(text: str, years: re.Match[str]) -> bool:
    return not {"plan", "nap", "pan", "paga"}.isdisjoint(_near(text, years))


def _single_year(clues: Clues) -> tuple[int | None, int | None]:
    for text in [*clues.title_lines, clues.folded]:
        m = re.search(r"\b(?:action plan|plan de accion|plan)\s*+(?:(?:,|:|for|del?|para)\s*+)?(20[0-4]\d)(?!\d)", text)
        if m:
            return int(m.group(1)), None
    return None, None


def identify(layout: Layout, lexicon: Lexicon, name: str | None = None) -> tuple[Identity, Template, list[str]]:
    """Return what the document is, the template that reads it, and codes of what stayed open.

    Where no template bids, the fallback reads (:mod:`extractors.templates.unknown`).

    Codes: ``unknown_template``, ``template_tie``, ``unknown_type``, ``unknown_country``, ``uncertain_country``,
    ``unknown_plan``, ``uncertain_plan``, ``unknown_language``.
    """
    clues = gather(layout, lexicon, name)
    country, locality, sure_country = find_place(clues)
    start, end, number, sure_plan = find_plan(clues)
    doc_type = clues.best_type
    facts = lexicon.doc_type_facts(doc_type) if doc_type else {}
    identity = Identity.model_validate(
        {
            "doc_type": doc_type or "unknown",
            "assessor": facts.get("assessor"),
            "phase": facts.get("phase"),
            "language": clues.language,
            "title": title_of(layout, lexicon),
            "author": author_of(layout, lexicon) or layout.metadata.get("author") or None,
            "country_code": country,
            "locality": locality,
            "plan_number": number,
            "plan_start": start,
            "plan_end": end,
            "version_status": "draft" if is_draft(layout, clues.title_lines, lexicon) else "final",
            "published_on": published_on(layout, lexicon, clues.language),
        }
    )
    templates = all_templates()
    bids = sorted(
        ((t.score(clues), t) for key, t in templates.items() if key != FALLBACK),
        key=lambda bid: (-bid[0].points, -bid[0].near),
    )
    open_codes: list[str] = []
    winner = templates[FALLBACK]
    if bids and bids[0][0].points > 0:
        winner = bids[0][1]
        if len(bids) > 1 and bids[1][0].points == bids[0][0].points:
            open_codes.append("template_tie")
    else:
        open_codes.append("unknown_template")
    for score, template in bids[:3]:
        identity.reasons.append(f"{template.key} {score.points:g}: {'; '.join(score.reasons) or 'no marks'}")
    identity.template, identity.template_version = winner.key, winner.version
    winner.settle(identity, clues)
    if identity.doc_type == "unknown" and winner.key != FALLBACK:
        open_codes.append("unknown_type")
    open_codes += [code for code in _open(identity, sure_country, sure_plan) if code not in winner.leaves_open]
    return identity, winner, open_codes


def _open(identity: Identity, sure_country: bool, sure_plan: bool) -> list[str]:
    codes = []
    if identity.country_code is None:
        codes.append("unknown_country")
    elif not sure_country:
        codes.append("uncertain_country")
    if identity.plan_start is None:
        codes.append("unknown_plan")
    elif not sure_plan:
        codes.append("uncertain_plan")
    if identity.language not in ("en", "es"):
        codes.append("unknown_language")
    return codes


def as_doc_type(value: str) -> DocType:
    """Return a document type as the records' type; ValueError for one they do not know."""
    return Identity.model_validate({"doc_type": value}).doc_type
