-- purpose: What the government says about its commitment beside what the IRM found, at the same moment.
-- propósito: Lo que el gobierno dice de su compromiso junto a lo que halló el IRM, en el mismo momento.
-- caveats: Like with like only: comparable where both judge the commitment itself on the completion scale for one phase; of several such phases the latest. Else the latest word of each stands side by side, gap is null and reason says why (not_compared: other_phase, phase_not_stated, milestones, percent_only, no_value, no_rank): such rows are in no count of gaps. gap is the government's rank minus the IRM's (complete 4, substantial 3, limited 2, not started 1). A composite government code spans ranks: gap is then null where the IRM's lies inside (verdict "compatible"), else the distance to the nearer end. Ratings of milestones one by one are in words (government_milestones, irm_milestones); percentages are not compared: no rule maps them to IRM codes. Commitments that may be one (meta.links, doubtful) are never set beside each other.
-- example: SELECT commitment_id, title, government_code, irm_code, phase, gap, verdict, not_compared FROM self_vs_irm ORDER BY commitment_id
WITH paired AS (
    SELECT
        g,
        i,
        CASE
            WHEN (g.basis = 'commitment' AND g.code IS NULL) OR (i.basis = 'commitment' AND i.code IS NULL) THEN 'no_value'
            WHEN g.phase IS NULL OR i.phase IS NULL THEN 'phase_not_stated'
            WHEN g.phase <> i.phase THEN 'other_phase'
            WHEN g.basis = 'milestones' OR i.basis = 'milestones' THEN 'milestones'
            WHEN g.basis = 'percent' OR i.basis = 'percent' THEN 'percent_only'
            WHEN g.rank_low IS NULL OR i.rank_low IS NULL THEN 'no_rank'
        END AS reason
    FROM meta.completion_chosen AS g
    JOIN meta.completion_chosen AS i ON i.commitment_id = g.commitment_id AND i.assessor = 'irm'
    WHERE g.assessor = 'government'
    QUALIFY row_number() OVER (
        PARTITION BY g.commitment_id
        ORDER BY
            reason IS NOT NULL,
            reason IS NOT DISTINCT FROM 'no_value',
            g.phase IS DISTINCT FROM i.phase,
            array_position(['end_of_term', 'midterm', 'design'], g.phase) NULLS LAST,
            array_position(['end_of_term', 'midterm', 'design'], i.phase) NULLS LAST
    ) = 1
)
SELECT
    p.g.commitment_id AS commitment_id,
    p.g.plan_id AS plan_id,
    split_part(p.g.commitment_id, '-', 1) AS country_code,
    c.title,
    c.title_es,
    c.title_en,
    p.g.code AS government_code,
    p.g.percent AS government_percent,
    p.g.phase AS government_phase,
    p.g.basis AS government_basis,
    p.g.rank_low AS government_rank_low,
    p.g.rank_high AS government_rank_high,
    p.g.milestones_en AS government_milestones,
    p.i.code AS irm_code,
    p.i.phase AS irm_phase,
    p.i.basis AS irm_basis,
    p.i.milestones_en AS irm_milestones,
    p.g.phase = p.i.phase AS same_phase,
    CASE WHEN p.g.phase = p.i.phase THEN p.g.phase END AS phase,
    'completion' AS scale,
    p.reason IS NULL AS comparable,
    p.reason AS not_compared,
    CASE
        WHEN p.reason IS NOT NULL THEN NULL
        WHEN p.i.rank_high < p.g.rank_low THEN p.g.rank_low - p.i.rank_high
        WHEN p.i.rank_low > p.g.rank_high THEN p.g.rank_high - p.i.rank_low
        WHEN p.g.rank_low = p.g.rank_high AND p.i.rank_low = p.i.rank_high THEN 0
    END AS gap,
    CASE
        WHEN p.reason IS NOT NULL THEN 'not_comparable'
        WHEN gap > 0 THEN 'government_higher'
        WHEN gap < 0 THEN 'government_lower'
        WHEN gap = 0 THEN 'equal'
        ELSE 'compatible'
    END AS verdict,
    p.g.flagged OR p.i.flagged AS flagged,
    p.g.document_id AS government_document_id,
    dg.name AS government_document,
    p.g.page AS government_page,
    p.g.quote AS government_quote,
    p.g.evidence_id AS government_evidence_id,
    p.i.document_id AS irm_document_id,
    di.name AS irm_document,
    p.i.page AS irm_page,
    p.i.quote AS irm_quote,
    p.i.evidence_id AS irm_evidence_id
FROM paired AS p
LEFT JOIN core.documents AS dg ON dg.document_id = p.g.document_id
LEFT JOIN core.documents AS di ON di.document_id = p.i.document_id
LEFT JOIN main.commitments AS c ON c.commitment_id = p.g.commitment_id
