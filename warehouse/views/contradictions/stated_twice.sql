-- One document states one figure about its plan, or one yes or no, in two ways.
SELECT
    'stated_twice' AS kind,
    'error' AS severity,
    concat_ws(' ', a.metric, CASE WHEN a.unit = 'percent' AND a.metric <> 'overall_percent' THEN 'share' END, a.phase)
        AS about,
    a.document_id,
    b.document_id AS document_id_b,
    a.plan_id,
    a.mention_id,
    NULL::VARCHAR AS milestone,
    a.phase,
    coalesce(format('{:g}', a.number), a.text) AS statement_a,
    coalesce(format('{:g}', b.number), b.text) AS statement_b,
    a.evidence_id AS evidence_id_a,
    b.evidence_id AS evidence_id_b
FROM (
    SELECT f.*, row_number() OVER (
        PARTITION BY f.document_id, f.plan_id, f.mention_id, f.metric, f.unit, f.phase, f.number, f.text
        ORDER BY f.ordinal
    ) AS nth
    FROM changed_facts AS f
    SEMI JOIN (
        SELECT document_id, metric
        FROM changed_facts
        WHERE metric IN (
            'commitments_total', 'milestones_total', 'overall_percent', 'member_since', 'report_year',
            'carried_forward', 'acted_contrary', 'multistakeholder_forum'
        ) OR metric LIKE 'commitments\_%' ESCAPE '\' OR metric LIKE 'completion\_%' ESCAPE '\'
            OR metric LIKE 'early\_results\_%' ESCAPE '\' OR metric LIKE '%\_commitments' ESCAPE '\'
        GROUP BY document_id, metric, plan_id, mention_id, unit, phase
        HAVING count(*) > 1
    ) AS several ON several.document_id = f.document_id AND several.metric = f.metric
) AS a
JOIN changed_facts AS b
    ON b.document_id = a.document_id AND b.metric = a.metric AND b.plan_id IS NOT DISTINCT FROM a.plan_id
    AND b.mention_id IS NOT DISTINCT FROM a.mention_id AND b.unit IS NOT DISTINCT FROM a.unit
    AND b.phase IS NOT DISTINCT FROM a.phase AND b.fact_id <> a.fact_id
    AND (a.number < b.number OR (a.number IS NULL AND b.number IS NULL AND a.text < b.text))
WHERE a.nth = 1
    AND coalesce(
        abs(a.number - b.number) > 0.5 * pow(10, -least(
            length(regexp_extract(a.number::DECIMAL(18, 6)::VARCHAR, '\.(\d*?)0*$', 1)),
            length(regexp_extract(b.number::DECIMAL(18, 6)::VARCHAR, '\.(\d*?)0*$', 1))
        )) + 1e-6 OR coalesce(a.unit, '') <> 'percent',
        true
    )
QUALIFY row_number() OVER (
    PARTITION BY a.document_id, a.plan_id, a.mention_id, a.metric, a.unit, a.phase, a.number, a.text, b.number, b.text
    ORDER BY b.ordinal
) = 1
