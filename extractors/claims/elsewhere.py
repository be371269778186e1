"""Rows and lines outside of a commitment's section that say whose they are: by a number, a title or a heading.

In go the stream, the outline and what was read before; out come rows and lines, each with the index of its section.
Nothing is claimed here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.annotate.openings import numeral, opening, unit_in
from extractors.claims.columns import Cols
from extractors.claims.lists import is_item
from extractors.claims.roles import KEY_ROLES, MILESTONE_ROLES, NAMING_ROLES
from extractors.claims.rows import cells_of, is_total
from extractors.claims.spans import part
from extractors.segment.candidates import title_column
from extractors.segment.outline import Outline, Span
from extractors.segment.stream import Column, Item
from extractors.short_titles import share_word
from extractors.words import fold

KEYED, MOST_KEYS = 3, 0.8  # rows, and share of them, that name a commitment by its number
SHARED = 0.7  # share of the short names that share a word with the title
SAME_TITLE = 85  # percent of letters that two titles of one commitment share
NUMBERED_TITLE = 60  # the same, where the numbers agree
AGREES = 50  # percent that an equal number is worth beside them
_BELOW = re.compile(r"([\w.]{1,8}?)[.-](?:\d{1,2}|[a-z])")  # "A1.2", "3.b": a milestone below its commitment


@dataclass(frozen=True, slots=True)
class Line:
    """A milestone that a line names: whose it is, its number, its words, and the item that holds them."""

    index: int
    number: str
    span: Span
    item: Item


class Elsewhere:
    """Finds what is said of the commitments of an outline outside of their sections; ``used`` was read before."""

    def __init__(self, items: Sequence[Item], outline: Outline, used: Container[int]) -> None:
        self._items = items
        self._sections = outline.sections
        self._used = used
        self._numbers = {s.number.strip(" ."): i for i, s in enumerate(outline.sections) if s.number}
        self._unique = len(self._numbers) == len(outline.sections)  # one that is used twice names no commitment
        self._own = {i for s in outline.sections for i in range(s.first, s.last)}
        self._listed = {i for s in outline.sections for a, b in s.elsewhere for i in range(a, b)}
        self._openings = {s.first for s in outline.sections}

    def keyed_rows(self) -> Iterator[tuple[int, Item, Cols]]:
        """Yield the rows of tables that name their commitment by its number alone, and the columns of the milestone.

        In a workbook the milestones have a sheet of their own, whose first column refers to that of the commitments, or
        numbers the milestones below theirs ("A1.2").
        """
        if len(self._numbers) < max(MOST_KEYS * len(self._sections), KEYED):
            return
        tables: dict[int, list[Item]] = defaultdict(list)
        for item in self._items:
            read = item.index in self._own or item.index in self._listed or item.index in self._used
            if item.kind == "row" and item.columns and not read:
                tables[id(item.table)].append(item)
        said = {*NAMING_ROLES, *MILESTONE_ROLES}
        for rows in tables.values():
            keys = [c.col for c in rows[0].columns if _are_keys(rows, c, self._numbers)]
            if not keys or not any(c.role in said for c in rows[0].columns if c.col not in keys):
                continue
            for row in rows:
                named = {c: _as_number(str(row.cells[c])) for c in keys if row.cells[c] is not None}
                owner = next((o for words in reversed(named.values()) if (o := _owner(words, self._numbers))), None)
                if owner is not None:
                    cols = frozenset(c.col for c in row.columns if named.get(c.col, "") not in self._numbers)
                    yield self._numbers[owner], row, cols

    def headed_rows(self) -> Iterator[tuple[int, Item, Cols]]:
        """Yield the rows of tables of milestones below a row "Commitment 3", or numbered below one ("3.2")."""
        subject, table = None, None
        for item in self._items if self._unique else ():
            if item.table is not table:
                subject, table = None, item.table
            if item.kind == "full":
                found = opening(str(item), item.runs)
                subject = self._numbers.get(found.number or "") if found and found.unit == "commitment" else None
                continue
            named = any(c.role in MILESTONE_ROLES for c in item.columns)
            if item.kind != "row" or not named or item.index in self._own or item.index in self._used:
                continue
            number = item.column("number", "milestone_number")
            own = self._numbers.get(str(number).strip(" .").rpartition(".")[0])
            owner = own if own is not None else subject
            if owner is not None and not is_total(item):
                yield owner, item, frozenset(c.col for c in item.columns)

    def overview_rows(self) -> Iterator[tuple[int, Item]]:
        """Yield the rows that name a commitment by its number and title."""
        by_table: dict[int, list[tuple[int, Item]]] = defaultdict(list)
        free = [
            i for i in self._items if i.kind == "row" and i.index not in self._openings and i.index not in self._used
        ]
        for item in free:
            subject = self._named(item)
            if subject is not None:
                by_table[id(item.table)].append((subject, item))
        by_table.update(self._numbered(free))
        for named in by_table.values():
            if len({s for s, _ in named}) >= min(2, len(self._sections)):
                yield from named

    def numbered_lines(self) -> Iterator[Line]:
        """Yield the milestones of lists that name their commitment by number, below a heading: "C01.1" of "C01"."""
        announced = False
        for item in self._items if self._unique else ():
            if item.kind != "para" or not str(item):
                continue
            marker = item.marker.strip(".() ")
            found = numeral(marker) if any(c.isdigit() for c in marker) else opening(str(item), item.runs)
            parent = (found.number or "").rpartition(".")[0] if found else ""
            if found is None or not parent:
                announced = unit_in(str(item)) == "milestone" if not is_item(item) else announced
            elif announced and parent in self._numbers and item.index not in self._used and not item.level:
                span = part(item.span, 0 if marker else found.title_start)
                yield Line(self._numbers[parent], marker or found.printed, span, item)

    def _numbered(self, items: Sequence[Item]) -> dict[int, list[tuple[int, Item]]]:
        """Return the tables whose rows have the numbers of nearly all commitments, under short names of their own."""
        tables: dict[int, list[tuple[int, Item, str]]] = defaultdict(list)
        for item in items:
            col = title_column(item)
            title = str(item.cells[col] or "") if col is not None else ""
            number = item.column("number")
            found = opening(title) if number is None else None
            printed = str(number).strip(" .") if number is not None else (found.number if found else None) or ""
            if col is not None and printed in self._numbers:
                tables[id(item.table)].append((self._numbers[printed], item, title))
        out = {}
        for key, rows in tables.items():
            subjects = {s for s, _, _ in rows}
            shared = sum(
                title.strip(" .") in self._numbers or share_word(fold(title), fold(str(self._sections[s].title)))
                for s, _, title in rows
            )
            whole = len(subjects) == len(rows) >= max(KEYED, MOST_KEYS * len(self._sections))
            if whole and shared >= SHARED * len(rows):
                out[key] = [(s, item) for s, item, _ in rows]
        return out

    def _named(self, item: Item) -> int | None:
        """Return the commitment that a row names by title, or by number and a title that is much alike."""
        col = title_column(item)
        cell = item.at(col) if col is not None else None
        number = item.column("number")
        words = str(cell) if cell is not None else ""
        found = opening(words)
        title = words[found.title_start :] if found else words
        printed = opening(f"{str(number).strip()}. x") if number is not None else found
        named = printed.number if printed else None
        bare = not title and (number is not None or (found is not None and found.unit is not None))
        points: dict[int, float] = {}
        for i, section in enumerate(self._sections):
            alike = fuzz.ratio(fold(title), fold(str(section.title))) if title else 0.0
            same = named is not None and section.number == named
            if alike >= SAME_TITLE or (same and (alike >= NUMBERED_TITLE or bare)):
                points[i] = alike + AGREES * same
        return max(points, key=points.__getitem__, default=None)


def _are_keys(rows: Sequence[Item], column: Column, numbers: Mapping[str, int]) -> bool:
    """Whether most cells of a column are numbers of commitments or of their milestones, and some name one again."""
    if column.role not in KEY_ROLES and column.role not in (*MILESTONE_ROLES, "milestone_number"):
        return False
    cells = [str(cell).strip(" .") for r in rows for c, cell in cells_of(r) if c.col == column.col]
    known = [owner for words in cells if (owner := _owner(words, numbers)) is not None]
    if column.role not in KEY_ROLES and any(words in numbers for words in cells):
        return False  # it counts milestones
    return len(known) >= max(KEYED, MOST_KEYS * len(cells)) and len(set(known)) < len(known)


def _as_number(words: str) -> str:
    """Return a number as sections have it: without dots around it and zeros before it ("C01" is "C1")."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", words.strip(" ."))


def _owner(words: str, numbers: Mapping[str, int]) -> str | None:
    """Return the number of the commitment that a cell names: its own, or what stands before the last part of it."""
    words = _as_number(words)
    if words in numbers:
        return words
    found = _BELOW.fullmatch(words)
    return found[1] if found and found[1] in numbers else None


__all__ = ["Elsewhere", "Line"]
