"""``compromiso demo``: the sample documents, three findings in words, and the tables behind them."""

from __future__ import annotations

import contextlib
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pipeline.console import language, print_table, say

if TYPE_CHECKING:
    from pipeline.explain import Statement
    from pipeline.settings import Settings
    from warehouse.explorer.words import Words

_WIDTH = 78  # characters of a line
_TEXTS = Path(__file__).with_name("demo.yml")
_READ = """
SELECT count(*) AS ok, count(*) FILTER (status = 'partial') AS partial,
       count(DISTINCT (doc_type, regexp_extract(name, '^[^.]+'))) AS number
FROM core.documents
"""
_DOCUMENTS = """
SELECT doc_type AS type, count(DISTINCT regexp_extract(name, '^[^.]+')) AS number,
       sum(commitments) FILTER (first)::INT AS commitments, sum(assessments) FILTER (first)::INT AS statements
FROM (SELECT *, row_number() OVER (PARTITION BY regexp_extract(name, '^[^.]+'), doc_type ORDER BY name) = 1 AS first
      FROM documents)
GROUP BY ALL ORDER BY number DESC, type
"""
# The government's document and the IRM's name the promise alike: a plan and a number alone are no proof.
_DISAGREE = """
SELECT s.*, c.plan_start, c.number, t.title_en, t.title_es,
       coalesce(s.government_code, s.government_percent::INT || '%') AS government
FROM self_vs_irm s
JOIN (SELECT plan_id, any_value(plan_start) AS plan_start, commitment_id, any_value(m.number) AS number
      FROM core.mentions m JOIN core.documents d USING (plan_id) GROUP BY plan_id, commitment_id) c
  USING (commitment_id)
JOIN (SELECT commitment_id, title_en, title_es FROM commitments) t USING (commitment_id)
WHERE gap <> 0 AND EXISTS (
    SELECT 1 FROM core.mentions g JOIN core.mentions i USING (commitment_id)
    WHERE g.commitment_id = s.commitment_id AND g.document_id = s.government_document_id
      AND i.document_id = s.irm_document_id AND lower(strip_accents(g.title)) = lower(strip_accents(i.title)))
ORDER BY abs(gap) DESC, s.flagged, s.commitment_id, s LIMIT 6
"""
_CONTRADICTIONS = """
WITH once AS (  -- the samples come in several media, which repeat one another
    SELECT c.*, d.doc_type, d.country_code, d.locality, d.plan_start, d.plan_end, d.name
    FROM contradictions c JOIN core.documents d ON d.document_id = c.document_id_a
    WHERE severity <> 'info' AND document_id_b IS NOT DISTINCT FROM document_id_a
    QUALIFY row_number() OVER (
        PARTITION BY kind, subject, statement_a, statement_b
        ORDER BY page_a IS NULL, length(document_a), document_a, page_a, page_b, c
    ) = 1
)
SELECT * FROM once
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY page_a = page_b, subject, statement_a, once) <= 2
ORDER BY page_a IS NULL, page_a = page_b, kind, subject, page_a, once LIMIT 6
"""
_TRACED = """
SELECT a.assessment_id, c.title, c.title_en, c.title_es
FROM core.assessments a JOIN core.evidence e USING (evidence_id) JOIN core.documents d ON d.document_id = a.document_id
JOIN commitments c ON c.commitment_id = a.commitment_id
WHERE e.x0 IS NOT NULL AND a.milestone IS NULL AND a.dimension = 'completion' AND a.code IS NOT NULL
      AND a.commitment_id IS NOT NULL AND NOT a.flagged AND contains(e.quote, a.raw)
      AND length(e.quote) BETWEEN length(a.raw) + 10 AND 250
ORDER BY a.commitment_id IS DISTINCT FROM $near, a.phase = 'end_of_term' DESC, length(d.name), a.commitment_id,
         d.name, e.page, a.assessment_id
LIMIT 1
"""


def run(settings: Settings, fixtures: Path, jobs: int) -> None:
    """Ingest the sample documents into a warehouse of their own and print what a person would look at first.

    It speaks Spanish where the environment (LANG) does.
    """
    from pipeline.discover import samples
    from pipeline.ingest import ingest_many

    start = time.perf_counter()
    ingest_many(samples(fixtures), settings, jobs=jobs)
    tell(settings, time.perf_counter() - start)


def tell(settings: Settings, seconds: float) -> None:
    """Print what a person would look at first in the warehouse of the samples, which was read in so many seconds."""
    from pipeline.explain import draw, statements
    from warehouse.explorer.words import Words
    from warehouse.query import connect, fetch

    with contextlib.closing(connect(settings.warehouse)) as db:
        read, documents, disagree, contradictions = (
            fetch(db, sql) for sql in (_READ, _DOCUMENTS, _DISAGREE, _CONTRADICTIONS)
        )
        near = disagree[0]["commitment_id"] if disagree else None
        traced = fetch(db, _TRACED, {"near": near})
        one = statements(db, traced[0]["assessment_id"])[0] if traced else None
    picture = settings.home / "explained.png"
    if one:
        draw(settings.archive, one, picture)
    telling = _Telling(Words(language()))
    telling.say("read", seconds=seconds, **read[0])
    telling.say("about")
    telling.findings(disagree, contradictions, traced[0] | {"said": one} if one else None, picture)
    telling.tables(documents, disagree, contradictions)
    commitment = near or (one.commitment_id if one else "COMMITMENT")
    program = sys.argv[0] if Path(sys.argv[0]).name == "compromiso" else "compromiso"
    telling.say("go_on", command=program, home=settings.home, commitment=commitment)


class _Telling:
    """Says things in one language."""

    def __init__(self, words: Words) -> None:
        self.words = words
        texts = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
        place = ("en", "es").index(words.lang)
        self.texts: dict[str, str] = {key: said[place] for key, said in texts.items()}

    def say(self, key: str, head: str = "", **values: Any) -> None:
        """Print a text with its values, lines folded; after ``head``, by which the lines are set in."""
        for line in self.texts[key].format(**values).splitlines():
            folded = textwrap.fill(
                line, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
            )
            say(line if line.startswith("  ") else folded)  # a command stays in one line
            head = " " * len(head)
        say()

    def findings(
        self,
        disagree: list[dict[str, Any]],
        contradictions: list[dict[str, Any]],
        traced: dict[str, Any] | None,
        picture: Path,
    ) -> None:
        """Print what to look at first."""
        say(f"== {self.texts['found']} ==\n")
        if disagree:
            row = disagree[0]
            self.say(
                "disagree",
                "1. ",
                country=self.words.country(row["country_code"]),
                year=row["plan_start"],
                number=row["number"],
                title=self._title(row),
                government=self._label(row["government"]),
                irm=self._label(row["irm_code"]),
                phase=self._label(row["irm_phase"]),
            )
        paged = next((row for row in contradictions if row["page_a"] and row["page_b"] and row["title"]), None)
        if paged:
            self.say(
                "contradicts",
                "2. ",
                report=self.words.document(paged),
                document=paged["document_a"],
                title=paged["title"],
                subject=self.words.subject(paged),
                page_a=paged["page_a"],
                page_b=paged["page_b"],
                a=self._quoted(paged["quote_a"], paged["statement_a"]),
                b=self._quoted(paged["quote_b"], paged["statement_b"]),
            )
        if traced:
            one: Statement = traced["said"]
            self.say(
                "traced",
                "3. ",
                title=self._title(traced),
                who="IRM" if one.assessor == "irm" else self.words.word(one.assessor).lower(),
                value=self._label(one.value),
                page=one.page,
                document=one.document,
                quote=one.quote,
                picture=picture,
            )

    def tables(
        self, documents: list[dict[str, Any]], disagree: list[dict[str, Any]], contradictions: list[dict[str, Any]]
    ) -> None:
        """Print the tables behind it, each narrow enough for 80 columns."""
        t, words = self.texts, self.words
        kinds = [
            {
                t["kind"]: words.word(f"doc_{row['type']}") if row["type"] != "unknown" else t["unknown"],
                **{t[key]: row[key] for key in ("number", "commitments", "statements")},
            }
            for row in documents
        ]
        self._table("documents", kinds)
        rows = [
            {
                t["commitment"]: row["commitment_id"],
                t["title"]: self._title(row),
                t["government"]: self._label(row["government"]),
                t["irm"]: self._label(row["irm_code"]),
                t["phase"]: self._label(row["irm_phase"]),
            }
            for row in disagree
        ]
        self._table("differences", rows)
        rows = [
            {
                t["subject"]: self._about(row),
                t["one"]: words.said(row["statement_a"]),
                t["other"]: words.said(row["statement_b"]),
            }
            for row in contradictions
        ]
        self._table("contradictions", rows)

    def _table(self, title: str, rows: list[dict[str, Any]]) -> None:
        say(f"== {self.texts[title]} ==\n")
        print_table(rows, empty=self.texts["none"])
        say()

    def _about(self, row: dict[str, Any]) -> str:
        return f"{row['commitment_id'] or row['plan_id']}: {self.words.subject(row)}"

    def _title(self, row: dict[str, Any]) -> str:
        return str(row[f"title_{self.words.lang}"] or row["title"])

    def _quoted(self, quote: str | None, statement: str) -> str:
        """Return the words of a document; of a mere mark, or where these are in another language, what they mean."""
        said = self.words.said(statement)
        if not quote or len(quote) <= 3:  # a mark in a table
            return said
        marked = f"«{quote}»" if self.words.lang == "es" else f'"{quote}"'
        return marked if quote.casefold().replace(",", ".") == said.casefold() else f"{marked} ({said.lower()})"

    def _label(self, code: str | None) -> str:
        return self.words.label(code).lower()
