"""What the IRM found of each commitment: its ratings, by phase and OGP value, wherever a report prints them.

Reports rate commitments in boxes of marked options, in rows of an overview, in labelled lines and cards, and in
sentences below a heading. The outline says which commitment a stretch is about; rows of tables outside of all
sections name theirs by number and title.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.backends.adapter import to_layout
from extractors.builder import Builder, Spot
from extractors.claims.ratings.asked import asks_for_explanations, read_asked
from extractors.claims.ratings.cards import read_cards
from extractors.claims.ratings.fields import labels_in
from extractors.claims.ratings.matrix import MatrixReader
from extractors.claims.ratings.narrative import Narrative
from extractors.claims.ratings.overview import read_overview, read_overview_lines
from extractors.claims.ratings.recommendations import read_noteworthy, read_recommendations
from extractors.claims.ratings.subjects import take_apart
from extractors.claims.ratings.titled import cut_from_title, goes_on_with_others, is_titled, read_titled
from extractors.document import Document
from extractors.layout import Block, Element, Layout, Table
from extractors.lexicon import Lexicon, phrases
from extractors.records import Assessment, Fact, Identity, Issue, Mention, Milestone, Recommendation
from extractors.segment.outline import Outline, Section
from extractors.segment.stream import Item
from extractors.titles import local_plan
from extractors.words import fold

LONGEST_HEADING = 300  # characters
_LEFTOVER = re.compile(
    r"(?:(?<!\s)\s++)?(?:compromiso|commitment)\s*+(?:n[°º.]*+\s*+)?(?:(?:\d{1,2}|[x#_]++)\s*+)?(?:[.:]\s*+)?"
    r"[<\[(]?(?:t[ií]tulo del compromiso|commitment title|title of (?:the )?commitment)[>\])]?\s*+(?:\.\s*+)?$",
    re.IGNORECASE,
)
_OFF_SCALE = re.compile(phrases("result_off_scale"))
_OLD_QUESTION = re.compile(phrases("asks_open_government"))
_NEW_WORDS = re.compile(phrases("no_notable_results", "ask_potential_for_results"))


@dataclass(frozen=True)
class Findings:
    """What a report says of its commitments, which are named by their keys: see :func:`keys_of`.

    ``asked``: the report is a form of questions, whose answers were all read here.
    """

    mentions: tuple[Mention, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    facts: tuple[Fact, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    issues: tuple[Issue, ...] = ()
    used: tuple[tuple[int, tuple[str, ...]], ...] = ()
    misnumbered: frozenset[str] = frozenset()
    asked: bool = False


NO_FINDINGS = Findings()


def keys_of(build: Builder, outline: Outline) -> list[str]:
    """Put the commitments of an outline; return their keys in its order."""
    keys = []
    several = len({s.plan for s in outline.sections}) > 1
    for index, section in enumerate(outline.sections):
        title, where = section.title, (section.title.table, section.title.cell)
        spot = Spot(title.text, title.start, title.end, title.section, *where)  # type: ignore[arg-type]
        own = section.plan if several or build.identity.plan_start is None else None
        plan = local_plan(build.identity, own) if own else None
        named = {"number": section.number, "title": str(title), "plan": plan, "ogp_id": section.ogp_id}
        keys.append(build.mention(spot, "outline", **named, group=section.group, row=index))
    return keys


def findings(document: Document, items: Sequence[Item], outline: Outline, identity: Identity) -> Findings:
    """Return what a report of the IRM found of the commitments of its outline."""
    layout, by = to_layout(document)
    build = Builder(layout, identity.model_copy(), Lexicon())
    keys = keys_of(build, outline)
    _doubt_numbers(build, keys, outline, items)
    scale = results_scale(layout, build)
    matrix = MatrixReader(build, results_scale=scale)
    titled = [t for t in layout.tables if is_titled(t, build.lexicon)]
    read = {id(t) for t in titled}
    for table, above in _joined(items, outline, by, build.lexicon):
        read_titled(table, build, scale, above)
        read.add(id(table))
    form = asks_for_explanations(layout.elements)
    for key, section, elements in _stretches(items, outline, keys, by):
        own = [e for e in elements if id(e) not in read]
        heading = by.get(_element(items[section.first]))
        read |= {id(e) for e in elements}
        _star(build, key, section, items)
        own = read_asked(own, build, key) if form else own
        for one in [key, *_others(build, heading, section)]:
            Narrative(build, one, "narrative", matrix, scale).read(own)
    for table in titled:
        read_titled(table, build, scale)
    rest = [e for e in layout.elements if id(e) not in read]
    for at, title in cut_from_title(layout.elements, titled, build.lexicon).items():
        cut_off = layout.elements[at]
        if isinstance(cut_off, Table) and any(cut_off is e for e in rest):
            read_titled(cut_off, build, scale, title)
            rest = [e for e in rest if e is not cut_off]
    for table in [e for e in rest if isinstance(e, Table)]:
        if not (matrix.read(table) or read_overview(table, build) or read_cards(table, build, results_scale=scale)):
            read_noteworthy(table, build)
    read_overview_lines(rest, build)
    read_recommendations(layout, build, skip=[e for e in layout.elements if id(e) in read])
    _leftovers(build, layout)
    return replace(_of(build, keys), asked=form)


def _joined(
    items: Sequence[Item], outline: Outline, by: dict[int, Element], lexicon: Lexicon
) -> Iterator[tuple[Table, Block]]:
    """Yield the tables below a commitment's heading that go on with others, each below its title row."""
    seen: set[int] = set()
    for section in outline.sections:
        heading = by.get(_element(items[section.first]))
        for item in items[section.first : section.last]:
            table = by.get(id(item.table))
            if isinstance(table, Table) and id(table) not in seen:
                seen.add(id(table))
                if isinstance(heading, Block) and goes_on_with_others(table, lexicon):
                    yield table, heading


def _others(build: Builder, heading: Element | None, section: Section) -> list[str]:
    """Put the further commitments of a joint heading ("Commitments 2 and 5: Open data"); return their keys."""
    named = take_apart(str(heading)) if isinstance(heading, Block) else None
    spot = Spot.of(heading) if isinstance(heading, Block) else None
    if named is None or spot is None or named.number != section.number:
        return []
    return [
        build.mention(spot, "outline", number=number, title=str(section.title), group=section.group)
        for number in named.numbers
        if build.by_number(number, group=section.group) is None
    ]


def _doubt_numbers(build: Builder, keys: Sequence[str], outline: Outline, items: Sequence[Item]) -> None:
    """Doubt commitments that other lists number otherwise."""
    otherwise: set[str] = set()
    for key, section in zip(keys, outline.sections, strict=True):
        if not section.number:
            continue
        named = [take_apart(str(items[at])) for at, _ in section.elsewhere]
        if any(n.number and n.title and n.number != section.number for n in named):
            otherwise.add(key)
    if 2 * len(otherwise) <= len(keys):  # else the lists number in ways of their own
        build.misnumbered |= otherwise


def _leftovers(build: Builder, layout: Layout) -> None:
    """Note the headings that the report's own template left behind: "Commitment 1. Commitment title"."""
    for block in layout.blocks:
        words = str(block)
        found = _LEFTOVER.search(words) if len(words) < LONGEST_HEADING else None
        if found:
            message = f"left over from the report's template: {words[found.start() :].strip()}"
            spot = Spot.of(block, found.start(), len(words))
            build.issue(spot, "outline", "template_leftover", "info", message)


def _of(build: Builder, keys: Sequence[str]) -> Findings:
    """Return what was read of the commitments of the outline; rows that seem to name others are left out."""
    done = build.finish()
    joint = {m.key for m in done.mentions if m.key not in keys and m.evidence.rule == "outline"}
    known = {*keys, *joint} if keys else {m.key for m in done.mentions}  # without a list its tables name them
    return Findings(
        tuple(m for m in done.mentions if m.key in known),
        tuple(a for a in done.assessments if a.mention in known),
        tuple(m for m in done.milestones if m.mention in known),
        tuple(f for f in done.facts if f.mention in known),
        tuple(r for r in done.recommendations if r.mention is None or r.mention in known),
        tuple(done.issues),
        tuple((t.ordinal, tuple(t.used_by)) for t in done.tables if t.used_by),
        frozenset(build.misnumbered & known),
    )


def _stretches(
    items: Sequence[Item], outline: Outline, keys: Sequence[str], by: dict[int, Element]
) -> Iterator[tuple[str, Section, list[Element]]]:
    """Yield each commitment with the elements that are about it alone."""
    owners: dict[int, set[int]] = defaultdict(set)
    openings = sorted(first for section in outline.sections for first, _ in _spans(section))
    for n, section in enumerate(outline.sections):
        for first, last in _spans(section):
            for item in items[first : _end(openings, first, last)]:
                owners[_element(item)].add(n)
    for n, section in enumerate(outline.sections):
        elements: list[Element] = []
        for first, last in _spans(section):
            own = dict.fromkeys(_element(i) for i in items[first : _end(openings, first, last)])
            here = [by[e] for e in own if e in by and owners[e] == {n}]
            opener = by.get(_element(items[first]))
            if isinstance(opener, Block) and here and here[0] is opener:
                here = [*(_behind_title(opener, section) if first == section.first else []), *here[1:]]
            elements += [e for e in here if all(e is not known for known in elements)]
        yield keys[n], section, elements


def _end(openings: Sequence[int], first: int, last: int) -> int:
    """Return where a stretch ends: at the latest where another place opens a commitment."""
    following = bisect_right(openings, first)
    return min(last, openings[following]) if following < len(openings) else last


def _spans(section: Section) -> list[tuple[int, int]]:
    """Return the stretches about a commitment in reading order: its own, and those of other lists."""
    return sorted([(section.first, section.last), *section.elsewhere])


def _element(item: Item) -> int:
    return id(item.table if item.table is not None else item.block)


def _behind_title(block: Block, section: Section) -> list[Element]:
    """Return what stands behind a commitment's title in the same paragraph."""
    end = section.title.end
    rest = block.text.slice(end) if end is not None and section.title.text is block.text else None
    return [replace(block, kind="paragraph", text=rest)] if rest and ":" in str(rest) else []


def _star(build: Builder, key: str, section: Section, items: Sequence[Item]) -> None:
    """Rate a commitment as starred where a star stands at one of its titles."""
    for first, _ in _spans(section):
        item = items[first]
        band = item.kind == "row" and first == section.first and not item.columns  # a number beside a title
        text = section.title.text if band else item.text
        if (band or item.kind in ("para", "full")) and take_apart(str(text)).starred:
            spot = Spot(text, section=item.section)
            build.assess(key, "starred", spot, "outline.star", raw="★", code="yes", scale="starred")
            return


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
