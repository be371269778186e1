"""Dates and periods as they are printed, in English and Spanish, each with the precision that is certain.

Words (months beside Babel's, "quarter", "semestre", "until", "end of") are data in ``vocabulary/reading.yml``. A date
is the first day of what is printed: a day, month, quarter or year. A half-year is the period of its first and last
month, "2016-18" that of two years. Day and month that cannot be told apart leave the year and a doubt.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from extractors.records import Date, Precision
from extractors.wordlists import data, spellings
from extractors.words import fold, fold_with_offsets

_SHORT_VALUE = 30  # characters: "Dec 22" alone is a month of 2022, in a sentence it is a day
AMBIGUOUS = "ambiguous_date"
"""Doubt: day and month cannot be told apart; only the year is kept."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date or period at ``text[start:end]``: ``first`` and ``last`` are one unless a period was printed as one."""

    first: Date
    last: Date
    start: int
    end: int
    ambiguous: bool = False


def _listed(key: str, language: str | None = None) -> list[str]:
    entry = data("reading.yml")[key]
    return [fold(w) for lang, w in spellings(entry) if language in (None, lang)]


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted({w for w in words if w.strip("-")}, key=lambda w: (-len(w), w)))


@cache
def months() -> dict[str, int]:
    """Return the names and short names of the months in both languages, folded, and their numbers."""
    out: dict[str, int] = {}
    for key in ("abbreviated_months", "abbreviated_months_other"):
        for language in ("en", "es"):
            names = [fold(w) for lang, w in spellings(data("reading.yml")[key]) if lang == language]
            out.update({w: n for n, w in enumerate(names, 1) if w != "-"})
    for width in ("abbreviated", "wide"):
        for language in ("en", "es"):
            for number, name in Locale(language).months["format"][width].items():
                out[fold(name).rstrip(".")] = number
    return out


@cache
def ordinals() -> dict[str, int]:
    """Return the ordinal words of both languages, folded, and their numbers from 1."""
    out: dict[str, int] = {}
    for key in ("ordinals", "ordinals_feminine", "ordinals_other"):
        for language in ("en", "es"):
            out.update({w: n for n, w in enumerate(_listed(key, language), 1) if w != "-"})
    return out


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SUFFIX = r"(?:\.?(?:st|nd|rd|th|er|ro|do|to|[oa°])\.?|\.)?"  # endings of ordinal numbers


@cache
def _nth() -> str:
    few = [w for w, n in ordinals().items() if n <= 4]
    return rf"(?P<nth>[1-4]{_SUFFIX}|iv|i{{1,3}}|{_either(few)})"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    month = rf"(?P<month>{_either(months())})\.?"
    year = r"(?P<year>(?:19|20)\d\d)"
    short = r"'?(?P<short>[12]\d)"
    day = rf"(?P<day>[0-3]?\d){_SUFFIX}"
    of = rf"\s*+(?:(?:,|-|/|\.|(?:{_either(_listed('of_year'))})(?!\w))\s*+)?"
    quarter, half, third = (_either(_listed(key)) for key in ("quarter", "half_year", "four_months"))
    fiscal = _either(_listed("fiscal"))
    b, e = r"(?<![\w])(?<!\d[.,])", r"(?![\w])(?![.,]\d)"

    def parts(name: str, words: str) -> list[tuple[str, str]]:
        nth = _nth()
        return [
            (name, rf"(?:{words})\s?[-.]?\s?(?P<q>[1-4]){of}{year}"),
            (name, rf"{year}\s*+(?:[-/,]\s*+)?(?:{words})\s?[-.]?\s?(?P<q>[1-4])"),
            (name, rf"{nth}\s*(?:{words})\.?{of}{year}"),
            (name, rf"{year}\s*+(?:[-/,.:]\s*+)?{nth}\s*+(?:{words})\.?"),
            (name, rf"(?:{words})\.?\s*{nth}{of}{year}"),
            (name, rf"(?P<q>[1-4])\s?(?:{words})\.?{of}{year}"),
        ]

    listed = [
        ("day", rf"{year}[-/.](?P<month_n>[01]?\d)[-/.](?P<day>[0-3]?\d)(?:[t ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?z?)?"),
        ("day", rf"{day}\s*+(?:[-/.]\s*+)?(?:(?:de|of)\s++)?{month}{of}{year}"),
        ("day", rf"{month}\s++{day}\s*+(?:,\s*+)?{of}{year}"),
        ("day", rf"{day}[-/]{month}[-/]{short}"),
        ("numeric", r"(?P<a>[0-3]?\d)\s?(?P<mark>[-/.])\s?(?P<b>[0-3]?\d)\s?(?P=mark)\s?" + year),
        ("numeric", rf"(?P<a>[0-3]?\d)(?P<mark>[-/.])(?P<b>[0-3]?\d)(?P=mark){short}"),
        *parts("quarter", quarter),
        *parts("half", half),
        *parts("third", third),
        ("month", rf"{month}{of}{year}"),
        ("month", rf"{year}\s*+(?:[-/,.:]\s*+)?{month}"),
        ("month", rf"(?P<month_n>0?[1-9]|1[0-2])\s?[/.-]\s?{year}"),
        ("month", rf"{year}[-/](?P<month_n>0[1-9]|1[0-2])(?![\d/-])"),
        ("short", rf"{year}\.(?P<month_n>0[1-9]|1[0-2])"),  # in a sentence it may be an amount
        ("month", rf"{month}\s?[-/.']\s?{short}(?![:.,]?\d)"),
        ("short", rf"{month}\s{short}(?![:.,]?\d)"),
        ("years", rf"(?:(?:{fiscal})\s*)?{year}\s?[-/]\s?(?P<short>\d\d)(?![-/.]?\d)"),
        ("year", rf"(?:(?:{fiscal})\s*)?{year}"),
        ("bare_month", rf"(?:{day}\s*+(?:(?:de|of)\s++)?)?{month}"),
        ("bare_month", rf"{month}\s+{day}"),
        ("bare_quarter", rf"(?:{quarter})\s?[-.]?\s?(?P<q>[1-4])"),
        ("bare_quarter", rf"{_nth()}\s*(?:{quarter})"),
        ("bare_half", rf"(?:{half})\s?[-.]?\s?(?P<q>[1-2])"),
        ("bare_half", rf"{_nth()}\s*(?:{half})"),
        ("bare_day", rf"{day}"),
    ]
    return tuple((kind, re.compile(b + body + e)) for kind, body in listed)


def _number(m: re.Match[str]) -> int:
    g = m.groupdict()
    if g.get("q"):
        return int(g["q"])
    nth = g["nth"]
    if nth[0].isdecimal():
        return int(nth[0])
    return _ROMAN.get(nth) or ordinals()[nth]


def _date(year: int, month: int, day: int, precision: Precision) -> Date | None:
    try:
        return Date(value=dt.date(year, month, day), precision=precision)
    except ValueError:
        return None


def _span(first: Date | None, last: Date | None, place: tuple[int, int], *, ambiguous: bool = False) -> DateSpan | None:
    return DateSpan(first, last, *place, ambiguous) if first and last else None


def _year_of(m: re.Match[str]) -> int:
    g = m.groupdict()
    return int(g["year"]) if g.get("year") else 2000 + int(g["short"])


def _numeric(m: re.Match[str], place: tuple[int, int], *, day_first: bool | None) -> DateSpan | None:
    a, b, year = int(m["a"]), int(m["b"]), _year_of(m)
    if m["mark"] == "." and day_first is None:
        day_first = True  # no one writes the month first with points
    if a > 12 >= b >= 1 or (1 <= b <= 12 and (day_first or a == b)):
        one = _date(year, b, a, "day")
    elif b > 12 >= a >= 1 or (1 <= a <= 12 and day_first is False):
        one = _date(year, a, b, "day")
    else:
        one = _date(year, 1, 1, "year")
        return _span(one, one, place, ambiguous=True)
    return _span(one, one, place)


def _part_of_year(m: re.Match[str], place: tuple[int, int], length: int, year: int) -> DateSpan | None:
    n = _number(m)
    if n * length > 12:
        return None
    if length == 3:
        one = _date(year, 3 * n - 2, 1, "quarter")
        return _span(one, one, place)
    return _span(_date(year, length * (n - 1) + 1, 1, "month"), _date(year, length * n, 1, "month"), place)


_LENGTHS = {"quarter": 3, "third": 4, "half": 6}


def _read(kind: str, m: re.Match[str], place: tuple[int, int], *, day_first: bool | None) -> DateSpan | None:
    if kind == "numeric":
        return _numeric(m, place, day_first=day_first)
    year = _year_of(m)
    if kind in _LENGTHS:
        return _part_of_year(m, place, _LENGTHS[kind], year)
    if kind == "years":
        last = year // 100 * 100 + int(m["short"])
        return _span(_date(year, 1, 1, "year"), _date(last, 1, 1, "year"), place) if 0 < last - year < 10 else None
    g = m.groupdict()
    month = int(g["month_n"]) if g.get("month_n") else months()[g["month"]] if g.get("month") else 1
    precision: Precision = "day" if kind == "day" else "month" if kind in ("month", "short") else "year"
    one = _date(year, month, int(g["day"]) if kind == "day" else 1, precision)
    return _span(one, one, place)


@lru_cache(maxsize=16384)
def dates(text: str, language: str | None = None, *, day_first: bool | None = None) -> tuple[DateSpan, ...]:
    """Return the dates of a text in order, the most exact reading of each stretch; those without a year are none.

    ``day_first`` says how the document writes numeric dates; without it Spanish writes the day first, points divide
    days first, and ``03/04/2022`` in another language keeps its year only and is ``ambiguous``.
    """
    if not any(c.isdigit() for c in text):
        return ()
    if day_first is None and language == "es":
        day_first = True
    folded = fold_with_offsets(text)
    taken = bytearray(len(folded.text))
    found: list[DateSpan] = []
    for kind, pattern in _patterns():
        if kind.startswith("bare"):
            continue
        if kind == "short" and len(folded.text) > _SHORT_VALUE:
            continue
        for m in pattern.finditer(folded.text):
            if taken.find(1, *m.span()) >= 0:
                continue
            span = _read(kind, m, folded.back(*m.span()), day_first=day_first)
            if span is not None:
                taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
                found.append(span)
    return tuple(sorted(found, key=lambda f: f.start))


_ORDER = re.compile(r"(?<![\w.,/-])(?P<a>[0-3]?\d)[-/](?P<b>[0-3]?\d)[-/](?:(?:19|20)\d\d|\d\d)(?![\w/-])")


def day_first(texts: Iterable[str], least: int = 1) -> bool | None:
    """Return whether the texts of a document write the day before the month, by the dates that leave no choice.

    None where fewer than ``least`` do, or they disagree.
    """
    found = [int(m["a"]) > 12 for text in texts for m in _ORDER.finditer(text) if _decides(int(m["a"]), int(m["b"]))]
    return found[0] if len(found) >= least and len(set(found)) == 1 else None


def _decides(a: int, b: int) -> bool:
    return (a > 12) != (b > 12) and 0 < a <= 31 and 0 < b <= 31


@dataclass(frozen=True, slots=True)
class Period:
    """What a stretch of dates says: start, end, where it stands, and the doubts about it.

    ``joined``: nothing but a dash or a word such as "to" stands between two dates.
    """

    first: Date | None
    last: Date | None
    spans: tuple[tuple[int, int], ...] = ()
    doubts: tuple[str, ...] = ()
    is_range: bool = False
    joined: bool = False


@cache
def _before(key: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|\W)(?:{_either(_listed(key))})\W*(?:(?:the|el|los|end|of|fin|fines|finales|de)\W+){{0,3}}$"
    )


def period(text: str, language: str | None = None, *, day_first: bool | None = None) -> Period:
    """Return start and end that a text states as one period.

    "Julio a diciembre de 2021", "1–15 March 2020" and "Q1–Q3 2021" share the year behind them. A single date leaves
    ``first`` and ``last`` the same and ``is_range`` false.
    """
    found = dates(text, language, day_first=day_first)
    if not found:
        return Period(None, None)
    doubts = (AMBIGUOUS,) if any(f.ambiguous for f in found) else ()
    spans = tuple((f.start, f.end) for f in found)
    if len(found) == 1:
        one = found[0]
        earlier = _yearless_before(text, one)
        if earlier:
            return Period(earlier.first, one.last, ((earlier.start, one.end),), doubts, is_range=True)
        return Period(one.first, one.last, spans, doubts, is_range=one.first != one.last)
    first, second = found[0], found[1]
    if len(found) > 2:
        doubts = (*doubts, "several_dates")
    if second.last.value < first.first.value:
        return Period(first.first, second.last, spans[:2], (*doubts, "dates_reversed"), is_range=True)
    joined = _joins(fold_with_offsets(text[first.end : second.start]).text.strip())
    return Period(first.first, second.last, spans[:2], doubts, is_range=True, joined=joined)


def _yearless_before(text: str, one: DateSpan) -> DateSpan | None:
    """Return the date without a year directly before one that has it ("September" in "September–December 2016")."""
    folded = fold_with_offsets(text[: one.start])
    if not folded.text:
        return None
    for kind, pattern in _patterns():
        if not kind.startswith("bare"):
            continue
        for m in reversed(list(pattern.finditer(folded.text, max(0, len(folded.text) - 40)))):
            between = folded.text[m.end() :]
            if not _joins(between):
                continue
            span = _with_year(kind, m, one, folded.back(*m.span()))
            if span is not None and span.first.value <= one.first.value:
                return span
    return None


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(rf"\s*+(?:[-/→>]++|(?:{_either(_listed('until'))}))\s*+(?:(?:{_either(_listed('until'))})\s*+)?")


def _joins(words: str) -> bool:
    return bool(words.strip()) and _joint().fullmatch(words) is not None


def _with_year(kind: str, m: re.Match[str], one: DateSpan, place: tuple[int, int]) -> DateSpan | None:
    year = one.first.value.year
    if kind == "bare_quarter":
        return _part_of_year(m, place, 3, year)
    if kind == "bare_half":
        return _part_of_year(m, place, 6, year)
    if kind == "bare_day":
        first = _date(year, one.first.value.month, int(m["day"]), "day") if one.first.precision == "day" else None
        return _span(first, first, place)
    g = m.groupdict()
    day = int(g["day"]) if g.get("day") else None
    first = _date(year, months()[g["month"]], day or 1, "day" if day else "month")
    return _span(first, first, place)


def says_by(text: str, start: int) -> bool:
    """Whether the words before an offset say that a date ends something ("by", "hasta", "no later than")."""
    return bool(_before("by").search(fold(text[max(0, start - 60) : start])))


def says_from(text: str, start: int) -> bool:
    """Whether the words before an offset say that a date begins something ("from", "desde")."""
    return bool(_before("from").search(fold(text[max(0, start - 60) : start])))
