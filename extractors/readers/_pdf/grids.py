"""Which grids stand on a page: ruled, coloured, ruled along the rows only, or boxed."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.readers._pdf.aligned import boxed, ruled_rows
from extractors.readers._pdf.geometry import (
    MIN_SIDE,
    SNAP,
    Grid,
    cell_fills,
    components,
    make_grid,
    merged_edges,
)
from extractors.readers._pdf.page import Fill, PageContent, Rule, Token

MAX_EDGES = 1500
"""Merged edges on a page above which its drawings are a chart or a map, not a table."""

MIN_WIDTH = 80.0
"""A stack of rules narrower than this (points) is no table."""

MAX_BOX = 0.6
"""A box that takes more than this share of the page is its frame."""


def find_grids(content: PageContent) -> list[Grid]:
    """Return the grids of a page from top to bottom."""
    if not content.rules and not content.fills:
        return []
    wide = [f for f in content.fills if f.bottom - f.top >= MIN_SIDE and f.x1 - f.x0 >= MIN_SIDE]
    fills = cell_fills(wide, content.rules) if wide else []
    uprights, levels = merged_edges(content.rules, fills)
    if len(uprights) + len(levels) > MAX_EDGES:
        content.capped = True
        return []
    grids: list[Grid] = []
    boxes: list[Grid] = []
    for component in components(uprights, levels):
        grid = make_grid(*component, wide)
        if grid is not None:
            (grids if len(grid.cells) > 1 else boxes).append(grid)
    for x0, x1, stack in _stacks(levels, wide):
        grids = _with_rows(grids, x0, x1, stack, uprights, content, wide)
    for grid in [*boxes, *(g for g in grids if len(g.xs) == 2)]:
        found = _in_box(grid, content, grids, wide)
        if found is not None:
            grids = [g for g in grids if g is not grid] + [found]
    grids.sort(key=lambda g: (g.ys[0], g.xs[0]))
    return grids


def _stacks(levels: Sequence[Rule], fills: Sequence[Fill]) -> list[tuple[float, float, list[Rule]]]:
    """Return level rules that stand one below the other with the same ends, shorter ones between them.

    The top and bottom of filled rows count as rules.
    """
    found: list[tuple[float, float, list[Rule]]] = []
    for rule in sorted(levels, key=lambda r: r.start - r.end):
        if rule.end - rule.start < MIN_WIDTH:
            break
        if any(abs(rule.start - x0) <= SNAP and abs(rule.end - x1) <= SNAP for x0, x1, _ in found):
            continue
        same = [r for r in levels if abs(r.start - rule.start) <= SNAP and abs(r.end - rule.end) <= SNAP]
        for fill in fills:
            if abs(fill.x0 - rule.start) <= SNAP and abs(fill.x1 - rule.end) <= SNAP:
                for y in (fill.top, fill.bottom):
                    if all(abs(y - r.at) > SNAP for r in same):
                        same.append(Rule(False, y, rule.start, rule.end))
        if len(same) < 3:
            continue
        low, high = min(r.at for r in same), max(r.at for r in same)
        shorter = [
            r
            for r in levels
            if r not in same
            and low < r.at < high
            and rule.start - SNAP <= r.start
            and r.end <= rule.end + SNAP
            and rule.end - r.end <= SNAP
        ]
        found.append((rule.start, rule.end, same + shorter))
    return found


def _with_rows(
    grids: list[Grid],
    x0: float,
    x1: float,
    stack: list[Rule],
    uprights: Sequence[Rule],
    content: PageContent,
    fills: Sequence[Fill],
) -> list[Grid]:
    """Return the grids with those of a stack of rules, unless walls are drawn in most of it already."""
    top, bottom = min(r.at for r in stack), max(r.at for r in stack)
    inner = [g for g in grids if g.xs[0] >= x0 - SNAP and g.xs[-1] <= x1 + SNAP and g.ys[0] < bottom and g.ys[-1] > top]
    covered = sum(min(g.ys[-1], bottom) - max(g.ys[0], top) for g in inner if len(g.xs) > 2)
    if covered > 0.6 * (bottom - top) or any(
        g.xs[0] < x0 - SNAP or g.xs[-1] > x1 + SNAP for g in grids if _over(g, top, bottom, x0, x1)
    ):
        return grids
    walls = [u for u in uprights if x0 + SNAP < u.at < x1 - SNAP and u.end > top and u.start < bottom]
    made = ruled_rows(x0, x1, stack, walls, content.tokens, fills)
    if not made:
        return grids
    return [g for g in grids if not any(_inside(g, m) for m in made)] + made


def _over(grid: Grid, top: float, bottom: float, x0: float, x1: float) -> bool:
    """Whether a grid overlaps a region."""
    return grid.ys[0] < bottom - 1 and grid.ys[-1] > top + 1 and grid.xs[0] < x1 - 1 and grid.xs[-1] > x0 + 1


def _inside(grid: Grid, other: Grid) -> bool:
    a, b = grid.box, other.box
    return a[0] >= b[0] - SNAP and a[1] >= b[1] - SNAP and a[2] <= b[2] + SNAP and a[3] <= b[3] + SNAP


def _in_box(grid: Grid, content: PageContent, grids: Sequence[Grid], fills: Sequence[Fill]) -> Grid | None:
    """Return the grid of the words in a box, if they stand in columns."""
    x0, top, x1, bottom = grid.box
    if (x1 - x0) * (bottom - top) > MAX_BOX * content.width * content.height or x1 - x0 < MIN_WIDTH:
        return None
    if any(g is not grid and _inside(g, grid) for g in grids):
        return None
    tokens = _words_in(content.tokens, grid)
    if len(grid.ys) > 2:
        levels = [Rule(False, y, x0, x1) for y in grid.ys]
        made = ruled_rows(x0, x1, levels, [], tokens, fills)
        return made[0] if len(made) == 1 and len(made[0].ys) == len(grid.ys) else None
    return boxed(grid.box, tokens, fills)


def _words_in(tokens: Sequence[Token], grid: Grid) -> list[Token]:
    x0, top, x1, bottom = grid.box
    return [t for t in tokens if x0 <= (t.x0 + t.x1) / 2 <= x1 and top <= (t.top + t.bottom) / 2 <= bottom]
