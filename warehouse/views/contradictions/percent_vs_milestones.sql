-- A percentage outside what the milestones allow when their mean is taken: complete 100, not started 0,
-- a stated percentage itself, anything else 0 to 100, milestones not tallied 0 to 100.
-- Tallies are facts (milestone_tally, milestones_total); without them the milestones assessed one by one,
-- by the same assessor for the same phase, count, where it is known how many there are: stated, listed, or
-- assessed in a table. Half a unit of the last digit printed is rounding. Tallies that add up to more than
-- the total overlap and say nothing.
WITH tallies AS (
    SELECT DISTINCT ON (f.document_id, f.mention_id, f.number, f.text)
        f.document_id, f.mention_id, f.number AS n, f.text AS code, f.evidence_id, f.ordinal
    FROM changed_facts AS f
    WHERE f.metric = 'milestone_tally' AND f.mention_id IS NOT NULL AND f.number IS NOT NULL AND f.text IS NOT NULL
    ORDER BY f.document_id, f.mention_id, f.number, f.text, f.ordinal
),
assessed AS (
    SELECT
        document_id,
        mention_id,
        phase,
        assessor,
        1.0 AS n,
        max_by(
            coalesce(code, format('{:g}%', number)), ((dimension = 'completion_percent')::BIGINT << 50) + weight
        ) AS code,
        -max(weight) AS ordinal,
        max_by(evidence_id, ((dimension = 'completion_percent')::BIGINT << 50) + weight) AS evidence_id,
        bool_or(table_from IS NOT NULL) AS in_table
    FROM changed_statements
    WHERE milestone IS NOT NULL AND dimension IN ('completion', 'completion_percent')
        AND (code IS NOT NULL OR number IS NOT NULL)
    GROUP BY document_id, mention_id, phase, assessor, milestone
),
parts AS (
    SELECT document_id, mention_id, NULL AS phase, NULL AS assessor, n, code, evidence_id, ordinal, true AS in_table
    FROM tallies
    UNION ALL
    SELECT document_id, mention_id, phase, assessor, n, code, evidence_id, ordinal, in_table
    FROM assessed ANTI JOIN tallies USING (document_id, mention_id)
),
bounded AS (
    SELECT
        *,
        CASE
            WHEN code = 'complete' THEN 100
            WHEN regexp_matches(code, '^\d+([.,]\d+)?%$') THEN replace(rtrim(code, '%'), ',', '.')::DOUBLE
            ELSE 0
        END AS low,
        CASE
            WHEN code = 'not_started' THEN 0
            WHEN regexp_matches(code, '^\d+([.,]\d+)?%$') THEN replace(rtrim(code, '%'), ',', '.')::DOUBLE
            ELSE 100
        END AS high
    FROM parts
),
totals AS (
    SELECT document_id, mention_id, max(n) AS n
    FROM (
        SELECT document_id, mention_id, number AS n FROM changed_facts
        WHERE metric = 'milestones_total' AND mention_id IS NOT NULL AND number > 0
        UNION ALL
        SELECT m.document_id, m.mention_id, count(DISTINCT m.milestone)
        FROM changed_milestones AS m
        ANTI JOIN tallies ON tallies.document_id = m.document_id AND tallies.mention_id = m.mention_id
        GROUP BY ALL
    )
    GROUP BY ALL
),
sums AS (
    SELECT
        b.document_id,
        b.mention_id,
        b.phase,
        b.assessor,
        coalesce(t.n, sum(b.n)) AS n,
        sum(b.n) AS tallied,
        sum(b.n * b.low) / coalesce(t.n, sum(b.n)) AS low,
        (sum(b.n * b.high) + 100 * greatest(coalesce(t.n, sum(b.n)) - sum(b.n), 0)) / coalesce(t.n, sum(b.n)) AS high,
        string_agg(format('{:g} {}', b.n, CASE WHEN ends_with(b.code, '%') THEN 'at ' ELSE '' END || b.code), ', ' ORDER BY b.low DESC, b.high DESC, b.n DESC) AS parts,
        arg_min(b.evidence_id, (b.high, b.ordinal)) AS evidence_id
    FROM bounded AS b
    LEFT JOIN totals AS t ON t.document_id = b.document_id AND t.mention_id = b.mention_id
    GROUP BY b.document_id, b.mention_id, b.phase, b.assessor, t.n
    HAVING sum(b.n) > 0 AND (t.n IS NOT NULL OR bool_or(b.in_table))
)
SELECT
    'percent_vs_milestones' AS kind,
    'warning' AS severity,
    concat_ws(' ', 'completion_percent', v.phase) AS about,
    v.document_id,
    s.document_id AS document_id_b,
    v.plan_id,
    v.mention_id,
    NULL::VARCHAR AS milestone,
    v.phase,
    v.value AS statement_a,
    format(
        'milestones: {} of {:g}; their mean lies between {:g}% and {:g}%',
        s.parts, s.n, round(s.low, 2), round(s.high, 2)
    ) AS statement_b,
    v.best.evidence_id AS evidence_id_a,
    s.evidence_id AS evidence_id_b
FROM changed_values AS v
JOIN sums AS s
    ON s.document_id = v.document_id AND s.mention_id = v.mention_id AND coalesce(s.phase = v.phase, true)
    AND coalesce(s.assessor = v.assessor, true)
WHERE v.dimension = 'completion_percent' AND v.milestone IS NULL AND v.number IS NOT NULL
    AND s.tallied <= s.n
    AND (
        v.number < s.low - 0.5 * pow(10, -v.decimals) - 1e-6
        OR v.number > s.high + 0.5 * pow(10, -v.decimals) + 1e-6
    )
