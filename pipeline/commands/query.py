"""``sql`` and ``ask``: questions to the warehouse."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import ASK, CommandError, language, load_settings, print_table, shown, to_stdout, warehouse_of

if TYPE_CHECKING:
    import pyarrow as pa


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of printing.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(rich_help_panel=ASK)(sql)
    app.command(rich_help_panel=ASK)(ask)


def sql(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="SELECT", help="The query; - reads it from the standard input.")],
    format_: FormatOption = Format.table,
    output: OutputOption = None,
) -> None:
    """Run a query on the published warehouse, read-only.

    Start with the views that 'compromiso sql "SHOW TABLES"' lists: each answers one question.
    """
    import time

    import duckdb

    from warehouse.query import connect

    if query == "-":
        query = typer.get_text_stream("stdin").read()
    with connect(warehouse_of(load_settings(ctx))) as db:
        begun = time.perf_counter()
        try:
            found = db.sql(query)
            table = found.to_arrow_table() if found is not None else None
        except duckdb.Error as error:
            raise CommandError(f"the query failed: {_first_lines(error)}") from error
    if table is None:
        raise CommandError("that statement returns no rows; give a SELECT", 2)
    took = time.perf_counter() - begun
    write_rows(table, format_, output)
    if output is None:
        typer.echo(f"{table.num_rows} {'row' if table.num_rows == 1 else 'rows'} in {took:.3f} s", err=True)


def _names(incomplete: str) -> list[str]:
    from warehouse.query import named

    return [name for name in named() if name.startswith(incomplete)]


def ask(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="The question; without it, all are listed.", autocompletion=_names)
    ] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter of the question.")
    ] = None,
    country: Annotated[str | None, typer.Option(metavar="CODE", help="Only this country, such as CL.")] = None,
    plan: Annotated[str | None, typer.Option(metavar="ID", help="Only this action plan, such as CL-2020.")] = None,
    format_: FormatOption = Format.table,
    output: OutputOption = None,
) -> None:
    """Answer one of the common questions, such as where government and IRM disagree.

    A question is a query kept as warehouse/named/NAME.sql.
    """
    import pyarrow as pa

    from warehouse.query import ask as answer
    from warehouse.query import named

    if name is None:
        spanish = language() == "es"
        listed = [
            {"name": q.name, "question": q.title_es if spanish else q.title, "parameters": ", ".join(q.params)}
            for q in named().values()
        ]
        write_rows(pa.Table.from_pylist(listed), format_, output)
        return
    question = named().get(name)
    if question is None:
        raise CommandError(f"there is no question {name!r}; 'compromiso ask' lists them: {', '.join(named())}", 2)
    given = {"country": country, "plan": plan} | _parameters(param or [])
    params = {key: value for key, value in given.items() if value is not None}
    wrong = [key for key in params if key not in question.params]
    if wrong:
        known = ", ".join(f"{key} ({meaning})" for key, meaning in question.params.items()) or "none"
        raise CommandError(f"{name} has no parameter {', '.join(wrong)}; it has {known}", 2)
    if lacking := question.lacks(params):
        raise CommandError(lacking, 2)
    write_rows(pa.Table.from_pylist(answer(warehouse_of(load_settings(ctx)), name, **params)), format_, output)


def _parameters(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    for key, equals, _ in split:
        if not key or not equals:
            raise CommandError(f"--param takes NAME=VALUE, not {key + equals!r}", 2)
    return {key: value for key, _, value in split}


def write_rows(table: pa.Table, format_: Format, output: Path | None) -> None:
    """Print or write rows in a format; Parquet is only printed where the output is no terminal."""
    import sys

    if format_ is Format.table and output is None:
        print_table(table.to_pylist(), columns=table.column_names, empty="no rows")
        return
    if format_ is Format.parquet and output is None and sys.stdout.isatty():
        raise CommandError("Parquet is not for the eye: name a file with --output FILE", 2)
    data = _encoded(table, format_)
    if output is None:
        to_stdout(data)
    else:
        output.write_bytes(data)
        typer.echo(f"{table.num_rows} rows -> {output}", err=True)


def _encoded(table: pa.Table, format_: Format) -> bytes:
    import csv
    import io
    import json

    if format_ is Format.parquet:
        import pyarrow.parquet as pq

        sink = io.BytesIO()
        pq.write_table(table, sink)
        return sink.getvalue()
    rows = table.to_pylist()
    if format_ is Format.json:
        return (json.dumps(rows, ensure_ascii=False, indent=2, default=str) + "\n").encode()
    text = io.StringIO()
    writer = csv.writer(text, delimiter="," if format_ is Format.csv else "\t", lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows([_cell(row[name]) for name in table.column_names] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    return shown(value) if isinstance(value, (list, tuple)) else value


def _first_lines(error: Exception) -> str:
    """Return what DuckDB says up to its picture of the query."""
    said = str(error).split("\nLINE ")[0]
    return " ".join(said.split())
