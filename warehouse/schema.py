"""The tables and columns of the warehouse, each described once.

``tables.yml`` names the base tables and their columns, ``columns.yml`` says what a column means
wherever it occurs, ``codes.yml`` lists the codes of the scales, ``views/*.sql`` hold the views.
From these come the DDL, the comments inside the file, the docs, the Parquet schema and the data
package: nothing else describes a table.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import babel
import duckdb
import pyarrow as pa
import yaml
from babel.core import get_global

HERE = Path(__file__).parent
STORAGE_VERSION = "v1.2.0"  # the oldest DuckDB that must open the published file
SCHEMAS = ("core", "meta", "main")
_ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "JSON": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


@dataclasses.dataclass(frozen=True)
class Column:
    """A column: ``en`` and ``es`` say what it means, ``labels`` how sources print it.

    ``fill`` is the SQL expression that stands in for it in rows of a file that has no such column.
    """

    name: str
    type: str
    required: bool
    en: str
    es: str
    labels: str = ""
    fill: str = ""

    @property
    def comment(self) -> str:
        """The English meaning, with the labels that sources print."""
        return f"{self.en} In sources: {self.labels}." if self.labels else self.en


@dataclasses.dataclass(frozen=True)
class Table:
    """A base table; ``key`` names the columns that tell its rows apart."""

    schema: str
    name: str
    en: str
    es: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """``core.mentions``."""
        return f"{self.schema}.{self.name}"

    @property
    def by_document(self) -> bool:
        """Whether each row belongs to one document and goes when the document is replaced."""
        return "document_id" in self.column_names and self.full_name not in KEPT

    @property
    def derived(self) -> bool:
        """Whether its rows follow from those of other tables: never carried over, but made anew."""
        return self.full_name in DERIVED

    @property
    def column_names(self) -> list[str]:
        """The columns in order."""
        return [column.name for column in self.columns]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema that rows are loaded with."""
        return pa.schema([pa.field(c.name, _ARROW[c.type], nullable=not c.required) for c in self.columns])


@dataclasses.dataclass(frozen=True)
class View:
    """A view: what its head says in both languages, and its query. Those of ``meta`` serve the others."""

    schema: str
    name: str
    en: str
    es: str
    caveats: str
    example: str
    query: str

    @property
    def full_name(self) -> str:
        """``main.commitments``."""
        return f"{self.schema}.{self.name}"


# Not the document's own: kept when it is replaced, or of several documents.
KEPT = frozenset(
    {"meta.versions", "meta.history", "meta.status_chosen", "meta.completion_chosen", "meta.renditions", "meta.same_as"}
)
DERIVED = frozenset(
    {
        "meta.commitments_merged",
        "meta.completion_chosen",
        "meta.contradictions_found",
        "meta.institution_doubts",
        "meta.institution_names",
        "meta.ratings_merged",
        "meta.renditions",
        "meta.same_as",
        "meta.search_texts",
        "meta.status_chosen",
        "meta.values_now",
    }
)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where PyYAML has it, is ten times as fast


def _yaml(name: str) -> Any:
    return yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe


@functools.cache
def glossary() -> dict[str, tuple[str, str, str]]:
    """Return what each column name means: English, Spanish, labels in sources (may be empty)."""
    return {name: (v[0], v[1], v[2] if len(v) > 2 else "") for name, v in _yaml("columns.yml").items()}


def _column(name: str, spec: str | dict[str, str]) -> Column:
    spec = {"type": spec} if isinstance(spec, str) else spec
    en, es, labels = glossary().get(name, ("", "", ""))
    kind = spec["type"]
    return Column(
        name,
        kind.rstrip("!"),
        kind.endswith("!"),
        spec.get("en", en),
        spec.get("es", es),
        spec.get("labels", labels),
        spec.get("fill", ""),
    )


@functools.cache
def countries() -> tuple[dict[str, Any], ...]:
    """Return the rows of ``meta.countries``: names from CLDR, regions from ``regions.yml``."""
    english, spanish = (babel.Locale(language).territories for language in ("en", "es"))
    alpha3 = {
        new[0]: old
        for old, new in get_global("territory_aliases").items()
        if re.fullmatch("[A-Z]{3}", old) and len(new) == 1
    }
    return tuple(
        {
            "country_code": code,
            "country_alpha3": alpha3.get(code),
            "country_en": english[code],
            "country_es": spanish[code],
            "region": region,
            "region_en": entry["en"],
            "region_es": entry["es"],
        }
        for region, entry in _yaml("regions.yml").items()
        for code in entry["countries"].split()
    )


@functools.cache
def nobody() -> frozenset[str]:
    """Return the folded phrases that documents print where they name no institution (``nobody.yml``)."""
    return frozenset(_yaml("nobody.yml"))


@functools.cache
def tables() -> dict[str, Table]:
    """Return the base tables by full name, in loading order."""
    found = {}
    for full_name, spec in _yaml("tables.yml").items():
        schema, name = full_name.split(".")
        columns = tuple(_column(column, kind) for column, kind in spec["columns"].items())
        found[full_name] = Table(schema, name, spec["en"], spec["es"], tuple(spec["key"]), columns)
    return found


@functools.cache
def topics() -> dict[str, dict[str, Any]]:
    """Return the topics of OGP's policy areas by code: names, printed forms, words, hints (``topics.yml``)."""
    return dict(_yaml("topics.yml"))


@functools.cache
def topic_weights() -> dict[str, Any]:
    """Return what words of topics weigh, and how likely a topic must be to be ``shown`` and ``sure``.

    ``topics`` has by topic ``signs`` (a weight each) and ``words`` (a weight in the title and one in the text); ``any``
    serves topics that no dataset has flags of (``topic_weights.yml``).
    """
    return dict(_yaml("topic_weights.yml"))


@functools.cache
def codes() -> tuple[dict[str, Any], ...]:
    """Return the rows of ``meta.codes``."""
    found = []
    for dimension, scales in _yaml("codes.yml").items():
        for scale, entries in scales.items():
            for code, (rank, en, es) in entries.items():
                low, high = rank if isinstance(rank, list) else (rank, rank)
                found.append(
                    {
                        "dimension": dimension,
                        "scale": scale,
                        "code": code,
                        "rank": None if low != high else low,
                        "rank_low": low,
                        "rank_high": high,
                        "label_en": en,
                        "label_es": es,
                    }
                )
    for code, topic in topics().items():
        name_en, name_es = topic["name"]
        found.append(
            {
                "dimension": "topic",
                "scale": "ogp_policy_area",
                "code": code,
                "rank": None,
                "rank_low": None,
                "rank_high": None,
                "label_en": name_en,
                "label_es": name_es,
            }
        )
    return tuple(found)


_FIELDS = ("purpose", "propósito", "caveats", "example")


def parse_view(path: Path) -> View:
    """Read a view file: ``-- purpose:``, ``-- propósito:``, ``-- caveats:``, ``-- example:``, then the query.

    A field runs over following comment lines until the next one. Raises ValueError where the head
    lacks a field.
    """
    head: dict[str, list[str]] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    body = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    current = ""
    for line in lines[:body]:
        words = line[2:].strip()
        match = re.match(rf"({'|'.join(_FIELDS)}): *(.*)", words)
        if match:
            current, words = match[1], match[2]
        head.setdefault(current, []).append(words)
    missing = [field for field in _FIELDS if not head.get(field)]
    if missing:
        raise ValueError(f"{path.name}: its head lacks {', '.join(missing)}")
    text = {field: "\n".join(head[field]) if field == "example" else " ".join(head[field]) for field in _FIELDS}
    query = "\n".join(lines[body:]).strip().rstrip(";")
    schema = "meta" if path.parent.name == "meta" else "main"
    return View(schema, path.stem, text["purpose"], text["propósito"], text["caveats"], text["example"], query)


@functools.cache
def views() -> dict[str, View]:
    """Return the views by full name, each after those it reads.

    ``views/*.sql`` are those of ``main``, ``views/meta/*.sql`` those of ``meta``.
    """
    files = [*(HERE / "views").glob("*.sql"), *(HERE / "views" / "meta").glob("*.sql")]
    pending = {view.full_name: view for view in map(parse_view, sorted(files))}
    ordered: dict[str, View] = {}
    while pending:
        for name, view in list(pending.items()):
            if not any(re.search(rf"\b{re.escape(other)}\b", view.query) for other in pending if other != name):
                ordered[name] = pending.pop(name)
                break
        else:
            raise ValueError(f"views that read each other: {', '.join(pending)}")
    return ordered


@functools.cache
def macros() -> tuple[str, ...]:
    """Return the ``CREATE MACRO`` statements (``macros/*.sql``)."""
    return tuple(p.read_text(encoding="utf-8") for p in sorted((HERE / "macros").glob("*.sql")))


@functools.cache
def digest() -> str:
    """Return a digest of all that shapes the file: tables, codes, views, comments, and what is derived."""
    names = (
        "tables.yml",
        "columns.yml",
        "codes.yml",
        "nobody.yml",
        "regions.yml",
        "topics.yml",
        "topic_weights.yml",
        "schema.py",
        "derive.py",
        "contradict.py",
    )
    queries = [path for folder in ("derived", "macros", "views") for path in sorted((HERE / folder).rglob("*.sql"))]
    body = b"\0".join(path.read_bytes() for path in [*(HERE / name for name in names), *queries])
    return hashlib.sha256(body).hexdigest()[:16]


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def create(path: Path) -> None:
    """Create an empty warehouse at ``path`` with all tables, views and comments.

    The file has the storage format of DuckDB 1.2.0, so that older clients open it too.
    Raises FileExistsError where the path is taken, duckdb.Error where a view does not bind.
    """
    with path.open("xb") as file:
        file.write(blank())


@contextlib.contextmanager
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty warehouse for as long as the context lasts: to see what its tables and views look like."""
    with tempfile.TemporaryDirectory() as folder:
        create(Path(folder) / "warehouse.duckdb")
        with duckdb.connect(str(Path(folder) / "warehouse.duckdb")) as db:
            yield db


@functools.cache
def blank() -> bytes:
    """Return the file of an empty warehouse; made once a process, because its many statements take a while."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as db:
        path = Path(folder) / "warehouse.duckdb"
        target = str(path).replace("'", "''")
        db.execute(f"ATTACH '{target}' AS warehouse (STORAGE_VERSION '{STORAGE_VERSION}')")
        db.execute("USE warehouse")
        db.begin()  # one commit for all: each would wait for the disk
        for schema in SCHEMAS:
            db.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for table in tables().values():
            _create_table(db, table)
        insert(db, "meta.codes", list(codes()))
        insert(db, "meta.countries", list(countries()))
        insert(db, "meta.settings", [{"name": "schema_digest", "value": digest()}])
        for view in views().values():
            _create_view(db, view)
        for macro in macros():
            db.execute(macro)
        db.commit()
        db.execute("USE memory")
        db.execute("DETACH warehouse")
        return path.read_bytes()


def _create_table(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    body = ", ".join(f'"{c.name}" {c.type}{" NOT NULL" if c.required else ""}' for c in table.columns)
    db.execute(f"CREATE TABLE {table.full_name} ({body})")
    db.execute(f"COMMENT ON TABLE {table.full_name} IS {_quote(table.en)}")
    for column in table.columns:
        db.execute(f'COMMENT ON COLUMN {table.full_name}."{column.name}" IS {_quote(column.comment)}')


def _create_view(db: duckdb.DuckDBPyConnection, view: View) -> None:
    db.execute(f"CREATE VIEW {view.full_name} AS {view.query}")
    db.execute(f"COMMENT ON VIEW {view.full_name} IS {_quote(f'{view.en} Caveats: {view.caveats}')}")
    for column in view_columns(db, view):
        db.execute(f'COMMENT ON COLUMN {view.full_name}."{column.name}" IS {_quote(column.comment)}')


def view_columns(db: duckdb.DuckDBPyConnection, view: View) -> list[Column]:
    """Return the columns of a view with what the glossary says about them (empty where it is silent)."""
    found = []
    for column, kind in db.execute(f"SELECT column_name, column_type FROM (DESCRIBE {view.full_name})").fetchall():
        en, es, labels = glossary().get(f"{view.name}.{column}") or glossary().get(column) or ("", "", "")
        found.append(Column(column, kind, False, en, es, labels))
    return found


def insert(db: duckdb.DuckDBPyConnection, full_name: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows through Arrow: a thousand times faster a row than executemany."""
    if not rows:
        return
    table = tables()[full_name]
    db.register("incoming", pa.Table.from_pylist(rows, schema=table.arrow))
    db.execute(f"INSERT INTO {full_name} SELECT * FROM incoming")
    db.unregister("incoming")
