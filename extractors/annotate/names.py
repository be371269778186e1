"""Names of bodies in a field: a list is divided only where both sides are names.

"Ministry of Industry, Mines and Energy" is one, "INTRANT, Observatorio de Movilidad Caribe" are two. People, e-mail
addresses and "all ministries" are no names of bodies. Heads of names and dividers are data
(``vocabulary/reading.yml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.annotate.dates import dates
from extractors.annotate.vocabulary import Phrases, phrase_table, tokens_of, word_set, words_of
from extractors.wordlists import data

UNSURE = "uncertain_names"
"""Doubt: whether a comma or "and" divides two names or stands in one."""
PERSON = "person_or_body"
"""Doubt: the words name no body that is known; they may name a person."""

_HARD = re.compile(r"[\n;|•·●▪◦]|(?<=[\w)])\s+(?=\d{1,2}[.)]\s+[^\W\d])")
LONGEST_ACRONYM = 9  # letters
_ACRONYM = re.compile(r"(?![A-Z]{2}\d{4}$)(?:[A-ZÁÉÍÓÚÑ]{2,}[\w.-]*|[A-Z][a-z]{0,3}[A-Z]{1,}[\w.-]*)")
_ANNOUNCING = 3  # words before a colon that are no label
_NEXT_SENTENCE = re.compile(
    r"\.\s+(?=[A-ZÁÉÍÓÚÑ]\w*\s+(?!(?:of|for|de|del|para|en|y|and)\b)[a-záéíóúñ]+\s)"
)  # another sentence: "X. It is helped by Y"
_ADDRESS = re.compile(r"[^\s@]{1,64}@\S+|https?://\S+|www\.\S+|\+?\(?\d[\d\s().-]{6,}\d")
_STROKE = " / "
_STOP = re.compile(r"\.(?=\s+[^\W\d_a-záéíóúñ])")
LONGEST_ABBREVIATION = 4  # letters
_LEAD = re.compile(r"(?:[\s\-–—•*>,.:]|\(?(?:\d{1,2}|[a-h])[.)]\s)+")
_TRAIL = " \t\n.;,:–—-/&"
_MOST_WORDS_OF_PERSON = 4
_MOST_WORDS_OF_KIND = 8
GROUP = 3  # words of a group's name at least: "Acción Social" may be part of a ministry's


@dataclass(frozen=True, slots=True)
class Name:
    """A body's name, ``text[start:end]`` of the field."""

    text: str
    start: int
    end: int


def names(text: str, *, any_kind: bool = False) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    """Return the names that a field lists, and doubts.

    ``any_kind``: the field is for organizations of any kind (civil society), whose names need no head to be known.
    """
    out: list[Name] = []
    doubts: list[str] = []
    parts = list(_hard_parts(text))
    followed = [end < len(text) and text[end] == ";" for _, end in parts]
    pieces = [
        piece
        for (start, end), last in zip(parts, followed, strict=True)
        for piece in _soft_parts(text, start, end, doubts, any_kind=any_kind, signs=any(followed) + last)
    ]
    for start, end in pieces:
        name = None if _nobody(text[start:end]) else _trimmed(text, start, end)
        if name and not _nobody(name.text):
            out.append(name)
    bodies = [n for n in out if is_body(n.text)]
    if not any_kind and len(bodies) != len(out):
        unknown = [n for n in out if n not in bodies]
        out = [n for n in out if n in bodies or not _is_person(n.text)]
        if any(_like_person(n.text) for n in unknown):
            doubts.append(PERSON)
    return tuple(out), tuple(dict.fromkeys(doubts))


def _depths(text: str) -> list[int]:
    depth, out = 0, []
    for c in text:
        depth += c in "(["
        out.append(depth)
        depth -= c in ")]" and depth > 0
    return out if depth == 0 else [0] * len(text)  # a bracket that is never closed holds nothing


def _hard_parts(text: str) -> Iterator[tuple[int, int]]:
    depths = _depths(text)
    at = 0
    for m in _HARD.finditer(text):
        if m.start() < len(depths) and depths[m.start()]:
            continue
        yield at, m.start()
        at = m.end()
    yield at, len(text)


@cache
def _dividers() -> re.Pattern[str]:
    words = sorted((" ".join(w) for w in phrase_table("reading.yml", "name_divider").whole), key=len, reverse=True)
    worded = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)
    return re.compile(
        rf"(?:(?<!\s)\s++)?,\s*+(?:(?:{worded})\s++)?|(?<!\s)\s++(?:{worded})\s++|(?:(?<!\s)\s++)?/\s*+", re.IGNORECASE
    )


@cache
def _relative() -> re.Pattern[str]:
    return re.compile(rf",\s+(?:{_any_of('relative')})\s", re.IGNORECASE)


@cache
def _article() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of('article')})\s+", re.IGNORECASE)


def _any_of(entry: str) -> str:
    return "|".join(re.escape(" ".join(words)) for words in phrase_table("reading.yml", entry).whole)


def _soft_parts(
    text: str, start: int, end: int, doubts: list[str], *, any_kind: bool, signs: int
) -> list[tuple[int, int]]:
    """Divide a stretch at its commas, strokes and words for "and" as far as names stand on both sides.

    ``signs``: 1 where semicolons part the names of the field, 2 where one stands right behind the stretch, else 0.
    """
    depths = _depths(text)
    cuts = [m for m in _dividers().finditer(text, start, end) if not depths[m.start()] and m.start() > start]
    bounds = [start, *[m.end() for m in cuts], end]
    stops = [*[m.start() for m in cuts], end]
    out: list[tuple[int, int]] = []
    at = start
    for i, m in enumerate(cuts):
        beside = _Beside(
            text[at : stops[i]],
            text[bounds[i] : stops[i]],
            text[bounds[i + 1] : stops[i + 1]],
            text[bounds[i + 1] : end],
            "," if "," in m.group() else m.group() if m.group() == _STROKE else m.group().strip(),
            any_kind,
            signs,
        )
        divides, sure = _divides(beside)
        if divides:
            out.append((at, stops[i]))
            at = bounds[i + 1]
        if not sure:
            doubts.append(UNSURE)
    return [*out, (at, end)]


@dataclass(frozen=True, slots=True)
class _Beside:
    """The words beside a divider: the name so far, its last part, the next part, all that follows."""

    left: str
    near: str
    right: str
    rest: str
    sign: str
    any_kind: bool
    signs: int


def _divides(b: _Beside) -> tuple[bool, bool]:
    """Return whether two names stand beside a divider, and whether that is sure."""
    if not b.right.strip() or not b.left.strip():
        return True, True
    nobody = _nobody(b.right)
    if nobody and _closes_body(b.right) and _is_title_case(b.right) and not is_body(b.near):
        return False, True  # "Corrupt Practices and Other Related Offences Commission"
    if nobody or _ADDRESS.match(b.right.strip()):
        return True, True
    comma, known = b.sign == ",", is_body(b.near)
    opens = _opens_body(b.right)
    if opens or (_begins_body(b.right) and (comma or known)):
        return known or comma or (b.any_kind and opens), True
    if not b.right.lstrip(" (¿")[:1].isupper() or b.sign == "/":
        return False, True
    if b.sign == _STROKE and len(words_of(b.left)) > 1 and len(words_of(b.right)) > 1:
        return True, True
    goes_on = _goes_on(b.left)
    if b.signs > (not comma) and known == comma and (goes_on or not comma):
        return False, True  # "Mineral Resources and Petroleum Authority; Ministry of Finance, Budget and Planning"
    if not comma and _closes_body(b.right):  # "Rivers and Pastures Coalition", "Audit Office and Open Steppe Society"
        if known and _closes_body(b.near):
            return True, True
        if not known and len(words_of(b.near)) == 1:
            return False, True
    return _divides_any(b, known=known, goes_on=goes_on) if b.any_kind else _divides_bodies(b, goes_on=goes_on)


def _divides_any(b: _Beside, *, known: bool, goes_on: bool) -> tuple[bool, bool]:
    """Tell the same of names that need no head."""
    if b.sign == ",":
        return not (goes_on and _names_fields(b.rest)), not goes_on
    if len(words_of(b.right)) == 1 and not is_body(b.right) and _of_one_place(b.near):
        return False, False  # "Traditional authorities of Phalombe and Kasungu"
    if _is_group(b.right):
        return True, False
    alone = len(words_of(b.right)) == 1 and not is_body(b.right)
    if alone and phrase_table("reading.yml", "group_heads").get(words_of(b.near)) is not None:
        return False, False  # "Madres y Familiares": people of two kinds in one name
    if known and not goes_on and len(words_of(b.near)) > 1:  # "Library and Archives Canada" is one
        return len(words_of(b.right)) > 1, False  # "Ministerio Público y Ligas de Xela", not "... y Fiscal"
    return not known and not goes_on, known or goes_on


def _names_fields(rest: str) -> bool:
    """Whether what follows a comma ends the name of a ministry: single words up to "and", "Construction and Water"."""
    words = words_of(rest)
    parts = [w for w in words if w not in _and()]
    return len(parts) == len(words) - 1 == rest.count(",") + 2 and words[-2] in _and() and not is_body(rest)


def _of_one_place(words: str) -> bool:
    """Whether a name ends with "of" and one word with a capital, to which "and" may add another."""
    shown = words.split()
    joiner = words_of(shown[-2]) if len(shown) > 2 else ()
    return bool(joiner) and shown[-1][:1].isupper() and joiner in phrase_table("reading.yml", "name_joiners").whole


def is_whole_name(words: str) -> bool:
    """Whether words alone are a body's name: they begin with a head, or end with one behind another word."""
    return _opens_body(words) or (_closes_body(words) and len(words_of(words)) > 1)


def _divides_bodies(b: _Beside, *, goes_on: bool) -> tuple[bool, bool]:
    """Tell the same of names of bodies."""
    comma = b.sign == ","
    if comma and not goes_on:
        return True, is_body(b.left)
    unfinished = comma and is_body(b.left) and not _and_later(b.rest)
    return (unfinished and len(words_of(b.right)) > 1), not unfinished


@cache
def _and() -> frozenset[str]:
    return frozenset(w[0] for w in phrase_table("reading.yml", "and").whole if len(w) == 1)


def _and_later(rest: str) -> bool:
    return any(w in _and() for w in words_of(rest))


@cache
def _closing_heads() -> Phrases[str]:
    """Return the heads that may close a name: the English ones."""
    return Phrases((word, word) for word in data("reading.yml")["body_heads"]["en"])


def _goes_on(left: str) -> bool:
    """Whether a name may hold a comma: "Ministry of Trade, Industry ...": a head and "of", no bracket at its end."""
    if left.rstrip().endswith(")"):
        return False
    words = words_of(left)
    joiners = phrase_table("reading.yml", "name_joiners")
    heads = phrase_table("reading.yml", "body_heads", "body_plurals")
    return any(heads.longest(words, i) for i in range(len(words))) and any((w,) in joiners.whole for w in words)


def _without_article(words: str) -> str:
    shown = words.strip(" (,")
    tokens = tokens_of(shown)
    if not shown[:1].isupper() and len(tokens) > 1 and tokens[0].word in word_set("reading.yml", "small"):
        shown = shown[tokens[1].start :]
    return shown if shown[:1].isupper() else ""


def _opens_body(words: str) -> bool:
    """Whether words begin with a head ("Ministry of", "la Secretaría") or are an acronym."""
    shown = _without_article(words)
    first = shown.split(maxsplit=1)[0] if shown else ""
    heads = phrase_table("reading.yml", "body_heads")
    acronym = _ACRONYM.fullmatch(first.strip("().,;:*"))
    return bool(shown) and (acronym is not None or heads.longest(words_of(shown), 0) is not None)


def _is_group(words: str) -> bool:
    """Whether words name a group of citizens: "Parents of Estonia", "Transparency Club", "Grupo Mujeres de Xela".

    What is said of it may follow: "National Initiative for Civic Education".
    """
    shown = words_of(words)
    joiners, ends = phrase_table("reading.yml", "name_joiners"), phrase_table("reading.yml", "group_ends")
    opens = phrase_table("reading.yml", "group_heads").longest(shown, 0) is not None
    first = next((i for i, w in enumerate(shown) if (w,) in joiners.whole), len(shown))
    closes = any(n > 1 and ends.get(shown[n - 1 : n]) is not None for n in (first, len(shown)))
    return (opens and len(shown) >= GROUP) or closes


def _closes_body(words: str) -> bool:
    """Whether words end with a head, as English names do ("Youth Parliament Club")."""
    shown = words_of(words)
    return bool(shown) and _closing_heads().longest(shown, len(shown) - 1) is not None


def _begins_body(words: str) -> bool:
    """Whether words run up to a head with nothing between that would end a name ("State Audit Office")."""
    shown = words_of(re.split(r"[-–—/(]\s", _without_article(words), maxsplit=1)[0])
    heads = _closing_heads()
    joiners = phrase_table("reading.yml", "name_joiners")
    for i in range(min(5, len(shown))):
        if heads.longest(shown, i):
            return True
        if (shown[i],) in joiners.whole or shown[i] in _and():
            return False
    return False


def name_end(text: str) -> int | None:
    """Return where the names of bodies end that sentences follow ("Ministry of Health. It ends in May."); else None.

    An abbreviation ends no name ("Ministry of Int. Affairs"), and a name stands before the stop.
    """
    for m in _STOP.finditer(text):
        word = text[: m.start()].rpartition(" ")[2].strip("(),;")
        whole = len(word) > LONGEST_ABBREVIATION or word.isupper() or text[m.start() - 1] == ")"
        rest = text[m.end() :]
        said = len(words_of(rest)) > 2 and rest.rstrip().endswith((".", "!", "?"))
        if whole and said and is_body(text[: m.start()]) and not _is_title_case(rest):
            return m.end()
    return None


def calls_kind(words: str) -> bool:
    """Whether words before a colon call a kind of bodies and name none: "Bodies of the state", "Empresas y gremios".

    They go on in small letters, and no head of a body's name begins or ends them.
    """
    shown = words_of(words)
    kind = 1 < len(shown) <= _MOST_WORDS_OF_KIND and not _is_title_case(words) and not is_whole_name(words)
    return kind and not any(c.isdigit() for c in words)


def _is_title_case(text: str) -> bool:
    """Whether the first sentence of a text is a name: no word but small ones is written small, and no digit stands."""
    small = word_set("reading.yml", "small")
    words = _STOP.split(text, maxsplit=1)[0].split()
    return all(w[:1].isupper() or w.casefold().strip(".,") in small for w in words)


def is_body(words: str) -> bool:
    """Whether words hold what names of bodies hold: a head ("Ministry", "Agencia") or an acronym."""
    shown = words_of(words)
    heads = phrase_table("reading.yml", "body_heads")
    if any(heads.longest(shown, i) for i in range(len(shown))):
        return True
    if words.isupper() and len(words) > LONGEST_ACRONYM:
        return False  # a title in capitals
    return any(_ACRONYM.fullmatch(w.strip("().,;:")) for w in words.split())


def _nobody(words: str) -> bool:
    """Whether words name no body: "none", "all ministries", "other agencies", "by June 2012", nothing."""
    table = phrase_table("reading.yml", "no_body", "nobody", "not_applicable", "unknown_yet")
    shown = words_of(words)
    if not shown or table.get(shown) is not None:
        return True
    if words.lstrip()[len(shown[0]) :][:1] == "-":
        return False  # "All-Ukrainian Circle"
    if phrase_table("reading.yml", "no_body").get(shown[:1]) or phrase_table("reading.yml", "no_body").get(shown[1:2]):
        return words.strip()[:1].islower() or shown[0] not in _and()
    dated = dates(words)
    if not dated:
        return False
    before = words_of(words[: dated[0].start])
    return not before or phrase_table("reading.yml", "by", "from", "until").get(before) is not None


def _is_person(words: str) -> bool:
    shown = words_of(words)
    return bool(shown) and (shown[0],) in phrase_table("reading.yml", "first_names").whole and _like_person(words)


def _like_person(words: str) -> bool:
    shown = words.split()
    capitals = [w for w in shown if w[:1].isupper()]
    if any((w,) in phrase_table("reading.yml", "body_words").whole for w in words_of(words)):
        return False
    return 2 <= len(shown) <= _MOST_WORDS_OF_PERSON and len(capitals) == len(shown) and not any(map(str.isdigit, words))


@cache
def _with() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of('with')})\s+(?:(?:{_any_of('article')})\s+)?")


def _behind_with(text: str, start: int, end: int) -> int:
    """Return where a name begins behind "with the", "junto con la"; ``start`` where it does not begin so."""
    found = _with().match(text, start, end)
    return found.end() if found and is_body(text[found.end() : end]) else start


def _in_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the body stands that a sentence announces, up to the next sentence.

    "One office answers for it: the Audit Office. It is helped by the press."
    """
    colon = text.find(": ", start, end)
    before = text[start:colon]
    if colon >= 0 and len(words_of(before)) >= _ANNOUNCING and not is_body(before) and is_body(text[colon + 2 : end]):
        start = colon + 2
    stop = _NEXT_SENTENCE.search(text, start, end)
    return start, stop.start() if stop and is_body(text[start : stop.start()]) else end


def _trimmed(text: str, start: int, end: int) -> Name | None:
    """Return a name without list marks, addresses and what follows a person's title; None for no name."""
    address = _ADDRESS.search(text, start, end)
    if address:
        if not is_body(text[start : address.start()]):
            return None
        end = address.start()
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    start = _behind_with(text, *(span := _in_sentence(text, start, end)))
    end = span[1]
    article = _article().match(text, start, end) if text[start : start + 1].islower() else None
    start = article.end() if article else start
    said = _relative().search(text, start, end)
    if said and is_body(text[start : said.start()]):  # "The Audit Office, which names a contact in the first month"
        end = said.start()
        article = _article().match(text, start, end)
        start = article.end() if article else start
    dated = dates(text[start:end])
    exact = len(dated) > 1 or (dated and dated[0].first.precision != "year")  # a year may belong to a name
    if exact and not words_of(text[start + dated[-1].end : end]) and dated[0].start:
        end = start + dated[0].start  # a date that no border divides from the name
    while end > start and text[end - 1] in _TRAIL:
        end -= 1
    shown = words_of(text[start:end])
    persons = phrase_table("reading.yml", "persons")
    posts = phrase_table("reading.yml", "posts")
    if not shown or persons.longest(shown, 0) or (posts.longest(shown, 0) and not is_body(text[start:end])):
        return None
    return Name(text[start:end], start, end)
