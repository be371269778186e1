"""Forms: labels beside (or above) their values, one commitment after the other.

OGP's self-assessment form and the action plan templates of 2014 to 2018 are such tables. A reader may
have joined several forms into one table or cut one over two; rows are read one by one, and a title
row starts the next commitment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.builder import Builder, Spot
from extractors.layout import Cell, Table, Text, distinct
from extractors.lexicon import Lexicon
from extractors.parts.fiche import EMPTY, Fiche
from extractors.parts.fields import labels_in
from extractors.parts.form_titles import label_of
from extractors.parts.options import (
    Option,
    answered_options,
    by_place,
    choices,
    option_code,
    option_columns,
    read_choices,
    read_options,
    spread_options,
    stacked_options,
    under,
)
from extractors.parts.row_columns import ABOUT_MILESTONES
from extractors.values import is_period
from extractors.words import fold

RULE = "form"
_STATUS_KEYS = ("completion", "percent", "site_status")
_LONGEST_HEAD = 60
_ROLE = re.compile(
    r"government|state actors?|civil society|gobierno|sociedad civil|(?:other|otros) act(?:or|ore)s\b.{0,60}"
)
"""Whose institutions stand beside it, in the rows below "Supporting stakeholders"."""


@dataclass(slots=True)
class _Sub:
    """A header inside a form: options or labels over the columns of the rows below."""

    options: dict[int, Option]
    labels: dict[int, str]
    row: int
    label: Cell | None = None
    answered: bool = False
    spread: list[tuple[Option, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class FormReader:
    """Reads the forms of one document; ``current`` is the commitment of the form being read."""

    build: Builder
    current: str | None = None
    _fiche: Fiche | None = field(default=None)
    _sub: _Sub | None = field(default=None)
    _above: tuple[str, Cell] | None = field(default=None)
    _table: Table = field(default_factory=lambda: Table([], 0, 0))

    def read(self, table: Table, titles: dict[int, str]) -> None:
        """Read a table. ``titles`` gives the commitment that starts at a row; rows before the first
        belong to the form before."""
        self._table, self._sub, self._above = table, None, None
        if self._starts_untitled(table, titles):
            self.finish()
            self.current = None
        for r, row in enumerate(table.grid()):
            if r in titles:
                self.finish()
                self.current = titles[r]
                self._sub = self._above = None
                continue
            if self.current is None:
                continue
            if self._fiche is None or self._fiche.mention != self.current:
                self.finish()
                self._fiche = Fiche(self.build, self.current, RULE)
            self._row(r, distinct(row))
        self._leave_sub()

    def _starts_untitled(self, table: Table, titles: dict[int, str]) -> bool:
        """Whether a table starts another form whose title is not in it: it asks again what was answered.

        Its rows belong to a commitment nobody names; that is said, and nothing is read of them.
        """
        if self._fiche is None or 0 in titles:
            return False
        keys = set()
        for r, row in enumerate(table.grid()):
            if r in titles:
                break
            first = next((c for c in row if c is not None and c.text), None)
            keys.add(label_of(first, self.build.lexicon) if first is not None else None)
        again = keys & self._fiche.seen & {"lead", "problem", "objective", "description", "relevance", "ambition"}
        if len(again) < 2:
            return False
        first = next(c for c in table.cells if c.text)
        self.build.issue(
            Spot.within(table, first), RULE, "form_without_title", "error", "a form whose commitment is not named"
        )
        return True

    def finish(self) -> None:
        """Close the form being read: milestones are written once all their texts are known."""
        if self._fiche is not None:
            self._fiche.finish()
            self._fiche = None

    # Rows

    def _row(self, r: int, cells: Sequence[Cell]) -> None:
        lexicon = self.build.lexicon
        written = [c for c in cells if c.text and c.row == r]
        label = next((c for c in cells if c.text and label_of(c, lexicon) and not self._is_status(c)), None)
        options = option_columns([c for c in cells if c.row == r], lexicon)
        spread = spread_options([c for c in cells if c.row == r and c is not label], lexicon)
        stacked = stacked_options([c for c in cells if c.row == r and c is not label], lexicon) if label else None
        answered = answered_options([c for c in cells if c.row == r and c is not label], lexicon)
        if answered and self._fiche is not None:
            self._leave_sub()
            caption = label or answered[0][0]
            read_options(self._fiche.progress(), self._table, answered, caption.text, Spot.within(self._table, caption))
        elif spread:
            self._leave_sub()
            self._sub = _Sub({}, {}, r, label, spread=spread)
        elif stacked and self._fiche is not None and label is not None:
            self._leave_sub()
            answers = by_place(stacked[1], stacked[0])
            read_options(self._fiche.progress(), self._table, answers, label.text, Spot.within(self._table, label))
        elif options:
            self._option_row(r, cells, options)
        elif self._is_header(written):
            self._sub = _Sub({}, {c.col: key for c, key in zip(written, self._heads(written), strict=True)}, r)
        elif self._sub is not None and self._under(label):
            self._answer(r, cells)
        elif self._above is not None and len(written) == 1 and not (label and written[0] is label):
            key, caption = self._above
            self._above = None
            self._value(key, written[0], caption)
        else:
            self._leave_sub()
            self._labelled(written)

    def _is_status(self, cell: Cell) -> bool:
        """Whether a cell holds a status below its own head ("Completed"), which may be a label elsewhere."""
        below = self._sub is not None and self._sub.labels.get(cell.col) in _STATUS_KEYS
        return below and option_code(str(cell.text), self.build.lexicon) is not None

    def _heads(self, written: Sequence[Cell]) -> list[str]:
        """Return the labels of a row; "Milestone status" beside a column of statuses heads the milestones."""
        keys = [label_of(c, self.build.lexicon) or "" for c in written]
        if len(keys) > 2 and keys[0] in keys[1:] and ABOUT_MILESTONES.match(fold(str(written[0].text))):
            keys[0] = "milestones"
        return keys

    def _is_header(self, written: Sequence[Cell]) -> bool:
        keys = self._heads(written)
        known = [k for k in keys if k]
        if len(keys) > 2 and keys[0] == "milestones" and len(known) > 1 and len(set(known)) == len(known):
            return all(len(str(c.text)) < _LONGEST_HEAD for c in written)  # "Milestones | Expected outputs | End date"
        plain = all(self.build.lexicon.label(str(c.text), fuzzy=True) for c in written)
        return len(written) >= 2 and all(keys) and plain and len(set(keys)) == len(keys)

    def _under(self, label: Cell | None) -> bool:
        """Whether a row stands below the sub-header: a label of its own ends what the header governs."""
        sub = self._sub
        if sub is None:
            return False
        if label is None:
            return True
        if (sub.options or sub.spread) and label_of(label, self.build.lexicon) in _STATUS_KEYS:
            return not sub.answered
        return label is sub.label

    def _leave_sub(self) -> None:
        """Record options without any answer as blank, once."""
        sub, self._sub = self._sub, None
        if sub is not None and (sub.options or sub.spread) and not sub.answered and self._fiche is not None:
            caption = sub.label or next(c for c in self._table.grid()[sub.row] if c is not None and c.text)
            read_options(self._fiche.progress(), self._table, [], Text(), Spot.within(self._table, caption))

    def _option_row(self, r: int, cells: Sequence[Cell], options: dict[int, Option]) -> None:
        """A row of option words: marks in it answer at once, else the rows below do."""
        self._leave_sub()
        assert self._fiche is not None  # noqa: S101 - _row is called with a record open
        named = [c for c in cells if c.col in options]
        signs = [c for c in cells if c.marks and c.col not in options and not c.text.__len__() > 3]
        label = next((c for c in cells if c.col not in options and c.text and c not in signs), None)
        if any(c.marks for c in named) or signs:
            answers = [(c, options[c.col]) for c in named] if not signs else _paired(named, signs, options)
            beside = label.text if label is not None else named[0].text
            inside = [_without_words(cell) for cell, _ in answers]
            read_options(
                self._fiche.progress(),
                self._table,
                [(cell, code) for cell, (_, code) in zip(inside, answers, strict=True)],
                beside,
                Spot.within(self._table, label or named[0]),
            )
            return
        labels = {c.col: label_of(c, self.build.lexicon) or "" for c in cells if c.text and c.col not in options}
        self._sub = _Sub(options, labels, r, label)

    def _answer(self, r: int, cells: Sequence[Cell]) -> None:
        """A row below a sub-header: a milestone's dates and status, or the commitment's status."""
        sub, record = self._sub, self._fiche
        assert sub is not None  # noqa: S101
        assert record is not None  # noqa: S101
        own = [c for c in cells if c.row == r or c.row_span == 1]
        milestone_cell = next((c for c in own if sub.labels.get(c.col) == "milestones" and c.text), None)
        milestone = record.milestone_row(self._table, milestone_cell) if milestone_cell is not None else None
        progress = record.progress(milestone)
        answers = [(c, under(c, sub.options)) for c in own if c.col in sub.options]
        if sub.spread:
            answers = by_place([c for c in own if c is not sub.label], sub.spread)
        if answers and (milestone or any(c.text or c.marks or c.fill for c, _ in answers)):
            caption = milestone_cell or sub.label or next(c for c in self._table.grid()[sub.row] if c and c.text)
            read_options(progress, self._table, answers, caption.text, Spot.within(self._table, caption))
            sub.answered = True
        for cell in own:
            key = sub.labels.get(cell.col)
            if key and key != "milestones" and cell.text:
                record.value(key, Spot.within(self._table, cell), milestone=milestone)

    def _labelled(self, written: Sequence[Cell]) -> None:
        """Read "label | value" (also twice in a row), "label: value" in one cell, or a label alone."""
        lexicon = self.build.lexicon
        waiting: tuple[str, Cell] | None = None
        self._above = None
        if self._joined_options(written):
            return
        for cell in written:
            key = lexicon.label(str(cell.text), fuzzy=True) if len(str(cell.text)) < 120 else None
            if self._is_role(cell) and cell is not written[-1]:
                waiting = ("support", cell)
                continue
            if waiting is not None and (key is None or waiting[0] in ("completion", "area")):
                self._value(waiting[0], cell, waiting[1])
                waiting = None
            elif key:
                if waiting is not None and self._fiche is not None:
                    self._fiche.value(waiting[0], EMPTY, Spot.within(self._table, waiting[1]))
                waiting = (key, cell)
            elif waiting is None:
                self._inside(cell)
        if waiting is None:
            return
        if len(written) == 1 and self._is_wide(written[0]):
            self._above = waiting
        elif self._fiche is not None:
            self._fiche.value(waiting[0], EMPTY, Spot.within(self._table, waiting[1]))

    def _is_role(self, cell: Cell) -> bool:
        """Whether a cell says whose institutions stand beside it: "Supporting stakeholders: Government"."""
        words = str(cell.text)
        split = self.build.lexicon.split_label(words)
        rest = words[split[1] :].strip() if split and split[0] in ("support", "other_actors") else words
        return _ROLE.fullmatch(fold(rest)) is not None

    def _joined_options(self, written: Sequence[Cell]) -> bool:
        """Whether options stand in one cell and cannot be told apart; then nothing is read, but said."""
        label = next((c for c in written if label_of(c, self.build.lexicon) in _STATUS_KEYS), None)
        if label is None:
            return False
        rest = [c for c in written if c is not label]
        codes = [f.code.code for c in rest for f in self.build.lexicon.find("completion", str(c.text))]
        told_apart = any(choices(str(c.text), self.build.lexicon, _lines(c.text)) for c in rest)
        if len(set(codes)) < 2 or told_apart or any(len(str(c.text)) > 90 for c in rest):
            return False
        spot = Spot.within(self._table, rest[0])
        self.build.issue(spot, f"{RULE}.completion", "options_not_apart", "warning", "options of a form in one cell")
        return True

    def _is_wide(self, cell: Cell) -> bool:
        return cell.col_span >= self._table.n_cols - 1 or self._table.n_cols == 1

    def _inside(self, cell: Cell) -> None:
        if self._is_wide(cell) and is_period(str(cell.text), self.build.identity.language):
            assert self._fiche is not None  # noqa: S101 - _row is called with a record open
            self._fiche.value("dates", Spot.within(self._table, cell))
        for item in _openers(str(cell.text), self.build.lexicon):
            self._value_at(
                item[0],
                Spot.within(self._table, cell, item[2], item[3]),
                Spot.within(self._table, cell, item[1], item[2]),
            )

    def _value(self, key: str, cell: Cell, caption: Cell) -> None:
        self._value_at(key, Spot.within(self._table, cell), Spot.within(self._table, caption))

    def _value_at(self, key: str, value: Spot, caption: Spot) -> None:
        assert self._fiche is not None  # noqa: S101
        if key in ("completion", "site_status"):
            found = choices(value.words(), self.build.lexicon, _lines(value.text))
            if found:
                read_choices(self._fiche.progress(), value, found)
                return
        self._fiche.value(key, value, caption)


def _lines(text: Text) -> list[str]:
    return [line.text for line in text.lines]


def _openers(words: str, lexicon: Lexicon) -> Iterator[tuple[str, int, int, int]]:
    for item in labels_in(words, lexicon):
        if item.label_start <= 3 or words[item.label_start - 1 : item.label_start] in "\n":
            yield item.key, item.label_start, item.start, item.end


def _paired(named: Sequence[Cell], signs: Sequence[Cell], options: dict[int, Option]) -> list[tuple[Cell, Option]]:
    """Give each cell with a sign the option beside it: the one before it, unless signs come first."""
    first = signs[0].col < named[0].col
    out = []
    for sign in signs:
        beside = [c for c in named if (c.col > sign.col if first else c.col < sign.col)]
        if beside:
            out.append((sign, options[(beside[0] if first else beside[-1]).col]))
    return out


def _without_words(cell: Cell) -> Cell:
    """Return the cell with its marks alone, for an option word that stands beside its own sign."""
    return replace(cell, text=Text())
