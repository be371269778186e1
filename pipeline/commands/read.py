"""``ingest``, ``rerun`` and ``rebuild``: documents into the warehouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import READ, CommandError, JsonOption, err, load_settings, print_json, say, warehouse_of
from warehouse.plain import visible

if TYPE_CHECKING:
    from pipeline.discover import Source
    from pipeline.ingest import Progress
    from pipeline.outcome import Outcome
    from pipeline.settings import Settings

_COLOURS = {"ok": "green", "partial": "yellow", "failed": "red", "skipped": "dim"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(rich_help_panel=READ)(ingest)
    app.command(rich_help_panel=READ)(rerun)
    app.command(rich_help_panel=READ)(rebuild)


def ingest(
    ctx: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="Files, folders or web addresses.")],
    force: Annotated[bool, typer.Option("--force", help="Read documents again that have not changed.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Documents read at the same time.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read documents and load what they state into the warehouse.

    A folder is searched on all levels. A document that is known and has not changed is skipped. A document that cannot
    be read never stops the others. Exit status: 0 all read; 1 some were not read as they should be (the rest is
    loaded); 2 wrong usage.
    """
    from pipeline.reading import start_server

    settings = load_settings(ctx, jobs=jobs)
    if force or not settings.warehouse.exists():
        start_server()  # something will have to be read
    from pipeline.discover import NoSuchSourceError
    from pipeline.ingest import ingest_many

    try:
        with _progress(quiet=as_json) as progress:
            outcomes = ingest_many(sources, settings, force=force, progress=progress)
    except NoSuchSourceError as error:
        raise CommandError(f"{error}; name files, folders or web addresses", 2) from error
    _finish(outcomes, settings, as_json)


def rerun(
    ctx: typer.Context,
    document: Annotated[str, typer.Argument(help="A document's id, its address, or a unique part of its name.")],
    refetch: Annotated[
        bool, typer.Option("--refetch", help="Read it from its source again instead of from the archive.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read one document again, from the archive, and replace what the warehouse holds of it.

    The same bytes read by the same program give the same rows. Where the words fit more than one document, these are
    listed and nothing is done.
    """
    from pipeline.reading import start_server

    settings = load_settings(ctx)
    start_server()
    from pipeline.ingest import ingest_many

    source = document_of(settings, document, refetch=refetch)
    with _progress(quiet=as_json) as progress:
        outcomes = ingest_many([source], settings, force=True, progress=progress, kind="rerun")
    _finish(outcomes, settings, as_json)


def rebuild(
    ctx: typer.Context,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Documents read at the same time.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read every document again from the archive and replace what the warehouse holds; nothing is fetched.

    For a warehouse that is lost, damaged or of an older release. Where it cannot be read it is moved aside and made
    anew from what the archive knows; earlier versions and their history are then only in the file moved aside.
    """
    from pipeline.reading import start_server

    settings = load_settings(ctx, jobs=jobs)
    start_server(many=True)
    from pipeline.held import all_sources
    from pipeline.ingest import ingest_many

    sources, aside = all_sources(settings)
    if aside:
        say(f"the warehouse could not be read; it is now {aside}", err=True)
    if not sources:
        raise CommandError(f"there is no document in {settings.archive.root}; 'compromiso ingest FILE...' reads some")
    with _progress(quiet=as_json) as progress:
        outcomes = ingest_many(sources, settings, force=True, progress=progress, kind="rebuild")
    _finish(outcomes, settings, as_json)


def document_of(settings: Settings, wanted: str, *, refetch: bool = False) -> Source:
    """Return what :func:`pipeline.held.find_document` finds; CommandError where that is not one document."""
    from pipeline.held import NotOneDocumentError, find_document

    warehouse_of(settings)
    try:
        return find_document(settings, wanted, refetch=refetch)
    except NotOneDocumentError as error:
        raise CommandError(str(error), 2) from error


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress | None]:
    """Yield what shows progress: a bar on a terminal, a line a document elsewhere, nothing when quiet."""
    console = err()
    if quiet:
        yield None
        return
    if not console.is_terminal:
        yield _plain
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.text import Text

    with Progress(
        TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task("reading", total=None)

        def show(outcome: Outcome, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if outcome.status != "skipped":
                bar.console.print(Text(visible(_line(outcome)), style=_COLOURS[outcome.status]), soft_wrap=True)

        yield show


def _plain(outcome: Outcome, done: int, total: int) -> None:
    if outcome.status != "skipped":
        say(f"[{done}/{total}] {_line(outcome)}", err=True)


def _line(outcome: Outcome) -> str:
    why = f"{outcome.code}: {outcome.message}" if outcome.code else ""
    said = " | ".join(p for p in (outcome.summary, why) if p)
    took = f" ({outcome.seconds:.1f} s)" if outcome.seconds >= 0.05 else ""
    return f"{outcome.status:8}{outcome.source.name}: {said}{took}"


def _finish(outcomes: Sequence[Outcome], settings: Settings, as_json: bool) -> None:
    """Print how the documents ended; exit 1 where some were not read as they should be."""
    from pipeline.batch import REFUSED

    if as_json:
        counts = Counter(o.status for o in outcomes)
        print_json(
            {
                "documents": [o.as_dict() for o in outcomes],
                "counts": dict(sorted(counts.items())),
                "warehouse": str(settings.warehouse),
            }
        )
    else:
        for refused in (o for o in outcomes if o.code == REFUSED):
            say(_line(refused), err=True)
        where = f" -> {settings.warehouse}" if settings.warehouse.exists() else ""
        say(f"{len(outcomes)} {'file' if len(outcomes) == 1 else 'files'}: {_counted(outcomes)}{where}")
    if not outcomes:
        raise CommandError("no documents there", 1)
    if any(o.bad for o in outcomes):
        raise typer.Exit(1)


def _counted(outcomes: Sequence[Outcome]) -> str:
    skipped = {"unchanged": "unchanged", "link_out": "links that lead out"}
    counts = Counter(skipped.get(o.code or "", "skipped") if o.status == "skipped" else o.status for o in outcomes)
    order = ("ok", "partial", "failed", *skipped.values(), "skipped")
    return ", ".join(f"{counts[words]} {words}" for words in order if counts[words]) or "none found"
