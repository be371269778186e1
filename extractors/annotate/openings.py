"""The printed beginning of a title: the word and number before it, and where its style ends.

"Commitment 5 – Title", "Compromiso N.º 01 · Participación", "3.1.1 Title", "Primer compromiso", "Title (Compromiso 4)".
Nothing is decided: whether a line opens a commitment is told by the series it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.annotate.counts import units_in_plural
from extractors.annotate.dates import dates, months, ordinals
from extractors.annotate.numbers import number_at
from extractors.annotate.vocabulary import Phrases, Token, code_table, phrase_table, tokens_of, words_of
from extractors.document import Run
from extractors.wordlists import data, spellings

Shape = Literal["digits", "dotted", "letter-dotted", "letter+digits", "digits+letter", "roman", "letter", "word", "id"]
_SHORTEST_WORD = 4  # letters of a word that may number things of its own kind
DIGIT_SLIP = "digit_slip"
"""Doubt: a letter stands for a digit ("I0" for 10)."""


NUMERAL = 24  # characters of a number that stands alone, its word included


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before (or behind) a title.

    Args:
        unit: The class of the word ("commitment", "measure", "milestone", "theme", ...), "other" for a word that
            units.yml does not know, None without a word.
        word: The word as printed.
        number: The number, normalized ("1" for "01", "10" for "I0", "3" for "THREE"), None without a number.
        printed: The number as printed.
        shape: How the number is written; numbers of one series have one shape.
        separator: The sign between number (or word) and title; empty for none.
        start: Where the word or number starts.
        title_start, title_end: The stretch of the title and what follows it; empty where nothing follows.
        place: Whether it stands before the title or behind it.
        runs_on: Nothing divides it from words that go on in small letters: perhaps a sentence ("Commitment 3 is ...").
        entry: The entry of units.yml that was hit.
        doubts: Codes of doubts about the number.
        numbers: All numbers where the word stands for several ("Compromisos 2 y 3"), empty elsewhere.
    """

    unit: str | None
    word: str
    number: str | None
    printed: str
    shape: Shape | None
    separator: str
    start: int
    title_start: int
    title_end: int
    place: Literal["before", "behind"] = "before"
    runs_on: bool = False
    entry: str = ""
    doubts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    words: str


@cache
def _units() -> Phrases[_Unit]:
    held = data("units.yml")
    return Phrases((word, _Unit(name, word)) for name, entry in held.items() for _, word in spellings(entry))


_SHARE = re.compile(r"[\s(:·|–—-]+\d{1,3}(?:[.,]\d+)?\s?%\)?\s*$")
_STATE_WORDS, _TITLE_WORDS = 4, 2  # words of a status, words of a title at least
_COUNTED = re.compile(r"\d{1,2}\.?\s?(?:[º°ª]|er|ro|do|to|st|nd|rd|th)\b\.?\s", re.I)
_PART_OF_YEAR = 40  # characters of an ordinal, a part of a year and its year
_MARKS = re.compile(r"[\s•·●▪◦*\-–—>¿¡\"“«\[]*")
_AFTER_NUMBER = re.compile(r"(\s*[°ºª])?(\s*\([^()]{1,30}\))?(\s*[.:)\]|·•,–—-]+)?(\s*)")
_SLIP = re.compile(r"(?=[Il|\d][IlO|\d](?![\w]))(?=.?[IlO|])[Il|\d][IlO|\d]")  # "I0"; "O1" is a code
_NUMBERS: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    ("id", re.compile(r"[A-Z]{2}\d{4}(?![\w])")),
    ("dotted", re.compile(r"\d{1,3}[a-z]?(?:\.\d{1,3})+[A-Za-z]?(?![\w])")),
    ("dotted", re.compile(r"\d{1,2}-\d{1,2}(?=[.)]\s)")),  # "1-1. Title"; "2-3 months" and "12-15" are ranges
    ("letter-dotted", re.compile(r"(?:[A-Z]{1,3}|[a-z])[.-]\d{1,3}(?:\.\d{1,3})*(?![\w])")),
    ("letter-dotted", re.compile(r"[IVX]{1,4}(?:\.\d{1,3})+(?![\w])")),
    ("letter+digits", re.compile(r"[A-Z]{1,3}\s?\d{1,3}[a-z]?(?:\.\d{1,3})*(?![\w])")),
    ("digits+letter", re.compile(r"\d{1,3}\.?[A-Za-z]\d?(?![\w])")),
    ("digits", re.compile(r"\d{1,3}(?![\w])")),
    ("roman", re.compile(r"(?=[IVXL])(?:X{0,3}(?:IX|IV|V?I{0,3})|XL|L)(?![\w])")),
    ("roman", re.compile(r"(?=[ivx]{2})x{0,3}(?:ix|iv|v?i{0,3})(?![\w])")),
    ("letter", re.compile(r"[A-Za-z](?![\w])")),
)
_REMARK = re.compile(r"\s*[(\[]([^()\[\]]{3,30})[)\]]")  # behind a title
_NEED_SIGN = frozenset(("roman", "letter", "digits+letter"))


def opening(text: str, runs: Sequence[Run] = ()) -> Opening | None:
    """Return the word and number that a text begins (or, in brackets or behind a dash, ends) with, if any.

    With styled ``runs`` the title ends where its style does.
    """
    marks = _MARKS.match(text)
    start = marks.end() if marks else 0
    stop = title_end(text, runs)
    end = len(text) if stop is None else stop
    tokens = tokens_of(text)
    at = next((i for i, t in enumerate(tokens) if t.start >= start), len(tokens))
    if at == len(tokens) or _begins_with_part_of_year(text, start):
        return None
    words = [t.word for t in tokens]
    found = _ordinal_before(text, tokens, words, at, end) or _worded(text, tokens, words, at, end)
    found = found or _several(text, tokens, words, at, end) or _other_word(text, tokens, at, end)
    return found or _bare(text, tokens, at, end) or _behind(text, tokens, words, end)


def _begins_with_part_of_year(text: str, start: int) -> bool:
    """Whether words begin with the part of a year that an ordinal counts: "2.º trimestre 2021", "1st half of 2022"."""
    counted = _COUNTED.match(text, start)
    first = next(iter(dates(text[start : start + _PART_OF_YEAR])), None) if counted else None
    return first is not None and first.start == 0


def _unit_at(words: list[str], at: int) -> tuple[int, _Unit] | None:
    return _units().longest(words, at)


def unit_in(text: str) -> str | None:
    """Return the class of the first unit word of a label or sentence, in the singular or plural; None without one."""
    words = [t.word for t in tokens_of(text)]
    for at, word in enumerate(words):
        for ending in ("", "s", "es"):
            if ending and not (word.endswith(ending) and len(word) > len(ending) + 2):
                continue
            words[at] = word.removesuffix(ending)
            found = _unit_at(words, at)
            if found:
                return found[1].name
        words[at] = word
    return None


def _ordinal_before(text: str, tokens: Sequence[Token], words: list[str], at: int, end: int) -> Opening | None:
    """Read "Primer compromiso", "4th commitment", "1er compromiso"."""
    number = ordinals().get(words[at])
    printed = re.match(r"(\d{1,2})(?=[^\W\d_°]{0,2}°?$|°$)", words[at])
    after = at + 1
    if number is None and printed and not words[at].isdigit():
        number = int(printed.group(1))
    hit = _unit_at(words, after) if number is not None and after < len(words) else None
    if not hit or number is None:
        return None
    word_end = tokens[hit[0] - 1].end
    sign, title = _separated(text, word_end, end)
    return Opening(
        hit[1].name,
        text[tokens[after].start : word_end],
        str(number),
        text[tokens[at].start : tokens[at].end],
        "word",
        sign,
        tokens[at].start,
        title,
        max(title, end),
        runs_on=_runs_on(text, sign, title),
        entry=f"units/{hit[1].name}/{hit[1].words}",
    )


def _separated(text: str, at: int, end: int) -> tuple[str, int]:
    """Return the separating sign at an offset and where the words behind it start."""
    m = _AFTER_NUMBER.match(text, at)
    if not m:
        return "", at
    sign = (m.group(3) or "").strip()
    return sign, min(m.end(), max(end, at)) if text[m.end() : end].strip() else max(at, end)


def _runs_on(text: str, sign: str, title: int) -> bool:
    return not sign and title < len(text) and text[title].islower()


def _worded(text: str, tokens: Sequence[Token], words: list[str], at: int, end: int) -> Opening | None:
    """Read a unit's word, with a number behind it or, before a colon or dash, without."""
    hit = _unit_at(words, at)
    numbering = phrase_table("reading.yml", "numbering")
    unit = hit[1] if hit else None
    after = hit[0] if hit else at
    counted = numbering.longest(words, after) if after < len(words) else None
    if counted and counted[0] < len(words):
        after = counted[0]
    elif not hit:
        return None
    word = text[tokens[at].start : tokens[hit[0] - 1].end] if hit else ""
    entry = f"units/{unit.name}/{unit.words}" if unit else ""
    name = unit.name if unit else None
    found = _number_in(text, tokens, words, after) if after < len(words) and _near(text, tokens, after) else None
    if found is None:
        if not hit:
            return None
        sign, title = _separated(text, tokens[hit[0] - 1].end, end)
        if sign[:1] not in (":", ".", "–", "—", "-", "|", "·") and title < end:
            return None
        return Opening(name, word, None, "", None, sign, tokens[at].start, title, max(title, end), entry=entry)
    shape, printed, number, stop, doubts = found
    of_all = phrase_table("reading.yml", "of_all").longest(words, after + 1)
    if of_all and of_all[0] < len(words) and words[of_all[0]].isdigit():  # "Commitment 2 of 5"
        stop = tokens[of_all[0]].end
    of_plan = phrase_table("reading.yml", "of_plan").longest(words, after + 1)
    if of_plan and not text[tokens[of_plan[0] - 1].end : end].strip(" .)"):  # "Commitment 4 of the plan."
        stop = end
    sign, title = _separated(text, stop, end)
    if not hit and not (sign or text[stop : stop + 1].isspace()):
        return None
    return Opening(
        name,
        word,
        number,
        printed,
        shape,
        sign,
        tokens[at].start,
        title,
        max(title, end),
        runs_on=_runs_on(text, sign, title),
        entry=entry,
        doubts=doubts,
    )


def _several(text: str, tokens: Sequence[Token], words: list[str], at: int, end: int) -> Opening | None:
    """Read "Compromisos 2 y 3. Title", "Commitments 4, 8 and 9"."""
    hit = units_in_plural().longest(words, at)
    if not hit or hit[0] >= len(words) or not _near(text, tokens, hit[0]):
        return None
    numbers: list[_Found] = []
    after = hit[0]
    while after < len(words):
        found = _figure(text, tokens[after].start)
        if found is None or found[0] not in ("digits", "dotted", "letter-dotted", "roman"):
            break
        numbers.append(found)
        after = next((i for i in range(after + 1, len(tokens)) if tokens[i].start >= found[3]), len(tokens))
        if after < len(words) and (words[after],) in phrase_table("reading.yml", "and").whole:
            after += 1
    if len(numbers) < 2:
        return None
    shape, printed, number, _, doubts = numbers[0]
    sign, title = _separated(text, numbers[-1][3], end)
    return Opening(
        hit[1],
        text[tokens[at].start : tokens[hit[0] - 1].end],
        number,
        printed,
        shape,
        sign,
        tokens[at].start,
        title,
        max(title, end),
        runs_on=_runs_on(text, sign, title),
        doubts=doubts,
        numbers=tuple(n[2] for n in numbers),
    )


def _other_word(text: str, tokens: Sequence[Token], at: int, end: int) -> Opening | None:
    """Read a word that units.yml does not know with a number and a sign behind it: "Observation 1: Title"."""
    if at + 1 >= len(tokens) or not _near(text, tokens, at + 1):
        return None
    word = text[tokens[at].start : tokens[at].end]
    if len(word) < _SHORTEST_WORD or not word[0].isupper() or not word.isalpha() or tokens[at].word in months():
        return None
    found = _figure(text, tokens[at + 1].start)
    if found is None or found[0] not in ("digits", "dotted", "roman"):
        return None
    shape, printed, number, stop, doubts = found
    sign, title = _separated(text, stop, end)
    if sign[:1] not in (":", ".", "–", "—", "|", "·") or title >= end:
        return None
    return Opening("other", word, number, printed, shape, sign, tokens[at].start, title, end, doubts=doubts)


def _near(text: str, tokens: Sequence[Token], after: int) -> bool:
    """Whether nothing but blanks, points and signs of number stand before a token: no colon, no bracket."""
    between = text[tokens[after - 1].end : tokens[after].start] if after else ""
    return not between.strip(" .°º#\t\u00a0-")


_Found = tuple[Shape, str, str, int, tuple[str, ...]]  # shape, printed, normalized, end, doubts


def _number_in(text: str, tokens: Sequence[Token], words: list[str], at: int) -> _Found | None:
    """Return shape, printed and normalized number, its end and doubts for the number behind a unit's word."""
    start = tokens[at].start
    found = _figure(text, start)
    if found and (found[0] != "letter" or text[start].isupper()):
        return found
    spelled = number_at(words, at) or _ordinal(words, at)
    if spelled is None:
        return None
    stop = tokens[spelled[1] - 1].end if isinstance(spelled, tuple) else tokens[spelled.end - 1].end
    value = spelled[0] if isinstance(spelled, tuple) else spelled.value
    if text[stop : stop + 1] == "-" and text[stop + 1 : stop + 2].isalpha():
        return None  # "one-stop shop"
    return "word", text[start:stop], str(value), stop, ()


def _ordinal(words: list[str], at: int) -> tuple[int, int] | None:
    value = ordinals().get(words[at])
    return (value, at + 1) if value else None


def _figure(text: str, start: int) -> _Found | None:
    slip = _SLIP.match(text, start)
    if slip and not slip.group().isdigit() and any(c.isdigit() for c in slip.group()):
        digits = slip.group().translate(str.maketrans("Il|O", "1110"))
        return "digits", slip.group(), digits.lstrip("0") or "0", slip.end(), (DIGIT_SLIP,)
    for shape, pattern in _NUMBERS:
        m = pattern.match(text, start)
        if m and m.group():
            return shape, m.group(), m.group() if shape == "id" else normal(m.group()), m.end(), ()
    return None


def normal(printed: str) -> str:
    """Return a printed number without blanks and leading noughts: "01" is "1", "C 01" is "C1".

    "2.10" stays "2.10", and "C-01" stays: behind a hyphen noughts belong to the code.
    """
    return re.sub(r"(?<![\d.])(?<![^\W\d]-)0+(?=\d)", "", "".join(printed.split()))


def _bare(text: str, tokens: Sequence[Token], at: int, end: int) -> Opening | None:
    """Read a number without a word: "3.1.1 Title", "1) Title", "C01: Title", "IV. Title", "#3 Title"."""
    first = tokens[at]
    hash_sign = first.word == "#" and at + 1 < len(tokens)
    number_start = tokens[at + 1].start if hash_sign else first.start
    if (first.word,) in phrase_table("reading.yml", "numbering").whole and not hash_sign:
        return None
    found = _figure(text, number_start)
    if found is None:
        return None
    shape, printed, number, stop, doubts = found
    sign, title = _separated(text, stop, end)
    alone = not text[stop:].strip()
    if not alone and not _titled(text, shape, sign, stop, title, hash_sign=hash_sign):
        return None
    return Opening(
        None,
        "",
        number,
        printed,
        shape,
        sign,
        first.start,
        title,
        max(title, end),
        runs_on=_runs_on(text, sign, title),
        doubts=doubts,
    )


def _titled(text: str, shape: Shape, sign: str, stop: int, title: int, *, hash_sign: bool) -> bool:
    """Whether what follows a bare number may be its title: no month, unit, per cent or going-on number."""
    if text[stop : stop + 1] in "%°/" and text[stop : stop + 1]:
        return False
    glued = bool(sign) and stop < len(text) and text[stop + len(sign) - 1 : stop + len(sign) + 1].strip() != sign[-1]
    if glued and (sign == "-" or shape in ("letter", "roman")):
        return False  # "E-government", "U.S. Congress"
    following = tokens_of(text[title : title + 40])
    if following and following[0].word in months() and shape == "digits" and not sign.strip("."):
        return False
    if following and following[0].word[0].isdigit() and shape == "digits" and sign in (":", ",", "-", ".", "–", ""):
        return False
    if hash_sign:
        return True
    if shape in ("letter+digits", "letter-dotted") and dates(text[: stop + 6]):
        return False  # "Q3 2021"
    if not sign:
        return (shape not in _NEED_SIGN and text[title : title + 1].isupper()) or (shape in ("dotted", "id"))
    if sign[-1] == "-" and not text[title - 1].isspace():  # "e-Participation" is one word
        return False
    return shape != "letter" or sign[0] in ".):–—-|"


def _behind(text: str, tokens: Sequence[Token], words: list[str], end: int) -> Opening | None:
    """Read a unit's word and number at the end, in brackets or behind a dash: "Title (Compromiso 4)"."""
    shown = text[:end].rstrip()
    for at in range(len(tokens) - 1, max(-1, len(tokens) - 8), -1):
        start = tokens[at].start
        before = text[:start].rstrip()
        if start >= len(shown) or not before or before[-1] not in "([–—|-,":
            continue
        hit = _unit_at(words, at)
        if not hit:
            continue
        after = hit[0]
        counted = phrase_table("reading.yml", "numbering").longest(words, after) if after < len(words) else None
        after = counted[0] if counted else after
        found = _number_in(text, tokens, words, after) if after < len(words) else None
        if found and not shown[found[3] :].strip(" )]."):
            title_stop = len(before.rstrip(" ([–—|-,"))
            return Opening(
                hit[1].name,
                text[start : tokens[hit[0] - 1].end],
                found[2],
                found[1],
                found[0],
                before[-1],
                start,
                len(text) - len(text.lstrip()),
                title_stop,
                place="behind",
                entry=f"units/{hit[1].name}/{hit[1].words}",
                doubts=found[4],
            )
    return None


def numeral(words: str) -> Opening | None:
    """Return the number that words are, with its unit's word or without: "Promise 1", "No. 4", "III"; else None."""
    found = opening(f"{words}. x") if 0 < len(words) <= NUMERAL else None
    return found if found is not None and found.number and found.title_start > len(words) else None


def title_end(text: str, runs: Sequence[Run]) -> int | None:
    """Return where the bold, underlined or otherwise set off beginning of a text ends, if plainer words follow.

    Blanks and signs between two strong runs do not end it. Where the text is all of one style, a remark in brackets
    ("(new)", "(continuado)") ends it, whether words follow or not; so does a status with its percentage at the end.
    None where nothing of these is there.
    """
    ends = [end for end in (_style_end(text, runs) or _remark_start(text), _state_start(text)) if end is not None]
    return min(ends, default=None)


def _state_start(text: str) -> int | None:
    """Return where a status with its percentage begins at the end of a title: "Open courts Under way 60%"."""
    share = _SHARE.search(text)
    tokens = tokens_of(text[: share.start()]) if share else []
    table = code_table("completion")
    for at in range(max(len(tokens) - _STATE_WORDS, _TITLE_WORDS), len(tokens)):
        if table.get([t.word for t in tokens[at:]]) and text[tokens[at].start].isupper():
            return len(text[: tokens[at].start].rstrip(" •·-–—|;,.:"))
    return None


def remark_end(text: str, start: int) -> int | None:
    """Return where the remark in brackets ends that begins at an offset (blanks before it skipped); None without."""
    found = _REMARK.match(text, start)
    return found.end() if found and _is_remark(found) else None


def is_continuation(text: str) -> bool:
    """Whether a text says no more than that something goes on: "(continued)", "– continuación"."""
    return words_of(text) in phrase_table("reading.yml", "goes_on").whole


def _remark_start(text: str) -> int | None:
    found = next((m for m in _REMARK.finditer(text) if _is_remark(m)), None)
    return found.start() if found and any(c.isalpha() for c in text[: found.start()]) else None


def _is_remark(found: re.Match[str]) -> bool:
    return tuple(t.word for t in tokens_of(found.group(1))) in phrase_table("reading.yml", "remarks").whole


def _style_end(text: str, runs: Sequence[Run]) -> int | None:
    end, bold = 0, False
    for run in runs:
        words = text[run.start : run.end]
        strong = run.style.bold or (run.style.underline and not bold)  # underlined alone ends what is bold
        if strong:
            end, bold = run.end, bold or run.style.bold
        elif any(c.isalnum() for c in words):
            break
    shown = text[:end].rstrip()
    if not shown or not any(c.isalnum() for c in text[end:]) or not any(c.isalpha() for c in shown):
        return None
    return len(shown)
