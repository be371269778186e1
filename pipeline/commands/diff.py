"""``diff``: what changed in a document between its versions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pipeline.console import REVIEW, JsonOption, load_settings, print_json, print_table, say, warehouse_of

_BY = {"source": "its publisher changed it", "code": "templates, vocabulary or corrections changed"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=REVIEW)(diff)


def diff(
    ctx: typer.Context,
    document: Annotated[str, typer.Argument(help="A document's id, its address, or a unique part of its name.")],
    every: Annotated[bool, typer.Option("--all", help="Every change since the first version, newest first.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the values that the newest version of a document added, removed or changed, with both quotes.

    Says whether the publisher changed the document or this program reads it differently. 'compromiso documents
    --versions' lists the versions.
    """
    from pipeline.changes import differences, versions
    from pipeline.commands.read import document_of
    from warehouse.model import document_id

    settings = load_settings(ctx)
    warehouse = warehouse_of(settings)
    source = document_of(settings, document)
    own = document_id(source.uri)
    found = differences(warehouse, own, every=every)
    if as_json:
        print_json({"document_id": own, "source_uri": source.uri, "differences": [asdict(one) for one in found]})
        return
    known = versions(warehouse, own)
    if not found:
        same = "its versions state the same" if len(known) > 1 else "there is one version"
        say(f"{source.name}: no differences; {same}")
        return
    for moment in dict.fromkeys(one.changed_at for one in found):
        then = [one for one in found if one.changed_at == moment]
        counts = {kind: sum(one.change == kind for one in then) for kind in ("added", "removed", "changed")}
        said = ", ".join(f"{number} {kind}" for kind, number in counts.items() if number)
        say(f"{source.name}, {moment:%Y-%m-%d %H:%M} UTC: {said}; {_BY.get(then[0].changed_by, '')}")
        columns = ("change", "about", "field", "old", "new", "old_quote", "new_quote")
        print_table([asdict(one) for one in then], columns=columns)
