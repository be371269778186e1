"""Pages to one document: running heads out, tables stitched, paragraphs rejoined, headings ranked."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.layout import Block, Element, Table
from extractors.readers._cellkind import is_open
from extractors.readers._pdf.blocks import (
    DocumentStyle,
    Draft,
    caption_of,
    heading_key,
    make_block,
    page_drafts,
)
from extractors.readers._pdf.headers import find_header_rows, take_title_row, widen_title_row
from extractors.readers._pdf.regrid import joined
from extractors.readers._pdf.running import PageFlow
from extractors.readers._pdf.stitch import continues, glue
from extractors.readers._pdf.tables import PageTable

DEEPEST = 9
"""The lowest level of headings: a document of many looks has more than HTML's six."""

_TERMINAL = (".", "!", "?", ":", ";")
_Piece = Draft | PageTable


def assemble(pages: Sequence[PageFlow], style: DocumentStyle) -> list[Element]:
    """Return the elements of the document in reading order."""
    pieces = joined(_joined_pieces(pages, style))
    blocks: list[tuple[Block, Draft] | PageTable] = [
        piece if isinstance(piece, PageTable) else (make_block(piece, style), piece) for piece in pieces
    ]
    _rank_headings([b for b in blocks if not isinstance(b, PageTable)])
    elements: list[Element] = []
    for block in blocks:
        elements.append(_table(block) if isinstance(block, PageTable) else block[0])
    _attach_captions(elements)
    return elements


def _joined_pieces(pages: Sequence[PageFlow], style: DocumentStyle) -> list[_Piece]:
    """Return drafts and tables of all pages, those that a page break cut joined again."""
    out: list[_Piece] = []
    last: int | None = None  # index of the last piece that is not a note
    fresh = True
    for page in pages:
        fresh = True
        for draft in page_drafts(page, style):
            if isinstance(draft, Draft):
                if draft.kind != "footnote":
                    previous = out[last] if last is not None and (fresh or draft.opens) else None
                    if isinstance(previous, Draft) and _same_paragraph(previous, draft):
                        previous.lines += draft.lines
                        fresh = False
                        continue
                    last = len(out)
                    fresh = False
                out.append(draft)
                continue
            table = draft.table
            if table is None:
                continue
            take_title_row(table)
            widen_title_row(table)
            table.header_rows = find_header_rows(table)
            for cell in table.cells:
                cell.is_header = cell.row < table.header_rows
            before = out[last] if last is not None else None
            if isinstance(before, PageTable) and last is not None:
                if fresh and continues(before, table):
                    out[last] = _glued(before, table)
                    fresh = False
                    continue
                if not fresh and last == len(out) - 1 and _same_page_rest(before, table):
                    out[last] = _glued(before, table)
                    continue
            last = len(out)
            fresh = False
            out.append(table)
    return out


def _glued(first: PageTable, second: PageTable) -> PageTable:
    """Stitch two parts; where the first ended in its header, look for the header again."""
    short = first.header_rows >= first.n_rows or (first.header_rows == 0 and first.n_rows <= 2)
    table = glue(first, second)
    if short:
        table.header_rows = find_header_rows(table)
    for cell in table.cells:
        cell.is_header = cell.row < table.header_rows
    return table


def _same_page_rest(first: PageTable, second: PageTable) -> bool:
    """Whether a grid right below another is its rest behind an empty row.

    A matrix of marks with the same columns, no header or title row of its own, and a gap of about a
    line.
    """
    if first.end[0] != second.page or first.n_cols < 5 or first.n_cols != second.n_cols:
        return False
    if not all(any(c.marked for row in part.rows()[-2:] for c in row) for part in (first, second)):
        return False
    if second.header_rows or not 0 <= second.ys[0] - first.end[1] <= 24:
        return False
    return continues(first, second)


def _same_paragraph(before: Draft, draft: Draft) -> bool:
    """Whether the first paragraph of a page goes on from the last one before it."""
    if before.listing or draft.kind != "paragraph":
        return False
    last, line = before.lines[-1], draft.lines[0]
    if abs(last.size - line.size) > 0.1 * line.size or last.bold != line.bold:
        return False
    start = next((c for c in line.text if c.isalnum()), "")
    return (start.islower() and not last.text.endswith(_TERMINAL)) or (last.text[-1:].isalpha() and is_open(last.text))


def _rank_headings(blocks: Sequence[tuple[Block, Draft]]) -> None:
    """Give headings their level by the rank of their look."""
    headings = [(block, draft) for block, draft in blocks if block.kind == "heading"]
    looks = sorted({heading_key(draft.lines) for _, draft in headings}, reverse=True)
    rank = {look: min(i + 1, DEEPEST) for i, look in enumerate(looks)}
    for block, draft in headings:
        block.level = rank[heading_key(draft.lines)]


def _table(part: PageTable) -> Table:
    for cell in part.cells:
        cell.is_header = cell.row < part.header_rows
    cells = sorted(part.cells, key=lambda c: (c.row, c.col))
    return Table(cells, part.n_rows, part.n_cols, part.header_rows, caption=part.caption)


def _attach_captions(elements: Sequence[Element]) -> None:
    """Give each table the caption before it, or the one right below it."""
    for i, element in enumerate(elements):
        if not isinstance(element, Table) or element.caption:
            continue
        for j in range(i - 1, max(i - 5, -1), -1):
            other = elements[j]
            if isinstance(other, Table) or other.kind == "heading":
                break
            if other.kind == "caption" and caption_of(str(other.text)):
                element.caption = other.text
                break
        if not element.caption and i + 1 < len(elements):
            below = elements[i + 1]
            after = elements[i + 2] if i + 2 < len(elements) else None
            is_caption = isinstance(below, Block) and below.kind == "caption" and caption_of(str(below.text))
            if is_caption and isinstance(below, Block) and not isinstance(after, Table):
                element.caption = below.text
