-- A figure of the box "at a glance" against what the document's own assessments add up to: counted in
-- each table that covers the plan (an overview matrix), else over all its statements. Commitments that
-- the table leaves without a value may be the ones that are missing: no contradiction. Technology alone makes a
-- commitment relevant for some reports and not for others: it may be counted or not.
WITH wanted AS (
    SELECT * FROM (VALUES
        ('completion_complete', 'completion', ['complete']),
        ('completion_substantial', 'completion', ['substantial']),
        ('completion_limited', 'completion', ['limited']),
        ('completion_not_started', 'completion', ['not_started']),
        ('completion_high', 'completion', ['complete', 'substantial']),
        ('early_results_marginal', 'early_results', ['marginal']),
        ('early_results_major', 'early_results', ['major']),
        ('early_results_outstanding', 'early_results', ['outstanding']),
        ('early_results_significant', 'early_results', ['significant']),
        ('commitments_relevant', 'relevance', ['yes']),
        ('commitments_transformative', 'potential_impact', ['transformative']),
        ('commitments_starred', 'starred', ['yes'])
    ) AS w(metric, dimension, codes)
),
stated AS (
    SELECT
        f.document_id,
        f.plan_id,
        f.metric,
        w.dimension,
        w.codes,
        CASE WHEN w.dimension IN ('completion', 'starred') THEN coalesce(f.phase, d.phase) END AS phase,
        f.number,
        d.assessor,
        arg_min(f.evidence_id, f.ordinal) AS evidence_id
    FROM changed_facts AS f
    JOIN wanted AS w ON w.metric = f.metric
    JOIN changed_documents AS d ON d.document_id = f.document_id
    WHERE f.mention_id IS NULL AND f.number IS NOT NULL AND f.unit IS DISTINCT FROM 'percent'
    GROUP BY ALL
),
totals AS (
    SELECT document_id, plan_id, max(number) AS n
    FROM changed_facts
    WHERE metric = 'commitments_total' AND mention_id IS NULL AND unit IS DISTINCT FROM 'percent' AND number > 0
    GROUP BY ALL
),
own AS (
    SELECT s.*
    FROM changed_statements AS s
    JOIN changed_documents AS d ON d.document_id = s.document_id AND d.assessor IS NOT DISTINCT FROM s.assessor
    SEMI JOIN stated ON stated.document_id = s.document_id
    WHERE s.milestone IS NULL
),
listed AS (
    SELECT document_id, plan_id, count(DISTINCT mention_id) AS n FROM own GROUP BY ALL
),
tabled AS (
    SELECT document_id, plan_id, table_from, count(DISTINCT mention_id) AS n
    FROM own WHERE table_from IS NOT NULL GROUP BY ALL HAVING n >= 5
),
counted AS (
    SELECT
        st.document_id,
        st.plan_id,
        st.metric,
        st.phase,
        o.table_from,
        count(DISTINCT o.mention_id) FILTER (list_contains(st.codes, o.code)) AS marked,
        count(DISTINCT o.mention_id) FILTER (
            list_contains(st.codes, o.code)
            AND (st.dimension <> 'relevance' OR o.ogp_value IS DISTINCT FROM 'technology_innovation')
        ) AS n,
        count(DISTINCT o.mention_id) FILTER (o.code IS NOT NULL) AS assessed,
        coalesce(
            min_by(o.evidence_id, -o.weight) FILTER (list_contains(st.codes, o.code)), min_by(o.evidence_id, -o.weight)
        ) AS evidence_id
    FROM stated AS st
    JOIN (
        SELECT * FROM own WHERE table_from IS NOT NULL
        UNION ALL
        SELECT * REPLACE (NULL AS table_from) FROM own
    ) AS o
        ON o.document_id = st.document_id AND o.dimension = st.dimension
        AND (o.plan_id = st.plan_id OR st.plan_id IS NULL)
        AND (st.dimension <> 'early_results' OR o.ogp_value IS NULL)
        AND (st.phase IS NULL OR o.phase IS NOT DISTINCT FROM st.phase)
    GROUP BY ALL
),
scoped AS (
    SELECT
        c.*,
        coalesce(t.n, l.n) AS total,
        CASE WHEN c.table_from IS NULL THEN l.n ELSE coalesce(b.n, 0) END AS listed,
        CASE WHEN c.metric IN ('commitments_relevant', 'commitments_starred') THEN listed ELSE c.assessed END
        - (c.marked - c.n) AS rated,
        bool_or(c.table_from IS NOT NULL AND b.n >= 0.9 * coalesce(t.n, l.n)) OVER (
            PARTITION BY c.document_id, c.plan_id, c.metric, c.phase
        ) AS has_matrix
    FROM counted AS c
    LEFT JOIN totals AS t ON t.document_id = c.document_id AND t.plan_id IS NOT DISTINCT FROM c.plan_id
    LEFT JOIN listed AS l ON l.document_id = c.document_id AND l.plan_id IS NOT DISTINCT FROM c.plan_id
    LEFT JOIN tabled AS b
        ON b.document_id = c.document_id AND b.plan_id IS NOT DISTINCT FROM c.plan_id AND b.table_from = c.table_from
)
SELECT
    'stated_vs_counted' AS kind,
    'error' AS severity,
    concat_ws(' ', st.metric, st.phase) AS about,
    st.document_id,
    c.document_id AS document_id_b,
    st.plan_id,
    NULL::VARCHAR AS mention_id,
    NULL::VARCHAR AS milestone,
    st.phase,
    format('{:g}', st.number) AS statement_a,
    format('{} of {} commitments counted {}', c.n, c.listed,
        coalesce('in table ' || string_split(c.table_from, '-')[-1], 'over the whole document')) AS statement_b,
    st.evidence_id AS evidence_id_a,
    c.evidence_id AS evidence_id_b
FROM stated AS st
JOIN scoped AS c
    ON c.document_id = st.document_id AND c.plan_id IS NOT DISTINCT FROM st.plan_id AND c.metric = st.metric
    AND c.phase IS NOT DISTINCT FROM st.phase
WHERE CASE
        WHEN c.has_matrix THEN c.table_from IS NOT NULL AND c.listed >= greatest(5, 0.9 * c.total)
        ELSE c.table_from IS NULL AND c.listed >= 0.9 * c.total
    END
    AND (c.n > st.number OR st.number - c.n > greatest(c.total - c.rated, 0))
