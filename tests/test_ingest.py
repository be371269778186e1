"""Documents on their way into the warehouse: good ones, bad ones, and those that crash their reader."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import time
from pathlib import Path

import duckdb
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline import ingest as ingest_module
from pipeline.archive import sha256
from pipeline.corrections import Correction, add_correction
from pipeline.discover import NoSuchSourceError, Source, discover, samples
from pipeline.held import all_sources, find_document
from pipeline.ingest import ingest, ingest_many, known_documents, record_key
from pipeline.link import LinkDecisionsError
from pipeline.outcome import Outcome
from pipeline.reading import Readers, Reading, read
from pipeline.settings import Settings
from tests.conftest import FIXTURES
from tests.warehouse_samples import held_open
from warehouse import derive, schema
from warehouse.load import StoppedError
from warehouse.query import UnreadableError, rows

HTML = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>Nothing that a template knows.</p></body></html>"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    return made


def page(folder: Path, name: str, title: str = "A page") -> Path:
    path = folder / name
    path.write_text(HTML.format(title), encoding="utf-8")
    return path


def pdf(path: Path, encrypt: StandardEncryption | None = None) -> Path:
    canvas = Canvas(str(path), encrypt=encrypt, invariant=1)
    for number in range(40):
        canvas.drawString(72, 720, f"Page {number}: a few words about an action plan")
        canvas.showPage()
    canvas.save()
    return path


def fixture_with_codes() -> Path:
    """Return a sample document that states completion in words."""
    return FIXTURES / "irm_report" / "end-of-term-es.html"


def by_name(outcomes: list[Outcome]) -> dict[str, Outcome]:
    return {o.source.name: o for o in outcomes}


def test_discovery_takes_folders_in_order_and_all_that_is_in_them(folder: Path) -> None:
    (folder / "b").mkdir()
    for name in ("z.html", "b/a.pdf", ".hidden.pdf", "b/.cache.txt", "photo.jpeg"):
        (folder / name).touch()
    found = list(discover([folder, folder / "z.html", "https://example.org/plans/5%C2%B0%20plan.pdf?x=1"]))
    assert [isinstance(f, Source) and f.name for f in found] == ["a.pdf", "photo.jpeg", "z.html", "5° plan.pdf"]
    assert isinstance(found[0], Source)
    assert found[0].uri == (folder / "b" / "a.pdf").as_uri()


def test_samples_are_documents_that_are_not_there_to_measure_by(folder: Path) -> None:
    for name in ("plan/a.html", "plan/a.expected.json", "plan/deep/b.pdf", "set1/documents/c.html", "set1/gold/c.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert [s.name for s in samples(folder)] == ["a.html", "b.pdf"]


def test_a_file_uri_names_the_same_document_as_its_path(folder: Path) -> None:
    path = page(folder, "año 1.html")
    assert len(list(discover([path, path.as_uri()]))) == 1


def test_a_name_that_is_nothing_stops_before_anything_is_read(settings: Settings, folder: Path) -> None:
    with pytest.raises(NoSuchSourceError, match="gone"):
        ingest_many([page(folder, "a.html"), folder / "gone.pdf"], settings)
    assert not settings.home.exists()


def test_an_empty_name_is_not_this_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page(folder, "a.html")
    monkeypatch.chdir(folder)
    assert len(list(discover(["."]))) == 1
    with pytest.raises(NoSuchSourceError, match="an empty name"):
        list(discover([""]))


def test_one_document_without_a_pool_or_a_warehouse(settings: Settings, folder: Path) -> None:
    outcome = ingest(page(folder, "a.html", "Un título"), settings)
    assert outcome.document is not None
    assert outcome.document.media_type == "text/html"
    assert outcome.document.content_sha256 in settings.archive
    assert not settings.warehouse.exists()


def test_bad_documents_get_a_row_and_a_code_and_do_not_stop_the_others(settings: Settings, folder: Path) -> None:
    (folder / "empty.pdf").touch()
    pdf(folder / "locked.pdf", StandardEncryption("secret", canPrint=0))
    whole = pdf(folder / "whole.pdf").read_bytes()
    (folder / "cut.pdf").write_bytes(whole[: len(whole) // 3])
    page(folder, "error-page.pdf", "404")
    (folder / "archive.pdf").write_bytes(b"Rar!\x1a\x07" + bytes(64))
    page(folder, "stranger.html")
    outcomes = by_name(ingest_many([folder], settings, jobs=2))

    assert {name: (o.status, o.code) for name, o in outcomes.items()} == {
        "archive.pdf": ("failed", "unsupported_type"),
        "cut.pdf": ("failed", "truncated"),
        "empty.pdf": ("failed", "empty_file"),
        "error-page.pdf": ("partial", "name_mismatch"),
        "locked.pdf": ("failed", "encrypted"),
        "stranger.html": ("partial", "unknown_template"),
        "whole.pdf": ("partial", "unknown_template"),
    }
    assert all(o.bad and o.message and "\n" not in o.message for o in outcomes.values())
    held = rows(
        settings.warehouse,
        "SELECT name, status, list(code) AS codes FROM core.documents JOIN meta.issues USING (document_id) "
        "GROUP BY ALL",
    )
    assert {r["name"]: r["status"] for r in held} == {name: o.status for name, o in outcomes.items()}
    assert all(outcomes[r["name"]].code in r["codes"] for r in held)


def test_what_has_not_changed_is_neither_read_nor_loaded(settings: Settings, folder: Path) -> None:
    for name in ("a.html", "b.html"):
        page(folder, name, name)
    ingest_many([folder], settings)
    published = settings.warehouse.stat()

    again = ingest_many([folder], settings)
    assert [(o.status, o.code) for o in again] == [("skipped", "unchanged")] * 2
    assert settings.warehouse.stat().st_ino == published.st_ino

    page(folder, "b.html", "new words")
    assert [o.status for o in ingest_many([folder], settings)] == ["skipped", "partial"]


def test_what_could_not_be_read_is_told_again_without_reading_it(settings: Settings, folder: Path) -> None:
    (folder / "empty.pdf").touch()
    (first,) = ingest_many([folder], settings)
    published = settings.warehouse.stat()
    (again,) = ingest_many([folder], settings)
    assert (again.status, again.code, again.message) == (first.status, first.code, first.message)
    assert settings.warehouse.stat().st_ino == published.st_ino


def test_a_newer_version_that_cannot_be_read_loses_nothing(settings: Settings, folder: Path) -> None:
    copy = folder / "report.html"
    copy.write_bytes(fixture_with_codes().read_bytes())
    assert [o.status for o in ingest_many([copy], settings)] == ["ok"]
    statements = "SELECT * EXCLUDE (evidence_id) FROM core.mentions ORDER BY ALL"
    before = rows(settings.warehouse, statements)
    assert before

    copy.write_bytes(b"")
    (outcome,) = ingest_many([copy], settings)
    assert (outcome.status, outcome.code) == ("failed", "empty_file")
    assert rows(settings.warehouse, statements) == before
    assert rows(settings.warehouse, "SELECT status FROM core.documents") == [{"status": "partial"}]


def test_a_document_read_again_by_force_gives_the_same_rows(settings: Settings, folder: Path) -> None:
    page(folder, "a.html")
    query = "SELECT * EXCLUDE (ingested_at, last_seen_at) FROM core.documents, meta.issues ORDER BY ALL"
    ingest_many([folder], settings)
    before = rows(settings.warehouse, query)
    assert [o.status for o in ingest_many([folder], settings, force=True)] == ["partial"]
    assert rows(settings.warehouse, query) == before


def test_templates_that_changed_make_a_document_be_read_again(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = page(folder, "a.html")
    ingest_many([path], settings)
    (known,) = known_documents(settings.warehouse).values()
    assert known.record_key == record_key(sha256(path.read_bytes()))
    monkeypatch.setattr("extractors.extract.digest", lambda: "another vocabulary")
    assert ingest(path, settings, known=known).status != "skipped"


def test_too_large_a_document_is_not_read(folder: Path, tmp_path: Path) -> None:
    path = page(folder, "a.html", "x" * 2000)
    settings = Settings(home=tmp_path / "home", max_megabytes=0.001)
    outcome = ingest(path, settings)
    assert (outcome.status, outcome.code) == ("failed", "too_large")


def troubled(root: Path, digest: str, name: str, media_type: str | None) -> Reading:
    """Read as the real one does, but for documents named after what they do to their reader."""
    if name.startswith("crash"):
        os._exit(7)
    if name.startswith("endless"):
        time.sleep(60)
    return read(root, digest, name, media_type)


@pytest.mark.parametrize("jobs", [1, 2])
def test_crashes_and_endless_reading_cost_only_their_own_document(
    folder: Path, tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "Readers", functools.partial(Readers, work=troubled))
    for name in ("a.html", "crash-1.html", "b.html", "endless.html", "crash-2.html", "c.html"):
        page(folder, name, name)
    settings = Settings(home=tmp_path / "home", document_seconds=6, worker_documents=2)
    outcomes = by_name(ingest_many([folder], settings, jobs=jobs))
    assert {name: (o.status, o.code) for name, o in outcomes.items()} == {
        "a.html": ("partial", "unknown_template"),
        "b.html": ("partial", "unknown_template"),
        "c.html": ("partial", "unknown_template"),
        "crash-1.html": ("failed", "reader_crashed"),
        "crash-2.html": ("failed", "reader_crashed"),
        "endless.html": ("failed", "timeout"),
    }
    held = rows(settings.warehouse, "SELECT status, count(*) AS n FROM core.documents GROUP BY ALL ORDER BY ALL")
    assert held == [{"status": "failed", "n": 3}, {"status": "partial", "n": 3}]


def test_a_defect_of_the_program_is_a_failed_document_that_says_where(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes, **hints: object) -> None:
        raise KeyError("column")

    monkeypatch.setattr("extractors.extract.extract", broken)
    outcome = ingest(page(folder, "a.html"), settings)
    assert (outcome.status, outcome.code) == ("failed", "reader_error")
    assert outcome.message is not None
    assert "KeyError: 'column' in test_ingest.py:" in outcome.message


def test_documents_are_loaded_in_batches_under_one_run(folder: Path, tmp_path: Path) -> None:
    for number in range(5):
        page(folder, f"{number}.html", str(number))
    settings = Settings(home=tmp_path / "home", batch_documents=2)
    seen: list[tuple[int, int]] = []
    ingest_many([folder], settings, progress=lambda outcome, done, total: seen.append((done, total)))
    assert seen == [(n, 5) for n in range(1, 6)]
    (run,) = rows(settings.warehouse, "SELECT kind, status, counts->>'partial' AS partial FROM meta.runs")
    assert run == {"kind": "ingest", "status": "finished", "partial": "5"}
    assert rows(settings.warehouse, "SELECT count(*) AS n FROM core.documents") == [{"n": 5}]


def test_a_document_that_breaks_a_check_of_the_warehouse_does_not_keep_the_others_out(
    settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = tmp_path / "checks"
    checks.mkdir()
    query = "SELECT document_id, name FROM core.documents JOIN checked USING (document_id) WHERE name = 'b.html' AND "
    (checks / "no_b.sql").write_text(f"-- error: no document may be b\n{query} status <> 'failed'", encoding="utf-8")
    monkeypatch.setattr("warehouse.check.CHECKS", checks)
    for name in ("a.html", "b.html"):
        page(folder, name)
    outcomes = by_name(ingest_many([folder], settings))
    assert (outcomes["b.html"].status, outcomes["b.html"].code) == ("failed", "load_refused")
    held = rows(settings.warehouse, "SELECT name, status FROM core.documents ORDER BY name")
    assert held == [{"name": "a.html", "status": "partial"}, {"name": "b.html", "status": "failed"}]


@pytest.mark.parametrize(("times", "loaded"), [(1, True), (2, False)])
def test_an_internal_error_of_the_engine_is_tried_once_more(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, times: int, loaded: bool
) -> None:
    left = [duckdb.InternalException("INTERNAL Error: of its own making\n\nStack Trace:\n...") for _ in range(times)]
    refresh = derive.refresh

    def stopping(db: duckdb.DuckDBPyConnection) -> None:
        if left:
            raise left.pop()
        refresh(db)

    monkeypatch.setattr(derive, "refresh", stopping)
    with contextlib.nullcontext() if loaded else pytest.raises(StoppedError, match="own making; make room"):
        ingest_many([fixture_with_codes()], settings)
    assert "trying once more: the load stopped" in caplog.text
    assert settings.warehouse.exists() == loaded


def test_a_correction_is_applied_and_makes_its_document_be_read_again(settings: Settings, folder: Path) -> None:
    copy = folder / "report.html"
    copy.write_bytes(fixture_with_codes().read_bytes())
    outcome = ingest(copy, settings)
    assert outcome.document is not None
    extraction = outcome.document.extraction
    one = next(a for a in extraction.assessments if a.code and a.dimension == "completion")
    mention = next(m for m in extraction.mentions if m.key == one.mention)
    correction = Correction(
        document="report.html",
        commitment=mention.number or mention.title or "",
        dimension=one.dimension,
        phase=one.phase,
        milestone=one.milestone,
        ogp_value=one.ogp_value,
        quote=one.evidence.quote,
        value="withdrawn",
        reason="read again with care",
        author="A reviewer",
    )
    ingest_many([copy], settings)
    add_correction(settings.corrections, correction)
    assert [o.status for o in ingest_many([copy], settings)] == ["ok"], "not skipped: the correction is new"
    query = "SELECT DISTINCT code FROM core.assessments WHERE corrected_by = 'A reviewer'"
    assert rows(settings.warehouse, query) == [{"code": "withdrawn"}]
    assert [o.status for o in ingest_many([copy], settings)] == ["skipped"]


def test_what_was_read_before_an_interruption_is_loaded(settings: Settings, folder: Path) -> None:
    for number in range(6):
        page(folder, f"{number}.html", str(number))

    def interrupt(outcome: Outcome, done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest_many([folder], settings, progress=interrupt)
    assert rows(settings.warehouse, "SELECT count(*) AS n FROM core.documents") == [{"n": 2}]
    ingest_many([folder], settings)
    assert rows(settings.warehouse, "SELECT count(*) AS n FROM core.documents") == [{"n": 6}]


def test_a_lost_or_damaged_warehouse_is_made_anew_from_the_archive(settings: Settings, folder: Path) -> None:
    for name in ("a.html", "b.html"):
        page(folder, name, name)
    ingest_many([folder], settings)
    page(folder, "b.html", "newer words")
    ingest_many([folder], settings)
    stated = "SELECT source_uri, name, content_sha256, media_type FROM core.documents ORDER BY ALL"
    before = rows(settings.warehouse, stated)
    for path in folder.iterdir():
        path.unlink()  # the archive alone must do

    assert len(all_sources(settings)[0]) == 2
    assert [find_document(settings, source.uri) for source in all_sources(settings)[0]] == all_sources(settings)[0]
    settings.warehouse.write_bytes(b"a disk that lies")
    sources, aside = all_sources(settings)
    assert aside is not None
    assert aside.read_bytes() == b"a disk that lies"
    ingest_many(sources, settings, force=True)
    assert rows(settings.warehouse, stated) == before

    settings.warehouse.unlink()
    ingest_many(all_sources(settings)[0], settings, force=True)
    assert rows(settings.warehouse, stated) == before


def test_a_warehouse_of_an_older_release_is_carried_over_and_its_documents_are_read_again(
    settings: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copy = folder / "report.html"
    copy.write_bytes(fixture_with_codes().read_bytes())
    other = page(folder, "other.html")
    ingest_many([folder], settings)
    stated = "SELECT * FROM core.mentions ORDER BY ALL"
    before = rows(settings.warehouse, stated)
    with duckdb.connect(str(settings.warehouse)) as db:
        for view in reversed(schema.views()):
            db.execute(f"DROP VIEW {view}")
        db.execute("ALTER TABLE core.mentions DROP COLUMN ordinal")
        db.execute("UPDATE meta.settings SET value = 'older' WHERE name = 'schema_digest'")
    other.write_text(HTML.format("other words"), encoding="utf-8")
    ingest_many([other], settings)
    assert "core.mentions.ordinal" in caplog.text
    assert rows(settings.warehouse, stated) == before
    assert [o.status for o in ingest_many([folder], settings)] == ["skipped", "ok"]
    assert [o.code for o in ingest_many([folder], settings)] == ["unchanged"] * 2
    assert rows(settings.warehouse, stated) == before


def test_a_kept_good_document_whose_newer_version_failed_is_not_read_again(settings: Settings, folder: Path) -> None:
    """Also where the failure says the very words of an issue that the good version has."""
    copy = folder / "report.html"
    copy.write_bytes(fixture_with_codes().read_bytes())
    ingest_many([copy], settings)
    copy.write_bytes(b"")
    (failed,) = ingest_many([copy], settings)
    with duckdb.connect(str(settings.warehouse)) as db:
        db.execute(
            "UPDATE meta.issues SET content_sha256 = (SELECT content_sha256 FROM core.documents) WHERE code = ?",
            [failed.code],
        )
    (again,) = ingest_many([copy], settings)
    assert (again.status, again.code, again.seconds) == ("failed", "newer_version_failed", 0)
    (forced,) = ingest_many([copy], settings, force=True)
    assert (forced.status, forced.code) == ("failed", failed.code)


def test_a_crash_is_tried_again_for_three_days_and_then_left_until_something_changes(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "Readers", functools.partial(Readers, work=troubled))
    crash = page(folder, "crash.html")
    ingest_many([crash], settings)
    (again,) = ingest_many([crash], settings)
    assert again.document is None
    assert again.code == "reader_crashed"
    assert not known_documents(settings.warehouse), "it is tried again"
    monkeypatch.setattr(ingest_module, "PATIENCE", dt.timedelta(0))
    assert list(known_documents(settings.warehouse)) == [crash.as_uri()]
    (left,) = ingest_many([crash], settings)
    assert (left.status, left.code, left.seconds) == ("failed", "reader_crashed", 0)


def test_a_name_that_is_no_utf8_keeps_neither_its_document_nor_the_others_out(settings: Settings, folder: Path) -> None:
    odd = folder / os.fsdecode(b"informe-\xf1.html")
    odd.write_bytes(fixture_with_codes().read_bytes())
    page(folder, "plain.html")
    found = by_name(ingest_many([folder], settings))
    assert {name: o.status for name, o in found.items()} == {"informe-\ufffd.html": "ok", "plain.html": "partial"}
    assert found["informe-\ufffd.html"].source.uri.endswith("/informe-%F1.html")
    assert [o.code for o in ingest_many([folder], settings)] == ["unchanged", "unchanged"]


def test_an_archive_that_cannot_be_written_is_said_and_is_no_fault_of_the_document(
    settings: Settings, folder: Path
) -> None:
    settings.home.mkdir()
    (settings.home / "archive").write_text("a file in its place")
    (outcome,) = ingest_many([page(folder, "a.html")], settings)
    assert (outcome.status, outcome.code) == ("failed", "archive")
    assert "cannot be written" in str(outcome.message)


def test_ingesting_a_document_again_mends_its_bytes_in_the_archive(settings: Settings, folder: Path) -> None:
    file = page(folder, "a.html")
    ingest_many([file], settings)
    place = settings.archive.path(sha256(file.read_bytes()))
    place.chmod(0o644)
    place.write_bytes(b"damaged")
    assert [o.code for o in ingest_many(all_sources(settings)[0], settings, force=True)] == ["archive"]
    assert [o.code for o in ingest_many([file], settings, force=True)] == ["unknown_template"]
    assert place.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [(KeyboardInterrupt(), "interrupted", "by hand"), (RuntimeError("no more"), "failed", "RuntimeError: no more")],
)
def test_a_run_that_is_stopped_keeps_what_it_read_and_is_not_called_finished(
    settings: Settings, folder: Path, error: BaseException, status: str, said: str
) -> None:
    for name in ("a.html", "b.html", "c.html"):
        page(folder, name, name)

    def stop(_: Outcome, done: int, __: int) -> None:
        if done == 2:
            raise error

    with pytest.raises(type(error)):
        ingest_many([folder], settings, progress=stop)
    assert rows(settings.warehouse, "SELECT count(*) AS n FROM core.documents") == [{"n": 2}]
    (run,) = rows(settings.warehouse, "SELECT status, message FROM meta.runs")
    assert run["status"] == status
    assert said in run["message"]


def test_rebuild_leaves_a_sound_file_that_is_open_elsewhere(settings: Settings, folder: Path) -> None:
    ingest_many([page(folder, "a.html")], settings)
    with held_open(settings.warehouse), pytest.raises(UnreadableError, match="open for writing"):
        all_sources(settings)
    sources, aside = all_sources(settings)
    assert [s.name for s in sources] == ["a.html"]
    assert aside is None


def test_rebuild_moves_a_file_aside_that_is_damaged_where_documents_are_not_listed(
    settings: Settings, folder: Path
) -> None:
    ingest_many([fixture_with_codes()], settings)
    cells = rows(settings.warehouse, "SELECT block_id FROM pragma_storage_info('core.cells') WHERE block_id >= 0")
    block = max(row["block_id"] for row in cells)
    with settings.warehouse.open("r+b") as file:
        file.seek(3 * 4096 + block * 262_144 + 1000)
        file.write(bytes(4096))
    assert len(known_documents(settings.warehouse)) == 1, "the list of documents is still readable"
    log = settings.warehouse.with_name("warehouse.duckdb.wal")
    sources, aside = all_sources(settings)
    assert [s.name for s in sources] == [fixture_with_codes().name]
    assert aside is not None
    assert not settings.warehouse.exists()
    assert not log.exists()


def test_a_mistake_in_what_people_decided_is_told_before_documents_are_read(settings: Settings, folder: Path) -> None:
    settings.home.mkdir()
    settings.links.write_text("- {a: CL-2018-1, b: CL-2020-1, decision: confirmed, author: x, reason: y}\n")
    with pytest.raises(LinkDecisionsError, match=r"links.yml:1: entry 1, decision"):
        ingest_many([page(folder, "a.html")], settings)
    assert not (settings.home / "archive").exists()


def test_a_pipe_is_no_file_to_wait_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.html")
    with pytest.raises(NoSuchSourceError, match="no such file or folder"):
        list(discover([folder / "pipe.html"]))
    assert list(discover([folder])) == []
