"""The one weighing for all that a document says of itself: candidates, their evidence, the best and its rival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence(Generic[T]):
    """One sign for a value: how many points, and the reason in words a person reads.

    Signs of one ``source`` count once, with the strongest; ``source`` empty counts always.
    """

    value: T
    weight: float
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """What was decided of one field.

    ``score`` are the points of the value, ``rival`` the next best value with its ``rival_score``; ``reasons`` the
    named signs for the value, strongest first; ``doubts`` issue codes.
    """

    value: T | None = None
    score: float = 0.0
    rival: T | None = None
    rival_score: float = 0.0
    reasons: tuple[tuple[str, float], ...] = ()
    doubts: tuple[str, ...] = field(default=())


DIGITS = 6
"""Sums of points are compared so finely: added in another order they differ in the last bits."""


def weigh(evidence: Iterable[Evidence[T]], *, least: float, near: float, unknown: str, uncertain: str) -> Decision[T]:
    """Return the value with the most points.

    Args:
        evidence: All signs.
        least: Points under which nothing is decided.
        near: Share of the best score from which on the second makes the choice doubtful.
        unknown: The code where nothing is decided; empty for none.
        uncertain: The code where the second is near.
    """
    best: dict[T, dict[tuple[str, str], float]] = defaultdict(dict)
    for sign in evidence:
        key = (sign.source, "" if sign.source else sign.reason)
        held = best[sign.value].get(key, 0.0)
        best[sign.value][key] = max(held, sign.weight, key=lambda w: (abs(w), w)) if sign.source else held + sign.weight
    named: dict[T, list[tuple[str, float]]] = defaultdict(list)
    for value, sources in best.items():
        named[value] = sorted(((s or r, w) for (s, r), w in sources.items()), key=lambda item: -abs(item[1]))
    points = {value: round(sum(w for _, w in signs), DIGITS) for value, signs in named.items()}
    ranked = sorted(((score, value) for value, score in points.items()), key=lambda item: -item[0])
    if not ranked or ranked[0][0] < least:
        top = ranked[0] if ranked else (0.0, None)
        return Decision(None, 0.0, top[1], top[0], (), (unknown,) if unknown else ())
    score, value = ranked[0]
    rival_score, rival = ranked[1] if len(ranked) > 1 else (0.0, None)
    doubtful = rival is not None and rival_score >= near * score
    return Decision(value, score, rival, rival_score, tuple(named[value]), (uncertain,) if doubtful else ())
