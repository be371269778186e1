"""``sources``: where documents are looked for, and whether that works."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.addresses import masked
from pipeline.console import RUN, CommandError, JsonOption, load_settings, print_json, print_table, say

if TYPE_CHECKING:
    from pipeline.fetch import Fetcher, FetchState
    from pipeline.offers import Offers
    from pipeline.settings import Settings
    from pipeline.sources import Source

sources = typer.Typer(no_args_is_help=True, help="Where documents are looked for: list, check, and start an own list.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(sources, name="sources", rich_help_panel=RUN)


@sources.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """List the sources and which file they stand in."""
    settings = load_settings(ctx)
    file, found = _sources(settings)
    if as_json:
        print_json({"file": str(file), "sources": [source.model_dump(mode="json") for source in found]})
        return
    rows = [{"source": s.id, "kind": s.kind, "asked": s.enabled, "where": _where(s), "title": s.title} for s in found]
    print_table(rows, title=str(file), empty="no sources")


@sources.command()
def init(ctx: typer.Context) -> None:
    """Copy the list that is shipped into the home, to be changed there."""
    from pipeline.sources import SHIPPED

    settings = load_settings(ctx)
    own = settings.home / "sources.yml"
    if own.exists():
        raise CommandError(f"{own} is there already; it is left as it is")
    own.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SHIPPED, own)
    say(f"{own}: change it, then 'compromiso sources check'")


@sources.command()
def check(
    ctx: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Sources by id; none: all enabled.")] = None,
    sample: Annotated[int, typer.Option(min=0, help="Documents of each source that are asked for, too.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Ask each source what it offers, and for a document of each; load nothing.

    Exit status: 0 all sources answered and offer something; 1 some did not; 2 the file is wrong.
    """
    from pipeline.fetch import Fetcher, FetchState
    from pipeline.offers import find_offers

    settings = load_settings(ctx)
    _, found = _sources(settings)
    unknown = set(ids or []) - {source.id for source in found}
    if unknown:
        raise CommandError(f"no source {', '.join(sorted(unknown))}; 'compromiso sources list' shows them", 2)
    wanted = [source.model_copy(update={"enabled": True}) for source in found if source.id in ids] if ids else found
    with (
        FetchState(settings.home / "fetch.sqlite") as state,
        Fetcher(settings.fetch, settings.archive, state, max_bytes=settings.max_bytes) as fetcher,
    ):
        rows = [
            _row(offers, state, fetcher, sample) for offers in find_offers(wanted, fetcher, state, settings.archive)
        ]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="no sources are enabled")
        if not settings.fetch.contact and any(source.kind != "folder" for source in wanted):
            say("say who asks: COMPROMISO_FETCH__CONTACT (a mail or page that a webmaster can write to)", err=True)
    if any(row["problem"] for row in rows):
        raise typer.Exit(1)


def _row(offers: Offers, state: FetchState, fetcher: Fetcher, sample: int) -> dict[str, Any]:
    from pipeline.fetch import Missed

    problem = f"{offers.code}: {offers.problem}" if offers.problem else None
    if not problem and not offers.documents:
        problem = "nothing_offered: no link or entry fits; see links, field and path"
    if not problem and offers.cut:
        problem = "too_many: more documents than max_documents"
    web = [uri for uri in offers.documents if not uri.startswith("file:")]
    new = [uri for uri in web if state.page(uri) is None]
    tried = list(fetcher.fetch((new + [uri for uri in web if uri not in new])[:sample]))
    missed = [result for result in tried if isinstance(result, Missed)]
    if not problem and missed:
        problem = f"{missed[0].code}: {masked(missed[0].url)}: {missed[0].message}"
    return {
        "source": offers.source.id,
        "kind": offers.source.kind,
        "offers": len(offers.documents),
        "never_fetched": len(new),
        "such_as": masked(offers.documents[0]) if offers.documents else None,
        "problem": problem,
    }


def _sources(settings: Settings) -> tuple[Path, list[Source]]:
    from pipeline.sources import SourcesError, load_sources, sources_file

    file = sources_file(settings.sources, settings.home)
    try:
        return file, load_sources(file)
    except SourcesError as error:
        raise CommandError("sources are wrong:\n  " + "\n  ".join(error.problems), 2) from error


def _where(source: Source) -> str:
    place = getattr(source, "url", None) or getattr(source, "path", None)
    return ", ".join(place) if isinstance(place, list) else str(place)
