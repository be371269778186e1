"""The first row of a list whose rows are closed by a rule below each: none is drawn above it.

Between two rules of one width stands a row; the words above the first rule belong to the list where they stand in the
columns of the row below, in its letters, as far from their rule as its words are. Tables with walls have other rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.readers._pdf.bands import Band, make_band
from extractors.readers._pdf.geometry import SNAP, of_one_width
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import PageContent, Rule, Token

NARROWEST = 80.0
"""A list of rows is no narrower (points)."""

ALIGNED = 2.5
"""Cells of one column begin, or end, no further apart (points)."""

SAME_SIZE = 0.4
"""Words of one column differ no more in size (points)."""

SAME_LEAD = 2.5
"""The last words of rows stand as far above their rules, give or take so much (points)."""

ROW_LINES = 4
"""A row has no more lines."""

COLUMNS = 2
"""It has words in at least so many columns."""

TIGHT = 0.6
"""A line that keeps to the columns no further above the next (em) is of one row with it."""

NEAR = 6.0
"""A shade that begins no further above a row than this (points) and ends at its foot is drawn for it."""


def first_rows(levels: Sequence[Rule], uprights: Sequence[Rule], content: PageContent) -> list[Rule]:
    """Return the rules that may be added above the first rows of lists with a rule below each row."""
    out: list[Rule] = []
    for x0, x1, heights in of_one_width(levels, NARROWEST):
        if len(heights) == 1:
            continue
        tokens = [t for t in content.tokens if not t.angle and x0 - SNAP <= t.x0 and t.x1 <= x1 + SNAP]
        at, foot = heights[:2]
        top = _top_of_first(tokens, at, foot)
        if top is None:
            continue
        place = (x0, top, x1, at)
        walled = any(x0 - SNAP <= u.at <= x1 + SNAP and u.start < foot - 1 and u.end > top + 1 for u in uprights)
        ruled = any(top - SNAP < r.at < at - SNAP and r.start < x1 and r.end > x0 for r in levels)
        if not walled and not ruled and not any(_is_shade(f[:4], place) for f in content.fills):
            out.append(Rule(False, top, x0, x1))
    return out


def _top_of_first(tokens: Sequence[Token], at: float, foot: float) -> float | None:
    """Return the top of the row that stands right above the first rule, where it is like the row below."""
    below = [t for t in tokens if at < (t.top + t.bottom) / 2 < foot]
    free = [t for t in tokens if (t.top + t.bottom) / 2 < at]
    if not below or not free:
        return None
    model = make_band(at, foot, below)
    if len(model.spans) < COLUMNS or model.lines > ROW_LINES:
        return None
    rows = upright_rows(free)
    lead = foot - max(t.bottom for t in below)
    if abs(at - max(t.bottom for t in rows[-1]) - lead) > SAME_LEAD:
        return None
    head = min(t.top for t in below) - at
    for count in range(1, min(ROW_LINES, len(rows)) + 1):
        own = [t for row in rows[-count:] for t in row]
        top = min(t.top for t in own)
        if abs(min(t.x0 for t in rows[-count]) - model.spans[0][0]) > ALIGNED:
            continue  # a cell goes on: its row begins further up
        if not _is_like(make_band(top, at, own), model):
            return None
        others = rows[:-count]
        if not others:
            return top - head
        rest = max(t.bottom for t in others[-1])
        if not _crosses(others[-1], model) and top - rest < TIGHT * own[0].size:
            return None  # lines of one row
        return max(top - head, min(rest + 0.5, top - 0.5))
    return None


def _crosses(row: Sequence[Token], model: Band) -> bool:
    """Whether the words of a line reach over the columns of a row, as text does and no cell."""
    band = make_band(0.0, 0.0, list(row))
    return any(x0 < (a + b) / 2 < x1 for a, b in model.gaps for x0, x1 in band.spans)


def _is_like(band: Band, model: Band) -> bool:
    """Whether the cells of a row stand below those of another, in the same letters."""
    if len(band.spans) != len(model.spans):
        return False
    for one, two in zip(band.spans, model.spans, strict=True):
        if min(abs(one[0] - two[0]), abs(one[1] - two[1])) > ALIGNED:
            return False
        a, b = (next(t for t in row.tokens if t.x0 >= s[0] - 0.5) for row, s in ((band, one), (model, two)))
        if abs(a.size - b.size) > SAME_SIZE or a.font.bold != b.font.bold:
            return False
    return True


def _is_shade(fill: tuple[float, float, float, float], place: tuple[float, float, float, float]) -> bool:
    """Whether an area is drawn for what stands at a place, and for no more."""
    within = place[1] - NEAR <= fill[1] and fill[3] <= place[3] + SNAP and fill[3] > place[1]
    return within and fill[0] < place[2] and fill[2] > place[0]
