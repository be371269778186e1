"""What the claims of OGP's page about one commitment mean beside those of reports.

The page says how it stands itself ("Status: Inactive"), draws values as graphics, so that labels stand blank, and
parts a text into paragraphs behind the label of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.annotate.labels import dimension_of, role_of
from extractors.annotate.values import read_value
from extractors.annotate.vocabulary import phrase_table, words_of
from extractors.claims.model import Claim
from extractors.segment.outline import Span
from extractors.segment.stream import Item

MEANT_ON_PAGES = {"ambition": "potential_impact"}
"""Roles of labels that mean another one on these pages."""
_TEXTS = frozenset({"problem", "objective", "description"})
_BELOW = "label.below"


def as_meant(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the stream of a page with the roles that its labels have there."""
    return tuple(replace(i, role=MEANT_ON_PAGES.get(i.role or "", i.role)) for i in items)


def of_page(claims: Sequence[Claim], items: Sequence[Item]) -> list[Claim]:
    """Return the claims of a page about one commitment: without what it says of itself, texts whole."""
    states = phrase_table("phrases.yml", "state_of_page")
    places = {(id(i.text), i.start): i for i in items}
    told: dict[int, str] = {}  # the text that an item belongs to
    out: list[Claim] = []
    for claim in claims:
        item = places.get((id(claim.span.text), claim.span.start))
        if states.get(words_of(str(claim.span))) is not None:
            continue
        role = _text_of(claim, item, items, told) if item is not None else None
        if item is not None and role is not None:
            told[item.index] = role
            if claim.role != role:
                out[-1:] = [replace(c, rule=_BELOW) if c.role == role else c for c in out[-1:]]
                claim = replace(claim, rule=_BELOW, role=role)
        elif claim.role == "policy_areas":
            claim = replace(claim, span=_unglued(claim.span))
        out.append(claim)
    return out


def _text_of(claim: Claim, item: Item, items: Sequence[Item], told: dict[int, str]) -> str | None:
    """Return the role of a text that goes on with the paragraph above, or stands below a label that was drawn."""
    if claim.role in _TEXTS:
        return claim.role
    plain = claim.role == "text" or _unanswered(claim)
    above = items[item.index - 1] if item.index else None
    if not plain or above is None or item.level:
        return None
    blank = above.open and not above.level and str(above.label).endswith(":") and claim.role != "text"
    return told.get(above.index, "description" if blank else None)


def _unanswered(claim: Claim) -> bool:
    """Whether words below a label for a rating rate nothing."""
    reading = read_value(claim.role, str(claim.span)) if dimension_of(claim.role) and claim.rule == _BELOW else None
    return (
        reading is not None
        and not reading.codes
        and reading.percent is None
        and reading.null_reason in (None, "unrecognized")
    )


def _unglued(span: Span) -> Span:
    """Return words without a label that a copy without line breaks glued to their end: "JusticeIRM Review"."""
    words = str(span)
    joints = (at for at in range(1, len(words)) if words[at - 1].islower() and words[at].isupper())
    end = next((at for at in joints if role_of(words[at:])), None)
    return span if end is None else replace(span, end=span.start + end)


__all__ = ["MEANT_ON_PAGES", "as_meant", "of_page"]
