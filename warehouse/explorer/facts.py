"""What the explorer's pages show, read from the published warehouse in a few queries."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from warehouse import query

Row = dict[str, Any]
COMPLETION = (
    "complete",
    "substantial_or_complete",
    "substantial",
    "in_progress",
    "limited",
    "not_started_or_delayed",
    "not_started",
    "withdrawn",
    "unclear",
    "no_evidence",
    "pending_review",
)
RESULTS = (
    "outstanding",
    "significant",
    "major",
    "moderate",
    "marginal",
    "no_notable_results",
    "did_not_change",
    "worsened",
)
_STATEMENTS = """
SELECT s.commitment_id, s.plan_id, s.assessment_id AS id, s.milestone, s.dimension, s.ogp_value, s.phase, s.code,
       s.number, s.raw, s.null_reason, s.assessor, s.flagged, s.document_id, d.name AS document, d.doc_type,
       a.extracted_code, a.extracted_number, a.corrected_by, a.correction_reason,
       e.page, e.x0, e.top, e.x1, e.bottom, e.locator, e.quote
FROM meta.statements s JOIN core.evidence e USING (evidence_id)
JOIN core.assessments a USING (assessment_id)
JOIN core.documents d ON d.document_id = s.document_id
WHERE s.commitment_id IS NOT NULL
ORDER BY s.commitment_id, s.milestone NULLS FIRST, s.dimension, s.phase, s.weight DESC, s.assessment_id
"""
_DOCUMENTS = """
SELECT document_id, name, source_uri, doc_type, assessor, language, title, country_code, locality, plan_id, plan_start,
       plan_end, phase, pages, status, used, why, duplicate_of, commitments, assessments, flagged_values, tables,
       media_type, content_sha256, ingested_at
FROM documents ORDER BY ingested_at DESC, name, document_id
"""
_RATINGS = """
SELECT commitment_id, plan_id, country_code, region, plan_start, irm_completion_midterm, irm_completion_end_of_term,
       irm_completion, irm_early_results, irm_potential_impact, starred, starred_formula, topics, flagged
FROM commitment_ratings ORDER BY commitment_id
"""
_INSTITUTION = "if(starts_with({0}, {1} || '-'), {0}, {1} || '-' || {0})"  # an id that is one over all countries
_LEADS = f"""
SELECT c.commitment_id, {_INSTITUTION.format("coalesce(n.institution_id, c.institution_key)", "c.country_code")}
       AS institution_id, c.lead_institution AS printed
FROM meta.commitments_merged c
LEFT JOIN meta.institution_names n ON n.country_code = c.country_code AND n.printed = c.lead_institution
WHERE c.lead_institution IS NOT NULL ORDER BY ALL
"""
_LOADED = """
SELECT v.loaded_at::DATE AS day, v.ordinal = 1 AS fresh, v.changed_by, d.document_id, d.name, d.title, d.doc_type,
       d.country_code, d.locality, d.plan_id, d.plan_start, d.plan_end, d.status
FROM meta.versions v JOIN core.documents d USING (document_id)
QUALIFY row_number() OVER (PARTITION BY v.document_id, v.loaded_at::DATE ORDER BY v.ordinal DESC) = 1
ORDER BY day DESC, d.name, d.document_id
"""
_CHANGED = """
SELECT h.changed_at::DATE AS day, h.changed_by, h.document_id, d.name AS document, h.commitment_id, h.field, h.phase,
       h.assessor, h.old_value, h.new_value
FROM meta.history h JOIN core.documents d USING (document_id)
WHERE h.field IN ('completion', 'completion_percent', 'early_results', 'starred', 'title') AND h.milestone IS NULL
ORDER BY day DESC, h.commitment_id, h.field, h.phase, h.history_id
"""


def slug(name: str) -> str:
    """Return a file name for an id; one with characters that file names cannot have gets a digest."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return (
        plain if plain == name and len(name) < 80 else f"{plain[:60]}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    )


def place_name(locality: str) -> str:
    """Return the name of a local member; of one that only its plan's id names, the words of its slug."""
    return locality.replace("-", " ").title() if locality.islower() else locality


def grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """Return rows by the value of a column."""
    out: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        out[row[key]].append(row)
    return out


@dataclass
class Facts:
    """All that the site shows. ``as_of`` is when the newest document was read.

    The file is opened once, so that a load in between is not seen: all of it is of one state.
    """

    path: Path
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    @cached_property
    def _db(self) -> duckdb.DuckDBPyConnection:
        return query.connect(self.path)

    def close(self) -> None:
        """Close the file; what is asked afterwards opens it again."""
        if "_db" in self.__dict__:
            self.__dict__.pop("_db").close()

    def view(self, sql: str) -> list[Row]:
        """Return the rows of a query, kept for the next caller."""
        if sql not in self._rows:
            self._rows[sql] = self.rows(sql)
        return self._rows[sql]

    def rows(self, sql: str, params: query.Params = None) -> list[Row]:
        """Return the rows of a query."""
        return query.fetch(self._db, sql, params)

    @cached_property
    def commitments(self) -> list[Row]:
        """The view ``commitments``, in the order of plans and numbers."""
        rows = self.view("SELECT * FROM commitments")
        return sorted(
            rows,
            key=lambda r: (r["country_code"] or "", r["plan_id"] or "", natural(r["number"] or r["commitment_id"])),
        )

    @cached_property
    def commitment(self) -> dict[str, Row]:
        """Commitments by id."""
        return {c["commitment_id"]: c for c in self.commitments}

    @cached_property
    def state(self) -> str:
        """What tells this state of the file from the next: a load replaces it whole."""
        file = self.path.stat()
        return f"{file.st_size}-{file.st_mtime_ns}"

    @cached_property
    def documents(self) -> list[Row]:
        """The view ``documents``, newest first."""
        return self.view(_DOCUMENTS)

    @cached_property
    def by_document(self) -> dict[str, Row]:
        """Documents by id."""
        return {d["document_id"]: d for d in self.documents}

    @cached_property
    def plans(self) -> list[Row]:
        """The view ``action_plans``."""
        return self.view("SELECT * FROM action_plans ORDER BY country_code, plan_start, plan_id")

    @cached_property
    def plan(self) -> dict[str | None, Row]:
        """What names a plan (country, locality, years), by its id; also of plans without a row of their own."""
        keys = ("plan_id", "country_code", "locality", "plan_start", "plan_end")
        return {p["plan_id"]: {k: p[k] for k in keys} for p in self.plans}

    @cached_property
    def status(self) -> dict[str, list[Row]]:
        """The view ``commitment_status`` by commitment."""
        return grouped(self.view("SELECT * FROM commitment_status"), "commitment_id")

    @cached_property
    def gaps(self) -> list[Row]:
        """The view ``self_vs_irm``, widest gap first."""
        return self.view("SELECT * FROM self_vs_irm ORDER BY abs(gap) DESC NULLS LAST, commitment_id")

    @cached_property
    def statements(self) -> dict[str, list[Row]]:
        """Every statement that counts, with its words and place, by commitment."""
        return grouped(self.view(_STATEMENTS), "commitment_id")

    @cached_property
    def milestones(self) -> dict[str, list[Row]]:
        """The view ``milestones`` by commitment."""
        rows = self.view("SELECT * FROM milestones")
        return grouped(sorted(rows, key=lambda r: (r["commitment_id"], natural(r["milestone"]))), "commitment_id")

    @cached_property
    def contradictions(self) -> list[Row]:
        """The view ``contradictions``."""
        return self.view("SELECT * FROM contradictions ORDER BY plan_id, commitment_id NULLS FIRST, kind, subject")

    @cached_property
    def carried(self) -> list[Row]:
        """The view ``carried_over``."""
        return self.view("SELECT * FROM carried_over WHERE next_commitment_id IS NOT NULL ORDER BY ALL")

    @cached_property
    def scorecard(self) -> list[Row]:
        """The view ``institution_scorecard``, busiest institution first."""
        return self.view(
            f"SELECT * REPLACE ({_INSTITUTION.format('institution_id', 'country_code')} AS institution_id) "
            "FROM institution_scorecard WHERE latest OR assessor IS NULL "
            "ORDER BY commitments DESC, institution, plan_id"
        )

    @cached_property
    def completion(self) -> dict[str, list[Row]]:
        """The view ``plan_completion`` by plan."""
        return grouped(self.view("SELECT * FROM plan_completion ORDER BY plan_id, assessor, phase"), "plan_id")

    @cached_property
    def changes(self) -> dict[str, list[Row]]:
        """The view ``completion_change`` by plan."""
        return grouped(self.view("SELECT * FROM completion_change"), "plan_id")

    @cached_property
    def results(self) -> dict[str, list[Row]]:
        """The view ``early_results`` by plan."""
        return grouped(self.view("SELECT * FROM early_results"), "plan_id")

    @cached_property
    def ratings(self) -> dict[str, Row]:
        """What the view ``commitment_ratings`` says of each commitment, by its id."""
        return {r["commitment_id"]: r for r in self.view(_RATINGS)}

    @cached_property
    def topics(self) -> dict[str, list[Row]]:
        """The view ``commitment_topics`` by commitment: OGP's policy areas that are without doubt, each once."""
        rows = self.view(
            "SELECT commitment_id, topic, list(DISTINCT origin ORDER BY origin) AS origins FROM commitment_topics "
            "WHERE scheme = 'ogp_policy_area' AND NOT flagged GROUP BY ALL ORDER BY ALL"
        )
        return grouped(rows, "commitment_id")

    @cached_property
    def texts(self) -> dict[str, str]:
        """The folded words that are said of each commitment: texts, milestones, quotes."""
        rows = self.view("SELECT commitment_id, trim(weak) AS words FROM meta.search_texts ORDER BY 1")
        return {r["commitment_id"]: r["words"] for r in rows}

    @cached_property
    def leads(self) -> dict[str, list[Row]]:
        """Which commitments an institution leads, by its id, with its name as printed there."""
        return grouped(self.view(_LEADS), "institution_id")

    @cached_property
    def regions(self) -> dict[str, Row]:
        """The countries of the view ``countries`` by code: their region and since when they are members."""
        return {r["country_code"]: r for r in self.view("SELECT country_code, region, member_since FROM countries")}

    @cached_property
    def loaded(self) -> list[Row]:
        """Which documents were loaded on which day, newest first; ``fresh`` where that was the first time."""
        return self.view(_LOADED)

    @cached_property
    def changed(self) -> list[Row]:
        """Values that a new version of a document changed, newest day first."""
        return self.view(_CHANGED)

    @cached_property
    def as_of(self) -> str:
        """The day the newest document was read."""
        days = [d["ingested_at"] for d in self.documents if d["ingested_at"]]
        return max(days).date().isoformat() if days else ""

    def tables_of(self, documents: list[str]) -> dict[str, list[Row]]:
        """Return by document its tables with their cells as rows of HTML cells, cut after 400 rows."""
        rows = self.rows(
            "SELECT t.document_id, t.table_id, t.ordinal, t.caption, t.page_first, t.page_last, t.n_rows, c.row, "
            "c.row_span, c.col_span, c.is_header, c.text FROM core.tables t JOIN core.cells c USING (table_id) "
            "WHERE list_contains($documents, t.document_id) AND c.row <= 400 "
            "ORDER BY t.document_id, t.ordinal, c.row, c.col",
            {"documents": documents},
        )
        out: dict[str, list[Row]] = defaultdict(list)
        for cells in grouped(rows, "table_id").values():
            lines = [
                [{k: cell[k] for k in ("row_span", "col_span", "is_header", "text")} for cell in line]
                for line in grouped(cells, "row").values()
            ]
            table = {k: cells[0][k] for k in ("ordinal", "caption", "page_first", "page_last", "n_rows")}
            heads = [cell["text"] for cell in lines[0] if cell["text"]]
            table["name"] = table["caption"] or " · ".join(heads[:4])
            out[cells[0]["document_id"]].append({**table, "lines": lines[:400], "cut": len(lines) > 400})
        return out


def natural(number: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key that sorts 2 before 10 and 2.2 before 2.10."""
    parts = re.findall(r"\d+|\D+", number)
    return tuple((0, int(p)) if p.isdigit() else (1, p) for p in parts)
