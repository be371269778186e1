"""Key figures in words: the labels of boxes "at a glance" and the numbers that they count.

The labels are known words (``glance.yml``); a number counts only directly after one of them, or as a share of all
commitments directly before it ("9/13 Complete commitments").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.annotate.headings import leading
from extractors.lexicon import Lexicon, Metric, label_words, metric_words, phrases
from extractors.words import fold_with_offsets

_NUMBER = r"\d{1,3}(?:[.,]\d+)?\s?%(?:\s?\(\s?\d{1,4}\s?\))?|\d{1,4}(?!\d)(?:\s?\(\s?\d{1,3}(?:[.,]\d+)?\s?%\s?\))?"
_ONE = rf"(?:n/?a\b|{_NUMBER})"
_VALUE = re.compile(
    rf"\s*+\)?(?:[*†‡]++|\(\s*+(?:[★✪☆⭐]\s*+)?\))?\s*+(?:[:?]\s*+)?(?P<all>(?:n/?a\b|{_NUMBER})(?:[\s,/|]+(?:n/?a\b|{_NUMBER}))?)",
    re.I,
)
TOKEN = re.compile(rf"n/?a\b|{_NUMBER}", re.I)
"""A number of a box with the share beside it, or "N/A"."""
_LINE = re.compile(rf"(?P<label>[^\d:]{{6,110}}?)(?:\s{{0,40}}[:?])?\s{{1,40}}(?P<all>{_ONE}(?:\s++{_ONE})?)", re.I)
_COLON = re.compile(rf"(?P<label>[^\d:?•·●◦▪;]{{6,110}}?)\s{{0,40}}[:?]\s{{0,40}}(?P<all>{_NUMBER})", re.I)
_WITHIN = re.compile(rf"(?<=[^\W\d_])\s+(?P<all>{_ONE}(?:\s+{_ONE})?)\s+(?=[^\W\d_])", re.I)
_SHARE = re.compile(
    r"(?<![\d/.,])(?P<all>(?P<number>\d{1,3})\s?(?:/|of|out of|de)\s?\d{1,3})(?![\d/.,])\s*(?=[^\W\d_])"
)
_LONGEST_BOX = 300  # characters of a line or cell of a box
_BROKEN_LABEL = 140  # characters of a label of two lines with its number
_TIGHT = re.compile(r"\d{1,3}/\d{1,3}")
_AROUND = re.compile(r"[\W\d_]*(?:(?:commitments?|compromisos?|of|de|out|n/?a)[\W\d_]*)*", re.I)
FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_GLUED = ("at a glance", "un vistazo", "vista rapida", "simple vista", "opengovernment")
_STOPS = (
    "action_plan",
    "report_type",
    "dates_under_review",
    "author",
    "irm_report",
    "country",
    "dates",
    "start",
    "end",
)  # labels of the boxes that count nothing, but end the value before them


@dataclass(frozen=True, slots=True)
class Figure:
    """A label that counts something, and the words of its value at ``text[start:end]``.

    A ``share`` of all commitments ("4/9") before its label stands in no sentence, and so needs no box.
    """

    metric: Metric
    label: str
    start: int
    end: int
    share: bool = False


@cache
def _labels() -> re.Pattern[str]:
    words = sorted({*metric_words(), *label_words(_STOPS)}, key=len, reverse=True)
    known = "|".join(map(re.escape, words))
    glued = "|".join(rf"(?<={re.escape(g)})" for g in _GLUED)
    return re.compile(rf"(?:(?<!\w)|{glued})(?:(?P<label>{known})(?!\w)|(?P<heading>{phrases('box_heading')}))")


def figures_in(words: str, lexicon: Lexicon) -> list[Figure]:
    """Return the key figures of a text: labels with a value directly after each, or before it."""
    if not any(c.isdigit() for c in words) and ":" not in words and "?" not in words:
        return []
    within = _before_labels(words, lexicon) or _within_label(words, lexicon)
    if within:
        return within
    folded = fold_with_offsets(words)
    matches = list(_labels().finditer(folded.text))
    out = []
    for i, m in enumerate(matches):
        metric = metric_words().get(m["label"]) if m["label"] else None
        if metric is None:
            continue
        stop = matches[i + 1].start() if i + 1 < len(matches) else len(folded.text)
        start, end = folded.back(m.start(), m.end())
        limit = folded.offsets[stop] if stop < len(folded.offsets) else len(words)
        value = _value_at(words, end, limit, metric, lexicon)
        if value:
            lexicon.hits[metric.entry] += 1
            out.append(Figure(metric, words[start:end], *value))
    return [*out, *_other_labels(words, out, lexicon)] or _whole_line(words, lexicon)


def _other_labels(words: str, found: Sequence[Figure], lexicon: Lexicon) -> list[Figure]:
    """Return the metrics of labels in words near those of the vocabulary, each with a colon and a number behind it."""
    out = []
    for m in _COLON.finditer(words):
        if any(f.start <= m.start("all") < f.end for f in found):
            continue
        metric = lexicon.metric(m["label"], fuzzy=True)
        if metric is not None and not metric.values:
            out.append(Figure(metric, m["label"].strip(), m.start("all"), m.end("all")))
    return out


def _before_labels(words: str, lexicon: Lexicon) -> list[Figure]:
    """Return the metrics of labels that stand behind their numbers, each a share of all commitments."""
    shares = list(_SHARE.finditer(words))
    out = []
    for i, m in enumerate(shares):
        label = words[m.end() : shares[i + 1].start() if i + 1 < len(shares) else len(words)]
        known = lexicon.metric(label, fuzzy=True)
        if known is None:
            lead = _labels().match(fold_with_offsets(label).text)
            whole = lead is not None and not label[lead.end() :].lstrip()[:1].islower()  # no other label goes on
            known = metric_words().get(lead["label"]) if lead and whole and lead["label"] else None
        if known is not None and not known.values:
            lexicon.hits[known.entry] += 1
            alone = "/" in m["all"] and len(words) < _LONGEST_BOX
            out.append(Figure(known, label.strip(), m.start("number"), m.end("number"), share=alone))
    return out


def is_share(words: str) -> bool:
    """Whether words are nothing but a share of all commitments: "9/13"."""
    return _TIGHT.fullmatch(words.strip()) is not None


def is_value(words: str) -> bool:
    """Whether words are nothing but numbers, and at most what they count ("9 of 12 commitments")."""
    return _AROUND.fullmatch(FOOTNOTE.sub(" ", words)) is not None


def value_end(words: str) -> int:
    """Return where numbers, and at most what they count, end at the beginning of words."""
    m = _AROUND.match(words)
    return m.end() if m else 0


def _within_label(words: str, lexicon: Lexicon) -> list[Figure]:
    """Return the metric of a label of two lines whose number stands behind the first of them."""
    for m in _WITHIN.finditer(words) if len(words) < _BROKEN_LABEL else ():
        label = f"{words[: m.start()]} {words[m.end() :]}".strip(" .")
        metric = lexicon.metric(label)
        if metric is not None and not metric.values and words[m.end() :].strip(" ."):
            return [Figure(metric, label, m.start("all"), m.end("all"))]
    return []


def _whole_line(words: str, lexicon: Lexicon) -> list[Figure]:
    """Return the metric of a line that is a label and its numbers, where the label is misprinted ("Oustanding 0")."""
    m = _LINE.fullmatch(words)
    metric = lexicon.metric(m["label"], fuzzy=True) if m else None
    if m is None or metric is None or metric.values:
        return []
    return [Figure(metric, m["label"], m.start("all"), m.end("all"))]


def _value_at(words: str, at: int, limit: int, metric: Metric, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the stretch of the value that follows a label, or None where none does."""
    if metric.values:
        m = re.match(r"\s*[*†‡]*\s*[:?]*\s*", words[at:limit])
        start = at + (m.end() if m else 0)
        rest = words[start:limit].strip(" ;|•")
        lead = leading(lexicon, metric.values, rest, None) if rest else None
        if lead:
            return start, start + lead[1]
        first = re.match(r"(?:n/?a\b|[^\W\d_]+)", rest, re.I)
        known = first and (lexicon.code(metric.values, first.group()) or lexicon.missing(first.group()))
        return (start, start + first.end()) if first and known else None
    m = _VALUE.match(words, at, max(limit, at))
    return (m.start("all"), m.end("all")) if m else None
