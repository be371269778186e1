"""Hand-made layouts for tests of the parts that read them: a grid written as text."""

from __future__ import annotations

from extractors import road
from extractors.backends.adapter import from_layout
from extractors.builder import Builder
from extractors.claims.figures import figures, with_headings
from extractors.claims.process import process
from extractors.consistency import review
from extractors.layout import (
    Block,
    BlockKind,
    Cell,
    Element,
    Layout,
    Mark,
    MarkKind,
    Place,
    Table,
    Text,
    assign_sections,
)
from extractors.lexicon import Lexicon
from extractors.marks import MARKS
from extractors.records import Identity, Phase
from extractors.resolve.figures import put_figures
from extractors.resolve.resolve import Collector, resolve

COLUMN, ROW = 20.0, 10.0


def place(row: float, col: int, rows: float = 1, cols: int = 1, page: int = 1) -> Place:
    """Return the box of a grid position, 20 points wide and 10 high."""
    return Place(page, col * COLUMN, row * ROW, (col + cols) * COLUMN, (row + rows) * ROW)


def table(rows: list[str], header_rows: int = 0, pages: dict[int, int] | None = None, fills: str = "") -> Table:
    """Return a table from rows such as ``"A | B | <"``.

    ``<`` continues the cell on the left, ``^`` the cell above. A mark of :mod:`extractors.marks` is a
    mark; ``*1`` before words is the star of a row title. ``fills`` maps ``!`` cells to a colour.
    """
    grid: list[list[Cell]] = []
    cells: list[Cell] = []
    for r, line in enumerate(rows):
        row: list[Cell] = []
        for c, raw in enumerate(w.strip() for w in line.split("|")):
            if raw == "<":
                row[-1].col_span = c + 1 - row[-1].col
                row.append(row[-1])
                continue
            if raw == "^":
                above = grid[-1][c]
                above.row_span = r + 1 - above.row
                row.append(above)
                continue
            cell = _cell(raw, r, c, (pages or {}).get(r, 1), fills)
            cells.append(cell)
            row.append(cell)
        grid.append(row)
    for cell in cells:
        cell.is_header = cell.row < header_rows
        page = cell.place.page or 1
        cell.place = place(cell.row, cell.col, cell.row_span, cell.col_span, page)
    return Table(cells, len(grid), len(grid[0]), header_rows, ordinal=1)


def _cell(raw: str, r: int, c: int, page: int, fills: str) -> Cell:
    where = place(r, c, page=page)
    if raw == "!":
        return Cell(r, c, place=where, fill=fills)
    kind: MarkKind | None = MARKS.get(raw)
    marks = (Mark(kind, where, raw),) if kind else ()
    if raw[:1] in ("✪", "★"):
        marks = (Mark("star", where, raw[0]),)
    return Cell(r, c, Text.of(raw, where), place=where, marks=marks)


def block(words: str, kind: BlockKind = "paragraph", level: int = 0, marker: str = "") -> Block:
    """Return a one-line block."""
    return Block(kind, Text.of(words, Place(locator="L1")), level, marker)


def layout(*elements: Element) -> Layout:
    """Return a layout with its sections assigned."""
    out = Layout("text/plain", list(elements))
    assign_sections(out.elements)
    return out


def builder(*elements: Element, phase: Phase | None = None, start: int = 2015, language: str = "en") -> Builder:
    """Return a builder for a layout of an IRM report about ``CL-2015``."""
    identity = Identity(
        doc_type="irm_end_of_term_report",
        assessor="irm",
        country_code="CL",
        plan_start=start,
        language=language,
        phase=phase,
    )
    return Builder(layout(*elements), identity, Lexicon())


def put_boxes(build: Builder) -> None:
    """Read the boxes of key figures of a builder's layout into it."""
    elements = with_headings(from_layout(build.layout).elements)
    put_figures(build, [*figures(elements, build.lexicon), *process(elements)])


def read_report(build: Builder) -> Builder:
    """Return a builder with what the road reads in a builder's layout, which is a report of the IRM."""
    document = from_layout(build.layout)
    made = Collector(document, build.identity, Lexicon())  # type: ignore[arg-type]
    resolve(build.identity, road.held(document, road.segment(document), build.identity, made.lexicon), made)
    review(made)
    return made
