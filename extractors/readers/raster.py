"""A page's raster prepared for recognition: straight, evenly lit, its rules and coloured areas found and taken out.

Needs OpenCV (the extra ``ocr``). Lengths are pixels unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

DPI = 300
"""Pixels an inch that pages are drawn at for recognition."""

LETTERS = 24.0
"""Usual height of letters at ``DPI``: those of 10 points, small and tall ones."""

MOST_SKEW = 3.0
"""Degrees within which a page is straightened."""

INK = 150
"""Grey, from 0 to 255, below which a prepared pixel is ink."""

FAINT = 205
"""Grey below which a prepared pixel may be that of a rule: they come out fainter than letters."""

LINE_LENGTH, UPRIGHT_LENGTH = 0.5, 0.22
"""Inches from which a straight stroke across, or up and down, may be a rule."""

LINE_THICKNESS = 0.035
"""Inches up to which a stroke is a rule and no bar."""

REACH = 0.05
"""Inches within which an upright rule must meet one across at both its ends."""

TOUCHED = 0.3
"""Share of a stroke's length along which ink may touch one side of it, if it is a rule."""

FILL_EDGE = 0.2
"""Inches within which the edge of a coloured area is that of a rule."""

SHADE = 14
"""How far a colour must be from that of the paper to be a filled area, of 255."""

Image = Any  # numpy array of one or three bytes a pixel
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page to recognize: black on white without rules (``clean``), what was found on it, in pixels.

    ``across`` and ``upright`` are rules as (at, start, end), ``fills`` coloured areas with ``#rrggbb``, ``turned``
    the quarter turns (counter-clockwise) and ``skew`` the degrees by which the page was turned to stand straight.
    """

    clean: Image
    across: list[tuple[float, float, float]] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)
    fills: list[tuple[Box, str]] = field(default_factory=list)
    skew: float = 0.0


def prepare(image: Image) -> Prepared:
    """Return a colour image of a page, at ``DPI``, prepared; it is not changed."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    angle = skew_of(grey)
    if abs(angle) >= 0.05:
        image = _rotated(image, angle)
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    paper = _paper(image)
    even = _even(grey, cv2.cvtColor(paper, cv2.COLOR_BGR2GRAY))
    ink = (even < FAINT).astype(np.uint8)
    across, upright, mask = _rules(ink)
    clean = even.copy()
    clean[mask > 0] = 255
    return Prepared(clean, across, upright, _snapped(_fills(paper), across, upright), angle)


def skew_of(grey: Image) -> float:
    """Return by how many degrees the rows of a page must be turned (counter-clockwise) to lie straight."""
    import cv2

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(small, 31)
    ink = (np.abs(small.astype(np.int16) - paper) > 40).astype(np.float32)
    if ink.sum() < 500:
        return 0.0

    def sharpness(angle: float) -> float:
        rows = _rotated(ink, angle, 0).sum(axis=1)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    best = max(np.arange(-MOST_SKEW, MOST_SKEW + 0.01, 0.5), key=sharpness)
    for step in (0.1, 0.05):
        best = max((best + k * step for k in range(-5, 6)), key=sharpness)
    return 0.0 if sharpness(best) < 1.02 * sharpness(0.0) else float(best)


def fitting(grey: Image) -> float:
    """Return by how much a page must be enlarged for its letters to have the usual height; 1 where they nearly do."""
    import cv2

    paper = cv2.medianBlur(cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 17)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    ink = (np.abs(grey.astype(np.int16) - paper) > 70).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = (stats[1:count, k] for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    letters = height[(height >= 7) & (height <= 200) & (width <= 2 * height) & (height <= 4 * width) & (area >= 12)]
    if len(letters) < 40:
        return 1.0
    factor = LETTERS / float(np.median(letters))
    return 1.0 if 0.7 <= factor <= 1.4 else min(max(factor, 0.3), 3.0)


def is_sideways(grey: Image) -> bool:
    """Whether the lines of a page run up or down: its columns change more sharply than its rows."""
    import cv2

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(small, 31)
    ink = (np.abs(small.astype(np.int16) - paper) > 40).astype(np.uint8)
    # Rules run both ways; what tells is the ink of letters.
    for kernel in ((25, 1), (1, 25)):
        long = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        ink = cv2.subtract(ink, cv2.dilate(long, np.ones((3, 3), np.uint8)))
    if ink.sum() < 500:
        return False
    rows, columns = ink.sum(axis=1).astype(float), ink.sum(axis=0).astype(float)
    sharp = [((v[1:] - v[:-1]) ** 2).sum() / max(v.sum(), 1.0) for v in (rows, columns)]
    return bool(sharp[1] > 1.5 * sharp[0])


def _rotated(image: Image, angle: float, fill: int = 255) -> Image:
    import cv2

    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    value = (fill,) * 3 if image.ndim == 3 else fill
    return cv2.warpAffine(
        image,
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC if image.dtype == np.uint8 else cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=value,
    )


def _paper(image: Image) -> Image:
    """Return the page without its ink: the colour behind each pixel."""
    import cv2

    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 17)
    return cv2.resize(small, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST)


def _even(grey: Image, paper: Image) -> Image:
    """Return black ink on white whatever the paper: light words on dark areas become dark ones.

    Which of the two it is, the stronger contrast around each place tells; a page in the dark is no dark area.
    """
    import cv2

    ink, behind = grey.astype(np.float32), paper.astype(np.float32)
    small = cv2.resize(ink - behind, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    around = np.ones((25, 25), np.uint8)
    lighter, darker = cv2.dilate(small, around), cv2.dilate(-small, around)
    inverse = ((lighter > 40) & (lighter > 1.3 * darker)).astype(np.uint8)
    inverse = cv2.resize(inverse, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    dark = (behind < 150) & (inverse > 0)
    light = ink / np.maximum(behind, 1.0)
    turned = 1.0 - (ink - behind) / np.maximum(255.0 - behind, 1.0)
    out = np.where(dark, turned, light)
    return np.clip(out * 255.0, 0, 255).astype(np.uint8)


def _rules(ink: Image) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]], Image]:
    """Return the rules across and upright, and the pixels that they cover."""
    import cv2

    mask = np.zeros_like(ink)
    strokes: list[list[tuple[float, float, float]]] = []
    for lengthwise, length in ((True, LINE_LENGTH), (False, UPRIGHT_LENGTH)):
        size = int(length * DPI)
        gap = np.ones((1, 5) if lengthwise else (5, 1), np.uint8)
        closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, gap)
        kernel = np.ones((1, size) if lengthwise else (size, 1), np.uint8)
        long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
        found = []
        for k in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[k])
            thick, along = (area / max(w, 1), w) if lengthwise else (area / max(h, 1), h)
            if thick <= LINE_THICKNESS * DPI and along >= size and _is_clear(ink, (x, y, w, h), lengthwise=lengthwise):
                centre = y + h / 2 if lengthwise else x + w / 2
                start = x if lengthwise else y
                found.append((centre, float(start), float(start + along), k, (x, y, w, h)))
        strokes.append([f[:3] for f in found])
        if lengthwise:
            for *_, k, (x, y, w, h) in found:
                mask[y : y + h, x : x + w] |= (labels[y : y + h, x : x + w] == k).astype(np.uint8)
        else:
            kept = [f for f in found if _meets(f, strokes[0], ink.shape[0])]
            strokes[1] = [f[:3] for f in kept]
            for *_, k, (x, y, w, h) in kept:
                mask[y : y + h, x : x + w] |= (labels[y : y + h, x : x + w] == k).astype(np.uint8)
    return strokes[0], strokes[1], cv2.dilate(mask, np.ones((5, 5), np.uint8))


def _is_clear(ink: Image, box: tuple[int, int, int, int], *, lengthwise: bool) -> bool:
    """Whether little ink touches a stroke from either side: what joins letters is no rule."""
    x, y, w, h = box
    if not lengthwise:
        ink, (x, y, w, h) = ink.T, (y, x, h, w)
    sides = [ink[max(y - 6, 0) : max(y - 2, 1), x : x + w], ink[y + h + 2 : y + h + 6, x : x + w]]
    return all(not side.size or float(side.max(axis=0).mean()) < TOUCHED for side in sides)


def _meets(upright: tuple[Any, ...], across: list[tuple[float, float, float]], height: int) -> bool:
    """Whether both ends of an upright stroke meet strokes across, or the edge of the image: letters do not."""
    at, start, end = upright[:3]
    reach = REACH * DPI
    near = [0.0, float(height), *(a for a, left, right in across if left - reach <= at <= right + reach)]
    return any(abs(a - start) <= reach for a in near) and any(abs(a - end) <= reach for a in near)


def _snapped(
    fills: list[tuple[Box, str]],
    across: list[tuple[float, float, float]],
    upright: list[tuple[float, float, float]],
) -> list[tuple[Box, str]]:
    """Return coloured areas with their edges, which are blurred, at the rules beside them; none inside another."""
    reach = FILL_EDGE * DPI

    def edge(at: float, low: float, high: float, rules: list[tuple[float, float, float]]) -> float:
        middle = (low + high) / 2
        near = [r for r, start, end in rules if abs(r - at) <= reach and start - reach <= middle <= end + reach]
        return min(near, key=lambda r: abs(r - at), default=at)

    out: list[tuple[Box, str]] = []
    for (x0, y0, x1, y1), colour in sorted(fills, key=lambda f: -(f[0][2] - f[0][0]) * (f[0][3] - f[0][1])):
        box = edge(x0, y0, y1, upright), edge(y0, x0, x1, across), edge(x1, y0, y1, upright), edge(y1, x0, x1, across)
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        inside = any(b[0] <= middle[0] <= b[2] and b[1] <= middle[1] <= b[3] for b, _ in out)
        if not inside and min(box[2] - box[0], box[3] - box[1]) > reach / 2:
            out.append((box, colour))
    return out


def _filled(shares: Image) -> tuple[int, int]:
    """Return from which line to which at least half of each is coloured: shades about words reach further."""
    full = np.flatnonzero(shares >= 0.5)
    return (int(full[0]), int(full[-1]) + 1) if len(full) else (0, len(shares))


def _fills(paper: Image) -> list[tuple[Box, str]]:
    """Return the rectangles of another colour than the paper."""
    import cv2

    small = paper[::8, ::8]
    base = np.median(small.reshape(-1, 3), axis=0)
    if base.min() < 150:
        return []  # a dark page: what its paper is cannot be told
    coarse = (small // 24).astype(np.int32)
    key = coarse[..., 0] * 10_000 + coarse[..., 1] * 100 + coarse[..., 2]
    apart = np.abs(small.astype(np.int16) - base).max(axis=2) > SHADE
    out: list[tuple[Box, str]] = []
    for value in np.unique(key[apart])[:200]:
        mask = ((key == value) & apart).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
        for k in range(1, min(count, 400)):
            x, y, w, h, area = (int(v) for v in stats[k])
            if w * 8 >= 0.25 * DPI and h * 8 >= 0.13 * DPI and area >= 0.8 * w * h:
                blue, green, red = (int(v) for v in np.median(small[labels == k], axis=0))
                held = labels[y : y + h, x : x + w] == k
                top, bottom = _filled(held.mean(axis=1))
                left, right = _filled(held.mean(axis=0))
                box = ((x + left) * 8.0, (y + top) * 8.0, (x + right) * 8.0, (y + bottom) * 8.0)
                out.append((box, f"#{red:02x}{green:02x}{blue:02x}"))
    return out
