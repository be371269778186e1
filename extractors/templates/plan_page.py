"""A page about one action plan: counts, topics, links and some or all of its commitments.

Source: ECLAC's observatory of open government in Latin America and the Caribbean.
Layout: prose; "Total commitments: 10" and yes/no labels; commitments as "6. Title" with a paragraph
below each.
Quirks: the page can say more commitments than it lists; the plan is named only in a link text.
Not read: topics, links.
"""

from __future__ import annotations

import re

from extractors.builder import Builder, Spot
from extractors.identify import Clues
from extractors.layout import Block, Layout
from extractors.records import Identity
from extractors.templates import Score, Template

_NUMBERED = re.compile(r"^(?P<number>\d{1,2})\s*[.)]\s+(?P<title>\S.{8,})$")


class PlanPage(Template):
    """See the module's docstring."""

    families = "observatory pages about one action plan (ECLAC)"
    reads = "number of commitments, subnational / parliament / justice commitments, the commitments listed"
    skips = "topics and links"

    def score(self, clues: Clues) -> Score:
        """Bid by the labels that these pages have and no report has."""
        score = Score()
        marks = {"subnational_commitments", "open_parliament_commitments", "open_justice_commitments"} & set(
            clues.metrics
        )
        score.add(25.0 * len(marks), f"labels {', '.join(sorted(marks))}")
        score.add(15 if marks and "commitments_total" in clues.metrics else 0, "total of commitments")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:  # noqa: ARG002
        """The observatory is a third party; the plan is what the page is about."""
        identity.doc_type, identity.assessor, identity.phase = "plan_page", "third_party", None

    def read(self, layout: Layout, build: Builder) -> None:
        """Read the counts, then each numbered title with the paragraph below it."""
        pending: str | None = None
        for block in layout.blocks:
            words = f"{block.marker} {block}" if block.marker and not _NUMBERED.match(str(block)) else str(block)
            m = _NUMBERED.match(words)
            if m and not re.search(r"[.;]$", words):
                offset = len(words) - len(str(block))
                spot = Spot.of(block, max(m.start("title") - offset, 0))
                pending = build.mention(spot, "plan_page.list", number=m.group("number"), title=m.group("title"))
            elif pending and isinstance(block, Block) and block.kind == "paragraph" and len(words) > 60:
                build.fill(pending, description=words)
                pending = None


TEMPLATE = PlanPage()
