"""Recommendations: the key ones of a report, in a table, a list or numbered headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.builder import Builder, Spot
from extractors.claims.ratings.subjects import take_apart
from extractors.layout import Cell, Element, Layout, Table, distinct
from extractors.lexicon import Lexicon
from extractors.words import fold

_RULE = "recommendations"
_TITLE = re.compile(
    r"^\s*(?:table|tabla|cuadro|box|recuadro)?\s*n?[°º.]?\s*\d{0,2}\s*[:.–—-]?\s*|^\s*[ivx]+\.\s+", re.I
)
_KEY = re.compile(r"\b(?:key|clave|principales)\b")
# Words that may stand around "recommendations" in a heading without changing what it announces.
_AROUND = frozenset(
    "the las los of de del la el for para s key clave claves principales main general generales irm mri our "
    "two three four five six seven dos tres cuatro cinco seis siete".split()
)
_ONE = re.compile(
    r"^\s*(?:recommendation|recomendaci[oó]n)\s*(?:n[°º.]*\s*)?(?P<number>\d{1,2})\s*[.:–—-]\s*(?P<text>\S.*)$",
    re.I | re.S,
)
_NUMBERED = re.compile(r"^\s*(?P<number>\d{1,2})[.)]\s+(?=\S)")


def announces(words: str, lexicon: Lexicon) -> str | None:
    """Return ``key`` or ``general`` where a heading or caption announces recommendations."""
    if len(words) > 110:
        return None
    bare = _TITLE.sub("", words)
    left = [w for w in re.findall(r"\w+", fold(bare)) if w not in _AROUND]
    if left not in (["recommendations"], ["recomendaciones"]) and lexicon.section(bare) != "recommendations":
        return None
    return "key" if _KEY.search(fold(bare)) else "general"


def read_recommendations(layout: Layout, build: Builder, skip: Sequence[Element] = (), rule: str = _RULE) -> None:
    """Record a report's key recommendations.

    Those called key come first: a table or list under such a heading. Without any, the numbered
    "Recommendation 1: ..." lines count, then the items of the general list of recommendations.
    ``skip`` holds what belongs to single commitments.
    """
    inside = {id(e) for e in skip}
    elements = [e for e in layout.elements if id(e) not in inside]
    headed = _with_heading(elements, build.lexicon)
    for wanted in ("key", "numbered", "general"):
        found = [_take(element, above, wanted, build, rule) for element, above in headed]
        if any(found):
            return


def _with_heading(elements: Sequence[Element], lexicon: Lexicon) -> list[tuple[Element, str | None]]:
    """Pair each element with the kind of recommendations that the heading or caption above announces."""
    out: list[tuple[Element, str | None]] = []
    current: str | None = None
    for element in elements:
        if isinstance(element, Table):
            named = announces(str(element.caption), lexicon)
            first = next((str(c.text) for c in element.cells if c.text), "")
            inherited = "key" if current == "listed" else current
            out.append((element, named or announces(first, lexicon) or inherited))
            striped = len(element.cells) == 1 and (current == "listed" or _NUMBERED.match(first))
            if inherited == "key" and not striped:  # every other item of a list may stand in a shaded box of its own
                current = None
            continue
        named = announces(str(element.text), lexicon)
        if named:
            current = "listed" if named == "key" and element.kind == "caption" else named
        elif element.kind == "heading":
            current = None
        else:
            out.append((element, current))
            continue
        out.append((element, None))
    return out


def _take(element: Element, above: str | None, wanted: str, build: Builder, rule: str) -> bool:
    if isinstance(element, Table):
        return wanted == above and _table(element, build, rule)
    words = str(element.text)
    if wanted == "numbered":
        m = _ONE.match(words)
        if m:
            spot = Spot.of(element, m.start("text"), len(words))
            build.recommendation("key", spot, rule, number=m["number"], text=m["text"].strip())
        return m is not None
    if above == "listed" and wanted == "key" and element.kind == "paragraph" and 12 < len(words) < 400:
        m = _NUMBERED.match(words)  # a table without rules, read as paragraphs
        at = m.end() if m else 0
        build.recommendation("key", Spot.of(element, at), rule, number=m["number"] if m else None, text=words[at:])
        return True
    if wanted != ("key" if above == "listed" else above) or element.kind not in ("item", "paragraph"):
        return False
    m = _NUMBERED.match(words)
    if element.kind == "item":
        number = element.marker.strip(".() ")
        build.recommendation("key", Spot.of(element), rule, number=number if number.isdigit() else None, text=words)
        return True
    if m:
        build.recommendation("key", Spot.of(element, m.end()), rule, number=m["number"], text=words[m.end() :])
    return m is not None


def _table(table: Table, build: Builder, rule: str) -> bool:
    """Record each row of a table of recommendations; a row may start with its number."""
    found = False
    for r, row in enumerate(table.grid()):
        cells = [c for c in distinct(row) if c.row == r and c.text]
        if not cells or (
            all(c.is_header for c in cells) and r < table.header_rows and _is_heading(cells, build.lexicon)
        ):
            continue
        if announces(str(cells[0].text), build.lexicon):
            continue
        number = str(cells[0].text).strip(" .)") if len(cells) > 1 else ""
        body = cells[1] if number.isdigit() else cells[0]
        words = str(body.text)
        m = _NUMBERED.match(words) or re.match(r"(?P<number>)", words)
        if m is None or len(words) < 12:
            continue
        text = words[m.end() :]
        own = number if number.isdigit() else m["number"] or None
        build.recommendation("key", Spot.within(table, body, m.end()), rule, number=own, text=text)
        found = True
    return found


def _is_heading(cells: Sequence[Cell], lexicon: Lexicon) -> bool:
    return all(len(str(c.text)) < 60 for c in cells) or announces(str(cells[0].text), lexicon) is not None


# "Commitment 5: Title of it: A sentence about it." in one cell.
_TITLE_THEN_TEXT = re.compile(r"(?P<title>[^:.]{12,200}):\s+(?P<text>[A-ZÁÉÍÓÚÑ](?:\S+\s+){4,}.*\.)\s*$", re.DOTALL)


def read_noteworthy(table: Table, build: Builder, rule: str = "noteworthy") -> bool:
    """Read a table with one commitment a row ("Commitment 5: ..."), and what it recommends for each."""
    rows = [[c for c in row if c is not None] for row in table.grid()]
    named = [(r, take_apart(str(row[0].text))) for r, row in enumerate(rows) if row and row[0].text and row[0].row == r]
    named = [(r, n) for r, n in named if n.kind == "commitment" and n.number and n.title]
    if not named:
        return False
    advice = _advice_column(table, build.lexicon)
    for r, name in named:
        first = rows[r][0]
        words = str(first.text)[name.at :]
        m = _TITLE_THEN_TEXT.match(words) if len(rows[r]) == 1 else None
        title, text = (m["title"], m["text"]) if m else (name.title, None)
        spot = Spot.within(table, first, name.at, name.at + len(title) if m else None)
        known = build.by_number(name.number or "")
        key = build.mention(spot, rule, number=name.number, title=title, description=text)
        if m and known is None:
            message = f"a sentence follows the title of commitment {name.number} after a colon; it is its description"
            build.issue(Spot.within(table, first), rule, "title_runs_on", "info", message)
        cell = rows[r][advice] if advice is not None and advice < len(rows[r]) else None
        if cell is not None and cell.text and cell is not first:
            build.recommendation("commitment", Spot.within(table, cell), rule, mention=key)
    return True


def _advice_column(table: Table, lexicon: Lexicon) -> int | None:
    for row in table.grid()[:2]:
        for cell in row:
            if cell is not None and cell.text and lexicon.label(str(cell.text)) == "next_steps":
                return cell.col
    return None
