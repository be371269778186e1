"""Labels, column headings and questions: the roles of the words beside, below or after them.

The words are data (``extractors/vocabulary/roles.yml``). :func:`role_of` knows a whole label, :func:`header_role` a
column under one or more header rows, :func:`labels_in` the labels within a text with the stretches of their values.
Nothing is decided about commitments here, and no value is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.annotate.dates import dates
from extractors.annotate.names import is_body
from extractors.annotate.role_table import role_table
from extractors.annotate.roles import (
    LONGEST_LABEL,
    Role,
    bare,
    dimension_of,
    milestones_own,
    phases,
    role_of,
    taken_apart,
    without_date,
)
from extractors.annotate.vocabulary import CodeWord, code_table, phrase_table, tokens_of, word_set, words_of
from extractors.document import Run

__all__ = ["LabelSpan", "Role", "dimension_of", "header_role", "label_ahead", "labels_in", "role_of"]


@dataclass(frozen=True, slots=True)
class LabelSpan:
    """A label at ``text[start:end]`` and its value at ``text[value_start:value_end]`` (may be empty)."""

    role: Role
    start: int
    end: int
    value_start: int
    value_end: int


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


_SHORTEST_CUT = 4  # letters: "Lim." could be anything


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
    if leaf is None or any(p.dimension for p in parents):  # "On time? / No" is an answer and no number
        leaf = _option(words[-1], parents) or leaf
    if leaf is None:
        leaf = _option(words[-1], parents) or _dated(words[-1], parents)
    if leaf is None and joined is not None:
        return replace(joined, score=joined.score * 0.95)
    if leaf is None:
        return None
    out = _under(leaf, parents)
    named = [phase for phase in (phases().get(words_of(w)) for w in words) if phase]
    dated = [w for w in words[:-1] if dates(w) and not role_of(w)]
    return replace(out, phase=out.phase or (named[-1] if named else None), qualifier=out.qualifier or " ".join(dated))


def _under(leaf: Role, parents: Sequence[Role]) -> Role:
    out = leaf
    for parent in reversed(parents):
        name = _NARROWED.get((parent.base, out.base))
        if name == "budget_percent" and not _is_rate(out):
            name = "budget"  # "Budget / Executed" is money
        if name and not out.of_milestone:
            out = replace(out, name=name)
        if not out.of_milestone and (parent.of_milestone or parent.name == "milestones"):
            out = replace(out, name=milestones_own(out.name) if out.name != "number" else "milestone_number")
        out = replace(out, phase=out.phase or parent.phase, qualifier=out.qualifier or parent.qualifier)
    return out


def _is_rate(role: Role) -> bool:
    rates = phrase_table("reading.yml", "percent", "rate_words")
    return bool(rates.all(words_of(role.entry.rpartition("/")[2] + " " + role.qualifier)))


def _option(words: str, parents: Sequence[Role]) -> Role | None:
    for parent in reversed(parents):
        dimension = parent.dimension
        if parent.base == "ogp_values" or dimension == "relevance":
            found = code_table("ogp_value").get(words_of(words))
            if found:
                return replace(parent, option=found.codes[0])
        found = code_table(dimension).get(words_of(words)) if dimension else None
        found = found or (_abbreviated(dimension, words) if dimension else None)
        if found:
            return replace(parent, option=found.codes[0])
    return None


def _abbreviated(dimension: str, words: str) -> CodeWord | None:
    """Return what a word cut short means, if one code alone fits: "Subst.", "Compl."."""
    shown = words_of(words)
    if len(shown) != 1 or not words.rstrip().endswith(".") or len(shown[0]) < _SHORTEST_CUT:
        return None
    fits = [w for key, w in code_table(dimension).whole.items() if len(key) == 1 and key[0].startswith(shown[0])]
    return fits[0] if len({w.codes[0].code for w in fits}) == 1 else None


def _dated(words: str, parents: Sequence[Role]) -> Role | None:
    """Return the parent's role for a column headed by nothing but a date or a phase."""
    if not parents:
        return None
    parent = parents[-1]
    phase = phases().get(words_of(words))
    if phase:
        return replace(parent, phase=phase)
    left = without_date(words)
    if left is not None and not bare(words_of(left[0])) and parent.dimension:
        return replace(parent, qualifier=left[1])
    return None


# --- labels within a text

_STOP = re.compile(r"\s*(?:[?]+(?![”\"»'’])\s*[:.–—-]?|[:：]\s*[–—-]?)\s*|\s*[\n\t|]\s*")
_DASH = re.compile(r"(?:(?<!\s)\s++)?[–—]\s*+|(?<!\s)\s++-\s++")
_AFTER_STYLE = re.compile(r"[\s.:?–—-]*")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]")
_LABEL_END = re.compile(r"[:?\n;|]")
_SEPARATORS = frozenset(".;|•·●◦▪*),\n\t–—:?!")
_TRAILING = " \t\n;,|/•·●◦▪*–—-"
_OPENING = "¿([\"“'"
_STOPS = (".", ":", "?", ";")
_SHORT_VALUE = 60  # characters before a question that nothing divides from the value
_WINDOW = 12  # characters that are looked at before a label

_Found = tuple[Role, int, int]  # role, end of the label, start of the value


def labels_in(text: str, runs: Sequence[Run] = ()) -> tuple[LabelSpan, ...]:
    """Return the labels of a text in order, each with the stretch of its value, which ends where the next begins.

    A label ends in a colon or question mark, at a line end, or, at the beginning of the text, in a dash; with styled
    ``runs`` also where its bold or underlined run ends, with or without a full stop. It begins at the beginning, after
    a separator, at the beginning of such a run, or, where labels came before, with a capital. At the beginning a
    status, percentage or date that is all that follows needs no sign between ("Actual completion Limited").
    """
    tokens = tokens_of(text)
    words = [t.word for t in tokens]
    styled = _style_ends(text, runs)
    plain = {end + len(text[end:]) - len(text[end:].lstrip()) for end in styled.values()}
    found: list[tuple[int, _Found]] = []
    at = 0
    while at < len(tokens):
        start = tokens[at].start
        bold = styled.get(start)
        earlier = words[at - 1] if at else ""
        begins = (
            bold is not None
            or (start in plain and text[start].isupper())
            or _begins(text, start, earlier, found[-1][1][2] if found else None)
        )
        hit = _of_style(text, start, bold) if bold is not None else None
        hit = hit or (_label_at(text, words, at, mid=bool(found)) if begins else None)
        if hit is None and at == 0:
            hit = _whole_beginning(text) or _undivided(text, words)
        if hit is None or code_table("yes_no").get(words_of(text[start : hit[1]])):  # "No: ..." is an answer
            at += 1
            continue
        found.append((start - 1 if text[start - 1 : start] == "¿" else start, hit))
        while at < len(tokens) and tokens[at].start < hit[2]:
            at += 1
    return _spans(text, _without_answers(text, found), _unknown(text, styled))


def _without_answers(text: str, found: Sequence[tuple[int, _Found]]) -> list[tuple[int, _Found]]:
    """Drop the words that answer the label right before them: "Completed" is a label, too, but none in "Status:
    Completed Progress: 80%"."""
    out: list[tuple[int, _Found]] = []
    for start, hit in found:
        asked = dimension_of(out[-1][1][0].name) if out and out[-1][1][2] >= start else None
        signed = text[hit[1] :].lstrip()[:1] in (":", "?")
        if asked and not signed and code_table(asked).get(words_of(text[start : hit[1]])) is not None:
            continue
        out.append((start, hit))
    return out


def _unknown(text: str, styled: Mapping[int, int]) -> dict[int, list[int]]:
    """Map each styled run to those behind it that end in a stop, behind a stop: labels too, known or not."""
    stops = [
        start
        for start, end in styled.items()
        if text[:end].rstrip().endswith(_STOPS) and text[:start].rstrip(" ¿").endswith(_STOPS) and text[start].isupper()
    ]
    return {start: [s for s in stops if s > start] for start in styled}


def _spans(
    text: str, found: Sequence[tuple[int, _Found]], unknown: Mapping[int, Sequence[int]]
) -> tuple[LabelSpan, ...]:
    out = []
    for i, (start, (role, end, value)) in enumerate(found):
        value = min(value, len(text))
        stop = min([found[i + 1][0] if i + 1 < len(found) else len(text), *unknown.get(start, ())])
        if text[max(0, start - 1) : start] == "(" and text[value:stop].count(")") > text[value:stop].count("("):
            stop = text.index(")", value, stop)
        while stop > value and text[stop - 1] in _TRAILING:
            stop -= 1
        out.append(LabelSpan(role, start, end, value, max(stop, value)))
    return tuple(out)


def _style_ends(text: str, runs: Sequence[Run]) -> dict[int, int]:
    """Map the first word of each bold or underlined run to where the run ends, if plainer words follow."""
    out: dict[int, int] = {}
    start: int | None = None
    for run in [*runs, None]:
        strong = run is not None and (run.style.bold or run.style.underline)
        if strong and start is None and run is not None:
            start = run.start
        if not strong and start is not None:
            end = run.start if run is not None else len(text)
            while start < end and not text[start].isalnum():
                start += 1
            if start < end and text[end:].strip():
                out[start] = end
            start = None
    return out


def _begins(text: str, start: int, earlier: str, value: int | None) -> bool:
    """Whether a label may begin at a word: at the start or after a separator, or behind an earlier label's value.

    There it begins with a capital, not behind a small word ("the report of Progress"), or, after a short value, with
    a question. ``value`` is where that value starts.
    """
    before = text[max(0, start - _WINDOW) : start].rstrip(" " + _OPENING)
    if not before:
        return True
    slash = before[-1] == "/" and text[start - 1] == " "  # "N/A" is one word
    if before[-1] in _SEPARATORS or slash or before.endswith(" -"):
        return True
    if value is None:
        return False
    if text[start - 1] == "¿":
        return start - value < _SHORT_VALUE
    return text[start - 1] == " " and text[start].isupper() and earlier not in word_set("reading.yml", "small")


def _of_style(text: str, start: int, end: int) -> _Found | None:
    """Return the label that a bold or underlined run is as a whole."""
    words = text[start:end].strip().rstrip(".:–—- ")
    role = role_of(words)
    if role is not None and role.base in _TERMS and dates(words):
        return None  # "By March 2023:" in bold says when something is due that stands behind it
    m = _AFTER_STYLE.match(text, end)
    return (role, end, m.end() if m else end) if role else None


def _label_at(text: str, words: list[str], at: int, *, mid: bool) -> _Found | None:
    """Return the label that begins at a word, the longest first."""
    tokens = tokens_of(text)
    start = tokens[at].start
    for end, entry in role_table().at(words, at):
        stop = tokens[end - 1].end
        value = _value_start(text, stop, at_start=at == 0)
        if value is None:
            continue
        aside = _ASIDE.match(text, stop)
        if aside and aside.end() <= value:
            role = role_of(text[start : aside.end()])
            return role or Role(entry.name, 1.0, entry.key), aside.end(), value
        return Role(entry.name, 1.0, entry.key), stop, value
    phase = _phase_label(text, words, at)
    if phase:
        return phase
    before = text[max(0, start - 2) : start].rstrip()
    return _unlisted(text, start) if not mid or (before and before[-1] in _SEPARATORS) else None


def _phase_label(text: str, words: list[str], at: int) -> _Found | None:
    """Return a phase that stands for the label of a completion: "Fin de término: Sustancial"."""
    tokens = tokens_of(text)
    for end, phase in phases().at(words, at):
        stop = tokens[end - 1].end
        value = _value_start(text, stop, at_start=False)
        if value is not None and end < len(words) and code_table("completion").longest(words, end):
            return Role("completion", 0.9, f"phase/{phase}/{' '.join(words[at:end])}", phase), stop, value
    return None


def _value_start(text: str, stop: int, *, at_start: bool) -> int | None:
    """Return where the value starts if a label ends at ``stop``."""
    aside = _ASIDE.match(text, stop)
    for end in (stop, aside.end() if aside else stop):
        m = _STOP.match(text, end) or (_DASH.match(text, end) if at_start else None)
        if m:
            return m.end()
    return None


def _unlisted(text: str, start: int) -> _Found | None:
    """Return the label before the next colon where it is known only with something taken off."""
    words = _up_to_sign(text, start)
    if not words or "." in words.rstrip("."):
        return None
    dated = dates(words)
    if dated and not bare(words_of(words[: dated[0].start])):
        return None  # a value before the next label: "June 2018; Lead:"
    role = taken_apart(words)
    if start and role and words_of(words)[:1] != words_of(role.entry.rpartition("/")[2])[:1]:
        return None  # a value before the next label: "Achieved Overall progress:"
    return _ending(text, start, words, role, at_start=False)


def _whole_beginning(text: str) -> _Found | None:
    """Return the label that the words before the first colon are as a whole, slips of letters included."""
    words = _up_to_sign(text, 0)
    return _ending(text, 0, words, role_of(words), at_start=True) if words else None


def _up_to_sign(text: str, start: int) -> str | None:
    """Return the words from an offset to the next colon or question mark; None without one or in an open bracket."""
    m = _LABEL_END.search(text, start, start + LONGEST_LABEL)
    if not m or m.group() in ";|":
        return None
    words = text[start : m.start()]
    return words if words.count("(") == words.count(")") else None


def _ending(text: str, start: int, words: str, role: Role | None, *, at_start: bool) -> _Found | None:
    shown = tokens_of(words)
    if role is None or not shown or (role.base in _TERMS and dates(words)):
        return None  # "planned for March 2020: done" sets a term and says what became of it
    value = _value_start(text, start + len(words), at_start=at_start)
    return (role, start + shown[-1].end, value) if value is not None else None


def _undivided(text: str, words: list[str]) -> _Found | None:
    """Return the label at the beginning that a status, percentage or date follows with no sign between."""
    if len(text) > LONGEST_LABEL:
        return None
    tokens = tokens_of(text)
    particles = phrase_table("reading.yml", "from", "by", "until", "as_of")
    for end, entry in role_table().at(words, 0):
        if end == len(tokens) or particles.get(words[:end]):
            continue
        role = Role(entry.name, 0.95, entry.key)
        start, rest = tokens[end].start, tuple(words[end:])
        table = code_table(role.dimension) if role.dimension else None
        if table and table.get(words):
            return None  # "Cumplido parcialmente" is a status as a whole
        known = table.get(rest) if table else None
        known = known or (code_table("schedule").get(rest) if role.dimension == "completion" else None)
        dated = role.base in _DATED and _all_date(text[start:])
        if known or dated or _by_body(role, text, words[:end], text[start:]):
            return role, tokens[end - 1].end, start
    return None


_DATED = frozenset(("start", "end", "dates"))
_TERMS = _DATED | {"planned"}
_WORDS_OF_FORM = 2  # words of a label that asks for a body and may stand before one with no sign between
_OF_BODIES = frozenset(("lead", "support"))


def _by_body(role: Role, shown: str, label: Sequence[str], rest: str) -> bool:
    """Whether a line is a label ("led by", "institution responsible") and a body: no sentence, no list of parts."""
    if role.base not in _OF_BODIES:
        return False
    nothing_between = shown[: -len(rest)][-1:].isspace() and shown[: -len(rest)].rstrip()[-1:].isalpha()
    asks = len(label) >= _WORDS_OF_FORM and shown[:1].isupper() and nothing_between
    if not asks and label[-1] not in word_set("reading.yml", "before_bodies"):
        return False  # "Lead Ministry" is a name, "Institution responsible" asks for one
    plain = rest[:1].isupper() and not any(sign in rest.rstrip(" .") for sign in (";", ":", ". "))
    verbs = set(words_of(rest)) & word_set("stated.yml", "ends_name")
    return plain and not verbs and is_body(rest)


def label_ahead(text: str) -> tuple[Role, int, int] | None:
    """Return the label that words in capitals follow with no sign between, its end and where these words begin.

    Alone it says little: "Objetivo principal Publicar el registro" is a label and its answer on the line of a form that
    was copied, where other lines are alike.
    """
    tokens = tokens_of(text)
    for end, entry in role_table().at([t.word for t in tokens], 0):
        if 1 < end < len(tokens):
            stop, start = tokens[end - 1].end, tokens[end].start
            if text[:1].isupper() and text[start].isupper() and text[stop:start].isspace():
                return Role(entry.name, 0.95, entry.key), stop, start
    return None


def _all_date(text: str) -> bool:
    found = dates(text)
    return bool(found) and found[0].start == 0 and found[-1].end == len(text.rstrip(" ."))
