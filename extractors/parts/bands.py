"""Counts of commitments or milestones per band of progress: "Entre 25% y 49% de avance: 7".

A band's count is a fact about the plan (metric ``percent_band``, the band in ``text``) and no
assessment of any commitment.
"""

from __future__ import annotations

import re

from extractors.builder import Builder, Spot
from extractors.layout import Layout, Table, distinct
from extractors.parts.fields import cut
from extractors.values import count
from extractors.words import fold_with_offsets

RULE = "bands"
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
_LONGEST = 120


def band_of(words: str) -> tuple[str, int] | None:
    """Return the band that words name ("25-49%", "<25%", "100%") and where the words of it end."""
    folded = fold_with_offsets(words)
    for pattern, form in _BANDS:
        m = pattern.search(folded.text)
        if m:
            numbers = [g for g in m.groups() if g is not None]
            return form.format(*numbers), folded.back(m.start(), m.end())[1]
    return None


def read_bands(layout: Layout, build: Builder) -> None:
    """Record the counts per band in lines ("band: count") and in tables of two columns or more."""
    for element in layout.elements:
        if isinstance(element, Table):
            _table(element, build)
        elif element.kind not in ("heading", "footnote") and len(str(element)) <= _LONGEST:
            _line(Spot.of(element), build)


def _line(spot: Spot, build: Builder) -> None:
    words = spot.words()
    found = band_of(words)
    if not found or not _COUNTED.search(fold_with_offsets(words).text):
        return
    m = re.search(
        r"[:=–—-]\s*(\d{1,3})(?:\s+(?:compromisos|commitments|hitos|milestones|metas))?\s*\.?$", words[found[1] :]
    )
    if m:
        _record(build, spot, found[0], int(m[1]), words)


def _table(table: Table, build: Builder) -> None:
    for row in table.body():
        cells = [c for c in distinct(row) if c.text]
        if len(cells) < 2:
            continue
        words = str(cells[0].text)
        found = band_of(words)
        value = count(str(cells[1].text))
        if found and len(words) <= _LONGEST and value and str(cells[1].text).strip().isdigit():
            spot = Spot.within(table, cells[1])
            _record(build, spot, found[0], value.value, words)


def _record(build: Builder, spot: Spot, band: str, number: int, words: str) -> None:
    folded = fold_with_offsets(words).text
    unit = "milestones" if re.search(r"hito|milestone|meta|activ", folded) else "commitments"
    build.fact("percent_band", cut(spot, len(spot.words())), RULE, number=number, unit=unit, text=band)
