"""A home that is whole, saved and brought back."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from benchmarks.pages import commitment_page
from flows.cli import app
from pipeline.backup import MANIFEST, BackupError, backup, restore
from pipeline.ingest import ingest_many
from pipeline.settings import Settings
from pipeline.verify import verify
from tests.conftest import FIXTURES
from warehouse import query


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a PDF, a page of HTML and a text, a state and decisions."""
    home = tmp_path_factory.mktemp("made") / "home"
    names = ("self_assessment/form-en.pdf", "commitment_page/new-design-en.html", "commitment_page/old-design-es.md")
    found = [FIXTURES / name for name in names if (FIXTURES / name).exists()]
    assert len(found) >= 2
    ingest_many(found, Settings(home=home))
    (home / "sources.yml").write_text("sources:\n  - {id: none, kind: folder, path: in}\n")
    (home / "corrections.yml").write_text("# decided: nothing yet\n[]\n")
    (home / "in").mkdir()
    (home / "in" / "page.html").write_bytes(commitment_page(1))
    assert run(home, "nightly", "--plain").exit_code == 0
    (home / "spool").mkdir()
    (home / "spool" / "left.json").write_text("{}")
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *arguments], terminal_width=100)


def states(home: Path, *options: str) -> dict[str, str]:
    ran = run(home, "verify", "--json", *options)
    checks: list[dict[str, Any]] = json.loads(ran.stdout)
    found = {check["what"]: check["state"] for check in checks}
    assert ran.exit_code == int(bool({"problem", "missing"} & set(found.values())))
    return found


def some_file(home: Path) -> Path:
    return next(p for p in sorted((home / "archive").glob("??/*")) if len(p.name) == 64)


def test_a_home_that_is_whole(home: Path) -> None:
    found = states(home)
    assert found == dict.fromkeys(
        ("archive", "decisions", "warehouse", "schema", "versions", "checks", "evidence"), "ok"
    )
    quotes = next(c.found for c in verify(Settings(home=home)) if c.what == "evidence")
    assert int(quotes.split()[1]) > 20
    assert "evidence" not in states(home, "--quick")


def test_damaged_and_missing_bytes_are_named(home: Path) -> None:
    file = some_file(home)
    file.chmod(0o644)
    file.write_bytes(b"damaged")
    found = states(home)
    assert found["archive, damaged"] == "problem"
    assert found["evidence, documents not opened"] == "problem"
    assert found["versions"] == "ok"
    file.unlink()
    assert states(home)["versions"] == "problem"


def test_rows_that_must_not_be_there_and_quotes_that_are_not_are_told(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("UPDATE core.evidence SET quote = 'words that nobody wrote' WHERE quote ILIKE '%limited%'")
        db.execute("UPDATE core.assessments SET code = NULL, number = NULL, null_reason = NULL")
    found = states(home)
    assert found["evidence"] == "problem"
    assert found["check assessment_without_value"] == "problem"
    assert "checks" not in found


def test_a_warehouse_of_another_program_or_none_is_told(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("UPDATE meta.settings SET value = 'older' WHERE name = 'schema_digest'")
    assert states(home)["schema"] == "stale"
    data = (home / "warehouse.duckdb").read_bytes()
    (home / "warehouse.duckdb").write_bytes(data[: len(data) // 2])
    assert states(home)["warehouse"] == "problem"
    (home / "warehouse.duckdb").unlink()
    assert states(home)["warehouse"] == "missing"
    (home / "corrections.yml").write_text("nothing: that is known\n")
    assert states(home)["decisions"] == "problem"


@pytest.mark.parametrize("name", ["saved.tar", "saved.tar.gz"])
def test_what_is_saved_comes_back_whole(home: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    assert run(home, "backup", str(file)).exit_code == 0
    again = tmp_path / "again"
    brought = run(again, "restore", str(file))
    assert brought.exit_code == 0, brought.output

    def files(folder: Path) -> set[str]:
        return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}

    assert files(home) - files(again) <= {
        *("spool/left.json", "nightly.lock", "warehouse.duckdb.lock"),
        *("fetch.sqlite-wal", "fetch.sqlite-shm"),
    }
    assert files(again) <= files(home)
    count = "SELECT count(*) AS n FROM core.assessments"
    assert query.rows(again / "warehouse.duckdb", count) == query.rows(home / "warehouse.duckdb", count)
    assert some_file(again).stat().st_mode & 0o777 == 0o444
    assert set(states(again).values()) == {"ok"}
    moved = run(again, "nightly", "--plain", "--json")
    assert moved.exit_code == 0
    assert json.loads(run(again, "runs", "--json").stdout)[-1]["kind"] == "ingest"


def test_nothing_is_brought_back_over_a_home(home: Path, tmp_path: Path) -> None:
    backup(Settings(home=home), tmp_path / "saved.tar")
    said = run(home, "restore", str(tmp_path / "saved.tar"))
    assert said.exit_code == 1
    assert "holds something already" in said.output


def test_a_backup_that_broke_off_or_was_changed_is_not_brought_back(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "saved.tar"
    backup(Settings(home=home), file)
    whole = file.read_bytes()
    again = Settings(home=tmp_path / "again")

    def refused(data: bytes, why: str) -> None:
        file.write_bytes(data)
        with pytest.raises(BackupError, match=why):
            restore(again, file)
        assert not again.home.exists()
        assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "saved.tar"]

    refused(whole[: len(whole) // 2], "cannot be brought back|is not whole")
    at = whole.index(b"# decided: nothing")
    refused(whole[:at] + b"# decided: another" + whole[at + 18 :], "1 files are not as they were saved")
    refused(b"no tar at all", "cannot be brought back")
    strange = io.BytesIO()
    with tarfile.open(fileobj=strange, mode="w") as tar:
        info = tarfile.TarInfo("../outside")
        tar.addfile(info, io.BytesIO())
    refused(strange.getvalue(), "is no file of a home")
    other = io.BytesIO()
    with tarfile.open(fileobj=other, mode="w") as tar:
        listed = json.dumps({"format": 99}).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(listed)
        tar.addfile(info, io.BytesIO(listed))
    refused(other.getvalue(), "another version")


def test_a_home_can_be_saved_while_documents_are_loaded(home: Path, tmp_path: Path) -> None:
    settings = Settings(home=home)
    stop = threading.Event()

    def load() -> None:
        version = 0
        while not stop.is_set():
            version += 1
            (home / "in" / "page.html").write_bytes(commitment_page(1, version))
            ingest_many([home / "in" / "page.html"], settings)

    loading = threading.Thread(target=load)
    loading.start()
    try:
        for number in range(2):
            backup(settings, tmp_path / f"{number}.tar")
    finally:
        stop.set()
        loading.join()
    for number in range(2):
        again = tmp_path / f"again-{number}"
        restore(Settings(home=again), tmp_path / f"{number}.tar")
        found = states(again)
        assert {found[what] for what in ("archive", "warehouse", "versions", "checks")} == {"ok"}
