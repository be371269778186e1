"""The words of an HTML tree in reading order: blocks and tables, and what belongs to the page around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from extractors.layout import NOWHERE, Block, BlockKind, Line, Mark, MarkKind, Place, Text
from extractors.readers._cellkind import ends_sentence, is_caption
from extractors.readers._chrome import is_chrome
from extractors.readers._htmltable import cells_of, fill_of, is_layout, make_grid, rows_of
from extractors.readers._htmltree import BLOCKS, Paths, shown
from extractors.readers._htmlwords import Segment, groups, labelled
from extractors.readers._lines import NOTE
from extractors.readers._numerals import numeral
from extractors.readers._stitch import Part

if TYPE_CHECKING:
    from extractors.readers._grid import RawCell
    from extractors.readers._htmltree import Element

_NOTE_REFERENCE = re.compile(
    r"\s*+(?:[\[(]\s*+)?(?P<number>\d{1,3}|[*†‡§]{1,3}|[a-z])\s*+(?:[\])]\s*+)?(?:,\s*+\d{1,3}\s*+)*+"
)
_NOTES = re.compile(r"\b(?:foot-?notes?|end-?notes?|easy-footnotes?|references-notes?)\b", re.I)
_NOTE_ID = re.compile(r"(?:_?ftn|_?edn|fn|footnote|easy-footnote-bottom)[-_:]?\d+", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_MARK_WORDS: dict[str, MarkKind] = {
    **dict.fromkeys(("x", "cross", "cross mark", "equis"), "x"),
    **dict.fromkeys(("check", "checked", "check mark", "checkmark", "tick", "marcado", "visto"), "check"),
    **dict.fromkeys(("star", "estrella"), "star"),
}
_ICON = re.compile(
    r"(?:^|[\s/_-])(?:(?P<check>(?:check|tick|ok)(?:[-_]?(?:mark|circle|square|solid))?)|(?P<x>times|cross|xmark)"
    r"|(?P<star>star|estrella))(?=[\s._-]|$)",
    re.I,
)
_ICON_KINDS: tuple[MarkKind, ...] = ("check", "x", "star")
_MAX_TABLES = 12
_LONG_BOLD = 220
_LONG_LABEL = 90
_LABEL_CLASS = re.compile(r"(?:^|[\s_-])label(?:$|[\s_-])", re.I)


@dataclass(slots=True, eq=False)
class _Open:
    """An element that is open: what it changes for the words in it."""

    element: Element
    block: bool
    bold: bool = False
    around: bool = False
    pre: bool = False
    marker: str = ""
    counter: int = 0
    first: int = 0


class Flow:
    """Walks a subtree and collects its ``parts``, the ``running`` words around them and the ``marks`` that are no
    characters (of a cell)."""

    def __init__(self, paths: Paths, running: list[Text], tables: int = 0) -> None:
        self.paths = paths
        self.running = running
        self.tables = tables
        self.parts: list[Part] = []
        self.marks: list[Mark] = []
        self._open: list[_Open] = []
        self._bold = self._around = self._pre = 0
        self._segments: list[Segment] = [Segment()]
        self._owner: Element | None = None
        self._label: Text | None = None
        self._note = ""
        self._level = 0

    @classmethod
    def of_document(cls, root: Element) -> Flow:
        """Return the flow for a whole document."""
        return cls(Paths(root), [])

    def walk(self, root: Element) -> None:
        """Collect the words below ``root``; the tree may be nested to any depth."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if not self._start(element, root):
                    walker.skip_subtree()
            else:
                self._end()
                if element is not root and element.tail:
                    self._add(element.tail)
        self._flush()
        self._flush_label()

    def _start(self, element: Element, root: Element) -> bool:
        """Open an element; whether to go into it."""
        opened = _Open(element, element.tag in BLOCKS)
        self._open.append(opened)
        if element is not root:
            inline = self._inline(element)
            if inline is not None:
                return inline
            seen = shown(element)
            if seen == "dropped" and not self._is_heading_button(element):
                return False
            if opened.block:
                self._flush()
            if element.tag == "table" and not self._around and seen == "shown" and self._table(element):
                return False
            opened.around = seen in ("around", "hidden")
        elif opened.block:
            self._flush()
        if opened.around:
            self._flush()
        opened.first = len(self.parts)
        opened.bold = element.tag in ("b", "strong", "th") or bool(_BOLD_STYLE.search(element.get("style", "")))
        opened.pre = element.tag == "pre"
        self._bold += opened.bold
        self._around += opened.around
        self._pre += opened.pre
        self._list(opened)
        if element.text:
            self._add(element.text)
        return True

    def _end(self) -> None:
        opened = self._open[-1]
        if opened.block or opened.around:
            self._flush()
        if opened.element.tag == "dl":
            self._flush_label()
        if opened.block and 1 < len(opened.element) < 4:
            self._join_field(opened)
        self._open.pop()
        self._bold -= opened.bold
        self._around -= opened.around
        self._pre -= opened.pre

    # -- inline elements -------------------------------------------------------------------------------------

    def _inline(self, element: Element) -> bool | None:
        """Handle an element that stands for characters or a break; None for any other."""
        tag = element.tag
        if tag == "br":
            self._segments.append(Segment(1))
        elif tag == "sup":
            return self._superscript(element)
        elif tag == "img":
            self._image(element.get("alt", ""), element.get("src", ""))
        elif tag == "svg":
            title = next(element.iter("title", "{http://www.w3.org/2000/svg}title"), None)
            words = (title.text or "") if title is not None else element.get("aria-label", "")
            self._image(words, element.get("class", ""))
        elif tag == "input":
            self._input(element)
        elif tag == "option":
            chosen = element.get("selected") is not None
            return None if chosen else False
        elif tag in ("i", "span") and not len(element) and not (element.text or "").strip():
            self._image("", element.get("class", ""))
        else:
            return None
        return False

    def _superscript(self, element: Element) -> bool | None:
        match = _NOTE_REFERENCE.fullmatch("".join(element.itertext()))
        if not match or (match["number"].isalpha() and match["number"] in "oa"):
            return None
        if not self._has_words():
            self._note = match["number"]
        return False

    def _image(self, words: str, name: str) -> None:
        words = " ".join(words.split())
        kind = _MARK_WORDS.get(words.lower())
        if kind is None and not words:
            icon = _ICON.search(name.rpartition("/")[2] if "/" in name else name)
            kind = next((k for k in _ICON_KINDS if icon and icon[k]), None)
        if kind and (self.tables or kind == "star"):
            self.marks.append(Mark(kind, self._place()))
        elif words and (self._has_words() or self.tables):
            self._add(f" {words} ")

    def _input(self, element: Element) -> None:
        kind = element.get("type", "text").lower()
        if kind in ("checkbox", "radio"):
            self._add(" ☑ " if element.get("checked") is not None else " ☐ ")
        elif kind in ("text", "number", "date", "email", "url", "tel") and element.get("value"):
            self._add(f" {element.get('value')} ")

    def _is_heading_button(self, element: Element) -> bool:
        if element.tag != "button":
            return False
        inside = any(o.element.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "summary") for o in self._open[-6:-1])
        return inside or element.get("aria-expanded") is not None

    # -- words -----------------------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        if self._owner is None and text.strip():
            self._owner = next((o.element for o in reversed(self._open) if o.block), None)
            if self._owner is None and self._open:
                self._owner = self._open[0].element
        if self._pre and "\n" in text:
            for k, line in enumerate(text.split("\n")):
                if k:
                    self._segments.append(Segment(1))
                self._segments[-1].pieces.append((line, self._bold > 0))
            return
        self._segments[-1].pieces.append((text, self._bold > 0))

    def _has_words(self) -> bool:
        return any(piece.strip() for segment in self._segments for piece, _ in segment.pieces)

    def _place(self) -> Place:
        owner = self._owner
        if owner is None:
            owner = next((o.element for o in reversed(self._open) if o.block), self._open[0].element)
        return Place(locator=self.paths.of(owner))

    def _flush(self) -> None:
        """Make the words collected so far blocks of the elements that are open."""
        segments, self._segments = self._segments, [Segment()]
        if any(segment.pieces for segment in segments):
            for lines in groups(segments, self._place() if self._owner is not None else NOWHERE):
                self._emit(Text(lines))
        self._owner = None
        self._note = ""

    def _emit(self, text: Text) -> None:
        words = str(text)
        if self._around or (not self.tables and is_chrome(words)):
            self.running.append(text)
            return
        tags = [o.element.tag for o in self._open if o.block]
        if tags and tags[-1] == "dt":
            self._flush_label()
            self._label = text
            return
        if self._label is not None and "dd" in tags[-3:]:
            text = labelled(self._label, text)
            self._label = None
        else:
            self._flush_label()
        self._block(text, tags)

    def _join_field(self, opened: _Open) -> None:
        """Make one paragraph of an element that holds a label and its value in elements of their own."""
        fields = self.parts[opened.first :]
        label = fields[0] if fields else None
        if (
            len(fields) > 2
            or not isinstance(label, Block)
            or label.kind != "paragraph"
            or len(str(label)) > _LONG_LABEL
        ):
            return
        marked = bool(_LABEL_CLASS.search(opened.element[0].get("class", "")))
        if not (marked or str(label).endswith(":")) or ends_sentence(str(label)):
            return
        value = fields[1] if len(fields) > 1 else None
        if isinstance(value, Block) and value.kind == "paragraph":
            self.parts[opened.first :] = [Block("paragraph", labelled(label.text, value.text))]
        elif value is None and marked:
            label.text = labelled(label.text, Text())

    def _flush_label(self) -> None:
        if self._label is not None:
            label, self._label = self._label, None
            self.parts.append(Block("paragraph", labelled(label, Text())))

    def _block(self, text: Text, tags: list[str]) -> None:
        words = str(text)
        level = self._heading_level()
        item = next((o for o in reversed(self._open) if o.element.tag == "li"), None)
        kind: BlockKind = "paragraph"
        marker = item.marker if item else ""
        if is_caption(words) or tags[-1:] == ["figcaption"]:
            kind = "caption"
        elif level:
            kind = "heading"
        elif note := self._note_number(words, marker):
            kind, marker = "footnote", note
            if match := NOTE.match(words):
                text = text.slice(match.start("rest"))
        elif marker:
            kind, level = "item", sum(o.element.tag == "li" for o in self._open)
        elif text.bold and len(words) <= _LONG_BOLD and not words.endswith(":") and not item:
            kind, level = "heading", (self._level or 1) + 1
        if item is not None:
            item.marker = ""
        if kind == "heading" and self._heading_level():
            self._level = level
        parts = level if kind in ("heading", "item") else 0
        self.parts.append(Block(kind, text, parts, marker if kind in ("item", "footnote") else ""))

    def _note_number(self, words: str, marker: str) -> str:
        """The number of the footnote that a block is, "*" where it has none; empty for any other block."""
        if self._note:
            return self._note
        if match := NOTE.match(words):
            return next(g for key, g in match.groupdict().items() if g and key != "rest")
        return (marker.strip(".") or "*") if self._in_notes() else ""

    def _heading_level(self) -> int:
        for opened in reversed(self._open):
            tag = opened.element.tag
            if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
                return int(tag[1])
            if opened.element.get("role") == "heading":
                level = opened.element.get("aria-level", "")
                return int(level) if level.isdecimal() and 0 < int(level) < 10 else 2
            if opened.block and tag not in ("div", "header", "summary"):
                break
        return 0

    def _in_notes(self) -> bool:
        for opened in reversed(self._open[-8:]):
            element = opened.element
            names = f"{element.get('class', '')} {element.get('role', '')}"
            if "footnote-ref" not in names and (_NOTES.search(names) or _NOTE_ID.fullmatch(element.get("id", ""))):
                return opened.block
        return False

    def _list(self, opened: _Open) -> None:
        element = opened.element
        if element.tag == "ol":
            start = element.get("start", "1")
            opened.counter = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
        elif element.tag == "li":
            parent = next((o for o in reversed(self._open[:-1]) if o.element.tag in ("ol", "ul", "menu")), None)
            if parent is None or parent.element.tag != "ol":
                opened.marker = "•"
                return
            value = element.get("value", "")
            if re.fullmatch(r"\d{1,6}", value):
                parent.counter = int(value)
            opened.marker = numeral(parent.counter, parent.element.get("type", "1")) + "."
            parent.counter += 1

    # -- tables ----------------------------------------------------------------------------------------------

    def _table(self, table: Element) -> bool:
        """Take a table of data; one that only lays out the page is read as blocks."""
        last = self.parts[-1] if self.parts else None
        captioned = isinstance(last, Block) and last.kind == "caption"
        rows = rows_of(table)
        if self.tables >= _MAX_TABLES or is_layout(table, rows, captioned=captioned):
            return False
        nested: list[Part] = []

        def fill_in(element: Element, cell: RawCell) -> None:
            flow = Flow(self.paths, self.running, self.tables + 1)
            flow.walk(element)
            cell.paras = [_with_marker(part) for part in flow.parts if isinstance(part, Block)]
            cell.marks = tuple(flow.marks)
            cell.place = Place(locator=self.paths.of(element))
            nested.extend(part for part in flow.parts if not isinstance(part, Block))

        cells = [[cells_of(element, fill_of(element, row), fill_in) for element in row.cells] for row in rows]
        caption = next((child for child in table if child.tag == "caption"), None)
        if caption is not None:
            flow = Flow(self.paths, self.running, self.tables + 1)
            flow.walk(caption)
            words = Text(line for part in flow.parts if isinstance(part, Block) for line in part.text.lines)
            if words:
                self.parts.append(Block("caption", words))
        grid = make_grid(rows, cells)
        if grid.rows:
            self.parts.append(grid)
        self.parts.extend(nested)
        return True


def _with_marker(block: Block) -> Text:
    """Return a block's words in a cell, which keeps no markers: counted ones ("a.", "2.") become words."""
    marker = block.marker if block.kind == "item" else ""
    if not marker.strip(".)").isalnum():
        return block.text
    first, *rest = block.text.lines
    return Text((Line(f"{marker} {first.text}", first.place, bold=first.bold), *rest))
