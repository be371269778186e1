"""Parts of IRM reports: commitment sections, prose, at-a-glance boxes, cards, recommendations."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.backends import read
from extractors.backends.adapter import to_layout
from extractors.builder import Builder, Spot
from extractors.claims.findings import results_scale
from extractors.claims.ratings.cards import read_cards
from extractors.claims.ratings.matrix import MatrixReader
from extractors.claims.ratings.narrative import Narrative
from extractors.claims.ratings.overview import read_overview, read_overview_lines
from extractors.claims.ratings.recommendations import announces, read_recommendations
from extractors.claims.ratings.subjects import take_apart
from extractors.extract import extract
from extractors.layout import Element, Text
from extractors.lexicon import Lexicon
from extractors.records import Extraction
from tests.conftest import FIXTURES
from tests.layouts import block, builder, layout, put_boxes, read_report, table

LONG = "The ministry held meetings in every province and published the minutes on its website. " * 2


def prose(*elements: Element, language: str = "en", **options: Any) -> tuple[Builder, str]:
    """Read elements as the section of one commitment."""
    build = builder(*elements, phase="end_of_term", language=language)
    key = build.mention(Spot(Text.of("Open data")), "heading", number="1", title="Open data")
    Narrative(build, key, matrix=MatrixReader(build), **options).read(elements)
    return build, key


def said(build: Builder, key: str) -> set[tuple[Any, ...]]:
    return {(a.dimension, a.phase, a.ogp_value, a.code or a.null_reason) for a in build.assessments_of(key)}


def facts(*elements: Element, phase: Any = None, doc_type: Any = None) -> set[tuple[Any, ...]]:
    build = builder(*elements, phase=phase)
    build.identity.doc_type = doc_type or build.identity.doc_type
    put_boxes(build)
    return {(f.metric, f.phase, f.number if f.number is not None else f.text, f.unit) for f in build.finish().facts}


@pytest.mark.parametrize(
    ("words", "number", "title", "starred"),
    [
        ("Compromiso 1.2 Datos abiertos", "1.2", "Datos abiertos", False),
        ("✪ 4.2. Open courts", "4.2", "Open courts", True),
        ("Commitment 2.10: Budgets", "2.10", "Budgets", False),
        ("Compromiso I0. Agua", "10", "Agua", False),
        ("SC12. Lobby", "SC12", "Lobby", False),
        ("Access law ()", None, "Access law", True),
        ("2015-2017 plan", None, "2015-2017 plan", False),
        ("15 million people", None, "15 million people", False),
    ],
)
def test_numbers_titles_and_stars(words: str, number: str | None, title: str, starred: bool) -> None:
    named = take_apart(words)
    assert (named.number, named.title, named.starred) == (number, title, starred)


def test_statuses_per_phase_and_results_per_value() -> None:
    build, key = prose(
        block("Cumplimiento", "heading", 3),
        block("Medio término: Limitado"),
        block("Fin de término: Sustancial"),
        block("¿Se avanzó en la apertura del gobierno?", "heading", 3),
        block("Acceso a la información: Marginalmente"),
        block("Rendición de cuentas pública: No cambió"),
        block("¿Se incorporó en el siguiente plan?", "heading", 3),
        block("Este compromiso no fue incluido en el plan, aunque sí se ha presentado otro."),
        language="es",
    )
    assert said(build, key) == {
        ("completion", "midterm", None, "limited"),
        ("completion", "end_of_term", None, "substantial"),
        ("early_results", "end_of_term", "access_to_information", "marginal"),
        ("early_results", "end_of_term", "public_accountability", "did_not_change"),
        ("carried_over", "end_of_term", None, "no"),
    }


def test_a_blank_label_is_blank_and_prose_is_no_status() -> None:
    build, key = prose(
        block("Completion:"),
        block("Description", "heading", 3),
        block(LONG),
        block("Commitment text: The portal will be complete and of limited size."),
    )
    assert said(build, key) == {("completion", "end_of_term", None, "blank_in_source")}


def test_several_labels_on_a_line_and_milestones() -> None:
    build, key = prose(
        block("Lead institution: Ministry of Trade, Industry and Tourism"),
        block("Start date: July 2015 End date: June 2017"),
        block("Milestones:"),
        block("Draft law", "item", marker="1."),
        block("Public hearings", "item", marker="2."),
    )
    mention = build.get(key)
    assert mention.lead_institution == "Ministry of Trade, Industry and Tourism"
    assert [str(d.value) for d in (mention.starts_on, mention.ends_on) if d] == ["2015-07-01", "2017-06-01"]
    assert [(m.milestone, m.text) for m in build.milestones_of(key)] == [("1", "Draft law"), ("2", "Public hearings")]


def test_results_for_what_is_no_value_are_flagged() -> None:
    build, key = prose(block("Did it open government?", "heading", 3), block("Better roads: Major"))
    (assessment,) = build.assessments_of(key)
    assert (assessment.ogp_value, assessment.flagged) == ("other", True)


def test_significant_alone_is_flagged_where_the_scale_is_open() -> None:
    for scale, code, flagged in (
        (None, "major", True),
        ("diog", "major", False),
        ("early_results", "significant", False),
    ):
        build, key = prose(block("Early results: Significant"), results_scale=scale)
        (assessment,) = build.assessments_of(key)
        assert (assessment.code, assessment.flagged) == (code, flagged)


def test_values_that_come_twice_are_flagged_for_a_heading_may_be_lost() -> None:
    build, key = prose(block("Verifiable: Yes"), block("Completion: Limited"), block("Verifiable: No"))
    found = {(a.dimension, a.code): a.flagged for a in build.assessments_of(key)}
    assert found == {("verifiability", "yes"): False, ("completion", "limited"): False, ("verifiability", "no"): True}
    assert [i.code for i in build.finish().issues] == ["repeated_label"]


def test_the_first_reports_form_and_what_is_only_projected() -> None:
    form = table(
        [
            "Answerability | Lead institution | Ministry of Works",
            "Specificity and measurability | High: the words name milestones | <",
            "Relevance | OGP values | Access to information, Public accountability",
            "Ambition | Potential impact | Moderate: a step forward",
            "Level of completion | Start date: April 2012 | Actual completion: Limited",
            " | End date: April 2013 | Projected completion: Complete",
        ]
    )
    build, key = prose(form)
    assert said(build, key) == {
        ("specificity", "end_of_term", None, "high"),
        ("relevance", "end_of_term", "access_to_information", "yes"),
        ("relevance", "end_of_term", "public_accountability", "yes"),
        ("potential_impact", "end_of_term", None, "moderate"),
        ("completion", "end_of_term", None, "limited"),
    }


def test_cards_of_an_executive_summary() -> None:
    words = "✪ 2. School budgets OGP value relevance: Clear Potential impact: Minor Completion: Complete"
    t = table(["Name of commitment | Summary", f"{words} | Budgets are on line."], 1)
    build = builder(t)
    assert read_cards(t, build)
    (mention,) = build.mentions()
    assert (mention.number, mention.title) == ("2", "School budgets")
    assert {(a.dimension, a.code) for a in build.assessments_of(mention.key)} == {
        ("starred", "yes"),
        ("relevance", "yes"),
        ("potential_impact", "minor"),
        ("completion", "complete"),
    }


def sections(*elements: Element) -> tuple[Builder, list[str | None]]:
    build = builder(*elements)
    made = read_report(build)
    return made, [m.number for m in made.mentions()]


def test_headings_open_sections_and_contents_do_not() -> None:
    build, numbers = sections(
        block("Commitment 1. Open data 7"),
        block("Commitment 2. Open courts 9"),
        block("Commitment 3. Open wells 11"),
        block("Commitment 4. Open rivers 12"),
        block("Commitment 1. Open data", "heading", 2),
        block("Completion: Limited"),
        block(LONG),
        block("Commitment 2. Open courts", "heading", 2),
        block("Completion: Complete"),
        block(LONG),
        block("Commitment 3. Open wells", "heading", 2),
        block("Completion: Complete"),
        block(LONG),
        block("Commitment 4. Open rivers", "heading", 2),
        block("Completion: Complete"),
        block("Methodology", "heading", 1),
        block(LONG),
    )
    assert numbers == ["1", "2", "3", "4"]
    assert [m.title for m in build.mentions()] == ["Open data", "Open courts", "Open wells", "Open rivers"]


def test_a_title_left_over_from_the_template_is_an_issue() -> None:
    build, numbers = sections(
        block("Compromiso 9. Ríos limpios", "heading", 2),
        block("Compromiso 1. Título del Compromiso", "heading", 2),
        block("Cumplimiento: Limitado"),
        block(LONG),
        block("Compromiso 10. Agua limpia", "heading", 2),
        block("Cumplimiento: Limitado"),
        block(LONG),
    )
    assert numbers == ["9", "10"]
    assert [i.code for i in build.finish().issues] == ["template_leftover"]


def test_headings_that_all_have_one_same_label_below() -> None:
    elements = [
        block("Inception report", "heading", 1),
        *[
            e
            for n, title in enumerate(["Open data", "Water map", "Lobby law"], 1)
            for e in (block(f"{n}. {title}", "heading", 2), block("Verifiable: Yes"), block(LONG))
        ],
    ]
    build, _ = sections(*elements)
    assert [m.title for m in build.mentions()] == ["Open data", "Water map", "Lobby law"]
    chapters = [block("1. Introduction", "heading", 2), block(LONG), block("2. Completion", "heading", 2)]
    chapters += [block("Completion: Limited"), block(LONG), block("3. Sources", "heading", 2), block(LONG)]
    assert not sections(*chapters)[1]


def test_an_answer_that_is_a_label_too_and_a_colon_in_parentheses() -> None:
    elements = [block("Verifiable", "heading", 4), block("No"), block("Ambition (see: definition): Something else")]
    build, key = prose(*elements)
    assert ("verifiability", "end_of_term", None, "no") in said(build, key)
    assert Lexicon().split_label("Ambición (consulta: definición): Alto") == ("ambition", 33)


def test_a_joint_heading_speaks_of_each_commitment() -> None:
    _, numbers = sections(
        block("Commitments 2 and 5: Open data", "heading", 2), block("Completion: Limited"), block(LONG)
    )
    assert numbers == ["2", "5"]


def test_boxes_with_two_phases() -> None:
    t = table(
        [
            " | Midterm | End of term",
            "Number of commitments | 14 | <",
            "Complete | 3 (21%) | 9 (64%)",
            "Limited | 5 | 2",
            "All three (★) | 1 | 4",
        ],
        1,
    )
    assert facts(t, phase="end_of_term") == {
        ("commitments_total", None, 14.0, "commitments"),
        ("completion_complete", "midterm", 3.0, "commitments"),
        ("completion_complete", "midterm", 21.0, "percent"),
        ("completion_complete", "end_of_term", 9.0, "commitments"),
        ("completion_complete", "end_of_term", 64.0, "percent"),
        ("completion_limited", "midterm", 5.0, "commitments"),
        ("completion_limited", "end_of_term", 2.0, "commitments"),
        ("commitments_starred", "midterm", 1.0, "commitments"),
        ("commitments_starred", "end_of_term", 4.0, "commitments"),
    }


def test_a_box_on_one_line_and_glued_headers() -> None:
    line = "TABLE 1: AT A GLANCENUMBER OF COMMITMENTS: 14 DID IT OPEN GOVERNMENT?MAJOR: N/A 3 (15%)"
    assert facts(block(line), phase="end_of_term") == {
        ("commitments_total", None, 14.0, "commitments"),
        ("early_results_major", "midterm", "N/A", "commitments"),
        ("early_results_major", "end_of_term", 3.0, "commitments"),
        ("early_results_major", "end_of_term", 15.0, "percent"),
    }


def test_a_box_that_shares_its_rows_with_text() -> None:
    rows = ["The plan was made | Member since: | 2013", "with civil society. | Number of commitments: | 10"]
    t = table([*rows, " | Limited: | 3"])
    assert facts(t, phase="midterm", doc_type="irm_midterm_report") == {
        ("member_since", None, 2013.0, "year"),
        ("commitments_total", None, 10.0, "commitments"),
        ("completion_limited", "midterm", 3.0, "commitments"),
    }
    # In an end-of-term report one number for two phases is not taken, but reported.
    assert {metric for metric, *_ in facts(t, phase="end_of_term")} == {"member_since", "commitments_total"}


def test_words_of_scales_side_by_side_are_no_box() -> None:
    rows = ["1. Data | Limited | Marginal", "2. Law | Complete | Major", "3. Bus | Substantial | Outstanding"]
    assert not facts(table(["Commitment | Completion | Early results", *rows], 1))


def test_prose_with_numbers_is_no_box() -> None:
    assert not facts(block("Of 14 commitments, three are complete and progress on 5 was limited. " + LONG))


def test_levels_of_influence() -> None:
    t = table(["Level | Midterm | End of term", "Collaborate | | x", "Involve | | ", "Consult | x | "], 1)
    assert facts(t) == {
        ("public_influence", "end_of_term", "collaborate", "level"),
        ("public_influence", "midterm", "consult", "level"),
    }


def test_key_recommendations_come_before_general_ones() -> None:
    elements: list[Element] = [
        block("Recommendations", "heading", 1),
        block("Publish all minutes of the forum", "item", marker="1."),
        block("Five key IRM recommendations", "heading", 2),
        table(["Set aside a budget for each commitment", "Invite the judiciary to the forum"]),
    ]
    build = builder(*elements)
    read_recommendations(layout(*elements), build)
    found = build.finish().recommendations
    assert [r.text for r in found] == ["Set aside a budget for each commitment", "Invite the judiciary to the forum"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Tabla 3. Cinco recomendaciones clave del MRI", "key"),
        ("Table 4: The IRM's five key recommendations", "key"),
        ("Table 4: Five key recommendations of the IRM", "key"),
        ("Recomendaciones para el plan", None),
        ("VII. General recommendations", "general"),
    ],
)
def test_headings_that_announce_recommendations(words: str, kind: str | None) -> None:
    assert announces(words, Lexicon()) == kind


def test_the_colombian_report(corpus: Any) -> None:
    path = corpus / "documents" / "co-2015-irm-end-of-term.pdf"
    read: Extraction = extract(path.read_bytes(), name=path.name)
    assert len(read.mentions) == 30
    numbers = {m.number: m.key for m in read.mentions}
    assert {"10.2", "11.1", "15.3"} <= set(numbers)
    disagreeing = {
        (m.number, dimension)
        for m in read.mentions
        for dimension in ("specificity", "potential_impact")
        if len({a.code for a in read.assessments if (a.mention, a.dimension) == (m.key, dimension)}) > 1
    }
    assert disagreeing == {("10.1", "potential_impact"), ("12", "specificity"), ("19", "potential_impact")}
    assert [i.code for i in read.issues].count("template_leftover") == 3


def test_a_box_whose_corner_cell_is_missing() -> None:
    rows = [
        "Midterm | End of term | ",
        "Number of commitments | 40[1] | ",
        "Complete | 2 | 9",
        "Substantial | 21 | 24",
        "Oustanding | 0 | ",
    ]
    found = facts(table(rows), table(["Number of commitments carried over to next action plan | 10"]))
    assert found == {
        ("commitments_total", None, 40, "commitments"),
        ("completion_complete", "midterm", 2, "commitments"),
        ("completion_complete", "end_of_term", 9, "commitments"),
        ("completion_substantial", "midterm", 21, "commitments"),
        ("completion_substantial", "end_of_term", 24, "commitments"),
        ("early_results_outstanding", None, 0, "commitments"),
        ("carried_forward", None, 10, "commitments"),
    }


def test_a_box_of_plain_lines_with_a_star_and_a_misprint() -> None:
    lines = [
        "Table 1: At a glance", "Midterm End of term", "Complete 1 4", "All three (✪) 0 2", "Oustanding 0",
        "Number of commitments carried over to the next action plan 6", "Commitments that are relevant to: 38(98%)",
    ]  # fmt: skip
    found = facts(*(block(line) for line in lines), phase="end_of_term")
    assert {
        ("commitments_starred", "midterm", 0, "commitments"),
        ("commitments_starred", "end_of_term", 2, "commitments"),
        ("early_results_outstanding", None, 0, "commitments"),
        ("carried_forward", None, 6, "commitments"),
        ("commitments_relevant", None, 38, "commitments"),
        ("commitments_relevant", None, 98, "percent"),
    } <= found


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Según la metodología, el compromiso recibe una estrella.", "yes"),
        ("El compromiso perdió su estrella a fin de término.", "no"),
        ("Nota editorial: este compromiso es estelar porque es medible.", "yes"),
        ("El portal tiene cinco estrellas en la tienda.", None),
    ],
)
def test_sentences_about_a_star_are_read_by_the_vocabulary_alone(words: str, code: str | None) -> None:
    build, key = prose(block(words), language="es")
    assert [(a.dimension, a.code) for a in build.assessments_of(key)] == ([("starred", code)] if code else [])


def test_what_became_of_a_commitment_is_read_without_its_question() -> None:
    build, key = prose(block("This commitment was not carried forward to the next action plan."))
    (found,) = build.assessments_of(key)
    assert (found.dimension, found.code, found.flagged) == ("carried_over", "no", True)


def test_a_label_that_goes_on_in_a_row_of_its_own() -> None:
    rows = [
        " | Midterm | End of term", "Number of commitments | 9 | <", "Clear relevance to OGP | 8 (89%) | <",
        "values | | ", "Substantial | 2 (22%) | 5 (56%)", "Number of commitments | 7 (78%) | <",
        "carried over to next plan | | ",
    ]  # fmt: skip
    assert {
        ("commitments_total", None, 9, "commitments"),
        ("commitments_relevant", None, 8, "commitments"),
        ("carried_forward", None, 7, "commitments"),
    } <= facts(table(rows, 1), phase="end_of_term")


def test_the_last_rows_of_a_box_that_stand_below_its_table() -> None:
    """Their number stands behind the first line of the label."""
    box = table(["Complete | 2", "Limited | 5", "Not started | 1", "Number of commitments | 9"])
    rest = block("Moving forward"), block("Number of commitments 4 (44%) carried over to next plan")
    said = facts(box, *rest, phase="midterm")
    assert {("carried_forward", None, 4, "commitments"), ("carried_forward", None, 44, "percent")} <= said
    assert [n for metric, _, n, _ in said if metric == "commitments_total"] == [9]


def test_a_second_total_at_the_end_of_a_box_is_a_label_cut_off() -> None:
    rows = ["Number of commitments | 9", "Complete | 2", "Limited | 5", "Number of commitments | 3"]
    build = builder(table(rows), phase="midterm")
    put_boxes(build)
    assert [f.number for f in build.facts_of("commitments_total")] == [9]
    assert "label_cut_off" in {i.code for i in build.finish().issues}


def overview(*lines: str, name: str = "page.txt") -> Extraction:
    head = "Bolivia Mid-Term Report 2016-2018\n\nThe Independent Reporting Mechanism (IRM) reports.\n\n"
    head = f"<p>{head}</p>" if name.endswith(".html") else head
    made, _ = to_layout(read((head + "\n".join(lines) + "\n").encode(), name=name))
    build = Builder(made, builder(phase="midterm").identity, Lexicon())
    for t in made.tables:
        read_overview(t, build)
    read_overview_lines(made.elements, build)
    put_boxes(build)
    return build.finish()


def test_an_overview_whose_cells_ran_together() -> None:
    read = overview(
        "Commitment Overview Well-Designed? *",
        "4. Water councils Each basin gets a council that meets in public. Yes",
        "✪ 7. Open courts The rulings of all courts are published. No",
        "",
        "* Commitment is evaluated by the IRM as specific and relevant",
        "",
        "Did not act contrary to OGP process",
        "",
        "A country is considered to have acted contrary to process if it publishes no plan.",
    )
    assert [(m.number, m.title) for m in read.mentions] == [("4", None), ("7", None)]
    assert (read.mentions[0].description or "").startswith("Water councils Each")
    assert [a.dimension for a in read.assessments] == ["starred"]
    assert {(f.metric, f.mention, f.text) for f in read.facts} == {
        ("well_designed", read.mentions[0].key, "yes"),
        ("well_designed", read.mentions[1].key, "no"),
        ("acted_contrary", None, "no"),
    }
    assert {i.code for i in read.issues} == {"title_runs_on"}


def test_an_overview_table_parts_title_and_description() -> None:
    read = overview(
        "<table><tr><th>Commitment Overview</th><th>Potential starred? *</th>",
        "<th>Major or Outstanding Results?</th></tr>",
        "<tr><td><b>3. Land titles (✪)</b><br>Titles are published by village.</td><td>Yes</td><td></td></tr></table>",
        name="page.html",
    )
    (mention,) = read.mentions
    assert (mention.number, mention.title, mention.description) == (
        "3", "Land titles", "Titles are published by village.",
    )  # fmt: skip
    assert [(f.metric, f.text) for f in read.facts] == [("potentially_starred", "yes")]


def test_the_term_acted_contrary_alone_states_nothing() -> None:
    read = overview("Acted contrary to OGP process", "", "The plan was late, and the ministry said why.")
    assert not read.facts


def test_a_form_whose_columns_ran_together() -> None:
    form = table(
        [
            "Answerability Lead institution | < | Ministry of Works",
            "Specificity and measurability High: the words name milestones | < | <",
            "Especificidad | Media: se puede medir | <",
            "Start date: April 2012 Actual completion | < | Limited",
        ]
    )
    build, key = prose(form)
    assert build.get(key).lead_institution == "Ministry of Works"
    assert said(build, key) == {
        ("specificity", "end_of_term", None, "high"),
        ("specificity", "end_of_term", None, "medium"),
        ("completion", "end_of_term", None, "limited"),
    }
    starts = build.get(key).starts_on
    assert starts
    assert starts.value.isoformat() == "2012-04-01"


@pytest.mark.parametrize(
    ("words", "numbers", "title"),
    [
        ("Cluster 1: Open budgets (Commitments 3, 4 and 5)", ("3", "4", "5"), "Open budgets"),
        ("Agrupación 2. Compromisos 6 a 8: Presupuestos abiertos", ("6", "7", "8"), "Presupuestos abiertos"),
        ("Cluster 2: Open budgets", ("C2",), "Open budgets"),
    ],
)
def test_a_cluster_is_the_commitments_it_holds_and_never_the_commitment_of_its_own_number(
    words: str, numbers: tuple[str, ...], title: str
) -> None:
    named = take_apart(words)
    assert ((named.number, *named.numbers), named.title) == (numbers, title)


def test_a_box_in_running_text_that_is_cut_inside_a_label() -> None:
    found = facts(
        block("Member since: 2011 Number of commitments: 12 Commitments that are relevant to"),
        block("OGP values: 9 (75%) Transformative commitments: 0 (0%) Commitments with significant"),
        block("DIOG*: N/A"),
        phase="design",
    )
    assert ("commitments_relevant", None, 9, "commitments") in found
    assert ("early_results_major", None, "N/A", "commitments") in found


@pytest.mark.parametrize("numbered", [False, True])
def test_a_list_of_recommendations_with_every_second_line_shaded_is_read_whole(numbered: bool) -> None:
    words = ["Set aside a budget", "Invite the judiciary", "Publish the minutes within a week", "Name one person"]
    elements: list[Element] = [block("Table 3. Key IRM recommendations", "caption")]
    if numbered:
        elements = [block("Five key recommendations")]
    for n, said in enumerate(words, 1):
        if n % 2:
            elements.append(block(said, "item", marker=f"{n}.") if numbered else block(said))
        else:
            elements.append(table([f"{n}. {said}" if numbered else said]))
    elements += [block("Commitments", "heading", 2), table(["Ask the regions for more themes"])]
    build = builder(*elements)
    read_recommendations(layout(*elements), build)
    assert [(r.text or "").split()[0] for r in build.finish().recommendations] == ["Set", "Invite", "Publish", "Name"]


def test_values_beside_their_label_tell_the_scale_of_early_results() -> None:
    tables = [table(["Commitment 1: Portal | <", f"Early results | {word}"]) for word in ("Significant", "Moderate")]
    assert results_scale(layout(*tables), builder(*tables)) == "early_results"


def test_an_overview_with_a_column_of_titles() -> None:
    read = overview(
        "<table><tr><th>Commitment</th><th>Overview</th><th>Well-Designed?*</th></tr>",
        "<tr><td>✪ 2. Land titles</td><td>Limited progress was made.</td><td>Yes</td></tr></table>",
        name="page.html",
    )
    (mention,) = read.mentions
    assert (mention.number, mention.title, mention.description) == ("2", "Land titles", "Limited progress was made.")
    assert [(f.metric, f.text) for f in read.facts] == [("well_designed", "yes")]
    assert [a.dimension for a in read.assessments] == ["starred"]


def test_a_reading_that_says_two_things_of_one_value_adds_neither() -> None:
    """The first build took the numbers of a list in its table of milestones for percentages: 1%, 2%, 3%, 5%."""
    path = FIXTURES / "irm_report" / "end-of-term-es.libreoffice.pdf"
    found = extract(path.read_bytes(), name=path.name)
    assert not [a for a in found.assessments if a.dimension == "completion_percent"]
