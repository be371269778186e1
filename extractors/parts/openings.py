"""Where a government's document starts to speak of each commitment: headings, lines, title rows of forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.builder import Builder, Spot
from extractors.layout import Block, Element, Table
from extractors.lexicon import Lexicon, phrases
from extractors.parts.fiche import percent_tail
from extractors.parts.fields import labels_in
from extractors.parts.form_titles import Title, is_form, titles_of
from extractors.parts.row_columns import ABOUT_COMMITMENTS
from extractors.parts.subjects import Named, likeness, take_apart
from extractors.words import fold

RULE = "heading"
_CONTENTS = re.compile(phrases("contents_heading"))
_PAGE_NUMBER = re.compile(r"(?:(?<!\s)\s*+[.…·_]{2,}+\s*+|(?<!\s)\s++)\d{1,3}\s*+$")
_GENERIC = re.compile(rf"{phrases('about_the_plan')}|gobierno abierto \d")
_LIST_HEADING = re.compile(
    r"^\W*+(?:\d++\W*+)?"
    r"(?:list of |lista(?:do)? de |summary of |resumen de |the |los |our )*(?:commitments|compromisos)"
    r"(?: (?:of|in|del|de) .{0,60})?$"
)
_AXIS = re.compile(
    r"^\W*(?:(?:eje|axis|pil(?:ar|lar)|theme|tema|área|area|cluster|section|sección|línea)\s+(?:[ivx]+|\d+|[a-h])|[ivx]+)"
    r"\s*[.:)–—-]\s*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-záéíóúñ]{3,}\.\s+[A-ZÁÉÍÓÚÑ¿]")
_RUN_IN = re.compile(
    r"^(?:commitment|compromiso)\s+\d{1,2}\s*[.:]\s+(?P<title>[^.:;]{8,200})\.\s+(?=[A-ZÁÉÍÓÚÑ])", re.IGNORECASE
)
_CALLED = re.compile(
    r"^(?:action|initiative|reform|acción|iniciativa|propuesta)\s+(?:n[°º.]*\s*)?(?P<number>\d{1,2})\s*[.:–—-]\s*(?P<title>\S.{3,200})$",
    re.IGNORECASE,
)
_TELLING = frozenset("lead problem objective completion percent milestones challenge how_contribute".split())
_LONGEST = 260


@dataclass(slots=True)
class Opening:
    """A commitment's first words: the element they stand in (``row``: of a form), and what they name.

    ``rest`` is what follows a title in its own paragraph.
    ``level`` is the heading's, 0 for lines and forms. ``percent`` is set where the line ends in one.
    ``among``: whether a numbered heading stands among commitments, ``tells``: whether labels of a
    commitment follow it.
    """

    at: int
    named: Named
    spot: Spot
    section: tuple[str, ...]
    block: Block | None = None
    row: int | None = None
    level: int = 0
    percent: Spot | None = None
    key: str = ""
    area: str | None = None
    among: bool = True
    tells: bool = False
    group: int | None = None
    clashes: bool = False
    rest: str = ""


@dataclass(slots=True)
class Openings:
    """All openings of a document, by element; ``groups`` maps an area to its ordinal where numbers
    restart in each area (else empty)."""

    by_element: dict[int, list[Opening]] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)


def find_openings(elements: Sequence[Element], build: Builder, *, explicit: bool = False) -> Openings:
    """Find the openings and record their commitments, in order.

    With ``explicit`` only words such as "Commitment 3" open one, no number or form alone.
    """
    candidates = _candidates(elements, build.lexicon)
    if not any(c.named.kind == "commitment" for c in candidates):
        candidates = _run_in(elements) or _other_words(elements) or candidates
    if explicit:
        candidates = [c for c in candidates if c.named.kind == "commitment"]
    for i, candidate in enumerate(candidates):
        if candidate.named.kind is None and candidate.row is None and candidate.level:
            stop = candidates[i + 1].at if i + 1 < len(candidates) else len(elements)
            candidate.tells = _tells(elements[candidate.at + 1 : stop], build.lexicon)
            candidate.among = candidate.among or candidate.tells
    found = _real([c for c in candidates if c.among])
    openers = {o.at for o in found if o.row is None}
    title = next((str(e.text) for e in elements if isinstance(e, Block) and e.kind == "heading"), "")
    for opening in found:
        above = [w for w in opening.section if not build.lexicon.label(w)]
        beside = [w for w in _sibling(elements, opening, openers) if not build.lexicon.label(w)]
        opening.area = _area(above, title) or _area(beside, title)
    restarts = len(_segments(found)) > 1
    out = Openings()
    for opening in found:
        group = opening.group if restarts else None
        if group and opening.area:
            out.groups.setdefault(fold(opening.area), group)
        opening.key = build.mention(
            opening.spot,
            RULE if opening.row is None else "form.title",
            number=None if opening.clashes else opening.named.number,
            title=opening.named.title or None,
            group=group,
            area=opening.area,
            description=opening.rest or None,
        )
        if opening.clashes:
            other = build.by_number(opening.named.number or "", group=group)
            build.misnumbered |= {opening.key, other or opening.key}
            build.issue(
                opening.spot, RULE, "number_twice", "warning",
                f"another commitment has the number {opening.named.number} too: {opening.named.title[:80]!r}",
            )  # fmt: skip
        out.by_element.setdefault(opening.at, []).append(opening)
    return out


def _candidates(elements: Sequence[Element], lexicon: Lexicon) -> list[Opening]:
    out: list[Opening] = []
    contents = False
    for at, element in enumerate(elements):
        if isinstance(element, Table):
            contents = False
            if is_form(element, lexicon):
                titles = titles_of(element, lexicon)
                if titles and _goes_on(out, titles[0], elements[:at]):
                    titles = titles[1:]
                out += [Opening(at, t.named, t.spot, element.section, row=t.row) for t in titles]
            continue
        if not element.text or element.kind in ("footnote", "caption"):
            continue
        words = str(element.text)
        if element.kind == "heading" or len(words) < 40:
            if _CONTENTS.fullmatch(fold(words).strip(" .:")):
                contents = True
                continue
            if element.kind == "heading" and not _PAGE_NUMBER.search(words):
                contents = False
        if contents and _PAGE_NUMBER.search(words):
            continue
        following = elements[at + 1] if at + 1 < len(elements) else None
        opening = _of_block(at, element, words, following, lexicon)
        if opening:
            out.append(opening)
    return out


def _goes_on(found: Sequence[Opening], title: Title, before: Sequence[Element]) -> bool:
    """Whether a form's row "Commitment | We will ..." is the text of the commitment that the heading above opens."""
    last = found[-1] if found else None
    if last is None or last.row is not None or not last.level or not last.named.title or title.named.number:
        return False
    return not any(isinstance(e, Table) or e.kind == "heading" for e in before[last.at + 1 :])


def _run_in(elements: Sequence[Element]) -> list[Opening]:
    """Return paragraphs that open with a commitment's title and go on: "Commitment 1. Title. What was done."

    One alone may be a sentence about a commitment; two or more whose numbers only rise are a list.
    """
    out: list[Opening] = []
    for at, element in enumerate(elements):
        words = str(element.text) if isinstance(element, Block) and element.kind == "paragraph" else ""
        m = _RUN_IN.match(words)
        named = take_apart(words[: m.end("title")]) if m else None
        if m and named and named.kind == "commitment" and named.number and isinstance(element, Block):
            spot = Spot.of(element, 0, m.end("title"))
            out.append(Opening(at, named, spot, element.section, element, rest=words[m.end() :].strip()))
    numbers = [int(o.named.number) for o in out if o.named.number and o.named.number.isdecimal()]
    return out if len(out) == len(numbers) > 1 and numbers == sorted(set(numbers)) else []


def _other_words(elements: Sequence[Element]) -> list[Opening]:
    """Return headings such as "Action 3: Title", where a plan calls its commitments so throughout.

    Numbers must rise from 1, and no "Commitment 3" stands beside them: below commitments, actions are milestones.
    """
    out: list[Opening] = []
    for at, element in enumerate(elements):
        words = str(element.text) if isinstance(element, Block) and element.kind == "heading" else ""
        m = _CALLED.match(words)
        if m and isinstance(element, Block):
            named = Named(m["number"], m["title"].strip(" ."), "commitment", stopped=True, at=m.start("title"))
            spot = Spot.of(element, m.start("title"))
            out.append(Opening(at, named, spot, element.section, element, level=element.level))
    numbers = [int(o.named.number or 0) for o in out]
    first = list(dict.fromkeys(numbers))
    return out if len(first) > 1 and first[0] == 1 and first == sorted(first) else []


def _of_block(at: int, block: Block, words: str, following: Element | None, lexicon: Lexicon) -> Opening | None:
    tail = percent_tail(words)
    named = take_apart(tail.words if tail else words)
    counted = named.kind == "commitment" and bool(named.number)  # "Commitment 8" is no label with a note mark
    if len(words) > _LONGEST or (lexicon.label(words) and not counted):
        return None
    if named.leftover or named.numbers:
        return None
    level = block.level if block.kind == "heading" else 0
    among = True
    marker = block.marker.strip(" .()")
    if named.kind == "milestone":
        return None
    if named.kind == "commitment" and named.number:
        if level == 0 and not _is_line(block, named, ends_in_percent=bool(tail)):
            return None
    elif named.kind is None and named.number and level and named.title:
        among = _among_commitments(block)
    elif _before_form(following, lexicon) and (named.number or marker.isdigit()) and block.kind != "caption":
        named = named if named.number else Named(marker, words.strip(" .;"), None)
    elif named.kind is None and named.number is None and block.kind == "item" and _listed(block, words, marker):
        named = Named(marker, tail.words if tail else words.strip(" .;"), None)
    else:
        return None
    spot = Spot.of(block)
    if not named.title and isinstance(following, Block) and (level or following.kind == "heading"):
        title = _title_below(following, lexicon)
        if title:
            named, spot = Named(named.number, title, named.kind), Spot.of(following)
    elif named.title and tail is None:
        spot = Spot.of(block, 0, None)
    percent = Spot.of(block, tail.start, tail.end) if tail else None
    return Opening(at, named, spot, block.section, block, None, level, percent, among=among)


def _before_form(following: Element | None, lexicon: Lexicon) -> bool:
    """Whether a form without a title of its own follows."""
    if not isinstance(following, Table) or not is_form(following, lexicon):
        return False
    titles = titles_of(following, lexicon)
    return not titles or titles[0].row > 2


def _is_line(block: Block, named: Named, *, ends_in_percent: bool) -> bool:
    """Whether a paragraph or item is a title line: in running text "Commitment 3 is ..." is a sentence."""
    if not (named.stopped or not named.title or block.text.bold or ends_in_percent):
        return False
    return not _SENTENCE.search(named.title) and not named.title[:1].islower()


def _among_commitments(block: Block) -> bool:
    """Whether a numbered heading stands below one about the commitments ("IV. Implementation of ...")."""
    return any(
        ABOUT_COMMITMENTS.search(fold(words)) and not _CONTENTS.fullmatch(fold(words)) for words in block.section
    )


def _tells(elements: Sequence[Element], lexicon: Lexicon) -> bool:
    """Whether the words below a numbered heading are labelled as those of a commitment."""
    for element in elements:
        texts = [element.text] if isinstance(element, Block) else [c.text for c in element.cells[:12]]
        for text in texts:
            found = lexicon.split_label(str(text))
            key = found[0] if found else lexicon.label(str(text))
            if key in _TELLING:
                return True
    return False


def _listed(block: Block, words: str, marker: str) -> bool:
    above = fold(block.section[-1]) if block.section else ""
    return marker.replace(".", "").isdigit() and bool(_LIST_HEADING.match(above)) and not _SENTENCE.search(words)


def _title_below(block: Block, lexicon: Lexicon) -> str | None:
    words = str(block.text)
    if block.kind in ("item", "footnote", "caption") or not 3 < len(words) < 220:
        return None
    if lexicon.label(words) or lexicon.section(words) or labels_in(words, lexicon) or take_apart(words).number:
        return None
    return words.strip(" .") if not _SENTENCE.search(words) else None


def _real(candidates: Sequence[Opening]) -> list[Opening]:
    """Drop lines of a table of contents and what a form or heading says better."""
    out: list[Opening] = []
    for i, opening in enumerate(candidates):
        later = [c for c in candidates[i + 1 :] if c.named.number == opening.named.number]
        words = str(opening.block.text) if opening.block else ""
        page = _PAGE_NUMBER.search(words) if opening.percent is None else None
        if page:
            title = take_apart(words[: page.start()]).title
            if ".." in page.group() or "…" in page.group() or any(_same(title, c.named.title) for c in later):
                continue
        out.append(opening)
    numbered = [o for o in out if o.named.kind is None and o.row is None and o.level]
    if numbered and not _plausible(numbered, out):
        out = [o for o in out if o not in numbered]
    return out


def _same(a: str, b: str) -> bool:
    return bool(a and b) and likeness(a, b) >= 85


def _plausible(numbered: Sequence[Opening], everything: Sequence[Opening]) -> bool:
    """Whether numbered headings are commitments: no heading says the word, and they count from one.

    "4.1 Portal" below "4. Implementation of commitments" is the section's number, not the commitment's; below
    a theme ("4. Justice"), with a commitment's labels after it, it is the commitment's.
    """
    if any(o.named.kind == "commitment" and o.level for o in everything):
        return False
    for o in numbered:
        parent = next((n for n in map(take_apart, reversed(o.section)) if n.number), None)
        below = parent is not None and (o.named.number or "").startswith(f"{parent.number}.")
        if parent and below and (not o.tells or _GENERIC.search(fold(parent.title))):
            return False
    telling = sum(o.tells for o in numbered)
    return telling >= len(numbered) / 2 or numbered[0].named.number in ("1", "1.1", "A", "A1")


def _sibling(elements: Sequence[Element], opening: Opening, openers: set[int]) -> tuple[str, ...]:
    """Return the last heading as large as the commitment's own that opens none: its theme, printed alike."""
    for at in range(opening.at - 1, -1, -1):
        element = elements[at]
        if isinstance(element, Table) or element.kind != "heading" or at in openers:
            continue
        if element.level <= opening.level:
            return (str(element.text),) if element.level == opening.level else ()
    return ()


def _area(section: Sequence[str], title: str) -> str | None:
    """Return the theme among the headings above: the nearest, below any that is about the commitments."""
    for words in reversed(section):
        folded = fold(words)
        if ABOUT_COMMITMENTS.search(folded) or words == title:
            return None
        if not _GENERIC.search(folded) and 3 < len(words) < 120:
            return _AXIS.sub("", words).strip(" .:") or words.strip(" .:")
    return None


def _segments(found: Sequence[Opening]) -> list[dict[str, str]]:
    """Divide the openings where their numbers start again, and set each one's ``group``.

    A number that occurs twice with another title elsewhere than at a new start is a slip of the
    document: the opening ``clashes`` and is known by its title alone.
    """
    segments: list[dict[str, str]] = [{}]
    for opening in found:
        number, title = opening.named.number, opening.named.title
        if not number:
            continue
        known = next(
            (
                i
                for i, s in enumerate(segments)
                if number in s and (not title or not s[number] or likeness(s[number], title) >= 95)
            ),
            None,
        )
        if known is None and number in segments[-1]:
            if number != next(iter(segments[0])):
                opening.clashes = True
                continue
            segments.append({})
        known = len(segments) - 1 if known is None else known
        segments[known][number] = segments[known].get(number) or title  # "Commitment 2", its title in the form below
        opening.group = known + 1
    return segments
