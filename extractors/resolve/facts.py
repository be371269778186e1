"""Facts that a document states about the plan as a whole: totals, tallies, overall progress, the year of joining."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from extractors.annotate.counts import HIGH, StatedCount, Tally, outdone, tallies
from extractors.annotate.openings import unit_in
from extractors.annotate.percents import percentages
from extractors.annotate.stated import is_sum, joined, overall_rate, says_average, says_part, says_plan
from extractors.annotate.values import read_value
from extractors.annotate.vocabulary import tokens_of, word_set
from extractors.builder import Builder
from extractors.claims.rows import is_total
from extractors.classify.plan import numbers_in
from extractors.document import Cell
from extractors.places import country_names
from extractors.records import Identity
from extractors.segment.outline import Outline
from extractors.segment.stream import Item
from extractors.spot import Spot
from extractors.words import fold

DIFFERS = "count_differs"
YEAR = 4  # digits
PROSE = 80  # characters of a cell that holds sentences
SHARE = "completion_percent"
FEWEST_SHARES = 3  # commitments with a percentage whose mean tells that of the plan
EXACT = 1e-6
NEAR = 0.1  # percent by which a figure of a commitment may be taken for the mean
LABEL = 60  # characters of the label of a row of totals
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,3}[.,]\d{1,2})(?![\d.,]\d|\d)\s?%?")
_YEARS = re.compile(r"\b((?:19|20)\d\d)\s*[-–—/]\s*((?:19|20)?\d\d)\b")
TALLIED = frozenset({"complete", "substantial", "limited", "not_started", "withdrawn", HIGH})


def put_facts(
    build: Builder, items: Sequence[Item], outline: Outline, counts: Sequence[tuple[Item, StatedCount]]
) -> None:
    """Put what a document states about its plan; ``counts`` are the numbers of commitments that it names."""
    _counts(build, outline, counts)
    _overall(build, items, outline)
    _tallies(build, items, outline)
    _sentences(build, items, outline)
    _means(build, items)


def _means(build: Builder, items: Sequence[Item]) -> None:
    """Put the progress of the whole plan that is the mean of what the document gives its commitments.

    Where the figure agrees to its last decimal, any word for a mean or for the whole will do: "Mean of the nine
    percentages: 50,8", "PLAN | 42.3%".
    """
    given = [a for a in build.assessments_of() if a.dimension == SHARE and a.number is not None]
    shares = {a.mention: a.number for a in given if not a.milestone and a.number is not None}
    if build.facts_of("overall_percent") or len(shares) < FEWEST_SHARES:
        return
    mean = sum(shares.values()) / len(shares)
    if any(abs(a.number - mean) < NEAR for a in given if a.number is not None):
        return  # the same figure is said of a commitment or a step
    for item in items:
        for text, start, end, cell, named in _stretches(item):
            words = str(text)[start:end]
            found = next((m for m in _DECIMAL.finditer(words) if _is_mean(m.group(1), mean)), None)
            if found is not None and named and not of_other_plan(words, build.identity):
                where: tuple[Any, Any] = (item.table, cell)
                spot = Spot(text, start + found.start(1), start + found.end(), item.section, *where)
                number = float(found.group(1).replace(",", "."))
                build.fact("overall_percent", spot, "mean", number=number, unit="percent", phase=build.identity.phase)
                return


def _stretches(item: Item) -> list[tuple[Any, int, int, Any, bool]]:
    """Return the texts in which a mean may stand, sentences or cells, and whether each or its row names the whole."""
    if item.kind == "row":
        cells = list({id(c): c for c in item.cells if c is not None and str(c)}.values())
        named = any(_names_whole(str(c)) and len(str(c)) <= LABEL for c in cells)
        return [(c.text, 0, len(str(c)), c, named) for c in cells]
    words = str(item)
    ends = [0, *(m.end() for m in re.finditer(r"[.;!?](?=\s)", words)), len(words)]
    return [(item.text, item.start + a, item.start + b, item.cell, _names_whole(words[a:b])) for a, b in pairwise(ends)]


def _is_mean(figure: str, mean: float) -> bool:
    """Whether a printed figure is a mean to its last decimal."""
    decimals = len(figure.partition(".")[2] or figure.partition(",")[2])
    return abs(float(figure.replace(",", ".")) - mean) <= 0.5 * 10**-decimals + EXACT and decimals > 0


def _names_whole(words: str) -> bool:
    return any(t.word in word_set("stated.yml", "whole") for t in tokens_of(words))


def _sentences(build: Builder, items: Sequence[Item], outline: Outline) -> None:
    """Put the year of joining and the overall progress that sentences state, each where no other sentence differs."""
    names = country_names(build.identity.country_code) if build.identity.country_code else ()
    years: dict[float, Spot] = {}
    rates: dict[float, tuple[Spot, tuple[str, ...]]] = {}
    inside = {i for s in outline.sections for a, b in ((s.first, s.last), *s.elsewhere) for i in range(a, b)}
    for item in items:
        year = _year(item, names)
        if year is not None:
            years.setdefault(*year)
        words = str(item)
        if item.kind == "field" and item.index not in inside and item.label is not None:
            rate = overall_rate(f"{item.label}: {words}") if words.endswith("%") else None
            rate = rate and replace(rate, start=0, end=len(words))
        else:
            rate = overall_rate(words) if item.kind not in ("row", "field") else None
        if rate is not None and not _other_years(words, build.identity):
            rates.setdefault(rate.number, (_spot(item, rate.start, rate.end), rate.doubts))
    if len(years) == 1 and not build.facts_of("member_since"):
        ((number, spot),) = years.items()
        build.fact("member_since", spot, "sentence.joined", number=number, unit="year")
    if len(rates) == 1 and not build.facts_of("overall_percent"):
        ((number, (spot, doubts)),) = rates.items()
        build.fact("overall_percent", spot, "sentence.average", number=number, unit="percent")
        for fact in build.facts_of("overall_percent") if doubts else ():  # "about 45%"
            fact.flagged, fact.doubts = True, [*doubts]
            build.issue(spot, "sentence.average", doubts[0], "warning", spot.words()[:80])


def _year(item: Item, names: Sequence[str]) -> tuple[float, Spot] | None:
    """Return the year of joining that a sentence states, or a label with its value ("Member since | 2011")."""
    if item.kind in ("row", "field"):
        said = [c for c in item.cells if c is not None and str(c)]
        label, value = (item.label, item) if item.kind == "field" else said if len(said) == 2 else (None, None)
        found = joined(f"{label} {value}") if label is not None and len(str(value)) == YEAR else None
        if found:
            return found.number, _spot(item, 0, len(str(item)))
        return next((y for c in said if (y := _year_in(item, c, names)) is not None), None)
    words = str(item)
    found = joined(words, names)
    return (found.number, _spot(item, found.start, found.end)) if found else None


def _year_in(item: Item, cell: Cell, names: Sequence[str]) -> tuple[float, Spot] | None:
    """Return the year of joining that the prose of a cell states: a table may only lay out a page."""
    words = str(cell)
    found = joined(words, names) if len(words) > PROSE else None
    spot = (cell.text, found.start, found.end, item.section, item.table, cell) if found else ()
    return (found.number, Spot(*spot)) if found else None


def _spot(item: Item, start: int, end: int) -> Spot:
    where: tuple[Any, Any] = (item.table, item.cell)
    return Spot(item.text, item.start + start, item.start + end, item.section, *where)


def _overall(build: Builder, items: Sequence[Item], outline: Outline) -> None:
    """Put the progress of the whole plan that a row or field of totals states, where no other one differs.

    A row of totals belongs to a table of commitments or stands outside of all of them; inside of one only words such as
    "Average of the plan" speak of more than it.
    """
    if build.facts_of("overall_percent"):
        return  # a box says it
    tables = {id(items[s.first].table) for s in outline.sections}
    tables |= {id(items[a].table) for s in outline.sections for a, _ in s.elsewhere}
    inside = {i for s in outline.sections for i in range(s.first, s.last)}
    found: dict[float, Spot] = {}
    of_plan: set[float] = set()
    for item in items:
        label, cells = _total(item)
        own = item.kind == "row" and id(item.table) in tables
        if not label or (item.index in inside and not own and not says_plan(label)):
            continue
        if unit_in(label) not in (None, "commitment", "measure") and not says_plan(label):
            continue  # "Average of the component"
        cells = (_in_column(item, build.identity.language) if own else []) or cells
        rates = [(c, v) for c in cells if (v := _rate(str(c), own=own, language=build.identity.language)) is not None]
        if len(rates) == 1 and not is_sum(rates[0][1], _above(items, item, rates[0][0])):
            cell, number = rates[0]
            where: tuple[Any, Any] = (item.table, item.cell if item.kind == "field" else cell)
            spot = Spot(cell.text, item.start if item.kind == "field" else 0, None, item.section, *where)
            found.setdefault(number, spot)
            of_plan |= {number} if says_plan(label) else set()
    if len(found) > 1:
        found = {number: spot for number, spot in found.items() if number in of_plan}
    if len(found) == 1:
        ((number, spot),) = found.items()
        phase = build.identity.phase
        build.fact("overall_percent", spot, "total.row", number=number, unit="percent", phase=phase)


def _above(items: Sequence[Item], item: Item, cell: Any) -> list[float]:
    """Return the percentages that stand above a cell in its table."""
    rows = (i for i in items[: item.index] if i.kind == "row" and i.table is item.table)
    above = [str(c) for i in rows for c in i.cells if c is not None and c.col == getattr(cell, "col", None)]
    return [r.value for words in above for r in percentages(words)[:1] if r.value is not None]


def _in_column(item: Item, language: str | None) -> list[Any]:
    """Return the cells of a row that stand in a column of progress and hold a percentage, with its sign or without."""
    cells = [item.at(c.col) for c in item.columns if c.role == "percent"]
    return [c for c in cells if c is not None and read_value("percent", str(c), language=language).percent is not None]


def _rate(words: str, *, own: bool, language: str | None) -> float | None:
    """Return the one percentage of some words; in a table of commitments (``own``) it may lack its sign."""
    if own:
        return read_value("percent", words, language=language).percent
    rates = [r.value for r in percentages(words) if r.value is not None and not r.doubts]
    return rates[0] if len(rates) == 1 else None


def _total(item: Item) -> tuple[str, Sequence[Any]]:
    """Return the label of a row or field of totals and the cells behind it; no label where it is none."""
    if item.kind == "field":
        label = str(item.label) if item.label is not None else ""
        return (label, [item]) if label and (item.role == "total" or says_average(label)) else ("", [])
    if item.kind != "row":
        return "", []
    cells = list({id(c): c for c in item.cells if c is not None and str(c)}.values())
    label = next((str(c) for c in cells if any(ch.isalpha() for ch in str(c))), "")
    if says_part(label) or not (is_total(item) or (len(label) <= LABEL and says_average(label))):
        return "", []
    return label, [c for c in cells if str(c) != label]


def _tallies(build: Builder, items: Sequence[Item], outline: Outline) -> None:
    """Put how many commitments stand at a status, by sentences.

    A sentence that names the years of another plan speaks of that one. Doubted is a number that does not agree with the
    others: those of the list, of the statuses that the document gives its commitments, of another sentence.
    """
    said: dict[str, list[tuple[Item, Tally]]] = defaultdict(list)
    own = _by_status(build)
    for item in items:
        found = tallies(str(item)) if item.kind == "para" else ()
        borne_out = {t.sentence for t in found} - {t.sentence for t in found if own[t.code] != t.number}
        for tally in found:
            if (tally.named or tally.sentence in borne_out) and not of_other_plan(
                str(item)[slice(*tally.sentence)], build.identity
            ):
                said[tally.code].append((item, tally))
    for code in sorted(said.keys() & TALLIED):
        metric = "completion_high" if code == HIGH else f"completion_{code}"
        if build.facts_of(metric):
            continue  # a box says it
        item, tally = next((s for s in said[code] if s[1].number == own[code]), said[code][0])
        spot = Spot(item.text, item.start + tally.start, item.start + tally.end, item.section)
        build.fact(metric, spot, "count.tally", number=float(tally.number), unit="commitments")
        differs = len({t.number for _, t in said[code]}) > 1 if not own else own[code] != tally.number
        if differs or tally.total != len(outline.sections):
            for fact in build.facts_of(metric):
                fact.flagged = True
                fact.doubts.append(DIFFERS)


def _by_status(build: Builder) -> Counter[str]:
    """Return how many commitments the document itself gives each status."""
    stated = {(a.mention, a.code) for a in build.assessments_of() if a.dimension == "completion" and not a.milestone}
    out = Counter(code for _, code in stated if code)
    out[HIGH] = out["complete"] + out["substantial"]
    return +out


def of_other_plan(text: str, identity: Identity) -> bool:
    """Whether a sentence speaks of another plan, by its years or its number ("the third plan had ...")."""
    numbers = {n for n, _, _ in numbers_in(fold(text))}
    own = identity.plan_number
    return _other_years(text, identity) or (bool(numbers) and own is not None and own not in numbers)


def _other_years(text: str, identity: Identity) -> bool:
    """Whether a text names years of a plan, and none of them are the document's own."""
    start = identity.plan_start
    named = {int(m.group(1)) for m in _YEARS.finditer(text)}
    return bool(named) and start is not None and start not in named


def _own_years(text: str, identity: Identity) -> bool:
    """Whether a text names the document's own plan by its years, whatever else it calls it ("the first plan")."""
    return str(identity.plan_start) in {m.group(1) for m in _YEARS.finditer(text)}


def _sentence(words: str, at: int) -> str:
    """Return the sentence of a text that a place stands in."""
    ends = [m.end() for m in re.finditer(r"[.;!?](?=\s)", words)]
    first = max((e for e in ends if e <= at), default=0)
    return words[first : min((e for e in ends if e > at), default=len(words))]


def _is_own(count: StatedCount, sentence: str, identity: Identity) -> bool:
    """Whether a sentence counts the document's own plan: "the first plan" is another one unless its years are those."""
    return (not count.other_plan or _own_years(sentence, identity)) and not _other_years(sentence, identity)


def _counts(build: Builder, outline: Outline, counts: Sequence[tuple[Item, StatedCount]]) -> None:
    """Put the stated number of commitments, doubted where the outline holds another."""
    if build.facts_of("commitments_total"):
        return  # a box says it
    n = len(outline.sections)
    some = build.identity.doc_type == "case_study"  # which tells of a few of a plan's
    totals = [
        (item, c)
        for item, c in counts
        if c.unit in ("commitment", "measure")
        and _is_own(c, _sentence(str(item), c.start), build.identity)
        and (c.sure or (c.number == n and not some))
    ]
    # "two of the nine" tells the number of all where nothing else does
    totals = [t for t in totals if t[1].part is None] or [t for t in totals if t[1].number == n]
    if not totals:
        return
    number = outdone([c for _, c in totals], n) or n
    agreeing = [(i, c) for i, c in totals if c.number == number]
    best = agreeing or totals
    if len({c.number for _, c in best}) > 1:
        return
    item, count = best[0]
    spot = Spot(item.text, item.start + count.start, item.start + count.end, item.section, item.table, item.cell)  # type: ignore[arg-type]
    if n == 0 and not count.sure:
        return
    build.fact("commitments_total", spot, "count.stated", number=float(count.number), unit="commitments")
    if n and (count.number != n or outline.doubts):
        for fact in build.facts_of("commitments_total"):
            fact.flagged = True
            fact.doubts.append(DIFFERS)
        build.issue(spot, "count.stated", DIFFERS, "warning", f"{count.number} stated, {n} found")
