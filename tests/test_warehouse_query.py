"""Reading: named questions, exports, generated pages."""

from __future__ import annotations

import contextlib
import csv
import json
import sqlite3
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pytest

from pipeline.institutions import namer
from tests.warehouse_samples import TUESDAY, Sample
from warehouse import docs, query
from warehouse.export import export
from warehouse.load import load
from warehouse.model import Link


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which every named question has an answer."""
    path = tmp_path_factory.mktemp("query") / "warehouse.duckdb"
    irm = Sample("irm.pdf").mentions(2, table=1).issue("unknown_word").fact("commitments_total", 3)
    irm.say("1", "completion", "limited", phase="midterm").say("1", "completion", "complete").say("1", "starred", "yes")
    irm.say("1", "completion", "limited", table=1).say("1", "early_results", "major", scale="diog")
    irm.say("2", "completion", None, null_reason="blank_in_source", raw="").say("2", "carried_over", "yes")
    first = Sample("self, first.pdf", assessor="government", doc_type="self_assessment")
    first.mention(
        "3", '=Open "data"', lead_institution="Ministry of Open Data", support_institutions=["One, two", "Three"]
    )
    first.mention("1", lead_institution="Ministry of Data").say("1", "completion", "complete")
    first.say("1", "completion_percent", 57.14)
    load(path, [irm.document(), first.document()], institutions=namer())
    mirror = irm.document().model_copy(update={"source_uri": "https://mirror.example/irm.pdf"})
    load(path, [mirror])
    link = Link(
        commitment_id_a="XA-2020-2", commitment_id_b="XA-2022-9", kind="carried_over", method="title", score=0.9
    )
    first.records.assessments[1].number = 60.0
    load(path, [first.document(ingested_at=TUESDAY)], links=lambda db: [link])
    return path


def test_there_are_enough_questions_and_each_is_answered(path: Path) -> None:
    assert len(query.named()) >= 10
    needed = {"commitment": "XA-2020-1", "plan": "XA-2020", "country": "xa"}
    for name, question in query.named().items():
        assert query.ask(path, name, **{key: needed[key] for key in question.needs}), name


def test_what_would_list_every_value_says_what_it_needs(path: Path) -> None:
    with pytest.raises(TypeError, match=r"as-of needs plan \(plan id.*\) or country"):
        query.ask(path, "as-of", plan=None, day="2026-01-06")
    of_plan = query.ask(path, "as-of", plan="XA-2020", field="completion")
    assert {row["commitment_id"] for row in of_plan} == {"XA-2020-1", "XA-2020-2"}
    assert query.ask(path, "as-of", country="xa", field="completion") == of_plan
    assert query.ask(path, "as-of", country="zz") == []
    with pytest.raises(TypeError, match="evidence needs commitment"):
        query.ask(path, "evidence")


def test_parameters_restrict(path: Path) -> None:
    assert len(query.ask(path, "self-vs-irm", country="xa")) == 1
    assert query.ask(path, "self-vs-irm", country="ZZ") == []
    for name, question in query.named().items():
        given = {"day": "1999-01-01", "since": "2999-01-01"}
        params = {key: given.get(key, "nothing at all") for key in question.params}
        assert query.ask(path, name, **params) == [], name


def test_a_question_or_parameter_that_is_not_there(path: Path) -> None:
    with pytest.raises(KeyError):
        query.ask(path, "who-knows")
    with pytest.raises(TypeError, match="no parameter colour; it has"):
        query.ask(path, "coverage", colour="red")


def test_the_published_file_cannot_be_written_to(path: Path) -> None:
    with contextlib.closing(query.connect(path)) as db, pytest.raises(duckdb.Error, match="read-only"):
        db.execute("DELETE FROM core.documents")


def test_export_is_a_valid_data_package_with_licence_and_sources(path: Path, tmp_path: Path) -> None:
    report = export(path, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert {"title": "irm.pdf", "path": "https://example.org/irm.pdf"} in package["sources"]
    validation = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert validation.valid, [(task.name, task.errors[:2]) for task in validation.tasks if not task.valid]
    assert {task.name for task in validation.tasks} == report.rows.keys()
    for name, count in report.rows.items():
        assert duckdb.execute(f"SELECT count(*) FROM '{tmp_path}/parquet/{name}.parquet'").fetchall() == [(count,)]
    with (tmp_path / "csv" / "core.mentions.csv").open(newline="") as file:
        titles = {row["title"]: row for row in csv.DictReader(file)}
    assert json.loads(titles['=Open "data"']["support_institutions"]) == ["One, two", "Three"]
    with (tmp_path / "dictionary.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            assert row["meaning_en"], row
            assert row["meaning_es"], row
    kept = duckdb.execute(
        f"SELECT decode(value) FROM parquet_kv_metadata('{tmp_path}/parquet/main.commitments.parquet')"
    )
    assert ("CC-BY-4.0",) in kept.fetchall()


def test_a_wrong_value_makes_the_package_invalid(path: Path, tmp_path: Path) -> None:
    export(path, tmp_path)
    file = tmp_path / "csv" / "core.assessments.csv"
    file.write_text(file.read_text().replace("60.0", "sixty"))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_equal_warehouses_give_equal_exports(path: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        export(path, tmp_path / folder)
    for file in (tmp_path / "one").rglob("*.*"):
        assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes(), file.name


def test_a_workbook_holds_the_views(path: Path, tmp_path: Path) -> None:
    report = export(path, tmp_path, xlsx=True)
    book = openpyxl.load_workbook(tmp_path / "compromiso.xlsx", read_only=True)
    assert {f"main.{name}" for name in book.sheetnames if name != "dictionary"} <= report.rows.keys()
    heading, *rows = book["commitments"].iter_rows(values_only=True)
    titles = [dict(zip(heading, row, strict=False))["title"] for row in rows]
    assert '=Open "data"' in titles  # a title, not a formula
    assert not report.notes


def test_an_unknown_licence_writes_nothing(path: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        export(path, tmp_path / "out", licence="mine")
    assert not (tmp_path / "out").exists()


def test_generated_pages_are_up_to_date(accepted: list[Path] | None) -> None:
    for page, text in docs.pages().items():
        if accepted is not None and (not page.exists() or page.read_text(encoding="utf-8") != text()):
            page.write_text(text(), encoding="utf-8")
            accepted.append(page)
        assert page.read_text(encoding="utf-8") == text(), f"{page.name} lags: python -m warehouse.docs"


def test_the_page_of_queries_is_up_to_date(warehouse_of_fixtures: Path, accepted: list[Path] | None) -> None:
    page, text = docs.DOCS / "queries.md", docs.queries_page(warehouse_of_fixtures)
    if accepted is not None and (not page.exists() or page.read_text(encoding="utf-8") != text):
        page.write_text(text, encoding="utf-8")
        accepted.append(page)
    assert page.read_text(encoding="utf-8") == text, "queries.md lags: pytest --accept tests/test_warehouse_query.py"


def test_the_page_of_queries_shows_rows(path: Path) -> None:
    text = docs.queries_page(path)
    for name in query.named():
        assert f"### {name}\n" in text
    assert '| XA-2020-3 |  | =Open "data" |' in text


def test_words_are_searched_without_case_and_accents_and_ranked(path: Path, tmp_path: Path) -> None:
    first = Sample("plan.pdf", language="es").mention("1", "Juntas de agua", lead_institution="Dirección de Aguas")
    first.mention("2", "Caminos", description="Las juntas de AGUA opinan.").mention("3", "Puertos")
    first.say("3", "completion", "limited", raw="La participación de las juntas fue limitada")
    load(tmp_path / "w.duckdb", [first.document()])
    found = query.rows(tmp_path / "w.duckdb", "SELECT commitment_id, found_in FROM search('JÚNTAS agua')")
    assert [tuple(r.values()) for r in found] == [("XA-2020-1", "name"), ("XA-2020-2", "text")]
    assert [r["commitment_id"] for r in query.ask(tmp_path / "w.duckdb", "search", words="participacion")] == [
        "XA-2020-3"
    ]
    assert query.ask(tmp_path / "w.duckdb", "search", words="gua") == []  # words begin so


def test_an_export_for_sqlite_has_keys_and_full_text_search(path: Path, tmp_path: Path) -> None:
    export(path, tmp_path, sqlite=True, partitioned=True)
    with contextlib.closing(sqlite3.connect(tmp_path / "compromiso.sqlite")) as db:
        said = "SELECT sql FROM sqlite_master WHERE name = ?"
        # What Datasette looks for to offer search, and to lead from a row to those it names.
        assert 'content="commitments"' in db.execute(said, ["commitments_fts"]).fetchone()[0]
        assert 'REFERENCES "commitments"' in db.execute(said, ["commitment_status"]).fetchone()[0]
        hit = "SELECT c.title FROM commitments_fts f JOIN commitments c ON c.rowid = f.rowid WHERE f.title MATCH 'data'"
        assert db.execute(hit).fetchall() == [('=Open "data"',)]
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
    assert list((tmp_path / "parquet" / "main.commitments").glob("country_code=XA/*.parquet"))


def test_a_package_names_no_path_of_a_machine_and_lists_closed_values(path: Path, tmp_path: Path) -> None:
    export(path, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert "file:" not in json.dumps(package)
    fields = {(r["name"], f["name"]): f for r in package["resources"] for f in r["schema"]["fields"]}
    assert "limited" in fields["main.self_vs_irm", "irm_code"]["constraints"]["enum"]
    assert fields["core.assessments", "assessor"]["constraints"]["enum"] == ["irm", "government", "third_party"]
    keys = {r["name"]: r["schema"].get("foreignKeys", []) for r in package["resources"]}
    wanted = {"fields": ["commitment_id"], "reference": {"resource": "main.commitments", "fields": ["commitment_id"]}}
    assert wanted in keys["main.commitment_status"]
