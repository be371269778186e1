"""Reports of OGP's Independent Reporting Mechanism: how they are told where classification leaves the type open.

What they hold is read by the road alone (:mod:`extractors.claims.findings`).
"""

from __future__ import annotations

import re

from extractors.builder import Builder
from extractors.identify import Clues, as_doc_type
from extractors.layout import Layout
from extractors.lexicon import phrases
from extractors.parts.clues import own_progress_report
from extractors.places import countries_in
from extractors.records import Identity, Phase
from extractors.templates import Score, Template

_IRM = re.compile(phrases("irm_name"))
_SELF = re.compile(phrases("self_assessment_name"))
_SEVERAL = 3
_LONGEST_TITLE = 90


class IrmReport(Template):
    """See the module's docstring."""

    families = (
        "IRM progress, mid-term, end-of-term, design, implementation, transitional results, results, special and "
        "local reports, action plan reviews, co-creation briefs"
    )
    reads = "at-a-glance box, overview matrices, fact boxes, statuses in prose, results per value, recommendations"
    skips = "process tables, eligibility annex, sources"

    def score(self, clues: Clues) -> Score:
        """Bid by the report's title, the mechanism's name near the top, and IRM-only structures."""
        score = Score()
        types = {t: n for t, n in clues.types.items() if t.startswith("irm_")}
        head = clues.folded[:4000]
        named = len(_IRM.findall(head))
        titled = max(types.values(), default=0)
        score.add(min(titled / 6, 40), f"titled {max(types, key=lambda t: types[t], default='')}" if types else "")
        score.add(min(12 * named, 36), "names the mechanism near the top")
        own = [k for k in ("potential_impact", "verifiability", "specificity", "early_results") if _has(clues, k)]
        score.add(6 * len(own), f"assesses {', '.join(own)}")
        score.add(8 if len(clues.metrics) >= 4 else 0, "at-a-glance box")
        if any(_SELF.search(line) for line in clues.title_lines[:6]):
            score.add(-60, "titled a self-assessment")
        if not named and "irm_progress_report" in types and len(types) == 1:
            score.add(-30, "a progress report of no named mechanism")
        if len(_titles_of_reports(clues)) >= _SEVERAL:
            score.withdraw("lists reports on several countries")
        elif not own and own_progress_report(clues):
            score.withdraw("a report on progress that names the mechanism nowhere")
        elif not (named or titled):
            score.withdraw("neither titled a report of the IRM nor naming the mechanism near the top")
        elif not titled and not own and len(clues.metrics) < 4:
            score.withdraw("names the mechanism, but has neither a title of its reports nor what these assess")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:
        """Decide among the IRM's types; other words ("action plan") name the plan it is about."""
        types = {t: n for t, n in clues.types.items() if t.startswith("irm_")}
        if types:
            best = max(types, key=lambda t: types[t])
            facts = clues.lexicon.doc_type_facts(best)
            identity.doc_type = as_doc_type(best)
            identity.phase = _phase(facts.get("phase"))
        identity.assessor = "irm"

    def read(self, layout: Layout, build: Builder) -> None:
        """Read nothing: the road reads what this design is told by."""


TEMPLATE = IrmReport()


def _titles_of_reports(clues: Clues) -> set[str]:
    """Return the countries of the lines that are titles of reports: a list of reports names several."""
    lines = [
        line for line in clues.title_lines if any(t.startswith("irm_") for t, _, _ in clues.lexicon.doc_types(line))
    ]
    named = [countries_in(line) for line in lines if len(line) < _LONGEST_TITLE and not line.endswith(".")]
    return {next(iter(countries)) for countries in named if len(countries) == 1}


def _has(clues: Clues, key: str) -> bool:
    return bool(clues.labels[key] or clues.columns[key])


def _phase(value: str | None) -> Phase | None:
    return value if value in ("design", "midterm", "end_of_term") else None  # type: ignore[return-value]
