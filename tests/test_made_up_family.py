"""docs/families.md, followed to the letter: words and one fixture make a family, and no code."""

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

_BLOCK = re.compile(r"```(yaml|python)\n(.*?)```", re.S)
# What the page says to run, in one process: importing is most of the time.
_STEPS = """
import json, sys
import pytest
from fixtures import measure
from fixtures.generator.__main__ import main as generate
from pipeline.commands.maintain import template_rows

sys.argv[1:] = ["--only", "tracker"]
steps = {"generator": generate()}
goldens = ["-q", "-p", "no:cacheprovider", "tests/test_goldens.py", "-k", "tamale"]
steps["accept"] = int(pytest.main([*goldens, "--accept"]))
steps["goldens"] = int(pytest.main(goldens))
steps["measure"] = measure.main(["--authored"])
print(json.dumps([steps, next(r for r in template_rows() if r["template"] == "tracker")]))
"""
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
    for name in ("test_goldens.py", "readings.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_words_and_a_fixture_are_all_it_takes(copy: Path) -> None:
    blocks = dict(_BLOCK.findall((ROOT / "docs" / "families.md").read_text(encoding="utf-8")))
    words = copy / "extractors" / "vocabulary" / "classes.yml"
    *head, line = blocks["yaml"].rstrip("\n").split("\n")
    known = words.read_text(encoding="utf-8")
    assert "\n".join(head) in known
    words.write_text(known.replace("\n".join(head), "\n".join([*head, line]), 1), encoding="utf-8")
    (copy / "fixtures" / "cases" / "city_diary.py").write_text(blocks["python"], encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if k != "CI"} | {"PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-c", _STEPS], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "--accept wrote 1 file" in done.stdout
    steps, row = json.loads(done.stdout.splitlines()[-1])
    assert steps == {"generator": 0, "accept": 1, "goldens": 0, "measure": 0}, done.stdout
    assert row["fixtures"] == ["tamale-en.html", "tamale-en.md", "tamale-en.pdf"]
    expected = json.loads((copy / "fixtures" / "tracker" / "tamale-en.expected.json").read_text(encoding="utf-8"))
    identity = expected["identity"]
    assert (identity["template"], identity["doc_type"], identity["assessor"]) == ("tracker", "tracker", "government")
    assert [(m["number"], m["title"]) for m in expected["mentions"]] == [
        ("1", "Doors of the council open"),
        ("2", "Map of the markets"),
        ("3", "Budget on the wall"),
        ("4", "Water meters"),
    ]
    said = [(a["number"], a["evidence"]["quote"]) for a in expected["assessments"]]
    assert said == [(40.0, "40%"), (100.0, "100%"), (10.0, "10%"), (75.0, "75%")]
