"""``make demo``: the sample documents, and what a person would want to see of them first."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.console import print_table, say

if TYPE_CHECKING:
    from pipeline.settings import Settings

VENV = ".venv/bin/"
_DOCUMENTS = """
SELECT regexp_extract(name, '^[^.]+') AS document, doc_type AS type, plan_id AS plan, language,
       string_agg(DISTINCT regexp_extract(name, '[^.]+$'), ', ' ORDER BY regexp_extract(name, '[^.]+$')) AS "read as",
       max(commitments) AS commitments, max(assessments) AS statements, max(tables) AS tables,
       max(warnings + errors) AS issues
FROM documents GROUP BY ALL ORDER BY type, plan NULLS LAST, document
"""
_DISAGREE = """
SELECT commitment_id AS commitment, title,
       coalesce(government_code, government_percent::INT || '%') AS "government says",
       irm_code AS "IRM says", irm_phase AS at, gap
FROM self_vs_irm WHERE gap <> 0 ORDER BY abs(gap) DESC, commitment_id LIMIT 12
"""
_CONTRADICTIONS = """
WITH once AS (  -- the samples come in several media, which repeat one another
    SELECT * FROM contradictions
    WHERE severity <> 'info' AND document_id_b IS NOT DISTINCT FROM document_id_a
    QUALIFY row_number() OVER (
        PARTITION BY kind, subject, statement_a, statement_b
        ORDER BY page_a IS NULL, length(document_a), document_a, page_a, page_b
    ) = 1
)
SELECT subject, statement_a AS "one statement", page_a AS page, statement_b AS "the other", page_b AS "its page",
       document_a AS document
FROM once QUALIFY row_number() OVER (PARTITION BY kind ORDER BY subject, statement_a, statement_b) <= 3
ORDER BY kind, subject, page LIMIT 16
"""
_TRACED = """
SELECT a.assessment_id
FROM core.assessments a JOIN core.evidence e USING (evidence_id) JOIN core.documents d ON d.document_id = a.document_id
LEFT JOIN self_vs_irm s ON s.commitment_id = a.commitment_id
WHERE e.x0 IS NOT NULL AND a.milestone IS NULL AND a.dimension IN ('completion', 'completion_percent')
      AND a.commitment_id IS NOT NULL AND NOT a.flagged AND contains(e.quote, a.raw)
      AND length(e.quote) BETWEEN length(a.raw) + 10 AND 250
ORDER BY abs(s.gap) DESC NULLS LAST, a.phase = 'end_of_term' DESC, length(d.name), a.commitment_id, d.name, e.page
LIMIT 1
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
    say(f"Sample documents: {said}, in {time.perf_counter() - start:.1f} s -> {settings.warehouse}\n")
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
    say(f"The page with the words boxed: {picture}")
    say(f'Go on: {VENV}compromiso --home {settings.home} sql "FROM commitment_status"')
