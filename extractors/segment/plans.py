"""Several plans in one document: lists that stand right below heads which name the plan of each.

"National action plan 2012-2013", its commitments, then "National action plan 2014-2016" with others: a study of one
country, a page about a member. Each list is chosen by itself, and its commitments are those of the plan above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.annotate.counts import StatedCount
from extractors.segment import cues
from extractors.segment.choose import SegmentSettings, choose, outline
from extractors.segment.outline import Outline, Section
from extractors.segment.stream import Item
from extractors.words import fold

FEWEST = 2  # plans
LONGEST_HEAD = 90  # characters
_YEARS = re.compile(r"(?<!\d)(20\d\d)\s*[-–/]\s*(?:20)?\d\d(?!\d)")


def of_plans(
    items: Sequence[Item],
    counts: Iterable[StatedCount],
    statuses: frozenset[int],
    settings: SegmentSettings,
    whole: Outline,
) -> Outline:
    """Return the lists below the heads of several plans as one outline; else that of the ``whole`` document.

    Where its list stands right below the one head of a plan, it is that plan's.
    """
    heads = [(item.index, year) for item in items if (year := _plan_named(item)) is not None]
    if len({year for _, year in heads}) < FEWEST:
        below = [year for head, year in heads if whole.sections and _right_below(items, head, whole.sections[0].first)]
        return replace(whole, sections=tuple(replace(s, plan=below[-1]) for s in whole.sections)) if below else whole
    counted = tuple(counts)
    found: list[tuple[int, Outline]] = []
    for (head, year), (following, _) in pairwise([*heads, (len(items), 0)]):
        own = range(head + 1, _end(items, head, following))
        choice = choose(items, counted, statuses, settings, own)
        if choice.chosen is None or not _right_below(items, head, choice.chosen.members[0].item):
            continue  # another part stands between
        found.append((year, _within(outline(items, choice, statuses, settings), own, year)))
    if len({year for year, _ in found}) < FEWEST:
        return whole
    weakest = min((o for _, o in found), key=lambda o: o.score)
    return replace(
        weakest,
        sections=tuple(s for _, o in found for s in o.sections),
        doubts=tuple(dict.fromkeys(d for _, o in found for d in o.doubts)),
    )


def _right_below(items: Sequence[Item], head: int, first: int) -> bool:
    """Whether no other part begins between the head of a plan and the first of its commitments."""
    return head < first and not any(i.level for i in items[head + 1 : first])


def _plan_named(item: Item) -> int | None:
    """Return the first year of the plan that a head names: a label of plans with its years and nothing else."""
    words = str(item.label) if item.label is not None else ""
    if item.kind != "field" or not item.open or item.role != "plan" or len(words) > LONGEST_HEAD:
        return None
    years = _YEARS.search(words)
    return int(years[1]) if years else None


def _end(items: Sequence[Item], head: int, following: int) -> int:
    """Return where the list of a plan ends at the latest: at the next one, with its table, or at the note below it."""
    table = items[head].table
    for item in items[head + 1 : following]:
        if (table is not None and item.table is not table) or cues.begins(fold(str(item.label or "")), "source_note"):
            return item.index
    return following


def _within(found: Outline, own: range, year: int) -> Outline:
    """Return an outline of which nothing reaches beyond the list of its plan."""

    def cut(section: Section) -> Section:
        elsewhere = tuple(p for p in section.elsewhere if p[0] in own)
        return replace(section, last=min(section.last, own.stop), elsewhere=elsewhere, plan=year)

    return replace(found, sections=tuple(map(cut, found.sections)))


__all__ = ["of_plans"]
