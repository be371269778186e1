-- purpose: The completion of each commitment by assessor and phase, one statement each.
-- propósito: El cumplimiento de cada compromiso por evaluador y fase, una afirmación cada uno.
-- caveats: The statement with the highest weight (see meta.statements); milestones are left out.
-- example: SELECT assessor, phase, count(*) AS commitments FROM meta.completion_by_phase GROUP BY ALL ORDER BY ALL
SELECT
    b.commitment_id,
    b.assessor,
    b.phase,
    b.plan_id,
    b.best.code AS code,
    k.rank,
    k.rank_low,
    k.rank_high,
    b.best.null_reason AS null_reason,
    b.best.flagged AS flagged,
    b.best.document_id AS document_id,
    b.best.evidence_id AS evidence_id
FROM (
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
        ) AS best
    FROM meta.statements
    WHERE dimension = 'completion' AND milestone IS NULL AND commitment_id IS NOT NULL
    GROUP BY ALL
) AS b
LEFT JOIN meta.codes AS k ON k.dimension = 'completion' AND k.code = b.best.code
