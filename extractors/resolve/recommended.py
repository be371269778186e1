"""Recommendations of a report's own: the items of the list below a heading that is that one word."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.annotate.openings import opening
from extractors.builder import Builder
from extractors.segment.stream import Item
from extractors.spot import Spot


def put_recommendations(build: Builder, items: Sequence[Item]) -> None:
    """Put the list items below "Recommendations"; those of another body ("Recommendations of the IRM") are told of."""
    inside = False
    for item in items:
        if item.level:
            inside = item.kind == "field" and item.role == "irm_recommendation" and _is_bare(str(item.label))
        elif inside and item.block is not None and item.block.kind == "item" and str(item):
            number = item.marker.strip(" .()")
            spot = Spot(item.text, item.start, item.end, item.section)
            build.recommendation("key", spot, "list", number=number if number.isdigit() else None)


def _is_bare(label: str) -> bool:
    """Whether a heading is one word, but for its number."""
    found = opening(label)
    return len(label[found.title_start if found and found.number else 0 :].split()) == 1


__all__ = ["put_recommendations"]
