"""The stream: a document as one flat list of items, tables row by row, so that all media are segmented alike.

An item is a paragraph, a field (a label with its value), a row of records under its header, or a full-width row of a
table. A table is read row by row with a small grammar: a row whose cells are all column labels is a header; a row whose
first cell is a label is a field (or several); a row that is one cell wide is a full row; any other row is a record
under the nearest header. Thus a form, a fiche with a milestone table inside and a register need no code of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby, pairwise, zip_longest
from typing import Literal

from extractors.annotate.counts import count_stated
from extractors.annotate.dates import dates
from extractors.annotate.labels import LabelSpan, Role, dimension_of, header_role, label_ahead, labels_in, role_of
from extractors.annotate.names import is_whole_name
from extractors.annotate.openings import numeral, opening, unit_in
from extractors.annotate.options import spelled_out
from extractors.annotate.roles import phases
from extractors.annotate.values import is_answer, read_value
from extractors.annotate.vocabulary import word_set, words_of
from extractors.document import PLAIN, Block, Cell, Document, Element, Run, Style, Table, Text
from extractors.segment.flattened import Flattened, flattened
from extractors.segment.kinds import STATES, are_days, are_ordinals, are_states, roles_by_values, titles_told, told
from extractors.segment.outline import Span
from extractors.tables.contents import is_contents
from extractors.tables.headers import header_rows, is_numbered_title, looks_apart
from extractors.tables.turned import turned
from extractors.text import Line
from extractors.words import fold

_PARTED = re.compile(r"[A-Z]{0,2}\d{1,2}[.-](?:\d{1,2}|[a-z])")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_BAR = re.compile(r"\s[|·•]\s|\s[|·•]$")
_SHARE = re.compile(r"\d\s?%")
ItemKind = Literal["para", "field", "row", "full"]
DATE_LENGTH, STATUS_LENGTH = 30, 40  # characters of a cell that is a date, or a status
NUMBER_LENGTH = 6  # characters of a row's number
SURE_LABEL = 0.95  # score of a label that is known as it stands
LABEL_LENGTH = 120  # characters; a longer text is no label
MILESTONES = frozenset({"milestone", "milestones"})
BODY_ROLES = frozenset({"lead", "support", "civil_society", "contact"})
TITLE_ROLES = frozenset({"title", "number_title"})
WHOLE = 100.0  # percent
WORDED = frozenset({"problem", "results", "description", "reasons"})
"""Roles of heads that ask for words, yet may stand above nothing but statuses: "Current situation"."""

EARLIER = "earlier"
"""The role of a column that says how things stood before the day of another."""

SHARED_HEADS = frozenset({None, "end", "completion", "milestone_end", "milestone_status"})
OFTEN = 3  # lines of labels that stand together in a form that was copied
_Row = tuple[tuple[int, str], ...]
"""The cells of a row: the columns in which they begin, and their folded words."""

MOST_LINES = 3  # lines between a head and the table that was cut off it
PART_LENGTH = 160  # characters of one fact of a line of several
WIDE = 2  # cells of a header at least


@dataclass(frozen=True, slots=True)
class Column:
    """A column of records: its position, what its header says, and the role and phase that this gives it.

    ``learned``: no list of words knows the header, its cells told the role.
    """

    col: int
    role: str | None
    words: tuple[str, ...]
    phase: str | None = None
    learned: bool = False


@dataclass(frozen=True)
class Item:
    """One place of the stream.

    ``text`` is the words of a paragraph or full row, or the value of a field. ``label`` is a field's label. ``open``
    says that a field has no value of its own: the items that follow it are its value. ``columns`` and ``cells`` are
    those of a row. ``level`` is the heading's level, 0 elsewhere; ``section`` the headings above. ``learned``: the role
    was told by what stands beside the label throughout the document.
    """

    index: int
    kind: ItemKind
    text: Text
    runs: tuple[Run, ...] = ()
    start: int = 0
    end: int | None = None
    level: int = 0
    marker: str = ""
    block: Block | None = None
    table: Table | None = None
    row: int | None = None
    cell: Cell | None = None
    role: str | None = None
    label: Span | None = None
    open: bool = False
    columns: tuple[Column, ...] = ()
    cells: tuple[Cell | None, ...] = ()
    section: tuple[str, ...] = ()
    container: tuple[str, ...] = ()
    header: tuple[str, ...] = field(default=())
    learned: bool = False

    def __str__(self) -> str:
        return str(self.text)[self.start : self.end].strip()

    @property
    def span(self) -> Span:
        """The words of the item with their place."""
        return Span(self.text, self.start, self.end, self.section, self.table, self.cell)

    @property
    def is_band(self) -> bool:
        """Whether a row is all of its table: a number and a title side by side, as a heading of what follows."""
        return self.kind == "row" and self.table is not None and self.table.n_rows == 1

    @property
    def style(self) -> Style:
        """The style of its first words."""
        return next((r.style for r in self.runs if r.end > self.start), PLAIN)

    def column(self, *roles: str) -> Cell | None:
        """Return the cell of the first column with one of these roles that holds words or marks."""
        for role in roles:
            for column in self.columns:
                cell = self.at(column.col) if column.role == role else None
                if cell is not None and (str(cell) or cell.marks):
                    return cell
        return None

    def at(self, col: int) -> Cell | None:
        """Return the cell of a row in a column; None where the row has none so far to the right."""
        return self.cells[col] if col < len(self.cells) else None

    def lies_over(self, col: int) -> bool:
        """Whether the cell of a row in a column begins left of it: it heads the rows below, whatever the column is
        called."""
        cell = self.at(col)
        return cell is not None and cell.col < col and cell.col_span > 1


def stream(document: Document) -> tuple[Item, ...]:
    """Return the items of a document in reading order, numbered from 0."""
    out: list[Item] = []
    path: list[tuple[int, str]] = []
    cut = _cut_off(document.elements)
    again = _heads_again(document.elements)
    behind = 0
    for at, (element, following) in enumerate(zip_longest(document.elements, document.elements[1:])):
        if at < behind:
            continue
        table = flattened(document.elements, at)
        if table is not None:
            out.extend(_side_by_side(table, tuple(words for _, words in path)))
            behind = at + table.size
            continue
        if isinstance(element, Table):
            section = tuple(words for _, words in path)
            if element.caption:
                out.append(Item(0, "para", element.caption, section=section, container=element.container))
            out.extend(_rows(element, section, cut.get(at, ()), again))
            continue
        if at in cut:
            out.append(_row_of_line(element, cut[at], tuple(words for _, words in path)))
            continue
        if element.kind == "heading" and (_is_date(str(element.text)) or _is_numeral_of(element, following)):
            # a date in bold heads nothing but what stands below it, a numeral belongs to the title beside it
            element = replace(element, kind="paragraph", level=0)
        section = _headings_above(path, element)
        awaited = out[-1].role if out and out[-1].kind == "field" and out[-1].open else None
        if awaited and _is_limit(str(element.text)):
            continue
        made = _block(element, section)
        if awaited and len(made) == 1 and made[0].open and _is_value(awaited, str(element.text)):
            made = [replace(made[0], kind="para", role=None, label=None, start=0, open=False)]
        if not awaited and len(made) == 1 and isinstance(following, Block) and is_answer(str(following.text)):
            made = [_asking(made[0])]
        out.extend(made)
    return tuple(replace(item, index=i) for i, item in enumerate(_copied(out)))


def _headings_above(path: list[tuple[int, str]], block: Block) -> tuple[str, ...]:
    """Return the headings above a block; one that is a heading itself joins the path of levels and words."""
    if block.kind != "heading":
        return tuple(words for _, words in path)
    while path and path[-1][0] >= block.level:
        path.pop()
    section = tuple(words for _, words in path)
    path.append((block.level, str(block.text)))
    return section


def _is_numeral_of(block: Block, following: Element | None) -> bool:
    """Whether a block is a number and no more, not even the word for what it counts, and a title follows it."""
    found = numeral(str(block.text).strip())
    return found is not None and found.unit is None and isinstance(following, Block) and following.kind == "heading"


def _is_limit(words: str) -> bool:
    """Whether words are what a form says of the length of an answer: "(140 characters max.)"."""
    inside = words.strip()
    whole = inside[:1] + inside[-1:] in ("()", "[]") and any(c.isdigit() for c in inside) and len(inside) < DATE_LENGTH
    return whole and bool(word_set("reading.yml", "limits") & set(words_of(inside)))


def _copied(items: Sequence[Item]) -> list[Item]:
    """Return items with fields for lines of a form that was copied: label and answer with no sign between.

    Several lines of labels stand together there, with or without a value of their own.
    """
    out = list(items)
    run: list[int] = []
    for at, item in enumerate([*items, None]):
        if item is not None and (item.kind == "field" or _label_ahead(item)):
            run.append(at)
            continue
        if item is not None and run and run[-1] == at - 1 and items[at - 1].open:
            continue  # the value of the label above
        found = {k: f for k in run if items[k].kind == "para" and (f := _label_ahead(items[k]))}
        if len(run) >= OFTEN and len({f[0].name for f in found.values()} | {items[k].role for k in run}) > 2:
            for k, (role, stop, start) in found.items():
                label = replace(items[k].span, end=stop)
                out[k] = replace(items[k], kind="field", role=role.name, label=label, start=start)
        run = []
    return out


def _label_ahead(item: Item) -> tuple[Role, int, int] | None:
    plain = item.kind == "para" and not item.level and not item.marker and item.block is not None and not item.start
    found = label_ahead(str(item.text)) if plain and item.end is None else None
    return found if found and found[0].name not in (*TITLE_ROLES, "number", *MILESTONES) else None


def _cut_off(elements: Sequence[Block | Table]) -> dict[int, tuple[Column, ...]]:
    """Return the elements that a page break cut from the head above them, with the columns of that head.

    A head alone is a table of its own; a table of as many columns without a head follows, and between the two no more
    than lines that end with what its last columns hold.
    """
    out: dict[int, tuple[Column, ...]] = {}
    for at, head in enumerate(elements):
        if not isinstance(head, Table) or head.n_rows > 1 or not _is_header(head.grid[0], (), whole=True):
            continue
        columns = _columns(head, range(1))
        lines: list[int] = []
        for k, element in enumerate(elements[at + 1 : at + 2 + MOST_LINES], at + 1):
            if isinstance(element, Table):
                headless = not header_rows(element, _heads_column) and not _is_form(element, 0)
                if element.n_cols == head.n_cols and headless:
                    out |= dict.fromkeys((*lines, k), columns)
                break
            if not _parts_of_line(str(element.text), columns):
                break
            lines.append(k)
    return out


def _heads_again(elements: Sequence[Element]) -> frozenset[_Row]:
    """Return the rows that head others in several tables of a form, whatever they are called ("Stage | Due | Now").

    Their words recur, with no value among them, and what begins the row below does not: it is no further question.
    """
    firsts: Counter[str] = Counter()
    places: dict[_Row, list[str]] = defaultdict(list)
    for table in (e for e in elements if isinstance(e, Table)):
        rows = [_filled(row) for row in table.grid]
        firsts.update(fold(str(row[0])) for row in rows if row)
        for row, below in pairwise(rows):
            alike = {c.col for c in below} <= {c.col for c in row} and all(c.row > row[0].row for c in below)
            if len(row) >= WIDE and below and alike and all(map(_may_head, row)):
                places[_row_key(row)].append(fold(str(below[0])))
    return frozenset(
        row for row, below in places.items()
        if len(below) >= OFTEN and sum(firsts[words] < OFTEN for words in below) * 2 > len(below)
    )  # fmt: skip


def _row_key(cells: Sequence[Cell]) -> _Row:
    return tuple((c.col, fold(str(c))) for c in cells)


def _may_head(cell: Cell) -> bool:
    """Whether a cell holds nothing but short words, none of them a value."""
    words = str(cell)
    plain = 0 < len(words) <= STATUS_LENGTH and not cell.marks and not any(c.isdigit() for c in words)
    reading = read_value("completion", words)
    return plain and not (reading.codes and reading.is_whole and _role(words) is None)


def _parts_of_line(words: str, columns: Sequence[Column]) -> list[tuple[Column, int, int]]:
    """Return the stretches of a line that its columns hold: what the first is called, then dates and statuses.

    Empty for a line that does not end with a value of each of them.
    """
    named, rest = columns[0], columns[1:]
    out: list[tuple[Column, int, int]] = []
    end = len(words.rstrip(" ."))
    for column in reversed(rest):
        read = read_value(column.role or "", words[:end])
        if not read.spans or max(stop for _, _, stop in read.spans) < end:
            return []
        start = max((s for _, s, stop in read.spans if stop == end), default=end)
        out.append((column, start, end))
        end = len(words[:start].rstrip())
    return [(named, 0, end), *reversed(out)] if end and out else []


def _row_of_line(block: Block, columns: tuple[Column, ...], section: tuple[str, ...]) -> Item:
    """Return a line that is a row of a table: each stretch of it a cell."""
    parts = _parts_of_line(str(block.text), columns)
    cells = tuple(Cell(0, column.col, block.text.slice(start, end)) for column, start, end in parts)
    return Item(0, "row", block.text, block.runs, marker=block.marker, block=block, row=0, columns=columns, cells=cells,
                section=section, container=block.container)  # fmt: skip


def _side_by_side(table: Flattened, section: tuple[str, ...]) -> Iterator[Item]:
    """Yield what lost its columns: lines that are no rows first, then each record with the values of its own."""
    for block in table.others:
        yield from _block(block, section)
    for k, (start, end) in enumerate(table.titles):
        title = replace(table.block, kind="paragraph", level=0)
        yield Item(0, "para", title.text, start=start, end=end, block=title, section=section)
        for row in table.rows:
            label = Span(row.block.text, 0, row.label_end, section)
            first, last = row.values[k]
            yield Item(0, "field", row.block.text, start=first, end=last, block=row.block, role=row.role, label=label,
                       section=section)  # fmt: skip


def _asking(item: Item) -> Item:
    """Return words right above a yes or no as the label that it answers, though they may be a value: "Verifiable"."""
    words = str(item)
    role = _role(words) if item.kind == "para" and item.block is not None and not _opens(words) else None
    if role is None or not _is_value(role, words) or _is_listed(item, words):
        return item
    return replace(item, kind="field", role=role, label=item.span, start=len(str(item.text)), open=True)


def _is_date(words: str) -> bool:
    """Whether words are nothing but a date."""
    found = dates(words) if len(words) <= DATE_LENGTH and any(c.isdigit() for c in words) else ()
    return len(found) == 1 and not any(c.isalnum() for c in words[: found[0].start] + words[found[0].end :])


def _role(words: str) -> str | None:
    """Return the name of the role that a whole label has, None for other words."""
    if len(words) > LABEL_LENGTH or (any(c.isdigit() for c in words) and not any(c.isalpha() for c in words)):
        return None  # "80%" is a value, "%" a label
    if _SHARE.search(words):
        return None  # as is "55% done"
    found = role_of(words)
    if found is None or found.option is not None:
        return None
    if found.base in ("start", "end", "dates") and dates(found.qualifier):
        return None  # "from 1 June 2017 to 30 November 2019" answers what "Term" asks
    return found.name


def _is_value(role: str, words: str) -> bool:
    """Whether a label is itself a value of its role: "Cumplido" is a status, "Completion" asks for one."""
    asks = words.rstrip().endswith((":", "?"))
    return not asks and bool(dimension_of(role)) and bool(read_value(role, words).codes)


def _opens(words: str) -> bool:
    """Whether a label is a unit word with its number: "Commitment 8" opens one, "Commitment" is a label."""
    found = opening(words)
    return found is not None and found.unit is not None and found.number is not None


def _block(block: Block, section: tuple[str, ...], table: Table | None = None, cell: Cell | None = None) -> list[Item]:
    """Return a paragraph as an item, or as the fields that it holds."""
    words = str(block.text)
    base = Item(
        0,
        "para",
        block.text,
        block.runs,
        level=block.level if block.kind == "heading" else 0,
        marker="◦" if block.marker == "o" else block.marker,  # Word's bullet of the second level
        block=block,
        table=table,
        row=cell.row if cell else None,
        cell=cell,
        section=section,
        container=block.container,
    )
    if block.kind in ("caption", "footnote"):
        return [base]
    if parts := _parts(block, section, table, cell):
        return parts
    labels = [
        f
        for f in labels_in(words, block.runs)
        if not _opens(words[f.start : f.end]) and not _SHARE.search(words[f.start : f.end])
        and not (f.start and count_stated(words[f.start : f.end]))
    ]  # fmt: skip
    role = None if any(words[f.value_start : f.value_end].strip(" .:;|") for f in labels) else _role(words)
    if role and (_is_value(role, words) or _opens(words) or _is_listed(base, words)):
        return [base]
    if role:
        label = Span(block.text, 0, None, section, table, cell)
        return [replace(base, kind="field", role=role, label=label, start=len(words), open=True)]
    if not labels or _are_labels_alone(words, labels):
        return [base]
    out: list[Item] = []
    if labels[0].start > 0 and words[: labels[0].start].strip(" -–•*·|"):
        out.append(replace(base, end=labels[0].start))
    for found in labels:
        label = Span(block.text, found.start, found.end, section, table, cell)
        value = words[found.value_start : found.value_end].strip()
        out.append(
            replace(
                base,
                kind="field",
                role=found.role.name,
                label=label,
                start=found.value_start,
                end=found.value_end,
                open=not value,
            )
        )
        at = bisect_right(labels, found.start, key=lambda f: f.start)
        behind = labels[at].start if at < len(labels) else len(words)
        if words[found.value_end : behind].strip(" .;:,|•·-–—()/*\n\t"):  # a label that is not known, with its value
            rest = words[found.value_end : behind]
            start = found.value_end + len(rest) - len(rest.lstrip(" .;:,|\n\t"))
            out.append(replace(base, start=start, end=behind))
    return out


def _parts(block: Block, section: tuple[str, ...], table: Table | None, cell: Cell | None) -> list[Item]:
    """Return the items of a line of facts parted by bars or dots: "Commitment 1 | Led by Agency X | March to May 2024".

    Most of them have a label, or are a number, a day or a status; empty for any other paragraph.
    """
    if not _BAR.search(str(block.text)):
        return []
    paged = any(line.place.page is not None for line in block.text.lines)
    lines = (block.text,) if paged else block.text.by_lines()
    pieces = [piece for line in lines for piece in _at_bars(line)]
    if len(pieces) < WIDE or any(len(str(piece)) > PART_LENGTH for piece in pieces):
        return []
    made = [_part(replace(block, text=piece, runs=_runs_of(block, piece)), section, table, cell) for piece in pieces]
    told = sum(some[0].kind == "field" or _is_fact(str(some[0])) for some in made)
    asked = any(some[0].kind == "field" for some in made)  # "Limited · 40 %" is one thing
    return [item for some in made for item in some] if asked and told >= WIDE and told * 2 > len(pieces) else []


def _are_labels_alone(words: str, labels: Sequence[LabelSpan]) -> bool:
    """Whether what stands behind a label is another one: the heads of two columns that were read as one line."""
    values = [words[f.value_start : f.value_end].strip(" .:?¿") for f in labels if f.role.base in BODY_ROLES]
    found = role_of(values[0]) if len(values) == 1 and values[0] else None
    return found is not None and found.score >= 1 and found.option is None and not _is_value(found.name, values[0])


def _at_bars(line: Text) -> Iterator[Text]:
    words, at = str(line), 0
    for bar in [*_BAR.finditer(words), None]:
        end = bar.start() if bar else len(words)
        if words[at:end].strip():
            yield line.slice(at, end)
        at = bar.end() if bar else end


def _runs_of(block: Block, piece: Text) -> tuple[Run, ...]:
    at, words = str(block.text).find(str(piece)), str(piece)
    runs = (replace(r, start=max(r.start - at, 0), end=min(r.end - at, len(words))) for r in block.runs)
    return tuple(r for r in runs if r.start < r.end)


def _part(block: Block, section: tuple[str, ...], table: Table | None, cell: Cell | None) -> list[Item]:
    """Return the items of one fact; its label may have no sign behind it: "Led by Agency X"."""
    made = _block(block, section, table, cell)
    found = label_ahead(str(block.text)) if len(made) == 1 and made[0].kind == "para" else None
    if found is None:
        return made
    role, stop, start = found
    return [replace(made[0], kind="field", role=role.name, label=replace(made[0].span, end=stop), start=start)]


def _is_fact(words: str) -> bool:
    """Whether words are a number with its word, days, or a status, and no more."""
    number = opening(words)
    if number is not None and number.unit is not None and number.title_start >= len(words.rstrip(" .:")):
        return True
    return any(read_value(role, words).is_whole for role in ("dates", "end", "completion"))


def is_numbered_milestone(words: str) -> bool:
    """Whether words are no more than a milestone's word and number: "Milestone 2" beside what it is."""
    found = opening(words)
    named = found is not None and found.unit == "milestone" and found.number is not None
    return named and found is not None and found.title_start >= len(words.rstrip(" .:"))


def _is_listed(item: Item, words: str) -> bool:
    """Whether words are numbered and only resemble a label: "3. Design of indicators", "4. Reform of websites"."""
    number = opening(words)
    printed = number is not None and number.number is not None
    bare = words[number.title_start :] if number is not None and printed else words
    found = role_of(bare)
    numbered = (printed or any(c.isdigit() for c in item.marker)) and not words.rstrip().endswith((":", "?"))
    return numbered and found is not None and found.score < 1


def _distinct(row: Sequence[Cell | None]) -> list[Cell]:
    return list({id(c): c for c in row if c is not None}.values())


def _filled(row: Sequence[Cell | None]) -> list[Cell]:
    return [c for c in _distinct(row) if str(c) or c.marks]


def _short_role(cell: Cell, beside: Cell | None = None) -> str | None:
    """Return the role of a cell that is a label; a status is none, unless yes or no stands ``beside`` it."""
    words = str(cell)
    role = _role(words)
    if role and _is_value(role, words) and not (beside is not None and is_answer(str(beside))):
        return None
    return role


def _is_mended(cell: Cell, label: Cell) -> bool:
    """Whether words are a label only with something taken off or mended: right behind a label they are its value.

    Behind a label over several rows they are the label of a part: "Other actors | Civil society, unions | ...".
    """
    if label.row < cell.row:
        return False
    found = role_of(str(cell))
    return found is not None and found.score < SURE_LABEL and not cell.is_header and not cell.text.bold


def _is_header(
    row: Sequence[Cell | None],
    following: Sequence[Cell | None] | None,
    *,
    whole: bool = False,
    apart: bool = False,
) -> bool:
    """Whether all filled cells are short labels, most (``whole``: all) of them known, so that none is a value.

    ``apart``: the row looks like none of the rows below it; then label, value, label, value it is not.
    """
    filled = _filled(row)
    if len(filled) < WIDE or following is None or any(len(str(c)) > LABEL_LENGTH for c in filled):
        return False
    known = [r for c in filled if (r := _short_role(c))]
    steps = [c for c in filled if not _short_role(c) and read_value("completion", str(c)).codes]
    if len({str(c) for c in steps}) < len(steps) or any(b.col - a.col > a.col_span for a, b in pairwise(steps)):
        steps = []  # the steps of a scale differ and stand side by side
    if whole and len(known) < len(filled):
        return False
    if _short_role(filled[-1]) is None and (filled[0].row_span > 1 or filled[-1].col_span > 1):
        return False  # "Supporting stakeholders | Government | Ministry of Justice": a label beside those of its parts
    labels = len(known) + (len(steps) if len(steps) >= WIDE else 0)  # the steps of a scale head columns of marks
    distinct = len(set(known)) >= WIDE
    return len(known) >= WIDE and labels * 3 >= len(filled) * 2 and distinct and (apart or not _pairs(filled, steps))


def _rows(table: Table, section: tuple[str, ...], above: tuple[Column, ...], again: frozenset[_Row]) -> Iterator[Item]:
    """Yield the rows of a table as items, or its columns where it lies on its side; contents as their lines.

    ``above`` are the columns of a head that was cut off the table, ``again`` the heads that recur.
    """
    if is_contents(table):
        for row in table.grid:
            for cell in _filled(row):
                yield Item(0, "para", cell.text, cell.runs, table=table, row=cell.row, cell=cell, section=section,
                           container=table.container)  # fmt: skip
        return
    title, records = turned(table, _no_value) if not above else (0, ())
    yield from _by_columns(table, title, records, section) if records else _by_rows(table, section, above, again)


def _sides(table: Table) -> dict[int, tuple[int, tuple[int, ...], range]]:
    """Return the parts of a table between its full rows that lie on their side, by their first rows."""
    bands = [
        -1,
        *(r for r in range(table.n_rows) if (f := _filled(table.grid[r])) and _is_wide(table.grid[r], f, table)),
    ]
    out = {}
    for above, below in pairwise([*bands, table.n_rows]) if len(bands) > 1 else ():
        rows = range(above + 1, below)
        title, records = turned(table, _no_value, rows)
        if records:
            out[rows.start] = (title, records, rows)
    return out


def _form_and_heads(table: Table, end: int) -> tuple[bool, int]:
    """Return whether a table is a form, and how many rows head its columns, none from ``end`` on."""
    heads = min(header_rows(table, _heads_column), end)
    form = _is_form(table, 0) and not _is_matrix(table, heads)
    headless = form or not any(_heads_columns(row) and not _asks(row) for row in table.grid[:heads])
    return form, 0 if headless else heads


def _by_rows(
    table: Table, section: tuple[str, ...], above: tuple[Column, ...], again: frozenset[_Row]
) -> Iterator[Item]:
    """Yield the rows of a table as items; see the module's grammar."""
    grid = table.grid
    sides = _sides(table)
    form, heads = _form_and_heads(table, min(sides, default=table.n_rows))
    columns: tuple[Column, ...] = ()
    if heads:
        first = _first_head(table, heads)
        for r in range(first):
            yield from _fields(table, grid[r], section) if _asks(grid[r]) else _wide(table, r, section)
        columns = _columns(table, range(first, heads))
    if not heads and not form:
        columns = above or _by_values(table)
    steps: tuple[Column, ...] = ()  # of the last scale: rows ticked below it may follow behind other parts of a form
    done = {r for _, _, rows in sides.values() for r in rows} | _valued_by_heads(table)
    for r in range(heads, table.n_rows):
        row = grid[r]
        filled = _filled(row)
        if r in sides:
            yield from _by_columns(table, *sides[r][:2], section, sides[r][2])
        if not filled or r in done:
            continue
        if _is_wide(row, filled, table):
            columns = () if _role(str(filled[0])) else columns
            yield from _full(table, filled[0], section)
        elif made := _of_form(table, filled, section) or (() if columns or form else _box(table, filled, section)):
            columns = columns if heads else ()  # a title between the rows of a table with a head
            yield from made
        elif scale := _scale(table, r):
            columns = steps = scale
        elif _row_key(filled) in again or _heads_below(table, r, filled, form=form, within=bool(columns)):
            head = range(r, r + 1 + _goes_on_below(table, r))
            columns = _columns(table, head)
            done |= set(head)
        elif _starts_field(row) and (form or not columns) and not _in_rows(row, columns):
            columns = ()
            yield from _fields(table, row, section)
        else:
            ticked = not columns and bool(steps) and _is_ticked(row, steps[0].col, steps[1:])
            own = () if _is_remark(filled, columns) else columns
            yield _record(table, r, steps if ticked else own, section)


def _valued_by_heads(table: Table) -> set[int]:
    """Return the rows of bodies that are read with the heads of their kinds in the row above."""
    return {r + 1 for r in range(table.n_rows - 1) if _parts_beside(table, _filled(table.grid[r]))}


def _parts_beside(table: Table, filled: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """Return the heads of the kinds of bodies beside their label and the bodies below them; empty for other rows.

    "Supporting stakeholders | Government | Civil society", and below it "| Ministry of Justice | Lawyers' Union".
    """
    heads = [c for c in filled[1:] if c.row == filled[0].row]
    if len(heads) < WIDE or filled[0].row_span != WIDE or _short_role(filled[0]) not in _OF_BODIES:
        return []
    r = filled[0].row + 1
    below = [table.grid[r][c.col] for c in heads]
    values = [c for c in below if c is not None and c.row == r]
    named = any(_short_role(c) is None for c in values)  # and no second row of heads
    kinds = all(_short_role(c) in _OF_BODIES for c in heads)
    return list(zip(heads, values, strict=True)) if kinds and named and len(values) == len(heads) else []


def _part_of(table: Table, label: Cell, head: Cell, value: Cell, section: tuple[str, ...]) -> Iterator[Item]:
    """Yield the field of one kind of bodies; government beside those who support is one that supports."""
    role = _short_role(label) if _short_role(head) == "other_actors" else _short_role(head)
    if str(value):
        yield Item(0, "field", value.text, value.runs, table=table, row=value.row, cell=value, role=role,
                   label=Span(head.text, 0, None, section, table, head), open=False, section=section,
                   container=table.container)  # fmt: skip


def _goes_on_below(table: Table, r: int) -> bool:
    """Whether the row below a head names the parts of its wide cells and nothing else: the steps of a scale."""
    if r + 1 >= table.n_rows:
        return False
    groups = {c.col + k for c in _filled(table.grid[r]) if c.col_span > 1 for k in range(c.col_span)}
    own = [c for c in _filled(table.grid[r + 1]) if c.row == r + 1]
    parts = len(own) >= WIDE and all(c.col in groups and not c.marks for c in own)
    return parts and all(_short_role(c) or read_value("completion", str(c)).codes for c in own)


def _is_remark(filled: Sequence[Cell], columns: Sequence[Column]) -> bool:
    """Whether a row is words and a remark over columns that ask for other things: "What is left | Visit nine ..."."""
    if len(filled) != WIDE or filled[1].col_span < WIDE or filled[0].marks or filled[1].marks:
        return False
    over = {c.role for c in columns if filled[1].col <= c.col < filled[1].col + filled[1].col_span and c.role}
    first = opening(str(filled[0]), filled[0].runs)
    numbered = first is not None and bool(first.number)
    return len(over) >= WIDE and bool(over & STATES) and len(str(filled[1])) > STATUS_LENGTH and not numbered


def _heads_below(table: Table, r: int, filled: Sequence[Cell], *, form: bool, within: bool) -> bool:
    """Whether a row heads those below it; ``within``: the rows of another head stand above it."""
    grid = table.grid
    below = grid[r + 1] if r + 1 < table.n_rows else None
    heads = _is_header(grid[r], below, whole=within and not form, apart=looks_apart(table, r, filled))
    return heads and not (form and _is_parted(grid, r, filled))


def _box(table: Table, filled: Sequence[Cell], section: tuple[str, ...]) -> list[Item]:
    """Return the paragraphs of two cells that are a box about one thing: several of them are labels. Empty for others.

    They stand in the order in which they are read: number, title, what stands below the number at the side, the rest.
    """
    parts = [_paragraphs(c) for c in filled] if len(filled) == WIDE else []
    told = [labels_in(str(b.text), b.runs) or _no_value(str(b.text)) for blocks in parts for b in blocks]
    if sum(map(bool, told)) < WIDE or all(len(blocks) < WIDE for blocks in parts):
        return []
    side, body = (
        [i for b in blocks for i in _block(b, section, table, c)] for c, blocks in zip(filled, parts, strict=True)
    )
    numbered = len(str(side[0])) <= NUMBER_LENGTH and any(c.isdigit() for c in str(side[0]))
    return [side[0], *body[:1], *side[1:], *body[1:]] if numbered else [*side, *body]


def _paragraphs(cell: Cell) -> Sequence[Block]:
    """Return the paragraphs of a cell; where its medium has no pages, its lines end as their author ended them.

    On a page a line that begins with a label begins one: "Who answers", then "Lead: Agency X", "Dates: May to July".
    """
    if cell.blocks:
        return cell.blocks
    paged = any(line.place.page is not None for line in cell.text.lines)
    out, at = [], 0
    for part in _at_labels(cell.text) if paged else cell.text.by_lines():
        at = max(str(cell).find(str(part), at), at)
        end = at + len(str(part))
        runs = (replace(r, start=max(r.start, at) - at, end=min(r.end, end) - at) for r in cell.runs)
        out.append(Block("paragraph", part, tuple(r for r in runs if r.start < r.end)))
    return out


def _at_labels(text: Text) -> Iterator[Text]:
    """Yield the lines of a text, each group up to the next line that begins with a label and a colon."""
    some: list[Line] = []
    for line in text.lines:
        first = next(iter(labels_in(line.text)), None) if ":" in line.text else None
        if some and first is not None and first.start == 0:
            yield Text(some)
            some = []
        some.append(line)
    if some:
        yield Text(some)


def _is_parted(grid: Sequence[Sequence[Cell | None]], r: int, filled: Sequence[Cell]) -> bool:
    """Whether a row of a form is a label, the label of its first part and a value; those of its parts stand below.

    "Supporting stakeholders | Government | Council of Governors", then " | Civil society | Network of ...".
    """
    below = grid[r + 1] if r + 1 < len(grid) else ()
    lower = _filled(below)
    if len(filled) != len(lower) + 1 or len(lower) < WIDE or lower[0].col != filled[1].col:
        return False
    valued = all(_short_role(cells[-1]) is None for cells in (filled, lower))
    return valued and _short_role(lower[0]) is not None and not str(below[filled[0].col] or "")


def _no_value(words: str) -> str | None:
    """Return the role of words that are a label and no value of it."""
    role = _role(words)
    return role if role and not _is_value(role, words) else None


def _by_columns(
    table: Table, title: int, records: Sequence[int], section: tuple[str, ...], rows: range | None = None
) -> Iterator[Item]:
    """Yield a table on its side, or ``rows`` of one, column by column, each as a form of labels and values; its bands
    first.
    """
    grid = table.grid
    rows = rows or range(table.n_rows)
    named = _of_row(grid[title][0], title) is None  # by titles of their own, above all labels
    bands = [r for r in rows if (f := _filled(grid[r])) and _is_wide(grid[r], f, table)]
    asked = frozenset(r for r in bands if r > title and _role(str(_filled(grid[r])[0])))
    for r in bands:
        if r < title:
            yield from _wide(table, r, section)
    for col in records:
        for r in rows:
            label, value = _of_row(grid[r][0], r), grid[r][col]
            if r in asked:
                yield from _wide(table, r, section)
            elif r not in bands and value is not None and (str(value) or value.marks or value.fill):
                for item in _beside(table, r, label, value, section, titled=r == title):
                    says_more = named and item.kind == "field" and item.role in TITLE_ROLES
                    yield replace(item, role="description") if says_more else item
    for r in bands:
        if r > title and r not in asked:
            yield from _wide(table, r, section)


def _of_row(cell: Cell | None, row: int) -> Cell | None:
    """Return a cell with words that begins in a row, None for blanks and those that span from above."""
    return cell if cell is not None and str(cell) and cell.row == row else None


def _beside(
    table: Table, r: int, label: Cell | None, value: Cell, section: tuple[str, ...], *, titled: bool
) -> Iterator[Item]:
    """Yield a value with the label of its row: a field, or a row of two cells where the label is not known."""
    asks = label is not None and bool(str(label))
    role = _role(str(label)) if label is not None and asks else None
    if label is not None and role and _short_role(label):
        yield from _fields(table, (label, value), section)
    elif label is not None and role:  # "On schedule" is also a value, but none in a column of labels
        yield Item(0, "field", value.text, value.runs, table=table, row=r, cell=value, role=role,
                   label=Span(label.text, 0, None, section, table, label), section=section,
                   container=table.container)  # fmt: skip
    elif label is not None and asks and str(value):
        if is_numbered_milestone(str(label)):
            yield Item(0, "field", value.text, value.runs, table=table, row=r, cell=value, role="milestone",
                       label=Span(label.text, 0, None, section, table, label), section=section,
                       container=table.container)  # fmt: skip
            return
        yield Item(0, "row", label.text, label.runs, table=table, row=r, cell=label, cells=(label, value),
                   section=section, container=table.container)  # fmt: skip
    elif titled:
        yield from _full(table, value, section)


def _first_head(table: Table, heads: int) -> int:
    """Return the first row of a head: below the full rows, and the rows of a label with its value, above it."""
    first = next(r for r in range(heads) if _heads_columns(table.grid[r]))
    asked = [r for r in range(first, heads) if _asks(table.grid[r])]
    return asked[-1] + 1 if asked and asked[-1] + 1 < heads and asked[0] == first else first


def _asks(row: Sequence[Cell | None]) -> bool:
    """Whether a row is a label with one value, over several columns or with blanks behind it: "Led by | Agency X"."""
    filled = _filled(row)
    label = len(filled) == WIDE and _short_role(filled[0]) is not None and _short_role(filled[1]) is None
    return label and (filled[1].col_span > 1 or len(_distinct(row)) > WIDE)


def _is_wide(row: Sequence[Cell | None], filled: Sequence[Cell], table: Table) -> bool:
    return len(filled) == 1 and (len(_distinct(row)) == 1 or _spans_most(filled[0], table))


def _of_form(table: Table, cells: Sequence[Cell], section: tuple[str, ...]) -> list[Item]:
    """Return the items of a row that only forms have: a title behind its number, a band of statuses; else none."""
    if is_numbered_title(cells, table):
        number, title = cells
        label = Span(number.text, 0, 0, section, table, number)
        first = Item(0, "field", number.text, number.runs, table=table, row=number.row, cell=number, role="number",
                     label=label, section=section, container=table.container)  # fmt: skip
        return [first, *_full(table, title, section)]
    if parts := _parts_beside(table, cells):
        return [item for head, value in parts for item in _part_of(table, cells[0], head, value, section)]
    return [item for cell in cells for item in _full(table, cell, section)] if _is_band(cells) else []


_BLANK = re.compile(r"\s[–—-]+\s*$")  # a dash behind or below a label: nobody, never


def _is_band(cells: Sequence[Cell]) -> bool:
    """Whether each cell of a row is a status alone or a label with its value: "LIMITED | Overall progress: 30%"."""
    kinds = [_band_kind(c) for c in cells]
    return len(cells) > 1 and None not in kinds and "label" in kinds


def _band_kind(cell: Cell) -> str | None:
    words = str(cell)
    first = next((f for f in labels_in(words, cell.runs) if f.start == 0), None)
    if first is not None and words[first.value_start : first.value_end].strip():
        return "label"
    if (dash := _BLANK.search(words)) and role_of(words[: dash.start()]) is not None:
        return "unanswered"
    return "status" if len(words) <= STATUS_LENGTH and read_value("completion", words).codes else None


def _scale(table: Table, r: int) -> tuple[Column, ...]:
    """Return the columns of marks below the steps of a scale beside its label; empty where a row is no such head.

    OGP's forms of self-assessment have them: "Completion level | Not started | Limited | Substantial | Completed", then
    a row with a box ticked for the commitment and one for each milestone.
    """
    row = table.grid[r]
    filled = _filled(row)
    label, steps = (filled[0], filled[1:]) if filled else (None, [])
    role = _short_role(label) if label is not None else None
    if label is None or role is None or len(steps) <= WIDE or r + 1 >= table.n_rows:
        return ()
    of_each = role in ("milestone", "milestones")  # "Milestones | Not started | Limited | ...": a mark in each row
    role = "completion" if of_each else role
    codes = [read_value(role, str(c)).codes for c in steps]
    if not all(codes) or len({str(c) for c in steps}) < len(steps):
        return ()
    below = table.grid[r + 1]
    marked = [c for s in steps if (c := below[s.col]) is not None and c.marks]
    further = role == "completion" and any(_is_ticked(row, label.col, steps) for row in table.grid[r + 1 :])
    if len(marked) * 2 <= (0 if of_each else len(steps)) and not (marked and further):
        return ()
    words = {s.col: (str(label), str(s)) for s in steps}
    rows = [row for row in table.grid[r + 1 :] if any((c := row[s.col]) is not None and c.marks for s in steps)]
    out = [Column(label.col, "milestone", (str(label),))]
    for col in range(label.col + 1, table.n_cols):
        if col in words:
            out.append(Column(col, role, words[col]))
        elif col < steps[0].col:
            cells = [str(c) for row in rows if (c := row[col]) is not None and c.col == col and str(c)]
            dated = bool(cells) and are_days(cells)
            out.append(Column(col, "end" if dated else None, ()))
    return tuple(out)


def _is_ticked(row: Sequence[Cell | None], named: int, steps: Iterable[Cell | Column]) -> bool:
    """Whether a row has words in the column of names, and a mark in one of those of the steps."""
    name, last = row[named], max((c.row for c in row if c is not None), default=0)
    worded = name is not None and name.row == last and any(c.isalpha() for c in str(name)) and not name.marks
    return worded and any((cell := row[s.col]) is not None and cell.marks for s in steps)


def _in_rows(row: Sequence[Cell | None], columns: Sequence[Column]) -> bool:
    """Whether a row of a form is a record of its header: with marks in the columns of a scale, or numbered.

    "1. Design of indicators" below "Milestones" is no label, though "Indicators" may be one.
    """
    steps = [c.col for c in columns if len(c.words) > 1]
    if any((cell := row[col]) is not None and cell.marks for col in steps):
        return True
    first = _filled(row)[0]
    found = opening(str(first))
    named = any(c.col == first.col and c.role in ("milestone", "milestones") for c in columns)
    return named and found is not None and found.number is not None


def _heads_column(words: str) -> bool:
    """Whether words are a known label of a column; a status ("Limited") is one only below its question."""
    return _role(words) is not None


def _heads_columns(row: Sequence[Cell | None]) -> bool:
    """Whether a row has several cells with words: one cell over all columns is a title, no header."""
    return len(_filled(row)) >= WIDE


def _wide(table: Table, r: int, section: tuple[str, ...]) -> Iterator[Item]:
    for cell in _filled(table.grid[r]):
        yield from _full(table, cell, section)


def _spans_most(cell: Cell, table: Table) -> bool:
    return cell.col_span * 2 > table.n_cols


def _is_form(table: Table, heads: int) -> bool:
    """Whether most of the first cells of its rows are labels."""
    rows = _without_records([f for r in table.grid[heads:] if len(f := _filled(r)) > 1])
    firsts = [f[0] for f in rows if len(f) <= WIDE or not all(map(_short_role, f))]  # labels alone are a header
    firsts = [next(same) for _, same in groupby(firsts, key=str)]  # a theme beside several rows is one
    known = sum(1 for c in firsts if _short_role(c) and not _opens(str(c)))
    return bool(firsts) and known * 2 > len(firsts)


def _without_records(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Return the rows of a form without the records of a table inside it: as full as the head above them."""
    out: list[Sequence[Cell]] = []
    within = 0  # cells of the head
    for row in rows:
        if len(row) > WIDE and all(map(_short_role, row)) and any(len(f) == WIDE for f in out):
            within = len(row)
        elif within and len(row) <= WIDE:
            within = 0
        if not within or len(row) != within:
            out.append(row)
    return out


def _is_matrix(table: Table, heads: int) -> bool:
    """Whether marks stand below the header, more than words: a matrix of options, whatever its rows are called."""
    body = [c for row in table.grid[heads:] for c in _filled(row)[1:]]
    marked = sum(any(m.selects for m in c.marks) for c in body)
    return heads > 1 and marked > 0 and marked * 2 >= len(body)


def _pairs(filled: Sequence[Cell], steps: Sequence[Cell] = ()) -> bool:
    """Whether the cells are label, value, label, value: every second one is no label; ``steps`` head columns, too."""
    scale = {id(c) for c in steps} if len(steps) >= WIDE else set()
    return any(_short_role(c) is None and id(c) not in scale for c in filled[1::2])


def _starts_field(row: Sequence[Cell | None]) -> bool:
    filled = _filled(row)
    return bool(filled) and _short_role(filled[0], filled[1] if len(filled) == 2 else None) is not None


def _fields(table: Table, row: Sequence[Cell | None], section: tuple[str, ...]) -> Iterator[Item]:
    """Yield the fields of a row of a form: label and value, once or several times."""
    cells = _distinct(row)
    i = 0
    while i < len(cells):
        cell = cells[i]
        role = _short_role(cell, cells[1] if i == 0 and len(cells) == 2 else None)
        if role is None:
            if str(cell):
                yield from _full(table, cell, section)
            i += 1
            continue
        values: list[Cell] = []
        i += 1
        while i < len(cells) and (_short_role(cells[i]) is None or (not values and _is_mended(cells[i], cell))):
            values.append(cells[i])
            i += 1
        if role in _OF_BODIES and cell.row_span > 1 and len(values) > 1 and _has_parts(table, cell, values[0].col):
            cell, values = values[0], values[1:]  # "Other actors | Of the state | Ministry of Health"
        label = Span(cell.text, 0, None, section, table, cell)
        value = next((v for v in values if str(v) or v.marks), values[0] if values else None)
        if value is None:
            yield Item(0, "field", cell.text, start=len(str(cell)), table=table, row=cell.row, cell=cell, role=role,
                       label=label, open=True, section=section, container=table.container)  # fmt: skip
            continue
        inside = [f for f in labels_in(str(value), value.runs) if f.start > 0 and str(value)[: f.start].strip()]
        if inside and len(values) == 1 and not value.marks:
            yield from _with_labels(table, value, role, label, inside, section)
            continue
        marked = tuple(v for v in values if v.marks)
        yield Item(0, "field", value.text, value.runs, table=table, row=cell.row, cell=value, role=role, label=label,
                   open=False, section=section, container=table.container,
                   cells=tuple(values) if marked or len(values) > 1 else ())  # fmt: skip


_OF_BODIES = frozenset({"lead", "support", "civil_society", "other_actors"})


def _has_parts(table: Table, label: Cell, col: int) -> bool:
    """Whether the cells of a column beside a label over several rows name its parts: short, and not bodies all of them.

    "Other actors | Of the state | Ministry of Health", and below it "| Of society | Doctors Union".
    """
    rows = table.grid[label.row : label.row + label.row_span]
    parts = {id(c): c for row in rows if (c := row[col]) is not None and c is not label and str(c)}
    return all(
        len(str(c)) <= LABEL_LENGTH and not c.marks and not any(map(str.isdigit, str(c))) for c in parts.values()
    ) and any(not is_whole_name(str(c)) and not read_value("completion", str(c)).codes for c in parts.values())


def _with_labels(
    table: Table, value: Cell, role: str, label: Span, inside: Sequence[LabelSpan], section: tuple[str, ...]
) -> Iterator[Item]:
    """Yield the field of a value and the further fields that stand in its cell: "Yes  Completion: Limited"."""
    base = Item(0, "field", value.text, value.runs, table=table, row=value.row, cell=value, role=role, label=label,
                section=section, container=table.container)  # fmt: skip
    yield replace(base, end=inside[0].start)
    for found in inside:
        own = Span(value.text, found.start, found.end, section, table, value)
        yield replace(base, role=found.role.name, label=own, start=found.value_start, end=found.value_end)


def _full(table: Table, cell: Cell, section: tuple[str, ...]) -> Iterator[Item]:
    """Yield a full-width cell: as its paragraphs where it holds several, else as one item."""
    blocks: Iterable[Block] = cell.blocks or (Block("paragraph", cell.text, cell.runs),)
    for block in blocks:
        for item in _block(block, section, table, cell):
            yield replace(item, kind="full") if item.kind == "para" else item


INITIALS = 3  # letters that stand for the words of a step of a scale


def _columns(table: Table, rows: range) -> tuple[Column, ...]:
    out = [_column(table, rows, col) for col in range(table.n_cols)]
    done = _named(table, rows.stop, _terms(_latest(_with_scale(table, rows.stop, _with_steps(out)))))
    if not {c.role for c in done} & (TITLE_ROLES | MILESTONES):
        return tuple(done)
    kinds = told(table.grid[rows.stop :], [c.role for c in done], [bool(c.words) for c in done])
    return tuple(replace(c, role=kinds[c.col], learned=True) if c.col in kinds else c for c in done)


def _column(table: Table, rows: range, col: int) -> Column:
    """Return a column with what its head asks for, by its words and by what stands below them."""
    path: list[str] = []
    for r in rows:
        cell = table.grid[r][col]
        words = str(cell) if cell and cell.row >= rows.start else ""  # what stands above the head heads nothing
        if words and (not path or path[-1] != words):
            path.append(words)
    role = header_role(path) if path else None
    name = role.name if role else None
    if (not path or name in (None, "indicator")) and _are_numbers(table, rows.stop, col, parted=bool(path)):
        name = "number"
    if name in MILESTONES and _heads_more(table, rows, col) and _are_numbers(table, rows.stop, col):
        name = "milestone_number"  # one head over the numbers and the words
    if name in SHARED_HEADS and path and _are_shares(table, rows.stop, col, path[-1]):
        name = None if _are_counts(table, rows.stop, col) else "percent"
    if name == "planned" and _are_dates(table, rows.stop, col):
        name = "end"
    phase = phases().get(words_of(path[-1])) if path and name is None else None  # "Midterm" above nothing but statuses
    dated = bool(path) and name is None and _is_date(path[-1])
    if (name in WORDED or phase is not None or dated) and are_states(table.grid[rows.stop :], col):
        name = "completion"
    return Column(col, name, tuple(path), role.phase if role else phase)


def _named(table: Table, first: int, columns: Sequence[Column]) -> list[Column]:
    """Return columns with a role for that of the names of the rows, where no head calls it a title or milestones."""
    done = _marked(table, first, columns)
    bare = [c.col for c in done if not c.words]  # two of them: half rows, a sign of its phase at the head of each
    if bare == [0] and done[0].role is None and any(c.role == "completion" for c in done):
        shapes = {step.shape for words in _below(table, first, 0) if words and (step := opening(words))}
        if shapes == {"dotted"}:
            done[0] = replace(done[0], role="milestone")  # whose head stands apart
    title = titles_told(table.grid[first:], [c.role for c in done], [bool(c.words) for c in done])
    if title is not None:
        done[title] = replace(done[title], role="number_title", learned=True)
    return done


def _marked(table: Table, first: int, columns: Sequence[Column]) -> list[Column]:
    """Return columns where that of the numbers or letters of milestones is told from that of their words."""
    steps = [c.col for c in columns if c.role in MILESTONES]
    marked = len(steps) > 1 and are_ordinals(_below(table, first, steps[0]))
    return [replace(c, role="milestone_number") if marked and c.col == steps[0] else c for c in columns]


def _terms(columns: Sequence[Column]) -> list[Column]:
    """Return columns where the days beside milestones, under "Date" and no more, are taken for when they are due.

    They may be when they were done, so that it is doubted.
    """
    roles = {c.role for c in columns}
    due = bool(roles & MILESTONES) and not roles & {"end", "dates"}
    bare = [due and c.role == "published" and len(words_of(c.words[-1])) == 1 for c in columns]
    return [replace(c, role="end", learned=True) if b else c for c, b in zip(columns, bare, strict=True)]


def _latest(columns: Sequence[Column]) -> list[Column]:
    """Return columns where those of one state at several days tell how things were, but for the latest of them."""
    by: dict[tuple[str | None, str | None], dict[int, date]] = defaultdict(dict)
    for column in columns:
        dated = [d for words in column.words for d in dates(words)]
        if dated and (column.role or "").removeprefix("milestone_") in STATES:
            by[column.role, column.phase][column.col] = dated[-1].last.value
    old = {c for days in by.values() for c, day in days.items() if day < max(days.values())}
    return [replace(c, role=EARLIER) if c.col in old else c for c in columns]


SCALES = ("completion", "early_results")  # whose steps may head columns with no word for the question above them


def _with_scale(table: Table, first: int, columns: list[Column]) -> list[Column]:
    """Return columns with a role for neighbours that are headed by the steps of a scale, with marks alone below."""
    out = list(columns)
    for open_, run in groupby(columns, key=lambda c: c.role is None and bool(c.words)):
        some = list(run)
        if not open_:
            continue
        heads = [c.words[-1] for c in some]
        cells = [c for row in table.grid[first:] for s in some if (c := row[s.col]) is not None and c.col == s.col]
        ticked = [any(m.selects for m in c.marks) for c in cells if c.col_span == 1 and _says(c)]
        marked = sum(ticked) * 2 > len(ticked)
        for role in SCALES if marked and len(set(heads)) == len(heads) > WIDE else ():
            if all(read_value(role, h).codes for h in heads):
                for column in some:
                    out[column.col] = replace(column, role=role)
                break
    return out


def _says(cell: Cell) -> bool:
    """Whether a cell holds more than open boxes: words, or a sign."""
    return any(m.selects for m in cell.marks) or (bool(str(cell)) and not cell.marks)


def _heads_more(table: Table, rows: range, col: int) -> bool:
    """Whether the lowest head of a column lies over the next one, too."""
    cell = next((c for r in reversed(rows) if (c := table.grid[r][col]) is not None and str(c)), None)
    return cell is not None and cell.col == col and cell.col_span > 1


def _with_steps(columns: Sequence[Column]) -> list[Column]:
    """Return columns with the words for neighbours that are headed by the initials of a scale's steps."""
    out = list(columns)
    for is_short, run in groupby(columns, key=_is_initials):
        some = list(run)
        words = spelled_out([c.words[-1] for c in some]) if is_short else None
        for column, word in zip(some, words or (), strict=False):
            out[column.col] = replace(column, role="completion", words=(*column.words, word))
    return out


def _is_initials(column: Column) -> bool:
    return bool(column.words) and column.role is None and len(column.words[-1].replace(".", "")) <= INITIALS


def _by_values(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table without a head by what stands in them; empty where that does not tell."""
    rows = [row for row in table.grid if len(_filled(row)) > 2]
    roles = roles_by_values(rows) if len(rows) > WIDE and table.n_cols > WIDE else {}
    return tuple(Column(c, roles.get(c), ()) for c in range(table.n_cols)) if roles else ()


def _are_numbers(table: Table, first: int, col: int, *, parted: bool = False) -> bool:
    """Whether all cells of a column are the numbers of their rows; ``parted``: of two parts each ("1.a")."""
    cells = [str(c).strip(" .") for row in table.grid[first:] if (c := row[col]) is not None and str(c)]
    short = [c for c in cells if len(c) <= NUMBER_LENGTH and any(ch.isdigit() for ch in c)]
    short = [c for c in short if _PARTED.fullmatch(c)] if parted else short
    return len(short) > 1 and len(short) >= len(cells) - 1 and len(set(short)) == len(short)


def _below(table: Table, first: int, col: int) -> list[str]:
    """Return the words of the cells of one column, those of wider cells left out."""
    cells = [c for row in table.grid[first:] if (c := row[col]) is not None and c.col == col and c.col_span == 1]
    return [str(c) for c in cells if str(c)]


def _are_shares(table: Table, first: int, col: int, head: str) -> bool:
    """Whether a column below "Done" holds nothing but numbers from 0 to 100: the share that is done, no date."""
    cells = _below(table, first, col)
    said = read_value("completion", head)
    shares = [_NUMBER.fullmatch(c) is not None and float(c.replace(",", ".")) <= WHOLE for c in cells]
    return bool(shares) and all(shares) and bool(said.codes)


def _are_counts(table: Table, first: int, col: int) -> bool:
    """Whether numbers count some of what a column before theirs counts: "Completed" behind "Milestones"."""
    cells = _below(table, first, col)
    for before in range(col):
        head = table.grid[first - 1][before] if first else None
        wholes = _below(table, first, before)
        numbers = len(set(wholes)) == len(wholes)  # "Commitment" above the number of each
        if head is None or unit_in(str(head)) is None or len(wholes) != len(cells) or numbers:
            continue
        if all(w.isdecimal() and c.isdecimal() and int(c) <= int(w) for w, c in zip(wholes, cells, strict=True)):
            return True
    return False


def _are_dates(table: Table, first: int, col: int) -> bool:
    """Whether most cells of a column hold dates."""
    cells = [str(c) for row in table.grid[first:] if (c := row[col]) is not None and str(c)]
    return sum(read_value("end", c).end is not None for c in cells) * 2 > len(cells)


def _record(table: Table, r: int, columns: tuple[Column, ...], section: tuple[str, ...]) -> Item:
    row = table.grid[r]
    first = _filled(row)[0]
    header = tuple(" / ".join(c.words) for c in columns)
    return Item(0, "row", first.text, first.runs, table=table, row=r, cell=first, columns=columns, cells=row,
                section=section, container=table.container, header=header)  # fmt: skip
