-- purpose: What a person should look at: the issues of all documents, gravest first, with the place on the page.
-- propósito: Lo que una persona debería revisar: los asuntos de todos los documentos, los más graves primero, con su lugar en la página.
-- caveats: An issue closes when a rerun of its document no longer meets it. Duplicates and superseded drafts are included. newer_version_failed: the rows are those of the version before.
-- example: SELECT severity, code, count(*) AS issues FROM open_issues GROUP BY ALL ORDER BY ALL
SELECT
    i.issue_id,
    i.severity,
    i.code,
    i.message,
    d.document_id,
    d.name AS document,
    d.doc_type,
    d.plan_id,
    e.page,
    e.locator,
    e.quote,
    i.evidence_id,
    i.first_seen
FROM meta.issues AS i
JOIN core.documents AS d ON d.document_id = i.document_id
LEFT JOIN core.evidence AS e ON e.evidence_id = i.evidence_id
ORDER BY CASE i.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, i.code, d.name, e.page
