-- purpose: The completion of each commitment by assessor and phase, one statement each.
-- propósito: El cumplimiento de cada compromiso por evaluador y fase, una afirmación cada uno.
-- caveats: The statement with the highest weight (see meta.statements); milestones are left out.
-- example: SELECT assessor, phase, count(*) AS commitments FROM meta.completion_by_phase GROUP BY ALL ORDER BY ALL
SELECT
    commitment_id, assessor, phase, plan_id, code, rank, rank_low, rank_high, null_reason, flagged, document_id,
    evidence_id, page, quote
FROM meta.completion_chosen
WHERE stated
