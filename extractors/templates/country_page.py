"""A member's page on the OGP site: what it has joined, its current plan, its commitments so far.

Source: opengovpartnership.org country pages, original and machine-translated labels.
Layout: the country's name; "Member Since 2011", "Action Plan 4"; the years and the number of
commitments of the current plan; the commitments of all plans as title and "id, plan year, first
policy area"; documents and letters.
Quirks: the numbers of the list count its lines and are no numbers of commitments; newer pages keep
the list empty; the summary quotes reports about earlier plans.
Not read: contacts, documents, policy area focus.
"""

from __future__ import annotations

import re

from extractors.annotate.figures import figures_in
from extractors.builder import Builder, Spot
from extractors.claims.figures import FigureClaim
from extractors.identify import Clues
from extractors.layout import Block, Layout
from extractors.lexicon import phrases
from extractors.parts.listing import LISTED, read_listing
from extractors.records import Identity
from extractors.resolve.figures import put_figure
from extractors.segment.outline import Span
from extractors.templates import Score, Template
from extractors.words import fold

_MEMBER = re.compile(rf"{phrases('member_since')}\s*:?\s*20\d\d")
_PLAN = re.compile(rf"{phrases('action_plan')}\s+(?P<number>\d{{1,2}})")
_CURRENT = re.compile(phrases("current_action_plan"))
_YEARS = re.compile(r"(?P<first>20\d\d)\s*[-–/]\s*(?P<last>20\d\d)")
_TOP = 40  # blocks in which the page says what it is


class CountryPage(Template):
    """See the module's docstring."""

    families = "OGP country pages, English and machine-translated labels"
    reads = "member since, number of commitments of the current plan, the list of commitments with OGP ids"
    skips = "contacts, documents, policy area focus"
    leaves_open = frozenset(["unknown_plan", "uncertain_plan"])

    def score(self, clues: Clues) -> Score:
        """Bid by the lines at the top that only these pages have."""
        score = Score()
        top = [fold(str(b)).strip() for b in clues.layout.blocks[:_TOP]]
        member = any(_MEMBER.fullmatch(words) for words in top)
        score.add(30 if member else 0, "member since")
        score.add(20 if member and any(_PLAN.fullmatch(words) for words in top) else 0, "number of the plan alone")
        score.add(20 if member and any(_CURRENT.fullmatch(words) for words in top) else 0, "current action plan")
        listed = sum(LISTED.match(str(b)) is not None for b in clues.layout.blocks)
        score.add(20 if member and listed > 2 else 0, "list of commitments")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:
        """The plan is the one the page calls current; a summary of reports does not name it."""
        identity.doc_type, identity.assessor, identity.phase = "plan_page", "third_party", None
        identity.plan_start = identity.plan_end = identity.plan_number = None
        identity.version_status = "final"
        blocks = clues.layout.blocks[:_TOP]
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            words = fold(str(block)).strip()
            number = _PLAN.fullmatch(words)
            if number:
                identity.plan_number = int(number["number"])
            years = _YEARS.search(f"{block} {following or ''}") if _CURRENT.match(words) else None
            if years and identity.plan_start is None:
                identity.plan_start, identity.plan_end = int(years["first"]), int(years["last"])

    def read(self, layout: Layout, build: Builder) -> None:
        """Read the numbers at the top, then the commitments of each plan."""
        for block in layout.blocks[:_TOP]:
            if isinstance(block, Block) and len(str(block)) < 80:
                for f in figures_in(str(block), build.lexicon):
                    span = Span(block.text, f.start, f.end, Spot.of(block).section)
                    put_figure(build, FigureClaim(f.metric, f.label, span, rule="country_page.top"))
        read_listing(layout.elements, build, "country_page.list")


TEMPLATE = CountryPage()
