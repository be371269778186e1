"""The set-up that README promises: locked, hashed, nameless as to where packages come from."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.conftest import ROOT
from warehouse import schema

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked() -> dict[str, list[Version]]:
    """Return the versions in the lock by name; several where they depend on the Python."""
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", LOCK, re.M):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def wanted() -> Iterator[Requirement]:
    project = PROJECT["project"]
    for text in (*project["dependencies"], *PROJECT["dependency-groups"]["dev"], *PROJECT["build-system"]["requires"]):
        yield Requirement(text)
    yield from map(Requirement, project["optional-dependencies"]["dask"])


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_the_lock_holds_what_the_project_asks_for(requirement: Requirement) -> None:
    versions = locked().get(canonicalize_name(requirement.name))
    assert versions, "not in the lock: 'make lock' resolves anew"
    assert all(requirement.specifier.contains(v, prereleases=True) for v in versions), "'make lock' resolves anew"


def test_every_dependency_is_imported() -> None:
    modules: dict[str, set[str]] = {}
    for module, owners in packages_distributions().items():
        for owner in owners:
            modules.setdefault(canonicalize_name(owner), set()).add(module)
    layers = ("extractors", "warehouse", "pipeline", "flows")
    source = "\n".join(p.read_text(encoding="utf-8") for layer in layers for p in (ROOT / layer).rglob("*.py"))
    asked = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    used = [r for r in asked if {s.operator for s in r.specifier} != {"<"}]  # those only keep out a version
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", source, re.M))
    assert not [r.name for r in used if not modules[canonicalize_name(r.name)] & imported]


def test_every_package_of_the_lock_has_hashes_and_no_address() -> None:
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w, -]+\])?==\S+", block), block.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]
    assert not re.search(r"://|--(extra-)?index-url|--find-links|file:", LOCK)


def test_the_oldest_duckdb_that_is_tested_is_the_one_that_the_file_promises() -> None:
    oldest = (ROOT / "requirements-oldest.lock").read_text(encoding="utf-8")
    assert oldest.startswith(f"duckdb=={schema.STORAGE_VERSION.removeprefix('v')} ")
    assert oldest.count("--hash=sha256:") > 10
    assert not re.search(r"://|--(extra-)?index-url|--find-links|file:", oldest)


def test_versions_that_do_not_go_together_are_kept_out() -> None:
    versions = locked()
    assert all(v < Version("0.154") for v in versions["fastapi"])
    assert all(v < Version("2.1") for v in versions["sqlalchemy"])


def test_the_scripts_can_be_run() -> None:
    for script in ("run", "debian-packages"):
        assert os.access(ROOT / ".ci" / script, os.X_OK)
