"""Key figures: boxes "at a glance" as labels and their values, in tables, paragraphs and single lines.

Reports print the same box with and without colons, rules and percent signs, with one column or one a phase, and with
the header glued to the first row ("AT A GLANCENUMBER OF COMMITMENTS: 14"). Labels are known words (``glance.yml``).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import get_args

from extractors.annotate.figures import TOKEN, Figure, figures_in, is_share, is_value
from extractors.annotate.headings import label_and_phase
from extractors.document import Block, Cell, Element, Mark, Table, Text
from extractors.lexicon import Lexicon, Metric
from extractors.records import Phase
from extractors.segment.outline import Span
from extractors.values import count
from extractors.words import fold

RULE = "figures"
BOX = 3  # known labels with a value that make a box of a table or stretch of text
LONGEST_NAME = 120  # characters of the name of a box
LONGEST_LABEL = 110  # characters of a label
ALONE = 90  # characters of a line that is one label and its value
HEADING = 60  # characters of a line that may head a part of a box
LONGEST_PHASE, BROKEN_PHASE = 40, 20  # characters of the head of a phase, and of its second row
_PHASES = frozenset(get_args(Phase))
_TABLE_NUMBER = re.compile(
    r"^\s*(?:table|tabla|cuadro|box|recuadro|figure|figura)\s*n?[°º.]?\s*\d{0,2}\s*[:.–—-]?\s*", re.I
)
_ENUMERATOR = re.compile(r"^\s*\d{1,2}[.)]\s+")
_RANGE = re.compile(r"\d\s*[-–—]\s*\d{1,3}\s?%")
_COUNT_AT_END = re.compile(r":\s*\d{1,3}\s*$")
_SHARE = re.compile(r"\(\s*\d{1,3}(?:[.,]\d+)?\s?%\s*\)")
_STARS = re.compile(r"[★✪☆⭐]|\(\s*\)")
_PHASE_WORDS = (
    re.compile(r"mid-? ?term|medio termino"),
    re.compile(r"end[- ]of[- ]term|fin de termino|fin de periodo"),
)
_TIMELESS = frozenset(
    "commitments_total commitments_relevant commitments_transformative carried_forward milestones_total "
    "early_results_major early_results_outstanding early_results_marginal early_results_significant".split()
)


@dataclass(frozen=True, slots=True)
class FigureClaim:
    """A key figure of the plan and the words of its value.

    Args:
        metric: What its label counts.
        label: The label as printed.
        span: The words of the value with their place.
        phase: What its column says.
        spread: Whether the value stands below several phases.
        both: Whether its box counts at midterm and at the end of the term.
        said: The code of a statement that is no label with its value.
        mark: The sign that selects ``said``; ``beside`` are the words of its row.
        cut_off: Whether the label seems to have lost its rest: the figure is not stated.
    """

    metric: Metric
    label: str
    span: Span
    phase: Phase | None = None
    spread: bool = False
    both: bool = False
    said: str | None = None
    mark: Mark | None = None
    beside: Text | None = None
    cut_off: bool = False
    rule: str = RULE


@dataclass(frozen=True, slots=True)
class _Line:
    """A block of a box in running text with the figures in it."""

    block: Block
    section: tuple[str, ...]
    figures: list[Figure]


def figures(elements: Sequence[tuple[Element, tuple[str, ...]]], lexicon: Lexicon) -> list[FigureClaim]:
    """Return the key figures of elements, each given with the headings above it.

    A table or stretch of text is a box when it is called one or holds three known labels with a value; a lone
    "Number of commitments: 12" on a line of its own counts too.
    """
    work = _Figures(lexicon)
    for element, section in elements:
        work.element(element, section)
    work.close(None)
    return work.claims


class _Figures:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.claims: list[FigureClaim] = []
        self.run: list[_Line] = []
        self.before: Element | None = None
        self.box: Element | None = None  # the last element that was read
        self.attached = False  # directly below the table of a box, but for the headings in it

    def element(self, element: Element, section: tuple[str, ...]) -> None:
        """Read one element; those of a document come in reading order."""
        if isinstance(element, Table):
            self.close(element)
            goes_on = self.box is self.before and isinstance(self.before, Table)
            self.attached = self._influence(element, section) or self._table(element, section, goes_on=goes_on)
            self.box = element if self.attached else self.box
        elif element.kind != "footnote" and element.text:
            self._block(element, section)
        self.before = element

    def _block(self, block: Block, section: tuple[str, ...]) -> None:
        found = figures_in(str(block), self.lexicon)
        share = self._of_two(block)
        line = _Line(block, section, found)
        if share is not None:
            self.claims.append(share)
            self.box = block
        elif self.run and self._goes_on(line):
            joined = replace(self.run[-1].block, text=self.run[-1].block.text + block.text)
            self.run[-1] = replace(self.run[-1], block=joined, figures=figures_in(str(joined), self.lexicon))
        elif found or (self.run and _heads(block)):
            self.run.append(line)
        else:
            self.close(block)
        if self.attached and len(self.run) == 1 == len(found) and _is_whole(block, found[0]):
            self._put(self.run, both=False)
            self.run.clear()
        self.attached = self.attached and (_heads(block) or self.box is block)

    def _of_two(self, block: Block) -> FigureClaim | None:
        """Return the figure of two lines ("9/13", then "Complete commitments"; a label, then its value), else None."""
        above = self.before
        if not isinstance(above, Block) or len(str(block)) > LONGEST_LABEL:
            return None
        label = str(above).rstrip().endswith(":") and self.lexicon.metric(str(above)) is not None
        if not (is_share(str(above)) or (label and " " in str(above) and len(str(block)) <= LONGEST_PHASE)):
            return None
        joined = above.text + block.text
        found = figures_in(str(joined), self.lexicon)
        one = found[0] if len(found) == 1 else None
        return FigureClaim(one.metric, one.label, Span(joined, one.start, one.end)) if one else None

    def _goes_on(self, line: _Line) -> bool:
        """Whether a box in running text, several labels a line, goes on in a block that a reader cut off."""
        last = self.run[-1]
        kinds = {self.before.kind if isinstance(self.before, Block) else "", line.block.kind, last.block.kind}
        open_end = bool(last.figures) and last.figures[-1].end < len(str(last.block))  # a label without its value
        return (
            kinds == {"paragraph"}
            and len(last.figures) > 1
            and open_end
            and bool(line.figures or ":" in str(line.block))
        )

    def close(self, after: Element | None) -> None:
        """Claim the figures of neighbouring blocks, if together they make a box."""
        run, self.run = self.run, []
        kept = [
            replace(line, figures=[f for f in line.figures if not _cut_off(line, f, run[i + 1 :], after)])
            for i, line in enumerate(run)
        ]
        found = [f for line in kept for f in line.figures]
        boxed = any(is_box(str(x.block), self.lexicon) or _below_name(x.section, self.lexicon) for x in run)
        both = _both_phases(" ".join(str(line.block) for line in run))
        if found and (boxed or any(f.share for f in found) or len({f.metric.metric for f in found}) >= BOX):
            self._put(kept, both=both)
        else:
            self._put([x for x in run if len(x.figures) == 1 and _alone(x.block, x.figures[0])], both=both)

    def _put(self, lines: Sequence[_Line], *, both: bool) -> None:
        for line in lines:
            above = (*line.section, str(line.block)) if line.block.kind == "heading" else line.section
            for f in line.figures:
                span = Span(line.block.text, f.start, f.end, above)
                self.claims.append(FigureClaim(f.metric, f.label, span, both=both))
                self.box = line.block

    # Tables

    def _table(self, table: Table, section: tuple[str, ...], *, goes_on: bool) -> bool:
        """Read a table that is a box, or the last rows of one that were parted from it (``goes_on``)."""
        found = list(_TableOfFigures(table, section, self.lexicon).claims())
        named = is_box(str(table.caption), self.lexicon) or _below_name(section, self.lexicon)
        named = named or any(is_box(str(c)[:80], self.lexicon) for c in table.cells[:2])
        metrics = {c.metric.metric for c, _ in found}
        if any(_RANGE.search(str(c.span)) for c, _ in found):
            return False  # a legend: "not started: 0-49%"
        all_words = bool(found) and all(c.metric.values for c, _ in found)
        if not (
            len(metrics) >= BOX or any(share for _, share in found) or ((named or goes_on) and metrics) or all_words
        ):
            return False
        both = _both_phases(" ".join(str(c) for c in table.cells))
        for i, (claim, _) in enumerate(found):
            again = any(c.metric.metric == "commitments_total" for c in self.claims)
            last = claim.metric.metric == "commitments_total" and 0 < i == len(found) - 1
            self.claims.append(replace(claim, both=both, cut_off=last and again))
        return True

    def _influence(self, table: Table, section: tuple[str, ...]) -> bool:
        """Read the table of levels of public influence: one level a row, a mark under each phase."""
        phases: dict[int, Phase] = {}
        found: list[FigureClaim] = []
        levels = 0
        for row in table.grid:
            cells = _distinct(row)
            phases.update({c.col: p for c in cells for p in [_phase_of(c, self.lexicon)] if p})
            level = self.lexicon.code("public_influence", str(cells[0])) if cells and str(cells[0]) else None
            levels += level is not None
            for cell in cells[1:] if level else ():
                mark = next((m for m in cell.marks if m.selects), None)
                if mark is not None and level is not None:
                    metric = Metric("public_influence", "level", None, level.entry)
                    span = Span(cell.text, 0, None, section, table, cell)
                    found.append(FigureClaim(metric, str(cells[0]), span, phases.get(cell.col), said=level.code,
                                             mark=mark, beside=cells[0].text))  # fmt: skip
        if levels < BOX:
            return False
        self.claims += found
        return True


@dataclass(frozen=True)
class _TableOfFigures:
    table: Table
    section: tuple[str, ...]
    lexicon: Lexicon

    def claims(self) -> Iterator[tuple[FigureClaim, bool]]:
        """Yield the figures of a table, each with whether it is a share that needs no box."""
        phases: dict[int, Phase] = {}
        above: dict[int, str] = {}  # header words of each column so far: "Medio" over "término"
        rows = [_distinct(row) for row in self.table.grid]
        for cells, below in pairwise([*rows, []]):
            heads = self._heads(cells, above)
            above = {} if heads else {c.col: str(c) for c in cells if str(c)}
            if heads and not any(count(str(c)) for c in cells[1:] if str(c) and c.col not in heads):
                phases = heads if len(heads) > 1 or not phases else {**phases, **heads}
                for cell in cells:  # the first count may stand in the heading row
                    if cell.col not in heads:
                        yield from self._inside(cell)
                continue
            first = next((i for i in range(len(cells) - 1) if self._counts(cells[i], cells[i + 1])), 0)
            yield from self._row(_with_rest(cells[first:], below), phases)  # a column of text may stand on its left

    def _heads(self, cells: Sequence[Cell], above: dict[int, str]) -> dict[int, Phase]:
        """Return the phases that a row says its columns are of; ``above`` holds the words of the row above."""
        heads = {c.col: p for c in cells for p in [_phase_of(c, self.lexicon) or self._phase_below(above, c)] if p}
        if 0 in heads and len(heads) > 1:
            labels = sum(self._metric_of(c) is not None for c in self.table.cells if c.col == 0)
            if labels > 1:  # the blank corner cell is missing
                return {col + 1: phase for col, phase in heads.items()}
        return heads

    def _phase_below(self, above: dict[int, str], cell: Cell) -> Phase | None:
        """Return the phase that a heading broken over two rows names."""
        words = str(cell)
        if cell.col not in above or not 0 < len(words) <= BROKEN_PHASE or any(c.isdigit() for c in words):
            return None
        dimension, phases = label_and_phase(f"{above[cell.col]} {words}", self.lexicon)
        return phases[0] if dimension is None and len(phases) == 1 else None

    def _row(self, cells: Sequence[Cell], phases: dict[int, Phase]) -> Iterator[tuple[FigureClaim, bool]]:
        metric = self._metric_of(cells[0]) if cells else None
        values = [c for c in cells[1:] if str(c)]
        if metric is None or not values:
            for cell in cells:
                yield from self._inside(cell)
            return
        if _COUNT_AT_END.search(str(cells[0])):  # "Complete: 2" beside "(22%)"
            yield from self._inside(cells[0])
        lone = _lone(values, phases, metric)
        for cell in values:
            inside = [] if metric.values or is_value(str(cell)) else list(self._inside(cell))
            if inside:  # the cell beside holds labels of its own: a box next to another
                yield from inside
                continue
            covered = {phases[c] for c in range(cell.col, cell.col + cell.col_span) if c in phases}
            phase = next(iter(covered)) if len(covered) == 1 and not lone else None
            span = Span(cell.text, 0, None, self.section, self.table, cell)
            yield FigureClaim(metric, str(cells[0]), span, phase, len(covered) > 1), False

    def _inside(self, cell: Cell) -> Iterator[tuple[FigureClaim, bool]]:
        for f in figures_in(str(cell), self.lexicon):
            span = Span(cell.text, f.start, f.end, self.section, self.table, cell)
            yield FigureClaim(f.metric, f.label, span), f.share

    def _counts(self, label: Cell, value: Cell) -> bool:
        """Whether a cell is a label and the one beside it its number, and no word of a scale beside another."""
        metric = self._metric_of(label)
        return metric is not None and metric.values is None and TOKEN.match(str(value)) is not None

    def _metric_of(self, cell: Cell) -> Metric | None:
        words = _ENUMERATOR.sub("", str(cell))
        if not words:
            return None
        return self.lexicon.metric(words, fuzzy=True) or self.lexicon.metric(_STARS.sub(" ", words))


def _with_rest(cells: Sequence[Cell], below: Sequence[Cell]) -> Sequence[Cell]:
    """Return a row with the rest of its label and value that the row below holds: "Relevant to OGP" / "values"."""
    rest = [c for c in below if str(c) or c.marks]
    shares = rest[1:] if all(_SHARE.fullmatch(str(c)) for c in rest[1:]) else None  # "2", and below it "(22%)"
    if not rest or shares is None or len(shares) > 1 or not cells or not any(str(c) for c in cells[1:]):
        return cells
    label, words = cells[0], str(rest[0])
    if rest[0].col != label.col or rest[0].row == label.row or not words[:1].islower() or count(words):
        return cells
    return [replace(label, text=label.text + rest[0].text), *cells[1:], *shares]


def _lone(values: Sequence[Cell], phases: dict[int, Phase], metric: Metric) -> bool:
    """Whether one value stands for the whole plan though it is printed in the first phase's column.

    Number, relevance, impact and results of commitments are no matter of midterm; text tables and
    some PDFs print their one value there instead of across both columns.
    """
    first = min(phases, default=None)
    return metric.metric in _TIMELESS and len(values) == 1 and len(phases) > 1 and values[0].col == first


def _phase_of(cell: Cell, lexicon: Lexicon) -> Phase | None:
    words = str(cell)
    if not 0 < len(words) <= LONGEST_PHASE:
        return None
    dimension, phases = label_and_phase(words, lexicon)
    return phases[0] if dimension is None and len(phases) == 1 and phases[0] in _PHASES else None


def _distinct(row: Sequence[Cell | None]) -> list[Cell]:
    return list({id(c): c for c in row if c is not None}.values())


def is_box(words: str, lexicon: Lexicon) -> bool:
    """Whether a heading or caption announces key figures."""
    bare = _TABLE_NUMBER.sub("", words)
    return len(words) < LONGEST_NAME and (lexicon.section(bare) == "at_a_glance" or "at a glance" in fold(bare))


def _below_name(section: tuple[str, ...], lexicon: Lexicon) -> bool:
    return any(is_box(words, lexicon) for words in section[-1:])


def _both_phases(words: str) -> bool:
    return all(pattern.search(fold(words)) for pattern in _PHASE_WORDS)


def _heads(block: Block) -> bool:
    """Whether a block may head a part of a box."""
    return block.kind == "heading" or len(str(block)) < HEADING


def _cut_off(line: _Line, figure: Figure, rest: Sequence[_Line], after: Element | None) -> bool:
    """Whether a label goes on behind its number: "Number of commitments 2" / "carried over to next plan"."""
    if figure.metric.metric != "commitments_total":
        return False
    following = rest[0].block if rest else after
    behind = str(line.block)[figure.end :].strip() or (str(following) if isinstance(following, Block) else "")
    return behind[:1].islower()


def _alone(block: Block, figure: Figure) -> bool:
    """Whether a block is nothing but one label of several words, a colon (or a year) and its value."""
    words = str(block)
    if figure.metric.unit == "year" and _is_whole(block, figure):
        return " " in figure.label
    return len(words) < ALONE and ":" in words and " " in figure.label and not words[figure.end :].strip(" .;")


def _is_whole(block: Block, figure: Figure) -> bool:
    """Whether a block is nothing but one label and its value."""
    words = str(block)
    left = f"{words[: figure.start]} {words[figure.end :]}"
    return fold(figure.label).split() == re.findall(r"[^\s:.;()*]+", fold(left))


def with_headings(elements: Sequence[Element], skip: Container[int] = ()) -> list[tuple[Element, tuple[str, ...]]]:
    """Return elements with the headings above each, those whose identity (``id``) is in ``skip`` left out."""
    out: list[tuple[Element, tuple[str, ...]]] = []
    path: list[tuple[int, str]] = []
    for element in elements:
        if isinstance(element, Block) and element.kind == "heading":
            while path and path[-1][0] >= element.level:
                path.pop()
        if id(element) not in skip:
            out.append((element, tuple(words for _, words in path)))
        if isinstance(element, Block) and element.kind == "heading":
            path.append((element.level, str(element)))
    return out
