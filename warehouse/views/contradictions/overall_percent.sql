-- The plan's overall percentage differs from the mean of its commitments' percentages by more than
-- rounding of either. Only where every commitment of the plan in the document has a percentage of that phase.
WITH means AS (
    SELECT
        p.document_id,
        p.plan_id,
        p.assessor,
        p.phase,
        count(*) AS n,
        avg(p.number) AS mean,
        avg(0.5 * pow(10, -p.decimals)) AS slack,
        max_by(p.evidence_id, p.weight) AS evidence_id
    FROM (
        SELECT
            document_id,
            plan_id,
            assessor,
            phase,
            mention_id,
            max_by(number, (decimals, weight)) AS number,
            max(decimals) AS decimals,
            max(weight) AS weight,
            max_by(best.evidence_id, (decimals, weight)) AS evidence_id
        FROM changed_values
        WHERE dimension = 'completion_percent' AND milestone IS NULL AND number IS NOT NULL
        GROUP BY ALL
    ) AS p
    GROUP BY ALL
),
listed AS (
    SELECT document_id, plan_id, count(*) AS n FROM changed_mentions GROUP BY ALL
)
SELECT
    'overall_percent' AS kind,
    'error' AS severity,
    'overall_percent' AS about,
    f.document_id,
    m.document_id AS document_id_b,
    f.plan_id,
    NULL::VARCHAR AS mention_id,
    NULL::VARCHAR AS milestone,
    f.phase,
    format('{:g}%', f.number) AS statement_a,
    format('mean of {} commitments: {:g}%', m.n, round(m.mean, 3)) AS statement_b,
    f.evidence_id AS evidence_id_a,
    m.evidence_id AS evidence_id_b
FROM changed_facts AS f
JOIN changed_documents AS d ON d.document_id = f.document_id
JOIN means AS m
    ON m.document_id = f.document_id AND m.plan_id IS NOT DISTINCT FROM f.plan_id
    AND m.phase IS NOT DISTINCT FROM coalesce(f.phase, d.phase)
JOIN listed AS l
    ON l.document_id = m.document_id AND l.plan_id IS NOT DISTINCT FROM m.plan_id AND l.n = m.n
WHERE f.metric = 'overall_percent' AND f.mention_id IS NULL AND m.n > 1
    AND abs(f.number - m.mean)
        > 0.5 * pow(10, -length(regexp_extract(f.number::DECIMAL(18, 6)::VARCHAR, '\.(\d*?)0*$', 1))) + m.slack + 1e-6
