"""The numbers behind the labels of at-a-glance boxes: found in running text, recorded as facts.

The labels are known words; a number counts only directly after one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.builder import Builder, Spot
from extractors.lexicon import Lexicon, Metric, label_words, metric_words
from extractors.parts.fields import cut, leading
from extractors.records import Phase
from extractors.values import count, percent
from extractors.words import fold, fold_with_offsets

_NUMBER = r"\d{1,3}(?:[.,]\d+)?\s?%(?:\s?\(\s?\d{1,4}\s?\))?|\d{1,4}(?!\d)(?:\s?\(\s?\d{1,3}(?:[.,]\d+)?\s?%\s?\))?"
_ONE = rf"(?:n/?a\b|{_NUMBER})"
_VALUE = re.compile(
    rf"\s*+\)?(?:[*†‡]++|\(\s*+(?:[★✪☆⭐]\s*+)?\))?\s*+(?:[:?]\s*+)?(?P<all>(?:n/?a\b|{_NUMBER})(?:[\s,/|]+(?:n/?a\b|{_NUMBER}))?)",
    re.I,
)
TOKEN = re.compile(rf"n/?a\b|{_NUMBER}", re.I)
_LINE = re.compile(rf"(?P<label>[^\d:]{{6,110}}?)(?:\s{{0,40}}[:?])?\s{{1,40}}(?P<all>{_ONE}(?:\s++{_ONE})?)", re.I)
_COLON = re.compile(rf"(?P<label>[^\d:?•·●◦▪;]{{6,110}}?)\s{{0,40}}[:?]\s{{0,40}}(?P<all>{_NUMBER})", re.I)
_WITHIN = re.compile(rf"(?<=[^\W\d_])\s+(?P<all>{_ONE}(?:\s+{_ONE})?)\s+(?=[^\W\d_])", re.I)
# "9/13 Complete or substantially complete commitments": the number before its label, beside the total.
_SHARE = re.compile(
    r"(?<![\d/.,])(?P<all>(?P<number>\d{1,3})\s?(?:/|of|out of|de)\s?\d{1,3})(?![\d/.,])\s*(?=[^\W\d_])"
)
_LONGEST_BOX = 300  # characters of a line or cell of a box
_TIGHT = re.compile(r"\d{1,3}/\d{1,3}")
_OF_ALL = re.compile(r"(?<=\d)\s*(?:of|out of|de)\s+\d{1,4}(?![\d.,]*\s?%)", re.I)
_AROUND = re.compile(r"[\W\d_]*(?:(?:commitments?|compromisos?|of|de|out|n/?a)[\W\d_]*)*", re.I)
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_GLUED = ("at a glance", "un vistazo", "vista rapida", "simple vista", "opengovernment")
# Words of the boxes that are no metric, but end the value before them.
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
)
_HEADINGS = re.compile(
    r"action plan (?:development|design|implementation|under review)|diseno del plan de accion|"
    r"desarrollo del plan de accion|implementacion del plan de accion|plan de accion (?:bajo|en) revision|"
    r"level of completion|grado de cumplimiento|nivel de cumplimiento|number of commitments with|"
    r"numero de compromisos (?:que son|con)|did it open (?:the )?government|se avanzo en la apertura del gobierno|"
    r"commitment emphasis|type of report|tipo de informe|mid-?term|end[- ]of[- ]term|medio termino|fin de termino"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A label that counts something and the words of its value.

    A ``share`` of all commitments ("4/9") before its label stands in no sentence, and so needs no box.
    """

    metric: Metric
    label: str
    value: Spot
    phase: Phase | None
    spread: bool = False
    share: bool = False


@cache
def _labels() -> re.Pattern[str]:
    words = sorted({*metric_words(), *label_words(_STOPS)}, key=len, reverse=True)
    known = "|".join(map(re.escape, words))
    glued = "|".join(rf"(?<={re.escape(g)})" for g in _GLUED)
    return re.compile(rf"(?:(?<!\w)|{glued})(?:(?P<label>{known})(?!\w)|(?P<heading>{_HEADINGS.pattern}))")


def entries_in(spot: Spot, lexicon: Lexicon) -> list[Entry]:
    """Return the metrics of a text with a value directly after each."""
    words = str(spot.text)[: spot.end]
    if not any(c.isdigit() for c in words) and ":" not in words and "?" not in words:
        return []
    within = _before_labels(spot, words, lexicon) or _within_label(spot, words, lexicon)
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
            out.append(
                Entry(metric, words[start:end], Spot(spot.text, *value, spot.section, spot.table, spot.cell), None)
            )
    return [*out, *_other_labels(spot, words, out, lexicon)] or _whole_line(spot, words, lexicon)


def _other_labels(spot: Spot, words: str, found: Sequence[Entry], lexicon: Lexicon) -> list[Entry]:
    """Return the metrics of labels in words near those of the vocabulary, each with a colon and a number behind it."""
    out = []
    for m in _COLON.finditer(words):
        if any(e.value.start <= m.start("all") < (e.value.end or 0) for e in found):
            continue
        metric = lexicon.metric(m["label"], fuzzy=True)
        if metric is not None and not metric.values:
            out.append(Entry(metric, m["label"].strip(), replace(spot, start=m.start("all"), end=m.end("all")), None))
    return out


def _before_labels(spot: Spot, words: str, lexicon: Lexicon) -> list[Entry]:
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
            value = replace(spot, start=m.start("number"), end=m.end("number"))
            alone = "/" in m["all"] and len(words) < _LONGEST_BOX
            out.append(Entry(known, label.strip(), value, None, share=alone))
    return out


def is_share(words: str) -> bool:
    """Whether words are nothing but a share of all commitments: "9/13"."""
    return _TIGHT.fullmatch(words.strip()) is not None


def is_value(words: str) -> bool:
    """Whether words are nothing but numbers, and at most what they count ("9 of 12 commitments")."""
    return _AROUND.fullmatch(_FOOTNOTE.sub(" ", words)) is not None


def _within_label(spot: Spot, words: str, lexicon: Lexicon) -> list[Entry]:
    """Return the metric of a label of two lines whose number stands behind the first of them."""
    for m in _WITHIN.finditer(words) if len(words) < 140 else ():
        label = f"{words[: m.start()]} {words[m.end() :]}".strip(" .")
        metric = lexicon.metric(label)
        if metric is not None and not metric.values and words[m.end() :].strip(" ."):
            return [Entry(metric, label, cut(spot, m.end("all"), m.start("all")), None)]
    return []


def _whole_line(spot: Spot, words: str, lexicon: Lexicon) -> list[Entry]:
    """Return the metric of a line that is a label and its numbers, where the label is misprinted ("Oustanding 0")."""
    m = _LINE.fullmatch(words)
    metric = lexicon.metric(m["label"], fuzzy=True) if m else None
    if m is None or metric is None or metric.values:
        return []
    return [Entry(metric, m["label"], cut(spot, m.end("all"), m.start("all")), None)]


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


def record(entry: Entry, build: Builder, rule: str, both: bool) -> None:
    """Record an entry as facts; ``both``: its box counts at midterm and at the end of the term."""
    metric, spot = entry.metric, entry.value
    if metric.values:
        _record_word(entry, build, rule)
        return
    words = spot.words()
    bare = words
    for aside in (_FOOTNOTE, _OF_ALL):  # "4 of 12" is four
        bare = aside.sub(lambda m: " " * len(m.group()), bare)
    tokens = list(TOKEN.finditer(bare))
    lead = _AROUND.match(words)
    if tokens and not (lead and lead.end() > tokens[0].start()):
        message = f"{entry.label}: a sentence where a number belongs: {words[:60]!r}"
        build.issue(spot, rule, "unclear_value", "warning", message)
        return
    tokens = [t for t in tokens if lead and t.start() < lead.end()]
    if len(tokens) == 2 and not both and _TIGHT.fullmatch(words):
        tokens = tokens[:1]  # "9/13": nine of thirteen, where the box does not count twice
    two = len(tokens) == 2 and entry.phase is None and not entry.spread
    if two and not both and build.identity.phase != "end_of_term":
        build.issue(spot, rule, "two_values", "warning", f"{entry.label}: two values and no phases: {words[:60]}")
        tokens = tokens[:1]
        two = False
    phase = entry.phase
    dated = metric.metric.startswith("completion_") or metric.metric == "commitments_starred"
    if dated and phase is None and not two and build.identity.doc_type == "irm_end_of_term_report":
        # Such a report gives two numbers; which of them this one is cannot be told.
        build.issue(spot, rule, "unclear_phase", "warning", f"{entry.label}: midterm or end of term? {words[:60]}")
        return
    if phase is None and not both and metric.metric.startswith("completion_") and build.identity.phase != "design":
        phase = build.identity.phase  # one column: the completion that the report is about
    phases: tuple[Phase | None, ...] = ("midterm", "end_of_term") if two else (phase,) * len(tokens)
    for token, of in zip(tokens, phases, strict=True):
        _record_number(metric, cut(spot, token.end(), token.start()), build, rule, of)
    if not tokens:
        build.issue(spot, rule, "unknown_word", "warning", f"{entry.label}: no number in {words[:60]!r}")


def _record_number(metric: Metric, spot: Spot, build: Builder, rule: str, phase: Phase | None) -> None:
    words = spot.words()
    if metric.unit == "percent":
        share = percent(words)
        if share:
            build.fact(metric.metric, spot, rule, number=share.value, unit="percent", phase=phase)
        return
    found = count(words)
    if found and found.share is not None and metric.metric == "commitments_total":
        message = f"a share of all commitments is no total: {words[:40]}"
        build.issue(spot, rule, "label_cut_off", "warning", message)
        return
    if found:
        build.fact(metric.metric, spot, rule, number=found.value, unit=metric.unit, phase=phase)
        if found.share is not None:
            build.fact(metric.metric, spot, rule, number=found.share, unit="percent", phase=phase)
        return
    share = percent(words)
    if share:
        build.fact(metric.metric, spot, rule, number=share.value, unit="percent", phase=phase)
    else:
        build.fact(metric.metric, spot, rule, text="N/A", unit=metric.unit, phase=phase)


def _record_word(entry: Entry, build: Builder, rule: str) -> None:
    metric, spot = entry.metric, entry.value
    words = spot.words()
    phase = entry.phase or _moment(entry.label)
    lead = leading(build.lexicon, metric.values or "", words, None)
    if lead:
        code = {"yes": "no", "no": "yes"}[lead[0].code] if metric.opposite else lead[0].code
        build.fact(metric.metric, cut(spot, lead[1]), rule, text=code, unit=metric.unit, phase=phase)
    elif build.lexicon.missing(words):
        build.fact(metric.metric, spot, rule, text="N/A", unit=metric.unit, phase=phase)
    else:
        build.issue(spot, rule, "unknown_word", "warning", f"{entry.label}: no vocabulary entry for {words[:60]!r}")


def _moment(label: str) -> Phase | None:
    """Return the phase that a label about influence names: the plan's making or its implementation."""
    words = fold(label)
    if re.search(r"\b(?:development|desarrollo|diseno|co-?creation|cocreacion)\b", words):
        return "design"
    return "end_of_term" if re.search(r"\b(?:implementation|implementacion)\b", words) else None
