-- purpose: What the government says about its commitment beside what the IRM found.
-- propósito: Lo que el gobierno dice de su compromiso junto a lo que halló el IRM.
-- caveats: Latest status of each; same_phase false: they look at different moments (often the IRM's midterm beside the government's end of term), and a gap may be progress; null: one of them does not say. Both are on the completion scale, which is one in all generations of reports. gap is the government's rank minus the IRM's on the completion scale (complete 4, substantial 3, limited 2, not started 1). A composite government code, or milestones assessed one by one (basis milestones, code null), spans ranks: gap is then null where the other rank lies inside (verdict "compatible"), else the distance to the nearer end. Percentages are not compared: no rule maps them to IRM codes.
-- example: SELECT commitment_id, title, government_code, government_percent, irm_code, irm_phase, gap, verdict FROM self_vs_irm ORDER BY commitment_id
SELECT
    g.commitment_id,
    g.plan_id,
    g.country_code,
    c.title,
    c.title_es,
    c.title_en,
    g.code AS government_code,
    g.percent AS government_percent,
    g.phase AS government_phase,
    g.basis AS government_basis,
    g.rank_low AS government_rank_low,
    g.rank_high AS government_rank_high,
    i.code AS irm_code,
    i.phase AS irm_phase,
    i.basis AS irm_basis,
    g.phase = i.phase AS same_phase,
    CASE
        WHEN g.rank_low IS NULL OR i.rank_low IS NULL THEN NULL
        WHEN i.rank_high < g.rank_low THEN g.rank_low - i.rank_high
        WHEN i.rank_low > g.rank_high THEN g.rank_high - i.rank_low
        WHEN g.rank_low = g.rank_high AND i.rank_low = i.rank_high THEN 0
    END AS gap,
    CASE
        WHEN g.rank_low IS NULL OR i.rank_low IS NULL THEN 'not_comparable'
        WHEN gap > 0 THEN 'government_higher'
        WHEN gap < 0 THEN 'government_lower'
        WHEN gap = 0 THEN 'equal'
        ELSE 'compatible'
    END AS verdict,
    g.flagged OR i.flagged AS flagged,
    g.document_id AS government_document_id,
    g.document AS government_document,
    g.page AS government_page,
    g.quote AS government_quote,
    g.evidence_id AS government_evidence_id,
    i.document_id AS irm_document_id,
    i.document AS irm_document,
    i.page AS irm_page,
    i.quote AS irm_quote,
    i.evidence_id AS irm_evidence_id
FROM main.commitment_status AS g
JOIN main.commitment_status AS i ON i.commitment_id = g.commitment_id AND i.assessor = 'irm'
LEFT JOIN main.commitments AS c ON c.commitment_id = g.commitment_id
WHERE g.assessor = 'government'
