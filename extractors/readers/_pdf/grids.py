"""Which grids stand on a page: ruled, coloured, ruled along the rows only, boxed, or beside text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.readers._pdf.aligned import Region, is_double, ruled_rows
from extractors.readers._pdf.beside import side_boxes
from extractors.readers._pdf.candidates import aligned_candidates, is_page_frame, select
from extractors.readers._pdf.carried import carried_rows
from extractors.readers._pdf.charts import chart_boxes, covered
from extractors.readers._pdf.first_row import first_rows
from extractors.readers._pdf.framed import boxed, head_alone, headed
from extractors.readers._pdf.geometry import (
    MIN_SIDE,
    SNAP,
    Edges,
    Grid,
    cell_fills,
    components,
    make_grid,
    merged_edges,
    outside,
)
from extractors.readers._pdf.labels import with_labels
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Box, Fill, PageContent, Rule, Token
from extractors.readers._pdf.pairs import label_pairs
from extractors.readers._pdf.settings import SETTINGS
from extractors.readers._pdf.strips import Break, stacked, with_strips
from extractors.readers._pdf.titles import join_at_titles
from extractors.readers._pdf.unruled import under_head, unruled_tables

MAX_EDGES = 1500
"""Merged edges on a page above which its drawings are a chart or a map, not a table."""

MIN_WIDTH = 80.0
"""A stack of rules narrower than this (points) is no table."""

MAX_HEAD = 2
"""A head the rows below which have no drawing has at most this many rows."""

NO_LINE = 5.0
"""Points between two rules in which no line of words fits."""

WIDE_STACK = 2
"""Bands between level rules above which those closed by turns are boxes."""

FEWEST_RULES = 3
"""Level rules of a table."""

FEWEST_OPTIONS = 3
"""Cells of a bar of options."""

MAX_BOX = 0.6
"""A box that takes more than this share of the page is its frame."""


def find_grids(content: PageContent, before: Break | None = None) -> list[Grid]:
    """Return the grids of a page from top to bottom; ``before`` is what the page before ended with."""
    columns = before.columns if before else ()
    charts = chart_boxes(content)
    drawn = _drawn_grids(content, columns) if content.rules or content.fills or content.frames else []
    drawn = with_strips(_with_bare_rows(drawn, content), content, before)
    free = outside(content.tokens, [g.box for g in drawn]) if drawn else content.tokens
    drawn = join_at_titles([_labelled(g, drawn, free, content, columns) for g in drawn], content.tokens, free)
    rows = upright_rows([t for t in free if not t.angle])
    bare = unruled_tables(rows, before)
    if bare:
        rows = [row for row in rows if not any(_holds(g.box, t) for g in bare for t in row)]
    pairs = label_pairs(rows, content.color_of)
    if pairs:
        bare = [*bare, *pairs]
        rows = [row for row in rows if not any(_holds(g.box, t) for g in pairs for t in row)]
    for box in side_boxes(rows):
        found = boxed(box, [t for row in rows for t in row if _holds(box, t)], ())
        if found is not None:
            drawn.append(found)
    drawn = [g for g in (*drawn, *bare) if covered(g.box, charts) < SETTINGS.in_chart]
    drawn = [g for g in drawn if not any(_frames(g, other) for other in drawn)]
    chosen = select(drawn, aligned_candidates(content, charts), content)
    return sorted(chosen, key=lambda g: (g.ys[0], g.xs[0]))


def _frames(grid: Grid, other: Grid) -> bool:
    """Whether a grid of one column is no more than the frame of a card in which a table of several stands."""
    walled = len(grid.xs) == 2 and len(other.xs) > 2 and len(other.ys) > 2
    narrower = other.xs[-1] - other.xs[0] < grid.xs[-1] - grid.xs[0] - 2 * SNAP
    return walled and narrower and _inside(other, grid)


def _with_bare_rows(grids: list[Grid], content: PageContent) -> list[Grid]:
    """Return the grids, those that are no more than a coloured head with the rows below them."""
    heads = [g for g in grids if len(g.xs) > 2 and len(g.ys) <= 1 + MAX_HEAD and all(cell.fill for cell in g.cells)]
    if not heads:
        return grids
    rows = upright_rows([t for t in outside(content.tokens, [g.box for g in grids]) if not t.angle])
    out = [g for g in grids if g not in heads]
    for head in heads:
        below = under_head(head, rows, content.fills)
        out.append(head if below is None else replace(stacked(head, below), bare=True))
    return out


def _labelled(
    grid: Grid, grids: Sequence[Grid], free: Sequence[Token], content: PageContent, edges: Sequence[float]
) -> Grid:
    """Return a grid with the names of its rows, which may stand in a white column before it."""
    first, final = min(g.ys[0] for g in grids), max(g.ys[-1] for g in grids)
    above = {round(t.top) for t in free if t.bottom < grid.ys[0]}
    below = {round(t.top) for t in free if t.top > grid.ys[-1]}
    goes_on = grid.ys[0] == first and len(above) <= 1
    return with_labels(
        grid, free, content.rules, edges if goes_on else (), last=grid.ys[-1] == final and len(below) <= 1
    )


def _drawn_grids(content: PageContent, before: Sequence[float]) -> list[Grid]:
    """Return the grids that rules and fills make."""
    wide = [f for f in content.fills if f.bottom - f.top >= MIN_SIDE and f.x1 - f.x0 >= MIN_SIDE]
    fills = cell_fills(wide, content.rules) if wide else []
    uprights, levels = merged_edges([*content.rules, *_cell_frames(content.frames, content.rules)], fills)
    if len(uprights) + len(levels) > MAX_EDGES:
        content.capped = True
        return []
    levels = [level for level in levels if not _is_stroke(level, levels, uprights)]
    grids: list[Grid] = []
    boxes: list[Grid] = []
    for component in components(uprights, levels):
        grid = make_grid(*component, wide)
        parts = _parted(grid, *component, content) if grid is not None else []
        if len(parts) > 1:
            made = [make_grid(*part, wide) for part in parts]
            grids += [part for part in made if part is not None and len(part.cells) > 1]
            continue
        if grid is not None:
            (grids if len(grid.cells) > 1 else boxes).append(grid)
    grids = [g for g in grids if not is_page_frame(g, content)]
    for x0, x1, stack in _stacks([*levels, *first_rows(levels, uprights, content)], wide):
        if _are_boxes(x0, x1, stack, content.rules):
            continue
        for part in _between_bars(x0, x1, stack, grids, content):
            grids = _with_rows(grids, x0, x1, part, uprights, content, wide)
    for grid in [*boxes, *(g for g in grids if len(g.xs) == 2)]:
        found = _in_box(grid, content, grids, wide)
        if found is not None:
            grids = [g for g in grids if g is not grid] + [found]
    grids += [box for box in boxes if _is_last_title(box, grids, before)]
    rest = carried_rows((uprights, levels), content.tokens, wide, before) if before else None
    if rest is not None and not any(_over(g, rest.ys[0], rest.ys[-1], rest.xs[0], rest.xs[-1]) for g in grids):
        grids.append(rest)
    return [_completed(g, uprights, content, wide) for g in grids]


def _is_stroke(level: Rule, levels: Sequence[Rule], uprights: Sequence[Rule]) -> bool:
    """Whether a rule is no border of a row: it ends at no wall, and no line of words fits between it and a longer one.

    The stroke above the notes stands so below a table that fills its page, and underlines do above the end of a row.
    """
    if any(abs(u.at - x) <= SNAP for u in uprights for x in (level.start, level.end)):
        return False
    return any(
        SNAP < abs(other.at - level.at) <= NO_LINE
        and other.start < level.start
        and level.end < other.end
        and sum(abs(u.at - x) <= SNAP for u in uprights for x in (other.start, other.end)) > 1
        for other in levels
    )


def _is_last_title(box: Grid, grids: Sequence[Grid], before: Sequence[float]) -> bool:
    """Whether a coloured cell alone is as wide as tables above it: the title row of one on the next page.

    ``before`` are the columns that the page before ended with.
    """
    if box.cells[0].fill is None or any(g.ys[-1] > box.ys[0] + SNAP for g in grids):
        return False
    above = [g.xs for g in grids] + ([before] if before else [])
    return any(abs(xs[0] - box.xs[0]) < SNAP and abs(xs[-1] - box.xs[-1]) < SNAP for xs in above)


def _parted(grid: Grid, uprights: list[Rule], levels: list[Rule], content: PageContent) -> list[Edges]:
    """Return the edges of tables that stand wall to wall, or no more than one part.

    Two rules meet where they do, and no column goes on from one to the other.
    """
    x0, top, x1, bottom = grid.box
    inner = [u for u in uprights if x0 + SNAP < u.at < x1 - SNAP]
    pieces = [r for r in content.rules if not r.upright and top < r.at < bottom]
    region = Region(x0, x1, [], pieces, [], [], [], [])
    for y in grid.ys[1:-1]:
        above = {round(u.at / SNAP) for u in inner if u.start < y - SNAP}
        below = {round(u.at / SNAP) for u in inner if u.end > y + SNAP}
        if above and below and not above & below and is_double(region, y):
            low = [u._replace(end=min(u.end, y)) for u in uprights if u.start < y - SNAP]
            high = [u._replace(start=max(u.start, y)) for u in uprights if u.end > y + SNAP]
            return [
                (low, [r for r in levels if r.at < y + SNAP]),
                (high, [r for r in levels if r.at > y - SNAP]),
            ]
    return []


def _completed(grid: Grid, uprights: Sequence[Rule], content: PageContent, fills: Sequence[Fill]) -> Grid:
    """Return a grid that only fills made with the walls its white rows lack.

    Rows shaded by turns have walls in every other row; which words stand in which column tells in
    the rest.
    """
    x0, top, x1, bottom = grid.box
    merged = any(
        cell.col_span == len(grid.xs) - 1 or (cell.col_span > 1 and cell.row_span == 1 and cell.fill is None)
        for cell in grid.cells
        if cell.row or cell.col_span == len(grid.xs) - 1  # a white head of a group lacks no walls
    )
    ruled = any(r.upright and x0 + SNAP < r.at < x1 - SNAP and top - 1 < r.start < bottom for r in content.rules)
    if len(grid.xs) < 3 or not merged or ruled or not grid.ruled:
        return grid
    inner = [u for u in uprights if x0 + SNAP < u.at < x1 - SNAP and u.end > top and u.start < bottom]
    levels = _levels(grid)
    made = ruled_rows(Region(x0, x1, levels, [], inner, content.tokens, _signs(content), fills))
    return made[0] if len(made) == 1 and len(made[0].ys) >= len(grid.ys) else grid


def _cell_frames(frames: Sequence[Box], rules: Sequence[Rule]) -> list[Rule]:
    """Return the sides of small drawn squares that are cells: they stand wall to wall with others.

    A square that stands alone is a box to tick.
    """
    out: list[Rule] = []
    lefts: dict[int, list[Box]] = {}
    for frame in frames:
        lefts.setdefault(round(frame[0]), []).append(frame)
    for x0, top, x1, bottom in frames:
        beside = [f for k in (-1, 0, 1) for f in lefts.get(round(x1) + k, []) if abs(f[1] - top) < 1.5]
        before = any(abs(f[2] - x0) < 1.5 and abs(f[1] - top) < 1.5 for f in frames) if not beside else True
        touching = sum(
            abs(r.at - side) < 1.5 and r.start < (top + bottom) / 2 < r.end
            for r in rules
            if r.upright
            for side in (x0, x1)
        )
        if before or touching >= 2:
            out += (
                Rule(False, top, x0, x1),
                Rule(False, bottom, x0, x1),
                Rule(True, x0, top, bottom),
                Rule(True, x1, top, bottom),
            )
    return out


def _levels(grid: Grid) -> list[Rule]:
    """Return the level lines of a grid, each from the first column in which a cell begins there."""
    last = len(grid.at)
    out = []
    for i, y in enumerate(grid.ys):
        cut = [c for c in range(len(grid.xs) - 1) if i in (0, last) or grid.at[i - 1][c] != grid.at[i][c]]
        out.append(Rule(False, y, grid.xs[cut[0]] if cut else grid.xs[0], grid.xs[-1]))
    return out


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


def _are_boxes(x0: float, x1: float, stack: Sequence[Rule], rules: Sequence[Rule]) -> bool:
    """Whether level rules are the tops and bottoms of boxes that stand apart: closed by turns, and open between."""
    levels = sorted({r.at for r in stack if abs(r.start - x0) <= SNAP and abs(r.end - x1) <= SNAP})
    levels = [y for before, y in pairwise([-SNAP * 2, *levels]) if y - before > SNAP]
    sides = [r for r in rules if r.upright and (abs(r.at - x0) <= SNAP or abs(r.at - x1) <= SNAP)]
    closed = [sum(r.start <= a + SNAP and r.end >= b - SNAP for r in sides) > 1 for a, b in pairwise(levels)]
    by_turns = all(shut == (i % 2 == 0) for i, shut in enumerate(closed))
    return len(closed) > WIDE_STACK and by_turns and len(closed) % 2 == 1


def _between_bars(
    x0: float, x1: float, stack: list[Rule], grids: Sequence[Grid], content: PageContent
) -> list[list[Rule]]:
    """Return the parts of a stack of level rules that bars of options divide: each bar is a table of its own."""
    bars = [
        g for g in grids if _is_bar(g, content) and abs(g.xs[0] - x0) <= 2 * SNAP and abs(g.xs[-1] - x1) <= 2 * SNAP
    ]
    if not bars:
        return [stack]
    parts: dict[int, list[Rule]] = {}
    for rule in stack:
        above = sum(g.ys[0] <= rule.at + SNAP for g in bars)
        if any(abs(g.ys[0] - rule.at) <= SNAP for g in bars):
            continue  # the top of a bar closes nothing above it
        foot = any(abs(g.ys[-1] - rule.at) <= SNAP for g in bars)
        parts.setdefault(above, []).append(rule._replace(at=rule.at + SNAP + 0.5) if foot else rule)
    return [part for part in parts.values() if len(part) >= FEWEST_RULES]


def _is_bar(grid: Grid, content: PageContent) -> bool:
    """Whether a grid is a row of options one of which is lit: the one that is filled, or not filled as all others.

    Each of them holds words; a row of bare cells is the answer below options.
    """
    fills = [cell.fill for cell in grid.cells]
    odd = [f for f in set(fills) if fills.count(f) == 1]
    lit = len(grid.ys) == 2 and len(fills) >= FEWEST_OPTIONS and len(set(fills)) == 2 and len(odd) == 1
    return lit and all(
        any(
            left <= (t.x0 + t.x1) / 2 <= right and grid.ys[0] <= (t.top + t.bottom) / 2 <= grid.ys[1]
            for t in content.tokens
        )
        for left, right in pairwise(grid.xs)
    )


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
    wider = [g for g in grids if g.xs[0] < x0 - SNAP or g.xs[-1] > x1 + SNAP]
    if any(_over(g, top, bottom, x0, x1) for g in wider):
        return grids
    if not _has_free_rows(x0, x1, stack, grids, content.tokens):
        return grids
    walls = [u for u in uprights if x0 + SNAP < u.at < x1 - SNAP and u.end > top and u.start < bottom]
    pieces = [r for r in content.rules if not r.upright]
    region = Region(x0, x1, stack, pieces, walls, content.tokens, _signs(content), fills)
    made = [m for m in ruled_rows(region) if not _covered(m, grids)]
    return [g for g in grids if not any(_inside(g, m) for m in made)] + made


def _has_free_rows(x0: float, x1: float, stack: Sequence[Rule], grids: Sequence[Grid], tokens: Sequence[Token]) -> bool:
    """Whether words stand between the rules of a stack outside of grids with walls of their own."""
    top, bottom = min(r.at for r in stack), max(r.at for r in stack)
    walled = [(g.ys[0], g.ys[-1]) for g in grids if len(g.xs) > 2 and g.ys[0] < bottom and g.ys[-1] > top]
    for token in tokens:
        y = (token.top + token.bottom) / 2
        if top < y < bottom and x0 <= token.x0 <= x1 and not any(a < y < b for a, b in walled):
            return True
    return False


def _signs(content: PageContent) -> list[Box]:
    """Return the boxes of what may stand for words in a cell: small drawings and images."""
    boxes = [s[:4] for s in content.shapes] + [f for f in content.images if f[2] - f[0] <= 26 and f[3] - f[1] <= 26]
    return [b for b in boxes if b[2] - b[0] > 3 and b[3] - b[1] > 3]


def _covered(made: Grid, grids: Sequence[Grid]) -> bool:
    """Whether most rows of a grid lie in grids with walls of their own."""
    middles = [(a + b) / 2 for a, b in pairwise(made.ys)]
    walled = [g for g in grids if len(g.xs) > 2 and len(g.ys) > 2]
    return sum(any(g.ys[0] < y < g.ys[-1] for g in walled) for y in middles) > 0.6 * len(middles)


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
    tokens = [t for t in content.tokens if _holds(grid.box, t)]
    if len(grid.ys) > 2:
        levels = [Rule(False, y, x0, x1) for y in grid.ys]
        made = ruled_rows(Region(x0, x1, levels, [], [], tokens, _signs(content), fills))
        return made[0] if len(made) == 1 and len(made[0].ys) >= len(grid.ys) else None
    found = boxed(grid.box, tokens, fills) or headed(grid.box, tokens, fills)
    below = {round(t.top) for t in content.tokens if t.top > bottom}
    if found is None and len(below) <= 1:  # no more than the page's foot
        return head_alone(grid.box, tokens, fills)
    return found


def _holds(box: Box, token: Token) -> bool:
    """Whether the middle of a word lies in a box."""
    return box[0] <= (token.x0 + token.x1) / 2 <= box[2] and box[1] <= (token.top + token.bottom) / 2 <= box[3]
