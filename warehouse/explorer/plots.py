"""The plots of plans and countries: what Vega-Lite draws, the legend, and the numbers as a table."""

from __future__ import annotations

from collections import Counter

from warehouse.explorer import charts
from warehouse.explorer.facts import COMPLETION, Row, natural, place_name

NOT_RATED = "not_rated"
_PHASES = ("design", "midterm", "end_of_term")


def completion(rows: list[Row], plans: dict[str | None, Row], wholes: dict[str | None, int]) -> Row | None:
    """Return the plot of completion by plan, assessor and phase; ``plans`` names plans where there are several.

    ``wholes`` says how many commitments a plan has: those that an assessor did not rate are a part of each bar, too.
    """
    bars = []
    for r in sorted(rows, key=lambda r: (_start(plans, r), _phase(r["phase"]), r["assessor"] or "")):
        plan = plans.get(r["plan_id"])
        years = [f"{plan['plan_start']}–{plan['plan_end'] or ''}".rstrip("–") + _place(plan)] if plan else []
        name = " · ".join([*years, *(charts.word(k) for k in (r["assessor"], r["phase"]) if k)])
        rated = sum(r.get(code) or 0 for code in COMPLETION)
        whole = max(wholes.get(r["plan_id"], 0), rated)
        if rated:
            name = f"{name} · {rated} / {whole}"
            bars += [{"bar": name, "code": code, "n": r[code]} for code in COMPLETION if r.get(code)]
            bars += [{"bar": name, "code": NOT_RATED, "n": whole - rated}] if whole > rated else []
    return stacked(bars, (*COMPLETION, NOT_RATED))


def _start(plans: dict[str | None, Row], row: Row) -> tuple[int, str]:
    return (plans.get(row["plan_id"], {}).get("plan_start") or 0, row["plan_id"] or "")


def _phase(phase: str | None) -> int:
    return _PHASES.index(phase) if phase in _PHASES else len(_PHASES)


def _place(plan: Row) -> str:
    return f" {place_name(plan['locality'])}" if plan["locality"] else ""


def stacked(bars: list[Row], order: tuple[str, ...]) -> Row | None:
    """Return a stacked plot, its legend and its numbers."""
    if not bars:
        return None
    present = [c for c in order if any(b["code"] == c for b in bars)]
    table = [
        [name, *(next((b["n"] for b in bars if (b["bar"], b["code"]) == (name, c)), 0) for c in present)]
        for name in dict.fromkeys(b["bar"] for b in bars)
    ]
    return {"spec": charts.stacked(bars, order), "legend": present, "head": present, "table": table}


def percents(members: list[Row]) -> Row | None:
    """Return the plot of the percentages that the government states, and where it states them."""
    said = [(m, s) for m in members if (s := m["said"].get("government")) and s["percent"] is not None]
    if not said:
        return None
    rows = [
        {"bar": " ".join(x for x in (m["number"], m["title"]) if x), "n": s["percent"]}
        for m, s in sorted(said, key=lambda x: natural(x[0]["number"] or x[0]["commitment_id"]))
    ]
    sources: dict[tuple[str, str], set[int]] = {}
    for _, s in said:
        sources.setdefault((s["document_id"], s["document"]), set()).update(
            [s["percent_page"]] if s["percent_page"] else []
        )
    return {
        "spec": charts.bars(rows[:30], percent=True),
        "legend": [],
        "head": ["completion_percent"],
        "table": [[r["bar"], f"{r['n']:g}%"] for r in rows],
        "sources": [{"document_id": d, "name": name, "pages": sorted(p)} for (d, name), p in sources.items()],
    }


def gaps(rows: list[Row]) -> Row | None:
    """Return the plot of how many commitments (rows of ``self_vs_irm``) have which gap."""
    found = Counter(int(g["gap"]) for g in rows if g["gap"] is not None)
    if not found:
        return None
    bars = [
        {"bar": f"{gap:+d} · {charts.word('gap_up' if gap > 0 else 'gap_down')}" if gap else charts.word("gap_none")}
        | {"n": found[gap]}
        for gap in sorted(found, reverse=True)
    ]
    return {
        "spec": charts.bars(bars),
        "legend": [],
        "head": ["count"],
        "table": [[b["bar"], b["n"]] for b in bars],
    }


def changes(rows: list[Row]) -> Row | None:
    """Return how many commitments went from which code at midterm to which at end of term."""
    found = Counter(
        (r["midterm_code"], r["end_of_term_code"]) for r in rows if r["midterm_code"] and r["end_of_term_code"]
    )
    if not found:
        return None
    codes = [c for c in reversed(COMPLETION) if any(c in pair for pair in found)]
    most = max(found.values())
    return {
        "codes": codes,
        "rows": [(a, [(b, found[a, b], found[a, b] / most) for b in codes]) for a in codes],
        "better": sum(n for (a, b), n in found.items() if codes.index(b) > codes.index(a)),
        "whole": sum(found.values()),
    }
