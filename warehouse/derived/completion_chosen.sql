-- The completion of each commitment by assessor and phase: its own statement, its percentage, its milestones;
-- of several the one with the highest weight (see meta.all_statements).
WITH chosen AS (
    SELECT
        commitment_id,
        plan_id,
        assessor,
        phase,
        max_by(
            {
                'code': code, 'null_reason': null_reason, 'flagged': flagged, 'document_id': document_id,
                'evidence_id': evidence_id
            },
            weight
        ) FILTER (dimension = 'completion' AND milestone IS NULL) AS own,
        max_by(number, weight)
            FILTER (dimension = 'completion_percent' AND milestone IS NULL AND number IS NOT NULL) AS percent,
        count(DISTINCT milestone) FILTER (dimension = 'completion') AS milestones_assessed
    FROM affected_statements
    WHERE used AND dimension IN ('completion', 'completion_percent') AND commitment_id IS NOT NULL
    GROUP BY commitment_id, plan_id, assessor, phase
)
SELECT
    c.commitment_id,
    c.plan_id,
    c.assessor,
    c.phase,
    c.own IS NOT NULL AS stated,
    c.own.code AS code,
    k.rank,
    k.rank_low,
    k.rank_high,
    c.own.null_reason AS null_reason,
    c.own.flagged AS flagged,
    c.percent,
    c.milestones_assessed,
    c.own.document_id AS document_id,
    c.own.evidence_id AS evidence_id,
    e.page,
    e.quote
FROM chosen AS c
LEFT JOIN meta.codes AS k ON k.dimension = 'completion' AND k.code = c.own.code
LEFT JOIN affected_evidence AS e ON e.evidence_id = c.own.evidence_id
WHERE c.own IS NOT NULL OR c.percent IS NOT NULL OR c.milestones_assessed > 0
