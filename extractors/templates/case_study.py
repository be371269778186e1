"""A study by a third party about the commitments of one country, possibly of several plans.

Source: U4 issue papers and the like: prose with a few tables about selected commitments.
Layout: "profile" tables with one commitment a column and one property a row (theme, specificity,
potential impact, completion, schedule, starred), and lists with one commitment a row; a heading or
full-width row names the plan ("NATIONAL ACTION PLAN 2012-2013").
Quirks: text taken from a PDF loses the columns: a row becomes "Specificity Low Low", one value for
each commitment of the heading "1.3 Open portal 2.4 Transparency portal".
Not read: prose, other tables (kept cell by cell).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.builder import Builder, Spot
from extractors.identify import Clues
from extractors.layout import Block, Cell, Layout, Table, Text
from extractors.lexicon import Lexicon, phrases
from extractors.records import Dimension, Identity
from extractors.templates import Score, Template
from extractors.titles import local_plan
from extractors.words import fold

_NAME = re.compile(phrases("case_study_name"))
_MARKS = re.compile(phrases("case_study_name", "parts_of_a_paper"))
_PLAN = re.compile(r"\b(?:action plan|plan de accion|nap)\b.{0,30}?(20\d\d)\s*[-/]\s*(?:20)?\d\d")
_HEADING_NUMBERS = re.compile(r"(?:(?<=^)|(?<=\s))#?(\d{1,2}\.\d{1,2}|\d{1,2}\.)\s+(?=[^\W\d_])")
_LISTED = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})?)\s*[.)]\s+(?P<title>\S.+)$", re.DOTALL)
_TITLE_END = re.compile(r"\((?:new|continued|nuevo|nueva|continua|continuado)\)", re.IGNORECASE)
_DIMENSIONS: dict[str, Dimension] = {
    "specificity": "specificity",
    "potential_impact": "potential_impact",
    "completion": "completion",
    "schedule": "schedule",
    "starred": "starred",
    "early_results": "early_results",
    "verifiability": "verifiability",
}


@dataclass(slots=True)
class _State:
    """What the lines above decided: the plan, and the commitments that are columns."""

    plan: str | None = None
    columns: tuple[str, ...] = ()
    listing: bool = False


class CaseStudy(Template):
    """See the module's docstring."""

    families = "case studies by third parties (U4 and the like)"
    reads = "profile tables (a commitment a column) and lists of commitments, per plan"
    skips = "prose; tables about other things are kept cell by cell"
    leaves_open = frozenset({"unknown_plan"})

    def score(self, clues: Clues) -> Score:
        """Bid by the marks of a paper: abstract, keywords, case study."""
        score = Score()
        head = clues.folded[:3000]
        marks = list(dict.fromkeys(_MARKS.findall(head)))
        score.add(10.0 * len(marks), f"words of a paper: {', '.join(marks)}")
        score.add(12 if _NAME.search(clues.folded) else 0, "calls itself a case study")
        score.add(-30 if not marks else 0, "no abstract, no keywords")
        return score

    def settle(self, identity: Identity, clues: Clues) -> None:
        """A paper is about a country; its plans are named where their commitments are."""
        identity.doc_type, identity.assessor, identity.phase = "case_study", "third_party", None
        plans = set(re.findall(r"(?:plan|nap)s?\)?\s*\(?(20\d\d)\s*[-/]\s*\d", clues.folded))
        if len(plans) > 1:
            identity.plan_start = identity.plan_end = identity.plan_number = None

    def read(self, layout: Layout, build: Builder) -> None:
        """Read profiles and lists, in tables or in lines, under the plan that is named above them."""
        state = _State()
        for element in layout.elements:
            if isinstance(element, Table):
                self._plan(str(element.caption), state, build)
                self._table(element, state, build)
            else:
                self._block(element, state, build)

    def _plan(self, words: str, state: _State, build: Builder) -> bool:
        m = _PLAN.search(fold(words))
        if m and len(words) < 90:
            state.plan, state.columns, state.listing = local_plan(build.identity, int(m.group(1))), (), False
            return True
        return False

    # Tables with cells

    def _table(self, table: Table, state: _State, build: Builder) -> None:
        columns: dict[int, str] = {}
        for row in table.grid():
            cells = [c for i, c in enumerate(row) if c is not None and (i == 0 or row[i - 1] is not c)]
            words = [str(c.text) for c in cells]
            if len([w for w in words if w]) == 1 and self._plan(words[0], state, build):
                columns = {}
                continue
            named = {c.col: m for c in cells if (m := _HEADING_NUMBERS.match(str(c.text))) and len(str(c.text)) < 120}
            if state.plan and len(named) >= 2 and 0 not in named:
                columns = {c.col: self._named(table, c, state, build) for c in cells if c.col in named}
            elif columns and cells:
                self._profile_row(table, cells, columns, build)
            elif state.plan and cells and (m := _LISTED.match(str(cells[0].text))):
                self._listed(cells[0].text, m, Spot.within(table, cells[0]), state, build, table, cells)

    def _named(self, table: Table, cell: Cell, state: _State, build: Builder) -> str:
        m = _HEADING_NUMBERS.match(str(cell.text))
        assert m is not None  # noqa: S101 - the caller matched it
        return build.mention(
            Spot.within(table, cell),
            "case_study.profile",
            number=m.group(1).rstrip("."),
            title=str(cell.text)[m.end() :],
            plan=state.plan,
        )

    def _profile_row(self, table: Table, cells: list[Cell], columns: dict[int, str], build: Builder) -> None:
        label = build.lexicon.label(str(cells[0].text))
        for cell in cells[1:]:
            if cell.col not in columns or not cell.text:
                continue
            if label in _DIMENSIONS:
                build.assess(columns[cell.col], _DIMENSIONS[label], Spot.within(table, cell), "case_study.profile")
            elif label == "lead":
                build.fill(columns[cell.col], lead_institution=str(cell.text))

    # Lines that lost their columns

    def _block(self, block: Block, state: _State, build: Builder) -> None:
        if self._plan(str(block), state, build):
            return
        if not state.plan or block.kind == "footnote":
            return
        block = _with_marker(block)
        words = str(block)
        starts = list(_HEADING_NUMBERS.finditer(words))
        if (
            len(starts) >= 2
            and starts[0].start() == 0
            and len(words) < 60 * len(starts)
            and "." in starts[0].group(1)[:-1]
        ):
            state.columns = tuple(self._columns(block, starts, state, build))
        elif state.columns:
            self._profile_line(block, state, build)
        else:
            self._list_line(block, state, build)

    def _columns(self, block: Block, starts: list[re.Match[str]], state: _State, build: Builder) -> Iterator[str]:
        words = str(block)
        for m, end in zip(starts, [*(s.start() for s in starts[1:]), len(words)], strict=True):
            yield build.mention(
                Spot.of(block, m.start(), end),
                "case_study.profile",
                number=m.group(1).rstrip("."),
                title=words[m.end() : end],
                plan=state.plan,
            )

    def _profile_line(self, block: Block, state: _State, build: Builder) -> None:
        label, rest = _leading_label(str(block), build.lexicon)
        if label not in _DIMENSIONS:
            return
        dimension = _DIMENSIONS[label]
        found = build.lexicon.find(dimension, str(block)[rest:])
        if len(found) != len(state.columns):
            build.issue(
                Spot.of(block),
                "case_study.profile",
                "columns_lost",
                "warning",
                f"{dimension}: {len(found)} values for {len(state.columns)} commitments",
            )
            return
        for key, value in zip(state.columns, found, strict=True):
            spot = Spot.of(block, rest + value.start, rest + value.end)
            build.assess(key, dimension, spot, "case_study.profile", code=value.code.code, scale=value.code.scale)

    def _list_line(self, block: Block, state: _State, build: Builder) -> None:
        m = _LISTED.match(str(block))
        if m and block.kind != "heading":
            self._listed(block.text, m, Spot.of(block), state, build)

    def _listed(
        self,
        text: Text,
        m: re.Match[str],
        spot: Spot,
        state: _State,
        build: Builder,
        table: Table | None = None,
        cells: list[Cell] | None = None,
    ) -> None:
        title, description = _split_title(text, m.start("title"))
        if not title:
            return
        key = build.mention(
            spot,
            "case_study.list",
            number=m.group("number"),
            title=title,
            plan=state.plan,
            description=description or None,
        )
        if table is not None and cells and table.header_rows:
            for path, cell in zip(table.header(), cells, strict=False):
                if path and cell.text and build.lexicon.label(path[-1]) == "lead":
                    build.fill(key, lead_institution=str(cell.text))


def _with_marker(block: Block) -> Block:
    """Return the block with its list marker as part of its words: here markers are numbers."""
    if not block.marker or not block.text.lines:
        return block
    first = block.text.lines[0]
    text = Text([replace(first, text=f"{block.marker} {first.text}", words=()), *block.text.lines[1:]])
    return Block(block.kind, text, block.level, "", block.section)


def _leading_label(words: str, lexicon: Lexicon) -> tuple[str | None, int]:
    """Return the label at the start of a line without a colon, and where its values start."""
    parts = list(re.finditer(r"\S+", words))
    for n in range(min(len(parts), 4), 0, -1):
        label = lexicon.label(words[: parts[n - 1].end()])
        if label:
            return label, parts[n - 1].end()
    return None, 0


def _split_title(text: Text, start: int) -> tuple[str, str]:
    """Split "Open data strategy (continued) Promote reuse ..." into title and description.

    A remark such as "(new)" ends the title; else the line break before a line that starts with a
    capital letter does; else the whole text is the title.
    """
    words = str(text)
    mark = _TITLE_END.search(words)
    if mark:
        return words[start : mark.start()].strip(), words[mark.end() :].strip()
    offset = 0
    for line, following in zip(text.lines, text.lines[1:], strict=False):
        offset = words.find(line.text, offset) + len(line.text)
        if following.text[:1].isupper() and offset > start and not line.text.endswith(("-", ",")):
            return words[start:offset].strip(), words[offset:].strip()
    return (words[start:].strip(), "") if len(words) < 200 else ("", "")


TEMPLATE = CaseStudy()
