"""The choice of the series that are the commitments, and the outline that follows from it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz, process

from extractors.annotate.counts import StatedCount
from extractors.annotate.dates import dates
from extractors.annotate.names import is_body
from extractors.annotate.openings import numeral, opening
from extractors.annotate.values import read_value
from extractors.document import Cell
from extractors.segment import cues, numbers
from extractors.segment.candidates import Candidate, candidates, is_numeral, named_boxes, title_column
from extractors.segment.outline import Outline, Section, Span
from extractors.segment.series import (
    Context,
    SegmentSettings,
    Series,
    commitments_at,
    counts_through,
    fiches,
    group,
    headings_inside,
    milestone_zone,
    mixed,
    opens_on,
    rate,
    rises,
    rows_below,
    rows_of_fiches,
    same_titles,
    styled_lists,
    told_of,
)
from extractors.segment.stream import Item
from extractors.short_titles import shortened
from extractors.words import fold

LOOKED_AT = 12  # best series that are compared with each other
SAME = 88.0  # percent of letters that titles of one commitment share
WHOLE, NUMBERED = 100.0, 50.0  # the same, of one title twice; and points for the same number
OF_A_CHAIN = 2  # members more than which a list has that one without a word may have joined
ALIKE_SCORE = 5.0  # points that a list of the same titles may have less than the best
MOST = 0.6  # share of members whose title ends with a value
BODIES = 0.3  # share of titles that end with a body in brackets
TAGGED = 0.8  # share of members with a tag
ALL = 0.8  # the same for a list that takes the place of another
NEARLY = 2.5  # the same for one that has more members
EXCERPT = 1.5  # times as many members as a list that is an excerpt
SOME = 0.3  # the same, where their numbers are the same
STEM = 5  # letters by which words of a title are compared
TWIN = 0.6  # share of titles that two series of the same things have in common


@dataclass(frozen=True)
class Choice:
    """The series of a document, best first, and the one that was chosen (None where none is good enough)."""

    ranked: tuple[Series, ...]
    chosen: Series | None
    rival: Series | None


def choose(
    items: Sequence[Item],
    counts: Iterable[StatedCount] = (),
    statuses: Iterable[int] = (),
    settings: SegmentSettings | None = None,
    within: range | None = None,
) -> Choice:
    """Return the series of a stream, rated, and the one that lists its commitments; ``within``: of a part of it."""
    settings = settings or SegmentSettings()
    found = [c for c in candidates(items) if within is None or c.item in within]
    opens = fiches(found, items)
    context = Context(
        tuple(items),
        tuple(counts),
        frozenset(statuses),
        settings,
        milestone_zone(items),
        styled_lists(found),
        rows_below(found) | rows_of_fiches(found, opens),
        headings_inside(found, items),
        commitments_at(found),
        frozenset(named_boxes(items).values()),
    )
    cover: Counter[tuple[object, ...]] = Counter((c.look, c.unit) for c in found)
    rated = sorted((rate(s, context, cover) for s in group(found, opens)), key=lambda s: -s.score)
    ranked = _themes(_of_one(_twins(rated[:LOOKED_AT], settings), context), context)
    ranked = _wholes(ranked, lambda s: rate(s, context, cover))
    good = [s for s in ranked if s.score >= settings.accept]
    chosen = good[0] if good else None
    if chosen and len(chosen.members) == 1:
        # That it heads a form makes one place no list where several outdo it without that.
        bare = chosen.score - dict(chosen.reasons).get("form", 0.0)
        chosen = next((s for s in good if len(s.members) > 1 and s.score > bare), chosen)
    if chosen:
        chosen = _fullest(_of_one_look(chosen, ranked), ranked, settings)
        chosen = _above(chosen, ranked, settings)
    rival = next((s for s in ranked[1:] if chosen and _different(s, chosen)), None)
    return Choice((*ranked, *rated[LOOKED_AT:]), chosen, rival)


def _twins(ranked: Sequence[Series], settings: SegmentSettings) -> list[Series]:
    """Add to a series what a second list of the same titles confirms."""
    out = []
    for one in ranked:
        twin = len(one.members) > 2 and any(
            not one.places & two.places and len(two.members) > 2 and same_titles(one, two) >= TWIN for two in ranked
        )
        out.append(replace(one, reasons=(*one.reasons, ("twin", settings.twin))) if twin else one)
    return sorted(out, key=lambda s: -s.score)


def _of_one(ranked: Sequence[Series], context: Context) -> list[Series]:
    """Note of a heading above fields that all of a list's numbers are below one number: it is this one's form.

    7.1, 7.2 and 7.3 are the steps of commitment 7, whose page says its number nowhere else.
    """
    steps = next((s.members[0] for s in ranked if any(name == "one_parent" for name, _ in s.reasons)), None)
    parent = (steps.number or "").rpartition(".")[0] if steps is not None else ""
    out = []
    for one in ranked:
        member = one.members[0]
        alone = len(one.members) == 1 and member.look[0] == "heading" and member.number is None
        if steps is not None and alone and member.item < steps.item and all(told_of(one.members, context.items)):
            numbered = replace(member, number=parent, printed=parent, shape="digits")
            one = replace(one, members=(numbered,), reasons=(*one.reasons, ("form", context.settings.form)))
        out.append(one)
    return sorted(out, key=lambda s: -s.score)


def _themes(ranked: Sequence[Series], context: Context) -> list[Series]:
    """Note of a series that another one stands right below its members, and has what commitments have."""
    out = []
    for one in ranked:
        is_theme = any(opens_on(one, two, context.items) and _is_no_part(two) for two in ranked)
        out.append(replace(one, reasons=(*one.reasons, ("theme", context.settings.theme))) if is_theme else one)
    return sorted(out, key=lambda s: -s.score)


def _is_no_part(series: Series) -> bool:
    """Whether no label or number says that the members of a series are parts of commitments."""
    against = ("milestone_label", "below", "other_word", "one_parent", "statuses")
    return not any(abs(points) > 1.0 for name, points in series.reasons if name in against)


_OF_THE_WHOLE = frozenset(
    {"size", "spread", "count", "small_count", "counting", "twin", "covers", "differ", "pair", "alike", "follow_length"}
)
"""Reasons that speak for a series as a whole and not for each of its members."""


def _of_one_look(chosen: Series, ranked: Sequence[Series]) -> Series:
    """Return the list in one look with the numbers and titles of one that is pieced together from two.

    Or the longer one that holds all of it but one, which no word calls a commitment as it does the others.
    """
    whole = len({m.look[0] for m in chosen.members}) == 1
    odd = {m.item for m in chosen.members if m.unit is None}
    if whole and len(odd) != 1:
        return chosen
    for other in ranked:
        near = other.score >= chosen.score - ALIKE_SCORE
        even = len({m.look[0] for m in other.members}) == 1 and near
        longer = len(other.members) > len(chosen.members) > OF_A_CHAIN
        if near and longer and len(odd) == 1 and chosen.places - other.places == odd:
            return other
        if even and not whole and _numbers(other) == _numbers(chosen) and same_titles(other, chosen) >= ALL:
            return other
    return chosen


def _fullest(chosen: Series, ranked: Sequence[Series], settings: SegmentSettings) -> Series:
    """Return of the lists of the same commitments the one with most behind each: an overview gives way to fiches."""
    best = chosen
    for other in ranked:
        if other is chosen or other.score < settings.accept or other.places & chosen.places:
            continue
        headed = _headed(other, chosen)
        if other.score < chosen.score - ALIKE_SCORE and not headed:
            continue
        fuller = other.features["follow_length"] > best.features["follow_length"] or (
            other.members[0].look[0] != "row" == best.members[0].look[0]
        )
        alike = same_titles(other, chosen)
        numbered = _numbers(other) == _numbers(chosen)
        same = alike >= ALL or headed or (numbered and alike >= SOME)
        one_each = numbered and len(other.members) == len(chosen.members)
        even = one_each or mixed(other.members) <= mixed(chosen.members)
        whole = even and len(other.members) >= ALL * len(chosen.members)
        if fuller and whole and same:
            best = other
    near = (s for s in ranked if s.score >= settings.accept and s.score >= best.score - _leeway(s, best))
    return next((s for s in near if _is_whole(s, best)), best)


def _headed(other: Series, rows: Series) -> bool:
    """Whether headings above labels have the numbers of an overview's rows, most of whose short names share a word."""
    by = {m.number: _stems(m) for m in rows.members}
    hits = sum(bool(_stems(m) & by.get(m.number, set())) for m in other.members)
    headings = other.members[0].look[0] == "heading" and other.features["labels_follow"] >= ALL
    return (
        headings
        and rows.members[0].look[0] == "row"
        and len(by) > 2
        and _numbers(other) == by.keys()
        and hits >= TWIN * len(by)
    )


def _stems(member: Candidate) -> set[str]:
    return {word[:STEM] for word in fold(member.words).split() if len(word) >= STEM}


def _is_whole(other: Series, part: Series) -> bool:
    """Whether a list of one look has all the commitments of another one and half as many more: that is an excerpt."""
    more = len(other.members) >= EXCERPT * len(part.members) and not other.places & part.places
    kinds = {m.look[0] for m in other.members}
    return (
        more
        and len(kinds) == 1
        and not other.features["below"]
        and mixed(other.members) < SOME
        and _held(part, other) >= TWIN
    )


def _leeway(other: Series, part: Series) -> float:
    """Return by how much a list may score less than its excerpt: more, where all have labels and none is missing.

    By any number of points, where it also has as many members as the document says that there are.
    """
    if other.features["labels_follow"] < 1.0 or _held(part, other) < 1.0:
        return NEARLY
    return part.score if other.features["count"] > part.features["count"] else ALIKE_SCORE


def _held(part: Series, other: Series) -> float:
    """Return the share of the members of a series that another one has, by number and title."""
    by = {m.number: fold(m.words) for m in other.members if m.number}
    hits = sum(m.number in by and shortened(fold(m.words), by[m.number]) for m in part.members)
    return hits / len(part.members)


def _above(chosen: Series, ranked: Sequence[Series], settings: SegmentSettings) -> Series:
    """Return the numbered headings above the fields of a list, where each has just one of them below it.

    "Commitment: publish ..." below "3 Open budgets" says what the third commitment is; its title is the heading.
    """
    if chosen.members[0].look[0] != "field" or any(m.number for m in chosen.members):
        return chosen
    for other in ranked:
        if other.score < settings.accept or other.members[0].look[0] != "heading" or other.features["counting"] < MOST:
            continue
        opens = [m.item for m in other.members]
        above = [bisect_right(opens, m.item) for m in chosen.members]
        if 0 not in above and len(set(above)) == len(above) and len(above) >= MOST * len(opens):
            return other
    return chosen


def _wholes(ranked: Sequence[Series], rated: Callable[[Series], Series]) -> list[Series]:
    """Put a series that is part of another of the same kind behind it: a part never beats its whole.

    It does where what is left of the whole is of another number shape or look, or is worse by itself; but numbers that
    count on under one word ("Commitment 13", then "Commitment 14" in other letters) hold the whole together.
    """
    out = list(ranked)
    for part in ranked:
        for whole in ranked:
            if part is whole or not part.places < whole.places or whole.score < part.score - 2.0:
                continue
            if part.features["count"] > whole.features["count"] and _all_of_them(part.members, whole.members):
                continue  # the document says how many there are, and these are all of them
            if mixed(whole.members) > mixed(part.members) + 0.1:
                continue
            if not _counts_on(whole.members):
                rest = rated(Series(tuple(m for m in whole.members if m.item not in part.places), whole.signature))
                if _apart(part, whole) or _worth(rest) < _worth(part) - 1.0:
                    continue
            if out.index(part) < out.index(whole):
                out.remove(part)
                out.insert(out.index(whole) + 1, part)
            break
    return out


def _all_of_them(part: Sequence[Candidate], whole: Sequence[Candidate]) -> bool:
    """Whether a part is numbered from 1 on without a gap, and no other member of the whole stands between."""
    between = [m for m in whole if part[0].item <= m.item <= part[-1].item]
    return [m.number for m in part] == [str(n + 1) for n in range(len(between))]


def _worth(series: Series) -> float:
    """Return the points of the reasons that each member gives by itself."""
    return sum(points for name, points in series.reasons if name not in _OF_THE_WHOLE)


def _apart(part: Series, whole: Series) -> bool:
    """Whether the part holds all members of its look: what is left of the whole looks otherwise.

    Sizes that are within a fifth of each other are one: writers are uneven.
    """
    return not any(_alike_looks(m, n) for m in whole.members if m.item not in part.places for n in part.members)


def _counts_on(members: Sequence[Candidate]) -> bool:
    """Whether all members are numbered under one word, each higher than the one before, or count through."""
    if counts_through(members):
        return True
    return bool(members[0].unit) and not mixed(members) and rises(members)


def _alike_looks(one: Candidate, two: Candidate) -> bool:
    if one.look == two.look:
        return True
    if one.look[0] != two.look[0] or one.look[0] in ("row", "bare row", "field", "bare"):
        return False
    sizes = float(str(one.look[2])) or 1.0, float(str(two.look[2])) or 1.0
    return (*one.look[3:6], *one.look[7:]) == (*two.look[3:6], *two.look[7:]) and max(sizes) <= 1.2 * min(sizes)


def _heads(one: Series, two: Series) -> bool:
    """Whether most members of one are headings above members of the other: its themes, no rival."""
    above = {fold(h) for m in two.members for h in m.title.section}
    return sum(any(fold(m.words) in h for h in above) for m in one.members) * 2 >= len(one.members)


def _numbers(series: Series) -> set[str | None]:
    return {m.number for m in series.members}


def _different(one: Series, two: Series) -> bool:
    if all(m.number for m in two.members) and all(m.words.endswith(":") and not m.number for m in one.members):
        return False  # labels beside a numbered list
    if _heads(one, two) or (_numbers(one) == _numbers(two) and same_titles(one, two) >= SOME):
        return False
    return not one.places <= two.places and not two.places <= one.places and same_titles(one, two) < TWIN


def outline(
    items: Sequence[Item],
    choice: Choice,
    statuses: frozenset[int] = frozenset(),
    settings: SegmentSettings | None = None,
) -> Outline:
    """Return the outline of a stream: the chosen members as sections with extent, area, group and doubts."""
    settings = settings or SegmentSettings()
    series = choice.chosen
    if series is None:
        return Outline(rival=choice.ranked[0].score if choice.ranked else 0.0)
    doubts = []
    if choice.rival and choice.rival.score >= settings.near * series.score:
        doubts.append("uncertain_series")
    members = _first_sentences(
        _without_letters(
            _without_values(
                _without_bodies(_once(_numbered_alike(_without_chapters(items, _without_below(items, series.members)))))
            )
        )
    )
    groups = _groups(members)
    boxes = own_boxes(items, [m.item for m in members])
    areas = [None if a is not None and _is_title(str(a), members) else a for a in _areas(items, members, boxes)]
    elsewhere = _elsewhere(members, choice)
    of_rows = _AreasOfRows(items)
    rank = _rank(items, members)
    inner = statuses | _recurring(items, members)
    sections = []
    for i, member in enumerate(members):
        following = members[i + 1] if i + 1 < len(members) else None
        last = _extent(items, member, following, rank, inner)
        last = min([last, *(b for b in boxes if b is not None and b > member.item)])
        if following is not None and last == following.item > member.item + 1:
            last -= _numbers_below(items[last - 1], following)
        listed = [m for m in elsewhere[i] if m.unit in (None, "commitment", "measure")]
        number = member.number or next((m.number for m in listed if m.number), None)
        places = tuple(_place_of(items, choice, m, statuses) for m in elsewhere[i])
        sections.append(
            Section(
                number,
                member.title,
                of_rows.of(elsewhere[i]) or areas[i],
                member.item,
                last,
                groups[i],
                tuple(member.doubts),
                places,
                box=boxes[i],
            )
        )
    sections = _with_boxes(items, sections)
    if len(sections) >= SIBLINGS:
        sections[-1] = replace(sections[-1], last=_end_as_siblings(items, sections))
    sections = [replace(s, elsewhere=_outside(s)) for s in sections]
    rival = choice.rival.score if choice.rival else 0.0
    return Outline(tuple(sections), series.score, rival, series.reasons, tuple(doubts))


def _numbers_below(item: Item, member: Candidate) -> bool:
    """Whether an item is the line that numbers the commitment below it: "COMMITMENT II" above its title."""
    found = numeral(str(item)) if is_numeral(item) else None
    return found is not None and bool(found.number) and found.number == member.number


def _outside(section: Section) -> tuple[tuple[int, int], ...]:
    """Return the places elsewhere that do not begin inside the section itself."""
    return tuple(p for p in section.elsewhere if p[0] not in range(section.first, section.last))


def _elsewhere(members: Sequence[Candidate], choice: Choice) -> list[list[Candidate]]:
    """Return for each member the members of other lists of the same commitments: alike in number and title."""
    out: list[list[Candidate]] = [[] for _ in members]
    taken = {m.item for m in members}
    own = Series(tuple(members), ())
    named = _Named(members)
    for series in choice.ranked:
        rest = [m for m in series.members if m.item not in taken]
        overlaps = len(rest) < len(series.members) and any(
            (m.unit, m.look[0]) != ("commitment", "heading") for m in rest
        )
        if len(series.members) < 2 or overlaps or same_titles(series, own) < TWIN:
            continue
        taken |= series.places
        for other in rest:
            found = named.same(other)
            if found is not None:
                out[found].append(other)
    return out


class _Named:
    """Commitments by number and title, each folded once."""

    def __init__(self, members: Sequence[Candidate]) -> None:
        self._folded = [fold(member.words) for member in members]
        self._numbered: dict[str, list[int]] = defaultdict(list)
        for i, member in enumerate(members):
            if member.number:
                self._numbered[member.number].append(i)

    def same(self, one: Candidate) -> int | None:
        """Return which commitment the member of another list is: one of its number if it can be, or of its title."""
        words = fold(one.words)
        best: tuple[float, int] | None = None
        for i in self._numbered.get(one.number or "", ()):
            points = fuzz.ratio(words, self._folded[i])
            if (points >= SAME or shortened(words, self._folded[i])) and (best is None or points > best[0]):
                best = points, i
        if best is not None and best[0] + NUMBERED > WHOLE:
            return best[1]
        alike = process.extractOne(words, self._folded, scorer=fuzz.ratio, score_cutoff=SAME)
        if alike is None or (best is not None and best[0] + NUMBERED >= alike[1]):
            return best[1] if best else None
        return int(alike[2])


def _place_of(items: Sequence[Item], choice: Choice, member: Candidate, statuses: frozenset[int]) -> tuple[int, int]:
    """Return the stretch of a member of another list: to the next member of any list of candidates like it."""
    series = next(s for s in choice.ranked if member in s.members)
    at = series.members.index(member)
    following = series.members[at + 1] if at + 1 < len(series.members) else None
    last = _extent(items, member, following, _rank(items, series.members), statuses)
    if following is None and len(series.members) > OF_A_CHAIN:  # the last one holds no more than the others do
        last = min(last, member.item + max(b.item - a.item for a, b in pairwise(series.members)))
    opens = [m.item for m in choice.chosen.members if m.item > member.item] if choice.chosen else []
    table, own = items[member.item].table, _numbers(choice.chosen) if choice.chosen else set()
    others = (m for s in choice.ranked for m in s.members if m.number in own and m.number != member.number)
    stops = [m.item for m in others if m.item > member.item and table is not None and items[m.item].table is table]
    return member.item, min([last, *stops, *opens])  # rows of commitments that only another list has


class _AreasOfRows:
    """The areas that the rows of overviews give; what is asked of a whole table is asked once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._filled = _filled_down(items, "area")
        self._heads: dict[int, list[Item]] = defaultdict(list)  # full rows by table
        areas: dict[int, list[str]] = defaultdict(list)
        for item in items:
            if item.kind == "full":
                self._heads[id(item.table)].append(item)
            elif item.kind == "row" and (cell := item.column("area")) is not None:
                areas[id(item.table)].append(fold(str(cell)))
        self._each = {table for table, words in areas.items() if len(set(words)) == len(words) > FEW_AREAS}
        self._several = {t for t, heads in self._heads.items() if len({fold(str(h)) for h in heads}) > 1}

    def of(self, others: Sequence[Candidate]) -> Span | None:
        """Return the area that the row of an overview gives, in a column or as one of the full rows above it."""
        for other in others:
            item = self._items[other.item]
            if other.area is not None:
                return other.area
            if item.kind != "row":
                continue
            cell = self._filled.get(item.index)
            if cell is not None and not self._names_each(item):
                return Span(cell.text, 0, None, item.section, item.table, cell)
            heads = self._heads.get(id(item.table), [])
            at = bisect_left(heads, item.index, key=lambda head: head.index)
            if at and id(item.table) in self._several and len(str(heads[at - 1])) <= LONGEST_HEAD:
                return heads[at - 1].span
        return None

    def _names_each(self, row: Item) -> bool:
        """Whether a table gives each row an area of its own: short titles, whatever the column is called."""
        return id(row.table) in self._each and row.column("number_title", "title") is None


_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.]\s+(?=[^\W\d_a-z])")


def _is_title(words: str, members: Sequence[Candidate]) -> bool:
    """Whether a head is the title of a commitment, and so the theme of none."""
    found = opening(words)
    bare = fold(words[found.title_start :] if found and found.number else words)
    return any(fuzz.ratio(bare, fold(m.words)) >= SAME for m in members)


def _without_below(items: Sequence[Item], members: Sequence[Candidate]) -> Sequence[Candidate]:
    """Drop rows numbered below another row of their table: 1.1 and 1.2 of 1, where that row says as much as they do."""
    below = rows_below([m for m in members if m.look[0] == "row"])
    parents = {m.number.rpartition(".")[0] for m in members if m.item in below and m.number}
    said = [_filled_cells(items[m.item]) for m in members if m.item not in below and m.number in parents]
    if not said or min(said) < max(_filled_cells(items[m.item]) for m in members if m.item in below):
        return members
    return [m for m in members if m.item not in below]


FEWEST_TOLD, MOST_TOLD = 3, 0.6  # members with fields, and their share, that show that all commitments have some


def _without_chapters(items: Sequence[Item], members: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return headings without numbers but those before the first and behind the last that has what most of them have.

    "Foreword" and "How we shall report" look like the titles between them, and nothing is told of them.
    """
    if any(m.number or m.unit or m.look[0] != "heading" for m in members):
        return members
    told = told_of(members, items)
    if sum(told) < max(FEWEST_TOLD, MOST_TOLD * len(told)):
        return members
    return members[told.index(True) : len(told) - told[::-1].index(True)]


def _filled_cells(item: Item) -> int:
    return len({id(c) for c in item.cells if c is not None and (str(c) or c.marks)})


def _numbered_alike(members: Sequence[Candidate]) -> Sequence[Candidate]:
    """Drop members of another kind without a number where nearly all are numbered: a line of contents, a label."""
    numbered = [m for m in members if m.number]
    kinds = {m.look[0] for m in numbered}
    if len(numbered) < max(ALL * len(members), SIBLINGS):
        return members
    return [m for m in members if m.number or m.look[0] in kinds]


def _first_sentences(members: Sequence[Candidate]) -> list[Candidate]:
    """Cut titles that run into the sentences of their paragraph, where most members do and no style tells the end."""
    ends = [
        m.start()
        if c.look[0] in ("paragraph", "item") and not c.look[-1] and (m := _SENTENCE_END.search(c.words))
        else None
        for c in members
    ]
    if sum(e is not None for e in ends) < MOST * len(members):
        return list(members)
    out = []
    for member, end in zip(members, ends, strict=True):
        text = str(member.title.text)
        lead = member.title.start + len(text[member.title.start :]) - len(text[member.title.start :].lstrip())
        title = replace(member.title, end=lead + end) if end is not None else member.title
        out.append(replace(member, title=title, doubts=(*member.doubts, "title_end")))
    return out


_WORD = re.compile(r"\S+")
_WORDS_OF_STATUS = 4  # words of a status behind a title
_VALUE_AT_END = re.compile(r"(?:(?<!\s)\s++)?[:(\[–—·|-]\s*+([^:(\[–—·|]{1,30})[)\]]?\s*$")
_BODY_AT_END = re.compile(r"[(\[]([^()\[\]]{4,120})[)\]]\s*(?:[(\[][^()\[\]]{2,30}[)\]]\s*)?[–—:;|·-]?\s*$")


def _without_bodies(members: Sequence[Candidate]) -> list[Candidate]:
    """Cut a body in brackets off the ends of titles, where several have one ("Open budget [Ministry of Finance]")."""
    cuts = [m.start() if (m := _BODY_AT_END.search(c.words)) and is_body(m.group(1)) else None for c in members]
    if sum(c is not None for c in cuts) < max(2, BODIES * len(members)):
        return list(members)
    return [_cut_at(c, cut) if cut else c for c, cut in zip(members, cuts, strict=True)]


def _cut_at(member: Candidate, cut: int) -> Candidate:
    """Return a candidate whose title ends after ``cut`` characters."""
    title = member.title
    text = str(title.text)
    lead = title.start + len(text[title.start :]) - len(text[title.start :].lstrip())
    return replace(member, title=replace(title, end=lead + cut))


def _without_values(members: Sequence[Candidate]) -> list[Candidate]:
    """Cut values off the ends of titles, where most members have one: "Open budget: 40%", "Open budget On schedule",
    "Open budget 01/12/2019 to 31/08/2022"."""
    for cut_of, share in ((_value_parted, MOST), (_value_behind, ALL)):
        cuts = [cut_of(member.words) for member in members]
        if sum(c is not None for c in cuts) >= share * len(members) and len(members) > 1:
            return [_cut_at(member, cut) if cut else member for member, cut in zip(members, cuts, strict=True)]
    return list(members)


def _value_parted(words: str) -> int | None:
    """Return where the sign before a status or percentage at the end of a title stands."""
    m = _VALUE_AT_END.search(words)
    return m.start() if m and _says_state(m.group(1)) else None


def _value_behind(words: str) -> int | None:
    """Return where a title ends behind which a status, or a start with its end, stands without a sign between them."""
    found = dates(words)
    if len(found) > 1 and found[-1].end == len(words.rstrip()):
        periods = (d.start for d in found if read_value("dates", words[d.start :]).is_whole)
        return next((len(words[:at].rstrip()) for at in periods if len(words[:at].split()) > 1), None)
    starts = [m.start() for m in _WORD.finditer(words)][2:][-_WORDS_OF_STATUS:]
    states = (at for at in starts if read_value("completion", words[at:]).is_whole and _says_state(words[at:]))
    return next((len(words[:at].rstrip()) for at in states), None)


def _says_state(words: str) -> bool:
    reading = read_value("completion", words)
    return bool(reading.codes) or (reading.percent is not None and not words.strip().isdecimal())


_LETTER_AT_END = re.compile(r"\s([A-Z]{1,2})$")
FEW_LETTERS = 6  # steps that letters at the ends of titles may stand for


def _without_letters(members: Sequence[Candidate]) -> list[Candidate]:
    """Cut a capital letter that stands for a status off the ends of titles, where most have one of a few."""
    found = [_LETTER_AT_END.search(m.words.rstrip()) if m.look[0] in ("row", "bare row") else None for m in members]
    letters = {m.group(1) for m in found if m}
    if not 1 < len(letters) <= FEW_LETTERS or sum(m is not None for m in found) < ALL * len(members):
        return list(members)
    return [_cut_at(c, m.start()) if m else c for c, m in zip(members, found, strict=True)]


def _once(members: Sequence[Candidate]) -> list[Candidate]:
    """Return the members without repeats: the same number and title further on is the same commitment."""
    out: list[Candidate] = []
    seen: set[tuple[str | None, str]] = set()
    for member in members:
        key = (member.number, fold(member.words))
        if key not in seen:
            seen.add(key)
            out.append(member)
    return out


def _groups(members: Sequence[Candidate]) -> list[int | None]:
    """Return for each member the ordinal of its group where numbers are used several times, else None.

    A number that is printed twice in a row, and is not that which groups begin with, is a slip and begins none.
    """
    listed = [m.number for m in members if m.number]
    if len(set(listed)) == len(listed):
        return [None] * len(members)
    out: list[int | None] = []
    ordinal = 1
    seen: set[str | None] = set()
    before: str | None = None
    for member in members:
        if member.number in seen and (member.number != before or before == listed[0]):
            ordinal += 1
            seen = set()
        if member.number:
            seen.add(member.number)
            before = member.number
        out.append(ordinal)
    return out if ordinal > 1 else [None] * len(members)


def _rank(items: Sequence[Item], members: Sequence[Candidate]) -> int:
    """Return the lowest heading level above members that are no headings themselves; 0 where there is none."""
    levels = [
        _level_of_parent(items, item) for m in members if (item := items[m.item]).section and not level_of(items, m)
    ]
    return min((level for level in levels if level), default=0)


def level_of(items: Sequence[Item], member: Candidate) -> int:
    """Return the level of the heading that opens a member, or that a bare number takes as its title; 0 for neither."""
    own = items[member.item].level
    if own or member.look[0] != "bare":
        return own
    behind = items[member.item + 1 : member.item + 3]
    return next((i.level for i in behind if i.text is member.title.text), 0)


def _recurring(items: Sequence[Item], members: Sequence[Candidate]) -> frozenset[int]:
    """Return the headings whose words, numbers aside, stand inside most members: parts of each ("Actions (2)")."""
    where: dict[str, set[int]] = defaultdict(set)
    found: dict[str, list[int]] = defaultdict(list)
    opens = [m.item for m in members]
    for item in items[opens[0] + 1 :] if opens else ():
        key = "".join(c for c in fold(str(item.label or item)) if c.isalpha()) if item.level else ""
        if key:
            where[key].add(bisect_right(opens, item.index))
            found[key].append(item.index)
    most = max(2.0, MOST * len(members))
    return frozenset(index for key, places in where.items() if len(places) >= most for index in found[key])


def _extent(
    items: Sequence[Item], member: Candidate, following: Candidate | None, parent: int, inner: frozenset[int]
) -> int:
    """Return the item at which a member's section ends: the next member, or a heading of its rank or above.

    ``parent`` is the level of the headings above the members, where they are no headings themselves; ``inner`` are
    headings that end nothing: statuses, parts of each member.
    """
    item = items[member.item]
    limit = following.item if following else len(items)
    if item.kind == "row" and following is not None and items[following.item].table is item.table:
        return limit
    rank = level_of(items, member) or parent
    if item.kind == "field" and item.level:
        rank = 1  # a form: the headings of its parts end nothing
    goes_on = _carried_on(items, item, limit)
    for other in items[member.item + 1 : limit]:
        if other.index <= goes_on or other.text is member.title.text:
            continue
        if item.table is not None and other.table is not item.table and item.kind == "row" and not item.is_band:
            return other.index
        if other.level and rank and other.level <= rank - (other.kind == "field") and other.index not in inner:
            return other.index
        if _names_theme(other):
            return other.index
        if other.level and not rank and cues.begins(str(other), "chapter_title"):
            return other.index
    return limit


BETWEEN = 3  # items between a table and its going on: a foot, a head, a caption


def _carried_on(items: Sequence[Item], item: Item, limit: int) -> int:
    """Return the last row of the same columns that follows in further tables right behind; -1 without."""
    last, end = item.index, -1
    for other in items[item.index + 1 : limit]:
        if other.kind == "row" and (other.table is item.table or (item.header and other.header == item.header)):
            last = other.index
            end = other.index if other.table is not item.table else end
        elif other.level or other.index - last > BETWEEN:
            break
    return end


def _with_boxes(items: Sequence[Item], sections: Sequence[Section]) -> list[Section]:
    """Add to sections the boxes that name them by word and number alone, with fields below: "Commitment 3", Lead ..."""
    numbers = {s.number: i for i, s in enumerate(sections) if s.number}
    if len(numbers) < len(sections):
        return list(sections)
    opens = {s.first for s in sections}
    boxes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, number in named_boxes(items).items():
        owner = numbers.get(number)
        if owner is None or at in opens or at in range(sections[owner].first, sections[owner].last):
            continue
        behind = items[at + 1 :]
        end = next((i.index for i in behind if i.level or i.index in opens or i.kind == "row"), len(items))
        boxes[owner].append((at, end))
    return [replace(s, elsewhere=(*s.elsewhere, *boxes[i])) if boxes[i] else s for i, s in enumerate(sections)]


SIBLINGS = 4  # sections whose shape says what the last one of them may hold


def _end_as_siblings(items: Sequence[Item], sections: Sequence[Section]) -> int:
    """Return where the last section ends: it holds no rows where no other does, as a table that follows a list would.

    Totals and legends below a list, and calendars behind it, stand in no section but the last.
    """
    *others, own = sections
    opening_row = items[own.first]
    if opening_row.kind == "row" and all(s.last == s.first + 1 for s in others):
        return own.first + 1
    if any(i.kind == "row" for s in others for i in items[s.first + 1 : s.last]):
        return own.last
    rest = items[own.first + 1 : own.last]
    tables = [i.table for i in rest if i.kind == "row"]
    foreign = (i.index for i in rest if i.table is not None and any(i.table is t for t in tables))
    return next(foreign, own.last)


def _level_of_parent(items: Sequence[Item], item: Item) -> int:
    for other in reversed(items[: item.index]):
        if other.level and str(other) == item.section[-1]:
            return other.level
    return 0


BOXED = 0.8  # share of the members that stand in a box of their own


def own_boxes(items: Sequence[Item], opens: Sequence[int]) -> list[int | None]:
    """Return the first item of the box that each opening has to itself, where most have one of a kind; None without.

    A card begins with what stands above its title: a status, a theme.
    """
    for depth in range(1, max((len(items[at].container) for at in opens), default=0) + 1):
        paths = [items[at].container[:depth] if len(items[at].container) >= depth else () for at in opens]
        counts = Counter(paths)
        kinds = Counter(tuple(box.partition("#")[0] for box in p) for p in paths if p and counts[p] == 1)
        kind, most = kinds.most_common(1)[0] if kinds else ((), 0)
        if len(opens) > 1 and most >= BOXED * len(opens):
            own = [p if counts[p] == 1 and tuple(b.partition("#")[0] for b in p) == kind else None for p in paths]
            return [_first_of(items, p, at) if p else None for p, at in zip(own, opens, strict=True)]
    return [None] * len(opens)


def _first_of(items: Sequence[Item], box: tuple[str, ...], at: int) -> int:
    """Return the first of the items before ``at`` that stand in its box without a break."""
    while at and items[at - 1].container[: len(box)] == box:
        at -= 1
    return at


def _areas(items: Sequence[Item], members: Sequence[Candidate], boxes: Sequence[int | None]) -> list[Span | None]:
    """Return the theme above each member: its column, the full row or heading above it, or what its opening names."""
    out: list[Span | None] = []
    heads = _theme_heads(items, members)
    clusters = _clusters(items, members)
    filled = _filled_down(items, "area")
    for i, member in enumerate(members):
        item = items[member.item]
        cell = filled.get(item.index) if item.kind == "row" else None
        if cell is not None:
            out.append(Span(cell.text, 0, None, item.section, item.table, cell))
        elif member.area is not None:
            out.append(member.area)
        else:
            out.append(heads[i] or clusters.get(member.item))
    return _as_listed(items, out) if any(out) else _tags(items, members, boxes)


def _as_listed(items: Sequence[Item], areas: Sequence[Span | None]) -> list[Span | None]:
    """Return areas without the word and number before them where a column of the document's themes names all so."""
    named = [None if a is None else opening(str(a)) for a in areas]
    starts = [f.title_start if f is not None and f.unit and f.number else 0 for f in named]
    listed = {fold(_behind_number(words)) for i in items if i.kind == "row" and (words := _area_of(i))}
    if not all(a is None or fold(str(a)[start:]) in listed for a, start in zip(areas, starts, strict=True)):
        return list(areas)
    return [a and replace(a, start=a.start + start) for a, start in zip(areas, starts, strict=True)]


def _behind_number(words: str) -> str:
    """Return a theme's words behind a number alone: "2 Health"."""
    found = opening(words)
    return words[found.title_start :] if found is not None and found.number and not found.unit else words


def _area_of(row: Item) -> str:
    cell = row.column("area")
    return "" if cell is None else str(cell)


_CLUSTER = re.compile(r"(?:[^\W\d]{3,20}\s+)?(\d{1,2})\s*(?:[.:)]|[–—-](?=\s))\s*(?=[^\W\d])")


def _clusters(items: Sequence[Item], members: Sequence[Candidate]) -> dict[int, Span]:
    """Return for rows the title of the row above that says nothing but the number before their dot: "Cluster 7: Budget"
    above 7.1.
    """
    parents = {m.item: m.number.rpartition(".")[0] for m in members if m.number and items[m.item].kind == "row"}
    out: dict[int, Span] = {}
    last: dict[tuple[int, str], Span] = {}
    for item in items if any(parents.values()) else ():
        if item.table is None:
            continue
        above = last.get((id(item.table), parents.get(item.index, "")))
        if above is not None:
            out[item.index] = above
        said = [c for c in item.cells if c is not None and str(c)] if item.kind == "row" else [item.cell]
        named = _CLUSTER.match(str(said[0])) if len(said) == 1 and said[0] is not None else None
        if named is not None and said[0] is not None:
            last[id(item.table), named[1]] = Span(said[0].text, named.end(), None, item.section, item.table, said[0])
    return out


LONGEST_HEAD = 160  # characters of a head that names a theme
FEW_AREAS = 3  # rows of a table; so few may each be of an area of their own
TAG_LENGTH = 40  # characters of a tag or overline that names a theme


def _tags(items: Sequence[Item], members: Sequence[Candidate], boxes: Sequence[int | None]) -> list[Span | None]:
    """Return the tags of titles, where most have one and several share each: themes of cards."""
    in_boxes = [_tag_in_box(items, m, box) for m, box in zip(members, boxes, strict=True)]
    for out in (*(_tags_at(items, members, behind=b) for b in (True, False)), in_boxes):
        words = {fold(str(s)) for s in out if s is not None}
        if 2 <= len(words) < len(members) and sum(s is not None for s in out) >= TAGGED * len(members):
            return out
    return [None] * len(members)


def _tags_at(items: Sequence[Item], members: Sequence[Candidate], *, behind: bool) -> list[Span | None]:
    """Return the tag right behind each title, or right before its opening and numeral, where it has one."""
    out: list[Span | None] = []
    for member in members:
        if behind:
            near = items[member.item + 1 : member.item + 2]
        else:
            near = [i for i in items[max(member.item - 2, 0) : member.item] if any(c.isalpha() for c in _said(i))][-1:]
        fits = [i for i in near if i.container == items[member.item].container and _is_tag(i)]
        out.append((fits[0].label or fits[0].span) if fits else None)
    return out


def _tag_in_box(items: Sequence[Item], member: Candidate, box: int | None) -> Span | None:
    """Return the one tag above a title in its own box, beside badges."""
    above = items[box : member.item] if box is not None else ()
    fits = [i for i in above if _is_tag(i)]
    return (fits[0].label or fits[0].span) if len(fits) == 1 else None


def _said(item: Item) -> str:
    return str(item.label) if item.kind == "field" and item.open else str(item)


def _is_tag(item: Item) -> bool:
    """Whether an item is a few words that may name a theme; what is known as a label alone may name one, too."""
    words = _said(item)
    if item.level or item.marker or not (item.kind == "para" or (item.kind == "field" and item.open)):
        return False
    plain = 2 < len(words) <= TAG_LENGTH and words[-1] not in ".:;?!%" and not any(c.isdigit() for c in words)
    return plain and not read_value("completion", words).codes and not opening(words)


def _filled_down(items: Sequence[Item], role: str) -> dict[int, Cell]:
    """Return for each item the cell of a role in its row or in the nearest row of the table above it, if any."""
    out: dict[int, Cell] = {}
    table, cell = None, None
    for item in items:
        if item.table is not table:
            table, cell = item.table, None
        own = item.column(role) if item.kind == "row" else None
        if own is not None and not _is_titles(item, own):
            cell = own
        if cell is not None:
            out[item.index] = cell
    return out


def _is_titles(item: Item, cell: Cell) -> bool:
    """Whether a cell of a row is the one with its title, which may lie over the columns before it."""
    title = title_column(item)
    return title is not None and cell is item.cells[title]


def _theme_heads(items: Sequence[Item], members: Sequence[Candidate]) -> list[Span | None]:
    """Return the head above each member that groups it with some of the others, if any.

    A head groups where it says so ("Axis 2"), or where the members stand under several heads of its look. Words that
    head something under several other heads ("Case study") are a label and no theme.
    """
    above = _heads_above(items, members, frozenset())
    parents: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for a in above:
        if a is not None:
            parents[fold(str(a))].add(a.section)
    labels = frozenset(words for words, sections in parents.items() if len(sections) > 1)
    if labels:
        above = _heads_above(items, members, labels)
    heads = {id(a): a for a in above if a is not None}
    counted = _counted(above)
    out: list[Span | None] = []
    for a in above:
        if a is None:
            out.append(None)
            continue
        banner = _banner(a)
        if banner is not None:
            out.append(banner)
            continue
        several = len(heads) > 1 and not cues.says(str(a), "commitments_part") and _is_theme(a, heads.values())
        span = a.label if a.kind == "field" and a.open else _of_part(a)
        if counted and span is not None:
            span = replace(span, end=span.start + len(str(span)) - len(_COUNT.search(str(span))[0]))  # type: ignore[index]
        out.append(span if _themed(a) or several or (a.kind == "full" and len(heads) > 1) else None)
    return out


_COUNT = re.compile(r"\s*\(?(\d{1,2})\)?\s*$")


def _counted(above: Sequence[Item | None]) -> bool:
    """Whether the heads of all groups end with the number of what they group: "Justice (2)"."""
    members = Counter(id(a) for a in above if a is not None)
    heads = {id(a): a for a in above if a is not None}
    ends = {key: _COUNT.search(str(a)) for key, a in heads.items()}
    return len(heads) > 1 and all(m is not None and int(m[1]) == members[key] for key, m in ends.items())


def _is_theme(head: Item, heads: Iterable[Item]) -> bool:
    """Whether a head names no chapter of a report: "Participation" may, unless heads of its level name themes."""

    def of_report(item: Item) -> bool:
        return cues.begins(str(item), "chapter_title")

    alike = [h for h in heads if h is not head and h.level == head.level > 0 and h.style == head.style]
    return not of_report(head) or (len(alike) > 1 and not any(map(of_report, alike)))


def _of_part(head: Item) -> Span:
    """Return the words of a head without the chapter that it numbers: "Chapter II. Integrity"."""
    found = opening(str(head), head.runs)
    if found is None or found.unit != "part" or not found.number or found.title_start >= len(str(head)):
        return head.span
    return Span(head.text, head.start + found.title_start, head.end, head.section, head.table, head.cell)


def _heads_above(items: Sequence[Item], members: Sequence[Candidate], labels: frozenset[str]) -> list[Item | None]:
    """Return the nearest head above each member that may be its theme; folded words among ``labels`` are none."""
    opens = {m.item for m in members}
    first = items[members[0].item] if members else None
    rank = level_of(items, members[0]) if members else 0
    titles = {id(m.title.text) for m in members}
    inner = _recurring(items, members)
    current: Item | None = None
    found: dict[int, Item | None] = {}
    for item in items:
        if item.index in opens:
            found[item.index] = current
            continue
        words = str(item)
        if id(item.text) in titles and item.level:
            continue
        outside = item.index not in inner and (not found or bool(first is not None and item.level < rank))
        if item.level and outside and current is not None and current.level >= item.level:
            current = None  # another part begins
        if _banner(item) is not None:
            current = item
            continue
        if _names_theme(item) or (first and _heads_below(item, first, opens)):
            current = item
            continue
        following = 2 if item.index + 2 in opens and is_numeral(items[item.index + 1]) else 1
        beside = bool(item.level) and first is not None and item.level == rank and item.index + following in opens
        beside = beside and opening(words) is None and any(c.isalpha() for c in words or str(item.label))
        if item.kind == "row" or (item.kind == "field" and not (beside and item.open)):
            continue
        words = words or str(item.label)
        if not words or len(words) > LONGEST_HEAD or cues.is_contents_line(words) or _is_bare(words):
            continue
        if current is not None and current.index == item.index - 1 and current.level and _only_numbers(words):
            continue  # "Theme one" below or beside the theme's name
        in_table = first is not None and item.kind == "full" and _heads_members(item, first, opens)
        above = item.level and item.index not in inner and first is not None and (not rank or item.level < rank)
        if (in_table or above or beside or _themed(item)) and fold(words) not in labels:
            below = items[item.index + 1] if item.index + 1 < len(items) else item
            named = _only_numbers(words) and below.kind == "para" and below.level and below.index not in opens
            current = below if named else item  # "Theme 1" above its name
    return [found.get(m.item) for m in members]


def _is_bare(words: str) -> bool:
    """Whether words are no more than a number: "III" above a title is no theme."""
    found = numeral(words)
    return found is not None and not found.unit


def _heads_members(band: Item, first: Item, opens: Container[int]) -> bool:
    """Whether a full row may head the members of its table: rows, or titles in rows that it differs from.

    It is wider than they are, or of another colour and right above one of them.
    """
    if band.table is None or first.kind == "row":
        return band.table is not None
    if band.cell is None or first.cell is None or first.table is None or first.kind != "full":
        return False
    wider = band.cell.col_span == band.table.n_cols and first.cell.col_span < first.table.n_cols
    return wider or (band.cell.fill != first.cell.fill and band.index + 1 in opens)


def _names_theme(item: Item) -> bool:
    """Whether a heading is a label of themes with its value: "Theme two: Money we can follow"."""
    return item.kind == "field" and item.role == "area" and item.level > 0 and bool(str(item))


def _heads_below(item: Item, first: Item, opens: Container[int]) -> bool:
    """Whether a label of themes with its value stands between the rows of a list, or right above a title in a table."""
    above = item.table is not None and first.kind == "full" and item.index + 1 in opens and bool(str(item))
    return item.kind == "field" and item.role == "area" and (above or heads_rows(item, first))


def heads_rows(item: Item, opening_row: Item) -> bool:
    """Whether a label with its value stands between the rows of a list: "Theme: Public money" heads those below."""
    return opening_row.kind == "row" and item.table is not None and item.table is opening_row.table and bool(str(item))


def _only_numbers(words: str) -> bool:
    """Whether words are no more than a unit's word and its number."""
    found = opening(words)
    return found is not None and found.unit is not None and found.title_start >= len(words.rstrip())


def _banner(item: Item) -> Span | None:
    """Return the title of a theme in a row of its own, beside its unit and number ("Axis II | Integrity")."""
    cells = list({id(c): c for c in item.cells if c is not None and str(c)}.values())
    if item.kind != "row" or item.columns or len(cells) != 2:
        return None
    head = opening(f"{cells[0]}:") or opening(f"{cells[0]}: x")
    if head is None or head.unit != "theme" or not head.number or len(str(cells[1])) > LONGEST_HEAD:
        return None
    return Span(cells[1].text, 0, None, item.section, item.table, cells[1])


def _themed(item: Item) -> bool:
    """Whether words open a theme by what they say ("Axis 2")."""
    head = opening(str(item), item.runs)
    return head is not None and head.unit == "theme"


__all__ = ["Choice", "SegmentSettings", "choose", "numbers", "outline"]
