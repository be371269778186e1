"""A government's document read from front to back: forms, tables, sections and sentences.

Self-assessments, trackers and action plans mix the same parts; what differs is which of them occur.
The commitment that a heading, a line or a form's title opens holds until the next one opens or a
heading closes it; tables and lines in between are about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.builder import Builder, Spot
from extractors.claims.ratings.columns import plan_of
from extractors.claims.ratings.matrix import MatrixReader
from extractors.layout import Block, Layout, Table
from extractors.parts.evaluation import EvaluationReader, Proof
from extractors.parts.fiche import EMPTY, Fiche, percent_tail, run_together
from extractors.parts.fields import TEXTS, cut, labels_in, names_body
from extractors.parts.form import FormReader
from extractors.parts.form_titles import is_form
from extractors.parts.openings import Opening, find_openings
from extractors.parts.origins import read_origins
from extractors.parts.statements import Progress, is_status, plan_facts
from extractors.parts.subjects import by_likeness, take_apart
from extractors.parts.unmarked import unmarked_label
from extractors.status_text import Statement, read_statements
from extractors.words import fold

RULE = "section"
_STATUS = frozenset(["completion", "percent", "site_status"])
_FUTURE = frozenset(["next_steps", "ambition", "challenge", "how_contribute", "contact", "problem"])
_ALONE = TEXTS | {"lead", "support", "other_actors", "start", "end", "dates"}
"""Labels of several words that need no mark where they fill a line."""
_RECOMMENDATIONS = re.compile(r"^\W*(?:\d+|[ivx]+)?\W*(?:recommendations?|recomendaciones?)\W*$")


@dataclass(slots=True)
class _Waiting:
    """A label whose value stands in the next block."""

    key: str
    label: Spot


class GovernmentReader:
    """Reads one document.

    With ``tracker`` sentences outside any section may name commitments that nothing else lists. ``proof`` other than
    the family is for what no template knows; no facts are read then where there are no commitments.
    """

    def __init__(self, build: Builder, layout: Layout, *, tracker: bool = False, proof: Proof = "family") -> None:
        self.build, self.layout, self.tracker, self.proof = build, layout, tracker, proof
        self.matrix = MatrixReader(build)
        self.forms = FormReader(build)
        self._fiche: Fiche | None = None
        self._opening: Opening | None = None
        self._topic: str | None = None
        self._waiting: _Waiting | None = None
        self._loose: list[tuple[str | None, Spot]] = []
        self._read: set[int] = set()
        self._recommending = False

    def read(self) -> None:
        """Read the document."""
        elements = self.layout.elements
        openings = find_openings(elements, self.build, explicit=self.proof == "word")
        self.evaluation = EvaluationReader(self.build, openings.groups, self.proof)
        for at, element in enumerate(elements):
            here = openings.by_element.get(at, [])
            if isinstance(element, Table):
                self._table(element, here)
            elif element.text and element.kind not in ("footnote", "caption"):
                self._block(element, here[0] if here else None)
        self._close()
        self.forms.finish()
        if self.build.mentions() or self.proof == "family":
            self._rest()

    def _rest(self) -> None:
        """Read what stands outside the sections: sentences about the plan."""
        for own, spot in self._loose:
            self._named(spot, own)
        for block in self.layout.blocks:
            if block.kind not in ("footnote", "heading"):
                plan_facts(self.build, Spot.of(block), "plan.sentence")
                read_origins(self.build, Spot.of(block))

    # Tables

    def _table(self, table: Table, here: list[Opening]) -> None:
        if self._waiting is not None and self._waiting.key in _STATUS:
            self._waiting = None  # "Status" heads the table, which says it
        current = self._fiche.mention if self._fiche else self.forms.current
        titles = {o.row: o.key for o in here if o.row is not None}
        if titles or (current and is_form(table, self.build.lexicon)):
            if self._fiche is not None:
                self.forms.current = self._fiche.mention
                self._close()
            self.forms.read(table, titles)
            self._opening = here[-1] if here else None
            self._read.add(id(table))
            return
        plan = plan_of(table, self.build.lexicon)
        matrix = plan is not None and plan.is_matrix and (self.proof != "word" or bool(self.build.mentions()))
        if (matrix and self.matrix.read(table, current)) or self.evaluation.read(table, current):
            self._read.add(id(table))
            if current and table.n_rows == 1:  # the header alone, cut from its rows by a page break
                if self._fiche is None:
                    self._start(current)
                self._topic = "milestones"

    # Blocks

    def _block(self, block: Block, opening: Opening | None) -> None:
        words = str(block.text)
        if opening is not None:
            self._open(opening)
            self._read.add(id(block))
            return
        if block.kind == "heading":
            self._recommending = bool(_RECOMMENDATIONS.match(fold(words)))
        if self._recommending and block.kind == "item":
            number = block.marker.strip(" .()")
            self.build.recommendation(
                "key", Spot.of(block), "recommendations", number=number if number.isdigit() else None
            )
            return
        known = by_likeness(self.build, words, 97) if block.kind == "heading" and self.build.mentions() else None
        if known and not self.build.lexicon.section(words):
            self._start(known)
            self._opening = Opening(0, take_apart(words), Spot.of(block), block.section, block, level=block.level)
            return
        if block.kind == "heading" and self._closes(block, words):
            self._close()
            self.forms.finish()
            self.forms.current = None
        if self._fiche is not None and self._ends_item(block):
            self._close()
        self._loose.append((self._fiche.mention if self._fiche else None, Spot.of(block)))
        if self._fiche is None:
            return
        self._read.add(id(block))
        self._inside(block, words)

    def _open(self, opening: Opening) -> None:
        self._start(opening.key)
        self._opening = opening
        if opening.percent is not None:
            Progress(self.build, opening.key, f"{RULE}.line").value(opening.percent, "completion_percent")

    def _start(self, key: str) -> None:
        self._close()
        self.forms.finish()
        self.forms.current = None
        self._fiche = Fiche(self.build, key, RULE)

    def _close(self) -> None:
        self._flush()
        if self._fiche is not None:
            self._fiche.finish()
        self._fiche = self._opening = self._topic = None

    def _closes(self, heading: Block, words: str) -> bool:
        """Whether a heading ends the commitment's section: one as large that is no label of its own."""
        lexicon = self.build.lexicon
        bare = words.strip(" :¿?")
        if lexicon.label(bare) or take_apart(words).kind == "milestone" or unmarked_label(words, lexicon):
            return False
        if self._waiting is not None and self._awaits(words):
            return False
        opening = self._opening
        return opening is None or opening.level == 0 or heading.level <= opening.level

    def _awaits(self, words: str, waiting: _Waiting | None = None) -> bool:
        """Whether a line that a text file lets pass for a heading is the institution that a label waits for."""
        waiting = waiting or self._waiting
        return waiting is not None and waiting.key in ("lead", "support") and names_body(words)

    def _ends_item(self, block: Block) -> bool:
        """Whether prose ends what an item of a list opened."""
        opened = self._opening.block if self._opening else None
        if opened is None or opened.kind != "item" or block.kind != "paragraph":
            return False
        return not labels_in(str(block.text), self.build.lexicon)

    # Inside a section

    def _inside(self, block: Block, words: str) -> None:
        fiche = self._fiche
        assert fiche is not None  # noqa: S101 - the caller's condition
        if self._is_milestone(words):
            self._flush()
            for line in run_together(Spot.of(block)):
                fiche.milestone_line(line, block.marker)
            return
        found = labels_in(words, self.build.lexicon)
        if found and found[0].label_start <= 3:
            self._flush()
            for item in found:
                label = Spot.of(block, item.label_start, item.label_end)
                self._label(item.key, label, Spot.of(block, item.start, item.end), last=item is found[-1])
            return
        bare = words.strip(" :")
        key = self.build.lexicon.label(bare) if len(words) < 120 else None
        marked = block.kind == "heading" or words.rstrip().endswith((":", "?")) or block.text.bold
        if key and (marked or (key in _ALONE and " " in bare)):
            self._flush()
            self._label(key, Spot.of(block), EMPTY, last=True)
            return
        unmarked = unmarked_label(words, self.build.lexicon)
        if unmarked:
            self._flush()
            self._label(unmarked[0], Spot.of(block, 0, unmarked[1]), Spot.of(block, unmarked[1]), last=True)
            return
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            if self._awaits(words, waiting) or (
                block.kind != "heading" and (len(words) < 80 or waiting.key not in _STATUS)
            ):
                fiche.value(waiting.key, Spot.of(block), waiting.label)
                return
            fiche.value(waiting.key, EMPTY, waiting.label)
        self._content(block, words, fiche)

    def _is_milestone(self, words: str) -> bool:
        """Whether a line starts with a milestone's number: "Hito 1: ...", not "Milestone 1 was ..."."""
        named = take_apart(words)
        return named.kind == "milestone" and bool(named.number) and (named.stopped or bool(percent_tail(words)))

    def _label(self, key: str, label: Spot, value: Spot, *, last: bool) -> None:
        fiche = self._fiche
        assert fiche is not None  # noqa: S101
        self._topic = key
        if value.words():
            fiche.value(key, value, label)
        elif last and key in _STATUS | {"lead", "support", "other_actors", "start", "end", "dates"}:
            self._waiting = _Waiting(key, label)
        elif key in _STATUS:
            fiche.value(key, value, label)

    def _flush(self) -> None:
        """Record the label that waits for a value as blank."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and self._fiche is not None:
            self._fiche.value(waiting.key, EMPTY, waiting.label)

    def _content(self, block: Block, words: str, fiche: Fiche) -> None:
        if block.kind == "heading":
            self._topic = self.build.lexicon.section(words)
            return
        lettered = block.kind == "item" and len(block.marker.strip(" .()")) == 1 and self._topic in TEXTS
        if (self._topic == "milestones" and len(words) < 400) or (lettered and block.marker[:1].isalpha()):
            fiche.milestone_line(Spot.of(block), block.marker)
        elif self._topic in TEXTS:
            fiche.value(self._topic or "", Spot.of(block))
        elif self._topic not in _FUTURE:
            if block.kind == "item" and self.tracker and percent_tail(words):
                fiche.milestone_line(Spot.of(block), block.marker)
            elif self._topic is None and len(words) < 60 and is_status(words, self.build.lexicon) and self.tracker:
                fiche.value("completion", Spot.of(block))
            else:
                fiche.sentence(Spot.of(block))

    # Outside any section

    def _named(self, spot: Spot, own: str | None) -> None:
        """Read sentences that name commitments by number ("El compromiso 3 registra un 45% de avance").

        ``own`` is the commitment in whose section the paragraph stands: its sentences are read there.
        """
        words = spot.words()
        for said in read_statements(words, self.build.identity.language, self.build.lexicon):
            if said.kind not in ("percent", "completion") or not said.stated:
                continue
            if said.subject == "milestone" and not said.commitments:
                self._milestone_named(said, spot, own)
            for number in said.commitments:
                key = self.build.by_number(number)
                where = Spot(spot.text, spot.start + said.start, spot.start + said.end, spot.section)
                if key is None and self.tracker:
                    key = self.build.mention(where, f"{RULE}.sentence", number=number)
                if key is not None and key != own:
                    self._say(key, spot)

    def _milestone_named(self, said: Statement, spot: Spot, own: str | None) -> None:
        """Write what a sentence says of "milestone 3.2": its number names the commitment it belongs to."""
        parents = {number.rpartition(".")[0] for number in said.milestones}
        parent = parents.pop() if len(parents) == 1 else ""
        key = self.build.by_number(parent) if parent else None
        if key is not None and key != own:
            for number in said.milestones:
                self.build.milestone(key, number, cut(spot, said.end, said.start), f"{RULE}.sentence")
            Progress(self.build, key, RULE).say(said, spot)

    def _say(self, key: str, spot: Spot) -> None:
        """Write what the sentences of a paragraph say of one commitment by its number."""
        number = self.build.get(key).number
        progress = Progress(self.build, key, RULE, implicit=False)
        for said in read_statements(spot.words(), self.build.identity.language, self.build.lexicon):
            if number in said.commitments:
                progress.say(said, spot)
