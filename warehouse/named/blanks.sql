-- title: Where documents leave a value open, and how
-- título: Dónde los documentos dejan un valor abierto, y cómo
-- param country: country code, such as CL
-- param reason: kind of blank, such as blank_in_source or not_reviewed
SELECT s.commitment_id, s.milestone, s.dimension, s.ogp_value, s.phase, s.assessor, s.null_reason, s.raw,
    d.name AS document, s.page
FROM meta.statements AS s
JOIN core.documents AS d ON d.document_id = s.document_id
WHERE s.null_reason IS NOT NULL AND ($country IS NULL OR d.country_code = upper($country))
    AND ($reason IS NULL OR s.null_reason = $reason)
ORDER BY s.commitment_id, s.dimension, s.ogp_value, s.milestone, s.phase, document
