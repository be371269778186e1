"""Markdown through markdown-it: rendered with the lines of each block, then read like a page.

Front matter becomes metadata; attributes in braces and template tags of site generators are no words of the document.
A place is a range of lines (``L12-L14``).
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from markdown_it import MarkdownIt

from extractors.backends import html
from extractors.document import Document, Text
from extractors.layout import Problem
from extractors.readers._htmltree import decode
from extractors.readers.errors import ReadError
from extractors.text import Line, Place

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_ATTRIBUTES = re.compile(r"\{:?\s?[.#:][^{}\n]{0,200}\}")
_TAGS = re.compile(r"\{%[^%\n]{0,300}%\}|\{\{[^{}\n]{0,300}\}\}")
_KEYS = {
    "title": ("title",),
    "author": ("author", "authors"),
    "published": ("date", "published", "publishdate", "pubdate"),
    "modified": ("lastmod", "modified", "updated"),
    "description": ("description", "summary", "excerpt"),
    "language": ("lang", "language"),
    "address": ("permalink", "url"),
}


def read(data: bytes) -> Document:
    """Return the document of a Markdown file.

    Raises:
        ReadError: ``empty_file`` or ``no_text`` where it holds no words.
    """
    problems: list[Problem] = []
    text = decode(data, None, problems).replace("\r\n", "\n").replace("\r", "\n")
    metadata, skipped = _front_matter(text)
    said = tuple(
        Text([Line(" ".join(metadata[key].split()), Place(locator=f"L1-L{max(skipped, 1)}"))])
        for key in ("title", "description")
        if key in metadata
    )
    lines = text.split("\n")
    body = "\n".join([""] * skipped + lines[skipped:])
    body = _TAGS.sub("", _ATTRIBUTES.sub("", body))
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    for token in tokens:
        if token.map and token.nesting >= 0 and token.type != "inline":
            first, last = token.map[0] + 1, max(token.map[1], token.map[0] + 1)
            token.attrSet("data-lines", f"{first}-{last}")
    page = parser.renderer.render(tokens, parser.options, {})
    try:
        document = html.read(f"<!DOCTYPE html><html><body>{page}</body></html>".encode())
    except ReadError:
        if not metadata.get("title"):
            raise
        document = Document("text/markdown")
    return Document(
        "text/markdown", document.elements, (), metadata, (*said, *document.furniture), (*problems, *document.problems)
    )


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return what the front matter says, and how many lines it takes."""
    m = _FRONT.match(text)
    if m is None:
        return {}, 0
    try:
        held: Any = yaml.load(m.group(1), Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only
    except (yaml.YAMLError, RecursionError):
        held = None
    if not isinstance(held, dict):
        return {}, m.group(0).count("\n")
    found = {str(k).casefold(): v for k, v in held.items() if isinstance(v, str) and v.strip()}
    out = {
        key: next(found[n] for n in names if n in found)
        for key, names in _KEYS.items()
        if any(n in found for n in names)
    }
    return out, m.group(0).count("\n")
