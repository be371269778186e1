"""Candidates: every place of the stream that could open a commitment, with its number, unit word and signature."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.annotate.counts import units_in_plural
from extractors.annotate.labels import labels_in, role_of
from extractors.annotate.openings import NUMERAL, Opening, is_continuation, numeral, opening, title_end, unit_in
from extractors.annotate.stated import opens_average
from extractors.annotate.values import read_value
from extractors.annotate.vocabulary import phrase_table, words_of
from extractors.document import Cell, Run
from extractors.segment import cues
from extractors.segment.outline import Span
from extractors.segment.stream import TITLE_ROLES, Item

RECURS = 2  # places that words head, from which on they are a question that a form asks each time and no title
BELOW = 4  # items below a title among which its number may stand alone
TITLE_LENGTH = 420  # characters; longer is no title
PROMISE_LENGTH = 900  # the same, below a word and number that stand alone: "Commitment 8", then the promise in full
OVERLINE, OVERLINE_LONGER = 1.25, 20  # a title's letters are larger by this factor; characters that it may be shorter
ONE_SIZE = 0.06  # share of the usual size by which the sizes of one style may differ
CHIP = 40  # characters of a badge
LISTED = 3  # lines in a row with a page behind each, from which on they are contents
AREA_SIGNS = frozenset("·|")  # "Compromiso N.º 01 · Participación" above a title names its area
_ID = re.compile(r"\b[A-Z]{2}\d{4}\b")
_AROUND_ID = " ·|–—-/,;:()[]"
_LISTED = re.compile(r"[^\W\d_]{3}\D*\s(\d{1,3})$")  # a title and its page
_REST = re.compile(r"(?:(?:[a-zà-ÿ]\D*)?[.…·\s]{3,})?(\d{1,3})")  # the page below it, behind the last of its words
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that could open a commitment (or a theme or milestone).

    ``unit`` is the class of the word before the number or in the column's header (``commitment``, ``measure``,
    ``milestone``, ``theme``, ``other``), ``shape`` the form of the number, ``look`` the kind of element and its style,
    ``place`` the list, table header or container pattern that it stands in.
    """

    item: int
    title: Span
    number: str | None
    printed: str | None
    shape: str | None
    unit: str | None
    look: tuple[object, ...]
    place: tuple[object, ...]
    named: bool = False
    doubts: tuple[str, ...] = ()
    area: Span | None = None

    @property
    def words(self) -> str:
        """The title as printed."""
        return str(self.title)


def unit_of(words: str) -> str | None:
    """Return the class of the first unit word of a label or heading, None where it has none."""
    return unit_in(words)


def opening_of(words: str, runs: tuple[Run, ...]) -> Opening | None:
    """Return the opening of a text; where only the number is set off by its style, the title goes on behind it."""
    alone = _with_id(words)
    if alone is not None:
        return alone
    found = opening(words, runs)
    end = title_end(words, runs) if found is None else None
    numeral = end is not None and len(words[:end]) <= NUMERAL and not _WORDS.search(words[:end])
    if numeral or (found is not None and not _WORDS.search(words[found.title_start : found.title_end])):
        plain = opening(words)
        return plain if plain is not None and plain.title_end > plain.title_start else found
    return found


def _with_id(words: str) -> Opening | None:
    """Return the number that stands with its word and the id of OGP's site, and nothing else: "PH0071 No. 1"."""
    named = _ID.search(words) if len(words) <= NUMERAL else None
    rest = _ID.sub(" ", words).strip(_AROUND_ID) if named else ""
    found = opening(f"{rest}. x") if any(c.isdigit() for c in rest) else None
    if found is None or not found.number or found.title_start < len(rest) + 2:
        return None
    return replace(found, start=0, title_start=len(words), title_end=len(words))


def is_numeral(item: Item) -> bool:
    """Whether an item is no more than a number with its word, or with the id of OGP's site, as above a title."""
    words = str(item)
    if item.kind != "para" or len(words) > NUMERAL or (item.level and not words.strip(" .").isdecimal()):
        return False
    return (_with_id(words) or numeral(words)) is not None


def _unit_of_label(words: str) -> str | None:
    """Return the unit that a label of titles names; "title" itself is none, though laws have titles."""
    unit = unit_of(words)
    return unit if unit in ("commitment", "measure", "milestone", "theme") else None


def shape_of(found: Opening | None) -> str | None:
    """Return the shape of a number with its depth: 1.1 and 1.1.1 are of two shapes, 6 and 6a of one."""
    if found is None or found.number is None or found.shape is None:
        return None
    shape = "digits" if found.shape == "digits+letter" else found.shape
    return f"{shape}/{found.number.count('.')}" if "." in found.number else str(shape)


def candidates(items: Sequence[Item]) -> tuple[Candidate, ...]:
    """Return the candidates of a stream in reading order; a row or paragraph gives at most one."""
    body = _body_look(items)
    contents = _contents(items)
    banded, wholes = _banded(items), _wholes(items)
    heads = Counter(str(item) for item in items if item.kind != "row")
    out: list[Candidate] = []
    for i, item in enumerate(items):
        if i in contents or _is_answer(items, item):
            continue
        if item.kind == "row":
            found = _of_row(items, item)
        elif item.kind == "field":
            found = _of_field(items, item)
        else:
            found = _of_words(items, item, body, heads)
        if found and id(item.table) in banded and found.unit in (None, "commitment"):
            found = (
                replace(found, unit="milestone")
                if item.kind == "row"
                else replace(found, unit="commitment", named=True)
            )
        if found and found.number and found.number.rpartition(".")[0] in wholes.get(id(item.table), ()):
            found = replace(found, unit="milestone", named=False)
        if found and _WORDS.search(found.words) and len(found.words) <= _most(found) and not _is_none(found):
            out.append(found)
    return tuple(out)


def _wholes(items: Iterable[Item]) -> dict[int, set[str]]:
    """Return the numbers of the rows that are about a commitment as a whole ("2. Overall"), by table.

    Rows numbered below them are its milestones, whatever their column is called.
    """
    out: dict[int, set[str]] = defaultdict(set)
    for item in items:
        found = opening(str(item), item.runs) if item.kind == "row" else None
        said = role_of(str(item)[found.title_start :]) if found is not None and found.number else None
        if found is not None and found.number and said is not None and said.name == "total":
            out[id(item.table)].add(found.number)
    return out


def _banded(items: Sequence[Item]) -> frozenset[int]:
    """Return the tables whose column is headed "Commitment / action" and has rows of both: commitments as full rows.

    Where rows are numbered below others of the table (1, 1.1, 1.2), the commitments are among the rows.
    """
    dual: set[int] = set()
    bands: dict[int, int] = {}
    for item in items:
        if item.kind == "full" and item.cell is not None:
            bands[id(item.table)] = bands.get(id(item.table), 0) + 1
        elif item.kind == "row" and (col := title_column(item)) is not None:
            label = " ".join(next((c.words for c in item.columns if c.col == col), ()))
            units = [unit_of(part) for part in label.split("/")]
            if len(units) > 1 and units[0] == "commitment" and None not in units[1:]:
                dual.add(id(item.table))
    return frozenset(t for t in dual if bands.get(t, 0) > 1 and not _are_nested(items, t))


def _are_nested(items: Iterable[Item], table: int) -> bool:
    """Whether rows of a table are numbered below others of it."""
    cells = [
        item.column("number", "milestone_number") for item in items if item.kind == "row" and id(item.table) == table
    ]
    numbers = {str(cell).strip(" .") for cell in cells if cell is not None}
    return any(number.rpartition(".")[0] in numbers for number in numbers)


def _most(found: Candidate) -> int:
    """Return how long a title may be."""
    return PROMISE_LENGTH if found.look[0] == "bare" and found.named else TITLE_LENGTH


def _is_none(found: Candidate) -> bool:
    """Whether words name no commitment: they count some ("4", then "commitments with moderate results"), or are a title
    that a report's template has and its author left in place ("Commitment 1. Commitment title")."""
    words = words_of(found.words)
    counts = bool(found.number) and found.words[:1].islower() and units_in_plural().longest(words, 0) is not None
    return counts or phrase_table("phrases.yml", "left_over_title").get(words) is not None


def _contents(items: Sequence[Item]) -> frozenset[int]:
    """Return the lines of a list of contents: several in a row, with a page at their ends or behind each of them."""
    out: set[int] = set()
    run: list[range] = []
    last, at = 0, 0
    while at < len(items):
        page, step = _page_of(items, at)
        if page is None or page < last:
            run, last = [], 0
        if page is not None:
            run.append(range(at, at + step))
            last = page
            if len(run) >= LISTED:
                out.update(i for line in run for i in line)
        at += step
    return frozenset(out)


def _page_of(items: Sequence[Item], at: int) -> tuple[int | None, int]:
    """Return the page that a line of contents names, and the number of items that it takes; None: no such line."""
    item = items[at]
    words = str(item)
    if item.kind != "para" or not words or len(words) > TITLE_LENGTH:
        return None, 1
    found = opening_of(words, item.runs)
    title = words[found.title_start :] if found else words
    below = str(items[at + 1]) if at + 1 < len(items) and items[at + 1].kind == "para" else ""
    rest = (
        _REST.fullmatch(below)
        if len(below) <= TITLE_LENGTH and not words.isdecimal() and not cues.is_contents_line(words)
        else None
    )
    listed = rest or _LISTED.search(title)
    return (int(listed.group(1)), 1 + (listed is rest)) if listed else (None, 1)


def _look(item: Item, body: tuple[object, ...]) -> tuple[object, ...]:
    style = item.style
    usual = float(str(body[0]))
    size = usual if abs(style.size - usual) <= ONE_SIZE * usual else style.size  # a line has the size of most letters
    kind = item.block.kind if item.block and item.kind != "full" else item.kind
    whole = item.runs[-1].end - item.runs[0].start if item.runs else 0
    first = item.runs[0].end - item.runs[0].start if item.runs else 0
    return (
        kind,
        item.level,
        size,
        style.bold,
        style.underline,
        style.italic,
        style.colour,
        style.caps,
        first < whole,
    )


def _body_look(items: Sequence[Item]) -> tuple[object, ...]:
    """Return size and weight of most characters of running text."""
    weights: dict[tuple[object, ...], int] = {}
    for item in items:
        if item.kind == "para" and item.level == 0:
            for run in item.runs:
                key = (run.style.size, run.style.bold)
                weights[key] = weights.get(key, 0) + run.end - run.start
    return max(weights, key=lambda k: weights[k]) if weights else (0.0, False)


def _of_words(
    items: Sequence[Item], item: Item, body: tuple[object, ...], heads: Mapping[str, int]
) -> Candidate | None:
    words = str(item)
    block = item.block
    if not words or (block and block.kind in ("caption", "footnote")) or cues.is_contents_line(words):
        return None
    found = opening_of(words, item.runs)
    start = found.title_start if found else 0
    end: int | None = None
    is_heading = item.level > 0
    if not is_heading:
        end = title_end(words, item.runs)
        if end is not None and not _WORDS.search(words[found.title_start if found else 0 : end]):
            end = None  # only the number is set off
    marker = item.marker.strip()
    number, unit = (found.number, found.unit) if found else (None, None)
    if number is None and marker and any(c.isalnum() for c in marker):
        of_marker = numeral(marker.strip(".() "))
        number = of_marker.number if of_marker else marker.strip(".() ")
        shape = shape_of(of_marker)
        printed: str | None = marker.strip(".() ")
    else:
        shape, printed = (shape_of(found), found.printed) if found else (None, None)
    listed = block is not None and block.kind == "item"
    style = item.style
    styled = (
        (style.size, style.bold) != body and (style.bold or style.size > float(str(body[0])) + 0.4)
    ) or style.underline
    if not (
        is_heading or listed or item.kind == "full" or number is not None or (found and found.unit) or styled or end
    ):
        return None
    if (
        (is_heading or item.kind == "full")
        and number is None
        and (near := _number_above(items, item) or _number_beside(items, item) or _number_below(items, item))
    ):
        number, printed, shape = near.number, near.printed, shape_of(near)
        unit = unit or near.unit
    if found and (start >= len(words) or found.title_end <= start):
        return _bare(items, item, found, _look(item, body))
    if found and found.runs_on and not (is_heading or end):
        return None  # "Commitment 3 is complete" is a sentence about it
    if found and end is None and found.title_end < len(words):
        end = found.title_end
    title = Span(
        item.text, item.start + start, item.start + end if end else item.end, item.section, item.table, item.cell
    )
    area = None
    if (
        found
        and found.separator in AREA_SIGNS
        and (below := _next_title(items, item))
        and _tops(items, item)
        and heads[str(below)] < RECURS
    ):
        area, title = title, below
        if found.unit == "theme":  # "Axis I · Integrity" above a title numbers the axis
            area, number, printed, shape = item.span, None, None, None
    return Candidate(item.index, title, number, printed, shape, unit, _look(item, body), _place(item), unit is not None,
                     found.doubts if found else (), area)  # fmt: skip


ANSWERED = frozenset(("lead", "support", "civil_society", "other_actors", "start", "end", "dates", "contact"))
"""Roles of labels whose values are names and dates."""


ANSWERS = 4  # values that stand one below the other under a label


def _is_answer(items: Sequence[Item], item: Item) -> bool:
    """Whether an item is what a label right above it asks for, a body or a date, or a further one in the same style."""
    if item.level or item.kind != "para":
        return False
    for above in reversed(items[max(item.index - ANSWERS, 0) : item.index]):
        if above.kind == "field":
            return above.open and not above.level and above.role in ANSWERED
        alike = above.style == item.style and above.container == item.container
        if above.kind != "para" or not alike or (_is_counted(item) and not _is_counted(above)):
            return False
    return False


def _is_counted(item: Item) -> bool:
    """Whether an item of a list has a number or letter before it, and no bullet."""
    return any(c.isalnum() for c in item.marker)


def named_boxes(items: Sequence[Item]) -> dict[int, str]:
    """Return the items that name a commitment by word and number alone, with a field right below, and the numbers.

    A side box begins so: "Commitment 3", then its lead, its dates.
    """
    out = {}
    for item, below in pairwise(items):
        found = opening(str(item), item.runs) if item.kind in ("para", "full") and below.kind == "field" else None
        if found and found.unit == "commitment" and found.number and found.title_start >= len(str(item).rstrip()):
            out[item.index] = found.number
    return out


def _number_above(items: Sequence[Item], item: Item) -> Opening | None:
    """Return the number that stands alone right above a title, in the same box or row: a numeral of a card."""
    above = items[item.index - 1] if item.index else None
    if above is None or above.container != item.container or len(str(above)) > NUMERAL:
        return None
    own_cell = above.kind == "field" and above.role == "number" and above.table is item.table and above.row == item.row
    if above.kind != "para" and not own_cell:
        return None
    numbered = own_cell or str(above).isalnum()
    found = numeral(str(above)) if numbered else _with_id(str(above)) or opening(str(above))
    if own_cell and found is not None and found.unit == "other":
        found = replace(found, unit=None)  # its place says that it numbers, whatever the word is
    if found is None or not found.number or found.title_start < len(str(above)) or (above.level and found.unit):
        return None  # a heading "Commitment 9" opens by itself
    return found


def _number_beside(items: Sequence[Item], item: Item) -> Opening | None:
    """Return the number that stands alone at the level of a heading, and comes behind it: a numeral at its left."""
    beside = items[item.index + 1] if item.index + 1 < len(items) else None
    if beside is None or not item.level or beside.kind != "para" or len(str(beside)) > NUMERAL or not item.text.lines:
        return None
    title, own = item.text.lines[0].place, beside.text.lines[0].place
    if title.page != own.page or None in (title.top, title.bottom, own.top, own.bottom):
        return None
    level = min(title.bottom, own.bottom) - max(title.top, own.top) > 0  # type: ignore[operator, type-var]
    return numeral(str(beside)) if level and str(beside).replace(".", "").isalnum() else None


def _number_below(items: Sequence[Item], item: Item) -> Opening | None:
    """Return the word and number that stand alone in smaller letters below a heading: "Commitment 2 of 5".

    They head nothing themselves: what stands behind them is no title. Boxes may be read in another order.
    """
    if not item.level:
        return None
    for below, behind in pairwise(items[item.index + 1 : item.index + BELOW + 2]):
        if (below.level and below.kind != "field") or below.kind == "row":
            return None
        found = opening(str(below), below.runs) if below.kind == "para" else None
        if found and found.number and found.unit in ("commitment", "measure"):
            smaller = below.style.size < item.style.size  # its medium may tell no sizes
            smaller = smaller or (not item.style.size and below.index == item.index + 1)
            alone = found.title_start >= len(str(below)) and smaller
            return found if alone and behind.kind == "field" else None
    return None


def _tops(items: Sequence[Item], item: Item) -> bool:
    """Whether an item is the overline of what follows: a heading or set off by its style, and not below a heading of
    its own."""
    below = items[item.index + 1]
    if 0 < item.level < below.level:
        return False  # a part above what it holds
    return bool(below.level or below.style.bold or below.style.size > item.style.size)


def _bare(items: Sequence[Item], item: Item, found: Opening, look: tuple[object, ...]) -> Candidate | None:
    """A number or unit word that stands alone takes its title from the next paragraph."""
    title = _next_title(items, item)
    before = items[item.index - 1] if item.index else None
    if title is None or found.number is None:
        return None
    again = opening(str(title))
    if again is not None and again.number == found.number and again.title_start < len(str(title)):
        title = replace(title, start=title.start + again.title_start)  # "Commitment 1", and below it "1. Open budgets"
    if before is not None and _number_beside(items, before):
        return None
    if any(_number_below(items, above) is not None for above in items[max(item.index - BELOW, 0) : item.index]):
        return None
    below = items[item.index + 1]
    if below.level and below.container == item.container and _number_above(items, below):
        return None  # the heading below takes it
    skipped = title.text is not below.text and not (any(c.isdigit() for c in str(below)) or _is_status(str(below)))
    return Candidate(item.index, title, found.number, found.printed, shape_of(found), found.unit,
                     ("bare", *look), _place(item), found.unit is not None, found.doubts,
                     below.span if skipped else None)  # fmt: skip


def _next_title(items: Sequence[Item], item: Item) -> Span | None:
    following = items[item.index + 1] if item.index + 1 < len(items) else None
    if following is None or following.kind not in ("para", "full") or len(str(following)) > PROMISE_LENGTH:
        return None
    below = items[item.index + 2] if item.index + 2 < len(items) else None
    above = not following.level and below is not None and below.level > 0
    if above and below is not None and (_is_overline(following, below) or _is_status(str(following))):
        return below.span
    return following.span


def _is_status(words: str) -> bool:
    """Whether words are nothing but a status or a percentage: the badge of a card."""
    reading = read_value("completion", words) if len(words) <= CHIP else None
    if reading is None or not (reading.codes or reading.percent is not None):
        return False
    stated = sum(end - start for _, start, end in reading.spans)
    return stated * 2 > len(words.strip())


def _is_overline(item: Item, title: Item) -> bool:
    """Whether a line of small letters stands above a title, in its box or one within that: a theme, a section."""
    small = item.style.size * OVERLINE <= title.style.size and len(str(item)) <= len(str(title)) + OVERLINE_LONGER
    inside = item.container[: len(title.container)] == title.container
    return small and item.kind == title.kind == "para" and inside


def _place(item: Item) -> tuple[object, ...]:
    boxes = tuple(c.partition("#")[0] for c in item.container)
    if item.table is not None:
        return ("table", item.table.n_cols, *boxes)
    return boxes


def _of_field(items: Sequence[Item], item: Item) -> Candidate | None:
    if item.role not in TITLE_ROLES and item.role != "number":
        return None
    label = str(item.label)
    unit = _unit_of_label(label)
    words = str(item)
    look = ("field", item.role, label.casefold()[:40])
    if item.role == "number" and not _numbers_title(items, item):
        return None
    if item.open or not words:
        if item.level and not _heads_form(items, item):  # a heading "Commitments" opens a part, not one commitment
            return None
        title = _next_title(items, item)
        if title is None:
            return None
        words = str(title)
    else:
        title = item.span
    found = opening(words)
    number = found.number if found else None
    shape, printed = (shape_of(found), found.printed) if found else (None, None)
    if found and found.title_start < found.title_end:
        title = Span(title.text, title.start + found.title_start, title.end, title.section, title.table, title.cell)
    before = items[item.index - 1] if item.index else None
    if number is None and before and before.kind == "field" and before.role == "number":
        of_number = opening(str(before)) or opening(f"{str(before).strip()}. x")
        number, printed = (of_number.number, of_number.printed) if of_number else (str(before).strip() or None, None)
        shape = shape_of(of_number)
    return Candidate(item.index, title, number, printed, shape, unit or (found.unit if found else None), look,
                     _place(item), True, found.doubts if found else ())  # fmt: skip


def _numbers_title(items: Sequence[Item], item: Item) -> bool:
    """Whether the value of a label for the number goes on with the title, which has no field of its own: "3: Open
    budgets"."""
    found = opening(str(item))
    following = items[item.index + 1] if item.index + 1 < len(items) else None
    own = following is not None and following.kind == "field" and following.role in TITLE_ROLES
    if found is None or not found.number or own:
        return False
    return len(_WORDS.findall(str(item)[found.title_start :])) > 1


def _heads_form(items: Sequence[Item], item: Item) -> bool:
    """Whether a heading is the label of a form whose labels are all headings: its value, then the next label."""
    value, behind = [*items[item.index + 1 : item.index + 3], None, None][:2]
    if value is None or behind is None or value.kind != "para" or value.level or len(str(value)) > TITLE_LENGTH:
        return False
    several = units_in_plural().longest(words_of(str(item.label)), 0) is not None
    return not several and behind.kind == "field" and behind.open and behind.level == item.level


def title_column(item: Item) -> int | None:
    """Return the position of the column that holds the titles of a table's rows; None where there is none."""
    for role in ("number_title", "title", "milestone", "milestones", "objective", "description"):
        for column in item.columns:
            if column.role == role:
                return column.col
    return None


def _of_row(items: Sequence[Item], item: Item) -> Candidate | None:
    col = title_column(item)
    named = False
    unit: str | None = None
    doubts: tuple[str, ...] = ()
    if col is not None:
        column = next(c for c in item.columns if c.col == col)
        doubts = ("learned_label",) if column.learned else ()
        unit = "milestone" if column.role in ("milestone", "milestones") else _unit_of_label(" ".join(column.words))
        unit = None if item.lies_over(col) else unit
        named = column.role in ("number_title", "title")
    else:
        col = _longest_column(item)
        if col is None:
            return None
    cell = item.at(col)
    words = str(cell) if cell else ""
    if cell is None or not words or role_of(words) or (cell.row < (item.row or 0) and cell.row_span > 1):
        return None
    above = items[item.index - 1] if item.index else None
    if above is not None and above.table is item.table and above.kind == "row" and above.columns == item.columns:
        before = above.cells[col] if col < len(above.cells) else None
        if before is not None and str(before) == words and named:
            return None  # one row a milestone, the commitment repeated
    found = opening_of(words, cell.runs)
    if found and found.number and is_continuation(words[found.title_start :]):
        return None  # "A3 (continued)" at the top of a page
    number, printed, shape = (found.number, found.printed, shape_of(found)) if found else (None, None, None)
    below = items[item.index + 1] if item.index + 1 < len(items) else None
    merged = _is_merged(item, above, col, cell) and not _stands_out(cell, below, col)
    if number is None and (opens_average(words) or merged):
        return None
    numbered = item.column("number") or (item.column("milestone_number") if unit == "milestone" else None)
    runs_on = found is not None and found.runs_on and found.unit not in ("commitment", "measure")
    beside = _numeral_in_row(item, col) if (number is None or runs_on) and not item.columns else None
    if beside is not None and runs_on:
        found = None  # "1.2 | Line 311 answers": the number beside the title is its own, and this one a part of it
    if beside is not None:
        number, printed, shape, unit = beside.number, beside.printed, shape_of(beside), beside.unit or unit
        named = named or beside.unit is not None
    start = found.title_start if found and found.title_start < found.title_end else 0
    if numbered is not None and number is None:
        of_number = opening(str(numbered)) or opening(f"{str(numbered).strip()}. x")
        printed = str(numbered).strip()
        number, shape = (of_number.number, shape_of(of_number)) if of_number else (printed, None)
        unit = (of_number.unit if of_number else None) or unit
        doubts = (*doubts, *(of_number.doubts if of_number else ()))
    stop = found.title_end if found and start < found.title_end < len(words) else None
    stop = stop or _end_in_cell(words, cell, start)
    title = Span(cell.text, start, stop, item.section, item.table, cell)
    style = cell.runs[0].style if cell.runs else item.style
    look = (
        "row" if title_column(item) is not None else "bare row",
        tuple(c.role for c in item.columns),
        style.bold,
        cell.fill,
    )
    place = ("table", item.header, col)
    return Candidate(item.index, title, number, printed, shape, (found.unit if found else None) or unit, look, place,
                     named, (*doubts, *(found.doubts if found else ())))  # fmt: skip


def _is_merged(item: Item, above: Item | None, col: int, cell: Cell) -> bool:
    """Whether a cell lies over the titles and what else a table tells, below a row with a numbered title of its own.

    Such a row sums up those above it, or is a remark.
    """
    over = {c.role for c in item.columns if cell.col <= c.col < cell.col + cell.col_span} - {None}
    if len(over) < 2 or above is None or above.table is not item.table or above.columns != item.columns:
        return False
    before = above.cells[col] if col < len(above.cells) else None
    found = opening_of(str(before), before.runs) if before is not None and before.col_span == 1 else None
    return found is not None and found.number is not None


def _stands_out(cell: Cell, below: Item | None, col: int) -> bool:
    """Whether a cell is bold and the one below it in a column of its table is not: it heads that one."""
    under = below.at(col) if below is not None and below.kind == "row" else None
    if under is None or not cell.runs or under.col_span > 1:
        return False
    return all(run.style.bold for run in cell.runs[:1]) and not any(run.style.bold for run in under.runs)


def _end_in_cell(words: str, cell: Cell, start: int) -> int | None:
    """Return where a title ends in a cell that says more: where its style does, or before the first label behind it."""
    behind = [f.start for f in labels_in(words, cell.runs) if f.start > start and f.value_end > f.value_start]
    styled = title_end(words, cell.runs)
    ends = [e for e in (*behind[:1], styled) if e is not None and len(_WORDS.findall(words[start:e])) >= 2]
    return len(words[: min(ends)].rstrip(" •·-–—|;,.\n")) if ends else None


def _longest_column(item: Item) -> int | None:
    """Without a column of titles: the first cell of a row that reads like a title."""
    for col, cell in enumerate(item.cells):
        if cell is not None and cell.row == item.row and len(_WORDS.findall(str(cell))) >= 2 and not numeral(str(cell)):
            return col
    return None


def _numeral_in_row(item: Item, col: int) -> Opening | None:
    """Return the number in a cell of its own beside a title: a band of a number and a title above a form."""
    for cell in item.cells:
        found = numeral(str(cell)) if cell is not None and cell.row == item.row and cell.col != col else None
        if found is not None and cell is not None and (found.unit or cell.col < col):
            return found
    return None
