"""Whether two documents about one plan are one report, judged by what they are and what they state."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from typing import Literal

from babel.core import get_global

Relation = Literal["same_bytes", "same_content", "earlier_draft", "translation", "doubtful"]
_MEDIA = ("application/pdf", "application/vnd", "text/html", "text/markdown", "text/plain")  # most precise places first
_YEARS = r"(20[0-3]\d)(?:\s*(?:[-\u2010-\u2015/]|to|a|al|y|and)\s*(20[0-3]\d|\d\d(?!\d)))?"  # 2015-2016, 2015-16, 2015
_APART = dt.timedelta(days=366)
_ENOUGH = 3  # statements that must be shared before their agreement says anything
_AGREE = 0.95  # one program reads all media: what differs is a slip of reading
_ALIKE = 0.7  # below this two documents are not even doubtful
_DRAFTED = 0.5  # a final version may differ from its draft this much


@dataclasses.dataclass(eq=False)
class Edition:
    """A document that was read, with what it states: ``values`` by key, ``titles`` by commitment.

    ``weight`` counts statements by commitment.
    """

    document_id: str
    name: str
    source_uri: str
    content_sha256: str
    media_type: str
    doc_type: str
    language: str | None
    title: str | None
    country_code: str | None
    plan_id: str | None
    plan_start: int | None
    plan_end: int | None
    phase: str | None
    version_status: str | None
    published_on: dt.date | None
    status: str
    values: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    titles: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    weight: dict[str, int] = dataclasses.field(default_factory=dict)

    @property
    def final(self) -> bool:
        """Whether it is no draft."""
        return self.version_status != "draft"

    @property
    def richness(self) -> int:
        """How much it states."""
        return len(self.values) + len(self.titles)

    @property
    def official(self) -> bool:
        """Whether its language is official in its country (CLDR): an edition in another one is a translation."""
        return (self.language or "") in _official(self.country_code or "")

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts the edition to count first: final, richer, read without errors, PDF, newest; then by name."""
        medium = next((i for i, kind in enumerate(_MEDIA) if self.media_type.startswith(kind)), len(_MEDIA))
        age = -self.published_on.toordinal() if self.published_on else 0
        return (not self.final, -self.richness, self.status != "ok", medium, age, self.name, self.document_id)

    @functools.cached_property
    def years(self) -> frozenset[tuple[int, ...]]:
        """The years and spans of years that its title names, but for the span of the plan."""
        spans = set()
        for first, last in re.findall(_YEARS, self.title or ""):
            spans.add((int(first), int(first[:2] + last[-2:])) if last else (int(first),))
        return frozenset(spans - {(self.plan_start or 0, self.plan_end or 0)})

    @property
    def subject(self) -> str | None:
        """The commitment of which it states most."""
        return min(self.weight, key=lambda s: (-self.weight[s], s), default=None)


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How two documents are one report (``relation`` None: they are not), how sure, and why."""

    relation: Relation | None
    score: float = 0.0
    reason: str = ""
    decided_by: str = "rule"


@functools.cache
def _official(country: str) -> frozenset[str]:
    languages = get_global("territory_languages").get(country, {})
    return frozenset(code for code, about in languages.items() if about["official_status"] == "official")


def conflict(a: Edition, b: Edition) -> bool:
    """Whether two documents cannot be one report: other years in the title, other phase, published a year apart."""
    if a.phase and b.phase and a.phase != b.phase:
        return True
    if a.years and b.years and a.years != b.years:
        return True
    return bool(a.published_on and b.published_on and abs(a.published_on - b.published_on) > _APART)


def compare(a: Edition, b: Edition) -> Verdict:
    """Judge whether ``a`` is the report that ``b`` is; ``b`` comes first in order."""
    if a.content_sha256 == b.content_sha256:
        return Verdict("same_bytes", 1.0, f"the same file as {b.name}")
    if (a.plan_id, a.doc_type) != (b.plan_id, b.doc_type) or conflict(a, b):
        return Verdict(None)
    if a.doc_type == "commitment_page" and a.subject != b.subject:
        return Verdict(None)
    shared = a.values.keys() & b.values.keys()
    agreed = sum(a.values[k] == b.values[k] for k in shared)
    value_share = agreed / len(shared) if shared else 0.0
    if a.language != b.language:
        return _translation(a, b, agreed, len(shared))
    both = a.titles.keys() & b.titles.keys()
    titled = sum(bool(a.titles[k] & b.titles[k]) for k in both)
    smaller = min(a.richness, b.richness)
    covered = (len(shared) + len(both)) / smaller if smaller else 0.0
    if a.final != b.final:
        return _draft(a, b, agreed, len(shared), len(both))
    said = f"{agreed} of {len(shared)} values and {titled} of {len(both)} titles agree with {b.name}"
    alike = (agreed + titled) / (len(shared) + len(both)) if shared or both else 0.0
    if len(shared) + len(both) < _ENOUGH or covered < 0.6 or alike < _ALIKE:
        return Verdict(None)
    # A tracker and the dataset come out again and again: only what agrees in all is the same state.
    snapshot = a.doc_type in ("tracker", "ogp_dataset")
    if a.doc_type == "ogp_dataset" and smaller < 0.98 * max(a.richness, b.richness):
        return Verdict(None)
    enough = 1.0 if snapshot else _AGREE
    if (not shared or value_share >= enough) and (not both or titled / len(both) >= 0.8):
        return Verdict("same_content", alike, said)
    return Verdict("doubtful", alike, said)


def _draft(a: Edition, b: Edition, agreed: int, shared: int, both: int) -> Verdict:
    """``a`` is a draft and ``b`` final: it takes the draft's place where it holds at least half of it."""
    said = f"draft; {agreed} of {shared} values agree with the final {b.name}"
    held = both >= 0.5 * len(a.titles)
    agrees = shared < _ENOUGH or agreed / shared >= _DRAFTED
    if held and agrees:
        return Verdict("earlier_draft", agreed / shared if shared else 0.5, said)
    why = "which holds less than half of its commitments" if not held else "most differ"
    return Verdict("doubtful", agreed / shared if shared else 0.0, f"{said}, {why}")


def _translation(a: Edition, b: Edition, agreed: int, shared: int) -> Verdict:
    """Another language: values, numbers and ids must agree; words cannot be compared."""
    said = f"{agreed} of {shared} values agree with {b.name} in another language ({b.language})"
    enough = shared >= _ENOUGH and shared >= 0.5 * min(len(a.values), len(b.values))
    share = agreed / shared if shared else 0.0
    if enough and share >= (_DRAFTED if a.final != b.final else 0.9):
        return Verdict("translation", share, said)
    return Verdict("doubtful", share, said) if enough and share >= _ALIKE else Verdict(None)
