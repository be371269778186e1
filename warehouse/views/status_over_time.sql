-- purpose: Every dated status of a commitment or milestone, by assessor: a series, of which a tracker's columns are one.
-- propósito: Todo estado con fecha de un compromiso o hito, por evaluador: una serie, de la que las columnas de un tablero son una.
-- caveats: as_of is the day that the words speak of (as_of_from "stated"), else the day on which the document was published ("published"); statements with neither are not here. Codes and percentages are rows of their own. change counts steps on the completion scale since the earlier status of the same assessor (null: none earlier, or no single rank).
-- example: SELECT commitment_id, milestone, assessor, as_of, code, percent, change FROM status_over_time ORDER BY commitment_id, milestone NULLS FIRST, assessor, as_of LIMIT 20
WITH dated AS (
    SELECT
        coalesce(s.canonical_id, a.commitment_id) AS commitment_id,
        coalesce(s.plan_id, a.plan_id) AS plan_id,
        a.milestone,
        a.assessor,
        a.dimension,
        coalesce(a.as_of, d.published_on) AS as_of,
        CASE WHEN a.as_of IS NOT NULL THEN a.as_of_precision ELSE d.published_on_precision END AS as_of_precision,
        CASE WHEN a.as_of IS NOT NULL THEN 'stated' ELSE 'published' END AS as_of_from,
        coalesce(a.phase, d.phase) AS phase,
        a.code,
        k.rank,
        a.number AS percent,
        a.flagged,
        d.document_id,
        d.name AS document,
        a.page,
        a.evidence_id
    FROM core.assessments AS a
    JOIN core.documents AS d ON d.document_id = a.document_id
    JOIN meta.document_use AS u ON u.document_id = a.document_id AND u.used
    LEFT JOIN meta.same_as AS s ON s.mention_id = a.mention_id
    LEFT JOIN meta.codes AS k ON k.dimension = 'completion' AND k.code = a.code
    WHERE a.dimension IN ('completion', 'completion_percent') AND a.commitment_id IS NOT NULL
        AND (a.code IS NOT NULL OR a.number IS NOT NULL)
        AND (a.as_of IS NOT NULL OR d.published_on IS NOT NULL)
)
SELECT
    commitment_id,
    plan_id,
    split_part(commitment_id, '-', 1) AS country_code,
    milestone,
    assessor,
    as_of,
    as_of_precision,
    as_of_from,
    phase,
    code,
    percent,
    rank - lag(rank) OVER (PARTITION BY commitment_id, milestone, assessor, dimension ORDER BY as_of, phase, document_id)
        AS change,
    flagged,
    document_id,
    document,
    page,
    evidence_id
FROM dated
