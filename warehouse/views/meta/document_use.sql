-- purpose: Which documents the views count, and why the others are left out.
-- propósito: Qué documentos cuentan las vistas y por qué se excluyen los demás.
-- caveats: Of the documents that are one report (meta.renditions) one counts: final before draft, richer before poorer, PDF before HTML before text. Of an edition in another language the titles and texts count, the values do not.
-- example: SELECT why, count(*) AS documents FROM meta.document_use GROUP BY why ORDER BY why
SELECT
    d.document_id,
    CASE
        WHEN d.status NOT IN ('ok', 'partial') THEN d.status
        WHEN r.relation IS NULL THEN 'used'
        WHEN r.relation = 'earlier_draft' THEN 'final_version_used'
        WHEN r.relation = 'translation' THEN 'translation'
        ELSE 'duplicate'
    END AS why,
    why = 'used' AS used,
    row_number() OVER (
        ORDER BY d.version_status DESC NULLS FIRST, d.published_on DESC NULLS LAST, d.name, d.document_id
    ) AS preference
FROM core.documents AS d
LEFT JOIN meta.renditions AS r ON r.document_id = d.document_id AND r.relation <> 'doubtful'
