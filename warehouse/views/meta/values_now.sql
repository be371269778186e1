-- purpose: All values of the current versions in the form in which meta.history keeps the older ones; as_of(moment) joins the two.
-- propósito: Todos los valores de las versiones vigentes en la forma en que meta.history guarda los anteriores; as_of(momento) une ambos.
-- caveats: One row per thing stated about: several values side by side are joined by ' | ', a missing value is its reason in brackets. Of mentions only title, number, lead institution and dates.
-- example: SELECT record, field, count(*) AS n FROM meta.values_now GROUP BY ALL ORDER BY ALL
SELECT
    v.document_id,
    v.record,
    m.mention_key,
    m.commitment_id,
    v.field,
    v.milestone,
    v.ogp_value,
    v.phase,
    v.assessor,
    array_to_string(list_sort(list(DISTINCT v.value)), ' | ') AS value,
    arg_min(e.quote, v.place) AS quote
FROM (
    SELECT
        document_id, mention_id, 'assessment' AS record, dimension AS field, milestone, ogp_value, phase, assessor,
        coalesce(format('{:.10g}', number), code, '[' || null_reason || ']') AS value, evidence_id, ordinal AS place
    FROM core.assessments
    UNION ALL
    SELECT
        document_id, mention_id, 'fact', metric || CASE WHEN unit = 'percent' THEN ' percent' ELSE '' END, NULL, NULL,
        phase, NULL, coalesce(format('{:.10g}', number), text), evidence_id, 0
    FROM core.facts
    UNION ALL
    SELECT document_id, mention_id, 'milestone', 'text', milestone, NULL, NULL, NULL, coalesce(text, ''), evidence_id, 0
    FROM core.milestones
    UNION ALL
    SELECT document_id, mention_id, 'mention', field, NULL, NULL, NULL, NULL, value, evidence_id, 0
    FROM (
        SELECT
            document_id, mention_id, evidence_id, title, number, lead_institution,
            starts_on::VARCHAR AS starts_on, ends_on::VARCHAR AS ends_on
        FROM core.mentions
    ) UNPIVOT (value FOR field IN (title, number, lead_institution, starts_on, ends_on))
) AS v
LEFT JOIN core.mentions AS m ON m.mention_id = v.mention_id
JOIN core.evidence AS e ON e.evidence_id = v.evidence_id
GROUP BY ALL
