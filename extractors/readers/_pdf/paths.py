"""The drawings of a page: rules, filled rectangles, small signs and images."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from itertools import pairwise

from extractors.readers._pdf import calls
from extractors.readers._pdf.page import Box, Fill, PageContent, Rule, Shape, ShapeKind, View

THIN = 2.6
"""A rectangle no thicker than this many points is a rule."""

SIGN_SIZE = 22.0
"""A drawing no larger than this many points each way may be a sign."""

MAX_OBJECTS = 60_000
"""Drawings read on one page; a page with more is a map or a chart."""

MAX_SEGMENTS = 40_000
"""Path segments read on one page."""

_FORM, _PATH, _IMAGE = 5, 2, 3
_MOVE, _BEZIER = 2, 1
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(matrix: _Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@functools.lru_cache(maxsize=4096)
def _hexadecimal(red: int, green: int, blue: int) -> str:
    return f"#{red:02x}{green:02x}{blue:02x}"


_rule = functools.partial(tuple.__new__, Rule)  # a third of the time of calling the class, for each drawing
_fill = functools.partial(tuple.__new__, Fill)


class _Subpath:
    """One outline of a path: its points and whether it is closed or curved."""

    __slots__ = ("closed", "curved", "points")

    def __init__(self) -> None:
        self.points: list[_Point] = []
        self.closed = False
        self.curved = False

    def box(self) -> Box:
        xs, ys = [p[0] for p in self.points], [p[1] for p in self.points]
        return min(xs), min(ys), max(xs), max(ys)

    def corners(self) -> list[_Point]:
        """Return the points without the repeated first one."""
        points = self.points
        if len(points) > 1 and abs(points[0][0] - points[-1][0]) < 0.05 and abs(points[0][1] - points[-1][1]) < 0.05:
            points = points[:-1]
        if len(points) == 5 and not self.curved:  # a shape may be drawn from the middle of a side
            points = [b for a, b, c in zip(points[-1:] + points[:-1], points, points[1:] + points[:1], strict=True)
                      if not (abs(a[0] - b[0]) < 0.05 and abs(b[0] - c[0]) < 0.05)
                      and not (abs(a[1] - b[1]) < 0.05 and abs(b[1] - c[1]) < 0.05)]  # fmt: skip
        return points

    def is_rectangle(self) -> bool:
        """Whether each side runs along an axis."""
        corners = self.corners()
        if self.curved or len(corners) != 4:
            return False
        return all(
            abs(a[0] - b[0]) < 0.3 or abs(a[1] - b[1]) < 0.3
            for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
        )


BORDER = 8.0
"""A border is no wider than this (points)."""

NO_GAP = 0.2
"""Sides that differ by less (points) are the same."""


class _Drawings:
    """Reads the drawings of one open page."""

    def __init__(self, view: View, content: PageContent) -> None:
        self.content = content
        self.show = view.shower()
        self.floats = [ctypes.c_float() for _ in range(4)]
        self.at = [calls.pointer(f) for f in self.floats]
        self.ints = [ctypes.c_int() for _ in range(2)]
        self.int_at = [calls.pointer(i) for i in self.ints]
        self.colors = [ctypes.c_uint() for _ in range(4)]
        self.color_at = [calls.pointer(c) for c in self.colors]
        self.objects = 0
        self.segments = 0

    def color(self, source: calls.Handle) -> str | None:
        """Return the fill colour, or None where there is none to see."""
        if not calls.fill_color(source, *self.color_at):
            return None
        r, g, b, alpha = self.colors
        return _hexadecimal(r.value, g.value, b.value) if alpha.value > 8 else None

    def walk(self, owner: ctypes.c_void_p, matrix: _Matrix, depth: int = 0) -> None:
        """Read the objects of a page, or of a form on it."""
        get, count = (calls.form_object, calls.count_form_objects) if depth else (calls.get_object, calls.count_objects)
        object_type = calls.object_type
        for i in range(count(owner)):
            source = get(owner, i)
            kind = object_type(source)
            self.objects += 1
            if self.objects > MAX_OBJECTS or self.segments > MAX_SEGMENTS:
                self.content.capped = True
                return
            if kind == _PATH:
                self.path(source, matrix)
            elif kind == _IMAGE:
                self.image(self.visible(source, matrix))
            elif kind == _FORM and depth < 8:
                m = calls.Matrix()
                calls.object_matrix(source, calls.pointer(m))
                self.walk(source, _times((m.a, m.b, m.c, m.d, m.e, m.f), matrix), depth + 1)

    def bounds(self, source: calls.Handle, matrix: _Matrix) -> Box:
        """Return the displayed box of an object."""
        if not calls.object_bounds(source, *self.at):
            return 0.0, 0.0, 0.0, 0.0
        a, b, c, d = self.floats
        left, bottom, right, top = a.value, b.value, c.value, d.value
        if matrix is not _IDENTITY:
            corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
            left, right = min(c[0] for c in corners), max(c[0] for c in corners)
            bottom, top = min(c[1] for c in corners), max(c[1] for c in corners)
        return self.show(left, bottom, right, top)

    def visible(self, source: calls.Handle, matrix: _Matrix) -> Box:
        """Return the box of an image as far as its clipping lets it be seen."""
        box = self.bounds(source, matrix)
        clip = calls.clip_path(source)
        if not clip or matrix is not _IDENTITY:
            return box
        x, y = self.floats[0], self.floats[1]
        for path in range(max(calls.count_clips(clip), 0)):
            points = []
            for i in range(min(calls.count_clip_segments(clip, path), 50)):
                segment = calls.clip_segment(clip, path, i)
                if segment and calls.segment_point(segment, self.at[0], self.at[1]):
                    points.append((x.value, y.value))
            if len(points) > 2:
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                seen = self.show(min(xs), min(ys), max(xs), max(ys))
                cut = max(box[0], seen[0]), max(box[1], seen[1]), min(box[2], seen[2]), min(box[3], seen[3])
                if cut[0] < cut[2] and cut[1] < cut[3]:
                    box = cut
        return box

    def image(self, box: Box) -> None:
        """Keep an image; a line drawn as an image is a rule."""
        x0, top, x1, bottom = box
        if x1 <= 0 or bottom <= 0 or x0 >= self.content.width or top >= self.content.height:
            return
        if not self.thin(box):
            self.content.images.append(box)

    def thin(self, box: Box) -> bool:
        """Add a rule if the box is thin; dots are taken for nothing."""
        x0, top, x1, bottom = box
        width, height = x1 - x0, bottom - top
        if height <= THIN and width > height:
            if width > 1:
                self.content.rules.append(_rule((False, (top + bottom) / 2, x0, x1)))
            return True
        if width <= THIN:
            if height > 1 and height > width:
                self.content.rules.append(_rule((True, (x0 + x1) / 2, top, bottom)))
            return True
        return False

    def path(self, source: calls.Handle, matrix: _Matrix) -> None:
        """Sort a path into rules, fills and signs."""
        count = calls.count_segments(source)
        box = self.bounds(source, matrix)
        x0, top, x1, bottom = box
        content = self.content
        if x1 < 0 or bottom < 0 or x0 > content.width or top > content.height:
            return
        if count <= 6 and self.thin(box):
            return
        if not calls.draw_mode(source, *self.int_at):
            return
        filled, stroked = self.ints[0].value != 0, self.ints[1].value != 0
        small = x1 - x0 <= SIGN_SIZE and bottom - top <= SIGN_SIZE
        if count == 5 and filled and not stroked:
            color = self.color(source)
            if color:
                self.fill(box, color)
            return
        outlines = self.outlines(source, count, matrix)
        if small:
            inside = self.color(source) if filled else None
            content.shapes.append(Shape(*box, sign_of(outlines, filled=filled), inside or ""))
            if not all(o.is_rectangle() for o in outlines):
                return
        color = self.color(source) if filled else None
        if color and not stroked and len(outlines) == 2:
            self.one_side(outlines, color)
        for outline in outlines:
            self.outline(outline, color, stroked)

    def one_side(self, outlines: list[_Subpath], color: str) -> None:
        """Note a border of which one side is drawn: a rectangle with another as its hole that leaves a strip of it.

        Browsers print the bar at the side of a box or of an item of a list so.
        """
        if not all(o.is_rectangle() for o in outlines):
            return
        boxes = sorted((self.show(*o.box()) for o in outlines), key=lambda b: (b[0] - b[2]) * (b[3] - b[1]))
        gaps = [abs(a - b) for a, b in zip(*boxes, strict=True)]
        if sum(gap > NO_GAP for gap in gaps) == 1 and max(gaps) <= BORDER:
            self.content.bars += (_fill((*box, color)) for box in boxes)

    def fill(self, box: Box, color: str) -> None:
        """Keep a filled rectangle unless it is the page's own background."""
        x0, top, x1, bottom = box
        if (x1 - x0) * (bottom - top) < 0.6 * self.content.width * self.content.height:
            self.content.fills.append(_fill((x0, top, x1, bottom, color)))

    def outline(self, outline: _Subpath, color: str | None, stroked: bool) -> None:
        """Add the rules or the fill that one outline makes."""
        left, bottom, right, top = outline.box()
        box = self.show(left, bottom, right, top)
        if outline.is_rectangle():
            self.rectangle(box, color, stroked)
            return
        if outline.curved and color and len(outline.points) <= 20 and self._is_rounded(outline):
            self.fill(box, color)
        elif color and not self.thin(box):
            self.content.panels.append(_fill((*box, color)))
        points = outline.corners() if outline.closed else outline.points
        if color and len(points) == 4 and not outline.curved and self.thin(box):
            return
        if stroked:
            self.sides_of(outline, points)

    def rectangle(self, box: Box, color: str | None, stroked: bool) -> None:
        """Add a rectangle as a rule, a fill, a frame or a small frame."""
        if self.thin(box):
            return
        if color:
            self.fill(box, color)
        if stroked and max(box[2] - box[0], box[3] - box[1]) <= SIGN_SIZE:
            self.content.frames.append(box)
        elif stroked:
            self.frame(box)

    def sides_of(self, outline: _Subpath, points: list[_Point]) -> None:
        """Add the level and upright sides of an outline as rules."""
        sides = list(pairwise(points))
        if outline.closed and len(points) > 2:
            sides.append((points[-1], points[0]))
        for a, b in sides:
            if abs(a[0] - b[0]) < 0.5 or abs(a[1] - b[1]) < 0.5:
                self.thin(self.show(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))

    def frame(self, box: Box) -> None:
        """Add the four sides of a rectangle as rules."""
        x0, y0, x1, y1 = box
        self.content.rules += (
            Rule(False, y0, x0, x1),
            Rule(False, y1, x0, x1),
            Rule(True, x0, y0, y1),
            Rule(True, x1, y0, y1),
        )

    @staticmethod
    def _is_rounded(outline: _Subpath) -> bool:
        """Whether a curved outline is a rectangle with rounded corners."""
        left, bottom, right, top = outline.box()
        edge = sum(min(abs(x - left), abs(x - right), abs(y - bottom), abs(y - top)) < 0.5 for x, y in outline.points)
        return edge >= 8 and right - left > 30

    def outlines(self, source: calls.Handle, count: int, matrix: _Matrix) -> list[_Subpath]:
        """Return the outlines of a path in page coordinates."""
        m = calls.Matrix()
        if calls.object_matrix(source, calls.pointer(m)):
            own = (m.a, m.b, m.c, m.d, m.e, m.f)
            matrix = own if matrix is _IDENTITY else _times(own, matrix)
        out: list[_Subpath] = []
        x, y = self.floats[0], self.floats[1]
        for i in range(count):
            self.segments += 1
            if self.segments > MAX_SEGMENTS:
                self.content.capped = True
                break
            segment = calls.get_segment(source, i)
            if not segment or not calls.segment_point(segment, self.at[0], self.at[1]):
                continue
            kind = calls.segment_type(segment)
            if kind == _MOVE or not out:
                out.append(_Subpath())
            out[-1].points.append(_apply(matrix, x.value, y.value))
            out[-1].curved |= kind == _BEZIER
            out[-1].closed |= bool(calls.segment_close(segment))
        return [o for o in out if len(o.points) > 1]


def color_reader() -> Callable[[int], str]:
    """Return a function that tells the fill colour of a text object of the open page."""
    values = [ctypes.c_uint() for _ in range(4)]
    at = [calls.pointer(v) for v in values]
    known: dict[int, str] = {}

    def color_of(source: int) -> str:
        found = known.get(source)
        if found is None:
            found = ""
            if source and calls.fill_color(calls.Pointer(source), *at):
                found = _hexadecimal(*(v.value for v in values[:3]))
            known[source] = found
        return found

    return color_of


def sign_of(outlines: list[_Subpath], *, filled: bool) -> ShapeKind:
    """Return what a small drawing is, by its outline."""
    if not outlines:
        return "other"
    kinds = [_sign_of_one(o, filled=filled) for o in outlines]
    if len(kinds) == 1:
        return kinds[0]
    strokes = [o for o in outlines if len(o.corners()) == 2]
    slopes = {_slope(o) for o in strokes}
    if {-1, 1} <= slopes:
        return "x"
    for kind in ("star", "check", "x"):
        if kind in kinds:
            return kind
    if filled and len(outlines) == 2 and all(o.is_rectangle() or o.curved for o in outlines):
        return "empty"  # a frame: the inner outline is a hole
    return "other"


def _slope(outline: _Subpath) -> int:
    (x0, y0), (x1, y1) = outline.points[0], outline.points[1]
    if abs(x1 - x0) < 1.5 or abs(y1 - y0) < 1.5:
        return 0
    return 1 if (x1 - x0) * (y1 - y0) > 0 else -1


def _sign_of_one(outline: _Subpath, *, filled: bool) -> ShapeKind:
    corners = outline.corners()
    if len(corners) == 2 and _slope(outline):
        return "rise" if _slope(outline) > 0 else "fall"
    if outline.is_rectangle() or (outline.curved and len(corners) in (12, 13)):
        return "filled" if filled else "empty"
    if outline.curved:
        return ("filled" if filled else "empty") if _is_round(corners) else "other"
    if len(corners) == 10 and _alternates(corners):
        return "star"
    if len(corners) == 12 and filled:
        return "x"
    if len(corners) == 3 and not filled and not outline.closed:
        return "check"
    if len(corners) in (6, 7) and filled:
        return "check"
    return "other"


ROUNDNESS = 1.15
"""The points of a circle, handles of its arcs among them, are no further from its middle than by this factor."""


def _is_round(corners: list[_Point]) -> bool:
    """Whether an outline is a circle drawn in many arcs: ends and handles as far from the middle on all sides."""
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    cx, cy = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    far = [((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 for x, y in corners]
    sides = {(x > cx, y > cy) for x, y in corners}
    return len(corners) > 7 and len(sides) == 4 and max(far) <= ROUNDNESS * min(far)


def _alternates(corners: list[_Point]) -> bool:
    """Whether corners are near and far from the centre by turns, as a star's are."""
    cx, cy = sum(p[0] for p in corners) / len(corners), sum(p[1] for p in corners) / len(corners)
    far = [((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 for x, y in corners]
    even, odd = far[::2], far[1::2]
    return bool(min(even) > 1.25 * max(odd) or min(odd) > 1.25 * max(even))


def read_drawings(page: ctypes.c_void_p, view: View, content: PageContent) -> None:
    """Read the drawings of an open page into ``content``."""
    _Drawings(view, content).walk(page, _IDENTITY)
