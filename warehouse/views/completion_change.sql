-- purpose: How each commitment moved from midterm to end of term, by assessor.
-- propósito: Cómo avanzó cada compromiso de medio término a fin de término, según cada evaluador.
-- caveats: change counts steps on the completion scale, which is one in all generations of reports (early results change their scale and are not here); null where one of the two codes has no single rank (unclear, withdrawn, composite). Both sides judge the commitment itself: milestones and percentages are not here. Both sides may come from one report (an end-of-term report repeats the midterm) or from two.
-- example: SELECT midterm_code, end_of_term_code, count(*) AS commitments FROM completion_change GROUP BY ALL ORDER BY ALL
SELECT
    m.commitment_id,
    m.plan_id,
    split_part(m.commitment_id, '-', 1) AS country_code,
    m.assessor,
    'completion' AS scale,
    'commitment' AS basis,
    m.code AS midterm_code,
    e.code AS end_of_term_code,
    e.rank - m.rank AS change,
    m.flagged OR e.flagged AS flagged,
    dm.document_id AS midterm_document_id,
    dm.name AS midterm_document,
    m.page AS midterm_page,
    m.quote AS midterm_quote,
    de.document_id AS end_of_term_document_id,
    de.name AS end_of_term_document,
    e.page AS end_of_term_page,
    e.quote AS end_of_term_quote
FROM meta.completion_by_phase AS m
JOIN meta.completion_by_phase AS e
    ON e.commitment_id = m.commitment_id AND e.assessor IS NOT DISTINCT FROM m.assessor AND e.phase = 'end_of_term'
JOIN core.documents AS dm ON dm.document_id = m.document_id
JOIN core.documents AS de ON de.document_id = e.document_id
WHERE m.phase = 'midterm'
