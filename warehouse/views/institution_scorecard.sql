-- purpose: How the commitments of each lead institution fare, by plan and assessor.
-- propósito: Cómo van los compromisos de cada institución responsable, por plan y evaluador.
-- caveats: Institutions are told apart by their printed name without case, accents and an acronym in brackets; several leads of one commitment stay one entry, as printed. IRM and government rows are never added up.
-- example: SELECT institution, plan_id, assessor, commitments, complete, high, share_high FROM institution_scorecard ORDER BY commitments DESC, institution, assessor LIMIT 10
SELECT
    mode(l.lead_institution ORDER BY l.lead_institution) AS institution,
    l.institution_key,
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
FROM meta.commitments_merged AS l
LEFT JOIN main.commitment_status AS s ON s.commitment_id = l.commitment_id
WHERE l.lead_institution IS NOT NULL
GROUP BY l.institution_key, l.country_code, l.plan_id, s.assessor
