"""The document as the road sees it: what every backend makes and every later stage reads.

A :class:`Document` is a list of elements in reading order. A :class:`Block` is one paragraph-like stretch of words with
its styled runs; a :class:`Table` is a grid of cells. Everything is frozen: a stage makes new values, it changes none.

Coordinates are points (1/72 inch) from the top left corner of the page; pages, lines and list depths count from 1.
Nothing here knows a file format, a language or a family of documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from extractors.layout import Mark, PageInfo, Problem
from extractors.text import NOWHERE, Place, Text

__all__ = ["NOWHERE", "PLAIN", "Block", "Cell", "Document", "Element", "Mark", "Run", "Style", "Table", "Text"]

BlockKind = Literal["heading", "paragraph", "item", "caption", "footnote"]


@dataclass(frozen=True, slots=True)
class Style:
    """How words look. ``size`` in points, 0 where the medium has none; ``colour`` is ``#rrggbb``, None for the
    document's usual colour; ``caps`` means shown in capitals."""

    size: float = 0.0
    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str | None = None
    caps: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch ``str(text)[start:end]`` in one style.

    ``tag`` names the inline element that holds it ("span.badge", "strong", "progress", "svg", "dropdown"), so that
    badges, chips, numerals and meters beside a title can be told from the title; empty for plain text.
    """

    start: int
    end: int
    style: Style = PLAIN
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, caption or footnote.

    Args:
        kind: What the medium says it is; a paragraph that only looks like a heading stays a paragraph.
        text: The words as printed, without the list marker.
        runs: The styled runs in order, covering the text; empty means one plain run.
        level: The level of a heading (1 is the largest) or the depth of a list item (from 1); 0 otherwise.
        marker: The printed or counted list marker ("1.", "a)", "•") or footnote number.
        container: The boxes that hold it, outermost first, each "kind#n" unique in the document: "card#3" (a card,
            article, list entry with content of its own), "details#2", "tab#1", "section#4", "list#7", "aside#1",
            "form#1", "sheet#2". Blocks of one box share the prefix.
        marks: Check marks, crosses and stars in it that are no letters.
    """

    kind: BlockKind
    text: Text
    runs: tuple[Run, ...] = ()
    level: int = 0
    marker: str = ""
    container: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. ``blocks`` are its paragraphs, items and headings where it holds more than one.

    ``text`` is all of its words. ``fill`` is ``#rrggbb`` or None. ``is_header`` is what the medium says (``<th>``,
    a repeated header row); who heads what is decided by the stage ``tables``.
    """

    row: int
    col: int
    text: Text = field(default_factory=Text)
    row_span: int = 1
    col_span: int = 1
    is_header: bool = False
    place: Place = NOWHERE
    fill: str | None = None
    marks: tuple[Mark, ...] = ()
    runs: tuple[Run, ...] = ()
    blocks: tuple[Block, ...] = ()

    def __str__(self) -> str:
        return str(self.text)

    @property
    def marked(self) -> bool:
        """Whether a cross, check mark or filled box stands in the cell."""
        return any(m.selects for m in self.marks)


@dataclass(frozen=True)
class Table:
    """A grid of cells; every position is covered by one cell.

    ``header_rows`` counts the first rows that name columns. ``sheet`` is the name of a workbook's sheet.
    ``hidden`` says that the medium hides it (a hidden sheet).
    """

    cells: tuple[Cell, ...]
    n_rows: int
    n_cols: int
    header_rows: int = 0
    caption: Text = field(default_factory=Text)
    container: tuple[str, ...] = ()
    ordinal: int = 0
    sheet: str | None = None
    hidden: bool = False

    @cached_property
    def grid(self) -> tuple[tuple[Cell | None, ...], ...]:
        """Rows by columns; a cell that spans stands at each position it covers."""
        rows: list[list[Cell | None]] = [[None] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.row_span, self.n_rows)):
                for c in range(cell.col, min(cell.col + cell.col_span, self.n_cols)):
                    rows[r][c] = cell
        return tuple(map(tuple, rows))

    @cached_property
    def header(self) -> tuple[tuple[str, ...], ...]:
        """For each column its header words from the top row down, repeats dropped."""
        out: list[tuple[str, ...]] = []
        for col in range(self.n_cols):
            path: list[str] = []
            for row in self.grid[: self.header_rows]:
                cell = row[col]
                words = str(cell.text) if cell else ""
                if words and (not path or path[-1] != words):
                    path.append(words)
            out.append(tuple(path))
        return tuple(out)

    @property
    def pages(self) -> tuple[int | None, int | None]:
        """First and last page."""
        pages = [p for c in self.cells for p in [c.place.page, *[ln.place.page for ln in c.text.lines]] if p]
        return (min(pages), max(pages)) if pages else (None, None)


Element = Block | Table


@dataclass(frozen=True)
class Document:
    """A document in reading order.

    ``furniture`` holds what stands around it: running heads and feet, navigation, page chrome. ``metadata`` holds what
    the file says of itself: ``title``, ``author``, ``published`` (ISO date), ``modified``, ``language``, ``address``
    (canonical URL), ``site`` (name of the site), as far as given. ``legend`` holds the words behind coloured signs
    outside tables, each with its colour (``#rrggbb``).
    """

    media_type: str
    elements: tuple[Element, ...] = ()
    pages: tuple[PageInfo, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    furniture: tuple[Text, ...] = ()
    problems: tuple[Problem, ...] = ()
    legend: tuple[tuple[str, Text], ...] = ()

    @property
    def blocks(self) -> list[Block]:
        """All blocks in reading order."""
        return [e for e in self.elements if isinstance(e, Block)]

    @property
    def tables(self) -> list[Table]:
        """All tables in reading order."""
        return [e for e in self.elements if isinstance(e, Table)]

    def texts(self) -> Iterator[Text]:
        """Yield every text in reading order, cells of tables included."""
        for element in self.elements:
            if isinstance(element, Block):
                yield element.text
            else:
                if element.caption:
                    yield element.caption
                for cell in element.cells:
                    if cell.text:
                        yield cell.text
