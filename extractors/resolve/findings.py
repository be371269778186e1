"""The IRM's findings into records, beside what the general reading claims of the same commitments.

A rating that the findings state stands; what they leave open is taken from the general claims. Fields that these leave
open are filled from the findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from extractors.builder import Builder
from extractors.claims.findings import Findings
from extractors.claims.model import MilestoneClaim
from extractors.records import Assessment

Rated = tuple[str, str | None, str]
_FIELDS = (
    "description problem objective lead_institution support_institutions starts_on ends_on area policy_areas ogp_values"
).split()


def subject_of(a: Assessment) -> Rated:
    """Return what an assessment is about: commitment, milestone and dimension."""
    return a.mention, a.milestone, a.dimension


def put_ratings(build: Builder, found: Findings) -> frozenset[Rated]:
    """Put the ratings that state something; return what they are about."""
    build.misnumbered |= found.misnumbered
    known = {m.key for m in build.mentions()}
    for mention in found.mentions:
        if mention.key not in known:  # of a joint heading
            build.take(mention)
    stated = [a for a in found.assessments if a.code or a.number is not None]
    for a in stated:
        build.take(a)
    for fact in found.facts:
        build.take(fact)
    for recommendation in found.recommendations:
        build.take(recommendation)
    for issue in found.issues:
        build.take(issue)
    for ordinal, rules in found.used:
        build.note_use(ordinal, rules)
    return frozenset(map(subject_of, stated))


def choose_milestones(
    build: Builder, found: Findings, keys: Sequence[str], claimed: Sequence[MilestoneClaim]
) -> frozenset[str]:
    """Put the milestones of commitments of which the general reading misses some, or those that are rated.

    Returns the keys of these commitments.
    """
    own: dict[str, set[str]] = defaultdict(set)
    for claim in claimed:
        own[keys[claim.subject]].add(claim.key)
    rated: dict[str, set[str]] = defaultdict(set)
    for a in found.assessments:
        if a.milestone is not None:
            rated[a.mention].add(a.milestone)
    listed: dict[str, set[str]] = defaultdict(set)
    for milestone in found.milestones:
        listed[milestone.mention].add(milestone.milestone)
    out = {
        key for key, theirs in listed.items() if not rated[key] <= own[key] or (own[key] < theirs and not rated[key])
    }
    for milestone in found.milestones:
        if milestone.mention in out:
            build.take(milestone)
    return frozenset(out)


def put_rest(build: Builder, found: Findings) -> None:
    """Put what is left open once the general claims are put: ratings without a value, and fields."""
    known = {subject_of(a) for a in build.assessments_of()}
    valued = {(subject_of(a), a.ogp_value) for a in build.assessments_of()}
    for a in found.assessments:
        if a.code or a.number is not None:
            continue
        own = a.ogp_value is not None and (subject_of(a), a.ogp_value) not in valued  # each value is asked for
        if own or subject_of(a) not in known:
            build.take(a)
    for mention in found.mentions:
        build.fill(mention.key, **{name: getattr(mention, name) for name in _FIELDS})
