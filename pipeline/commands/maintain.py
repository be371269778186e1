"""``vocabulary``, ``templates``, ``doctor``, ``demo``: the program itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.console import (
    MAINTAIN,
    CommandError,
    JsonOption,
    load_settings,
    print_json,
    print_table,
    say,
    warehouse_of,
)

_UNMATCHED = """
SELECT i.code, i.message, count(DISTINCT i.document_id) AS documents, min(d.name) AS example
FROM meta.issues i JOIN core.documents d USING (document_id)
WHERE i.code IN ('unknown_word', 'unknown_label', 'unknown_heading', 'unknown_metric', 'unread_column')
GROUP BY ALL ORDER BY documents DESC, i.code, i.message
"""
_FIXTURES = Path(__file__).parents[2] / "fixtures"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (vocabulary, templates, doctor, demo):
        app.command(rich_help_panel=MAINTAIN)(command)


def vocabulary(
    ctx: typer.Context,
    unused: Annotated[bool, typer.Option("--unused", help="Entries that no document in the warehouse used.")] = False,
    unmatched: Annotated[bool, typer.Option("--unmatched", help="Words of documents that no entry knows.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the words that are known and how often the documents used each.

    The words are data: extractors/vocabulary/*.yml. A word that is not known is an issue of its document, never
    guessed; adding it is one line.
    """
    if unused and unmatched:
        raise CommandError("--unused and --unmatched are two questions: ask one at a time", 2)
    found = _unmatched(ctx) if unmatched else _entries(ctx, unused)
    if as_json:
        print_json(found)
    else:
        print_table(found, empty="every word is known" if unmatched else "none")


def _unmatched(ctx: typer.Context) -> list[dict[str, Any]]:
    from warehouse.query import rows

    return rows(warehouse_of(load_settings(ctx)), _UNMATCHED)


def _entries(ctx: typer.Context, unused: bool) -> list[dict[str, Any]]:
    from extractors.lexicon import all_entries
    from warehouse.query import rows

    settings = load_settings(ctx)
    hits: Counter[str] = Counter()
    if unused:
        warehouse_of(settings)
    if settings.warehouse.exists():
        query = "SELECT entry, sum(hits)::BIGINT AS hits FROM meta.vocabulary_hits GROUP BY ALL"
        hits.update({r["entry"]: r["hits"] for r in rows(settings.warehouse, query)})
    listed = []
    for entry in all_entries():
        if not (unused and hits[entry]):
            kind, code, words = [*entry.split("/", 2), "", ""][:3]
            listed.append({"kind": kind, "code": code, "words": words, "hits": hits[entry]})
    return listed


def templates(ctx: typer.Context, as_json: JsonOption = False) -> None:  # noqa: ARG001 - all commands take it
    """List the document families that are known, what is read of each and what is not."""
    found = template_rows()
    if as_json:
        print_json(found)
        return
    for row in found:
        say(f"{row['template']} (version {row['version']}): {row['families']}")
        say(f"  reads     {row['reads']}")
        say(f"  not read  {row['skips']}")
        say(f"  fixtures  {', '.join(row['fixtures']) or 'none at hand'}")


def template_rows() -> list[dict[str, Any]]:
    """Return the families that are read with the names of their fixtures (where these are at hand)."""
    from dataclasses import asdict

    from extractors.families import FAMILIES, VERSION
    from pipeline.discover import SAMPLES

    return [
        {
            "template": key,
            "version": VERSION,
            **asdict(family),
            "fixtures": sorted(p.name for p in (_FIXTURES / key).glob("*") if p.suffix in SAMPLES),
        }
        for key, family in sorted(FAMILIES.items())
    ]


def doctor(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Look at this installation: versions, what is missing and what for, the sources, the nights, what is broken.

    Exit status 1 where something must be mended; what is missing for one purpose only is no such thing.
    """
    from dataclasses import asdict

    from pipeline.doctor import examine

    checks = list(examine(load_settings(ctx)))
    if as_json:
        print_json([asdict(c) for c in checks])
    else:
        print_table([asdict(c) for c in checks])
    if any(c.state == "problem" for c in checks):
        raise typer.Exit(1)


def demo(
    ctx: typer.Context,
    fixtures: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of the sample documents.", show_default="fixtures/")
    ] = _FIXTURES,
) -> None:
    """Read the sample documents into a warehouse of their own and show what a person would look at first."""
    from pipeline.demo import run
    from pipeline.settings import available_cores

    if not fixtures.is_dir():
        raise CommandError(f"{fixtures} does not exist: the samples come with the repository, not with the package", 2)
    settings = load_settings(ctx)
    run(settings.model_copy(update={"home": settings.home / "demo"}), fixtures, available_cores())
