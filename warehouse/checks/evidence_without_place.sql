-- error: evidence that names neither a page nor another place, or has no words
SELECT document_id, evidence_id, quote
FROM core.evidence SEMI JOIN checked USING (document_id)
WHERE (page IS NULL AND locator IS NULL) OR trim(quote) = ''
