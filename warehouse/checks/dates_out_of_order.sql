-- warning: an end before its start
SELECT document_id, mention_id AS id, number, starts_on, ends_on
FROM core.mentions SEMI JOIN checked USING (document_id)
WHERE ends_on < starts_on
UNION ALL
SELECT document_id, milestone_id, milestone, starts_on, ends_on
FROM core.milestones SEMI JOIN checked USING (document_id)
WHERE ends_on < starts_on
