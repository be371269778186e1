"""Damaged layouts: what is read from them is right, missing or flagged."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest
from rich.console import Console

from extractors.extract import extract_layout
from extractors.records import Extraction
from fixtures.compare import Comparison
from fixtures.damage import damages, inflict
from fixtures.measure import jobs
from fixtures.mutate import Outcome, Sample, Tally, hurt, read_whole, report, samples
from tests.conftest import cases

FAMILIES = [
    "irm_first_progress", "irm_progress", "irm_slides", "irm_local", "irm_results", "self_assessment_form",
    "self_assessment_table", "self_assessment_narrative", "tracker",
]  # fmt: skip
SEED = 20260
EACH = cases(1, 2)


@pytest.fixture(scope="module")
def drawn() -> list[Sample]:
    both = jobs(2 * len(FAMILIES), SEED, FAMILIES, ["reportlab"], ["pdf"])
    return list(samples([both[2 * n + n % 2] for n in range(len(FAMILIES))]))  # languages take turns


WHOLE: dict[str, tuple[Extraction, Comparison]] = {}


def whole(sample: Sample) -> tuple[Extraction, Comparison]:
    """Return what is read of a document before it is damaged, read once for all damages."""
    if sample.name not in WHOLE:
        WHOLE[sample.name] = read_whole(sample)
    return WHOLE[sample.name]


def some(drawn: list[Sample], damage: str) -> Iterator[Outcome]:
    """Damage the first documents that have something to damage, others for each kind of damage."""
    first = sorted(damages()).index(damage)
    done = 0
    for n in range(len(drawn)):
        sample = drawn[(first + n) % len(drawn)]
        for outcome in hurt(sample, sample.name, SEED, damage, whole(sample)):
            done += 1
            yield outcome
        if done == EACH:
            return


@pytest.mark.parametrize("damage", sorted(damages()))
def test_damage_makes_no_value_wrong_without_a_flag(drawn: list[Sample], damage: str) -> None:
    for outcome in some(drawn, damage):
        assert not outcome.error, f"{outcome.name}: {outcome.done}"
        assert not outcome.silent, f"{outcome.name}: {outcome.done}"


def test_every_damage_is_done_to_a_copy(drawn: list[Sample]) -> None:
    done: set[str] = set()
    for sample in drawn:
        before = whole(sample)[0]
        for damage in cases(sorted(set(damages()) - done), list(damages())):
            rng = random.Random(1)
            if inflict(damage, sample.layout, before, rng) is not None:
                done.add(damage)
        assert extract_layout(sample.layout) == before
    assert done >= set(damages()) - {"accents", "recolour"}, "a damage that is never done tests nothing"


def test_the_report_counts_what_is_silent() -> None:
    bad = Outcome("a", "irm_progress", "lose_heading", "3. Map", silent=["completion"], drawn=4, found=3)
    good = Outcome("b", "irm_progress", "lose_heading", "4. Map", flagged=1, drawn=4, found=4)
    out = io.StringIO()
    total = report([bad, good], Console(file=out, width=200), "damage", verbose=True)
    assert (total.damaged, total.with_silent, total.share, total.sums["flagged"]) == (2, 1, 0.5, 1)
    assert "SILENT completion" in out.getvalue()
    assert Tally().share == 0.0
