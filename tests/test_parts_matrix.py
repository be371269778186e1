"""Option-column matrices: columns, half rows, milestones, stars, blanks, conflicts and colours."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.builder import Builder, Spot
from extractors.claims.ratings.matrix import MatrixReader
from extractors.layout import Mark, Table, Text
from tests.layouts import builder, place, table

SPECIFICITY = "Specificity | < | < | <"
LEVELS = "None | Low | Medium | High"
COMPLETION = "Completion | < | < | <"
STATES = "Not started | Limited | Substantial | Complete"


def read(t: Table, build: Builder | None = None, mention: str | None = None) -> Builder:
    build = build or builder(t)
    assert MatrixReader(build).read(t, mention)
    return build


def said(build: Builder, key: str = "CL-2015||1") -> set[tuple[Any, ...]]:
    return {
        (a.milestone, a.dimension, a.phase, a.ogp_value, a.code or a.null_reason) for a in build.assessments_of(key)
    }


def known(build: Builder, number: str, title: str) -> str:
    return build.mention(Spot(Text.of(title)), "heading", number=number, title=title)


def test_groups_above_options_decide_what_a_mark_means() -> None:
    t = table(
        [
            f"Commitment | {SPECIFICITY} | {COMPLETION}",
            f"^ | {LEVELS} | {STATES}",
            "1. Open contracts | | | x | | | | | x",
            "2. Water map | x | | | | | ✔ | | ",
        ],
        2,
    )
    build = read(t)
    assert said(build) == {
        (None, "specificity", None, None, "medium"),
        (None, "completion", None, None, "complete"),
    }
    assert said(build, "CL-2015||2") == {
        (None, "specificity", None, None, "none"),
        (None, "completion", None, None, "limited"),
    }
    assert [m.title for m in build.mentions()] == ["Open contracts", "Water map"]


def test_options_alone_name_their_group_and_a_lone_word_names_none() -> None:
    t = table([f"Compromiso | {STATES} | High", "1. Datos | | | x | | x"], 1)
    assert said(read(t)) == {(None, "completion", None, None, "substantial")}


def test_options_of_two_possible_groups_are_not_read_and_reported() -> None:
    t = table([f"Commitment | Yes | No | {STATES}", "1. Data | x | | | x | | "], 1)
    build = read(t)
    assert said(build) == {(None, "completion", None, None, "limited")}
    assert [i.code for i in build.finish().issues] == ["ambiguous_columns"]


def test_a_group_heading_over_a_part_of_its_columns_is_enough() -> None:
    t = table(
        [
            "Resumen | Cumplimiento | < | Medio término | <",
            "^ | ^ | ^ | Fin de término | <",
            "^ | No iniciado | Limitado | Sustancial | Completo",
            "1. Datos | | x | | ",
            "^ | | | | x",
        ],
        3,
    )
    assert said(read(t, builder(t, phase="end_of_term"))) == {
        (None, "completion", "midterm", None, "limited"),
        (None, "completion", "end_of_term", None, "complete"),
    }


def test_two_column_groups_have_their_own_phase() -> None:
    t = table(
        [
            "Commitment | Completion: Midterm | < | < | < | End of term | < | < | <",
            f"^ | {STATES} | {STATES}",
            "1. Data | x | | | | | | x |",
        ],
        2,
    )
    assert said(read(t)) == {
        (None, "completion", "midterm", None, "not_started"),
        (None, "completion", "end_of_term", None, "substantial"),
    }


def test_half_rows_that_say_their_phase_in_a_column() -> None:
    t = table(
        [
            f"Commitment | | {COMPLETION} | Potential impact | < | < | <",
            f"^ | ^ | {STATES} | None | Minor | Moderate | Transformative",
            "1. Data | Midterm | | x | | | | | x | ",
            "^ | End of term | | | x | | ^ | ^ | ^ | ^",
        ],
        2,
    )
    assert said(read(t)) == {
        (None, "completion", "midterm", None, "limited"),
        (None, "completion", "end_of_term", None, "substantial"),
        (None, "potential_impact", None, None, "moderate"),
    }


def test_a_half_row_that_a_page_break_left_alone_keeps_its_phase() -> None:
    t = table([f"Commitment | | {COMPLETION}", f"^ | ^ | {STATES}", "1. Data | Midterm | | x | | "], 2)
    assert said(read(t, builder(t, phase="end_of_term"))) == {(None, "completion", "midterm", None, "limited")}


def test_one_mark_in_the_middle_of_two_half_rows_is_flagged() -> None:
    t = table(["C | Midterm End of term | < | < | <", f"^ | {STATES}", "1. Data | | x | | "], 2)
    build = read(t)
    (assessment,) = build.assessments_of("CL-2015||1")
    assert (assessment.code, assessment.flagged) == ("limited", True)
    assert "unclear_phase" in [i.code for i in build.finish().issues]


def test_relevance_takes_every_mark_and_words_over_merged_columns() -> None:
    head = "Commitment | OGP value relevance | < | < | < | <"
    options = (
        "^ | Access to information | Civic participation | Public accountability | Technology & innovation | Unclear"
    )
    t = table(
        [head, options, "1. Data | x | | x | | ", "2. Cars | Unclear relevance | < | < | < | <", "3. Bus | | | | | x"],
        2,
    )
    build = read(t)
    assert said(build) == {
        (None, "relevance", None, "access_to_information", "yes"),
        (None, "relevance", None, "public_accountability", "yes"),
    }
    assert said(build, "CL-2015||2") == {(None, "relevance", None, None, "unclear")}
    assert said(build, "CL-2015||3") == {(None, "relevance", None, None, "unclear")}


def test_no_mark_is_blank_and_two_marks_conflict() -> None:
    t = table([f"C | {COMPLETION}", f"^ | {STATES}", "1. A | | x | |", "2. B | | | |", "3. C | x | | x |"], 2)
    build = read(t)
    assert said(build, "CL-2015||2") == {(None, "completion", None, None, "blank_in_source")}
    (conflict,) = build.assessments_of("CL-2015||3")
    assert (conflict.null_reason, conflict.flagged, conflict.raw) == (
        "conflicting_marks",
        True,
        "Not started | Substantial",
    )
    assert "conflicting_marks" in [i.code for i in build.finish().issues]


def test_a_blank_group_in_a_row_with_other_marks() -> None:
    t = table(
        [
            f"C | {SPECIFICITY} | {COMPLETION}",
            f"^ | {LEVELS} | {STATES}",
            "1. A | x | | | | | x | |",
            "2. B | x | | | | | | |",
        ],
        2,
    )
    assert (None, "completion", None, None, "blank_in_source") in said(read(t), "CL-2015||2")


def test_milestones_are_rows_below_their_commitment() -> None:
    t = table(
        [
            f"Commitment | {COMPLETION}",
            f"^ | {STATES}",
            "1. Overall | | x | |",
            "1.1 Portal | | | x |",
            "1.2 Training | x | | |",
        ],
        2,
    )
    build = builder(t)
    key = known(build, "1", "Open budget")
    read(t, build)
    assert said(build, key) == {
        (None, "completion", None, None, "limited"),
        ("1.1", "completion", None, None, "substantial"),
        ("1.2", "completion", None, None, "not_started"),
    }
    assert [m.text for m in build.milestones_of(key)] == ["Portal", "Training"]


def test_the_fact_box_of_one_commitment() -> None:
    t = table([f"Overview | {COMPLETION}", f"^ | {STATES}", " | | x | |", "Milestone 2. Training | x | | |"], 2)
    build = builder(t)
    key = known(build, "4", "Open budget")
    read(t, build, key)
    assert said(build, key) == {
        (None, "completion", None, None, "limited"),
        ("2", "completion", None, None, "not_started"),
    }


def test_a_number_in_a_column_of_its_own_that_comes_apart_is_one_number() -> None:
    rows = [
        f"N o. | Overview | {COMPLETION}",
        f"^ | ^ | {STATES}",
        "1. 1 | Open contracts | | x | | ",
        "1. 10 | Water map | | | | x",
    ]
    build = read(table(rows, 2))
    assert said(build, "CL-2015||1.1") == {(None, "completion", None, None, "limited")}
    assert said(build, "CL-2015||1.10") == {(None, "completion", None, None, "complete")}
    assert [(m.number, m.title) for m in build.mentions()] == [("1.1", "Open contracts"), ("1.10", "Water map")]

    own = builder()
    key = known(own, "1.1", "Open contracts")
    box = table([f"Overview | {COMPLETION}", f"^ | {STATES}", "1. 1 Open contracts | | x | | "], 2)
    assert MatrixReader(own).read(box, key)
    assert said(own, key) == {(None, "completion", None, None, "limited")}


def test_a_row_is_matched_by_title_where_its_number_is_lost_or_slipped() -> None:
    build = builder()
    first, second = known(build, "11.1", "Investment map"), known(build, "11.2", "Oversight of royalties")
    t = table(
        [f"C | {COMPLETION}", f"^ | {STATES}", "11. Investment map | | x | |", "Oversight of royalties | | | x |"], 2
    )
    read(t, build)
    assert said(build, first) == {(None, "completion", None, None, "limited")}
    assert said(build, second) == {(None, "completion", None, None, "substantial")}
    assert len(build.mentions()) == 2


def test_a_row_of_an_unknown_title_is_an_issue_and_no_commitment() -> None:
    build = builder()
    known(build, "1", "Investment map")
    t = table([f"C | {COMPLETION}", f"^ | {STATES}", "School lunches | | x | |"], 2)
    read(t, build)
    assert len(build.mentions()) == 1
    assert [i.code for i in build.finish().issues] == ["row_not_matched"]


def test_colour_alone_selects_where_there_are_no_marks() -> None:
    t = table(
        [f"C | {COMPLETION}", f"^ | {STATES}", "1. A | | ! | |", "2. B | | | | !", "3. D | | ! | |"], 2, fills="#00aa00"
    )
    for cell in t.cells:
        cell.text = cell.text if cell.col == 0 or cell.row < 2 else Text()
    build = read(t)
    assert [next(iter(said(build, f"CL-2015||{n}")))[-1] for n in (1, 2, 3)] == ["limited", "complete", "limited"]


def test_a_group_all_in_one_colour_selects_nothing() -> None:
    t = table([f"C | {COMPLETION}", f"^ | {STATES}", "1. A | ! | ! | ! | !"], 2, fills="#b8cce4")
    build = read(t)
    assert not said(build)


def test_stars_and_empty_parentheses() -> None:
    t = table(
        [f"C | {COMPLETION}", f"^ | {STATES}", "✪ 1. A map | | x | |", "2. A law () | | x | |", "3. Bus | | x | |"], 2
    )
    build = read(t)
    starred = [m.number for m in build.mentions() if (None, "starred", None, None, "yes") in said(build, m.key)]
    assert starred == ["1", "2"]


def test_columns_of_words() -> None:
    t = table(
        [
            "Commitment | Potential impact | Level of completion | Timing",
            "1. Data | Moderate | Limited | On schedule",
            "2. Law | Transformative | N/A | Behind schedule",
        ],
        1,
    )
    build = read(t)
    assert said(build) == {
        (None, "potential_impact", None, None, "moderate"),
        (None, "completion", None, None, "limited"),
        (None, "schedule", None, None, "on_schedule"),
    }
    assert (None, "completion", None, None, "not_applicable") in said(build, "CL-2015||2")


def test_an_unknown_word_is_flagged_and_an_issue() -> None:
    t = table(["Commitment | Level of completion", "1. Data | Splendid", "2. Law | Limited"], 1)
    build = read(t)
    (assessment,) = build.assessments_of("CL-2015||1")
    assert (assessment.code, assessment.null_reason, assessment.flagged) == (None, "unrecognized", True)
    assert [i.code for i in build.finish().issues] == ["unknown_word"]


def test_a_mark_in_a_merged_cell_counts_where_it_stands() -> None:
    t = table([f"C | {COMPLETION}", f"^ | {STATES}", "1. Data | | < | | "], 2)
    cell = next(c for c in t.cells if (c.row, c.col) == (2, 1))
    cell.marks = (Mark("x", place(2, 2), "x"),)
    assert said(read(t)) == {(None, "completion", None, None, "limited")}


def test_other_tables_are_left_alone() -> None:
    for rows in (
        ["Name | Value", "Completed | 5"],
        ["Completion | Number", "Complete | 5", "Limited | 2"],
        ["Date | Place | Sector", "2015 | Lima | NGO"],
    ):
        t = table(rows, 1)
        build = builder(t)
        assert not MatrixReader(build).read(t)
        assert not build.mentions()


def test_cells_keep_their_evidence() -> None:
    t = table([f"C | {COMPLETION}", f"^ | {STATES}", "1. Data | | x | | "], 2)
    (assessment,) = read(t).assessments_of("CL-2015||1")
    evidence = assessment.evidence
    assert (evidence.quote, evidence.row, evidence.col, evidence.page, assessment.raw) == ("x", 2, 2, 1, "Limited")


def test_options_without_headings_above_begin_a_new_scale_beside_ogp_values() -> None:
    values = "Access to Information | Civic Participation"
    t = table([f"Commitment | {LEVELS} | {values} | None | Minor | Moderate", "1. Data | | | x | | x | | x | | "], 1)
    assert said(read(t)) == {
        (None, "specificity", None, None, "medium"),
        (None, "relevance", None, "access_to_information", "yes"),
        (None, "potential_impact", None, None, "none"),
    }


def test_options_without_headings_above_part_where_the_scale_does() -> None:
    impact, specificity = "Transformative | Moderate | Minor | None", "High | Medium | Low | None"
    t = table([f"Commitment | {impact} | {specificity}", "1. Data | | x | | | x | | | "], 1)
    assert said(read(t)) == {
        (None, "potential_impact", None, None, "moderate"),
        (None, "specificity", None, None, "high"),
    }


def test_headings_cut_by_a_page_break_are_one() -> None:
    rows = [
        "Commitment | Completion: Mid- | < | < | < | Completion: End of | < | < | <",
        "Overview | term | < | < | < | term | < | < | <",
        f"^ | {STATES} | {STATES}",
        "1. Data | x | | | | | | x | ",
    ]
    assert said(read(table(rows, 3), builder(phase="end_of_term"))) == {
        (None, "completion", "midterm", None, "not_started"),
        (None, "completion", "end_of_term", None, "substantial"),
    }


def test_two_groups_alike_are_flagged() -> None:
    rows = [f"Commitment | {COMPLETION} | {COMPLETION}", f"^ | {STATES} | {STATES}", "1. Data | x | | | | | | x | "]
    build = read(table(rows, 2), builder(phase="end_of_term"))
    assert {a.code for a in build.assessments_of("CL-2015||1") if a.flagged} == {"not_started", "substantial"}


@pytest.mark.parametrize("end", ["End of term", "End-of-t erm"])
def test_half_rows_that_a_page_break_made_one(end: str) -> None:
    rows = [
        f"Overview | | {COMPLETION}",
        f"^ | ^ | {STATES}",
        "1. Data | Midterm | | x | | ",
        f"^ | {end} | | | x | ",
        f"2. Water map | Midterm {end} | | | | ",
    ]
    t = table(rows, 2)
    _, phase, _, limited, _, complete = [c for c in t.cells if c.row == 4]
    upper, lower = place(4, 1, page=1), place(0, 1, page=2)
    phase.text = Text.of("Midterm", upper) + Text.of(end, lower)
    limited.marks = (Mark("x", place(0, 3, page=2)),)
    complete.marks = (Mark("x", place(4, 5, page=1)),)
    build = read(t)
    assert said(build, "CL-2015||2") == {
        (None, "completion", "midterm", None, "complete"),
        (None, "completion", "end_of_term", None, "limited"),
    }


def test_a_letter_left_of_a_symbol_font_is_a_mark() -> None:
    t = table([f"Commitment | {COMPLETION}", f"^ | {STATES}", "1. Data | | ü | | "], 2)
    assert said(read(t)) == {(None, "completion", None, None, "limited")}


def test_rows_of_areas_do_not_hide_the_column_of_phases() -> None:
    rows = [
        f"Overview | | {COMPLETION}",
        f"^ | ^ | {STATES}",
        "Open Justice | < | < | < | < | <",
        "1. Data | Midterm | | x | | ",
        "^ | End of term | | | x | ",
    ]
    assert said(read(table(rows, 2))) == {
        (None, "completion", "midterm", None, "limited"),
        (None, "completion", "end_of_term", None, "substantial"),
    }


def test_a_phase_that_a_narrow_column_broke_in_a_word() -> None:
    rows = [
        "Overview | Completio n | < | Midterm | <",
        "^ | ^ | ^ | End-of-ter m | <",
        f"^ | {STATES}",
        "1. Data | | x | | ",
        "^ | | | x | ",
    ]
    assert said(read(table(rows, 3))) == {
        (None, "completion", "midterm", None, "limited"),
        (None, "completion", "end_of_term", None, "substantial"),
    }


def test_a_title_that_reaches_over_the_column_of_institutions() -> None:
    rows = [f"Commitment | Lead institution | {COMPLETION}", f"^ | ^ | {STATES}", "1. Data portal | < | | x | | "]
    build = read(table(rows, 2))
    assert said(build) == {(None, "completion", None, None, "limited")}
    assert build.get("CL-2015||1").lead_institution is None


def test_the_rest_of_a_box_that_lost_its_titles_is_not_the_commitments() -> None:
    rows = [
        f"Commitment | {COMPLETION}",
        f"^ | {STATES}",
        "1. Overall | | x | | ",
        "1.1. Site | x | | | ",
    ]
    t = table(rows, 2)
    bare = table([COMPLETION, STATES, " | | x | "], 2)
    build = builder(t, bare)
    key = known(build, "1", "Data")
    reader = MatrixReader(build)
    assert reader.read(t, key)
    assert reader.read(bare, key)
    assert said(build, key) == {
        (None, "completion", None, None, "limited"),
        ("1.1", "completion", None, None, "not_started"),
    }
    assert [i.code for i in build.finish().issues].count("row_without_title") == 1


def test_a_phase_of_seven_letters_that_a_narrow_column_broke() -> None:
    t = table(
        [
            "Commitment | Completion | < | Midter m | <",
            "^ | ^ | < | End of term | <",
            f"^ | {STATES}",
            "1. Open contracts | x | | | ",
            "^ | | | | x",
        ],
        3,
    )
    assert said(read(t)) == {
        (None, "completion", "midterm", None, "not_started"),
        (None, "completion", "end_of_term", None, "complete"),
    }
