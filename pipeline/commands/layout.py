"""``layout``: what a stage of reading made of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.console import REVIEW, CommandError, JsonOption, print_json, say

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
    stage: Annotated[str, typer.Option(metavar="NAME", help="backend, segment, classify or claims.")] = "backend",
    as_json: JsonOption = False,
) -> None:
    """Show what a stage of reading made of a file: blocks and tables, commitments, what it is, what is claimed.

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
        say(line)


def _backend(data: bytes, name: str) -> Shown:
    from extractors import backends

    document = backends.read(data, name=name)
    return Shown(list(_lines(document)), _data(document))


def _segment(data: bytes, name: str) -> Shown:
    """The commitments that were found, and why they and not another list."""
    from extractors import road

    outline = road.judge(data, name=name).segmented.outline
    lines = [f"{len(outline.sections)} commitments  score {outline.score:g}, the next list {outline.rival:g}"]
    lines += [f"  {weight:+g}  {reason}" for reason, weight in outline.reasons]
    lines += [f"! {code}" for code in outline.doubts]
    for s in outline.sections:
        where = _where(s.title.text)
        area = f"  area: {s.area}" if s.area else ""
        lines += [f"[{s.number or '-'}] {s.title}{area}{''.join(f'  ! {d}' for d in s.doubts)}"]
        lines += [f"    items {s.first} to {s.last - 1}{'  in ' + where if where else ''}"]
    sections = [
        {
            "number": s.number, "group": s.group, "title": str(s.title), "area": str(s.area) if s.area else None,
            "first": s.first, "last": s.last, "doubts": list(s.doubts),
        }
        for s in outline.sections
    ]  # fmt: skip
    return Shown(lines, {"score": outline.score, "rival": outline.rival, "reasons": dict(outline.reasons)} | {
        "doubts": list(outline.doubts), "sections": sections,
    })  # fmt: skip


def _classify(data: bytes, name: str) -> Shown:
    """What the document is: each field with its score, the next best value and the evidence."""
    from extractors import road

    found = road.judge(data, name=name).found
    lines = [f"looks like: {found.kind}"]
    values: dict[str, Any] = {}
    for field in fields(found)[1:]:
        decision = getattr(found, field.name)
        if isinstance(decision, bool):  # whether it may be no report at all
            lines += [field.name.replace("_", " ")] if decision else []
            values[field.name] = decision
            continue
        value = {"value": _plain(decision.value), "score": decision.score, "doubts": list(decision.doubts)}
        values[field.name] = value | {"rival": _plain(decision.rival), "rival_score": decision.rival_score}
        rival = f", next {_plain(decision.rival)} {decision.rival_score:g}" if decision.rival is not None else ""
        doubts = "".join(f"  ! {d}" for d in decision.doubts)
        lines.append(f"{field.name}: {_plain(decision.value)}  score {decision.score:g}{rival}{doubts}")
        lines += [f"    {weight:+g}  {reason}" for reason, weight in decision.reasons]
    return Shown(lines, {"kind": found.kind} | values)


def _claims(data: bytes, name: str) -> Shown:
    """What is said of each commitment: the role of the words, the words, their place and the rule."""
    from extractors import road

    segmented = road.judge(data, name=name).segmented
    found = road.claims_of(segmented)
    lines, values = [], []
    for claim in found.claims:
        about = segmented.outline.sections[claim.subject]
        subject = (about.number or str(about.title)) + (f" / {claim.milestone}" if claim.milestone else "")
        words = f"{claim.span}" + (f"  [{claim.option}]" if claim.option else "")
        lines.append(f"{subject}  {claim.role}: {words}{''.join(f'  ! {d}' for d in claim.doubts)}")
        lines.append(f"    by {claim.rule}  {_where(claim.span.text)}".rstrip())
        values.append(
            {
                "commitment": about.number,
                "milestone": claim.milestone,
                "role": claim.role,
                "words": str(claim.span),
                "option": claim.option,
                "rule": claim.rule,
                "where": _where(claim.span.text),
                "doubts": list(claim.doubts),
            }
        )
    return Shown(lines, values)


def _plain(value: Any) -> Any:
    """A decided value as ``--json`` prints it: a date as its day."""
    return str(value.value) if hasattr(value, "precision") else value


STAGES: dict[str, Callable[[bytes, str], Shown]] = {
    "backend": _backend,
    "segment": _segment,
    "classify": _classify,
    "claims": _claims,
}
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
