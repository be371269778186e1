-- The number of commitments stated against those the document lists: more commitments of the plan than
-- the total, or a table that lists nearly all of them and has another count.
WITH totals AS (
    SELECT f.document_id, f.plan_id, f.number, arg_min(f.evidence_id, f.ordinal) AS evidence_id
    FROM changed_facts AS f
    WHERE f.metric = 'commitments_total' AND f.mention_id IS NULL AND f.unit IS DISTINCT FROM 'percent' AND f.number > 0
    GROUP BY ALL
),
placed AS (
    SELECT m.document_id, m.plan_id, m.mention_id, m.table_from, m.evidence_id, m.ordinal
    FROM changed_mentions AS m SEMI JOIN totals USING (document_id)
    UNION
    SELECT a.document_id, a.plan_id, a.mention_id, a.table_from, max_by(a.evidence_id, a.weight), m.ordinal
    FROM changed_statements AS a
    SEMI JOIN totals USING (document_id)
    JOIN changed_mentions AS m ON m.mention_id = a.mention_id
    WHERE a.table_from IS NOT NULL AND a.milestone IS NULL
    GROUP BY ALL
),
lists AS (
    SELECT document_id, plan_id, table_from, count(DISTINCT mention_id) AS n, min_by(evidence_id, ordinal) AS evidence_id
    FROM placed WHERE table_from IS NOT NULL GROUP BY ALL HAVING n >= 5
    UNION ALL
    SELECT document_id, plan_id, NULL, count(DISTINCT mention_id), min_by(evidence_id, ordinal)
    FROM placed GROUP BY ALL
)
SELECT
    'commitments_listed' AS kind,
    'warning' AS severity,
    'commitments_total' AS about,
    t.document_id,
    l.document_id AS document_id_b,
    t.plan_id,
    NULL::VARCHAR AS mention_id,
    NULL::VARCHAR AS milestone,
    NULL::VARCHAR AS phase,
    format('{:g}', t.number) AS statement_a,
    format('{} commitments listed {}', l.n,
        coalesce('in table ' || string_split(l.table_from, '-')[-1], 'in the whole document')) AS statement_b,
    t.evidence_id AS evidence_id_a,
    l.evidence_id AS evidence_id_b
FROM totals AS t
JOIN lists AS l ON l.document_id = t.document_id AND l.plan_id IS NOT DISTINCT FROM t.plan_id
WHERE CASE WHEN l.table_from IS NULL THEN l.n > t.number ELSE l.n <> t.number AND l.n >= 0.8 * t.number END
