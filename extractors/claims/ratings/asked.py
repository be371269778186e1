"""Answers of a form that asks one question after the other, each with a request to explain: OGP Local's evaluations.

A question names what it asks for: a dimension, or below the question whether government opened, an OGP value. The next
short line that is a code answers it, whatever stands between ("Yes", "Degree of result:").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from extractors.annotate.labels import role_of
from extractors.builder import Builder, Spot
from extractors.layout import Block, Element, Table
from extractors.lexicon import phrases
from extractors.records import Dimension, OgpValue
from extractors.words import fold

LONGEST_ANSWER = 60  # characters
_EXPLAIN = re.compile(rf"^\W*{phrases('explain_answer')}")
_RESULTS: tuple[tuple[OgpValue, re.Pattern[str]], ...] = tuple(
    (value, re.compile(phrases(f"ask_{value}")))
    for value in ("access_to_information", "civic_participation", "public_accountability")
)
_ASKED: tuple[tuple[Dimension, re.Pattern[str]], ...] = tuple(
    (dimension, re.compile(phrases(f"ask_{dimension}")))
    for dimension in ("completion", "verifiability", "relevance", "potential_for_results")
)


@dataclass(frozen=True, slots=True)
class _Question:
    dimension: Dimension
    ogp_value: OgpValue | None = None


def asks_for_explanations(elements: Sequence[Element]) -> bool:
    """Whether lines ask to explain the answer above them."""
    return any(_explains(e) for e in elements)


def read_asked(elements: Sequence[Element], build: Builder, mention: str) -> list[Element]:
    """Put the answers of a commitment's form; return the elements that are neither question nor answer."""
    asked: _Question | None = None
    opened = False  # below the question whether government opened
    rest: list[Element] = []
    for element in elements:
        if isinstance(element, Table):
            rest.append(element)
        elif _explains(element) or _asks(element):
            if asked is not None:
                message = f"{asked.dimension}: the form asks, and no known answer stands before {str(element)[:40]!r}"
                build.issue(Spot.of(element), "asked", "unanswered_question", "warning", message)
            opened = opened or _role(element) == "early_results"
            asked = None if _explains(element) else _question(str(element), opened=opened)
        elif asked is None:
            rest.append(element)
        elif _answers(element, build, mention, asked):
            asked = None
    return rest


def _explains(element: Element) -> bool:
    return isinstance(element, Block) and _EXPLAIN.match(fold(str(element))) is not None


def _asks(block: Block) -> bool:
    return str(block).rstrip().endswith("?")


def _role(block: Block) -> str | None:
    """Return what the last question of a line asks for, as a label: "Section 2. Did it open government?"."""
    found = role_of(re.split(r"[.:]\s", str(block))[-1])
    return found.name if found is not None else None


def _question(words: str, *, opened: bool) -> _Question | None:
    """Return what a question asks for; None where it is about nothing that is read."""
    folded = fold(words)
    value = next((v for v, pattern in _RESULTS if pattern.search(folded)), None) if opened else None
    if value is not None:
        return _Question("early_results", value)
    role = role_of(words)
    if role is not None and role.dimension in get_args(Dimension):
        return None if role.dimension == "early_results" else _Question(role.dimension)  # type: ignore[arg-type]
    return next((_Question(dimension) for dimension, pattern in _ASKED if pattern.search(folded)), None)


def _answers(block: Block, build: Builder, mention: str, asked: _Question) -> bool:
    """Put an answer; False for a line that is none, such as the yes before a degree of change."""
    words = str(block)
    scale = "diog" if asked.dimension == "early_results" else None
    known = build.lexicon.code(asked.dimension, words, scale) or build.lexicon.missing(words)
    if len(words) > LONGEST_ANSWER or not known:
        return False
    build.assess(
        mention, asked.dimension, Spot.of(block), f"asked.{asked.dimension}", scale=scale, ogp_value=asked.ogp_value
    )
    return True
