-- title: Where governments see more than the IRM: plans by how often the two differ
-- título: Dónde los gobiernos ven más que el IRM: planes según cuánto difieren ambos
-- param country: country code, such as CL
-- only what is comparable counts: same commitment, same phase, both by the commitment itself; why the others are not
-- mean_gap: in steps of the completion scale; of a composite code the distance to its nearer end
SELECT plan_id, count(*) AS commitments, count(*) FILTER (comparable) AS compared, count(*) FILTER (verdict = 'equal') AS equal,
    count(*) FILTER (verdict = 'compatible') AS compatible,
    count(*) FILTER (verdict = 'government_higher') AS government_higher,
    count(*) FILTER (verdict = 'government_lower') AS government_lower,
    round(avg(gap), 3) AS mean_gap, count(*) FILTER (NOT comparable) AS not_compared,
    string_agg(DISTINCT not_compared, ', ' ORDER BY not_compared) AS why_not
FROM self_vs_irm
WHERE $country IS NULL OR country_code = upper($country)
GROUP BY plan_id
ORDER BY mean_gap DESC NULLS LAST, plan_id
