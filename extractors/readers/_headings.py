"""Headings of text documents that do not mark them: short lines that stand alone above what they head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.layout import Block, Text
from extractors.readers._cellkind import ends_sentence, is_open
from extractors.readers._lines import LABEL, Setting
from extractors.readers._stitch import Part

_SHORT = 110
_TITLE = 220
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?")
_LINK = re.compile(r"https?:|www\.|@|\b(?:click here|haga clic|haz clic|clic aqu[ií]|pinche aqu[ií])", re.I)


def mark_headings(parts: Sequence[Part], how: Setting) -> None:
    """Turn the blocks that are headings by their looks and by what follows them into headings.

    In a wrapped document what follows must be set over the full width, for the short lines of a table that lost
    its cells look like headings too.
    """
    likely = [isinstance(part, Block) and _looks_like(part, i, parts) for i, part in enumerate(parts)]
    i = 0
    while i < len(parts):
        end = i
        while end < len(parts) and likely[end]:
            end += 1
        if end > i and end < len(parts) and _is_headed(parts[end], how):
            chain = _without_fields([part for part in parts[i:end] if isinstance(part, Block)])
            for block in chain[-4:]:
                _make_heading(block, how)
            if i == 0:
                max(chain[-4:], key=lambda block: len(str(block))).level = 1
        i = max(end, i + 1)


def _without_fields(chain: list[Block]) -> list[Block]:
    """Leave out the short lines below a title with a dotted number: fields of what it names, such as its dates."""
    numbered = [k for k, b in enumerate(chain) if _depth(b.marker) or re.match(r"\d{1,2}\.\d", str(b))]
    return chain[: numbered[-1] + 1] if numbered else chain


def _looks_like(block: Block, i: int, parts: Sequence[Part]) -> bool:
    words = str(block)
    limit = _TITLE if i < 3 else _SHORT
    if block.kind == "item":
        if not _NUMBERED.fullmatch(block.marker) or block.level > 1 or _in_list(i, parts):
            return False
        limit = _TITLE
    elif block.kind != "paragraph" or LABEL.match(words) or ("," in words and i > 2 and not _NUMBER.match(words)):
        return False
    if len(words) > limit or _LINK.search(words) or not any(c.isalpha() for c in words):
        return False
    if not (words[0].isupper() or words[0].isdigit() or words[0] in '¿"“'):
        return False
    question = words.endswith("?") and len(words) <= _SHORT
    return question or not (ends_sentence(words) or words[-1] in ":,;" or is_open(words))


def _in_list(i: int, parts: Sequence[Part]) -> bool:
    """Whether a numbered line stands in a list: right after or before another item of its depth ("4." is not "4.1")."""
    own = parts[i]
    near = [parts[j] for j in (i - 1, i + 1) if 0 <= j < len(parts)]
    items = [p for p in near if isinstance(p, Block) and p.kind == "item" and p.marker[-1:] in ".)0123456789"]
    return isinstance(own, Block) and any(_depth(p.marker) == _depth(own.marker) for p in items)


def _depth(marker: str) -> int:
    return marker.strip(" .)").count(".")


def _is_headed(part: Part, how: Setting) -> bool:
    if not isinstance(part, Block):
        return True
    if part.kind == "paragraph":
        return not how.wrapped or len(part.text.lines[0].text) >= how.width * 0.75
    return part.kind == "caption" or (part.kind == "item" and not how.wrapped)


def _make_heading(block: Block, how: Setting) -> None:
    if block.kind == "item":
        first, *rest = block.text.lines
        block.text = Text([replace(first, text=f"{block.marker} {first.text}"), *rest])
        block.marker = ""
    number = _NUMBER.match(str(block))
    depth = number[1].count(".") + 1 if number else 0
    block.kind = "heading"
    block.level = (depth or 2) if how.wrapped else 2 + depth
