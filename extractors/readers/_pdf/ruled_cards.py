"""Cards between thin rules as wide as the text: a narrow side column, and a wide body with a title.

Designers part commitments by hairlines. In the side column stand a big numeral, a percentage with its bar, a chip; in
the body a title, a line of small print, sentences and steps. Lines of both stand at heights of their own, so what is
between two rules is no row of a table: side and body are read each by itself, numeral and title first. Whether it is
a card is told by what both hold, weighed, and by its likes on the page. What reaches over both, as the heading of the
next part does, stands outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.readers._pdf.boxes import holds_middle, meet
from extractors.readers._pdf.cards import NARROWEST
from extractors.readers._pdf.geometry import SNAP, of_one_width
from extractors.readers._pdf.lines import upright_rows
from extractors.readers._pdf.page import Box, PageContent, Rule, Token

GUTTER = 7.0
"""Side and body stand at least so far apart (points)."""

SIDE = 0.34
"""The words at the side take no more than this share of the width of the rules: two halves are columns of text."""

APART = 2.5
"""What stands below a gap of more letters' height (em) than this is no part of a card, nor what follows it."""

BODY_LINES = 3
"""The body has so many lines: a title and what it says."""

BIG = 1.6
"""A numeral is larger than the usual letters of the body by this factor."""

LARGER = 1.12
"""A title is so, where it is not bold."""

SAME_SIZE = 0.3
"""Lines whose sizes differ no more (points) are of one face."""

TITLE_LEAD = 0.7
"""The next line of a title stands no further below it (em)."""

NUMERAL, SEVERAL, DRAWN, TITLE, PARTS = 2.0, 1.0, 1.0, 1.5, 1.0
"""What speaks for a card: the numeral, lines of another face below it, a bar or the frame of a chip; the title, and
below it lines of two faces or more."""

CARD, ALONE = 4.5, 5.5
"""The sum from which on there is a card; the only one of its page needs more."""

OF_BANDS = 0.5
"""At least this share of what stands between two rules are cards: else the rules are those of a table."""

Interval = tuple[float, float]
Face = tuple[float, bool, str]


@dataclass(slots=True)
class _Card:
    score: float
    gutter: Interval
    box: Box
    zones: list[Box]


def ruled_cards(content: PageContent) -> list[tuple[Box, list[Box]]]:
    """Return the cards between rules from top to bottom, each with its zones in the order in which they are read."""
    tokens = [t for t in content.tokens if not t.angle]
    out: list[_Card] = []
    for x0, x1, heights in of_one_width(content.rules, NARROWEST * content.width):
        own = [t for t in tokens if x0 - SNAP <= t.x0 and t.x1 <= x1 + SNAP]
        found = [_card(own, (x0, top, x1, bottom), content) for top, bottom in pairwise(heights)]
        held = sum(any(a < _middle(t) < b for t in own) for a, b in pairwise(heights))
        between = [card for card in found if card is not None]
        if len(between) < OF_BANDS * held:
            continue
        ends = [
            _card(own, (x0, 0.0, x1, heights[0]), content, up=True),
            _card(own, (x0, heights[-1], x1, content.height), content),
        ]
        cards = [card for card in (*between, *ends) if card is not None]
        best = max(cards, key=lambda c: c.score, default=None)
        cards = [c for c in cards if best is not None and _overlap(c.gutter, best.gutter) > 0]
        if len(cards) > 1 or any(c.score >= ALONE for c in cards):
            out += [c for c in cards if not any(meet(c.box, other.box) for other in out)]
    return sorted(((c.box, c.zones) for c in out), key=lambda c: c[0][1])


def _card(tokens: Sequence[Token], band: Box, content: PageContent, *, up: bool = False) -> _Card | None:
    """Return the best card that touches the rule at the top of a band, or at its foot (``up``)."""
    x0, top, x1, bottom = band
    some = [t for t in tokens if top < _middle(t) < bottom]
    if len(some) <= BODY_LINES or any(_is_wall(r, band) for r in content.rules):
        return None
    rows = [list(row) for row in upright_rows(some)]
    best: _Card | None = None
    for count, gutter in _gutters(rows[::-1] if up else rows, x0, x1):
        held = rows[len(rows) - count :] if up else rows[:count]
        made = _made([t for row in held for t in row], gutter, band, content, up=up)
        if made is not None and made.score >= CARD and (best is None or made.score > best.score):
            best = made
    return best


def _gutters(rows: Sequence[Sequence[Token]], x0: float, x1: float) -> list[tuple[int, Interval]]:
    """Return the strips that stay white over the first rows with words on both sides: how many rows, and where."""
    out: list[tuple[int, Interval]] = []
    alive: list[Interval] = [(x0, x1)]
    for n, row in enumerate(rows):
        far = n > 0 and _distance(rows[n - 1], row) > APART * max(t.size for t in rows[n - 1])
        taken = sorted((t.x0, t.x1) for t in row)
        gaps = [(a, b) for a, b in zip([x0, *(e for _, e in taken)], [*(s for s, _ in taken), x1], strict=True)]
        following: list[Interval] = []
        for strip in alive:
            parts = [(max(a, strip[0]), min(b, strip[1])) for a, b in gaps if _overlap((a, b), strip) >= GUTTER]
            if (far or not parts) and _has_both(rows[:n], strip):
                out.append((n, strip))
            following += parts
        alive = [] if far else following
        if not alive:
            return out
    return out + [(len(rows), strip) for strip in alive if _has_both(rows, strip)]


def _has_both(rows: Sequence[Sequence[Token]], strip: Interval) -> bool:
    words = [t for row in rows for t in row]
    return any(t.x1 <= strip[0] + 1 for t in words) and any(t.x0 >= strip[1] - 1 for t in words)


def _made(tokens: Sequence[Token], gutter: Interval, band: Box, content: PageContent, *, up: bool) -> _Card | None:
    """Return what stands in a band on both sides of a gutter as a card, with what speaks for it, if it has the form."""
    x0, top, x1, bottom = band
    at = (gutter[0] + gutter[1]) / 2
    left = at - x0 < x1 - at
    wide = gutter[0] - x0 if left else x1 - gutter[1]
    side = [t for t in tokens if (t.x0 < at) == left]
    body = [t for t in tokens if (t.x0 < at) != left]
    if wide > SIDE * (x1 - x0) or not side or not body:
        return None
    side_rows, body_rows = upright_rows(side), upright_rows(body)
    if len(body_rows) < BODY_LINES:
        return None
    area = (x0, top, gutter[1], bottom) if left else (gutter[0], top, x1, bottom)
    first, last = min(t.top for t in tokens), max(t.bottom for t in tokens)
    drawn = [b for b in _drawings(content) if _inside(b, area) and first - SNAP < b[1] < last + 2 * SNAP]
    box = (x0, (first - 2.0) if up else top, x1, max([last, *(b[3] for b in drawn)]) + 2.0)
    usual = median(t.size for t in body)
    big = max(t.size for t in side_rows[0]) >= BIG * usual and any(t.text[:1].isdigit() for t in side_rows[0])
    faces = [_face(row) for row in body_rows]
    count = _title_lines(body_rows, faces)
    titled = (faces[0][0] >= LARGER * usual or faces[0][1]) and any(f[:2] != faces[0][:2] for f in faces[count:])
    score = (
        NUMERAL * big
        + SEVERAL * any(_face(row) != _face(side_rows[0]) for row in side_rows[1:])
        + DRAWN * bool(drawn)
        + TITLE * titled
        + PARTS * (len(set(faces[count:])) > 1)
    )
    number = all(t.text.strip(".°º").isdigit() for t in side_rows[0])
    zones = _zones(box, at, left=left, side=_cut(side_rows, int(number), box), body=_cut(body_rows, count, box))
    return _Card(score, gutter, box, zones)


def _zones(box: Box, at: float, *, left: bool, side: float, body: float) -> list[Box]:
    """Return the zones of a card: numeral and title, then what stands below each, if there is any."""
    x0, top, x1, bottom = box
    near, far = ((x0, at), (at, x1)) if left else ((at, x1), (x0, at))
    parts = [(near, top, side), (far, top, body), (near, side, bottom), (far, body, bottom)]
    return [(a, high, b, low) for (a, b), high, low in parts if low - high > SNAP]


def _cut(rows: Sequence[Sequence[Token]], count: int, box: Box) -> float:
    """Return the height between the first rows and the others; the top of the card where there are no first ones."""
    if not count:
        return box[1]
    foot = max(t.bottom for row in rows[:count] for t in row)
    return (foot + min(t.top for t in rows[count])) / 2 if count < len(rows) else box[3]


def _title_lines(rows: Sequence[Sequence[Token]], faces: Sequence[Face]) -> int:
    """Return how many lines the title at the top of a body has."""
    count = 1
    while count < len(rows) and _distance(rows[count - 1], rows[count]) <= TITLE_LEAD * faces[0][0]:
        if faces[count][1:] != faces[0][1:] or abs(faces[count][0] - faces[0][0]) > SAME_SIZE:
            break
        count += 1
    return count


def _face(row: Sequence[Token]) -> Face:
    return round(row[0].size / SAME_SIZE) * SAME_SIZE, row[0].font.bold, row[0].font.name


def _drawings(content: PageContent) -> list[Box]:
    """Return the places of bars, chips and rings: filled areas, small frames, level rules as those of round frames."""
    boxes = [f[:4] for f in (*content.fills, *content.panels)] + list(content.frames)
    return boxes + [(r.start, r.at, r.end, r.at) for r in content.rules if not r.upright]


def _inside(box: Box, area: Box) -> bool:
    across = area[0] - SNAP <= box[0] and box[2] <= area[2] + SNAP
    return across and holds_middle(area, box) and area[1] + SNAP < box[1] and box[3] < area[3] - SNAP


def _is_wall(rule: Rule, band: Box) -> bool:
    """Whether an upright rule stands over half of the height between two rules: the wall of a row."""
    if not rule.upright or not band[0] - SNAP <= rule.at <= band[2] + SNAP:
        return False
    return min(rule.end, band[3]) - max(rule.start, band[1]) > 0.5 * (band[3] - band[1])


def _distance(above: Sequence[Token], below: Sequence[Token]) -> float:
    """Return the height between two rows, whichever stands above."""
    one = min(t.top for t in below) - max(t.bottom for t in above)
    return max(one, min(t.top for t in above) - max(t.bottom for t in below))


def _overlap(one: Interval, two: Interval) -> float:
    return min(one[1], two[1]) - max(one[0], two[0])


def _middle(token: Token) -> float:
    return (token.top + token.bottom) / 2
