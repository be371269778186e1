-- title: Where governments see more than the IRM: plans by how often the two differ
-- título: Dónde los gobiernos ven más que el IRM: planes según cuánto difieren ambos
-- param country: country code, such as CL
-- mean_gap: in steps of the completion scale; of a composite code the distance to its nearer end
SELECT plan_id, same_phase, count(*) AS commitments, count(*) FILTER (verdict = 'equal') AS equal,
    count(*) FILTER (verdict = 'compatible') AS compatible,
    count(*) FILTER (verdict = 'government_higher') AS government_higher,
    count(*) FILTER (verdict = 'government_lower') AS government_lower,
    count(*) FILTER (verdict = 'not_comparable') AS not_comparable, round(avg(gap), 3) AS mean_gap
FROM self_vs_irm
WHERE $country IS NULL OR country_code = upper($country)
GROUP BY plan_id, same_phase
ORDER BY same_phase DESC NULLS LAST, mean_gap DESC NULLS LAST, plan_id
