-- purpose: One row per commitment, merged over the documents that mention it.
-- propósito: Una fila por compromiso, combinada a partir de los documentos que lo mencionan.
-- caveats: Each column is the first value found in this order of documents: action plan, IRM report, commitment page, self-assessment, tracker, OGP dataset, plan page, others; final before draft, newest first. Ids that links of kind "same" join are one row. lead_institution is as printed, lead_institutions under their one name each. Mentions whose plan is not known have no row here (see coverage).
-- example: SELECT commitment_id, title_es, title_en, lead_institution, documents FROM commitments ORDER BY commitment_id
SELECT c.* EXCLUDE (institution_key), n.lead_institutions
FROM meta.commitments_merged AS c
LEFT JOIN (
    SELECT country_code, printed, list(DISTINCT institution ORDER BY institution) AS lead_institutions
    FROM meta.institution_names GROUP BY ALL
) AS n ON n.country_code = c.country_code AND n.printed = c.lead_institution
