"""Export the warehouse: Parquet and CSV with a Frictionless data package and a data dictionary, XLSX, SQLite."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import duckdb
import xlsxwriter
from pydantic import BaseModel, Field

from extractors import records
from warehouse import schema
from warehouse.query import connect, fetch

LICENCES = {
    "CC-BY-4.0": ("https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0"),
    "CC0-1.0": ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
    "ODC-BY-1.0": ("https://opendatacommons.org/licenses/by/1-0/", "Open Data Commons Attribution 1.0"),
}
_STATED = "The documents' own terms apply to their words; where a document states none, none is known."
_QUOTES = "Quotations stay under the terms of the documents that they are taken from; core.documents names each."
_FIELD = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "JSON": "object",
}
_REFERENCES = {
    "document_id": "core.documents",
    "mention_id": "core.mentions",
    "evidence_id": "core.evidence",
    "table_id": "core.tables",
}
_VIEWED = {"commitment_id": "main.commitments", "plan_id": "main.action_plans"}
_OPEN_ENDS = frozenset(
    {"main.carried_over", "main.contradictions", "main.coverage", "main.documents"}
)  # may name others
_DIMENSIONS = {  # columns that hold codes of one dimension
    "government_code": "completion",
    "irm_code": "completion",
    "midterm_code": "completion",
    "end_of_term_code": "completion",
    "irm_completion": "completion",
    "irm_completion_midterm": "completion",
    "irm_completion_end_of_term": "completion",
    "government_completion": "completion",
    "third_party_completion": "completion",
    "irm_specificity": "specificity",
    "irm_potential_impact": "potential_impact",
    "irm_potential_for_results": "potential_for_results",
    "irm_early_results": "early_results",
}
_KEYS_OF_VIEWS = {"commitments": "commitment_id", "action_plans": "plan_id", "countries": "country_code"}
_CLOSED = {  # columns whose values the records fix
    "assessor": records.Assessor,
    "phase": records.Phase,
    "severity": records.Severity,
    "doc_type": records.DocType,
    "dimension": records.Dimension,
    "ogp_value": records.OgpValue,
    "null_reason": records.NullReason,
    "version_status": records.VersionStatus,
    "status": records.Status,
}
_XLSX_ROWS = 1_048_575  # below the heading
_XLSX_TEXT = 32_767


class ExportReport(BaseModel):
    """What was written: rows by table, files below the directory, and what a workbook could not hold."""

    rows: dict[str, int] = Field(default_factory=dict)
    files: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


# What warehouse.plain.spreadsheet_safe does, in SQL; a test holds them together.
_SAFE = (
    "CASE WHEN regexp_matches({0}, '^[\\s\\x00-\\x1f]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20]|^[\\t\\r]') "
    "AND NOT regexp_full_match({0}, '[+-]?\\d[\\d.,\\s]{{0,30}}%?') THEN '''' || {0} ELSE {0} END"
)


@dataclass(frozen=True)
class _Item:
    """A table or view to export."""

    name: str
    en: str
    es: str
    columns: list[schema.Column]
    key: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        order = ", ".join(f'"{name}"' for name in self.key) or "ALL"
        return f"FROM {self.name} ORDER BY {order}"


def export(
    path: Path,
    directory: Path,
    xlsx: bool = False,
    *,
    licence: str = "CC-BY-4.0",
    sqlite: bool = False,
    partitioned: bool = False,
    safe: bool = False,
) -> ExportReport:
    """Write all core tables, the codes and all views of ``main`` below ``directory``.

    ``parquet/`` and ``csv/`` hold one file each (lists and JSON are JSON in CSV), ``datapackage.json``
    describes them (Frictionless Data Package; types, keys, references, licence, sources),
    ``dictionary.csv`` says in English and Spanish what each column means. ``xlsx``: one workbook
    ``compromiso.xlsx`` with the views as well. ``sqlite``: one database ``compromiso.sqlite`` with full-text
    search, as Datasette serves it. ``partitioned``: what has a country lies under ``parquet/NAME/country_code=CL/``
    too. Files of an earlier export are overwritten; equal warehouses give equal files. ``safe``: in CSV no text
    begins like a formula of a spreadsheet, an apostrophe stands before it; Parquet keeps the words as they are.

    Raises FileNotFoundError where there is no warehouse, KeyError for a licence not in LICENCES.
    """
    licence_url, licence_title = LICENCES[licence]
    report = ExportReport()
    for folder in ("parquet", "csv"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    with contextlib.closing(connect(path)) as db:
        db.execute("SET enable_progress_bar = false")
        items = list(_items(db))
        sources = fetch(db, "SELECT DISTINCT name, source_uri FROM core.documents ORDER BY ALL")
        for item in items:
            _parquet(db, item, directory / "parquet" / f"{item.name}.parquet", licence)
            _csv(db, item, directory / "csv" / f"{item.name}.csv", safe)
            report.files += [f"parquet/{item.name}.parquet", f"csv/{item.name}.csv"]
            report.rows[item.name] = db.execute(f"SELECT count(*) FROM {item.name}").fetchall()[0][0]
            if partitioned and "country_code" in {c.name for c in item.columns}:
                report.files.append(_partitioned(db, item, directory / "parquet" / item.name))
        if xlsx:
            _workbook(db, items, directory / "compromiso.xlsx", f"{licence_title} ({licence_url}). {_QUOTES}", report)
        if sqlite:
            _sqlite(db, items, directory / "compromiso.sqlite", f"{licence_title} ({licence_url}). {_QUOTES}")
            report.files.append("compromiso.sqlite")
    _dictionary(items, directory / "dictionary.csv")
    package = {
        "profile": "tabular-data-package",
        "name": "compromiso",
        "title": "Open-government commitments: what documents state about them",
        "description": f"Every value names its document, page and words. {_QUOTES} {_STATED}",
        "licenses": [{"name": licence, "path": licence_url, "title": licence_title}],
        "sources": [_source(source) for source in sources],
        "resources": [_resource(item) for item in items],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (directory / "datapackage.json").write_text(text + "\n", encoding="utf-8")
    report.files += ["dictionary.csv", "datapackage.json"]
    return report


def _source(source: dict[str, Any]) -> dict[str, str]:
    """A document as a source; the path of a local file is the business of one machine, so it is left out."""
    named = {"title": source["name"]}
    return named if source["source_uri"].startswith("file:") else named | {"path": source["source_uri"]}


def _items(db: duckdb.DuckDBPyConnection) -> Iterator[_Item]:
    for table in schema.tables().values():
        if table.schema == "core" or table.full_name in ("meta.codes", "meta.issues", "meta.links"):
            yield _Item(table.full_name, table.en, table.es, list(table.columns), table.key)
    for view in sorted(schema.views().values(), key=lambda view: view.name):
        if view.schema == "main":
            yield _Item(view.full_name, f"{view.en} {view.caveats}", view.es, schema.view_columns(db, view))


def _copy(db: duckdb.DuckDBPyConnection, query: str, file: Path, options: str) -> None:
    target = str(file).replace("'", "''")
    db.execute(f"COPY ({query}) TO '{target}' ({options})")


def _parquet(db: duckdb.DuckDBPyConnection, item: _Item, file: Path, licence: str) -> None:
    about = {"licence": licence, "title": item.name, "description": item.en}
    metadata = ", ".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in about.items())
    _copy(db, item.query, file, f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}}")


def _partitioned(db: duckdb.DuckDBPyConnection, item: _Item, folder: Path) -> str:
    """Write one file a country; return the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    _copy(db, item.query, folder, "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (country_code), OVERWRITE_OR_IGNORE")
    return f"parquet/{item.name}/"


def _csv(db: duckdb.DuckDBPyConnection, item: _Item, file: Path, safe: bool) -> None:
    lists = {c.name for c in item.columns if c.type.endswith("[]")}
    values = {name: f'to_json("{name}")::VARCHAR' for name in lists}
    if safe:
        texts = {c.name: f'"{c.name}"' for c in item.columns if c.type == "VARCHAR"} | values
        values = {name: _SAFE.format(value) for name, value in texts.items()}
    replaced = ", ".join(f'{values[c.name]} AS "{c.name}"' for c in item.columns if c.name in values)
    query = f"SELECT * REPLACE ({replaced}) FROM ({item.query})" if replaced else item.query
    _copy(db, query, file, "FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S'")


def _resource(item: _Item) -> dict[str, Any]:
    fields = []
    for column in item.columns:
        kind = "array" if column.type.endswith("[]") else _FIELD.get(column.type, "string")
        field: dict[str, Any] = {"name": column.name, "type": kind, "title": column.en, "description": column.comment}
        field["description_es"] = column.es
        constraints: dict[str, Any] = {}
        if column.required and (column.type != "VARCHAR" or column.name in item.key):
            constraints["required"] = True
        values = _values(item.name, column)
        if values:
            constraints["enum"] = values
        if constraints:
            field["constraints"] = constraints
        fields.append(field)
    table: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if item.key:
        table["primaryKey"] = list(item.key)
    references = [
        {"fields": [name], "reference": {"resource": target, "fields": [name]}} for name, target in _targets(item)
    ]
    if references:
        table["foreignKeys"] = references
    return {
        "profile": "tabular-data-resource",
        "name": item.name,
        "path": f"csv/{item.name}.csv",
        "parquet": f"parquet/{item.name}.parquet",
        "title": item.en,
        "title_es": item.es,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table,
    }


def _targets(item: _Item) -> Iterator[tuple[str, str]]:
    """The columns of a table or view that name a row of another, with that other."""
    view = item.name.startswith("main.")
    if item.name in _OPEN_ENDS:
        return
    for column in item.columns:
        target = _REFERENCES.get(column.name) or (_VIEWED.get(column.name) if view else None)
        if target and target != item.name:
            yield column.name, target


@cache
def _codes(dimension: str | None) -> list[str]:
    """The codes of a dimension, or all."""
    return sorted(
        {c["code"] for c in schema.codes() if dimension in (None, c["dimension"]) and c["dimension"] != "topic"}
    )


def _values(table: str, column: schema.Column) -> list[str]:
    """The values that a column may have, where they are listed; empty where they are not."""
    if column.type != "VARCHAR" or table.startswith("meta."):
        return []
    if column.name in _DIMENSIONS:
        return _codes(_DIMENSIONS[column.name])
    if column.name in _CLOSED and not (column.name == "status" and not table.endswith("documents")):
        return list(get_args(_CLOSED[column.name]))
    if column.name == "code" and table in ("core.assessments", "main.commitment_status", "main.early_results"):
        return _codes(None if table == "core.assessments" else "completion" if "status" in table else "early_results")
    return []


def _sqlite(db: duckdb.DuckDBPyConnection, items: list[_Item], file: Path, terms: str) -> None:
    """Write all tables and views as tables of one SQLite database, with keys, and full-text search in two of them.

    ``core.mentions`` becomes ``core_mentions``, the view ``commitments`` a table of that name. Lists are JSON.
    """
    file.unlink(missing_ok=True)
    names = {item.name: item.name.removeprefix("main.").replace(".", "_") for item in items}
    keys = {
        "main.commitments": ("commitment_id",),
        "main.action_plans": ("plan_id",),
        "main.countries": ("country_code",),
    }
    with contextlib.closing(sqlite3.connect(file)) as out:
        out.execute("PRAGMA journal_mode = OFF")
        for item in items:
            _sqlite_table(db, out, item, names, keys.get(item.name, item.key))
        out.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        about = [("licence", terms), ("search", "SELECT * FROM commitments_fts WHERE commitments_fts MATCH 'water'")]
        out.executemany("INSERT INTO about VALUES (?, ?)", about)
        for table, columns in (
            ("commitments", ("title", "title_en", "title_es", "lead_institution")),
            ("core_mentions", ("title", "description", "objective", "problem")),
            ("core_evidence", ("quote",)),
        ):
            listed = ", ".join(columns)
            out.execute(
                f'CREATE VIRTUAL TABLE {table}_fts USING fts5({listed}, content="{table}", '
                "tokenize='unicode61 remove_diacritics 2')"
            )
            out.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")
        out.commit()


def _sqlite_table(
    db: duckdb.DuckDBPyConnection,
    out: sqlite3.Connection,
    item: _Item,
    names: dict[str, str],
    key: tuple[str, ...],
) -> None:
    kinds = {"INTEGER": "INTEGER", "BIGINT": "INTEGER", "HUGEINT": "INTEGER", "BOOLEAN": "INTEGER", "DOUBLE": "REAL"}
    lines = [f'"{c.name}" {kinds.get(c.type, "TEXT")}' for c in item.columns]
    if key:
        lines.append("PRIMARY KEY (" + ", ".join(f'"{name}"' for name in key) + ")")
    for column, target in _targets(item):
        if target in names:
            lines.append(f'FOREIGN KEY ("{column}") REFERENCES "{names[target]}" ("{column}")')
    out.execute(f'CREATE TABLE "{names[item.name]}" ({", ".join(lines)})')
    marks = ", ".join("?" * len(item.columns))
    cursor = db.execute(item.query)
    while batch := cursor.fetchmany(5000):
        rows = [[_plain(value) for value in row] for row in batch]
        out.executemany(f'INSERT INTO "{names[item.name]}" VALUES ({marks})', rows)


def _plain(value: Any) -> Any:
    """A value as SQLite keeps it: dates as ISO words, lists as JSON."""
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _dictionary(items: list[_Item], file: Path) -> None:
    header = ("table", "column", "type", "meaning_en", "meaning_es", "labels_in_sources")
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for item in items:
            writer.writerow((item.name, "", "", item.en, item.es, ""))
            writer.writerows((item.name, c.name, c.type, c.en, c.es, c.labels) for c in item.columns)


_EXPLAINED = (  # heading, English, Spanish
    (
        "what this is",
        "What documents state about open-government commitments; every value names its document and page.",
        "Lo que los documentos declaran sobre los compromisos; cada valor nombra documento y página.",
    ),
    (
        "how to read it",
        "Each sheet answers one question; its first row has the columns, with filters. This sheet explains them.",
        "Cada hoja responde una pregunta; su primera fila tiene las columnas, con filtros. Esta hoja las explica.",
    ),
    (
        "like with like",
        "Compare only rows of one phase and scale; self_vs_irm says in not_compared why others are not.",
        "Compare solo filas de una fase y escala; self_vs_irm dice en not_compared por qué otras no.",
    ),
    (
        "empty cells",
        "Nothing is stated; an empty cell never means zero, no or not started.",
        "No se declara nada; una celda vacía nunca significa cero, no ni no iniciado.",
    ),
)


def _workbook(db: duckdb.DuckDBPyConnection, items: list[_Item], file: Path, terms: str, report: ExportReport) -> None:
    """Write the views and their dictionary as one workbook; what does not fit is noted in it and in the report.

    The first sheet explains; each view has filters and columns as wide as their words.
    """
    book = xlsxwriter.Workbook(
        str(file), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    book.set_properties({"title": "compromiso", "comments": terms, "created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
    bold = book.add_format({"bold": True, "bg_color": "#E6ECF2", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    views = [item for item in items if item.name.startswith("main.")]
    explained = book.add_worksheet("dictionary")
    notes: list[str] = []
    for item in views:
        sheet = book.add_worksheet(item.name.removeprefix("main.")[:31])
        sheet.freeze_panes(1, 1)
        for place, width in enumerate(_widths(db, item)):
            sheet.set_column(place, place, width)
        _row(sheet, 0, [c.name for c in item.columns], bold)
        cursor = db.execute(item.query)
        number = 0
        for number in range(1, _XLSX_ROWS + 1):
            row = cursor.fetchone()
            if row is None:
                number -= 1
                break
            if any(isinstance(value, str) and len(value) > _XLSX_TEXT for value in row):
                notes.append(f"{item.name}: row {number} has a value cut to {_XLSX_TEXT} characters")
            _row(sheet, number, row)
        else:
            if cursor.fetchone() is not None:
                notes.append(f"{item.name}: only the first {_XLSX_ROWS} rows fit")
        sheet.autofilter(0, 0, max(number, 1), len(item.columns) - 1)
    explained.set_column(0, 1, 28)
    explained.set_column(2, 3, 80, wrapped)
    explained.freeze_panes(1, 0)
    _row(explained, 0, ("sheet", "column", "English", "Español"), bold)
    lines = [("", *line) for line in _EXPLAINED]
    lines += [("", "licence", terms, terms), ("", "documents", _STATED, _STATED), *(("", "note", n, n) for n in notes)]
    for item in views:
        name = item.name.removeprefix("main.")
        lines.append((name, "", item.en, item.es))
        lines += [(name, c.name, c.comment, c.es) for c in item.columns]
    for number, line in enumerate(lines, 1):
        _row(explained, number, line)
    book.close()
    report.files.append(file.name)
    report.notes += notes


def _widths(db: duckdb.DuckDBPyConnection, item: _Item) -> list[int]:
    """How wide columns are, in characters: as their words, from their headings to sixty."""
    longest = ", ".join(f'max(length("{c.name}"::VARCHAR))' for c in item.columns)
    found = db.execute(f"SELECT {longest} FROM (FROM {item.name} LIMIT 2000)").fetchall()[0]
    return [min(max(len(c.name) + 3, (n or 0) + 1), 60) for c, n in zip(item.columns, found, strict=True)]


def _row(sheet: Any, number: int, values: Any, style: Any = None) -> None:
    for column, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, bool):
            sheet.write_boolean(number, column, value, style)
        elif isinstance(value, int | float):
            sheet.write_number(number, column, value, style)
        else:
            text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
            sheet.write_string(number, column, text[:_XLSX_TEXT], style)
