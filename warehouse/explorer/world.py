"""Pages over all countries: the world, topics, institutions one by one, what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from warehouse.explorer import charts, plots
from warehouse.explorer.facts import Facts, Row, grouped

LEAST = 10  # rated commitments from which on a share is ranked or drawn
DAYS = 7  # days with news that are shown
LISTED = 300  # commitments of a topic, or changes of a day, that a page lists
_PHASES = ("midterm", "end_of_term")
_HIGH = frozenset(["complete", "substantial"])
_STEPS = _HIGH | {"limited", "not_started"}


def share(ratings: Iterable[Row], phase: str) -> Row:
    """Return how many commitments the IRM rated in a phase, how many of these high, and the share in percent."""
    codes = [code for r in ratings if (code := r[f"irm_completion_{phase}"]) in _STEPS]
    high = sum(code in _HIGH for code in codes)
    return {"rated": len(codes), "high": high, "percent": round(100 * high / len(codes)) if codes else None}


def starred(ratings: Iterable[Row]) -> tuple[int, int]:
    """Return how many commitments are starred, and of how many that is known."""
    said = [r["starred"] for r in ratings if r["starred"]]
    return said.count("yes"), len(said)


def main_phase(ratings: Iterable[Row]) -> str:
    """Return the phase in which the IRM rated most commitments: shares are compared in this one alone."""
    rows = list(ratings)
    return max(_PHASES, key=lambda phase: share(rows, phase)["rated"])


def _chart(groups: dict[Any, list[Row]], name: Callable[[Any], str], phase: str, least: int) -> Row | None:
    """Return a plot of the share that is high, a bar a group; groups with few rated commitments are left out."""
    found = [(name(key), share(rows, phase)) for key, rows in groups.items()]
    kept = [(said, s) for said, s in found if s["rated"] >= least]
    if not kept:
        return None
    bars = [{"bar": f"{said} · {s['high']} / {s['rated']}", "n": s["percent"]} for said, s in kept]
    return {
        "spec": charts.bars(bars, percent=True),
        "legend": [],
        "head": ["share_high", "high", "rated"],
        "table": [[said, f"{s['percent']}%", s["high"], s["rated"]] for said, s in kept],
    }


def world(facts: Facts, places: dict[str, list[Row]]) -> Row:
    """Return what the page of the world shows; ``places`` holds the plans by country."""
    ratings = list(facts.ratings.values())
    phase = main_phase(ratings)
    by_country = grouped((r for r in ratings if r["country_code"]), "country_code")
    rows = [
        {
            "country_code": code,
            "region": facts.regions.get(code, {}).get("region"),
            "member_since": facts.regions.get(code, {}).get("member_since"),
            "plans": len(plans),
            "commitments": sum(p["commitments"] for p in plans),
            **{name: share(by_country.get(code, []), name) for name in _PHASES},
            "starred": starred(by_country.get(code, [])),
        }
        for code, plans in places.items()
    ]
    rows.sort(
        key=lambda r: (r[phase]["rated"] < LEAST, -(r[phase]["percent"] or 0), -r[phase]["rated"], r["country_code"])
    )
    rank = 0
    for place, row in enumerate(rows, 1):
        equal = place > 1 and row[phase]["percent"] == rows[place - 2][phase]["percent"]
        rank = rank if equal else place
        row["rank"] = rank if row[phase]["rated"] >= LEAST else None
    by_region = grouped((r for r in ratings if r["region"]), "region")
    by_year = grouped((r for r in ratings if r["plan_start"]), "plan_start")
    return {
        "rows": rows,
        "phase": phase,
        "regions": _chart(dict(sorted(by_region.items())), charts.word, phase, LEAST),
        "trend": _chart(dict(sorted(by_year.items())), str, phase, LEAST),
        "topics": _chart(dict(list(_by_topic(facts).items())[:15]), charts.word, phase, LEAST),
    }


def _by_topic(facts: Facts) -> dict[str, list[Row]]:
    """Return the ratings of commitments by topic, the most frequent topic first."""
    out: dict[str, list[Row]] = {}
    for key, topics in facts.topics.items():
        for x in topics if key in facts.ratings else ():
            out.setdefault(x["topic"], []).append(facts.ratings[key] | {"origins": x["origins"]})
    return dict(sorted(out.items(), key=lambda entry: (-len(entry[1]), entry[0])))


def topics(facts: Facts, line: Callable[[Row], Row]) -> Iterator[tuple[str, str, Row]]:
    """Yield the page of all topics, and one a topic: name, template, values. ``line`` makes a line of a commitment."""
    found = _by_topic(facts)
    phase = main_phase(facts.ratings.values())
    rows: list[Row] = [
        {
            "topic": topic,
            "commitments": len(rows),
            "countries": len({r["country_code"] for r in rows}),
            "share": share(rows, phase),
            "starred": starred(rows),
        }
        for topic, rows in found.items()
    ]
    yield "topics.html", "topics.html.jinja", {"rows": rows, "phase": phase}
    for row, ratings in zip(rows, found.values(), strict=True):
        lines = [
            line(facts.commitment[r["commitment_id"]])
            | {"origins": r["origins"], "plan": facts.plan.get(r["plan_id"]) or {"plan_id": r["plan_id"]}}
            for r in ratings[:LISTED]
        ]
        by_year = grouped((r for r in ratings if r["plan_start"]), "plan_start")
        trend = _chart(dict(sorted(by_year.items())), str, phase, LEAST)
        yield f"t/{row['topic']}.html", "topic.html.jinja", {**row, "phase": phase, "lines": lines, "trend": trend}


def institution(facts: Facts, row: Row, cards: list[Row], line: Callable[[Row], Row]) -> Row:
    """Return what the page of an institution shows: ``row`` counts it over its plans, ``cards`` are its scorecards."""
    led = facts.leads.get(row["institution_id"], [])
    lines = [
        line(facts.commitment[x["commitment_id"]])
        | {"plan": facts.plan.get(facts.commitment[x["commitment_id"]]["plan_id"]) or {"plan_id": None}}
        for x in led
        if x["commitment_id"] in facts.commitment
    ]
    lines.sort(key=lambda c: (c["plan"].get("plan_start") or 0, c["commitment_id"]))
    wholes = {r["plan_id"]: r["commitments"] for r in cards}
    return {
        **row,
        "lines": lines,
        "also": sorted({x["printed"] for x in led} - {row["institution"]}),
        "chart": plots.completion([r for r in cards if r["assessor"]], facts.plan, wholes),
    }


def news(facts: Facts) -> Row:
    """Return what the last days with a load brought: documents read first, read again, and values that changed."""
    loaded, changed = grouped(facts.loaded, "day"), grouped(facts.changed, "day")
    days = [
        {
            "day": day,
            "fresh": [d for d in loaded[day] if d["fresh"]],
            "again": [d for d in loaded[day] if not d["fresh"]],
            "changes": [
                x | {"title": (facts.commitment.get(x["commitment_id"]) or {}).get("title")}
                for x in changed.get(day, [])[:LISTED]
            ],
            "more": max(len(changed.get(day, [])) - LISTED, 0),
        }
        for day in sorted(loaded, reverse=True)[:DAYS]
    ]
    return {"days": days}
