"""When a document was published, whether it is a draft, and who is named as its author."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.annotate.labels import role_of
from extractors.classify import cues
from extractors.classify.passages import Line, Passage, Reading
from extractors.classify.settings import SETTINGS, ClassSettings
from extractors.classify.title import is_date
from extractors.classify.weigh import Decision, Evidence, weigh
from extractors.records import Date, VersionStatus
from extractors.values import FoundDate, dates
from extractors.words import fold, fold_with_offsets

_ISO = re.compile(r"((?:19|20)\d\d)-([01]\d)(?:-([0-3]\d))?(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FINE = {"day": 1.0, "month": 0.9, "quarter": 0.5, "year": 0.4}
_NAME_END = re.compile(r"[,;(|]| [–—-] ")
_TIGHT = re.compile(r"\W{0,4}(?:[^\W\d]+\W{1,3}){0,6}\d")
_PLACE = re.compile(r"(?:^|\s)[A-ZÁÉÍÓÚ][\w.áéíóúñ]+(?: [A-ZÁÉÍÓÚ][\w.áéíóúñ]+)*,\s*$")
_LONGEST_LINE = 260  # characters of a line of the cover that can date the document
_FIRST_LINES = 14
_OF_TERMS = frozenset("dates start end milestone_end milestone_start plan_cycle".split())
_BESIDE = 3  # characters between "version of" and its day
_FIRST_PASSAGES = 3  # after the cover, in which a date alone can be the document's


def dates_in(text: str, language: str | None) -> list[FoundDate]:
    """Return the dates in a text; also ISO dates with a time, and ISO months."""
    m = _ISO.match(text.strip().strip("\"'"))
    if m:
        day = int(m[3] or 1)
        try:
            value = dt.date(int(m[1]), int(m[2]), day)
        except ValueError:
            return []
        return [FoundDate(Date(value=value, precision="day" if m[3] else "month"), m.start(), m.end(), False)]
    return dates(text, language)


def date_evidence(reading: Reading, language: str | None) -> Iterator[Evidence[Date]]:
    """Yield the signs for the day, month or year in which the document came out."""
    for passage in reading.fields:
        label = passage.label
        if cues.pattern("published").fullmatch(label):
            weight = 4.0 if cues.pattern("updated").fullmatch(label) else 8.0
            yield from _dated(passage.text, language, weight, f"field {label}")
    for position, line in enumerate(reading.cover):
        if position and _asks_for_other_date(reading.cover[position - 1].text):
            continue
        below = reading.cover[position + 1].text if position + 1 < len(reading.cover) else ""
        if _YEAR.fullmatch(line.text.strip()) and below[:1].islower():
            continue  # a figure above what it counts or dates: "2011", "joined"
        if len(line.text) <= _LONGEST_LINE:
            yield from _of_line(line, position, language)
    for position, passage in enumerate(reading.rest):
        if passage.place in ("body", "opening", "end"):
            yield from _closing(passage, language)
        if passage.place in ("body", "opening") and position < _FIRST_PASSAGES and is_date(passage.text):
            yield from _dated(passage.text, language, 3.0, "a date alone")
    published = reading.document.metadata.get("published")
    if published:
        yield from _dated(published, language, 5.8, "stated by the file")
    written = reading.document.media_type == "text/markdown"  # its front matter is kept by hand
    updated = reading.document.metadata.get("modified") if written else None
    if updated and not published:
        yield from _dated(updated, language, 2.5, "updated, by the file")


def _asks_for_other_date(words: str) -> bool:
    """Whether a line is a label of a term ("Duration"): the date below it is no date of publication."""
    found = role_of(words) if len(words) < 60 else None
    return found is not None and found.name in _OF_TERMS


def _of_line(line: Line, position: int, language: str | None) -> Iterator[Evidence[Date]]:
    """Yield the dates of a line of the cover: behind "published", alone, or behind the name of a place."""
    folded = fold_with_offsets(line.text)
    for m in cues.pattern("published").finditer(folded.text):
        weight = 4.5 if cues.pattern("updated").match(folded.text, m.start()) else 8.0
        if _TIGHT.match(folded.text, m.end()):
            after = line.text[folded.back(m.start(), m.end())[1] :]
            yield from _dated(after, language, weight, f"cover: {m.group()}")
    for m in cues.pattern("dated").finditer(folded.text):
        after = line.text[folded.back(m.start(), m.end())[1] :]
        for one in dates_in(after, language)[:1]:
            if one.start <= _BESIDE and one.date.precision in ("day", "month") and not one.ambiguous:
                yield _sign(one, 7.0, f"cover: {m.group()}")
    if is_date(line.text):
        yield from _dated(line.text, language, 6.0 - 0.05 * position, "cover: a date")
    elif len(line.text) < 140 and position < _FIRST_LINES:
        for one in dates_in(line.text, language)[-1:]:
            if _PLACE.search(line.text[: one.start]) and not one.ambiguous:
                yield _sign(one, 5.5, "cover: place and date")


def _closing(passage: Passage, language: str | None) -> Iterator[Evidence[Date]]:
    if not cues.pattern("closing").search(passage.folded):
        return
    folded = fold_with_offsets(passage.text)
    for m in cues.pattern("closing").finditer(folded.text):
        after = passage.text[folded.back(m.start(), m.end())[1] :][:40]
        yield from _dated(after, language, 5.0, "text: says when it was published")


def _sign(found: FoundDate, weight: float, reason: str) -> Evidence[Date]:
    return Evidence(found.date, weight * _FINE.get(found.date.precision, 0.4), reason, reason)


def _dated(text: str, language: str | None, weight: float, reason: str) -> Iterator[Evidence[Date]]:
    for one in dates_in(text, language)[:1]:
        if not one.ambiguous:
            yield _sign(one, weight, reason)


def decide_date(reading: Reading, language: str | None) -> Decision[Date]:
    """Return when the document was published; ``uncertain_date`` where two dates claim it."""
    decided = weigh(date_evidence(reading, language), least=2.0, near=0.85, unknown="", uncertain="uncertain_date")
    value, rival = decided.value, decided.rival
    if value and rival and decided.doubts and "day" not in (value.precision, rival.precision):
        same = value.value.year == rival.value.year
        if same and "year" in (value.precision, rival.precision):
            return replace(decided, doubts=())
    return decided


def version_evidence(reading: Reading, title: str | None) -> Iterator[Evidence[VersionStatus]]:
    """Yield the signs for a draft and for a final version."""
    yield Evidence("final", 1.0, "nothing says otherwise")
    for passage in reading.passages(title):
        if passage.place in ("title", "cover", "running", "metadata", "name"):
            yield from _version(passage)


def _version(passage: Passage) -> Iterator[Evidence[VersionStatus]]:
    folded, place = passage.folded, passage.place
    no_more, comment, alone = (cues.pattern(k) for k in ("draft_no_more", "draft_for_comment", "draft_alone"))
    if no_more.search(folded):
        yield Evidence("final", 3.0, f"{place}: {folded[:60]}", f"{place} final")
        return
    m = comment.search(folded)
    if place in ("title", "running", "cover") and alone.fullmatch(folded.strip(" .-()[]")):
        yield Evidence("draft", 6.0, f"{place}: draft", f"{place} draft")
    elif m:
        yield Evidence("draft", 5.0 if len(folded) < 200 else 2.0, f"{place}: {m.group()}", f"{place} draft")
    elif place in ("title", "metadata", "name") and alone.search(folded):
        yield Evidence("draft", 2.5, f"{place}: draft", f"{place} draft")


def decide_version(reading: Reading, title: str | None, settings: ClassSettings = SETTINGS) -> Decision[VersionStatus]:
    """Return whether the document is a draft or final."""
    return weigh(
        version_evidence(reading, title), least=0.5, near=settings.near, unknown="", uncertain="uncertain_version"
    )


def author_names(reading: Reading) -> Iterator[Evidence[str]]:
    """Yield who is named as the author: behind a label, on the cover, in the file."""
    for passage in reading.fields:
        if passage.label in (*cues.words("author"), *cues.words("authors", "irm_researcher")):
            yield Evidence(passage.text.strip(), 8.0, f"field {passage.label}")
    for line in reading.cover[:_FIRST_LINES]:
        yield from _author_line(line)
    stated = reading.document.metadata.get("author", "")
    if stated and fold(stated) not in cues.words("software"):
        yield Evidence(stated, 3.0, "stated by the file")


def _author_line(line: Line) -> Iterator[Evidence[str]]:
    researcher = cues.pattern("authors", "irm_researcher")
    m = researcher.search(line.folded)
    name = _NAME_END.split(line.text)[0].strip()
    if m and m.start() > 3 and len(line.text) < 160 and name and not researcher.search(fold(name)):
        yield Evidence(name, 6.0, "cover: before independent researcher")
    folded = fold_with_offsets(line.text)
    n = cues.pattern("author").match(folded.text)
    if n and len(line.text) < 90:
        rest = line.text[folded.back(n.start(), n.end())[1] :].strip(" .:")
        if rest[:1].isupper():
            yield Evidence(rest, 6.0, f"cover: {n.group()}")


def decide_author_name(reading: Reading) -> Decision[str]:
    """Return the person or body that is named as the author."""
    return weigh(author_names(reading), least=2.0, near=0.95, unknown="", uncertain="")
