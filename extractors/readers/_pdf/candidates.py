"""Which of the tables that rules, colours and the alignment of words show stand on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from extractors.readers._pdf.alignment import Candidate, TextLine, find_aligned, is_row, is_value, text_line
from extractors.readers._pdf.charts import covered
from extractors.readers._pdf.geometry import Grid
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Box, PageContent, Token
from extractors.readers._pdf.settings import SETTINGS, TableSettings


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
    held = [grid.find((t.x0 + t.x1) / 2, (t.top + t.bottom) / 2) for t in content.tokens]
    words = sum(k >= 0 for k in held)
    return sum(k >= 0 and grid.cells[k] is largest for k in held) >= settings.frame_words * words


def select(drawn: Sequence[Grid], aligned: Sequence[Candidate], content: PageContent) -> list[Grid]:
    """Return the best tables that do not overlap."""
    out = list(drawn)
    for candidate in sorted(aligned, key=lambda c: -c.score):
        rivals = [g for g in out if _overlap(g.box, candidate.grid.box)]
        if any(g in rivals for g in out if g not in drawn):
            continue
        if not rivals or not _are_good(rivals, candidate.grid, content.tokens):
            out = [g for g in out if g not in rivals] + [candidate.grid]
    return out


def _overlap(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 2 and min(a[3], b[3]) - max(a[1], b[1]) > 2


def _are_good(grids: Sequence[Grid], other: Grid, tokens: Sequence[Token]) -> bool:
    """Whether drawn grids part the rows and columns that the alignment of words shows: few of its values share a cell."""
    total: set[int] = set()
    inside: set[int] = set()
    words: dict[int, list[str]] = defaultdict(list)
    shared: dict[tuple[int, int], set[int]] = defaultdict(set)
    for t in tokens:
        x, y = (t.x0 + t.x1) / 2, (t.top + t.bottom) / 2
        k = other.find(x, y)
        if k < 0 or not any(c.isalnum() for c in t.text):
            continue
        total.add(k)
        words[k].append(t.text)
        for g, grid in enumerate(grids):
            i = grid.find(x, y)
            if i >= 0:
                inside.add(k)
                shared[g, i].add(k)
    if len(inside) < 0.6 * len(total):
        return False
    values = {k for k, some in words.items() if all(is_value(text) for text in some)}
    glued = 0
    for (g, _), some in shared.items():
        glued += max(len(some & values) - 1, 0)
        if not grids[g].ruled:  # its columns are no more than another guess
            rows = {other.cells[k].row for k in some & values}
            glued += any(other.cells[k].row in rows for k in some - values)
    return glued < 0.2 * max(len(values), 1)
