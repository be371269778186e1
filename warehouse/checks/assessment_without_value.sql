-- error: an assessment without code, number and reason
SELECT document_id, assessment_id, dimension, raw
FROM core.assessments SEMI JOIN checked USING (document_id)
WHERE code IS NULL AND number IS NULL AND null_reason IS NULL
