"""``explore``: the warehouse as a site to look at."""

from __future__ import annotations

import contextlib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import REVIEW, CommandError, load_settings, say, warehouse_of


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
    images: Annotated[
        bool, typer.Option(help="Draw the pages that values were read from; some 60 kB for each, up to twice that.")
    ] = True,
) -> None:
    """Build the explorer, a site that needs no server, and show it on this machine.

    A site that is there is brought up to date: only pages that changed are written.
    """
    from pipeline.pictures import Pictures
    from warehouse.explorer import NotASiteError, build

    settings = load_settings(ctx)
    warehouse = warehouse_of(settings)
    target = out or settings.home / "site"

    def tell(step: str, done: int, whole: int) -> None:
        if whole and (done == whole or done % 2000 == 0):
            say(f"{step}: {done} of {whole}", err=True)

    with contextlib.ExitStack() as stack:
        picture = stack.enter_context(Pictures(warehouse, settings.archive)) if images else None
        try:
            report = build(warehouse, target, picture=picture, progress=tell)
        except NotASiteError as error:
            raise CommandError(str(error)) from error
    say(
        f"{report.pages} pages ({report.written} of them new or changed), "
        f"{report.images} page images ({report.image_bytes / 1e6:.0f} MB), {report.bytes / 1e6:.0f} MB in all, "
        f"in {report.seconds:.0f} s -> {target / 'index.html'}"
    )
    if serve:
        _serve(target, port)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and prints nothing: the terminal is for the reader."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _serve(folder: Path, port: int) -> None:
    """Serve a folder on the loopback address until interrupted."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
    except OSError as error:
        raise CommandError(f"port {port} cannot be used ({error.strerror}); --port 0 takes a free one") from error
    with server:
        say(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
