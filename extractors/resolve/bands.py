"""Counts of commitments or milestones per band of progress: "Entre 25% y 49% de avance: 7".

A band's count is a fact about the plan (metric ``percent_band``, the band in ``text``) and no
assessment of any commitment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.builder import Builder
from extractors.segment.stream import Item
from extractors.spot import Spot
from extractors.values import count
from extractors.words import fold, fold_with_offsets

_P = r"(\d{1,3})\s?%"
_BANDS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(rf"(?:entre|between|de|from|del)\s+(?:el\s+)?{_P}\s+(?:y|and|a|to|al)\s+(?:el\s+)?{_P}"), "{0}-{1}%"),
    (re.compile(rf"{_P}\s*(?:-|a|to)\s*{_P}"), "{0}-{1}%"),
    (
        re.compile(rf"(?:menos d?el?|menor(?:es)? (?:a|al|que|de)|inferior(?:es)? al?|less than|under|below|<)\s*{_P}"),
        "<{0}%",
    ),
    (re.compile(rf"(?:mas d?el?|mayor(?:es)? (?:a|al|que|de)|more than|over|above|>)\s*{_P}"), ">{0}%"),
    (re.compile(rf"(?:al menos|at least|>=|≥)\s*(?:el |un )?{_P}|{_P}\s+(?:o mas|or more)"), ">={0}%"),
    (
        re.compile(
            rf"(?:finaliz|complet|cumplid|terminad|finished|con|with|al)\w*\s*+(?:(?:\(|al |at |el |un )\s*+)?{_P}"
        ),
        "{0}%",
    ),
]
_COUNTED = re.compile(r"compromis|commitment|hito|milestone|meta|activit|activid|avance|progress|finaliz|complet")
_LONGEST = 120  # characters of a line that counts a band
_OF_MILESTONES = re.compile(r"hito|milestone|meta|activ")
_NUMBER = re.compile(r".*?[:=–—-]\s*(\d{1,3})(?:\s+(?:compromisos|commitments|hitos|milestones|metas))?\s*\.?$")


def band_of(words: str) -> tuple[str, int] | None:
    """Return the band that words name ("25-49%", "<25%", "100%") and where the words of it end."""
    folded = fold_with_offsets(words)
    for pattern, form in _BANDS:
        m = pattern.search(folded.text)
        if m:
            numbers = [g for g in m.groups() if g is not None]
            return form.format(*numbers), folded.back(m.start(), m.end())[1]
    return None


def put_bands(build: Builder, items: Sequence[Item]) -> None:
    """Put the counts per band in lines ("band: count") and in rows that begin with a band."""
    for item in items:
        if item.kind == "row":
            _row(build, item)
        elif not item.level and item.kind in ("para", "full", "field"):
            _line(build, item)


def _line(build: Builder, item: Item) -> None:
    words = str(item.text)[: item.end] if item.kind == "field" else str(item)
    found = band_of(words) if len(words) <= _LONGEST else None
    if not found or not _COUNTED.search(fold(words)):
        return
    m = _NUMBER.match(words[found[1] :])
    if m:
        _record(build, Spot(item.text, 0, item.end, item.section), found[0], int(m[1]), words)


def _row(build: Builder, item: Item) -> None:
    cells = [c for c in dict.fromkeys(item.cells) if c is not None and str(c)]
    words = str(cells[0]) if cells else ""
    found = band_of(words) if len(words) <= _LONGEST else None
    value = count(str(cells[1])) if found and len(cells) > 1 else None
    if found and value and str(cells[1]).strip().isdigit():
        spot = Spot(cells[1].text, 0, None, item.section, item.table, cells[1])  # type: ignore[arg-type]
        _record(build, spot, found[0], value.value, words)


def _record(build: Builder, spot: Spot, band: str, number: float, words: str) -> None:
    unit = "milestones" if _OF_MILESTONES.search(fold(words)) else "commitments"
    build.fact("percent_band", spot, "band", number=number, unit=unit, text=band)


__all__ = ["band_of", "put_bands"]
