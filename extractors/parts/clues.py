"""What titles of governments' documents tell: their type and phase."""

from __future__ import annotations

import re

from extractors.identify import Clues
from extractors.lexicon import phrases
from extractors.records import Phase

_MIDTERM = re.compile(phrases("midterm_title"))
_END = re.compile(phrases("end_of_term_title"))
_CHAPTER = re.compile(r"^(?:[ivx]+|\d+)(?:\.\d+)*[.)]\s")  # "V. Self-assessment" in another's report
_TITLE_LINES = 12
_IRM = re.compile(phrases("irm_name"))
_ANYBODYS = frozenset(["irm_progress_report", "irm_midterm_report", "irm_implementation_report"])
"""Types whose titles governments give their own reports too."""


def titled(clues: Clues, doc_type: str) -> float:
    """Return up to 60 points for a title of this type: most where it is the first type on top.

    A heading further down ("V. Self-assessment" in another's report) gives little; another type above
    it takes half.
    """
    others = 0
    for place, line in enumerate(clues.title_lines[:40]):
        types = [t for t, _, _ in clues.lexicon.doc_types(line)]
        if doc_type in types and not _CHAPTER.match(line) and not line.endswith("."):
            near = 60.0 - 4 * place if place < _TITLE_LINES else 6.0
            return near / 2 if others else near
        others += any(t not in ("action_plan", doc_type) for t in types)
    return 0.0


def own_progress_report(clues: Clues) -> float:
    """Return up to 60 points for a government's own report on progress: "Informe de avance del Plan de Acción ...".

    The IRM's is called "Peru Progress Report", without the word for the plan, and names the mechanism.
    """
    if _IRM.search(clues.folded):
        return 0.0
    for place, line in enumerate(clues.title_lines[:_TITLE_LINES]):
        types = {t for t, _, _ in clues.lexicon.doc_types(line)}
        if types & _ANYBODYS and "action_plan" in types and not line.endswith("."):
            return 60.0 - 4 * place
    return 0.0


def phase_in_title(clues: Clues) -> Phase | None:
    """Return the phase that the lines of the title name, if exactly one."""
    # A sentence near the top ("in the second year participation grew.") is no title.
    head = [line for line in clues.title_lines[:8] if len(line) < 160 and not line.endswith(".")]
    midterm = any(_MIDTERM.search(line) for line in head)
    end = any(_END.search(line) for line in head)
    if midterm == end:
        return None
    return "midterm" if midterm else "end_of_term"
