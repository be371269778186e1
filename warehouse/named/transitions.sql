-- title: From midterm to end of term: how many commitments moved from which code to which
-- título: De medio término a fin de término: cuántos compromisos pasaron de qué código a cuál
-- param country: country code, such as CL
-- param assessor: irm, government or third_party
-- over all plans: completion is one scale in all generations of reports; change is null where a code has no one rank
SELECT assessor, midterm_code, end_of_term_code, change, count(*) AS commitments,
    string_agg(commitment_id, ', ' ORDER BY commitment_id) AS which
FROM completion_change
WHERE midterm_code IS NOT NULL AND end_of_term_code IS NOT NULL
    AND ($country IS NULL OR country_code = upper($country)) AND ($assessor IS NULL OR assessor = $assessor)
GROUP BY ALL
ORDER BY assessor, midterm_code, end_of_term_code
