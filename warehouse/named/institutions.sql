-- title: How the commitments of each lead institution fare
-- título: Cómo van los compromisos de cada institución responsable
-- param country: country code, such as CL
-- param assessor: irm, government or third_party
SELECT institution, country_code, plan_id, assessor, commitments, complete, substantial, limited, not_started, rated,
    share_high, mean_percent
FROM institution_scorecard
WHERE ($country IS NULL OR country_code = upper($country)) AND ($assessor IS NULL OR assessor = $assessor)
ORDER BY commitments DESC, institution, plan_id, assessor
