"""``make demo``: the sample documents, and what a person would want to see of them first."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.console import print_table

if TYPE_CHECKING:
    from pipeline.settings import Settings

_DOCUMENTS = """
SELECT d.name, d.doc_type AS type, d.plan_id AS plan, d.language, d.status,
       (SELECT count(*) FROM core.mentions m WHERE m.document_id = d.document_id) AS commitments,
       (SELECT count(*) FROM core.assessments a WHERE a.document_id = d.document_id) AS statements
FROM core.documents d ORDER BY d.plan_id NULLS LAST, d.name
"""
_DISAGREE = """
SELECT commitment_id AS commitment, title, government_code AS government_says, government_percent AS percent,
       irm_code AS irm_says, irm_phase AS at, gap
FROM self_vs_irm WHERE gap <> 0 ORDER BY gap DESC, commitment_id LIMIT 12
"""
_CONTRADICTIONS = """
SELECT kind, subject, statement_a AS "one statement", page_a AS page, statement_b AS "the other", page_b AS "its page"
FROM contradictions WHERE document_id_b IS NULL OR document_id_b = document_id_a
ORDER BY severity, kind, subject LIMIT 15
"""
_TRACED = """
SELECT a.assessment_id FROM core.assessments a JOIN core.evidence e USING (evidence_id)
JOIN core.documents d ON d.document_id = a.document_id
WHERE e.x0 IS NOT NULL AND a.milestone IS NULL AND a.dimension IN ('completion', 'completion_percent')
      AND a.commitment_id IS NOT NULL AND NOT a.flagged
ORDER BY a.commitment_id IN (SELECT commitment_id FROM self_vs_irm WHERE gap <> 0) DESC, length(e.quote) DESC,
         a.assessment_id LIMIT 1
"""


def run(settings: Settings, fixtures: Path, jobs: int) -> None:
    """Ingest the sample documents into a warehouse of their own and print what it answers."""
    from pipeline.explain import draw, statements
    from pipeline.ingest import ingest_many
    from warehouse.query import connect, fetch

    start = time.perf_counter()
    outcomes = ingest_many([fixtures], settings, jobs=jobs)
    read = Counter(o.status for o in outcomes if o.code != "unsupported_type")
    said = ", ".join(f"{n} {status}" for status, n in sorted(read.items()))
    typer.echo(f"Sample documents: {said}, in {time.perf_counter() - start:.1f} s -> {settings.warehouse}\n")
    with contextlib.closing(connect(settings.warehouse)) as db:
        print_table(fetch(db, _DOCUMENTS), title="1. The documents read")
        print_table(fetch(db, _DISAGREE), title="2. Where government and IRM disagree", empty="nowhere")
        print_table(fetch(db, _CONTRADICTIONS), title="3. Contradictions inside documents", empty="none")
        traced = fetch(db, _TRACED)
        one = statements(db, traced[0]["assessment_id"])[0] if traced else None
    if one is None:
        return
    picture = settings.home / "explained.png"
    draw(settings.archive, one, picture)
    row = {
        "commitment": one.commitment_id,
        one.dimension: one.value,
        "said by": one.assessor,
        "document": one.document,
        "page": one.page,
        "quote": one.quote,
        "rule": one.rule,
    }
    print_table([row], title="4. One value traced to its words")
    typer.echo(f"The page with the words boxed: {picture}")
    home = f"--home {settings.home} " if settings.home.name else ""
    typer.echo(f'Go on: compromiso {home}sql "FROM commitment_status"')
