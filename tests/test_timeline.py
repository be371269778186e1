"""On the timeline what has no place on the completion scale is a gap with its words; bars say who is not rated."""

from __future__ import annotations

from typing import Any

from warehouse.explorer.plots import completion
from warehouse.explorer.timeline import timeline

COMMITMENT = {"commitment_id": "XA-2018-1", "plan_id": "XA-2018", "plan_start": 2018, "plan_end": 2020}


def says(phase: str, code: str | None = None, null_reason: str | None = None, assessor: str = "irm") -> dict[str, Any]:
    """A statement about completion."""
    return {
        "assessor": assessor,
        "phase": phase,
        "milestone": None,
        "dimension": "completion",
        "code": code,
        "number": None,
        "null_reason": null_reason,
    }


def test_no_data_is_a_gap_and_not_below_not_started() -> None:
    said = [says("design", "limited"), says("midterm", None, "no_data"), says("end_of_term", "complete")]
    drawn = timeline([(COMMITMENT, said)], "XA-2018-1")
    assert drawn is not None
    assert [level["code"] for level in drawn["levels"]] == ["complete", "substantial", "limited", "not_started"]
    assert [point["y"] for point in drawn["points"]] == [drawn["levels"][2]["y"], drawn["levels"][0]["y"]]
    assert drawn["lines"] == [], "no line over a gap"
    (gap,) = [gap for column in drawn["columns"] for gap in column["gaps"]]
    assert gap["cell"]["statement"]["null_reason"] == "no_data"
    assert drawn["levels"][-1]["y"] < gap["y"] < gap["y_words"] <= drawn["height"]


def test_without_a_gap_lines_join_what_follows() -> None:
    drawn = timeline([(COMMITMENT, [says("midterm", "limited"), says("end_of_term", "complete")])], "XA-2018-1")
    assert drawn is not None
    assert len(drawn["lines"]) == 1
    assert not any(column["gaps"] for column in drawn["columns"])


def test_where_nobody_gives_it_a_place_nothing_is_drawn() -> None:
    assert (
        timeline([(COMMITMENT, [says("midterm", "withdrawn"), says("end_of_term", None, "no_data")])], "XA-2018-1")
        is None
    )


def test_one_rated_of_nineteen_does_not_fill_a_bar() -> None:
    row = {"plan_id": "XA-2018", "assessor": "irm", "phase": "midterm", "complete": 1}
    chart = completion([row], {}, {"XA-2018": 19})
    assert chart is not None
    assert chart["legend"] == ["complete", "not_rated"]
    assert chart["table"] == [["⟪irm⟫ · ⟪midterm⟫ · 1 / 19", 1, 18]]
    assert completion([row | {"complete": 0}], {}, {"XA-2018": 19}) is None
