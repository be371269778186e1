"""One commitment in a government's document: what its labels and sentences say, into records.

A government lists OGP values and states completion; relevance and results are the IRM's to judge and
are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.builder import Builder, Spot
from extractors.layout import Cell, Table, Text
from extractors.parts.fields import TEXTS, cut, fill_field, institutions
from extractors.parts.options import choices, read_choices
from extractors.parts.statements import Hint, Progress, is_status, ogp_values
from extractors.parts.subjects import take_apart
from extractors.records import Assessment, Date
from extractors.values import dates, first_date, percents, period

_ENUMERATOR = re.compile(r"(?<!\S)(?P<number>\d{1,2}(?:\.\d{1,2})*|[a-z])[.)]\s+(?=\S)")
_TAIL = re.compile(
    r"(?<![\s:;,(\[–—|=-])[\s:;,(\[–—|=-]++"
    r"(?:(?:avance|progress|cumplimiento|completion|estado|status|nivel)\s*+(?:(?:de|del|of|:|=)\s*+)?)?"
    r"(?P<value>\d{1,3}(?:[.,]\d{1,2})?\s?%)"
    r"(?:\s*(?:de\s+(?:avance|cumplimiento|progreso)|complete[d]?|progress|of progress|completion))?[\s).\]]*$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"(?<=\s)(?:milestone|hito|activity|actividad|meta)\s+(?:n\W{0,2})?(?P<number>\d{1,2}(?:\.\d{1,2})*)\s*[.:)–-]",
    re.I,
)
_STATUS_TAIL = re.compile(r"(?:\s*[:–—|(\[]\s*|\s-\s)(?P<value>[^:–—|()\[\]]{4,45})[)\].\s]*$")
_DATE_TAIL = re.compile(r"(?:(?<!\s)\s++)?[(\[](?P<value>[^()\[\]]{4,40})[)\]]\s*+\.?$")
_PREPOSITION = re.compile(
    r"(?:^|\s)(?:by|in|on|of|for|from|to|until|since|before|after|and|de|del|en|el|al?|para|desde|hasta|antes|y)$"
    r"|[,:(–—-]$",
    re.IGNORECASE,
)
_HINTS: dict[str, Hint] = {
    "completion": "completion",
    "site_status": "completion",
    "percent": "completion_percent",
}
_BLANKS = ("lead", "support", "other_actors", "start", "end", "milestones", "relevance")
_ORDER = {"milestones": 0, "description": 1}
_HINT = re.compile(r"\([^()]{3,80}\)")  # what the form asks for: "(140 characters at most)"
_DATED = 45
_FULLER = 1.5


@dataclass(frozen=True, slots=True)
class Tail:
    """A line cut before the value at its end: "Portal de datos: 75%"."""

    words: str
    start: int
    end: int


def percent_tail(words: str) -> Tail | None:
    """Return the percentage that ends a line, and the line before it."""
    m = _TAIL.search(words)
    if not m or len(percents(words[m.start("value") :])) != 1:
        return None
    return Tail(words[: m.start()].rstrip(" :;,(–—-|"), m.start("value"), m.end("value"))


def run_together(spot: Spot) -> list[Spot]:
    """Return the milestones of a line one by one, where several ran together: "Hito 1: ... (75%) Hito 2: ..."."""
    words = spot.words()
    number = take_apart(words).number
    starts = [0]
    for m in _ANOTHER.finditer(words):
        if number and m["number"] == _next(number):
            starts.append(m.start())
            number = m["number"]
    ends = [*starts[1:], len(words)]
    return [cut(spot, start + len(words[start:end].rstrip()), start) for start, end in zip(starts, ends, strict=True)]


def enumerated(words: str, *, letters: bool = False) -> list[tuple[str, int, int]]:
    """Return number, start and end of the items of a running list ("a. ... b. ...").

    Only items that count on from the first one; a list starts the text or follows a colon. With
    ``letters`` numbers do not count.
    """
    found: list[re.Match[str]] = []
    for m in _ENUMERATOR.finditer(words):
        opens = not words[: m.start()].strip() or words[: m.start()].rstrip().endswith(":")
        if letters and not m["number"].isalpha():
            continue
        if (not found and opens) or (found and m["number"] == _next(found[-1]["number"])):
            found.append(m)
    if not found or found[0]["number"].rpartition(".")[2] not in ("a", "1"):
        return []
    ends = [m.start() for m in found[1:]] + [len(words)]
    return [(m["number"], m.end(), end) for m, end in zip(found, ends, strict=True)]


def _next(number: str) -> str:
    if number.isalpha():
        return chr(ord(number) + 1)
    head, dot, last = number.rpartition(".")
    return f"{head}{dot}{int(last) + 1}"


@dataclass(slots=True)
class Fiche:
    """Collects what one commitment's form or section says; :meth:`finish` writes what waits.

    Sentences wait because they state a status only where no field does. ``seen`` are the labels so far.
    """

    build: Builder
    mention: str
    rule: str
    _sentences: list[Spot] = field(default_factory=list)
    _lists: list[tuple[str, Spot]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    _ordinal: int = 0

    def progress(self, milestone: str | None = None) -> Progress:
        """Return the writer of this commitment's (or its milestone's) progress."""
        return Progress(self.build, self.mention, f"{self.rule}.completion", milestone)

    def value(self, key: str, value: Spot, label: Spot | None = None, *, milestone: str | None = None) -> bool:
        """Read the value of a label; True where the label is one of a commitment's."""
        words = value.words()
        self.seen.add(key)
        if key in _HINTS:
            found = choices(words, self.build.lexicon, [n.text for n in value.text.lines]) if words else []
            if found:
                read_choices(self.progress(milestone), value, found)
            elif not (key == "site_status" and words and not is_status(words, self.build.lexicon)):
                self.progress(milestone).value(value, _HINTS[key], label)
            return True
        if not words:
            return key in TEXTS or key in _BLANKS
        if key in ("start", "end", "dates"):
            self._dates(key, value, milestone)
        elif milestone is not None:
            return key in ("reasons", "evidence", "lead", "contact")
        elif key in ("reasons", "evidence"):
            self._sentences.append(value)
        elif key == "milestones":
            self._lists.append((key, value))
        else:
            return self._field(key, value, words)
        return True

    def _field(self, key: str, value: Spot, words: str) -> bool:
        build = self.build
        if key in TEXTS and _HINT.fullmatch(words.strip()):
            return True
        if key in TEXTS:
            fill_field(build, self.mention, key, words)
            self._lists.append((key, value))
        elif key in ("support", "other_actors"):
            known = build.get(self.mention).support_institutions
            known += [name for name in institutions(words) if name not in known]
        elif key == "relevance":
            found = [f.code.code for f in build.lexicon.find("ogp_value", words)]
            listed = ogp_values(words, build.lexicon) if len(words) < 160 and not words.endswith(".") else []
            build.fill(self.mention, ogp_values=listed or list(dict.fromkeys(found)))
        elif key == "proposed_by":
            code = build.lexicon.code("proposed_by", words)
            build.fill(self.mention, proposed_by=code.code if code else None)
        elif key == "number_title":
            self._more(words)
        elif not fill_field(build, self.mention, key, words):
            return key in ("next_steps", "ambition", "challenge", "how_contribute", "contact", "number")
        return True

    def _more(self, words: str) -> None:
        """Take what a form prints beside "Commitment", below a heading with the title, for its text."""
        title = self.build.get(self.mention).title
        if title and not take_apart(words).number and len(words) > _FULLER * len(title):
            self.build.fill(self.mention, description=words)

    def _dates(self, key: str, value: Spot, milestone: str | None) -> None:
        words, language = value.words(), self.build.identity.language
        if key != "dates" and len(words) > _DATED:
            return  # "This commitment is on target to be completed in 2016" is no date
        starts: Date | None
        ends: Date | None
        starts, ends = period(words, language)
        if key != "dates" and ends is None:
            single = first_date(words, language)
            starts, ends = (single, None) if key == "start" else (None, single)
        elif key == "dates" and ends is None:
            starts = None if starts is None or starts.precision == "year" else starts
        if milestone is not None:
            self.build.milestone(self.mention, milestone, value, f"{self.rule}.date", starts_on=starts, ends_on=ends)
        else:
            self.build.fill(self.mention, starts_on=starts, ends_on=ends)

    # Milestones

    def milestone_row(self, table: Table, cell: Cell) -> str:
        """Record the milestone a table cell names and return its number: printed, else its place."""
        return self.milestone_line(Spot.within(table, cell))

    def milestone_line(self, spot: Spot, marker: str = "") -> str:
        """Record the milestone of a line ("Hito 1.1: Encuesta (75%)"), with the value it ends in."""
        words = spot.words()
        tail = percent_tail(words)
        named = take_apart(tail.words if tail else words)
        number = named.number if named.kind == "milestone" or named.stopped or "." in (named.number or "") else None
        marker = marker.strip(" .()")
        if number is None and marker and marker.isalnum():
            number = marker
        self._ordinal += 1
        number = number or str(self._ordinal)
        text = named.title if named.number == number else (tail.words if tail else words)
        starts, ends = (None, None)
        dated = _DATE_TAIL.search(text) if not tail else None
        if dated and dates(dated["value"], self.build.identity.language):
            starts, ends = period(dated["value"], self.build.identity.language)
            starts, ends = (starts, ends) if ends else (None, starts)
        text, columns = _without_columns(text, self.build.identity.language, least=1 if tail else 2)
        if columns:
            starts, ends = (columns[0], columns[-1]) if len(columns) > 1 else (None, columns[0])
        status = None if dated or columns else self._status_tail(text)
        if status:
            text = text[: status.start()].rstrip(" :–—-(")
        self.build.milestone(
            self.mention, number, spot, f"{self.rule}.milestone", text=text or None, starts_on=starts, ends_on=ends
        )
        if tail:
            progress = self.progress(number)
            progress.percent(cut(spot, tail.end, tail.start), percents(words[tail.start : tail.end])[0].value)
        if status:
            at = words.rfind(status["value"])
            self.progress(number).status(cut(spot, at + len(status["value"]), at), status["value"])
        return number

    def _status_tail(self, words: str) -> re.Match[str] | None:
        m = _STATUS_TAIL.search(words)
        code = self.build.lexicon.code("completion", m["value"]) if m else None
        return m if code else None

    def sentence(self, spot: Spot) -> None:
        """Keep a paragraph of the section: it may state a status, a percentage or a tally."""
        self._sentences.append(spot)

    def finish(self) -> None:
        """Write milestones from running lists and what sentences state."""
        for key, spot in sorted(self._lists, key=lambda item: _ORDER.get(item[0], 2)):
            for number, inside in self._pieces(key, spot):
                if not inside.words():
                    continue
                self.build.milestone(
                    self.mention, number, inside, f"{self.rule}.milestone", text=inside.words() or None
                )
        told = any(a.dimension == "completion" for a in self.build.assessments_of(self.mention))
        for spot in self._sentences:
            progress = Progress(self.build, self.mention, self.rule, statuses=not told)
            progress.sentences(spot)
        self._flag_conflicts()

    def _flag_conflicts(self) -> None:
        """Flag the statuses of one commitment or milestone whose fields state two: one belongs to something else."""
        said: dict[tuple[str | None, str | None], list[Assessment]] = {}
        for a in self.build.assessments_of(self.mention):
            if a.dimension == "completion" and a.code and a.evidence.rule == f"{self.rule}.completion":
                said.setdefault((a.milestone, a.phase), []).append(a)
        for some in said.values():
            codes = sorted({a.code or "" for a in some})
            if len(codes) < 2 or all(a.flagged for a in some):
                continue
            for a in some:
                a.flagged = True
            message = f"completion of one commitment or milestone is {', '.join(codes)} in one form"
            self.build.issue(some[0].evidence, some[0].evidence.rule, "conflicting_status", "warning", message)

    def _pieces(self, key: str, spot: Spot) -> Iterator[tuple[str, Spot]]:
        words = spot.words()
        items = enumerated(words, letters=key != "milestones")
        for number, start, end in items:
            yield number, cut(spot, start + len(words[start:end].rstrip(" ;")), start)
        if items or key != "milestones":
            return
        position = 0
        for ordinal, piece in enumerate(re.split(r"[;•·●▪]", words), 1):
            at = words.index(piece, position) if piece else position
            position = at + len(piece)
            if piece.strip():
                yield str(ordinal), cut(spot, at + len(piece.rstrip()), at + len(piece) - len(piece.lstrip()))


def _without_columns(words: str, language: str | None, least: int) -> tuple[str, list[Date]]:
    """Return a line without the dates it ends in, and these, where a row of a table was read as a line.

    A date after a preposition ("by May 2020") belongs to the sentence, and so does one alone unless ``least`` is 1.
    """
    end = len(words.rstrip())
    found: list[Date] = []
    for hit in reversed(dates(words, language)):
        if hit.ambiguous or hit.date.precision == "year" or words[hit.end : end].strip():
            break
        found.insert(0, hit.date)
        end = len(words[: hit.start].rstrip())
    if len(found) < least or not end or _PREPOSITION.search(words[:end]):
        return words, []
    return words[:end], found[-2:]


EMPTY = Spot(Text())
"""The value of a label that has none."""
