"""The vocabulary: which printed words mean which code, label, metric or document type.

The words are data in ``extractors/vocabulary/*.yml``, in English and Spanish; this module reads
them once and matches them folded for case, accents, dashes and quotes. A :class:`Lexicon` counts
what it hit, so that unused words can be pruned and unknown ones are seen.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from rapidfuzz import fuzz, process

from extractors.wordlists import data, spellings
from extractors.words import fold, fold_with_offsets, signature

_EDGE = " \t.,;:*?!¿¡\"'()[]|†‡•·"
_LONG = 6  # letters of a word or phrase that is known even with a space inside a word
_ENUMERATOR = re.compile(r"^(?:[a-h1-9][.)]\s*|[a-h]\)\s*)(?=\w)")
_LABEL_NOISE = re.compile(r"\s?\(e?s\)|[¿?¡!*:†‡\"]|\(\s*\)|(?<=\w)\[?\d\]?$|\s\d$")


class VocabularyError(ValueError):
    """A vocabulary file that contradicts itself: one word listed under two codes."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code on a scale, and the vocabulary entry (``completion/limited/avance limitado``) that
    led to it. ``rank`` orders the scale; None for codes that are not on it."""

    dimension: str
    code: str
    scale: str
    rank: int | None
    entry: str
    language: str


@dataclass(frozen=True, slots=True)
class Found:
    """A code whose words stand at ``text[start:end]``."""

    code: Code
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Metric:
    """What an at-a-glance label counts: metric, unit, the code list of its values if any, and whether the label
    asks the ``opposite`` ("Acted according to process" for acted_contrary): its yes is then the metric's no."""

    metric: str
    unit: str
    values: str | None
    entry: str
    opposite: bool = False


@dataclass(frozen=True, slots=True)
class _Tables:
    codes: dict[str, dict[str, list[Code]]]  # dimension -> folded words -> codes (one a scale)
    labels: dict[str, str]
    label_dimension: dict[str, str]
    sections: dict[str, str]
    metrics: dict[str, Metric]
    locales: dict[str, Any]
    digest: str


def bare(text: str) -> str:
    """Return folded words without the punctuation that surrounds labels and values."""
    return fold(text).strip(_EDGE)


@lru_cache(maxsize=65536)
def _label(text: str) -> str:
    return " ".join(_LABEL_NOISE.sub(" ", fold(text)).split()).strip(_EDGE)


def _flat(name: str, normal: Any) -> tuple[dict[str, str], dict[str, Any]]:
    held = data(name)
    out: dict[str, str] = {}
    for key, entry in held.items():
        for _, word in spellings(entry):
            if out.setdefault(normal(word), key) != key:
                raise VocabularyError(f"{name}: {word!r} stands under {out[normal(word)]} and {key}")
    return out, held


def _code_tables() -> dict[str, dict[str, list[Code]]]:
    held = data("codes.yml")
    codes: dict[str, dict[str, list[Code]]] = {}
    for key, group in held.items():
        dimension = group.get("dimension", key)
        table = codes.setdefault(dimension, {})
        for name, entry in group["codes"].items():
            rank = int(entry["rank"]) if "rank" in entry else None
            scale = entry.get("scale", group["scale"])
            for language, word in spellings(entry):
                normal = bare(word) or fold(word)
                code = Code(dimension, entry.get("code", name), scale, rank, f"{key}/{name}/{word}", language)
                known = table.setdefault(normal, [])
                if any(c.scale == scale and c.code != code.code for c in known):
                    raise VocabularyError(f"codes.yml: {word!r} stands under two codes of {scale}")
                if not any(c.scale == scale for c in known):
                    known.append(code)
    return codes


@cache
def _tables() -> _Tables:
    labels, label_data = _flat("labels.yml", _label)
    sections, _ = _flat("sections.yml", _label)
    glance, glance_data = _flat("glance.yml", _label)
    metrics = {
        words: Metric(e.get("opposite", key), e["unit"], e.get("values"), f"glance/{key}/{words}", "opposite" in e)
        for words, key in glance.items()
        for e in [glance_data[key]]
    }
    digest = hashlib.sha256()
    for item in sorted(resources.files("extractors").joinpath("vocabulary").iterdir(), key=lambda p: p.name):
        if item.name.endswith(".yml"):
            digest.update(item.read_bytes())
    return _Tables(
        _code_tables(),
        labels,
        {key: entry["dimension"] for key, entry in label_data.items() if "dimension" in entry},
        sections,
        metrics,
        data("locales.yml"),
        digest.hexdigest(),
    )


def digest() -> str:
    """Return the sha256 of all vocabulary files: records made with another one are out of date."""
    return _tables().digest


def locales() -> dict[str, Any]:
    """Return the country aliases and OGP Local members of ``locales.yml``."""
    return _tables().locales


def all_entries() -> list[str]:
    """Return the name of every vocabulary entry, as counted in ``meta.vocabulary_hits``."""
    t = _tables()
    codes = [c.entry for table in t.codes.values() for found in table.values() for c in found]
    return sorted(
        {
            *codes,
            *(f"label/{key}/{words}" for words, key in t.labels.items()),
            *(f"section/{key}/{words}" for words, key in t.sections.items()),
            *(m.entry for m in t.metrics.values()),
        }
    )


def code_words(dimension: str) -> dict[str, Code]:
    """Return the (folded) words of a dimension and the code each is printed for, first scale first."""
    return {words: codes[0] for words, codes in _tables().codes.get(dimension, {}).items() if words}


@cache
def phrases(*keys: str) -> str:
    """Return a pattern, one group, that finds any phrase of these entries of ``phrases.yml`` in folded words.

    Phrases match as whole words, those that end in a star at the beginning of words ("universi*").
    """
    held = data("phrases.yml")
    listed = {fold(word) for key in keys for _, word in spellings(held[key])}
    longest = sorted(listed, key=lambda word: (-len(word), word))
    ends = (re.escape(w[:-1]) if w.endswith("*") else re.escape(w) + r"(?!\w)" for w in longest)
    return r"(?:(?<!\w)(?:" + "|".join(ends) + "))"


_QUESTION = re.compile(r"[^?:]{6,80}[?:]\s*(?=\w)")  # the start of a label that says what is counted below it


@cache
def metric_words() -> dict[str, Metric]:
    """Return the (folded) labels of at-a-glance boxes and what each counts."""
    return dict(_tables().metrics)


@cache
def _metric_signatures() -> dict[frozenset[str], Metric]:
    """Return the metrics by the stems of their labels' words; what two of other meanings share is left out."""
    fields = {signature(label) for label in _tables().labels}  # "Early results" is no count of commitments with any
    seen: dict[frozenset[str], Metric | None] = dict.fromkeys(fields)
    for label, metric in _tables().metrics.items():
        other = seen.setdefault(signature(label), metric)
        same = other is not None and (other.metric, other.opposite) == (metric.metric, metric.opposite)
        seen[signature(label)] = other if same else None
    return {stems: metric for stems, metric in seen.items() if metric is not None and len(stems) > 1}


@cache
def label_words(keys: tuple[str, ...]) -> frozenset[str]:
    """Return the (folded) words of the field labels with these keys."""
    return frozenset(words for words, key in _tables().labels.items() if key in keys)


@cache
def _finder(dimension: str) -> re.Pattern[str]:
    words = sorted(_tables().codes.get(dimension, {}), key=len, reverse=True)
    return re.compile(r"(?<![\w])(?:" + "|".join(re.escape(w) for w in words if w) + r")(?![\w])")


@cache
def _closed_up(kind: str) -> dict[str, str]:
    """Return the entries of a table by their letters alone; letters that two of other meanings share are left out."""
    codes = {words: ",".join(c.code for c in found) for words, found in _tables().codes.get(kind, {}).items()}
    table = {"label": _tables().labels, "section": _tables().sections}.get(kind) or codes
    seen: dict[str, str | None] = {}
    for words, meaning in table.items():
        other = seen.setdefault(words.replace(" ", ""), words)
        seen[words.replace(" ", "")] = other if other and table[other] == meaning else None
    return {letters: words for letters, words in seen.items() if words and len(letters) >= _LONG}


def _mended(kind: str, words: str) -> str:
    """Return the entry that a narrow column broke in a word ("transformati vo"), or the words as they are."""
    return _closed_up(kind).get(words.replace(" ", ""), words) if " " in words else words


@lru_cache(maxsize=65536)
def _known(dimension: str, text: str) -> list[Code] | None:
    """Return the codes (one a scale) that words as a whole are printed for."""
    table = _tables().codes.get(dimension, {})
    alone = _tables().codes.get(f"{dimension}_value", {})
    words = bare(text)
    half = words[: len(words) // 2].strip()
    for form in (
        words,
        _mended(dimension, words),
        _ENUMERATOR.sub("", words),
        half if words == f"{half} {half}" else "",
    ):
        found = table.get(form) or alone.get(form)
        if form and found:
            return found
    return None


class Lexicon:
    """The vocabulary as one extraction uses it; ``hits`` counts the entries that matched."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()

    def _choose(self, found: list[Code], scale: str | None) -> Code | None:
        chosen = next((c for c in found if c.scale == scale), None) if scale else None
        chosen = chosen or (found[0] if len({c.scale for c in found}) == 1 or scale is None else None)
        if chosen:
            self.hits[chosen.entry] += 1
        return chosen

    def code(self, dimension: str, text: str, scale: str | None = None) -> Code | None:
        """Return the code that ``text`` as a whole is printed for, or None where it is unknown.

        Tolerated: case, accents, punctuation around, a space inside a long word ("transformati vo"), an
        enumerator before ("c. Limited"), a value printed twice ("Major Major"). Where a word belongs to
        two scales, ``scale`` decides; a word of another scale alone is still returned, with that scale.
        Words that only count alone, not in sentences, stand under ``<dimension>_value``.
        """
        found = _known(dimension, text)
        return self._choose(found, scale) or self._choose(found[:1], None) if found else None

    def find(self, dimension: str, text: str, scale: str | None = None) -> list[Found]:
        """Return the codes whose words occur in ``text``, longest words first where they overlap."""
        if dimension not in _tables().codes:  # percentages have no words
            return []
        folded = fold_with_offsets(text)
        out = []
        for m in _finder(dimension).finditer(folded.text):
            code = self._choose(_tables().codes[dimension][m.group()], scale)
            if code:
                out.append(Found(code, *folded.back(m.start(), m.end())))
        return out

    def missing(self, text: str, *, irm: bool = False) -> str | None:
        """Return the null reason that ``text`` states (``not_applicable`` for "N/A"), else None.

        Blank text is ``blank_in_source``. What is ``pending`` waits for the IRM's review where it speaks of the
        IRM's values (``irm``); what a government means by it stays open.
        """
        words = bare(text)
        if not words:
            return "blank_in_source"
        found = _tables().codes["missing"].get(words)
        if found and found[0].code == "pending" and irm:
            return "not_reviewed"
        return found[0].code if found else None

    def label(self, text: str, *, fuzzy: bool = False) -> str | None:
        """Return the field that a label or column heading names (``lead``, ``completion``), if any.

        ``fuzzy`` tolerates lost letters ("Seccin", "evaluacin") in labels of ten letters or more.
        """
        return self._lookup("label", _tables().labels, text, fuzzy)

    def section(self, text: str) -> str | None:
        """Return what a heading announces (``end_of_term``, ``recommendations``), if known."""
        return self._lookup("section", _tables().sections, text, fuzzy=False)

    def metric(self, text: str, *, fuzzy: bool = False) -> Metric | None:
        """Return what an at-a-glance label counts, if known.

        ``fuzzy`` tolerates slips of letters, and small words and endings of its own ("a un valor de la AGA").
        """
        table = _tables().metrics
        words = _label(text)
        found = table.get(words)
        if not found and fuzzy and len(words) >= 10:
            best = process.extractOne(words, list(table), scorer=fuzz.ratio, score_cutoff=92)
            found = table[best[0]] if best else _metric_signatures().get(signature(words))
        if not found and (question := _QUESTION.match(text)) and self.dimension(question.group()):
            return self.metric(text[question.end() :], fuzzy=fuzzy)  # "Did it open government? Major"
        if found:
            self.hits[found.entry] += 1
        return found

    def dimension(self, text: str) -> str | None:
        """Return the assessment dimension that a label or heading names, if any."""
        label = self.label(text)
        return _tables().label_dimension.get(label) if label else None

    def _lookup(self, kind: str, table: dict[str, str], text: str, fuzzy: bool) -> str | None:
        words = _label(text)
        if not words or len(words) > 120:
            return None
        key = table.get(words)
        if not key:
            words = _mended(kind, words)
            key = table.get(words)
        if not key and fuzzy and len(words) >= 10:
            best = process.extractOne(words, list(table), scorer=fuzz.ratio, score_cutoff=92)
            if best:
                words, key = best[0], table[best[0]]
        if key:
            self.hits[f"{kind}/{key}/{words}"] += 1
        return key

    def split_label(self, text: str) -> tuple[str, int] | None:
        """Return the field and where its value starts, for "Lead institution: Ministry of ...".

        Only a label before the first colon (or "?") outside parentheses counts ("Ambition (see:
        definition): High"); None where the words are no known label.
        """
        m = re.match(
            r"\s*(?:[-–•*]\s+|\d{1,2}[.)]\s+)?[¿]?((?:\([^()]{0,40}\)|[^:?(]|\((?![^()]{0,40}\))){2,110})[:?]", text
        )
        if not m:
            return None
        key = self.label(m.group(1))
        if not key:
            return None
        end = m.end()
        while end < len(text) and text[end] in " :?":
            end += 1
        return key, end
