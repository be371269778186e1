"""The little of a page's own style sheet that tells what stands apart: display, weight, case, colour, place.

Only rules of one to three simple selectors (element, class, id) are read; media queries and anything else are left
out. Unknown is always plain: a page without style reads as its elements say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, TypeAlias

Element: TypeAlias = Any  # lxml has no types

_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_SIMPLE = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][A-Za-z_-][\w-]*)*)$", re.I)
_KEPT = ("display", "font-weight", "font-style", "text-transform", "text-decoration", "float", "position",
         "background", "background-color", "border-radius", "color", "justify-content", "visibility", "left", "clip")  # fmt: skip
_LARGEST = 400_000  # characters of style that are read


@dataclass(frozen=True, slots=True)
class _Selector:
    tag: str
    classes: frozenset[str]
    ident: str

    def fits(self, element: Element) -> bool:
        if self.tag not in ("", "*") and element.tag != self.tag:
            return False
        if self.ident and element.get("id") != self.ident:
            return False
        return not self.classes or self.classes <= set((element.get("class") or "").split())


class StyleSheet:
    """The rules of a page; :meth:`of` gives the declarations that hold for an element."""

    def __init__(self, root: Element) -> None:
        self._rules: dict[str, list[tuple[tuple[_Selector, ...], dict[str, str]]]] = defaultdict(list)
        text = "".join(style.text or "" for style in root.iter("style"))[:_LARGEST]
        for m in _RULE.finditer(_COMMENT.sub(" ", text)):
            kept = declarations(m.group(2))
            if not kept or "@" in m.group(1):
                continue
            for selector in m.group(1).split(","):
                self._add(selector.strip(), kept)
        self._known: dict[Element, dict[str, str]] = {}

    def _add(self, selector: str, kept: dict[str, str]) -> None:
        parts: list[_Selector] = []
        for piece in selector.replace(">", " ").split():
            m = _SIMPLE.match(piece)
            if not m:
                return
            names = re.findall(r"([.#])([\w-]+)", m.group(2))
            classes = frozenset(n for sign, n in names if sign == ".")
            ident = next((n for sign, n in names if sign == "#"), "")
            parts.append(_Selector((m.group(1) or "").lower(), classes, ident))
        if 0 < len(parts) <= 3:
            last = parts[-1]
            key = f".{min(last.classes)}" if last.classes else f"#{last.ident}" if last.ident else last.tag
            self._rules[key].append((tuple(parts), kept))

    def of(self, element: Element) -> dict[str, str]:
        """Return the declarations of an element, its own ``style`` last."""
        if element in self._known:
            return self._known[element]
        out: dict[str, str] = {}
        keys = [element.tag, *(f".{c}" for c in (element.get("class") or "").split())]
        if element.get("id"):
            keys.append(f"#{element.get('id')}")
        for key in keys:
            for parts, kept in self._rules.get(key, ()):
                if parts[-1].fits(element) and _within(element, parts[:-1]):
                    out |= kept
        if element.get("style"):
            out |= declarations(element.get("style"))
        self._known[element] = out
        return out


def _within(element: Element, above: tuple[_Selector, ...]) -> bool:
    at = element.getparent()
    for selector in reversed(above):
        depth = 0
        while at is not None and depth < 60 and not selector.fits(at):
            at, depth = at.getparent(), depth + 1
        if at is None or depth >= 60:
            return False
        at = at.getparent()
    return True


def declarations(text: str) -> dict[str, str]:
    """Return the declarations of a style that are of use here, values in small letters."""
    out = {}
    for piece in text.split(";"):
        name, _, value = piece.partition(":")
        if name.strip().lower() in _KEPT and value.strip():
            out[name.strip().lower()] = value.strip().lower()
    return out
