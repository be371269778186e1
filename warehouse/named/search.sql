-- title: Commitments by words of their titles, institutions, texts and quotes
-- título: Compromisos por palabras de sus títulos, instituciones, textos y citas
-- needs: words
-- param words: words that must all be there, such as water boards
-- param country: country code, such as CL
-- param plan: plan id, such as CL-2020
SELECT commitment_id, title, lead_institution, found_in, snippet, score
FROM search(coalesce($words, ''))
WHERE ($country IS NULL OR country_code = upper($country)) AND ($plan IS NULL OR plan_id = $plan)
ORDER BY found_in, score DESC, commitment_id
