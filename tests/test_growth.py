"""What large documents cost grows as they do: twice the size, about twice the time (see ``benchmarks.growth``)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks import growth
from extractors.annotate.openings import unit_in
from extractors.annotate.role_table import cut_short
from extractors.backends import markdown
from extractors.builder import Builder
from extractors.extract import extract
from extractors.layout import Layout
from extractors.lexicon import Lexicon
from extractors.records import Evidence, Identity, Milestone
from extractors.segment.candidates import Candidate
from extractors.segment.choose import _Named
from extractors.segment.outline import Span
from extractors.segment.series import Series, same_titles
from extractors.text import Line, Text

WORDS = "publish budget open data register water schools health land courts roads ports rivers forests".split()


def took(work: Callable[..., Any], *args: Any) -> float:
    """Return the processor seconds of some work."""
    begun = time.process_time()
    work(*args)
    return time.process_time() - begun


def opened(n: int, number: str | None) -> Candidate:
    """Return the heading of a commitment; each ``n`` has words of its own."""
    title = Text((Line(f"{WORDS[n % 14]} {n * 7919} {WORDS[n // 14 % 14]} {n * 104_729}"),))
    return Candidate(n, Span(title), number, number, "digits", None, ("heading", 2), ())


def listed(count: int, first: int) -> Series:
    """Return a list of so many commitments; with another ``first`` number they have other titles."""
    return Series(tuple(opened(n, str(n)) for n in range(first, first + count)), ())


def test_lists_of_thousands_are_compared_at_once() -> None:
    one, two = listed(4000, 0), listed(4000, 4000)
    assert took(same_titles, one, two) < 3
    assert same_titles(one, two) < 0.02  # of so many some are compared
    assert same_titles(one, one) == 1.0
    assert same_titles(listed(2000, 1000), one) == 1.0
    assert same_titles(listed(2000, 3000), one) == pytest.approx(0.5, abs=0.02)


def test_a_commitment_is_found_again_by_number_or_title() -> None:
    whole = listed(3000, 0)
    named = _Named(whole.members)
    assert took(lambda: [named.same(m) for m in whole.members]) < 3
    assert [named.same(m) for m in whole.members[:50]] == list(range(50))
    assert named.same(opened(7, None)) == 7
    assert named.same(opened(7, "12")) == 7
    assert named.same(opened(90_000, "12")) is None


def test_what_is_said_of_one_commitment_is_not_looked_for_in_all() -> None:
    build = Builder(Layout("text/plain"), Identity(), Lexicon())
    evidence = Evidence(rule="test", quote="words")
    for n in range(20_000):
        build.take(Milestone(mention=f"m{n // 2}", milestone=str(n % 2), evidence=evidence))
    assert took(lambda: [build.milestones_of(f"m{n}") for n in range(10_000)]) < 1
    assert [m.milestone for m in build.milestones_of("m7")] == ["0", "1"]


def test_long_texts_and_short_labels() -> None:
    assert took(unit_in, "no such word here at all, " * 6000) < 2
    assert unit_in("ten of the commitments") == "commitment"
    assert took(lambda: [cut_short((f"gov{n}", "inst"), (True, False)) for n in range(3000)]) < 0.5


def test_thousands_of_labels_in_one_text() -> None:
    words = "Chile 2014-2016\n\nCommitment 1: " + "Lead institution: " * 6000
    assert took(lambda: extract(words.encode(), name="a.txt")) < 6


@pytest.mark.parametrize("words", ["[r1][r2" * 20_000, "![" * 20_000, "[" * 20_000 + "]" * 20_000])
def test_brackets_that_never_close(words: str) -> None:
    assert took(markdown.read, f"# A plan\n\n{words}\n".encode()) < 10


@pytest.mark.parametrize("kind", ["rows.html", "commitments.md", "headings.md", "links.md"])
def test_four_times_the_size_is_no_more_than_six_times_the_cost(kind: str) -> None:
    make = growth.KINDS[kind][0]
    extract(make(100), name=kind)
    small, large = (min(took(lambda d: extract(d, name=kind), make(n)) for _ in range(2)) for n in (100, 400))
    assert large < 7 * small
