"""What a whole label, heading or question asks for: its role.

The words are data (``extractors/vocabulary/roles.yml``); see :mod:`extractors.annotate.labels` for labels within texts
and columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from extractors.annotate.dates import dates
from extractors.annotate.role_table import alike, cut_short, known, role_table, stem
from extractors.annotate.vocabulary import Phrases, code_table, phrase_table, tokens_of, word_set, words_of
from extractors.lexicon import Code
from extractors.records import Phase
from extractors.wordlists import data, spellings
from extractors.words import fold

LONGEST_LABEL = 160
"""Characters of the longest label: the questions of OGP's templates have some 120 (2014, 2017)."""
_COLUMN_NAME = 40  # characters of a column's name in a file
_JOINTS = re.compile(r"[_]+|(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=%)(?=\w)|(?<=[a-zà-ÿ])(?=\d)")
_MANY = 6  # words, from which on a point at the end is that of a sentence
_WORDS_OF_UNIT = 3  # words of a unit with what it is like: "actividad verificable"
_MOST_PARTS = 5  # labels that one label may join
_YES_NO = re.compile(r"\(\s*(?:yes|y|s[ií])\s*/\s*no?\s*\)", re.IGNORECASE)
_SHARE_OF = re.compile(
    r"\s*(?:%|per\s?cent(?:age)?|porcentaje|share|proporci[oó]n)\s*(?:of|de|que se ha)?\s+", re.IGNORECASE
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ENUMERATOR = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[a-h]|[ivx]{1,4})")


@dataclass(frozen=True, slots=True)
class Role:
    """What a label asks for.

    Args:
        name: A key of ``roles.yml`` ("lead", "end"), with ``milestone_`` before it where it is a milestone's.
        score: 1 for the words of the vocabulary, less the more had to be taken off or mended.
        entry: The entry that was hit, "roles/lead/lead agency".
        phase: The phase of the assessment that the label names ("Completion at midterm").
        qualifier: What else the label says, as printed: a date ("as of June 2017"), a unit, words in brackets.
        option: The code of an option column ("Completion / Limited").
    """

    name: str
    score: float
    entry: str
    phase: Phase | None = None
    qualifier: str = ""
    option: Code | None = None

    @property
    def base(self) -> str:
        """The role without its subject: ``end`` for ``milestone_end``, ``completion`` for ``milestone_status``."""
        if self.name.startswith(_OF_MILESTONE):
            rest = self.name.removeprefix(_OF_MILESTONE)
            return "completion" if rest == "status" else rest
        return self.name

    @property
    def of_milestone(self) -> bool:
        """Whether it is a milestone's."""
        return self.name == "milestone" or self.name.startswith(_OF_MILESTONE)

    @property
    def dimension(self) -> str | None:
        """The scale of codes.yml that values under the label belong to, if any."""
        return dimension_of(self.base)


_OF_MILESTONE = "milestone_"
_MEASURED = frozenset(("percent", "completion", "results", "budget_percent"))  # what is planned of these is not yet so


@cache
def dimension_of(name: str) -> str | None:
    """Return the dimension of a role (``completion`` for ``milestone_status``), None for texts, names and dates."""
    entry = data("roles.yml").get(name) or {}
    return entry.get("dimension")


@lru_cache(maxsize=65536)
def role_of(words: str) -> Role | None:
    """Return the role that a whole label or heading names, if any; a column's name in a file is spelled out first.

    "Start_dt" asks what "Start date" asks, "msDesc" what "Milestone description" does.
    """
    found = _role_of(words)
    spelled = _spelled(words) if found is None else ""
    return _role_of(spelled) if spelled else found


def _spelled(words: str) -> str:
    """Return a column's name in a file as words; empty for any other words.

    A sign or a capital inside joins the parts of such a name; without one a stump is in capitals ("MS activity").
    """
    if len(words) > _COLUMN_NAME or not any(c.isalpha() for c in words):
        return ""
    parts = _JOINTS.sub(" ", words).split()
    joined = len(parts) > len(words.split())
    stumps = phrase_table("stumps.yml")
    known = [joined or (part.isupper() and not words.isupper()) for part in parts]
    meant = [stumps.get((fold(part),)) if may else None for part, may in zip(parts, known, strict=True)]
    full = [stump or part for part, stump in zip(parts, meant, strict=True) if stump != "no_words"]
    return " ".join(filter(None, full)) if joined or any(meant) else ""


def _role_of(words: str) -> Role | None:
    """Return the role that a whole label or heading names, if any.

    Tolerated: case, lost accents, punctuation, question marks, a number before, footnote marks after, "(s)", plural,
    small words, a space inside a word. Where the whole is unknown, words in brackets, a date, a phase, "of the
    commitment", "of the milestone" and words such as "expected" are taken off, one kind after the other.
    """
    if len(words) > LONGEST_LABEL:
        return None
    shown = tuple(t.word for t in tokens_of(words))
    if not shown:
        return None
    exact = role_table().get(shown)
    if exact:
        return Role(exact.name, 1.0, exact.key)
    state = code_table("completion").get(words_of(_YES_NO.sub(" ", words)))
    if state is not None and (words.rstrip().endswith("?") or _YES_NO.search(words)):
        return Role("completion", 0.9, state.codes[0].entry)  # "Delivered?", "Hecho (sí/no)"
    share = _SHARE_OF.match(words)
    if share and (of := code_table("completion").get(words_of(words[share.end() :]))) is not None:
        return Role("percent", 0.9, of.codes[0].entry)  # "% done", "Porcentaje realizado"
    if shown in _counts() or code_table("completion").get(shown):
        return None  # "Delivered" is what a badge says; "Delivered by" asks for a date
    if "/" in words and (joined := _of_parts(words)):
        return joined  # "Commitment / milestone" asks for either
    if (joined := _of_parts(_BRACKETS.sub(" ", words))) and joined.name in _NAMING:
        return joined  # "Commitment, lead and partners"
    found = known(shown)
    if found:
        return Role(found[0].name, found[1], found[0].key)
    return _cut_short(words) or taken_apart(words) or _fuzzy(shown)


@cache
def _counts() -> frozenset[tuple[str, ...]]:
    """Return the labels of key figures: "Completed commitments" counts them and is no commitment's status."""
    held = data("glance.yml")
    return frozenset(words_of(word) for entry in held.values() for _, word in spellings(entry))


def _cut_short(text: str) -> Role | None:
    """Return the role of a label with words cut short: "Open gov. lens", "Inst. resp."."""
    tokens = tokens_of(text)
    cut = [text[t.end : t.end + 1] == "." and (t.end + 1 < len(text) or len(tokens) < _MANY) for t in tokens]
    found = cut_short(tuple(t.word for t in tokens), cut)
    return Role(found[0].name, found[1], found[0].key) if found else None


def _fuzzy(shown: tuple[str, ...]) -> Role | None:
    found = alike(shown)
    return Role(found[0].name, found[1], found[0].key) if found else None


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a label, and what was taken off."""

    words: tuple[str, ...]
    phase: Phase | None = None
    qualifier: str = ""
    milestone: bool = False
    planned: bool = False
    cost: float = 0.0


def taken_apart(text: str) -> Role | None:
    """Return the role of a label that is known only with something taken off it, if any."""
    if words_of(text) in _counts():
        return None
    for rest in _rests(text):
        found = known(rest.words) if rest.words else None
        if found:
            entry, score = found
            name = entry.name
            if rest.planned and name in _MEASURED:
                name = "planned"
            if rest.milestone:
                name = milestones_own(name)
            return Role(name, round(score - rest.cost, 2), entry.key, rest.phase, rest.qualifier)
    return _of_parts(text)


# Roles that make one of their own when a label joins them ("No. / Title").
_JOINED = {
    frozenset(("number", "title")): "number_title",
    frozenset(("number", "number_title")): "number_title",
    frozenset(("title", "number_title")): "number_title",
    frozenset(("number_title", "milestone")): "number_title",
    frozenset(("number_title", "milestones")): "number_title",
    frozenset(("title", "milestone")): "title",
    frozenset(("start", "end")): "dates",
    frozenset(("completion", "percent")): "completion",
    frozenset(("milestone", "milestones")): "milestones",
    frozenset(("lead", "contact")): "lead",
    frozenset(("lead", "support")): "lead",
    frozenset(("lead", "civil_society")): "lead",
    frozenset(("lead", "other_actors")): "lead",
    frozenset(("reasons", "results")): "reasons",
    frozenset(("area", "policy_areas")): "area",
}


_TAKING_PART = frozenset(("support", "civil_society", "other_actors"))
"""Roles of bodies beside the lead: a label that lists several asks for any of them."""


_NAMING = frozenset(("title", "number_title", "milestone", "milestones"))
"""Roles of what a row is about: a label that joins another role to them ("Commitment and lead") is theirs."""


@cache
def _joint_words() -> frozenset[str]:
    return frozenset(w for (w,) in phrase_table("reading.yml", "and", "or").whole)


@cache
def _joints() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for (w,) in phrase_table("reading.yml", "and", "or").whole if w.isalpha())
    return re.compile(rf"(?:(?<!\s)\s++)?[/&,;+:]\s*+|(?<!\s)\s++(?:{words})\s++", re.IGNORECASE)


def _of_parts(text: str) -> Role | None:
    """Return the role of a label that joins labels of one role: "Comments/remarks", "Limitaciones y retos"."""
    parts = [p for p in _joints().split(text) if p.strip()]
    if not 1 < len(parts) <= _MOST_PARTS:
        return None
    roles: list[Any] = []
    for part in parts:
        words = words_of(part)
        found = (known(words) or known(bare(words))) if words else None
        found = found or (known((words_of(parts[0])[0], *words)) if words and roles else None)  # "other A and B"
        if found is None and 1 < len(words) <= _WORDS_OF_UNIT and (head := known(words[:1])):
            found = head if head[0].name in _NAMING else None  # "Milestone or verifiable activity"
        if found is None:
            return None
        roles.append(found[0])
    names = frozenset(entry.name for entry in roles)
    if names <= _TAKING_PART and len(names) > 1:
        names = frozenset({"other_actors"})
    if ":" in text and not names <= _TAKING_PART:
        return None
    name = next(iter(names)) if len(names) == 1 else _JOINED.get(names)
    if name == "lead" and len(names) > 1 and "," in text:
        return None  # "Ministry, Support: none" is a value and the next label
    if name is None and roles[0].name in _NAMING:
        name = roles[0].name
    return Role(name, 0.9, roles[0].key) if name else None


def milestones_own(name: str) -> str:
    """Return the name of a role as a milestone's own: ``milestone_end`` for ``end``."""
    if name.startswith("milestone"):
        return name
    if name in ("title", "description", "number_title"):
        return "milestone"
    return f"{_OF_MILESTONE}{'status' if name == 'completion' else name}"


def _rests(text: str) -> Iterator[_Rest]:
    """Yield what is left of a label as more and more is taken off it."""
    outside = _BRACKETS.sub(lambda m: " " * len(m.group()), text)
    inside = " ".join(m.group()[1:-1].strip() for m in _BRACKETS.finditer(text)).strip()
    rest = _Rest(words_of(outside), qualifier=inside, cost=0.02)
    if inside:
        phase = _phase_in(words_of(inside))
        rest = replace(
            rest, phase=phase, qualifier="" if phase else inside, milestone=_speaks_of_milestones(words_of(inside))
        )
        yield rest
    trimmed = _without_numbering(rest.words)
    if not any(c.isalpha() for w in trimmed for c in w) and trimmed != rest.words:
        return  # "63 %" is a value
    if _numbered_unit(rest.words, trimmed):
        return  # "Commitment 3" is a number, no label
    if trimmed != rest.words:
        rest = replace(rest, words=trimmed, cost=rest.cost + 0.01)
        yield rest
    before = without_date(outside)
    if before is not None:
        rest = replace(
            rest, words=_without_numbering(words_of(before[0])), qualifier=before[1] or inside, cost=rest.cost + 0.03
        )
        yield rest
    for step in (_without_note, _without_phase, _without_unit, _without_modifiers, _without_unit):
        left = step(rest)
        if left != rest:
            rest = left
            yield rest


def _without_numbering(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and _ENUMERATOR.fullmatch(words[0]):
        words = words[1:]
    while len(words) > 1 and words[-1].isdigit() and len(words[-1]) < 4:
        words = words[:-1]
    return words


def _numbered_unit(words: tuple[str, ...], trimmed: tuple[str, ...]) -> bool:
    """Whether the number that was taken off the end is that of a unit: "Commitment 3", "Etapa 2", "N° 5"."""
    if words[-1:] == trimmed[-1:] or not words:
        return False
    numbered = phrase_table("units.yml").get(trimmed) or phrase_table("reading.yml", "numbering").get(trimmed)
    return numbered is not None


def without_date(text: str) -> tuple[str, str] | None:
    """Return a label without the date in it, and the date with the words before it ("as of June 2017")."""
    found = dates(text)
    if not found:
        return None
    first, last = found[0].start, found[-1].end
    tokens = tokens_of(text[:first])
    cut = len(tokens)
    table = phrase_table("reading.yml", "as_of")
    for at in range(max(len(tokens) - 5, 1), len(tokens)):
        hit = table.longest([t.word for t in tokens], at)
        if hit and hit[0] == len(tokens):
            cut = at
            break
    start = tokens[cut].start if cut < len(tokens) else first
    return text[:start] + " " + text[last:], text[start:last].strip()


@cache
def phases() -> Phrases[Phase]:
    """Return the words for phases of an assessment."""
    held = data("codes.yml")["phase"]["codes"]
    prose = data("prose.yml")  # "al cierre del plan"
    spoken: tuple[Phase, ...] = ("midterm", "end_of_term")
    listed = [(word, name) for name, entry in held.items() for _, word in spellings(entry)]
    return Phrases([*listed, *((word, name) for name in spoken for _, word in spellings(prose[name]))])


def _phase_in(words: tuple[str, ...]) -> Phase | None:
    found = {phase for _, _, phase in phases().all(words)}
    return found.pop() if len(found) == 1 else None


def _without_note(rest: _Rest) -> _Rest:
    """Take the mark of a footnote out of a label that goes on in another line: "Assessment of 1 / progress"."""
    words = rest.words
    inner = [k for k in range(1, len(words) - 1) if words[k].isdigit() and len(words[k]) < 3]
    if len(inner) != 1 or _numbered_unit(words[: inner[0] + 1], words[: inner[0]]):
        return rest
    return replace(rest, words=words[: inner[0]] + words[inner[0] + 1 :], cost=rest.cost + 0.05)


def _without_phase(rest: _Rest) -> _Rest:
    for first in range(len(rest.words)):
        for end, phase in phases().at(rest.words, first):
            if end - first < len(rest.words):  # "End of term status": the longest that leaves a word
                left = bare(rest.words[:first] + rest.words[end:])
                return replace(rest, words=left, phase=phase, cost=rest.cost + 0.02)
    return rest


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without small words at either end."""
    small = word_set("reading.yml", "small")
    first, last = 0, len(words)
    while first < last and words[first] in small:
        first += 1
    while last > first and words[last - 1] in small:
        last -= 1
    return words[first:last]


def _speaks_of_milestones(words: tuple[str, ...]) -> bool:
    units = {unit for _, _, unit in _units().all(tuple(map(stem, words)))}
    return "milestone" in units and not units & {"commitment", "measure"}


@cache
def _units() -> Phrases[str]:
    held = data("units.yml")
    return Phrases(
        (" ".join(map(stem, words_of(word))), name)
        for name in ("commitment", "measure", "objective", "milestone")
        for _, word in spellings(held[name])
    )


def _without_unit(rest: _Rest) -> _Rest:
    """Take "of the commitment", "del hito" off the end, "Commitment", "Milestone" off the beginning."""
    words = rest.words
    stems = tuple(map(stem, words))
    for first in range(1, len(words)):
        hit = _units().longest(stems, first)
        if hit and hit[0] == len(words):
            return replace(
                rest,
                words=bare(words[:first]),
                milestone=rest.milestone or hit[1] == "milestone",
                cost=rest.cost + 0.03,
            )
    at = len(words) - len(bare((*words, "."))) + 1  # behind an article: "The undertaking as a whole"
    hit = _units().longest(stems, at) if at < len(words) else None
    if hit and hit[0] < len(words) and not _joint_words() & {words[hit[0]]}:  # "Commitment and lead" asks for both
        return replace(
            rest,
            words=bare(words[hit[0] :]),
            milestone=rest.milestone or hit[1] == "milestone",
            cost=rest.cost + 0.05,
        )
    return rest


def _without_modifiers(rest: _Rest) -> _Rest:
    table = phrase_table("reading.yml", "modifiers")
    words = rest.words
    covered = {i for first, end, _ in table.all(words) for i in range(first, end)}
    left = bare(tuple(w for i, w in enumerate(words) if i not in covered))
    if not covered or not left:
        return rest
    planned = any(words[i] in word_set("reading.yml", "planned_words") for i in covered)
    return replace(rest, words=left, planned=planned, cost=rest.cost + 0.06)
