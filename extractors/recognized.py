"""Doubt about values that stand where reading was not sure: recognized words, rows whose cells are not apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from extractors.records import Assessment, Evidence, Extraction, Fact, Issue, Milestone

if TYPE_CHECKING:
    from extractors.layout import PageInfo, Problem

UNSURE = "recognition_uncertain"
APART = "cells_not_apart"
_LINES = re.compile(r"L(\d+)(?:-L(\d+))?")
_CELL = re.compile(r"/(?:c|td|th)\[\d+\]$|/t[dh]$")
Box = tuple[float, float, float, float]


def doubt_recognized(extraction: Extraction, pages: Sequence[PageInfo], problems: Iterable[Problem] = ()) -> None:
    """Flag the values whose words recognition is not sure of, in place.

    ``pages`` say where those words stand, for pictures inside other documents ``problems`` with their places.

    A commitment is flagged where any word of its row or title is unsure: who leads it stands there.
    """
    boxes = {page.number: page.doubtful for page in pages if page.doubtful}
    spots = frozenset(p.place.locator for p in problems if p.code == UNSURE and p.place.locator)
    lines = frozenset(spot.rpartition("/")[0] for spot in spots if _CELL.search(spot))
    if not boxes and not spots:
        return
    rows = _rows(extraction)
    count = 0
    for mention in extraction.mentions:
        e = mention.evidence
        area = rows.get((e.table, e.row)) if e is not None and e.table and e.row is not None else None
        at = (e.locator or "") if e is not None else ""
        if at in spots or at.rpartition("/")[0] in lines or _unsure(e, boxes, area):
            mention.flagged, count = True, count + 1
            mention.doubts = [*mention.doubts, UNSURE]
    stated: list[Assessment | Milestone | Fact] = [
        *extraction.assessments,
        *extraction.milestones,
        *extraction.facts,
    ]
    for record in stated:
        if record.evidence.locator in spots or _unsure(record.evidence, boxes):
            record.flagged, count = True, count + 1
    if count:
        said = f"{count} values stand on recognized words that may be wrong; they are flagged"
        extraction.issues.append(Issue(code=UNSURE, severity="warning", message=said))


def doubt_open_rows(extraction: Extraction, problems: Iterable[Problem]) -> None:
    """Flag what is said in the lines of a text that do not show which cell of their row they belong to, in place."""
    found = [_LINES.fullmatch(p.place.locator or "") for p in problems if p.code == APART]
    lines = [range(int(m[1]), int(m[2] or m[1]) + 1) for m in found if m]
    stated: list[Assessment | Milestone | Fact] = [*extraction.assessments, *extraction.milestones, *extraction.facts]
    for record in stated if lines else ():
        at = _LINES.fullmatch(record.evidence.locator or "")
        if at and any(int(at[1]) in open_row for open_row in lines):
            record.flagged = True


def _rows(extraction: Extraction) -> dict[tuple[int, int], tuple[int, Box]]:
    """Return the page and box of each row of each table, as far as they stand on one page."""
    out: dict[tuple[int, int], tuple[int, Box]] = {}
    for table in extraction.tables:
        for cell in table.cells:
            if cell.page is None or cell.x0 is None or cell.top is None or cell.x1 is None or cell.bottom is None:
                continue
            key, own = (table.ordinal, cell.row), (cell.x0, cell.top, cell.x1, cell.bottom)
            page, box = out.get(key, (cell.page, own))
            if page == cell.page:
                out[key] = page, (min(box[0], own[0]), min(box[1], own[1]), max(box[2], own[2]), max(box[3], own[3]))
    return out


def _unsure(evidence: Evidence | None, boxes: Mapping[int, Iterable[Box]], area: tuple[int, Box] | None = None) -> bool:
    if evidence is None or evidence.page is None:
        return False
    if area is not None:
        page, box = area
    elif evidence.x0 is None or evidence.top is None or evidence.x1 is None or evidence.bottom is None:
        return False
    else:
        page, box = evidence.page, (evidence.x0, evidence.top, evidence.x1, evidence.bottom)
    return any(b[0] < box[2] and box[0] < b[2] and b[1] < box[3] and box[1] < b[3] for b in boxes.get(page, ()))
