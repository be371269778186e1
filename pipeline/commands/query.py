"""``sql`` and ``ask``: questions to the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import (
    ASK,
    CommandError,
    JsonOption,
    language,
    load_settings,
    print_table,
    say,
    shown,
    to_stdout,
    warehouse_of,
)
from warehouse.plain import spreadsheet_safe, visible, visible_json

if TYPE_CHECKING:
    import pyarrow as pa


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")]
SafeOption = Annotated[
    bool, typer.Option("--spreadsheet-safe", help="In CSV, let no text begin like a formula (an apostrophe before it).")
]
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
    as_json: JsonOption = False,
    safe: SafeOption = False,
) -> None:
    """Run a query on the published warehouse, read-only.

    One statement, within limits of time and rows (settings sql_seconds, sql_rows); it reaches the warehouse alone, no
    files and no network. Start with the views that 'compromiso sql "SHOW TABLES"' lists: each answers one question.
    """
    import time

    import duckdb

    from warehouse.query import QueryError, select

    if query == "-":
        query = typer.get_text_stream("stdin").read()
    settings = load_settings(ctx)
    begun = time.perf_counter()
    try:
        table = select(warehouse_of(settings), query, seconds=settings.sql_seconds, most_rows=settings.sql_rows)
    except QueryError as error:
        raise CommandError(f"the query was not run to its end: {error}", 2) from error
    except duckdb.Error as error:
        raise CommandError(f"the query failed: {_first_lines(error)}") from error
    if table is None:
        raise CommandError("that statement returns no rows; give a SELECT", 2)
    took = time.perf_counter() - begun
    write_rows(table, Format.json if as_json else format_, output, safe=safe)
    if output is None:
        say(f"{table.num_rows} {'row' if table.num_rows == 1 else 'rows'} in {took:.3f} s", err=True)


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
    country: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Only this country, such as CL.", autocompletion=known_countries),
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only this action plan, such as CL-2020.", autocompletion=known_plans),
    ] = None,
    format_: FormatOption = Format.table,
    output: OutputOption = None,
    as_json: JsonOption = False,
    safe: SafeOption = False,
) -> None:
    """Answer one of the common questions, such as where government and IRM disagree.

    A question is a query kept as warehouse/named/NAME.sql.
    """
    import pyarrow as pa

    from warehouse.query import ask as answer
    from warehouse.query import named

    format_ = Format.json if as_json else format_
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
        near = nearest(name, list(named()))
        raise CommandError(f"there is no question {name!r}{near}; 'compromiso ask' lists them", 2)
    given = {"country": country, "plan": plan} | _parameters(param or [])
    params = {key: value for key, value in given.items() if value is not None}
    wrong = [key for key in params if key not in question.params]
    if wrong:
        known = ", ".join(f"{key} ({meaning})" for key, meaning in question.params.items()) or "none"
        raise CommandError(f"{name} has no parameter {', '.join(wrong)}; it has {known}", 2)
    if lacking := question.lacks(params):
        raise CommandError(lacking, 2)
    warehouse = warehouse_of(load_settings(ctx))
    check_names(warehouse, params)
    rows = answer(warehouse, name, **params)
    write_rows(pa.Table.from_pylist(rows), format_, output, safe=safe)


_KNOWN = {
    "plan": "SELECT plan_id AS id, plan_id AS name FROM action_plans",
    "country": "SELECT country_code AS id, unnest([country_code, country_en, country_es]) AS name FROM countries "
    "WHERE documents > 0 OR commitments > 0",
    "commitment": "SELECT commitment_id AS id, unnest([commitment_id, ogp_id]) AS name FROM commitments "
    "UNION ALL SELECT commitment_id, commitment_id FROM meta.same_as",
}


def check_names(warehouse: Path, params: dict[str, str]) -> None:
    """Put a country's code where its name stands; CommandError with the nearest for what is not in the warehouse."""
    from extractors.words import fold
    from warehouse.query import rows

    for kind in _KNOWN.keys() & params.keys():
        ids = {r["name"]: r["id"] for r in rows(warehouse, _KNOWN[kind]) if r["name"]}
        found = {fold(name): code for name, code in ids.items()}.get(fold(params[kind]))
        if found is None:
            near = nearest(params[kind], {n: code if n == code else f"{n} ({code})" for n, code in ids.items()})
            raise CommandError(f"the warehouse has no {kind} {params[kind]!r}{near}", 2)
        params[kind] = found if kind != "commitment" else params[kind]


def nearest(words: str, known: Iterable[str] | Mapping[str, str], most: int = 3) -> str:
    """Return ``; nearest: ...`` with the names most like some words, or nothing; a mapping says how to show them."""
    from rapidfuzz import fuzz

    shown = known if isinstance(known, Mapping) else {name: name for name in known}
    wanted = words.casefold()
    scores = {n: 100.0 if n.casefold().startswith(wanted) else fuzz.ratio(wanted, n.casefold()) for n in sorted(shown)}
    best = sorted((n for n in scores if scores[n] >= 40), key=lambda n: -scores[n])
    listed = list(dict.fromkeys(shown[n] for n in best))[:most]
    return f"; nearest: {', '.join(listed)}" if listed else ""


def known_plans(ctx: typer.Context, incomplete: str) -> list[str]:
    """The plans of the warehouse that begin so, for the shell."""
    return _completed(ctx, "SELECT plan_id AS id FROM action_plans ORDER BY id", incomplete)


def known_countries(ctx: typer.Context, incomplete: str) -> list[str]:
    """The countries of the warehouse that begin so, for the shell."""
    return _completed(ctx, "SELECT country_code AS id FROM countries WHERE commitments > 0 ORDER BY id", incomplete)


def known_commitments(ctx: typer.Context, incomplete: str) -> list[str]:
    """The commitments of the warehouse that begin so, for the shell."""
    return _completed(ctx, "SELECT commitment_id AS id FROM commitments ORDER BY id", incomplete)


def _completed(ctx: typer.Context, query: str, incomplete: str) -> list[str]:
    """What a query lists that begins so; nothing where there is no warehouse to ask."""
    from warehouse.query import rows

    try:
        found = rows(warehouse_of(load_settings(ctx)), query)
    except Exception:
        return []
    return [r["id"] for r in found if r["id"].casefold().startswith(incomplete.casefold())][:200]


def _parameters(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    for key, equals, _ in split:
        if not key or not equals:
            raise CommandError(f"--param takes NAME=VALUE, not {key + equals!r}", 2)
    return {key: value for key, _, value in split}


def write_rows(table: pa.Table, format_: Format, output: Path | None, *, safe: bool = False) -> None:
    """Print or write rows in a format; Parquet is only printed where the output is no terminal.

    On a terminal, characters that act are written out. ``safe``: no text of CSV begins like a formula.
    """
    import sys

    if format_ is Format.table and output is None:
        print_table(table.to_pylist(), columns=table.column_names, empty="no rows")
        return
    if format_ is Format.parquet and output is None and sys.stdout.isatty():
        raise CommandError("Parquet is not for the eye: name a file with --output FILE", 2)
    data = _encoded(table, format_, safe)
    if output is None:
        to_stdout(visible(data.decode()).encode() if sys.stdout.isatty() else data)
    else:
        output.write_bytes(data)
        say(f"{table.num_rows} rows -> {output}", err=True)


def _encoded(table: pa.Table, format_: Format, safe: bool) -> bytes:
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
        return (visible_json(json.dumps(rows, ensure_ascii=False, indent=2, default=str)) + "\n").encode()
    text = io.StringIO()
    writer = csv.writer(text, delimiter="," if format_ is Format.csv else "\t", lineterminator="\n")
    writer.writerow([_cell(name, safe) for name in table.column_names])
    writer.writerows([_cell(row[name], safe) for name in table.column_names] for row in rows)
    return text.getvalue().encode()


def _cell(value: object, safe: bool) -> object:
    value = shown(value) if isinstance(value, (list, tuple)) else value
    return spreadsheet_safe(value) if safe and isinstance(value, str) else value


def _first_lines(error: Exception) -> str:
    """Return what DuckDB says up to its picture of the query."""
    said = str(error).split("\nLINE ")[0]
    return " ".join(said.split())
