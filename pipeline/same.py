"""Which mentions of one plan are one commitment: number and title together, over all of its documents.

A number alone is no proof, nor is a title alone. Two mentions in two documents are one commitment where

- an OGP id says so;
- number and title agree; or number agrees, the titles are neither alike nor unlike, and the list as a whole,
  the institution or the text speaks for it;
- one of them prints no number, or the two documents number in two ways, and the titles agree without a rival;
- the numbers differ, the titles are nearly the same, and the whole list (or institution) shows that it was
  renumbered.

Where only one of number and title agrees they stay two, and the pair is a doubt. What a later document
divides (``split``) or puts together (``merged``) is told from both. Pure: no database, no clock.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any, Literal

from rapidfuzz import fuzz

from extractors.words import fold
from pipeline.titles import alike, concepts, generic, head, similarity

Place = tuple[int, ...]


@dataclass(frozen=True)
class Thresholds:
    """What the shares and scores (0 to 1) mean that decide whether mentions are one commitment."""

    agree: float = 0.62
    """Titles from here on agree ("Identidad digital", "Digital identity"); Chile's plans of 2012 and 2014 taught it."""
    agree_rare: float = 0.45
    """The same, counting only words that few titles of the plan share: "Publish the ..." says nothing."""
    unclear: float = 0.3
    """Below this, titles in one language are unlike."""
    some: float = 0.15
    """Below this, titles in two languages have nothing in common; above, the word list may lack their words."""
    half: float = 0.45
    """Titles from here on, with the same number and the same institution, are one commitment."""
    nearly: float = 0.88
    """Titles from here on are nearly the same: enough for a commitment that got another number."""
    margin: float = 0.12
    """By so much a pair must be better than every rival."""
    lead: float = 0.75
    """Institutions from here on are the same."""
    text: float = 0.75
    """Share of a title's words that the other document's text about the commitment holds."""
    part: float = 0.8
    """Share of the words of a part's title that the title of the whole holds, and the reverse for all parts."""
    hits: int = 2
    """So many commitments with the same number and alike titles show that two lists share their numbers."""


RULES = Thresholds()


@dataclass(frozen=True, slots=True)
class Said:
    """A mention: what one document prints of a commitment. ``place`` orders mentions: the best document first.

    ``printed`` is the id made of plan and printed number (or OGP id, or title); ``number`` has the section
    before it where numbers restart per section.
    """

    mention_id: str
    document_id: str
    printed: str
    plan_id: str
    place: Place
    number: str | None = None
    ogp_id: str | None = None
    title: str | None = None
    lang: str | None = None
    lead: str | None = None
    text: str = ""

    @property
    def own(self) -> str:
        """A name that this mention has whatever the others say: the printed id and a digest of the title."""
        digest = hashlib.sha256(fold(self.title or self.mention_id).encode()).hexdigest()[:8]
        return self.printed if self.printed.endswith(f"-t{digest}") else f"{self.printed}-t{digest}"


_BY_NUMBER = frozenset(
    {"numbering", "number_support", "number"}
)  # methods that lean on the number more than on the title


@dataclass(frozen=True, slots=True)
class Why:
    """Why two mentions are taken for one commitment, or may be: a stable method, a score (0 to 1), words."""

    method: str
    score: float
    reason: str


@dataclass(slots=True)
class Cluster:
    """The mentions of one commitment, the best document first, with why each but the first belongs to it."""

    members: list[Said]
    why: dict[str, Why] = field(default_factory=dict)  # mention id -> why it is here
    commitment_id: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two commitments that may be one."""

    a: str
    b: str
    why: Why
    mentions: tuple[Said, Said]


@dataclass(frozen=True, slots=True)
class Parts:
    """A commitment of one document that others divide, or that puts others together."""

    kind: Literal["split", "merged"]
    whole: Said
    parts: tuple[Said, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Settled:
    """The commitments of a plan, the doubts between them, and what was divided or put together."""

    clusters: list[Cluster]
    doubts: list[Doubt]
    parts: list[Parts]


Apart = Collection[frozenset[str]]
"""Pairs of mention ids that a person keeps apart."""


def settle(members: Sequence[Said], apart: Apart = ()) -> Settled:
    """Return the commitments of one plan; the same whatever the order of ``members``."""
    plan = _Plan(sorted(members, key=lambda m: (m.place, m.mention_id)), frozenset(apart))
    plan.divide()
    for number in range(len(plan.documents)):
        plan.place(number)
    clusters = plan.named()
    return Settled(clusters, plan.doubts(), plan.parts)


# Titles ----------------------------------------------------------------------------------------------------


class Titles:
    """How alike the titles of a plan are, each pair looked at once; words that many titles share count less."""

    def __init__(self, lists: Iterable[Sequence[str]]) -> None:
        listed = [[t for t in titles if _telling(t)] for titles in lists]
        self.texts = sorted({t for titles in listed for t in titles})
        self._at = {t: n for n, t in enumerate(self.texts)}
        self._alike = {(i, j): s for i, j, s in alike(self.texts, self.texts, RULES.some)}
        seen: Counter[str] = Counter()
        most = 1
        for titles in listed:
            once = [concepts(t) for t in dict.fromkeys(titles)]
            most = max(most, len(once))
            for word, n in Counter(w for words in once for w in words).items():
                seen[word] = max(seen[word], n)
        self._weight = {w: max(math.log((most + 1) / n) / math.log(most + 1), 0.1) for w, n in seen.items()}

    def alike(self, a: str | None, b: str | None) -> float | None:
        """How alike two titles are, 0 to 1; None where one is missing or says nothing but "Commitment 4"."""
        if not a or not b or a not in self._at or b not in self._at:
            return None
        if a == b or fold(a) == fold(b):
            return 1.0
        pair = (self._at[a], self._at[b])
        score = min(self._alike.get((min(pair), max(pair)), 0.0), 1.0)
        if score < RULES.nearly and not _about_one(a, b):
            return min(score, RULES.some - 0.01)
        if score >= RULES.agree and self._rare(a, b) < RULES.agree_rare:
            score = RULES.agree - 0.01
        return min(score, 0.86) if _other_numbers(a, b) else score

    def _rare(self, a: str, b: str) -> float:
        x, y = concepts(a), concepts(b)
        weigh = self._weight.get
        shared = 2 * sum(weigh(w, 1.0) for w in x & y)
        smaller = min(x, y, key=len)
        held = sum(weigh(w, 1.0) for w in x & y) / max(sum(weigh(w, 1.0) for w in smaller), 0.01)
        dice = shared / max(sum(weigh(w, 1.0) for w in x) + sum(weigh(w, 1.0) for w in y), 0.01)
        return max(dice, 0.85 * held if len(smaller) >= 3 else 0.0, similarity(a, b) if not x & y else 0.0)

    def telling(self, words: Iterable[str]) -> set[str]:
        """The words that fewer than half of a list's titles share."""
        return {w for w in words if self._weight.get(w, 1.0) > 0.3}


_EMPTY = frozenset(concepts("commitment compromiso number numero action accion"))


@lru_cache(maxsize=1 << 16)
def _telling(title: str) -> bool:
    return bool(concepts(title) - _EMPTY)


@lru_cache(maxsize=1 << 16)
def _about_one(a: str, b: str) -> bool:
    """Whether what one title is about stands in the other, and the reverse: more than what it does, and where."""
    x, y = head(a), head(b)
    return bool(x & (concepts(b) - generic()) and y & (concepts(a) - generic())) or not x or not y


@lru_cache(maxsize=1 << 16)
def _digits(title: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", title))


def _other_numbers(a: str, b: str) -> bool:
    """Whether both titles name numbers, and others: "Phase 1", "Phase 2"."""
    x, y = _digits(a), _digits(b)
    return bool(x) and bool(y) and not set(x) & set(y)


# Numbers ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def plain(number: str) -> str:
    """Return a number without leading zeros, capitals and a full stop at its end: "03." is "3"; "2.10" stays."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", number.strip().rstrip(".").casefold())


@lru_cache(maxsize=1 << 16)
def several(number: str) -> tuple[str, ...]:
    """Return the numbers that a composite one names ("3 and 4", "3-4", "3/4"); none for a single number."""
    found = re.split(r"\s*(?:,|/|\+|&|;|-|–|\band\b|\by\b)\s*", number.strip())
    return (
        tuple(plain(n) for n in found)
        if len(found) > 1 and all(re.fullmatch(r"[\d.]+[a-z]?", n) for n in found)
        else ()
    )


def _within(part: str, whole: str) -> bool:
    """Whether a number is that of a part of another: 3a or 3.1 of 3."""
    rest = part[len(whole) :] if part.startswith(whole) else ""
    return bool(re.fullmatch(r"\.?[a-z]|\.\d+", rest))


def _shape(number: str) -> int:
    return number.count(".")


@lru_cache(maxsize=1 << 16)
def _same_lead(a: str, b: str) -> bool:
    one, other = (" ".join(re.findall(r"\w+", fold(x))) for x in (a, b))
    return fuzz.token_set_ratio(one, other) / 100 >= RULES.lead


# Two documents ---------------------------------------------------------------------------------------------


class _Pair:
    """Two documents of a plan: which of their mentions may be one, and what speaks for it."""

    def __init__(self, plan: _Plan, left: Sequence[int], right: Sequence[int]) -> None:
        self.plan = plan
        self.left, self.right = left, right
        said = plan.said
        self.numbers = {i: plan.numbers.get(i) for i in (*left, *right)}
        shapes = [{_shape(n) for i in side if (n := self.numbers[i])} for side in (left, right)]
        self.one_way = not all(shapes) or bool(shapes[0] & shapes[1])
        self.titles = {
            (i, j): t for i in left for j in right if (t := plan.titles.alike(said[i].title, said[j].title)) is not None
        }
        self.equal = [(i, j) for i in left for j in right if self.numbers[i] and self.numbers[i] == self.numbers[j]]

    def other_language(self, i: int, j: int) -> bool:
        """Whether two mentions have titles in two languages, as far as is known."""
        a, b = self.plan.said[i].lang, self.plan.said[j].lang
        return bool(a and b and a != b)

    @cached_property
    def best(self) -> dict[int, tuple[float, int]]:
        """For each mention the title of the other document that is most like its own."""
        found: dict[int, tuple[float, int]] = {}
        for (i, j), t in self.titles.items():
            for own, other in ((i, j), (j, i)):
                if t > found.get(own, (0.0, -1))[0]:
                    found[own] = (t, other)
        return found

    def _elsewhere(self, i: int, j: int) -> bool:
        """Whether one of the two has a clearly better title elsewhere in the other document."""
        own = self.titles.get((i, j), 0.0) + RULES.margin
        return any(t >= RULES.agree and t > own for t, _ in (self.best.get(i, (0.0, -1)), self.best.get(j, (0.0, -1))))

    @cached_property
    def shared(self) -> bool:
        """Whether the lists share their numbers: enough commitments agree in both, and hardly any denies it."""
        pairs = [p for p in self.equal if p in self.titles]
        enough = 1 if self.plan.inferred & {*self.left, *self.right} else RULES.hits  # an unbroken run says more
        hits = sum(self.titles[p] >= RULES.agree and not self._elsewhere(*p) for p in pairs)
        wrong = sum(self._elsewhere(*p) for p in pairs)
        unlike = sum(self.titles[p] < RULES.unclear and not self.other_language(*p) for p in pairs)
        here, there = sum(self.titles[p] for p in pairs), sum(self._rival(*p) for p in pairs)
        return (
            hits >= min(enough, len(pairs)) and hits > 0 and hits >= 3 * wrong and hits >= 2 * unlike and here > there
        )

    def _rival(self, i: int, j: int) -> float:
        """How alike the best title is that either has under another number."""
        return max((t for (a, b), t in self.titles.items() if (a == i) != (b == j)), default=0.0)

    @cached_property
    def renumbered(self) -> bool:
        """Whether the whole of one list is in the other under other numbers."""
        moved = sum(self.numbers[i] != self.numbers[j] and self._meet(i, j) for i, j in self.titles)
        return moved >= 2 and 2 * moved >= min(len(self.left), len(self.right)) and not self.shared

    def _meet(self, i: int, j: int) -> bool:
        """Whether two titles are nearly the same (in two languages: agree), and neither has a better one."""
        t = self.titles[i, j]
        enough = RULES.agree if self.other_language(i, j) else RULES.nearly
        return t >= enough and self.best[i][0] == t == self.best[j][0]

    def _other_lead(self, i: int, j: int) -> bool:
        """Whether both name an institution, in one language, and others."""
        a, b = self.plan.said[i], self.plan.said[j]
        return bool(a.lead and b.lead and a.lang == b.lang and not _same_lead(a.lead, b.lead))

    def support(self, i: int, j: int) -> str:
        """What else speaks for one commitment, in words; empty where nothing does."""
        a, b = self.plan.said[i], self.plan.said[j]
        if a.lead and b.lead and _same_lead(a.lead, b.lead) and self.titles.get((i, j), 0.0) >= RULES.half:
            return "the same institution"
        for one, other in ((a, b), (b, a)):
            words = self.plan.titles.telling(concepts(one.title or ""))
            if len(words) >= 3 and len(words & concepts(f"{other.title} {other.text}")) / len(words) >= RULES.text:
                return "the title's words in the other text"
        return ""

    def verdicts(self) -> Iterator[tuple[int, int, Why, bool]]:
        """Yield pairs that are one commitment (true) or may be (false), with why."""
        for i, j in {*self.equal, *(p for p, t in self.titles.items() if t >= RULES.agree)}:
            a, b = self.plan.said[i], self.plan.said[j]
            if a.ogp_id and b.ogp_id:
                continue  # settled beforehand, or two
            t, number = self.titles.get((i, j)), self.numbers[i]
            if number is not None and number == self.numbers[j]:
                yield i, j, *self._same_number(i, j, t, number)
            elif t is not None:
                yield i, j, *self._other_number(i, j, t)

    def _same_number(self, i: int, j: int, t: float | None, number: str) -> tuple[Why, bool]:
        inferred = " (inferred)" if {i, j} & self.plan.inferred else ""
        said = f"number {number}{inferred} in both"
        if t is None:
            alone = self.plan.undisputed(number)
            return Why("number", 0.7, f"{said}; one has no title" + ("" if alone else ", and the number is two")), alone
        alike_ = f"titles {t:.2f} alike"
        if t >= RULES.agree and (t >= RULES.nearly or not self._elsewhere(i, j)):
            return Why("number_title", round(min(1.0, 0.75 + t / 4), 3), f"{said}, {alike_}"), True
        if t >= RULES.unclear or self.other_language(i, j):
            if (
                self.shared
                and not self._elsewhere(i, j)
                and not self._other_lead(i, j)
                and (t >= RULES.unclear or t >= max(self._rival(i, j), RULES.some))
            ):
                return Why("numbering", round(0.7 + t / 4, 3), f"{said}, {alike_}, and the lists share numbers"), True
            more = self.support(i, j) if t >= RULES.unclear and not inferred else ""
            if more and not self._elsewhere(i, j):
                return Why("number_support", round(0.65 + t / 4, 3), f"{said}, {alike_}, {more}"), True
        return Why("number_only", round(0.3 + t / 4, 3), f"{said}, but titles only {t:.2f} alike"), False

    def _other_number(self, i: int, j: int, t: float) -> tuple[Why, bool]:
        x, y = self.numbers[i], self.numbers[j]
        alike_ = f"titles {t:.2f} alike"
        if not x or not y or not self.one_way:
            how = "one has no number" if not x or not y else f"numbered in two ways, {x} and {y}"
            return Why("title", round(t, 3), f"{alike_}, {how}"), True
        if self.renumbered and self._meet(i, j):
            return Why("renumbered", round(t, 3), f"{alike_}, the list has other numbers: {x} is {y}"), True
        if t >= RULES.nearly:
            lead = self.support(i, j)
            if lead == "the same institution":
                return Why("renumbered", round(t - 0.05, 3), f"{alike_}, {lead}, numbers {x} and {y}"), True
        return Why("title_only", round(t / 2, 3), f"{alike_}, but numbers {x} and {y}"), False


# A plan ----------------------------------------------------------------------------------------------------


class _Plan:
    """Places the documents of a plan one after another, the best first, among the commitments known so far."""

    def __init__(self, said: Sequence[Said], apart: frozenset[frozenset[str]]) -> None:
        self.said = said
        self.apart = apart
        by_document: dict[str, list[int]] = defaultdict(list)
        for i, m in enumerate(said):
            by_document[m.document_id].append(i)
        # What has no titles comes last: its numbers are worth what the numbers of the others are.
        self.documents = sorted(
            by_document.values(), key=lambda ids: not any(_telling(said[i].title or "") for i in ids)
        )
        self.titles = Titles([[said[i].title or "" for i in ids] for ids in self.documents])
        self.numbers: dict[int, str] = {i: plain(m.number) for i, m in enumerate(said) if m.number}
        self.inferred: set[int] = set()
        for ids in self.documents:
            self._infer(ids)
        self.clusters: list[list[int]] = []
        self.of: dict[int, int] = {}
        self.why: dict[int, Why] = {}
        self.parts: list[Parts] = []
        self._open: list[tuple[int, int, Why]] = []
        self._divided: set[tuple[int, int]] = set()
        self._faces: dict[tuple[str | None, ...], int] = {}

    def _infer(self, ids: Sequence[int]) -> None:
        """Number a document's unbroken run of OGP ids, where the titles of another list meet them at those places."""
        with_id = sorted((self.said[i].ogp_id or "", i) for i in ids if self.said[i].ogp_id)
        order = [int(m[0]) for key, _ in with_id if (m := re.search(r"\d+$", key))]
        if len(with_id) < 3 or order != list(range(order[0], order[0] + len(with_id)) if order else ()):
            return
        if any(self.said[i].number for _, i in with_id):
            return
        rank = {i: str(n) for n, (_, i) in enumerate(with_id, 1)}
        for others in self.documents:
            flat = [j for j in others if (n := self.said[j].number) and n.isdecimal()]
            if others is ids or not flat or max(int(self.said[j].number or 0) for j in flat) > len(with_id):
                continue
            hits = wrong = 0
            for i, number in rank.items():
                for j in flat:
                    t = self.titles.alike(self.said[i].title, self.said[j].title) or 0.0
                    if t >= RULES.agree:
                        hits += plain(self.said[j].number or "") == number
                        wrong += plain(self.said[j].number or "") != number
            if hits and not wrong:
                self.numbers |= rank
                self.inferred |= set(rank)
                return

    def undisputed(self, number: str) -> bool:
        """Whether no two commitments of the plan known so far have a number."""
        return len({self.of[i] for i, n in self.numbers.items() if n == number and i in self.of}) <= 1

    def _kept_apart(self, i: int, cluster: int) -> bool:
        own = self.said[i]
        for j in self.clusters[cluster]:
            other = self.said[j]
            if own.document_id == other.document_id and not (own.ogp_id and own.ogp_id == other.ogp_id):
                return True
            if own.ogp_id and other.ogp_id and own.ogp_id != other.ogp_id:
                return True
            if self.apart and frozenset((own.mention_id, other.mention_id)) in self.apart:
                return True
            if (i, j) in self._divided or (j, i) in self._divided:
                return True
        return False

    def _denied(self, i: int, cluster: int) -> bool:
        """Whether a title of the commitment in the mention's own language has nothing to do with its title."""
        own = self.said[i]
        for other in (self.said[j] for j in self.clusters[cluster]):
            t = self.titles.alike(own.title, other.title)
            if t is not None and t < RULES.some and own.lang == other.lang:
                return True
        return False

    # What is divided or put together, document by document

    def divide(self) -> None:
        """Find what one document lists as a whole and another in parts; whole and parts are never one."""
        apart = list(self._different(len(self.documents)))
        for n, earlier in enumerate(apart):
            for later in apart[n + 1 :]:
                self._divide(earlier, later)

    def _divide(self, earlier: Sequence[int], later: Sequence[int]) -> None:
        for wholes, pieces, kind in ((earlier, later, "split"), (later, earlier, "merged")):
            for whole in wholes:
                found = self._parts(whole, pieces, wholes)
                if found:
                    ids, why = found
                    self._divided |= {(whole, i) for i in ids}
                    known: Literal["split", "merged"] = "split" if kind == "split" else "merged"
                    self.parts.append(Parts(known, self.said[whole], tuple(self.said[i] for i in ids), why))

    def _parts(self, whole: int, pieces: Sequence[int], wholes: Sequence[int]) -> tuple[list[int], Why] | None:
        number = self.numbers.get(whole)
        held = concepts(self.said[whole].title or "") - _EMPTY
        named = several(self.said[whole].number or "")
        mine = [i for i in pieces if self.numbers.get(i) in named] if named else []
        if len(mine) > 1 and len(mine) == len(named):
            return mine, Why("number", 1.0, f"number {self.said[whole].number} names {' and '.join(named)}")
        listed = {self.numbers.get(i) for i in wholes}
        if number:
            mine = [i for i in pieces if (n := self.numbers.get(i)) and _within(n, number) and n not in listed]
            plainly = number not in {self.numbers.get(i) for i in pieces}
            akin = [i for i in mine if len(held & concepts(self.said[i].title or "")) >= 2 or not self.said[i].title]
            if plainly and len(mine) > 1 and len(akin) == len(mine):
                return mine, Why("number_title", 0.95, f"{number} is {', '.join(self.numbers[i] for i in mine)}")
        return self._parts_by_title(held, pieces, wholes)

    def _parts_by_title(
        self, held: frozenset[str], pieces: Sequence[int], wholes: Sequence[int]
    ) -> tuple[list[int], Why] | None:
        """Two or three titles that together hold the words of one, each words of its own, and none met elsewhere."""
        if len(held) < 4:
            return None
        inside = []
        for i in pieces:
            words = concepts(self.said[i].title or "") - _EMPTY
            if len(words) >= 2 and words != held and len(words & held) / len(words) >= RULES.part:
                if max((self.titles.alike(self.said[i].title, self.said[w].title) or 0.0) for w in wholes) >= 0.98:
                    continue  # it is there whole
                inside.append((i, words & held))
        for size in (2, 3):
            for chosen in combinations(inside, size):
                union = frozenset().union(*(words for _, words in chosen))
                each = all(w - frozenset().union(*(v for k, v in chosen if k != i)) for i, w in chosen)
                if each and len(union) / len(held) >= RULES.part:
                    ids = [i for i, _ in chosen]
                    share = len(union) / len(held)
                    return ids, Why("title_parts", round(share, 3), f"the titles hold {share:.2f} of the other's words")
        return None

    # One document among the commitments known

    def place(self, number: int) -> None:
        """Place the mentions of a document among the commitments of those before it."""
        own = self.documents[number]
        again = self._again(own)
        if again is not None:
            for i, cluster in again.items():
                self._join(i, cluster, Why("number_title", 1.0, "number and title are the same"))
            return
        pairs = [_Pair(self, own, earlier) for earlier in self._different(number)]
        found = self._candidates(own, pairs)
        offset = len(self.said)
        scores = {(i, offset + c): why.score + self._led(i, c) for (i, c), why in found.items()}
        accepted = {(i, c - offset) for i, c in unrivalled(scores)}
        for (i, cluster), why in found.items():
            if (i, cluster) in accepted:
                self._join(i, cluster, why)
            else:
                self._open.append((i, self.clusters[cluster][0], Why("rivals", why.score / 2, f"{why.reason}; rivals")))
        for pair in pairs:
            self._by_order(pair)
        for i in own:
            if i not in self.of:
                self.clusters.append([])
                self._join(i, len(self.clusters) - 1, None)

    def _candidates(self, own: Sequence[int], pairs: Sequence[_Pair]) -> dict[tuple[int, int], Why]:
        """The commitments that the mentions of a document may be, each with the best reason; doubts are noted."""
        found: dict[tuple[int, int], Why] = {}
        for i in own:
            for j, cluster in self.of.items():
                if self.said[i].ogp_id and self.said[i].ogp_id == self.said[j].ogp_id:
                    found[i, cluster] = Why("ogp_id", 1.0, f"OGP id {self.said[i].ogp_id} in both")
        for i, j, why, sure in (verdict for pair in pairs for verdict in pair.verdicts()):
            cluster = self.of[j]
            if self._kept_apart(i, cluster):
                continue
            if not sure or (why.method in _BY_NUMBER and self._denied(i, cluster)):
                self._open.append((i, j, why))
            elif (i, cluster) not in found or why.score > found[i, cluster].score:
                found[i, cluster] = why
        return found

    def _again(self, own: Sequence[int]) -> dict[int, int] | None:
        """Where every mention of a document says what one known says, the commitments that they are."""
        if any(not m.title or not m.number for m in (self.said[i] for i in own)):
            return None
        found = {i: self._faces.get(_face(self.said[i])) for i in own}
        sure = {i: c for i, c in found.items() if c is not None and not self._kept_apart(i, c)}
        return sure if len(sure) == len(own) == len(set(sure.values())) else None

    def _different(self, number: int) -> Iterator[Sequence[int]]:
        """The earlier documents; of those that say the same of each commitment only the first."""
        seen: set[frozenset[tuple[str | None, ...]]] = set()
        for ids in self.documents[:number]:
            faces = frozenset(_face(self.said[i]) for i in ids)
            if faces not in seen:
                seen.add(faces)
                yield ids

    def _join(self, i: int, cluster: int, why: Why | None) -> None:
        self.clusters[cluster].append(i)
        self.of[i] = cluster
        if why:
            self.why[i] = why
        m = self.said[i]
        if m.title and m.number:
            self._faces.setdefault(_face(m), cluster)

    def _led(self, i: int, cluster: int) -> float:
        """What a common lead institution adds: it decides between two equal titles."""
        own = self.said[i].lead
        leads = [m.lead for m in (self.said[j] for j in self.clusters[cluster]) if m.lead]
        return 0.15 * bool(own and any(_same_lead(own, x) for x in leads))

    def _by_order(self, pair: _Pair) -> None:
        """Join what is left between two numberings that hold the whole plan in one order.

        Both must have the same number of members, and every pair that titles gave must agree.
        """
        left, right = pair.left, pair.right
        if len(left) != len(right) or len(left) < 4 or (pair.one_way and all(pair.numbers[i] for i in (*left, *right))):
            return
        at = {self.of[j]: j for j in right}
        known = {(i, at[self.of[i]]) for i in left if i in self.of and self.of[i] in at}
        for order in (self._natural, self._as_string):
            mine, theirs = (sorted(side, key=_ids_or(order, self.said)) for side in (left, right))
            pairs = list(zip(mine, theirs, strict=True))
            if len(known) >= max(3, len(left) // 4) and known <= set(pairs):
                for i, j in pairs:
                    if i in self.of or self._kept_apart(i, self.of[j]):
                        continue
                    t = pair.titles.get((i, j), 0.0)
                    if not self._denied(i, self.of[j]) and (t >= RULES.unclear or pair.other_language(i, j)):
                        self._join(i, self.of[j], Why("order", 0.9, "both lists are whole and in one order"))
                    else:
                        said = f"both lists are whole and in one order, but titles only {t:.2f} alike"
                        self._open.append((i, j, Why("order", 0.4, said)))
                return

    def _natural(self, i: int) -> Any:
        tail = self.said[i].printed[len(self.said[i].plan_id) + 1 :]
        return [int(n) for n in re.findall(r"\d+", tail)], tail

    def _as_string(self, i: int) -> Any:
        return self.said[i].printed[len(self.said[i].plan_id) + 1 :]

    # Names and doubts

    def named(self) -> list[Cluster]:
        """Name each commitment by the number of the best document that has one; who comes second gets a longer name."""
        found = []
        taken: set[str] = set()
        ordered = sorted((self._namer(ids), ids) for ids in self.clusters)
        for (_, _, first), ids in ordered:
            m = self.said[first]
            name = m.printed if m.printed not in taken else m.own
            n = 1
            while name in taken:
                n += 1
                name = f"{m.own}-{n}"
            taken.add(name)
            members = sorted(ids)
            why = {self.said[i].mention_id: self.why[i] for i in members if i in self.why}
            found.append(Cluster([self.said[i] for i in members], why, name))
        self._names = {m.mention_id: c.commitment_id for c in found for m in c.members}
        return found

    def _namer(self, ids: Sequence[int]) -> tuple[int, Place, int]:
        """The mention whose id the commitment gets: one with a printed number before an OGP id before a title."""
        best = min(ids, key=lambda i: (self._kind(i), self.said[i].place, i))
        return self._kind(best), self.said[best].place, best

    def _kind(self, i: int) -> int:
        return 0 if self.said[i].number else 1 if self.said[i].ogp_id else 2

    def doubts(self) -> list[Doubt]:
        """The commitments that may be one, each pair once, with the best reason; not what one document lists twice."""
        best: dict[tuple[str, str], Doubt] = {}
        for i, j, why in self._open:
            a, b = self.of[i], self.of[j]
            if a == b or (i, j) in self._divided or (j, i) in self._divided:
                continue
            if {self.said[k].document_id for k in self.clusters[a]} & {
                self.said[k].document_id for k in self.clusters[b]
            }:
                continue
            one, other = sorted((j, i))
            names = (self._names[self.said[one].mention_id], self._names[self.said[other].mention_id])
            known = best.get(names)
            if known is None or why.score > known.why.score:
                best[names] = Doubt(*names, why, (self.said[one], self.said[other]))
        return [best[names] for names in sorted(best)]


def _face(m: Said) -> tuple[str | None, ...]:
    return (m.number, m.title, m.ogp_id)


def _ids_or(order: Callable[[int], Any], said: Sequence[Said]) -> Callable[[int], Any]:
    """Order by OGP id where there is one, else like the other side."""
    return lambda i: [said[i].ogp_id] if said[i].ogp_id and not said[i].number else order(i)


def unrivalled(pairs: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
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
        limit = score - (RULES.margin if score < 0.98 else 0.001)
        if any(top[0][1] != pair or (len(top) > 1 and top[1][0] > limit) for top in (open_pairs(end) for end in pair)):
            continue
        accepted[pair] = score
        taken |= set(pair)
        waiting += sorted({end for freed in pair for _, other in ranked[freed] for end in other} - taken)
    return accepted
