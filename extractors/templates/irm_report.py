"""Reports of OGP's Independent Reporting Mechanism, all generations since 2012.

Source: PDF reports of opengovpartnership.org and their web pages; the same designs in English and
Spanish ("Mecanismo de Revisión Independiente", MRI).
Layout: at-a-glance box; overview matrix; per commitment a heading, labels, a fact box (matrix or
label and value), statuses per phase and results per OGP value in prose; key recommendations; in
newer reports an annex of "label: value" lists.
Quirks: overview titles are shorter than the headings; a star may cover a digit of the number;
headings of the report's own template stay behind; a box and its fact sheet may disagree, and both
are kept.
Not read: process tables (consultation steps), eligibility annex, sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.builder import Builder
from extractors.identify import Clues, as_doc_type
from extractors.layout import Block, Element, Layout, Table
from extractors.lexicon import phrases
from extractors.parts.cards import read_cards
from extractors.parts.clues import own_progress_report
from extractors.parts.commitments import Section, find_sections
from extractors.parts.fields import labels_in
from extractors.parts.glance import read_glance
from extractors.parts.matrix import MatrixReader
from extractors.parts.narrative import Narrative
from extractors.parts.overview import read_overview, read_overview_lines
from extractors.parts.recommendations import read_noteworthy, read_recommendations
from extractors.parts.titled import cut_from_title, goes_on_with_others, is_titled, read_titled
from extractors.places import countries_in
from extractors.records import Identity, Phase
from extractors.templates import Score, Template
from extractors.words import fold

_IRM = re.compile(phrases("irm_name"))
_SELF = re.compile(phrases("self_assessment_name"))
_OFF_SCALE = re.compile(phrases("result_off_scale"))
_OLD_QUESTION = re.compile(phrases("asks_open_government"))
_NEW_WORDS = re.compile(phrases("no_notable_results", "ask_potential_for_results"))
_SEVERAL = 3
_LONGEST_TITLE = 90
_OLD_RESULTS = frozenset(["marginal", "outstanding", "worsened", "did_not_change"])


class IrmReport(Template):
    """See the module's docstring."""

    families = (
        "IRM progress, mid-term, end-of-term, design, implementation, transitional results, results, special and "
        "local reports, action plan reviews, co-creation briefs"
    )
    reads = "at-a-glance box, overview matrices, fact boxes, statuses in prose, results per value, recommendations"
    skips = "process tables, eligibility annex, sources"

    def score(self, clues: Clues) -> Score:
        """Bid by the report's title, the mechanism's name near the top, and IRM-only structures."""
        score = Score()
        types = {t: n for t, n in clues.types.items() if t.startswith("irm_")}
        head = clues.folded[:4000]
        named = len(_IRM.findall(head))
        titled = max(types.values(), default=0)
        score.add(min(titled / 6, 40), f"titled {max(types, key=lambda t: types[t], default='')}" if types else "")
        score.add(min(12 * named, 36), "names the mechanism near the top")
        own = [k for k in ("potential_impact", "verifiability", "specificity", "early_results") if _has(clues, k)]
        score.add(6 * len(own), f"assesses {', '.join(own)}")
        score.add(8 if len(clues.metrics) >= 4 else 0, "at-a-glance box")
        if any(_SELF.search(line) for line in clues.title_lines[:6]):
            score.add(-60, "titled a self-assessment")
        if not named and "irm_progress_report" in types and len(types) == 1:
            score.add(-30, "a progress report of no named mechanism")
        if len(_titles_of_reports(clues)) >= _SEVERAL:
            score.withdraw("lists reports on several countries")
        elif not own and own_progress_report(clues):
            score.withdraw("a report on progress that names the mechanism nowhere")
        elif not (named or titled):
            score.withdraw("neither titled a report of the IRM nor naming the mechanism near the top")
        elif not titled and not own and len(clues.metrics) < 4:
            score.withdraw("names the mechanism, but has neither a title of its reports nor what these assess")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:
        """Decide among the IRM's types; other words ("action plan") name the plan it is about."""
        types = {t: n for t, n in clues.types.items() if t.startswith("irm_")}
        if types:
            best = max(types, key=lambda t: types[t])
            facts = clues.lexicon.doc_type_facts(best)
            identity.doc_type = as_doc_type(best)
            identity.phase = _phase(facts.get("phase"))
        identity.assessor = "irm"

    def read(self, layout: Layout, build: Builder) -> None:
        """Read the commitments' own sections first: their titles are the full ones."""
        scale = results_scale(layout, build)
        matrix = MatrixReader(build, results_scale=scale)
        sections = find_sections(layout, build)
        titled = [t for t in layout.tables if is_titled(t, build.lexicon)]
        joined: list[tuple[Table, Block]] = []
        for section in sections:  # a table that names its commitment is not of the section it stands in
            section.elements = [e for e in section.elements if all(e is not t for t in titled)]
            tables = [e for e in section.elements if isinstance(e, Table)]
            more = [t for t in tables if len(section.keys) == 1 and goes_on_with_others(t, build.lexicon)]
            section.elements = [e for e in section.elements if all(e is not t for t in more)]
            joined += [(t, section.heading) for t in more]
        inside = [*titled, *(t for t, _ in joined), *(e for s in sections for e in s.elements)]
        boxes = read_glance(_without(layout, inside), build)
        for section in sections:
            _read_section(section, build, matrix, scale)
        for table in titled:
            read_titled(table, build, scale)
        for table, heading in joined:
            read_titled(table, build, scale, heading)
        free = _without(layout, inside).elements
        for at, title in cut_from_title(layout.elements, titled, build.lexicon).items():
            rest = layout.elements[at]
            if isinstance(rest, Table) and any(rest is e for e in free):
                read_titled(rest, build, scale, title)
                inside.append(rest)
        for table in [t for t in _others(layout, [*inside, *boxes]) if not matrix.read(t)]:
            if not (read_overview(table, build) or read_cards(table, build, results_scale=scale)):
                read_noteworthy(table, build)
        read_overview_lines(_without(layout, inside).elements, build)
        read_recommendations(layout, build, skip=inside)


TEMPLATE = IrmReport()


def _titles_of_reports(clues: Clues) -> set[str]:
    """Return the countries of the lines that are titles of reports: a list of reports names several."""
    lines = [
        line for line in clues.title_lines if any(t.startswith("irm_") for t, _, _ in clues.lexicon.doc_types(line))
    ]
    named = [countries_in(line) for line in lines if len(line) < _LONGEST_TITLE and not line.endswith(".")]
    return {next(iter(countries)) for countries in named if len(countries) == 1}


def _read_section(section: Section, build: Builder, matrix: MatrixReader, scale: str | None) -> None:
    for key in section.keys:
        Narrative(build, key, "narrative", matrix, scale).read(section.elements)


def _others(layout: Layout, taken: Sequence[Element]) -> list[Table]:
    done = {id(e) for e in taken}
    return [t for t in layout.tables if id(t) not in done]


def _without(layout: Layout, taken: Sequence[Element]) -> Layout:
    """Return the layout without some elements, for parts that look at all of it."""
    done = {id(e) for e in taken}
    return Layout(layout.media_type, [e for e in layout.elements if id(e) not in done])


def _has(clues: Clues, key: str) -> bool:
    return bool(clues.labels[key] or clues.columns[key])


def _phase(value: str | None) -> Phase | None:
    return value if value in ("design", "midterm", "end_of_term") else None  # type: ignore[return-value]


def _result_words(layout: Layout, build: Builder) -> Iterator[str]:
    """Yield the words printed as early results: after the label, or in a column of that name."""
    for text in layout.texts():
        words = str(text)
        if len(words) < 4000 and (":" in words or "?" in words):
            for item in labels_in(words, build.lexicon):
                if item.key == "early_results":
                    yield words[item.start : item.end][:40]
    for table in layout.tables:
        for column, path in enumerate(table.header()):
            if any(build.lexicon.dimension(words) == "early_results" for words in path):
                yield from (str(c.text)[:40] for c in table.cells if c.col == column and c.row >= table.header_rows)
        for label, value in pairwise(table.cells):
            if label.row == value.row and build.lexicon.dimension(str(label.text)) == "early_results":
                yield str(value.text)[:40]


def results_scale(layout: Layout, build: Builder) -> str | None:
    """Return the scale of early results that a document uses, or None where nothing tells.

    "Significant" stands on the scale of "Did it open government?" and on that of 2021. Values that
    stand on one of them decide; then the question asked; then the label of ambition, which changed
    with the scale; then the years of the plan, whose reports use the new scale from 2021 on.
    """
    lexicon = build.lexicon
    found: set[str] = set()
    for value in _result_words(layout, build):
        if _OFF_SCALE.search(fold(value)):
            continue
        old, new = (lexicon.code("early_results", value, s) for s in ("diog", "early_results"))
        found |= {c.scale for c in (old, new) if c and not (old and new and old.scale != new.scale)}
    if len(found) == 1:
        return found.pop()
    words = fold(" ".join(str(t) for t in layout.texts()))
    if _OLD_QUESTION.search(words):
        return "diog"
    if _NEW_WORDS.search(words):
        return "early_results"
    start = build.identity.plan_start
    return ("early_results" if start >= 2021 else "diog" if start < 2019 else None) if start else None
