"""Statuses that a table says by colour alone, and the legend that says what the colours mean.

Trackers colour the cell of each commitment and print a legend: a small table of coloured cells with a status beside
each, or statuses on their own colours. Colours are compared as printed; one that stands for two statuses means none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extractors.builder import Spot
from extractors.layout import Cell, Layout, Mark, Table, distinct
from extractors.lexicon import Code, Lexicon
from extractors.parts.statements import Progress


def is_coloured(cell: Cell, row: Sequence[Cell | None]) -> bool:
    """Whether a cell without words or marks has a colour of its own, not that of its row."""
    if cell.text or cell.marks or cell.fill is None:
        return False
    return all(other is cell or other is None or other.fill != cell.fill for other in row)


def say_colour(progress: Progress, table: Table, cell: Cell, label: Spot | None, meanings: Mapping[str, Code]) -> None:
    """Record the status that the legend gives a coloured cell, flagged; without a legend, that it was not understood.

    ``label`` holds words of the row, to quote.
    """
    build = progress.build
    if label is None:
        return
    code = meanings.get(cell.fill or "")
    spot = Spot.marked(table, cell, Mark("filled", cell.place), label.text)
    message = f"a status is said by the colour {cell.fill} alone"
    build.issue(spot, progress.rule, "colour_alone", "warning", message)
    build.assess(
        progress.mention,
        "completion",
        spot,
        progress.rule,
        raw=cell.fill,
        code=code.code if code else None,
        scale=code.scale if code else None,
        null_reason=None if code else "unrecognized",
        phase=progress.phase,
        milestone=progress.milestone,
        flagged=True,
    )


def legend(layout: Layout, lexicon: Lexicon) -> dict[str, Code]:
    """Return what colours mean, by colour, as the tables of the document print it."""
    found: dict[str, Code | None] = {}
    for table in layout.tables:
        for fill, code in _entries(table, lexicon):
            known = found.setdefault(fill, code)
            if known is None or known.code != code.code:
                found[fill] = None
    return {fill: code for fill, code in found.items() if code is not None}


def _entries(table: Table, lexicon: Lexicon) -> Iterator[tuple[str, Code]]:
    """Yield colours with the status printed on them or in the next cell."""
    for row in table.grid():
        cells = distinct(row)
        for cell in cells:
            code = lexicon.code("completion", str(cell.text)) if cell.text and cell.fill else None
            if code and cell.fill:
                yield cell.fill, code
        for cell, beside in pairwise(cells):
            code = lexicon.code("completion", str(beside.text)) if beside.text and not cell.text else None
            if code and cell.fill and beside.fill != cell.fill:
                yield cell.fill, code
