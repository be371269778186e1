"""Where a template read something, and the record of a table as read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.layout import NOWHERE, Block, Cell, Mark, Place, Table, Text, union
from extractors.records import CellRecord, TableRecord


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was read: a stretch of a text, with the element it belongs to.

    ``mark`` is set when the statement is a mark in a cell; a drawn mark has no words of its own, so
    ``beside`` (the words of its row) is quoted, in a box that reaches to the mark.
    """

    text: Text
    start: int = 0
    end: int | None = None
    section: tuple[str, ...] = ()
    table: Table | None = None
    cell: Cell | None = None
    mark: Mark | None = None
    beside: Text | None = None

    @classmethod
    def of(cls, block: Block, start: int = 0, end: int | None = None) -> Spot:
        """Return the spot of a stretch of a block."""
        section = (*block.section, str(block.text)) if block.kind == "heading" else block.section
        return cls(block.text, start, end, section)

    @classmethod
    def within(cls, table: Table, cell: Cell, start: int = 0, end: int | None = None) -> Spot:
        """Return the spot of a stretch of a cell's words."""
        return cls(cell.text, start, end, table.section, table, cell)

    @classmethod
    def marked(cls, table: Table, cell: Cell, mark: Mark, beside: Text) -> Spot:
        """Return the spot of a mark; ``beside`` holds the words of its row."""
        return cls(cell.text, 0, None, table.section, table, cell, mark, beside)

    def words(self) -> str:
        """Return the words of the spot."""
        return str(self.text)[self.start : self.end].strip()

    def quote(self) -> tuple[str, Place]:
        """Return the words to quote and their place."""
        if self.mark is not None:
            if self.mark.glyph:
                return self.mark.glyph, self.mark.place
            words, place = self.beside.quote() if self.beside else ("", NOWHERE)
            # Words on another page than the mark cannot share its box.
            return words, union([place, self.mark.place]) if place.page == self.mark.place.page else place
        return self.text.quote(self.start, self.end)


def cut(value: Spot, end: int, start: int = 0) -> Spot:
    """Return the stretch of a spot whose words are ``value.words()[start:end]``."""
    text = str(value.text)[value.start : value.end]
    lead = len(text) - len(text.lstrip())
    return replace(value, start=value.start + lead + start, end=value.start + lead + end)


def table_record(table: Table, used_by: list[str]) -> TableRecord:
    """Return a table as read, cell by cell; ``used_by`` names the rules that took values from it."""
    first, last = table.pages
    return TableRecord(
        ordinal=table.ordinal,
        caption=str(table.caption) or None,
        page_first=first,
        page_last=last,
        n_rows=table.n_rows - table.header_rows,
        n_cols=table.n_cols,
        header=[" / ".join(path) for path in table.header()] if table.header_rows else [],
        used_by=used_by,
        cells=[
            CellRecord(
                row=c.row,
                col=c.col,
                row_span=c.row_span,
                col_span=c.col_span,
                is_header=c.is_header,
                text=str(c.text) or "".join(m.glyph or f"[{m.kind}]" for m in c.marks),
                page=c.place.page,
                x0=c.place.x0,
                top=c.place.top,
                x1=c.place.x1,
                bottom=c.place.bottom,
            )
            for c in table.cells
        ],
    )
