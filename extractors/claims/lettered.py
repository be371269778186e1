"""Milestones that a form names by letters alone: "c, d | a, b" below the steps of a scale.

Their words stand in the description of the commitment: "a. Survey of needs b. Report on lessons learned".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from extractors.claims.model import Claim, MilestoneClaim
from extractors.segment.outline import Span

RULE = "lettered"
HOLDING = frozenset({"description", "objective", "milestones"})


def lettered(claims: Sequence[Claim], milestones: Iterable[MilestoneClaim]) -> list[MilestoneClaim]:
    """Return the milestones that claims name and no list has, with their words from a field of their commitment."""
    known = {(m.subject, m.key) for m in milestones}
    missing: dict[int, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.milestone is not None and (claim.subject, claim.milestone) not in known:
            missing[claim.subject].add(claim.milestone)
    out = []
    for subject, keys in missing.items():
        fields = [c.span for c in claims if c.subject == subject and c.milestone is None and c.role in HOLDING]
        parts = next((p for span in fields if (p := parted(span, sorted(keys)))), [])
        out += [MilestoneClaim(subject, key, part, RULE) for key, part in parts]
    return out


def parted(span: Span, keys: Sequence[str]) -> list[tuple[str, Span]]:
    """Return the parts of a text that begin with these numbers or letters, all of them in order; else nothing."""
    words = str(span.text)[: span.end]
    at, found = span.start, []
    for key in keys:
        m = re.compile(rf"(?<!\w)\(?{re.escape(key)}[.):]\s+(?=\S)").search(words, at)
        if m is None:
            return []
        found.append(m)
        at = m.end()
    ends = [*(m.start() for m in found[1:]), len(words)]
    stops = [len(words[:end].rstrip(" ;,")) for end in ends]
    cut = [
        Span(span.text, m.end(), end, span.section, span.table, span.cell) for m, end in zip(found, stops, strict=True)
    ]
    return list(zip(keys, cut, strict=True))
