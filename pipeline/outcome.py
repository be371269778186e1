"""How one document ended: the status it gets and why."""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.records import Extraction, Identity, Issue, Status
from pipeline.discover import Source
from pipeline.reading import Reading
from pipeline.stated import unplaced
from warehouse.model import Document, Fetch
from warehouse.sound import sound

BAD_INPUT = ("name_mismatch", "unknown_template")

_NAMED = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".md": "text",
    ".csv": "text",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".zip": "zip",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
}
_IS = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "text/csv": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/zip": "zip",
    "image/png": "picture",
    "image/jpeg": "picture",
    "image/tiff": "picture",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one document ended.

    ``code`` and ``message`` say why it failed, is partial, or was skipped (``unchanged``, ``link_out``). ``summary``
    says in a few words what was read. ``document`` is what there is to load; None where there is nothing, or where it
    has been loaded.
    """

    source: Source
    status: Status
    code: str | None = None
    message: str | None = None
    seconds: float = 0.0
    summary: str = ""
    document: Document | None = None
    fetches: tuple[Fetch, ...] = ()

    @property
    def bad(self) -> bool:
        """Whether it could not be read as it should: failed, not what its name says, or of no known family."""
        return self.status == "failed" or self.code in BAD_INPUT

    def as_dict(self) -> dict[str, Any]:
        """Return what a script wants to know."""
        return {
            "source_uri": self.source.uri,
            "name": self.source.name,
            "status": self.status,
            "code": self.code,
            "message": self.message,
            "summary": self.summary,
            "seconds": round(self.seconds, 3),
        }


def settle(
    source: Source, digest: str, size: int, record_key: str, reading: Reading, fetches: tuple[Fetch, ...] = ()
) -> Outcome:
    """Return the outcome of a document of ``size`` bytes from what reading it gave.

    Failed: there are no records. Partial: there are, but with an issue of severity error.
    """
    extraction = reading.extraction
    if extraction is None:
        why = Issue(code=reading.code or "reader_error", severity="error", message=reading.message or "no reason given")
        extraction = Extraction(identity=Identity(), issues=[why])
        status: Status = "failed"
    else:
        extraction.issues.extend(_mismatch(source.name, reading.media_type))
        extraction.issues.extend(_without_plan(extraction))
        status = "partial" if any(i.severity == "error" for i in extraction.issues) else "ok"
    now = dt.datetime.now(dt.UTC)
    document = Document(
        source_uri=source.uri,
        name=source.name,
        content_sha256=digest,
        media_type=reading.media_type or mimetypes.guess_type(source.name)[0] or "application/octet-stream",
        bytes=size,
        status=status,
        fetched_at=source.fetched_at,
        ingested_at=now,
        last_seen_at=source.fetched_at or now,
        extraction=extraction,
        record_key=record_key,
    )
    document, _ = sound(document)
    extraction, status = document.extraction, document.status
    reasons = [i for i in extraction.issues if i.severity == "error"]
    reasons.sort(key=lambda i: BAD_INPUT.index(i.code) if i.code in BAD_INPUT else len(BAD_INPUT))
    reason = reasons[0] if reasons else None
    code, message = (reason.code, reason.message) if reason else (None, None)
    summary = "" if status == "failed" else _summary(extraction)
    return Outcome(source, status, code, message, reading.seconds, summary, document, fetches)


def _mismatch(name: str, media_type: str | None) -> Iterator[Issue]:
    """Yield an issue where a document is not what its name says; it was read all the same."""
    suffix = Path(name).suffix.lower()
    named, is_ = _NAMED.get(suffix), _IS.get(media_type or "")
    if named and is_ and named != is_:
        said = f"the name ends in {suffix} but the content is {media_type}; it was read as what it is"
        yield Issue(code="name_mismatch", severity="error", message=said)


def _without_plan(extraction: Extraction) -> Iterator[Issue]:
    """Yield an issue for each sentence that names commitments of some other plan without saying which."""
    for mention in extraction.mentions:
        for text in filter(None, (mention.description, mention.objective, mention.problem)):
            for sentence in unplaced(text):
                said = f"{mention.number or mention.title}: {sentence} Of which plan is not said"
                yield Issue(code="merge_without_plan", severity="info", message=said, evidence=mention.evidence)


def _summary(extraction: Extraction) -> str:
    identity = extraction.identity
    counts = {
        "commitment": len(extraction.mentions),
        "assessment": len(extraction.assessments),
        "fact": len(extraction.facts),
        "table": len(extraction.tables),
    }
    words = [f"{n} {word}{'' if n == 1 else 's'}" for word, n in counts.items() if n]
    return ", ".join(p for p in [identity.doc_type, identity.plan_id or identity.country_code, *words] if p)
