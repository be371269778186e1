"""What one row of an assessment table says in each of its groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractors.annotate.headings import Option, phased
from extractors.builder import Builder, Spot
from extractors.claims.ratings.columns import Group, cells_of
from extractors.claims.ratings.fields import Fields
from extractors.layout import Cell, Mark, Place, Table, Text
from extractors.marks import astray
from extractors.records import NullReason, OgpValue, Phase


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row speaks of: a commitment, one of its milestones, or its effect on one OGP value."""

    mention: str
    milestone: str | None = None
    ogp_value: OgpValue | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """One marked option: where, and how far down its row's block it stands (points, or rows). ``astray``: the mark
    stands on or beyond the border of its column."""

    cell: Cell
    mark: Mark
    option: Option
    depth: float
    astray: bool


@dataclass(slots=True)
class Row:
    """Reads one subject's block of grid rows. ``phases`` are those of half rows that say so in words, with
    the place of the words: one grid row may hold both halves."""

    build: Builder
    rule: str
    table: Table
    grid: Sequence[Sequence[Cell | None]]
    rows: range
    beside: Text
    subject: Subject
    phases: dict[int, list[tuple[Phase, Place]]]
    edges: Sequence[tuple[float, float] | None] = ()
    results_scale: str | None = None

    def read(self, group: Group, asked: bool) -> None:
        """Read a group. ``asked``: some row of the table answers it, so that a blank is a blank."""
        cells = cells_of(self.grid, self.rows, group.columns)
        cells = [c for c in cells if c.row + c.row_span > self.rows.start and c.row >= self.rows.start]
        if not group.options:
            self._words(group, cells, asked)
            return
        answers = [
            _Answer(
                cell, mark, group.options[column], _depth(cell, mark), self._astray(column, group.options, cell, mark)
            )
            for cell in cells
            for mark in cell.marks
            if mark.selects
            for column in [self._column(group, cell, mark)]
            if column in group.options
        ]
        texts = [c for c in cells if c.text and not c.marked and not c.marks]
        if not group.single:
            self._each_value(group, answers, texts)
        elif self.phases:
            self._by_phase_words(group, answers, texts, asked)
        elif group.stacked:
            self._stacked(group, cells, answers, texts, asked)
        else:
            self._one(group, answers, texts, group.phase, asked)

    def _column(self, group: Group, cell: Cell, mark: Mark) -> int:
        """Return the column a mark stands in; in a cell over several columns, by its place."""
        p = mark.place
        if cell.col_span > 1 and p.x0 is not None and p.x1 is not None:
            middle = (p.x0 + p.x1) / 2
            for column in group.columns:
                edge = self.edges[column] if column < len(self.edges) else None
                if edge and edge[0] <= middle <= edge[1]:
                    return column
        return cell.col

    def _astray(self, column: int, options: Iterable[int], cell: Cell, mark: Mark) -> bool:
        """Whether it is open which of the options a mark stands under."""
        if cell.col_span == 1:
            return astray(mark, cell.place)
        edge = self.edges[column] if column < len(self.edges) else None
        if edge is None or not mark.place.has_box:
            return sum(cell.col <= c < cell.col + cell.col_span for c in options) > 1
        return astray(mark, replace(cell.place, x0=edge[0], x1=edge[1]))

    def _words(self, group: Group, cells: Sequence[Cell], asked: bool) -> None:
        """Read a column whose cells hold words ("Moderate") or a percentage."""
        said = [c for c in cells if c.text]
        own = [c for c in said if not phased(str(c.text), self.build.lexicon)]
        torn = len(own) > 1 and not self.phases and group.dimension != "relevance"  # by a line that is none
        for cell in said:
            named = self.phases.get(cell.row, [])
            phase = named[0][0] if len(named) == 1 else group.phase
            if self._by_phase(group, cell):
                continue
            if group.ogp_value or self.subject.ogp_value:
                self._say(group, Spot.within(self.table, cell), phase, raw=str(cell.text))
                continue
            fields = Fields(self.build, self.subject.mention, self.rule, phase, self.results_scale)
            fields.milestone, fields.flagged = self.subject.milestone, torn
            fields.read(group.dimension, Spot.within(self.table, cell))
        if not said and asked:
            self._blank(group, group.phase)

    def _by_phase(self, group: Group, cell: Cell) -> bool:
        """Read what a cell says of phases that it names itself: "Midterm: Limited"; True where it does."""
        parts = phased(str(cell.text), self.build.lexicon)
        for phase, start, end in parts:
            fields = Fields(self.build, self.subject.mention, self.rule, phase, self.results_scale)
            fields.milestone, fields.flagged = self.subject.milestone, group.doubtful
            fields.read(group.dimension, Spot.within(self.table, cell, start, end))
        return bool(parts)

    def _values_in(self, cell: Cell, phase: Phase | None) -> bool:
        """Read the OGP values that a cell lists ("Access to information, civic participation")."""
        found = self.build.lexicon.find("ogp_value", str(cell.text))
        for item in found:
            spot = Spot.within(self.table, cell, item.start, item.end)
            self.build.assess(
                self.subject.mention,
                "relevance",
                spot,
                self.rule,
                code="yes",
                scale="relevance",
                ogp_value=item.code.code,  # type: ignore[arg-type]
                milestone=self.subject.milestone,
                phase=phase,
            )
        return bool(found)

    def _each_value(self, group: Group, answers: Sequence[_Answer], texts: Sequence[Cell]) -> None:
        """Read a group in which several options may hold: the OGP values."""
        for answer in answers:
            self._mark(group, answer, group.phase)
        for cell in texts:  # "No clear relevance" over merged columns
            if not self._values_in(cell, group.phase):
                self._say(group, Spot.within(self.table, cell), group.phase, raw=str(cell.text))

    def _one(
        self, group: Group, answers: Sequence[_Answer], texts: Sequence[Cell], phase: Phase | None, asked: bool
    ) -> None:
        """Read a group in which exactly one option holds."""
        if len(answers) == 1:
            self._mark(group, answers[0], phase)
        elif answers:
            self._conflict(group, answers, phase)
        for cell in texts:
            if answers:
                self._note(cell)
            else:
                self._say(group, Spot.within(self.table, cell), phase, raw=str(cell.text))
        if not answers and not texts and asked:
            self._blank(group, phase)

    def _by_phase_words(self, group: Group, answers: Sequence[_Answer], texts: Sequence[Cell], asked: bool) -> None:
        """Read half rows that a cell names ("Midterm", "End of term")."""
        if group.dimension != "completion":
            whole = [a for a in answers if a.cell.row_span >= len(self.rows)]
            if len(whole) == len(answers) and len(answers) < 2:
                self._one(group, answers, texts, group.phase, asked)
                return
        for row, named in self.phases.items():
            beside = [a for a in answers if a.cell.row <= row < a.cell.row + a.cell.row_span]
            said = [c for c in texts if c.row <= row < c.row + c.row_span]
            for phase, _ in named:
                here = beside if len(named) == 1 else [a for a in beside if _nearest(a, named) == phase]
                if here or said or group.dimension == "completion":
                    self._one(group, here, said, phase, asked)

    def _stacked(
        self,
        group: Group,
        cells: Sequence[Cell],
        answers: Sequence[_Answer],
        texts: Sequence[Cell],
        asked: bool,
    ) -> None:
        """Read stacked half rows: the upper mark is the first phase, the lower the second."""
        halves = sorted({c.row for c in cells if c.row_span < len(self.rows)})
        if len(halves) == len(group.stacked):
            for row, phase in zip(halves, group.stacked, strict=True):
                here = [a for a in answers if a.cell.row == row and a.cell.row_span < len(self.rows)]
                said = [c for c in texts if c.row == row or c.row_span >= len(self.rows)]
                self._one(group, here, said, phase, asked)
            whole = [a for a in answers if a.cell.row_span >= len(self.rows)]
            for answer in whole:
                self._mark(group, answer, None, flagged=True)
            return
        if not answers:
            for phase in group.stacked:
                self._one(group, (), texts, phase, asked)
            return
        message = "marks of two phases that no rule parts"
        self.build.issue(self._spot(answers[0]), self.rule, "unclear_phase", "warning", message)
        for answer in answers:
            self._mark(group, answer, None, flagged=True)

    # Statements

    def _spot(self, answer: _Answer) -> Spot:
        return Spot.marked(self.table, answer.cell, answer.mark, self.beside or self._heading(answer.cell.col))

    def _heading(self, column: int) -> Text:
        cells = [c for c in self.table.cells if c.col <= column < c.col + c.col_span and c.text]
        return cells[-1].text if cells else Text()

    def _mark(self, group: Group, answer: _Answer, phase: Phase | None, *, flagged: bool = False) -> None:
        option = answer.option
        spot = self._spot(answer)
        if not self._quotable(group, spot):
            return
        if answer.astray:
            message = f"{group.dimension}: a mark stands between {option.words!r} and the column beside it"
            self.build.issue(spot, self.rule, "mark_astray", "warning", message)
        self.build.assess(
            self.subject.mention,
            group.dimension,
            spot,
            self.rule,
            raw=option.words,
            code=option.code,
            scale=option.scale,
            phase=phase,
            ogp_value=option.ogp_value or group.ogp_value or self.subject.ogp_value,
            milestone=self.subject.milestone,
            flagged=flagged or group.doubtful or answer.astray,
        )

    def _say(self, group: Group, spot: Spot, phase: Phase | None, *, raw: str) -> None:
        scale = next((o.scale for o in group.options.values()), None)
        if scale is None and group.dimension == "early_results":
            scale = self.results_scale
        self.build.assess(
            self.subject.mention,
            group.dimension,
            spot,
            self.rule,
            raw=raw,
            scale=scale,
            phase=phase,
            ogp_value=group.ogp_value or self.subject.ogp_value,
            milestone=self.subject.milestone,
            flagged=group.doubtful,
        )

    def _conflict(self, group: Group, answers: Sequence[_Answer], phase: Phase | None) -> None:
        raw = " | ".join(dict.fromkeys(a.option.words for a in answers))
        spot = self._spot(answers[0])
        self._none(group, spot, phase, raw, "conflicting_marks", flagged=True)
        self.build.issue(
            spot, self.rule, "conflicting_marks", "warning", f"{group.dimension}: more than one option is marked: {raw}"
        )

    def _blank(self, group: Group, phase: Phase | None) -> None:
        """Nothing is marked: so it is printed, or the mark was not seen; hence the flag."""
        beside = self.beside or self._heading(group.columns[0])
        if beside:
            spot = Spot(beside, section=self.table.section, table=self.table)
            self._none(group, spot, phase, "", "blank_in_source", flagged=True)

    def _none(
        self, group: Group, spot: Spot, phase: Phase | None, raw: str, reason: NullReason, *, flagged: bool = False
    ) -> None:
        if not self._quotable(group, spot):
            return
        self.build.assess(
            self.subject.mention,
            group.dimension,
            spot,
            self.rule,
            raw=raw,
            null_reason=reason,
            phase=phase,
            ogp_value=group.ogp_value or self.subject.ogp_value,
            milestone=self.subject.milestone,
            flagged=flagged,
        )

    def _quotable(self, group: Group, spot: Spot) -> bool:
        """Whether there are words to quote; a drawn mark in a table without any gives an issue instead."""
        if spot.quote()[0]:
            return True
        message = f"{group.dimension}: a mark without any words beside or above it"
        self.build.issue(None, self.rule, "unquotable_mark", "warning", message)
        return False

    def _note(self, cell: Cell) -> None:
        self.build.issue(
            Spot.within(self.table, cell),
            self.rule,
            "words_beside_mark",
            "info",
            f"words among marks: {cell.text}"[:160],
        )


def _nearest(answer: _Answer, named: Sequence[tuple[Phase, Place]]) -> Phase:
    """Return the phase whose words stand nearest to a mark, on its page where one does."""
    page, last = answer.mark.place.page, len(named) - 1

    def distance(i: int) -> tuple[bool, float]:
        place = named[i][1]
        if place.top is None or place.bottom is None:
            return True, float(last - i)
        return place.page != page, abs((place.top + place.bottom) / 2 - answer.depth)

    return named[min(range(len(named)), key=distance)][0]


def _depth(cell: Cell, mark: Mark) -> float:
    if mark.place.top is not None and mark.place.bottom is not None:
        return (mark.place.top + mark.place.bottom) / 2
    return float(cell.row)
