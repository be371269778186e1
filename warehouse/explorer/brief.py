"""A brief on one plan, about two pages: what was promised, what came of it according to whom, and
where the documents disagree, each with words and page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from warehouse.explorer import charts
from warehouse.explorer.build import LANGUAGES, environment, strings
from warehouse.explorer.facts import COMPLETION, Facts, Row, country, grouped, natural

_SHOWN = 8  # disagreements and contradictions that fit on two pages


class NoPlanError(LookupError):
    """A plan that the warehouse does not have; the message names those it has."""


def brief(warehouse: Path, plan_id: str, lang: str, *, markdown: bool = False) -> str:
    """Return the brief on a plan (``CL-2020``) as HTML that needs no other file, or as Markdown.

    Raises NoPlanError for a plan without documents.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no words for the language {lang!r}")
    facts = Facts(warehouse)
    plan = next((p for p in facts.plans if p["plan_id"].lower() == plan_id.lower()), None)
    if plan is None:
        known = ", ".join(p["plan_id"] for p in facts.plans) or "none"
        raise NoPlanError(f"no plan {plan_id!r}; the warehouse has {known}")
    words = strings()[lang]
    labels = facts.labels(lang)
    rows = _commitments(facts, plan["plan_id"])
    totals = facts.completion.get(plan["plan_id"], [])
    bars = [
        {"bar": ", ".join(words.get(str(k), str(k)) for k in (r["assessor"], r["phase"]) if k), "code": c, "n": r[c]}
        for r in totals
        for c in COMPLETION
        if r.get(c)
    ]
    chart = charts.stacked(bars, COMPLETION, labels, words["count"]) if bars and not markdown else ""
    name = "brief.md.jinja" if markdown else "brief.html.jinja"
    contradictions = [c for c in facts.contradictions if c["plan_id"] == plan["plan_id"]]
    sources = sorted({s["document_id"] for r in rows for s in r["status"]} & set(facts.by_document))
    return (
        environment()
        .get_template(name)
        .render(
            t=words,
            lang=lang,
            plan=plan,
            place=country(plan["country_code"], lang),
            rows=rows,
            bars=bars,
            chart=Markup(chart),  # noqa: S704 - the plot library escapes its text
            apart=[r for r in rows if r["gap"] and r["gap"]["gap"]][:_SHOWN],
            contradictions=contradictions[:_SHOWN],
            more=max(len(contradictions) - _SHOWN, 0),
            sources=[facts.by_document[d] for d in sources],
            label=lambda code: labels.get(code, words.get(code, code)) if code else "",
            word=lambda key: words.get(key, key) if key else "",
            docs=facts.by_document,
            as_of=facts.as_of,
            title=lambda row: row.get(f"title_{lang}") or row.get("title") or row["commitment_id"],
            css=Markup((Path(__file__).parent / "assets" / "brief.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
        )
    )


def _commitments(facts: Facts, plan_id: str) -> list[Row]:
    gaps = {g["commitment_id"]: g for g in facts.gaps}
    members = grouped(facts.commitments, "plan_id").get(plan_id, [])
    return [
        {**c, "status": _first_of_each(facts.status.get(c["commitment_id"], [])), "gap": gaps.get(c["commitment_id"])}
        for c in sorted(members, key=lambda c: natural(c["number"] or c["commitment_id"]))
    ]


def _first_of_each(status: Sequence[Row]) -> list[Row]:
    """Return one status an assessor: government first, then the IRM, then others."""
    order: dict[Any, int] = {"government": 0, "irm": 1}
    return sorted(status, key=lambda s: order.get(s["assessor"], 2))
