"""How well words tell what commitments are about: ``python -m benchmarks.topics DATASET.csv``.

``DATASET.csv`` is OGP's commitments dataset of 2016 (``../shared/corpus/documents``): each commitment has flags that
a person set, most often one or two. Derived topics are set against them. The countries are dealt out into five parts;
each part is judged with weights, and a bound for what is sure, that were learnt from the other four.

``--learn`` writes ``warehouse/topic_weights.yml`` from all countries. ``--same`` compares the flags of commitments of
one country whose words are nearly the same: how far those who set the flags agree with themselves, which no reading of
the words can surpass. ``--missed`` prints the topics that are likeliest by their words and have no flag.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console

from extractors.records import Evidence, Mention
from warehouse import schema
from warehouse.topic_words import SIGNS, Looked, plain
from warehouse.topics import looked, measure

Floats = NDArray[np.float64]
PARTS = 5
PRECISION = 0.85  # of what is sure
SHOWN = 0.35  # least likelihood that is worth a row
LEAST = 3  # commitments that must hold a word before it gets a weight
_SIGN, _WORD, _ANY, _BASE = 4.0, 3.0, 0.1, 0.1  # how strongly weights are drawn to those of any topic, and to none


@dataclass(frozen=True, slots=True)
class Row:
    """A commitment of the dataset: its country, the topics that are flagged, what its words show."""

    country: str
    title: str
    text: str
    flags: frozenset[str]
    looked: Looked


@dataclass(frozen=True, slots=True)
class Judged:
    """A topic that words show of a commitment (its row), how likely it is, and whether that is without doubt."""

    row: int
    topic: str
    likelihood: float
    sure: bool


def read(path: Path) -> list[Row]:
    """Return the commitments of the dataset."""
    rows = list(csv.reader(path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)))
    heading = rows[1]
    known = {plain(name): topic for topic, entry in schema.topics().items() for name in entry["printed"]}
    flags = {at: known[plain(name)] for at, name in enumerate(heading) if plain(name) in known}
    names = ("Commitment Title", "Full Text", "Country", "Theme", "Lead Institution")
    title, text, country, theme, lead = (heading.index(name) for name in names)
    nowhere = Evidence(quote="-", rule="benchmark")
    found = []
    for row in rows[2:]:
        if len(row) <= max(flags):
            continue
        mention = Mention(
            key="-",
            title=row[title] or None,
            description=re.sub(r"<[^>]{1,40}>", " ", row[text]) or None,
            area=row[theme] if row[theme] not in ("", "NA", "NR") else None,
            lead_institution=row[lead] or None,
            evidence=nowhere,
        )
        wanted = frozenset(topic for at, topic in flags.items() if row[at].strip() == "1")
        found.append(Row(row[country], row[title], row[text], wanted, looked(mention)))
    return found


# -- learning ------------------------------------------------------------------------------------------------


def learn(rows: Sequence[Row]) -> dict[str, Any]:
    """Return weights by topic (``any``: of all topics together) as ``topic_weights.yml`` holds them.

    Logistic regression. The signs are first weighed for all topics at once; each topic's weights are then drawn to
    these, those of its words to none, so that a topic with few flags stays near what is so of any.
    """
    met = [(row, topic) for row in rows for topic in row.looked.topics()]
    flagged = frozenset().union(*(row.flags for row in rows))
    signs = np.array([row.looked.signs(topic) for row, topic in met if topic in flagged], dtype=float)
    wanted = np.array([topic in row.flags for row, topic in met if topic in flagged], dtype=float)
    penalties = np.full(len(SIGNS), _ANY)
    shared = _fitted(signs, wanted, penalties, np.zeros(len(SIGNS)))
    out: dict[str, Any] = {"any": {"signs": _named(shared)}}
    for topic in sorted(flagged):
        mine = [row for row, shown in met if shown == topic]
        if mine:
            out[topic] = _topic(mine, topic, shared)
    return out


def _topic(rows: Sequence[Row], topic: str, shared: Floats) -> dict[str, Any]:
    """Return the weights of one topic, from the commitments in which a word shows it."""
    named = [row.looked.names(topic) for row in rows]
    columns = [
        (side, name)
        for side in (0, 1)
        for name, times in sorted(Counter(name for names in named for name in names[side]).items())
        if times >= LEAST
    ]
    signs = np.array([row.looked.signs(topic) for row in rows], dtype=float)
    words = np.array([[name in names[side] for side, name in columns] for names in named], dtype=float)
    wanted = np.array([topic in row.flags for row in rows], dtype=float)
    penalties = np.concatenate([np.full(len(SIGNS) - 1, _SIGN), [_BASE], np.full(len(columns), _WORD)])
    start = np.concatenate([shared, np.zeros(len(columns))])
    weights = _fitted(np.hstack([signs, words.reshape(len(rows), -1)]), wanted, penalties, start)
    weighed: dict[str, list[float]] = {}
    for (side, name), weight in zip(columns, weights[len(SIGNS) :], strict=True):
        weighed.setdefault(name, [0.0, 0.0])[side] = round(float(weight), 2)
    kept = {name: pair for name, pair in sorted(weighed.items()) if max(map(abs, pair)) >= 0.05}
    return {"signs": _named(weights[: len(SIGNS)]), "words": kept}


def _named(weights: Floats) -> dict[str, float]:
    return {sign: round(float(weight), 2) for sign, weight in zip(SIGNS, weights[: len(SIGNS)], strict=True)}


def _fitted(values: Floats, wanted: Floats, penalties: Floats, start: Floats) -> Floats:
    """Return the weights of a logistic regression (Newton's method) that are drawn to ``start``."""

    def cost(weights: Floats) -> float:
        total = values @ weights
        drawn = penalties @ (weights - start) ** 2 / 2
        return float(np.sum(np.logaddexp(0, total) - wanted * total) + drawn)

    weights, before = start.copy(), cost(start)
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(values @ weights, -30, 30)))
        slope = values.T @ (likely - wanted) + penalties * (weights - start)
        bend = (values.T * (likely * (1 - likely))) @ values + np.diag(penalties)
        step = np.linalg.solve(bend, slope)
        while cost(weights - step) > before and np.abs(step).max() > 1e-6:
            step /= 2
        weights = weights - step
        after = cost(weights)
        if before - after < 1e-5:
            break
        before = after
    return weights


# -- judging -------------------------------------------------------------------------------------------------


def likelihoods(rows: Sequence[Row], weights: dict[str, Any]) -> list[tuple[int, str, float]]:
    """Return how likely each topic is that words show, by the place of the row."""
    return [
        (at, topic, row.looked.likelihood(topic, weights))
        for at, row in enumerate(rows)
        for topic in row.looked.topics()
    ]


def bound(rows: Sequence[Row], judged: Sequence[tuple[int, str, float]], precision: float = PRECISION) -> float:
    """Return the least likelihood from which on topics are flagged with a precision."""
    right, best = 0, 1.0
    for count, (at, topic, likelihood) in enumerate(sorted(judged, key=lambda j: -j[2]), 1):
        right += topic in rows[at].flags
        if count >= 20 and right >= precision * count:
            best = likelihood
    return best


def dealt(rows: Sequence[Row], parts: int = PARTS) -> dict[str, int]:
    """Return the part that each country belongs to."""
    countries = sorted({row.country for row in rows})
    random.Random(0).shuffle(countries)  # noqa: S311 - repeatable, not secret
    return {country: at % parts for at, country in enumerate(countries)}


def crossed(rows: Sequence[Row], parts: int = PARTS) -> list[tuple[int, str, float]]:
    """Return how likely each topic is of each row, with weights learnt from countries of other parts."""
    part = dealt(rows, parts)
    out: list[tuple[int, str, float]] = []
    for aside in range(parts):
        weights = learn([row for row in rows if part[row.country] != aside])
        here = [at for at, row in enumerate(rows) if part[row.country] == aside]
        out += [(here[at], topic, p) for at, topic, p in likelihoods([rows[at] for at in here], weights)]
    return out


def judge(rows: Sequence[Row]) -> list[Judged]:
    """Return the topics of all rows; weights and bound are those of the other parts."""
    part = dealt(rows)
    out = []
    everything = crossed(rows)
    for aside in range(PARTS):
        others = [j for j in everything if part[rows[j[0]].country] != aside]
        least = bound(rows, others)
        mine = [j for j in everything if part[rows[j[0]].country] == aside and j[2] >= SHOWN]
        out += [Judged(at, topic, p, p >= least) for at, topic, p in mine]
    return out


def write(rows: Sequence[Row], path: Path) -> None:
    """Learn from all rows and write the weights; the bound is what other countries' weights need."""
    sure = round(bound(rows, crossed(rows)), 2)
    heading = "# Written by python -m benchmarks.topics DATASET.csv --learn; what it means: warehouse/topic_words.py.\n"
    lines = [heading, f"shown: {SHOWN}\n", f"sure: {sure}\n", "topics:\n"]
    for topic, weights in learn(rows).items():
        lines.append(f"  {topic}:\n    signs:\n")
        lines += [f"      {sign}: {weight}\n" for sign, weight in weights["signs"].items()]
        lines += ["    words:\n"] if weights.get("words") else []
        lines += [f"      {_key(name)}: [{a}, {b}]\n" for name, (a, b) in weights.get("words", {}).items()]
    path.write_text("".join(lines), encoding="utf-8")


def _key(name: str) -> str:
    return name if isinstance(yaml.safe_load(name), str) else f'"{name}"'


# -- printing ------------------------------------------------------------------------------------------------


def same_words(rows: Sequence[Row], share: float = 0.8) -> dict[str, Any]:
    """Return how far the flags of commitments of one country agree whose words are nearly the same."""
    words = [frozenset(w for w in plain(f"{row.title} {row.text}").split() if len(w) > 3) for row in rows]
    agreed = []
    for one, other in itertools.combinations(range(len(rows)), 2):
        if rows[one].country != rows[other].country or min(len(words[one]), len(words[other])) < 5:
            continue
        if len(words[one] & words[other]) >= share * len(words[one] | words[other]):
            flags = set(rows[one].flags), set(rows[other].flags)
            agreed += [flags, flags[::-1]]
    return {"pairs": len(agreed) // 2, "equal": sum(a == b for a, b in agreed) // 2} | measure(agreed)


def main() -> None:
    """Print precision and recall in all, and by topic; or learn; or what flags can tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--same", action="store_true")
    parser.add_argument("--missed", type=int, default=0, metavar="N")
    given = parser.parse_args()
    rows = read(given.dataset)
    console = Console(width=160, soft_wrap=True)
    if given.learn:
        write(rows, schema.HERE / "topic_weights.yml")
    elif given.same:
        console.print(same_words(rows))
    elif given.missed:
        strays = [(p, at, topic) for at, topic, p in crossed(rows) if topic not in rows[at].flags]
        for p, at, topic in sorted(strays, reverse=True)[: given.missed]:
            flags = ", ".join(sorted(rows[at].flags))
            console.print(f"{p:.2f} {topic}: {rows[at].title[:100]!r} has {flags}", markup=False)
    else:
        table(rows, console)


def table(rows: Sequence[Row], console: Console) -> None:
    """Print the curve, then precision and recall in all and by topic."""
    everything = crossed(rows)
    wanted = sum(len(row.flags) for row in rows)
    console.print("precision  recall  (least likelihood)")
    for precision in (0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6):
        least = bound(rows, everything, precision)
        right = sum(topic in rows[at].flags for at, topic, p in everything if p >= least)
        console.print(f"{precision:9.2f} {right / wanted:7.2f}  ({least:.2f})")
    judged = judge(rows)
    console.print(f"{'':28} {'sure: precision':>15} {'recall':>7} {'all: precision':>15} {'recall':>7} {'flagged':>8}")
    for topic in (None, *schema.topics()):
        sides = []
        for sure in (True, False):
            given: list[set[str]] = [set() for _ in rows]
            for j in judged:
                if (j.sure or not sure) and topic in (None, j.topic):
                    given[j.row].add(j.topic)
            flags = [set(row.flags) & ({topic} if topic else row.flags) for row in rows]
            sides.append(measure(list(zip(flags, given, strict=True))))
        sure_, all_ = sides
        figures = (sure_["precision"], sure_["recall"], all_["precision"], all_["recall"])
        cells = f"{figures[0]:15.2f} {figures[1]:7.2f} {figures[2]:15.2f} {figures[3]:7.2f} {sure_['wanted']:8}"
        console.print(f"{topic or 'all':28} {cells}")


if __name__ == "__main__":
    main()
