"""The commands that run flows: ``nightly`` and ``serve``. Prefect is imported when they run, not before."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import RUN, CommandError, JsonOption, load_settings, print_json, print_table, say

if TYPE_CHECKING:
    from pipeline.settings import Settings
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
    others. Exit status: 0 the night was a success; 1 it was none (it broke off, nothing could be fetched, or too many
    sources or documents were not to be had); 2 settings or sources are wrong.
    """
    from pipeline.health import GOOD
    from pipeline.nightly import NightUnderWayError, run_night
    from pipeline.sources import SourcesError
    from pipeline.summary import counts

    settings = load_settings(ctx)
    try:
        if plain:
            silent = as_json or settings.log.level in ("info", "debug")  # then the log says the same
            run = run_night(settings, None if silent else lambda line: say(line, err=True))
        else:
            run = _flow(settings)
    except NightUnderWayError as error:
        raise CommandError(str(error)) from error
    except SourcesError as error:
        raise CommandError("sources are wrong:\n  " + "\n  ".join(error.problems), 2) from error
    if as_json:
        print_json(run.model_dump(mode="json"))
    else:
        rows = [{"what": said, "how many": number} for said, number in counts(run)]
        print_table(rows, title=f"{run.kind} {run.run_id}: {run.status}")
        if run.message and run.status == GOOD:  # of a night that is no success the log says why
            say(run.message, err=True)
    if run.status != GOOD:
        raise typer.Exit(1)


def _flow(settings: Settings) -> Run:
    """Run the flow, with the Prefect server that is configured or a temporary one."""
    from flows.nightly import NoSuccessError
    from flows.nightly import nightly as flow
    from pipeline.logs import configure
    from warehouse.model import Run

    _off_the_screen()
    configure(settings.log)  # Prefect has put its own handlers in the place of ours
    try:
        return Run.model_validate(flow(str(settings.home.absolute())))
    except NoSuccessError as error:
        return error.run


def _off_the_screen() -> None:
    """Let Prefect send its log to its server alone: the night's own log says on the screen what there is to say."""
    from prefect.logging.handlers import PrefectConsoleHandler

    named = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    for logger in (logging.root, *named):
        for handler in [h for h in logger.handlers if isinstance(h, PrefectConsoleHandler)]:
            logger.removeHandler(handler)
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).propagate = False


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
