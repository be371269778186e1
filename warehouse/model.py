"""What the pipeline hands to the warehouse: documents with their records, runs, fetches and links."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from extractors.records import Extraction, Status

LinkKind = Literal["same", "doubtful", "carried_over", "continued", "split", "merged"]


def document_id(source_uri: str) -> str:
    """Return the id of a document: the first 12 hexadecimal digits of the SHA-256 of its URI."""
    return hashlib.sha256(source_uri.encode()).hexdigest()[:12]


class Model(BaseModel):
    """Base of what is loaded: unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid")


class Document(Model):
    """One version of one document and all that it states.

    ``record_key`` is a digest of everything that made the records: the bytes, the template and its
    version, the vocabulary. ``last_seen_at`` is when the source was last known to offer the document.
    Times without a zone are UTC.
    """

    source_uri: str = Field(min_length=1)
    name: str
    content_sha256: str
    media_type: str
    bytes: int
    status: Status
    fetched_at: dt.datetime | None = None
    ingested_at: dt.datetime
    last_seen_at: dt.datetime | None = None
    extraction: Extraction
    record_key: str

    @property
    def document_id(self) -> str:
        """The id that every row of this document carries."""
        return document_id(self.source_uri)


class Run(Model):
    """One run of the pipeline and what it did; ``counts`` says how many of what."""

    run_id: str
    kind: str
    started_at: dt.datetime
    finished_at: dt.datetime | None = None
    counts: dict[str, Any] = Field(default_factory=dict)
    status: str
    message: str | None = None


class Fetch(Model):
    """One attempt to fetch one address; ``attempt`` counts from 1. ``error`` is a stable code."""

    url: str
    final_url: str | None = None
    attempted_at: dt.datetime
    attempt: int = 1
    status_code: int | None = None
    outcome: str
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    retry_after: str | None = None
    content_sha256: str | None = None
    bytes: int | None = None
    seconds: float | None = None
    error: str | None = None
    redirects: list[str] = Field(default_factory=list)
    run_id: str | None = None


class Link(Model):
    """Two commitments and what joins them.

    ``same``: one commitment under two printed ids. ``doubtful``: two that may be one; no view compares
    them. ``split`` and ``merged`` read from the whole to a part, from a part to the whole, within a plan or
    across; the other kinds from ``a`` (the earlier plan) to ``b`` (the later). ``score`` lies in 0..1;
    ``evidence`` says what matched; ``decided_by`` is ``rule`` or the person whose decision it is.
    """

    commitment_id_a: str
    commitment_id_b: str
    kind: LinkKind
    method: str
    score: float
    evidence: dict[str, Any] = Field(default_factory=dict)
    decided_by: str = "rule"


class Member(Model):
    """A mention and the commitment under which the views count it, with why (``first``: it names it)."""

    mention_id: str
    commitment_id: str
    plan_id: str | None
    method: str
    score: float
    reason: str


class Linked(Model):
    """The links of some countries, and the mentions whose commitment does not follow from the printed id alone."""

    links: list[Link] = Field(default_factory=list)
    members: list[Member] = Field(default_factory=list)


class RenditionDecision(Model):
    """A person's word on whether two documents are one report; each is named by its id or its URI."""

    document_a: str
    document_b: str
    decision: Literal["confirm", "reject"]
    author: str
    reason: str


class InstitutionName(Model):
    """One name of a printed list of institutions, and the institution of the country that it means.

    ``printed`` is the whole string, ``position`` counts its names from 1. ``method``: printed (its own
    name), acronym (another name of the country states it), two_languages (the same office in the country's
    own language), short (in a list of short names), alias or renamed (a reviewed file says so).
    """

    country_code: str
    printed: str
    position: int
    name: str
    institution_id: str
    institution: str
    acronym: str | None = None
    method: str


class InstitutionDoubt(Model):
    """Two institutions of a country that may be one; ``score`` lies in 0..1."""

    country_code: str
    institution_a: str
    institution_b: str
    why: str
    score: float


class InstitutionNames(Model):
    """The names of some countries anew (``everything``: of all); ``digest`` of the rules that made them."""

    digest: str
    countries: list[str]
    everything: bool = False
    names: list[InstitutionName] = Field(default_factory=list)
    doubts: list[InstitutionDoubt] = Field(default_factory=list)
