"""``explain``: the statements behind a value."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.catalog import find_commitment
from pipeline.commands.query import known_commitments
from pipeline.console import REVIEW, CommandError, JsonOption, load_settings, print_json, say, warehouse_of

if TYPE_CHECKING:
    from pipeline.context import Context
    from pipeline.explain import Statement


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=REVIEW)(explain)


def explain(
    ctx: typer.Context,
    commitment: Annotated[
        str,
        typer.Argument(
            help="A commitment id (CL-2020-6), OGP id, part of its title, or the id of any row.",
            autocompletion=known_commitments,
        ),
    ],
    dimension: Annotated[str | None, typer.Argument(help="Only this dimension, such as completion.")] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the page of the first statement with its words boxed.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open that picture; without --png in a temporary file.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show every statement behind a commitment's values: document, page, quote in its sentence, rule and word."""
    from pipeline.context import contexts
    from pipeline.explain import NoPictureError, contradictions, doubtful, draw, statements
    from warehouse.query import connect

    settings = load_settings(ctx)
    with contextlib.closing(connect(warehouse_of(settings))) as db:
        found = find_commitment(db, commitment)
        said = statements(db, found, dimension)
        against = contradictions(db, found)
        perhaps = doubtful(db, found)
    if not said:
        raise CommandError(f"nothing is stated of {found} on {dimension}; 'compromiso show {found}' lists what is")
    if as_json:
        print_json([asdict(s) for s in said])
    else:
        _print(said, contexts(settings.archive, said))
        for row in against:
            say(f"{row['commitment_id']}  contradiction, {row['kind'].replace('_', ' ')}: {row['subject']}")
            for side in ("a", "b"):
                page = f", page {row[f'page_{side}']}" if row[f"page_{side}"] else ""
                say(f"  {row[f'statement_{side}']}  ({row[f'document_{side}']}{page})")
        for row in perhaps:
            other = f"{row['commitment_id']}  {row['title'] or ''}"
            say(f"perhaps the same: {other} (not compared: {row['reason']})")
    if show and png is None:
        png = Path(tempfile.gettempdir()) / f"compromiso-{found}.png"
    if png is not None:
        drawn = next((s for s in said if s.box), said[0])
        try:
            draw(settings.archive, drawn, png)
        except NoPictureError as error:
            raise CommandError(str(error)) from error
        say(f"{drawn.document}, {drawn.place} -> {png}", err=True)
        if show:
            typer.launch(str(png))


def _print(said: list[Statement], around: dict[str, Context]) -> None:
    """Print statements one below the other, each quote marked in its sentence."""
    for s in said:
        about = " ".join(
            p for p in (s.dimension, s.ogp_value, s.milestone and f"milestone {s.milestone}", s.phase) if p
        )
        flag = "  [may be wrong]" if s.flagged else ""
        say(f"{s.commitment_id or s.id}  {about} = {s.value}{flag}")
        say(f"  said by   {s.assessor or 'unknown'}, in {s.document}, {s.place}")
        if s.section:
            say(f"  section   {s.section}")
        context = around.get(s.id)
        if context:
            if context.above and not s.box:
                say(f"  above     ...{context.above}")
            say(f"  quote     {context.lead}[{context.quote}]{context.tail}")
            if context.below and not s.box:
                say(f"  below     {context.below}...")
        else:
            say(f'  quote     "{s.quote}"')
        word = entry(s)
        if word:
            say(f"  word      {word}")
        say(f"  read by   {s.rule} (row {s.id} of core.{s.record}s)")


def entry(s: Statement) -> str | None:
    """Return the vocabulary entry behind a code, such as ``completion/limited/avance limitado``."""
    from extractors.lexicon import Lexicon

    if s.record != "assessment" or not s.raw or s.value.endswith("%"):
        return None
    try:
        found = Lexicon().code(s.dimension, s.raw)
    except KeyError:
        return None
    return found.entry if found and found.code == s.value else None
