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
_OFF_SCALE = 0
_RANKS = {
    row["code"]: (row["rank_low"], row["rank_high"]) for row in schema.codes() if row["dimension"] == "completion"
}


def timeline(chain: Sequence[tuple[Row, Sequence[Row]]], current: str) -> Row | None:
    """Return the timeline of a commitment, or None where nobody states a completion.

    ``chain`` holds the commitment between those it continues and those that continue it, oldest
    plan first: each with its plan (``plan_id``, ``plan_start``, ``plan_end``) and its statements,
    the weightiest of an assessor and phase first. ``current`` is the id of the commitment itself.
    """
    columns = [column for commitment, said in chain for column in _columns(commitment, said)]
    if not any(column["commitment_id"] == current for column in columns):
        return None
    off = any(rank[0] is None for c in columns for cell in c["cells"].values() for rank in [_rank(cell)])
    levels = [*_LEVELS.items(), *([(_OFF_SCALE, "off_scale")] if off else [])]
    y = {rank: _TOP + _STEP * place for place, (rank, _) in enumerate(levels)}
    width = (100 - _GUTTER) / len(columns)
    points: list[Row] = []
    for place, column in enumerate(columns):
        column["x"] = _GUTTER + width * (place + 0.5)
        column["left"] = _GUTTER + width * place
        column["starts_plan"] = not place or column["commitment_id"] != columns[place - 1]["commitment_id"]
        for who, cell in column["cells"].items():
            low, high = _rank(cell)
            bottom, top = (y[_OFF_SCALE],) * 2 if low is None or high is None else (y[low], y[high])
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
                    "commitment_id": column["commitment_id"],
                }
            )
    return {
        "columns": columns,
        "levels": [{"code": code, "y": y[rank]} for rank, code in levels],
        "points": points,
        "lines": list(_lines(points)),
        "assessors": [who for who in ASSESSORS if any(who in c["cells"] for c in columns)],
        "height": _TOP + _STEP * (len(levels) - 1) + 30,
        "min_width": 130 + 78 * len(columns),
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
    """Return the lines between what one assessor says earlier and later; dashed from plan to plan."""
    for who in ASSESSORS:
        mine = [p for p in points if p["who"] == who]
        for a, b in itertools.pairwise(mine):
            keys = (("x1", a["x"]), ("y1", a["y"]), ("x2", b["x"]), ("y2", b["y"]), ("dx1", a["dx"]), ("dx2", b["dx"]))
            yield {"who": who, "carried": a["commitment_id"] != b["commitment_id"], **dict(keys)}
