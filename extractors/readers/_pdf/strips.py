"""Rows that a page break left alone: too few rules for a table, but words in the columns of the one they belong to.

A row between two rules as long as those of another table, at the head of a page or at its foot, has that table's
columns; so have lines above the first rule or below the last one, where a producer leaves a cut row open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.readers._pdf.geometry import SNAP, Grid, GridCell, merged_edges, outside
from extractors.readers._pdf.lines import masked, upright_rows
from extractors.readers._pdf.marks import MAX_IMAGE
from extractors.readers._pdf.page import Box, Fill, PageContent, Rule, Token

MAX_LINES = 12
"""A row of more lines than this is left to the rules that are drawn, unless its lines begin in columns."""

ALIGNED = 3
"""This many lines that begin at one place right of a wall show a column, however near the words left of it come."""

WALL_GAP = 0.45
"""Words in one line on both sides of a wall stand this many font sizes apart."""

LEAD = 0.9
"""The lines of an open row are no further from its rule, and from each other, than this many font sizes."""

SAME_SIZE = 0.4
"""Words of one table differ no more in size than this (points)."""

TAIL_LEAD = 15.0
"""The end of a cut cell is no further above the rule that closes its row than this (points)."""

FOOT_LINES = 2
"""No more lines than these stand below an open row, or above the end of one: the page's foot, and its head."""

_Columns = tuple[float, ...]


class Break(NamedTuple):
    """What the page before ended with: the column edges of its last table, those of the cells in the last row of it.

    ``heads`` are the lines at its top, numbers masked: what stands on this page, too, is a running head. ``open`` tells
    that the table has no rules and no more than the page's foot stands below it.
    """

    columns: Sequence[float]
    row: Sequence[float]
    heads: frozenset[str] = frozenset()
    open: bool = False


def with_strips(grids: Sequence[Grid], content: PageContent, before: Break | None) -> list[Grid]:
    """Return the grids and the rows that stand alone.

    Rows left open at the head and foot of the page become part of the grid they touch.
    """
    known = [tuple(xs) for xs in (*(g.xs for g in reversed(grids)), before.columns if before else ()) if len(xs) > 2]
    if not known:
        return list(grids)
    free = [t for t in outside(content.tokens, [g.box for g in grids]) if not t.angle]
    levels = merged_edges([r for r in content.rules if not r.upright], ())[1] if free else []
    out = [*grids, *_closed(grids, free, levels, content.fills, known)]
    own = _heights(levels, before.columns) if before else []
    if not out and before:
        out = _begun(free, own, content.fills, tuple(before.columns))
    if out and before and len(before.columns) > 2:
        lines = upright_rows(free) if free else []
        body = [t for line in lines if masked(" ".join(t.text for t in line)) not in before.heads for t in line]
        if len(before.row) < 3 or not _tail_above(out, body, content, before.row):
            _open_above(out, body, known, tuple(before.columns))
    if out:
        _open_below(out, free, known)
    return out + (_ended(out, free, own, content.fills, tuple(before.columns)) if before else [])


def _middle(token: Token) -> float:
    return (token.top + token.bottom) / 2


def _spans(xs: Sequence[float], x0: float, x1: float) -> bool:
    return abs(xs[0] - x0) <= SNAP and abs(xs[-1] - x1) <= SNAP


def _same(xs: Sequence[float], others: Sequence[float]) -> bool:
    return len(xs) == len(others) and all(abs(a - b) <= SNAP for a, b in zip(xs, others, strict=True))


def _heights(levels: Sequence[Rule], xs: Sequence[float]) -> list[float]:
    """Return where rules as long as a table with these columns stand, from the top."""
    return sorted(r.at for r in levels if _spans(xs, r.start, r.end))


def _closed(
    grids: Sequence[Grid],
    free: Sequence[Token],
    levels: Sequence[Rule],
    fills: Sequence[Fill],
    known: Sequence[_Columns],
) -> list[Grid]:
    """Return the rows between two rules as long as those of a known table; those that touch are one grid.

    A row with words in one column alone, the tail of a cut one, counts beside another.
    """
    out: list[Grid] = []
    done: list[_Columns] = []
    for xs in known:
        if any(_spans(xs, other[0], other[-1]) for other in done):
            continue
        done.append(xs)
        heights = _heights(levels, xs)
        models = [(xs[0], *k[1:-1], xs[-1]) for k in known if _spans(k, xs[0], xs[-1])]
        rows = [
            None
            if any(g.ys[0] < bottom - 1 and g.ys[-1] > top + 1 for g in grids)
            else _row([t for t in free if top < _middle(t) < bottom], top, bottom, models, fills)
            for top, bottom in pairwise(heights)
        ]
        rows = [None if row is not None and _parts_tables(row, grids) else row for row in rows]
        for i, row in enumerate(rows):
            if row is None:
                continue
            if i and rows[i - 1] is not None and out:
                out[-1] = stacked(out[-1], row)
                continue
            tail = [t for t in free if i and heights[i - 1] < _middle(t) < heights[i]]
            if tail and _is_tail(tail, row, heights[i - 1]):
                row = stacked(_cells(row.xs, heights[i - 1], heights[i], fills), row)
            out.append(row)
    return out


def _parts_tables(row: Grid, grids: Sequence[Grid]) -> bool:
    """Whether what stands between two rules parts two tables: text in columns that are those of neither."""
    around = [g.xs for g in grids if abs(g.ys[-1] - row.ys[0]) <= SNAP or abs(g.ys[0] - row.ys[-1]) <= SNAP]
    return len(around) == 2 and not any(_same(xs, row.xs) for xs in around) and not _same(*around)


def _begun(free: Sequence[Token], heights: Sequence[float], fills: Sequence[Fill], xs: _Columns) -> list[Grid]:
    """Return the row below the only rule of a page as long as the table that the page before ended with, open below."""
    if len(heights) != 1:
        return []
    below = [t for t in free if t.top >= heights[0] - 2]
    some = _near(below, heights[0], up=False)
    if not some or len(upright_rows(below)) - len(upright_rows(some)) > FOOT_LINES:
        return []
    row = _row(some, heights[0], max(t.bottom for t in some) + 2, [xs], fills)
    return [row] if row is not None else []


def _ended(
    grids: Sequence[Grid], free: Sequence[Token], heights: Sequence[float], fills: Sequence[Fill], xs: _Columns
) -> list[Grid]:
    """Return the end of a row at the head of a page: lines in its columns, closed by the first rule of their width."""
    if not heights or any(g.ys[0] < heights[0] + 1 for g in grids):
        return []
    above = [t for t in free if t.bottom <= heights[0] + 2]
    some = _near(above, heights[0], up=True)
    lines = upright_rows(some) if some else []
    if not some or len(upright_rows(above)) - len(lines) > FOOT_LINES or not any(_aligned(x, lines, xs) for x in xs):
        return []
    row = _row(some, min(t.top for t in some) - 2, heights[0], [xs], fills)
    return [row] if row is not None else []


def _is_tail(tokens: Sequence[Token], row: Grid, top: float) -> bool:
    """Whether words stand close below a rule in one column of the row below."""
    if min(t.top for t in tokens) - top > tokens[0].size or len(upright_rows(tokens)) > MAX_LINES:
        return False
    return any(all(x0 - SNAP <= t.x0 and t.x1 <= x1 + SNAP for t in tokens) for x0, x1 in pairwise(row.xs))


def _row(
    tokens: Sequence[Token], top: float, bottom: float, known: Sequence[_Columns], fills: Sequence[Fill]
) -> Grid | None:
    """Return a row of cells, if its words keep to the columns of a table and stand in two of them."""
    if not tokens or not known:
        return None
    x0, x1 = known[0][0], known[0][-1]
    if any(t.x0 < x0 - SNAP or t.x1 > x1 + SNAP for t in tokens):
        return None
    lines = upright_rows(tokens)
    edges: list[float] = []
    for xs in known:
        edges += [x for x in xs[1:-1] if all(abs(x - e) > SNAP for e in edges)]
    if len(lines) > MAX_LINES and sum(_aligned(x, lines, [*edges, x1]) for x in edges) < 2:
        return None
    inner = sorted(x for x in edges if _may_part(x, lines, sorted([*edges, x1])))
    starts = [x0, *inner]
    filled = {sum(t.x0 >= x - SNAP for x in starts) for t in tokens}
    if not inner or len(filled) < 2:
        return None
    return _cells((x0, *inner, x1), top, bottom, fills)


def _cells(xs: Sequence[float], top: float, bottom: float, fills: Sequence[Fill]) -> Grid:
    """Return a row of cells between walls."""
    cells = [
        GridCell(0, k, 1, 1, (a, top, b, bottom), _fill(a, top, b, bottom, fills))
        for k, (a, b) in enumerate(pairwise(xs))
    ]
    return Grid(list(xs), [top, bottom], cells, [list(range(len(cells)))], ruled=False)


def _fill(x0: float, top: float, x1: float, bottom: float, fills: Sequence[Fill]) -> str | None:
    """Return the colour drawn last over most of a cell."""
    over = [
        f.color
        for f in fills
        if min(f.x1, x1) - max(f.x0, x0) > 0.5 * (x1 - x0)
        and min(f.bottom, bottom) - max(f.top, top) > 0.5 * (bottom - top)
    ]
    return over[-1] if over and over[-1] != "#ffffff" else None


def _may_part(x: float, lines: Sequence[Sequence[Token]], edges: Sequence[float]) -> bool:
    """Whether a wall may stand at a place: no word across, words that begin right of it, and gaps in its lines.

    Where lines begin at one place right of it, words may come as near from the left as they do in a narrow cell.
    """
    size = median(t.size for line in lines for t in line)
    beyond = next(e for e in edges if e > x + SNAP)
    before = max((e for e in edges if e < x - SNAP), default=float("-inf"))
    begins = not any(t.x1 > before and t.x0 < beyond for line in lines for t in line)  # two blank cells
    sure = _aligned(x, lines, edges)
    for line in lines:
        left = [t for t in line if t.x0 < x - 1]
        right = [t for t in line if t.x0 >= x - 1]
        if any(t.x1 > x + 1 for t in left):
            return False
        if left and right and not sure and right[0].x0 - left[-1].x1 < WALL_GAP * size:
            return False
        begins = begins or bool(right and right[0].x0 < beyond)
    return begins


def _aligned(x: float, lines: Sequence[Sequence[Token]], edges: Sequence[float]) -> bool:
    """Whether lines begin in the column right of a place, and at one place all of them."""
    beyond = min((e for e in edges if e > x + SNAP), default=x)
    starts = [next((t.x0 for t in line if x - 1 <= t.x0 < beyond), None) for line in lines]
    found = [at for at in starts if at is not None]
    return len(found) >= ALIGNED and max(found) - min(found) <= 1


def _open_above(grids: list[Grid], free: Sequence[Token], known: Sequence[_Columns], before: _Columns) -> None:
    """Add the lines above the first grid, the end of the row with which the page before closed."""
    first = min(range(len(grids)), key=lambda k: grids[k].ys[0])
    grid = grids[first]
    top = grid.ys[0]
    some = _near([t for t in free if t.bottom <= top + 2], top, up=True)
    if some and _spans(before, grid.xs[0], grid.xs[-1]):
        row = _row(some, min(t.top for t in some) - 2, top, _like(grid, [before, *known]), ())
        if row is not None:
            grids[first] = stacked(row, grid)


def _tail_above(grids: list[Grid], free: Sequence[Token], content: PageContent, row: Sequence[float]) -> bool:
    """Add what goes on above the first grid in cells of the row that the page before closed with; True where it does.

    Words or signs stand in several, or in one that is not the first, clear of the page's left edge as no paragraph is.
    """
    first = min(range(len(grids)), key=lambda k: grids[k].ys[0])
    grid = grids[first]
    top = grid.ys[0]
    if not _spans(row, grid.xs[0], grid.xs[-1]):
        return False
    signs = list(_signs(content, row, top))
    some = _near([t for t in free if t.bottom <= top + 2], top, up=True, lead=TAIL_LEAD)
    boxes = [*signs, *((t.x0, t.top, t.x1, t.bottom) for t in some)]
    cells = [next((a for a, b in pairwise(row) if a - 1 <= box[0] and box[2] <= b + 1), None) for box in boxes]
    inside = [t.size for t in content.tokens if top < _middle(t) < grid.ys[-1]]
    other = any(abs(t.size - median(inside)) > SAME_SIZE for t in some) if inside else bool(some)
    if not boxes or None in cells or other or set(cells) == {row[0]}:
        return False
    xs = (grid.xs[0], *row[1:-1], grid.xs[-1])
    grids[first] = stacked(_cells(xs, min(b[1] for b in boxes) - 2, top, content.fills), grid)
    return True


def _signs(content: PageContent, row: Sequence[float], at: float) -> Iterator[Box]:
    """Yield what may answer close above a height in a cell without words: small drawings, squares and images, or the
    colour of a cell."""
    yield from (s[:4] for s in content.shapes if -1 <= at - s.bottom < TAIL_LEAD and s.kind not in ("other", "empty"))
    for box in content.images:
        if -1 <= at - box[3] < TAIL_LEAD and max(box[2] - box[0], box[3] - box[1]) <= MAX_IMAGE:
            yield box
    for fill in content.fills:
        if not -1 <= at - fill.bottom < TAIL_LEAD or fill.color == "#ffffff":
            continue
        wide, high = fill.x1 - fill.x0, fill.bottom - fill.top
        square = 3 < high <= 16 and 0.6 < wide / high < 1.7
        if square or any(_spans(cell, fill.x0, fill.x1) for cell in pairwise(row[1:])):
            yield fill[:4]


def _open_below(grids: list[Grid], free: Sequence[Token], known: Sequence[_Columns]) -> None:
    """Add the lines below the last grid, with which the page closes but for its foot."""
    last = max(range(len(grids)), key=lambda k: grids[k].ys[-1])
    grid = grids[last]
    bottom = grid.ys[-1]
    below = [t for t in free if t.top >= bottom - 2]
    some = _near(below, bottom, up=False)
    if some and len(upright_rows(below)) - len(upright_rows(some)) <= FOOT_LINES:
        row = _row(some, bottom, max(t.bottom for t in some) + 2, _like(grid, known), ())
        if row is not None:
            grids[last] = stacked(grid, row)


def _like(grid: Grid, known: Sequence[_Columns]) -> list[_Columns]:
    return [(grid.xs[0], *xs[1:-1], grid.xs[-1]) for xs in known if _spans(xs, grid.xs[0], grid.xs[-1])]


def _near(tokens: Sequence[Token], at: float, *, up: bool, lead: float = 0.0) -> list[Token]:
    """Return the lines that follow on one another from a rule, the first within ``lead`` points, without a gap."""
    out: list[Token] = []
    lines = upright_rows(tokens)
    for line in reversed(lines) if up else lines:
        top, bottom = min(t.top for t in line), max(t.bottom for t in line)
        gap = at - bottom if up else top - at
        if gap > max(LEAD * line[0].size, lead if not out else 0.0):
            break
        out += line
        at = top if up else bottom
    return out


def stacked(above: Grid, below: Grid) -> Grid:
    """Return one grid of two that touch, on the columns of both."""
    xs: list[float] = []
    for x in sorted([*below.xs, *above.xs]):
        if not xs or x - xs[-1] > SNAP:
            xs.append(x)
    cells: list[GridCell] = []
    at: list[list[int]] = []
    for grid, down in ((above, 0), (below, len(above.at))):
        place = [min(range(len(xs)), key=lambda k, x=x: abs(xs[k] - x)) for x in grid.xs]  # type: ignore[misc]
        first = len(cells)
        for cell in grid.cells:
            a, b = place[cell.col], place[cell.col + cell.col_span]
            cells.append(GridCell(cell.row + down, a, cell.row_span, b - a, cell.box, cell.fill))
        for row in grid.at:
            columns: list[int] = []
            for k, i in enumerate(row):
                columns += [i + first] * (place[k + 1] - place[k])
            at.append(columns)
    return Grid(xs, [*above.ys[:-1], *below.ys], cells, at, above.ruled and below.ruled)
