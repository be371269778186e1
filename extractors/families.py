"""The families of documents that are read: what each is, what is read of it and what is not.

For people: ``compromiso templates`` prints it. A family's key stands in ``core.documents.template``.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = "2"
"""Version of the reading of all families, in ``core.documents.template_version``."""


@dataclass(frozen=True)
class Family:
    """A family of documents; ``reads`` and ``skips`` say what becomes records and what does not."""

    families: str
    reads: str
    skips: str


FAMILIES: dict[str, Family] = {
    "action_plan": Family(
        "action plans of 2012, 2014-16, 2017-18 and later",
        "commitments, institutions, dates, problem, objective, description, milestones with dates",
        "contacts, ambition, grand challenges",
    ),
    "case_study": Family(
        "case studies by third parties (U4 and the like)",
        "profile tables (a commitment a column) and lists of commitments, per plan",
        "prose; tables about other things are kept cell by cell",
    ),
    "commitment_page": Family(
        "web pages of one commitment: OGP's, old and new, also machine-translated, and a government's own",
        "labels, description, status summaries per phase, the list of the country's commitments with OGP ids",
        "action plan cycle, site status, links",
    ),
    "country_page": Family(
        "OGP country pages, English and machine-translated labels",
        "member since, number of commitments of the current plan, the list of commitments with OGP ids",
        "contacts, documents, policy area focus",
    ),
    "irm_report": Family(
        "IRM progress, mid-term, end-of-term, design, implementation, transitional results, results, special and "
        "local reports, action plan reviews, co-creation briefs, OGP Local's evaluation forms",
        "at-a-glance box, overview matrices, fact boxes, statuses in prose, results per value, recommendations",
        "process tables, eligibility annex, sources; co-creation requirements of local forms",
    ),
    "ogp_dataset": Family(
        "OGP commitments dataset (2016 edition with two header rows; later editions)",
        "commitments of all plans with the IRM's codes for specificity, relevance, impact, completion, results, stars",
        "contacts, working groups, grand challenges, theme flags",
    ),
    "plan_page": Family(
        "observatory pages about one action plan (ECLAC)",
        "number of commitments, subnational / parliament / justice commitments, the commitments listed",
        "topics and links",
    ),
    "self_assessment": Family(
        "government self-assessments: handbook style, OGP form, narrative",
        "commitments, institutions, dates, completion, percentages, milestones and their tallies, plan totals",
        "recommendations of the IRM, working tables of the process, next steps",
    ),
    "tracker": Family(
        "government trackers and periodic follow-up reports",
        "percentages and statuses of commitments and milestones, plan totals, counts per band",
        "contacts, means of verification",
    ),
    "unknown": Family(
        "documents of no known family",
        "the list that calls itself commitments, with what is said of each, all flagged",
        "lists of anything else; who assesses, unless stated",
    ),
}


def family_of(doc_type: str | None) -> str:
    """Return the key of the family that reads a type of document; all types of the IRM's reports are one family."""
    if (doc_type or "").startswith("irm_"):
        return "irm_report"
    return doc_type or "unknown"
