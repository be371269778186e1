"""The tree of an HTML document: decoding and parsing, paths of elements, what is shown and what is not."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import Any, Literal, TypeAlias

from lxml import etree, html

from extractors.layout import Problem
from extractors.readers.errors import ReadError

Element: TypeAlias = Any  # lxml has no types

_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|^\s*<\?xml[^>]{0,200}?encoding=["']([\w.:-]{2,40})""",
    re.I,
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LATIN = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}

BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody td
    tfoot th thead tr ul
    """.split()
)
_NOT_SHOWN = frozenset(
    "script style template noscript head svg math iframe object embed audio video canvas map button datalist "
    "param source track applet frameset noframes".split()
)
_AROUND = frozenset("nav footer aside header".split())
_AROUND_ROLES = frozenset("navigation banner contentinfo search complementary".split())
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_TIP = re.compile(
    r"\b(?:tool-?tip[-_]*(?:text|content|inner|body|box)|(?:glossary|term)[-_]*(?:definition|text|content|tip)"
    r"|popover[-_]*(?:body|content)|tippy-content|qtip-content)\b",
    re.I,
)
_TIP_LEAF = re.compile(r"\b(?:tool-?tip|glossary|popover)", re.I)
_OPENS = re.compile(r"<html[\s>]", re.IGNORECASE)
_CLOSES = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
_MAX_DEPTH = 200
_MOST_ATTRIBUTES = 5000  # the parser compares each attribute of an element with all others
_CROWDED = re.compile(
    rf"""<[a-z][^\s<>"'=]*+(?:[\s/]++[^\s<>"'=/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s<>"']++))?+){{{_MOST_ATTRIBUTES}}}""",
    re.I,
)

Shown = Literal["shown", "around", "hidden", "dropped"]


def decode(data: bytes, charset: str | None, problems: list[Problem]) -> str:
    """Return the text of an HTML file: by its byte order mark, else UTF-8 if it is valid, else as the file, or else
    the server (``charset``), says, else Windows-1252."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    match = _META_CHARSET.search(data[:4096])
    said = ((match[1] or match[2]).decode("ascii") if match else charset or "").strip().lower()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        encoding = _LATIN.get(said, said)
        if encoding and encoding not in ("utf-8", "utf8"):
            return data.decode(encoding, "replace")
    except (LookupError, UnicodeError):  # "idna" is a codec, but of no text
        problems.append(Problem("encoding_guessed", f"The character set {said!r} is not known: read as Windows-1252"))
        return data.decode("cp1252", "replace")
    if data[:65536].count(b"\0") > 100:
        return data.decode("utf-16", "replace")
    broken = data.decode("utf-8", "replace")
    if said in ("utf-8", "utf8") and broken.count("\ufffd") * 500 < len(broken):
        problems.append(Problem("encoding_broken", "Some characters are no UTF-8 although the page says so"))
        return broken
    problems.append(Problem("encoding_guessed", "The page does not say its character set: read as Windows-1252"))
    return data.decode("cp1252", "replace")


def parse(text: str, problems: list[Problem]) -> Element:
    """Parse HTML, however broken. Nothing is fetched, no entity but HTML's own is resolved.

    The parser stops at 2048 levels of elements; what is lost by that is a problem, and so is a page that opens
    ``html`` and never closes it: HTML allows that, but a transfer that was cut leaves nothing else to tell it by.

    Raises:
        ReadError: ``empty_file`` where there is no element at all, ``too_large`` for one with thousands of attributes.
    """
    text = text.replace("\0", "")
    if _CROWDED.search(text):
        raise ReadError("too_large", f"An element of the page has more than {_MOST_ATTRIBUTES} attributes")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError("empty_file", f"The page holds no element: {error}") from error
    if root is None:
        raise ReadError("empty_file", "The page holds no element")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        problems.append(Problem("nested_too_deep", "Elements nest deeper than 2048 levels: the rest is not read"))
    if _OPENS.search(text, 0, 4096) and not _CLOSES.search(text):
        said = "The page begins with <html> and ends without </html>: its end may be missing; get it again"
        problems.append(Problem("cut_short", said))
    _put_before_tables(root)
    return root


_OF_TABLES = frozenset("caption colgroup col thead tbody tfoot tr td th script style template form input".split())


def _put_before_tables(root: Element) -> None:
    """Put words that stand in a table outside of its cells before it, where browsers show them."""
    for table in list(root.iter("table")):
        if table.getparent() is None:
            continue
        for child in list(table):
            if isinstance(child.tag, str) and child.tag not in _OF_TABLES and "".join(child.itertext()).strip():
                table.addprevious(child)


class Paths:
    """Paths of elements as lxml's ``getpath`` writes them, each level counted once.

    Below 200 levels an element has the path of its ancestor there, so that hostile nesting costs no memory.
    """

    def __init__(self, root: Element) -> None:
        self._paths: dict[Element, tuple[str, int]] = {root: (f"/{root.tag}", 1)}
        self._steps: dict[Element, str] = {}

    def of(self, element: Element) -> str:
        """Return the path of an element."""
        climb: list[Element] = []
        at: Element | None = element
        while at is not None and at not in self._paths:
            climb.append(at)
            at = at.getparent()
        path, depth = self._paths[at] if at is not None else ("", 0)
        for child in reversed(climb):
            if depth < _MAX_DEPTH:
                path, depth = f"{path}/{self._step(child)}", depth + 1
            self._paths[child] = (path, depth)
        return path

    def _step(self, element: Element) -> str:
        if element not in self._steps:
            parent = element.getparent()
            siblings = list(parent) if parent is not None else [element]
            counts: dict[str, int] = {}
            numbers = []
            for sibling in siblings:
                tag = sibling.tag if isinstance(sibling.tag, str) else ""
                counts[tag] = counts.get(tag, 0) + 1
                numbers.append((sibling, tag, counts[tag]))
            for sibling, tag, number in numbers:
                self._steps[sibling] = f"{tag}[{number}]" if counts[tag] > 1 else tag
        return self._steps[element]


def shown(element: Element) -> Shown:
    """Return whether an element's words are part of the document.

    "around" is the web page around it (navigation, foot), "hidden" is text that the page does not show, "dropped"
    what holds no words for a reader or a tooltip.
    """
    tag = element.tag
    if tag in _NOT_SHOWN:
        return "dropped"
    role = element.get("role", "")
    if role == "tooltip":
        return "dropped"
    classes = element.get("class", "")
    if classes and (_TIP.search(classes) or (_TIP_LEAF.search(classes) and _is_glued_leaf(element))):
        return "dropped"
    if tag not in ("html", "body", "main"):
        style = element.get("style", "")
        if element.get("hidden") is not None or (style and _HIDDEN_STYLE.search(style)):
            return "hidden"
    if (tag in _AROUND or role in _AROUND_ROLES) and not _is_content(element):
        return "around"
    return "shown"


def _is_glued_leaf(element: Element) -> bool:
    """Whether an element is a long text hung on the word before it."""
    words = " ".join((element.text or "").split())
    if len(element) or len(words) < 40:
        return False
    before = element.getprevious()
    parent = element.getparent()
    glued = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    return bool(glued.strip()) or before is not None


def _is_content(element: Element) -> bool:
    """Whether a header, aside or foot belongs to the document: it stands in its main part or holds its title; an
    aside (a box of facts) unless it is mostly links."""
    role = element.get("role", "")
    if element.tag == "nav" or role in ("navigation", "search"):
        return False
    if element.tag == "aside" or role == "complementary":
        links = sum(len("".join(link.itertext())) for link in islice(element.iter("a"), 500))
        return links * 2 < len("".join(islice(element.itertext(), 20_000)))
    near = islice(element.iterancestors(), _MAX_DEPTH)
    if any(ancestor.tag in ("main", "article") or ancestor.get("role") == "main" for ancestor in near):
        return element.tag != "footer" or next(element.iter("table", "li", "p"), None) is not None
    return element.tag in ("header", "div") and next(element.iter("h1"), None) is not None
