"""Export the warehouse: Parquet and CSV with a Frictionless data package and a data dictionary, or XLSX."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from pydantic import BaseModel, Field

from warehouse import schema
from warehouse.query import connect, fetch

LICENCES = {
    "CC-BY-4.0": ("https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0"),
    "CC0-1.0": ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
    "ODC-BY-1.0": ("https://opendatacommons.org/licenses/by/1-0/", "Open Data Commons Attribution 1.0"),
}
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
    path: Path, directory: Path, xlsx: bool = False, *, licence: str = "CC-BY-4.0", safe: bool = False
) -> ExportReport:
    """Write all core tables, the codes and all views of ``main`` below ``directory``.

    ``parquet/`` and ``csv/`` hold one file each (lists and JSON are JSON in CSV), ``datapackage.json``
    describes them (Frictionless Data Package; types, keys, references, licence, sources),
    ``dictionary.csv`` says in English and Spanish what each column means. ``xlsx``: one workbook
    ``compromiso.xlsx`` with the views as well. Files of an earlier export are overwritten; equal
    warehouses give equal files. ``safe``: in CSV no text begins like a formula of a spreadsheet, an apostrophe stands
    before it; Parquet keeps the words as they are.

    Raises FileNotFoundError where there is no warehouse, KeyError for a licence not in LICENCES.
    """
    licence_url, licence_title = LICENCES[licence]
    report = ExportReport()
    for folder in ("parquet", "csv"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    with contextlib.closing(connect(path)) as db:
        items = list(_items(db))
        sources = fetch(db, "SELECT DISTINCT name, source_uri FROM core.documents ORDER BY ALL")
        for item in items:
            _parquet(db, item, directory / "parquet" / f"{item.name}.parquet", licence)
            _csv(db, item, directory / "csv" / f"{item.name}.csv", safe)
            report.files += [f"parquet/{item.name}.parquet", f"csv/{item.name}.csv"]
            report.rows[item.name] = db.execute(f"SELECT count(*) FROM {item.name}").fetchall()[0][0]
        if xlsx:
            _workbook(db, items, directory / "compromiso.xlsx", f"{licence_title} ({licence_url}). {_QUOTES}", report)
    _dictionary(items, directory / "dictionary.csv")
    package = {
        "profile": "tabular-data-package",
        "name": "compromiso",
        "title": "Open-government commitments: what documents state about them",
        "description": f"Every value names its document, page and words. {_QUOTES}",
        "licenses": [{"name": licence, "path": licence_url, "title": licence_title}],
        "sources": [{"title": source["name"], "path": source["source_uri"]} for source in sources],
        "resources": [_resource(item) for item in items],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (directory / "datapackage.json").write_text(text + "\n", encoding="utf-8")
    report.files += ["dictionary.csv", "datapackage.json"]
    return report


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
        if column.required and (column.type != "VARCHAR" or column.name in item.key):
            field["constraints"] = {"required": True}
        fields.append(field)
    table: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if item.key:
        table["primaryKey"] = list(item.key)
        table["foreignKeys"] = [
            {"fields": [c.name], "reference": {"resource": _REFERENCES[c.name], "fields": [c.name]}}
            for c in item.columns
            if c.name in _REFERENCES and _REFERENCES[c.name] != item.name
        ]
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


def _dictionary(items: list[_Item], file: Path) -> None:
    header = ("table", "column", "type", "meaning_en", "meaning_es", "labels_in_sources")
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for item in items:
            writer.writerow((item.name, "", "", item.en, item.es, ""))
            writer.writerows((item.name, c.name, c.type, c.en, c.es, c.labels) for c in item.columns)


def _workbook(db: duckdb.DuckDBPyConnection, items: list[_Item], file: Path, terms: str, report: ExportReport) -> None:
    """Write the views and their dictionary as one workbook; what does not fit is noted in it and in the report."""
    book = xlsxwriter.Workbook(
        str(file), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    book.set_properties({"title": "compromiso", "comments": terms, "created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
    bold = book.add_format({"bold": True})
    views = [item for item in items if item.name.startswith("main.")]
    notes: list[str] = []
    for item in views:
        sheet = book.add_worksheet(item.name.removeprefix("main.")[:31])
        sheet.freeze_panes(1, 0)
        _row(sheet, 0, [c.name for c in item.columns], bold)
        cursor = db.execute(item.query)
        for number in range(1, _XLSX_ROWS + 1):
            row = cursor.fetchone()
            if row is None:
                break
            if any(isinstance(value, str) and len(value) > _XLSX_TEXT for value in row):
                notes.append(f"{item.name}: row {number} has a value cut to {_XLSX_TEXT} characters")
            _row(sheet, number, row)
        else:
            if cursor.fetchone() is not None:
                notes.append(f"{item.name}: only the first {_XLSX_ROWS} rows fit")
    sheet = book.add_worksheet("dictionary")
    _row(sheet, 0, ("view", "column", "English", "Español"), bold)
    lines: list[tuple[str, str, str, str]] = [
        ("", "licence", terms, terms),
        *(("", "note", note, note) for note in notes),
    ]
    for item in views:
        lines.append((item.name, "", item.en, item.es))
        lines += [(item.name, c.name, c.comment, c.es) for c in item.columns]
    for number, line in enumerate(lines, 1):
        _row(sheet, number, line)
    book.close()
    report.files.append(file.name)
    report.notes += notes


def _row(sheet: Any, number: int, values: Any, style: Any = None) -> None:
    for column, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, bool):
            sheet.write_boolean(number, column, value, style)
        elif isinstance(value, int | float):
            sheet.write_number(number, column, value, style)
        else:
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            sheet.write_string(number, column, text[:_XLSX_TEXT], style)
