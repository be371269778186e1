"""Tables of documents by other hands, scored against sheets made cell by cell; skipped where these are absent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.tables import SHARED, Counts, count, f1, rules, sheets
from extractors.readers.pdf import read
from tests.conftest import cases
from tests.pdf_drawing import Page, document

ALL, MEAN = 0.96, 0.94
"""What was reached, less a margin for a change that moves single cells: F1 over all documents and mean of documents."""


@pytest.fixture(scope="module")
def measure() -> Any:
    if not (SHARED / "tools" / "tables.py").exists():
        pytest.skip("no rules of the comparison beside the project")
    return rules()


def counts(measure: Any, folder: Path, every: int = 1) -> dict[str, Counts]:
    out = {}
    for name, (path, true) in list(sheets([folder]).items())[::every]:
        tables = read(path.read_bytes()).tables
        got = [[[c.row, c.col, c.row_span, c.col_span, str(c.text)] for c in table.cells] for table in tables]
        out[name] = count(measure, true, got)
    return out


def test_tables_of_public_documents(measure: Any) -> None:
    found = counts(measure, SHARED / "tables" / "icdar2013", cases(3, 1))
    assert found
    mean = sum(f1([c]) for c in found.values()) / len(found)
    worst = {name: round(f1([c]), 3) for name, c in found.items() if f1([c]) < MEAN}
    assert f1(found.values()) >= ALL, worst
    assert mean >= MEAN, worst


def test_reproductions_are_right(measure: Any) -> None:
    found = counts(measure, SHARED / "tables" / "repro")
    assert found
    assert {name: f1([c]) for name, c in found.items() if f1([c]) < 1} == {}


def test_relations_are_counted_by_the_shared_rules(measure: Any) -> None:
    def page(p: Page) -> None:
        p.grid((60, 160, 260), (60, 80, 100))
        p.row((60, 160), 60, ["Boat", "Pier"])
        p.row((60, 160), 80, ["Heron", "North"])

    (table,) = read(document(page)).tables
    got = [[c.row, c.col, c.row_span, c.col_span, str(c.text)] for c in table.cells]
    wanted = [{"cells": [[0, 0, 1, 1, "Boat"], [0, 1, 1, 1, "Pier"], [1, 0, 1, 1, "Heron"], [1, 1, 1, 1, "South"]]}]
    assert count(measure, wanted, [got]) == (2, 4, 4)
    assert f1([(2, 4, 4)]) == 0.5
    assert f1([(0, 0, 0)]) == 1.0
