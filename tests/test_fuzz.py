"""Damaged copies of the samples, in every medium: each is read or ends with a code of its own."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fuzz import FAILURES, MEDIA, mutants, run
from tests.conftest import FIXTURES


def test_damaged_documents_end_no_reader() -> None:
    """``make fuzz`` reads five thousand; these are other ones."""
    tally = run(mutants(210, 77), jobs=2)
    assert {f"{m.name} ({m.done}): {r.code} {r.message}" for m, r in tally.failures} == set()
    assert set(tally.media) == set(MEDIA)
    assert tally.codes["read"] > 100


def test_the_same_seed_gives_the_same_mutants() -> None:
    first, second = ([(m.name, m.done, m.data) for m in mutants(14, 5)] for _ in range(2))
    assert first[:6] == second[:6]
    assert {name for name, *_ in first} == {name for name, *_ in second}


def test_what_failed_once_does_not_fail_again() -> None:
    """Mutants that met a defect are kept as fixtures."""
    kept = [path for path in sorted((FIXTURES / "fuzz").glob("*")) if path.suffix[1:] in MEDIA]
    from benchmarks.fuzz import Mutant

    tally = run(iter([Mutant(path.name, "kept", Path(path).read_bytes()) for path in kept]), jobs=1)
    assert not [code for code in tally.codes if code in FAILURES]
