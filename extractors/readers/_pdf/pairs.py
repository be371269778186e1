"""Labels beside their values without any drawing, told apart by their letters: grey or small ones on the left.

Bold labels are found by :mod:`extractors.readers._pdf.aligned`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.readers._pdf.aligned import rows_grid
from extractors.readers._pdf.bands import MARKER, make_band
from extractors.readers._pdf.geometry import Grid
from extractors.readers._pdf.lines import Segment, segments_of
from extractors.readers._pdf.page import Token

FEWEST = 2
"""Labels below each other that make a form."""

LONGEST = 45
"""Characters of a label."""

EVEN = 1.5
"""Labels begin at one place, and values do, within this many points."""

LEAD = 2.4
"""Lines of a form are no further apart than this many font sizes."""

Row = Sequence[Token]
_Look = tuple[bool, str, float]


@dataclass(slots=True)
class _Form:
    """Lines of labels with their values: where both begin, how the labels look, and the lines of each pair."""

    left: float
    right: float
    look: _Look
    pairs: list[list[Row]] = field(default_factory=list)

    @property
    def last(self) -> Row:
        return self.pairs[-1][-1]


def label_pairs(rows: Sequence[Row], color_of: Callable[[int], str]) -> list[Grid]:
    """Return the forms among the lines of a page outside of tables, as grids of two columns."""
    return [grid for form in _forms(rows, color_of) if (grid := _grid(form)) is not None]


def _forms(rows: Sequence[Row], color_of: Callable[[int], str]) -> Iterator[_Form]:
    form: _Form | None = None
    for row in rows:
        parts = segments_of(row)
        look = _label_look(parts, color_of)
        if form is not None and _near(form.last, row):
            if look == form.look and _at(parts[0], form.left) and _at(parts[1], form.right):
                form.pairs.append([row])
                continue
            if len(parts) == 1 and _at(parts[0], form.right):
                form.pairs[-1].append(row)  # a value goes on
                continue
            if _at(parts[0], form.left) and _looks(parts[0], color_of) == {form.look}:
                form = None  # what stands on the left goes on, as running text does
        if form is not None and len(form.pairs) >= FEWEST:
            yield form
        form = _Form(parts[0].x0, parts[1].x0, look, [[row]]) if look is not None else None
    if form is not None and len(form.pairs) >= FEWEST:
        yield form


def _label_look(parts: Sequence[Segment], color_of: Callable[[int], str]) -> _Look | None:
    """Return how the first of two parts of a line looks, where it may be a label and the other looks otherwise."""
    if len(parts) != FEWEST:
        return None
    words = " ".join(t.text for t in parts[0].tokens)
    looks = [_looks(part, color_of) for part in parts]
    value = parts[1].tokens[0].text
    label = (
        len(words) <= LONGEST
        and words[:1].isupper()
        and not MARKER.fullmatch(words)
        and words[-1] not in ".,;-0123456789"
    )
    if not label or value[:1].islower() or len(looks[0]) > 1 or looks[0] & looks[1]:
        return None
    look = next(iter(looks[0]))
    return None if look[0] and not any(bold for bold, _, _ in looks[1]) else look  # bold ones are found elsewhere


def _looks(part: Segment, color_of: Callable[[int], str]) -> set[_Look]:
    return {(t.font.bold, color_of(t.source), round(t.size)) for t in part.tokens}


def _at(part: Segment, x: float) -> bool:
    return abs(part.x0 - x) <= EVEN


def _near(last: Row, row: Row) -> bool:
    size = max(t.size for t in last)
    return 0 < max(t.bottom for t in row) - max(t.bottom for t in last) <= LEAD * size


def _grid(form: _Form) -> Grid | None:
    tops = [min(t.top for t in pair[0]) - 1 for pair in form.pairs]
    end = max(t.bottom for t in form.last) + 1
    bands = [
        make_band(top, below, [t for row in pair for t in row])
        for pair, top, below in zip(form.pairs, tops, [*tops[1:], end], strict=True)
    ]
    right = max(t.x1 for pair in form.pairs for row in pair for t in row)
    return rows_grid(bands, form.left - 2, right + 2, [(form.right - 2, len(bands))], ())


__all__ = ["label_pairs"]
