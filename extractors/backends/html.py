"""HTML pages as documents: every visual unit a block of its own, the page around the document as furniture.

A place is the path of the nearest block element or cell (``/html/body/p[3]``). Nothing is fetched or run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml import etree

from extractors.backends._chrome import Chrome, is_trail
from extractors.backends._grid import MAX_SPAN, lay_out
from extractors.backends._htmlmeta import metadata_of
from extractors.backends._words import Piece, compose, marks_in, merged
from extractors.backends.css import Declarations, Sheet
from extractors.backends.heads import with_head
from extractors.document import PLAIN, Block, Cell, Document, Style, Table
from extractors.document import Element as Part
from extractors.layout import BlockKind, Mark, MarkKind, Problem
from extractors.readers._cellkind import ends_sentence, is_caption
from extractors.readers._chrome import is_chrome
from extractors.readers._htmltable import Row as _Row
from extractors.readers._htmltable import _hex, is_layout, rows_of
from extractors.readers._htmltree import BLOCKS, Paths, decode, parse, shown
from extractors.readers._lines import LABEL, NOTE
from extractors.readers._numerals import numeral
from extractors.readers.errors import ReadError
from extractors.text import Place, Text

if TYPE_CHECKING:
    from extractors.readers._htmltree import Element

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_DROPPED = frozenset(
    "script style template noscript head math iframe object embed audio video canvas map datalist param source track "
    "applet frameset noframes".split()
)
_TEXT_INPUTS = frozenset("text number date email url tel month".split())
_BOLD = frozenset("b strong th h1 h2 h3 h4 h5 h6 dt summary".split())
_ITALIC = frozenset("em i cite var dfn address".split())
_UNDERLINED = frozenset("u ins".split())
_FORMATTING = frozenset("b strong em i u a font sup sub ins s strike del tt".split())  # never part two words
_WORDS = _FORMATTING | {"a", "small", "time", "abbr", "code"}  # seldom boxes of their own in a flexible row
_BLOCK_DISPLAYS = frozenset("block flex grid table list-item flow-root table-row table-cell table-caption".split())
_STRONG_BOXES = {
    "article": "card", "details": "details", "section": "section", "ul": "list", "ol": "list", "menu": "list",
    "aside": "aside", "form": "form", "fieldset": "form", "dl": "dl", "dialog": "aside", "figure": "figure",
}  # fmt: skip
_CARD = re.compile(r"(?:^|[\s_-])(?:card|tile|teaser|panel|accordion-item|views-row|box)(?:$|\s)", re.I)
_LABEL_CLASS = re.compile(r"(?:^|[\s_-])(?:label|lbl|key|term)(?:$|[\s_-])", re.I)
_OPENED = re.compile(r"(?:tab|pane|panel|collaps|accordion|toggle|expand|content|body|answer|drawer)", re.I)
_SR_ONLY = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|vh|element-invisible|show-for-sr)(?:$|\s)", re.I
)
_NOTE_REFERENCE = re.compile(
    r"\s*+(?:[\[(]\s*+)?(?P<number>\d{1,3}|[*†‡§]{1,3}|[a-z])\s*+(?:[\])]\s*+)?(?:,\s*+\d{1,3}\s*+)*+"
)
_NOTES = re.compile(r"\b(?:foot-?notes?|end-?notes?|easy-footnotes?|references-notes?)\b", re.I)
_NOTE_ID = re.compile(r"(?:_?ftn|_?edn|fn|footnote|easy-footnote-bottom)[-_:]?\d+", re.I)
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
_SIZE = re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,4})?)\s*(?P<unit>px|pt|em|rem|%)")
_POINTS = {"px": 0.75, "pt": 1.0}
_USUAL_SIZE = 12.0  # points, where the page names no size
_USUAL_SHARES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.83, "sup": 0.83, "sub": 0.83}
_MAX_TABLES = 12  # tables in cells of tables
_MAX_BOXES = 40  # boxes in each other; deeper ones are not named
_PHOTO_ALT = 40  # characters: what says more is the description of a picture
_METERS = frozenset({"svg", "progress", "meter", "progressbar"})
_PLAIN_KIND: tuple[BlockKind, int, str] = ("paragraph", 0, "")
_SHORT_LINE = 60  # characters: a line before a break that the writer did not put for the width of a column
_CHIP = re.compile(
    r"(?:^|[\s_-])(?:badge|chip|pill|tag|status|estado|lozenge|semaforo|traffic-?light)(?:$|[\s_-])", re.I
)
_LONG_CHIP = 60  # characters; a badge is shorter


@dataclass(slots=True, eq=False)
class _Box:
    """An element that may be a box of the document; which are is known when all of it is read."""

    kind: str
    parent: _Box | None
    depth: int
    weak: bool = False  # any division: a box only where it holds a few blocks that are not all of the box around it
    repeated: bool = False  # a sibling of the same kind stands beside it
    blocks: int = 0
    headings: int = 0
    level: int = 0  # of the last heading that stands in it directly
    name: str | None = None
    path: tuple[str, ...] | None = None


@dataclass(slots=True, eq=False)
class _Frame:
    """An element that is open: what it changes for the words in it."""

    element: Element
    block: bool
    style: Style = PLAIN
    tag: str = ""
    around: bool = False
    pre: bool = False
    heading: int = 0
    box: _Box | None = None
    items: int = 0
    marker: str = ""
    counter: int = 0
    step: int = 1
    numerals: str = "1"
    stacks: bool = False  # lays its children out as boxes of their own
    edge: int = 0
    caption: bool = False
    term: bool = False
    chip: bool = False


@dataclass(slots=True)
class _Segment:
    """The words up to a line break; ``breaks`` is the number of breaks before them."""

    breaks: int = 0
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    """What the walks through one page share."""

    paths: Paths
    sheet: Sheet
    chrome: Chrome
    problems: list[Problem]
    opened: frozenset[str] = frozenset()
    tabs: dict[str, Element] = field(default_factory=dict)
    tab_elements: frozenset[Element] = frozenset()
    furniture: list[Text] = field(default_factory=list)
    hidden: int = 0
    style: Style = PLAIN
    lined: bool = False

    def locator(self, element: Element) -> str:
        """Where an element stands: its path, or its lines where the page was made of a text (``data-lines``)."""
        if self.lined:
            for at in (element, *element.iterancestors()):
                if lines := at.get("data-lines"):
                    first, _, last = lines.partition("-")
                    return f"L{first}" if first == last else f"L{first}-L{last}"
        return self.paths.of(element)


def read(data: bytes, charset: str | None = None) -> Document:
    """Read an HTML page; ``charset`` is what the server says of it, for pages that do not say it themselves.

    Raises:
        ReadError: ``empty_file`` for a page without elements, ``no_text`` for one that shows no words.
    """
    problems: list[Problem] = []
    document = read_text(decode(data, charset, problems), problems)
    if not document.elements:
        raise ReadError("no_text", "The page shows no words; scripts may load its content")
    return document


def read_text(text: str, problems: list[Problem] | None = None, *, lined: bool = False) -> Document:
    """Return the document of decoded HTML; it may hold no elements.

    ``lined`` says that the page was made of a text and that elements name their lines in ``data-lines="3-5"``.
    """
    problems = [] if problems is None else problems
    root = parse(text, problems)
    page = _page(root, problems)
    page.lined = lined
    walk = _Walk(page)
    walk.walk(root)
    elements = walk.elements()
    if page.hidden:
        problems.append(Problem("hidden_words", f"The page hides {page.hidden} words: they are not read"))
    return Document(
        "text/html", elements, (), metadata_of(root), tuple(t for t in page.furniture if t), tuple(problems)
    )


def _page(root: Element, problems: list[Problem]) -> _Page:
    css = "\n".join(style.text or "" for style in root.iter("style"))
    page = _Page(Paths(root), Sheet(css), Chrome(root), problems)
    sized = re.compile(r"\bfont(?:-size)?\s*:")
    if sized.search(css) or any(sized.search(e.get("style", "")) for e in root.iter()):
        page.style = Style(size=_USUAL_SIZE)  # where some words have a size, all have
    opened: set[str] = set()
    tabs: dict[str, Element] = {}
    panes = {e.get("id", "") for e in root.iter() if _is_pane(e)} - {""}
    for element in root.iter():
        attributes = element.attrib
        if not attributes:
            continue
        for name in ("aria-controls", "data-target", "data-bs-target", "href"):
            target = attributes.get(name, "")
            if name == "href" and not target.startswith("#"):
                continue
            for id_ in target.replace("#", " ").split():
                opened.add(id_)
                if id_ in panes and _is_tab(element):
                    tabs.setdefault(id_, element)
    page.opened, page.tabs = frozenset(opened), tabs
    page.tab_elements = frozenset(tabs.values()) | {
        e for e in root.iter() if e.get("role") == "tab" and set(e.get("aria-controls", "").split()) & panes
    }
    return page


def _is_pane(element: Element) -> bool:
    return element.get("role") == "tabpanel" or "tab-pane" in element.get("class", "").split()


def _is_tab(element: Element) -> bool:
    kinds = (element.get("role"), element.get("data-toggle"), element.get("data-bs-toggle"))
    return any(kind in ("tab", "pill") for kind in kinds) or element.tag == "button"


class _Walk:
    """Walks a subtree and collects its blocks and tables; the tree may be nested to any depth."""

    def __init__(self, page: _Page, tables: int = 0) -> None:
        self.page = page
        self.tables = tables
        self.parts: list[tuple[Part, _Box | None]] = []
        self._open: list[_Frame] = []
        self._segments: list[_Segment] = [_Segment()]
        self._marks: list[Mark] = []
        self._owner: Element | None = None
        self._edge = 0
        self._last = ""  # the last character of the words of this line
        self._note = ""
        self._level = 0
        self._captioned = False

    # -- elements --------------------------------------------------------------------------------------------

    def walk(self, root: Element) -> None:
        """Collect the words below ``root``."""
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

    def elements(self) -> tuple[Part, ...]:
        """Return what was collected, with the boxes named."""
        numbers: dict[str, int] = {}
        total = len(self.parts)
        out: list[Part] = []
        ordinal = 0
        for part, box in self.parts:
            path = _path(box, numbers, total)
            if isinstance(part, Table):
                ordinal += 1
                out.append(replace(part, container=path, ordinal=ordinal))
            else:
                out.append(replace(part, container=path) if path else part)
        return tuple(out)

    def _start(self, element: Element, root: Element) -> bool:
        """Open an element; whether to go into it."""
        above = self._open[-1] if self._open else None
        css = self.page.sheet.of(element)
        frame = _Frame(element, self._is_block(element, css, above), self.page.style)
        if above is not None:
            frame.style, frame.tag, frame.around, frame.pre = above.style, above.tag, above.around, above.pre
            frame.heading, frame.box, frame.items = above.heading, above.box, above.items
            frame.caption, frame.term, frame.chip = above.caption, above.term, above.chip
        self._open.append(frame)
        if element is not root:
            inline = self._inline(element)
            if inline is not None:
                return inline
            if self._left_out(element, css):
                return False
            if frame.block:
                self._flush()
            if self._is_table(element, css, frame) and self._table(element):
                return False
            if not frame.around and self.tables == 0 and self.page.chrome.around(element):
                self._flush()
                frame.around = True
        else:
            frame.block = True
        self._look(frame, css)
        self._structure(frame, css)
        if element.text:
            self._add(element.text)
        return True

    def _end(self) -> None:
        frame = self._open[-1]
        if frame.block or (len(self._open) > 1 and frame.around and not self._open[-2].around):
            self._flush()
        else:
            self._edge = max(self._edge, frame.edge)
        self._open.pop()

    @staticmethod
    def _is_block(element: Element, css: Declarations, above: _Frame | None) -> bool:
        display = css.get("display", "")
        if element.tag in BLOCKS:
            return not (element.tag == "div" and display == "inline")
        if element.tag in ("br", "input", "img", "svg", "option"):
            return False
        return display in _BLOCK_DISPLAYS or (above is not None and above.stacks and element.tag not in _WORDS)

    def _left_out(self, element: Element, css: Declarations) -> bool:
        """Whether the words of an element are none of the document's: scripts, tooltips, what is hidden, and tabs,
        which stand above their panes."""
        tag = element.tag
        if tag in _DROPPED:
            return True
        if element in self.page.tab_elements:
            return True
        seen = shown(element)
        if seen == "dropped" and tag not in ("button", "svg"):
            return True
        if _SR_ONLY.search(element.get("class", "")) and any(
            f.element.tag in ("a", "button") for f in self._open[-4:-1]
        ):
            self.page.furniture.append(Text.of("".join(element.itertext()), self._place()))
            return True
        if seen == "hidden" or css.get("display") == "none" or css.get("visibility") == "hidden":
            if self._is_opened(element, css, seen == "hidden"):
                return False
            self.page.hidden += len("".join(element.itertext()).split())
            return True
        if tag == "button" and not self._is_trigger(element) and not self._in_heading():
            words = Text.of("".join(element.itertext()), self._place())
            self.page.furniture.append(words)
            return True
        return False

    def _is_opened(self, element: Element, css: Declarations, said: bool) -> bool:
        """Whether something on the page opens a hidden element: a control names it, or it is a pane by its name."""
        if element.get("id", "") in self.page.opened or _is_pane(element) or element.tag in ("html", "body", "main"):
            return True
        if element.get("hidden") is not None and css.get("display", "none") != "none":
            return True  # the page's own style shows it all the same
        before = element.getprevious()
        controls = before.iter() if before is not None else ()
        if any(e.get("aria-expanded") is not None and self._is_trigger(e) for e in controls):
            return True  # a panel right below the control that unfolds it
        return (not said or css.get("display") != "none") and bool(_OPENED.search(element.get("class", "")))

    @staticmethod
    def _is_trigger(element: Element) -> bool:
        """Whether an element opens a part of the page."""
        if "navbar-toggler" in element.get("class", ""):
            return False
        toggles = (element.get("data-toggle"), element.get("data-bs-toggle"))
        if element.tag in ("button", "a") or element.get("role") == "button":
            return (
                element.get("aria-expanded") is not None
                or "collapse" in toggles
                or bool(element.tag == "button" and element.get("aria-controls"))
            )
        return False

    def _in_heading(self) -> bool:
        return any(f.heading for f in self._open[-2:])

    def _look(self, frame: _Frame, css: Declarations) -> None:
        """Take over how the words of an element look and which element holds them."""
        element, tag = frame.element, frame.element.tag
        frame.pre |= tag == "pre"
        frame.style = _styled(frame.style, element, css)
        classes = element.get("class", "")
        if frame.block:
            frame.tag = f"{tag}.{classes.split()[0]}" if classes and _LABEL_CLASS.search(classes) else ""
            frame.chip = False
            return
        frame.edge = self._edge_of(element, css)
        frame.chip |= self._is_chip(element, css)
        self._edge = max(self._edge, frame.edge)
        if classes and _SR_ONLY.search(classes):
            frame.tag = "sr-only"
        elif classes:
            frame.tag = f"{tag}.{classes.split()[0]}"
        elif tag not in ("span", "font", "a") or not frame.tag:
            frame.tag = tag if tag != "font" else frame.tag
            if tag == "span" and not element.get("style") and frame.edge < 2:
                frame.tag = self._open[-2].tag if len(self._open) > 1 else ""

    @staticmethod
    def _is_chip(element: Element, css: Declarations) -> bool:
        """Whether an inline element is drawn as a badge, or called one. A number at the beginning is none."""
        if element.tag in ("a", "button", "label") or len(element) > 3:
            return False
        ground = _colour(css.get("background-color") or css.get("background") or "")
        drawn = (
            (ground and ground != "#ffffff") or css.get("float", "none") != "none" or css.get("position") == "absolute"
        )
        return bool(drawn or _CHIP.search(element.get("class", ""))) and 0 < len(_some(element)) <= _LONG_CHIP

    def _edge_of(self, element: Element, css: Declarations) -> int:
        """How far apart an inline element stands from its neighbours: 2 a box, 1 of a class of its own, 0 not."""
        display = css.get("display", "")
        fill = css.get("background-color") or css.get("background")
        above = self._open[-2] if len(self._open) > 1 else None
        if above is not None and above.around:
            return 2
        if display.startswith("inline-") or css.get("float", "none") != "none" or fill:
            return 2
        if above is not None and above.block and self.page.sheet.of(above.element).get("display") in ("flex", "grid"):
            return 2
        if element.tag in _FORMATTING and not element.get("class"):
            return 0
        if element.tag in ("div", "label", "small", "output", "time"):
            return 1
        return 1 if element.get("class") else 0

    def _structure(self, frame: _Frame, css: Declarations) -> None:
        """Take over what an element is: heading, list, item, caption, term, box."""
        element, tag = frame.element, frame.element.tag
        if tag in ("p", "li", "ul", "ol", "table", "dl", "td") and frame.heading:
            frame.heading = 0
        if tag in _HEADINGS:
            frame.heading = self._says_level(_HEADINGS[tag], frame)
        elif element.get("role") == "heading":
            level = element.get("aria-level", "")
            frame.heading = self._says_level(int(level) if re.fullmatch("[1-9]", level) else 2, frame)
        elif (tag == "summary" or self._is_trigger(element)) and not frame.heading and not frame.around:
            if tag != "button" or not frame.block:
                self._flush()
            frame.block = True
            frame.heading = min(self._level_at(frame.box) + 1 + self._details(frame.box), 9)
        elif tag in ("caption", "figcaption"):
            frame.caption = True
        elif tag == "dt":
            frame.term = True
        elif tag == "dd":
            frame.term = False
        display = css.get("display", "")
        frame.stacks = display.endswith(("grid", "flex"))
        if frame.block:
            self._list(frame, css)
            frame.box = self._box(frame)
            if _is_pane(element) and (tab := self.page.tabs.get(element.get("id", ""))) is not None:
                self._tab_title(tab, frame)

    def _says_level(self, level: int, frame: _Frame) -> int:
        if not frame.around:
            if frame.box is None:
                self._level = level
            else:
                frame.box.level = level
        return level

    def _level_at(self, box: _Box | None) -> int:
        """The level of the last heading in a box or the boxes around it; what stands in a closed box ended with it."""
        while box is not None:
            if box.level:
                return box.level
            box = box.parent
        return self._level or 1

    @staticmethod
    def _details(box: _Box | None) -> int:
        """How many boxes that open stand around the one that is opening."""
        depth = 0
        while box is not None:
            depth += box.kind == "details"
            box = box.parent
        return max(depth - 1, 0)

    def _tab_title(self, tab: Element, frame: _Frame) -> None:
        text = Text.of(" ".join(tab.itertext()), Place(locator=self.page.locator(tab)))
        if text and not frame.around:
            self._put(Block("heading", text, (), min(self._level_at(frame.box) + 1, 9)), frame.box)

    def _box(self, frame: _Frame) -> _Box | None:
        element, tag, parent = frame.element, frame.element.tag, frame.box
        depth = parent.depth + 1 if parent is not None else 1
        if depth > _MAX_BOXES or tag in ("html", "body", "main", "p", *_HEADINGS):
            return parent
        classes = element.get("class", "")
        if _is_pane(element):
            return _Box("tab", parent, depth)
        if tag in _STRONG_BOXES:
            return _Box(_STRONG_BOXES[tag], parent, depth)
        before, after = element.getprevious(), element.getnext()
        alike = any(e is not None and e.tag == tag and e.get("class", "") == classes for e in (before, after))
        if tag in ("div", "li", "header", "dd", "blockquote", "a", "span"):
            kind = "card" if tag == "li" or _CARD.search(classes) else "group"
            return _Box(kind, parent, depth, weak=True, repeated=alike)
        return parent

    def _list(self, frame: _Frame, css: Declarations) -> None:
        element, tag = frame.element, frame.element.tag
        if tag == "ol":
            start = element.get("start", "")
            frame.step = -1 if element.get("reversed") is not None else 1
            usual = sum(child.tag == "li" for child in element) if frame.step < 0 else 1
            frame.counter = int(start) if re.fullmatch(r"-?\d{1,6}", start) else usual
            shape = css.get("list-style-type") or css.get("list-style") or ""
            names = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
                     "lower-roman": "i", "upper-roman": "I"}  # fmt: skip
            by_style = next((sign for name, sign in names.items() if name in shape), "")
            frame.numerals = by_style or ("" if "none" in shape else element.get("type", "1"))
        elif tag == "li":
            frame.items += 1
            parent = next((f for f in reversed(self._open[:-1]) if f.element.tag in ("ol", "ul", "menu")), None)
            if parent is None or parent.element.tag != "ol":
                frame.marker = "•"
                return
            value = element.get("value", "")
            if re.fullmatch(r"-?\d{1,6}", value):
                parent.counter = int(value)
            sign = parent.numerals
            kind = sign if sign in ("a", "A", "i", "I") else "1"
            frame.marker = numeral(parent.counter, kind) + "." if sign else "•"  # type: ignore[arg-type]
            parent.counter += parent.step

    # -- elements that stand for characters ----------------------------------------------------------------------

    def _inline(self, element: Element) -> bool | None:
        """Handle an element that stands for characters or a break; whether to go into it, None for any other."""
        read = _SIGNS.get(element.tag)
        if read is not None:
            return read(self, element)
        if element.get("role") in ("progressbar", "meter", "slider") and element.get("aria-valuenow"):
            return self._bar(element)
        bare = not len(element) and not (element.text or "").strip()
        if bare and element.get("aria-label") and element.tag != "a":
            self._sign(element.get("aria-label", ""), "aria-label")
            return False
        if bare and element.tag in ("i", "span"):
            self._icon("", element.get("class", ""))
            return False
        if element.get("aria-hidden") == "true" and not any(c.isalnum() for c in _some(element)):
            self._add(" ")
            return False
        return None

    def _break(self, _: Element) -> bool:
        self._segments.append(_Segment(1))
        self._last, self._edge = "", 0
        return False

    def _meter(self, element: Element) -> bool:
        share = _share(element.get("value", ""), element.get("min", "0"), element.get("max", "1"))
        if not self._printed(share, element):
            self._sign(share, element.tag)
        return False

    def _option(self, element: Element) -> bool:
        if element.get("selected") is not None:
            self._sign("".join(element.itertext()), "dropdown")
        return False

    def _superscript(self, element: Element) -> bool | None:
        match = _NOTE_REFERENCE.fullmatch("".join(element.itertext()))
        if not match or (match["number"].isalpha() and match["number"] in "oa"):
            return None
        if not self._has_words():
            self._note = match["number"]
        return False

    def _sign(self, words: str, tag: str) -> None:
        """Add words that an element stands for."""
        words = " ".join(words.split())
        if words and not self._open[-1].block:
            self._own()
            chip = tag in _METERS
            self._segments[-1].pieces.append(Piece(f" {words} ", self._open[-1].style, tag, chip))
            self._last, self._edge = "", 0
        elif words:
            self._flush()
            self._own()
            self._segments[-1].pieces.append(Piece(words, self._open[-1].style, tag))
            self._flush()

    def _bar(self, element: Element) -> bool | None:
        """A progress bar of any element: its words where it has some, or else what it says it is at."""
        if any(c.isdigit() for c in _some(element)):
            return None
        at = element.get("aria-valuenow", "")
        share = _share(at, element.get("aria-valuemin", "0"), element.get("aria-valuemax", "100"))
        if not self._printed(share, element):
            self._sign(element.get("aria-valuetext") or share, "progressbar")
        return False

    def _printed(self, share: str, element: Element) -> bool:
        """Whether what a meter shows stands in words before or after it, too."""
        after = element.getnext()
        near = [piece.text for segment in self._segments for piece in segment.pieces]
        near += [element.tail or "", _some(after) if after is not None else ""]
        if self.parts and isinstance(self.parts[-1][0], Block):
            near.append(str(self.parts[-1][0].text))
        return any(re.search(rf"(?<![\d.,]){re.escape(share)}", words.replace(" %", "%")) for words in near)

    def _image(self, element: Element) -> bool:
        words = " ".join((element.get("alt") or "").split())
        if self._icon(words, element.get("src", "")) or not words:
            return False
        if is_caption(words.upper()) and not element.get("src", "").startswith("data:"):
            said = "A picture is not part of the page; it may hold a table: save the page with its pictures (.mht)"
            self.page.problems.append(Problem("picture_not_read", said, self._place()))
        sizes = [element.get(side, "") for side in ("width", "height")]
        small = any(
            size.removesuffix("px").isdecimal() and len(size) < 10 and int(size.removesuffix("px")) <= 64
            for size in sizes
        )
        if self._has_words() or self.tables or small or len(words) <= _PHOTO_ALT:
            self._sign(words, "img")
        else:
            self.page.furniture.append(Text.of(words, self._place()))
        return False

    def _drawing(self, element: Element) -> bool:
        texts = [e for e in element.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == "text"]
        words = " ".join(" ".join("".join(text.itertext()).split()) for text in texts)
        if not words:
            title = next(
                (e for e in element.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == "title"), None
            )
            words = (title.text or "") if title is not None else element.get("aria-label", "")
        words = " ".join(words.split())
        if not self._icon(words, element.get("class", "")) and words:
            self._sign(words, "svg")
        return False

    def _icon(self, words: str, name: str) -> bool:
        """Take a sign that selects as a mark; whether it is one."""
        kind = _MARK_WORDS.get(words.lower())
        if kind is None and not words:
            icon = _ICON.search(name.rpartition("/")[2] if "/" in name else name)
            kind = next((k for k in _ICON_KINDS if icon and icon[k]), None)
        if kind is None:
            return False
        self._marks.append(Mark(kind, self._place()))
        self._own()
        return True

    def _input(self, element: Element) -> bool:
        kind = element.get("type", "text").lower()
        if kind in ("checkbox", "radio"):
            checked = element.get("checked") is not None
            self._sign("☑" if checked else "☐", f"{kind}.{'checked' if checked else 'unchecked'}")
        elif kind in _TEXT_INPUTS and element.get("value"):
            self._sign(element.get("value", ""), "input")
        return False

    # -- words -----------------------------------------------------------------------------------------------

    def _own(self) -> None:
        if self._owner is None:
            self._owner = next((f.element for f in reversed(self._open) if f.block), self._open[0].element)

    def _add(self, text: str) -> None:
        frame = self._open[-1]
        if text.strip():
            self._own()
            first = text[0]
            if self._edge and self._last and not first.isspace() and self._parted(first):
                text = " " + text
            self._edge = 0
        if frame.pre and "\n" in text:
            for k, line in enumerate(text.split("\n")):
                if k:
                    self._segments.append(_Segment(1))
                self._segments[-1].pieces.append(Piece(line, frame.style, frame.tag, frame.chip))
            self._last = ""
            return
        self._segments[-1].pieces.append(Piece(text, frame.style, frame.tag, frame.chip))
        self._last = "" if text[-1].isspace() else text[-1]

    def _parted(self, first: str) -> bool:
        """Whether a blank parts the words on both sides of the border of an inline element.

        A box always stands apart, but for punctuation. Editors part words into spans at will ("Com" + "promiso"), so
        that a class alone says so only where a word seems to begin.
        """
        if first in ",.;:!?)]}»”’%" or self._last in "([{«“‘¿¡/-–":
            return False
        if self._edge > 1:
            return True
        begins = first.isupper() or first.isdigit() or first in "([¿¡«“"
        ends = self._last.islower() or self._last.isdigit() or self._last in ")]%.:;,!?”»"
        return begins and ends and not (self._last.isdigit() and first.isdigit())

    def _has_words(self) -> bool:
        return any(piece.text.strip() for segment in self._segments for piece in segment.pieces)

    def _place(self) -> Place:
        owner = self._owner
        if owner is None:
            owner = next((f.element for f in reversed(self._open) if f.block), self._open[0].element)
        return Place(locator=self.page.locator(owner))

    def _flush(self) -> None:
        """Make the words collected so far blocks of the elements that are open."""
        segments, self._segments = self._segments, [_Segment()]
        marks, self._marks = tuple(self._marks), []
        self._last, self._edge = "", 0
        if not self._open:
            return
        if self._owner is not None:
            place = self._place()
            heading = self._open[-1].heading
            groups = _groups(segments, whole=bool(heading))
            if not groups and marks:
                self._emit([], place, marks)
            for k, lines in enumerate(groups):
                words, chips = _without_chips(lines)
                self._emit(words, place, marks if not k else ())
                for chip in chips:
                    # Bold as all of a heading is, a badge of it is not bold among its neighbours.
                    plain = [replace(p, style=replace(p.style, bold=False)) for p in chip] if heading else chip
                    self._emit([plain], place, (), chip=True)
        self._owner = None
        self._note = ""

    def _emit(self, lines: list[list[Piece]], place: Place, marks: tuple[Mark, ...], *, chip: bool = False) -> None:
        text, runs = compose([(pieces, place) for pieces in lines])
        if not text and not marks:
            return
        frame = self._open[-1]
        words = str(text)
        if frame.around or (not self.tables and self._is_around(words, runs)):
            self.page.furniture.append(text)
            return
        marks = (*marks, *marks_in(text, place))
        kind, level, marker = _PLAIN_KIND if chip else self._kind(words, frame)
        if kind == "footnote" and (match := NOTE.match(words)):
            text, runs = text.slice(match.start("rest")), ()
        self._put(Block(kind, text, runs, level, marker, (), marks), frame.box)

    @staticmethod
    def _is_around(words: str, runs: Iterable[object]) -> bool:
        only = [getattr(run, "tag", "") for run in runs]
        return is_chrome(words) or is_trail(words) or (bool(only) and all(tag == "sr-only" for tag in only))

    def _kind(self, words: str, frame: _Frame) -> tuple[BlockKind, int, str]:
        item = next((f for f in reversed(self._open) if f.element.tag in ("li", "td")), None)
        marker = item.marker if item is not None else ""
        if item is not None:
            item.marker = ""
        if frame.caption or is_caption(words):
            return "caption", 0, ""
        if frame.heading:
            return "heading", frame.heading, marker
        if note := self._note_number(words, marker):
            return "footnote", 0, note
        if marker:
            return "item", frame.items, marker
        return "paragraph", 0, ""

    def _note_number(self, words: str, marker: str) -> str:
        """The number of the footnote that a block is, "*" where it has none; empty for any other block."""
        if self._note:
            return self._note
        if match := NOTE.match(words):
            return next(g for key, g in match.groupdict().items() if g and key != "rest")
        for frame in reversed(self._open[-8:]):
            names = f"{frame.element.get('class', '')} {frame.element.get('role', '')}"
            if "footnote-ref" not in names and (
                _NOTES.search(names) or _NOTE_ID.fullmatch(frame.element.get("id", ""))
            ):
                return (marker.strip(".") or "*") if frame.block else ""
        return ""

    def _put(self, part: Part, box: _Box | None) -> None:
        self.parts.append((part, box))
        heading = isinstance(part, Block) and part.kind == "heading"
        while box is not None:
            box.blocks += 1
            box.headings += heading
            box = box.parent

    # -- tables ----------------------------------------------------------------------------------------------

    @staticmethod
    def _is_table(element: Element, css: Declarations, frame: _Frame) -> bool:
        if frame.around:
            return False
        if element.tag == "table":
            return True
        role = element.get("role", "")
        if role in ("table", "grid", "treegrid"):
            return True
        return css.get("display") == "table" and element.tag in ("div", "section", "ul", "dl")

    def _rows(self, table: Element) -> list[_Row]:
        return rows_of(table) if table.tag == "table" else _made_rows(table, self.page.sheet)

    def _table(self, table: Element) -> bool:
        """Take a table of data; one that only lays out the page is read as blocks."""
        last = self.parts[-1][0] if self.parts else None
        captioned = isinstance(last, Block) and last.kind == "caption"
        rows = self._rows(table)
        if self.tables >= _MAX_TABLES or is_layout(table, rows, captioned=captioned):
            return False
        if table.tag != "table" and (len(rows) < 2 or max(len(row.cells) for row in rows) < 2):
            return False
        cells = [[self._cell(element, row) for element in row.cells] for row in rows]
        caption = Text()
        said = next((child for child in table if child.tag == "caption"), None)
        if said is not None:
            walk = _Walk(self.page, self.tables + 1)
            walk.walk(said)
            caption = merged([part for part, _ in walk.parts if isinstance(part, Block)])[0]
        elif captioned and isinstance(last, Block):
            caption = last.text
            self.parts.pop()
        header = _header_rows(rows, cells)
        if not header and (names := _data_labels(rows)):
            place = Place(locator=self.page.locator(rows[0].element))
            cells.insert(0, [Cell(0, 0, Text.of(name, place), is_header=True, place=place) for name in names])
            header = 1
        placed, n_rows, n_cols = lay_out(cells, self.page.problems)
        if any(cell.text or cell.marks for cell in placed):
            made = with_head(Table(placed, n_rows, n_cols, header, caption), certain=not self.page.lined)
            self._put(made, self._open[-1].box)
        return True

    def _cell(self, element: Element, row: _Row) -> Cell:
        walk = _Walk(self.page, self.tables + 1)
        walk.walk(element)
        blocks: list[Block] = []
        for part in walk.elements():
            blocks += [part] if isinstance(part, Block) else _flat(part)
        text, runs = merged(blocks)
        place = Place(locator=self.page.locator(element))
        marks = tuple(mark for block in blocks for mark in block.marks if not mark.glyph)
        marks += marks_in(text, place)
        several = len(blocks) > 1 or any(block.kind != "paragraph" for block in blocks)
        head = element.tag == "th" or element.get("role") in ("columnheader", "rowheader")
        fill = self._fill(element, row.element)
        kept = tuple(block for block in blocks if block.text) if several else ()
        return Cell(
            0, 0, text, _span(element, "rowspan", 0), _span(element, "colspan", 1), head, place, fill, marks, runs, kept
        )

    def _fill(self, *elements: Element) -> str | None:
        """The fill of a cell, its row's where it has none; None for white and none."""
        for element in elements:
            css = self.page.sheet.of(element)
            colour = _colour(css.get("background-color") or css.get("background") or element.get("bgcolor", ""))
            if colour:
                return colour if colour != "#ffffff" else None
        return None


_SIGNS: dict[str, Callable[[_Walk, Element], bool | None]] = {
    "br": _Walk._break,
    "sup": _Walk._superscript,
    "img": _Walk._image,
    "svg": _Walk._drawing,
    "input": _Walk._input,
    "progress": _Walk._meter,
    "meter": _Walk._meter,
    "option": _Walk._option,
}


def _path(box: _Box | None, numbers: dict[str, int], total: int) -> tuple[str, ...]:
    """The names of the boxes around a part, outermost first; boxes are numbered as they are met."""
    chain: list[_Box] = []
    while box is not None and box.path is None:
        chain.append(box)
        box = box.parent
    path = box.path if box is not None and box.path is not None else ()
    around = _blocks_of_named(box, total)
    for k, one in reversed(list(enumerate(chain))):
        kind = one.kind
        if one.weak:
            same = k > 0 and not chain[k - 1].weak and chain[k - 1].blocks == one.blocks
            keep = one.blocks >= 2 and (kind == "card" or one.blocks < around) and not same
            kind = "card" if kind == "card" or (one.headings and one.repeated) else "group"
        else:
            keep = True
        if keep:
            numbers[kind] = numbers.get(kind, 0) + 1
            one.name = f"{kind}#{numbers[kind]}"
            path = (*path, one.name)
            around = one.blocks
        one.path = path
    return path


def _blocks_of_named(box: _Box | None, total: int) -> int:
    while box is not None:
        if box.name is not None:
            return box.blocks
        box = box.parent
    return total + 1


def _groups(segments: list[_Segment], *, whole: bool) -> list[list[list[Piece]]]:
    """Part the words between breaks into blocks of lines: two breaks part blocks, and one where a label or a bold
    title stands in its own line. A heading stays ``whole``."""
    out: list[list[list[Piece]]] = []
    breaks = 0
    before = ""
    bold_before = False
    for segment in segments:
        breaks += segment.breaks
        words = " ".join("".join(piece.text for piece in segment.pieces).split())
        if not words:
            continue
        bold = all(piece.style.bold for piece in segment.pieces if piece.text.strip())
        apart = bool(LABEL.match(words) or LABEL.match(before) or bold_before != bold) or (
            min(len(words), len(before)) <= _SHORT_LINE and not words[0].islower()
        )
        if not out or (not whole and (breaks > 1 or (breaks and apart))):
            out.append([segment.pieces])
        elif breaks:
            out[-1].append(segment.pieces)
        before, bold_before, breaks = words, bold, 0
    return out


def _without_chips(lines: list[list[Piece]]) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Take the badges at the beginning and end of a block out; each is a block of its own, which follows it.

    A badge with a number that is no share ("1", "Commitment 3") stays, and so do badges within the words.
    """
    pieces = [(k, piece) for k, line in enumerate(lines) for piece in line]
    words = [i for i, (_, p) in enumerate(pieces) if p.text.strip() and not p.chip]
    if not any(p.chip for _, p in pieces):
        return lines, []
    first, last = (words[0], words[-1]) if words else (len(pieces), len(pieces))
    chips: list[list[Piece]] = []
    kept: list[list[Piece]] = [[] for _ in lines]
    for i, (k, piece) in enumerate(pieces):
        drawn = piece.tag in _METERS
        number = any(c.isdigit() for c in piece.text) and "%" not in piece.text and not drawn
        if piece.chip and piece.text.strip() and (i < first or i > last) and not (number and words):
            if (
                chips
                and pieces[i - 1][1].chip
                and pieces[i - 1][1].tag == piece.tag
                and i
                and chips[-1][-1] is pieces[i - 1][1]
            ):
                chips[-1].append(piece)
            else:
                chips.append([piece])
        else:
            kept[k].append(piece)
    if not words and not any(p.text.strip() for line in kept for p in line) and chips:
        return [chips[0]], chips[1:]
    return kept, chips


def _styled(style: Style, element: Element, css: Declarations) -> Style:
    """The style of an element's words, from that around it."""
    tag = element.tag
    bold, italic = style.bold or tag in _BOLD, style.italic or tag in _ITALIC
    underline = style.underline or tag in _UNDERLINED
    colour, caps, size = style.colour, style.caps, style.size
    if tag == "font" and element.get("color"):
        colour = _colour(element.get("color", "")) or colour
    if css:
        if weight := css.get("font-weight"):
            bold = weight in ("bold", "bolder") or (weight.isdecimal() and len(weight) < 5 and int(weight) >= 600)
        if slant := css.get("font-style"):
            italic = slant in ("italic", "oblique")
        if line := css.get("text-decoration") or css.get("text-decoration-line"):
            underline = "underline" in line or (underline and "none" not in line)
        if tag not in ("html", "body"):
            colour = _shown_colour(css, colour, inline=tag not in BLOCKS)
        if case := css.get("text-transform"):
            caps = case == "uppercase"
        size = _size(css.get("font-size", ""), size)
    if size and tag in _USUAL_SHARES and "font-size" not in css:
        size = round(size * _USUAL_SHARES[tag] * 2) / 2
    new = (size, bold, italic, underline, colour, caps)
    if new == (style.size, style.bold, style.italic, style.underline, style.colour, style.caps):
        return style
    return Style(*new)


def _shown_colour(css: Declarations, colour: str | None, *, inline: bool) -> str | None:
    """The colour that tells words from others: a badge's is that of its ground, since its letters are white."""
    ground = _colour(css.get("background-color") or css.get("background") or "") if inline else None
    if ground and _tells(ground):
        return ground
    if "color" in css:
        return _colour(css["color"]) or colour
    return colour


def _tells(colour: str) -> bool:
    """Whether a ground is dark or colourful, and no light grey."""
    parts = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return max(parts) - min(parts) > 40 or max(parts) < 200


def _colour(words: str) -> str | None:
    match = re.search(r"#[0-9a-f]{3,8}\b|rgba?\([^)]{5,40}\)|^\s*[a-z]{3,20}\b", words.lower())
    return _hex(match[0]) if match else None


def _size(words: str, around: float) -> float:
    match = _SIZE.match(words)
    if not match:
        return around
    number, unit = float(match["number"]), match["unit"]
    if unit in _POINTS:
        size = number * _POINTS[unit]
    else:
        size = (number / 100 if unit == "%" else number) * (_USUAL_SIZE if unit == "rem" else around or _USUAL_SIZE)
    return min(round(size * 2) / 2, 400.0)


def _share(at: str, low: str, high: str) -> str:
    """What a meter says: per cent of its range, "3/5" for a short range of whole numbers, or the number alone."""
    try:
        value, least, most = float(at), float(low or 0), float(high or 100)
    except ValueError:
        return at
    if not (least <= value <= most) or most <= least:
        return at
    if 1 < most <= 10 and least == 0 and value == int(value):
        return f"{value:g}/{most:g}"
    return f"{round((value - least) / (most - least) * 100, 1):g}%"


def _some(element: Element) -> str:
    """The first words of an element."""
    out = ""
    for words in element.itertext():
        out += words
        if len(out) > 200:
            break
    return out.strip()


def _span(element: Element, name: str, zero: int) -> int:
    digits = re.match(r"\s*(\d{1,6})", element.get(name) or element.get(f"aria-{name}") or "")
    return (min(int(digits[1]), MAX_SPAN) or zero) if digits else 1


def _made_rows(table: Element, sheet: Sheet) -> list[_Row]:
    """The rows of a table of other elements: by roles, or by ``display: table-row`` and ``table-cell``."""
    rows: list[_Row] = []
    for element in table.iterdescendants():
        is_row = element.get("role") == "row" or sheet.of(element).get("display") == "table-row"
        if is_row:
            cells = [
                e
                for e in element
                if e.get("role") in ("cell", "gridcell", "columnheader", "rowheader")
                or sheet.of(e).get("display") == "table-cell"
            ]
            head = bool(cells) and all(e.get("role") == "columnheader" for e in cells)
            rows.append(_Row(element, head, cells))
    return rows if any(row.cells for row in rows) else []


def _header_rows(rows: list[_Row], cells: list[list[Cell]]) -> int:
    """How many first rows the table says are its header: rows of the head, or all of whose cells are heads. Prose is
    none: converters put the first row of a continued table into the head."""
    header = 0
    for row, made in zip(rows, cells, strict=True):
        if not row.head and not all(c.is_header or not c.text for c in made):
            break
        if any(len(c.text) > 160 or (len(c.text) > 40 and ends_sentence(str(c.text))) for c in made):
            break
        header += any(bool(c.text) for c in made)
    return min(header, 1) if header == len(rows) > 1 else 0 if header == len(rows) else header


def _data_labels(rows: list[_Row]) -> list[str]:
    """The names of columns that the cells of a table without header carry for small screens."""
    if not rows:
        return []
    names = [
        " ".join((e.get("data-label") or e.get("data-title") or e.get("data-th") or "").split()) for e in rows[0].cells
    ]
    return names if len(names) > 1 and sum(map(bool, names)) * 2 > len(names) else []


def _flat(table: Table) -> list[Block]:
    """A table in a cell as blocks, a cell each, in boxes "table#1" and "row#2"."""
    name = f"table#{table.ordinal}"
    return [
        Block("paragraph", cell.text, cell.runs, 0, "", (*table.container, name, f"row#{cell.row + 1}"), cell.marks)
        for cell in table.cells
        if cell.text
    ]
