"""What the cell of a row says under a column that is no status: institutions, dates, values, texts."""

from __future__ import annotations

import re

from extractors.builder import Builder, Spot
from extractors.layout import Cell, Table
from extractors.parts.fields import institutions
from extractors.parts.statements import ogp_values
from extractors.values import dates, period

DATED = frozenset(["start", "end", "dates"])
"""The columns of dates; a period may span two of them."""


RULE = "evaluation"


def fill_field(build: Builder, table: Table, key: str, cell: Cell, mention: str, milestone: str | None) -> None:
    """Write what a cell under the label ``key`` says of a commitment, or the dates of its ``milestone``."""
    words, language = str(cell.text).strip(), build.identity.language
    if key in DATED:
        starts, ends = period(words, language) if key == "dates" else (None, None)
        found = dates(words, language)
        single = found[0].date if found and not found[0].ambiguous else None
        starts = single if key == "start" else starts
        ends = single if key == "end" else ends
        if milestone:
            spot = Spot.within(table, cell)
            build.milestone(mention, milestone, spot, f"{RULE}.date", starts_on=starts, ends_on=ends)
        else:
            build.fill(mention, starts_on=starts, ends_on=ends)
    elif key == "lead":
        build.fill(mention, lead_institution=words.strip(" .;") if institutions(words) else None)
    elif key in ("support", "other_actors"):
        build.fill(mention, support_institutions=institutions(words))
    elif key == "relevance":
        build.fill(mention, ogp_values=ogp_values(words, build.lexicon))
    elif key == "policy_areas":
        build.fill(mention, policy_areas=[p.strip() for p in re.split(r"[,;]", words) if p.strip()])
    elif key in ("problem", "objective", "description"):
        build.fill(mention, **{key: words})
