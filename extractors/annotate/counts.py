"""Sentences that say how many commitments there are: "contains 36 commitments", "diecisiete (17) compromisos".

"Nine of twelve commitments are complete" is a tally, no total. What a sentence says of another plan is none of this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.annotate.numbers import Number, number_at
from extractors.annotate.vocabulary import Phrases, Token, code_table, phrase_table, tokens_of, word_set, words_of
from extractors.wordlists import data, spellings

THIS = 4  # words between "this" and "first plan"

_BREAK = re.compile(r"[.;:!?\n]")
_PARTS = re.compile(r"[^·•|;,\n]+")
_LABELLED = re.compile(r"([^\d:=]{3,40}?)\s*[:=–-]\s*(\d{1,3})\.?")
_MOST_ADJECTIVES = 4
_REACH = 8  # words between "contains" and the number
_SENTENCE = 12  # words before the number that may speak of another plan
_MOST_BETWEEN = 3  # words between "contains" and the number: "contains a number of 36"
_MOST_TO_STATUS = 4  # words between a number and its status: "four of them have been completed"
_TALLY = "tally_"
HIGH = "substantial_or_complete"
"""The code of "complete or substantial" in tallies."""

_VERBS = tuple(_TALLY + code for code in ("complete", "substantial", "limited", "not_started", "withdrawn", HIGH))

OUTDONE = 3  # times as often as another number of all that is stated
_LARGEST = 400  # no plan has more; larger numbers count other things


@dataclass(frozen=True, slots=True)
class StatedCount:
    """A count of units at ``text[start:end]``.

    Args:
        number: How many.
        unit: The class of what is counted (units.yml).
        word: The unit's word as printed.
        sure: Whether words such as "contains" or "the" make it the number of all; else it may be that of some.
        part: The first number of a tally ("nine of twelve"); None for a total.
        other_plan: Whether the sentence speaks of another plan ("the previous plan contained ...").
    """

    number: int
    unit: str
    word: str
    start: int
    end: int
    sure: bool = False
    part: int | None = None
    other_plan: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many commitments stand at a status, by a sentence: "two are substantial" at ``text[start:end]``.

    Args:
        number: How many.
        code: The status, a code of ``completion``, or :data:`HIGH`.
        total: The sum of all numbers of the sentence.
        sentence: Where the sentence begins and ends.
        named: Whether the sentence, or the one before, says that it counts commitments, and parts them by enough
            statuses; else only what the document itself gives each of them can bear it out.
    """

    number: int
    code: str
    start: int
    end: int
    total: int
    sentence: tuple[int, int]
    named: bool = True


def tallies(text: str) -> tuple[Tally, ...]:
    """Return the counts by status of sentences that part the commitments by their statuses.

    A line of labels with their numbers ("Completed: 4 · Limited: 1") is such a sentence. One status alone counts where
    the sentence says of how many ("of ten commitments four were completed"). A sentence without a word for what it
    counts goes on from the one before ("It has six commitments. One is complete, two are limited ..."). What is said of
    another plan, or of milestones, is none of this, nor what is only there to compare with.
    """
    listed = _listed(text)
    if listed:
        return listed
    out: list[Tally] = []
    first = 0
    carried = False
    for end in [*(m.end() for m in _BREAK.finditer(text) if m.group() in ".!?\n"), len(text)]:
        if end == len(text) or text[end : end + 1].isspace() or text[end - 1] == "\n":
            words, last = _told(text, first, end)
            other = speaks_of_other(words)
            named = _names_units(words)
            if not other:
                sure = _tallied(text, first, last, least=2 if named else 3) if named or carried else []
                out += sure or [replace(t, named=False) for t in _tallied(text, first, last, least=1)]
            carried = not other and (named or (carried and not words))
            first = end
    return tuple(out)


def _told(text: str, first: int, end: int) -> tuple[list[str], int]:
    """Return the words of a sentence up to those that compare it with other things, and where they end."""
    tokens = tokens_of(text[first:end])
    words = [t.word for t in tokens]
    compares = next((at for at, _, _ in phrase_table("stated.yml", "comparison").all(words) if at), None)
    return (words, end) if compares is None else (words[:compares], first + tokens[compares].start)


def speaks_of_other(words: Sequence[str]) -> bool:
    """Whether a sentence speaks of another plan ("the previous one"); "the first year" is a time of this one."""
    times = word_set("stated.yml", "spans")
    found = phrase_table("reading.yml", "other_plan").all(words)
    return any(end >= len(words) or words[end] not in times for _, end, _ in found)


def _names_units(words: Sequence[str]) -> bool:
    plural = {name for _, _, name in units_in_plural().all(words)}
    return bool((plural | {_unit_of(word) for word in words}) & {"commitment", "measure"})


def _listed(text: str) -> tuple[Tally, ...]:
    """Return the tallies of a text that is nothing but statuses with their numbers."""
    out: list[tuple[int, str, int, int]] = []
    for part in _PARTS.finditer(text):
        words = _LABELLED.fullmatch(part.group().strip())
        hit = code_table("completion").get(words_of(words.group(1))) if words else None
        if words is None or hit is None:
            return ()
        start = part.start() + len(part.group()) - len(part.group().lstrip())
        out.append((int(words.group(2)), hit.codes[0].code, start, part.start() + len(part.group().rstrip())))
    if len({code for _, code, _, _ in out}) < max(2, len(out)):
        return ()
    total = sum(n for n, _, _, _ in out)
    return tuple(Tally(n, code, start, end, total, (0, len(text))) for n, code, start, end in out)


def _tallied(text: str, first: int, last: int, *, least: int) -> list[Tally]:
    """Return the tallies of a sentence with ``least`` statuses, or with one and the number of all."""
    tokens = tokens_of(text[first:last])
    words = [t.word for t in tokens]
    found: list[tuple[int, str, int, int]] = []
    of_all: set[int] = set()
    at = 0
    while at < len(words):
        number = number_at(words, at)
        named = at and (words[at - 1],) in phrase_table("units.yml", "commitment", "measure").whole  # "Commitment 6"
        part = number is not None and _ordinal_or_part(text[first:last], tokens, at, number)
        if number is None or number.value > _LARGEST or part or named:
            at += 1
            continue
        whole = _out_of(words, number.end)
        of_all |= {whole.value} if whole is not None else set()
        hit = _status_behind(words, whole.end if whole is not None else number.end)
        if hit:
            found.append((number.value, hit[0], at, hit[1]))
        at = hit[1] if hit else number.end
    codes = [code for _, code, _, _ in found]
    if len(set(codes)) < len(codes) or not codes or (least == 1 and len(codes) == 1 and codes != [HIGH]):
        return []
    total = sum(n for n, _, _, _ in found)
    if of_all and len(codes) > 1:
        return _of(found, min(of_all), tokens, (first, last)) if total <= min(of_all) else []
    if len(codes) < least:
        wholes = {c.number for c in count_stated(text[first:last]) if _is_whole(c, text[first:last], found[0][0])}
        article = words[found[0][2]] in word_set("stated.yml", "articles_of_status")  # "un total de tres compromisos"
        if len(codes) > 1 or article or len(wholes) != 1 or total >= min(wholes):
            return []
        total = min(wholes)
    return _of(found, total, tokens, (first, last))


def _of(
    found: Sequence[tuple[int, str, int, int]], total: int, tokens: Sequence[Token], sentence: tuple[int, int]
) -> list[Tally]:
    """Return the tallies of a sentence."""
    first = sentence[0]
    return [
        Tally(n, code, first + tokens[a].start, first + tokens[b - 1].end, total, sentence) for n, code, a, b in found
    ]


def _out_of(words: Sequence[str], at: int) -> Number | None:
    """Return the number of all of which a number before counts some: "six" behind "one", in "one of the six"."""
    table = phrase_table("reading.yml", "out_of")
    return next((whole for end, _ in table.at(words, at) if (whole := number_at(words, end)) is not None), None)


def _is_whole(count: StatedCount, sentence: str, part: int) -> bool:
    """Whether a count is that of all of which a sentence counts some: "of ten commitments", "four of the ten"."""
    ahead = [t.word for t in tokens_of(sentence[: count.start])]
    table = phrase_table("reading.yml", "out_of")
    of_all = any(end == len(ahead) for k in range(max(0, len(ahead) - 3), len(ahead)) for end, _ in table.at(ahead, k))
    return count.unit in ("commitment", "measure") and (count.part == part or (count.part is None and of_all))


def _status_behind(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """Return the status that words behind a number say, and where it ends: "two have been completed".

    "Complete or substantial" is :data:`HIGH`.
    """
    for k in range(at, min(at + _MOST_TO_STATUS + 1, len(words))):
        if words[k] in word_set("stated.yml", "articles_of_status"):
            continue  # "three show a limited progress"
        if number_at(words, k):
            return None
        hit = _status_at(words, k)
        if hit is None:
            continue
        longer = next((o for j in range(k + 1, hit[1]) if (o := _status_at(words, j)) and o[1] > hit[1]), None)
        code, end = longer or hit  # "con avance | sustancial"
        by = phrase_table("stated.yml", "to_degree").longest(words, end) if end < len(words) else None
        code, end = (by and _status_at(words, by[0])) or (code, end)  # "implemented to a | limited degree"
        either = end < len(words) and (words[end],) in phrase_table("stated.yml", "or").whole
        either = either and number_at(words, end + 1) is None if end + 1 < len(words) else False
        other = next((o for j in range(end + 1, end + 3) if (o := _status_at(words, j))), None) if either else None
        if other and {code, other[0]} == {"complete", "substantial"}:
            return HIGH, other[1]
        return code, end
    return None


def _status_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    if at >= len(words):
        return None
    verb = phrase_table("stated.yml", *_VERBS).longest(words, at)
    hit = code_table("completion").longest(words, at)
    if verb and (hit is None or verb[0] >= hit[0]):
        return str(verb[1]).removeprefix(_TALLY), verb[0]
    return (hit[1].codes[0].code, hit[0]) if hit else None


def _unit_of(word: str) -> str | None:
    hit = phrase_table("units.yml", "commitment", "measure").get((word,))
    return str(hit) if hit else None


def _plural(word: str) -> list[str]:
    last = word.rpartition(" ")[2]
    out = [word + "s"]
    if last.endswith("y"):
        out.append(word[:-1] + "ies")
    if last[-1:] not in "aeiouy":
        out.append(word + "es")
    return out


@cache
def units_in_plural() -> Phrases[str]:
    """Return the words for what a plan lists, in the plural, each with its class."""
    held = data("units.yml")
    listed = []
    for name in ("commitment", "measure", "objective", "milestone", "theme", "recommendation"):
        for _, word in spellings(held[name]):
            head, _, tail = word.partition(" ")
            both = [f"{one} {tail}" for one in _plural(head)] if tail else []
            listed += [(form, name) for form in (*_plural(word), *both)]
    return Phrases(listed)


def _speaks_of_another(words: Sequence[str]) -> bool:
    """Whether words speak of another plan: "the first plan", but not "this first plan" and "this is its first plan"."""
    this = word_set("stated.yml", "this")
    found = phrase_table("reading.yml", "other_plan").all(words)
    return any(not this & set(words[max(at - THIS, 0) : at]) for at, _, _ in found)


def count_stated(text: str) -> tuple[StatedCount, ...]:
    """Return the counts of commitments, measures, milestones and themes in a text, totals and tallies, in order."""
    tokens = tokens_of(text)
    words = [t.word for t in tokens]
    out: list[StatedCount] = []
    at = 0
    while at < len(tokens):
        number = number_at(words, at)
        of_plan = at and words[at - 1] in word_set("reading.yml", "numbered_plans")
        other = of_plan or number is None or not 1 < number.value <= _LARGEST
        if number is None or other or _ordinal_or_part(text, tokens, at, number):
            at += 1
            continue
        found = _counted(text, tokens, words, at, number)
        if found:
            out.append(found)
        at = _repeated(text, tokens, words, number)
    return tuple(out)


def outdone(counts: Iterable[StatedCount], n: int) -> int | None:
    """Return the number of all that is stated again and again where ``n`` is not; None where none is."""
    sure = Counter(c.number for c in counts if c.sure)
    most = max(sure, key=lambda number: sure[number], default=n)
    return most if sure[most] >= OUTDONE * max(sure[n], 1) else None


def _ordinal_or_part(text: str, tokens: Sequence[Token], at: int, number: Number) -> bool:
    """Whether a number is that of a date, a decimal, a percentage or of an item, "(2)"."""
    before = text[max(0, tokens[at].start - 2) : tokens[at].start]
    after = text[tokens[number.end - 1].end : tokens[number.end - 1].end + 1]
    item = before[-1:] == "(" and after == ")"
    dated = before[-1:] in (".", ",", "-", "/", "–") and before[-2:-1].isdigit()
    return item or dated or after in ("%", "/", "°", "-")


def _counted(text: str, tokens: Sequence[Token], words: list[str], at: int, number: Number) -> StatedCount | None:
    after = _repeated(text, tokens, words, number)
    unit = _unit_after(text, tokens, words, after)
    if unit is None:
        return None
    first, end, name = unit
    adjectives = set(words[after:first]) - word_set("reading.yml", "plain_adjectives")
    start = tokens[at].start
    low = tokens[max(0, at - _SENTENCE)].start
    sentence = max((m.end() for m in _BREAK.finditer(text, low, start)), default=low)
    begins = at
    while begins and tokens[begins - 1].start >= sentence:
        begins -= 1
    part = _part_before(words, begins, at)
    tally = phrase_table("reading.yml", "out_of").longest(words, after) if after < len(words) else None
    if tally and part is None and number_at(words, tally[0]):
        return None  # the number behind it is read with it
    return StatedCount(
        number.value,
        name,
        text[tokens[first].start : tokens[end - 1].end],
        start,
        tokens[end - 1].end,
        sure=_held(words, max(begins, at - _REACH), at) and part is None and not adjectives,
        part=part,
        other_plan=_speaks_of_another(words[begins:at]),
    )


def _repeated(text: str, tokens: Sequence[Token], words: list[str], number: Number) -> int:
    """Return where the words behind a number begin, past its repetition in brackets ("diecisiete (17)")."""
    again = number_at(words, number.end)
    if again and again.value == number.value and "(" in text[tokens[number.end - 1].end : tokens[number.end].start]:
        return again.end
    return number.end


def _unit_after(text: str, tokens: Sequence[Token], words: list[str], at: int) -> tuple[int, int, str] | None:
    """Return the unit that a number counts, past adjectives: "36 specific open government commitments"."""
    stops = word_set("reading.yml", "small") | word_set("reading.yml", "connectives")
    for first in range(at, min(at + _MOST_ADJECTIVES + 1, len(words))):
        between = text[tokens[first - 1].end : tokens[first].start] if first else ""
        if any(c in between for c in ".;:,!?\n") or (first > at and words[first - 1] in stops):
            return None
        hit = units_in_plural().longest(words, first)
        if hit:
            return first, hit[0], hit[1]
        if words[first].isdigit() and words[first - 1] not in word_set("reading.yml", "numbered_plans"):
            return None
    return None


def _part_before(words: list[str], begins: int, at: int) -> int | None:
    """Return the part of a tally whose whole begins at a word: the nine of "nine of the twelve", in one sentence."""
    table = phrase_table("reading.yml", "out_of")
    for first in range(max(begins, at - 5), at):
        if any(end == at for end, _ in table.at(words, first)):
            for start in range(max(begins, first - 4), first):
                number = number_at(words, start)
                if number and number.end == first:
                    return number.value
            for start in range(max(begins, first - 4), first):  # "nine commitments of twelve"
                number = number_at(words, start)
                if number and any(end == first for end, _ in units_in_plural().at(words, number.end)):
                    return number.value
    return None


def _held(words: list[str], first: int, at: int) -> bool:
    if any(first + end == at for _, end, _ in phrase_table("reading.yml", "determiners").all(words[first:at])):
        return True
    table = phrase_table("reading.yml", "holds")
    return any(at - first - end <= _MOST_BETWEEN for _, end, _ in table.all(words[first:at]))
