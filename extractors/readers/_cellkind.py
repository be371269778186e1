"""What kind of words a table cell or line holds: number, date, mark, sentence or plain words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from extractors.marks import MARKS
from extractors.words import fold_with_offsets

Kind = Literal["blank", "number", "percent", "range", "date", "mark", "null", "text"]

_MONTH = r"(?:jan|ene|feb|mar|apr|abr|may|jun|jul|aug|ago|sep|set|oct|nov|dec|dic)[a-zé]*"  # Spanish and English months
_NUMBER = re.compile(r"[<>≥≤~±+\-−$€£]?\s?\d[\d.,\s]*(?:\(\d[\d.,]*\s?%\))?")
_PERCENT = re.compile(r"[<>≥≤~]?\s?\d[\d.,]*\s?%(?:\s?\(\d+\))?")
_RANGE = re.compile(r"(?:19|20)\d\d\s?[-–—/]\s?(?:(?:19|20)?\d\d)")
_ONE_DATE = (
    rf"(?:\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{2,4}}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:de\s+)?{_MONTH}\.?(?:\s+del?|,)?\s+"
    rf"(?:\d{{1,2}},?\s+)?(?:19|20)\d\d|(?:19|20)\d\d|Q[1-4]\s+(?:19|20)\d\d)"
)
_DATE = re.compile(rf"{_ONE_DATE}(?:\s*(?:[-–—/]|to|a|al|hasta|until)\s*{_ONE_DATE})?", re.I)
_NULL = re.compile(r"n\s?/\s?[ad]\.?|n\.?a\.?|n\.?d\.?|n\.?r\.?|[-–—]+|s\s?/\s?[id]", re.I)
_ORDINAL = re.compile(r"\d{1,3}(?:\.\d{1,2})?[.)°º]?")
_LEADING_ORDINAL = re.compile(r"(\d{1,3}(?:\.\d{1,2})?[.)]?)\s+(?=[^\W\d_])")
_NUMBERED = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]++\s++)(?:N\s?[°º.]|No\.?|#)?\s?\d{1,3}(?:\.\d{1,2})?\b[.:)]?", re.I)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d)?\d\d)?")

# Words that cannot end a sentence: an unfinished one goes on elsewhere.
_OPEN_WORDS = frozenset(
    """
    a al ante bajo como con contra cual cuando cuya cuyo de del desde donde durante e el en entre es esta este hacia
    hasta la las le lo los mas mediante mi muy ni o para pero por porque que se segun ser si sin sobre son su sus
    tanto tras u un una unas unos y an and are as at be been between but by for from has have her his if in into is
    it its nor of on or our over than that the their these this those through to under was were when which while who
    whose will with
    """.split()
)
_CAPTION = re.compile(
    r"(?:tabla|cuadro|table|figur[ae]|grafico|grafica|graph|chart|box|recuadro|ilustracion|esquema|diagrama)"
    r"\s*+(?:(?:n\s?[°.o]{0,2}|no\.?|num\.?|#)\s*+)?(?:\d{1,3}(?:\.\d{1,2})?|[ivx]{1,5}|[a-h])\b\s*(?P<mark>[.:)|–-])?"
)


@lru_cache(maxsize=8192)
def kind_of(words: str) -> Kind:
    """Return the kind of a cell's words; "null" is N/A, ND or a dash."""
    words = words.strip().strip("*")
    if not words:
        return "blank"
    if len(words) > 60:
        return "text"
    tests: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("null", _NULL),
        ("range", _RANGE),
        ("date", _DATE),
        ("percent", _PERCENT),
        ("number", _NUMBER),
    )
    for kind, pattern in tests:
        if pattern.fullmatch(words):
            return kind
    if all(char in MARKS or char.isspace() for char in words) and len(words) <= 3:
        return "mark"
    return "text"


def is_ordinal(words: str) -> bool:
    """Whether the words are a list number alone: "1", "2.", "3.1"."""
    return bool(_ORDINAL.fullmatch(words.strip()))


def leading_ordinal(words: str) -> int:
    """Return where the words after a leading list number start; 0 where there is none."""
    match = _LEADING_ORDINAL.match(words)
    return match.end() if match else 0


def is_short(words: str) -> bool:
    """Whether the words are a label or category by length: at most 80 characters, no full stop at the end."""
    return len(words) <= 80 and not _SENTENCE_END.search(words)


def ends_sentence(words: str) -> bool:
    """Whether the words end with a full stop, question or exclamation mark (closing quotes may follow)."""
    return bool(_SENTENCE_END.search(words.rstrip()))


def is_open(words: str) -> bool:
    """Whether the words break off: they end with a comma, a hyphen or a word that cannot end a sentence."""
    words = words.rstrip()
    if not words:
        return False
    last = re.split(r"\s+", words)[-1]
    return words[-1] in ",-–(/" or last.lower() in _OPEN_WORDS


def starts_small(words: str) -> bool:
    """Whether the words start in the middle of a sentence: with a small letter, no address, no list letter."""
    words = words.lstrip()
    return words[:1].islower() and not re.match(
        r"(?:https?:|www\.|[\w.+-]+@|[a-z][.)]\s|[ivx]+[.)]\s|\S+\.\w{2,4}(?:/|$))", words
    )


def is_header_of_years(words: list[str]) -> bool:
    """Whether a row heads its columns with years ("Indicator | 2012 | 2014")."""
    years = [w for w in words[1:] if w]
    return (
        len(years) > 1
        and len(set(years)) == len(years)
        and all(_YEAR.fullmatch(w) for w in years)
        and kind_of(words[0]) in ("text", "blank")
    )


def is_data_row(words: list[str]) -> bool:
    """Whether a row holds data rather than the names of columns."""
    filled = [w for w in words if w]
    if any(kind_of(w) not in ("text", "blank") for w in filled):
        return True
    if any(len(w) > 160 or (len(w) > 40 and _SENTENCE_END.search(w)) for w in filled):
        return True
    numbered = [bool(_NUMBERED.match(w)) or bool(leading_ordinal(w)) for w in filled]
    return bool(filled) and bool(words[0]) and numbered[0] and not (len(filled) > 1 and all(numbered))


def is_caption(words: str) -> bool:
    """Whether a line is the caption of a table or figure: "Cuadro N° 3: ...", "Table 1. ...", "Box 2"."""
    folded = fold_with_offsets(words[:60])
    match = _CAPTION.match(folded.text) if len(words) <= 300 else None
    if not match:
        return False
    rest = words[folded.back(0, match.end())[1] :].strip()
    if match["mark"]:
        return not re.search(r"[.;]\s+[A-ZÁÉÍÓÚÑ¿]", rest) and not rest[:1].islower()
    return not rest or ((rest[0].isupper() or rest[0] in '¿"“(') and not ends_sentence(rest))
