"""What colours say: legends of a document, and the names of colours.

A legend is words behind coloured signs, status words on coloured cells or beside them, or a sentence ("green =
complete; yellow = in progress"). A colour that stands for two different statuses means none. Without a legend as many
colours between red and green as completion has steps are these steps, which is no more than likely.
"""

from __future__ import annotations

import colorsys
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from extractors.annotate.statuses import FREE_WORDS, colour_signs
from extractors.annotate.values import read_value
from extractors.annotate.vocabulary import Phrases, code_table, phrase_table, tokens_of
from extractors.document import Cell, Document, Table
from extractors.wordlists import data, spellings
from extractors.words import fold

LONGEST = 60
"""Characters of the meaning of a colour; longer words are prose."""

LETTERS = 2
"""Letters that stand for a step of a scale: "C", "NS"."""

KEYS = 3
"""A legend of letters explains at least as many."""

NEAR = 40
"""Two colours whose parts (0 to 255) differ by no more than this are one, printed twice."""

_HUES = {"red": 0.0, "orange": 30.0, "yellow": 55.0, "green": 120.0}
_ONE_HUE = 12.0  # degrees within which two colours are one
_RED = 15.0  # degrees up to which the lowest step is red
_GREEN = (90.0, 170.0)  # degrees between which the highest is green

_HOW_MUCH = tuple(f"defines_{code}" for code in ("complete", "substantial", "limited", "not_started", "withdrawn"))
_SAYS = re.compile(r"\s*(?:=|:|–|—|-|→)\s*")
_KEY = re.compile(r"(?<!\w)([A-Z]{1,2})\)?(?: *[=:→] *| +[–—-] +)")
_SIGN = re.compile(r"[\u2190-\u2bff\u2713-\u2718\U0001f300-\U0001faff]")
_ENDS = re.compile(r"[;,.|\n]|$")


@cache
def _names() -> Phrases[str]:
    held = data("reading.yml")["colours"]
    return Phrases((word, name) for name, entry in held.items() for _, word in spellings(entry))


@cache
def _shades() -> Phrases[str]:
    held = data("reading.yml")["shades"]
    return Phrases((word, name) for name, entry in held.items() for _, word in spellings(entry))


def name_of(colour: str) -> str | None:
    """Return the name ("red", "yellow", "green", "blue", "grey") of a colour ``#rrggbb``, None for white and black."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if not 0.12 < lightness < 0.92:
        return None
    if saturation < 0.15:
        return "grey"
    degrees = hue * 360
    limits = ((15, "red"), (42, "orange"), (70, "yellow"), (170, "green"), (260, "blue"), (330, "purple"), (361, "red"))
    return next(name for limit, name in limits if degrees < limit)


class Legend:
    """The meanings of the colours of one document, in its own words."""

    def __init__(self, document: Document) -> None:
        """Collect what the document says of its colours."""
        shown: dict[str, set[str]] = defaultdict(set)
        for colour, words in _shown(document):
            shown[colour].add(words)
        self._by_colour = {colour: _one(words) for colour, words in shown.items()}
        named: dict[str, set[str]] = defaultdict(set)
        for text in document.texts():
            for name, words in _said(str(text)):
                named[name].add(words)
        signs: dict[str, set[str]] = defaultdict(set)
        beside = (
            "; ".join(f"{a} {b}" for row in t.grid for a, b in pairwise(row) if _is_sign(a)) for t in document.tables
        )
        for shown_words in (*map(str, document.texts()), *beside):
            for sign, words in _signs_in(shown_words):
                signs[sign].add(words)
        self._defined: set[str] = set()
        for sign, words in _letters_in(document):
            signs[sign].add(words)
        for sign, words, defined in _keys_in(document):
            signs[sign].add(words)
            self._defined |= {sign} if defined else set()
        self._by_sign = {sign: _one(words) for sign, words in signs.items()}
        self._by_name = {name: _one(words) for name, words in named.items()} if len(named) > 1 else {}
        said = self._by_colour or self._by_sign or self._by_name
        self._steps = {} if said else _steps(document)

    def meaning(self, colour: str | None) -> str | None:
        """Return the words that a colour ``#rrggbb`` stands for, None where the document does not say."""
        if colour is None:
            return None
        if colour in self._by_colour:
            return self._by_colour[colour]
        near = [c for c in self._by_colour if _distance(c, colour) <= NEAR]
        if near:
            return self._by_colour[min(near, key=lambda c: _distance(c, colour))]
        name = name_of(colour)
        if any(known.startswith(f"{name} ") for known in self._by_name):
            return None  # which of its shades a colour is, only its name tells
        alike = {"orange": "yellow", "yellow": "orange"}.get(name or "")
        return self._by_name.get(name or "") or self._by_name.get(alike or "")

    def sign(self, words: str) -> str | None:
        """Return the words that a sign or letter alone ("◐", "C") stands for, None where the document does not say."""
        shown = words.strip().replace("\ufe0f", "")
        return self._by_sign.get(shown) if 0 < len(shown) <= LETTERS else None

    def doubts(self, words: str) -> tuple[str, ...]:
        """Return why the meaning of a sign or letter alone is not sure: a sentence defines it, in words of its own."""
        return (FREE_WORDS,) if words.strip() in self._defined else ()

    def named(self, words: str) -> str | None:
        """Return the words that the name of a colour ("GREEN") stands for, None where the document does not say."""
        found = [name for name, start, end in _names_in(words) if not words[:start].strip() and not words[end:].strip()]
        return self._by_name.get(found[0]) if found else None

    def step(self, cell: Cell) -> str | None:
        """Return the code of completion that the colour of a cell is likely to stand for; None where a legend says
        what colours mean, or their number leaves it open."""
        return self._steps.get(_light(cell) or "")


def _light(cell: Cell) -> str | None:
    """Return the coloured sign or the colour that is all a cell shows."""
    sign = str(cell).strip().replace("\ufe0f", "")
    return sign if sign in colour_signs() else colour_of(cell)


def _steps(document: Document) -> dict[str, str]:
    """Return the steps that lights stand for by their order from red to green, where there is one for each step.

    Lights are what stands in columns that show nothing else. Colours of nearly one hue are one.
    """
    lights: set[str] = set()
    for table in document.tables:
        for col in range(table.n_cols):
            cells = {id(c): c for row in table.grid[table.header_rows :] if (c := row[col]) is not None}
            found = [(_light(c), str(c).strip()) for c in cells.values()]
            if all(light or not words for light, words in found):
                lights |= {light for light, _ in found if light}
    hues = sorted((_hue(light), light) for light in lights)
    groups: list[list[str]] = []
    for k, (hue, light) in enumerate(hues):
        if k and hue - hues[k - 1][0] < _ONE_HUE:
            groups[-1].append(light)
        else:
            groups.append([light])
    codes = ranked()
    if len(groups) != len(codes) or hues[0][0] > _RED or not _GREEN[0] <= hues[-1][0] <= _GREEN[1]:
        return {}
    return {light: code for code, group in zip(codes, groups, strict=True) for light in group}


def _hue(light: str) -> float:
    """Return the hue of a light in degrees, -30 to 330; red is 0."""
    if not light.startswith("#"):
        return _HUES.get(colour_signs()[light], 300.0)
    hue = colorsys.rgb_to_hls(*(int(light[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0] * 360
    return hue - 360 if hue > 330 else hue


@cache
def ranked() -> tuple[str, ...]:
    """Return the codes of the scale of completion from the lowest step on."""
    held = data("codes.yml")["completion"]["codes"]
    steps = {int(e["rank"]): name for name, e in held.items() if "rank" in e and "scale" not in e}
    return tuple(steps[rank] for rank in sorted(steps))


def _signs_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield the signs of a key with the status words behind each; a key has two or more."""
    shown = text.replace("\ufe0f", "")
    found = list(_SIGN.finditer(shown))
    pairs = []
    for i, m in enumerate(found):
        words = shown[m.end() : found[i + 1].start() if i + 1 < len(found) else len(shown)]
        words = _ENDS.split(words, maxsplit=1)[0].strip(" :=–-·•/")
        for n in range(min(len(words.split()), 6), 0, -1):  # what stands behind the key goes on in the last one
            part = " ".join(words.split()[:n]).rstrip(" ·•/")
            if _states(part):
                pairs.append((m.group(), part))
                break
    if len(pairs) > 1:
        yield from pairs


def _is_sign(cell: Cell | None) -> bool:
    """Whether a cell shows one sign and nothing else."""
    return cell is not None and _SIGN.fullmatch(str(cell).strip().replace("\ufe0f", "")) is not None


def _letters_in(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the capital letters that a legend explains by the steps that begin with them: "C Completed, L Limited"."""
    pairs: list[tuple[str, str]] = []
    beside = (f"{a} {b}" for t in document.tables for row in t.grid for a, b in pairwise(row) if a and b and a is not b)
    for text in (*map(str, document.texts()), *beside):
        tokens = tokens_of(text)
        words = [t.word for t in tokens]
        for at, token in enumerate(tokens[:-1]):
            letter = text[token.start : token.end]
            if len(letter) > LETTERS or not letter.isupper() or letter[0].casefold() != words[at + 1][:1]:
                continue
            step = code_table("completion").longest(words, at + 1)
            if step is not None:
                pairs.append((letter, text[tokens[at + 1].start : tokens[step[0] - 1].end]))
    if len({letter for letter, _ in pairs}) >= KEYS:
        yield from pairs


def _keys_in(document: Document) -> Iterator[tuple[str, str, bool]]:
    """Yield the letters of a key that says what each stands for: "D = done; G = going to plan", or a table of these.

    The last is whether sentences define all of them; they are taken where they tell of more letters than statuses do.
    """
    lists = ("; ".join(f"{a} = {b}" for a, b, *_ in t.grid if a and b) for t in document.tables if t.n_cols == 2)
    for text in (*map(str, document.texts()), *lists):
        found = list(_KEY.finditer(text))
        ends = (_ENDS.search(text, m.end()) for m in found)
        said = [(m[1], text[m.end() : e.start() if e else len(text)].strip()) for m, e in zip(found, ends, strict=True)]
        pairs = [(letter, words) for letter, words in said if _states(words)]
        defined = _defined(said) if len(said) >= KEYS else []
        if len(defined) > len(pairs):
            yield from ((letter, words, True) for letter, words in defined)
        elif len({letter for letter, _ in pairs}) >= KEYS:
            yield from ((letter, words, False) for letter, words in pairs)


def _defined(said: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the letters of a key with the status that its sentence defines ("All of it is in place", "Most of it").

    Nothing where one of them is not understood, or two define the same.
    """
    codes = [_defines(words) for _, words in said]
    if None in codes or len(set(codes)) < len({letter for letter, _ in said}):
        return []
    return [(letter, f"{code}".replace("_", " ")) for (letter, _), code in zip(said, codes, strict=True)]


def _defines(words: str) -> str | None:
    """Return the code of completion that a sentence of a key defines, by its first word for how much there is."""
    stated = [c.code for c in read_value("completion", words).codes]
    found = phrase_table("reading.yml", *_HOW_MUCH).all([t.word for t in tokens_of(words)])
    if found:
        return str(found[0][2]).removeprefix("defines_")
    return stated[0] if len(stated) == 1 else None


def _distance(one: str, two: str) -> int:
    return max(abs(int(one[i : i + 2], 16) - int(two[i : i + 2], 16)) for i in (1, 3, 5))


def _one(words: set[str]) -> str | None:
    """Return one of several wordings where all state the same."""
    stated = {tuple(sorted(c.code for c in read_value("completion", w).codes)) for w in words}
    return min(words, key=len) if len(stated) == 1 else None


def _states(words: str) -> bool:
    return 0 < len(words) <= LONGEST and bool(read_value("completion", words).codes)


def _shown(document: Document) -> Iterator[tuple[str, str]]:
    """Yield colours with the status words behind a sign, on a cell or beside one."""
    for colour, text in document.legend:
        if _states(str(text)):
            yield colour, str(text)
    for table in document.tables:
        yield from _in_table(table)


def _in_table(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.grid:
        cells = list({id(c): c for c in row if c is not None}.values())
        plain = {c.fill for c in cells}
        for cell in cells:
            if cell.fill and len(plain) > 1 and name_of(cell.fill) and _states(str(cell)):
                yield cell.fill, str(cell)
        for cell, beside in pairwise(cells):
            colour = colour_of(cell)
            if colour and colour != beside.fill and _states(str(beside)):
                yield colour, str(beside)


def colour_of(cell: Cell) -> str | None:
    """Return the colour of a cell without words: that of its one sign, else its own; None for white and black."""
    if str(cell).strip() and not cell.marks:
        return None
    if len(cell.marks) > 1:
        return None
    colour = cell.marks[0].colour if cell.marks else cell.fill
    return colour if colour and name_of(colour) else None


def _said(text: str) -> Iterator[tuple[str, str]]:
    """Yield names of colours with the status words that a sentence gives them."""
    found = list(_names_in(text))
    for name, _, end in found:
        says = _SAYS.match(text, end)
        if says is None:
            continue
        stop = _ENDS.search(text, says.end())
        words = text[says.end() : stop.start() if stop else len(text)].strip()
        if _states(words):
            yield name, words


def _names_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the names of colours in a text, behind each its shade ("green light"), and where they begin and end."""
    words = list(re.finditer(r"[^\W\d_]{3,}", text))
    folded = [fold(word.group()) for word in words]
    for k, word in enumerate(words):
        name = _names().get((folded[k],))
        if name is None:
            continue
        start, end, shade = word.start(), word.end(), None
        if k and text[words[k - 1].end() : start].isspace() and (shade := _shades().get((folded[k - 1],))):
            start = words[k - 1].start()
        elif k + 1 < len(words) and text[end : words[k + 1].start()].isspace():
            shade = _shades().get((folded[k + 1],))
            end = words[k + 1].end() if shade else end
        yield f"{name} {shade}" if shade else name, start, end
