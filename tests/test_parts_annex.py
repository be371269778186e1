"""Annexes of commitment data: tables with titles of their own, cards cut by a page break, lists of labels, clusters."""

from __future__ import annotations

from typing import Any

from extractors.builder import Builder
from extractors.claims.ratings.recommendations import read_noteworthy
from extractors.claims.ratings.titled import is_titled
from extractors.layout import Element
from tests.layouts import block, builder, read_report, table


def read(*elements: Element, language: str = "en") -> Builder:
    """Read elements as a results report."""
    build = builder(*elements, phase="end_of_term", language=language)
    return read_report(build)


def codes(build: Builder) -> dict[str | None, dict[str, Any]]:
    """Return what is said of each commitment, by its number: a code or the reason of none by dimension."""
    return {
        m.number: {a.dimension: a.code or a.null_reason for a in build.assessments_of(m.key)} for m in build.mentions()
    }


def flagged(build: Builder) -> set[tuple[str | None, str]]:
    return {(m.number, a.dimension) for m in build.mentions() for a in build.assessments_of(m.key) if a.flagged}


def issues(build: Builder) -> set[str]:
    return {issue.code for issue in build.finish().issues}


def test_a_table_below_its_own_title_row_is_of_that_commitment_wherever_it_stands() -> None:
    form = table(
        ["Commitment 3: Map of wells | <", "Verifiable | Yes", "Completion | Limited", "Early results | Moderate"], 1
    )
    build = read(
        block("Annex", "heading", 1),
        block("Commitment 2: Open budget", "heading", 2),
        block("Completion: Complete"),
        block("Verifiable: No"),
        form,
    )
    said = codes(build)
    assert said["2"] == {"completion": "complete", "verifiability": "no"}
    assert said["3"] == {"verifiability": "yes", "completion": "limited", "early_results": "moderate"}


def test_one_long_table_may_hold_several_commitments_each_below_its_title() -> None:
    rows = ["1. Map of wells | <", "Verifiable | Yes", "Completion | Limited"]
    rows += ["2. Open budget | <", "Verifiable | No", "Completion | Withdrawn"]
    build = read(table(rows))
    assert codes(build) == {
        "1": {"verifiability": "yes", "completion": "limited"},
        "2": {"verifiability": "no", "completion": "withdrawn"},
    }


def test_a_title_that_a_page_break_cut_from_its_table_is_the_line_above() -> None:
    build = read(
        table(["1. Map of wells | <", "Verifiable | Yes", "Completion | Limited"], 1),
        block("Open budget", "item", marker="2."),
        table(["Verifiable | No", "Completion | Complete"]),
    )
    assert codes(build) == {
        "1": {"verifiability": "yes", "completion": "limited"},
        "2": {"verifiability": "no", "completion": "complete"},
    }


def test_a_second_value_below_one_title_is_flagged() -> None:
    rows = ["1. Map of wells | <", "Verifiable | Yes", "Completion | Limited", "Completion | Complete"]
    rows += ["2. Open budget | <", "Verifiable | Yes", "Completion | Limited"]
    build = read(table([*rows, "3. Open courts | <", "Verifiable | Yes", "Completion | Limited"]))
    assert flagged(build) == {("1", "completion")}
    assert "repeated_label" in issues(build)


def test_a_table_of_marks_below_a_title_is_no_form() -> None:
    matrix = table(["1. Map of wells | < | <", "Verifiable | x | ", "Completion | | x"])
    assert not is_titled(matrix, builder().lexicon)


def test_headings_without_the_word_stand_beside_clusters_that_have_it() -> None:
    build = read(
        block("Annex", "heading", 1),
        block("Commitments 1 and 2. Map of wells", "heading", 2),
        block("Verifiable: Yes"),
        block("Completion: Limited"),
        block("3. Open budget", "heading", 2),
        block("Verifiable: No"),
        block("Completion: Complete"),
    )
    said = codes(build)
    assert said["1"] == said["2"] == {"verifiability": "yes", "completion": "limited"}
    assert said["3"] == {"verifiability": "no", "completion": "complete"}


def test_label_and_code_without_a_colon_are_a_statement_only_where_nothing_follows() -> None:
    build = read(
        block("Commitment 1. Map of wells", "heading", 2),
        block("Verifiable: Yes"),
        block("Potential impact: Minor"),
        block("Completion Not started"),
        block("Relevant Yes and no words of the law say more about it"),
    )
    assert codes(build)["1"] == {"verifiability": "yes", "potential_impact": "minor", "completion": "not_started"}


def test_a_sentence_right_behind_a_value_leaves_it_flagged() -> None:
    build = read(
        block("Commitment 1. Map of wells", "heading", 2),
        block("Verifiable: Yes"),
        block("Completion: Limited"),
        block("Did it open government? Marginal The ministry held four meetings and published its minutes."),
    )
    assert codes(build)["1"]["early_results"] == "marginal"
    assert flagged(build) == {("1", "early_results")}
    assert "value_runs_on" in issues(build)


def test_the_newest_words_of_early_results() -> None:
    pairs = {
        "No Notable Results": "no_notable_results",
        "Marginal Results": "marginal",
        "Significant Results": "significant",
    }
    for words, code in pairs.items():
        build = read(
            block("Commitment 1. Map of wells", "heading", 2),
            block("Potential for results: Modest"),
            block(f"Are there early results? {words}"),
            block("Commitment 2. Open budget", "heading", 2),
            block("Potential for results: Modest"),
            block("Are there early results? Moderate"),
        )
        assert codes(build)["1"]["early_results"] == code


def test_a_sentence_behind_a_promising_commitments_title_is_its_description() -> None:
    rows = table(
        ["Promising commitments", "Commitment 4: Map of wells: It would show residents where water is safe."], 1
    )
    build = builder(rows)
    assert read_noteworthy(rows, build)
    (mention,) = build.mentions()
    assert (mention.title, mention.description) == (
        "Map of wells",
        "It would show residents where water is safe.",
    )
    assert issues(build) == {"title_runs_on"}


def test_a_table_below_a_heading_goes_on_with_the_commitments_of_its_title_rows() -> None:
    rows = ["Verifiable: | Yes", "Completion: | Limited", "Commitment 2. Open budget | <"]
    rows += ["Verifiable: | No", "Completion: | Complete"]
    build = read(block("Annex", "heading", 1), block("Commitment 1. Map of wells", "heading", 3), table(rows))
    assert codes(build) == {
        "1": {"verifiability": "yes", "completion": "limited"},
        "2": {"verifiability": "no", "completion": "complete"},
    }
    assert not flagged(build)
