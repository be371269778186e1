"""What sentences and rows of totals say of a plan as a whole: counts by status, progress, the year of joining."""

from __future__ import annotations

import pytest

from extractors.annotate.counts import HIGH, count_stated, tallies
from extractors.annotate.stated import joined, overall_rate
from extractors.extract import extract
from extractors.records import Extraction

OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office")


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        (
            "It has five commitments under three heads. One is complete, two are substantially under way, one is"
            " limited and one has not started.",
            [(1, "complete"), (2, "substantial"), (1, "limited"), (1, "not_started")],
        ),
        (
            "Al cierre del segundo año, dos compromisos se completaron, tres presentan un avance sustancial y uno"
            " no inició.",
            [(2, "complete"), (3, "substantial"), (1, "not_started")],
        ),
        ("De doce compromisos, cinco se cumplieron de manera completa o sustancial.", [(5, HIGH)]),
        (
            "Of nine commitments, four were complete or substantially complete and five have not been started.",
            [(4, HIGH), (5, "not_started")],
        ),
        ("The previous plan had ten commitments; three were completed and seven limited.", []),
        ("There are nine offices. One is complete, two are limited and six have not started.", []),
        ("El plan contiene un total de 3 compromisos.", []),
        ("Four commitments were discussed and two rooms completed.", []),
    ],
)
def test_commitments_counted_by_status(words: str, counted: list[tuple[int, str]]) -> None:
    assert [(t.number, t.code) for t in tallies(words) if t.named] == counted


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("The second plan held twelve commitments of nine agencies.", 12),
        ("El plan reunió siete compromisos, escogidos entre muchas propuestas.", 7),
        ("The plan’s 12 commitments are listed below.", 12),
        ("Talks were held on four commitments of neighbours.", None),
    ],
)
def test_verbs_that_hold_a_number_of_commitments(words: str, number: int | None) -> None:
    assert [c.number for c in count_stated(words) if c.sure] == ([number] if number else [])


def test_a_line_of_facts_says_since_when_the_country_is_a_member() -> None:
    found = joined("East Africa · Member since 2012 · Fourth plan")
    assert found is not None
    assert found.number == 2012
    assert joined("Kenya was among those that founded the Partnership in 2011.", ("kenya",)) is not None


def table(total: str, *, label: str) -> Extraction:
    rows = "".join(
        f"<tr><td>{n}</td><td>{title}</td><td>{office}</td><td>{n * 20}%</td></tr>"
        for n, title, office in zip(
            (1, 2, 3), ("Publish the well map", "Hold river meetings", "Audit the dams"), OFFICES, strict=True
        )
    )
    head = "<tr><th>No.</th><th>Commitment</th><th>Lead</th><th>Progress</th></tr>"
    foot = f"<tr><td></td><td>{label}</td><td></td><td>{total}</td></tr>"
    page = f"<h1>Kenya: Midterm self-assessment of the action plan 2018-2020</h1><table>{head}{rows}{foot}</table>"
    return extract(f"<title>Report</title>{page}".encode(), name="report.html")


@pytest.mark.parametrize(
    ("label", "stated"), [("Average of the plan", [42.0]), ("Total", [42.0]), ("Average of the component", [])]
)
def test_a_row_of_totals_states_the_progress_of_the_plan(label: str, stated: list[float]) -> None:
    result = table("42 %", label=label)
    assert [f.number for f in result.facts if f.metric == "overall_percent"] == stated
    assert len(result.mentions) == 3


@pytest.mark.parametrize(("total", "stated"), [("54 %", [54.0]), ("100 %", [])])
def test_a_total_of_shares_is_no_progress(total: str, stated: list[float]) -> None:
    shares = "".join(f"<tr><td>{t}</td><td>{n}</td><td>{n}0 %</td></tr>" for t, n in (("Water", 4), ("Courts", 6)))
    head = "<tr><th>Area</th><th>Commitments</th><th>%</th></tr>"
    summary = f"<h2>In figures</h2><table>{head}{shares}<tr><td>Total</td><td>10</td><td>{total}</td></tr></table>"
    lists = "".join(
        f"<h2>Commitment {n}: {title}</h2><p>Lead institution: {OFFICES[n - 1]}</p><p>Status: Limited</p>"
        for n, title in enumerate(("Publish the well map", "Hold river meetings", "Audit the dams"), 1)
    )
    title = "<title>Report</title><h1>Kenya: Midterm self-assessment of the action plan 2018-2020</h1>"
    result = extract(f"{title}{summary}{lists}".encode(), name="report.html")
    assert [f.number for f in result.facts if f.metric == "overall_percent"] == stated


@pytest.mark.parametrize(("stated", "doubted"), [(9, True), (5, False), (3, True)])
def test_a_number_of_commitments_is_doubted_where_the_list_holds_another(stated: int, doubted: bool) -> None:
    box = (
        f"<table><tr><td>Number of commitments</td><td>{stated}</td></tr><tr><td>Complete</td><td>1</td></tr>"
        "<tr><td>Limited</td><td>2</td></tr></table>"
    )
    lists = "".join(
        f"<h2>Commitment {n}: {title}</h2><p>Lead institution: {OFFICES[n % 3]}</p><p>Potential impact: Minor</p>"
        for n, title in enumerate(("Map wells", "Hold river talks", "Audit dams", "Open the rolls", "Fund radios"), 1)
    )
    head = "<title>Kenya</title><h1>Independent Reporting Mechanism: Kenya Progress Report 2016-2017</h1>"
    result = extract(f"{head}<h2>At a glance</h2>{box}{lists}".encode(), name="report.html")
    facts = [f for f in result.facts if f.metric == "commitments_total"]
    assert [f.number for f in facts] == [float(stated)]
    assert [f.flagged for f in facts] == [doubted]


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("La Alianza para el Gobierno Abierto admitió al país en 2011.", 2011),
        ("The Open Government Partnership accepted Kenya in April 2012.", 2012),
        ("Kenya was admitted to OGP in 2013.", 2013),
        ("The ministry admitted the country in 2014.", None),
        ("The partnership admitted four new members in 2014.", None),
    ],
)
def test_the_partnership_admits_the_country(words: str, year: int | None) -> None:
    found = joined(words, ("kenya",))
    assert (found and found.number) == year


@pytest.mark.parametrize(
    ("words", "rate"),
    [
        ("The weighted mean of the eight stands at 42.2%, up from 35.6% at the end of June.", 42.2),
        ("El promedio ponderado es de 51 %.", 51),
        ("The weighted mean of the commitments of this axis is 42%.", None),
        ("En el primer informe el avance medio era del 22 %; en el segundo, del 35 %.", None),
        ("By then the mean progress had reached 22%.", None),
    ],
)
def test_a_mean_of_the_plan(words: str, rate: float | None) -> None:
    found = overall_rate(words)
    assert (found and found.number) == rate
