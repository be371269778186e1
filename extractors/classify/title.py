"""The document's own title: not the partnership's or the ministry's name, no line of contents, no chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.classify import cues
from extractors.classify.kind import is_head
from extractors.classify.passages import Line, Reading, is_sentence
from extractors.classify.settings import SETTINGS, ClassSettings
from extractors.classify.weigh import Decision
from extractors.places import country_code
from extractors.values import dates
from extractors.words import fold

_YEARS = re.compile(r"(?:19|20)\d\d")
_ONLY_YEARS = re.compile(r"^\W*(?:19|20)\d\d(?:\s*[-/–—]\s*(?:(?:19|20)?\d\d))?\W*$")
_ADDRESS = re.compile(r"://|\bwww\.|@\w|\.(?:docx?|pdf|xlsx?|indd)\b", re.IGNORECASE)
_FILE_NAME = re.compile(r"_|\bv(?:f|\d+)\b|\bmicrosoft (?:word|powerpoint|excel)\b|^\W*$", re.IGNORECASE)
_SITE = re.compile(r"\s+(?:[|·»–—-]|::)\s+(?P<site>[^|·»]{2,60})$")
_OGP_ID = re.compile(r"\s*\(([A-Z]{2}\d{4})\)\s*$")
_LAST_NUMBER = re.compile(r"\s+\d{1,2}$")
_ENUMERATED = re.compile(r"^(?:\d{1,2}|[ivx]{1,4})[.)]?\s+")
_CONTENTS = re.compile(r"(?:\.\s?){4,}|-{6,}")
_TAIL = re.compile(r"\s+[–—-]\s+(?P<tail>[^–—]+)$")
_TRAIL_OF_PAGES = re.compile(r"\S\s*[›»>→/]\s.*\S\s*[›»>→/]\s")
_BODY_TYPE = 13.5  # points up to which type is that of running text or of names on a cover
LONGEST_SUBTITLE = 60  # characters of the line that names a report on the plan
LEADS = 0.3  # of the size of a title: a line that ends with a colon above it, "Independent Reporting Mechanism:"
_SAME = 85
_LONGER = 0.35  # of a title's length, in lines of other letters that may be none of it
_TOP_OF_TEXT = 6000  # characters in which a title stands that the file states
_LONG_TRAIL = 20  # characters of a title that a line above repeats
_SHORT = 8  # characters of words that agree by chance


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may be the title, with points and reasons; ``first`` and ``last`` are lines of the cover."""

    text: str
    score: float
    reasons: tuple[tuple[str, float], ...]
    first: int = -1
    last: int = -1


def is_partnership(folded: str) -> bool:
    """Whether words are only the partnership's name."""
    return bool(cues.pattern("partnership").fullmatch(folded.strip(" .:;,-·|")))


def is_institution(folded: str) -> bool:
    """Whether a line is the name of a body: "Ministry of Finance", "Gobierno de la República"."""
    return bool(cues.pattern("institutions").match(folded))


def is_date(text: str) -> bool:
    """Whether a line is a date, with or without the name of a place before it."""
    if len(text) > 60:
        return False
    found = dates(text)
    if len(found) != 1:
        return False
    before, after = text[: found[0].start], text[found[0].end :]
    label, colon, _ = before.partition(":")
    if colon and not cues.pattern("published").search(fold(label)):
        return False  # "Photo: workshop of 8 May 2020"
    if _YEARS.search(before + after) or cues.pattern("position_date").search(fold(before)):
        return False
    if found[0].date.precision == "year" and before.strip() and not before.rstrip().endswith(","):
        return False
    return len(re.findall(r"\w+", before)) <= 4 and len(re.findall(r"\w+", after)) <= 3


_NAME = 3  # words of a country's name that stands as a heading above the title


def _grouped(lines: Sequence[Line], *, paged: bool) -> Iterator[tuple[int, int]]:
    """Yield runs of lines of one style: a title that is set in several lines.

    Without pages a heading is whole: two of them are no lines of one.
    """
    i = 0
    while i < len(lines):
        j = i
        while j + 1 < len(lines) and _one_style(lines[j], lines[j + 1]):
            if not paged and lines[j].level and lines[j + 1].level and len(lines[j].text.split()) > _NAME:
                break
            j += 1
        yield i, j
        i = j + 1


def _one_style(above: Line, below: Line) -> bool:
    if "front" in (above.kind, below.kind) or "item" in (above.kind, below.kind):
        return False
    if is_date(below.text) or is_date(above.text):
        return False
    if above.level == below.level == 1 and not (above.size and below.size):
        return below.index == above.index + 1 and len(above.text.split()) <= _NAME
    if above.size and below.size:
        return abs(above.size - below.size) < 0.6 and above.size >= 14 and below.index == above.index + 1
    return False


def _points(
    text: str, line: Line | None, position: int, largest: float, reading: Reading
) -> Iterator[tuple[str, float]]:
    """Yield the reasons for and against a title; ``line`` is None for one that the file states."""
    folded = fold(text).strip(" .:;,-")
    if _OGP_ID.search(text):
        yield "id of OGP's site", 6.0
    if line is not None:
        yield from _looks(line, position, largest, plain=reading.document.media_type == "text/plain")
        yield from _agrees(folded, reading)
        if any(_ends_trail(above.folded, folded) for above in reading.cover[max(position - 1, 0) : position]):
            yield "end of the way to the page", 6.0
    whole = cues.pattern("generic_titles").fullmatch(_LAST_NUMBER.sub("", folded))
    found = [] if whole else list(cues.types_in(folded))
    named = [name for name, _, _ in found]
    if named and len(text) < SETTINGS.longest_title:
        heads = any(is_head(folded, start, end) for _, start, end in found)
        yield "names a kind of document", 4.0 if heads else 2.5
        if not heads and cues.pattern("period_of_the_plan").fullmatch(folded):
            yield "label of a field", -5.0
        if any(t != "action_plan" for t in named):
            yield "names a report", 1.0
        if _YEARS.search(folded):
            yield "years", 0.5
    yield from _against(text, folded, bool(named))
    if ":" in text[:25] and line is not None and line.level != 1 and not named:
        yield "label and value", -3.0


def _ends_trail(above: str, folded: str) -> bool:
    """Whether a line ends with the words of the one below: "Home News Our second plan", then "Our second plan"."""
    return len(folded) > _LONG_TRAIL and len(above) > len(folded) and above.rstrip(" .").endswith(" " + folded)


def _looks(line: Line, position: int, largest: float, *, plain: bool) -> Iterator[tuple[str, float]]:
    if largest and line.size:
        yield "size of type", 4.0 * line.size / largest
    elif line.level and plain:
        yield "line of its own", {1: 3.0, 2: 1.5}.get(line.level, 1.0)  # a text has no letters that tell a heading
    elif line.level:
        yield "level of heading", {1: 5.3, 2: 2.5}.get(line.level, 1.0)
    elif line.kind in ("row", "caption"):
        yield "row above the table", 2.5
    yield "place", -0.12 * position
    if line.kind == "front":
        yield "front matter", -6.0
    elif line.kind == "item":
        yield "item of a list", -2.5
    elif line.kind in ("caption", "footnote"):
        yield line.kind, -6.0


def _agrees(folded: str, reading: Reading) -> Iterator[tuple[str, float]]:
    stated = fold(reading.document.metadata.get("title", ""))
    if len(folded) > _SHORT and len(stated) > _SHORT and fuzz.partial_ratio(folded, stated) >= _SAME:
        yield "title of the file", 2.0
    if len(folded) > _SHORT and any(fuzz.partial_ratio(folded, fold(r)) >= _SAME for r in reading.running):
        yield "running head", 1.5


def _against(text: str, folded: str, named: bool) -> Iterator[tuple[str, float]]:
    if is_partnership(folded):
        yield "only the partnership's name", -6.0
    elif country_code(folded):
        yield "only a country", -1.5
    elif is_institution(folded) and not named:
        yield "name of a body", -3.5
    if cues.pattern("generic_titles").fullmatch(_LAST_NUMBER.sub("", folded)):
        yield "says nothing", -1.5
    if cues.pattern("link_words").search(folded):
        yield "leads to another document", -6.0
    if cues.pattern("chapters").fullmatch(_ENUMERATED.sub("", folded)):
        yield "chapter", -5.0
    if is_date(text) or _ONLY_YEARS.match(folded):
        yield "only a date", -7.0
    if _ADDRESS.search(text) or len(folded) < 4:
        yield "address, or too short", -6.0
    if _CONTENTS.search(text) or _TRAIL_OF_PAGES.search(text):
        yield "line of contents, or the way to a page", -6.0
    if len(text) > SETTINGS.longest_title:
        yield "long", -8.0
    elif is_sentence(text):  # one in small letters goes on from a page before
        yield "sentence", -10.0 if text[:1].islower() else -4.0


def _extended(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """Return the lines of the title with those that go on: a subtitle, the years, the plan; the partnership above."""
    size = max(line.size for line in lines[first : last + 1])
    while last + 1 < len(lines) and _goes_on(lines, first, last, size):
        last += 1
    while first and _leads(lines[first - 1], lines[first], size):
        first -= 1
    return first, last


def _leads(above: Line, below: Line, size: float) -> bool:
    """Whether the line above is the title's beginning: as large, and no body; or the plan, above a sheet's report."""
    if above.kind == "row" and below.kind == "row" and above.index == below.index:
        named = {t for t, _, _ in cues.types_in(above.folded)}
        return named == {"action_plan"} and not is_sentence(above.text)
    if below.text[:1].islower() and above.kind not in ("front", "item") and below.index == above.index + 1:
        return not is_date(above.text)
    if above.text.rstrip().endswith(":") and above.size >= LEADS * size and below.index == above.index + 1:
        return above.kind == "heading" and not cues.pattern("published").search(above.folded)
    as_large = bool(size) and above.size >= size and above.level > 0 and not is_date(above.text)
    chapter = cues.pattern("chapters").fullmatch(_ENUMERATED.sub("", above.folded))
    return as_large and below.index == above.index + 1 and not chapter and not is_institution(above.folded)


def _goes_on(lines: Sequence[Line], first: int, last: int, size: float) -> bool:
    above, below = lines[last], lines[last + 1]
    text, folded = below.text.strip(), below.folded
    named = {t for t, _, _ in cues.types_in(folded)}
    if below.kind == "row":
        before = {t for line in lines[first : last + 1] for t, _, _ in cues.types_in(line.folded)}
        return above.kind == "row" and above.index == below.index and bool(named - before - {"action_plan"})
    if below.index != above.index + 1 or below.kind in ("front", "item", "footnote", "caption"):
        return False
    if len(text) > SETTINGS.prose or is_sentence(text) or (is_institution(folded) and not named):
        return False
    large = below.size > _BODY_TYPE if below.size else below.level > 0
    if _ONLY_YEARS.match(text):
        titled = any(True for line in lines[first : last + 1] for _ in cues.types_in(line.folded))
        return titled and (large or not below.size)
    if is_date(text):
        return False
    if text[:1].islower():
        return True
    if not (above.size or below.size):
        return _goes_on_unsized(lines[first : last + 1], below, named)
    period = bool(named) or any(True for _ in years_of(folded))
    return bool(
        large and period and below.size >= 0.4 * size and below.size > _BODY_TYPE and not re.search(r"[·|]", text)
    )


def _goes_on_unsized(title: Sequence[Line], below: Line, named: set[str]) -> bool:
    """Whether a line without a size goes on with a title: its years in a like heading, or the report on the plan."""
    before = {t for line in title for t, _, _ in cues.types_in(line.folded)}
    if before != {"action_plan"}:
        return False
    dated = below.level == title[-1].level > 0 and any(True for _ in years_of(below.folded)) and not named
    reports = any(t != "action_plan" for t in named) and len(below.text) <= LONGEST_SUBTITLE
    return dated or reports


def years_of(folded: str) -> Iterator[str]:
    """Yield the years in folded words."""
    yield from (m.group() for m in _YEARS.finditer(folded))


def _joined(lines: Sequence[Line]) -> str:
    parts = [line.text.strip() for line in lines]
    for i, line in enumerate(lines):
        tail = _TAIL.search(parts[i])
        if i and line.kind == "row" and tail and cues.pattern("position_date").match(fold(tail["tail"])):
            parts[i] = parts[i][: tail.start()]
    return " ".join(" ".join(parts).split())


def own_title(reading: Reading, settings: ClassSettings = SETTINGS) -> Decision[str]:
    """Return the document's own title; ``uncertain_title`` where another is nearly as good, or none is."""
    lines = reading.cover
    largest = max((line.size for line in lines), default=0.0)
    found: list[Candidate] = []
    for first, last in _grouped(lines, paged=bool(reading.document.pages)):
        text = _joined(lines[first : last + 1])
        reasons = tuple(_points(text, lines[first], first, largest, reading))
        found.append(Candidate(text, sum(w for _, w in reasons), reasons, first, last))
    for text, base in _stated(reading):
        reasons = (("stated by the file or the running head", base), *_points(text, None, 0, largest, reading))
        found.append(Candidate(text, sum(w for _, w in reasons), reasons))
    found.sort(key=lambda c: -c.score)
    if not found or found[0].score < settings.accept_title:
        weak = found[0].text if found else None
        return Decision(weak if found and found[0].score > 0 else None, rival=weak, doubts=("uncertain_title",))
    best = found[0]
    text, extended = best.text, False
    if best.first >= 0:
        first, last = _extended(lines, best.first, best.last)
        text = _joined(lines[first : last + 1])
        added = [*lines[first : best.first], *lines[best.last + 1 : last + 1]]
        more = sum(len(line.text) for line in added if not line.text[:1].islower())
        extended = more > _LONGER * len(best.text) and not _confirmed(text, reading)
    rival = next((c for c in found[1:] if _differs(c.text, text)), None)
    unseen = best.first < 0 and not _is_shown(text, reading)
    near = rival is not None and rival.score >= best.score - 0.6
    doubts = ("uncertain_title",) if extended or near or unseen else ()
    return Decision(
        _OGP_ID.sub("", text),
        best.score,
        rival.text if rival else None,
        rival.score if rival else 0.0,
        best.reasons,
        doubts,
    )


def _is_shown(text: str, reading: Reading) -> bool:
    """Whether a title that the file states stands in the document, too: properties may be another document's."""
    shown = " ".join(p.text for p in reading.passages() if p.place not in ("metadata", "name"))[:_TOP_OF_TEXT]
    return fuzz.partial_ratio(fold(text), fold(shown)) >= _SAME


def _confirmed(text: str, reading: Reading) -> bool:
    """Whether a title of lines in several styles stands in the file's properties or a running head, too."""
    other = (reading.document.metadata.get("title", ""), *reading.running)
    return any(fuzz.ratio(fold(o), fold(text)) >= _SAME for o in other)


def _differs(one: str, other: str) -> bool:
    """Whether two candidates are two titles: other words, or other years."""
    years, others = set(years_of(fold(one))), set(years_of(fold(other)))
    return fuzz.partial_ratio(fold(one), fold(other)) < _SAME or bool(years and others and years.isdisjoint(others))


def without_site(title: str) -> str:
    """Return a page's stated title without the name of the site after it."""
    m = _SITE.search(title)
    return title[: m.start()] if m and len(title[: m.start()]) > 3 else title


def _stated(reading: Reading) -> Iterator[tuple[str, float]]:
    title = reading.document.metadata.get("title", "")
    if title:
        yield without_site(title), -3.0 if _FILE_NAME.search(title) else 1.0
    running = [r for r in reading.running if not _TRAIL_OF_PAGES.search(r)]
    if running:
        yield running[0], 0.5
        if len(running) > 1:
            yield " ".join(r for r in running[:3] if len(r) < 80), 2.0
