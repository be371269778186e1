-- error: a value without its evidence
SELECT v.document_id, v.in_table, v.id, v.evidence_id
FROM (
    SELECT document_id, 'core.mentions' AS in_table, mention_id AS id, evidence_id FROM core.mentions
    UNION ALL
    SELECT document_id, 'core.assessments', assessment_id, evidence_id FROM core.assessments
    UNION ALL
    SELECT document_id, 'core.milestones', milestone_id, evidence_id FROM core.milestones
    UNION ALL
    SELECT document_id, 'core.facts', fact_id, evidence_id FROM core.facts
    UNION ALL
    SELECT document_id, 'core.recommendations', recommendation_id, evidence_id FROM core.recommendations
    UNION ALL
    SELECT document_id, 'meta.issues', issue_id, evidence_id FROM meta.issues WHERE evidence_id IS NOT NULL
) AS v
SEMI JOIN checked ON checked.document_id = v.document_id
ANTI JOIN (SELECT document_id, evidence_id FROM core.evidence SEMI JOIN checked USING (document_id)) AS e
    ON e.document_id = v.document_id AND e.evidence_id = v.evidence_id
