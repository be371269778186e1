"""What stands on one page: words, rules, fills, small drawings and images, read through PDFium.

Coordinates are points from the top left corner of the page as displayed: rotation and the offset
of the crop box are undone here, and what lies outside of the crop box is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

Angle = Literal[0, 90, 180, 270]


class Font(NamedTuple):
    """A font as far as layout needs it: ``symbols`` names the pictorial font family, if it is one.

    ``underline`` belongs to the words rather than the font: a rule is drawn right below them.
    """

    name: str
    bold: bool
    symbols: str
    underline: bool = False


NO_FONT = Font("", False, "")


class Token(NamedTuple):
    """A printed word. ``size`` is the font size as displayed; ``angle`` the direction it is read in,
    in degrees counter-clockwise; ``source`` the handle of its text object, valid while the page is open."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    size: float
    font: Font
    angle: int
    source: int


class Rule(NamedTuple):
    """A straight line, thin rectangle or edge: along y for ``upright`` ones, along x for others."""

    upright: bool
    at: float
    start: float
    end: float


class Fill(NamedTuple):
    """A filled rectangle and its colour (``#rrggbb``)."""

    x0: float
    top: float
    x1: float
    bottom: float
    color: str


ShapeKind = Literal["x", "check", "filled", "empty", "star", "rise", "fall", "other"]


class Shape(NamedTuple):
    """A small drawing, told apart by its outline; ``rise`` and ``fall`` are slanted strokes.

    ``color`` is that of its inside (``#rrggbb``), empty where it has none.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    kind: ShapeKind
    color: str = ""


@dataclass(slots=True)
class PageContent:
    """All that one page shows, in the order in which it was drawn.

    ``frames`` are small drawn rectangles: cells, or boxes to tick; ``panels`` are filled shapes that are no rectangles
    (arrows, round boxes), by the box around them; ``bars`` are those of the fills of which one side is seen and no
    more. ``color_of`` gives the colour of a word's text object while the page is open.
    """

    number: int
    width: float
    height: float
    tokens: list[Token] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    panels: list[Fill] = field(default_factory=list)
    bars: list[Fill] = field(default_factory=list)
    color_of: Callable[[int], str] = field(default=lambda _: "")
    characters: int = 0
    unreadable: float = 0.0
    capped: bool = False


class View(NamedTuple):
    """The page box in its own coordinates and how it is turned to be shown."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: Angle

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as displayed, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def shower(self) -> Callable[[float, float, float, float], Box]:
        """Return the function from page coordinates (left, bottom, right, top) to a displayed box."""
        left, bottom, right, top = self.left, self.bottom, self.right, self.top
        if self.rotation == 90:
            return lambda a, b, c, d: (b - bottom, a - left, d - bottom, c - left)
        if self.rotation == 180:
            return lambda a, b, c, d: (right - c, b - bottom, right - a, d - bottom)
        if self.rotation == 270:
            return lambda a, b, c, d: (top - d, right - c, top - b, right - a)
        return lambda a, b, c, d: (a - left, top - d, c - left, top - b)
