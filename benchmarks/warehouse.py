"""The warehouse measured on generated documents: ``python -m benchmarks.warehouse [--documents 5000]``.

Prints what it costs to load everything and one more document, the size on disk, and how long every view
and named question takes: minimum and median of several runs, in seconds of the clock and of the processor
(the machine may be shared; the minimum is what the work itself takes). What takes longer than 200 ms is
marked. ``--home`` keeps the warehouse, and measures the one it finds there again.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from benchmarks.documents import REVIEWED, documents
from benchmarks.reader import watching
from pipeline.publish import publish
from pipeline.settings import Settings
from warehouse import query, schema
from warehouse.load import LoadReport

LIMIT = 0.2  # seconds that a view or question may take
CORES = 2
_COUNTED = {  # what is asked of the views that list every statement, and the copy of a table that has as many rows
    "core.assessments, copied": "CREATE OR REPLACE TEMP TABLE kept AS FROM core.assessments",
    "meta.statements, counted": "SELECT split_part(plan_id, '-', 1) AS country, dimension, phase, assessor, code, "
    "count(*) AS n FROM meta.statements GROUP BY ALL",
    "meta.values_now, completion counted": "SELECT split_part(commitment_id, '-', 1) AS country, phase, value, "
    "count(*) AS n FROM meta.values_now WHERE field = 'completion' AND milestone IS NULL GROUP BY ALL",
    "as_of, completion counted": "SELECT split_part(commitment_id, '-', 1) AS country, phase, value, count(*) AS n "
    "FROM as_of(TIMESTAMP '2027-01-01') WHERE field = 'completion' AND milestone IS NULL GROUP BY ALL",
    "as_of, one plan": "FROM as_of(TIMESTAMP '2027-01-01') WHERE starts_with(commitment_id, 'CL-2019-')",
}
_KEYS = ("plan_id", "country_code", "commitment_id", "document_id", "institution_id")


@dataclass(frozen=True, slots=True)
class Timed:
    """What something took: seconds of the clock (least and median) and of all processors (least)."""

    least: float
    median: float
    processor: float
    rows: int

    def line(self, name: str) -> str:
        """Return a row of the printed table."""
        mark = "  over 200 ms" if self.median > LIMIT else ""
        ms = [1000 * seconds for seconds in (self.least, self.median, self.processor)]
        return f"  {name:48} {ms[0]:9.1f} {ms[1]:9.1f} {ms[2]:9.1f} {self.rows:10}{mark}"


def timed(work: Callable[[], int], runs: int) -> Timed:
    """Run some work so many times, once beforehand; it returns how many rows it gave."""
    rows = work()
    clock, processor = [], []
    for _ in range(runs):
        begun, used = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    return Timed(min(clock), statistics.median(clock), min(processor), rows)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def build(settings: Settings, count: int, statements: int) -> None:
    """Load everything from records at hand, in one go, and print what that took."""
    made = time.process_time()
    for _ in documents(min(count, 100), statements):
        pass
    making = (time.process_time() - made) / min(count, 100) * count
    settings.institutions.write_text(yaml.safe_dump(REVIEWED), encoding="utf-8")
    begun, used = time.perf_counter(), time.process_time()
    publish(settings, documents(count, statements))
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    say(
        f"rebuild of {count} documents: {seconds:.1f} s, {processor:.1f} s of processors (generating them {making:.1f})"
    )


def one_more(settings: Settings, count: int, statements: int, runs: int) -> None:
    """Load one more document, again and again, and print what that took beside copying the file."""
    numbers = itertools.count(_held(settings, count))

    def load() -> int:
        report: LoadReport = publish(settings, documents(1, statements, first=next(numbers)))
        return len(report.loaded)

    took = timed(load, runs)
    copied = timed(lambda: len(settings.warehouse.read_bytes()), 3)
    say(took.line("one more document"))
    say(copied.line("reading the file once"))

    def same() -> int:
        return len(publish(settings, documents(1, statements)).unchanged)

    say(timed(same, runs).line("a document that is the same"))


def _held(settings: Settings, count: int) -> int:
    """Return a number from which on no document is in the warehouse: it may have been measured before."""
    with contextlib.closing(query.connect(settings.warehouse)) as db:
        numbers = db.execute(r"SELECT 1 + max(regexp_extract(name, '(\d+)\.', 1)::INT) FROM documents").fetchall()
    return max(count, int(numbers[0][0]))


def size(path: Path) -> None:
    """Print the size of the file and how many rows it holds."""
    tables = ("core.documents", "core.assessments", "core.evidence", "core.cells", "meta.contradictions_found")
    with contextlib.closing(query.connect(path)) as db:
        counts: dict[str, Any] = {name: db.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in tables}
        for table, column in (("renditions", "relation"), ("links", "kind"), ("institution_names", "method")):
            grouped = f"SELECT {column}, count(*) FROM meta.{table} GROUP BY ALL ORDER BY ALL"
            counts[f"meta.{table}"] = ", ".join(f"{n} {word}" for word, n in db.execute(grouped).fetchall())
    total = path.stat().st_size
    say(f"size: {total / 1e6:.0f} MB, {total / max(1, counts['core.assessments']):.0f} bytes an assessment; {counts}")


def views(path: Path, runs: int, only: str = "") -> None:
    """Print how long every view takes: all of its rows kept as a table, and those of one plan or document fetched."""
    with contextlib.closing(query.connect(path)) as db:
        db.execute(f"SET threads = {CORES}")
        for name, sql in _queries(db, only):
            say(timed(lambda sql=sql: _run(db, sql), runs).line(name))  # type: ignore[misc]


def _run(db: duckdb.DuckDBPyConnection, sql: str) -> int:
    if sql.startswith("CREATE"):
        db.execute(sql)
        return int(db.execute("SELECT count(*) FROM kept").fetchall()[0][0])
    return int(db.sql(sql).to_arrow_table().num_rows)


def _queries(db: duckdb.DuckDBPyConnection, only: str) -> Iterator[tuple[str, str]]:
    """Yield each view whole and narrowed, and the table macro."""
    sources = {view.full_name: view.full_name for view in schema.views().values()}
    sources["as_of"] = "as_of(TIMESTAMP '2027-01-01')"
    for name, source in sources.items():
        if only not in name:
            continue
        columns = {row[0] for row in db.execute(f"DESCRIBE FROM {source}").fetchall()}
        yield f"{name}, all", f"CREATE OR REPLACE TEMP TABLE kept AS FROM {source}"
        key = next((key for key in _KEYS if key in columns), None)
        found = db.execute(f"SELECT {key} FROM {source} WHERE {key} IS NOT NULL LIMIT 1").fetchall() if key else []
        for (value,) in found:
            yield f"{name}, one {key}", f"FROM {source} WHERE {key} = '{value}'"
    yield from ((name, sql) for name, sql in _COUNTED.items() if only in name)


def questions(path: Path, runs: int, only: str = "") -> None:
    """Print how long every named question takes: as it stands, and for one country, plan or commitment."""
    with contextlib.closing(query.connect(path)) as db:
        db.execute(f"SET threads = {CORES}")
        plan, commitment = db.execute("SELECT plan_id, commitment_id FROM commitments LIMIT 1").fetchall()[0]
        known = {"plan": plan, "country": plan[:2], "commitment": commitment, "day": "2027-01-01", "document": plan}
        for name, question in query.named().items():
            if only not in name:
                continue
            given: dict[str, str | None] = dict.fromkeys(question.params)
            if not question.needs:
                say(timed(lambda q=question, g=given: _ask(db, q, g), runs).line(f"ask {name}"))  # type: ignore[misc]
            narrow = given | {key: known[key] for key in given if key in known}
            if narrow != given:
                words = " ".join(key for key in narrow if narrow[key])
                took = timed(lambda q=question, g=narrow: _ask(db, q, g), runs)  # type: ignore[misc]
                say(took.line(f"ask {name} ({words})"))


def _ask(db: duckdb.DuckDBPyConnection, question: query.Named, params: dict[str, str | None]) -> int:
    return int(db.sql(question.sql, params=params).to_arrow_table().num_rows)


def two_files(settings: Settings, count: int, statements: int) -> None:
    """Let another process query in a loop while three loads publish; print its longest wait."""
    first = _held(settings, count)
    with watching(settings.warehouse) as reader:
        for n in range(3):
            publish(settings, documents(1, statements, first=first + n))
    seen = reader.report()
    waits = f"longest wait {1000 * seen.longest:.0f} ms (median {1000 * seen.median:.1f})"
    said = f"{len(seen.errors)} errors, {len(seen.states)} states, {waits}"
    say(f"two files: {seen.queries} queries of another process while 3 loads published: {said}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--statements", type=int, default=200, help="assessments in a document")
    parser.add_argument("--home", type=Path, help="keep the warehouse here, or measure the one that is there")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--part", choices=("load", "views", "questions", "two-files"), help="only this")
    parser.add_argument("--only", default="", help="only views and questions whose name holds this")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(home=given.home or Path(scratch))
        settings.home.mkdir(parents=True, exist_ok=True)
        if not settings.warehouse.exists():
            build(settings, given.documents, given.statements)
        size(settings.warehouse)
        say(f"  {'milliseconds':48} {'least':>9} {'median':>9} {'processor':>9} {'rows':>10}")
        if given.part in (None, "load"):
            one_more(settings, given.documents, given.statements, given.runs)
        if given.part in (None, "views"):
            views(settings.warehouse, given.runs, given.only)
        if given.part in (None, "questions"):
            questions(settings.warehouse, given.runs, given.only)
        if given.part in (None, "two-files"):
            two_files(settings, given.documents, given.statements)


if __name__ == "__main__":
    main()
