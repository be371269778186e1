"""Turned heads of narrow columns: lines that run over the walls of their cell go back to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Literal, get_args

from extractors.readers._pdf.geometry import Grid
from extractors.readers._pdf.lines import turned_rows
from extractors.readers._pdf.page import Token

LEADING = 1.7
"""Lines of one head stand no further apart than this many font sizes."""

FIT = 2.5
"""A head stands no further from where the heads of its row stand in their cells than this (points)."""

GAIN = 2.0
"""Heads are dealt out anew where this brings them nearer to their places (points, summed over the row)."""

MOST = 5
"""A head has no more lines."""

MOST_RAGGED = 6.0
"""Lines of one head that neither begin at one height nor have one middle count as no worse than this (points)."""

TIGHTEST = 1.1
"""Lines of one head that stand nearer to each other than this many font sizes fit badly."""

SMALL = 4.0
"""A head that begins with a small letter, which the rest of another one does, fits that much worse (points)."""

_Anchor = Literal["middle", "first", "last"]
_Words = dict[int, list[Token]]
_FAR = 1000.0


@dataclass(slots=True)
class _Line:
    """A turned line: its words, the middle of its height on the x axis, the cell it was found in, the heights at which
    it begins and ends."""

    tokens: list[Token]
    at: float
    cell: int
    begin: float = field(init=False)
    end: float = field(init=False)

    def __post_init__(self) -> None:
        heights = min(t.top for t in self.tokens), max(t.bottom for t in self.tokens)
        self.end, self.begin = heights if self.tokens[0].angle == 90 else heights[::-1]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way in which the heads of a row may stand: which line is held where, by cell, the step between lines, and
    whether these have one middle or one beginning. ``looks`` keeps how badly lines look, wherever they stand."""

    anchor: _Anchor
    centred: bool
    step: float
    places: dict[int, float]
    looks: dict[tuple[int, ...], float]


def settle_turned(grid: Grid, words: _Words, outside: list[Token]) -> None:
    """Give turned lines to the cells in which their heads stand as the other heads of the row do.

    A head of several lines in a column as wide as one runs over its walls, into the cells beside it or, at the
    edge of the table, out of it (``outside``). Heads stand alike in their cells: at one side, or in the middle.
    """
    for row, columns in enumerate(_runs(grid, words)):
        for run in columns:
            angle = next(t.angle for k in run for t in words.get(k, []) if t.angle)
            lines = _lines(words, run, angle)
            beyond = _beyond(grid, row, run, angle, outside)
            lines = sorted([*lines, *beyond], key=lambda line: line.at)
            if len(lines) == len({line.cell for line in lines}) and not beyond:
                continue
            middles = [(grid.cells[k].box[0] + grid.cells[k].box[2]) / 2 for k in run]
            dealt = _dealt(lines, run, middles)
            if dealt is None:
                continue
            for line, k in zip(lines, dealt, strict=True):
                if k != line.cell:
                    _move(line, k, words, outside, angle)


def _runs(grid: Grid, words: _Words) -> Iterator[list[list[int]]]:
    """Yield for each row the stretches of neighbouring cells of one column with turned words or none, some turned."""
    for row, at in enumerate(grid.at):
        runs: list[list[int]] = [[]]
        for k in at:
            cell = grid.cells[k]
            tokens = words.get(k, [])
            fits = cell.col_span == 1 and cell.row == row and all(t.angle in (90, 270) for t in tokens)
            if fits:
                runs[-1].append(k)
            elif runs[-1]:
                runs.append([])
        yield [run for run in runs if sum(bool(words.get(k)) for k in run) > 2]


def _lines(words: _Words, run: Sequence[int], angle: int) -> list[_Line]:
    return [
        _Line(line, _middle(line), k)
        for k in run
        for line in turned_rows([t for t in words.get(k, []) if t.angle == angle], angle)
    ]


def _middle(line: Sequence[Token]) -> float:
    return median((t.x0 + t.x1) / 2 for t in line)


def _beyond(grid: Grid, row: int, run: Sequence[int], angle: int, outside: Sequence[Token]) -> list[_Line]:
    """Return the turned lines that stand right beside the table, level with the row."""
    x0, _, x1, _ = grid.box
    top, bottom = grid.cells[run[0]].box[1], grid.cells[run[0]].box[3]
    edges = [x for x, k in ((x0, grid.at[row][0]), (x1, grid.at[row][-1])) if k in run]
    near = [
        t
        for t in outside
        if t.angle == angle
        and top - 2 < t.top
        and t.bottom < bottom + 2
        and any(t.x0 - 1.5 * t.size < x < t.x1 + 1.5 * t.size for x in edges)
    ]
    return [_Line(line, _middle(line), -1) for line in turned_rows(near, angle)] if near else []


def _dealt(lines: Sequence[_Line], run: Sequence[int], middles: Sequence[float]) -> list[int] | None:
    """Return for each line the cell it belongs to, or None where none fits better than what was found."""
    held = Counter(line.cell for line in lines)
    middle_of = dict(zip(run, middles, strict=True))
    alone = [line.at - middle_of[line.cell] for line in lines if line.cell != -1 and held[line.cell] == 1]
    if not alone:
        return None
    places = {k: middle + median(alone) for k, middle in middle_of.items()}
    size = lines[0].tokens[0].size
    steps = {round(b.at - a.at, 1) for a, b in pairwise(lines)}
    looks: dict[tuple[bool, float], dict[tuple[int, ...], float]] = defaultdict(dict)
    ways = [
        _Way(anchor, centred, step, places, looks[centred, step])
        for anchor in get_args(_Anchor)
        for centred in (False, True)
        for step in sorted(s for s in steps if 0.5 * size < s <= LEADING * size)
    ]
    heads = {k: head for k in run if (head := [line for line in lines if line.cell == k])}
    lost = sum(_FAR for line in lines if line.cell == -1)
    now = min((lost + sum(_misfit(head, k, way) for k, head in heads.items()) for way in ways), default=0.0)
    if now < GAIN:
        return None
    found = [best for way in ways for best in [_fitted(lines, run, way, now - GAIN)] if best]
    return min(found, key=lambda f: f[0])[1] if found else None


def _fitted(lines: Sequence[_Line], run: Sequence[int], way: _Way, limit: float) -> tuple[float, list[int]] | None:
    """Return the least misfit with which lines can be dealt out in order, and each line's cell; None above the limit.

    A cell that had a head keeps one.
    """
    had = {line.cell for line in lines}
    best: list[tuple[float, list[int]] | None] = [(0.0, []), *[None] * len(lines)]
    for k in run:
        following: list[tuple[float, list[int]] | None] = [None] * (len(lines) + 1)
        place = way.places[k]
        for start, sofar in enumerate(best):
            if sofar is None:
                continue
            if k not in had:
                _keep(following, start, sofar, 0.0, (), limit)
            for end in range(start + 1, min(start + MOST, len(lines)) + 1):
                off = abs(_anchored(lines[start], lines[end - 1], way.anchor) - place)
                if off > FIT or sofar[0] + off > limit:
                    continue
                _keep(following, end, sofar, off + _look(lines[start:end], way), [k] * (end - start), limit)
        best = following
    return best[-1]


def _keep(
    found: list[tuple[float, list[int]] | None],
    at: int,
    before: tuple[float, list[int]],
    cost: float,
    more: Sequence[int],
    limit: float,
) -> None:
    """Keep a way to deal out the lines up to one if its cost is within the limit and none that costs less is known."""
    known, whole = found[at], before[0] + cost
    if cost < _FAR and whole <= limit and (known is None or whole < known[0]):
        found[at] = (whole, [*before[1], *more])


def _misfit(head: Sequence[_Line], cell: int, way: _Way) -> float:
    """Return how badly lines fit as the head of a cell: their place, how even they stand, where they begin."""
    off = abs(_anchored(head[0], head[-1], way.anchor) - way.places[cell])
    return _FAR if off > FIT else min(off + _look(head, way), _FAR)


def _look(head: Sequence[_Line], way: _Way) -> float:
    """Return how badly lines look as one head, wherever it stands."""
    key = tuple(map(id, head))
    known = way.looks.get(key)
    if known is None:
        known = way.looks[key] = _measured(head, way)
    return known


def _measured(head: Sequence[_Line], way: _Way) -> float:
    steps = [b.at - a.at for a, b in pairwise(head)]
    if max(steps, default=0.0) > LEADING * head[0].tokens[0].size:
        return _FAR
    held = [(line.begin + line.end) / 2 if way.centred else line.begin for line in head]
    tight = sum(max(TIGHTEST * head[0].tokens[0].size - step, 0.0) for step in steps)
    small = SMALL if head[0].tokens[0].text[:1].islower() else 0.0
    uneven = sum(2 * abs(step - way.step) for step in steps) + min(max(held) - min(held), MOST_RAGGED)
    return uneven + small + 8 * tight


def _anchored(first: _Line, last: _Line, anchor: _Anchor) -> float:
    """Return where a head is held."""
    if anchor == "first":
        return first.at
    return last.at if anchor == "last" else (first.at + last.at) / 2


def _move(line: _Line, cell: int, words: _Words, outside: list[Token], angle: int) -> None:
    """Move a line to the words of another cell, before or behind what stands there already."""
    gone = {id(t) for t in line.tokens}
    if line.cell == -1:
        outside[:] = [t for t in outside if id(t) not in gone]
    else:
        words[line.cell] = [t for t in words[line.cell] if id(t) not in gone]
    there = words.get(cell, [])
    first = bool(there) and (line.at < median((t.x0 + t.x1) / 2 for t in there)) == (angle == 90)
    words[cell] = [*line.tokens, *there] if first else [*there, *line.tokens]
