-- purpose: One row per document: what it is, how it was read, whether it is counted and why not.
-- propósito: Una fila por documento: qué es, cómo se leyó, si cuenta y por qué no.
-- caveats: Failed documents are rows too. Of the documents that are one report (several media or addresses, draft and final, two languages) one is used; the others name it in duplicate_of and say why in reason. renditions counts the documents of a report that the row stands for.
-- example: SELECT name, doc_type, plan_id, used, why, reason, renditions, assessments FROM documents ORDER BY name
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
    r.reason,
    CASE WHEN u.used THEN 1 + coalesce(s.n, 0) END AS renditions,
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
LEFT JOIN meta.renditions AS r ON r.document_id = d.document_id AND r.relation <> 'doubtful'
LEFT JOIN (
    SELECT coalesce(t.rendition_of, r.rendition_of) AS document_id, count(*) AS n
    FROM meta.renditions AS r
    LEFT JOIN meta.renditions AS t ON t.document_id = r.rendition_of AND t.relation <> 'doubtful'
    WHERE r.relation <> 'doubtful'
    GROUP BY ALL
) AS s ON s.document_id = d.document_id
