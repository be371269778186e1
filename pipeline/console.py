"""What commands share: settings, errors in one line, tables and JSON."""

from __future__ import annotations

import json
import os
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

_NARROW = 22  # characters up to which a word is not broken: codes and ids stay whole
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
    """Return the settings; options that are not None win over environment and file. Logging follows them from then on.

    Raises CommandError that names the setting that is wrong.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from pipeline.logs import configure
    from pipeline.settings import Settings

    given = {"home": state(ctx).home, **options}
    try:
        settings = Settings(**{k: v for k, v in given.items() if v is not None})
        configure(settings.log)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise CommandError(f"settings are wrong: {wrong} (see compromiso.toml and COMPROMISO_*)", 2) from error
    except (SettingsError, ValueError) as error:
        raise CommandError(f"settings cannot be read: {error} (see compromiso.toml and COMPROMISO_*)", 2) from error
    except OSError as error:
        raise CommandError(f"the log file cannot be written: {error}", 2) from error
    return settings


def warehouse_of(settings: Settings) -> Path:
    """Return the published warehouse; CommandError where there is none yet."""
    if not settings.warehouse.exists():
        raise CommandError(f"{settings.warehouse} does not exist yet; 'compromiso ingest FILE...' makes it")
    return settings.warehouse


def out() -> Console:
    """Return the console for results."""
    from rich.console import Console

    return Console(highlight=False)


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


def language() -> str:
    """Return the language of the person at the terminal: ``es`` where LC_ALL, LC_MESSAGES or LANG say so, else ``en``.

    What is said in both languages follows it; what is not is said in English.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if said := os.environ.get(name):
            return "es" if said.lower().startswith("es") else "en"
    return "en"


def print_table(
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Iterable[str] | None = None,
    title: str | None = None,
    empty: str = "nothing",
) -> None:
    """Print rows as a table with a row of headings, or ``empty`` where there are none.

    On a terminal the table fits its width: words are folded, and columns for which there is no room are
    named below. Into a pipe or file go all columns, a line a row, without a frame. Text is printed as it is:
    brackets in it are no markup; only characters that would act on a terminal are written out.
    """
    console = out()
    if not rows:
        say(f"{title}: {empty}" if title else empty)
        return
    names = list(columns or rows[0])
    if not console.is_terminal:
        if title:
            say(title)
        _print_plain(names, rows)
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    cells = {name: [visible(shown(row.get(name))) for row in rows] for name in names}
    kept, left = _fitting(cells, console.width)
    if title:
        console.print(Text(visible(title), style="bold"))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False, pad_edge=False)
    for name in kept:
        head = visible(name.replace("_", " "))
        number = _is_number(row.get(name) for row in rows)
        least = min(_NARROW, max(map(_widest_word, (head, *cells[name]))))
        table.add_column(Text(head), justify="right" if number else "left", overflow="fold", min_width=least)
    for place in range(len(rows)):
        table.add_row(*(Text(cells[name][place]) for name in kept))
    console.print(table)
    if left:
        names_left = visible(", ".join(left))
        console.print(Text(f"no room for: {names_left} (a pipe, as in '| less -S', shows all)", style="dim"))
    console.print()


def _print_plain(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a line of names and a line a row in columns of spaces, whole, however wide that is."""
    told = [list(names), *([" ".join(shown(row.get(name)).split()) for name in names] for row in rows)]
    lines = [[visible(cell) for cell in line] for line in told]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    sides = [">" if _is_number(row.get(name) for row in rows) else "<" for name in names]
    for line in lines:
        cells = (f"{cell:{side}{width}}" for cell, side, width in zip(line, sides, widths, strict=True))
        say("  ".join(cells).rstrip())


def _fitting(cells: Mapping[str, list[str]], width: int) -> tuple[list[str], list[str]]:
    """Return the columns, from the first, that fit a width when folded, and the others."""
    room = width
    kept: list[str] = []
    for name, texts in cells.items():
        need = min(_NARROW, max(map(_widest_word, (visible(name.replace("_", " ")), *texts)))) + 2
        if kept and need > room:
            break
        kept.append(name)
        room -= need
    return kept, list(cells)[len(kept) :]


def _is_number(values: Iterable[Any]) -> bool:
    return all(isinstance(value, (int, float, type(None))) and not isinstance(value, bool) for value in values)


def _widest_word(text: str) -> int:
    return max(map(len, text.split()), default=1)


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
