"""Loading: replace, keep, reject, queue, publish; what a reader sees meanwhile; what was there before."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.records import (
    Assessment,
    CellRecord,
    Evidence,
    Extraction,
    Fact,
    Identity,
    Issue,
    Mention,
    Milestone,
    Recommendation,
    Record,
    TableRecord,
)
from tests.conftest import cases
from tests.warehouse_samples import MONDAY, TUESDAY, Sample, held_open
from warehouse import check, derive, renditions, schema
from warehouse import load as loading
from warehouse.carry import UNREAD
from warehouse.history import statements
from warehouse.links import Linker
from warehouse.load import LoadError, StoppedError, load
from warehouse.model import Document, Fetch, Link, Run, document_id
from warehouse.query import UnreadableError, connect, fetch, rows
from warehouse.rows import document_rows, same_as

RECORDS: dict[type[Record], str] = {
    Identity: "core.documents",
    Mention: "core.mentions",
    Assessment: "core.assessments",
    Milestone: "core.milestones",
    Fact: "core.facts",
    Recommendation: "core.recommendations",
    TableRecord: "core.tables",
    CellRecord: "core.cells",
    Issue: "meta.issues",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


@pytest.fixture(scope="module")
def basics(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The warehouse of :func:`basic` alone, for tests that go on from there."""
    made = tmp_path_factory.mktemp("basics") / "warehouse.duckdb"
    load(made, [basic().document()])
    return made.read_bytes()


def basic(code: str = "limited") -> Sample:
    sample = Sample(assessor="government", doc_type="self_assessment").mentions(3, table=1)
    sample.say("1", "completion", code, table=1).say("2", "completion_percent", 57.14, raw="57,14%", table=1)
    sample.say("3", "completion", None, null_reason="blank_in_source", raw="").milestone("1", "a")
    return sample.fact("commitments_total", 3).issue("unknown_word")


def failed(sha: str = "f" * 64, code: str = "encrypted") -> Document:
    issue = Issue(code=code, severity="error", message="cannot be read")
    extraction = Extraction(identity=Identity(), issues=[issue])
    return basic().document(
        status="failed", extraction=extraction, content_sha256=sha, record_key=sha[:9], ingested_at=TUESDAY
    )


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in no particular order."""
    with connect(path) as db:
        return {name: sorted(db.execute(f"FROM {name}").fetchall(), key=repr) for name in schema.tables()}


def test_the_promised_tables_have_rows_and_ids_of_content(path: Path) -> None:
    document = basic().document()
    report = load(path, [document])
    assert report.loaded == [document.document_id] == [document_id(document.source_uri)]
    assert report.published
    assert not report.warnings
    assert not check.check(path)
    (row,) = rows(path, "SELECT * FROM core.documents")
    assert (row["plan_id"], row["pages"], row["status"]) == ("XA-2020", 9, "ok")
    (fact,) = rows(path, "SELECT * FROM core.facts")
    assert (fact["plan_id"], fact["number"], fact["page"]) == ("XA-2020", 3.0, 1)
    cells = (
        "SELECT table_id, t.document_id, count(*) AS n FROM core.tables t JOIN core.cells USING (table_id) GROUP BY ALL"
    )
    assert rows(path, cells) == [{"table_id": f"{document.document_id}-1", "document_id": document.document_id, "n": 2}]
    said = "SELECT commitment_id, code, number, raw, null_reason, assessor FROM core.assessments ORDER BY ordinal"
    assert [tuple(r.values()) for r in rows(path, said)] == [
        ("XA-2020-1", "limited", None, "limited", None, "government"),
        ("XA-2020-2", None, 57.14, "57,14%", None, "government"),
        ("XA-2020-3", None, None, "", "blank_in_source", "government"),
    ]


def test_the_same_document_twice_changes_nothing(path: Path, basics: bytes) -> None:
    path.write_bytes(basics)
    before, bytes_before = dump(path), path.read_bytes()
    report = load(path, [basic().document(ingested_at=TUESDAY)])
    assert report.unchanged == [basic().document().document_id]
    assert not report.published
    assert path.read_bytes() == bytes_before
    load(path, [basic().document(ingested_at=TUESDAY, last_seen_at=TUESDAY)])
    (row,) = rows(path, "SELECT last_seen_at, ingested_at FROM core.documents")
    assert row == {"last_seen_at": TUESDAY.replace(tzinfo=None), "ingested_at": MONDAY.replace(tzinfo=None)}
    after = dump(path)
    assert after.pop("core.documents") != before.pop("core.documents")
    assert after == before


def test_two_fresh_warehouses_are_equal(path: Path, tmp_path: Path) -> None:
    documents = [basic().document(), Sample("b.pdf").mention("1").say("1", "completion", "complete").document()]
    load(path, documents)
    load(tmp_path / "other.duckdb", documents[::-1])
    assert dump(path) == dump(tmp_path / "other.duckdb")


def test_a_statement_read_twice_is_one_row_and_two_values_in_one_place_are_two(path: Path) -> None:
    sample = Sample().mention("1").say("1", "completion", "limited")
    sample.records.assessments.append(sample.records.assessments[0].model_copy())
    sample.records.assessments.append(sample.records.assessments[0].model_copy(update={"code": "complete"}))
    load(path, [sample.document()])
    codes = [row["code"] for row in rows(path, "SELECT code FROM core.assessments ORDER BY ordinal")]
    assert codes == ["limited", "complete"]


def test_a_rerun_replaces_exactly_this_document(path: Path) -> None:
    other = Sample("other.pdf").mention("1").say("1", "completion", "complete").document()
    load(path, [basic().document(), other])
    keep = rows(path, "SELECT * FROM core.assessments WHERE document_id = $1", [other.document_id])
    changed = basic("complete").document(ingested_at=TUESDAY)
    assert load(path, [changed]).loaded == [changed.document_id]
    assert rows(path, "SELECT * FROM core.assessments WHERE document_id = $1", [other.document_id]) == keep
    codes = "SELECT code FROM core.assessments WHERE document_id = $1 AND code IS NOT NULL"
    assert rows(path, codes, [changed.document_id]) == [{"code": "complete"}]
    (issue,) = rows(path, "SELECT first_seen FROM meta.issues")
    assert issue["first_seen"] == MONDAY.replace(tzinfo=None)
    versions = rows(path, "SELECT * FROM meta.versions WHERE document_id = $1 ORDER BY ordinal", [changed.document_id])
    assert [(v["changed_by"], v["superseded_at"]) for v in versions] == [
        (None, TUESDAY.replace(tzinfo=None)),
        ("source", None),
    ]
    history = "SELECT field, old_value, new_value, old_quote, new_quote, changed_by FROM meta.history"
    assert [tuple(r.values()) for r in rows(path, history)] == [
        ("completion", "limited", "complete", "1 completion limited", "1 completion complete", "source")
    ]


def test_another_reading_of_the_same_bytes_is_our_change(path: Path) -> None:
    first = basic().document()
    load(path, [first])
    load(path, [basic("complete").document(content_sha256=first.content_sha256, ingested_at=TUESDAY)])
    assert {r["changed_by"] for r in rows(path, "SELECT changed_by FROM meta.history")} == {"code"}


def test_as_of_tells_what_was_stated_then(path: Path, basics: bytes) -> None:
    path.write_bytes(basics)
    load(path, [basic("complete").document(ingested_at=TUESDAY)])
    query = "SELECT value FROM as_of($1::TIMESTAMP) WHERE commitment_id = 'XA-2020-1' AND field = 'completion'"
    assert rows(path, query, ["2023-12-31"]) == []
    assert rows(path, query, ["2024-01-01 12:00"]) == [{"value": "limited"}]
    assert rows(path, query, ["2024-01-02 12:00"]) == [{"value": "complete"}]
    load(path, remove=[basic().document().document_id])
    assert rows(path, query, ["2024-01-01 12:00"]) == [{"value": "limited"}]
    assert rows(path, query, ["2999-01-01"]) == []


def test_as_of_lists_a_report_once_however_many_copies_had_come(path: Path) -> None:
    first = basic().mentions(3).document()
    copy = first.model_copy(update={"source_uri": "https://example.org/mirror.pdf", "name": "z.pdf"})
    load(path, [copy])
    load(path, [first.model_copy(update={"ingested_at": TUESDAY})])
    query = "SELECT DISTINCT document_id FROM as_of($1::TIMESTAMP)"
    assert rows(path, query, ["2024-01-01 12:00"]) == [{"document_id": copy.document_id}]
    assert rows(path, query, ["2024-01-02 12:00"]) == [{"document_id": first.document_id}]


def test_values_now_are_those_that_history_compares(path: Path) -> None:
    """Equal and unequal statements about one thing are one value, the words are those of the first."""
    report = Sample("a.pdf").mention("1", lead_institution="Ministry of Roads").mention("2")
    report.say("1", "completion", "limited").say("1", "completion", "complete").say("1", "completion", "limited")
    report.say("1", "completion", "complete", phase="midterm")
    report.say("2", "completion", None, null_reason="not_reviewed")
    report.say("2", "completion_percent", 40.0).say("2", "completion_percent", 40.0)
    report.milestone("1", "1.1", text="Publish").milestone("1", "1.1", text="Open").milestone("1", "1.2")
    report.fact("commitments_total", 9, words="nine").fact("commitments_total", 8, words="eight")
    report.fact("commitments_total", 75, unit="percent", words="three in four").fact("completion_high", 2, mention="1")
    load(path, [report.document()])
    wanted = sorted(
        (s.about["record"], s.about["mention_key"] or "", s.about["field"], s.about["phase"] or "", s.value, s.quote)
        for s in statements(report.document().document_id, document_rows(report.document())).values()
    )
    found = rows(path, "SELECT record, mention_key, field, phase, value, quote FROM meta.values_now")
    assert sorted(tuple(value or "" for value in row.values()) for row in found) == wanted
    assert ("fact", "", "commitments_total", "", "8 | 9", "commitments_total 9") in wanted


def test_a_failure_over_good_rows_keeps_them(path: Path) -> None:
    good = basic().document()
    load(path, [good])
    kept = dump(path)
    assert load(path, [failed()]).kept == [good.document_id]
    now = dump(path)
    assert {name: now[name] for name in now if name.startswith("core.") and name != "core.documents"} == {
        name: kept[name] for name in kept if name.startswith("core.") and name != "core.documents"
    }
    (row,) = rows(path, "SELECT status, content_sha256 FROM core.documents")
    assert row == {"status": "partial", "content_sha256": good.content_sha256}
    codes = "SELECT code FROM open_issues ORDER BY code"
    assert [r["code"] for r in rows(path, codes)] == ["encrypted", "newer_version_failed", "unknown_word"]
    assert load(path, [failed()]).unchanged == [good.document_id]
    load(path, [failed(sha="e" * 64, code="truncated")])
    assert [r["code"] for r in rows(path, codes)] == ["newer_version_failed", "truncated", "unknown_word"]
    assert load(path, [good]).loaded == [good.document_id]
    assert rows(path, "SELECT status FROM core.documents") == [{"status": "ok"}]
    assert [r["code"] for r in rows(path, codes)] == ["unknown_word"]
    assert not rows(path, "FROM meta.history")


def test_a_partial_version_without_statements_is_a_failure_and_one_with_some_is_not(path: Path, basics: bytes) -> None:
    path.write_bytes(basics)
    empty = failed().model_copy(update={"status": "partial"})
    assert load(path, [empty]).kept
    some = Sample().mention("1").document(status="partial", ingested_at=TUESDAY)
    assert load(path, [some]).loaded
    assert rows(path, "SELECT count(*) AS n FROM core.mentions") == [{"n": 1}]


def test_a_failed_document_has_its_row_and_issue(path: Path) -> None:
    load(path, [failed(), Sample("ok.pdf").mention("1").document()])
    assert rows(path, "SELECT status, why FROM documents ORDER BY name") == [
        {"status": "ok", "why": "used"},
        {"status": "failed", "why": "failed"},
    ]
    assert [r["code"] for r in rows(path, "FROM open_issues")] == ["encrypted"]


def test_records_that_cannot_be_loaded_are_left_out_and_said(path: Path) -> None:
    sample = basic()
    records = sample.records
    records.mentions.append(records.mentions[0].model_copy(update={"title": "again"}))
    records.assessments.append(records.assessments[0].model_copy(update={"mention": "nowhere"}))
    records.assessments.append(records.assessments[0].model_copy(update={"code": None}))
    beyond = Evidence(page=99, quote="beyond", rule="sample")
    records.facts.append(Fact(metric="report_year", number=2024, evidence=beyond))
    records.facts.append(Fact(metric="report_year", evidence=records.facts[0].evidence))
    report = load(path, [sample.document()])
    (wrong,) = report.rejected.values()
    assert len(wrong) == 5
    assert rows(path, "SELECT status FROM core.documents") == [{"status": "partial"}]
    assert rows(path, "SELECT count(*) AS n FROM core.assessments") == [{"n": 3}]
    (issue,) = rows(path, "FROM open_issues WHERE code = 'inconsistent_records'")
    assert "nowhere" in issue["message"]


BREAKS = {
    "duplicate_ids": "INSERT INTO core.facts FROM core.facts",
    "evidence_missing": "DELETE FROM core.evidence WHERE quote LIKE '%commitments_total%'",
    "evidence_without_place": "UPDATE core.evidence SET page = NULL",
    "assessment_without_value": "UPDATE core.assessments SET null_reason = NULL",
    "fact_without_value": "UPDATE core.facts SET number = NULL, text = NULL",
    "page_outside": "UPDATE core.documents SET pages = 0",
    "orphans": "DELETE FROM core.mentions WHERE number = '1'",
    "unknown_code": "UPDATE core.assessments SET code = 'splendid' WHERE code IS NOT NULL",
    "dates_out_of_order": "UPDATE core.milestones SET starts_on = DATE '2021-01-01', ends_on = DATE '2020-01-01'",
}


@pytest.mark.parametrize("name", sorted(p.stem for p in check.CHECKS.glob("*.sql")))
def test_every_check_fires_and_is_quiet(name: str, path: Path, basics: bytes) -> None:
    path.write_bytes(basics)
    assert not check.check(path)
    with duckdb.connect(str(path)) as db:
        db.execute(BREAKS[name])
    assert name in {finding.check for finding in check.check(path)}


def test_a_load_that_fails_its_checks_leaves_the_published_file_untouched(
    path: Path, basics: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(basics)
    before = path.read_bytes()
    checks = tmp_path / "checks"
    checks.mkdir()
    query = (
        "SELECT document_id, code FROM core.assessments SEMI JOIN checked USING (document_id) WHERE code = 'complete'"
    )
    (checks / "never.sql").write_text(f"-- error: no code is complete\n{query}")
    monkeypatch.setattr(check, "CHECKS", checks)
    monkeypatch.setattr(loading, "_CHUNK", 1)
    monkeypatch.setattr(loading, "_COMMITTED", 1)  # what was committed to the copy is not published either
    bad = Sample("bad.pdf").mention("1").say("1", "completion", "complete").document()
    with pytest.raises(LoadError, match=r"never \(no code is complete\).*complete") as error:
        load(path, [bad, Sample("good.pdf").document()])
    assert error.value.document_ids == [bad.document_id]
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["checks", path.name, f"{path.name}.lock"]


_LOAD_WITH_LITTLE_ROOM = """
    import os
    import resource
    import sys
    from pathlib import Path

    from tests.test_warehouse_load import basic
    from warehouse.load import StoppedError, load

    path = Path(sys.argv[1])
    documents = [basic().document(source_uri=f"https://example.org/more/{n}") for n in range(40)]
    for room in sys.stdin:
        child = os.fork()  # before the engine has threads of its own; the limit is the child's alone
        if not child:
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
            try:
                load(path, documents)
            except StoppedError as error:
                print(" ".join(str(error).split()), flush=True)
            else:
                print("published", flush=True)
            os._exit(0)
        os.waitpid(child, 0)
"""


def test_a_disk_that_is_full_stops_the_load_and_leaves_the_published_file(path: Path, basics: bytes) -> None:
    path.write_bytes(basics)
    before = path.read_bytes()
    said = []
    command = [sys.executable, "-c", textwrap.dedent(_LOAD_WITH_LITTLE_ROOM), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as loads:
        assert loads.stdin
        assert loads.stdout
        for more in (1, 3, 8, 16, 64, 256, 1024):
            print(len(before) + more * 16_384, file=loads.stdin, flush=True)
            said.append(loads.stdout.readline().strip())
            if said[-1] == "published":
                break
            assert path.read_bytes() == before, more
            assert "the published warehouse is as it was before" in said[-1]
            assert sorted(p.name for p in path.parent.iterdir()) == [path.name, f"{path.name}.lock"]
        loads.stdin.close()
        assert loads.wait() == 0
    assert said[-1] == "published"
    assert len(said) > 2, said
    assert rows(path, "SELECT count(*) AS n FROM core.documents") == [{"n": 41}]


def test_removed_documents_leave_no_rows_but_their_history(path: Path) -> None:
    document = basic().document()
    load(path, [document, Sample("b.pdf").mention("1").document()])
    assert load(path, remove=[document.document_id, "not there"]).removed == [document.document_id]
    for table in schema.tables().values():
        if table.by_document:
            assert not rows(path, f"FROM {table.full_name} WHERE document_id = $1", [document.document_id])
    assert rows(path, "SELECT old_value, new_value FROM meta.history WHERE field = 'completion' ORDER BY ALL") == [
        {"old_value": "[blank_in_source]", "new_value": None},
        {"old_value": "limited", "new_value": None},
    ]
    assert load(path, remove=[document.document_id]).published is False


def test_runs_and_fetches_are_kept_and_replaced_by_key(path: Path) -> None:
    run = Run(run_id="r1", kind="nightly", started_at=MONDAY, status="running", counts={"ok": 1})
    attempt = Fetch(url="https://example.org/a", attempted_at=MONDAY, status_code=503, outcome="failed", error="http")
    load(path, runs=[run], fetches=[attempt, attempt])
    load(path, runs=[run.model_copy(update={"status": "finished", "finished_at": TUESDAY})])
    (row,) = rows(path, "SELECT status, counts->>'ok' AS ok FROM meta.runs")
    assert row == {"status": "finished", "ok": "1"}
    assert rows(path, "SELECT url, error FROM meta.fetches") == [{"url": "https://example.org/a", "error": "http"}]
    assert rows(path, "SELECT not_fetched FROM coverage") == [{"not_fetched": 1}]


def test_links_are_computed_in_the_load_and_replaced(path: Path) -> None:
    seen: list[int] = []

    def link(db: duckdb.DuckDBPyConnection) -> list[Link]:
        found = fetch(db, "SELECT DISTINCT commitment_id AS c FROM core.mentions ORDER BY 1")
        seen.append(len(found))
        pairs = itertools.pairwise(row["c"] for row in found)
        return [Link(commitment_id_a=a, commitment_id_b=b, kind="same", method="test", score=1) for a, b in pairs]

    one = Sample("a.pdf").mention("3").say("3", "completion", "limited", phase="midterm")
    two = Sample("b.pdf").mention("2.1").say("2.1", "completion", "complete", phase="midterm")
    load(path, [one.document()], links=link)
    assert not rows(path, "FROM meta.links")
    load(path, [two.document()], links=link)
    assert seen == [1, 2]
    assert rows(path, "SELECT commitment_id, also_known_as, documents FROM commitments") == [
        {"commitment_id": "XA-2020-3", "also_known_as": ["XA-2020-2.1"], "documents": 2}
    ]
    assert [r["kind"] for r in rows(path, "FROM contradictions")] == ["across_documents"]
    assert load(path, links=link).published is False
    load(path, links=lambda db: [])
    assert not rows(path, "FROM contradictions")


def test_a_load_asks_only_for_the_links_of_the_countries_that_it_touches(path: Path) -> None:
    asked: list[list[str] | None] = []

    def find(db: duckdb.DuckDBPyConnection, countries: Collection[str] | None) -> list[Link]:
        asked.append(None if countries is None else sorted(countries))
        known = (
            "SELECT DISTINCT commitment_id AS c FROM core.mentions WHERE $1 IS NULL OR list_contains($1, left(c, 2))"
        )
        found = sorted(row["c"] for row in fetch(db, known, [None if countries is None else list(countries)]))
        same = [(a, b) for a, b in itertools.combinations(found, 2) if a[:2] == b[:2] and a[-1] != b[-1]]
        links = [Link(commitment_id_a=a, commitment_id_b=b, kind="same", method="test", score=1) for a, b in same]
        by_hand = {"kind": "continued", "method": "decision", "score": 1, "decided_by": "Ana"}
        return [*links, Link.model_validate({"commitment_id_a": "XA-2020-1", "commitment_id_b": "XB-2020-1"} | by_hand)]

    linker = Linker(find, "rules 1")
    one = Sample("a.pdf").mention("1").mention("2").say("2", "completion", "limited")
    two = Sample("b.pdf", country_code="XB").mention("1").mention("2")
    load(path, [one.document(), two.document()], links=linker)
    load(path, [Sample("b.pdf", country_code="XB").mention("1").mention("3").document()], links=linker)
    assert asked == [None, ["XB"]]
    kept = "SELECT commitment_id_a || ' ' || commitment_id_b AS l FROM meta.links ORDER BY ALL"
    expected = ["XA-2020-1 XA-2020-2", "XA-2020-1 XB-2020-1", "XB-2020-1 XB-2020-3"]
    assert [row["l"] for row in rows(path, kept)] == expected
    known_as = rows(path, "SELECT commitment_id, also_known_as FROM commitments ORDER BY ALL")
    assert [tuple(row.values()) for row in known_as] == [
        ("XA-2020-1", ["XA-2020-2"]),
        ("XB-2020-1", ["XB-2020-3"]),
    ]
    assert load(path, links=linker).published is False
    assert asked[2:] == []
    load(path, links=Linker(find, "rules 2"))
    assert asked[2:] == [None]
    load(path, remove=[one.document().document_id], links=Linker(find, "rules 2"))
    assert asked[3:] == [["XA"]]
    assert [row["l"] for row in rows(path, kept)] == expected[1:]
    assert rows(path, "SELECT commitment_id FROM meta.same_as ORDER BY ALL") == [
        {"commitment_id": "XB-2020-1"},
        {"commitment_id": "XB-2020-3"},
    ]


def test_contradictions_do_not_depend_on_the_order_of_loads(tmp_path: Path) -> None:
    def about(name: str, code: str, **identity: Any) -> Document:
        sample = Sample(name, **identity).mention("1").say("1", "completion", code, phase="midterm")
        return sample.say("1", "completion", "substantial", phase="midterm").document()

    documents = [about("a.pdf", "limited"), about("b.pdf", "complete")]
    documents.append(about("c.pdf", "limited", version_status="draft"))
    documents.append(Sample("d.pdf").mention("1").say("1", "completion", "not_started", phase="midterm").document())
    expected = None
    for n, order in enumerate(itertools.islice(itertools.permutations(documents), 0, None, cases(12, 9))):
        path = tmp_path / f"{n}.duckdb"
        for document in order:
            load(path, [document])
        if n % 2:  # a rerun and a removal must leave no trace
            load(path, [Sample("x.pdf").mention("1").say("1", "completion", "unclear", phase="midterm").document()])
            load(path, remove=[document_id("https://example.org/x.pdf")])
            load(path, [order[0].model_copy(update={"record_key": "again"})])
        found = sorted(map(repr, rows(path, "FROM meta.contradictions_found")))
        expected = expected or found
        assert found == expected
    assert len(rows(path, "FROM contradictions WHERE kind = 'across_documents'")) == 5


def variant(chance: random.Random, name: str) -> Document:
    """One of many versions of a document: what it says, and whether it is a draft, a copy, or broken."""
    sample = Sample(name, version_status=chance.choice(["draft", "final", "final"]))
    for number in chance.sample(["1", "2", "3", "1.1"], chance.choice([1, 1, 2])):
        sample.mention(number, chance.choice(["Open data", "Open courts", "Datos abiertos"]))
        for phase in ("midterm", "end_of_term"):
            sample.say(number, "completion", chance.choice(["limited", "complete", "substantial"]), phase=phase)
        sample.say(number, "completion_percent", chance.choice([40.0, 95.0]))
        sample.say(number, "completion", "limited", milestone=chance.choice("ab"))
    same = {"content_sha256": "5" * 64} if name in ("a.pdf", "d.pdf") and chance.random() < 0.5 else {}
    return sample.document(ingested_at=MONDAY, **same)


NAMES = ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]
PAIRS = [("XA-2020-1", "XA-2020-1.1"), ("XA-2020-2", "XA-2020-1.1"), ("XA-2020-2", "XA-2020-3")]
STEPS = st.tuples(
    st.sampled_from(NAMES),
    st.integers(0, 10_000),  # which variant of the document
    st.sampled_from(["load", "load", "load", "remove"]),
    st.none() | st.lists(st.sampled_from(PAIRS), max_size=2, unique=True),  # the links from now on
)


@settings(max_examples=cases(2, 6), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=3, max_size=6))
def test_many_loads_end_where_one_load_of_the_same_documents_does(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    """What combines documents is made anew for affected commitments only, and yet is what a rebuild gives."""
    folder = tmp_path_factory.mktemp("steps")
    path = folder / "steps.duckdb"
    state: dict[str, Document] = {}
    links: list[Link] = []
    for name, variation, action, pairs in steps:
        if pairs is not None:
            links = [Link(commitment_id_a=a, commitment_id_b=b, kind="same", method="test", score=1) for a, b in pairs]
        given_now = list(links)
        if name in state and action == "remove":
            load(path, remove=[state.pop(name).document_id], links=lambda db, now=given_now: now)
        else:
            state[name] = variant(random.Random(variation), name)
            load(path, [state[name]], links=lambda db, now=given_now: now)
    load(folder / "once.duckdb", list(state.values()), links=lambda db: links)
    steps_end, once = dump(path), dump(folder / "once.duckdb")
    for table in schema.DERIVED:
        assert steps_end[table] == once[table], table


def test_rows_do_not_depend_on_how_many_documents_are_held_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{place}/{name}" for place in "12" for name in NAMES]
    documents = [variant(random.Random(n), name) for n, name in enumerate(names)]
    load(tmp_path / "whole.duckdb", documents, links=lambda db: [])
    for module, name in (
        (loading, "_CHUNK"),
        (loading, "_COMMITTED"),
        (loading, "_FOLLOWED"),
        (renditions, "_BATCH"),
        (derive, "_BATCH"),
    ):
        monkeypatch.setattr(module, name, 1)
    load(tmp_path / "split.duckdb", documents, links=lambda db: [])
    whole = dump(tmp_path / "whole.duckdb")
    assert whole == dump(tmp_path / "split.duckdb")
    assert whole["meta.renditions"]
    assert whole["meta.contradictions_found"]


def test_readers_never_wait_and_see_whole_loads(path: Path) -> None:
    """One connection held open, others opened in a loop, while loads publish: always a whole load."""
    load(path, [basic("limited").document()])
    held = connect(path)
    stop, seen, errors = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                (row,) = rows(path, "SELECT count(*) AS n, count(DISTINCT document_id) AS documents FROM core.mentions")
                seen.add((row["n"], row["documents"]))
            except Exception as error:
                errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for n in range(1, 4):
            load(path, [Sample(f"{n}.pdf").mentions(3).document()])
    finally:
        stop.set()
        reader.join()
    assert not errors
    assert seen <= {(3 * n, n) for n in range(1, 5)}
    assert held.execute("SELECT count(*) FROM core.mentions").fetchall() == [(3,)]
    held.close()


def test_two_loads_queue(path: Path) -> None:
    samples = [Sample(f"{n}.pdf").mentions(2).document() for n in range(6)]
    threads = [threading.Thread(target=load, args=(path, [document])) for document in samples]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(path, "SELECT count(*) AS n FROM core.documents") == [{"n": 6}]


def test_killed_loads_leave_the_published_file_and_the_next_load_cleans_up(
    path: Path, basics: bytes, tmp_path: Path
) -> None:
    path.write_bytes(basics)
    script = textwrap.dedent("""
        import sys; from pathlib import Path; sys.path.insert(0, "tests")
        from warehouse_samples import Sample; from warehouse.load import load
        for n in range(1000):
            load(Path(sys.argv[1]), [Sample(f"{n}.pdf").mentions(20).document()])
            print(n, flush=True)
    """)
    environment = os.environ | {"PYTHONPATH": "."}
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        env=environment,
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.readline()
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not check.check(path)
    load(path, [basic("complete").document()])
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, f"{path.name}.lock"]


def test_the_file_has_the_promised_storage_version_and_survives_a_new_schema(
    path: Path, basics: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(basics)
    before = dump(path)
    with duckdb.connect(str(path), read_only=True) as db:
        tags = db.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'warehouse'").fetchall()
        assert tags[0][0]["storage_version"].startswith("v1.2.0")
    with duckdb.connect(str(path)) as db:  # as an older release left it
        db.execute("DROP VIEW main.documents")
        db.execute("ALTER TABLE core.cells DROP COLUMN bottom")
        db.execute("UPDATE meta.settings SET value = 'older'")
    report = load(path)
    assert report.published
    assert "core.cells.bottom" in report.carried_over[0]
    after = dump(path)
    for marked in ("core.documents", "meta.versions"):  # to be read again
        before.pop(marked)
        after.pop(marked)
    before.pop("core.cells")
    cells = after.pop("core.cells")
    assert after == before
    assert {row[-1] for row in cells} == {None}
    assert rows(path, "SELECT count(*) AS n FROM documents") == [{"n": 1}]
    assert {r["record_key"] for r in rows(path, "FROM core.documents")} == {UNREAD}
    again = load(path, [basic().document()])
    assert (again.loaded, again.carried_over) == ([basic().document().document_id], [])
    assert rows(path, "SELECT DISTINCT bottom FROM core.cells") == [{"bottom": 9.0}]


def as_an_older_release_left_it(path: Path, lacking: dict[str, list[str]]) -> None:
    with duckdb.connect(str(path)) as db:
        for view in reversed(schema.views()):
            db.execute(f"DROP VIEW {view}")
        for table, columns in lacking.items():
            for column in columns:
                db.execute(f'ALTER TABLE {table} DROP COLUMN "{column}"')
        db.execute("UPDATE meta.settings SET value = 'older'")


@pytest.mark.parametrize("derived", [False, True])
def test_a_file_without_columns_that_are_never_null_is_carried_over(path: Path, derived: bool) -> None:
    """As an older release might have had it: no row is lost, what is derived is made anew."""
    other = Sample("other.pdf").mention("1").say("1", "completion", "complete").document()
    run = Run(run_id="r1", kind="nightly", started_at=MONDAY, status="finished")
    attempt = Fetch(url="https://example.org/a", attempted_at=MONDAY, status_code=503, outcome="failed")
    load(path, [basic().document(), other], runs=[run], fetches=[attempt])
    before = dump(path)
    tables = {name: table for name, table in schema.tables().items() if table.derived is derived}
    lacking = {
        name: [c.name for c in table.columns if c.required and c.name not in {*table.key, "document_id", "status"}]
        for name, table in tables.items()
        if name not in ("meta.codes", "meta.settings")
    }
    as_an_older_release_left_it(path, lacking)
    load(path)
    after = dump(path)
    if derived:
        assert after == before
    else:
        assert {name: len(after[name]) for name in tables} == {name: len(before[name]) for name in tables}


def test_the_order_of_reading_is_that_of_the_rows_where_an_older_file_has_none(path: Path, basics: bytes) -> None:
    path.write_bytes(basics)
    load(path, [Sample("other.pdf").mentions(3).document()])
    wanted = rows(path, "SELECT mention_id, ordinal FROM core.mentions ORDER BY ALL")
    as_an_older_release_left_it(path, {"core.mentions": ["ordinal"]})
    assert "core.mentions.ordinal" in load(path).carried_over[0]
    assert rows(path, "SELECT mention_id, ordinal FROM core.mentions ORDER BY ALL") == wanted


def test_a_file_that_is_no_warehouse_is_left_alone(path: Path) -> None:
    path.write_bytes(b"not a database at all")
    with pytest.raises(UnreadableError, match="compromiso rebuild"):
        load(path, [basic().document()])
    assert path.read_bytes() == b"not a database at all"


def test_every_record_field_has_a_column() -> None:
    kept_elsewhere = {"mention", "evidence", "key", "cells"}
    for record, table in RECORDS.items():
        record_fields = set(record.model_fields) - kept_elsewhere
        assert record_fields <= set(schema.tables()[table].column_names), table


@pytest.mark.parametrize(
    ("ids", "canonical"),
    [
        (("CL-2018-CL0055", "CL-2018-5"), "CL-2018-5"),
        (("CL-2018-t0a1b2c3d", "CL-2018-CL0055"), "CL-2018-CL0055"),
        (("US-2013-2.1", "US-2013-14"), "US-2013-14"),
        (("US-2013-2", "US-2013-14"), "US-2013-2"),
    ],
)
def test_the_plainest_id_stands_for_a_commitment(ids: tuple[str, str], canonical: str) -> None:
    for a, b in (ids, ids[::-1]):
        rows = same_as([(a, b)], {a, b})
        assert {row["commitment_id"]: row["canonical_id"] for row in rows} == dict.fromkeys(ids, canonical)


def test_where_there_is_no_warehouse_yet(path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no warehouse"):
        connect(path)


def test_times_are_utc(path: Path) -> None:
    santiago = dt.timezone(dt.timedelta(hours=-4))
    load(path, [basic().document(ingested_at=dt.datetime(2024, 1, 1, 22, tzinfo=santiago))])
    (row,) = rows(path, "SELECT ingested_at FROM core.documents")
    assert row["ingested_at"] == dt.datetime(2024, 1, 2, 2)  # noqa: DTZ001 - the warehouse keeps UTC without a zone


_CHANGE_AND_DIE = """
    import os
    import sys

    import duckdb

    db = duckdb.connect(sys.argv[1])
    db.execute("SET checkpoint_threshold = '1GB'")
    db.execute("DELETE FROM core.documents")
    os._exit(9)
"""


def test_a_log_of_changes_that_another_program_left_takes_no_rows_from_the_next_file(path: Path, basics: bytes) -> None:
    """DuckDB applies it to whatever file stands beside it: the rows of one document were gone, and all was well."""
    path.write_bytes(basics)
    subprocess.run([sys.executable, "-c", textwrap.dedent(_CHANGE_AND_DIE), str(path)], check=False)
    log = path.with_name(f"{path.name}.wal")
    assert log.exists()
    report = load(path, [basic().document(source_uri="https://example.org/other")])
    assert rows(path, "SELECT count(*) AS n FROM core.documents") == [{"n": 2}]
    assert not log.exists()
    assert "another program had changed" in report.carried_over[0]


def test_a_file_that_is_open_elsewhere_for_writing_is_told_from_a_damaged_one(path: Path, basics: bytes) -> None:
    path.write_bytes(basics)
    with held_open(path):
        for attempt in (lambda: rows(path, "SELECT 1"), lambda: load(path, [basic().document(source_uri="x:y")])):
            with pytest.raises(UnreadableError, match="another program has it open for writing: close it") as caught:
                attempt()
            assert not caught.value.damaged
    assert rows(path, "SELECT count(*) AS n FROM core.documents") == [{"n": 1}]
    path.write_bytes(b"no warehouse")
    with pytest.raises(UnreadableError, match="compromiso rebuild") as broken:
        rows(path, "SELECT 1")
    assert broken.value.damaged


def test_a_disk_that_is_full_before_anything_is_loaded_says_so(path: Path, basics: bytes) -> None:
    path.write_bytes(basics)
    before = path.read_bytes()
    command = [sys.executable, "-c", textwrap.dedent(_LOAD_WITH_LITTLE_ROOM), str(path)]
    room = str(len(before) // 2)
    done = subprocess.run(command, input=room, capture_output=True, text=True, check=True)
    assert "the published warehouse is as it was before" in done.stdout
    assert path.read_bytes() == before


def test_a_link_to_the_published_file_stays_one(path: Path, basics: bytes, tmp_path: Path) -> None:
    """A home may keep its warehouse on a larger disk."""
    path.write_bytes(basics)
    link = tmp_path / "home" / "warehouse.duckdb"
    link.parent.mkdir()
    link.symlink_to(path)
    load(link, [basic().document(source_uri="https://example.org/other")])
    assert link.is_symlink()
    assert rows(path, "SELECT count(*) AS n FROM core.documents") == [{"n": 2}]


def test_a_load_that_waits_for_another_says_so_and_has_an_end(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("warehouse.load._SILENT", 0.05)
    monkeypatch.setattr("warehouse.load._PATIENCE", 0.2)
    load(path, [basic().document()])
    before = path.read_bytes()
    with FileLock(f"{path}.lock"), pytest.raises(StoppedError, match="another process has held"):
        load(path, [basic("complete").document()])
    assert "another process is loading" in caplog.text
    assert path.read_bytes() == before
    assert load(path, [basic("complete").document()]).published
