"""The ten questions of docs/questions.md: each one SELECT over one view, each answer recounted from the raw files."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CORPUS, ROOT
from tests.warehouse_samples import Sample
from warehouse import query, schema
from warehouse.load import load

_PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
QUESTIONS = {int(n): sql for n, sql in re.findall(r"^## (\d+)\. .*?```sql\n(.*?)```", _PAGE, re.DOTALL | re.MULTILINE)}
COMPLETION = {"a. Not started": "not_started", "a. Not Started": "not_started", "b. Limited": "limited"}
COMPLETION |= {"c. Substantial": "substantial", "d. Complete": "complete"}


def test_each_question_is_one_select_over_one_view() -> None:
    assert sorted(QUESTIONS) == list(range(1, 11))
    known = {name.removeprefix("main.") for name in schema.views()}
    for sql in QUESTIONS.values():
        assert len(re.findall(r"\bSELECT\b", sql)) == 1
        assert len(set(re.findall(r"\bFROM ([\w.]+)", sql)) & known) == 1
        assert "JOIN" not in sql


@pytest.fixture(scope="module")
def dataset(corpus: Path) -> list[dict[str, str]]:
    """The rows of OGP's dataset of 2016, by heading."""
    path = corpus / "documents" / "ogp-commitments-dataset-2016.csv"
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = list(csv.reader(file))
    return [dict(zip(rows[1], row, strict=False)) for row in rows[2:]]


@pytest.fixture(scope="module")
def colombia() -> dict[str, Any]:
    """What a careful reader found in the IRM's end-of-term report on Colombia."""
    path = CORPUS / "gold" / "co-2015-irm-end-of-term.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def answer(path: Path, number: int) -> list[dict[str, Any]]:
    return query.rows(path, QUESTIONS[number])


def stated(sheet: dict[str, Any], dimension: str, phase: str | None = None) -> dict[str, str]:
    """The codes of a sheet by commitment: of the commitment itself, over all values."""
    found = {}
    for c in sheet["commitments"]:
        for a in c.get("assessments", []):
            of_all = a["dimension"] == dimension and not a.get("milestone") and not a.get("ogp_value")
            if of_all and (phase is None or a.get("phase") == phase):
                found[str(c["number"])] = a.get("code")
    return {number: code for number, code in found.items() if code}


def test_1_complete_for_the_government_only(warehouse_of_corpus: Path, tmp_path: Path) -> None:
    """Of the 25 commitments of the United States that both rate none is comparable: milestones, or other phases."""
    assert answer(warehouse_of_corpus, 1) == []
    said = Sample("self.pdf", assessor="government", doc_type="self_assessment").mentions(4)
    found = Sample("irm.pdf").mentions(4)
    for number, ours, theirs, phase in (
        ("1", "complete", "limited", "end_of_term"),
        ("2", "complete", "complete", "end_of_term"),
        ("3", "complete", "limited", "midterm"),
        ("4", "substantial", "limited", "end_of_term"),
    ):
        said.say(number, "completion", ours)
        found.say(number, "completion", theirs, phase=phase)
    load(tmp_path / "w.duckdb", [said.document(), found.document()])
    assert [r["commitment_id"] for r in answer(tmp_path / "w.duckdb", 1)] == ["XA-2020-1"]


def test_2_midterm_to_end_of_term(
    warehouse_of_corpus: Path, dataset: list[dict[str, str]], colombia: dict[str, Any]
) -> None:
    moves = Counter(
        (COMPLETION[row["Completion (progress report)"]], COMPLETION[row["Completion (end of term)"]])
        for row in dataset
        if row["Completion (progress report)"] in COMPLETION and row["Completion (end of term)"] in COMPLETION
    )
    before, after = (stated(colombia, "completion", phase) for phase in ("midterm", "end_of_term"))
    moves += Counter((before[n], after[n]) for n in before if n in after)
    found = {
        (r["midterm_code"], r["end_of_term_code"]): r["commitments"]
        for r in answer(warehouse_of_corpus, 2)
        if r["assessor"] == "irm" and {r["midterm_code"], r["end_of_term_code"]} <= set(COMPLETION.values())
    }
    extra = {("limited", "substantial"): 1}  # CL-2016-19: the commitment page tells both in prose
    assert Counter(found) - moves == Counter(extra) - (Counter(extra) - (Counter(found) - moves))
    assert not moves - Counter(found)


def test_3_which_institutions_deliver(warehouse_of_corpus: Path, dataset: list[dict[str, str]]) -> None:
    """An institution that leads alone, recounted row by row: the last phase in which the IRM rated any."""
    led = [r for r in dataset if r["Lead Institution"].strip() in ("Ministry of Public Sector Development",)]
    codes = [COMPLETION.get(r["Completion (progress report)"]) for r in led]
    rated = sum(code is not None for code in codes)
    high = sum(code in ("substantial", "complete") for code in codes)
    found = {(r["institution"], r["country_code"]): r for r in answer(warehouse_of_corpus, 3)}
    card = found["Ministry of Public Sector Development", "JO"]
    assert (card["commitments"], card["rated"], card["high"]) == (len(led), rated, high)


def test_4_share_starred(warehouse_of_corpus: Path, dataset: list[dict[str, str]]) -> None:
    columns = (
        "Starred (current formula) end of term",
        "Starred (current formula) progress report",
        "Starred (2015 only)",
        "Starred (pre-June 2014 assessments)",
    )
    albania = [r for r in dataset if r["Country"] == "Albania"]
    chosen = [next((r[c] for c in columns if r[c] in ("0", "1")), None) for r in albania]
    found = [r for r in answer(warehouse_of_corpus, 4) if r["plan_id"].startswith("AL-")]
    assert sum(r["starred"] for r in found) == chosen.count("1") == 7
    assert sum(r["rated"] for r in found) == len(chosen) - chosen.count(None)
    assert {r["plan_id"]: r["formulas"] for r in found} == {"AL-2012": "pre_june_2014", "AL-2014": "current"}


def test_5_carried_over(warehouse_of_corpus: Path) -> None:
    """Page 88 of the report on Colombia says of one that the next plan goes on with it, as its commitment 15."""
    found = answer(warehouse_of_corpus, 5)
    assert {r["commitment_id"]: r["stated_by"] for r in found if r["stated_code"]} == {"CO-2015-16": "irm"}
    linked = {(r["commitment_id"], r["next_commitment_id"]) for r in found if r["next_commitment_id"]}
    assert ("CL-2012-2.4", "CL-2014-4") in linked  # the transparency portal, under two numbers


def test_6_percent_and_of_how_many(warehouse_of_corpus: Path) -> None:
    """The ten percentages of Chile's self-assessment and the mean that follows; the document says 84%."""
    percents = (100, 100, 92, 65.8, 40, 57.14, 100, 90, 100, 92)
    (row,) = answer(warehouse_of_corpus, 6)
    assert (row["plan_id"], row["percent_commitments"], row["commitments"], row["stated_percent"]) == (
        "CL-2020",
        10,
        10,
        84,
    )
    assert row["mean_percent"] == pytest.approx(sum(percents) / 10, abs=0.01)


def test_7_what_could_not_be_read(warehouse_of_corpus: Path) -> None:
    assert answer(warehouse_of_corpus, 7) == []


def test_8_the_words_behind_a_number(warehouse_of_corpus: Path, colombia: dict[str, Any]) -> None:
    found = answer(warehouse_of_corpus, 8)
    complete = {n for n, code in stated(colombia, "completion", "end_of_term").items() if code == "complete"}
    assert {r["commitment_id"].removeprefix("CO-2015-") for r in found} == complete
    assert len(found) == 14
    assert all(r["page"] and r["quote"] for r in found)


def test_9_procurement(warehouse_of_corpus: Path, dataset: list[dict[str, str]]) -> None:
    flagged = sum(r["Public Procurement"] == "1" for r in dataset)
    found = answer(warehouse_of_corpus, 9)
    assert sum("dataset" in r["origins"] for r in found) == flagged == 88
    assert len({r["commitment_id"] for r in found}) == len(found)


def test_10_early_results_over_plans(
    warehouse_of_corpus: Path, dataset: list[dict[str, str]], colombia: dict[str, Any]
) -> None:
    codes = {
        "b. None": "did_not_change",
        "c. Marginal": "marginal",
        "d. Major": "major",
        "e. Outstanding": "outstanding",
    }
    column = "Did it open government (end of term only)"
    counted = Counter(codes[r[column]] for r in dataset if r[column] in codes)
    found = answer(warehouse_of_corpus, 10)
    told = Counter(stated(colombia, "early_results").values())
    assert {r["code"]: r["commitments"] for r in found if r["plan_id"] == "CO-2015"} == dict(told)
    apart = Counter({r["code"]: 0 for r in found})
    for r in found:
        if r["plan_id"] not in ("CO-2015", "CL-2016"):  # the report, and the page of one commitment
            apart[r["code"]] += r["commitments"]
    assert +apart == counted
    assert {r["scale"] for r in found} == {"diog"}
