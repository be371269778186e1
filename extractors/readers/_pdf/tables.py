"""The tables of one page: grids with words, marks and fills in their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.layout import Cell, Mark, Place, Text
from extractors.readers._pdf.geometry import SNAP, Grid
from extractors.readers._pdf.grids import find_grids
from extractors.readers._pdf.groups import regrouped
from extractors.readers._pdf.lines import cell_lines
from extractors.readers._pdf.marks import drawn_marks, glyph_marks
from extractors.readers._pdf.middles import with_middles
from extractors.readers._pdf.notes import without_notes
from extractors.readers._pdf.numbers import with_numbers
from extractors.readers._pdf.order import holds_stacks
from extractors.readers._pdf.page import Box, PageContent, Token
from extractors.readers._pdf.spaced import close_gaps
from extractors.readers._pdf.strips import Break
from extractors.readers._pdf.turned import settle_turned
from extractors.readers._pdf.unparted import with_rows
from extractors.readers._pdf.unwalled import with_walls

MIN_FILLED = 0.08
"""A grid with words or signs in a smaller share of its cells is a chart."""


MANY_WORDS = 40
"""Cells of a single row with more words than this are columns of text."""

MIN_TEXT_ROWS = 6
"""A column of at least as many coloured lines may be a box of running text."""


@dataclass(slots=True)
class PageTable:
    """The part of a table that stands on one page, or parts stitched together.

    ``turned`` are the rows with turned words, ``end`` the page and height at which it ends.
    """

    page: int
    xs: list[float]
    ys: list[float]
    cells: list[Cell]
    header_rows: int = 0
    turned: set[int] = field(default_factory=set)
    bare: bool = False
    caption: Text = field(default_factory=Text)
    end: tuple[int, float] = (0, 0.0)

    @property
    def n_rows(self) -> int:
        """Number of grid rows."""
        return len(self.ys) - 1

    @property
    def n_cols(self) -> int:
        """Number of grid columns."""
        return len(self.xs) - 1

    @property
    def box(self) -> Box:
        """The outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def edges(self) -> list[float]:
        """Return the edges of the cells in the last row."""
        return [self.xs[0], *(self.xs[c.col + c.col_span] for c in self.rows()[-1])]

    def rows(self) -> list[list[Cell]]:
        """Return the distinct cells of each row, those that span into it included."""
        out: list[list[Cell]] = [[] for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.row_span):
                out[r].append(cell)
        for row in out:
            row.sort(key=lambda c: c.col)
        return out


def _sort_words(content: PageContent, grids: Sequence[Grid]) -> tuple[list[dict[int, list[Token]]], list[Token]]:
    """Return the words of each grid by cell, and those outside.

    A word that juts over a wall stays in the cell of the words before it.
    """
    inside: list[dict[int, list[Token]]] = [dict(grid.words or {}) for grid in grids]
    outside: list[Token] = []
    boxes = [grid.box for grid in grids]
    last_grid = last_cell = -1
    for token in content.tokens:
        x, y = (token.x0 + token.x1) / 2, (token.top + token.bottom) / 2
        for k, (x0, top, x1, bottom) in enumerate(boxes):
            if x0 <= x <= x1 and top <= y <= bottom:
                if grids[k].words is not None and not token.angle:
                    last_grid = -1
                    break
                cell = grids[k].find(x, y)
                if last_grid == k and last_cell not in (cell, -1) and _juts(token, grids[k].cells[last_cell].box):
                    cell = last_cell
                inside[k].setdefault(cell, []).append(token)
                last_grid, last_cell = k, cell
                break
        else:
            outside.append(token)
            last_grid = -1
    return inside, outside


def _juts(token: Token, box: Box) -> bool:
    """Whether a good part of a word stands in a cell though its middle does not."""
    x0, top, x1, bottom = box
    wide = min(token.x1, x1) - max(token.x0, x0)
    high = min(token.bottom, bottom) - max(token.top, top)
    if wide <= 0 or high <= 0:
        return False
    return wide * high > 0.25 * (token.x1 - token.x0) * (token.bottom - token.top)


def _as_wide(grid: Grid, tables: Sequence[PageTable]) -> bool:
    return any(abs(t.xs[0] - grid.xs[0]) < SNAP and abs(t.xs[-1] - grid.xs[-1]) < SNAP for t in tables)


def _is_last_title(
    grid: Grid, words: dict[int, list[Token]], tables: Sequence[PageTable], rest: Sequence[Token]
) -> bool:
    """Whether a coloured bold cell alone at the end of a page is the title row of a table on the next one.

    It is as wide as a table before it, and no more than the page's foot stands below it.
    """
    if len(grid.cells) != 1 or grid.cells[0].fill is None or not words.get(0):
        return False
    bold = all(t.font.bold for t in words[0])
    below = {round(t.top) for t in rest if t.top > grid.ys[-1]}
    return bold and len(below) <= 1 and _as_wide(grid, tables)


def _is_table(grid: Grid, words: dict[int, list[Token]], marks: int, before: Sequence[PageTable]) -> bool:
    filled = sum(1 for k in words if k >= 0)
    if len(grid.xs) == 2 and any(holds_stacks(tokens) for tokens in words.values()):
        return False  # a card
    if not grid.ruled and holds_stacks([t for tokens in words.values() for t in tokens]):
        return False
    if filled and _as_wide(grid, before):
        return True
    if filled + marks < 2 or filled + marks < MIN_FILLED * len(grid.cells):
        return False
    cols, rows = len(grid.xs) - 1, len(grid.ys) - 1
    if rows == 1 and sum(len(tokens) >= MANY_WORDS for tokens in words.values()) > 1:
        return False  # columns of text on a coloured page
    if cols == 1 and rows >= MIN_TEXT_ROWS:
        starts = [tokens[0].text[:1] for _, tokens in sorted(words.items())]
        if sum(start.islower() for start in starts) > 0.4 * len(starts):
            return False  # lines of running text, each on a colour of its own
    if cols == 1:
        short = all(len(tokens) <= 40 for tokens in words.values())
        return filled >= 3 or (rows >= 2 and filled >= 2 and short)
    return True


def _filled(
    grid: Grid, by_cell: dict[int, list[Token]], drawn: dict[int, list[Mark]], content: PageContent
) -> PageTable:
    """Return the grid with its words and signs."""
    number = content.number
    cells = []
    turned = set()
    for k, spot in enumerate(grid.cells):
        tokens = by_cell.get(k)
        text, marks = Text(), drawn.get(k, [])
        if tokens:
            text = Text(cell_lines(tokens, number))
            marks = glyph_marks(tokens, number, content.color_of) + marks
            if any(t.angle in (90, 270) for t in tokens):
                turned.add(spot.row)
        x0, top, x1, bottom = spot.box
        place = Place(number, round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
        cells.append(
            Cell(
                spot.row,
                spot.col,
                text,
                spot.row_span,
                spot.col_span,
                place=place,
                fill=spot.fill,
                marks=tuple(marks),
            )
        )
    return PageTable(number, grid.xs, grid.ys, cells, turned=turned, bare=grid.bare, end=(number, grid.ys[-1]))


def _trimmed(table: PageTable) -> PageTable:
    """Drop rows at the end that are no more than a coloured stub: no words, no signs, few walls."""
    while table.n_rows > 1:
        last = table.n_rows - 1
        row = [c for c in table.cells if c.row + c.row_span > last]
        colored = sum(c.col_span for c in row if c.fill is not None)
        if any(c.text or c.marks or c.row < last for c in row) or not 0 < colored <= 0.5 * table.n_cols:
            break
        table.cells = [c for c in table.cells if c.row < last]
        table.ys = table.ys[:-1]
    return table


def page_tables(
    content: PageContent, before: Sequence[PageTable] = (), ending: Break | None = None
) -> tuple[list[PageTable], list[Token]]:
    """Return the ruled and filled tables of a page and the words outside of them.

    ``before`` are the tables of the page before: what goes on from one of them may be a single cell. ``ending`` is
    what it ends with.
    """
    close_gaps(content)
    grids = find_grids(content, ending)
    if not grids:
        return [], content.tokens
    words, outside = _sort_words(content, grids)
    tables: list[PageTable] = []
    for drawn_grid, drawn_words in zip(grids, words, strict=True):
        grid, by_cell = drawn_grid, drawn_words
        if drawn_grid.words is None:
            grid, by_cell = with_walls(*regrouped(drawn_grid, drawn_words, content))
            grid, by_cell = with_rows(grid, by_cell)
            grid, by_cell = with_numbers(grid, by_cell, [t.xs for t in (*before, *tables)])
            grid, by_cell = without_notes(grid, by_cell, outside)
        grid, by_cell = with_middles(grid, by_cell)
        drawn = drawn_marks(grid, content, by_cell)
        title = drawn_grid is grids[-1] and _is_last_title(grid, by_cell, [*before, *tables], outside)
        if not title and not _is_table(grid, by_cell, len(drawn), before):
            outside += [token for tokens in by_cell.values() for token in tokens]
            continue
        settle_turned(grid, by_cell, outside)
        tables.append(_trimmed(_filled(grid, by_cell, drawn, content)))
    return tables, outside


def grid_table(grid: Grid, tokens: Sequence[Token], content: PageContent) -> PageTable:
    """Return the table of a grid that holds just these words."""
    by_cell: dict[int, list[Token]] = {}
    for token in tokens:
        cell = grid.find((token.x0 + token.x1) / 2, (token.top + token.bottom) / 2)
        by_cell.setdefault(max(cell, 0), []).append(token)
    return _filled(grid, by_cell, drawn_marks(grid, content, by_cell), content)
