-- purpose: How the commitments of each lead institution fare, by plan and assessor.
-- propósito: Cómo van los compromisos de cada institución responsable, por plan y evaluador.
-- caveats: Institutions under their one name (see institutions). A commitment that several institutions lead counts once for each of them, so rows of a plan must not be added up. IRM and government rows are never added up either. Counts are of the latest status (commitment_status), on the completion scale, which is one in all generations; the government's composite codes have columns of their own. rated counts those whose code is clearly high or clearly not; commitments assessed by milestones alone are in commitments only.
-- example: SELECT institution, plan_id, assessor, commitments, complete, high, share_high FROM institution_scorecard ORDER BY commitments DESC, institution, plan_id, assessor LIMIT 10
WITH leads AS (
    SELECT DISTINCT
        c.commitment_id,
        c.plan_id,
        c.country_code,
        coalesce(n.institution_id, c.institution_key) AS institution_id,
        coalesce(n.institution, c.lead_institution) AS institution,
        n.acronym
    FROM meta.commitments_merged AS c
    LEFT JOIN meta.institution_names AS n ON n.country_code = c.country_code AND n.printed = c.lead_institution
    WHERE c.lead_institution IS NOT NULL
        AND (n.institution_id IS NOT NULL OR NOT EXISTS (FROM meta.institution_names))
)
SELECT
    mode(l.institution ORDER BY l.institution) AS institution,
    any_value(l.acronym ORDER BY l.acronym) AS acronym,
    l.institution_id,
    l.country_code,
    l.plan_id,
    s.assessor,
    count(*) AS commitments,
    count(*) FILTER (s.code = 'complete') AS complete,
    count(*) FILTER (s.code = 'substantial') AS substantial,
    count(*) FILTER (s.code = 'limited') AS limited,
    count(*) FILTER (s.code = 'not_started') AS not_started,
    count(*) FILTER (s.code = 'substantial_or_complete') AS substantial_or_complete,
    count(*) FILTER (s.code = 'not_started_or_delayed') AS not_started_or_delayed,
    count(*) FILTER (s.code IS NOT NULL AND s.rank_low IS NULL OR s.code = 'in_progress') AS other_codes,
    count(*) FILTER (s.code IS NOT NULL AND (s.rank_low >= 3 OR s.rank_high <= 2)) AS rated,
    count(*) FILTER (s.code IS NOT NULL AND s.rank_low >= 3) AS high,
    round(high / nullif(rated, 0), 4) AS share_high,
    round(avg(s.percent), 3) AS mean_percent
FROM leads AS l
LEFT JOIN main.commitment_status AS s ON s.commitment_id = l.commitment_id
GROUP BY l.institution_id, l.country_code, l.plan_id, s.assessor
