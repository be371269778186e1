"""A quote in its sentence, read again from the archived bytes of any medium."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from pipeline.context import contexts
from pipeline.explain import statements
from pipeline.ingest import ingest_many
from pipeline.settings import Settings
from tests.conftest import FIXTURES
from warehouse.query import connect, fetch


@pytest.mark.parametrize("suffix", ["pdf", "html", "md"])
def test_most_statements_have_their_words_around_them(tmp_path: Path, suffix: str) -> None:
    settings = Settings(home=tmp_path)
    ingest_many([FIXTURES / "irm_report" / f"end-of-term-es.{suffix}"], settings)
    with contextlib.closing(connect(settings.warehouse)) as db:
        key = fetch(db, "SELECT commitment_id FROM commitments ORDER BY 1 LIMIT 1")[0]["commitment_id"]
        said = [s for s in statements(db, key) if len(s.quote) > 3]
    around = contexts(settings.archive, said)
    assert len(around) >= 0.8 * len(said) > 0
    for s in said:
        if s.id in around:
            c = around[s.id]
            assert c.quote.split() == s.quote.split() or c.quote.casefold() == s.quote.casefold()
            assert "\n" not in c.lead + c.tail


def test_a_document_that_left_the_archive_has_no_context(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    ingest_many([FIXTURES / "irm_report" / "end-of-term-es.md"], settings)
    with contextlib.closing(connect(settings.warehouse)) as db:
        key = fetch(db, "SELECT commitment_id FROM commitments ORDER BY 1 LIMIT 1")[0]["commitment_id"]
        said = statements(db, key)
    for file in (tmp_path / "archive").rglob("*"):
        if file.is_file():
            file.unlink()
    assert contexts(settings.archive, said) == {}


PAGE = """<html lang="en"><head><title>Report</title></head><body>
<h1>Kenya: Midterm self-assessment of the open government action plan 2018-2020</h1>
<h2>Commitment 1: Publish the well map</h2>
<dl><dt>Lead institution</dt><dd>Ministry of Water</dd><dt>Completion</dt><dd>Limited</dd></dl>
<h2>Commitment 2: Audit the dams</h2>
<dl><dt>Lead institution</dt><dd>Ministry of Works</dd><dt>Completion</dt><dd>Substantial</dd></dl></body></html>"""


def test_words_are_looked_for_where_the_reader_of_the_records_found_them(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    (tmp_path / "report.html").write_text(PAGE, encoding="utf-8")
    ingest_many([tmp_path / "report.html"], settings)
    with contextlib.closing(connect(settings.warehouse)) as db:
        said = statements(db, "KE-2018-1")
    around = contexts(settings.archive, said)
    assert {s.quote for s in said if s.id in around} >= {"Limited"}
    assert around[next(s.id for s in said if s.quote == "Limited")].above == "Completion"
