"""The command line: options that stand before every command, and the commands in order."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline import commands
from pipeline.console import CommandError, State, say

_ORDER = (
    *("ingest", "rerun", "rebuild", "documents", "status"),
    *("sql", "ask", "show", "export", "explore", "report"),
    *("explain", "issues", "review", "diff"),
    *("nightly", "serve", "sources", "runs", "health", "notify"),
    *("vocabulary", "templates", "doctor", "verify", "backup", "restore", "demo"),
)


class _Commands(TyperGroup):
    """Commands in the order of work rather than of names; errors in one line."""

    def list_commands(self, ctx: Any) -> list[str]:
        names = super().list_commands(ctx)
        return sorted(names, key=lambda n: (_ORDER.index(n) if n in _ORDER else len(_ORDER), n))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # who read the output has seen enough: nothing to report
        except Exception as error:
            known = _explained(error)
            if known is None or (isinstance(ctx.obj, State) and ctx.obj.debug):
                raise
            say(f"compromiso: {known}", err=True)
            raise typer.Exit(known.exit_code) from None


def _explained(error: Exception) -> CommandError | None:
    """Return the error as one line for a person; None for what the command line machinery handles itself."""
    if isinstance(error, CommandError):
        return error
    if type(error).__module__.startswith(("typer", "click")):
        return None
    said = " ".join(str(error).split()) or "no reason given"
    if isinstance(error, OSError) and error.strerror:
        return CommandError(f"{error.filename}: {error.strerror}" if error.filename else said)
    ours = type(error).__module__.split(".")[0] in ("extractors", "flows", "pipeline", "warehouse")
    kind = "" if ours else f"{type(error).__name__}: "
    return CommandError(f"{kind}{said[:400]} (--debug shows where)")


app = typer.Typer(
    cls=_Commands,
    name="compromiso",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"compromiso {version('compromiso')}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the archive and the warehouse.", show_default="./data"),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback acts
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Reads reports on open-government commitments into a DuckDB warehouse, every value traced to the page."""
    ctx.obj = State(home, debug)


for _module in pkgutil.iter_modules(commands.__path__):
    importlib.import_module(f"{commands.__name__}.{_module.name}").register(app)
