-- title: Each institution with the names that documents print for it
-- título: Cada institución con los nombres con que la imprimen los documentos
-- param country: country code, such as CL
-- param institution: words of the name or acronym
SELECT institution, acronym, country_code, names, leads, supports, to_review
FROM institutions
WHERE ($country IS NULL OR country_code = upper($country))
    AND ($institution IS NULL OR strip_accents(lower(concat_ws(' ', institution, acronym, array_to_string(names, ' '))))
        LIKE '%' || strip_accents(lower($institution)) || '%')
ORDER BY leads DESC, supports DESC, institution, country_code
