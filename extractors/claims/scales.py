"""Scales that are printed whole, each step a badge, and the step that is lit says the status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from extractors.annotate.colours import ranked
from extractors.annotate.values import read_value
from extractors.segment.stream import Item

STEPS = 3  # of a scale that is printed whole


def unlit(items: Sequence[Item], statuses: Collection[int]) -> frozenset[int]:
    """Return the steps of printed scales that say nothing: all but the one that looks unlike the others.

    A scale is three steps or more that follow each other by rank. ``statuses`` are the items that are nothing but a
    status. Where no step is lit, or several are, none says anything.
    """
    out: set[int] = set()
    run: list[Item] = []
    ranks: list[int] = []
    for item in [*items, None]:
        rank = _rank(item) if item is not None and item.index in statuses else None
        if rank is not None and item is not None and (not run or item.index == run[-1].index + 1):
            run.append(item)
            ranks.append(rank)
            continue
        out |= _dark(run, ranks)
        run, ranks = ([item], [rank]) if item is not None and rank is not None else ([], [])
    return frozenset(out)


def _dark(run: Sequence[Item], ranks: Sequence[int]) -> set[int]:
    rises = sorted(set(ranks))
    if len(run) < STEPS or list(ranks) not in (rises, rises[::-1]):
        return set()
    looks = Counter(i.style for i in run)
    usual = looks.most_common(1)[0]
    lit = [i for i in run if i.style != usual[0]] if usual[1] == len(run) - 1 else []
    return {i.index for i in run if i not in lit}


def _rank(item: Item) -> int | None:
    codes = [c.code for c in read_value("completion", str(item)).codes if c.dimension == "completion"]
    steps = ranked()
    return steps.index(codes[0]) if len(codes) == 1 and codes[0] in steps else None


__all__ = ["unlit"]
