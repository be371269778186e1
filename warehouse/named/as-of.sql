-- title: What was stated about the commitments of a plan or country on a day, as far as it had been loaded
-- título: Qué se declaraba sobre los compromisos de un plan o país en un día, hasta donde se había cargado
-- needs: plan, country
-- param day: the day, such as 2024-05-01
-- param plan: plan id, such as CL-2020
-- param country: country code, such as CL
-- param field: dimension or metric, such as completion
SELECT coalesce(s.canonical_id, v.commitment_id) AS commitment_id, v.field, v.milestone, v.ogp_value, v.phase, v.assessor,
    v.value, d.name AS document, v.quote
FROM as_of(coalesce($day, '9999-12-31')::TIMESTAMP) AS v
LEFT JOIN core.documents AS d ON d.document_id = v.document_id
LEFT JOIN meta.same_as AS s ON s.document_id = v.document_id AND s.mention_key = v.mention_key
WHERE v.commitment_id IS NOT NULL AND ($plan IS NULL OR starts_with(v.commitment_id, $plan || '-'))
    AND ($country IS NULL OR starts_with(v.commitment_id, upper($country) || '-'))
    AND ($field IS NULL OR v.field = $field)
ORDER BY ALL
