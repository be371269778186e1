"""Options that are ticked within one text: "☐ Complete ☒ Substantial ☐ Limited", "( ) Yes (x) No"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.annotate.vocabulary import code_table
from extractors.marks import MARKS

# Letters and bullets mean nothing beside words; boxes, circles to fill, check marks and crosses do.
_SIGNS = "".join(re.escape(c) for c in MARKS if not c.isalnum() and MARKS[c] != "star")
_MARK = re.compile(rf"[\[(]\s?(?P<inside>[xX{_SIGNS}])?\s?[\])]|(?P<sign>[{_SIGNS}])")


BOXES = frozenset((*"☐□▢❏❑◻⬜\uf0a8\uf06f\uf071\uf072", "", " "))
"""Boxes to tick, with nothing in them; brackets around a blank are one."""


def _selects(m: re.Match[str]) -> bool:
    sign = m["sign"] or m["inside"]
    return bool(sign) and MARKS.get(sign) != "empty"


def chosen(text: str) -> tuple[tuple[int, int], ...] | None:
    """Return the stretches of the options that are ticked; None where nothing in the text is there to tick.

    Marks stand before their words or behind them: the first of them decides for all.
    """
    marks = list(_MARK.finditer(text))
    if not marks or not any(c.isalnum() for c in _MARK.sub("", text)):
        return None
    if len(marks) == 1 and marks[0].group().strip("[(])") in BOXES:
        return ()  # the option of a scale that goes on elsewhere, not ticked
    if len({_selects(m) for m in marks}) == 1 and (len(marks) == 1 or _selects(marks[0])):
        return None  # one sign, or signs of one kind: bullets
    before = not any(c.isalnum() for c in text[: marks[0].start()])
    out = []
    for i, m in enumerate(marks):
        if not _selects(m):
            continue
        if before:
            out.append((m.end(), marks[i + 1].start() if i + 1 < len(marks) else len(text)))
        else:
            out.append((marks[i - 1].end() if i else 0, m.start()))
    return tuple(out)


FEWEST = 3  # steps of a scale that initials above columns have to show


@cache
def _initials() -> dict[str, dict[int, str]]:
    """Return what letters may stand for: of each, the ranks on the scale of completion with their words."""
    out: dict[str, dict[int, str]] = {}
    for words, entry in code_table("completion").whole.items():
        rank = entry.codes[0].rank
        if rank is not None and not entry.doubtful:
            known = out.setdefault("".join(w[0] for w in words), {})
            known[rank] = min(known.get(rank, " ".join(words)), " ".join(words), key=len)
    return out


def spelled_out(heads: Sequence[str]) -> list[str] | None:
    """Return the steps of the scale of completion that initials stand for ("NS", "L", "S", "C"), from end to end.

    None unless all of them together make steps that follow each other, up or down.
    """
    if len(heads) < FEWEST:
        return None
    ranks = [_initials().get(head.casefold().replace(".", ""), {}) for head in heads]
    for first in ranks[0]:
        for step in (1, -1):
            wanted = [first + step * i for i in range(len(heads))]
            if all(rank in found for rank, found in zip(wanted, ranks, strict=True)):
                return [found[rank] for rank, found in zip(wanted, ranks, strict=True)]
    return None
