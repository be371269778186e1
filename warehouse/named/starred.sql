-- title: Starred commitments of each plan, by which formula, and how many are rated
-- título: Compromisos estelares de cada plan, según qué fórmula, y cuántos están evaluados
-- param country: country code, such as CL
-- param plan: plan id, such as CL-2020
-- one answer: the current formula where it was applied, else as printed, else the older ones; formulas says which
SELECT plan_id, count(*) FILTER (starred = 'yes') AS starred, count(starred) AS rated,
    count(*) - count(starred) AS not_rated, round(count(*) FILTER (starred = 'yes') / nullif(count(starred), 0), 4)
        AS share_starred,
    string_agg(DISTINCT starred_formula, ', ' ORDER BY starred_formula) AS formulas,
    string_agg(commitment_id, ', ' ORDER BY commitment_id) FILTER (starred = 'yes') AS which
FROM commitment_ratings
WHERE ($country IS NULL OR country_code = upper($country)) AND ($plan IS NULL OR plan_id = $plan)
GROUP BY plan_id
ORDER BY plan_id
