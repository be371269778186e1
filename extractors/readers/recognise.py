"""Words of scanned pages and pictures, recognized by tesseract on a prepared raster.

Each page is read twice, as a whole page and as sparse words; where the two see other words in one place, the surer
one counts and is doubted if they are numbers that differ. Ink of the size of letters that neither reading covers is
read once more in crops. Lengths are points (1/72 inch) from the top left corner.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from extractors.readers.errors import ReadError
from extractors.readers.outside import TESSERACT, kept, run

LANGUAGES = "spa+eng"
SECONDS = 120
"""Time limit for one reading of one page."""

LEAST = 30
"""Sureness, of 100, below which a word is no word."""

SURE, SURE_NUMBER = 85, 90
"""Sureness below which a word, or one with figures, is doubted."""

HEAVY = 1.24
"""So many times the usual width of strokes, for their size, have bold letters."""

MOST_PIXELS = 36_000_000
"""Pixels of a page that is recognized."""

FRAME = 30
"""Pixels of white put around a page: so the frame of a picture is a rule like others."""

MOST_CROPS = 60
"""Stretches of left-over ink that are read once more on a page."""

VERSION = "19"
Box = tuple[float, float, float, float]


class Recognized(NamedTuple):
    """A word: where it stands, its sureness (0 to 100), the height of its letters and whether they are heavy."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    sure: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What was recognized on a page, in points of the page as it stands upright.

    ``across`` and ``upright`` are rules as (at, start, end), ``fills`` coloured areas; ``doubtful`` are the places of
    words that may be wrong, ``unread`` those of ink that is no word.
    """

    width: float
    height: float
    words: tuple[Recognized, ...]
    across: tuple[tuple[float, float, float], ...]
    upright: tuple[tuple[float, float, float], ...]
    fills: tuple[tuple[Box, str], ...]
    doubtful: tuple[Box, ...]
    unread: tuple[Box, ...]
    turned: int = 0


@functools.cache
def missing() -> str:
    """Return what is missing for recognition and the command that installs it; empty where nothing is."""
    lacks = []
    if TESSERACT.path is None or languages():
        lacks.append(f"tesseract with Spanish and English ({TESSERACT.install})")
    if importlib.util.find_spec("cv2") is None:
        lacks.append("OpenCV (make setup-ocr, or pip install 'compromiso[ocr]')")
    return " and ".join(lacks)


@functools.cache
def languages() -> list[str]:
    """Return the languages that tesseract lacks, all of them where it is not installed."""
    wanted = LANGUAGES.split("+")
    if TESSERACT.path is None:
        return wanted
    with tempfile.TemporaryDirectory(prefix="compromiso-") as folder:
        try:
            known = run(TESSERACT, ["--list-langs"], 20, home=Path(folder)).decode("utf-8", "replace").split()
        except ReadError:
            return wanted
    return [language for language in wanted if language not in known]


def holds_table(image: Any) -> bool:
    """Whether a picture has the rules of a table: three across and two upright ones, or more."""
    from extractors.readers import raster

    page = raster.prepare(image)
    return len(page.across) >= 3 and len(page.upright) >= 2


def recognise(image: Any, scale: float) -> Page:
    """Return what stands on a page; ``image`` is its raster (blue, green, red), ``scale`` its pixels a point.

    Raises:
        ReadError: ``unsupported_type`` where a program is missing, ``timeout``, ``corrupt``.
    """
    lacks = missing()
    if lacks:
        raise ReadError("unsupported_type", f"Scanned pages and pictures need {lacks}")
    given = bytes(str(image.shape), "ascii") + image.tobytes()
    made = kept(f"recognise {VERSION} {LANGUAGES} {scale:.4f}", given, lambda: _packed(_recognise(image, scale)))
    return _unpacked(made)


def _packed(page: Page) -> bytes:
    return json.dumps([getattr(page, name) for name in Page.__slots__]).encode()


def _unpacked(data: bytes) -> Page:
    width, height, words, across, upright, fills, doubtful, unread, turned = json.loads(data)
    return Page(
        width,
        height,
        tuple(Recognized(*w) for w in words),
        tuple(tuple(r) for r in across),
        tuple(tuple(r) for r in upright),
        tuple((tuple(box), colour) for box, colour in fills),
        tuple(tuple(b) for b in doubtful),
        tuple(tuple(b) for b in unread),
        turned,
    )


class _Word(NamedTuple):
    """A word as tesseract gives it, in pixels; ``line`` tells the lines of one reading apart."""

    x0: int
    y0: int
    x1: int
    y1: int
    text: str
    sure: float
    line: tuple[int, int, int]


def _recognise(image: Any, scale: float) -> Page:
    import cv2
    import numpy as np

    from extractors.readers import raster

    turned = 0
    if raster.is_sideways(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)):
        turned = _turn_of(image)
        image = np.ascontiguousarray(np.rot90(image, turned))
    factor = raster.fitting(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    factor = min(factor, (MOST_PIXELS / (image.shape[0] * image.shape[1])) ** 0.5)
    if factor != 1.0:
        how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
        image, scale = cv2.resize(image, None, fx=factor, fy=factor, interpolation=how), scale * factor
    image = cv2.copyMakeBorder(image, FRAME, FRAME, FRAME, FRAME, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    page = raster.prepare(image)
    first, second = _without_towers(_read(page.clean, 3)), _without_towers(_read(page.clean, 11))
    words, doubted = _merged(first, second)
    again, unread = _left_over(page.clean, words)
    words += again
    doubted += [_box(w) for w in again if any(c.isdigit() for c in w.text)]
    words = _apart(words)
    sizes = _sizes(words)
    weights = _weights(page.clean, words, [size for size, _ in sizes])
    usual = float(np.median(weights)) if weights else 0.0

    def points(*values: float) -> tuple[float, ...]:
        return tuple(round((float(v) - FRAME) / scale, 2) for v in values)

    out = []
    for word, weight, (size, base) in zip(words, weights, sizes, strict=True):
        bold = usual > 0 and weight > HEAVY * usual
        x0, top, x1, bottom = points(word.x0, base - 0.78 * size, word.x1, base + 0.22 * size)
        out.append(Recognized(x0, top, x1, bottom, word.text, word.sure, size / scale, bold))
        figures = any(c.isdigit() for c in word.text)
        if word.sure < (SURE_NUMBER if figures else SURE):
            doubted.append(_box(word))
    height, width = page.clean.shape[:2]
    return Page(
        (width - 2 * FRAME) / scale,
        (height - 2 * FRAME) / scale,
        tuple(out),
        tuple(points(*r) for r in page.across),  # type: ignore[misc]
        tuple(points(*r) for r in page.upright),  # type: ignore[misc]
        tuple((points(*box), colour) for box, colour in page.fills),  # type: ignore[misc]
        tuple(points(*b) for b in doubted),  # type: ignore[misc]
        tuple(points(*b) for b in unread),  # type: ignore[misc]
        turned,
    )


def _box(word: _Word) -> tuple[float, float, float, float]:
    return float(word.x0), float(word.y0), float(word.x1), float(word.y1)


def _turn_of(image: Any) -> int:
    """Return by how many quarter turns (counter-clockwise) a sideways page stands upright."""
    import cv2
    import numpy as np

    small = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    width = small.shape[1]
    small = small[:, width // 3 : 2 * width // 3]  # lines run up and down: a third of them tells
    marks = {
        turn: sum(w.sure for w in _read(np.ascontiguousarray(np.rot90(small, turn)), 11) if len(w.text) > 3)
        for turn in (1, 3)
    }
    return max(marks, key=lambda turn: marks[turn])


def _read(image: Any, mode: int) -> list[_Word]:
    """Run tesseract over an image in one of its modes of finding words."""
    import cv2

    ok, data = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not ok:
        return []
    arguments = ["stdin", "stdout", "-l", LANGUAGES, "--dpi", "300", "--psm", str(mode), "tsv"]
    with tempfile.TemporaryDirectory(prefix="compromiso-") as folder:
        out = run(TESSERACT, arguments, SECONDS, given=data.tobytes(), home=Path(folder))
    words = []
    for row in out.decode("utf-8", "replace").splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) < 12 or fields[0] != "5":
            continue
        text = fields[11].strip()
        x, y, w, h = (int(v) for v in fields[6:10])
        sure = float(fields[10])
        least = LEAST if len(text) > 2 or mode == 6 else SURE
        if text and sure >= least and w > 0 and h > 0 and any(c.isalnum() or c in "%☐☒☑✓✔•-–" for c in text):
            line = int(fields[2]), int(fields[3]), int(fields[4])
            words.append(_Word(x, y, x + w, y + h, text, sure, line))
    return words


def _without_towers(words: list[_Word]) -> list[_Word]:
    """Leave out unsure words far taller than the others: figures of several rows that were taken for one word."""
    heights = sorted(w.y1 - w.y0 for w in words)
    usual = heights[len(heights) // 2] if heights else 0
    return [w for w in words if w.sure >= SURE or w.y1 - w.y0 <= 1.9 * usual]


def _merged(first: list[_Word], second: list[_Word]) -> tuple[list[_Word], list[Box]]:
    """Return the words of two readings as one, and the places where they see other figures."""
    out: list[_Word] = []
    doubted: list[Box] = []
    used: set[int] = set()
    cells, own = _Near(second), _Near(first)

    def held(other: _Word) -> int:
        return sum(_overlap(word, other) > 0.5 for _, word in own.near(other))

    for word in first:
        rivals = [(k, other) for k, other in cells.near(word) if _overlap(word, other) > 0.5]
        used.update(k for k, _ in rivals)
        like = (other for _, other in rivals if _overlap(other, word) > 0.5 or held(other) == 1)
        best = max(like, key=lambda o: o.sure, default=None)
        if best is None or best.text == word.text:
            out.append(word if best is None else word._replace(sure=max(word.sure, best.sure)))
            continue
        chosen = best if best.sure > word.sure + 3 else word
        if any(c.isdigit() for c in word.text + best.text) and _figures(word.text) != _figures(best.text):
            doubted.append(_box(word))
        out.append(chosen._replace(line=word.line))
    taken = _Near(list(out))
    for k, word in enumerate(second):
        if k not in used and not any(_meet(word, other) for _, other in taken.near(word)):
            out.append(word._replace(line=(-1, -1, k)))
    return out, doubted


def _figures(text: str) -> str:
    return "".join(c for c in text if c.isdigit() or c in "%,.")


class _Near:
    """Words by the stripes of the page that they stand in."""

    STRIPE = 64

    def __init__(self, words: Sequence[_Word]) -> None:
        self.words = words
        self.stripes: dict[int, list[int]] = {}
        for k, word in enumerate(words):
            for stripe in range(word.y0 // self.STRIPE, word.y1 // self.STRIPE + 1):
                self.stripes.setdefault(stripe, []).append(k)

    def near(self, word: _Word) -> list[tuple[int, _Word]]:
        found = {k for s in range(word.y0 // self.STRIPE, word.y1 // self.STRIPE + 1) for k in self.stripes.get(s, ())}
        return [(k, self.words[k]) for k in sorted(found)]


def _overlap(one: _Word, two: _Word) -> float:
    """Return which share of a word another one covers."""
    width = min(one.x1, two.x1) - max(one.x0, two.x0)
    height = min(one.y1, two.y1) - max(one.y0, two.y0)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max((one.x1 - one.x0) * (one.y1 - one.y0), 1)


def _meet(one: _Word, two: _Word) -> bool:
    return max(_overlap(one, two), _overlap(two, one)) > 0.3


def _left_over(clean: Any, words: Sequence[_Word]) -> tuple[list[_Word], list[Box]]:
    """Read the ink of the size of letters that no word covers; return its words, and the places that stay unread."""
    import cv2
    import numpy as np

    from extractors.readers import raster

    ink = (clean < raster.INK).astype(np.uint8)
    for word in words:
        ink[max(word.y0 - 4, 0) : word.y1 + 4, max(word.x0 - 8, 0) : word.x1 + 8] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    letters = np.zeros_like(ink)
    low, high = 0.05 * raster.DPI, 0.3 * raster.DPI
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        stroke = h > 0.15 * raster.DPI and w * 6 < h
        if low <= h <= high and 3 <= w <= 2 * high and area >= 0.12 * w * h and not stroke:
            letters[y : y + h, x : x + w] |= (labels[y : y + h, x : x + w] == k).astype(np.uint8)
    joined = cv2.dilate(letters, np.ones((5, 31), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes: list[tuple[int, int, int, int]] = []
    for k in range(1, count):
        x, y, w, h = (int(v) for v in stats[k][:4])
        if w >= 24 and h >= low:
            boxes.append((x, y, w, h))
    if not boxes:
        return [], []
    boxes = sorted(boxes, key=lambda b: (b[1], b[0]))
    kept_boxes, rest = boxes[:MOST_CROPS], boxes[MOST_CROPS:]
    strip, tops = _strip(clean, kept_boxes)
    seen: dict[int, list[_Word]] = {}
    for word in _read(strip, 6):
        middle = (word.y0 + word.y1) / 2
        k = max((i for i, top in enumerate(tops) if top <= middle), default=0)
        x, y, _, _ = kept_boxes[k]
        left, up = x - 4 - 2 * _PAD, y - 4 - _PAD - tops[k]
        moved = _Word(word.x0 + left, word.y0 + up, word.x1 + left, word.y1 + up, word.text, word.sure, (-2, -2, k))
        seen.setdefault(k, []).append(moved)
    out: list[_Word] = []
    unread = list(rest)
    for k, box in enumerate(kept_boxes):
        found = (
            _voted(seen.get(k, []), box) if _is_narrow(box) else [w for w in seen.get(k, []) if w.sure >= _CROP_SURE]
        )
        out += found
        if not found:
            unread.append(box)
    return out, [(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h in unread]


_PAD = 20  # pixels of white around a crop
_TIMES, _GAP = 3, 40  # a narrow crop is shown several times beside itself, so that its figures have a line
_CROP_SURE = 60


def _is_narrow(box: tuple[int, int, int, int]) -> bool:
    """Whether a crop holds but a letter or two."""
    return box[2] <= 2.2 * box[3] and box[2] <= 110


def _strip(clean: Any, boxes: Sequence[tuple[int, int, int, int]]) -> tuple[Any, list[int]]:
    """Return the crops one below the other in one image, and where each begins."""
    import numpy as np

    widths = [(_TIMES * (w + _GAP) if _is_narrow((x, y, w, h)) else w) for x, y, w, h in boxes]
    strip = np.full((sum(h + 2 * _PAD for _, _, _, h in boxes) + 40, max(widths) + 4 * _PAD), 255, np.uint8)
    tops, at = [], 20
    for x, y, w, h in boxes:
        crop = clean[max(y - 4, 0) : y + h + 4, max(x - 4, 0) : x + w + 4]
        for k in range(_TIMES if _is_narrow((x, y, w, h)) else 1):
            left = 2 * _PAD + k * (w + _GAP)
            piece = crop[:, : strip.shape[1] - left]
            strip[at + _PAD : at + _PAD + piece.shape[0], left : left + piece.shape[1]] = piece
        tops.append(at)
        at += h + 2 * _PAD
    return strip, tops


def _voted(words: Sequence[_Word], box: tuple[int, int, int, int]) -> list[_Word]:
    """Return what most showings of a narrow crop were read as, if two or more agree."""
    texts = [word.text for word in words]
    best = max(texts, key=texts.count, default="")
    if texts.count(best) < 2:
        return []
    x, y, w, h = box
    margin = 15 if w > 40 else 0  # crops are as wide as their letters and what joins them
    sure = max(word.sure for word in words if word.text == best)
    return [_Word(x + margin, y + 2, x + w - margin, y + h - 2, best, sure, (-2, -2, x + y))]


def _weights(clean: Any, words: Sequence[_Word], sizes: Sequence[float]) -> list[float]:
    """Return how heavy the strokes of each word are: their width against its font size, both in pixels."""
    import cv2
    import numpy as np

    from extractors.readers import raster

    ink = (clean < raster.INK).astype(np.uint8)
    out = []
    for word, size in zip(words, sizes, strict=True):
        crop = ink[word.y0 : word.y1, word.x0 : word.x1]
        area = int(crop.sum())
        if not area:
            out.append(0.0)
            continue
        edge = area - int(cv2.erode(crop, np.ones((3, 3), np.uint8), borderValue=0).sum())
        out.append(2.0 * area / max(edge, 1) / max(size, 1.0))
    return out


_TALL, _DEEP = frozenset("bdfhklt0123456789%()[]/!?áéíóúñ¿¡"), frozenset("gjpqy,;()[]")


def _share(text: str) -> tuple[float, float]:
    """Return how much of the font size the letters of a word take above and below the baseline."""
    tall = any(c in _TALL or c.isupper() for c in text)
    deep = any(c in _DEEP for c in text)
    return (0.72 if tall else 0.5), (0.2 if deep else 0.0)


def _letters_height(word: _Word) -> float:
    up, down = _share(word.text)
    return (word.y1 - word.y0) / (up + down)


def _apart(words: Sequence[_Word]) -> list[_Word]:
    """Return the words with boxes that reach over a short word behind them cut before it.

    Both must come from one reading, which sees no letter twice.
    """
    out = list(words)
    near = _Near(words)
    for short in words:
        if len(short.text) > 2:
            continue
        for i, long in near.near(short):
            space = 0.2 * (long.y1 - long.y0)
            ends = (long.x0 + long.x1) / 2 < short.x0 and long.x1 - space <= short.x1
            level = min(short.y1, long.y1) - max(short.y0, long.y0) > 0.5 * (long.y1 - long.y0)
            one = min(short.line[0], 0) == min(long.line[0], 0)
            if len(long.text) > 2 and one and level and ends and short.x0 < long.x1:
                out[i] = out[i]._replace(x1=int(short.x0 - space))
    return out


def _beside(words: Sequence[_Word], k: int) -> int | None:
    """Return the nearest word of the same line of print, within a letter's height or two; None without one.

    The box of a short word that was read alone is not to be trusted for its size.
    """
    word = words[k]
    best: tuple[int, int] | None = None
    for i, other in enumerate(words):
        if i == k or len(other.text) <= len(word.text):
            continue
        shared = min(word.y1, other.y1) - max(word.y0, other.y0)
        gap = max(word.x0 - other.x1, other.x0 - word.x1, 0)
        least = min(word.y1 - word.y0, other.y1 - other.y0)
        if shared > 0.5 * least and gap <= 2 * (other.y1 - other.y0) and (best is None or gap < best[0]):
            best = gap, i
    return best[1] if best else None


def _sizes(words: Sequence[_Word]) -> list[tuple[float, float]]:
    """Return the font size and baseline of each word, in pixels: those of one line share them."""
    import numpy as np

    lines: dict[tuple[int, int, int], list[int]] = {}
    for k, word in enumerate(words):
        lines.setdefault(word.line, []).append(k)
    out: list[tuple[float, float]] = [(0.0, 0.0)] * len(words)
    for members in lines.values():
        sizes = [_letters_height(words[k]) for k in members]
        bases = []
        for k in members:
            up, down = _share(words[k].text)
            bases.append(words[k].y1 - down / (up + down) * (words[k].y1 - words[k].y0))
        size = float(np.median(sizes))
        base = float(np.median(bases))
        for k, own in zip(members, bases, strict=True):
            same = abs(own - base) < 0.35 * size
            out[k] = (size, base if same else own)
    alone = [members[0] for members in lines.values() if len(members) == 1]
    for k, beside in [(k, _beside(words, k)) for k in alone]:
        if beside is not None and not 0.75 < out[k][0] / out[beside][0] < 1.33:
            out[k] = out[beside]
    known = sorted(size for size, _ in out)
    if not known:
        return out
    # Letters of one size come out a little apart: sizes within a twelfth of each other are one.
    groups: list[list[float]] = [[known[0]]]
    for size in known[1:]:
        if size <= 1.12 * groups[-1][0]:
            groups[-1].append(size)
        else:
            groups.append([size])
    middle = {size: float(np.median(group)) for group in groups for size in group}
    return [(middle[size], base) for size, base in out]
