-- error: a fact without number and text
SELECT document_id, fact_id, metric
FROM core.facts SEMI JOIN checked USING (document_id)
WHERE number IS NULL AND text IS NULL
