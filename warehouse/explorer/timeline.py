"""The timeline of a commitment: what government, IRM and third parties say of its completion, phase by
phase and on through the plans that carried it over, placed on the completion scale.

Positions are percent of the width and pixels of the height, so that the drawing fills any column
while its words keep their size.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from warehouse import schema

Row = dict[str, Any]
ASSESSORS = ("government", "irm", "third_party")
_PHASES = ("design", "midterm", "end_of_term", None)
_LEVELS = {4: "complete", 3: "substantial", 2: "limited", 1: "not_started"}
_TOP, _STEP, _GUTTER = 64, 46, 22.0  # pixels above the scale, pixels a level, percent for the words of the scale
_APART = {"government": -1, "irm": 1, "third_party": 0}  # markers of one phase stand side by side
_NOTE = 17  # pixels of a line of words below the scale
_RANKS = {
    row["code"]: (row["rank_low"], row["rank_high"]) for row in schema.codes() if row["dimension"] == "completion"
}


def timeline(chain: Sequence[tuple[Row, Sequence[Row]]], current: str) -> Row | None:
    """Return the timeline of a commitment, or None where nobody gives it a place on the completion scale.

    ``chain`` holds the commitment between those it continues and those that continue it, oldest
    plan first: each with its plan (``plan_id``, ``plan_start``, ``plan_end``) and its statements,
    the weightiest of an assessor and phase first. ``current`` is the id of the commitment itself.
    """
    columns = [column for commitment, said in chain for column in _columns(commitment, said)]
    if not any(column["commitment_id"] == current for column in columns):
        return None
    y = {rank: _TOP + _STEP * place for place, rank in enumerate(_LEVELS)}
    below = _TOP + _STEP * (len(_LEVELS) - 1) + 30
    width = (100 - _GUTTER) / len(columns)
    points: list[Row] = []
    for place, column in enumerate(columns):
        column["x"] = _GUTTER + width * (place + 0.5)
        column["left"] = _GUTTER + width * place
        column["starts_plan"] = not place or column["commitment_id"] != columns[place - 1]["commitment_id"]
        column["gaps"] = []
        for who, cell in column["cells"].items():
            low, high = _rank(cell)
            if low is None or high is None:  # said, but no place on the scale: a gap with its words
                at = below + _NOTE * 2 * len(column["gaps"])
                column["gaps"].append({"who": who, "cell": cell, "y": at, "y_words": at + _NOTE})
                points.append({"who": who, "commitment_id": column["commitment_id"], "gap": True})
                continue
            bottom, top = y[low], y[high]
            alone = len(column["cells"]) == 1
            points.append(
                {
                    "who": who,
                    "x": column["x"],
                    "dx": 0 if alone else 11 * _APART[who],
                    "y": (top + bottom) / 2,
                    "top": top,
                    "bottom": bottom,
                    "percent": cell["percent"],
                    "gap": False,
                    "commitment_id": column["commitment_id"],
                }
            )
    if all(point["gap"] for point in points):
        return None
    return {
        "columns": columns,
        "levels": [{"code": code, "y": y[rank]} for rank, code in _LEVELS.items()],
        "points": [point for point in points if not point["gap"]],
        "lines": list(_lines(points)),
        "assessors": [who for who in ASSESSORS if any(who in c["cells"] for c in columns)],
        "height": below + _NOTE * 2 * max(len(c["gaps"]) for c in columns),
        "min_width": 130 + (150 if any(c["gaps"] for c in columns) else 78) * len(columns),
    }


def _columns(commitment: Row, said: Sequence[Row]) -> Iterable[Row]:
    """Return a column for each phase of a commitment of which somebody states the completion."""
    for phase in _PHASES:
        cells: dict[str, Row] = {}
        for who in ASSESSORS:
            mine = [s for s in said if (s["assessor"], s["phase"], s["milestone"]) == (who, phase, None)]
            code = next((s for s in mine if s["dimension"] == "completion"), None)
            percent = next((s for s in mine if s["dimension"] == "completion_percent"), None)
            best = code if code and code["code"] else percent or code
            if best:
                number = percent["number"] if percent else None
                cells[who] = {"statement": best, "percent": number, "code": best["code"]}
        if cells:
            keys = ("commitment_id", "plan_id", "plan_start", "plan_end", "title", "title_en", "title_es", "number")
            yield {"phase": phase, "cells": cells, **{k: commitment.get(k) for k in keys}}


def _rank(cell: Row) -> tuple[int | None, int | None]:
    return _RANKS.get(cell["code"] or "", (None, None))


def _lines(points: list[Row]) -> Iterable[Row]:
    """Return the lines between what one assessor says earlier and later; dashed from plan to plan, none over a gap."""
    for who in ASSESSORS:
        mine = [p for p in points if p["who"] == who]
        for a, b in itertools.pairwise(mine):
            if a["gap"] or b["gap"]:
                continue
            keys = (("x1", a["x"]), ("y1", a["y"]), ("x2", b["x"]), ("y2", b["y"]), ("dx1", a["dx"]), ("dx2", b["dx"]))
            yield {"who": who, "carried": a["commitment_id"] != b["commitment_id"], **dict(keys)}
