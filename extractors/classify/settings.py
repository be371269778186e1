"""All thresholds and weights of classification, in points unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ClassSettings:
    """What words are worth by the place where they stand, and what a decision needs.

    ``places`` are points of one sign: a document's own title says most, running text little, navigation nearly
    nothing. ``near`` is the share of the best score from which on the second makes a field doubtful.
    """

    places: dict[str, float] = field(
        default_factory=lambda: {
            "title": 10.0,
            "cover": 6.0,
            "running": 6.0,
            "metadata": 4.0,
            "field": 7.0,
            "imprint": 2.0,
            "name": 1.5,
            "opening": 3.0,
            "heading": 1.5,
            "body": 0.5,
            "column": 0.5,
            "end": 0.5,
            "list": 0.2,
            "navigation": 0.1,
        }
    )
    says_itself: float = 6.5
    """Points of the kind that running text gives its own document ("this self-assessment")."""
    near: float = 0.75
    cover_blocks: int = 25
    """Blocks of the beginning that can belong to the cover."""
    prose: int = 180
    """Characters from which on a paragraph is prose and ends the cover (covers of Latvia 2022, United Kingdom 2013)."""
    opening_blocks: int = 6
    """Blocks of prose after the cover in which a document says what it is."""
    longest_title: int = 260
    """Characters (Croatia's end-of-term self-assessment of 2021 has 190)."""
    accept_type: float = 4.0
    accept_author: float = 4.0
    accept_plan: float = 3.0
    accept_country: float = 1.5
    accept_title: float = 1.5
    gate: float = 0.0
    """Points a document needs more for being a report than for being something else."""
    gate_margin: float = 2.0
    """Points of distance to ``gate`` under which the type is doubtful."""
    one_sign: float = 1.5
    """Points that a single sign for another kind has at most, where anything speaks for a report."""
    another_programme: float = 12.0
    """Points of a title, cover and headings that name no open government, where the text does in passing at most."""
    never_named: float = 6.0
    """More points of that where the text does not name it either."""
    good_list: float = 9.0
    """Points of a list of commitments that tells what a document is that no words name."""
    slides: int = 4
    """Wide pages from which on a file can be slides."""
    size_of_slides: float = 18.0
    """Points of the middle size of running text from which on it is made to be shown."""
    words_a_slide: int = 90
    """Words a page under which wide pages are slides."""
    tabular: float = 0.6
    """Share of words in tables from which on a document without a title is a sheet (Ecuador's tracker of 2021)."""
    fewest_shown: int = 4
    """Commitments from which on what they say tells the kind of a document that no words name."""
    shown: float = 0.8
    """Share of them that say how far they are (a letter of a steering group showed three of four)."""
    told_of_each: float = 90.0
    """Words for each commitment from which on such a document tells of them, and does not only list their states."""
    longest_plan: int = 6
    """Years from the first to the last of a plan."""


SETTINGS = ClassSettings()
