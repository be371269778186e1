-- One document prints one percentage with other digits ("57,1%" and "57,14%"): equal when rounded.
SELECT
    'percent_precision' AS kind,
    'info' AS severity,
    concat_ws(' ', a.dimension, a.phase) AS about,
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
    AND b.milestone IS NOT DISTINCT FROM a.milestone AND b.phase IS NOT DISTINCT FROM a.phase
    AND b.assessor IS NOT DISTINCT FROM a.assessor
    AND a.decimals < b.decimals
WHERE a.dimension = 'completion_percent'
    AND a.number <> b.number
    AND abs(a.number - b.number) <= 0.5 * pow(10, -a.decimals) + 1e-6
