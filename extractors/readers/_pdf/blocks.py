"""Lines to paragraphs, items, headings, captions and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.layout import Block, Text
from extractors.readers._cellkind import is_open
from extractors.readers._pdf.glyphs import BULLETS
from extractors.readers._pdf.lines import PrintedLine, fold
from extractors.readers._pdf.page import Box
from extractors.readers._pdf.running import FlowItem, PageFlow
from extractors.readers._pdf.timeline import begins_dated

_BULLET = re.compile(rf"(?:[{BULLETS}\u25a0\u25cf\u25cb\u25a1\ue000-\uf8ff\ufffd]|[o\u2013\u2014*-](?=\s))\s*(?=\S)")
_DASHES = ("-", "\u2013", "\u2014")
_DASH = re.compile(r"[\u2013\u2014-](?=\s)")
_NUMBER = re.compile(r"(?:\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,3})\s+(?=\S)")
_TAG = re.compile(r"[A-Z]{1,3}\d{1,2}\s")  # "M1", "H2": short names of milestones
_TABLE_WORD = r"(?:tabla|table|cuadro|tableau|matriz|chart|box|recuadro)"
_FIGURE_WORD = r"(?:figura|figure|fig\.|gr[aá]fic[oa]|graph|ilustraci[oó]n|imagen)"
_CAPTION = re.compile(
    rf"(?P<word>{_TABLE_WORD}|{_FIGURE_WORD})\s*+(?:n\.?\s*+[°ºo]\s*+(?:\.\s*+)?)?(?:\d{{1,3}}|[ivx]{{1,4}}\b)[a-z]?(?P<rest>\s*[.:)–—-]|\s*$|\s+[A-Z\u00c0-\u00dc¿])",
    re.IGNORECASE,
)
_TABLE_CAPTION = re.compile(_TABLE_WORD, re.IGNORECASE)
_NOTE_START = re.compile(r"\[?(\d{1,3}|[*†‡]{1,3})\]?[.)]?\s+(?=\S)")
MOST_LINES = 4
"""Lines of a heading; twice as many in display letters."""

DISPLAY = 1.6
"""Letters this many times larger than running text are display letters: covers and openings of chapters."""

BESIDE = 4
"""Lines: so many and more beside a box are text that it narrows."""

TITLE, TIGHT = 1.4, 1.3
"""Lines of letters so many times as large as the usual ones, no further apart than so many sizes, are one title."""

BRACKETED = 40
"""Characters of lines of running text, one of which may begin with a bracket."""

SAME_SIZE, EDGE, LEADING = 0.5, 2.0, 1.6
"""Points by which the letters of one title differ, and its left edge; sizes between two of its lines."""

_TERMINAL = (".", ":", ";", "?", "!", ".\u201d", '."', ".)")
_LABEL = re.compile(r"[A-Z\u00c0-\u00dc¿][^.:]{2,45}:\s+\S")
_LETTER = re.compile(r"[^\W_]|[¿¡]")
_LINK = re.compile(r"https?:|www\.|@|\.\w{2,4}/", re.IGNORECASE)


@dataclass(slots=True)
class DocumentStyle:
    """What is usual in a document: the size and colour of running text, line pitch by size, right edge.

    ``outline`` holds the bookmarks' folded titles, ``listed`` those of them that stand in several
    places, so that standing there alone makes no heading.
    """

    size: float = 10.0
    bold: bool = False
    color: str = ""
    pitch: dict[float, float] = field(default_factory=dict)
    right: float = 0.0
    outline: dict[str, int] = field(default_factory=dict)
    listed: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """Lines that make one block, before it is known which. ``opens`` tells that it is the first of its column."""

    lines: list[PrintedLine]
    kind: str = "paragraph"
    marker: str = ""
    listing: bool = False
    opens: bool = False

    @property
    def left(self) -> float:
        """The left edge of its words."""
        return min(line.box[0] for line in self.lines)

    def text(self) -> Text:
        """The words, without the marker."""
        return Text(line.line for line in self.lines)


def usual_style(pages: Sequence[PageFlow], outline: dict[str, int]) -> DocumentStyle:
    """Measure what is usual in a document's running text."""
    sizes: Counter[float] = Counter()
    looks: Counter[tuple[bool, str]] = Counter()
    pitches: dict[float, Counter[float]] = {}
    rights: list[float] = []
    for page in pages:
        for item in page.items:
            previous: PrintedLine | None = None
            for line in item.lines:
                size = round(line.size * 2) / 2
                weight = len(line.text)
                if line.bold or (line.color and _is_tint(line.color)):
                    weight //= 4  # headings, where there is little else
                sizes[size] += weight
                looks[line.bold, line.color] += weight
                if previous is not None and abs(previous.size - line.size) < 0.6:
                    pitch = line.base - previous.base
                    if 0.8 * size < pitch < 3 * size:
                        pitches.setdefault(size, Counter())[round(pitch * 2) / 2] += 1
                previous = line
                if not item.column and len(line.text) > 30:
                    rights.append(line.box[2])
    seen = Counter(fold(line.text) for page in pages for item in page.items for line in item.lines) if outline else {}
    style = DocumentStyle(outline=outline, listed={title: seen[title] > 1 for title in outline})
    if sizes:
        style.size = max(sizes, key=lambda s: (sizes[s], s))
        style.bold, style.color = max(looks, key=lambda k: (looks[k], k))
    for size, counts in pitches.items():
        if sum(counts.values()) >= 3:
            style.pitch[size] = max(
                counts, key=lambda p: (counts[p] + 0.5 * counts[p - 0.5] + 0.5 * counts[p + 0.5], -p)
            )
    rights.sort()
    style.right = rights[int(0.93 * (len(rights) - 1))] if rights else 0.0
    return style


def _starts_small(text: str) -> bool:
    letter = _LETTER.search(text)
    return letter is not None and letter.group().islower()


def is_listing(line: PrintedLine) -> bool:
    """Whether a line is an entry of a table of contents: words, a wide gap or leaders, a page number."""
    tokens = line.tokens
    if len(tokens) < 2 or not tokens[-1].text.isdigit() or len(tokens[-1].text) > 3:
        return bool(re.search(r"(?<!\.)\.{4,}+\s*+\d{1,3}$|\d{2,3}$", line.text)) and "...." in line.text
    gap = tokens[-1].x0 - tokens[-2].x1
    return gap > 1.6 * line.size or "...." in line.text or tokens[-2].text.endswith("..")


FLUSH = 5
"""Fewer lines do not tell on which side they are flush."""


def _narrowed(box: Box, lines: Sequence[PrintedLine]) -> Box | None:
    """Return a box with its left side where the text beside it ends; None: it has few lines beside it."""
    beside = [x for x in lines if x.box[3] > box[1] and x.box[1] < box[3] and x.box[2] <= box[0]]
    right = max((x.box[2] for x in beside), default=box[0])
    return (right, *box[1:]) if len(beside) > BESIDE else None


def _flush_right(lines: Sequence[PrintedLine]) -> float | None:
    """Return the left edge of lines that are set flush right, which end at one place and begin anywhere, else None."""
    if len(lines) < FLUSH:
        return None
    ends = Counter(round(line.box[2], 0) for line in lines).most_common(1)[0]
    starts = Counter(round(line.box[0], 0) for line in lines).most_common(1)[0]
    ragged = ends[1] >= 0.9 * len(lines) and starts[1] <= 0.4 * len(lines)
    return min(line.box[0] for line in lines) if ragged else None


class _Paragraphs:
    """Cuts the lines of one flow into drafts."""

    def __init__(self, item: FlowItem, floats: Sequence[Box], style: DocumentStyle, boxes: Sequence[Box] = ()) -> None:
        self.style = style
        boxes = () if item.column else boxes
        self.floats = [*floats, *(narrow for box in boxes if (narrow := _narrowed(box, item.lines)))]
        self.right = item.right if item.column else max(item.right, style.right)
        self.left = _flush_right(item.lines)
        self.drafts: list[Draft] = []

    def add(self, line: PrintedLine) -> None:
        """Add a line to the last draft or begin a new one."""
        if self.drafts and not self.breaks(self.drafts[-1], line):
            self.drafts[-1].lines.append(line)
            return
        draft = Draft([line], listing=is_listing(line))
        bullet = _BULLET.match(line.text)
        number = _NUMBER.match(line.text)
        if line.note:
            draft.kind, draft.marker = "footnote", line.note
        elif bullet or number:
            found = bullet or number
            draft.kind = "item"
            draft.marker = found.group().strip() if found else ""
        self.drafts.append(draft)

    def breaks(self, draft: Draft, line: PrintedLine) -> bool:
        """Whether a line begins a new paragraph."""
        last = draft.lines[-1]
        size = max(last.size, line.size)
        if abs(last.size - line.size) > 0.1 * size or line.note or draft.listing or is_listing(line):
            return True
        if last.aside or line.aside or line.box[0] >= last.box[2] or line.box[2] <= last.box[0]:
            return True  # they stand side by side
        pitch = line.base - last.base
        usual = self.style.pitch.get(round(line.size * 2) / 2, 1.35 * size)
        small = _starts_small(line.text)
        limit = max(1.22 * usual, usual + 1.6)
        if small and not last.text.endswith(_TERMINAL):
            limit = max(limit, 1.75 * size)  # a sentence goes on: something tall stands in the line
        if pitch > limit or pitch < -1:
            return True
        if last.bold != line.bold and not small:
            return True
        if not line.bold and _LABEL.match(line.text) and (last.text.endswith(".") or _LABEL.match(draft.lines[0].text)):
            return True
        if last.color and line.color and last.color != line.color and not small:
            return True
        if (_is_led(line) and _is_led(draft.lines[0])) or begins_dated(line.tokens):
            return True
        return self._marks_start(draft, line) or self._indents(draft, line)

    def _marks_start(self, draft: Draft, line: PrintedLine) -> bool:
        """Whether the line begins with a list marker, or the one before it ended early."""
        last = draft.lines[-1]
        roomy = self.roomy(last, line)
        if _DASH.match(line.text) and not (roomy or draft.marker[:1] in _DASHES or last.text.endswith(_TERMINAL)):
            return False  # "July 2018", full, above "– June 2020": no item of a list
        if _BULLET.match(line.text) or (_TAG.match(line.text) and _TAG.match(draft.lines[0].text)):
            return True
        if _NUMBER.match(line.text) and (roomy or last.text.endswith(_TERMINAL) or draft.kind == "item"):
            return True
        if self._wraps_title(last, line) or _opens_bracket(last, line) or _hangs(draft, line):
            return False
        return roomy and not _starts_small(line.text) and not is_open(last.text)

    def _wraps_title(self, last: PrintedLine, line: PrintedLine) -> bool:
        """Whether two lines of large letters stand as tight as one title does, whatever room the first one left."""
        large = line.size >= TITLE * self.style.size and last.bold == line.bold and abs(last.size - line.size) < 0.6
        return large and 0 < line.base - last.base <= TIGHT * line.size and abs(line.box[0] - last.box[0]) < line.size

    def roomy(self, last: PrintedLine, line: PrintedLine) -> bool:
        """Whether the first word of a line would have fitted on the line before."""
        if self.left is not None:
            return last.box[0] - self.left > (line.tokens[0].x1 - line.tokens[0].x0) + 0.9 * line.size
        right = self.right
        for x0, top, _, bottom in self.floats:
            if top < last.box[3] and bottom > last.box[1] and x0 > last.box[0] + 20:
                right = min(right, x0)
        first = line.tokens[0]
        return right - last.box[2] > (first.x1 - first.x0) + 0.9 * line.size

    def _indents(self, draft: Draft, line: PrintedLine) -> bool:
        """Whether the left edge tells of a new paragraph."""
        last = draft.lines[-1]
        step = line.box[0] - last.box[0]
        limit = 0.8 * line.size
        if abs(step) <= limit or self.left is not None:
            return False
        if abs((line.box[0] + line.box[2]) - (last.box[0] + last.box[2])) < 6:
            return False  # centred
        if len(draft.lines) == 1:
            if step > 0:
                return draft.kind != "item" and self.roomy(last, line)
            return draft.kind == "item" and not _starts_small(line.text)
        return not _starts_small(line.text) or step > 3 * line.size


def _hangs(draft: Draft, line: PrintedLine) -> bool:
    """Whether a line stands in as far as the words behind the sign of the list's item above it."""
    first = draft.lines[0].tokens
    signed = draft.kind == "item" and len(first) > 1 and not any(c.isalnum() for c in first[0].text)
    return signed and abs(first[1].x0 - line.box[0]) < EDGE


def _opens_bracket(last: PrintedLine, line: PrintedLine) -> bool:
    """Whether a line of running text goes on with a bracket: "of the Ministry of Health" above "(MOH), with ..."."""
    plain = not (last.bold or line.bold) and len(last.text) > BRACKETED and len(line.text) > BRACKETED
    return plain and line.text.startswith("(") and not last.text.endswith(_TERMINAL)


def _is_led(line: PrintedLine) -> bool:
    """Whether a line begins in letters of another size than the rest of it: a date or a number in a chip."""
    size = line.tokens[0].size
    return size < 0.9 * line.size and line.tokens[-1].size > size and line.tokens[0].text[:1].isalnum()


def _looks_like_heading(draft: Draft, style: DocumentStyle, text: str) -> bool:
    """Whether a block is set off from running text as headings are."""
    first = draft.lines[0]
    size = max(line.size for line in draft.lines)
    most = MOST_LINES * (2 if size >= DISPLAY * style.size else 1)
    if len(text) > 220 or len(draft.lines) > most or draft.listing or not any(c.isalpha() for c in text):
        return False
    if _LINK.search(text) or len(text) < 3:
        return False
    if text.endswith((";", ",")) or (text.endswith(".") and len(text) > 90) or _starts_small(text):
        return False
    bold = all(line.bold for line in draft.lines) and not style.bold
    tinted = bool(first.color) and first.color != style.color and _is_tint(first.color)
    tinted = tinted and all(line.color == first.color for line in draft.lines)
    if size >= 1.15 * style.size:
        return True
    if bold and size >= 0.95 * style.size:
        return True
    if tinted and size >= 0.97 * style.size:
        return True
    if fold(text) in style.outline and not style.listed.get(fold(text)):
        return True
    return size >= 0.97 * style.size and len(text) > 4 and text.isupper() and len(draft.lines) <= 2


def _is_tint(color: str) -> bool:
    """Whether a colour is neither grey, black nor white."""
    r, g, b = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return max(r, g, b) - min(r, g, b) > 40


def heading_key(draft_lines: Sequence[PrintedLine]) -> tuple[float, bool, bool]:
    """Return what ranks a heading: size, bold, capitals."""
    size = round(max(line.size for line in draft_lines) * 2) / 2
    return size, all(line.bold for line in draft_lines), all(line.text.isupper() for line in draft_lines)


def page_drafts(page: PageFlow, style: DocumentStyle) -> list[Draft | FlowItem]:
    """Return the drafts of a page in reading order, notes last, tables as they are."""
    floats = [item.table.box for item in page.items if item.table is not None]
    body: list[Draft | FlowItem] = []
    notes: list[PrintedLine] = []
    last_note = max(
        (line.box[1] for item in page.items for line in item.lines if line.size > 0.95 * style.size), default=0.0
    )
    for item in page.items:
        if item.table is not None:
            body.append(item)
            continue
        made = _Paragraphs(item, floats, style, page.boxes)
        for line in _with_numerals_first(item.lines):
            if _is_note(line, page, style, last_note):
                notes.append(line)
            else:
                made.add(line)
        if made.drafts:
            made.drafts[0].opens = True
        body += made.drafts
    return body + list(_notes(notes))


def _with_numerals_first(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return lines where a numeral beside two lines of a title ("C2", large, in the margin) does not come between."""
    out = list(lines)
    for k in range(1, len(out) - 1):
        above, numeral, below = out[k - 1 : k + 2]
        if _goes_on_below(above, below) and _stands_beside(numeral, above, below):
            out[k - 1], out[k] = numeral, above
    return out


def _goes_on_below(above: PrintedLine, below: PrintedLine) -> bool:
    """Whether a line stands right below another, in its letters and at its left edge."""
    alike = abs(above.size - below.size) < SAME_SIZE and above.bold == below.bold
    return alike and abs(above.box[0] - below.box[0]) < EDGE and 0 < below.base - above.base < LEADING * above.size


def _stands_beside(numeral: PrintedLine, above: PrintedLine, below: PrintedLine) -> bool:
    """Whether a line of larger letters stands left of two others, beside both of them."""
    clear = numeral.box[2] < min(above.box[0], below.box[0])
    level = numeral.box[1] < above.box[3] and numeral.box[3] > below.box[1]
    return clear and level and numeral.size > above.size + SAME_SIZE


def _is_note(line: PrintedLine, page: PageFlow, style: DocumentStyle, last_body: float) -> bool:
    """Whether a line belongs to the notes at the foot of the page."""
    if page.note_rule is not None and line.box[1] > page.note_rule - 2:
        return line.size <= 0.97 * style.size or line.box[1] > last_body
    if line.size > 0.93 * style.size or line.box[1] < 0.5 * page.height:
        return False
    return line.box[1] > last_body and bool(line.note)


def _notes(lines: Sequence[PrintedLine]) -> Iterable[Draft]:
    draft: Draft | None = None
    for line in lines:
        start = _NOTE_START.match(line.text)
        if draft is None or line.note or (start and _follows(draft, start.group(1), line)):
            if draft is not None:
                yield draft
            marker = line.note or (start.group(1) if start else "")
            draft = Draft([line], "footnote", marker)
        else:
            draft.lines.append(line)
    if draft is not None:
        yield draft


def _follows(draft: Draft, marker: str, line: PrintedLine) -> bool:
    """Whether a line that starts with a number begins the next note."""
    if line.box[0] > draft.left + 2:
        return False
    if draft.marker.isdecimal() and marker.isdecimal():
        return int(marker) == int(draft.marker) + 1
    return not draft.lines[0].note


def caption_of(text: str) -> bool:
    """Whether a line is the caption of a table."""
    return bool(_CAPTION.match(text)) and bool(_TABLE_CAPTION.match(text))


def make_block(draft: Draft, style: DocumentStyle) -> Block:
    """Turn a draft into a block; headings get their level later."""
    text = draft.text()
    words = str(text)
    if draft.kind == "footnote":
        if not draft.lines[0].note and draft.marker:
            start = _NOTE_START.match(words)
            if start:
                text = text.slice(start.end())
        return Block("footnote", text, marker=draft.marker)
    if _CAPTION.match(words) and len(words) < 250 and len(draft.lines) <= 3 and not draft.listing:
        found = _CAPTION.match(words)
        if found and (
            found.group("rest").strip() in {"", ".", ":", ")", "–", "—", "-"}
            or _looks_like_heading(draft, style, words)
        ):
            return Block("caption", text)
    if _looks_like_heading(draft, style, words) and not (draft.kind == "item" and _BULLET.match(words)):
        return Block("heading", text, marker=draft.marker if draft.kind == "item" else "")
    if draft.kind == "item":
        start = _BULLET.match(words) or _NUMBER.match(words)
        if start and not draft.listing:
            return Block("item", text.slice(start.end()), marker=draft.marker)
    return Block("paragraph", text)
