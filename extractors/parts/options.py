"""Completion under option words: a mark, milestone letters, or check boxes in one line of text.

OGP's form prints "Not started | Limited | Substantial | Completed" above four cells; a mark says it of
the commitment, "a, b" of its milestones a and b. The cell's column decides, never its place in a line.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.builder import Spot
from extractors.layout import NOWHERE, Cell, Line, Mark, Table, Text
from extractors.lexicon import Code, Lexicon
from extractors.marks import MARKS, astray, marks_of
from extractors.parts.fields import cut
from extractors.parts.statements import Progress

_GLYPHS = "".join(re.escape(g) for g in MARKS if not g.isalpha())
_BOX = re.compile(rf"[\[(]\s?[xX✓✔]?\s?[\])]|(?<!\w)[xX](?!\w)|[{_GLYPHS}]")
_LIST = re.compile(r"(?:[A-Za-z]|\d{1,2}(?:\.\d{1,2})*)[.)]?")
_RANGE = re.compile(r"([a-z])\s?[-–]\s?([a-z])")
_SPLIT = re.compile(r"\s*(?:[,;&/]|\by\b|\band\b|\s)\s*")
_NAMED = re.compile(r"(?:milestones?|hitos?|metas?|activities|activity|actividad(?:es)?)\s*:?\s*", re.IGNORECASE)
_WORD_GAP = 5.0  # points
_ON_SCALE = ("not_started", "limited", "substantial", "complete")


@dataclass(frozen=True, slots=True)
class Option:
    """What a mark in a column means, and the words above it; ``shared``: its cell stands below other options too."""

    code: Code
    words: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An option word in a line of text, whether it is selected, and where word and sign stand."""

    code: Code
    selected: bool
    start: int
    end: int


def option_code(words: str, lexicon: Lexicon) -> Code | None:
    """Return the completion code that an option's words (signs left out) stand for."""
    code = lexicon.code("completion", _BOX.sub(" ", words))
    return code if code and code.scale == "completion" else None


def under(cell: Cell, options: Mapping[int, Option]) -> Option:
    """Return the option that a cell of an answer stands under."""
    over = [c for c in options if cell.col <= c < cell.col + cell.col_span]
    return replace(options[cell.col], shared=len(over) > 1)


def option_columns(cells: Sequence[Cell], lexicon: Lexicon) -> dict[int, Option]:
    """Return the columns whose words are options, where at least two on the scale differ."""
    found = {
        c.col: Option(code, " ".join(_BOX.sub(" ", str(c.text)).split()))
        for c in cells
        if c.text and (code := option_code(str(c.text), lexicon))
    }
    codes = {option.code.code for option in found.values()}
    return found if len(codes & set(_ON_SCALE)) >= 2 and len(codes) == len(found) else {}


def answered_options(cells: Sequence[Cell], lexicon: Lexicon) -> list[tuple[Cell, Option]]:
    """Return cells that hold an option and its answer ("Limited a, c"), the answer alone left in each.

    Nothing where no cell has an answer behind its option, or any holds other words.
    """
    out: list[tuple[Cell, Option]] = []
    answered = False
    for cell in cells:
        words = str(cell.text)
        found = [f for f in lexicon.find("completion", words) if f.code.code in _ON_SCALE]
        if not words:
            continue
        if len(found) != 1 or found[0].start > 0:
            return []
        rest = words[found[0].end :].strip()
        if rest and not milestone_list(rest):
            return []
        answered = answered or bool(rest)
        option = Option(found[0].code, words[: found[0].end])
        text = cell.text.slice(found[0].end)
        alone = rest.upper() == "X"  # a mark; milestones are a, b, c
        answer = replace(cell, text=Text(), marks=marks_of(text, cell.place)) if alone else replace(cell, text=text)
        out.append((answer, option))
    codes = {option.code.code for _, option in out}
    return out if answered and len(codes) == len(out) > 1 else []


def spread_options(cells: Sequence[Cell], lexicon: Lexicon) -> list[tuple[Option, float, float]]:
    """Return the options of a row with their extents, where the reader joined several in one cell.

    Tables ruled only between rows come so, their headings often wrapped; the words' places on the
    page still tell the columns. Nothing where any column of words is no option: better unread.
    """
    written = [c for c in cells if c.text]
    if any(_BOX.search(str(c.text)) or len(str(c.text)) > 120 for c in written):
        return []
    columns = _word_columns(written)
    codes = [option_code(words, lexicon) for words, _, _ in columns]
    on_scale = {code.code for code in codes if code} & set(_ON_SCALE)
    if len(columns) <= len(written) or len(on_scale) != len(columns) or len(columns) < 2:
        return []
    return [(Option(code, words), x0, x1) for (words, x0, x1), code in zip(columns, codes, strict=True) if code]


def _word_columns(cells: Sequence[Cell]) -> list[tuple[str, float, float]]:
    """Gather the words of a heading row into columns by the gaps between them, wrapped lines below each
    other; nothing where words have no places or a line lies under two columns."""
    columns: list[tuple[str, float, float]] = []
    for line in (line for cell in cells for line in cell.text.lines):
        if not line.words:
            return []
        for words, x0, x1 in _stretches(line):
            over = [i for i, (_, left, right) in enumerate(columns) if x0 < right and left < x1]
            if len(over) > 1:
                return []
            if over:
                known, left, right = columns[over[0]]
                columns[over[0]] = (f"{known} {words}", min(left, x0), max(right, x1))
            else:
                columns.append((words, x0, x1))
    return sorted(columns, key=lambda column: column[1])


def _stretches(line: Line) -> list[tuple[str, float, float]]:
    """Cut a line where the gap between words is wider than between words of one heading."""
    widest = max(_WORD_GAP, 0.6 * line.size)
    ends = [*(w.offset for w in line.words[1:]), len(line.text)]
    out: list[tuple[str, float, float]] = []
    for word, end in zip(line.words, ends, strict=True):
        text = line.text[word.offset : end].strip()
        if out and word.x0 - out[-1][2] <= widest:
            out[-1] = (f"{out[-1][0]} {text}", out[-1][1], word.x1)
        else:
            out.append((text, word.x0, word.x1))
    return out


def by_place(cells: Sequence[Cell], options: Sequence[tuple[Option, float, float]]) -> list[tuple[Cell, Option]]:
    """Return the marks and milestone letters of a row, each as a cell, with the option it stands under."""
    edges = [(left[2] + right[1]) / 2 for left, right in pairwise(options)]
    out: list[tuple[Cell, Option]] = []
    for cell in map(_with_lost_sign, cells):
        for mark in cell.marks:
            if mark.place.x0 is not None and mark.place.x1 is not None and mark.selects:
                option = options[bisect(edges, (mark.place.x0 + mark.place.x1) / 2)][0]
                out.append((replace(cell, text=Text(), marks=(mark,)), option))
        if cell.marks or not milestone_list(str(cell.text)):
            continue
        for m in re.finditer(r"[\w.]+", str(cell.text)):
            place = cell.text.quote(m.start(), m.end())[1]
            if place.x0 is not None and place.x1 is not None:
                option = options[bisect(edges, (place.x0 + place.x1) / 2)][0]
                out.append((replace(cell, text=cell.text.slice(m.start(), m.end())), option))
    return out or _coloured(cells, options)


def _coloured(cells: Sequence[Cell], options: Sequence[tuple[Option, float, float]]) -> list[tuple[Cell, Option]]:
    """Return the one cell of a bare row that has a colour of its own, with the one option it stands under."""
    cells = [c for c in cells if c.place.x1 is None or c.place.x1 > options[0][1]]
    fills = {cell.fill for cell in cells}
    alone = [c for c in cells if c.fill is not None and sum(c.fill == other.fill for other in cells) == 1]
    if len(alone) != 1 or len(fills) != 2 or any(c.text or c.marks for c in cells):
        return []
    place = alone[0].place
    under = [
        option
        for option, x0, x1 in options
        if place.x0 is not None and place.x1 is not None and place.x0 < (x0 + x1) / 2 < place.x1
    ]
    mark = Mark("filled", place)
    return [(replace(alone[0], marks=(mark,)), under[0])] if len(under) == 1 else []


def stacked_options(
    cells: Sequence[Cell], lexicon: Lexicon
) -> tuple[list[tuple[Option, float, float]], list[Cell]] | None:
    """Return the options of cells that hold them above their answers, as :func:`spread_options` does, and the answers.

    A page break between the two rows joins them so: "Limited Substantial" over "X". Signs drawn without a
    letter are the answers where no line is. None where words and answers share a line or have no places.
    """
    heads, answers = [], []
    for cell in cells:
        lines = cell.text.lines
        count = len(lines)
        while count and _is_answer(lines[count - 1]):
            count -= 1
        heads.append(replace(cell, text=Text(lines[:count]), marks=()))
        answers.append(replace(cell, text=Text(lines[count:])))
    if not any(answer.text or answer.marked for answer in answers):
        return None
    spread = spread_options(heads, lexicon)
    return (spread, [a for a in answers if a.text or a.marks]) if spread else None


def _is_answer(line: Line) -> bool:
    words = line.text.strip()
    return bool(milestone_list(words)) or all(_BOX.fullmatch(word) for word in words.split())


def milestone_list(words: str) -> list[str]:
    """Return the milestones of "a, b", "b, c y d", "Hitos 1.1 y 1.2", "a-d"; none for other words."""
    words = _NAMED.sub(" ", words).strip().rstrip(".")
    ranged = _RANGE.fullmatch(words.lower())
    if ranged and ranged[1] < ranged[2]:
        return [chr(n) for n in range(ord(ranged[1]), ord(ranged[2]) + 1)]
    parts = [p for p in _SPLIT.split(words) if p]
    if not parts or not all(_LIST.fullmatch(p) for p in parts):
        return []
    return [p.rstrip(".)").lower() if p[0].isalpha() else p.rstrip(".)") for p in parts]


def choices(words: str, lexicon: Lexicon, lines: Sequence[str] = ()) -> list[Choice]:
    """Return the options in a line such as "☐ Not started ☒ Limited ☐ Substantial ☐ Completed".

    None where fewer than two options stand there, or where one sign alone stands between two
    options and may belong to either, or on another line than they (``lines``: the words line by line).
    """
    codes = [f for f in lexicon.find("completion", words) if f.code.code in _ON_SCALE]
    boxes = list(_BOX.finditer(words))
    if len({f.code.code for f in codes}) < 2 or not boxes:
        return []
    before = boxes[0].start() < codes[0].start
    if len(boxes) < len(codes) and len(boxes) == 1 and not before and boxes[0].start() < codes[-1].start:
        return []
    if len(boxes) < len(codes) and any(_BOX.fullmatch(line.strip()) for line in lines):
        return []
    out = []
    for i, found in enumerate(codes):
        low = codes[i - 1].end if i else 0
        high = codes[i + 1].start if i + 1 < len(codes) else len(words)
        near = [b for b in boxes if (low <= b.start() < found.start if before else found.end <= b.start() < high)]
        selected = any(_sign(b).selects for b in near)
        out.append(
            Choice(
                found.code,
                selected,
                min([found.start, *(b.start() for b in near)]),
                max([found.end, *(b.end() for b in near)]),
            )
        )
    return out


def _sign(box: re.Match[str]) -> Mark:
    return Mark(MARKS.get(re.sub(r"[\[\]()\s]", "", box.group()), "empty"), NOWHERE)


def read_choices(progress: Progress, spot: Spot, found: Sequence[Choice]) -> None:
    """Record the option selected in a line of text; none or several selected is recorded as such."""
    selected = [c for c in found if c.selected]
    if len(selected) == 1:
        where = cut(spot, selected[0].end, selected[0].start)
        _state(progress, where, Option(selected[0].code, where.words()))
        return
    _none_or_many(progress, spot, len(selected))


def read_options(
    progress: Progress, table: Table, answers: Sequence[tuple[Cell, Option]], beside: Text, label: Spot
) -> None:
    """Record what the cells under option words say.

    ``beside`` are words of the row to quote for a drawn mark, ``label`` the spot of a blank answer.
    """
    answers = [(_with_lost_sign(cell), option) for cell, option in answers]
    marked = [(cell, option) for cell, option in answers if cell.marked]
    letters = [
        (cell, option, milestone)
        for cell, option in answers
        if cell.text and not cell.marked
        for milestone in milestone_list(str(cell.text))
    ]
    for cell, _ in answers:
        if cell.text and not cell.marked and not milestone_list(str(cell.text)) and not _is_empty_box(cell):
            spot = Spot.within(table, cell)
            progress.build.issue(
                spot,
                progress.rule,
                "unread_option",
                "warning",
                f"neither a mark nor milestones: {str(cell.text)[:80]!r}",
            )
    if not marked and not letters:
        marked = _by_fill(answers)
    if len(marked) > 1:
        _none_or_many(progress, Spot.marked(table, marked[0][0], _mark(marked[0][0]), beside), len(marked))
    elif marked:
        cell, option = marked[0]
        spot, doubtful = Spot.marked(table, cell, _mark(cell), beside), astray(_mark(cell), cell.place)
        if doubtful:
            message = f"a mark stands between {option.words!r} and the column beside it"
            progress.build.issue(spot, progress.rule, "mark_astray", "warning", message)
        _state(progress, spot, option, flagged=doubtful)
    twice = {m for _, _, m in letters if sum(m == other for _, _, other in letters) > 1}
    for cell, option, milestone in letters:
        _state(progress, Spot.within(table, cell), option, milestone, flagged=milestone in twice)
    if not marked and not letters:
        _none_or_many(progress, label, 0)


def _with_lost_sign(cell: Cell) -> Cell:
    """Return a cell with its sign for a mark where the sign's font is lost and left a letter ("ü")."""
    if not cell.text or cell.marks or milestone_list(str(cell.text)):
        return cell
    return replace(cell, marks=marks_of(cell.text, cell.place))


def _is_empty_box(cell: Cell) -> bool:
    return bool(cell.marks) and all(m.kind in ("empty", "star") for m in cell.marks)


def _mark(cell: Cell) -> Mark:
    return next((mark for mark in cell.marks if mark.selects), Mark("filled", cell.place))


def _by_fill(answers: Sequence[tuple[Cell, Option]]) -> list[tuple[Cell, Option]]:
    """Take the one cell whose colour is unlike that of all its neighbours for a mark."""
    if len(answers) < 3 or any(cell.text or cell.marks for cell, _ in answers):
        return []
    fills = [cell.fill for cell, _ in answers]
    alone = [a for a in answers if a[0].fill is not None and fills.count(a[0].fill) == 1]
    return alone if len(alone) == 1 and len(set(fills)) == 2 else []


def _state(
    progress: Progress, spot: Spot, option: Option, milestone: str | None = None, *, flagged: bool = False
) -> None:
    progress.build.assess(
        progress.mention,
        "completion",
        spot,
        progress.rule,
        raw=option.words,
        code=option.code.code,
        scale=option.code.scale,
        phase=progress.phase,
        milestone=milestone or progress.milestone,
        flagged=flagged or option.shared,
    )


def _none_or_many(progress: Progress, spot: Spot, count: int) -> None:
    if not spot.quote()[0]:
        return
    progress.build.assess(
        progress.mention,
        "completion",
        spot,
        progress.rule,
        raw="" if count == 0 else None,
        null_reason="conflicting_marks" if count else "blank_in_source",
        phase=progress.phase,
        milestone=progress.milestone,
        flagged=True,  # so it is printed, or a mark was not seen
    )
    if count > 1:
        progress.build.issue(
            spot, progress.rule, "conflicting_marks", "warning", "several completion options are marked"
        )
