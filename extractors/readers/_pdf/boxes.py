"""Boxes of text on a page: cards, side boxes, arrows and chips, each read by itself.

A box is a filled or framed area with words in it that shares no wall with another: the cells of a table do. What stands
in it is read as a small page of its own and goes behind the title or paragraph that it stands beside, so that it
neither cuts that text nor loses its section.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from extractors.readers._pdf.geometry import SNAP
from extractors.readers._pdf.lines import PrintedLine
from extractors.readers._pdf.page import Box, PageContent, Rule, Token
from extractors.readers._pdf.running import FlowItem

MAX_AREA = 0.45
"""A box takes no more than this share of its page."""

MAX_WIDTH = 0.72
"""It is no wider than this share of the page: what is wider has nothing beside it."""

MIN_WIDTH, MIN_HEIGHT = 24.0, 9.0
"""Smaller areas (points) are marks."""

ROUND, CORNERS = 16.0, 4.0
"""Frames may have round corners of this radius (points), where they are longer than so many of them."""

ABOVE, BESIDE = 40.0, 60.0
"""A line no further above a box, or beside it, than this (points) belongs with it."""

BORDER = 3.0
"""A border is no wider (points): two areas that differ by it are one with its border."""

LINES = 3
"""A box of fewer lines is one only where it stands beside a title, as chips do."""

TALLER = 1.12
"""Words of a title are larger than those of the chip beside it by this factor, or bold."""

CHIP = 16.0
"""A chip is no wider than so many letters of the usual size."""

PADDED = 2.0
"""A box of one line stands apart from what is beside it where it is as high as so many letters."""

STRIP = 12.0
"""A strip of colour along the side of a box is no broader (points)."""

NUMERAL = 5.0
"""Letters larger than the page's usual ones by this factor are a decorative numeral."""

TILES, TILE_WORDS = 2, 12
"""So many tiles stand in a row, with no more words beside the figure of each."""

FIGURE = 1.6
"""The figure of a tile is larger than these words by this factor."""

MOST_RULES = 400
"""On pages with more rules no frames are looked for."""


def text_boxes(content: PageContent, tables: Sequence[Box] = ()) -> list[Box]:
    """Return the boxes of text of a page from top to bottom; none of them touches one of ``tables``."""
    seen = [f[:4] for f in content.fills if f not in content.bars]
    areas = seen + [p[:4] for p in content.panels] + list(frames(content.rules))
    found: list[Box] = []
    for box in sorted(set(areas), key=lambda b: -(b[2] - b[0]) * (b[3] - b[1])):
        if not _fits(box, content) or any(meet(box, other) for other in (*found, *tables)):
            continue
        others = [a for a in areas if not same(box, a, BORDER) and not _is_strip(a, box, content.tokens)]
        if any(_shares_wall(box, other) for other in others) or _is_walled(box, content.rules):
            continue
        words = [t for t in content.tokens if holds_middle(box, t[:4])]
        if not words or any(_straddles(box, t) for t in content.tokens):
            continue
        lines = len({round(t.bottom / 3) for t in words if not t.angle})
        mates = [a for a in areas if abs(a[1] - box[1]) <= SNAP and abs(a[3] - box[3]) <= SNAP]
        level = (t for t in content.tokens if t.top < box[3] and t.bottom > box[1])
        beside = [t for t in level if not any(holds_middle(a, t[:4]) for a in (box, *mates))]
        apart = lines > 1 and _is_stacked(box, areas)
        apart = apart or (lines == 1 and box[3] - box[1] >= PADDED * max(t.size for t in words))
        if lines >= LINES or _is_chip(words, beside) or (beside and apart) or _is_tile(box, mates, content.tokens):
            found.append(box)
    return sorted(found, key=lambda b: (b[1], b[0]))


def _is_strip(area: Box, box: Box, tokens: Sequence[Token]) -> bool:
    """Whether an area is a strip of colour along a whole side of a box, too thin for words: an ornament."""
    along = int(area[3] - area[1] > area[2] - area[0])
    thin = area[3 - along] - area[1 - along]
    sides = abs(area[along] - box[along]) <= SNAP and abs(area[along + 2] - box[along + 2]) <= SNAP
    return sides and thin <= STRIP and not any(holds_middle(area, t[:4]) for t in tokens)


def _is_tile(box: Box, level: Sequence[Box], tokens: Sequence[Token]) -> bool:
    """Whether a box is one of a row of tiles as wide, each with a big figure and beside it what is counted.

    Words below figures, tile by tile, are the rows of a table.
    """
    mates = [b for b in level if abs((b[2] - b[0]) - (box[2] - box[0])) <= SNAP]
    mates = [b for i, b in enumerate(mates) if not any(same(b, other) for other in mates[:i])]
    return len(mates) >= TILES and all(_holds_figure([t for t in tokens if holds_middle(b, t[:4])]) for b in mates)


def _holds_figure(words: Sequence[Token]) -> bool:
    big = max((t.size for t in words), default=0.0)
    small = [t for t in words if t.size * FIGURE <= big]
    figure = [t for t in words if t not in small]
    if not 0 < len(small) <= TILE_WORDS or not 0 < len(figure) <= 2 or not figure[0].text[:1].isdigit():
        return False
    return all(t.top < figure[0].bottom and t.x0 >= figure[-1].x1 for t in small)


def _is_stacked(box: Box, areas: Sequence[Box]) -> bool:
    """Whether two areas more stand above or below a box, as wide as it: a column of facts at the side of a page."""
    mates = {
        (round(b[1]), round(b[3]))
        for b in areas
        if abs(b[0] - box[0]) <= SNAP and abs(b[2] - box[2]) <= SNAP and not meet(b, box)
    }
    return len(mates) > 1


def parted(content: PageContent, boxes: Sequence[Box]) -> tuple[PageContent, list[PageContent]]:
    """Return what a page holds outside of its boxes, and what each box holds, their own frames and colours dropped."""
    return _part(content, boxes, inside=False), [_part(content, [box], inside=True) for box in boxes]


def _part(content: PageContent, boxes: Sequence[Box], *, inside: bool) -> PageContent:
    def keep(box: Box) -> bool:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        own = any(b[0] - 1 <= x <= b[2] + 1 and b[1] - 1 <= y <= b[3] + 1 for b in boxes)
        return own == inside and not any(same(b, box) or (inside and _covers(box, b, SNAP)) for b in boxes)

    return replace(
        content,
        tokens=[t for t in content.tokens if keep(t[:4])],
        rules=[r for r in content.rules if keep(_rule_box(r)) and not any(_is_side(r, b) for b in boxes)],
        fills=[f for f in content.fills if keep(f[:4])],
        shapes=[s for s in content.shapes if keep(s[:4])],
        images=[i for i in content.images if keep(i)],
        frames=[f for f in content.frames if keep(f)],
        panels=[p for p in content.panels if keep(p[:4])],
    )


def with_boxes(items: Sequence[FlowItem], boxes: Sequence[tuple[Box, Sequence[FlowItem]]]) -> list[FlowItem]:
    """Return the items of a page with those of each box behind the title or paragraph that the box stands beside."""
    placed: dict[tuple[int, int], list[FlowItem]] = {}
    usual = median([line.size for item in items for line in item.lines] or [0.0])
    for box, own in boxes:
        chip = sum(len(item.lines) for item in own) == 1 and box[2] - box[0] < CHIP * usual
        at = (_before_title(items, box) if _is_numeral(own) else None) or _place(
            items, box, usual, boxes if chip else ()
        )
        placed.setdefault(at, []).extend(own)
    out = placed.get((-1, 0), [])
    for i, item in enumerate(items):
        done = 0
        for end in sorted(k for at, k in placed if at == i and k):
            out.append(replace(item, lines=list(item.lines[done:end])))
            out += placed[i, end]
            done = end
        if done < len(item.lines) or item.table is not None:
            out.append(replace(item, lines=list(item.lines[done:])) if done else item)
        out += placed.get((i, 0), [])
    return out


def _is_numeral(items: Sequence[FlowItem]) -> bool:
    """Whether all that a box holds is the number of what stands beside it."""
    lines = [line for item in items for line in item.lines]
    return len(lines) == 1 and all(item.table is None for item in items) and lines[0].text.strip(" .").isdecimal()


def _before_title(items: Sequence[FlowItem], box: Box) -> tuple[int, int] | None:
    """Return the place right before the title at the right of a numeral's box, in letters as large or bold."""
    size = box[3] - box[1]
    for i, item in enumerate(items):
        for k, line in enumerate(item.lines):
            level = min(line.box[3], box[3]) - max(line.box[1], box[1]) > 0.5 * min(line.box[3] - line.box[1], size)
            if level and -1 <= line.box[0] - box[2] <= BESIDE and line.bold:
                return (i, k) if k else (i - 1, 0)
    return None


def _place(
    items: Sequence[FlowItem], box: Box, usual: float, chips: Sequence[tuple[Box, Sequence[FlowItem]]]
) -> tuple[int, int]:
    """Return the item behind which a box belongs, and how many of its lines stand before it (0: behind a table).

    ``usual`` is the size of letters: a numeral far larger is no text that a box belongs to. A chip of one line (of
    ``chips``) follows the very lines that it stands beside, a larger box the whole group: a label and its value.
    """
    middles = [(line.box[1] + line.box[3]) / 2 for item in items for line in item.lines]
    level = any(box[1] < middle < box[3] for middle in middles)
    best: tuple[int, float, int, int] = (-1, 0.0, -1, 0)  # how it stands to the box, its top, the item and line
    for i, item in enumerate(items):
        if item.table is not None and item.table.box[1] < box[1]:
            best = max(best, (_nearness(item.table.box, box) if level else 1, item.table.box[1], i, 0))
        for k, line in enumerate(item.lines):
            if line.box[1] <= box[1] + 0.8 * line.size and line.size < NUMERAL * usual:
                best = max(best, (_nearness(line.box, box) if level else 1, line.box[1], i, k))
    _, _, i, k = best
    if i < 0:
        return -1, 0
    return (i, 0) if items[i].table is not None else (i, _end_of_block(items[i].lines, k, [b for b, _ in chips]))


def _nearness(line: Box, box: Box) -> int:
    """Return how a line stands to a box: 3 right above it, 2 beside it, 1 far beside or higher up over it, else 0."""
    over = min(line[2], box[2]) > max(line[0], box[0])
    gap = max(box[0] - line[2], line[0] - box[2], 0.0)
    level = line[3] > box[1] - 1
    if over and line[3] > box[1] - ABOVE:
        return 3
    if level and gap <= BESIDE:
        return 2
    return 1 if over or level else 0


def _end_of_block(lines: Sequence[PrintedLine], k: int, chips: Sequence[Box]) -> int:
    """Return the index behind the last line of the block that a line belongs to.

    Beside ``chips`` other letters end it, and a line that has a chip of its own.
    """
    end = k + 1
    while end < len(lines):
        before, line = lines[end - 1], lines[end]
        alike = abs(line.size - before.size) < 0.1 * line.size and line.bold == before.bold
        own = any(b[1] < (line.box[1] + line.box[3]) / 2 < b[3] and b[1] > before.box[1] for b in chips)
        if (chips and (own or not alike)) or line.base - before.base > 1.5 * line.size:
            break
        end += 1
    return end


def _rule_box(rule: Rule) -> Box:
    return (rule.at, rule.start, rule.at, rule.end) if rule.upright else (rule.start, rule.at, rule.end, rule.at)


def frames(rules: Sequence[Rule]) -> Iterator[Box]:
    """Yield the boxes that two upright and two level rules close, corners may be round."""
    if len(rules) > MOST_RULES:
        return
    uprights = [r for r in rules if r.upright and r.end - r.start >= MIN_HEIGHT]
    levels = sorted(
        (r for r in rules if not r.upright and r.end - r.start >= MIN_WIDTH - 2 * ROUND), key=lambda r: r.at
    )
    heights = [r.at for r in levels]

    def closing(low: float, high: float, a: Rule, b: Rule) -> list[float]:
        near = levels[bisect_left(heights, low) : bisect_right(heights, high)]
        return [r.at for r in near if a.at - 2 <= r.start <= a.at + ROUND and b.at - ROUND <= r.end <= b.at + 2]

    for i, left in enumerate(uprights):
        for right in uprights[i + 1 :]:
            a, b = sorted((left, right), key=lambda r: r.at)
            if b.at - a.at < MIN_WIDTH or abs(a.start - b.start) > SNAP or abs(a.end - b.end) > SNAP:
                continue
            tops = closing(a.start - ROUND, a.start + 2, a, b)
            feet = closing(a.end - 2, a.end + ROUND, a, b) if tops else []
            if feet:
                yield a.at, min(tops), b.at, max(feet)


def _fits(box: Box, content: PageContent) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return (
        MIN_WIDTH <= width <= MAX_WIDTH * content.width
        and height >= MIN_HEIGHT
        and width * height <= MAX_AREA * content.width * content.height
    )


def same(one: Box, two: Box, by: float = SNAP) -> bool:
    """Whether the sides of two boxes differ by no more than ``by`` points."""
    return all(abs(a - b) <= by for a, b in zip(one, two, strict=True))


def lies_in(one: Box, two: Box, by: float = SNAP) -> bool:
    """Whether a box lies in another one, give or take ``by`` points, and is not the same."""
    return not same(one, two, by) and _covers(two, one, by)


def _covers(one: Box, two: Box, by: float) -> bool:
    return one[0] <= two[0] + by and one[1] <= two[1] + by and one[2] >= two[2] - by and one[3] >= two[3] - by


def holds_middle(box: Box, inner: Box) -> bool:
    """Whether the middle of a box lies in another one."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def meet(one: Box, two: Box) -> bool:
    """Whether two boxes share a place."""
    return one[0] < two[2] - 1 and two[0] < one[2] - 1 and one[1] < two[3] - 1 and two[1] < one[3] - 1


def _shares_wall(one: Box, two: Box) -> bool:
    """Whether two areas touch along a side, as cells do, or one cuts the other."""
    over = min(one[2], two[2]) - max(one[0], two[0])
    beside = min(one[3], two[3]) - max(one[1], two[1])
    if over > SNAP and beside > SNAP:  # one in the other is no neighbour
        inside = all(a <= b + SNAP for a, b in ((one[0], two[0]), (one[1], two[1]), (two[2], one[2]), (two[3], one[3])))
        around = all(a <= b + SNAP for a, b in ((two[0], one[0]), (two[1], one[1]), (one[2], two[2]), (one[3], two[3])))
        wide = two[2] - two[0] > 0.5 * (one[2] - one[0])
        return not around and not (inside and not (wide and (two[0] - one[0] <= SNAP or one[2] - two[2] <= SNAP)))
    return (abs(over) <= SNAP and beside > SNAP) or (abs(beside) <= SNAP and over > SNAP)


def _is_walled(box: Box, rules: Iterable[Rule]) -> bool:
    """Whether rules other than its own sides begin or end at a box, or cross one: it is a cell."""
    x0, top, x1, bottom = box
    for rule in rules:
        if _is_side(rule, box):
            continue
        low, high, ends = (top, bottom, (x0, x1)) if rule.upright else (x0, x1, (top, bottom))
        at = x0 - SNAP <= rule.at <= x1 + SNAP if rule.upright else top - SNAP <= rule.at <= bottom + SNAP
        if not at or rule.end < low - SNAP or rule.start > high + SNAP:
            continue
        touches = any(abs(e - s) <= SNAP for e in (rule.start, rule.end) for s in (low, high))
        crosses = rule.start < low - SNAP or rule.end > high + SNAP
        on_side = any(abs(rule.at - s) <= SNAP for s in ends)
        if touches or crosses or on_side:
            return True
    return False


def _is_side(rule: Rule, box: Box) -> bool:
    x0, top, x1, bottom = box
    low, high, ends = (top, bottom, (x0, x1)) if rule.upright else (x0, x1, (top, bottom))
    if not any(abs(rule.at - s) <= SNAP for s in ends) or rule.start < low - SNAP or rule.end > high + SNAP:
        return False
    first, last = rule.start <= low + ROUND + SNAP, rule.end >= high - ROUND - SNAP
    corner = high - low > CORNERS * ROUND and rule.end - rule.start <= ROUND
    return (first and last) or (corner and (first or last))  # a round corner is drawn by pieces that run into the side


def _straddles(box: Box, token: Token) -> bool:
    """Whether a word reaches over a side of a box."""
    y = (token.top + token.bottom) / 2
    return box[1] < y < box[3] and any(token.x0 < side - 2 and token.x1 > side + 2 for side in (box[0], box[2]))


def _is_chip(words: Sequence[Token], beside: Sequence[Token]) -> bool:
    """Whether a few words in a box stand beside a title: larger words, or bold ones, which a number alone counts."""
    if not beside or len(words) > 8:
        return False
    size = max(t.size for t in words)
    bold = all(t.font.bold for t in words) and not (len(words) == 1 and words[0].text.isdigit())
    near = sorted(beside, key=lambda t: min(abs(t.x1 - words[0].x0), abs(t.x0 - words[-1].x1)))[:3]
    return all(t.size > TALLER * size or (t.font.bold and not bold) for t in near)
