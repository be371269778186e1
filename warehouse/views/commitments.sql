-- purpose: One row per commitment, merged over the documents that mention it.
-- propósito: Una fila por compromiso, combinada a partir de los documentos que lo mencionan.
-- caveats: Each column is the first value found in this order of documents: action plan, IRM report, commitment page, self-assessment, tracker, OGP dataset, plan page, others; final before draft, newest first. Ids that links of kind "same" join are one row. Mentions whose plan is not known have no row here (see coverage).
-- example: SELECT commitment_id, title_es, title_en, lead_institution, documents FROM commitments ORDER BY commitment_id
SELECT * EXCLUDE (institution_key) FROM meta.commitments_merged
