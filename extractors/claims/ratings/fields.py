"""One labelled value of a commitment ("Lead institution: ...", "Verifiable: Yes") into records.

Where the value came from, a line of prose, a cell of a form or an item of a list, makes no
difference here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from extractors.annotate.headings import label_and_phase
from extractors.annotate.headings import leading as leading
from extractors.builder import Builder, Spot
from extractors.lexicon import Code, Lexicon, bare, phrases
from extractors.records import Date, Dimension, OgpValue, Phase
from extractors.spot import cut as cut
from extractors.values import first_date, period
from extractors.words import fold

_DIMENSIONS = frozenset(get_args(Dimension))
TEXTS = frozenset(["problem", "objective", "description"])
"""Labels of texts, named as the fields they fill."""
DATED = frozenset(["start", "end", "dates"])
"""Labels of dates; ``dates`` names both ends."""
# Between an OGP value and its result: a separator, at most after a word more ("rendición de cuentas pública:").
_GIVES = re.compile(r"(?:\s+\w{1,12})?\s*(?::|–|—|-|=)\s*")
# A colon within parentheses ends no label: "Ambition (see: definition): High".
_ASIDE_COLON = re.compile(r"\([^()]*:\s*$")
_CLAUSE = re.compile(r"[^.!?:;]*")
_NOBODY = re.compile(phrases("nobody"))
_BODY = re.compile(phrases("body_name"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and the stretch of its value. ``phase`` is what the label itself says."""

    key: str
    label_start: int
    label_end: int
    start: int
    end: int
    phase: Phase | None = None


def limited(lexicon: Lexicon, words: str, lead: tuple[Code, int]) -> tuple[Code, int] | None:
    """Return what the clause of a yes makes of it where it limits it ("Yes, although only in part"), with its end."""
    behind = _CLAUSE.match(words, lead[1])
    found = lexicon.find("carried_over", behind.group()) if behind and lead[0].code == "yes" else []
    return next(((f.code, lead[1] + f.end) for f in found if f.code.code == "partial"), None)


def labels_in(text: str, lexicon: Lexicon) -> list[Labelled]:
    """Return the known labels of a text with their values, in order.

    A label ends in a colon or question mark. It stands at the start, after a separator, or, written
    with a capital, after the value before it ("Start date: 2015 End date: 2017").
    """
    found: list[tuple[str, int, int, int, Phase | None]] = []
    floor = 0
    for m in re.finditer(r"[:?]+(?:\s*:)?\s*", text):
        if m.start() < floor or _ASIDE_COLON.search(text[floor : m.end()], max(0, m.start() - floor - 40)):
            continue
        for start in _starts(text, floor, m.start()):
            key, phase = _key(text[start : m.start()], lexicon)
            if key:
                found.append((key, start, m.start(), m.end(), phase))
                floor = m.end()
                break
    out = []
    for i, (key, label_start, label_end, start, phase) in enumerate(found):
        end = found[i + 1][1] if i + 1 < len(found) else len(text)
        out.append(Labelled(key, label_start, label_end, start, _trimmed(text, start, end), phase))
    return out


def _key(words: str, lexicon: Lexicon) -> tuple[str | None, Phase | None]:
    key = lexicon.label(words)
    if key:
        return key, None
    dimension, phases = label_and_phase(words, lexicon)
    return (dimension, phases[0]) if dimension and len(phases) == 1 else (None, None)


def _starts(text: str, floor: int, end: int) -> list[int]:
    """Return where a label that ends at ``end`` may start, the longest first."""
    low = max(floor, end - 110)
    out = []
    for m in re.finditer(r"[¿(]*\w", text[low:end]):
        at = low + m.start()
        before = text[max(at - 8, 0) : at].rstrip()
        first = m.group().lstrip("¿(")[:1]
        separated = at == floor or not before or before[-1] in ".;/|•·●◦▪*)" or before.endswith((" -", " –"))
        if separated or (text[at - 1 : at].isspace() and (first.isupper() or m.group()[0] == "¿")):
            out.append(at)
    return out


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " ;/|•·●◦▪*-–":
        end -= 1
    return end


@dataclass(slots=True)
class Fields:
    """Writes labelled values of one commitment. ``phase`` is that of the section read, and
    ``results_scale`` the scale of its early results where the document decides it."""

    build: Builder
    mention: str
    rule: str
    phase: Phase | None = None
    results_scale: str | None = None
    milestone: str | None = None
    flagged: bool = False

    def read(self, key: str, value: Spot, label: Spot | None = None, phase: Phase | None = None) -> bool:
        """Read the value of a label; True where the label is one of a commitment's.

        A blank value of an assessment is recorded as blank, with the ``label`` for evidence.
        """
        words = value.words()
        phase = phase or self.phase
        if key == "percent":
            key = "completion_percent"
        if key in _DIMENSIONS:
            if words:
                self._assess(key, value, words, phase)  # type: ignore[arg-type]
            elif label is not None and label.words():
                self._blank(key, label, phase)  # type: ignore[arg-type]
            return True
        if not words:
            return key in TEXTS or key in ("lead", "support", "start", "end", "dates", "policy_areas", "area")
        return self._field(key, words)

    def _field(self, key: str, words: str) -> bool:
        if key not in DATED:
            return fill_field(self.build, self.mention, key, words)
        starts, ends = term(key, words, self.build.identity.language)
        self.build.fill(self.mention, starts_on=starts, ends_on=ends)
        return True

    # Assessments

    def _assess(self, dimension: Dimension, value: Spot, words: str, phase: Phase | None) -> None:
        if dimension == "relevance":
            self._relevance(value, words, phase)
        elif dimension == "early_results" and self._per_value(value, words, phase):
            return
        elif dimension == "completion_percent":
            self._put(dimension, value, phase)
        else:
            self._one(dimension, value, words, phase)

    def _one(self, dimension: Dimension, value: Spot, words: str, phase: Phase | None) -> None:
        scale = self.results_scale if dimension == "early_results" else None
        lead = leading(self.build.lexicon, dimension, words, scale)
        partly = limited(self.build.lexicon, words, lead) if dimension == "carried_over" and lead else None
        flagged = lead is None or partly is not None
        lead = partly or lead or _running_on(self.build.lexicon, dimension, words, scale)
        if lead is None:
            if len(words) <= 60:  # a long one is prose and states nothing by itself
                self._put(dimension, value, phase)
            return
        code, length = lead
        if flagged:
            message = f"{dimension}: a sentence follows {words[:length]!r} without a stop"
            self.build.issue(value, self.rule, "value_runs_on", "warning", message)
        if dimension == "early_results" and not scale and self._ambiguous(words[:length]):
            flagged = True
            self.build.issue(
                value,
                self.rule,
                "ambiguous_scale",
                "warning",
                f"{words[:length]!r} stands on two scales of early results",
            )
        self.say(dimension, cut(value, length), code, phase, flagged=flagged)

    def _ambiguous(self, words: str) -> bool:
        codes = {s: self.build.lexicon.code("early_results", words, s) for s in ("diog", "early_results")}
        found = {c.code for s, c in codes.items() if c and c.scale == s}
        return len(found) > 1

    def _relevance(self, value: Spot, words: str, phase: Phase | None) -> None:
        lead = leading(self.build.lexicon, "relevance", words, None)
        values = self.build.lexicon.find("ogp_value", words) if len(words) <= 260 else []
        if lead:
            self.say("relevance", cut(value, lead[1]), lead[0], phase)
            if lead[0].code != "yes":
                return
        elif not values and len(words) <= 60:
            self._put("relevance", value, phase)
        for found in values:
            ogp_value: OgpValue = found.code.code  # type: ignore[assignment]
            self.build.assess(
                self.mention,
                "relevance",
                cut(value, found.end, found.start),
                self.rule,
                code="yes",
                scale="relevance",
                ogp_value=ogp_value,
                milestone=self.milestone,
                phase=phase,
                flagged=self.flagged,
            )
        names = list(dict.fromkeys(f.code.code for f in values))
        self.build.fill(self.mention, ogp_values=names)

    def _per_value(self, value: Spot, words: str, phase: Phase | None) -> bool:
        """Read "Access to information: Marginal; Civic participation: Major"."""
        pairs = value_pairs(self.build.lexicon, words, self.results_scale)
        for ogp_value, code, start, end in pairs:
            self.say("early_results", cut(value, end, start), code, phase, ogp_value=ogp_value)
        return bool(pairs)

    def _put(self, dimension: Dimension, value: Spot, phase: Phase | None) -> None:
        self.build.assess(
            self.mention, dimension, value, self.rule, phase=phase, milestone=self.milestone, flagged=self.flagged
        )

    def _blank(self, dimension: Dimension, label: Spot, phase: Phase | None) -> None:
        self.build.assess(
            self.mention,
            dimension,
            label,
            self.rule,
            raw="",
            null_reason="blank_in_source",
            phase=phase,
            milestone=self.milestone,
        )

    def say(
        self,
        dimension: Dimension,
        spot: Spot,
        code: Code,
        phase: Phase | None,
        *,
        ogp_value: OgpValue | None = None,
        flagged: bool = False,
    ) -> None:
        """Record a code that was read at a spot."""
        self.build.assess(
            self.mention,
            dimension,
            spot,
            self.rule,
            raw=spot.words(),
            code=code.code,
            scale=code.scale,
            phase=phase or self.phase,
            ogp_value=ogp_value,
            milestone=self.milestone,
            flagged=flagged or self.flagged,
        )


def term(key: str, words: str, language: str | None) -> tuple[Date | None, Date | None]:
    """Return the start and end that the words under a label of dates state; a label of one end states no other."""
    if key == "dates":
        return period(words, language)
    single = first_date(words, language)
    return (single, None) if key == "start" else (None, single)


def fill_field(build: Builder, mention: str, key: str, words: str) -> bool:
    """Set what the words under a label say of a commitment, unless it is set; True where the label is one of these."""
    if key in TEXTS:
        build.fill(mention, **{key: words})
    elif key == "lead":
        build.fill(mention, lead_institution=words.strip(" .;") if institutions(words) else None)
    elif key == "support":
        build.fill(mention, support_institutions=institutions(words))
    elif key == "policy_areas":
        build.fill(mention, policy_areas=[p.strip() for p in re.split(r"[,;]", words) if p.strip()])
    elif key == "area":
        build.fill(mention, area=words.strip(" .:"))
    else:
        return False
    return True


def _running_on(lexicon: Lexicon, dimension: str, words: str, scale: str | None) -> tuple[Code, int] | None:
    """Return the code before a sentence that was printed so near to it that both were read as one paragraph."""
    for m in re.finditer(r"\s+(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+ \S.{20,}\.$)", words[:400]):
        code = lexicon.code(dimension, words[: m.start()], scale) if m.start() < 40 else None
        if code:
            return code, m.start()
    return None


def value_pairs(lexicon: Lexicon, words: str, scale: str | None) -> list[tuple[OgpValue, Code, int, int]]:
    """Return OGP values with the result printed after each, and the stretch of words of both."""
    out: list[tuple[OgpValue, Code, int, int]] = []
    values = lexicon.find("ogp_value", words)
    for i, value in enumerate(values):
        stop = values[i + 1].start if i + 1 < len(values) else len(words)
        m = _GIVES.match(words[value.end : stop])
        joint = re.fullmatch(r"\s*(?:,|y|and|&|e|/)\s*", words[value.end : stop])
        if joint and i + 1 < len(values):
            following = _result(lexicon, words, values[i + 1].end, scale)
            if following:
                out.append((value.code.code, following[0], value.start, following[1]))  # type: ignore[arg-type]
        elif m:
            found = _result(lexicon, words, value.end, scale, stop)
            if found:
                out.append((value.code.code, found[0], value.start, found[1]))  # type: ignore[arg-type]
    return out


def _result(
    lexicon: Lexicon, words: str, at: int, scale: str | None, stop: int | None = None
) -> tuple[Code, int] | None:
    m = _GIVES.match(words[at:stop])
    if not m:
        return None
    rest = words[at + m.end() : stop].rstrip(" ;,")
    lead = leading(lexicon, "early_results", rest, scale)
    return (lead[0], at + m.end() + lead[1]) if lead else None


def names_body(words: str) -> bool:
    """Whether words start as names of public bodies and organizations do ("Ministry of ...")."""
    return bool(_BODY.match(fold(words)))


def institutions(words: str) -> list[str]:
    """Return the institutions named in a field; none for "No", "None", "N/A".

    Semicolons divide; commas only where what follows starts like a body or is an acronym, since
    names such as "Ministry of Trade, Industry and Tourism" hold commas.
    """
    if _NOBODY.fullmatch(bare(words)):
        return []
    if ";" in words:
        parts: Sequence[str] = words.split(";")
    else:
        parts, rest = [], words.split(",")
        for piece in rest:
            stripped = piece.strip()
            starts = names_body(stripped) or re.match(r"[A-Z]{2,}[\w-]*(?:\s|$|\.)", stripped) or not parts
            parts = [*parts, stripped] if starts else [*parts[:-1], f"{parts[-1]}, {stripped}"]
    return [p for p in (part.strip(" .") for part in parts) if p]
