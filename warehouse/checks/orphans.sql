-- error: a row that belongs to nothing
SELECT r.document_id, r.in_table, r.id
FROM (
    SELECT document_id, 'core.mentions' AS in_table, mention_id AS id FROM core.mentions
    UNION ALL
    SELECT document_id, 'core.assessments', assessment_id FROM core.assessments
    UNION ALL
    SELECT document_id, 'core.milestones', milestone_id FROM core.milestones
    UNION ALL
    SELECT document_id, 'core.facts', fact_id FROM core.facts
    UNION ALL
    SELECT document_id, 'core.recommendations', recommendation_id FROM core.recommendations
    UNION ALL
    SELECT document_id, 'core.tables', table_id FROM core.tables
    UNION ALL
    SELECT document_id, 'core.evidence', evidence_id FROM core.evidence
    UNION ALL
    SELECT document_id, 'meta.issues', issue_id FROM meta.issues
) AS r
SEMI JOIN checked ON checked.document_id = r.document_id
ANTI JOIN core.documents AS d ON d.document_id = r.document_id
UNION ALL
SELECT r.document_id, r.in_table, r.id
FROM (
    SELECT document_id, mention_id, 'core.assessments' AS in_table, assessment_id AS id FROM core.assessments
    UNION ALL
    SELECT document_id, mention_id, 'core.milestones', milestone_id FROM core.milestones
    UNION ALL
    SELECT document_id, mention_id, 'core.facts', fact_id FROM core.facts WHERE mention_id IS NOT NULL
    UNION ALL
    SELECT document_id, mention_id, 'core.recommendations', recommendation_id FROM core.recommendations WHERE mention_id IS NOT NULL
) AS r
SEMI JOIN checked ON checked.document_id = r.document_id
ANTI JOIN core.mentions AS m ON m.document_id = r.document_id AND m.mention_id = r.mention_id
UNION ALL
SELECT r.document_id, r.in_table, r.id
FROM (
    SELECT document_id, table_id, 'core.cells' AS in_table, table_id AS id FROM core.cells
    UNION ALL
    SELECT document_id, table_id, 'core.evidence', evidence_id FROM core.evidence WHERE table_id IS NOT NULL
) AS r
SEMI JOIN checked ON checked.document_id = r.document_id
ANTI JOIN core.tables AS t ON t.document_id = r.document_id AND t.table_id = r.table_id
