-- Stated totals against stated parts: high completion is complete plus substantial; the parts of a
-- phase do not add up to more than all commitments; "9 (75%)" is 9 of the commitments stated.
WITH stated AS (
    SELECT
        f.document_id,
        f.plan_id,
        f.phase,
        f.metric,
        f.unit,
        min_by(f.number, f.ordinal) AS number,
        min_by(f.evidence_id, f.ordinal) AS evidence_id
    FROM changed_facts AS f
    WHERE f.mention_id IS NULL AND f.number IS NOT NULL
    GROUP BY ALL
    HAVING count(DISTINCT f.number) = 1
),
counts AS (SELECT * FROM stated WHERE unit IS DISTINCT FROM 'percent'),
high AS (
    SELECT
        h.document_id, h.plan_id, h.phase,
        'error' AS severity,
        'completion_high' AS about,
        format('{:g}', h.number) AS statement_a,
        format('{:g} complete and {:g} substantial', c.number, s.number) AS statement_b,
        h.evidence_id AS evidence_id_a,
        c.evidence_id AS evidence_id_b
    FROM counts AS h
    JOIN counts AS c
        ON c.document_id = h.document_id AND c.plan_id IS NOT DISTINCT FROM h.plan_id
        AND c.phase IS NOT DISTINCT FROM h.phase AND c.metric = 'completion_complete'
    JOIN counts AS s
        ON s.document_id = h.document_id AND s.plan_id IS NOT DISTINCT FROM h.plan_id
        AND s.phase IS NOT DISTINCT FROM h.phase AND s.metric = 'completion_substantial'
    WHERE h.metric = 'completion_high' AND h.number <> c.number + s.number
),
parts AS (
    SELECT
        t.document_id, t.plan_id, p.phase,
        'error' AS severity,
        'commitments_total' AS about,
        format('{:g}', t.number) AS statement_a,
        string_agg(
            format('{:g} {}', p.number, replace(p.metric, 'completion_', '')), ' + '
            ORDER BY p.metric
        ) || format(' = {:g}', sum(p.number)) AS statement_b,
        t.evidence_id AS evidence_id_a,
        arg_min(p.evidence_id, p.metric) AS evidence_id_b
    FROM counts AS t
    JOIN counts AS p
        ON p.document_id = t.document_id AND p.plan_id IS NOT DISTINCT FROM t.plan_id
        AND p.metric LIKE 'completion\_%' ESCAPE '\' AND p.metric <> 'completion_high'
    WHERE t.metric = 'commitments_total' AND t.phase IS NULL
    GROUP BY t.document_id, t.plan_id, p.phase, t.number, t.evidence_id
    HAVING sum(p.number) > t.number
),
shares AS (
    SELECT
        c.document_id, c.plan_id, c.phase,
        'warning' AS severity,
        c.metric AS about,
        format('{:g} of {:g} commitments, {:.1f}%', c.number, t.number, 100 * c.number / t.number) AS statement_a,
        format('{:g}%', p.number) AS statement_b,
        c.evidence_id AS evidence_id_a,
        p.evidence_id AS evidence_id_b
    FROM counts AS c
    JOIN stated AS p
        ON p.document_id = c.document_id AND p.plan_id IS NOT DISTINCT FROM c.plan_id
        AND p.phase IS NOT DISTINCT FROM c.phase AND p.metric = c.metric AND p.unit = 'percent'
    JOIN counts AS t
        ON t.document_id = c.document_id AND t.plan_id IS NOT DISTINCT FROM c.plan_id
        AND t.metric = 'commitments_total' AND t.phase IS NULL AND t.number > 0
    WHERE abs(p.number - 100 * c.number / t.number)
        > 0.5 * pow(10, -length(regexp_extract(p.number::DECIMAL(18, 6)::VARCHAR, '\.(\d*?)0*$', 1))) + 1e-6
)
SELECT
    'totals_vs_parts' AS kind,
    severity,
    concat_ws(' ', about, phase) AS about,
    document_id,
    document_id AS document_id_b,
    plan_id,
    NULL::VARCHAR AS mention_id,
    NULL::VARCHAR AS milestone,
    phase,
    statement_a,
    statement_b,
    evidence_id_a,
    evidence_id_b
FROM (FROM high UNION ALL FROM parts UNION ALL FROM shares)
