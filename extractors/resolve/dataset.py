"""OGP's dataset of commitments into records: one commitment a row, the IRM's codes in columns known by their headings.

Words and a coded twin ("c. Limited" and 3) can disagree: both are kept and flagged. Numbers lost their trailing zeros,
so a number that repeats in a plan names nobody: those rows stay without. NR, ND and NA are three different nulls. Not
read: contacts, working groups, grand challenges.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractors.annotate.dates import DateSpan, dates, day_first
from extractors.builder import Builder
from extractors.document import Cell, Document, Table
from extractors.places import country_code
from extractors.records import Date, plan_id
from extractors.spot import Spot
from extractors.wordlists import data
from extractors.words import fold

FILE = "dataset.yml"
RULE = "dataset"
ORDERED = 3  # dates of many hands that leave no choice say how all are written; one may be a slip
_MARKUP = re.compile(r"<br\s*/?>|\ufffc")
_LEADING = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})*)[.)]*\s*(?=\D)")
_MOST_ROWS = 1 << 20  # of a sheet
_ESSENTIAL = ("country", "title")
_SERIAL = re.compile(r"([34]\d{4})(?:\.0+)?")  # days of a spreadsheet: 1982 to 2036
_FIRST_DAY = dt.date(1899, 12, 30)


@cache
def _nulls() -> dict[str, str]:
    return {word: reason for reason, words in data(FILE)["nulls"].items() for word in words}


@dataclass(frozen=True)
class _Row:
    """One row; ``columns`` leads from folded headings to columns."""

    table: Table
    columns: dict[str, int]
    cells: Sequence[Cell | None]

    def spot(self, headings: Iterable[str]) -> Spot | None:
        """Return the first cell with words below one of these headings."""
        for heading in headings:
            col = self.columns.get(heading)
            cell = self.cells[col] if col is not None else None
            if cell is not None and cell.text:
                table: Any = self.table  # the road's tables and cells have what a spot asks of them
                held: Any = cell
                return Spot(cell.text, table=table, cell=held)
        return None

    def words(self, field: str) -> str:
        """Return the words of a field, empty where it has none."""
        spot = self.spot(data(FILE)["fields"][field])
        return " ".join(_MARKUP.sub(" ", str(spot.text)).split()) if spot else ""

    def stated(self, field: str) -> str | None:
        """Return the words of a field that state something."""
        words = self.words(field)
        return None if fold(words) in {*_nulls(), "", *data(FILE)["nothing"]} else words

    def number(self) -> str | None:
        """Return the printed number; a title that starts with the number before it lost its
        trailing zero ("2.10 Draft law" under 2.1) gives it back."""
        number = self.stated("number")
        m = _LEADING.match(self.words("title"))
        if number and m and m.group(1) != number and m.group(1).rstrip("0") == number:
            return m.group(1)
        return number

    def key(self) -> tuple[str, ...]:
        """Return what should name one commitment."""
        return (self.words("country"), self.words("plan_number"), self.words("year"), self.number() or "")

    def title(self) -> str | None:
        """Return the title without the commitment's own number before it."""
        title = self.stated("title") or self.stated("short_title")
        m = _LEADING.match(title) if title else None
        return title[m.end() :] if title and m and m.group(1) == self.number() else title


def put_dataset(build: Builder, document: Document) -> None:
    """Put every row of every sheet that has the essential columns."""
    rows = [row for table in document.tables for row in _rows(table)]
    repeated = Counter(row.key() for row in rows)
    order = day_first((row.words(key) for row in rows for key in ("starts_on", "ends_on")), least=ORDERED)
    for row in rows:
        mention = _mention(row, build, order, unique=repeated[row.key()] == 1)
        if mention:
            _put_codes(row, mention, build)
            _put_flags(row, mention, build)


def _rows(table: Table) -> list[_Row]:
    columns: dict[str, int] = {}
    for col, path in enumerate(table.header):
        if path:
            columns.setdefault(fold(path[-1]), col)
    known = all(any(h in columns for h in data(FILE)["fields"][key]) for key in _ESSENTIAL)
    return [_Row(table, columns, cells) for cells in table.grid[table.header_rows :]] if known else []


def _mention(row: _Row, build: Builder, order: bool | None, *, unique: bool) -> str | None:
    fields = data(FILE)["fields"]
    spot = row.spot(h for name in ("title", "short_title", "number") for h in fields[name])
    if spot is None or not (row.words("title") or row.words("number")):
        return None
    country = country_code(row.words("country"))
    if country is None:
        said = f"no country known as {row.words('country')!r}"
        build.issue(spot, f"{RULE}.country", "unknown_country", "warning", said)
        return None
    year = row.words("year")
    plan = plan_id(country[0], int(year), country[1]) if year.isdecimal() else None
    if plan is None:
        build.issue(spot, f"{RULE}.plan", "unknown_plan", "info", f"year of submission is {year!r}")
    number = row.number()
    if number and not unique:
        said = f"{plan} has the number {number} more than once"
        build.issue(spot, f"{RULE}.number", "repeated_number", "warning", said)
        number = None
    starts, ends = (_date(row.stated(key), order) for key in ("starts_on", "ends_on"))
    return build.mention(
        spot,
        RULE,
        number=number,
        title=row.title(),
        plan=plan,
        row=(row.table.ordinal - 1) * _MOST_ROWS + (spot.cell.row if spot.cell else 0),  # apart from other sheets', too
        ogp_id=row.stated("ogp_id"),
        area=row.stated("area"),
        lead_institution=row.stated("lead"),
        description=row.stated("description"),
        support_institutions=[s for s in [row.stated("support")] if s],
        starts_on=starts and starts.first,
        ends_on=ends and ends.last,
        doubts=[k for k, d in (("starts_on", starts), ("ends_on", ends)) if d and d.ambiguous],
    )


def _date(words: str | None, order: bool | None) -> DateSpan | None:
    """Read a date, or the number of days that a spreadsheet made of one; ``order``: whether days come first."""
    serial = _SERIAL.fullmatch(words or "")
    if serial:
        day = Date(value=_FIRST_DAY + dt.timedelta(days=int(serial.group(1))), precision="day")
        return DateSpan(day, day, 0, len(words or ""))
    found = dates(words or "", "en", day_first=order)
    return found[0] if found else None


def _put_codes(row: _Row, mention: str, build: Builder) -> None:
    for entry in data(FILE)["codes"].values():
        spot = row.spot(entry["columns"])
        if spot is None:
            continue
        of, phase, scale = entry["dimension"], entry.get("phase"), entry.get("scale")
        reason: Any = _nulls().get(fold(spot.words()))
        if reason is not None:
            build.assess(mention, of, spot, RULE, null_reason=reason, phase=phase)
            continue
        twin = row.spot([entry["twin"]]) if "twin" in entry else None
        digits = entry["digits"].get(twin.words()) if twin else None
        stated = build.lexicon.code(of, spot.words(), scale)
        disagree = bool(stated and digits and stated.code != digits)
        build.assess(mention, of, spot, RULE, scale=scale, phase=phase, flagged=disagree)
        if disagree and twin and stated:
            build.assess(mention, of, twin, f"{RULE}.code", code=digits, scale=stated.scale, phase=phase, flagged=True)
            said = f"{of}: {spot.words()!r} beside the code {twin.words()!r} ({digits})"
            build.issue(spot, RULE, "codes_disagree", "warning", said)


def _put_flags(row: _Row, mention: str, build: Builder) -> None:
    for value, headings in data(FILE)["values"].items():
        for heading in headings:
            spot = row.spot([heading])
            if spot and fold(spot.words()) in ("1", "yes"):
                said: dict[str, Any] = {"code": "yes", "scale": "relevance", "ogp_value": value}
                build.assess(mention, "relevance", spot, f"{RULE}.value", **said)
    for entry in data(FILE)["flags"].values():
        spot = row.spot(entry["columns"])
        if spot and spot.words() in ("0", "1"):
            code = "yes" if spot.words() == "1" else "no"
            of, phase = entry["dimension"], entry.get("phase")
            build.assess(mention, of, spot, f"{RULE}.flag", code=code, scale=entry["scale"], phase=phase)


__all__ = ["put_dataset"]
