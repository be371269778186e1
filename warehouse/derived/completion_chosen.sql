-- The completion of each commitment by assessor and phase: its own statement, its percentage, its milestones;
-- of several the one with the highest weight (see meta.all_statements). Document and words are those of the best of
-- them: what the row rests on (basis).
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
        max_by(
            {'number': number, 'flagged': flagged, 'document_id': document_id, 'evidence_id': evidence_id}, weight
        ) FILTER (dimension = 'completion_percent' AND milestone IS NULL AND number IS NOT NULL) AS percent,
        max_by(
            {'flagged': flagged, 'document_id': document_id, 'evidence_id': evidence_id}, weight
        ) FILTER (dimension = 'completion' AND milestone IS NOT NULL) AS part,
        count(DISTINCT milestone) FILTER (dimension = 'completion') AS milestones_assessed
    FROM affected_statements
    WHERE used AND dimension IN ('completion', 'completion_percent') AND commitment_id IS NOT NULL
    GROUP BY commitment_id, plan_id, assessor, phase
),
by_milestone AS (
    SELECT
        commitment_id,
        assessor,
        phase,
        min(rank_low) AS rank_low,
        max(rank_high) AS rank_high,
        count(*) FILTER (rank_low IS NULL) AS unranked,
        sum(n) FILTER (code = 'complete') AS complete,
        string_agg(concat(n, ' ', lower(label_en)), ', ' ORDER BY place, code) AS said_en,
        string_agg(concat(n, ' ', lower(label_es)), ', ' ORDER BY place, code) AS said_es
    FROM (
        SELECT
            m.commitment_id, m.assessor, m.phase, coalesce(m.code, 'no value') AS code, k.rank_low, k.rank_high,
            coalesce(k.label_en, 'no value') AS label_en, coalesce(k.label_es, 'sin valor') AS label_es,
            coalesce(5 - k.rank_high, 9) AS place, count(*) AS n
        FROM (
            SELECT commitment_id, assessor, phase, milestone, max_by(code, weight) AS code
            FROM affected_statements
            WHERE used AND dimension = 'completion' AND milestone IS NOT NULL AND commitment_id IS NOT NULL
            GROUP BY commitment_id, assessor, phase, milestone
        ) AS m
        LEFT JOIN meta.codes AS k ON k.dimension = 'completion' AND k.code = m.code
        GROUP BY ALL
    )
    GROUP BY commitment_id, assessor, phase
)
SELECT
    c.commitment_id,
    c.plan_id,
    c.assessor,
    c.phase,
    c.own IS NOT NULL AS stated,
    CASE WHEN c.own IS NOT NULL THEN 'commitment' WHEN c.percent IS NOT NULL THEN 'percent' ELSE 'milestones' END AS basis,
    c.own.code AS code,
    k.rank,
    CASE WHEN basis <> 'milestones' THEN k.rank_low WHEN m.unranked = 0 THEN m.rank_low END AS rank_low,
    CASE WHEN basis <> 'milestones' THEN k.rank_high WHEN m.unranked = 0 THEN m.rank_high END AS rank_high,
    c.own.null_reason AS null_reason,
    coalesce(c.own.flagged, c.percent.flagged, c.part.flagged) AS flagged,
    c.percent.number AS percent,
    c.milestones_assessed,
    coalesce(m.complete, 0)::BIGINT AS milestones_complete,
    m.said_en AS milestones_en,
    m.said_es AS milestones_es,
    coalesce(c.own.document_id, c.percent.document_id, c.part.document_id) AS document_id,
    coalesce(c.own.evidence_id, c.percent.evidence_id, c.part.evidence_id) AS evidence_id,
    e.page,
    e.quote
FROM chosen AS c
LEFT JOIN by_milestone AS m
    ON m.commitment_id = c.commitment_id AND m.assessor IS NOT DISTINCT FROM c.assessor
    AND m.phase IS NOT DISTINCT FROM c.phase
LEFT JOIN meta.codes AS k ON k.dimension = 'completion' AND k.code = c.own.code
LEFT JOIN affected_evidence AS e
    ON e.evidence_id = coalesce(c.own.evidence_id, c.percent.evidence_id, c.part.evidence_id)
WHERE c.own IS NOT NULL OR c.percent IS NOT NULL OR c.milestones_assessed > 0
