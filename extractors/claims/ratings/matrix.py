"""Option-column matrices: one mark a group says what the IRM found, for commitments and milestones.

The overview of a whole plan and the fact box of one commitment are the same thing. Columns come
from :mod:`extractors.claims.ratings.columns`; here rows are joined into one block a subject, marks are
placed, and half rows told apart (upper midterm, lower end of term).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from extractors.annotate.headings import phases_in
from extractors.annotate.values import is_answer, value_named
from extractors.builder import Builder, Spot
from extractors.claims.ratings.answers import Row, Subject
from extractors.claims.ratings.blocks import Rows, rows_of
from extractors.claims.ratings.columns import Group, Plan, cells_of, phase_sign, plan_of
from extractors.claims.ratings.fields import Fields, labels_in, leading
from extractors.claims.ratings.subjects import (
    STARS,
    Named,
    goes_on,
    likeness,
    number_alone,
    resolve,
    same_title,
    take_apart,
)
from extractors.layout import Cell, Mark, Place, Table
from extractors.lexicon import Lexicon
from extractors.marks import marks_of
from extractors.records import Phase


@dataclass(slots=True)
class MatrixReader:
    """Reads the matrices of one document."""

    build: Builder
    rule: str = "matrix"
    results_scale: str | None = None
    boxed: set[str] = field(default_factory=set)
    _printed: dict[str, str] = field(default_factory=dict)  # the commitments of a table by the number it prints

    def read(self, table: Table, mention: str | None = None) -> bool:
        """Read a table; True where it is a matrix or a table of assessment words.

        ``mention`` is the commitment whose section the table stands in: rows without a number of
        another commitment speak of it or of its milestones.
        """
        plan = plan_of(table, self.build.lexicon)
        if plan is None or not (plan.is_matrix or self._holds_words(table, plan, mention)):
            return False
        if plan.is_matrix and _is_by_value(table, plan):
            return True  # its rows are read as those of its commitment
        again = mention is not None and mention in self.boxed  # the rest of its box: rows of milestones
        if not plan.titles and (again or table.n_rows - plan.header_rows > 2):
            message = "the rows of a matrix have no titles: it is not clear what they speak of"
            self.build.issue(_first_spot(table), self.rule, "row_without_title", "warning", message)
            return True
        self.boxed |= {mention} if mention else set()
        for words in plan.doubtful:
            spot = _first_spot(table)
            self.build.issue(spot, self.rule, "ambiguous_columns", "warning", f"columns of no clear group: {words}")
        _mark_by_letter(plan, table)
        if plan.is_matrix and not any(c.marked for c in cells_of(plan.grid, range(table.n_rows), plan.columns)):
            _mark_by_fill(table, plan)
        current = mention
        area: str | None = None
        rows: list[tuple[Rows, Subject]] = []
        self._printed = {}
        for block in rows_of(table, plan):
            banner = _banner(plan, block)
            if banner is not None:
                area = _area(banner) or area
                continue
            subject = self._subject(table, block, plan, mention, current)
            if subject is None:
                continue
            if subject.milestone is None:
                current = subject.mention
            if area and mention is None:
                self.build.fill(subject.mention, area=area)
            rows.append((block, subject))
        self._rows(table, plan, rows)
        return True

    def _rows(self, table: Table, plan: Plan, rows: Sequence[tuple[Rows, Subject]]) -> None:
        for milestones in (False, True):  # a group that is left open for all milestones is not asked of them
            some = [(b, s) for b, s in rows if (s.milestone is not None) == milestones]
            asked = {id(g) for g in plan.groups if any(_answered(plan, g, b) for b, _ in some)}
            alone = {id(g) for g in plan.groups if milestones and _answers_one(plan, g, [b for b, _ in some])}
            for block, subject in some:
                self._row(table, plan, block, subject, asked, alone)

    def _row(
        self, table: Table, plan: Plan, block: Rows, subject: Subject, asked: set[int], alone: Container[int] = ()
    ) -> None:
        self._other_fields(table, block, plan, subject)
        phases = _row_phases(block, plan, self.build.lexicon)
        row = Row(
            self.build,
            self.rule,
            table,
            plan.grid,
            block.rows,
            block.beside,
            subject,
            phases,
            plan.edges,
            self.results_scale,
        )
        torn = goes_on(take_apart(block.text).number or "", block.text)
        if torn:
            message = f"the words of a row go on with another number: {block.text[:120]!r}"
            self.build.issue(_row_spot(table, plan, block), self.rule, "title_runs_on", "warning", message)
        for group in plan.groups:
            lone = id(group) in alone and _answered(plan, group, block)
            if lone:
                message = f"{group.dimension}: of several milestones one alone has an answer; its mark may be another's"
                self.build.issue(_row_spot(table, plan, block), self.rule, "lone_answer", "warning", message)
            row.read(replace(group, doubtful=group.doubtful or torn or lone), id(group) in asked)

    def _holds_words(self, table: Table, plan: Plan, mention: str | None) -> bool:
        """Whether a table without options has words of assessments below its headings, and is no form."""
        if _is_checklist(table, plan):
            return False
        if mention is None:
            return self._lists_commitments(table, plan)
        labels = [c for c in table.cells if c.row >= plan.header_rows and c.col < 2 and c.text]
        return sum(self.build.lexicon.label(str(c.text)) is not None for c in labels) < 2 and any(
            leading(self.build.lexicon, g.dimension, str(c.text), None)
            for g in plan.groups
            if g.dimension != "completion_percent"
            for c in cells_of(plan.grid, range(plan.header_rows, table.n_rows), g.columns)
            if c.text and not labels_in(str(c.text), self.build.lexicon)
        )

    def _lists_commitments(self, table: Table, plan: Plan) -> bool:
        """Whether a table of words has a commitment in each row, not a count of commitments."""
        lexicon = self.build.lexicon
        if not plan.titles or plan.titles[0] > plan.groups[0].columns[0]:
            return False
        head = [str(c.text) for c in table.cells if c.row < plan.header_rows and c.col in plan.titles]
        if any(lexicon.label(words) in ("number_title", "number") for words in head if words):
            return True
        titles = [take_apart(block.text) for block in rows_of(table, plan) if block.text]
        named = [t for t in titles if t.number or resolve(self.build, t)]
        return bool(titles) and 2 * len(named) > len(titles)

    def _subject(
        self, table: Table, block: Rows, plan: Plan, mention: str | None, current: str | None
    ) -> Subject | None:
        title = block.text
        number = next((c for c in block.titles if c.col == plan.number and c.text), None)
        alone = number_alone(str(number.text)) if number is not None else None
        named = take_apart(title)
        if alone:
            title = " ".join(str(c.text) for c in block.titles if c is not number)
            named = replace(take_apart(f"{alone}. {title}"), number=alone)
        starred = any(_starred(c) for c in block.titles)
        found = self._inside(named, title, mention) if mention else self._overall(named, title, current)
        if found is None and not (named.number and named.title) and not _has_marks(block, plan):
            if named.number:
                message = f"a number alone is no commitment: {block.text[:80]!r}"
                self.build.issue(_row_spot(table, plan, block), self.rule, "row_without_title", "warning", message)
            return None
        if found is None and not title.strip():
            spot = _row_spot(table, plan, block)
            self.build.issue(spot, self.rule, "row_without_title", "warning", "a row with marks has no title")
            return None
        found = found or self._new(table, block, named)
        if found and starred and found.milestone is None:
            self._star(table, block, found)
        cell = next((c for c in reversed(block.titles) if c.text), None)
        if found and found.milestone and cell is not None:
            self.build.milestone(
                found.mention, found.milestone, Spot.within(table, cell), self.rule, text=named.title or None
            )
        return found

    def _other_fields(self, table: Table, block: Rows, plan: Plan, subject: Subject) -> None:
        """Read columns that are no assessments, such as the lead institution."""
        if subject.milestone is None and plan.fields:
            fields = Fields(self.build, subject.mention, self.rule)
            for cell in cells_of(plan.grid, block.rows, list(plan.fields)):
                key = plan.fields.get(cell.col)  # none for a title that reaches over the field's column
                if key and cell.text and cell.row in block.rows:
                    fields.read(key, Spot.within(table, cell))

    def _inside(self, named: Named, title: str, mention: str) -> Subject | None:
        """Return the subject of a row in one commitment's own box."""
        own = self.build.get(mention)
        value = self.build.lexicon.code("ogp_value", title) if title else None
        if value:
            return Subject(mention, None, value.code)  # type: ignore[arg-type]
        if named.number is None or (named.number == own.number and named.kind != "milestone"):
            return Subject(mention)
        if (own.number or "").startswith(f"{named.number}.") and likeness(own.title or "", named.title) >= 90:
            return Subject(mention)  # its number came apart: "1. 1 Title"
        other = self.build.by_number(named.number)
        if other and named.kind != "milestone" and named.title and _alike(self.build, other, named):
            return Subject(other)
        if named.kind != "milestone" and same_title(own.title or "", named.title):
            self.build.misnumbered.add(mention)
            return Subject(mention)
        return Subject(mention, named.number)

    def _overall(self, named: Named, title: str, current: str | None) -> Subject | None:
        """Return the subject of a row in an overview of all commitments."""
        if named.number is None and title and self.build.lexicon.label(title) == "total":
            return Subject(current) if current else None
        if named.kind == "milestone" and current and named.number:
            return Subject(current, named.number)
        known = resolve(self.build, named)
        if known:
            self._printed[named.number or ""] = known
            return Subject(known)
        if named.number and "." in named.number and named.kind is None:
            above = named.number.rpartition(".")[0]
            parent = self._printed.get(above) or self.build.by_number(above)
            if parent:
                return Subject(parent, named.number)
        return None

    def _new(self, table: Table, block: Rows, named: Named) -> Subject | None:
        """Record a commitment that only this table names."""
        cell = next(c for c in reversed(block.titles) if c.text)
        spot = Spot.within(table, cell)
        headed = any(m.evidence.rule != self.rule for m in self.build.mentions())
        if named.number is None and headed:
            self.build.issue(
                spot,
                self.rule,
                "row_not_matched",
                "warning",
                f"no commitment has the title of this row: {block.text[:120]}",
            )
            return None
        if named.number is None and block.text[:1].islower():
            message = f"no commitment: {block.text[:120]!r}"
            self.build.issue(spot, self.rule, "row_without_number", "warning", message)
            return None
        if named.leftover or not (named.title or named.number):
            return None
        return Subject(self.build.mention(spot, self.rule, number=named.number, title=named.title or None))

    def _star(self, table: Table, block: Rows, subject: Subject) -> None:
        for cell in block.titles:
            star = next((m for m in cell.marks if m.kind == "star"), None)
            if star is not None or cell.text:
                spot = Spot.marked(table, cell, star, cell.text) if star else Spot.within(table, cell)
                self.build.assess(
                    subject.mention,
                    "starred",
                    spot,
                    self.rule,
                    raw=star.glyph if star and star.glyph else "★",
                    code="yes",
                    scale="starred",
                )
                return


def _is_checklist(table: Table, plan: Plan) -> bool:
    """Whether all that a table says of its rows is yes or no, where steps of completion are asked for.

    The standards of participation in the annex of a report are such a list; they are no commitments.
    """
    if any(not g.dimension.startswith("completion") for g in plan.groups):
        return False
    cells = (
        c for g in plan.groups for c in cells_of(plan.grid, range(plan.header_rows, table.n_rows), g.columns) if c.text
    )
    return all(is_answer(str(c.text)) for c in cells)


def _starred(cell: Cell) -> bool:
    """Whether a title cell has a star. One alone at the end of words may have slipped in from the row below."""
    words = str(cell.text)
    glyphs = any(m.kind == "star" and m.glyph for m in cell.marks)
    if cell.starred and (not glyphs or len(words) <= 2):
        return True
    return take_apart(words).starred and not re.search(rf"[^(]\s*[{STARS}]\s*$", words)


def _alike(build: Builder, key: str, named: Named) -> bool:
    return likeness(build.get(key).title or "", named.title) >= 60


def _row_phases(block: Rows, plan: Plan, lexicon: Lexicon) -> dict[int, list[tuple[Phase, Place]]]:
    """Return the phases that each grid row names in a column of their own, and where: several where a
    page break made one row of two half rows."""
    found: dict[int, list[tuple[Phase, Place]]] = {}
    if plan.phase_column is not None:
        for cell in cells_of(plan.grid, block.rows, [plan.phase_column]):
            words = str(cell.text)
            sign = phase_sign(words)
            spans = [(sign, 0, len(words))] if sign else phases_in(words, lexicon)
            for f in lexicon.find("phase", words) if not spans else []:
                if f.code.code in get_args(Phase):
                    spans.append((f.code.code, f.start, f.end))  # type: ignore[arg-type]
            named = [(phase, cell.text.quote(start, end)[1]) for phase, start, end in spans]
            if named:
                found[cell.row] = named
    return found


def _answered(plan: Plan, group: Group, block: Rows) -> bool:
    """Whether a row says something in this group: a group nobody filled is not asked for."""
    cells = cells_of(plan.grid, block.rows, group.columns)
    return any(c.marked or (c.text and c.row >= plan.header_rows) for c in cells)


def _answers_one(plan: Plan, group: Group, blocks: Sequence[Rows]) -> bool:
    """Whether one of several milestones alone answers a group: a mark that slipped in from beside or below."""
    return len(blocks) > 2 and sum(_answered(plan, group, b) for b in blocks) == 1


def _is_by_value(table: Table, plan: Plan) -> bool:
    """Whether each row answers for a value of the partnership ("Civic participation"), and for no milestone."""
    heads = [str(c.text) for c in table.cells if c.col == 0 and c.row >= plan.header_rows and c.text]
    return bool(heads) and all(map(value_named, heads))


def _has_marks(block: Rows, plan: Plan) -> bool:
    return any(c.marked or c.text for c in cells_of(plan.grid, block.rows, plan.columns) if c.row in block.rows)


def _first_spot(table: Table) -> Spot | None:
    cell = next((c for c in table.cells if c.text), None)
    return Spot.within(table, cell) if cell else None


def _row_spot(table: Table, plan: Plan, block: Rows) -> Spot | None:
    cell = next((c for c in cells_of(plan.grid, block.rows, range(table.n_cols)) if c.text), None)
    return Spot.within(table, cell) if cell else _first_spot(table)


def _banner(plan: Plan, block: Rows) -> Cell | None:
    """Return the cell of a row that is one cell from edge to edge, or says nothing in any other: a theme, or a note."""
    cells = cells_of(plan.grid, block.rows, range(plan.n_cols))
    wide = cells[0] if cells else None
    said = [c for c in cells if c.text or c.marked or c.fill]
    if plan.is_matrix and len(cells) > len(plan.groups) and said == [wide] and wide is not None and wide.text:
        return None if take_apart(str(wide.text)).number else wide
    return wide if wide is not None and len(cells) == 1 and wide.col_span >= max(plan.n_cols - 1, 2) else None


def _area(cell: Cell) -> str | None:
    words = str(cell.text)
    return words.strip(" :.") if 2 < len(words) < 120 and not words.rstrip().endswith(".") else None


def _mark_by_letter(plan: Plan, table: Table) -> None:
    """Take a lone sign or letter under an option for a mark: "ü" is left of a check mark without its font."""
    for group in plan.groups:
        if len(group.options) > 1:
            for cell in cells_of(plan.grid, range(plan.header_rows, table.n_rows), group.columns):
                if cell.text and not cell.marks:
                    cell.marks = marks_of(cell.text, cell.place)


def _mark_by_fill(table: Table, plan: Plan) -> None:
    """Where a table has no marks at all, take the cells filled unlike their neighbours for marks.

    Groups with one answer go first: most of their options in a row are not chosen. The colours
    found there tell the chosen values of groups in which several may hold.
    """
    body = range(plan.header_rows, table.n_rows)
    colours: set[str | None] = set()
    for group in sorted(plan.groups, key=lambda g: not g.single):
        cells = cells_of(plan.grid, body, group.columns)
        if len(group.options) < 2 or any(c.text for c in cells if c.col_span == 1):
            continue
        plain = _unchosen(group, cells, colours)
        for cell in cells:
            if cell.fill is not None and cell.col_span == 1 and cell.fill not in plain[cell.row]:
                cell.marks = (*cell.marks, Mark("filled", cell.place))
                colours.add(cell.fill)


def _unchosen(group: Group, cells: Sequence[Cell], colours: set[str | None]) -> dict[int, set[str | None]]:
    """Return for each row the fills of the options that are not chosen there."""
    fills = {c.fill for c in cells}
    if not group.single and fills & colours:
        return {c.row: fills - colours for c in cells}
    common = _majority([c.fill for c in cells])
    out: dict[int, set[str | None]] = {}
    for row in {c.row for c in cells}:
        beside = [c for c in cells if c.row == row]
        base = _majority([c.fill for c in beside]) or common
        out[row] = {base[0]} if base else {_usual([c for c in cells if c.col == col]) for col in group.columns}
    return out


def _majority(fills: list[str | None]) -> tuple[str | None] | None:
    (fill, n), *_ = Counter(fills).most_common(1) or [(None, 0)]
    return (fill,) if 2 * n > len(fills) else None


def _usual(cells: list[Cell]) -> str | None:
    return Counter(c.fill for c in cells).most_common(1)[0][0] if cells else None
