"""Tables in text documents: cells parted by tabs or pipes, and lists of labels and numbers under a caption."""

from __future__ import annotations

import re

from extractors.layout import Text
from extractors.readers._cellkind import is_caption
from extractors.readers._grid import Grid, RawCell, even_out, expand
from extractors.readers._inline import plain
from extractors.readers._lines import BULLET, Source

_RULE_CELL = re.compile(r"\s*:?[-=_]{2,}:?\s*")
_PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_PARAGRAPH = re.compile(r"</p>\s*(?=<p\b)", re.I)
_NUMBER_LAST = re.compile(r"(?P<label>\D.*?)\s+(?P<number>[~<>]?\d[\d.,]*\s?%?)\s*")
_SOURCE_NOTE = re.compile(r"(?:source|fuente|sources|fuentes|nota|note)s?\s*:", re.I)
_MAX_CELL_LINES = 8
_MAX_LABEL = 100


def _cell(source: Source, raw: str) -> RawCell:
    return RawCell([text for part in _PARAGRAPH.split(raw) if (text := source.text(part))])


def tabbed(raw: str) -> bool:
    """Whether a line is a row of cells parted by tabs (a tab after a bullet is none)."""
    if "\t" not in raw:
        return False
    bullet = BULLET.match(raw)
    body = bullet["rest"] if bullet and not re.fullmatch(r"\s*[-–—]\s*\t.*", raw) else raw
    return "\t" in body.lstrip(" \xa0") and not re.search(r"[•●▪]\s*\t", body)


def tab_table(lines: list[Source], i: int) -> tuple[Grid, int]:
    """Read the rows from line ``i`` on; rules such as "---<tab>---" are left out."""
    rows = []
    while i < len(lines) and tabbed(lines[i].raw):
        cells = lines[i].raw.split("\t")
        if not all(_RULE_CELL.fullmatch(c) or not c.strip() for c in cells) or not any(c.strip() for c in cells):
            rows.append([_cell(lines[i], c) for c in cells])
        i += 1
    return Grid(expand(even_out(rows))), i


def is_contents(grid: Grid) -> bool:
    """Whether a table is a table of contents: titles and page numbers that only rise."""
    if grid.n_cols != 2 or len(grid.rows) < 3:
        return False
    pages = [row[1].words for row in grid.rows]
    if not all(p.isdecimal() and len(p) < 10 for p in pages):
        return False
    numbers = [int(p) for p in pages]
    return numbers == sorted(numbers) and all(row[0].words and not row[0].words[0].isdigit() for row in grid.rows)


def is_markdown_table(lines: list[Source], i: int) -> bool:
    """Whether a Markdown table starts at line ``i``: a row with pipes above a rule with as many columns."""
    if i + 1 >= len(lines) or "|" not in lines[i].raw or "|" not in lines[i + 1].raw:
        return False
    rule = lines[i + 1].raw
    return bool(_PIPE_RULE.fullmatch(rule)) and len(_pipe_cells(rule)) == len(_pipe_cells(lines[i].raw))


def _pipe_cells(raw: str) -> list[str]:
    raw = raw.strip()
    raw = raw[1:] if raw.startswith("|") else raw
    raw = raw[:-1] if raw.endswith("|") and not raw.endswith("\\|") else raw
    return [part.replace("\\|", "|") for part in _PIPE.split(raw)]


def markdown_table(lines: list[Source], i: int) -> tuple[Grid, int]:
    """Read a Markdown table from line ``i`` on; its syntax forces a header, so that is no certain one."""
    rows = []
    while i < len(lines) and "|" in lines[i].raw:
        if not _PIPE_RULE.fullmatch(lines[i].raw):
            rows.append([_cell(lines[i], c) for c in _pipe_cells(lines[i].raw)])
        i += 1
    return Grid(expand(even_out(rows)), header=1), i


def piped(lines: list[Source], i: int) -> bool:
    """Whether rows whose cells are parted, and whose ends are marked, by pipes start at line ``i``."""
    raw = lines[i].raw.rstrip()
    return raw.endswith("|") and raw.count("|") == len(_PIPE.findall(raw)) and bool(raw.strip("| "))


def pipe_table(lines: list[Source], i: int) -> tuple[Grid, int]:
    """Read rows whose end is marked by a pipe from line ``i`` on; a cell may run over several lines.

    The first line tells the number of columns. The table ends at a caption or Markdown heading, or where a row
    is over and no pipe follows soon.
    """
    width = len(_PIPE.findall(lines[i].raw)) - lines[i].raw.lstrip().startswith("|")
    rows: list[list[RawCell]] = []
    row: list[RawCell] = []
    cell: list[Text] = []
    end = i
    since = 0
    while i < len(lines) and since <= _MAX_CELL_LINES:
        raw = lines[i].raw
        if is_caption(plain(raw)) or re.match(r"#{1,6}\s", raw):
            break
        parts = _PIPE.split(raw)
        if not row and not cell and len(parts) > width and not parts[0].strip():
            parts = parts[1:]  # the pipe that opens a row
        for k, part in enumerate(parts):
            if text := lines[i].text(part):
                cell.append(text)
            if k + 1 < len(parts):
                row.append(RawCell(cell))
                cell = []
                if len(row) == width:
                    rows.append(row)
                    row = []
                    end = i + 1
        since = 0 if len(parts) > 1 else since + (1 if raw.strip() else 0)
        i += 1
        if not row and not any("|" in s.raw for s in lines[i : i + _MAX_CELL_LINES]):
            break
    return Grid(expand(rows)), end


def number_list(lines: list[Source], i: int) -> tuple[Grid, int] | None:
    """Read labels with a number each, a line or paragraph a row, from line ``i`` (below a caption) to the source note.

    Nothing is read unless all lines to the note end with a number, but for the header, whose last word heads the
    numbers.
    """
    rows: list[tuple[Source, str, str]] = []
    header: tuple[Source, str, str] | None = None
    while i < len(lines):
        source = lines[i]
        raw = plain(source.raw)
        if not raw:
            i += 1
            continue
        if _SOURCE_NOTE.match(raw):
            break
        match = _NUMBER_LAST.fullmatch(raw) if len(raw) <= _MAX_LABEL else None
        if len(raw) > _MAX_LABEL or is_caption(raw) or (not match and (rows or header)):
            return None
        if match and not _NUMBER_LAST.fullmatch(match["label"]):
            rows.append((source, match["label"], match["number"]))
        elif not match and " " in raw:
            label, _, last = raw.rpartition(" ")
            header = (source, label, last)
        else:
            return None
        i += 1
    if len(rows) < 2 or not header or i >= len(lines):
        return None
    cells = [[RawCell([Text.of(label, s.place)]), RawCell([Text.of(n, s.place)])] for s, label, n in (header, *rows)]
    return Grid(expand(cells)), i
