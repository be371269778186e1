-- purpose: How the commitments of each lead institution fare, by plan and assessor.
-- propósito: Cómo van los compromisos de cada institución responsable, por plan y evaluador.
-- caveats: Institutions under their one name (see institutions). A commitment that several institutions lead counts once for each of them, so rows of a plan must not be added up. IRM and government rows are never added up either.
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
    count(*) FILTER (s.rank_low IS NOT NULL) AS rated,
    count(*) FILTER (s.rank_low >= 3) AS high,
    round(count(*) FILTER (s.rank_low >= 3) / nullif(count(*) FILTER (s.rank_low IS NOT NULL), 0), 4) AS share_high,
    round(avg(s.percent), 3) AS mean_percent
FROM leads AS l
LEFT JOIN main.commitment_status AS s ON s.commitment_id = l.commitment_id
GROUP BY l.institution_id, l.country_code, l.plan_id, s.assessor
