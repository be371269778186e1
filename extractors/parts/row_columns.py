"""What the columns of a table with one commitment or milestone a row stand for.

Header words decide what a column holds, and where a word has two uses ("Avance" heads percentages
and statuses) the cells decide.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.annotate.headings import label_and_phase
from extractors.annotate.options import chosen
from extractors.layout import Cell, Table, distinct
from extractors.lexicon import Lexicon, phrases
from extractors.parts.statements import Hint, is_status, is_whole_status
from extractors.records import Phase
from extractors.values import dates, percent
from extractors.words import fold

ABOUT_COMMITMENTS = re.compile(r"compromis|commitment|iniciativa|initiative")
ABOUT_MILESTONES = re.compile(r"hito|milestone|actividad|activit|meta\b|metas\b")
STATUS_KEYS = ("completion", "percent", "site_status")
SHARE = 0.6
_LEAST = 2  # statuses below an unknown heading
_SHORT = 40  # characters of a status of unknown words
_OF_WHAT = re.compile(
    r"(?<!\s)\s++(?:del|de los|de las|de la|de|por|of the|of|per|by)\s+(?:compromisos?|commitments?|hitos?|metas?|"
    r"milestones?|actividad(?:es)?|activit(?:y|ies))$",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"(?<!\s)\s++(?:as (?:of|at)|at|al?|at the end of)\s+[^()]*\b20\d\d\W*$", re.IGNORECASE)
_NAMING = frozenset("commitment commitments compromiso compromisos".split())
_GRADING = frozenset(
    "evaluation assessment level degree status state rating evaluacion valoracion calificacion nivel grado"
    " estado".split()
)
_GRADED = frozenset(
    "progress completion implementation compliance fulfilment achievement avance avances cumplimiento implementacion"
    " ejecucion progreso".split()
)
_NOT_OURS = re.compile(rf"{phrases('irm_name')}|{phrases('planned')}")
"""Headings of statuses that are the IRM's, or that are only hoped for."""
_OVERALL = re.compile(
    r"(?:(?<!\s)\s++)?\b(?:overall|global|general|actual|current|situacional|latest|reported|reportad[oa]|acumulad[oa]|cumulative|"
    r"consolidad[oa]|final|ultim[oa]|vigente)\b\s*",
    re.IGNORECASE,
)
"""Words that make no other column of "Status" or "Avance"."""
_BESIDE = frozenset("title name number no n short and of the titulo nombre numero nro corto y del de el los".split())


_BARE = re.compile(r"\d{1,3}(?:[.,]\d+)?")


@dataclass(slots=True)
class Column:
    """A column: what its heading names, the phase it speaks of, and its heading's words.

    A ``doubtful`` one has a heading of unknown words above statuses: its cells alone say what it holds.
    """

    index: int
    key: str | None
    words: str
    phase: Phase | None = None
    hint: Hint | None = None
    of_milestone: bool | None = None
    prose: bool = False
    doubtful: bool = False
    fraction: bool = False


@dataclass(slots=True)
class Columns:
    """How to read a table."""

    all: list[Column]
    header_rows: int
    by_key: dict[str, list[Column]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column in self.all:
            if column.key:
                self.by_key.setdefault(column.key, []).append(column)

    def first(self, key: str) -> int | None:
        """Return the index of the first column with this key."""
        found = self.by_key.get(key)
        return found[0].index if found else None

    @property
    def statuses(self) -> list[Column]:
        """The columns that hold statuses or percentages."""
        return [c for c in self.all if c.hint]


def columns_of(table: Table, lexicon: Lexicon) -> Columns | None:
    """Return how to read a table by its header, or None where its header says nothing known."""
    rows = _header_rows(table, lexicon)
    if not rows:
        return None
    kept, table.header_rows = table.header_rows, rows
    try:
        paths, body = table.header(), table.body()
    finally:
        table.header_rows = kept
    columns = []
    for index, path in enumerate(paths):
        column = _column(index, path, lexicon)
        _by_content(column, [_ticked(str(c.text)) for c in (row[index] for row in body) if c and c.text], lexicon)
        columns.append(column)
    _settle_dates(columns, body, lexicon)
    _settle_rivals(columns, body, lexicon)
    _settle_unknown(columns, body, lexicon)
    return Columns(columns, rows)


def _settle_unknown(columns: Sequence[Column], body: Sequence[Sequence[Cell | None]], lexicon: Lexicon) -> None:
    """Take a column of unknown heading for statuses where its cells are, and no other column holds any."""
    if any(c.hint == "completion" for c in columns):
        return
    for column in columns:
        cells = [str(c.text) for c in (row[column.index] for row in body) if c and c.text]
        if column.key is not None or not column.words or len(cells) < _LEAST:
            continue
        ranked = [lexicon.code("completion", c) for c in cells]
        stated = sum(is_whole_status(c, lexicon) for c in cells)
        if stated >= SHARE * len(cells) and any(c is not None and c.rank is not None for c in ranked):
            column.doubtful = True
            if not _NOT_OURS.search(fold(column.words)):
                column.key, column.hint = "site_status", "completion"


def _settle_dates(columns: Sequence[Column], body: Sequence[Sequence[Cell | None]], lexicon: Lexicon) -> None:
    """Read the latest of columns headed by days, with the statuses of each: what stood before is no longer so."""
    dated: list[tuple[dt.date, Column]] = []
    for column in columns:
        cells = [str(c.text) for c in (row[column.index] for row in body) if c and c.text]
        stated = sum(is_status(c, lexicon) for c in cells)
        day = _day_of(column.words, lexicon) if column.key is None else ""
        if day and cells and stated >= SHARE * len(cells):
            dated.append((dates(day, None)[0].date.value, column))
    if dated:
        latest = max(dated, key=lambda d: d[0])[1]
        latest.key, latest.hint, latest.prose = "site_status", "completion", False
        latest.of_milestone = any(c.key == "milestones" for c in columns) or None


def _settle_rivals(columns: Sequence[Column], body: Sequence[Sequence[Cell | None]], lexicon: Lexicon) -> None:
    """Take "Progress" beside "Status" for prose where it holds no status and the other does."""
    shares: dict[int, float] = {}
    for column in columns:
        if column.hint == "completion":
            cells = [str(c.text) for c in (row[column.index] for row in body) if c and c.text]
            shares[column.index] = sum(is_status(c, lexicon) for c in cells) / len(cells) if cells else 1.0
    if max(shares.values(), default=0.0) >= SHARE:
        for column in columns:
            if shares.get(column.index) == 0.0:
                column.key, column.hint, column.prose = "reasons", None, True


def _header_rows(table: Table, lexicon: Lexicon) -> int:
    """The reader's count, or one row of two labels or more that it took for body."""
    if table.header_rows:
        return table.header_rows
    first = [c for c in distinct((table.grid() or [[]])[0]) if c.text]
    labels = [c for c in first if _key(str(c.text), lexicon)[0]]
    others = [c for c in first if not _is_day(str(c.text))]
    return 1 if len(labels) >= 2 and len(labels) >= SHARE * len(others) else 0


def _day_of(words: str, lexicon: Lexicon) -> str:
    """Return the day that a heading is, alone or behind a word for status ("Status June 2017"), else nothing."""
    if _is_day(words):
        return words
    first, _, rest = words.partition(" ")
    return rest if lexicon.label(first) in STATUS_KEYS and _is_day(rest) else ""


def _is_day(words: str) -> bool:
    """Whether words are a date and nothing else, as the heads of what stood on that day are."""
    found = dates(words.strip(), None) if any(c.isdigit() for c in words) else []
    return len(found) == 1 and found[0].end - found[0].start == len(words.strip())


def _column(index: int, path: Sequence[str], lexicon: Lexicon) -> Column:
    words = " ".join(path)
    for candidate in (words, *reversed(path)):
        key, phase = _key(candidate, lexicon)
        if key:
            phase = phase or next((p for w in path for p in label_and_phase(w, lexicon)[1][:1]), None)
            of = (
                True
                if ABOUT_MILESTONES.search(fold(words))
                else False
                if ABOUT_COMMITMENTS.search(fold(words))
                else None
            )
            return Column(index, key, words, phase, of_milestone=of)
    return Column(index, None, words)


def _key(words: str, lexicon: Lexicon) -> tuple[str | None, Phase | None]:
    words = _AS_OF.sub("", re.sub(r"\[\d+\]|<[^>]+>", " ", words).strip())
    for form in (words, _OF_WHAT.sub("", words), _OVERALL.sub(" ", words).strip()):
        key = lexicon.label(form, fuzzy=form == words) if form else None
        if key:
            return key, None
    tokens = set(re.findall(r"[^\W\d_]+", fold(words)))
    if tokens & _NAMING and tokens <= _NAMING | _BESIDE:
        return "number_title", None
    if tokens & _GRADING and tokens & _GRADED and tokens <= _GRADING | _GRADED | _NAMING | _BESIDE:
        return "completion", None
    if tokens & _GRADING and tokens <= _GRADING | _BESIDE:
        return "site_status", None  # "Assessment of", cut short: the cells decide
    named, phases = label_and_phase(words, lexicon)
    if named == "completion_percent":
        return "percent", phases[0] if len(phases) == 1 else None
    if named:
        return named, phases[0] if len(phases) == 1 else None
    return None, None


def _ticked(words: str) -> str:
    """Return the one option that is ticked in a cell ("☐ Complete ☒ Limited"), else the words as they are."""
    ticked = chosen(words)
    return words[slice(*ticked[0])].strip() if ticked is not None and len(ticked) == 1 else words


def are_fractions(cells: Sequence[str]) -> bool:
    """Whether all numbers of a column of percentages are shares of one ("0.92", "1"), without a sign."""
    bare = [float(c.replace(",", ".")) for c in cells if _BARE.fullmatch(c)]
    return len(bare) >= 2 and all(v <= 1 for v in bare) and any(0 < v < 1 for v in bare)


def _by_content(column: Column, cells: Sequence[str], lexicon: Lexicon) -> None:
    """Settle a status column by its cells: percentages, statuses, or sentences about progress."""
    column.fraction = column.key in STATUS_KEYS and are_fractions(cells)
    if column.key not in STATUS_KEYS:
        column.prose = column.key in ("evidence", "reasons") or (
            column.key is None and sum(len(c) > 80 for c in cells) > len(cells) / 2
        )
        return
    if not cells:
        column.hint = "completion_percent" if column.key == "percent" else "completion"
        return
    if column.key == "percent" and all(percent(c) for c in cells):
        column.hint = "completion_percent"
    elif sum(is_status(c, lexicon) or percent(c) is not None for c in cells) >= SHARE * len(cells):
        column.hint = "completion_percent" if column.key == "percent" else "completion"
    elif sum(len(c) > 60 for c in cells) > len(cells) / 2:
        column.prose = True
    elif column.key != "site_status" or (
        all(len(c) <= _SHORT for c in cells) and any(is_status(c, lexicon) for c in cells)
    ):
        column.hint = "completion_percent" if column.key == "percent" else "completion"
