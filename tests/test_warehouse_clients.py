"""The published file in the hands of others: other versions of DuckDB, and a process that reads while loads publish."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.reader import watching
from tests.conftest import ROOT
from tests.warehouse_samples import Sample
from warehouse import query, schema
from warehouse.load import load

OLDEST = ROOT / ".venv" / "oldest" / "bin" / "python"
_EVERY_VIEW = """
import json, sys
import duckdb
file, sources, questions = json.load(sys.stdin)
db = duckdb.connect()
db.execute(f"ATTACH '{file}' AS warehouse (READ_ONLY)")
db.execute("USE warehouse")
found = {source: sorted(map(repr, db.execute("FROM " + source).fetchall())) for source in sources}
answers = {}
for name, (sql, params) in questions.items():
    answers[name] = sorted(map(repr, db.execute(sql, params).fetchall()))
print(json.dumps([duckdb.__version__, found, answers]))
"""


def everything(python: str | Path, file: Path) -> tuple[str, dict[str, list[str]], dict[str, list[str]]]:
    """What every view, the macro and every named question give in another process: its DuckDB, rows by name."""
    sources = [*schema.tables(), *schema.views(), "as_of(TIMESTAMP '2999-01-01')"]
    known = {"plan": "UY-2014", "commitment": "UY-2014-1.2", "day": "2999-01-01"}
    questions = {n: (q.sql, {key: known.get(key) for key in q.params}) for n, q in query.named().items()}
    given = json.dumps([str(file), sources, questions])
    # A view once made DuckDB 1.2.0 wait for ever.
    ran = subprocess.run(
        [python, "-c", _EVERY_VIEW], input=given, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    version, found, answers = json.loads(ran.stdout)
    return version, found, answers


def test_the_oldest_duckdb_that_is_promised_reads_every_table_view_and_question(warehouse_of_fixtures: Path) -> None:
    if not OLDEST.exists():
        pytest.skip(f"needs DuckDB {schema.STORAGE_VERSION} in {OLDEST.parent.parent}: 'make oldest'")
    version, old, old_answers = everything(OLDEST, warehouse_of_fixtures)
    assert f"v{version}" == schema.STORAGE_VERSION
    ours, new, new_answers = everything(sys.executable, warehouse_of_fixtures)
    assert ours == duckdb.__version__
    assert old == new
    assert old_answers == new_answers
    assert len(new["main.contradictions"]) > 10


def test_an_analyst_in_another_process_never_waits_and_sees_whole_loads_only(tmp_path: Path) -> None:
    """One connection held open all the while, others opened anew, while loads publish, replace and remove."""
    path = tmp_path / "warehouse.duckdb"

    def sample(name: str, code: str) -> Sample:
        return Sample(name).mentions(3).say("1", "completion", code).say("2", "completion", code)

    first = sample("0.pdf", "limited").document()
    load(path, [first])
    states: list[tuple[int, ...]] = [(1, 3, 2, 1, 2, 1)]
    with watching(path) as reader:
        for n in range(1, 4):
            load(path, [sample(f"{n}.pdf", "complete").document()])
            states.append((n + 1, 3 * (n + 1), 2 * (n + 1), n + 1, 2, n + 1))
        load(path, [sample("0.pdf", "complete").document()])
        states.append((4, 12, 8, 4, 2, 5))
        load(path, remove=[first.document_id])
        states.append((3, 9, 6, 3, 2, 5))
    seen = reader.report()
    assert seen.errors == []
    assert seen.held == states[:1], "who holds a file open goes on reading that file"
    places = [states.index(state) for state in seen.states]  # each is the end of a load, never half of one
    assert places == sorted(places)
    assert places[0] == 0
    assert len(places) > 1, "new connections see new loads"
    assert seen.queries >= 10
    assert seen.longest < 5
