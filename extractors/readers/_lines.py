"""The source lines of a text document: decoding, what each line is by its looks, how the document is set."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.layout import Line, Place, Problem, Text
from extractors.readers._cellkind import is_open
from extractors.readers._inline import pieces, plain
from extractors.readers.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

BULLET = re.compile(r"\s*(?P<bullet>[-*+•●▪◦·‣⁃∙–—➢➤►✓✔\uf0b7\uf0a7\uf0d8]|\ufffd{1,3}|o(?=\t))\s+(?P<rest>\S.*)")
NUMBERED = re.compile(
    r"\s*(?P<marker>\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}(?=\s+[A-ZÁÉÍÓÚÑ¿])"
    r"|[a-z][.)]|[ivx]{1,4}[.)]))\s+(?P<rest>\S.*)"
)
NOTE = re.compile(
    r"\s*(?:\[(?P<bracket>\d{1,3})\]|<sup[^>]*>\s*(?P<sup>[\d*†‡]{1,4})\s*</sup>|\[\^(?P<caret>[\w-]{1,20})\]:)\s*(?P<rest>\S.*)"
)
WIDE_NOTE = re.compile(r"(?P<wide>\d{1,3})\s{2,}(?P<rest>\S.*)")
URL_ONLY = re.compile(r"\s*(?:<?(?:https?://|www\.)\S+>?|\[[^\]]*\]\(https?://\S+\))\s*")
LABEL = re.compile(r"[^\W\d_][^:.?!]{1,80}:(?:\s|$)")


def decode(data: bytes, problems: list[Problem]) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, else Windows-1252 with a problem.

    Raises:
        ReadError: ``empty_file`` for a file of nothing but white space, ``wrong_type`` for one with bytes that no
            text has.
    """
    text = None
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = data.decode(name, "replace")
            break
    if text is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
            problems.append(Problem("encoding_guessed", "No UTF-8: read as Windows-1252"))
    if not text.strip("\ufeff \t\r\n\f\v\0\xa0"):
        raise ReadError("empty_file", "The file is empty: it holds no words")
    if text.count("\0") * 100 > len(text):
        raise ReadError("wrong_type", "The file is no text: it holds zero bytes")
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(slots=True)
class Source:
    """A line of the file: its number from 1, the words as they stand, and whether a page starts with it."""

    number: int
    raw: str
    new_page: bool = False

    @property
    def blank(self) -> bool:
        """Whether the line holds no visible character."""
        return not self.raw.strip()

    @property
    def place(self) -> Place:
        """The line as a place."""
        return Place(locator=f"L{self.number}")

    def lines(self, raw: str | None = None) -> list[Line]:
        """The words of the line (or of a part of it) without markup, one :class:`Line` a ``<br>`` or ``<p>``."""
        return [Line(p.text, self.place, bold=p.bold) for p in pieces(self.raw if raw is None else raw)]

    def text(self, raw: str | None = None) -> Text:
        """The words of the line (or of a part of it) without markup."""
        return Text(self.lines(raw))


@dataclass(slots=True)
class Setting:
    """How a document is set.

    ``wrapped``: paragraphs run over several lines, about ``width`` characters wide. ``running``: numbers of the
    lines that belong to running heads and page numbers.
    """

    wrapped: bool = False
    width: int = 0
    running: set[int] = field(default_factory=set)


def split(text: str) -> list[Source]:
    """Split a text into its lines. A form feed, and in documents that use it so a single leading space, starts a
    page."""
    raws = text.split("\n")
    spaced = [i for i, raw in enumerate(raws) if re.match(r" [^\s]", raw)]
    indented = sum(raw[:2] in ("  ", " \t") for raw in raws)
    pages = set(spaced) if 3 <= len(spaced) <= len(raws) * 0.12 and indented < len(spaced) else set()
    return [Source(i + 1, raw.replace("\f", ""), "\f" in raw or i in pages) for i, raw in enumerate(raws)]


def setting(lines: list[Source]) -> Setting:
    """Find out how a document is set."""
    out = Setting()
    prose = [
        s
        for s in lines
        if not s.blank and "\t" not in s.raw.strip() and "|" not in s.raw and not URL_ONLY.fullmatch(s.raw)
    ]
    pairs = [(a, b) for a, b in pairwise(prose) if b.number == a.number + 1 and len(a.raw) >= 30]
    small = sum(b.raw.lstrip()[:1].islower() and len(a.raw) < 140 for a, b in pairs)
    lengths = sorted(len(s.raw.rstrip()) for s in prose)
    out.wrapped = bool(pairs) and small >= 3 and small * 4 >= len(pairs) and lengths[len(lengths) // 2] < 140
    if out.wrapped:
        out.width = lengths[int(len(lengths) * 0.9)]
        out.running = _running(lines)
    return out


def _running(lines: list[Source]) -> set[int]:
    """The lines of running heads: the same short lines in the same order more than once, a page number about."""
    words = Counter(plain(s.raw) for s in lines if not s.blank)
    groups: list[list[Source]] = [[]]
    for source in lines:
        raw = source.raw.strip()
        again = words[plain(raw)] > 1 and len(raw) <= 100 and not BULLET.match(raw) and not URL_ONLY.fullmatch(raw)
        if again or (raw.isdigit() and len(raw) < 5):
            groups[-1].append(source)
        elif raw:
            groups.append([])

    def heads(group: list[Source]) -> tuple[str, ...]:
        return tuple(plain(s.raw) for s in group if not s.raw.strip().isdigit())

    named = [(heads(group), group) for group in groups if len(group) > 1]
    seen = Counter(names for names, _ in named)
    return {s.number for names, group in named if names and seen[names] > 1 for s in group}


def runs_on(above: Source, below: Source, width: int) -> bool:
    """Whether a line of a wrapped paragraph of the given width goes on in the next one."""
    first = below.raw.split(maxsplit=1)[0]
    if below.raw.lstrip()[:1].islower() or is_open(above.raw):
        return True
    return len(above.raw.rstrip()) + 1 + len(first) > width * 0.88
