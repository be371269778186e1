"""Pages of OGP's site beyond their labels: the words of commitments, and the forms of OGP Local."""

from __future__ import annotations

from extractors.extract import extract
from extractors.records import Extraction

TOP = (
    "Guayas\n\nOpen Port (EC0050)\n\nAction Plan: Ecuador Action Plan 2022-2024\n\nLead Institution: Port Authority\n\n"
    "Policy Areas\n\nOpen Data, Justice\n\nIRM Report: Ecuador Action Plan Review 2022-2024\n\nVerifiable: Yes\n\n"
    "Completion:\n\n"
)
FORM = (
    "End of Commitment Report – Market Accounts\n\nName of Evaluator\n\nRosa Prado\n\n"
    "Member Name\n\nPunta Clara, Chile\n\n"
    "Action Plan Title\n\nAction plan – Punta Clara, Chile, 2022 – 2024\n\nCommitment\n\nMarket Accounts\n\n"
)


def read(words: str) -> Extraction:
    return extract(words.encode(), name="page.txt")


def test_questions_part_the_description() -> None:
    (mention,) = read(
        TOP
        + "Description\n\nWhat is the public problem that the commitment will address?\n\nNobody knows the fees.\n\n"
        + "They change weekly.\n\nWhat is the commitment? To publish the fees.\n\nEach day, on line.\n"
    ).mentions
    assert mention.problem == "Nobody knows the fees. They change weekly."
    assert mention.description == "To publish the fees. Each day, on line."


def test_a_description_of_several_paragraphs_is_kept_whole() -> None:
    (mention,) = read(TOP + "Description\n\nThe port publishes its fees.\n\nIt does so each day.\n").mentions
    assert mention.description == "The port publishes its fees. It does so each day."


def test_a_form_whose_answer_is_drawn_says_so() -> None:
    result = read(
        FORM + "1.1 What was the overall level of progress in the implementation of the commitment?\n\n"
        "Provide a brief explanation of your answer:\n\nThe accounts hang at the gate.\n"
    )
    assert [m.title for m in result.mentions] == ["Market Accounts"]
    assert not result.assessments
    assert "unanswered_question" in {i.code for i in result.issues}


def test_an_explanation_is_no_answer() -> None:
    result = read(
        FORM + "1.1 What was the overall level of progress in the implementation of the commitment?\n\nLimited\n\n"
        "Provide a brief explanation of your answer:\n\nComplete\n"
    )
    assert [(a.dimension, a.code) for a in result.assessments] == [("completion", "limited")]


def test_the_place_in_a_list_is_no_part_of_a_title() -> None:
    page = (
        TOP + "Ecuador's Commitments\n\n31. Open Port\n\nEC0050, 2022, Open Data\n\n"
        "32. Starred commitment 2030 water plan\n\nEC0049, 2022, Justice\n"
    )
    html = "".join(f"<p>{line}</p>" for line in page.split("\n\n"))
    result = extract(f"<html><body>{html}</body></html>".encode(), name="page.html")
    assert [(m.ogp_id, m.title) for m in result.mentions] == [("EC0050", "Open Port"), ("EC0049", "2030 water plan")]
    assert [a.dimension for a in result.assessments if a.code == "yes"] == ["verifiability", "starred"]


def test_what_follows_another_question_is_no_answer_to_the_one_before() -> None:
    result = read(
        FORM + "1.1 What was the overall level of progress in the implementation of the commitment?\n\n"
        "1.2 Which part of it took the most time?\n\nLimited\n\nSection 2. Lessons\n\nComplete\n\n"
        "2.3 Why?\n\nProvide a brief explanation of your answer:\n\nThe rains came early.\n"
    )
    assert not result.assessments
    assert "unanswered_question" in {i.code for i in result.issues}


def test_the_united_kingdom_is_gb_whatever_its_ids_say() -> None:
    page = TOP.replace("EC0050", "UK0050").replace("Ecuador Action Plan 2022-2024", "United Kingdom NAP 2016-18", 1)
    identity = read(page).identity
    assert (identity.country_code, identity.plan_start, identity.plan_end) == ("GB", 2016, 2018)


def test_the_plans_own_heading_in_a_description_gives_the_number() -> None:
    (mention,) = read(TOP + "Description\n\nCommitment 6: Open the port\n\nThe port publishes its fees.\n").mentions
    assert (mention.number, mention.number_source) == ("6", "printed")
    assert str(mention.description).endswith("The port publishes its fees.")


def test_a_numbered_title_above_a_summary_gives_the_number_and_another_line_does_not() -> None:
    summary = "Description\n\nThe port publishes its fees.\n\nIRM Midterm Status Summary\n\n"
    (mention,) = read(TOP + summary + "4. Open port\n\nThe fees were published.\n").mentions
    assert mention.number == "4"
    (mention,) = read(TOP + summary + "2. Training of customs officers\n\nThe fees were published.\n").mentions
    assert mention.number is None


def test_roles_of_the_form_are_no_institutions() -> None:
    page = TOP.replace(
        "Policy Areas",
        "Support Institution(s): Other actors involved - government Port Council, Customs Office Other actors involved "
        "- CSOs, private sector, working groups, multilaterals, etc Dockers' Union, NA\n\nPolicy Areas",
    )
    (mention,) = read(page).mentions
    assert mention.support_institutions == ["Port Council", "Customs Office", "Dockers' Union"]


def test_a_heading_glued_to_a_value_is_no_part_of_it() -> None:
    (mention,) = read(TOP.replace("Open Data, Justice\n\n", "Open Data, JusticeIRM Review\n\n")).mentions
    assert mention.policy_areas == ["Open Data", "Justice"]


def test_results_not_reported_yet_are_none_to_note() -> None:
    result = read(TOP + "Early Results: No early results to report yet\n")
    assert [a.code for a in result.assessments if a.dimension == "early_results"] == ["no_notable_results"]


def test_a_description_whose_heading_was_lost_is_read() -> None:
    (mention,) = read(TOP + "The port publishes its fees.\n\nIt does so each day.\n").mentions
    assert mention.description == "The port publishes its fees. It does so each day."
