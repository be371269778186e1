"""The old readers' layouts as documents of the road, for media whose backend has not moved yet."""

from __future__ import annotations

from extractors import layout as old
from extractors.document import Block, Cell, Document, Element, Run, Style, Table
from extractors.text import Text


def runs_of(text: Text) -> tuple[Run, ...]:
    """Return the styled runs of a text whose lines know their size and weight."""
    if not text.lines:
        return ()
    joined, starts = text._joined
    out: list[Run] = []
    for line, start, end in zip(text.lines, starts, [*starts[1:], len(joined)], strict=True):
        looks = line.looks or ((0, line.bold, False),)
        for (at, bold, under), until in zip(looks, [*[a for a, _, _ in looks[1:]], end - start], strict=True):
            style = Style(size=round(line.size * 2) / 2, bold=bold, underline=under, caps=line.text.isupper())
            if out and out[-1].style == style:
                out[-1] = Run(out[-1].start, start + until, style)
            elif until > at:
                out.append(Run(start + at, start + until, style))
    return tuple(out)


def _table(table: old.Table) -> Table:
    cells = tuple(
        Cell(
            c.row,
            c.col,
            c.text,
            c.row_span,
            c.col_span,
            c.is_header,
            c.place,
            c.fill,
            tuple(c.marks),
            runs_of(c.text),
        )
        for c in table.cells
    )
    return Table(cells, table.n_rows, table.n_cols, table.header_rows, table.caption, table.container, table.ordinal)


def _block(block: old.Block) -> Block:
    return Block(block.kind, block.text, runs_of(block.text), block.level, block.marker, block.container)


def from_layout(layout: old.Layout) -> Document:
    """Return a layout of the old readers as a document."""
    elements: list[Element] = [_table(e) if isinstance(e, old.Table) else _block(e) for e in layout.elements]
    return Document(
        layout.media_type,
        tuple(elements),
        tuple(layout.pages),
        dict(layout.metadata),
        tuple(layout.running),
        tuple(layout.problems),
        tuple(layout.legend),
    )


def to_layout(document: Document) -> tuple[old.Layout, dict[int, old.Element]]:
    """Return a document in the old readers' types, and its elements there by the identity (``id``) of the road's."""
    layout = old.Layout(document.media_type, pages=list(document.pages))
    by: dict[int, old.Element] = {}
    for element in document.elements:
        if isinstance(element, Table):
            cells = [
                old.Cell(c.row, c.col, c.text, c.row_span, c.col_span, c.is_header, c.place, c.fill, c.marks)
                for c in element.cells
            ]
            made: old.Element = old.Table(
                cells, element.n_rows, element.n_cols, element.header_rows, element.caption, (), element.ordinal,
                element.container,
            )  # fmt: skip
        else:
            made = old.Block(element.kind, element.text, element.level, element.marker, (), element.container)
        by[id(element)] = made
        layout.elements.append(made)
    ordinals = [t.ordinal for t in layout.tables]
    old.assign_sections(layout.elements)
    for table, ordinal in zip(layout.tables, ordinals, strict=True):
        table.ordinal = ordinal
    return layout, by
