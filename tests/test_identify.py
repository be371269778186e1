"""What a document is: plan, place, draft or final, dates. Small text files, each with a trap of real pages."""

from __future__ import annotations

import datetime

from extractors.extract import extract
from extractors.records import Identity


def identity(words: str) -> Identity:
    return extract(words.encode(), name="page.txt").identity


def test_a_plan_named_as_often_as_another_is_not_chosen() -> None:
    told = identity(
        "Ecuador Results Report 2020-2022\n\nThe Independent Reporting Mechanism counts one early result. There were "
        "four under the second action plan and five under the third action plan.\n"
    )
    assert (told.country_code, told.plan_start, told.plan_number) == ("EC", 2020, None)


def test_a_plan_whose_commitments_continue_an_earlier_one_is_not_that_one() -> None:
    told = identity(
        "# Norway\n\n# National Action Plan 2018-2020\n\n## Commitment 1: Open school budgets\n\n"
        "This continues commitment 1 of the 2016-2018 action plan.\n\n## Commitment 2: Open school spending\n\n"
        "This continues commitment 2 of the 2016-2018 action plan.\n\n## Commitment 3: One register of gifts\n\n"
        "It merges commitments 3 and 4 of the 2016-2018 action plan.\n"
    )
    assert (told.plan_start, told.plan_end) == (2018, 2020)


def test_the_number_of_the_plan_is_the_one_told_most() -> None:
    told = identity(
        "Ecuador Results Report 2020-2022\n\nThe Independent Reporting Mechanism assesses the fifth action plan. The "
        "first action plan had ended early.\n\nThe fifth plan has ten commitments; the second and third action plans "
        "had more.\n"
    )
    assert told.plan_number == 5


def test_a_report_for_comment_in_a_list_does_not_make_the_page_a_draft() -> None:
    page = (
        "Quito forum (EC0041)\n\nAction Plan: Ecuador Action Plan 2021-2023\n\nLead Institution: City Council\n\n"
        "IRM Report: Ecuador Results Report 2021-2023, Ecuador Action Plan Review 2021-2023 – For Public Comment\n\n"
        "Early Results: No IRM Data\n\nVerifiable: Yes\n"
    )
    assert identity(page).version_status == "final"
    report = "Ecuador Results Report 2021-2023 – For Public Comment\n\nThe IRM asks for comments on its findings.\n"
    assert identity(report).version_status == "draft"


def test_a_local_plan_names_its_place() -> None:
    told = identity(
        "Inception Report – Action plan – Punta Clara, Chile, 2023 – 2024\n\nName of Evaluator\n\nRosa Prado\n\n"
        "Section 1.\nCompliance with\nco-creation requirements\n\n1.1 Does a forum exist?\n"
    )
    assert (told.country_code, told.locality, told.plan_start) == ("CL", "Punta Clara", 2023)
    assert told.plan_id == "CL-punta-clara-2023"
    assert told.title == "Inception Report – Action plan – Punta Clara, Chile, 2023 – 2024"


def test_a_date_counts_only_where_it_is_one_of_publication() -> None:
    plan = "Action plan – Punta Clara, Chile, 2021 – 2024\n\nDescription\n\nDuration\n\nSeptember 2024\n\n"
    assert identity(plan).published_on is None
    stated = identity(plan + "Date Submitted\n\n16th November 2021\n").published_on
    assert stated is not None
    assert (stated.value, stated.precision) == (datetime.date(2021, 11, 16), "day")
    period = "BOLIVIA\n\nFINAL SELF-ASSESSMENT REPORT OF THE 2nd ACTION PLAN\n\nJULY 2014 TO JUNE 2016\n\nSummary\n"
    assert identity(period).published_on is None
    ends = "Bolivia Design Report 2018-2020\n\nThe IRM found six commitments.\n\nEnd date: April 2020\n"
    assert identity(ends).published_on is None
    dated = identity("Bolivia Design Report 2018-2020\n\nMarch 2019\n\nThe IRM found six commitments.\n").published_on
    assert dated is not None
    assert dated.value == datetime.date(2019, 3, 1)


def test_a_government_host_tells_the_country_where_no_name_does() -> None:
    plan = "Plan de Acción de Gobierno Abierto 2018-2020\n\nCompromiso 1. Datos\n\nVer www.datos.gub.uy y el portal.\n"
    assert identity(plan).country_code == "UY"
    assert identity(plan.replace("www.datos.gub.uy", "www.datos.example")).country_code is None


def test_a_dash_before_a_label_is_no_part_of_it() -> None:
    page = "<h1>Peru Design Report 2018-2020</h1><p>- Researcher: Inés Rojas</p><p>The IRM found six commitments.</p>"
    assert extract(page.encode(), name="page.html").identity.author == "Inés Rojas"


def test_the_year_a_report_covers_is_not_the_length_of_the_plan() -> None:
    report = "BOLIVIA\n\nSEGUNDO INFORME DE AVANCE 2014-2015\n\nMECANISMO DE REVISIÓN INDEPENDIENTE (MRI)\n"
    told = extract(report.encode(), name="report.txt")
    assert (told.identity.plan_start, told.identity.plan_end) == (2014, None)
    assert "uncertain_plan" in {i.code for i in told.issues}
    named = identity(report + "\nEl plan de acción 2014-2016 tiene seis compromisos.\n")
    assert (named.plan_start, named.plan_end) == (2014, 2016)


def test_a_sentence_is_no_title() -> None:
    page = "This self-assessment report was sent to all ministries.\n\nBOLIVIA 2018-2020\n\nThe plan has six parts.\n"
    assert identity(page).title != "This self-assessment report was sent to all ministries."


def test_the_word_draft_alone_on_the_cover_of_any_report() -> None:
    report = "Bolivia Design Report 2018-2020\n\nDRAFT\n\nThe Independent Reporting Mechanism found six commitments.\n"
    assert identity(report).version_status == "draft"
    assert identity(report.replace("DRAFT", "The draft was late.")).version_status == "final"
