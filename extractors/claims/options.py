"""The options that a form prints beside a question, and which of them are chosen.

OGP's form prints "Not started | Limited | Substantial | Completed" above four cells: a mark says it of the commitment,
"a, b" of its milestones a and b. Options and answers stand in cells of their own, in one cell, or apart by their places
on the page alone, where no rule parts them. Never the order of the words, always their column decides.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.annotate.labels import dimension_of
from extractors.annotate.values import read_value
from extractors.annotate.vocabulary import code_table, words_of
from extractors.claims.model import Claim
from extractors.document import Cell, Mark, Table
from extractors.marks import MARKS, marks_of
from extractors.segment.outline import Span
from extractors.segment.stream import Item
from extractors.text import Line, Text

OPTION_LENGTH = 40  # characters of a step of a scale
WORD_GAP = 5.0  # points between two columns of words at least, and
GAP_SIZE = 0.6  # the same, in sizes of the letters
FEWEST_STEPS = 3  # options of a bar
BARE_AND_LIT = 2  # colours of its cells
FEWEST_COLOURS = 3  # cells of an answer by colour: one unlike all others
CONFLICTING_MARKS = "conflicting_marks"
"""Doubt: more than one option is marked."""
UNREAD_OPTION = "unread_option"
"""Doubt: what stands below an option is neither a mark nor milestones."""
NOT_MARKED = "blank_in_source"
"""Doubt: no option is marked, or the mark was not seen."""
NOT_APART = "options_not_apart"
"""Doubt: options and signs run into one another; which one is marked cannot be told."""

_KEY = re.compile(r"(?:[A-Za-z]|\d{1,2}(?:\.\d{1,2})*)[.)]?")
_SPLIT = re.compile(r"\s*(?:[,;&/]|\by\b|\band\b|\s)\s*")
_GLYPHS = "".join(re.escape(g) for g in MARKS if not g.isalpha())
_BOX_AHEAD = re.compile(rf"\s*[{_GLYPHS}]\s*")  # "☐ Limited": the box is not yet an answer
_SIGN = re.compile(rf"[\[(]\s?[xX✓✔]?\s?[\])]|(?<!\w)[xX](?!\w)|[{_GLYPHS}]")


@dataclass(frozen=True, slots=True)
class _Step:
    """An option's words, the column that it heads and its left and right edge in points (None: no places)."""

    words: str
    col: int
    x0: float | None = None
    x1: float | None = None


@dataclass(frozen=True, slots=True)
class _Chosen:
    """An option that is chosen: by the sign or the keys of milestones in a cell."""

    option: str
    cell: Cell
    mark: Mark | None
    milestones: tuple[str, ...] = ()


@dataclass
class Options:
    """Reads the options of a document's forms; a form without options above its marks has those of the form before."""

    _heads: dict[tuple[int, str], tuple[_Step, ...]] = field(default_factory=dict)

    def read(self, index: int, item: Item, role: str, below: Item | None) -> tuple[Claim, ...] | None:
        """Return what the options beside a question say of section ``index``; None where it asks by none.

        ``role`` is the question's dimension, ``below`` the item behind it: a row without a label holds the answers.
        """
        cells = _distinct(item.cells or (item.cell,))
        beside = item.label.text if item.label else item.text
        chosen = _answered(cells, role) or _boxed(cells, role)
        if chosen:
            return _claims(index, item, role, chosen, beside)
        steps, answers = _steps(cells, role), None
        if len(steps) > 1:
            self._heads[id(item.table), role] = steps
            answers = _below(item, below)
        elif not any(option_of(role, str(c)) for c in cells) and (known := self._heads.get((id(item.table), role))):
            steps, answers = known, cells
        elif len(spread := _spread(cells, role)) > 1:
            steps = spread
            answers = _under(cells) or _below(item, below)
        elif (marked := [c for c in cells if c.marked and str(c)]) and not _run_together(cells, role):
            alone = [_Chosen(str(c), c, _mark(c)) for c in marked]
            return tuple(_claim(index, item, role, c, beside) for c in alone)
        if answers is None and len([c for c in cells if c.marks and not c.marked and option_of(role, str(c))]) > 1:
            return (_doubtful(index, item, role, cells[0], beside, NOT_MARKED),)  # boxes, and none of them is ticked
        if answers is None:
            together = _run_together(cells, role)
            return (_doubtful(index, item, role, together, beside, NOT_APART),) if together else None
        chosen = _chosen(answers, steps)
        unread = [_doubtful(index, item, role, c, beside, UNREAD_OPTION) for c in answers if _is_unread(c, steps)]
        if not chosen and not unread:
            unread = [_doubtful(index, item, role, cells[0], beside, NOT_MARKED)]
        return (*_claims(index, item, role, chosen, beside), *unread)


def bar_of(index: int, item: Item) -> Claim | None:
    """Return what a row of options says that stands alone, one of them lit: ticked, or of a colour unlike the others.

    None for any other row. Which question it answers its options tell: the steps of completion.
    """
    cells = [c for c in _distinct(item.cells) if str(c)]
    codes = [{c.code for c in read_value("completion", str(c)).codes} for c in cells]
    alike = any(len(some) != 1 for some in codes) or len(set().union(*codes)) < len(codes)
    if len(cells) < FEWEST_STEPS or alike or any(len(str(c)) > OPTION_LENGTH for c in cells):
        return None
    fills = [c.fill for c in cells]
    signs = [(c, mark) for c in cells if (mark := _mark(c) or _sign(str(c).split()[0])) and mark.selects]
    odd = [(c, None) for c in cells if fills.count(c.fill) == 1 and len(set(fills)) == BARE_AND_LIT]
    lit = signs or odd
    if len(lit) != 1:
        return None
    cell, mark = lit[0]
    return _claim(index, item, "completion", _Chosen(str(cell), cell, mark), cell.text)


def option_of(role: str, words: str) -> bool:
    """Whether words are one of the steps that a dimension is answered with, a box before it or none."""
    ahead = _BOX_AHEAD.match(words)
    step = words[ahead.end() :] if ahead else words
    if ahead and _SIGN.search(step):
        return False  # all options in one cell
    return bool(dimension_of(role)) and len(step) <= OPTION_LENGTH and bool(read_value(role, step).codes)


def options_in(cell: Cell, role: str, heads: Sequence[str]) -> bool:
    """Whether a cell holds the options of its column with their boxes: "☐ Complete ☒ Limited" under "Status"."""
    if not dimension_of(role) or (heads and option_of(role, heads[-1])):
        return False
    return bool(read_value(role, str(cell)).codes)


def _distinct(cells: Iterable[Cell | None]) -> list[Cell]:
    return list({id(c): c for c in cells if c is not None}.values())


def _steps(cells: Sequence[Cell], role: str) -> tuple[_Step, ...]:
    """Return the options in cells of their own; none where other words are more, or one of the cells is marked."""
    heads = tuple(_Step(str(c), c.col, c.place.x0, c.place.x1) for c in cells if str(c) and option_of(role, str(c)))
    return heads if len(heads) * 2 > len(cells) and not any(c.marked for c in cells) else ()


def _answered(cells: Sequence[Cell], role: str) -> list[_Chosen]:
    """Return the options with an answer behind their words in one cell: "Limited X", "Complete a, c"."""
    out = []
    for cell in (c for c in cells if str(c)):
        words = str(cell)
        rest = next((words[at:] for at in _ends(words) if option_of(role, words[:at])), None)
        if rest is None:
            return []
        if rest.strip():
            option = words[: len(words) - len(rest)].strip()
            out.append(_Chosen(option, cell, _sign(rest), () if _sign(rest) else tuple(milestone_keys(rest))))
    return out if len([c for c in cells if str(c)]) > 1 else []


def _ends(words: str) -> Iterable[int]:
    """Yield where an option's words may end: before a mark or the keys of milestones, or at the end."""
    for m in re.finditer(r"\s", words):
        rest = words[m.start() :]
        if _sign(rest) or milestone_keys(rest):
            yield m.start()
            break
    yield len(words)


def _boxed(cells: Sequence[Cell], role: str) -> list[_Chosen]:
    """Return the options whose boxes stand in cells of their own, before or behind them."""
    cells = [c for c in cells if str(c) or c.marks]
    boxes = [c for c in cells if c.marks and not any(ch.isalnum() and not _sign(str(c)) for ch in str(c))]
    heads = [c for c in cells if c not in boxes]
    if len(boxes) < 2 or len(boxes) != len(heads) or not all(option_of(role, str(c)) for c in heads):
        return []
    pairs = zip(heads, boxes, strict=True)
    steady = len({(h.col < b.col, h.row == b.row) for h, b in zip(heads, boxes, strict=True)}) == 1
    return [_Chosen(str(h), b, _mark(b)) for h, b in pairs if b.marked] if steady else []


def _spread(cells: Sequence[Cell], role: str) -> tuple[_Step, ...]:
    """Return the options of one cell by the gaps between them: no rule parts the columns of such forms."""
    written = [c for c in cells if str(c)]
    if len(written) != 1 or any(len(line.words) == 0 for line in written[0].text.lines):
        return ()
    if any(not mark.selects for mark in written[0].marks):
        return ()  # options with boxes of their own are answered by these
    columns: list[tuple[str, float, float]] = []
    for line in written[0].text.lines:
        if _is_answer(line.text):
            break
        for words, x0, x1 in _stretches(line):
            over = [i for i, (_, left, right) in enumerate(columns) if x0 < right and left < x1]
            if len(over) > 1:
                return ()
            if over:
                known, left, right = columns[over[0]]
                columns[over[0]] = (f"{known} {words}", min(left, x0), max(right, x1))
            else:
                columns.append((words, x0, x1))
    if not all(option_of(role, words) for words, _, _ in columns) or len({c[0] for c in columns}) < len(columns):
        return ()
    col = written[0].col
    return tuple(_Step(words, col, x0, x1) for words, x0, x1 in sorted(columns, key=lambda c: c[1]))


def _stretches(line: Line) -> list[tuple[str, float, float]]:
    """Cut a line where the gap between words is wider than between the words of one option."""
    widest = max(WORD_GAP, GAP_SIZE * line.size)
    ends = [*(w.offset for w in line.words[1:]), len(line.text)]
    out: list[tuple[str, float, float]] = []
    for word, end in zip(line.words, ends, strict=True):
        text = line.text[word.offset : end].strip()
        if out and word.x0 - out[-1][2] <= widest:
            out[-1] = (f"{out[-1][0]} {text}", out[-1][1], word.x1)
        else:
            out.append((text, word.x0, word.x1))
    return out


def _is_answer(words: str) -> bool:
    return bool(milestone_keys(words)) or _sign(words) is not None


def _under(cells: Sequence[Cell]) -> list[Cell]:
    """Return the answers in the lines below the options of a cell, each in one of its own: a page break joins them."""
    out = []
    for cell in cells:
        for at, line in enumerate(cell.text.lines):
            if not _is_answer(line.text):
                continue
            text = Text(cell.text.lines[at : at + 1])
            for m in re.finditer(r"[^\s,;]+", line.text):
                place = text.quote(m.start(), m.end())[1]
                part = text.slice(m.start(), m.end())
                out.append(Cell(cell.row, cell.col, part, place=place, marks=marks_of(part, place)))
    return out


def _below(item: Item, below: Item | None) -> list[Cell] | None:
    """Return the cells of the row below a question that has no label of its own; None where there is none."""
    table, own = item.table, _distinct(item.cells or (item.cell,))
    if not isinstance(table, Table) or not own:
        return None
    r = max(c.row + c.row_span for c in own)
    if r >= table.n_rows:
        return None
    row = _distinct(table.grid[r])
    unlabelled = bool(row) and (row[0].row < r or not (str(row[0]) or row[0].marks))
    if unlabelled or (below is not None and below.kind == "row" and below.table is table):
        return [c for c in row if c.row == r]
    return None


def _chosen(answers: Sequence[Cell], steps: Sequence[_Step]) -> list[_Chosen]:
    """Return the options above the marks and the keys of milestones in the cells of an answer."""
    out = []
    for cell in answers:
        for part, mark, keys in _parts(cell):
            step = _over(part, mark, steps)
            if step is not None:
                out.append(_Chosen(step.words, part, mark, keys))
    return out or _by_colour(answers, steps)


def _parts(cell: Cell) -> list[tuple[Cell, Mark | None, tuple[str, ...]]]:
    mark = _mark(cell) or (_lost(cell) if str(cell) and not milestone_keys(str(cell)) else None)
    if mark is not None:
        return [(cell, mark, ())]
    keys = () if cell.marks else tuple(milestone_keys(str(cell)))
    return [(cell, None, keys)] if keys else []


def _over(cell: Cell, mark: Mark | None, steps: Sequence[_Step]) -> _Step | None:
    """Return the option above an answer: by its column, or by its place where all options share one."""
    if len({s.col for s in steps}) == len(steps):
        return next((s for s in steps if s.col == cell.col), None)
    place = mark.place if mark is not None and mark.place.has_box else cell.place
    if place.x0 is None or place.x1 is None:
        return None
    edges = [((a.x1 or 0) + (b.x0 or 0)) / 2 for a, b in pairwise(steps)]
    return steps[bisect(edges, (place.x0 + place.x1) / 2)]


def _by_colour(answers: Sequence[Cell], steps: Sequence[_Step]) -> list[_Chosen]:
    """Return the option of the one bare cell whose colour is unlike that of all the others."""
    fills = [c.fill for c in answers]
    alone = [c for c in answers if c.fill is not None and fills.count(c.fill) == 1]
    if len(answers) < FEWEST_COLOURS or len(alone) != 1 or len(set(fills)) != 2:
        return []
    if any(str(c) or c.marks for c in answers):
        return []
    step = _over(alone[0], None, steps)
    return [_Chosen(step.words, alone[0], Mark("filled", alone[0].place))] if step is not None else []


def _is_unread(cell: Cell, steps: Sequence[_Step]) -> bool:
    """Whether words stand below an option that are neither a mark nor milestones."""
    return bool(str(cell)) and not cell.marks and not _parts(cell) and _over(cell, None, steps) is not None


def _run_together(cells: Sequence[Cell], role: str) -> Cell | None:
    """Return the cell in which options and a sign run into one another, without places or boxes that part them."""
    if not dimension_of(role):
        return None
    for cell in cells:
        options, last = str(cell).rpartition(" ")[::2]
        if _sign(last) is not None and len(code_table(role).all(words_of(options))) > 1:
            return cell
    return None


def milestone_keys(words: str) -> list[str]:
    """Return the milestones that words name: "a, b", "b, c y d", "1.1 y 1.2"; none for other words."""
    parts = [p for p in _SPLIT.split(words.strip().rstrip(".")) if p]
    if not parts or not all(_KEY.fullmatch(p) for p in parts) or _sign(words) is not None:
        return []
    return [p.rstrip(".)") for p in parts]


def _sign(words: str) -> Mark | None:
    """Return the mark that words are nothing but."""
    words = words.strip()
    if not words or not _SIGN.fullmatch(words):
        return None
    kind = MARKS.get(re.sub(r"[\[\]()\s]", "", words))
    return Mark(kind, Cell(0, 0).place, words) if kind is not None else None


def _lost(cell: Cell) -> Mark | None:
    """Return the mark whose font is lost and left a letter ("ü")."""
    return next((m for m in marks_of(cell.text, cell.place) if m.selects), None)


def _mark(cell: Cell) -> Mark | None:
    return next((m for m in cell.marks if m.selects), None)


def _claims(index: int, item: Item, role: str, chosen: Sequence[_Chosen], beside: Text) -> tuple[Claim, ...]:
    """Return a claim a chosen option; where several are marked for the commitment itself, one that says so."""
    marked = [c for c in chosen if not c.milestones]
    out = [
        Claim(index, key, role, _span(item, c.cell), "options", c.option, None, c.cell.text)
        for c in chosen
        for key in c.milestones
    ]
    if len({c.option for c in marked}) > 1:
        options = " / ".join(c.option for c in marked)
        first = marked[0]
        doubts = (CONFLICTING_MARKS,)
        out.append(Claim(index, None, role, _span(item, first.cell), "options", options, first.mark, beside, doubts))
    else:
        out += [_claim(index, item, role, c, beside) for c in marked[:1]]
    return tuple(out)


def _claim(index: int, item: Item, role: str, chosen: _Chosen, beside: Text) -> Claim:
    return Claim(index, None, role, _span(item, chosen.cell), "options", chosen.option, chosen.mark, beside)


def _doubtful(index: int, item: Item, role: str, cell: Cell, beside: Text, doubt: str) -> Claim:
    return Claim(index, None, role, _span(item, cell), "options", str(cell), None, beside, (doubt,))


def _span(item: Item, cell: Cell) -> Span:
    return Span(cell.text, 0, None, item.section, item.table, cell)


__all__ = [
    "CONFLICTING_MARKS",
    "NOT_APART",
    "NOT_MARKED",
    "OPTION_LENGTH",
    "UNREAD_OPTION",
    "Options",
    "bar_of",
    "milestone_keys",
    "option_of",
]
