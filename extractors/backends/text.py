"""Plain text as documents: paragraphs, lists, headings by their look, label lines, tables drawn with characters.

A place is a line (``L12``) or a range of lines (``L12-L14``) of the decoded file, counted from 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extractors.backends._grid import lay_out
from extractors.backends._words import marks_in
from extractors.backends.stacked import cycle, stack
from extractors.document import Block, Cell, Document, Table
from extractors.document import Element as Part
from extractors.layout import Place, Problem
from extractors.readers._cellkind import ends_sentence, is_caption, kind_of
from extractors.readers._glossary import strip_definitions
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
from extractors.readers._texttables import number_list, pipe_table, piped, tabbed
from extractors.readers.errors import ReadError
from extractors.text import Line, Text

_CODED = re.compile(r"\s*(?P<marker>[A-Z]{1,3}-?\d{1,3}(?:\.\d{1,2}){0,3}[.):]?)\s+(?P<rest>[^\W\d_].*)")
_UNDERLINE = re.compile(r"\s*(?P<sign>[=\-~*_^#])(?P=sign){2,}\s*")
_RULE = re.compile(r"\s*(?:[-*_=~─━═]\s{0,40}){3,}")
_LABEL = re.compile(r"\s*(?P<label>[^\W\d_][^:.?!\n]{0,60}?)\s?:(?=\s|$)")
_LEADERS = re.compile(r".{2,200}?(?:\s?\.){3,}\s*\d{1,4}\s*|.{2,200}?…+\s*\d{1,4}\s*")
_PAGE_LAST = re.compile(r"\S.{0,240}\D\s+\d{1,4}\s*")
_DEEP = re.compile(r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+\S")
_SHALLOW = re.compile(r"\s*(?:\d{1,2}|[IVXL]{1,6})[.)]\s+\S")
_BARS = re.compile(r"[|│┃║]")
_DRAWN_RULE = re.compile(r"\s*[+|│├└┌╔╠╚╟┠┏┗┣][-=+|─━═┬┼┴╦╬╩╪╤╧┯┿┷┳╋┻:\s]*[+|│┤┘┐╗╣╝╢┨┓┛┫]\s*")
_GAP = re.compile(r"\S(?: {2,}|\t+)\S")
_MAIL = re.compile(r"(?P<name>From|To|Cc|Subject|Date|Sent|Reply-To):\s*(?P<value>\S.*)", re.I)
_MAX_HEADING = 120  # characters
_MAX_LEADERS = 400  # characters of a line of the contents
_MAX_TABLE = 2000  # lines of a table of columns
_FEW_ROWS = 4  # rows of a table that nothing but bars draws, which may differ in width from then on
_NARROW, _WIDE = 45, 140  # characters between which lines are cut by a column's width


def read(data: bytes) -> Document:
    """Read a plain text.

    Raises:
        ReadError: ``empty_file`` for a file of white space, ``no_text`` for one without words, ``wrong_type`` for
            bytes that are no text.
    """
    problems: list[Problem] = []
    lines = [_without_definitions(s) for s in split(decode(data, problems).removeprefix("\ufeff"))]
    scanner = _Scanner(lines, setting(lines), problems)
    scanner.scan()
    if not scanner.parts:
        raise ReadError("no_text", "The text holds no words")
    return Document(
        "text/plain", tuple(scanner.parts), (), _mail_header(lines), tuple(scanner.furniture), tuple(problems)
    )


def _without_definitions(source: Source) -> Source:
    """Return a line without the definitions that OGP's pages hang on their terms."""
    words = strip_definitions(source.raw)
    return source if words == source.raw else replace(source, raw=words)


def _mail_header(lines: Sequence[Source]) -> dict[str, str]:
    """Title, author and date of a message, where the text begins like one: three such lines together."""
    found: dict[str, str] = {}
    for source in lines[:12]:
        match = _MAIL.fullmatch(source.raw.strip())
        if match:
            found.setdefault(match["name"].lower(), " ".join(match["value"].split()))
        elif found:
            break
    if len(found) < 3:
        return {}
    names = {"title": ("subject",), "author": ("from",), "published": ("date", "sent")}
    return {key: found[name] for key, said in names.items() for name in said if name in found}


@dataclass(frozen=True, slots=True)
class _Row:
    """The words of each column of a row, with their lines."""

    cells: tuple[tuple[Line, ...], ...]


class _Scanner:
    """Walks down the lines; each of its steps takes what it knows and leaves the rest."""

    def __init__(self, lines: list[Source], how: Setting, problems: list[Problem]) -> None:
        self.lines = lines
        self.how = how
        self.problems = problems
        self.at = 0
        self.parts: list[Part] = []
        self.furniture: list[Text] = []
        self._tables = 0
        self._no_table_before = 0
        self._end, self._width, self._cut = 0, 0, False  # of the group of lines that is read
        self._indents: list[int] = []  # of the list entries that are open

    def scan(self) -> None:
        """Read all lines."""
        steps: tuple[Callable[[Source], bool], ...] = (
            self._left_out,
            self._open_table,
            self._drawn_table,
            self._number_list,
            self._stacked_table,
            self._column_table,
            self._heading,
            self._contents,
            self._note,
            self._item,
            self._paragraph,
        )
        while self.at < len(self.lines):
            source = self.lines[self.at]
            if source.blank:
                self.at += 1
                continue
            any(step(source) for step in steps)

    def _add(self, block: Block) -> bool:
        if block.text:
            self.parts.append(block)
        return True

    def _line(self, k: int) -> Source | None:
        return self.lines[k] if 0 <= k < len(self.lines) else None

    def _blank(self, k: int) -> bool:
        line = self._line(k)
        return line is None or line.blank

    def _left_out(self, source: Source) -> bool:
        """Rules, running heads and page numbers at the break of a page."""
        raw = source.raw.strip()
        after = self._line(self.at + 1)
        if _RULE.fullmatch(source.raw) and not _BARS.search(raw):
            self.at += 1
            return True
        at_break = source.new_page or (after is not None and after.new_page)
        if source.number in self.how.running or (at_break and raw.isdigit() and len(raw) < 5):
            self.furniture.append(Text([Line(" ".join(raw.split()), source.place)]))
            self.at += 1
            return True
        return False

    # -- tables ----------------------------------------------------------------------------------------------

    def _drawn_table(self, source: Source) -> bool:
        """A table whose columns are parted by bars or tabs."""
        if tabbed(source.raw):
            end = self._while(lambda s: tabbed(s.raw) or self._heads_tabs(s))
            rows = [_row(s, s.raw.split("\t")) for s in self.lines[self.at : end]]
            return self._table([r for r in rows if not _is_rule(r)], 0, end)
        if self.at < self._no_table_before or not (_BARS.search(source.raw) or _is_drawn(source.raw)):
            return False
        end = self._while(lambda s: bool(_BARS.search(s.raw)) or _is_drawn(s.raw))
        groups: list[list[_Row]] = [[]]
        rules = 0
        for s in self.lines[self.at : end]:
            if _is_drawn(s.raw):
                rules += 1
                groups.append([])
            else:
                groups[-1].append(_row(s, _bar_cells(s.raw)))
        groups = [g for g in groups if g]
        made = [row for g in groups for row in ([_joined(g)] if rules > 3 else _continued(g))]
        ragged = (
            not rules and len(made) < _FEW_ROWS and len({len(r.cells) for r in made}) > 1
        )  # menus: "About | Members"
        if ragged or len(made) < 2 or max(len(r.cells) for r in made) < 2:
            self._no_table_before = end
            return False
        header = len(_continued(groups[0])) if rules and len(groups) > 1 else 0
        return self._table(made, min(header, 1), end)

    def _heads_tabs(self, source: Source) -> bool:
        """Whether a line without tabs heads the rows of a table below it: "Level of completion"."""
        below = self._line(source.number)
        return len(source.raw) <= _NARROW and below is not None and not below.blank and tabbed(below.raw)

    def _open_table(self, _: Source) -> bool:
        """A table of a web page saved as text: a bar ends each cell, which may run over several lines."""
        if self.at < self._no_table_before or not piped(self.lines, self.at):
            return False
        grid, end = pipe_table(self.lines, self.at)
        if end - self.at <= len(grid.rows) and grid.n_cols > 1:
            return False  # a row a line: drawn with bars
        return self._table([_Row(tuple(c.text.lines for c in row)) for row in grid.rows], 0, end)

    def _column_table(self, source: Source) -> bool:
        """A table whose columns are parted by blanks that stand below each other."""
        if not _GAP.search(source.raw.strip()):
            return False
        if self.at < self._no_table_before:
            return False
        end = self._while(lambda s: bool(_GAP.search(s.raw.strip()) or s.raw[:1] == " " or _RULE.fullmatch(s.raw)))
        self._no_table_before = end  # not looked at again, line by line, if this is none
        block = self.lines[self.at : end]
        rules = [k for k, s in enumerate(block) if _RULE.fullmatch(s.raw)]
        words = [s for k, s in enumerate(block) if k not in set(rules)]
        edges = _columns([s.raw.expandtabs(4) for s in words])
        if len(words) < 3 or len(edges) < 2:
            return False
        rows = [_row(s, [s.raw.expandtabs(4)[a:b] for a, b in edges]) for s in words]
        full = sum(sum(bool(c) for c in r.cells) > 1 for r in rows)
        firsts = [str(Text(r.cells[0])) for r in rows if r.cells[0]]
        if full * 2 < len(rows) or all(BULLET.match(f"{w} x") or NUMBERED.match(f"{w} x") for w in firsts):
            return False
        return self._table(_continued(rows), 1 if rules[:1] == [1] else 0, end)

    def _captioned(self) -> bool:
        return bool(self.parts) and isinstance(last := self.parts[-1], Block) and last.kind == "caption"

    def _number_list(self, _: Source) -> bool:
        """A table below its caption of labels with a number each, a line a row."""
        found = number_list(self.lines, self.at) if self._captioned() else None
        if found is None:
            return False
        grid, end = found
        return self._table([_Row(tuple(c.text.lines for c in row)) for row in grid.rows], 1, end)

    def _stacked_table(self, _: Source) -> bool:
        """A table whose cells stand one a line: below its caption, or where they come round at one distance."""
        alone = None if self.how.wrapped or not self._blank(self.at - 1) else cycle(self.lines, self.at)
        found = alone or (stack(self.lines, self.at) if self._captioned() and not self.how.wrapped else None)
        if found is None:
            return False
        rows = [_Row(tuple(_text(cell).lines if cell else () for cell in row)) for row in found.rows]
        for k in found.open_rows:
            held = [s.number for cell in found.rows[k] for s in cell]
            where = Place(locator=f"L{held[0]}-L{held[-1]}")
            self.problems.append(Problem("cells_not_apart", "Which line belongs to which cell is not shown", where))
        return self._table(rows, found.header, found.end)

    def _while(self, holds: Callable[[Source], bool]) -> int:
        end = self.at
        limit = min(len(self.lines), self.at + _MAX_TABLE)
        while end < limit and not self.lines[end].blank and holds(self.lines[end]):
            end += 1
        return end

    def _table(self, rows: list[_Row], header: int, end: int) -> bool:
        self.at = end
        cells = []
        for r, row in enumerate(rows):
            made = []
            for lines in row.cells:
                text = Text(lines)
                made.append(Cell(0, 0, text, is_header=r < header, place=text.place, marks=marks_in(text, text.place)))
            cells.append(made)
        if not cells:
            return True
        placed, n_rows, n_cols = lay_out(cells, self.problems)
        caption = Text()
        if self.parts and isinstance(last := self.parts[-1], Block) and last.kind == "caption":
            caption = last.text
            self.parts.pop()
        self._tables += 1
        self.parts.append(Table(placed, n_rows, n_cols, header, caption, (), self._tables))
        return True

    # -- blocks ----------------------------------------------------------------------------------------------

    def _heading(self, source: Source) -> bool:
        raw = source.raw.strip()
        below = self._line(self.at + 1)
        under = _UNDERLINE.fullmatch(below.raw) if below is not None and self._blank(self.at - 1) else None
        if under and abs(len(under[0].strip()) - len(raw)) <= max(len(raw), 12) and len(raw) <= _MAX_HEADING:
            self.at += 2
            return self._add(Block("heading", _text([source]), level=1 if under["sign"] in "=#*" else 2))
        level = self._look(source, raw)
        if not level:
            return False
        taken = [source]
        self.at += 1
        while (
            raw.isupper()
            and (more := self._line(self.at))
            and not more.blank
            and self._goes_on_capitals(taken[-1], more)
        ):
            taken.append(more)
            self.at += 1
        return self._add(Block("heading", _text(taken), level=level))

    def _look(self, source: Source, raw: str) -> int:
        """The level of a heading by its look, 0 for other lines: capitals, or a number alone between blank lines."""
        if len(raw) > _MAX_HEADING or is_caption(raw) or BULLET.match(source.raw) or _has_leaders(raw):
            return 0
        letters = sum(c.isalpha() for c in raw)
        before, after = self._blank(self.at - 1), self._blank(self.at + 1)
        if raw.isupper() and letters >= 4 and not raw.endswith((":", ",", ";")) and (before or after):
            if _SHALLOW.match(raw) and not (before and after):
                return 0  # a line of the contents
            return 2 if any(isinstance(p, Block) and p.kind == "heading" for p in self.parts) else 1
        if not (before and after) or ends_sentence(raw) or raw.endswith((":", ",", ";")):
            return 0
        if not self.parts and not _LABEL.match(raw) and letters > 3:
            return 1  # the title on top
        if match := _DEEP.match(raw):
            return min(match["number"].count(".") + 2, 6)
        if _SHALLOW.match(raw):
            following = next((s for s in self.lines[self.at + 1 : self.at + 6] if not s.blank), None)
            return 2 if following is not None and not _SHALLOW.match(following.raw) else 0
        return 0

    def _goes_on_capitals(self, above: Source, below: Source) -> bool:
        return (
            below.raw.strip().isupper()
            and self.how.wrapped
            and len(above.raw.strip()) > _NARROW
            and not _SHALLOW.match(below.raw)
        )

    def _contents(self, source: Source) -> bool:
        """Lines of a table of contents stay blocks of their own."""
        raw = source.raw
        if not _has_leaders(raw):
            near = [self._line(self.at - 1), self._line(self.at + 1)]
            if not _PAGE_LAST.fullmatch(raw.strip()) or not any(
                s and _PAGE_LAST.fullmatch(s.raw.strip()) for s in near
            ):
                return False
        number = NUMBERED.match(raw)
        self.at += 1
        if number:
            return self._add(Block("item", _text([source], number["rest"]), level=1, marker=number["marker"]))
        return self._add(Block("paragraph", _text([source])))

    def _note(self, source: Source) -> bool:
        found = NOTE.match(source.raw) or (WIDE_NOTE.match(source.raw) if self.how.wrapped else None)
        if found:
            number = next(g for key, g in found.groupdict().items() if g and key != "rest")
            return self._add(Block("footnote", self._take(found["rest"]), marker=number))
        if URL_ONLY.fullmatch(source.raw):
            self.at += 1
            return self._add(Block("footnote", _text([source])))
        return False

    def _item(self, source: Source) -> bool:
        bullet = BULLET.match(source.raw)
        rest = bullet["rest"] if bullet else source.raw
        number = NUMBERED.match(rest) or self._coded(source)
        if not bullet and not number:
            return False
        marker = number["marker"] if number else bullet["bullet"] if bullet else ""
        indent = len(source.raw.expandtabs(4)) - len(source.raw.expandtabs(4).lstrip())
        self._indents = [i for i in self._indents if i < indent] if self._in_list() else []
        self._indents.append(indent)
        level = len(self._indents)
        text = self._take(number["rest"] if number else rest, indent=indent)
        return self._add(Block("item", text, level=min(level, 9), marker=marker, marks=marks_in(text, text.place)))

    def _in_list(self) -> bool:
        return bool(self.parts) and isinstance(last := self.parts[-1], Block) and last.kind == "item"

    def _coded(self, source: Source) -> re.Match[str] | None:
        """The code and words of a line such as "C01 Climate", where the line before or after begins with one, too."""
        match = _CODED.match(source.raw)
        near = (self._line(self.at - 1), self._line(self.at + 1))
        return match if match and any(s is not None and _CODED.match(s.raw) for s in near) else None

    def _paragraph(self, source: Source) -> bool:
        caption = is_caption(source.raw.strip())
        text = self._take()
        return self._add(Block("caption" if caption else "paragraph", text, marks=marks_in(text, text.place)))

    def _take(self, first: str | None = None, *, indent: int | None = None) -> Text:
        """Take the line and those it goes on in: within a list entry deeper lines, else those that a width cut."""
        start = self.at
        end, width, cut = self._group()
        count = 1
        while start + count < end and self._goes_on(self.lines[start + count]):
            above, below = self.lines[start + count - 1], self.lines[start + count]
            deeper = indent is not None and len(below.raw) - len(below.raw.lstrip()) > indent
            labelled = _LABEL.match(below.raw) is not None and not below.raw.lstrip()[:1].islower()
            if labelled or not (deeper or (cut and runs_on(above, below, width))):
                break
            count += 1
        self.at = start + count
        return _text(self.lines[start : self.at], first)

    def _group(self) -> tuple[int, int, bool]:
        """Where the lines up to the next blank one or page end, how wide they are, and whether a width cut them; it
        is worked out once for them all."""
        if self._end <= self.at:
            end = self.at + 1
            while end < len(self.lines) and not self.lines[end].blank and not self.lines[end].new_page:
                end += 1
            block = self.lines[self.at : end]
            self._end = end
            self._width = max(len(s.raw.rstrip()) for s in block)
            self._cut = self.how.wrapped or _is_cut(block)
        return self._end, self._width, self._cut

    def _goes_on(self, source: Source) -> bool:
        raw = source.raw
        return not (
            source.blank
            or source.new_page
            or source.number in self.how.running
            or BULLET.match(raw)
            or NOTE.match(raw)
            or _RULE.fullmatch(raw)
            or is_caption(raw.strip())
            or tabbed(raw)
            or _has_leaders(raw)
        ) and not (NUMBERED.match(raw) and ends_sentence(self.lines[source.number - 2].raw))


def _has_leaders(raw: str) -> bool:
    """Whether a line is one of a table of contents: words, dots, the number of a page."""
    return len(raw) <= _MAX_LEADERS and bool(_LEADERS.fullmatch(raw.strip()))


def _is_drawn(raw: str) -> bool:
    """Whether a line is a rule of a table drawn with characters."""
    return len(raw) <= 1000 and len(raw.strip()) > 2 and bool(_DRAWN_RULE.fullmatch(raw))


def _is_cut(block: Sequence[Source]) -> bool:
    """Whether lines look cut by the width of a column: all but the last are nearly as long as the longest."""
    lengths = [len(s.raw.rstrip()) for s in block]
    longest = max(lengths)
    if len(lengths) < 2 or not _NARROW <= longest <= _WIDE:
        return False
    return sum(length >= 0.75 * longest for length in lengths[:-1]) * 10 >= 8 * (len(lengths) - 1)


def _text(sources: Sequence[Source], first: str | None = None) -> Text:
    words = [s.raw if first is None or k else first for k, s in enumerate(sources)]
    return Text(Line(" ".join(w.split()), s.place) for w, s in zip(words, sources, strict=True))


def _row(source: Source, cells: Sequence[str]) -> _Row:
    return _Row(tuple((Line(" ".join(c.split()), source.place),) if c.strip() else () for c in cells))


def _is_rule(row: _Row) -> bool:
    words = [line.text for cell in row.cells for line in cell]
    return bool(words) and all(re.fullmatch(r":?[-=_]{2,}:?", w) for w in words)


def _bar_cells(raw: str) -> list[str]:
    words = raw.strip()
    if _BARS.match(words):
        words = words[1:]
    if words and _BARS.match(words[-1]):
        words = words[:-1]
    return _BARS.split(words)


def _joined(rows: Sequence[_Row]) -> _Row:
    """The lines between two rules as one row."""
    width = max(len(r.cells) for r in rows)
    return _Row(tuple(tuple(ln for r in rows if k < len(r.cells) for ln in r.cells[k]) for k in range(width)))


def _continued(rows: Sequence[_Row]) -> list[_Row]:
    """Join rows that begin with a blank cell to the row that they go on; one with a figure of its own is a row."""
    out: list[list[_Row]] = []
    for row in rows:
        if out and not row.cells[0] and any(row.cells) and not _has_own_value(row, out[-1]):
            out[-1].append(row)
        else:
            out.append([row])
    return [_joined(group) for group in out]


def _has_own_value(row: _Row, above: Sequence[_Row]) -> bool:
    """Whether a row has a figure or percentage where the one above has one: a row of totals without a number."""
    for k, cell in enumerate(row.cells):
        words = [" ".join(line.text for line in r.cells[k]) for r in above if k < len(r.cells) and r.cells[k]]
        own = " ".join(line.text for line in cell)
        if own and kind_of(own) in ("percent", "number") and any(kind_of(w) == kind_of(own) for w in words):
            return True
    return False


def _columns(lines: Sequence[str]) -> list[tuple[int, int]]:
    """The columns of characters that two or more blanks part in every line."""
    width = max((len(line) for line in lines), default=0)
    if width > 1000:
        return []
    taken = bytearray(width + 2)
    for line in lines:
        for match in re.finditer(r"\S+", line):
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return [(m.start(), m.end()) for m in re.finditer(rb"\x01+(?:\x00\x01+)*", bytes(taken))]
