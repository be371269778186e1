"""Series: the ways in which a document lists things, and how much each looks like the list of its commitments.

Every signature of the candidates gives a series; evidence is added up over the whole document, each piece with a name
and a weight (:class:`SegmentSettings`), and the best series wins. No piece of evidence decides alone.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from extractors.annotate.counts import StatedCount, outdone
from extractors.annotate.labels import labels_in
from extractors.annotate.names import is_body
from extractors.annotate.openings import opening, title_end
from extractors.annotate.values import read_value
from extractors.segment import cues, numbers
from extractors.segment.candidates import Candidate
from extractors.segment.outline import Span
from extractors.segment.stream import Item
from extractors.short_titles import shortened
from extractors.words import fold

STRONG = frozenset(
    "lead support civil_society other_actors problem objective description how_contribute completion percent "
    "potential_impact potential_for_results specificity verifiability relevance early_results starred ambition dates "
    "start end milestones results next_steps".split()
)
ONCE = frozenset("lead problem objective how_contribute potential_impact potential_for_results completion".split())
_EDGES = re.compile(r"^\W+|\W+$")  # a star before a title is no part of it
STATUS_LENGTH = 45  # characters of a step of a scale
NUMBERED = 0.3  # of what a form is worth, a heading alone that numbers a commitment
TERM_LENGTH = 60  # characters of a start and an end
COMPARED = 200  # titles of a list that are compared with all of another, where they are not the same
LARGER = 1.2  # times as large as what stands below it a title is
OPENS = 0.8  # share of the members of a list of themes, and of the commitments below them
FOLLOWERS = 14  # items looked at behind a member
SHORT_LIST = 2  # members of a list that tell nothing of what belongs to the last
_PRINCIPLE = 4  # words of what open government stands for
_NEARLY_ALL = 0.75  # share of such titles that makes a list one of principles
TOLD_INSIDE = 2  # labels of a commitment in the cells of a row, from which on it is a small form and needs no head


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """Weights of the evidence (READING.md section 7: tuned on documents by other hands), and limits.

    Weights are points; ``accept`` is the sum from which a series is the list of commitments, ``near`` the share of the
    winner's points from which a different series is a rival that doubts it.
    """

    accept: float = 7.6
    near: float = 0.92
    commitment_word: float = 3.0
    boxed: float = 3.0
    measure_word: float = 1.6
    other_word: float = -3.0
    count: float = 2.0
    small_count: float = 0.5
    named: float = 2.0
    labels_follow: float = 1.8
    counting: float = 1.6
    alike: float = 1.6
    title_like: float = 1.6
    policy: float = 1.5
    part: float = 1.3
    size: float = 1.2
    full_size: int = 12  # members
    spread: float = 1.0
    differ: float = 1.0
    covers: float = 1.6
    twin: float = 1.0
    inside: float = -3.0
    chapters: float = -4.0
    repeats: float = -3.5
    statuses: float = -3.0
    principles: float = -6.0
    pair: float = -1.5
    form: float = 4.0
    elsewhere: float = -2.5
    sentences: float = -1.5
    unheaded: float = -2.0
    bodies: float = -3.0
    below: float = -4.0
    mixed: float = -3.0
    outranked: float = -8.0
    milestone_label: float = -4.0
    holds_lists: float = -4.0
    follow_length: float = 1.0
    under_title: float = -2.5
    headed: float = -6.0
    theme: float = -2.5
    one_parent: float = -3.0


@dataclass(frozen=True)
class Series:
    """Candidates of one signature, with the reasons for and against their being the commitments."""

    members: tuple[Candidate, ...]
    signature: tuple[object, ...]
    reasons: tuple[tuple[str, float], ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """The sum of the reasons, in points."""
        return sum(points for _, points in self.reasons)

    @cached_property
    def places(self) -> frozenset[int]:
        """The items that open its members."""
        return frozenset(m.item for m in self.members)


@dataclass(frozen=True)
class Context:
    """What the scores look at beside the series: the stream, stated counts, labels and statuses of each item."""

    items: tuple[Item, ...]
    counts: tuple[StatedCount, ...]
    statuses: frozenset[int]  # items whose words are nothing but a status or a percentage
    settings: SegmentSettings
    milestone_zone: frozenset[int] = frozenset()  # items that follow a label of milestones
    listed: frozenset[int] = frozenset()  # numbered or bulleted items whose title has a style of its own
    below: frozenset[int] = frozenset()  # rows numbered below a row above them in their table
    inner: frozenset[int] = frozenset()  # headings below one that says "commitment" with a number
    commitments_at: int = 0  # the highest level of headings that say so; 0 where none does
    boxed: frozenset[str] = frozenset()  # numbers of commitments that boxes of fields name


def commitments_at(found: Sequence[Candidate]) -> int:
    """Return the highest level of headings that are numbered commitments, 0 where there are none."""
    levels = [int(str(c.look[1])) for c in found if c.look[0] == "heading" and c.unit == "commitment" and c.number]
    return min(levels, default=0)


def _outranked(member: Candidate, follow: Sequence[str], context: Context) -> bool:
    """Whether a heading is a part of a commitment, or of a lower level and another word, or without fields."""
    if member.unit == "commitment" or member.look[0] != "heading":
        return False
    lower = 0 < context.commitments_at < int(str(member.look[1]))
    return member.item in context.inner or (lower and (member.unit is not None or not _roles(follow) & STRONG))


def headings_inside(found: Sequence[Candidate], items: Sequence[Item]) -> frozenset[int]:
    """Return the headings that stand below a numbered commitment's, as its parts do: not those of other chapters."""
    opens = {c.item for c in found if c.look[0] == "heading" and c.unit == "commitment" and c.number}
    out: set[int] = set()
    level = 0  # of the commitment that the place is inside; 0 outside of all
    for item in items:
        if item.index in opens:
            level = item.level
        elif item.level and item.level <= level:
            level = 0
        elif item.level and level:
            out.add(item.index)
    return frozenset(out)


_PART = re.compile(r"(?<=\d)(?:\.\d+|-\d+|\s?\(?[a-z]\)?)$")  # of a milestone's number behind its commitment's


def rows_below(found: Sequence[Candidate]) -> frozenset[int]:
    """Return the rows and items numbered below an earlier one of the same columns or look: 1.2 below 1.

    Rows of milestones may be numbered below what stands above their table, too: 1a below the band of commitment 1.
    """
    seen: dict[tuple[object, ...], set[str]] = defaultdict(set)
    out: set[int] = set()
    above = ""
    for c in found:
        if c.unit == "milestone" and c.number and above and _PART.sub("", c.number) == above:
            out.add(c.item)
        if c.unit in (None, "commitment", "measure") and c.number:
            above = c.number
        if not c.number or c.look[0] == "heading":
            continue
        key = (c.look[0], c.place) if c.look[0] == "row" else (c.look, c.place)
        parent = c.number.rpartition(".")[0]
        if parent and parent in seen[key]:
            out.add(c.item)
        seen[key].add(c.number)
    return frozenset(out)


def rows_of_fiches(found: Sequence[Candidate], opens: frozenset[int]) -> frozenset[int]:
    """Return the rows numbered below the heading of their commitment, behind which fields stand: 3.1 in the form of 3.

    ``opens`` are the places of such headings. Without fields, as a theme has none, rows below are commitments.
    """
    out: set[int] = set()
    above = ""
    for c in found:
        if c.look[0] in ("row", "bare row"):
            if above and c.number and c.number.rpartition(".")[0] == above:
                out.add(c.item)
        elif c.number and c.look[0] == "heading":
            above = c.number if c.item in opens else ""
    return frozenset(out)


def milestone_zone(items: Sequence[Item]) -> frozenset[int]:
    """Return the items between a label of milestones and the next label or heading.

    Where the label has its value on its own line, only a list goes on behind it.
    """
    out: set[int] = set()
    inside = listed = False
    for item in items:
        if item.kind == "field":
            inside = item.role in ("milestones", "milestone")
            listed = not item.open and bool(str(item))
        elif item.level or item.kind == "row":
            inside = False
        elif inside and (not listed or (_is_listed(item) and title_end(str(item), item.runs) is None)):
            out.add(item.index)
    return frozenset(out)


def _is_listed(item: Item) -> bool:
    return bool(item.marker) or opening(str(item), item.runs) is not None


def styled_lists(found: Sequence[Candidate]) -> frozenset[int]:
    """Return the list items and numbered paragraphs whose title is set apart by its style."""
    return frozenset(c.item for c in found if c.look[0] == "item" and c.look[-1])


FIELDS_BEHIND = 10  # items behind an opening among which its fields stand


def fiches(found: Sequence[Candidate], items: Sequence[Item]) -> frozenset[int]:
    """Return the places behind which two or more fields of a commitment stand before the next such place."""
    openings = sorted(c.item for c in found if c.number and c.look[0] not in ("row", "bare row"))
    out = set()
    for at, following in itertools.pairwise([*openings, len(items)]):
        behind = items[at + 1 : min(following, at + 1 + FIELDS_BEHIND)]
        if len({i.role for i in behind if i.kind == "field" and i.role in STRONG}) > 1:
            out.add(at)
    return frozenset(out)


def group(found: Sequence[Candidate], fiches: frozenset[int] = frozenset()) -> list[Series]:  # noqa: C901 - one line a signature
    """Return the series of all signatures: fine, by word and number shape, by heading level, by table header.

    ``fiches`` are the places that fields follow: numbered, they make a series whatever they look like.
    """
    by: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for c in found:
        kind = c.look[0]
        by["fine", c.look, c.place, c.unit, c.shape].append(c)
        by["look", c.look, c.unit].append(c)
        if c.unit and c.number:
            by["word", c.unit, c.shape].append(c)
        if c.unit:
            by["unit", c.unit].append(c)
        if c.named and c.number and c.unit in (None, "commitment"):
            by["named", c.shape].append(c)
        if c.shape:
            other = c.unit not in (None, "commitment", "measure")  # "Annex 1" counts with its like
            by["shape", kind, c.shape, other].append(c)
            if kind not in ("row", "bare row", "field"):
                by["style shape", c.look[2:4], c.shape, other].append(c)
        if kind not in ("row", "bare row") and c.number and c.item in fiches:
            by["followed",].append(c)
        level = c.look[2] if kind == "bare" and c.look[1] == "heading" else c.look[1] if kind == "heading" else 0
        if level and c.number:
            by["numbered level", level].append(c)
        if kind == "heading":
            by["level", c.look[1]].append(c)
        elif kind == "row":
            by["header", c.place[1]].append(c)
            by["rows", c.look[1], c.shape].append(c)
            by["columns", c.look[1]].append(c)
        elif kind == "field":
            by["field", c.look[1], c.look[2]].append(c)
            by["fields", c.look[1]].append(c)
        elif kind == "item":
            by["items", c.look[1], bool(c.number), c.look[-1]].append(c)
            by["list", c.title.section, c.look[1]].append(c)
        else:
            by["styled", c.look[2:]].append(c)
    for signature in [s for s in by if s[0] == "named" and not rises(by[s])]:
        del by[signature]  # a list that goes on in another look, and no two lists
    out: dict[frozenset[int], Series] = {}
    for signature, members in by.items():
        _add(out, members, signature)
        if signature[0] in ("word", "shape", "bold shape", "rows", "items", "followed", "numbered level"):
            keys = [numbers.key(m.number or "", m.shape) for m in members]
            chain = [members[i] for i in numbers.rising_chain(keys)] if all(keys) else []
            if 3 <= len(chain) < len(members):
                _add(out, chain, ("chain", *signature))
    return list(out.values())


def rises(members: Sequence[Candidate]) -> bool:
    """Whether each member has a higher number than the one before."""
    keys = [numbers.key(m.number or "", m.shape) for m in members]
    return all(keys) and all(a < b for a, b in itertools.pairwise(keys))


def _add(out: dict[frozenset[int], Series], members: Sequence[Candidate], signature: tuple[object, ...]) -> None:
    series = Series(_unique(members), signature)
    out.setdefault(series.places, series)


def _unique(members: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the members once each: of places with the same number and title the one with most behind it."""
    room = [b.item - a.item for a, b in itertools.pairwise(members)]
    room.append(max(room, default=1))  # behind the last stands the rest of the document
    best: dict[tuple[str | None, str], int] = {}
    for i, member in enumerate(members):
        key = (member.number, _EDGES.sub("", fold(member.words))[:120])
        if member.number is None or key not in best or room[i] > room[best[key]]:
            best[key if member.number is not None else (None, f"{i}")] = i
    return tuple(members[i] for i in sorted(best.values()))


def rate(series: Series, context: Context, cover: Counter[tuple[object, ...]]) -> Series:
    """Return the series with its reasons: evidence by name, times its weight."""
    w, items, members = context.settings, context.items, series.members
    n = len(members)
    titles = [m.words for m in members]
    folded = [fold(t) for t in titles]
    follow = [_followers(m, nxt, items, context.statuses) for m, nxt in zip(members, [*members[1:], None], strict=True)]
    units = Counter(m.unit for m in members)
    f: dict[str, float] = {
        "commitment_word": units["commitment"] / n,
        "boxed": sum(m.unit is None and m.number in context.boxed for m in members) / n,
        "measure_word": units["measure"] / n,
        "other_word": 1 - (units["commitment"] + units["measure"] + units[None]) / n,
        "named": sum(m.named and m.unit in ("commitment", "measure", None) for m in members) / n,
        "labels_follow": sum(bool(_roles(x) & STRONG) for x in follow) / n,
        "counting": _counting(members),
        "alike": _alike(follow),
        "title_like": sum(map(_title_like, titles)) / n,
        "policy": min(sum(cues.begins(t, "title_start") for t in titles) / n * 1.4, 1.0),
        "part": sum(any(cues.says(h, "commitments_part") for h in m.title.section[-2:]) for m in members) / n,
        "size": min(n, w.full_size) / w.full_size,
        "spread": (members[-1].item - members[0].item + 1) / max(len(items), 1) if n > 1 else 0.5,
        "differ": len(set(folded)) / n if n > 1 else 0.5,
        "covers": sum(min(1.0, n / cover[m.look, m.unit]) for m in members) / n,
        "inside": _inside(members, items),
        "chapters": sum(_is_chapter(m, t) for m, t in zip(members, titles, strict=True)) / n,
        "principles": _principles(titles),
        "repeats": 1 - len(set(folded)) / n if n > 2 else 0.0,
        "statuses": sum(m.item in context.statuses or _is_status(m.words) for m in members) / n,
        "pair": float(n == 2 and not any(m.unit for m in members)),
        "form": _alone(members[0], follow[0], items) if n == 1 else 0.0,
        "elsewhere": sum(_elsewhere(m.title) for m in members) / n,
        "mixed": mixed(members),
        "outranked": sum(_outranked(m, x, context) for m, x in zip(members, follow, strict=True)) / n,
        "below": sum(m.item in context.below for m in members) / n,
        "unheaded": sum(_is_unheaded(m, items[m.item]) for m in members) / n,
        "bodies": sum(m.look[0] == "bare row" and is_body(m.words) for m in members) / n,
        "milestone_label": sum(m.item in context.milestone_zone for m in members) / n,
        "holds_lists": _holds(members, context),
        "under_title": sum(_is_under_title(m, items) for m in members) / n,
        "headed": _headed(members, items),
        "one_parent": _one_parent(members),
        "sentences": sum(_sentence(m) for m in members) / n,
        "follow_length": _follow_length(follow) if members[0].look[0] != "row" else 0.5,
    }
    if n == 1:  # one place is no evidence of a list
        f |= {"alike": 0.0, "covers": 0.0, "spread": 0.0, "differ": 0.0, "counting": 0.0}
        if titles[0][:1].islower():  # "**commitments** in Colombia ..." is a sentence about them
            f |= {"commitment_word": 0.0, "named": 0.0}
    f["count"], f["small_count"] = _stated(n, context.counts)
    reasons = tuple(
        (name, round(value * float(getattr(w, name)), 3)) for name, value in f.items() if abs(value) > 0.001
    )
    return Series(members, series.signature, reasons, f)


def _follow_length(follow: Sequence[Sequence[str]]) -> float:
    """Return how much stands behind the members of a list, up to 1; what follows the last may be none of its own."""
    lengths = [len(x) for x in follow]
    if len(lengths) > SHORT_LIST:
        lengths[-1] = min(lengths[-1], max(lengths[:-1]))
    return min(sum(lengths) / len(lengths) / 6, 1.0)


def _alone(member: Candidate, follow: Sequence[str], items: Sequence[Item]) -> float:
    """Return how surely one place is the only commitment: it heads a form, or is a heading that numbers one."""
    if _heads_form(member, follow, items):
        return 1.0
    return NUMBERED if member.look[0] == "heading" and member.unit == "commitment" and member.number else 0.0


def _heads_form(member: Candidate, follow: Sequence[str], items: Sequence[Item]) -> bool:
    """Whether a title stands right above the fields of a commitment: a report on one alone is one form.

    A line may stand between the two: the term.
    """
    near = items[member.item + 1 : member.item + 3]
    below = next((i for i in near if i.kind == "field" or i.level), None)
    asks = below is not None and below.kind == "field" and below.role in STRONG
    if not asks or len(_roles(follow) & STRONG) < 2:
        return False
    named = member.unit is not None or member.item != next((i.index for i in items if i.level), None)
    return named and not (len(member.words) <= TERM_LENGTH and read_value("dates", member.words).is_whole)


def _holds(members: Sequence[Candidate], context: Context) -> float:
    """Return the share of members with two or more styled list items inside that no label calls milestones."""
    hits = 0
    for member, following in zip(members, [*members[1:], None], strict=True):
        end = following.item if following else min(member.item + 60, len(context.items))
        inside = [i for i in range(member.item + 1, end) if i in context.listed and i not in context.milestone_zone]
        hits += len(inside) > 1
    return (hits / len(members)) ** 1.5 if len(members) > 1 else 0.0  # a few may: lists stand everywhere


def _elsewhere(title: Span) -> float:
    """Return how far the headings above say that this is another part: the nearest counts whole, others less.

    So does a caption, or the nearest heading, that calls a list one of meetings.
    """
    section = title.section
    caption = str(title.table.caption) if title.table is not None else ""
    if any(cues.begins(words, "gatherings") for words in (caption, *section[-1:]) if words):
        return 1.0
    if section and cues.begins(section[-1], "other_part"):
        return 1.0
    return 0.5 if any(cues.begins(h, "other_part") for h in section) else 0.0


def _stated(n: int, counts: Iterable[StatedCount]) -> tuple[float, float]:
    """Return (agreement with a stated count of five or more, agreement with a small one), 0 or 1 each.

    What is said once agrees with nothing where another number of all is said again and again.
    """
    own = [c for c in counts if c.unit in ("commitment", "measure") and not c.other_plan]
    said = Counter(c.number for c in own)
    if n not in said or outdone(own, n) is not None:
        return 0.0, 0.0
    return (1.0, 0.0) if n >= 5 or said[n] > 1 else (0.0, 1.0)


def _counting(members: Sequence[Candidate]) -> float:
    keys = [numbers.key(m.number, m.shape) for m in members if m.number]
    if len(keys) < max(len(members) * 0.7, 1):
        return 0.4
    return numbers.counting([k for k in keys if k]) * len(keys) / len(members)


def counts_through(members: Sequence[Candidate]) -> bool:
    """Whether plain numbers count up through all members, gaps of one or two aside, whatever stands before them."""
    keys = [numbers.key(m.number or "", m.shape) for m in members]
    return (
        len(members) > 2
        and all(len(k) == 1 for k in keys)
        and all(0 < b[0] - a[0] <= 3 for a, b in itertools.pairwise(keys))
        and all(m.unit in (None, "commitment", "measure") for m in members)
    )


def counts_in_levels(members: Sequence[Candidate]) -> bool:
    """Whether commitments with and without a second number count up together: 1.1, 1.2, 2, 3, 4.1."""
    keys = [numbers.key(m.number or "", m.shape) for m in members]
    return (
        len(members) > 2
        and all(m.unit == "commitment" and m.number and m.number.replace(".", "").isdecimal() for m in members)
        and all(a < b and b[0] - a[0] <= 1 and b[: len(a)] != a for a, b in itertools.pairwise(keys))
    )


def mixed(members: Sequence[Candidate]) -> float:
    """Return the share of members with another number shape or unit word than most, 0 to 1."""
    if counts_through(members) or counts_in_levels(members) or _of_one_label(members):
        return 0.0
    shapes = Counter((m.shape, m.unit) for m in members)
    return 1 - shapes.most_common(1)[0][1] / len(members)


def _of_one_label(members: Sequence[Candidate]) -> bool:
    """Whether all members are values of one label ("Number and title"): it says what they are, not their numbers."""
    return members[0].look[0] == "field" and len({(m.look, m.unit) for m in members}) == 1


def _followers(
    member: Candidate, following: Candidate | None, items: Sequence[Item], statuses: Container[int]
) -> list[str]:
    """Return what stands behind a member up to the next: kinds of items and roles of fields and columns.

    A status in the letters of a heading ends nothing.
    """
    item = items[member.item]
    if item.kind == "row" and not item.is_band:
        told = [c.role or "-" for c in item.columns if (cell := item.at(c.col)) is not None and str(cell)]
        return told or list(_told_inside(item))
    end = following.item if following else len(items)
    out: list[str] = []
    for other in items[member.item + 1 : min(end, member.item + 1 + FOLLOWERS)]:
        if other.level and item.level and other.level <= item.level and other.index not in statuses:
            break
        if other.kind == "field":
            out.append(other.role or "-")
        elif other.kind == "row":
            out += [f"row:{c.role}" for c in other.columns if c.role]
        else:
            out.append(other.block.kind if other.block else other.kind)
    return out


def _told_inside(item: Item) -> tuple[str, ...]:
    """Return the roles of the labels with values in the cells of a row without a head, in order.

    "1. Open budgets | Completion: Limited, carried forward: Yes": such a row is a small form about its title.
    """
    if item.columns:
        return ()
    cells = {id(c): str(c) for c in item.cells[1:] if c is not None and c.row == item.row}
    return tuple(role for words in cells.values() for role in _labelled(words))


@lru_cache(maxsize=2048)
def _labelled(words: str) -> tuple[str, ...]:
    if ":" not in words and "?" not in words:
        return ()
    return tuple(f.role.name for f in labels_in(words) if words[f.value_start : f.value_end].strip())


def _is_unheaded(member: Candidate, item: Item) -> bool:
    """Whether nothing says what a row is: it has no head, is no band above a form, and holds no form itself."""
    bare = member.look[0] == "bare row" and not item.is_band
    return bare and len(set(_told_inside(item)) & STRONG) < TOLD_INSIDE


def told_of(members: Sequence[Candidate], items: Sequence[Item]) -> list[bool]:
    """Return of each member whether what a commitment has (who leads, dates, steps, ratings) stands behind it."""
    pairs = zip(members, [*members[1:], None], strict=True)
    return [bool(_roles(_followers(member, following, items, ())) & STRONG) for member, following in pairs]


def _roles(followers: Iterable[str]) -> frozenset[str]:
    return frozenset(f.removeprefix("row:") for f in followers)


def _alike(follow: Sequence[Sequence[str]]) -> float:
    if len(follow) < 2:
        return 0.6
    scores = []
    for a, b in itertools.pairwise(follow):
        one, two = set(a), set(b)
        scores.append(len(one & two) / len(one | two) if one | two else 0.8)
    return sum(scores) / len(scores)


@lru_cache(maxsize=8192)
def _title_like(title: str) -> float:
    words = title.split()
    if not words:
        return 0.0
    score = 1.0 if 2 <= len(words) <= 30 else 0.5 if len(words) == 1 or len(words) <= 50 else 0.1
    letters = next((c for c in title if c.isalpha()), "a")
    if letters.islower():
        score *= 0.5
    if ". " in title.rstrip(".") and len(title) > 90:
        score *= 0.5
    if sum(c.isdigit() for c in title) > len(title) * 0.25:
        score *= 0.3
    return score


def _principles(titles: Sequence[str]) -> float:
    """Return the share of titles that only name what open government stands for, where nearly all of several do.

    "Transparency", "Rendición de cuentas": pages about plans list them; no plan has several such commitments.
    """
    read = [read_value("relevance", t) for t in titles if len(t.split()) <= _PRINCIPLE]
    short = [r for r in read if r.codes]
    whole = sum(r.is_whole for r in short)  # "Citizen participation in schools" says more than its value
    principles = len(titles) > 1 and len(short) >= _NEARLY_ALL * len(titles) and whole * 2 >= len(titles)
    return len(short) / len(titles) if principles else 0.0


@lru_cache(maxsize=8192)
def _is_status(words: str) -> bool:
    """Whether a title is nothing but a step of a scale or a period: a row of key figures, a row of dates."""
    if len(words) > STATUS_LENGTH:
        return False
    if read_value("dates", words).is_whole:
        return True
    return any(
        any(c.end - c.start >= len(words.strip(" .:")) for c in read_value(dimension, words).codes)
        for dimension in ("completion", "early_results")
    )


def _sentence(member: Candidate) -> bool:
    """Whether a title is a sentence or more; where its own style ends it, its full stop says nothing."""
    words = member.words.rstrip()
    return len(words) > 220 or (words.endswith((".", ";", ":")) and not member.look[-1] and member.look[0] != "heading")


def _is_under_title(member: Candidate, items: Sequence[Item]) -> bool:
    """Whether words stand right below larger ones, in the same box: a tag or subtitle of a title."""
    if member.item == 0 or member.look[0] in ("row", "bare row", "field"):
        return False
    above, item = items[member.item - 1], items[member.item]
    sizes = [runs[0].style.size for runs in (above.runs, item.runs) if runs]
    return (
        len(sizes) == 2
        and above.kind == item.kind == "para"
        and sizes[0] > LARGER * sizes[1]
        and any(map(str.isalpha, str(above)))
    )


def _is_chapter(member: Candidate, title: str) -> bool:
    asks = title.startswith("¿") or title.rstrip().endswith("?")
    return not member.unit and len(title) < 90 and (asks or cues.begins(title, "chapter_title"))


def _inside(members: Sequence[Candidate], items: Sequence[Item]) -> float:
    """Return the share of members inside which the fields that a commitment has once stand several times."""
    if len(members) < 2 or items[members[0].item].kind == "row":
        return 0.0
    several = 0
    for member, following in zip(members, [*members[1:], None], strict=True):
        end = following.item if following else min(member.item + 400, len(items))
        fields = [i for i in items[member.item + 1 : end] if i.kind == "field" and i.role in ONCE and i.label]
        labels = {(i.role, id(i.label.cell or i.label)) for i in fields if i.label}  # one cell may head several rows
        several += any(v > 1 for v in Counter(role for role, _ in labels).values())
    return several / len(members)


def _headed(members: Sequence[Candidate], items: Sequence[Item]) -> float:
    """Return the share of rows that stand in a table of their own below a heading of the same number: what such a table
    says is said of the heading."""
    if len({id(items[m.item].table) for m in members}) < 2 or items[members[0].item].kind != "row":
        return 0.0
    under = 0
    for member in members:
        near = items[max(member.item - FOLLOWERS, 0) : member.item]
        above = next((i for i in reversed(near) if i.level and i.kind == "para"), None)
        found = opening(str(above), above.runs) if above is not None and member.number else None
        under += found is not None and found.number == member.number
    return under / len(members)


def _one_parent(members: Sequence[Candidate]) -> float:
    """Return 1.0 if all members are numbered below one number that is none of theirs: 7.1, 7.2, 7.3 are parts of 7.

    2.9 and 2.10 alone are an excerpt of a list.
    """
    parents = {m.number.rpartition(".")[0] if m.number else "" for m in members}
    named = any(m.unit in ("commitment", "measure") for m in members)
    first = (members[0].number or "").endswith(".1")
    return float(len(members) > 1 and len(parents) == 1 and "" not in parents and first and not named)


NEXT = 2  # items behind a theme among which its first commitment stands


def opens_on(outer: Series, inner: Series, items: Sequence[Item]) -> bool:
    """Whether the members of a series are the themes of another: right behind each stands one of the other's.

    What labels say behind a theme is then said of those. They have what a commitment has, and there are more of them.
    """
    if any(m.unit in ("commitment", "measure") or m.named for m in outer.members) or len(outer.members) < 2:
        return False
    if len(inner.members) <= len(outer.members) or outer.places & inner.places:
        return False
    own = {m.number for m in outer.members if m.number}
    below = sum(m.number is not None and m.number.rpartition(".")[0] in own for m in inner.members)
    headings = all(m.look[0] == "heading" for m in inner.members)
    if below * 2 > len(inner.members) and not headings:
        return False  # 1.1 and 1.2 below 1 are its steps
    places = sorted(inner.places)
    before = places[0] < outer.members[0].item
    direct = sum(any(m.item + step in inner.places for step in range(1, NEXT + 1)) for m in outer.members)
    told = headings or sum(told_of(inner.members, items)) >= OPENS * len(inner.members)
    return not before and direct >= OPENS * len(outer.members) and told


def same_titles(one: Series, two: Series) -> float:
    """Return the share of the smaller series whose titles stand in the other, too (by number, or alike)."""
    small, large = sorted((one, two), key=lambda s: len(s.members))
    numbered = {m.number: fold(m.words) for m in large.members if m.number}
    folded = list(dict.fromkeys(fold(m.words) for m in large.members))
    whole, others = set(folded), []
    for m in small.members:
        words = fold(m.words)
        twin = numbered.get(m.number) if m.number else None
        if words not in whole and not (twin and shortened(words, twin)):
            others.append(words)
    every = -(-len(others) // COMPARED) or 1  # of very many, some tell how many are alike
    some = others[::every]
    alike = sum(process.extractOne(words, folded, scorer=fuzz.ratio, score_cutoff=88) is not None for words in some)
    return (len(small.members) - len(others) + min(alike * every, len(others))) / len(small.members)
