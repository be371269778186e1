"""The commands that run flows: ``nightly`` and ``serve``. Prefect is imported when they run, not before."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import RUN, CommandError, JsonOption, load_settings, print_json, print_table, say

if TYPE_CHECKING:
    from warehouse.model import Run


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(rich_help_panel=RUN)(nightly)
    app.command(rich_help_panel=RUN)(serve)


def nightly(
    ctx: typer.Context,
    plain: Annotated[bool, typer.Option("--plain", help="Without Prefect: no server, no run page.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Ask all sources once, read what changed, publish.

    Unchanged documents cost one conditional request each. A document that cannot be had or read never stops the
    others. Exit status: 0 the run came to its end; 1 it did not, or no source could be asked.
    """
    from pipeline.nightly import NightUnderWayError, run_night
    from pipeline.sources import SourcesError
    from pipeline.summary import counts

    settings = load_settings(ctx)
    try:
        if plain:
            run = run_night(settings, None if as_json else lambda line: say(line, err=True))
        else:
            run = _flow(str(settings.home.absolute()))
    except NightUnderWayError as error:
        raise CommandError(str(error)) from error
    except SourcesError as error:
        raise CommandError("sources are wrong:\n  " + "\n  ".join(error.problems), 2) from error
    if as_json:
        print_json(run.model_dump(mode="json"))
    else:
        rows = [{"what": said, "how many": number} for said, number in counts(run)]
        print_table(rows, title=f"{run.kind} {run.run_id}: {run.status}")
        if run.message:
            say(f"not all sources could be asked: {run.message}", err=True)
    if run.counts.get("sources") and run.counts.get("sources_failed") == run.counts["sources"]:
        raise typer.Exit(1)


def _flow(home: str) -> Run:
    """Run the flow, with the Prefect server that is configured or a temporary one."""
    from flows.nightly import nightly as flow
    from warehouse.model import Run

    logging.getLogger("prefect").setLevel(logging.WARNING)
    return Run.model_validate(flow(home))


def serve(
    ctx: typer.Context,
    cron: Annotated[str | None, typer.Option(metavar="CRON", help="When to start the nightly run.")] = None,
    timezone: Annotated[str | None, typer.Option(metavar="ZONE", help="Time zone of the schedule.")] = None,
    port: Annotated[int, typer.Option(help="Port of Prefect's UI, where no server is configured.")] = 4200,
) -> None:
    """Keep the nightly run on its schedule and offer single runs in Prefect's UI, until interrupted.

    Uses the Prefect server that PREFECT_API_URL names; where none is configured it starts one on this machine.
    """
    from pipeline.sources import SourcesError, load_sources, sources_file

    settings = load_settings(ctx, cron=cron, timezone=timezone)
    try:
        load_sources(sources_file(settings.sources, settings.home))
    except SourcesError as error:
        raise CommandError("sources are wrong:\n  " + "\n  ".join(error.problems), 2) from error

    from flows.serve import NoServerError
    from flows.serve import serve as keep

    try:
        keep(settings, port)
    except NoServerError as error:
        raise CommandError(str(error)) from error
    except ValueError as error:
        raise CommandError(f"the schedule is wrong: {error}", 2) from error
