"""Tables that the alignment of words shows, whatever is drawn of them.

Lines with cells far apart make a block; strips that stay white over its lines are the walls between
columns; the head is what stands above, up to a rule, a caption or a gap; rows are lines, or lie
between rules where text wraps.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractors.readers._cellkind import is_open
from extractors.readers._pdf.charts import is_scale, number
from extractors.readers._pdf.geometry import Grid, GridCell
from extractors.readers._pdf.notes import is_caption, is_note
from extractors.readers._pdf.page import Fill, Rule, Token
from extractors.readers._pdf.settings import SETTINGS, TableSettings

LEADER = re.compile(r"(?:[.\u2026_\u00b7]\s?){4,}|-{5,}|_{5,}|={5,}")
"""Signs that lead the eye from a label to its value."""

_VALUE = re.compile(
    r"[(\[<>\u2264\u2265~=+\-\u2013\u2212$\u20ac\u00a3\u00a5#]*(?:US\$|EUR|USD)?[\d.,:/%\u2030\u00b0\u2013\u2212\-+()\[\]*\u2020\u2021\u00a7\u2044\u00bd\u00bc\u00be'\u00b1]*\d"
    r"[\d.,:/%\u2030\u00b0\u2013\u2212\-+()\[\]*\u2020\u2021\u00a7\u00bd\u00bc\u00be'\u00b1]*[a-z]{0,2}[)\]%*\u2020\u2021]*"
    r"|[\W_]{1,4}|n\.?/?[ads]\.?|ref\.|na|nd|x|yes|no|s[ií]|\(x\)|r|%|n",
    re.IGNORECASE,
)
_NUMBER_LIKE = re.compile(r"\d|[^\w\s]")
_YEAR = re.compile(r"\(?(?:19|20)\d\d(?:[\u2013\-/](?:\d\d){1,2})?\)?[a-z*\u2020]?")
_LEADING_DIGITS = re.compile(r"[(+\-\u2212\u2013]?\d{1,3}")
_THOUSANDS = re.compile(r"\d{3}(?:[.,]\d+)?[)%*]?")
_COUNT = re.compile(r"\d{1,4}")
_SHARE = re.compile(r"\(\d{1,3}(?:[.,]\d+)?%?\)?")
_MARKER = re.compile(r"(?:[a-zA-Z]|\d{1,2}|[ivx]{1,4})[.)]|\([a-z\d]{1,3}\)|[\u2022\u25aa\u25cf\u00b7\u2013\uf0b7o-]")

_BULLET = re.compile(
    r"[\u2022\u25aa\u25cf\u00b7\u25cb\u25a0\u25a1\u2610\u2611\u2612\uf000-\uf0ffo\u2713\u2714\u2717\u2718-]"
)


@dataclass(slots=True)
class Chunk:
    """Words of a line that stand together."""

    x0: float
    x1: float
    tokens: list[Token]

    @property
    def value(self) -> bool:
        """Whether all words are numbers or signs that stand for one."""
        return all(_VALUE.fullmatch(t.text) for t in self.tokens)

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.tokens)

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(t.text for t in self.tokens)


@dataclass(slots=True)
class TextLine:
    """A line of words with its chunks; ``leader`` tells that dots lead to a value."""

    top: float
    bottom: float
    size: float
    tokens: list[Token]
    chunks: list[Chunk]
    leader: bool = False

    @property
    def x0(self) -> float:
        """Left end."""
        return self.chunks[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return self.chunks[-1].x1

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(t.text for t in self.tokens)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a table: its grid, the sum of its reasons, and these by name."""

    grid: Grid
    reasons: dict[str, float]

    @property
    def score(self) -> float:
        """The sum."""
        return sum(self.reasons.values())


def without_leader(token: Token) -> Token | None:
    """Return a word without the dots that lead on from it, or None where it is no more than these."""
    found = LEADER.search(token.text)
    if found is None:
        return token
    text = token.text[: found.start()] or token.text[found.end() :]
    if not text.strip("._- "):
        return None
    share = len(text) / len(token.text)
    if found.start():
        return token._replace(text=text, x1=token.x0 + share * (token.x1 - token.x0))
    return token._replace(text=text, x0=token.x1 - share * (token.x1 - token.x0))


def text_line(row: Sequence[Token], settings: TableSettings = SETTINGS) -> TextLine | None:
    """Return a row of words cut into chunks; None where nothing but dots stands in it."""
    kept = [k for t in row if (k := without_leader(t)) is not None]
    leader = len(kept) < len(row) or any(a is not b for a, b in zip(kept, row, strict=False))
    if not kept:
        return None
    size = median(t.size for t in kept)
    chunks: list[Chunk] = []
    for t in kept:
        if chunks and t.x0 - chunks[-1].x1 <= settings.cell_gap * size:
            last = chunks[-1]
            last.tokens.append(t)
            last.x1 = max(last.x1, t.x1)
        else:
            chunks.append(Chunk(t.x0, t.x1, [t]))
    for i in range(len(chunks) - 2, -1, -1):
        mark, text = chunks[i], chunks[i + 1]
        lone = len(mark.tokens) == 1 and (_BULLET if i else _MARKER).fullmatch(mark.text)
        if lone and text.x0 - mark.x1 < settings.marker_gap * size and not text.value:
            chunks[i : i + 2] = [Chunk(mark.x0, text.x1, [*mark.tokens, *text.tokens])]
    return TextLine(min(t.top for t in kept), max(t.bottom for t in kept), size, kept, chunks, leader)


def is_value(text: str) -> bool:
    """Whether a word is a number or a sign that stands for one."""
    return bool(_VALUE.fullmatch(text))


def is_row(line: TextLine, settings: TableSettings = SETTINGS) -> bool:
    """Whether a line looks like cells of a row: several chunks, values behind the first or three short ones."""
    if len(line.chunks) < 2:
        return False
    rest = line.chunks[1:]
    if any(c.words > 2 * settings.prose_words for c in line.chunks):
        return False
    if any(c.value and any(_NUMBER_LIKE.search(t.text) for t in c.tokens) for c in rest):
        return True
    return len(line.chunks) >= 3 and all(c.words <= settings.prose_words for c in line.chunks)


# --- blocks -----------------------------------------------------------------------------------------


def blocks(lines: Sequence[TextLine], settings: TableSettings = SETTINGS) -> list[tuple[int, int]]:
    """Return the stretches of lines that may be the body of a table: first line and end."""
    out: list[tuple[int, int]] = []
    start = last = -1
    for i, line in enumerate(lines):
        if not is_row(line, settings):
            if last >= 0 and (i - last > settings.label_lines or _ends(lines, i, settings)):
                out.append((start, last + 1))
                start = last = -1
            continue
        if last >= 0 and line.top - lines[i - 1].bottom > settings.leading * line.size:
            out.append((start, last + 1))
            start = -1
        if start < 0:
            start = i
        last = i
    if start >= 0:
        out.append((start, last + 1))
    parts = [part for a, b in out for part in _parted(lines, a, b, settings)]
    return [(a, b) for a, b in parts if sum(is_row(line, settings) for line in lines[a:b]) >= settings.min_rows]


def _parted(lines: Sequence[TextLine], first: int, last: int, settings: TableSettings) -> list[tuple[int, int]]:
    """Return the parts of a block that keep to more columns alone than together: two tables, one below the other."""
    steps = [b.bottom - a.bottom for a, b in pairwise(lines[first:last])]
    if not steps:
        return [(first, last)]
    usual = median(steps)
    together = len(boundaries(lines[first:last], settings))
    found: list[tuple[int, float, int]] = []
    for i, step in enumerate(steps, first + 1):
        if step < settings.parted * usual:
            continue
        above, below = (len(boundaries(lines[a:b], settings)) for a, b in ((first, i), (i, last)))
        if min(above, below) >= max(together, 1) and max(above, below) > together:
            found.append((above + below, step, i))
    if not found:
        return [(first, last)]
    at = max(found)[2]
    return [*_parted(lines, first, at, settings), *_parted(lines, at, last, settings)]


def _ends(lines: Sequence[TextLine], at: int, settings: TableSettings) -> bool:
    """Whether a line that is no row ends the block: prose, a caption, or a gap above it."""
    line = lines[at]
    if line.top - lines[at - 1].bottom > settings.leading * line.size:
        return True
    if (is_caption(line.text) or is_note(line.text)) and line.chunks[0].words > 2:
        return True
    return any(c.words > settings.label_words for c in line.chunks)


# --- columns ----------------------------------------------------------------------------------------


def boundaries(lines: Sequence[TextLine], settings: TableSettings = SETTINGS) -> list[float]:
    """Return the walls between the columns of a block's rows, from left to right."""
    rows = [line for line in lines if is_row(line, settings)]
    if len(rows) < 2:
        return []
    size = median(line.size for line in rows)
    left, right = min(line.x0 for line in rows), max(line.x1 for line in rows)
    step = 0.5
    count = [0] * (int((right - left) / step) + 2)
    for line in rows:
        taken: set[int] = set()
        for t in line.tokens:
            taken.update(range(int((t.x0 - left) / step + 0.5), int((t.x1 - left) / step + 0.5)))
        for k in taken:
            if 0 <= k < len(count):
                count[k] += 1
    allowed = int(settings.crossed * len(rows))
    strips: list[tuple[float, float]] = []
    start = None
    for k, n in enumerate(count):
        if n <= allowed and start is None:
            start = k
        elif n > allowed and start is not None:
            strips.append((left + start * step, left + k * step))
            start = None
    walls = [s for s in strips if s[0] > left + 0.1 and _parts(s, rows, size, settings)]
    return _without_sparse([(a + b) / 2 for a, b in walls], rows, settings)


def _parts(strip: tuple[float, float], rows: Sequence[TextLine], size: float, settings: TableSettings) -> bool:
    """Whether a white strip parts columns: wide enough for what stands beside it, over enough lines."""
    at = (strip[0] + strip[1]) / 2
    width = strip[1] - strip[0]
    gaps: list[float] = []
    values = sides = thousands = shares = 0
    for line in rows:
        before = [t for t in line.tokens if t.x1 <= at + 0.6]
        after = [t for t in line.tokens if t.x0 >= at - 0.6]
        if before and after:
            a, b = max(before, key=lambda t: t.x1), min(after, key=lambda t: t.x0)
            gaps.append(b.x0 - a.x1)
            sides += 1
            values += bool(_VALUE.fullmatch(b.text))
            thousands += bool(_LEADING_DIGITS.fullmatch(a.text) and _THOUSANDS.fullmatch(b.text))
            shares += bool(_COUNT.fullmatch(a.text) and _SHARE.fullmatch(b.text))
    if max(thousands, shares) >= 0.9 * sides and median(gaps or [0.0]) < 0.45 * size:
        return False
    if sides < max(2, 0.3 * len(rows)):
        return False
    valued = values >= 0.7 * sides
    wide = median(gaps)
    if (
        wide >= settings.cell_gap * size
        and width >= settings.narrow_strip * size
        and (len(rows) >= 3 or width >= settings.strip * size)
    ):
        return valued or width >= settings.strip * size or (len(rows) >= settings.few_lines and wide >= 1.5 * size)
    if width >= settings.strip * size:
        return True
    if (
        valued
        and len(rows) >= settings.min_rows + 1
        and values == sides == len(rows)
        and width >= 0.5 * settings.strip * size
    ):
        return True
    return valued and len(rows) >= settings.few_lines and width >= settings.narrow_strip * size


def _without_sparse(walls: list[float], rows: Sequence[TextLine], settings: TableSettings) -> list[float]:
    """Drop the wall before a column that few lines fill with no more than a sign."""
    out = list(walls)
    k = 1
    while k <= len(out):
        low = out[k - 1]
        high = out[k] if k < len(out) else float("inf")
        held = [[t for t in line.tokens if low < (t.x0 + t.x1) / 2 < high] for line in rows]
        filled = [some for some in held if some]
        if len(filled) < max(2, settings.sparse * len(rows)) or (
            len(filled) < 0.5 * len(rows)
            and all(len(s) == 1 and len(s[0].text) <= 2 and not s[0].text.isalnum() for s in filled)
        ):
            out.pop(k - 1)
        else:
            k += 1
    return out


@dataclass(slots=True)
class Row:
    """Lines of one row and what stands in its columns."""

    lines: list[TextLine]
    cells: dict[int, list[Token]] = field(default_factory=dict)

    @property
    def top(self) -> float:
        """Upper end."""
        return min(line.top for line in self.lines)

    @property
    def bottom(self) -> float:
        """Lower end."""
        return max(line.bottom for line in self.lines)


def columns_of(line: TextLine, walls: Sequence[float]) -> dict[int, list[Token]]:
    """Return the words of a line by the column their middle stands in."""
    out: dict[int, list[Token]] = {}
    for t in line.tokens:
        out.setdefault(bisect_right(walls, (t.x0 + t.x1) / 2), []).append(t)
    return out


# --- rows -------------------------------------------------------------------------------------------


def rows_of(
    lines: Sequence[TextLine], walls: Sequence[float], cuts: Sequence[float], settings: TableSettings = SETTINGS
) -> list[Row]:
    """Return the rows of a body. ``cuts`` are the heights of rules and edges of colours across it."""
    if not lines:
        return []
    bands: list[list[TextLine]] = [[]]
    middles = [(line.top + line.bottom) / 2 for line in lines]
    at = 0
    for line, y in zip(lines, middles, strict=True):
        moved = False
        while at < len(cuts) and cuts[at] < y:
            at += 1
            moved = True
        if moved and bands[-1]:
            bands.append([])
        bands[-1].append(line)
    ruled = len(bands) >= 3 and len(bands) >= 0.25 * len(lines)
    out: list[Row] = []
    for band in bands:
        full = [line for line in band if _is_full(columns_of(line, walls))]
        if (ruled and len(band) > 1 and len(full) <= 1) or (ruled and len(band) > 1 and _is_wrapped(band, walls)):
            out.append(_row(band, walls))
        else:
            out += _line_rows(band, walls, settings)
    return out


def _is_full(cells: dict[int, list[Token]]) -> bool:
    """Whether a line has a label and a value, or two values."""
    values = sum(all(_VALUE.fullmatch(t.text) for t in some) for k, some in cells.items() if k)
    return (0 in cells and values > 0) or values > 1


def _is_wrapped(band: Sequence[TextLine], walls: Sequence[float]) -> bool:
    """Whether lines between two rules are those of long cells: after the first, few hold values or a label."""
    rest = [columns_of(line, walls) for line in band[1:]]
    return not any(_is_full(cells) for cells in rest)


def _hangs(cells: Sequence[dict[int, list[Token]]], at: int) -> bool:
    """Whether the label below a line goes on with it: it stands as far left, or the one below it does again."""
    first, second = cells[at][0][0].x0, cells[at + 1][0][0].x0
    third = cells[at + 2][0][0].x0 if at + 2 < len(cells) and 0 in cells[at + 2] else first
    if second - first > 1.0:
        return third <= first + 1.0
    return second - first > -1.0


def _row(lines: Sequence[TextLine], walls: Sequence[float]) -> Row:
    row = Row(list(lines))
    for line in lines:
        for k, some in columns_of(line, walls).items():
            row.cells.setdefault(k, []).extend(some)
    return row


def _line_rows(lines: Sequence[TextLine], walls: Sequence[float], settings: TableSettings) -> list[Row]:
    """Return a row for each line, but lines that go on with a cell above or below."""
    cells = [columns_of(line, walls) for line in lines]
    steps = [b.bottom - a.bottom for a, b in pairwise(lines)]
    size = median(line.size for line in lines)
    least = min((s for s in steps if s > 0.6 * size), default=1.2 * size)
    label_right = max((t.x1 for some in cells for t in some.get(0, ())), default=0.0)
    joins = [False] * len(lines)  # line i goes on from line i - 1
    for i in range(1, len(lines)):
        tight = steps[i - 1] <= settings.tight * least + 0.5
        above, here = cells[i - 1], cells[i]
        if not tight:
            continue
        if 0 not in here:
            text = all(not all(_VALUE.fullmatch(t.text) for t in some) for some in here.values())
            joins[i] = text and set(here) <= set(above)
            continue
        if 0 not in above:
            continue
        small = here[0][0].text[:1].islower()
        fits = label_right - above[0][-1].x1 > (here[0][0].x1 - here[0][0].x0) + 0.3 * size
        if set(here) == {0} and set(above) != {0}:
            deeper = here[0][0].x0 > above[0][0].x0 + 1.0
            joins[i] = (small or (deeper and not fits)) and not lines[i - 1].leader and _hangs(cells, i - 1)
        elif set(above) == {0}:
            bold = above[0][-1].font.bold and not here[0][0].font.bold
            whole = i > 1 and joins[i - 1] and set(cells[i - 2]) != {0}  # its row has values already
            goes_on = (small and set(here) == {0}) or _hangs(cells, i - 1)
            capital = here[0][0].text[:1].isupper() and not is_open(" ".join(t.text for t in above[0]))
            joins[i] = (small or not (fits or capital)) and not bold and not whole and goes_on
    out: list[Row] = []
    for i, line in enumerate(lines):
        if joins[i] and out:
            out[-1] = _row([*out[-1].lines, line], walls)
        else:
            out.append(_row([line], walls))
    return out


# --- head -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class HeadCell:
    """A cell of the head: its columns (first and last) and lines; ``sure`` where a rule below shows the columns."""

    first: int
    last: int
    top: float
    bottom: float
    tokens: list[Token]
    row: int = 0
    rows: int = 1
    sure: bool = False


def head_cells(
    lines: Sequence[TextLine],
    walls: Sequence[float],
    body: Sequence[Row],
    partial: Sequence[Rule],
    extent: tuple[float, float],
    settings: TableSettings = SETTINGS,
) -> list[HeadCell]:
    """Return the cells of a head from its lines: stacked lines are one cell, wide ones bind the columns below."""
    edges = [extent[0], *walls, extent[1]]
    n = len(edges) - 1
    spans = _body_spans(body, n, edges)
    found: list[HeadCell] = []
    for line in lines:
        for tokens in _head_chunks(line, walls, spans, settings):
            a, b = tokens[0].x0, max(t.x1 for t in tokens)
            top, bottom = min(t.top for t in tokens), max(t.bottom for t in tokens)
            under = _rule_under(a, b, bottom, partial, line.size)
            cols = [
                k
                for k in range(n)
                if min(b, edges[k + 1]) - max(a, edges[k]) > min(0.35 * (edges[k + 1] - edges[k]), 0.35 * (b - a))
            ]
            cols = cols or [bisect_right(walls, (a + b) / 2)]
            if under is not None:
                wide = [k for k in range(n) if under.start - 2 <= (spans[k][0] + spans[k][1]) / 2 <= under.end + 2]
                if wide and wide[0] <= cols[0] and wide[-1] >= cols[-1]:
                    cols = wide
                    found.append(HeadCell(cols[0], cols[-1], top, bottom, list(tokens), sure=True))
                    continue
            found.append(HeadCell(cols[0], cols[-1], top, bottom, list(tokens)))
    found.sort(key=lambda c: (c.top, c.first))
    cells = _stacked(found, partial)
    _widen(cells, spans, settings)
    return _in_rows(cells)


def _body_spans(body: Sequence[Row], n: int, edges: Sequence[float]) -> list[tuple[float, float]]:
    """Return how far the words of each column reach."""
    out = []
    for k in range(n):
        some = [t for row in body for t in row.cells.get(k, ())]
        out.append((min((t.x0 for t in some), default=edges[k]), max((t.x1 for t in some), default=edges[k + 1])))
    return out


def _head_chunks(
    line: TextLine, walls: Sequence[float], spans: Sequence[tuple[float, float]], settings: TableSettings
) -> list[list[Token]]:
    """Cut a line of a head where its words are far apart, or where walls stand in its wider gaps and no word is across.

    Heads of neighbouring columns may come as near to each other as words; those that bind columns stand across walls.
    """
    out: list[list[Token]] = []
    for chunk in line.chunks:
        inner = [w for w in walls if chunk.x0 < w < chunk.x1]
        across = any(t.x0 < w - 1.5 and t.x1 > w + 1.5 for t in chunk.tokens for w in inner)
        pairs = list(pairwise(chunk.tokens))
        at_wall = [any(a.x1 - 0.7 <= w <= b.x0 + 0.7 for w in inner) for a, b in pairs]
        others = [b.x0 - a.x1 for (a, b), is_wall in zip(pairs, at_wall, strict=True) if not is_wall]
        least = settings.head_space * median(others) if others else 0.12 * line.size
        if across or not any(at_wall):
            out.append(chunk.tokens)
            continue
        pieces: list[list[Token]] = [[chunk.tokens[0]]]
        for (a, b), is_wall in zip(pairs, at_wall, strict=True):
            if is_wall and b.x0 - a.x1 >= least:
                pieces.append([])
            pieces[-1].append(b)
        out += pieces if all(_fits_column(piece, walls, spans, line.size) for piece in pieces) else [chunk.tokens]
    return out


def _fits_column(
    piece: Sequence[Token], walls: Sequence[float], spans: Sequence[tuple[float, float]], size: float
) -> bool:
    """Whether words of a head begin or end where those of a column do, or stand in the middle of it."""
    x0, x1 = piece[0].x0, piece[-1].x1
    left, right = spans[bisect_right(walls, (x0 + x1) / 2)]
    return min(abs(x0 - left), abs(x1 - right), abs(x0 + x1 - left - right) / 2) <= 0.4 * size


def _rule_under(a: float, b: float, bottom: float, partial: Sequence[Rule], size: float) -> Rule | None:
    """Return the rule right below words of a head, which shows the columns they bind."""
    near = [r for r in partial if -1.5 <= r.at - bottom <= 1.4 * size and r.start <= a + 3 and r.end >= b - 3]
    return min(near, key=lambda r: (r.at, r.start - r.end), default=None)


def _stacked(found: Sequence[HeadCell], partial: Sequence[Rule]) -> list[HeadCell]:
    """Join the lines of each head."""
    cells: list[HeadCell] = []
    for part in found:
        above = [c for c in cells if c.first <= part.last and part.first <= c.last]
        last = max(above, key=lambda c: c.bottom, default=None)
        if last is not None and _joins(last, part, partial):
            last.first, last.last = min(last.first, part.first), max(last.last, part.last)
            last.bottom = max(last.bottom, part.bottom)
            last.tokens += part.tokens
            last.sure = last.sure or part.sure
        else:
            cells.append(part)
    return cells


def _widen(cells: Sequence[HeadCell], spans: Sequence[tuple[float, float]], settings: TableSettings) -> None:
    """Let heads that bind columns without a rule below reach over all the columns in the middle of which they stand."""
    for cell in cells:
        beside = [c for c in cells if c is not cell and c.top < cell.bottom and c.bottom > cell.top]
        under = [c for c in cells if c.top >= cell.bottom - 1 and c.first == c.last]
        if (
            cell.sure
            or not under
            or any(c.first == c.last and c.first in range(cell.first, cell.last + 1) for c in beside)
        ):
            continue
        middle = (min(t.x0 for t in cell.tokens) + max(t.x1 for t in cell.tokens)) / 2
        low = max((c.last + 1 for c in beside if c.last < cell.first), default=1)
        high = min((c.first - 1 for c in beside if c.first > cell.last), default=len(spans) - 1)
        named = {c.first for c in under}
        best = None
        for a in range(low, cell.first + 1):
            for b in range(cell.last, high + 1):
                if a == b or not all(k in named for k in range(a, b + 1)):
                    continue
                off = abs((spans[a][0] + spans[b][1]) / 2 - middle)
                width = (spans[b][1] - spans[a][0]) / (b - a + 1)
                if off <= settings.spanner * width and (best is None or b - a > best[1] - best[0]):
                    best = (a, b)
        if best is not None:
            cell.first, cell.last = best


def _in_rows(cells: list[HeadCell]) -> list[HeadCell]:
    """Set the cells of a head in rows: each below those above it, down to those under it."""
    for cell in cells:
        over = [
            c
            for c in cells
            if c is not cell and c.bottom <= cell.top + 1 and c.first <= cell.last and cell.first <= c.last
        ]
        cell.row = max((c.row + 1 for c in over), default=0)
    depth = max((c.row for c in cells), default=0) + 1
    for cell in cells:
        under = [c for c in cells if c.row > cell.row and c.first <= cell.last and cell.first <= c.last]
        cell.rows = (min(c.row for c in under) if under else depth) - cell.row
    return cells


def _joins(above: HeadCell, part: HeadCell, partial: Sequence[Rule]) -> bool:
    """Whether a line goes on with the head above it."""
    size = part.bottom - part.top
    if part.top - above.bottom > 0.75 * size:
        return False
    x0, x1 = min(t.x0 for t in part.tokens), max(t.x1 for t in part.tokens)
    if any(above.bottom - 2 < r.at < part.top + 3 and r.start < x1 and r.end > x0 for r in partial):
        return False
    if (above.first, above.last) == (part.first, part.last):
        return True
    return above.first == above.last or part.last > part.first


# --- tables -----------------------------------------------------------------------------------------


def find_aligned(
    lines: Sequence[TextLine], levels: Sequence[Rule], fills: Sequence[Fill], settings: TableSettings = SETTINGS
) -> list[Candidate]:
    """Return what may be tables among the lines of a page or a column of one."""
    out = []
    end = 0
    for first, last in blocks(lines, settings):
        made = _candidate(lines, max(first, end), last, levels, fills, settings)
        if made is not None:
            out.append(made)
    return out


def _candidate(
    lines: Sequence[TextLine],
    first: int,
    last: int,
    levels: Sequence[Rule],
    fills: Sequence[Fill],
    settings: TableSettings,
) -> Candidate | None:
    """Return the table of a block of lines with its head, or None where its lines keep to no columns."""
    walls = boundaries(lines[first:last], settings)
    if not walls:
        return None
    rows = [line for line in lines[first:last] if is_row(line, settings)]
    x0, x1 = min(line.x0 for line in rows) - 2, max(line.x1 for line in rows) + 2
    size = median(line.size for line in rows)
    near = [r for r in levels if r.start < x1 and r.end > x0]
    full, partial = _sorted_rules(near, x0, x1, settings)
    first = _first_line(lines, first, walls, full, (x0, x1), size, settings)
    last = _last_line(lines, last, full, (x0, x1), size)
    head_end = _head_end(lines, first, last, walls, full, settings)
    body_lines = lines[head_end:last]
    walls = boundaries(body_lines, settings) or walls
    walls = _fitted(walls, lines[first:head_end], [r for r in body_lines if is_row(r, settings)], _joints(near, full))
    x0, x1 = min([x0, *(line.x0 - 2 for line in body_lines)]), max([x1, *(line.x1 + 2 for line in lines[first:last])])
    cuts = _cuts(full, fills, lines[head_end].top if head_end < last else 0, lines[last - 1].bottom, x0, x1)
    body = rows_of(body_lines, walls, cuts, settings)
    if len(body) < 2:
        return None
    top = lines[first].top - 1
    head = head_cells(lines[first:head_end], walls, body, partial, (x0, x1), settings)
    grid = _grid(head, body, walls, (x0, top, x1, lines[last - 1].bottom + 1))
    return Candidate(grid, _reasons(lines, first, last, body, walls, full, settings))


def _sorted_rules(
    levels: Iterable[Rule], x0: float, x1: float, settings: TableSettings
) -> tuple[list[float], list[Rule]]:
    """Return the heights of the rules along all of a table, and the rules along some of its columns."""
    by_height: dict[float, list[Rule]] = {}
    for rule in sorted(levels, key=lambda r: r.at):
        key = next((y for y in by_height if abs(y - rule.at) <= 1.2), rule.at)
        by_height.setdefault(key, []).append(rule)
    full: list[float] = []
    partial: list[Rule] = []
    for y, some in sorted(by_height.items()):
        joined: list[list[float]] = []
        for a, b in sorted((r.start, r.end) for r in some):
            if joined and a <= joined[-1][1] + 1.0:
                joined[-1][1] = max(joined[-1][1], b)
            else:
                joined.append([a, b])
        covered = sum(max(min(b, x1) - max(a, x0), 0) for a, b in joined)
        if covered >= settings.full_rule * (x1 - x0):
            full.append(y)
            if len(joined) == 1:
                continue
        partial += [Rule(False, y, a, b) for a, b in joined]
    return full, partial


def _first_line(
    lines: Sequence[TextLine],
    first: int,
    walls: Sequence[float],
    full: Sequence[float],
    extent: tuple[float, float],
    size: float,
    settings: TableSettings,
) -> int:
    """Return the first line of the head above a block."""
    x0, x1 = extent
    at = first
    while at > 0 and first - at < settings.head_lines:
        line = lines[at - 1]
        below = lines[at]
        gap = below.top - line.bottom
        between = any(line.bottom - 2 <= y <= below.top + 2 for y in full)
        roofed = any(line.top - 3 * size < y <= line.top + 2 for y in full)
        if line.x0 < x0 - 12 or line.x1 > x1 + 12 or is_caption(line.text):
            break
        if gap > (settings.leading if between or roofed else settings.head_gap) * size:
            break
        if any(c.words > settings.prose_words + 3 for c in line.chunks):
            break
        lone = len(line.chunks) == 1
        if lone and line.x0 < (walls[0] if walls else x1) and not roofed and line.chunks[0].x1 > walls[0]:
            break
        if lone and not roofed and line.x0 < x0 + 6 and not (between and gap < size):
            break
        if lone and between and not roofed:
            break
        at -= 1
    while (
        at < first
        and len(lines[at].chunks) == 1
        and lines[at].x0 < x0 + 6
        and not any(lines[at].top - 3 * size < y <= lines[at].top + 2 for y in full)
    ):
        at += 1
    return at


def _last_line(
    lines: Sequence[TextLine], last: int, full: Sequence[float], extent: tuple[float, float], size: float
) -> int:
    """Return the end of a block with the last lines of a label in its last row."""
    while last < len(lines):
        line, above = lines[last], lines[last - 1]
        closed = any(above.bottom - 2 <= y <= line.top + 2 for y in full)
        goes_on = (
            line.text[:1].islower()
            and line.top - above.bottom < 0.5 * size
            and line.x1 < extent[0] + 0.5 * (extent[1] - extent[0])
        )
        if closed or not goes_on or len(line.chunks) > 1:
            break
        last += 1
    return last


def _head_end(
    lines: Sequence[TextLine],
    first: int,
    last: int,
    walls: Sequence[float],
    full: Sequence[float],
    settings: TableSettings,
) -> int:
    """Return the first line of the body."""
    for y in full:
        above = [i for i in range(first, last) if (lines[i].top + lines[i].bottom) / 2 < y]
        if not above or above[-1] + 1 >= last:
            continue
        count = above[-1] + 1 - first
        if count <= settings.head_lines and count <= 0.6 * (last - first) and not _is_body(lines[first], walls):
            return above[-1] + 1
        break
    bold = first
    while bold < last and all(t.font.bold for t in lines[bold].tokens):
        bold += 1
    if first < bold < last and bold - first <= settings.head_lines and bold - first <= 0.5 * (last - first):
        return bold
    for i in range(first, min(last, first + settings.head_lines)):
        if _is_body(lines[i], walls):
            named = not first < i or any(
                len(columns_of(line, walls)) >= 0.5 * (len(walls) + 1) for line in lines[first:i]
            )
            return i if named or i + 1 >= last else i + 1  # heads that bind columns need the names of these below
    return first


def _is_body(line: TextLine, walls: Sequence[float]) -> bool:
    """Whether a line is a row of the body: a label, and values that are not years in most of its cells."""
    cells = columns_of(line, walls)
    rest = [some for k, some in cells.items() if k]
    if 0 not in cells or not rest:
        return False
    values = [some for some in rest if all(_VALUE.fullmatch(t.text) for t in some)]
    years = [some for some in values if all(_YEAR.fullmatch(t.text) for t in some)]
    return len(values) >= 0.5 * len(rest) and len(years) < len(values)


def _fitted(
    walls: Sequence[float], head: Sequence[TextLine], rows: Sequence[TextLine], joints: Sequence[float]
) -> list[float]:
    """Return walls moved within their white strips: to where rules join, or where the words of the head leave room."""
    tokens = [t for line in rows for t in line.tokens]
    heads = [t for line in head for t in line.tokens]
    return [_fitted_wall(wall, tokens, heads, joints) for wall in walls]


def _fitted_wall(wall: float, tokens: Sequence[Token], heads: Sequence[Token], joints: Sequence[float]) -> float:
    """Return the best place of a wall within its white strip."""
    low = max((t.x1 for t in tokens if (t.x0 + t.x1) / 2 < wall), default=wall)
    high = min((t.x0 for t in tokens if (t.x0 + t.x1) / 2 > wall), default=wall)
    if high <= low:
        return wall
    joint = next((x for x in joints if low <= x <= high), None)
    if joint is not None:
        return joint
    taken = [(t.x0, t.x1) for t in heads if t.x1 > low and t.x0 < high]
    stops = sorted({low, high, *(x for span in taken for x in span if low < x < high)})
    gaps = [
        (sum(a < (left + right) / 2 < b for a, b in taken), left - right, left, right)
        for left, right in pairwise(stops)
    ]
    _, _, left, right = min(gaps)
    return (left + right) / 2


def _joints(levels: Sequence[Rule], full: Sequence[float]) -> list[float]:
    """Return where the pieces of rules along a table meet, as programs draw them that border cell by cell."""
    found: dict[int, int] = {}
    for y in full:
        pieces = sorted((r.start, r.end) for r in levels if abs(r.at - y) <= 1.2)
        for (_, end), (start, _) in pairwise(pieces):
            if abs(start - end) <= 3:
                key = round((start + end) / 2)
                found[key] = found.get(key, 0) + 1
    return [float(x) for x, n in found.items() if n >= 1]


def _cuts(full: Sequence[float], fills: Sequence[Fill], top: float, bottom: float, x0: float, x1: float) -> list[float]:
    """Return the heights between rows that rules or edges of colours along all of a table show."""
    cuts = [y for y in full if top < y < bottom]
    spans: dict[float, float] = {}
    for f in fills:
        if f.bottom < top or f.top > bottom or f.color == "#ffffff":
            continue
        for y in (f.top, f.bottom):
            key = next((k for k in spans if abs(k - y) <= 1.5), y)
            spans[key] = spans.get(key, 0.0) + max(min(f.x1, x1) - max(f.x0, x0), 0.0)
    cuts += [y for y, wide in spans.items() if wide >= 0.8 * (x1 - x0) and top < y < bottom]
    out: list[float] = []
    for y in sorted(cuts):
        if not out or y - out[-1] > 2:
            out.append(y)
    return out


class _Cells:
    """Cells of a grid as they are set, row by row, with their words."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        self.xs, self.ys = xs, ys
        self.at = [[-1] * (len(xs) - 1) for _ in range(len(ys) - 1)]
        self.cells: list[GridCell] = []
        self.words: dict[int, list[Token]] = {}

    def add(self, row: int, col: int, rows: int, cols: int, tokens: Sequence[Token] | None = None) -> None:
        """Set a cell."""
        for line in self.at[row : row + rows]:
            line[col : col + cols] = [len(self.cells)] * cols
        if tokens:
            self.words[len(self.cells)] = list(tokens)
        box = (self.xs[col], self.ys[row], self.xs[col + cols], self.ys[row + rows])
        self.cells.append(GridCell(row, col, rows, cols, box))

    def add_head(self, head: HeadCell) -> None:
        """Set a cell of the head; where one stands already the words become its own."""
        rows = self.at[head.row : head.row + head.rows]
        taken = sorted({k for row in rows for k in row[head.first : head.last + 1] if k >= 0})
        if taken:
            self.words.setdefault(taken[0], []).extend(head.tokens)
        else:
            self.add(head.row, head.first, head.rows, head.last - head.first + 1, head.tokens)

    def fill_head(self, depth: int) -> None:
        """Set empty cells where the head has none."""
        for col in range(len(self.xs) - 1):
            row = 0
            while row < depth:
                end = row
                while end < depth and self.at[end][col] < 0:
                    end += 1
                if end > row:
                    self.add(row, col, end - row, 1)
                row = max(end, row + 1)

    def add_row(self, at: int, row: Row) -> None:
        """Set the cells of a row; words that reach over empty columns take these."""
        n = len(self.xs) - 1
        col = 0
        while col < n:
            tokens = row.cells.get(col, [])
            reach = max((t.x1 for t in tokens), default=0.0)
            wide = 1
            while col + wide < n and col + wide not in row.cells and reach > self.xs[col + wide] + 4:
                wide += 1
            self.add(at, col, 1, wide, tokens)
            col += wide


def _grid(
    head: Sequence[HeadCell], body: Sequence[Row], walls: Sequence[float], box: tuple[float, float, float, float]
) -> Grid:
    """Return the grid of a head and rows."""
    x0, top, x1, bottom = box
    depth = max((c.row + c.rows for c in head), default=0)
    ys = _head_heights(head, depth, top, body[0].top)
    ys += [(a.bottom + b.top) / 2 for a, b in pairwise(body)]
    ys.append(bottom)
    for i in range(1, len(ys)):
        ys[i] = max(ys[i], ys[i - 1] + 0.1)
    made = _Cells([x0, *walls, x1], ys)
    for cell in sorted(head, key=lambda c: (c.row, c.first)):
        made.add_head(cell)
    made.fill_head(depth)
    for i, row in enumerate(body, depth):
        made.add_row(i, row)
    return Grid(list(made.xs), ys, made.cells, made.at, ruled=False, words=made.words)


def _head_heights(head: Sequence[HeadCell], depth: int, top: float, body_top: float) -> list[float]:
    """Return the upper ends of the rows of a head, and that of the body."""
    if not depth:
        return [top]
    ys = [top]
    for r in range(1, depth):
        above = [c.bottom for c in head if c.row + c.rows == r]
        below = [c.top for c in head if c.row == r]
        low, high = max(above, default=ys[-1]), min(below, default=body_top)
        ys.append((low + high) / 2)
    last = max(c.bottom for c in head)
    ys.append((last + body_top) / 2)
    return ys


def _reasons(
    lines: Sequence[TextLine],
    first: int,
    last: int,
    body: Sequence[Row],
    walls: Sequence[float],
    full: Sequence[float],
    settings: TableSettings,
) -> dict[str, float]:
    """Return what speaks for a table and against it."""
    n = len(walls) + 1
    cells = [(k, some) for row in body for k, some in row.cells.items()]
    rest = [some for k, some in cells if k]
    values = sum(all(_VALUE.fullmatch(t.text) for t in some) for some in rest)
    out = {"rows": min(len([r for r in body if len(r.cells) > 1]), 8) / 8 * 1.5}
    out["values"] = settings.values * values / max(len(rest), 1)
    out["columns"] = min(n - 1, 5) * 0.25
    kept = [_keeps_edge([row.cells[k] for row in body if k in row.cells], settings) for k in range(1, n)]
    out["aligned"] = 1.5 * sum(kept) / max(len(kept), 1)
    top, bottom = lines[first].top, lines[last - 1].bottom
    size = median(line.size for line in lines[first:last])
    bounds = sum(any(abs(y - at) < 1.5 * size for y in full) for at in (top, bottom))
    out["ruled"] = 0.5 * bounds + (0.5 if any(top < y < bottom for y in full) else 0.0)
    if any(is_caption(line.text) for line in lines[max(first - 4, 0) : first]):
        out["caption"] = 0.5
    block = lines[first:last]
    strange = sum(len(line.chunks) > 1 and not is_row(line, settings) for line in block[len(block) // 3 :])
    out["other lines"] = -4.0 * strange / max(len(block), 1)
    across = sum(len(line.chunks) == 1 and line.x1 > walls[0] + 4 and line.x0 < walls[0] for line in block[1:])
    out["lines across"] = -3.0 * across / max(len(block), 1)
    sentences = sum(len(some) > settings.prose_words for _, some in cells)
    out["prose"] = -4.0 * sentences / max(len(cells), 1)
    if _is_contents(body, n, lines[first:last]):
        out["contents"] = -6.0
    axis = [k for k in range(n) if _is_axis([row.cells[k] for row in body if k in row.cells])]
    if axis:
        beside = sum(any(k not in axis for k in row.cells) for row in body)
        out["axis"] = -6.0 if beside <= 0.6 * len(body) or len(axis) > 1 else -1.0
    if any(_is_text([row.cells[k] for row in body if k in row.cells]) for k in range(n)):
        out["running text"] = -4.0
    filled = len(rest) / max((n - 1) * len(body), 1)
    out["filled"] = -1.5 * max(0.5 - filled, 0)
    return out


def _keeps_edge(cells: Sequence[Sequence[Token]], settings: TableSettings) -> float:
    """Return the share of a column's cells that begin, end or have their middle where most do."""
    if not cells:
        return 0.0
    starts = [min(t.x0 for t in some) for some in cells]
    ends = [max(t.x1 for t in some) for some in cells]
    kinds = (starts, ends, [(a + b) / 2 for a, b in zip(starts, ends, strict=True)])
    return max(sum(abs(v - median(kind)) <= settings.aligned_points for v in kind) / len(kind) for kind in kinds)


def _is_axis(cells: Sequence[Sequence[Token]]) -> bool:
    """Whether numbers fall from cell to cell by one step, as those beside a chart do."""
    known = [n for some in cells if len(some) == 1 and (n := number(some[0].text)) is not None]
    return len(known) >= max(4, 0.8 * len(cells)) and is_scale(known)


def _is_text(cells: Sequence[Sequence[Token]]) -> bool:
    """Whether most cells of a column are lines of running text: many words, and all as long."""
    long = [some for some in cells if sum(any(c.isalpha() for c in t.text) for t in some) >= 4]
    if len(long) < 5 or len(long) < 0.7 * len(cells):
        return False
    if sum(some[0].text[:1].islower() for some in long) < 0.3 * len(long):
        return False
    left, right = min(t.x0 for some in long for t in some), max(t.x1 for some in long for t in some)
    return sum(some[-1].x1 > right - 0.15 * (right - left) for some in long) >= 0.6 * len(long)


def _is_contents(body: Sequence[Row], n: int, lines: Sequence[TextLine]) -> bool:
    """Whether the last column holds page numbers: they rise, and dots lead to them or nothing else stands beside."""
    last = [row.cells[n - 1] for row in body if n - 1 in row.cells]
    alone = [some[0].text for some in last if len(some) == 1]
    numbers = [int(words) for words in alone if words.isdecimal() and len(words) < 10]
    if n > 3 or len(numbers) < 0.6 * len(last) or len(numbers) < 2:
        return False
    rising = sum(a <= b for a, b in pairwise(numbers)) >= 0.9 * (len(numbers) - 1)
    led = sum(line.leader for line in lines) >= 0.4 * len(lines)
    return rising and (led or n == 2) and numbers[-1] > 2
