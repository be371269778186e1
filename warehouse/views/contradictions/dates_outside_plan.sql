-- A commitment or milestone that starts or ends more than a year outside the period of its plan, as the
-- document states that period (for another plan only its first year is known).
WITH dated AS (
    SELECT document_id, mention_id, plan_id, NULL::VARCHAR AS milestone, starts_on, ends_on, evidence_id
    FROM changed_mentions
    WHERE starts_on IS NOT NULL OR ends_on IS NOT NULL
    UNION ALL
    SELECT s.document_id, s.mention_id, m.plan_id, s.milestone, s.starts_on, s.ends_on, s.evidence_id
    FROM changed_milestones AS s
    JOIN changed_mentions AS m ON m.mention_id = s.mention_id
    WHERE s.starts_on IS NOT NULL OR s.ends_on IS NOT NULL
),
planned AS (
    SELECT
        x.*,
        CASE
            WHEN d.plan_id = x.plan_id THEN d.plan_start ELSE TRY_CAST(string_split(x.plan_id, '-')[-1] AS INTEGER)
        END AS first_year,
        CASE WHEN d.plan_id = x.plan_id THEN d.plan_end END AS last_year
    FROM dated AS x
    JOIN changed_documents AS d ON d.document_id = x.document_id
    WHERE x.plan_id IS NOT NULL
)
SELECT
    'dates_outside_plan' AS kind,
    'warning' AS severity,
    'dates' AS about,
    document_id,
    NULL::VARCHAR AS document_id_b,
    plan_id,
    mention_id,
    milestone,
    NULL::VARCHAR AS phase,
    concat_ws(' ', 'from ' || starts_on, 'to ' || ends_on) AS statement_a,
    concat_ws(' ', 'plan from', first_year, 'to ' || last_year) AS statement_b,
    evidence_id AS evidence_id_a,
    NULL::VARCHAR AS evidence_id_b
FROM planned
WHERE year(starts_on) < first_year - 1 OR year(ends_on) < first_year - 1
    OR year(starts_on) > last_year + 1 OR year(ends_on) > last_year + 1
