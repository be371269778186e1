-- title: Values that changed between versions of a document, with the words before and after
-- título: Valores que cambiaron entre versiones de un documento, con las palabras de antes y después
-- param document: part of a document's name
-- param since: first day, such as 2024-05-01
SELECT h.changed_at, h.changed_by, d.name AS document, h.commitment_id, h.field, h.phase, h.old_value, h.new_value,
    h.old_quote, h.new_quote
FROM meta.history AS h
LEFT JOIN core.documents AS d ON d.document_id = h.document_id
WHERE ($document IS NULL OR contains(lower(d.name), lower($document)))
    AND ($since IS NULL OR h.changed_at >= $since::TIMESTAMP)
ORDER BY h.changed_at DESC, document, h.commitment_id, h.field, h.phase
