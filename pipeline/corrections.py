"""What reviewers decided: ``corrections.yml`` overrides extracted values and survives reruns.

A correction names a statement by document, commitment, dimension and the words it was read from.
It holds as long as those words stand in the document: then the value is replaced and what was
extracted stays beside it. Where the words are gone the correction is stale: it is reported as an
issue of the document, never applied by guess and never dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from extractors.records import Assessment, Dimension, Extraction, Issue, Mention, OgpValue, Phase
from extractors.words import fold
from pipeline.entries import EntriesError, append, numbered
from warehouse.model import document_id

_HEAD = """# Corrections of extracted values, one entry a statement. Written by `compromiso review`, or by hand.
# A correction holds while the quoted words stand in the document; see docs/corrections.md.
"""


class CorrectionsError(ValueError):
    """A ``corrections.yml`` that cannot be understood; the message names the entry and the field."""


class Correction(BaseModel):
    """One decision of a reviewer.

    ``document`` is its id, URI or file name; ``commitment`` the printed number, the OGP id or the
    title. ``quote`` are the words the value was read from. ``action`` ``accept`` confirms what was
    extracted and takes the flag away; ``correct`` puts ``value`` in its place: a code, a number for
    percentages, or null for "not stated".
    """

    model_config = ConfigDict(extra="forbid")
    document: str = Field(min_length=1)
    commitment: str = Field(min_length=1)
    dimension: Dimension
    phase: Phase | None = None
    milestone: str | None = None
    ogp_value: OgpValue | None = None
    quote: str = Field(min_length=1)
    action: Literal["accept", "correct"] = "correct"
    value: str | float | None = None
    reason: str = Field(min_length=1)
    author: str = Field(min_length=1)

    @model_validator(mode="after")
    def _value_of_the_dimension(self) -> Self:
        """A word that is no code would stand in the warehouse as one: refuse it here."""
        from warehouse.schema import codes

        if self.action == "accept" or self.value is None:
            return self
        if self.dimension == "completion_percent":
            if not (isinstance(self.value, float) and 0 <= self.value <= 100):
                raise ValueError(f"value must be a percentage from 0 to 100, not {self.value!r}")
        elif self.value not in (known := {c["code"]: None for c in codes() if c["dimension"] == self.dimension}):
            raise ValueError(f"value must be one of {', '.join(known)} (in quotes), not {self.value!r}")
        return self

    def about(self, source_uri: str, name: str) -> bool:
        """Whether the correction is about the document with this address and file name."""
        return self.document in (source_uri, document_id(source_uri), name)


def read_corrections(path: Path) -> list[Correction]:
    """Return the corrections of a file; none where there is no file.

    Raises CorrectionsError for a file that is no list of corrections, or that decides twice, and
    differently, on one statement.
    """
    try:
        found = numbered(path, Correction)
    except EntriesError as error:
        raise CorrectionsError(str(error)) from error
    decided: dict[tuple[str | None, ...], tuple[Correction, int]] = {}
    for c, line in found:
        about = (c.document, fold(c.commitment), c.dimension, c.phase, c.milestone, c.ogp_value, fold(c.quote))
        before, there = decided.setdefault(about, (c, line))
        if (before.action, before.value) != (c.action, c.value):
            raise CorrectionsError(
                f"{path}:{line}: {c.dimension} of commitment {c.commitment}: line {there} decides otherwise on the "
                "same words; keep one"
            )
    return [c for c, _ in found]


def add_correction(path: Path, correction: Correction) -> None:
    """Add a decision to the file, whole or not at all; what stands there, comments too, stays.

    A link is followed and the permissions are kept. Raises CorrectionsError for a file that is wrong.
    """
    path = path.resolve()
    wanted = [*read_corrections(path), correction]

    def check(beside: Path) -> None:
        try:
            found = read_corrections(beside)
        except CorrectionsError as error:
            raise CorrectionsError(str(error).replace(str(beside), str(path))) from error
        if found != wanted:
            raise CorrectionsError(f"{path}: nothing can be added below what stands there; entries begin '- document:'")

    append(path, _plain(correction), head=_HEAD, check=check)


def _plain(c: Correction) -> dict[str, object]:
    missing = {"value": None} if c.action == "correct" and c.value is None else {}
    return c.model_dump(exclude_none=True) | missing


def digest(corrections: Iterable[Correction]) -> str:
    """Return a digest of corrections, empty for none: part of what makes a document's records."""
    words = "\n".join(c.model_dump_json() for c in corrections)
    return hashlib.sha256(words.encode()).hexdigest()[:16] if words else ""


def apply(extraction: Extraction, corrections: Iterable[Correction]) -> int:
    """Apply the corrections of one document to its records in place; return how many held.

    Each one that did not becomes an issue ``stale_correction`` of the document.
    """
    held = 0
    mentions = {m.key: m for m in extraction.mentions}
    for correction in corrections:
        hits = [a for a in extraction.assessments if _matches(correction, a, mentions[a.mention])]
        for assessment in hits:
            _settle(correction, assessment)
        held += bool(hits)
        if not hits:
            said = (
                f"{correction.author}'s correction of {correction.dimension} of commitment {correction.commitment} "
                f"no longer fits: nothing is read from the words {correction.quote[:80]!r}; review it"
            )
            extraction.issues.append(Issue(code="stale_correction", severity="warning", message=said))
    return held


def names(mention: Mention) -> set[str]:
    """Return what a correction may call a commitment, folded."""
    printed = f"{mention.group}.{mention.number}" if mention.group and mention.number else mention.number
    return {fold(n) for n in (printed, mention.ogp_id, mention.title, mention.commitment_id) if n}


def _matches(c: Correction, a: Assessment, mention: Mention) -> bool:
    return (
        (c.dimension, c.phase, c.milestone, c.ogp_value) == (a.dimension, a.phase, a.milestone, a.ogp_value)
        and fold(c.commitment) in names(mention)
        and fold(c.quote) == fold(a.evidence.quote)
    )


def _settle(c: Correction, a: Assessment) -> None:
    a.corrected_by, a.correction_reason, a.flagged = c.author, c.reason, False
    if c.action == "accept":
        return
    a.extracted_code, a.extracted_number = a.code, a.number
    a.code = c.value if isinstance(c.value, str) else None
    a.number = float(c.value) if isinstance(c.value, (int, float)) else None
    a.null_reason = "blank_in_source" if c.value is None else None
