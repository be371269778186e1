-- title: Institutions that may be one and are counted apart until a person decides (institutions.yml)
-- título: Instituciones que podrían ser una y se cuentan por separado hasta que alguien decida (institutions.yml)
-- param country: country code, such as CL
SELECT country_code, institution_a, institution_b, why, score
FROM meta.institution_doubts
WHERE $country IS NULL OR country_code = upper($country)
ORDER BY score DESC, country_code, institution_a, institution_b
