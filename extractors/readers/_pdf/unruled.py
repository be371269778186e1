"""Tables without rules the cells of which hold sentences that wrap over several lines.

Column heads that stand apart, lines that keep to the columns below them, and rows further apart than their lines tell
such a table from prose. On the next page its columns tell where it goes on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.readers._pdf.aligned import rows_grid
from extractors.readers._pdf.bands import ROW_GAP, Band, is_bold, make_band
from extractors.readers._pdf.beside import LEVEL
from extractors.readers._pdf.geometry import SNAP, Grid
from extractors.readers._pdf.lines import masked
from extractors.readers._pdf.page import Fill, Token
from extractors.readers._pdf.strips import Break

HEAD_GAP = 0.7
"""Heads of columns stand this many font sizes apart."""

HEAD_LINES = 4
"""Column heads have at most this many lines."""

MIN_COLUMNS = 3
"""Fewer heads side by side may be those of two columns of text."""

LOOSE = 1.45
"""Lines of text are nearer to each other than this many font sizes; lines further apart are rows."""

HEAD_LEAD = 1.6
"""Lines of a head are no further apart than this many font sizes."""

ROW_LEAD = 1.2
"""Rows are further apart than the lines in them by at least this factor."""

LAST_LEAD = 1.7
"""What stands below a table is further away than its rows from each other by this factor."""

MAX_LEAD = 3.2
"""Lines of a table are no further apart than this many font sizes."""

INDENT = 9.0
"""Lines of a column that goes on begin within this many points of its wall."""

EVEN = 2.0
"""They begin equally far from the walls, within this many points."""

Row = Sequence[Token]
_Interval = tuple[float, float]


def unruled_tables(rows: Sequence[Row], before: Break | None) -> list[Grid]:
    """Return the tables among the lines of a page outside of drawn ones."""
    out: list[Grid] = []
    at = 0
    if before is not None and before.open and len(before.columns) > MIN_COLUMNS:
        found = _carried(rows, before)
        if found is not None:
            out.append(found[0])
            at = found[1]
    while at < len(rows):
        row = rows[at]
        found = None
        if row[0].font.bold:
            if len(row) > 1 and is_bold(row) and len(_spans(row, HEAD_GAP * row[0].size)) > 1:
                found = _headed(rows, at, before)
        elif len(row) >= MIN_COLUMNS and len(_spans(row, HEAD_GAP * row[0].size)) >= MIN_COLUMNS:
            found = _bare(rows, at)
        at += 1
        if found is not None:
            out.append(found[0])
            at = found[1]
    return out


def under_head(grid: Grid, rows: Sequence[Row], fills: Sequence[Fill]) -> Grid | None:
    """Return the grid of the lines below a head that alone is drawn, or None where none keep to its columns."""
    x0, x1 = grid.xs[0], grid.xs[-1]
    columns = _Columns(list(pairwise(grid.xs)), fixed=True)
    start = next((i for i, row in enumerate(rows) if _top(row) >= grid.ys[-1] - 2), len(rows))
    stop = _reach(rows, start, columns, grid.ys[-1])
    parts = _parts(rows[start:stop], columns, head=True)
    if not parts:
        return None
    return rows_grid(_bands(parts, grid.ys[-1]), x0, x1, [(x, len(rows)) for x in grid.xs[1:-1]], fills)


@dataclass(slots=True)
class _Columns:
    """Where the words of each column stand so far; where they are ``fixed`` none may stand across a wall."""

    extents: list[_Interval]
    fixed: bool = False

    def take(self, row: Row) -> bool:
        """Whether a line keeps to the columns; if so they become as wide as its words."""
        size = max(t.size for t in row)
        found: dict[int, _Interval] = {}
        last = -1
        for x0, x1 in _spans(row, ROW_GAP * size):
            hit = [k for k, (a, b) in enumerate(self.extents) if x0 < b and x1 > a]
            if self.fixed:
                hit = [k for k in hit if x0 > self.extents[k][0] - 1 and x1 < self.extents[k][1] + 1]
            elif not hit and last >= 0 and x0 - found[last][1] < HEAD_GAP * size:
                hit = [last]  # words of one cell, set wide
            if len(hit) != 1:
                return False
            last = hit[0]
            a, b = found.get(last, (x0, x1))
            found[last] = (min(a, x0), max(b, x1))
        if not self.fixed:
            wider = list(self.extents)
            for k, (x0, x1) in found.items():
                wider[k] = (min(wider[k][0], x0), max(wider[k][1], x1))
            if any(right[0] - left[1] < ROW_GAP * size for left, right in pairwise(wider)):
                return False
            self.extents = wider
        return True

    def of(self, row: Row) -> set[int]:
        """Return the columns in which a line has words."""
        starts = [a - 1 for a, _ in self.extents]
        return {max(bisect_right(starts, t.x0) - 1, 0) for t in row}

    def walls(self) -> list[float]:
        """Return where the walls between the columns stand, close before the words on their right."""
        return [max(b[0] - 3.0, (a[1] + b[0]) / 2) for a, b in pairwise(self.extents)]


def _spans(row: Row, gap: float) -> list[_Interval]:
    """Return the stretches of a line that gaps as wide as this part."""
    start, reach = row[0].x0, row[0].x1
    out: list[_Interval] = []
    for token in row:
        if token.x0 - reach >= gap:
            out.append((start, reach))
            start = token.x0
        if token.x1 > reach:
            reach = token.x1
    return [*out, (start, reach)]


def _headed(rows: Sequence[Row], at: int, before: Break | None) -> tuple[Grid, int] | None:
    """Return the table under bold column heads, and the line behind it."""
    size = max(t.size for t in rows[at])
    first, end = at, at + 1
    while first and at - first < HEAD_LINES and is_bold(rows[first - 1]) and _step(rows, first) < HEAD_LEAD * size:
        first -= 1
    while end < len(rows) and end - at < HEAD_LINES and is_bold(rows[end]) and _step(rows, end) < HEAD_LEAD * size:
        end += 1
    head = _head(rows[first:end])
    if head is None or end == len(rows) or is_bold(rows[end]):
        return None
    columns = _Columns(head)
    stop = _reach(rows, end, columns, _bottom(rows[end - 1]))
    parts = _parts(rows[end:stop], columns, head=True)
    if not parts:
        return None
    grid = _grid([rows[first:end], *parts], columns, rows, before)
    return (grid, end + sum(map(len, parts))) if grid is not None else None


def _head(rows: Sequence[Row]) -> list[_Interval] | None:
    """Return where the heads of columns stand; None where one stands over several others, or alone."""
    size = max(t.size for row in rows for t in row)
    lines = [_spans(row, HEAD_GAP * size) for row in rows]
    heads: list[_Interval] = []
    for x0, x1 in sorted(span for line in lines for span in line):
        if heads and x0 < heads[-1][1]:
            heads[-1] = (heads[-1][0], max(x1, heads[-1][1]))
        else:
            heads.append((x0, x1))
    over = any(sum(x0 < b and x1 > a for x0, x1 in line) > 1 for a, b in heads for line in lines)
    return None if over or len(heads) < MIN_COLUMNS else heads


def _bare(rows: Sequence[Row], at: int) -> tuple[Grid, int] | None:
    """Return the table that begins with a line without heads: three rows or more, with words in most columns."""
    columns = _Columns(_spans(rows[at], HEAD_GAP * max(t.size for t in rows[at])))
    count = len(columns.extents)
    if count < MIN_COLUMNS:
        return None
    stop = _reach(rows, at, columns, _bottom(rows[at]))
    parts = _parts(rows[at:stop], columns)
    if len(parts) < 3 or max(map(len, parts)) == 1:
        return None
    firsts = [columns.of(part[0]) for part in parts]
    if not all(0 in first and len(first) > count / 2 for first in firsts) or not _are_level(rows[at:stop]):
        return None
    grid = _grid(parts, columns, rows, None)
    return (grid, at + sum(map(len, parts))) if grid is not None else None


def _are_level(rows: Sequence[Row]) -> bool:
    """Whether the lines of cells side by side stand at the same heights, unlike a box beside text."""
    for at, row in enumerate(rows):
        bottoms = [t.bottom for t in row if t.size > 0.85 * row[0].size]
        if max(bottoms) - min(bottoms) >= LEVEL or (at and _step(rows, at) < 0.8 * row[0].size):
            return False
    return True


def _carried(rows: Sequence[Row], before: Break) -> tuple[Grid, int] | None:
    """Return the rows at the head of a page that go on in the columns of the table at the foot of the page before."""
    at = 0
    while at < len(rows) and masked(" ".join(t.text for t in rows[at])) in before.heads:
        at += 1
    if at == len(rows):
        return None
    xs = before.columns
    columns = _Columns([*pairwise(xs[:-1]), (xs[-2], xs[-1] + SNAP)], fixed=True)
    stop = _reach(rows, at, columns, _bottom(rows[at]))
    parts = _parts(rows[at:stop], columns, cut=True)
    lines = [row for part in parts for row in part]
    indents = [min(t.x0 for t in row if k in columns.of([t])) - xs[k] for row in lines for k in columns.of(row)]
    if not lines or not 0 <= (usual := median(indents)) <= INDENT or all(columns.of(row) == {0} for row in lines):
        return None
    if sum(abs(indent - usual) <= EVEN for indent in indents) < 0.6 * len(indents):
        return None
    grid = rows_grid(_bands(parts, _top(lines[0]) - 1), xs[0], xs[-1], [(x, len(rows)) for x in xs[1:-1]], ())
    if grid is not None:
        grid.bare = True
    return (grid, at + len(lines)) if grid is not None else None


def _reach(rows: Sequence[Row], start: int, columns: _Columns, bottom: float) -> int:
    """Return the line at which a table ends: the first that does not keep to its columns or stands far below."""
    for k in range(start, len(rows)):
        row = rows[k]
        if _bottom(row) - bottom > MAX_LEAD * row[0].size or not columns.take(row):
            return k
        bottom = _bottom(row)
    return len(rows)


def _parts(lines: Sequence[Row], columns: _Columns, *, cut: bool = False, head: bool = False) -> list[Sequence[Row]]:
    """Return the lines of each row of a table; none where it is unsure which lines make a row.

    Rows stand further apart than their lines, or each begins with a number; those of a table that goes on may be one
    row, which the break ``cut``. Below a ``head`` each line may be a row. What is far below, or stands in the first
    column alone, belongs to no table.
    """
    if not lines:
        return []
    steps = [_step(lines, i) for i in range(1, len(lines))]
    size = max(t.size for t in lines[0])
    pitch = min((step for step in steps if step > 0.8 * size), default=0.0)
    starts = [i for i, step in enumerate(steps, 1) if step > ROW_LEAD * pitch]
    keys = [i for i, row in enumerate(lines) if 0 in columns.of(row)]
    if head and pitch > LOOSE * size and len(keys) == len(lines):
        starts = keys[1:]
    elif not starts and len(lines) > 1 and not cut:
        numbered = len(keys) > 1 and keys[0] == 0 and all(lines[i][0].text[0].isdigit() for i in keys)
        short = head and len(keys) == len(lines) and not any(_goes_on(row, columns) for row in lines)
        if not numbered and not short:
            return []
        starts = keys[1:]
    out = [lines[a:b] for a, b in pairwise([0, *starts, len(lines)])]
    usual = median(steps[i - 1] for i in starts) if len(starts) > 1 else 0.0
    far = [k for k, i in enumerate(starts, 1) if usual and steps[i - 1] > LAST_LEAD * usual]
    out = out[: far[0]] if far else out
    while out and not any(columns.of(row) - {0} for row in out[-1]):
        out.pop()
    return out


def _goes_on(row: Row, columns: _Columns) -> bool:
    """Whether a cell of a line begins with a small letter, as the second line of one does."""
    firsts = {min(columns.of([t])): t for t in reversed(row)}
    return any(t.text[0].islower() for t in firsts.values())


def _grid(parts: Sequence[Sequence[Row]], columns: _Columns, rows: Sequence[Row], before: Break | None) -> Grid | None:
    """Return the grid of rows, as wide as the text of the page or as a table with these columns on the page before."""
    walls = columns.walls()
    x0, x1 = columns.extents[0][0] - 2, columns.extents[-1][1]
    right = max(row[-1].x1 for row in rows) + 2
    if before is not None and before.open and len(before.columns) == len(walls) + 2:
        near = all(abs(a - b) <= SNAP for a, b in zip(before.columns, [x0, *walls], strict=False))
        if near and x1 <= before.columns[-1] + SNAP:
            x0, *walls, right = before.columns
    bands = _bands(parts, _top(parts[0][0]) - 1)
    grid = rows_grid(bands, x0, right, [(x, len(bands)) for x in walls], ())
    if grid is not None:
        grid.bare = True
    return grid


def _bands(parts: Sequence[Sequence[Row]], top: float) -> list[Band]:
    """Return the bands of rows, the first from a height on."""
    ends = [max(_bottom(row) for row in part) for part in parts]
    tops = [min(_top(row) for row in part) for part in parts]
    cuts = [top, *((end + after) / 2 for end, after in zip(ends, tops[1:], strict=False)), ends[-1] + 1]
    return [
        make_band(a, b, [t for row in part for t in row]) for (a, b), part in zip(pairwise(cuts), parts, strict=True)
    ]


def _step(rows: Sequence[Row], at: int) -> float:
    """Return how far a line stands below the one before it."""
    return _bottom(rows[at]) - _bottom(rows[at - 1])


def _top(row: Row) -> float:
    return min(t.top for t in row)


def _bottom(row: Row) -> float:
    return max(t.bottom for t in row)
