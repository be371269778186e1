"""What the program depends on: what is imported is declared, what is declared is imported, and its licences."""

from __future__ import annotations

import ast
import functools
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT

LAYERS = ("extractors", "warehouse", "pipeline", "flows")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# Declared without being imported: bounds on what another one needs.
BOUNDS = {"fastapi", "sqlalchemy"}
# Parts of one that is declared, by its own documentation: Jinja's and Pydantic's.
PARTS = {"markupsafe", "pydantic-core"}
TOOLS = {
    *("import-linter", "mypy", "ruff", "setuptools", "types-pyyaml", "types-openpyxl", "pytest-xdist"),
    *("pytest-httpserver", "frictionless", "weasyprint"),
}
AGPL = re.compile(r"\bAGPL|Affero", re.IGNORECASE)
GPL = re.compile(r"(?<!L)(?<!Lesser )(?<!Library or Lesser )\bGPL|(?<!Lesser )\bGeneral Public License", re.IGNORECASE)
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software Foundation|Artistic|Unlicense|Zlib|HPND|0BSD|CC0|LGPL|"
    r"Lesser General Public|Public Domain|BlueOak|Historical Permission",
    re.IGNORECASE,
)


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _named(requirements: Iterable[str]) -> set[str]:
    return {_key(Requirement(text).name) for text in requirements}


REQUIRED = _named(PROJECT["project"]["dependencies"])
OPTIONAL = {name for extra in PROJECT["project"]["optional-dependencies"].values() for name in _named(extra)}
DEV = _named(PROJECT["dependency-groups"]["dev"])


# Run alone in an environment of its own, where the Makefile (bench) installs what it imports.
APART = {ROOT / "benchmarks" / "peers.py"}


@functools.cache
def _places() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()


def _imported(folders: Iterable[str]) -> dict[str, set[str]]:
    """Return the packages from elsewhere that are imported, and by which files."""
    found: dict[str, set[str]] = {}
    places = _places()
    for folder in folders:
        for path in {*(ROOT / folder).rglob("*.py")} - APART:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                for top in {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names):
                    if not (ROOT / top).is_dir():
                        for name in {_key(place) for place in places.get(top, [top])}:
                            found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return found


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    imported = _imported(LAYERS)
    undeclared = {name: files for name, files in imported.items() if name not in REQUIRED | OPTIONAL | PARTS}
    assert undeclared == {}
    assert set(imported) >= REQUIRED - BOUNDS - _named(["pydantic"])
    assert REQUIRED >= BOUNDS


def test_tests_import_what_is_declared_for_them() -> None:
    imported = _imported(["tests", "benchmarks", "fixtures"])
    undeclared = {name: files for name, files in imported.items() if name not in REQUIRED | OPTIONAL | DEV | PARTS}
    assert undeclared == {}
    assert set(imported) >= DEV - TOOLS


def _closure(names: Iterable[str]) -> dict[str, str]:
    """Return all that the packages need here, with the words of their licences."""
    out: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if _key(name) in out:
            continue
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # needed on another platform
            continue
        about = found.metadata
        said = [_said(about, "License-Expression"), *(about.get_all("Classifier") or [])]
        said = [line for line in said if line.startswith("License ::") or "::" not in line]
        said.append(_said(about, "License")[:200])
        out[_key(name)] = "; ".join(line for line in said if line)
        for text in found.requires or []:
            need = Requirement(text)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                waiting.append(need.name)
    return out


def _said(about: metadata.PackageMetadata, field: str) -> str:
    return str(next(iter(about.get_all(field) or []), ""))


def test_licences_allow_what_we_do() -> None:
    """None under AGPL; GPL only where another licence may be chosen, or where the package is optional."""
    licences = _closure(REQUIRED)
    assert len(licences) > 60
    unclear = {name: said for name, said in licences.items() if not FREE.search(said)}
    assert unclear == {}
    assert not {name: said for name, said in licences.items() if AGPL.search(said)}
    only_gpl = {name: said for name, said in licences.items() if GPL.search(said) and not FREE.search(said)}
    assert only_gpl == {}


@pytest.mark.parametrize(
    ("said", "gpl"),
    [
        ("GNU General Public License v3 (GPLv3)", True),
        ("GPL-2.0-only", True),
        ("GNU Library or Lesser General Public License (LGPL)", False),
        ("LGPL-3.0", False),
        ("MIT", False),
    ],
)
def test_gpl_is_told_from_lgpl(said: str, gpl: bool) -> None:
    assert bool(GPL.search(said)) is gpl


def test_the_lock_has_a_hash_for_every_package() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    blocks = re.split(r"\n(?=[\w.-]+(?:\[[\w,-]+\])?==)", text)
    pinned = [block for block in blocks if re.match(r"[\w.-]+(?:\[[\w,-]+\])?==", block)]
    assert len(pinned) > 100
    assert all("--hash=sha256:" in block for block in pinned)
    names = {_key(re.split(r"[\[=]", block)[0]) for block in pinned}
    assert names >= REQUIRED - {"compromiso"}


def test_what_is_promised_is_written_down() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    for word in ("what is promised", "what is not", "how to report"):
        assert word in text.lower()
    assert Path(ROOT / "Makefile").read_text().count("audit:") == 1
