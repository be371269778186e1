"""Action plans: what governments commit to, in OGP's templates of 2012, 2014, 2017 and later.

Source: national and local action plans.
Layout: a list of commitments; per commitment a heading or form with problem, objective, description,
institutions, dates and OGP values; milestones as a list or as a table with start and end dates.
Quirks: 2012 plans number by axis ("2.10" is not "2.1"); twins of one plan in two languages give the
same commitments by number.
Not read: contacts, ambition, grand challenges.
"""

from __future__ import annotations

from extractors.builder import Builder
from extractors.identify import Clues
from extractors.layout import Layout
from extractors.parts.clues import titled
from extractors.parts.government import GovernmentReader
from extractors.records import Identity
from extractors.templates import Score, Template

_OTHER_TYPES = ("self_assessment", "tracker", "commitment_page", "plan_page", "case_study")
_LABELS = (
    "lead",
    "problem",
    "objective",
    "description",
    "how_contribute",
    "challenge",
    "ambition",
    "milestones",
    "dates",
)
_ENOUGH = 3
"""Labels that tell a plan with a look back on the one before from a report about a plan."""


class ActionPlan(Template):
    """See the module's docstring."""

    families = "action plans of 2012, 2014-16, 2017-18 and later"
    reads = "commitments, institutions, OGP values, problem, objective, description, milestones with dates"
    skips = "contacts, ambition, grand challenges"

    def score(self, clues: Clues) -> Score:
        """Bid by a title that names a plan and no report about one, and by the labels of commitments."""
        score = Score()
        points = titled(clues, "action_plan")
        score.add(points * 0.5, "titled an action plan")
        known = [k for k in _LABELS if clues.labels[k] + clues.columns[k] >= 2]
        score.add(3.0 * len(known), f"labels of commitments: {', '.join(known)}")
        reports = [t for t, n in clues.types.items() if (t.startswith("irm_") or t in _OTHER_TYPES) and n >= 60]
        score.add(-12.0 * len(reports), f"names other documents on top: {', '.join(sorted(reports))}")
        progress = [k for k in ("percent", "completion") if clues.columns[k]]
        if not points:
            score.withdraw("no title of an action plan")
        elif progress and len(known) < _ENOUGH:
            score.withdraw(f"tables of {' and '.join(progress)}, and few labels of a plan's commitments")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:  # noqa: ARG002
        """A plan has no phase."""
        identity.doc_type, identity.assessor, identity.phase = "action_plan", "government", None

    def read(self, layout: Layout, build: Builder) -> None:
        """Read lists, forms and sections."""
        GovernmentReader(build, layout).read()


TEMPLATE = ActionPlan()
