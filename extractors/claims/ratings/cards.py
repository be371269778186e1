"""Tables of commitment cards: a cell with "label: value" lines of one commitment, its title above them or beside.

The executive summaries of the first reports print "1. Title", "OGP value relevance: Clear", "Potential impact:
Moderate" and "Completion: Limited" in one cell, with a summary beside it; annexes print the title in one cell and the
labels in the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.builder import Builder, Spot
from extractors.claims.ratings.fields import Fields, Labelled, labels_in
from extractors.claims.ratings.subjects import Named, resolve, take_apart
from extractors.layout import Cell, Table, distinct
from extractors.lexicon import Lexicon

_CODED = frozenset(
    "completion potential_impact relevance verifiability specificity potential_for_results early_results "
    "schedule".split()
)


def read_cards(table: Table, build: Builder, rule: str = "card", results_scale: str | None = None) -> bool:
    """Read a table of cards; True where at least one cell is a card.

    A card without a number counts only for a commitment whose title is known.
    """
    several = sum(len(_labels(c, build.lexicon)) > 1 for c in table.cells) > 1
    found = False
    for r, row in enumerate(table.grid()):
        cells = [c for c in distinct(row) if c.row == r and c.text]
        for cell in cells:
            labels = _labels(cell, build.lexicon)
            if not labels:
                continue
            key = _titled(table, cell, cells, labels, build, rule, least=1 if found or several else 2)
            if key is None:
                continue
            fields = Fields(build, key, rule, None, results_scale)
            for item in labels:
                value = Spot.within(table, cell, item.start, item.end)
                fields.read(item.key, value, Spot.within(table, cell, item.label_start, item.label_end), item.phase)
            found = True
    return found


def _labels(cell: Cell, lexicon: Lexicon) -> list[Labelled]:
    """Return the labels of a cell, if some of them are assessed."""
    words = str(cell.text)
    if not (":" in words or "?" in words) or len(words) > 3000:
        return []
    labels = labels_in(words, lexicon)
    return labels if any(item.key in _CODED for item in labels) else []


def _titled(
    table: Table, cell: Cell, cells: Sequence[Cell], labels: Sequence[Labelled], build: Builder, rule: str, least: int
) -> str | None:
    """Record the commitment of a card with a title of its own, above the labels or in the cell before.

    It has at least so many labels of assessments; below other cards a page break may leave one.
    """
    if sum(item.key in _CODED for item in labels) < least:
        return None
    start, owner = labels[0].label_start, cell
    named = take_apart(str(cell.text)[:start].rstrip(" •·●◦▪*-–"))
    before = next((c for c in cells if c.col < cell.col), None)
    if before is not None and named.number is None and not labels_in(str(before.text), build.lexicon):
        beside = take_apart(str(before.text))
        if start < 4 or (beside.number and _opens(beside)):
            owner, start, named = before, len(str(before.text)), beside
    if owner is cell and start < 4:
        return None
    key = resolve(build, named)
    if key is None and (named.number is None or (owner is not cell and not _opens(named))):
        return None
    title = named.title or None
    spot = Spot.within(table, owner, named.at if title else 0, start)
    key = key or build.mention(spot, rule, number=named.number, title=title)
    if named.starred:
        build.assess(key, "starred", spot, rule, raw="★", code="yes", scale="starred")
    return key


def _opens(named: Named) -> bool:
    """Whether number and title stand as a row of commitments has them: "3. Title", "Commitment 3: Title"."""
    return named.kind == "commitment" or (named.kind is None and (named.stopped or "." in (named.number or "")))
