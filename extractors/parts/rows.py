"""The rows of a table with one commitment or milestone a row: what each speaks of, and what its cells say of it.

A total row and rows of one cell (a theme, the commitment of the milestones below) are told from the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.annotate.stated import is_sum
from extractors.builder import Builder, Spot
from extractors.layout import Cell, Table, distinct
from extractors.lexicon import Code
from extractors.parts.colours import is_coloured, legend, say_colour
from extractors.parts.fields import DATED, fill_field, term
from extractors.parts.row_columns import SHARE, Column, Columns
from extractors.parts.statements import Progress, ogp_values
from extractors.parts.subjects import Named, by_likeness, likeness, take_apart
from extractors.values import percent
from extractors.words import fold

_RULE = "evaluation"
_NUMBER_CELL = re.compile(
    r"^\W*+(?:n\W{0,2}|nro\.?|no\.?)?\s*+(?P<n>[A-Z]{0,3}\d{1,3}(?:\.\d{1,3})*[A-Za-z]?)\s*+[.)\-:]?$", re.I
)


def read_rows(build: Builder, groups: dict[str, int], table: Table, columns: Columns, current: str | None) -> None:
    """Read every body row of a table.

    ``groups`` maps an area (folded) to its ordinal where the document restarts its numbers per area. ``current`` is
    the commitment of a table of milestones alone.
    """
    _name_doubtful(build, table, columns)
    _Rows(build, groups, table, columns, current).read()


def _name_doubtful(build: Builder, table: Table, columns: Columns) -> None:
    """Say which columns are read by their cells alone, below a heading that the vocabulary does not hold."""
    for column in columns.all:
        if column.doubtful:
            row = table.grid()[columns.header_rows - 1]
            head = next((c for c in row if c is not None and c.text and c.col == column.index), None)
            spot = Spot.within(table, head) if head is not None else None
            message = f"no vocabulary entry for the heading {column.words!r}, below which statuses stand"
            build.issue(spot, _RULE, "unknown_column", "warning", message)


@dataclass(slots=True)
class _Subject:
    """What a row speaks of: the commitment's key and, if it is one, the milestone's number."""

    mention: str
    milestone: str | None = None


class _Rows:
    """Reads the rows of one table. ``current`` is the commitment that rows without a title of one speak of, ``area``
    the theme that stands above them."""

    def __init__(
        self, build: Builder, groups: dict[str, int], table: Table, columns: Columns, current: str | None
    ) -> None:
        self.build, self.groups, self.table, self.columns = build, groups, table, columns
        self.current = current
        self.area: str | None = None
        self.scale = self._scale()
        self._parents: dict[str, str] = {}
        self._ordinals: dict[str, int] = {}
        self._seen: set[int] = set()

    @cached_property
    def _legend(self) -> dict[str, Code]:
        """What colours mean in the document; asked for by the first cell that says a status by its colour."""
        return legend(self.build.layout, self.build.lexicon)

    def _scale(self) -> str | None:
        """The colour scale, where a status column uses its composite words."""
        lexicon = self.build.lexicon
        body = self.table.grid()[self.columns.header_rows :]
        for column in self.columns.statuses:
            for row in body:
                cell = row[column.index]
                code = lexicon.code("completion", str(cell.text)) if cell is not None and cell.text else None
                if code and code.scale == "government_colour":
                    return code.scale
        return None

    def read(self) -> None:
        """Read every body row."""
        for row in self.table.grid()[self.columns.header_rows :]:
            written = [c for c in distinct(row) if c.text]
            if not written or self._repeats_header(written):
                continue
            if self._is_total(written):
                self._total(row, written)
            elif len(written) == 1 and self._is_banner(written[0]):
                self._banner(written[0])
            else:
                subject = self._subject(row)
                if subject is not None:
                    self._values(row, subject)

    def _repeats_header(self, written: Sequence[Cell]) -> bool:
        """Whether a row prints the header again, as after a page break that the reader did not see."""
        headings = {fold(c.words) for c in self.columns.all}
        return len(written) >= 2 and all(fold(str(c.text)) in headings for c in written)

    # Totals and banners

    def _is_total(self, written: Sequence[Cell]) -> bool:
        first = str(written[0].text)
        return self.build.lexicon.label(first) == "total" or self.build.lexicon.metric(first) is not None

    def _total(self, row: Sequence[Cell | None], written: Sequence[Cell]) -> None:
        for column in self.columns.statuses:
            cell = row[column.index]
            found = percent(str(cell.text)) if cell is not None and cell is not written[0] else None
            if cell is not None and found and not is_sum(found.value, self._above(cell, column.index)):
                spot = Spot.within(self.table, cell)
                self.build.fact(
                    "overall_percent", spot, f"{_RULE}.total", number=found.value, unit="percent",
                    phase=column.phase or self.build.identity.phase,
                )  # fmt: skip

    def _above(self, cell: Cell, col: int) -> list[float]:
        """Return the percentages above a cell in its column."""
        cells = [row[col] for row in self.table.grid()[: cell.row]]
        return [p.value for c in cells if c is not None and (p := percent(str(c.text)))]

    def _is_banner(self, cell: Cell) -> bool:
        """Whether the only words of a row head the rows below; a commitment with blank values heads none."""
        if cell.col_span >= max(self.table.n_cols - 1, 2):
            return True
        title = self.columns.first("number_title")
        return not (cell.col == title and take_apart(str(cell.text)).number)

    def _banner(self, cell: Cell) -> None:
        """A row of one cell: the commitment of the milestones below it, or their area."""
        named = take_apart(str(cell.text))
        milestones = "milestones" in self.columns.by_key and "number_title" not in self.columns.by_key
        if named.kind == "commitment" and named.number:
            self.current = self._mention(Spot.within(self.table, cell), named)
        elif not milestones and self._is_theme(str(cell.text).strip()):
            self.area = str(cell.text).strip(" .:")

    def _is_theme(self, words: str) -> bool:
        """Whether words name a theme: no sentence, and no rest of one that a page break cut off."""
        return len(words) < 100 and not words.endswith(".") and not words[:1].islower()

    def _is_fragment(self, named: Named) -> bool:
        """Whether a title without number stands among titles that all have one: the rest of a cut row."""
        title = self.columns.first("number_title")
        if named.number or title is None or self.columns.first("number") is not None:
            return False
        cells = {id(c): str(c.text) for row in self.table.grid()[self.columns.header_rows :] if (c := row[title])}
        worded = any(take_apart(words).kind == "commitment" for words in cells.values())
        numbered = sum(bool(take_apart(words).number) for words in cells.values() if words)
        return (worded or numbered >= SHARE * len(cells)) and by_likeness(self.build, named.title, 90) is None

    # Subjects

    def _subject(self, row: Sequence[Cell | None]) -> _Subject | None:
        title, number = self.columns.first("number_title"), self.columns.first("number")
        title_cell = row[title] if title is not None else None
        number_cell = row[number] if number is not None else None
        mention = self.current
        if title_cell is not None and title_cell.text:
            named = self._named(title_cell, number_cell)
            if named.kind == "milestone" or self._is_part(named):
                return self._milestone_row(named, title_cell)
            if self._is_fragment(named):
                spot = Spot.within(self.table, title_cell)
                self.build.issue(spot, _RULE, "row_without_number", "warning", f"no commitment: {named.title[:80]!r}")
                return None
            mention = self._mention(Spot.within(self.table, title_cell), named)
            if named.number:
                self._parents[named.number] = mention
            self.current = mention
        if mention is None:
            return None
        return self._with_milestone(row, mention)

    def _named(self, title_cell: Cell, number_cell: Cell | None) -> Named:
        named = take_apart(str(title_cell.text))
        if number_cell is None or number_cell is title_cell:
            return named
        number = _number_in(number_cell) or take_apart(str(number_cell.text)).number
        if number is None or named.kind:
            return named
        return Named(number, named.title if named.number == number else str(title_cell.text).strip(), "commitment")

    def _is_part(self, named: Named) -> bool:
        """Whether "1.1" is a milestone: a commitment 1 stands in this table with values of its own."""
        if not named.number or "." not in named.number:
            return False
        return named.number.rpartition(".")[0] in self._parents

    def _milestone_row(self, named: Named, cell: Cell) -> _Subject | None:
        parent = self._parents.get((named.number or "").rpartition(".")[0]) or self.current
        if parent is None:
            return None
        number = named.number or self._next(parent)
        self.build.milestone(
            parent, number, Spot.within(self.table, cell), f"{_RULE}.milestone", text=named.title or None
        )
        return _Subject(parent, number)

    def _with_milestone(self, row: Sequence[Cell | None], mention: str) -> _Subject:
        column = self.columns.first("milestones")
        cell = row[column] if column is not None else None
        if cell is None or not cell.text or self._list(cell, mention):
            return _Subject(mention)
        named = take_apart(str(cell.text))
        number = named.number
        number_column = self.columns.first("number")
        if number is None and number_column is not None and "number_title" not in self.columns.by_key:
            number = _number_in(row[number_column])
        number = self._printed(row) or number or self._next(mention)
        text = named.title if named.number else str(cell.text)
        self.build.milestone(mention, number, Spot.within(self.table, cell), f"{_RULE}.milestone", text=text or None)
        return _Subject(mention, number)

    def _printed(self, row: Sequence[Cell | None]) -> str | None:
        """Return the milestone's number from a column of its own."""
        column = self.columns.first("milestone_number")
        return _number_in(row[column]) if column is not None else None

    def _heads(self, cell: Cell) -> bool:
        """Whether the row of a cell prints a commitment's title: then its institution is the commitment's too."""
        title = self.columns.first("number_title")
        owner = self.table.grid()[cell.row][title] if title is not None else None
        return owner is not None and bool(owner.text) and owner.row == cell.row

    def _list(self, cell: Cell, mention: str) -> bool:
        """Read a cell that lists several numbered milestones; True where it does."""
        words = str(cell.text)
        pieces = [(m.start(), take_apart(m.group())) for m in re.finditer(r"[^;\n•]+", words) if m.group().strip()]
        if len(pieces) < 2 or not all(n.number and (n.stopped or "." in n.number) for _, n in pieces):
            return False
        for start, named in pieces:
            end = words.find(named.title, start) + len(named.title)
            spot = Spot.within(self.table, cell, start, end)
            self.build.milestone(mention, named.number or "", spot, f"{_RULE}.milestone", text=named.title or None)
        return True

    def _next(self, mention: str) -> str:
        self._ordinals[mention] = self._ordinals.get(mention, 0) + 1
        return str(self._ordinals[mention])

    def _mention(self, spot: Spot, named: Named) -> str:
        title = named.title or None
        same = by_likeness(self.build, title, 95) if title else None
        known = self.build.get(same) if same else None
        if known is not None and same is not None and (named.number is None or known.number == named.number):
            return same
        group = self.groups.get(fold(self._area_of(spot) or ""))
        key = self.build.by_number(named.number, group=group) if named.number else None
        own = self.build.get(key).title if key else None
        if key and own and title and likeness(own, title) < 60:
            self.build.misnumbered.add(key)
            self.build.issue(
                spot, _RULE, "conflicting_title", "warning",
                f"commitment {named.number} is {own[:80]!r} elsewhere and {title[:80]!r} here",
            )  # fmt: skip
        return self.build.mention(spot, _RULE, number=named.number, title=title, group=group)

    def _area_of(self, spot: Spot) -> str | None:
        column = self.columns.first("area")
        if column is None or spot.cell is None:
            return self.area
        cell = self.table.grid()[spot.cell.row][column]
        return str(cell.text).strip(" .:") if cell is not None and cell.text else self.area

    # Values

    def _values(self, row: Sequence[Cell | None], subject: _Subject) -> None:
        for column in self.columns.all:
            cell = row[column.index]
            if cell is None or column.key in ("number_title", "number", "milestones", "total"):
                continue
            first_time = id(cell) not in self._seen
            self._seen.add(id(cell))
            if column.key == "area" and (not cell.text or self._is_merged(column, cell, row)):
                self._area_above(subject)
            elif not self._is_merged(column, cell, row):
                self._value(column, cell, row, subject, first_time=first_time)
        if self.area and self.columns.first("area") is None:
            self.build.fill(subject.mention, area=self.area)

    def _value(
        self, column: Column, cell: Cell, row: Sequence[Cell | None], subject: _Subject, *, first_time: bool
    ) -> None:
        if column.hint or column.prose:
            if first_time and column.hint:
                self._status(column, cell, row, subject)
            elif first_time and cell.text:
                self._prose(column, cell, subject)
        elif column.key == "area":
            self.area = str(cell.text).strip(" .:")
            self.build.fill(subject.mention, area=self.area)
        elif cell.text and column.key and (not subject.milestone or self._heads(cell) or column.key in DATED):
            _read_cell(self.build, self.table, column.key, cell, subject.mention, subject.milestone)

    def _is_merged(self, column: Column, cell: Cell, row: Sequence[Cell | None]) -> bool:
        """Whether a cell spans columns that hold different things: its words are of one of them, nobody can tell which.

        A commitment's title goes first: an area before it is left blank, words behind it may have run into it.
        """
        spanned = [c for c in self.columns.all if cell.col <= c.index < cell.col + cell.col_span and c.key]
        keys = {"status" if c.hint else "date" if c.key in DATED else str(c.key) for c in spanned}
        title = self.columns.first("number_title")
        is_title = title is not None and cell is row[title]
        if cell.col_span == 1 or not cell.text or (len(keys) < 2 and not is_title):
            return False
        if not is_title or (title is not None and column.index > title):
            code = "title_runs_on" if is_title else "merged_cell"
            message = f"one cell under {', '.join(sorted(keys))}: {str(cell.text)[:80]!r}"
            self.build.issue(Spot.within(self.table, cell), _RULE, code, "warning", message)
        return True

    def _area_above(self, subject: _Subject) -> None:
        """Take the area printed above, as in the first row of its group; a person should compare."""
        if self.area:
            self.build.fill(subject.mention, area=self.area)
            message = f"table {self.table.ordinal}: rows without an area were given the one above them"
            self.build.issue(None, _RULE, "area_from_above", "warning", message)

    def _status(self, column: Column, cell: Cell, row: Sequence[Cell | None], subject: _Subject) -> None:
        milestone = subject.milestone
        title = self.columns.first("number_title")
        owner = row[title] if title is not None else None
        if column.of_milestone is False or (
            owner is not None and owner.row_span > 1 and cell.row_span >= owner.row_span
        ):
            milestone = None
        if milestone is None and not cell.text and owner is not None and not owner.text:
            return  # the commitment's own value stands in the first of its rows
        progress = Progress(
            self.build, subject.mention, f"{_RULE}.{column.hint}", milestone, column.phase,
            self.scale if column.hint == "completion" else None,
        )  # fmt: skip
        label = next((Spot.within(self.table, c) for c in row if c is not None and c.text and c is not cell), None)
        assert column.hint is not None  # noqa: S101 - the caller's condition
        if column.hint == "completion" and is_coloured(cell, row):
            say_colour(progress, self.table, cell, label, self._legend)
            return
        kept, self.build.doubtful = self.build.doubtful, self.build.doubtful or column.doubtful or column.fraction
        spot = Spot.within(self.table, cell)
        share = percent(str(cell.text)) if column.fraction and "%" not in str(cell.text) else None
        if share is not None and share.value <= 1:
            message = f"{share.value:g} in a column of nothing above 1 was read as {100 * share.value:g}%"
            self.build.issue(spot, _RULE, "fraction_as_percent", "warning", message)
            progress.percent(spot, round(100 * share.value, 4))
        else:
            progress.value(spot, column.hint, label)
        self.build.doubtful = kept

    def _prose(self, column: Column, cell: Cell, subject: _Subject) -> None:
        if column.key == "next_steps":
            return
        progress = Progress(
            self.build, subject.mention, _RULE, subject.milestone, column.phase, statuses=not self.columns.statuses
        )
        progress.sentences(Spot.within(self.table, cell))


def _number_in(cell: Cell | None) -> str | None:
    m = _NUMBER_CELL.match(str(cell.text)) if cell is not None else None
    return m["n"] if m else None


def _read_cell(build: Builder, table: Table, key: str, cell: Cell, mention: str, milestone: str | None) -> None:
    """Write what a cell under the label ``key`` says of a commitment, or the dates of its ``milestone``."""
    words = str(cell.text).strip()
    if key in DATED:
        starts, ends = term(key, words, build.identity.language)
        if milestone:
            spot = Spot.within(table, cell)
            build.milestone(mention, milestone, spot, f"{_RULE}.date", starts_on=starts, ends_on=ends)
        else:
            build.fill(mention, starts_on=starts, ends_on=ends)
    elif key == "relevance":
        build.fill(mention, ogp_values=ogp_values(words, build.lexicon))
    else:
        fill_field(build, mention, "support" if key == "other_actors" else key, words)
