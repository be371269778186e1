"""``layout``: what a stage of reading made of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.console import REVIEW, CommandError, JsonOption, print_json

if TYPE_CHECKING:
    from extractors.document import Block, Document, Run, Table
    from extractors.text import Text


@dataclass(frozen=True)
class Shown:
    """What a stage made of a file: lines for people, and values for ``--json``."""

    lines: list[str]
    data: Any


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=REVIEW)(layout)


def layout(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document; it is read and not loaded.")],
    stage: Annotated[str, typer.Option(metavar="NAME", help="The stage of reading to show.")] = "backend",
    as_json: JsonOption = False,
) -> None:
    """Show what a stage of reading made of a file: its blocks, tables, metadata and what stands around them.

    Exit status: 0 shown; 1 the file cannot be read; 2 wrong usage.
    """
    from extractors.readers.errors import ReadError

    show = STAGES.get(stage)
    if show is None:
        raise CommandError(f"There is no stage {stage!r}: {', '.join(STAGES)}", 2)
    if not file.is_file():
        raise CommandError(f"There is no file {file}", 2)
    try:
        shown = show(file.read_bytes(), file.name)
    except ReadError as error:
        raise CommandError(f"{file.name}: {error}", 1) from error
    if as_json:
        print_json(shown.data)
        return
    for line in shown.lines:
        typer.echo(line)


def _backend(data: bytes, name: str) -> Shown:
    from extractors import backends

    document = backends.read(data, name=name)
    return Shown(list(_lines(document)), _data(document))


STAGES: dict[str, Callable[[bytes, str], Shown]] = {"backend": _backend}
"""The stages that can be shown: each takes the bytes and the name of a file."""


def _lines(document: Document) -> Iterator[str]:
    from extractors.document import Block

    yield f"{document.media_type}  {len(document.blocks)} blocks  {len(document.tables)} tables"
    for key, value in document.metadata.items():
        yield f"{key}: {value}"
    for problem in document.problems:
        yield f"! {problem.code}: {problem.message}"
    for element in document.elements:
        yield ""
        yield from _block_lines(element) if isinstance(element, Block) else _table_lines(element)
    if document.furniture:
        yield ""
        yield "around the document:"
        for text in document.furniture:
            yield f"  {text}"


def _block_lines(block: Block, indent: str = "") -> Iterator[str]:
    head = block.kind + (f" {block.level}" if block.level else "") + (f" {block.marker}" if block.marker else "")
    marks = "".join(f" <{mark.kind}>" for mark in block.marks)
    where = " ".join(part for part in ("/".join(block.container), _where(block.text)) if part)
    yield f"{indent}[{head}]{marks} {block.text}"
    if where:
        yield f"{indent}    in {where}"
    words = str(block.text)
    if any(_look(run) for run in block.runs):
        yield f"{indent}    " + " ".join(f"{{{_look(r)}: {words[r.start : r.end].strip()}}}" for r in block.runs)


def _table_lines(table: Table) -> Iterator[str]:
    size = f"[table {table.ordinal}] {table.n_rows} rows, {table.n_cols} columns, {table.header_rows} of header"
    yield size + (f"  {table.caption}" if table.caption else "") + (f"  sheet {table.sheet}" if table.sheet else "")
    if table.container:
        yield f"    in {'/'.join(table.container)}"
    for r, row in enumerate(table.grid):
        cells = []
        for c, cell in enumerate(row):
            if cell is None or (cell.row, cell.col) != (r, c):
                cells.append('"')
                continue
            marks = "".join(f"<{mark.kind}>" for mark in cell.marks)
            cells.append(" ".join(p for p in (str(cell), marks, f"({cell.fill})" if cell.fill else "") if p))
        yield "    | " + " | ".join(cells) + " |"
        for cell in dict.fromkeys(cell for cell in row if cell is not None and cell.row == r and cell.blocks):
            for block in cell.blocks:
                yield from _block_lines(block, f"      {cell.col + 1}: ")


def _look(run: Run) -> str:
    style = run.style
    said = [run.tag] if run.tag else []
    said += [name for name in ("bold", "italic", "underline", "caps") if getattr(style, name)]
    said += [style.colour] if style.colour else []
    said += [f"{style.size:g}pt"] if style.size else []
    return " ".join(said)


def _where(text: Text) -> str:
    place = text.place
    return place.locator or (f"page {place.page}" if place.page else "")


def _data(document: Document) -> dict[str, Any]:
    from extractors.document import Block

    return {
        "media_type": document.media_type,
        "metadata": document.metadata,
        "problems": [{"code": p.code, "message": p.message} for p in document.problems],
        "elements": [_block_data(e) if isinstance(e, Block) else _table_data(e) for e in document.elements],
        "furniture": [str(text) for text in document.furniture],
    }


def _block_data(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "text": str(block.text),
        "level": block.level,
        "marker": block.marker,
        "container": list(block.container),
        "where": _where(block.text),
        "runs": [_run_data(run) for run in block.runs],
        "marks": [mark.kind for mark in block.marks],
    }


def _run_data(run: Run) -> dict[str, Any]:
    style = run.style
    return {
        "start": run.start, "end": run.end, "tag": run.tag, "size": style.size, "bold": style.bold,
        "italic": style.italic, "underline": style.underline, "colour": style.colour, "caps": style.caps,
    }  # fmt: skip


def _table_data(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "rows": table.n_rows,
        "columns": table.n_cols,
        "header_rows": table.header_rows,
        "caption": str(table.caption),
        "container": list(table.container),
        "sheet": table.sheet,
        "cells": [
            {
                "row": cell.row, "col": cell.col, "row_span": cell.row_span, "col_span": cell.col_span,
                "text": str(cell), "header": cell.is_header, "fill": cell.fill, "where": cell.place.locator or "",
                "marks": [mark.kind for mark in cell.marks], "runs": [_run_data(run) for run in cell.runs],
                "blocks": [_block_data(block) for block in cell.blocks],
            }
            for cell in table.cells
        ],
    }  # fmt: skip
