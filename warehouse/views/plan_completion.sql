-- purpose: Completion of each plan by assessor and phase: commitments on each step, and what the documents themselves state.
-- propósito: Cumplimiento de cada plan por evaluador y fase: compromisos en cada grado y lo que declaran los propios documentos.
-- caveats: commitments is the number of the plan's commitments, as in action_plans; share_high is high / rated (numerator and denominator), not_rated are the others. rated counts commitments whose code is clearly high or clearly not (in_progress, withdrawn and unclear are neither), high those that are complete, substantial or substantial_or_complete. Where nobody rated any, share and counts are null: none is not zero. assessed counts those with a status of their own, blank or not; milestones_only are assessed by milestones alone, percent_commitments have a percentage. Completion is one scale in all generations of reports, so plans may be compared at the same phase. The government's composite codes have columns of their own and no IRM equivalent. The stated_ columns are the numbers printed in the documents (of the preferred document, a table before prose); where they disagree with the counts see contradictions.
-- example: SELECT plan_id, assessor, phase, high, rated, not_rated, share_high, complete, substantial, limited, not_started FROM plan_completion ORDER BY ALL
WITH counted AS (
    SELECT
        plan_id,
        assessor,
        phase,
        count(*) AS assessed,
        count(code) AS with_code,
        count(*) FILTER (code = 'complete') AS complete,
        count(*) FILTER (code = 'substantial') AS substantial,
        count(*) FILTER (code = 'limited') AS limited,
        count(*) FILTER (code = 'not_started') AS not_started,
        count(*) FILTER (code = 'substantial_or_complete') AS substantial_or_complete,
        count(*) FILTER (code = 'not_started_or_delayed') AS not_started_or_delayed,
        count(*) FILTER (code IS NOT NULL AND rank_low IS NULL OR code = 'in_progress') AS other_codes,
        count(*) FILTER (code IS NULL) AS no_value,
        count(*) FILTER (rank_low >= 3 OR rank_high <= 2) AS rated,
        count(*) FILTER (rank_low >= 3) AS high
    FROM meta.completion_by_phase
    WHERE plan_id IS NOT NULL
    GROUP BY ALL
),
percents AS (
    SELECT plan_id, assessor, phase, avg(percent) AS mean_percent, count(*) AS percent_commitments
    FROM meta.completion_chosen
    WHERE percent IS NOT NULL AND plan_id IS NOT NULL
    GROUP BY ALL
),
listed AS (
    SELECT plan_id, count(*) AS commitments FROM meta.commitments_merged GROUP BY plan_id
),
milestones AS (
    SELECT plan_id, assessor, phase, count(*) AS milestones_only
    FROM meta.completion_chosen
    WHERE NOT stated AND percent IS NULL AND milestones_assessed > 0 AND plan_id IS NOT NULL
    GROUP BY ALL
),
stated AS (
    SELECT
        f.plan_id,
        d.assessor,
        coalesce(f.phase, d.phase) AS phase,
        min_by(f.number, f.place) FILTER (f.metric = 'commitments_total') AS stated_commitments,
        min_by(f.number, f.place) FILTER (f.metric = 'completion_complete') AS stated_complete,
        min_by(f.number, f.place) FILTER (f.metric = 'completion_substantial') AS stated_substantial,
        min_by(f.number, f.place) FILTER (f.metric = 'completion_limited') AS stated_limited,
        min_by(f.number, f.place) FILTER (f.metric = 'completion_not_started') AS stated_not_started,
        min_by(f.number, f.place) FILTER (f.metric = 'completion_high') AS stated_high,
        min_by(f.number, f.place) FILTER (f.metric = 'overall_percent') AS stated_percent
    FROM (
        SELECT f.*, (u.preference << 21) + ((f.table_from IS NULL)::BIGINT << 20) + f.ordinal AS place
        FROM core.facts AS f
        JOIN meta.document_use AS u ON u.document_id = f.document_id AND u.used
        WHERE f.mention_id IS NULL AND f.number IS NOT NULL
            AND (f.metric = 'overall_percent' OR f.unit IS DISTINCT FROM 'percent')
            AND (f.metric IN ('commitments_total', 'overall_percent') OR f.metric LIKE 'completion%')
    ) AS f
    JOIN core.documents AS d ON d.document_id = f.document_id
    GROUP BY ALL
)
SELECT
    k.plan_id,
    split_part(k.plan_id, '-', 1) AS country_code,
    k.assessor,
    k.phase,
    coalesce(l.commitments, 0) AS commitments,
    CASE WHEN c.rated > 0 THEN c.high END AS high,
    coalesce(c.rated, 0) AS rated,
    greatest(coalesce(l.commitments, 0) - coalesce(c.rated, 0), 0) AS not_rated,
    round(c.high / nullif(c.rated, 0), 4) AS share_high,
    CASE WHEN c.with_code > 0 THEN c.complete END AS complete,
    CASE WHEN c.with_code > 0 THEN c.substantial END AS substantial,
    CASE WHEN c.with_code > 0 THEN c.limited END AS limited,
    CASE WHEN c.with_code > 0 THEN c.not_started END AS not_started,
    CASE WHEN c.with_code > 0 THEN c.substantial_or_complete END AS substantial_or_complete,
    CASE WHEN c.with_code > 0 THEN c.not_started_or_delayed END AS not_started_or_delayed,
    CASE WHEN c.with_code > 0 THEN c.other_codes END AS other_codes,
    coalesce(c.assessed, 0) AS assessed,
    coalesce(c.no_value, 0) AS no_value,
    coalesce(m.milestones_only, 0) AS milestones_only,
    round(p.mean_percent, 3) AS mean_percent,
    coalesce(p.percent_commitments, 0) AS percent_commitments,
    s.stated_commitments,
    s.stated_complete,
    s.stated_substantial,
    s.stated_limited,
    s.stated_not_started,
    s.stated_high,
    s.stated_percent
FROM (
    SELECT plan_id, assessor, phase FROM counted
    UNION SELECT plan_id, assessor, phase FROM percents
    UNION SELECT plan_id, assessor, phase FROM milestones
    UNION SELECT plan_id, assessor, phase FROM stated WHERE plan_id IS NOT NULL
) AS k
LEFT JOIN listed AS l ON l.plan_id = k.plan_id
LEFT JOIN counted AS c
    ON c.plan_id = k.plan_id AND c.assessor IS NOT DISTINCT FROM k.assessor AND c.phase IS NOT DISTINCT FROM k.phase
LEFT JOIN percents AS p
    ON p.plan_id = k.plan_id AND p.assessor IS NOT DISTINCT FROM k.assessor AND p.phase IS NOT DISTINCT FROM k.phase
LEFT JOIN milestones AS m
    ON m.plan_id = k.plan_id AND m.assessor IS NOT DISTINCT FROM k.assessor AND m.phase IS NOT DISTINCT FROM k.phase
LEFT JOIN stated AS s
    ON s.plan_id = k.plan_id AND s.assessor IS NOT DISTINCT FROM k.assessor AND s.phase IS NOT DISTINCT FROM k.phase
