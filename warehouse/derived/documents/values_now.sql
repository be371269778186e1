-- All values of some documents in the form in which meta.history keeps the older ones (warehouse/history.py).
-- Several values side by side are one, in order; its words are those of the first.
WITH stated AS (
    SELECT
        document_id, mention_id, 'assessment' AS record, dimension AS field, milestone, ogp_value, phase, assessor,
        coalesce(format('{:.10g}', number), code, '[' || null_reason || ']') AS value, evidence_id, ordinal
    FROM core.assessments SEMI JOIN changed USING (document_id)
    UNION ALL
    SELECT
        document_id, mention_id, 'fact', metric || CASE WHEN unit = 'percent' THEN ' percent' ELSE '' END, NULL, NULL,
        phase, NULL, coalesce(format('{:.10g}', number), text), evidence_id, ordinal
    FROM core.facts SEMI JOIN changed USING (document_id)
    UNION ALL
    SELECT
        document_id, mention_id, 'milestone', 'text', milestone, NULL, NULL, NULL, coalesce(text, ''), evidence_id,
        ordinal
    FROM core.milestones SEMI JOIN changed USING (document_id)
    UNION ALL
    SELECT document_id, mention_id, 'mention', field, NULL, NULL, NULL, NULL, value, evidence_id, 0
    FROM (
        SELECT
            document_id, mention_id, evidence_id, title, number, lead_institution, starts_on::VARCHAR AS starts_on,
            ends_on::VARCHAR AS ends_on
        FROM core.mentions SEMI JOIN changed USING (document_id)
    ) UNPIVOT (value FOR field IN (title, number, lead_institution, starts_on, ends_on))
),
mentioned AS (
    SELECT mention_id, mention_key, commitment_id FROM core.mentions SEMI JOIN changed USING (document_id)
),
quoted AS (
    SELECT evidence_id, quote FROM core.evidence SEMI JOIN changed USING (document_id)
),
loaded AS (
    SELECT document_id, min(loaded_at) AS first_loaded_at
    FROM meta.versions SEMI JOIN changed USING (document_id)
    WHERE counted
    GROUP BY document_id
)
SELECT
    s.document_id,
    s.record,
    m.mention_key,
    m.commitment_id,
    s.field,
    s.milestone,
    s.ogp_value,
    s.phase,
    s.assessor,
    array_to_string(list_sort(list(DISTINCT s.value)), ' | ') AS value,
    arg_min(e.quote, s.ordinal) AS quote,
    l.first_loaded_at
FROM stated AS s
JOIN loaded AS l ON l.document_id = s.document_id
LEFT JOIN mentioned AS m ON m.mention_id = s.mention_id
JOIN quoted AS e ON e.evidence_id = s.evidence_id
GROUP BY ALL
ORDER BY ALL
