"""A brief on one plan, about two pages: what was promised, what came of it according to whom, and
where the documents disagree, each with words and page."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from warehouse.explorer.facts import RESULTS, Facts, Row, grouped, natural
from warehouse.explorer.pages import Pages, not_compared
from warehouse.explorer.render import engine
from warehouse.explorer.words import HERE, LANGUAGES
from warehouse.explorer.world import starred

_SHOWN = 5  # disagreements, and contradictions, that fit on two pages
_ROWS = 40  # commitments that fit
_RECOMMENDED = """
SELECT r.kind, r.text, d.document_id, d.name AS document, min(e.page) AS page
FROM core.recommendations r
JOIN core.documents d USING (document_id)
JOIN meta.document_use u ON u.document_id = r.document_id AND u.used
JOIN core.evidence e ON e.evidence_id = r.evidence_id
WHERE coalesce(r.plan_id, d.plan_id) = $plan
GROUP BY ALL ORDER BY r.kind DESC, d.name, page, r.text
"""


class NoPlanError(LookupError):
    """A plan that the warehouse does not have; the message names those it has."""


def brief(warehouse: Path, plan_id: str, lang: str, *, markdown: bool = False) -> str:
    """Return the brief on a plan (``CL-2020``) as HTML that needs no other file, or as Markdown.

    Raises NoPlanError for a plan without documents.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no words for the language {lang!r}")
    with contextlib.closing(Facts(warehouse)) as facts:
        return _brief(facts, plan_id, lang, markdown=markdown)


def _brief(facts: Facts, plan_id: str, lang: str, *, markdown: bool) -> str:
    plan = next((p for p in facts.plans if p["plan_id"].lower() == plan_id.lower()), None)
    if plan is None:
        known = ", ".join(p["plan_id"] for p in facts.plans) or "none"
        raise NoPlanError(f"no plan {plan_id!r}; the warehouse has {known}")
    shown = Pages(facts).plan(plan)
    rows = sorted(
        ({**c, "status": _first_of_each(list(c["said"].values()))} for c in shown["commitments"]),
        key=lambda c: natural(c["number"] or c["commitment_id"]),
    )
    gaps = {g["commitment_id"]: g for g in facts.gaps if g["plan_id"] == plan["plan_id"]}
    apart = [c | {"apart": gaps[c["commitment_id"]]} for c in rows if c["gap"]]
    apart.sort(key=lambda c: -abs(c["gap"]))
    cited = {s["document_id"] for r in rows for s in r["status"]}
    recommended = facts.rows(_RECOMMENDED, {"plan": plan["plan_id"]})
    cited |= {x["document_id"] for x in recommended[:_SHOWN]}
    ratings = [r for r in facts.ratings.values() if r["plan_id"] == plan["plan_id"]]
    carried = _carried(facts, rows)
    cited |= {x[side] for x in shown["contradictions"][:_SHOWN] for side in ("document_id_a", "document_id_b")}
    name = "brief.md.jinja" if markdown else "brief.html.jinja"
    css = (HERE / "assets" / "brief.css").read_text(encoding="utf-8")
    return (
        engine(lang)
        .get_template(name)
        .render(
            plan=plan,
            rows=rows[:_ROWS],
            left_out=max(len(rows) - _ROWS, 0),
            chart=shown["chart"],
            rated={who: _rated(rows, who) for who in ("government", "irm")},
            results=_results(facts, plan["plan_id"]),
            starred=starred(ratings),
            stars=[facts.commitment[r["commitment_id"]] for r in ratings if r["starred"] == "yes"][:_SHOWN],
            carried=carried[:_SHOWN],
            carried_more=max(len(carried) - _SHOWN, 0),
            recommended=recommended[:_SHOWN],
            recommended_more=max(len(recommended) - _SHOWN, 0),
            totals=shown["totals"],
            apart=apart[:_SHOWN],
            apart_of=(len(apart), sum(g["comparable"] for g in gaps.values())),
            not_compared=not_compared(gaps.values()),
            contradictions=shown["contradictions"][:_SHOWN],
            more=max(len(shown["contradictions"]) - _SHOWN, 0),
            sources=grouped((d for d in facts.documents if d["document_id"] in cited), "doc_type"),
            as_of=facts.as_of,
            css=Markup(css),  # noqa: S704 - ours
            css_hash=f"sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}",
        )
    )


def _results(facts: Facts, plan_id: str) -> list[tuple[str, int]]:
    """Return how many commitments of a plan have which early result according to the IRM, the best first."""
    found = Counter(
        r["code"]
        for r in facts.results.get(plan_id, [])
        if r["code"] and r["ogp_value"] is None and r["assessor"] == "irm"
    )
    return sorted(found.items(), key=lambda entry: RESULTS.index(entry[0]) if entry[0] in RESULTS else len(RESULTS))


def _carried(facts: Facts, rows: Sequence[Row]) -> list[Row]:
    """Return the commitments of a plan that go on in a later one, each with that commitment and its plan."""
    mine = {r["commitment_id"]: r for r in rows}
    out = []
    for link in facts.carried:
        later = facts.commitment.get(link["next_commitment_id"])
        if link["commitment_id"] in mine and later:
            plan = facts.plan.get(later["plan_id"]) or {"plan_id": later["plan_id"]}
            out.append({"row": mine[link["commitment_id"]], "later": later, "plan": plan})
    return out


def _rated(rows: Sequence[Row], who: str) -> tuple[int, int]:
    """Return how many commitments an assessor calls complete or substantial, of how many that it places."""
    codes = Counter(
        s["rank_low"] >= 3 for r in rows for s in r["status"] if s["assessor"] == who and s["rank_low"] is not None
    )
    return codes[True], codes.total()


def _first_of_each(status: Sequence[Row]) -> list[Row]:
    """Return the statuses of assessors: government first, then the IRM, then others."""
    order: dict[Any, int] = {"government": 0, "irm": 1}
    return sorted(status, key=lambda s: order.get(s["assessor"], 2))
