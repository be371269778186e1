"""Which plan a document is about: its number and its years, not those of other plans, laws or reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extractors.classify import cues
from extractors.classify.kind import plan_alone
from extractors.classify.passages import Passage, Reading
from extractors.classify.settings import SETTINGS, ClassSettings
from extractors.classify.weigh import Decision, Evidence, weigh
from extractors.places import country_table
from extractors.values import PLAN_ORDINALS, months

YEARLY = ("progress_report", "self_assessment", "tracker")
_BEFORE, _AFTER = 80, 45  # characters beside years in which their noun stands
_NAMED_AGAIN = 0.5  # points for each further place near the top that names a plan's number
_BODY_AT_MOST = 6.0
_FIRST = 1.5  # points of the plan that running text numbers first: its own, before those that came and will come
_AGAIN = 0.25  # points of each further mention: a report may say much of the plan to come
_BEGINS = 4  # characters before a number that begins the value of a field: "the third action plan"
_POSSESSIVE = re.compile(r"\w['’]s?\s+$")
_BESIDE = 25  # characters between a number and the years of one plan
_LONG_LINE = 150  # characters of a line of the cover that is a sentence
_STEM = 4  # letters of a country's name that the words made from it have, too
_TOP = frozenset(["title", "cover", "running", "metadata", "name"])
_CLAUSE = re.compile(r"[.;!?](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan's number, first and last year, each weighed."""

    number: Decision[int]
    start: Decision[int]
    end: Decision[int]


@dataclass(frozen=True, slots=True)
class _Years:
    first: int
    last: int
    start: int
    end: int


@cache
def _ranges() -> re.Pattern[str]:
    month = "(?:" + "|".join(sorted(map(re.escape, months()), key=len, reverse=True)) + ")"
    to = "|".join(map(re.escape, cues.words("range")))
    day = r"(?:\d{1,2}(?:st|nd|rd|th|°)?(?:\s+de)?\s+)?"
    middle = rf"(?:{day}{month}\.?\s+(?:\d{{1,2}},?\s+)?(?:del?\s+)?)?"
    return re.compile(
        rf"(?<![\d.,/-])((?:19|20)\d\d)\s?(?:\)\s?)?(?:-|/|(?:{to})(?=\s))\s?{middle}((?:20)\d\d|\d\d)(?![\d%]|[.,-]\d|/\d)"
    )


def years_in(folded: str) -> Iterator[_Years]:
    """Yield the periods of several years that folded words name: "2016-2018", "july 2016 - june 2018"."""
    for m in _ranges().finditer(folded):
        first, last = int(m.group(1)), int(m.group(2))
        last = last if last > 100 else first // 100 * 100 + last
        if 0 < last - first <= SETTINGS.longest_plan and 2009 <= first < 2050:
            yield _Years(first, last, m.start(), m.end())


@cache
def _numbered() -> tuple[re.Pattern[str], ...]:
    plans = cues.pattern("plan").pattern
    between = "|".join(sorted(map(re.escape, cues.words("ordinals_before")), key=len, reverse=True))
    named = "|".join(sorted(map(re.escape, PLAN_ORDINALS), key=len, reverse=True))
    ordinal = rf"(?P<digit>\d{{1,2}})\s?\.?\s?(?:st|nd|rd|th|°|o|er|ro|do|to|mo|vo|a)\.?|(?P<word>{named})"
    before = re.compile(rf"(?<![\w.])(?:{ordinal})\s+(?:(?:{between}|{_of_a_country()})\.?\s+){{0,6}}{plans}")
    roman = "|".join(sorted((w for w in PLAN_ORDINALS if re.fullmatch("[ivx]+", w)), key=len, reverse=True))
    after = re.compile(rf"{plans}\s+(?:(?:n\W{{0,2}}\s?)?(?P<word>{roman}))(?!\w)(?P<digit>)")
    behind = re.compile(rf"{plans}\s+(?P<digit>\d{{1,2}})(?=\s*(?:$|[()|:;–—]))(?P<word>)")
    short = re.compile(rf"{cues.pattern('short_plan').pattern}\s?(?P<digit>\d{{1,2}})(?!\w|[.,/-]?\d|%)(?P<word>)")
    return before, after, short, behind


def _of_a_country() -> str:
    """Return the pattern of a country's name or the word made from it: "Kenya", "Philippine", "Chilean"."""
    lasts = {name.rpartition(" ") for name in country_table() if name.replace(" ", "").isalpha()}
    stems = {f"{first}{gap}{last[: max(_STEM, len(last) - 3)]}" for first, gap, last in lasts if len(last) >= _STEM}
    return rf"(?:{'|'.join(sorted(stems, key=len, reverse=True))})\w{{0,5}}"


def numbers_in(folded: str, *, heading: bool = False) -> Iterator[tuple[int, int, int]]:
    """Yield the plans that folded words number: number, start and end of the words.

    ``heading``: also by a figure behind ("Action Plan 5"), which in running text may count something else.
    """
    if not cues.pattern("plan").possible(folded):
        return
    for finder in _numbered()[: None if heading else -1]:
        for m in finder.finditer(folded):
            number = int(m["digit"]) if m["digit"] else PLAN_ORDINALS[m["word"]]
            if 0 < number < 12:
                yield number, m.start(), m.end()


def _noun(folded: str, years: _Years) -> str:
    """Return what the years are given to: "plan", "other", "report" or "" for nothing near."""
    before = _CLAUSE.split(folded[max(years.start - _BEFORE, 0) : years.start])[-1]
    after = _CLAUSE.split(folded[years.end : years.end + _AFTER])[0]
    spots: list[tuple[int, str]] = []
    for kind, key in (("other", "other_things"), ("plan", "plan")):
        find = _other_things if kind == "other" else cues.pattern(key).finditer
        spots += [(len(before) - m.end(), kind) for m in find(before)]
        spots += [(m.start() + 12, kind) for m in find(after)]
    spots += [(len(before) - end + 1, "report") for name, _, end in cues.types_in(before) if name != "action_plan"]
    spots += [(start + 14, "report") for name, start, _ in cues.types_in(after) if name != "action_plan"]
    if not spots:
        return ""
    nearest = min(spots)
    plan = min((s for s in spots if s[1] == "plan"), default=None)
    if nearest[1] == "report" and plan:
        return "plan"
    return nearest[1]


def _other_things(folded: str) -> Iterator[re.Match[str]]:
    """Yield what is named and no action plan; "plan de gobierno" in "plan de gobierno abierto" is none."""
    plans = [m.span() for m in cues.pattern("plan").finditer(folded)]
    for m in cues.pattern("other_things").finditer(folded):
        if not any(start <= m.start() and m.end() < end for start, end in plans):
            yield m


def _of_another(folded: str, start: int, end: int) -> bool:
    """Whether the words beside say that another plan is meant: "the previous plan (2014-2016)"."""
    before = _CLAUSE.split(folded[max(start - 50, 0) : start])[-1]
    after = _CLAUSE.split(folded[end : end + 18])[0]
    return bool(cues.pattern("other_plan").search(before + " | " + after))


def _own(folded: str, start: int) -> bool:
    before = _CLAUSE.split(folded[max(start - 60, 0) : start])[-1]
    return bool(cues.pattern("own_plan").search(before))


def _of_field(passage: Passage) -> bool:
    label = passage.label
    return bool(cues.pattern("period_of_the_plan").fullmatch(label)) or (
        bool(cues.pattern("plan").search(label)) and not cues.pattern("other_things").search(label) and len(label) < 50
    )


Years = tuple[int, int | None]


def year_evidence(
    reading: Reading, title: str | None, kind: str | None, number: int | None
) -> Iterator[Evidence[Years]]:
    """Yield the signs for the years of the document's own plan.

    Args:
        reading: The document's passages.
        title: Its own title.
        kind: What kind of document it is.
        number: The number of its plan, if that is sure: years beside another number are another plan's.
    """
    body: dict[Years, float] = {}
    for passage in reading.passages(title):
        if passage.place == "field":
            yield from _of_fields(passage)
        elif passage.place in _TOP:
            yield from _of_top(passage, kind, number)
        else:
            for value, points in _of_text(passage, kind, number):
                body[value] = min(body.get(value, 0.0) + points, _BODY_AT_MOST)
        yield from _stated(passage)
    for value, points in body.items():
        yield Evidence(value, points, "text", "text")
    if kind in YEARLY:
        yield from _yearly(reading, title)


def _candidates(passage: Passage, kind: str | None, number: int | None) -> Iterator[tuple[_Years, str]]:
    """Yield the periods in a passage that can be the plan's, each with its noun."""
    folded = passage.folded
    numbered = list(numbers_in(folded))
    for years in years_in(folded):
        noun = _noun(folded, years)
        if noun == "other" or _of_another(folded, years.start, years.end):
            continue
        if number and any(n != number and abs(end - years.start) < _BESIDE for n, _, end in numbered):
            continue
        if kind in YEARLY and noun != "plan" and years.last - years.first == 1:
            continue  # the year that the report covers
        yield years, noun


def _of_fields(passage: Passage) -> Iterator[Evidence[Years]]:
    if _of_field(passage):
        for years in years_in(passage.folded):
            reason = f"field {passage.label}"
            yield Evidence((years.first, years.last), SETTINGS.places["field"], reason, reason)


def _of_top(passage: Passage, kind: str | None, number: int | None) -> Iterator[Evidence[Years]]:
    folded = passage.folded
    weight = SETTINGS.places[passage.place] * (0.4 if passage.place == "cover" and len(folded) > _LONG_LINE else 1.0)
    for years, noun in _candidates(passage, kind, number):
        alone = len(folded) <= years.end - years.start + 30
        bare = 0.7 if passage.place == "title" else 0.6 if alone else 0.25
        share = {"plan": 1.0, "report": 0.6}.get(noun, bare)
        reason = f"{passage.place}: {folded[years.start : years.end]}"
        yield Evidence((years.first, years.last), weight * share, reason, passage.place)
    if kind == "action_plan" and passage.place != "name" and not any(True for _ in years_in(folded)):
        yield from _half(passage, folded, weight)
    if passage.place != "name":
        yield from _until(passage, folded, weight)


def _of_text(passage: Passage, kind: str | None, number: int | None) -> Iterator[tuple[Years, float]]:
    listed = kind == "plan_page" and passage.place in ("body", "list", "opening", "heading")
    for years, noun in _candidates(passage, kind, number):
        share = {"plan": 1.0, "report": 0.6}.get(noun, 0.0)
        weight = 6.0 if listed and noun == "report" else SETTINGS.places[passage.place]
        bonus = 1.5 if _own(passage.folded, years.start) else 1.0
        if share:
            yield (years.first, years.last), weight * share * bonus


def _stated(passage: Passage) -> Iterator[Evidence[Years]]:
    """Yield the period of a sentence that gives it: "NAP 4 will cover the two years from 2018 to 2020"."""
    folded = passage.folded
    if passage.place not in ("opening", "body", "cover") or not cues.pattern("statement").search(folded):
        return
    for years in years_in(folded):
        clause = _CLAUSE.split(folded[max(years.start - 120, 0) : years.start])[-1]
        m = cues.pattern("statement").search(clause)
        subject = clause[: m.start()] if m else ""
        if m and cues.pattern("plan").search(subject) and not cues.pattern("other_plan").search(subject):
            yield Evidence((years.first, years.last), 4.0, f"states its period: {m.group()}", "statement")


def _half(passage: Passage, folded: str, weight: float) -> Iterator[Evidence[Years]]:
    """Yield a plan of which only the first year is given: "Action Plan 2012"."""
    for m in re.finditer(rf"{cues.pattern('plan').pattern}\s*\W?\s*(?:\w{{1,4}}\s+)?(20[0-4]\d)(?!\d)", folded):
        if not cues.pattern("other_things").search(folded[: m.end()]):
            yield Evidence((int(m.group(1)), None), weight * 0.5, f"{passage.place}: {m.group()}", passage.place)


def _until(passage: Passage, folded: str, weight: float) -> Iterator[Evidence[Years]]:
    """Yield a plan of which only the last year is given, as first year 0: "for the period until 2020"."""
    for m in re.finditer(rf"{cues.pattern('until').pattern}\s+(20[0-4]\d)(?!\d)", folded):
        before = folded[: m.start()]
        if cues.pattern("plan").search(before) and not any(True for _ in years_in(folded)):
            yield Evidence((0, int(m.group(1))), weight * 0.5, f"{passage.place}: {m.group()}", passage.place)


def _yearly(reading: Reading, title: str | None) -> Iterator[Evidence[Years]]:
    """Yield the year that a yearly report covers, as the first of a plan that nothing else dates."""
    for passage in reading.passages(title):
        if passage.place in ("title", "running", "cover"):
            for years in years_in(passage.folded):
                if years.last - years.first == 1 and _noun(passage.folded, years) == "report":
                    yield Evidence((years.first, None), 4.5, f"{passage.place}: year covered", "covered")


def _last_year(reading: Reading, title: str | None, first: int) -> int | None:
    """Return the year in which sentences say that the plan of a first year ends; None where none does, or they differ.

    "The plan runs to 30 June 2016".
    """
    found: set[int] = set()
    for passage in reading.passages(title):
        for m in cues.pattern("plan_ends").finditer(passage.folded):
            before = _CLAUSE.split(passage.folded[max(m.start() - _BEFORE, 0) : m.start()])[-1]
            after = _CLAUSE.split(passage.folded[m.end() : m.end() + _AFTER])[0]
            year = re.search(r"(?<!\d)20[0-4]\d(?!\d)", after)
            subject = cues.pattern("plan").search(before) or re.search(r"\bplan\b", before)
            other = cues.pattern("other_plan").search(before) or any(_other_things(before))
            if year and subject and not other:
                found.add(int(year[0]))
    return found.pop() if len(found) == 1 and first < min(found) <= first + SETTINGS.longest_plan else None


def number_evidence(reading: Reading, title: str | None, own: Years | None) -> Iterator[Evidence[int]]:
    """Yield the signs for the number of the document's own plan; ``own`` are its years.

    A number that stands beside other years is another plan's, wherever it stands.
    """
    body: dict[int, float] = {}
    others: set[int] = set()
    times: Counter[int] = Counter()
    for passage in reading.passages(title):
        folded = passage.folded
        for number, start, end in numbers_in(folded, heading=passage.place in _TOP):
            beside = [y for y in years_in(folded) if _is_beside(folded[end : y.start], y.start - end)]
            if beside and own and beside[0].first != own[0] and not _is_within(beside[0], own):
                others.add(number)
                continue
            if _of_another(folded, start, end) or _of_other_thing(folded, start):
                continue
            if passage.place in _TOP or (passage.place == "field" and (_of_field(passage) or start <= _BEGINS)):
                share = 0.35 if passage.place == "cover" and len(folded) > _LONG_LINE else 1.0
                weight = SETTINGS.places[passage.place] * share
                times[number] += 1
                yield Evidence(number, weight, f"{passage.place}: {folded[start:end]}", passage.place)
            elif passage.place != "field":  # an answer stands in the running text, too
                points = _of_running_text(passage, start, own=bool(beside)) + (0.0 if body else _FIRST)
                known = body.get(number, 0.0)
                body[number] = min(max(known, points) + min(known, points, _AGAIN), _BODY_AT_MOST)
        bare = folded.strip(" .")
        if passage.place == "field" and _of_field(passage) and bare in PLAN_ORDINALS:
            yield Evidence(
                PLAN_ORDINALS[bare], SETTINGS.places["field"], f"field {passage.label}", f"field {passage.label}"
            )
    for number, points in body.items():
        yield Evidence(number, points, "text", "text")
    for number, n in times.items():
        yield Evidence(number, min(_NAMED_AGAIN * (n - 1), 1.0), f"named {n} times", "again")
    for number in others:
        yield Evidence(number, -_BODY_AT_MOST, "stands beside other years", "others")
    alone = plan_alone(reading)
    if alone:
        yield Evidence(alone, 8.0, "a line of its own", "alone")


def _is_within(years: _Years, own: Years) -> bool:
    """Whether years lie inside those of a plan: "its third plan from January 2020 to August 2021", of 2019 to 2021."""
    return own[1] is not None and own[0] <= years.first and years.last <= own[1]


def _is_beside(between: str, distance: int) -> bool:
    """Whether years stand beside the number of a plan, or in a clause about it: "its first plan, which covered ..."."""
    if distance < 0 or _CLAUSE.search(between):
        return 0 <= distance < _BESIDE
    return distance < _BESIDE or (distance < _AFTER and cues.pattern("past_period").search(between) is not None)


def _of_running_text(passage: Passage, start: int, *, own: bool) -> float:
    """Return the points of a plan's number in a sentence; a country's plan is mostly the document's."""
    points = SETTINGS.places[passage.place] * (1.6 if own or _own(passage.folded, start) else 1.0)
    return max(points, SETTINGS.places["opening"]) if _POSSESSIVE.search(passage.folded[:start]) else points


def _of_other_thing(folded: str, start: int) -> bool:
    """Whether the numbered plan is no action plan: "the second national development plan"."""
    starts = [start + m.start() for m in list(re.finditer(r"\S+", folded[start : start + 60]))[:4]]
    return any(m.start() in starts for m in _other_things(folded))


def decide_plan(reading: Reading, title: str | None, kind: str | None, settings: ClassSettings = SETTINGS) -> Plan:
    """Return the plan that a document is about."""
    years = _decide_years(reading, title, kind, None, settings)
    number = weigh(
        number_evidence(reading, title, years.value),
        least=1.5, near=settings.near, unknown="", uncertain="uncertain_plan",
    )  # fmt: skip
    if number.rival is not None and number.rival_score == number.score:
        number = replace(number, value=None)  # two plans are named as often
    if number.value and number.score >= settings.accept_plan:
        years = _decide_years(reading, title, kind, number.value, settings)
    first, last = years.value or (None, None)
    rival_first, rival_last = years.rival or (None, None)
    doubts = years.doubts
    if rival_first == first:  # the same plan, named by one year or by both
        last = last or rival_last
        doubts = () if rival_last in (None, last) else doubts
        if _covers_first_year(kind, years):
            last, doubts = rival_last, ()
    if first and last is None:
        last = _last_year(reading, title, first)
    if first and {source for source, _ in years.reasons} == {"covered"}:
        doubts = ("uncertain_plan",)  # only the year that a report covers is given
    start = Decision(first or None, years.score, rival_first, years.rival_score, years.reasons, doubts)
    end = Decision(last, years.score, rival_last, years.rival_score, years.reasons, doubts)
    return Plan(number, start, end)


def _covers_first_year(kind: str | None, years: Decision[Years]) -> bool:
    """Whether a report on progress names itself by the year that it covers, the first one of its plan."""
    first, last = years.value or (0, None)
    rival_last = years.rival[1] if years.rival else None
    return (kind or "").endswith("progress_report") and last == first + 1 and rival_last == first + 2


def _decide_years(
    reading: Reading, title: str | None, kind: str | None, number: int | None, settings: ClassSettings
) -> Decision[Years]:
    return weigh(
        year_evidence(reading, title, kind, number),
        least=settings.accept_plan, near=settings.near, unknown="unknown_plan", uncertain="uncertain_plan",
    )  # fmt: skip
