"""The layout model: what every reader produces and every template reads.

A :class:`Layout` is a document in reading order: headings, paragraphs, list items, footnotes and
tables. Every word knows its :class:`Place` (page and box in a PDF, element path in HTML, line in
text), so that any stretch of text can be quoted with the place it came from.

Coordinates are points (1/72 inch) from the top left corner of the page as displayed; pages count
from 1. Nothing here knows a file format, a language or a template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractors.text import NOWHERE, SOFT_HYPHEN, Line, Place, Text, Word, union

__all__ = [
    "NOWHERE",
    "SOFT_HYPHEN",
    "Block",
    "BlockKind",
    "Cell",
    "Element",
    "Layout",
    "Line",
    "Mark",
    "MarkKind",
    "PageInfo",
    "Place",
    "Problem",
    "Table",
    "Text",
    "Word",
    "assign_sections",
    "distinct",
    "union",
]

BlockKind = Literal["heading", "paragraph", "item", "caption", "footnote"]
MarkKind = Literal["x", "check", "filled", "empty", "star"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign that selects an option: a cross, check mark, filled or empty box, or star.

    It may be a glyph (also a private-use one), a vector drawing or an image; ``glyph`` is the
    character as printed, empty for drawings and images. ``colour`` is ``#rrggbb``, None where it is not known.
    """

    kind: MarkKind
    place: Place
    glyph: str = ""
    colour: str | None = None

    @property
    def selects(self) -> bool:
        """Whether it is a cross, check mark or filled box."""
        return self.kind in ("x", "check", "filled")


@dataclass(slots=True)
class Cell:
    """A table cell with its span, words, marks and fill (``#rrggbb`` or None)."""

    row: int
    col: int
    text: Text = field(default_factory=Text)
    row_span: int = 1
    col_span: int = 1
    is_header: bool = False
    place: Place = NOWHERE
    fill: str | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def marked(self) -> bool:
        """Whether a cross, check mark or filled box stands in the cell."""
        return any(m.selects for m in self.marks)

    @property
    def starred(self) -> bool:
        """Whether a star stands in the cell."""
        return any(m.kind == "star" for m in self.marks)


@dataclass(slots=True)
class Table:
    """A logical table: stitched over page breaks, with every grid position covered by one cell.

    The first ``header_rows`` grid rows are the header. ``section`` is the path of headings above, ``container`` names
    the boxes that hold it.
    """

    cells: list[Cell]
    n_rows: int
    n_cols: int
    header_rows: int = 0
    caption: Text = field(default_factory=Text)
    section: tuple[str, ...] = ()
    ordinal: int = 0
    container: tuple[str, ...] = ()

    def grid(self) -> list[list[Cell | None]]:
        """Return rows by columns; a cell that spans stands at each position it covers."""
        rows: list[list[Cell | None]] = [[None] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.row_span, self.n_rows)):
                for c in range(cell.col, min(cell.col + cell.col_span, self.n_cols)):
                    rows[r][c] = cell
        return rows

    def body(self) -> list[list[Cell | None]]:
        """Return the grid rows below the header."""
        return self.grid()[self.header_rows :]

    def header(self) -> list[tuple[str, ...]]:
        """Return for each column its header words from the top row down, repeats dropped.

        A two-level header over option columns gives ``("Completion", "Limited")``.
        """
        out: list[tuple[str, ...]] = []
        grid = self.grid()[: self.header_rows]
        for col in range(self.n_cols):
            path: list[str] = []
            for row in grid:
                cell = row[col]
                words = str(cell.text) if cell else ""
                if words and (not path or path[-1] != words):
                    path.append(words)
            out.append(tuple(path))
        return out

    @property
    def pages(self) -> tuple[int | None, int | None]:
        """First and last page."""
        pages = [p for cell in self.cells for p in [cell.place.page, *[ln.place.page for ln in cell.text.lines]] if p]
        return (min(pages), max(pages)) if pages else (None, None)


@dataclass(slots=True)
class Block:
    """A heading, paragraph, list item, caption or footnote.

    ``level`` is the heading level (1 is the largest) or the depth of a list item; ``marker`` is the
    printed list marker ("a.", "1.") or footnote number; ``container`` names the boxes that hold it, as in
    :class:`extractors.document.Block`.
    """

    kind: BlockKind
    text: Text
    level: int = 0
    marker: str = ""
    section: tuple[str, ...] = ()
    container: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.text)


Element = Block | Table


@dataclass(slots=True)
class PageInfo:
    """A page's size in points and what reading it met: ``unreadable`` is the share of characters
    without a known letter (unmapped fonts), ``images`` the number of images, ``ocr`` whether
    words came from optical recognition, ``doubtful`` the boxes (x0, top, x1, bottom) of those that may be wrong."""

    number: int
    width: float
    height: float
    characters: int = 0
    unreadable: float = 0.0
    images: int = 0
    ocr: bool = False
    doubtful: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(slots=True)
class Problem:
    """Something the reader met that a person should know, with a stable code."""

    code: str
    message: str
    place: Place = NOWHERE


@dataclass(slots=True)
class Layout:
    """A document in reading order. ``running`` holds the running heads and feet taken out of it.

    ``legend`` holds the words behind coloured signs outside tables, each with the colour (``#rrggbb``).
    """

    media_type: str
    elements: list[Element] = field(default_factory=list)
    pages: list[PageInfo] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    running: list[Text] = field(default_factory=list)
    legend: list[tuple[str, Text]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """All blocks, footnotes included, in reading order."""
        return [e for e in self.elements if isinstance(e, Block)]

    @property
    def tables(self) -> list[Table]:
        """All tables in reading order."""
        return [e for e in self.elements if isinstance(e, Table)]

    def texts(self) -> Iterator[Text]:
        """Yield every text of the document in reading order, cells of tables included."""
        for element in self.elements:
            if isinstance(element, Block):
                yield element.text
            else:
                if element.caption:
                    yield element.caption
                for cell in element.cells:
                    if cell.text:
                        yield cell.text


def distinct(row: Sequence[Cell | None]) -> list[Cell]:
    """Return the cells of a grid row once each, left to right; one that spans stands at several positions."""
    return list({id(c): c for c in row if c is not None}.values())


def assign_sections(elements: Sequence[Element]) -> None:
    """Number the tables from 1 and give every element the path of headings above it."""
    path: list[tuple[int, str]] = []
    ordinal = 0
    for element in elements:
        if isinstance(element, Block) and element.kind == "heading":
            while path and path[-1][0] >= element.level:
                path.pop()
            element.section = tuple(words for _, words in path)
            path.append((element.level, str(element.text)))
            continue
        element.section = tuple(words for _, words in path)
        if isinstance(element, Table):
            ordinal += 1
            element.ordinal = ordinal
