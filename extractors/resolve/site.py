"""What only pages of OGP's site have: the list of all of a member's commitments, a title in another language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractors.builder import Builder
from extractors.language import language_of
from extractors.segment.alone import named_again
from extractors.segment.catalogue import Listed
from extractors.segment.outline import Outline, Span
from extractors.segment.stream import Item
from extractors.spot import Spot
from extractors.titles import local_plan
from extractors.words import fold

RATED_ONCE = 2021
"""First year of the plans of which the IRM rates completion once, when they have ended; those before twice."""


def put_site(build: Builder, listed: Sequence[Listed]) -> None:
    """Put the commitments that a page lists by their ids, with the numbers that follow from these."""
    for entry in listed:
        key = build.mention(
            _spot(entry.title),
            "catalogue",
            title=str(entry.title),
            plan=local_plan(build.identity, entry.year),
            ogp_id=entry.ogp_id,
            policy_areas=list(entry.areas),
        )
        if entry.star is not None:
            build.assess(key, "starred", _spot(entry.star), "catalogue", code="yes", scale="starred")
    _infer_numbers(build)


def put_page(build: Builder, items: Sequence[Item], outline: Outline) -> None:
    """Put what a page about one commitment says beside its labels: of which time they speak, what it draws as a graphic
    that no words repeat, and its title in another language."""
    last = {"early_results", "completion"} if (build.identity.plan_start or 0) >= RATED_ONCE else {"early_results"}
    for assessed in build.assessments_of():
        if assessed.dimension in last and assessed.milestone is None and assessed.phase is None:
            assessed.phase = "end_of_term"
        if assessed.null_reason == "blank_in_source":
            assessed.flagged = True
            said = f"{assessed.dimension} stands blank: the page draws it as a graphic"
            build.issue(assessed.evidence, "page", "blank_field", "info", said)
    for mention, section in zip(build.mentions(), outline.sections, strict=False):
        again = named_again(items, section)
        words = str(again[1]) if again else ""
        if again and fold(words) != fold(mention.title or ""):
            language = language_of(words)
            build.fact("other_title", _spot(again[1]), "catalogue", text=words, unit=language, mention=mention.key)


def _infer_numbers(build: Builder) -> None:
    """Give listed commitments the number their id implies, where that is certain.

    OGP ids run on in the order of a plan's numbers. The list must hold every id of the plan without
    a gap, and a printed number must agree with its place in that order: then the plan counts 1..n.
    """
    plans: dict[str, list[tuple[int, str]]] = {}
    for mention in build.mentions():
        if mention.ogp_id and mention.plan_id:
            plans.setdefault(mention.plan_id, []).append((int(mention.ogp_id[2:]), mention.key))
    for members in plans.values():
        members.sort()
        first, last = members[0][0], members[-1][0]
        printed = [(n - first + 1, build.get(key).number) for n, key in members if build.get(key).number]
        if last - first + 1 != len(members) or not printed or any(str(place) != number for place, number in printed):
            continue
        for n, key in members:
            build.fill(key, number=str(n - first + 1), number_source="inferred")


def _spot(span: Span) -> Spot:
    table: Any = span.table  # the road's tables have what a spot asks of them
    return Spot(span.text, span.start, span.end, span.section, table)


__all__ = ["put_page", "put_site"]
