"""The reader of Markdown whose tables have rows parted by tabs, which Markdown does not know.

A place is a line (``L12``) or a range of lines (``L12-L14``) of the decoded file, counted from 1. Markup is taken
off the words: what a line shows is :func:`plain` of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extractors.layout import Block, BlockKind, Layout, Text
from extractors.readers import _texttables as tables
from extractors.readers._cellkind import is_caption
from extractors.readers._chrome import is_chrome
from extractors.readers._inline import is_bold, plain
from extractors.readers._lines import BULLET, NOTE, NUMBERED, URL_ONLY, Source, decode, split
from extractors.readers._stitch import Part, assemble
from extractors.readers.errors import ReadError

__all__ = ["plain", "read"]

_HEADING = re.compile(r"(#{1,6})\s+(?P<words>.*?)\s*#*\s*$")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}|\s*[=_~-]{3,}\s*")
_LONG_BOLD = 220


def read(data: bytes) -> Layout:
    """Read a Markdown document.

    Raises:
        ReadError: ``empty_file`` for a file of white space, ``no_text`` for one without words, ``wrong_type`` for
            bytes that are no text.
    """
    layout = Layout("text/markdown")
    lines = split(decode(data, layout.problems))
    layout.elements = assemble(_Scanner(lines, layout).scan(), layout.problems)
    if not layout.elements:
        raise ReadError("no_text", "The text holds no words")
    return layout


class _Scanner:
    """Walks down the lines; each of its steps takes what it knows and leaves the rest."""

    def __init__(self, lines: list[Source], layout: Layout) -> None:
        self.lines = lines
        self.layout = layout
        self.at = 0
        self.parts: list[Part] = []
        self.headings: list[tuple[int, str]] = []

    def scan(self) -> list[Part]:
        """Return the blocks and tables of the document."""
        steps: tuple[Callable[[Source], bool], ...] = (
            self._left_out,
            self._table,
            self._heading,
            self._caption,
            self._note,
            self._item,
            self._bold,
            self._paragraph,
        )
        while self.at < len(self.lines):
            source = self.lines[self.at]
            if source.blank:
                self.at += 1
                continue
            any(step(source) for step in steps)
        return self.parts

    def _add(self, kind: BlockKind, text: Text, level: int = 0, marker: str = "") -> bool:
        if text:
            self.parts.append(Block(kind, text, level, marker))
        return True

    def _left_out(self, source: Source) -> bool:
        """Comments, rules, words of the web page around the document."""
        raw = source.raw.strip()
        if raw.startswith("<!--"):
            while self.at < len(self.lines) and "-->" not in self.lines[self.at].raw:
                self.at += 1
            self.at += 1
            rest = raw.partition("-->")[2]
            return not rest or self._add("paragraph", source.text(rest))
        if not plain(raw) or (_RULE.fullmatch(raw) and "\t" not in raw):
            self.at += 1
            return True
        if is_chrome(plain(raw)):
            self.layout.running.append(source.text())
            self.at += 1
            return True
        return False

    def _table(self, source: Source) -> bool:
        if tables.tabbed(source.raw):
            grid, self.at = tables.tab_table(self.lines, self.at)
            if tables.is_contents(grid):
                self.parts.extend(Block("item", Text(ln for c in row for ln in c.text.lines), 1) for row in grid.rows)
                return True
        elif tables.is_markdown_table(self.lines, self.at):
            grid, self.at = tables.markdown_table(self.lines, self.at)
        else:
            return False
        if grid.rows:
            self.parts.append(grid)
        return True

    def _heading(self, source: Source) -> bool:
        match = _HEADING.match(source.raw)
        if not match:
            return False
        level, text = len(match[1]), source.text(match["words"])
        self.at += 1
        if is_caption(str(text)):
            return self._add("caption", text)
        self.headings.append((level, str(text)))
        return self._add("heading", text, level)

    def _caption(self, source: Source) -> bool:
        if not is_caption(plain(source.raw)):
            return False
        return self._add("caption", self._take())

    def _note(self, source: Source) -> bool:
        if found := NOTE.match(source.raw):
            number = next(g for key, g in found.groupdict().items() if g and key != "rest")
            return self._add("footnote", self._take(found["rest"]), marker=number)
        if URL_ONLY.fullmatch(source.raw):
            self.at += 1
            return self._add("footnote", source.text())
        return False

    def _item(self, source: Source) -> bool:
        bullet = BULLET.match(source.raw)
        rest = bullet["rest"] if bullet else source.raw
        number = NUMBERED.match(rest)
        if not bullet and not number:
            return False
        marker = number["marker"] if number else bullet["bullet"] if bullet else ""
        indent = len(source.raw) - len(source.raw.lstrip())
        level = 1 + (indent // 4 if bullet else indent // 2)
        return self._add("item", self._take(number["rest"] if number else rest), level, marker)

    def _bold(self, source: Source) -> bool:
        """A line of bold words alone is a heading, one level below the last marked one."""
        words = plain(source.raw)
        alone = self.at + 1 >= len(self.lines) or self.lines[self.at + 1].blank
        if not (alone and is_bold(source.raw) and len(words) <= _LONG_BOLD and not words.endswith(":")):
            return False
        self.at += 1
        first = words.split()[0]
        sibling = next((level for level, title in reversed(self.headings) if title.split()[0] == first), 0)
        marked = [level for level, _ in self.headings]
        return self._add("heading", source.text(), sibling or (marked[-1] + 1 if marked else 2))

    def _paragraph(self, _: Source) -> bool:
        return self._add("paragraph", self._take())

    def _take(self, words: str | None = None) -> Text:
        """Take the line, or some words of it."""
        self.at += 1
        return self.lines[self.at - 1].text(words)
