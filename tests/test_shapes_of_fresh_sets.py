"""Kinds of layouts that the fresh sets showed to be unread: each as a small document of other words."""

from __future__ import annotations

import pytest

from extractors.annotate.dates import dates
from extractors.annotate.options import spelled_out
from extractors.annotate.roles import role_of
from extractors.annotate.stated import joined, overall_rate
from extractors.claims.enumerations import enumerated
from extractors.extract import extract
from tests.pages import read


def table(*rows: str, head: str) -> str:
    cells = "".join(f"<th>{h}</th>" for h in head.split("|"))
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row.split("|")) + "</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


TITLE = "<h1>Kenya: Mid-term Self-assessment of the National Action Plan 2018-2020</h1>"


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Compromiso e instituciones", "number_title"),
        ("Commitment, lead and partners", "number_title"),
        ("Hitos (inicio a término) y su cumplimiento", "milestones"),
        ("Hito o actividad verificable", "milestone"),
        ("Responsable y acompañantes", "lead"),
        ("Lead agency; others", "lead"),
        ("Open gov. lens", "relevance"),
        ("Inst. resp.", "lead"),
    ],
)
def test_joined_and_shortened_heads_ask_for_their_first_part(label: str, role: str) -> None:
    found = role_of(label)
    assert found is not None
    assert found.name == role


def test_a_cell_holds_title_and_labels_another_lists_the_milestones() -> None:
    result = read(
        TITLE
        + table(
            "1|<b>Publish the well map</b><br>Responsible: Ministry of Water<br>Support: Basin Network"
            "|1.1 Survey (01/2019 to 06/2019) — Completed 1.2 Map online (07/2019 to 03/2020) — Limited|Substantial",
            "2|<b>Open the court archive</b><br>Responsible: The Judiciary"
            "|2.1 Scan the files (02/2019 to 08/2019) — Completed 2.2 Search page (09/2019 to 05/2020) — Not started"
            "|Limited",
            "3|<b>Fund community radio</b><br>Responsible: Ministry of Information"
            "|3.1 Call for offers (03/2019 to 05/2019) — Completed 3.2 Ten stations (06/2019 to 04/2020) — Completed"
            "|Completed",
            head="No.|Commitment and institutions|Milestones and their completion|Level of completion",
        )
    )
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        ("1", "Publish the well map", "Ministry of Water"),
        ("2", "Open the court archive", "The Judiciary"),
        ("3", "Fund community radio", "Ministry of Information"),
    ]
    assert result.mentions[0].support_institutions == ["Basin Network"]
    stones = [(m.milestone, str(m.starts_on and m.starts_on.value), str(m.ends_on and m.ends_on.value))
              for m in result.milestones]  # fmt: skip
    assert stones[:2] == [("1.1", "2019-01-01", "2019-06-01"), ("1.2", "2019-07-01", "2020-03-01")]
    own = {(a.mention.rpartition("|")[2], a.milestone): a.code for a in result.assessments}
    assert own["1", None] == "substantial"
    assert own["2", "2.2"] == "not_started"


def test_what_follows_the_last_row_of_a_list_is_not_its_own() -> None:
    titles = ("Well map", "River board", "Dam audit", "Pump register")
    rows = [f"{n}|{title}|Ministry of Water|Completed" for n, title in enumerate(titles, 1)]
    result = read(TITLE + table(*rows, "|Completed|4|", "|Delayed|0|", head="No.|Commitment|Lead institution|Status"))
    assert [m.number for m in result.mentions] == ["1", "2", "3", "4"]
    assert result.milestones == []


def test_a_number_goes_on_at_the_top_of_the_next_table() -> None:
    head = "Commitment|Milestone|End date|Status"
    first = table("A1 Well map of the north|A1.1 Survey|June 2019|Completed",
                  "A2 River board with minutes|A2.1 Rules|May 2019|Completed", head=head)  # fmt: skip
    second = table("A2 (continued)|A2.2 Minutes online|March 2020|Delayed",
                   "A3 Dam audit by citizens|A3.1 Call|April 2020|Completed", head=head)  # fmt: skip
    result = read(TITLE + first + second)
    assert [(m.number, m.title) for m in result.mentions] == [
        ("A1", "Well map of the north"),
        ("A2", "River board with minutes"),
        ("A3", "Dam audit by citizens"),
    ]
    stones = {(m.mention.rpartition("|")[2], m.milestone) for m in result.milestones}
    assert ("A2", "A2.2") in stones


def test_a_label_beside_those_of_its_parts_heads_no_column() -> None:
    form = "".join(
        f"<h3>Commitment {n}: {title}</h3><table>"
        f"<tr><th>Lead implementing agency</th><td colspan=2>Ministry of Water</td></tr>"
        f"<tr><th rowspan=2>Supporting stakeholders</th><th>Government</th><td>Basin Agency {n}</td></tr>"
        f"<tr><th>Civil society</th><td>River Friends {n}</td></tr>"
        f"<tr><th>Period covered</th><td colspan=2>May 2018 – April 2020</td></tr></table>"
        for n, title in ((1, "Publish the well map"), (2, "Hold river meetings"), (3, "Audit the dams"))
    )
    result = read("<h1>Kenya: National Action Plan 2018-2020</h1>" + form)
    assert [m.support_institutions for m in result.mentions] == [
        [f"Basin Agency {n}", f"River Friends {n}"] for n in (1, 2, 3)
    ]


def test_a_box_that_says_commitment_and_number_belongs_to_it() -> None:
    boxes = "".join(
        f"<p>Commitment {n}</p><p><b>Lead</b></p><p>Ministry of Water {n}</p>"
        "<p><b>Period</b></p><p>May 2018 – June 2019</p>"
        for n in (1, 2, 3)
    )
    cards = "".join(
        f"<h3>{n} {title}</h3><p>A paragraph tells what the country does about it.</p>"
        for n, title in ((1, "Publish the well map"), (2, "Hold river meetings"), (3, "Audit the dams"))
    )
    result = read("<h1>Kenya: National Action Plan 2018-2020</h1><h2>Commitments</h2>" + boxes + cards)
    assert [(m.number, m.title, m.lead_institution) for m in result.mentions] == [
        ("1", "Publish the well map", "Ministry of Water 1"),
        ("2", "Hold river meetings", "Ministry of Water 2"),
        ("3", "Audit the dams", "Ministry of Water 3"),
    ]


@pytest.mark.parametrize(
    ("words", "country", "year"),
    [
        ("Kenya joined the Open Government Partnership in August 2011.", "kenya", 2011),
        ("El Perú participa en la Alianza para el Gobierno Abierto desde 2012 y", "peru", 2012),
        ("Uruguay se incorporó a la OGP en 2011", "uruguay", 2011),
        ("Member since: 2014", None, 2014),
        ("The city of Kisumu joined the network in 2016.", None, None),
        ("Kenya joined the road in Nairobi 2016 times", "kenya", None),
        ("Nigeria joined in July 2016.", "niger", None),
    ],
)
def test_the_year_of_joining_is_read_from_sentences(words: str, country: str | None, year: int | None) -> None:
    found = joined(words, (country,) if country else ())
    assert (found and int(found.number)) == year


@pytest.mark.parametrize(
    ("words", "rate"),
    [
        ("Overall progress stands at 52%, against 38% in September.", 52.0),
        ("El avance general del plan es de 47,5 %.", 47.5),
        ("At midterm the average completion was 30%.", None),
        ("The average completion of the milestones is 30%.", None),
        ("In the previous plan overall progress was 80%.", None),
    ],
)
def test_overall_progress_is_that_of_this_plan_now(words: str, rate: float | None) -> None:
    found = overall_rate(words)
    assert (found and found.number) == rate


def test_initials_above_columns_are_steps_in_their_order() -> None:
    steps = spelled_out(["NS", "L", "S", "C"])
    assert steps is not None
    assert steps[0] == "not started"
    assert spelled_out(["A", "B", "C"]) is None
    assert spelled_out(["L", "C"]) is None


def test_lists_in_a_paragraph_count_up_under_one_head() -> None:
    assert [n for n, _, _ in enumerated("2.1 Survey of wells 2.2 Map online")] == ["2.1", "2.2"]
    assert [n for n, _, _ in enumerated("M1 Survey M2 Map M3 Report")] == ["M1", "M2", "M3"]
    assert enumerated("2.1 Survey of wells 3.2 Map online") == []
    assert enumerated("Law 4.5 Articles and 4.7 Articles") == []


@pytest.mark.parametrize("words", ["2.º trim. 2025", "2do trimestre 2025", "2nd. quarter 2025"])
def test_ordinals_of_quarters_take_their_points(words: str) -> None:
    (found,) = dates(words)
    assert (str(found.first.value), found.first.precision) == ("2025-04-01", "quarter")


@pytest.mark.parametrize(
    ("title", "rest"),
    [("Well map (new)", "A page with all wells"), ("Mapa de pozos (nuevo)", "Una página con todos los pozos")],
)
def test_a_remark_in_brackets_ends_a_title(title: str, rest: str) -> None:
    bare, _, remark = title.partition(" (")
    rows = [f"{n}. {bare} {n} ({remark} {rest}|Ministry of Water" for n in (1, 2, 3)]
    result = read(TITLE + table(*rows, head="Commitment|Lead institution"))
    assert [m.title for m in result.mentions] == [f"{bare} {n}" for n in (1, 2, 3)]
    assert [m.description for m in result.mentions] == [rest] * 3


def test_milestones_of_another_table_name_their_commitment_by_number() -> None:
    plan = table("1|Publish the well map|Ministry of Water|45%", "2|Hold river meetings|Basin Agency|10%",
                 "3|Audit the dams|Court of Audit|0%", head="No.|Commitment|Lead institution|Progress")  # fmt: skip
    steps = table("1|1.1|Survey of wells|30 June 2019|Completed", "1|1.2|Map online|31 March 2020|Delayed",
                  "2|2.1|Rules of the meetings|30 May 2019|Completed",
                  "3|3.1|Call for auditors|30 April 2020|Not started",
                  head="Commitment|Milestone|Description|Ready by|Status")  # fmt: skip
    result = read(TITLE + "<h2>Commitments</h2>" + plan + "<h2>Milestones</h2>" + steps)
    assert [(m.mention.rpartition("|")[2], m.milestone, m.text, str(m.ends_on and m.ends_on.value))
            for m in result.milestones] == [
        ("1", "1.1", "Survey of wells", "2019-06-30"),
        ("1", "1.2", "Map online", "2020-03-31"),
        ("2", "2.1", "Rules of the meetings", "2019-05-30"),
        ("3", "3.1", "Call for auditors", "2020-04-30"),
    ]  # fmt: skip


def test_progress_behind_the_name_of_a_plan_makes_a_report_on_it() -> None:
    cards = "".join(
        f"<h3>Commitment {n}: {title}</h3><p>In progress</p><p>{share}% done</p>"
        "<h4>Who leads</h4><p>Ministry of Water</p>"
        for n, title, share in ((1, "Publish the well map", 55), (2, "Hold river meetings", 30), (3, "Audit dams", 10))
    )
    result = read("<h1>Kenya’s open government action plan 2018–2020: progress</h1>" + cards)
    assert result.identity.doc_type == "tracker"
    shares = [a.number for a in result.assessments if a.dimension == "completion_percent"]
    assert shares == [55.0, 30.0, 10.0]


def test_a_period_answers_what_a_term_asks() -> None:
    forms = "".join(
        f"<h3>Commitment {n}: {title}</h3><table><tr><td>Responsible</td><td>Ministry of Water</td></tr>"
        "<tr><td>Term</td><td>from 1 June 2018 to 30 November 2019</td></tr>"
        "<tr><td>Status</td><td>fulfilled</td></tr></table>"
        for n, title in ((1, "Publish the well map"), (2, "Hold river meetings"), (3, "Audit the dams"))
    )
    result = read(TITLE + forms)
    dates_of = {(str(m.starts_on and m.starts_on.value), str(m.ends_on and m.ends_on.value)) for m in result.mentions}
    assert dates_of == {("2018-06-01", "2019-11-30")}


@pytest.mark.parametrize(
    ("title", "doubted"), [("The ministry will", True), ("Portal de compras de", True), ("Plan A", False)]
)
def test_a_title_that_ends_in_the_middle_is_doubted(title: str, doubted: bool) -> None:
    titles = ("Publish the well map", title, "Audit the dams")
    lists = "".join(
        f"<h2>Commitment {n}: {t}</h2><p>Lead institution: Ministry of Water</p>" for n, t in enumerate(titles, 1)
    )
    page = f"<title>Plan</title><h1>Kenya: Open Government Action Plan 2018-2020</h1>{lists}"
    result = extract(page.encode(), name="plan.html")
    assert [m.flagged for m in result.mentions] == [False, doubted, False]
