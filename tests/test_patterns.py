"""No pattern of the code runs away: each is tried against strings made from its own parts, under a limit."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.patterns import look_at
from tests.conftest import FIXTURES, ROOT

SOME = ("irm_report/end-of-term-en.pdf", "self_assessment/narrative-es.md", "action_plan/free-es.html")


def test_no_pattern_of_the_code_runs_away() -> None:
    """At a thousand letters what is linear takes microseconds, what is cubic seconds."""
    documents = [str(FIXTURES / name) for name in SOME if (FIXTURES / name).exists()]
    assert len(documents) >= 2
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.patterns", "--size", "1000", "--limit", "0.5", *documents],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=2400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert int(done.stdout.split()[0]) > 500


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(?:a|a)*b",
        r"(?:<!--.*?-->\s*)*<p",
        r"(?:(?:\([^()]{0,40}\)|[^:?]){2,110})[:?]",
        r"\s*x?\s*y?\s*z?\s*$",
        r"^(?:\w+\s?)+$",
    ],
)
def test_patterns_that_run_away_are_told(pattern: str) -> None:
    ((took, _),) = look_at([(pattern, 0, frozenset({"search", "fullmatch"}))], 1000, 0.3, patience=1)
    assert took > 0.3


@pytest.mark.parametrize("pattern", [r"a++b", r"(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+<p", r"\d{1,3}%", r"\w+"])
def test_patterns_that_do_not_are_left_alone(pattern: str) -> None:
    ((took, _),) = look_at([(pattern, 0, frozenset({"search", "fullmatch"}))], 1000, 0.3)
    assert took < 0.3
