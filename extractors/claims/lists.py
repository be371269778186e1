"""Which items are milestones, or heads and dates of theirs, by the list that they stand in.

In go the stream and the outline; out come the indices of items (:class:`Kinds`) and answers about one item or two.
Milestones without a label are numbered lists, or runs of lines with a sign of the key, that most sections have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractors.annotate.colours import Legend
from extractors.annotate.dated import dated_clauses
from extractors.annotate.dates import dates, says_by, says_from
from extractors.annotate.openings import opening, unit_in
from extractors.annotate.vocabulary import phrase_table, word_set, words_of
from extractors.claims.endings import parted
from extractors.claims.enumerations import numbered
from extractors.claims.roles import STATUS_ROLES, base
from extractors.claims.scales import unlit
from extractors.claims.spans import part
from extractors.segment.candidates import opening_of
from extractors.segment.learned import unknown_labels
from extractors.segment.numbers import roman
from extractors.segment.outline import Outline, Span
from extractors.segment.stream import Item

ALIGNED = 12.0  # points by which the left edges of one column differ at most
LISTED = 0.5  # share of the sections with a numbered list, and of its items with a date
TERM = 24  # characters before a date that stands alone: "to be done by"
ANNOUNCEMENT = 120  # characters of a sentence that announces a list
SMALLER = 0.85  # share of the size of the letters of a list below which a line is none of its items
PAIR = 2  # items of a timeline: a date, and the words below it
OFTEN, MOST_SECTIONS = 3, 0.6  # times, and share of the commitments, that a head of the template recurs
_JOINS = re.compile(r"\s*(?:[–—→/-]|to|until|through|al?|hasta)\s*")  # between the ends of a period
_STEP_BEHIND = re.compile(r"\s*[)\]]?(?:\s*[:|→]|\s*[–—-])\s*(?=[^\W\d_]{2}|\d)")


@dataclass(frozen=True)
class Kinds:
    """What items are by their place and words alone, as indices into the stream.

    ``statuses`` are nothing but a status, ``terms`` nothing but a date or a start and an end, ``days`` one date alone;
    ``unlit`` the steps of printed scales that say nothing, ``unknown`` labels that no list of words knows, ``heads``
    those of the document's own template. ``implicit`` are the milestones that stand below no label, ``dated`` items of
    lists that all end with a date, which is their term.
    """

    statuses: frozenset[int]
    terms: frozenset[int]
    days: frozenset[int]
    unlit: frozenset[int]
    unknown: frozenset[int]
    heads: frozenset[int]
    implicit: frozenset[int]
    dated: frozenset[int]


def kinds_of(
    items: Sequence[Item],
    outline: Outline,
    statuses: frozenset[int],
    periods: frozenset[int],
    days: frozenset[int],
    legend: Legend,
) -> Kinds:
    """Return what the items of a document are."""
    terms = periods | days
    return Kinds(
        statuses,
        terms,
        days,
        unlit(items, statuses),
        unknown_labels(items),
        _templates(items, len(outline.sections)) - statuses - terms,
        _implicit(items, outline, legend),
        _dated(items),
    )


def _dated(items: Sequence[Item]) -> frozenset[int]:
    """Return the items of lists of two or more that all end with a date: "a) Form agreed ..... March 2023"."""
    out: set[int] = set()
    for listed, run in groupby(items, key=lambda i: i.kind == "para" and not i.level and is_lettered(i)):
        some = list(run) if listed else []
        if len(some) > 1 and all(date_at_end(str(i)) is not None for i in some):
            out.update(i.index for i in some)
    return frozenset(out)


def date_at_end(words: str) -> int | None:
    """Return where a month, day or period begins that ends some words with nothing between; None where none does."""
    found = dates(words)
    if not found or found[-1].first.precision == "year" or found[-1].end < len(words.rstrip(" .;")):
        return None
    first = found[-1].start
    if len(found) > 1 and _JOINS.fullmatch(words, found[-2].end, first):
        first = found[-2].start
    ahead = words_of(words[:first])
    apart = len(ahead) > 1 and words[first - 1].isspace() and ahead[-1] not in word_set("reading.yml", "small")
    return first if apart else None  # "the report of March 2020" has no term


def is_item(item: Item) -> bool:
    """Whether an item stands in a list."""
    return item.block is not None and item.block.kind == "item"


def is_term(item: Item) -> bool:
    """Whether an item is a date, with a word that sets a term before it: "by June 2025"."""
    words = str(item)
    found = dates(words)
    return len(found) == 1 and found[0].end >= len(words.rstrip(" .")) and found[0].start <= TERM


def only_begins(item: Item) -> bool:
    """Whether an item is a date alone with a word before it that says that something begins: "From: March 2024"."""
    found = dates(str(item))
    return len(found) == 1 and says_from(str(item), found[0].start)


def only_days(item: Item, start: int) -> Span | None:
    """Return the dates behind an offset of an item's words, where nothing else stands there but "by" or "from"."""
    rest = str(item)[start:]
    found = dates(rest)
    if not found or words_of(rest[found[-1].end :]):
        return None
    before = words_of(rest[: found[0].start])
    sets_term = not before or phrase_table("reading.yml", "by", "from", "until").get(before) is not None
    return part(item.span, start + found[0].start) if sets_term else None


def sign_of(words: Span, legend: Legend) -> tuple[str, str] | None:
    """Return the sign that words begin with and what the document's key says that it means, if it says so."""
    sign, _, rest = str(words).partition(" ")
    meaning = legend.sign(sign) if rest.strip() else None
    return (sign, meaning) if meaning is not None else None


def announces_milestones(item: Item) -> bool:
    """Whether a sentence announces a list of milestones: "The key milestones are:"."""
    words = str(item)
    return words.endswith(":") and len(words) <= ANNOUNCEMENT and unit_in(words) == "milestone"


def is_lettered(item: Item) -> bool:
    """Whether an item of a list has a letter or number in front, in its words or as its marker."""
    found = numbered(opening(str(item), item.runs))
    ahead = found is not None and bool(found.number) and found.start == 0
    return any(c.isalnum() for c in item.marker) or ahead


def is_smaller(item: Item, other: Item) -> bool:
    """Whether an item is in clearly smaller letters than another: the line below a picture, a note."""
    sizes = [max((r.style.size for r in i.runs if r.end > i.start), default=0.0) for i in (item, other)]
    return 0 < sizes[0] < SMALLER * sizes[1]


def clauses(item: Item) -> list[tuple[int, int]]:
    """Return the dated steps of a sentence behind a label; one alone, or with a number, is told as other values are."""
    steps = dated_clauses(str(item))
    found = opening(str(item), item.runs) if len(steps) == 1 else None
    own = found is not None and bool(found.number)
    alone = item.role == "milestones" and not own and len(dates(str(item))) == 1
    return steps if len(steps) > 1 or alone else []


def statuses_of_milestones(items: Sequence[Item]) -> frozenset[int]:
    """Return the statuses that belong to the milestone right before them: in its own text, or behind several."""
    behind: dict[int, bool] = {}
    for before, item in pairwise(items):
        if item.kind == "field" and base(item.role) in STATUS_ROLES and not item.open:
            found = opening(str(before), before.runs) if before.kind != "row" else None
            if found and found.unit == "milestone" and found.number:
                behind[item.index] = before.text is item.text
    return frozenset(i for i, own in behind.items() if own or len(behind) > 1)


def below_dates(items: Sequence[Item], kinds: Kinds) -> frozenset[int]:
    """Return the paragraphs that stand each right below a date or period, several in a row: those of a timeline."""
    out: set[int] = set()
    run: list[int] = []
    at = 0
    while at < len(items):
        pair = items[at : at + PAIR]
        fits = len(pair) == PAIR and pair[0].index in kinds.terms and _is_words(pair[1], kinds)
        if fits and at and not run and _is_words(items[at - 1], kinds) and _same_kind(items[at - 1], pair[1]):
            fits = _nearer_below(items[at - 1], *pair)
        if fits:
            run.append(pair[1].index)
        if not fits or at + PAIR >= len(items):
            out.update(run if len(run) > 1 else ())
            run = []
        at += PAIR if fits else 1
    return frozenset(out)


def _is_words(item: Item, kinds: Kinds) -> bool:
    return item.kind == "para" and not item.level and item.index not in kinds.terms | kinds.statuses


def _same_kind(one: Item, two: Item) -> bool:
    """Whether two paragraphs are of one kind and in the same letters."""
    return one.style == two.style and is_item(one) == is_item(two)


def _nearer_below(above: Item, date: Item, below: Item) -> bool:
    """Whether the page shows that a date belongs with the words below it, and not with those above or beside."""
    ends = [(i.text.lines[0].place, i.text.lines[-1].place) for i in (above, date, below) if i.text.lines]
    if len(ends) < PAIR + 1 or any(None in (p.page, p.top, p.bottom) for pair in ends for p in pair):
        return False
    (_, last), (head, foot), (first, _) = ends
    if foot.page != first.page or last.page != head.page:
        return foot.page == first.page
    over, under = head.top - last.bottom, first.top - foot.bottom  # type: ignore[operator]
    if over < 0:  # the words stand beside it, and are its own unless those below it stand in its column alone
        return under >= -1 and abs(first.x0 - head.x0) <= ALIGNED < abs(first.x0 - last.x0)  # type: ignore[operator]
    return under + 1 < over


def _templates(items: Iterable[Item], sections: int) -> frozenset[int]:
    """Return the paragraphs whose words recur in most commitments: heads of the template, and no content of theirs."""
    plain = [(i.index, str(i)) for i in items if i.kind == "para" and not i.marker]
    often = Counter(words for _, words in plain)
    least = max(OFTEN, MOST_SECTIONS * sections)
    return frozenset(index for index, words in plain if often[words] >= least and not dates(words))


def _implicit(items: Sequence[Item], outline: Outline, legend: Legend) -> frozenset[int]:
    """Return the numbered lists with dates or statuses that most sections have: milestones without a label."""
    stretches = [items[s.first + 1 : s.last] for s in outline.sections]
    runs = [_first_list(own) or _first_signed(own, legend) for own in stretches]
    listed = [i for run in runs for i in run]
    dated = sum(_says_term(i, legend) for i in listed)
    if sum(map(bool, runs)) < LISTED * len(runs) or dated < LISTED * len(listed):
        return frozenset()
    markers = {run[0].marker for run in runs if run}
    alone = [own for own, run in zip(stretches, runs, strict=True) if not run]
    # one alone, marked as the first of the others' lists is
    single = [i for own in alone for i in own if i.marker and {i.marker} == markers and is_item(i)]
    return frozenset(i.index for i in (*listed, *single))


def _says_term(item: Item, legend: Legend) -> bool:
    """Whether a line of a list has a date or a status, as those of milestones do."""
    dated = _milestone_date(str(item)) or _is_step(item)
    return bool(dated or sign_of(item.span, legend) is not None or parted(item.span)[1])


def _milestone_date(words: str) -> bool:
    """Whether words set a date at their end or behind "by"."""
    found = dates(words)
    return bool(found) and (says_by(words, found[-1].start) or found[-1].end >= len(words.rstrip(" .;)]")))


def _first_signed(items: Iterable[Item], legend: Legend) -> list[Item]:
    """Return the first run of neighbouring paragraphs that begin with a sign that the document's key explains."""
    for signed, run in groupby(items, key=lambda i: not i.level and sign_of(i.span, legend) is not None):
        if signed:
            return [i for i in run if i.kind in ("para", "full")]
    return []


def _is_step(item: Item) -> bool:
    """Whether a paragraph is a date and what is done by it: "July 2026: Pilot in six offices"."""
    words = str(item)
    first = next(iter(dates(words)), None) if item.kind in ("para", "full") else None
    if first is None or words[: first.start].strip(" •·–-(["):
        return False
    return _STEP_BEHIND.match(words, first.end) is not None


def _first_list(items: Iterable[Item]) -> list[Item]:
    """Return the first run of neighbouring paragraphs that are numbered from 1 on; empty for fewer than two."""
    run: list[Item] = []
    for item in items:
        if item.kind not in ("para", "full"):
            if len(run) > 1:
                break
            run = []
            continue
        found = opening_of(str(item), item.runs)
        marker = item.marker.strip(".() ")
        printed = (found.printed if found else None) or (marker or None)
        digits = re.search(r"(\d+)\W*$", printed or "")
        n = int(digits[1]) if digits else _place_of(printed, len(run) + 1)
        if n == len(run) + 1 and (not run or item.index == run[-1].index + 1):
            run.append(item)
        elif len(run) > 1:
            break
        else:
            run = [item] if n == 1 else []
    return run if len(run) > 1 else []


def _place_of(printed: str | None, place: int) -> int:
    """Return ``place`` where a letter or small Roman numeral stands for it, 1 where it begins a list, else 0."""
    if not printed or not printed.islower():
        return 0
    stands_for = {roman(printed), ord(printed) - ord("a") + 1 if len(printed) == 1 else None}
    return next((at for at in (place, 1) if at in stands_for), 0)
