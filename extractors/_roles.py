"""Words of a sentence with the role each plays in a statement about progress.

A blank spaCy pipeline tokenizes folded words (percentages and dotted numbers stay whole), a span
ruler marks the phrases of ``vocabulary/prose.yml`` and the completion words of ``codes.yml``, and
each marked phrase becomes one :class:`Part` with its role. No model is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from extractors.lexicon import Code, code_words
from extractors.values import CARDINALS, percents
from extractors.wordlists import prose_words
from extractors.words import Folded, fold_with_offsets

if TYPE_CHECKING:  # importing it takes as long as all else that reads, and only sentences need it
    from spacy.tokens import Doc

_TOKEN = re.compile(
    r"\d{1,3}(?:[.,]\d{1,2})?\s?(?:%|por ciento\b|per ?cent\b)|\d+(?:\.\d+)+[a-z]?(?![\w])|\d+(?:[.,]\d+)*"
    r"|n\s?[.°]{1,2}(?=\s?\d)|nro\.?(?=\s?\d)|num\.?(?=\s?\d)|[^\W\d_]+(?:[-'’][^\W_]+)*|\S"
)
_SENTENCE_END = re.compile(r"[.!?][\"”’»)\]]*(?:\[\d+\])?\s+(?=[\"“‘«¿¡(\[]?[A-ZÁÉÍÓÚÑÜ0-9])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|n°|nro|núm|num|no|sra?|dra?|sres|ing|lic|arts?|ej|etc|vs|st|mr|mrs|ms|dept|fig|cap|pág|pp?|vol"
    r"|inc|ltd|u\.s|s\.e|ee\.uu|i\.e|e\.g)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A word or phrase: its folded text, role (empty: a word of content) and place in the text.

    ``code`` is set for status words, ``value`` for counts and percentages.
    """

    text: str
    role: str
    start: int
    end: int
    code: Code | None = None
    value: float | None = None


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence; abbreviations ("N°", "Sr.") end none."""
    start = 0
    for m in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[start : m.start() + 1]):
            continue
        yield start, m.end()
        start = m.end()
    if text[start:].strip():
        yield start, len(text)


def _tokens(nlp: Any, text: str) -> Doc:
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    position = 0
    for m in _TOKEN.finditer(text):
        if m.start() > position and words:
            spaces[-1] = True
        words.append(m.group())
        spaces.append(False)
        position = m.end()
    return Doc(nlp.vocab, words=words, spaces=spaces)


@cache
def _pipeline(language: str) -> Any:
    import spacy

    nlp = spacy.blank(language)
    nlp.tokenizer = lambda text: _tokens(nlp, text)
    ruler = nlp.add_pipe("span_ruler", config={"spans_filter": {"@misc": "spacy.first_longest_spans_filter.v1"}})
    roles: dict[str, str] = {}
    for role, words, _ in prose_words(language):
        for word in words:
            roles.setdefault(word, role)
    for word in status_words():
        roles.setdefault(word, "status")
    patterns = [{"label": role, "pattern": word} for word, role in roles.items()]
    ruler.add_patterns(patterns)
    return nlp


@cache
def status_words() -> dict[str, Code]:
    """Return the words that state a completion in prose.

    Single words of the colour scale are left out: in prose "red" is also a Spanish network.
    """
    return {
        words: code
        for words, code in code_words("completion").items()
        if (code.scale == "completion" or " " in words) and words not in ("done", "achieved", "parcial", "partial")
    }


@cache
def _role_codes(language: str) -> dict[str, Code]:
    known = {code.code: code for code in code_words("completion").values() if code.scale == "completion"}
    return {role: known[code] for role, _, code in prose_words(language) if code}


def parts_of(text: str, language: str) -> list[Part]:
    """Return the parts of one sentence, with offsets into ``text`` as printed."""
    folded = fold_with_offsets(text)
    doc = _pipeline(language)(folded.text)
    marked = {span.start: (span.end, span.label_) for span in doc.spans["ruler"]}
    out: list[Part] = []
    i = 0
    while i < len(doc):
        end, role = marked.get(i, (i + 1, ""))
        first, last = doc[i].idx, doc[end - 1].idx + len(doc[end - 1])
        out.append(_part(folded, folded.text[first:last], role, first, last, language))
        i = end
    return out


def _part(folded: Folded, words: str, role: str, first: int, last: int, language: str) -> Part:
    start, end = folded.back(first, last)
    code = status_words().get(words) if role == "status" else _role_codes(language).get(role)
    value: float | None = None
    if not role or role == "function":
        role, value = _kind(words, role)
    return Part(words, role, start, end, code, value)


def _kind(words: str, role: str) -> tuple[str, float | None]:
    if words[0].isdigit():
        found = percents(words)
        if found:
            return "percent", found[0].value
        if re.search(r"%|cent", words):
            return "", None  # above 100
        return ("number", float(words)) if words.isdecimal() and len(words) < 4 else ("label", None)
    if words in CARDINALS and words not in ("un", "una"):
        return "count", float(CARDINALS[words])
    if words.startswith(("n", "nro", "num")) and re.fullmatch(r"n\s?[.°]{1,2}|nro\.?|num\.?", words):
        return "numbering", None
    if not words[0].isalnum():
        return "punctuation", None
    return role, None
