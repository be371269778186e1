"""HTML pages: every visual unit a block of its own, the page around the document as furniture.

A place is the path of the nearest block element or cell (``/html/body/p[3]``). Nothing is fetched or run.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from extractors.backends.css import StyleSheet
from extractors.document import PLAIN, Block, BlockKind, Cell, Document, Mark, Run, Style, Table, Text
from extractors.layout import Problem
from extractors.marks import marks_of
from extractors.readers._chrome import is_chrome
from extractors.readers._glossary import strip_definitions
from extractors.readers._htmltable import fill_of, is_layout, rows_of
from extractors.readers._htmltree import BLOCKS, Paths, decode, metadata, parse, shown
from extractors.readers.errors import ReadError
from extractors.text import NOWHERE, Line, Place

Element: TypeAlias = Any  # lxml has no types

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCK_DISPLAY = frozenset("block flex grid list-item table flow-root inline-block inline-flex inline-grid".split())
_APART = frozenset("flex grid inline-flex inline-grid".split())
_BOXES = frozenset("article details section aside dialog fieldset td".split())
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s?%")
_NOTE = re.compile(r"\[?\(?(?:\d{1,3}|[*†‡]{1,3})\)?\]?(?:\s*,\s*\d{1,3})*$")
_OFFSCREEN = re.compile(r"-\d{3,}")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_MAX_DEPTH = 400
_LONG_CHIP = 60  # characters; a badge is shorter
_LONGEST_HIDDEN = 80  # characters of a hidden text beside which it is a label for readers by ear


@dataclass(slots=True)
class _Piece:
    """A stretch of inline words in one style."""

    text: str
    style: Style
    tag: str = ""


@dataclass(slots=True)
class _Inside:
    """What the elements that are open say about the words in them."""

    style: Style = PLAIN
    kind: BlockKind = "paragraph"
    level: int = 0
    marker: str = ""
    container: tuple[str, ...] = ()
    furniture: bool = False
    pre: bool = False
    tag: str = ""
    real: bool = False  # a heading by its element, not by its look


class _Flow:
    """Walks a tree and collects blocks and tables."""

    def __init__(self, root: Element, paths: Paths, sheet: StyleSheet, controlled: frozenset[str]) -> None:
        self.paths = paths
        self.sheet = sheet
        self.controlled = controlled
        self.elements: list[Block | Table] = []
        self.furniture: list[Text] = []
        self.hidden = 0
        self._pieces: list[_Piece] = []
        self._chips: list[tuple[str, Style, str, Element]] = []
        self._marks: list[Mark] = []
        self._owner: Element | None = None
        self._boxes: Counter[str] = Counter()
        self._heading = 1
        self._item: tuple[str, ...] = ("",)
        self._root = root

    # Elements

    def _locator(self, element: Element) -> str:
        """Return where an element stands: its lines, where the page was made of a text, else its path."""
        at = element
        while at is not None:
            if at.get("data-lines"):
                first, _, last = at.get("data-lines").partition("-")
                return f"L{first}" if first == last else f"L{first}-L{last}"
            at = at.getparent()
        return self.paths.of(element)

    def walk(self, element: Element, inside: _Inside, depth: int = 0) -> None:
        """Read an element and what is in it."""
        if depth > _MAX_DEPTH:
            self._add(" ".join("".join(element.itertext()).split()), inside, element)
            return
        for child in (None, *element):
            if child is None:
                self._add(element.text or "", inside, element)
                continue
            if isinstance(child.tag, str):
                self._child(child, inside, depth)
            self._add(child.tail or "", inside, element)

    def _child(self, child: Element, inside: _Inside, depth: int) -> None:
        tag = child.tag
        css = self.sheet.of(child)
        if tag == "br":
            self._flush(inside)
            return
        if tag == "hr":
            self._flush(inside)
            return
        if self._special(child, inside, css):
            return
        seen = self._shown(child, css)
        if seen == "dropped":
            return
        within = self._within(child, inside, css)
        if seen == "furniture":
            within.furniture = True
        if tag == "table" and not within.furniture and self._table(child, inside):
            return
        if self._is_chip(child, css, inside):
            self._chips.append((" ".join("".join(child.itertext()).split()), within.style, within.tag, child))
            return
        if self._is_block(child, css) or seen == "furniture":
            self._flush(inside)
            self.walk(child, within, depth + 1)
            self._flush(within)
        else:
            if self._apart(child, css):
                self._add(" ", inside, child)
            self.walk(child, within, depth + 1)
            if self._apart(child, css):
                self._add(" ", inside, child)

    def _special(self, child: Element, inside: _Inside, css: dict[str, str]) -> bool:
        """Read an element that stands for words of its own: meters, drawings, boxes to tick, notes."""
        tag = child.tag
        value = child.get("aria-valuenow") or (child.get("value") if tag in ("progress", "meter") else None)
        if value is not None and (tag in ("progress", "meter") or child.get("role") in ("progressbar", "meter")):
            self._meter(child, value, inside)
            return True
        if tag == "svg" or tag.endswith("}svg"):
            words = " ".join(
                " ".join(t.itertext()) for t in child.iter() if isinstance(t.tag, str) and t.tag.endswith("text")
            )
            words = " ".join(words.split()) or child.get("aria-label", "")
            if words:
                self._chips.append((words, inside.style, "svg", child))
            return True
        if tag == "input":
            kind = child.get("type", "text").lower()
            if kind in ("checkbox", "radio"):
                self._add(" ☑ " if child.get("checked") is not None else " ☐ ", inside, child)
            elif kind in ("text", "number", "date") and child.get("value"):
                self._add(f" {child.get('value')} ", inside, child)
            return True
        if tag == "img":
            words = " ".join(child.get("alt", "").split())
            if 0 < len(words) <= _LONG_CHIP:
                self._add(f" {words} ", inside, child) if self._pieces else self._chips.append(
                    (words, inside.style, "img", child)
                )
            return True
        if tag == "sup" and _NOTE.match("".join(child.itertext()).strip()):
            return True
        if tag == "option" and child.get("selected") is None:
            return True
        return tag == "wbr"

    def _meter(self, child: Element, value: str, inside: _Inside) -> None:
        try:
            low, high = (
                float(child.get("aria-valuemin") or 0),
                float(child.get("aria-valuemax") or child.get("max") or (1 if child.tag != "div" else 100)),
            )
            share = 100 * (float(value) - low) / (high - low)
        except (ValueError, ZeroDivisionError):
            return
        words = f"{share:g}%"
        said = " ".join("".join(child.itertext()).split())
        near = " ".join("".join((child.getparent() if child.getparent() is not None else child).itertext()).split())[
            :300
        ]
        if words in (said, near) or words.replace("%", " %") in near or words in near:
            return  # printed beside it
        self._chips.append((words, inside.style, "progress", child))

    def _shown(self, element: Element, css: dict[str, str]) -> str:
        """Return "shown", "furniture" or "dropped"."""
        seen = shown(element)
        if element.tag == "button" and not self._in_heading(element):
            if element.get("aria-expanded") is None and element.get("aria-controls") is None:
                return "furniture"
            return "shown"
        if element.tag == "button":
            return "shown"
        if seen == "dropped":
            return "dropped"
        if seen == "hidden" or css.get("display") == "none" or "aria-hidden" in element.attrib:
            return self._of_hidden(element, css)
        if _OFFSCREEN.search(css.get("left", "")) or css.get("clip"):
            return "dropped" if len("".join(element.itertext())) <= _LONGEST_HIDDEN else "shown"
        if element.tag == "aside" or (element.get("role") == "complementary"):
            return "furniture"
        return "furniture" if seen == "around" else "shown"

    def _of_hidden(self, element: Element, css: dict[str, str]) -> str:
        """Panels that open by a click are part of the document; other hidden words are not."""
        if "aria-hidden" in element.attrib and element.get("hidden") is None and css.get("display") != "none":
            words = "".join(element.itertext()).strip()
            return "shown" if any(c.isalnum() for c in words) or element.get("aria-hidden") != "true" else "dropped"
        before = element.getprevious()
        opens = before is not None and (
            before.tag in (*_HEADINGS, "summary", "button") or before.get("role") in ("button", "tab", "heading")
        )
        if (
            element.get("id") in self.controlled
            or opens
            or css.get("display") == "none"
            and not element.get("style")
            and len(element)
        ):
            return "shown"
        self.hidden += 1
        return "dropped"

    def _in_heading(self, element: Element) -> bool:
        at = element.getparent()
        for _ in range(4):
            if at is None:
                return False
            if at.tag in _HEADINGS or at.tag == "summary" or at.get("role") == "heading":
                return True
            at = at.getparent()
        return False

    def _is_block(self, element: Element, css: dict[str, str]) -> bool:
        display = css.get("display", "").split(" ")[0]
        if display.startswith("inline"):
            return (
                False
                if element.tag not in BLOCKS
                else display == "inline-block" and element.tag in ("div", "dt", "dd", "li", "p")
            )
        if element.tag in BLOCKS or display in ("block", "flex", "grid", "list-item", "table", "table-row"):
            return True
        parent = element.getparent()
        # The children of a flex box stand apart, however they are written.
        return (
            parent is not None
            and self.sheet.of(parent).get("display", "") in _APART
            and element.tag not in ("b", "i", "em", "strong", "a", "small")
        )

    def _apart(self, element: Element, css: dict[str, str]) -> bool:
        """Whether white space belongs around an inline element: it is drawn as a box, or is a field of its own."""
        return bool(
            css.get("float") or css.get("display", "").startswith("inline-") or css.get("position") == "absolute"
            or (element.get("class") and element.tag == "span" and not element.get("class", "").startswith(("Spell", "Gram")))
        ) and self._parts_words(element)  # fmt: skip

    def _parts_words(self, element: Element) -> bool:
        """Whether the words before and in an element do not go on as one word (small letter to small letter)."""
        before = element.getprevious()
        parent = element.getparent()
        text = (before.tail if before is not None and before.tail else None) or (
            parent.text if before is None and parent is not None else None
        )
        if text is None and before is not None:
            text = "".join(before.itertext())
        last = (text or " ")[-1:]
        first = "".join(element.itertext())[:1]
        return not (last.islower() and first.islower())

    def _is_chip(self, element: Element, css: dict[str, str], inside: _Inside) -> bool:
        """Whether an inline element is a badge beside the words: short, and drawn as a box or set aside."""
        if self._is_block(element, css) or element.tag not in (
            "span",
            "b",
            "strong",
            "em",
            "i",
            "small",
            "mark",
            "label",
            "a",
        ):
            return False
        words = " ".join("".join(element.itertext()).split())
        if not 0 < len(words) <= _LONG_CHIP or len(element) > 2:
            return False
        drawn = (
            any(css.get(k) for k in ("background", "background-color", "border-radius", "float"))
            or css.get("position") == "absolute"
        )
        return drawn and not css.get("background", "").startswith(("none", "transparent", "#fff"))

    def _within(self, element: Element, inside: _Inside, css: dict[str, str]) -> _Inside:
        tag = element.tag
        out = replace(inside)
        style = inside.style
        weight = css.get("font-weight", "")
        bold = (
            style.bold
            or tag in ("b", "strong", "th", "dt")
            or weight in ("bold", "bolder")
            or (weight.isdigit() and int(weight) >= 600)
        )
        if weight in ("normal", "400", "300"):
            bold = False
        out.style = replace(
            style,
            bold=bold,
            italic=style.italic or tag in ("i", "em") or css.get("font-style") == "italic",
            underline=style.underline or tag == "u" or "underline" in css.get("text-decoration", ""),
            caps=style.caps or css.get("text-transform") == "uppercase",
        )
        cls = (element.get("class") or "").split()
        if not self._is_block(element, css):
            out.tag = f"{tag}.{cls[0]}" if cls else tag
            return out
        out.tag = ""
        out.pre = inside.pre or tag == "pre"
        level = _HEADINGS.get(tag) or (int(element.get("aria-level") or 2) if element.get("role") == "heading" else 0)
        if (
            tag == "summary"
            or (tag == "button" and element.get("aria-expanded") is not None)
            or element.get("role") == "tab"
        ):
            level = level or (inside.level or min(self._heading + 1, 6))
        if level and inside.kind != "heading":
            out.kind, out.level, out.real = "heading", level, tag in _HEADINGS
            out.style = replace(out.style, bold=False)
        elif tag == "li":
            out.kind, out.level, out.marker = (
                "item",
                (inside.level if inside.kind == "item" else 0) + 1,
                self._marker(element),
            )
        elif tag in ("figcaption", "caption"):
            out.kind = "caption"
        elif tag in ("p", "div", "dd", "dt", "blockquote", "section", "article", "td") and inside.kind == "heading":
            pass
        elif tag in ("section", "article", "details", "main", "table"):
            out.kind, out.level, out.marker = "paragraph", 0, ""
        if self._is_box(element):
            name = (
                "details"
                if tag == "details"
                else "list"
                if tag in ("ul", "ol", "dl")
                else "aside"
                if tag == "aside"
                else "card"
            )
            self._boxes[name] += 1
            out.container = (*inside.container, f"{name}#{self._boxes[name]}")
        return out

    def _is_box(self, element: Element) -> bool:
        """Whether an element is a box with content of its own: by its tag, or as one of several alike."""
        if element.tag == "li" or (element.tag in _BOXES and len(element)):
            return True
        if element.tag not in ("div", "p", "ul", "ol", "dl") or not len(element):
            return False
        if element.tag != "div":
            return element.tag != "p"
        kind = (element.get("class") or "").split()[:1]
        siblings = [s for s in (element.getprevious(), element.getnext()) if s is not None]
        return bool(kind) and any(s.tag == "div" and (s.get("class") or "").split()[:1] == kind for s in siblings)

    def _marker(self, item: Element) -> str:
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return "•"
        items = [c for c in parent if c.tag == "li"]
        start = parent.get("start", "1")
        number = int(start) if start.lstrip("-").isdigit() else 1
        at = items.index(item)
        if item.get("value", "").isdigit():
            number = int(item.get("value")) - at
        number += at if parent.get("reversed") is None else -at
        kind = parent.get("type", "1")
        if kind in ("a", "A") and 0 < number <= 26:
            return f"{chr(ord(kind) + number - 1)}."
        if kind in ("i", "I") and 0 < number < len(_ROMAN):
            return f"{_ROMAN[number].upper() if kind == 'I' else _ROMAN[number]}."
        return f"{number}."

    # Words

    def _add(self, text: str, inside: _Inside, element: Element) -> None:
        if not text:
            return
        if inside.pre and "\n" in text:
            for k, line in enumerate(text.split("\n")):
                if k:
                    self._flush(inside)
                self._add(line, replace(inside, pre=False), element)
            return
        if not text.strip() and not self._pieces:
            return
        if self._owner is None and text.strip():
            owner = element
            while owner.getparent() is not None and not self._is_block(owner, self.sheet.of(owner)):
                owner = owner.getparent()
            self._owner = owner
        self._pieces.append(_Piece(text, inside.style, inside.tag))

    def _flush(self, inside: _Inside) -> None:
        """Make the words collected so far a block, and the badges beside it blocks of their own."""
        pieces, self._pieces = self._pieces, []
        chips, self._chips = self._chips, []
        owner, self._owner = self._owner, None
        words, runs = _joined(pieces)
        cleaned = strip_definitions(words)
        if cleaned != words:
            words, runs = cleaned, (Run(0, len(cleaned), runs[0].style if runs else Style()),)
        place = Place(locator=self._locator(owner)) if owner is not None else NOWHERE
        if words and any(c.isalnum() or c in "☑☐☒✓✔✗★" for c in words):
            text = Text([Line(words, place, bold=bool(runs) and all(r.style.bold for r in runs))])
            if inside.furniture or is_chrome(words):
                self.furniture.append(text)
            else:
                kind, level, marker = inside.kind, inside.level, inside.marker
                if kind == "heading" and inside.real:
                    self._heading = level
                if kind == "item" and self._item == inside.container:  # the second paragraph of one entry
                    kind, level, marker = "paragraph", 0, ""
                self._item = inside.container if kind == "item" else self._item
                self.elements.append(Block(kind, text, runs, level, marker, inside.container))
        for chip, style, tag, element in chips:
            if inside.furniture:
                continue
            at = element
            while at.getparent() is not None and at.tag not in BLOCKS:
                at = at.getparent()
            text = Text([Line(chip, Place(locator=self._locator(at)), bold=style.bold)])
            self.elements.append(Block("paragraph", text, (Run(0, len(chip), style, tag),), container=inside.container))

    # Tables

    def _table(self, table: Element, inside: _Inside) -> bool:
        """Read a table as a grid; False for one that only lays out the page."""
        rows = rows_of(table)
        caption = next((c for c in table if c.tag == "caption"), None)
        if is_layout(table, rows, captioned=caption is not None):
            return False
        self._flush(inside)
        words = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
        read: list[list[Cell]] = []
        for row in rows:
            line = []
            for element in row.cells:
                line.append(self._cell(element, row, inside))
            read.append(line)
        laid = lay_out(read)
        if laid is None:
            return False
        cells, n_rows, n_cols = laid
        if not any(str(c) or c.marks for c in cells):
            return True
        heads = 0
        for r in range(n_rows):
            own = [c for c in cells if c.row == r]
            if not own or not all(c.is_header or not str(c) for c in own):
                break
            heads += 1
        label = Text([Line(words, Place(locator=self._locator(caption)))]) if words else Text()
        ordinal = sum(isinstance(e, Table) for e in self.elements) + 1
        heads = heads if heads < n_rows else min(heads, 1)
        self.elements.append(Table(tuple(cells), n_rows, n_cols, heads, label, inside.container, ordinal))
        return True

    def _cell(self, element: Element, row: Any, inside: _Inside) -> Cell:
        inner = _Flow(self._root, self.paths, self.sheet, self.controlled)
        bold = element.tag == "th"
        style = replace(inside.style, bold=bold or self.sheet.of(element).get("font-weight") in ("bold", "600", "700"))
        within = _Inside(style, container=inside.container)
        inner.walk(element, within)
        inner._flush(within)
        blocks = tuple(e for e in inner.elements if isinstance(e, Block))
        for nested in (e for e in inner.elements if isinstance(e, Table)):
            blocks += tuple(
                Block(
                    "paragraph",
                    Text(line for c in r if c is not None for line in c.text.lines),
                    container=inside.container,
                )
                for r in nested.grid
            )
        text = Text(line for b in blocks for line in b.text.lines)
        runs: list[Run] = []
        at = 0
        for b in blocks:
            runs += [Run(r.start + at, r.end + at, r.style, r.tag) for r in b.runs]
            at += len(b.text) + 1
        place = Place(locator=self._locator(element))
        shown_text = Text(replace(line, place=place) if line.place == NOWHERE else line for line in text.lines)
        header = element.tag == "th" and (row.head or element.get("scope") != "row")
        return Cell(
            0, 0, shown_text, _span(element, "rowspan"), _span(element, "colspan"), header, place, fill_of(element, row),
            tuple(marks_of(shown_text, place)), tuple(runs), blocks if len(blocks) > 1 else (),
        )  # fmt: skip


def lay_out(rows: list[list[Cell]]) -> tuple[list[Cell], int, int] | None:
    """Place cells by their spans; return them with the size of the grid, None for an absurd area.

    Short rows are filled with blank cells, so that every position is covered.
    """
    taken: dict[tuple[int, int], int] = {}
    out: list[Cell] = []
    n_rows = len(rows)
    n_cols = 0
    for r, row in enumerate(rows):
        col = 0
        for cell in row:
            while (r, col) in taken:
                col += 1
            height = min(cell.row_span or n_rows, n_rows - r)
            width = max(cell.col_span, 1)
            while width > 1 and any((r, col + k) in taken for k in range(1, width)):
                width -= 1
            if len(taken) + height * width > 2_000_000:
                return None
            for i in range(height):
                for k in range(width):
                    taken.setdefault((r + i, col + k), len(out))
            out.append(replace(cell, row=r, col=col, row_span=height, col_span=width))
            n_cols = max(n_cols, col + width)
            col += width
    if n_rows * n_cols > 2_000_000:
        return None
    for r in range(n_rows):
        for c in range(n_cols):
            if (r, c) not in taken:
                out.append(Cell(r, c))
    return sorted(out, key=lambda c: (c.row, c.col)), n_rows, n_cols


def _span(element: Element, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", element.get(name, ""))
    return min(int(digits[1]), 1000) if digits else 1


def _joined(pieces: list[_Piece]) -> tuple[str, tuple[Run, ...]]:
    """Join inline pieces, white space folded, with their styled runs."""
    words = ""
    runs: list[Run] = []
    for piece in pieces:
        text = re.sub(r"[ \t\r\n\f\xa0\u2007\u202f]+", " ", piece.text)
        if (not words or words.endswith(" ")) and text.startswith(" "):
            text = text[1:]
        if not text:
            continue
        start = len(words)
        words += text
        if runs and runs[-1].style == piece.style and runs[-1].tag == piece.tag:
            runs[-1] = replace(runs[-1], end=len(words))
        else:
            runs.append(Run(start, len(words), piece.style, piece.tag))
    stripped = words.rstrip()
    if runs and runs[-1].end > len(stripped):
        runs = [replace(r, end=min(r.end, len(stripped))) for r in runs if r.start < len(stripped)]
    return stripped, tuple(runs)


def _controlled(root: Element) -> frozenset[str]:
    """Return the ids of panels that a button, tab or link opens."""
    out: set[str] = set()
    for element in root.iter():
        if isinstance(element.tag, str):
            out.update((element.get("aria-controls") or "").split())
            for name in ("data-target", "data-bs-target"):
                out.add((element.get(name) or "").lstrip("#"))
            if element.get("role") == "tab" or element.get("data-toggle") or element.get("data-bs-toggle"):
                out.add((element.get("href") or "").lstrip("#"))
            out.update((element.get("aria-labelledby") and element.get("id") or "").split())
    return frozenset(out - {""})


def read(data: bytes, *, charset: str | None = None) -> Document:
    """Return the document of a page; ``charset`` is what the server says of it.

    Raises:
        ReadError: ``empty_file`` for a page without elements, ``no_text`` for one that shows no words.
    """
    problems: list[Problem] = []
    root = parse(decode(data, charset, problems), problems)
    flow = _Flow(root, Paths(root), StyleSheet(root), _controlled(root))
    inside = _Inside()
    flow.walk(root, inside)
    flow._flush(inside)
    if not flow.elements:
        raise ReadError("no_text", "The page shows no words; scripts may load its content")
    if flow.hidden:
        problems.append(Problem("hidden_text", f"{flow.hidden} parts of the page that it does not show were left out"))
    return Document("text/html", tuple(flow.elements), (), _metadata(root), tuple(flow.furniture), tuple(problems))


def _metadata(root: Element) -> dict[str, str]:
    found = metadata(root)
    if "canonical" in found:
        found["address"] = found.pop("canonical")
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name == "og:site_name" and meta.get("content"):
            found["site"] = meta.get("content", "")
        if name in ("article:modified_time", "dcterms.modified") and meta.get("content"):
            found["modified"] = meta.get("content", "")
    return found
