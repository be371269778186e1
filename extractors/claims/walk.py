"""From the outline to claims: what is said of which commitment or milestone, where, under which label.

A claim names its subject, a role ("lead", "completion", ...) and the words with their place; what the words mean is
read by :mod:`extractors.annotate.values` when the records are made. Nothing is merged or preferred here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from rapidfuzz import fuzz

from extractors.annotate.colours import Legend, colour_of
from extractors.annotate.dated import closed_by_days, dated_clauses, day_by_day
from extractors.annotate.dates import dates, says_by, says_from
from extractors.annotate.labels import dimension_of, labels_in, role_of
from extractors.annotate.names import is_body, is_whole_name, name_end
from extractors.annotate.openings import Opening, numeral, opening, remark_end, unit_in
from extractors.annotate.statuses import COLOUR_ALONE, FREE_WORDS, TWO_CODES
from extractors.annotate.values import read_value, value_named
from extractors.annotate.vocabulary import phrase_table, words_of
from extractors.claims.headed import headed_rows
from extractors.claims.lettered import lettered
from extractors.claims.model import UNNAMED, Claim, MilestoneClaim
from extractors.claims.options import (
    CONFLICTING_MARKS,
    NOT_MARKED,
    OPTION_LENGTH,
    Options,
    bar_of,
    option_of,
    options_in,
)
from extractors.claims.scales import unlit
from extractors.document import Cell, Mark
from extractors.segment.candidates import opening_of, title_column
from extractors.segment.learned import unknown_labels
from extractors.segment.numbers import roman
from extractors.segment.outline import Outline, Section, Span
from extractors.segment.stream import Column, Item
from extractors.short_titles import share_word
from extractors.words import fold

LEARNED_LABEL = "learned_label"
"""Doubt: no list of words knows the label; what it asks for was told by its values throughout the document."""
MERGED_CELL, TITLE_RUNS_ON = "merged_cell", "title_runs_on"
"""Doubts: a cell, or a title, lies over columns that ask for different things."""
FURTHER = "label.further"
"""The rule of an answer below a further label of one role: "What are the causes?" below "What is the problem?"."""
BLANK = "row.blank"
"""The rule of a status that a row leaves open."""
ALIGNED = 12.0  # points by which the left edges of one column differ at most
MILESTONE_ROLES = ("milestone", "milestones")
EVIDENCE_ROLES = ("milestone_evidence",)  # columns that name a milestone where no other does ("Verifiable products")
WHOLE_ROLES = frozenset({"lead", "support", "civil_society", "other_actors", "area", "problem", "objective"})
BODY_ROLES = frozenset({"lead", "support", "civil_society", "other_actors"})
TEXT_ROLES = ("description", "objective", "milestone_evidence", "title", "number_title", None)
TEXTS = frozenset({"description", "objective", "problem", "results", "reasons", "evidence", "next_steps", "note"})
LABELS_IN_CELL = 2  # labels with values that make a cell a small form
LONGEST_BODY = 90  # characters of the name of a body below a title
LISTED = 0.5  # share of the sections with a numbered list, and of its items with a date
FINER = 0.5  # share of the rows below a title in which a column of theirs has a cell of its own
DATE_ROLES = frozenset({"start", "end", "dates"})
BY_VALUE = "early_results"
"""The role of the rating that older reports give for each of the partnership's values."""

STATUS_ROLES = frozenset({"completion", "percent", "schedule"})
OF_WHOLE = BODY_ROLES | DATE_ROLES | STATUS_ROLES | {"area", "policy_areas"}
"""Roles of labels above values that a row of nothing else says of a commitment."""

LONGEST_ELSEWHERE = 60  # items of a stretch of another list; longer ones run on
TERM = 24  # characters before a date that stands alone: "to be done by"
KEYED, MOST_KEYS = 3, 0.8  # rows, and share of them, that name a commitment by its number
SHARED = 0.7  # share of the short names that share a word with the title
KEY_ROLES = frozenset({"number", "number_title", "title", "commitment_number"})
QUESTION = 90  # characters of a question that a form asks: no answer to the one before
ANNOUNCEMENT = 120  # characters of a sentence that announces a list
TOTAL_LENGTH = 60  # characters of the label of a total row
BODY_BEHIND = 130  # characters behind a title that may be a body in brackets
CHIP_BEHIND = 40  # characters behind a title that may be its status
SMALLER = 0.85  # share of the size of the letters of a list below which a line is none of its items
MATRIX = 4  # columns of ratings; a table with more has one for each option
PAIR = 2  # items of a timeline: a date, and the words below it
CHIPS = 2  # items behind a milestone that may be its badges: a percentage, a status, its dates
VALUE_ITEMS = 8  # paragraphs that the value of a label without one may have
SAME_TITLE = 85  # percent of letters that two titles of one commitment share
NUMBERED_TITLE = 60  # the same, where the numbers agree


@dataclass(frozen=True)
class Claims:
    """All claims of a document, and the items that they were read from."""

    claims: tuple[Claim, ...]
    milestones: tuple[MilestoneClaim, ...]
    used: frozenset[int]


class _Walk:
    """Collects the claims of one document."""

    def __init__(
        self,
        items: Sequence[Item],
        outline: Outline,
        statuses: frozenset[int],
        periods: frozenset[int],
        legend: Legend | None,
        days: frozenset[int],
    ) -> None:
        self.items = items
        self.outline = outline
        self.dark = unlit(items, statuses)
        self.statuses = statuses
        self.periods = periods
        self.legend = legend
        self.days = days
        self._implicit: frozenset[int] = frozenset()
        self._labels = unknown_labels(items)
        self._heads = _templates(items, len(outline.sections)) - statuses - periods - days
        self.claims: list[Claim] = []
        self.milestones: list[MilestoneClaim] = []
        self.used: set[int] = set()
        self._keys: dict[int, Counter[str]] = defaultdict(Counter)
        self._choices = Options()
        self._answers: set[int] = set()  # rows that were read with the options above them
        self._told: set[tuple[int, int]] = set()  # sections with the texts whose sentences behind a body were claimed
        self._merged: set[tuple[int, int]] = set()  # sections with the cells over several of their columns
        self._owners = {
            i: k for k, s in enumerate(outline.sections) for first, last in s.elsewhere for i in range(first, last)
        }

    # Commitments

    def section(self, index: int, section: Section) -> None:
        """Read the items of one section."""
        first = self.items[section.first]
        self.used.add(section.first)
        if first.kind == "row":
            self._row_of_commitment(index, first)
        self._behind_title(index, section)
        begin = section.first + (0 if first.kind == "field" and first.role != "number_title" else 1)
        self._before(index, section)
        own = self.items[begin : section.last]
        if first.kind == "field" and first.level:  # a form: the value of its label is the title and no more
            own = [i for i in own if not _is_whole_title(i, section.title)]
        if own and self._bodies_below(index, own[0]):
            own = own[1:]
        own = [i for i in own if self._owners.get(i.index, index) == index]
        if own and self._heads_next(index, own[-1]):
            own = own[:-1]
        if first.kind == "row":  # "Theme: Public money" between rows heads those below
            own = [i for i in own if not (i.kind == "field" and i.role == "area" and i.table is first.table)]
        self._items(index, section, own)
        if section.box is not None:  # a card: badges stand above its title
            above = self.items[section.box : section.first]
            badges = [i for i in above if i.index in self.statuses | self.periods and not str(i).isdigit()]
            self._items(index, section, badges)
        for start, end in section.elsewhere:
            item = self.items[start]
            stop = _to_next_number(self.items, start, end, section.number)
            self.used.add(start)
            if item.kind == "row":
                self._row_of_commitment(index, item)
            if item.kind == "row" or stop - start <= LONGEST_ELSEWHERE:
                below = self.items[start + 1 : stop]
                named = bool(below) and self._bodies_below(index, below[0])
                self._items(index, section, below[named:])

    def _heads_next(self, index: int, item: Item) -> bool:
        """Whether the last item of a section is the number alone of the next one: a numeral above its title."""
        following = self.outline.sections[index + 1 : index + 2]
        number = str(item).strip(" .()").lstrip("0")
        return bool(following) and item.kind == "para" and number == (following[0].number or "")

    def _bodies_below(self, index: int, item: Item) -> bool:
        """Read the bodies in brackets right below a title: the first leads, the others work with it."""
        words = str(item)
        if item.kind not in ("para", "full") or words[:1] + words[-1:] not in ("()", "[]"):
            return False
        parts = [m for m in re.finditer(r"[^,;]+", words[1:-1]) if m.group().strip()]
        if not parts or not is_body(parts[0].group()) or any(len(p.group()) > BODY_BEHIND for p in parts):
            return False
        first, last = item.start + 1, item.start + len(words) - 1
        for role, start, end in (
            ("lead", first, first + parts[0].end()),
            ("support", first + parts[0].end() + 1, last),
        ):
            if start < end:
                span = Span(item.text, start, end, item.section, item.table, item.cell)
                self.claims.append(Claim(index, None, role, span, "chip"))
        self.used.add(item.index)
        return True

    def keyed_rows(self) -> None:
        """Read the rows of tables outside of all sections that name their commitment by its number alone.

        In a workbook the milestones have a sheet of their own, whose first column refers to that of the commitments, or
        numbers the milestones below theirs ("A1.2").
        """
        numbers = {s.number.strip(" ."): i for i, s in enumerate(self.outline.sections) if s.number}
        if len(numbers) < max(MOST_KEYS * len(self.outline.sections), KEYED):
            return
        inside = {i for s in self.outline.sections for a, b in ((s.first, s.last), *s.elsewhere) for i in range(a, b)}
        tables: dict[int, list[Item]] = defaultdict(list)
        for item in self.items:
            if item.kind == "row" and item.columns and item.index not in inside | self.used:
                tables[id(item.table)].append(item)
        for rows in tables.values():
            keys = [c.col for c in rows[0].columns if _are_keys(rows, c, numbers)]
            said = {*TEXT_ROLES, *MILESTONE_ROLES, "title", "number_title"}
            if not keys or not any(c.role in said for c in rows[0].columns if c.col not in keys):
                continue
            for row in rows:
                named = {k: _as_number(str(row.cells[k])) for k in keys if row.cells[k] is not None}
                owner = next((o for words in reversed(named.values()) if (o := _owner(words, numbers))), None)
                if owner is not None:
                    cols = frozenset(c.col for c in row.columns if named.get(c.col, "") not in numbers)
                    self._milestone_row(numbers[owner], row, cols)

    def headed_rows(self) -> None:
        """Read the rows of milestones that stand below the number of their commitment, outside of it."""
        for index, row in list(headed_rows(self.items, self.outline, self.used)):
            if not is_total(row):
                self._milestone_row(index, row, frozenset(c.col for c in row.columns))

    def _behind_title(self, index: int, section: Section) -> None:
        """Read a status or percentage that stands behind the title in the same text, or a sign that begins it."""
        title = section.title
        first = self.items[section.first]
        stop = first.end if first.text is title.text else None  # a label with its value stands further behind
        text = str(title.text)[:stop]
        self._sign_ahead(index, title)
        if "title_end" in section.doubts:
            rest = Span(title.text, title.end or 0, None, title.section, title.table, title.cell)
            if str(rest).strip(" ."):
                self.claims.append(Claim(index, None, "text", _cut(rest, 1), "text"))
            return
        if title.end is None or title.end >= len(text):
            return
        behind = remark_end(text, title.end)
        if behind is not None:
            rest = Span(title.text, behind, None, title.section, title.table, title.cell)
            if str(rest).strip(" .:–—-"):
                self.claims.append(Claim(index, None, "text", rest, "text"))
            return
        named = _BODY_IN_BRACKETS.match(text, title.end)
        if named is not None and is_body(named[1]):
            span = Span(title.text, named.start(1), named.end(1), title.section, title.table, title.cell)
            self.claims.append(Claim(index, None, "lead", span, "chip"))
            return
        if title.cell is None and len(text) - title.end > CHIP_BEHIND and _is_sentence(text[title.end :]):
            rest = Span(title.text, title.end, None, title.section)  # the paragraph goes on behind its title
            self.claims.append(Claim(index, None, "text", rest, "text"))
            return
        if len(text) - title.end > BODY_BEHIND:
            return
        body = text[title.end :].strip(" ()[]")
        if is_body(body) and body != text[title.end :].strip():
            at = text.find(body, title.end)
            span = Span(title.text, at, at + len(body), title.section, title.table, title.cell)
            self.claims.append(Claim(index, None, "lead", span, "chip"))
            return
        sign = self.legend.sign(text[title.end :]) if self.legend is not None else None
        if sign is not None:
            span = Span(title.text, title.end, None, title.section, title.table, title.cell)
            mark = Mark("filled", title.cell.place if title.cell is not None else title.text.place)
            self.claims.append(Claim(index, None, "status", span, "chip", sign, mark, title.text))
            return
        reading = read_value("completion", text[title.end :])
        if len(text) - title.end <= CHIP_BEHIND and (reading.codes or reading.percent is not None):
            start = len(text) - len(text[title.end :].lstrip(" :;,.–—-"))
            span = Span(title.text, start, stop, title.section, title.table, title.cell)
            self.claims.append(Claim(index, None, "status", span, "chip"))

    def _sign_ahead(self, index: int, title: Span) -> None:
        """Read a sign before the title, and its number, that a key of the document explains: "🟢 2. Open courts"."""
        ahead = str(title.text)[: title.start].split()[:1]
        sign = self.legend.sign(ahead[0]) if ahead and self.legend is not None else None
        if sign is not None:
            span = Span(title.text, 0, len(ahead[0]), title.section, title.table, title.cell)
            mark = Mark("filled", title.cell.place if title.cell is not None else title.text.place)
            self.claims.append(Claim(index, None, "status", span, "chip", sign, mark, title.text))

    def _before(self, index: int, section: Section) -> None:
        """Read the fields that stand directly above an opening in the same table or box (a number, an area)."""
        for item in reversed(self.items[max(section.first - 3, 0) : section.first]):
            if item.kind != "field" or item.table is None or item.table is not self.items[section.first].table:
                return
            if item.role in ("area",):
                self._claim(index, None, item, "field")

    def _items(self, index: int, section: Section, items: Sequence[Item]) -> None:  # noqa: C901 - one case a kind of item
        of_milestones = self._of_milestones(items)
        dated = self._dated_pairs(items)
        labelled = any(i.kind == "field" and i.role in MILESTONE_ROLES for i in items)
        implicit = frozenset() if labelled else self._implicit
        context: str | None = None  # the label without a value that what follows belongs to
        milestone: str | None = None  # the milestone that fields belong to
        listed: tuple[int, str] | None = None  # the milestone that was listed last, and where
        room = 0
        label: Item | None = None
        heads: dict[str, Item] = {}  # the first label of each role that asks for words
        first: Item | None = None  # the first value below the label
        numeral: str | None = None  # the number that stood alone in the item before
        term: Item | None = None  # the date that heads the milestones below it
        headed = -1  # the words of a milestone below its number and date
        due: Span | None = None  # the date between the number of a milestone and its words
        for at, item in enumerate(items):
            if context and label is not None and not _below(label, item, first=at and items[at - 1] is label):
                context = None
            of_template = context in MILESTONE_ROLES and item.index in self._heads
            asks = item.kind != "field" and len(str(item)) <= QUESTION and str(item).rstrip().endswith("?")
            context = None if item.index in self._labels or of_template or asks else context
            if item.kind == "row":
                answered = item.index in self._answers
                if not answered and not self._options_below(index, context, label, item, items[at + 1 :]):
                    self._row(index, section, item, context)
                continue
            if item.kind == "field" and item.index in of_milestones and listed:
                self._claim(index, listed[1], item, "chip", role="status")
                continue
            if item.kind == "field" and listed and _is_of_box(item, self.items[listed[0]]):
                self._claim(index, listed[1], item, "chip")
                continue
            if item.kind == "field":
                milestone = self._field(index, item, items[at + 1 :], milestone)
                listing = item.role in MILESTONE_ROLES and not _lists_all(item)
                context = item.role if item.open or listing else None
                if _lists_actions(item, items[at + 1 : at + 2]):
                    context = "milestones"
                label = item
                room = VALUE_ITEMS
                first = None
                continue
            if item.index in self.dark or item.index == headed:
                self.used.add(item.index)
                continue
            found = opening(str(item), item.runs)
            if numeral and _words_below(items, at) is not None and (when := _only_days(item, 0)) is not None:
                due = when  # "Milestone 1.2", then "March 2024", then the words
                self.used.add(item.index)
                continue
            if numeral and item.kind in ("para", "full") and item.index not in self.statuses | self.periods:
                listed = (item.index, self._milestone(index, numeral, item.span, "numeral"))
                self.claims += [Claim(index, listed[1], "end", due, "head")] if due is not None else []
                milestone, numeral, due = listed[1], None, None
                self.used.add(item.index)
                continue
            numeral = self._numeral(section, item)
            if numeral:
                continue
            if found and found.unit == "milestone" and (parts := run_together(str(item), found)):
                for number, start, end in parts:
                    whole = Span(item.text, item.start + start, item.start + end, item.section, item.table, item.cell)
                    self._listed_part(index, number, whole)
                self.used.add(item.index)
                continue
            if found and found.unit == "milestone" and found.number and not found.runs_on:
                start = min(found.title_start, len(str(item)))
                when, words = _only_days(item, start), _words_below(items, at)
                if when is not None and words is not None:  # "Milestone 1.2 · March 2024" above the words
                    milestone = self._milestone(index, found.printed or found.number, words.span, "opening")
                    self.claims.append(Claim(index, milestone, "end", when, "head"))
                    self.used.add(item.index)
                    listed = (words.index, milestone)
                    headed = words.index
                elif str(item)[start:].strip():
                    span, values = self._with_value(_cut(item.span, start))
                    milestone = self._milestone(index, found.printed or found.number, span, "opening")
                    self.used.add(item.index)
                    listed = (item.index, milestone)
                    self.claims += [Claim(index, milestone, role, value, "chip") for role, value in values]
                else:
                    numeral = found.printed or found.number
                continue
            if item.index in implicit:
                listed = (item.index, self._listed_milestone(index, item))
                continue
            if context and at and items[at - 1] is label and _answers(context, item):
                self._claim(index, milestone if of_milestone(context) else None, item, "label.below", role=context)
                room -= 1
                continue
            if item.index in dated:
                listed = (item.index, self._listed_milestone(index, item))
                self._claim(index, listed[1], items[at - 1], "head", role="dates")
                context = None  # what follows the timeline is none of it
                continue
            if item.index + 1 in dated:
                continue
            heads_list = item.index in self.days and _is_item(items[at + 1]) if at + 1 < len(items) else False
            if heads_list and base(context or "") in DATE_ROLES:
                context = "milestones"
            if item.index in self.days and context in MILESTONE_ROLES and (term or not listed):
                term = item
                self.used.add(item.index)
                continue
            if item.index in self.days and not (listed and item.index - listed[0] <= CHIPS):
                pass  # a date alone, of nothing that stands right above it
            elif item.index in self.statuses or item.index in self.periods:
                if base(context or "") in DATE_ROLES:
                    room = 0  # the label has its value
                below = listed[1] if listed and item.index - listed[0] <= CHIPS else milestone
                role = "status" if item.index in self.statuses else "dates"
                self._claim(index, below, item, "chip", role=role)
                continue
            if context in DATE_ROLES and _is_item(item) and not _is_term(item):
                context = "milestones"  # what a timetable lists
            if context in MILESTONE_ROLES:
                if item.level:
                    context = None
                elif listed and item.marker == "◦" != self.items[listed[0]].marker:
                    self.used.add(item.index)  # a part of the milestone above
                elif listed and _is_item(self.items[listed[0]]) and not _is_item(item):
                    if item.container == self.items[listed[0]].container:
                        self.used.add(item.index)  # more about the milestone above
                    else:
                        context = None
                elif (item.kind == "full" and item.table is not None and listed is None) or (
                    listed and _is_smaller(item, self.items[listed[0]])
                ):
                    context = None
                elif listed and _is_lettered(self.items[listed[0]]) and not _is_lettered(item) and found is None:
                    context = None
                    self._claim(index, None, item, "text", role="text")
                elif days := day_by_day(str(item)):
                    for start, end in days:
                        span = Span(
                            item.text, item.start + start, item.start + end, item.section, item.table, item.cell
                        )
                        self._listed_part(index, None, span)
                    self.used.add(item.index)
                else:
                    listed = (item.index, self._listed_milestone(index, item))
                    if term is not None and not dates(str(item)):
                        self._claim(index, listed[1], term, "head", role="dates")
                continue
            named = base(context or "") in BODY_ROLES and items[at - 1] is label and is_whole_name(str(item))
            if item.level and not named:  # a body in the letters of a heading answers the label right above it
                context = None
            elif _announces_milestones(item):
                context, label = "milestones", item
            elif context and room and self._goes_on(context, first, item):
                asked = heads.setdefault(context, label) if label is not None else None
                rule = "label.below" if asked is label or context not in TEXTS else FURTHER
                self._claim(index, milestone, item, rule, role=context, below=label)
                began = first is None and _only_begins(item)  # "From: March 2024", then "To: June 2025"
                room = int(began) if base(context) in DATE_ROLES else room - 1
                first = first or item
            elif self._enumeration(index, item):
                continue
            elif self._numbered_below(section, item):
                listed = (item.index, self._listed_milestone(index, item))
            elif not (at and _is_short_answer(items[at - 1], item)):
                self._claim(index, None, item, "text", role="text")

    @staticmethod
    def _goes_on(role: str, first: Item | None, item: Item) -> bool:
        """Whether an item is a value of the label above: a date of dates, for bodies in the letters of the first."""
        if base(role) in DATE_ROLES:
            return bool(dates(str(item)))
        other = first is not None and base(role) in BODY_ROLES and item.style != first.style
        return not (other and _is_sentence(str(item)))

    def find_implicit(self) -> None:
        """Find the numbered lists with dates or statuses that most sections have: milestones without a label."""
        found: dict[int, list[int]] = {}
        dated = total = 0
        for index, section in enumerate(self.outline.sections):
            own = self.items[section.first + 1 : section.last]
            run = _first_list(own) or _first_steps(own) or self._first_signed(own)
            if run:
                found[index] = [i.index for i in run]
                total += len(run)
                dated += sum(self._says_term(i) for i in run)
        if len(found) >= LISTED * len(self.outline.sections) and dated >= LISTED * total:
            self._implicit = frozenset(i for run in found.values() for i in run)
            markers = {self.items[run[0]].marker for run in found.values()}
            for index, section in enumerate(self.outline.sections):
                if index not in found:  # one alone, marked as the first of the others' lists is
                    below = self.items[section.first + 1 : section.last]
                    self._implicit |= {i.index for i in below if i.marker and {i.marker} == markers and _is_item(i)}

    def _says_term(self, item: Item) -> bool:
        """Whether a line of a list has a date or a status, as those of milestones do."""
        said = milestone_date(str(item)) or _is_step(item) or self._sign_of(item.span) is not None
        return bool(said or self._with_value(item.span)[1])

    def _first_signed(self, items: Sequence[Item]) -> list[Item]:
        """Return the first run of neighbouring paragraphs that begin with a sign that the document's key explains."""
        for signed, run in groupby(items, key=lambda i: not i.level and self._sign_of(i.span) is not None):
            if signed:
                return [i for i in run if i.kind in ("para", "full")]
        return []

    def _sign_of(self, words: Span) -> tuple[str, str] | None:
        """Return the sign that words begin with and what the document's key says that it means, if it says so."""
        sign, _, rest = str(words).lstrip().partition(" ")
        meaning = self.legend.sign(sign) if self.legend is not None and rest.strip() else None
        return (sign, meaning) if meaning is not None else None

    def _dated_pairs(self, items: Sequence[Item]) -> frozenset[int]:
        """Return the paragraphs that stand each right below a date or period, several in a row: those of a timeline."""
        out: set[int] = set()
        run: list[int] = []
        at = 0
        while at < len(items):
            pair = items[at : at + PAIR]
            fits = len(pair) == PAIR and pair[0].index in self.days | self.periods and self._is_words(pair[1])
            if fits and at and not run and self._is_words(items[at - 1]) and _same_kind(items[at - 1], pair[1]):
                fits = _nearer_below(items[at - 1], *pair)
            if fits:
                run.append(pair[1].index)
            if not fits or at + PAIR >= len(items):
                out.update(run if len(run) > 1 else ())
                run = []
            at += PAIR if fits else 1
        return frozenset(out)

    def _is_words(self, item: Item) -> bool:
        return item.kind == "para" and not item.level and item.index not in self.days | self.periods | self.statuses

    def _of_milestones(self, items: Sequence[Item]) -> frozenset[int]:
        """Return the statuses that belong to the milestone right before them: in its own text, or behind several."""
        behind: dict[int, bool] = {}
        for before, item in pairwise(items):
            if item.kind == "field" and base(item.role or "") in STATUS_ROLES and not item.open:
                found = opening(str(before), before.runs) if before.kind != "row" else None
                if found and found.unit == "milestone" and found.number:
                    behind[item.index] = before.text is item.text
        return frozenset(i for i, own in behind.items() if own or len(behind) > 1)

    def _enumeration(self, index: int, item: Item) -> bool:
        """Read "The milestones are these: (1) by May ...; (2) ..."; False for a paragraph that is none."""
        parts = enumerated(str(item))
        if not parts or unit_in(str(item)[: parts[0][1]]) != "milestone":
            return False
        return self._parts(index, item)

    def _list_in_cell(self, index: int, item: Item, cell: Cell) -> bool:
        """Read a cell that lists the milestones of its row, with the dates and status of each; False for no list."""
        words = str(cell)
        parts = enumerated(words) or bulleted(words) or [("", a, b) for a, b in closed_by_days(words)]
        for number, start, end in parts:
            self._listed_part(index, number, Span(cell.text, start, end, item.section, item.table, cell))
        return bool(parts)

    def _listed_part(self, index: int, number: str | None, whole: Span) -> str:
        """Claim one milestone of a list in a text, with its dates, and the status at its end; return its key."""
        span, values = self._with_value(whole)
        key = self._milestone(index, number or None, span, "sentence")
        self.claims.append(Claim(index, key, "milestone_text", whole, "sentence"))
        self.claims += [Claim(index, key, role, value, "chip") for role, value in values]
        return key

    def _parts(self, index: int, item: Item) -> bool:
        """Read the parts "(1) ...; (2) ..." of a text, or its bullets, as milestones; False where there are none."""
        parts = enumerated(str(item)) or bulleted(str(item))
        clauses = _clauses(item) if item.kind == "field" and not parts else []
        self.used.add(item.index)
        for number, start, end in parts or [("", a, b) for a, b in clauses]:
            whole = Span(item.text, item.start + start, item.start + end, item.section, item.table, item.cell)
            key = self._listed_part(index, number, whole)
            if len(clauses) > 1 and len(dates(str(whole))) == 1:
                term = dates(str(whole))[0]
                when = replace(whole, start=whole.start + term.start, end=whole.start + term.end)
                self.claims.append(Claim(index, key, "end", when, "sentence"))
        return bool(parts or clauses)

    @staticmethod
    def _numeral(section: Section, item: Item) -> str | None:
        """Return a number one below the section's that stands alone ("1.2" below "1"), for the words that follow."""
        words = str(item).strip(" .()")
        own = (section.number or "").lstrip("0")
        return words if own and re.fullmatch(rf"0*{re.escape(own)}[.-]\d{{1,2}}", words) else None

    def _numbered_below(self, section: Section, item: Item) -> bool:
        """Whether an item's number is one below the section's ("1.2" below "1")."""
        number = item.marker.strip(".() ") or (f.number if (f := opening(str(item), item.runs)) else None)
        return bool(number and section.number and str(number).startswith(f"{section.number}."))

    def _field(self, index: int, item: Item, following: Sequence[Item], milestone: str | None) -> str | None:
        """Read a field; return the milestone that the next fields belong to."""
        self.used.add(item.index)
        role = item.role or ""
        if role in MILESTONE_ROLES and not item.open:
            if self._parts(index, item):
                return milestone
            found = opening(str(item), item.runs)
            if role == "milestone" or (found and found.number):
                of_label = opening(str(item.label)) if item.label is not None and not (found and found.number) else None
                key = next((f.printed for f in (found, of_label) if f and f.number), None)
                span, values = self._with_value(_cut(item.span, found.title_start if found else 0))
                named = self._milestone(index, key, span, "field")
                self.claims += [Claim(index, named, role, value, "chip") for role, value in values]
                return named
            self._claim(index, None, item, "field")
            return milestone
        if (item.cells or (item.cell is not None and dimension_of(base(role)))) and self._options(
            index, item, following
        ):
            return milestone
        if role in ("number_title", "title") and not item.open:
            self._claim(index, None, item, "field", role="description")  # the commitment's words below its heading
            return milestone
        if not item.open:
            below = of_milestone(role) or role in ("start", "end", "dates")
            self._claim(index, milestone if below else None, item, "field")
        return milestone

    def _claim(
        self,
        index: int,
        milestone: str | None,
        item: Item,
        rule: str,
        role: str | None = None,
        below: Item | None = None,
    ) -> None:
        if str(item):
            self.used.add(item.index)
            doubts = (LEARNED_LABEL,) if item.learned or (below is not None and below.learned) else ()
            named = role or item.role or "text"
            span = item.span
            named_body = base(named) in BODY_ROLES and not item.cells
            end = name_end(str(span.text)[span.start : span.end]) if named_body else None
            if end is not None:  # "In charge: Ministry of Health. Due in June 2021. The first ..."
                if (index, id(span.text)) not in self._told:
                    self._told.add((index, id(span.text)))
                    self.claims.append(Claim(index, None, "text", _cut(span, end), "text"))
                span = replace(span, end=span.start + end)
            self.claims.append(
                Claim(index, milestone, named, span, rule, phase=_phase_of(below or item), doubts=doubts)
            )

    # Milestones

    def _milestone(self, index: int, number: str | None, text: Span, rule: str) -> str:
        keys = self._keys[index]
        printed = any(c.isalnum() for c in number or "")
        key = _key_of(number or "") if printed else str(sum(keys.values()) + 1)
        if printed and keys[key]:
            same = [m for m in self.milestones if m.subject == index and m.key == key]
            if any(fuzz.partial_ratio(fold(str(m.text)), fold(str(text))) >= SAME_TITLE for m in same):
                return key
            key = f"{key}#{keys[key] + 1}"
        elif not printed:
            for m in self.milestones:
                if m.subject == index and fold(str(m.text))[:60] == fold(str(text))[:60]:
                    return m.key
        keys[key] += 1
        self.milestones.append(MilestoneClaim(index, key, text, rule, printed))
        return key

    def _listed_milestone(self, index: int, item: Item) -> str:
        words = str(item)
        found = _numbered(opening_of(words, item.runs))
        marker = item.marker.strip(".() ")
        below = _numbered_of(self.outline.sections[index].number, words) if not marker else None
        number = (found.printed if found else None) or (marker if any(c.isalnum() for c in marker) else None)
        span = _cut(item.span, found.title_start) if found and found.title_start < len(words) else item.span
        if below is not None:
            number, span = below[0], _cut(item.span, below[1])
        signed = self._sign_of(span)
        if signed is not None:
            span = _cut(span, len(str(span)) - len(str(span).lstrip()) + len(signed[0]) + 1)
        span, values = self._with_value(span)
        key = self._milestone(index, number, span, "list")
        self.used.add(item.index)
        if signed is not None:
            mark = Mark("filled", item.text.place)
            self.claims.append(Claim(index, key, "status", item.span, "list.sign", signed[1], mark, item.text))
        self.claims.append(Claim(index, key, "milestone_text", span if values else item.span, "list"))
        self.claims += [Claim(index, key, role, value, "chip") for role, value in values]
        return key

    @staticmethod
    def _with_value(span: Span) -> tuple[Span, list[tuple[str, Span]]]:
        """Part a milestone from the status or percentage at its end, and from the dates in brackets behind that.

        "Guide published. 80% complete", "Guide published, 80% (due in June 2024)".
        """
        words = str(span)
        told = _status_behind_term(span)
        if told is not None:
            return told
        term = _TERM_BEHIND.search(words)
        if term is not None and dates(term[0]) and not dates(words[: term.start()]):
            start = str(span.text).find(words, span.start)
            text, value = _status_at_end(
                Span(span.text, start, start + term.start(), span.section, span.table, span.cell)
            )
            when = Span(span.text, start + term.start(), span.end, span.section, span.table, span.cell)
            if value is not None:
                return text, [("status", value), ("end", when)]
        text, value = _status_at_end(span)
        if value is None:
            return text, []
        rest, day = _day_at_end(text)  # "Guide published 31/03/2024 · done"
        if day is not None:
            return rest, [("status", value), ("end", day)]
        before, other = _status_at_end(text)  # "Guide - completed (100%)"
        if other is None or str(value).rstrip().endswith("%") == str(other).rstrip().endswith("%"):
            return text, [("status", value)]
        return before, [("status", other), ("status", value)]

    # Rows

    def _row_of_commitment(self, index: int, item: Item) -> None:
        """Read the row that opens a commitment: its own columns, and those of its first milestone."""
        col = title_column(item)
        if not item.columns:
            self._badges(index, item)
        below = self._milestone_columns(item)
        if below and not self._names_milestone(item, below):
            below = frozenset()  # a row of the commitment alone, those of its milestones follow
        for column in item.columns:
            cell = item.at(column.col)
            if cell is None:
                continue
            if column.col == col:
                self._labelled(index, item, cell, self.outline.sections[index].title.end or len(str(cell)))
                continue
            if column.role in (None, "description", "reasons", "results"):
                self._labelled(index, item, cell, 0)
            if not (str(cell) or cell.marks):
                cell = self._merged_below(index, item, column.col, column.role) or cell
            if column.col in below and not self._shared(index, item, column.col, column.role):
                continue
            if self._over_several(index, item, column, cell, col):
                continue
            self._cell(index, None, item, column.role, column.words, cell)
            if not below and _is_lone(self.items, self.outline.sections[index], item):
                self._left_blank(index, item, column, cell)
        if below:
            self._milestone_row(index, item, below)

    def _over_several(self, index: int, item: Item, column: Column, cell: Cell, title: int | None) -> bool:
        """Whether a cell lies over columns that ask for different things, so that nobody can tell whose words it holds.

        They are claimed as words of none, once. A title that lies over the columns before its own says nothing there.
        """
        over = {kind_of(c.role) for c in item.columns if cell.col <= c.col < cell.col + cell.col_span and c.role}
        titled = title is not None and cell is item.cells[title]
        if cell.col_span == 1 or not str(cell) or len(over) < 2:
            return False
        if not titled or column.col > (title or 0):
            code = TITLE_RUNS_ON if titled else MERGED_CELL
            if (index, id(cell)) not in self._merged:
                self._merged.add((index, id(cell)))
                span = Span(cell.text, 0, None, item.section, item.table, cell)
                self.claims.append(Claim(index, None, "none", span, "row", doubts=(code,)))
        return True

    def _left_blank(self, index: int, item: Item, column: Column, cell: Cell) -> None:
        """Claim that a column of statuses says nothing of a commitment, or no more than by a colour nobody explains."""
        if column.role not in ("completion", "percent") or column.learned or str(cell) or cell.marks:
            return
        if option_of(column.role, column.words[-1] if column.words else "") or self._by_colour(cell) is not None:
            return
        others = {c.fill for c in item.cells if c is not None and c is not cell}
        coloured = colour_of(cell) is not None and cell.fill not in others
        if self.legend is not None and self.legend.step(cell) is not None:
            return
        span = Span(cell.text, 0, None, item.section, item.table, cell)
        beside = next((c.text for c in item.cells if c is not None and str(c)), cell.text)
        doubts = (COLOUR_ALONE,) if coloured else ()
        self.claims.append(Claim(index, None, column.role, span, BLANK, "", None, beside, doubts))

    def _badges(self, index: int, item: Item) -> None:
        """Read the cells beside a title that are no more than a status or a percentage: "75 % de avance"."""
        title = self.outline.sections[index].title.cell
        for cell in {id(c): c for c in item.cells if c is not None and c is not title}.values():
            reading = read_value("completion", str(cell)) if 0 < len(str(cell)) <= CHIP_BEHIND else None
            if reading is not None and (reading.codes or reading.percent is not None):
                span = Span(cell.text, 0, None, item.section, item.table, cell)
                self.claims.append(Claim(index, None, "status", span, "chip"))

    def _milestone_columns(self, item: Item) -> frozenset[int]:
        """Return the columns of a register of commitments that speak of milestones.

        They are the columns of the group headed by milestones, or those from the milestone's own column on that
        have values in rows without a title, too.
        """
        own = frozenset(
            c.col
            for c in item.columns
            if (c.role in MILESTONE_ROLES and self._worded(item, c.col)) or of_milestone(c.role)
        )
        start = min(own, default=None)
        if item.table is None:
            return frozenset()
        key = id(item.table)
        if key not in self._columns:
            self._columns[key] = (
                self._finer_columns(item) if start is None else self._find_milestone_columns(item, start) | own
            )
        return self._columns[key]

    def _finer_columns(self, item: Item) -> frozenset[int]:
        """Return the columns that have cells of their own in the rows below a title that stands for several rows.

        Where one of them holds words and no column's label says whose they are, these rows are its milestones.
        """
        title = title_column(item)
        rows = [i for i in self.items if i.table is item.table and i.kind == "row" and i.columns == item.columns]
        below = [r for before, r in pairwise(rows) if title is not None and _goes_on(before, r, title)]
        cols = frozenset(
            c.col
            for c in item.columns
            if sum(_differs(before, r, c.col) for before, r in pairwise(rows) if r in below) > FINER * len(below)
        )
        roles = {c.role for c in item.columns if c.col in cols}
        named = [c for c in item.columns if c.col in cols and c.role in TEXT_ROLES and self._worded(item, c.col)]
        dated = roles & {*STATUS_ROLES, *DATE_ROLES}
        return cols if below and named and dated else frozenset()

    def _names_milestone(self, item: Item, cols: frozenset[int]) -> bool:
        """Whether a row holds words in one of the columns that name milestones."""
        texts = [c.col for c in item.columns if c.col in cols and c.role in (*MILESTONE_ROLES, *TEXT_ROLES)]
        cells = [item.cells[c] for c in texts if c < len(item.cells) and _own(item, c)]
        return not texts or any(any(ch.isalpha() for ch in str(c)) for c in cells)

    def _shared(self, index: int, item: Item, col: int, role: str | None) -> bool:
        """Whether a column beside the milestones says one thing in all rows of a commitment: it is the commitment's."""
        if role not in WHOLE_ROLES:
            return False
        section = self.outline.sections[index]
        rows = [i for i in self.items[section.first : section.last] if i.kind == "row" and i.table is item.table]
        words = {str(c) for r in rows if (c := r.at(col)) is not None and str(c)}
        return len(words) == 1 and len(rows) > 1

    def _labelled(self, index: int, item: Item, cell: Cell, start: int) -> None:
        """Read the labels with their values that a cell holds behind ``start``, and a body before the first of them."""
        words = str(cell)
        found = [f for f in labels_in(words, cell.runs) if f.start >= start]
        found = [f for f in found if words[f.value_start : f.value_end].strip()]
        if len(found) < (1 if start else LABELS_IN_CELL):  # behind a title one will do
            return
        before = words[start : found[0].start].strip(" •·-–\n")
        if start and 0 < len(before) <= LONGEST_BODY and is_body(before):
            at = words.find(before, start)
            span = Span(cell.text, at, at + len(before), item.section, item.table, cell)
            self.claims.append(Claim(index, None, "lead", span, "row"))
        for f in found:
            end = f.value_start + len(words[f.value_start : f.value_end].rstrip(" •·-–\n"))
            span = Span(cell.text, f.value_start, end, item.section, item.table, cell)
            self.claims.append(Claim(index, None, f.role.name, span, "row"))

    def _merged_below(self, index: int, item: Item, col: int, role: str | None) -> Cell | None:
        """Return the one cell that stands beside all further rows of a commitment: it is the commitment's, too."""
        if role not in WHOLE_ROLES and role not in DATE_ROLES:
            return None
        section = self.outline.sections[index]
        rows = [i for i in self.items[section.first + 1 : section.last] if i.kind == "row" and i.table is item.table]
        cells = {id(c): c for r in rows if (c := r.at(col)) is not None}
        only = next(iter(cells.values()), None)
        return only if len(cells) == 1 and only is not None and only.row_span >= len(rows) and str(only) else None

    def _worded(self, item: Item, col: int) -> bool:
        """Whether a column holds words: one of numbers alone counts milestones and names none."""
        cells = [r.at(col) for r in self.items if r.table is item.table and r.kind == "row"]
        return any(any(ch.isalpha() for ch in str(c)) for c in cells if c is not None)

    @property
    def _columns(self) -> dict[int, frozenset[int]]:
        return self.__dict__.setdefault("_columns_", {})  # type: ignore[no-any-return]

    def _find_milestone_columns(self, item: Item, start: int) -> frozenset[int]:
        title = title_column(item)
        rows = [i for i in self.items if i.table is item.table and i.kind == "row" and i.columns == item.columns]
        below = [r for r in rows if title is None or not _own(r, title)]
        again = [(a, b) for a, b in pairwise(rows) if title is not None and _own(b, title) and _repeats(a, b, title)]
        if not below and again:  # the title is printed again beside each of its milestones
            return frozenset(
                c.col for c in item.columns if c.col >= start and any(_differs(a, b, c.col) for a, b in again)
            )
        if not below and any(of_milestone(c.role) for c in item.columns):
            return frozenset()  # the header says which are the milestones'
        if not below and self._lists(rows, start):
            return frozenset({start})  # each cell lists the milestones of its row: what is beside is the commitment's
        if not below:
            return frozenset(
                c.col for c in item.columns if c.col >= start and c.role not in ("note", "total", "evidence")
            )
        return frozenset(c.col for c in item.columns if c.col >= start and any(_own(r, c.col) for r in below))

    @staticmethod
    def _lists(rows: Sequence[Item], col: int) -> bool:
        """Whether most cells of a column that say anything are lists."""
        cells = [str(c) for r in rows if (c := r.at(col)) is not None and str(c)]
        return sum(bool(enumerated(c) or bulleted(c)) for c in cells) * 2 > len(cells)

    def _row(self, index: int, section: Section, item: Item, context: str | None) -> None:  # noqa: C901 - as above
        """Read a row inside a section: a milestone, or more about the commitment."""
        if is_total(item):
            self._overall(index, section, item)
            return
        if self._values_row(index, item):
            return
        bar = bar_of(index, item) if not item.columns else None
        if bar is not None:
            self.claims.append(bar)
            self.used.add(item.index)
            return
        named = self._other_subject(item)
        if named is not None and named != index:
            index, section = named, self.outline.sections[named]
        first = self.items[section.first]
        own = {id(self.items[at].table) for at, _ in section.elsewhere if self.items[at].kind == "row"}
        if first.kind == "row":
            own.add(id(first.table))
        if named is not None and id(item.table) not in own:
            self._overview_row(index, item)
            return
        if id(item.table) in own and item.columns:
            below = self._milestone_columns(item)
            if below:
                self._milestone_row(index, item, below)
                return
            col = title_column(item)
            number = item.column("number", "milestone_number")
            if col is not None and _own(item, col) and (number is None or str(number)):
                self._milestone_row(index, item, frozenset(c.col for c in item.columns))
                return
            for column in item.columns:
                cell = item.at(column.col)
                if cell is not None and cell.row == item.row and column.col != col:
                    self._cell(index, None, item, column.role, column.words, cell)
            return
        if not item.columns:
            if context in MILESTONE_ROLES:
                self._milestone_row(index, item, frozenset(range(len(item.cells))))
            elif context:  # a label of its own that is not known beside a value
                for cell in item.cells[1:]:
                    if cell is not None and cell is not item.cells[0] and str(cell):
                        span = Span(cell.text, 0, None, item.section, item.table, cell)
                        self.claims.append(Claim(index, None, context, span, "label.below"))
                        self.used.add(item.index)
                        break
            return
        roles = {c.role for c in item.columns}
        if (
            roles & set(MILESTONE_ROLES)
            or any(map(of_milestone, roles))
            or context in MILESTONE_ROLES
            or (
                roles & {"title", "number_title", "description", "objective"}
                and roles & {"start", "end", "dates", *STATUS_ROLES}
            )
        ) or (roles & set(DATE_ROLES) and _wordiest(item, frozenset(c.col for c in item.columns if c.role is None))):
            self._milestone_row(index, item, frozenset(c.col for c in item.columns))
        elif ("lead" in roles and not roles & KEY_ROLES) or (roles <= OF_WHOLE and self._is_alone(item)):
            for column in item.columns:  # a row of the commitment alone: who leads it, with whom, from when to when
                cell = item.at(column.col)
                if cell is not None and cell.row == item.row:
                    self._cell(index, None, item, column.role, column.words, cell)

    def _values_row(self, index: int, item: Item) -> bool:
        """Read a row headed by a value of the partnership, with a mark below a step: "Civic participation | | X |"."""
        first = item.cells[0] if item.columns and item.cells else None
        value = value_named(str(first)) if first is not None else None
        ticked = [
            (c.words[-1], cell, next(m for m in cell.marks if m.selects))
            for c in item.columns
            if c.role == BY_VALUE and c.words and (cell := item.at(c.col)) is not None and cell.marked
        ]
        if value is None or first is None or not ticked:
            return False
        doubts = (CONFLICTING_MARKS,) if len(ticked) > 1 else ()
        step, cell, mark = ticked[0]
        span = Span(cell.text, 0, None, item.section, item.table, cell)
        claim = Claim(index, None, BY_VALUE, span, "row.mark", step, mark, first.text, doubts, ogp_value=value)
        self.claims.append(claim)
        self.used.add(item.index)
        return True

    def _is_alone(self, item: Item) -> bool:
        """Whether no other row stands below the same heads: labels above the values of one commitment."""
        beside = (self.items[k] for k in (item.index - 1, item.index + 1) if 0 <= k < len(self.items))
        return not any(i.table is item.table and i.kind == "row" and i.columns == item.columns for i in beside)

    def _overall(self, index: int, section: Section, item: Item) -> None:
        """Read a row that rates the commitment as a whole: marks beside those of its milestones, or its subtotal."""
        number = item.column("number")
        own = section.number is not None and (
            (number is not None and str(number).strip(" .") == section.number) or _says_number(item, section.number)
        )
        for column in item.columns:
            cell = item.at(column.col)
            if cell is None or not column.role or cell.row != item.row:
                continue
            if any(m.selects for m in cell.marks) or (own and base(column.role) in STATUS_ROLES):
                self._cell(index, None, item, column.role, column.words, cell)

    def _other_subject(self, item: Item) -> int | None:
        """Return the commitment that a row names in its column of titles, where rows of several are mixed."""
        col = next((c.col for c in item.columns if c.role in ("number_title", "title")), None)
        if col is None or not _own(item, col):
            return None
        words = str(item.cells[col])
        found = opening(words)
        said = {fold(words), fold(words[found.title_start :] if found and found.number else words)}
        for i, section in enumerate(self.outline.sections):
            if fold(str(section.title)) in said or fold(str(section.title.text)) in said:
                return i
        return None

    def _milestone_row(  # noqa: C901 - the cells of a row, one role after another
        self, index: int, item: Item, cols: frozenset[int]
    ) -> None:
        text: Cell | None = None
        bare: Cell | None = None
        for roles in (MILESTONE_ROLES, ("description", "title", "number_title", "objective"), EVIDENCE_ROLES):
            named = [item.cells[c.col] for c in item.columns if c.col in cols and c.role in roles and _own(item, c.col)]
            lettered = [c for c in named if c is not None and _LETTERS.search(str(c))]
            bare = bare or next(iter(lettered), None)
            text = next((c for c in lettered if _says_more(c)), None)
            if text is not None:
                break
        if text is None:
            text = _wordiest(item, cols) or _misnamed(item, cols) or bare
        if text is not None and (_is_remark(item, text) or _is_told_below(item, text)):
            span = Span(text.text, 0, None, item.section, item.table, text)
            self.claims.append(Claim(index, None, "text", span, "row"))
            self.used.add(item.index)
            return
        if text is not None and self._list_in_cell(index, item, text):
            self.used.add(item.index)
            for column in item.columns:  # one term or share beside several milestones is the commitment's
                asked = column.col in cols and column.role in (*DATE_ROLES, "percent")
                cell = item.cells[column.col] if asked else None
                if cell is not None and cell is not text and _own(item, column.col):
                    self._cell(index, None, item, column.role, column.words, cell)
            return
        if text is None and _ticks_scale(item):
            cells = [(c, item.cells[c.col]) for c in item.columns if c.role]
            boxes = [(c, box) for c, box in cells if box is not None and box.marks]
            ticked = [(c, box) for c, box in boxes if box.marked]
            for column, box in ticked or boxes[:1]:  # of the commitment itself, above those of its milestones
                self._cell(index, None, item, column.role, column.words, box)
            return
        if text is None:
            self._unnamed(index, item, cols)
        if text is None or (len(item.columns) > 2 and sum(_own(item, c.col) for c in item.columns) < 2):
            return  # one cell alone below a header of several is a note
        found = _numbered(opening(str(text), text.runs))
        other = found is not None and bool(found.number) and found.unit == "commitment"
        if self._rates_whole(index, item, text):
            return
        if other or _is_sum(str(text)):
            own = not (other and found) or (
                found.number == self.outline.sections[index].number and found.title_start >= len(str(text))
            )
            for column in item.columns if own else ():  # the row of the commitment as a whole, below its milestones
                cell = item.at(column.col)
                if cell is not None and cell is not text and column.col in cols and _own(item, column.col):
                    self._cell(index, None, item, column.role, column.words, cell)
            return  # or a row about another commitment
        self.used.add(item.index)
        number: str | None = None
        for column in item.columns:
            if column.col in cols and column.role in ("milestone_number", "number"):
                cell = item.at(column.col)
                number = str(cell) if cell is not None and str(cell) and _own(item, column.col) else number
        if number is None and item.columns:
            before = [c for c in item.columns if c.col in cols and c.col < text.col and c.role in MILESTONE_ROLES]
            cell = item.cells[before[0].col] if before else None
            if cell is not None and cell is not text and any(c.isdigit() for c in str(cell)):
                own_name = opening(str(cell), cell.runs)
                milestone = own_name is not None and own_name.unit == "milestone" and own_name.number
                number = own_name.printed if own_name and milestone else str(cell)
        start = 0
        below = _numbered_of(self.outline.sections[index].number, str(text))
        if number is None and below is not None:
            number, start = below
        elif found and found.number and found.title_start < len(str(text)):
            number = number or found.printed
            start = found.title_start
        span = Span(text.text, start, None, item.section, item.table, text)
        key = self._milestone(index, number, span, "row")
        for column in item.columns:
            cell = item.at(column.col)
            if cell is None or cell is text or column.col not in cols:
                continue
            if not _own(item, column.col) and not (cell.row == item.row and self._by_colour(cell)):
                continue
            self._cell(index, key, item, column.role, column.words, cell)

    def _unnamed(self, index: int, item: Item, cols: frozenset[int]) -> None:
        """Claim the status in a row among those of milestones that names none: whose it is nobody can tell."""
        above = self.items[item.index - 1]
        named = [c.col for c in item.columns if c.col in cols and c.role in MILESTONE_ROLES and _own(above, c.col)]
        alike = above.kind == "row" and above.table is item.table and above.columns == item.columns
        if not alike or not named or above.index not in self.used or _is_titled(item):
            return
        for column in item.columns:
            cell = item.at(column.col)
            if cell is not None and base(column.role or "") in STATUS_ROLES and _own(item, column.col) and str(cell):
                span = Span(cell.text, 0, None, item.section, item.table, cell)
                self.claims.append(Claim(index, None, column.role or "", span, UNNAMED, doubts=(UNNAMED,)))

    def _rates_whole(self, index: int, item: Item, text: Cell) -> bool:
        """Read a row of a remark, and the commitment's own status behind its label ("Completion of the commitment")."""
        cells = list({id(c): c for c in item.cells if c is not None and c.row == item.row and str(c)}.values())
        labels = [c for c in cells if c is not text and _is_whole(str(c))]
        if len(labels) != 1:
            return False
        self.used.add(item.index)
        self.claims.append(Claim(index, None, "text", Span(text.text, 0, None, item.section, item.table, text), "row"))
        for column in item.columns:
            cell = item.at(column.col)
            if cell is not None and cell.col > labels[0].col and base(column.role or "") in STATUS_ROLES:
                self._cell(index, None, item, column.role, column.words, cell)
        return True

    def _cell(
        self, index: int, milestone: str | None, item: Item, role: str | None, words: tuple[str, ...], cell: Cell
    ) -> None:
        """Claim a cell under its column's role; a mark says the option that heads its column."""
        span = Span(cell.text, 0, None, item.section, item.table, cell)
        mark = next((m for m in cell.marks if m.selects), None)
        if _is_passed_over(item, role, cell):
            return
        bare = role is None or (milestone is not None and role in MILESTONE_ROLES)  # the head of the words beside it
        if bare and self.legend is not None and self.legend.sign(str(cell)):
            role = "completion"  # a sign that the key explains needs no head
        if base(role or "") in STATUS_ROLES and len(labels_in(str(cell), cell.runs)) >= LABELS_IN_CELL:
            self.used.add(item.index)
            self._labelled(index, item, cell, 0)  # several answers with their labels are no status
            return
        if base(role or "") in STATUS_ROLES and not option_of(base(role or ""), words[-1] if words else ""):
            said = self._by_colour(cell)
            if said is not None:
                sign = mark or Mark("filled", cell.place)
                beside = next((c.text for c in item.cells if c is not None and str(c)), cell.text)
                self.claims.append(Claim(index, milestone, role or "", span, "row.colour", said, sign, beside))
                self.used.add(item.index)
                return
            step = self.legend.step(cell) if self.legend is not None else None
            if step is not None:
                sign = mark or Mark("filled", cell.place)
                beside = next((c.text for c in item.cells if c is not None and str(c)), cell.text)
                light = (COLOUR_ALONE,)
                self.claims.append(Claim(index, milestone, role or "", span, "row.light", step, sign, beside, light))
                self.used.add(item.index)
                return
        if mark is not None and options_in(cell, base(role or ""), words):
            self.claims.append(Claim(index, milestone, role or "", span, "row"))
            self.used.add(item.index)
        elif mark is not None or (str(cell).strip().casefold() in ("x", "✓", "✔", "✗", "•") and words):
            beside = item.cells[0].text if item.cells and item.cells[0] is not None else cell.text
            said = words[-1] if words and dimension_of(base(role or "")) else " / ".join(words)
            self.claims.append(Claim(index, milestone, role or "option", span, "row.mark", said, mark, beside))
            self.used.add(item.index)
        elif str(cell) and role:
            self.used.add(item.index)
            if role == "lead" and (split := _partners_at(words, str(cell))):
                begin, end = split
                helpers = Span(cell.text, begin + 1, end, item.section, item.table, cell)
                self.claims.append(Claim(index, milestone, "support", helpers, "row"))
                span = Span(cell.text, 0, begin, item.section, item.table, cell)
            own = next((c for c in item.columns if c.col == cell.col), None)
            doubts = (LEARNED_LABEL,) if own is not None and own.learned else ()
            phase = own.phase if own is not None else None
            value = value_named(words[-1]) if role == BY_VALUE and words else None
            if value is None or read_value(role, str(cell)).codes:
                claim = Claim(index, milestone, role, span, "row", phase=phase, doubts=doubts, ogp_value=value)
                self.claims.append(claim)

    def _by_colour(self, cell: Cell) -> str | None:
        """Return what the legend of the document says of a cell that shows nothing but a colour."""
        if self.legend is None:
            return None
        words = str(cell)
        return self.legend.sign(words) or self.legend.named(words) or self.legend.meaning(colour_of(cell))

    def _options(self, index: int, item: Item, following: Sequence[Item]) -> bool:
        """Read the options of a form; whether the field asks by options."""
        below = following[0] if following else None
        found = self._choices.read(index, item, base(item.role or ""), below)
        if found is None:
            return False
        doubts = (LEARNED_LABEL,) if item.learned else ()
        self.claims += [replace(c, doubts=(*c.doubts, *doubts)) for c in found]
        if below is not None and any(c.span.cell in below.cells for c in found if c.span.cell is not None):
            self.used.add(below.index)
        return True

    def _options_below(
        self, index: int, role: str | None, label: Item | None, item: Item, following: Sequence[Item]
    ) -> bool:
        """Read a row of options below their question, and the row of boxes below it; False for any other row."""
        cells = [c for c in item.cells if c is not None and str(c)]
        if role is None or label is None or item.columns or not cells or not _all_options(role, cells):
            return False
        asked = replace(item, kind="field", role=role, label=label.label or label.span)
        boxes = [i for i in following[:1] if i.kind == "row" and i.table is item.table and not i.columns]
        if not self._options(index, asked, boxes):
            if bar_of(index, item) is not None:
                return False
            span = Span(cells[0].text, 0, None, item.section, item.table, cells[0])
            self.claims.append(Claim(index, None, role, span, "options", doubts=(NOT_MARKED,)))
        self._answers |= {i.index for i in boxes}
        self.used |= {item.index, *self._answers}
        return True

    def numbered_elsewhere(self) -> None:
        """Read lists of milestones outside the sections, which name their commitment by number: "C01.1" of "C01"."""
        by_number = {s.number: i for i, s in enumerate(self.outline.sections) if s.number}
        if len(by_number) < len(self.outline.sections):
            return
        announced = False
        for item in self.items:
            if item.kind != "para" or not str(item):
                continue
            marker = item.marker.strip(".() ")
            found = numeral(marker) if any(c.isdigit() for c in marker) else opening(str(item), item.runs)
            parent = found.number.rpartition(".")[0] if found and found.number else ""
            if not parent:
                announced = unit_in(str(item)) == "milestone" if not _is_item(item) else announced
            elif announced and parent in by_number and item.index not in self.used and not item.level:
                index = by_number[parent]
                start = 0 if marker else found.title_start if found else 0
                key = found.printed if found else parent
                self._milestone(index, marker or key, _cut(item.span, start), "list")
                self.used.add(item.index)

    # Rows elsewhere that speak of a commitment

    def overviews(self) -> None:
        """Read rows outside their sections that name a commitment by number and title."""
        openings = {s.first for s in self.outline.sections}
        by_table: dict[int, list[tuple[Item, int]]] = defaultdict(list)
        for item in self.items:
            if item.kind != "row" or item.index in openings or item.index in self.used:
                continue
            subject = self._named(item)
            if subject is not None:
                by_table[id(item.table)].append((item, subject))
        by_table.update(self._numbered_overviews(openings))
        for rows in by_table.values():
            if len({s for _, s in rows}) < min(2, len(self.outline.sections)):
                continue
            for item, subject in rows:
                self._overview_row(subject, item)

    def _overview_row(self, subject: int, item: Item) -> None:
        """Read a row that names a commitment by its title: what it says of it, or of a milestone that it names, too."""
        col = title_column(item)
        self.used.add(item.index)
        named = frozenset(c.col for c in item.columns if c.role in MILESTONE_ROLES or of_milestone(c.role))
        if named and self._names_milestone(item, named):
            self._milestone_row(subject, item, frozenset(c.col for c in item.columns if c.col != col))
            return
        for column in item.columns:
            cell = item.at(column.col)
            if cell is not None and column.col != col and column.role not in MILESTONE_ROLES:
                self._cell(subject, None, item, column.role, column.words, cell)

    def _numbered_overviews(self, openings: set[int]) -> dict[int, list[tuple[Item, int]]]:
        """Return the tables whose rows have the numbers of nearly all commitments, under short names of their own."""
        numbers = {s.number.strip(" ."): i for i, s in enumerate(self.outline.sections) if s.number}
        tables: dict[int, list[tuple[Item, int]]] = defaultdict(list)
        for item in self.items:
            col = title_column(item) if item.kind == "row" else None
            if col is None or item.index in openings or item.index in self.used:
                continue
            number = item.column("number")
            found = opening(str(item.cells[col])) if number is None and item.cells[col] is not None else None
            printed = str(number).strip(" .") if number is not None else (found.number if found else None) or ""
            if printed in numbers:
                tables[id(item.table)].append((item, numbers[printed]))
        out = {}
        for key, rows in tables.items():
            subjects = [s for _, s in rows]
            shared = sum(
                str(r.cells[title_column(r) or 0]).strip(" .") in numbers
                or share_word(fold(str(r.cells[title_column(r) or 0])), fold(str(self.outline.sections[s].title)))
                for r, s in rows
            )
            whole = len(set(subjects)) == len(subjects) >= max(KEYED, MOST_KEYS * len(self.outline.sections))
            if whole and shared >= SHARED * len(rows):
                out[key] = rows
        return out

    def _named(self, item: Item) -> int | None:
        col = title_column(item)
        cell = item.at(col) if col is not None else None
        number = item.column("number")
        words = str(cell) if cell is not None else ""
        found = opening(words)
        title = words[found.title_start :] if found else words
        printed = (opening(f"{str(number).strip()}. x") or opening(str(number))) if number is not None else found
        named = printed.number if printed else None
        best: tuple[float, int] | None = None
        for i, section in enumerate(self.outline.sections):
            alike = fuzz.ratio(fold(title), fold(str(section.title))) if title else 0.0
            same = named is not None and section.number == named
            bare = not title and (number is not None or (found is not None and found.unit is not None))
            if alike >= SAME_TITLE or (same and (alike >= NUMBERED_TITLE or bare)):
                points = alike + 50 * same
                if best is None or points > best[0]:
                    best = (points, i)
        return best[1] if best else None


_BODY_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{4,120})[)\]]")


def _status_behind_term(span: Span) -> tuple[Span, list[tuple[str, Span]]] | None:
    """Part a milestone from its dates in brackets and the sentence behind them that begins with its status.

    "Guide published (due in June 2024). Done two weeks early."
    """
    words = str(span)
    term = _TERM_WITHIN.search(words)
    tail = words[term.end() :] if term is not None and dates(term[0]) else ""
    reading = read_value("completion", tail) if 0 < len(tail) <= REMARK else None
    if (
        term is None
        or reading is None
        or {*reading.doubts} - {FREE_WORDS}
        or not reading.codes
        or reading.codes[0].start
    ):
        return None
    start = str(span.text).find(words, span.start)
    text = replace(span, start=start, end=start + len(words[: term.start()].rstrip()))
    when = replace(span, start=start + term.start(), end=start + term.end())
    return text, [("status", replace(span, start=start + term.end())), ("end", when)]


def _day_at_end(span: Span) -> tuple[Span, Span | None]:
    """Part words from the day, in figures, at their end; None where there is none."""
    words = str(span)
    found = _DAY_AT_END.search(words)
    if found is None or not dates(found[0]):
        return span, None
    start = str(span.text).find(words, span.start)
    text = replace(span, start=start, end=start + len(words[: found.start()].rstrip(" ,;·|–—-")))
    return text, replace(span, start=start + found.start(), end=start + found.end())


def _status_at_end(span: Span) -> tuple[Span, Span | None]:
    """Part words from the status or percentage at their end; None where there is none."""
    words = str(span)
    bare = words.rstrip(" .;,")
    at = max((m.end() for m in _BEFORE_VALUE.finditer(bare)), default=0)
    comma = max((m.end() for m in _BEFORE_STEP.finditer(bare)), default=0)
    dated = dates(words)
    if dated and words[dated[-1].end :].strip(" .;,)") and dated[-1].end > at:
        at = dated[-1].end  # "Prototype tested due 31 May 2025 Completed"
    at = max(at, comma)
    tail = words[at:].strip(" .()[]")
    if not at or not tail or len(tail) > CHIP_BEHIND:
        return span, None
    reading = read_value("completion", tail)
    unsure = {*reading.doubts} - ({TWO_CODES} if reading.is_whole else set())  # "..., by July 2020: partial"
    if not reading.spans or unsure or (not reading.codes and reading.percent is None):
        return span, None
    rest = tail
    for _, start, end in sorted(reading.spans, key=lambda s: s[1], reverse=True):
        rest = rest[:start] + rest[end:]
    if len(rest.split()) > (0 if at == comma else 2):
        return span, None
    start = str(span.text).find(words, span.start)
    end = start + len(words[:at].rstrip(" ([:;,–—-"))
    text = Span(span.text, span.start, end, span.section, span.table, span.cell)
    begin = start + words.index(tail, at)
    return text, Span(span.text, begin, begin + len(tail), span.section, span.table, span.cell)


_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_BELOW = re.compile(r"([\w.]{1,8}?)[.-](?:\d{1,2}|[a-z])")  # "A1.2", "3.b": a milestone below its commitment
_BEFORE_VALUE = re.compile(r"[.:;(\[]\s*|\s[–—-]\s+")
_BEFORE_STEP = re.compile(r",\s+")  # "Guide published, 80%": before a value and nothing else
_TERM_BEHIND = re.compile(r"[(\[][^()\[\]]{4,60}[)\]][.;,]?\s*$")
_DAY_AT_END = re.compile(r"(?<=\s)\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\s*[.·|,;]?\s*$")
_TERM_WITHIN = re.compile(r"[(\[][^()\[\]]{4,60}[)\]][.;,:]?\s+")
REMARK = 90  # characters of a sentence that tells how far a milestone is
_STEP_BEHIND = re.compile(r"\s*[)\]]?(?:\s*[:|→]|\s*[–—-])\s*(?=[^\W\d_]{2}|\d)")
OFTEN, MOST_SECTIONS = 3, 0.6  # times, and share of the commitments, that a head of the template recurs
_NUMBERINGS = (
    re.compile(r"(?<![\w.])\(?(?P<last>\d{1,2}|[a-h])\)\s+(?=\S)"),
    re.compile(r"(?<![\w.,/-])(?P<last>\d{1,2})\.\s+(?=[^\W\d_])"),
    re.compile(r"(?<![\w.,/-])(?P<all>(?:[A-Z]{0,2}\d{1,2}|[A-Z]{1,2})[.-](?P<last>\d{1,2}))[.):]?\s+(?=[^\W\d_])"),
    re.compile(r"(?<![\w.,/-])(?P<all>[A-Z]{1,2}(?P<last>\d{1,2}))[.):]?\s+(?=[^\W\d_])"),
)  # "(1)", "1.", "1.2" or "C1.2" or "A-2", "M1"; what is before the last figure is the same for all
_BULLET = re.compile(r"(?:^|(?<=\s))[•·▪●◦‣■□➤►▸▶➢→–-]\s+(?=\S)")


def enumerated(words: str) -> list[tuple[str, int, int]]:
    """Return the parts of "(1) ...; (2) ..." in a paragraph: number, start and end; empty for fewer than two."""
    for pattern in _NUMBERINGS:
        found = list(pattern.finditer(words))
        if len(found) >= 2 and _counts_up(found):
            return _between(words, found)
    return []


def _numbered_of(number: str | None, words: str) -> tuple[str, int] | None:
    """Return the number that words begin with where it is one below a commitment's ("3a Rules" of 3), and its end."""
    own = re.escape((number or "").strip(" .").lstrip("0"))
    found = re.match(rf"(0*{own}[a-z])[.):]?\s+(?=\S)", words) if own and own[-1:].isdigit() else None
    return (found[1], found.end()) if found else None


def _counts_up(found: Sequence[re.Match[str]]) -> bool:
    """Whether numbers count from one (letters from a) without a gap, with the same before them."""
    lasts = [m["last"].lstrip("0") or "0" for m in found]
    heads = {m["all"][: m.start("last") - m.start("all")] if "all" in m.re.groupindex else "" for m in found}
    in_order = lasts == [str(n + 1) for n in range(len(found))] or lasts[0] == "a"
    return in_order and len(heads) == 1


def _between(words: str, found: Sequence[re.Match[str]]) -> list[tuple[str, int, int]]:
    out = []
    for m, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(words)
        number = m["all"] if "all" in m.re.groupindex else m["last"] if "last" in m.re.groupindex else ""
        out.append((number, m.end(), m.end() + len(words[m.end() : end].rstrip(" ;,.y")) if following else end))
    return out


def run_together(words: str, first: Opening) -> list[tuple[str, int, int]]:
    """Return the parts of a line in which the word of its opening comes again, each time with the next number.

    "Milestone 1. Survey (75%) Milestone 2. Report (100%)": number as printed, start and end of what follows it.
    """
    again = re.compile(rf"(?<=[.;:,)%\]|])\s+(?={re.escape(first.word)}\W{{0,4}}\d)", re.IGNORECASE)
    starts = [0, *(m.end() for m in again.finditer(words, first.title_start))]
    found = [opening(words[a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True)]
    lasts = [int(f.number.rpartition(".")[2]) for f in found if f and f.number and f.number[-1].isdigit()]
    if len(starts) < 2 or lasts != list(range(lasts[0] if lasts else 0, (lasts[0] if lasts else 0) + len(starts))):
        return []
    ends = [*(len(words[:s].rstrip(" ;,|")) for s in starts[1:]), len(words)]
    return [(f.printed, s + f.title_start, e) for f, s, e in zip(found, starts, ends, strict=True) if f]


def bulleted(words: str) -> list[tuple[str, int, int]]:
    """Return the parts of a text that is a list of bullets: no number, start and end; empty for fewer than two."""
    found = list(_BULLET.finditer(words))
    return _between(words, found) if len(found) >= 2 and found[0].start() == 0 else []


def milestone_date(words: str) -> bool:
    """Whether words set a date at their end or behind "by"."""
    found = dates(words)
    return bool(found) and (says_by(words, found[-1].start) or found[-1].end >= len(words.rstrip(" .;)]")))


def _first_list(items: Sequence[Item]) -> list[Item]:
    """Return the first run of neighbouring paragraphs that are numbered from 1 on; empty for fewer than two."""
    run: list[Item] = []
    gap = 0
    for item in items:
        if item.kind not in ("para", "full"):
            if len(run) > 1:
                break
            run = []
            continue
        found = opening_of(str(item), item.runs)
        marker = item.marker.strip(".() ")
        printed = (found.printed if found else None) or (marker or None)
        digits = re.search(r"(\d+)\W*$", printed or "")
        n = int(digits[1]) if digits else _place_of(printed, len(run) + 1)
        if run and printed is None and item.index == run[-1].index + 1 and _is_term(item):
            gap += 1  # the date of the milestone above, on a line of its own
        elif n == len(run) + 1 and (not run or item.index == run[-1].index + 1 + gap):
            run.append(item)
            gap = 0
        elif len(run) > 1:
            break
        else:
            run = [item] if n == 1 else []
    return run if len(run) > 1 else []


def _first_steps(items: Sequence[Item]) -> list[Item]:
    """Return the first run of neighbouring paragraphs that begin with a date each; empty for fewer than two."""
    for steps, run in groupby(items, key=lambda i: _is_step(i) and not i.level):
        some = list(run) if steps else []
        if len(some) > 1:
            return some
    return []


def _is_step(item: Item) -> bool:
    """Whether a paragraph is a date and what is done by it: "July 2026: Pilot in six offices"."""
    words = str(item)
    first = next(iter(dates(words)), None) if item.kind in ("para", "full") else None
    if first is None or words[: first.start].strip(" •·–-(["):
        return False
    return _STEP_BEHIND.match(words, first.end) is not None


def _place_of(printed: str | None, place: int) -> int:
    """Return ``place`` where a letter or small Roman numeral stands for it, 1 where it begins a list, else 0."""
    if not printed or not printed.islower():
        return 0
    stands_for = {roman(printed), ord(printed) - ord("a") + 1 if len(printed) == 1 else None}
    return next((at for at in (place, 1) if at in stands_for), 0)


def kind_of(role: str | None) -> str | None:
    """Return what a role asks for: one body may lead and help, one cell hold both ends of a term."""
    own = base(role) if role else None
    if dimension_of(own or ""):
        return "status"  # ratings are told apart by their words
    kinds = (
        ("body", BODY_ROLES),
        ("date", DATE_ROLES),
        ("status", STATUS_ROLES),
        ("title", KEY_ROLES),
        ("text", TEXTS),
    )
    return next((name for name, roles in kinds if own in roles), role)


def _is_titled(item: Item) -> bool:
    """Whether a row has a title or number of its own."""
    return any(c.role in KEY_ROLES and _own(item, c.col) for c in item.columns)


def _is_lone(items: Sequence[Item], section: Section, item: Item) -> bool:
    """Whether no other row of its table is inside a commitment's section: what it leaves blank is blank."""
    return not any(
        i.kind == "row" and i.table is item.table and i is not item for i in items[section.first : section.last]
    )


def _is_passed_over(item: Item, role: str | None, cell: Cell) -> bool:
    """Whether a cell is the open box of an option, where another option of its question is ticked."""
    if not cell.marks or cell.marked:
        return False
    return any(c.role == role and (box := item.at(c.col)) is not None and box.marked for c in item.columns)


def _ticks_scale(item: Item) -> bool:
    """Whether a row holds nothing but the boxes of one scale ("Completion level | Not started | Limited | ...")."""
    asked = {c.words[0] for c in item.columns if len(c.words) > 1}
    cells = [c for c in item.cells if c is not None and c.row == item.row]
    bare = not any(ch.isalnum() for c in cells if not c.marks for ch in str(c))
    return len(asked) == 1 and any(c.marks for c in cells) and bare


def _is_sum(words: str) -> bool:
    """Whether words say that what stands beside them is of the commitment as a whole: "Total of the commitment"."""
    role = role_of(words)
    return role is not None and role.name == "total" and not role.of_milestone


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


def _is_whole(words: str) -> bool:
    """Whether words ask for the status of a commitment, or call it their sum: "Completion of the commitment"."""
    role = role_of(words) if len(words) <= TOTAL_LENGTH else None
    asks = role is not None and role.name in STATUS_ROLES and unit_in(words) in ("commitment", "measure")
    return asks or _is_sum(words)


def _are_keys(rows: Sequence[Item], column: Column, numbers: Mapping[str, int]) -> bool:
    """Whether most cells of a column are numbers of commitments or of their milestones, and some name one again."""
    if column.role not in KEY_ROLES and column.role not in (*MILESTONE_ROLES, "milestone_number"):
        return False
    cells = [str(c).strip(" .") for r in rows if (c := r.at(column.col)) is not None]
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


def _answers(role: str, item: Item) -> bool:
    """Whether the words right below a label are a value of its own scale: "High" below "Specificity"."""
    dimension = dimension_of(base(role))
    return dimension not in (None, "completion") and bool(read_value(role, str(item)).codes)


def _is_term(item: Item) -> bool:
    """Whether an item is a date, with a word that sets a term before it: "by June 2025"."""
    words = str(item)
    found = dates(words)
    return len(found) == 1 and found[0].end >= len(words.rstrip(" .")) and found[0].start <= TERM


def _only_days(item: Item, start: int) -> Span | None:
    """Return the dates behind an offset of an item's words, where nothing else stands there."""
    rest = str(item)[start:]
    found = dates(rest)
    if not found or words_of(rest[found[-1].end :]) or not _sets_term(words_of(rest[: found[0].start])):
        return None
    return _cut(item.span, start + found[0].start)


def _sets_term(words: tuple[str, ...]) -> bool:
    return not words or phrase_table("reading.yml", "by", "from", "until").get(words) is not None


def _words_below(items: Sequence[Item], at: int) -> Item | None:
    """Return the paragraph right below an item; None for one that opens something of its own."""
    below = items[at + 1] if at + 1 < len(items) else None
    if below is None or below.kind not in ("para", "full") or _is_term(below):
        return None
    found = opening(str(below), below.runs)
    return None if found and (found.unit or found.number) else below


def _only_begins(item: Item) -> bool:
    """Whether an item is a date alone with a word before it that says that something begins: "From: March 2024"."""
    found = dates(str(item))
    return len(found) == 1 and says_from(str(item), found[0].start)


def _announces_milestones(item: Item) -> bool:
    """Whether a sentence announces a list of milestones: "The key milestones are:"."""
    words = str(item)
    return words.endswith(":") and len(words) <= ANNOUNCEMENT and unit_in(words) == "milestone"


def _below(label: Item, item: Item, *, first: bool | int) -> bool:
    """Whether an item can be the value of a label: it stands in its box, or right behind it in the next one."""
    n = len(label.container)
    return item.container[:n] == label.container or bool(first and item.container[: n - 1] == label.container[:-1])


def _same_kind(one: Item, two: Item) -> bool:
    """Whether two paragraphs are of one kind and in the same letters."""
    return one.style == two.style and _is_item(one) == _is_item(two)


def _nearer_below(above: Item, date: Item, below: Item) -> bool:
    """Whether the page shows that a date belongs with the words below it, and not with those above or beside."""
    ends = [(i.text.lines[0].place, i.text.lines[-1].place) for i in (above, date, below) if i.text.lines]
    if len(ends) < PAIR + 1 or any(None in (p.page, p.top, p.bottom) for pair in ends for p in pair):
        return False
    (_, last), (head, foot), (first, _) = ends
    if foot.page != first.page or last.page != head.page:
        return foot.page == first.page
    over, under = head.top - last.bottom, first.top - foot.bottom  # type: ignore[operator]
    if over < 0:  # the words stand beside it, and are its own unless those below it stand in its column alone
        return under >= -1 and abs(first.x0 - head.x0) <= ALIGNED < abs(first.x0 - last.x0)  # type: ignore[operator]
    return under + 1 < over


def _lists_all(item: Item) -> bool:
    """Whether a field of milestones has them all in its value, so that none stands below it."""
    return bool((item.learned and enumerated(str(item))) or _clauses(item))


def _clauses(item: Item) -> list[tuple[int, int]]:
    """Return the dated steps of a sentence behind a label; one alone, or with a number, is told as other values are."""
    steps = dated_clauses(str(item))
    found = opening(str(item), item.runs) if len(steps) == 1 else None
    own = found is not None and bool(found.number)
    alone = item.role == "milestones" and not own and len(dates(str(item))) == 1
    return steps if len(steps) > 1 or alone else []


def _lists_actions(label: Item, following: Sequence[Item]) -> bool:
    """Whether a label names actions and a list stands below it: those of the commitment that it stands in."""
    named = label.open and label.role == "number_title" and unit_in(str(label.label)) in ("measure", "milestone")
    return named and any(_is_item(i) for i in following)


def _partners_at(head: Sequence[str], words: str) -> tuple[int, int] | None:
    """Return where brackets hold those who help, as the head of the column says: "Lead (partners)"."""
    asked = _BRACKETS.search(head[-1]) if head else None
    role = role_of(asked.group(1)) if asked else None
    found = _BRACKETS.search(words)
    if found is None or role is None or role.name not in ("support", "civil_society", "other_actors"):
        return None
    if found.group(1)[:1].islower():
        return None  # "(with the Bureau)" is said of bodies anywhere, and read with their names
    return found.start(), found.end(1)


def _is_remark(item: Item, cell: Cell) -> bool:
    """Whether one cell lies over the columns of dates and statuses of a row: a remark in the place of milestones."""
    over = {c.role for c in item.columns if cell.col < c.col < cell.col + cell.col_span}
    return bool(over & STATUS_ROLES) and bool(over & DATE_ROLES)


def _is_told_below(item: Item, cell: Cell) -> bool:
    """Whether one cell of prose lies over all steps of a scale: words beside a label ("In short"), and no milestone."""
    steps = [c for c in item.columns if c.role in STATUS_ROLES and c.col > cell.col]
    over = {id(item.at(c.col)): item.at(c.col) for c in steps}
    told = next(iter(over.values()), None)
    alone = len(steps) > 1 and len(over) == 1 and told is not None
    return alone and told is not None and not told.marks and not read_value("completion", str(told)).codes


def _templates(items: Sequence[Item], sections: int) -> frozenset[int]:
    """Return the paragraphs whose words recur in most commitments: heads of the template, and no content of theirs."""
    plain = [(i.index, str(i)) for i in items if i.kind == "para" and not i.marker]
    often = Counter(words for _, words in plain)
    least = max(OFTEN, MOST_SECTIONS * sections)
    return frozenset(index for index, words in plain if often[words] >= least and not dates(words))


def _numbered(found: Opening | None) -> Opening | None:
    """Return how the words of a milestone begin; "First version of the site" has an ordinal and no number."""
    return None if found and found.runs_on and found.shape == "word" else found


def _is_of_box(item: Item, milestone: Item) -> bool:
    """Whether a field with its value stands right below a milestone, in the box that is the milestone's own.

    A list of cards: "Guide published | due 30 June 2023 | Done".
    """
    near = item.index - milestone.index <= CHIPS and not item.open and item.role in (*DATE_ROLES, *STATUS_ROLES)
    own = milestone.marker != "" and item.container == milestone.container
    return near and own and bool(item.container)


def _is_smaller(item: Item, other: Item) -> bool:
    """Whether an item is in clearly smaller letters than another: the line below a picture, a note."""
    sizes = [max((r.style.size for r in i.runs if r.end > i.start), default=0.0) for i in (item, other)]
    return 0 < sizes[0] < SMALLER * sizes[1]


def _all_options(role: str, cells: Sequence[Cell]) -> bool:
    """Whether cells are several steps that a dimension is answered with, one a cell."""
    own = list({id(c): c for c in cells}.values())
    return len(own) > 1 and all(option_of(base(role), str(c)) for c in own)


def _is_lettered(item: Item) -> bool:
    """Whether an item of a list has a letter or number in front, in its words or as its marker."""
    found = opening(str(item), item.runs)
    said = found is not None and found.shape == "word" and found.runs_on  # "First version in use"
    numbered = found is not None and bool(found.number) and found.start == 0 and not said
    return any(c.isalnum() for c in item.marker) or numbered


def _is_whole_title(item: Item, title: Span) -> bool:
    """Whether a paragraph below its label is nothing but the title."""
    return item.text is title.text and item.kind == "para" and str(item) == str(title)


def _is_short_answer(question: Item, item: Item) -> bool:
    """Whether a few words stand right below a heading that asks something: they describe nothing by themselves."""
    asks = bool(question.level) and str(question).rstrip().endswith("?")
    return asks and len(str(item)) <= OPTION_LENGTH and not str(item).rstrip().endswith(".")


def _is_sentence(words: str) -> bool:
    """Whether words end as a sentence does and are no abbreviation."""
    return words.rstrip().endswith((".", "!", "?")) and len(words.split()) > 3


def _is_item(item: Item) -> bool:
    return item.block is not None and item.block.kind == "item"


def is_total(item: Item) -> bool:
    """Whether a row sums up the others ("TOTAL", "Promedio del plan"): its first words say so."""
    words = next((str(c) for c in item.cells if c is not None and any(ch.isalpha() for ch in str(c))), "")
    found = role_of(words) if 0 < len(words) <= TOTAL_LENGTH else None
    first = role_of(words.split()[0]) if 0 < len(words) <= TOTAL_LENGTH else None
    return any(r is not None and r.name == "total" for r in (found, first))


def _repeats(before: Item, item: Item, col: int) -> bool:
    """Whether a row says in a column what the row above it says."""
    cells = [r.at(col) for r in (before, item)]
    return all(c is not None for c in cells) and bool(str(cells[0])) and str(cells[0]) == str(cells[1])


def _differs(before: Item, item: Item, col: int) -> bool:
    """Whether a row has words of its own in a column that the row above it does not say."""
    return _own(item, col) and not _repeats(before, item, col)


def _goes_on(before: Item, item: Item, title: int) -> bool:
    """Whether a row goes on with the title of the row above it: by a cell over both, left blank, or repeated."""
    return (not _own(item, title) or _repeats(before, item, title)) and not is_total(item)


def _says_number(item: Item, number: str) -> bool:
    """Whether the words of a row name a number by its unit ("Subtotal commitment 3")."""
    words = next((str(c) for c in item.cells if c is not None and any(ch.isalpha() for ch in str(c))), "")
    return bool(re.search(rf"(?<![\w.]){re.escape(number)}\W*$", words)) and unit_in(words) in ("commitment", "measure")


def _own(item: Item, col: int) -> bool:
    """Whether a row has words or marks of its own in a column: not those of a cell that spans from above."""
    cell = item.at(col)
    return cell is not None and cell.row == item.row and bool(str(cell) or cell.marks)


def of_milestone(role: str | None) -> bool:
    """Whether a role is one of a milestone by its name (``milestone_end``, ``milestone_number``)."""
    return bool(role and role.startswith("milestone_"))


def base(role: str) -> str:
    """Return a role without its subject: ``end`` for ``milestone_end``, ``completion`` for ``milestone_status``."""
    rest = role.removeprefix("milestone_") if of_milestone(role) else role
    return "completion" if rest == "status" else rest


def _wordiest(item: Item, cols: frozenset[int]) -> Cell | None:
    """Return the cell of a row with most letters, of those whose column has no role of its own."""
    named = {c.col for c in item.columns if c.role}
    if sum(dimension_of(base(c.role or "")) is not None for c in item.columns) > MATRIX:
        return None  # what stands in a matrix of options are ratings
    cells = [c for i, c in enumerate(item.cells) if i in cols - named and c is not None and c.row == item.row]
    best = max(cells, key=lambda c: sum(ch.isalpha() for ch in str(c)), default=None)
    return best if best is not None and sum(ch.isalpha() for ch in str(best)) >= 3 else None


def _says_more(cell: Cell) -> bool:
    """Whether a cell holds words that are more than a number with the word for it ("Milestone 2")."""
    found = opening(str(cell), cell.runs)
    bare = found is not None and found.number is not None and found.title_start >= len(str(cell))
    return any(c.isalpha() for c in str(cell)) and not bare


def _misnamed(item: Item, cols: frozenset[int]) -> Cell | None:
    """Return the words of a column that is headed as the status of milestones but names them."""
    for column in item.columns:
        if column.col in cols and column.role == "milestone_status" and _own(item, column.col):
            cell = item.cells[column.col]
            if cell is not None and not read_value("completion", str(cell)).codes:
                return cell
    return None


def _phase_of(item: Item) -> str | None:
    """Return the phase that the label of a status names: "Completion at midterm"."""
    if item.label is None or base(item.role or "") not in STATUS_ROLES:
        return None
    asked = role_of(str(item.label))
    return asked.phase if asked is not None else None


def _key_of(number: str) -> str:
    """Return the printed number of a milestone without the signs around it: "a)" is "a", but "1(a)" is whole."""
    bare = number.strip(" .:")
    return bare if bare.endswith(")") and "(" in bare[1:] else bare.strip(" .:)")


def _cut(span: Span, start: int) -> Span:
    return Span(span.text, span.start + start, span.end, span.section, span.table, span.cell)


def walk(
    items: Sequence[Item],
    outline: Outline,
    statuses: Iterable[int] = (),
    periods: Iterable[int] = (),
    legend: Legend | None = None,
    days: Iterable[int] = (),
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
    work = _Walk(items, outline, frozenset(statuses), frozenset(periods) | frozenset(days), legend, frozenset(days))
    work.find_implicit()
    for index, section in enumerate(outline.sections):
        work.section(index, section)
    work.keyed_rows()
    work.headed_rows()
    work.overviews()
    work.numbered_elsewhere()
    milestones = [*work.milestones, *lettered(work.claims, work.milestones)]
    return Claims(tuple(work.claims), tuple(milestones), frozenset(work.used))


__all__ = ["BLANK", "MERGED_CELL", "TITLE_RUNS_ON", "Claim", "Claims", "MilestoneClaim", "walk"]
