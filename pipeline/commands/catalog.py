"""``documents``, ``status``, ``show``, ``issues``, ``export``: what is in the warehouse."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands.query import known_commitments, nearest
from pipeline.console import (
    ASK,
    READ,
    REVIEW,
    CommandError,
    JsonOption,
    load_settings,
    print_json,
    print_table,
    say,
    warehouse_of,
)

if TYPE_CHECKING:
    from pipeline.explain import Statement

_DOCUMENTS = """
SELECT d.name, d.plan_id AS plan, d.doc_type AS type, d.status,
       (SELECT count(*) FROM core.mentions m WHERE m.document_id = d.document_id) AS commitments,
       (SELECT count(*) FROM core.assessments a WHERE a.document_id = d.document_id) AS statements,
       (SELECT count(*) FROM meta.issues i WHERE i.document_id = d.document_id AND severity <> 'info') AS issues,
       d.language, d.document_id
FROM core.documents d ORDER BY d.plan_id, d.name
"""
_DOCUMENT_DETAILS = """
SELECT d.* EXCLUDE (reasons), count(m.mention_id) AS commitments
FROM core.documents d LEFT JOIN core.mentions m USING (document_id) GROUP BY ALL ORDER BY d.source_uri
"""
_VERSIONS = """
SELECT d.document_id, d.name, v.ordinal AS version, v.status, v.counted, v.content_sha256[:12] AS content,
       v.loaded_at, v.superseded_at, v.changed_by
FROM meta.versions v JOIN core.documents d USING (document_id) ORDER BY d.name, d.document_id, v.ordinal
"""
_STATUS = {
    "documents": "SELECT status AS what, count(*) AS n FROM core.documents GROUP BY ALL ORDER BY what",
    "types": "SELECT doc_type AS what, count(*) AS n FROM core.documents WHERE status <> 'failed' "
    "GROUP BY ALL ORDER BY n DESC, what",
    "plans": "SELECT plan_id AS plan, documents, commitments FROM action_plans ORDER BY plan",
    "issues": "SELECT severity AS what, count(*) AS n FROM meta.issues GROUP BY ALL ORDER BY what",
    "statements": "SELECT dimension AS what, count(*) AS n, count(*) FILTER (flagged) AS flagged "
    "FROM core.assessments GROUP BY ALL ORDER BY n DESC, what",
    "last_run": "SELECT kind, status, started_at, finished_at FROM meta.runs ORDER BY started_at DESC LIMIT 1",
}
_ISSUES = """
SELECT i.severity, i.code, d.name AS document, coalesce('page ' || e.page, e.locator) AS place, i.message,
       i.document_id, i.first_seen
FROM meta.issues i JOIN core.documents d USING (document_id) LEFT JOIN core.evidence e USING (evidence_id)
WHERE ($severity IS NULL OR i.severity = $severity) AND ($code IS NULL OR i.code = $code)
  AND ($document IS NULL OR i.document_id = $document OR contains(lower(d.name), lower($document)))
ORDER BY list_position(['error', 'warning', 'info'], i.severity), d.name, e.page, i.code, i.message
"""


class Severity(StrEnum):
    """How grave an issue is."""

    error = "error"
    warning = "warning"
    info = "info"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(rich_help_panel=READ)(documents)
    app.command(rich_help_panel=READ)(status)
    app.command(rich_help_panel=ASK)(show)
    app.command(rich_help_panel=ASK)(export)
    app.command(rich_help_panel=REVIEW)(issues)


def documents(
    ctx: typer.Context,
    versions: Annotated[
        bool, typer.Option("--versions", help="List every version of each document that was read.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the documents in the warehouse: what each is, how it was read and how much it states."""
    from warehouse.query import rows

    warehouse = warehouse_of(load_settings(ctx))
    if as_json:
        print_json(rows(warehouse, _VERSIONS if versions else _DOCUMENT_DETAILS))
    else:
        print_table(rows(warehouse, _VERSIONS if versions else _DOCUMENTS), empty="no documents")


def status(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Say what the warehouse holds: documents, plans, statements, issues, and when it was last loaded."""
    import contextlib

    from warehouse.query import connect, fetch

    settings = load_settings(ctx)
    warehouse = warehouse_of(settings)
    with contextlib.closing(connect(warehouse)) as db:
        found = {name: fetch(db, query) for name, query in _STATUS.items()}
    if as_json:
        print_json({"warehouse": str(warehouse), "bytes": warehouse.stat().st_size, **found})
        return
    say(f"{warehouse} ({warehouse.stat().st_size / 1e6:.1f} MB)")
    for name in ("documents", "types", "statements", "issues"):
        said = ", ".join(f"{r['n']} {r['what']}" for r in found[name])
        say(f"{name:12}{said or 'none'}")
    for run in found["last_run"]:
        say(f"last run    {run['kind']} {run['status']}, started {run['started_at']:%Y-%m-%d %H:%M} UTC")
    print_table(found["plans"], title="Plans", empty="none")


def show(
    ctx: typer.Context,
    commitment: Annotated[
        str,
        typer.Argument(
            help="A commitment id (CL-2020-6), OGP id, or part of its title.", autocompletion=known_commitments
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Show one commitment: its words, its milestones and what each document says became of it."""
    import contextlib

    from pipeline.explain import statements
    from warehouse.query import connect, fetch

    warehouse = warehouse_of(load_settings(ctx))
    with contextlib.closing(connect(warehouse)) as db:
        found = find_commitment(db, commitment)
        mentions = fetch(
            db,
            "SELECT m.*, d.name AS document FROM core.mentions m JOIN core.documents d USING (document_id) "
            "LEFT JOIN meta.same_as k USING (mention_id) WHERE coalesce(k.canonical_id, m.commitment_id) = $id "
            "OR m.mention_id = $id ORDER BY d.published_on NULLS LAST, d.name",
            {"id": found},
        )
        milestones = fetch(
            db,
            "SELECT s.milestone, s.text, s.starts_on, s.starts_on_precision, s.ends_on, s.ends_on_precision, "
            "d.name AS document FROM core.milestones s "
            "JOIN core.documents d USING (document_id) LEFT JOIN meta.same_as k USING (mention_id) "
            "WHERE coalesce(k.canonical_id, s.commitment_id) = $id OR s.mention_id = $id "
            "ORDER BY d.name, s.milestone",
            {"id": found},
        )
        rated = fetch(db, "FROM milestones WHERE commitment_id = $id", {"id": found})
        topics = fetch(
            db,
            "SELECT topic, origin, flagged FROM commitment_topics WHERE commitment_id = $id "
            "ORDER BY flagged, topic, origin",
            {"id": found},
        )
        said = statements(db, found)
    if as_json:
        from dataclasses import asdict

        print_json(
            {
                "id": found,
                "mentions": mentions,
                "topics": topics,
                "milestones": milestones,
                "statements": [asdict(s) for s in said],
            }
        )
        return
    _show_mentions(found, mentions)
    if topics:
        say(f"  topics: {', '.join(_topic(t) for t in topics)}")
    _show_texts(mentions)
    title = "Statements (? = may be wrong, see 'compromiso issues')"
    print_table(_stated(said), title=title, empty="none")
    _print_milestones(milestones, {m["milestone"]: m for m in rated})


def _topic(row: dict[str, Any]) -> str:
    return f"{row['topic']} ({row['origin']}{' ?' if row['flagged'] else ''})"


def _show_texts(mentions: list[dict[str, Any]]) -> None:
    """Print what a commitment promises, against which problem and to what end, each text once."""
    import textwrap

    for key in ("problem", "objective", "description"):
        for text in dict.fromkeys(" ".join(m[key].split()) for m in mentions if m[key]):
            say(f"{key.capitalize()}\n{textwrap.indent(textwrap.fill(text, 78), '  ')}")


def _print_milestones(milestones: list[dict[str, Any]], rated: dict[str, dict[str, Any]]) -> None:
    """Print milestones, each once, with their latest status by assessor and how many documents list them so."""
    listed = Counter(
        (m["milestone"], m["text"], _as_known(m, "starts_on"), _as_known(m, "ends_on")) for m in milestones
    )
    rows = [
        {
            "milestone": milestone,
            "text": text,
            "starts": starts,
            "ends": ends,
            **{who: rated.get(milestone, {}).get(f"{who}_code") for who in ("government", "irm")},
            "documents": documents,
        }
        for (milestone, text, starts, ends), documents in listed.items()
    ]
    if rows:
        print_table(rows, title="Milestones")


def _stated(said: list[Statement]) -> list[dict[str, Any]]:
    """Return a row for each different statement, with the first place of it and how many documents make it."""
    groups: dict[tuple[object, ...], list[Statement]] = {}
    for s in said:
        if s.record != "mention":
            about = (s.dimension, s.ogp_value, s.milestone, s.phase, s.assessor, s.value, s.flagged)
            groups.setdefault(about, []).append(s)
    return [
        {
            "about": s.dimension + (f" ({s.ogp_value})" if s.ogp_value else ""),
            "milestone": s.milestone,
            "at": s.phase,
            "said by": s.assessor,
            "value": s.value + (" ?" if s.flagged else ""),
            "documents": len({one.document for one in same}),
            "such as": f"{s.document}, {s.place}",
            "as printed": s.raw,
        }
        for same in groups.values()
        for s in same[:1]
    ]


def _as_known(row: dict[str, Any], key: str) -> Any:
    """Return a value; of a date that is known to the month or year only, no more than that."""
    letters = {"year": 4, "month": 7}.get(row.get(f"{key}_precision") or "")
    return row[key].isoformat()[:letters] if letters and row[key] else row[key]


def _show_mentions(found: str, mentions: list[dict[str, Any]]) -> None:
    """Print a commitment's titles and, once each, what its documents say of it."""
    say(found)
    for title in dict.fromkeys(m["title"] for m in mentions if m["title"]):
        say(f"  {title}")
    for key in ("ogp_id", "area", "lead_institution", "support_institutions", "policy_areas", "starts_on", "ends_on"):
        values = [_as_known(m, key) for m in mentions if m[key]]
        words = dict.fromkeys(", ".join(v) if isinstance(v, list) else str(v) for v in values)
        if words:
            say(f"  {key.replace('_', ' ')}: {' | '.join(words)}")


def issues(
    ctx: typer.Context,
    severity: Annotated[Severity | None, typer.Option("--severity", "-s", help="Only issues of this gravity.")] = None,
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="Only of the document with this id or part of a name.")
    ] = None,
    code: Annotated[str | None, typer.Option("--code", "-c", help="Only issues with this code.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List what a person should know about the documents; the repository's docs/issues.md explains each code."""
    from warehouse.query import rows

    wanted = {"severity": severity, "document": document, "code": code}
    found = rows(warehouse_of(load_settings(ctx)), _ISSUES, wanted)
    if as_json:
        print_json(found)
    else:
        print_table(found, columns=["severity", "code", "document", "place", "message"], empty="no issues")


def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; made where it does not exist.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write a workbook for spreadsheets too.")] = False,
    sqlite: Annotated[
        bool,
        typer.Option("--sqlite", help="Write a SQLite database with full-text search too, as Datasette serves it."),
    ] = False,
    partitioned: Annotated[
        bool, typer.Option("--partitioned", help="Write Parquet by country too: parquet/NAME/country_code=CL/.")
    ] = False,
    licence: Annotated[
        str, typer.Option(metavar="NAME", help="Licence of the data package: CC-BY-4.0, CC0-1.0 or ODC-BY-1.0.")
    ] = "CC-BY-4.0",
    safe: Annotated[
        bool, typer.Option("--spreadsheet-safe", help="In CSV, let no text begin like a formula (an apostrophe first).")
    ] = False,
) -> None:
    """Write the warehouse as Parquet and CSV, with datapackage.json and a data dictionary."""
    from warehouse.export import LICENCES
    from warehouse.export import export as write

    if licence not in LICENCES:
        raise CommandError(f"{licence!r} is no licence known here: {', '.join(LICENCES)}", 2)
    report = write(
        warehouse_of(load_settings(ctx)),
        folder,
        xlsx,
        licence=licence,
        sqlite=sqlite,
        partitioned=partitioned,
        safe=safe,
    )
    say(f"{len(report.files)} files, {sum(report.rows.values())} rows -> {folder}")
    for note in report.notes:
        say(f"note: {note}", err=True)


def find_commitment(db: Any, words: str) -> str:
    """Return the id that some words name; CommandError that lists the candidates where it is not one."""
    from pipeline.explain import NotOneError, find

    try:
        return find(db, words)
    except NotOneError as error:
        listed = "; ".join(f"{key} {title[:60]}" for key, title in error.candidates[:8])
        near = nearest(words, (r[0] for r in db.execute("SELECT commitment_id FROM commitments").fetchall()))
        lists = "'compromiso sql \"FROM commitments\"' lists them"
        next_ = f"name one by its id: {listed}" if listed else f"{lists}{near}"
        raise CommandError(f"{error}; {next_}", 2) from error
