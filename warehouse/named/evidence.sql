-- title: Every statement about a commitment, with its place and words
-- título: Toda afirmación sobre un compromiso, con su lugar y sus palabras
-- needs: commitment
-- param commitment: commitment id, such as CL-2020-6
-- param dimension: dimension, such as completion
SELECT s.dimension, s.ogp_value, s.milestone, s.phase, s.assessor, coalesce(s.code, s.number::VARCHAR, s.null_reason) AS value,
    s.raw, s.flagged, d.name AS document, e.page, e.locator, e.section, e.quote, e.rule
FROM meta.statements AS s
JOIN core.documents AS d ON d.document_id = s.document_id
JOIN core.evidence AS e ON e.evidence_id = s.evidence_id
WHERE s.commitment_id IN (
        SELECT $commitment UNION ALL SELECT canonical_id FROM meta.same_as WHERE commitment_id = $commitment
    )
    AND ($dimension IS NULL OR s.dimension = $dimension)
ORDER BY s.dimension, s.ogp_value NULLS FIRST, s.milestone NULLS FIRST, s.phase, s.weight DESC
