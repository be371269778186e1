-- title: Commitments by words of their titles, institutions, texts and quotes
-- título: Compromisos por palabras de sus títulos, instituciones, textos y citas
-- param words: words that must all be there, such as water boards
-- param country: country code, such as CL
-- param plan: plan id, such as CL-2020
WITH met AS (
    SELECT commitment_id, plan_id, country_code, title, lead_institution, found_in, snippet, score
    FROM search(coalesce($words, ''))
    UNION ALL
    SELECT commitment_id, plan_id, country_code, title, lead_institution, NULL, NULL, 0 FROM commitments WHERE $words IS NULL
)
SELECT commitment_id, title, lead_institution, found_in, snippet, score
FROM met
WHERE ($country IS NULL OR country_code = upper($country)) AND ($plan IS NULL OR plan_id = $plan)
ORDER BY found_in, score DESC, commitment_id
