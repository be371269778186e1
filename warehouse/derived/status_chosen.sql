-- The latest status of each commitment by assessor; the order of preference is that of the view commitment_status.
-- All that a row says is of one phase: a percentage or milestone of midterm is not set beside a status of end of term,
-- and a code of midterm does not hide the percentage that is all there is at end of term.
WITH by_phase AS (
    SELECT
        commitment_id,
        plan_id,
        assessor,
        phase,
        max_by(
            {
                'assessment_id': assessment_id, 'mention_id': mention_id, 'code': code, 'raw': raw,
                'null_reason': null_reason, 'flagged': flagged, 'document_id': document_id, 'evidence_id': evidence_id,
                'weight': weight
            },
            weight
        ) FILTER (dimension = 'completion' AND milestone IS NULL) AS own,
        max_by(
            {
                'number': number, 'flagged': flagged, 'document_id': document_id, 'evidence_id': evidence_id,
                'weight': weight
            },
            weight
        ) FILTER (dimension = 'completion_percent' AND milestone IS NULL AND number IS NOT NULL) AS percent,
        max_by(
            {
                'code': code, 'raw': raw, 'flagged': flagged, 'document_id': document_id,
                'evidence_id': evidence_id, 'weight': weight
            },
            weight
        ) FILTER (dimension = 'completion' AND milestone IS NOT NULL) AS by_milestone
    FROM affected_statements
    WHERE used AND dimension IN ('completion', 'completion_percent')
    GROUP BY commitment_id, plan_id, assessor, phase
),
milestones AS (
    SELECT
        m.commitment_id,
        m.assessor,
        m.phase,
        count(*) AS milestones_assessed,
        count(*) FILTER (m.code = 'complete') AS milestones_complete,
        min(k.rank_low) AS rank_low,
        max(k.rank_high) AS rank_high,
        count(*) FILTER (k.rank_low IS NULL) AS unranked
    FROM (
        SELECT commitment_id, assessor, phase, milestone, max_by(code, weight) AS code
        FROM affected_statements
        WHERE used AND dimension = 'completion' AND milestone IS NOT NULL
        GROUP BY commitment_id, assessor, phase, milestone
    ) AS m
    LEFT JOIN meta.codes AS k ON k.dimension = 'completion' AND k.code = m.code
    GROUP BY m.commitment_id, m.assessor, m.phase
),
chosen AS (
    SELECT
        b.*,
        coalesce(m.milestones_assessed, 0) AS milestones_assessed,
        coalesce(m.milestones_complete, 0) AS milestones_complete,
        m.rank_low,
        m.rank_high,
        m.unranked
    FROM by_phase AS b
    LEFT JOIN milestones AS m
        ON m.commitment_id = b.commitment_id AND m.assessor IS NOT DISTINCT FROM b.assessor
        AND m.phase IS NOT DISTINCT FROM b.phase
    WHERE b.own IS NOT NULL OR b.percent IS NOT NULL OR b.by_milestone IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY b.commitment_id, b.plan_id, b.assessor
        ORDER BY
            CASE
                WHEN b.own.code IS NOT NULL OR b.percent IS NOT NULL THEN 1
                WHEN b.own IS NULL AND b.by_milestone.code IS NOT NULL THEN 2
                ELSE 3
            END,
            array_position(['end_of_term', 'midterm', 'design'], b.phase) NULLS LAST
    ) = 1
),
based AS (
    SELECT
        *,
        CASE WHEN own IS NOT NULL THEN 'commitment' WHEN percent IS NOT NULL THEN 'percent' ELSE 'milestones' END
            AS basis,
        coalesce(own.document_id, percent.document_id, by_milestone.document_id) AS document_id,
        coalesce(own.evidence_id, percent.evidence_id, by_milestone.evidence_id) AS evidence_id
    FROM chosen
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
