"""The thresholds by which tables are found among the words of a page, in one place.

Lengths are points where the name says so, else multiples of the font size (em); shares are 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableSettings:
    """What counts as a column, a row, a head and a table. Each names the kind of document that taught it."""

    snap: float = 3.0
    """Points: rules nearer to each other are one (frames drawn cell by cell by office programs)."""

    cell_gap: float = 0.85
    """em: words of a line further apart stand in two cells (statistical tables in small type)."""

    marker_gap: float = 3.5
    """em: the marker of a list stands no further before its words (boxes to tick beside options)."""

    strip: float = 0.8
    """em: a strip that stays white over few lines, or beside words, parts columns from this width on."""

    narrow_strip: float = 0.22
    """em: the same between two columns of numbers (tables of ten columns on an upright page)."""

    few_lines: int = 6
    """Lines: below it a strip has to be wider to count (chance gaps between words of prose)."""

    crossed: float = 0.04
    """Share of the lines that may have a word across a strip (an over-long name of a row)."""

    sparse: float = 0.12
    """Share of the lines in which a column must hold something, else it is a note sign of its neighbour."""

    leading: float = 3.4
    """em: lines of one table stand no further apart (groups of rows parted by an empty line)."""

    min_rows: int = 3
    """Lines with cells that a table without any drawing has at least."""

    label_lines: int = 3
    """Lines in a row that hold no more than a label between the rows of a table."""

    label_words: int = 11
    """Words: a line between rows with more is no label but running text."""

    prose_words: int = 7
    """Words: a cell with more is a sentence; a page's two columns of text are cells of sentences."""

    aligned_points: float = 2.5
    """Points: cells of a column begin, end or have their middle no further apart."""

    aligned: float = 0.6
    """Share of the cells of a column that keep an edge in common."""

    head_lines: int = 9
    """Lines: a head is no taller (heads of narrow columns, one word a line)."""

    head_gap: float = 1.7
    """em: lines of a head stand no further apart where no rule is drawn above."""

    head_space: float = 1.25
    """Times the other spaces of a head's line: a space at a wall as wide parts two heads ("Less than 10 15 to 20")."""

    parted: float = 1.6
    """Times the usual distance of lines: where more columns show on both sides of such a gap, two tables meet."""

    full_rule: float = 0.85
    """Share of a table's width along which a rule runs to part its rows or to bound it."""

    tight: float = 1.18
    """Times the least distance of lines: lines of one cell stand no further apart."""

    chart_marks: int = 6
    """Rules: a page with fewer has no chart."""

    chart_even: float = 0.06
    """Share by which the steps of a scale may differ."""

    chart_tick: float = 6.0
    """Points: ticks of an axis are no longer."""

    in_chart: float = 0.5
    """Share of a table's place from which on it is a part of a chart."""

    page_frame: float = 0.35
    """Share of the page that the cell of a frame takes at least."""

    page_edge: float = 0.035
    """Times the width of the page: a frame of the page comes as near to two of its edges."""

    frame_words: float = 0.75
    """Share of the words of a frame that stand in that one cell."""

    spanner: float = 0.35
    """Times the usual width of a column: the middle of a head that binds columns is no further from theirs."""

    held: float = 0.6
    """Share of the cells that alignment shows which a drawn table holds, else it is a part of the table."""

    whole: float = 0.6
    """Share of the height of a walled table below which what alignment shows of it is only a part."""

    coarser: float = 0.1
    """Share of the cells that reach over several columns of a drawn table, from which on that is the finer one."""

    glued: float = 0.2
    """Share of the values that share a cell of a drawn table, from which on its cells are too large."""

    glued_free: float = 0.05
    """The same for a drawn table without walls, the columns of which are no more than a guess."""

    cut: float = 0.05
    """Share of the cells cut by a table drawn without walls, from which on its rows are wrong."""

    merged: float = 0.02
    """Share of the cells that hold several drawn ones, from which on these are no empty strips of a word processor."""

    hollow: float = 0.6
    """Share of a drawn table's columns that hold words, up to which the others are mere margins of cells."""

    sure: float = 4.0
    """Score from which alignment shows the rows better than colours do."""

    values: float = 2.5
    """Score where all cells behind the first column are numbers."""

    certain: float = 6.0
    """Score from which, for a table of numbers, alignment stands against a drawn table without walls."""

    accept: float = 3.0
    """Score from which a candidate that nothing is drawn for is a table."""


SETTINGS = TableSettings()
"""The settings in use."""
