"""Percentages, counts and dates as they are printed in reports, in English and Spanish.

Sources of the forms: DOMAIN notes section 4 (``65,8%``, ``3 (25%)``, ``septiembre 2016``,
``30-08-2021``, ``Setiembre de 2018 a junio de 2020``, ``Q1 2013``). Nothing is guessed: where a
day and a month cannot be told apart the date is returned with the precision that is certain.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from babel import Locale

from extractors.records import Date, Precision
from extractors.words import fold_with_offsets

_PERCENT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|por ciento\b|per ?cent\b)", re.IGNORECASE)
_CARDINALS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce".split(),
}
_QUARTERS = {"first": 1, "primer": 1, "second": 2, "segundo": 2, "third": 3, "tercer": 3, "fourth": 4, "cuarto": 4}
CARDINALS: dict[str, int] = {
    **{word: n for words in _CARDINALS.values() for n, word in enumerate(words)},
    "un": 1,
    "una": 1,
    "cuatros": 4,
    "ninguno": 0,
    "ninguna": 0,
    "ningun": 0,
    "none": 0,
}


ORDINALS: dict[str, int] = {
    **{w: n for n, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)},
    **{w: n for n, w in enumerate("primer segundo tercer cuarto quinto sexto septimo octavo noveno decimo".split(), 1)},
    **{w: n for n, w in enumerate("primera segunda tercera cuarta quinta sexta septima octava novena".split(), 1)},
    "decima": 10,
    "primero": 1,
    "tercero": 3,
}
"""Ordinal words of both languages, folded."""
PLAN_ORDINALS: dict[str, int] = {**ORDINALS, **{w: n for n, w in enumerate("i ii iii iv v vi vii viii".split(), 1)}}
"""What may number an action plan beside digits: ordinal words and Roman numerals."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A printed percentage: 65.8 for "65,8%", how many decimals were printed, and where."""

    value: float
    decimals: int
    start: int
    end: int


def percents(text: str) -> list[Percent]:
    """Return the percentages stated in ``text`` that lie between 0 and 100."""
    out = []
    for m in _PERCENT.finditer(text):
        digits = m.group(1).replace(",", ".")
        value = float(digits)
        if value <= 100:
            out.append(Percent(value, len(digits.partition(".")[2]), m.start(), m.end()))
    return out


def percent(text: str) -> Percent | None:
    """Return the percentage that ``text`` is, or None where it holds none or several.

    A bare number counts ("92" in a column of percentages); the caller knows the column.
    """
    found = percents(text)
    if found:
        return found[0] if len(found) == 1 else None
    m = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d{1,2})?|0[.,]\d{1,17})\s*", text)
    if not m or float(m.group(1).replace(",", ".")) > 100:
        return None
    digits = m.group(1).replace(",", ".")
    return Percent(float(digits), len(digits.partition(".")[2]), m.start(1), m.end(1))


@dataclass(frozen=True, slots=True)
class Count:
    """A count with the share printed beside it: "9 (75%)" and "10% (2)" are 9, 75 and 2, 10."""

    value: int
    share: float | None
    start: int
    end: int


def count(text: str) -> Count | None:
    """Return the count at the start of ``text`` ("3 (25%)", "10% (2)", "0", "Nine"), else None."""
    m = re.match(
        r"\s*+(\d{1,4})(?![\d.,]*\d)(?!\s*%)(?:\s*+(?:de|of)\s++\d+)?(?:\s*+(?:\(\s*+)?(\d{1,3}(?:[.,]\d+)?)\s*+%\s*+\)?)?",
        text,
    )
    if m:
        share = float(m.group(2).replace(",", ".")) if m.group(2) else None
        return Count(int(m.group(1)), share, m.start(1), m.end())
    m = re.match(r"\s*(\d{1,3}(?:[.,]\d+)?)\s*%\s*\(\s*(\d{1,4})\s*\)", text)
    if m:
        return Count(int(m.group(2)), float(m.group(1).replace(",", ".")), m.start(1), m.end())
    m = re.match(r"\s*([^\W\d_]+)", text)
    folded = fold_with_offsets(m.group(1)).text if m else ""
    if m and folded in CARDINALS:
        return Count(CARDINALS[folded], None, m.start(1), m.end(1))
    return None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text. ``ambiguous``: day and month could not be told apart, so only the year
    (or what is certain) was kept."""

    date: Date
    start: int
    end: int
    ambiguous: bool = False


@cache
def months() -> dict[str, int]:
    """Return the names of the months in both languages, folded, and their numbers."""
    return {"setiembre": 9} | _month_names("wide")


@cache
def _months() -> dict[str, int]:
    return {"sept": 9, "set": 9} | _month_names("abbreviated") | months()


def _month_names(width: str) -> dict[str, int]:
    named = [Locale(language).months["format"][width].items() for language in ("en", "es")]
    return {fold_with_offsets(name).text.rstrip("."): number for names in named for number, name in names}


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    month = "(?P<month>" + "|".join(sorted(_months(), key=len, reverse=True)) + r")\.?"
    year = r"(?P<year>(?:19|20)\d\d)"
    day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|°|er)?"
    numbered = r"(?:q|quarter\s*+|trimestre\s*+|t)(?P<q>[1-4])"
    worded = "(?P<qw>" + "|".join(_QUARTERS) + r")\s+(?:quarter|trimestre)"
    quarter = f"(?:{numbered}|{worded})"
    b, e = r"(?<![\w])", r"(?![\w])"
    return [
        (kind, re.compile(b + body + e))
        for kind, body in (
            ("day", rf"{year}-(?P<month_n>[01]\d)-(?P<day>[0-3]\d)"),
            ("day", rf"{day}\s*+(?:de\s++)?{month}\s*+(?:,\s*+)?(?:del?\s++)?{year}"),
            ("day", rf"{month}\s+{day},?\s+{year}"),
            ("numeric", r"(?P<a>[0-3]?\d)\s?[-/.]\s?(?P<b>[0-3]?\d)\s?[-/.]\s?" + year),
            ("month", rf"{month}\s*+(?:,\s*+)?(?:del?\s++)?{year}"),
            ("month", rf"(?P<month_n>0?[1-9]|1[0-2])\s?/\s?{year}"),
            ("quarter", rf"{quarter}\s*+(?:,\s*+)?(?:(?:of|de|del|-|/)\s*+)?{year}"),
            ("quarter", rf"{year}\s*+(?:[-/]\s*+)?{quarter}"),
            ("year", year),
        )
    ]


def _read(kind: str, m: re.Match[str], language: str | None) -> tuple[Date, bool] | None:
    g = m.groupdict()
    year = int(g["year"])
    ambiguous = False
    month = day = 1
    precision: Precision = "year"
    if kind == "numeric":
        a, b = int(g["a"]), int(g["b"])
        if a > 12 >= b >= 1 or (language == "es" and b <= 12) or (a == b and 1 <= b <= 12):
            day, month, precision = a, b, "day"
        elif b > 12 >= a >= 1:
            day, month, precision = b, a, "day"
        else:
            ambiguous = True
    elif kind == "quarter":
        month, precision = 3 * (int(g["q"]) if g.get("q") else _QUARTERS[g["qw"]]) - 2, "quarter"
    elif kind != "year":
        month = int(g["month_n"]) if g.get("month_n") else _months()[g["month"]]
        precision = "month"
        if kind == "day":
            day, precision = int(g["day"]), "day"
    try:
        return Date(value=dt.date(year, month, day), precision=precision), ambiguous
    except ValueError:
        return None


def dates(text: str, language: str | None = None) -> list[FoundDate]:
    """Return the dates stated in ``text`` in order, the most exact reading of each stretch.

    ``language`` decides the order of day and month in numeric dates: Spanish writes the day first;
    in any other language ``03/04/2022`` keeps only its year and is ``ambiguous``.
    """
    folded = fold_with_offsets(text)
    taken: list[tuple[int, int]] = []
    found = []
    for kind, pattern in _patterns():
        for m in pattern.finditer(folded.text):
            if any(m.start() < e and s < m.end() for s, e in taken):
                continue
            read = _read(kind, m, language)
            if read is None:
                continue
            taken.append((m.start(), m.end()))
            start, end = folded.back(m.start(), m.end())
            found.append(FoundDate(read[0], start, end, read[1]))
    return sorted(found, key=lambda f: f.start)


def first_date(text: str, language: str | None = None) -> Date | None:
    """Return the first date stated in ``text``; None where there is none or it is ``ambiguous``."""
    found = dates(text, language)
    return found[0].date if found and not found[0].ambiguous else None


def period(text: str, language: str | None = None) -> tuple[Date | None, Date | None]:
    """Return start and end of a stated period ("septiembre 2016 / junio 2018", "2015 - 2017").

    A single date is the start. "September - December 2016" gives its year to both ends only when
    the first month stands directly before the separator.
    """
    found = dates(text, language)
    if len(found) == 1:
        folded = fold_with_offsets(text[: found[0].start]).text
        m = re.search(r"(?<![^\W\d_])([^\W\d_]+)\s*+(?:-|/|to|al?|until|hasta)\s*+$", folded)
        if m and m.group(1) in _months() and found[0].date.precision == "month":
            start = Date(value=dt.date(found[0].date.value.year, _months()[m.group(1)], 1), precision="month")
            return start, found[0].date
    first = found[0].date if found else None
    return first, found[1].date if len(found) > 1 else None
