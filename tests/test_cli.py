"""The command line as a person and a script use it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from extractors.families import FAMILIES
from extractors.records import Date
from flows.cli import app
from pipeline.publish import publish
from pipeline.settings import Settings
from tests.conftest import FIXTURES, ROOT
from tests.warehouse_samples import Sample
from warehouse.load import load
from warehouse.query import rows

PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>Nothing that a template knows.</p></body></html>"


def compromiso(home: Path, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *map(str, arguments)], terminal_width=100)


@pytest.fixture
def home(warehouse_of_fixtures: Path) -> Path:
    return warehouse_of_fixtures.parent


def table(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def names() -> list[str]:
    import typer.main

    return sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", names())
def test_every_command_explains_itself(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], terminal_width=100)
    assert shown.exit_code == 0
    assert "Usage: " in shown.output
    import typer.main

    found = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    assert found.help, "a command says what it does"
    assert all(p.help or p.name in ("install_completion", "show_completion") for p in found.params), "and its options"


def test_help_comes_at_once() -> None:
    """Nothing slow is imported for --help: what takes long is not in the process at all."""
    code = (
        "import sys\nfrom flows.cli import app\n"
        "slow = {'duckdb', 'pdfplumber', 'prefect', 'pyarrow', 'pydantic', 'pypdfium2', 'spacy', 'lxml', 'httpx'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.strip() == "[]"


class TestIngest:
    def test_says_how_each_document_ended_and_where_it_went(self, tmp_path: Path) -> None:
        documents = tmp_path / "in"
        documents.mkdir()
        (documents / "empty.pdf").touch()
        (documents / "page.html").write_text(PAGE.format("A page"), encoding="utf-8")
        (documents / "notes.odt").touch()
        home = tmp_path / "home"
        ran = compromiso(home, "ingest", documents)
        assert ran.exit_code == 1, "some could not be read"
        (line,) = (line for line in ran.stderr.splitlines() if "empty.pdf" in line)
        assert "failed" in line
        assert "empty_file: " in line
        assert "3 files: 1 partial, 2 failed" in ran.stdout
        held = rows(home / "warehouse.duckdb", "SELECT name, status FROM core.documents ORDER BY name")
        ended = {"empty.pdf": "failed", "notes.odt": "failed", "page.html": "partial"}
        assert {row["name"]: row["status"] for row in held} == ended
        assert "1 unchanged" in compromiso(home, "ingest", documents).stdout

    def test_json_is_for_scripts(self, tmp_path: Path) -> None:
        (tmp_path / "empty.pdf").touch()
        ran = compromiso(tmp_path / "home", "ingest", "--json", tmp_path / "empty.pdf")
        said = json.loads(ran.stdout)
        assert said["counts"] == {"failed": 1}
        assert said["documents"][0]["code"] == "empty_file"
        assert not ran.stderr

    def test_wrong_usage_is_told_apart(self, tmp_path: Path) -> None:
        ran = compromiso(tmp_path, "ingest", tmp_path / "no-such.pdf")
        assert ran.exit_code == 2
        assert ran.stderr.count("\n") == 1
        assert "no-such.pdf: no such file or folder" in ran.stderr
        assert compromiso(tmp_path, "ingest").exit_code == 2
        assert compromiso(tmp_path, "ingest", "--jobs", "0", tmp_path).exit_code == 2

    def test_a_folder_without_documents_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        ran = compromiso(tmp_path / "home", "ingest", tmp_path / "in")
        assert ran.exit_code == 1
        assert "no documents there" in ran.stderr


class TestRerun:
    @pytest.fixture
    def filled(self, tmp_path: Path) -> Path:
        documents = tmp_path / "in"
        documents.mkdir()
        for name in ("report-2016.html", "report-2018.html"):
            (documents / name).write_text(PAGE.format(name), encoding="utf-8")
        home = tmp_path / "home"
        compromiso(home, "ingest", documents)
        return home

    def test_reads_one_document_from_the_archive(self, filled: Path, tmp_path: Path) -> None:
        (tmp_path / "in" / "report-2016.html").unlink()
        before = rows(filled / "warehouse.duckdb", "SELECT * EXCLUDE last_seen_at FROM core.documents ORDER BY ALL")
        ran = compromiso(filled, "rerun", "2016", "--json")
        (document,) = json.loads(ran.stdout)["documents"]
        assert (document["name"], document["status"]) == ("report-2016.html", "partial")
        after = rows(filled / "warehouse.duckdb", "SELECT * EXCLUDE last_seen_at FROM core.documents ORDER BY ALL")
        assert after == before

    def test_by_id_and_address_too(self, filled: Path) -> None:
        one = rows(filled / "warehouse.duckdb", "SELECT * FROM core.documents ORDER BY name")[1]
        for words in (one["document_id"], one["source_uri"], "REPORT-2018"):
            (document,) = json.loads(compromiso(filled, "rerun", words, "--json").stdout)["documents"]
            assert document["name"] == "report-2018.html"

    def test_words_that_fit_several_list_them(self, filled: Path) -> None:
        ran = compromiso(filled, "rerun", "report")
        assert ran.exit_code == 2
        assert "report-2016.html" in ran.stderr
        assert "report-2018.html" in ran.stderr
        assert compromiso(filled, "rerun", "nothing-like-it").exit_code == 2

    def test_refetch_reads_the_source_again(self, filled: Path, tmp_path: Path) -> None:
        (tmp_path / "in" / "report-2016.html").write_bytes(b"")
        (document,) = json.loads(compromiso(filled, "rerun", "2016", "--refetch", "--json").stdout)["documents"]
        assert document["code"] == "empty_file"


class TestSql:
    QUERY = "SELECT document_id, name, bytes, published_on FROM core.documents ORDER BY name"

    def test_formats_hold_the_same_rows(self, home: Path, tmp_path: Path) -> None:
        as_json = json.loads(compromiso(home, "sql", self.QUERY, "--format", "json").stdout)
        as_csv = list(csv.DictReader(io.StringIO(compromiso(home, "sql", self.QUERY, "-f", "csv").stdout)))
        file = tmp_path / "out.parquet"
        assert compromiso(home, "sql", self.QUERY, "-f", "parquet", "-o", file).exit_code == 0
        as_parquet = pq.read_table(file).to_pylist()
        assert [r["name"] for r in as_json] == [r["name"] for r in as_csv] == [r["name"] for r in as_parquet]
        assert as_json[0]["bytes"] == as_parquet[0]["bytes"] == int(as_csv[0]["bytes"])
        shown = compromiso(home, "sql", self.QUERY).stdout
        assert all(r["name"] in shown for r in as_json)

    def test_it_cannot_write(self, home: Path) -> None:
        ran = compromiso(home, "sql", "DELETE FROM core.documents")
        assert ran.exit_code == 1
        assert "read-only" in ran.stderr
        assert rows(home / "warehouse.duckdb", "SELECT count(*) AS n FROM core.documents")[0]["n"] > 0

    def test_a_wrong_query_is_one_line(self, home: Path) -> None:
        ran = compromiso(home, "sql", "SELECT nothing FROM nowhere")
        assert ran.exit_code == 1
        assert ran.stderr.count("\n") == 1
        assert "nowhere" in ran.stderr

    def test_a_typo_in_a_column_is_answered_with_the_columns_that_there_are(self, home: Path) -> None:
        ran = compromiso(home, "sql", "SELECT comitment_id FROM commitments")
        assert ran.exit_code == 1
        assert '"commitment_id"' in ran.stderr

    def test_it_says_how_long_it_took_beside_the_rows(self, home: Path) -> None:
        ran = compromiso(home, "sql", "SELECT 1 AS n", "-f", "csv")
        assert ran.stdout == "n\n1\n"
        assert re.fullmatch(r"1 row in \d+\.\d{3} s\n", ran.stderr)

    def test_it_reads_a_query_from_the_standard_input(self, home: Path) -> None:
        ran = CliRunner().invoke(app, ["--home", str(home), "sql", "-", "-f", "csv"], input="SELECT 40 + 2 AS n")
        assert ran.stdout == "n\n42\n"


class TestAsk:
    def test_without_a_name_it_lists_the_questions(self, tmp_path: Path) -> None:
        listed = table(compromiso(tmp_path, "ask", "--format", "json"))
        assert "self-vs-irm" in {q["name"] for q in listed}
        assert all(q["question"] for q in listed)

    def test_parameters_narrow_the_answer(self, home: Path) -> None:
        every = table(compromiso(home, "ask", "self-vs-irm", "-f", "json"))
        country = every[0]["commitment_id"][:2]
        some = table(compromiso(home, "ask", "self-vs-irm", "--country", country, "-f", "json"))
        assert some == [r for r in every if r["commitment_id"].startswith(country)]
        assert table(compromiso(home, "ask", "self-vs-irm", "-p", f"country={country}", "-f", "json")) == some

    def test_wrong_questions_and_parameters_are_told(self, home: Path) -> None:
        assert "self-vs-irm" in compromiso(home, "ask", "self").stderr
        ran = compromiso(home, "ask", "as-of")
        assert ran.exit_code == 2
        assert "as-of needs plan" in ran.stderr
        ran = compromiso(home, "ask", "self-vs-irm", "--param", "colour=red")
        assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
        assert "country" in ran.stderr
        assert compromiso(home, "ask", "self-vs-irm", "--param", "country").exit_code == 2


def test_without_a_warehouse_it_says_how_to_get_one(tmp_path: Path) -> None:
    for command in (["sql", "SELECT 1"], ["documents"], ["status"], ["issues"], ["show", "CL-2020-1"]):
        ran = compromiso(tmp_path, *command)
        assert ran.exit_code == 1
        assert "compromiso ingest" in ran.stderr
        assert ran.stderr.count("\n") == 1


def test_what_is_in_the_warehouse(home: Path) -> None:
    documents = table(compromiso(home, "documents", "--json"))
    read = [p for p in FIXTURES.glob("*/*") if p.suffix in (".pdf", ".html", ".txt", ".md", ".docx", ".csv", ".xlsx")]
    assert {d["name"] for d in documents} == {p.name for p in read}
    assert {v["version"] for v in table(compromiso(home, "documents", "--versions", "--json"))} == {1}
    status = table(compromiso(home, "status", "--json"))
    assert sum(s["n"] for s in status["documents"]) == len(documents)
    assert status["last_run"][0]["status"] == "finished"
    counts = Counter(d["status"] for d in documents)
    assert set(counts) == {"ok", "partial"}  # partial: the samples of no known family
    assert f"{counts['ok']} ok, {counts['partial']} partial" in compromiso(home, "status").stdout


def test_export_writes_open_formats(home: Path, tmp_path: Path) -> None:
    ran = compromiso(home, "export", tmp_path / "out", "--xlsx")
    assert ran.exit_code == 0, ran.output
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"]
    assert pq.read_table(tmp_path / "out" / "parquet" / "core.documents.parquet").num_rows > 0
    assert list((tmp_path / "out").glob("*.xlsx"))
    assert compromiso(home, "export", tmp_path, "--licence", "mine").exit_code == 2


def test_show_and_explain_one_commitment(home: Path, tmp_path: Path) -> None:
    query = (
        "SELECT a.* FROM core.assessments a JOIN core.evidence e USING (evidence_id) "
        "WHERE e.x0 IS NOT NULL AND a.commitment_id IS NOT NULL AND a.code IS NOT NULL ORDER BY a.assessment_id LIMIT 1"
    )
    (one,) = rows(home / "warehouse.duckdb", query)
    shown = table(compromiso(home, "show", one["commitment_id"].lower(), "--json"))
    assert shown["id"] == one["commitment_id"]
    assert one["assessment_id"] in {s["id"] for s in shown["statements"]}
    assert one["commitment_id"] in compromiso(home, "show", one["commitment_id"]).stdout

    picture = tmp_path / "page.png"
    ran = compromiso(home, "explain", one["assessment_id"], "--png", picture)
    assert ran.exit_code == 0, ran.output
    (evidence,) = rows(home / "warehouse.duckdb", "FROM core.evidence WHERE evidence_id = ?", [one["evidence_id"]])
    assert evidence["quote"] in ran.stdout
    assert evidence["rule"] in ran.stdout
    assert f"page {evidence['page']}" in ran.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
    only = table(compromiso(home, "explain", one["commitment_id"], one["dimension"], "--json"))
    assert {s["dimension"] for s in only} == {one["dimension"]}


def test_words_that_fit_no_commitment_or_many(home: Path) -> None:
    ran = compromiso(home, "show", "no such words anywhere")
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
    assert compromiso(home, "explain", "e").exit_code == 2


def test_issues_can_be_narrowed(home: Path) -> None:
    every = table(compromiso(home, "issues", "--json"))
    warnings = table(compromiso(home, "issues", "--severity", "warning", "--json"))
    assert warnings == [i for i in every if i["severity"] == "warning"]
    assert compromiso(home, "issues", "--severity", "grave").exit_code == 2


def test_vocabulary_counts_what_the_documents_used(home: Path) -> None:
    entries = table(compromiso(home, "vocabulary", "--json"))
    unused = table(compromiso(home, "vocabulary", "--unused", "--json"))
    assert unused == [e for e in entries if not e["hits"]]
    assert 0 < len(unused) < len(entries)
    assert compromiso(home, "vocabulary", "--unused", "--unmatched").exit_code == 2


def test_templates_say_what_they_read_and_do_not(home: Path) -> None:
    listed = table(compromiso(home, "templates", "--json"))
    assert {template["template"] for template in listed} == set(FAMILIES)
    for template in listed:
        assert all(template[key] for key in ("families", "reads", "skips", "fixtures")), template["template"]


def test_doctor_finds_what_does_not_go_together(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata

    sane = json.loads(compromiso(home, "doctor", "--json").stdout)
    assert not [
        c for c in sane if c["what"] in ("fastapi", "sqlalchemy", "warehouse", "archive") and c["state"] != "ok"
    ]
    installed = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: {"fastapi": "0.160.0"}.get(name) or installed(name))
    ran = compromiso(home, "doctor", "--json")
    (wrong,) = (c for c in json.loads(ran.stdout) if c["what"] == "fastapi")
    assert ran.exit_code == 1
    assert wrong["state"] == "problem"
    assert "<0.154" in wrong["found"]


def test_doctor_says_what_is_optional_who_is_asked_and_how_nights_fare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    def look() -> dict[str, Any]:
        return {check["what"]: check for check in json.loads(compromiso(tmp_path, "doctor", "--json").stdout)}

    found = look()
    for tool in ("chromium", "soffice", "tesseract"):
        assert found[tool]["state"] == "missing"
        assert found[tool]["found"].startswith("for ")
        assert found[tool]["advice"].startswith("apt-get install ")
    assert {"weasyprint", "prefect_dask"} <= found.keys()
    assert (found["contact"]["state"], found["notify"]["state"]) == ("notice", "notice")
    assert found["sources"]["state"] == "ok"

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.html").write_text("<html><head><title>x</title></head><body></body></html>")
    (tmp_path / "sources.yml").write_text("sources:\n  - {id: files, kind: folder, path: in}\n")
    monkeypatch.setenv("COMPROMISO_NOTIFY__COMMAND", "true")
    assert compromiso(tmp_path, "nightly", "--plain").exit_code == 0
    found = look()
    assert "contact" not in found
    assert found["notify"]["state"] == "ok"
    assert "0 hours ago" in found["last good night"]["found"]
    assert found["documents not readable"]["found"].startswith("1: empty.html (")

    (tmp_path / "sources.yml").write_text("sources:\n  - {id: files, kind: folders, path: in}\n")
    assert compromiso(tmp_path, "nightly", "--plain").exit_code == 2
    found = look()
    assert found["sources"]["state"] == "problem"
    assert "was no success: SourcesError" in found["nights"]["found"]


def test_settings_that_are_wrong_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPROMISO_JOBS", "many")
    ran = compromiso(tmp_path, "status")
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
    assert "jobs" in ran.stderr
    monkeypatch.delenv("COMPROMISO_JOBS")
    (tmp_path / "compromiso.toml").write_text("jobz = 2\n", encoding="utf-8")
    assert "jobz" in compromiso(tmp_path, "status").stderr


def test_settings_come_from_option_then_environment_then_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "compromiso.toml").write_text('jobs = 2\nhome = "from-file"\n', encoding="utf-8")
    assert (Settings().jobs, Settings().home) == (2, Path("from-file"))
    monkeypatch.setenv("COMPROMISO_JOBS", "3")
    assert Settings().jobs == 3
    assert Settings(jobs=4).jobs == 4


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["--debug", "--home", str(tmp_path), "documents"])
    assert ran.exception is not None
    assert type(ran.exception).__name__ == "CommandError"


def test_the_entry_point_is_what_the_distribution_installs(tmp_path: Path) -> None:
    start = time.perf_counter()
    command = [sys.executable, "-c", "from flows.cli import main; main()", "--home", str(tmp_path), "status"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ})
    assert ran.returncode == 1
    assert ran.stderr.startswith("compromiso: ")
    assert time.perf_counter() - start < 30


def test_what_is_there_in_spanish_is_said_in_spanish(home: Path) -> None:
    def said(lang: str, *arguments: str) -> str:
        env = {"LANG": lang, "LC_ALL": "", "LC_MESSAGES": ""}
        return CliRunner().invoke(app, ["--home", str(home), *arguments], env=env).stdout

    assert "compromiso por compromiso" in said("es_MX.UTF-8", "ask")
    assert "commitment by commitment" in said("en_GB.UTF-8", "ask")
    assert "Qué se prometió" in said("es", "report", "UY-2014")
    assert "What was promised" in said("C.UTF-8", "report", "UY-2014")
    assert "What was promised" in said("es", "report", "UY-2014", "--lang", "en")


def test_demo_shows_disagreement_contradiction_and_a_traced_value(tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    for path in [
        *(FIXTURES / "irm_report").glob("end-of-term-es.*"),
        *(FIXTURES / "self_assessment").glob("final-es.*"),
    ]:
        if path.name.count(".") == 1:
            (samples / path.name).write_bytes(path.read_bytes())
    ran = compromiso(tmp_path / "home", "demo", "--fixtures", samples)
    assert ran.exit_code == 0, ran.output
    findings, documents, differences, contradictions = re.split(r"\n== .* ==\n", ran.stdout)[1:]
    first, second, third = re.split(r"\n\d\. ", findings)[1:]
    first, second, third = (" ".join(said.split()) for said in (first, second, third))
    assert 'In its plan of 2014, Uruguay promised "Encuentros vecinales sobre cuencas" (commitment 1.2).' in first
    assert "How far it got (end of term), says the government: substantial; says the IRM: limited." in first
    assert second.startswith("A report contradicts itself. IRM end-of-term report, Uruguay 2014–2016 (end-of-term-es.")
    assert "public accountability" in second
    assert 'The IRM rates "Encuentros vecinales sobre cuencas" as limited' in third
    assert "Fin de término: Limitado" in third
    assert re.search(r"IRM end-of-term report +1 +6 ", documents)
    assert re.search(r"UY-2014-3 .*complete +substantial", differences)
    assert "UY-2014-2" in contradictions
    assert f"--home {tmp_path}/home/demo show UY-2014-1.2" in ran.stdout
    spanish = CliRunner().invoke(
        app, ["--home", str(tmp_path / "home"), "demo", "--fixtures", str(samples)], env={"LANG": "es_UY.UTF-8"}
    )
    told = " ".join(spanish.stdout.split())
    assert "Uruguay prometió «Encuentros vecinales sobre cuencas» (compromiso 1.2)." in told
    assert "según el gobierno: sustancial; según el IRM: limitado." in told
    assert (tmp_path / "home" / "demo" / "explained.png").read_bytes().startswith(b"\x89PNG")
    assert compromiso(tmp_path, "demo", "--fixtures", tmp_path / "none").exit_code == 2


def test_names_of_questions_complete() -> None:
    """``compromiso ask inst<TAB>``: what the shell's completion script asks for."""
    words = {"_COMPROMISO_COMPLETE": "complete_bash", "COMP_WORDS": "compromiso ask inst", "COMP_CWORD": "2"}
    code = "from flows.cli import main; import sys; sys.argv = ['compromiso']; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | words, capture_output=True, text=True, check=False
    )
    assert set(ran.stdout.split()) == {"institutions", "institution-names", "institution-doubts"}, ran.stderr


def test_output_that_nobody_reads_is_no_error(home: Path) -> None:
    command = [sys.executable, "-c", "from flows.cli import main; main()", "--home", str(home), "issues", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        assert ran.stderr.read() == b""


def test_layout_shows_what_a_stage_made_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<h1>Plan</h1><nav>Home</nav><ul><li><b>One</b> two</li></ul><table><tr><th>a<th>b<tr><td>1<td>2</table>"
    )
    lines = compromiso(tmp_path, "layout", file).output
    for said in (
        "[heading 1] Plan",
        "[item 1 •] One two",
        "in list#1 /html/body/ul/li",
        "{bold: Plan}",
        "| 1 | 2 |",
        "  Home",
    ):
        assert said in lines
    data = json.loads(compromiso(tmp_path, "layout", file, "--json").output)
    assert [e["kind"] for e in data["elements"]] == ["heading", "item", "table"]
    assert data["elements"][1]["runs"][0] == {
        "start": 0, "end": 4, "tag": "b", "size": 0.0, "bold": True, "italic": False, "underline": False,
        "colour": None, "caps": False,
    }  # fmt: skip
    assert compromiso(tmp_path, "layout", file, "--stage", "nothing").exit_code == 2


def test_layout_shows_the_stages_that_understand(tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    titles = ("Publish all public contracts", "Open the register of owners", "Train clerks in open data")
    commitments = "".join(
        f"<h2>Commitment {n}: {title}</h2><p>Lead institution: Ministry of Finance</p><p>End date: 2024</p>"
        for n, title in enumerate(titles, 1)
    )
    file.write_text(f"<h1>Open Government Action Plan of Ghana 2022-2024</h1>{commitments}")
    shown = {s: compromiso(tmp_path, "layout", file, "--stage", s).output for s in ("segment", "classify", "claims")}
    assert "3 commitments" in shown["segment"]
    assert "[2] Open the register of owners" in shown["segment"]
    assert "doc_type: action_plan" in shown["classify"]
    assert "country_code: GH" in shown["classify"]
    assert "lead: Ministry of Finance" in shown["claims"]
    data = json.loads(compromiso(tmp_path, "layout", file, "--stage", "classify", "--json").output)
    assert (data["plan_start"]["value"], data["plan_start"]["doubts"]) == (2022, [])
    sections = json.loads(compromiso(tmp_path, "layout", file, "--stage", "segment", "--json").output)["sections"]
    assert [s["title"] for s in sections] == list(titles)
    said = json.loads(compromiso(tmp_path, "layout", file, "--stage", "claims", "--json").output)
    assert {(c["commitment"], c["role"]) for c in said} >= {(n, "lead") for n in "123"}


def test_names_that_are_not_there_are_told_with_the_nearest(tmp_path: Path) -> None:
    publish(Settings(home=tmp_path), [Sample("plan.pdf", country_code="CL").mention("1", "Roads").document()])
    for given, said in (
        (["ask", "status", "--plan", "CL-2021"], "no plan 'CL-2021'; nearest: CL-2020"),
        (["ask", "status", "--country", "Chiel"], "nearest: Chile (CL)"),
        (["ask", "evidence", "-p", "commitment=CL-2020-7"], "nearest: CL-2020-1"),
        (["show", "CL-2020-7"], "nearest: CL-2020-1"),
        (["ask", "statuz"], "nearest: status"),
    ):
        ran = compromiso(tmp_path, *given)
        assert ran.exit_code == 2
        assert said in ran.stderr
    rows = table(compromiso(tmp_path, "ask", "search", "-p", "words=roads", "--country", "chile", "--json"))
    assert [r["commitment_id"] for r in rows] == ["CL-2020-1"]
    assert table(compromiso(tmp_path, "sql", "SELECT 1 AS n", "--json")) == [{"n": 1}]


def test_show_says_what_is_promised_until_when_and_what_it_is_about(tmp_path: Path) -> None:
    sample = Sample().mention(
        "1",
        "Map of wells",
        description="Each well gets a number.",
        objective="Clean water.",
        policy_areas=["Open Data"],
    )
    month = Date(value=dt.date(2021, 3, 1), precision="month")
    sample.milestone("1", "1.1", text="Count them", ends_on=month).say("1", "completion", "limited", milestone="1.1")
    load(tmp_path / "warehouse.duckdb", [sample.document()])
    said = compromiso(tmp_path, "show", "XA-2020-1").stdout
    assert "Description\n  Each well gets a number." in said
    assert "Objective\n  Clean water." in said
    assert "topics: open_data (printed)" in said
    (line,) = [row for row in said.splitlines() if "Count them" in row]
    assert "limited" in line
    assert "2021-03 " in line + " "
