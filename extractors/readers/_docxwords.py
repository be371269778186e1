"""The words of Word paragraphs, their outline levels and list numbers."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from docx.document import Document
from docx.oxml.ns import nsmap

from extractors.layout import SOFT_HYPHEN, Line, Place
from extractors.readers._numerals import NumeralKind, numeral

Element: TypeAlias = Any  # lxml has no types

_SPACES = {
    **nsmap,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "o": "urn:schemas-microsoft-com:office:office",
    "v": "urn:schemas-microsoft-com:vml",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
_KINDS: dict[str, NumeralKind] = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_LEVELS = 9  # of an outline or list
_MOST = 999_999  # the first number of a list
_STYLE_LEVEL = re.compile(r"(?:heading|t[ií]tulo|überschrift|titre)\s*(\d)", re.I)


def qn(name: str) -> str:
    """Return a prefixed name ("w:p") in lxml's notation."""
    prefix, _, tag = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{tag}"


_SKIPPED = frozenset(map(qn, ("w:pPr", "w:rPr", "w:txbxContent", "w:del", "w:moveFrom", "mc:Fallback", "w:sdtPr")))
_NOTE_MARK = re.compile(r"\s*[\d*†‡]{1,3}\s*")
_UNITS = ("m", "km", "cm", "M", "KM")


def lines_of(paragraph: Element, place: Place, struck: list[str] | None = None) -> tuple[list[Line], list[Line]]:
    """Return the lines of a paragraph (parted by its line breaks) and its hidden words.

    Check boxes are their signs, drop-downs the entry that is chosen, symbols of Wingdings and its like their
    private-use characters, formulas their letters; note marks and deleted words are left out, and struck-out ones,
    which are added to ``struck``.
    """
    pieces: list[tuple[str, bool]] = []
    hidden: list[str] = []
    struck = [] if struck is None else struck
    stack = [(child, False) for child in reversed(paragraph)]
    while stack:
        element, bold = stack.pop()
        tag = element.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == qn("w:r"):
            properties = element.find(qn("w:rPr"))
            bold = _is_on(properties, "w:b")
            if _is_on(properties, "w:vanish"):
                hidden.append("".join(t.text or "" for t in element.iter(qn("w:t"))))
                continue
            if _is_on(properties, "w:strike") or _is_on(properties, "w:dstrike"):
                struck.append("".join(t.text or "" for t in element.iter(qn("w:t"))))
                continue
            if _is_note_mark(element, properties, pieces):
                continue
        elif tag == qn("w:sdt") and element.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None:
            continue  # what a control asks for, not an answer
        elif tag == qn("m:f"):
            pieces.append((_fraction(element), bold))
            continue
        words = _words(element)
        if words is not None:
            pieces.append((words, bold))
        else:
            stack.extend((child, bold) for child in reversed(element))
    return _split(pieces, place), _split([(words, False) for words in hidden], place)


def _is_note_mark(run: Element, properties: Element | None, before: list[tuple[str, bool]]) -> bool:
    """Whether a run is the raised number or sign of a note behind a word; a square metre is none."""
    raised = properties.find(qn("w:vertAlign")) if properties is not None else None
    if raised is None or raised.get(qn("w:val")) != "superscript":
        return False
    words = "".join(t.text or "" for t in run.iter(qn("w:t")))
    last = "".join(text for text, _ in before[-3:]).rstrip()
    return bool(_NOTE_MARK.fullmatch(words) and last) and re.split(r"[\s\d]", last)[-1] not in _UNITS


def _fraction(element: Element) -> str:
    """A fraction of a formula in one line: "92/100"."""
    parts = [
        "".join(t.text or "" for t in e.iter(qn("m:t")))
        for e in map(element.find, (qn("m:num"), qn("m:den")))
        if e is not None
    ]
    return "/".join(parts)


def _words(element: Element) -> str | None:
    """The characters that an element stands for; None where its children say."""
    tag = element.tag
    if tag in (qn("w:t"), qn("m:t")):
        return element.text or ""
    if tag == qn("w:ddList"):
        entries = [e.get(qn("w:val"), "") for e in element.findall(qn("w:listEntry"))]
        state = element.find(qn("w:result"))
        state = state if state is not None else element.find(qn("w:default"))
        index = state.get(qn("w:val"), "0") if state is not None else "0"
        return next(iter(entries[number_in(index, len(entries), len(entries)) :]), "")
    if tag in (qn("w:tab"), qn("w:ptab")):
        return " "
    if tag in (qn("w:br"), qn("w:cr")):
        return "\n"
    if tag == qn("w:noBreakHyphen"):
        return "-"
    if tag == qn("w:sym"):
        code = element.get(qn("w:char"), "")
        return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else ""
    if tag == qn("w:checkBox"):
        state = element.find(qn("w:checked"))
        state = state if state is not None else element.find(qn("w:default"))
        return "☒" if state is not None and state.get(qn("w:val"), "1") in ("1", "true", "on") else "☐"
    return None


def _is_on(properties: Element | None, name: str) -> bool:
    found = properties.find(qn(name)) if properties is not None else None
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def _looks(pieces: list[tuple[str, bool]]) -> tuple[tuple[int, bool, bool], ...]:
    """Return where the weight changes in the words of pieces, their white space folded; empty where it does not."""
    out: list[tuple[int, bool, bool]] = []
    at, spaced = 0, True
    for text, bold in pieces:
        for c in text.replace(SOFT_HYPHEN, ""):
            if not c.isspace() and (not out or out[-1][1] != bold):
                out.append((at, bold, False))
            at += not (c.isspace() and spaced)
            spaced = c.isspace()
    return tuple(out) if len(out) > 1 else ()


def _split(pieces: list[tuple[str, bool]], place: Place) -> list[Line]:
    out: list[Line] = []
    current: list[tuple[str, bool]] = []

    def end() -> None:
        words = " ".join("".join(text for text, _ in current).replace(SOFT_HYPHEN, "").split())
        if words:
            bold = all(bold for text, bold in current if text.strip())
            out.append(Line(words, place, bold=bold, looks=_looks(current)))
        current.clear()

    for text, bold in pieces:
        for k, part in enumerate(text.split("\n")):
            if k:
                end()
            current.append((part, bold))
    end()
    return out


class Outline:
    """Heading levels by style or outline level; styles are known by their built-in names in any language."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, int] = {}
        styles = {style.style_id: style.element for style in document.styles}
        for key, element in styles.items():
            self._levels[key] = self._style_level(element, styles)

    def _style_level(self, element: Element, styles: dict[str, Element]) -> int:
        for _ in range(12):  # the chain of styles that this one is based on
            name = element.find(qn("w:name"))
            words = name.get(qn("w:val"), "") if name is not None else ""
            if match := _STYLE_LEVEL.fullmatch(words):
                return int(match[1])
            if words.lower() in ("title", "título"):
                return 1
            outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None:
                return _level(outline)
            based = element.find(qn("w:basedOn"))
            parent = styles.get(based.get(qn("w:val"), "")) if based is not None else None
            if parent is None:
                break
            element = parent
        return 0

    def level(self, paragraph: Element) -> int:
        """Return the heading level of a paragraph, 0 for body text."""
        outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None:
            return _level(outline)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._levels.get(style.get(qn("w:val"), ""), 0) if style is not None else 0


def _level(outline: Element) -> int:
    value = outline.get(qn("w:val"), "9")
    return (number_in(value, _LEVELS, _LEVELS) + 1) % (_LEVELS + 1)


def number_in(value: str, most: int, default: int) -> int:
    """Return the number that an attribute holds, at most ``most``; ``default`` where it holds none."""
    return min(int(value[:9]), most) if value.isdecimal() else default


class Numbering:
    """List markers, counted as Word counts them when it prints."""

    def __init__(self, document: Document) -> None:
        self._formats: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        for style in document.styles:
            properties = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if properties is not None:
                self._styles[style.style_id] = _num(properties)
        part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
        root = getattr(part, "element", None)
        if root is None:
            return
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.iter(qn("w:abstractNum"))}
        for num in root.iter(qn("w:num")):
            link = num.find(qn("w:abstractNumId"))
            base = abstract.get(link.get(qn("w:val"))) if link is not None else None
            for level in base.iter(qn("w:lvl")) if base is not None else ():
                values = [level.find(qn(name)) for name in ("w:numFmt", "w:lvlText", "w:start")]
                fmt, text, start = (v.get(qn("w:val"), "") if v is not None else "" for v in values)
                at = level.get(qn("w:ilvl"), "0")
                key = (num.get(qn("w:numId"), ""), number_in(at, _LEVELS - 1, 0))
                self._formats[key] = (fmt, text, number_in(start, _MOST, 1))

    def marker(self, paragraph: Element) -> tuple[str, int]:
        """Return the printed marker of a list paragraph and its depth; an empty marker for any other paragraph."""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if properties is not None:
            key = _num(properties)
        elif style is not None and style.get(qn("w:val"), "") in self._styles:
            key = self._styles[style.get(qn("w:val"), "")]
        else:
            return "", 0
        if key not in self._formats:
            return "", 0
        num, depth = key
        fmt, text, start = self._formats[key]
        self._counts[key] = self._counts.get(key, start - 1) + 1
        for deeper in [k for k in self._counts if k[0] == num and k[1] > depth]:
            del self._counts[deeper]
        if fmt in ("bullet", "none", ""):
            return ("•" if fmt == "bullet" else ""), depth + 1
        for k in range(depth + 1):
            kind, _, first = self._formats.get((num, k), ("decimal", "", 1))
            text = text.replace(f"%{k + 1}", numeral(self._counts.get((num, k), first), _KINDS.get(kind, "1")))
        return text.strip(), depth + 1


def _num(properties: Element) -> tuple[str, int]:
    number, level = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
    depth = level.get(qn("w:val"), "0") if level is not None else "0"
    return (number.get(qn("w:val"), "") if number is not None else ""), number_in(depth, _LEVELS - 1, 0)
