"""Boxes of action plan reviews and results reports: shares before their labels, process asked the other way round."""

from __future__ import annotations

import pytest

from extractors.builder import Builder
from extractors.claims.findings import results_scale
from extractors.layout import Element
from tests.layouts import block, builder, put_boxes, read_report, table


def facts(*elements: Element, language: str = "en") -> set[tuple[str, float | str | None]]:
    build = builder(*elements, phase="end_of_term", language=language)
    build.identity.doc_type = "irm_results_report"
    put_boxes(build)
    return {(f.metric, f.number if f.number is not None else f.text) for f in build.facts_of()}


def report(*elements: Element, language: str = "en") -> Builder:
    build = builder(*elements, phase="end_of_term", language=language)
    return read_report(build)


def test_a_share_stands_before_its_label() -> None:
    box = table(
        [
            "IMPLEMENTATION AT A GLANCE",
            "LEVEL OF COMPLETION 4/9 Complete or substantially complete commitments",
            "EARLY RESULTS 3/9 Commitments with early results 2/9 Commitments with significant results",
        ]
    )
    assert facts(box) == {("completion_high", 4), ("early_results_any", 3), ("early_results_significant", 2)}


def test_a_share_may_stand_in_a_line_above_its_label() -> None:
    lines = [block("5/8", "heading", 3), block("Compromisos completos o con avance sustancial")]
    assert facts(*lines, language="es") == {("completion_high", 5)}


def test_a_share_before_its_label_needs_no_box() -> None:
    assert facts(block("LEVEL OF COMPLETION 2/4 Complete or substantially complete commitments")) == {
        ("completion_high", 2)
    }
    assert not facts(block("The plan before had 3 of 4 starred commitments."))


def test_a_share_behind_its_label_is_no_pair_of_phases() -> None:
    box = table(["At a glance | ", "Number of commitments | 12", "Completed | 7/12", "Starred commitments | 2"], 1)
    assert facts(box) == {("commitments_total", 12), ("completion_complete", 7), ("commitments_starred", 2)}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Acted according to OGP process: Yes", "no"),
        ("Acted according to OGP process: No", "yes"),
        ("Actuó de acuerdo con el proceso de OGP: Sí", "no"),
    ],
)
def test_acting_according_to_process_is_the_opposite_of_contrary(words: str, answer: str) -> None:
    box = [block("At a glance", "heading", 2), block("Number of commitments: 6"), block(words)]
    assert ("acted_contrary", answer) in facts(*box)


@pytest.mark.parametrize(
    ("above", "words", "answer"),
    [
        ("Compliance with minimum requirements", "Acting according to OGP process.", "no"),
        ("Compliance with minimum requirements", "Acting contrary to OGP process", "yes"),
        ("Cumplimiento de requisitos mínimos", "Actuó de acuerdo con el proceso de OGP", "no"),
        ("Cumplimiento de requisitos mínimos", "No actuó en contra del proceso de OGP", "no"),
    ],
)
def test_a_line_below_the_heading_of_requirements_says_how_a_government_acted(
    above: str, words: str, answer: str
) -> None:
    assert facts(block(above), block(words)) == {("acted_contrary", answer)}
    assert facts(table([f"{above} {words}"])) == {("acted_contrary", answer)}


def test_the_same_line_elsewhere_says_nothing() -> None:
    assert not facts(block("The forum met twice."), block("Acting according to OGP process"))


def test_a_box_beside_a_table_gives_no_numbers_to_the_label_beside_it() -> None:
    joined = table(
        [
            "Promising commitments | At a glance Member since: 2011 Number of commitments: 8",
            "Commitment 1. Owners | Promising commitments: 3",
        ]
    )
    assert facts(joined) == {("member_since", 2011), ("commitments_total", 8), ("commitments_promising", 3)}


def test_a_sentence_where_a_number_belongs_makes_no_fact() -> None:
    box = table(["At a glance | ", "Number of commitments | The plan of 2016 has grown to 14", "Starred | 2"], 1)
    build = builder(box, phase="midterm")
    build.identity.doc_type = "irm_midterm_report"
    put_boxes(build)
    assert {(f.metric, f.number) for f in build.facts_of()} == {("commitments_starred", 2)}
    assert "unclear_value" in {issue.code for issue in build.finish().issues}


@pytest.mark.parametrize(
    ("heading", "title", "lead"),
    [
        ("Commitment 3: Open budgets [Ministry of Finance; Treasury]", "Open budgets", "Ministry of Finance"),
        ("Compromiso 3: Catastro (Ministerio de Tierras)", "Catastro", "Ministerio de Tierras"),
        ("Commitment 3: Open budgets (second phase)", "Open budgets (second phase)", None),
        ("Commitment 3: Open budgets [Commitments 3 and 4]", "Open budgets [Commitments 3 and 4]", None),
    ],
)
def test_institutions_in_brackets_behind_a_title_lead(heading: str, title: str, lead: str | None) -> None:
    more = [
        f"{heading.partition(' ')[0]} {n}: Open {what} [Ministry of Works]" for n, what in ((4, "data"), (5, "wells"))
    ]
    build = report(
        *(e for words in (heading, *more) for e in (block(words, "heading", 2), block("Completion: Limited")))
    )
    mention = build.mentions()[0]
    assert (mention.title, mention.lead_institution) == (title, lead)


def test_no_early_results_yet_is_flagged_and_decides_no_scale() -> None:
    elements = [
        block("Commitment 1: Wells", "heading", 2),
        block("Early results: Significant"),
        block("Commitment 2: Roads", "heading", 2),
        block("Early results: No early results to report yet"),
    ]
    build = report(*elements)
    said = {(a.code, a.flagged) for a in build.assessments_of() if a.dimension == "early_results"}
    assert ("no_notable_results", True) in said
    assert "off_scale" in {issue.code for issue in build.finish().issues}
    build.identity.plan_start = 2019
    assert results_scale(build.layout, build) is None


def test_a_label_without_a_colon_tells_of_a_commitment() -> None:
    build = report(
        block("1. Wells", "heading", 2),
        block("Completion Limited"),
        block("Early results Moderate"),
        block("2. Roads", "heading", 2),
        block("Completion Substantial"),
        block("Early results Significant"),
    )
    assert [(m.number, m.title) for m in build.mentions()] == [("1", "Wells"), ("2", "Roads")]


def test_a_field_of_a_commitment_is_no_count_of_commitments() -> None:
    assert not facts(block("Early results: N/A"), block("Early results: 3"))


def test_a_heading_below_each_commitment_ends_no_section() -> None:
    parts = [block("Annex", "heading", 2)]
    for number, done in (("1", "Limited"), ("2", "Complete")):
        parts += [block(f"Commitment {number}: Wells of town {number}"), block("IRM assessment", "heading", 2)]
        parts += [block("Verifiable: Yes"), block(f"Completion: {done}")]
    build = report(*parts)
    said = {build.get(a.mention).number: a.code for a in build.assessments_of() if a.dimension == "completion"}
    assert said == {"1": "limited", "2": "complete"}


def test_a_count_of_all_is_one_number() -> None:
    rows = ["At a glance | Mid-term | End-of-term", "Completed | 1 of 3 | 2 de 3", "Limited | 2 of 3 | 1 out of 3"]
    rows += ["Number of commitments | 3 | 3"]
    found = facts(table(rows, 1))
    assert found == {
        ("completion_complete", 1), ("completion_complete", 2), ("completion_limited", 2), ("completion_limited", 1),
        ("commitments_total", 3),
    }  # fmt: skip


def test_a_share_before_a_longer_label_counts_not_all_commitments() -> None:
    assert not facts(table(["At a glance", "2/4 Commitments with major or outstanding outcomes"]))
