"""Which mentions of one plan are one commitment: number and title together, never one of them alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.links import drawn, measure, together
from pipeline.same import Said, Settled, plain, settle, several

Entry = tuple[str | None, str | None]
ROADS, RIVERS, COURTS, SCHOOLS, FEES = "Road prices", "River gauges", "Court calendar", "School meals", "Harbour fees"


def listed(document: str, place: int, *entries: Entry, lang: str = "en", lead: str | None = None) -> list[Said]:
    """The mentions of a document: (number, title) each; ids as the warehouse makes them."""
    return [
        Said(
            f"{document}{n}",
            document,
            f"XA-2020-{number or f't{place}{n}'}",
            "XA-2020",
            (place, n),
            number,
            None,
            title,
            lang,
            lead,
        )
        for n, (number, title) in enumerate(entries, 1)
    ]


def groups(settled: Settled) -> set[frozenset[str]]:
    """The mentions of each commitment that has several."""
    return {frozenset(m.mention_id for m in c.members) for c in settled.clusters if len(c.members) > 1}


def names(settled: Settled) -> dict[str, str]:
    return {m.mention_id: c.commitment_id for c in settled.clusters for m in c.members}


def test_one_number_with_four_titles_is_four_commitments() -> None:
    """Seen: one id listed four promises, and the government's word on one stood beside the IRM's on another."""
    said = [
        *listed("plan", 1, ("2", "Town hall radio hours")),
        *listed("irm", 2, ("2", "Citizen audits of clinics")),
        *listed("self", 3, ("2", "Single window for permits")),
        *listed("study", 4, ("2", "Community review of school repairs")),
    ]
    settled = settle(said)
    assert len(settled.clusters) == 4
    assert names(settled)["plan1"] == "XA-2020-2"  # numbering follows the action plan
    assert len(set(names(settled).values())) == 4
    assert {d.why.method for d in settled.doubts} == {"number_only"}
    assert len(settled.doubts) == 6


@pytest.mark.parametrize(
    ("title", "lang", "one"),
    [
        ("Publish road prices", "en", True),
        ("Prices of roads", "en", True),
        ("Publicar los precios de los caminos", "es", True),
        ("Radio hours", "en", False),
        (None, "en", True),
        ("Commitment 1", "en", True),  # says nothing
    ],
)
def test_a_number_and_a_title(title: str | None, lang: str, one: bool) -> None:
    said = [*listed("a", 1, ("1", ROADS), ("2", RIVERS)), *listed("b", 2, ("01", title), lang=lang)]
    assert (frozenset({"a1", "b1"}) in groups(settle(said))) is one


def test_what_only_the_title_says_is_a_doubt() -> None:
    settled = settle([*listed("a", 1, ("1", ROADS)), *listed("b", 2, ("9", ROADS))])
    assert not groups(settled)
    assert [(d.a, d.b, d.why.method) for d in settled.doubts] == [("XA-2020-1", "XA-2020-9", "title_only")]


def test_a_list_under_other_numbers_is_told_from_its_titles() -> None:
    plan = listed("a", 1, ("1", ROADS), ("2", RIVERS), ("3", COURTS), ("4", SCHOOLS))
    settled = settle([*plan, *listed("b", 2, ("1", COURTS), ("2", SCHOOLS), ("3", ROADS), ("4", RIVERS))])
    assert groups(settled) == {frozenset(p) for p in (("a1", "b3"), ("a2", "b4"), ("a3", "b1"), ("a4", "b2"))}
    assert {c.commitment_id for c in settled.clusters} == {f"XA-2020-{n}" for n in range(1, 5)}
    assert {w.method for c in settled.clusters for w in c.why.values()} == {"renumbered"}
    assert not settled.doubts


def test_an_institution_tells_that_one_commitment_was_renumbered() -> None:
    one, other = (listed(d, p, (n, ROADS), lead="Ministry of Roads (MR)") for d, p, n in (("a", 1, "1"), ("b", 2, "9")))
    assert groups(settle([*one, *other])) == {frozenset({"a1", "b1"})}


def test_a_shared_list_carries_a_changed_title() -> None:
    plan = listed("a", 1, ("1", "Publish road prices of every district"), ("2", RIVERS), ("3", COURTS))
    later = listed("b", 2, ("1", "Observatory of road prices"), ("2", RIVERS), ("3", COURTS))
    settled = settle([*plan, *later])
    assert frozenset({"a1", "b1"}) in groups(settled)
    assert [c.why["b1"].method for c in settled.clusters if "b1" in c.why] == ["numbering"]


def test_what_is_split_is_not_one_with_a_part() -> None:
    plan = listed("a", 1, ("1", "Open the budget and the court rulings"), ("2", RIVERS))
    later = listed("b", 2, ("1a", "Open the budget"), ("1b", "Open the court rulings"), ("2", RIVERS))
    settled = settle([*plan, *later])
    assert groups(settled) == {frozenset({"a2", "b3"})}
    (split,) = settled.parts
    assert (split.kind, split.whole.mention_id) == ("split", "a1")
    assert [m.mention_id for m in split.parts] == ["b1", "b2"]
    assert not settled.doubts


def test_what_is_put_together_is_none_of_its_parts() -> None:
    plan = listed("a", 1, ("1", "Open the budget"), ("2", "Publish court rulings"), ("3", RIVERS))
    later = listed("b", 2, ("1", "Open the budget and publish court rulings"), ("3", RIVERS))
    settled = settle([*plan, *later])
    assert groups(settled) == {frozenset({"a3", "b2"})}
    (merged,) = settled.parts
    assert (merged.kind, merged.whole.mention_id) == ("merged", "b1")


def test_a_composite_number_names_its_parts() -> None:
    plan = listed("a", 1, ("3", ROADS), ("4", RIVERS))
    settled = settle([*plan, *listed("b", 2, ("3 y 4", "Caminos y ríos"), lang="es")])
    assert [(p.kind, [m.mention_id for m in p.parts]) for p in settled.parts] == [("merged", ["a1", "a2"])]


def test_an_unbroken_run_of_ogp_ids_has_the_numbers_of_the_plan() -> None:
    """Seen: two promises of Chile's plan of 2018 stood twice, once by number and once by OGP id."""
    report = listed("irm", 1, ("1", ROADS), ("3", "Strengthen capacities for inclusive services"))
    titles = (ROADS, RIVERS, "Capacity building for inclusive care services", FEES)
    site = [
        Said(f"site{n}", "site", f"XA-2020-XA000{n}", "XA-2020", (2, n), None, f"XA000{n}", title, "en")
        for n, title in enumerate(titles, 1)
    ]
    settled = settle([*report, *site])
    assert groups(settled) == {frozenset({"irm1", "site1"}), frozenset({"irm2", "site3"})}
    assert names(settled)["site3"] == "XA-2020-3"


def test_a_person_keeps_two_apart() -> None:
    said = [*listed("a", 1, ("1", ROADS)), *listed("b", 2, ("1", ROADS))]
    assert groups(settle(said))
    assert not groups(settle(said, [frozenset({"a1", "b1"})]))


def test_what_one_document_lists_twice_under_one_number_are_two() -> None:
    settled = settle(listed("a", 1, ("2.1", ROADS), ("2.1", RIVERS)))
    assert len({c.commitment_id for c in settled.clusters}) == 2


@pytest.mark.parametrize(
    ("number", "plainly", "parts"),
    [
        ("03.", "3", ()),
        ("2.10", "2.10", ()),
        ("3A", "3a", ()),
        ("3 and 4", "3 and 4", ("3", "4")),
        ("7-8", "7-8", ("7", "8")),
    ],
)
def test_numbers(number: str, plainly: str, parts: tuple[str, ...]) -> None:
    assert plain(number) == plainly
    assert several(number) == parts


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 999), st.randoms(use_true_random=False))
def test_whatever_documents_do_no_two_promises_are_one(seed: int, chance: random.Random) -> None:
    plan = drawn(seed)
    settled = settle(plan.said)
    _, unsure = plan.truth()
    assert sorted(m.mention_id for c in settled.clusters for m in c.members) == sorted(plan.promise)
    assert len({c.commitment_id for c in settled.clusters}) == len(settled.clusters)
    for c in settled.clusters:
        assert len({m.document_id for m in c.members}) == len(c.members)
        promises = {
            plan.promise[x.mention_id]
            for pair in combinations(c.members, 2)
            if frozenset(m.mention_id for m in pair) not in unsure
            for x in pair
        }
        assert len(promises) <= 1
    shuffled: Sequence[Said] = chance.sample(plan.said, len(plan.said))
    assert together(settle(shuffled)) == together(settled)


def test_the_score_board() -> None:
    """What ``python -m benchmarks.links`` prints, over fewer plans."""
    whole, _, wrong = measure(60)
    assert whole.precision == 1.0, wrong
    assert whole.recall >= 0.98, wrong
