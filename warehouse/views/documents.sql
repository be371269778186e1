-- purpose: One row per document: what it is, how it was read, whether the views count it and why not.
-- propósito: Una fila por documento: qué es, cómo se leyó, si las vistas lo cuentan y por qué no.
-- caveats: Failed documents are rows too. A document that repeats another (duplicate_of) or a draft whose final version is there is not counted by the other views.
-- example: SELECT name, doc_type, plan_id, status, used, commitments, assessments FROM documents ORDER BY name
SELECT
    d.document_id,
    d.name,
    d.source_uri,
    d.doc_type,
    d.assessor,
    d.language,
    d.title,
    d.author,
    d.country_code,
    d.locality,
    d.plan_id,
    d.plan_start,
    d.plan_end,
    d.phase,
    d.version_status,
    d.published_on,
    d.published_on_precision,
    d.pages,
    d.status,
    u.used,
    u.why,
    d.duplicate_of,
    coalesce(m.n, 0) AS commitments,
    coalesce(a.n, 0) AS assessments,
    coalesce(a.flagged, 0) AS flagged_values,
    coalesce(t.n, 0) AS tables,
    coalesce(i.errors, 0) AS errors,
    coalesce(i.warnings, 0) AS warnings,
    coalesce(v.n, 0) AS versions,
    d.media_type,
    d.bytes,
    d.content_sha256,
    d.template,
    d.template_version,
    d.fetched_at,
    d.ingested_at,
    d.last_seen_at
FROM core.documents AS d
JOIN meta.document_use AS u ON u.document_id = d.document_id
LEFT JOIN (SELECT document_id, count(*) AS n FROM core.mentions GROUP BY document_id) AS m
    ON m.document_id = d.document_id
LEFT JOIN (
    SELECT document_id, count(*) AS n, count(*) FILTER (flagged) AS flagged FROM core.assessments GROUP BY document_id
) AS a ON a.document_id = d.document_id
LEFT JOIN (SELECT document_id, count(*) AS n FROM core.tables GROUP BY document_id) AS t
    ON t.document_id = d.document_id
LEFT JOIN (
    SELECT
        document_id,
        count(*) FILTER (severity = 'error') AS errors,
        count(*) FILTER (severity = 'warning') AS warnings
    FROM meta.issues GROUP BY document_id
) AS i ON i.document_id = d.document_id
LEFT JOIN (SELECT document_id, count(*) AS n FROM meta.versions GROUP BY document_id) AS v
    ON v.document_id = d.document_id
