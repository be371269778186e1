"""One stretch of a section, item by item: labels with their values, lists of milestones, badges, plain words.

In go the items in reading order; out come claims in the ledger. What an item means depends on those above it: on the
label that waits for a value, on the milestone that was listed last, on a number or date that stood alone. These are the
state of :class:`Stretch`; each step of it reads one kind of item, and the first one that does has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from extractors.annotate.colours import Legend
from extractors.annotate.dated import day_by_day
from extractors.annotate.dates import dates
from extractors.annotate.labels import dimension_of
from extractors.annotate.names import is_whole_name
from extractors.annotate.openings import opening, unit_in
from extractors.annotate.values import read_value
from extractors.claims.enumerations import enumerated, lettered_below, numbered, parts_of, run_together
from extractors.claims.ledger import Ledger
from extractors.claims.lists import (
    Kinds,
    announces_milestones,
    below_dates,
    clauses,
    date_at_end,
    is_item,
    is_lettered,
    is_smaller,
    is_term,
    only_begins,
    only_days,
    sign_of,
    statuses_of_milestones,
)
from extractors.claims.model import LEARNED_LABEL, Claim
from extractors.claims.options import NOT_MARKED, OPTION_LENGTH, Options, bar_of
from extractors.claims.roles import BODY_ROLES, DATE_ROLES, MILESTONE_ROLES, STATUS_ROLES, TEXTS, base, of_milestone
from extractors.claims.row_claims import RowClaims
from extractors.claims.rows import all_options
from extractors.claims.spans import in_cell, part
from extractors.claims.titles import is_sentence
from extractors.document import Mark
from extractors.segment.candidates import opening_of
from extractors.segment.outline import Section, Span
from extractors.segment.stream import Item

FURTHER = "label.further"
"""The rule of an answer below a further label of one role: "What are the causes?" below "What is the problem?"."""
QUESTION = 90  # characters of a question that a form asks: no answer to the one before
CHIPS = 2  # items behind a milestone that may be its badges: a percentage, a status, its dates
VALUE_ITEMS = 8  # paragraphs that the value of a label without one may have


@dataclass(frozen=True)
class Tools:
    """What the stretches of one document share: what its items are, its key of signs, and those who read and note."""

    kinds: Kinds
    legend: Legend
    rows: RowClaims
    options: Options
    ledger: Ledger


class _Listed(NamedTuple):
    item: Item
    key: str


class Stretch:
    """Reads the items of one stretch of the section ``index``."""

    def __init__(self, tools: Tools, index: int, section: Section, items: Sequence[Item]) -> None:
        self.kinds, self.legend, self.rows, self.options = tools.kinds, tools.legend, tools.rows, tools.options
        self.ledger = tools.ledger
        self.index = index
        self.section = section
        self.items = items
        labelled = any(i.kind == "field" and i.role in MILESTONE_ROLES for i in items)
        self.implicit = frozenset() if labelled else self.kinds.implicit
        self.of_milestones = statuses_of_milestones(items)
        self.below_dates = below_dates(items, self.kinds)
        self.answered: frozenset[int] = frozenset()  # rows that were read with the options above them
        self.context: str | None = None  # the role of the label without a value that what follows belongs to
        self.label: Item | None = None  # that label, or the last one
        self.first: Item | None = None  # the first value below it
        self.room = 0  # for so many paragraphs more
        self.tabled = False  # the milestones below that label are rows of a table
        self.heads: dict[str, Item] = {}  # the first label of each role that asks for words
        self.owner: str | None = None  # the milestone that fields belong to
        self.boxes: list[tuple[str, ...]] = []  # where its milestones stand
        self.listed: _Listed | None = None  # the milestone that was listed last
        self.number: str | None = None  # the number that stood alone in the item before
        self.due: Span | None = None  # the date between the number of a milestone and its words
        self.term: Item | None = None  # the date that heads the milestones below it
        self.headed: Item | None = None  # the words of a milestone below its number and date
        self.above: Item | None = None
        self.below: Item | None = None

    def read(self) -> None:
        """Read all items."""
        steps: tuple[Callable[[Item], bool], ...] = (
            *(self._row, self._field, self._passed_over, self._numeral, self._opening, self._implied),
            *(self._answer, self._timeline, self._day, self._badge, self._in_list, self._below_label),
            *(self._enumeration, self._numbered_below),
        )
        for at, item in enumerate(self.items):
            self.above = self.items[at - 1] if at else None
            self.below = self.items[at + 1] if at + 1 < len(self.items) else None
            if self._ends_label(item):
                self.context = None
            if len(self.boxes) > 1 and not _is_inside(item, self.boxes):
                self.owner, self.listed = None, None  # it stands beside the box of all milestones
            owner = self.owner
            if not any(step(item) for step in steps) and not _is_short_answer(self.above, item):
                self.ledger.item(self.index, None, item, "text", role="text")
            if self.owner is not None and self.owner != owner:
                self.boxes.append(item.container)

    @property
    def _right_below(self) -> bool:
        """Whether the item above is the label."""
        return self.label is not None and self.above is self.label

    def _ends_label(self, item: Item) -> bool:
        """Whether an item cannot be the value of the label above: it is elsewhere, or asks for something itself."""
        asks = item.kind != "field" and len(str(item)) <= QUESTION and str(item).rstrip().endswith("?")
        of_template = self.context in MILESTONE_ROLES and item.index in self.kinds.heads
        away = self.label is not None and not _below(self.label, item, first=self._right_below)
        return away or of_template or asks or item.index in self.kinds.unknown

    def _list(self, item: Item, key: str) -> None:
        self.listed = _Listed(item, key)

    # Rows and fields

    def _row(self, item: Item) -> bool:
        if item.kind != "row":
            return False
        if item.index not in self.answered and not self._options_below(item):
            self.rows.read(self.index, item, self.context)
            self.tabled = bool(item.columns)
        return True

    def _field(self, item: Item) -> bool:
        if item.kind != "field":
            return False
        if self.listed is not None and item.index in self.of_milestones:
            self.ledger.item(self.index, self.listed.key, item, "chip", role="status")
            return True
        if self.listed is not None and _is_of_box(item, self.listed.item):
            self.ledger.item(self.index, self.listed.key, item, "chip")
            return True
        self._labelled(item)
        listing = item.role in MILESTONE_ROLES and not (item.learned and enumerated(str(item))) and not clauses(item)
        self.context = item.role if item.open or listing else None
        if self.below is not None and is_item(self.below) and _asks_actions(item):
            self.context = "milestones"
        self.label, self.room, self.first, self.tabled = item, VALUE_ITEMS, None, False
        return True

    def _labelled(self, item: Item) -> None:
        """Read a field."""
        self.ledger.take(item)
        role = item.role or ""
        if role in MILESTONE_ROLES and not item.open:
            if not self._parts(item):
                self._milestone_field(item)
            return
        asks = item.cells or (item.cell is not None and dimension_of(base(role)))
        if (asks and self._read_options(item, self.below)) or item.open:
            return
        if role in ("number_title", "title"):
            self.ledger.item(self.index, None, item, "field", role="description")  # the words below its heading
            return
        of_owner = of_milestone(role) or role in DATE_ROLES
        self.ledger.item(self.index, self.owner if of_owner else None, item, "field")

    def _milestone_field(self, item: Item) -> None:
        """Read a field of one milestone, whose number stands before its words or in the label."""
        found = opening(str(item), item.runs)
        own = found is not None and bool(found.number)
        if item.role != "milestone" and not own:
            self.ledger.item(self.index, None, item, "field")
            return
        of_label = opening(str(item.label)) if item.label is not None and not own else None
        key = next((f.printed for f in (found, of_label) if f and f.number), None)
        span = part(item.span, found.title_start if found else 0)
        self.owner = self.ledger.valued(self.index, key, span, "field")

    def _read_options(self, item: Item, below: Item | None) -> bool:
        """Read the options of a form; whether the field asks by options."""
        found = self.options.read(self.index, item, base(item.role), below)
        if found is None:
            return False
        doubts = (LEARNED_LABEL,) if item.learned else ()
        self.ledger.claims += [replace(c, doubts=(*c.doubts, *doubts)) for c in found]
        if below is not None and any(c.span.cell in below.cells for c in found if c.span.cell is not None):
            self.ledger.take(below)
        return True

    def _options_below(self, item: Item) -> bool:
        """Read a row of options below their question, and the row of boxes below it; False for any other row."""
        cells = [c for c in item.cells if c is not None and str(c)]
        role, label = self.context, self.label
        if role is None or label is None or item.columns or not all_options(role, cells):
            return False
        asked = replace(item, kind="field", role=role, label=label.label or label.span)
        below = self.below
        boxes = below if below and below.kind == "row" and below.table is item.table and not below.columns else None
        if not self._read_options(asked, boxes):
            if bar_of(self.index, item) is not None:
                return False
            span = in_cell(item, cells[0])
            self.ledger.claims.append(Claim(self.index, None, role, span, "options", doubts=(NOT_MARKED,)))
        self.ledger.take(item)
        if boxes is not None:
            self.answered |= {boxes.index}
            self.ledger.take(boxes)
        return True

    # Milestones that say so themselves

    def _passed_over(self, item: Item) -> bool:
        if item.index not in self.kinds.unlit and item is not self.headed:
            return False
        self.ledger.take(item)
        return True

    def _numeral(self, item: Item) -> bool:
        """Read the number of a milestone that stands alone, a date behind it, and the words that follow."""
        when = only_days(item, 0) if self.number is not None and _words(self.below) is not None else None
        if when is not None:  # "Milestone 1.2", then "March 2024", then the words
            self.due = when
            self.ledger.take(item)
            return True
        if self.number is not None and item.index not in self.kinds.statuses | self.kinds.terms:
            self.owner = self.ledger.milestone(self.index, self.number, item.span, "numeral")
            self._list(item, self.owner)
            due = [Claim(self.index, self.owner, "end", self.due, "head")] if self.due is not None else []
            self.ledger.take(item, *due)
            self.number, self.due = None, None
            return True
        self.number = _numeral_below(self.section.number, item)
        return self.number is not None

    def _opening(self, item: Item) -> bool:
        """Read a milestone that begins with its word and number, or several in one line."""
        words = str(item)
        found = opening(words, item.runs)
        if found is None or found.unit != "milestone":
            return False
        together = run_together(words, found)
        for number, first, end in together:
            self.ledger.valued(self.index, number, part(item.span, first, end), "sentence")
        if together:
            self.ledger.take(item)
            return True
        if not found.number or found.runs_on:
            return False
        number, start = found.printed or found.number, min(found.title_start, len(words))
        when, below = only_days(item, start), _words(self.below)
        if when is not None and below is not None:  # "Milestone 1.2 · March 2024" above the words
            self.owner = self.ledger.milestone(self.index, number, below.span, "opening")
            self.ledger.take(item, Claim(self.index, self.owner, "end", when, "head"))
            self._list(below, self.owner)
            self.headed = below
        elif words[start:].strip():
            self.owner = self.ledger.valued(self.index, number, part(item.span, start), "opening")
            self.ledger.take(item)
            self._list(item, self.owner)
        else:
            self.number = number
        return True

    def _implied(self, item: Item) -> bool:
        if item.index in self.implicit:
            self._list_item(item)
        return item.index in self.implicit

    def _timeline(self, item: Item) -> bool:
        """Read a milestone right below its date, where several stand so; its date goes with it."""
        if item.index in self.below_dates and self.above is not None:
            key = self._list_item(item)
            self.ledger.item(self.index, key, self.above, "head", role="dates")
            self.context = None  # what follows the timeline is none of it
            return True
        return item.index + 1 in self.below_dates

    # What belongs to the label or milestone above

    def _answer(self, item: Item) -> bool:
        """Read a value of its own scale right below a label: "High" below "Specificity"."""
        dimension = dimension_of(base(self.context)) if self._right_below else None
        if self.context is None or dimension in (None, "completion") or not read_value(self.context, str(item)).codes:
            return False
        owner = self.owner if of_milestone(self.context) else None
        self.ledger.item(self.index, owner, item, "label.below", role=self.context)
        self.room -= 1
        return True

    def _day(self, item: Item) -> bool:
        """Read a date that heads the milestones below it."""
        if item.index not in self.kinds.days:
            return False
        if self.below is not None and is_item(self.below) and base(self.context) in DATE_ROLES:
            self.context = "milestones"
        heads = self.context in MILESTONE_ROLES and (self.term is not None or self.listed is None)
        if heads:
            self.term = item
            self.ledger.take(item)
        return heads

    def _badge(self, item: Item) -> bool:
        """Read an item that is no more than a status or its dates: of the milestone right above, else of the owner."""
        near = self.listed is not None and item.index - self.listed.item.index <= CHIPS
        status = item.index in self.kinds.statuses
        lone = item.index in self.kinds.days and not near  # a date alone, of nothing that stands right above it
        if lone or not (status or item.index in self.kinds.terms):
            return False
        if self._right_below and not status and base(self.context) in DATE_ROLES:
            return False  # what the label right above asks for
        if base(self.context) in DATE_ROLES:
            self.room = 0  # the label has its value
        owner = self.listed.key if self.listed is not None and near else self.owner
        self.ledger.item(self.index, owner, item, "chip", role="status" if status else "dates")
        return True

    def _in_list(self, item: Item) -> bool:
        """Read an item below a label of milestones."""
        if self.context in DATE_ROLES and is_item(item) and not is_term(item):
            self.context = "milestones"  # what a timetable lists
        if self.context not in MILESTONE_ROLES:
            return False
        last = self.listed.item if self.listed is not None else None
        if item.level or (self.tabled and not is_item(item)):
            self.context = None  # a paragraph below a table of milestones is none
        elif last is not None and _is_more_of(item, last):
            self.ledger.take(item)
        elif _ends_list(item, last):
            self.context = None
        elif last is not None and is_lettered(last) and not is_lettered(item) and not opening(str(item), item.runs):
            self.context = None
            self.ledger.item(self.index, None, item, "text", role="text")
        elif days := day_by_day(str(item)):
            for start, end in days:
                self.ledger.valued(self.index, None, part(item.span, start, end), "sentence")
            self.ledger.take(item)
        else:
            key = self._list_item(item)
            if self.term is not None and not dates(str(item)):
                self.ledger.item(self.index, key, self.term, "head", role="dates")
        return True

    def _below_label(self, item: Item) -> bool:
        """Read a value below its label."""
        context, label = self.context, self.label
        named = base(context) in BODY_ROLES and self._right_below and is_whole_name(str(item))
        if item.level and not named:  # a body in the letters of a heading answers the label right above it
            self.context = None
            return True
        if announces_milestones(item):
            self.context, self.label = "milestones", item
            return True
        if not context or not self.room or not _goes_on(context, self.first, item):
            return False
        asked = self.heads.setdefault(context, label) if label is not None else None
        rule = "label.below" if asked is label or context not in TEXTS else FURTHER
        self.ledger.item(self.index, self.owner, item, rule, role=context, below=label)
        began = self.first is None and only_begins(item)  # "From: March 2024", then "To: June 2025"
        self.room = int(began) if base(context) in DATE_ROLES else self.room - 1
        self.first = self.first or item
        return True

    # Lists in one text

    def _enumeration(self, item: Item) -> bool:
        """Read "The milestones are these: (1) by May ...; (2) ..."."""
        found = enumerated(str(item))
        return bool(found) and unit_in(str(item)[: found[0][1]]) == "milestone" and self._parts(item)

    def _parts(self, item: Item) -> bool:
        """Read the parts "(1) ...; (2) ..." of a text, or its bullets, as milestones; False where there are none."""
        parts = parts_of(str(item))
        steps = clauses(item) if item.kind == "field" and not parts else []
        self.ledger.take(item)
        for number, start, end in parts or [("", a, b) for a, b in steps]:
            whole = part(item.span, start, end)
            key = self.ledger.valued(self.index, number, whole, "sentence")
            terms = dates(str(whole)) if len(steps) > 1 else ()
            if len(terms) == 1:
                when = part(whole, terms[0].start, terms[0].end)
                self.ledger.claims.append(Claim(self.index, key, "end", when, "sentence"))
        return bool(parts or steps)

    def _numbered_below(self, item: Item) -> bool:
        """Read an item whose number is one below the section's ("1.2" below "1")."""
        found = opening(str(item), item.runs)
        marker = item.marker.strip(".() ")
        number = (marker if any(c.isalnum() for c in marker) else found.number if found else None) or ""
        if not self.section.number or not number.startswith(f"{self.section.number}."):
            return False
        self._list_item(item)
        return True

    def _list_item(self, item: Item) -> str:
        """Read an item of a list of milestones: its number, a sign that the key explains, its words, its values."""
        words = str(item)
        marker = item.marker.strip(".() ")
        found = numbered(opening_of(words, item.runs))
        number = found.printed if found is not None else None
        start = found.title_start if found is not None and found.title_start < len(words) else 0
        lettered = lettered_below(self.section.number, words) if not marker else None
        if lettered is not None:
            number, start = lettered
        number = number or (marker if any(c.isalnum() for c in marker) else None)
        span = part(item.span, start)
        signed = sign_of(span, self.legend)
        if signed is not None:
            span = part(span, len(signed[0]) + 1)
        elif start:
            signed = sign_of(item.span, self.legend)  # "✔ 5.1 Guide published"
        day = date_at_end(str(span)) if item.index in self.kinds.dated else None
        term = part(span, day) if day is not None else None
        span = span if day is None else part(span, 0, len(str(span)[:day].rstrip(" .…·–—-:,;")))
        key = self.ledger.valued(self.index, number, span, "list")
        mark = Mark("filled", item.text.place)
        claims = (
            [Claim(self.index, key, "status", item.span, "list.sign", signed[1], mark, item.text)] if signed else []
        )
        claims += (
            [Claim(self.index, key, "dates" if len(dates(str(term))) > 1 else "end", term, "chip")] if term else []
        )
        self.ledger.take(item, *claims)
        self._list(item, key)
        return key


def _numeral_below(own: str | None, item: Item) -> str | None:
    """Return a number one below the section's that stands alone ("1.2" below "1"), for the words that follow."""
    words = str(item).strip(" .()")
    number = (own or "").lstrip("0")
    return words if number and re.fullmatch(rf"0*{re.escape(number)}[.-]\d{{1,2}}", words) else None


def _words(below: Item | None) -> Item | None:
    """Return the paragraph right below an item; None for one that opens something of its own."""
    if below is None or below.kind not in ("para", "full") or is_term(below):
        return None
    found = opening(str(below), below.runs)
    return None if found and (found.unit or found.number) else below


def _below(label: Item, item: Item, *, first: bool) -> bool:
    """Whether an item can be the value of a label: it stands in its box, or right behind it in the next one."""
    n = len(label.container)
    return item.container[:n] == label.container or (first and item.container[: n - 1] == label.container[:-1])


def _is_inside(item: Item, boxes: Sequence[tuple[str, ...]]) -> bool:
    """Whether an item stands in the smallest box that holds all of some."""
    first, last = min(boxes), max(boxes)  # what these two share all do
    common = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return item.container[:common] == first[:common]


def _goes_on(role: str, first: Item | None, item: Item) -> bool:
    """Whether an item is a value of the label above: a date of dates, for bodies in the letters of the first."""
    if base(role) in DATE_ROLES:
        return bool(dates(str(item)))
    other = first is not None and base(role) in BODY_ROLES and item.style != first.style
    return not (other and is_sentence(str(item)))


def _asks_actions(label: Item) -> bool:
    """Whether a label names actions, of the commitment that it stands in: a list of them may stand below it."""
    return label.open and label.role == "number_title" and unit_in(str(label.label)) in ("measure", "milestone")


def _is_of_box(item: Item, milestone: Item) -> bool:
    """Whether a field with its value stands right below a milestone, in the box that is the milestone's own.

    A list of cards: "Guide published | due 30 June 2023 | Done".
    """
    near = item.index - milestone.index <= CHIPS and not item.open and item.role in DATE_ROLES | STATUS_ROLES
    own = milestone.marker != "" and item.container == milestone.container
    return near and own and bool(item.container)


def _is_more_of(item: Item, milestone: Item) -> bool:
    """Whether an item says more about the milestone above it: a part of it, or a paragraph in its box."""
    if item.marker == "◦" != milestone.marker:
        return True
    return is_item(milestone) and not is_item(item) and item.container == milestone.container


def _ends_list(item: Item, last: Item | None) -> bool:
    """Whether an item is none of a list of milestones, whose last one is given: it looks otherwise."""
    if last is None:
        return item.kind == "full"
    return (is_item(last) and not is_item(item)) or is_smaller(item, last)


def _is_short_answer(question: Item | None, item: Item) -> bool:
    """Whether a few words stand right below a heading that asks something: they describe nothing by themselves."""
    asks = question is not None and bool(question.level) and str(question).rstrip().endswith("?")
    return asks and len(str(item)) <= OPTION_LENGTH and not str(item).rstrip().endswith(".")


__all__ = ["Stretch", "Tools"]
