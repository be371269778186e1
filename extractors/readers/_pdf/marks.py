"""Signs in table cells: glyphs, drawings, images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from extractors.layout import Mark, MarkKind, Place
from extractors.readers._pdf.geometry import Grid
from extractors.readers._pdf.glyphs import sign_kind
from extractors.readers._pdf.page import Box, PageContent, Shape, Token
from extractors.readers._pdf.paths import SIGN_SIZE

MAX_IMAGE = 26.0
"""An image no larger than this many points each way may stand for a sign."""

MAX_STROKES = 40
"""More slanted strokes than this around one are a drawing."""

_DRAWN: dict[str, MarkKind] = {
    "x": "x",
    "check": "check",
    "filled": "filled",
    "empty": "empty",
    "star": "star",
}


def _place(box: Box, page: int) -> Place:
    x0, top, x1, bottom = (round(v, 2) for v in box)
    return Place(page, x0, top, x1, bottom)


def glyph_marks(tokens: Sequence[Token], page: int, color_of: Callable[[int], str]) -> list[Mark]:
    """Return the signs among the words of a cell; ``color_of`` tells the colour of a text object.

    A cross is a sign only where nothing but crosses stands in the cell; a filled sign before words
    is a bullet.
    """
    kinds = [(token, sign_kind(token)) for token in tokens]
    alone = all(kind for _, kind in kinds)
    out = []
    for token, kind in kinds:
        if kind is None or (not alone and (token.text in "xX\u00d7" or kind == "filled")):
            continue
        out.append(Mark(kind, _place(token[:4], page), token.text, color_of(token.source) or None))
    return out


def drawn_marks(grid: Grid, content: PageContent, words: dict[int, list[Token]]) -> dict[int, list[Mark]]:
    """Return the drawn signs and small images by cell index."""
    found: dict[int, list[Mark]] = {}
    for box, kind, color in _candidates(grid, content, words):
        cell = grid.find((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if cell >= 0 and _fits(box, grid.cells[cell].box):
            found.setdefault(cell, []).append(Mark(kind, _place(box, content.number), colour=color or None))
    return {cell: _settled(marks, bool(words.get(cell))) for cell, marks in found.items()}


def _fits(box: Box, cell: Box) -> bool:
    """Whether a drawing lies in a cell and is not the cell's own frame or colour."""
    x0, top, x1, bottom = cell
    if box[0] < x0 - 2 or box[1] < top - 2 or box[2] > x1 + 2 or box[3] > bottom + 2:
        return False
    return (box[2] - box[0]) * (box[3] - box[1]) <= 0.7 * (x1 - x0) * (bottom - top)


def _candidates(grid: Grid, content: PageContent, words: dict[int, list[Token]]) -> Iterator[tuple[Box, MarkKind, str]]:
    """Yield what may be a sign, with its colour: small drawings, small filled squares, small images."""
    left, top, right, bottom = grid.box
    for shape in (*content.shapes, *_strokes(content.shapes)):
        kind = _DRAWN.get(shape.kind)
        if kind and left < shape.x0 < right and top < shape.top < bottom and shape.x1 - shape.x0 > 3:
            yield shape[:4], kind, shape.color
    for fill in content.fills:
        if fill.x1 - fill.x0 <= 16 and fill.bottom - fill.top <= 16 and fill.color != "#ffffff":
            cell = grid.find((fill.x0 + fill.x1) / 2, (fill.top + fill.bottom) / 2)
            square = 0.6 < (fill.x1 - fill.x0) / max(fill.bottom - fill.top, 0.1) < 1.7 and fill.x1 - fill.x0 > 3
            if cell < 0 or words.get(cell) or not square or fill.color == grid.cells[cell].fill:
                continue
            x0, y0, x1, y1 = grid.cells[cell].box
            if fill.x0 > x0 + 1 and fill.x1 < x1 - 1 and fill.top > y0 + 1 and fill.bottom < y1 - 1:
                yield fill[:4], "filled", fill.color
    for image in content.images:
        if image[2] - image[0] <= MAX_IMAGE and image[3] - image[1] <= MAX_IMAGE:
            cell = grid.find((image[0] + image[2]) / 2, (image[1] + image[3]) / 2)
            yield image, "star" if words.get(cell) else "check", ""


def _strokes(shapes: Sequence[Shape]) -> Iterator[Shape]:
    """Yield the crosses and check marks that pairs of slanted strokes make."""
    falls: dict[tuple[int, int], list[Shape]] = defaultdict(list)
    for shape in shapes:
        if shape.kind == "fall":
            falls[int(shape.x0 // SIGN_SIZE), int(shape.top // SIGN_SIZE)].append(shape)
    for a in (s for s in shapes if s.kind == "rise") if falls else ():
        col, row = int(a.x0 // SIGN_SIZE), int(a.top // SIGN_SIZE)
        near = [falls.get((col + i, row + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        if sum(map(len, near)) > MAX_STROKES:
            continue  # a drawing of many strokes is no sign
        for b in chain.from_iterable(near):
            x0, top, x1, bottom = min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom)
            wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.bottom, b.bottom) - max(a.top, b.top)
            if wide > 0.6 * (x1 - x0) and high > 0.6 * (bottom - top):
                yield Shape(x0, top, x1, bottom, "x")
            elif abs(b.x1 - a.x0) < 2 and abs(b.bottom - a.bottom) < 2:
                yield Shape(x0, top, x1, bottom, "check")


def _settled(marks: list[Mark], worded: bool) -> list[Mark]:
    """Join the parts of one sign: a frame with something in it is what stands in it.

    Beside words only stars and framed signs count; other drawings there are decoration.
    """
    out: list[Mark] = []
    frames = [m for m in marks if m.kind == "empty"]
    for mark in marks:
        if mark.kind == "empty" and any(o is not mark and o.kind != "empty" and _within(o, mark) for o in marks):
            continue
        if worded and mark.kind in ("filled", "x", "check") and not any(_within(mark, frame) for frame in frames):
            continue
        if any(o.kind == mark.kind and _within(mark, o) for o in out):
            continue
        out.append(mark)
    return out


def _within(inner: Mark, outer: Mark) -> bool:
    a, b = inner.place, outer.place
    if None in (a.x0, a.top, b.x0, b.top, b.x1, b.bottom, a.x1, a.bottom):
        return False
    x, y = (a.x0 + a.x1) / 2, (a.top + a.bottom) / 2  # type: ignore[operator]
    return b.x0 <= x <= b.x1 and b.top <= y <= b.bottom  # type: ignore[operator]
