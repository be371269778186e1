"""The ledger of a walk: what was claimed so far, which milestones there are, and which items say it.

The parts of a walk write here, and ask no more of each other than whether an item was read. In go statements about a
section or one of its milestones; a milestone gets its key here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from rapidfuzz import fuzz

from extractors.annotate.labels import role_of
from extractors.annotate.names import name_end
from extractors.claims.endings import parted
from extractors.claims.model import LEARNED_LABEL, Claim, MilestoneClaim
from extractors.claims.roles import BODY_ROLES, STATUS_ROLES, base
from extractors.segment.outline import Span
from extractors.segment.stream import Item
from extractors.words import fold

SAME_TEXT = 85  # percent of letters that two texts of one milestone share
HEAD = 60  # letters at its head by which one without a number is known again


class Ledger:
    """Collects the claims of one document."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.milestones: list[MilestoneClaim] = []
        self.used: set[int] = set()
        self._of: dict[int, list[MilestoneClaim]] = defaultdict(list)
        self._told: set[tuple[int, int]] = set()  # sections with the texts whose sentences behind a body were claimed

    def take(self, item: Item, *claims: Claim) -> None:
        """Note that an item was read, and what it says."""
        self.used.add(item.index)
        self.claims += claims

    def item(
        self,
        subject: int,
        milestone: str | None,
        item: Item,
        rule: str,
        role: str | None = None,
        below: Item | None = None,
    ) -> None:
        """Claim the words of a field or paragraph under its own role or another; ``below`` is the label above them."""
        if not str(item):
            return
        label = below or item
        doubts = (LEARNED_LABEL,) if item.learned or label.learned else ()
        named = role or item.role or "text"
        span = item.span
        named_body = base(named) in BODY_ROLES and not item.cells
        end = name_end(str(span.text)[span.start : span.end]) if named_body else None
        if end is not None:  # "In charge: Ministry of Health. Due in June 2021. The first ..."
            if (subject, id(span.text)) not in self._told:
                self._told.add((subject, id(span.text)))
                self.claims.append(Claim(subject, None, "text", replace(span, start=span.start + end), "text"))
            span = replace(span, end=span.start + end)
        self.take(item, Claim(subject, milestone, named, span, rule, phase=_phase_of(label), doubts=doubts))

    def milestone(self, subject: int, number: str | None, text: Span, rule: str) -> str:
        """Note a milestone, unless its section has it already; return its key.

        The number as printed is the key, else the ordinal; another one of the same number gets a key of its own.
        """
        own = self._of[subject]
        printed = any(c.isalnum() for c in number or "")
        key = _key_of(number or "") if printed else str(len(own) + 1)
        same = [m for m in own if (m.key == key if printed else fold(str(m.text))[:HEAD] == fold(str(text))[:HEAD])]
        if same and not printed:
            return same[0].key
        if any(fuzz.partial_ratio(fold(str(m.text)), fold(str(text))) >= SAME_TEXT for m in same):
            return key
        made = MilestoneClaim(subject, f"{key}#{len(same) + 1}" if same else key, text, rule, printed)
        own.append(made)
        self.milestones.append(made)
        return made.key

    def valued(self, subject: int, number: str | None, text: Span, rule: str) -> str:
        """Note a milestone whose words may end in its status and dates, and claim these; return its key."""
        words, values = parted(text)
        key = self.milestone(subject, number, words, rule)
        self.claims += [Claim(subject, key, role, value, "chip") for role, value in values]
        return key


def _phase_of(item: Item) -> str | None:
    """Return the phase that the label of a status names: "Completion at midterm"."""
    asked = role_of(str(item.label)) if item.label is not None and base(item.role) in STATUS_ROLES else None
    return asked.phase if asked is not None else None


def _key_of(number: str) -> str:
    """Return the printed number of a milestone without the signs around it: "a)" is "a", but "1(a)" is whole."""
    bare = number.strip(" .:")
    return bare if bare.endswith(")") and "(" in bare[1:] else bare.strip(" .:)")


__all__ = ["Ledger"]
