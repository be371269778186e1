"""Web pages saved as text or Markdown, whose letters tell no heading: what they are, and what they hold."""

from __future__ import annotations

import pytest

from extractors.annotate.counts import count_stated
from extractors.annotate.labels import role_of
from extractors.annotate.led import led
from extractors.backends import read as read_document
from extractors.classify.plan import numbers_in
from extractors.extract import extract
from extractors.records import Extraction
from extractors.road import segment
from extractors.segment.series import _principles
from tests.pages import day, read
from tests.test_plain_dress import facts

END_OF_TERM = """Skip to main content

Kenya End-of-Term Report 2016-2018

Two of the nine commitments opened government in a major way. The others moved little.

Table 1: At a Glance
Mid-term End of term
Number of Commitments 9 9
Level of Completion
Completed 1 4
Substantial 3 2
Limited 4 3
Not Started 1 0
Number of Commitments with…
Transformative Potential Impact 2 2
Did It Open Government?
Major 2
Outstanding 0

The Open Government Partnership (OGP) brings governments and citizens together. The Independent Reporting
Mechanism (IRM) carries out a review of what each member does.
"""

IMPLEMENTATION = """Skip navigation

Chile Implementation Report 2018-2020

Chile carried out most of its plan, with modest results for citizens.

Participating since: 2011

Number of commitments: 11

Level of public influence: Consult

Acted contrary to OGP process: No

Completed commitments: 5

Starred commitments: 1

Commitments with Major DIOG: 3

The IRM monitors all action plans so that governments keep their word.
"""


def page(words: str, name: str) -> Extraction:
    return extract(words.encode(), name=name)


def test_a_report_saved_as_text_is_the_mechanisms() -> None:
    found = page(END_OF_TERM, "kenya.txt")
    identity = found.identity
    assert (identity.doc_type, identity.assessor, identity.phase) == ("irm_end_of_term_report", "irm", "end_of_term")
    assert identity.title == "Kenya End-of-Term Report 2016-2018"
    numbers = {(f.metric, f.phase): f.number for f in found.facts if not f.doubts}
    assert numbers["completion_complete", "midterm"] == 1
    assert numbers["completion_complete", "end_of_term"] == 4
    assert numbers["commitments_total", "end_of_term"] == 9


def test_figures_that_only_the_mechanism_gives_name_it() -> None:
    found = page(IMPLEMENTATION, "chile.txt")
    assert (found.identity.doc_type, found.identity.assessor) == ("irm_implementation_report", "irm")
    told = {f.metric: f.number if f.text is None else f.text for f in found.facts if not f.doubts}
    assert told["public_influence"] == "consult"
    assert told["commitments_starred"] == 1
    assert told["member_since"] == 2011


FIELDS = """---
layout: commitment
title: Publish the Minutes of Every Water Board
permalink: /national-action-plan/4/gh0042/
comment_status: open
commitment_id: GH0042
commitment_theme_name: Natural resources
commitment_theme_slug: natural-resources
commitment_parts: "Sub-commitments:

1) The boards publish their minutes within ten days.

2) The ministry keeps one archive of them."
commitment_status: On track
commitment_agency: Ministry of Water
---
"""


def test_fields_of_the_front_matter_are_words_of_the_page() -> None:
    found = page(FIELDS, "gh0042.md")
    assert (found.identity.doc_type, found.identity.country_code) == ("commitment_page", "GH")
    assert found.identity.plan_number == 4
    (mention,) = found.mentions
    assert mention.title == "Publish the Minutes of Every Water Board"
    assert (mention.ogp_id, mention.area, mention.lead_institution) == (
        "GH0042",
        "Natural resources",
        "Ministry of Water",
    )
    assert [m.milestone for m in found.milestones] == ["1", "2"]
    (state,) = [a for a in found.assessments if a.dimension == "schedule"]
    assert (state.code, state.evidence.locator) == ("on_schedule", "L14")


SNAPSHOTS = """Open Government Partnership Kenya Second Action Plan 2016 to 2018 progress summary
Updated 10 March 2018
Download CSV 27 KB

Commitment | Milestone reference | Milestone | 30/4/2017 | 30/9/2017 | 31/1/2018 |
---|---|---|---|---|---|
Open rivers | 1.01 | Publish the levels of all rivers | Delayed | Completed | Completed |
Open rivers | 1.02 | Train the wardens | Delayed | Delayed | Delayed |
"""


def test_dates_over_words_head_columns() -> None:
    found = page(SNAPSHOTS, "kenya.md")
    assert found.identity.title == "Open Government Partnership Kenya Second Action Plan 2016 to 2018 progress summary"
    assert [(m.title, m.number) for m in found.mentions] == [("Open rivers", None)]
    latest = {a.milestone: a.code for a in found.assessments if a.as_of is None or a.as_of.value.year == 2018}
    assert latest == {"1.01": "complete", "1.02": "behind"}


LISTED = """Mid-term self-assessment of the Open Government Partnership action plan of Ghana (2017-2019)

Each of the four commitments reflects one priority.

Commitment Status as of June 30, 2018
Openness
1: Rivers on one map On schedule
2: Dams that are audited Delayed
3: Meetings by the river On schedule
4: Wells for every village On schedule
"""


def test_a_status_behind_every_title_is_none_of_it() -> None:
    found = page(LISTED, "ghana.txt")
    assert [m.title for m in found.mentions] == [
        "Rivers on one map", "Dams that are audited", "Meetings by the river", "Wells for every village",
    ]  # fmt: skip
    states = [a.code for a in found.assessments if a.dimension == "schedule"]
    assert states == ["on_schedule", "behind", "on_schedule", "on_schedule"]


PERIODS = "".join(
    f"<tr><td>{n}</td><td><a>{title}</a><br><small>{first} to {last}</small></td><td>Water Agency</td>"
    f"<td>{n}0%</td></tr>"
    for n, (title, first, last) in enumerate(
        [
            ("Rivers on one map", "12/01/2019", "08/31/2022"),
            ("Dams that are audited", "01/15/2020", "06/30/2022"),
            ("Meetings by the river", "02/01/2020", "12/31/2021"),
            ("Wells for every village", "03/20/2020", "07/31/2022"),
        ],
        start=1,
    )
)


def test_small_dates_below_every_title_are_its_dates() -> None:
    found = read(
        "<h1>Commitments Monitoring Board</h1><h2>5th Philippine OGP National Action Plan (2019–2022)</h2><table>"
        f"<tr><th>#</th><th>Commitment</th><th>Lead agency</th><th>Progress</th></tr>{PERIODS}</table>"
    )
    assert (found.identity.doc_type, found.identity.plan_number) == ("tracker", 5)
    first = found.mentions[0]
    assert first.title == "Rivers on one map"
    assert (day(first.starts_on), day(first.ends_on)) == ("2019-12-01", "2022-08-31")


def test_a_governments_page_of_one_commitment() -> None:
    steps = "".join(
        f"<div class='step'><span>7.{n}</span><div><p>{words}</p></div><span>{share} %</span></div>"
        for n, (words, share) in enumerate([("List of gauges", 100), ("One map of them", 40)], start=1)
    )
    found = read(
        "<p>Home &gt; Second Action Plan 2024-2026 &gt; Commitments &gt; 7</p><p>7 of 9</p>"
        "<h1>Rivers that speak to villages</h1><div><div><p>Villages learn of floods too late, and from their "
        f"neighbours.</p><h3>How far we are</h3>{steps}</div><aside><h4>Progress</h4><div>70 %</div><h4>Led by</h4>"
        "<p>Ministry of Water</p><h4>Partners</h4><p>Rivers Association</p><h4>Period</h4><p>From March 2024 to June "
        "2026</p></aside></div><p>Government of Ghana</p>"
    )
    assert (found.identity.doc_type, found.identity.assessor) == ("commitment_page", "government")
    (mention,) = found.mentions
    assert (mention.number, mention.lead_institution) == ("7", "Ministry of Water")
    shares = {a.milestone: a.number for a in found.assessments if a.dimension == "completion_percent"}
    assert shares == {"7.1": 100, "7.2": 40, None: 70}


POSTS = [
    ("The Third National Action Plan on Open Government is here", "action_plan"),
    ("Progress on our open government commitments: a dashboard for everybody", "tracker"),
]


@pytest.mark.parametrize(("title", "kind"), POSTS)
def test_news_named_like_a_report_is_doubted(title: str, kind: str) -> None:
    found = page(f"---\ntitle: {title}\ndate: 2024-01-24\nauthor: Someone\n---\nToday the plan was shown.\n", "post.md")
    assert not found.mentions
    assert found.identity.doc_type in (kind, "unknown")
    assert found.identity.doc_type == "unknown" or "doc_type" in found.identity.doubts


def test_values_of_open_government_are_no_commitments() -> None:
    assert _principles(["Transparencia", "Rendición de cuentas", "Participación ciudadana"]) == 1
    assert _principles(["Transparency", "Open contracting in roads", "A map of wells"]) == 0
    told = "".join(f"<h3>{value}</h3><p>What it means for us.</p>" for value in ("Transparency", "Accountability"))
    assert not read(f"<h1>Open Government Action Plan of Accra</h1><p>We joined in 2020.</p>{told}").mentions


KINDS = (
    "<tr><td rowspan=2>Supporting stakeholders</td><td>Government</td><td>Civil society</td><td>Other actors</td></tr>"
    "<tr><td>Ministry of Justice</td><td>Lawyers Union</td><td>Development partners</td></tr>"
)


def test_bodies_below_the_heads_of_their_kinds() -> None:
    forms = "".join(
        f"<table><tr><td>Commitment title</td><td colspan=3>{n}. {title}</td></tr><tr><td>Lead</td>"
        f"<td colspan=3>Ministry of Water</td></tr>{KINDS}<tr><td>Start date</td>"
        "<td colspan=3>July 2023</td></tr></table>"
        for n, title in enumerate(("Rivers on one map", "Dams that are audited"), start=1)
    )
    found = read(f"<h1>Malawi: Open Government National Action Plan 2023–2025</h1>{forms}")
    support = [name for m in found.mentions for name in m.support_institutions]
    assert support.count("Ministry of Justice") == support.count("Lawyers Union") == 2


def test_a_paragraph_below_a_table_of_milestones_is_none() -> None:
    plans = "".join(
        f"<h2>Commitment {n}: {title}</h2><h3>Milestones</h3><table><tr><th>No.</th><th>Milestone</th><th>Due</th></tr>"
        f"<tr><td>{n}.1</td><td>List of gauges</td><td>June 2024</td></tr><tr><td>{n}.2</td><td>One map</td>"
        "<td>May 2025</td></tr></table><p>This commitment goes on from one of the fourth plan.</p>"
        for n, title in enumerate(("Rivers on one map", "Dams that are audited"), start=1)
    )
    found = read(f"<h1>Malawi: Open Government National Action Plan 2023–2025</h1>{plans}")
    assert [m.milestone for m in found.milestones] == ["1.1", "1.2", "2.1", "2.2"]


def shares(rates: tuple[int, ...], said: str) -> Extraction:
    told = "".join(
        f"<h3>Commitment {n}: {title}</h3><p>Progress: {rate}%</p>"
        for n, (title, rate) in enumerate(zip(("Rivers", "Dams", "Wells"), rates, strict=True), start=1)
    )
    head = "<h1>Ghana: mid-term self-assessment of the Open Government Partnership action plan 2019–2021</h1>"
    return read(f"{head}<p>{said}</p>{told}")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Mean of the three percentages: 43,3.", 43.3),
        ("Taken together, all three of them come to 43.3 %.", 43.3),
        ("At the last count the whole plan stood at 38.1 %.", None),
    ],
)
def test_a_mean_that_agrees_is_the_plans(said: str, number: float | None) -> None:
    assert facts(shares((10, 40, 80), said)).get("overall_percent") == number


def test_the_number_of_all_behind_another_sentence() -> None:
    found = count_stated("The plan ran until August 2023. Of the ten commitments, seven were completed.")
    assert [(c.number, c.part) for c in found if c.unit == "commitment"] == [(10, None)]


def test_numbers_of_plans_beside_a_countrys_name() -> None:
    assert [n for n, _, _ in numbers_in("the 5th philippine ogp national action plan")] == [5]
    assert [n for n, _, _ in numbers_in("second kenyan national action plan")] == [2]
    assert not list(numbers_in("the second phase of work on another national action plan"))
    assert [n for n, _, _ in numbers_in("national action plan 5", heading=True)] == [5]


def test_a_report_of_another_programme_holds_no_commitments() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>Commitment {n}: {title}</td><td>School Office</td><td>{n}0%</td></tr>"
        for n, title in enumerate(("Learning of pupils", "Pupils who stay", "Days that are taught"), start=1)
    )
    found = read(
        "<h1>Progress report on the commitments of school management 2019</h1><p>"
        + "The schools of the district met their directors and looked at the results of the year. " * 14
        + "The report is published, as the principles of open government ask.</p><table><tr><th>No.</th>"
        f"<th>Commitment</th><th>Responsible</th><th>Progress</th></tr>{rows}</table>"
    )
    assert found.identity.doc_type == "unknown"
    assert not found.mentions


EXPORT = "\n".join(
    ",".join(("Ghana OGP NAP IV (2021-2023)" if n else "plan_nm", *row))
    for n, row in enumerate(
        [
            ("comm_ref", "Commitment (short)", "themeArea", "MDA_lead", "ms_no", "MS Activity", "Start_dt",
             "due (revised)", "%done", "stat_txt"),
            ("C1", "Rivers on one map", "Water", "Water Agency", "1", "List of gauges", "2021-09-01", "30/06/2022",
             "100", "Completed"),
            ("C1", "Rivers on one map", "Water", "Water Agency", "2", "One map of them", "2022-07-01", "31/12/2022",
             "40", "Ongoing"),
            ("C2", "Dams that are audited", "Money", "Audit Office", "1", "Rules for audits", "2021-10-01",
             "31/05/2022", "0", "Not started"),
            ("C2", "Dams that are audited", "Money", "Audit Office", "2", "First audit", "2022-06-01", "30/04/2023",
             "", "Not started"),
        ]
    )
)  # fmt: skip


def test_names_of_columns_in_a_file_are_spelled_out() -> None:
    found = page(EXPORT, "milestones_export.csv")
    identity = found.identity
    assert (identity.doc_type, identity.country_code, identity.plan_number) == ("tracker", "GH", 4)
    assert [(m.number, m.title, m.area, m.lead_institution) for m in found.mentions] == [
        ("C1", "Rivers on one map", "Water", "Water Agency"), ("C2", "Dams that are audited", "Money", "Audit Office"),
    ]  # fmt: skip
    steps = [(m.milestone, day(m.starts_on), day(m.ends_on)) for m in found.milestones]
    assert steps[:2] == [("1", "2021-09-01", "2022-06-30"), ("2", "2022-07-01", "2022-12-31")]
    states = [a.code for a in found.assessments if a.dimension == "completion"]
    assert states == ["complete", "in_progress", "not_started", "not_started"]
    start = role_of("fec_inicio")
    assert start is not None
    assert start.name == "start"


def test_words_that_also_shorten_are_spelled_out_in_no_sentence() -> None:
    assert role_of("no. resp") is None


def test_a_key_of_the_front_matter_that_is_no_word_is_passed_over() -> None:
    found = page("---\n? [a, b]\n: c\ntitle: A note\n---\nToday the plan was shown.\n", "post.md")
    assert found.identity.doc_type == "unknown"


RECORD = """---
layout: compromiso
numero: 14
titulo: "Presupuesto de los ríos"
plan: "5to Plan de Acción Nacional de Gobierno Abierto 2021-2024"
organismo_responsable: "Agencia del Agua"
contrapartes:
  - "Unión de Riberas"
  - "Red de Pozos"
fecha_inicio: 2021-12-01
estado: en-proceso
avance: 60
hitos:
  - id: "14.1"
    descripcion: "Lista de medidores"
    vence: 2022-05-31
    estado: cumplido
  - id: "14.2"
    descripcion: "Un mapa de todos"
    vence: 2023-11-30
    estado: sin-iniciar
anterior: 13-tramites
---

Este compromiso cuenta qué se gasta en cada río.
"""


def test_records_in_front_matter_are_rows() -> None:
    found = page(RECORD, "compromiso-14.md")
    assert (found.identity.doc_type, found.identity.plan_number) == ("commitment_page", 5)
    (mention,) = found.mentions
    assert (mention.number, mention.title, day(mention.starts_on)) == ("14", "Presupuesto de los ríos", "2021-12-01")
    assert list(mention.support_institutions) == ["Unión de Riberas", "Red de Pozos"]
    told = {(a.milestone, a.dimension): a.code or a.number for a in found.assessments}
    assert told[None, "completion"] == "in_progress"
    assert told[None, "completion_percent"] == 60
    assert (told["14.1", "completion"], told["14.2", "completion"]) == ("complete", "not_started")
    assert [day(m.ends_on) for m in found.milestones] == ["2022-05-31", "2023-11-30"]


STACKED = """Go to content

Home / Topics / Open government / Action plan

About | Members | Resources
English | Français

Action plan for open government of Norway 2023–2027

Commitment 1
Rivers on one map
Lead ministry
Ministry of Water

Milestone
Start
End
List of gauges
September 2023
March 2024
One map of them
April 2024
October 2024

Commitment 2
Dams that are audited
Lead ministry
Audit Office

Milestone
Start
End
Rules for audits
January 2024
March 2024
First audit
April 2024
June 2025
"""


def test_cells_one_a_line_come_round_at_one_distance() -> None:
    found = page(STACKED, "plan.txt")
    assert found.identity.title == "Action plan for open government of Norway 2023–2027"
    assert [m.title for m in found.mentions] == ["Rivers on one map", "Dams that are audited"]
    steps = [(m.text, day(m.starts_on), day(m.ends_on)) for m in found.milestones]
    assert steps[0] == ("List of gauges", "2023-09-01", "2024-03-01")
    assert len(steps) == 4
    first = read_document(STACKED.encode(), name="plan.txt").tables[0]
    assert [str(c) for c in first.grid[0]] == ["Milestone", "Start", "End"]  # the menus above are no table


TABS = "Skip to main content\n\nKenya End-of-Term Report 2014-2016\n\n" + "\n".join(
    "\t".join(cells)
    for cells in [
        ("Table 1: At a glance", "Mid-term", "End of term"),
        ("Number of commitments", "13"),
        ("Level of completion",),
        ("Completed", "2 (15%)", "5 (38%)"),
        ("Not started", "1 (8%)", "0"),
        ("Did it open government?",),
        ("Major", "", "3 (23%)"),
    ]
)


def test_a_line_without_tabs_stays_in_the_table_of_tabs() -> None:
    found = page(f"{TABS}\n\nThe Independent Reporting Mechanism (IRM) reviewed the plan.\n", "kenya.txt")
    numbers = {(f.metric, f.phase, f.unit): f.number for f in found.facts if not f.doubts}
    assert numbers["completion_complete", "midterm", "commitments"] == 2
    assert numbers["completion_complete", "end_of_term", "percent"] == 38
    assert numbers["early_results_major", "end_of_term", "commitments"] == 3


def test_a_tag_beside_the_number_of_a_card_is_no_title() -> None:
    cards = "".join(
        f"<article class='card'><header><span style='display:block'>Commitment 0{n}</span><span style='display:block;"
        f"font-size:12px'>{tag}</span></header><h3>{title}</h3><p>Led by: Water Agency</p><p>{n}0%</p></article>"
        for n, (tag, title) in enumerate(
            [("Water", "Rivers on one map"), ("Money", "Dams that are audited"), ("Voice", "Meetings by the river")],
            start=1,
        )
    )
    found = read(f"<h1>Progress of the open government action plan of Ghana 2021–2023</h1>{cards}")
    assert [m.title for m in found.mentions] == ["Rivers on one map", "Dams that are audited", "Meetings by the river"]


CONTENTS = """# Third Open Government National Action Plan of Ghana 2024–2026

- [1. Rivers on one map](#c1)
- [2. Dams that are audited](#c2)
- [3. Meetings by the river](#c3)

## How this plan was made

| Step | When | Who took part |
|---|---|---|
| Call for ideas | Aug 2023 | 163 |
| Workshops | Nov 2023 | 288 |

## Commitments

""" + "\n".join(
    f"#### {n}. {title}\n\n**Lead agency:** Water Agency\n\nWords on why it is needed, and for whom.\n\n"
    f"* **{n}.1** List of them (*by June 2024*)\n* **{n}.2** One map (*by May 2025*)\n"
    for n, title in enumerate(("Rivers on one map", "Dams that are audited", "Meetings by the river"), start=1)
)


def test_the_last_line_of_the_contents_holds_no_more_than_the_others() -> None:
    found = page(CONTENTS, "nap.md")
    assert [m.milestone for m in found.milestones] == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]
    assert {day(m.ends_on) for m in found.milestones} == {"2024-06-01", "2025-05-01"}


def test_news_about_a_plan_is_no_plan() -> None:
    found = read(
        "<p>Redacción | 7 de septiembre de 2023 | 4 minutos de lectura</p><h1>Panamá estrena plan de gobierno abierto"
        "</h1><p>El acto reunió a noventa personas en la capital y duró toda la tarde.</p><h3>Te puede interesar</h3>"
        "<ol><li>Ecuador aplaza su plan</li><li>Costa Rica evalúa el suyo</li><li>Seis preguntas del agua</li></ol>"
    )
    assert found.identity.doc_type == "unknown"
    assert not found.mentions


@pytest.mark.parametrize(
    ("words", "lead", "support"),
    [
        ("The Ministry of Planning is responsible. The Tenders Board and the Traders' Forum will take part in it.",
         "Ministry of Planning", "The Tenders Board and the Traders' Forum"),
        ("The Ministry of Science leads; the Statistical Office and the Data Agency give support.",
         "Ministry of Science", "the Statistical Office and the Data Agency"),
        ("The Ministry of Works is in charge, with help from the Roads Agency.",
         "Ministry of Works", "the Roads Agency"),
    ],
)  # fmt: skip
def test_who_helps_stands_before_the_verb_too(words: str, lead: str, support: str) -> None:
    found = led(words)
    assert found is not None
    assert (found.lead, found.support) == (lead, support)


def test_no_name_of_a_body_holds_a_verb() -> None:
    found = led("The Ministry of Works will run the service and the Ministry of Water will see to it.")
    assert found is None or "will" not in found.lead


def test_a_row_of_totals_without_a_number_is_a_row() -> None:
    rows = read_document(
        b"Results\n\nNo  Commitment            Body       Progress\n"
        b"1   Rivers on one map     Agency     100 %\n"
        b"2   Dams that are         Office      35 %\n"
        b"    audited\n"
        b"    General average                   67 %\n",
        name="plan.txt",
    ).tables[0]
    assert [" ".join(str(c) for c in row if c is not None).split() for row in rows.grid][-2:] == [
        ["2", "Dams", "that", "are", "audited", "Office", "35", "%"], ["General", "average", "67", "%"],
    ]  # fmt: skip


def test_chapters_of_a_dictionary_of_data_are_no_commitments() -> None:
    words = (
        "# Data dictionary\n\nDataset: **Monitoring of the 4th Open Government Action Plan of Ghana (2020-2024)**\n\n"
        "## 1. Fields\n\nWhat each of them holds.\n\n## 2. Choice lists\n\n### 2.1 Commitments\n\n"
        "| Code | Label |\n|---|---|\n| `A1` | Rivers on one map |\n| `A2` | Dams that are audited |\n"
        "| `B1` | Meetings by the river |\n\n## 3. Changelog\n\nA state was added.\n\n## 4. Licence\n\nOpen.\n"
    )
    best, *others = segment(read_document(words.encode(), name="dictionary.md")).choice.ranked
    assert [m.number for m in best.members] == ["A1", "A2", "B1"]
    assert max(s.score for s in others) < best.score - 2


def test_a_number_goes_on_with_the_title_that_has_no_field() -> None:
    forms = "".join(
        f"<table><tr><td>Commitment No</td><td>{n}: {title}</td></tr><tr><td colspan=2>July 2016 – June 2018</td></tr>"
        "<tr><td>Lead implementing agency</td><td>Ministry of Water</td></tr><tr><td>Main objective</td>"
        "<td>To be known.</td></tr></table>"
        for n, title in enumerate(("Rivers on one map", "Dams that are audited", "Meetings by the river"), start=1)
    )
    found = read(f"<h1>Malawi: Open Government National Action Plan 2016–2018</h1>{forms}")
    assert [(m.number, m.title, m.lead_institution) for m in found.mentions] == [
        ("1", "Rivers on one map", "Ministry of Water"), ("2", "Dams that are audited", "Ministry of Water"),
        ("3", "Meetings by the river", "Ministry of Water"),
    ]  # fmt: skip


def test_the_progress_of_the_plan_is_no_step_of_the_last_commitment() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{title}</td><td>Water Agency</td><td>{n}0%</td></tr>"
        for n, title in enumerate(("Rivers on one map", "Dams that are audited", "Wells"), start=1)
    )
    found = read(
        "<h1>Seguimiento del plan de acción de gobierno abierto de Guatemala 2023–2025</h1><table><tr><th>N.º</th>"
        f"<th>Compromiso</th><th>Responsable</th><th>Avance</th></tr>{rows}<tr><td></td>"
        "<td>Avance general del plan</td><td></td><td>20%</td></tr></table>"
    )
    assert [m.title for m in found.mentions] == ["Rivers on one map", "Dams that are audited", "Wells"]
    assert not found.milestones
    assert facts(found)["overall_percent"] == 20
