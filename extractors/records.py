"""The records that extraction yields and the warehouse loads: the contract between the layers.

One :class:`Extraction` is everything one document states. Records refer to a commitment by the
``key`` of its :class:`Mention`, which is made from printed words and numbers only; ids are given
when the warehouse knows the document. Dates are the first day of the period they name, with a
``precision``. Vocabularies: OGP's own terms, see ``extractors/vocabulary``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from extractors.places import place_slug
from extractors.words import fold

Precision = Literal["day", "month", "quarter", "year"]
Assessor = Literal["irm", "government", "third_party"]
Phase = Literal["design", "midterm", "end_of_term"]
Severity = Literal["error", "warning", "info"]
Status = Literal["ok", "partial", "failed", "skipped"]
VersionStatus = Literal["draft", "final"]
NullReason = Literal[
    "blank_in_source",
    "not_applicable",
    "not_reviewed",
    "no_data",
    "unclear",
    "unrecognized",
    "conflicting_marks",
]
DocType = Literal[
    "irm_progress_report",
    "irm_midterm_report",
    "irm_end_of_term_report",
    "irm_design_report",
    "irm_implementation_report",
    "irm_transitional_results_report",
    "irm_results_report",
    "irm_action_plan_review",
    "irm_cocreation_brief",
    "irm_special_report",
    "self_assessment",
    "action_plan",
    "commitment_page",
    "country_page",
    "plan_page",
    "tracker",
    "case_study",
    "ogp_dataset",
    "unknown",
]
Dimension = Literal[
    "completion",
    "completion_percent",
    "early_results",
    "potential_impact",
    "potential_for_results",
    "specificity",
    "verifiability",
    "relevance",
    "schedule",
    "starred",
    "carried_over",
]
OgpValue = Literal[
    "access_to_information", "civic_participation", "public_accountability", "technology_innovation", "other"
]
Words = Annotated[str, StringConstraints(min_length=1)]


class Record(BaseModel):
    """Base of all records: unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=False, validate_assignment=False)


class Date(Record):
    """A date as far as it is stated: the first day of the period, and what the period is."""

    model_config = ConfigDict(frozen=True)
    value: dt.date
    precision: Precision


class Evidence(Record):
    """The words behind a value and where they stand.

    ``quote`` occurs at ``page`` and the box (points from the top left corner), or at ``locator``.
    ``table`` is the ordinal of the table in the document (from 1), ``row`` and ``col`` count from 0
    over its whole grid, header included. ``rule`` names what read it, ``ocr`` whether the words
    came from optical recognition.
    """

    model_config = ConfigDict(frozen=True)
    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    locator: str | None = None
    section: str | None = None
    quote: Words
    table: int | None = None
    row: int | None = None
    col: int | None = None
    rule: Words
    ocr: bool = False


class Identity(Record):
    """What a document is: the fields of ``core.documents`` that its words decide."""

    doc_type: DocType = "unknown"
    assessor: Assessor | None = None
    language: str | None = None
    title: str | None = None
    author: str | None = None
    country_code: str | None = None
    locality: str | None = None
    plan_number: int | None = None
    plan_start: int | None = None
    plan_end: int | None = None
    phase: Phase | None = None
    version_status: VersionStatus = "final"
    published_on: Date | None = None
    template: str | None = None
    template_version: str | None = None
    reasons: list[str] = Field(default_factory=list)
    doubts: list[str] = Field(default_factory=list)

    @property
    def plan_id(self) -> str | None:
        """The plan that the document is about, such as ``CL-2020``."""
        return plan_id(self.country_code, self.plan_start, self.locality)


def plan_id(country_code: str | None, start: int | None, locality: str | None = None) -> str | None:
    """Return ``CL-2020``, or ``CL-penalolen-2021`` for a local plan; None where it is not known.

    ``locality`` is a local member's name ("Peñalolén") or its slug.
    """
    if not country_code or not start:
        return None
    return "-".join(str(p) for p in (country_code, place_slug(locality or ""), start) if p)


class Mention(Record):
    """One commitment as one document presents it.

    ``number`` is a string as printed ("2.10" is not "2.1"). ``group`` is the ordinal of the section
    (from 1) where the document restarts its numbers per section, else None.
    """

    key: Words
    plan_id: str | None = None
    number: str | None = None
    number_source: Literal["printed", "inferred"] | None = None
    group: int | None = None
    ogp_id: str | None = None
    area: str | None = None
    title: str | None = None
    title_lang: str | None = None
    lead_institution: str | None = None
    support_institutions: list[str] = Field(default_factory=list)
    policy_areas: list[str] = Field(default_factory=list)
    ogp_values: list[str] = Field(default_factory=list)
    problem: str | None = None
    objective: str | None = None
    description: str | None = None
    proposed_by: Literal["public_sector", "civil_society", "academia"] | None = None
    starts_on: Date | None = None
    ends_on: Date | None = None
    flagged: bool = False
    doubts: list[str] = Field(default_factory=list)
    evidence: Evidence

    @property
    def commitment_id(self) -> str | None:
        """``CL-2020-6``, or ``US-2013-2.1`` where numbers restart per section.

        A commitment known only by its OGP id is ``CL-2018-CL0055``, one known only by its title
        ``CL-2012-t3fa2c1b0``, until a link says which number it has.
        """
        if not self.plan_id or not (self.number or self.ogp_id or self.title):
            return None
        if not self.number:
            named = self.ogp_id or "t" + hashlib.sha256(fold(self.title or "").encode()).hexdigest()[:8]
            return f"{self.plan_id}-{named}"
        number = f"{self.group}.{self.number}" if self.group else self.number
        return f"{self.plan_id}-{number}"


class Assessment(Record):
    """A statement about a commitment (``milestone`` None) or one of its milestones.

    ``code`` is the normalized value of a single-value dimension on ``scale``; ``number`` a
    percentage (92.0 is 92%). Both None: ``null_reason`` says why. ``raw`` keeps the words as
    printed. ``flagged``: may be wrong, see the document's issues. Where a reviewer corrected the
    value, ``extracted_code`` or ``extracted_number`` keeps what was read, with author and reason.
    """

    mention: Words
    milestone: str | None = None
    dimension: Dimension
    ogp_value: OgpValue | None = None
    phase: Phase | None = None
    scale: str | None = None
    code: str | None = None
    number: float | None = None
    raw: str | None = None
    null_reason: NullReason | None = None
    assessor: Assessor | None = None
    flagged: bool = False
    doubts: list[str] = Field(default_factory=list)
    as_of: Date | None = None
    extracted_code: str | None = None
    extracted_number: float | None = None
    corrected_by: str | None = None
    correction_reason: str | None = None
    evidence: Evidence


class Milestone(Record):
    """A milestone of a commitment: its printed number or letter, words and dates."""

    mention: Words
    milestone: Words
    text: str | None = None
    starts_on: Date | None = None
    ends_on: Date | None = None
    flagged: bool = False
    doubts: list[str] = Field(default_factory=list)
    evidence: Evidence


class Fact(Record):
    """A number or statement about a plan or a document, or (``mention``) about a commitment."""

    metric: Words
    plan_id: str | None = None
    mention: str | None = None
    phase: Phase | None = None
    number: float | None = None
    unit: str | None = None
    text: str | None = None
    flagged: bool = False
    doubts: list[str] = Field(default_factory=list)
    evidence: Evidence


class Recommendation(Record):
    """A recommendation: a ``key`` one about the process, or one about a commitment."""

    kind: Literal["key", "commitment"]
    plan_id: str | None = None
    mention: str | None = None
    number: str | None = None
    text: Words
    evidence: Evidence


class CellRecord(Record):
    """A cell of a table as read; ``row`` and ``col`` count from 0, header included."""

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    is_header: bool = False
    text: str = ""
    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None


class TableRecord(Record):
    """A table as read. ``n_rows`` counts body rows, a total row included. ``used_by`` names the
    rules that took values from it."""

    ordinal: int
    caption: str | None = None
    page_first: int | None = None
    page_last: int | None = None
    n_rows: int
    n_cols: int
    header: list[str] = Field(default_factory=list)
    used_by: list[str] = Field(default_factory=list)
    cells: list[CellRecord] = Field(default_factory=list)


class Issue(Record):
    """Something a person should know about a document, with a stable code (docs/issues.md)."""

    code: Words
    severity: Severity
    message: Words
    evidence: Evidence | None = None


class Extraction(Record):
    """All that one document states."""

    identity: Identity
    pages: int | None = None
    mentions: list[Mention] = Field(default_factory=list)
    assessments: list[Assessment] = Field(default_factory=list)
    milestones: list[Milestone] = Field(default_factory=list)
    facts: list[Fact] = Field(default_factory=list)
    recommendations: list[Recommendation] = Field(default_factory=list)
    tables: list[TableRecord] = Field(default_factory=list)
    issues: list[Issue] = Field(default_factory=list)
    vocabulary_hits: dict[str, int] = Field(default_factory=dict)
