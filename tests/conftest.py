"""What tests share: the corpus, warehouses that are made once, and the option --accept.

Python hashes strings by a seed of its own in each run, so code that leans on the order of a set
fails here sooner or later; PYTHONHASHSEED repeats a run.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
import typer.main
import typer.testing
from filelock import FileLock

from pipeline import ingest
from pipeline.discover import Source, samples
from pipeline.ingest import ingest_many
from pipeline.reading import Readers, start_server
from pipeline.settings import Settings, available_cores
from tests.readings import read_and_keep
from warehouse import schema
from warehouse.explorer import Report, build
from warehouse.export import export

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CORPUS = ROOT.parent / "shared" / "corpus"
ALL = "COMPROMISO_TESTS"  # "all", as make test-all sets it: no series of cases is cut short
LONGEST = (  # link and cli first: they make the warehouses that others share
    *("link", "cli", "media", "ingest", "warehouse_load", "health", "explorer", "printed", "flows", "words"),
    *("faults", "warehouse_views", "mutate", "limits", "nightly", "review_commands", "network_safety", "hostile"),
    *("renditions", "patterns", "backend_text", "fetch", "explorer_world", "container", "benchmark_unseen"),
    *("warehouse_recomputed", "read_back", "evidence", "goldens", "growth", "fuzz", "outputs", "tables_score", "keep"),
)
_MANY = 20  # tests from which on it pays
T = TypeVar("T")
_accepted = pytest.StashKey[list[Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write the expected records of the fixtures anew and fail the run"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_accepted] = []
    for name in [n for n in os.environ if n.startswith("COMPROMISO_") and n != ALL]:
        del os.environ[name]  # a developer's own settings are not the tests'


def cases(some: T, every: T) -> T:
    """Return which or how many cases of a long series to try: some, or with COMPROMISO_TESTS=all every one."""
    return every if os.environ.get(ALL) == "all" else some


def build_pages(warehouse: Path, out: Path, *, named: bool = False) -> Report:
    """Build a site for tests that look at its pages: in this process, and with next to nothing to download.

    Downloads take most of the time. ``named``: files of their names are there, for tests of the page that lists them.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[build.__module__], "_downloads", _empty_downloads if named else _no_downloads)
        return build(warehouse, out, processes=1)


def _no_downloads(warehouse: Path, out: Path) -> None:
    (out / "data").mkdir(exist_ok=True)


def _empty_downloads(warehouse: Path, out: Path) -> None:
    empty = out.with_name(f"{out.name}.duckdb")
    schema.create(empty)
    export(empty, out / "data", xlsx=True, sqlite=True, safe=True)
    (out / "data" / "compromiso.duckdb").touch()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, so that the processes which share the files end together."""
    place = {name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem.removeprefix("test_"), len(place)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have all readers of a run of many tests begin as after their first document; commands of their own do not."""
    if len(session.items) > _MANY and not session.config.option.collectonly:
        start_server(many=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.stash[_accepted]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    accepted_files = config.stash[_accepted]
    written = list(dict.fromkeys(accepted_files))
    if written:
        files = "file" if len(written) == 1 else "files"
        terminalreporter.write_line(f"--accept wrote {len(written)} {files}; review the diff:", red=True)
        for path in written:
            terminalreporter.write_line(f"  {path.relative_to(ROOT)}")


@pytest.fixture(scope="session", autouse=True)
def commands_made_once() -> Iterator[None]:
    """Make the commands of an application once for all tests that call it, not anew in each call."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.testing, "_get_command", functools.cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that fails its test where the console shows an error."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda e: errors.append(str(e)))
    # A page that is left before it has loaded aborts its requests: no file is missing.
    opened.on("requestfailed", lambda r: None if "ABORTED" in r.failure else errors.append(f"{r.url}: {r.failure}"))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture(scope="session")
def accepted(request: pytest.FixtureRequest) -> list[Path] | None:
    """With --accept the list that takes the files written, else None."""
    return request.config.stash[_accepted] if request.config.getoption("--accept") else None


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The real documents, where they are at hand."""
    if not CORPUS.is_dir():
        pytest.skip("no corpus beside the repository")
    return CORPUS


def shared_home(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return the place of a home that all processes have that share the tests between them."""
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name


def _warehouse(factory: pytest.TempPathFactory, name: str, sources: Iterable[Source | Path]) -> Path:
    """Make a warehouse once for all processes that share the tests between them, and keep what is read."""
    home = shared_home(factory, name)
    settings = Settings(home=home, jobs=available_cores(), document_seconds=3600)  # the machine may be busy
    with FileLock(home.with_suffix(".lock")), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "Readers", functools.partial(Readers, work=read_and_keep))
        if not settings.warehouse.exists():
            ingest_many(sources, settings)
    return settings.warehouse


@pytest.fixture(scope="session")
def warehouse_of_fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of all documents in fixtures/, its archive beside it. Not to be written to.

    The documents have addresses that do not depend on the machine, so ids are the same everywhere.
    """
    named = [
        replace(s, uri=f"https://samples.example/{s.path.relative_to(FIXTURES)}") for s in samples(FIXTURES) if s.path
    ]
    return _warehouse(tmp_path_factory, "fixtures", named)


@pytest.fixture(scope="session")
def warehouse_of_corpus(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """A warehouse of the real documents, its archive beside it. Not to be written to."""
    return _warehouse(tmp_path_factory, "corpus", [corpus / "seeds", corpus / "documents"])


@pytest.fixture(scope="session")
def prefect_harness() -> Iterator[None]:
    """One Prefect server for all tests that run flows: starting it takes seconds."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
