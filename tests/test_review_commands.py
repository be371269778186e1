"""``review``, ``report``, ``explore`` and ``explain --open`` as a person runs them in a terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from extractors.records import Recommendation
from flows.cli import app
from pipeline.corrections import read_corrections
from pipeline.link import read_decisions
from pipeline.publish import publish
from pipeline.settings import Settings
from tests.conftest import FIXTURES, ROOT
from tests.warehouse_samples import Sample
from warehouse.load import load
from warehouse.query import rows

DATASET = FIXTURES / "ogp_dataset" / "edition-2016.csv"


def compromiso(home: Path, *arguments: object, answers: str | None = None) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *map(str, arguments)], input=answers, terminal_width=100)


def values(home: Path) -> list[dict[str, Any]]:
    """The statements of completion that were ever flagged, by what was read."""
    return rows(
        home / "warehouse.duckdb",
        "SELECT a.code, a.extracted_code, a.corrected_by, a.correction_reason, a.flagged, e.quote "
        "FROM core.assessments a JOIN core.evidence e USING (evidence_id) "
        "WHERE a.dimension = 'completion' AND (a.flagged OR a.corrected_by IS NOT NULL) ORDER BY e.quote",
    )


def test_review_accepts_corrects_skips_and_the_decisions_last(tmp_path: Path) -> None:
    source = tmp_path / DATASET.name
    source.write_bytes(DATASET.read_bytes())
    home = tmp_path / "home"
    assert compromiso(home, "ingest", source).exit_code == 0
    before = values(home)
    assert [v["flagged"] for v in before] == [True, True]

    skipped = compromiso(home, "review", "--author", "R. Soto", answers="s\ns\n")
    assert "0 of 2 decided" in skipped.output
    assert not (home / "corrections.yml").exists()

    # What is asked twice until it fits: a word that is no code, then one that is.
    decided = compromiso(
        home, "review", "--author", "R. Soto", answers="c\nfinished\nlimited\nthe annex says so\na\n\n"
    )
    assert decided.exit_code == 0, decided.output
    assert "2 of 2 decided" in decided.output
    first, second = read_corrections(home / "corrections.yml")
    assert (first.action, first.value, first.author, first.reason) == (
        *("correct", "limited"),
        *("R. Soto", "the annex says so"),
    )
    assert (second.action, second.reason) == ("accept", "checked against the page")

    for again in (None, ("rerun", DATASET.name), ("ingest", source, "--force")):
        if again:
            assert compromiso(home, *again).exit_code == 0
        after = {v["quote"]: v for v in values(home)}
        assert not any(v["flagged"] for v in after.values())
        corrected = after[first.quote]
        was = next(v["code"] for v in before if v["quote"] == first.quote)
        assert (corrected["code"], corrected["extracted_code"], corrected["correction_reason"]) == (
            *("limited", was),
            "the annex says so",
        )
        assert after[second.quote]["extracted_code"] is None
    assert "No flagged value waits" in compromiso(home, "review").output

    # The words change: the correction fits nothing any more, and that is said.
    source.write_text(source.read_text(encoding="utf-8").replace(first.quote, "a. Not started"), encoding="utf-8")
    compromiso(home, "ingest", source)
    stale = rows(home / "warehouse.duckdb", "SELECT message FROM meta.issues WHERE code = 'stale_correction'")
    assert any("R. Soto" in row["message"] for row in stale)
    assert len(read_corrections(home / "corrections.yml")) == 2, "kept until a person removes it"


def test_review_stops_where_it_is_told_to_and_keeps_what_was_decided(tmp_path: Path) -> None:
    assert compromiso(tmp_path, "ingest", DATASET).exit_code == 0
    ran = compromiso(tmp_path, "review", "--no-apply", "--author", "A", answers="a\nread it\nq\n")
    assert "1 of 2 decided" in ran.output
    assert [c.reason for c in read_corrections(tmp_path / "corrections.yml")] == ["read it"]
    assert all(v["flagged"] for v in values(tmp_path)), "--no-apply leaves the warehouse alone"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one plan that government and IRM rate differently, and a value a reviewer corrected."""
    home = tmp_path_factory.mktemp("small")
    irm = Sample("irm.pdf").mention("1", "Map of wells").say("1", "completion", "limited", phase="end_of_term")
    fixed = {"extracted_code": "substantial", "corrected_by": "R. Soto", "correction_reason": "two milestones open"}
    irm.records.assessments[0] = irm.records.assessments[0].model_copy(update=fixed)
    own = Sample("own.pdf", doc_type="self_assessment", assessor="government")
    own.mention("1", "Map of wells").say("1", "completion", "complete", phase="end_of_term", assessor="government")
    load(home / "warehouse.duckdb", [irm.document(), own.document()])
    return home


def test_report_in_every_form_and_language(small: Path, tmp_path: Path) -> None:
    for lang, words in (("en", ("Government", "Corrected by R. Soto")), ("es", ("Gobierno", "Corregido por R. Soto"))):
        files = {kind: tmp_path / f"{lang}.{kind}" for kind in ("html", "pdf", "md")}
        ran = compromiso(
            small, "report", "xa-2020", "--lang", lang, *(x for k, f in files.items() for x in (f"--{k}", f))
        )
        assert ran.exit_code == 0, ran.output
        for kind in ("html", "md"):
            text = files[kind].read_text(encoding="utf-8")
            assert all(word in text for word in words), kind
            assert {"en": "Substantial", "es": "Sustancial"}[lang] in text, "the value that was read stays beside it"
        assert files["pdf"].read_bytes().startswith(b"%PDF")
        assert _pages(files["pdf"]) <= 2
    assert compromiso(small, "report", "ZZ-1999").exit_code != 0


def test_a_brief_says_results_stars_what_goes_on_and_what_is_recommended(tmp_path: Path) -> None:
    irm = Sample("irm.pdf", plan_start=2018, plan_end=2020).mention("1", "Map of public wells").mention("2", "Budget")
    irm.say("1", "starred", "yes").say("2", "starred", "no")
    irm.say("1", "early_results", "major", scale="diog", phase="end_of_term")
    irm.say("2", "completion", "limited", raw="x").fact("commitments_total", 2)
    words = Recommendation(kind="key", text="Ask the villages first.", evidence=irm.evidence("Ask the villages first."))
    irm.records.recommendations.append(words)
    later = Sample("later.pdf").mention("4", "Map of public wells")
    publish(Settings(home=tmp_path), [irm.document(), later.document()])
    files = {kind: tmp_path / f"brief.{kind}" for kind in ("html", "pdf", "md")}
    told = [x for kind, file in files.items() for x in (f"--{kind}", file)]
    assert compromiso(tmp_path, "report", "XA-2018", "--lang", "en", *told).exit_code == 0
    for kind in ("html", "md"):
        text = files[kind].read_text(encoding="utf-8")
        for said in ("Major: 1", "1 / 2", "Ask the villages first.", "XA-2020-4", "https://example.org/irm.pdf"):
            assert said in text, (kind, said)
        assert "commitments: 2" in text
        assert "“x”" not in text
        assert "“”" not in text
    import pypdfium2.raw

    with pypdfium2.PdfDocument(files["pdf"]) as document:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)


def _pages(pdf: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def test_explore_serves_on_loopback_and_ends_with_ctrl_c(small: Path, tmp_path: Path) -> None:
    # As a terminal starts it: a run in the background would hand on that SIGINT is ignored.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from flows.cli import main; main()"
    command = [sys.executable, "-c", code, "--home", str(small), "explore", "--out", str(tmp_path / "s"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as running:
        try:
            assert running.stdout
            assert re.search(r"pages \(\d+ of them new or changed\)", running.stdout.readline())
            address = running.stdout.readline().split()[0]
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{address}en/c/XA-2020-1.html") as answer:
                page = answer.read().decode()
            assert "Map of wells" in page
            running.send_signal(signal.SIGINT)
            assert running.wait(20) == 0
            assert running.stderr
            assert "Traceback" not in running.stderr.read()
        finally:
            if running.poll() is None:
                os.kill(running.pid, signal.SIGKILL)


def test_explore_touches_no_folder_that_is_no_site(small: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("mine", encoding="utf-8")
    ran = compromiso(small, "explore", "--no-serve", "--out", tmp_path / "letters")
    assert ran.exit_code != 0
    assert "no site" in ran.output
    assert [p.name for p in (tmp_path / "letters").iterdir()] == ["one.txt"]


def test_explain_draws_a_picture_and_opens_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compromiso(tmp_path, "ingest", FIXTURES / "irm_report" / "end-of-term-es.pdf").exit_code == 0
    opened: list[str] = []
    monkeypatch.setattr(typer, "launch", opened.append)
    picture = tmp_path / "page.png"
    ran = compromiso(tmp_path, "explain", "UY-2014-1.2", "completion", "--png", picture, "--open")
    assert ran.exit_code == 0, ran.output
    assert opened == [str(picture)]
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_review_settles_doubtful_links(tmp_path: Path) -> None:
    home = Settings(home=tmp_path)
    plan = Sample("plan.pdf", assessor="government", doc_type="action_plan").mention("1", "Road prices")
    plan.mention("2", "Town hall radio hours")
    report = Sample("self.pdf", assessor="government", doc_type="self_assessment").mention("1", "Harbour fees")
    report.mention("2", "Open council sessions")
    publish(home, [plan.document(), report.document()])
    done = compromiso(tmp_path, "review", "--links", "--author", "R. Soto", answers="o\nrenamed\nt\n\n")
    assert done.exit_code == 0, done.output
    assert "2 of 2 decided" in done.output
    assert [(d.decision, d.author) for d in read_decisions(home.links)] == [
        ("confirm", "R. Soto"),
        ("reject", "R. Soto"),
    ]
    left = rows(home.warehouse, "SELECT commitment_id, title FROM commitments ORDER BY title")
    assert [r["title"] for r in left] == ["Open council sessions", "Road prices", "Town hall radio hours"]
    again = compromiso(tmp_path, "review", "--links")
    assert "No doubtful link waits" in again.output
