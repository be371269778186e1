-- A milestone that ends more than a month after its commitment does, or starts more than a month before
-- it, as one document dates both. A date known to the year or the month lasts until that ends.
WITH spans AS (
    SELECT *, ends_on + CASE ends_on_precision
        WHEN 'year' THEN INTERVAL 1 YEAR WHEN 'quarter' THEN INTERVAL 3 MONTH WHEN 'month' THEN INTERVAL 1 MONTH
        ELSE INTERVAL 1 DAY
    END AS over
    FROM changed_mentions
),
parts AS (
    SELECT *, starts_on + CASE starts_on_precision
        WHEN 'year' THEN INTERVAL 1 YEAR WHEN 'quarter' THEN INTERVAL 3 MONTH WHEN 'month' THEN INTERVAL 1 MONTH
        ELSE INTERVAL 1 DAY
    END AS begun
    FROM changed_milestones
)
SELECT
    'milestone_outside_commitment' AS kind,
    'warning' AS severity,
    'dates' AS about,
    c.document_id,
    s.document_id AS document_id_b,
    c.plan_id,
    c.mention_id,
    s.milestone,
    NULL::VARCHAR AS phase,
    concat_ws(' ', 'commitment', 'from ' || c.starts_on, 'to ' || c.ends_on) AS statement_a,
    concat_ws(' ', 'from ' || s.starts_on, 'to ' || s.ends_on) AS statement_b,
    c.evidence_id AS evidence_id_a,
    s.evidence_id AS evidence_id_b
FROM spans AS c
JOIN parts AS s ON s.mention_id = c.mention_id
WHERE s.ends_on > c.over + INTERVAL 1 MONTH OR s.begun < c.starts_on - INTERVAL 1 MONTH
