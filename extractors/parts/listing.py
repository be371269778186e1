"""Lists of commitments on OGP's site: a title each, with OGP id, first year of the plan and policy area."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.builder import Builder, Spot
from extractors.layout import Block, Element
from extractors.places import OGP_ID
from extractors.titles import local_plan

LISTED = re.compile(r"^(?P<id>[A-Z]{2}\d{4})\s*,\s*(?P<year>20\d\d)\s*(?:,\s*(?P<areas>.+))?$")
_BETWEEN = " —–-·|("  # signs between a title and what is said of it
_PLACE = re.compile(r"\d{1,3}[.)]\s+(?=[^\W\d])")
_STARRED = re.compile(r"^(?:starred commitment|compromiso (?:estelar|destacado|estrellado))\b[\s:]*", re.IGNORECASE)


def read_listing(elements: Sequence[Element], build: Builder, rule: str) -> None:
    """Read a list of commitments: a title, then "CL0051, 2018, Capacity Building" below or behind it."""
    title: Block | None = None
    for element in elements:
        if not isinstance(element, Block):
            continue
        words = str(element)
        whole = LISTED.match(words)
        tail = None if whole else re.search(r"\s(?=[A-Z]{2}\d{4}\s*,\s*20\d\d)", words)
        m = whole or (LISTED.match(words[tail.end() :]) if tail else None)
        if m is None:
            title = element if OGP_ID.search(words) is None and len(words) > 3 else None
            continue
        holder, end = (element, tail.start()) if tail else (title, None)
        if holder is not None:
            _listed(holder, end, m, build, rule)
        title = None


def _listed(holder: Block, end: int | None, m: re.Match[str], build: Builder, rule: str) -> None:
    words = str(holder)[:end].rstrip(_BETWEEN)
    place = _PLACE.match(words)  # where in the list, not which commitment
    lead = place.end() if place else 0
    star = _STARRED.match(words[lead:])
    start = lead + (star.end() if star else 0)
    plan = local_plan(build.identity, int(m.group("year")))
    areas = [a.strip() for a in (m.group("areas") or "").split(",") if a.strip()]
    key = build.mention(
        Spot.of(holder, start, len(words) if end is not None else None),
        rule,
        title=words[start:],
        ogp_id=m.group("id"),
        plan=plan,
        policy_areas=areas,
    )
    if star:
        build.assess(key, "starred", Spot.of(holder, lead, lead + star.end()), rule, code="yes", scale="starred")


def infer_numbers(build: Builder) -> None:
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
