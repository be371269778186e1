"""Nights that are killed, and nights whose disk is full: the next one leaves what an undisturbed one does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.faults import apart, kill
from tests.conftest import ROOT, cases


def test_nights_killed_at_any_moment_lose_nothing(tmp_path: Path) -> None:
    trials = cases(2, 100)
    tally = kill(tmp_path, trials)
    assert set(tally) <= {"killed", "ended before", "readers ended", "as before", "as after", "whole"}, tally
    assert tally["whole"] == tally["as before"] + tally["as after"] == tally["readers ended"] == trials
    assert tally["killed"] >= trials * 2 // 3, tally


def test_nights_whose_disk_is_full_at_any_byte_lose_nothing() -> None:
    if not (before := apart()):
        pytest.skip("no file system can be mounted here: user namespaces are not allowed")
    trials = cases(3, 100)
    command = [*before, sys.executable, "-m", "benchmarks.faults", "disk", "--inside", "--trials", str(trials)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    tally = Counter(json.loads(done.stdout))
    assert tally["whole"] == tally["as before"] + tally["as after"] == trials
    assert sum(count for found, count in tally.items() if found.startswith("stopped")) > trials // 2
