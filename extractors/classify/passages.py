"""Where in a document words stand: its cover, own title, running heads, fields, headings, running text.

Every step of classification reads these passages; none looks at the document's elements again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from extractors.annotate.labels import role_of
from extractors.classify import cues
from extractors.classify.settings import SETTINGS, ClassSettings
from extractors.document import Block, Document, Table
from extractors.lexicon import Lexicon
from extractors.words import fold

_PAGE_NUMBER = re.compile(r"^\W*(?:\w{1,9}\s+)?\d{1,4}(?:\s*(?:/|\w{1,3})\s*\d{1,4})?\W*$")
_YEAR_ALONE = re.compile(r"^(?:19|20)\d\d\W*$")
_ENDS_IN_NUMBER = re.compile(
    r"(?:(?<!\s)\s++)?(?:[|\-–—·]\s*+)?(?:\b[^\W\d]{1,8}\s++)?\d{1,3}(?:\s*(?:/|\b\w{1,3}\b)\s*\d{1,3})?\s*+$"
)
_ENDS_IN_YEAR = re.compile(r"(?:19|20)\d\d\W*$")
LEADERS = re.compile(r"(?:\.\s?){4,}|-{6,}|\s\d{1,3}$")
"""What tells a line of contents: dots, dashes or a page number at its end."""
_FRONT_MATTER = re.compile(r"^[a-z][\w-]{1,20}:(?:\s|$)")
_ENUMERATED = re.compile(r"^(?:\d{1,2}|[ivx]{1,4})[.)]?\s+")
_CHAPTER = re.compile(r"^(?:1|I)(?:\.0?)?[.)]?\s+\w")
_NUMBER = re.compile(r"\W*(?:n\W*)?\d")
_SENTENCE = 6  # words of the shortest sentence
_EXPORT = 4  # rows of an export in which a column says the same
_FORM = 2  # columns of a form beside a title
_OF_DOCUMENT = frozenset(
    [
        "author",
        "prepared_on",
        "country",
        "action_plan",
        "action_plan_cycle",
        "dates_under_review",
        "report_type",
        "note",
        "irm_report",
        "area",
        "number",
        "dates",
        "site_status",
        "contact",
        "percent",
    ]
)
"""Labels that stand beside the title of a document too."""
_FIELDS_FROM = 60  # elements of the beginning in which a label and its value speak of the document
_SHORT_LABEL, _SHORT_VALUE = 60, 160


@dataclass(frozen=True, slots=True)
class Line:
    """A line or paragraph of the cover.

    ``size`` in points (0: unknown), ``level`` of a heading (0: none), ``index`` of the element; ``kind`` as of blocks,
    or "front" (front matter), "row" (a row above a table), "caption".
    """

    text: str
    size: float = 0.0
    level: int = 0
    index: int = 0
    kind: str = "paragraph"

    @property
    def folded(self) -> str:
        """The words, folded."""
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words and the place where they stand; ``label`` is the label before them, folded, in a field."""

    text: str
    place: str
    label: str = ""

    @property
    def folded(self) -> str:
        """The words, folded."""
        return fold(self.text)


@dataclass
class Reading:
    """A document as classification sees it; filled by :func:`read`, read-only after.

    ``cover`` holds the lines before its text begins, ``running`` its running heads (page numbers taken off, each
    once, the most frequent first), ``fields`` what stands behind labels near its beginning, ``rest`` all else.
    ``labels``, ``columns`` and ``metrics`` count known field labels, column headings and labels of key figures;
    ``numbered`` counts lines such as "Commitment 3".
    """

    document: Document
    name: str | None = None
    cover: list[Line] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    fields: list[Passage] = field(default_factory=list)
    rest: list[Passage] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    metrics: Counter[str] = field(default_factory=Counter)
    numbered: int = 0

    @cached_property
    def is_page(self) -> bool:
        """Whether it is a web page or plain text, without pages of paper and without cells of a sheet."""
        kind = self.document.media_type
        return not self.document.pages and (kind.startswith("text/") and kind != "text/csv")

    @cached_property
    def words(self) -> int:
        """Number of words."""
        return sum(len(str(t).split()) for t in self.document.texts())

    @cached_property
    def tabular(self) -> float:
        """Share of the words that stand in tables."""
        held = sum(len(str(c.text).split()) for t in self.document.tables for c in t.cells)
        return held / max(self.words, 1)

    def passages(self, title: str | None = None) -> Iterator[Passage]:
        """Yield all passages, the own title (if already known) first."""
        if title:
            yield Passage(title, "title")
        for line in self.cover:
            yield Passage(line.text, "cover")
        for words in self.running:
            yield Passage(words, "running")
        if self.document.metadata.get("title"):
            yield Passage(self.document.metadata["title"], "metadata")
        yield from (Passage(words, "name") for words in _segments(self.document.metadata.get("address", "")))
        if self.name:
            yield Passage(re.sub(r"[_+%-]+", " ", self.name.rsplit("/", 1)[-1]), "name")
        yield from self.fields
        yield from self.rest

    def columns_like(self, *path: str) -> bool:
        """Whether a column's heading is, or asks for, what an entry of ``classes.yml`` names."""
        known, finder = cues.words(*path), cues.pattern(*path)
        headings = (p.folded for p in self.rest if p.place == "column")
        return any(h in known or (len(h) > 30 and finder.search(h)) for h in headings)


def _segments(address: str) -> list[str]:
    """Return the parts of an address's path in words, a number with the part before it: "national action plan 5"."""
    out: list[str] = []
    for part in re.sub(r"^\w+://[^/]*|[?#].*", "", address).split("/"):
        words = " ".join(re.sub(r"[_+%.-]+", " ", part).split())
        if words.isdecimal() and out:
            out[-1] += f" {words}"
        elif words:
            out.append(words)
    return out


def is_sentence(text: str) -> bool:
    """Whether a line is a sentence, and no name: it ends in a full stop after six words or more."""
    return text.rstrip().endswith(".") and len(text.split()) >= _SENTENCE


def size_of(block: Block) -> float:
    """Return the largest type in a block, in points; 0 where the medium has none."""
    return max((run.style.size for run in block.runs), default=0.0)


def read(document: Document, name: str | None = None, settings: ClassSettings = SETTINGS) -> Reading:
    """Return the passages of a document. ``name`` is its file name or address."""
    lexicon = Lexicon()
    reading = Reading(document, name)
    begins = _cover(reading, lexicon, settings)
    _furniture(reading)
    prose = 0
    for i, element in enumerate(document.elements):
        if isinstance(element, Table):
            _table(reading, element, i, lexicon)
            continue
        _count(reading, element, i, lexicon)
        if i >= begins:
            place = _place(element, i, len(document.elements), prose, settings)
            prose += place == "opening"
            reading.rest.append(Passage(str(element), place))
    return reading


def _place(block: Block, i: int, total: int, prose: int, settings: ClassSettings) -> str:
    words = str(block)
    if block.kind == "heading":
        return "heading"
    if LEADERS.search(words) or (block.kind == "item" and len(words) < 90 and prose < 2):
        return "list"
    if prose < settings.opening_blocks and len(words) > 40:
        return "opening"
    return "end" if i >= total - 12 else "body"


def _count(reading: Reading, block: Block, i: int, lexicon: Lexicon) -> None:
    """Count labels, key figures and numbered commitments in a block, and keep its fields."""
    words = str(block)
    folded = fold(words)
    split = lexicon.split_label(words)
    if split:
        reading.labels[split[0]] += 1
    metric = lexicon.metric(re.split(r"[:?]", folded)[0])
    if metric:
        reading.metrics[metric.metric] += 1
    reading.numbered += _numbered(folded)
    if i < _FIELDS_FROM and not reading.numbered:  # what follows are fields of commitments
        reading.fields += _field(words)
        reading.fields += _label_above(reading.document, i, lexicon)


def _cover(reading: Reading, lexicon: Lexicon, settings: ClassSettings) -> int:
    """Fill the cover with the lines before the text begins; return the element where it does."""
    out = reading.cover
    heads = 0
    elements = reading.document.elements[: settings.cover_blocks]
    for i, element in enumerate(elements):
        if isinstance(element, Table):
            lines = list(_title_rows(element, i))
            out += lines
            if not lines and (i >= 4 or (out and element.n_cols > _FORM and not element.sheet)):
                return i
            continue
        if out and (_begins_text(reading, element, heads, settings) or _is_of_commitments(element, lexicon)):
            return i
        heads += element.kind == "heading"
        words = str(element).strip()
        if out and _YEAR_ALONE.match(words) and _is_dashed(element) and out[-1].index == i - 1:
            out[-1] = replace(out[-1], text=f"{out[-1].text} {element.marker} {words}", index=i)  # "2018\n– 2020"
            continue
        front = _FRONT_MATTER.match(words) and len(words) < settings.prose
        level = element.level if element.kind == "heading" else 0
        out.append(Line(words, size_of(element), level, i, "front" if front else element.kind))
    return len(elements)


def _is_dashed(block: Block) -> bool:
    """Whether a block is an item marked with a dash: also the second half of a period at the end of a line."""
    return block.kind == "item" and block.marker.strip() in ("-", "–", "—")


def _begins_text(reading: Reading, block: Block, heads: int, settings: ClassSettings) -> bool:
    words = str(block).strip()
    bare = _ENUMERATED.sub("", fold(words).strip(" .:;-"))
    numbered = block.kind == "heading" and bool(_CHAPTER.match(words))
    if numbered or cues.pattern("chapters").fullmatch(bare):
        return True
    if _FRONT_MATTER.match(words) and len(words) < settings.prose:
        return False
    if len(words) > 2 * settings.longest_title or (LEADERS.search(words[-40:]) and len(words) > 40):
        return True
    if len(words) >= settings.prose and heads and block.kind != "heading":
        return True
    listed = block.kind == "item" and bool(block.marker) and not reading.document.pages
    return listed and bool(heads) and len(reading.cover) > 1


def _is_of_commitments(block: Block, lexicon: Lexicon) -> bool:
    """Whether a line is a field of a commitment or opens one: there is no cover any more."""
    words = str(block)
    if _numbered(fold(words)):
        return True
    split = lexicon.split_label(words)
    return bool(split) and split[0] not in _OF_DOCUMENT and bool(words[split[1] :].strip()) if split else False


def _numbered(folded: str) -> bool:
    folded = folded.lstrip("*#( ")
    m = cues.pattern("commitment_word").match(folded)
    return bool(m and _NUMBER.match(folded, m.end()))


def _title_rows(table: Table, index: int) -> Iterator[Line]:
    """Yield the rows above a sheet's or page's first table that hold one text: its title lines, and its caption."""
    if index > 3:
        return
    if table.caption and index == 0:
        yield Line(str(table.caption), 0, 0, index, "row")
    for n, row in enumerate(table.grid[:8]):
        held = list(dict.fromkeys(str(c.text).strip() for c in row if c is not None and str(c.text).strip()))
        if len(held) == 1 and len(held[0]) < SETTINGS.longest_title:
            yield Line(held[0], 0, 0, index, "row")
        elif n and held:
            return


def _furniture(reading: Reading) -> None:
    """Fill the running heads of paged documents, or what stands around a web page."""
    texts = [" ".join(str(t).split()) for t in reading.document.furniture]
    if not reading.document.pages:
        reading.rest += [Passage(t, "navigation" if len(t) < 40 else "imprint") for t in texts]
        return
    counts: Counter[str] = Counter()
    for words in texts:
        if not _PAGE_NUMBER.match(words):
            bare = words if _ENDS_IN_YEAR.search(words) else _ENDS_IN_NUMBER.sub("", words)
            counts[bare or words] += 1
    least = 2 if len(reading.document.pages) > 2 else 1
    reading.running += [w for w, n in counts.most_common(6) if n >= least and len(w) > 3]


def _field(words: str) -> Iterator[Passage]:
    """Yield what stands behind a label in one line: "Dates under review: 2018-2020"."""
    label, colon, value = words.partition(":")
    value = value.strip().strip("\"'")
    if colon and len(label) < _SHORT_LABEL and 0 < len(value) < _SHORT_VALUE and not value.startswith("//"):
        yield Passage(value, "field", fold(label).strip(" .*-"))


def _label_above(document: Document, i: int, lexicon: Lexicon) -> Iterator[Passage]:
    """Yield a short line below one that is only a label: a form that lost its table."""
    element = document.elements[i]
    after = document.elements[i + 1] if i + 1 < len(document.elements) else None
    if (
        not isinstance(element, Block)
        or not isinstance(after, Block)
        or len(str(after)) > 80
        or ":" in str(element).rstrip(" :")
    ):
        return
    folded = fold(str(element)).strip(" .:*")
    period = len(str(after)) < 20 and cues.pattern("period_of_the_plan").fullmatch(folded)
    if (
        period
        or lexicon.label(str(element))
        in (
            "country",
            "prepared_on",
            "dates_under_review",
            "action_plan",
            "author",
        )
        or folded in cues.words("form_labels")
    ):
        yield Passage(str(after), "field", folded)


def _table(reading: Reading, table: Table, index: int, lexicon: Lexicon) -> None:
    head = max(table.header_rows, 4)
    reading.fields += _constants(table)
    for n, row in enumerate(table.grid):
        held = [str(c.text).strip() for c in {id(c): c for c in row if c is not None}.values()]
        full = [w for w in held if w]
        if n < head and len(held) > 1:
            known = [label for words in held if 0 < len(words) < 120 and (label := _label(words, lexicon))]
            reading.columns.update(known if len(known) >= 2 else ())
            reading.rest += [Passage(words, "column") for words in full if len(words) < 140]
        if held and 0 < len(held[0]) < 120:
            _count_row(reading, held[0], lexicon)
        reading.numbered += any(_numbered(fold(words)) for words in full[:2])
        if index < 12 and not reading.numbered:
            reading.fields += _fields_of_row(full)
        reading.rest += [Passage(words, "body") for words in full if len(words) > 30 and n < _FIELDS_FROM]


def _label(words: str, lexicon: Lexicon) -> str | None:
    """Return the field that the head of a column names, if any."""
    role = role_of(words)
    return lexicon.label(words) or (role.base if role is not None else None)


def _constants(table: Table) -> Iterator[Passage]:
    """Yield the plan that a column names in all of its rows: an export of commitments of one plan."""
    for col in range(table.n_cols if table.header_rows <= 1 < _EXPORT <= table.n_rows else 0):
        words = [str(row[col] or "").strip() for row in table.grid]
        plans = cues.pattern("plan").search(fold(words[1])) if len(set(words[1:])) == 1 else None
        if plans is not None:
            yield Passage(words[1], "field", "action plan")


def _count_row(reading: Reading, first: str, lexicon: Lexicon) -> None:
    label = lexicon.label(first)
    if label:
        reading.labels[label] += 1
    metric = lexicon.metric(first)
    if metric:
        reading.metrics[metric.metric] += 1


def _fields_of_row(full: list[str]) -> Iterator[Passage]:
    if len(full) == 2 and len(full[0]) < 80 and len(full[1]) < _SHORT_VALUE:
        yield Passage(full[1], "field", fold(full[0]).strip(" .:*"))
    if len(full) <= 2:
        for words in full:
            yield from _field(words)
