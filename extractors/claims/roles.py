"""What the roles of labels and columns ask for: sets of roles of one kind, and a role without its subject."""

from __future__ import annotations

from extractors.annotate.labels import dimension_of

MILESTONE_ROLES = ("milestone", "milestones")
EVIDENCE_ROLES = ("milestone_evidence",)  # columns that name a milestone where no other does ("Verifiable products")
BODY_ROLES = frozenset({"lead", "support", "civil_society", "other_actors"})
WHOLE_ROLES = BODY_ROLES | {"area", "problem", "objective"}
NAMING_ROLES = ("description", "objective", "milestone_evidence", "title", "number_title", None)
"""Roles of columns that may hold the words of a milestone, beside its own."""
TEXTS = frozenset({"description", "objective", "problem", "results", "reasons", "evidence", "next_steps", "note"})
DATE_ROLES = frozenset({"start", "end", "dates"})
STATUS_ROLES = frozenset({"completion", "percent", "schedule"})
KEY_ROLES = frozenset({"number", "number_title", "title", "commitment_number"})
BY_VALUE = "early_results"
"""The role of the rating that older reports give for each of the partnership's values."""

_KINDS = {
    **dict.fromkeys(BODY_ROLES, "body"),
    **dict.fromkeys(DATE_ROLES, "date"),
    **dict.fromkeys(STATUS_ROLES, "status"),
    **dict.fromkeys(KEY_ROLES, "title"),
    **dict.fromkeys(TEXTS, "text"),
}


def of_milestone(role: str | None) -> bool:
    """Whether a role is one of a milestone by its name (``milestone_end``, ``milestone_number``)."""
    return role is not None and role.startswith("milestone_")


def base(role: str | None) -> str:
    """Return a role without its subject: ``end`` for ``milestone_end``, ``completion`` for ``milestone_status``."""
    rest = (role or "").removeprefix("milestone_")
    return "completion" if rest == "status" else rest


def kind_of(role: str) -> str:
    """Return what a role asks for: one body may lead and help, one cell hold both ends of a term."""
    own = base(role)
    return "status" if dimension_of(own) else _KINDS.get(own, role)  # ratings are told apart by their words
