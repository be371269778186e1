"""Statuses in the free words of a cell or labelled value: "190 municipalities out of 350 -> ongoing".

A text is cut into clauses at its punctuation. A clause that is a phrase of the vocabulary as a whole, apart from
adverbs, dates and percentages, states its code; so does one that begins with the phrase and goes on with a small
word ("Completed by the ministry"). Elsewhere a status counts only in few words, doubted. What is negated, planned or
expected states nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from extractors.annotate.options import chosen
from extractors.annotate.vocabulary import CodeWord, Phrases, Token, code_table, phrase_table, tokens_of
from extractors.lexicon import Code
from extractors.wordlists import data

FREE_WORDS = "status_in_free_words"
"""Doubt: the status stands among other words."""
TWO_CODES = "two_codes"
"""Doubt: two codes fit the words."""
COLOUR_ALONE = "colour_alone"
"""Doubt: a coloured sign stands for the status; which colour means what, nothing says."""

AMBIGUOUS_SCALE = "ambiguous_scale"
"""Doubt: the word stands on two scales with different codes, and nothing says which the document uses."""

_CLAUSE = re.compile(r"[;.,:()\[\]|!?\n→>/=•]|\s[-–—]+\s|[–—]|-+>")
_ADDRESS = re.compile(r"[^\s@]{1,64}@\S+|[a-z]{3,6}://\S+|www\.\S+")
_ABBREVIATION = re.compile(r"([^\W\d_]{4,})\.")
_FEW_WORDS = 9
_MOST_CODES = 2
_REACH = 4  # words between a negation or "will be" and the status it belongs to


@dataclass(frozen=True, slots=True)
class Status:
    """A code that words at ``text[start:end]`` state, and the doubts about it."""

    code: Code
    start: int
    end: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    word: CodeWord
    first: int
    end: int
    strong: bool
    leads: bool = False


def choose(word: CodeWord, scale: str | None) -> Code:
    """Return the code of the scale asked for, or that of the first scale the phrase belongs to."""
    return next((c for c in word.codes if c.scale == scale), word.codes[0])


def statuses(
    text: str, dimension: str, *, scale: str | None = None, skip: Iterable[tuple[int, int]] = ()
) -> tuple[Status, ...]:
    """Return the statuses that a value states: one, or none; more only where two codes fit (then all are doubted).

    ``skip`` holds stretches that are read otherwise (dates, percentages).
    """
    ticked = chosen(text)
    if ticked is not None:
        return tuple(s for a, b in ticked for s in _moved(statuses(text[a:b], dimension, scale=scale), a))
    table = code_table(dimension)
    tokens = tokens_of(text)
    away = (*skip, *(m.span() for m in _ADDRESS.finditer(text)))
    words = [t.word for t in tokens]
    if not words:
        return _shown(text, table)
    if text.rstrip().endswith("?"):
        return ()  # a question states nothing
    whole = table.get(words) or _printed_twice(table, words) or _abbreviated(dimension, text)
    if whole:
        return (_status(whole, tokens[0].start, tokens[-1].end, scale),)
    hits = [h for clause in _clauses(text, tokens, away) for h in _in_clause(table, words, clause)]
    found = [h for h in hits if h.strong]
    doubts: tuple[str, ...] = ()
    if not found:
        few = len(words) <= _FEW_WORDS
        found = [h for h in hits if h.word.in_words and (few or (h.leads and h.first == 0))]
        doubts = (FREE_WORDS,)
    codes = {choose(h.word, scale).code for h in found}
    if len(codes) > 1:
        doubts = (*doubts, TWO_CODES)
    if len(codes) > _MOST_CODES or {"yes", "no"} <= codes:
        return ()  # the options of a form, none of them ticked
    out: dict[str, Status] = {}
    for h in found:
        status = _status(h.word, tokens[h.first].start, tokens[h.end - 1].end, scale, *doubts)
        out.setdefault(status.code.code, status)
    return tuple(out.values())


def sentence_status(text: str, dimension: str) -> tuple[Status, ...]:
    """Return the status that a sentence states by a phrase ("no se incorporó"); of several the first, doubted."""
    table = code_table(f"{dimension}_sentence")
    tokens = tokens_of(text)
    found = table.all([t.word for t in tokens])
    if not found:
        return ()
    first, end, word = found[0]
    doubts = (TWO_CODES,) if len({w.codes[0].code for _, _, w in found}) > 1 else ()
    code = replace(word.codes[0], dimension=dimension)
    return (Status(code, tokens[first].start, tokens[end - 1].end, doubts),)


def _moved(found: Iterable[Status], by: int) -> Iterator[Status]:
    for s in found:
        yield replace(s, start=s.start + by, end=s.end + by)


@cache
def colour_signs() -> dict[str, str]:
    """Return the coloured signs with the names of their colours."""
    pairs = (entry.split() for entry in data("reading.yml")["colour_signs"]["signs"])
    return {sign: word for word, sign in pairs}


def _shown(text: str, table: Phrases[CodeWord]) -> tuple[Status, ...]:
    """Return the status of a sign that stands for a word: a green circle."""
    found = [(i, table.get((colour_signs()[c],))) for i, c in enumerate(text) if c in colour_signs()]
    if len(found) != 1 or found[0][1] is None:
        return ()
    return (_status(found[0][1], found[0][0], found[0][0] + 1, None, COLOUR_ALONE),)


def shows_status(text: str) -> bool:
    """Whether a text is nothing but a sign that stands for a status."""
    return not tokens_of(text) and any(c in colour_signs() for c in text)


def _printed_twice(table: Phrases[CodeWord], words: list[str]) -> CodeWord | None:
    half = len(words) // 2
    return table.get(words[:half]) if half and words[:half] == words[half:] else None


@lru_cache(maxsize=4096)
def _abbreviated(dimension: str, text: str) -> CodeWord | None:
    """Return the one word that an abbreviation with its full stop begins: "Subst.", "Compl."."""
    begun = _ABBREVIATION.fullmatch(text.strip())
    if begun is None:
        return None
    start = begun.group(1).casefold()
    found = {
        word.codes[0].code: word
        for (first, *rest), word in code_table(dimension).whole.items()
        if not rest and first.startswith(start)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _status(word: CodeWord, start: int, end: int, scale: str | None, *doubts: str) -> Status:
    more = (TWO_CODES,) if word.doubtful and TWO_CODES not in doubts else ()
    if scale is None and len({c.code for c in word.codes}) > 1:
        more = (*more, AMBIGUOUS_SCALE)
    return Status(choose(word, scale), start, end, (*doubts, *more))


def _clauses(text: str, tokens: tuple[Token, ...], skip: tuple[tuple[int, int], ...]) -> list[list[int]]:
    """Return the words of each clause by index; words of skipped stretches are left out."""
    cuts = [m.start() for m in _CLAUSE.finditer(text)]
    away = bytearray(len(text))
    for start, end in skip:
        away[start:end] = b"\1" * (end - start)
    out: list[list[int]] = []
    current: list[int] = []
    k = 0
    for i, token in enumerate(tokens):
        cut = False
        while k < len(cuts) and cuts[k] < token.start:
            cut = True
            k += 1
        if cut and current:
            out.append(current)
            current = []
        if not away[token.start] and token.word != "%":
            current.append(i)
    return [*out, current] if current else out


def _in_clause(table: Phrases[CodeWord], words: list[str], clause: list[int]) -> list[_Hit]:
    own = [words[i] for i in clause]
    first, last = _without_adverbs(own)
    for a, b in ((0, len(own)), (first, last)):
        whole = table.get(own[a:b])
        if whole and not (whole.alone and clause[0] > 0 and len(words) > _FEW_WORDS):
            return [_Hit(whole, clause[a], clause[b - 1] + 1, strong=True, leads=True)]
    negations = phrase_table("reading.yml", "negation")
    hedges = phrase_table("reading.yml", "hedge")
    out: list[_Hit] = []
    at = 0
    reach_of: list[str | None] = [None] * len(own)
    while at < len(own):
        hit = table.longest(own, at)
        if hit:
            end, word = hit
            before = reach_of[max(0, at - _REACH) : at]
            if "hedge" not in before:
                out.append(_judged(word, own, clause, (at, end), negated="negation" in before, opens=at <= first))
            at = end
            continue
        for kind, phrases in (("hedge", hedges), ("negation", negations)):
            found = phrases.longest(own, at)
            if found:
                for i in range(at, found[0]):
                    reach_of[i] = kind
                break
        at = max(at + 1, found[0] if found else 0)
    return out


def _judged(
    word: CodeWord, own: list[str], clause: list[int], place: tuple[int, int], *, negated: bool, opens: bool
) -> _Hit:
    at, end = place
    if negated:
        word = _denied(word)
        opens = False
    graded = _graded(own, at, end) if word.codes[0].code == "complete" else None
    if graded is not None:
        word, at, end = graded
        return _Hit(replace(word, alone=False), clause[at], clause[end - 1] + 1, strong=opens, leads=opens)
    follows = phrase_table("reading.yml", "connectives").longest(own, end) if end < len(own) else None
    gap = end < len(own) and clause[end] != clause[end - 1] + 1  # a date or percentage follows
    strong = opens and not word.alone and (end == len(own) or follows is not None or gap)
    return _Hit(word, clause[at], clause[end - 1] + 1, strong=strong, leads=opens)


def _graded(own: list[str], at: int, end: int) -> tuple[CodeWord, int, int] | None:
    """Return what "done" is with a word of degree beside it ("in large part", "half"), its first word and its end.

    What is done in part is limited, or more, and doubted; what is done for the most part substantial.
    """
    table = code_table("completion")
    for degree, step in (("partly", "parcialmente"), ("largely", "sustancial")):
        phrases = phrase_table("reading.yml", degree)
        behind = phrases.longest(own, end) if end < len(own) else None
        before = next((k for k in range(at) if (hit := phrases.longest(own, k)) and hit[0] == at), None)
        word = table.get((step,))
        if word is not None and (behind or before is not None):
            return replace(word, doubtful=True), at if before is None else before, behind[0] if behind else end
    return None


def _denied(word: CodeWord) -> CodeWord:
    """Return what is left when a status is denied: something unfinished, doubted."""
    other = code_table(word.codes[0].dimension).get(("incomplete",))
    known = other if word.codes[0].code in ("complete", "substantial_or_complete") else None
    return replace(known or word, doubtful=True)


def _without_adverbs(own: list[str]) -> tuple[int, int]:
    table = phrase_table("reading.yml", "adverbs")
    first, last = 0, len(own)
    while first < last:
        hit = table.longest(own, first)
        if not hit and not own[first].isdigit():
            break
        first = hit[0] if hit else first + 1
    ends = {end: at for at, end, _ in table.all(own[first:last])}
    while last > first and (last - first) in ends:
        last = first + ends[last - first]
    return (first, last) if first < last else (0, len(own))
