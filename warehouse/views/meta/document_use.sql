-- purpose: Which documents the views count, and why the others are left out.
-- propósito: Qué documentos cuentan las vistas y por qué se excluyen los demás.
-- caveats: A draft is left out once a final version of the same plan, type, assessor and phase is there.
-- example: SELECT why, count(*) AS documents FROM meta.document_use GROUP BY why ORDER BY why
SELECT
    d.document_id,
    CASE
        WHEN d.status NOT IN ('ok', 'partial') THEN d.status
        WHEN d.duplicate_of IS NOT NULL THEN 'duplicate'
        WHEN d.version_status = 'draft' AND f.plan_id IS NOT NULL THEN 'final_version_used'
        ELSE 'used'
    END AS why,
    why = 'used' AS used,
    row_number() OVER (
        ORDER BY d.version_status DESC NULLS FIRST, d.published_on DESC NULLS LAST, d.name, d.document_id
    ) AS preference
FROM core.documents AS d
LEFT JOIN (
    SELECT DISTINCT plan_id, doc_type, assessor, phase
    FROM core.documents
    WHERE version_status = 'final' AND status IN ('ok', 'partial') AND duplicate_of IS NULL AND plan_id IS NOT NULL
) AS f ON f.plan_id = d.plan_id AND f.doc_type = d.doc_type
    AND f.assessor IS NOT DISTINCT FROM d.assessor AND f.phase IS NOT DISTINCT FROM d.phase
