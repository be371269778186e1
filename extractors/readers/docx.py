"""The reader of Word documents (.docx). A place is the paragraph or cell: ``p[12]``, ``tbl[2]/r[3]/c[1]``."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
from docx.document import Document

from extractors.layout import Block, BlockKind, Layout, Line, Place, Text
from extractors.readers._cellkind import is_caption
from extractors.readers._docxwords import Element, Numbering, Outline, lines_of, qn
from extractors.readers._grid import Grid, RawCell, expand
from extractors.readers._headings import mark_headings
from extractors.readers._lines import NOTE, Setting
from extractors.readers._stitch import Part, assemble
from extractors.readers._xlsx import check_archive
from extractors.readers.errors import ReadError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAX_NESTED = 8
_LONG_BOLD = 220


def read(data: bytes) -> Layout:
    """Read a Word document: text, tables with merged cells, check boxes, footnotes; heads and feet are running.

    Raises:
        ReadError: ``corrupt`` where it cannot be opened, ``too_large`` where it unpacks to more than is safe,
            ``no_text`` where it holds no words.
    """
    check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as error:  # python-docx raises whatever its XML parser and package reader meet
        raise ReadError("corrupt", f"The Word document cannot be opened: {error}") from error
    layout = Layout(MEDIA_TYPE)
    properties = document.core_properties
    for key, value in (("title", properties.title), ("author", properties.author), ("language", properties.language)):
        if value:
            layout.metadata[key] = str(value)
    walker = _Walker(document)
    walker.body(document.element.body, "")
    if not any(isinstance(part, Block) and part.kind == "heading" for part in walker.parts):
        mark_headings(walker.parts, Setting())
    layout.running = [*_running(document), *walker.hidden]
    layout.elements = assemble(walker.parts, layout.problems)
    if not layout.elements:
        raise ReadError("no_text", "The Word document holds no words")
    return layout


class _Walker:
    """Walks down the body and makes blocks and grids; paragraphs and tables are counted as they stand."""

    def __init__(self, document: Document) -> None:
        self.parts: list[Part] = []
        self.hidden: list[Text] = []
        self.outline = Outline(document)
        self.numbering = Numbering(document)
        self.notes = _footnotes(document)
        self.level = 0

    def body(self, element: Element, path: str, nested: int = 0) -> None:
        """Read what stands in a body, cell or text box."""
        paragraphs = tables = 0
        for child in _content(element):
            if child.tag == qn("w:p"):
                paragraphs += 1
                self._paragraph(child, f"{path}p[{paragraphs}]")
            elif nested < _MAX_NESTED:
                tables += 1
                self._table(child, f"{path}tbl[{tables}]", nested)

    def _paragraph(self, element: Element, path: str) -> None:
        place = Place(locator=path)
        shown, hidden = lines_of(element, place)
        if hidden:
            self.hidden.append(Text(hidden))
        text = Text(shown)
        if text:
            self._block(element, text)
        for number in _note_references(element):
            if note := self.notes.get(number):
                self.parts.append(Block("footnote", note, marker=str(number)))
        for box in _boxes(element):
            self.body(box, f"{path}/")

    def _block(self, element: Element, text: Text) -> None:
        words = str(text)
        level = self.outline.level(element)
        marker, depth = self.numbering.marker(element)
        kind: BlockKind = "paragraph"
        if is_caption(words):
            kind, marker = "caption", ""
        elif level:
            kind, self.level = "heading", level
        elif match := NOTE.match(words):
            kind, marker, text = "footnote", match["bracket"] or "", text.slice(match.start("rest"))
        elif marker:
            kind, level = "item", depth
        elif text.bold and len(words) <= _LONG_BOLD and not words.endswith(":"):
            kind, level = "heading", (self.level or 1) + 1
        self.parts.append(Block(kind, text, level, marker))

    def _table(self, element: Element, path: str, nested: int) -> None:
        rows: list[list[RawCell]] = []
        above: dict[int, RawCell] = {}
        header = 0
        inner: list[Part] = []
        for r, row in enumerate(_children(element, "w:tr"), 1):
            cells, starts = self._row(row, f"{path}/r[{r}]", above, inner, nested)
            above = starts
            header += header == len(rows) and row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
            rows.append(cells)
        header = header if header < len(rows) else 0
        spans = any(cell.row_span > 1 for row in rows[header:] for cell in row)
        grid = Grid(expand(rows), header, certain=header > 0, spans=spans)
        if grid.rows:
            self.parts.append(grid)
        self.parts.extend(inner)

    def _row(
        self, row: Element, path: str, above: dict[int, RawCell], inner: list[Part], nested: int
    ) -> tuple[list[RawCell], dict[int, RawCell]]:
        """Read a row; a cell that goes on from the row above makes that one longer."""
        cells: list[RawCell] = []
        starts: dict[int, RawCell] = {}
        col = _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
        cells.extend(RawCell() for _ in range(col))
        for c, element in enumerate(_children(row, "w:tc"), 1):
            properties = element.find(qn("w:tcPr"))
            span = _number(properties.find(qn("w:gridSpan")) if properties is not None else None, 1)
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            if merge is not None and merge.get(qn("w:val"), "continue") == "continue" and col in above:
                cell = above[col]
                cell.row_span += 1
            else:
                cell = self._cell(element, f"{path}/c[{c}]", inner, nested)
                cell.col_span = span
                cells.append(cell)
            starts[col] = cell
            col += span
        return cells, starts

    def _cell(self, element: Element, path: str, inner: list[Part], nested: int) -> RawCell:
        kept, self.parts = self.parts, []
        self.body(element, f"{path}/", nested + 1)
        own, self.parts = self.parts, kept
        place = Place(locator=path)
        paras = [
            Text(Line(line.text, place, line.size, line.bold) for line in part.text.lines)
            for part in own
            if isinstance(part, Block) and part.kind != "footnote"
        ]
        inner.extend(part for part in own if not isinstance(part, Block) or part.kind == "footnote")
        shade = element.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
        fill = shade.get(qn("w:fill"), "") if shade is not None else ""
        colour = f"#{fill.lower()}" if re.fullmatch(r"[0-9A-Fa-f]{6}", fill) and fill.upper() != "FFFFFF" else None
        return RawCell(paras, fill=colour, place=place)


def _content(element: Element) -> Iterator[Element]:
    """The paragraphs and tables of a body, those inside content controls and insertions included."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
            yield from _content(child)


def _children(element: Element, name: str) -> Iterator[Element]:
    for child in element:
        if child.tag == qn(name):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _children(child, name)


def _number(element: Element | None, default: int) -> int:
    value = element.get(qn("w:val"), "") if element is not None else ""
    return min(int(value[:9]), 200) if value.isdecimal() else default


def _boxes(paragraph: Element) -> list[Element]:
    """The text boxes anchored in a paragraph; of the two copies that Word keeps the first. Boxes within boxes are
    those of the inner paragraphs."""
    return [box for box in paragraph.iter(qn("w:txbxContent")) if not _within_another(box, paragraph)]


def _within_another(box: Element, paragraph: Element) -> bool:
    below = True
    for above in box.iterancestors():
        below = below and above is not paragraph
        if above.tag == qn("mc:Fallback") or (below and above.tag == qn("w:txbxContent")):
            return True
    return False


def _note_references(paragraph: Element) -> list[int]:
    values = (ref.get(qn("w:id"), "") for ref in paragraph.iter(qn("w:footnoteReference")))
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]


def _footnotes(document: Document) -> dict[int, Text]:
    """The footnotes of a document by their id, from the part that python-docx does not read."""
    out: dict[int, Text] = {}
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith("/footnotes"):
            continue
        root = docx.oxml.parse_xml(relation.target_part.blob)
        for note in root.iter(qn("w:footnote")):
            number = note.get(qn("w:id"), "")
            lines = [line for p in note.iter(qn("w:p")) for line in lines_of(p, Place(locator=f"note[{number}]"))[0]]
            if number.isdecimal() and len(number) < 10 and lines:
                out[int(number)] = Text(lines)
    return out


def _running(document: Document) -> list[Text]:
    out: list[Text] = []
    for section in document.sections:
        for part in (section.header, section.footer):
            if part.is_linked_to_previous:
                continue
            for paragraph in part.paragraphs:
                words = " ".join(paragraph.text.split())
                if words:
                    out.append(Text.of(words))
    return out
