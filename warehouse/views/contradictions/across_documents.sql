-- The same assessor gives a commitment another code or percentage in another document, for the same
-- phase, and neither document also says what the other says. Third parties are many voices: left out.
WITH suspects AS (
    SELECT commitment_id, dimension, ogp_value, phase, assessor
    FROM shared_values
    WHERE commitment_id IS NOT NULL AND milestone IS NULL AND phase IS NOT NULL AND assessor IN ('irm', 'government')
    GROUP BY ALL
    HAVING count(DISTINCT document_id) > 1 AND count(DISTINCT value) > 1
),
found AS (
    SELECT v.*, list(v.value) OVER (
        PARTITION BY v.document_id, v.commitment_id, v.dimension, v.ogp_value, v.phase, v.assessor
    ) AS beside
    FROM shared_values AS v
    JOIN suspects AS s
        ON s.commitment_id = v.commitment_id AND s.dimension = v.dimension
        AND s.ogp_value IS NOT DISTINCT FROM v.ogp_value AND s.phase = v.phase AND s.assessor = v.assessor
    WHERE v.milestone IS NULL
)
SELECT
    'across_documents' AS kind,
    CASE WHEN a.flagged OR b.flagged THEN 'warning' ELSE 'error' END AS severity,
    concat_ws(' ', a.dimension, a.ogp_value, a.phase) AS about,
    a.document_id,
    b.document_id AS document_id_b,
    a.plan_id,
    a.mention_id,
    NULL::VARCHAR AS milestone,
    a.phase,
    a.value AS statement_a,
    b.value AS statement_b,
    a.best.evidence_id AS evidence_id_a,
    b.best.evidence_id AS evidence_id_b
FROM found AS a
JOIN found AS b
    ON b.commitment_id = a.commitment_id AND b.dimension = a.dimension AND b.phase = a.phase
    AND b.ogp_value IS NOT DISTINCT FROM a.ogp_value AND b.assessor = a.assessor
    AND (a.scale = b.scale OR a.scale = '' OR b.scale = '' OR a.dimension = 'completion')
JOIN core.documents AS da ON da.document_id = a.document_id
JOIN core.documents AS db ON db.document_id = b.document_id
WHERE (da.name, da.document_id) < (db.name, db.document_id)
    AND NOT list_contains(b.beside, a.value) AND NOT list_contains(a.beside, b.value)
    AND (
        (a.code IS NOT NULL AND b.code IS NOT NULL
            AND NOT coalesce(a.rank_low <= b.rank_high AND b.rank_low <= a.rank_high, false))
        OR (a.code IS NULL AND b.code IS NULL
            AND abs(a.number - b.number) > 0.5 * pow(10, -least(a.decimals, b.decimals)) + 1e-6)
    )
