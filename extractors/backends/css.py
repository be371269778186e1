"""The little of CSS that tells how words look: a page's own ``<style>`` and ``style=`` attributes.

Read are simple selectors (tag, class, id, and chains of them with a blank or ``>``) of rules outside ``@media``;
``@media screen`` and ``all`` count. Pseudo-classes, attributes and sheets that would have to be fetched do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.readers._htmltree import Element

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_BRACE = re.compile(r"[{}]")
_MEDIA = re.compile(r"\s*@media\s+(?:only\s+)?(?:screen|all)\s*$", re.I)
_COMPOUND = re.compile(r"(?P<tag>[a-z][\w-]*)?(?P<rest>(?:[.#][\w-]+)*)", re.I)
_PART = re.compile(r"[.#][\w-]+")
_KEPT = frozenset(
    "display visibility font-weight font-style text-decoration text-decoration-line color background background-color "
    "text-transform font-size position left clip clip-path flex-direction list-style list-style-type float".split()
)
_FONT_SIZE = re.compile(r"[\d.]+(?:px|pt|r?em|%|vw|ex|ch)|(?:xx?-)?(?:small|large)\b|medium\b|smaller\b|larger\b")
_MAX_RULES = 5000
_MAX_CLIMB = 60  # levels that a chain of selectors is followed up

Declarations = dict[str, str]


def declarations(style: str) -> Declarations:
    """Return the declarations of a ``style`` attribute or rule that are read here, in small letters."""
    out: Declarations = {}
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        value = value.replace("!important", "").strip().lower()
        if colon and name in _KEPT:
            out[name] = value
        elif colon and name == "font":
            out.update(_font(value))
    return out


def _font(value: str) -> Declarations:
    """Return what the shorthand ``font: italic 700 14px/1.4 Arial`` declares: weight, style and size."""
    out: Declarations = {"font-weight": "normal", "font-style": "normal"}
    for word in value.split():
        if _FONT_SIZE.match(word):
            out["font-size"] = word.partition("/")[0]
            break  # the family follows
        if word in ("bold", "bolder", "lighter") or word.isdigit():
            out["font-weight"] = word
        elif word in ("italic", "oblique"):
            out["font-style"] = word
    return out if "font-size" in out else {}


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    id: str
    classes: frozenset[str]
    child: bool  # stands directly below the compound before it

    def matches(self, tag: str, id_: str, classes: frozenset[str]) -> bool:
        return (not self.tag or self.tag == tag) and (not self.id or self.id == id_) and self.classes <= classes


@dataclass(frozen=True, slots=True)
class _Rule:
    weight: tuple[int, int, int, int]
    chain: tuple[_Compound, ...]
    says: Declarations


class Sheet:
    """The style rules of a page."""

    def __init__(self, css: str) -> None:
        self._by_key: dict[str, list[_Rule]] = {}
        self._classes: dict[str, frozenset[str]] = {}
        self._count = 0
        self._read(_COMMENT.sub(" ", css))

    def _read(self, css: str) -> None:
        open_: list[str] = []  # "media", "skip" or the selectors of a rule
        at = 0
        for brace in _BRACE.finditer(css):
            words = css[at : brace.start()].rpartition(";")[2] if brace[0] == "{" else css[at : brace.start()]
            at = brace.end()
            if brace[0] == "{":
                inside = bool(open_) and open_[-1] != "media"
                skip = inside or "@" in words
                open_.append("media" if not inside and _MEDIA.match(words) else "skip" if skip else words.strip())
            elif open_:
                selectors = open_.pop()
                if selectors not in ("media", "skip"):
                    self._add(selectors, declarations(words))

    def _add(self, selectors: str, says: Declarations) -> None:
        if not says:
            return
        for selector in selectors.split(","):
            chain = _chain(selector)
            if not chain or self._count >= _MAX_RULES:
                continue
            self._count += 1
            weight = (
                sum(bool(c.id) for c in chain),
                sum(len(c.classes) for c in chain),
                sum(bool(c.tag) for c in chain),
                self._count,
            )
            last = chain[-1]
            key = f"#{last.id}" if last.id else f".{min(last.classes)}" if last.classes else last.tag
            self._by_key.setdefault(key, []).append(_Rule(weight, chain, says))

    def of(self, element: Element) -> Declarations:
        """Return what the sheet and the element's own ``style`` declare for it (nothing is inherited)."""
        style = element.get("style")
        own = declarations(style) if style else {}
        if not self._count:
            return own
        id_, classes = element.get("id", ""), self._classes_of(element)
        keys = [element.tag, *(f".{c}" for c in classes), f"#{id_}"]
        rules = [rule for key in keys if key in self._by_key for rule in self._by_key[key]]
        rules = [rule for rule in rules if self._fits(rule, element, id_, classes)]
        if not rules:
            return own
        out: Declarations = {}
        for rule in sorted(rules, key=lambda r: r.weight):
            out.update(rule.says)
        out.update(own)
        return out

    def _classes_of(self, element: Element) -> frozenset[str]:
        words = element.get("class", "")
        if words not in self._classes:
            self._classes[words] = frozenset(words.split())
        return self._classes[words]

    def _fits(self, rule: _Rule, element: Element, id_: str, classes: frozenset[str]) -> bool:
        *above, last = rule.chain
        if not last.matches(element.tag, id_, classes):
            return False
        child = last.child
        wanted = above
        if not wanted:
            return True
        for ancestor in islice(element.iterancestors(), _MAX_CLIMB):
            compound = wanted[-1]
            if compound.matches(ancestor.tag, ancestor.get("id", ""), self._classes_of(ancestor)):
                child = compound.child
                wanted = wanted[:-1]
                if not wanted:
                    return True
            elif child:
                return False
        return False


def _chain(selector: str) -> tuple[_Compound, ...]:
    """The compounds of a selector from the outermost on; empty where it is not a simple one."""
    out: list[_Compound] = []
    child = False
    for word in selector.replace(">", " > ").split():
        if word == ">":
            child = True
            continue
        match = _COMPOUND.fullmatch(word)
        if not match or len(out) > 8:
            return ()
        parts = _PART.findall(match["rest"])
        ids = [p[1:] for p in parts if p[0] == "#"]
        classes = frozenset(p[1:] for p in parts if p[0] == ".")
        out.append(_Compound((match["tag"] or "").lower(), ids[-1] if ids else "", classes, child))
        child = False
    return tuple(out)
