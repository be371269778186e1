"""The search index: all commitments as columns of a few arrays, one file for all languages."""

from __future__ import annotations

import json
from typing import Any

from warehouse.explorer.facts import Facts, place_name, slug
from warehouse.plain import visible_json

_LONGEST = 3000  # letters of what is said of a commitment


def index(facts: Facts) -> str:
    """Return the script that sets ``window.COMMITMENTS``; ``app.js`` knows its columns.

    ``plans``, ``leads``, ``codes`` and ``subjects`` are lists that the columns ``plan``, ``lead``, ``government``,
    ``irm``, ``results`` and ``topics`` point into (-1: none); ``starred`` is 1 where a commitment is starred, 0
    where not, ``doubt`` 1 where a value may be wrong; ``files`` holds the names of pages that differ from their ids;
    ``en`` and ``es`` hold the titles in a language where they differ from ``title``.
    """
    plans, leads, codes, subjects = _Places(), _Places(), _Places(), _Places()
    gaps = {g["commitment_id"]: g["gap"] for g in facts.gaps}
    columns: dict[str, list[Any]] = {
        k: []
        for k in (
            *("id", "title", "plan", "lead", "government", "irm", "percent", "gap"),
            *("results", "starred", "doubt", "topics"),
        )
    }
    files: dict[int, str] = {}
    titles: dict[str, dict[int, str]] = {"en": {}, "es": {}}
    for place, c in enumerate(facts.commitments):
        key = c["commitment_id"]
        said = {s["assessor"]: s for s in facts.status.get(key, [])}
        title = c["title"] or ""
        columns["id"].append(key)
        columns["title"].append(title)
        columns["plan"].append(plans.of(c["plan_id"]))
        names = c["lead_institutions"]
        columns["lead"].append(leads.of("; ".join(names) if names else c["lead_institution"]))
        rating = facts.ratings.get(key, {})
        columns["results"].append(codes.of(rating.get("irm_early_results")))
        columns["starred"].append({"yes": 1, "no": 0}.get(rating.get("starred") or "", -1))
        columns["doubt"].append(int(bool(rating.get("flagged"))))
        columns["topics"].append([subjects.of(x["topic"]) for x in facts.topics.get(key, [])])
        for who in ("government", "irm"):
            columns[who].append(codes.of(said[who]["code"] if who in said else None))
        columns["percent"].append(said["government"]["percent"] if "government" in said else None)
        columns["gap"].append(gaps.get(key))
        if slug(key) != key:
            files[place] = slug(key)
        for lang, other in titles.items():
            if c[f"title_{lang}"] and c[f"title_{lang}"] != title:
                other[place] = c[f"title_{lang}"]
    known = [facts.plan.get(p) or {"country_code": None} for p in plans.names]
    keys = ("country_code", "plan_start", "plan_end")
    places = [[*map(plan.get, keys), place_name(plan.get("locality") or "") or None] for plan in known]
    data = {
        **columns,
        **titles,
        "files": files,
        "plans": places,
        "leads": leads.names,
        "codes": codes.names,
        "subjects": subjects.names,
        "regions": {code: r["region"] for code, r in facts.regions.items() if any(p[0] == code for p in places)},
    }
    return _script("COMMITMENTS", data)


def texts(facts: Facts) -> str:
    """Return the script that sets ``window.TEXTS``: what is said of each commitment, folded, in the index's order.

    A page loads it only when a person asks for words of descriptions and quotes.
    """
    said = facts.texts
    return _script("TEXTS", [said.get(c["commitment_id"], "")[:_LONGEST] for c in facts.commitments])


def _script(name: str, data: Any) -> str:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"window.{name} = {visible_json(body)};\n".replace("\u2028", "\\u2028")


class _Places:
    """Names by the order of their first use."""

    def __init__(self) -> None:
        self._at: dict[str, int] = {}

    def of(self, name: str | None) -> int:
        return -1 if not name else self._at.setdefault(name, len(self._at))

    @property
    def names(self) -> list[str]:
        return list(self._at)
