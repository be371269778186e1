"""Where a report speaks of each commitment: headings, the sections below them, and their areas.

"Compromiso 1.2 Título", "Commitment 3. Title", "✪ 4.2. Title" and "3. Title" occur. A heading that
only a table of contents has is none; neither is one left over from the report's own template
("Compromiso 1. Título del Compromiso"), which becomes an issue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.builder import Builder, Spot
from extractors.layout import Block, Element, Layout, Table
from extractors.lexicon import Lexicon, phrases
from extractors.parts.factbox import joined_label
from extractors.parts.fields import institutions, labels_in, names_body
from extractors.parts.headers import label_and_phase
from extractors.parts.recommendations import announces
from extractors.parts.subjects import Named, likeness, take_apart
from extractors.words import fold

_RULE = "heading"
_LEFTOVER = re.compile(
    r"(?:(?<!\s)\s++)?(?:compromiso|commitment)\s*+(?:n[°º.]*+\s*+)?(?:(?:\d{1,2}|[x#_]++)\s*+)?(?:[.:]\s*+)?"
    r"[<\[(]?(?:t[ií]tulo del compromiso|commitment title|title of (?:the )?commitment)[>\])]?\s*+(?:\.\s*+)?$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"(?:(?<!\s)\s*+[.…·_]{2,}+\s*+|(?<!\s)\s++|(?<=[a-záéíóúñ]))\d{1,3}\s*+$")
_CHAPTER = re.compile(rf"^\s*(?:[ivx]{{1,5}}\.\s|{phrases('chapter_heading')})")
_AREA = re.compile(rf"^\s*{phrases('theme_heading')}")
_TELLING = frozenset(
    "lead support milestones completion verifiability potential_impact relevance specificity start end dates "
    "potential_for_results early_results description".split()
)
# Who leads, behind the title: "Open budgets [Ministry of Finance]"; in parentheses only where it is a body's name.
_LEAD = re.compile(r"(?:(?<!\s)\s++)?(?:\[(?P<lead>[^\[\]]{3,200})\]|\((?P<body>[^()]{8,200})\))\s*+[.:]?$")
_NO_LEAD = re.compile(r"\b(?:commitments?|compromisos?|clusters?|milestones?|hitos?|sic|plan)\b|^\W*\d|https?:", re.I)
_ASSESSED = frozenset(
    "completion verifiability potential_impact relevance specificity potential_for_results early_results".split()
)


@dataclass(slots=True)
class Section:
    """A stretch of the document about one commitment (several for a joint heading)."""

    keys: list[str]
    heading: Block
    elements: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class _Candidate:
    at: int
    block: Block
    named: Named
    level: int
    title_at: int | None = None
    more_at: int | None = None
    inline: Block | None = None
    paged: bool = False
    body: list[Element] = field(default_factory=list)
    keys: frozenset[str] = frozenset()
    substance: bool = False

    @property
    def telling(self) -> int:
        """How many kinds of labels of commitments stand below it."""
        return len(self.keys)


def find_sections(layout: Layout, build: Builder, rule: str = _RULE) -> list[Section]:
    """Return the sections about single commitments, and record each commitment."""
    elements = [e for e in layout.elements if isinstance(e, Table) or e.kind != "footnote"]
    candidates = _candidates(elements, build, rule)
    for i, candidate in enumerate(candidates):
        stop = candidates[i + 1].at if i + 1 < len(candidates) else len(elements)
        _fill(candidate, elements, stop, build.lexicon)
    chosen = _chosen(candidates)
    sections = []
    stops = [c.at for c in chosen[1:]] + [len(elements)] * bool(chosen)
    inner = _repeated([elements[c.at + 1 : stop] for c, stop in zip(chosen, stops, strict=True)])
    for candidate, stop in zip(chosen, stops, strict=True):
        candidate.body = _body(candidate, elements, stop, build.lexicon, inner)
    groups = _groups(chosen)
    for candidate, group in zip(chosen, groups, strict=True):
        sections.append(_section(candidate, group, elements, build, rule))
    return sections


# Candidates


def _candidates(elements: Sequence[Element], build: Builder, rule: str) -> list[_Candidate]:
    out: list[_Candidate] = []
    level = 0
    listing = False
    for at, element in enumerate(elements):
        if isinstance(element, Table) or not element.text:
            listing = False
            continue
        words = str(element.text)
        # Numbered lines right below "Milestones:" are milestones, whatever their dress.
        listing = build.lexicon.section(words.strip(" :")) == "milestones" or (listing and _is_listed(element, words))
        if listing:
            continue
        if element.kind == "heading":
            level = element.level
        cut = _LEFTOVER.search(words)
        if cut and len(words) < 300:
            build.issue(
                Spot.of(element, cut.start(), len(words)),
                rule,
                "template_leftover",
                "info",
                f"left over from the report's template: {words[cut.start() :].strip()}",
            )
            words = words[: cut.start()]
        inline = _inline_labels(element, words, build.lexicon)
        if inline is not None:
            words = words[: len(words) - len(str(inline.text))].rstrip(" •·●◦▪*-–")
        named = take_apart(words)
        if named.number and _is_candidate(element, words, named):
            own = element.level if element.kind == "heading" else level + 1
            title_at = _title_block(elements, at, named, build.lexicon)
            more_at = _rest_of_title(elements, at, build.lexicon) if title_at is None else None
            paged = _is_page_number(elements[at + 1]) if at + 1 < len(elements) else False
            out.append(_Candidate(at, element, named, own, title_at, more_at, inline, paged))
    return out


def _is_page_number(element: Element) -> bool:
    """Whether an element is nothing but a number, as tables of contents have it after each line."""
    return isinstance(element, Block) and re.fullmatch(r"\s*\d{1,3}\s*", str(element.text)) is not None


def _inline_labels(block: Block, words: str, lexicon: Lexicon) -> Block | None:
    """Return the labels that follow number and title in the same block, as a block of their own."""
    if ":" not in words or len(words) > 1200:
        return None
    labels = [item for item in labels_in(words, lexicon) if item.key in _TELLING]
    if len(labels) < 2 or labels[0].label_start < 4:
        return None
    return Block("paragraph", block.text.slice(labels[0].label_start), section=block.section)


def _is_listed(block: Block, words: str) -> bool:
    named = take_apart(words)
    return block.kind == "item" or (bool(named.number) and named.kind != "commitment")


def _is_candidate(block: Block, words: str, named: Named) -> bool:
    if named.leftover:
        return False
    if named.kind == "milestone":
        return False
    if block.kind == "heading":
        return len(words) < 400
    if named.kind != "commitment" or len(words) > 260 or block.kind == "caption":
        return False
    # In running text "Commitment 3 is ..." is a sentence; a heading has a stop after the number or nothing.
    return (named.stopped or not named.title) and not re.search(r"[a-z]\.\s+[A-Z]", named.title)


def _title_block(elements: Sequence[Element], at: int, named: Named, lexicon: Lexicon) -> int | None:
    """Return where the title stands when the heading holds the number alone."""
    if named.title or at + 1 >= len(elements):
        return None
    following = elements[at + 1]
    if isinstance(following, Table) or following.kind == "item":
        return None
    words = str(following.text)
    known = lexicon.label(words) or lexicon.section(words) or labels_in(words, lexicon) or take_apart(words).number
    return at + 1 if 3 < len(words) < 220 and not known else None


def _rest_of_title(elements: Sequence[Element], at: int, lexicon: Lexicon) -> int | None:
    """Return where a heading goes on in a block of its own, because a star or rule parted the two.

    The rest has the heading's size, larger than what follows, and starts in the middle of a sentence.
    """
    heading = elements[at]
    following = elements[at + 1 : at + 3]
    if not isinstance(heading, Block) or len(following) < 2:
        return None
    rest, after = following
    if not isinstance(rest, Block):
        return None
    words = str(rest.text)
    size = rest.text.size
    if not size or abs(size - heading.text.size) > 0.2 or len(words) > 160 or not words[:1].islower():
        return None
    if isinstance(after, Block) and after.text.size and after.text.size > size - 0.3:
        return None
    return None if lexicon.label(words) or labels_in(words, lexicon) else at + 1


def _fill(candidate: _Candidate, elements: Sequence[Element], stop: int, lexicon: Lexicon) -> None:
    """Judge what stands between a candidate and the next one."""
    keys: set[str] = set()
    own = [candidate.inline] if candidate.inline is not None else []
    for element in [*own, *elements[candidate.at + 1 : stop]]:
        if isinstance(element, Table):
            keys |= {"matrix", "completion"} if sum(c.marked for c in element.cells) > 1 else set()
            keys |= {k for c in element.cells[:40] for k in [lexicon.label(str(c.text))] if k in _TELLING}
            candidate.substance = True
            continue
        words = str(element.text)
        if len(words) > 140:
            candidate.substance = True
        if len(words) < 120:
            key = lexicon.label(words) or lexicon.section(words)
            keys |= {key} if key in _TELLING else set()
        keys |= {item.key for item in labels_in(words[:400], lexicon) if item.key in _TELLING}
        joined = joined_label(words, lexicon, None) if len(words) < 90 else None
        keys |= {joined.key} if joined else set()
        dimension, phases = label_and_phase(words.split(":")[0], lexicon) if len(words) < 60 else (None, ())
        keys |= {"completion"} if phases and dimension in (None, "completion") else set()
    candidate.keys = frozenset(keys)
    candidate.substance = candidate.substance or bool(keys)


def _chosen(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Keep the candidates that are sections: those with the word for commitment, else telling ones.

    Lines of a table of contents hold nothing between them, or end in a page number.
    """
    # Where headings tell of a commitment, a line of text with its number is a mention in passing.
    candidates = [c for c in candidates if not (c.paged and _in_contents(c, candidates))]
    headed = {c.named.number for c in candidates if c.block.kind == "heading" and c.telling >= 2}
    candidates = [c for c in candidates if c.block.kind == "heading" or c.named.number not in headed]
    prefixed = [c for c in candidates if c.named.kind == "commitment"]
    real = [c for c in prefixed if c.substance and not _in_contents(c, prefixed)]
    bare = [c for c in prefixed if not c.substance and c.block.kind == "heading" and not _in_contents(c, prefixed)]
    known = {c.named.number for c in real}
    kept = [*real, *(c for c in bare if c.named.number not in known)]
    if any(c.telling >= 2 and not c.named.numbers for c in real):  # only clusters have the word in some reports
        return sorted(kept, key=lambda c: c.at)
    plain = [c for c in candidates if c.named.kind is None and c.telling >= 2]
    return sorted([*kept, *(plain or ([] if kept else _alike(candidates)))], key=lambda c: c.at)


def _alike(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return numbered headings of one level with the same label below nearly all of them.

    Inception reports say one thing of each commitment ("Verifiable: Yes"), chapters do not.
    """
    best: list[_Candidate] = []
    for level in {c.level for c in candidates}:
        headings = [c for c in candidates if c.level == level and c.block.kind == "heading" and c.named.title]
        for key in _ASSESSED.intersection(*(c.keys for c in headings if c.keys)):
            own = [c for c in headings if key in c.keys]
            if len(own) > max(len(best), 1) and 4 * len(own) >= 3 * len(headings):
                best = headings
    return best if len({c.named.number for c in best}) == len(best) else []


def _in_contents(candidate: _Candidate, others: Sequence[_Candidate]) -> bool:
    """Whether a line belongs to a table of contents: it ends in a page number that its twin has not."""
    words = str(candidate.block.text)
    if candidate.paged and any(
        c.at > candidate.at and not c.paged and c.named.number == candidate.named.number for c in others
    ):
        return True
    m = _PAGE_NUMBER.search(words)
    if not m:
        return False
    title = fold(take_apart(words[: m.start()]).title)
    twins = [
        c
        for c in others
        if c.at > candidate.at and c.named.number == candidate.named.number and fold(c.named.title)[:40] == title[:40]
    ]
    return bool(twins) or "..." in words or "…" in words or not candidate.substance


# Sections


def _repeated(stretches: Sequence[Sequence[Element]]) -> frozenset[str]:
    """Return the (folded) headings that stand below more than one commitment: parts of its section, however large."""
    seen = Counter(
        h for s in stretches for h in {fold(str(e)) for e in s if isinstance(e, Block) and e.kind == "heading"}
    )
    return frozenset(words for words, times in seen.items() if times > 1)


def _body(
    candidate: _Candidate, elements: Sequence[Element], stop: int, lexicon: Lexicon, inner: frozenset[str]
) -> list[Element]:
    start = (candidate.title_at or candidate.more_at or candidate.at) + 1
    body: list[Element] = [candidate.inline] if candidate.inline is not None else []
    for element in elements[start:stop]:
        if isinstance(element, Block) and element.kind == "heading" and _ends(element, candidate, lexicon, inner):
            break
        body.append(element)
    return body


def _ends(heading: Block, candidate: _Candidate, lexicon: Lexicon, inner: frozenset[str]) -> bool:
    """Whether a heading closes a commitment's section: a higher one, a chapter, another area."""
    words = str(heading.text)
    if _LEFTOVER.search(words):
        return False
    if announces(words, lexicon) == "key":
        return True
    if heading.level <= candidate.level and (_CHAPTER.match(fold(words)) or _AREA.match(fold(words))):
        return True
    bare = words.strip(" :")
    dimension, phases = label_and_phase(bare, lexicon)
    if lexicon.label(bare) or lexicon.section(bare) or dimension or phases:
        return False
    return heading.level < candidate.level and fold(words) not in inner


def _groups(chosen: Sequence[_Candidate]) -> list[int | None]:
    """Return the ordinal of each candidate's section where numbers start again in every section."""
    seen: dict[str, str] = {}
    twice = False
    for c in chosen:
        number, title = c.named.number or "", c.named.title
        other = seen.setdefault(number, title)
        twice = twice or bool(title and other and likeness(other, title) < 60)
    if not twice:
        return [None] * len(chosen)
    out: list[int | None] = []
    areas: list[str] = []
    for c in chosen:
        area = _area(c.block)
        if area is None:
            return [None] * len(chosen)
        if area not in areas:
            areas.append(area)
        out.append(areas.index(area) + 1)
    return out


def _area(block: Block) -> str | None:
    for words in reversed(block.section):
        if _AREA.match(fold(words)):
            return words.strip(" .:")
    return None


def _section(
    candidate: _Candidate, group: int | None, elements: Sequence[Element], build: Builder, rule: str
) -> Section:
    block, named = candidate.block, candidate.named
    title: str | None = named.title or None
    spot = Spot.of(block, named.at if title else 0, named.at + len(title) if title else None)
    if candidate.title_at is not None:
        titled = elements[candidate.title_at]
        if isinstance(titled, Block):
            title, spot = str(titled.text), Spot.of(titled)
    starred = named.starred
    if candidate.more_at is not None:
        rest = elements[candidate.more_at]
        if isinstance(rest, Block):
            title = f"{named.title} {take_apart(str(rest.text)).title}"
            starred = starred or take_apart(str(rest.text)).starred
    title, lead = _without_lead(title)
    twice = bool(title) and _same_number(build, named, group, title or "")
    if twice:
        build.issue(spot, rule, "number_twice", "warning", f"another commitment has the number {named.number} too")
    keys = []
    for number in (named.number, *named.numbers):
        key = build.mention(spot, rule, number=number, title=title, group=group, area=_area(block))
        if key not in keys:
            keys.append(key)
        build.misnumbered |= {key} if twice else set()
        if lead:
            build.fill(key, lead_institution=lead)
        if starred:
            star = Spot.of(block)
            build.assess(key, "starred", star, f"{rule}.star", raw="★", code="yes", scale="starred")
    return Section(keys, block, candidate.body)


def _without_lead(title: str | None) -> tuple[str | None, str | None]:
    """Return a heading's title without the institutions in brackets behind it, and these."""
    m = _LEAD.search(title or "")
    if title is None or m is None or not m.start() or _NO_LEAD.search(m["lead"] or m["body"]):
        return title, None
    named = institutions(m["lead"] or m["body"])
    if not named or (m["body"] and not names_body(m["body"])):
        return title, None
    return title[: m.start()], (m["lead"] or m["body"]).strip(" .")


def _same_number(build: Builder, named: Named, group: int | None, title: str) -> bool:
    key = build.by_number(named.number or "", group=group)
    own = build.get(key).title if key else None
    return bool(own) and likeness(own or "", title) < 60
