-- error: a page that the document does not have
SELECT p.document_id, p.in_table, p.id, p.page, d.pages
FROM (
    SELECT document_id, 'core.evidence' AS in_table, evidence_id AS id, page FROM core.evidence
    UNION ALL
    SELECT document_id, 'core.cells', table_id, page FROM core.cells
    UNION ALL
    SELECT document_id, 'core.tables', table_id, page_last FROM core.tables
) AS p
SEMI JOIN checked ON checked.document_id = p.document_id
JOIN core.documents AS d ON d.document_id = p.document_id
WHERE p.page NOT BETWEEN 1 AND d.pages
