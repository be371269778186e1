"""What a value says by the role of its label, column or question: the one parser for cells, cards, fields and lists.

:func:`read_value` is pure: words and a role in, a :class:`Reading` out, with the stretch behind each value. Nothing
is guessed: where two readings fit, one is given with a doubt, or none with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from extractors.annotate.counts import StatedCount, count_stated
from extractors.annotate.dates import Period, dates, period, says_by, says_from
from extractors.annotate.labels import Role, dimension_of
from extractors.annotate.names import Name, names
from extractors.annotate.percents import FRACTION, Percentage, bare_percentage, percentages
from extractors.annotate.statuses import FREE_WORDS, Status, sentence_status, shows_status, statuses
from extractors.annotate.vocabulary import code_table, phrase_table, tokens_of, word_set, words_of
from extractors.records import Assessor, Date, NullReason

__all__ = ["CodeRead", "Name", "Reading", "StatedCount", "count_stated", "is_answer", "missing", "read_value"]

UNRECOGNIZED = "unrecognized_value"
"""Doubt: words that the vocabulary does not know stand where a value belongs."""
PERIOD_FOR_DATE = "period_for_date"
"""Doubt: a period stands where one date belongs."""
SINGLE_DATE = "one_date_for_period"
"""Doubt: one date stands where a period belongs, and nothing says which end it is."""
AGAINST_PERCENT = "status_against_percent"
"""Doubt: the percentage beside a status denies it ("complete, 80%")."""
_LIST_LENGTH = 160  # characters of a list of values; longer words are prose
_LONG = 60  # characters of a value; longer words are prose and no unknown status


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A code that words at ``text[start:end]`` state in a dimension, on a scale."""

    dimension: str
    code: str
    scale: str
    start: int
    end: int
    entry: str
    ogp_value: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a value says.

    Args:
        role: The role it was read for, without "milestone_" ("end", "completion").
        text: The value as printed, without the white space around it.
        codes: Codes with their dimension; two of one dimension only where two fit.
        percent: A percentage of progress (of the budget for ``budget_percent``), 0 to 100.
        start, end: Dates that begin and end what the label speaks of.
        as_of: The date that a status is dated by.
        names: Bodies, each with its stretch.
        null_reason: Why there is no value, if it says so or is not understood.
        doubts: Codes of doubts about any of it.
        spans: What was understood, by kind ("code", "percent", "date"), stretches of the text given.
    """

    role: str
    text: str = ""
    codes: tuple[CodeRead, ...] = ()
    percent: float | None = None
    start: Date | None = None
    end: Date | None = None
    as_of: Date | None = None
    names: tuple[Name, ...] = ()
    null_reason: NullReason | None = None
    doubts: tuple[str, ...] = ()
    spans: tuple[tuple[str, int, int], ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Whether what was understood leaves no letter or digit of the text."""
        left = list(self.text)
        for _, start, end in self.spans:
            left[start:end] = " " * (end - start)
        return bool(self.spans) and not any(c.isalnum() for c in left)

    @property
    def code(self) -> CodeRead | None:
        """The first code in the role's own dimension, if any."""
        own = dimension_of(self.role) or self.role
        return next((c for c in self.codes if c.dimension == own), None)


def read_value(
    role: Role | str,
    text: str,
    *,
    language: str | None = None,
    assessor: Assessor | None = None,
    scale: str | None = None,
    day_first: bool | None = None,
) -> Reading:
    """Read a value by its role.

    Args:
        role: A role or its name ("lead", "milestone_end").
        text: The value as printed.
        language: "en" or "es"; decides the order of day and month and nothing else.
        assessor: Who assesses; "pending" is the IRM's to review, a government's to do.
        scale: The scale of early results that the document uses ("diog", "early_results"), if known.
        day_first: Whether the document writes numeric dates with the day first, if known.
    """
    base = role.base if isinstance(role, Role) else Role(role, 1.0, "").base
    shown = text.strip()
    lead = len(text) - len(text.lstrip())
    reader = _READERS.get(base, _read_text)
    if dimension_of(base) and base != "percent":
        reader = _read_assessment if base in ("completion", "schedule") else _read_code
    reading = reader(_Value(base, shown, language, assessor, scale, day_first))
    return _moved(replace(reading, role=base, text=shown), lead) if lead else replace(reading, role=base, text=shown)


@dataclass(frozen=True, slots=True)
class _Value:
    role: str
    text: str
    language: str | None
    assessor: Assessor | None
    scale: str | None
    day_first: bool | None


def _moved(reading: Reading, by: int) -> Reading:
    return replace(
        reading,
        codes=tuple(replace(c, start=c.start + by, end=c.end + by) for c in reading.codes),
        names=tuple(replace(n, start=n.start + by, end=n.end + by) for n in reading.names),
        spans=tuple((kind, start + by, end + by) for kind, start, end in reading.spans),
    )


def missing(text: str, *, assessor: Assessor | None = None) -> NullReason | None:
    """Return the reason for no value that a text states as a whole: blank, "N/A", "TBC", "sin datos"; else None."""
    words = words_of(text)
    if not words:
        return "blank_in_source"
    listed = phrase_table("reading.yml", "not_applicable", "unknown_yet").get(words)
    if listed == "not_applicable":
        return "not_applicable"
    known = code_table("missing").get(words)
    code = known.codes[0].code if known else None
    if code == "pending":
        return "not_reviewed" if assessor == "irm" else "no_data"
    if code is not None:
        return code  # type: ignore[return-value]
    return "no_data" if listed else None


def _opens_missing(text: str) -> NullReason | None:
    """Return the reason that a value opens with before a remark: "N/A Withdrawn by letter of 14 March 2022."."""
    tokens = tokens_of(text)
    hit = phrase_table("reading.yml", "not_applicable").longest([t.word for t in tokens], 0)
    if not hit or hit[0] >= len(tokens):
        return None
    goes_on = text[tokens[hit[0] - 1].end : tokens[hit[0]].start].isspace() and text[tokens[hit[0]].start].islower()
    return None if goes_on else "not_applicable"


# --- texts and names


def _read_text(value: _Value) -> Reading:
    return Reading(value.role, null_reason=missing(value.text))


def _read_names(value: _Value) -> Reading:
    nobody = phrase_table("reading.yml", "nobody").get(words_of(value.text))
    reason = "not_applicable" if nobody else missing(value.text)
    if reason:
        return Reading(value.role, null_reason=reason)
    found, doubts = names(value.text, any_kind=value.role in ("civil_society", "other_actors"))
    return Reading(value.role, names=found, doubts=doubts if found else ())


# --- dates


def _read_dates(value: _Value) -> Reading:
    words = words_of(value.text)
    if phrase_table("reading.yml", "no_date").get(words):
        return Reading(value.role, null_reason="not_applicable")
    found = period(value.text, value.language, day_first=value.day_first)
    if found.first is None or found.last is None:
        reason = missing(value.text)
        unread = not reason and _dated_words(value.text)
        return Reading(value.role, null_reason=reason or "unrecognized", doubts=(UNRECOGNIZED,) if unread else ())
    spans = tuple(("date", start, end) for start, end in (_joined(value.text, found) or found.spans))
    reading = Reading(value.role, doubts=found.doubts, spans=spans)
    if value.role == "dates":
        return _both_ends(reading, found, value.text)
    half = len(found.spans) == 1  # "primer semestre 2021" is a date printed as one
    doubts = reading.doubts if not found.is_range or half else (*reading.doubts, PERIOD_FOR_DATE)
    if value.role == "start":
        return replace(reading, start=found.first, doubts=doubts)
    if value.role == "end" and found.joined and not half:
        sure = reading.doubts if says_from(value.text, found.spans[0][0]) else doubts
        return replace(reading, start=found.first, end=found.last, doubts=sure)
    if value.role == "end" and not found.is_range and says_from(value.text, found.spans[0][0]):
        return replace(reading, start=found.first)  # "When? From: March 2024"
    if value.role == "end":
        return replace(reading, end=found.last, doubts=doubts)
    return replace(reading, as_of=found.last, doubts=doubts)


def _joined(text: str, found: Period) -> tuple[tuple[int, int], ...]:
    """Return the stretch of a period whose ends are joined by a word, with "from" before it; empty for other dates."""
    if not found.joined or len(found.spans) < 2:
        return ()
    start, end = found.spans[0][0], found.spans[-1][1]
    opens = phrase_table("reading.yml", "from").get(words_of(text[:start]))
    return ((0 if opens else start, end),)


def _dated_words(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _both_ends(reading: Reading, found: Period, text: str) -> Reading:
    if found.is_range:
        return replace(reading, start=found.first, end=found.last)
    at = found.spans[0][0]
    if says_by(text, at):
        return replace(reading, end=found.last)
    if says_from(text, at):
        return replace(reading, start=found.first)
    return replace(reading, end=found.last, doubts=(*reading.doubts, SINGLE_DATE))


# --- percentages


def _read_percent(value: _Value) -> Reading:
    reason = missing(value.text, assessor=value.assessor)
    if reason:
        return Reading(value.role, null_reason=reason)
    found = percentages(value.text)
    bare = bare_percentage(value.text) if not found else None
    one = found[0] if len(found) == 1 else bare
    if one is not None:
        reading = _with_percent(Reading(value.role), one)
        return reading if value.role != "percent" else _and_status(reading, value)
    if len(found) > 1:
        return Reading(value.role, null_reason="unrecognized", doubts=("several_percentages", *found[0].doubts))
    reading = _read_assessment(replace(value, role="completion")) if value.role == "percent" else Reading(value.role)
    return reading if reading.codes else Reading(value.role, null_reason="unrecognized", doubts=(UNRECOGNIZED,))


def _with_percent(reading: Reading, one: Percentage) -> Reading:
    reason: NullReason | None = None if one.value is not None or reading.codes else "unrecognized"
    return replace(
        reading,
        percent=one.value,
        doubts=(*reading.doubts, *one.doubts),
        null_reason=reading.null_reason or reason,
        spans=(*reading.spans, ("percent", one.start, one.end)),
    )


def _and_status(reading: Reading, value: _Value) -> Reading:
    """Add the status beside a percentage ("45 % - limitado")."""
    away = [(start, end) for _, start, end in reading.spans]
    found = _beside(statuses(value.text, "completion", skip=away), value.text, percentages(value.text))
    reading = _with_codes(reading, [s for s in found if FREE_WORDS not in s.doubts])
    return replace(reading, doubts=(*reading.doubts, AGAINST_PERCENT)) if _contradicts(reading) else reading


# --- codes


def _with_codes(reading: Reading, found: Iterable[Status], ogp_value: str | None = None) -> Reading:
    listed = list(found)
    codes = tuple(
        CodeRead(s.code.dimension, s.code.code, s.code.scale, s.start, s.end, s.code.entry, ogp_value) for s in listed
    )
    return replace(
        reading,
        codes=(*reading.codes, *codes),
        doubts=tuple(dict.fromkeys((*reading.doubts, *(d for s in listed for d in s.doubts)))),
        null_reason=None if codes else reading.null_reason,
        spans=(*reading.spans, *(("code", s.start, s.end) for s in listed)),
    )


def _read_assessment(value: _Value) -> Reading:
    """Read a completion or a schedule: its code, a percentage beside it, the date it is dated by."""
    own = "schedule" if value.role == "schedule" else "completion"
    if _blank_here(value):
        return Reading(value.role, null_reason=missing(value.text, assessor=value.assessor))
    found = percentages(value.text)
    dated = dates(value.text, value.language, day_first=value.day_first)
    skip = [*((p.start, p.end) for p in found), *((d.start, d.end) for d in dated)]
    stated = _beside(statuses(value.text, own, skip=skip), value.text, found)
    reading = _with_codes(Reading(value.role), stated)
    other = statuses(value.text, "schedule" if own == "completion" else "completion", skip=skip)
    sure = [s for s in other if FREE_WORDS not in s.doubts]
    if not is_answer(value.text):
        reading = _with_codes(
            reading, [s for s in sure if not any(c.start < s.end and s.start < c.end for c in reading.codes)]
        )
    if len(found) == 1:
        short = len(tokens_of(value.text)) <= 12 or reading.codes
        reading = _with_percent(reading, found[0]) if short else reading
    elif not found and not reading.codes and own == "completion":
        bare = bare_percentage(value.text)
        if bare is not None:
            doubt = () if FRACTION in bare.doubts else ("bare_number",)
            reading = _with_percent(reading, replace(bare, doubts=(*bare.doubts, *doubt)))
    if _contradicts(reading):
        reading = replace(reading, doubts=(*reading.doubts, AGAINST_PERCENT))
    if reading.codes and len(dated) == 1 and not dated[0].ambiguous:
        reading = replace(reading, as_of=dated[0].last, spans=(*reading.spans, ("date", dated[0].start, dated[0].end)))
    return _or_unrecognized(reading, value)


def _contradicts(reading: Reading) -> bool:
    """Whether a percentage and the code beside it cannot both hold."""
    codes = {c.code for c in reading.codes}
    if reading.percent is None:
        return False
    return ("complete" in codes and reading.percent < 100) or ("not_started" in codes and reading.percent > 0)


def _beside(stated: Iterable[Status], text: str, found: Iterable[Percentage]) -> list[Status]:
    """Return the statuses that are no measure of a percentage: "60% complete" is sixty per cent."""
    partial = [p for p in found if p.value is not None and p.value < 100]
    return [s for s in stated if not partial or s.code.code != "complete" or not _measured(text, partial, s)]


def _measured(text: str, found: Iterable[Percentage], status: Status) -> bool:
    if FREE_WORDS in status.doubts:
        return True
    return any(len(words_of(text[p.end : status.start])) < 2 for p in found if p.end <= status.start)


def is_answer(text: str) -> bool:
    """Whether a text is no more than a yes or no: it answers any question."""
    return code_table("yes_no").get(words_of(text)) is not None


def _blank_here(value: _Value) -> bool:
    """Whether a value states that there is none; "pending" is a government's word for what it has not begun."""
    reason = missing(value.text, assessor=value.assessor)
    if reason in (None, "unclear") or shows_status(value.text):
        return False
    pending = code_table("missing").get(words_of(value.text))
    says_pending = pending is not None and pending.codes[0].code == "pending"
    return not (says_pending and value.assessor != "irm")


def _read_code(value: _Value) -> Reading:
    """Read a value on the scale of its dimension; OGP values beside it are read too."""
    dimension = dimension_of(value.role) or "ogp_value"
    found = statuses(value.text, dimension, scale=value.scale)
    if not found and _blank_here(value):
        return Reading(value.role, null_reason=missing(value.text, assessor=value.assessor))
    found = found or sentence_status(value.text, dimension)
    if not found:
        reason = _opens_missing(value.text)
        if reason:
            return Reading(value.role, null_reason=reason)
    reading = _with_codes(Reading(value.role), found)
    if value.role == "relevance":
        reading = _with_codes(reading, _ogp_values(value.text))
    return _or_unrecognized(reading, value)


def _read_ogp_values(value: _Value) -> Reading:
    reason = missing(value.text, assessor=value.assessor)
    if reason:
        return Reading(value.role, null_reason=reason)
    return _or_unrecognized(_with_codes(Reading(value.role), _ogp_values(value.text)), value)


def _ogp_values(text: str) -> list[Status]:
    """Return the OGP values named in a list; prose that is longer names them in passing."""
    tokens = tokens_of(text)
    out: dict[str, Status] = {}
    for first, end, word in code_table("ogp_value").all([t.word for t in tokens]):
        code = word.codes[0]
        out.setdefault(code.code, Status(code, tokens[first].start, tokens[end - 1].end))
    return list(out.values()) if len(text) <= 260 else []


def value_named(words: str) -> str | None:
    """Return the code of the partnership's value that words name and nothing else, None for other words."""
    found = code_table("ogp_value").get(words_of(words))
    return found.codes[0].code if found is not None else None


def named_values(text: str) -> list[str]:
    """Return the codes of the OGP values that a list names, ``other`` for what else stands in it.

    Of a short sentence the codes alone, of longer prose none.
    """
    if len(text) > _LIST_LENGTH or missing(text):
        return []
    found = _ogp_values(text)
    if text.rstrip().endswith("."):
        return [s.code.code for s in found]
    rest = list(text)
    for status in found:
        rest[status.start : status.end] = "," * (status.end - status.start)
    small = word_set("reading.yml", "small")
    left = [[w for w in words_of(part) if w not in small] for part in re.split(r"[,;/•·|\n]", "".join(rest))]
    other = any(len(w) > 2 for words in left for w in words)
    return [*(s.code.code for s in found), *(["other"] if other else [])]


def _or_unrecognized(reading: Reading, value: _Value) -> Reading:
    if reading.codes or reading.percent is not None or reading.null_reason:
        return reading
    doubts = (*reading.doubts, UNRECOGNIZED) if len(value.text) <= _LONG else reading.doubts
    return replace(reading, null_reason="unrecognized", doubts=doubts)


_READERS: dict[str, Callable[[_Value], Reading]] = {
    **dict.fromkeys(("lead", "support", "civil_society", "other_actors"), _read_names),
    **dict.fromkeys(("start", "end", "dates", "as_of", "published", "plan_dates"), _read_dates),
    **dict.fromkeys(("percent", "budget_percent"), _read_percent),
    "ogp_values": _read_ogp_values,
}
