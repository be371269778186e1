-- title: Statements that disagree, with page and words of both
-- título: Afirmaciones que discrepan, con página y palabras de ambas
-- param document: part of a document's name or its id
-- param plan: plan id, such as CL-2020
-- param kind: kind of contradiction, such as same_document
SELECT kind, severity, subject, statement_a, document_a, page_a, quote_a, statement_b, document_b, page_b, quote_b
FROM contradictions
WHERE ($document IS NULL OR contains(lower(concat_ws(' ', document_a, document_b)), lower($document))
        OR document_id_a = $document OR document_id_b = $document)
    AND ($plan IS NULL OR plan_id = $plan) AND ($kind IS NULL OR kind = $kind)
ORDER BY array_position(['error', 'warning', 'info'], severity), kind, subject, statement_a, statement_b,
    document_a, document_b, page_a, page_b, quote_a, quote_b
