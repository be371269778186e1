"""Cards as wide as the text: a title on a coloured strip, and below it zones of text, chips and smaller boxes.

Designers draw a commitment as one card over the page: its zones lie one below the other, parted by strips of colour,
and each has columns of its own. Read as one page the columns of neighbouring zones run together, so each zone is read
by itself, from top to bottom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.readers._pdf.geometry import SNAP
from extractors.readers._pdf.lines import segments_of, upright_rows
from extractors.readers._pdf.page import Box, PageContent, Token

NARROWEST = 0.5
"""A card is no narrower than this share of its page: what is narrower is a box beside other text."""

LOW, HIGH = 60.0, 0.75
"""It is at least so many points, and at most this share of its page, high."""

HEAD = 0.5
"""Its title's strip takes no more than this share of it."""

HEAD_LINES = 3
"""Its title has no more lines."""

INSIDE = 2
"""So many areas more lie in it: strips and boxes."""

BORDER = 3.0
"""A border is no wider (points): two areas that differ by it are one with its border."""


def wide_cards(content: PageContent) -> list[Box]:
    """Return the wide cards of a page from top to bottom; none holds another, none is a table."""
    areas = _areas(content)
    found: list[Box] = []
    for card in sorted(areas, key=lambda b: (b[0] - b[2]) * (b[3] - b[1])):
        if any(_inside(card, other) for other in found) or not _fits(card, content):
            continue
        if _is_card(card, [a for a in areas if _inside(a, card)], content):
            found.append(card)
    return sorted(found, key=lambda b: b[1])


def zones(card: Box, content: PageContent) -> list[Box]:
    """Return the zones of a card from top to bottom: its strips of colour, and what lies between them."""
    strips = [a for a in _areas(content) if _is_strip(a, card)]
    cuts = sorted({round(y, 1) for s in strips for y in (s[1], s[3])} | {card[1], card[3]})
    heights = [cuts[0]]
    for cut in cuts[1:]:
        if cut - heights[-1] > BORDER:
            heights.append(cut)
    heights[-1] = max(heights[-1], card[3])
    return [(card[0], top, card[2], bottom) for top, bottom in pairwise(heights)]


def cut_out(content: PageContent, box: Box) -> PageContent:
    """Return what of a page stands in a box, areas that reach over all of it dropped."""
    return replace(
        content,
        tokens=[t for t in content.tokens if _within(t[:4], box)],
        rules=[r for r in content.rules if _rule_inside(r.upright, r.at, r.start, r.end, box)],
        fills=[f for f in content.fills if _within(f[:4], box) and not _covers(f[:4], box)],
        shapes=[s for s in content.shapes if _within(s[:4], box)],
        images=[i for i in content.images if _within(i, box)],
        frames=[f for f in content.frames if _within(f, box) and not _covers(f, box)],
        panels=[p for p in content.panels if _within(p[:4], box) and not _covers(p[:4], box)],
    )


def _areas(content: PageContent) -> list[Box]:
    """Return the coloured areas of a page, each once: of those that differ by their border the larger one."""
    out: list[Box] = []
    for box in sorted({f[:4] for f in (*content.fills, *content.panels)}, key=lambda b: (b[0] - b[2]) * (b[3] - b[1])):
        if not any(_same(box, other) for other in out):
            out.append(box)
    return out


def _fits(card: Box, content: PageContent) -> bool:
    width, height = card[2] - card[0], card[3] - card[1]
    return width >= NARROWEST * content.width and LOW <= height <= HIGH * content.height


def _is_card(card: Box, inner: Sequence[Box], content: PageContent) -> bool:
    """Whether an area is a card: a title on a strip over its whole top, and areas inside that share no wall."""
    strips = [a for a in inner if _is_strip(a, card)]
    head = next((a for a in strips if a[1] - card[1] <= BORDER and a[3] - a[1] <= HEAD * (card[3] - card[1])), None)
    if head is None or len(inner) - 1 < INSIDE or _have_walls(inner):
        return False
    if any(r.upright and r.end - r.start > LOW / 2 and _crosses(r.at, r.start, r.end, card) for r in content.rules):
        return False
    boxes = [a for a in inner if a is not head and _inside(a, head)]
    title = [t for t in content.tokens if _within(t[:4], head) and not any(_within(t[:4], b) for b in boxes)]
    return _is_title(title)


def _is_title(words: Sequence[Token]) -> bool:
    """Whether words are a title and no row of heads: few lines, each in one piece."""
    rows = [segments_of(row) for row in upright_rows([t for t in words if not t.angle])] if words else []
    return 0 < len(rows) <= HEAD_LINES and all(len(row) == 1 for row in rows)


def _have_walls(inner: Sequence[Box]) -> bool:
    """Whether areas touch along an upright side, as the cells of a row do."""
    for i, one in enumerate(inner):
        for two in inner[i + 1 :]:
            beside = min(one[3], two[3]) - max(one[1], two[1])
            gap = max(one[0], two[0]) - min(one[2], two[2])
            if beside > SNAP and -SNAP <= gap <= SNAP:
                return True
    return False


def _is_strip(area: Box, card: Box) -> bool:
    """Whether an area in a card is as wide as it and lower."""
    wide = area[0] - card[0] <= BORDER and card[2] - area[2] <= BORDER
    return wide and _inside(area, card) and area[3] - area[1] < 0.9 * (card[3] - card[1])


def _crosses(at: float, start: float, end: float, card: Box) -> bool:
    return card[0] + BORDER < at < card[2] - BORDER and start < card[3] and end > card[1]


def _same(one: Iterable[float], two: Iterable[float]) -> bool:
    return all(abs(a - b) <= BORDER for a, b in zip(one, two, strict=True))


def _inside(one: Box, two: Box) -> bool:
    """Whether an area lies in another one, and is another one."""
    return (
        not _same(one, two)
        and one[0] >= two[0] - BORDER
        and one[1] >= two[1] - BORDER
        and one[2] <= two[2] + BORDER
        and one[3] <= two[3] + BORDER
    )


def _covers(area: Iterable[float], box: Box) -> bool:
    x0, top, x1, bottom = area
    return x0 <= box[0] + BORDER and top <= box[1] + BORDER and x1 >= box[2] - BORDER and bottom >= box[3] - BORDER


def _within(box: Iterable[float], outer: Box) -> bool:
    """Whether the middle of a box lies in another one."""
    x0, top, x1, bottom = box
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _rule_inside(upright: bool, at: float, start: float, end: float, box: Box) -> bool:
    """Whether a rule lies in a box, off its sides."""
    x, y = (at, (start + end) / 2) if upright else ((start + end) / 2, at)
    near = min(abs(at - s) for s in ((box[0], box[2]) if upright else (box[1], box[3])))
    return box[0] <= x <= box[2] and box[1] <= y <= box[3] and near > BORDER
