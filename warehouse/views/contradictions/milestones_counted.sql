-- The number of milestones stated for a commitment against the milestones that the document lists, and
-- against the tallies it gives of them.
WITH stated AS (
    SELECT f.document_id, f.mention_id, f.plan_id, f.number, arg_min(f.evidence_id, f.ordinal) AS evidence_id
    FROM changed_facts AS f
    WHERE f.metric = 'milestones_total' AND f.mention_id IS NOT NULL AND f.number IS NOT NULL
    GROUP BY ALL
),
listed AS (
    SELECT
        document_id,
        mention_id,
        format('{} listed', count(DISTINCT milestone)) AS said,
        count(DISTINCT milestone) AS n,
        min_by(evidence_id, ordinal) AS evidence_id
    FROM changed_milestones GROUP BY document_id, mention_id
),
tallied AS (
    SELECT
        document_id,
        mention_id,
        string_agg(format('{:g} {}', number, text), ' + ' ORDER BY text) || format(' = {:g}', sum(number)) AS said,
        sum(number) AS n,
        min_by(evidence_id, ordinal) AS evidence_id
    FROM (
        SELECT document_id, mention_id, number, text, min(ordinal) AS ordinal, min_by(evidence_id, ordinal) AS evidence_id
        FROM changed_facts WHERE metric = 'milestone_tally' AND mention_id IS NOT NULL AND number IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY document_id, mention_id
)
SELECT
    'milestones_counted' AS kind,
    'warning' AS severity,
    'milestones_total' AS about,
    s.document_id,
    o.document_id AS document_id_b,
    s.plan_id,
    s.mention_id,
    NULL::VARCHAR AS milestone,
    NULL::VARCHAR AS phase,
    format('{:g}', s.number) AS statement_a,
    o.said AS statement_b,
    s.evidence_id AS evidence_id_a,
    o.evidence_id AS evidence_id_b
FROM stated AS s
JOIN (
    SELECT document_id, mention_id, said, n, evidence_id, false AS may_be_fewer FROM listed
    UNION ALL
    SELECT document_id, mention_id, said, n, evidence_id, true FROM tallied
) AS o ON o.document_id = s.document_id AND o.mention_id = s.mention_id
WHERE CASE WHEN o.may_be_fewer THEN o.n > s.number ELSE o.n <> s.number END
