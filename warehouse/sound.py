"""What of a document's records can be loaded: the rest is left out, and said so."""

from __future__ import annotations

from typing import Any

from extractors.records import Evidence, Extraction, Issue
from warehouse.model import Document

CODE = "inconsistent_records"
_SHOWN = 5  # records named in the issue
_GROUPS = ("assessments", "milestones", "facts", "recommendations")


def sound(document: Document) -> tuple[Document, list[str]]:
    """Return the document without the records that cannot be loaded, and what was wrong with those.

    Left out are: a mention or table whose key occurred before, a record about a mention that is not
    there, an assessment or fact without value and reason, and whatever rests on evidence without a
    place, on a page or in a table that the document does not have. The document is then ``partial``
    and has an issue ``inconsistent_records``: a mistake of a template must not keep the rest out.
    """
    records = document.extraction
    judge = _Judge(records)
    kept: dict[str, Any] = {"tables": [t for t in records.tables if judge.table(t.ordinal)]}
    kept["mentions"] = [m for m in records.mentions if judge.mention(m.key, m.evidence)]
    for group in _GROUPS:
        kept[group] = [r for r in getattr(records, group) if judge.record(r)]
    issues = [i if judge.place(i.evidence) is None else i.model_copy(update={"evidence": None}) for i in records.issues]
    if not judge.wrong:
        return document, []
    more = f" and {len(judge.wrong) - _SHOWN} more" if len(judge.wrong) > _SHOWN else ""
    issue = Issue(code=CODE, severity="error", message="Left out: " + "; ".join(judge.wrong[:_SHOWN]) + more)
    extraction = records.model_copy(update=kept | {"issues": [*issues, issue]})
    status = "partial" if document.status == "ok" else document.status
    return document.model_copy(update={"extraction": extraction, "status": status}), judge.wrong


class _Judge:
    """Decides record by record and remembers what was wrong."""

    def __init__(self, records: Extraction) -> None:
        self.pages = records.pages
        self.tables: set[int] = set()
        self.mentions: set[str] = set()
        self.wrong: list[str] = []

    def place(self, evidence: Evidence | None) -> str | None:
        """What is wrong with the place of the evidence."""
        if evidence is None:
            return None
        if evidence.page is None and evidence.locator is None:
            return "evidence without a place"
        if evidence.page is not None and self.pages is not None and not 1 <= evidence.page <= self.pages:
            return f"evidence on page {evidence.page} of {self.pages}"
        if evidence.table is not None and evidence.table not in self.tables:
            return f"evidence in unknown table {evidence.table}"
        return None if evidence.quote.strip() else "evidence without words"

    def table(self, ordinal: int) -> bool:
        """Whether the table is the first of its ordinal."""
        if ordinal in self.tables:
            self.wrong.append(f"table {ordinal} occurs twice")
            return False
        self.tables.add(ordinal)
        return True

    def mention(self, key: str, evidence: Evidence) -> bool:
        """Whether the mention is the first of its key and has a place."""
        wrong = f"mention {key!r} occurs twice" if key in self.mentions else self.place(evidence)
        if wrong:
            self.wrong.append(wrong)
            return False
        self.mentions.add(key)
        return True

    def record(self, record: Any) -> bool:
        """Whether a statement is about a mention that is there, has a value and a place."""
        wrong = self.place(record.evidence)
        name = type(record).__name__.lower()
        if record.mention is not None and record.mention not in self.mentions:
            wrong = f"{name} about unknown mention {record.mention!r}"
        elif name == "assessment" and record.code is None and record.number is None and record.null_reason is None:
            wrong = f"{record.dimension} of {record.mention!r} has neither value nor reason"
        elif name == "fact" and record.number is None and record.text is None:
            wrong = f"fact {record.metric} has neither number nor text"
        if wrong:
            self.wrong.append(wrong)
        return wrong is None
