"""Cards as wide as the text: a title on a coloured strip, and below it zones of text, chips and smaller boxes.

Designers draw a commitment as one card over the page: its zones lie one below the other, parted by strips of colour,
and each has columns of its own. Read as one page the columns of neighbouring zones run together, so each zone is read
by itself, from top to bottom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.readers._pdf.boxes import BORDER, frames, holds_middle, lies_in, same
from extractors.readers._pdf.geometry import SNAP
from extractors.readers._pdf.lines import segments_of, upright_rows
from extractors.readers._pdf.page import Box, PageContent, Rule, Token

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

MOST = 60
"""An area with more areas in it is a table or a picture."""


def wide_cards(content: PageContent) -> list[tuple[Box, list[Box]]]:
    """Return the wide cards of a page from top to bottom, each with its zones; none holds another, none is a table."""
    areas = {f[:4] for f in (*content.fills, *content.panels)}
    framed = set(frames(content.rules)) - areas
    areas |= framed
    found: list[tuple[Box, list[Box]]] = []
    for card in sorted((a for a in areas if _fits(a, content)), key=lambda b: (b[0] - b[2]) * (b[3] - b[1])):
        if any(lies_in(card, other, BORDER) or same(card, other, BORDER) for other, _ in found):
            continue
        inner = _once(a for a in areas if lies_in(a, card, BORDER))
        if len(inner) <= MOST and _is_card(card, inner, content, framed=card in framed):
            found.append((card, _zones(card, inner)))
    return sorted(found, key=lambda c: c[0][1])


def _zones(card: Box, inner: Sequence[Box]) -> list[Box]:
    """Return the zones of a card from top to bottom: its strips of colour, and what lies between them."""
    cuts = sorted({round(y, 1) for s in inner if _is_strip(s, card) for y in (s[1], s[3])} | {card[1], card[3]})
    heights = [cuts[0]]
    for cut in cuts[1:]:
        if cut - heights[-1] > BORDER:
            heights.append(cut)
    heights[-1] = max(heights[-1], card[3])
    return [(card[0], top, card[2], bottom) for top, bottom in pairwise(heights)]


def _once(areas: Iterable[Box]) -> list[Box]:
    """Return areas once each: of those that differ by their border the larger one."""
    out: list[Box] = []
    for box in sorted(areas, key=lambda b: (b[0] - b[2]) * (b[3] - b[1])):
        if not any(same(box, other, BORDER) for other in out):
            out.append(box)
            if len(out) > MOST:
                break
    return out


def _fits(card: Box, content: PageContent) -> bool:
    width, height = card[2] - card[0], card[3] - card[1]
    return width >= NARROWEST * content.width and LOW <= height <= HIGH * content.height


def _is_card(card: Box, inner: Sequence[Box], content: PageContent, *, framed: bool) -> bool:
    """Whether an area is a card: a title on a strip over its whole top, and areas inside that share no wall.

    One that is only ``framed`` has no other strip, and no rule from side to side: these are the bands and rows of a
    table.
    """
    strips = [a for a in inner if _is_strip(a, card)]
    head = next((a for a in strips if a[1] - card[1] <= BORDER and a[3] - a[1] <= HEAD * (card[3] - card[1])), None)
    if head is None or _have_walls(inner):
        return False
    if (len(strips) > 1 or any(_is_row_rule(r, head, card) for r in content.rules)) if framed else len(inner) <= INSIDE:
        return False
    if any(_is_wall(r, head, card) for r in content.rules):
        return False
    boxes = [a for a in inner if a is not head and lies_in(a, head, BORDER)]
    title = [t for t in content.tokens if holds_middle(head, t[:4]) and not any(holds_middle(b, t[:4]) for b in boxes)]
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
    return wide and lies_in(area, card, BORDER) and area[3] - area[1] < 0.9 * (card[3] - card[1])


def _is_row_rule(rule: Rule, head: Box, card: Box) -> bool:
    """Whether a level rule below the title's strip runs from one side of a card to the other."""
    within = not rule.upright and head[3] + BORDER < rule.at < card[3] - BORDER
    return within and rule.start - card[0] <= BORDER and card[2] - rule.end <= BORDER


def _is_wall(rule: Rule, head: Box, card: Box) -> bool:
    """Whether an upright rule parts a card into columns: it runs from the title's strip, or to the card's foot.

    The walls of a small table that stands in a card touch neither.
    """
    inside = rule.upright and card[0] + BORDER < rule.at < card[2] - BORDER
    if not inside or rule.end - rule.start <= LOW / 2 or rule.start >= card[3] or rule.end <= card[1]:
        return False
    return rule.start <= head[3] + BORDER or rule.end >= card[3] - BORDER
