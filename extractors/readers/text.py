"""The reader of text and Markdown documents, also of text that another program took out of a PDF.

A place is a line (``L12``) or a range of lines (``L12-L14``) of the decoded file, counted from 1. Markup is taken
off the words: what a line shows is :func:`plain` of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from extractors.layout import Block, BlockKind, Layout, Line, Text
from extractors.readers import _texttables as tables
from extractors.readers._cellkind import ends_sentence, is_caption
from extractors.readers._chrome import is_chrome
from extractors.readers._headings import mark_headings
from extractors.readers._inline import is_bold, plain
from extractors.readers._lines import (
    BULLET,
    NOTE,
    NUMBERED,
    URL_ONLY,
    WIDE_NOTE,
    Setting,
    Source,
    decode,
    runs_on,
    setting,
    split,
)
from extractors.readers._stitch import Part, assemble
from extractors.readers.errors import ReadError

__all__ = ["plain", "read"]

_HEADING = re.compile(r"(#{1,6})\s+(?P<words>.*?)\s*#*\s*$")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(?P<words>.*?)</h\1>\s*$", re.I)
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}|\s*[=_~-]{3,}\s*")
_SETEXT = re.compile(r"(=|-)\1{2,}\s*")
_TITLE = re.compile(r"title:\s*(?P<quote>[\"']?)(?P<words>\S.*?)(?P=quote)\s*$")
_LONGEST_FRONT = 40  # lines
_LONG_BOLD = 220
_MAX_PARAGRAPH = 400  # lines


def read(data: bytes) -> Layout:
    """Read a text or Markdown document.

    Raises:
        ReadError: ``empty_file`` for a file of white space, ``no_text`` for one without words, ``wrong_type`` for
            bytes that are no text.
    """
    layout = Layout("text/plain")
    lines = split(decode(data, layout.problems))
    how = setting(lines)
    if how.marked_up:
        layout.media_type = "text/markdown"
    scanner = _Scanner(lines, how, layout)
    parts = scanner.scan()
    if not how.marked_up:
        mark_headings(parts, how)
    layout.elements = assemble(parts, layout.problems)
    if not layout.elements:
        raise ReadError("no_text", "The text holds no words")
    return layout


class _Scanner:
    """Walks down the lines; each of its steps takes what it knows and leaves the rest."""

    def __init__(self, lines: list[Source], how: Setting, layout: Layout) -> None:
        self.lines = lines
        self.how = how
        self.layout = layout
        self.at = 0
        self.parts: list[Part] = []
        self.headings: list[tuple[int, str]] = []
        self.table_end = max((k for k, s in enumerate(lines) if "</table>" in s.raw.lower()), default=-1)

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
        self._front_matter()
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

    def _front_matter(self) -> None:
        """Take the lines between two rules on top, as site generators have them: the title, then other fields."""
        head = self.lines[: _LONGEST_FRONT + 1]
        if len(head) < 3 or head[0].raw.strip() != "---":
            return
        end = next((i for i, s in enumerate(head[1:], 1) if s.raw.strip() == "---"), 0)
        if not any(_TITLE.match(s.raw) for s in head[1:end]):
            return
        for source in head[1:end]:
            title = _TITLE.match(source.raw)
            if title:
                self._add("heading", source.text(title["words"]), 1)
                self.headings.append((1, title["words"]))
            elif not source.blank:
                self._add("paragraph", source.text())
        self.at = end + 1

    def _left_out(self, source: Source) -> bool:
        """Comments, rules, words of the web page around the document, running heads."""
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
        if source.number in self.how.running or is_chrome(plain(raw)):
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
        elif tables.piped(self.lines, self.at):
            start = self.at
            grid, end = tables.pipe_table(self.lines, self.at)
            if end == start:
                return False
            self.at = end
        else:
            found = tables.html_table(self.lines, self.at) if self.at <= self.table_end else None
            if found is None and self._below_caption():
                found = tables.number_list(self.lines, self.at)
            if found is None:
                return False
            grid, self.at = found
        if grid.rows:
            self.parts.append(grid)
        return True

    def _below_caption(self) -> bool:
        last = self.parts[-1] if self.parts else None
        return isinstance(last, Block) and last.kind == "caption"

    def _heading(self, source: Source) -> bool:
        level = 0
        following = self.lines[self.at + 1].raw if self.at + 1 < len(self.lines) else ""
        if match := _HEADING.match(source.raw) or _HTML_HEADING.match(source.raw):
            level = len(match[1]) if match[1].startswith("#") else int(match[1])
            text = source.text(match["words"])
        elif (under := _SETEXT.fullmatch(following)) and "\t" not in source.raw and not BULLET.match(source.raw):
            level = 1 if under[1] == "=" else 2
            text = source.text()
            self.at += 1
        else:
            return False
        self.at += 1
        if is_caption(str(text)):
            return self._add("caption", text)
        self.headings.append((level, str(text)))
        return self._add("heading", text, level)

    def _caption(self, source: Source) -> bool:
        if not is_caption(plain(source.raw)):
            return False
        return self._add("caption", self._take(wide=True))

    def _note(self, source: Source) -> bool:
        found = NOTE.match(source.raw) or (WIDE_NOTE.match(source.raw) if self.how.wrapped else None)
        if found:
            number = next(g for key, g in found.groupdict().items() if g and key != "rest")
            return self._add("footnote", self._take(found["rest"], until=self._starts_note), marker=number)
        if URL_ONLY.fullmatch(source.raw):
            self.at += 1
            return self._add("footnote", source.text())
        return False

    def _starts_note(self, source: Source) -> bool:
        return bool(NOTE.match(source.raw) or WIDE_NOTE.match(source.raw))

    def _item(self, source: Source) -> bool:
        if self.how.wrapped and source.new_page and not BULLET.match(source.raw):
            return False
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

    def _take(
        self, first: str | None = None, *, until: Callable[[Source], bool] | None = None, wide: bool = False
    ) -> Text:
        """Take the line and, in a wrapped document, those it goes on in."""
        source = self.lines[self.at]
        out: list[Line] = source.lines(first)
        self.at += 1
        if not self.how.wrapped:
            return Text(out)
        run = self.at
        end = min(len(self.lines), self.at + _MAX_PARAGRAPH)
        while run < end and self._goes_on(self.lines[run]) and not (until and until(self.lines[run])):
            run += 1
        block = [source, *self.lines[self.at : run]]
        width = max(len(s.raw.rstrip()) for s in block)
        for above, below in pairwise(block):
            if not until and not runs_on(above, below, self.how.width if wide else width):
                break
            out.extend(below.lines())
            self.at += 1
        return Text(out)

    def _goes_on(self, source: Source) -> bool:
        raw = source.raw
        return not (
            source.blank
            or source.new_page
            or source.number in self.how.running
            or BULLET.match(raw)
            or NOTE.match(raw)
            or (URL_ONLY.fullmatch(raw) and not self.lines[source.number - 2].raw.rstrip().endswith("-"))
            or is_caption(plain(raw))
            or tables.tabbed(raw)
            or _HEADING.match(raw)
        ) and not (NUMBERED.match(raw) and ends_sentence(self.lines[source.number - 2].raw))
