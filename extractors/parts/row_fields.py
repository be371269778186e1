"""What the cell of a row says under a column that is no status: institutions, dates, values, texts."""

from __future__ import annotations

from extractors.builder import Builder, Spot
from extractors.layout import Cell, Table
from extractors.parts.fields import DATED, fill_field, term
from extractors.parts.statements import ogp_values

RULE = "evaluation"


def read_cell(build: Builder, table: Table, key: str, cell: Cell, mention: str, milestone: str | None) -> None:
    """Write what a cell under the label ``key`` says of a commitment, or the dates of its ``milestone``."""
    words = str(cell.text).strip()
    if key in DATED:
        starts, ends = term(key, words, build.identity.language)
        if milestone:
            spot = Spot.within(table, cell)
            build.milestone(mention, milestone, spot, f"{RULE}.date", starts_on=starts, ends_on=ends)
        else:
            build.fill(mention, starts_on=starts, ends_on=ends)
    elif key == "relevance":
        build.fill(mention, ogp_values=ogp_values(words, build.lexicon))
    else:
        fill_field(build, mention, "support" if key == "other_actors" else key, words)
