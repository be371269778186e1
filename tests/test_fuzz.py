"""Damaged copies of the samples, in every medium: each is read or ends with a code of its own."""

from __future__ import annotations

from benchmarks.fuzz import MEDIA, Mutant, mutants, run
from tests.conftest import ROOT, cases


def test_damaged_documents_end_no_reader() -> None:
    """``make fuzz`` reads five thousand; these are other ones."""
    tally = run(mutants(cases(42, 210), 77), jobs=2)
    assert {f"{m.name} ({m.done}): {r.code} {r.message}" for m, r in tally.failures} == set()
    assert set(tally.media) == set(MEDIA)
    assert tally.codes["read"] > cases(18, 90)


def test_the_same_seed_gives_the_same_mutants() -> None:
    first, second = ([(m.name, m.done, m.data) for m in mutants(14, 5)] for _ in range(2))
    assert first == second


def test_what_failed_once_does_not_fail_again() -> None:
    """Mutants that met a defect are kept."""
    kept = sorted((ROOT / "tests" / "mutants").glob("*.bin"))  # so that no tool takes them for what they were
    tally = run(iter([Mutant(path.stem, "kept", path.read_bytes()) for path in kept]), jobs=1)
    assert sum(tally.codes.values()) == len(kept) > 0
    assert tally.failures == []


def test_figures_that_are_no_numbers_are_no_numbers_of_commitments() -> None:
    """``"²".isdigit()`` is true, ``int("²")`` an error: what is turned into a number is asked ``isdecimal``."""
    from extractors.claims.ratings.subjects import goes_on
    from extractors.segment.numbers import key

    assert not goes_on("2.²", "Publish the budget 3. Open the archive")
    assert key("²") == key("²")
    assert key("2.10") == (2, 10)
