"""What labels, column headings and questions ask for: the roles of the words beside, below or after them.

The words are data (``extractors/vocabulary/roles.yml``). :func:`role_of` knows a whole label, :func:`header_role` a
column under one or more header rows, :func:`labels_in` the labels within a text with the stretches of their values.
Nothing is decided about commitments here, and no value is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from extractors.annotate.vocabulary import Phrases, code_table, phrase_table, tokens_of, word_set, words_of
from extractors.annotate.dates import dates
from extractors.document import Run
from extractors.lexicon import Code
from extractors.records import Phase
from extractors.wordlists import data, spellings

LONGEST_LABEL = 160
"""Characters of the longest label: the questions of OGP's templates have some 120 (2014, 2017)."""
_FUZZY_LETTERS = 10  # shorter words differ by one letter and mean another thing ("lead", "head")
_FUZZY_CUTOFF = 90.0  # per cent of letters alike: "Seccin", "evaluacin" and one more slip
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


@dataclass(frozen=True, slots=True)
class LabelSpan:
    """A label at ``text[start:end]`` and its value at ``text[value_start:value_end]`` (may be empty)."""

    role: Role
    start: int
    end: int
    value_start: int
    value_end: int


_OF_MILESTONE = "milestone_"
_DATED = frozenset(("start", "end", "dates"))


@cache
def dimension_of(name: str) -> str | None:
    """Return the dimension of a role (``completion`` for ``milestone_status``), None for texts, names and dates."""
    entry = data("roles.yml").get(name) or {}
    return entry.get("dimension")


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    words: str

    @property
    def key(self) -> str:
        return f"roles/{self.name}/{self.words}"


@cache
def _table() -> Phrases[_Entry]:
    held = data("roles.yml")
    return Phrases((word, _Entry(name, word)) for name, entry in held.items() for _, word in spellings(entry))


def _stem(word: str) -> str:
    word = word.removesuffix("s") if len(word) > 3 else word
    if word.endswith("ie"):
        return word[:-2] + "y"
    return word.removesuffix("e") if len(word) > 4 else word


def _stems(words: Sequence[str]) -> tuple[str, ...]:
    small = word_set("reading.yml", "small")
    return tuple(_stem(w) for w in words if w not in small)


@cache
def _by_stems() -> dict[tuple[str, ...], _Entry]:
    seen: dict[tuple[str, ...], _Entry | None] = {}
    for words, entry in _table().whole.items():
        stems = _stems(words)
        if stems:
            other = seen.setdefault(stems, entry)
            seen[stems] = entry if other and other.name == entry.name else None  # two meanings: neither
    return {stems: entry for stems, entry in seen.items() if entry}


@cache
def _by_letters() -> dict[str, _Entry]:
    seen: dict[str, _Entry | None] = {}
    for words, entry in _table().whole.items():
        letters = "".join(words)
        other = seen.setdefault(letters, entry)
        seen[letters] = entry if other and other.name == entry.name else None
    return {letters: entry for letters, entry in seen.items() if entry and len(letters) >= 6}


@cache
def _spelled() -> dict[str, _Entry]:
    return {" ".join(w): e for w, e in _table().whole.items() if sum(map(len, w)) >= _FUZZY_LETTERS}


def _known(words: tuple[str, ...]) -> tuple[_Entry, float] | None:
    """Return the entry of words as they are, in another number, without small words, or closed up."""
    found = _table().get(words)
    if found:
        return found, 1.0
    if len(words) > 1:
        closed = _by_letters().get("".join(words))
        if closed:
            return closed, 0.95
    stemmed = _by_stems().get(_stems(words))
    return (stemmed, 0.97) if stemmed else None


def _alike(words: tuple[str, ...]) -> tuple[_Entry, float] | None:
    joined = " ".join(words)
    if len(joined) < _FUZZY_LETTERS:
        return None
    best = process.extractOne(joined, list(_spelled()), scorer=fuzz.ratio, score_cutoff=_FUZZY_CUTOFF)
    return (_spelled()[best[0]], 0.9 * best[1] / 100) if best else None


@lru_cache(maxsize=65536)
def role_of(words: str) -> Role | None:
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
    found = _known(shown)
    if found:
        return Role(found[0].name, found[1], found[0].key)
    return _taken_apart(words) or _fuzzy(shown)


def _fuzzy(shown: tuple[str, ...]) -> Role | None:
    found = _alike(shown)
    return Role(found[0].name, found[1], found[0].key) if found else None


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a label, and what was taken off."""

    words: tuple[str, ...]
    phase: Phase | None = None
    qualifier: str = ""
    milestone: bool = False
    cost: float = 0.0


def _taken_apart(text: str) -> Role | None:
    for rest in _rests(text):
        found = _known(rest.words) if rest.words else None
        if found:
            entry, score = found
            name = entry.name
            if rest.milestone:
                name = _milestones_own(name)
            return Role(name, round(score - rest.cost, 2), entry.key, rest.phase, rest.qualifier)
    return None


def _milestones_own(name: str) -> str:
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
        rest = replace(rest, phase=phase, milestone=_speaks_of_milestones(words_of(inside)))
        yield rest
    trimmed = _without_numbering(rest.words)
    if trimmed != rest.words:
        rest = replace(rest, words=trimmed, cost=rest.cost + 0.01)
        yield rest
    before = _without_date(outside)
    if before is not None:
        rest = replace(
            rest, words=_without_numbering(words_of(before[0])), qualifier=before[1] or inside, cost=rest.cost + 0.03
        )
        yield rest
    for step in (_without_phase, _without_unit, _without_modifiers, _without_unit):
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


def _without_date(text: str) -> tuple[str, str] | None:
    """Return a label without the date in it, and the date with the words before it ("as of June 2017")."""
    found = dates(text)
    if not found:
        return None
    first, last = found[0].start, found[-1].end
    tokens = tokens_of(text[:first])
    cut = len(tokens)
    table = phrase_table("reading.yml", "as_of")
    for at in range(max(len(tokens) - 5, 0), len(tokens)):
        hit = table.longest([t.word for t in tokens], at)
        if hit and hit[0] == len(tokens):
            cut = at
            break
    start = tokens[cut].start if cut < len(tokens) else first
    return text[:start] + " " + text[last:], text[start:last].strip()


@cache
def _phases() -> Phrases[Phase]:
    held = data("codes.yml")["phase"]["codes"]
    return Phrases((word, name) for name, entry in held.items() for _, word in spellings(entry))


def _phase_in(words: tuple[str, ...]) -> Phase | None:
    found = {phase for _, _, phase in _phases().all(words)}
    return found.pop() if len(found) == 1 else None


def _without_phase(rest: _Rest) -> _Rest:
    found = _phases().all(rest.words)
    if len(found) != 1 or found[0][1] - found[0][0] == len(rest.words):
        return rest
    first, end, phase = found[0]
    return replace(rest, words=_bare(rest.words[:first] + rest.words[end:]), phase=phase, cost=rest.cost + 0.02)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    small = word_set("reading.yml", "small")
    first, last = 0, len(words)
    while first < last and words[first] in small:
        first += 1
    while last > first and words[last - 1] in small:
        last -= 1
    return words[first:last]


def _speaks_of_milestones(words: tuple[str, ...]) -> bool:
    units = {unit for _, _, unit in _units().all(tuple(map(_stem, words)))}
    return "milestone" in units and not units & {"commitment", "measure"}


@cache
def _units() -> Phrases[str]:
    held = data("units.yml")
    return Phrases(
        (" ".join(map(_stem, words_of(word))), name)
        for name in ("commitment", "measure", "objective", "milestone")
        for _, word in spellings(held[name])
    )


def _without_unit(rest: _Rest) -> _Rest:
    """Take "of the commitment", "del hito" off the end, "Commitment", "Milestone" off the beginning."""
    words = rest.words
    stems = tuple(map(_stem, words))
    for first in range(1, len(words)):
        hit = _units().longest(stems, first)
        if hit and hit[0] == len(words):
            return replace(
                rest,
                words=_bare(words[:first]),
                milestone=rest.milestone or hit[1] == "milestone",
                cost=rest.cost + 0.03,
            )
    hit = _units().longest(stems, 0)
    if hit and hit[0] < len(words):
        return replace(
            rest,
            words=_bare(words[hit[0] :]),
            milestone=rest.milestone or hit[1] == "milestone",
            cost=rest.cost + 0.05,
        )
    return rest


def _without_modifiers(rest: _Rest) -> _Rest:
    table = phrase_table("reading.yml", "modifiers")
    words = rest.words
    covered = {i for first, end, _ in table.all(words) for i in range(first, end)}
    left = _bare(tuple(w for i, w in enumerate(words) if i not in covered))
    if not covered or not left:
        return rest
    return replace(rest, words=left, cost=rest.cost + 0.06)


# --- columns


# What a word below another means: the parent's words narrow the leaf's.
_NARROWED = {
    ("budget", "percent"): "budget_percent",
    ("budget", "completion"): "budget_percent",
    ("budget", "number"): "budget",
    ("budget", "total"): "budget",
    ("budget_percent", "percent"): "budget_percent",
    ("lead", "title"): "lead",
    ("support", "title"): "support",
    ("contact", "title"): "contact",
    ("contact", "lead"): "contact",
    ("lead", "contact"): "contact",
    ("support", "contact"): "contact",
    ("civil_society", "title"): "civil_society",
    ("civil_society", "lead"): "civil_society",
    ("other_actors", "lead"): "other_actors",
    ("other_actors", "other_actors"): "other_actors",
    ("other_actors", "civil_society"): "civil_society",
    ("lead", "support"): "support",
    ("lead", "lead"): "lead",
    ("completion", "percent"): "percent",
    ("completion", "published"): "as_of",
    ("percent", "published"): "as_of",
    ("end", "start"): "start",
    ("dates", "start"): "start",
    ("end", "end"): "end",
    ("dates", "end"): "end",
    ("start", "end"): "end",
    ("start", "published"): "start",
    ("end", "published"): "end",
    ("dates", "published"): "dates",
    ("indicator", "percent"): "indicator",
    ("indicator", "completion"): "indicator",
    ("area", "title"): "area",
    ("area", "number"): "area",
}


def header_role(path: Sequence[str]) -> Role | None:
    """Return the role of a column by its header words from the top row down.

    The lowest word that is known counts, narrowed by those above it: "Milestones / Deadline" is a milestone's end,
    "Budget / %" is ``budget_percent``, "Completion / Limited" the option ``limited`` of ``completion``,
    "Progress / Dec-22" a completion as of that date.
    """
    words = [w for w in path if w.strip()]
    if not words:
        return None
    joined = role_of(" ".join(words)) if len(words) > 1 else None
    roles = [role_of(w) for w in words]
    parents = [r for r in roles[:-1] if r]
    leaf = roles[-1]
    if leaf is None:
        leaf = _option(words[-1], parents) or _dated(words[-1], parents)
    if leaf is None and joined is not None:
        return replace(joined, score=joined.score * 0.95)
    if leaf is None:
        return None
    return _under(leaf, parents)


def _under(leaf: Role, parents: Sequence[Role]) -> Role:
    out = leaf
    for parent in reversed(parents):
        name = _NARROWED.get((parent.base, out.base))
        if name and not out.of_milestone:
            out = replace(out, name=name)
        if not out.of_milestone and (parent.of_milestone or parent.name == "milestones"):
            out = replace(out, name=_milestones_own(out.name) if out.name != "number" else "milestone_number")
        out = replace(out, phase=out.phase or parent.phase, qualifier=out.qualifier or parent.qualifier)
    return out


def _option(words: str, parents: Sequence[Role]) -> Role | None:
    for parent in reversed(parents):
        dimension = parent.dimension
        if parent.base == "ogp_values" or dimension == "relevance":
            found = code_table("ogp_value").get(words_of(words))
            if found:
                return replace(parent, option=found.codes[0])
        found = code_table(dimension).get(words_of(words)) if dimension else None
        if found:
            return replace(parent, option=found.codes[0])
    return None


def _dated(words: str, parents: Sequence[Role]) -> Role | None:
    """Return the parent's role for a column headed by nothing but a date or a phase."""
    if not parents:
        return None
    parent = parents[-1]
    phase = _phases().get(words_of(words))
    if phase:
        return replace(parent, phase=phase)
    left = _without_date(words)
    if left is not None and not _bare(words_of(left[0])) and parent.dimension:
        return replace(parent, qualifier=left[1])
    return None


# --- labels within a text

_STOP = re.compile(r"\s*(?:[?]+\s*[:.–—-]?|[:：]\s*[–—-]?)\s*|\s*[\n\t|]\s*")
_DASH = re.compile(r"\s*[–—]\s*|\s+-\s+")
_FULL_STOP = re.compile(r"\s*\.\s+")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]")
_SEPARATORS = frozenset(".;|•·●◦▪*)/,\n\t–—:?")
_TRAILING = " \t\n;,|/•·●◦▪*–—-"


def labels_in(text: str, runs: Sequence[Run] = ()) -> tuple[LabelSpan, ...]:
    """Return the labels of a text in order, each with the stretch of its value, which ends where the next begins.

    A label ends in a colon or question mark, at a line end, or, at the beginning of the text, in a dash; with styled
    ``runs`` also where its bold or underlined run ends, with or without a full stop. It begins at the beginning, after
    a separator, at the beginning of such a run, or with a capital.
    """
    tokens = tokens_of(text)
    words = [t.word for t in tokens]
    ends = _style_ends(text, runs)
    found: list[tuple[Role, int, int, int]] = []
    at = 0
    while at < len(tokens):
        hit = _label_at(text, words, at, ends) if _may_begin(text, tokens[at].start, found) else None
        if hit is None and at == 0:
            hit = _fuzzy_beginning(text)
        if hit is None:
            at += 1
            continue
        role, end, value = hit
        start = tokens[at].start
        while start > 0 and text[start - 1] in "¿(":
            start -= 1
        found.append((role, start, end, value))
        while at < len(tokens) and tokens[at].start < value:
            at += 1
    out = []
    for i, (role, start, end, value) in enumerate(found):
        stop = found[i + 1][1] if i + 1 < len(found) else len(text)
        while stop > value and text[stop - 1] in _TRAILING:
            stop -= 1
        out.append(LabelSpan(role, start, end, min(value, len(text)), max(stop, min(value, len(text)))))
    return tuple(out)


def _style_ends(text: str, runs: Sequence[Run]) -> dict[int, int]:
    """Map where a bold or underlined run begins to where it ends, if plainer words follow."""
    out: dict[int, int] = {}
    start: int | None = None
    for run in [*runs, None]:
        strong = run is not None and (run.style.bold or run.style.underline)
        if strong and start is None and run is not None:
            start = run.start
        if not strong and start is not None:
            end = run.start if run is not None else len(text)
            if text[end:].strip():
                out[start] = end
            start = None
    return out


def _may_begin(text: str, start: int, found: Sequence[tuple[Role, int, int, int]]) -> bool:
    before = text[:start].rstrip(" ¿([\"“'")
    if not before or before[-1] in _SEPARATORS:
        return True
    if found and found[-1][3] >= len(before):
        return True
    return text[start - 1 : start] in (" ", "¿", "(") and (text[start].isupper() or text[start - 1] == "¿")


def _label_at(text: str, words: list[str], at: int, style_ends: dict[int, int]) -> tuple[Role, int, int] | None:
    """Return role, end of the label and start of the value of the label that begins at a token, the longest first."""
    tokens = tokens_of(text)
    start = tokens[at].start
    bold = next((end for first, end in style_ends.items() if first <= start < end and not text[first:start].strip()), 0)
    if bold:
        whole = role_of(text[start:bold].strip().rstrip(".:–—- "))
        if whole:
            return whole, bold, _after(text, bold)
    for end, entry in _table().at(words, at):
        stop = tokens[end - 1].end
        value = _value_start(text, stop, at_start=at == 0)
        if value is not None:
            name = Role(entry.name, 1.0, entry.key)
            label_end = stop
            aside = _ASIDE.match(text, stop)
            if aside and aside.end() <= value:
                name = role_of(text[start : aside.end()]) or name
                label_end = aside.end()
            return name, label_end, value
    return _unlisted(text, tokens[at].start)


def _value_start(text: str, stop: int, *, at_start: bool) -> int | None:
    """Return where the value starts if a label ends at ``stop``."""
    aside = _ASIDE.match(text, stop)
    for end in (stop, aside.end() if aside else stop):
        m = _STOP.match(text, end) or (_DASH.match(text, end) if at_start else None)
        if m:
            return m.end()
    return None


def _after(text: str, end: int) -> int:
    m = re.compile(r"[\s.:?–—-]*").match(text, end)
    return m.end() if m else end


_LABEL_END = re.compile(r"[:?\n]")


def _unlisted(text: str, start: int) -> tuple[Role, int, int] | None:
    """Return the label before the next colon where it is known only with something taken off."""
    m = _LABEL_END.search(text, start, start + LONGEST_LABEL)
    if not m or "." in text[start : m.start()].rstrip(".").replace("No.", ""):
        return None
    role = _taken_apart(text[start : m.start()])
    value = _value_start(text, m.start(), at_start=False)
    return (role, m.start(), value) if role and value is not None else None


def _fuzzy_beginning(text: str) -> tuple[Role, int, int] | None:
    m = _LABEL_END.search(text, 0, LONGEST_LABEL)
    if not m:
        return None
    role = role_of(text[: m.start()])
    value = _value_start(text, m.start(), at_start=True)
    return (role, m.start(), value) if role and value is not None else None
