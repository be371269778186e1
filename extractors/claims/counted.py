"""Counts that stand beside their labels: tiles ("7 / commitments", "1 / delivered") and tables of statuses.

A label is a status, a word for commitments, or one for the progress of the whole plan; what else a page counts (people,
meetings, milestones) is none of this. A lone label says little: pairs count together, in a run of tiles or in one line
of a table, and a status that two labels of a line share makes it a register, not a tally.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.annotate.counts import speaks_of_other, units_in_plural
from extractors.annotate.stated import opens_average, says_plan
from extractors.annotate.vocabulary import code_table, phrase_table, word_set, words_of
from extractors.claims.figures import FigureClaim
from extractors.document import Block, Cell, Element, Table, Text
from extractors.lexicon import Metric
from extractors.segment.outline import Span

RULE = "count.labelled"
ALONE = "count.alone"
"""The rule of a number of commitments with nothing beside it: it counts where as many are listed."""

LONGEST_LABEL = 60  # characters of a label
MOST_OF_OWN = 2  # words of a label beside the unit: "commitments being watched"
LEAST = 2  # pairs that count together
_NUMBER = re.compile(r"\d{1,3}")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s?%")
_EITHER = r"(?P<number>\d{1,3}(?:[.,]\d+)?\s?%|\d{1,3}(?![.,]?\d))"
_AHEAD = re.compile(_EITHER + r"\s+(?P<label>[^\W\d_][^\d:;]*)")
_BEHIND = re.compile(r"(?P<label>[^\W\d_][^\d:;(]*?)\s*[:=(–—-]\s*" + _EITHER + r"\)?")
_COUNTED = frozenset({"complete", "substantial", "limited", "not_started", "withdrawn"})
_OF_PLAN = frozenset({"commitment", "measure"})


@dataclass(frozen=True, slots=True)
class Label:
    """What a label counts: a ``code`` of completion, a ``unit`` of units.yml, all there are (``total``), or the
    progress of the plan (``average``); ``plain`` where no other word stands in it."""

    code: str | None = None
    unit: str | None = None
    total: bool = False
    average: bool = False
    plain: bool = True


_Named = tuple[str, Label]
"""The words of a label with what it counts."""


@dataclass(frozen=True, slots=True)
class _Pair:
    label: Label
    words: str
    span: Span
    number: str


@lru_cache(maxsize=4096)
def label_of(words: str) -> Label | None:
    """Return what a label counts, None where it names nothing that a plan has."""
    shown = list(words_of(words))
    if not shown or len(words) > LONGEST_LABEL or speaks_of_other(shown):
        return None
    whole = code_table("completion").get(shown)
    if whole is not None and not phrase_table("stated.yml", "all_of_them").get(shown):
        return Label(code=whole.codes[0].code)
    units = units_in_plural().all(shown)
    rest = [w for i, w in enumerate(shown) if not any(a <= i < b for a, b, _ in units)]
    total = phrase_table("stated.yml", "all_of_them").all(rest)
    rest = [w for i, w in enumerate(rest) if not any(a <= i < b for a, b, _ in total)]
    rest = [w for w in rest if w not in word_set("reading.yml", "small")]
    unit = units[0][2] if units else None
    if opens_average(words) or (says_plan(words) and not units and _says_done(rest)):
        return Label(average=True)
    said = code_table("completion").get(rest)
    if said is not None:
        return Label(code=said.codes[0].code, unit=unit)
    if len({u for _, _, u in units}) > 1 or len(rest) > MOST_OF_OWN or (not unit and (rest or not total)):
        return None
    return Label(unit=unit, total=bool(total), plain=not rest)


def _says_done(words: Sequence[str]) -> bool:
    """Whether words name the plan and at most that it is done: "of the plan done", but not "of the plan's budget"."""
    rest = [w for w in words if w not in word_set("stated.yml", "plan")]
    said = code_table("completion").get(rest)
    return not rest or (said is not None and said.codes[0].code == "complete")


def counted(elements: Sequence[tuple[Element, tuple[str, ...]]], listed: int) -> list[FigureClaim]:
    """Return the counts of a document; ``elements`` are those outside of its commitments, with the headings above.

    Statuses that are more than the ``listed`` commitments, and that nothing says are theirs, are those of other things.
    """
    out: list[FigureClaim] = []
    run: list[tuple[Block, tuple[str, ...]]] = []
    for element, section in elements:
        if isinstance(element, Block) and _is_short(element):
            run.append((element, section))
            continue
        out += _tiles(run, listed)
        run = []
        if isinstance(element, Table):
            out += _of_table(element, section, listed)
    return [*out, *_tiles(run, listed)]


def _is_short(block: Block) -> bool:
    return bool(block.text) and block.kind != "footnote" and len(str(block)) <= LONGEST_LABEL


def _is_number(words: str) -> bool:
    return bool(_NUMBER.fullmatch(words) or _SHARE.fullmatch(words))


def _tiles(run: Sequence[tuple[Block, tuple[str, ...]]], listed: int) -> Iterator[FigureClaim]:
    """Yield the counts of short blocks that follow one another: numbers above labels, below them or on their lines."""
    numbers = dict.fromkeys(i for i, (b, _) in enumerate(run) if _is_number(str(b).strip()))
    best: list[_Pair] = [p for b, section in run if (p := _on_one_line(b.text, Span(b.text, 0, None, section)))]
    for step in (1, -1):
        pairs = []
        for i in numbers:
            at = i + step
            label = label_of(str(run[at][0])) if 0 <= at < len(run) and at not in numbers else None
            if label is not None:
                block, section = run[i]
                pairs.append(_Pair(label, str(run[at][0]), Span(block.text, 0, None, section), str(block).strip()))
        best = pairs if len(pairs) > len(best) else best
    yield from _told(best, listed, beside=len(numbers) >= LEAST)


def _on_one_line(text: Text, span: Span) -> _Pair | None:
    """Return the pair that is all of a text: "7 commitments", "Delivered: 2"."""
    words = str(text).strip()
    m = _AHEAD.fullmatch(words) or _BEHIND.fullmatch(words) if len(words) <= LONGEST_LABEL else None
    label = label_of(m["label"]) if m else None
    if m is None or label is None:
        return None
    at = str(text).index(words)
    where = Span(text, at + m.start("number"), at + m.end("number"), span.section, span.table, span.cell)
    return _Pair(label, m["label"].strip(), where, m["number"])


def _told(pairs: Sequence[_Pair], listed: int, *, named: bool = False, beside: bool = False) -> Iterator[FigureClaim]:
    """Yield the counts of pairs that stand together: each status once, and in sum no more than there are.

    A total that stands alone is sure if it says that it is one, or if counts of other things stand ``beside`` it.
    ``named`` says that the head of their line names commitments.
    """
    ours = [p for p in pairs if p.label.unit is None or p.label.unit in _OF_PLAN]
    states = [p for p in ours if p.label.code and "%" not in p.number]
    counts = [p for p in states if p.label.code in _COUNTED]
    if len({p.label.code for p in counts}) < len(counts):
        return
    totals = [p for p in ours if p.label.code is None and not p.label.average and "%" not in p.number]
    totals = [p for p in totals if p.label.unit == "commitment"] or totals
    several = len({p.label.code for p in states}) >= LEAST
    most = int(totals[0].number) if len(totals) == 1 else listed if not named and listed else None
    if len(totals) > 1 or (most is not None and sum(int(p.number) for p in states) > most):
        return
    for pair in ours:
        if pair.label.average and "%" in pair.number and (several or totals or beside):
            yield _claim(pair, "overall_percent", "percent")
    for pair in totals:
        label = pair.label
        own = label.plain and (label.unit == "commitment" or (label.unit is None and several))
        if own or label.unit:
            sure = own and (several or beside or label.total or bool(states))
            yield _claim(pair, "commitments_total", "commitments", RULE if sure else ALONE)
    for pair in counts if several or any(p.label.unit == "commitment" for p in totals) else ():
        yield _claim(pair, f"completion_{pair.label.code}", "commitments")


def _claim(pair: _Pair, metric: str, unit: str, rule: str = RULE) -> FigureClaim:
    return FigureClaim(Metric(metric, unit, None, f"counted/{metric}"), pair.words, pair.span, rule=rule)


def _of_table(table: Table, section: tuple[str, ...], listed: int) -> Iterator[FigureClaim]:
    """Yield the counts of a table: a column of numbers beside statuses, a row of numbers below them, tiles in cells."""
    lines, lists = _lines(table, section)
    units = {key: _unit_of(table, key) for key in lines}
    kept = {
        key: pairs
        for key, pairs in lines.items()
        if key not in lists and units[key] in (None, *_OF_PLAN) and (_is_tally(pairs) or _heads_total(table, key))
    }
    if len(kept) > 1:
        ours = {key: pairs for key, pairs in kept.items() if units[key] in _OF_PLAN}
        kept = ours or {key: pairs for key, pairs in kept.items() if _heads_total(table, key)}
    if len(kept) == 1:
        ((key, pairs),) = kept.items()
        yield from _told(pairs, listed, named=units[key] in _OF_PLAN)
    elif not kept:
        for (kind, _), pairs in lines.items():
            if kind == "cells":
                yield from _told(pairs, listed)


_Line = tuple[str, int]
"""A column ("col"), row ("row") or the cells of a row that hold a label and its number ("cells"), and which one."""


def _lines(table: Table, section: tuple[str, ...]) -> tuple[dict[_Line, list[_Pair]], set[_Line]]:
    """Return the pairs of each line of a table, and the lines that hold other things beside labels: "4, 10"."""
    lines: dict[_Line, list[_Pair]] = defaultdict(list)
    lists: set[_Line] = set()
    above: dict[int, _Named] = {}  # the last label of each column
    grid = table.grid
    for r, row in enumerate(grid):
        left: _Named | None = None
        for c, cell in enumerate(row):
            if cell is None or (c and row[c - 1] is cell) or (r and grid[r - 1][c] is cell):
                continue
            span = Span(cell.text, 0, None, section, table, cell)
            words = str(cell).strip()
            own = _on_one_line(cell.text, span)
            named = _label_at(cell)
            if own is not None:
                lines["cells", r].append(own)
            elif named is not None:
                left = above[c] = named
            elif _is_number(words):
                by_side = [("col", c, left)] if left else []
                by_side += [("row", r, above[c])] if c in above else []
                below = _label_at(grid[r + 1][c]) if not by_side and r + 1 < len(grid) else None
                for kind, at, label in by_side or ([("row", r, below)] if below else []):
                    lines[kind, at].append(_Pair(label[1], label[0], span, words))
            elif left is not None and left[1].code and any(ch.isdigit() for ch in words):
                lists.add(("col", c))
    return lines, lists


def _is_tally(pairs: Sequence[_Pair]) -> bool:
    codes = [p.label.code for p in pairs if p.label.code]
    return len(codes) >= LEAST and len(set(codes)) > 1


def _label_at(cell: Cell | None) -> _Named | None:
    label = label_of(str(cell)) if cell is not None and not _is_number(str(cell).strip()) else None
    return (str(cell), label) if label else None


def _unit_of(table: Table, key: tuple[str, int]) -> str | None:
    """Return what the head of a line of a table says that it counts."""
    kind, at = key
    if kind == "cells":
        return None
    heads = [row[at] for row in table.grid[:2]] if kind == "col" else list(table.grid[at][:1])
    named = [u for h in heads if h is not None for _, _, u in units_in_plural().all(list(words_of(str(h))))]
    return named[0] if named else None


def _heads_total(table: Table, key: tuple[str, int]) -> bool:
    """Whether the head of a line of a table says that it counts all."""
    kind, at = key
    head = table.grid[0][at] if kind == "col" else table.grid[at][0] if kind == "row" else None
    words = str(head or "")
    return bool(phrase_table("stated.yml", "all_of_them").all(list(words_of(words)))) or says_plan(words)


__all__ = ["ALONE", "RULE", "Label", "counted", "label_of"]
