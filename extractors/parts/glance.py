"""At-a-glance boxes into facts: label and value, label and two phases, or all on one line.

Reports print the same box with and without colons, rules and percent signs, in tables, paragraphs
and single lines with the header glued to the first row ("AT A GLANCENUMBER OF COMMITMENTS: 14").
The labels are known words; a number counts only directly after one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import get_args

from extractors.builder import Builder, Spot
from extractors.layout import Block, Cell, Element, Layout, Table, distinct
from extractors.lexicon import Lexicon, Metric
from extractors.parts.glance_values import TOKEN, Entry, entries_in, is_share, is_value, record
from extractors.parts.headers import label_and_phase
from extractors.parts.process import read_process
from extractors.records import Phase
from extractors.values import count
from extractors.words import fold

_RULE = "glance"
_PHASES = frozenset(get_args(Phase))
_TABLE_NUMBER = re.compile(
    r"^\s*(?:table|tabla|cuadro|box|recuadro|figure|figura)\s*n?[°º.]?\s*\d{0,2}\s*[:.–—-]?\s*", re.I
)
_ENUMERATOR = re.compile(r"^\s*\d{1,2}[.)]\s+")


def read_glance(layout: Layout, build: Builder, rule: str = _RULE) -> list[Element]:
    """Read every at-a-glance box and single metric line; return the elements they stand in.

    A table or stretch of text counts as a box when it is called one or holds three known labels
    with a value; a lone "Number of commitments: 12" on a line of its own counts too.
    """
    used: list[Element] = []
    run: list[tuple[Block, list[Entry]]] = []
    before: Element | None = None
    attached = False  # directly below the table of a box, but for the headings in it
    for element in layout.elements:
        if isinstance(element, Table):
            _close(run, build, rule, used, element)
            goes_on = bool(used) and used[-1] is before and isinstance(before, Table)
            if _read_influence(element, build, rule) or _read_table(element, build, rule, goes_on=goes_on):
                used.append(element)
            attached = used[-1:] == [element]
        elif element.kind != "footnote" and element.text:
            entries = entries_in(Spot.of(element), build.lexicon)
            share = _share_above(before, element, build.lexicon)
            if share is not None:
                record(share, build, rule, False)
                used.append(element)
            elif run and _goes_on(run[-1], element, before, entries):
                joined = replace(run[-1][0], text=run[-1][0].text + element.text)
                run[-1] = (joined, entries_in(Spot.of(joined), build.lexicon))
            elif entries or (run and _is_heading(element)):
                run.append((element, entries))
            else:
                _close(run, build, rule, used, element)
            if attached and len(run) == 1 == len(entries) and _is_whole(element, entries[0]):
                record(entries[0], build, rule, False)
                used.append(element)
                run.clear()
            attached = attached and (_is_heading(element) or element in used[-1:])
        before = element
    _close(run, build, rule, used)
    read_process(layout.elements, build, rule)
    return used


def _share_above(before: Element | None, block: Block, lexicon: Lexicon) -> Entry | None:
    """Return the metric of a label printed below its number ("9/13", then "Complete commitments"), else None."""
    if not isinstance(before, Block) or not is_share(str(before.text)) or len(str(block.text)) > 110:
        return None
    entries = entries_in(Spot.of(replace(before, text=before.text + block.text)), lexicon)
    return entries[0] if len(entries) == 1 else None


def _goes_on(last: tuple[Block, list[Entry]], block: Block, before: Element | None, entries: list[Entry]) -> bool:
    """Whether a box printed as running text, several labels a line, goes on in a block that a reader cut off."""
    lines = isinstance(before, Block) and before.kind == block.kind == last[0].kind == "paragraph"
    end = last[1][-1].value.end if last[1] else None
    open_end = end is not None and end < len(str(last[0].text))  # words after the last value: a label without one
    return lines and len(last[1]) >= 2 and open_end and bool(entries or ":" in str(block.text))


def _is_heading(block: Block) -> bool:
    return block.kind == "heading" or len(str(block)) < 60


def _cut_off(block: Block, entry: Entry, rest: Sequence[tuple[Block, list[Entry]]], after: Element | None) -> bool:
    """Whether a label goes on behind its number: "Number of commitments 2" / "carried over to next plan"."""
    if entry.metric.metric != "commitments_total" or entry.value.end is None:
        return False
    behind = str(block.text)[entry.value.end :].strip()
    following = rest[0][0] if rest else after
    if not behind and isinstance(following, Block):
        behind = str(following.text)
    return behind[:1].islower()


def _close(
    run: list[tuple[Block, list[Entry]]], build: Builder, rule: str, used: list[Element], after: Element | None = None
) -> None:
    """Record the entries of neighbouring blocks, if together they make a box."""
    entries = [e for i, (block, found) in enumerate(run) for e in found if not _cut_off(block, e, run[i + 1 :], after)]
    boxed = any(
        is_glance(str(b.text), build.lexicon) or any(is_glance(s, build.lexicon) for s in b.section[-1:])
        for b, _ in run
    )
    both = _both_phases(" ".join(str(b.text) for b, _ in run))
    if entries and (boxed or any(e.share for e in entries) or len({e.metric.metric for e in entries}) >= 3):
        for entry in entries:
            record(entry, build, rule, both)
        used.extend(b for b, found in run if found)
    else:
        for block, found in run:
            if len(found) == 1 and _alone(block, found[0]):
                record(found[0], build, rule, both)
    run.clear()


def _alone(block: Block, entry: Entry) -> bool:
    """Whether a block is nothing but one label of several words, a colon and its value."""
    words = str(block.text)
    return (
        len(words) < 90
        and ":" in words
        and " " in entry.label
        and entry.value.end is not None
        and (not words[entry.value.end :].strip(" .;"))
    )


def _is_whole(block: Block, entry: Entry) -> bool:
    """Whether a block is nothing but one label and its value."""
    words, value = str(block.text), entry.value
    left = f"{words[: value.start]} {words[value.end :] if value.end is not None else ''}"
    return fold(entry.label).split() == re.findall(r"[^\s:.;()*]+", fold(left))


def is_glance(words: str, lexicon: Lexicon) -> bool:
    """Whether a heading or caption announces an at-a-glance box."""
    bare = _TABLE_NUMBER.sub("", words)
    return len(words) < 120 and (lexicon.section(bare) == "at_a_glance" or "at a glance" in fold(bare))


def _both_phases(words: str) -> bool:
    return {c for c in ("midterm", "end") if re.search(_PHASE_WORDS[c], fold(words))} == {"midterm", "end"}


_TIMELESS = frozenset(
    "commitments_total commitments_relevant commitments_transformative carried_forward milestones_total "
    "early_results_major early_results_outstanding early_results_marginal early_results_significant".split()
)
_PHASE_WORDS = {"midterm": r"mid-? ?term|medio termino", "end": r"end[- ]of[- ]term|fin de termino|fin de periodo"}


# Tables


def _read_table(table: Table, build: Builder, rule: str, *, goes_on: bool) -> bool:
    """Read a table that is a box, or the last rows of one that were parted from it (``goes_on``)."""
    entries = list(_in_table(table, build.lexicon))
    named = is_glance(str(table.caption), build.lexicon) or any(is_glance(s, build.lexicon) for s in table.section[-1:])
    words = " ".join(str(c.text) for c in table.cells)
    named = named or any(is_glance(str(c.text)[:80], build.lexicon) for c in table.cells[:2])
    metrics = {e.metric.metric for e in entries}
    if not (
        len(metrics) >= 3
        or any(e.share for e in entries)
        or ((named or goes_on) and metrics)
        or (metrics and all(e.metric.values for e in entries))
    ):
        return False
    both = _both_phases(words)
    for i, entry in enumerate(entries):
        total = entry.metric.metric == "commitments_total"
        if total and i and i == len(entries) - 1 and build.facts_of("commitments_total"):
            message = f"a second number of commitments ends the box: its label may be cut off: {entry.value.words()!r}"
            build.issue(entry.value, rule, "label_cut_off", "warning", message)
            continue
        record(entry, build, rule, both)
    return True


def _in_table(table: Table, lexicon: Lexicon) -> Iterator[Entry]:
    phases: dict[int, Phase] = {}
    above: dict[int, str] = {}  # header words of each column so far: "Medio" over "término"
    rows = [distinct(row) for row in table.grid()]
    for cells, below in pairwise([*rows, []]):
        heading = {c.col: p for c in cells for p in [_phase_of(c, lexicon) or _phase_below(above, c, lexicon)] if p}
        above = {} if heading else {c.col: str(c.text) for c in cells if c.text}
        if 0 in heading and len(heading) > 1 and _labels_first(table, lexicon):
            heading = {col + 1: phase for col, phase in heading.items()}  # the blank corner cell is missing
        if heading and not any(count(str(c.text)) for c in cells[1:] if c.text and c.col not in heading):
            phases = heading if len(heading) > 1 or not phases else {**phases, **heading}
            for cell in cells:  # the first count may stand in the heading row
                if cell.col not in heading and cell.text:
                    yield from entries_in(Spot.within(table, cell), lexicon)
            continue
        # The box may share its rows with a column of text on the left.
        first = next((i for i in range(len(cells) - 1) if _counts(cells[i], cells[i + 1], lexicon)), 0)
        cells = _with_rest(cells[first:], below)
        metric = _metric_of(cells, lexicon)
        values = [c for c in cells[1:] if c.text]
        if metric is not None and values:
            lone = _lone(values, phases, metric)
            for cell in values:
                inside = (
                    [] if metric.values or is_value(str(cell.text)) else entries_in(Spot.within(table, cell), lexicon)
                )
                if inside:  # the cell beside holds labels of its own: a box next to another
                    yield from inside
                    continue
                covered = {phases[c] for c in range(cell.col, cell.col + cell.col_span) if c in phases}
                phase = next(iter(covered)) if len(covered) == 1 and not lone else None
                yield Entry(metric, str(cells[0].text), Spot.within(table, cell), phase, len(covered) > 1)
            continue
        for cell in cells:
            if cell.text:
                yield from entries_in(Spot.within(table, cell), lexicon)


def _with_rest(cells: list[Cell], below: Sequence[Cell]) -> list[Cell]:
    """Return a row with the rest of its label that a row of its own holds: "Relevant to OGP" / "values"."""
    rest = [c for c in below if c.text or c.marks]
    if len(rest) != 1 or not cells or not any(c.text for c in cells[1:]):
        return cells
    label, words = cells[0], str(rest[0].text)
    if rest[0].col != label.col or rest[0].row == label.row or not words[:1].islower() or count(words):
        return cells
    return [replace(label, text=label.text + rest[0].text), *cells[1:]]


def _labels_first(table: Table, lexicon: Lexicon) -> bool:
    """Whether the first column holds the labels."""
    return sum(_metric_of([c], lexicon) is not None for c in table.cells if c.col == 0) >= 2


def _lone(values: Sequence[Cell], phases: dict[int, Phase], metric: Metric) -> bool:
    """Whether one value stands for the whole plan though it is printed in the first phase's column.

    Number, relevance, impact and results of commitments are no matter of midterm; text tables and
    some PDFs print their one value there instead of across both columns.
    """
    first = min(phases, default=None)
    return metric.metric in _TIMELESS and len(values) == 1 and len(phases) > 1 and values[0].col == first


def _phase_of(cell: Cell, lexicon: Lexicon) -> Phase | None:
    words = str(cell.text)
    if not words or len(words) > 40:
        return None
    dimension, phases = label_and_phase(words, lexicon)
    return phases[0] if dimension is None and len(phases) == 1 and phases[0] in _PHASES else None


def _counts(label: Cell, value: Cell, lexicon: Lexicon) -> bool:
    """Whether a cell is a label and the one beside it its number, and no word of a scale beside another."""
    metric = _metric_of([label], lexicon)
    return metric is not None and metric.values is None and TOKEN.match(str(value.text)) is not None


def _phase_below(above: dict[int, str], cell: Cell, lexicon: Lexicon) -> Phase | None:
    """Return the phase that a heading broken over two rows names."""
    if cell.col not in above or not cell.text or len(str(cell.text)) > 20 or any(c.isdigit() for c in str(cell.text)):
        return None
    dimension, phases = label_and_phase(f"{above[cell.col]} {cell.text}", lexicon)
    return phases[0] if dimension is None and len(phases) == 1 else None


def _metric_of(cells: Sequence[Cell], lexicon: Lexicon) -> Metric | None:
    if not cells or not cells[0].text:
        return None
    words = _ENUMERATOR.sub("", str(cells[0].text))
    return lexicon.metric(words, fuzzy=True) or lexicon.metric(re.sub(r"[★✪☆⭐]|\(\s*\)", " ", words))


def _read_influence(table: Table, build: Builder, rule: str) -> bool:
    """Read the table of levels of public influence: one level a row, a mark under each phase."""
    lexicon = build.lexicon
    phases: dict[int, Phase] = {}
    found: list[tuple[str, Cell, Phase | None]] = []
    levels = 0
    for row in table.grid():
        cells = distinct(row)
        phases.update({c.col: p for c in cells for p in [_phase_of(c, lexicon)] if p})
        level = lexicon.code("public_influence", str(cells[0].text)) if cells and cells[0].text else None
        levels += level is not None
        if level:
            found += [(level.code, c, phases.get(c.col)) for c in cells[1:] if c.marked]
    if levels < 3:
        return False
    for code, cell, phase in found:
        mark = next(m for m in cell.marks if m.selects)
        first = next(c for c in table.cells if c.row == cell.row and c.text)
        spot = Spot.marked(table, cell, mark, first.text)
        build.fact("public_influence", spot, rule, text=code, unit="level", phase=phase)
    return True
