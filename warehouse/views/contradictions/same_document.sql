-- One document gives one thing two values (table against prose, matrix against fact box): another code
-- on the same scale, or another percentage. A composite code and a code that it includes agree.
-- Relevance in two tables is compared as a set: relevance_sets.
SELECT
    'same_document' AS kind,
    CASE
        WHEN a.flagged OR b.flagged OR (a.code IS NOT NULL AND (a.rank_low IS NULL OR b.rank_low IS NULL))
            THEN 'warning'
        ELSE 'error'
    END AS severity,
    concat_ws(' ', a.dimension, a.ogp_value, a.phase) AS about,
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
    ON b.document_id = a.document_id AND b.mention_id = a.mention_id AND b.dimension = a.dimension
    AND b.milestone IS NOT DISTINCT FROM a.milestone AND b.ogp_value IS NOT DISTINCT FROM a.ogp_value
    AND b.phase IS NOT DISTINCT FROM a.phase AND b.assessor IS NOT DISTINCT FROM a.assessor
    AND (a.scale = b.scale OR a.scale = '' OR b.scale = '' OR a.dimension = 'completion')
    AND a.value < b.value
WHERE (
        (a.code IS NOT NULL AND b.code IS NOT NULL
            AND NOT coalesce(a.rank_low <= b.rank_high AND b.rank_low <= a.rank_high, false))
        OR (a.number IS NOT NULL AND b.number IS NOT NULL AND a.code IS NULL AND b.code IS NULL
            AND abs(a.number - b.number) > 0.5 * pow(10, -least(a.decimals, b.decimals)) + 1e-6)
    )
    AND (
        a.dimension <> 'relevance'
        OR len(list_intersect(a.places, b.places)) > 0 OR list_contains(a.places, '') OR list_contains(b.places, '')
    )
