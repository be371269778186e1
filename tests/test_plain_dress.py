"""Documents in plain dress that nothing names: tiles, themes over titles, signs, dates at the ends of lines."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from extractors.annotate.colours import Legend
from extractors.annotate.counts import tallies
from extractors.annotate.openings import opening
from extractors.backends import read as read_document
from extractors.claims.counted import label_of
from extractors.claims.lists import date_at_end
from extractors.extract import extract
from extractors.records import Extraction
from extractors.road import segment
from tests.pages import day, read

TITLES = ("Wells on one map", "Meetings by the river", "Dams that are audited", "Rain told by radio")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office", "Meteorological Institute")
REPORT = "<h1>Malawi: mid-term self-assessment of the Open Government Partnership action plan 2019–2021</h1>"


def facts(result: Extraction) -> dict[str, float | None]:
    """Return the facts about the plan that carry no doubt, by metric."""
    return {f.metric: f.number for f in result.facts if not f.doubts and f.mention is None}


def cards(states: tuple[str, ...]) -> str:
    """Return four commitments as web cards with a status each."""
    return "".join(
        f"<h3>Commitment {n}: {title}</h3><p>Status: {state}</p><p>Responsible: {office}</p>"
        for n, (title, state, office) in enumerate(zip(TITLES, states, OFFICES, strict=True), start=1)
    )


STATES = ("Completed", "In progress", "Not started", "Completed")
COUNTED = {"commitments_total": 4.0, "completion_complete": 2.0, "completion_not_started": 1.0}


@pytest.mark.parametrize(
    "tiles",
    [
        "<div>4</div><div>commitments</div><div>2</div><div>completed</div><div>1</div><div>not started</div>",
        "<div>All</div><div>4</div><div>Completed</div><div>2</div><div>Not started</div><div>1</div>",
        "<ul><li>4 commitments</li><li>2 completed</li><li>1 not started</li></ul>",
        "<table><tr><th>Status</th><th>Commitments</th><th>Milestones</th></tr><tr><td>Completed</td><td>2</td>"
        "<td>9</td></tr><tr><td>Not started</td><td>1</td><td>3</td></tr><tr><td>In progress</td><td>1</td>"
        "<td>0</td></tr><tr><td>Total</td><td>4</td><td>12</td></tr></table>",
        "<table><tr><th></th><th>Commitments</th><th>Completed</th><th>Not started</th></tr>"
        "<tr><td>Whole plan</td><td>4</td><td>2</td><td>1</td></tr></table>",
    ],
)  # fmt: skip
def test_counts_by_their_labels(tiles: str) -> None:
    found = facts(read(f"{REPORT}<h2>In short</h2>{tiles}<h2>One by one</h2>{cards(STATES)}"))
    assert {metric: found.get(metric) for metric in COUNTED} == COUNTED


@pytest.mark.parametrize(
    "tiles",
    [
        "<div>340</div><div>people asked</div><div>17</div><div>meetings</div>",
        "<h3>Results of the first plan, 2015-2017</h3><table><tr><th>Status</th><th>Commitments</th></tr><tr>"
        "<td>Completed</td><td>9</td></tr><tr><td>Not started</td><td>6</td></tr></table>",
        "<table><tr><th>Milestones</th><th>Number</th></tr><tr><td>Completed</td><td>14</td></tr>"
        "<tr><td>Not started</td><td>6</td></tr></table>",
        "<table><tr><td>Proposals</td><td>245</td></tr><tr><td>Kept</td><td>9</td></tr></table>",
    ],
)  # fmt: skip
def test_counts_of_other_things_are_none_of_the_plan(tiles: str) -> None:
    found = facts(read(f"{REPORT}<h2>In short</h2>{tiles}<h2>One by one</h2>{cards(STATES)}"))
    assert found.get("commitments_total") in (None, 4.0)
    assert not {metric for metric in found if metric.startswith("completion_")}


@pytest.mark.parametrize(
    ("words", "code", "unit", "total"),
    [("delivered", "complete", None, False), ("Number of commitments", None, "commitment", True),
     ("commitments completed", "complete", "commitment", False), ("Total", None, None, True),
     ("compromisos retirados", "withdrawn", "commitment", False)],
)  # fmt: skip
def test_labels_of_counts(words: str, code: str | None, unit: str | None, total: bool) -> None:
    label = label_of(words)
    assert label is not None
    assert (label.code, label.unit, label.total) == (code, unit, total)


def test_shares_of_the_plan_are_its_progress_where_they_say_that_it_is_done() -> None:
    assert [
        label is not None and label.average for label in map(label_of, ("of the plan done", "avance del plan"))
    ] == [
        True,
        True,
    ]
    assert not any(label_of(words) for words in ("of the plan's budget", "women in the plan", "gasto del plan"))


def test_dates_that_belong_to_the_words_before_them_are_no_terms() -> None:
    assert date_at_end("Rules agreed with users March 2020") == len("Rules agreed with users ")
    assert date_at_end("Read the report of March 2020") is None
    assert date_at_end("Guide published in March 2020") is None


@pytest.mark.parametrize("words", ["people in the forum", "commitments of the previous plan", "Contents"])
def test_words_that_count_nothing_of_the_plan(words: str) -> None:
    assert label_of(words) is None


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        (
            "One commitment is completed, three have been implemented to a substantial and two to a limited degree.",
            {"complete": 1, "substantial": 3, "limited": 2},
        ),
        (
            "Of the nine commitments, six were substantially or fully completed, compared with two of the first plan.",
            {"substantial_or_complete": 6},
        ),
    ],
)
def test_sentences_that_count_by_degree_and_compare(words: str, counts: dict[str, int]) -> None:
    assert {t.code: t.number for t in tallies(words)} == counts


def test_counts_without_a_word_for_what_they_count_need_the_documents_own_statuses() -> None:
    said = "<p>Two are completed, one is in progress and one has not been started.</p>"
    assert facts(read(f"{REPORT}{said}{cards(STATES)}")).get("completion_complete") == 2.0
    other = facts(read(f"{REPORT}{said}{cards(('Completed',) * 4)}"))
    assert other.get("completion_complete") is None


def plan(body: str) -> Extraction:
    """Read a page of an action plan."""
    return read(f"<h1>Action plan of Malawi for the Open Government Partnership 2019–2021</h1>{body}")


def test_themes_are_no_commitments_where_these_stand_right_below() -> None:
    def promise(k: int) -> str:
        return f"<h3>{TITLES[k]}</h3><p>Responsible: {OFFICES[k]}</p><p>Deadline: June 202{k}</p>"

    result = plan(f"<h2>Water</h2>{promise(0)}{promise(1)}<h2>Air and land</h2>{promise(2)}{promise(3)}")
    assert [m.title for m in result.mentions] == list(TITLES)
    assert [m.area for m in result.mentions] == ["Water", "Water", "Air and land", "Air and land"]


def test_commitments_with_their_steps_stay_commitments() -> None:
    def promise(k: int) -> str:
        steps = "".join(f"<li>{k + 1}.{n} Step {n} of it (June 202{n})</li>" for n in (1, 2, 3))
        return f"<h2>{k + 1} {TITLES[k]}</h2><ol style='list-style:none'>{steps}</ol>"

    result = plan("".join(map(promise, range(4))))
    assert [m.title for m in result.mentions] == list(TITLES)


def test_cells_over_the_columns_of_steps_head_them() -> None:
    rows = ""
    for theme, own in (("WATER", (0, 1)), ("AIR AND LAND", (2, 3))):
        rows += f"<tr><td colspan=4>{theme}</td></tr>"
        for k in own:
            rows += f"<tr><td colspan=3><b>{TITLES[k]}</b></td><td>Completed</td></tr>"
            for n in (1, 2):
                rows += (
                    f"<tr><td>{n}</td><td>Step {n} of {OFFICES[k]}</td><td>June 202{n}</td><td>In progress</td></tr>"
                )
    head = "<tr><th></th><th>Step</th><th>Deadline</th><th>Status</th></tr>"
    result = read(f"{REPORT}<table>{head}{rows}</table>")
    assert [m.title for m in result.mentions] == list(TITLES)
    first = [m for m in result.milestones if m.mention == result.mentions[0].key]
    assert [day(m.ends_on) for m in first] == ["2021-06-01", "2022-06-01"]


def test_numbers_below_one_number_are_the_steps_of_one_commitment() -> None:
    steps = "".join(f"<p>7.{n}</p><p>Step {n} that is taken</p><p>mar. 202{n} → jul. 202{n}</p>" for n in (1, 2, 3))
    html = (
        "<h1>Weather data that villages use</h1><p>Problem: Data lie in eleven systems.</p>"
        f"<p>Description: To open them.</p><h3>How far we are</h3>{steps}"
    )
    found = segment(read_document(html.encode(), name="seven.html")).outline.sections
    assert [(s.number, str(s.title)) for s in found] == [("7", "Weather data that villages use")]


@pytest.mark.parametrize(("words", "number"), [("1-2. Wells on one map", "1-2"), ("2-3 months of work", None)])
def test_numbers_with_a_hyphen(words: str, number: str | None) -> None:
    found = opening(words)
    assert (found.number if found else None) == number


def test_signs_before_the_numbers_of_steps_say_how_far_they_are() -> None:
    key = "<p>Steps: ✔ delivered, ◐ under way, ✘ not started.</p>"
    body = "".join(
        f"<h3>Commitment {n}: {title}</h3><p>Responsible: {OFFICES[n - 1]}</p>"
        f"<p>✔ {n}.1 Rules agreed</p><p>◐ {n}.2 Report written</p><p>✘ {n}.3 Page opened</p>"
        for n, title in enumerate(TITLES, start=1)
    )
    result = read(f"{REPORT}{key}{body}")
    first = result.mentions[0].key
    rated = {a.milestone: a.code for a in result.assessments if a.mention == first and a.milestone}
    assert rated == {"1.1": "complete", "1.2": "in_progress", "1.3": "not_started"}


def test_dates_that_end_all_lines_of_a_list_are_their_terms() -> None:
    body = "".join(
        f"<h3>Commitment {n}: {title}</h3><p>Responsible: {OFFICES[n - 1]}</p><p>Route:</p>"
        "<p>a) Rules agreed with users March 2020</p><p>b) Report written October 2020 – April 2021</p>"
        for n, title in enumerate(TITLES, start=1)
    )
    result = plan(body)
    own = [m for m in result.milestones if m.mention == result.mentions[1].key]
    assert [(m.text, day(m.starts_on), day(m.ends_on)) for m in own] == [
        ("Rules agreed with users", "None", "2020-03-01"),
        ("Report written", "2020-10-01", "2021-04-01"),
    ]


def test_the_line_that_numbers_the_next_commitment_is_no_step_of_this_one() -> None:
    body = "".join(
        f"<p>COMMITMENT {roman}</p><h3>{title}</h3><p>Responsible: {OFFICES[0]}</p><p>Milestones</p>"
        "<p>a) Rules agreed (March 2020)</p><p>b) Report written (June 2021)</p>"
        for roman, title in zip(("I", "II", "III", "IV"), TITLES, strict=True)
    )
    result = plan(body)
    assert [(m.number, m.title) for m in result.mentions] == list(zip(("I", "II", "III", "IV"), TITLES, strict=True))
    assert {m.text for m in result.milestones} == {"Rules agreed", "Report written"}


def test_a_head_of_two_rows_inside_a_form_heads_the_steps_below_it() -> None:
    def form(n: int) -> str:
        steps = "".join(
            f"<tr><td colspan=2>{n}.{k} Step {k} of it</td><td>June 2019</td><td>March 202{k}</td>"
            + "".join(f"<td>{'✓' if at == k else ''}</td>" for at in range(4))
            + "</tr>"
            for k in (1, 2, 3)
        )
        return (
            f"<table><tr><td colspan=8>{n}. {TITLES[n - 1]}</td></tr>"
            f"<tr><td>Lead implementing agency</td><td colspan=7>{OFFICES[n - 1]}</td></tr>"
            f"<tr><td>Commitment description</td><td colspan=7>Water is told to all.</td></tr>"
            "<tr><td rowspan=2 colspan=2>Milestone status</td><td rowspan=2>Start date:</td>"
            "<td rowspan=2>End date:</td><td colspan=4>Completion level</td></tr>"
            "<tr><td>Not started</td><td>Limited</td><td>Substantial</td><td>Completed</td></tr>"
            f"{steps}<tr><td>Next steps</td><td colspan=7>Go on.</td></tr></table>"
        )

    result = read(f"{REPORT}<h2>Commitments</h2>{''.join(map(form, (1, 2, 3, 4)))}")
    first = result.mentions[0]
    steps = [m for m in result.milestones if m.mention == first.key]
    assert [(m.milestone, day(m.starts_on), day(m.ends_on)) for m in steps] == [
        (f"1.{k}", "2019-06-01", f"202{k}-03-01") for k in (1, 2, 3)
    ]
    rated = {a.milestone: a.code for a in result.assessments if a.mention == first.key and a.milestone}
    assert rated == {"1.1": "limited", "1.2": "substantial", "1.3": "complete"}


def test_a_row_that_a_phase_names_is_no_step() -> None:
    def form(n: int) -> str:
        marks = "".join(f"<td>{'☒' if at == n % 4 else '☐'}</td>" for at in range(4))
        return (
            f"<table><tr><td colspan=6>Commitment {n}: {TITLES[n - 1]}</td></tr>"
            f"<tr><td>Lead implementing agency</td><td colspan=5>{OFFICES[n - 1]}</td></tr>"
            "<tr><td colspan=2>Completion level</td><td>Not started</td><td>Limited</td><td>Substantial</td>"
            f"<td>Completed</td></tr><tr><td colspan=2>Mid-term</td>{marks}</tr>"
            "<tr><td>Next steps</td><td colspan=5>Go on.</td></tr></table>"
        )

    result = read(f"{REPORT}<h2>Commitments</h2>{''.join(map(form, (1, 2, 3)))}")
    assert not result.milestones
    rated = [(a.phase, a.code) for a in result.assessments if a.dimension == "completion"]
    assert rated == [("midterm", "limited"), ("midterm", "substantial"), ("midterm", "complete")]


def test_a_row_of_totals_leaves_the_dates_of_steps_to_the_steps() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Follow-up of the Open Government Partnership action plan of Malawi 2019-2021"])
    sheet.append(
        ["No.", "Commitment", "Responsible", "Activity no.", "Activity", "Start date", "End date", "% activity"]
    )
    for n, title in enumerate(TITLES, start=1):
        for k in (1, 2):
            row = [n, title, OFFICES[n - 1], f"{n}.{k}", f"Step {k} of it", f"2019-0{k}-01", f"2020-0{k}-01", f"{k}0%"]
            sheet.append(row)
    sheet.append(["Records: 8"])
    out = BytesIO()
    book.save(out)
    result = extract(out.getvalue(), name="follow-up.xlsx")
    own = [m for m in result.milestones if m.mention == result.mentions[0].key]
    assert [day(m.ends_on) for m in own] == ["2020-01-01", "2020-02-01"]
    assert result.mentions[0].ends_on is None


def test_a_result_that_is_a_status_and_no_more_is_the_status() -> None:
    body = "".join(
        f"<h3>Commitment {n}: {t}</h3><p>Responsible: {OFFICES[n - 1]}</p><p>Result: largely completed</p>"
        for n, t in enumerate(TITLES, start=1)
    )
    result = read(f"{REPORT}{body}")
    assert [a.code for a in result.assessments if a.dimension == "completion"] == ["substantial"] * 4


def test_the_parts_of_a_label_over_several_rows_are_labels() -> None:
    def form(n: int) -> str:
        return (
            f"<table><tr><td>Number and name of the commitment</td><td colspan=2>{n}. {TITLES[n - 1]}</td></tr>"
            f"<tr><td>Lead institution</td><td colspan=2>{OFFICES[n - 1]}</td></tr>"
            "<tr><td rowspan=2>Other actors involved</td><td>From the side of offices</td><td>Land Registry</td></tr>"
            "<tr><td>From the side of citizens</td><td>Well Keepers Union</td></tr></table>"
        )

    result = plan("".join(map(form, (1, 2, 3))))
    assert result.mentions[0].support_institutions == ["Land Registry", "Well Keepers Union"]


def test_letters_of_numbers_stay_where_others_have_them() -> None:
    rows = "".join(
        f"<tr><td>{number}</td><td>{title}</td><td>{office}</td><td>June 2021</td></tr>"
        for number, title, office in zip(("P1", "P2", "O1", "O2"), TITLES, OFFICES, strict=True)
    )
    head = "<tr><th>No.</th><th>Commitment</th><th>Responsible</th><th>Deadline</th></tr>"
    assert [m.number for m in plan(f"<table>{head}{rows}</table>").mentions] == ["P1", "P2", "O1", "O2"]


def test_a_key_may_define_its_letters_in_sentences() -> None:
    rows = (("A", "Everything that was promised is there."), ("B", "Most of it is there; the rest will follow."),
            ("C", "Some first steps were taken."), ("D", "Nothing was done."),
            ("X", "Dropped by the Cabinet."))  # fmt: skip
    table = "".join(f"<tr><td>{letter}</td><td>{words}</td></tr>" for letter, words in rows)
    legend = Legend(read_document(f"{REPORT}<table>{table}</table>".encode(), name="key.html"))
    assert [legend.sign(letter) for letter, _ in rows] == [
        "complete", "substantial", "limited", "not started", "withdrawn",
    ]  # fmt: skip
    head = "<tr><th>No.</th><th>Commitment</th><th>Responsible</th><th>Status</th></tr>"
    register = "".join(
        f"<tr><td>{n}</td><td>{t}</td><td>{OFFICES[n - 1]}</td><td>{'ABCD'[n - 1]}</td></tr>"
        for n, t in enumerate(TITLES, start=1)
    )
    result = read(f"{REPORT}<table>{table}</table><h2>Commitments</h2><table>{head}{register}</table>")
    rated = [(a.code, a.flagged) for a in result.assessments if a.dimension == "completion"]
    assert rated == [(code, True) for code in ("complete", "substantial", "limited", "not_started")]


def test_letters_that_define_no_scale_are_no_key() -> None:
    rows = (("A", "All are welcome."), ("B", "Bring your own chair."), ("C", "Coffee is served."))
    table = "".join(f"<tr><td>{letter}</td><td>{words}</td></tr>" for letter, words in rows)
    legend = Legend(read_document(f"{REPORT}<table>{table}</table>".encode(), name="key.html"))
    assert [legend.sign(letter) for letter, _ in rows] == [None, None, None]
