"""What columns hold whose head no list of words knows, told by their cells: days, statuses, percentages.

A register or timetable has its words in a column that is known. Beside it, a column of nothing but days is a term
("Wrap-up"), one of nothing but statuses says how far things are. What is told so is doubted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from extractors.annotate.names import is_body, names
from extractors.annotate.statuses import colour_signs
from extractors.annotate.values import is_answer, read_value
from extractors.document import Cell

Rows = Sequence[Sequence[Cell | None]]
"""The rows below the head of a table, each with the cell that it has in each column."""

FEWEST = 2
"""Rows with cells of one kind."""

MOST = 0.8
"""Share of a column's cells that are of one kind."""

LONGEST_DATE, LONGEST_STATUS, LONGEST_BODY = 30, 40, 90
"""Characters of a cell that is a day, a status or a body."""

ENDS = {"complete": 100.0, "not_started": 0.0}
"""Percentages of the first and the last step."""

TOLD = frozenset({"end", "percent", "completion"})
"""Kinds of columns of which one at least stands beside the words of a table that has no heads."""

LONGEST_NUMBER = 6  # characters of a row's number
TERMS = frozenset({"start", "end", "dates"})
TITLES = frozenset({"title", "number_title"})
NAMING = frozenset({None, "description", "objective"})
STEPS = frozenset({"milestone", "milestones"})
LONGEST_NAME = 160  # characters
_PARTED = re.compile(r"\d[.-]\d|[a-z]$")  # "1.1", "2b": a step's number
_SENTENCE = re.compile(r"[.;]\s*$|[.;]\s+\S")
HELPERS = frozenset({"support", "civil_society"})
LEADS = frozenset({"lead", "contact"})
STATES = frozenset({"completion", "percent", "status", "schedule"})


def told(rows: Rows, roles: Sequence[str | None], headed: Sequence[bool]) -> dict[int, str]:
    """Return the roles of columns of a table that have none, by the cells below their heads.

    ``roles`` are those that the heads give, ``headed`` says which columns have a head. A kind that a known column has
    is not told again, but for the start beside an end that is later in each row, and for percentages that agree with
    the statuses beside them.
    """
    shares = [role in TERMS and _kind(_cells(rows, c)) == "percent" for c, role in enumerate(roles)]
    roles = [None if share else role for role, share in zip(roles, shares, strict=True)]  # "Done" of 40% is no day
    known = {(role or "").removeprefix("milestone_") for role in roles}
    kinds = {c: _kind(_cells(rows, c)) for c, role in enumerate(roles) if role is None and headed[c]}
    days = [c for c, kind in kinds.items() if kind == "end"]
    out = {c: kind for c, kind in kinds.items() if kind in ("completion", "percent") and not known & STATES}
    states = [c for c, role in enumerate(roles) if role in ("completion", "status", "milestone_completion")]
    if "percent" not in known and len(states) == 1:
        out = {c: "percent" for c, kind in kinds.items() if kind == "percent" and _agree(rows, c, states[0])}
    if len(out) > 1:
        out = {}
    if not out and (whole := _of_whole(rows, roles, kinds)) is not None:
        out = {whole: "percent"}
    terms = [c for c, kind in kinds.items() if kind == "schedule"]
    if len(terms) == 1 and "schedule" not in known:
        out[terms[0]] = "schedule"
    bodies = [c for c, kind in kinds.items() if kind == "lead"]
    if len(bodies) == 1 and known & (TITLES | HELPERS) and not known & LEADS:
        out[bodies[0]] = "lead"
    ends = [c for c, role in enumerate(roles) if role in ("end", "milestone_end")]
    starts = [c for c, role in enumerate(roles) if role in ("start", "milestone_start")]
    if len(days) == 1 and not known & TERMS:
        out[days[0]] = "end"
    elif len(days) == 2 and not known & TERMS and _earlier(rows, *days):
        out |= {days[0]: "start", days[1]: "end"}
    elif len(days) == len(ends) == 1 and known & TERMS == {"end"} and _earlier(rows, days[0], ends[0]):
        out[days[0]] = "start"
    elif len(days) == len(starts) == 1 and known & TERMS == {"start"} and _earlier(rows, starts[0], days[0]):
        out[days[0]] = "end"
    return out


def together(rows: Rows, roles: Sequence[str | None], headed: Sequence[bool]) -> dict[int, str | None]:
    """Return the roles that the rows of all tables under the same heads give to columns, against their heads, too.

    A head that asks for a state or a day with none below it asks for something else ("Stage | Due | Now"). Where no
    column names what the rows are about, that with the most words does. ``rows``, ``roles`` and ``headed`` as for
    :func:`told`.
    """
    scale = {role for role in roles if _is_ticked(rows, [c for c, other in enumerate(roles) if other == role])}
    unfit = {c for c, role in enumerate(roles) if role in (STATES | TERMS) - scale and not any(_answers(rows, c))}
    fit = [None if c in unfit else role for c, role in enumerate(roles)]
    out: dict[int, str | None] = dict.fromkeys(unfit) | told(rows, fit, headed)
    if not {*fit, *out.values()} & (TITLES | STEPS | NAMING - {None}):
        by_values = roles_by_values(rows)
        out |= {c: role for c, role in by_values.items() if out.get(c, fit[c]) is None}
    return out


def _is_ticked(rows: Rows, cols: Sequence[int]) -> bool:
    """Whether columns are the steps of a scale: several, without a word for a state in any of them."""
    return len(cols) > FEWEST and not any(_is_status(words) for col in cols for words in _cells(rows, col))


def _answers(rows: Rows, col: int) -> Iterator[bool]:
    """Yield whether the cells of a column hold a state, a percentage, a day or a mark; with few it is granted."""
    cells = _own_cells(rows, col)
    yield len(cells) < FEWEST
    for cell in cells:
        read = read_value("completion", str(cell))
        yield bool(
            cell.marks or cell.fill or read.codes or read.percent is not None or read_value("end", str(cell)).end
        )


def titles_told(rows: Rows, roles: Sequence[str | None], headed: Sequence[bool]) -> int | None:
    """Return the column that names what the rows are about, where no head calls it a title; None where none does.

    It stands between the numbers and the steps of a register ("No. | What we will do | Who | Steps"), with a short name
    of its own beside each number. ``rows``, ``roles`` and ``headed`` as for :func:`told`.
    """
    steps = [c for c, role in enumerate(roles) if role in STEPS]
    numbers = [c for c, role in enumerate(roles) if role == "number"]
    if not steps or len(numbers) != 1 or set(roles) & TITLES or "milestone_number" in roles:
        return None
    marks = _cells(rows, numbers[0])
    if len(marks) < FEWEST or any(_PARTED.search(mark) for mark in marks):
        return None
    for col in range(numbers[0] + 1, steps[0]):
        names_in = [_name(c) for c in _own_cells(rows, col)]
        plain = sum(len(c) <= LONGEST_NAME and not _SENTENCE.search(c) for c in names_in)
        if roles[col] not in NAMING or not headed[col] or _kind(names_in) is not None:
            continue
        if len(set(names_in)) == len(marks) and plain >= MOST * len(marks):
            return col
    return None


def roles_by_values(rows: Rows) -> dict[int, str]:
    """Return what columns hold that no head tells of: numbers, words, days, progress.

    Empty where there is no column of words beside one of days or of progress, or nothing but two columns.
    """
    width = max((len(row) for row in rows), default=0)
    cells = {col: _cells(rows, col) for col in range(width)}
    filled = {col: some for col, some in cells.items() if len(some) * 2 > len(rows)}
    numbers = {col for col, some in filled.items() if _are_marks(some)}
    kinds = {col: "number" if col in numbers else _kind(some) for col, some in filled.items()}
    words = [col for col, kind in kinds.items() if kind is None]
    if not words or not TOLD & set(kinds.values()) or width <= FEWEST:
        return {}
    roles = {col: kind for col, kind in kinds.items() if kind is not None and (kind in TOLD or col in numbers)}
    days = [col for col, kind in roles.items() if kind == "end"]
    roles |= {days[0]: "start"} if len(days) > 1 else {}
    return roles | {max(words, key=lambda col: sum(map(len, filled[col]))): "description"}


def _are_marks(cells: Sequence[str]) -> bool:
    """Whether most cells number their rows: by digits, or by letters alone."""
    short = [c for c in cells if len(c) <= LONGEST_NUMBER and "%" not in c]
    marks = sum(any(ch.isdigit() for ch in c) or len(c.strip("().")) == 1 for c in short)
    return bool(cells) and marks >= MOST * len(cells)


def are_ordinals(cells: Sequence[str]) -> bool:
    """Whether cells count on from one, or from a, and begin again ("a", "b", "a", "b", "c")."""
    marks = [c.strip("(). ").casefold() for c in cells]
    places = [int(m) if m.isdecimal() and len(m) < LONGEST_NUMBER else ord(m) - ord("a") + 1 if len(m) == 1 else 0
              for m in marks]  # fmt: skip
    counted = sum(b in (1, a + 1) for a, b in pairwise([0, *places]))
    return len(places) >= FEWEST and counted >= MOST * len(places)


def are_states(rows: Rows, col: int) -> bool:
    """Whether most cells of a column are statuses: how far a thing is, or whether it is in time."""
    cells = _cells(rows, col)
    return len(cells) >= FEWEST and sum(map(_is_state, cells)) >= MOST * len(cells)


def _is_state(words: str) -> bool:
    read = read_value("completion", words) if len(words) <= LONGEST_STATUS else None
    return read is not None and not read.doubts and bool(read.codes)


def _cells(rows: Rows, col: int) -> list[str]:
    return [str(c).strip() for c in _own_cells(rows, col)]


def _own_cells(rows: Rows, col: int) -> list[Cell]:
    cells = {
        id(c): c
        for row in rows
        if col < len(row) and (c := row[col]) is not None and c.col == col and c.col_span < len(row)
    }
    return [c for c in cells.values() if str(c).strip()]


def _name(cell: Cell) -> str:
    """Return the words of a cell up to where its first letters end, if they end as a word does."""
    words = str(cell)
    end = cell.runs[0].end if len(cell.runs) > 1 else len(words)
    return words[:end].strip() if words[end : end + 1].isspace() or words[end - 1 : end].isspace() else words.strip()


def are_days(cells: Sequence[str]) -> bool:
    """Whether most of the words of cells are days."""
    dated = sum(len(c) <= LONGEST_DATE and read_value("end", c).end is not None for c in cells)
    return bool(cells) and dated >= MOST * len(cells)


def _kind(cells: Sequence[str]) -> str | None:
    tests: dict[str, Callable[[str], bool]] = {
        "end": lambda c: len(c) <= LONGEST_DATE and read_value("end", c).end is not None,
        "percent": lambda c: "%" in c and len(c) <= LONGEST_DATE and read_value("percent", c).percent is not None,
        "completion": lambda c: c.replace("\ufe0f", "") in colour_signs() or _is_status(c),
        "schedule": lambda c: len(c) <= LONGEST_STATUS and _is_status(c, "schedule"),
        "lead": lambda c: len(c) <= LONGEST_BODY and c[:1].isupper() and is_body(c) and len(names(c)[0]) == 1,
    }
    if len(cells) < FEWEST:
        return None
    if any(map(_is_status, cells)):  # yes and no among them answer whether a step is done
        tests["completion"] = lambda c: is_answer(c) or _is_status(c)
    return next((kind for kind, test in tests.items() if sum(map(test, cells)) >= MOST * len(cells)), None)


def _of_whole(rows: Rows, roles: Sequence[str | None], kinds: Mapping[int, str | None]) -> int | None:
    """Return the one column of percentages that each number has one of, beside those of the steps further right."""
    steps = next((c for c, role in enumerate(roles) if role in STEPS), None)
    number = next((c for c, role in enumerate(roles) if role == "number"), None)
    if steps is None or number is None:
        return None
    found = [c for c, kind in kinds.items() if kind == "percent" and number < c < steps]
    pairs = {(id(row[number]), id(row[found[0]])) for row in rows if found and str(row[number] or "")}
    return found[0] if len(found) == 1 and len({a for a, _ in pairs}) == len({b for _, b in pairs}) else None


def _agree(rows: Rows, col: int, states: int) -> bool:
    """Whether the percentages of a column are 100 where the status beside is complete, 0 where it is not started, and
    in between elsewhere."""
    pairs = [(row[col], row[states]) for row in rows]
    read = [(read_value("percent", str(a)), read_value("completion", str(b))) for a, b in pairs if a and b]
    said = [(p.percent, {c.code for c in s.codes}) for p, s in read if p.percent is not None and s.codes]
    ends = [(value, next(iter(codes & ENDS.keys()), None)) for value, codes in said]
    agreed = [value == ENDS[code] if code else value not in ENDS.values() for value, code in ends]
    return sum(code is not None for _, code in ends) >= FEWEST and all(agreed)


def _is_status(words: str, dimension: str = "completion") -> bool:
    read = read_value("completion", words) if len(words) <= LONGEST_STATUS else None  # "Yes" is no delay
    return read is not None and not read.doubts and any(c.dimension == dimension for c in read.codes)


def _earlier(rows: Rows, one: int, two: int) -> bool:
    """Whether the day in one column is before that in another in each row that has both, and some have."""
    pairs = [(row[one], row[two]) for row in rows]
    read = [(read_value("end", str(a)).end, read_value("end", str(b)).end) for a, b in pairs if a and b]
    both = [(a.value, b.value) for a, b in read if a is not None and b is not None]
    return len(both) >= FEWEST and all(a <= b for a, b in both)


__all__ = ["are_days", "are_ordinals", "are_states", "roles_by_values", "titles_told", "together", "told"]
