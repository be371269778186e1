"""Grids of cells from rules and fills.

Rules are snapped and joined by pdfplumber (``merge_edges``); which cells they bound is decided by
how much of each wall is drawn, not by corners: broken rules, rows cut at the page edge and walls
that only a change of colour shows still give whole cells, and it costs a tenth of the time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import merge_edges

from extractors.readers._pdf.page import Box, Fill, Rule, Token

SNAP = 3.0
"""Edges nearer to each other than this (points) are one."""

MIN_SIDE = 3.5
"""Rows and columns thinner than this (points) are gaps between cells."""

GAP = 6.0
"""Filled cells of a table without rules stand no further apart than this (points)."""


_Span = tuple[float, float]


@dataclass(slots=True)
class GridCell:
    """A cell of a grid: position, span and box, before it has words."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    fill: str | None = None


@dataclass(slots=True)
class Grid:
    """A closed set of cells: ``xs`` and ``ys`` are its lines, ``at[row][col]`` an index into ``cells``.

    ``ruled`` is false where columns were found by alignment, ``bare`` true where nothing is drawn between its rows.
    ``words`` holds the words of each cell where these told of the cells, and not the other way round.
    """

    xs: list[float]
    ys: list[float]
    cells: list[GridCell]
    at: list[list[int]]
    ruled: bool = True
    bare: bool = False
    words: dict[int, list[Token]] | None = None

    @property
    def box(self) -> Box:
        """The outline of the grid."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def find(self, x: float, y: float) -> int:
        """Return the index of the cell at a point, or -1."""
        col = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, y) - 1
        if 0 <= col < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.at[row][col]
        return -1


def outside(tokens: Iterable[Token], boxes: Sequence[Box]) -> list[Token]:
    """Return the words the middles of which lie in none of the boxes."""
    out = []
    for token in tokens:
        x0, top, x1, bottom, *_ = token
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        for left, high, right, low in boxes:
            if left <= x <= right and high <= y <= low:
                break
        else:
            out.append(token)
    return out


def _union(spans: list[_Span], gap: float) -> list[_Span]:
    spans.sort()
    out = [spans[0]]
    for start, end in spans[1:]:
        if start <= out[-1][1] + gap:
            if end > out[-1][1]:
                out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def cell_fills(fills: Sequence[Fill], rules: Sequence[Rule]) -> list[Fill]:
    """Return the fills that colour cells: no shading of lines inside a cell, no highlights, no strips.

    A fill counts when it stands beside another one, between rules (also above and below), or level with one that does.
    White cells count where coloured ones stand among them.
    """
    kept: list[Fill] = []
    by_color: dict[str, list[Fill]] = defaultdict(list)
    for fill in sorted(fills, key=lambda f: (f[0] - f[2]) * (f[3] - f[1])):
        x0, top, x1, bottom, color = fill
        if x1 - x0 < MIN_SIDE or bottom - top < MIN_SIDE:
            continue
        same = by_color[color]
        for left, high, right, low, _ in same:
            if left <= x0 + 1 and high <= top + 1 and right >= x1 - 1 and low >= bottom - 1:
                break
        else:
            same.append(fill)
            kept.append(fill)
    kept.sort()
    lefts = [f.x0 for f in kept]
    uprights: dict[int, list[Rule]] = defaultdict(list)
    levels: dict[int, list[Rule]] = defaultdict(list)
    for rule in rules:
        (uprights if rule.upright else levels)[int(rule.at // 4)].append(rule)
    beside = [False] * len(kept)
    for i, fill in enumerate(kept):
        for j in range(bisect_left(lefts, fill.x1 - SNAP), bisect_right(lefts, fill.x1 + GAP)):
            other = kept[j]
            overlap = min(fill.bottom, other.bottom) - max(fill.top, other.top)
            if j != i and overlap > 0.5 * min(fill.bottom - fill.top, other.bottom - other.top):
                beside[i] = beside[j] = True
        if not beside[i]:
            beside[i] = _has_rule(uprights, fill.x0, fill) or _has_rule(uprights, fill.x1, fill)
        if not beside[i] and fill.color != "#ffffff" and not _is_stacked(fill, kept):
            beside[i] = all(_is_under(levels, y, fill) for y in (fill.top, fill.bottom))
    heights = [(f.top, f.bottom) for f, yes in zip(kept, beside, strict=True) if yes]
    known = {(round(top / SNAP), round(bottom / SNAP)) for top, bottom in heights}
    cells = [
        fill
        for fill, yes in zip(kept, beside, strict=True)
        if yes or (round(fill.top / SNAP), round(fill.bottom / SNAP)) in known
    ]
    return cells if any(fill.color != "#ffffff" for fill in cells) else []


def _has_rule(uprights: dict[int, list[Rule]], x: float, fill: Fill) -> bool:
    covered = 0.0
    for key in (int(x // 4) - 1, int(x // 4), int(x // 4) + 1):
        for rule in uprights.get(key, ()):
            if abs(rule.at - x) <= SNAP:
                covered += max(min(rule.end, fill.bottom) - max(rule.start, fill.top), 0.0)
    return covered > 0.5 * (fill.bottom - fill.top)


def _is_stacked(fill: Fill, fills: Sequence[Fill]) -> bool:
    """Whether another fill of the same ends touches a fill above or below, as in a shaded column of labels."""
    return any(
        other is not fill
        and abs(other.x0 - fill.x0) <= SNAP
        and (abs(other.bottom - fill.top) <= SNAP or abs(other.top - fill.bottom) <= SNAP)
        for other in fills
    )


def _is_under(levels: dict[int, list[Rule]], y: float, fill: Fill) -> bool:
    """Whether level rules run along all of the top or bottom of a fill, in one piece or in one for each cell."""
    near = (rule for key in (-1, 0, 1) for rule in levels.get(int(y // 4) + key, ()))
    spans = [(r.start, r.end) for r in near if abs(r.at - y) <= 1]
    whole = _union(spans, SNAP) if spans else []
    return any(start <= fill.x0 + SNAP and end >= fill.x1 - SNAP for start, end in whole)


Edges = tuple[list[Rule], list[Rule]]


def merged_edges(rules: Iterable[Rule], fills: Iterable[Fill]) -> Edges:
    """Return upright and level edges, snapped and joined."""
    uprights: dict[int, list[_Span]] = defaultdict(list)
    levels: dict[int, list[_Span]] = defaultdict(list)
    for upright, at, start, end in rules:
        (uprights if upright else levels)[round(at * 2)].append((start, end))
    for x0, top, x1, bottom, _ in fills:
        uprights[round(x0 * 2)].append((top, bottom))
        uprights[round(x1 * 2)].append((top, bottom))
        levels[round(top * 2)].append((x0, x1))
        levels[round(bottom * 2)].append((x0, x1))
    edges = [_edge("v", x / 2, start, x / 2, end) for x, some in uprights.items() for start, end in _union(some, 1.0)]
    edges += [_edge("h", start, y / 2, end, y / 2) for y, some in levels.items() for start, end in _union(some, 1.0)]
    out: Edges = ([], [])
    for edge in merge_edges(edges, SNAP, SNAP, SNAP, SNAP):
        if edge["orientation"] == "v":
            out[0].append(Rule(True, edge["x0"], edge["top"], edge["bottom"]))
        else:
            out[1].append(Rule(False, edge["top"], edge["x0"], edge["x1"]))
    return out


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    """Return an edge as pdfplumber has it."""
    return {
        "orientation": orientation,
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "doctop": 0.0,
    }


def components(uprights: list[Rule], levels: list[Rule]) -> list[Edges]:
    """Return the groups of edges that cross or touch each other."""
    parent = list(range(len(uprights) + len(levels)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (_, x, top, bottom) in enumerate(uprights):
        for j, (_, y, x0, x1) in enumerate(levels, len(uprights)):
            if x0 - SNAP <= x <= x1 + SNAP and top - SNAP <= y <= bottom + SNAP:
                parent[root(i)] = root(j)
    groups: dict[int, Edges] = {}
    for i, rule in enumerate([*uprights, *levels]):
        groups.setdefault(root(i), ([], []))[0 if rule.upright else 1].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _ends(edges: Sequence[Rule], lines: list[float]) -> None:
    """Close a grid where edges run past its last line: the rule there was left out at a page break.

    Three edges that end together do so, or the two outermost.
    """
    outermost = (min(e.at for e in edges), max(e.at for e in edges))
    for pick, outer in ((min, lines[0] if lines else None), (max, lines[-1] if lines else None)):
        ends = [e.start if pick is min else e.end for e in edges]
        far = pick(ends)
        if outer is not None and (outer - far if pick is min else far - outer) <= MIN_SIDE:
            continue
        near = [e.at for e, end in zip(edges, ends, strict=True) if abs(end - far) <= SNAP]
        if len(near) >= 3 or (len(near) == 2 and (min(near), max(near)) == outermost) or not lines:
            lines.append(far)
            lines.sort()


def _lines(edges: Sequence[Rule], others: Sequence[Rule]) -> list[float]:
    """Return the distinct coordinates of edges, gaps between filled cells folded."""
    lines: list[float] = []
    for at in sorted({e.at for e in edges}):
        if not lines or at - lines[-1] >= MIN_SIDE:
            lines.append(at)
    _ends(others, lines)
    return lines


def _walls(edges: Sequence[Rule], lines: Sequence[float], stops: Sequence[float]) -> list[list[bool]]:
    """Return for each line and each stretch between stops whether most of it is drawn."""
    drawn = [[0.0] * (len(stops) - 1) for _ in lines]
    for _, at, start, end in edges:
        i = bisect_left(lines, at - MIN_SIDE)
        best = min(range(i, min(i + 3, len(lines))), key=lambda k: abs(lines[k] - at), default=-1)
        if best < 0 or abs(lines[best] - at) > MIN_SIDE:
            continue
        row = drawn[best]
        for k in range(max(bisect_right(stops, start) - 1, 0), len(stops) - 1):
            low, high = stops[k], stops[k + 1]
            if low >= end:
                break
            row[k] += min(end, high) - max(start, low)
    return [[d > 0.6 * (stops[k + 1] - stops[k]) for k, d in enumerate(row)] for row in drawn]


def _regions(rows: int, cols: int, right: list[list[bool]], below: list[list[bool]]) -> list[list[int]]:
    """Group elementary cells that no wall parts, and cut what is not a rectangle into rectangles."""
    at = [[-1] * cols for _ in range(rows)]
    count = 0
    for r in range(rows):
        for c in range(cols):
            if at[r][c] >= 0:
                continue
            width = 1
            while c + width < cols and at[r][c + width] < 0 and not right[c + width][r]:
                width += 1
            height = 1
            while r + height < rows and _same_below(r + height, c, width, at, right, below):
                height += 1
            for y in range(r, r + height):
                at[y][c : c + width] = [count] * width
            count += 1
    return at


def _same_below(
    row: int, col: int, width: int, at: list[list[int]], right: list[list[bool]], below: list[list[bool]]
) -> bool:
    """Whether a row continues the region above it: free, no rule between, and none inside."""
    span = range(col, col + width)
    if any(at[row][c] >= 0 or below[row][c] for c in span):
        return False
    return not any(right[c][row] for c in range(col + 1, col + width))


def make_grid(uprights: list[Rule], levels: list[Rule], fills: Sequence[Fill]) -> Grid | None:
    """Return the grid that rules make, or None where they bound nothing."""
    xs, ys = _lines(uprights, levels), _lines(levels, uprights)
    if len(xs) < 2 or len(ys) < 2:
        return None
    rows, cols = len(ys) - 1, len(xs) - 1
    right = _walls(uprights, xs, ys)
    below = _walls(levels, ys, xs)
    at = _regions(rows, cols, right, below)
    count = max(map(max, at)) + 1
    extent = [[rows, cols, -1, -1] for _ in range(count)]
    for r, row in enumerate(at):
        for c, i in enumerate(row):
            e = extent[i]
            e[0], e[1], e[2], e[3] = min(e[0], r), min(e[1], c), max(e[2], r), max(e[3], c)
    cells = [
        GridCell(r0, c0, r1 - r0 + 1, c1 - c0 + 1, (xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1]))
        for r0, c0, r1, c1 in extent
    ]
    grid = _compact(Grid(xs, ys, cells, at))
    _color(grid, fills)
    return grid


def _compact(grid: Grid) -> Grid:
    """Drop the lines at which no cell begins, such as the underline of a link."""
    rows = sorted({cell.row for cell in grid.cells})
    cols = sorted({cell.col for cell in grid.cells})
    if len(rows) == len(grid.at) and len(cols) == len(grid.xs) - 1:
        return grid
    row_at, col_at = {r: i for i, r in enumerate(rows)}, {c: i for i, c in enumerate(cols)}
    for cell in grid.cells:
        cell.row_span = sum(cell.row <= r < cell.row + cell.row_span for r in rows)
        cell.col_span = sum(cell.col <= c < cell.col + cell.col_span for c in cols)
        cell.row, cell.col = row_at[cell.row], col_at[cell.col]
    grid.at = [[grid.at[r][c] for c in cols] for r in rows]
    grid.xs = [grid.xs[c] for c in cols] + [grid.xs[-1]]
    grid.ys = [grid.ys[r] for r in rows] + [grid.ys[-1]]
    return grid


def _color(grid: Grid, fills: Sequence[Fill]) -> None:
    """Give each cell the colour drawn last over most of it."""
    left, top, right, bottom = grid.box
    for fill in fills:
        if fill.x1 < left or fill.x0 > right or fill.bottom < top or fill.top > bottom:
            continue
        rows = range(max(bisect_right(grid.ys, fill.top) - 1, 0), min(bisect_left(grid.ys, fill.bottom), len(grid.at)))
        cols = range(max(bisect_right(grid.xs, fill.x0) - 1, 0), min(bisect_left(grid.xs, fill.x1), len(grid.xs) - 1))
        for i in {grid.at[r][c] for r in rows for c in cols}:
            x0, y0, x1, y1 = grid.cells[i].box
            wide = min(fill.x1, x1) - max(fill.x0, x0) > 0.5 * (x1 - x0)
            if wide and min(fill.bottom, y1) - max(fill.top, y0) > 0.5 * (y1 - y0):
                grid.cells[i].fill = None if fill.color == "#ffffff" else fill.color


def of_one_width(rules: Iterable[Rule], least: float) -> list[tuple[float, float, list[float]]]:
    """Return the ends of level rules with the heights, from the top, of all that have the same ends.

    Rules narrower than ``least`` points are left out; those drawn over one another count once.
    """
    found: list[tuple[float, float, list[float]]] = []
    for rule in sorted((r for r in rules if not r.upright and r.end - r.start >= least), key=lambda r: r.at):
        mate = next((s for s in found if abs(s[0] - rule.start) <= SNAP and abs(s[1] - rule.end) <= SNAP), None)
        if mate is None:
            found.append((rule.start, rule.end, [rule.at]))
        elif rule.at - mate[2][-1] > SNAP:
            mate[2].append(rule.at)
    return found
