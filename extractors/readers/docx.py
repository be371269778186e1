"""The reader of Word documents (.docx). A place is the paragraph or cell: ``p[12]``, ``tbl[2]/r[3]/c[1]``."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
from docx.document import Document

from extractors.layout import Block, BlockKind, Layout, Line, Place, Problem, Text
from extractors.readers import inserted
from extractors.readers._cellkind import is_caption
from extractors.readers._docxwords import Element, Numbering, Outline, lines_of, number_in, qn
from extractors.readers._grid import Grid, RawCell, expand
from extractors.readers._legend import say_colours
from extractors.readers._lines import NOTE
from extractors.readers._package import plain
from extractors.readers._stitch import Part, assemble
from extractors.readers._theme import theme_colours, word_colour
from extractors.readers._xlsx import check_archive
from extractors.readers.errors import ReadError
from extractors.readers.inserted import Inner

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAX_NESTED = 8
_LONG_BOLD = 220
_INCH = 914_400  # of Office's units of length
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def read(data: bytes, inner: Inner | None = None) -> Layout:
    """Read a Word document: text, tables with merged cells, check boxes, footnotes; heads and feet are running.

    ``inner`` reads the files inside it; without it, the layout's problems say that they were not read.

    Raises:
        ReadError: ``corrupt`` where it cannot be opened, ``too_large`` where it unpacks to more than is safe,
            ``no_text`` where it holds no words.
    """
    check_archive(data)
    try:
        document = docx.Document(io.BytesIO(plain(data)))
    except Exception as error:  # python-docx raises whatever its XML parser and package reader meet
        raise ReadError("corrupt", f"The Word document cannot be opened: {error}") from error
    layout = Layout(MEDIA_TYPE)
    properties = document.core_properties
    for key, value in (("title", properties.title), ("author", properties.author), ("language", properties.language)):
        if value:
            layout.metadata[key] = str(value)
    walker = _Walker(document, inner)
    walker.body(document.element.body, "")
    layout.running = [*_running(document), *walker.hidden]
    layout.elements = assemble(walker.parts, layout.problems)
    say_colours(layout)
    layout.problems += walker.problems()
    if not layout.elements:
        raise ReadError("no_text", "The Word document holds no words")
    return layout


class _Walker:
    """Walks down the body and makes blocks and grids; paragraphs and tables are counted as they stand."""

    def __init__(self, document: Document, inner: Inner | None) -> None:
        self.inner = inner
        self.parts: list[Part] = []
        self.hidden: list[Text] = []
        self.outline = Outline(document)
        self.numbering = Numbering(document)
        self.notes = _footnotes(document)
        self.level = 0
        self.struck: list[str] = []
        self.unread: list[tuple[str, str]] = []
        self.doubts: list[Problem] = []
        self._related = document.part.rels
        self.theme = theme_colours(_theme_part(document))

    def problems(self) -> Iterator[Problem]:
        """Yield what was left out, and what may be wrong."""
        yield from self.doubts
        if any(words.strip() for words in self.struck):
            some = "; ".join(words.strip() for words in self.struck[:5])[:200]
            yield Problem(
                "struck_words", f"{len(self.struck)} stretches of words are struck out and were left out: {some}"
            )
        for what, path in self.unread[:50]:
            yield Problem("picture_not_read", f"{what} was not read; it may hold words", Place(locator=path))

    def body(self, element: Element, path: str, nested: int = 0) -> None:
        """Read what stands in a body, cell or text box."""
        paragraphs = tables = 0
        for child in _content(element):
            if child.tag == qn("w:p"):
                paragraphs += 1
                self._paragraph(child, f"{path}p[{paragraphs}]")
            elif child.tag == qn("w:altChunk"):
                self._inserted(child.get(qn("r:id"), ""), f"{path}p[{paragraphs}]", "an inserted file")
            elif nested < _MAX_NESTED:
                tables += 1
                self._table(child, f"{path}tbl[{tables}]", nested)

    def _paragraph(self, element: Element, path: str) -> None:
        place = Place(locator=path)
        shown, hidden = lines_of(element, place, self.struck)
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
        for found in element.iter(qn("o:OLEObject"), qn("c:chart"), qn("a:blip"), qn("v:imagedata")):
            if not any(a.tag in (qn("mc:Fallback"), qn("w:txbxContent")) for a in found.iterancestors()):
                self._object(found, path)

    def _object(self, element: Element, path: str) -> None:
        """Read what is embedded in a paragraph: a file, a picture; a chart is said to be there."""
        if element.tag == qn("o:OLEObject"):
            self._inserted(element.get(qn("r:id"), ""), path, "an embedded file")
        elif element.tag == qn("c:chart"):
            self.unread.append(("a chart", path))
        elif not any(a.tag == qn("w:object") for a in element.iterancestors()):
            name = element.get(qn("r:embed")) or element.get(qn("r:id")) or ""
            if _is_large(element):
                self._inserted(name, path, "a picture")

    def _inserted(self, name: str, path: str, what: str) -> None:
        """Read a file that the document holds, in its place."""
        relation = self._related.get(name)
        blob = relation.target_part.blob if relation is not None and not relation.is_external else b""
        parts = inserted.parts_of(blob, path, self.inner, self.doubts) if self.inner else None
        if parts is None:
            self.unread.append((what, path))
        else:
            self.parts.extend(parts)

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
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue  # a tracked deletion of the row
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
        for part in own:
            if isinstance(part, Grid) and not paras and _is_value(part):
                paras += [
                    Text(Line(line.text, place, line.size, line.bold) for line in cell.text.lines)
                    for cell in dict.fromkeys(cell for row in part.rows for cell in row)
                ]
            elif isinstance(part, Grid) or part.kind == "footnote":
                inner.append(part)
        colour = self._fill(element.find(f"{qn('w:tcPr')}/{qn('w:shd')}"))
        if not any(paras):
            if colour is None:
                colour = self._light(element)
            if not colour and any(True for _ in element.iter(qn("a:blip"), qn("v:imagedata"))):
                self.unread.append(("a picture", path))
        return RawCell(paras, fill=colour, place=place)

    def _fill(self, shade: Element | None) -> str | None:
        """The colour of a cell as "#rrggbb"; white is none."""
        if shade is None:
            return None
        fill = shade.get(qn("w:fill"), "")
        named = shade.get(qn("w:themeFill"))
        if named and not re.fullmatch(r"[0-9A-Fa-f]{6}", fill):
            colour = word_colour(
                self.theme, named, shade.get(qn("w:themeFillTint"), ""), shade.get(qn("w:themeFillShade"), "")
            )
        else:
            colour = f"#{fill.lower()}" if re.fullmatch(r"[0-9A-Fa-f]{6}", fill) else None
        return None if colour == "#ffffff" else colour

    def _light(self, cell: Element) -> str | None:
        """The colour of the one small picture that is all that a cell holds: a traffic light."""
        found = list(cell.iter(qn("a:blip")))
        if len(found) != 1 or _is_large(found[0]):
            return None
        relation = self._related.get(found[0].get(qn("r:embed"), ""))
        return inserted.colour_of(relation.target_part.blob) if relation and not relation.is_external else None


def _content(element: Element) -> Iterator[Element]:
    """The paragraphs, tables and inserted files of a body, those inside content controls and insertions included."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl"), qn("w:altChunk")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
            yield from _content(child)


def _is_value(grid: Grid) -> bool:
    """Whether a table in a cell is but a frame around its words: one row or column of at most four cells."""
    return len(grid.rows) * grid.n_cols <= 4 and (len(grid.rows) == 1 or grid.n_cols == 1)


def _is_large(picture: Element) -> bool:
    """Whether a picture is shown larger than an icon: 1.2 by 0.6 inches or more."""
    for above in picture.iterancestors():
        extent = above.find(f"{{{_DRAWING}}}extent")
        if extent is not None:
            return int(extent.get("cx", 0)) >= 1.2 * _INCH and int(extent.get("cy", 0)) >= 0.6 * _INCH
        if above.tag == qn("w:pict"):
            return True
    return False


def _theme_part(document: Document) -> bytes | None:
    part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/theme")), None)
    return part.blob if part is not None else None


def _children(element: Element, name: str) -> Iterator[Element]:
    for child in element:
        if child.tag == qn(name):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _children(child, name)


def _number(element: Element | None, default: int) -> int:
    return number_in(element.get(qn("w:val"), "") if element is not None else "", 200, default)


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
