"""The commitment overview of report pages: a few commitments, each with what the IRM asks of all of them.

Source: OGP's pages of mid-term and end-of-term reports (Uruguay 2016-2018, Costa Rica 2015-2017): a table
"Commitment Overview | Well-Designed? *" (also with a column of titles) or, where a copy kept the words alone,
a heading with these words and a line for each commitment: "14. Title Description of it Yes". A star before the number
or behind the title marks a starred commitment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.builder import Builder, Spot
from extractors.claims.ratings.subjects import take_apart
from extractors.layout import Block, Element, Table, Text
from extractors.lexicon import phrases
from extractors.words import fold

_OVERVIEW = re.compile(phrases("commitment_overview"))
_QUESTIONS = {
    metric: re.compile(phrases(f"ask_{metric}"))
    for metric in ("well_designed", "potentially_starred", "major_or_outstanding")
}
# The header's last cell on a line of its own: "Well-Designed? *".
_ALONE = re.compile(rf"^\W*{phrases('ask_well_designed')}\W*$")
_LONGEST_HEADER = 140
_STAR = re.compile(r"\(\s*[★✪☆⭐\ufffc]?\s*\)|[★✪☆⭐]")
_LINE = re.compile(r"^\W*(?P<number>\d{1,2}(?:\.\d{1,2})?)[.)]\s+(?P<rest>\S.+)$", re.DOTALL)
_ANSWER = re.compile(r"\s(?P<word>yes|no|s[ií])\s*$", re.IGNORECASE)
_NOTE = re.compile(rf"^\W*{phrases('overview_note')}")


def read_overview(table: Table, build: Builder, rule: str = "overview") -> bool:
    """Read an overview table; True where it is one."""
    grid = table.grid()
    head = [str(c.text) if c is not None and c.text else "" for c in grid[0]] if grid else []
    asked = {col: metric for col, words in enumerate(head) for metric in _asked(words)[:1]}
    together = bool(head) and _OVERVIEW.match(fold(head[0])) is not None
    if not asked or not (together or build.lexicon.label(head[0]) == "number_title"):
        return False
    for row in grid[1:]:
        first = row[0]
        if first is None or not first.text or not _LINE.match(str(first.text)):
            continue
        if together:
            key = _commitment(first.text, Spot.within(table, first), build, rule)
        else:  # title and description in columns of their own
            named = take_apart(str(first.text))
            rest = next((c for i, c in enumerate(row) if i and i not in asked and c is not None and c.text), None)
            described = str(rest.text) if rest is not None and rest is not first else ""
            key = _record(named.number, named.title, described, named.starred, Spot.within(table, first), build, rule)
        for col, metric in asked.items():
            cell = row[col] if col < len(row) else None
            if cell is not None and cell is not first and (cell.text or cell.marked):
                code = build.lexicon.code("yes_no", str(cell.text)) if cell.text else None
                answer = code.code if code else "yes" if cell.marked else None
                if answer:
                    build.fact(metric, Spot.within(table, cell), rule, text=answer, unit="yes_no", mention=key)
    return True


def read_overview_lines(elements: Sequence[Element], build: Builder, rule: str = "overview") -> None:
    """Read the lines below a heading with the words of an overview table's header.

    A copy of the page prints the cells of a row behind one another, or one below the other.
    """
    asked: list[str] | None = None
    last: str | None = None  # the commitment whose title stood on a line of its own
    for at, element in enumerate(elements):
        words = "" if isinstance(element, Table) else str(element)
        if isinstance(element, Table) or not words:
            asked = None
            continue
        if len(words) < _LONGEST_HEADER and (_OVERVIEW.match(fold(words)) or _ALONE.match(fold(words))):
            asked, last = _asked(words) or asked, None
            continue
        if asked is None:
            continue
        printed = _LINE.match(f"{element.marker} {words}" if element.marker else words)
        if printed and not _NOTE.match(fold(words)):
            following = elements[at + 1] if at + 1 < len(elements) else None
            if _is_title(words, following):
                last = _titled(element, printed["number"], build, rule)
            else:
                last = None
                _line(element, words, printed["number"], asked, build, rule)
        elif last is not None and build.lexicon.code("yes_no", words) and len(asked) == 1:
            code = build.lexicon.code("yes_no", words)
            build.fact(asked[0], Spot.of(element), rule, text=code.code if code else None, unit="yes_no", mention=last)
        elif last is not None and element.kind == "paragraph" and not build.get(last).description:
            build.fill(last, description=words)
        else:
            asked = last = None


def _is_title(words: str, following: Element | None) -> bool:
    """Whether a numbered line is a title alone: no sentence, and its description follows in a paragraph."""
    if words.rstrip().endswith(".") or len(words) > _LONGEST_HEADER or _ANSWER.search(words):
        return False
    return isinstance(following, Block) and following.kind == "paragraph" and not _LINE.match(str(following))


def _titled(block: Block, number: str, build: Builder, rule: str) -> str:
    named = take_apart(str(block))
    title = named.title if named.number else str(block)
    key = build.mention(Spot.of(block), rule, number=number, title=_STAR.sub(" ", title).strip())
    if named.starred or _STAR.search(str(block)):
        build.assess(key, "starred", Spot.of(block), rule, raw="★", code="yes", scale="starred")
    return key


def _line(block: Block, words: str, number: str, asked: Sequence[str], build: Builder, rule: str) -> None:
    """Read a line that holds all of a row: title, description and answer."""
    answer = _ANSWER.search(words) if len(asked) == 1 else None
    key = _of_line(block, number, answer.start() if answer else len(words), build, rule)
    code = build.lexicon.code("yes_no", answer["word"]) if answer else None
    if code and answer:
        spot = Spot.of(block, answer.start("word"), answer.end("word"))
        build.fact(asked[0], spot, rule, text=code.code, unit="yes_no", mention=key)


def _asked(words: str) -> list[str]:
    folded = fold(words)
    return [metric for metric, pattern in _QUESTIONS.items() if pattern.search(folded)]


def _commitment(text: Text, spot: Spot, build: Builder, rule: str) -> str:
    """Record the commitment of a table row; its title is what is bold, or what stands before the star."""
    words = str(text)
    lead = Text([line for line in text.lines if line.bold])
    star = _STAR.search(words, 6)
    end = len(str(lead)) if lead and not text.bold and words.startswith(str(lead)) else star.end() if star else None
    named = take_apart(words[:end])
    return _record(
        named.number, named.title if end else None, words[end or named.at :], named.starred, spot, build, rule
    )


def _of_line(block: Block, number: str, end: int, build: Builder, rule: str) -> str:
    words = str(block)[:end]
    bare = take_apart(words) if not block.marker.strip(" .)").replace(".", "").isdigit() else None
    at = bare.at if bare else 0
    star = _STAR.search(words, at)
    title = words[at : star.start()].strip() if star else None
    starred = star is not None or (bare is not None and bare.starred)
    return _record(number, title, words[star.end() if star else at :], starred, Spot.of(block, 0, end), build, rule)


def _record(
    number: str | None, title: str | None, described: str, starred: bool, spot: Spot, build: Builder, rule: str
) -> str:
    """Record a commitment; where title and description run together, the words are all its description."""
    key = build.mention(spot, rule, number=number, title=title, description=described.strip() or None)
    if title is None:
        message = f"title and description of commitment {number} run together; both are in its description"
        build.issue(spot, rule, "title_runs_on", "warning", message)
    if starred:
        build.assess(key, "starred", spot, rule, raw="★", code="yes", scale="starred")
    return key
