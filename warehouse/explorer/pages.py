"""What the pages of the site show, the same for all languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from warehouse.explorer import charts, plots, world
from warehouse.explorer.facts import RESULTS, Facts, Row, grouped, slug
from warehouse.explorer.timeline import timeline

_PICTURED = frozenset(["completion", "completion_percent", "early_results"])
_ORDER = {
    name: place
    for place, name in enumerate(
        ("completion", "completion_percent", "early_results", "carried_over", "starred", "potential_impact")
    )
}
_LISTED = 100  # rows of an overview, whose rest is on the pages of countries and plans
_READ = 500  # values that the page of a document lists
_PAD = 2.0  # points between the words of a value and its box
_SAYS = ("milestone", "dimension", "ogp_value", "phase", "code", "number", "null_reason", "assessor", "corrected_by")
_CHAIN = 4  # plans that a timeline follows a commitment to either side
Pictured = dict[tuple[str, int], Row]


@dataclass(slots=True)
class Page:
    """One page: its file below the folder of a language, its template, and what the template shows."""

    name: str
    template: str
    values: dict[str, Any] = field(default_factory=dict)


def not_compared(gaps: Iterable[Row]) -> list[tuple[str, int]]:
    """Return why rows of ``self_vs_irm`` are not compared, each reason with how many there are, most first."""
    return Counter(g["not_compared"] for g in gaps if not g["comparable"]).most_common()


@dataclass
class Pages:
    """All pages of a site. ``images`` holds by document and page (from 1) the file and size of its image."""

    facts: Facts
    images: Pictured = field(default_factory=dict)

    def all(self) -> Iterator[Page]:
        """Yield every page, those that name everything first."""
        yield from self._overviews()
        yield Page("world.html", "world.html.jinja", world.world(self.facts, self._places))
        yield Page("new.html", "new.html.jinja", world.news(self.facts))
        yield Page("about.html", "about.html.jinja", {"as_of": self.facts.as_of})
        for name, template, values in world.topics(self.facts, self._line):
            yield Page(name, template, values)
        cards = grouped(self.facts.scorecard, "institution_id")
        for row in (row for code in self._places for row in self._institutions[code]):
            values = world.institution(self.facts, row, cards[row["institution_id"]], self._line)
            yield Page(row["file"], "institution.html.jinja", values)
        for code in self._places:
            yield self._country(code)
        for plan in self.facts.plans:
            yield Page(f"p/{slug(plan['plan_id'])}.html", "plan.html.jinja", self.plan(plan))
        for commitment in self.facts.commitments:
            yield self._commitment(commitment)
        for row in self.facts.documents:
            yield Page(f"d/{row['document_id']}.html", "document.html.jinja", self._document(row))

    def pictured(self) -> dict[str, list[int]]:
        """Return by document the pages that hold the words of a value, in a place that is known."""
        found: dict[str, set[int]] = {}
        for statements in self.facts.statements.values():
            for s in filter(_boxed, statements):
                found.setdefault(s["document_id"], set()).add(s["page"])
        return {document: sorted(pages) for document, pages in sorted(found.items())}

    # Overviews

    def _overviews(self) -> Iterator[Page]:
        facts = self.facts
        countries = [self._brief_of(code) for code in self._places]
        apart = [g for g in facts.gaps if g["gap"]]
        yield Page(
            "index.html",
            "index.html.jinja",
            {
                "countries": countries,
                "documents": [d for d in facts.documents if d["used"] and d["commitments"] and d["status"] == "ok"][:6],
                "gaps": apart[:10],
                "apart": len(apart),
                "compared": sum(g["comparable"] for g in facts.gaps),
                "not_compared": not_compared(facts.gaps),
                "gap_chart": plots.gaps(facts.gaps),
                "counts": {
                    "countries": len(countries),
                    "plans": len(facts.plans),
                    "commitments": len(facts.commitments),
                    "documents": len(facts.documents),
                    "contradictions": len(self._contradictions),
                },
                "as_of": facts.as_of,
            },
        )
        yield Page("search.html", "search.html.jinja")
        yield Page("countries.html", "countries.html.jinja", {"countries": countries})
        yield Page(
            "contradictions.html",
            "contradictions.html.jinja",
            {
                "rows": self._contradictions[:_LISTED],
                "kinds": Counter(c["kind"] for c in self._contradictions).most_common(),
                "plans": [
                    (facts.plan[p], n)
                    for p, n in Counter(c["plan_id"] for c in self._contradictions).most_common()
                    if p in facts.plan
                ],
                "whole": len(self._contradictions),
            },
        )
        busiest = [row for code in self._places for row in self._institutions[code]]
        busiest.sort(key=lambda r: (-r["commitments"], r["institution"]))
        yield Page(
            "institutions.html",
            "institutions.html.jinja",
            {"rows": busiest[:_LISTED], "whole": len(busiest), "countries": countries},
        )
        yield Page(
            "documents.html",
            "documents.html.jinja",
            {"rows": facts.documents[:_LISTED], "whole": len(facts.documents), "countries": countries},
        )

    @cached_property
    def _places(self) -> dict[str, list[Row]]:
        return grouped((p for p in self.facts.plans if p["country_code"]), "country_code")

    @cached_property
    def _wholes(self) -> dict[str | None, int]:
        """How many commitments each plan has."""
        return {p["plan_id"]: p["commitments"] for p in self.facts.plans}

    @cached_property
    def _gaps(self) -> dict[str, list[Row]]:
        return grouped(self.facts.gaps, "plan_id")

    @cached_property
    def _gap_of(self) -> dict[str, Row]:
        return {g["commitment_id"]: g for g in self.facts.gaps}

    @cached_property
    def _by_plan(self) -> dict[str, list[Row]]:
        return grouped(self.facts.commitments, "plan_id")

    @cached_property
    def _contradictions(self) -> list[Row]:
        return _once(self.facts.contradictions)

    @cached_property
    def _contradicted(self) -> dict[str, list[Row]]:
        return grouped(self._contradictions, "plan_id")

    @cached_property
    def _documents(self) -> dict[str, list[Row]]:
        return grouped(self.facts.documents, "country_code")

    @cached_property
    def _of_plan(self) -> dict[str, list[Row]]:
        return grouped(self.facts.documents, "plan_id")

    @cached_property
    def _institutions(self) -> dict[str, list[Row]]:
        """Institutions of a country over its plans, the busiest first."""
        out: dict[str, list[Row]] = {code: [] for code in self._places}
        for code, rows in grouped(self.facts.scorecard, "country_code").items():
            for same in grouped(rows, "institution_id").values():
                out.setdefault(code, []).append(_institution(same))
            out[code].sort(key=lambda r: (-r["commitments"], r["institution"]))
        return out

    def _brief_of(self, code: str) -> Row:
        plans = self._places[code]
        years = [p["plan_start"] for p in plans if p["plan_start"]]
        return {
            "country_code": code,
            "plans": [self.facts.plan[p["plan_id"]] | {"commitments": p["commitments"]} for p in plans],
            "commitments": sum(p["commitments"] for p in plans),
            "documents": len(self._documents.get(code, [])),
            "first": min(years, default=None),
            "last": max(years, default=None),
        }

    # Countries and plans

    def _country(self, code: str) -> Page:
        plans = self._places[code]
        gaps = [g for p in plans for g in self._gaps.get(p["plan_id"], []) if g["gap"]]
        rows = [r for p in plans for r in self.facts.completion.get(p["plan_id"], [])]
        contradictions = [(self.facts.plan[p["plan_id"]], self._contradicted.get(p["plan_id"], [])) for p in plans]
        return Page(
            f"k/{slug(code)}.html",
            "country.html.jinja",
            {
                **self._brief_of(code),
                "rows": [{**p, "apart": sum(bool(g["gap"]) for g in self._gaps.get(p["plan_id"], []))} for p in plans],
                "chart": plots.completion(rows, self.facts.plan, self._wholes),
                "gaps": sorted(gaps, key=lambda g: (-abs(g["gap"]), g["plan_id"], g["commitment_id"]))[:_LISTED],
                "apart": len(gaps),
                "not_compared": not_compared([g for p in plans for g in self._gaps.get(p["plan_id"], [])]),
                "institutions": self._institutions[code][:_LISTED],
                "contradictions": [(plan, len(found)) for plan, found in contradictions if found],
                "listed": self._documents.get(code, []),
            },
        )

    def plan(self, plan: Row) -> dict[str, Any]:
        """Return what there is to show of a plan (a row of the view ``action_plans``)."""
        key = plan["plan_id"]
        members = [self._line(c) for c in self._by_plan.get(key, [])]
        completion = self.facts.completion.get(key, [])
        results = Counter(r["code"] for r in self.facts.results.get(key, []) if r["code"] and r["ogp_value"] is None)
        bars = [{"bar": charts.word("early_results"), "code": c, "n": results[c]} for c in RESULTS if results[c]]
        return {
            "plan": plan,
            "commitments": members,
            "chart": plots.completion(completion, {}, self._wholes),
            "changes": plots.changes(self.facts.changes.get(key, [])),
            "results": plots.stacked(bars, RESULTS),
            "percent": plots.percents(members),
            "totals": [r for r in completion if any(v is not None for k, v in r.items() if k.startswith("stated_"))],
            "contradictions": self._contradicted.get(key, []),
            "documents": self._of_plan.get(key, []),
        }

    def _line(self, commitment: Row) -> Row:
        """Return a commitment as a line of its plan: what each assessor says last, and the gap."""
        key = commitment["commitment_id"]
        by_id = {s["id"]: s for s in self.facts.statements.get(key, [])}
        status = reversed(self.facts.status.get(key, []))
        said = {s["assessor"]: s | _corrected(by_id.get(s["assessment_id"])) for s in status}
        keys = (
            "commitment_id",
            "number",
            "ogp_id",
            "title",
            "title_en",
            "title_es",
            "lead_institution",
            "lead_institutions",
        )
        gap = self._gap_of.get(key)
        return {**{k: commitment[k] for k in keys}, "said": said, "gap": gap["gap"] if gap else None}

    # Commitments

    def _commitment(self, c: Row) -> Page:
        key = c["commitment_id"]
        facts = self.facts
        statements = facts.statements.get(key, [])
        by_id = {s["id"]: s for s in statements}
        chain = [
            (facts.commitment[k] | self._named(facts.commitment[k]["plan_id"]), facts.statements.get(k, []))
            for k in self._chain(key)
        ]
        return Page(
            f"c/{slug(key)}.html",
            "commitment.html.jinja",
            {
                "c": c,
                "rating": facts.ratings.get(key),
                "topics": facts.topics.get(key, []),
                "institutions": self._leading.get(key, []),
                "plan": self._named(c["plan_id"]),
                "status": [{**s, **_corrected(by_id.get(s["assessment_id"]))} for s in facts.status.get(key, [])],
                "statements": _folded(statements),
                "timeline": timeline(chain, key),
                "sheets": self._sheets(statements, {s["assessment_id"] for s in facts.status.get(key, [])}),
                "milestones": facts.milestones.get(key, []),
                "contradictions": [x for x in self._contradicted.get(c["plan_id"], []) if x["commitment_id"] == key],
                "earlier": [self._other(x, "commitment_id") for x in self._earlier.get(key, [])],
                "later": [self._other(x, "next_commitment_id") for x in self._later.get(key, [])],
            },
        )

    # Documents

    def _document(self, row: Row) -> dict[str, Any]:
        """Return what the page of a document shows: ``leaves`` hold its values by page, each with its boxes.

        ``undrawn`` says that there are values whose place is known and no picture of a page.
        """
        values = _by_value(self._read.get(row["document_id"], []))
        leaves = [
            {"page": page, "rows": rows, **self._boxes(row["document_id"], page, rows)}
            for page, rows in grouped(values[:_READ], "page").items()
        ]
        undrawn = any(map(_boxed, values)) and not any(leaf["image"] for leaf in leaves)
        return {
            "doc": row,
            "leaves": leaves,
            "shown": min(len(values), _READ),
            "whole": len(values),
            "undrawn": undrawn,
        }

    def _boxes(self, document: str, page: Any, rows: list[Row]) -> dict[str, Any]:
        """Return the picture of a page, None without one, and the boxes on it in points, each with its value's row."""
        image = self.images.get((document, page))
        boxes = [
            {
                "value": row["value"],
                "id": f"{row['value']}-{n}",
                "quote": place["quote"],
                "x": place["x0"] - _PAD,
                "y": place["top"] - _PAD,
                "width": place["x1"] - place["x0"] + 2 * _PAD,
                "height": place["bottom"] - place["top"] + 2 * _PAD,
            }
            for row in rows
            for n, place in enumerate(filter(_boxed, row["places"]), 1)
        ]
        return {"image": image, "boxes": boxes if image else []}

    @cached_property
    def _read(self) -> dict[str, list[Row]]:
        """The statements that count by document, in the order of pages, with the title of their commitment."""
        titles = ("title", "title_en", "title_es")
        named = (
            s | {k: self.facts.commitment[key][k] for k in titles}
            for key, said in self.facts.statements.items()
            if key in self.facts.commitment
            for s in said
        )
        return grouped(sorted(named, key=lambda s: s["page"] or 0), "document_id")

    @cached_property
    def _leading(self) -> dict[str, list[Row]]:
        """The institutions that lead a commitment: name, and the file of its page."""
        known = {r["institution_id"]: r for rows in self._institutions.values() for r in rows}
        out: dict[str, list[Row]] = {}
        for key, led in self.facts.leads.items():
            for x in led if key in known else ():
                names = {k: known[key][k] for k in ("institution", "file")}
                out.setdefault(x["commitment_id"], []).append(names)
        return out

    def _named(self, plan_id: str | None) -> Row:
        return self.facts.plan.get(plan_id) or {"plan_id": plan_id, "country_code": None}

    @cached_property
    def _earlier(self) -> dict[str, list[Row]]:
        return grouped(self.facts.carried, "next_commitment_id")

    @cached_property
    def _later(self) -> dict[str, list[Row]]:
        return grouped(self.facts.carried, "commitment_id")

    def _other(self, link: Row, side: str) -> Row:
        """Return the commitment at the other end of a link, with its plan."""
        other = self.facts.commitment.get(link[side], {"commitment_id": link[side], "plan_id": None})
        keys = ("commitment_id", "title", "title_en", "title_es", "number")
        return {**{k: other.get(k) for k in keys}, "plan": self._named(other["plan_id"]), "decided": link["decided_by"]}

    def _chain(self, key: str) -> list[str]:
        """Return a commitment between those it continues and those that continue it, oldest plan first."""
        found = {key}
        for links, side in ((self._earlier, "commitment_id"), (self._later, "next_commitment_id")):
            edge = {key}
            for _ in range(_CHAIN):
                linked = {x[side] for k in edge for x in links.get(k, [])}
                edge = {k for k in linked - found if k in self.facts.commitment}
                found |= edge
        return sorted(found, key=lambda k: (self._named(self.facts.commitment[k]["plan_id"]).get("plan_start") or 0, k))

    def _sheets(self, statements: list[Row], first: set[str | None]) -> list[Row]:
        """Return the page images that show the statements, each with its boxes in percent of the page.

        Pages with one of the statements ``first`` come first and are marked ``open``.
        """
        sheets: dict[tuple[str, int], Row] = {}
        for s in filter(_shown, statements):
            image = self.images.get((s["document_id"], s["page"]))
            if not image:
                continue
            keys = ("document_id", "document", "page")
            sheet = sheets.setdefault(
                (s["document_id"], s["page"]), {**image, **{k: s[k] for k in keys}, "open": False, "boxes": {}}
            )
            w, h, pad = image["width"], image["height"], _PAD
            box = sheet["boxes"].setdefault(
                (s["x0"], s["top"], s["x1"], s["bottom"]),
                {
                    "quote": s["quote"],
                    "left": 100 * max(s["x0"] - pad, 0) / w,
                    "top": 100 * max(s["top"] - pad, 0) / h,
                    "width": 100 * (s["x1"] - s["x0"] + 2 * pad) / w,
                    "height": 100 * (s["bottom"] - s["top"] + 2 * pad) / h,
                    "statements": [],
                },
            )
            box["statements"].append(s)
            sheet["open"] |= s["id"] in first
        found = [sheet | {"boxes": list(sheet["boxes"].values())} for sheet in sheets.values()]
        return sorted(found, key=lambda sheet: not sheet["open"])


def _boxed(s: Row) -> bool:
    """Whether the place of a statement's words on a page is known."""
    return s["page"] is not None and s["x0"] is not None


def _shown(s: Row) -> bool:
    """Whether the page of a commitment shows the page of a statement as a picture."""
    return _boxed(s) and not s["milestone"] and s["dimension"] in _PICTURED


def _corrected(statement: Row | None) -> Row:
    keys = ("extracted_code", "extracted_number", "corrected_by", "correction_reason")
    return {k: statement[k] if statement else None for k in keys}


def _institution(rows: Iterable[Row]) -> Row:
    """Return one institution over its plans: how many commitments, how many of them well rated by each assessor."""
    rows = list(rows)
    by_plan = {r["plan_id"]: max(x["commitments"] for x in rows if x["plan_id"] == r["plan_id"]) for r in rows}
    acronym = next((r["acronym"] for r in rows if r["acronym"]), None)
    out: Row = {
        "acronym": acronym,
        "institution_id": rows[0]["institution_id"],
        "file": f"i/{slug(rows[0]['institution_id'] or 'none')}.html",
        "institution": max(rows, key=lambda r: (r["commitments"], r["institution"]))["institution"],
        "country_code": rows[0]["country_code"],
        "commitments": sum(by_plan.values()),
        "plans": len(by_plan),
    }
    for who in ("government", "irm"):
        mine = [r for r in rows if r["assessor"] == who]
        out[who] = (sum(r["high"] or 0 for r in mine), sum(r["rated"] for r in mine))
    return out


def _by_value(statements: list[Row]) -> list[Row]:
    """Return the values that statements of one document make, page by page, the same one of a page once.

    Each has its ``places`` and, as ``value``, its place in the list, from 1.
    """
    out: dict[tuple[Any, ...], Row] = {}
    keys = ("page", "x0", "top", "x1", "bottom", "quote")
    for s in statements:
        value = out.setdefault((s["page"], s["commitment_id"], *(s[k] for k in _SAYS)), s | {"places": []})
        value["places"].append({k: s[k] for k in keys})
        value["flagged"] |= s["flagged"]
    for place, value in enumerate(out.values(), 1):
        quotes = [p["quote"] or "" for p in value["places"]]
        value |= {"value": place, "quote": max(quotes, key=len)}
    return list(out.values())


def _folded(statements: list[Row]) -> list[Row]:
    """Return statements in the order of interest; the same words in several places are one, with its ``places``."""
    out: dict[tuple[Any, ...], Row] = {}
    places = ("document_id", "document", "page", "locator", "id", "x0")
    for s in statements:
        words = " ".join((s["quote"] or "").casefold().split())
        folded = out.setdefault((*(s[k] for k in _SAYS), words), s | {"places": []})
        folded["places"].append({k: s[k] for k in places} | {"shown": _shown(s)})
        folded["flagged"] |= s["flagged"]
    return sorted(out.values(), key=lambda s: (s["milestone"] is not None, _ORDER.get(s["dimension"], len(_ORDER))))


def _once(rows: list[Row]) -> list[Row]:
    """Return contradictions, those alike in several documents once, with ``others``, how many there are beside it."""
    out: dict[tuple[Any, ...], Row] = {}
    for x in rows:
        key = tuple(x[k] for k in ("kind", "subject", "plan_id", "commitment_id", "statement_a", "statement_b"))
        if key in out:
            out[key]["others"] += 1
        else:
            out[key] = x | {"others": 0}
    return list(out.values())
