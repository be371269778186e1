"""Running heads and feet: what stands at the same height on many pages, numbers aside."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.layout import Text
from extractors.readers._pdf.lines import PrintedLine, fold, masked
from extractors.readers._pdf.stitch import same_columns
from extractors.readers._pdf.strips import FOOT_LINES, Break
from extractors.readers._pdf.tables import PageTable

MARGIN = 0.2
"""Running heads and feet stand in this share of the page height at the top or bottom."""

DISPLAY = 4.0
"""Letters larger than the page's usual ones by this factor are no running head: the big numeral of a title."""

LEVEL = 2.0
"""Points by which the tops of the parts of one running head may differ."""

LARGER = 1.3
"""A title is larger than the line above it by this factor."""

EDGES = 8.0
"""Words at the two edges of a page are parted by a gap of so many font sizes."""

AMID = 2
"""A repeated line, or the label it begins with, that stands as often elsewhere belongs to lists that are alike."""

HEAD_ROWS = 3
"""Rows at the top of a table among which its head is: a title may stand above."""

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{3}")
_LABEL = re.compile(r"\W*(?P<label>[^\W\d][^:?]{2,60}[:?])\s*\S")
_SENTENCE = re.compile(r"(?:\S+\s+){3}\S*[^\W\d]\.$")
_Places = dict[str, list[tuple[float, int, tuple[int, ...]]]]
"""By the words without their numbers: height, page and the numbers."""


@dataclass(slots=True)
class FlowItem:
    """Lines of one column, or one table, in the reading order of a page."""

    lines: list[PrintedLine] = field(default_factory=list)
    table: PageTable | None = None
    right: float = 0.0
    column: bool = False


@dataclass(slots=True)
class PageFlow:
    """The content of a page in reading order; ``note_rule`` is the height of the rule above its notes,
    ``boxes`` are those of text that stands apart."""

    number: int
    width: float
    height: float
    items: list[FlowItem] = field(default_factory=list)
    turned: list[PrintedLine] = field(default_factory=list)
    note_rule: float | None = None
    legend: list[tuple[str, Text]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    @property
    def tables(self) -> list[PageTable]:
        """The tables."""
        return [item.table for item in self.items if item.table is not None]

    def heads(self) -> frozenset[str]:
        """Return the lines at the top, numbers masked: what stands at the top of the next page, too, runs."""
        lines = (line for item in self.items for line in item.lines if line.box[3] < MARGIN * self.height)
        return frozenset(masked(line.text) for line in lines)

    def ending(self) -> Break | None:
        """Return what the page ends with for the next one; None where it has no table."""
        if not self.tables:
            return None
        last = self.tables[-1]
        below = sum(line.box[1] > last.box[3] - 1 for item in self.items for line in item.lines)
        return Break(last.xs, last.edges(), self.heads(), last.bare and below <= FOOT_LINES)


def _at_edge(box: tuple[float, float, float, float], page: PageFlow) -> bool:
    return box[3] < MARGIN * page.height or box[1] > (1 - MARGIN) * page.height


def _candidates(page: PageFlow) -> list[PrintedLine]:
    lines = sorted((line for item in page.items for line in item.lines), key=lambda ln: ln.box[1])
    if not lines:
        return []
    usual = sorted(line.size for line in lines)[len(lines) // 2]
    edge = [ln for ln in lines[:4] + lines[-4:] if _at_edge(ln.box, page) and ln.size < DISPLAY * usual]
    return list({id(line): line for line in edge}.values())


def _level_words(line: PrintedLine, lines: Sequence[PrintedLine]) -> str:
    """Return the words of all lines at the level of one: a head over columns is one line on one page, two on others."""
    level = sorted((ln for ln in lines if abs(ln.box[1] - line.box[1]) < LEVEL), key=lambda ln: ln.box[0])
    return " ".join(ln.text for ln in level)


def _spellings(line: PrintedLine, lines: Sequence[PrintedLine]) -> list[str]:
    """Return what may repeat of a line: its words, those of all lines level with it, and the words at its two ends.

    A head may name the document at one edge of the page, and its chapter at the other.
    """
    words = [line.text, _level_words(line, lines)]
    gaps = [(b.x0 - a.x1, i) for i, (a, b) in enumerate(pairwise(line.tokens), 1)]
    wide, at = max(gaps, default=(0.0, 0))
    if wide > EDGES * line.size:
        words += (" ".join(t.text for t in part) for part in (line.tokens[:at], line.tokens[at:]))
    return list(dict.fromkeys(w for w in words if w))


def take_running(pages: Sequence[PageFlow]) -> list[Text]:
    """Take running heads, feet and page numbers out of the pages and return them."""
    places: _Places = defaultdict(list)
    per_page = {page.number: _candidates(page) for page in pages}
    for page in pages:
        for line in per_page[page.number]:
            for words in _spellings(line, per_page[page.number]):
                places[masked(words)].append((line.box[1], page.number, _numbers(words)))
        for item in page.items:
            if item.table is not None and _is_strip(item.table, page):
                words = _words(item.table)
                places[masked(words)].append((item.table.ys[0], page.number, _numbers(words)))
    firsts = {p.number: (min(t), max(t)) for p in pages if (t := [ln.box[1] for ln in _lines(p)])}
    need = 3 if len(pages) > 3 else 2
    repeated = {
        id(line): words
        for number, some in per_page.items()
        for line in some
        for words in sorted(_spellings(line, some), key=lambda words: len(places[masked(words)]))
        if _repeats(places, words, (line.box[1], number), need)
    }
    others = [(p, ln) for p in pages for ln in _lines(p) if id(ln) not in repeated] if repeated else []
    amid = Counter(key for p, ln in others for key in _keys(ln.text, p))
    out: list[Text] = []
    before: PageFlow | None = None
    for page in pages:
        drop = {
            id(line)
            for line in per_page[page.number]
            if _is_folio(line, page)
            or (
                id(line) in repeated
                and not _in_text(line, repeated[id(line)], places, firsts, pages)
                and not _heads_text(line, page, places, need)
                and not _is_overline(line, page)
                and max([amid[key] for key in _keys(line.text, page)], default=0) < AMID
            )
        }
        drop = _outermost(page, drop | _rest_of_head(page, before, drop))
        before = page
        kept: list[FlowItem] = []
        for item in page.items:
            if item.table is not None:
                strip = _is_strip(item.table, page)
                if strip and _repeats(places, _words(item.table), (item.table.ys[0], page.number), need):
                    out += [cell.text for cell in item.table.cells if cell.text]
                    continue
            elif drop:
                out += [Text([line.line]) for line in item.lines if id(line) in drop]
                item.lines = [line for line in item.lines if id(line) not in drop]
                if not item.lines:
                    continue
            kept.append(item)
        page.items = kept
    return out


def _rest_of_head(page: PageFlow, before: PageFlow | None, drop: set[int]) -> set[int]:
    """Return the lines level with those to drop, where nothing else stands above a table that goes on from the page
    before with its head row: words of a running head that differ from page to page."""
    if before is None or not before.tables or not page.tables or not _goes_on(before.tables[-1], page.tables[0]):
        return set()
    above = [line for line in _lines(page) if line.box[3] <= page.tables[0].box[1] + LEVEL]
    heads = [line.box for line in above if id(line) in drop]
    level = {id(line) for line in above if any(line.box[1] < head[3] and head[1] < line.box[3] for head in heads)}
    return level if len(level) == len(above) else set()


def _goes_on(first: PageTable, second: PageTable) -> bool:
    """Whether a table has the columns of the one before and begins with one of its first rows."""
    top, *_ = ([fold(str(c.text)) for c in row] for row in second.rows())
    rows = [[fold(str(c.text)) for c in row] for row in first.rows()[:HEAD_ROWS]]
    return same_columns(first, second) and sum(map(bool, top)) > 1 and top in rows


def _outermost(page: PageFlow, drop: set[int]) -> set[int]:
    """Keep of the lines to drop those with no text between them and the edge of the page."""
    lines = sorted(_lines(page), key=lambda ln: ln.box[1])
    out: set[int] = set()
    for side in (lines, lines[::-1]):
        edge: float | None = None
        for line in side:
            level = edge is not None and abs(line.box[1] - edge) < 3
            if id(line) not in drop and not level:
                break
            edge = line.box[1]
            out.add(id(line))
    return out & drop


def _lines(page: PageFlow) -> list[PrintedLine]:
    return [line for item in page.items for line in item.lines]


def _in_text(
    line: PrintedLine,
    words: str,
    places: _Places,
    firsts: dict[int, tuple[float, float]],
    pages: Sequence[PageFlow],
) -> bool:
    """Whether the place of a line that repeats ``words`` is one where other pages have running text.

    A heading that happens to begin several pages stands where those pages' text begins.
    """
    top = line.box[1]
    mine = {number for y, number, _ in places[masked(words)] if abs(y - top) < 6}
    span = max(mine) - min(mine) + 1
    if len(mine) < 0.75 * span and _SENTENCE.search(line.text):
        return True
    others = sum(
        1 for number, ends in firsts.items() if number not in mine and min(abs(ends[0] - top), abs(ends[1] - top)) < 4
    )
    # A head that goes on from page to page may start where a chapter does, but not where text stands elsewhere.
    return others > (0.15 if len(mine) < 0.75 * span else 0.25) * len(pages)


def _heads_text(line: PrintedLine, page: PageFlow, places: _Places, need: int) -> bool:
    """Whether a repeated line below another repeated one stands right above text of its own page."""
    lines = sorted(_lines(page), key=lambda ln: ln.box[1])
    at = next(i for i, other in enumerate(lines) if other is line)
    if at == 0 or at + 1 >= len(lines) or line.box[3] > 0.5 * page.height:
        return False
    below = lines[at + 1]
    repeated = _repeats(places, below.text, (below.box[1], page.number), need)
    return not repeated and below.box[1] - line.box[3] < 1.2 * line.size


def _is_overline(line: PrintedLine, page: PageFlow) -> bool:
    """Whether a line with a number stands right above larger words that begin where it does: "COMMITMENT 4" and its
    title, at the top of a slide."""
    if not any(c.isdigit() for c in line.text) or line.text.isdigit():
        return False
    below = [ln for ln in _lines(page) if abs(ln.box[0] - line.box[0]) < LEVEL and ln.box[1] > line.box[1] + LEVEL]
    title = min(below, key=lambda ln: ln.box[1], default=None)
    near = title is not None and title.box[1] - line.box[3] < 0.6 * line.size
    return near and title is not None and title.size > LARGER * line.size


def _keys(text: str, page: PageFlow) -> list[tuple[str, int]]:
    """Return what tells lines of lists: the words, if they are words, and the label before a value; pages of other
    heights have their heads and feet elsewhere."""
    words = masked(text)
    label = _LABEL.match(words)
    found = [*([words] if _WORD.search(words) else []), *([label["label"]] if label else [])]
    return [(key, round(page.height)) for key in found]


def _words(table: PageTable) -> str:
    return " ".join(str(cell.text) for cell in table.cells if cell.text)


def _is_strip(table: PageTable, page: PageFlow) -> bool:
    return table.n_rows <= 2 and _at_edge(table.box, page) and table.box[3] - table.box[1] < 0.12 * page.height


def _repeats(places: _Places, words: str, at: tuple[float, int], need: int) -> bool:
    """Whether the same words stand at this height (of the page) on enough pages, numbers in step with the pages."""
    top, page = at
    mine, some = _numbers(words), places.get(masked(words), [])
    alone = words.strip(" -–|·.").isdigit()
    if len(some) < need:
        return False
    return (
        len(
            {
                other
                for y, other, theirs in some
                if -6 < y - top < 6 and (mine == theirs or _in_step(mine, theirs, other - page, alone=alone))
            }
        )
        >= need
    )


def _numbers(words: str) -> tuple[int, ...]:
    return tuple(int(n) for n in _DIGITS.findall(words))


def _in_step(mine: tuple[int, ...], theirs: tuple[int, ...], pages: int, *, alone: bool = False) -> bool:
    """Whether numbers are those of another page's head: the same, or as much larger as the page is later.

    Numbers that change otherwise, as dates do, stand in text. One that stands ``alone`` may be larger: where pages
    were left out of a copy.
    """
    if alone and len(mine) == len(theirs) == 1:
        return (theirs[0] - mine[0] - pages) * pages >= 0
    return len(mine) != len(theirs) or all(b - a in (0, pages) for a, b in zip(mine, theirs, strict=True))


def _is_folio(line: PrintedLine, page: PageFlow) -> bool:
    """Whether a line is its page's number alone, at the very edge."""
    height = page.height
    return line.text.strip(" -–|·.") == str(page.number) and (line.box[1] > 0.88 * height or line.box[3] < 0.1 * height)
