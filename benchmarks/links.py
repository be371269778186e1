"""How well mentions of one plan are told together and apart: ``python -m benchmarks.links [--plans 300] [CORPUS]``.

Plans are drawn whose documents keep the plan's numbers, renumber it, retitle, translate, split and merge its
commitments, leave numbers or titles out, or list other commitments under the same numbers. Each pair of mentions in
two documents of a plan is one question. **Precision**: of the pairs that the views count as one commitment, those that
are one. **Recall**: of the pairs that are one, those that are counted as one. Pairs that are only doubtful are counted
apart: no view compares them. ``CORPUS`` is a folder of real documents (``../shared/corpus``): its answers are numbers.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import duckdb
from rich.console import Console

from fixtures.generator.phrases import OBJECTS, VERBS
from pipeline.same import Said, Settled, settle

Pair = frozenset[str]
_SCOPES = (
    ("in every ministry", "en todos los ministerios"),
    ("in twelve municipalities", "en doce municipios"),
    ("together with universities", "junto con las universidades"),
    ("with a gender perspective", "con perspectiva de género"),
    ("through a mobile application", "mediante una aplicación móvil"),
    ("for small producers", "para pequeños productores"),
    ("", ""),
    ("", ""),
)
_OFFICES = (
    ("Ministry of Finance", "Ministerio de Hacienda"),
    ("Ministry of Justice", "Ministerio de Justicia"),
    ("Ministry of Health", "Ministerio de Salud"),
    ("Comptroller General", "Contraloría General"),
)
KINDS = (
    "same_numbers",
    "retitled",
    "translated",
    "renumbered",
    "renumbered_translated",
    "sections",
    "by_ogp_id",
    "without_numbers",
    "without_titles",
    "other_commitments",
    "some_replaced",
    "split",
    "merged",
)
"""What a later document does to the plan's list."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as drawn: what it does, to what, where; ``also``: a second matter that it takes up."""

    key: int
    verb: int
    what: int
    scope: int
    office: int
    also: int | None = None

    def title(self, lang: int, how: str = "") -> str:
        """The title in English (0) or Spanish (1); ``how``: short (no scope), long (a clause more), verb (another)."""
        verb = VERBS[(self.verb + 3) % len(VERBS) if how == "verb" else self.verb][lang]
        matter = OBJECTS[self.what][lang]
        if self.also is not None:
            matter += (" and " if lang == 0 else " y ") + OBJECTS[self.also][lang]
        if how == "short":
            return matter[:1].upper() + matter[1:]
        more = (", so that anybody can follow it", ", para que cualquier persona pueda seguirlo")[lang]
        return f"{verb} {matter} {_SCOPES[self.scope][lang]}".strip() + (more if how == "long" else "")


@dataclass(slots=True)
class Drawn:
    """A drawn plan: the mentions of its documents, which promise each is (part: none), and what was drawn."""

    said: list[Said] = field(default_factory=list)
    promise: dict[str, int | None] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # document -> kind

    def truth(self) -> tuple[set[Pair], set[Pair]]:
        """The pairs that are one commitment, and those that nobody can tell: without a title, numbered in two ways."""
        two_ways = {k for k in KINDS if k.startswith("renumbered")} | {"other_commitments", "some_replaced"}
        unsure = bool(two_ways & set(self.kinds.values()))
        by_promise: dict[int, list[Said]] = defaultdict(list)
        for m in self.said:
            key = self.promise[m.mention_id]
            if key is not None:
                by_promise[key].append(m)
        untold = {
            frozenset((a.mention_id, b.mention_id))
            for a, b in combinations(self.said, 2)
            if unsure and not (a.title and b.title)
        }
        true = {
            frozenset((a.mention_id, b.mention_id))
            for members in by_promise.values()
            for a, b in combinations(members, 2)
            if a.document_id != b.document_id
        }
        return true - untold, untold


def drawn(seed: int) -> Drawn:
    """Return a plan with an action plan and two to four later documents of the kinds of :data:`KINDS`."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    count = chance.randint(5, 14)
    whats = chance.sample(range(len(OBJECTS)), count)
    promises = [
        Promise(n, chance.randrange(len(VERBS)), what, chance.randrange(len(_SCOPES)), chance.randrange(len(_OFFICES)))
        for n, what in enumerate(whats)
    ]
    rest = [w for w in range(len(OBJECTS)) if w not in whats]
    for n in chance.sample(range(count), 2):  # two take up a second matter, so that they can be split
        p = promises[n]
        promises[n] = Promise(p.key, p.verb, p.what, p.scope, p.office, rest.pop())
    if chance.random() < 0.4:  # one looks like another: the same matter elsewhere
        p = promises[0]
        promises.append(Promise(count, (p.verb + 5) % len(VERBS), p.what, (p.scope + 2) % 6, (p.office + 1) % 4))
    plan, language = Drawn(), chance.randrange(2)
    _write(plan, "plan", "plan", [(str(n), p, "", None) for n, p in enumerate(promises, 1)], language, 1)
    kinds = chance.sample(KINDS, chance.randint(2, 4))
    for place, kind in enumerate(kinds, 2):
        rows, lang = _rows(kind, promises, rest, language, chance)
        _write(plan, f"d{place}", kind, rows, lang, place)
    return plan


Row = tuple[str | None, Promise, str, int | None]
"""Number, promise, how it is titled (``-`` not at all), and the part of it that is meant."""


def _rows(
    kind: str, promises: list[Promise], rest: list[int], language: int, chance: random.Random
) -> tuple[list[Row], int]:
    hows = ["", "", "short", "long", "verb"] if kind not in ("same_numbers", "without_numbers") else [""]
    if kind.startswith("renumbered") or kind in ("sections", "by_ogp_id"):
        hows = [""]
    order = list(enumerate(promises, 1))
    lang = 1 - language if kind in ("translated", "renumbered_translated") else language
    if kind.startswith("renumbered"):
        chance.shuffle(order)
        return [(str(n), p, "", None) for n, (_, p) in enumerate(order, 1)], lang
    if kind == "sections":
        cut = len(order) // 2
        return [(f"{1 + (n > cut)}.{n - cut * (n > cut)}", p, "", None) for n, p in order], lang
    rows: list[Row] = []
    for n, p in order:
        number, how = str(n), chance.choice(hows)
        if kind in ("without_numbers", "by_ogp_id"):
            rows.append((None, p, how, None))
        elif kind == "without_titles":
            rows.append((number, p, "-", None))
        elif kind == "other_commitments" or (kind == "some_replaced" and chance.random() < 0.3 and len(rest) > 1):
            what = chance.choice(rest) if len(rest) < 4 else rest.pop()
            key = 1000 + 100 * what + chance.randrange(100) if len(rest) < 4 else 1000 + what
            rows.append((number, Promise(key, chance.randrange(len(VERBS)), what, chance.randrange(6), 0), "", None))
        elif kind == "split" and p.also is not None:
            rows += [(f"{n}{'ab'[k]}", p, "", k) for k in (0, 1)]
        elif kind == "merged" and n < 3:
            if n == 1:
                rows.append(("1", promises[0], "", 2))
        else:
            rows.append((number, p, how, None))
    return rows, lang


def _write(plan: Drawn, document: str, kind: str, rows: list[Row], lang: int, place: int) -> None:
    plan.kinds[document] = kind
    for ordinal, (number, p, how, part) in enumerate(rows, 1):
        title: str | None = None if how == "-" else p.title(lang, how)
        key: int | None = p.key
        if part is not None:
            key = None
            if part == 2:  # two of the plan's in one
                other = next(m for m in plan.said if m.document_id == "plan" and m.number == "2")
                title = f"{p.title(lang)}; {other.title}" if other.lang == ("en", "es")[lang] else p.title(lang)
            else:
                title = Promise(p.key, p.verb, (p.what, p.also or 0)[part], p.scope, p.office).title(lang)
        ogp_id = f"XA{ordinal:04}" if kind == "by_ogp_id" else None
        printed = f"XA-2020-{number or ogp_id or f't{place}{ordinal:03}'}"
        mention = f"{document}-{ordinal}"
        lead = _OFFICES[p.office][lang] if how != "-" else None
        at, language = (place, ordinal), ("en", "es")[lang]
        plan.said.append(Said(mention, document, printed, "XA-2020", at, number, ogp_id, title, language, lead))
        plan.promise[mention] = key


@dataclass(slots=True)
class Score:
    """Pairs that are one, that were taken for one, that were both, and those left in doubt."""

    true: int = 0
    taken: int = 0
    right: int = 0
    doubtful: int = 0

    @property
    def precision(self) -> float:
        """Of the pairs taken for one, those that are."""
        return self.right / self.taken if self.taken else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that are one, those taken for one."""
        return self.right / self.true if self.true else 1.0

    def add(self, true: set[Pair], taken: set[Pair], doubtful: set[Pair]) -> None:
        """Count the pairs of one plan."""
        self.true += len(true)
        self.taken += len(taken)
        self.right += len(true & taken)
        self.doubtful += len(true & doubtful)


def together(settled: Settled) -> set[Pair]:
    """The pairs in two documents that are counted as one commitment."""
    return {
        frozenset((a.mention_id, b.mention_id))
        for c in settled.clusters
        for a, b in combinations(c.members, 2)
        if a.document_id != b.document_id
    }


def doubted(settled: Settled) -> set[Pair]:
    """The pairs in two documents whose commitments are linked as doubtful."""
    members = {c.commitment_id: c.members for c in settled.clusters}
    return {
        frozenset((a.mention_id, b.mention_id))
        for d in settled.doubts
        for a in members[d.a]
        for b in members[d.b]
        if a.document_id != b.document_id
    }


def measure(plans: int, seed: int = 0) -> tuple[Score, dict[str, Score], list[str]]:
    """Return the scores of so many drawn plans, in all and by what the second document does, and what was wrong."""
    whole, by_kind, wrong = Score(), defaultdict[str, Score](Score), list[str]()
    for n in range(seed, seed + plans):
        plan = drawn(n)
        settled = settle(plan.said)
        true, unsure = plan.truth()
        taken, doubt = together(settled) - unsure, doubted(settled)
        whole.add(true, taken, doubt)
        said = {m.mention_id: m for m in plan.said}
        kinds = {m.mention_id: plan.kinds[m.document_id] for m in plan.said}
        for kind in set(plan.kinds.values()) - {"plan"}:
            sides = [{p for p in pairs if {kinds[x] for x in p} == {"plan", kind}} for pairs in (true, taken, doubt)]
            by_kind[kind].add(*sides)
        wrong += [
            f"{n}: " + " / ".join(f"{kinds[x]} {said[x].number} {said[x].title}" for x in sorted(p))
            for p in sorted(taken - true, key=sorted)
        ]
        wrong += [
            f"{n}: missed " + " / ".join(f"{kinds[x]} {said[x].number} {said[x].title}" for x in sorted(p))
            for p in sorted(true - taken, key=sorted)
        ]
    return whole, dict(by_kind), wrong


# The corpus: the pairs of ids that are one commitment, by what the documents print. ---------------------------

_CL_2012 = "1.1 1.2 1.3 1.4 2.1 2.10 2.11 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 3.1 3.2 3.3 4.1".split()
TRUTH = {
    **{f"CL-2012-CL{n:04}": f"CL-2012-{number}" for n, number in enumerate(_CL_2012, 1)},
    **{f"CL-2014-CL{n + 19:04}": f"CL-2014-{n}" for n in range(1, 13)},
    **{f"CL-2018-CL{n + 50:04}": f"CL-2018-{n}" for n in (4, 5, 11)},
    **{f"US-2013-1.{n}": f"US-2013-{n}" for n in range(1, 11)},
    **{f"US-2013-2.{n}": f"US-2013-{n + 10}" for n in range(1, 9)},
    **{f"US-2013-3.{n}": f"US-2013-{n + 18}" for n in range(1, 8)},
}
"""Printed ids of the real documents: the OGP ids run in the order of the plan's numbers, as strings in 2012; the US
government's numbers restart in three sections, the IRM's run on and leave out the eleventh of the first."""


def corpus(warehouse: Path) -> Score:
    """Return the score of the links ``same`` of a warehouse of the corpus, over the plans of :data:`TRUTH`."""
    plans = sorted({key.rpartition("-")[0] for key in TRUTH})
    with duckdb.connect(str(warehouse), read_only=True) as db:
        rows = db.execute(
            "SELECT DISTINCT commitment_id, canonical_id FROM meta.same_as WHERE list_contains(?, plan_id)", [plans]
        ).fetchall()
        doubts = db.execute(
            "SELECT commitment_id_a, commitment_id_b FROM meta.links WHERE kind = 'doubtful'"
        ).fetchall()
    groups: dict[str, set[str]] = defaultdict(set)
    for printed, canonical in rows:
        groups[canonical].add(printed)
    taken = {frozenset(p) for ids in groups.values() for p in combinations(sorted(ids), 2)}
    score = Score()
    score.add({frozenset(p) for p in TRUTH.items()}, taken, {frozenset(p) for p in doubts})
    return score


def _line(name: str, score: Score) -> tuple[str, ...]:
    figures = (score.true, score.taken, score.right, score.doubtful)
    return (name, f"{score.precision:.4f}", f"{score.recall:.4f}", *map(str, figures))


def main() -> None:
    """Print the score board; exit 1 where precision is not 1 or recall below 0.98."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--plans", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true", help="list what was wrong or missed")
    given = parser.parse_args()
    console = Console(width=160, soft_wrap=True)
    whole, by_kind, wrong = measure(given.plans, given.seed)
    rows = [_line(f"plan and {kind}", by_kind[kind]) for kind in KINDS if kind in by_kind]
    rows.append(_line(f"all documents of {given.plans} drawn plans", whole))
    scores = [whole]
    if given.corpus:
        from pipeline.ingest import ingest_many
        from pipeline.settings import Settings

        with tempfile.TemporaryDirectory() as home:
            settings = Settings(home=Path(home), document_seconds=3600)  # the machine may be busy
            outcomes = ingest_many([given.corpus / "seeds", given.corpus / "documents"], settings)
            if failed := [str(o.source.uri) for o in outcomes if o.status == "failed"]:
                raise SystemExit(f"not read, so nothing is measured: {', '.join(failed)}")
            scores.append(corpus(settings.warehouse))
        rows.append(_line("corpus", scores[-1]))
    console.print(f"{'':44} precision  recall   true  taken  right  doubtful")
    for name, *figures in rows:
        console.print(f"{name:44} {figures[0]:>9} {figures[1]:>7} " + " ".join(f"{x:>6}" for x in figures[2:]))
    if given.verbose:
        for line in wrong:
            console.print(line, markup=False)
    counted = Counter(line.split(": ")[1].startswith("missed") for line in wrong)
    console.print(f"wrong {counted[False]}, missed {counted[True]}")
    raise SystemExit(any(s.precision < 1 or s.recall < 0.98 for s in scores))


if __name__ == "__main__":
    main()
