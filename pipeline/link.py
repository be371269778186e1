"""Which commitments are one: across documents, languages, numberings, and plans.

Within a plan, two ids are the ``same`` commitment when their titles say so without a rival (English
and Spanish titles meet through cognates and ``terms.yml``), or when two complete numberings of the
plan have the same order: OGP ids run on in the order of the plan's numbers (as numbers or as
strings), and numbers that restart per section run on in the order of the sections. Two ids that
one document lists side by side are never the same. Across plans a commitment is ``continued`` when
titles agree without a rival, or when a document says so in words (:mod:`pipeline.stated`).

``links.yml`` in the home confirms or rejects links by hand and has the last word; entries of kind
``rendition`` say whether two documents, named by id or URI, are one report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from extractors.words import fold
from pipeline.entries import EntriesError, numbered
from pipeline.stated import Plan, Statement, stated_links
from pipeline.titles import alike
from warehouse.model import Link, LinkKind, RenditionDecision

_SAME, _MARGIN = 0.62, 0.12
_LED = 0.15  # what a common lead institution adds: it decides between two equal titles
_CONTINUED = 0.86  # a title that merely holds the other (0.85) is not enough


class LinkDecision(BaseModel):
    """A person's word on a link of two commitments, or of two documents (``rendition``): by whom and why."""

    model_config = ConfigDict(extra="forbid")
    a: str
    b: str
    kind: LinkKind | Literal["rendition"] = "same"
    decision: Literal["confirm", "reject"]
    author: str
    reason: str


class LinkDecisionsError(ValueError):
    """A ``links.yml`` that cannot be understood; the message names line, entry and field."""


@dataclass(slots=True)
class Commitment:
    """One commitment id with what all documents print for it."""

    commitment_id: str
    plan_id: str
    number: str | None
    titles: set[str] = field(default_factory=set)
    leads: set[str] = field(default_factory=set)
    ogp_ids: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)


def linker(decisions: Path | None = None) -> Callable[..., list[Link]]:
    """Return :func:`find_links` with the decisions of a file, as :func:`warehouse.load.load` calls it.

    ``decisions`` is a ``links.yml``; raises :class:`LinkDecisionsError` for one that is wrong.
    """
    return partial(find_links, decisions=read_decisions(decisions))


def rendition_decisions(path: Path | None) -> list[RenditionDecision]:
    """Return what a ``links.yml`` says about documents that are one report or are not."""
    return [
        RenditionDecision(document_a=d.a, document_b=d.b, decision=d.decision, author=d.author, reason=d.reason)
        for d in read_decisions(path)
        if d.kind == "rendition"
    ]


def read_decisions(path: Path | None) -> list[LinkDecision]:
    """Return the decisions of a ``links.yml``; none for a file that is not there.

    Raises LinkDecisionsError for one that is wrong, or that confirms and rejects the same.
    """
    if path is None:
        return []
    try:
        found = numbered(path, LinkDecision)
    except EntriesError as error:
        raise LinkDecisionsError(str(error)) from error
    said: dict[tuple[str, ...], tuple[str, int]] = {}
    for d, line in found:
        before, there = said.setdefault((*sorted((d.a, d.b)), d.kind), (d.decision, line))
        if before != d.decision:
            raise LinkDecisionsError(
                f"{path}:{line}: {d.decision} {d.kind} of {d.a} and {d.b}: line {there} says {before}"
            )
    return [d for d, _ in found]


def find_links(
    connection: duckdb.DuckDBPyConnection,
    decisions: Sequence[LinkDecision] = (),
    countries: Collection[str] | None = None,
) -> list[Link]:
    """Return all links between the commitments of a warehouse, or of some countries, decisions applied.

    Rules link no commitments of different countries; confirmed decisions are always returned.
    """
    plans = _commitments(connection, countries)
    rejected = {(*sorted((d.a, d.b)), d.kind) for d in decisions if d.decision == "reject"}
    links = [link for members in plans.values() for link in _within(members)]
    stated = stated_links(_statements(connection, countries), _plans(connection, plans))
    said = {(x.commitment_id_a, x.commitment_id_b) for x in stated}
    links += [x for x in _across(plans, links) if (x.commitment_id_a, x.commitment_id_b) not in said]
    links += stated
    kept = [x for x in links if (*sorted((x.commitment_id_a, x.commitment_id_b)), x.kind) not in rejected]
    confirmed = [
        Link(
            commitment_id_a=d.a,
            commitment_id_b=d.b,
            kind=d.kind,
            method="decision",
            score=1.0,
            evidence={"reason": d.reason},
            decided_by=d.author,
        )
        for d in decisions
        if d.decision == "confirm" and d.kind != "rendition"
    ]
    by_hand = {(*sorted((x.commitment_id_a, x.commitment_id_b)), x.kind) for x in confirmed}
    return confirmed + [x for x in kept if (*sorted((x.commitment_id_a, x.commitment_id_b)), x.kind) not in by_hand]


def _statements(connection: duckdb.DuckDBPyConnection, countries: Collection[str] | None) -> list[Statement]:
    query = """
        SELECT DISTINCT m.commitment_id, m.plan_id, m.number, t.text, m.document_id
        FROM (
            SELECT mention_id, unnest([description, objective, problem]) AS text FROM core.mentions
            UNION ALL
            SELECT a.mention_id, e.quote FROM core.assessments a JOIN core.evidence e USING (evidence_id)
            WHERE a.dimension = 'carried_over'
        ) t
        JOIN core.mentions m USING (mention_id)
        JOIN meta.document_use u ON u.document_id = m.document_id AND u.why IN ('used', 'translation')
        WHERE m.commitment_id IS NOT NULL AND m.plan_id IS NOT NULL
            AND ($countries IS NULL OR list_contains($countries, split_part(m.commitment_id, '-', 1)))
            AND regexp_matches(t.text, '(?i)(commitments?|compromisos?)\\s[^.;]{0,20}\\d')
            AND regexp_matches(t.text, '(?i)plan|merge|fusi')
    """
    rows = connection.execute(query, {"countries": None if countries is None else list(countries)}).fetchall()
    return [Statement(*row) for row in rows]


def _plans(connection: duckdb.DuckDBPyConnection, plans: dict[str, list[Commitment]]) -> list[Plan]:
    """The plans with their ordinals, where all documents that state one agree."""
    query = (
        "SELECT plan_id, any_value(plan_number) FROM core.documents WHERE plan_number IS NOT NULL "
        "GROUP BY plan_id HAVING count(DISTINCT plan_number) = 1"
    )
    ordinals = dict(connection.execute(query).fetchall())
    found = []
    for plan_id, members in plans.items():
        start = plan_id.rpartition("-")[2]
        by_number: dict[str, set[str]] = defaultdict(set)
        for c in members:
            by_number[c.number or ""].add(c.commitment_id)
        numbers = {number: ids.pop() for number, ids in by_number.items() if number and len(ids) == 1}
        if start.isdigit():
            titles = {c.commitment_id: c.titles for c in members}
            found.append(Plan(plan_id, int(start), ordinals.get(plan_id), numbers, titles))
    return found


def _commitments(
    connection: duckdb.DuckDBPyConnection, countries: Collection[str] | None
) -> dict[str, list[Commitment]]:
    rows = connection.execute(
        "SELECT m.commitment_id, m.plan_id, m.number, m.title, m.lead_institution, m.ogp_id, m.document_id "
        "FROM core.mentions m JOIN meta.document_use u USING (document_id) "
        "WHERE m.commitment_id IS NOT NULL AND u.why IN ('used', 'translation') "
        "AND ($countries IS NULL OR list_contains($countries, split_part(m.commitment_id, '-', 1))) "
        "ORDER BY m.commitment_id, m.document_id",
        {"countries": None if countries is None else list(countries)},
    ).fetchall()
    found: dict[str, Commitment] = {}
    for commitment_id, plan, number, title, lead, ogp_id, document in rows:
        c = found.setdefault(commitment_id, Commitment(commitment_id, plan, number))
        c.titles.update(t for t in [title] if t)
        c.leads.update(" ".join(re.findall(r"\w+", fold(x))) for x in [lead] if x)
        c.ogp_ids.update(x for x in [ogp_id] if x)
        c.documents.add(document)
    plans: dict[str, list[Commitment]] = defaultdict(list)
    for c in found.values():
        plans[c.plan_id].append(c)
    return dict(plans)


def _alike(
    first: Sequence[Commitment], second: Sequence[Commitment], at_least: float
) -> Iterator[tuple[int, int, float]]:
    """Yield the places of commitments with alike titles; of several titles the best pair counts.

    Of commitments compared among themselves the earlier comes first, and none is compared with itself.
    """
    one, two = _by_title(first), _by_title(second)
    left = list(one)
    right = left if first is second else list(two)
    best: dict[tuple[int, int], float] = {}
    for x, y, score in alike(left, right, at_least):
        for i in one[left[x]]:
            for j in two[right[y]]:
                pair = (j, i) if first is second and j < i else (i, j)
                if score > best.get(pair, 0.0):
                    best[pair] = score
    yield from ((i, j, best[i, j]) for i, j in sorted(best) if first is not second or i != j)


def _by_title(members: Sequence[Commitment]) -> dict[str, list[int]]:
    owners: dict[str, list[int]] = defaultdict(list)
    for place, c in enumerate(members):
        for title in sorted(c.titles):
            owners[title].append(place)
    return owners


def _leads(a: Commitment, b: Commitment) -> float:
    return max((_lead(x, y) for x in a.leads for y in b.leads), default=0.0)


@lru_cache(maxsize=1 << 16)
def _lead(x: str, y: str) -> float:
    return fuzz.token_set_ratio(x, y) / 100


def _within(members: list[Commitment]) -> Iterable[Link]:
    found = {(i, j): score for i, j, score in _alike(members, members, _SAME)}
    by_id: dict[str, list[int]] = defaultdict(list)
    for i, c in enumerate(members):
        for ogp_id in c.ogp_ids:
            by_id[ogp_id].append(i)
    found |= {pair: 1.0 for holders in by_id.values() for pair in combinations(holders, 2)}
    pairs: dict[tuple[int, int], float] = {}
    for (i, j), score in sorted(found.items()):
        a, b = members[i], members[j]
        if not a.documents & b.documents:
            pairs[i, j] = score + _LED * (_leads(a, b) >= 0.75)
    accepted = _unrivalled(pairs)
    for (i, j), score in sorted(accepted.items()):
        method = "ogp_id" if members[i].ogp_ids & members[j].ogp_ids else "title"
        yield _same(members[i], members[j], method, score)
    yield from _by_order(members, accepted)


def _unrivalled(pairs: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Return the pairs that are each other's best by a margin; what they settle frees others.

    A pair that is sure stays so whatever else is settled, so the order in which they are does not matter.
    """
    accepted: dict[tuple[int, int], float] = {}
    ranked: dict[int, list[tuple[float, tuple[int, int]]]] = defaultdict(list)  # worst first
    for pair, score in sorted(pairs.items(), key=lambda item: item[1]):
        for k in pair:
            ranked[k].append((score, pair))
    taken: set[int] = set()

    def open_pairs(k: int) -> list[tuple[float, tuple[int, int]]]:
        """The two best pairs of ``k`` that are still open; the others that are not are forgotten."""
        own = ranked[k]
        best: list[tuple[float, tuple[int, int]]] = []
        while own and len(best) < 2:
            entry = own.pop()
            if not taken & set(entry[1]):
                best.append(entry)
        own.extend(reversed(best))
        return best

    waiting = list(ranked)
    while waiting:
        k = waiting.pop()
        best = open_pairs(k)
        if not best:
            continue
        score, pair = best[0]
        limit = score - (_MARGIN if score < 0.98 else 0.001)
        if any(top[0][1] != pair or (len(top) > 1 and top[1][0] > limit) for top in (open_pairs(end) for end in pair)):
            continue
        accepted[pair] = score
        taken |= set(pair)
        waiting += sorted({end for freed in pair for _, other in ranked[freed] for end in other} - taken)
    return accepted


def _same(a: Commitment, b: Commitment, method: str, score: float) -> Link:
    first, second = sorted((a, b), key=lambda c: (not c.number, c.commitment_id))
    return Link(
        commitment_id_a=first.commitment_id,
        commitment_id_b=second.commitment_id,
        kind="same",
        method=method,
        score=round(min(score, 1.0), 3),
        evidence={"titles": sorted(a.titles | b.titles), "plan_id": a.plan_id},
    )


def _natural(number: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", number)]


def _tail(c: Commitment) -> str:
    return c.commitment_id[len(c.plan_id) + 1 :]


def _by_order(members: list[Commitment], accepted: dict[tuple[int, int], float]) -> Iterable[Link]:
    """Link what is left between two numberings that hold the whole plan in one order.

    Both must have the same number of members, and every link that titles gave must agree.
    """
    by_document: dict[str, list[int]] = defaultdict(list)
    for i, c in enumerate(members):
        for document in c.documents:
            by_document[document].append(i)
    done = {k for pair in accepted for k in pair}
    known = {frozenset(pair) for pair in accepted}
    yielded: set[frozenset[int]] = set()
    for left, right in combinations(sorted(by_document.values(), key=lambda ids: (-len(ids), ids)), 2):
        if len(left) != len(right) or len(left) < 4 or set(left) & set(right):
            continue
        agreed = sum(frozenset((i, j)) in known for i in left for j in right)
        for order in (lambda i: (_natural(_tail(members[i])), _tail(members[i])), lambda i: _tail(members[i])):
            pairs = list(zip(sorted(left, key=order), sorted(right, key=_ids_or(order, members)), strict=True))
            hits = sum(frozenset(pair) in known for pair in pairs)
            if agreed >= max(3, len(left) // 4) and hits == agreed:
                for i, j in pairs:
                    if not {i, j} & done and frozenset((i, j)) not in yielded:
                        yielded.add(frozenset((i, j)))
                        yield _same(members[i], members[j], "order", 0.9)
                break


def _ids_or(order: Callable[[int], Any], members: list[Commitment]) -> Callable[[int], Any]:
    """Order by OGP id where there is one, else like the other side."""
    return lambda i: sorted(members[i].ogp_ids) or [str(order(i))] if members[i].ogp_ids else order(i)


def _across(plans: dict[str, list[Commitment]], same: list[Link]) -> Iterable[Link]:
    hidden = {x.commitment_id_b for x in same if x.kind == "same"}
    countries: dict[str, list[str]] = defaultdict(list)
    for plan in plans:
        countries[plan.rpartition("-")[0]].append(plan)
    for ids in countries.values():
        for earlier, later in zip(sorted(ids), sorted(ids)[1:], strict=False):
            first = [c for c in plans[earlier] if c.commitment_id not in hidden]
            second = [c for c in plans[later] if c.commitment_id not in hidden]
            pairs = {(i, len(first) + j): score for i, j, score in _alike(first, second, _CONTINUED)}
            for (i, j), score in sorted(_unrivalled(pairs).items()):
                a, b = first[i], second[j - len(first)]
                yield Link(
                    commitment_id_a=a.commitment_id,
                    commitment_id_b=b.commitment_id,
                    kind="continued",
                    method="title_across_plans",
                    score=round(score, 3),
                    evidence={"titles": sorted(a.titles | b.titles)},
                )
