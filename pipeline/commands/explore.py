"""``explore``: the warehouse as a site to look at."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import REVIEW, load_settings, warehouse_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=REVIEW)(explore)


def explore(
    ctx: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the site; HOME/site unless given.")
    ] = None,
    serve: Annotated[bool, typer.Option(help="Serve the site on this machine after building it.")] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to serve on; 0 takes a free one.")] = 8000,
    images: Annotated[bool, typer.Option(help="Draw the pages that values were read from.")] = True,
) -> None:
    """Build the explorer, a site that needs no server, and show it on this machine."""
    from pipeline.pictures import Pictures
    from warehouse.explorer import build

    settings = load_settings(ctx)
    warehouse = warehouse_of(settings)
    target = out or settings.home / "site"

    def tell(step: str, done: int, whole: int) -> None:
        if done == whole or done % 2000 == 0:
            typer.echo(f"{step}: {done} of {whole}", err=True)

    with contextlib.ExitStack() as stack:
        picture = stack.enter_context(Pictures(warehouse, settings.archive)) if images else None
        report = build(warehouse, target, picture=picture, progress=tell)
    typer.echo(
        f"{report.pages} pages, {report.images} page images, {report.bytes / 1e6:.0f} MB in {report.seconds:.0f} s"
        f" -> {target / 'index.html'}"
    )
    if serve:
        _serve(target, port)


def _serve(folder: Path, port: int) -> None:
    """Serve a folder on the loopback address until interrupted."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the terminal is for the reader."""

    with ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder))) as server:
        typer.echo(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
