"""Labels, column headings and questions: the roles of the words beside, below or after them.

The words are data (``extractors/vocabulary/roles.yml``). :func:`role_of` knows a whole label, :func:`header_role` a
column under one or more header rows, :func:`labels_in` the labels within a text with the stretches of their values.
Nothing is decided about commitments here, and no value is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.annotate.dates import dates
from extractors.annotate.roles import (
    LONGEST_LABEL,
    Role,
    bare,
    dimension_of,
    milestones_own,
    phases,
    role_of,
    role_table,
    taken_apart,
    without_date,
)
from extractors.annotate.vocabulary import code_table, tokens_of, words_of
from extractors.document import Run

__all__ = ["LabelSpan", "Role", "dimension_of", "header_role", "labels_in", "role_of"]


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
    out = _under(leaf, parents)
    named = [phase for phase in (phases().get(words_of(w)) for w in words) if phase]
    dated = [w for w in words[:-1] if dates(w) and not role_of(w)]
    return replace(out, phase=out.phase or (named[-1] if named else None), qualifier=out.qualifier or " ".join(dated))


def _under(leaf: Role, parents: Sequence[Role]) -> Role:
    out = leaf
    for parent in reversed(parents):
        name = _NARROWED.get((parent.base, out.base))
        if name and not out.of_milestone:
            out = replace(out, name=name)
        if not out.of_milestone and (parent.of_milestone or parent.name == "milestones"):
            out = replace(out, name=milestones_own(out.name) if out.name != "number" else "milestone_number")
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
    phase = phases().get(words_of(words))
    if phase:
        return replace(parent, phase=phase)
    left = without_date(words)
    if left is not None and not bare(words_of(left[0])) and parent.dimension:
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
    for end, entry in role_table().at(words, at):
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


_LABEL_END = re.compile(r"[:?\n;|]")


def _unlisted(text: str, start: int) -> tuple[Role, int, int] | None:
    """Return the label before the next colon where it is known only with something taken off."""
    m = _LABEL_END.search(text, start, start + LONGEST_LABEL)
    if not m or m.group() in ";|" or "." in text[start : m.start()].rstrip(".").replace("No.", ""):
        return None
    words = text[start : m.start()]
    dated = dates(words)
    if dated and not bare(words_of(words[: dated[0].start])):
        return None  # a value before the next label: "June 2018; Lead:"
    role = taken_apart(words)
    value = _value_start(text, m.start(), at_start=False)
    return (role, m.start(), value) if role and value is not None else None


def _fuzzy_beginning(text: str) -> tuple[Role, int, int] | None:
    m = _LABEL_END.search(text, 0, LONGEST_LABEL)
    if not m or m.group() in ";|":
        return None
    role = role_of(text[: m.start()])
    value = _value_start(text, m.start(), at_start=True)
    return (role, m.start(), value) if role and value is not None else None
