"""What the real documents state, against the gold sheets made by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.query import rows

# (commitment, words that the two statements hold) of the contradictions that the gold sheets name.
CONTRADICTIONS = [
    ("CL-2020-10", "92", "83"),
    ("CL-2020-8", "90", "91"),
    ("CL-2020-6", "57,1%", "57,14%"),
    ("CO-2015-8", "technology", "public_accountability"),
    ("CO-2015-10.1", "moderate", "minor"),
    ("CO-2015-12", "low", "medium"),
    ("CO-2015-19", "moderate", "minor"),
]
# (stated in the at-a-glance box, counted in the overview matrix) of the Colombian report.
TOTALS = [("3", "2"), ("11", "12"), ("12", "1"), ("27", "28")]


def test_recall_and_nothing_wrong_unflagged(corpus: Path, warehouse_of_corpus: Path) -> None:
    tool = corpus.parent / "tools" / "score.py"
    command = [sys.executable, str(tool), str(warehouse_of_corpus), str(corpus / "gold"), "--min", "0.99", "--verbose"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "silent 0" in ran.stdout


def test_every_sheet_is_about_a_document_that_was_read(corpus: Path, warehouse_of_corpus: Path) -> None:
    held = {r["name"]: r["status"] for r in rows(warehouse_of_corpus, "SELECT name, status FROM core.documents")}
    for sheet in (corpus / "gold").glob("*.json"):
        file = json.loads(sheet.read_text(encoding="utf-8"))["file"]
        assert held[Path(file).name] in ("ok", "partial"), file


@pytest.mark.parametrize(("subject", "one", "other"), CONTRADICTIONS)
def test_contradictions_that_the_sheets_name(warehouse_of_corpus: Path, subject: str, one: str, other: str) -> None:
    found = rows(warehouse_of_corpus, "SELECT * FROM contradictions WHERE commitment_id = ?", [subject])
    both = [f"{r['statement_a']} {r['quote_a']} | {r['statement_b']} {r['quote_b']}" for r in found]
    assert any(one in words and other in words for words in both), both


@pytest.mark.parametrize(("stated", "counted"), TOTALS)
def test_totals_of_the_box_against_the_matrix(warehouse_of_corpus: Path, stated: str, counted: str) -> None:
    found = rows(
        warehouse_of_corpus, "SELECT * FROM contradictions WHERE plan_id = 'CO-2015' AND commitment_id IS NULL"
    )
    both = [(r["statement_a"], r["statement_b"]) for r in found]
    assert any(stated in a and counted in b for a, b in both), both


def test_an_overall_result_better_than_its_parts_is_listed(warehouse_of_corpus: Path) -> None:
    found = rows(warehouse_of_corpus, "SELECT * FROM contradictions WHERE commitment_id = 'CL-2016-19'")
    assert any("major" in f"{r['statement_a']} {r['statement_b']}" and r["evidence_id_b"] for r in found)


def test_rounding_is_no_contradiction(warehouse_of_corpus: Path) -> None:
    found = rows(warehouse_of_corpus, "SELECT * FROM contradictions WHERE quote_a LIKE '%84%' OR quote_b LIKE '%84%'")
    assert not [r for r in found if r["kind"] == "overall_percent"]
