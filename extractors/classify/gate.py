"""Whether a document can be a report on commitments at all.

Letters, minutes, news, guidance with examples, calls, budgets, development plans, slides, reasoned responses and
recommendations of others have perfect series of numbered titles; what tells them is who speaks to whom, in their
titles, covers, salutations, agendas and columns. Signs are added up; no single one decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.annotate.vocabulary import code_table, words_of
from extractors.classify import cues, passages
from extractors.classify.kind import (
    IRM_LABELS,
    PLAN_LABELS,
    PROGRESS,
    is_head,
    names,
    of_one_id,
    of_own_site,
    signs_for,
)
from extractors.classify.passages import Passage, Reading
from extractors.classify.place import places_in
from extractors.classify.settings import SETTINGS, ClassSettings
from extractors.classify.title import own_title
from extractors.document import Document

REPORT = "report"
TITLED = "title: "
_COVER_LINE = 120  # characters of a line of the cover that can name the document
_SEVERAL = 3  # countries whose reports a list names
_LIST_OF_REPORTS = 12.0
_NO_LINES = ("metadata", "name", "software", "running")
_NUMBERED = 3  # numbered commitments, counted by their word, that speak for a report
_OF_OGP = ("action_plan", "self_assessment")  # reports that only countries of the partnership write
_SHORT = 150  # words of a page that may leave unsaid what it is about
_IN_PASSING = 2  # passages that name open government in a document about something else
_OGP_ID = re.compile(r"\([A-Z]{2}\d{4}\)")
_STRIP = "*#(«\"'¡¿ "


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a document can be a report on commitments.

    ``score`` is the evidence for a report less that for what it looks like instead, in points; ``kind`` is "report" or
    "letter", "minutes", "news", "guidance", "call", "budget", "development plan", "another programme", "schedule",
    "slides", "reasoned response", "recommendations of others", "law"; ``reasons`` are the named signs of both sides,
    strongest first; ``doubts`` holds ``uncertain_type`` where the sides are close.
    """

    score: float
    kind: str
    reasons: tuple[tuple[str, float], ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it can be a report."""
        return self.kind == REPORT


def gate(document: Document, *, name: str | None = None, settings: ClassSettings = SETTINGS) -> Gate:
    """Return whether a document can be a report on commitments. ``name`` is its file name or address."""
    return gate_of(passages.read(document, name, settings), settings)


def gate_of(reading: Reading, settings: ClassSettings = SETTINGS) -> Gate:
    """Return the gate of a document whose passages are read."""
    title = own_title(reading, settings).value
    report: dict[str, float] = {}
    for reason, weight in _report(reading, title):
        report[reason] = max(report.get(reason, 0.0), weight)
    others: dict[str, dict[str, float]] = defaultdict(dict)
    for kind, reason, weight in [
        *_other(reading, title),
        *_slides(reading, settings),
        *_strange(reading, title, settings),
    ]:
        others[kind][reason] = max(others[kind].get(reason, 0.0), weight)
    best, against = REPORT, 0.0
    for kind, signs in others.items():
        points = sum(signs.values())
        if len(signs) == 1 and report and not any(name.startswith(TITLED) for name in signs):
            points = min(points, settings.one_sign)
        if points > against:
            best, against = kind, points
    score = sum(report.values()) - against
    kind = best if score < settings.gate and against > 0 else REPORT
    reasons = [(f"report: {r}", w) for r, w in report.items()]
    reasons += [(f"{best}: {r}", -w) for r, w in others.get(best, {}).items()]
    doubts = ("uncertain_type",) if against and abs(score - settings.gate) < settings.gate_margin else ()
    return Gate(score, kind, tuple(sorted(reasons, key=lambda i: -abs(i[1]))), doubts)


def _other(reading: Reading, title: str | None) -> Iterator[tuple[str, str, float]]:
    """Yield the signs for another kind of document: kind, reason, points."""
    columns: dict[tuple[str, str, float], set[str]] = defaultdict(set)
    software = " ".join(v for k, v in reading.document.metadata.items() if k in ("creator", "producer"))
    places = [*reading.passages(title), Passage(software, "software")]
    for cue in cues.gate_cues():
        for passage in places:
            if not _counts(cue, passage):
                continue
            words = cue.found(passage.folded.lstrip(_STRIP))
            if words and cue.places == {"column"}:
                columns[cue.kind, cue.name, cue.weight].add(words)
            elif words:
                reason = f"{TITLED}{words}" if passage.place == "title" else cue.name
                yield cue.kind, reason, cue.weight * _share(cue, passage, words)
    countries = {c for passage in places for c in _titled_report(passage)}
    if len(countries) >= _SEVERAL and not _is_titled_report(reading, title):
        yield "list of reports", f"{TITLED}reports on {', '.join(sorted(countries))}", _LIST_OF_REPORTS
    for (kind, name, weight), found in columns.items():
        if len(found) > 1:
            yield kind, f"{name} {', '.join(sorted(found))}", weight * (1.0 if len(found) > 2 else 0.6)


def _is_titled_report(reading: Reading, title: str | None) -> bool:
    """Whether a page is headed by the title of one report itself: it may name related ones further down."""
    headed = any(line.level == 1 and line.text == title for line in reading.cover)
    return headed and any(True for _ in _titled_report(Passage(title or "", "title")))


def _titled_report(passage: Passage) -> Iterator[str]:
    """Yield the country of a line that is the title of a report of the mechanism: "Ghana Design Report 2019-2021"."""
    folded = passage.folded
    if len(folded) > _COVER_LINE or folded.endswith(".") or passage.place in _NO_LINES:
        return
    found = {country for country, _ in places_in(folded)}
    if len(found) == 1 and any(
        kind.startswith("irm_") or kind.endswith("_report") for kind, _, _ in cues.types_in(folded)
    ):
        yield from found


def _counts(cue: cues.GateCue, passage: Passage) -> bool:
    if passage.place not in cue.places and ("any" not in cue.places or passage.place in ("column", "field")):
        return False
    if any(code_table(d).get(words_of(passage.text)) for d in ("completion", "schedule")):
        return False  # a badge: "On schedule" is no schedule
    return passage.place != "cover" or len(passage.text) <= _COVER_LINE or "opening" in cue.places


def _share(cue: cues.GateCue, passage: Passage, words: str) -> float:
    """Return how much of its weight a cue has in a passage."""
    share = 0.5 if passage.place in ("cover", "running") and "title" in cue.places else 1.0
    if passage.place in ("title", "cover", "running") and _is_about(passage.folded, words):
        share *= 0.2
    return share


def _is_about(folded: str, words: str) -> bool:
    """Whether the words come after the name of a report or plan, or are part of it: what it is about."""
    at = folded.find(words)
    return any(start <= at and is_head(folded, start, end) for _, start, end in cues.types_in(folded))


def _strange(reading: Reading, title: str | None, settings: ClassSettings) -> Iterator[tuple[str, str, float]]:
    """Yield the sign of a document with a title that names open government in passing at most, in its text."""
    if title is None or reading.words < _SHORT or of_one_id(reading):
        return
    shown = (p for p in reading.passages(title) if p.place in ("title", "cover", "running", "field"))
    if any(kind in _OF_OGP and share == 1.0 for p in shown for kind, share, _ in names(p)):
        return
    named = [p.place for p in reading.passages(title) if _names_partnership(p.folded)]
    if len(named) <= _IN_PASSING and not set(named) - {"opening", "body", "list", "end"}:
        never = settings.never_named if not named else 0.0
        reason = f"{TITLED}names no open government, nor does a heading"
        yield "another programme", reason, settings.another_programme + never


def _names_partnership(folded: str) -> bool:
    paths = (("about_open_government",), ("partnership",), ("authors", "irm"))
    return any(cues.pattern(*path).search(folded) for path in paths)


def _slides(reading: Reading, settings: ClassSettings) -> Iterator[tuple[str, str, float]]:
    sizes = sorted(size for b in reading.document.blocks if b.kind != "heading" and (size := passages.size_of(b)))
    if len(sizes) > 2 and sizes[len(sizes) // 2] >= settings.size_of_slides:
        yield "slides", "running text in large type", 2.0
    pages = reading.document.pages
    wide = len(pages) >= settings.slides and all(p.width > 1.2 * p.height for p in pages)
    if wide and reading.words / len(pages) < settings.words_a_slide:
        yield "slides", "wide pages with few words", 2.5


def _report(reading: Reading, title: str | None) -> Iterator[tuple[str, float]]:
    """Yield the signs for a report on commitments: reason and points."""
    for passage in reading.passages(title):
        if passage.place in ("title", "running", "metadata", "cover"):
            yield from _named(passage)
        if passage.place == "opening" and cues.pattern("this_document").search(passage.folded):
            yield "speaks of itself as the plan", 1.0
    for group, weight in ((IRM_LABELS, 0.8), (PLAN_LABELS, 0.5), (PROGRESS, 0.8)):
        known = [k for k in group if reading.labels[k] >= 2 or reading.columns[k]]
        if known:
            yield f"labels of commitments: {', '.join(known)}", min(weight * len(known), 3.0)
    headed = (p.text for p in reading.passages(title) if p.place in ("cover", "heading", "title"))
    if title is not None and any(_OGP_ID.search(text) and text.startswith(title) for text in headed):
        yield "title: the id of a commitment", 6.0
    if of_one_id(reading) or of_own_site(reading, 0):
        yield "a page of one commitment", 10.0  # whose title may be a budget, minutes or guidance
    once = [k for k in IRM_LABELS if reading.labels[k]]
    if len(once) > 3:
        yield f"labels of one commitment: {', '.join(once)}", 2.0
    if len(reading.metrics) >= 4:
        yield "box of key figures", 2.0
    if reading.numbered >= _NUMBERED:
        yield "numbered commitments", 2.0


def _named(passage: Passage) -> Iterator[tuple[str, float]]:
    if passage.place == "cover" and (len(passage.text) > _COVER_LINE or passages.is_sentence(passage.text)):
        return
    full = {"title": 4.0, "running": 2.0, "metadata": 1.0, "cover": 1.5}[passage.place]
    for kind, share, _ in names(passage):
        yield f"{passage.place} names one", full * (share if share == 1.0 else 0.5 * share)
        if kind != "action_plan" and share == 1.0 and passage.place == "title":
            yield "the title names a report", 2.0
    m = cues.pattern("authors", "irm").search(passage.folded)
    if m and signs_for(passage.folded, m.start(), m.end()) and passage.place != "metadata":
        yield "names the mechanism as its author", 2.0
