"""Which of the tables that rules, colours and the alignment of words show stand on a page."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractors.readers._pdf.alignment import (
    Candidate,
    find_aligned,
    is_row,
    is_value,
    text_line,
    without_leader,
)
from extractors.readers._pdf.charts import covered
from extractors.readers._pdf.geometry import SNAP, Grid
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Box, PageContent, Rule
from extractors.readers._pdf.settings import SETTINGS, TableSettings

FRAMED = 0.9
"""Share of a side of a table along which rules close it."""

BEYOND = 12.0
"""Points that a table reaches above or below another where it has a line more."""

FEW_LEVELS = 3
"""Levels of rules; a table with more has three rows or more."""

MANY_LINES = 3
"""More values than this in one cell are those of several rows."""


def aligned_candidates(
    content: PageContent, charts: Sequence[Box] = (), settings: TableSettings = SETTINGS
) -> list[Candidate]:
    """Return the tables that the alignment of words shows on a page, those of low score left out."""
    level = [t for t in content.tokens if not t.angle]
    if len(level) < 2 * settings.min_rows:
        return []
    lines = [line for row in upright_rows(level) if (line := text_line(row)) is not None]
    if sum(is_row(line, settings) for line in lines) < settings.min_rows:
        return []
    levels = [r for r in content.rules if not r.upright]
    found = find_aligned(lines, levels, content.fills, settings)
    return [c for c in found if c.score >= settings.accept and covered(c.grid.box, charts) < settings.in_chart]


def is_page_frame(grid: Grid, content: PageContent, settings: TableSettings = SETTINGS) -> bool:
    """Whether a grid is the frame or the colour of a page: one of its cells holds most of the page and of the words."""
    largest = max(grid.cells, key=lambda c: (c.box[2] - c.box[0]) * (c.box[3] - c.box[1]))
    x0, top, x1, bottom = largest.box
    if (x1 - x0) * (bottom - top) < settings.page_frame * content.width * content.height:
        return False
    left, high, right, low = grid.box
    near = settings.page_edge * content.width
    at_edge = (left < near) + (high < near) + (right > content.width - near) + (low > content.height - near)
    if at_edge < 2:
        return False
    held = [grid.find((t.x0 + t.x1) / 2, (t.top + t.bottom) / 2) for t in content.tokens]
    words = sum(k >= 0 for k in held)
    return sum(k >= 0 and grid.cells[k] is largest for k in held) >= settings.frame_words * words


def select(drawn: Sequence[Grid], aligned: Sequence[Candidate], content: PageContent) -> list[Grid]:
    """Return the best tables that do not overlap.

    What is drawn stands where it parts the values that stand apart; else the alignment of words decides.
    """
    out = list(drawn)
    for candidate in sorted(aligned, key=lambda c: -c.score):
        rivals = [g for g in out if _overlap(g.box, candidate.grid.box)]
        if any(g not in drawn or _cuts(candidate.grid, g, content) or _swallows(candidate.grid, g, content)
               for g in rivals):  # fmt: skip
            continue
        if not rivals or not _are_good(rivals, candidate, content):
            out = [g for g in out if g not in rivals] + [candidate.grid]
    return out


def _overlap(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 2 and min(a[3], b[3]) - max(a[1], b[1]) > 2


def _cuts(aligned: Grid, drawn: Grid, content: PageContent, settings: TableSettings = SETTINGS) -> bool:
    """Whether a table that alignment shows takes only a part of the rows of one that rules draw on all sides."""
    shared = min(aligned.box[3], drawn.box[3]) - max(aligned.box[1], drawn.box[1])
    part = shared < settings.whole * (drawn.box[3] - drawn.box[1])
    return part and len(drawn.xs) > 2 and _is_framed(drawn, content.rules) and _has_row_rules(drawn, content.rules)


def _swallows(aligned: Grid, drawn: Grid, content: PageContent) -> bool:
    """Whether a table that alignment shows runs on beyond one of several rows with rules around all of its cells."""
    beyond = aligned.box[1] < drawn.box[1] - BEYOND or aligned.box[3] > drawn.box[3] + BEYOND
    ruled = len(drawn.ys) > FEW_LEVELS and len(drawn.xs) > 2 and _is_framed(drawn, content.rules)
    return beyond and ruled and _has_row_rules(drawn, content.rules) and _has_walls(drawn, content)


def _is_framed(grid: Grid, rules: Sequence[Rule]) -> bool:
    """Whether rules are drawn along nearly all of both sides of a grid."""
    x0, top, x1, bottom = grid.box
    return all(
        sum(max(min(r.end, bottom) - max(r.start, top), 0.0) for r in rules if r.upright and abs(r.at - x) <= SNAP)
        >= FRAMED * (bottom - top)
        for x in (x0, x1)
    )


def _are_good(
    grids: Sequence[Grid], other: Candidate, content: PageContent, settings: TableSettings = SETTINGS
) -> bool:
    """Whether drawn grids part the rows and columns that the alignment of words shows."""
    laid = _Overlay(grids, other.grid, content)
    if laid.held < settings.held:
        return False
    if laid.coarser > settings.coarser:
        return True
    if not laid.drawn and other.score >= settings.certain and other.reasons["values"] >= 0.5 * settings.values:
        return False
    if laid.glued >= (settings.glued if laid.walled else settings.glued_free):
        return False
    if other.score < settings.sure:
        return True
    hollow = all(_is_hollow(grid, content, settings) for grid in grids)
    return laid.mixed < settings.cut and not (hollow and laid.coarser <= settings.merged)


class _Overlay:
    """Drawn grids laid over the one that the alignment of words shows, measured in shares of the latter's cells.

    ``held`` are those with words in the former; ``coarser`` those over several walled columns; ``glued`` the values
    that share a cell; ``mixed`` those cut, where a part shares a cell with another row. ``walled`` and ``drawn`` tell
    whether walls, or walls or rules between rows, are drawn in all of the former.
    """

    def __init__(self, grids: Sequence[Grid], other: Grid, content: PageContent) -> None:
        self.grids, self.other = grids, other
        self.words: dict[int, list[str]] = defaultdict(list)
        self.shared: dict[tuple[int, int], set[int]] = defaultdict(set)
        self.parts: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for t in content.tokens:
            x, y = (t.x0 + t.x1) / 2, (t.top + t.bottom) / 2
            k = other.find(x, y)
            if k < 0 or without_leader(t) is None:
                continue
            self.words[k].append(t.text)
            for g, grid in enumerate(grids):
                i = grid.find(x, y)
                if i >= 0:
                    self.shared[g, i].add(k)
                    self.parts[k].add((g, i))
        total = max(len(self.words), 1)
        walled = [_has_walls(grid, content) for grid in grids]
        free = [
            not walls and not _has_row_rules(grid, content.rules) for walls, grid in zip(walled, grids, strict=True)
        ]
        self.walled = all(walled)
        self.drawn = not any(free)
        self.held = len(self.parts) / total
        columns = [{grids[g].cells[i].col for g, i in some if walled[g]} for some in self.parts.values()]
        self.coarser = sum(len(some) > 1 for some in columns) / total
        ruled = [_is_framed(grid, content.rules) and _has_row_rules(grid, content.rules) for grid in grids]
        self.glued = self._glued(walled, [a and b for a, b in zip(walled, ruled, strict=True)])
        self.mixed = len(set(self._mixed(free))) / total

    def _glued(self, walled: Sequence[bool], ruled: Sequence[bool]) -> float:
        """Return the share of the values that share a cell: of several rows and columns, or without a wall between.

        In a table with rules around all cells a label and its value may stand in one of them ("Progress: 75%").
        """
        values = {k for k, some in self.words.items() if all(is_value(text) for text in some)}
        cells = self.other.cells
        glued = 0
        stacks: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (g, i), some in self.shared.items():
            rows = {cells[k].row for k in some & values}
            stacks[g, self.grids[g].cells[i].row].append(max(len(rows) - 1, 0))
            if not walled[g] or self.grids[g].cells[i].col_span > 1:  # its columns are no more than another guess
                glued += len(some & values) - len(rows)
                glued += any(cells[k].row in rows for k in some - values) and not ruled[g]
        for stack in stacks.values():  # the lines of one cell are no rows
            glued += sum(stack) if sum(n > 0 for n in stack) > 1 or max(stack) > MANY_LINES else 0
        return glued / max(len(values), 1)

    def _mixed(self, free: Sequence[bool]) -> Iterator[int]:
        """Yield the cells cut by a grid without rules, a part of which stands with another row of its column."""
        cells = self.other.cells
        for (g, _), some in self.shared.items():
            for k in some if free[g] else ():
                if len(self.parts[k]) > 1 and any(j != k and cells[j].col == cells[k].col for j in some):
                    yield k


def _is_hollow(grid: Grid, content: PageContent, settings: TableSettings) -> bool:
    """Whether no word stands in half of the columns of a grid: strips that a word processor draws around its cells."""
    filled = {bisect_right(grid.xs, (t.x0 + t.x1) / 2) for t in content.tokens if grid.box[1] < t.top < grid.box[3]}
    return len(filled & set(range(1, len(grid.xs)))) <= settings.hollow * (len(grid.xs) - 1)


def _has_row_rules(grid: Grid, rules: Sequence[Rule]) -> bool:
    """Whether level rules are drawn between most rows of a grid."""
    inner = grid.ys[1:-1]
    drawn = sum(
        any(not r.upright and abs(r.at - y) <= SNAP and r.start < grid.xs[-1] and r.end > grid.xs[0] for r in rules)
        for y in inner
    )
    return drawn >= 0.5 * len(inner)


def _has_walls(grid: Grid, content: PageContent) -> bool:
    """Whether rules, or the sides of coloured cells, are drawn along most of the walls of a grid."""
    inner = grid.xs[1:-1]
    if not inner:
        return True
    _, top, _, bottom = grid.box
    sides = [(r.at, r.start, r.end) for r in content.rules if r.upright]
    sides += [(x, f.top, f.bottom) for f in content.fills for x in (f.x0, f.x1)]
    drawn = 0
    for x in inner:
        along = sum(max(min(end, bottom) - max(start, top), 0.0) for at, start, end in sides if abs(at - x) <= SNAP)
        drawn += along >= 0.5 * (bottom - top)
    return drawn >= 0.5 * len(inner)
