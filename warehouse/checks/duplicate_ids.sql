-- error: two rows with one id
SELECT document_id, 'core.documents' AS in_table, document_id AS id FROM core.documents GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'core.mentions', mention_id FROM core.mentions SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'core.assessments', assessment_id FROM core.assessments SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'core.milestones', milestone_id FROM core.milestones SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'core.facts', fact_id FROM core.facts SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'core.recommendations', recommendation_id FROM core.recommendations SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'core.tables', table_id FROM core.tables SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'core.cells', table_id || ':' || "row" || ',' || col FROM core.cells SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'core.evidence', evidence_id FROM core.evidence SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT document_id, 'meta.issues', issue_id FROM meta.issues SEMI JOIN checked USING (document_id) GROUP BY ALL HAVING count(*) > 1
