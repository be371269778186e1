-- title: What is known, read, partly read and failed
-- título: Qué se conoce, qué se leyó, qué en parte y qué falló
-- param country: country code, such as CL
SELECT *
FROM coverage
WHERE $country IS NULL OR country_code = upper($country)
ORDER BY country_code NULLS LAST, plan_id NULLS LAST, doc_type
