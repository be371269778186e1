-- title: Latest status of each commitment, with document, page and words
-- título: Último estado de cada compromiso, con documento, página y palabras
-- param country: country code, such as CL
-- param plan: plan id, such as CL-2020
-- param assessor: irm, government or third_party
SELECT s.commitment_id, c.title, s.assessor, s.phase, s.code, s.percent, s.contradicted, s.document, s.page, s.quote
FROM commitment_status AS s
JOIN commitments AS c ON c.commitment_id = s.commitment_id
WHERE ($country IS NULL OR s.country_code = upper($country)) AND ($plan IS NULL OR s.plan_id = $plan)
    AND ($assessor IS NULL OR s.assessor = $assessor)
ORDER BY s.plan_id, try_cast(regexp_extract_all(c.number, '\d+') AS BIGINT[]), c.number, s.assessor
