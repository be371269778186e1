"""Percentages, counts and dates as reports print them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values import count, dates, percent, percents, period


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("65,8%", [(65.8, 1)]),
        ("el 57,14 % de los hitos", [(57.14, 2)]),
        ("52.57% and 70.36%", [(52.57, 2), (70.36, 2)]),
        ("100 por ciento", [(100.0, 0)]),
        ("1.233% of nothing", []),  # thousands, not a percentage
        ("250%", []),
        ("N° 852", []),
    ],
)
def test_percentages_with_comma_or_point(text: str, expected: list[tuple[float, int]]) -> None:
    assert [(p.value, p.decimals) for p in percents(text)] == expected


def test_a_cell_with_two_percentages_is_no_percentage() -> None:
    assert percent("26,9% / 84,5%") is None
    assert percent("92") is not None
    assert percent("2022") is None


@pytest.mark.parametrize(
    ("text", "value", "share"),
    [
        ("9 (75%)", 9, 75.0),
        ("10% (2)", 2, 10.0),
        ("3 de 19 (15,8%)", 3, 15.8),
        ("0", 0, None),
        ("Nueve compromisos", 9, None),
        ("Twelve", 12, None),
    ],
)
def test_counts_with_their_share(text: str, value: int, share: float | None) -> None:
    found = count(text)
    assert found is not None
    assert (found.value, found.share) == (value, share)


@pytest.mark.parametrize("text", ["N/A", "75%", "n.º", ""])
def test_what_is_no_count(text: str) -> None:
    assert count(text) is None


@pytest.mark.parametrize(
    ("text", "language", "value", "precision"),
    [
        ("30-08-2021", "es", dt.date(2021, 8, 30), "day"),
        ("03/04/2022", "es", dt.date(2022, 4, 3), "day"),
        ("31 de julio de 2017", "es", dt.date(2017, 7, 31), "day"),
        ("Setiembre de 2018", "es", dt.date(2018, 9, 1), "month"),
        ("May 5, 2015", "en", dt.date(2015, 5, 5), "day"),
        ("Q3 2023", "en", dt.date(2023, 7, 1), "quarter"),
        ("segundo trimestre de 2019", "es", dt.date(2019, 4, 1), "quarter"),
        ("2012", "en", dt.date(2012, 1, 1), "year"),
        ("12/25/2014", "en", dt.date(2014, 12, 25), "day"),
    ],
)
def test_dates_with_their_precision(text: str, language: str, value: dt.date, precision: str) -> None:
    (found,) = dates(text, language)
    assert (found.date.value, found.date.precision, found.ambiguous) == (value, precision, False)


def test_an_ambiguous_day_and_month_keep_only_the_year() -> None:
    (found,) = dates("07/01/2014", "en")
    assert found.ambiguous
    assert (found.date.value, found.date.precision) == (dt.date(2014, 1, 1), "year")


def test_periods() -> None:
    start, end = period("septiembre 2016 / junio 2018", "es")
    assert start is not None
    assert end is not None
    assert (start.value, end.value) == (dt.date(2016, 9, 1), dt.date(2018, 6, 1))
    start, end = period("September - December 2016", "en")
    assert start is not None
    assert end is not None
    assert (start.value.month, end.value.month) == (9, 12)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2049, 12, 28)))
def test_a_spanish_numeric_date_reads_back(day: dt.date) -> None:
    (found,) = dates(f"el {day:%d-%m-%Y}, en sesión", "es")
    assert found.date.value == day


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for found in dates(text):
        assert text[found.start : found.end]
    for p in percents(text):
        assert 0 <= p.value <= 100
