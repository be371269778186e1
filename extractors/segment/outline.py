"""The outline: which stretches of a document are its themes, commitments and milestones.

Made by :mod:`extractors.segment`; read by the stages classify, claims and resolve.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.document import Cell, Table, Text


@dataclass(frozen=True, slots=True)
class Span:
    """Words with their place: ``str(text)[start:end]``, in a cell of a table or in running text.

    ``section`` holds the headings above, outermost first.
    """

    text: Text
    start: int = 0
    end: int | None = None
    section: tuple[str, ...] = ()
    table: Table | None = None
    cell: Cell | None = None

    def __str__(self) -> str:
        return str(self.text)[self.start : self.end].strip()


@dataclass(frozen=True, slots=True)
class Section:
    """One commitment of the outline.

    ``first`` and ``last`` bound the items of the stream that belong to it (``last`` excluded). ``number`` is as
    printed; ``group`` the ordinal of the section where numbers restart, else None. ``doubts`` holds issue codes.
    ``elsewhere`` are the stretches (first, last) of other lists of the same commitments: an overview, an annex;
    ``ogp_id`` the commitment's id on OGP's site; ``plan`` the first year of its plan, where the
    document has lists of several. ``box`` is the first item of the commitment's own box, where badges stand above its
    title, else None.
    """

    number: str | None
    title: Span
    area: Span | None
    first: int
    last: int
    group: int | None = None
    doubts: tuple[str, ...] = ()
    elsewhere: tuple[tuple[int, int], ...] = ()
    ogp_id: str | None = None
    plan: int | None = None
    box: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """The commitments of a document in reading order, with the reasons of the choice.

    ``score`` is the sum of the named ``reasons`` of the chosen series (accepted at ``SegmentSettings.accept``);
    ``rival`` the score of the next different series. ``doubts`` are those of the outline as a whole.
    """

    sections: tuple[Section, ...] = ()
    score: float = 0.0
    rival: float = 0.0
    reasons: tuple[tuple[str, float], ...] = ()
    doubts: tuple[str, ...] = field(default=())
