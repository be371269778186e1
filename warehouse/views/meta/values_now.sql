-- purpose: All values of the current versions in the form in which meta.history keeps the older ones; as_of(moment) joins the two.
-- propósito: Todos los valores de las versiones vigentes en la forma en que meta.history guarda los anteriores; as_of(momento) une ambos.
-- caveats: One row per thing stated about: several values side by side are joined by ' | ', a missing value is its reason in brackets. Of mentions only title, number, lead institution and dates.
-- example: SELECT record, field, count(*) AS n FROM meta.values_now GROUP BY ALL ORDER BY ALL
WITH statements AS NOT MATERIALIZED (
    SELECT
        document_id, mention_id, 'assessment' AS record, dimension AS field, milestone, ogp_value, phase, assessor,
        coalesce(format('{:.10g}', number), code, '[' || null_reason || ']') AS value, evidence_id, ordinal, repeated
    FROM core.assessments
    UNION ALL
    SELECT
        document_id, mention_id, 'fact', metric || CASE WHEN unit = 'percent' THEN ' percent' ELSE '' END, NULL, NULL,
        phase, NULL, coalesce(format('{:.10g}', number), text), evidence_id, ordinal, repeated
    FROM core.facts
    UNION ALL
    SELECT
        document_id, mention_id, 'milestone', 'text', milestone, NULL, NULL, NULL, coalesce(text, ''), evidence_id,
        ordinal, repeated
    FROM core.milestones
),
placed AS NOT MATERIALIZED (
    SELECT s.*, m.mention_key, m.commitment_id, e.quote
    FROM statements AS s
    LEFT JOIN core.mentions AS m ON m.mention_id = s.mention_id
    JOIN core.evidence AS e ON e.evidence_id = s.evidence_id
)
SELECT document_id, record, mention_key, commitment_id, field, milestone, ogp_value, phase, assessor, value, quote
FROM placed
WHERE NOT repeated  -- nearly all: nothing to join
UNION ALL
SELECT
    m.document_id, 'mention', m.mention_key, m.commitment_id, m.field, NULL, NULL, NULL, NULL, m.value, e.quote
FROM (
    SELECT
        document_id, mention_key, commitment_id, evidence_id, title, number, lead_institution,
        starts_on::VARCHAR AS starts_on, ends_on::VARCHAR AS ends_on
    FROM core.mentions
) UNPIVOT (value FOR field IN (title, number, lead_institution, starts_on, ends_on)) AS m
JOIN core.evidence AS e ON e.evidence_id = m.evidence_id
UNION ALL
SELECT
    document_id, record, mention_key, commitment_id, field, milestone, ogp_value, phase, assessor,
    array_to_string(list_sort(list(DISTINCT value)), ' | '), arg_min(quote, ordinal)
FROM placed
WHERE repeated IS DISTINCT FROM false
GROUP BY document_id, record, mention_key, commitment_id, field, milestone, ogp_value, phase, assessor
