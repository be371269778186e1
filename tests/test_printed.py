"""Every command that README and docs print is run as printed, in a fresh home, and answers what is printed.

Blocks marked ``console`` hold commands after ``$`` and their output; ``sh`` (and the lines of cron and
systemd) hold commands alone; ``sh no-run`` those that need other machines. Absolute paths lead into a folder
of the test. ``pytest --accept`` writes the outputs anew.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer.main
from typer.testing import CliRunner, Result

from flows.cli import app
from pipeline.demo import tell
from pipeline.ingest import ingest_many
from pipeline.settings import Settings
from tests.conftest import FIXTURES, ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.S | re.M)
ENDLESS = {"serve", "explore"}  # they go on until they are stopped: only their words are looked at
OF_THEIR_OWN = {"nightly", "ask"}  # always run as a process of their own; so are lines that lead elsewhere
ELSEWHERE_AT_NIGHT = re.compile(r"cd /srv\S* && .*\bnightly\b")
ELSEWHERE = re.compile(r"(?<![\w.])(/(?:srv|backup|shared|tmp|var)/)")


@functools.cache
def printed() -> tuple[tuple[Path, str], ...]:
    """Return the command lines of pages, those with outputs left out: page and line."""
    return tuple(_printed())


def _printed() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")):
            for line in re.sub(r"\\\n\s*", "", text).splitlines():
                if kind == "sh" and re.search(r"(^|\s|/)compromiso\s", line) and line[0] not in "#{":
                    if not line.startswith("podman build"):
                        yield page, re.sub(r"^podman run .* compromiso(?= )", "compromiso", line)
                elif kind == "cron":
                    yield page, line.split(None, 5)[5]
                elif kind == "ini" and re.match(r"ExecStart=\S*/compromiso ", line):
                    yield page, "cd /srv/compromiso && " + line.partition("=")[2]


def _words(line: str) -> list[str]:
    """Return the words after ``compromiso`` in a command line."""
    words = shlex.split(line, comments=True)
    places = [i for i, word in enumerate(words) if word.rpartition("/")[2] == "compromiso"]
    return words[places[-1] + 1 :]


def _command(words: list[str]) -> tuple[str | None, list[str]]:
    """Return the command among some words and the options after it."""
    if words[:1] == ["--home"]:
        words = words[2:]
    return (words[0] if words and words[0] in _group().commands else None), words[1:]


@functools.cache
def _group() -> Any:
    return typer.main.get_command(app)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory, warehouse_of_fixtures: Path) -> Path:
    """A folder with what the pages take for granted: the samples in data/demo, homes of few documents, the command."""
    box = tmp_path_factory.mktemp("printed")
    few = Settings(home=box / "few")
    ingest_many([FIXTURES / "self_assessment" / "final-es.html", FIXTURES / "irm_report" / "end-of-term-es.md"], few)
    installed(box / "srv" / "compromiso", few.home)
    installed(box, few.home, warehouse_of_fixtures.parent)
    shutil.copy(FIXTURES / "self_assessment" / "final-es.pdf", box / "report.pdf")
    (box / "a-folder").mkdir()
    shutil.copy(FIXTURES / "commitment_page" / "old-design-es.html", box / "a-folder")
    for name in ("backup", "tmp"):
        (box / name).mkdir()
    return box


def installed(folder: Path, *likes: Path) -> None:
    """Put the command into a folder, and homes like others: in data, and the second in data/demo."""
    program = folder / ".venv" / "bin" / "compromiso"
    program.parent.mkdir(parents=True)
    code = f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c 'from flows.cli import main; main()' \"$@\"\n"
    program.write_text(code)
    program.chmod(0o755)
    program.with_name("activate").touch()
    for home, like in zip((folder / "data", folder / "data" / "demo"), likes, strict=False):
        shutil.copytree(like, home, ignore=shutil.ignore_patterns("*.lock"))
        (home / "in").mkdir()
        (home / "sources.yml").write_text("sources:\n  - {id: files, kind: folder, path: in}\n")
        shutil.copy(FIXTURES / "commitment_page" / "new-design-en.html", home / "in")


def _env(box: Path) -> dict[str, str]:
    return {
        "PATH": f"{box}/.venv/bin:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(box),
        "LANG": "C.UTF-8",
        "PREFECT_HOME": str(box / "prefect"),
    }


def run(box: Path, line: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell does."""
    moved = ELSEWHERE.sub(rf"{box}\1", line)
    return subprocess.run(
        ["bash", "-c", moved], cwd=box, env=_env(box) | more, capture_output=True, text=True, timeout=1200, check=False
    )


def called(box: Path, line: str) -> Result | None:
    """Call the program here with the words of a line; None for one that only a shell understands, or a process."""
    words = shlex.split(ELSEWHERE.sub(rf"{box}\1", line), comments=True)
    if words[0] != "compromiso" or set("".join(words)) & set("|&;<>$`") or _command(words[1:])[0] in OF_THEIR_OWN:
        return None
    env = dict.fromkeys(os.environ) | _env(box)
    with contextlib.chdir(box):
        return CliRunner().invoke(app, words[1:], env=env)


@pytest.mark.parametrize(
    ("page", "line"),
    [pytest.param(p, line, id=f"{p.stem}: {line[:70]}") for p, line in printed() if not ELSEWHERE_AT_NIGHT.match(line)],
)
def test_a_command_that_is_printed_works(page: Path, line: str, sandbox: Path) -> None:
    """But for nights elsewhere, which test_flows.py runs: they share its Prefect server."""
    command, _ = _command(_words(line))
    assert command, "there is no such command"
    if command in ENDLESS and "--no-serve" not in line:
        return
    if here := called(sandbox, line):
        assert here.exit_code == 0, f"{page.name}: {line}\n{here.output}{here.exception!r}"
        return
    ran = run(sandbox, line)
    assert ran.returncode == 0, f"{page.name}: {line}\n{ran.stdout}{ran.stderr}"
    assert "Traceback" not in ran.stderr


def test_every_option_that_is_named_in_the_pages_is_one() -> None:
    group = _group()
    seen = 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for line in [*re.findall(r"`(compromiso [^`\n]+)`", text), *(line for p, line in printed() if p == page)]:
            if "COMMAND" in line or "…" in line:
                continue
            command, rest = _command(_words(line))
            assert command, f"{page.name}: {line}"
            known = {option for param in group.commands[command].params for option in param.opts + param.secondary_opts}
            subcommands = getattr(group.commands[command], "commands", {})
            if subcommands and rest:
                assert rest[0] in subcommands, f"{page.name}: {line}"
                continue
            options = {word.partition("=")[0] for word in rest if word.startswith("--")}
            assert options <= known | {"--help"}, f"{page.name}: {line}"
            seen += 1
    assert seen > 20


def test_what_is_printed_is_what_is_answered(sandbox: Path, accepted: list[Path] | None) -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")

        def answered(block: re.Match[str]) -> str:
            if block[1] != "console":
                return block[0]
            lines = []
            for line in re.findall(r"^\$ (.*)$", block[2], re.M):
                ran = run(sandbox, line)
                assert ran.returncode == 0, f"{line}\n{ran.stderr}"
                answer = ran.stdout.rstrip("\n")
                assert max(map(len, answer.splitlines()), default=0) <= 80, f"{line}: wider than 80 columns"
                lines += [f"$ {line}", *([answer] if answer else [])]
            return "```console\n" + "\n".join(lines) + "\n```"

        _hold(page, text, BLOCK.sub(answered, text), accepted)


def test_the_findings_of_the_demo_are_those_that_are_printed(
    warehouse_of_fixtures: Path, accepted: list[Path] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "data" / "demo"
    shutil.copytree(warehouse_of_fixtures.parent, home)
    monkeypatch.chdir(tmp_path)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        tell(Settings(home=Path("data/demo")), 0)
    findings = said.getvalue().split("== Three things to look at first ==\n\n")[1].split("\n\n== ")[0]
    page = PAGES[0]
    text = page.read_text(encoding="utf-8")
    fence = re.compile(r"(<!-- findings -->\n```\n).*?(```\n<!-- /findings -->)", re.S)
    assert fence.search(text)
    _hold(page, text, fence.sub(lambda m: m[1] + findings + "\n" + m[2], text), accepted)


def test_the_findings_of_the_demo_do_not_hang_on_the_order_of_rows(warehouse_of_fixtures: Path, tmp_path: Path) -> None:
    """Two nights write the same rows in another order: rows that tie are told in one order all the same."""
    home = tmp_path / "demo"
    shutil.copytree(warehouse_of_fixtures.parent, home)

    def told(order: str) -> str:
        with duckdb.connect(home / "warehouse.duckdb") as db:
            for table in ("meta.contradictions_found", "core.mentions", "core.assessments"):
                db.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {table} ORDER BY ALL {order}")
                db.execute(f"DELETE FROM {table}")
                db.execute(f"INSERT INTO {table} SELECT * FROM kept")
                db.execute("DROP TABLE kept")
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            tell(Settings(home=home), 0)
        return said.getvalue()

    assert told("DESC") == told("ASC")


def _hold(page: Path, text: str, wanted: str, accepted: list[Path] | None) -> None:
    if accepted is None:
        assert text == wanted, f"{page.name}: 'make accept' writes it anew"
    elif text != wanted:
        page.write_text(wanted, encoding="utf-8")
        accepted.append(page)


def test_a_clone_made_as_printed_has_the_target_that_is_printed(tmp_path: Path) -> None:
    """Clone, go there, make: as README prints it, from the folder of this clone; making is tried without doing it."""
    (lines,) = (text for _, text in BLOCK.findall(PAGES[0].read_text(encoding="utf-8")) if "git clone" in text)
    clone, folder, make = lines.strip().splitlines()
    where = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    if where.returncode:
        pytest.skip("this is no clone")
    script = " && ".join([clone.replace("ADDRESS", shlex.quote(str(ROOT))), folder, f"{make} --dry-run"])
    ran = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "compromiso demo" in ran.stdout


def test_a_wheel_made_as_printed_holds_every_file_of_the_program(tmp_path: Path) -> None:
    (line,) = re.findall(r"`(pip wheel [^`]+)`", PAGES[0].read_text(encoding="utf-8"))
    names = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False)
    if names.returncode:
        pytest.skip("this is no clone")
    layers = ("extractors/", "warehouse/", "pipeline/", "flows/")
    wanted = {name for name in names.stdout.splitlines() if name.startswith(layers) and (ROOT / name).exists()}
    for name in [*wanted, "pyproject.toml", "README.md", "LICENSE"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    env = os.environ | {"PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1"}  # 0: it builds with what is here
    command = [sys.executable, "-m", *shlex.split(line)]
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    (wheel,) = (tmp_path / "dist").glob("compromiso-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        missing = wanted - set(packed.namelist())
    assert not missing


def _spoken() -> Iterator[tuple[Path, str]]:
    """Yield what pages print as code: spans, and lines of blocks of commands."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for span in re.findall(r"`([^`\n]+)`", text):
            yield page, span
        for kind, block in BLOCK.findall(text):
            if kind in ("", "sh"):
                yield from ((page, line) for line in block.splitlines())


def test_targets_and_modules_that_are_named_exist() -> None:
    """Each ``make TARGET``, and each ``python -m MODULE`` with its options and words to choose from."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    made, started = set(), set()
    for page, said in _spoken():
        if called := re.match(r"make ([a-z-]+)", said):
            assert called[1] in targets, f"{page.name}: {said}"
            made.add(called[1])
        elif called := re.match(r"python -m ((?:benchmarks|fixtures|warehouse)[\w.]*)([^#]*)", said):
            file = ROOT / called[1].replace(".", "/")
            source = file.with_suffix(".py") if file.with_suffix(".py").is_file() else file / "__main__.py"
            assert source.is_file(), f"{page.name}: {said}"
            program = "".join(p.read_text(encoding="utf-8") for p in {source, *file.glob("*.py")})
            for option in re.findall(r"(?<!\S)--[a-z-]+", called[2]):
                assert f'"{option}"' in program, f"{page.name}: {said}"
            started.add(called[1])
    assert {"demo", "test", "setup"} <= made
    assert len(started) > 10


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "families"], ids=lambda page: page.stem)
def test_python_that_is_printed_runs(page: Path, sandbox: Path) -> None:
    """That of families.md is run with its family, in test_made_up_family.py."""
    for kind, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "python":
            if ".df()" in block:
                pytest.importorskip("pandas")
            env = os.environ | {"PYTHONPATH": str(ROOT)}
            ran = subprocess.run(
                [sys.executable, "-c", block], cwd=sandbox, env=env, capture_output=True, text=True, check=False
            )
            assert ran.returncode == 0, f"{page.name}: {ran.stderr}"


def test_files_that_are_named_exist() -> None:
    top = "extractors|warehouse|pipeline|flows|tests|benchmarks|fixtures|docs"
    for page in PAGES:
        for name in re.findall(rf"`((?:{top})/[\w./-]+)`", page.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{page.name}: {name}"
