"""Every kind of contradiction: a document that has it, and its twin that does not."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from extractors.records import Date, Extraction
from tests.warehouse_samples import Sample, year
from warehouse import schema
from warehouse.load import load
from warehouse.query import rows

EARLY = "early_results"


def found(tmp_path: Path, *samples: Sample) -> list[dict[str, Any]]:
    path = tmp_path / "warehouse.duckdb"
    load(path, [sample.document() for sample in samples])
    return rows(path, "SELECT * FROM contradictions ORDER BY ALL")


def matrix(completes: int, total: int = 6) -> Sample:
    """A box that says three complete, over a matrix with so many marked complete."""
    sample = Sample().fact("commitments_total", total).fact("completion_complete", 3, phase="end_of_term")
    sample.mentions(total, table=1)
    for number in range(1, total + 1):
        code = "complete" if number <= completes else "limited"
        sample.say(str(number), "completion", code, phase="end_of_term", table=1)
    return sample


def boxes(total: int, relevant: int | None = None, technology: int = 0) -> Sample:
    """All commitments relevant by the matrix, the first so many to technology alone.

    Each also has a box of its own, which is no matrix.
    """
    sample = Sample().fact("commitments_total", total).mentions(total, table=1)
    sample.fact("commitments_relevant", total if relevant is None else relevant)
    for number in range(1, total + 1):
        value = "technology_innovation" if number <= technology else "civic_participation"
        sample.say(str(number), "relevance", "yes", ogp_value=value, table=1)
        sample.say(str(number), "relevance", "yes", ogp_value=value, table=1 + number)
    return sample


def tallied(percent: float, *tallies: tuple[int, str], total: int | None = None, raw: str | None = None) -> Sample:
    """A commitment with a percentage and milestone tallies."""
    sample = Sample(assessor="government", doc_type="self_assessment").mention("1")
    sample.say("1", "completion_percent", percent, raw=raw or f"{percent:g}%")
    if total:
        sample.fact("milestones_total", total, mention="1", unit="milestones")
    for count, code in tallies:
        sample.fact("milestone_tally", count, words=code, mention="1", unit="milestones")
    return sample


def parts(*said: tuple[str, float, str], table: int | None = None, listed: int = 0) -> Sample:
    """A commitment at 60% at end of term, and percentages of some of its milestones, each of a phase."""
    sample = Sample(assessor="government", doc_type="self_assessment").mention("1")
    sample.say("1", "completion_percent", 60.0)
    for milestone, value, phase in said:
        sample.say("1", "completion_percent", value, milestone=milestone, phase=phase, table=table)
    for number in range(1, listed + 1):
        sample.milestone("1", str(number))
    return sample


def percents(overall: float, *values: float) -> Sample:
    """A plan with an overall percentage and those of its commitments."""
    sample = Sample().fact("overall_percent", overall)
    for number, value in enumerate(values, 1):
        sample.mention(str(number)).say(str(number), "completion_percent", value)
    return sample


def titles(name: str, *said: str, **identity: Any) -> Sample:
    """A plan with these commitments, numbered from 1."""
    sample = Sample(name, **identity)
    for number, title in enumerate(said, 1):
        sample.mention(str(number), title)
    return sample


def ahead() -> Sample:
    """A plan whose overall percentage is that of the end, and what its commitments had reached at midterm."""
    sample = percents(80, 80, 80)
    for number in "12":
        sample.say(number, "completion_percent", 30.25, phase="midterm")
    return sample


def marked(first: list[str], second: list[str]) -> Sample:
    """A commitment whose relevance two tables mark."""
    sample = Sample().mention("1")
    for table, values in enumerate((first, second), 1):
        for value in values:
            sample.say("1", "relevance", "yes", ogp_value=value, table=table)
    return sample


def report(name: str, code: str, **identity: Any) -> Sample:
    return Sample(name, **identity).mention("1").say("1", "completion", code, phase="midterm")


def one(*statements: tuple[str, Any, dict[str, Any]]) -> Sample:
    sample = Sample().mention("1")
    for dimension, value, fields in statements:
        sample.say("1", dimension, value, **fields)
    return sample


def share(number: float, percent: float) -> Sample:
    return Sample().fact("commitments_relevant", number).fact("commitments_relevant", percent, unit="percent")


def high(number: float, complete: float, substantial: float) -> Sample:
    sample = Sample().fact("completion_high", number)
    return sample.fact("completion_complete", complete).fact("completion_substantial", substantial)


def counts(name: str, number: float, metric: str = "commitments_total", **identity: Any) -> Sample:
    return Sample(name, **identity).fact(metric, number)


def day(*parts: int) -> Date:
    return Date(value=dt.date(*parts), precision="day")


CASES: dict[str, tuple[list[Sample], list[list[Sample]]]] = {
    "same_document": (
        [one(("completion", "limited", {"table": 1}), ("completion", "substantial", {}))],
        [
            [one(("completion", "limited", {"table": 1}), ("completion", "limited", {}))],
            [
                one(
                    ("completion", "limited", {"phase": "midterm"}),
                    ("completion", "complete", {"phase": "end_of_term"}),
                )
            ],
            [one(("completion", "substantial_or_complete", {}), ("completion", "complete", {}))],
            [one(("completion", "limited", {}), ("completion", None, {"null_reason": "blank_in_source"}))],
            [one(("completion", "limited", {"milestone": "a"}), ("completion", "complete", {"milestone": "b"}))],
            [one(("completion", "limited", {"assessor": "government"}), ("completion", "complete", {}))],
            [one((EARLY, "major", {"scale": "diog"}), (EARLY, "significant", {"scale": "early_results"}))],
        ],
    ),
    "percent_precision": (
        [one(("completion_percent", 57.14, {"raw": "57,14%"}), ("completion_percent", 57.1, {"raw": "57,1%"}))],
        [
            [one(("completion_percent", 57.1, {"raw": "57,1%"}), ("completion_percent", 57.1, {"raw": "57,1%"}))],
            [one(("completion_percent", 57.0, {"raw": "57%"}), ("completion_percent", 58.1, {"raw": "58,1%"}))],
        ],
    ),
    "relevance_sets": (
        [marked(["technology_innovation"], ["public_accountability"])],
        [
            [
                marked(
                    ["civic_participation", "public_accountability"], ["public_accountability", "civic_participation"]
                )
            ],
            [marked(["civic_participation"], [])],
        ],
    ),
    "overall_vs_values": (
        [one((EARLY, "major", {}), (EARLY, "marginal", {"ogp_value": "access_to_information"}))],
        [
            [one((EARLY, "major", {}), (EARLY, "major", {"ogp_value": "access_to_information"}))],
            [one((EARLY, "major", {"ogp_value": "other"}), (EARLY, "marginal", {"ogp_value": "civic_participation"}))],
        ],
    ),
    "stated_vs_counted": (
        [matrix(completes=2)],
        [[matrix(completes=3)], [boxes(6)], [boxes(6, relevant=4, technology=2)], [boxes(6, technology=2)]],
    ),
    "percent_vs_milestones": (
        [tallied(92, (5, "progress"), (1, "not_started"))],
        [
            [tallied(83.3, (5, "progress"), (1, "not_started"))],
            [tallied(40, (2, "complete"), (2, "limited"), (4, "not_started"), total=8)],
            [tallied(57.1, (4, "complete"), (3, "0%"), total=7, raw="57,1%")],
            [tallied(92, (5, "progress"), (1, "not_started"), total=12)],
            [tallied(10, (5, "complete"), (5, "100%"), total=7)],
            [parts(("2", 20, "end_of_term"))],
            [parts(("2", 20, "end_of_term"), listed=3)],
            [parts(("1", 20, "midterm"), ("2", 10, "midterm"), table=1)],
        ],
    ),
    "overall_percent": (
        [percents(90, 80, 87.39)],
        [[percents(84, 80, 87.388)], [percents(90, 80)], [percents(90, 80, 87).mention("3")], [ahead()]],
    ),
    "across_documents": (
        [report("a.pdf", "limited"), report("b.pdf", "complete")],
        [
            [report("a.pdf", "limited"), report("b.pdf", "limited")],
            [report("a.pdf", "limited"), report("b.pdf", "complete", assessor="government")],
            [report("a.pdf", "limited", assessor="third_party"), report("b.pdf", "complete", assessor="third_party")],
            [report("a.pdf", "limited"), report("b.pdf", "complete", version_status="draft")],
            [
                report("a.pdf", "limited").say("1", "completion", "complete", phase="midterm"),
                report("b.pdf", "limited"),
            ],
        ],
    ),
    "commitments_listed": (
        [Sample().fact("commitments_total", 5).mentions(6)],
        [
            [Sample().fact("commitments_total", 6).mentions(6, table=1)],
            [Sample().fact("commitments_total", 9).mentions(6)],
        ],
    ),
    "colour_vs_percent": (
        [one(("completion", "substantial_or_complete", {}), ("completion_percent", 40, {}))],
        [
            [one(("completion", "substantial_or_complete", {}), ("completion_percent", 90, {}))],
            [one(("completion", "not_started_or_delayed", {}), ("completion_percent", 40, {}))],
        ],
    ),
    "milestones_counted": (
        [Sample().mention("1").fact("milestones_total", 3, mention="1").milestone("1", "a").milestone("1", "b")],
        [[Sample().mention("1").fact("milestones_total", 2, mention="1").milestone("1", "a").milestone("1", "b")]],
    ),
    "dates_outside_plan": (
        [Sample().mention("1", starts_on=year(2014), ends_on=year(2021))],
        [[Sample().mention("1", starts_on=year(2019), ends_on=year(2023))]],
    ),
    "stated_twice": (
        [Sample().fact("commitments_total", 12).fact("commitments_total", 14)],
        [
            [Sample().fact("commitments_total", 12).fact("commitments_total", 12)],
            [
                Sample()
                .fact("completion_complete", 1, phase="midterm")
                .fact("completion_complete", 2, phase="end_of_term")
            ],
            [Sample().fact("commitments_relevant", 9).fact("commitments_relevant", 75, unit="percent")],
            [tallied(50, (1, "complete"), (1, "not_started"))],
        ],
    ),
    "totals_vs_parts": (
        [high(9, complete=3, substantial=5)],
        [
            [high(8, complete=3, substantial=5)],
            [share(8, 36).fact("commitments_total", 22)],
            [
                high(5, complete=5, substantial=0)
                .fact("commitments_total", 5)
                .fact("completion_complete", 3, phase="midterm")
            ],
        ],
    ),
    "facts_across_documents": (
        [counts("a.pdf", 12), counts("b.pdf", 10, assessor="government", doc_type="action_plan")],
        [
            [counts("a.pdf", 12), counts("b.pdf", 12, assessor="government", doc_type="action_plan")],
            [counts("a.pdf", 12), counts("b.pdf", 10, plan_start=2022)],
            [counts("a.pdf", 12), counts("b.pdf", 10).fact("commitments_total", 12)],
            [counts("a.pdf", 3, "completion_complete"), counts("b.pdf", 4, "completion_complete", phase="midterm")],
            [
                counts("a.pdf", 3, "completion_complete"),
                counts("b.pdf", 4, "completion_complete", assessor="government"),
            ],
            [counts("a.pdf", 84, "overall_percent"), counts("b.pdf", 83.69, "overall_percent")],
            [
                counts("a.pdf", 84, "overall_percent", assessor="third_party"),
                counts("b.pdf", 60, "overall_percent", assessor="third_party"),
            ],
        ],
    ),
    "other_number": (
        [titles("a.pdf", "Open data", "Clean water"), titles("b.pdf", "Clean water!", "Open data")],
        [
            [titles("a.pdf", "Open data", "Clean water"), titles("b.pdf", "Open data portal", "Clean water")],
            [titles("a.pdf", "Open data", "Clean water"), titles("b.pdf", "Clean water", "Open data", plan_start=2022)],
            [titles("a.pdf", "Open data", "Clean water"), titles("b.pdf", "Open data", "Open data")],
            [titles("a.pdf", "Open data"), Sample("b.pdf").mention("7", "Open data")],
        ],
    ),
    "code_vs_milestones": (
        [one(("completion", "complete", {}), ("completion", "not_started", {"milestone": "2"}))],
        [
            [one(("completion", "substantial", {}), ("completion", "not_started", {"milestone": "2"}))],
            [one(("completion", "complete", {}), ("completion", "substantial", {"milestone": "2"}))],
            [
                one(
                    ("completion", "complete", {"phase": "end_of_term"}),
                    ("completion", "limited", {"milestone": "2", "phase": "midterm"}),
                )
            ],
        ],
    ),
    "star_vs_criteria": (
        [one(("starred", "yes", {}), ("potential_impact", "minor", {}))],
        [
            [one(("starred", "yes", {}), ("potential_impact", "moderate", {}), ("completion", "substantial", {}))],
            [one(("starred", "no", {}), ("potential_impact", "minor", {}))],
            [one(("starred", "yes", {"phase": "midterm"}), ("completion", "limited", {"phase": "end_of_term"}))],
            [one(("starred", "yes", {}), ("relevance", "no", {"ogp_value": "civic_participation"}))],
        ],
    ),
    "milestone_outside_commitment": (
        [Sample().mention("1", starts_on=year(2020), ends_on=year(2021)).milestone("1", "a", ends_on=year(2023))],
        [
            [Sample().mention("1", starts_on=year(2020), ends_on=year(2021)).milestone("1", "a", ends_on=year(2021))],
            [Sample().mention("1", starts_on=year(2021)).milestone("1", "a", starts_on=year(2020))],
            [Sample().mention("1", ends_on=year(2021)).milestone("1", "a", ends_on=day(2022, 1, 20))],
        ],
    ),
    "government_vs_irm": (
        [report("a.pdf", "limited"), report("b.pdf", "complete", assessor="government")],
        [
            [report("a.pdf", "complete"), report("b.pdf", "substantial_or_complete", assessor="government")],
            [
                report("a.pdf", "limited"),
                Sample("b.pdf", assessor="government").mention("1").say("1", "completion", "complete"),
            ],
            [report("a.pdf", "limited"), report("b.pdf", "complete", assessor="third_party")],
        ],
    ),
}


def test_every_kind_has_its_cases() -> None:
    files = (schema.HERE / "views" / "contradictions").glob("*.sql")
    assert {path.stem for path in files} == set(CASES)


def abroad(sample: Sample, place: int) -> Sample:
    """The same document about another country's plan, at an address of its own."""
    country = f"{chr(ord('A') + place // 26)}{chr(ord('A') + place % 26)}"
    moved = Sample(f"{country}/{sample.name}")
    moved.records = Extraction.model_validate_json(
        sample.records.model_dump_json().replace('"XA-', f'"{country}-').replace('"XA"', f'"{country}"')
    )
    return moved


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[dict[str, Any]]]]:
    """What is found by kind: in the documents that have it, and in each of the twins that have not.

    One load serves all, each case being about a plan of a country of its own.
    """
    cases = [(kind, samples) for kind, (fires, quiet) in CASES.items() for samples in (fires, *quiet)]
    countries = [[abroad(sample, place) for sample in samples] for place, (_, samples) in enumerate(cases)]
    every = found(tmp_path_factory.mktemp("apart"), *itertools.chain(*countries))
    by_document: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in every:
        by_document[row["document_a"].partition("/")[0]].append(row)
    out: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)
    for (kind, _), samples in zip(cases, countries, strict=True):
        out[kind].append(by_document[samples[0].name.partition("/")[0]])
    return out


@pytest.mark.parametrize("kind", CASES)
def test_it_fires(kind: str, apart: dict[str, list[list[dict[str, Any]]]]) -> None:
    hits = [row for row in apart[kind][0] if row["kind"] == kind]
    assert hits
    for row in hits:
        assert row["subject"]
        assert row["statement_a"] != row["statement_b"]
        assert row["quote_a"]
        assert row["severity"] in {"error", "warning", "info"}
        if kind != "dates_outside_plan":  # the plan's period has no words of its own
            assert row["quote_b"]
            assert row["document_b"]


@pytest.mark.parametrize("kind", CASES)
def test_it_stays_quiet(kind: str, apart: dict[str, list[list[dict[str, Any]]]]) -> None:
    assert len(apart[kind]) > 1
    for n, rows_ in enumerate(apart[kind][1:]):
        assert kind not in {row["kind"] for row in rows_}, n


@pytest.mark.parametrize("known", [{"table": 1}, {"listed": 2}])
def test_a_percentage_is_held_against_milestones_where_it_is_known_how_many_there_are(
    known: dict[str, int], tmp_path: Path
) -> None:
    said = parts(("1", 20, "end_of_term"), ("2", 10, "end_of_term"), **known)
    assert [row["kind"] for row in found(tmp_path, said)] == ["percent_vs_milestones"]


def test_figures_of_two_documents_follow_what_is_loaded(tmp_path: Path) -> None:
    """Whichever comes first, and until one of them says otherwise or goes."""
    one, two = counts("a.pdf", 12), counts("b.pdf", 10)
    for order in ([one, two], [two, one]):
        path = tmp_path / f"{order[0].name}.duckdb"
        for sample in order:
            load(path, [sample.document()])
        (row,) = rows(path, "FROM contradictions WHERE kind = 'facts_across_documents'")
        assert (row["document_a"], row["statement_a"], row["statement_b"]) == ("a.pdf", "12", "10")
        load(path, [counts("b.pdf", 12).document()])
        assert not rows(path, "FROM contradictions")
        load(path, [two.document()])
        load(path, remove=[one.document().document_id])
        assert not rows(path, "FROM contradictions")
