"""The views that combine documents, worked out a second time in plain Python from the base tables."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import cases
from tests.warehouse_samples import MONDAY, Sample, year
from warehouse import schema
from warehouse.load import load
from warehouse.model import Document, Link
from warehouse.query import fetch

Row = dict[str, Any]
PHASES = {"end_of_term": 3, "midterm": 2, "design": 1}
HIGH = ("complete", "substantial", "substantial_or_complete")
LOW = ("limited", "not_started", "not_started_or_delayed")
KINDS = (
    ("action_plan", "government", None),
    ("self_assessment", "government", "midterm"),
    ("self_assessment", "government", "end_of_term"),
    ("tracker", "government", None),
    ("irm_progress_report", "irm", "midterm"),
    ("irm_end_of_term_report", "irm", "end_of_term"),
    ("commitment_page", "irm", None),
    ("case_study", "third_party", None),
)
_RANKS = {row["code"]: row for row in schema.codes() if row["dimension"] == "completion"}
_LINKS = [
    Link(commitment_id_a="XA-2020-3", commitment_id_b="XA-2020-4", kind="same", method="test", score=1),
    Link(commitment_id_a="XA-2020-1", commitment_id_b="XA-2022-1", kind="continued", method="test", score=1),
]

statements = st.tuples(
    st.sampled_from("1234"),
    st.sampled_from([None, None, "a", "b"]),
    st.sampled_from([None, None, *PHASES]),
    st.sampled_from([*_RANKS, *HIGH, *LOW, None, 40.0, 57.1]),
    st.booleans(),
    st.sampled_from([None, 1]),
)
reports = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from([2020, 2020, 2020, 2022]),
    st.sampled_from(["final", "draft"]),
    st.sampled_from([None, 2021, 2023]),
    st.sampled_from(["en", "es"]),
    st.lists(statements, max_size=8),
)


def document(number: int, report: Any) -> Document:
    """One of the documents drawn."""
    (doc_type, assessor, phase), plan, status, published, language, said = report
    known = {"doc_type": doc_type, "assessor": assessor, "phase": phase, "version_status": status}
    date = year(published) if published else None
    sample = Sample(f"{number}.pdf", **known, plan_start=plan, language=language, published_on=date)
    for n in "1234":
        if n in {s[0] for s in said} or int(n) == number % 4:
            sample.mention(
                n, f"{language} {n} by {number}", lead_institution=f"Ministry {number}" if number % 2 else None
            )
    for n, milestone, stated, value, flagged, table in said:
        dimension = "completion_percent" if isinstance(value, float) else "completion"
        fields = {"milestone": milestone, "phase": stated, "flagged": flagged, "table": table}
        sample.say(n, dimension, value, **fields, null_reason="not_reviewed" if value is None else None)
        if isinstance(value, float) and milestone is None:
            sample.say(n, "carried_over", "yes" if value > 50 else "no", flagged=flagged)
    return sample.document()


def _not_compared(ours: tuple[str | None, dict[str, Any]], theirs: tuple[str | None, dict[str, Any]]) -> str | None:
    """Why two statements are not compared, None where they are."""
    (phase, g), (other, i) = ours, theirs
    if any(side["own"] and side["own"]["code"] is None for side in (g, i)):
        return "no_value"
    if not phase or not other:
        return "phase_not_stated"
    if phase != other:
        return "other_phase"
    if not all(side["own"] for side in (g, i)):
        return "milestones or percentage"
    return None if all(_RANKS[side["own"]["code"]]["rank_low"] for side in (g, i)) else "no_rank"


def _gap(ours: str, theirs: str) -> int | None:
    """The least distance between ranks that two codes may mean; None where one may lie inside the other."""
    low, high = ([_RANKS[code][name] for code in (ours, theirs)] for name in ("rank_low", "rank_high"))
    apart = [a - b for a in range(low[0], high[0] + 1) for b in range(low[1], high[1] + 1)]
    gap: int = min(apart, key=abs)
    return None if gap == 0 and len(apart) > 1 else gap


class Base:
    """The base tables of a warehouse and what the documentation of the views makes of them."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self.documents = {d["document_id"]: d for d in fetch(db, "FROM core.documents")}
        renditions = fetch(db, "FROM meta.renditions WHERE relation <> 'doubtful'")
        self.repeats = {r["document_id"]: r for r in renditions}
        links = [link.model_dump() for link in _LINKS]
        ids = {m["commitment_id"] for m in fetch(db, "FROM core.mentions")}
        self.one = {
            x["commitment_id_b"]: x["commitment_id_a"]
            for x in links
            if x["kind"] == "same" and {x["commitment_id_a"], x["commitment_id_b"]} <= ids
        }
        self.mentions = [
            m | {"commitment_id": self.name(m["commitment_id"])} | {"printed_id": m["commitment_id"]}
            for m in fetch(db, "FROM core.mentions")
        ]
        self.assessments = [
            a | {"commitment_id": self.name(a["commitment_id"]), "phase": a["phase"] or self.of(a)["phase"]}
            for a in fetch(db, "FROM core.assessments")
            if a["document_id"] not in self.repeats
        ]

    def name(self, commitment_id: str) -> str:
        """The one id of a commitment."""
        return str(self.one.get(commitment_id, commitment_id))

    def of(self, row: Row) -> Row:
        """The document of a row."""
        return self.documents[row["document_id"]]

    def preference(self, row: Row) -> tuple[Any, ...]:
        """Final before draft, newest first, then by name."""
        d = self.of(row)
        return d["version_status"] == "draft", -(d["published_on"] or dt.date.min).toordinal(), d["name"]

    def first(self, rows: Iterable[Row]) -> Any:
        """Of statements about one thing the row that counts, None where there is none."""
        return min(
            rows,
            key=lambda a: (
                a["code"] is None and a["number"] is None,
                -PHASES.get(a["phase"], 0),
                a["flagged"],
                self.preference(a),
                a["table_from"] is None,
                a["ordinal"],
            ),
            default=None,
        )

    def by_phase(self) -> dict[tuple[Any, ...], dict[str, Any]]:
        """By commitment, assessor and phase: the status itself, the percentage, the milestones."""
        found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for a in self.assessments:
            if a["dimension"].startswith("completion"):
                found[a["commitment_id"], a["assessor"], a["phase"]].append(a)
        return {key: chosen for key, rows in found.items() if any((chosen := self._chosen(rows)).values())}

    def _chosen(self, rows: Sequence[Row]) -> dict[str, Any]:
        milestones: dict[str, list[Row]] = defaultdict(list)
        for a in rows:
            if a["milestone"] and a["dimension"] == "completion":
                milestones[a["milestone"]].append(a)
        alone = [a for a in rows if not a["milestone"]]
        return {
            "own": self.first(a for a in alone if a["dimension"] == "completion"),
            "percent": self.first(
                a for a in alone if a["dimension"] == "completion_percent" and a["number"] is not None
            ),
            "milestones": {name: self.first(said) for name, said in milestones.items()},
        }

    def commitment_status(self) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """A value before the milestones' before a blank, then the latest phase."""
        found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for (commitment, assessor, phase), c in self.by_phase().items():
            own, percent, codes = c["own"], c["percent"], [m["code"] for m in c["milestones"].values()]
            value = (own and own["code"]) or percent
            kind = 2 if value else 1 if not own and any(codes) else 0
            ranked = [_RANKS[code] if code else {"rank_low": None, "rank_high": None} for code in codes]
            if own:
                span = [_RANKS[own["code"]]] if own["code"] else []
            else:
                span = ranked if not percent and all(r["rank_low"] for r in ranked) else []
            source = own or percent or self.first(c["milestones"].values())
            found[commitment, assessor].append(
                (
                    (kind, PHASES.get(phase, 0)),
                    phase,
                    own and own["code"],
                    percent and percent["number"],
                    min((r["rank_low"] for r in span), default=None),
                    max((r["rank_high"] for r in span), default=None),
                    len(codes),
                    codes.count("complete"),
                    source["document_id"],
                    source["evidence_id"],
                )
            )
        return {key: max(rows, key=lambda row: row[0])[1:] for key, rows in found.items()}

    def self_vs_irm(self) -> dict[str, tuple[Any, ...]]:
        """The distance between what the codes of both may mean, of the latest phase for which both say something."""
        sides: dict[str, dict[str, list[tuple[str | None, dict[str, Any]]]]] = defaultdict(lambda: defaultdict(list))
        for (commitment, assessor, phase), c in self.by_phase().items():
            sides[commitment][assessor].append((phase, c))
        found = {}
        for commitment, said in sides.items():
            pairs = [(g, i, _not_compared(g, i)) for g in said["government"] for i in said["irm"]]
            if not pairs:
                continue

            def place(pair: Any) -> tuple[Any, ...]:
                (ours, _), (theirs, _), why = pair
                late = [-PHASES.get(phase, 0) for phase in (ours, theirs)]
                return why is not None, why == "no_value", ours != theirs, *late

            (_, g), (phase, i), why = min(pairs, key=place)
            codes = [side["own"] and side["own"]["code"] for side in (g, i)]
            gap = None if why else _gap(*codes)
            found[commitment] = (codes[0], g["percent"] and g["percent"]["number"], codes[1], phase, gap, bool(why))
        return found

    def completion_change(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        """Steps from the code of midterm to that of end of term."""
        own = {key: c["own"]["code"] for key, c in self.by_phase().items() if c["own"]}
        found = {}
        for (commitment, assessor, phase), code in own.items():
            if phase == "midterm" and (commitment, assessor, "end_of_term") in own:
                after = own[commitment, assessor, "end_of_term"]
                ranks = [_RANKS[x]["rank"] for x in (code, after) if x and _RANKS[x]["rank"] is not None]
                found[commitment, assessor] = (code, after, ranks[1] - ranks[0] if len(ranks) == 2 else None)
        return found

    def plan_completion(self) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Codes counted, the share of high ones, the mean percentage."""
        plans: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
        for (commitment, assessor, phase), c in self.by_phase().items():
            plans[commitment.rpartition("-")[0], assessor, phase].append(c)
        found = {}
        listed = Counter(commitment.rpartition("-")[0] for commitment in self.commitments())
        for key, members in plans.items():
            codes = Counter(c["own"]["code"] for c in members if c["own"])
            high, low = (sum(codes[code] for code in group) for group in (HIGH, LOW))
            percents = [c["percent"]["number"] for c in members if c["percent"]]
            counted = (*(codes[code] for code in (*HIGH, *LOW)), codes.total() - high - low - codes[None])
            found[key] = (
                listed[key[0]],
                high if high + low else None,
                high + low,
                listed[key[0]] - high - low,
                codes.total(),
                *(counted if codes.total() > codes[None] else [None] * len(counted)),
                codes[None],
                sum(not c["own"] and not c["percent"] for c in members),
                round(high / (high + low), 4) if high + low else None,
                round(fmean(percents), 3) if percents else None,
            )
        return found

    def commitments(self) -> dict[str, tuple[Any, ...]]:
        """Titles and institution by precedence of documents."""
        order = ("action_plan", "irm", "commitment_page", "self_assessment", "tracker")

        def place(m: Row) -> tuple[Any, ...]:
            d = self.of(m)
            kind = "irm" if d["doc_type"].startswith("irm") else d["doc_type"]
            other = self.repeats.get(d["document_id"]) is not None
            return order.index(kind) if kind in order else 9, other, self.preference(m), m["ordinal"]

        found: dict[str, list[Row]] = defaultdict(list)
        for m in sorted(self.mentions, key=place):
            if self.repeats.get(m["document_id"], {"relation": "translation"})["relation"] == "translation":
                found[m["commitment_id"]].append(m)

        def take(rows: list[Row], column: str, fits: Callable[[Row], bool] = lambda m: True) -> Any:
            return next((m[column] for m in rows if m[column] is not None and fits(m)), None)

        return {
            commitment: (
                take(rows, "title"),
                take(rows, "title", lambda m: m["title_lang"] == "es"),
                take(rows, "title", lambda m: m["title_lang"] == "en"),
                take(rows, "lead_institution"),
                sorted({m["printed_id"] for m in rows} - {commitment}) or None,
                len(
                    {
                        self.repeats.get(m["document_id"], {"rendition_of": m["document_id"]})["rendition_of"]
                        for m in rows
                    }
                ),
            )
            for commitment, rows in found.items()
        }

    def carried_over(self) -> dict[str, tuple[Any, ...]]:
        """What documents state, and the links."""
        said: dict[str, list[Row]] = defaultdict(list)
        for a in self.assessments:
            if a["dimension"] == "carried_over" and a["code"]:
                said[a["commitment_id"]].append(a)
        found = {commitment: self.first(rows)["code"] for commitment, rows in said.items()}
        ahead = {x.commitment_id_a: x.commitment_id_b for x in _LINKS if x.kind == "continued"}
        return {c: (found.get(c), ahead.get(c)) for c in found.keys() | ahead.keys()}


_QUERIES = {
    "commitments": (1, "commitment_id, title, title_es, title_en, lead_institution, also_known_as, documents"),
    "commitment_status": (
        2,
        "commitment_id, assessor, phase, code, percent, rank_low, rank_high, milestones_assessed, "
        "milestones_complete, document_id, evidence_id",
    ),
    "self_vs_irm": (
        1,
        "commitment_id, government_code, government_percent, irm_code, irm_phase, gap, verdict = 'not_comparable'",
    ),
    "completion_change": (2, "commitment_id, assessor, midterm_code, end_of_term_code, change"),
    "plan_completion": (
        3,
        "plan_id, assessor, phase, commitments, high, rated, not_rated, assessed, complete, substantial, "
        "substantial_or_complete, "
        "limited, not_started, not_started_or_delayed, other_codes, no_value, milestones_only, "
        "share_high, mean_percent",
    ),
    "carried_over": (1, "commitment_id, stated_code, next_commitment_id"),
}  # view: columns of the key, columns


@settings(
    max_examples=cases(3, 8), deadline=None, derandomize=cases(True, False), suppress_health_check=list(HealthCheck)
)
@given(st.lists(reports, min_size=1, max_size=7))
def test_views_are_what_their_documentation_says(drawn: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "warehouse.duckdb"
        documents = [document(number, report) for number, report in enumerate(drawn)]
        half = len(documents) // 2
        for batch in (documents[:half], documents[half:]):  # what a load brings up to date, not only what it makes
            load(path, batch, links=lambda db: _LINKS)
        with duckdb.connect(str(path), read_only=True) as db:
            base = Base(db)
            for view, (key, columns) in _QUERIES.items():
                rows = db.execute(f"SELECT {columns} FROM {view}").fetchall()
                found = {row[0] if key == 1 else row[:key]: row[key:] for row in rows}
                assert len(found) == len(rows), view
                assert found == getattr(base, view)(), view


versions = st.lists(st.tuples(st.integers(0, 2), st.lists(statements, max_size=4)), min_size=1, max_size=6)


@settings(
    max_examples=cases(2, 5), deadline=None, derandomize=cases(True, False), suppress_health_check=list(HealthCheck)
)
@given(versions)
def test_as_of_is_what_the_file_held_then(steps: list[Any]) -> None:
    now = """
        SELECT v.* EXCLUDE (first_loaded_at) FROM meta.values_now AS v
        JOIN meta.document_use AS u ON u.document_id = v.document_id AND u.why = 'used' ORDER BY ALL
    """
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "warehouse.duckdb"
        held: list[tuple[dt.datetime, list[Any]]] = []
        for day, (number, said) in enumerate(steps):
            at = MONDAY + dt.timedelta(days=day)
            report = document(number, (KINDS[number], 2020, "final", None, "en", said))
            load(path, [report.model_copy(update={"ingested_at": at, "fetched_at": at})])
            with duckdb.connect(str(path), read_only=True) as db:
                held.append(((at + dt.timedelta(hours=1)).replace(tzinfo=None), db.execute(now).fetchall()))
        load(path, remove=[document(0, (KINDS[0], 2020, "final", None, "en", [])).document_id])
        with duckdb.connect(str(path), read_only=True) as db:
            for moment, rows in held:
                assert db.execute("SELECT * FROM as_of($1::TIMESTAMP) ORDER BY ALL", [moment]).fetchall() == rows
