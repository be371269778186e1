"""The labels of ``roles.yml`` as tables: whole, in another number, without small words, closed up, with slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from extractors.annotate.vocabulary import Phrases, word_set
from extractors.wordlists import data, spellings

_FUZZY_LETTERS = 10  # shorter words differ by one letter and mean another thing ("lead", "head")
_FUZZY_CUTOFF = 91.0  # per cent of letters alike: "Seccin", "evaluacin" and one more slip


@dataclass(frozen=True, slots=True)
class Entry:
    """A label of the vocabulary: the role's name and the words."""

    name: str
    words: str

    @property
    def key(self) -> str:
        """The entry's name in counts of what was hit."""
        return f"roles/{self.name}/{self.words}"


@cache
def role_table() -> Phrases[Entry]:
    """Return the labels of the vocabulary."""
    held = data("roles.yml")
    return Phrases((word, Entry(name, word)) for name, entry in held.items() for _, word in spellings(entry))


def stem(word: str) -> str:
    """Return a folded word without its plural ending."""
    word = word.removesuffix("s") if len(word) > 3 else word
    if word.endswith("ie"):
        return word[:-2] + "y"
    return word.removesuffix("e") if len(word) > 4 else word


def _stems(words: Sequence[str]) -> tuple[str, ...]:
    small = word_set("reading.yml", "small")
    return tuple(stem(w) for w in words if w not in small)


@cache
def _by_stems() -> dict[tuple[str, ...], Entry]:
    seen: dict[tuple[str, ...], Entry | None] = {}
    for words, entry in role_table().whole.items():
        stems = _stems(words)
        if stems:
            other = seen.setdefault(stems, entry)
            seen[stems] = entry if other and other.name == entry.name else None  # two meanings: neither
    return {stems: entry for stems, entry in seen.items() if entry}


@cache
def _in_any_order() -> dict[frozenset[str], Entry]:
    seen: dict[frozenset[str], Entry | None] = {}
    for stems, entry in _by_stems().items():
        if len(stems) > 1:
            other = seen.setdefault(frozenset(stems), entry)
            seen[frozenset(stems)] = entry if other and other.name == entry.name else None
    return {stems: entry for stems, entry in seen.items() if entry}


@cache
def _by_letters() -> dict[str, Entry]:
    seen: dict[str, Entry | None] = {}
    for words, entry in role_table().whole.items():
        letters = "".join(words)
        other = seen.setdefault(letters, entry)
        seen[letters] = entry if other and other.name == entry.name else None
    return {letters: entry for letters, entry in seen.items() if entry and len(letters) >= 6}


@cache
def _spelled() -> dict[str, Entry]:
    return {
        " ".join(w): entry
        for w, entry in role_table().whole.items()
        if sum(map(len, w)) >= _FUZZY_LETTERS and all(map(str.isalpha, w))
    }


def known(words: tuple[str, ...]) -> tuple[Entry, float] | None:
    """Return the entry of words as they are, in another number, without small words, or closed up."""
    found = role_table().get(words)
    if found:
        return found, 1.0
    if len(words) > 1:
        closed = _by_letters().get("".join(words))
        if closed:
            return closed, 0.95
    stems = _stems(words)
    stemmed = _by_stems().get(stems)
    if stemmed:
        return stemmed, 0.97
    mixed = _in_any_order().get(frozenset(stems)) if len(stems) == len(set(stems)) > 1 else None
    return (mixed, 0.9) if mixed else None


SHORTEST_CUT = 3  # letters of a word cut short: "Gov.", "Resp."


@cache
def _by_beginning() -> dict[tuple[int, str], list[tuple[tuple[str, ...], Entry]]]:
    """Return the spellings by their number of words and their first letters."""
    out: dict[tuple[int, str], list[tuple[tuple[str, ...], Entry]]] = {}
    for spelled, entry in role_table().whole.items():
        out.setdefault((len(spelled), spelled[0][:SHORTEST_CUT]), []).append((spelled, entry))
    return out


def cut_short(words: tuple[str, ...], cut: Sequence[bool]) -> tuple[Entry, float] | None:
    """Return the entry of a label some words of which are ``cut`` short with a point, if one role alone fits."""
    if not any(cut) or any(c and len(w) < SHORTEST_CUT for w, c in zip(words, cut, strict=True)):
        return None
    fits = [
        entry
        for spelled, entry in _by_beginning().get((len(words), words[0][:SHORTEST_CUT]), ())
        if all(s.startswith(w) if c else s == w for s, w, c in zip(spelled, words, cut, strict=True))
    ]
    return (fits[0], 0.9) if fits and len({entry.name for entry in fits}) == 1 else None


def alike(words: tuple[str, ...]) -> tuple[Entry, float] | None:
    """Return the entry that differs by a slip of letters, and how much it is alike."""
    joined = " ".join(words)
    if len(joined) < _FUZZY_LETTERS or not all(map(str.isalpha, words)):
        return None
    best = process.extractOne(joined, list(_spelled()), scorer=fuzz.ratio, score_cutoff=_FUZZY_CUTOFF)
    return (_spelled()[best[0]], 0.9 * best[1] / 100) if best else None
