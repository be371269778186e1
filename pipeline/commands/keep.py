"""``verify``, ``backup``, ``restore``: a home that is whole, saved, and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import MAINTAIN, CommandError, JsonOption, load_settings, print_json, print_table, say


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (verify, backup, restore):
        app.command(rich_help_panel=MAINTAIN)(command)


def verify(
    ctx: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help="Without looking up every quote in its document.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read everything again and say whether it is whole: archive, decisions, warehouse, schema, checks, evidence.

    Nothing is changed and nothing is fetched. Exit status: 0 all is whole; 1 something is damaged or missing.
    """
    from dataclasses import asdict

    from pipeline.verify import verify as look

    settings = load_settings(ctx)
    if not settings.home.exists():
        raise CommandError(f"{settings.home} does not exist: there is nothing to verify")
    checks = list(look(settings, quick=quick))
    if as_json:
        print_json([asdict(c) for c in checks])
    else:
        print_table([asdict(c) for c in checks])
    if any(c.state in ("problem", "missing") for c in checks):
        raise typer.Exit(1)


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The tar file to write (.tar, .tar.gz).")],
) -> None:
    """Save the whole home in one file: archive, warehouse, state, sources and decisions; nights may go on.

    Settings (compromiso.toml, the environment) and a sources file outside the home are not in it.
    """
    from pipeline.backup import backup as save

    saved = save(load_settings(ctx), file)
    say(f"{file}: {saved.files} files, {saved.bytes / 1e6:.1f} MB")


def restore(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that 'backup' wrote.")]
) -> None:
    """Bring a saved home back to where there is none yet; every file is held against its sha256 first."""
    from pipeline.backup import restore as bring_back

    settings = load_settings(ctx)
    saved = bring_back(settings, file)
    say(f"{settings.home}: {saved.files} files, {saved.bytes / 1e6:.1f} MB, as of {saved.made_at}")
