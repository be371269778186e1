"""A layer imports only those below it, and extractors stay pure."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("flows", "pipeline", "warehouse", "extractors", "fixtures", "tests")
MAY_IMPORT = {
    "flows": {"flows", "pipeline", "warehouse", "extractors"},
    "pipeline": {"pipeline", "warehouse", "extractors"},
    "warehouse": {"warehouse", "extractors.records"},
    "extractors": {"extractors"},
    "fixtures": {"fixtures", "extractors"},
}
IMPURE = {"duckdb", "httpx", "prefect", "requests", "socket", "sqlite3", "subprocess", "time", "urllib.request"}
RUNS_PROGRAMS = Path("extractors/readers/outside.py")  # LibreOffice and tesseract: the one place that may run any
MODULES = [p for layer in MAY_IMPORT for p in sorted((ROOT / layer).rglob("*.py"))]


@functools.cache
def looked_at(path: Path) -> tuple[list[str], list[str]]:
    """Return the modules that a file imports, function bodies included, as dotted names; and its calls of a clock."""
    found, asks = [], []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow"):
            asks.append(node.attr)
    return found, asks


def imports(path: Path) -> list[str]:
    return looked_at(path)[0]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_go_downward_only(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    for module in imports(path):
        if module.split(".")[0] in LAYERS:
            allowed = any(f"{module}.".startswith(f"{lower}.") for lower in MAY_IMPORT[layer])
            assert allowed, f"{layer} must not import {module}"


@pytest.mark.parametrize("path", sorted((ROOT / "extractors").rglob("*.py")), ids=name)
def test_extractors_are_pure(path: Path) -> None:
    for module in imports(path):
        allowed = module == "subprocess" and path.relative_to(ROOT) == RUNS_PROGRAMS
        assert allowed or not any(f"{module}.".startswith(f"{impure}.") for impure in IMPURE), f"imports {module}"
    assert not looked_at(path)[1], "reads the clock: the same document must give the same records tomorrow"


def test_only_the_command_line_needs_commands() -> None:
    for path in MODULES:
        if not {"commands", "commands.py", "cli.py"} & set(path.relative_to(ROOT).parts):
            assert not any(m.startswith(("pipeline.commands", "flows.commands")) for m in imports(path)), name(path)


def test_only_flows_need_prefect() -> None:
    for path in MODULES:
        if path.relative_to(ROOT).parts[0] != "flows":
            assert not any(m.split(".")[0] == "prefect" for m in imports(path)), name(path)
