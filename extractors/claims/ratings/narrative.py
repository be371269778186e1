"""One commitment's section of prose: labelled lines, milestones, statuses per phase, results per value.

The same words occur in IRM reports and on OGP's commitment pages: "Midterm: Limited", "Acceso a la
información: Marginalmente" below "¿Se avanzó en la apertura del gobierno?", a sentence below
"Carried forward?". Headings and bare labels set what the lines below speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

from extractors.annotate.headings import label_and_phase
from extractors.builder import Builder, Spot
from extractors.claims.ratings.factbox import joined_label, read_form
from extractors.claims.ratings.fields import TEXTS, Fields, Labelled, cut, labels_in, leading, value_pairs
from extractors.claims.ratings.matrix import MatrixReader
from extractors.claims.ratings.milestones import read_milestones
from extractors.claims.ratings.sentences import Sentences
from extractors.claims.ratings.subjects import take_apart
from extractors.layout import Block, Element, Table, Text
from extractors.lexicon import Lexicon, phrases
from extractors.records import Dimension, Phase
from extractors.values import percent
from extractors.words import fold

_SUMMARY = re.compile(phrases("status_summary"))
_CLOSING_REPORT = re.compile(phrases("closing_report"))
_LONGEST_SUMMARY = 90  # characters of the heading of a summary
_PHASE_SECTIONS = frozenset(["midterm", "end_of_term", "design"])
_CODED = frozenset([*get_args(Dimension), "percent"])
_BREAKS = frozenset(["recommendations", "at_a_glance", "country_commitments", "noteworthy", "commitment_data"])
_NOTE_MARK = re.compile(r"(?:(?<!\s)\s++)?(?:\[\d{1,3}\]|(?<=[a-záéíóú?])\d{1,3})\s*+$")


@dataclass(slots=True)
class _Pending:
    """A label whose value has not come yet."""

    key: str
    label: Spot
    phase: Phase | None
    blank: bool


@dataclass(slots=True)
class Narrative:
    """Reads the section of one commitment.

    ``rule`` names the reader in evidence. ``matrix`` reads the fact boxes in the section.
    ``results_scale`` is the scale of early results where the document decides it.
    """

    build: Builder
    mention: str
    rule: str = "narrative"
    matrix: MatrixReader | None = None
    results_scale: str | None = None
    phase: Phase | None = None
    _topic: str | None = None
    _status: Phase | None = None
    _texts: dict[str, list[str]] = field(default_factory=dict)
    _milestones: list[tuple[Block, Spot]] = field(default_factory=list)
    _pending: _Pending | None = None
    _seen: set[tuple[str, Phase | None]] = field(default_factory=set)

    def read(self, elements: Sequence[Element]) -> None:
        """Read the elements of the section, the commitment's own heading left out."""
        for element in elements:
            if isinstance(element, Table):
                self._flush()
                self._table(element)
            elif element.kind not in ("footnote", "caption") and element.text:
                self._block(element)
        self._flush()
        for key, parts in self._texts.items():
            self.build.fill(self.mention, **{key: " ".join(parts)})
        read_milestones(self.build, self.mention, self._milestones, "narrative.milestone")

    @property
    def _fields(self) -> Fields:
        return Fields(self.build, self.mention, f"{self.rule}.label", self.phase, self.results_scale)

    @property
    def _sentences(self) -> Sentences:
        return Sentences(self._fields, self.rule)

    # Blocks

    def _block(self, block: Block) -> None:
        words = str(block.text)
        if take_apart(words).kind == "commitment" and (block.kind == "heading" or len(words) < 250):
            self._flush()
            self._topic = None
            return
        if self._value_of_pending(block, words):
            return
        self._flush()
        if self._phase_line(block, words) or self._result_line(block, words) or self._title_line(block, words):
            return
        if self._labels(block, words):
            return
        if block.kind == "heading" and not _is_sentence(words):
            self._topic = None
            return
        self._content(block, words)

    def _flush(self) -> None:
        """Record the label that waits for a value as blank, where its colon promised one."""
        pending, self._pending = self._pending, None
        if pending and pending.blank:
            empty = Spot(Text(), section=pending.label.section)
            self._fields.read(pending.key, empty, pending.label, pending.phase)

    def _value_of_pending(self, block: Block, words: str) -> bool:
        """Take a short block below a label for its value, where it is a code or cannot be anything else."""
        pending = self._pending
        if pending is None or block.kind == "heading":
            return False
        if len(words) > 120:
            return False
        lexicon = self.build.lexicon
        dimension = "completion_percent" if pending.key == "percent" else pending.key
        coded = lexicon.code(dimension, words, self.results_scale) is not None  # "No" is a label, too
        if not coded and (labels_in(words, lexicon) or lexicon.section(words) or lexicon.label(words)):
            return False
        if not self._is_value(dimension, words) and not (pending.blank and len(words) < 40):
            return False
        self._pending = None
        self._fields.read(pending.key, Spot.of(block), pending.label, pending.phase)
        return True

    def _is_value(self, dimension: str, words: str) -> bool:
        lexicon = self.build.lexicon
        if dimension == "completion_percent":
            return percent(words) is not None
        if dimension == "relevance" and lexicon.find("ogp_value", words):
            return True
        return leading(lexicon, dimension, words, self.results_scale) is not None or bool(lexicon.missing(words))

    def _phase_line(self, block: Block, words: str) -> bool:
        """Read "Midterm: Limited", also with the status on the next line."""
        m = re.match(r"\s*([^:]{3,60}):\s*", words)
        left = m.group(1) if m else words
        if len(left) > 60:
            return False
        dimension, phases = label_and_phase(left, self.build.lexicon)
        if len(phases) != 1 or dimension not in (None, "completion"):
            return False
        if m is None or not words[m.end() :].strip():
            if m is None and block.kind != "heading" and len(left) > 30:
                return False
            self._status = phases[0]
            topic = "early_results" if self._topic == "early_results" else "completion"
            self._topic = topic
            self._pending = _Pending(topic, Spot.of(block), phases[0], blank=False)
            return True
        target: Dimension = "early_results" if self._topic == "early_results" else "completion"
        lead = leading(self.build.lexicon, target, words[m.end() :], self.results_scale)
        if lead is None:
            rest = words[m.end() :]
            if len(rest) > 40:
                return False
            self._status = phases[0]
            self.build.assess(self.mention, target, Spot.of(block, m.end()), f"{self.rule}.phase", phase=phases[0])
            return True
        self._status, self._topic = phases[0], target
        spot = Spot.of(block, 0, m.end() + lead[1])
        self.build.assess(
            self.mention,
            target,
            spot,
            f"{self.rule}.phase",
            raw=words[m.end() : m.end() + lead[1]],
            code=lead[0].code,
            scale=lead[0].scale,
            phase=phases[0],
        )
        return True

    def _result_line(self, block: Block, words: str) -> bool:
        """Read "Access to information: Marginal" below the question whether government opened."""
        if len(words) > 300:
            return False
        asked = self._topic == "early_results"
        pairs = value_pairs(self.build.lexicon, words, self.results_scale)
        if pairs and pairs[0][2] <= 3 and asked:
            for ogp_value, code, start, end in pairs:
                spot = cut(Spot.of(block), end, start)
                self._fields.say("early_results", spot, code, self.phase, ogp_value=ogp_value)
            return True
        if not asked:
            return False
        left, colon, right = words.partition(":")
        other = self.build.lexicon.code("early_results", right, self.results_scale) if colon and right.strip() else None
        if other and len(left) < 60 and not self.build.lexicon.label(left):
            spot = Spot.of(block)
            message = f"early results for what is no OGP value: {left.strip()!r}"
            self.build.issue(spot, f"{self.rule}.label", "unknown_word", "warning", message)
            self._fields.say("early_results", spot, other, self.phase, ogp_value="other", flagged=True)
            return True
        result = self.build.lexicon.code("early_results", words, self.results_scale) if len(words) < 40 else None
        return result is not None and self._fields.read("early_results", Spot.of(block))

    def _title_line(self, block: Block, words: str) -> bool:
        """Take a heading or bare label for what it announces."""
        bare = _NOTE_MARK.sub("", words).strip()
        if len(bare) > 120 or not (block.kind == "heading" or _is_bare(bare)):
            return False
        lexicon = self.build.lexicon
        named, phases = label_and_phase(bare, lexicon)
        section = summary_phase(bare, lexicon) or lexicon.section(bare)
        key = lexicon.label(bare) or named
        if section in _PHASE_SECTIONS:
            self.phase = self._status = section  # type: ignore[assignment]
            self._topic = None
            return True
        if section in _BREAKS or (section is None and key is None):
            return False
        self._topic = key or section
        if phases:
            self._status = phases[0]
        if key and key in _CODED:
            promised = bare.endswith(":")
            self._pending = _Pending(key, Spot.of(block), phases[0] if phases else None, promised)
        return True

    def _labels(self, block: Block, words: str) -> bool:
        found = labels_in(words, self.build.lexicon)
        if not found or (found[0].label_start > 3 and block.kind != "item"):
            joined = joined_label(words, self.build.lexicon, self.results_scale) if len(words) < 90 else None
            found = [joined] if joined else []
        if not found:
            return False
        for item in found:
            label = Spot.of(block, item.label_start, item.label_end)
            value = Spot.of(block, item.start, item.end)
            self._topic = item.key
            if item.phase:
                self._status = item.phase
            if item.key == "milestones":
                if value.words():
                    self._milestones.append((block, value))
            elif item.key in TEXTS:
                if value.words():
                    self._texts.setdefault(item.key, []).append(value.words())
            elif item.key == "note":
                self._sentences.star(block, item.start)
            elif item.key == "carried_over" and item.end - item.start > 25:
                self._sentences.carried_over(block, item.start)
            elif item.key in _CODED and item.start >= item.end and item is found[-1]:
                self._pending = _Pending(item.key, label, item.phase, blank=True)
            else:
                fields = self._fields
                fields.flagged = self._repeated(item, label)
                fields.read(item.key, value, label, item.phase)
        return True

    def _repeated(self, item: Labelled, label: Spot) -> bool:
        """Whether a label of an assessment comes a second time: perhaps the next commitment's, its heading lost."""
        if item.key not in _CODED:
            return False
        place = (item.key, item.phase or self.phase)
        known = place in self._seen
        self._seen.add(place)
        if known:
            message = f"{item.key}: a second value in one section; the heading of another commitment may be missing"
            self.build.issue(label, f"{self.rule}.label", "repeated_label", "warning", message)
        return known

    def _content(self, block: Block, words: str) -> None:
        topic = self._topic
        if topic == "milestones":
            self._milestones.append((block, Spot.of(block)))
        elif topic in TEXTS:
            self._texts.setdefault(topic, []).append(words)
        elif topic == "carried_over":
            self._sentences.carried_over(block)
            self._topic = None
        elif topic == "completion":
            self._sentences.completion(block, self._status or self.phase)
        else:
            self._sentences.carried_over_unasked(block)
        self._sentences.star(block)

    # Tables

    def _table(self, table: Table) -> None:
        """Read a fact box: a matrix, or a form of labels beside their values."""
        if self.matrix is not None and self.matrix.read(table, self.mention):
            return
        read_form(table, self._fields)


def summary_phase(words: str, lexicon: Lexicon) -> Phase | None:
    """Return the phase of which a heading announces a summary: "Status summary in the implementation report"."""
    if len(words) > _LONGEST_SUMMARY or not _SUMMARY.search(fold(words)):
        return None
    found = lexicon.find("phase", words)
    if not found and _CLOSING_REPORT.search(fold(words)):
        return "end_of_term"
    return found[0].code.code if found else None  # type: ignore[return-value]


def _is_sentence(words: str) -> bool:
    """Whether a block that looks like a heading is running text that was set in its dress."""
    return len(words) > 60 and words.rstrip().endswith((".", ";")) and words.count(" ") > 8


def _is_bare(words: str) -> bool:
    """Whether a line looks like a label that stands alone: short, no sentence."""
    return words.endswith((":", "?")) or (len(words) < 70 and not re.search(r"[.;]\s|[.;]$", words))
