-- The overall finding on early results differs from the finding for one of the OGP values.
SELECT
    'overall_vs_values' AS kind,
    CASE
        WHEN max(b.rank_low) OVER (PARTITION BY b.document_id, b.mention_id, b.assessor, b.phase, b.scale) = a.rank_low
            THEN 'info'
        ELSE 'warning'
    END AS severity,
    concat_ws(' ', 'early_results', a.phase) AS about,
    a.document_id,
    b.document_id AS document_id_b,
    a.plan_id,
    a.mention_id,
    NULL::VARCHAR AS milestone,
    a.phase,
    'overall: ' || a.value AS statement_a,
    b.ogp_value || ': ' || b.value AS statement_b,
    a.best.evidence_id AS evidence_id_a,
    b.best.evidence_id AS evidence_id_b
FROM changed_values AS a
JOIN changed_values AS b
    ON b.document_id = a.document_id AND b.mention_id = a.mention_id
    AND b.phase IS NOT DISTINCT FROM a.phase AND b.assessor IS NOT DISTINCT FROM a.assessor
    AND (a.scale = b.scale OR a.scale = '' OR b.scale = '')
WHERE a.dimension = 'early_results' AND b.dimension = 'early_results'
    AND a.ogp_value IS NULL AND b.ogp_value IS NOT NULL
    AND a.milestone IS NULL AND b.milestone IS NULL
    AND a.code IS NOT NULL AND b.code IS NOT NULL
QUALIFY a.code <> b.code
