-- A commitment starred though the document finds what no formula for the star has ever allowed: not
-- relevant, no or minor potential impact, limited or no completion (at the phase that the star was given).
WITH stars AS (
    SELECT * FROM changed_values WHERE dimension = 'starred' AND code = 'yes' AND milestone IS NULL
)
SELECT
    'star_vs_criteria' AS kind,
    'warning' AS severity,
    concat_ws(' ', 'starred', s.phase) AS about,
    s.document_id,
    v.document_id AS document_id_b,
    s.plan_id,
    s.mention_id,
    NULL::VARCHAR AS milestone,
    s.phase,
    'starred' AS statement_a,
    v.dimension || ': ' || v.value AS statement_b,
    s.best.evidence_id AS evidence_id_a,
    v.best.evidence_id AS evidence_id_b
FROM stars AS s
JOIN changed_values AS v
    ON v.document_id = s.document_id AND v.mention_id = s.mention_id AND v.milestone IS NULL
    AND v.assessor IS NOT DISTINCT FROM s.assessor
WHERE (v.dimension = 'relevance' AND v.ogp_value IS NULL AND v.code = 'no')
    OR (v.dimension = 'potential_impact' AND v.code IN ('none', 'minor'))
    OR (v.dimension = 'completion' AND v.code IN ('limited', 'not_started')
        AND s.phase IN ('midterm', 'end_of_term') AND v.phase = s.phase)
