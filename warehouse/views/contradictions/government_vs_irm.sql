-- The government and the IRM find another completion for one commitment and the same phase, and no meaning
-- of the government's code includes the IRM's. Two judges may differ, so it is for information; the view
-- self_vs_irm has all commitments side by side, whatever the phase.
WITH judged AS (
    SELECT *, list(value) OVER (PARTITION BY document_id, commitment_id, phase, assessor) AS beside
    FROM shared_values
    WHERE dimension = 'completion' AND milestone IS NULL AND rank_low IS NOT NULL
)
SELECT
    'government_vs_irm' AS kind,
    'info' AS severity,
    concat_ws(' ', 'completion', g.phase) AS about,
    g.document_id,
    i.document_id AS document_id_b,
    g.plan_id,
    g.mention_id,
    NULL::VARCHAR AS milestone,
    g.phase,
    'government: ' || g.value AS statement_a,
    'IRM: ' || i.value AS statement_b,
    g.best.evidence_id AS evidence_id_a,
    i.best.evidence_id AS evidence_id_b
FROM judged AS g
JOIN judged AS i ON i.commitment_id = g.commitment_id AND i.phase = g.phase AND i.assessor = 'irm'
WHERE g.assessor = 'government'
    AND NOT (g.rank_low <= i.rank_high AND i.rank_low <= g.rank_high)
    AND NOT list_contains(g.beside, i.value) AND NOT list_contains(i.beside, g.value)
