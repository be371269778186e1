"""``explain``: the statements behind a value."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.catalog import find_commitment
from pipeline.console import REVIEW, CommandError, JsonOption, load_settings, print_json, warehouse_of

if TYPE_CHECKING:
    from pipeline.explain import Statement


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=REVIEW)(explain)


def explain(
    ctx: typer.Context,
    commitment: Annotated[
        str, typer.Argument(help="A commitment id (CL-2020-6), OGP id, part of its title, or the id of any row.")
    ],
    dimension: Annotated[str | None, typer.Argument(help="Only this dimension, such as completion.")] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the page of the first statement with its words boxed.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show every statement behind a commitment's values: document, page, quote and rule."""
    from pipeline.explain import NoPictureError, draw, statements
    from warehouse.query import connect

    settings = load_settings(ctx)
    with contextlib.closing(connect(warehouse_of(settings))) as db:
        found = find_commitment(db, commitment)
        said = statements(db, found, dimension)
    if not said:
        raise CommandError(f"nothing is stated of {found} on {dimension}; 'compromiso show {found}' lists what is")
    if as_json:
        print_json([asdict(s) for s in said])
    else:
        _print(said)
    if png is not None:
        drawn = next((s for s in said if s.box), said[0])
        try:
            draw(settings.archive, drawn, png)
        except NoPictureError as error:
            raise CommandError(str(error)) from error
        typer.echo(f"{drawn.document}, {drawn.place} -> {png}", err=True)


def _print(said: list[Statement]) -> None:
    """Print statements one below the other, their quotes as they stand."""
    for s in said:
        about = " ".join(
            p for p in (s.dimension, s.ogp_value, s.milestone and f"milestone {s.milestone}", s.phase) if p
        )
        flag = "  [may be wrong]" if s.flagged else ""
        typer.echo(f"{s.commitment_id or s.id}  {about} = {s.value}{flag}")
        typer.echo(f"  said by   {s.assessor or 'unknown'}, in {s.document}, {s.place}")
        if s.section:
            typer.echo(f"  section   {s.section}")
        typer.echo(f'  quote     "{s.quote}"')
        typer.echo(f"  read by   {s.rule} (row {s.id} of core.{s.record}s)")
