"""Every table of a document as a record, cell by cell, with the rules that took values from it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.document import Table
from extractors.records import CellRecord, TableRecord


def table_record(table: Table, used_by: Sequence[str], caption: str | None = None) -> TableRecord:
    """Return a table as read; ``used_by`` names the rules that took values from it."""
    first, last = table.pages
    return TableRecord(
        ordinal=table.ordinal,
        caption=str(table.caption) or caption,
        page_first=first,
        page_last=last,
        n_rows=table.n_rows - table.header_rows,
        n_cols=table.n_cols,
        header=[" / ".join(path) for path in table.header] if table.header_rows else [],
        used_by=list(used_by),
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
