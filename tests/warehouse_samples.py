"""Documents made by hand for the tests of the warehouse: a few words build one."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors.records import (
    Assessment,
    CellRecord,
    Date,
    Evidence,
    Extraction,
    Fact,
    Identity,
    Issue,
    Mention,
    Milestone,
    TableRecord,
)
from warehouse.model import Document

MONDAY = dt.datetime(2024, 1, 1, 3, 0, tzinfo=dt.UTC)
TUESDAY = dt.datetime(2024, 1, 2, 3, 0, tzinfo=dt.UTC)


class Sample:
    """A document about plan XA-2020 by the IRM, unless said otherwise; each record on its own line of page 1."""

    def __init__(self, name: str = "report.pdf", **identity: Any) -> None:
        known = {
            "doc_type": "irm_results_report",
            "assessor": "irm",
            "language": "en",
            "title": name,
            "country_code": "XA",
            "plan_start": 2020,
            "plan_end": 2022,
            "phase": "end_of_term",
            "template": "sample",
            "template_version": "1",
        }
        self.name = name
        self.records = Extraction(identity=Identity(**(known | identity)), pages=9)
        self._line = 0

    def evidence(self, quote: str, table: int | None = None) -> Evidence:
        """Evidence on its own line."""
        self._line += 1
        if table is not None and table not in {t.ordinal for t in self.records.tables}:
            self.table(table)
        place: dict[str, Any] = {"table": table, "row": self._line, "col": 0} if table is not None else {}
        top = 10.0 * self._line
        return Evidence(page=1, x0=50, top=top, x1=500, bottom=top + 9, quote=quote, rule="sample", **place)

    def table(self, ordinal: int, rows: Sequence[Sequence[str]] = (("a", "b"),)) -> Sample:
        """Add a table."""
        cells = [
            CellRecord(row=r, col=c, text=text, page=1, x0=0, top=0, x1=9, bottom=9)
            for r, row in enumerate(rows)
            for c, text in enumerate(row)
        ]
        self.records.tables.append(
            TableRecord(ordinal=ordinal, page_first=1, page_last=1, n_rows=len(rows), n_cols=len(rows[0]), cells=cells)
        )
        return self

    def mention(self, number: str | None, title: str = "", table: int | None = None, **fields: Any) -> Sample:
        """Add a commitment; its key is its number, or its title."""
        known = {
            "key": number or title,
            "plan_id": self.records.identity.plan_id,
            "number": number,
            "number_source": "printed",
            "title": title or f"Commitment {number}",
            "title_lang": self.records.identity.language,
            "evidence": self.evidence(title or f"Commitment {number}", table),
        }
        self.records.mentions.append(Mention(**(known | fields)))
        return self

    def mentions(self, count: int, table: int | None = None) -> Sample:
        """Add commitments 1 to ``count``."""
        for number in range(1, count + 1):
            self.mention(str(number), table=table)
        return self

    def say(self, mention: str, dimension: str, value: str | float | None, **fields: Any) -> Sample:
        """Add an assessment: a code, a percentage, or None with a ``null_reason``."""
        table = fields.pop("table", None)
        code, number = (value, None) if isinstance(value, str) else (None, value)
        raw = fields.pop("raw", str(value))
        self.records.assessments.append(
            Assessment(
                mention=mention,
                dimension=dimension,
                code=code,
                number=number,
                raw=raw,
                evidence=self.evidence(f"{mention} {dimension} {raw}", table),
                **fields,
            )
        )
        return self

    def fact(self, metric: str, value: str | float, *, words: str | None = None, **fields: Any) -> Sample:
        """Add a fact: a number, or words; ``words`` beside a number are its text."""
        known: dict[str, Any] = {"number": value, "text": words} if not isinstance(value, str) else {"text": value}
        if not isinstance(value, str):
            known["unit"] = "percent" if metric == "overall_percent" else "commitments"
        evidence = self.evidence(f"{metric} {value}", fields.pop("table", None))
        self.records.facts.append(Fact(metric=metric, evidence=evidence, **(known | fields)))
        return self

    def milestone(self, mention: str, milestone: str, **fields: Any) -> Sample:
        """Add a milestone."""
        text = fields.pop("text", f"Milestone {milestone}")
        self.records.milestones.append(
            Milestone(mention=mention, milestone=milestone, text=text, evidence=self.evidence(text), **fields)
        )
        return self

    def issue(self, code: str, message: str = "look here", severity: str = "warning") -> Sample:
        """Add an issue."""
        evidence = self.evidence(message)
        issue = {"code": code, "severity": severity, "message": message, "evidence": evidence}
        self.records.issues.append(Issue.model_validate(issue))
        return self

    def document(self, **fields: Any) -> Document:
        """Return the document; its bytes and key follow from what it says."""
        sha = hashlib.sha256(self.records.model_dump_json().encode()).hexdigest()
        known = {
            "source_uri": f"https://example.org/{self.name}",
            "name": self.name,
            "content_sha256": sha,
            "media_type": "application/pdf",
            "bytes": 1000,
            "status": "ok",
            "fetched_at": MONDAY,
            "ingested_at": MONDAY,
            "extraction": self.records.model_copy(deep=True),
            "record_key": sha[:16],
        }
        return Document(**(known | fields))


def year(value: int) -> Date:
    """A date known to the year."""
    return Date(value=dt.date(value, 1, 1), precision="year")


_HOLD_OPEN = """
    import sys

    import duckdb

    db = duckdb.connect(sys.argv[1])
    print("open", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Another process has the file open for writing, as ``duckdb FILE`` does."""
    command = [sys.executable, "-c", textwrap.dedent(_HOLD_OPEN), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        yield
        other.communicate()
