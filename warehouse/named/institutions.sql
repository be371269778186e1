-- title: How the commitments of each lead institution fare
-- título: Cómo van los compromisos de cada institución responsable
-- param country: country code, such as CL
-- param assessor: irm, government or third_party
-- the last phase in which the assessor rated any of them; a commitment of several institutions counts for each
SELECT institution, country_code, plan_id, assessor, phase, commitments, high, rated, not_rated, share_high, complete,
    substantial, limited, not_started, mean_percent
FROM institution_scorecard
WHERE (latest OR assessor IS NULL) AND ($country IS NULL OR country_code = upper($country)) AND ($assessor IS NULL OR assessor = $assessor)
ORDER BY commitments DESC, institution, plan_id, assessor
