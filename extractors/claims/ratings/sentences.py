"""What sentences in a commitment's section say of it: its star, whether it was carried over, how complete it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.builder import Spot
from extractors.claims.ratings.fields import Fields, leading, limited
from extractors.layout import Block
from extractors.records import Phase
from extractors.status_text import read_statements
from extractors.words import fold

_OF_ITSELF = re.compile(
    r"\b(?:this commitment|este compromiso)\b.*\b(?:next|siguiente|proximo)\b|"
    r"\b(?:next|siguiente|proximo)\b.*\b(?:this commitment|este compromiso)\b"
)
_LONGEST_UNASKED = 160


@dataclass(frozen=True, slots=True)
class Sentences:
    """Reads the sentences of blocks into records of one commitment. ``rule`` names the reader in evidence."""

    fields: Fields
    rule: str

    def star(self, block: Block, start: int = 0) -> None:
        """Read what an editor's note says of a star."""
        found = self.fields.build.lexicon.find("starred_sentence", str(block.text)[start:])
        if len({f.code.code for f in found}) == 1:
            spot = Spot.of(block, start + found[0].start, start + found[0].end)
            self.fields.say("starred", spot, found[0].code, self.fields.phase)

    def carried_over_unasked(self, block: Block) -> None:
        """Read "This commitment was not carried forward ..." where the question above was lost: flagged."""
        words = str(block.text)
        if len(words) >= _LONGEST_UNASKED or not _OF_ITSELF.search(fold(words)):
            return
        found = self.fields.build.lexicon.find("carried_over_sentence", words)
        if len({f.code.code for f in found}) == 1 and found[0].code.code != "unclear":
            self.fields.say("carried_over", Spot.of(block), found[0].code, self.fields.phase, flagged=True)

    def carried_over(self, block: Block, start: int = 0) -> None:
        """Read the answer to whether the commitment was carried over into the next plan."""
        words = str(block.text)[start:]
        fields, build, rule = self.fields, self.fields.build, f"{self.rule}.carried"
        lead = leading(build.lexicon, "carried_over", words, None)
        if lead:
            code, length = limited(build.lexicon, words, lead) or lead
            spot = Spot.of(block, start, start + length)
            fields.say("carried_over", spot, code, fields.phase, flagged=code is not lead[0])
            return
        found = build.lexicon.find("carried_over_sentence", words)
        end = re.search(r"(?<=[.!?])\s|$", words[found[0].end :] if found else words)
        stop = start + (found[0].end if found else 0) + (end.start() if end else len(words))
        spot = Spot.of(block, start, stop)
        if not found:
            build.issue(spot, rule, "unread_sentence", "warning", "whether it was carried over is not clear")
            return
        code = found[0].code
        if code.code == "unclear":
            build.assess(fields.mention, "carried_over", spot, rule, null_reason="unclear", phase=fields.phase)
        else:
            fields.say("carried_over", spot, code, fields.phase)

    def completion(self, block: Block, phase: Phase | None) -> None:
        """Read the statuses that sentences give the commitment, or a milestone by its number, in a phase."""
        words, build = str(block.text), self.fields.build
        for said in read_statements(words, build.identity.language, build.lexicon):
            if said.kind != "completion" or said.code is None or not said.stated:
                continue
            own = said.subject == "commitment" and not said.milestones
            one = said.subject == "milestone" and len(said.milestones) == 1
            number = build.get(self.fields.mention).number
            if not (own or one) or any(n != number for n in said.commitments):
                continue
            build.assess(
                self.fields.mention,
                "completion",
                Spot.of(block, said.start, said.end),
                f"{self.rule}.sentence",
                raw=words[said.value_start : said.value_end],
                code=said.code.code,
                scale=said.code.scale,
                phase=said.phase or phase,
                milestone=said.milestones[0] if one else None,
            )
