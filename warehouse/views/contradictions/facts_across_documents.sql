-- Two documents state another figure about one plan: how many commitments it has (whoever says so: a
-- warning, because some count clusters), or, by one assessor for one phase, how many of them stand where
-- and the overall percentage (of third parties, who are many voices, the total alone). Rounding is none, and
-- neither is a document that also states the other's.
WITH stated AS (
    SELECT
        f.document_id,
        f.plan_id,
        f.metric,
        CASE WHEN f.metric = 'commitments_total' THEN NULL ELSE d.assessor END AS assessor,
        CASE WHEN f.metric = 'commitments_total' THEN NULL ELSE coalesce(f.phase, d.phase) END AS phase,
        f.number,
        length(regexp_extract(f.number::DECIMAL(18, 6)::VARCHAR, '\.(\d*?)0*$', 1)) AS decimals,
        d.name,
        arg_min(f.evidence_id, f.ordinal) AS evidence_id
    FROM core.facts AS f
    JOIN core.documents AS d ON d.document_id = f.document_id
    WHERE f.mention_id IS NULL AND f.number IS NOT NULL
        AND f.plan_id IN (SELECT plan_id FROM changed_facts)
        AND (
            f.metric = 'overall_percent'
            OR (f.unit IS DISTINCT FROM 'percent' AND (f.metric = 'commitments_total' OR f.metric LIKE 'completion_%'))
        )
    GROUP BY ALL
)
SELECT
    'facts_across_documents' AS kind,
    CASE WHEN a.metric = 'commitments_total' THEN 'warning' ELSE 'error' END AS severity,
    concat_ws(' ', a.metric, a.phase) AS about,
    a.document_id,
    b.document_id AS document_id_b,
    a.plan_id,
    NULL::VARCHAR AS mention_id,
    NULL::VARCHAR AS milestone,
    a.phase,
    format('{:g}', a.number) AS statement_a,
    format('{:g}', b.number) AS statement_b,
    a.evidence_id AS evidence_id_a,
    b.evidence_id AS evidence_id_b
FROM stated AS a
JOIN stated AS b
    ON b.plan_id = a.plan_id AND b.metric = a.metric AND b.assessor IS NOT DISTINCT FROM a.assessor
    AND b.phase IS NOT DISTINCT FROM a.phase
WHERE (a.name, a.document_id) < (b.name, b.document_id)
    AND (a.document_id IN (FROM changed) OR b.document_id IN (FROM changed))
    AND (a.metric = 'commitments_total' OR (a.phase IS NOT NULL AND a.assessor IN ('irm', 'government')))
    AND abs(a.number - b.number) > 0.5 * pow(10, -least(a.decimals, b.decimals)) * (a.metric = 'overall_percent')::INTEGER + 1e-6
    AND NOT EXISTS (
        FROM stated AS x
        WHERE x.plan_id = a.plan_id AND x.metric = a.metric AND x.assessor IS NOT DISTINCT FROM a.assessor
            AND x.phase IS NOT DISTINCT FROM a.phase
            AND ((x.document_id = a.document_id AND x.number = b.number)
                OR (x.document_id = b.document_id AND x.number = a.number))
    )
