-- title: What a person should look at, gravest first
-- título: Lo que una persona debería revisar, lo más grave primero
-- param severity: error, warning or info
-- param document: part of a document's name
SELECT severity, code, message, document, page, quote, first_seen
FROM open_issues
WHERE ($severity IS NULL OR severity = $severity)
    AND ($document IS NULL OR contains(lower(document), lower($document)))
ORDER BY array_position(['error', 'warning', 'info'], severity), code, document, page
