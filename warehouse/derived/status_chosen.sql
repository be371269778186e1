-- The latest status of each commitment by assessor; the order of preference is that of the view commitment_status.
WITH chosen AS (
    SELECT
        s.commitment_id,
        s.plan_id,
        s.assessor,
        max_by(
            {
                'assessment_id': s.assessment_id, 'mention_id': s.mention_id, 'phase': s.phase, 'code': s.code,
                'raw': s.raw, 'null_reason': s.null_reason, 'flagged': s.flagged, 'document_id': s.document_id,
                'evidence_id': s.evidence_id
            },
            s.weight
        ) FILTER (s.dimension = 'completion' AND s.milestone IS NULL) AS own,
        max_by(
            {
                'number': s.number, 'phase': s.phase, 'flagged': s.flagged, 'document_id': s.document_id,
                'evidence_id': s.evidence_id
            },
            s.weight
        ) FILTER (s.dimension = 'completion_percent' AND s.milestone IS NULL AND s.number IS NOT NULL) AS percent,
        max_by(
            {
                'phase': s.phase, 'raw': s.raw, 'flagged': s.flagged, 'document_id': s.document_id,
                'evidence_id': s.evidence_id
            },
            s.weight
        ) FILTER (s.dimension = 'completion' AND s.milestone IS NOT NULL) AS by_milestone,
        count(DISTINCT s.milestone) FILTER (s.dimension = 'completion') AS milestones_assessed,
        count(DISTINCT s.milestone) FILTER (s.dimension = 'completion' AND s.code = 'complete') AS milestones_complete,
        min(k.rank_low) FILTER (s.milestone IS NOT NULL) AS rank_low,
        max(k.rank_high) FILTER (s.milestone IS NOT NULL) AS rank_high,
        count(*) FILTER (s.dimension = 'completion' AND s.milestone IS NOT NULL AND k.rank_low IS NULL) AS unranked
    FROM affected_statements AS s
    LEFT JOIN meta.codes AS k ON k.dimension = s.dimension AND k.code = s.code
    WHERE s.used AND s.dimension IN ('completion', 'completion_percent')
    GROUP BY s.commitment_id, s.plan_id, s.assessor
),
based AS (
    SELECT
        *,
        CASE WHEN own IS NOT NULL THEN 'commitment' WHEN percent IS NOT NULL THEN 'percent' ELSE 'milestones' END
            AS basis,
        coalesce(own.document_id, percent.document_id, by_milestone.document_id) AS document_id,
        coalesce(own.evidence_id, percent.evidence_id, by_milestone.evidence_id) AS evidence_id,
        coalesce(own.phase, percent.phase, by_milestone.phase) AS phase
    FROM chosen
    WHERE own IS NOT NULL OR percent IS NOT NULL OR by_milestone IS NOT NULL
)
SELECT
    c.commitment_id,
    c.plan_id,
    split_part(c.commitment_id, '-', 1) AS country_code,
    c.assessor,
    c.phase,
    c.own.code AS code,
    k.label_en,
    k.label_es,
    k.rank,
    CASE WHEN c.basis <> 'milestones' THEN k.rank_low WHEN c.unranked = 0 THEN c.rank_low END AS rank_low,
    CASE WHEN c.basis <> 'milestones' THEN k.rank_high WHEN c.unranked = 0 THEN c.rank_high END AS rank_high,
    c.percent.number AS percent,
    c.basis,
    c.milestones_assessed,
    c.milestones_complete,
    coalesce(c.own.raw, c.by_milestone.raw) AS raw,
    c.own.null_reason AS null_reason,
    coalesce(c.own.flagged, c.percent.flagged, c.by_milestone.flagged) AS flagged,
    v.mention_id IS NOT NULL AS contradicted,
    d.document_id,
    d.name AS document,
    d.doc_type,
    d.version_status,
    e.page,
    e.locator,
    e.quote,
    e.evidence_id,
    q.page AS percent_page,
    q.quote AS percent_quote,
    q.evidence_id AS percent_evidence_id,
    c.own.assessment_id AS assessment_id
FROM based AS c
LEFT JOIN meta.codes AS k ON k.dimension = 'completion' AND k.code = c.own.code
LEFT JOIN (
    SELECT DISTINCT mention_id, about FROM meta.contradictions_found
    WHERE kind = 'same_document' AND milestone IS NULL
) AS v ON v.mention_id = c.own.mention_id AND v.about = concat_ws(' ', 'completion', c.phase)
JOIN core.documents AS d ON d.document_id = c.document_id
JOIN affected_evidence AS e ON e.evidence_id = c.evidence_id
LEFT JOIN affected_evidence AS q ON q.evidence_id = c.percent.evidence_id
