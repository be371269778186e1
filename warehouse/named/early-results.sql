-- title: Early results by plan, on each scale apart
-- título: Resultados tempranos por plan, cada escala por separado
-- param country: country code, such as CL
-- param value: OGP value, such as civic_participation; without it the overall findings
-- each assessor and each scale apart: significant on one is not significant on the other
SELECT plan_id, assessor, scale, code, count(*) AS commitments,
    string_agg(commitment_id, ', ' ORDER BY commitment_id) AS which
FROM early_results
WHERE ($country IS NULL OR country_code = upper($country)) AND ogp_value IS NOT DISTINCT FROM $value
GROUP BY plan_id, assessor, scale, code, rank
ORDER BY plan_id, assessor, scale, rank DESC NULLS LAST, code
