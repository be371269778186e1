"""docs/templates.md, followed to the letter: one template file and one fixture make a family, and no other edit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

_CODE = re.compile(r"```python\n(.*?)```", re.S)
_NO_BYTES = shutil.ignore_patterns("__pycache__")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project without its sample documents."""
    for package in ("extractors", "pipeline", "warehouse", "flows", "fixtures/generator"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=_NO_BYTES)
    for pattern in ("fixtures/*.py", "fixtures/cases/__init__.py", "tests/__init__.py", "tests/conftest.py"):
        for path in ROOT.glob(pattern):
            (tmp_path / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, tmp_path / path.relative_to(ROOT))
    shutil.copy(ROOT / "tests" / "test_goldens.py", tmp_path / "tests")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "PYTHONPATH")} | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_template_and_a_fixture_are_all_it_takes(copy: Path) -> None:
    template, case = _CODE.findall((ROOT / "docs" / "templates.md").read_text(encoding="utf-8"))
    (copy / "extractors" / "templates" / "city_diary.py").write_text(template, encoding="utf-8")
    (copy / "fixtures" / "cases" / "city_diary.py").write_text(case, encoding="utf-8")
    made = run(copy, "-m", "fixtures.generator", "--only", "city_diary")
    assert made.returncode == 0, made.stderr
    goldens = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_goldens.py", "-k", "city_diary")
    accepted = run(copy, *goldens, "--accept")
    assert "--accept wrote 1 file" in accepted.stdout, accepted.stdout
    assert accepted.returncode == 1
    checked = run(copy, *goldens)
    assert checked.returncode == 0, checked.stdout
    expected = json.loads((copy / "fixtures" / "city_diary" / "tamale-en.expected.json").read_text(encoding="utf-8"))
    identity = expected["identity"]
    assert (identity["template"], identity["doc_type"], identity["assessor"]) == ("city_diary", "tracker", "government")
    assert [(m["number"], m["title"]) for m in expected["mentions"]] == [
        ("1", "Doors of the council open"),
        ("2", "Map of the markets"),
    ]
    assert [(a["number"], a["evidence"]["quote"]) for a in expected["assessments"]] == [(40.0, "40%"), (100.0, "100%")]
    measured = run(copy, "-m", "fixtures.measure", "--authored")
    assert measured.returncode == 0, measured.stdout
    listed = run(copy, "-c", "from flows.cli import main; main()", "templates", "--json")
    row = next(r for r in json.loads(listed.stdout) if r["template"] == "city_diary")
    assert row["reads"] == "commitments and their percentages"
    assert row["fixtures"] == ["tamale-en.html", "tamale-en.md", "tamale-en.pdf"]
