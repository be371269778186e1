"""Tables of commitment cards: a cell with number, title and "label: value" lines of one commitment.

The executive summaries of the first reports print "1. Title", "OGP value relevance: Clear",
"Potential impact: Moderate" and "Completion: Limited" in one cell, with a summary beside it.
"""

from __future__ import annotations

from extractors.builder import Builder, Spot
from extractors.layout import Cell, Table
from extractors.lexicon import Lexicon
from extractors.parts.fields import Fields, Labelled, labels_in
from extractors.parts.subjects import Named, resolve, take_apart

_CODED = frozenset(
    "completion potential_impact relevance verifiability specificity potential_for_results early_results "
    "schedule".split()
)


def read_cards(table: Table, build: Builder, rule: str = "card", results_scale: str | None = None) -> bool:
    """Read a table of cards; True where at least one cell is a card.

    A card without a number counts only for a commitment whose title is known.
    """
    found = False
    for cell in table.cells:
        card = _card(cell, build.lexicon)
        if card is None:
            continue
        named, labels = card
        key = resolve(build, named)
        if key is None and named.number is None:
            continue
        title = named.title or None
        spot = Spot.within(table, cell, named.at if title else 0, labels[0].label_start)
        key = key or build.mention(spot, rule, number=named.number, title=title)
        if named.starred:
            build.assess(key, "starred", spot, rule, raw="★", code="yes", scale="starred")
        fields = Fields(build, key, rule, None, results_scale)
        for item in labels:
            value = Spot.within(table, cell, item.start, item.end)
            fields.read(item.key, value, Spot.within(table, cell, item.label_start, item.label_end), item.phase)
        found = True
    return found


def _card(cell: Cell, lexicon: Lexicon) -> tuple[Named, list[Labelled]] | None:
    words = str(cell.text)
    if ":" not in words or len(words) > 3000:
        return None
    labels = labels_in(words, lexicon)
    if sum(item.key in _CODED for item in labels) < 2 or labels[0].label_start < 4:
        return None
    return take_apart(words[: labels[0].label_start].rstrip(" •·●◦▪*-–")), labels
