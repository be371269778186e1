"""``health`` and ``notify``: whether nights do what they should, for people, probes and monitors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import RUN, CommandError, JsonOption, load_settings, print_json, print_table, say

if TYPE_CHECKING:
    from pipeline.health import Broken, Health

_FEW = 3  # documents of one site that are listed one by one


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (health, notify):
        app.command(rich_help_panel=RUN)(command)


def health(
    ctx: typer.Context,
    metrics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write metrics for Prometheus' node exporter (*.prom).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether nights do what they should, and what is broken since when; nothing is fetched.

    Exit status, for cron, systemd and probes: 0 all is well; 1 the last night was no success, or the last good one
    is too old, or the warehouse cannot be opened; 2 settings are wrong. Single documents that are broken are listed
    and are no alarm.
    """
    from pipeline.health import health as look
    from pipeline.health import write_metrics

    found = look(load_settings(ctx))
    if metrics:
        write_metrics(found, metrics)
    if as_json:
        print_json(found.as_dict())
    else:
        _print(found)
    if not found.healthy:
        raise typer.Exit(1)


def _print(found: Health) -> None:
    well = "all is well" if not found.broken else "the night did what it should; some things are broken, see below"
    say(well if found.healthy else "not well:")
    for reason in found.reasons:
        say(f"  {reason}")
    night, good = found.last_night, found.last_good
    if night:
        say(f"last night: {night.run_id}, began {night.started_at:%Y-%m-%d %H:%M} UTC, {night.status}")
    if good and good.finished_at:
        say(f"last good night: {good.run_id}, ended {good.finished_at:%Y-%m-%d %H:%M} UTC")
    if found.at_work:
        say("a night is under way")
    if found.documents:
        said = ", ".join(f"{number} {status}" for status, number in sorted(found.documents.items()))
        say(f"documents: {said}")
    if found.broken:
        print_table(_grouped(found.broken), title="Broken")


def _grouped(broken: list[Broken]) -> list[dict[str, str]]:
    """Return a row for each thing that is broken; of many documents of one site, one row for all."""
    from urllib.parse import urlsplit

    kinds = {"source": "source failed", "fetch": "not to be had", "read": "not readable"}
    groups: dict[tuple[str, ...], list[str]] = {}
    for one in broken:
        site = urlsplit(one.what)
        place = f"{site.scheme}://{site.netloc}" if site.netloc else one.what
        groups.setdefault((place, kinds[one.kind], one.code, one.since[:10]), []).append(one.what)
    return [
        {"broken": what, "how": how, "code": code, "since": since}
        for (place, how, code, since), names in groups.items()
        for what in ([f"{len(names)} documents of {place}"] if len(names) > _FEW else names)
    ]


def notify(ctx: typer.Context) -> None:
    """Tell a test message by the ways that are set, as a failed night would.

    The settings are COMPROMISO_NOTIFY__COMMAND and COMPROMISO_NOTIFY__WEBHOOK. Exit status: 0 it was told; 1 it was
    not; 2 no way is set.
    """
    from pipeline.notify import notice, tell

    settings = load_settings(ctx)
    if not (settings.notify.command or settings.notify.webhook):
        raise CommandError("no way is set: COMPROMISO_NOTIFY__COMMAND or COMPROMISO_NOTIFY__WEBHOOK", 2)
    if tell(settings.notify, notice("test", str(settings.home.absolute()), "this is how a failed night is told")):
        raise typer.Exit(1)
    say("told")
