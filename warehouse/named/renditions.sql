-- title: Documents that are one report: which one counts in place of which, why, and doubtful pairs
-- título: Documentos que son un mismo informe: cuál se cuenta en lugar de cuál, por qué, y los pares dudosos
-- param country: country code, such as CL
-- param relation: same_bytes, same_content, earlier_draft, translation or doubtful
SELECT d.plan_id, d.name AS document, r.relation, n.name AS counted, r.score, r.reason, r.decided_by,
    r.document_id, r.rendition_of
FROM meta.renditions r
JOIN core.documents d USING (document_id)
JOIN core.documents n ON n.document_id = r.rendition_of
WHERE ($country IS NULL OR d.country_code = upper($country)) AND ($relation IS NULL OR r.relation = $relation)
ORDER BY r.relation = 'doubtful' DESC, d.plan_id, n.name, d.name
