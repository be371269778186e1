"""Registers of commitments and steps in one list, pages with badges, labels against their values, days in figures."""

from __future__ import annotations

import pytest

from extractors.annotate.counts import count_stated
from extractors.annotate.partners import with_others
from extractors.annotate.values import read_value
from extractors.extract import extract
from tests.pages import day, read

TITLES = ("Wells on one map", "Meetings by the river", "Dams that are audited", "Rain told by radio")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office", "Meteorological Institute")


@pytest.mark.parametrize("head", ["Commitment / step", "Commitment / milestone", "Commitment / activity"])
def test_themes_in_bands_are_no_commitments_where_rows_are_numbered_below_others(head: str) -> None:
    rows = [f"Ref.,{head},Answerable,Until,Share done,Where it stands"]
    for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1):
        rows += [f"{('Openness of waters', 'Care of waters')[n // 3]},,,,,"] if n in (1, 3) else []
        rows.append(f"{n},{title},{office},2020-06-30,{20 * n}%,Under way")
        rows += [f"{n}.{k},{what} of place {n},{office},2020-0{k}-28,{50 * k - 50}%,{state}"
                 for k, what, state in ((1, "Rules", "Not started"), (2, "Report", "Under way"))]  # fmt: skip
    sheet = "Kenya: Monitoring matrix of the Open Government Action Plan 2019-2021\n\n" + "\n".join(rows)
    result = extract(sheet.encode(), name="matrix.csv")
    assert [(m.number, m.title) for m in result.mentions] == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert [m.milestone for m in result.milestones if m.mention == result.mentions[1].key] == ["2.1", "2.2"]


def page(label: str, badge: str) -> str:
    """Return a page of cards: number, title and badge as headings, labels with values, dated steps with their state."""
    badges = ("On schedule", "Delayed", badge, "On schedule")
    opens = "<p>The Government tells here how its commitments to the Open Government Partnership go on.</p>"
    return (
        f"<h1>Kenya: progress of the Open Government Action Plan 2019-2021</h1>{opens}<h2>How each commitment goes</h2>"
        + "".join(
            f"<h3>Theme of {title.split()[0]}</h3><section><p>{n}</p><h4 style='font-size:16px'>{title}</h4>"
            f"<h4 style='font-size:11px'>{badges[n - 1]}</h4>"
            f"<p><b>{label}:</b> {n}5 %</p><p><b>Body that answers:</b> {OFFICES[n - 1]}</p><h5>Steps</h5>"
            f"<ul><li>Rules of place {n} 31/03/2020 · done</li>"
            f"<li>Report of place {n} 30/06/2021 · not started</li></ul>"
            "</section>"
            for n, title in enumerate(TITLES, 1)
        )
    )


@pytest.mark.parametrize(("label", "badge"), [("Led so far", "Gone quiet"), ("Partners", "Odd state of things")])
def test_pages_with_badges_in_heads_and_a_label_against_its_values(label: str, badge: str) -> None:
    result = read(page(label, badge))
    assert [(m.number, m.title) for m in result.mentions] == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert not any("%" in (m.lead_institution or "") for m in result.mentions)
    steps = [(m.text, day(m.ends_on)) for m in result.milestones if m.mention == result.mentions[2].key]
    assert steps == [("Rules of place 3", "2020-03-31"), ("Report of place 3", "2021-06-30")]
    states = [a.code for a in result.assessments if a.milestone and a.dimension == "completion"]
    assert states == ["complete", "not_started"] * 4


def test_a_body_in_the_letters_of_a_heading_answers_the_label_above_it() -> None:
    body = "".join(
        f"<h2>Commitment {n}. {title}</h2><h3>Who is answerable</h3><h3>{office}</h3>"
        f"<p>The work goes on in {n} basins.</p>"
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True), 1)
    )
    result = read("<h1>Kenya: Open Government Action Plan 2019-2021</h1>" + body)
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)


def test_a_remark_over_the_columns_of_steps_is_none_of_them() -> None:
    table = "".join(
        f"<h2>Commitment {n}. {title}</h2><table><tr><th>Milestone</th><th>Due date</th><th>Status</th></tr>"
        f"<tr><td>Rules of place {n}</td><td>31.05.2020</td><td>Done</td></tr>"
        f"<tr><td>Report of place {n}</td><td>30.06.2021</td><td>Not started</td></tr>"
        "<tr><td>What is left to do</td>"
        "<td colspan=2>Visit the nine keepers of wells who have not yet sent words.</td></tr>"
        "</table>"
        for n, title in enumerate(TITLES, 1)
    )
    result = read("<h1>Kenya: Self-assessment of the Open Government Action Plan 2019-2021</h1>" + table)
    assert [m.text for m in result.milestones] == [
        text for n in (1, 2, 3, 4) for text in (f"Rules of place {n}", f"Report of place {n}")
    ]


@pytest.mark.parametrize("head", ["Finish", "Wound up", "Closing month"])
def test_later_days_beside_known_starts_are_ends(head: str) -> None:
    table = "".join(
        f"<h2>Commitment {n}. {title}</h2><table><tr><th>Milestone</th><th>Start</th><th>{head}</th></tr>"
        f"<tr><td>Rules of place {n}</td><td>Jan 2020</td><td>May 2020</td></tr>"
        f"<tr><td>Report of place {n}</td><td>Jun 2020</td><td>Mar 2021</td></tr></table>"
        for n, title in enumerate(TITLES, 1)
    )
    result = read("<h1>Kenya: Open Government Action Plan 2019-2021</h1>" + table)
    assert {(day(m.starts_on), day(m.ends_on)) for m in result.milestones} == {
        ("2020-01-01", "2020-05-01"), ("2020-06-01", "2021-03-01"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "other"),
    [("This first action plan contains six commitments.", False),
     ("Este es su primer plan y tiene seis compromisos.", False),
     ("The first plan had six commitments.", True), ("El primer plan tuvo seis compromisos.", True)],
)  # fmt: skip
def test_this_first_plan_is_the_one_that_is_spoken_of(words: str, other: bool) -> None:
    assert [(c.number, c.other_plan) for c in count_stated(words)] == [(6, other)]


@pytest.mark.parametrize(
    ("words", "code"),
    [("Va según lo previsto", "on_schedule"), ("Held up", "behind"), ("Va con retraso", "behind"),
     ("Going to plan", "on_schedule"), ("Aún no arranca", "not_started"), ("Has yet to begin", "not_started")],
)  # fmt: skip
def test_words_of_governments_for_states(words: str, code: str) -> None:
    assert [c.code for c in read_value("completion", words).codes] == [code]


def test_a_lead_of_any_name_is_parted_from_those_who_support_it() -> None:
    assert with_others("Honduras Invierte, con el apoyo de Iniciativa CoST") == ("Honduras Invierte", "Iniciativa CoST")
