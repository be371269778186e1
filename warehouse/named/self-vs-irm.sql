-- title: Government beside IRM, commitment by commitment
-- título: Gobierno e IRM, compromiso por compromiso
-- param country: country code, such as CL
-- param plan: plan id, such as CL-2020
SELECT commitment_id, title, government_code, government_percent, government_basis, government_phase,
    irm_code, irm_phase, gap, verdict, not_compared,
    government_document, government_page, irm_document, irm_page
FROM self_vs_irm
WHERE ($country IS NULL OR country_code = upper($country)) AND ($plan IS NULL OR plan_id = $plan)
ORDER BY abs(gap) DESC NULLS LAST, commitment_id
