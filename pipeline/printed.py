"""How a printed string of institutions comes apart: lists into names, names into name and acronym."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from extractors.wordlists import institution_words
from extractors.words import fold
from warehouse.schema import nobody

SMALL = frozenset("a al and ante con de del e el en for in la las lo los of on para por the y &".split())
COURTESY = frozenset("excma excmo excelentisima excelentisimo exma honorable h hon ilustre".split())
_UNITS = frozenset(
    "unidad unit area programa program programme division seccion section equipo team centro center centre banco bank "
    "ministerios ministries universidad university fundacion foundation camara chamber gobernacion intendencia "
    "municipio alcaldia junta registro fiscalia poder comite committee red asociacion association federacion "
    "colegio alta consejeria".split()
)
_OTHERS = re.compile(r"(?:and |y |e )?(?:others?|otr[oa]s?)\b.*")
_ACRONYM = re.compile(r"(?=\w*[A-ZÁÉÍÓÚÑ]\w*[A-ZÁÉÍÓÚÑ])[^\W\d_][\w.&-]{1,14}")
BRACKET = re.compile(r"\(([^()]*)\)")
_GAP = re.compile(
    r"(?<!\s)\s++[-–—]\s++|(?:(?<!\s)\s++)?/\s*+|(?:(?<!\s)\s++)?,\s*+(?:(?:y|e|and|&)\s++)?|\.\s++|"
    r"(?<!\s)\s++(?:y|e|and|&)\s++"
)
_SHORT_GAP = re.compile(r"((?:(?<![^\S\n])[^\S\n]++)?[,;/\n•]\s*+)(?:(?:y|e|and|&)\s++)?|(?<!\s)\s++(?:y|e|and|&)\s++")
_LEADING = re.compile(r"^(?:(?:y|e|and|el|la|los|las|[Tt]he)\s+)+")
_DASH = re.compile(r"(?<!\s)\s++[-–—]\s++|(?:(?<!\s)\s++)?:\s++")


@dataclass(slots=True)
class Part:
    """One name of a printed list: the name itself, the acronym printed with it, and what a short name means."""

    name: str
    acronym: str | None = None
    means: str | None = None


def hard(printed: str) -> list[str]:
    """Split at the marks that always part two institutions: semicolon, new line, spaced slash, bullet."""
    return [" ".join(piece.split()).strip(" ,.") for piece in re.split(r";|\n|\s/\s|•", printed) if piece.strip()]


def key(name: str) -> str:
    """Return what two spellings of a name have in common: folded words, without what stands in brackets."""
    return " ".join(re.findall(r"\w+", fold(BRACKET.sub(" ", name))))


def split(printed: str, whole: Collection[str] = ()) -> list[str]:
    """Split a printed list of institutions; commas and "and" part only where a name begins after them.

    ``whole`` holds keys of names that others use whole: no mark inside one of them parts it.
    """
    parts: list[str] = []
    for piece in re.split(r";|\n|\s/\s|•", printed):
        start = depth = 0
        for at in range(len(piece)):
            depth += (piece[at] == "(") - (piece[at] == ")")
            gap = None if depth > 0 else _GAP.match(piece, at)
            if gap and not _inside(piece, start, gap, whole) and _parts(piece[start:at], gap[0], piece[gap.end() :]):
                parts.append(piece[start:at])
                start = gap.end()
        parts.append(piece[start:])
    cleaned = [_LEADING.sub("", " ".join(p.split()).strip(" ,.;")) for p in parts]
    return [p for p in cleaned if p and not names_nobody(p)]


def names_nobody(printed: str) -> bool:
    """Whether words say that there is no institution: "None specified", "Otros"."""
    words = " ".join(re.findall(r"\w+", fold(printed)))
    return words in nobody() or bool(_OTHERS.fullmatch(words))


def _inside(piece: str, start: int, gap: re.Match[str], whole: Collection[str]) -> bool:
    """Whether a gap lies inside a name that is known whole, or that the acronym behind it stands for as a whole."""
    if whole:
        before, after = key(_LEADING.sub("", piece[start : gap.start()])), key(piece[gap.end() :])
        joined = key(piece[gap.start() : gap.end()])
        text = " ".join(x for x in (before, joined, after) if x)
        for name in whole:
            if len(name) > len(before) and text.startswith(name) and text[len(name) : len(name) + 1] in ("", " "):
                return True
    closed = re.match(r"[^;()]*\(([^()]+)\)", piece[gap.end() :])
    name = piece[start : gap.end()] + piece[gap.end() :].partition("(")[0]
    return bool(closed and is_acronym(closed[1]) and fold(closed[1]) == _initials(key(name)))


def short_names(printed: str) -> list[tuple[str, bool]]:
    """Split at every comma, mark and "and", as if each piece were a name; [] where there are brackets.

    With each piece goes whether the mark before it surely parts two names: a semicolon, a slash, a new line.
    """
    if BRACKET.search(printed):
        return []
    found = _SHORT_GAP.split(printed.strip(" ,.;"))
    marks = [None, *found[1::2]]
    named = ((_LEADING.sub("", name), mark) for name, mark in zip(found[::2], marks, strict=True))
    return [(name, (mark or ",").strip() != ",") for name, mark in named if name.strip()]


def _parts(left: str, gap: str, right: str) -> bool:
    """Whether what stands between two texts parts two institutions."""
    mark = gap.strip()[:1]
    if mark in "-–—":
        return is_acronym(left.strip()) and is_acronym(right.strip())
    if mark == "/":  # beside an acronym it may part two names of one institution
        return opens(right) and not is_acronym(left.strip()) and not is_acronym(re.split(r"\s", right)[0])
    if mark == ".":
        last = (re.findall(r"\w+", left) or [""])[-1]
        return len(last) > 3 and fold(last) not in COURTESY and opens(right)
    if _bare(right, mark):
        return False
    if mark == ",":
        named = opens(left) or _closes(left) or left.endswith(")")
        return opens(right) or (_closes(right) and named) or (left.endswith(")") and right[:1].isupper())
    return opens(right) and opens(left)


def _bare(right: str, mark: str) -> bool:
    """Whether one word follows, no acronym ("Administration"), or after "and" an acronym of two letters ("IT")."""
    words = re.findall(r"[\w.&-]+", re.split(r"[,;(]|\s[-–—]\s", right)[0])
    return len(words) == 1 and (not is_acronym(words[0]) or (mark != "," and len(words[0]) < 3))


def opens(text: str) -> bool:
    """Whether text begins with the name of an institution: an opening word in capitals, or an acronym."""
    words = re.findall(r"[\w.&-]+", text)
    while words and fold(words[0]).strip(".") in SMALL | COURTESY | {"u.s", "us"}:
        words = words[1:]
    if not words:
        return False
    first = words[0].rstrip(".,")
    end = re.match(r"\W*(?:(?:el|la|los|las|the)\s+)?[\w.&-]+\s*(?:\(|,|;|\.|$|\s[-–—]\s|y\s|e\s|and\s)", text)
    return (first[:1].isupper() and fold(first) in _heads()) or bool(_ACRONYM.fullmatch(first) and end)


def _closes(text: str) -> bool:
    """Whether the words up to the next comma or bracket end as English names do: "General Services Administration"."""
    words = re.findall(r"\w+", re.split(r"[,;(]", text)[0])
    return len(words) > 1 and words[0][:1].isupper() and words[-1][:1].isupper() and fold(words[-1]) in _heads()


@cache
def _heads() -> frozenset[str]:
    return frozenset(institution_words("en")["heads"]) | frozenset(institution_words("es")["heads"]) | _UNITS


def is_acronym(name: str) -> bool:
    """Whether a name is one word with two capitals: DNP, MinTIC."""
    return bool(_ACRONYM.fullmatch(name.strip()))


def read(part: str) -> Part:
    """Tell name and acronym apart: "Name (ACR)", "ACR (Name)", "Name - ACR"; a unit after a dash is left out."""
    outside = " ".join(BRACKET.sub(" ", part).split()).strip(" ,.-–") or part
    insides = [i.strip() for i in BRACKET.findall(part)]
    for inside in insides:
        if is_acronym(outside) and inside[:1].isupper() and _stands_for(outside, inside):
            return Part(inside, outside)
    name = outside
    pieces = _DASH.split(outside)
    if len(pieces) > 1 and opens(pieces[0]) and not is_acronym(pieces[0]):
        name = pieces[0]
        insides += [p for p in pieces[1:] if _stands_for(p, name)]
    first, _, last = name.rpartition(" ")
    if first and is_acronym(last) and fold(last) == _initials(first):
        return Part(first, last)
    acronyms = (i for i in insides if is_acronym(i) and (not i.isupper() or _stands_for(i, name)))
    return Part(name, next(acronyms, None) if not is_acronym(name) else None)


def _stands_for(acronym: str, name: str) -> bool:
    """Whether an acronym can be one of a name: it begins as the name does and its letters follow in it.

    Or it has the initials of all words but the first: HHS for Department of Health and Human Services.
    """
    short = re.sub(r"\W", "", fold(acronym))
    letters = iter("".join(re.findall(r"\w+", fold(name))))
    follows = short[:1] == next(letters, "") and all(letter in letters for letter in short[1:])
    return is_acronym(acronym) and (follows or (len(short) > 2 and short == _initials(name)[1:]))


def _initials(name: str) -> str:
    return "".join(w[0] for w in re.findall(r"\w+", fold(name)) if w not in SMALL)
