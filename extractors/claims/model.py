"""What is said of a commitment or milestone, before its words are understood."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.document import Mark, Text
from extractors.segment.outline import Span

LEARNED_LABEL = "learned_label"
"""Doubt: no list of words knows the label; what it asks for was told by its values throughout the document."""
MERGED_CELL, TITLE_RUNS_ON = "merged_cell", "title_runs_on"
"""Doubts: a cell, or a title, lies over columns that ask for different things."""
BLANK = "row.blank"
"""The rule of a status that a row leaves open."""
UNNAMED = "row.unnamed"
"""The rule of a status in a row among those of milestones that names none."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with its place. ``subject`` is the index of the section, ``milestone`` the key of one of its
    milestones (None: the commitment itself). ``mark`` is the sign that selects ``option``, the words of its column;
    ``phase`` is what the column's head says of the time that it speaks of, ``ogp_value`` the code of the partnership's
    value that the head of its column or row names."""

    subject: int
    milestone: str | None
    role: str
    span: Span
    rule: str
    option: str | None = None
    mark: Mark | None = None
    beside: Text | None = None
    doubts: tuple[str, ...] = ()
    phase: str | None = None
    ogp_value: str | None = None


@dataclass(frozen=True, slots=True)
class MilestoneClaim:
    """A milestone of a section: its key (the number as printed, else its ordinal), its words and their place."""

    subject: int
    key: str
    text: Span
    rule: str
    printed: bool = True
