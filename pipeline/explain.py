"""Where a value comes from: every statement behind it, with document, page, quote and rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    from pipeline.archive import Archive

_SCALE = 2.0  # pixels per point of a drawn page

_PLACE = """
d.document_id, d.name AS document, d.source_uri, d.content_sha256, d.media_type, d.doc_type,
e.page, e.x0, e.top, e.x1, e.bottom, e.locator, e.section, e.quote, e.rule, e.ocr
"""
_COUNTED = "coalesce(s.canonical_id, {0}.commitment_id) AS commitment_id"
_STATEMENTS = f"""
SELECT 'assessment' AS record, a.assessment_id AS id, {_COUNTED.format("a")}, a.mention_id, a.milestone, a.dimension,
       a.ogp_value, a.phase, a.assessor, a.code, a.number, a.raw, a.null_reason, a.flagged, {_PLACE}
FROM core.assessments a LEFT JOIN meta.same_as s USING (mention_id)
JOIN core.documents d ON d.document_id = a.document_id JOIN core.evidence e USING (evidence_id)
UNION ALL BY NAME
SELECT 'fact' AS record, f.fact_id AS id, {_COUNTED.format("f")}, f.mention_id, NULL AS milestone,
       f.metric AS dimension, f.phase, d.assessor, f.text AS code, f.number, e.quote AS raw, false AS flagged, {_PLACE}
FROM core.facts f LEFT JOIN meta.same_as s USING (mention_id)
JOIN core.documents d ON d.document_id = f.document_id JOIN core.evidence e USING (evidence_id)
UNION ALL BY NAME
SELECT 'mention' AS record, m.mention_id AS id, {_COUNTED.format("m")}, m.mention_id, 'title' AS dimension, d.assessor,
       m.title AS code, e.quote AS raw, false AS flagged, {_PLACE}
FROM core.mentions m LEFT JOIN meta.same_as s USING (mention_id)
JOIN core.documents d ON d.document_id = m.document_id JOIN core.evidence e USING (evidence_id)
"""
_NAMES = f"""
SELECT coalesce(id, mention_id) AS id, any_value(title ORDER BY length(title) DESC, title) AS title
FROM (
    SELECT {_COUNTED.format("m").replace(" AS commitment_id", " AS id")}, m.mention_id, m.commitment_id AS printed,
           m.ogp_id, m.title
    FROM core.mentions m LEFT JOIN meta.same_as s USING (mention_id)
)
"""
_DOUBTFUL = """
SELECT CASE WHEN l.commitment_id_a = $id THEN l.commitment_id_b ELSE l.commitment_id_a END AS commitment_id, c.title,
       l.score, json_extract_string(l.evidence, '$.reason') AS reason
FROM meta.links l
LEFT JOIN commitments c
    ON c.commitment_id = CASE WHEN l.commitment_id_a = $id THEN l.commitment_id_b ELSE l.commitment_id_a END
WHERE l.kind = 'doubtful' AND $id IN (l.commitment_id_a, l.commitment_id_b)
ORDER BY l.score DESC, commitment_id
"""
_ORDER = "ORDER BY record = 'assessment', milestone NULLS FIRST, dimension, phase, assessor, document, page, id"


class NotOneError(Exception):
    """Words that fit no commitment or row, or several; ``candidates`` are (id, title) pairs."""

    def __init__(self, message: str, candidates: list[tuple[str, str]]) -> None:
        super().__init__(message)
        self.candidates = candidates


class NoPictureError(Exception):
    """A statement whose page cannot be drawn: it is not from a PDF, or has no box."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: what it says (``value``; ``raw`` as printed), who says it, and where it stands.

    ``record`` is the table it is in (assessment, fact, mention), ``id`` its row. The box is in
    points from the top left corner of the page.
    """

    record: str
    id: str
    commitment_id: str | None
    milestone: str | None
    dimension: str
    ogp_value: str | None
    phase: str | None
    assessor: str | None
    value: str
    raw: str | None
    flagged: bool
    document_id: str
    document: str
    source_uri: str
    content_sha256: str
    media_type: str
    page: int | None
    box: tuple[float, float, float, float] | None
    locator: str | None
    section: str | None
    quote: str
    rule: str
    ocr: bool

    @property
    def place(self) -> str:
        """Where it stands, in words: page or locator."""
        return f"page {self.page}" if self.page else self.locator or ""


def find(db: duckdb.DuckDBPyConnection, words: str) -> str:
    """Return the commitment id, or the id of a row, that some words name.

    They may be a commitment id (case does not matter; as the views have it before as one document prints it),
    an OGP id, a row's id, or a part of a title that only one commitment has. Raises NotOneError.
    """
    from warehouse.query import fetch

    for known in ("lower(id) = lower($words)", "lower(printed) = lower($words) OR lower(ogp_id) = lower($words)"):
        rows = fetch(db, f"{_NAMES} WHERE {known} GROUP BY ALL ORDER BY id", {"words": words})
        if rows:
            break
    if not rows:
        rows = fetch(db, f"SELECT id, raw AS title FROM ({_STATEMENTS}) WHERE id = $words", {"words": words})
    if not rows:
        held = "contains(strip_accents(lower(title)), strip_accents(lower($words)))"
        rows = fetch(db, f"{_NAMES} WHERE {held} GROUP BY ALL ORDER BY id", {"words": words})
    candidates = [(str(r["id"]), str(r["title"] or "")) for r in rows]
    if len(candidates) == 1:
        return candidates[0][0]
    how = f"{len(candidates)} commitments fit" if candidates else "no commitment fits"
    raise NotOneError(f"{how} {words!r}", candidates)


def statements(db: duckdb.DuckDBPyConnection, found: str, dimension: str | None = None) -> list[Statement]:
    """Return all that is stated of a commitment (whatever ids documents print), or one row.

    ``dimension`` keeps one dimension or metric.
    """
    from warehouse.query import fetch

    rows = fetch(
        db,
        f"SELECT * FROM ({_STATEMENTS}) WHERE (id = $id OR commitment_id = $id "
        f"OR mention_id = $id) AND ($dimension IS NULL OR dimension = $dimension) {_ORDER}",
        {"id": found, "dimension": dimension},
    )
    return [_statement(row) for row in rows]


def contradictions(db: duckdb.DuckDBPyConnection, found: str) -> list[dict[str, Any]]:
    """Return the contradictions that the documents hold about a commitment."""
    from warehouse.query import fetch

    return fetch(
        db,
        "SELECT commitment_id, kind, subject, statement_a, statement_b, document_a, document_b, page_a, page_b "
        "FROM contradictions WHERE commitment_id = $id ORDER BY ALL",
        {"id": found},
    )


def doubtful(db: duckdb.DuckDBPyConnection, found: str) -> list[dict[str, Any]]:
    """Return the commitments that may be the same as one, with score and reason: links.yml settles them."""
    from warehouse.query import fetch

    return fetch(db, _DOUBTFUL, {"id": found})


def _statement(row: dict[str, Any]) -> Statement:
    number = None if row["number"] is None else f"{row['number']:g}"
    if number is not None and row["dimension"].endswith("percent"):
        number += "%"
    box = (row["x0"], row["top"], row["x1"], row["bottom"]) if row["x0"] is not None else None
    known = {name: row[name] for name in Statement.__dataclass_fields__ if name in row}
    value = row["code"] or number or (f"({row['null_reason']})" if row["null_reason"] else "")
    return Statement(**known, value=value, box=box)


def draw(archive: Archive, statement: Statement, file: Path) -> None:
    """Write a PNG of the page of a statement with the box around its words.

    Raises NoPictureError where there is no page to draw.
    """
    import pypdfium2
    from PIL import ImageDraw

    if statement.media_type != "application/pdf" or statement.page is None or statement.box is None:
        raise NoPictureError(f"{statement.document} has no page images: the words stand at {statement.place}")
    pdf = pypdfium2.PdfDocument(archive.get(statement.content_sha256))
    try:
        page = pdf[statement.page - 1]
        image = page.render(scale=_SCALE).to_pil().convert("RGB")
        page.close()
    finally:
        pdf.close()
    x0, top, x1, bottom = (v * _SCALE for v in statement.box)
    ImageDraw.Draw(image).rectangle((x0 - 3, top - 3, x1 + 3, bottom + 3), outline=(200, 30, 30), width=3)
    image.save(file, format="PNG")
