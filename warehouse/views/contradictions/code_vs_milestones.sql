-- A commitment found complete though the document finds one of its milestones limited or not started, or
-- not started though it finds one complete. In between, documents weigh milestones as they see fit.
SELECT
    'code_vs_milestones' AS kind,
    'warning' AS severity,
    concat_ws(' ', 'completion', c.phase) AS about,
    c.document_id,
    m.document_id AS document_id_b,
    c.plan_id,
    c.mention_id,
    NULL::VARCHAR AS milestone,
    c.phase,
    c.value AS statement_a,
    'milestone ' || m.milestone || ': ' || m.value AS statement_b,
    c.best.evidence_id AS evidence_id_a,
    m.best.evidence_id AS evidence_id_b
FROM changed_values AS c
JOIN changed_values AS m
    ON m.document_id = c.document_id AND m.mention_id = c.mention_id AND m.phase IS NOT DISTINCT FROM c.phase
    AND m.assessor IS NOT DISTINCT FROM c.assessor AND m.dimension = 'completion' AND m.milestone IS NOT NULL
WHERE c.dimension = 'completion' AND c.milestone IS NULL
    AND ((c.code = 'complete' AND m.code IN ('limited', 'not_started', 'not_started_or_delayed'))
        OR (c.code = 'not_started' AND m.code = 'complete'))
