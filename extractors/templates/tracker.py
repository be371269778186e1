"""Trackers and periodic follow-up reports of governments: percentages per commitment and milestone.

Source: follow-up reports, monitoring reports, panels and matrices that governments publish between
self-assessments.
Layout: a table with one commitment (and its milestones) a row; or bullets and lines that end in a
percentage; or sentences per commitment; a percentage for the whole plan.
Quirks: counts per band ("Between 25% and 49%: 7") are facts and no assessments; a list item that
ends in a percentage is a milestone of the commitment above it.
Not read: contacts, means of verification.
"""

from __future__ import annotations

from extractors.builder import Builder
from extractors.identify import Clues
from extractors.layout import Layout
from extractors.parts.bands import read_bands
from extractors.parts.clues import own_progress_report, phase_in_title, titled
from extractors.parts.government import GovernmentReader
from extractors.records import Identity
from extractors.templates import Score, Template


class Tracker(Template):
    """See the module's docstring."""

    families = "government trackers and periodic follow-up reports"
    reads = "percentages and statuses of commitments and milestones, plan totals, counts per band"
    skips = "contacts, means of verification"

    def score(self, clues: Clues) -> Score:
        """Bid by the title, then by columns and labels of percentages."""
        score = Score()
        points = titled(clues, "tracker") or own_progress_report(clues)
        score.add(points, "titled a tracker or follow-up report")
        found = [k for k in ("percent", "completion", "milestones") if clues.columns[k] or clues.labels[k]]
        score.add(4.0 * len(found), f"follows: {', '.join(found)}")
        score.add(min(0.5 * clues.folded.count("%"), 8), "percentages")
        if not points:
            score.withdraw("no title of a tracker or follow-up report")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:
        """A follow-up report is about the moment it was written; a phase only where the title says so."""
        identity.doc_type, identity.assessor = "tracker", "government"
        identity.phase = phase_in_title(clues)

    def read(self, layout: Layout, build: Builder) -> None:
        """Read tables, lines and sentences, then the counts per band."""
        GovernmentReader(build, layout, tracker=True).read()
        read_bands(layout, build)


TEMPLATE = Tracker()
