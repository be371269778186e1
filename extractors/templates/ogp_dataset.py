"""OGP's commitments dataset: the IRM's codes, one commitment a row.

Source: the file behind the OGP Explorer of July 2016 (two header rows) and the later editions that
start with "Commitment Unique Identifier" (one header row), as CSV or XLSX.
Layout: one table; columns are found by their heading, so order and extra columns do not matter.
Quirks: words and a coded twin ("c. Limited" and 3) can disagree: both are kept and flagged. Numbers
lost their trailing zeros, so a number that repeats in a plan names nobody: those rows stay without.
NR, ND and NA are three different nulls.
Not read: contact columns, working groups, grand challenges.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from extractors.annotate.dates import DateSpan, dates, day_first
from extractors.builder import Builder, Spot
from extractors.identify import Clues
from extractors.layout import Cell, Layout, Table
from extractors.places import country_code
from extractors.records import Date, Dimension, Identity, NullReason, OgpValue, Phase, plan_id
from extractors.templates import Score, Template
from extractors.words import fold

_FIELDS = {
    "country": ("country", "country/locality", "country/ locality", "member"),
    "plan_number": ("action plan number",),
    "year": ("year of submission", "action plan start year", "submission year"),
    "number": ("comm no", "commitment number", "commitment no"),
    "ogp_id": ("commitment unique identifier", "unique identifier", "commitment id"),
    "title": ("commitment title",),
    "short_title": ("short title",),
    "description": ("full text",),
    "area": ("theme",),
    "lead": ("lead institution", "lead institution(s)"),
    "support": ("supporting institution(s)", "supporting institutions"),
    "starts_on": ("start date",),
    "ends_on": ("end date",),
    "assessed": ("irm assessed (y/n)?", "irm assessed"),
}


@dataclass(frozen=True, slots=True)
class _Coded:
    """A column of IRM codes: its headings, what it says, and the column of its coded twin."""

    headings: tuple[str, ...]
    dimension: Dimension
    phase: Phase | None = None
    scale: str | None = None
    twin: str | None = None
    twin_codes: dict[str, str] = field(default_factory=dict)


_COMPLETION = {
    "5": "complete",
    "4": "substantial",
    "3": "limited",
    "2": "not_started",
    "1": "unclear",
    "0": "withdrawn",
}
_CODED = (
    _Coded(
        ("specificity",),
        "specificity",
        None,
        None,
        "_specificity",
        dict(zip("0123", ("none", "low", "medium", "high"), strict=True)),
    ),
    _Coded(
        ("potential impact",),
        "potential_impact",
        None,
        "potential_impact",
        "_pot impact coded",
        dict(zip("0123", ("none", "minor", "moderate", "transformative"), strict=True)),
    ),
    _Coded(
        ("completion (progress report)", "completion progress report", "completion"),
        "completion",
        "midterm",
        "completion",
        "_completionprogress",
        _COMPLETION,
    ),
    _Coded(
        ("completion (end of term)", "completion end of term"),
        "completion",
        "end_of_term",
        "completion",
        "_completionendterm",
        _COMPLETION,
    ),
    _Coded(
        ("did it open government (end of term only)", "did it open government (overall)", "did it open government"),
        "early_results",
        "end_of_term",
        "diog",
        "_opengovt",
    ),
    _Coded(("early results",), "early_results", "end_of_term", "early_results"),
    _Coded(("verifiable", "verifiability"), "verifiability"),
    _Coded(("potential for results",), "potential_for_results", None, "potential_for_results"),
)
_VALUES: dict[str, OgpValue] = {
    "value -info": "access_to_information",
    "value -part": "civic_participation",
    "value -acc": "public_accountability",
    "value -tech": "technology_innovation",
    "ogp value access to information": "access_to_information",
    "ogp value: access to information": "access_to_information",
    "ogp value civic participation": "civic_participation",
    "ogp value: civic participation": "civic_participation",
    "ogp value public accountability": "public_accountability",
    "ogp value: public accountability": "public_accountability",
    "ogp value technology": "technology_innovation",
    "ogp value: technology": "technology_innovation",
}
_STARS: dict[str, tuple[Phase, str]] = {
    "starred (pre-june 2014 assessments)": ("midterm", "pre_june_2014"),
    "starred (2015 only)": ("midterm", "2015_only"),
    "starred (current formula) progress report": ("midterm", "current"),
    "starred (current formula) end of term": ("end_of_term", "current"),
}
_NULLS: dict[str, NullReason] = {"nr": "not_reviewed", "nd": "no_data", "na": "not_applicable", "n/a": "not_applicable"}
_MARKUP = re.compile(r"<br\s*/?>|\ufffc")
_LEADING = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})*)[.)]*\s*(?=\D)")
_MOST_ROWS = 1 << 20  # of a sheet
_ESSENTIAL = ("country", "title")


class _Row:
    """One row, by folded heading."""

    def __init__(self, table: Table, columns: dict[str, int], cells: list[Cell | None]) -> None:
        self.table = table
        self._columns = columns
        self._cells = cells

    def cell(self, heading: str) -> Cell | None:
        col = self._columns.get(heading)
        cell = self._cells[col] if col is not None else None
        return cell if cell is not None and cell.text else None

    def words(self, key: str) -> str:
        for heading in _FIELDS[key]:
            cell = self.cell(heading)
            if cell:
                return " ".join(_MARKUP.sub(" ", str(cell.text)).split())
        return ""

    def stated(self, key: str) -> str | None:
        words = self.words(key)
        return None if fold(words) in {*_NULLS, "", "not specified", "none"} else words

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

    def place(self, spot: Spot) -> int:
        """Return what tells the row from those of other sheets too."""
        sheet = spot.table.ordinal - 1 if spot.table else 0
        return sheet * _MOST_ROWS + (spot.cell.row if spot.cell else 0)

    def spot(self, *headings: str) -> Spot | None:
        for heading in headings:
            cell = self.cell(heading)
            if cell:
                return Spot.within(self.table, cell)
        return None


class OgpDataset(Template):
    """See the module's docstring."""

    families = "OGP commitments dataset (2016 edition with two header rows; later editions)"
    reads = (
        "commitments of all plans with the IRM's codes for specificity, relevance, impact, completion, results, stars"
    )
    skips = "contacts, working groups, grand challenges, theme flags"
    leaves_open = frozenset({"unknown_country", "unknown_plan", "uncertain_country", "uncertain_plan"})

    def score(self, clues: Clues) -> Score:
        """Bid by the headings of the dataset's columns."""
        score = Score()
        for table in clues.layout.tables:
            known = set(_columns(table))
            matches = sum(any(h in known for h in headings) for headings in _FIELDS.values())
            if matches >= 5:
                score.add(20.0 * matches, f"{matches} columns of the OGP dataset")
                break
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:  # noqa: ARG002
        """A dataset is about all members: it has no country or plan of its own."""
        identity.doc_type = "ogp_dataset"
        identity.assessor = "irm"
        identity.country_code = identity.locality = identity.plan_number = None
        identity.plan_start = identity.plan_end = identity.phase = None
        identity.language = identity.language if identity.language in ("en", "es") else "en"

    def read(self, layout: Layout, build: Builder) -> None:
        """Read every row of every sheet that has the essential columns."""
        rows: list[_Row] = []
        for table in layout.tables:
            columns = _columns(table)
            if all(any(h in columns for h in _FIELDS[key]) for key in _ESSENTIAL):
                rows += [_Row(table, columns, cells) for cells in table.body()]
        repeated = Counter(row.key() for row in rows)
        order = day_first((row.words(key) for row in rows for key in ("starts_on", "ends_on")), least=ORDERED)
        for row in rows:
            if not row.words("title") and not row.words("number"):
                continue
            mention = self._mention(row, build, order, unique=repeated[row.key()] == 1)
            if mention:
                self._codes(row, mention, build)

    def _mention(self, row: _Row, build: Builder, order: bool | None, *, unique: bool) -> str | None:
        spot = row.spot("commitment title", "short title", "comm no", "commitment number")
        country = country_code(row.words("country"))
        if spot is None:
            return None
        if country is None:
            build.issue(
                spot,
                "ogp_dataset.country",
                "unknown_country",
                "warning",
                f"no country known as {row.words('country')!r}",
            )
            return None
        year = row.words("year")
        plan = plan_id(country[0], int(year), country[1]) if year.isdecimal() else None
        if plan is None:
            build.issue(spot, "ogp_dataset.plan", "unknown_plan", "info", f"year of submission is {year!r}")
        number = row.number()
        if number and not unique:
            build.issue(
                spot,
                "ogp_dataset.number",
                "repeated_number",
                "warning",
                f"{plan} has the number {number} more than once",
            )
            number = None
        starts, ends = (_date(row.stated(key), order) for key in ("starts_on", "ends_on"))
        fields: dict[str, Any] = {
            "ogp_id": row.stated("ogp_id"),
            "area": row.stated("area"),
            "lead_institution": row.stated("lead"),
            "description": row.stated("description"),
            "support_institutions": [s for s in [row.stated("support")] if s],
            "starts_on": starts and starts.first,
            "ends_on": ends and ends.last,
            "doubts": [k for k, d in (("starts_on", starts), ("ends_on", ends)) if d and d.ambiguous],
        }
        return build.mention(
            spot,
            "ogp_dataset",
            number=number,
            title=row.title(),
            plan=plan,
            row=row.place(spot),
            **fields,
        )

    def _codes(self, row: _Row, mention: str, build: Builder) -> None:
        for coded in _CODED:
            spot = row.spot(*coded.headings)
            if spot:
                self._coded(row, mention, coded, spot, build)
        for heading, value in _VALUES.items():
            spot = row.spot(heading)
            if spot and spot.words() in ("1", "Yes", "yes"):
                build.assess(
                    mention, "relevance", spot, "ogp_dataset.value", code="yes", scale="relevance", ogp_value=value
                )
        spot = row.spot("_relevant", "relevant")
        if spot and spot.words() in ("0", "1"):
            build.assess(
                mention,
                "relevance",
                spot,
                "ogp_dataset.relevant",
                code="yes" if spot.words() == "1" else "no",
                scale="relevance",
            )
        for heading, (phase, formula) in _STARS.items():
            spot = row.spot(heading)
            if spot and spot.words() in ("0", "1"):
                code = "yes" if spot.words() == "1" else "no"
                build.assess(mention, "starred", spot, "ogp_dataset.starred", code=code, scale=formula, phase=phase)

    def _coded(self, row: _Row, mention: str, coded: _Coded, spot: Spot, build: Builder) -> None:
        words = fold(spot.words())
        if words in _NULLS:
            build.assess(mention, coded.dimension, spot, "ogp_dataset", null_reason=_NULLS[words], phase=coded.phase)
            return
        twin = row.spot(coded.twin) if coded.twin else None
        twin_code = coded.twin_codes.get(twin.words()) if twin else None
        stated = build.lexicon.code(coded.dimension, spot.words(), coded.scale)
        disagree = bool(stated and twin_code and stated.code != twin_code)
        build.assess(
            mention, coded.dimension, spot, "ogp_dataset", scale=coded.scale, phase=coded.phase, flagged=disagree
        )
        if disagree and twin and stated:
            build.assess(
                mention,
                coded.dimension,
                twin,
                "ogp_dataset.code",
                code=twin_code,
                scale=stated.scale,
                phase=coded.phase,
                flagged=True,
            )
            build.issue(
                spot,
                "ogp_dataset",
                "codes_disagree",
                "warning",
                f"{coded.dimension}: {spot.words()!r} beside the code {twin.words()!r} ({twin_code})",
            )


def _columns(table: Table) -> dict[str, int]:
    out: dict[str, int] = {}
    for col, path in enumerate(table.header()):
        if path:
            out.setdefault(fold(path[-1]), col)
    return out


ORDERED = 3  # dates of many hands that leave no choice say how all are written; one may be a slip
_SERIAL = re.compile(r"([34]\d{4})(?:\.0+)?")  # days of a spreadsheet: 1982 to 2036
_FIRST_DAY = dt.date(1899, 12, 30)


def _date(words: str | None, order: bool | None) -> DateSpan | None:
    """Read a date, or the number of days that a spreadsheet made of one; ``order``: whether days come first."""
    serial = _SERIAL.fullmatch(words or "")
    if serial:
        day = Date(value=_FIRST_DAY + dt.timedelta(days=int(serial.group(1))), precision="day")
        return DateSpan(day, day, 0, len(words or ""))
    found = dates(words or "", "en", day_first=order)
    return found[0] if found else None


TEMPLATE = OgpDataset()
