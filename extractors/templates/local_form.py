"""OGP Local's evaluation forms: inception, end-of-commitment and end-of-plan reports, question by question.

Source: opengovpartnership.org pages of local members since 2021, original and machine-translated.
Layout: a label and its value on lines of their own ("Name of Evaluator", "Commitment", "Problem");
numbered sections of questions ("1.1 What was the overall level of progress ...?"), the chosen answer,
then "Provide a brief explanation of your answer:" and prose.
Quirks: answers of the first section are drawn as graphics on some pages and then missing; the
evaluator is a local body appointed by the member, published as an independent review.
Not read: co-creation requirements, explanations, evidence, lessons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractors.builder import Builder, Spot
from extractors.identify import Clues, as_doc_type
from extractors.layout import Block, Layout
from extractors.lexicon import phrases
from extractors.parts.subjects import take_apart
from extractors.records import Dimension, Identity, OgpValue, Phase
from extractors.templates import Score, Template
from extractors.words import fold

_EXPLAIN = re.compile(rf"^\W*{phrases('explain_answer')}")
_NUMBERED = re.compile(r"^\s*\d(?:\.\d{1,2}){1,3}\s*[.)–-]*\s")
_LABELS = {label: re.compile(phrases(f"form_{label}")) for label in ("title", "problem", "evaluator")}
_DIMENSIONS: tuple[Dimension, ...] = ("completion", "verifiability", "relevance", "potential_for_results")
_VALUES: tuple[OgpValue, ...] = ("access_to_information", "civic_participation", "public_accountability")
_ASKED = tuple((re.compile(phrases(f"ask_{dimension}")), dimension) for dimension in _DIMENSIONS)
_RESULTS = tuple((re.compile(phrases(f"ask_{value}")), value) for value in _VALUES)
_DEGREE = re.compile(rf"^\W*{phrases('degree_of_change')}\W*")
_LONGEST = 60  # characters of an answer


def asks_for_explanations(blocks: Iterable[object]) -> bool:
    """Whether lines ask to explain the answer above them, as only these forms do."""
    return any(_EXPLAIN.match(fold(str(block))) for block in blocks)


@dataclass(frozen=True, slots=True)
class _Question:
    """What the last question asks for; ``ogp_value`` where it is about results."""

    dimension: Dimension
    ogp_value: OgpValue | None = None


class LocalForm(Template):
    """See the module's docstring."""

    families = "OGP Local evaluation forms: inception, end-of-commitment and end-of-plan reports"
    reads = "commitment, problem, completion, verifiability, results per OGP value"
    skips = "co-creation requirements, explanations, evidence"

    def score(self, clues: Clues) -> Score:
        """Bid by the form's own words: its titles name other reports too."""
        score = Score()
        if not asks_for_explanations(clues.layout.blocks):
            return score
        score.add(40, "asks for explanations")
        labels = {k for b in clues.layout.blocks[:40] for k, p in _LABELS.items() if p.fullmatch(_bare(b))}
        score.add(10.0 * len(labels), f"lines {', '.join(sorted(labels))}")
        score.add(20 if {"irm_results_report", "irm_action_plan_review"} & set(clues.types) else 0, "titled its report")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:
        """An inception report looks at the design, the others at what came of it."""
        early = clues.types["irm_action_plan_review"] > clues.types["irm_results_report"]
        identity.doc_type = as_doc_type("irm_action_plan_review" if early else "irm_results_report")
        phase: Phase = "design" if early else "end_of_term"
        identity.assessor, identity.phase = "irm", phase

    def read(self, layout: Layout, build: Builder) -> None:
        """Walk the form: labels name the commitment, questions what the next short line answers."""
        key: str | None = None
        label: str | None = None
        asked: _Question | None = None
        for block in layout.blocks:
            words = str(block)
            explained = _EXPLAIN.match(fold(words)) is not None
            if explained or _asks(words):  # whatever is asked next, what follows answers no earlier question
                if asked and key:
                    message = f"{asked.dimension}: the form asks, and no known answer stands before {words[:40]!r}"
                    build.issue(Spot.of(block), "local_form.question", "unanswered_question", "warning", message)
                label, asked = None, None if explained else _question(words)
                continue
            if label and words:
                key = self._labelled(label, block, key, build)
                label = None
                continue
            label = next((k for k, p in _LABELS.items() if p.fullmatch(_bare(block))), None)
            if asked and key and not label and len(words) <= _LONGEST and not words.rstrip().endswith(":"):
                asked = None if self._answer(asked, block, key, build) else asked

    def _labelled(self, label: str, block: Block, key: str | None, build: Builder) -> str | None:
        if label == "title":
            named = take_apart(str(block))
            spot = Spot.of(block, named.at)
            return build.mention(spot, "local_form.commitment", number=named.number, title=named.title or None)
        if label == "problem" and key:
            build.fill(key, problem=str(block))
        return key

    def _answer(self, asked: _Question, block: Block, key: str, build: Builder) -> bool:
        """Record an answer; False for a line that is none, such as the Yes before a degree of change."""
        words = str(block)
        degree = _DEGREE.match(fold(words))
        start = degree.end() if degree else 0
        scale = "diog" if asked.dimension == "early_results" else None
        known = build.lexicon.code(asked.dimension, words[start:], scale) or build.lexicon.missing(words[start:])
        if known:
            build.assess(
                key, asked.dimension, Spot.of(block, start), f"local_form.{asked.dimension}",
                scale=scale, ogp_value=asked.ogp_value,
            )  # fmt: skip
        return known is not None


def _bare(block: Block) -> str:
    return fold(str(block)).strip(" .:*")


def _asks(words: str) -> bool:
    return words.rstrip().endswith("?") or _NUMBERED.match(words) is not None


def _question(words: str) -> _Question | None:
    """Return what a question asks for, or None where it is about nothing that is read."""
    folded = fold(words)
    for pattern, value in _RESULTS:
        if pattern.search(folded) and re.match(r"\s*2\.1", words):
            return _Question("early_results", value)
    return next((_Question(dimension) for pattern, dimension in _ASKED if pattern.search(folded)), None)


TEMPLATE = LocalForm()
