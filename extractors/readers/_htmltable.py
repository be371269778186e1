"""Tables of HTML: their rows by the tree, colours, and which tables only lay out the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.readers._htmltree import Element

_NAMED = {
    "black": "#000000", "blue": "#0000ff", "gray": "#808080", "green": "#008000", "grey": "#808080",
    "lime": "#00ff00", "orange": "#ffa500", "red": "#ff0000", "silver": "#c0c0c0", "yellow": "#ffff00",
    "gold": "#ffd700", "navy": "#000080", "lightgreen": "#90ee90", "darkgreen": "#006400",
    "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3", "white": "#ffffff",
}  # fmt: skip
_MAX_CELL = 120  # letters: a cell of a regular table is no longer, whatever elements stand in it


@dataclass(slots=True)
class Row:
    """A table row: its element, its cells, and whether it stands in the head."""

    element: Element
    head: bool
    cells: list[Element] = field(default_factory=list)


def rows_of(table: Element) -> list[Row]:
    """Return the table's own rows, those of nested tables apart; the foot's last. A row without cells counts: cells
    from above may cover it."""
    rows: list[Row] = []
    foot: list[Row] = []
    for child in table:
        if child.tag == "tr":
            rows.append(Row(child, False))
        elif child.tag in ("thead", "tbody", "tfoot"):
            found = [Row(tr, child.tag == "thead") for tr in child if tr.tag == "tr"]
            (foot if child.tag == "tfoot" else rows).extend(found)
    for row in (*rows, *foot):
        row.cells = [cell for cell in row.element if cell.tag in ("td", "th")]
    return [*rows, *foot]


def is_layout(table: Element, rows: Sequence[Row], *, captioned: bool) -> bool:
    """Whether a table only lays out the page: one column without caption, tables or headings in its cells."""
    if table.get("role") in ("presentation", "none") or not any(row.cells for row in rows):
        return True
    if any(child.tag in ("thead", "caption") for child in table):
        return False
    if any(cell.tag == "th" for row in rows for cell in row.cells):
        return False
    if max(len(row.cells) for row in rows) == 1:
        return not captioned
    if _is_regular(rows):
        return False
    inner = next(table.iter("article", "main", "nav", "form", "h1", "h2"), None)
    nested = next((t for t in table.iter("table") if t is not table), None)
    return inner is not None or (nested is not None and not captioned)


def _is_regular(rows: Sequence[Row]) -> bool:
    """Whether rows have as many cells each, two or more, and all of them are short: no parts of a page are in them."""
    counts = {len(row.cells) for row in rows}
    cells = [cell for row in rows for cell in row.cells]
    short = all(len("".join(islice(cell.itertext(), _MAX_CELL)).strip()) <= _MAX_CELL for cell in cells)
    return len(rows) > 1 and len(counts) == 1 and min(counts) > 1 and short


def _hex(colour: str) -> str | None:
    colour = colour.strip().lower()
    if re.fullmatch(r"#?[0-9a-f]{6}(?:[0-9a-f]{2})?", colour):
        return "#" + colour.removeprefix("#")[:6]
    if re.fullmatch(r"#[0-9a-f]{3,4}", colour):
        return "#" + "".join(c * 2 for c in colour[1:4])
    if numbers := re.fullmatch(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)", colour):
        if numbers[4] in ("0", "0.0", "0%"):
            return None
        return "#" + "".join(f"{min(int(numbers[k]), 255):02x}" for k in (1, 2, 3))
    return _NAMED.get(colour)
