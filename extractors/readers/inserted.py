"""Files inside a document: embedded workbooks and letters, inserted pages, pictures, read where they stand."""

from __future__ import annotations

import contextlib
import html
import io
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from extractors.document import Cell, Document, Table
from extractors.layout import Block, Layout, Line, Mark, PageInfo, Place, Problem, Text
from extractors.layout import Table as LaidOut
from extractors.readers._grid import Grid, RawCell
from extractors.readers._stitch import Part
from extractors.readers.errors import ReadError

Inner: TypeAlias = Callable[[bytes], Document]
"""What reads a file inside a document; it raises ReadError for one that cannot be read."""

_GREY = 24  # how much the channels of a colour may differ where it is none


MARK = "data-recognized"
UNREAD = f'<span {MARK}="unread"></span>'
SAID = "some words of pictures were recognized unsurely"
UNSURE = "recognition_uncertain"
"""Code of the problem that says where words stand that were recognized unsurely."""


def parts_of(data: bytes, path: str, read: Inner, problems: list[Problem]) -> list[Part] | None:
    """Return what a file holds as parts of the document that it is in; None where it cannot be read.

    ``path`` is where it stands: the places of its words begin with it. Where words of a picture may be wrong, a
    problem with that place is added to ``problems``.
    """
    if not data:
        return None
    try:
        document = read(_unwrapped(data))
    except ReadError:
        return None
    problems += _unsure(document, path)
    return list(_placed(document, path)) or None


def _unwrapped(data: bytes) -> bytes:
    """The file in an OLE package ("Package"), where it is a zipped or PDF one stored as a whole."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    for start in (b"PK\x03\x04", b"%PDF-"):
        at = data.find(start)
        if at > 0 and "Package".encode("utf-16-le") in data:
            return data[at:]
    return data


def _placed(document: Document, path: str) -> Iterator[Part]:
    for k, element in enumerate(document.elements, 1):
        box = (f"file#{path}", *element.container) if element.container else ()
        if isinstance(element, Table):
            yield _grid(element, f"{path}/tbl[{k}]" if document.pages else path, box)
        else:
            where = f"{path}/p[{k}]" if document.pages else path
            yield Block(element.kind, _moved(element.text, where), element.level, element.marker, (), box)


def _unsure(document: Document, path: str) -> Iterator[Problem]:
    """Yield the places, as :func:`_placed` names them, of words that may be wrong."""
    said, meets = SAID, _unsure_in(document.pages)
    for k, element in enumerate(document.elements, 1):
        if isinstance(element, Table):
            for cell in element.cells:
                if meets(cell.text):
                    yield Problem(UNSURE, said, Place(locator=f"{path}/tbl[{k}]/r[{cell.row + 1}]/c[{cell.col + 1}]"))
        elif meets(element.text):
            yield Problem(UNSURE, said, Place(locator=f"{path}/p[{k}]"))


def _unsure_in(pages: Iterable[PageInfo]) -> Callable[[Text], bool]:
    """Return the function that tells whether a text holds words that were recognized unsurely."""
    boxes = {page.number: page.doubtful for page in pages if page.doubtful}

    def meets(text: Text) -> bool:
        return any(
            b[0] < p.x1 and p.x0 < b[2] and b[1] < p.bottom and p.top < b[3]
            for p in (line.place for line in text.lines)
            if p.x0 is not None and p.x1 is not None and p.top is not None and p.bottom is not None
            for b in boxes.get(p.page or 0, ())
        )

    return meets


def page_of(layout: Layout) -> str:
    """Return what a picture holds as HTML; what is unsure carries the attribute :data:`MARK`."""
    unsure = _unsure_in(layout.pages)

    def mark(text: Text) -> str:
        return f' {MARK}="unsure"' if unsure(text) else ""

    out = []
    for element in layout.elements:
        if not isinstance(element, LaidOut):
            out.append(f"<p{mark(element.text)}>{html.escape(str(element))}</p>")
            continue
        rows: dict[int, list[str]] = {}
        for cell in sorted(element.cells, key=lambda c: (c.row, c.col)):
            tag = "th" if cell.row < element.header_rows else "td"
            span = f' rowspan="{cell.row_span}" colspan="{cell.col_span}"'
            words = f"<{tag}{span}{mark(cell.text)}>{html.escape(str(cell.text))}</{tag}>"
            rows.setdefault(cell.row, []).append(words)
        caption = f"<caption>{html.escape(str(element.caption))}</caption>" if element.caption else ""
        body = "".join(f"<tr>{''.join(rows.get(r, []))}</tr>" for r in range(element.n_rows))
        out.append(f"<table>{caption}{body}</table>")
    return f"<div>{''.join(out)}</div>" if out else UNREAD


def _moved(text: Text, path: str) -> Text:
    """A text whose places are in the document around it; pages and boxes of the inner file mean nothing there."""
    return Text(Line(line.text, _place(line.place, path), line.size, line.bold) for line in text.lines)


def _place(place: Place, path: str) -> Place:
    return Place(locator=f"{path}/{place.locator}" if place.locator and place.page is None else path)


def _grid(table: Table, path: str, box: tuple[str, ...]) -> Grid:
    known: dict[int, RawCell] = {}
    rows = []
    for row in table.grid:
        line = []
        for cell in row:
            if cell is not None and id(cell) not in known:
                boxed = cell.place.page is not None or any(ln.place.page for ln in cell.text.lines)
                known[id(cell)] = _raw(cell, f"{path}/r[{cell.row + 1}]/c[{cell.col + 1}]" if boxed else path)
            raw = known[id(cell)] if cell is not None else RawCell()
            line.append(raw)
        rows.append(line)
    spans = any(cell.row_span > 1 for cell in table.cells)
    caption = _moved(table.caption, path)
    return Grid(rows, table.header_rows, certain=table.header_rows > 0, caption=caption, spans=spans, container=box)


def _raw(cell: Cell, path: str) -> RawCell:
    place = _place(cell.place, path)
    marks = tuple(Mark(mark.kind, place, mark.glyph) for mark in cell.marks if not mark.glyph)
    return RawCell([_moved(cell.text, path)], cell.row_span, cell.col_span, fill=cell.fill, marks=marks, place=place)


def colour_of(data: bytes) -> str | None:
    """Return the colour that most of a small picture has, as "#rrggbb"; None for a grey one or where none leads."""
    from PIL import Image

    with contextlib.suppress(Exception), Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > 4_000_000:
            return None
        small = image.convert("RGBA").resize((16, 16), Image.Resampling.NEAREST)
        counts: dict[tuple[int, int, int], int] = {}
        pixels = [small.getpixel((x, y)) for x in range(16) for y in range(16)]
        for red, green, blue, alpha in pixels:  # type: ignore[misc]
            if alpha > 128 and max(red, green, blue) - min(red, green, blue) > _GREY:
                counts[red, green, blue] = counts.get((red, green, blue), 0) + 1
        if counts:
            most = max(counts, key=lambda c: counts[c])
            return "#" + "".join(f"{c:02x}" for c in most) if counts[most] * 3 > len(pixels) else None
    return None
