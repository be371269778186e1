"""``review``: walk the flagged values, or the doubtful links, one by one and decide."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.console import REVIEW, CommandError, load_settings, say, warehouse_of

if TYPE_CHECKING:
    from pipeline.settings import Settings

_FLAGGED = """
SELECT a.commitment_id, a.plan_id, a.dimension, a.phase, a.milestone, a.ogp_value, a.code, a.number, a.raw,
       a.null_reason, m.title, m.number AS printed, m."group", m.ogp_id, d.document_id, d.name, d.source_uri,
       e.page, e.locator, e.section, e.quote, e.rule
FROM core.assessments a JOIN core.mentions m USING (mention_id) JOIN core.evidence e ON e.evidence_id = a.evidence_id
JOIN core.documents d ON d.document_id = a.document_id
WHERE a.flagged AND ($document IS NULL OR d.document_id = $document OR contains(lower(d.name), lower($document)))
ORDER BY d.name, e.page, e.locator, a.assessment_id
"""
_LINKS = """
SELECT l.commitment_id_a AS a, l.commitment_id_b AS b, l.score, json_extract_string(l.evidence, '$.reason') AS reason,
       ca.title AS title_a, ca.lead_institution AS lead_a, cb.title AS title_b, cb.lead_institution AS lead_b,
       (SELECT string_agg(d.name, ', ' ORDER BY d.name) FROM core.documents d
        WHERE list_contains((l.evidence -> '$.documents')::VARCHAR[], d.document_id)) AS printed_in
FROM meta.links l
LEFT JOIN commitments ca ON ca.commitment_id = l.commitment_id_a
LEFT JOIN commitments cb ON cb.commitment_id = l.commitment_id_b
WHERE l.kind = 'doubtful' AND ($document IS NULL OR printed_in ILIKE '%' || $document || '%')
ORDER BY l.commitment_id_a, l.score DESC, l.commitment_id_b
"""
_CODES = "SELECT DISTINCT code FROM meta.codes WHERE dimension = $dimension ORDER BY code"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=REVIEW)(review)


def review(
    ctx: typer.Context,
    document: Annotated[str | None, typer.Argument(help="Only this document: its id or a part of its name.")] = None,
    links: Annotated[
        bool, typer.Option("--links", help="Go through doubtful links between commitments; decisions go to links.yml.")
    ] = False,
    author: Annotated[str | None, typer.Option(help="Who decides; the name of this account unless given.")] = None,
    apply: Annotated[bool, typer.Option(help="Read the documents again afterwards, so that decisions count.")] = True,
) -> None:
    """Go through the values that may be wrong: accept, correct or skip each; decisions go to corrections.yml."""
    from pipeline.corrections import Correction, add_correction, read_corrections
    from warehouse import query

    settings = load_settings(ctx)
    warehouse = warehouse_of(settings)
    if links:
        _review_links(settings, document, author or getpass.getuser(), apply=apply)
        return
    known = read_corrections(settings.corrections)
    decided = {(c.document, c.commitment, c.dimension, c.phase, c.milestone, c.ogp_value, c.quote) for c in known}
    rows = [r for r in query.rows(warehouse, _FLAGGED, {"document": document}) if _key(r) not in decided]
    if not rows:
        say("No flagged value waits for a decision.")
        return
    who = author or getpass.getuser()
    made: list[Correction] = []
    for place, row in enumerate(rows, 1):
        if _key(row) in decided:  # the same words twice: one decision is about both
            continue
        _show(row, place, len(rows))
        codes = [r["code"] for r in query.rows(warehouse, _CODES, {"dimension": row["dimension"]})]
        answer = _ask(row, codes)
        if answer is None:
            break
        if answer:
            made.append(_correction(row, who, **answer))
            add_correction(settings.corrections, made[-1])
            decided.add(_key(row))
    say(f"{len(made)} of {len(rows)} decided -> {settings.corrections}")
    if made and apply:
        _reread(ctx, sorted({r["source_uri"] for r in rows if r["document_id"] in {c.document for c in made}}))


def _review_links(settings: Settings, document: str | None, author: str, *, apply: bool) -> None:
    """Go through the pairs of commitments that may be one; what is decided counts from the next load on."""
    from pipeline.link import LinkDecision, add_decision
    from pipeline.publish import publish
    from warehouse import query

    rows = query.rows(warehouse_of(settings), _LINKS, {"document": document})
    made = 0
    for place, row in enumerate(rows, 1):
        say(f"\n[{place}/{len(rows)}] one commitment? {row['reason']}   ({row['printed_in']})")
        for side in ("a", "b"):
            lead = f"   ({row[f'lead_{side}']})" if row[f"lead_{side}"] else ""
            say(f"  {row[side]}  {row[f'title_{side}'] or ''}{lead}")
        choice = typer.prompt("  (o)ne, (t)wo, (s)kip, (q)uit", default="s").strip().lower()[:1]
        if choice == "q":
            break
        if choice in ("o", "t"):
            reason = typer.prompt("  why", default="compared by eye")
            decision = LinkDecision(
                a=row["a"],
                b=row["b"],
                decision="confirm" if choice == "o" else "reject",
                author=author,
                reason=reason,
            )
            add_decision(settings.links, decision)
            made += 1
    said = f"{made} of {len(rows)} decided -> {settings.links}"
    say(said if rows else "No doubtful link waits for a decision.")
    if made and apply:
        publish(settings)


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["document_id"],
        _name(row),
        *(row[k] for k in ("dimension", "phase", "milestone", "ogp_value", "quote")),
    )


def _name(row: dict[str, Any]) -> str:
    """Return what names the commitment in its document."""
    if row["printed"]:
        return f"{row['group']}.{row['printed']}" if row["group"] else str(row["printed"])
    return str(row["ogp_id"] or row["title"])


def _show(row: dict[str, Any], place: int, whole: int) -> None:
    value = row["code"] or (f"{row['number']:g}%" if row["number"] is not None else f"({row['null_reason']})")
    about = " ".join(str(row[k]) for k in ("dimension", "ogp_value", "phase") if row[k])
    milestone = f", milestone {row['milestone']}" if row["milestone"] else ""
    say(f"\n[{place}/{whole}] {row['commitment_id'] or ''} {row['title'] or ''}")
    say(f"  {about}{milestone} = {value}   printed: {row['raw'] or '-'}")
    where = f"page {row['page']}" if row["page"] else row["locator"] or ""
    say(f"  {row['name']}, {where}")
    if row["section"]:
        say(f"  {row['section']}")
    say(f'  "{row["quote"]}"')


def _ask(row: dict[str, Any], codes: list[str]) -> dict[str, Any] | None:
    """Return the decision, an empty one to skip, None to stop."""
    while True:
        choice = typer.prompt("  (a)ccept, (c)orrect, (s)kip, (q)uit", default="s").strip().lower()[:1]
        if choice == "q":
            return None
        if choice == "s":
            return {}
        if choice == "a":
            return {"action": "accept", "reason": typer.prompt("  why", default="checked against the page")}
        if choice == "c":
            value = _value(row, codes)
            return {"action": "correct", "value": value, "reason": typer.prompt("  why")}


def _value(row: dict[str, Any], codes: list[str]) -> str | float | None:
    percent = row["dimension"] == "completion_percent"
    hint = "a percentage" if percent else "one of " + ", ".join(codes)
    while True:
        said = typer.prompt(f"  right value ({hint}; - for not stated)").strip()
        if said == "-":
            return None
        if percent:
            try:
                number = float(said.rstrip("% ").replace(",", "."))
            except ValueError:
                continue
            if 0 <= number <= 100:
                return number
        elif said in codes:
            return str(said)


def _correction(row: dict[str, Any], author: str, **decision: Any) -> Any:
    from pipeline.corrections import Correction

    return Correction(
        document=row["document_id"],
        commitment=_name(row),
        dimension=row["dimension"],
        phase=row["phase"],
        milestone=row["milestone"],
        ogp_value=row["ogp_value"],
        quote=row["quote"],
        author=author,
        **decision,
    )


def _reread(ctx: typer.Context, uris: list[str]) -> None:
    from pipeline.commands.read import rerun

    for uri in uris:
        try:
            rerun(ctx, uri)
        except CommandError as error:
            say(f"{uri}: {error}", err=True)
