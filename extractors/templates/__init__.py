"""Templates: one file a document design, ``Layout -> records``.

A template is a module of this package with an instance named ``TEMPLATE`` of a subclass of
:class:`Template`. Its file name is its key, in records, fixtures, command line and SQL; adding one
edits no other file. See docs/templates.md for a walk through.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from extractors.builder import Builder
from extractors.layout import Layout
from extractors.records import Identity

if TYPE_CHECKING:
    from extractors.identify import Clues


@dataclass(slots=True)
class Score:
    """A template's bid for a document: points, and why in words a person reads.

    ``near`` are the points of a bid that was withdrawn: how close the document came.
    """

    points: float = 0.0
    reasons: list[str] = field(default_factory=list)
    near: float = 0.0

    def add(self, points: float, reason: str) -> None:
        """Add points for a reason; nothing for none."""
        if points:
            self.points += points
            self.reasons.append(f"{points:+g} {reason}")

    def withdraw(self, reason: str) -> None:
        """Take the bid back: something is missing that every document of this design has."""
        self.near, self.points = max(self.points, 0.0), 0.0
        self.reasons.append(f"but {reason}")


class Template(ABC):
    """A document design. ``reads`` and ``skips`` are for people: ``compromiso templates``.

    ``leaves_open`` names codes of identification (``unknown_plan``) that are right for this design.
    """

    version: ClassVar[str] = "1"
    families: ClassVar[str]
    reads: ClassVar[str]
    skips: ClassVar[str]
    leaves_open: ClassVar[frozenset[str]] = frozenset()

    @property
    def key(self) -> str:
        """The template's key: the name of its file."""
        return type(self).__module__.rpartition(".")[2]

    @abstractmethod
    def score(self, clues: Clues) -> Score:
        """Bid for a document; zero points or less: not mine."""

    def settle(self, identity: Identity, clues: Clues) -> None:  # noqa: B027 - most need none
        """Correct the identity by what this design knows better; called once, after winning."""

    @abstractmethod
    def read(self, layout: Layout, build: Builder) -> None:
        """Read the document's records into ``build``."""

    def nothing_found(self, layout: Layout) -> str:  # noqa: ARG002 - for designs that can say more
        """Return what to tell a person where :meth:`read` found no commitment."""
        return f"{self.key} found no commitment in the document"


FALLBACK = "unknown"
"""The template that reads what no other bids for; it never bids itself."""


@cache
def all_templates() -> dict[str, Template]:
    """Return all templates by key."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            loaded = importlib.import_module(f"{__name__}.{module.name}")
            found[module.name] = loaded.TEMPLATE
    return found
