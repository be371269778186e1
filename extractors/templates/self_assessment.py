"""Self-assessments by governments: handbook tables, OGP's form, and reports in prose.

Source: self-assessment reports of OGP governments since 2012, mid-term, end-of-term and (from 2022)
in the style of OGP's handbook for countries.
Layout: overview of commitments; an evaluation table with a status in words and evidence in prose, a
table of percentages with a total; or one form per commitment with completion under four options; or
a section of prose per commitment.
Quirks: the total row is no commitment; a table's percentage and that of a sentence are two
statements; letters under an option speak of milestones; numbers may restart in each section.
Not read: what the IRM recommended to the government, working tables of the process, next steps.
"""

from __future__ import annotations

from extractors.builder import Builder
from extractors.identify import Clues
from extractors.layout import Layout
from extractors.parts.clues import phase_in_title, titled
from extractors.parts.government import GovernmentReader
from extractors.records import Identity
from extractors.templates import Score, Template


class SelfAssessment(Template):
    """See the module's docstring."""

    families = "government self-assessments: handbook style, OGP form, narrative"
    reads = "commitments, institutions, OGP values, completion, percentages, milestone tallies, plan totals"
    skips = "recommendations of the IRM, working tables of the process, next steps"

    def score(self, clues: Clues) -> Score:
        """Bid by the title, then by columns and labels of an evaluation."""
        score = Score()
        points = titled(clues, "self_assessment")
        score.add(points, "titled a self-assessment")
        evaluated = [k for k in ("completion", "percent", "evidence", "reasons") if clues.columns[k] or clues.labels[k]]
        score.add(4.0 * len(evaluated), f"evaluates: {', '.join(evaluated)}")
        if not points:
            score.withdraw("no title of a self-assessment")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:
        """The title says which phase a report is about; none for the handbook's single report."""
        identity.doc_type, identity.assessor = "self_assessment", "government"
        identity.phase = phase_in_title(clues)

    def read(self, layout: Layout, build: Builder) -> None:
        """Read forms, tables and sections."""
        GovernmentReader(build, layout).read()


TEMPLATE = SelfAssessment()
