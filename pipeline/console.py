"""What commands share: settings, errors in one line, tables and JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warehouse.plain import visible, visible_json

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.settings import Settings

_NARROW = 11  # characters a column needs at the least to be read
READ, ASK, REVIEW, RUN, MAINTAIN = "Read documents", "Ask", "Review", "Run", "Maintain"

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of a table.")]


class CommandError(Exception):
    """What went wrong, why and what to do next, in one line; ``exit_code`` 1, or 2 for wrong usage."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(slots=True)
class State:
    """The options that stand before the command."""

    home: Path | None = None
    debug: bool = False


def state(ctx: typer.Context) -> State:
    """Return the options that stand before the command."""
    found = ctx.find_root().obj
    return found if isinstance(found, State) else State()


def load_settings(ctx: typer.Context, **options: Any) -> Settings:
    """Return the settings; options that are not None win over environment and file.

    Raises CommandError that names the setting that is wrong.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from pipeline.settings import Settings

    given = {"home": state(ctx).home, **options}
    try:
        return Settings(**{k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise CommandError(f"settings are wrong: {wrong} (see compromiso.toml and COMPROMISO_*)", 2) from error
    except (SettingsError, ValueError) as error:
        raise CommandError(f"settings cannot be read: {error} (see compromiso.toml and COMPROMISO_*)", 2) from error


def warehouse_of(settings: Settings) -> Path:
    """Return the published warehouse; CommandError where there is none yet."""
    if not settings.warehouse.exists():
        raise CommandError(f"{settings.warehouse} does not exist yet; 'compromiso ingest FILE...' makes it")
    return settings.warehouse


def out() -> Console:
    """Return the console for results. Where it is no terminal, lines are not cut at its width."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=200, soft_wrap=False)
    return console


def err() -> Console:
    """Return the console for progress and errors."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say(text: object = "", *, err: bool = False) -> None:
    """Print a line; characters of it that would act on a terminal are written out."""
    typer.echo(visible(str(text)), err=err)


def print_json(value: Any) -> None:
    """Print a value as JSON, dates and the like as text."""
    typer.echo(visible_json(json.dumps(value, ensure_ascii=False, indent=2, default=str)))


def print_table(
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Iterable[str] | None = None,
    title: str | None = None,
    empty: str = "nothing",
) -> None:
    """Print rows as a table with a row of headings, or ``empty`` where there are none.

    Where the columns are too many for the width, each row is printed as a list of names and values.
    Text is printed as it is: brackets in it are no markup.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = out()
    if not rows:
        console.print(Text(f"{title}: {empty}" if title else empty))
        return
    names = list(columns or rows[0])
    if len(names) * _NARROW > console.width:
        _print_long(console, names, rows)
        return
    table = Table(
        title=Text(visible(title), style="bold") if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1),
    )
    for name in names:
        number = all(isinstance(r.get(name), (int, float, type(None))) for r in rows)
        table.add_column(Text(visible(name.replace("_", " "))), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(shown(row.get(name)))) for name in names))
    console.print(table)


def _print_long(console: Console, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    from rich.text import Text

    widest = max(map(len, names))
    for number, row in enumerate(rows, 1):
        console.print(Text(f"-- {number} of {len(rows)}", style="dim"))
        for name in names:
            console.print(Text(visible(f"{name:{widest}}  {shown(row.get(name))}")), soft_wrap=True)


def shown(value: Any) -> str:
    """Return a value as a person reads it: empty for null, lists joined, no needless decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(v) for v in value)
    return str(value)


def to_stdout(data: bytes) -> None:
    """Write bytes to the standard output."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
