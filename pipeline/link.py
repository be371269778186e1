"""Which commitments are one: across documents, languages, numberings, and plans.

Within a plan number and title decide together over all documents (:mod:`pipeline.same`): each mention gets
the commitment under which the views count it (:class:`warehouse.model.Member`), and what only one of them
says is a ``doubtful`` link that no view compares. Across plans a commitment is ``continued`` when titles
agree without a rival, or when a document says so in words (:mod:`pipeline.stated`). ``split`` and ``merged``
commitments stay what they are and are linked.

``links.yml`` in the home confirms or rejects links by hand and has the last word; entries of kind
``rendition`` say whether two documents, named by id or URI, are one report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import duckdb
from pydantic import BaseModel, ConfigDict

from pipeline.entries import EntriesError, append, numbered
from pipeline.same import Cluster, Doubt, Parts, Said, Settled, settle, unrivalled
from pipeline.stated import Plan, Statement, stated_links
from pipeline.titles import alike
from warehouse.model import Link, Linked, LinkKind, Member, RenditionDecision

_CONTINUED = 0.86  # a title that merely holds the other (0.85) is not enough
# Whose number a commitment keeps: the plan's, then the IRM's, then that of the government's later documents.
_PRECEDENCE = """
    CASE
        WHEN d.doc_type = 'action_plan' THEN 1
        WHEN d.doc_type LIKE 'irm%' THEN 2
        WHEN d.doc_type = 'commitment_page' THEN 3
        WHEN d.doc_type = 'ogp_dataset' THEN 4
        WHEN d.doc_type = 'self_assessment' THEN 5
        WHEN d.doc_type = 'tracker' THEN 6
        WHEN d.doc_type IN ('plan_page', 'country_page') THEN 7
        ELSE 8
    END
"""
_IN = re.compile(r"(?P<id>\S+) in (?P<document>.+)")


class LinkDecision(BaseModel):
    """A person's word on a link of two commitments, or of two documents (``rendition``): by whom and why.

    ``a`` and ``b`` are ids as the views show them; "GH-2015-2 in end-of-term.pdf" is the commitment as one
    document (its name, id or address) lists it.
    """

    model_config = ConfigDict(extra="forbid")
    a: str
    b: str
    kind: LinkKind | Literal["rendition"] = "same"
    decision: Literal["confirm", "reject"]
    author: str
    reason: str


class LinkDecisionsError(ValueError):
    """A ``links.yml`` that cannot be understood; the message names line, entry and field."""


def linker(decisions: Path | None = None) -> Callable[..., Linked]:
    """Return :func:`link` with the decisions of a file, as :func:`warehouse.load.load` calls it.

    ``decisions`` is a ``links.yml``; raises :class:`LinkDecisionsError` for one that is wrong.
    """
    return partial(link, decisions=read_decisions(decisions))


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


def add_decision(path: Path, decision: LinkDecision) -> None:
    """Add a decision to a ``links.yml``, whole or not at all. Raises LinkDecisionsError for a file that is wrong."""
    wanted = [*read_decisions(path), decision]

    def check(beside: Path) -> None:
        try:
            found = read_decisions(beside)
        except LinkDecisionsError as error:
            raise LinkDecisionsError(str(error).replace(str(beside), str(path))) from error
        if found != wanted:
            raise LinkDecisionsError(f"{path}: nothing can be added below what stands there; entries begin '- a:'")

    append(path, decision.model_dump(), check=check)


def find_links(
    connection: duckdb.DuckDBPyConnection,
    decisions: Sequence[LinkDecision] = (),
    countries: Collection[str] | None = None,
) -> list[Link]:
    """Return all links between the commitments of a warehouse, or of some countries, decisions applied."""
    return link(connection, decisions, countries).links


def link(
    connection: duckdb.DuckDBPyConnection,
    decisions: Sequence[LinkDecision] = (),
    countries: Collection[str] | None = None,
) -> Linked:
    """Return the links between the commitments of a warehouse, or of some countries, and who is counted as whom.

    Rules link no commitments of different countries; confirmed decisions are always returned.
    """
    book = _Book(connection, decisions, countries)
    links = [*book.same, *book.within]
    plans = _plans(connection, book)
    stated = stated_links(_statements(connection, countries, book.names), plans)
    said = {(x.commitment_id_a, x.commitment_id_b) for x in stated}
    links += [x for x in _across(book.plans) if (x.commitment_id_a, x.commitment_id_b) not in said]
    links += stated
    rejected = {(*sorted((a, b)), d.kind) for d in decisions if d.decision == "reject" for a, b in book.pairs(d)}
    gone = {pair[:2] for pair in rejected if pair[2] == "same"}
    confirmed = [
        Link(
            commitment_id_a=a,
            commitment_id_b=b,
            kind=d.kind,
            method="decision",
            score=1.0,
            evidence={"reason": d.reason},
            decided_by=d.author,
        )
        for d in decisions
        if d.decision == "confirm" and d.kind != "rendition"
        for a, b in ([(_id(d.a), _id(d.b))] if d.kind == "same" else list(book.pairs(d))[:1])
    ]
    by_hand = {(*sorted((x.commitment_id_a, x.commitment_id_b)), x.kind) for x in confirmed}
    kept = []
    for x in links:
        pair = tuple(sorted((x.commitment_id_a, x.commitment_id_b)))
        if (*pair, x.kind) not in rejected | by_hand and not (x.kind == "doubtful" and pair in gone):
            kept.append(x)
    return Linked(links=confirmed + kept, members=list(book.members()))


def _id(name: str) -> str:
    """The id in a name that a decision gives, without the document."""
    found = _IN.fullmatch(name)
    return found["id"] if found else name


@dataclass(slots=True)
class _Known:
    """A commitment of a plan with what all documents print for it."""

    commitment_id: str
    numbers: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)


class _Book:
    """The commitments of all plans: whom the views count as whom, and the links inside each plan."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        decisions: Sequence[LinkDecision],
        countries: Collection[str] | None,
    ) -> None:
        mentions = _mentions(connection, countries)
        self._printed: dict[str, list[Said]] = defaultdict(list)
        self._own: dict[str, list[Said]] = defaultdict(list)
        self._documents = (
            _document_names(connection) if any(_IN.fullmatch(x) for d in decisions for x in (d.a, d.b)) else {}
        )
        for members in mentions.values():
            for m in members:
                self._printed[m.printed].append(m)
                self._own[m.own].append(m)
        apart = {
            frozenset((x.mention_id, y.mention_id))
            for d in decisions
            if d.kind == "same" and d.decision == "reject"
            for x, y in self._apart(d)
        }
        self.settled = {plan: settle(members, apart) for plan, members in mentions.items()}
        self.clusters = [c for s in self.settled.values() for c in s.clusters]
        self.names = {m.mention_id: c.commitment_id for c in self.clusters for m in c.members}
        self._home = {m.mention_id: c for c in self.clusters for m in c.members}
        self.by_hand: dict[str, LinkDecision] = {}
        for d in decisions:
            if d.kind == "same" and d.decision == "confirm":
                self._join(d)
        self.plans: dict[str, list[_Known]] = defaultdict(list)
        self.same: list[Link] = []
        for c in {id(c): c for c in self._home.values()}.values():
            known = _Known(c.commitment_id)
            known.numbers = {m.number for m in c.members if m.number}
            known.titles = {m.title for m in c.members if m.title}
            self.plans[c.members[0].plan_id].append(known)
            self.same += _same_links(c)
        self.within = [x for s in self.settled.values() for x in self._inside(s)]
        self._rest = _left_out(connection, countries)

    def mentions_of(self, name: str) -> list[Said]:
        """The mentions that a name of a decision means."""
        found = _IN.fullmatch(name)
        if found:
            known = self._documents.get(found["document"], set())
            return [m for m in self._printed.get(found["id"], []) if m.document_id in known]
        return self._own.get(name) or self._printed.get(name, [])

    def _apart(self, decision: LinkDecision) -> Iterator[tuple[Said, Said]]:
        """The mentions that are two; where one name means some of those that the other does, it means only these."""
        wider, narrower = sorted((self.mentions_of(decision.a), self.mentions_of(decision.b)), key=len, reverse=True)
        named = {m.mention_id for m in narrower}
        for x in wider:
            if x.mention_id not in named:
                yield from ((x, y) for y in narrower)

    def pairs(self, decision: LinkDecision) -> Iterator[tuple[str, str]]:
        """The commitments that a decision is about, as the views name them; else the names as they stand."""
        sides = []
        for name in (decision.a, decision.b):
            known = {self.names[m.mention_id] for m in self.mentions_of(name)}
            sides.append([name] if name in known else sorted(known) or [_id(name)])
        for a in sides[0]:
            for b in sides[1]:
                yield a, b

    def _join(self, decision: LinkDecision) -> None:
        """Count as one what a person says is one; the better document's name stays."""
        homes: list[Cluster] = []
        for name in (decision.a, decision.b):
            found = [self._home[m.mention_id] for m in self.mentions_of(name)]
            named = [c for c in found if c.commitment_id == name]
            homes += {id(c): c for c in named or found}.values()
        homes = list({id(c): c for c in homes}.values())
        if len(homes) < 2:
            return
        first = min(homes, key=lambda c: (not c.members[0].number, c.members[0].place, c.commitment_id))
        for other in homes:
            if other is not first:
                first.members += other.members
                first.why |= other.why
                for m in other.members:
                    self._home[m.mention_id] = first
                    self.by_hand[m.mention_id] = decision
        for m in first.members:
            self.names[m.mention_id] = first.commitment_id

    def _inside(self, settled: Settled) -> Iterator[Link]:
        """The doubtful links of a plan, and what was divided or put together in it."""
        parts: dict[tuple[str, str, str], Link] = {}
        for p in settled.parts:
            for x in self._part_links(p):
                key = (x.commitment_id_a, x.commitment_id_b, x.kind)
                if x.commitment_id_a != x.commitment_id_b and key not in parts:
                    parts[key] = x
        related = {frozenset(key[:2]) for key in parts}
        yield from parts.values()
        for d in settled.doubts:
            x = self._doubtful(d)
            if (
                x.commitment_id_a != x.commitment_id_b
                and frozenset((x.commitment_id_a, x.commitment_id_b)) not in related
            ):
                yield x

    def _part_links(self, p: Parts) -> Iterator[Link]:
        whole = self.names[p.whole.mention_id]
        for part in p.parts:
            own = self.names[part.mention_id]
            a, b = (whole, own) if p.kind == "split" else (own, whole)
            titles = [t for t in (p.whole.title, part.title) if t]
            yield Link(
                commitment_id_a=a,
                commitment_id_b=b,
                kind=p.kind,
                method=p.why.method,
                score=p.why.score,
                evidence={"titles": titles, "reason": p.why.reason, "plan_id": p.whole.plan_id},
            )

    def _doubtful(self, d: Doubt) -> Link:
        a, b = (self.names[m.mention_id] for m in d.mentions)
        return Link(
            commitment_id_a=a,
            commitment_id_b=b,
            kind="doubtful",
            method=d.why.method,
            score=d.why.score,
            evidence={
                "titles": [m.title for m in d.mentions if m.title],
                "documents": [m.document_id for m in d.mentions],
                "reason": d.why.reason,
                "plan_id": d.mentions[0].plan_id,
            },
        )

    def members(self) -> Iterator[Member]:
        """Whom the views count as whom, wherever that follows from more than one document or is not the printed id."""
        places: dict[tuple[str, str], str] = {}
        for c in {id(c): c for c in self._home.values()}.values():
            for m in c.members:
                places[m.document_id, m.printed] = c.commitment_id
                if len(c.members) == 1 and m.printed == c.commitment_id:
                    continue
                why, hand = c.why.get(m.mention_id), self.by_hand.get(m.mention_id)
                yield Member(
                    mention_id=m.mention_id,
                    commitment_id=c.commitment_id,
                    plan_id=c.members[0].plan_id,
                    method="decision" if hand else why.method if why else "first",
                    score=1.0 if hand or not why else why.score,
                    reason=hand.reason if hand else why.reason if why else "it names the commitment",
                )
        for mention, document, printed, plan in self._rest:
            name = places.get((document, printed))
            if name and name != printed:
                yield Member(
                    mention_id=mention,
                    commitment_id=name,
                    plan_id=plan,
                    method="rendition",
                    score=1.0,
                    reason="as in the document that counts in place of this one",
                )


def _same_links(c: Cluster) -> Iterator[Link]:
    """A link for each id other than its own under which documents print a commitment."""
    first = c.members[0]
    seen = set()
    for m in c.members:
        other = m.printed if m.printed != first.printed else ""
        if not other or other in seen:
            continue
        seen.add(other)
        why = c.why.get(m.mention_id)
        a, b = sorted((first, m), key=lambda x: (not x.number, x.printed))
        yield Link(
            commitment_id_a=a.printed,
            commitment_id_b=b.printed,
            kind="same",
            method=why.method if why else "first",
            score=why.score if why else 1.0,
            evidence={
                "titles": sorted({x.title for x in (first, m) if x.title}),
                "documents": [first.document_id, m.document_id],
                "reason": why.reason if why else "",
                "plan_id": first.plan_id,
            },
        )


def _statements(
    connection: duckdb.DuckDBPyConnection, countries: Collection[str] | None, names: Mapping[str, str]
) -> list[Statement]:
    query = """
        SELECT DISTINCT m.mention_id, m.plan_id, m.number, t.text, m.document_id
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
    return [Statement(names[row[0]], *row[1:]) for row in rows if row[0] in names]


def _plans(connection: duckdb.DuckDBPyConnection, book: _Book) -> list[Plan]:
    """The plans with their ordinals, where all documents that state one agree."""
    query = (
        "SELECT plan_id, any_value(plan_number) FROM core.documents WHERE plan_number IS NOT NULL "
        "GROUP BY plan_id HAVING count(DISTINCT plan_number) = 1"
    )
    ordinals = dict(connection.execute(query).fetchall())
    found = []
    for plan_id, members in book.plans.items():
        start = plan_id.rpartition("-")[2]
        by_number: dict[str, set[str]] = defaultdict(set)
        for c in members:
            for number in c.numbers:
                by_number[number].add(c.commitment_id)
        numbers = {}
        for number, ids in by_number.items():
            own = f"{plan_id}-{number}"  # of several documents that use the number, the one whose number counts
            if len(ids) == 1 or own in ids:
                numbers[number] = own if own in ids else next(iter(ids))
        if start.isdecimal():
            titles = {c.commitment_id: c.titles for c in members}
            found.append(Plan(plan_id, int(start), ordinals.get(plan_id), numbers, titles))
    return found


def _mentions(connection: duckdb.DuckDBPyConnection, countries: Collection[str] | None) -> dict[str, list[Said]]:
    """The mentions of the documents that count, by plan."""
    rows = connection.execute(
        f"""
        SELECT
            m.mention_id, m.document_id, m.commitment_id, m.plan_id,
            {_PRECEDENCE} AS kind, u.why = 'translation' AS translation, u.preference, m.ordinal,
            CASE WHEN m."group" IS NULL THEN m.number ELSE concat(m."group", '.', m.number) END AS number,
            m.ogp_id, m.title, m.title_lang, m.lead_institution,
            concat_ws(' ', m.problem, m.objective, m.description)[:2000] AS text
        FROM core.mentions AS m
        JOIN core.documents AS d ON d.document_id = m.document_id
        JOIN meta.document_use AS u ON u.document_id = m.document_id AND u.why IN ('used', 'translation')
        WHERE m.commitment_id IS NOT NULL
            AND ($countries IS NULL OR list_contains($countries, split_part(m.commitment_id, '-', 1)))
        """,
        {"countries": None if countries is None else list(countries)},
    ).fetchall()
    plans: dict[str, list[Said]] = defaultdict(list)
    for mention, document, printed, plan, kind, translation, preference, ordinal, *rest in rows:
        number, ogp_id, title, lang, lead, text = rest
        place = (kind, int(translation), preference, ordinal)
        plans[plan].append(Said(mention, document, printed, plan, place, number, ogp_id, title, lang, lead, text))
    return dict(plans)


def _left_out(
    connection: duckdb.DuckDBPyConnection, countries: Collection[str] | None
) -> list[tuple[str, str, str, str]]:
    """The mentions of documents that do not count: mention, the document that counts in its place, printed id, plan."""
    return connection.execute(
        """
        SELECT m.mention_id, coalesce(o.duplicate_of, d.duplicate_of), m.commitment_id, m.plan_id
        FROM core.mentions AS m
        JOIN core.documents AS d ON d.document_id = m.document_id AND d.duplicate_of IS NOT NULL
        LEFT JOIN core.documents AS o ON o.document_id = d.duplicate_of
        JOIN meta.document_use AS u ON u.document_id = m.document_id AND u.why NOT IN ('used', 'translation')
        WHERE m.commitment_id IS NOT NULL
            AND ($countries IS NULL OR list_contains($countries, split_part(m.commitment_id, '-', 1)))
        """,
        {"countries": None if countries is None else list(countries)},
    ).fetchall()


def _document_names(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The documents by each of their names."""
    found: dict[str, set[str]] = defaultdict(set)
    for own, name, uri in connection.execute("SELECT document_id, name, source_uri FROM core.documents").fetchall():
        for known in (own, name, uri):
            found[known].add(own)
    return found


def _alike(first: Sequence[_Known], second: Sequence[_Known], at_least: float) -> dict[tuple[int, int], float]:
    """The places of commitments of two plans with alike titles; of several titles the best pair counts."""
    one, two = _by_title(first), _by_title(second)
    left, right = list(one), list(two)
    best: dict[tuple[int, int], float] = {}
    for x, y, score in alike(left, right, at_least):
        for i in one[left[x]]:
            for j in two[right[y]]:
                best[i, j] = max(score, best.get((i, j), 0.0))
    return best


def _by_title(members: Sequence[_Known]) -> dict[str, list[int]]:
    owners: dict[str, list[int]] = defaultdict(list)
    for place, c in enumerate(members):
        for title in sorted(c.titles):
            owners[title].append(place)
    return owners


def _across(plans: Mapping[str, list[_Known]]) -> Iterable[Link]:
    """Link commitments of a plan and the next one of the same place where titles agree without a rival."""
    places: dict[str, list[str]] = defaultdict(list)
    for plan in plans:
        places[plan.rpartition("-")[0]].append(plan)
    for ids in places.values():
        for earlier, later in zip(sorted(ids), sorted(ids)[1:], strict=False):
            first, second = (sorted(plans[p], key=lambda c: c.commitment_id) for p in (earlier, later))
            pairs = {(i, len(first) + j): score for (i, j), score in _alike(first, second, _CONTINUED).items()}
            for (i, j), score in sorted(unrivalled(pairs).items()):
                a, b = first[i], second[j - len(first)]
                yield Link(
                    commitment_id_a=a.commitment_id,
                    commitment_id_b=b.commitment_id,
                    kind="continued",
                    method="title_across_plans",
                    score=round(score, 3),
                    evidence={"titles": sorted(a.titles | b.titles)},
                )
