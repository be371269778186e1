"""Who does what in a sentence about progress: frames of roles, and the subject of each frame.

A frame is a stretch of roles that states a value: "92% de avance", "alcanzó un 75%", "is
substantially complete". Its subject is the commitment, milestone or plan that stands in the same
clause with nothing else in between that could be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extractors._roles import Part
from extractors.lexicon import Code
from extractors.records import Phase
from extractors.values import ORDINALS, months

# One letter a role, so that a frame is a regular expression over the letters of a sentence.
_LETTERS = dict(
    pair.split("=")
    for pair in (
        "commitment=C commitments=G milestone=K milestones=H plan=L other_plan=O measure=M level=V average=A status=S "
        "percent=P done=D not_begun=B link=i was=w have=h reach=r moved=m not=N hedge=E approx=x past=t which=q as=s "
        "adverb=a period=d but=b and=y function=f pronoun=p rest=e holds=u led_by=l count=c number=n label=n "
        "numbering=o midterm=1 end_of_term=2 =W"
    ).split()
)
_PUNCTUATION = {",": ",", ";": ";", ":": ":", "(": "(", ")": ")", "[": "(", "]": ")", '"': '"', "-": "-"}
_SUBJECTS = "CGKHL"
_CHAIN = r"f{1,2}[CGKHL]o?(?:n(?:[,y]{1,2}n)*)?"  # "del compromiso 4"

_PERCENT_FRAMES = [
    re.compile(rf"[irwhDS]?[afxs]*(?P<v>P)f{{0,2}}A?V?f?(?P<m>[MS])A?(?P<of>{_CHAIN})?"),
    re.compile(
        rf"(?P<lead>(?:Vf?)?M)A{{0,2}}(?P<of>{_CHAIN})?A{{0,2}}d?[iwhrfaxs:(\-,]{{0,6}}(?P<v>P)(?P<of2>{_CHAIN})?"
    ),
    re.compile(rf"[DSr][fax]{{0,4}}(?P<v>P)(?P<of>{_CHAIN})?(?=[,;:.)\-ydb12W]|$)"),
    re.compile(r"[iwrh][a]*[fhx]{0,3}(?P<v>P)(?=[,;:.)\-db12y]|$)"),
    re.compile(r"(?P<own>[CK]o?n)(?:[:(\-,]{1,2}|[fh])(?P<v>P)(?=[,;:.)y]|$)"),
]
_STATUS_FRAMES = [
    re.compile(rf"(?:(?P<lead>(?:Vf?)?M)A?(?P<of>{_CHAIN})?A?d?)?[iw][axfsVNMd]{{0,5}}(?P<v>S)"),
    re.compile(rf"[hr][fxaVA]{{0,4}}(?P<v>S)f{{0,1}}M?(?P<of>{_CHAIN})?"),
    re.compile(r"(?P<v>[DB])"),
]
_MEASURED = re.compile(r"avance|cumplimiento|progres|completion|ejecucion")
_NUMBERED_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a frame speaks of, with the numbers printed beside it."""

    kind: Literal["commitment", "milestone", "plan", "implicit", "other"]
    first: int = 0  # index of its first part
    commitments: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    plan_number: int | None = None


OTHER = Subject("other")
IMPLICIT = Subject("implicit")


@dataclass(frozen=True, slots=True)
class Frame:
    """A stretch of parts ``[first, last]`` that states the value at part ``value``."""

    first: int
    last: int
    value: int
    subject: Subject
    code: Code | None
    number: float | None


class Clause:
    """The parts of a sentence; ``before`` is the subject that the previous sentence was about."""

    def __init__(self, parts: list[Part], sentence: str, before: Subject | None) -> None:
        self.parts = parts
        self.sentence = sentence
        self.before = before
        self.roles = "".join(self._letter(p) for p in parts)

    @staticmethod
    def _letter(part: Part) -> str:
        if part.role == "punctuation":
            return _PUNCTUATION.get(part.text, ".")
        return _LETTERS[part.role]

    def text(self, at: int) -> str:
        """Return the folded words of a part, empty outside the sentence."""
        return self.parts[at].text if 0 <= at < len(self.parts) else ""

    # Frames

    def frames(self) -> Iterator[Frame]:
        """Yield the frames in the sentence, the first that fits each value."""
        taken: set[int] = set()
        for pattern in (*_PERCENT_FRAMES, *_STATUS_FRAMES):
            for m in _every(pattern, self.roles):
                value = m.start("v")
                if value in taken or not self._fits(m, pattern):
                    continue
                taken.add(value)
                part = self.parts[value]
                subject = self._subject(m)
                last = m.end() - 1
                if part.role == "percent":
                    yield Frame(m.start(), last, value, subject, None, part.value)
                elif part.code is not None:
                    yield Frame(m.start(), value, value, subject, part.code, None)

    def _fits(self, m: re.Match[str], pattern: re.Pattern[str]) -> bool:
        value = m.start("v")
        part = self.parts[value]
        nearby = self.roles[value + 1 : value + 2]
        following = self.parts[value + 1].text if nearby else ""
        if part.role == "percent":
            if self._in_range(value):
                return False
            groups = m.groupdict()
            measure = self.parts[m.start("m")] if groups.get("m") else None
            if measure is not None and measure.role == "status":
                return measure.code is not None and measure.code.code == "complete"
            if pattern is _PERCENT_FRAMES[2]:
                opener = self.parts[m.start()]
                complete = opener.code is not None and opener.code.code == "complete"
                return complete and (opener.role in ("done", "status"))
            return True
        if pattern is _STATUS_FRAMES[1]:
            measured = bool(_MEASURED.search(part.text)) or "M" in self.roles[value + 1 : value + 3]
            return measured and part.code is not None
        if pattern is _STATUS_FRAMES[2] and part.role == "done":
            has_object = following in _ARTICLES or nearby in ("c", "n", "P", "e", "A", "H")
            return not has_object or self._object_is_subject(value)
        if part.code is not None and part.code.code == "limited":
            return following not in ("a", "al", "to", "by")
        if part.code is not None and part.code.code == "in_progress":
            return following not in ("de", "of")  # "en proceso de elaboración"
        return True

    def _in_range(self, value: int) -> bool:
        """Whether a percentage belongs to a range: "entre 25% y 49%", "from 40% to 60%"."""
        around = self.roles[max(value - 3, 0) : value + 4]
        if around.count("P") < 2:
            return False
        texts = [p.text for p in self.parts[max(value - 3, 0) : value + 4]]
        joined = " ".join(texts)
        return bool(re.search(r"(?:entre|between|from|de|del|desde)\s[\d.,]+\s?%\s(?:y|and|to|a|al|-)", joined))

    def _object_is_subject(self, value: int) -> bool:
        return bool(re.match(rf"f?[{_SUBJECTS}]", self.roles[value + 1 :]))

    # Subjects

    def _subject(self, m: re.Match[str]) -> Subject:
        groups = m.groupdict()
        for name in ("of", "of2", "own"):
            if groups.get(name):
                return self.read_subject(m.start(name) + re.search(rf"[{_SUBJECTS}]", groups[name]).start())  # type: ignore[union-attr]
        value = m.start("v")
        if self.parts[value].role in ("done", "not_begun") and self._object_is_subject(value):
            at = re.search(rf"[{_SUBJECTS}]", self.roles[m.end() :])
            return self.read_subject(m.end() + at.start()) if at else OTHER
        if "m" in groups and self._of_something_else(m.end()):
            return OTHER
        if self.parts[value].role == "percent" and not groups.get("m") and self._of_something_else(m.end()):
            return OTHER
        verbless = self.parts[m.start()].text in ("con", "with") or (m.start() == value and self.roles[value] == "P")
        return self._before(m.start(), strict=verbless)

    def _of_something_else(self, end: int) -> bool:
        """Whether the words after the frame say of what: "70% de desarrollo de la arquitectura"."""
        following = self.roles[end : end + 4]
        texts = [p.text for p in self.parts[end : end + 4]]
        if not following or texts[0] not in ("de", "del", "of", "en", "in", "on", "for", "para"):
            return False
        rest = following.lstrip("f")
        at = end + len(following) - len(rest)
        if at >= len(self.parts):
            return False
        if rest[0] in "12dnA," or rest[0] in _SUBJECTS:
            return False
        return self.parts[at].text not in months()

    def read_subject(self, at: int) -> Subject:
        """Return the subject at a part, with its numbers, and the head of a chain it ends."""
        role = self.parts[at].role
        if re.search(r"(?:[cn]|Pf{1,2})$", self.roles[:at]) and not re.search(r"[CGKH]o?n$", self.roles[:at]):
            return OTHER  # "tres compromisos", "71% of milestones"
        numbers = self._numbers_after(at)
        heads = "KH" if role in _COMMITMENT else "CGKH" if role == "plan" else ""
        head = (
            re.search(rf"([{heads}])o?(?:n(?:[,y]{{1,2}}n)*)?W?f{{1,2}}(?:n?\.?|W)$", self.roles[:at])
            if heads
            else None
        )
        if head:
            inner = self.read_subject(head.start(1))
            return Subject(inner.kind, inner.first, numbers or inner.commitments, inner.milestones)
        first = at
        if role in ("milestone", "milestones"):
            ordinal = self._ordinal_before(at)
            if ordinal is not None and not numbers:
                numbers, first = (str(ordinal[0]),), ordinal[1]
            tail = re.match(r"[KH]o?(?:n(?:[,y]{1,2}n)*)?f{1,2}C", self.roles[at:])
            commitments = self._numbers_after(at + tail.end() - 1) if tail else ()
            return Subject("milestone", first, commitments, numbers)
        if role == "plan":
            ordinal = self._ordinal_before(at)
            return Subject("plan", ordinal[1] if ordinal else at, plan_number=ordinal[0] if ordinal else None)
        if role == "commitments" and not numbers:
            average = "A" in self.roles
            return Subject("plan", at) if average else OTHER
        return Subject("commitment", at, numbers)

    def _numbers_after(self, at: int) -> tuple[str, ...]:
        m = re.match(r"[CGKH]o?(n(?:[,y]{1,2}n)*)", self.roles[at:])
        if m:
            inside = self.parts[at + m.start(1) : at + m.end(1)]
            return tuple(p.text for p in inside if p.role in ("number", "label"))
        if at + 1 < len(self.parts) and self.parts[at].role == "milestone":
            return self._letter_after(at + 1)
        return ()

    def _letter_after(self, at: int) -> tuple[str, ...]:
        """A milestone's letter: "milestone b", "hito (a)", not the preposition in "hito a cargo"."""
        bracketed = self.roles[at] == "("
        part = self.parts[at + 1] if bracketed and at + 1 < len(self.parts) else self.parts[at]
        printed = self.sentence[part.start : part.end]
        if not _NUMBERED_LETTER.fullmatch(printed):
            return ()
        closed = self.sentence[part.end : part.end + 1] in (")", ".")
        if bracketed or closed or printed.isupper() or printed not in "aeiouy":
            return (printed.lower(),)
        return ()

    def _ordinal_before(self, at: int) -> tuple[int, int] | None:
        """The ordinal before a noun and the index it starts at: "segundo hito", "5° Plan"."""
        for k in range(at - 1, max(at - 5, -1), -1):
            text = self.parts[k].text
            if text in ORDINALS:
                return ORDINALS[text], k
            if self.parts[k].role == "number" and k + 1 < at and re.match(_SUFFIX, self.parts[k + 1].text):
                return int(text), k
            if self.roles[k] in _SUBJECTS + ",;:":
                return None
        return None

    def _before(self, start: int, *, strict: bool) -> Subject:
        """Return the subject of a frame by what stands before it in the clause."""
        content, k = 0, start - 1
        while k >= 0:
            role = self.roles[k]
            if role in _SUBJECTS:
                return self._near(k, start, content, strict=strict)
            if role == "p" and k == 0:
                return self.before or IMPLICIT
            if role == "," and not self._has_subject(0, k):
                # "Según el panel, alcanzó ...": an adverbial before the clause names no subject.
                return self._without_subject(content) if self._introduces(k) else OTHER
            if self._blocks(k, content):
                return OTHER
            content += role == "W"
            k = self._skip(k) - 1
        return self._without_subject(content)

    def _near(self, k: int, start: int, content: int, *, strict: bool) -> Subject:
        """Return the subject at ``k`` unless too much stands between it and the frame."""
        found = self.read_subject(k)
        numbered = bool(found.commitments or found.milestones)
        verb = re.search(r"[uDBmr]", self.roles[k:start])
        # After a number a title may follow; a frame without a verb must follow directly.
        allowed = 0 if strict and start - k > 1 else 12 if numbered and not verb else 4
        return found if content <= allowed else OTHER

    def _blocks(self, k: int, content: int) -> bool:
        """Whether what stands at ``k`` makes another noun the subject."""
        role = self.roles[k]
        if role == "q":
            previous = self.roles[:k].rstrip("f,")
            return not previous or previous[-1] not in _SUBJECTS + '")n'
        return role in "Ocp" or (role in "b;y" and content > 0)

    def _skip(self, k: int) -> int:
        """Return where what ends at ``k`` began: brackets, quotes, a phrase between commas."""
        role = self.roles[k]
        opener = self.roles.rfind({")": "(", '"': '"', ",": ","}.get(role, role), 0, k)
        if role not in ')",' or opener < 0 or (role == "," and self._has_subject(opener, k)):
            return k
        return opener

    def _without_subject(self, content: int) -> Subject:
        if content:
            return OTHER
        return self.before if self.before is not None and self.before.kind != "commitment" else IMPLICIT

    def _has_subject(self, first: int, last: int) -> bool:
        return any(r in _SUBJECTS for r in self.roles[first:last])

    def _introduces(self, last: int) -> bool:
        return last > 0 and self.parts[0].text in _INTRODUCE

    def topic(self) -> Subject | None:
        """Return the first subject of the sentence, for a pronoun in the next; None: it has none."""
        m = re.search(rf"[{_SUBJECTS}]", self.roles)
        if m is None:
            return OTHER if "W" in self.roles else None
        return self.read_subject(m.start())

    # Context

    def negated(self, frame: Frame) -> bool:
        """Whether a negation stands in the clause before the value."""
        return "N" in self.roles[self._clause_start(frame) : frame.value]

    def hedged(self, frame: Frame) -> bool:
        """Whether it is expected, planned, conditional or approximate."""
        start = max(self.roles.rfind(";", 0, frame.first), self.roles.rfind("b", 0, frame.first)) + 1
        return "E" in self.roles[start : frame.value] or "x" in self.roles[max(frame.value - 3, 0) : frame.value]

    def past(self, frame: Frame) -> bool:
        """Whether it is over: an imperfect or pluperfect, "previously", "al inicio"."""
        start = self._clause_start(frame)
        return "w" in self.roles[start : frame.value] or "t" in self.roles

    def other_plan(self, first: int, last: int) -> bool:
        """Whether parts ``first`` to ``last`` speak of another plan: it stands before them in the
        sentence, no "but" or "and" between, or directly after."""
        before = re.split(r"[;by]", self.roles[:first])[-1]
        after = re.split(r"[;by,]", self.roles[last + 1 :])[0]
        return "O" in before or "O" in self.roles[first : last + 1] or "O" in after

    def phase(self) -> Phase | None:
        """Return the phase that the sentence names, if one."""
        midterm, end = "1" in self.roles, "2" in self.roles
        return None if midterm == end else "midterm" if midterm else "end_of_term"

    def _clause_start(self, frame: Frame) -> int:
        limit = frame.subject.first if frame.subject.kind not in ("implicit", "other") else frame.first
        limit = min(limit, frame.first)
        return max(self.roles.rfind(c, 0, limit) for c in ",;b") + 1


_ARTICLES = frozenset("el la los las un una unos unas su sus the a an its their all".split())
_COMMITMENT = ("commitment", "commitments")
_SUFFIX = re.compile(r"^(?:°|o|er|ro|do|to|mo|vo|st|nd|rd|th|\.)$")
_INTRODUCE = frozenset(
    "segun de en a al por tal como conforme desde per according as of based on at by in from actualmente hoy".split()
)


def _every(pattern: re.Pattern[str], roles: str) -> Iterator[re.Match[str]]:
    """Yield a match for every value, also where frames overlap."""
    position = 0
    while m := pattern.search(roles, position):
        yield m
        position = m.start("v") + 1 if m.start("v") >= position else m.end()
