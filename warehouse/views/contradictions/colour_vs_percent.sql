-- A completion code and a percentage of one commitment in one document that cannot both be meant:
-- at least substantial with less than 50%, or at most limited with 90% or more.
SELECT
    'colour_vs_percent' AS kind,
    'warning' AS severity,
    concat_ws(' ', 'completion', a.phase) AS about,
    a.document_id,
    b.document_id AS document_id_b,
    a.plan_id,
    a.mention_id,
    a.milestone,
    a.phase,
    a.value AS statement_a,
    b.value AS statement_b,
    a.best.evidence_id AS evidence_id_a,
    b.best.evidence_id AS evidence_id_b
FROM changed_values AS a
JOIN changed_values AS b
    ON b.document_id = a.document_id AND b.mention_id = a.mention_id AND b.assessor IS NOT DISTINCT FROM a.assessor
    AND b.milestone IS NOT DISTINCT FROM a.milestone AND b.phase IS NOT DISTINCT FROM a.phase
WHERE a.dimension = 'completion' AND b.dimension = 'completion_percent'
    AND ((a.rank_low >= 3 AND b.number < 50) OR (a.rank_high <= 2 AND b.number >= 90))
