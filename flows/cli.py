"""The entry point of the command ``compromiso``: all commands, those that need Prefect included."""

from __future__ import annotations

import importlib.util

from pipeline.cli import app

__all__ = ["app", "main"]

if importlib.util.find_spec("flows.commands"):
    importlib.import_module("flows.commands").register(app)


def main() -> None:
    """Run the command line."""
    from pipeline.logs import quiet_end

    quiet_end()
    app(prog_name="compromiso")
