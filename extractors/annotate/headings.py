"""What words in a table's header mean: options, OGP values, dimensions and phases; the code that a value opens with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from extractors.lexicon import Code, Lexicon, code_words
from extractors.records import Dimension, OgpValue, Phase
from extractors.words import fold

_OPTION_DIMENSIONS = (
    *("completion", "potential_impact", "specificity", "early_results", "potential_for_results"),
    *("relevance", "schedule", "verifiability", "starred", "carried_over"),
)
_PHASES = frozenset(get_args(Phase))
VALUES = frozenset(get_args(OgpValue))
_LITTLE_WORDS = re.compile(
    r"^\W*+(?:(?:at|al?|del?|in|en)\W++)?|(?<!\W)\W++(?:(?:at|al?|del?|in|en|the)\W*+)?$"
)  # at either end
_SEPARATORS = re.compile(r"\s*+[.;:,(|–—]\s*+|\s++-\s++")
_GIVEN = re.compile(r"\)?\s*(?:[:=→]|[–—-](?=\s))\s*")  # between a phase and its value
_ASIDE = re.compile(r"\([^)]*\)?|\[\d+\]")


@dataclass(frozen=True, slots=True)
class Option:
    """A meaning that a mark in a column gives: a code, or (relevance, results) an OGP value."""

    code: str | None
    scale: str | None
    ogp_value: OgpValue | None
    words: str


def options_of(words: str, lexicon: Lexicon) -> dict[Dimension, Option]:
    """Return for each dimension what a column with this heading would say."""
    found: dict[Dimension, Option] = {}
    plain = plain_words(words)
    if not plain or len(plain) > 90:
        return found
    for dimension in get_args(Dimension):
        if dimension in _OPTION_DIMENSIONS:
            code = lexicon.code(dimension, plain)
            if code:
                found[dimension] = Option(code.code, code.scale, None, words)
    value = lexicon.code("ogp_value", plain)
    if value is None:
        parts = lexicon.find("ogp_value", plain)
        first = parts[0] if parts and parts[0].start == 0 else None
        # "Technology and innovation for ..." names other values in what follows; nothing else does.
        alone = first and (first.code.code == "technology_innovation" or len(parts) == 1)
        value = first.code if first and alone else None
    if value and value.code in VALUES:
        found["relevance"] = Option("yes", "relevance", value.code, words)  # type: ignore[arg-type]
    return found


def overprinted(label: Dimension, leaf: str, lexicon: Lexicon) -> Option | None:
    """Return the option of a heading into which words of its neighbour hang, or whose end is cut off.

    Rotated headings that are too long for their column do that. One code must be found in the words,
    at their end without a space before it, or begun by their last words.
    """
    kind = "ogp_value" if label == "relevance" else label
    codes = {f.code.code: (f.code, leaf[f.start : f.end]) for f in lexicon.find(kind, leaf)}
    words = fold(leaf)
    if not codes:
        known = code_words(kind)
        codes = {c.code: (c, leaf[-len(w) :]) for w, c in known.items() if len(w) > 4 and words.endswith(w)}
    if not codes and len(words) >= 12:
        codes = {c.code: (c, leaf) for w, c in known.items() if w.endswith(words)}
    if not codes:
        for m in re.finditer(r"(?<!\w)\w", words):
            rest = words[m.start() :]
            if len(rest) >= 8 and not codes:
                codes = {c.code: (c, leaf[m.start() :]) for w, c in known.items() if w.startswith(rest)}
    if len(codes) != 1:
        return None
    (code, printed) = next(iter(codes.values()))
    if kind == "ogp_value":
        return Option("yes", "relevance", code.code, printed) if code.code in VALUES else None  # type: ignore[arg-type]
    return Option(code.code, code.scale, None, printed)


def label_and_phase(words: str, lexicon: Lexicon) -> tuple[Dimension | None, tuple[Phase, ...]]:
    """Return the dimension and the phases that a heading names.

    "Completion at midterm", "Midterm", "Completion" and "Midterm / End of term" are all understood.
    """
    plain = plain_words(words)
    dimension = lexicon.dimension(plain)
    if dimension or not plain:
        return dimension, ()  # type: ignore[return-value]
    whole = lexicon.code("phase", plain)  # knows words that a narrow column broke: "End-of-ter m"
    if whole and whole.code in _PHASES:
        return None, (whole.code,)  # type: ignore[return-value]
    named = phases_in(plain, lexicon)
    if len(named) > 1:
        return None, tuple(dict.fromkeys(phase for phase, _, _ in named))
    found = [f for f in lexicon.find("phase", plain) if f.code.code in _PHASES]
    phases = tuple(dict.fromkeys(f.code.code for f in found))
    rest = plain
    for f in reversed(found):
        rest = rest[: f.start] + " " + rest[f.end :]
    rest = _LITTLE_WORDS.sub(" ", f" {rest} ").strip()
    left = [w for w in re.findall(r"\w+", fold(rest)) if w not in ("a", "al", "y", "and", "the", "at", "de", "o", "or")]
    if not left:
        return None, phases  # type: ignore[return-value]
    return (lexicon.dimension(rest), phases) if lexicon.dimension(rest) else (None, ())  # type: ignore[return-value]


def phases_in(words: str, lexicon: Lexicon) -> list[tuple[Phase, int, int]]:
    """Return the phases of words that name nothing else, with where each begins and ends; else none.

    A narrow column breaks them, and a page break makes two cells one: "Midterm End-of-t erm".
    """
    out: list[tuple[Phase, int, int]] = []
    pieces = list(re.finditer(r"\S+", words))
    at = 0
    while at < len(pieces):
        for end in range(min(len(pieces), at + 6), at, -1):
            start, stop = pieces[at].start(), pieces[end - 1].end()
            found = lexicon.code("phase", words[start:stop])
            if found and found.code in _PHASES:
                out.append((found.code, start, stop))  # type: ignore[arg-type]
                at = end
                break
        else:
            return []
    return out


def phased(words: str, lexicon: Lexicon) -> list[tuple[Phase, int, int]]:
    """Return the phases that words name before their values, with where each value begins and ends.

    "Midterm: Limited. End of term - Complete" gives both; words that do not begin with a phase give none.
    """
    heads: list[tuple[Phase, int, int]] = []
    for f in lexicon.find("phase", words):
        behind = _GIVEN.match(words, f.end)
        if behind is not None and f.code.code in _PHASES:
            heads.append((f.code.code, f.start, behind.end()))  # type: ignore[arg-type]
    if not heads or words[: heads[0][1]].strip(" ([•-"):
        return []
    ends = [*(start for _, start, _ in heads[1:]), len(words)]
    parts = [
        (phase, at, at + len(words[at:end].rstrip(" .;,|/("))) for (phase, _, at), end in zip(heads, ends, strict=True)
    ]
    return [p for p in parts if p[1] < p[2]]


def speaks(words: str, lexicon: Lexicon) -> bool:
    """Whether words belong to a header of assessments: a dimension, a phase or an option."""
    plain = plain_words(words)
    if not plain:
        return False
    return any(label_and_phase(plain, lexicon)) or bool(options_of(plain, lexicon))


def plain_words(words: str) -> str:
    """Return header words without asides in parentheses and note marks."""
    return " ".join(_ASIDE.sub(" ", words).split())


def leading(lexicon: Lexicon, dimension: str, words: str, scale: str | None) -> tuple[Code, int] | None:
    """Return the code that a value opens with, and how long its words are.

    "Yes", "Major Major", "Limited. The portal ..." and "High: commitment language provides ..." all
    open with a code; "Limited evidence was found" does not.
    """
    code = lexicon.code(dimension, words, scale)
    if code:
        return code, len(words)
    for m in reversed(list(_SEPARATORS.finditer(words[:80]))):  # "Yes, in part: ..." is more than a yes
        code = lexicon.code(dimension, words[: m.start()], scale)
        if code:
            return code, m.start()
    return None
