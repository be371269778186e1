"""From the outline to claims: what is said of which commitment or milestone, where, under which label.

A claim names its subject, a role ("lead", "completion", ...) and the words with their place; what the words mean is
read by :mod:`extractors.annotate.values` when the records are made. Nothing is merged or preferred here.

:func:`walk` goes through the sections of the outline, then through what stands elsewhere. Its parts, each of which
knows only those above it:

| module | in → out |
|---|---|
| ``enumerations``, ``endings`` | the words of a text → its parts; a milestone → its words, status and dates |
| ``lists`` | the stream → which items are milestones, dates or statuses by their place alone |
| ``ledger`` | statements → claims, keys of milestones, what was read |
| ``titles`` | a title → claims of what stands around it |
| ``rows``, ``columns``, ``cells``, ``row_claims`` | a row → what it is; which columns are of milestones; claims |
| ``stretch`` | the items of a section → claims |
| ``elsewhere`` | the stream → rows and lines outside of the sections, and whose they are |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.annotate.colours import Legend
from extractors.claims.elsewhere import Elsewhere
from extractors.claims.ledger import Ledger
from extractors.claims.lettered import lettered
from extractors.claims.lists import kinds_of
from extractors.claims.model import Claim, MilestoneClaim
from extractors.claims.options import Options
from extractors.claims.row_claims import RowClaims
from extractors.claims.stretch import Stretch, Tools
from extractors.claims.titles import around_title, bodies_below
from extractors.segment.outline import Outline, Section
from extractors.segment.stream import Item

LONGEST_ELSEWHERE = 60  # items of a stretch of another list; longer ones run on
ABOVE = 3  # items above an opening that may be fields of it


@dataclass(frozen=True)
class Claims:
    """All claims of a document, and the items that they were read from."""

    claims: tuple[Claim, ...]
    milestones: tuple[MilestoneClaim, ...]
    used: frozenset[int]


def walk(
    items: Sequence[Item],
    outline: Outline,
    statuses: frozenset[int],
    periods: frozenset[int],
    legend: Legend,
    days: frozenset[int],
) -> Claims:
    """Return the claims of a document.

    Args:
        items: The stream.
        outline: Its commitments.
        statuses: The items that are nothing but a status or percentage.
        periods: Those that are nothing but a start and an end.
        legend: What the colours of the document mean.
        days: The items that are nothing but one date.
    """
    ledger = Ledger()
    rows = RowClaims(items, outline, legend, ledger)
    tools = Tools(kinds_of(items, outline, statuses, periods, days, legend), legend, rows, Options(), ledger)
    work = _Walk(items, outline, tools)
    for index, section in enumerate(outline.sections):
        work.section(index, section)
    found = Elsewhere(items, outline, ledger.used)
    for seek in (found.keyed_rows, found.headed_rows):
        for index, row, cols in list(seek()):
            rows.milestone(index, row, cols)
    for index, row in list(found.overview_rows()):
        rows.overview(index, row)
    for line in found.numbered_lines():
        ledger.milestone(line.index, line.number, line.span, "list")
        ledger.take(line.item)
    milestones = [*ledger.milestones, *lettered(ledger.claims, ledger.milestones)]
    return Claims(tuple(ledger.claims), tuple(milestones), frozenset(ledger.used))


class _Walk:
    """Goes through the sections of one document: which items are read for which of them."""

    def __init__(self, items: Sequence[Item], outline: Outline, tools: Tools) -> None:
        self._items = items
        self._sections = outline.sections
        self._tools = tools
        self._ledger = tools.ledger
        self._owners = {
            i: k for k, s in enumerate(outline.sections) for first, last in s.elsewhere for i in range(first, last)
        }

    def section(self, index: int, section: Section) -> None:
        """Read the items of one section: around its title, in it, on its card, and in other lists."""
        first = self._items[section.first]
        self._ledger.take(first)
        if first.kind == "row":
            self._tools.rows.opening(index, first)
        self._ledger.claims += around_title(index, section, first, self._tools.legend)
        self._above(index, section)
        self._read(index, section, self._own(index, section))
        if section.box is not None:  # a card: badges stand above its title
            above = self._items[section.box : section.first]
            badges = self._tools.kinds.statuses | self._tools.kinds.terms
            self._read(index, section, [i for i in above if i.index in badges and not str(i).isdigit()])
        for start, end in section.elsewhere:
            self._elsewhere(index, section, start, _to_next_number(self._items, start, end, section.number))

    def _read(self, index: int, section: Section, items: Sequence[Item]) -> None:
        Stretch(self._tools, index, section, items).read()

    def _own(self, index: int, section: Section) -> Sequence[Item]:
        """Return the items of a section below its title."""
        first = self._items[section.first]
        valued = first.kind == "field" and first.role != "number_title"  # its value is a title, and may be more
        own = self._items[section.first + (0 if valued else 1) : section.last]
        if first.kind == "field" and first.level:  # a form: the value of its label is the title and no more
            own = [i for i in own if not _is_whole_title(i, section)]
        own = self._below_title(index, own)
        own = [i for i in own if self._owners.get(i.index, index) == index]
        if own and self._heads_next(index, own[-1]):
            own = own[:-1]
        if first.kind == "row":  # "Theme: Public money" between rows heads those below
            own = [i for i in own if not (i.kind == "field" and i.role == "area" and i.table is first.table)]
        return own

    def _below_title(self, index: int, items: Sequence[Item]) -> Sequence[Item]:
        """Return items without the bodies in brackets that begin them, which are read."""
        bodies = bodies_below(index, items[0]) if items else []
        if bodies:
            self._ledger.take(items[0], *bodies)
        return items[1:] if bodies else items

    def _above(self, index: int, section: Section) -> None:
        """Read the area in a field that stands directly above an opening in the same table."""
        first = self._items[section.first]
        for item in reversed(self._items[max(section.first - ABOVE, 0) : section.first]):
            if item.kind != "field" or item.table is None or item.table is not first.table:
                return
            if item.role == "area":
                self._ledger.item(index, None, item, "field")

    def _heads_next(self, index: int, item: Item) -> bool:
        """Whether the last item of a section is the number alone of the next one: a numeral above its title."""
        following = self._sections[index + 1 : index + 2]
        number = str(item).strip(" .()").lstrip("0")
        return bool(following) and item.kind == "para" and number == (following[0].number or "")

    def _elsewhere(self, index: int, section: Section, start: int, stop: int) -> None:
        """Read a stretch of another list."""
        item = self._items[start]
        self._ledger.take(item)
        if item.kind == "row":
            self._tools.rows.opening(index, item)
        if item.kind == "row" or stop - start <= LONGEST_ELSEWHERE:
            self._read(index, section, self._below_title(index, self._items[start + 1 : stop]))


def _to_next_number(items: Sequence[Item], start: int, stop: int, number: str | None) -> int:
    """Return where the rows of a commitment end in a list that numbers its rows by the commitments."""
    own = items[start].column("number") if items[start].kind == "row" else None
    if own is None or str(own).strip(" .") != (number or ""):
        return stop
    for item in items[start + 1 : stop]:
        other = item.column("number") if item.table is items[start].table else None
        if other is not None and other.row == item.row and str(other).strip(" .") not in ("", number):
            return item.index
    return stop


def _is_whole_title(item: Item, section: Section) -> bool:
    """Whether a paragraph below its label is nothing but the title."""
    return item.text is section.title.text and item.kind == "para" and str(item) == str(section.title)


__all__ = ["Claim", "Claims", "MilestoneClaim", "walk"]
