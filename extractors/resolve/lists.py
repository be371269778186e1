"""Names that stand one a line, without a sign between them."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from itertools import pairwise

from extractors.annotate.names import is_whole_name
from extractors.annotate.role_table import role_table
from extractors.annotate.vocabulary import tokens_of
from extractors.document import Table
from extractors.readers._cellkind import is_open
from extractors.segment.outline import Span
from extractors.text import Line, Text

_WRAPPED = re.compile(r"L\d+(?:-L\d+)?")  # lines of text files end where an editor wraps them
_BULLET = re.compile(r"[+•·▪●◦*–—-]\s+")
SUPPORT = frozenset({"support", "civil_society", "other_actors"})
LABEL = 4  # words of a label that cannot be part of a name
PADDING = 5.0
"""Points between the words of a cell and its wall."""

SPACE = 0.5
"""Font sizes: room that a further word needs beside its own width."""

PARAGRAPH = 0.12
"""Sizes of the letters by which lines of two paragraphs stand further apart than those of one."""

USUAL = 0.1
"""Share of all distances of lines in a table that are like a usual one."""

SAME_SIZE = 0.2
"""Points by which the size of one font may differ."""


def listed(span: Span, pitch: float | None = None) -> str:
    """Return the words of a span, with ``;`` where a line ends although more would have fitted on it.

    ``pitch`` is that of its table: lines further apart are names of their own, too.

    In a sheet, a page or a document of a word processor each break is one that its author made; on a printed page a
    line that is full goes on in the next.
    """
    lines = span.text.slice(span.start, span.end).lines
    if len(lines) < 2:
        return str(span)
    right = _right(span, lines)
    groups = [[lines[0]]]
    for above, below in pairwise(lines):
        if _ends(above, below, right) or _stands_off(above, below, pitch):
            groups.append([below])
        else:
            groups[-1].append(below)
    return "; ".join(_BULLET.sub("", str(Text(group)).strip(" ;")) for group in groups)


def parted(words: str) -> str:
    """Return words with ``;`` for each label of several words in them that heads institutions, and is none.

    A form's rows may be joined to one value: "Other actors involved - government Port Council".
    """
    tokens = tokens_of(words)
    heads = role_table().all([t.word for t in tokens])
    for first, end, entry in reversed(heads):
        if entry.name in SUPPORT and end - first >= LABEL:
            words = f"{words[: tokens[first].start]}; {words[tokens[end - 1].end :].lstrip(' .:')}"
    return words.strip(" ;")


def _right(span: Span, lines: Sequence[Line]) -> float:
    """Return where the lines of a span have to end, in points."""
    longest = max((line.place.x1 or 0.0 for line in lines), default=0.0)
    wall = span.cell.place.x1 if span.cell is not None else None
    return max(longest, wall - PADDING) if wall is not None else longest


def pitch(table: Table) -> float | None:
    """Return the least usual distance between two lines of a cell in a table, in sizes of the letters.

    None where no two distances can be compared. One that hardly any other is like is a slip: a line of a scan that was
    seen as two, or a sign set higher.
    """
    cells = {id(c): c for row in table.grid for c in row if c is not None}.values()
    lines = [pair for cell in cells for pair in pairwise(cell.text.lines)]
    found = sorted(p for a, b in lines if (p := _apart(a, b)) is not None)
    usual = (p for k, p in enumerate(found) if bisect(found, p + PARAGRAPH) - k >= USUAL * len(found))
    return next(usual, None) if len(found) > 1 else None


def _apart(above: Line, below: Line) -> float | None:
    """Return the distance between two lines of one size, in sizes of the letters."""
    first, second = above.place, below.place
    if first.page is None or first.page != second.page or first.top is None or second.top is None or not above.size:
        return None
    alike = abs(above.size - below.size) < SAME_SIZE
    return (second.top - first.top) / above.size if alike and second.top > first.top else None


def _stands_off(above: Line, below: Line, pitch: float | None) -> bool:
    """Whether a line stands further below the one above it than lines of one paragraph do in its table.

    Where no other lines tell how far that is, two whole names are two, unless semicolons part them within the lines.
    """
    apart = _apart(above, below)
    if apart is None or is_open(above.text):
        return False
    if pitch is None:
        return ";" not in above.text.rstrip(" ;") and is_whole_name(above.text) and is_whole_name(below.text)
    return apart > pitch + PARAGRAPH


def _ends(above: Line, below: Line, right: float) -> bool:
    """Whether a name ends with a line."""
    if _BULLET.match(below.text):
        return True
    if is_open(above.text) or not (below.text[:1].isupper() or below.text[:1].isdigit()):
        return False
    if above.place.page is None:
        return not _WRAPPED.fullmatch(above.place.locator or "")
    if not below.words or above.place.x1 is None:
        return False
    word = below.words[0]
    return right - above.place.x1 > word.x1 - word.x0 + SPACE * above.size


__all__ = ["listed", "parted", "pitch"]
