"""Labels that no list of words knows, told by what stands beside them again and again.

A form, a card or a fiche asks the same questions of each commitment. A label that recurs through a document, with
bodies or with dated steps as its values each time, asks for them, whatever it is called ("Answerable office"). What is
told so is doubted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from extractors.annotate.dated import dated_clauses
from extractors.annotate.dates import dates
from extractors.annotate.labels import role_of
from extractors.annotate.names import is_body, is_whole_name, names
from extractors.annotate.partners import with_others
from extractors.annotate.values import Reading, read_value
from extractors.annotate.vocabulary import word_set, words_of
from extractors.segment.kinds import HELPERS, together
from extractors.segment.outline import Span
from extractors.segment.stream import Item
from extractors.words import fold

SHORTEST, LONGEST = 4, 50  # characters of a label
OFTEN = 3  # times that a label recurs
MOST = 0.75  # share of its values that are of one kind
LONGEST_VALUE = 220  # characters of a value that names bodies
SMALL = 4  # letters of a word that a name need not write with a capital
SHORT_NAME = 8  # words of a name that may be written small: "Dirección nacional de medio ambiente"
SINGLE = 0.75  # share of the values that name one body: who leads
MOST_BELOW = 8  # paragraphs below a label
LONGEST_PERIOD = 60  # characters of a start and an end
LONGEST_SCALE = 120  # characters of a scale with its boxes, or of a status
_STEP = re.compile(r"(?:^|[\s;])\(?[a-h1-9][.)]\s")
GOALS = frozenset({"milestone", "milestones", "objective"})
"""Roles of labels of what is to be reached."""

BODIES = frozenset({"lead", "support", "civil_society", "contact"})
"""Roles of labels of bodies and persons."""

MOST_WORDS = 4  # words of a date behind a word
_STOP = re.compile(r"[.;:!](?=\s|$)|\s[–—-]\s")
_END = re.compile(r"[.:?)\]]\s+(?=\S)|\s[–—→»>|-]+\s+(?=\S)")
_SHARE = re.compile(r"\d+(?:[.,]\d+)?\s?%")
_LISTED = re.compile(r"[^\w\s]\s|\(?\w{1,2}[.)]\s")  # the sign or number of an item of a list
_BOX = re.compile(r"[☐☑☒□■✓✔✗✘]")
_SENTENCE = re.compile(r"[.!?]\s+\S")
_MARKER = re.compile(r"\W*(?:\w{1,2}[.)]\s*)?")
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A label of the document: where it stands, its words, where the label ends and the value begins.

    ``run_in``: nothing but a stop parts it from the value, so that without a role it may be no label at all.
    """

    item: Item
    words: str
    label: Span
    value: str
    start: int
    run_in: bool = False


def with_learned(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items of a stream, those behind labels that recur with one kind of value as fields."""
    items = _against_values(items)
    often = _recurring(items)
    leads = sum(i.kind == "field" and i.role == "lead" for i in items)
    helped = sum(i.kind == "field" and i.role in HELPERS for i in items) >= OFTEN
    out = list(items)
    for some in often:
        known = role_of(some[0].words)
        role = known.name if known is not None else _role_of(some, led=leads >= OFTEN, helped=helped)
        leads += len(some) if role == "lead" else 0
        for asked in some if role else ():
            out[asked.item.index] = replace(_field(asked, role or ""), learned=known is None)
    return tuple(_dated(item) for item in _with_shares(_with_columns(out)))


def _with_shares(items: Sequence[Item]) -> list[Item]:
    """Return items, sentences that recur with nothing but another percentage in each as the shares that are done."""
    groups: dict[str, list[tuple[Item, float]]] = defaultdict(list)
    for item in items:
        words = str(item)
        share = _share(words) if item.kind == "para" and not item.level and not item.marker else None
        if share is not None:
            groups[_SHARE.sub("#", fold(words))].append((item, share))
    out = list(items)
    for some in groups.values():
        if len(some) >= OFTEN and len({share for _, share in some}) > 1:
            for item, _ in some:
                out[item.index] = replace(item, kind="field", role="percent", label=item.span, learned=True)
    return out


def _share(words: str) -> float | None:
    """Return the only percentage of a short text that says more than it, None for others and for those of a thing."""
    if words.count("%") != 1 or len(words) > LONGEST_SCALE:
        return None
    reading = read_value("percent", words)
    return reading.percent if not reading.is_whole and not reading.doubts else None


def _with_columns(items: Sequence[Item]) -> list[Item]:
    """Return items with roles for the columns of tables that recur under the same heads, as those in a form do.

    All rows under the same heads tell together what stands below a head that no list of words knows.
    """
    groups: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in items:
        if item.kind == "row" and sum(map(bool, item.header)) > 1:
            groups[tuple(map(fold, item.header))].append(item)
    out = list(items)
    learned: dict[tuple[str, ...], dict[str, str | None]] = {}
    for heads, some in groups.items():
        if len({id(item.table) for item in some}) < OFTEN:
            continue
        rows, columns = [item.cells for item in some], some[0].columns
        kinds = together(rows, [c.role for c in columns], [bool(c.words) for c in columns])
        if kinds:
            one = heads.count("") == 1  # a column of numbers needs no head
            named = {heads[col]: role for col, role in kinds.items() if heads[col] or one}
            learned[tuple(filter(None, heads))] = named
    for heads, some in groups.items():
        roles = learned.get(tuple(filter(None, heads)), {})  # a table may lack the column of signs
        for item in some if roles else ():
            made = (
                replace(c, role=roles[head], learned=True) if head in roles else c
                for c, head in zip(item.columns, heads, strict=True)
            )
            out[item.index] = replace(item, columns=tuple(made))
    return out


def _against_values(items: Sequence[Item]) -> Sequence[Item]:
    """Return items with a role for labels of bodies that hold nothing but percentages or statuses: "Carries: 58 %"."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.kind == "field" and item.role in BODIES and not item.open and item.label is not None:
            groups[fold(str(item.label))].append(item)
    out = list(items)
    for some in groups.values():
        values = [str(item) for item in some]
        shares = sum((r := read_value("percent", v)).percent is not None and r.is_whole for v in values)
        states = sum(map(_says_status, values))
        role = "percent" if shares >= states else "completion"
        if len(some) >= OFTEN and max(shares, states) >= MOST * len(some):
            for item in some:
                out[item.index] = replace(item, role=role, learned=True)
    return out


def _dated(item: Item) -> Item:
    """Return the field of a goal ("Final goal") whose value is nothing but a date as the end that it tells.

    A label with a number is that of one milestone.
    """
    words = str(item)
    if item.kind != "field" or item.role not in GOALS or item.open or len(words) > LONGEST_PERIOD:
        return item
    if any(c.isdigit() for c in str(item.label or "")):
        return item
    reading = read_value("dates", words)
    if not (reading.start or reading.end) or not reading.is_whole:
        return item
    return replace(item, role="dates" if reading.start and reading.end else "end")


def unknown_labels(items: Sequence[Item]) -> frozenset[int]:
    """Return the lines that stand above other values each time, so that they end the value of the label above them."""
    return frozenset(
        a.item.index for some in _recurring(items) for a in some if a.start >= len(a.words) and not a.run_in
    )


def _recurring(items: Sequence[Item]) -> list[list[_Asked]]:
    """Return the labels without a role that recur with differing values, each with all its places."""
    groups: dict[tuple[str, str], list[_Asked]] = defaultdict(list)
    for asked in _asked(items):
        groups[asked.item.kind, fold(asked.words).strip(" .:?")].append(asked)
    return [some for some in groups.values() if len(some) >= OFTEN and len({a.value for a in some}) > 1]


def _field(asked: _Asked, role: str) -> Item:
    item = asked.item
    if item.kind == "row":
        cell = next(c for c in item.cells if c is not None and c is not item.cells[0] and str(c))
        return replace(item, kind="field", text=cell.text, runs=cell.runs, cell=cell, role=role, label=asked.label,
                       columns=(), cells=(), learned=True)  # fmt: skip
    return replace(item, kind="field", role=role, label=asked.label, start=item.start + asked.start, level=0,
                   open=asked.start >= len(str(item)), learned=True)  # fmt: skip


def _asked(items: Sequence[Item]) -> Iterator[_Asked]:
    """Yield what may be a label with its value: two cells of a row, bold words ahead, or a short line above words."""
    for item in items:
        if item.kind == "row":
            yield from _in_row(item)
        elif item.kind in ("para", "full"):
            ahead = _ahead(item)
            if ahead:
                yield ahead
                continue
            run_in = _in_words(item)
            if run_in:
                yield run_in
            words, below = str(item), _below(items, item)
            if below and _is_label(words):
                yield _Asked(item, words, item.span, below, len(words))


def _below(items: Sequence[Item], item: Item) -> str:
    """Return the paragraphs below a line up to one in its own letters, a heading or a field; empty for none."""
    out = []
    for other in items[item.index + 1 : item.index + 1 + MOST_BELOW]:
        if other.kind != "para" or other.level or (other.style == item.style and not item.level):
            break
        out.append(f"{other.marker} {other}".strip())
    return "\n".join(out)


def _in_row(item: Item) -> Iterator[_Asked]:
    cells = list({id(c): c for c in item.cells if c is not None and str(c)}.values())
    if len(cells) == 2 and not any(c.role for c in item.columns) and _is_label(str(cells[0])):
        label = Span(cells[0].text, 0, None, item.section, item.table, cells[0])
        yield _Asked(item, str(cells[0]), label, str(cells[1]), 0)


def _ahead(item: Item) -> _Asked | None:
    """Return the words that a paragraph begins with in letters of their own, as a label of what follows.

    A stop ends it, or only the letters; the name of a body set off so is no label.
    """
    words = str(item)
    runs = [r for r in item.runs if r.end > item.start]
    if not runs or runs[0].start > item.start or (len(runs) > 1 and runs[0].style == runs[1].style):
        return None
    end = runs[0].end - item.start
    label = words[:end].strip()
    rest = words[end:].lstrip(" .:?–—-")
    stopped = label[-1:] in (*".:?",) or words[end : end + 1] in (*".:?",)
    if not rest or _END.search(label) or not _may_ask(label) or (not stopped and is_body(label)):
        return None
    span = Span(item.text, item.start, item.start + len(label), item.section, item.table, item.cell)
    return _Asked(item, label, span, rest, len(words) - len(rest))


def _in_words(item: Item) -> _Asked | None:
    """Return the words of a paragraph up to its first stop, in letters like those behind them, as a label."""
    words = str(item)
    stop = _END.search(words, 0, LONGEST + 2)
    label = words[: stop.start()] if stop is not None else ""
    if (
        stop is None or not _may_ask(label) or _STEP.match(words[stop.end() :])
    ):  # a list is announced: "... are: (1) ..."
        return None
    span = Span(item.text, item.start, item.start + stop.start(), item.section, item.table, item.cell)
    return _Asked(item, words[: stop.start()], span, words[stop.end() :], stop.end(), run_in=True)


def _is_label(words: str) -> bool:
    """Whether words may be a label: short, no number, no date, no status, no role of their own."""
    dated = dates(words)
    if dated and dated[-1].end >= len(words.rstrip(" .:?)")):
        words = words[: dated[0].start].rstrip(" ,(–-")  # "Where we are, July 2017"
    return _is_short(words) and role_of(words) is None and not _says_status(words)


def _is_short(words: str) -> bool:
    """Whether words are as long as a label, begin like one, and hold no number."""
    bare = words.strip(" .?¿[]()")
    return SHORTEST <= len(bare) <= LONGEST and bare[:1].isupper() and not any(c.isdigit() for c in bare)


def _may_ask(words: str) -> bool:
    """Whether words that a paragraph begins with may be a label, or are one of the word list as a whole."""
    if _is_label(words):
        return True
    known = role_of(words) if _is_short(words) and len(words_of(words)) > 1 else None
    return known is not None and known.score >= 1  # "Who answers for it. Ministry of Health" has no colon


def _role_of(some: Sequence[_Asked], *, led: bool, helped: bool) -> str | None:
    """Return what a label asks for by its values, None where they are of no one kind.

    Where no label asks who leads (``led``), one with bodies does: a body each, or as another asks who helps
    (``helped``).
    """
    stepped = sum(len(_STEP.findall(a.value)) > 1 and len(dates(a.value)) > 1 for a in some)
    listed = max(stepped, sum(_lists_days(a.value) for a in some)) >= MOST * len(some)
    if listed or _list_steps([a.value for a in some]):
        return "milestones"
    periods = sum(_says_period(a.value) for a in some)
    if periods and periods + sum(_says_begin(a.value) for a in some) >= MOST * len(some):
        return "dates"
    if sum(_is_status(a.value) for a in some) >= MOST * len(some):
        return "completion"
    bodies = [a for a in some if _names_bodies(a.value)]
    if len(bodies) < max(MOST * len(some), OFTEN):
        return None
    single = sum(len(names(with_others(a.value)[0])[0]) == 1 for a in bodies)
    return "lead" if not led and (helped or single >= SINGLE * len(bodies)) else "support"


def _lists_days(value: str) -> bool:
    """Whether a value begins with lines of a day with words behind it ("31 March 2024 Consult registrants"), each with
    its status or none below it."""
    days = 0
    for line in value.splitlines():
        first = next(iter(dates(line)), None)
        behind = line[first.end :].lstrip(" :.–—-") if first is not None else ""
        worded = bool(_WORD.match(behind)) and behind[0].isupper() and not any(d.start == 0 for d in dates(behind))
        if first is not None and _MARKER.fullmatch(line, 0, first.start) and worded:
            days += 1
        elif not days or not _says_status(line):
            break
    return days > 0


def _list_steps(values: Sequence[str]) -> bool:
    """Whether most values are nothing but dated steps, several of more than one: sentences, or items of a list."""
    steps = [max(len(dated_clauses(words)), _ending_in_days(words)) for words in values]
    return sum(n > 0 for n in steps) >= MOST * len(values) and sum(n > 1 for n in steps) > 1


def _ending_in_days(value: str) -> int:
    """Return how many items the list at the head of a value has, if each ends with a day ("- open it by 31 March")."""
    lines = list(takewhile(_LISTED.match, value.splitlines()))
    ends = [found[-1].end if (found := dates(line)) else 0 for line in lines]
    return len(lines) if all(end >= len(line.rstrip(" .;)")) for end, line in zip(ends, lines, strict=True)) else 0


def _says_period(value: str) -> bool:
    """Whether a value is nothing but a start and an end."""
    words = value.splitlines()[0]
    reading = read_value("dates", words) if len(words) <= LONGEST_PERIOD else None
    return reading is not None and None not in (reading.start, reading.end) and _is_all(reading, words)


def _says_begin(value: str) -> bool:
    """Whether a value is one date behind a word or two: "From January 2017"."""
    reading = read_value("dates", value) if len(value) <= LONGEST_PERIOD and len(value.split()) <= MOST_WORDS else None
    return reading is not None and None in (reading.start, reading.end) and bool(reading.start or reading.end)


def _is_status(value: str) -> bool:
    """Whether a value begins with a step of a scale, or is all of its steps with boxes to tick."""
    words = value.splitlines()[0]
    words = words if _BOX.search(words) else _STOP.split(words, maxsplit=1)[0]  # "Done. All upload a table each month"
    found = read_value("completion", words) if len(words) <= LONGEST_SCALE else None
    if found is None or not found.codes or found.doubts:
        return False
    return not words_of(words[: found.codes[0].start]) or bool(_BOX.search(words))


def _says_status(words: str) -> bool:
    """Whether words are no more than a status: a badge and no label."""
    reading = read_value("completion", words)
    return bool(reading.codes) and _is_all(reading, words)


def _is_all(reading: Reading, words: str) -> bool:
    """Whether a value takes most letters of the words."""
    read = sum(end - start for _, start, end in reading.spans)
    return read >= MOST * sum(not c.isspace() for c in words)


def _names_bodies(words: str) -> bool:
    """Whether words name bodies and say nothing of them: no sentence, most words with a capital, or a short name."""
    verbs = set(words_of(words)) & word_set("stated.yml", "ends_name")
    if len(words) > LONGEST_VALUE or _SENTENCE.search(words) or verbs or not is_body(words):
        return False
    shown = words.split()
    long = [w for w in (w.strip("(,;.") for w in shown) if len(w) > SMALL]
    capitals = sum(not w[:1].islower() for w in long)
    short = len(shown) <= SHORT_NAME and is_whole_name(words)
    return words[:1].isupper() and (2 * capitals >= len(long) or short)
